//! Many replications: play them in parallel, gather what they leave behind.
//!
//! Decides how futures become estimates. The model plays them (`model`), files are written elsewhere (`output`).
//! The same study, seed and replications give the same bytes at any number of threads, and memory does not grow with the replications.

pub mod batch;
pub mod future;
pub mod need;
pub mod outcome;
pub mod results;
pub mod spread;
pub mod states;
pub mod tally;
#[cfg(test)]
mod trial;

use std::error::Error;
use std::fmt;

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
