//! Where clients come from: streams of newcomers with their rate in each step, and the name key of every origin.

use super::Calendar;
use crate::scenario::Scenario;
use crate::units::WEEKS_PER_YEAR;
use chrono::Datelike;

/// A stream of newcomers.
#[derive(Debug, Clone)]
pub struct Stream {
    /// Rate in each step, from the start of the warm-up [clients/week].
    pub rates: Vec<f64>,
    /// Cumulative entry probability by level.
    pub enter: Vec<f64>,
    /// Variance-to-mean ratio of the weekly count.
    pub clustering: f64,
}

/// Keys of everyone's origin. A stream's is its name; today's clients and today's waiting are named by their level.
pub(super) fn origins(scenario: &Scenario) -> Vec<u64> {
    let streams = scenario
        .referrals
        .iter()
        .map(|stream| scenario.draw_key(&format!("referrals\n{}", stream.name)));
    let clients = scenario
        .levels
        .iter()
        .map(|level| scenario.draw_key(&format!("initial clients\n{}", level.name)));
    let waiting = scenario
        .levels
        .iter()
        .map(|level| scenario.draw_key(&format!("initial waiting\n{}", level.name)));
    streams.chain(clients).chain(waiting).collect()
}

pub(super) fn streams(scenario: &Scenario, calendar: &Calendar) -> Vec<Stream> {
    let steps = (calendar.warm_up_weeks + calendar.horizon_weeks) * calendar.steps_per_week;
    let first = -(calendar.warm_up_weeks as f64);
    let months: Vec<usize> = (0..steps)
        .map(|step| month(scenario, first + step as f64 * calendar.step))
        .collect();
    scenario
        .referrals
        .iter()
        .map(|stream| {
            let mut sum = 0.0;
            let growth = libm::log1p(stream.growth_per_year) / WEEKS_PER_YEAR;
            Stream {
                rates: (0..steps)
                    .map(|step| {
                        let week = first + step as f64 * calendar.step;
                        let grown = if growth == 0.0 {
                            1.0
                        } else {
                            libm::exp(growth * week.max(0.0))
                        };
                        let changed: f64 = stream
                            .changes
                            .iter()
                            .map(|change| factor(change, week))
                            .product();
                        stream.per_week.at(week) * grown * stream.monthly[months[step]] * changed
                    })
                    .collect(),
                enter: stream
                    .enter
                    .iter()
                    .map(|share| {
                        sum += share;
                        sum
                    })
                    .collect(),
                clustering: stream.clustering,
            }
        })
        .collect()
}

/// Calendar month (0: January) of a time [weeks from the start].
fn month(scenario: &Scenario, week: f64) -> usize {
    let days = chrono::Duration::days((week * 7.0).floor() as i64);
    scenario
        .run
        .start
        .checked_add_signed(days)
        .map_or(0, |date| date.month0() as usize)
}

/// A rate change's factor at a time: 1 before it, along the ramp in between, the whole factor after it.
fn factor(change: &crate::scenario::RateChange, week: f64) -> f64 {
    if week < change.week {
        1.0
    } else if week < change.week + change.ramp_weeks {
        1.0 + (change.factor - 1.0) * (week - change.week) / change.ramp_weeks
    } else {
        change.factor
    }
}
