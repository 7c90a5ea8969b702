//! The page of `plimsoll loops`.

use super::html::{self, Cell, Table, element, escaped, header, list, section};
use super::{drawing_section, sections, stress, whole};
use crate::experiment::attribution::Attribution;
use crate::experiment::attribution::effects::OutcomeEffects;
use crate::experiment::attribution::prevention::{Prevention, SpiralKind};
use crate::report::AttributionInput;
use crate::report::figure::attribution::drawings;
use crate::report::view::{attribution as view, words};

pub(in crate::report) fn page(input: &AttributionInput) -> String {
    let it = input.attribution;
    let mut body = head(it);
    body.push_str(&answer(it));
    for (name, title, drawing) in drawings(it) {
        body.push_str(&drawing_section(name, title, drawing));
        if name == "loops-effects" {
            body.push_str(&effects(it));
        }
    }
    for section in [smallest(it), together(it), loops(it), method(it)] {
        body.push_str(&section);
    }
    body.push_str(&stress::of(stress::Experiment {
        scenario: &it.scenario,
        provenance: input.provenance,
        aims: "To tell which feedback loop does the damage, by cutting loops one way and another.".to_owned(),
        alternatives: "The same service with some loops cut and the others acting; all sets of loops meet the same futures.",
        estimation: "Everything is worked out inside each future and then averaged: Student's 95 % interval of the paired means, Wilson's of chances. How many futures play which sets stands under \"How it was computed\".",
    }));
    body.push_str(&sections::repeat(input.provenance));
    whole(&format!("{}: feedback loops", it.scenario.name), &body)
}

fn head(it: &Attribution) -> String {
    let plan = words::plan(&it.plan);
    let cut = if it.cut.is_empty() {
        String::new()
    } else {
        format!(" · cut throughout: {}", it.cut.join(", "))
    };
    let line = format!(
        "{plan} · {} · {} with loops cut one way and another{cut}",
        words::span(it.scenario.run.horizon_weeks as f64),
        words::counted(it.completed, "future", "futures"),
    );
    header(
        &it.scenario.name,
        "Which feedback loop does the damage?",
        &line,
    )
}

fn answer(it: &Attribution) -> String {
    let failed = if it.failures.is_empty() {
        String::new()
    } else {
        let failed: Vec<String> = it
            .failures
            .iter()
            .take(5)
            .map(|it| it.to_string().replace("replication", "future"))
            .collect();
        format!(
            "{}{}",
            element(
                "p",
                "warn",
                &format!(
                    "{} of {} could not be played and stand in no number.",
                    words::count(it.failures.len() as u64),
                    words::counted(it.asked, "future", "futures")
                )
            ),
            list(&failed)
        )
    };
    let small = element("p", "quiet small", &view::small_print(it));
    html::answer("", &view::sentences(it), &(small + &failed))
}

/// One table per outcome: the three effects of each loop.
fn effects(it: &Attribution) -> String {
    let tables: String = it
        .outcomes
        .iter()
        .map(|outcome| effects_table(it, outcome).html())
        .collect();
    format!(
        "<details>\n<summary>{}</summary>\n{tables}</details>\n",
        escaped("All effects in numbers")
    )
}

fn effects_table(it: &Attribution, outcome: &OutcomeEffects) -> Table {
    let write = |estimate| Cell::from(view::with_interval(outcome, estimate));
    let mut rows: Vec<Vec<Cell>> = view::ranked(outcome)
        .into_iter()
        .map(|at| {
            let effects = &outcome.loops[at];
            vec![
                it.loops[at].name().into(),
                write(&effects.leave_one_out),
                write(&effects.shapley),
                write(&effects.alone),
            ]
        })
        .collect();
    let strong = |text: String| Cell {
        text,
        class: "strong".to_owned(),
    };
    rows.push(vec![
        strong("all loops".to_owned()),
        strong(view::with_interval(outcome, &outcome.whole)),
        strong(view::with_interval(outcome, &outcome.whole_every_set)),
        Cell::from(words::NOTHING),
    ]);
    let unit = if outcome.is_chance {
        "futures of 100".to_owned()
    } else {
        outcome.unit.to_owned()
    };
    Table {
        caption: format!(
            "{} [{unit}]: {} with all loops, {} with none. Effects with 95 % intervals; above 0: the loop adds to it",
            outcome.label,
            view::amount(outcome, outcome.all.value),
            view::amount(outcome, outcome.none.value)
        ),
        class: "numbers labels",
        head: ["", "goes when it alone is cut", "fair share", "by itself"]
            .map(str::to_owned)
            .to_vec(),
        rows,
    }
}

/// The smallest sets whose cutting prevents a spiral.
fn smallest(it: &Attribution) -> String {
    let inside: String = it
        .prevention
        .iter()
        .filter(|found| found.spirals > 0)
        .map(|found| {
            let mut text = match found.kind {
                // The figure has said it.
                SpiralKind::Ended => String::new(),
                SpiralKind::Long => element("p", "", &view::prevented(it, found)),
            };
            text.push_str(&prevented_table(it, found).html());
            if let Some(sentence) = view::together(it, found) {
                text.push_str(&element("p", "", &sentence));
            }
            if let Some(table) = smallest_table(it, found) {
                text.push_str(&table.html());
            }
            text
        })
        .collect();
    if inside.is_empty() {
        return String::new();
    }
    section(
        "prevented-numbers",
        "Future by future: which cuts prevent the spiral?",
        &inside,
    )
}

fn prevented_table(it: &Attribution, found: &Prevention) -> Table {
    let rows = it.loops.iter().zip(&found.loops).map(|(name, one)| {
        vec![
            Cell::from(format!("without {}", name.name())),
            words::count(one.count).into(),
            format!(
                "{} ({})",
                words::in_100(one.share.value),
                words::bounds(&one.share)
            )
            .into(),
            words::count(one.brought_on).into(),
        ]
    });
    let rows: Vec<Vec<Cell>> = rows
        .chain([vec![
            Cell::from("no single cut is enough"),
            words::count(found.no_single_cut).into(),
            words::in_100(found.no_single_cut as f64 / found.spirals as f64).into(),
            words::NOTHING.into(),
        ]])
        .collect();
    Table {
        caption: format!(
            "Of the {} of {} futures that {}",
            words::count(found.spirals),
            words::count(found.futures),
            view::kind(found.kind, found.spirals)
        ),
        class: "numbers labels",
        head: ["", "prevented", "of 100 (95 % interval)", "brought on"]
            .map(str::to_owned)
            .to_vec(),
        rows,
    }
}

/// Rows of the table of smallest sets, at most.
const SETS_SHOWN: usize = 10;

fn smallest_table(it: &Attribution, found: &Prevention) -> Option<Table> {
    let smallest = found.smallest.as_ref().filter(|it| it.spirals > 0)?;
    let sets = view::smallest(it, found);
    if sets.is_empty() {
        return None;
    }
    let rows = sets
        .iter()
        .take(SETS_SHOWN)
        .map(|(cut, count)| vec![Cell::from(words::capital(cut)), words::count(*count).into()]);
    Some(Table {
        caption: format!(
            "Smallest sets of loops whose cutting prevents it, in the {} of {} futures played with every combination of cuts; a future counts for every set of its smallest size{}",
            words::counted(smallest.spirals, "such spiral", "such spirals"),
            words::count(smallest.futures),
            if sets.len() > SETS_SHOWN {
                "; the first ten, all stand in prevented.parquet"
            } else {
                ""
            }
        ),
        class: "numbers labels",
        head: ["cut", "spirals"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
    })
}

/// Pairs shown, at most.
const PAIRS_SHOWN: usize = 6;

/// Pairs of loops, the strongest interaction first.
fn together(it: &Attribution) -> String {
    let Some(outcome) = view::interaction_outcome(it).filter(|it| !it.pairs.is_empty()) else {
        return String::new();
    };
    let mut pairs: Vec<_> = outcome.pairs.iter().collect();
    pairs.sort_by(|one, other| other.index.value.abs().total_cmp(&one.index.value.abs()));
    let rows = pairs.iter().take(PAIRS_SHOWN).map(|pair| {
        let name = |at: usize| it.loops[at].name();
        let alone = |at: usize| view::difference(outcome, outcome.loops[at].alone.value);
        vec![
            Cell::from(format!("{} and {}", name(pair.loops.0), name(pair.loops.1))),
            format!("{} and {}", alone(pair.loops.0), alone(pair.loops.1)).into(),
            view::with_interval(outcome, &pair.both).into(),
            view::with_interval(outcome, &pair.index).into(),
        ]
    });
    let table = Table {
        caption: format!(
            "{}: what pairs of loops do together [{}], the strongest first",
            outcome.label,
            if outcome.is_chance {
                "futures of 100"
            } else {
                outcome.unit
            }
        ),
        class: "numbers labels",
        head: [
            "",
            "each by itself",
            "the two, without the rest",
            "what meeting adds, in any company",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: rows.collect(),
    };
    section("together", "What do the loops do together?", &table.html())
}

/// What each loop is, and what cutting it would mean.
fn loops(it: &Attribution) -> String {
    let rows = it.loops.iter().map(|name| {
        vec![
            Cell::from(name.name()),
            words::capital(view::rule(*name)).into(),
            words::capital(view::practice(*name)).into(),
        ]
    });
    let table = Table {
        caption: "The loops that act in this scenario; a cut is an experiment, not a plan: what comes near it in practice stands in the last column".to_owned(),
        class: "plain",
        head: ["loop", "what it does", "what comes near cutting it"]
            .map(str::to_owned)
            .to_vec(),
        rows: rows.collect(),
    };
    section("loops", "What the loops are", &table.html())
}

fn pairs(items: impl Iterator<Item = (String, String)>) -> String {
    let items: String = items
        .map(|(term, text)| format!("<dt>{}</dt><dd>{}</dd>\n", escaped(&term), escaped(&text)))
        .collect();
    format!("<dl>\n{items}</dl>\n")
}

fn method(it: &Attribution) -> String {
    section(
        "method",
        "How it was computed",
        &pairs(view::method(it).into_iter()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::attribution::{Orders, Question, attribute};
    use crate::experiment::{Silent, Subject};
    use crate::output::Provenance;
    use crate::report::{attribution_charts, png};
    use crate::scenario::document::Document;
    use std::sync::atomic::AtomicBool;

    /// An attribution of the two workers over some weeks, with changes.
    fn found(set: &[(&str, &str)], orders: Orders, futures: (u64, u64)) -> Attribution {
        const TWO_WORKERS: &str = include_str!("../../../scenarios/two-workers.toml");
        let document = Document::parse("two-workers.toml", TWO_WORKERS).unwrap();
        let set: Vec<(String, String)> = set
            .iter()
            .map(|(path, value)| ((*path).to_owned(), (*value).to_owned()))
            .collect();
        let study = document.study(None, &set).unwrap();
        let question = Question {
            subject: &Subject::from(&study),
            cut: &[],
            replications: futures.0,
            every_set: futures.1,
            orders,
            seed: 3,
            threads: 2,
            progress: &Silent,
            cancel: &AtomicBool::new(false),
        };
        attribute(&question).unwrap()
    }

    fn samples() -> Vec<(&'static str, Attribution)> {
        let weeks = ("run.horizon_weeks", "156");
        vec![
            ("spirals", found(&[weeks], Orders::All, (40, 20))),
            ("sampled", found(&[weeks], Orders::Sampled(1), (20, 20))),
            (
                "calm",
                found(
                    &[
                        ("run.horizon_weeks", "40"),
                        ("posts.peer worker.count", "6"),
                    ],
                    Orders::All,
                    (6, 6),
                ),
            ),
            ("one", found(&[weeks], Orders::All, (1, 1))),
        ]
    }

    fn provenance() -> Provenance {
        Provenance {
            version: "0.0.0",
            scenario: "two-workers.toml".into(),
            scenario_digest: "0".into(),
            seed: 3,
            replications: 40,
            generator: crate::random::GENERATOR,
            command: "plimsoll loops two-workers.toml".into(),
            plan: "as written".into(),
            set: vec![],
            cut: vec![],
        }
    }

    #[test]
    fn the_page_of_an_attribution_is_whole_and_in_plain_words() {
        for (name, found) in samples() {
            let input = AttributionInput {
                attribution: &found,
                provenance: &provenance(),
            };
            let page = page(&input);
            super::stress::assert_answered(&page);
            let body = page[page.find("<body>").unwrap()..].to_lowercase();
            for word in [
                "regime",
                "replication",
                " lens",
                "nan ",
                "nan<",
                " fte",
                "<script",
            ] {
                let at = body.find(word);
                assert!(
                    at.is_none(),
                    "{name}: {word} in …{}…",
                    at.map_or("", |at| &body
                        [at.saturating_sub(60)..(at + 60).min(body.len())])
                );
            }
            for chart in attribution_charts(&input) {
                assert!(
                    !chart.svg.contains("NaN") && !chart.svg.contains("inf"),
                    "{name}/{}",
                    chart.name
                );
                assert!(!png(&chart.svg).is_empty(), "{name}/{}", chart.name);
                assert!(chart.finding.ends_with('.'), "{name}: {}", chart.finding);
            }
            for sentence in view::sentences(&found) {
                assert!(
                    sentence.ends_with('.') && !sentence.contains(words::NOTHING),
                    "{name}: {sentence}"
                );
                assert!(!sentence.contains("  "), "{name}: {sentence}");
            }
        }
    }

    #[test]
    fn the_first_sentence_names_a_loop_and_what_cutting_it_means() {
        let found = found(&[], Orders::All, (120, 40));
        let first = view::sentences(&found).remove(0);
        assert!(
            first.contains(" loop matters most")
                && first.contains(": with it cut and the rest as they are, ")
                && first.contains("In practice: "),
            "{first}"
        );
        let calm = &samples()[2].1;
        let none = view::leading(calm);
        assert!(
            none.starts_with("None of the 6 futures ends in the spiral"),
            "{none}"
        );
    }
}
