//! What the report is made from.

use crate::experiment::results::{Results, Spread};
use crate::experiment::sensitivity::Sensitivity;
use crate::experiment::sweep::Sweep;
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
