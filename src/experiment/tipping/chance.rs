//! Luck or system: how often so many leavers in a year come from chance alone, and how often with feedback.
//!
//! *Chance alone* is the same future with all loops cut, so both sides meet the same tenures. A year is a complete reporting
//! year; the years of one future are not independent, so a future's share of years is one value and intervals are between
//! futures. Beside it stands the closed form: independent leavers of a team whose posts are filled at once (Poisson).
//! How unevenly emergencies fall is exact and stands in [`crate::stats::chance`].

use std::sync::Arc;

use super::{Conduct, Played, read_each};
use crate::experiment::arm::Pairing;
use crate::experiment::future::{AlsoReads, Future, weeks_of};
use crate::experiment::results::Estimate;
use crate::experiment::{ExperimentError, Subject};
use crate::model::metric::Raw;
use crate::scenario::Scenario;
use crate::stats::chance::{most_on_one, on_a_named_one, poisson_at_least};
use crate::stats::interval::{student, wilson};
use crate::stats::moments::Moments;
use crate::stats::ratio::Pairs;
use crate::units::REPORTING_YEAR_WEEKS;

/// A chance alone at or below which a count of leavers is worth asking about, where none is given.
const RARE: f64 = 0.1;

/// Share of years with at least so many leavers.
#[derive(Debug, Clone, PartialEq)]
pub struct AtLeast {
    pub leavers: u64,
    pub with_loops: Estimate,
    pub by_chance: Estimate,
    /// With loops over by chance; NaN where either never happened.
    pub ratio: Estimate,
    /// By the closed form.
    pub poisson: f64,
}

/// Leavers a year, with the loops and without.
#[derive(Debug, Clone, PartialEq)]
pub struct Leavers {
    /// By rising count from 1; to the highest that happened.
    pub rows: Vec<AtLeast>,
    /// The count asked about.
    pub asked: u64,
    pub mean_with_loops: Estimate,
    pub mean_by_chance: Estimate,
    /// Leavers a year expected of posts that are filled at once [1/year of 52 weeks].
    pub expected: f64,
    /// Complete years of one future.
    pub years: usize,
    pub played: Played,
}

impl Leavers {
    /// The row asked about.
    pub fn row(&self) -> Option<&AtLeast> {
        self.rows.iter().find(|it| it.leavers == self.asked)
    }
}

/// Emergencies that fell on one worker, and how often chance alone does so. Exact.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Emergencies {
    /// On the worker hit most.
    pub on_one: u64,
    pub of: u64,
    pub workers: u64,
    /// On some worker, whoever it is.
    pub on_anybody: f64,
    /// On one worker named beforehand.
    pub on_a_named_one: f64,
}

/// How often chance alone puts so many emergencies on one worker.
pub fn emergencies(on_one: u64, of: u64, workers: u64) -> Emergencies {
    Emergencies {
        on_one,
        of,
        workers,
        on_anybody: most_on_one(on_one, of, workers),
        on_a_named_one: on_a_named_one(on_one, of, workers),
    }
}

/// Leavers a year of 52 weeks where every post is filled on its worker's last day: posts over the mean time in post, tenure and
/// notice, over the time played. 0 where nobody leaves.
pub fn expected_leavers(scenario: &Scenario) -> f64 {
    let weeks = scenario.run.horizon_weeks;
    let posts = |week: usize| -> u64 {
        let counts = scenario.posts.iter().map(|it| *it.count.at(week as f64));
        counts.sum()
    };
    let mean_posts = (0..weeks).map(|week| posts(week) as f64).sum::<f64>() / weeks as f64;
    scenario.staff.as_ref().map_or(0.0, |staff| {
        mean_posts * REPORTING_YEAR_WEEKS as f64 / (staff.mean_tenure_weeks() + staff.notice_weeks)
    })
}

/// Plays the scenario and counts. `asked` is the count asked about; without one, the least that chance alone gives in at most
/// one year in ten.
///
/// # Errors
/// When the run is cancelled, when every replication fails, or without threads.
pub fn leavers(
    subject: Subject,
    asked: Option<u64>,
    replications: u64,
    conduct: &Conduct,
) -> Result<Leavers, ExperimentError> {
    let scenario = &subject.scenario;
    let years = scenario.run.horizon_weeks / REPORTING_YEAR_WEEKS;
    let expected = expected_leavers(scenario);
    // Counts beyond are "at least so many" too, so the cap bends no number.
    let most = (expected * 4.0) as u64 + 30 + asked.unwrap_or(0);
    let mut sums = Sums::new(most);
    let reads: Arc<AlsoReads> = Arc::new(|future: &Future, row: &mut Vec<f64>| {
        for record in [&future.record, &future.twin] {
            let of = |year| record.total(weeks_of(year), Raw::Leavers as usize);
            row.extend((0..record.years()).map(of));
        }
    });
    let subjects = [subject];
    let played = read_each(
        &subjects,
        0..replications,
        Pairing::Common,
        &reads,
        conduct,
        &mut |_, row| {
            let (with_loops, by_chance) = row.split_at(row.len() / 2);
            sums.add(with_loops, by_chance);
        },
    )?;
    let rows = sums.rows(expected);
    let rare = rows.iter().find(|it| it.by_chance.value <= RARE);
    let asked = asked.or(rare.map(|it| it.leavers));
    let asked = asked.unwrap_or(rows.len() as u64 + 1);
    Ok(Leavers {
        asked,
        mean_with_loops: mean(&sums.mean.0),
        mean_by_chance: mean(&sums.mean.1),
        rows: shown(rows, asked),
        expected,
        years,
        played,
    })
}

/// The rows up to the highest count that happened, and to the one asked about.
fn shown(mut rows: Vec<AtLeast>, asked: u64) -> Vec<AtLeast> {
    let happened = |it: &AtLeast| it.with_loops.value > 0.0 || it.by_chance.value > 0.0;
    let last = rows
        .iter()
        .rposition(happened)
        .map_or(0, |at| at as u64 + 1);
    rows.truncate(last.max(asked) as usize);
    rows
}

fn mean(moments: &Moments) -> Estimate {
    let (low, high) = student(moments.mean(), moments.sd(), moments.count());
    Estimate {
        value: moments.mean(),
        low,
        high,
        replications: moments.count(),
    }
}

/// A mean of shares of years, one for each future.
fn share_of_years(moments: &Moments) -> Estimate {
    let it = mean(moments);
    // Where no two futures differ, their spread says nothing of what was not seen.
    let (low, high) = if moments.sd() > 0.0 {
        (it.low.max(0.0), it.high.min(1.0))
    } else if it.value == 0.0 {
        wilson(0, it.replications)
    } else if it.value == 1.0 {
        wilson(it.replications, it.replications)
    } else {
        (it.low, it.high)
    };
    Estimate { low, high, ..it }
}

/// Sums over futures, by least count of leavers from 1.
struct Sums {
    shares: Vec<(Moments, Moments, Pairs)>,
    mean: (Moments, Moments),
}

impl Sums {
    fn new(most: u64) -> Sums {
        Sums {
            shares: vec![Default::default(); most as usize],
            mean: Default::default(),
        }
    }

    /// Takes in the leavers of each year of a future, with loops and by chance.
    fn add(&mut self, with_loops: &[f64], by_chance: &[f64]) {
        let mean = |years: &[f64]| years.iter().sum::<f64>() / years.len() as f64;
        self.mean.0.add(mean(with_loops));
        self.mean.1.add(mean(by_chance));
        for (least, (one, other, pairs)) in (1u32..).zip(&mut self.shares) {
            let share = |years: &[f64]| {
                let hits = years.iter().filter(|it| **it >= f64::from(least));
                hits.count() as f64 / years.len() as f64
            };
            let (x, y) = (share(with_loops), share(by_chance));
            one.add(x);
            other.add(y);
            pairs.add(x, y);
        }
    }

    fn rows(&self, expected: f64) -> Vec<AtLeast> {
        let row = |(leavers, (one, other, pairs)): (u64, &(Moments, Moments, Pairs))| {
            let (value, low, high) = pairs.ratio();
            AtLeast {
                leavers,
                with_loops: share_of_years(one),
                by_chance: share_of_years(other),
                ratio: Estimate {
                    value,
                    low,
                    high,
                    replications: one.count(),
                },
                poisson: poisson_at_least(leavers, expected),
            }
        };
        (1..).zip(&self.shares).map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Silent;
    use crate::scenario::document::Document;
    use std::sync::atomic::AtomicBool;

    fn found(set: &[(&str, &str)], asked: Option<u64>, threads: usize) -> Leavers {
        const TWO_WORKERS: &str = include_str!("../../../scenarios/two-workers.toml");
        let document = Document::parse("two-workers.toml", TWO_WORKERS).unwrap();
        let set: Vec<(String, String)> = set
            .iter()
            .map(|it| (it.0.to_owned(), it.1.to_owned()))
            .collect();
        let study = document.study(None, &set).unwrap();
        let cancel = AtomicBool::new(false);
        let conduct = Conduct {
            seed: 11,
            cut: &[],
            threads,
            progress: &Silent,
            cancel: &cancel,
        };
        leavers(Subject::from(&study), asked, 300, &conduct).unwrap()
    }

    #[test]
    fn by_chance_alone_leavers_of_posts_filled_at_once_are_poisson() {
        let at_once = [
            ("run.horizon_weeks", "208"),
            ("staff.tenure", "{ dist = \"exponential\", mean = 52 }"),
            ("staff.notice_weeks", "0"),
            ("hiring.time_to_fill", "{ dist = \"fixed\", value = 0.001 }"),
        ];
        let found = found(&at_once, Some(3), 2);
        assert!((found.expected - 2.0).abs() < 1e-12);
        for row in &found.rows {
            // The standard error is a quarter of the interval's width, and at least that of the share itself.
            let (p, n) = (row.poisson, 300.0 * 4.0);
            let error =
                ((row.by_chance.high - row.by_chance.low) / 4.0).max((p * (1.0 - p) / n).sqrt());
            assert!(
                (row.by_chance.value - p).abs() < 4.0 * error,
                "{}: {} for {p}, error {error}",
                row.leavers,
                row.by_chance.value
            );
        }
        let row = found.row().unwrap();
        assert!((row.poisson - 0.323_323_6).abs() < 1e-6, "{}", row.poisson);
        assert!((row.ratio.value - row.with_loops.value / row.by_chance.value).abs() < 1e-9);
        assert_eq!(found.years, 4);
    }

    #[test]
    fn feedback_adds_leavers_and_the_digits_do_not_depend_on_threads() {
        let strong = [
            ("run.horizon_weeks", "156"),
            ("referrals.self and agency.per_week", "2.4"),
        ];
        let found_by = |threads| found(&strong, None, threads);
        let found = found_by(1);
        assert!(found.mean_with_loops.value > found.mean_by_chance.value);
        assert!(found.rows[0].ratio.value > 1.0, "{:?}", found.rows[0]);
        let one = format!("{found:?}");
        assert!(
            [2, 8]
                .into_iter()
                .all(|threads| format!("{:?}", found_by(threads)) == one)
        );
        // Where no count is asked about, the least that chance alone gives in at most one year in ten.
        let below = found.rows.iter().filter(|it| it.leavers < found.asked);
        assert!(found.row().unwrap().by_chance.value <= RARE);
        assert!(below.into_iter().all(|it| it.by_chance.value > RARE));
    }

    /// A post that is filled on the last day of the one before is held for tenure and notice: 2 x 52 / (52 + 20) a year.
    #[test]
    fn notice_is_time_in_post_between_two_leavers() {
        let found = found(
            &[
                ("run.warm_up_weeks", "156"),
                ("safe_load.service_age_years", "20"),
                ("run.horizon_weeks", "208"),
                ("staff.tenure", "{ dist = \"exponential\", mean = 52 }"),
                ("staff.notice_weeks", "20"),
                ("hiring.time_to_fill", "{ dist = \"fixed\", value = 0.001 }"),
            ],
            Some(2),
            2,
        );
        assert!((found.expected - 104.0 / 72.0).abs() < 1e-12);
        let it = found.mean_by_chance;
        let error = (it.high - it.low) / (2.0 * 1.96);
        assert!(
            (it.value - found.expected).abs() < 4.0 * error,
            "{} for {}, error {error}",
            it.value,
            found.expected
        );
        // Without notice in it the expectation would be told apart.
        assert!(2.0 - it.value > 8.0 * error, "{} is no test", it.value);
    }

    #[test]
    fn an_interval_of_a_share_of_years_stays_within_0_and_1() {
        let of = |values: &[f64]| {
            let mut moments = Moments::default();
            values.iter().for_each(|it| moments.add(*it));
            share_of_years(&moments)
        };
        let (low, high) = (of(&[0.0, 0.0, 0.0, 0.5]), of(&[1.0, 1.0, 1.0, 0.5]));
        // Student's ends: 0.125 - 3.18 x 0.125 and 0.875 + 3.18 x 0.125.
        assert!(low.low == 0.0 && (low.high - 0.523).abs() < 1e-3, "{low:?}");
        assert!(
            high.high == 1.0 && (high.low - 0.477).abs() < 1e-3,
            "{high:?}"
        );
    }
}
