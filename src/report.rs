//! The report: figures and one page, from what an experiment measured.
//!
//! Decides what is said, in which words and with which rounding; computes no estimate. Numbers become sentences in
//! `view`, drawings in `figure`, and `page` puts both in order.

mod figure;
mod font;
mod input;
mod page;
mod raster;
#[cfg(test)]
mod sample;
mod view;

pub use input::{ReportInput, SensitivityInput, SweepInput};
pub use raster::png;

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
    let drawn = figure::FIGURES.iter().filter_map(|figure| {
        let drawing = figure.of(input).ok()?;
        Some(drawing.chart())
    });
    drawn.collect()
}

/// The answer in words, line by line, as the page gives it; for a terminal.
pub fn answer(results: &crate::experiment::results::Results) -> Vec<String> {
    view::answer::lines(results)
}

/// The whole report as one HTML file that asks nothing of a network.
pub fn page(input: &ReportInput) -> String {
    page::page(input)
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
