//! Plans against a baseline under the same futures: what differs, how sure that is, and what is still open.
//!
//! Decides what a plan is called: better, worse, the same in every future, or not told yet. Better is what the registry of
//! outcomes calls good. Verdicts hold for all plans of one outcome together (Holm); intervals are each plan's own. What is
//! gathered from the futures stands in [`tally`], what comes out in [`results`], which scenarios may be compared in [`alike`],
//! and how precisely the differences are known in [`enough`].

pub mod alike;
pub mod enough;
pub mod results;
pub mod tally;

use std::error::Error;

use super::arm::{self, Arm};
use super::batch::{self, Batches, Next};
use super::gathering::Told;
use super::outcome::{self, Column};
use super::paired::Conduct;
use super::precision::{self, LOOK_EVERY, Target};
use super::{ExperimentError, Subject, pool};
use crate::model::metric::{self, Metric};
use results::Comparison;
use tally::CompareTally;

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
    let mut own: Vec<Metric> = Vec::new();
    for metric in subjects.iter().flat_map(|it| metric::own(&it.scenario)) {
        if !own.iter().any(|known| known.name == metric.name) {
            own.push(metric);
        }
    }
    let mut paths: Vec<String> = Vec::new();
    for path in subjects.iter().flat_map(|it| it.uncertain_paths()) {
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    let mut columns = outcome::columns_with(&own, &paths);
    for column in subjects
        .iter()
        .flat_map(|it| outcome::of_sites(&it.scenario))
    {
        if !columns.iter().any(|known| known.name == column.name) {
            columns.push(column);
        }
    }
    columns
}

/// Plays the arms, the baseline first, under the same futures and compares each with the baseline. All arms follow weeks
/// and have the same levels and weeks ([`alike::difference`]). With `targets` ([`enough::targets`]) it ends where every
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
    let lanes = arm::lanes(arms, conduct.seed, conduct.pairing);
    let subjects: Vec<&Subject> = arms.iter().map(|it| it.subject).collect();
    let places = places(&columns(&subjects), &lanes);
    let pool = pool(conduct.threads)?;
    let (first, most) = (conduct.replications.start, conduct.replications.end);
    let told = Told::new(conduct.progress, most - first);
    let batches = Batches {
        lanes: &lanes,
        replications: first..most,
        look_every: (!targets.is_empty()).then_some(LOOK_EVERY),
        pool: &pool,
        progress: &told,
        cancel: conduct.cancel,
    };
    let designs: Vec<_> = lanes.iter().map(|lane| &lane.design).collect();
    let mut tally = CompareTally::new(&designs, conduct.pairing);
    let mut wide = Vec::new();
    let played = batch::play(&batches, &mut |batch| {
        pool.install(|| tally.add(&designs, batch));
        for (replication, outcomes) in batch.outcomes() {
            for (plan, (own, places)) in outcomes.iter().zip(&places).enumerate() {
                wide.clear();
                wide.extend(places.iter().map(|at| at.map_or(f64::NAN, |at| own[at])));
                rows.row(plan, replication, &wide)
                    .map_err(ExperimentError::Sink)?;
            }
        }
        let played = batch.replications.end;
        if targets.is_empty() || !precision::is_look(played) {
            return Ok(Next::Play);
        }
        let plans = enough::judged(targets, &tally, &designs, played, most);
        let least = enough::least_precise(&plans);
        told.expect(least.as_ref().map_or(most, |it| it.expected()) - first);
        Ok(if least.is_none_or(|it| it.is_enough()) {
            Next::Stop
        } else {
            Next::Play
        })
    })?;
    let precision = if targets.is_empty() {
        Vec::new()
    } else {
        enough::judged(targets, &tally, &designs, first + played, most)
    };
    let plans = arms
        .iter()
        .map(|arm| tally::Played {
            name: arm.subject.plan.clone(),
            scenario: arm::scenario(arm, conduct.seed),
            cut: arm.cut,
        })
        .collect();
    let mut comparison = pool.install(|| tally.finish(&designs, plans, played));
    comparison.precision = precision;
    Ok(comparison)
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
