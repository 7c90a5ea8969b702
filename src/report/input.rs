//! What the report is made from.

use crate::experiment::results::{Results, Spread};
use crate::model::steady::Steady;

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
        let results = self.results;
        results
            .metric(name)
            .and_then(|at| results.weekly.get(at))
            .map_or(&[], Vec::as_slice)
    }

    /// A metric's spread by complete reporting year; empty where the metric does not exist.
    pub(super) fn yearly(&self, name: &str) -> &'a [Spread] {
        let results = self.results;
        results
            .metric(name)
            .and_then(|at| results.yearly.get(at))
            .map_or(&[], Vec::as_slice)
    }

    /// Length of the observed time [weeks].
    pub(super) fn horizon(&self) -> f64 {
        self.results.scenario.run.horizon_weeks as f64
    }
}

/// Where a number of the scenario stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Sourced,
    Assumed,
    Unsourced,
    Default,
}

#[derive(Debug, Clone, PartialEq)]
pub struct RegisterEntry {
    pub path: String,
    pub value: String,
    pub standing: Standing,
    pub source: Option<String>,
    /// The distribution in words, where the value is not known exactly.
    pub uncertain: Option<String>,
}

/// Every number of a scenario with where it comes from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Register {
    pub entries: Vec<RegisterEntry>,
}

/// How the results came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Provenance {
    pub version: String,
    pub scenario_digest: String,
    pub seed: u64,
    pub replications: u64,
    pub command: String,
    pub generator: &'static str,
}
