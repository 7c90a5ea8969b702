//! The page of one future: its story, its strip chart beside its twin's, its key lines and its numbers. Also the two stories
//! that a run's page shows.

use super::html::{Table, element, escaped, header, pairs};
use super::{drawing_section, stress, whole};
use crate::experiment::middle::{Ending, Middle};
use crate::experiment::story::RULE;
use crate::report::figure::strip::Label;
use crate::report::figure::{Drawing, Sheet, drawn, key_lines, strip};
use crate::report::input::{MiddleFuture, ReplayInput};
use crate::report::view::{story, words};

/// The strip chart of a replay.
pub(in crate::report) fn strip_chart<'a>(input: &'a ReplayInput<'a>) -> Drawing<'a> {
    let label = Label {
        name: "posts",
        title: "Post by post: who was there, and under what load?",
    };
    strip::drawing(
        input.replay,
        label,
        story::headline(input.replay, input.facts),
    )
}

/// The page of one future.
pub(in crate::report) fn page(input: &ReplayInput) -> String {
    let replay = input.replay;
    let strip = strip_chart(input);
    let lines = key_lines::drawing(replay);
    let mut body = head(input);
    body.push_str(&told(input));
    body.push_str(&drawing_section(strip.name, strip.title, Ok(strip)));
    body.push_str(&drawing_section(lines.name, lines.title, Ok(lines)));
    body.push_str(&numbers(input));
    body.push_str(&rule());
    body.push_str(&standard(input));
    body.push_str(&reproduce(input));
    whole(
        &format!("{}, future {}", replay.scenario.name, replay.replication),
        &body,
    )
}

fn head(input: &ReplayInput) -> String {
    let replay = input.replay;
    let plan = words::plan(&replay.plan);
    let cut = words::without_feedback(&replay.cut);
    let line = format!(
        "{plan}{cut} · {} from {} · one future, not a forecast",
        words::span(replay.scenario.run.horizon_weeks as f64),
        story::when(&replay.scenario, 0).replacen("week 0, ", "", 1),
    );
    header(
        &replay.scenario.name,
        &format!("Future {}: what happened", words::count(replay.replication)),
        &line,
    )
}

fn told(input: &ReplayInput) -> String {
    let beyond = match input.beyond {
        Some(of) => element(
            "p",
            "quiet small",
            &format!(
                "The file plays {}, numbered from 0; this one lies beyond them and is as good as any.",
                words::counted(of, "future", "futures")
            ),
        ),
        None => String::new(),
    };
    format!(
        "<section id=\"story\">\n<h2 class=\"hidden\">The story</h2>\n{}{}{beyond}</section>\n",
        element("p", "lead", &story::headline(input.replay, input.facts)),
        story_list(&story::lines(input.replay, input.facts)),
    )
}

/// Lines of a story with their dates.
fn story_list(lines: &[story::Line]) -> String {
    let before = std::iter::once(None).chain(lines.iter().map(|line| Some(line.week)));
    let items: String = lines
        .iter()
        .zip(before)
        .map(|(line, before)| {
            // A date stands once, also where several things are told of its week.
            let when = if before == Some(line.week) {
                ""
            } else {
                line.when.as_str()
            };
            format!(
                "<dt>{}</dt><dd>{}</dd>\n",
                escaped(when),
                escaped(&line.text)
            )
        })
        .collect();
    format!("<dl class=\"story\">\n{items}</dl>\n")
}

/// The future's outcomes, and those of its twin that are known.
fn numbers(input: &ReplayInput) -> String {
    let replay = input.replay;
    let rows = replay.columns.iter().zip(&replay.outcomes);
    let rows = rows.filter(|(column, _)| !column.name.starts_with("twin_"));
    let rows = rows.map(|(column, value)| {
        let twin = replay.outcome(&format!("twin_{}", column.name));
        let beside = if replay.twin.is_some() && twin.is_finite() {
            words::outcome(column, twin)
        } else {
            String::new()
        };
        let name = if column.unit.is_empty() || column.unit == "share" {
            column.label.clone()
        } else {
            let unit = match column.unit {
                "currency" => words::currency(&replay.scenario).unwrap_or("currency"),
                unit => unit,
            };
            format!("{} [{unit}]", column.label)
        };
        vec![
            name.into(),
            words::outcome(column, *value).into(),
            beside.into(),
        ]
    });
    let table = Table {
        caption: "All numbers of this future, as they stand in the outcomes of a run".to_owned(),
        class: "numbers labels",
        head: vec![
            String::new(),
            "this future".to_owned(),
            "without feedback".to_owned(),
        ],
        rows: rows.collect(),
    };
    format!(
        "<section id=\"numbers\">\n{}<details>\n<summary>All numbers of this future</summary>\n{}</details>\n</section>\n",
        element("h2", "", "In numbers"),
        table.html()
    )
}

fn rule() -> String {
    format!(
        "<section id=\"rule\">\n{}{}{}</section>\n",
        element("h2", "", "What is told, and what is not"),
        element("p", "", RULE),
        element(
            "p",
            "",
            "A story explains one future; it is no evidence of how often such a thing happens. For that, play many: plimsoll run. Weeks count from 0, as in the tables. What tipped the service is the change, between two quarters, of hours asked minus hours there, cause by cause: those that tightened the week are named, each from a tenth of their sum on, and those that eased it are not; without feedback means the same referrals, people, sickness and searches with every feedback cut."
        ),
    )
}

/// The reporting standard, as far as one future goes.
fn standard(input: &ReplayInput) -> String {
    let replay = input.replay;
    let beside = match replay.twin {
        Some(_) => {
            "The same future with all feedback cut, under the same chances, stands beside it."
        }
        None => "No other future stands beside it.",
    };
    stress::of(stress::Experiment {
        scenario: &replay.scenario,
        provenance: input.provenance,
        aims: format!(
            "To tell what happened in one future, and why. {}: future {}.",
            words::plan(&replay.plan),
            words::count(replay.replication)
        ),
        alternatives: beside,
        estimation: "One future, chosen by its number; nothing is estimated from it.",
    })
}

fn reproduce(input: &ReplayInput) -> String {
    let it = input.provenance;
    format!(
        "<section id=\"reproduce\">\n{}{}<pre>{}</pre>\n{}</section>\n",
        element("h2", "", "How to get the same numbers"),
        element(
            "p",
            "",
            "This future is the same, digit for digit, in every run of this scenario and seed that plays it."
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
                (
                    "random numbers".to_owned(),
                    it.generator.replace("replication", "future")
                ),
            ]
            .into_iter()
        ),
    )
}

/// Name and question of the strip chart of a middle future.
fn label(ending: Ending) -> Label {
    match ending {
        Ending::Well => Label {
            name: "future-well",
            title: "What does a future look like that ends well?",
        },
        Ending::Spiral | Ending::LongestSpiral => Label {
            name: "future-spiral",
            title: "What does a future look like that goes into the spiral?",
        },
    }
}

/// The strip chart of a middle future, for the run's page.
pub(in crate::report) fn middle_chart<'a>(future: &'a MiddleFuture) -> Drawing<'a> {
    strip::drawing(
        &future.replay,
        label(future.middle.ending),
        story::headline(&future.replay, &future.facts),
    )
}

/// Which future it is and what it stands for.
pub(in crate::report) fn stands_for(middle: &Middle) -> String {
    let number = words::count(middle.replication);
    match middle.ending {
        Ending::Well => format!(
            "Future {number} stands in the middle of the {} that end well",
            words::counted(middle.of, "future", "futures")
        ),
        Ending::Spiral => format!(
            "Future {number} stands in the middle of the {} that end in the spiral",
            words::counted(middle.of, "future", "futures")
        ),
        Ending::LongestSpiral => {
            format!("No future ends in the spiral; future {number} was in it longest")
        }
    }
}

/// A middle future on the run's page: what it stands for, its story in short, its strip chart, and the command for more.
pub(in crate::report) fn middle_section(future: &MiddleFuture) -> String {
    let chart = middle_chart(future);
    let short = story::short(&future.replay, &future.facts);
    format!(
        "<section id=\"{}\" class=\"chart\">\n{}{}{}<figure>\n<div class=\"wide\">{}</div>\n<div class=\"narrow\">{}</div>\n{}</figure>\n{}<pre>{}</pre>\n</section>\n",
        chart.name,
        element("h2", "", chart.title),
        element(
            "p",
            "finding",
            &format!(
                "{}: {}",
                stands_for(&future.middle),
                words::uncapital(&chart.story.finding)
            )
        ),
        story_list(&short),
        drawn(&chart, Sheet::Page),
        drawn(&chart, Sheet::Phone),
        element("figcaption", "", &chart.story.caption),
        element("p", "quiet small", "The whole story of this future:"),
        escaped(&future.command),
    )
}
