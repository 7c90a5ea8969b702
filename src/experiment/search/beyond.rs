//! Where no plan holds: how many posts would.
//!
//! Plays the least risky plan with more posts throughout than `[decide]` allows, until it looks safe. A pointer to what the largest
//! number should be, from a few hundred futures; not an answer.

use std::sync::atomic::AtomicBool;

use super::player::Players;
use super::race::Race;
use super::space::Space;
use super::{Contender, ExperimentError, Rules, Watch};
use crate::experiment::Subject;
use crate::experiment::results::Estimate;
use crate::scenario::LoopName;
use crate::scenario::decide::{Decide, Decision};
use crate::scenario::document::{Document, Study};

/// Futures of each number of posts that is tried.
const FUTURES: u64 = 256;

/// Steps above the most that are tried, rising.
const STEPS: [u64; 7] = [1, 2, 3, 4, 6, 8, 12];

/// More posts than are allowed, and the risk they leave.
#[derive(Debug, Clone, PartialEq)]
pub struct Beyond {
    /// By posts decision: role and posts throughout.
    pub posts: Vec<(String, u64)>,
    pub risk: Estimate,
    /// Whether the risk is at or below the target.
    pub holds: bool,
}

/// What is tried: `--set` changes on top as everywhere, the same seed.
pub struct Attempt<'a> {
    pub document: &'a Document,
    pub space: &'a Space,
    pub set: &'a [(String, String)],
    pub seed: u64,
    /// Loops that are cut under every number of posts.
    pub cut: &'a [LoopName],
    pub rules: &'a Rules,
    pub watch: &'a dyn Watch,
    pub cancel: &'a AtomicBool,
}

/// The first number of posts beyond the most allowed that looks safe, or the largest tried; `None` where no posts are decided.
/// `least` is the least risky plan.
///
/// # Errors
/// When cancelled, or without threads.
pub fn beyond(attempt: &Attempt, least: usize) -> Result<Option<Beyond>, ExperimentError> {
    let point = &attempt.space.contenders[least].point;
    let mut last = None;
    for steps in STEPS {
        let Some((study, posts)) = more_posts(attempt, point, steps) else {
            return Ok(last);
        };
        let subjects = [Subject::from(&study)];
        let players = Players::new(&subjects, attempt.seed, attempt.cut);
        let contender = [Contender {
            point: Vec::new(),
            eligible: true,
            as_written: false,
            nominal: 0.0,
        }];
        let mut race = Race::new(
            &players,
            &contender,
            &[],
            attempt.rules,
            attempt.watch,
            attempt.cancel,
        )?;
        race.play_on(&[0], FUTURES)?;
        let risk = race.account(0).risk();
        let holds = race.looks_safe(0);
        last = Some(Beyond { posts, risk, holds });
        if holds {
            break;
        }
    }
    Ok(last)
}

/// The plan with every decided role at its most and some steps more, throughout; `None` where that is no scenario.
fn more_posts(
    attempt: &Attempt,
    point: &[usize],
    steps: u64,
) -> Option<(Study, Vec<(String, u64)>)> {
    let mut decide: Decide = attempt.space.decide.clone();
    let (mut raised, mut posts) = (Vec::new(), Vec::new());
    let mut rest = point;
    for decision in &mut decide.decisions {
        match decision {
            Decision::Posts(it) => {
                let step = match it.counts.as_slice() {
                    [.., one, other] => other - one,
                    _ => 1,
                };
                let most = it.counts.last().copied().unwrap_or(0) + step * steps;
                it.counts = vec![most];
                raised.extend(it.weeks.iter().map(|_| 0));
                rest = &rest[it.weeks.len()..];
                posts.push((it.role.clone(), most));
            }
            Decision::Path(_) => {
                raised.push(rest[0]);
                rest = &rest[1..];
            }
        }
    }
    if posts.is_empty() {
        return None;
    }
    let study = attempt
        .document
        .candidate(&decide, &raised, attempt.set)
        .ok()?;
    Some((study, posts))
}
