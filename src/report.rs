//! The report: figures and one page, from what an experiment measured.
//!
//! Decides what is said, in which words and with which rounding; computes no estimate. Numbers become sentences in
//! `view`, drawings in `figure`, and `page` puts both in order.

mod figure;
mod font;
mod input;
mod page;
pub mod plan;
mod raster;
#[cfg(test)]
mod sample;
mod view;

use crate::experiment::compare::enough::least_precise;
use crate::experiment::tipping::Tipping;
use crate::experiment::verify::Verification;
use crate::output::Provenance;
pub use input::{
    AttributionInput, CompareInput, MiddleFuture, ReplayInput, ReportInput, SensitivityInput,
    SweepInput,
};
pub use raster::png;
use view::precision::Known;
pub use view::story::Line as StoryLine;
pub use view::verify::{COLUMNS as VERIFY_COLUMNS, VerifySection};

use crate::experiment::story::Fact;

/// One figure as a file of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// File name without its ending (`"unsafe-years"`).
    pub name: &'static str,
    /// The question it answers.
    pub title: &'static str,
    /// The answer in one sentence.
    pub finding: String,
    /// The drawing in words.
    pub alt: String,
    /// SVG text; names the typeface Inter and carries no font.
    pub svg: String,
}

/// All figures that these results allow, in the order of the page. One without anything to draw is left out; the page says why.
pub fn charts(input: &ReportInput) -> Vec<Chart> {
    let own = figure::own(&input.results.scenario);
    let drawn = figure::FIGURES.iter().chain(&own);
    let drawn = drawn.filter_map(|figure| Some(figure.of(input).ok()?.chart()));
    let sites = (!input.results.sites.is_empty())
        .then(|| figure::portfolio::FIGURE.of(input).ok())
        .flatten();
    let middles = input.middles.iter();
    let worth = view::worth::view(input).and_then(|it| figure::worth::drawing(&it));
    sites
        .map(|it| it.chart())
        .into_iter()
        .chain(drawn)
        .chain(middles.map(|it| page::replay::middle_chart(it).chart()))
        .chain(worth.into_iter().map(|it| it.chart()))
        .collect()
}

/// The answer in words, line by line, as the page gives it; for a terminal.
pub fn answer(results: &crate::experiment::results::Results) -> Vec<String> {
    view::answer::lines(results)
}

/// Why a run that was asked for a precision ended where it did; `None` of any other.
pub fn precision(results: &crate::experiment::results::Results) -> Option<String> {
    let precision = results.precision.as_ref()?;
    Some(view::precision::ended(precision, Known::Outcome))
}

/// All figures of the tipping points that were asked for.
pub fn tipping_charts(tipping: &Tipping) -> Vec<Chart> {
    let drawings = figure::tipping::drawings(tipping);
    drawings.iter().map(figure::Drawing::chart).collect()
}

/// The tipping points in words, a few sentences for each part; for a terminal.
pub fn tipping_answer(tipping: &Tipping) -> Vec<String> {
    view::tipping::sentences(tipping)
}

/// The page of the tipping points as one HTML file that asks nothing of a network.
pub fn tipping_page(tipping: &Tipping, provenance: &Provenance) -> String {
    page::tipping::page(tipping, provenance)
}

/// The whole report as one HTML file that asks nothing of a network.
pub fn page(input: &ReportInput) -> String {
    page::page(input)
}

/// All figures of a comparison that it allows, in the order of the page.
pub fn compare_charts(input: &CompareInput) -> Vec<Chart> {
    let drawn = figure::compare::FIGURES.iter().filter_map(|figure| {
        let drawing = (figure.of)(input).ok()?;
        Some(drawing.chart())
    });
    drawn.collect()
}

/// The comparison as one HTML file that asks nothing of a network.
pub fn compare_page(input: &CompareInput) -> String {
    page::compare::page(input)
}

/// The comparison in words, line by line, as the page gives it; for a terminal.
pub fn compare_answer(input: &CompareInput) -> Vec<String> {
    view::compare::lines(input)
}

/// Why a comparison that was asked for a precision ended where it did; `None` of any other.
pub fn compare_precision(
    comparison: &crate::experiment::compare::results::Comparison,
) -> Option<String> {
    let least = least_precise(&comparison.precision)?;
    let plans = view::precision::plans(comparison, &least);
    let known = Known::Difference(&plans);
    Some(view::precision::ended(&least.precision, known))
}

/// The comparison as a short table: a row of headings, then the baseline and the plans.
pub fn compare_table(input: &CompareInput) -> Vec<Vec<String>> {
    view::compare::table(input)
}

/// The figures of one future.
pub fn replay_charts(input: &ReplayInput) -> Vec<Chart> {
    vec![
        page::replay::strip_chart(input).chart(),
        figure::key_lines::drawing(input.replay).chart(),
    ]
}

/// The page of one future as one HTML file that asks nothing of a network.
pub fn replay_page(input: &ReplayInput) -> String {
    page::replay::page(input)
}

/// One future in one sentence.
pub fn headline(replay: &crate::experiment::replay::Replay, facts: &[Fact]) -> String {
    view::story::headline(replay, facts)
}

/// One future told line by line.
pub fn story(replay: &crate::experiment::replay::Replay, facts: &[Fact]) -> Vec<StoryLine> {
    view::story::lines(replay, facts)
}

/// Which future stands for which, in a sentence without its end.
pub fn stands_for(middle: &crate::experiment::middle::Middle) -> String {
    page::replay::stands_for(middle)
}

/// The figures of an attribution, in the order of the page. One without anything to draw is left out; the page says why.
pub fn attribution_charts(input: &AttributionInput) -> Vec<Chart> {
    let drawings = figure::attribution::drawings(input.attribution).into_iter();
    drawings
        .filter_map(|(_, _, drawing)| Some(drawing.ok()?.chart()))
        .collect()
}

/// What an attribution found, sentence by sentence, the loop that matters first.
pub fn attribution_answer(found: &crate::experiment::attribution::Attribution) -> Vec<String> {
    view::attribution::sentences(found)
}

/// The report of an attribution as one HTML file that asks nothing of a network.
pub fn attribution_page(input: &AttributionInput) -> String {
    page::attribution::page(input)
}

/// All figures of a study of sensitivity, in the order of the page.
pub fn sensitivity_charts(input: &SensitivityInput) -> Vec<Chart> {
    let drawings = page::sensitivity::drawings(input.found).into_iter();
    drawings.filter_map(|it| Some(it.2.ok()?.chart())).collect()
}

/// A study of sensitivity as one HTML file that asks nothing of a network.
pub fn sensitivity_page(input: &SensitivityInput) -> String {
    page::sensitivity::page(input)
}

/// Its answer in words, sentence by sentence; for a terminal.
pub fn sensitivity_answer(found: &crate::experiment::sensitivity::Sensitivity) -> Vec<String> {
    view::sensitivity::sentences(found)
}

/// All figures of a sweep, in the order of the page.
pub fn sweep_charts(input: &SweepInput) -> Vec<Chart> {
    let drawings = page::sweep::drawings(input.sweep).into_iter();
    drawings.filter_map(|it| Some(it.2.ok()?.chart())).collect()
}

/// A sweep as one HTML file that asks nothing of a network.
pub fn sweep_page(input: &SweepInput) -> String {
    page::sweep::page(input)
}

/// Its answer in words, sentence by sentence; for a terminal.
pub fn sweep_answer(sweep: &crate::experiment::sweep::Sweep) -> Vec<String> {
    view::sweep::sentences(sweep)
}

/// The engine against theory, family by family.
pub fn verify_sections(found: &Verification) -> Vec<VerifySection> {
    view::verify::sections(found)
}

/// What it comes to, sentence by sentence, the verdict first.
pub fn verify_answer(found: &Verification) -> Vec<String> {
    view::verify::sentences(found)
}

/// The whole as Markdown, below a heading of the caller's.
pub fn verify_markdown(found: &Verification) -> String {
    view::verify::markdown(found)
}

/// How far every comparison is from theory.
pub fn verify_chart(found: &Verification) -> Chart {
    figure::verified::drawing(found).chart()
}
