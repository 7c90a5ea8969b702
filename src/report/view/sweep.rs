//! What a sweep shows, in words.

use super::{sensitivity, words};
use crate::experiment::results::{Estimate, OutcomeKind};
use crate::experiment::sensitivity::OUTCOMES;
use crate::experiment::sweep::{DesignKind, Sweep, SweptOutcome};

/// Positions of the outcomes that a page shows, the headline first; those that are defined at some point.
pub(in crate::report) fn shown(sweep: &Sweep) -> Vec<usize> {
    let place = |name: &&str| sweep.outcomes.iter().position(|it| it.name == **name);
    let defined = |outcome: &usize| {
        sweep
            .points
            .iter()
            .any(|it| it.estimates[*outcome].value.is_finite())
    };
    OUTCOMES.iter().filter_map(place).filter(defined).collect()
}

/// A level of an outcome with its unit.
pub(in crate::report) fn level(outcome: &SweptOutcome, value: f64) -> String {
    let text = sensitivity::bare(outcome.kind, &outcome.unit, value);
    match outcome.kind {
        OutcomeKind::Probability => sensitivity::chance(value),
        OutcomeKind::Mean | OutcomeKind::Label => match outcome.unit.as_str() {
            "currency" | "share" | "ratio" | "" => text,
            unit => format!("{text} {}", unit.replace(" per 52 weeks", " a year")),
        },
    }
}

/// A point by the values of its paths: `hiring.time_to_fill.mean 4 and posts.peer worker.count 3`.
pub(in crate::report) fn point(sweep: &Sweep, place: usize) -> String {
    let pairs = sweep.design.paths.iter().zip(&sweep.design.points[place]);
    let texts: Vec<String> = pairs
        .map(|(path, value)| {
            let value = value
                .number()
                .map_or_else(|| value.text(), sensitivity::short);
            format!("{path} {value}")
        })
        .collect();
    words::listed(&texts)
}

/// The findings: where the outcomes are lowest and highest, and which path moves the headline most.
pub(in crate::report) fn sentences(sweep: &Sweep) -> Vec<String> {
    let mut shown = shown(sweep);
    // What differs for sure goes first, in the order of the outcomes.
    shown.sort_by_key(|outcome| !differs(sweep, *outcome));
    let mut all: Vec<String> = shown
        .iter()
        .map(|outcome| extremes(sweep, *outcome))
        .collect();
    if let (Some(headline), true) = (shown.first(), sweep.design.paths.len() > 1) {
        all.extend(strongest(sweep, *headline));
    }
    let units = shown.iter().map(|at| sweep.outcomes[*at].unit.as_str());
    all.extend(words::in_currency(&sweep.scenario, units));
    all
}

/// Whether the intervals of some two points lie apart.
pub(in crate::report) fn differs(sweep: &Sweep, outcome: usize) -> bool {
    let estimates = || sweep.points.iter().map(|it| it.estimates[outcome]);
    let most_low = estimates().map(|it| it.low).fold(f64::MIN, f64::max);
    let least_high = estimates().map(|it| it.high).fold(f64::MAX, f64::min);
    most_low > least_high
}

/// Where an outcome is lowest and where it is highest.
pub(in crate::report) fn extremes(sweep: &Sweep, outcome: usize) -> String {
    let about = &sweep.outcomes[outcome];
    let label = format!("\u{201c}{}\u{201d}", about.label);
    let value = |place: &usize| sweep.points[*place].estimates[outcome].value;
    let defined = || (0..sweep.points.len()).filter(|place| value(place).is_finite());
    let low = defined().min_by(|one, other| value(one).total_cmp(&value(other)));
    let high =
        defined().max_by(|one, other| value(one).total_cmp(&value(other)).then(other.cmp(one)));
    let (Some(low), Some(high)) = (low, high) else {
        return format!("{label} is not defined at any point.");
    };
    if value(&low) == value(&high) {
        return format!(
            "{label} is the same everywhere: {}.",
            level(about, value(&low))
        );
    }
    format!(
        "{label} is lowest, {}, at {}, and highest, {}, at {}.",
        level(about, value(&low)),
        point(sweep, low),
        level(about, value(&high)),
        point(sweep, high),
    )
}

/// The paths by how far they move an outcome, the strongest first, each with that distance: between the means over all points
/// at two of its values or, for a Latin hypercube, between its lowest and its highest third.
pub(in crate::report) fn strengths(sweep: &Sweep, outcome: usize) -> Vec<(usize, f64)> {
    let mut all: Vec<(usize, f64)> = (0..sweep.design.paths.len())
        .map(|path| {
            let means: Vec<f64> = averages(sweep, outcome, path)
                .iter()
                .map(|it| it.1)
                .collect();
            let finite = || means.iter().copied().filter(|it| it.is_finite());
            let span = finite().fold(f64::MIN, f64::max) - finite().fold(f64::MAX, f64::min);
            (path, span.max(0.0))
        })
        .collect();
    all.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    all
}

/// Means of an outcome by the values of one path, over all values of the others; of a Latin hypercube by thirds of its range.
pub(in crate::report) fn averages(
    sweep: &Sweep,
    outcome: usize,
    path: usize,
) -> Vec<(String, f64)> {
    let mean = |places: Vec<usize>| {
        let values = places
            .iter()
            .map(|place| sweep.points[*place].estimates[outcome].value);
        let finite: Vec<f64> = values.filter(|it| it.is_finite()).collect();
        finite.iter().sum::<f64>() / finite.len() as f64
    };
    match sweep.design.kind {
        DesignKind::Factorial => {
            let levels = sweep.design.levels(path).into_iter();
            levels
                .map(|level| {
                    let at = |place: &usize| sweep.design.points[*place][path] == *level;
                    let text = level
                        .number()
                        .map_or_else(|| level.text(), sensitivity::short);
                    (text, mean((0..sweep.points.len()).filter(at).collect()))
                })
                .collect()
        }
        DesignKind::LatinHypercube => {
            let value = |place: usize| {
                sweep.design.points[place][path]
                    .number()
                    .unwrap_or(f64::NAN)
            };
            let mut order: Vec<usize> = (0..sweep.points.len()).collect();
            order.sort_by(|one, other| value(*one).total_cmp(&value(*other)));
            let third = (order.len() / 3).max(1);
            let (low, high) = (
                order[..third].to_vec(),
                order[order.len() - third..].to_vec(),
            );
            vec![
                (
                    format!("below {}", sensitivity::short(value(low[third - 1]))),
                    mean(low),
                ),
                (
                    format!("above {}", sensitivity::short(value(high[0]))),
                    mean(high),
                ),
            ]
        }
    }
}

fn strongest(sweep: &Sweep, outcome: usize) -> Option<String> {
    let (path, span) = *strengths(sweep, outcome).first()?;
    let about = &sweep.outcomes[outcome];
    let means = averages(sweep, outcome, path);
    let by = |one: &&(String, f64), other: &&(String, f64)| one.1.total_cmp(&other.1);
    let (low, high) = (means.iter().min_by(by)?, means.iter().max_by(by)?);
    (span > 0.0).then(|| {
        format!(
            "Of the paths, {} moves {} most: over all values of the others it is {} at {} and {} at {}.",
            sweep.design.paths[path],
            words::quoted(&about.label),
            level(about, low.1),
            low.0,
            level(about, high.1),
            high.0,
        )
    })
}

/// An estimate with its interval in a table.
pub(in crate::report) fn cell(outcome: &SweptOutcome, it: &Estimate) -> String {
    if !it.value.is_finite() {
        return words::NOTHING.to_owned();
    }
    let bare = |value: f64| sensitivity::bare(outcome.kind, &outcome.unit, value);
    match outcome.kind {
        OutcomeKind::Probability => format!("{} ({})", words::in_100(it.value), words::bounds(it)),
        OutcomeKind::Mean | OutcomeKind::Label => {
            format!("{} ({} to {})", bare(it.value), bare(it.low), bare(it.high))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::report::sample::swept;

    #[test]
    fn the_lowest_and_the_highest_point_are_named_and_the_strongest_path() {
        let sweep = swept();
        let said = super::sentences(&sweep);
        assert_eq!(
            said[0],
            "\u{201c}At least one unsafe year\u{201d} is lowest, 10 of 100 futures, at posts.peer worker.count 3 and allocation.admission safe_load, and highest, 90 of 100 futures, at posts.peer worker.count 2 and allocation.admission open."
        );
        assert_eq!(
            said[1],
            "Of the paths, posts.peer worker.count moves \u{201c}at least one unsafe year\u{201d} most: over all values of the others it is 20 of 100 futures at 3 and 80 of 100 futures at 2."
        );
    }
}
