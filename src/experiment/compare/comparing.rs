//! A comparison that can be put aside and taken up again: what has been gathered so far, and when it is enough.
//!
//! Decides how far to play; how futures are played stands in `batch`, what is gathered in [`super::tally`], what enough means
//! in [`super::enough`]. Taken up after some replications, a comparison goes on with the next and comes to the same digits as
//! one that was never put aside.

use super::results::Comparison;
use super::tally::{CompareTally, Played};
use super::{PlanRows, columns, enough, places};
use crate::experiment::arm::{self, Arm};
use crate::experiment::batch::{self, Already, Batches, Lane, Next};
use crate::experiment::future::Design;
use crate::experiment::gathering::Told;
use crate::experiment::outcome::Column;
use crate::experiment::paired::Conduct;
use crate::experiment::player::ModelPlayer;
use crate::experiment::precision::{self, LOOK_EVERY, Precision, Target};
use crate::experiment::{ExperimentError, Gathered, Subject, pool};
use crate::stats::encoding::{Damaged, Decoder, Encoder};

/// Several arms' replications, the baseline first, played so far.
pub struct Comparing<'a> {
    arms: Vec<Arm<'a>>,
    conduct: Conduct<'a>,
    /// What is asked for; empty where the number of replications is.
    targets: Vec<Target>,
    lanes: Vec<Lane<ModelPlayer<'a>>>,
    columns: Vec<Column>,
    /// By lane: where each of the columns stands among its own.
    places: Vec<Vec<Option<usize>>>,
    pool: rayon::ThreadPool,
    tally: CompareTally,
    /// The replication that is played next.
    next: u64,
    /// Whether what was taken up is an interrupted part of this very comparison, and not one of its own.
    resumed: bool,
}

impl<'a> Comparing<'a> {
    /// Nothing played yet. All arms follow the same detail and have the same levels and weeks ([`super::alike::difference`]). With
    /// `targets` ([`enough::targets`]) the replications are the most that are played.
    ///
    /// # Errors
    /// Without threads.
    pub fn new(
        arms: &[Arm<'a>],
        conduct: &Conduct<'a>,
        targets: &[Target],
    ) -> Result<Self, ExperimentError> {
        let lanes = arm::lanes(arms, conduct.seed, conduct.pairing);
        let subjects: Vec<&Subject> = arms.iter().map(|it| it.subject).collect();
        let columns = columns(&subjects);
        Ok(Comparing {
            arms: arms.to_vec(),
            targets: targets.to_vec(),
            places: places(&columns, &lanes),
            columns,
            pool: pool(conduct.threads)?,
            tally: CompareTally::new(&designs(&lanes), conduct.pairing),
            next: conduct.replications.start,
            conduct: conduct.clone(),
            lanes,
            resumed: false,
        })
    }

    /// Columns of the rows that are handed over.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Replications gathered so far, failed ones included.
    pub fn played(&self) -> u64 {
        self.next - self.conduct.replications.start
    }

    /// Writes what has been gathered. Complete between two calls of `play`; what is still to come need not be known.
    pub fn store(&self, to: &mut Encoder) {
        store(self.played(), &self.tally, to);
    }

    /// Takes up what an earlier comparison of the same arms and conduct put aside. Gives the replications it had gathered.
    ///
    /// # Errors
    /// When the bytes are not those of such a comparison.
    pub fn take_up(&mut self, from: &mut Decoder) -> Result<u64, Damaged> {
        let played = from.whole()?;
        let first = self.conduct.replications.start;
        self.next = first.checked_add(played).ok_or(Damaged)?;
        self.tally.take_up(&designs(&self.lanes), from)?;
        if self.tally.completed() <= played {
            Ok(played)
        } else {
            Err(Damaged)
        }
    }

    /// Takes up what this very comparison had put aside when it was interrupted, between any two batches. Unlike an earlier one
    /// that is added to, it is judged where the whole comparison is judged and nowhere else.
    ///
    /// # Errors
    /// When the bytes are not those of such a comparison.
    pub fn resume(&mut self, from: &mut Decoder) -> Result<u64, Damaged> {
        self.resumed = true;
        self.take_up(from)
    }

    /// Plays on until every plan's differences are as precise as asked or the replications of the conduct are played.
    /// Rows of the outcomes table go to `rows` as they come.
    ///
    /// # Errors
    /// When the comparison is cancelled, when every replication fails, or when a row cannot be kept.
    pub fn play(&mut self, rows: &mut dyn PlanRows) -> Result<(), ExperimentError> {
        let most = self.conduct.replications.end;
        let so_far = enough::least_precise(&self.precision()).map(|it| it.precision);
        let looks = !self.resumed || precision::is_look(self.next);
        let enough = looks && so_far.as_ref().is_some_and(Precision::is_enough);
        if enough || self.next >= most {
            return Ok(());
        }
        let before = self.next;
        let expected = so_far.map_or(most, |it| it.expected());
        let told = Told::new(self.conduct.progress, expected.saturating_sub(before));
        let designs = designs(&self.lanes);
        let batches = Batches {
            lanes: &self.lanes,
            replications: before..most,
            already: Already::of(self.played(), self.tally.completed()),
            look_every: (!self.targets.is_empty()).then_some(LOOK_EVERY),
            pool: &self.pool,
            progress: &told,
            cancel: self.conduct.cancel,
        };
        let first = self.conduct.replications.start;
        let (tally, next) = (&mut self.tally, &mut self.next);
        let (pool, targets, places) = (&self.pool, &self.targets, &self.places);
        let mut wide = Vec::new();
        batch::play(&batches, &mut |batch| {
            pool.install(|| tally.add(&designs, batch));
            for (replication, outcomes) in batch.outcomes() {
                for (plan, (own, places)) in outcomes.iter().zip(places).enumerate() {
                    wide.clear();
                    wide.extend(places.iter().map(|at| at.map_or(f64::NAN, |at| own[at])));
                    rows.row(plan, replication, &wide)
                        .map_err(ExperimentError::Sink)?;
                }
            }
            *next = batch.replications.end;
            let futures = *next - first;
            let so_far = Gathered {
                futures,
                store: &|to| store(futures, tally, to),
            };
            rows.complete(&so_far).map_err(ExperimentError::Sink)?;
            if targets.is_empty() || !precision::is_look(*next) {
                return Ok(Next::Play);
            }
            let plans = enough::judged(targets, tally, &designs, *next, most);
            let least = enough::least_precise(&plans).map(|it| it.precision);
            told.expect(least.as_ref().map_or(most, Precision::expected) - before);
            Ok(if least.is_none_or(|it| it.is_enough()) {
                Next::Stop
            } else {
                Next::Play
            })
        })
        .map(|_| ())
    }

    /// How precisely every plan's differences are known; empty where a number of replications was asked for.
    fn precision(&self) -> Vec<Precision> {
        if self.targets.is_empty() {
            return Vec::new();
        }
        let most = self.conduct.replications.end;
        let designs = designs(&self.lanes);
        enough::judged(&self.targets, &self.tally, &designs, self.next, most)
    }

    /// The comparison of all that was gathered.
    pub fn finish(self) -> Comparison {
        let (precision, asked) = (self.precision(), self.played());
        let designs = designs(&self.lanes);
        let plans = self.arms.iter().map(|arm| Played {
            name: arm.subject.plan.clone(),
            scenario: arm::scenario(arm, self.conduct.seed),
            cut: arm.cut,
        });
        let plans = plans.collect();
        let tally = self.tally;
        let comparison = self.pool.install(|| tally.finish(&designs, plans, asked));
        Comparison {
            precision,
            ..comparison
        }
    }
}

fn store(played: u64, tally: &CompareTally, to: &mut Encoder) {
    to.whole(played);
    tally.store(to);
}

fn designs<'a>(lanes: &'a [Lane<ModelPlayer>]) -> Vec<&'a Design> {
    lanes.iter().map(|lane| &lane.design).collect()
}
