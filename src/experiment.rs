//! Many replications: play them in parallel, gather what they leave behind.
//!
//! Decides how futures become estimates. The model plays them (`model`), files are written elsewhere (`output`).
//! The same study, seed and replications give the same bytes at any number of threads, and memory does not grow with the replications.

pub mod arm;
pub mod attribution;
pub mod batch;
pub mod compare;
pub mod footprint;
pub mod future;
pub mod gathering;
pub mod middle;
pub mod need;
pub mod outcome;
pub mod paired;
pub mod player;
pub mod points;
pub mod precision;
pub mod replay;
pub mod results;
pub mod search;
pub mod sensitivity;
pub mod spread;
pub mod states;
pub mod story;
pub mod sweep;
pub mod tally;
pub mod tipping;
#[cfg(test)]
pub mod trial;
pub mod verify;
pub mod worth;

use std::error::Error;
use std::fmt;
use std::sync::atomic::AtomicBool;

use crate::scenario::LoopName;
use crate::stats::encoding::Encoder;
use gathering::Gathering;
use middle::Middles;
pub use player::Subject;
use results::Results;

/// The size and conduct of an experiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// At least 1; the most there are where a precision is asked for.
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
    let mut gathering = Gathering::new(subject, settings, Vec::new())?;
    let mut middles = Middles::new(gathering.columns(), outcomes);
    gathering.play(progress, cancel, &mut middles)?;
    Ok(Results {
        middles: middles.found(),
        ..gathering.finish()
    })
}

/// The threads of an experiment; 0: as many as there are cores.
///
/// # Errors
/// When the system gives none.
pub fn pool(threads: usize) -> Result<rayon::ThreadPool, ExperimentError> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| ExperimentError::Threads(error.to_string()))
}

/// Is told how far the run has come; called from any thread, once per replication.
pub trait Progress: Sync {
    /// `completed` of `total` replications are played, failed ones included.
    fn done(&self, completed: u64, total: u64);
}

/// Tells of one part of a longer run, whose replications each count as several futures.
struct Stretch<'a> {
    progress: &'a dyn Progress,
    /// Futures of the parts before this one.
    before: u64,
    /// Futures of each replication: the points that it plays.
    points: u64,
    /// Futures of the whole run.
    total: u64,
}

impl Progress for Stretch<'_> {
    fn done(&self, completed: u64, _total: u64) {
        let futures = self.before + completed * self.points;
        self.progress.done(futures, self.total);
    }
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

    /// Is told that all rows of the futures gathered so far have been handed over: what a run can be taken up from.
    ///
    /// # Errors
    /// When it is to be kept and cannot be; the run then ends.
    fn complete(&mut self, _gathered: &Gathered) -> Result<(), Box<dyn Error + Send + Sync>> {
        Ok(())
    }
}

/// What has been gathered up to the end of a batch.
pub struct Gathered<'a> {
    /// Futures, failed ones included.
    pub futures: u64,
    /// Writes it.
    pub store: &'a dyn Fn(&mut Encoder),
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
    /// So few futures cannot show a target at a confidence, even if all of them held it.
    TooFewFutures {
        asked: u64,
        least: u64,
        target: f64,
        confidence: f64,
    },
    /// No loop acts that could be attributed anything; those that `--cut` took away.
    NoLoops(Vec<&'static str>),
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
            ExperimentError::TooFewFutures {
                asked,
                least,
                target,
                confidence,
            } => write!(
                f,
                "{asked} futures are too few to confirm a chance of at most {target} with confidence {confidence}, even if no year were unsafe in any: --replications must be at least {least}"
            ),
            ExperimentError::NoLoops(cut) if cut.is_empty() => write!(
                f,
                "no feedback loop acts in this scenario, so there is nothing to cut; found none under [loops] with a strength above 0, expected at least one of {}",
                LoopName::ALL.map(LoopName::name).join(", ")
            ),
            ExperimentError::NoLoops(cut) => write!(
                f,
                "--cut takes away every feedback loop of this scenario ({}), so there is nothing left to attribute; leave at least one to act",
                cut.join(", ")
            ),
        }
    }
}

impl Error for ExperimentError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            ExperimentError::Sink(error) => Some(error.as_ref()),
            ExperimentError::Cancelled
            | ExperimentError::AllFailed(_)
            | ExperimentError::Threads(_)
            | ExperimentError::TooFewFutures { .. }
            | ExperimentError::NoLoops(_) => None,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::distribution::Distribution;
    use crate::scenario::document::Document;

    const TWO_WORKERS: &str = include_str!("../scenarios/two-workers.toml");

    fn results(text: &str, settings: &Settings) -> Results {
        let document = Document::parse("two-workers.toml", text).unwrap();
        let study = document
            .study(None, &[("run.horizon_weeks".into(), "104".into())])
            .unwrap();
        run(
            &Subject::from(&study),
            settings,
            &Silent,
            &AtomicBool::new(false),
            &mut NoOutcomes,
        )
        .unwrap()
    }

    fn settings(threads: usize) -> Settings {
        Settings {
            replications: 60,
            seed: 7,
            threads,
            cut: Vec::new(),
            twin: true,
        }
    }

    #[test]
    fn a_service_gives_the_same_digits_at_any_number_of_threads() {
        let one = format!("{:?}", results(TWO_WORKERS, &settings(1)));
        assert!(one == format!("{:?}", results(TWO_WORKERS, &settings(2))));
        let other_seed = Settings {
            seed: 8,
            ..settings(1)
        };
        assert!(one != format!("{:?}", results(TWO_WORKERS, &other_seed)));
    }

    #[test]
    fn the_twin_is_the_run_with_all_loops_cut() {
        let whole = results(TWO_WORKERS, &settings(2));
        assert!(whole.twin);
        let cut = results(
            TWO_WORKERS,
            &Settings {
                cut: LoopName::ALL.to_vec(),
                ..settings(2)
            },
        );
        for (twin, own) in [
            ("twin_unsafe_year", "unsafe_year"),
            ("twin_leavers_count", "leavers_count"),
            (
                "twin_breach_worker_weeks_per_year",
                "breach_worker_weeks_per_year",
            ),
            ("twin_weeks_overstretched", "weeks_overstretched"),
        ] {
            assert_eq!(
                whole.outcome(twin).unwrap().estimate,
                cut.outcome(own).unwrap().estimate,
                "{own}"
            );
        }
        assert_eq!(whole.unsafe_by_year_twin, cut.unsafe_by_year);
        assert_eq!(whole.need_by_year_twin, cut.need_by_year);
        assert!(cut.need_by_year_twin.is_empty());
        let ended = whole.states[0].ended_vicious.unwrap().value;
        assert!(ended <= whole.states[0].ever_vicious.unwrap().value);
        assert_eq!(cut.outcome("ever_vicious").unwrap().estimate.value, 0.0);
        assert!(!cut.twin && cut.unsafe_by_year_twin.is_empty());
        assert_eq!(cut.cut.len(), LoopName::ALL.len());
    }

    #[test]
    fn need_with_waiting_clients_is_never_less_and_is_more_where_a_cap_makes_them_wait() {
        let needs = |admission: &str| {
            let document = Document::parse("two-workers.toml", TWO_WORKERS).unwrap();
            let set = [
                ("run.horizon_weeks", "104"),
                ("allocation.admission", admission),
                ("posts.peer worker.count", "1"),
            ];
            let set = set.map(|(path, value)| (path.to_owned(), value.to_owned()));
            let study = document.study(None, &set).unwrap();
            let found = run(
                &Subject::from(&study),
                &settings(2),
                &Silent,
                &AtomicBool::new(false),
                &mut NoOutcomes,
            )
            .unwrap();
            let most = |years: &[results::YearNeed]| years[1].needed_for[1].1;
            (most(&found.need_by_year), most(&found.need_by_year_waiting))
        };
        let (open, open_waiting) = needs("open");
        assert_eq!(open, open_waiting);
        let (capped, waiting) = needs("safe_load");
        assert!(waiting > capped + 0.25, "{capped} and {waiting}");
    }

    #[test]
    fn a_drawn_number_that_makes_no_valid_scenario_is_a_named_failure() {
        let study = Document::parse("two-workers.toml", TWO_WORKERS)
            .unwrap()
            .study(None, &[])
            .unwrap();
        let share = Distribution::Uniform { min: 0.5, max: 1.5 };
        let subject = Subject::uncertain(
            study.scenario.clone(),
            "as written".into(),
            vec![("hiring.start_share".into(), share)],
            |drawn| match drawn[0] {
                share if share > 1.0 => {
                    Err(format!("hiring.start_share must be at most 1, not {share}"))
                }
                _ => Ok(study.scenario.clone()),
            },
        );
        let found = run(
            &subject,
            &settings(2),
            &Silent,
            &AtomicBool::new(false),
            &mut NoOutcomes,
        )
        .unwrap();
        assert_eq!(found.completed + found.failures.len() as u64, 60);
        assert!(
            (15..=45).contains(&found.completed),
            "{} of 60",
            found.completed
        );
        let told = found.failures[0].to_string();
        assert!(
            told.contains("hiring.start_share must be at most 1"),
            "{told}"
        );
        let drawn = found.outcome("uncertain.hiring.start_share").unwrap();
        assert_eq!(drawn.estimate.replications, found.completed);
        assert!(
            (drawn.estimate.value - 0.75).abs() < 0.15,
            "{}",
            drawn.estimate.value
        );
    }
}
