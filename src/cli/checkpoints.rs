//! Checkpoints of a long run: when they are written, and what is said of one that stands.
//!
//! Decides the pace: the first is due after `--checkpoint` seconds, so a short run leaves none, and what writing them takes
//! stays below half a percent of the time. The seconds are those of a clock that nobody can set; they say when something is
//! put aside and never what. What stands in a checkpoint is decided in `output::checkpoint`.

use super::session::{CommandError, Words};
use super::{EnoughArgs, KeepArgs, answer};
use plimsoll::experiment::compare::PlanRows;
use plimsoll::experiment::{ExperimentError, Gathered, OutcomeSink};
use plimsoll::output::OutputError;
use plimsoll::output::checkpoint::{self, Checkpoint, CheckpointError, PutAside};
use plimsoll::output::outcomes::TakeRow;
use plimsoll::output::sealed::Condition;
use plimsoll::stats::encoding::{Damaged, Decoder};
use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

/// Playing takes at least this many times as long as putting aside what was played.
const PLAY_PER_WRITING: u32 = 200;

/// The checkpoint of a command, begun anew or taken up: before anything is played, so that what stands in the way is told at
/// once. `conditions` are those of the futures; what of the command decides how many there are is added here.
///
/// # Errors
/// When a checkpoint is to be taken up and cannot be, or stands in the way.
pub fn begin(
    keep: &KeepArgs,
    (out, replace): (&Path, bool),
    mut conditions: Vec<Condition>,
    how_many: HowMany,
) -> Result<(Checkpoint, Option<PutAside>), CheckpointError> {
    conditions.extend(how_many.conditions());
    if keep.resume {
        let (checkpoint, put_aside) = Checkpoint::take_up(out, conditions)?;
        Ok((checkpoint, Some(put_aside)))
    } else {
        Ok((Checkpoint::begin(out, conditions, replace)?, None))
    }
}

/// What decides how many futures a command plays.
pub struct HowMany<'a> {
    /// Asked for, or the most there are.
    pub asked: u64,
    pub enough: &'a EnoughArgs,
    /// Futures of the result that is added to.
    pub before: u64,
}

impl HowMany<'_> {
    fn conditions(&self) -> [Condition; 3] {
        let precision: Vec<&str> = self
            .enough
            .precision
            .asked
            .iter()
            .map(|it| it.0.as_str())
            .collect();
        let precision = if precision.is_empty() {
            "not given".to_owned()
        } else {
            precision.join(",")
        };
        let added_to = if self.enough.extend {
            format!("{} earlier futures", self.before)
        } else {
            "not given".to_owned()
        };
        [
            Condition::new("futures asked for", self.asked),
            Condition::new("--precision", precision),
            Condition::new("--extend", added_to),
        ]
    }
}

/// Takes up what was put aside: what was gathered, then the rows.
///
/// # Errors
/// When it is damaged.
pub fn take_up(
    put_aside: &PutAside,
    columns: usize,
    resume: impl FnOnce(&mut Decoder) -> Result<(), Damaged>,
    take: &mut TakeRow,
) -> Result<(), CommandError> {
    let mut gathered = put_aside.gathered();
    resume(&mut gathered)
        .and_then(|()| gathered.end())
        .map_err(|_| put_aside.damaged())?;
    put_aside
        .feed(columns, take)
        .map_err(ExperimentError::Sink)?;
    Ok(())
}

/// Hands rows on and puts aside what was gathered whenever it is time.
pub struct Keeping<'a> {
    take: &'a mut TakeRow<'a>,
    checkpoint: &'a mut Checkpoint,
    every: Duration,
    begun: Instant,
    /// When something was last put aside, or the playing began.
    last: Instant,
    /// What the last writing took.
    took: Duration,
}

impl<'a> Keeping<'a> {
    /// Begins to play now.
    pub fn new(keep: &KeepArgs, take: &'a mut TakeRow<'a>, checkpoint: &'a mut Checkpoint) -> Self {
        let now = Instant::now();
        Keeping {
            take,
            checkpoint,
            every: Duration::from_secs(keep.checkpoint),
            begun: now,
            last: now,
            took: Duration::ZERO,
        }
    }

    fn take(&mut self, plan: usize, replication: u64, values: &[f64]) -> Result<(), Told> {
        self.checkpoint.row(plan, replication, values);
        (self.take)(plan, replication, values)
    }

    fn complete(&mut self, gathered: &Gathered) -> Result<(), Told> {
        let since = self.last.elapsed();
        if since < self.every || !self.every.is_zero() && since < PLAY_PER_WRITING * self.took {
            return Ok(());
        }
        Ok(self.put_aside(gathered)?)
    }

    fn put_aside(&mut self, gathered: &Gathered) -> Result<(), CheckpointError> {
        let begun = Instant::now();
        self.checkpoint
            .put_aside(gathered.futures, gathered.store)?;
        self.took = begun.elapsed();
        self.last = Instant::now();
        Ok(())
    }

    /// After the playing, ended well or not: puts aside what came last, where the run was long enough for a checkpoint.
    ///
    /// # Errors
    /// That of the playing, or when what came last cannot be written.
    pub fn ended(
        mut self,
        played: Result<(), ExperimentError>,
        gathered: &Gathered,
    ) -> Result<(), CommandError> {
        let whole = matches!(played, Ok(()) | Err(ExperimentError::Cancelled));
        let is_new = self.checkpoint.stands().map(|it| it.0) != Some(gathered.futures);
        if whole && is_new && gathered.futures > 0 && self.begun.elapsed() >= self.every {
            self.put_aside(gathered)?;
        }
        Ok(played?)
    }
}

type Told = Box<dyn Error + Send + Sync>;

impl OutcomeSink for Keeping<'_> {
    fn row(&mut self, replication: u64, values: &[f64]) -> Result<(), Told> {
        self.take(0, replication, values)
    }

    fn complete(&mut self, gathered: &Gathered) -> Result<(), Told> {
        Keeping::complete(self, gathered)
    }
}

impl PlanRows for Keeping<'_> {
    fn row(&mut self, plan: usize, replication: u64, values: &[f64]) -> Result<(), Told> {
        self.take(plan, replication, values)
    }

    fn complete(&mut self, gathered: &Gathered) -> Result<(), Told> {
        Keeping::complete(self, gathered)
    }
}

/// How to go on after an error that left a checkpoint at the place of the results; `None` where there is nothing to go on
/// from, or going on would end as badly.
pub fn hint(error: &CommandError, out: &Path) -> Option<String> {
    let goes_on = matches!(
        error,
        CommandError::Interrupted
            | CommandError::Experiment(ExperimentError::Cancelled | ExperimentError::Sink(_))
            | CommandError::Output(OutputError::File { .. } | OutputError::Table { .. })
            | CommandError::Checkpoint(CheckpointError::Write(_))
    );
    if !goes_on {
        return None;
    }
    let futures = checkpoint::standing(out)?;
    let mut words = Words::typed();
    if !std::env::args_os().any(|word| word == "--resume") {
        words.flag("--resume");
    }
    Some(format!(
        "{} futures are kept in {}; go on with: {}",
        answer::count(futures),
        checkpoint::place(out).display(),
        words.text()
    ))
}
