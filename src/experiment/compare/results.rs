//! What a comparison measured: each plan by itself, its difference from the baseline by outcome and week by week.

use crate::experiment::arm::Pairing;
use crate::experiment::outcome::Column;
use crate::experiment::precision::Precision;
use crate::experiment::results::{OutcomeKind, Results, Spread};
use crate::model::metric::{Direction, Metric};
use crate::scenario::costs::FinancialYear;
use crate::stats::paired::Difference;
use crate::stats::ratio;

/// Level of the tests behind the verdicts, and 1 less the confidence of the intervals.
pub const LEVEL: f64 = 0.05;

/// Futures beyond which a difference that is not told counts as none.
pub const MOST_FUTURES: u64 = 1_000_000;

/// Several plans against a baseline.
#[derive(Debug, Clone)]
pub struct Comparison {
    pub pairing: Pairing,
    /// Each plan by itself, the baseline first.
    pub plans: Vec<Results>,
    /// By headline outcome ([`crate::experiment::outcome::HEADLINES`], then those of `OWN_HEADLINES` that the baseline has).
    pub outcomes: Vec<Contrast>,
    /// What safety costs, by plan without the baseline.
    pub prices: Vec<Price>,
    /// The same by plan without the baseline, then by year ([`Scenario::accounting_years`]); no years where the plan's begin in
    /// another month.
    ///
    /// [`Scenario::accounting_years`]: crate::scenario::Scenario::accounting_years
    pub prices_by_year: Vec<Vec<PricedYear>>,
    /// By metric of [`TIMED`] that the scenarios have.
    pub in_time: Vec<TimedContrast>,
    /// How precisely the differences are known, by plan without the baseline; empty where a number of futures was asked for.
    pub precision: Vec<Precision>,
}

/// What each worker-week over the safe load that a plan avoids costs more than the baseline [currency]: a ratio of means of the
/// differences, with its 95 % interval by Fieller's theorem. Below 0 where the plan saves money or avoids nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Price {
    pub value: f64,
    /// NaN where it is not told that anything is avoided or added.
    pub low: f64,
    pub high: f64,
}

impl From<&ratio::Pairs> for Price {
    fn from(pairs: &ratio::Pairs) -> Price {
        let (value, low, high) = pairs.fieller();
        Price { value, low, high }
    }
}

/// One year of a plan against the baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct PricedYear {
    pub year: FinancialYear,
    /// [currency].
    pub cost: YearDifference,
    /// Worker-weeks over the safe load.
    pub load: YearDifference,
    pub avoidance: Avoidance,
    /// What each avoided one costs; a figure to be shown only under [`Avoidance::Avoids`].
    pub price: Price,
}

impl PricedYear {
    /// The price, where there is one.
    pub fn price(&self) -> Option<&Price> {
        (self.avoidance == Avoidance::Avoids).then_some(&self.price)
    }
}

/// Plan less baseline in one year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct YearDifference {
    /// Of the means, with the year's own 95 % interval.
    pub difference: Difference,
    /// Over futures; `None` where they are not paired.
    pub band: Option<Spread>,
}

/// What a plan does to the worker-weeks over the safe load of a year, by the 95 % interval of the year alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Avoidance {
    Avoids,
    Adds,
    /// No future differs.
    Same,
    /// The interval includes 0.
    Open,
    /// There are no limits to be over.
    Untold,
}

impl Avoidance {
    /// The word in the tables.
    pub fn name(self) -> &'static str {
        match self {
            Avoidance::Avoids => "avoids",
            Avoidance::Adds => "adds",
            Avoidance::Same => "same in every future",
            Avoidance::Open => "not distinguishable",
            Avoidance::Untold => "undefined",
        }
    }
}

/// Metrics whose difference from the baseline is followed week by week. Those who wait are among them, so that a cap which
/// makes people wait does not look like safety.
pub const TIMED: [&str; 4] = ["breach.share", "eft_gap", "pressure", "waiting"];

impl Comparison {
    /// The baseline by itself.
    pub fn baseline(&self) -> &Results {
        &self.plans[0]
    }

    /// The plans that are compared with it, in order.
    pub fn others(&self) -> &[Results] {
        &self.plans[1..]
    }

    /// A headline outcome by its column name.
    pub fn outcome(&self, name: &str) -> Option<&Contrast> {
        self.outcomes.iter().find(|it| it.name == name)
    }

    /// A metric's difference in time, by its name.
    pub fn in_time(&self, name: &str) -> Option<&TimedContrast> {
        self.in_time.iter().find(|it| it.metric.name == name)
    }
}

/// One outcome: every plan against the baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Contrast {
    /// Name of the outcome's column.
    pub name: String,
    pub label: String,
    pub unit: &'static str,
    pub kind: OutcomeKind,
    pub good: Direction,
    /// By plan, without the baseline.
    pub against: Vec<Compared>,
}

impl Contrast {
    pub(super) fn new(column: &Column, against: Vec<Compared>) -> Contrast {
        Contrast {
            name: column.name.clone(),
            label: column.label.clone(),
            unit: column.unit,
            kind: column.kind(),
            good: column.good,
            against,
        }
    }
}

/// One plan against the baseline in one outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared {
    /// Plan less baseline, with its own 95 % interval and test, not corrected for the number of plans.
    pub difference: Difference,
    /// Futures in which the outcome is defined under both.
    pub pairs: u64,
    /// How many of them are better, worse and tied; `None` where the futures are not paired.
    pub counts: Option<Counts>,
    /// The test's probability, corrected for the number of plans (Holm).
    pub p_holm: f64,
    /// At [`LEVEL`], by the corrected probability.
    pub verdict: Verdict,
    /// What pairing bought: the variances of both sides over that of the differences. `None` where the futures are not
    /// paired; infinite where every pair differs alike; NaN where nothing varies.
    pub variance_reduction: Option<f64>,
}

/// Pairs by which side is the better one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub better: u64,
    pub worse: u64,
    pub tied: u64,
}

/// What can be said of a plan in one outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Better,
    Worse,
    /// No future differs.
    Same,
    /// Not distinguishable yet.
    Open {
        /// About so many more futures would settle it; `None`: more than [`MOST_FUTURES`] in all, treat as equal.
        more: Option<u64>,
    },
    /// The outcome is undefined, or has no good way.
    Untold,
}

impl Verdict {
    /// The word in the tables.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Better => "better",
            Verdict::Worse => "worse",
            Verdict::Same => "same in every future",
            Verdict::Open { .. } => "not distinguishable yet",
            Verdict::Untold => "undefined",
        }
    }
}

/// One metric's difference from the baseline over the weeks; pressure counts as at most [`MOST_PRESSURE`] in every future.
///
/// [`MOST_PRESSURE`]: crate::experiment::attribution::charge::MOST_PRESSURE
#[derive(Debug, Clone, PartialEq)]
pub struct TimedContrast {
    pub metric: Metric,
    /// By plan without the baseline, then by week: mean difference with its pointwise 95 % interval.
    pub weeks: Vec<Vec<Difference>>,
}
