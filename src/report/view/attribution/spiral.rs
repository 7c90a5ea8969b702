//! Who leads when, and which spirals a cut prevents, in sentences.

use super::the_loop;
use crate::experiment::attribution::Attribution;
use crate::experiment::attribution::charge::{InCharge, Spell};
use crate::experiment::attribution::prevention::{Prevention, SpiralKind};
use crate::report::view::words;
use crate::scenario::LoopName;

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
        "In the {} in the spiral",
        words::counted(charge.futures, "future that ends", "futures that end")
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

/// What so many futures with a spiral of a kind do, in words.
pub(in crate::report) fn kind(kind: SpiralKind, futures: u64) -> &'static str {
    match (kind, futures) {
        (SpiralKind::Ended, 1) => "ends in the spiral",
        (SpiralKind::Ended, _) => "end in the spiral",
        (SpiralKind::Long, 1) => "is in the spiral for 13 weeks or more",
        (SpiralKind::Long, _) => "are in the spiral for 13 weeks or more",
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
            "No single cut can be told to prevent more spirals than it brings on elsewhere: of {} that {}, cutting {} prevents {}, and brings on {} elsewhere.",
            words::counted(found.spirals, "future", "futures"),
            kind(found.kind, found.spirals),
            rest.first().map_or_else(String::new, name),
            words::count(rest.first().map_or(0, |at| found.loops[*at].count)),
            words::count(rest.first().map_or(0, |at| found.loops[*at].brought_on)),
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
        "In {} of the {} that {} it would not have come to that without {}{others}.{} {evens}",
        words::count(found.loops[*top].count),
        words::counted(found.spirals, "future", "futures"),
        kind(found.kind, found.spirals),
        the_loop(it.loops[*top]),
        match found.loops[*top].brought_on {
            0 => format!(" Cutting {} brings it on in no other.", name(top)),
            many => format!(
                " Cutting {} brings it on in {} other.",
                name(top),
                words::spelled(many)
            ),
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
