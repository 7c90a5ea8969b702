//! Why a plan can have more futures that end in the spiral and yet less overload or fewer worker-weeks over the safe load, or the
//! other way round.
//!
//! Decided by verdicts alone, which are told from the pairs and corrected for the number of plans; points only illustrate. Of the
//! futures that end overstretched those are in the spiral whose twin is not overstretched; the others are overloaded, with
//! feedback or without. So where spirals become more and overstretched futures fewer, overloaded ones have become fewer still.

use super::{named, value};
use crate::experiment::compare::results::{Comparison, Verdict};
use crate::experiment::results::Results;
use crate::report::view::words;

/// One sentence for each plan whose verdicts seem to contradict each other.
pub(super) fn sentences(comparison: &Comparison) -> Vec<String> {
    let plans = 0..comparison.others().len();
    plans
        .filter_map(|plan| sentence(comparison, plan))
        .collect()
}

fn sentence(comparison: &Comparison, plan: usize) -> Option<String> {
    let verdict = |name| {
        let outcome = comparison.outcome(name);
        outcome.map_or(Verdict::Untold, |it| it.against[plan].verdict)
    };
    let (way, other) = match verdict("ended_vicious") {
        Verdict::Worse => (Way::MoreSpirals, Verdict::Better),
        Verdict::Better => (Way::FewerSpirals, Verdict::Worse),
        Verdict::Same | Verdict::Open { .. } | Verdict::Untold => return None,
    };
    let overstretched = verdict("ended_overstretched") == other;
    let load = verdict("breach_worker_weeks_per_year") == other;
    (overstretched || load).then(|| said(comparison, plan, way, overstretched, load))
}

/// Which way the spirals go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    MoreSpirals,
    FewerSpirals,
}

fn said(comparison: &Comparison, at: usize, way: Way, overstretched: bool, load: bool) -> String {
    let (plan, base) = (&comparison.others()[at], comparison.baseline());
    let (first, second) = match way {
        Way::MoreSpirals => ("More", "fewer"),
        Way::FewerSpirals => ("Fewer", "more"),
    };
    let mut yet = Vec::new();
    if overstretched {
        let all = |it: &Results| words::in_100(value(it, "ended_overstretched"));
        yet.push(format!(
            "{second} end overstretched at all ({} of 100 instead of {})",
            all(plan),
            all(base)
        ));
    }
    if load {
        yet.push(format!(
            "there are {second} worker-weeks over the safe load"
        ));
    }
    format!(
        "{first} futures end in the spiral under {} and yet {}: {}.",
        named(&plan.plan),
        words::listed(&yet),
        if overstretched {
            by_overload(way, plan, base)
        } else {
            by_measure(plan, base)
        }
    )
}

/// `28 of 100 instead of 61`: futures that end overstretched without feedback, too.
fn overloaded(plan: &Results, base: &Results) -> String {
    let of = |it: &Results| {
        let share = value(it, "ended_overstretched") - value(it, "ended_vicious");
        words::in_100(share.max(0.0))
    };
    format!("{} of 100 instead of {}", of(plan), of(base))
}

fn by_overload(way: Way, plan: &Results, base: &Results) -> String {
    let share = overloaded(plan, base);
    match way {
        Way::MoreSpirals => format!(
            "there is more to lose. What ends overloaded would do so without any feedback and is no spiral; that is {share}, and a service that is no longer overloaded can fall into the spiral"
        ),
        Way::FewerSpirals => format!(
            "there is less to lose. {share} end overloaded, and would without any feedback: where there is too much work anyway, no spiral is left to fall into"
        ),
    }
}

fn by_measure(plan: &Results, base: &Results) -> String {
    let share = overloaded(plan, base);
    format!(
        "the two measure different things. The safe load is judged in every week, by the limits; the spiral at the end, by hours that are too few through feedback alone, so that a future that ends overloaded without any feedback is none ({share})"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::arm::Pairing;
    use crate::report::sample::{Compared as Sample, compared};

    const OPEN: Verdict = Verdict::Open { more: Some(400) };

    /// Two plans for the funding cut, with verdicts of our making: of each plan on the spiral, on ending overstretched, and on the
    /// worker-weeks over the safe load.
    fn made_up(verdicts: [[Verdict; 3]; 2]) -> Vec<String> {
        let set = [("run.horizon_weeks".to_owned(), "52".to_owned())];
        let text = include_str!("../../../../scenarios/funding-cut.toml");
        let Sample { mut comparison, .. } =
            compared("funding-cut.toml", text, &set, Pairing::Common);
        let names = [
            "ended_vicious",
            "ended_overstretched",
            "breach_worker_weeks_per_year",
        ];
        for contrast in &mut comparison.outcomes {
            let place = names.iter().position(|name| contrast.name == **name);
            for (plan, it) in contrast.against.iter_mut().enumerate() {
                let made = place.and_then(|place| Some(verdicts.get(plan)?[place]));
                it.verdict = made.unwrap_or(Verdict::Same);
                // A point that would say the opposite of every verdict.
                it.difference.value = -it.difference.value;
            }
        }
        sentences(&comparison)
    }

    #[test]
    fn more_spirals_with_less_overload_are_explained_by_what_there_is_to_lose() {
        use Verdict::{Better, Worse};
        let said = made_up([[Worse, Better, OPEN], [Worse, Better, Better]]);
        assert_eq!(said.len(), 2, "{said:#?}");
        for (it, plan) in said.iter().zip(["no cut", "waiting list instead"]) {
            let start = format!(
                "More futures end in the spiral under “{plan}” and yet fewer end overstretched"
            );
            assert!(it.starts_with(&start), "{it}");
            for part in ["there is more to lose", "without any feedback"] {
                assert!(it.contains(part), "{it}");
            }
        }
        assert!(!said[0].contains("worker-weeks"), "{}", said[0]);
        assert!(
            said[1].contains("fewer worker-weeks over the safe load"),
            "{}",
            said[1]
        );
    }

    #[test]
    fn fewer_spirals_with_more_overload_are_explained_the_other_way_round() {
        use Verdict::{Better, Worse};
        let said = made_up([[Better, Worse, OPEN], [Better, OPEN, Worse]]);
        assert_eq!(said.len(), 2, "{said:#?}");
        assert!(
            said[0].starts_with("Fewer futures end in the spiral"),
            "{}",
            said[0]
        );
        assert!(
            said[0].contains("more end overstretched at all") && said[0].contains("less to lose"),
            "{}",
            said[0]
        );
        let load = &said[1];
        assert!(
            load.contains("yet there are more worker-weeks over the safe load"),
            "{load}"
        );
        assert!(
            load.contains("measure different things") && !load.contains("to lose"),
            "{load}"
        );
    }

    #[test]
    fn verdicts_that_agree_or_are_open_need_no_explanation_whatever_the_points() {
        use Verdict::{Better, Same, Worse};
        let none: [[[Verdict; 3]; 2]; 3] = [
            [[Better, Better, Better], [Worse, Worse, Worse]],
            [[OPEN, Better, Better], [OPEN, Worse, Worse]],
            [[Worse, OPEN, Same], [Verdict::Untold, Better, Better]],
        ];
        for verdicts in none {
            assert_eq!(made_up(verdicts), Vec::<String>::new(), "{verdicts:?}");
        }
    }
}
