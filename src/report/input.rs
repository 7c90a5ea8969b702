//! What the report is made from.

use crate::experiment::attribution::Attribution;
use crate::experiment::results::{Results, Spread};
use crate::model::steady::Steady;
use crate::output::Provenance;
use crate::scenario::register::Register;

/// Everything a report tells, borrowed.
#[derive(Debug, Clone, Copy)]
pub struct ReportInput<'a> {
    pub results: &'a Results,
    pub steady: &'a Steady,
    pub register: &'a Register,
    pub provenance: &'a Provenance,
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
