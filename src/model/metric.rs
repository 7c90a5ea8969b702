//! The registry of metrics: what is observed each week, how it is combined over time, and how it reads.
//!
//! The model writes one row of raw sums a week ([`Raw`]); every metric is a formula over them, so that a week, a year and
//! a state are all computed from the same sums: a stock is averaged over weeks, a flow is added up, and a ratio over a
//! period is a ratio of sums. An undefined value is NaN inside the library and null in every file.

pub mod changes;
pub mod emergencies;
pub mod exits;
mod left_out;
mod money;
mod monitoring;
pub mod programmes;
mod site;
mod support;
mod team;

pub use support::SupportColumns;
pub use team::TeamColumns;

use super::ledger;

use crate::scenario::{BreachKind, Part, Scenario, has_agency};
use crate::units::WEEKS_PER_YEAR;

/// A raw sum observed each week. Stocks are read at the end of the week, flows are counted over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Raw {
    /// Clients not at a check-in level, waiting clients excluded.
    ClientsActive,
    ClientsAll,
    Waiting,
    /// Sum of the waits that ended with a place this week [weeks].
    WaitedCompletedWeeks,
    WaitedCompletedCount,
    /// Sum of the waits so far of those still waiting [weeks].
    WaitedIncompleteWeeks,
    Referrals,
    Exits,
    GaveUp,
    Handovers,
    /// EFT of open posts.
    FundedEft,
    /// EFT of funded posts with a worker in post.
    FilledEft,
    VacantEft,
    /// EFT x induction of all workers in post.
    EffectiveEft,
    /// EFT x induction x attendance.
    PresentEft,
    Need,
    NeedUnscaled,
    NeedDemand,
    NeedHours,
    Gap,
    GapFunded,
    GapFilled,
    DemandedHours,
    AvailableHours,
    /// 1 when any worker is in breach, else 0; NaN when undefined.
    BreachAny,
    BreachWorkers,
    /// Worker-weeks judged.
    BreachJudged,
    OneToOneAny,
    OneToOneWorkers,
    OneToOneJudged,
    TotalAny,
    TotalWorkers,
    TotalJudged,
    ContactAny,
    ContactWorkers,
    ContactJudged,
    HoursAny,
    HoursWorkers,
    HoursJudged,
    StrainSum,
    StrainCount,
    Leavers,
    Starts,
    /// Workers in post (heads).
    InPost,
    BacklogHours,
    OvertimeHours,
    ContactDeliveredHours,
    ContactAskedHours,
    Cost,
    /// First of the delivered hours by part, in the order of [`Part::ALL`].
    DeliveredFirst,
}

/// Columns of raw sums that every scenario has; those of [`Columns`] follow.
pub const RAW_FIXED: usize = Raw::DeliveredFirst as usize + Part::COUNT;

/// Where the raw sums stand that depend on the scenario: a block for each part of it, after the fixed ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Columns {
    /// First of the clients by level.
    pub levels: usize,
    /// First of the ledger, where there are costs beside salaries.
    pub ledger: Option<usize>,
    /// First of the exits by name, then as [`exits::Column`] says; `None` where nothing is known of how anybody leaves.
    pub exits: Option<usize>,
    /// Clients who came from another site, then those who went to one; `None` in a service of its own.
    pub moved: Option<usize>,
    /// First of the emergencies, by kind and then as [`emergencies::Column`] says.
    pub emergencies: Option<usize>,
    /// EFT of posts that agency workers hold.
    pub agency: Option<usize>,
    /// First of those of support roles ([`SupportColumns`]).
    pub support: Option<usize>,
    /// First of those of clients' teams ([`TeamColumns`]).
    pub teams: Option<usize>,
    /// The clients whom nobody holds, and the hours of watching over the waiting list; `None` where the list is not monitored.
    pub monitoring: Option<usize>,
    /// Hours that the need by hours leaves out, where anything asks such hours (`metric/left_out.rs`).
    pub left_out: Option<usize>,
    /// First of the changes, as [`changes::column`] says.
    pub changes: Option<usize>,
    /// First of the programmes, as [`programmes::column`] says.
    pub programmes: Option<usize>,
    /// All columns of a row.
    pub count: usize,
}

impl Columns {
    /// The columns that a scenario has.
    pub fn new(scenario: &Scenario) -> Self {
        let mut next = RAW_FIXED;
        let mut block = |width: usize| {
            let first = next;
            next += width;
            first
        };
        let levels = block(scenario.levels.len());
        let own_agency = has_agency(scenario.hiring.as_ref());
        let agency = (own_agency || scenario.agency_at_a_site).then(|| block(1));
        let roles = scenario.support.len();
        let support = (roles > 0).then(|| block(SupportColumns::width(roles)));
        let teams = (!scenario.teams.is_empty()).then(|| block(TeamColumns::WIDTH));
        let told = !scenario.exits.is_empty() || scenario.loops.breaks_off_unnamed();
        let exits = told.then(|| block(exits::width(scenario.exits.len())));
        let ledger = scenario.costs.as_ref().map(|_| block(ledger::COLUMNS));
        let moves = scenario.site.is_some() || !scenario.sites.is_empty();
        let moved = moves.then(|| block(2));
        let shocks = scenario.shocks.len();
        let emergencies = (shocks > 0).then(|| block(emergencies::width(shocks)));
        let monitored = scenario.allocation.monitoring_hours > 0.0;
        let monitoring = monitored.then(|| block(2));
        let beyond = scenario.asks_beyond_standard_work();
        let left_out = beyond.then(|| block(1));
        let count = scenario.changes.len();
        let changes = (count > 0).then(|| block(changes::width(count)));
        let count = scenario.programmes.len();
        let programmes = (count > 0).then(|| block(programmes::width(count)));
        Columns {
            levels,
            agency,
            support,
            teams,
            exits,
            ledger,
            moved,
            emergencies,
            monitoring,
            left_out,
            changes,
            programmes,
            count: next,
        }
    }
}

/// How a metric comes from the raw sums; an index is a column of the raw row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Formula {
    /// Read at the end of the week; over a period the mean of the weeks where it is defined.
    Stock(usize),
    /// Counted over the week; over a period the sum.
    Flow(usize),
    /// `factor` x sum of the first / sum of the second; undefined where the second is 0.
    Ratio(usize, usize, f64),
    /// One of the five states, by position in [`crate::model::regime::State::ALL`]: 1 in the weeks spent there.
    State(usize),
}

/// Which way is good for clients and staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    HigherIsBetter,
    LowerIsBetter,
    Neither,
}

/// One metric of the registry.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// Name in the tables (`eft_need.hours`).
    pub name: String,
    pub unit: &'static str,
    /// Plain label for screens and charts.
    pub label: String,
    /// One sentence that defines it.
    pub meaning: String,
    pub formula: Formula,
    pub good: Direction,
    /// Step to which values are rounded before quantiles are taken (unit of the metric); means are not rounded.
    pub resolution: f64,
}

impl Metric {
    /// How the metric is combined over a year, in words.
    pub fn aggregation(&self) -> &'static str {
        match self.formula {
            Formula::Stock(_) => "mean of the weeks where it is defined",
            Formula::Flow(_) => "sum over the weeks",
            Formula::Ratio(..) => "ratio of the sums over the weeks",
            Formula::State(_) => "share of the weeks",
        }
    }
}

/// Every metric that a scenario produces, in the order of the tables.
pub fn registry(scenario: &Scenario) -> Vec<Metric> {
    let mut metrics = Vec::with_capacity(64);
    let columns = Columns::new(scenario);
    clients(scenario, &columns, &mut metrics);
    staffing(&mut metrics);
    agency(&columns, &mut metrics);
    needs(&mut metrics);
    load(&mut metrics);
    workforce(&mut metrics);
    emergencies::metrics(scenario, &columns, &mut metrics);
    changes::metrics(scenario, &columns, &mut metrics);
    programmes::metrics(scenario, &columns, &mut metrics);
    states(&mut metrics);
    metrics.extend(own(scenario));
    metrics
}

/// The metrics of the systems that not every scenario has. Over the whole time each is also an outcome of a future.
pub fn own(scenario: &Scenario) -> Vec<Metric> {
    let mut metrics = Vec::new();
    let columns = Columns::new(scenario);
    support::metrics(scenario, &columns, &mut metrics);
    team::metrics(&columns, &mut metrics);
    exits::metrics(scenario, &columns, &mut metrics);
    money::metrics(&columns, &mut metrics);
    site::metrics(&columns, &mut metrics);
    monitoring::metrics(&columns, &mut metrics);
    left_out::metrics(&columns, &mut metrics);
    metrics
}

use Direction::{HigherIsBetter, LowerIsBetter, Neither};

fn stock(raw: Raw) -> Formula {
    Formula::Stock(raw as usize)
}

fn flow(raw: Raw) -> Formula {
    Formula::Flow(raw as usize)
}

fn ratio(above: Raw, below: Raw) -> Formula {
    Formula::Ratio(above as usize, below as usize, 1.0)
}

/// Resolutions by unit: whole clients and currency units, a hundredth of an EFT, a thousandth of a share, a tenth of an hour or week.
fn resolution(unit: &str, formula: Formula) -> f64 {
    match (unit, formula) {
        ("clients" | "workers" | "emergencies" | "seats", Formula::Flow(_) | Formula::Stock(_)) => {
            1.0
        }
        ("EFT" | "per year", _) => 0.01,
        ("share" | "ratio", _) => 0.001,
        ("currency", _) => 1.0,
        _ => 0.1,
    }
}

fn add(
    metrics: &mut Vec<Metric>,
    (name, unit, label): (&str, &'static str, &str),
    formula: Formula,
    good: Direction,
    meaning: &str,
) {
    metrics.push(Metric {
        name: name.to_owned(),
        unit,
        label: label.to_owned(),
        meaning: meaning.to_owned(),
        formula,
        good,
        resolution: resolution(unit, formula),
    });
}

fn clients(scenario: &Scenario, columns: &Columns, metrics: &mut Vec<Metric>) {
    for (index, level) in scenario.levels.iter().enumerate() {
        let name = format!("clients.{}", level.name);
        let label = format!("Clients: {}", level.name);
        let meaning = format!(
            "Clients at level {} at the end of the week, waiting clients excluded.",
            level.name
        );
        add(
            metrics,
            (&name, "clients", &label),
            Formula::Stock(columns.levels + index),
            Neither,
            &meaning,
        );
    }
    add(
        metrics,
        ("clients.active", "clients", "Active clients"),
        stock(Raw::ClientsActive),
        Neither,
        "Clients in service who are not at a check-in level, at the end of the week.",
    );
    add(
        metrics,
        ("clients.all", "clients", "Clients in service"),
        stock(Raw::ClientsAll),
        Neither,
        "All clients in service at the end of the week, waiting clients excluded.",
    );
    add(
        metrics,
        ("waiting", "clients", "Clients waiting"),
        stock(Raw::Waiting),
        LowerIsBetter,
        "Clients on the waiting list at the end of the week.",
    );
    add(
        metrics,
        (
            "waited_weeks.completed",
            "weeks",
            "Wait of those who got a place",
        ),
        ratio(Raw::WaitedCompletedWeeks, Raw::WaitedCompletedCount),
        LowerIsBetter,
        "Mean wait of the clients who left the waiting list for a place in the period.",
    );
    add(
        metrics,
        (
            "waited_weeks.incomplete",
            "weeks",
            "Wait so far of those still waiting",
        ),
        ratio(Raw::WaitedIncompleteWeeks, Raw::Waiting),
        LowerIsBetter,
        "Mean wait so far of the clients on the waiting list at the end of the week.",
    );
    add(
        metrics,
        ("referrals", "clients", "New referrals"),
        flow(Raw::Referrals),
        Neither,
        "Clients referred in the period.",
    );
    add(
        metrics,
        ("exits", "clients", "Clients who left the service"),
        flow(Raw::Exits),
        Neither,
        "Clients whose last stay ended with an exit; those who gave up waiting are not counted here.",
    );
    add(
        metrics,
        ("gave_up", "clients", "Clients who gave up waiting"),
        flow(Raw::GaveUp),
        LowerIsBetter,
        "Clients who left the waiting list without a place.",
    );
    add(
        metrics,
        ("handovers", "clients", "Changes of worker"),
        flow(Raw::Handovers),
        LowerIsBetter,
        "Clients passed from a worker who left to another.",
    );
}

fn staffing(metrics: &mut Vec<Metric>) {
    add(
        metrics,
        ("posts.funded", "EFT", "Funded EFT"),
        stock(Raw::FundedEft),
        Neither,
        "EFT of the posts that are open, filled or vacant.",
    );
    add(
        metrics,
        ("posts.filled", "EFT", "Filled EFT"),
        stock(Raw::FilledEft),
        HigherIsBetter,
        "EFT of the funded posts that have a worker; a post counts as filled until its worker's last day.",
    );
    add(
        metrics,
        ("vacancy_share", "share", "Share of posts vacant"),
        ratio(Raw::VacantEft, Raw::FundedEft),
        LowerIsBetter,
        "Vacant EFT over funded EFT.",
    );
    add(
        metrics,
        ("eft_effective", "EFT", "EFT really there, inducted"),
        stock(Raw::EffectiveEft),
        HigherIsBetter,
        "Sum over workers in post of EFT times induction progress.",
    );
    add(
        metrics,
        ("eft_present", "EFT", "EFT at work"),
        stock(Raw::PresentEft),
        HigherIsBetter,
        "Sum over workers in post of EFT times induction progress times attendance.",
    );
}

fn agency(columns: &Columns, metrics: &mut Vec<Metric>) {
    if let Some(column) = columns.agency {
        add(
            metrics,
            ("agency_eft", "EFT", "Posts held by agency workers"),
            Formula::Stock(column),
            LowerIsBetter,
            "EFT of vacant posts that an agency worker holds at the end of the week; they count as vacant.",
        );
    }
}

fn needs(metrics: &mut Vec<Metric>) {
    add(
        metrics,
        ("eft_need", "EFT", "EFT needed"),
        stock(Raw::Need),
        Neither,
        "EFT that the clients in service ask for by the safe-load limits, after the scale discount.",
    );
    add(
        metrics,
        ("eft_need.unscaled", "EFT", "EFT needed, without scale"),
        stock(Raw::NeedUnscaled),
        Neither,
        "EFT needed by the safe-load limits without the scale discount.",
    );
    add(
        metrics,
        ("eft_need.demand", "EFT", "EFT needed, waiting clients too"),
        stock(Raw::NeedDemand),
        Neither,
        "EFT needed by the safe-load limits if everyone on the waiting list had a place.",
    );
    add(
        metrics,
        ("eft_need.hours", "EFT", "EFT needed by hours"),
        stock(Raw::NeedHours),
        Neither,
        "Standard work for clients (contact, travel, administration) over the hours that a full-time worker has for it, at expected attendance. Emergencies and what clients' teams ask are no standard and left out: need_left_out_hours tells them, where there are any.",
    );
    add(
        metrics,
        ("eft_gap", "EFT", "EFT short of need"),
        stock(Raw::Gap),
        LowerIsBetter,
        "EFT needed minus EFT really there, inducted; below 0 there is slack.",
    );
    add(
        metrics,
        ("eft_gap.funded", "EFT", "Funding short of need"),
        stock(Raw::GapFunded),
        LowerIsBetter,
        "EFT needed minus funded EFT.",
    );
    add(
        metrics,
        ("eft_gap.filled", "EFT", "Filled posts short of need"),
        stock(Raw::GapFilled),
        LowerIsBetter,
        "EFT needed minus filled EFT.",
    );
}

fn load(metrics: &mut Vec<Metric>) {
    add(
        metrics,
        ("pressure", "ratio", "Work wanted per hour available"),
        ratio(Raw::DemandedHours, Raw::AvailableHours),
        LowerIsBetter,
        "Hours the work asks for over hours available, after cover for absent colleagues and what support roles take off, before sharing and overtime.",
    );
    let kinds = [
        (
            "breach",
            "Over the safe load",
            "in breach by a kind that counts",
            [Raw::BreachAny, Raw::BreachWorkers, Raw::BreachJudged],
        ),
        (
            "breach.one_to_one",
            "Over a one-to-one limit",
            "with more clients at some one-to-one level than its limit",
            [Raw::OneToOneAny, Raw::OneToOneWorkers, Raw::OneToOneJudged],
        ),
        (
            "breach.total",
            "Over the total limit",
            "with more clients in all than the total limit",
            [Raw::TotalAny, Raw::TotalWorkers, Raw::TotalJudged],
        ),
        (
            "breach.contact",
            "Over the contact ceiling",
            "with contact hours above the ceiling",
            [Raw::ContactAny, Raw::ContactWorkers, Raw::ContactJudged],
        ),
        (
            "breach.hours",
            "More work than hours",
            "with more work than hours",
            [Raw::HoursAny, Raw::HoursWorkers, Raw::HoursJudged],
        ),
    ];
    for (name, label, condition, [any, workers, judged]) in kinds {
        add(
            metrics,
            (
                &format!("{name}.any"),
                "share",
                &format!("{label}: any worker"),
            ),
            stock(any),
            LowerIsBetter,
            &format!(
                "1 in a week with at least one worker {condition}, else 0; over a year the share of such weeks."
            ),
        );
        add(
            metrics,
            (
                &format!("{name}.share"),
                "share",
                &format!("{label}: share of workers"),
            ),
            ratio(workers, judged),
            LowerIsBetter,
            &format!("Share of worker-weeks {condition}."),
        );
    }
}

fn workforce(metrics: &mut Vec<Metric>) {
    add(
        metrics,
        ("strain", "share", "Strain of staff"),
        ratio(Raw::StrainSum, Raw::StrainCount),
        LowerIsBetter,
        "Mean strain of the workers in post, 0 to 1; null where strain is not modelled.",
    );
    add(
        metrics,
        ("leavers", "workers", "Workers who left"),
        flow(Raw::Leavers),
        LowerIsBetter,
        "Workers whose last day fell in the period; posts closed at once are not counted.",
    );
    add(
        metrics,
        ("starts", "workers", "Workers who started"),
        flow(Raw::Starts),
        Neither,
        "Workers whose first day fell in the period.",
    );
    add(
        metrics,
        ("turnover_per_year", "per year", "Turnover a year"),
        Formula::Ratio(Raw::Leavers as usize, Raw::InPost as usize, WEEKS_PER_YEAR),
        LowerIsBetter,
        "Leavers over mean workers in post, per calendar year.",
    );
    add(
        metrics,
        ("backlog_hours", "hours", "Records behind"),
        stock(Raw::BacklogHours),
        LowerIsBetter,
        "Administration left undone, at the end of the week.",
    );
    add(
        metrics,
        ("overtime_hours", "hours", "Overtime"),
        flow(Raw::OvertimeHours),
        LowerIsBetter,
        "Hours worked beyond the available hours.",
    );
    add(
        metrics,
        (
            "contact_delivered_share",
            "share",
            "Share of contact delivered",
        ),
        ratio(Raw::ContactDeliveredHours, Raw::ContactAskedHours),
        HigherIsBetter,
        "Contact hours delivered over contact hours asked for.",
    );
    add(
        metrics,
        ("cost", "currency", "Cost"),
        flow(Raw::Cost),
        LowerIsBetter,
        "Pay of those in post, by the week, support roles and teams too, and programmes; the whole cost where the scenario says what else costs ([costs]).",
    );
}

fn states(metrics: &mut Vec<Metric>) {
    for (position, state) in crate::model::regime::State::ALL.into_iter().enumerate() {
        let good = match state {
            crate::model::regime::State::Virtuous => HigherIsBetter,
            _ => LowerIsBetter,
        };
        add(
            metrics,
            (&format!("regime.{}", state.name()), "share", state.label()),
            Formula::State(position),
            good,
            state.meaning(),
        );
    }
}

/// Whether a column is a yes or no of the week, so that that of a whole is yes where any site's is.
pub fn is_any(column: usize) -> bool {
    let counted = std::iter::once(Raw::BreachAny as usize);
    let kinds = BreachKind::ALL.map(|kind| breach_columns(kind)[0]);
    counted.chain(kinds).any(|any| any == column)
}

/// The raw columns of one kind of breach: any, workers, judged.
pub fn breach_columns(kind: BreachKind) -> [usize; 3] {
    let first = match kind {
        BreachKind::OneToOne => Raw::OneToOneAny,
        BreachKind::Total => Raw::TotalAny,
        BreachKind::Contact => Raw::ContactAny,
        BreachKind::Hours => Raw::HoursAny,
    } as usize;
    [first, first + 1, first + 2]
}
