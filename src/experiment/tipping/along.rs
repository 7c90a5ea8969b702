//! Along one number: how the chance of the spiral changes, and the value at which it passes one half.
//!
//! Every value meets the same futures. The critical value is read from the rising (or falling) fit through the shares, drawn
//! straight between the values played; its interval holds the values at which one half lies within the interval of the share.

use super::{Conduct, Crossing, Played, crossing, share};
use crate::experiment::arm::{Arm, Detail, Pairing};
use crate::experiment::results::Estimate;
use crate::experiment::{ExperimentError, Subject, outcome, paired};
use crate::model::regime::State;
use crate::stats::monotone::{Passing, rising};

/// The level at which the number is critical.
pub const HALF: f64 = 0.5;

/// One value of the number.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    pub value: f64,
    /// Futures that end in the spiral.
    pub ended_vicious: Estimate,
    /// Futures with at least one unsafe year; undefined without safe load or complete years.
    pub unsafe_year: Estimate,
}

/// Which way a share goes as the number grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trend {
    Rises,
    Falls,
}

/// Where a share passes one half, as the number grows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Critical {
    pub trend: Trend,
    /// `earliest` and `latest` are in the order of the number: the interval's lower and upper end.
    pub crossing: Crossing,
}

/// What was found along the number.
#[derive(Debug, Clone, PartialEq)]
pub struct Along {
    pub path: String,
    /// By rising value.
    pub points: Vec<Point>,
    pub ended_vicious: Critical,
    /// `None` where unsafe years are not judged.
    pub unsafe_year: Option<Critical>,
    pub played: Played,
}

/// Values from `from` to `to` in equal steps, both included; whole ones where the number is.
pub fn values(from: f64, to: f64, steps: usize, whole: bool) -> Vec<f64> {
    let last = steps.saturating_sub(1).max(1);
    let mut values: Vec<f64> = (0..=last)
        .map(|at| {
            let share = at as f64 / last as f64;
            // Both ends exact, and no digits that only the arithmetic made.
            let value = from * (1.0 - share) + to * share;
            let tidy = (value * 1e9).round() / 1e9;
            if whole { tidy.round() } else { tidy }
        })
        .collect();
    values.dedup();
    values
}

/// Plays every value under the same futures. `subjects` has one for each value, in the order of the values.
///
/// # Errors
/// When the run is cancelled, when every replication fails, or without threads.
pub fn along(
    path: &str,
    values: &[f64],
    subjects: &[Subject],
    replications: u64,
    conduct: &Conduct,
) -> Result<Along, ExperimentError> {
    let arms: Vec<Arm> = subjects
        .iter()
        .map(|subject| Arm {
            subject,
            cut: conduct.cut,
            twin: true,
            detail: Detail::Outcomes,
        })
        .collect();
    let mut ended = vec![(0, 0); values.len()];
    let mut unsafe_years = vec![(0, 0); values.len()];
    let (ended_state, unsafe_year) = (column("ended_state"), column("unsafe_year"));
    let vicious = f64::from(State::Vicious as u8);
    let paired_conduct = paired::Conduct {
        replications: 0..replications,
        seed: conduct.seed,
        pairing: Pairing::Common,
        threads: conduct.threads,
        progress: conduct.progress,
        cancel: conduct.cancel,
    };
    let played = paired::outcomes(&arms, &paired_conduct, &mut |_, rows| {
        for (at, row) in rows.iter().enumerate() {
            count(&mut ended[at], row[ended_state], |it| it == vicious);
            count(&mut unsafe_years[at], row[unsafe_year], |it| it > 0.0);
        }
    })?;
    let each = values.iter().zip(ended.iter().zip(&unsafe_years));
    let points: Vec<Point> = each
        .map(|(value, (ended, unsafe_years))| Point {
            value: *value,
            ended_vicious: share(ended.0, ended.1),
            unsafe_year: share(unsafe_years.0, unsafe_years.1),
        })
        .collect();
    let judged = points.iter().all(|it| it.unsafe_year.replications > 0);
    Ok(Along {
        path: path.to_owned(),
        ended_vicious: critical(&points, |it| it.ended_vicious),
        unsafe_year: judged.then(|| critical(&points, |it| it.unsafe_year)),
        points,
        played: Played {
            asked: replications,
            completed: played.completed,
            failures: played.failures,
        },
    })
}

/// Position of an outcome that every run has.
pub(super) fn column(name: &str) -> usize {
    let columns = outcome::common();
    let at = columns.iter().position(|it| it.name == name);
    at.expect("an outcome of every run")
}

/// Counts a defined value: `(hits, values)`.
pub(super) fn count(counts: &mut (u64, u64), value: f64, hit: impl Fn(f64) -> bool) {
    if !value.is_nan() {
        counts.0 += u64::from(hit(value));
        counts.1 += 1;
    }
}

/// Where a share passes one half, in the direction that fits it better.
pub fn critical(points: &[Point], of: impl Fn(&Point) -> Estimate) -> Critical {
    let places: Vec<f64> = points.iter().map(|it| it.value).collect();
    let shares: Vec<Estimate> = points.iter().map(of).collect();
    let values: Vec<f64> = shares.iter().map(|it| it.value).collect();
    let weights: Vec<f64> = shares.iter().map(|it| it.replications as f64).collect();
    let falling: Vec<f64> = values.iter().map(|it| 1.0 - it).collect();
    let misses = |values: &[f64]| -> f64 {
        let fit = rising(values, &weights);
        let each = fit.iter().zip(values).zip(&weights);
        each.map(|((fit, value), weight)| weight * (fit - value) * (fit - value))
            .sum()
    };
    if misses(&values) <= misses(&falling) {
        return Critical {
            trend: Trend::Rises,
            crossing: crossing(&places, &shares, HALF),
        };
    }
    // A share that falls through one half is one whose complement rises through it.
    let complements: Vec<Estimate> = shares
        .iter()
        .map(|it| Estimate {
            value: 1.0 - it.value,
            low: 1.0 - it.high,
            high: 1.0 - it.low,
            ..*it
        })
        .collect();
    Critical {
        trend: Trend::Falls,
        crossing: crossing(&places, &complements, HALF),
    }
}

impl Critical {
    /// The critical value, where one half is passed in what was played.
    pub fn value(&self) -> Option<f64> {
        match self.crossing.at {
            Passing::At(value) => Some(value),
            Passing::Before | Passing::After => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Draws, Entity, Purpose};

    fn point(value: f64, hits: u64, of: u64) -> Point {
        Point {
            value,
            ended_vicious: share(hits, of),
            unsafe_year: share(0, 0),
        }
    }

    /// Futures by a logistic truth with its half at 14: future i is in the spiral where its own threshold lies below the value, so
    /// the values meet the same futures.
    fn logistic(seed: u64, futures: u64) -> Vec<Point> {
        let draws = Draws::new(seed, 0);
        let threshold = |ordinal| {
            let entity = Entity { name: 1, ordinal };
            let u = draws.draw(Purpose::Parameter, entity, 0).uniform(0);
            14.0 + 2.0 * (u / (1.0 - u)).ln()
        };
        let thresholds: Vec<f64> = (0..futures).map(threshold).collect();
        let hits = |value: f64| thresholds.iter().filter(|it| **it < value).count() as u64;
        let values = values(4.0, 30.0, 14, false);
        values
            .iter()
            .map(|it| point(*it, hits(*it), futures))
            .collect()
    }

    #[test]
    fn the_critical_value_of_a_known_logistic_is_found_and_its_interval_covers_it() {
        let (mut sum, mut covered) = (0.0, 0u32);
        const TRIES: u32 = 200;
        for seed in 0..TRIES {
            let found = critical(&logistic(u64::from(seed), 500), |it| it.ended_vicious);
            assert_eq!(found.trend, Trend::Rises);
            let (Passing::At(low), Passing::At(high)) =
                (found.crossing.earliest, found.crossing.latest)
            else {
                panic!("{found:?}");
            };
            let value = found.value().unwrap();
            assert!(low < value && value < high);
            sum += value;
            covered += u32::from(low < 14.0 && 14.0 < high);
        }
        let mean = sum / f64::from(TRIES);
        // One standard error of a value: 0.5/√500 over the slope 1/8 of the share, 0.18; of the mean of 200, 0.013. The truth is
        // straight at its half to within 0.01 over a step of 2.
        assert!((mean - 14.0).abs() < 4.0 * 0.013 + 0.01, "{mean}");
        // 95 % of 200, within four standard errors of 3.1.
        assert!(covered >= 178, "{covered} of {TRIES}");
    }

    #[test]
    fn a_share_that_falls_is_followed_down() {
        let points = [
            point(0.0, 90, 100),
            point(1.0, 60, 100),
            point(2.0, 40, 100),
        ];
        let found = critical(&points, |it| it.ended_vicious);
        assert_eq!(found.trend, Trend::Falls);
        assert!((found.value().unwrap() - 1.5).abs() < 1e-12);
    }

    #[test]
    fn a_range_that_does_not_reach_one_half_has_no_critical_value() {
        let points = [point(4.0, 1, 100), point(8.0, 9, 100)];
        let found = critical(&points, |it| it.ended_vicious);
        assert_eq!((found.value(), found.crossing.at), (None, Passing::After));
    }

    #[test]
    fn values_keep_both_ends_and_whole_numbers_come_once() {
        assert_eq!(values(4.0, 30.0, 3, false), [4.0, 17.0, 30.0]);
        assert_eq!(values(0.1, 0.7, 4, false), [0.1, 0.3, 0.5, 0.7]);
        assert_eq!(values(6.0, 8.0, 5, true), [6.0, 7.0, 8.0]);
    }

    /// A share that falls through one half is one whose complement rises through it: the same place, the same ends of its interval.
    #[test]
    fn the_interval_of_a_share_that_falls_is_that_of_its_complement() {
        let hits = [90, 62, 41, 8];
        let points = |of: fn(u64) -> u64| -> Vec<Point> {
            let points = hits.iter().zip(0u32..);
            points
                .map(|(hits, at)| point(f64::from(at), of(*hits), 100))
                .collect()
        };
        let falls = critical(&points(|hits| hits), |it| it.ended_vicious);
        let rises = critical(&points(|hits| 100 - hits), |it| it.ended_vicious);
        assert_eq!((falls.trend, rises.trend), (Trend::Falls, Trend::Rises));
        let place = |of: Passing| match of {
            Passing::At(place) => place,
            Passing::Before | Passing::After => panic!("{falls:?}"),
        };
        let (one, other) = (falls.crossing, rises.crossing);
        for (one, other) in [
            (one.at, other.at),
            (one.earliest, other.earliest),
            (one.latest, other.latest),
        ] {
            assert!(
                (place(one) - place(other)).abs() < 1e-9,
                "{one:?}, {other:?}"
            );
        }
        assert!(place(one.earliest) < place(one.at) && place(one.at) < place(one.latest));
    }
}
