//! What the loops do, in sentences: which one matters, what cutting it would mean in practice, who leads when, what a cut prevents.

mod meaning;
mod method;
mod spiral;

pub(in crate::report) use meaning::{practice, rule};
pub(in crate::report) use method::{method, small_print};
pub(in crate::report) use spiral::{kind, leading, prevented, smallest, together};

use super::words;
use crate::experiment::attribution::Attribution;
use crate::experiment::attribution::effects::{LoopEffects, OutcomeEffects, PairEffects};
use crate::experiment::results::Estimate;
use crate::scenario::LoopName;

/// Outcomes that may lead, the first that the loops can be told to change; the order is that of the headline.
const LEADS: [&str; 4] = [
    "unsafe_year",
    "ended_vicious",
    "weeks_vicious",
    "breach_worker_weeks_per_year",
];

/// Positions of the loops by their Shapley value for an outcome, the largest first.
pub(in crate::report) fn ranked(outcome: &OutcomeEffects) -> Vec<usize> {
    let mut order: Vec<usize> = (0..outcome.loops.len()).collect();
    order.sort_by(|one, other| {
        let value = |at: usize| outcome.loops[at].shapley.value;
        value(*other).total_cmp(&value(*one))
    });
    order
}

/// The outcome that leads: the first that all loops together can be told to raise, else the first there is.
pub(in crate::report) fn headline(it: &Attribution) -> Option<&OutcomeEffects> {
    let known = LEADS.iter().filter_map(|name| it.outcome(name));
    known
        .clone()
        .find(|outcome| is_raised(outcome))
        .or_else(|| known.clone().next())
        .or(it.outcomes.first())
}

fn is_raised(outcome: &OutcomeEffects) -> bool {
    outcome.whole.low > 0.0 && outcome.whole_every_set.low > 0.0
}

/// An amount of an outcome: of 100 futures, or in its unit.
pub(in crate::report) fn amount(outcome: &OutcomeEffects, value: f64) -> String {
    if outcome.is_chance {
        words::in_100(value)
    } else if outcome.name == "cost" {
        words::money(value)
    } else {
        words::amount(value)
    }
}

/// The same in a sentence: `fewer than 1` for `<1`.
fn said(outcome: &OutcomeEffects, value: f64) -> String {
    amount(outcome, value)
        .replace('<', "fewer than ")
        .replace('>', "more than ")
}

/// A difference of an outcome: a chance in futures of 100, with a sign where it is less than nothing.
pub(in crate::report) fn difference(outcome: &OutcomeEffects, value: f64) -> String {
    if outcome.is_chance {
        words::number(value * 100.0, usize::from(value.abs() < 0.0995))
    } else if outcome.name == "cost" {
        words::money(value)
    } else {
        words::number(
            value,
            usize::from(value.abs() < 9.95) + usize::from(value.abs() < 0.1),
        )
    }
}

/// A difference with its interval: `12 (10 to 14)`.
pub(in crate::report) fn with_interval(outcome: &OutcomeEffects, it: &Estimate) -> String {
    let write = |value| difference(outcome, value);
    if !it.low.is_finite() {
        return write(it.value);
    }
    format!(
        "{} ({} to {})",
        write(it.value),
        write(it.low),
        write(it.high)
    )
}

/// What an outcome counts, as it follows a number.
fn unit(outcome: &OutcomeEffects) -> &'static str {
    match outcome.name {
        "unsafe_year" => "futures of 100 with an unsafe year",
        "ended_vicious" => "futures of 100 that end in the spiral",
        "weeks_vicious" => "weeks in the spiral",
        "breach_worker_weeks_per_year" => "worker-weeks a year over the safe load",
        "leavers_count" => "leavers",
        _ => "in cost of staff",
    }
}

/// Names a loop in a sentence.
pub(in crate::report) fn the_loop(name: LoopName) -> String {
    format!("the {} loop", name.name())
}

/// The answer, sentence by sentence, the loop that matters first.
pub(in crate::report) fn sentences(it: &Attribution) -> Vec<String> {
    let mut sentences = Vec::new();
    sentences.extend(lead(it));
    sentences.extend(shares(it));
    sentences.extend(interaction(it));
    sentences.push(leading(it));
    sentences.extend(it.prevention.first().map(|found| prevented(it, found)));
    sentences.extend(it.prevention.first().and_then(|found| together(it, found)));
    sentences.extend(people(it));
    let units = it.outcomes.iter().map(|outcome| outcome.unit);
    sentences.extend(words::in_currency(&it.scenario, units));
    sentences
}

/// The loop that matters most and what goes when it is cut.
fn lead(it: &Attribution) -> Option<String> {
    let outcome = headline(it)?;
    let top = *ranked(outcome).first()?;
    let name = it.loops[top];
    if !is_raised(outcome) || outcome.loops[top].shapley.low <= 0.0 {
        return Some(format!(
            "No loop can be told to matter. {}{}: {} with all feedback, {} without any; the difference is {}.",
            outcome.label,
            if outcome.is_chance {
                ", in futures of 100"
            } else {
                ""
            },
            said(outcome, outcome.all.value),
            said(outcome, outcome.none.value),
            with_interval(outcome, &outcome.whole),
        ));
    }
    let mut gone: Vec<String> = vec![when_cut(outcome, &outcome.loops[top])];
    if outcome.name == "unsafe_year"
        && let Some(spiral) = it.outcome("ended_vicious").filter(|it| is_raised(it))
    {
        gone.push(when_cut(spiral, &spiral.loops[top]));
    }
    let level: Vec<usize> = ranked(outcome)
        .into_iter()
        .skip(1)
        .filter(|at| !outcome.is_ahead(top, *at) && outcome.loops[*at].shapley.low > 0.0)
        .collect();
    let also: String = level
        .iter()
        .map(|at| {
            format!(
                "; with {} cut instead, {}",
                it.loops[*at].name(),
                when_cut(outcome, &outcome.loops[*at])
            )
        })
        .collect();
    let names: Vec<String> = level
        .iter()
        .map(|at| it.loops[*at].name().to_owned())
        .collect();
    let matters = match (it.loops.len(), names.as_slice()) {
        (1, _) => "is the one that acts".to_owned(),
        (_, []) => "matters most".to_owned(),
        _ => format!(
            "matters most, though {} may matter as much",
            words::listed(&names)
        ),
    };
    Some(format!(
        "{} {matters}: with it cut and the rest as they are, {}{also}. In practice: {}.",
        words::capital(&the_loop(name)),
        gone.join(", and "),
        practice(name)
    ))
}

/// What an outcome is with a loop cut rather than with all.
fn when_cut(outcome: &OutcomeEffects, effects: &LoopEffects) -> String {
    let with = outcome.all.value;
    let without = with - effects.leave_one_out.value;
    let (with, without) = (said(outcome, with), said(outcome, without));
    match outcome.name {
        "unsafe_year" => {
            format!("some year is unsafe in {without} of 100 futures instead of {with}")
        }
        "ended_vicious" => format!("{without} of 100 end in the spiral instead of {with}"),
        "weeks_vicious" => format!("{without} weeks are spent in the spiral instead of {with}"),
        _ => format!("there are {without} {} instead of {with}", unit(outcome)),
    }
}

/// How the whole is shared out.
fn shares(it: &Attribution) -> Option<String> {
    let outcome = headline(it).filter(|outcome| is_raised(outcome))?;
    let order = ranked(outcome);
    let (told, rest): (Vec<usize>, Vec<usize>) = order
        .into_iter()
        .partition(|at| outcome.loops[*at].shapley.low > 0.0);
    let share = |at: &usize| {
        format!(
            "{} {}",
            it.loops[*at].name(),
            with_interval(outcome, &outcome.loops[*at].shapley)
        )
    };
    let told: Vec<String> = told.iter().map(share).collect();
    let rest: Vec<String> = rest
        .iter()
        .map(|at| it.loops[*at].name().to_owned())
        .collect();
    let rest = match rest.as_slice() {
        [] => String::new(),
        _ => format!(
            "; for {} no share can be told from nothing",
            words::listed(&rest)
        ),
    };
    let over = if it.every_set < it.completed {
        format!(
            ", over the {} played with every combination of cuts, in which they add {}",
            words::counted(it.every_set, "future", "futures"),
            difference(outcome, outcome.whole_every_set.value)
        )
    } else {
        String::new()
    };
    Some(format!(
        "All loops together add {} {} ({} without any feedback, {} with all of it). Fair shares of that{over}, with 95 % intervals: {}{rest}.",
        difference(outcome, outcome.whole.value),
        unit(outcome),
        if outcome.name.ends_with("vicious") {
            "none, by definition,".to_owned()
        } else {
            said(outcome, outcome.none.value)
        },
        said(outcome, outcome.all.value),
        if told.is_empty() {
            "none".to_owned()
        } else {
            words::listed(&told)
        },
    ))
}

/// The outcome in which what the loops do together is shown: the spiral, where it is known, else the headline.
pub(in crate::report) fn interaction_outcome(it: &Attribution) -> Option<&OutcomeEffects> {
    let spiral = it.outcome("ended_vicious").filter(|it| is_raised(it));
    spiral.or_else(|| headline(it))
}

/// The pair of loops that changes an outcome most by acting together, where it can be told from nothing.
pub(in crate::report) fn strongest_pair(outcome: &OutcomeEffects) -> Option<&PairEffects> {
    let known = outcome.pairs.iter();
    known
        .filter(|pair| pair.index.low > 0.0 || pair.index.high < 0.0)
        .max_by(|one, other| {
            let size = |it: &PairEffects| it.index.value.abs();
            size(one)
                .total_cmp(&size(other))
                .then(other.loops.cmp(&one.loops))
        })
}

/// What the loops do together beyond what each does by itself.
fn interaction(it: &Attribution) -> Option<String> {
    let outcome = interaction_outcome(it).filter(|_| it.loops.len() > 1)?;
    let alone: f64 = outcome.loops.iter().map(|it| it.alone.value).sum();
    let whole = outcome.whole_every_set.value;
    let sum = format!(
        "Each by itself, the loops would add {} {} if simply summed; acting together they add {}",
        difference(outcome, alone),
        unit(outcome),
        difference(outcome, whole),
    );
    let sum = if outcome.together.low > 0.0 {
        format!("{sum}: they feed each other.")
    } else if outcome.together.high < 0.0 {
        format!("{sum}: they do the same damage twice.")
    } else {
        format!("{sum}: a difference that may be chance.")
    };
    Some(match strongest_pair(outcome) {
        None => sum,
        Some(pair) => format!("{sum} {}", pair_sentence(it, outcome, pair)),
    })
}

fn pair_sentence(it: &Attribution, outcome: &OutcomeEffects, pair: &PairEffects) -> String {
    let (one, other) = pair.loops;
    let alone = |at: usize| difference(outcome, outcome.loops[at].alone.value);
    let how = if pair.index.value > 0.0 {
        "do more together than alone"
    } else {
        "stand in for each other"
    };
    format!(
        "{} and {} {how}: by itself {} adds {} and {} {}, the two without the rest {}. Averaged over whichever others act, meeting changes it by {}.",
        words::capital(it.loops[one].name()),
        it.loops[other].name(),
        it.loops[one].name(),
        alone(one),
        it.loops[other].name(),
        alone(other),
        difference(outcome, pair.both.value),
        with_interval(outcome, &pair.index),
    )
}

/// Leavers and money.
fn people(it: &Attribution) -> Option<String> {
    let leavers = it.outcome("leavers_count")?;
    let known = |it: &Estimate| it.low > 0.0 || it.high < 0.0;
    let counts = format!(
        "{} with the loops, {} without",
        words::amount(leavers.all.value),
        words::amount(leavers.none.value)
    );
    let people = if !known(&leavers.whole) {
        format!(
            "As far as can be told, the loops change nothing about how many people leave ({counts})."
        )
    } else {
        let top = ranked(leavers).first().copied();
        let top = top.filter(|at| it.loops.len() > 1 && leavers.loops[*at].shapley.low > 0.0);
        format!(
            "Over the whole time the loops {} {} leavers ({counts}){}.",
            if leavers.whole.value < 0.0 {
                "take away"
            } else {
                "add"
            },
            difference(leavers, leavers.whole.value.abs()),
            top.map_or_else(String::new, |at| format!(
                "; the largest share, {}, is {}’s",
                difference(leavers, leavers.loops[at].shapley.value),
                it.loops[at].name()
            ))
        )
    };
    let cost = it
        .outcome("cost")
        .filter(|it| known(&it.whole))
        .map_or_else(String::new, |cost| {
            let size = difference(cost, cost.whole.value.abs());
            if cost.whole.value < 0.0 {
                format!(" The service costs {size} less with them, because empty posts cost nothing: that is no saving.")
            } else {
                format!(" The service costs {size} more with them.")
            }
        });
    Some(people + &cost)
}
