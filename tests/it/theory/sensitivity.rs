//! Sensitivity where the shares are known in closed form.
//!
//! Clients arrive at a rate, stay for a while, and nothing limits or feeds back (M/M/infinity): the expected need is rate x stay
//! / limit. With the rate and the mean stay uniform and independent, its variance over both is a sum of three parts, and what
//! chance adds follows from the correlation exp(-t / stay) of the number of clients.

use crate::support::*;
use plimsoll::experiment::sensitivity::{Sensitivity, Settings, run};
use plimsoll::experiment::{Silent, Subject};
use plimsoll::random::distribution::Distribution;
use plimsoll::scenario::{LevelKind, Scenario};
use plimsoll::stats::bootstrap::Bounded;
use plimsoll::units::Dated;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

const WEEKS: usize = 40;
const LIMIT: f64 = 10.0;
const RATE: (f64, f64) = (10.0, 30.0);
const STAY: (f64, f64) = (3.0, 6.0);

/// A service at some rate and mean stay, long after it has filled.
fn service(rate: f64, stay: f64) -> Scenario {
    let mut scenario = plain(vec![one_to_one("any", 0.0, exponential(stay), vec![0.0])]);
    scenario.run.horizon_weeks = WEEKS;
    scenario.run.warm_up_weeks = 80;
    scenario.referrals = vec![stream("door", rate, vec![1.0])];
    let mut limits = safe_load(vec![Some(LIMIT)], None);
    limits.scale = false;
    scenario.safe_load = Some(limits);
    scenario
}

/// The study, made once for all tests here.
fn studied() -> &'static Sensitivity {
    static FOUND: OnceLock<Sensitivity> = OnceLock::new();
    FOUND.get_or_init(study)
}

fn study() -> Sensitivity {
    let uniform = |(min, max)| Distribution::Uniform { min, max };
    let base = service(18.0, 4.0);
    let numbers = vec![
        ("referrals.door.per_week".to_owned(), uniform(RATE)),
        ("level.any.stay.mean".to_owned(), uniform(STAY)),
    ];
    let subject = Subject::uncertain(base.clone(), "as written".to_owned(), numbers, move |at| {
        let mut scenario = base.clone();
        scenario.referrals[0].per_week = Dated::constant(at[0]);
        match &mut scenario.levels[0].kind {
            LevelKind::OneToOne { stay, .. } => stay.length = exponential(at[1]),
            LevelKind::Group { .. } | LevelKind::CheckIn { .. } => {}
        }
        Ok(scenario)
    });
    let settings = Settings {
        seed: 5,
        threads: 2,
        cut: Vec::new(),
        rows: 512,
        indices: true,
        trajectories: 30,
        plays: 4,
        corner_plays: 400,
        outcomes: vec!["eft_need_mean".to_owned()],
    };
    let (progress, cancel) = (Silent, AtomicBool::new(false));
    run(&subject, &[18.0, 4.0], &settings, &progress, &cancel).expect("it can be played")
}

/// Within four bootstrap errors, which must be small enough to tell.
fn shares_agree(what: &str, theory: f64, found: Bounded, sharpest: f64) {
    assert!(
        found.error < sharpest,
        "{what}: an error of {} tells nothing",
        found.error
    );
    let z = (found.value - theory) / found.error;
    assert!(
        z.abs() < 4.0,
        "{what}: theory {theory}, found {}, error {}, z {z}",
        found.value,
        found.error
    );
}

fn mean((low, high): (f64, f64)) -> f64 {
    (low + high) / 2.0
}

fn variance((low, high): (f64, f64)) -> f64 {
    (high - low) * (high - low) / 12.0
}

/// Variance over futures of the mean number of clients at the ends of the weeks, at a rate of 1.
fn variance_of_mean(stay: f64) -> f64 {
    let pairs = (0..WEEKS).flat_map(|one| (0..WEEKS).map(move |other| one.abs_diff(other)));
    let sum: f64 = pairs.map(|apart| (-(apart as f64) / stay).exp()).sum();
    stay * sum / (WEEKS * WEEKS) as f64
}

#[test]
fn rate_and_stay_share_the_spread_of_the_need_as_the_product_says() {
    let found = studied();
    let need = &found.outcomes[0];
    let shares = need.shares.as_ref().expect("the need spreads");
    let by_rate = variance(RATE) * mean(STAY) * mean(STAY);
    let by_stay = mean(RATE) * mean(RATE) * variance(STAY);
    let by_both = variance(RATE) * variance(STAY);
    let all = by_rate + by_stay + by_both;
    shares_agree(
        "not knowing",
        all / (LIMIT * LIMIT),
        shares.not_knowing,
        1.0,
    );
    let width = STAY.1 - STAY.0;
    let chance = mean(RATE) * integral(STAY.0, STAY.1, variance_of_mean) / width / (LIMIT * LIMIT);
    shares_agree("chance", chance, shares.chance, 0.05);
    let whole = all / (LIMIT * LIMIT) + chance;
    shares_agree(
        "share",
        all / (LIMIT * LIMIT) / whole,
        shares.not_knowing_share,
        0.02,
    );
    let [rate, stay] = [&shares.inputs[0], &shares.inputs[1]];
    shares_agree("rate alone", by_rate / all, rate.first, 0.08);
    shares_agree("stay alone", by_stay / all, stay.first, 0.08);
    shares_agree(
        "rate with others",
        (by_rate + by_both) / all,
        rate.total,
        0.08,
    );
    shares_agree(
        "stay with others",
        (by_stay + by_both) / all,
        stay.total,
        0.08,
    );
    assert!(rate.leads > 0.99, "the rate carries most");
}

#[test]
fn each_number_by_itself_moves_the_need_by_the_product() {
    let found = studied();
    let need = &found.outcomes[0];
    let middle = |(low, high): (f64, f64)| 0.8 * (high - low);
    for (bar, theory) in need
        .bars
        .iter()
        .zip([middle(RATE) * 4.0, 18.0 * middle(STAY)])
    {
        let swing = bar.swing;
        let error = (swing.high - swing.low) / 2.0 / 1.97;
        let z = (swing.value - theory / LIMIT) / error;
        assert!(
            z.abs() < 4.0,
            "theory {}, found {swing:?}, z {z}",
            theory / LIMIT
        );
        // Paired: the same clients come, so the change is known far better than the level.
        assert!(error < 0.1 * swing.value, "{swing:?}");
    }
    let screening = need.screening.as_ref().expect("asked for");
    // The mean effect of the rate is its span times the mean stay on the grid, which is the mean of its range.
    let theory = (RATE.1 - RATE.0) * mean(STAY) / LIMIT;
    shares_agree("effect of the rate", theory, screening[0].mean, 0.6);
    assert!(screening[0].mean_absolute.value > screening[1].mean_absolute.value);
    assert!(screening[1].mean_absolute.low > screening[1].noise);
}
