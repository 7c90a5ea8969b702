//! Overload that makes people leave, and leaving that makes overload: a Markov chain of posts filled.
//!
//! A pooled team has a fixed amount of work, W hours a week, for N posts. With n in post pressure is W / (H n); tenures run at
//! v(n) = min(most, exp(sensitivity x max(0, pressure - 1))), so posts empty at n v(n) / tenure and fill at (N - n) / time to fill:
//! a birth-death chain, π(n) (N - n) / fill = π(n + 1) (n + 1) v(n + 1) / tenure.
//!
//! The engine sets speeds at the end of a step for the next. Within a step posts are independent, each with three states
//! (whoever was there leaves at v(n) / tenure, nobody there, a starter who leaves at 1 / tenure): the chain from step to step is
//! the sum of two binomials by the matrix exponential of that, and its long run solves linear equations. It is exact.

use std::sync::Arc;

use super::{Check, Compared, Family, mean, read, sum};
use crate::model::metric::Raw;
use crate::model::record::Record;
use crate::scenario::problem::Problems;
use crate::stats::markov::{self, after, binomial, convolved, stationary};

const POSTS: usize = 8;
/// Work in all, and hours of a full-time worker [h/week].
const WORK: f64 = 288.0;
const FULL_TIME: f64 = 40.0;
/// Mean tenure and time to fill [weeks].
const TENURE: f64 = 120.0;
const FILL: f64 = 20.0;
/// The loop: how steeply leaving rises with pressure, and the most it does [-].
const SENSITIVITY: f64 = 2.0;
const MOST: f64 = 20.0;

/// Steps a week of the two lanes.
const STEPS: [usize; 2] = [1, 7];

/// What is read: posts filled, the share of weeks with at most three, and with at least seven.
const READ: [&str; 3] = [
    "posts filled",
    "share of weeks with at most 3 of 8 posts filled",
    "share of weeks with at least 7 of 8 posts filled",
];

fn value(at: usize, filled: usize) -> f64 {
    match at {
        0 => filled as f64,
        1 => f64::from(u8::from(filled <= 3)),
        _ => f64::from(u8::from(filled >= 7)),
    }
}

/// Speed of tenures with so many in post.
fn speed(filled: usize) -> f64 {
    let pressure = WORK / (FULL_TIME * filled as f64);
    (SENSITIVITY * (pressure - 1.0).max(0.0)).exp().min(MOST)
}

/// Chances of so many posts filled in the long run, with steps of no length.
fn without_steps() -> Vec<f64> {
    let fills = |n: usize| (POSTS - n) as f64 / FILL;
    let leaves = |n: usize| n as f64 * speed(n) / TENURE;
    markov::birth_and_death(POSTS + 1, fills, leaves)
}

/// The same read at the ends of steps of a length [weeks]; `None` where the equations have no answer.
fn with_steps(step: f64) -> Option<Vec<f64>> {
    let rows = (0..=POSTS).map(|filled| {
        // Whoever was there, nobody, a starter.
        let rates = [
            vec![0.0, speed(filled.max(1)) / TENURE, 0.0],
            vec![0.0, 0.0, 1.0 / FILL],
            vec![0.0, 1.0 / TENURE, 0.0],
        ];
        let there = after(&rates, step);
        let is_filled = |from: usize| there[from][0] + there[from][2];
        let stay = binomial(filled, is_filled(0));
        let come = binomial(POSTS - filled, is_filled(1));
        convolved(&stay, &come)
    });
    stationary(&rows.collect::<Vec<_>>())
}

fn file(steps_per_week: usize) -> String {
    let each = WORK / POSTS as f64;
    format!(
        "name = \"overload\"\n[run]\nstart = 2026-01-05\nhorizon_weeks = 400\nwarm_up_weeks = 400\nsteps_per_week = {steps_per_week}\n[[level]]\nname = \"any\"\nkind = \"one_to_one\"\ncontact_hours = {each}\nstay = {{ dist = \"fixed\", value = 100_000 }}\nnext = {{ exit = 1.0 }}\n[initial]\nages = \"fresh\"\nclients = {{ any = {POSTS} }}\n[week]\nfull_time_hours = {FULL_TIME}\n[[posts]]\nrole = \"worker\"\ncount = {POSTS}\n[staff]\ntenure = {{ dist = \"exponential\", mean = {TENURE} }}\n[hiring]\ntime_to_fill = {{ dist = \"exponential\", mean = {FILL} }}\n[allocation]\nownership = \"pooled\"\n[loops]\noverload = {{ sensitivity = {SENSITIVITY:?}, max_speed = {MOST:?} }}\n"
    )
}

fn reads(record: &Record, row: &mut Vec<f64>) {
    let weeks = record.weeks();
    row.extend((0..READ.len()).map(|at| {
        let filled = |week: usize| record.raw(week, Raw::FilledEft).round() as usize;
        let sum: f64 = (0..weeks).map(|week| value(at, filled(week))).sum();
        sum / weeks as f64
    }));
}

/// The loop against its chains.
pub(super) fn chain() -> Result<Family, Problems> {
    let limit = without_steps();
    let chains: Vec<Vec<f64>> = STEPS
        .iter()
        .map(|steps| with_steps(1.0 / *steps as f64).unwrap_or(vec![f64::NAN; POSTS + 1]))
        .collect();
    let compared = (0..READ.len()).flat_map(|at| {
        let of = |chances: &[f64]| markov::mean(chances, |filled| value(at, filled));
        let (one, seven, formula) = (of(&chains[0]), of(&chains[1]), of(&limit));
        let weights = [-1.0 / 6.0, 7.0 / 6.0];
        let drawn_on = weights[0] * one + weights[1] * seven;
        let name = READ[at];
        let pair = [(at, weights[0]), (READ.len() + at, weights[1])];
        [
            mean(format!("{name}, 1 step a week"), at, one),
            mean(format!("{name}, 7 steps a week"), READ.len() + at, seven),
            Compared {
                allowed: (drawn_on - formula).abs(),
                ..sum(
                    format!("{name}, drawn on to steps of no length"),
                    &pair,
                    formula,
                )
            },
        ]
    });
    let cut = POSTS as f64 * TENURE / (TENURE + FILL);
    Ok(Family {
        name: "Overload loop",
        rule: format!(
            "{WORK} hours of work for {POSTS} posts of {FULL_TIME}: leaving runs at exp({SENSITIVITY} × excess pressure), at most {MOST}. By steps the theory is the chain from step to step, drawn on to steps of no length the birth-death chain: {:.2} posts filled on average, {cut:.2} without the loop.",
            markov::mean(&limit, |filled| filled as f64)
        ),
        source: "linear equations for the chain, in the command",
        checks: vec![Check {
            lanes: vec![read(&file(STEPS[0]))?, read(&file(STEPS[1]))?],
            replications: 4_000,
            reads: Arc::new(reads),
            compared: compared.collect(),
        }],
        identities: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_of_steps_goes_over_into_birth_and_death() {
        let filled = |chances: &[f64]| markov::mean(chances, |n| n as f64);
        let limit = filled(&without_steps());
        let off = |step: f64| filled(&with_steps(step).unwrap()) - limit;
        let (week, day, hour) = (off(1.0), off(1.0 / 7.0), off(1.0 / 168.0));
        assert!(week.abs() > 1e-3, "steps matter: {week}");
        assert!((5.0..9.0).contains(&(week / day)), "{week} {day}");
        assert!((22.0..26.0).contains(&(day / hour)), "{day} {hour}");
    }

    /// With pressure at most 1 nothing runs faster; three in post have 2.4 times the hours: exp(2 x 1.4) = 16.4; two are capped.
    #[test]
    fn leaving_runs_faster_by_the_excess_of_pressure() {
        assert_eq!(speed(8), 1.0);
        assert!((speed(3) - (2.8f64).exp()).abs() < 1e-12);
        assert_eq!(speed(2), MOST);
    }
}
