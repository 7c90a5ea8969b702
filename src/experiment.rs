//! Many replications: play them in parallel, gather what they leave behind.
//!
//! Decides how futures become estimates. The model plays them (`model`), files are written elsewhere (`output`).
//! The same study, seed and replications give the same bytes at any number of threads, and memory does not grow with the replications.

pub mod batch;
pub mod future;
pub mod need;
pub mod outcome;
pub mod player;
pub mod results;
pub mod spread;
pub mod states;
pub mod tally;
#[cfg(test)]
pub mod trial;

use std::error::Error;
use std::fmt;
use std::sync::atomic::AtomicBool;

use crate::model::metric::registry;
use crate::scenario::LoopName;
use crate::units::REPORTING_YEAR_WEEKS;
use future::{Design, Future, TwinUse};
pub use player::Subject;
use results::Results;

/// The size and conduct of an experiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// At least 1.
    pub replications: u64,
    pub seed: u64,
    /// 0: as many as there are cores.
    pub threads: usize,
    /// Loops that do not act.
    pub cut: Vec<LoopName>,
    /// Whether each future is also played with all loops cut, where any acts.
    pub twin: bool,
}

/// Plays a subject's replications and gives what they measured. Rows of the outcomes table go to `outcomes`
/// as they come; setting `cancel` ends the run between two replications.
///
/// A replication that fails is named in the results and kept out of every estimate.
///
/// # Errors
/// When the run is cancelled, when every replication fails, when a row cannot be kept, or without threads.
pub fn run(
    subject: &Subject,
    settings: &Settings,
    progress: &dyn Progress,
    cancel: &AtomicBool,
    outcomes: &mut dyn OutcomeSink,
) -> Result<Results, ExperimentError> {
    let scenario = player::prepared(subject.scenario.clone(), settings.seed, &settings.cut);
    let uncertain = subject.uncertain_paths();
    let loops = scenario.loops.any() || uncertain.iter().any(|path| path.starts_with("loops."));
    let design = Design {
        metrics: registry(&scenario),
        columns: outcome::columns(&uncertain),
        weeks: scenario.run.horizon_weeks,
        years: scenario.run.horizon_weeks / REPORTING_YEAR_WEEKS,
        twin: match (loops, settings.twin) {
            (true, true) => TwinUse::Played,
            (true, false) => TwinUse::LeftOut,
            (false, _) => TwinUse::Same,
        },
        safe_load: scenario.safe_load.is_some(),
    };
    let batches = batch::Batches {
        player: &player::ModelPlayer::new(subject, settings.seed, &settings.cut),
        design: &design,
        blank: &Future::new(&scenario),
        replications: settings.replications,
        threads: settings.threads,
        progress,
        cancel,
    };
    let (tally, pool) = batch::gather(&batches, outcomes)?;
    let mut results = pool.install(|| {
        tally.finish(
            &design,
            scenario,
            subject.plan.clone(),
            settings.replications,
        )
    });
    results.cut = settings.cut.iter().map(|name| name.name()).collect();
    Ok(results)
}

/// Is told how far the run has come; called from any thread, once per replication.
pub trait Progress: Sync {
    /// `completed` of `total` replications are played, failed ones included.
    fn done(&self, completed: u64, total: u64);
}

/// Says nothing.
pub struct Silent;

impl Progress for Silent {
    fn done(&self, _completed: u64, _total: u64) {}
}

/// Takes the rows of the outcomes table as they come, so that they need not pile up in memory.
pub trait OutcomeSink {
    /// One finished future: values by [`outcome::Column`], NaN where undefined. Called in replication order.
    ///
    /// # Errors
    /// When the row cannot be kept; the run then ends.
    fn row(&mut self, replication: u64, values: &[f64])
    -> Result<(), Box<dyn Error + Send + Sync>>;
}

/// Keeps no rows.
pub struct NoOutcomes;

impl OutcomeSink for NoOutcomes {
    fn row(
        &mut self,
        _replication: u64,
        _values: &[f64],
    ) -> Result<(), Box<dyn Error + Send + Sync>> {
        Ok(())
    }
}

/// Why an experiment gives no results. A failed replication is not an error of the experiment unless all fail.
#[derive(Debug)]
pub enum ExperimentError {
    /// Ended from outside.
    Cancelled,
    /// Every replication failed; the first failure.
    AllFailed(results::Failure),
    /// The outcome rows could not be kept.
    Sink(Box<dyn Error + Send + Sync>),
    /// The threads could not be started.
    Threads(String),
}

impl fmt::Display for ExperimentError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            ExperimentError::Cancelled => write!(f, "the run was interrupted; nothing was written"),
            ExperimentError::AllFailed(failure) => {
                write!(f, "no replication could be played; {failure}")
            }
            ExperimentError::Sink(_) => write!(f, "the outcomes could not be written"),
            ExperimentError::Threads(what) => write!(f, "the threads could not be started: {what}"),
        }
    }
}

impl Error for ExperimentError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            ExperimentError::Sink(error) => Some(error.as_ref()),
            ExperimentError::Cancelled
            | ExperimentError::AllFailed(_)
            | ExperimentError::Threads(_) => None,
        }
    }
}

impl fmt::Display for results::Failure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "replication {}", self.replication)?;
        if let Some(week) = self.week {
            write!(f, ", week {week}")?;
        }
        write!(f, ": {}", self.what)
    }
}
