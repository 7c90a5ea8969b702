//! A run that can be put aside and taken up again: what has been gathered so far, and when it is enough.
//!
//! Decides how far to play; how futures are played stands in `batch`, what enough means in `precision`. Taken up after some
//! replications, a run goes on with the next and comes to the same digits as one that was never put aside.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::arm::{self, Arm, Detail, Pairing};
use super::batch::{self, Already, Batches, Lane, LaneBatch, Next};
use super::future::Design;
use super::outcome::Column;
use super::player::{ModelPlayer, Subject};
use super::precision::{self, LOOK_EVERY, Measured, Precision, Target};
use super::results::Results;
use super::tally::Tally;
use super::{ExperimentError, Gathered, OutcomeSink, Progress, Settings, pool};
use crate::scenario::Scenario;
use crate::stats::encoding::{Damaged, Decoder, Encoder};

/// One subject's replications, played so far.
pub struct Gathering<'a> {
    subject: &'a Subject<'a>,
    settings: &'a Settings,
    /// What is asked for; empty where the number of replications is.
    targets: Vec<Target>,
    /// As it is played.
    scenario: Scenario,
    /// One.
    lanes: Vec<Lane<ModelPlayer<'a>>>,
    pool: rayon::ThreadPool,
    tally: Tally,
    /// Replications gathered, failed ones included.
    played: u64,
    /// Whether they are an interrupted part of this very run, and not a run of their own.
    resumed: bool,
}

impl<'a> Gathering<'a> {
    /// Nothing played yet. With `targets` the settings' replications are the most that are played.
    ///
    /// # Errors
    /// Without threads.
    pub fn new(
        subject: &'a Subject<'a>,
        settings: &'a Settings,
        targets: Vec<Target>,
    ) -> Result<Self, ExperimentError> {
        let arm = Arm {
            subject,
            cut: &settings.cut,
            twin: settings.twin,
            detail: Detail::Weeks,
        };
        let lanes = arm::lanes(&[arm], settings.seed, Pairing::Common);
        Ok(Gathering {
            subject,
            settings,
            targets,
            scenario: arm::scenario(&arm, settings.seed),
            tally: Tally::new(&lanes[0].design),
            lanes,
            pool: pool(settings.threads)?,
            played: 0,
            resumed: false,
        })
    }

    /// Replications gathered so far, failed ones included.
    pub fn played(&self) -> u64 {
        self.played
    }

    /// Columns of the rows that are handed over.
    pub fn columns(&self) -> &[Column] {
        &self.lanes[0].design.columns
    }

    /// Writes what has been gathered. Complete between two calls of `play`; what is still to come need not be known.
    pub fn store(&self, to: &mut Encoder) {
        store(self.played, &self.tally, to);
    }

    /// Takes up what an earlier run of the same subject and settings put aside.
    ///
    /// # Errors
    /// When the bytes are not those of such a run.
    pub fn take_up(&mut self, from: &mut Decoder) -> Result<(), Damaged> {
        self.played = from.whole()?;
        self.tally = Tally::taken_up(&self.lanes[0].design, from)?;
        if self.tally.completed() <= self.played {
            Ok(())
        } else {
            Err(Damaged)
        }
    }

    /// Takes up what this very run had put aside when it was interrupted, between any two batches. Unlike an earlier run that
    /// is added to, it is judged where the whole run is judged and nowhere else.
    ///
    /// # Errors
    /// When the bytes are not those of such a run.
    pub fn resume(&mut self, from: &mut Decoder) -> Result<(), Damaged> {
        self.resumed = true;
        self.take_up(from)
    }

    /// Plays on until all that is asked for is reached or the replications of the settings are played.
    /// Rows of the outcomes table go to `outcomes` as they come; setting `cancel` ends the run between two replications.
    ///
    /// # Errors
    /// When the run is cancelled, when every replication fails, or when a row cannot be kept.
    pub fn play(
        &mut self,
        progress: &dyn Progress,
        cancel: &AtomicBool,
        outcomes: &mut dyn OutcomeSink,
    ) -> Result<(), ExperimentError> {
        let most = self.settings.replications;
        let so_far = self.precision();
        let looks = !self.resumed || precision::is_look(self.played);
        let enough = looks && so_far.as_ref().is_some_and(Precision::is_enough);
        if enough || self.played >= most {
            return Ok(());
        }
        let expected = so_far.map_or(most, |it| it.expected());
        let told = Told::new(progress, expected - self.played.min(expected));
        let Gathering {
            targets,
            lanes,
            pool,
            tally,
            played,
            ..
        } = self;
        let (before, design) = (*played, &lanes[0].design);
        let batches = Batches {
            lanes,
            replications: before..most,
            already: Already::of(before, tally.completed()),
            look_every: (!targets.is_empty()).then_some(LOOK_EVERY),
            pool,
            progress: &told,
            cancel,
        };
        batch::play(&batches, &mut |batch| {
            let LaneBatch { rows, readings } = batch.lane(0);
            pool.install(|| tally.add(design, rows, &readings));
            for (replication, rows) in batch.outcomes() {
                outcomes
                    .row(replication, rows[0])
                    .map_err(ExperimentError::Sink)?;
            }
            *played = batch.replications.end;
            let so_far = Gathered {
                futures: *played,
                store: &|to| store(*played, tally, to),
            };
            outcomes.complete(&so_far).map_err(ExperimentError::Sink)?;
            if targets.is_empty() || !precision::is_look(*played) {
                return Ok(Next::Play);
            }
            let found = judged(targets, tally, design, *played, most);
            told.expect(found.expected() - before);
            Ok(if found.is_enough() {
                Next::Stop
            } else {
                Next::Play
            })
        })
        .map(|_| ())
    }

    /// How far what was asked for is reached; `None` where nothing was.
    fn precision(&self) -> Option<Precision> {
        let design = &self.lanes[0].design;
        let most = self.settings.replications;
        (!self.targets.is_empty())
            .then(|| judged(&self.targets, &self.tally, design, self.played, most))
    }

    /// The results of all that was gathered.
    pub fn finish(self) -> Results {
        let precision = self.precision();
        let Gathering {
            subject,
            settings,
            scenario,
            lanes,
            pool,
            tally,
            played,
            ..
        } = self;
        let design = &lanes[0].design;
        let mut results =
            pool.install(|| tally.finish(design, scenario, subject.plan.clone(), played));
        results.cut = settings.cut.iter().map(|name| name.name()).collect();
        results.precision = precision;
        results
    }
}

fn store(played: u64, tally: &Tally, to: &mut Encoder) {
    to.whole(played);
    tally.store(to);
}

fn judged(targets: &[Target], tally: &Tally, design: &Design, played: u64, most: u64) -> Precision {
    let measured = |name: &str| tally.estimate(design, name).map(Measured::from);
    precision::judge(targets, played, most, &measured)
}

/// Tells of as many futures as are expected, which changes from look to look.
pub(super) struct Told<'a> {
    progress: &'a dyn Progress,
    expected: AtomicU64,
}

impl<'a> Told<'a> {
    pub fn new(progress: &'a dyn Progress, expected: u64) -> Told<'a> {
        Told {
            progress,
            expected: AtomicU64::new(expected),
        }
    }

    pub fn expect(&self, futures: u64) {
        self.expected.store(futures, Ordering::Relaxed);
    }
}

impl Progress for Told<'_> {
    fn done(&self, completed: u64, _total: u64) {
        let expected = self.expected.load(Ordering::Relaxed);
        self.progress.done(completed, expected.max(completed));
    }
}
