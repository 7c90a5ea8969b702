//! The race: rounds of futures, and who is out after each.
//!
//! Decides which plan plays on and which is out. The error of the race, one minus the confidence, is split in two: one half for
//! throwing out a plan whose chance is at or below the target (evidence that holds at whatever time one looks,
//! `stats::sequential`, over all plans), one half for calling a plan no cheaper that is (Student's t on pairs, over all plans and looks).
//! Whether a plan *looks safe* decides only what is tried in the confirmation, so it needs no such bound.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::order::{below, halving, neighbours};
use super::verdict::{Account, Verdict};
use super::{Arena, Contender, ExperimentError, Fresh, Rules, Stage, Standing, Watch};
use crate::experiment::batch::panic_text;
use crate::experiment::pool;
use crate::experiment::results::Failure;
use crate::stats::interval::student_margin;
use crate::stats::sequential::{
    clopper_pearson_upper, is_at_most, ln_evidence_above, most_successes,
};

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

/// Futures played in one go.
const BLOCK: usize = 8_192;

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

    /// Plays a plan on fresh futures; what they say where they confirm it.
    pub(super) fn confirm(&mut self, plan: usize) -> Result<Option<Fresh>, ExperimentError> {
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
    pub(super) fn fresh(&mut self, plan: usize, confidence: f64) -> Result<Fresh, ExperimentError> {
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
    pub(super) fn play_on(&mut self, plans: &[usize], futures: u64) -> Result<(), ExperimentError> {
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
mod tests {
    use super::super::{Objective, Search, Unwatched, search};
    use super::*;
    use crate::experiment::search::verdict::YearVerdict;

    /// A made-up truth: by plan the chance of an unsafe year and the cost, under common luck.
    struct Made {
        truth: Vec<(f64, f64)>,
    }

    /// Numbers without a pattern (splitmix64).
    fn luck(replication: u64) -> f64 {
        let mut z = (replication + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    impl Arena for Made {
        type Desk = ();

        fn play(&self, plan: usize, replication: u64, (): &mut ()) -> Result<Verdict, Failure> {
            let (risk, cost) = self.truth[plan];
            let is_unsafe = luck(replication) < risk;
            Ok(Verdict {
                is_unsafe: Some(is_unsafe),
                // Costs wobble together, and a little apart.
                cost: cost * (1.0 + 0.1 * luck(replication * 7 + 3))
                    + 0.01 * luck(replication * 31 + plan as u64),
                eft_years: cost,
                years: vec![YearVerdict {
                    is_unsafe: f64::from(u8::from(is_unsafe)),
                    funded: cost,
                    filled: cost,
                    effective: cost,
                    need: cost,
                    breaches: [0.0; 4],
                }],
            })
        }
    }

    /// Plans of two choices of posts, 0 to 9 each: every post costs 1 and takes the risk down.
    fn grid(side: usize) -> (Made, Vec<Contender>) {
        let points = (0..side).flat_map(|one| (0..side).map(move |other| vec![one, other]));
        let mut contenders = Vec::new();
        let mut truth = Vec::new();
        for point in points {
            let posts = point[0] as f64 + 1.3 * point[1] as f64;
            let risk = (0.6 - 0.07 * posts).max(0.01);
            truth.push((risk, 10.0 + point[0] as f64 + point[1] as f64));
            contenders.push(Contender {
                nominal: 10.0 + posts,
                point,
                eligible: true,
                as_written: false,
            });
        }
        contenders[0].as_written = true;
        (Made { truth }, contenders)
    }

    fn rules(threads: usize) -> Rules {
        Rules {
            target: 0.1,
            confidence: 0.95,
            objective: Objective::Cost,
            search_futures: 2048,
            confirm_futures: 4000,
            threads,
        }
    }

    fn found(made: &Made, contenders: &[Contender], rules: &Rules) -> Search {
        let cancel = AtomicBool::new(false);
        search(made, contenders, &[true, true], rules, &Unwatched, &cancel).unwrap()
    }

    /// The cheapest plan by the truth among those clearly below the target.
    fn enumerated(made: &Made, target: f64) -> usize {
        let holds = (0..made.truth.len()).filter(|at| made.truth[*at].0 <= target);
        let order = |one: &usize, other: &usize| {
            let (one, other) = (made.truth[*one], made.truth[*other]);
            one.1.total_cmp(&other.1).then(one.0.total_cmp(&other.0))
        };
        holds.min_by(order).unwrap()
    }

    #[test]
    fn the_race_finds_what_the_truth_says_in_a_fraction_of_the_futures() {
        let (made, contenders) = grid(10);
        let search = found(&made, &contenders, &rules(2));
        let answer = search.answer.as_ref().unwrap();
        assert_eq!(answer.plan, enumerated(&made, 0.1));
        assert!(answer.upper <= 0.1 && answer.confidence >= 0.95);
        // Every plan at every future would be 100 x 2,048.
        assert!(search.plays < 60_000, "{} futures", search.plays);
        assert_eq!(search.entries[0].standing, Standing::Over);
        let second = search.runner_up.as_ref().unwrap();
        assert!(made.truth[second.plan].1 >= made.truth[answer.plan].1);
        assert!(made.truth[second.plan].1 <= made.truth[answer.plan].1 + 1.0);
    }

    #[test]
    fn a_large_space_is_entered_by_order_and_gives_the_same_answer() {
        let (made, contenders) = grid(20);
        let search = found(&made, &contenders, &rules(2));
        assert_eq!(search.answer.as_ref().unwrap().plan, enumerated(&made, 0.1));
        let passed = search.count(Standing::PassedOver);
        assert!(passed > 200, "{passed} of 400 were passed over");
    }

    #[test]
    fn one_two_and_eight_threads_find_the_same() {
        let (made, contenders) = grid(10);
        let digits = |threads| {
            let mut search = found(&made, &contenders, &rules(threads));
            search.rules.threads = 0;
            format!("{search:?}")
        };
        let one = digits(1);
        assert!(one == digits(2) && one == digits(8));
    }

    #[test]
    fn where_nothing_holds_the_least_risk_is_named_and_nothing_is_answered() {
        let (mut made, contenders) = grid(5);
        for truth in &mut made.truth {
            truth.0 = truth.0.max(0.2);
        }
        let search = found(&made, &contenders, &rules(2));
        assert!(search.answer.is_none() && search.runner_up.is_none());
        let least = search.least_risk.as_ref().unwrap();
        assert!((made.truth[least.plan].0 - 0.2).abs() < 1e-9);
        assert!(
            search
                .entries
                .iter()
                .all(|it| it.standing == Standing::Over)
        );
    }

    /// A search that ended by luck alone would say so: 40 seeds of luck, plans at the target exactly.
    #[test]
    fn a_plan_above_the_target_is_confirmed_no_more_often_than_allowed() {
        struct Shifted(Made, u64);
        impl Arena for Shifted {
            type Desk = ();
            fn play(&self, plan: usize, number: u64, (): &mut ()) -> Result<Verdict, Failure> {
                self.0
                    .play(plan, number * 1009 + self.1 * 7_919_000_011, &mut ())
            }
        }
        let rules = Rules {
            search_futures: 256,
            confirm_futures: 400,
            ..rules(1)
        };
        let contenders: Vec<Contender> = (0..6)
            .map(|at| Contender {
                point: vec![at],
                eligible: true,
                as_written: at == 0,
                nominal: at as f64,
            })
            .collect();
        let wrong = (0..40).filter(|seed| {
            // Plans share their luck, so their risks differ by nothing but chance of the seed.
            let made = Made {
                truth: (0..6).map(|at| (0.1001, 10.0 + f64::from(at))).collect(),
            };
            let cancel = AtomicBool::new(false);
            let arena = Shifted(made, *seed);
            let search = search(&arena, &contenders, &[true], &rules, &Unwatched, &cancel);
            search.unwrap().answer.is_some()
        });
        // 5 % of 40 is 2; eight or more would have a probability below 0.001.
        assert!(wrong.count() < 8);
    }

    #[test]
    fn too_few_fresh_futures_are_refused_with_the_number_that_is_enough() {
        let (made, contenders) = grid(2);
        let rules = Rules {
            confirm_futures: 30,
            ..rules(1)
        };
        let cancel = AtomicBool::new(false);
        let error = search(
            &made,
            &contenders,
            &[true, true],
            &rules,
            &Unwatched,
            &cancel,
        );
        let told = error.err().unwrap().to_string();
        assert!(told.contains("at least 36"), "{told}");
    }
}
