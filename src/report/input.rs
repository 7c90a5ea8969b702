//! What the report is made from.

use crate::experiment::attribution::Attribution;
use crate::experiment::compare::results::Comparison;
use crate::experiment::middle::Middle;
use crate::experiment::replay::Replay;
use crate::experiment::results::{Results, Spread};
use crate::experiment::sensitivity::Sensitivity;
use crate::experiment::story::{self, Fact};
use crate::experiment::sweep::Sweep;
use crate::experiment::worth::Worth;
use crate::model::steady::Steady;
use crate::output::Provenance;
use crate::output::comparison::ComparisonProvenance;
use crate::scenario::difference::Change;
use crate::scenario::register::Register;

/// Everything a report tells, borrowed.
#[derive(Debug, Clone, Copy)]
pub struct ReportInput<'a> {
    pub results: &'a Results,
    pub steady: &'a Steady,
    pub register: &'a Register,
    pub provenance: &'a Provenance,
    /// Futures that stand for others, whose stories are told: the one that ends well first. May be empty.
    pub middles: &'a [MiddleFuture],
    /// What each safeguard is worth; `None` where there is none or it was not played.
    pub worth: Option<&'a Worth>,
}

/// A future that stands for a group of futures.
#[derive(Debug, Clone)]
pub struct MiddleFuture {
    pub middle: Middle,
    pub replay: Replay,
    pub facts: Vec<Fact>,
    /// The command that tells all of it.
    pub command: String,
}

impl MiddleFuture {
    /// A future played again for the group it stands for.
    pub fn new(middle: Middle, replay: Replay, command: String) -> Self {
        MiddleFuture {
            facts: story::story(&replay),
            middle,
            replay,
            command,
        }
    }
}

/// Everything that the page of one future tells, borrowed.
#[derive(Debug, Clone, Copy)]
pub struct ReplayInput<'a> {
    pub replay: &'a Replay,
    /// What of it is told.
    pub facts: &'a [Fact],
    pub provenance: &'a Provenance,
    /// Futures that the file plays, where this one is not among them.
    pub beyond: Option<u64>,
}

/// Everything the report of a comparison tells, borrowed.
#[derive(Debug, Clone, Copy)]
pub struct CompareInput<'a> {
    pub comparison: &'a Comparison,
    /// What each plan changes, without the baseline.
    pub changes: &'a [Vec<Change>],
    pub provenance: &'a ComparisonProvenance,
}

/// Everything that the report of an attribution tells, borrowed.
#[derive(Debug, Clone, Copy)]
pub struct AttributionInput<'a> {
    pub attribution: &'a Attribution,
    pub provenance: &'a Provenance,
}

impl<'a> ReportInput<'a> {
    /// A metric's spread week by week; empty where the metric does not exist.
    pub(super) fn weekly(&self, name: &str) -> &'a [Spread] {
        self.results.weekly(name)
    }

    /// A metric's spread by complete reporting year; empty where the metric does not exist.
    pub(super) fn yearly(&self, name: &str) -> &'a [Spread] {
        self.results.yearly(name)
    }

    /// Length of the observed time [weeks].
    pub(super) fn horizon(&self) -> f64 {
        self.results.scenario.run.horizon_weeks as f64
    }
}

/// Everything the page of a study of sensitivity tells, borrowed.
#[derive(Debug, Clone, Copy)]
pub struct SensitivityInput<'a> {
    pub found: &'a Sensitivity,
    pub provenance: &'a Provenance,
}

/// Everything the page of a sweep tells, borrowed.
#[derive(Debug, Clone, Copy)]
pub struct SweepInput<'a> {
    pub sweep: &'a Sweep,
    pub provenance: &'a Provenance,
}
