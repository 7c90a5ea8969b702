//! A scenario made ready to be played: names become keys, distributions samplers, calendars tables by step.
//!
//! Built once per scenario (once per replication where parameters are uncertain) and only read while a replication runs.

use super::changes::ChangePlan;
use super::emergencies::EmergencyPlan;
use super::exits::{ReturnPlan, return_plans};
use super::funding::Grant;
use super::ledger::Prices;
use super::metric::Columns;
use super::programmes::ProgrammePlan;
use super::region::Ways;
use super::safe_load::Line;
use super::shared_support::SharedRole;
use super::support::SupportPlan;
use super::team::TeamPlan;
use super::traits::TraitsPlan;
use crate::random::distribution::Sampler;
use crate::scenario::exit::{ExitTo, MOST_EXITS};
use crate::scenario::{
    Admission, Agency, Ages, BreachKind, Close, Hiring, LeftBehind, Level, LevelKind, Loops,
    Ownership, Part, Regime, Scenario, Staff, Travel, Triage, Week,
};
use crate::units::{Dated, WEEKS_PER_YEAR};
use chrono::Datelike;

/// Most levels a scenario has.
pub const MAX_LEVELS: usize = 8;
/// First of the routes that lead out of the service: the named exits in the order of the file.
pub const FIRST_EXIT: u8 = MAX_LEVELS as u8;
/// The route by the exit without a name.
pub const EXIT: u8 = FIRST_EXIT + MOST_EXITS as u8;
/// The route of those who break off by no named exit.
pub const BROKE_OFF: u8 = EXIT + 1;

/// A service ready to be played.
#[derive(Debug, Clone)]
pub struct Service {
    pub seed: u64,
    pub calendar: Calendar,
    /// Where what this scenario has of its own is observed.
    pub columns: Columns,
    pub levels: Vec<LevelPlan>,
    /// Whether each named exit is a good one.
    pub good_exits: Vec<bool>,
    /// How those come back who left by each named exit; empty where nobody does.
    pub returns: Vec<Option<ReturnPlan>>,
    /// The way out of those who break off.
    pub lost_by: u8,
    /// Name keys of all origins of clients: streams first, then today's clients by level, then today's waiting by level.
    pub origins: Vec<u64>,
    /// Position of the first of its own origins: above 0 only at a site, where the others' stand there too.
    pub first_origin: usize,
    pub streams: Vec<Stream>,
    pub initial: Initial,
    pub load_line: Option<LoadLine>,
    /// Share of available hours above which contact hours are a breach.
    pub contact_share: f64,
    pub roles: Vec<Role>,
    /// Roles that hold no clients; `None` without any.
    pub support: Option<SupportPlan>,
    /// The same of a whole with sites, by itself; empty in a service of its own.
    pub shared_support: Vec<SharedRole>,
    /// Posts that belong to clients; `None` without any.
    pub teams: Option<TeamPlan>,
    /// Share of planned leave in a year: pauses a worker's demands and hours alike (A6).
    pub leave_share: f64,
    /// Expected share of funded time at work: planned leave and sick leave at speed 1.
    pub attendance: f64,
    pub week: WeekPlan,
    pub allocation: AllocationPlan,
    pub grants: Vec<Grant>,
    /// What a week costs beside salaries; `None`: nothing.
    pub prices: Option<Prices>,
    /// `None`: no emergencies.
    pub emergencies: Option<EmergencyPlan>,
    /// `None`: no software or process change.
    pub changes: Option<ChangePlan>,
    /// `None`: no programme.
    pub programmes: Option<ProgrammePlan>,
    /// Whether stays go by the care delivered or by what the worker has learned, not by the calendar alone.
    pub moves_stays: bool,
    pub loops: Loops,
    pub loops_cut: Loops,
    pub regime: Regime,
    /// Services that are played side by side, of which this is the whole; empty: a service of its own.
    pub sites: Vec<Service>,
    /// The ways from this site to others; `None` in a service of its own.
    pub ways: Option<Ways>,
}

/// The steps of a replication.
#[derive(Debug, Clone)]
pub struct Calendar {
    pub warm_up_weeks: usize,
    pub horizon_weeks: usize,
    pub steps_per_week: usize,
    /// Length of a step [weeks].
    pub step: f64,
}

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

/// A stream of newcomers.
#[derive(Debug, Clone)]
pub struct Stream {
    /// Rate in each step, from the start of the warm-up [clients/week].
    pub rates: Vec<f64>,
    /// Cumulative entry probability by level.
    pub enter: Vec<f64>,
    /// Variance-to-mean ratio of the weekly count.
    pub clustering: f64,
}

/// Who is there at the start.
#[derive(Debug, Clone)]
pub struct Initial {
    pub clients: Vec<u64>,
    pub waiting: Vec<u64>,
    pub ages: Ages,
}

/// The safe load, ready to be compared with caseloads.
#[derive(Debug, Clone)]
pub struct LoadLine {
    /// The limits in force over time, as factors per client.
    pub lines: Dated<Line>,
    /// Kinds that count as a breach: bit k for kind k of `BreachKind::ALL`.
    pub counts: u32,
    pub scale: bool,
    /// Share by which the scale discount is dampened.
    pub dampening: f64,
    /// Beyond it nobody is given a client, whatever the admission.
    pub absolute: Option<Line>,
}

/// A kind of post.
#[derive(Debug, Clone)]
pub struct Role {
    pub name: u64,
    pub count: Dated<u64>,
    pub eft: f64,
    /// Cost of one worker of this role a week [currency units].
    pub weekly_cost: f64,
    pub close: Close,
    /// Posts that this role ever has.
    pub posts: usize,
    /// Whether some of them come and go with a funding.
    pub has_grants: bool,
    /// Desks beyond the funded posts, for extra hires.
    pub ahead: usize,
    pub vacancies: u64,
    pub known_starts: Vec<f64>,
    pub roster: Vec<crate::scenario::RosterWorker>,
    pub terms: Terms,
}

/// On what terms somebody is employed, and how a post that empties is filled.
#[derive(Debug, Clone)]
pub struct Terms {
    /// From the first day to giving notice [weeks]; `None`: nobody leaves.
    pub tenure: Option<Sampler>,
    /// Factor on the speed of leaving in the first year in post; `None`: 1.
    pub first_year_quits: Option<f64>,
    /// From giving notice to the last day [weeks].
    pub notice: f64,
    /// Sickness while at work: rate [1/week] and length of a spell [weeks].
    pub sickness: Option<(f64, Sampler)>,
    /// `None`: a post that empties stays empty.
    pub hiring: Option<HiringPlan>,
    /// What workers on these terms differ in; `None`: they are alike.
    pub traits: Option<TraitsPlan>,
}

impl Terms {
    /// The terms that a scenario's sections for staff and hiring state.
    pub fn new(staff: Option<&Staff>, hiring: Option<&Hiring>) -> Self {
        Terms {
            tenure: staff.map(|staff| Sampler::new(&staff.tenure)),
            first_year_quits: staff.and_then(|staff| staff.first_year_quits),
            notice: staff.map_or(0.0, |staff| staff.notice_weeks),
            sickness: staff
                .and_then(|staff| staff.sick_leave.as_ref())
                .filter(|sick| sick.spells_per_year > 0.0)
                .map(|sick| {
                    let rate = sick.spells_per_year / WEEKS_PER_YEAR;
                    (rate, Sampler::new(&sick.length))
                }),
            hiring: hiring.map(|hiring| HiringPlan {
                time_to_fill: Sampler::new(&hiring.time_to_fill),
                approval: hiring.approval.as_ref().map(Sampler::new),
                freeze: hiring.freeze.clone(),
                induction_weeks: hiring.induction_weeks,
                start_share: hiring.start_share,
                hours_per_vacancy: hiring.hours_per_vacancy,
                hours_per_starter: hiring.hours_per_starter,
                agency: hiring.agency.clone(),
            }),
            traits: None,
        }
    }

    /// Sick-leave rate at speed 1 [1/week]; 0 where nobody is sick.
    #[inline]
    pub fn sickness_rate(&self) -> f64 {
        self.sickness.as_ref().map_or(0.0, |it| it.0)
    }

    /// Who holds vacant posts; `None`: nobody.
    #[inline]
    pub fn agency(&self) -> Option<&Agency> {
        self.hiring.as_ref()?.agency.as_ref()
    }
}

impl Role {
    /// What whoever holds a post is paid a week; an agency's worker with its premium [currency units].
    pub fn weekly_pay(&self, from_agency: bool) -> f64 {
        match self.terms.agency().filter(|_| from_agency) {
            Some(agency) => self.weekly_cost * (1.0 + agency.premium),
            None => self.weekly_cost,
        }
    }
}

#[derive(Debug, Clone)]
pub struct HiringPlan {
    pub time_to_fill: Sampler,
    pub approval: Option<Sampler>,
    pub freeze: Vec<(f64, f64)>,
    pub induction_weeks: f64,
    pub start_share: f64,
    pub hours_per_vacancy: f64,
    pub hours_per_starter: f64,
    /// `None`: vacant posts stay empty.
    pub agency: Option<Agency>,
}

/// The rules of the working week.
#[derive(Debug, Clone)]
pub struct WeekPlan {
    pub full_time_hours: f64,
    /// Fixed hours by part, per full-time worker [h/week].
    pub fixed: [f64; Part::COUNT],
    /// The sum of those [h/week].
    pub fixed_hours: f64,
    /// Supervision among them [h/week].
    pub supervision_hours: f64,
    pub admin_share: f64,
    pub overtime_max: f64,
    pub sharing: f64,
    /// Parts that give first, in order; travel is left out, it goes with contact.
    pub squeeze: Vec<usize>,
    /// Parts that give only after these; travel is left out.
    pub unlisted: Vec<usize>,
    pub floors: [f64; Part::COUNT],
}

#[derive(Debug, Clone)]
pub struct AllocationPlan {
    pub ownership: Ownership,
    pub admission: Admission,
    pub left_behind: LeftBehind,
    pub patience: Option<Sampler>,
    /// Chance a week that the most burdened hands a client over.
    pub rebalance: f64,
    pub triage: Triage,
    /// Work that watching over each client on the waiting list asks of the site [h/week].
    pub monitoring_hours: f64,
    pub match_starters: bool,
}

impl Service {
    /// Prepares a scenario.
    pub fn new(scenario: &Scenario) -> Self {
        let mut whole = Service::of_one(scenario);
        let sites = scenario.services();
        if scenario.sites.is_empty() {
            return whole;
        }
        whole.sites = sites.iter().map(Service::of_one).collect();
        // Clients who change sites keep their origin, so all sites know all origins.
        let origins: Vec<u64> = whole
            .sites
            .iter()
            .flat_map(|site| site.origins.iter().copied())
            .collect();
        let mut first = 0;
        let own = scenario.sites.iter().zip(&sites);
        for (service, (site, of_site)) in whole.sites.iter_mut().zip(own) {
            service.first_origin = first;
            first += std::mem::replace(&mut service.origins, origins.clone()).len();
            service.teams = TeamPlan::new(of_site, &origins);
            service.ways = Some(Ways::new(site));
        }
        whole.shared_support = SharedRole::all(scenario);
        whole
    }

    /// Prepares a scenario without regard to its sites.
    fn of_one(scenario: &Scenario) -> Self {
        let calendar = Calendar {
            warm_up_weeks: scenario.run.warm_up_weeks,
            horizon_weeks: scenario.run.horizon_weeks,
            steps_per_week: scenario.run.steps_per_week,
            step: 1.0 / scenario.run.steps_per_week as f64,
        };
        let leave_share = scenario.staff.as_ref().map_or(0.0, |staff| {
            staff.planned_leave_weeks_per_year / WEEKS_PER_YEAR
        });
        let programmes = ProgrammePlan::new(scenario);
        let moves_stays = moves_stays(scenario, programmes.as_ref());
        let levels = levels(scenario, moves_stays);
        let columns = Columns::new(scenario);
        let origins = origins(scenario);
        Service {
            seed: scenario.run.seed,
            good_exits: scenario.exits.iter().map(|exit| exit.good).collect(),
            returns: return_plans(scenario),
            lost_by: match scenario.loops.disengagement.as_ref().and_then(|it| it.exit) {
                Some(exit) => route_out(Some(exit)),
                None => BROKE_OFF,
            },
            teams: TeamPlan::new(scenario, &origins),
            origins,
            first_origin: 0,
            streams: streams(scenario, &calendar),
            calendar,
            columns,
            grants: Grant::all(scenario),
            prices: Prices::new(scenario, columns.ledger),
            initial: Initial {
                clients: scenario.initial.clients.clone(),
                waiting: scenario.initial.waiting.clone(),
                ages: scenario.initial.ages,
            },
            load_line: scenario.safe_load.as_ref().map(|safe| LoadLine {
                lines: safe.limits.map(|limits| Line::new(limits, &levels)),
                counts: breach_mask(&safe.breach_when),
                scale: safe.scale,
                dampening: safe.scale_dampening,
                absolute: safe
                    .absolute
                    .as_ref()
                    .map(|limits| Line::new(limits, &levels)),
            }),
            contact_share: scenario
                .safe_load
                .as_ref()
                .map_or(0.5, |safe| safe.contact_share),
            roles: roles(scenario),
            support: SupportPlan::new(scenario),
            leave_share,
            attendance: expected_attendance(scenario),
            week: week(&scenario.week, scenario.allocation.sharing),
            allocation: AllocationPlan {
                ownership: scenario.allocation.ownership,
                admission: scenario.allocation.admission,
                left_behind: scenario.allocation.left_behind,
                patience: scenario.allocation.patience.as_ref().map(Sampler::new),
                rebalance: scenario.allocation.rebalance,
                triage: scenario.allocation.triage,
                monitoring_hours: scenario.allocation.monitoring_hours,
                match_starters: scenario.allocation.match_starters,
            },
            emergencies: EmergencyPlan::new(scenario),
            changes: ChangePlan::new(scenario),
            programmes,
            moves_stays,
            levels,
            loops: scenario.loops.clone(),
            loops_cut: scenario.loops.all_cut(),
            regime: scenario.regime.clone(),
            shared_support: Vec::new(),
            sites: Vec::new(),
            ways: None,
        }
    }

    /// All desks a worker can sit at: posts that a role ever has and its extra hires.
    pub fn desks(&self) -> usize {
        self.roles.iter().map(|role| role.posts + role.ahead).sum()
    }
}

/// Bit k for kind k of [`BreachKind::ALL`].
fn breach_mask(kinds: &[BreachKind]) -> u32 {
    BreachKind::ALL
        .iter()
        .enumerate()
        .filter(|(_, kind)| kinds.contains(kind))
        .map(|(bit, _)| 1 << bit)
        .sum()
}

/// Expected share of time at work: planned leave off, and sick leave as a share of an alternating renewal process, spells per
/// calendar year counted while at work.
pub fn expected_attendance(scenario: &Scenario) -> f64 {
    let Some(staff) = &scenario.staff else {
        return 1.0;
    };
    let present = 1.0 - staff.planned_leave_weeks_per_year / WEEKS_PER_YEAR;
    let sick = staff.sick_leave.as_ref().map_or(0.0, |sick| {
        let load = sick.spells_per_year / WEEKS_PER_YEAR * sick.length.mean();
        load / (1.0 + load)
    });
    present * (1.0 - sick)
}

/// Travel asked by a one-to-one session [h].
pub fn travel_per_session(travel: Option<&Travel>) -> f64 {
    travel.map_or(0.0, |it| {
        it.share_remote * (1.0 - it.co_located_share) * it.hours_per_trip
    })
}

/// Whether stays go by the care delivered or by what the worker has learned, not by the calendar alone.
fn moves_stays(scenario: &Scenario, programmes: Option<&ProgrammePlan>) -> bool {
    let by_learning = programmes.is_some_and(|it| it.moves_stays);
    scenario.loops.care.is_some() || scenario.loops.disengagement.is_some() || by_learning
}

fn levels(scenario: &Scenario, moves_stays: bool) -> Vec<LevelPlan> {
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
fn route_out(exit: ExitTo) -> u8 {
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

/// Keys of everyone's origin. A stream's is its name; today's clients and today's waiting are named by their level.
fn origins(scenario: &Scenario) -> Vec<u64> {
    let streams = scenario
        .referrals
        .iter()
        .map(|stream| scenario.draw_key(&format!("referrals\n{}", stream.name)));
    let clients = scenario
        .levels
        .iter()
        .map(|level| scenario.draw_key(&format!("initial clients\n{}", level.name)));
    let waiting = scenario
        .levels
        .iter()
        .map(|level| scenario.draw_key(&format!("initial waiting\n{}", level.name)));
    streams.chain(clients).chain(waiting).collect()
}

fn streams(scenario: &Scenario, calendar: &Calendar) -> Vec<Stream> {
    let steps = (calendar.warm_up_weeks + calendar.horizon_weeks) * calendar.steps_per_week;
    let first = -(calendar.warm_up_weeks as f64);
    let months: Vec<usize> = (0..steps)
        .map(|step| month(scenario, first + step as f64 * calendar.step))
        .collect();
    scenario
        .referrals
        .iter()
        .map(|stream| {
            let mut sum = 0.0;
            let growth = libm::log1p(stream.growth_per_year) / WEEKS_PER_YEAR;
            Stream {
                rates: (0..steps)
                    .map(|step| {
                        let week = first + step as f64 * calendar.step;
                        let grown = if growth == 0.0 {
                            1.0
                        } else {
                            libm::exp(growth * week.max(0.0))
                        };
                        let changed: f64 = stream
                            .changes
                            .iter()
                            .map(|change| factor(change, week))
                            .product();
                        stream.per_week.at(week) * grown * stream.monthly[months[step]] * changed
                    })
                    .collect(),
                enter: stream
                    .enter
                    .iter()
                    .map(|share| {
                        sum += share;
                        sum
                    })
                    .collect(),
                clustering: stream.clustering,
            }
        })
        .collect()
}

/// Calendar month (0: January) of a time [weeks from the start].
fn month(scenario: &Scenario, week: f64) -> usize {
    let days = chrono::Duration::days((week * 7.0).floor() as i64);
    scenario
        .run
        .start
        .checked_add_signed(days)
        .map_or(0, |date| date.month0() as usize)
}

/// A rate change's factor at a time: 1 before it, along the ramp in between, the whole factor after it.
fn factor(change: &crate::scenario::RateChange, week: f64) -> f64 {
    if week < change.week {
        1.0
    } else if week < change.week + change.ramp_weeks {
        1.0 + (change.factor - 1.0) * (week - change.week) / change.ramp_weeks
    } else {
        change.factor
    }
}

fn roles(scenario: &Scenario) -> Vec<Role> {
    let granted = |role: usize| -> u64 {
        let posts = scenario.funding.iter().map(|it| it.posts[role]);
        posts.sum()
    };
    scenario
        .posts
        .iter()
        .enumerate()
        .map(|(index, posts)| Role {
            name: scenario.draw_key(&format!("posts\n{}", posts.role)),
            count: posts.count.clone(),
            eft: posts.eft,
            weekly_cost: posts.eft * posts.annual_cost / WEEKS_PER_YEAR,
            close: posts.close,
            posts: (posts.most() + granted(index)) as usize,
            has_grants: granted(index) > 0,
            ahead: scenario
                .hiring
                .as_ref()
                .map_or(0, |hiring| hiring.ahead as usize),
            vacancies: scenario.initial.vacancies[index],
            known_starts: scenario
                .hiring
                .iter()
                .flat_map(|hiring| &hiring.starts)
                .filter(|start| start.posts == index)
                .map(|start| start.week)
                .collect(),
            roster: scenario
                .roster
                .iter()
                .filter(|worker| worker.posts == index)
                .cloned()
                .collect(),
            terms: Terms {
                traits: scenario.traits.as_ref().map(TraitsPlan::new),
                ..Terms::new(scenario.staff.as_ref(), scenario.hiring.as_ref())
            },
        })
        .collect()
}

fn week(week: &Week, sharing: f64) -> WeekPlan {
    let travels = |part: &usize| *part != Part::Travel as usize;
    let squeeze: Vec<usize> = week
        .squeeze
        .iter()
        .map(|part| *part as usize)
        .filter(travels)
        .collect();
    WeekPlan {
        full_time_hours: week.full_time_hours,
        fixed: week.fixed_hours,
        fixed_hours: week.fixed_hours.iter().sum(),
        supervision_hours: week.supervision_hours,
        admin_share: week.admin_share,
        overtime_max: week.overtime_max,
        sharing,
        unlisted: (0..Part::COUNT)
            .filter(|part| travels(part) && !squeeze.contains(part))
            .collect(),
        squeeze,
        floors: week.floors,
    }
}
