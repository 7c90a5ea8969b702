//! What matters among the numbers that are not known exactly, in words.

use super::words;
use crate::experiment::results::{Estimate, OutcomeKind};
use crate::experiment::sensitivity::{OutcomeFindings, Sensitivity};
use crate::stats::bootstrap::Bounded;

/// Share of the bootstrap samples from which on one number is said to carry most.
const SURE: f64 = 0.95;

/// Numbers that are listed in a sentence.
const LISTED: usize = 3;

/// The findings, a sentence or a few for each outcome; those whose spread is more than chance go first.
pub(in crate::report) fn sentences(found: &Sensitivity) -> Vec<String> {
    let mut outcomes: Vec<&OutcomeFindings> = found.outcomes.iter().collect();
    // What can be told goes first, in the order asked for.
    outcomes.sort_by_key(|it| !it.tells());
    let mut all: Vec<String> = outcomes
        .into_iter()
        .map(|it| [split(found, it), alone(found, it)].concat())
        .filter(|text| !text.is_empty())
        .collect();
    if !found.undefined.is_empty() {
        all.push(format!(
            "Not defined in this scenario, and left out: {}.",
            words::listed(&found.undefined)
        ));
    }
    let units = found.outcomes.iter().map(|it| it.unit.as_str());
    all.extend(words::in_currency(&found.scenario, units));
    all
}

/// "these five numbers", or the one by its path.
fn the_numbers(found: &Sensitivity) -> String {
    match found.parameters.as_slice() {
        [one] => one.path.clone(),
        many => format!("these {} numbers", words::spelled(many.len() as u64)),
    }
}

/// Chance against not knowing, and who carries the second.
pub(in crate::report) fn split(found: &Sensitivity, it: &OutcomeFindings) -> String {
    let Some(shares) = &it.shares else {
        return String::new();
    };
    let label = words::quoted(&it.label);
    let share = shares.not_knowing_share;
    if !share.value.is_finite() {
        return format!("\u{201c}{}\u{201d} is the same in every future.", it.label);
    }
    if !it.tells() {
        return format!(
            "The spread of {label} between futures is chance, as far as these futures can tell: not knowing {} makes up {} of it.",
            the_numbers(found),
            at_most(share.high),
        );
    }
    let chance = hundredths(1.0 - share.value);
    format!(
        "Of the spread of {label} between futures, {} is chance; {} ({} to {}) is not knowing {}{}.",
        words::percent(chance),
        words::percent(1.0 - chance),
        words::number(100.0 * share.low.max(0.0), 0),
        words::number(100.0 * share.high.min(1.0), 0),
        the_numbers(found),
        leader(found, it),
    )
}

/// The most that a share may be: `at most 5 %`, `under 1 %`.
pub(in crate::report) fn at_most(share: f64) -> String {
    if share < 0.005 {
        "under 1\u{a0}%".to_owned()
    } else {
        format!("at most {}", words::percent(share))
    }
}

/// To the nearest hundredth, so that two parts add up as they are written.
fn hundredths(share: f64) -> f64 {
    (share * 100.0).round() / 100.0
}

/// "; of that, staff.tenure.mean carries most".
fn leader(found: &Sensitivity, it: &OutcomeFindings) -> String {
    let Some(shares) = it.shares.as_ref().filter(|it| it.inputs.len() > 1) else {
        return String::new();
    };
    let mut order: Vec<usize> = (0..shares.inputs.len()).collect();
    let total = |place: &usize| shares.inputs[*place].total.value;
    order.sort_by(|one, other| total(other).total_cmp(&total(one)));
    let path = |place: usize| found.parameters[place].path.as_str();
    let first = shares.inputs[order[0]];
    if first.leads >= SURE {
        return format!("; of that, {} carries most", path(order[0]));
    }
    let may: Vec<String> = order
        .iter()
        .filter(|place| shares.inputs[**place].leads >= 1.0 - SURE)
        .take(LISTED)
        .map(|place| path(*place).to_owned())
        .collect();
    format!(
        "; which carries most cannot be told yet between {}",
        words::listed(&may)
    )
}

/// What the strongest number does by itself.
fn alone(found: &Sensitivity, it: &OutcomeFindings) -> String {
    let known = it
        .bars
        .iter()
        .enumerate()
        .filter(|(_, bar)| clear(&bar.swing));
    let strongest = known.max_by(|one, other| {
        let size = |swing: &Estimate| swing.value.abs();
        size(&one.1.swing)
            .total_cmp(&size(&other.1.swing))
            .then(other.0.cmp(&one.0))
    });
    let Some((place, bar)) = strongest else {
        return format!(
            " By itself none of them moves it by more than chance does in {} futures.",
            words::count(it.stated.replications)
        );
    };
    let parameter = &found.parameters[place];
    format!(
        " By itself {} moves it most: from {} at {} to {} at {}.",
        parameter.path,
        level(it, it.stated.value + bar.low.value),
        short(parameter.corners[0]),
        level(it, it.stated.value + bar.high.value),
        short(parameter.corners[1]),
    )
}

/// Whether an interval leaves out 0.
pub(in crate::report) fn clear(estimate: &Estimate) -> bool {
    estimate.low > 0.0 || estimate.high < 0.0
}

/// A parameter's value, three significant figures.
pub(in crate::report) fn short(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return words::number(value, 0);
    }
    let places = (2 - value.abs().log10().floor() as i32).clamp(0, 6) as usize;
    let text = words::number(value, places);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// A level of an outcome with its unit, as it reads in a sentence.
pub(in crate::report) fn level(it: &OutcomeFindings, value: f64) -> String {
    match it.kind {
        OutcomeKind::Probability => chance(value),
        OutcomeKind::Mean | OutcomeKind::Label => plain(&it.unit, value),
    }
}

/// A chance as it reads in a sentence.
pub(in crate::report) fn chance(value: f64) -> String {
    let text = words::in_100(value);
    let text = text.replace('<', "fewer than ").replace('>', "more than ");
    format!("{text} of 100 futures")
}

/// A level in a table or at a mark, without its unit.
pub(in crate::report) fn bare(kind: OutcomeKind, unit: &str, value: f64) -> String {
    match kind {
        OutcomeKind::Probability => format!("{}\u{a0}%", words::in_100(value)),
        OutcomeKind::Mean | OutcomeKind::Label if unit == "currency" => words::money(value),
        OutcomeKind::Mean | OutcomeKind::Label => short(value),
    }
}

fn plain(unit: &str, value: f64) -> String {
    match unit {
        "currency" => words::money(value),
        "share" | "ratio" | "" => short(value),
        unit => format!(
            "{} {}",
            short(value),
            unit.replace(" per 52 weeks", " a year")
        ),
    }
}

/// A change with its sign, in the outcome's own unit; of a chance, in hundredths.
pub(in crate::report) fn change(kind: OutcomeKind, unit: &str, value: f64) -> String {
    let scaled = match kind {
        OutcomeKind::Probability => 100.0 * value,
        OutcomeKind::Mean | OutcomeKind::Label => value,
    };
    let text = match kind {
        OutcomeKind::Probability => words::number(scaled, 0),
        OutcomeKind::Mean | OutcomeKind::Label if unit == "currency" => words::money(scaled),
        OutcomeKind::Mean | OutcomeKind::Label => short(scaled),
    };
    let zero = !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    if scaled > 0.0 && !zero {
        format!("+{text}")
    } else {
        text
    }
}

/// The unit of a level as a panel's name gives it.
pub(in crate::report) fn unit(kind: OutcomeKind, unit: &str) -> String {
    match kind {
        OutcomeKind::Probability => "% of futures".to_owned(),
        OutcomeKind::Mean | OutcomeKind::Label => unit.to_owned(),
    }
}

/// A share with its interval in a table: `29 (24 to 34)`, of 100.
pub(in crate::report) fn share(it: &Bounded) -> String {
    if !it.value.is_finite() || !it.low.is_finite() {
        return words::NOTHING.to_owned();
    }
    let part = |share: f64| words::number(100.0 * share, 0);
    format!("{} ({} to {})", part(it.value), part(it.low), part(it.high))
}

/// How the study was made, in pairs of a term and a text.
pub(in crate::report) fn method(found: &Sensitivity) -> Vec<(String, String)> {
    let settings = &found.settings;
    let mut pairs = vec![
        (
            "Chance and not knowing",
            format!(
                "{} rows of points fill the ranges evenly (Sobol's sequence, scrambled after Owen). Each point is played in {} futures, the points of a row in the same ones. The spread of the outcome is the sum of its mean spread at a point, which is chance, and the spread of its expected value over the points, which is not knowing the numbers. Means of so few futures spread too far; what their own error adds is taken off, by multiplying different futures only.",
                words::count(u64::from(settings.rows)),
                words::count(settings.plays)
            ),
        ),
        (
            "A number by itself",
            format!(
                "Each number goes to the 10 % and the 90 % point of what is thought likely, all others stay as the file states them. {} futures are played at each, the same ones everywhere, so that the change is that of the number and not of luck.",
                words::count(settings.corner_plays)
            ),
        ),
    ];
    if settings.indices {
        pairs.push((
            "Shares of what is not known",
            "Sobol indices of the expected outcome: \"alone\" is the part of the spread that would go if this number became known (first index, estimated after Saltelli 2010), \"with others\" what would stay if all but this number became known (total index, after Jansen 1999). Where numbers do not act together both are the same. Intervals are bootstrap intervals over rows, which have futures of their own, so that both the choice of points and chance are in them.".to_owned(),
        ));
    }
    if settings.trajectories > 0 {
        pairs.push((
            "Screening",
            format!(
                "{} walks through the ranges that move one number at a time by half its range (Morris 1991), {} futures at each point. The mean size of the change says how much a number matters; what chance alone would show is given beside it.",
                words::count(settings.trajectories),
                words::count(settings.plays)
            ),
        ));
    }
    pairs.push((
        "What an interval is",
        "The 95 % interval of an estimate, never a band of futures. Numbers are taken as independent of each other.".to_owned(),
    ));
    pairs
        .into_iter()
        .map(|(term, text)| (term.to_owned(), text))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::report::sample::sensitivity;

    #[test]
    fn the_split_is_said_in_words_with_who_carries_most() {
        let found = sensitivity();
        assert_eq!(
            super::split(&found, &found.outcomes[0]),
            "Of the spread of \u{201c}worker-weeks over the safe load a year\u{201d} between futures, 71\u{a0}% is chance; 29\u{a0}% (24 to 34) is not knowing these three numbers; of that, loops.burnout.quits_at_full carries most."
        );
        let said = super::sentences(&found);
        assert!(
            said[0].ends_with("By itself loops.burnout.quits_at_full moves it most: from 32 worker-weeks a year at 1.2 to 52 worker-weeks a year at 2.1."),
            "{}",
            said[0]
        );
    }

    #[test]
    fn what_cannot_be_told_is_not_told() {
        let found = sensitivity();
        let said = super::split(&found, &found.outcomes[1]);
        assert_eq!(
            said,
            "The spread of \u{201c}at least one unsafe year\u{201d} between futures is chance, as far as these futures can tell: not knowing these three numbers makes up at most 4\u{a0}% of it."
        );
    }

    #[test]
    fn parameters_and_changes_keep_three_figures_and_their_sign() {
        use crate::experiment::results::OutcomeKind::{Mean, Probability};
        assert_eq!(
            [114.4, 0.0136, 9.2, 0.0].map(super::short),
            ["114", "0.0136", "9.2", "0"]
        );
        assert_eq!(super::change(Probability, "share", 0.12), "+12");
        assert_eq!(super::change(Mean, "EFT", -0.25), "\u{2212}0.25");
        assert_eq!(super::change(Probability, "share", 0.001), "0");
        assert_eq!(super::chance(0.998), "more than 99 of 100 futures");
    }
}
