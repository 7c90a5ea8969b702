//! What each level asks for and how a visit to it ends: contact, travel and administration per client, stays and their routes, and
//! the parked protocol.

use crate::model::programmes::ProgrammePlan;
use crate::random::distribution::Sampler;
use crate::scenario::exit::{ExitTo, MOST_EXITS};
use crate::scenario::{Level, LevelKind, Scenario, Travel};

/// Most levels a scenario has.
pub const MAX_LEVELS: usize = 8;
/// First of the routes that lead out of the service: the named exits in the order of the file.
pub const FIRST_EXIT: u8 = MAX_LEVELS as u8;
/// The route by the exit without a name.
pub const EXIT: u8 = FIRST_EXIT + MOST_EXITS as u8;
/// The route of those who break off by no named exit.
pub const BROKE_OFF: u8 = EXIT + 1;

/// What one client of a level asks for, and how a visit to it ends.
#[derive(Debug, Clone)]
pub struct LevelPlan {
    pub visit: Visit,
    /// The nearest heavier level that is not a check-in level: where a client goes who gets worse (A9).
    pub heavier: Option<u8>,
    /// Whether a visit runs by the calendar, whatever contact is delivered: at a check-in level, and where nothing moves stays.
    pub by_calendar: bool,
    /// Whether a client can get worse here, and break off.
    pub worsens: bool,
    pub breaks_off: bool,
    /// Contact per client [h/week]; 0 at a group level, whose sessions are counted by the group.
    pub contact: f64,
    /// Travel per client [h/week].
    pub travel: f64,
    /// Administration per client [h/week], without the share of group sessions.
    pub client_admin: f64,
    /// Emotional hours per contact hour [-].
    pub emotional_weight: f64,
    /// Points that a client counts.
    pub weight: f64,
    /// Hours of abuse per contact hour [-].
    pub abuse_weight: f64,
    /// `(group size, session hours, admin hours)` where the level is a group level.
    pub group: Option<(f64, f64, f64)>,
    pub is_one_to_one: bool,
}

/// How a visit to a level ends.
#[derive(Debug, Clone)]
pub enum Visit {
    /// After a drawn stay, along drawn routes: `(cumulative probability, next level or exit)`, in the order of the file: levels,
    /// named exits, then the exit without a name.
    Stay {
        length: Sampler,
        routes: Vec<(f64, u8)>,
    },
    /// The parked protocol.
    CheckIn {
        every: f64,
        exit_after: f64,
        /// Check-ins within `exit_after`, the last included.
        check_ins: u32,
        /// ln(1 - probability of a relapse at a check-in).
        log_kept: f64,
        /// Each interval between check-ins: its length [weeks] and the share of those here who are in it.
        ages: Vec<(f64, f64)>,
        relapse_to: u8,
        /// The way out of one who has not relapsed.
        exit_to: u8,
    },
}

impl Visit {
    /// Whether care slows it and a client can get worse in it.
    pub fn is_stay(&self) -> bool {
        matches!(self, Visit::Stay { .. })
    }
}

/// Travel asked by a one-to-one session [h].
pub fn travel_per_session(travel: Option<&Travel>) -> f64 {
    travel.map_or(0.0, |it| {
        it.share_remote * (1.0 - it.co_located_share) * it.hours_per_trip
    })
}

/// Whether stays go by the care delivered or by what the worker has learned, not by the calendar alone.
pub(super) fn moves_stays(scenario: &Scenario, programmes: Option<&ProgrammePlan>) -> bool {
    let by_learning = programmes.is_some_and(|it| it.moves_stays);
    scenario.loops.care.is_some() || scenario.loops.disengagement.is_some() || by_learning
}

pub(super) fn levels(scenario: &Scenario, moves_stays: bool) -> Vec<LevelPlan> {
    let admin_share = scenario.week.admin_share;
    let trip = travel_per_session(scenario.travel.as_ref());
    let mut plans = Vec::with_capacity(scenario.levels.len());
    let mut heavier = None;
    for (index, level) in scenario.levels.iter().enumerate() {
        let visit = visit(level);
        let mut plan = LevelPlan {
            by_calendar: !(moves_stays && visit.is_stay()),
            worsens: scenario.loops.care.is_some() && visit.is_stay() && heavier.is_some(),
            breaks_off: scenario.loops.disengagement.is_some() && visit.is_stay(),
            visit,
            heavier,
            contact: 0.0,
            travel: 0.0,
            client_admin: 0.0,
            emotional_weight: level.emotional_weight,
            weight: level.weight,
            abuse_weight: level.abuse_weight,
            group: None,
            is_one_to_one: false,
        };
        match level.kind {
            LevelKind::OneToOne {
                contact_hours,
                session_hours,
                admin_hours,
                ..
            } => {
                plan.is_one_to_one = true;
                plan.contact = contact_hours;
                plan.travel = contact_hours / session_hours * trip;
                plan.client_admin = admin_share * contact_hours + admin_hours;
            }
            LevelKind::Group {
                session_hours,
                group_size,
                admin_hours,
                ..
            } => {
                plan.group = Some((group_size, session_hours, admin_hours));
            }
            LevelKind::CheckIn {
                contact_hours,
                every_weeks,
                admin_hours,
                ..
            } => {
                plan.contact = contact_hours / every_weeks;
                plan.client_admin = admin_share * plan.contact + admin_hours;
            }
        }
        if plan.visit.is_stay() {
            heavier = Some(index as u8);
        }
        plans.push(plan);
    }
    plans
}

fn visit(level: &Level) -> Visit {
    match &level.kind {
        LevelKind::OneToOne { stay, .. } | LevelKind::Group { stay, .. } => {
            let mut sum = 0.0;
            let levels = (0..).zip(&stay.next);
            let exits = (FIRST_EXIT..).zip(&stay.exits);
            let mut routes: Vec<(f64, u8)> = levels
                .chain(exits)
                .filter(|(_, probability)| **probability > 0.0)
                .map(|(next, probability)| {
                    sum += probability;
                    (sum, next)
                })
                .collect();
            if stay.exit > 0.0 {
                routes.push((1.0, EXIT));
            }
            // Rounding of the sum must not leave a gap at the top.
            if let Some(last) = routes.last_mut() {
                last.0 = 1.0;
            }
            Visit::Stay {
                length: Sampler::new(&stay.length),
                routes,
            }
        }
        LevelKind::CheckIn {
            every_weeks,
            exit_after_weeks,
            relapse_probability,
            relapse_to,
            exit_to,
            ..
        } => {
            let check_ins = (exit_after_weeks / every_weeks + 1e-9).floor() as u32;
            Visit::CheckIn {
                every: *every_weeks,
                exit_after: *exit_after_weeks,
                check_ins,
                log_kept: libm::log1p(-relapse_probability),
                ages: check_in_ages(
                    *every_weeks,
                    *exit_after_weeks,
                    check_ins,
                    *relapse_probability,
                ),
                relapse_to: *relapse_to as u8,
                exit_to: route_out(*exit_to),
            }
        }
    }
}

/// The route by an exit.
pub(super) fn route_out(exit: ExitTo) -> u8 {
    exit.map_or(EXIT, |exit| FIRST_EXIT + exit as u8)
}

/// Intervals between check-ins: length [weeks] and the share of those at the level who are in it.
fn check_in_ages(every: f64, exit_after: f64, check_ins: u32, relapse: f64) -> Vec<(f64, f64)> {
    let intervals = (0..=check_ins).map(|interval| {
        let length = (exit_after - f64::from(interval) * every).min(every);
        let kept = libm::pow(1.0 - relapse, f64::from(interval));
        (length, kept * length.max(0.0))
    });
    let intervals: Vec<(f64, f64)> = intervals.collect();
    let total: f64 = intervals.iter().map(|(_, weight)| weight).sum();
    intervals
        .into_iter()
        .map(|(length, weight)| (length, weight / total))
        .collect()
}
