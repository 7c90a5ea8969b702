//! Sections of the page after the answer, each a heading with its sentences and tables.

use super::html::{element, escaped, list, pairs, section};
use super::tables;
use crate::output::Provenance;
use crate::report::ReportInput;
use crate::report::view::{exits as exits_view, gap, need as need_view, notes, waiting, words};
use crate::scenario::register::Standing;

/// The funder's table beside the static answer, with the gap explained.
pub(super) fn need(input: &ReportInput) -> String {
    let mut inside = String::new();
    match (tables::needed(input), tables::coverage(input)) {
        (Some(needed), Some(coverage)) => {
            inside.push_str(&needed.html());
            inside.push_str(&format!(
                "<div class=\"beside\">\n{}{}</div>\n",
                coverage.html(),
                tables::fixed(input).html()
            ));
            let shown = need_view::coverage(input);
            let mut steps = String::new();
            if let Some(most) = shown.as_ref().and_then(|it| it.cut_at) {
                steps.push_str(&format!(
                    " The table ends at twice the funded EFT, {}; some futures need more.",
                    words::eft_exact(most)
                ));
            }
            if shown.is_some_and(|it| !it.quarters_only) {
                steps.push_str(
                    " Steps grow where the range is wide; all quarter steps stand in summary.json.",
                );
            }
            inside.push_str(&element("p", "quiet small", &format!(
                "Framed: the step that the funded EFT of the year reaches. Need by the safe-load limits; \"really there\" means in post, weighed by induction.{}{steps}",
                if waiting::any(input.results) {
                    " Clients on the waiting list count only where the table says so."
                } else {
                    ""
                }
            )));
        }
        _ => {
            inside.push_str(&element("p", "quiet", match input.results.scenario.safe_load {
            None => "The scenario sets no safe load, so no need by caseload is computed; the need by hours stands in the next figure.",
            Some(_) => "The span holds no complete year of 52 weeks, so there is no table by year.",
        }));
            inside.push_str(&tables::fixed(input).html());
        }
    }

    if let Some(gap) = gap::gap(input) {
        inside.push_str("<h3>Why does the spreadsheet say something else?</h3>\n");
        inside.push_str(&element("p", "", &gap.opening));
        inside.push_str(&pairs(
            gap.causes
                .into_iter()
                .map(|(name, text)| (name.to_owned(), text)),
        ));
    }
    section("need", "How many EFT, in each year, and how sure?", &inside)
}

/// How clients leave, where the exits have names.
pub(super) fn exits(input: &ReportInput) -> String {
    let (Some(sentence), Some(table)) = (exits_view::sentence(input.results), tables::exits(input))
    else {
        return String::new();
    };
    let inside = element("p", "", &sentence) + &table.html();
    section("exits", "How do clients leave?", &inside)
}

pub(super) fn breaches(input: &ReportInput) -> String {
    let inside = tables::breaches(input).map_or_else(
        || element("p", "quiet", "The span holds no complete year of 52 weeks."),
        |table| table.html(),
    );
    section("kinds", "All four kinds of breach, year by year", &inside)
}

pub(super) fn thresholds(input: &ReportInput) -> String {
    let mut inside = element(
        "p",
        "",
        "A cut-off is a choice, not a finding. This is how the states of the service change when both marks move by 0.05 either way.",
    );
    inside.push_str(&tables::thresholds(input).html());
    section(
        "thresholds",
        "Would other cut-offs give another answer?",
        &inside,
    )
}

pub(super) fn failures(input: &ReportInput) -> String {
    let results = input.results;
    if results.failures.is_empty() {
        return String::new();
    }
    let shown: Vec<String> = results
        .failures
        .iter()
        .take(20)
        .map(|it| {
            format!(
                "future {}{}: {}",
                words::count(it.replication),
                it.week
                    .map_or_else(String::new, |week| format!(", week {week}")),
                it.what
            )
        })
        .collect();
    let mut inside = element(
        "p",
        "",
        &format!(
            "All figures rest on {} of {} futures. These could not be played to the end and are left out:",
            words::count(results.completed),
            words::count(results.asked)
        ),
    );
    inside.push_str(&list(&shown));
    if results.failures.len() > shown.len() {
        inside.push_str(&element(
            "p",
            "quiet",
            &format!("and {} more.", results.failures.len() - shown.len()),
        ));
    }
    section("failures", "Futures that could not be played", &inside)
}

pub(super) fn assumptions(input: &ReportInput) -> String {
    let entries = &input.register.entries;
    let count = |standing: Standing| match input.register.count(standing) {
        0 => "none".to_owned(),
        many => words::count(many as u64),
    };
    let uncertain = entries.iter().filter(|it| it.uncertain.is_some()).count();
    let text = format!(
        "{} stand behind this page: {} sourced, {} assumed and said so, {} without a source, {} left at the default. {}",
        words::counted(entries.len() as u64, "number", "numbers"),
        count(Standing::Sourced),
        count(Standing::Assumed),
        count(Standing::Unsourced),
        count(Standing::Default),
        match uncertain {
            0 => "All are taken as known exactly.".to_owned(),
            1 => "One is not known exactly and is drawn anew for each future.".to_owned(),
            many => format!(
                "{} are not known exactly and are drawn anew for each future.",
                words::capital(&words::spelled(many as u64))
            ),
        }
    );
    let table = format!(
        "<details>\n<summary>{}</summary>\n{}</details>\n",
        escaped("All numbers with their sources"),
        tables::register(input).html()
    );
    section(
        "assumptions",
        "Where do the numbers come from?",
        &(element("p", "", &text) + &table),
    )
}

pub(super) fn contradictions(input: &ReportInput) -> String {
    let notes = notes::contradictions(input);
    if notes.is_empty() {
        return String::new();
    }
    section(
        "note",
        "Where the practice note contradicts itself",
        &list(&notes),
    )
}

pub(super) fn left_out(input: &ReportInput) -> String {
    section(
        "left-out",
        "What is left out",
        &list(&notes::left_out(input)),
    )
}

pub(super) fn method(input: &ReportInput) -> String {
    let items = notes::method(input)
        .into_iter()
        .map(|(term, text)| (term.to_owned(), text));
    section("method", "How it was computed", &pairs(items))
}

pub(super) fn reproduce(input: &ReportInput) -> String {
    repeat(input.provenance)
}

/// How many futures stand in no number, where any do.
pub(super) fn kept_out(failed: usize) -> String {
    if failed == 0 {
        return String::new();
    }
    let futures = words::counted(failed as u64, "future", "futures");
    element(
        "p",
        "warn",
        &format!("{futures} could not be played and are kept out of every number."),
    )
}

/// The command that gives the same numbers, and what they rest on.
pub(super) fn repeat(it: &Provenance) -> String {
    let inside = format!(
        "{}<pre>{}</pre>\n{}",
        element(
            "p",
            "",
            "The same scenario, seed and number of futures give the same numbers, digit for digit, on any number of threads."
        ),
        escaped(&it.command),
        pairs(
            [
                ("version".to_owned(), format!("plimsoll {}", it.version)),
                (
                    "fingerprint of the scenario file".to_owned(),
                    it.scenario_digest.clone()
                ),
                ("seed".to_owned(), it.seed.to_string()),
                ("futures".to_owned(), words::count(it.replications)),
                (
                    "random numbers".to_owned(),
                    it.generator.replace("replication", "future")
                ),
            ]
            .into_iter()
        ),
    );
    section("reproduce", "How to get the same numbers", &inside)
}

pub(super) fn glossary(input: &ReportInput) -> String {
    let terms = notes::TERMS
        .iter()
        .map(|(term, text)| ((*term).to_owned(), (*text).to_owned()));
    let metrics = input.results.metrics.iter().map(|it| {
        (
            it.label.clone(),
            format!(
                "{} [{}]",
                it.meaning.replace("; null where", "; not given where"),
                it.unit
            ),
        )
    });
    let inside = format!("{}<h3>Measures</h3>\n{}", pairs(terms), pairs(metrics));
    section("glossary", "Words", &inside)
}
