//! How wide is the spread of futures under each plan?

use super::{CompareFigure, drawn, hue, label, left_out};
use crate::experiment::results::{Results, Spread};
use crate::report::CompareInput;
use crate::report::figure::ink::{self, Hue};
use crate::report::figure::label::{Tag, column};
use crate::report::figure::panel::{Panel, Unit, range};
use crate::report::figure::series::{
    MEDIAN, P10, P25, P75, P90, between, last, line, mean, quantile,
};
use crate::report::figure::{Anchor, Canvas, Drawing, Sheet, Story, Type, calendar, edges};
use crate::report::view::words;
use crate::units::REPORTING_YEAR_WEEKS;
use plotters::style::Color;

pub(super) const FIGURE: CompareFigure = CompareFigure {
    name: "fans",
    title: TITLE,
    of,
};

const TITLE: &str = "How far apart do the futures lie under each plan?";

const GAP: f64 = 36.0;

/// The plans that are drawn, the baseline first, each with its colour.
fn lanes<'a>(input: &CompareInput<'a>) -> Vec<(&'a Results, Hue)> {
    let comparison = input.comparison;
    let others = drawn(comparison).into_iter().enumerate();
    let others = others.map(|(place, at)| (&comparison.others()[at], hue(place)));
    std::iter::once((comparison.baseline(), ink::GREY))
        .chain(others)
        .collect()
}

fn defined(spreads: &[Spread]) -> bool {
    spreads.iter().any(|it| it.mean.is_finite())
}

fn has(input: &CompareInput, of: fn(&Results) -> &[Spread]) -> bool {
    lanes(input).iter().any(|it| defined(of(it.0)))
}

fn gap(results: &Results) -> &[Spread] {
    results.weekly("eft_gap")
}

fn breaches(results: &Results) -> &[Spread] {
    results.yearly("breach.share")
}

fn of<'a>(input: &'a CompareInput<'a>) -> Result<Drawing<'a>, String> {
    let panels = [has(input, gap), has(input, breaches)];
    if !panels.contains(&true) {
        return Err(
            "Without a safe load there is neither a need nor a line to be over.".to_owned(),
        );
    }
    Ok(Drawing {
        name: FIGURE.name,
        title: TITLE,
        story: story(input),
        height: Box::new(move |sheet| {
            let count = f64::from(u8::from(panels[0])) + f64::from(u8::from(panels[1]));
            count * (tall(sheet) + GAP + calendar::FOOT)
        }),
        draw: Box::new(move |canvas| draw(input, canvas)),
    })
}

fn tall(sheet: Sheet) -> f64 {
    if sheet.is_narrow() { 160.0 } else { 190.0 }
}

fn story(input: &CompareInput) -> Story {
    let told = |results: &Results| {
        let last = breaches(results).last()?;
        Some(format!(
            "{} under “{}”",
            words::percent(last.quantiles[P90]),
            label(&results.plan)
        ))
    };
    let all: Vec<String> = lanes(input).iter().filter_map(|it| told(it.0)).collect();
    let finding = if all.is_empty() {
        let end = |results: &Results| {
            let last = last(&quantile(gap(results), MEDIAN));
            format!(
                "{} EFT under “{}”",
                words::number(last, 1),
                label(&results.plan)
            )
        };
        let all: Vec<String> = lanes(input).iter().map(|it| end(it.0)).collect();
        format!(
            "At the end the middle future is short of {}.",
            words::listed(&all)
        )
    } else {
        format!(
            "In the worst tenth of futures the share of worker-weeks over the safe load in the last complete year is at least {}.",
            words::listed(&all)
        )
    };
    Story {
        alt: format!(
            "Above, bands over time of the EFT short of need, one for each plan over each other with a line for its middle future. Below, for each year and plan a bar that holds eight in ten futures of the share of worker-weeks over the safe load. {finding}"
        ),
        caption: format!(
            "Bands and bars are futures, not intervals of an estimate: eight in ten lie in the pale part, half in the strong part of a bar; lines and dots are the middle future. The baseline is grey.{}{}",
            if has(input, gap) && scale(input).1 {
                " The outer part of a band lies beyond the scale."
            } else {
                ""
            },
            left_out(input.comparison)
        ),
        finding,
    }
}

fn draw(input: &CompareInput, canvas: &Canvas) {
    let mut top = GAP;
    if has(input, gap) {
        let bottom = top + tall(canvas.sheet);
        fans(input, canvas, (top, bottom));
        top = bottom + calendar::FOOT + GAP;
    }
    if has(input, breaches) {
        years(input, canvas, (top, top + tall(canvas.sheet)));
    }
}

/// The whole bands as far as a gap as large as the funded team, and half of the futures of every plan wherever they go: a
/// plan that fails in one future of ten would press all else flat. Says too whether a band goes beyond.
fn scale(input: &CompareInput) -> ((f64, f64), bool) {
    let lanes = lanes(input);
    let ends = |which: [usize; 2]| -> Vec<f64> {
        let of = |it: &(&Results, Hue)| which.map(|which| quantile(gap(it.0), which));
        lanes.iter().flat_map(of).flatten().collect()
    };
    let funded = mean(input.comparison.baseline().weekly("posts.funded"));
    let team = funded.into_iter().fold(0.0, f64::max);
    let outer = ends([P10, P90]);
    let held = range(
        ends([P25, P75])
            .into_iter()
            .chain(outer.iter().map(|it| it.min(team))),
        0.0,
    );
    let beyond = outer.iter().any(|it| *it < held.0 || *it > held.1);
    (held, beyond)
}

fn fans(input: &CompareInput, canvas: &Canvas, (top, bottom): (f64, f64)) {
    let scenario = &input.comparison.baseline().scenario;
    let (left, right) = edges(canvas.sheet);
    let lanes = lanes(input);
    let panel = Panel {
        left,
        right,
        top,
        bottom,
        x: (0.0, scenario.run.horizon_weeks as f64),
        y: scale(input).0,
    };
    calendar::grid(canvas, &panel);
    panel.upright(canvas, Unit::Plain);
    panel.name(
        canvas,
        "EFT short of need [EFT]; below 0 there is slack",
        canvas.width(),
    );
    for (results, hue) in &lanes {
        let of = |which| quantile(gap(results), which);
        between(canvas, &panel, &of(P10), &of(P90), hue.mark, 0.16);
    }
    let mut tags = Vec::new();
    for (results, hue) in &lanes {
        let middle = quantile(gap(results), MEDIAN);
        line(canvas, &panel, &middle, hue.word, 2.0);
        let at = panel.py(last(&middle));
        tags.push(Tag::new(at, label(&results.plan), hue.word).bold());
    }
    column(
        canvas,
        &tags,
        (right, canvas.width() - right),
        (panel.top - 8.0, panel.bottom + 8.0),
    );
    calendar::axis(canvas, &panel, scenario);
}

fn years(input: &CompareInput, canvas: &Canvas, (top, bottom): (f64, f64)) {
    let scenario = &input.comparison.baseline().scenario;
    let (left, right) = edges(canvas.sheet);
    let lanes = lanes(input);
    let count = breaches(lanes[0].0).len();
    let most = lanes
        .iter()
        .flat_map(|it| quantile(breaches(it.0), P90))
        .filter(|it| it.is_finite());
    let panel = Panel {
        left,
        right,
        top,
        bottom,
        x: (0.0, count as f64),
        y: (0.0, range(most, 0.04).1.min(1.0)),
    };
    panel.upright(canvas, Unit::Percent);
    panel.name(
        canvas,
        "Worker-weeks over the safe load, by year [%]",
        canvas.width(),
    );
    let slot = (right - left) / count as f64;
    let step = (slot * 0.8 / lanes.len() as f64).min(17.0);
    let wide = (step * 0.62).min(10.0);
    let every = (46.0 / slot).ceil().max(1.0) as usize;
    for year in 0..count {
        let centre = panel.px(year as f64 + 0.5);
        for (lane, (results, hue)) in lanes.iter().enumerate() {
            let Some(spread) = breaches(results).get(year) else {
                continue;
            };
            let x = centre + (lane as f64 - (lanes.len() as f64 - 1.0) / 2.0) * step;
            bar(canvas, &panel, (x, wide), spread, *hue);
        }
        if year % every == 0 {
            let look = Type::new(canvas.sheet.text() - 1.0, ink::INK).at(Anchor::Middle);
            canvas.text(
                (centre, panel.bottom + 13.0),
                &format!("year {}", year + 1),
                look,
            );
            let quiet = Type::new(canvas.sheet.text() - 2.0, ink::QUIET).at(Anchor::Middle);
            let month = calendar::month(scenario, (year * REPORTING_YEAR_WEEKS) as f64);
            canvas.text((centre, panel.bottom + 27.0), &month, quiet);
        }
    }
    let tags: Vec<Tag> = lanes
        .iter()
        .map(|(results, hue)| {
            let at = panel.py(last(&mean(breaches(results))));
            Tag::new(at, label(&results.plan), hue.word).bold()
        })
        .collect();
    column(
        canvas,
        &tags,
        (right, canvas.width() - right),
        (panel.top - 8.0, panel.bottom + 8.0),
    );
}

/// Eight in ten futures pale, half of them strong, the middle one a dot.
fn bar(canvas: &Canvas, panel: &Panel, (x, wide): (f64, f64), spread: &Spread, hue: Hue) {
    if !spread.mean.is_finite() {
        return;
    }
    let at = |which: usize| panel.py(spread.quantiles[which]);
    let half = wide / 2.0;
    // A bar without height is still seen.
    let bar = |low: f64, high: f64, opacity: f64| {
        canvas.rect(
            (x - half, high.min(low - 1.2)),
            (x + half, low),
            hue.mark.mix(opacity),
        );
    };
    bar(at(P10), at(P90), 0.30);
    bar(at(P25), at(P75), 0.60);
    canvas.dot((x, at(MEDIAN)), half.min(3.6), hue.word);
}
