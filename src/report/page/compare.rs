//! The page of a comparison: the decision, the table, the charts, what each plan changes, the method, how to repeat it.

use super::html::{self, Cell, Table, element, escaped, header, list, pairs, section};
use super::{drawing_section, prices, stress, whole};
use crate::experiment::arm::Pairing;
use crate::experiment::compare::enough::least_precise;
use crate::experiment::compare::results::{Compared, Verdict};
use crate::report::CompareInput;
use crate::report::figure::compare::FIGURES;
use crate::report::view::compare::{
    counts, measures, named, pairing, price_of_safety, reduction, sentences, short, verdict,
};
use crate::report::view::precision::{self, Known};
use crate::report::view::words;

/// Changes of one plan that are printed; two files may differ in every number.
const MOST_CHANGES: usize = 60;

pub(in crate::report) fn page(input: &CompareInput) -> String {
    let mut body = head(input);
    body.push_str(&answer(input));
    let prices = prices::section_of(input);
    body.push_str(&contents(!prices.is_empty()));
    body.push_str(&overview(input));
    for figure in &FIGURES {
        body.push_str(&drawing_section(
            figure.name,
            figure.title,
            (figure.of)(input),
        ));
    }
    body.push_str(&plans(input));
    body.push_str(&prices);
    for part in [
        changes,
        failures,
        bought,
        method,
        stress::of_comparison,
        reproduce,
    ] {
        body.push_str(&part(input));
    }
    whole(&input.comparison.baseline().scenario.name, &body)
}

fn head(input: &CompareInput) -> String {
    let baseline = input.comparison.baseline();
    let scenario = &baseline.scenario;
    let question = scenario
        .question
        .as_deref()
        .unwrap_or("Which plan is safer?");
    let cut = if baseline.cut.is_empty() {
        String::new()
    } else {
        format!(" · feedback cut: {}", baseline.cut.join(", "))
    };
    let line = format!(
        "{} against {} · {} from {} · {} played under each{cut}",
        words::counted(input.comparison.others().len() as u64, "plan", "plans"),
        named(&baseline.plan),
        words::span(scenario.run.horizon_weeks as f64),
        words::day(scenario.run.start),
        words::counted(baseline.completed, "future", "futures"),
    );
    header(
        &format!("{}: plans compared", scenario.name),
        question,
        &line,
    )
}

fn answer(input: &CompareInput) -> String {
    let warning = match input.comparison.pairing {
        Pairing::Common => String::new(),
        Pairing::Independent => element("p", "warn", &pairing(input.comparison)),
    };
    let tolerance = input.comparison.baseline().scenario.safe_load.as_ref();
    let tolerance = tolerance.map_or_else(String::new, |it| {
        format!(
            " A year is unsafe when more than {} of its worker-weeks are over the safe load.",
            words::percent(it.tolerance)
        )
    });
    let precise = least_precise(&input.comparison.precision).map_or_else(String::new, |it| {
        let plans = precision::plans(input.comparison, &it);
        let known = Known::Difference(&plans);
        let reached = precision::reached(&it.precision, known);
        let said = [Some(precision::ended(&it.precision, known)), reached];
        let said: Vec<String> = said.into_iter().flatten().collect();
        format!(" {}", said.join(" "))
    });
    let small = format!(
        "Ranges in brackets are 95 % intervals of the difference, each plan by itself. \"Clearly\", better and worse are said only where the difference stands up to the number of plans compared.{tolerance}{precise}"
    );
    let small = element("p", "quiet small", &small);
    html::answer(&warning, &sentences(input), &small)
}

fn contents(priced: bool) -> String {
    let links = [
        ("overview", "All plans"),
        ("differences", "Differences"),
        ("cost-and-risk", "Cost and risk"),
        ("in-time", "Worse before better"),
        ("fans", "Spread of futures"),
        ("plans", "Plan by plan"),
        ("prices", "Price of safety"),
        ("changes", "What each plan changes"),
        ("method", "Method"),
        ("stress", "For a reviewer"),
        ("reproduce", "Reproduce"),
    ];
    let links: String = links
        .iter()
        .filter(|it| priced || it.0 != "prices")
        .map(|(id, text)| format!("<a href=\"#{id}\">{text}</a>\n"))
        .collect();
    format!("<nav aria-label=\"On this page\">\n{links}</nav>\n")
}

/// How a verdict looks in a table.
pub(super) fn class(it: Verdict) -> &'static str {
    match it {
        Verdict::Better => "better",
        Verdict::Worse => "warn",
        Verdict::Same | Verdict::Open { .. } | Verdict::Untold => "quiet",
    }
}

/// Every outcome of every plan in one table: outcomes down, plans across.
fn overview(input: &CompareInput) -> String {
    let comparison = input.comparison;
    let rows = measures(comparison).into_iter().map(|(measure, contrast)| {
        let mut row: Vec<Cell> = vec![
            format!("{} ({})", measure.title, measure.unit).into(),
            measure.of(comparison, comparison.baseline()).into(),
        ];
        for (plan, it) in comparison.others().iter().zip(&contrast.against) {
            row.push(Cell {
                text: format!("{} {}", measure.of(comparison, plan), short(it.verdict)),
                class: class(it.verdict).to_owned(),
            });
        }
        row
    });
    let table = Table {
        caption: "Every plan by itself, and whether it is better or worse than the baseline"
            .to_owned(),
        class: "numbers labels",
        head: std::iter::once(String::new())
            .chain(comparison.plans.iter().map(|it| it.plan.clone()))
            .collect(),
        rows: rows.collect(),
    };
    let key = "better and worse: beyond chance, after the correction for the number of plans. open: not distinguishable yet; equal: a million futures would not tell; same: the same in every future.";
    section(
        "overview",
        "All plans side by side",
        &(table.html() + &element("p", "quiet small", key)),
    )
}

/// One table for each plan: what differs, how sure, in how many futures, and the verdict.
fn plans(input: &CompareInput) -> String {
    let comparison = input.comparison;
    let mut inside = String::new();
    for (at, plan) in comparison.others().iter().enumerate() {
        let rows = measures(comparison).into_iter().map(|(measure, contrast)| {
            let it: &Compared = &contrast.against[at];
            let difference = match it.verdict {
                Verdict::Same | Verdict::Untold => words::NOTHING.to_owned(),
                Verdict::Better | Verdict::Worse | Verdict::Open { .. } => format!(
                    "{} ({})",
                    measure.difference(comparison, it),
                    measure.interval(comparison, it)
                ),
            };
            vec![
                format!("{} ({})", measure.title, measure.unit).into(),
                difference.into(),
                counts(it).into(),
                Cell {
                    text: verdict(it.verdict),
                    class: format!("{} words", class(it.verdict)),
                },
            ]
        });
        let table = Table {
            caption: format!(
                "{} against {}",
                words::capital(&named(&plan.plan)),
                named(&comparison.baseline().plan)
            ),
            class: "numbers labels verdicts",
            head: [
                "",
                "difference (95 % interval)",
                "better / worse / tied, of 100 futures",
                "verdict",
            ]
            .map(str::to_owned)
            .to_vec(),
            rows: rows.collect(),
        };
        inside.push_str(&table.html());
        let price = price_of_safety(comparison, at);
        if !price.is_empty() {
            inside.push_str(&element("p", "quiet small", &price));
        }
    }
    section(
        "plans",
        "Plan by plan: how much, how sure, how often",
        &inside,
    )
}

/// What each plan changes: nothing about the baseline is edited silently.
fn changes(input: &CompareInput) -> String {
    let comparison = input.comparison;
    let mut inside = element(
        "p",
        "",
        &format!(
            "The baseline is {}. Each plan is that with these changes and no others.",
            named(&comparison.baseline().plan)
        ),
    );
    for (plan, changes) in comparison.others().iter().zip(input.changes) {
        inside.push_str(&element("h3", "", &plan.plan));
        if changes.is_empty() {
            inside.push_str(&element("p", "quiet", "changes nothing."));
            continue;
        }
        let not_given = || "not given".to_owned();
        let rows = changes.iter().take(MOST_CHANGES).map(|it| {
            vec![
                it.path.clone().into(),
                it.before.clone().unwrap_or_else(not_given).into(),
                it.after.clone().unwrap_or_else(not_given).into(),
            ]
        });
        let table = Table {
            caption: "Key in the scenario file, and its value".to_owned(),
            class: "changes",
            head: ["what", "baseline", "plan"].map(str::to_owned).to_vec(),
            rows: rows.collect(),
        };
        inside.push_str(&table.html());
        if changes.len() > MOST_CHANGES {
            let more = changes.len() - MOST_CHANGES;
            let text = format!("and {more} more; all stand in summary.json.");
            inside.push_str(&element("p", "quiet", &text));
        }
    }
    let set: Vec<String> = input
        .provenance
        .set
        .iter()
        .map(|(path, value)| format!("{path} = {value}"))
        .collect();
    if !set.is_empty() {
        inside.push_str("<h3>In the baseline and every plan</h3>\n");
        inside.push_str(&list(&set));
    }
    section("changes", "What each plan changes", &inside)
}

fn failures(input: &CompareInput) -> String {
    let baseline = input.comparison.baseline();
    let failed = baseline.asked - baseline.completed;
    if failed == 0 {
        return String::new();
    }
    let shown: Vec<String> = baseline
        .failures
        .iter()
        .take(20)
        .map(|it| format!("future {}: {}", words::count(it.replication), it.what))
        .collect();
    let text = format!(
        "{} of {} futures could not be played under some plan and are left out of all:",
        words::count(failed),
        words::count(baseline.asked)
    );
    section(
        "failures",
        "Futures that could not be played",
        &(element("p", "", &text) + &list(&shown)),
    )
}

/// What pairing bought, outcome by outcome.
fn bought(input: &CompareInput) -> String {
    let comparison = input.comparison;
    if comparison.pairing == Pairing::Independent {
        return String::new();
    }
    let rows = measures(comparison).into_iter().map(|(measure, contrast)| {
        let cells = contrast.against.iter().map(|it| {
            let value = it.variance_reduction.filter(|it| !it.is_nan());
            Cell::from(value.map_or_else(|| words::NOTHING.to_owned(), reduction))
        });
        std::iter::once(Cell::from(measure.title))
            .chain(cells)
            .collect()
    });
    let table = Table {
        caption:
            "How many times as many futures it would take without pairing, for the same certainty"
                .to_owned(),
        class: "numbers labels",
        head: std::iter::once(String::new())
            .chain(comparison.others().iter().map(|it| it.plan.clone()))
            .collect(),
        rows: rows.collect(),
    };
    let text = format!(
        "{} A figure near 1 means that a plan turns the same chances into another course of events altogether; then pairing buys little, and the interval says so.",
        pairing(comparison)
    );
    section(
        "pairing",
        "What pairing the futures bought",
        &(element("p", "", &text) + &table.html()),
    )
}

fn method(input: &CompareInput) -> String {
    let paired = input.comparison.pairing == Pairing::Common;
    let items: Vec<(&str, &str)> = vec![
        (
            "Futures",
            if paired {
                "Every future is played under the baseline and under each plan with the same chances drawn: the tenth client of future 37 brings the same needs to all of them. What differs is due to the plan."
            } else {
                "Every plan has futures of its own, on request. Part of every difference is luck."
            },
        ),
        (
            "Interval of a mean difference",
            if paired {
                "Student's 95 % interval of the differences within pairs."
            } else {
                "Welch's 95 % interval of two samples."
            },
        ),
        (
            "Interval of a difference of chances",
            if paired {
                "Tango's 95 % score interval, from the pairs in which one side is unsafe and the other is not; it agrees with McNemar's test."
            } else {
                "Newcombe's 95 % interval, from Wilson's of both sides."
            },
        ),
        (
            "Verdict",
            "By the test behind the interval at 5 %, corrected for the number of plans by Holm's procedure within each outcome. The outcomes are not corrected for each other: the unsafe year is the one that decides, the others explain it.",
        ),
        (
            "What an avoided worker-week costs",
            "The mean of what a plan costs more over the mean of the worker-weeks over the safe load that it avoids, with Fieller's 95 % interval from the same pairs; over the whole time, and by year: the financial years, or years of 52 weeks where the scenario has none.",
        ),
        (
            "More futures",
            "After about so many more a difference as large as the one estimated would be told apart from none in four cases of five.",
        ),
        (
            "Better and worse",
            "Fewer unsafe years, worker-weeks over the load, spirals, weeks overstretched, waiting clients, handovers and leavers, a smaller gap and a lower cost are better. Worker-weeks over the load can also become fewer because fewer workers are in post; where that is all, the answer says so, and the share of workers stands in the figure over time.",
        ),
        (
            "Ever over the safe load",
            "Is not compared: it is near certain in any small service and would tell no plans apart.",
        ),
        (
            "In a spiral",
            "Overstretched, and the same future under the same plan without feedback is not.",
        ),
    ];
    let number =
        (!input.comparison.precision.is_empty()).then(|| precision::method(Known::Difference(&[])));
    let items = items.into_iter().map(|(a, b)| (a, b.to_owned()));
    let items = items.chain(number).map(|(a, b)| (a.to_owned(), b));
    section("method", "How it was computed", &pairs(items))
}

fn reproduce(input: &CompareInput) -> String {
    let it = input.provenance;
    let mut facts = vec![("version".to_owned(), format!("plimsoll {}", it.version))];
    for (path, digest) in &it.scenarios {
        facts.push((format!("fingerprint of {path}"), digest.clone()));
    }
    facts.push(("seed".to_owned(), it.seed.to_string()));
    facts.push(("futures".to_owned(), words::count(it.replications)));
    let generator = it.generator.replace("replication", "future");
    facts.push(("random numbers".to_owned(), generator));
    let inside = format!(
        "{}<pre>{}</pre>\n{}",
        element(
            "p",
            "",
            "The same files, seed and number of futures give the same numbers, digit for digit, on any number of threads."
        ),
        escaped(&it.command),
        pairs(facts.into_iter()),
    );
    section("reproduce", "How to get the same numbers", &inside)
}

#[cfg(test)]
mod tests {
    use super::super::super::{compare_answer, compare_charts, compare_table, png};
    use super::*;
    use crate::report::sample::{Compared as Sample, compared};

    const CUT: &str = include_str!("../../../scenarios/funding-cut.toml");

    /// Two years of the funding cut with its plans and one that changes nothing, in 40 futures.
    fn sample(pairing: Pairing) -> Sample {
        let text = CUT.replace(
            "[plans.\"no cut\"]",
            "[plans.\"<nothing>\"]\n\"allocation.sharing\" = 0.5\n\n[plans.\"no cut\"]",
        );
        let set = [("run.horizon_weeks".to_owned(), "104".to_owned())];
        compared("funding-cut.toml", &text, &set, pairing)
    }

    #[test]
    fn a_comparison_says_first_what_to_decide_and_hides_no_waiting_list() {
        let sample = sample(Pairing::Common);
        let lines = compare_answer(&sample.input());
        assert!(lines[0].contains("“no cut”"), "{}", lines[0]);
        let find = |start: &str| lines.iter().find(|it| it.starts_with(start)).unwrap();
        let waiting = find("“waiting list instead”:");
        assert!(waiting.contains("clients wait on average"), "{waiting}");
        let nothing = find("“<nothing>”:");
        assert!(
            nothing.contains("unsafe years: the same in every future"),
            "{nothing}"
        );
        assert!(nothing.contains("the same cost"), "{nothing}");
        assert!(lines.iter().any(|it| it.contains("times as many futures")));
        assert!(find("“<nothing>” changes").ends_with("changes nothing."));
        let told = find("“no cut” changes");
        assert!(
            told.contains("posts.peer worker.count from 8, from week 52: 6 to 8"),
            "{told}"
        );
        let table = compare_table(&sample.input());
        assert_eq!((table.len(), table[1][0].as_str()), (5 + 1, "as written"));
    }

    #[test]
    fn the_page_of_a_comparison_is_whole_safe_and_in_plain_words() {
        for pairing in [Pairing::Common, Pairing::Independent] {
            let sample = sample(pairing);
            let page = page(&sample.input());
            super::stress::assert_answered(&page);
            assert!(page.contains("&lt;nothing&gt;") && !page.contains("<nothing>"));
            for word in ["<script", "src=\"http", "href=\"http", "@import"] {
                assert!(!page.contains(word), "{word}");
            }
            let body = page[page.find("<body>").unwrap()..].to_lowercase();
            for word in ["regime", " lens", "nan ", "nan<", "inf<", " fte"] {
                assert!(!body.contains(word), "{word}");
            }
            // Once in the command.
            assert_eq!(body.matches("replication").count(), 1);
            let loud = page.contains("NOT paired");
            assert_eq!(loud, pairing == Pairing::Independent);
            assert!(page.contains("8, from week 52: 6"));
            let charts = compare_charts(&sample.input());
            let names: Vec<&str> = charts.iter().map(|it| it.name).collect();
            assert_eq!(names, ["differences", "cost-and-risk", "in-time", "fans"]);
            for chart in charts {
                assert!(
                    !chart.svg.contains("NaN") && !chart.svg.contains("inf"),
                    "{}",
                    chart.name
                );
                assert!(!png(&chart.svg).is_empty(), "{}", chart.name);
                assert!(chart.finding.ends_with('.'), "{}", chart.finding);
            }
        }
    }
}
