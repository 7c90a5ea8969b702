//! The decide-by date: the last week in which a plan can start and still keep the chance of an unsafe year at or below a level.
//!
//! The chance is that of at least one unsafe year in the whole time played, so years before the plan starts count too: it is
//! the headline of every report, as a function of the start alone. All starts meet the same futures. Evenly spaced starts and
//! "never" are played first; then the gap in which the level is passed is halved until two neighbouring weeks are known.
//! Every start played enters the rising fit from which the answer is read, because starting later never helps.

use super::along::{column, count};
use super::{Conduct, Crossing, Played, Stretch, crossing, share};
use crate::experiment::arm::{Arm, Detail, Pairing};
use crate::experiment::results::Estimate;
use crate::experiment::{ExperimentError, Subject, paired};
use crate::stats::monotone::Passing;

/// Starts played before the gap is halved, "never" among them.
const COARSE: usize = 9;

/// A share that equals the level keeps it, whatever its last digit.
const MARGIN: f64 = 1e-9;

/// One start of the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Week in which the plan's first change comes; the last is the end of the time played, which is never.
    pub week: usize,
    /// Futures with at least one unsafe year.
    pub unsafe_year: Estimate,
}

/// What the level and the curve say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Even a start in week 0 does not keep the level.
    TooLate,
    /// A start in this week keeps it, one in the next does not.
    By(usize),
    /// The level is kept without the plan.
    NeverNeeded,
}

/// The decide-by date of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct DecideBy {
    pub plan: String,
    /// Highest chance of an unsafe year that is accepted [share].
    pub keep: f64,
    /// By rising week.
    pub points: Vec<Point>,
    pub crossing: Crossing,
    pub verdict: Verdict,
    pub played: Played,
}

/// Most starts that are played, for a progress bar: those evenly spaced and one for each halving of the gap between two.
pub fn most_starts(horizon: usize) -> u64 {
    let gap = horizon.div_ceil(COARSE - 1).max(1);
    COARSE as u64 + u64::from(gap.next_power_of_two().ilog2())
}

/// Finds the date. `subject` gives the plan's subject for a start in a week; at `horizon` it is the scenario without the plan.
/// Progress counts futures times [`most_starts`].
///
/// # Errors
/// When a subject cannot be made, when the run is cancelled, when every replication fails, or without threads.
pub fn decide_by<'a, E: From<ExperimentError>>(
    plan: &str,
    keep: f64,
    horizon: usize,
    replications: u64,
    subject: &dyn Fn(usize) -> Result<Subject<'a>, E>,
    conduct: &Conduct,
) -> Result<DecideBy, E> {
    let mut played = Played::default();
    let mut starts = 0;
    let points = search::<E>(keep, horizon, &mut |weeks| {
        let subjects = weeks.iter().map(|week| subject(*week));
        let subjects: Vec<Subject> = subjects.collect::<Result<_, E>>()?;
        let progress = Stretch {
            of: conduct.progress,
            before: starts * replications,
            weight: weeks.len() as u64,
            total: most_starts(horizon) * replications,
        };
        let conduct = Conduct {
            progress: &progress,
            ..*conduct
        };
        let (points, now) = play(weeks, &subjects, replications, &conduct)?;
        starts += weeks.len() as u64;
        played = fewest(&played, now);
        Ok(points)
    })?;
    let places: Vec<f64> = points.iter().map(|it| it.week as f64).collect();
    let shares: Vec<Estimate> = points.iter().map(|it| it.unsafe_year).collect();
    let crossing = crossing(&places, &shares, keep + MARGIN);
    Ok(DecideBy {
        plan: plan.to_owned(),
        keep,
        verdict: verdict(crossing.at),
        crossing,
        points,
        played,
    })
}

/// A future missing at one start is missing there alone; the start with most missing is told.
fn fewest(before: &Played, now: Played) -> Played {
    if before.asked > 0 && before.completed <= now.completed {
        before.clone()
    } else {
        now
    }
}

fn verdict(at: Passing) -> Verdict {
    match at {
        Passing::Before => Verdict::TooLate,
        Passing::At(week) => Verdict::By(week.floor() as usize),
        Passing::After => Verdict::NeverNeeded,
    }
}

/// Gives the points of some weeks.
type PlayWeeks<'a, E> = dyn FnMut(&[usize]) -> Result<Vec<Point>, E> + 'a;

/// Starts evenly spaced, then the gap in which the level is passed halved until its ends are neighbouring weeks. By rising week.
fn search<E>(keep: f64, horizon: usize, play: &mut PlayWeeks<E>) -> Result<Vec<Point>, E> {
    let mut weeks: Vec<usize> = (0..COARSE).map(|at| at * horizon / (COARSE - 1)).collect();
    weeks.dedup();
    let mut points = play(&weeks)?;
    let kept = |point: &Point| point.unsafe_year.value <= keep + MARGIN;
    // The first start that does not keep the level, where the one before it does.
    while let Some(above) = points.iter().position(|it| !kept(it)).filter(|at| *at > 0) {
        let (low, high) = (points[above - 1].week, points[above].week);
        if high - low <= 1 {
            break;
        }
        let found = play(&[low + (high - low) / 2])?;
        points.splice(above..above, found);
    }
    Ok(points)
}

fn play(
    weeks: &[usize],
    subjects: &[Subject],
    replications: u64,
    conduct: &Conduct,
) -> Result<(Vec<Point>, Played), ExperimentError> {
    let arms: Vec<Arm> = subjects
        .iter()
        .map(|subject| Arm {
            subject,
            cut: conduct.cut,
            twin: false,
            detail: Detail::Outcomes,
        })
        .collect();
    let unsafe_year = column("unsafe_year");
    let mut counts = vec![(0, 0); weeks.len()];
    let conduct = paired::Conduct {
        replications: 0..replications,
        seed: conduct.seed,
        pairing: Pairing::Common,
        threads: conduct.threads,
        progress: conduct.progress,
        cancel: conduct.cancel,
    };
    let played = paired::outcomes(&arms, &conduct, &mut |_, rows| {
        for (counts, row) in counts.iter_mut().zip(rows) {
            count(counts, row[unsafe_year], |it| it > 0.0);
        }
    })?;
    let points = weeks.iter().zip(counts).map(|(week, (hits, of))| Point {
        week: *week,
        unsafe_year: share(hits, of),
    });
    let played = Played {
        asked: replications,
        completed: played.completed,
        failures: played.failures,
    };
    Ok((points.collect(), played))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Silent;
    use crate::scenario::document::{Document, Study};
    use std::convert::Infallible;
    use std::sync::atomic::AtomicBool;

    fn point(week: usize, hits: u64) -> Point {
        Point {
            week,
            unsafe_year: share(hits, 1000),
        }
    }

    #[test]
    fn halving_finds_the_last_week_that_enumeration_finds_with_few_plays() {
        // A curve that rises by two thousandths a week.
        for last in [0, 1, 37, 128, 200, 259] {
            let mut plays = 0;
            let found = search(2.0 * last as f64 / 1000.0, 260, &mut |weeks: &[usize]| {
                plays += weeks.len();
                let points = weeks.iter().map(|week| point(*week, 2 * *week as u64));
                Ok::<_, Infallible>(points.collect())
            });
            let Ok(points) = found;
            let kept = points
                .iter()
                .rposition(|it| it.unsafe_year.value <= 0.002 * last as f64 + MARGIN);
            let at = kept.expect("week 0 keeps it");
            assert_eq!((points[at].week, points[at + 1].week), (last, last + 1));
            assert!(plays as u64 <= most_starts(260), "{plays}");
            assert!(points.windows(2).all(|pair| pair[0].week < pair[1].week));
        }
    }

    #[test]
    fn the_verdict_is_too_late_or_never_needed_where_the_level_is_not_passed() {
        assert_eq!(verdict(Passing::Before), Verdict::TooLate);
        assert_eq!(verdict(Passing::After), Verdict::NeverNeeded);
        assert_eq!(verdict(Passing::At(31.9)), Verdict::By(31));
    }

    #[test]
    fn on_a_small_service_it_is_the_week_that_playing_every_week_gives() {
        const TWO_WORKERS: &str = include_str!("../../../scenarios/two-workers.toml");
        const HORIZON: usize = 104;
        let document = Document::parse("two-workers.toml", TWO_WORKERS).unwrap();
        let set = [("run.horizon_weeks".to_owned(), HORIZON.to_string())];
        let studies: Vec<Study> = (0..=HORIZON)
            .map(|week| {
                document
                    .delayed("third worker in year two", week as f64, &set)
                    .unwrap()
            })
            .collect();
        let subject = |week: usize| Subject::from(&studies[week]);
        let cancel = AtomicBool::new(false);
        let conduct = Conduct {
            seed: 3,
            cut: &[],
            threads: 2,
            progress: &Silent,
            cancel: &cancel,
        };
        let every: Vec<usize> = (0..=HORIZON).collect();
        let subjects: Vec<Subject> = every.iter().map(|week| subject(*week)).collect();
        let (all, _) = play(&every, &subjects, 60, &conduct).unwrap();
        let shares: Vec<Estimate> = all.iter().map(|it| it.unsafe_year).collect();
        let (first, last) = (shares[0].value, shares[HORIZON].value);
        assert!(first + 0.1 < last, "{first} and {last}");
        let keep = (first + last) / 2.0;
        let subject = |week: usize| Ok::<_, ExperimentError>(subject(week));
        let found = decide_by("third", keep, HORIZON, 60, &subject, &conduct).unwrap();
        let Verdict::By(week) = found.verdict else {
            panic!("{:?}", found.verdict)
        };
        // Starting later never helps, but a single future may turn out otherwise: the two fits may part by a few weeks.
        let places: Vec<f64> = every.iter().map(|week| *week as f64).collect();
        let Passing::At(enumerated) = crossing(&places, &shares, keep + MARGIN).at else {
            panic!("the level is passed")
        };
        assert!(
            (week as f64 - enumerated.floor()).abs() <= 2.0,
            "{week} found, {enumerated} by enumeration"
        );
        for point in &found.points {
            assert_eq!(point.unsafe_year, all[point.week].unsafe_year);
        }
        assert!(found.points.len() as u64 <= most_starts(HORIZON));
    }
}
