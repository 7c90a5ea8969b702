//! How precise the answers were asked to be, and are: in words.

use super::compare::named;
use super::words;
use crate::experiment::compare::enough::Least;
use crate::experiment::compare::results::Comparison;
use crate::experiment::precision::{FIRST_LOOK, LOOK_EVERY, Precision, Reached};
use crate::experiment::results::OutcomeKind;

/// What is to be known: an outcome by itself, or the plans' differences from the baseline, of which the one that is known
/// least is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Known<'a> {
    Outcome,
    /// With the plan whose difference it is, by outcome; empty where there is only one plan.
    Difference(&'a [&'a str]),
}

impl Known<'_> {
    /// Whose difference an outcome's is, after its amount; nothing where there is no choice.
    fn whose(self, outcome: usize) -> String {
        match self {
            Known::Outcome => String::new(),
            Known::Difference(plans) => plans
                .get(outcome)
                .map_or_else(String::new, |plan| format!(" ({})", named(plan))),
        }
    }
}

/// The plan whose difference is told, by outcome; none where only one is compared.
pub(in crate::report) fn plans<'a>(comparison: &'a Comparison, least: &Least) -> Vec<&'a str> {
    let others = comparison.others();
    if others.len() < 2 {
        return Vec::new();
    }
    let plan = |at: &usize| others[*at].plan.as_str();
    least.plans.iter().map(plan).collect()
}

/// Why the run ended where it did.
pub(in crate::report) fn ended(precision: &Precision, known: Known) -> String {
    let futures = words::counted(precision.futures, "future", "futures");
    let unmet: Vec<String> = precision
        .outcomes
        .iter()
        .enumerate()
        .filter(|(_, it)| it.met == Some(false))
        .map(|(at, it)| {
            let whose = known.whose(at);
            // Narrow enough, but by the luck of a few futures.
            if it.reached <= it.allowed {
                return format!("{} (too few futures){whose}", label(it));
            }
            let (reached, allowed) = (amount(it, it.reached), amount(it, it.allowed));
            let unit = unit(it);
            format!(
                "{} ±{reached}{unit} instead of ±{allowed}{whose}",
                label(it)
            )
        })
        .collect();
    let mut text = match (unmet.is_empty(), known) {
        (true, Known::Outcome) => {
            format!("Stopped after {futures}: every precision asked for is reached.")
        }
        (true, Known::Difference(_)) => format!(
            "Stopped after {futures}: the differences from the baseline are as precise as asked."
        ),
        (false, known) => {
            let which = match known {
                Known::Outcome => "",
                Known::Difference(_) => " (of each outcome the difference that is known least)",
            };
            format!(
                "Stopped at {futures}, the most that were to be played; not yet as precise as asked{which}: {}.",
                unmet.join("; ")
            )
        }
    };
    let undefined: Vec<String> = precision
        .outcomes
        .iter()
        .filter(|it| it.met.is_none())
        .map(label)
        .collect();
    if !undefined.is_empty() {
        text.push_str(&format!(
            " Not defined in this scenario: {}.",
            words::listed(&undefined)
        ));
    }
    text
}

/// The precision of every estimate that one was asked of.
pub(in crate::report) fn reached(precision: &Precision, known: Known) -> Option<String> {
    let outcomes = precision.outcomes.iter().enumerate();
    let defined = outcomes.filter(|(_, it)| it.met.is_some());
    let each: Vec<String> = defined
        .map(|(at, it)| {
            let (reached, allowed) = (amount(it, it.reached), amount(it, it.allowed));
            let (unit, whose) = (unit(it), known.whose(at));
            format!("{} ±{reached}{unit}{whose} (asked ±{allowed})", label(it))
        })
        .collect();
    let which = match known {
        Known::Outcome => "",
        Known::Difference(_) => " by the difference from the baseline that is known least",
    };
    (!each.is_empty()).then(|| format!("Precision reached{which}, at 95 %: {}.", each.join("; ")))
}

/// How the number of futures came about, for the notes on method.
pub(in crate::report) fn method(known: Known) -> (&'static str, String) {
    let what = match known {
        Known::Outcome => "the estimates were",
        Known::Difference(_) => "every plan's differences from the baseline were",
    };
    let share = match known {
        Known::Outcome => "",
        Known::Difference(_) => {
            " A share asked of a mean is taken of the baseline's, or of the plan's where that is 0."
        }
    };
    let text = format!(
        "Played until {what} as precise as asked: first judged after {} futures, then after every {}.{share} A run that ends when its intervals are narrow enough may end by luck; with so many futures before the first judgement the intervals still cover close to 95 %.",
        words::count(FIRST_LOOK),
        words::count(LOOK_EVERY)
    );
    ("Number of futures", text)
}

/// The label inside a sentence.
fn label(it: &Reached) -> String {
    let label = &it.target.label;
    let shouts = label.chars().nth(1).is_some_and(char::is_uppercase);
    match label.chars().next() {
        Some(first) if !shouts => first.to_lowercase().to_string() + &label[first.len_utf8()..],
        Some(_) | None => label.clone(),
    }
}

/// The unit after an amount; none where the label says it all.
fn unit(it: &Reached) -> String {
    match (it.target.kind, it.target.unit.as_str()) {
        (OutcomeKind::Probability, _) => " points".to_owned(),
        (_, "currency") => " over the whole time".to_owned(),
        (_, unit @ ("weeks" | "hours" | "EFT")) => format!(" {unit}"),
        (_, _) => String::new(),
    }
}

/// An amount in three figures; of a chance in points.
fn amount(it: &Reached, value: f64) -> String {
    let value = match it.target.kind {
        OutcomeKind::Probability => 100.0 * value,
        OutcomeKind::Mean | OutcomeKind::Label => value,
    };
    let size = value.abs().log10().floor();
    let decimals = if size.is_finite() {
        (2.0 - size).clamp(0.0, 6.0)
    } else {
        0.0
    };
    words::number(value, decimals as usize)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::experiment::gathering::Gathering;
    use crate::experiment::precision::targets;
    use crate::experiment::{NoOutcomes, Settings, Silent, Subject};
    use crate::scenario::document::Document;

    fn precision(asks: &[&str], set: &[(&str, &str)]) -> Precision {
        let text = include_str!("../../../scenarios/two-workers.toml");
        let document = Document::parse("two-workers.toml", text).unwrap();
        let own = |(path, value): &(&str, &str)| ((*path).to_owned(), (*value).to_owned());
        let study = document
            .study(None, &set.iter().map(own).collect::<Vec<_>>())
            .unwrap();
        let asks: Vec<_> = asks.iter().map(|it| it.parse().unwrap()).collect();
        let settings = Settings {
            replications: 100,
            seed: 7,
            threads: 2,
            cut: Vec::new(),
            twin: false,
        };
        let subject = Subject::from(&study);
        let targets = targets(&asks, &subject.columns()).unwrap();
        let mut run = Gathering::new(&subject, &settings, targets).unwrap();
        run.play(&Silent, &AtomicBool::new(false), &mut NoOutcomes)
            .unwrap();
        run.finish().precision.unwrap()
    }

    #[test]
    fn what_is_not_reached_is_told_with_both_numbers_and_what_is_undefined_by_name() {
        let found = precision(
            &["leavers_count=0.001", "ended_vicious=2%", "unsafe_year=30%"],
            &[("run.horizon_weeks", "60")],
        );
        let text = ended(&found, Known::Outcome);
        assert!(
            text.starts_with("Stopped at 100 futures, the most that were to be played; not yet as precise as asked: workers who left ±0.")
                && text.contains(" instead of ±0.00100; at least one unsafe year (too few futures).")
                && text.ends_with("Not defined in this scenario: ends in a vicious spiral."),
            "{text}"
        );
        let small = reached(&found, Known::Outcome).unwrap();
        assert!(
            small.contains("at least one unsafe year ±") && small.contains("points (asked ±30.0)"),
            "{small}"
        );
    }

    #[test]
    fn of_a_comparison_it_is_the_differences_that_are_told() {
        let found = precision(&["leavers_count=0.001"], &[("run.horizon_weeks", "60")]);
        let text = ended(&found, Known::Difference(&[]));
        assert!(
            text.contains("not yet as precise as asked (of each outcome the difference that is known least): workers who left ±0."),
            "{text}"
        );
        let two = ended(&found, Known::Difference(&["third worker"]));
        assert!(
            two.ends_with(" instead of ±0.00100 (“third worker”)."),
            "{two}"
        );
        let wide = precision(&["leavers_count=50"], &[("run.horizon_weeks", "60")]);
        let mut wide = Precision {
            futures: 1_000,
            ..wide
        };
        wide.outcomes[0].met = Some(true);
        assert_eq!(
            ended(&wide, Known::Difference(&[])),
            "Stopped after 1,000 futures: the differences from the baseline are as precise as asked."
        );
        let small = reached(&wide, Known::Difference(&[])).unwrap();
        assert!(
            small.starts_with("Precision reached by the difference from the baseline that is known least, at 95 %: workers who left ±"),
            "{small}"
        );
    }
}
