//! One future as the experiment sees it: played once with its loops, once (where asked) with all loops cut, then read.
//!
//! Decides what is read out of the records; the statistics over futures are in `tally`.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::need;
use super::outcome::{self, Column, View};
use super::results::Failure;
use crate::model::metric::{Metric, Raw};
use crate::model::record::{Record, THRESHOLD_SHIFTS};
use crate::model::regime::{Seen, State, Twin, states};
use crate::scenario::costs::weeks_in_years;
use crate::scenario::{Part, Regime, Scenario};
use crate::units::REPORTING_YEAR_WEEKS;

/// Plays futures. The experiment knows the model through this alone.
pub trait Player: Sync {
    /// Workspace of one thread, used again for each future.
    type Desk: Default + Send;

    /// Plays one replication into `future`: its record, its twin's where `twin` says so, what was drawn, and the terms it
    /// is judged by where they are drawn too.
    ///
    /// # Errors
    /// The week and the reason, when the replication cannot be played to its end.
    fn play(
        &self,
        replication: u64,
        twin: TwinUse,
        desk: &mut Self::Desk,
        future: &mut Future,
    ) -> Result<(), Failure>;
}

/// Where the answer to "did the loops do it?" comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TwinUse {
    /// Each future is also played with all loops cut.
    Played,
    /// No loop acts: each future is its own twin.
    Same,
    /// Left out on request.
    LeftOut,
}

/// What playing one replication leaves behind. Made once per thread and filled again.
#[derive(Debug, Clone)]
pub struct Future {
    pub record: Record,
    /// Filled only with [`TwinUse::Played`].
    pub twin: Record,
    pub regime: Regime,
    /// Share of worker-weeks in breach above which a year is unsafe; `None` without safe load.
    pub tolerance: Option<f64>,
    /// Values of the uncertain parameters, in the order of the study.
    pub drawn: Vec<f64>,
}

impl Future {
    /// What is known of the future with all loops cut, as it was used.
    pub fn twin(&self, used: TwinUse) -> Twin<'_> {
        match used {
            TwinUse::Played => Twin::Played(&self.twin),
            TwinUse::Same => Twin::Same,
            TwinUse::LeftOut => Twin::LeftOut,
        }
    }

    /// An empty future of a scenario.
    pub fn new(scenario: &Scenario) -> Self {
        let record = Record::of(scenario);
        Future {
            twin: record.clone(),
            record,
            regime: scenario.regime.clone(),
            tolerance: scenario.safe_load.as_ref().map(|it| it.tolerance),
            drawn: Vec::new(),
        }
    }
}

/// What every future of an experiment is read for.
#[derive(Debug, Clone)]
pub struct Design {
    pub metrics: Vec<Metric>,
    pub columns: Vec<Column>,
    pub weeks: usize,
    pub years: usize,
    /// Weeks of each financial year; empty without costs.
    pub financial_years: Vec<Range<usize>>,
    pub twin: TwinUse,
    /// Whether there are limits, and so caseload breaches and need.
    pub safe_load: bool,
    /// Sites that are followed beside the whole; 0 for a service of its own.
    pub sites: usize,
    /// What else is read out of a future, where an experiment asks for more.
    pub also: Option<Also>,
}

/// Reads numbers of an experiment's own out of a future, while its weeks are still there.
#[derive(Clone)]
pub struct Also(pub Arc<AlsoReads>);

/// Appends what it reads of a future.
pub type AlsoReads = dyn Fn(&Future, &mut Vec<f64>) + Send + Sync;

impl fmt::Debug for Also {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Also")
    }
}

impl Design {
    /// Values of one future that are followed as spreads: metrics of each period; then, site by site, [`Design::site_metrics`] of
    /// each week and all metrics of each year.
    pub fn width(&self) -> usize {
        self.metrics.len() * self.periods() + self.sites * self.site_width()
    }

    /// Weeks, then complete years, then financial years.
    pub fn periods(&self) -> usize {
        self.weeks + self.years + self.financial_years.len()
    }

    /// Weeks of each year in which money is counted: the financial years; without costs those of 52 weeks, the last as far as it
    /// goes.
    pub fn accounting_years(&self) -> Vec<Range<usize>> {
        if self.financial_years.is_empty() {
            weeks_in_years(self.weeks)
        } else {
            self.financial_years.clone()
        }
    }

    /// Values of one site.
    pub fn site_width(&self) -> usize {
        self.site_metrics().count() * self.weeks + self.metrics.len() * self.years
    }

    /// Positions of the metrics that are followed week by week at each site: what a portfolio is looked through by. All of them
    /// would ask for as much memory again for each site.
    pub fn site_metrics(&self) -> impl Iterator<Item = usize> + Clone + '_ {
        let followed = |metric: &Metric| {
            let name = metric.name.as_str();
            name.starts_with("clients.") || SITE_METRICS.contains(&name)
        };
        let metrics = self.metrics.iter().enumerate();
        metrics.filter(move |it| followed(it.1)).map(|it| it.0)
    }
}

/// Metrics that are followed week by week at each site, beside the clients of each level.
const SITE_METRICS: [&str; 17] = [
    "waiting",
    "posts.funded",
    "posts.filled",
    "leavers",
    "vacancy_share",
    "eft_effective",
    "eft_present",
    "eft_need",
    "eft_need.demand",
    "eft_need.hours",
    "eft_gap",
    "eft_gap.funded",
    "pressure",
    "breach.any",
    "breach.share",
    "strain",
    "cost",
];

/// What is read of one site of a future: by complete year, as of the whole.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SiteReading {
    pub unsafe_years: Vec<f64>,
    pub needs: Vec<f64>,
    pub needs_waiting: Vec<f64>,
}

/// What a year of one future costs, and what it bears.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CostedYear {
    /// [currency].
    pub cost: f64,
    /// NaN without limits [worker-weeks].
    pub breach_worker_weeks: f64,
}

/// Columns of [`Reading::week_sums`] after the parts: overtime, demanded, available hours, and EFT in post.
pub const WEEK_COLUMNS: usize = Part::COUNT + 4;

/// What is read out of one future besides its spreads.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    pub failure: Option<Failure>,
    /// By outcome column; NaN where undefined, yes or no as 1 or 0, a state as its position.
    pub outcomes: Vec<f64>,
    /// By complete year: 1 unsafe, 0 not, NaN undefined.
    pub unsafe_years: Vec<f64>,
    /// The same with all loops cut; empty without a twin.
    pub unsafe_years_twin: Vec<f64>,
    /// By complete year: EFT that covers 90 % of the weeks, NaN undefined [EFT].
    pub needs: Vec<f64>,
    /// The same with all loops cut; empty without a twin.
    pub needs_twin: Vec<f64>,
    /// The same as [`Reading::needs`] with waiting clients counted.
    pub needs_waiting: Vec<f64>,
    pub first_long_breach: Option<usize>,
    /// By [`Design::accounting_years`].
    pub accounting_years: Vec<CostedYear>,
    /// By site; empty for a service of its own.
    pub sites: Vec<SiteReading>,
    /// At each of [`THRESHOLD_SHIFTS`].
    pub states: [StatesReading; THRESHOLD_SHIFTS.len()],
    /// Sums over the weeks spent in each state, in the order of [`State::ALL`].
    pub week_sums: [[f64; WEEK_COLUMNS]; State::ALL.len()],
    /// What [`Design::also`] read; empty without it.
    pub also: Vec<f64>,
}

/// The states of one future at one pair of thresholds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct StatesReading {
    /// Weeks in each state, in the order of [`State::ALL`]; weeks that cannot be told are in none.
    pub weeks: [u64; State::ALL.len()],
    pub ever_overstretched: bool,
    pub first_vicious: Option<usize>,
    pub ended: Option<State>,
}

/// Reads one future that was played: the spreads into `cells`, the rest into `reading`.
pub fn read(design: &Design, future: &Future, cells: &mut [f64], reading: &mut Reading) {
    let record = &future.record;
    let twin = future.twin(design.twin);
    let mut as_given = Vec::new();
    for (threshold, reading) in reading.states.iter_mut().enumerate() {
        let states = states(record, twin, &future.regime, threshold);
        *reading = read_states(record, &states, threshold);
        if threshold == 0 {
            as_given = states;
        }
    }
    reading.first_long_breach = record.first_long_breach;
    unsafe_years(record, future.tolerance, &mut reading.unsafe_years);
    match design.twin {
        TwinUse::Played => unsafe_years(
            &future.twin,
            future.tolerance,
            &mut reading.unsafe_years_twin,
        ),
        TwinUse::Same | TwinUse::LeftOut => reading.unsafe_years_twin.clear(),
    }
    needs(record, Raw::Need, &mut reading.needs);
    needs(record, Raw::NeedDemand, &mut reading.needs_waiting);
    match design.twin {
        TwinUse::Played => needs(&future.twin, Raw::Need, &mut reading.needs_twin),
        TwinUse::Same | TwinUse::LeftOut => reading.needs_twin.clear(),
    }
    let years = design.accounting_years().into_iter();
    reading.accounting_years.clear();
    reading
        .accounting_years
        .extend(years.map(|weeks| costed(record, weeks, future.tolerance.is_some())));
    reading.week_sums = week_sums(record, &as_given);
    read_cells(design, record, &as_given, cells);
    read_sites(design, future, cells, &mut reading.sites);
    let sites = record.sites.iter().zip(&reading.sites);
    let sites = sites.map(|(record, site)| View {
        record,
        twin: None,
        twin_use: TwinUse::LeftOut,
        judged: future.tolerance.is_some(),
        unsafe_years: &site.unsafe_years,
        unsafe_years_twin: &[],
        states: &reading.states[0],
        drawn: &future.drawn,
        sites: Vec::new(),
    });
    let view = View {
        sites: sites.collect(),
        record,
        twin: (design.twin == TwinUse::Played).then_some(&future.twin),
        twin_use: design.twin,
        judged: future.tolerance.is_some(),
        unsafe_years: &reading.unsafe_years,
        unsafe_years_twin: &reading.unsafe_years_twin,
        states: &reading.states[0],
        drawn: &future.drawn,
    };
    outcome::read(&design.columns, &view, &mut reading.outcomes);
    reading.also.clear();
    if let Some(also) = &design.also {
        (also.0)(future, &mut reading.also);
    }
}

fn read_states(record: &Record, states: &[Seen], threshold: usize) -> StatesReading {
    let mut reading = StatesReading {
        ended: states.last().and_then(|it| it.state()),
        first_vicious: states
            .iter()
            .position(|it| it.state() == Some(State::Vicious)),
        ever_overstretched: record.overstretched.iter().any(|week| week[threshold]),
        ..StatesReading::default()
    };
    for state in states.iter().filter_map(|it| it.state()) {
        reading.weeks[state as usize] += 1;
    }
    reading
}

/// Reads each site: its spreads behind those of the whole, its years into `sites`.
fn read_sites(design: &Design, future: &Future, cells: &mut [f64], sites: &mut Vec<SiteReading>) {
    sites.resize_with(future.record.sites.len(), SiteReading::default);
    for (record, site) in future.record.sites.iter().zip(sites.iter_mut()) {
        unsafe_years(record, future.tolerance, &mut site.unsafe_years);
        needs(record, Raw::Need, &mut site.needs);
        needs(record, Raw::NeedDemand, &mut site.needs_waiting);
    }
    let first = design.metrics.len() * design.periods();
    let width = design.site_width();
    if width == 0 || design.sites == 0 {
        return;
    }
    let followed: Vec<usize> = design.site_metrics().collect();
    let blocks = cells[first..].chunks_exact_mut(width);
    for (record, cells) in future.record.sites.iter().zip(blocks) {
        let mut cells = cells.iter_mut();
        for week in 0..design.weeks {
            for (metric, cell) in followed.iter().zip(&mut cells) {
                *cell = record.weekly(week, &design.metrics[*metric], Seen::Nothing);
            }
        }
        for year in 0..design.years {
            let values = record.over(weeks_of(year), &design.metrics, &[]);
            values
                .zip(&mut cells)
                .for_each(|(value, cell)| *cell = value);
        }
    }
}

fn read_cells(design: &Design, record: &Record, states: &[Seen], cells: &mut [f64]) {
    let mut cells = cells.iter_mut();
    for (week, seen) in states.iter().enumerate().take(design.weeks) {
        for (metric, cell) in design.metrics.iter().zip(&mut cells) {
            *cell = record.weekly(week, metric, *seen);
        }
    }
    let years = (0..design.years).map(weeks_of);
    for weeks in years.chain(design.financial_years.iter().cloned()) {
        let values = record.over(weeks, &design.metrics, states);
        values
            .zip(&mut cells)
            .for_each(|(value, cell)| *cell = value);
    }
}

/// The weeks of a complete reporting year, 0 for the first.
pub fn weeks_of(year: usize) -> std::ops::Range<usize> {
    year * REPORTING_YEAR_WEEKS..(year + 1) * REPORTING_YEAR_WEEKS
}

/// Whether each complete year is unsafe: more than `tolerance` of its worker-weeks in breach.
pub(super) fn unsafe_years(record: &Record, tolerance: Option<f64>, years: &mut Vec<f64>) {
    years.clear();
    years.extend((0..record.years()).map(|year| {
        let breached = record.total(weeks_of(year), Raw::BreachWorkers as usize);
        let judged = record.total(weeks_of(year), Raw::BreachJudged as usize);
        match tolerance {
            // The margin keeps a share that equals the tolerance on the safe side whatever its last digit.
            Some(tolerance) if judged > 0.0 => {
                f64::from(u8::from(breached > tolerance * judged + 1e-9))
            }
            Some(_) | None => f64::NAN,
        }
    }));
}

/// EFT that covers 90 % of each complete year's weeks, NaN undefined [EFT].
pub(super) fn needs(record: &Record, need: Raw, needs: &mut Vec<f64>) {
    let mut weeks = Vec::with_capacity(REPORTING_YEAR_WEEKS);
    needs.clear();
    needs.extend((0..record.years()).map(|year| {
        weeks.clear();
        weeks.extend(weeks_of(year).map(|week| record.raw(week, need)));
        need::covering(&mut weeks)
    }));
}

/// What some weeks cost and bear; `judged` says whether there are limits to be over.
fn costed(record: &Record, weeks: Range<usize>, judged: bool) -> CostedYear {
    CostedYear {
        cost: record.total(weeks.clone(), Raw::Cost as usize),
        breach_worker_weeks: if judged {
            record.total(weeks, Raw::BreachWorkers as usize)
        } else {
            f64::NAN
        },
    }
}

fn week_sums(record: &Record, states: &[Seen]) -> [[f64; WEEK_COLUMNS]; State::ALL.len()] {
    let mut sums = [[0.0; WEEK_COLUMNS]; State::ALL.len()];
    let delivered = Raw::DeliveredFirst as usize;
    let rest = [
        Raw::OvertimeHours,
        Raw::DemandedHours,
        Raw::AvailableHours,
        Raw::FilledEft,
    ];
    for (week, seen) in states.iter().enumerate() {
        let Some(state) = seen.state() else { continue };
        let row = record.row(week);
        let parts = row[delivered..delivered + Part::COUNT].iter().copied();
        let values = parts.chain(rest.iter().map(|raw| row[*raw as usize]));
        for (sum, value) in sums[state as usize].iter_mut().zip(values) {
            if !value.is_nan() {
                *sum += value;
            }
        }
    }
    sums
}
