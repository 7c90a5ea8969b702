//! What the loops do, in sentences: which one matters, what cutting it would mean in practice, who leads when, what a cut prevents.

use super::words;
use crate::experiment::attribution::charge::{InCharge, Spell};
use crate::experiment::attribution::effects::{LoopEffects, OutcomeEffects, PairEffects};
use crate::experiment::attribution::prevention::{Prevention, SpiralKind};
use crate::experiment::attribution::{Attribution, Orders};
use crate::experiment::results::Estimate;
use crate::scenario::LoopName;

/// Outcomes that may lead, the first that the loops can be told to change; the order is that of the headline.
const LEADS: [&str; 4] = [
    "unsafe_year",
    "ended_vicious",
    "weeks_vicious",
    "breach_worker_weeks_per_year",
];

/// What a loop is, in a few words.
pub(in crate::report) fn rule(name: LoopName) -> &'static str {
    match name {
        LoopName::Burnout => "strained workers leave sooner",
        LoopName::Absence => "strained workers are sick more often",
        LoopName::Overload => "people leave when the week is too full",
        LoopName::Hiring => "without time to hire, posts stay empty for longer",
        LoopName::Onboarding => "without time to induct, starters take longer to carry a full load",
        LoopName::Records => "records left undone come back as more work",
        LoopName::Care => "clients who miss contact stay longer and get worse",
    }
}

/// What cutting a loop would mean in practice.
pub(in crate::report) fn practice(name: LoopName) -> &'static str {
    match name {
        LoopName::Burnout => {
            "keep strain from driving people out: protect supervision and wellbeing hours, and act before people give notice"
        }
        LoopName::Absence => {
            "keep strain from making people ill: protect supervision and wellbeing hours, and cover sick leave from outside"
        }
        LoopName::Overload => {
            "take work off people before the week overflows, with a cap on what one person is given"
        }
        LoopName::Hiring => {
            "protect the hours for hiring, or give the hiring to somebody whose week clients do not fill"
        }
        LoopName::Onboarding => {
            "protect the hours for inducting new colleagues, or give the induction to somebody whose week clients do not fill"
        }
        LoopName::Records => {
            "protect the hours for records, or take paperwork away, so that nothing is left to come back as rework"
        }
        LoopName::Care => {
            "protect contact with clients in a full week, so that nobody stays longer or gets worse for want of it"
        }
    }
}

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

/// Which loop leads, when: `the hiring loop leads until week 60, then burnout`.
pub(in crate::report) fn leading(it: &Attribution) -> String {
    let charge = &it.in_charge;
    if charge.futures == 0 {
        return format!(
            "None of the {} ends in the spiral, so no loop is in charge of one.",
            words::counted(it.completed, "future", "futures")
        );
    }
    let spells: Vec<(usize, LoopName)> = spells(charge)
        .into_iter()
        .map(|(from, leader)| (from, it.loops[leader]))
        .collect();
    let among = format!(
        "In the {} that end in the spiral",
        words::counted(charge.futures, "future", "futures")
    );
    let Some(((from, first), rest)) = spells.split_first() else {
        return format!("{among} no loop can be told to lead.");
    };
    let from = if *from == 0 {
        String::new()
    } else {
        format!(" from week {from}")
    };
    let turns = match rest {
        [] => format!(
            "{among}, {} leads{from} to the end: cutting it takes away more pressure than cutting any other.",
            the_loop(*first)
        ),
        [(next, second)] => format!(
            "{among}, {} leads{from} until week {next}, then {}.",
            the_loop(*first),
            second.name()
        ),
        [_, ..] => {
            let turns: Vec<String> = rest
                .iter()
                .map(|(from, name)| format!("{} from week {from}", name.name()))
                .collect();
            format!(
                "{among}, the lead changes: {} leads{from}, {}.",
                the_loop(*first),
                words::listed(&turns)
            )
        }
    };
    format!("{turns}{}", clear(charge))
}

/// For how much of the time the lead over the next loop can be told.
fn clear(charge: &InCharge) -> String {
    let weeks = |of: fn(&Spell) -> bool| -> usize {
        let spells = charge.spells.iter().filter(|it| of(it));
        spells.map(|it| it.weeks.1 - it.weeks.0).sum()
    };
    let (led, clear) = (
        weeks(|it| it.leader.is_some()),
        weeks(|it| it.leader.is_some() && it.is_clear),
    );
    if charge.removed.len() < 2 || led == 0 {
        String::new()
    } else if clear == led {
        " The lead is clear of the next loop throughout.".to_owned()
    } else if clear == 0 {
        " At no time can the lead be told from the next loop's pressure.".to_owned()
    } else {
        format!(
            " The lead is clear of the next loop in {} of these {} weeks.",
            words::count(clear as u64),
            words::count(led as u64)
        )
    }
}

/// Weeks from which a loop leads, without the spells in which none can be told.
fn spells(charge: &InCharge) -> Vec<(usize, usize)> {
    let mut turns: Vec<(usize, usize)> = Vec::new();
    for spell in &charge.spells {
        if let Some(leader) = spell.leader
            && turns.last().is_none_or(|last| last.1 != leader)
        {
            turns.push((spell.weeks.0, leader));
        }
    }
    turns
}

/// Futures with a spiral of a kind, in words.
pub(in crate::report) fn kind(kind: SpiralKind) -> &'static str {
    match kind {
        SpiralKind::Ended => "end in the spiral",
        SpiralKind::Long => "are in the spiral for 13 weeks or more",
    }
}

/// In how many spirals a cut would have prevented it.
pub(in crate::report) fn prevented(it: &Attribution, found: &Prevention) -> String {
    if found.spirals == 0 {
        return format!(
            "None of the {} {}.",
            words::counted(found.futures, "future", "futures"),
            match found.kind {
                SpiralKind::Ended => "ends in the spiral",
                SpiralKind::Long => "is in the spiral for 13 weeks or more",
            }
        );
    }
    let mut order: Vec<usize> = (0..found.loops.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(found.loops[*at].count));
    let (told, rest): (Vec<usize>, Vec<usize>) = order
        .into_iter()
        .partition(|at| found.loops[*at].net.low > 0.0);
    let name = |at: &usize| it.loops[*at].name().to_owned();
    let evens = rest.first().map_or_else(String::new, |most| {
        format!(
            " Cutting {} alone cannot be told to prevent more than it brings on elsewhere ({} and {} for {}).",
            rest.iter().map(name).collect::<Vec<_>>().join(" or "),
            words::count(found.loops[*most].count),
            words::count(found.loops[*most].brought_on),
            name(most),
        )
    });
    let Some((top, others)) = told.split_first() else {
        return format!(
            "Of the {} futures that {}, no single cut can be told to prevent more than it brings on elsewhere.{evens}",
            words::count(found.spirals),
            kind(found.kind)
        );
    };
    let others: Vec<String> = others
        .iter()
        .map(|at| {
            format!(
                "in {} without {}",
                words::count(found.loops[*at].count),
                name(at)
            )
        })
        .collect();
    let others = if others.is_empty() {
        String::new()
    } else {
        format!(", {}", words::listed(&others))
    };
    format!(
        "In {} of the {} futures that {} it would not have come to that without {}{others}.{} {evens}",
        words::count(found.loops[*top].count),
        words::count(found.spirals),
        kind(found.kind),
        the_loop(it.loops[*top]),
        match found.loops[*top].brought_on {
            0 => format!(" Cutting {} brings it on in no other.", name(top)),
            many => format!(" Cutting {} brings it on in {} other.", name(top), words::spelled(many)),
        },
    )
    .replace("  ", " ")
    .trim_end()
    .to_owned()
}

/// The smallest cuts that are enough, with the spirals of each: first any one loop, then sets of more, the most first. Empty
/// where one loop is always enough.
pub(in crate::report) fn smallest(it: &Attribution, found: &Prevention) -> Vec<(String, u64)> {
    let Some(smallest) = &found.smallest else {
        return Vec::new();
    };
    let several = smallest.sets.iter().filter(|set| set.0.count_ones() > 1);
    let several: Vec<(String, u64)> = several
        .map(|set| (words::listed(&members(it, set.0)), set.1))
        .collect();
    if several.is_empty() {
        return several;
    }
    let single = smallest.by_size.first().copied().unwrap_or(0);
    let mut rows = vec![("some one loop".to_owned(), single)];
    rows.extend(several);
    rows
}

/// Spirals that no single cut prevents, and what does.
pub(in crate::report) fn together(it: &Attribution, found: &Prevention) -> Option<String> {
    let smallest = found.smallest.as_ref().filter(|it| it.spirals > 0)?;
    let single = smallest.by_size.first().copied().unwrap_or(0);
    let more = smallest.spirals - single;
    if more == 0 {
        return Some(format!(
            "In each of the {} looked at with every combination of cuts, cutting one loop is enough.",
            words::counted(smallest.spirals, "spiral", "spirals")
        ));
    }
    let pair = smallest.sets.iter().find(|it| it.0.count_ones() > 1)?;
    let names: Vec<String> = members(it, pair.0);
    Some(format!(
        "In {} of {} spirals looked at with every combination of cuts no single cut is enough; in {} of them cutting {} is.",
        words::count(more),
        words::count(smallest.spirals),
        words::count(pair.1),
        if names.len() == 2 {
            format!("both {}", words::listed(&names))
        } else {
            words::listed(&names)
        },
    ))
}

/// The names of a set of loops.
pub(in crate::report) fn members(it: &Attribution, set: usize) -> Vec<String> {
    (0..it.loops.len())
        .filter(|at| set & (1 << at) != 0)
        .map(|at| it.loops[at].name().to_owned())
        .collect()
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
                format!(" Staff cost {size} less with them, because empty posts cost nothing: that is no saving.")
            } else {
                format!(" Staff cost {size} more with them.")
            }
        });
    Some(people + &cost)
}

/// The small print of the answer: how many futures.
pub(in crate::report) fn small_print(it: &Attribution) -> String {
    format!(
        "{} with all loops, with none, and with all but each; {} in the first {} of them. Chances of a set of loops have Wilson's intervals, differences Student's over paired futures.",
        words::capital(&words::counted(it.completed, "future", "futures")),
        match it.orders {
            Orders::All => "every combination of loops".to_owned(),
            Orders::Sampled(orders) => format!(
                "{} drawn for each future",
                words::counted(orders, "order of the loops", "orders of the loops")
            ),
        },
        words::count(it.every_set),
    )
}

/// How it was computed, term by term.
pub(in crate::report) fn method(it: &Attribution) -> Vec<(String, String)> {
    let cut = if it.cut.is_empty() {
        String::new()
    } else {
        let names: Vec<String> = it.cut.iter().map(|name| (*name).to_owned()).collect();
        format!(
            " Cut by request in every future, and so no part of the game: {}.",
            words::listed(&names)
        )
    };
    let orders = match it.orders {
        Orders::All => format!(
            "Every set of the loops is played ({} sets in each of {} futures), so the average over orders is exact in each future.",
            words::count(1 << it.loops.len()),
            words::count(it.every_set)
        ),
        Orders::Sampled(orders) => format!(
            "{} drawn for each of {} futures, every second one the reverse of the one before. The average over orders is an estimate in each future; its error is part of the interval. Interactions of pairs and smallest sets need every set and are left out.",
            words::capital(&words::counted(orders, "order is", "orders are")),
            words::count(it.every_set)
        ),
    };
    let text = |term: &str, text: String| (term.to_owned(), text);
    vec![
        text("What is asked", format!("v(S) is the expected outcome with exactly the loops in S acting, every other number and every draw of chance the same.{cut}")),
        text("When it alone is cut", "v(all) − v(all without the loop), future by future: what would go away if this loop stopped and the rest went on. These add up to more than the whole where loops need each other.".to_owned()),
        text("By itself", "v(the loop alone) − v(none): what the loop does where no other acts.".to_owned()),
        text("Fair share", format!("The Shapley value: what the loop adds when it joins, averaged over all orders in which the loops may join. The shares add up to v(all) − v(none), over the same futures. {orders}")),
        text("Two together", "The Shapley interaction index: what two loops add together beyond what each adds without the other, averaged in the same way over the company they may have.".to_owned()),
        text("Strain", "Strain is a state, not a loop: burnout and absence act through it and it does nothing without them. It is followed in every future, so cutting burnout and absence together is what cutting strain would be.".to_owned()),
        text("In a spiral", "Overstretched while the same future without any feedback is not. That comparison future is the same for every set of loops.".to_owned()),
        text("In charge", format!("Over the futures that end in the spiral with all loops: pressure over the weeks of the window with all loops, less the same with one loop cut. Pressure counts as at most {}, because it has no upper end and is infinite without anybody at work; {} of these futures' weeks are above that. A loop leads a quarter of a year when it takes most away, at least a hundredth of a full week, and the interval keeps clear of 0 in at least half of its weeks; the lead is clear where the paired difference to the next loop keeps clear of 0 as well.",
            words::number(crate::experiment::attribution::charge::MOST_PRESSURE, 0),
            if it.in_charge.futures > 0 { words::percent(it.in_charge.above_most) } else { "none".to_owned() })),
        text("Prevented", "A spiral counts as prevented by a cut when the same future with that cut has none. A cut also shuffles who meets whom when, so some futures come into the spiral only with the cut: they stand beside as brought on.".to_owned()),
        text("Intervals", "Each effect is worked out inside one future and then averaged: Student's 95 % interval of the mean over futures. Where an effect is 0 in every future played its interval is 0 too, which is certain only for a loop that cannot act.".to_owned()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_loop_has_its_rule_and_what_cutting_it_means() {
        for name in LoopName::ALL {
            assert!(rule(name).len() > 20 && practice(name).len() > 40);
            assert!(!practice(name).ends_with('.'));
        }
    }
}
