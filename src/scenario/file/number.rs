//! Numbers of the scenario file with their ranges. The range is part of the type, so that the JSON Schema, the reader and
//! the editor all refuse the same values. Does not know what a number is about.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

// A share: 0 to 1. (Plain comments: a description belongs to the key, not to the type.)
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 0, "maximum" = 1))]
pub struct Share(pub f64);

// A share above 0, at most 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("exclusiveMinimum" = 0, "maximum" = 1))]
pub struct PositiveShare(pub f64);

// A share below 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 0, "exclusiveMaximum" = 1))]
pub struct ShareBelowOne(pub f64);

// A share above 0 and below 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("exclusiveMinimum" = 0, "exclusiveMaximum" = 1))]
pub struct OpenShare(pub f64);

// How sure a statement is: 0.5 to below 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 0.5, "exclusiveMaximum" = 1))]
pub struct Confidence(pub f64);

// A quantity without a range of its own: 0 to a million.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 0, "maximum" = 1_000_000))]
pub struct Amount(pub f64);

// A quantity that must not be 0, nor so small that what is divided by it has no end: from a millionth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 0.000_001, "maximum" = 1_000_000))]
pub struct PositiveAmount(pub f64);

// A quantity of at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 1, "maximum" = 1_000_000))]
pub struct AtLeastOne(pub f64);

// Clients a week.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 0, "maximum" = 100_000))]
pub struct Rate(pub f64);

// Levels that a client moves up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 0, "maximum" = 7))]
pub struct LevelsUp(pub u32);

// What an hour adds to a rate a week.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 0, "maximum" = 1_000))]
pub struct AddedRate(pub f64);

// Growth a year: -0.99 to 10.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = -0.99, "maximum" = 10))]
pub struct Growth(pub f64);

// Money a year.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 0, "maximum" = 1_000_000_000))]
pub struct Cost(pub f64);

// Weeks of leave in a year of work.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 0, "maximum" = 51))]
pub struct LeaveWeeks(pub f64);

// A date in weeks from the start; negative in the warm-up.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = -5_200, "maximum" = 1_000_000))]
pub struct WeekOf(pub f64);

// Mean or standard deviation of a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("exclusiveMinimum" = 0, "maximum" = 10_000_000))]
pub struct Moment(pub f64);

// A value of a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 0, "maximum" = 10_000_000))]
pub struct Point(pub f64);

// Shape of a Weibull distribution.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 0.1, "maximum" = 100))]
pub struct Shape(pub f64);

// Stages of an Erlang distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 1, "maximum" = 1_000))]
pub struct Stages(pub u32);

// People.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 0, "maximum" = 1_000_000))]
pub struct People(pub u64);

// Posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 0, "maximum" = 100_000))]
pub struct PostCount(pub u64);

// Posts between two alternatives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 1, "maximum" = 100_000))]
pub struct PostStep(pub u64);

// A whole week from the start on, before the end of any horizon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 0, "maximum" = 5_199))]
pub struct StartWeek(pub u64);

// Whole weeks of a horizon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 1, "maximum" = 5_200))]
pub struct HorizonWeeks(pub u64);

// Whole weeks of a warm-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 0, "maximum" = 5_200))]
pub struct WarmUpWeeks(pub u64);

// Steps in a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("enum" = [1, 7]))]
pub struct StepsPerWeek(pub u64);

// Replications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 1, "maximum" = 10_000_000))]
pub struct Replications(pub u64);

// Name of a thing in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minLength" = 1))]
pub struct Name(pub String);

// A calendar day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("format" = "date", "pattern" = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
pub struct Day(pub String);

/// A value from a week on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
pub struct StepFile<T> {
    /// Week from which the value holds, from the start; the first at or before 0 [weeks].
    pub week: WeekOf,
    /// The value from that week on.
    pub value: T,
}

/// A value that may change on stated dates: the value alone, or a list of `{ week, value }`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline, extend("x-dated" = true))]
pub enum DatedFile<T> {
    Always(T),
    Steps(Vec<StepFile<T>>),
}

impl<T: Clone> DatedFile<T> {
    /// All steps, `(week, value)`, in the order of the file.
    pub fn steps(&self) -> Vec<(f64, T)> {
        match self {
            DatedFile::Always(value) => vec![(0.0, value.clone())],
            DatedFile::Steps(steps) => steps
                .iter()
                .map(|step| (step.week.0, step.value.clone()))
                .collect(),
        }
    }
}

/// A distribution: of a wait, in weeks unless the key says otherwise, or of a number that is not known exactly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "dist", rename_all = "snake_case", deny_unknown_fields)]
pub enum DistributionFile {
    /// Memoryless.
    Exponential { mean: Moment },
    /// Given by its mean and standard deviation.
    Gamma { mean: Moment, sd: Moment },
    /// Given by the mean and standard deviation of the value itself, not of its logarithm.
    Lognormal { mean: Moment, sd: Moment },
    /// `shape` below 1: the longer it lasts the less likely it ends; above 1: the other way round.
    Weibull { mean: Moment, shape: Shape },
    /// The sum of `stages` equal exponential stages with this total mean.
    Erlang { mean: Moment, stages: Stages },
    /// Always this value.
    Fixed { value: Moment },
    /// Every value from `min` to `max` equally likely.
    Uniform { min: Point, max: Point },
    /// From `min` to `max`, `mode` the likeliest.
    Triangular { min: Point, mode: Point, max: Point },
    /// Each of the values equally likely.
    Empirical {
        #[schemars(length(min = 1, max = 100_000))]
        values: Vec<Point>,
    },
}
