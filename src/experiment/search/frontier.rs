//! What is shown beside the answer: the runner-up, the plan as written, the frontier of cost against risk, or the least risk.
//!
//! Plays the few futures that these need and puts the result together. Changes nothing about the answer.

use super::race::{ROUND, Race};
use super::verdict::Account;
use super::{Arena, Entry, ExperimentError, Fresh, Search, Stage};

/// Futures that every plan of the frontier has at least.
const FRONTIER_FUTURES: u64 = 512;

/// Ends the search: completes the answer by what stands beside it.
pub(super) fn finished<A: Arena>(
    mut race: Race<A>,
    answer: Option<Fresh>,
) -> Result<Search, ExperimentError> {
    let rules = race.rules.clone();
    let attempts = race.attempts();
    let best = answer.as_ref().map(|fresh| fresh.plan);
    let mut runner_up = None;
    if let Some(best) = best {
        race.aside = Some(best);
        race.most = rules.search_futures.min(FRONTIER_FUTURES);
        if let Some(second) = race.run()? {
            race.watch().stage(Stage::Confirming);
            runner_up = Some(race.fresh(second, rules.confidence)?);
        }
        race.aside = None;
    }
    let frontier = drawn(&mut race)?;
    let least = match best {
        Some(_) => None,
        None => least_risk(&race),
    };
    let least_risk = least
        .map(|plan| race.fresh(plan, rules.confidence))
        .transpose()?;
    let as_written = match race.contenders.iter().position(|it| it.as_written) {
        Some(plan) if best == Some(plan) => answer.clone(),
        Some(plan) => Some(race.fresh(plan, rules.confidence)?),
        None => None,
    };
    let entry = |plan: usize| {
        let (standing, round) = race.standing(plan, best);
        Entry {
            standing,
            round,
            account: race.account(plan).clone(),
        }
    };
    Ok(Search {
        entries: (0..race.contenders.len()).map(entry).collect(),
        answer,
        runner_up,
        as_written,
        least_risk,
        frontier,
        attempts,
        rounds: race.rounds,
        plays: race.plays(),
        rules,
    })
}

/// The frontier, after every plan on it has futures enough: a plan that owed its place to luck leaves it again.
fn drawn<A: Arena>(race: &mut Race<A>) -> Result<Vec<usize>, ExperimentError> {
    let enough = race.rules.search_futures.min(FRONTIER_FUTURES);
    loop {
        let found = frontier(race);
        let few = |plan: &usize| race.account(*plan).played < enough;
        let few: Vec<usize> = found.iter().copied().filter(few).collect();
        if few.is_empty() {
            return Ok(found);
        }
        race.watch().stage(Stage::Drawing { plans: few.len() });
        for plan in few {
            let missing = enough - race.account(plan).played;
            race.play_on(&[plan], missing.max(ROUND))?;
        }
    }
}

/// Eligible plans that no other beats in both what they take and risk, the cheapest first.
fn frontier<A: Arena>(race: &Race<A>) -> Vec<usize> {
    let objective = race.rules.objective;
    let mut plans: Vec<(usize, f64, f64)> = (0..race.contenders.len())
        .filter(|plan| race.contenders[*plan].eligible && race.account(*plan).judged > 0)
        .map(|plan| {
            let account = race.account(plan);
            (plan, taken(account, objective), account.risk().value)
        })
        .collect();
    plans.sort_by(|one, other| {
        let by_cost = one.1.total_cmp(&other.1);
        by_cost
            .then(one.2.total_cmp(&other.2))
            .then(one.0.cmp(&other.0))
    });
    let mut least = f64::INFINITY;
    plans.retain(|(_, _, risk)| {
        let better = *risk < least;
        least = least.min(*risk);
        better
    });
    plans.into_iter().map(|it| it.0).collect()
}

/// Mean of what a plan takes.
fn taken(account: &Account, objective: super::Objective) -> f64 {
    match objective {
        super::Objective::Cost => account.cost().value,
        super::Objective::EftYears => account.eft_years().value,
    }
}

/// The eligible plan of the least risk: the last of the frontier.
fn least_risk<A: Arena>(race: &Race<A>) -> Option<usize> {
    frontier(race).last().copied()
}
