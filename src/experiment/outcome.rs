//! The registry of outcomes: what one future comes to, as one row of the outcomes table.
//!
//! Decides the columns, their order, meaning and kind, and reads them out of a future. Does not summarise or write them.

mod own;
mod short;

use super::future::{StatesReading, TwinUse};
use super::results::OutcomeKind;
use crate::model::metric::{self, Direction, Formula, Metric, Raw};
use crate::model::record::Record;
use crate::model::regime::State;
use crate::scenario::Scenario;
use crate::units::REPORTING_YEAR_WEEKS;

/// How a value reads in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// 1 yes, 0 no.
    YesNo,
    /// A whole number.
    Count,
    Number,
    /// A week from the start; one future's date, not an amount to be averaged.
    Week,
    /// A position in [`State::ALL`], written as the state's name.
    State,
}

/// One column of the outcomes table.
#[derive(Debug, Clone)]
pub struct Column {
    pub name: String,
    pub unit: &'static str,
    pub label: String,
    pub meaning: String,
    pub form: Form,
    /// Which way is good for clients, staff and purse; neither where it depends.
    pub good: Direction,
    of: Source,
}

#[derive(Debug, Clone, Copy)]
enum Source {
    Future(fn(&View) -> f64),
    /// A metric of a system of the scenario's own, over the whole time.
    Metric(Formula),
    /// Read from the record at columns that the scenario has of its own.
    Own(fn(&Record, usize) -> f64, usize),
    /// Position among the drawn parameters.
    Drawn(usize),
    /// The same of one site, by position.
    Site(usize, fn(&View) -> f64),
    /// Whether one site, by position, is the one furthest short.
    FurthestShort(usize),
}

impl Column {
    /// How the column is summarised over futures.
    pub fn kind(&self) -> OutcomeKind {
        match self.form {
            Form::YesNo => OutcomeKind::Probability,
            Form::Count | Form::Number => OutcomeKind::Mean,
            Form::Week | Form::State => OutcomeKind::Label,
        }
    }

    /// Whether the value can be told only where each future is also played with all loops cut.
    pub fn needs_twin(&self) -> bool {
        const TOLD_BY_TWIN: [&str; 8] = [
            "unsafe_year_by_loops",
            "ever_vicious",
            "weeks_vicious",
            "first_vicious_week",
            "recovered",
            "weeks_overloaded",
            "ended_vicious",
            "ended_state",
        ];
        self.name.starts_with("twin_") || TOLD_BY_TWIN.contains(&self.name.as_str())
    }

    /// Step to which values are rounded before quantiles are taken [unit of the column].
    pub fn resolution(&self) -> f64 {
        match (self.of, self.unit) {
            (Source::Drawn(_), _) => 1e-6,
            (_, "EFT") => 0.01,
            (_, "share" | "ratio") => 0.001,
            _ if self.form == Form::Count => 1.0,
            _ => 0.01,
        }
    }
}

/// One played future, as the outcomes read it.
pub struct View<'a> {
    pub record: &'a Record,
    /// The same future with all loops cut, where it was played.
    pub twin: Option<&'a Record>,
    pub twin_use: TwinUse,
    /// Whether breaches are judged at all.
    pub judged: bool,
    pub unsafe_years: &'a [f64],
    pub unsafe_years_twin: &'a [f64],
    /// At the thresholds as given.
    pub states: &'a StatesReading,
    pub drawn: &'a [f64],
    /// The sites, each with a record and years of its own and what else is told of the whole; empty for a service of its own.
    pub sites: Vec<View<'a>>,
}

/// Fills a row, by column.
pub fn read(columns: &[Column], view: &View, row: &mut Vec<f64>) {
    row.clear();
    row.extend(columns.iter().map(|column| match column.of {
        Source::Future(of) => of(view),
        Source::Metric(formula) => view.record.whole(formula),
        Source::Own(of, first) => of(view.record, first),
        Source::Drawn(position) => view.drawn[position],
        Source::Site(site, of) => view.sites.get(site).map_or(f64::NAN, of),
        Source::FurthestShort(site) => short::is_furthest(&view.sites, site),
    }));
}

/// The columns that every scenario has, in the order of the table; they come first in any.
pub fn common() -> Vec<Column> {
    columns_of([], &[])
}

/// All columns after `plan` and `replication`, in the order of the table: those of every scenario, then what any of the scenarios
/// has of its own ([`crate::model::metric::own`], emergencies and the like), then the `uncertain` parameters by path.
pub fn columns_of<'a>(
    scenarios: impl IntoIterator<Item = &'a Scenario>,
    uncertain: &[String],
) -> Vec<Column> {
    let tables = [BREACHES, STATES, NEEDS, FLOWS, TWINS];
    let mut columns: Vec<Column> = tables
        .into_iter()
        .flatten()
        .map(|(name, unit, form, label, meaning, of)| Column {
            name: (*name).to_owned(),
            unit,
            label: (*label).to_owned(),
            meaning: (*meaning).to_owned(),
            form: *form,
            good: good(name),
            of: Source::Future(*of),
        })
        .collect();
    for scenario in scenarios {
        let metrics = metric::own(scenario);
        let own = metrics.iter().map(of_metric).chain(own::columns(scenario));
        for column in own.chain(of_sites(scenario)) {
            if columns.iter().all(|it| it.name != column.name) {
                columns.push(column);
            }
        }
    }
    columns.extend(uncertain.iter().enumerate().map(|(position, path)| Column {
        name: format!("uncertain.{path}"),
        unit: "",
        label: format!("Drawn value of {path}"),
        meaning: format!("Value of the uncertain parameter {path} in this future."),
        form: Form::Number,
        good: Direction::Neither,
        of: Source::Drawn(position),
    }));
    columns
}

/// What is also told of each site, as `site.<name>.<outcome>`; nothing that needs a twin.
const OF_SITES: [&str; 8] = [
    "unsafe_year",
    "unsafe_years_count",
    "breach_worker_weeks_per_year",
    "eft_need_mean",
    "eft_need_peak",
    "eft_gap_mean",
    "waiting_mean",
    "cost",
];

/// The columns of a scenario's sites, behind all others.
pub fn of_sites(scenario: &Scenario) -> Vec<Column> {
    let rows = || {
        [BREACHES, NEEDS, FLOWS]
            .into_iter()
            .flatten()
            .filter(|row| OF_SITES.contains(&row.0))
    };
    let sites = scenario.sites.iter().enumerate();
    let furthest = sites.clone().map(|(position, site)| Column {
        name: furthest_short(&site.name),
        unit: "share",
        label: format!("{}: furthest short", site.name),
        meaning: format!(
            "Over the last year, or as much of it as is observed, site {} is short of more EFT on average (need minus EFT really there) than any other site, and short at all; of sites that are alike the first in the file.",
            site.name
        ),
        form: Form::YesNo,
        good: Direction::Neither,
        of: Source::FurthestShort(position),
    });
    let each = sites.flat_map(|(position, site)| rows().map(move |row| (position, site, row)));
    each.map(
        |(position, site, (name, unit, form, label, meaning, of))| Column {
            name: format!("site.{}.{name}", site.name),
            unit,
            label: format!("{}: {label}", site.name),
            meaning: format!("At site {}: {meaning}", site.name),
            form: *form,
            good: good(name),
            of: Source::Site(position, *of),
        },
    )
    .chain(furthest)
    .collect()
}

/// The column that says in which futures a site is the one furthest short.
pub fn furthest_short(site: &str) -> String {
    format!("site.{site}.furthest_short")
}

/// A metric as an outcome: its name, and its value over the whole time.
fn of_metric(metric: &Metric) -> Column {
    let whole = metric.unit == "clients" || metric.unit == "workers";
    Column {
        name: metric.name.clone(),
        unit: metric.unit,
        label: metric.label.clone(),
        meaning: metric.meaning.clone(),
        form: match metric.formula {
            Formula::Flow(_) if whole => Form::Count,
            _ => Form::Number,
        },
        good: metric.good,
        of: Source::Metric(metric.formula),
    }
}

/// The headline outcomes that plans are compared by, the one that decides first. "Any breach" is not among them: it is near
/// certain in any small service and would steer nothing.
pub const HEADLINES: [&str; 14] = [
    "unsafe_year",
    "breach_worker_weeks_per_year",
    "ended_vicious",
    "ended_overstretched",
    "ever_vicious",
    "weeks_vicious",
    "weeks_overstretched",
    "eft_gap_mean",
    "waiting_mean",
    "gave_up_count",
    "handovers_count",
    "leavers_count",
    "strain_mean",
    "cost",
];

/// Outcomes that plans are also compared by where the scenarios have them.
pub const OWN_HEADLINES: [&str; 2] = ["lost_count", "emergencies_top_share"];

/// Outcomes that are better the higher they are.
const HIGHER_IS_BETTER: [&str; 2] = ["recovered", "contact_delivered_share"];

/// Outcomes that are neither good nor bad by themselves: dates, words, and what clients ask for or do.
const NEITHER: [&str; 8] = [
    "first_long_breach_week",
    "first_vicious_week",
    "ended_state",
    "eft_need_mean",
    "eft_need_peak",
    "referrals_count",
    "exits_count",
    "starts_count",
];

fn good(name: &str) -> Direction {
    if HIGHER_IS_BETTER.contains(&name) {
        Direction::HigherIsBetter
    } else if NEITHER.contains(&name) {
        Direction::Neither
    } else {
        Direction::LowerIsBetter
    }
}

type Row = (
    &'static str,
    &'static str,
    Form,
    &'static str,
    &'static str,
    fn(&View) -> f64,
);

use Form::{Count, Number, Week, YesNo};

#[rustfmt::skip]
const BREACHES: &[Row] = &[
    ("unsafe_year", "share", YesNo, "At least one unsafe year", "Some complete year has more than the tolerated share of its worker-weeks over the safe load.", |view| any(view.unsafe_years)),
    ("unsafe_years_count", "years", Count, "Unsafe years", "Complete years with more than the tolerated share of worker-weeks over the safe load.", |view| sum(view.unsafe_years)),
    ("unsafe_year_by_loops", "share", YesNo, "Unsafe, and the spiral did it", "At least one unsafe year, while the same future without feedback has none.", by_loops),
    ("breach_worker_weeks", "worker-weeks", Number, "Worker-weeks over the safe load", "Weeks over the safe load, added up over workers and the whole time.", |view| breach_worker_weeks(view, view.record)),
    ("breach_worker_weeks_per_year", "worker-weeks per 52 weeks", Number, "Worker-weeks over the safe load a year", "Weeks over the safe load, added up over workers, per 52 weeks.", |view| per_year(view, view.record)),
    ("any_breach", "share", YesNo, "Ever over the safe load", "Some worker is over the safe load in some week. Near certain in any small service.", any_breach),
    ("long_breach", "share", YesNo, "A long breach", "Some worker is over the safe load for 13 weeks running.", |view| judged(view, yes(view.record.first_long_breach.is_some()))),
    ("first_long_breach_week", "week", Week, "First long breach", "Week at whose end some worker has first been over the safe load for 13 weeks running.", |view| week(view.record.first_long_breach)),
];

#[rustfmt::skip]
const STATES: &[Row] = &[
    ("ever_vicious", "share", YesNo, "Ever in a vicious spiral", "Overstretched in some week in which the same future without feedback is not.", |view| told(view, yes(view.states.first_vicious.is_some()))),
    ("weeks_vicious", "weeks", Count, "Weeks in a vicious spiral", "Weeks overstretched in which the same future without feedback is not.", |view| told(view, weeks_in(view, State::Vicious))),
    ("first_vicious_week", "week", Week, "First week of a spiral", "First week in a vicious spiral.", |view| week(view.states.first_vicious)),
    ("recovered", "share", YesNo, "Out of the spiral at the end", "Of the futures that ever were in a vicious spiral: not in one in the last week.", recovered),
    ("ever_overstretched", "share", YesNo, "Ever overstretched", "13-week pressure rose above the upper mark at some time, for whatever reason.", |view| yes(view.states.ever_overstretched)),
    ("weeks_overstretched", "weeks", Count, "Weeks overstretched", "Weeks in which the service is overstretched, for whatever reason.", |view| overstretched(view.record)),
    ("weeks_overloaded", "weeks", Count, "Weeks overloaded", "Weeks overstretched in which the same future without feedback is overstretched too.", |view| told(view, weeks_in(view, State::Overloaded))),
    ("ended_vicious", "share", YesNo, "Ends in a vicious spiral", "In a vicious spiral in the last week.", |view| told(view, view.states.ended.map_or(f64::NAN, |state| yes(state == State::Vicious)))),
    ("ended_overstretched", "share", YesNo, "Ends overstretched", "Overstretched in the last week, for whatever reason: in a vicious spiral or overloaded.", |view| view.record.overstretched.last().map_or(f64::NAN, |week| yes(week[0]))),
    ("ended_state", "", Form::State, "State at the end", "State of the service in the last week.", |view| view.states.ended.map_or(f64::NAN, |state| f64::from(state as u8))),
];

#[rustfmt::skip]
const NEEDS: &[Row] = &[
    ("eft_need_mean", "EFT", Number, "EFT needed, mean", "Mean over weeks of the EFT that the clients in service ask for.", |view| mean(view, Raw::Need)),
    ("eft_need_peak", "EFT", Number, "EFT needed, highest week", "Highest weekly EFT that the clients in service ask for.", |view| peak(view, Raw::Need)),
    ("eft_gap_mean", "EFT", Number, "EFT short of need, mean", "Mean over weeks of EFT needed minus EFT really there, inducted.", |view| mean(view, Raw::Gap)),
    ("pressure_mean", "ratio", Number, "Work wanted per hour available", "Hours the work asks for over hours available, over the whole time.", |view| ratio(view, Raw::DemandedHours, Raw::AvailableHours)),
    ("waiting_mean", "clients", Number, "Clients waiting, mean", "Mean over weeks of the clients on the waiting list.", |view| mean(view, Raw::Waiting)),
    ("waiting_end", "clients", Count, "Clients waiting at the end", "Clients on the waiting list at the end of the last week.", |view| last(view, Raw::Waiting)),
    ("waited_weeks_mean", "weeks", Number, "Wait of those who got a place", "Mean wait of the clients who left the waiting list for a place.", |view| ratio(view, Raw::WaitedCompletedWeeks, Raw::WaitedCompletedCount)),
];

#[rustfmt::skip]
const FLOWS: &[Row] = &[
    ("gave_up_count", "clients", Count, "Clients who gave up waiting", "Clients who left the waiting list without a place.", |view| total(view, Raw::GaveUp)),
    ("handovers_count", "clients", Count, "Changes of worker", "Clients passed from a worker who left to another.", |view| total(view, Raw::Handovers)),
    ("referrals_count", "clients", Count, "New referrals", "Clients referred.", |view| total(view, Raw::Referrals)),
    ("exits_count", "clients", Count, "Clients who left the service", "Clients whose last stay ended with an exit.", |view| total(view, Raw::Exits)),
    ("leavers_count", "workers", Count, "Workers who left", "Workers whose last day fell in the time observed.", |view| total(view, Raw::Leavers)),
    ("starts_count", "workers", Count, "Workers who started", "Workers whose first day fell in the time observed.", |view| total(view, Raw::Starts)),
    ("vacancy_share", "share", Number, "Share of posts vacant", "Vacant EFT over funded EFT, over the whole time.", |view| ratio(view, Raw::VacantEft, Raw::FundedEft)),
    ("strain_mean", "share", Number, "Strain of staff, mean", "Mean strain of the workers in post, 0 to 1, over the whole time.", |view| ratio(view, Raw::StrainSum, Raw::StrainCount)),
    ("backlog_hours_end", "hours", Number, "Records behind at the end", "Administration left undone at the end of the last week.", |view| last(view, Raw::BacklogHours)),
    ("overtime_hours", "hours", Number, "Overtime", "Hours worked beyond the available hours.", |view| total(view, Raw::OvertimeHours)),
    ("contact_delivered_share", "share", Number, "Share of contact delivered", "Contact hours delivered over contact hours asked for.", |view| ratio(view, Raw::ContactDeliveredHours, Raw::ContactAskedHours)),
    ("cost", "currency", Number, "Cost", "Pay of those in post, support roles and teams too, and programmes, over the whole time; the whole cost where the scenario says what else costs ([costs]).", |view| total(view, Raw::Cost)),
];

#[rustfmt::skip]
const TWINS: &[Row] = &[
    ("twin_unsafe_year", "share", YesNo, "At least one unsafe year without feedback", "The same future with all loops cut has an unsafe year.", |view| any(view.unsafe_years_twin)),
    ("twin_breach_worker_weeks_per_year", "worker-weeks per 52 weeks", Number, "Worker-weeks over the safe load a year, without feedback", "Weeks over the safe load per 52 weeks in the same future with all loops cut.", |view| of_twin(view, |twin| per_year(view, twin))),
    ("twin_ever_overstretched", "share", YesNo, "Ever overstretched without feedback", "The same future with all loops cut is overstretched at some time.", |view| of_twin(view, |twin| yes(overstretched(twin) > 0.0))),
    ("twin_weeks_overstretched", "weeks", Count, "Weeks overstretched without feedback", "Weeks in which the same future with all loops cut is overstretched.", |view| of_twin(view, overstretched)),
    ("twin_leavers_count", "workers", Count, "Workers who left, without feedback", "Workers who left in the same future with all loops cut.", |view| of_twin(view, |twin| twin.total(0..twin.weeks(), Raw::Leavers as usize))),
];

fn yes(claim: bool) -> f64 {
    f64::from(u8::from(claim))
}

fn week(week: Option<usize>) -> f64 {
    week.map_or(f64::NAN, |week| week as f64)
}

/// Undefined without safe load.
fn judged(view: &View, value: f64) -> f64 {
    if view.judged { value } else { f64::NAN }
}

/// Undefined where it cannot be told whether the loops did it.
fn told(view: &View, value: f64) -> f64 {
    match view.twin_use {
        TwinUse::Played | TwinUse::Same => value,
        TwinUse::LeftOut => f64::NAN,
    }
}

fn of_twin(view: &View, of: impl Fn(&Record) -> f64) -> f64 {
    view.twin.map_or(f64::NAN, of)
}

/// Sum of the defined years; NaN where none is.
fn sum(years: &[f64]) -> f64 {
    let defined = years.iter().filter(|year| !year.is_nan());
    defined
        .copied()
        .reduce(|sum, year| sum + year)
        .unwrap_or(f64::NAN)
}

fn any(years: &[f64]) -> f64 {
    let sum = sum(years);
    if sum.is_nan() { sum } else { yes(sum > 0.0) }
}

fn by_loops(view: &View) -> f64 {
    let own = any(view.unsafe_years);
    match view.twin_use {
        TwinUse::Played if own == 0.0 => 0.0,
        // One minus the twin's: NaN stays NaN.
        TwinUse::Played => own * (1.0 - any(view.unsafe_years_twin)),
        TwinUse::Same => own * 0.0,
        TwinUse::LeftOut => f64::NAN,
    }
}

fn breach_worker_weeks(view: &View, record: &Record) -> f64 {
    judged(
        view,
        record.total(0..record.weeks(), Raw::BreachWorkers as usize),
    )
}

fn per_year(view: &View, record: &Record) -> f64 {
    breach_worker_weeks(view, record) * REPORTING_YEAR_WEEKS as f64 / record.weeks() as f64
}

fn any_breach(view: &View) -> f64 {
    let record = view.record;
    let any = (0..record.weeks()).any(|week| record.raw(week, Raw::BreachAny) > 0.0);
    judged(view, yes(any))
}

fn recovered(view: &View) -> f64 {
    match view.states.first_vicious {
        Some(_) => yes(view.states.ended != Some(State::Vicious)),
        None => f64::NAN,
    }
}

fn weeks_in(view: &View, state: State) -> f64 {
    view.states.weeks[state as usize] as f64
}

fn overstretched(record: &Record) -> f64 {
    record.overstretched.iter().filter(|week| week[0]).count() as f64
}

fn total(view: &View, raw: Raw) -> f64 {
    view.record.total(0..view.record.weeks(), raw as usize)
}

fn defined<'a>(view: &'a View, raw: Raw) -> impl Iterator<Item = f64> + 'a {
    let record = view.record;
    (0..record.weeks())
        .map(move |week| record.raw(week, raw))
        .filter(|value| !value.is_nan())
}

fn mean(view: &View, raw: Raw) -> f64 {
    let (sum, count) =
        defined(view, raw).fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    if count > 0.0 { sum / count } else { f64::NAN }
}

fn peak(view: &View, raw: Raw) -> f64 {
    defined(view, raw)
        .max_by(f64::total_cmp)
        .unwrap_or(f64::NAN)
}

fn last(view: &View, raw: Raw) -> f64 {
    view.record
        .weeks()
        .checked_sub(1)
        .map_or(f64::NAN, |week| view.record.raw(week, raw))
}

/// Ratio of the sums over the weeks in which it is defined.
fn ratio(view: &View, above: Raw, below: Raw) -> f64 {
    let (mut top, mut bottom) = (0.0, 0.0);
    for week in 0..view.record.weeks() {
        let (up, down) = (view.record.raw(week, above), view.record.raw(week, below));
        if down > 0.0 && !up.is_nan() {
            top += up;
            bottom += down;
        }
    }
    if bottom > 0.0 { top / bottom } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_in_a_list_of_outcomes_is_a_column_and_every_headline_has_a_good_way() {
        let columns = common();
        let find = |name: &str| columns.iter().find(|it| it.name == name);
        for name in HEADLINES.iter().chain(&HIGHER_IS_BETTER).chain(&NEITHER) {
            assert!(find(name).is_some(), "{name} is no column");
        }
        let ways = HEADLINES.map(|name| find(name).unwrap().good);
        assert!(ways.iter().all(|it| *it == Direction::LowerIsBetter));
        assert_eq!(find("recovered").unwrap().good, Direction::HigherIsBetter);
    }
}
