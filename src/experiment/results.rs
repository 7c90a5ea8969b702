//! What an experiment on one scenario measured: everything the tables, the summary and the report are made of.
//!
//! Holds numbers over replications only; knows no file, colour or sentence.

use super::middle::Middle;
use super::precision::Precision;
use crate::model::metric::Metric;
use crate::model::regime::State;
use crate::scenario::{Part, Scenario};

/// A quantity's spread over futures: a band, not an interval of an estimate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Futures in which it is defined. All other fields are `None` (NaN) when this is 0.
    pub replications: u64,
    pub mean: f64,
    /// Standard deviation over futures; NaN below two futures.
    pub sd: f64,
    /// Quantiles at [`QUANTILES`]; off by at most 0.2 % or the metric's resolution, whichever is more.
    pub quantiles: [f64; 7],
}

/// The probabilities of the quantile columns p05 to p95.
pub const QUANTILES: [f64; 7] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95];

/// An estimate with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// NaN where undefined.
    pub value: f64,
    pub low: f64,
    pub high: f64,
    /// Futures it rests on.
    pub replications: u64,
}

/// How an outcome is estimated from one value per future.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutcomeKind {
    /// Yes or no per future; Wilson interval.
    Probability,
    /// A number per future; mean with Student interval, quantiles with order-statistic intervals.
    Mean,
    /// A word or a week; written to the outcomes table only.
    Label,
}

/// One column of `outcomes.parquet` that is a number or yes/no, summarised.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeEstimate {
    /// Column name, with its unit (`breach_worker_weeks_per_year`).
    pub name: String,
    /// Plain label.
    pub label: String,
    pub meaning: String,
    pub unit: String,
    pub kind: OutcomeKind,
    /// Mean or probability.
    pub estimate: Estimate,
    /// Median, 10 % and 90 % quantile over futures with order-statistic intervals; empty for probabilities.
    pub quantiles: Vec<(f64, Estimate)>,
}

/// A replication that could not be played.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    pub replication: u64,
    /// Week in which it failed, from the start of the warm-up counted negative.
    pub week: Option<i64>,
    pub what: String,
}

/// EFT needed in one reporting year, over futures.
#[derive(Debug, Clone, PartialEq)]
pub struct YearNeed {
    /// 1 for the first complete reporting year.
    pub year: usize,
    /// For EFT in quarter steps: `(eft, share of futures in which it covers at least 90 % of the year's weeks)`.
    /// From the largest step that covers none to the smallest that covers all.
    pub coverage: Vec<(f64, f64)>,
    /// EFT that covers 90 % of the year's weeks in 50, 80 and 95 % of futures [EFT], fractional.
    pub needed_for: [(f64, f64); 3],
    /// Futures with a defined need.
    pub replications: u64,
}

/// Shares of futures in each state at one pair of thresholds.
#[derive(Debug, Clone, PartialEq)]
pub struct StateShares {
    /// Shift of both thresholds, one of [`crate::model::record::THRESHOLD_SHIFTS`].
    pub shift: f64,
    /// Chance of ever turning vicious; `None` without a twin where there are loops.
    pub ever_vicious: Option<Estimate>,
    /// Chance of ever being overstretched, for whatever reason.
    pub ever_overstretched: Estimate,
    /// Share of all weeks in each state, in the order of [`State::ALL`]; `None` where it cannot be told.
    pub weeks_share: [Option<f64>; 5],
    /// Of the futures that ever turned vicious, the share that was out of it at the end.
    pub recovered: Option<Estimate>,
    /// Median week of the first turn among the futures that turned.
    pub median_first_week: Option<f64>,
    /// Share of futures in each state in the last week.
    pub ended_share: [Option<f64>; 5],
    /// Chance of being in a vicious spiral in the last week; `None` without a twin where there are loops.
    pub ended_vicious: Option<Estimate>,
}

/// One metric over the weeks among the futures that ended in one state.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupSeries {
    pub state: State,
    /// Futures that ended in this state.
    pub replications: u64,
    /// By metric in the order of [`GROUP_METRICS`], then by week.
    pub series: Vec<Vec<Spread>>,
}

/// Metrics followed by how each future ended.
pub const GROUP_METRICS: [&str; 3] = ["pressure", "vacancy_share", "strain"];

/// Where the hours of a full-time week went, over all weeks spent in one state.
#[derive(Debug, Clone, PartialEq)]
pub struct WeekByState {
    pub state: State,
    /// Weeks of all futures spent in the state.
    pub weeks: u64,
    /// Delivered hours per EFT in post and week, by part [h/week].
    pub delivered_hours: [f64; Part::COUNT],
    /// Overtime within those [h/week].
    pub overtime_hours: f64,
    /// Hours asked for [h/week] (after cover for absent colleagues).
    pub demanded_hours: f64,
    /// Hours available [h/week]: full time less absence and induction.
    pub available_hours: f64,
}

/// What was measured of one site of a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteResults {
    pub name: String,
    /// Position of each metric that is followed week by week, and its weeks.
    pub weekly: Vec<(usize, Vec<Spread>)>,
    /// By metric, then by complete reporting year; the states are undefined.
    pub yearly: Vec<Vec<Spread>>,
    /// Empty without safe load or complete years.
    pub unsafe_by_year: Vec<Estimate>,
    /// Empty without safe load.
    pub need_by_year: Vec<YearNeed>,
    pub need_by_year_waiting: Vec<YearNeed>,
}

/// Everything one scenario's replications measured.
#[derive(Debug, Clone)]
pub struct Results {
    /// The scenario as played, with plan and `--set` applied.
    pub scenario: Scenario,
    /// `"as written"` or the plan's name.
    pub plan: String,
    /// Names of the loops cut with `--cut`.
    pub cut: Vec<&'static str>,
    /// Replications asked for.
    pub asked: u64,
    /// Replications that were played to the end; all estimates rest on these.
    pub completed: u64,
    pub failures: Vec<Failure>,
    /// Whether each future was also played with its loops cut. False where there are no loops, or with `--no-twin`.
    pub twin: bool,
    pub metrics: Vec<Metric>,
    /// By metric, then by week.
    pub weekly: Vec<Vec<Spread>>,
    /// By metric, then by complete reporting year.
    pub yearly: Vec<Vec<Spread>>,
    /// By metric, then by financial year ([`Scenario::financial_years`]); empty without costs.
    pub financial: Vec<Vec<Spread>>,
    pub outcomes: Vec<OutcomeEstimate>,
    /// Probability that a year is unsafe, by complete reporting year; empty without safe load or complete years.
    pub unsafe_by_year: Vec<Estimate>,
    /// The same with all loops cut; empty without a twin.
    pub unsafe_by_year_twin: Vec<Estimate>,
    /// By complete reporting year; empty without safe load.
    pub need_by_year: Vec<YearNeed>,
    /// The same with all loops cut; empty without a twin.
    pub need_by_year_twin: Vec<YearNeed>,
    /// The same with waiting clients counted as if they had a place.
    pub need_by_year_waiting: Vec<YearNeed>,
    /// By week: share of futures in which no worker has yet been in breach for 13 weeks running.
    pub no_long_breach: Vec<Estimate>,
    /// At the thresholds as given, then 0.05 lower and 0.05 higher.
    pub states: [StateShares; 3],
    pub groups: Vec<GroupSeries>,
    pub weeks_by_state: Vec<WeekByState>,
    /// How precise the estimates were asked to be, and are; `None` where a number of futures was asked for.
    pub precision: Option<Precision>,
    /// The sites, of which all else is the whole; empty for a service of its own.
    pub sites: Vec<SiteResults>,
    /// The futures that stand for those that end well and for those that end in the spiral.
    pub middles: Vec<Middle>,
}

impl Results {
    /// A metric's spread week by week; empty where the metric does not exist.
    pub fn weekly(&self, name: &str) -> &[Spread] {
        let at = self.metric(name).and_then(|at| self.weekly.get(at));
        at.map_or(&[], Vec::as_slice)
    }

    /// A metric's spread by complete reporting year; empty where the metric does not exist.
    pub fn yearly(&self, name: &str) -> &[Spread] {
        let at = self.metric(name).and_then(|at| self.yearly.get(at));
        at.map_or(&[], Vec::as_slice)
    }

    /// A metric's spread by financial year; empty where the metric does not exist or without costs.
    pub fn financial(&self, name: &str) -> &[Spread] {
        let at = self.metric(name).and_then(|at| self.financial.get(at));
        at.map_or(&[], Vec::as_slice)
    }

    /// Position of a metric in `weekly` and `yearly`.
    pub fn metric(&self, name: &str) -> Option<usize> {
        self.metrics.iter().position(|metric| metric.name == name)
    }

    /// An outcome by its column name.
    pub fn outcome(&self, name: &str) -> Option<&OutcomeEstimate> {
        self.outcomes.iter().find(|outcome| outcome.name == name)
    }
}
