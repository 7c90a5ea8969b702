//! How the race plays: blocks of futures in parallel, handed on in the order asked for.
//!
//! Decides nothing about the plans; a failed or stopped future is a failure of its plan.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::{FIRST_FRESH, Race};
use crate::experiment::ExperimentError;
use crate::experiment::batch::panic_text;
use crate::experiment::results::Failure;
use crate::experiment::search::verdict::{Account, Verdict};
use crate::experiment::search::{Arena, Fresh, Stage};
use crate::stats::sequential::clopper_pearson_upper;

/// Futures played in one go.
const BLOCK: usize = 8_192;

impl<A: Arena> Race<'_, A> {
    /// Plays a plan on fresh futures; what they say where they confirm it.
    pub(in crate::experiment::search) fn confirm(
        &mut self,
        plan: usize,
    ) -> Result<Option<Fresh>, ExperimentError> {
        self.watch.stage(Stage::Confirming);
        let confidence = self.next_confidence();
        let fresh = self.fresh(plan, confidence)?;
        self.attempts += 1;
        self.set_pass_mark();
        if fresh.upper <= self.rules.target {
            return Ok(Some(fresh));
        }
        self.runners[plan].unconfirmed = true;
        Ok(None)
    }

    /// A plan on the fresh futures.
    pub(in crate::experiment::search) fn fresh(
        &mut self,
        plan: usize,
        confidence: f64,
    ) -> Result<Fresh, ExperimentError> {
        let mut account = Account::default();
        let last = FIRST_FRESH + self.rules.confirm_futures;
        let jobs: Vec<(usize, u64)> = (FIRST_FRESH..last).map(|at| (plan, at)).collect();
        self.ahead = 0;
        self.play(&jobs, |_, verdict| account.add(verdict))?;
        Ok(Fresh {
            plan,
            upper: clopper_pearson_upper(account.unsafe_count, account.judged, confidence),
            account,
            confidence,
        })
    }

    /// Plays the next futures of some plans.
    pub(in crate::experiment::search) fn play_on(
        &mut self,
        plans: &[usize],
        futures: u64,
    ) -> Result<(), ExperimentError> {
        let mut jobs = Vec::with_capacity(plans.len() * futures as usize);
        for plan in plans {
            let first = self.runners[*plan].account.played;
            let last = (first + futures).min(self.rules.search_futures);
            jobs.extend((first..last).map(|replication| (*plan, replication)));
            self.runners[*plan].last_round = self.rounds;
        }
        let mut runners = std::mem::take(&mut self.runners);
        let played = self.play(&jobs, |plan, verdict| {
            runners[plan].account.add(verdict);
        });
        self.runners = runners;
        played
    }

    /// Plays some futures and hands their verdicts on in the order asked for.
    fn play(
        &self,
        jobs: &[(usize, u64)],
        mut keep: impl FnMut(usize, Result<Verdict, Failure>),
    ) -> Result<(), ExperimentError> {
        let ahead = self.ahead.max(jobs.len() as u64);
        let expected = self.plays.load(Ordering::Relaxed) + ahead;
        for block in jobs.chunks(BLOCK) {
            let one = |(plan, replication): &(usize, u64)| {
                if self.cancel.load(Ordering::Relaxed) {
                    return None;
                }
                let verdict = self.one(*plan, *replication);
                let played = self.plays.fetch_add(1, Ordering::Relaxed) + 1;
                self.watch.played(played, expected);
                Some(verdict)
            };
            let verdicts: Vec<Option<Result<Verdict, Failure>>> = self
                .pool
                .install(|| block.par_iter().with_max_len(4).map(one).collect());
            for ((plan, _), verdict) in block.iter().zip(verdicts) {
                keep(*plan, verdict.ok_or(ExperimentError::Cancelled)?);
            }
        }
        Ok(())
    }

    fn one(&self, plan: usize, replication: u64) -> Result<Verdict, Failure> {
        let waiting = self
            .desks
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let mut desk = waiting.unwrap_or_default();
        let play = AssertUnwindSafe(|| self.arena.play(plan, replication, &mut desk));
        let verdict = catch_unwind(play).unwrap_or_else(|panic| {
            Err(Failure {
                replication,
                week: None,
                what: panic_text(panic.as_ref()),
            })
        });
        // What a failure left behind is not used again.
        if verdict.is_ok() {
            let mut desks = self.desks.lock().unwrap_or_else(PoisonError::into_inner);
            desks.push(desk);
        }
        verdict
    }
}
