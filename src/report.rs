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

use crate::experiment::tipping::Tipping;
use crate::output::Provenance;
pub use input::ReportInput;
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
