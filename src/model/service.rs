//! A scenario made ready to be played: names become keys, distributions samplers, calendars tables by step.
//!
//! Built once per scenario (once per replication where parameters are uncertain) and only read while a replication runs.

mod arrivals;
mod levels;
mod posts;

pub use arrivals::Stream;
pub use levels::{BROKE_OFF, EXIT, FIRST_EXIT, LevelPlan, MAX_LEVELS, Visit, travel_per_session};
pub use posts::{HiringPlan, Role, Terms, expected_attendance};

use self::arrivals::{origins, streams};
use self::levels::{levels, moves_stays, route_out};
use self::posts::roles;
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
use crate::random::distribution::Sampler;
use crate::scenario::{
    Admission, Ages, BreachKind, LeftBehind, Loops, Ownership, Part, Regime, Scenario, Triage, Week,
};
use crate::units::{Dated, WEEKS_PER_YEAR};

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
