//! The race: rounds of futures, and who is out after each.
//!
//! Decides which plan plays on and which is out. The error of the race, one minus the confidence, is split in two: one half for
//! throwing out a plan whose chance is at or below the target (evidence that holds at whatever time one looks,
//! `stats::sequential`, over all plans), one half for calling a plan no cheaper that is (Student's t on pairs, over all plans and looks).
//! Whether a plan *looks safe* decides only what is tried in the confirmation, so it needs no such bound.

mod playing;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::order::{below, halving, neighbours};
use super::verdict::Account;
use super::{Arena, Contender, ExperimentError, Rules, Stage, Standing, Watch};
use crate::experiment::pool;
use crate::stats::interval::student_margin;
use crate::stats::sequential::{is_at_most, ln_evidence_above, most_successes};

/// Futures of one round, and of the opening.
pub const ROUND: u64 = 64;

/// Plans up to which every one is played in the opening: then the whole frontier can be drawn.
const OPEN_ALL: usize = 256;

/// How far above the target a plan must be beyond doubt before plans with fewer posts are passed over.
pub const MARGIN: f64 = 0.05;

/// Share of what the cheapest plan takes below which another is as good as equal to it; the safer of the two is then taken.
pub const AS_GOOD_AS_EQUAL: f64 = 0.005;

/// Futures up to which plans that look safe are played on to tell their costs and risks apart.
const TELL_APART: u64 = 512;

/// Plans tried in confirmations at most; each costs half of the error that is left.
pub const MOST_ATTEMPTS: u32 = 6;

/// Probability left out when a plan is said to look safe.
const LOOKS_TAIL: f64 = 0.1;

/// First of the futures that no search and no run plays: `run.replications` ends here.
pub const FIRST_FRESH: u64 = 10_000_000;

/// A plan in the race.
#[derive(Debug, Clone, Default)]
struct Runner {
    account: Account,
    /// Round in which it was found to be over the target.
    over: Option<u32>,
    /// Not played, because a plan that differs by posts alone decided for it.
    parked: bool,
    /// Its fresh futures did not confirm it.
    unconfirmed: bool,
    /// Round of its last future.
    last_round: u32,
}

/// The state of the race.
pub struct Race<'a, A: Arena> {
    arena: &'a A,
    pub(super) contenders: &'a [Contender],
    more: &'a [bool],
    pub(super) rules: &'a Rules,
    watch: &'a dyn Watch,
    cancel: &'a AtomicBool,
    pool: rayon::ThreadPool,
    desks: Mutex<Vec<A::Desk>>,
    runners: Vec<Runner>,
    plays: AtomicU64,
    pub(super) rounds: u32,
    attempts: u32,
    /// Share of unsafe futures with which the next confirmation is passed, at most; `None` where not even 0 would.
    pass_mark: Option<f64>,
    /// A plan that takes no part for now: the answer, while the runner-up is looked for.
    pub(super) aside: Option<usize>,
    /// Futures of the search, per plan, at most.
    pub(super) most: u64,
    /// Futures that may still be to come, as things stand.
    ahead: u64,
}

impl<'a, A: Arena> Race<'a, A> {
    /// A race of which nothing is played.
    pub(super) fn new(
        arena: &'a A,
        contenders: &'a [Contender],
        more: &'a [bool],
        rules: &'a Rules,
        watch: &'a dyn Watch,
        cancel: &'a AtomicBool,
    ) -> Result<Self, ExperimentError> {
        let pool = pool(rules.threads)?;
        let mut race = Race {
            arena,
            contenders,
            more,
            rules,
            watch,
            cancel,
            pool,
            desks: Mutex::new(Vec::new()),
            runners: vec![Runner::default(); contenders.len()],
            plays: AtomicU64::new(0),
            rounds: 0,
            attempts: 0,
            pass_mark: None,
            aside: None,
            most: rules.search_futures,
            ahead: 0,
        };
        race.set_pass_mark();
        Ok(race)
    }

    fn set_pass_mark(&mut self) {
        let all = self.rules.confirm_futures;
        let most = most_successes(self.rules.target, all, self.next_confidence());
        self.pass_mark = most.map(|most| most as f64 / all as f64);
    }

    /// The first futures of every plan; of a large space only as many as the order of posts asks for.
    pub(super) fn open(&mut self) -> Result<(), ExperimentError> {
        let first = ROUND.min(self.most);
        self.rounds = 1;
        let eligible = halving(self.contenders);
        self.watch.stage(Stage::Opening {
            plans: eligible.len(),
        });
        self.ahead = self.contenders.len() as u64 * first + self.rules.confirm_futures;
        let rest = 0..self.contenders.len();
        let outside: Vec<usize> = rest.filter(|at| !self.contenders[*at].eligible).collect();
        if eligible.len() <= OPEN_ALL {
            let mut all = [eligible, outside].concat();
            all.sort_unstable();
            self.play_on(&all, first)?;
        } else {
            self.play_on(&outside, first)?;
            for plan in eligible {
                if self.runners[plan].account.played == 0 && !self.runners[plan].parked {
                    self.play_on(&[plan], first)?;
                    self.park_around(plan);
                }
            }
        }
        let any = |runner: &Runner| runner.account.played > runner.account.failures.len() as u64;
        match self
            .runners
            .iter()
            .flat_map(|it| &it.account.failures)
            .next()
        {
            Some(failure) if !self.runners.iter().any(any) => {
                Err(ExperimentError::AllFailed(failure.clone()))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Passes over the plans below one that fails by a margin, or above one that holds by a margin.
    fn park_around(&mut self, plan: usize) {
        let account = &self.runners[plan].account;
        let fails = self.evidence(account, self.rules.target + MARGIN) >= self.threshold();
        let holds = self.looks_safe(plan) && account.risk().value <= self.rules.target - MARGIN;
        for other in 0..self.contenders.len() {
            let (this, that) = (&self.contenders[plan].point, &self.contenders[other].point);
            let decided =
                (fails && below(that, this, self.more)) || (holds && below(this, that, self.more));
            let runner = &mut self.runners[other];
            runner.parked |=
                decided && self.contenders[other].eligible && runner.account.played == 0;
        }
    }

    /// Opens the plans next to one that were passed over; whether there were any.
    pub(super) fn unpark_neighbours(&mut self, plan: usize) -> Result<bool, ExperimentError> {
        let own = &self.contenders[plan].point;
        let next = |at: &usize| {
            self.runners[*at].parked && neighbours(own, &self.contenders[*at].point, self.more)
        };
        let found: Vec<usize> = (0..self.contenders.len()).filter(next).collect();
        self.unpark(&found)?;
        Ok(!found.is_empty())
    }

    fn unpark(&mut self, plans: &[usize]) -> Result<(), ExperimentError> {
        for plan in plans {
            self.runners[*plan].parked = false;
        }
        self.play_on(plans, ROUND.min(self.most))
    }

    /// Plays rounds until nothing more is to be learnt; the plan to try, where one looks safe.
    pub(super) fn run(&mut self) -> Result<Option<usize>, ExperimentError> {
        if self.pass_mark.is_none() {
            return Ok(None);
        }
        loop {
            self.judge();
            let best = self.best();
            let wanted = self.wanted(best);
            if !wanted.is_empty() {
                self.rounds += 1;
                self.watch.stage(Stage::Racing {
                    plans: wanted.len(),
                });
                let left = |at: &usize| self.most.saturating_sub(self.runners[*at].account.played);
                self.ahead = wanted.iter().map(left).sum::<u64>() + self.rules.confirm_futures;
                self.play_on(&wanted, ROUND)?;
                continue;
            }
            let parked: Vec<usize> = (0..self.runners.len())
                .filter(|at| self.runners[*at].parked)
                .collect();
            if best.is_some() || parked.is_empty() || self.aside.is_some() {
                return Ok(best.map(|best| self.safest_like(best)));
            }
            // Nothing that was played looks safe: what was passed over may.
            self.unpark(&parked)?;
        }
    }

    /// Plans whose next round may still change the answer.
    fn wanted(&self, best: Option<usize>) -> Vec<usize> {
        let plays_on = |at: &usize| {
            let runner = &self.runners[*at];
            if !self.takes_part(*at) || runner.account.played >= self.most {
                return false;
            }
            let Some(best) = best else { return true };
            if self.looks_safe(*at) {
                runner.account.played < TELL_APART && (*at == best || self.is_like(*at, best))
            } else {
                !self.is_no_cheaper(*at, best)
            }
        };
        (0..self.runners.len()).filter(plays_on).collect()
    }

    fn takes_part(&self, plan: usize) -> bool {
        let runner = &self.runners[plan];
        let out = runner.over.is_some() || runner.parked || runner.unconfirmed;
        self.contenders[plan].eligible && !out && self.aside != Some(plan)
    }

    /// Marks what is over the target beyond doubt.
    fn judge(&mut self) {
        let threshold = self.threshold();
        for plan in 0..self.runners.len() {
            let evidence = self.evidence(&self.runners[plan].account, self.rules.target);
            if self.runners[plan].over.is_none() && evidence >= threshold {
                self.runners[plan].over = Some(self.rounds);
            }
        }
    }

    fn evidence(&self, account: &Account, bound: f64) -> f64 {
        if account.judged == 0 || bound >= 1.0 {
            return f64::NEG_INFINITY;
        }
        ln_evidence_above(bound, account.unsafe_count, account.judged)
    }

    /// Half of the error of the race, shared by all plans, as evidence.
    fn threshold(&self) -> f64 {
        -self.share_of_error().ln()
    }

    fn share_of_error(&self) -> f64 {
        (1.0 - self.rules.confidence) / 2.0 / self.contenders.len() as f64
    }

    /// Whether a plan would as good as surely pass the next confirmation, as far as its own futures tell.
    pub(super) fn looks_safe(&self, plan: usize) -> bool {
        let account = &self.runners[plan].account;
        let (bad, all) = (account.unsafe_count, account.judged);
        let sure = 1.0 - LOOKS_TAIL;
        self.pass_mark
            .is_some_and(|mark| is_at_most(mark, bad, all, sure))
    }

    /// Confidence of the next confirmation: each attempt takes half of the error that is left.
    fn next_confidence(&self) -> f64 {
        1.0 - (1.0 - self.rules.confidence) / 2f64.powi(self.attempts as i32 + 1)
    }

    /// The plan that takes least of those that look safe, from pairs; ties by position.
    fn best(&self) -> Option<usize> {
        let safe =
            (0..self.runners.len()).filter(|at| self.takes_part(*at) && self.looks_safe(*at));
        safe.reduce(|best, other| {
            if self.minus(other, best) < 0.0 {
                other
            } else {
                best
            }
        })
    }

    /// Of the plans that are as good as equal in what they take, the one with the least risk; ties by what they take, then by position.
    fn safest_like(&self, best: usize) -> usize {
        let like = (0..self.runners.len())
            .filter(|at| self.takes_part(*at) && self.looks_safe(*at) && self.is_like(*at, best));
        let risk = |at: usize| self.runners[at].account.risk().value;
        like.reduce(|one, other| match risk(other).total_cmp(&risk(one)) {
            std::cmp::Ordering::Less => other,
            std::cmp::Ordering::Equal if self.minus(other, one) < 0.0 => other,
            std::cmp::Ordering::Equal | std::cmp::Ordering::Greater => one,
        })
        .unwrap_or(best)
    }

    /// Mean of what one plan takes beyond another, over the futures of both.
    pub(super) fn minus(&self, one: usize, other: usize) -> f64 {
        let pair = [one, other].map(|at| &self.runners[at].account);
        pair[0].minus(pair[1], self.rules.objective).mean()
    }

    fn slack(&self, best: usize) -> f64 {
        let values = self.runners[best].account.values(self.rules.objective);
        let sum: f64 = values.iter().filter(|it| !it.is_nan()).sum();
        AS_GOOD_AS_EQUAL * sum / values.len().max(1) as f64
    }

    fn is_like(&self, plan: usize, best: usize) -> bool {
        self.minus(plan, best).abs() <= self.slack(best)
    }

    /// Whether a plan cannot take less than another by more than counts.
    fn is_no_cheaper(&self, plan: usize, best: usize) -> bool {
        let pair = [plan, best].map(|at| &self.runners[at].account);
        let difference = pair[0].minus(pair[1], self.rules.objective);
        let looks = self.rules.search_futures.div_ceil(ROUND).max(1) as f64;
        let tail = self.share_of_error() / looks;
        let margin = student_margin(difference.sd(), difference.count(), tail);
        difference.mean() - margin > -self.slack(best)
    }

    pub(super) fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(super) fn plays(&self) -> u64 {
        self.plays.load(Ordering::Relaxed)
    }

    pub(super) fn account(&self, plan: usize) -> &Account {
        &self.runners[plan].account
    }

    pub(super) fn watch(&self) -> &dyn Watch {
        self.watch
    }

    /// Where a plan stands beside the answer, and since which round.
    pub(super) fn standing(&self, plan: usize, answer: Option<usize>) -> (Standing, u32) {
        let runner = &self.runners[plan];
        let standing = if answer == Some(plan) {
            Standing::Answer
        } else if !self.contenders[plan].eligible {
            Standing::Outside
        } else if runner.account.played == 0 {
            Standing::PassedOver
        } else if runner.unconfirmed {
            Standing::Unconfirmed
        } else if runner.over.is_some() {
            Standing::Over
        } else if self.looks_safe(plan) {
            Standing::Holds
        } else {
            match answer {
                Some(answer) if self.is_no_cheaper(plan, answer) => Standing::Dearer,
                Some(_) | None => Standing::TooClose,
            }
        };
        (standing, runner.over.unwrap_or(runner.last_round))
    }
}

#[cfg(test)]
mod tests;
