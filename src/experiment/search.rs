//! The search for the cheapest plan that keeps the chance of an unsafe year at or below a target.
//!
//! Every plan is played through the same futures, so two plans differ by what they do and not by luck. The search has three
//! parts, and only the last makes the statement:
//!
//! 1. *Race* (`race`): rounds of futures; a plan is out as soon as its chance is above the target beyond doubt, or as soon as it
//!    cannot be cheaper than a plan that looks safe. Both errors are bounded over all plans and all rounds together.
//! 2. *Order* (`order`): more posts, everything else alike, hardly ever raise the risk (with individual caseloads they can, by a client
//!    or two). A large space is entered in that order: a plan that fails by a margin passes over the plans with fewer posts, one that
//!    holds by a margin those with more. What is next to the winner is then played all the same.
//! 3. *Confirmation*: the winner was chosen because it looked good, so its own futures flatter it (the optimiser's curse). It is
//!    played again on futures that the search has never seen, and the exact upper bound from these alone must be at or below
//!    the target. A plan that is not confirmed gives way to the next, at half the error.

pub mod beyond;
pub mod frontier;
pub mod order;
pub mod player;
pub mod race;
pub mod space;
pub mod verdict;

use std::sync::atomic::AtomicBool;

use super::ExperimentError;
use super::results::{Estimate, Failure};
pub use crate::scenario::decide::Objective;
use verdict::{Account, Verdict};

/// Plays single futures of numbered plans. The search knows the model through this alone.
pub trait Arena: Sync {
    /// Workspace of one thread, used again for each future.
    type Desk: Default + Send;

    /// One future of one plan.
    ///
    /// # Errors
    /// When the replication cannot be played to its end.
    fn play(
        &self,
        plan: usize,
        replication: u64,
        desk: &mut Self::Desk,
    ) -> Result<Verdict, Failure>;
}

/// What the answer must hold and how much may be played for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Highest chance of an unsafe year, above 0 and below 1.
    pub target: f64,
    /// Confidence of the answer, 0.5 to below 1.
    pub confidence: f64,
    pub objective: Objective,
    /// Futures of the search, per plan, at most.
    pub search_futures: u64,
    /// Fresh futures of the confirmation.
    pub confirm_futures: u64,
    /// 0: as many as there are cores.
    pub threads: usize,
}

/// A plan that takes part.
#[derive(Debug, Clone, PartialEq)]
pub struct Contender {
    /// Position of its alternative, by choice; empty for a plan outside the space.
    pub point: Vec<usize>,
    /// Whether it may be the answer; the plan as written may lie outside the space.
    pub eligible: bool,
    /// Whether it is the plan as written.
    pub as_written: bool,
    /// What it takes by its funded posts alone, in the unit of the objective: only the order matters.
    pub nominal: f64,
}

/// Where a plan stands at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The cheapest plan that is confirmed.
    Answer,
    /// Looks safe, and is no cheaper than the answer, or as good as equal to it.
    Holds,
    /// Above the target beyond doubt.
    Over,
    /// Not cheaper than the answer, so not followed to the end.
    Dearer,
    /// Might be cheaper, and is too close to the target to tell in the futures allowed.
    TooClose,
    /// Looked safe, but its fresh futures did not confirm it.
    Unconfirmed,
    /// Never played: a plan that differs by posts alone decided for it.
    PassedOver,
    /// Not among the plans that may be chosen: the plan as written, shown for comparison.
    Outside,
}

impl Standing {
    /// The word of the tables.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Answer => "answer",
            Standing::Holds => "holds",
            Standing::Over => "over_target",
            Standing::Dearer => "not_cheaper",
            Standing::TooClose => "too_close",
            Standing::Unconfirmed => "not_confirmed",
            Standing::PassedOver => "passed_over",
            Standing::Outside => "outside",
        }
    }

    /// Why, in words.
    pub fn reason(self) -> &'static str {
        match self {
            Standing::Answer => "the cheapest plan that is confirmed",
            Standing::Holds => "looks safe, and is no cheaper than the answer",
            Standing::Over => "above the target beyond doubt",
            Standing::Dearer => "not cheaper than a plan that holds, so not followed to the end",
            Standing::TooClose => "might be cheaper; too close to the target to tell",
            Standing::Unconfirmed => "looked safe, but fresh futures did not confirm it",
            Standing::PassedOver => "not played: a plan that differs by posts alone decided for it",
            Standing::Outside => "the plan as written, outside what may be decided",
        }
    }
}

/// One plan at the end of the search.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub standing: Standing,
    /// Round in which it was decided; 0 where it never was played.
    pub round: u32,
    /// Its futures in the search.
    pub account: Account,
}

/// A plan on the futures that the search has not seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Fresh {
    /// Position among the plans.
    pub plan: usize,
    pub account: Account,
    /// One-sided exact bound of the chance of an unsafe year, at [`Fresh::confidence`].
    pub upper: f64,
    /// At least the confidence asked for: every attempt before costs half of the error that is left.
    pub confidence: f64,
}

/// Everything the search found.
#[derive(Debug, Clone)]
pub struct Search {
    pub rules: Rules,
    /// By plan, in the order given.
    pub entries: Vec<Entry>,
    /// The cheapest confirmed plan; `None` where none is.
    pub answer: Option<Fresh>,
    /// The next cheapest plan that looks safe, on the fresh futures of the answer.
    pub runner_up: Option<Fresh>,
    /// The plan as written, on the same fresh futures.
    pub as_written: Option<Fresh>,
    /// Where nothing is confirmed: the plan of the least risk, on fresh futures.
    pub least_risk: Option<Fresh>,
    /// Plans that no other beats in both cost and risk, the cheapest first.
    pub frontier: Vec<usize>,
    /// Plans that were tried in a confirmation.
    pub attempts: u32,
    pub rounds: u32,
    /// Futures played, over all plans.
    pub plays: u64,
}

impl Search {
    /// The first failures, over all plans, and how many there are in all.
    pub fn failures(&self) -> (Vec<&Failure>, u64) {
        let fresh = [
            &self.answer,
            &self.runner_up,
            &self.as_written,
            &self.least_risk,
        ];
        let accounts = self.entries.iter().map(|entry| &entry.account);
        let accounts = accounts.chain(fresh.into_iter().flatten().map(|it| &it.account));
        let all: Vec<&Failure> = accounts.flat_map(|account| &account.failures).collect();
        let count = all.len() as u64;
        (all.into_iter().take(5).collect(), count)
    }

    /// Plans that may be chosen.
    pub fn eligible(&self) -> usize {
        let inside = |entry: &&Entry| entry.standing != Standing::Outside;
        self.entries.iter().filter(inside).count()
    }

    /// Eligible plans of a standing.
    pub fn count(&self, standing: Standing) -> usize {
        let of = |entry: &&Entry| entry.standing == standing;
        self.entries.iter().filter(of).count()
    }
}

/// How much the answer takes beyond another plan, from pairs of futures.
pub fn difference(one: &Account, other: &Account, objective: Objective) -> Estimate {
    verdict::estimate(&one.minus(other, objective))
}

/// Is told how far the search has come; called from any thread.
pub trait Watch: Sync {
    /// `played` futures are done; as things stand it will take `expected` at most.
    fn played(&self, played: u64, expected: u64);

    /// A new stage begins: how many plans are still in it.
    fn stage(&self, stage: Stage);
}

/// What the search is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The first futures of every plan.
    Opening { plans: usize },
    /// Plans that are still followed.
    Racing { plans: usize },
    /// Fresh futures of one plan.
    Confirming,
    /// More futures for the plans of the frontier.
    Drawing { plans: usize },
}

/// Says nothing.
pub struct Unwatched;

impl Watch for Unwatched {
    fn played(&self, _played: u64, _expected: u64) {}
    fn stage(&self, _stage: Stage) {}
}

/// Whether the fresh futures can show the target at all: even if none were unsafe, at the error of the first attempt.
fn enough_to_confirm(rules: &Rules) -> Result<(), ExperimentError> {
    let error = (1.0 - rules.confidence) / 2.0;
    let least = (error.ln() / (1.0 - rules.target).ln()).ceil() as u64;
    if rules.confirm_futures >= least {
        return Ok(());
    }
    Err(ExperimentError::TooFewFutures {
        asked: rules.confirm_futures,
        least,
        target: rules.target,
        confidence: rules.confidence,
    })
}

/// Searches. `more` says by choice whether a later alternative is more posts.
///
/// # Errors
/// When cancelled, when no future of any plan can be played, when the fresh futures are too few, or without threads.
pub fn search<A: Arena>(
    arena: &A,
    contenders: &[Contender],
    more: &[bool],
    rules: &Rules,
    watch: &dyn Watch,
    cancel: &AtomicBool,
) -> Result<Search, ExperimentError> {
    enough_to_confirm(rules)?;
    let mut race = race::Race::new(arena, contenders, more, rules, watch, cancel)?;
    race.open()?;
    let answer = loop {
        let Some(best) = race.run()? else { break None };
        if race.unpark_neighbours(best)? {
            continue;
        }
        if race.attempts() == race::MOST_ATTEMPTS {
            break None;
        }
        if let Some(fresh) = race.confirm(best)? {
            break Some(fresh);
        }
    };
    frontier::finished(race, answer)
}
