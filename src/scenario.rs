//! A scenario: one service, one policy, one span of time, checked and ready to be played.
//!
//! `Scenario` is what the model reads. It cannot hold an illegal state: the reader (`scenario::file`) refuses a file
//! with a problem, names are resolved to positions, defaults are filled in. Times are in weeks from the start.

mod change;
mod check;
pub mod costs;
pub mod decide;
pub mod difference;
pub mod document;
pub mod exit;
pub mod file;
mod node;
pub mod note;
mod path;
pub mod peer_support;
pub mod problem;
mod programme;
pub mod register;
pub mod safeguard;
pub mod schema;
mod shock;
mod site;
mod support;
mod team;
mod traits;

pub use exit::{Exit, ExitTo, Returns};
pub use site::{CrossReferral, Site, Transfer, has_agency};

use crate::random::distribution::Distribution;
use crate::units::{Dated, REPORTING_YEAR_WEEKS};
pub use costs::{Costs, Funding};

pub use change::Change;
pub use programme::Programme;
pub use shock::{OwnMaking, Shock, Strikes};
pub use support::SupportRole;
pub use team::Team;
pub use traits::Traits;

/// Position of a level in [`Scenario::levels`], heaviest first.
pub type LevelIndex = usize;

/// One service with one policy, ready to be played.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    pub name: String,
    pub question: Option<String>,
    pub run: Run,
    /// Heaviest first; 1 to 8.
    pub levels: Vec<Level>,
    /// Ways out of the service that have a name; the plain exit is beside them. At most [`exit::MOST_EXITS`].
    pub exits: Vec<Exit>,
    pub referrals: Vec<ReferralStream>,
    pub initial: Initial,
    /// `None`: no caseload kinds of breach and no need.
    pub safe_load: Option<SafeLoad>,
    pub week: Week,
    pub travel: Option<Travel>,
    /// At least one.
    pub posts: Vec<Posts>,
    /// Today's workers, where they are known one by one.
    pub roster: Vec<RosterWorker>,
    /// `None`: nobody leaves or is absent.
    pub staff: Option<Staff>,
    /// `None`: posts that empty stay empty.
    pub hiring: Option<Hiring>,
    /// Kinds of emergency; empty: none.
    pub shocks: Vec<Shock>,
    /// Roles that hold no clients and supply hours.
    pub support: Vec<SupportRole>,
    /// Posts that belong to clients.
    pub teams: Vec<Team>,
    /// `None`: all workers are alike.
    pub traits: Option<Traits>,
    /// Software and process changes; empty: none.
    pub changes: Vec<Change>,
    /// Coaching and training; empty: none.
    pub programmes: Vec<Programme>,
    pub allocation: Allocation,
    pub loops: Loops,
    pub regime: Regime,
    /// `None`: salaries are the only cost.
    pub costs: Option<Costs>,
    pub funding: Vec<Funding>,
    /// Services that are planned together; empty: this is one service. With sites, `referrals`, `initial`, `posts` and `roster`
    /// are those of all sites one after the other, under names such as `north: peer worker`, and the load line has no limits.
    pub sites: Vec<Site>,
    /// Which site of a whole this is; `None`: a service of its own, or the whole.
    pub site: Option<String>,
    /// Whether an agency holds vacant posts at a site of the whole that this is, or is one of: then all have a column for it.
    pub agency_at_a_site: bool,
}

/// The span of time and the size of the experiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    pub start: chrono::NaiveDate,
    /// Weeks observed [weeks], 1 to 5,200.
    pub horizon_weeks: usize,
    /// Weeks played before week 0 and not observed [weeks].
    pub warm_up_weeks: usize,
    /// 1 or 7.
    pub steps_per_week: usize,
    pub replications: u64,
    pub seed: u64,
}

/// A level of intensity.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    pub name: String,
    pub kind: LevelKind,
    /// Emotional hours per contact hour [-].
    pub emotional_weight: f64,
    /// Points that a client of this level counts: 2 is twice the work of 1.
    pub weight: f64,
    /// Hours of abuse taken per contact hour [-].
    pub abuse_weight: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub enum LevelKind {
    OneToOne {
        /// Contact per client [h/week].
        contact_hours: f64,
        /// Length of one session [h], above 0.
        session_hours: f64,
        /// Administration per client [h/week].
        admin_hours: f64,
        stay: Stay,
    },
    Group {
        /// Contact per group [h/week], above 0.
        session_hours: f64,
        /// Clients in a full group, above 0.
        group_size: f64,
        /// Administration per group [h/week].
        admin_hours: f64,
        stay: Stay,
    },
    CheckIn {
        /// Contact at each check-in [h].
        contact_hours: f64,
        /// Time from one check-in to the next [weeks], above 0.
        every_weeks: f64,
        /// Time at the level after which one who has not relapsed leaves [weeks].
        exit_after_weeks: f64,
        /// Chance of a relapse at each check-in, the last included.
        relapse_probability: f64,
        relapse_to: LevelIndex,
        /// How one who has not relapsed leaves.
        exit_to: ExitTo,
        /// Administration per client [h/week].
        admin_hours: f64,
    },
}

/// A drawn stay and the routes out of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stay {
    /// Length of the stay [weeks].
    pub length: Distribution,
    /// Probability of each next level, by level index (same length as `Scenario::levels`).
    pub next: Vec<f64>,
    /// Probability of each named exit (same length as `Scenario::exits`).
    pub exits: Vec<f64>,
    /// Probability of leaving the service by the plain exit; `next`, `exits` and `exit` add up to 1.
    pub exit: f64,
}

/// A named Poisson stream of newcomers.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferralStream {
    pub name: String,
    /// Base rate [clients/week].
    pub per_week: Dated<f64>,
    /// Entry probability by level; adds up to 1.
    pub enter: Vec<f64>,
    /// Growth per calendar year, 0.05 = 5 % [share]; compounds continuously from week 0.
    pub growth_per_year: f64,
    /// Factor by calendar month, January first.
    pub monthly: [f64; 12],
    /// Variance-to-mean ratio of the weekly count, at least 1 (1: plain Poisson).
    pub clustering: f64,
    /// Later changes of the rate, each a factor that comes on top of all others.
    pub changes: Vec<RateChange>,
    /// Newcomers who are passed on to another site; `None` in a service of its own.
    pub cross_referral: Option<CrossReferral>,
}

/// From `week` on the rate is multiplied by `factor`; over `ramp_weeks` it gets there in a straight line.
#[derive(Debug, Clone, PartialEq)]
pub struct RateChange {
    pub week: f64,
    pub factor: f64,
    /// 0: a step.
    pub ramp_weeks: f64,
}

/// Who is there at week 0 (at the start of the warm-up, where there is one).
#[derive(Debug, Clone, PartialEq)]
pub struct Initial {
    /// Clients by level.
    pub clients: Vec<u64>,
    /// Clients on the waiting list, by level.
    pub waiting: Vec<u64>,
    /// Open vacancies by posts entry (same length as `Scenario::posts`).
    pub vacancies: Vec<u64>,
    pub ages: Ages,
}

/// How far today's stays, tenures and vacancies have run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ages {
    /// As found by one who looks in at random: residuals of a renewal process in equilibrium.
    Stationary,
    /// All begin at week 0.
    Fresh,
}

/// The load line.
#[derive(Debug, Clone, PartialEq)]
pub struct SafeLoad {
    /// Limits per full EFT in force over time. With the built-in table this follows the service's age and dated words.
    pub limits: Dated<Limits>,
    /// Kinds that count as a breach; not empty.
    pub breach_when: Vec<BreachKind>,
    /// Ceiling of contact hours as a share of available hours.
    pub contact_share: f64,
    /// A year is unsafe when more than this share of its worker-weeks is in breach.
    pub tolerance: f64,
    /// Whether the scale discount acts.
    pub scale: bool,
    /// Share by which the scale discount is dampened, 0 to 1.
    pub scale_dampening: f64,
    /// Beyond it nobody is given a client, whatever the admission; `None`: there is no such limit.
    pub absolute: Option<Limits>,
}

/// How many clients one full EFT may safely carry.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Row of the built-in table (`"M3"`), where the limits come from it.
    pub row: Option<&'static str>,
    /// By level; `None`: no limit. Only limits of one-to-one levels decide breaches, need and admission.
    pub per_level: Vec<Option<f64>>,
    /// In all; `None`: no limit.
    pub total: Option<f64>,
    /// In all, each client counting her level's weight; `None`: no limit.
    pub points: Option<f64>,
}

/// The four kinds of safe-load breach (DESIGN 2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BreachKind {
    OneToOne,
    Total,
    Contact,
    Hours,
}

impl BreachKind {
    pub const ALL: [BreachKind; 4] = [
        BreachKind::OneToOne,
        BreachKind::Total,
        BreachKind::Contact,
        BreachKind::Hours,
    ];

    /// The word of the scenario file and the metric names.
    pub fn name(self) -> &'static str {
        match self {
            BreachKind::OneToOne => "one_to_one",
            BreachKind::Total => "total",
            BreachKind::Contact => "contact",
            BreachKind::Hours => "hours",
        }
    }
}

/// The parts of the working week, in the order of DESIGN 2.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    Contact,
    Travel,
    Crisis,
    ClientAdmin,
    GroupAdmin,
    Relationships,
    Presence,
    Hiring,
    Onboarding,
    Training,
    Rework,
    Wellbeing,
}

impl Part {
    pub const COUNT: usize = 12;
    pub const ALL: [Part; Part::COUNT] = [
        Part::Contact,
        Part::Travel,
        Part::Crisis,
        Part::ClientAdmin,
        Part::GroupAdmin,
        Part::Relationships,
        Part::Presence,
        Part::Hiring,
        Part::Onboarding,
        Part::Training,
        Part::Rework,
        Part::Wellbeing,
    ];

    /// The word of the scenario file and the metric names.
    pub fn name(self) -> &'static str {
        match self {
            Part::Contact => "contact",
            Part::Travel => "travel",
            Part::Crisis => "crisis",
            Part::ClientAdmin => "client_admin",
            Part::GroupAdmin => "group_admin",
            Part::Relationships => "relationships",
            Part::Presence => "presence",
            Part::Hiring => "hiring",
            Part::Onboarding => "onboarding",
            Part::Training => "training",
            Part::Rework => "rework",
            Part::Wellbeing => "wellbeing",
        }
    }

    /// Plain words for it inside a sentence.
    pub fn label(self) -> &'static str {
        match self {
            Part::Contact => "contact with clients",
            Part::Travel => "travel",
            Part::Crisis => "crises",
            Part::ClientAdmin => "records and client administration",
            Part::GroupAdmin => "group administration",
            Part::Relationships => "relationships with other services",
            Part::Presence => "presence with teams",
            Part::Hiring => "hiring",
            Part::Onboarding => "inducting new colleagues",
            Part::Training => "training",
            Part::Rework => "rework from missing records",
            Part::Wellbeing => "wellbeing and supervision",
        }
    }
}

/// The hours of a full-time week and how a short week gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Week {
    /// Full-time hours [h/week], above 0.
    pub full_time_hours: f64,
    /// Fixed hours per full-time worker by part [h/week]; only relationships, presence, training and wellbeing are not 0.
    pub fixed_hours: [f64; Part::COUNT],
    /// Supervision per full-time worker, a part of wellbeing [h/week].
    pub supervision_hours: f64,
    /// Client administration per contact hour [-].
    pub admin_share: f64,
    /// Longest overtime as a share of available hours.
    pub overtime_max: f64,
    /// Parts that give first, in this order, each down to its floor. No part twice. Parts not listed give only after all of these.
    pub squeeze: Vec<Part>,
    /// Share of each part's demand that is kept until nothing else is left to cut.
    pub floors: [f64; Part::COUNT],
}

/// Travel [h/week] = one-to-one sessions x share_remote x (1 - co_located_share) x hours_per_trip.
#[derive(Debug, Clone, PartialEq)]
pub struct Travel {
    pub share_remote: f64,
    pub hours_per_trip: f64,
    pub co_located_share: f64,
}

/// A kind of funded post.
#[derive(Debug, Clone, PartialEq)]
pub struct Posts {
    pub role: String,
    /// Posts funded over time; a change is the hiring plan.
    pub count: Dated<u64>,
    /// EFT of each post, above 0, at most 1.
    pub eft: f64,
    /// Cost of a full EFT per calendar year [currency units].
    pub annual_cost: f64,
    pub close: Close,
}

impl Posts {
    /// Most posts there ever are.
    pub fn most(&self) -> u64 {
        let counts = self.count.steps().iter().map(|step| step.1);
        counts.max().unwrap_or(0)
    }
}

/// Which posts a fall in `count` closes, after the vacant ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Close {
    /// The next to leave.
    Attrition,
    /// The newest, at once.
    Now,
}

/// One of today's workers. Roster entries of a role fill its posts in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct RosterWorker {
    /// Index into [`Scenario::posts`].
    pub posts: usize,
    /// Clients held, by level; counted inside `initial.clients`.
    pub clients: Vec<u64>,
    /// `None`: unknown, as `initial.ages` says.
    pub weeks_in_post: Option<f64>,
    pub induction_left_weeks: f64,
    /// `None`: at the loop's reference.
    pub strain: Option<f64>,
    pub backlog_hours: f64,
    /// Emergencies open today, by kind; of her clients or her own.
    pub emergencies: Vec<u64>,
}

/// How long people stay and how often they are away.
#[derive(Debug, Clone, PartialEq)]
pub struct Staff {
    /// Time from start to giving notice [weeks].
    pub tenure: Distribution,
    pub notice_weeks: f64,
    pub planned_leave_weeks_per_year: f64,
    pub sick_leave: Option<SickLeave>,
    /// Factor on the speed of leaving in the first 52 weeks in post; `None`: 1.
    pub first_year_quits: Option<f64>,
}

impl Staff {
    /// Mean time from the first day to giving notice, the first year's speed in it [weeks].
    pub fn mean_tenure_weeks(&self) -> f64 {
        let mean = self.tenure.mean();
        let Some(quits) = self.first_year_quits else {
            return mean;
        };
        // Of a tenure drawn as A, what lies below the first year's use passes faster: E[min(A, use)] / quits instead of it.
        const PANELS: u32 = 4_000;
        let used = quits * REPORTING_YEAR_WEEKS as f64;
        let middle = |panel: u32| (f64::from(panel) + 0.5) / f64::from(PANELS);
        let early: f64 = (0..PANELS)
            .map(|panel| self.tenure.quantile(middle(panel)).min(used))
            .sum();
        let early = early / f64::from(PANELS);
        early / quits + (mean - early)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct SickLeave {
    /// Spells per calendar year at work [1/year].
    pub spells_per_year: f64,
    /// Length of a spell [weeks].
    pub length: Distribution,
}

/// From a vacancy to a fully inducted worker.
#[derive(Debug, Clone, PartialEq)]
pub struct Hiring {
    /// Time from approval to the first day [weeks].
    pub time_to_fill: Distribution,
    /// Time from the vacancy to its approval [weeks].
    pub approval: Option<Distribution>,
    /// Windows `(from, to)` in weeks in which approval waits for the end; ordered, not overlapping.
    pub freeze: Vec<(f64, f64)>,
    /// Extra hires kept in the pipeline, per posts entry.
    pub ahead: u64,
    /// Known first days of hires already made, for today's vacancies.
    pub starts: Vec<KnownStart>,
    pub induction_weeks: f64,
    /// Capacity on the first day, 0 to 1.
    pub start_share: f64,
    /// Work that each open vacancy asks of the team [h/week].
    pub hours_per_vacancy: f64,
    /// Work that each starter in induction asks of experienced colleagues [h/week].
    pub hours_per_starter: f64,
    /// `None`: vacant posts stay empty.
    pub agency: Option<Agency>,
}

/// Agency workers who hold vacant posts.
#[derive(Debug, Clone, PartialEq)]
pub struct Agency {
    /// How long a post is empty before one comes [weeks].
    pub after_weeks: f64,
    /// Capacity, above 0, at most 1.
    pub capacity: f64,
    /// Cost on top of the post's, as a share of it.
    pub premium: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct KnownStart {
    pub week: f64,
    /// Index into [`Scenario::posts`].
    pub posts: usize,
}

/// Who takes which client.
#[derive(Debug, Clone, PartialEq)]
pub struct Allocation {
    pub ownership: Ownership,
    pub admission: Admission,
    /// Share of spare hours that goes to colleagues who are short, 0 to 1.
    pub sharing: f64,
    pub left_behind: LeftBehind,
    /// Chance a week that the most burdened worker hands a client to the least burdened, 0 to 1.
    pub rebalance: f64,
    /// Time a client waits before giving up [weeks]; `None`: for ever.
    pub patience: Option<Distribution>,
    pub triage: Triage,
    /// Work that watching over each client on the waiting list asks of the site [h/week].
    pub monitoring_hours: f64,
    /// Whether starters in induction are given light clients first and heavy ones last.
    pub match_starters: bool,
}

/// In which order the waiting list is taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Triage {
    /// Heaviest level first, then first come.
    Level,
    /// First come.
    Wait,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ownership {
    Individual,
    Pooled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    Open,
    SafeLoad,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftBehind {
    Reassign,
    Wait,
}

/// Feedback loops; `None`: not modelled. Each `strength` is 0 to 1.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Loops {
    pub strain: Option<Strain>,
    pub burnout: Option<Burnout>,
    pub absence: Option<Absence>,
    pub overload: Option<Overload>,
    pub hiring: Option<Slowing>,
    pub onboarding: Option<Slowing>,
    pub records: Option<Records>,
    pub care: Option<Care>,
    pub presence: Option<Presence>,
    pub disengagement: Option<Disengagement>,
}

/// The state that `burnout` and `absence` act through. Not itself a loop: it changes nothing by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Strain {
    /// Strain at which speeds are 1, in [0, 1).
    pub reference: f64,
    pub rise_weeks: f64,
    pub recover_weeks: f64,
    pub w_overtime: f64,
    pub w_wellbeing: f64,
    pub w_emotional: f64,
    pub emotional_norm_hours: f64,
    /// Factor on the emotional terms.
    pub sensitivity: f64,
    pub w_abuse: f64,
    /// Share of the strain from emotional hours and abuse that full supervision takes away, 0 to 1.
    pub supervision_restores: f64,
    /// Supervision that is full [h/week per full-time worker], above 0.
    pub supervision_full_hours: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Burnout {
    pub strength: f64,
    pub quits_at_full: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Absence {
    pub strength: f64,
    pub absence_at_full: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Overload {
    pub strength: f64,
    pub sensitivity: f64,
    pub max_speed: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Slowing {
    pub strength: f64,
    /// Speed when nothing is delivered, in (0, 1].
    pub slowest: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Records {
    pub strength: f64,
    pub interest_per_week: f64,
    pub fade_weeks: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Care {
    pub strength: f64,
    pub slowest: f64,
    pub worse_per_week: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Presence {
    pub strength: f64,
    /// Factor on the speed at which team workers leave where no presence is given.
    pub quits_at_none: f64,
}

/// Clients break off, the sooner the less contact they are given. Cut, the rate at full contact stays.
#[derive(Debug, Clone, PartialEq)]
pub struct Disengagement {
    pub strength: f64,
    /// Rate of breaking off at full contact [1/week].
    pub per_week: f64,
    /// Factor on it when no contact is given, at least 1.
    pub at_none: f64,
    /// How those who break off leave.
    pub exit: ExitTo,
}

impl Scenario {
    /// Whether clients ask hours that are no standard work and stand beside the need by hours: emergencies, teams of their own, a
    /// waiting list that is watched over.
    pub fn asks_beyond_standard_work(&self) -> bool {
        let monitored = self.allocation.monitoring_hours > 0.0;
        !self.shocks.is_empty() || !self.teams.is_empty() || monitored
    }
}

impl Loops {
    /// Whether clients break off by no named exit: the plain exit says nothing of them, and they are lost all the same.
    pub fn breaks_off_unnamed(&self) -> bool {
        let rule = self.disengagement.as_ref();
        rule.is_some_and(|rule| rule.exit.is_none())
    }
}

/// A loop that can be cut. The order is that of DESIGN 2.6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LoopName {
    Burnout,
    Absence,
    Overload,
    Hiring,
    Onboarding,
    Records,
    Care,
    Presence,
    Disengagement,
}

impl LoopName {
    pub const ALL: [LoopName; 9] = [
        LoopName::Burnout,
        LoopName::Absence,
        LoopName::Overload,
        LoopName::Hiring,
        LoopName::Onboarding,
        LoopName::Records,
        LoopName::Care,
        LoopName::Presence,
        LoopName::Disengagement,
    ];

    /// The word of the scenario file and of `--cut`.
    pub fn name(self) -> &'static str {
        match self {
            LoopName::Burnout => "burnout",
            LoopName::Absence => "absence",
            LoopName::Overload => "overload",
            LoopName::Hiring => "hiring",
            LoopName::Onboarding => "onboarding",
            LoopName::Records => "records",
            LoopName::Care => "care",
            LoopName::Presence => "presence",
            LoopName::Disengagement => "disengagement",
        }
    }
}

impl Loops {
    /// The strength of a loop; 0 where it is not modelled.
    pub fn strength(&self, name: LoopName) -> f64 {
        match name {
            LoopName::Burnout => self.burnout.as_ref().map_or(0.0, |it| it.strength),
            LoopName::Absence => self.absence.as_ref().map_or(0.0, |it| it.strength),
            LoopName::Overload => self.overload.as_ref().map_or(0.0, |it| it.strength),
            LoopName::Hiring => self.hiring.as_ref().map_or(0.0, |it| it.strength),
            LoopName::Onboarding => self.onboarding.as_ref().map_or(0.0, |it| it.strength),
            LoopName::Records => self.records.as_ref().map_or(0.0, |it| it.strength),
            LoopName::Care => self.care.as_ref().map_or(0.0, |it| it.strength),
            LoopName::Disengagement => self.disengagement.as_ref().map_or(0.0, |it| it.strength),
            LoopName::Presence => self.presence.as_ref().map_or(0.0, |it| it.strength),
        }
    }

    /// Sets a loop's strength to 0. The loop's state (strain, backlog) is still kept and shown.
    pub fn cut(&mut self, name: LoopName) {
        match name {
            LoopName::Burnout => self.burnout.iter_mut().for_each(|it| it.strength = 0.0),
            LoopName::Absence => self.absence.iter_mut().for_each(|it| it.strength = 0.0),
            LoopName::Overload => self.overload.iter_mut().for_each(|it| it.strength = 0.0),
            LoopName::Hiring => self.hiring.iter_mut().for_each(|it| it.strength = 0.0),
            LoopName::Onboarding => self.onboarding.iter_mut().for_each(|it| it.strength = 0.0),
            LoopName::Records => self.records.iter_mut().for_each(|it| it.strength = 0.0),
            LoopName::Care => self.care.iter_mut().for_each(|it| it.strength = 0.0),
            LoopName::Disengagement => {
                self.disengagement
                    .iter_mut()
                    .for_each(|it| it.strength = 0.0);
            }
            LoopName::Presence => self.presence.iter_mut().for_each(|it| it.strength = 0.0),
        }
    }

    /// Whether any loop acts.
    pub fn any(&self) -> bool {
        LoopName::ALL.iter().any(|name| self.strength(*name) > 0.0)
    }

    /// The same loops with every strength 0: the twin's.
    pub fn all_cut(&self) -> Loops {
        let mut loops = self.clone();
        LoopName::ALL.into_iter().for_each(|name| loops.cut(name));
        loops
    }
}

/// When a service counts as overstretched (DESIGN 2.9).
#[derive(Debug, Clone, PartialEq)]
pub struct Regime {
    pub enter: f64,
    pub leave: f64,
    pub window_weeks: usize,
    /// Waiting clients above this share of active clients: rationed.
    pub waiting_share: f64,
}
