//! Tipping points: from where a service falls into the spiral, along which number, until when a plan still helps, and what
//! chance alone would do.
//!
//! [`map`] counts what became of simulated futures from where they came; [`along`] moves one number; [`decide_by`] puts a
//! plan off; [`chance`] holds what happens beside what happens without feedback. None of them says anything of what was
//! not played.

pub mod along;
pub mod chance;
pub mod decide_by;
pub mod map;
pub mod start;

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::arm::{self, Arm, Detail, Pairing};
use super::batch::{self, Already, Batches, Next};
use super::future::{Also, AlsoReads, Future, TwinUse};
use super::results::{Estimate, Failure};
use super::{ExperimentError, Progress, Subject, pool};
use crate::scenario::{LoopName, Scenario};
use crate::stats::interval::wilson;
use crate::stats::monotone::{Passing, passing, rising};

/// How the futures of a part are played.
#[derive(Clone, Copy)]
pub struct Conduct<'a> {
    pub seed: u64,
    /// Loops that are cut in everything that is played.
    pub cut: &'a [LoopName],
    /// 0: as many as there are cores.
    pub threads: usize,
    pub progress: &'a dyn Progress,
    pub cancel: &'a AtomicBool,
}

/// What became of the futures asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Played {
    pub asked: u64,
    /// Futures that every alternative could play; all estimates rest on these.
    pub completed: u64,
    pub failures: Vec<Failure>,
}

/// A part of the answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Part<T> {
    NotAsked,
    Impossible(Impossible),
    Done(T),
}

/// Why a part cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Impossible {
    /// Nothing is left of the time played once the window and two years ahead are taken off.
    TooShortForTheMap,
    /// There is no complete year of 52 weeks.
    NoCompleteYear,
    /// Without a section on staff nobody leaves.
    NobodyLeaves,
}

impl<T> Part<T> {
    /// What was found, where it was.
    pub fn found(&self) -> Option<&T> {
        match self {
            Part::Done(found) => Some(found),
            Part::NotAsked | Part::Impossible(_) => None,
        }
    }

    /// Why it cannot be told, where it was asked for and cannot.
    pub fn impossible(&self) -> Option<Impossible> {
        match self {
            Part::Impossible(why) => Some(*why),
            Part::NotAsked | Part::Done(_) => None,
        }
    }
}

/// Everything that was found about the tipping points of one scenario.
#[derive(Debug, Clone)]
pub struct Tipping {
    /// The scenario whose start is "here", with plan and `--set` applied.
    pub scenario: Scenario,
    /// `"as written"` or the plan's name.
    pub plan: String,
    pub map: Part<map::Map>,
    pub along: Option<along::Along>,
    pub decide_by: Option<decide_by::DecideBy>,
    pub leavers: Part<chance::Leavers>,
    pub emergencies: Option<chance::Emergencies>,
}

impl Tipping {
    /// What became of the futures of each part that plays any, with the part's name.
    pub fn played(&self) -> Vec<(&'static str, &Played)> {
        let parts = [
            ("map", self.map.found().map(|it| &it.played)),
            ("along", self.along.as_ref().map(|it| &it.played)),
            ("decide-by", self.decide_by.as_ref().map(|it| &it.played)),
            ("chance", self.leavers.found().map(|it| &it.played)),
        ];
        let played = parts.into_iter();
        played.filter_map(|(name, it)| Some((name, it?))).collect()
    }
}

/// A share of futures with its Wilson interval.
pub fn share(hits: u64, of: u64) -> Estimate {
    let (low, high) = wilson(hits, of);
    Estimate {
        value: if of == 0 {
            f64::NAN
        } else {
            hits as f64 / of as f64
        },
        low,
        high,
        replications: of,
    }
}

/// Where a curve of shares passes a level, and the places between which that is with 95 %: those at which the level lies
/// within the interval of the (rising) share. A side that lies outside what was played is not known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crossing {
    pub at: Passing,
    /// Where the upper bounds of the shares pass the level.
    pub earliest: Passing,
    /// Where the lower bounds pass it.
    pub latest: Passing,
}

/// Where shares that rise with their place pass a level: through the rising fits of the shares, of their upper and of their
/// lower bounds, each drawn straight between the places.
pub fn crossing(places: &[f64], shares: &[Estimate], level: f64) -> Crossing {
    let weights: Vec<f64> = shares.iter().map(|it| it.replications as f64).collect();
    let through = |of: fn(&Estimate) -> f64| {
        let values: Vec<f64> = shares.iter().map(of).collect();
        passing(places, &rising(&values, &weights), level)
    };
    Crossing {
        at: through(|it| it.value),
        earliest: through(|it| it.high),
        latest: through(|it| it.low),
    }
}

/// Plays subjects and hands over what `also` reads of each future, subject by subject, in replication order.
fn read_each(
    subjects: &[Subject],
    replications: Range<u64>,
    pairing: Pairing,
    also: &Arc<AlsoReads>,
    conduct: &Conduct,
    take: &mut dyn FnMut(usize, &[f64]),
) -> Result<Played, ExperimentError> {
    let arms: Vec<Arm> = subjects
        .iter()
        .map(|subject| Arm {
            subject,
            cut: conduct.cut,
            twin: true,
            detail: Detail::Outcomes,
        })
        .collect();
    let mut lanes = arm::lanes(&arms, conduct.seed, pairing);
    for lane in &mut lanes {
        let reads = Arc::clone(also);
        lane.design.also = Some(Also(match lane.design.twin {
            TwinUse::Played | TwinUse::LeftOut => reads,
            // No loop acts: what happens is what happens without them.
            TwinUse::Same => Arc::new(move |future, row| reads(&its_own_twin(future), row)),
        }));
    }
    let batches = Batches {
        lanes: &lanes,
        replications: replications.clone(),
        already: Already::NONE,
        look_every: None,
        pool: &pool(conduct.threads)?,
        progress: conduct.progress,
        cancel: conduct.cancel,
    };
    let mut played = Played {
        asked: replications.end - replications.start,
        ..Played::default()
    };
    batch::play(&batches, &mut |batch| {
        for lane in 0..lanes.len() {
            let readings = batch.lane(lane).readings;
            for reading in readings.iter().filter(|it| it.failure.is_none()) {
                take(lane, &reading.also);
                played.completed += u64::from(lane == 0);
            }
        }
        played.failures.extend(batch.failures().cloned());
        Ok(Next::Play)
    })?;
    Ok(played)
}

fn its_own_twin(future: &Future) -> Future {
    Future {
        twin: future.record.clone(),
        ..future.clone()
    }
}

/// Tells of one stretch of the work as a part of all of it.
struct Stretch<'a> {
    of: &'a dyn Progress,
    /// Futures done before, each counted with its weight.
    before: u64,
    /// Futures that each of this stretch stands for: one for each alternative.
    weight: u64,
    total: u64,
}

impl Progress for Stretch<'_> {
    fn done(&self, completed: u64, _: u64) {
        self.of
            .done(self.before + completed * self.weight, self.total);
    }
}

/// Whether the loops have the service overstretched at the end of a week: it is, and its twin is not.
fn is_vicious(future: &Future, week: usize) -> bool {
    future.record.overstretched[week][0] && !future.twin.overstretched[week][0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_crossing_holds_the_places_at_which_the_level_is_possible() {
        let shares = [share(100, 1000), share(300, 1000), share(700, 1000)];
        let found = crossing(&[0.0, 10.0, 20.0], &shares, 0.5);
        assert_eq!(found.at, Passing::At(15.0));
        let (Passing::At(earliest), Passing::At(latest)) = (found.earliest, found.latest) else {
            panic!("{found:?}");
        };
        assert!(14.0 < earliest && earliest < 15.0 && 15.0 < latest && latest < 16.0);
    }

    #[test]
    fn a_bound_that_is_not_passed_stays_open() {
        let found = crossing(&[0.0, 1.0], &[share(40, 100), share(52, 100)], 0.5);
        assert!(matches!(found.at, Passing::At(_)));
        assert!(matches!(found.earliest, Passing::At(_)));
        assert_eq!(found.latest, Passing::After);
    }
}
