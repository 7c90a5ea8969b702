//! What does each site need over time, beside what is funded there?

use super::panel::{Panel, Unit, range};
use super::series::{Fan, MEDIAN, P90, fan, quantile, steps};
use super::{Canvas, Figure, Sheet, Story, calendar, eft, ink};
use crate::experiment::results::Spread;
use crate::report::ReportInput;
use crate::report::view::{portfolio, words};

pub(in crate::report) const FIGURE: Figure = Figure {
    name: "sites",
    title: "What does each site need, and what is funded there?",
    story,
    height,
    draw,
};

/// Room above a panel for its name [px].
const ABOVE: f64 = 34.0;

/// A panel goes to at most so many times what is funded: beyond it the site has long failed.
const MOST_FUNDED: f64 = 2.5;

fn story(input: &ReportInput) -> Result<Story, String> {
    let results = input.results;
    let holdings = portfolio::holdings(results)
        .ok_or_else(|| "There is no need by site and year to draw.".to_owned())?;
    let short: Vec<String> = holdings[..holdings.len() - 1]
        .iter()
        .filter_map(|it| {
            let years = it.needs.iter().zip(&it.funded);
            let first = years
                .enumerate()
                .find(|(_, (need, funded))| need.0 > **funded)?;
            Some(format!("{} in year {}", it.name, first.0 + 1))
        })
        .collect();
    let finding = if short.is_empty() {
        "At no site do half of the futures need more than is funded in any year.".to_owned()
    } else {
        format!(
            "In half of the futures what is funded falls short first at {}.",
            words::listed(&short)
        )
    };
    Ok(Story {
        alt: format!(
            "A panel for each site over time: EFT needed by the safe load as a band of futures, and the funded EFT as a step line. {finding}"
        ),
        caption: "Bands are futures, not intervals of an estimate: eight in ten futures lie in the light band, half in the dark one; the line is the middle future. Black: funded EFT. Each site has a scale of its own; a band that leaves a panel goes on above it.".to_owned(),
        finding,
    })
}

fn columns(sheet: Sheet) -> usize {
    if sheet.is_narrow() { 1 } else { 2 }
}

fn panel_height(sheet: Sheet) -> f64 {
    if sheet.is_narrow() { 90.0 } else { 110.0 }
}

fn height(input: &ReportInput, sheet: Sheet) -> f64 {
    let rows = input.results.sites.len().div_ceil(columns(sheet));
    rows as f64 * (panel_height(sheet) + ABOVE) + calendar::FOOT
}

fn draw(input: &ReportInput, canvas: &Canvas) {
    let results = input.results;
    let (need, funded) = (results.metric("eft_need"), results.metric("posts.funded"));
    let count = columns(canvas.sheet);
    let left = super::edges(canvas.sheet).0;
    let wide = canvas.width() / count as f64;
    let tall = panel_height(canvas.sheet);
    for (position, site) in results.sites.iter().enumerate() {
        let weekly = |metric: Option<usize>| {
            let series = site.weekly.iter().find(|it| Some(it.0) == metric);
            series.map_or(&[] as &[Spread], |it| it.1.as_slice())
        };
        let spreads = weekly(need);
        let funds = eft::in_steps(weekly(funded));
        let most = funds.iter().map(|it| it.1).fold(0.0, f64::max);
        let values = quantile(spreads, P90).into_iter();
        let top = values
            .chain([most])
            .filter(|it| it.is_finite())
            .fold(0.0, f64::max);
        let middle = quantile(spreads, MEDIAN).into_iter();
        let middle = middle.filter(|it| it.is_finite()).fold(most, f64::max);
        let top = if most > 0.0 {
            top.min((MOST_FUNDED * most).max(1.1 * middle))
        } else {
            top
        };
        let (row, column) = (position / count, position % count);
        let above = row as f64 * (tall + ABOVE) + ABOVE;
        let panel = Panel {
            left: column as f64 * wide + left,
            right: (column + 1) as f64 * wide - 30.0,
            top: above,
            bottom: above + tall,
            x: (0.0, input.horizon()),
            y: range([top], 0.0),
        };
        calendar::grid(canvas, &panel);
        panel.upright(canvas, Unit::Plain);
        panel.name(canvas, &format!("{} [EFT]", site.name), wide);
        fan(canvas, &panel, spreads, ink::BLUE, Fan::Two);
        canvas.line(&steps(&panel, &funds), ink::INK, 1.5);
        if position + count >= results.sites.len() {
            calendar::axis(canvas, &panel, &results.scenario);
        }
    }
}
