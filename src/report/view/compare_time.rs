//! Worse before better: whether a plan hurts before it helps, when, and what stands beside it in those weeks.

use super::compare::named;
use super::words;
use crate::experiment::compare::results::{Comparison, TimedContrast};
use crate::experiment::results::Results;
use crate::model::metric::Direction;
use crate::stats::paired::{Difference, normal_reach};

/// A stretch of weeks counts from so many in a row on: fewer come and go by chance.
const SHORTEST: usize = 4;

/// A stretch counts only where it is at least this share of what is gained later: less is true and does not matter.
const WORTH_SAYING: f64 = 0.05;

/// Chance of calling any week of any plan and metric worse when none is.
const LEVEL: f64 = 0.05;

/// A plan that is worse before it is better, in one metric.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct WorseFirst {
    /// First week that is worse and the week after the last one, before the better stretch begins.
    pub worse: (usize, usize),
    /// First week of the better stretch.
    pub better: usize,
    /// Largest difference while worse, in the metric's unit, without sign.
    pub peak: f64,
}

/// How a week stands against the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Better,
    Worse,
    Neither,
}

fn side(it: &Difference, good: Direction) -> Side {
    let (below, above) = match good {
        Direction::LowerIsBetter => (Side::Better, Side::Worse),
        Direction::HigherIsBetter => (Side::Worse, Side::Better),
        Direction::Neither => (Side::Neither, Side::Neither),
    };
    if it.high < 0.0 {
        below
    } else if it.low > 0.0 {
        above
    } else {
        Side::Neither
    }
}

/// The first stretch of weeks on one side that holds at least one week beyond all chance, from a week on.
fn stretch(sides: &[Side], certain: &[bool], wanted: Side) -> Option<std::ops::Range<usize>> {
    let mut from = 0;
    while from < sides.len() {
        let length = sides[from..].iter().take_while(|it| **it == wanted).count();
        let weeks = from..from + length;
        if length >= SHORTEST && certain[weeks.clone()].iter().any(|it| *it) {
            return Some(weeks);
        }
        from += length.max(1);
    }
    None
}

/// Whether, and when, a plan is worse before it is better. `tests`: weeks, plans and metrics looked at in all.
pub(in crate::report) fn worse_first(
    weeks: &[Difference],
    good: Direction,
    tests: usize,
) -> Option<WorseFirst> {
    let sides: Vec<Side> = weeks.iter().map(|it| side(it, good)).collect();
    // Half an interval is about 1.96 standard errors.
    let reach = normal_reach(LEVEL / tests.max(1) as f64) / normal_reach(0.05);
    let certain: Vec<bool> = weeks
        .iter()
        .map(|it| it.value.abs() > reach * (it.high - it.low) / 2.0)
        .collect();
    let better = stretch(&sides, &certain, Side::Better)?.start;
    let worse = stretch(&sides[..better], &certain, Side::Worse)?;
    let last = (worse.start..better)
        .rev()
        .find(|at| sides[*at] == Side::Worse)?;
    let peak = weeks[worse.start..=last]
        .iter()
        .map(|it| it.value.abs())
        .fold(0.0, f64::max);
    let gain = weeks[better..]
        .iter()
        .zip(&sides[better..])
        .filter(|it| *it.1 == Side::Better)
        .map(|it| it.0.value.abs())
        .fold(0.0, f64::max);
    (peak >= WORTH_SAYING * gain).then_some(WorseFirst {
        worse: (worse.start, last + 1),
        better,
        peak,
    })
}

/// All plans that are worse before they are better, by metric and plan.
pub(in crate::report) fn all(comparison: &Comparison) -> Vec<(&TimedContrast, usize, WorseFirst)> {
    let tests = comparison
        .in_time
        .iter()
        .flat_map(|it| &it.weeks)
        .map(Vec::len)
        .sum();
    let mut found = Vec::new();
    for contrast in &comparison.in_time {
        for (plan, weeks) in contrast.weeks.iter().enumerate() {
            let it = worse_first(weeks, contrast.metric.good, tests);
            found.extend(it.map(|it| (contrast, plan, it)));
        }
    }
    found
}

/// One sentence for each plan that is worse before it is better, by its longest such time.
pub(in crate::report) fn sentences(comparison: &Comparison) -> Vec<String> {
    let found = all(comparison);
    let plan = |plan: usize| {
        let longest = found
            .iter()
            .filter(|it| it.1 == plan)
            .max_by_key(|it| it.2.worse.1 - it.2.worse.0)?;
        Some(sentence(comparison, longest))
    };
    (0..comparison.others().len()).filter_map(plan).collect()
}

fn sentence(
    comparison: &Comparison,
    (contrast, plan, it): &(&TimedContrast, usize, WorseFirst),
) -> String {
    let (from, to) = it.worse;
    let when = if from == 0 {
        format!(
            "For the first {}",
            words::counted(to as u64, "week", "weeks")
        )
    } else {
        format!("From week {} to week {}", from + 1, to)
    };
    let (what, amount) = match contrast.metric.name.as_str() {
        "breach.share" => (
            "more workers over the safe load",
            format!("up to {} of 100 more", words::in_100(it.peak)),
        ),
        "eft_gap" => (
            "further short of the EFT needed",
            format!("by up to {} EFT", words::number(it.peak, 2)),
        ),
        "pressure" => (
            "under more pressure",
            format!(
                "up to {} hours of work more per hour available",
                words::number(it.peak, 2)
            ),
        ),
        _ => (
            "keeping more clients waiting",
            format!("up to {} more", words::number(it.peak, 1)),
        ),
    };
    format!(
        "Worse before better: {when} {} is {what} ({amount}){}; from week {} on it is better.",
        named(&comparison.others()[*plan].plan),
        beside(comparison, *plan, it.worse),
        it.better + 1
    )
    .replacen(": For", ": for", 1)
    .replacen(": From", ": from", 1)
}

/// What else differs in those weeks, where it may well be the reason: people in induction and empty posts.
fn beside(comparison: &Comparison, plan: usize, (from, to): (usize, usize)) -> String {
    let mean = |results: &Results, name: &str| {
        let weeks = results.weekly(name).get(from..to).unwrap_or(&[]);
        weeks.iter().map(|it| it.mean).sum::<f64>() / weeks.len().max(1) as f64
    };
    let apart =
        |of: &dyn Fn(&Results) -> f64| of(&comparison.others()[plan]) - of(comparison.baseline());
    let inducted = apart(&|it| mean(it, "posts.filled") - mean(it, "eft_effective"));
    let vacant = apart(&|it| mean(it, "posts.funded") - mean(it, "posts.filled"));
    let found: Vec<String> = [
        (vacant, "is still being hired for"),
        (inducted, "is still in induction"),
    ]
    .into_iter()
    .filter(|(eft, _)| *eft >= 0.05)
    .map(|(eft, what)| format!("{} EFT more {what}", words::number(eft, 1)))
    .collect();
    if found.is_empty() {
        String::new()
    } else {
        format!(", while {}, which costs hours", words::listed(&found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weeks(values: &[f64], half: f64) -> Vec<Difference> {
        let week = |value: &f64| Difference {
            value: *value,
            low: value - half,
            high: value + half,
            p: 0.5,
            variance: 1.0,
        };
        values.iter().map(week).collect()
    }

    /// Nothing for 10 weeks, worse for 8, even for 3, better for 20.
    fn course() -> Vec<f64> {
        let mut course = vec![0.0; 10];
        course.extend([3.0; 8]);
        course.extend([0.0; 3]);
        course.extend([-4.0; 20]);
        course
    }

    #[test]
    fn a_plan_that_hurts_before_it_helps_is_found_with_its_weeks() {
        let good = Direction::LowerIsBetter;
        let found = worse_first(&weeks(&course(), 1.0), good, 41).unwrap();
        assert_eq!((found.worse, found.better, found.peak), ((10, 18), 21, 3.0));
    }

    #[test]
    fn what_chance_may_do_is_not_called_worse() {
        let good = Direction::LowerIsBetter;
        // Just outside the interval of one week, but not of forty looked at together.
        let mut faint = course();
        faint[10..18].fill(1.1);
        assert_eq!(worse_first(&weeks(&faint, 1.0), good, 41), None);
        let mut short = course();
        short[10..15].fill(0.0);
        assert_eq!(worse_first(&weeks(&short, 1.0), good, 41), None);
        let mut slight = course();
        slight[10..18].fill(0.19);
        assert_eq!(worse_first(&weeks(&slight, 0.01), good, 41), None);
        // Worse only, or better only, is no worse-before-better; nor is anything where neither way is good.
        assert_eq!(worse_first(&weeks(&[3.0; 20], 1.0), good, 20), None);
        assert_eq!(worse_first(&weeks(&[-3.0; 20], 1.0), good, 20), None);
        assert_eq!(
            worse_first(&weeks(&course(), 1.0), Direction::Neither, 41),
            None
        );
    }

    #[test]
    fn where_more_is_better_the_same_course_is_better_first() {
        let good = Direction::HigherIsBetter;
        assert_eq!(worse_first(&weeks(&course(), 1.0), good, 41), None);
        let turned: Vec<f64> = course().iter().map(|it| -it).collect();
        assert!(worse_first(&weeks(&turned, 1.0), good, 41).is_some());
    }
}
