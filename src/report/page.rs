//! The page: one HTML file with its style, typeface and drawings inside; no script, no network.
//!
//! Decides the order of what is said. Every sentence and cell comes from `view`, every drawing from `figure`.

pub(super) mod attribution;
pub(super) mod compare;
pub(super) mod html;
mod money;
pub(super) mod plan;
mod portfolio;
mod prices;
pub(super) mod replay;
mod sections;
pub(super) mod sensitivity;
mod staffing;
mod stress;
pub(super) mod sweep;
mod tables;
pub(super) mod tipping;
mod worth;

use super::figure::{self, Drawing, FIGURES, Figure, Sheet, drawn};
use super::view::{answer, exits, words};
use super::{ReportInput, font};
use crate::experiment::middle::Ending;
use crate::scenario::Change;
use html::{element, escaped, header};

const STYLE: &str = include_str!("page/style.css");

pub(super) fn page(input: &ReportInput) -> String {
    let scenario = &input.results.scenario;
    let mut body = head(input);
    body.push_str(&answer_section(input));
    body.push_str(&contents(input));
    body.push_str(&portfolio::portfolio(input));
    body.push_str(&sections::need(input));
    for figure in &FIGURES {
        body.push_str(&figure_section(figure, input));
        if figure.name == "two-futures" {
            let stories = input.middles.iter().map(replay::middle_section);
            body.push_str(&stories.collect::<String>());
        }
    }
    for figure in figure::own(scenario) {
        let below = staffing::below(figure.name, input);
        let drawing = figure.of(input);
        body.push_str(&drawing_section_with(
            figure.name,
            figure.title,
            drawing,
            &below,
        ));
    }
    for section in [
        worth::worth,
        sections::exits,
        money::section_of,
        sections::breaches,
        sections::thresholds,
        sections::failures,
        sections::assumptions,
        sections::contradictions,
        sections::left_out,
        sections::method,
        stress::of_run,
        sections::reproduce,
        sections::glossary,
    ] {
        body.push_str(&section(input));
    }
    whole(&scenario.name, &body)
}

/// What every page says of its two words for how much is safe.
const LOAD_LINE: &str = "Safe load is a boundary, not a target: a service that always sits just under it has no room for a bad month. Need is what the caseload asks; management, quality work, teaching and growth may add to it, and none of that is in a number here.";

/// A page from what stands in its body.
pub(super) fn whole(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>\n{}{STYLE}</style>\n</head>\n<body>\n<main>\n{body}<footer>\n{}</footer>\n</main>\n</body>\n</html>\n",
        escaped(title),
        font::faces(),
        element("p", "quiet small", LOAD_LINE),
    )
}

fn head(input: &ReportInput) -> String {
    let scenario = &input.results.scenario;
    let question = scenario
        .question
        .as_deref()
        .unwrap_or("What does this service ask of its staff?");
    let plan = words::plan(&input.results.plan);
    let from = words::day(scenario.run.start);
    let line = format!(
        "{plan} · {} from {from} · {} played",
        words::span(input.horizon()),
        words::counted(input.results.completed, "future", "futures"),
    );
    header(&scenario.name, question, &line)
}

fn answer_section(input: &ReportInput) -> String {
    let figures: String = answer::key_figures(input)
        .iter()
        .map(|it| {
            format!(
                "<div class=\"figure\">{}{}{}</div>\n",
                element("p", "value", &it.value),
                element("p", "what", &it.what),
                element("p", "quiet small", &it.note)
            )
        })
        .collect();
    let after = format!(
        "{}<div class=\"figures\">\n{figures}</div>\n",
        element("p", "quiet small", &answer::small_print(input.results)),
    );
    html::answer("", &answer::sentences(input.results), &after)
}

/// Short links to what a reader looks for.
fn contents(input: &ReportInput) -> String {
    let scenario = &input.results.scenario;
    let note = !super::view::notes::contradictions(input).is_empty();
    let has = |is: &dyn Fn(Ending) -> bool| input.middles.iter().any(|it| is(it.middle.ending));
    let links = [
        ("portfolio", "Sites", !input.results.sites.is_empty()),
        ("need", "EFT by year", true),
        ("unsafe-years", "Unsafe years", true),
        ("two-futures", "Two futures", true),
        (
            "future-well",
            "One that ends well",
            has(&|ending| ending == Ending::Well),
        ),
        (
            "future-spiral",
            "One in the spiral",
            has(&|ending| ending != Ending::Well),
        ),
        (
            "exits",
            "How clients leave",
            !exits::ways(input.results).is_empty(),
        ),
        ("emergencies", "Emergencies", !scenario.shocks.is_empty()),
        (
            "changes",
            "Changes",
            scenario.changes.iter().any(Change::acts),
        ),
        ("programmes", "Programmes", !scenario.programmes.is_empty()),
        ("support", "Support roles", !scenario.support.is_empty()),
        ("teams", "Clients' teams", !scenario.teams.is_empty()),
        ("worth", "Safeguards", super::view::worth::any(input)),
        ("kinds", "Kinds of breach", true),
        ("thresholds", "Other cut-offs", true),
        ("assumptions", "Sources", true),
        ("note", "The practice note", note),
        ("left-out", "What is left out", true),
        ("method", "Method", true),
        ("stress", "For a reviewer", true),
        ("reproduce", "Reproduce", true),
        ("glossary", "Words", true),
    ];
    let links: String = links
        .iter()
        .filter(|it| it.2)
        .map(|(id, text, _)| format!("<a href=\"#{id}\">{text}</a>\n"))
        .collect();
    format!("<nav aria-label=\"On this page\">\n{links}</nav>\n")
}

fn figure_section(figure: &Figure, input: &ReportInput) -> String {
    drawing_section(figure.name, figure.title, figure.of(input))
}

/// The section of a drawing, or of the reason why there is none.
pub(super) fn drawing_section(name: &str, title: &str, drawing: Result<Drawing, String>) -> String {
    drawing_section_with(name, title, drawing, "")
}

/// The same with what stands below it.
fn drawing_section_with(
    name: &str,
    title: &str,
    drawing: Result<Drawing, String>,
    below: &str,
) -> String {
    let title = element("h2", "", title);
    let inside = match drawing {
        Err(why) => element("p", "quiet", &why),
        Ok(drawing) => format!(
            "{}<figure>\n<div class=\"wide\">{}</div>\n<div class=\"narrow\">{}</div>\n{}</figure>\n",
            element("p", "finding", &drawing.story.finding),
            drawn(&drawing, Sheet::Page),
            drawn(&drawing, Sheet::Phone),
            element("figcaption", "", &drawing.story.caption),
        ),
    };
    format!("<section id=\"{name}\" class=\"chart\">\n{title}{inside}{below}</section>\n")
}

#[cfg(test)]
mod tests {
    use super::super::{charts, sample};

    #[test]
    fn names_with_markup_are_escaped_on_the_page_and_in_the_drawings() {
        let sample = sample::crowded();
        let page = super::page(&sample.input());
        assert!(page.contains("&lt;b&gt;responders&lt;/b&gt;"));
        assert!(!page.contains("<b>responders"));
        assert!(!page.contains("<of eight>"));
    }

    #[test]
    fn the_page_asks_nothing_of_a_network_and_runs_no_script() {
        let sample = sample::five_years();
        let page = super::page(&sample.input());
        for word in [
            "<script",
            "src=\"http",
            "href=\"http",
            "url(http",
            "@import",
        ] {
            assert!(!page.contains(word), "{word}");
        }
    }

    #[test]
    fn no_screen_word_is_one_of_ours() {
        for (name, sample) in sample::all() {
            let page = super::page(&sample.input());
            let body = &page[page.find("<body>").unwrap()..];
            let words = body.to_lowercase();
            for word in [
                "regime",
                "replication",
                " lens",
                "nan ",
                "nan<",
                "inf<",
                " fte",
            ] {
                let at = words.find(word).filter(|_| {
                    word != "replication"
                        || !sample.provenance.command.contains("replications")
                        || words.matches(word).count() > 1
                });
                assert!(
                    at.is_none(),
                    "{name}: {word} in …{}…",
                    at.map_or("", |at| &words
                        [at.saturating_sub(60)..(at + 60).min(words.len())])
                );
            }
        }
    }

    #[test]
    fn every_sample_gives_whole_drawings() {
        for (name, sample) in sample::all() {
            let charts = charts(&sample.input());
            for chart in &charts {
                let svg = &chart.svg;
                assert!(
                    svg.contains("role=\"img\"") && svg.contains("<desc"),
                    "{name}/{}",
                    chart.name
                );
            }
            let page = super::page(&sample.input());
            super::stress::assert_answered(&page);
            sample::looked_at(name, &charts, &page);
        }
    }
}
