//! Attribution: which feedback loop does the damage, and when?
//!
//! The players of the game are the loops that act ([`LoopName`]); strain is a state that burnout and absence act through, so
//! it is no player: it is kept and shown however the loops are cut, and does nothing without those two.
//! v(S) is the expected outcome with exactly the loops in S acting, under common random numbers. Three answers for a loop i:
//! leave-one-out, v(all) - v(all without i), what goes away when it alone is cut; alone, v({i}) - v(none), what it does by
//! itself; and its Shapley value, what joining adds averaged over all orders of joining, so that the loops' values add up to
//! v(all) - v(none). Each is worked out inside every future and then averaged, so its interval is that of a paired mean.
//!
//! Decides which futures play which sets: the first ones every set (or sampled orders), the rest all loops, none, and all but
//! each. The game theory is in `stats::shapley`, the parts of the answer in the files below.

pub mod charge;
pub mod effects;
pub mod prevention;
mod sets;

use std::sync::atomic::AtomicBool;

use super::arm;
use super::batch::{self, Already, Batch, Batches, Next};
use super::player::Subject;
use super::results::Failure;
use super::{ExperimentError, Progress, pool};
use crate::scenario::{LoopName, Scenario};
use charge::{Charge, InCharge};
use effects::{Effects, OutcomeEffects};
use prevention::{Prevention, SpiralKind};
use sets::{Sets, Share};

/// What is to be attributed, and how many futures it may take.
pub struct Question<'a> {
    pub subject: &'a Subject<'a>,
    /// Loops that act in no future: they are no players.
    pub cut: &'a [LoopName],
    /// Futures with all loops, none, and all but each; at least 1.
    pub replications: u64,
    /// The first of them, in which every set of loops is played too; at least 1.
    pub every_set: u64,
    pub orders: Orders,
    pub seed: u64,
    /// 0: as many as there are cores.
    pub threads: usize,
    pub progress: &'a dyn Progress,
    /// Set from outside to end the run early.
    pub cancel: &'a AtomicBool,
}

/// How the orders in which the loops join are averaged over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Orders {
    /// All of them: every set of loops is played.
    All,
    /// So many orders drawn for each future, every second one the reverse of the one before; at least 1.
    Sampled(u64),
}

/// What the attribution measured.
#[derive(Debug, Clone)]
pub struct Attribution {
    /// The scenario as played, with plan and `--set` applied.
    pub scenario: Scenario,
    /// `"as written"` or the plan's name.
    pub plan: String,
    /// Loops cut with `--cut`.
    pub cut: Vec<&'static str>,
    /// The loops that act, in the order of the model. A set of loops is a number: bit i stands for the i-th.
    pub loops: Vec<LoopName>,
    pub orders: Orders,
    /// Replications asked for.
    pub asked: u64,
    /// Replications played with all loops, none, and all but each.
    pub completed: u64,
    /// Those of them in which every set (or the sampled orders) was played.
    pub every_set: u64,
    pub failures: Vec<Failure>,
    /// By outcome in the order of [`effects::MEASURES`]; without those that are defined in no future.
    pub outcomes: Vec<OutcomeEffects>,
    pub in_charge: InCharge,
    /// By kind of spiral, in the order of [`SpiralKind::ALL`].
    pub prevention: Vec<Prevention>,
}

impl Attribution {
    /// An outcome's effects by its name.
    pub fn outcome(&self, name: &str) -> Option<&OutcomeEffects> {
        self.outcomes.iter().find(|it| it.name == name)
    }
}

/// The loops that act, or why there is nothing to attribute.
///
/// # Errors
/// When no loop acts.
pub fn loops(subject: &Subject, cut: &[LoopName]) -> Result<Vec<LoopName>, ExperimentError> {
    let acting = arm::acting(subject, cut);
    if !acting.is_empty() {
        return Ok(acting);
    }
    let there = arm::acting(subject, &[]);
    Err(ExperimentError::NoLoops(
        there.iter().map(|name| name.name()).collect(),
    ))
}

/// Plays the futures with the loops cut and attributes what they come to.
///
/// # Errors
/// When no loop acts, when the run is cancelled, when every replication fails, or without threads.
pub fn attribute(question: &Question) -> Result<Attribution, ExperimentError> {
    let loops = loops(question.subject, question.cut)?;
    let sets = Sets::new(question, &loops);
    let every_set = question.every_set.min(question.replications);
    let parts = [
        Part {
            share: Share::Whole,
            replications: 0..every_set,
        },
        Part {
            share: Share::Edges,
            replications: every_set..question.replications,
        },
    ];
    let plays = |part: &Part| sets.arms(part.share) * part.futures();
    let total = parts.iter().map(plays).sum();
    let mut gathered = Gathered::new(question, &loops, sets.orders());
    let mut before = 0;
    for part in &parts {
        let meter = Meter {
            progress: question.progress,
            before,
            each: sets.arms(part.share),
            total,
        };
        part.play(question, &sets, &meter, &mut gathered)?;
        before += plays(part);
    }
    if gathered.completed == 0
        && let Some(failure) = gathered.failures.first()
    {
        return Err(ExperimentError::AllFailed(failure.clone()));
    }
    Ok(gathered.finish(question, loops, sets.orders()))
}

/// Some replications and what is played of each.
struct Part {
    share: Share,
    replications: std::ops::Range<u64>,
}

impl Part {
    fn futures(&self) -> u64 {
        self.replications.end - self.replications.start
    }

    fn play(
        &self,
        question: &Question,
        sets: &Sets,
        progress: &dyn Progress,
        gathered: &mut Gathered,
    ) -> Result<(), ExperimentError> {
        if self.replications.is_empty() {
            return Ok(());
        }
        let lanes = sets.lanes(question, self.share);
        let batches = Batches {
            lanes: &lanes,
            replications: self.replications.clone(),
            already: Already::NONE,
            look_every: None,
            pool: &pool(question.threads)?,
            progress,
            cancel: question.cancel,
        };
        let played = batch::play(&batches, &mut |batch| {
            gathered.add(batch, sets, self.share);
            Ok(Next::Play)
        });
        match played {
            Ok(_) => Ok(()),
            // The other part may be played yet: whether all failed is told at the end.
            Err(ExperimentError::AllFailed(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// Tells of plays: a future takes one for each set of loops.
struct Meter<'a> {
    progress: &'a dyn Progress,
    /// Plays before this part's, of one of its futures, and of all parts.
    before: u64,
    each: u64,
    total: u64,
}

impl Progress for Meter<'_> {
    fn done(&self, completed: u64, _: u64) {
        self.progress
            .done(self.before + self.each * completed, self.total);
    }
}

/// Everything as it is gathered, in replication order.
struct Gathered {
    effects: Vec<Effects>,
    charge: Charge,
    prevention: Vec<prevention::Count>,
    completed: u64,
    every_set: u64,
    failures: Vec<Failure>,
}

impl Gathered {
    fn new(question: &Question, loops: &[LoopName], orders: Orders) -> Self {
        let weeks = question.subject.scenario.run.horizon_weeks;
        Gathered {
            effects: effects::gather(question.subject, loops.len(), orders),
            charge: Charge::new(loops.len(), weeks, question.subject),
            prevention: SpiralKind::ALL
                .into_iter()
                .map(|kind| prevention::Count::new(kind, loops.len()))
                .collect(),
            completed: 0,
            every_set: 0,
            failures: Vec::new(),
        }
    }

    fn add(&mut self, batch: &Batch, sets: &Sets, share: Share) {
        self.failures.extend(batch.failures().cloned());
        let lanes: Vec<_> = (0..sets.picks(share).len())
            .map(|lane| batch.lane(lane))
            .collect();
        for (replication, rows) in batch.outcomes() {
            let at = (replication - batch.replications.start) as usize;
            let played = sets.played(share, replication);
            for effects in &mut self.effects {
                effects.add(&played, &rows);
            }
            let readings: Vec<_> = lanes.iter().map(|lane| lane.readings[at]).collect();
            for count in &mut self.prevention {
                count.add(&played, &readings);
            }
            self.charge.add(&played, &lanes, at);
            self.completed += 1;
            self.every_set += u64::from(share == Share::Whole);
        }
    }

    fn finish(self, question: &Question, loops: Vec<LoopName>, orders: Orders) -> Attribution {
        let mut scenario = question.subject.scenario.clone();
        scenario.run.seed = question.seed;
        Attribution {
            scenario,
            plan: question.subject.plan.clone(),
            cut: question.cut.iter().map(|name| name.name()).collect(),
            orders,
            asked: question.replications,
            completed: self.completed,
            every_set: self.every_set,
            failures: self.failures,
            outcomes: self
                .effects
                .into_iter()
                .filter_map(Effects::finish)
                .collect(),
            in_charge: self.charge.finish(),
            prevention: self
                .prevention
                .into_iter()
                .map(prevention::Count::finish)
                .collect(),
            loops,
        }
    }
}
