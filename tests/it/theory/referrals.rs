//! Referrals: counts of a plain, growing, seasonal, dated, ramping and clustered stream.
//!
//! A rate holds through a step at its value at the step's start; expected counts are sums of those.

use crate::support::*;
use chrono::Datelike;
use plimsoll::model::metric::Raw;
use plimsoll::scenario::{RateChange, ReferralStream, Scenario};
use plimsoll::units::WEEKS_PER_YEAR;

const WEEKS: usize = 156;

fn open_door(stream: ReferralStream) -> Scenario {
    let mut scenario = plain(vec![one_to_one("any", 0.0, fixed(0.5), vec![0.0])]);
    scenario.run.horizon_weeks = WEEKS;
    scenario.referrals = vec![stream];
    scenario
}

/// Asserts the mean count of some weeks and of all, and Poisson variance of each week.
fn counts_as(what: &str, scenario: &Scenario, rate: impl Fn(usize) -> f64) {
    const AT: [usize; 6] = [0, 9, 10, 51, 100, 155];
    let found = each(scenario, 4_000, |record| {
        let mut row = [0.0; 7];
        (0..6).for_each(|at| row[at] = record.raw(AT[at], Raw::Referrals));
        row[6] = total(record, Raw::Referrals);
        row
    });
    for (at, week) in AT.into_iter().enumerate() {
        is_poisson(&format!("{what}, week {week}"), rate(week), &found, at);
    }
    is_poisson(
        &format!("{what}, in all"),
        (0..WEEKS).map(rate).sum(),
        &found,
        6,
    );
}

#[test]
fn a_plain_stream_is_poisson() {
    counts_as("plain", &open_door(stream("door", 1.3, vec![1.0])), |_| 1.3);
}

#[test]
fn growth_compounds_by_the_calendar_year() {
    let mut door = stream("door", 1.3, vec![1.0]);
    door.growth_per_year = 0.2;
    counts_as("growth", &open_door(door), |week| {
        1.3 * 1.2f64.powf(week as f64 / WEEKS_PER_YEAR)
    });
}

#[test]
fn months_weigh_the_weeks_that_begin_in_them() {
    let mut door = stream("door", 1.3, vec![1.0]);
    door.monthly = std::array::from_fn(|month| 0.5 + 0.1 * month as f64);
    let scenario = open_door(door.clone());
    let start = scenario.run.start;
    counts_as("months", &scenario, |week| {
        let first_day = start + chrono::Duration::weeks(week as i64);
        1.3 * door.monthly[first_day.month0() as usize]
    });
}

#[test]
fn a_dated_rate_changes_on_its_date_and_changes_multiply_as_steps_and_ramps() {
    let mut door = stream("door", 1.3, vec![1.0]);
    door.per_week = dated(vec![(0.0, 1.3), (10.0, 2.6)]);
    door.changes = vec![
        RateChange {
            week: 40.0,
            factor: 1.5,
            ramp_weeks: 0.0,
        },
        RateChange {
            week: 80.0,
            factor: 0.4,
            ramp_weeks: 40.0,
        },
    ];
    counts_as("dated", &open_door(door), |week| {
        let base = if week < 10 { 1.3 } else { 2.6 };
        let step = if week < 40 { 1.0 } else { 1.5 };
        let along = ((week as f64 - 80.0) / 40.0).clamp(0.0, 1.0);
        base * step * (1.0 - 0.6 * along)
    });
}

#[test]
fn a_ramp_by_days_brings_the_integral_of_its_rate() {
    let mut door = stream("door", 2.0, vec![1.0]);
    door.changes = vec![RateChange {
        week: 0.0,
        factor: 3.0,
        ramp_weeks: 20.0,
    }];
    let mut scenario = open_door(door);
    scenario.run.horizon_weeks = 20;
    scenario.run.steps_per_week = 7;
    let found = each(&scenario, 4_000, |record| [total(record, Raw::Referrals)]);
    // ∫ 2 (1 + 2 t/20) dt = 80; each step holds the rate of its start: half a step's rise too few.
    let late = 0.5 / 7.0 * 2.0 * 2.0;
    is_poisson("ramp", 80.0 - late, &found, 0);
}

#[test]
fn clustering_is_the_variance_to_mean_ratio_of_the_weekly_count() {
    for (clustering, rate) in [(1.5, 1.3), (4.0, 2.0)] {
        for steps_per_week in [1, 7] {
            let mut door = stream("door", rate, vec![1.0]);
            door.clustering = clustering;
            let mut scenario = open_door(door);
            scenario.run.horizon_weeks = 40;
            scenario.run.steps_per_week = steps_per_week;
            let found = each(&scenario, 2_000, |record| {
                let weeks = record.weeks() as f64;
                let squares: f64 = (0..record.weeks())
                    .map(|week| (record.raw(week, Raw::Referrals) - rate).powi(2))
                    .sum();
                let neighbours: f64 = (1..record.weeks())
                    .map(|week| {
                        (record.raw(week, Raw::Referrals) - rate)
                            * (record.raw(week - 1, Raw::Referrals) - rate)
                    })
                    .sum();
                [
                    average(record, Raw::Referrals),
                    squares / weeks,
                    neighbours / weeks,
                ]
            });
            let what = format!("clustering {clustering}, {steps_per_week} steps a week");
            agrees(&format!("{what}: mean"), rate, column(&found, 0));
            agrees(
                &format!("{what}: variance"),
                clustering * rate,
                column(&found, 1),
            );
            agrees(
                &format!("{what}: one week and the next"),
                0.0,
                column(&found, 2),
            );
        }
    }
}

#[test]
fn newcomers_enter_by_the_streams_probabilities() {
    let names = ["a", "b", "c"];
    let levels = names.map(|name| one_to_one(name, 0.0, never(), vec![0.0; 3]));
    let mut scenario = plain(levels.to_vec());
    let enter = [0.2, 0.5, 0.3];
    scenario.referrals = vec![stream("door", 2.0, enter.to_vec())];
    let found = each(&scenario, 4_000, |record| {
        [0, 1, 2].map(|level| clients_at(record, 51, level))
    });
    for level in 0..3 {
        is_poisson(names[level], 2.0 * 52.0 * enter[level], &found, level);
    }
}
