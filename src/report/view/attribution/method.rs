//! How an attribution was computed, in words.

use crate::experiment::attribution::charge::MOST_PRESSURE;
use crate::experiment::attribution::{Attribution, Orders};
use crate::report::view::words;

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
            words::number(MOST_PRESSURE, 0),
            if it.in_charge.futures > 0 { words::percent(it.in_charge.above_most) } else { "none".to_owned() })),
        text("Prevented", "A spiral counts as prevented by a cut when the same future with that cut has none. A cut also shuffles who meets whom when, so some futures come into the spiral only with the cut: they stand beside as brought on.".to_owned()),
        text("Intervals", "Each effect is worked out inside one future and then averaged: Student's 95 % interval of the mean over futures. Where an effect is 0 in every future played its interval is 0 too, which is certain only for a loop that cannot act.".to_owned()),
    ]
}
