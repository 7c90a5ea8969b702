//! Plans against a baseline under the same futures: what differs, how sure that is, and what is still open.
//!
//! Decides what a plan is called: better, worse, the same in every future, or not told yet. Better is what the registry of
//! outcomes calls good. Verdicts hold for all plans of one outcome together (Holm); intervals are each plan's own. What is
//! gathered from the futures stands in [`tally`], how far is played in [`comparing`], what comes out in [`results`], which scenarios may be compared in [`alike`],
//! and how precisely the differences are known in [`enough`].

pub mod alike;
pub mod comparing;
pub mod enough;
pub mod results;
pub mod tally;

use std::error::Error;

use super::arm::Arm;
use super::batch;
use super::outcome::{self, Column};
use super::paired::Conduct;
use super::precision::Target;
use super::{ExperimentError, Gathered, Subject};
use comparing::Comparing;
use results::Comparison;

/// Takes the rows of the outcomes table as they come.
pub trait PlanRows {
    /// One finished future of one plan: values by [`columns`], NaN where undefined. Called in the order of the futures, and
    /// of the plans within each.
    ///
    /// # Errors
    /// When the row cannot be kept; the comparison then ends.
    fn row(
        &mut self,
        plan: usize,
        replication: u64,
        values: &[f64],
    ) -> Result<(), Box<dyn Error + Send + Sync>>;

    /// Is told that all rows of the futures gathered so far have been handed over: what a comparison can be taken up from.
    ///
    /// # Errors
    /// When it is to be kept and cannot be; the comparison then ends.
    fn complete(&mut self, _gathered: &Gathered) -> Result<(), Box<dyn Error + Send + Sync>> {
        Ok(())
    }
}

/// Keeps no rows.
pub struct NoRows;

impl PlanRows for NoRows {
    fn row(&mut self, _: usize, _: u64, _: &[f64]) -> Result<(), Box<dyn Error + Send + Sync>> {
        Ok(())
    }
}

/// Columns of the outcomes table of several subjects: those of all, then what is any subject's own, then every parameter that is
/// uncertain in any.
pub fn columns(subjects: &[&Subject]) -> Vec<Column> {
    let mut paths: Vec<String> = Vec::new();
    for path in subjects.iter().flat_map(|it| it.uncertain_paths()) {
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    outcome::columns_of(subjects.iter().map(|it| &it.scenario), &paths)
}

/// Plays the arms, the baseline first, under the same futures and compares each with the baseline. All arms follow the same
/// detail and have the same levels and weeks ([`alike::difference`]). With `targets` ([`enough::targets`]) it ends where every
/// plan's differences are as precise as asked, and the replications are the most that are played.
///
/// # Errors
/// When the run is cancelled, when every replication fails, when a row cannot be kept, or without threads.
pub fn compare(
    arms: &[Arm],
    conduct: &Conduct,
    targets: &[Target],
    rows: &mut dyn PlanRows,
) -> Result<Comparison, ExperimentError> {
    let mut comparing = Comparing::new(arms, conduct, targets)?;
    comparing.play(rows)?;
    Ok(comparing.finish())
}

/// For each lane: where each column of all lanes stands among its own.
fn places<P: super::future::Player>(
    columns: &[Column],
    lanes: &[batch::Lane<P>],
) -> Vec<Vec<Option<usize>>> {
    let of = |lane: &batch::Lane<P>| {
        let own = &lane.design.columns;
        let place = |column: &Column| own.iter().position(|it| it.name == column.name);
        columns.iter().map(place).collect()
    };
    lanes.iter().map(of).collect()
}

#[cfg(test)]
mod tests;
