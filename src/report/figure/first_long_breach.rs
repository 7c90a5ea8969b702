//! How long until somebody is over the line for a quarter of a year?

use super::panel::{Panel, Unit};
use super::series::{dotted, last, line};
use super::{Canvas, Figure, Sheet, Story, calendar, ink, label};
use crate::report::ReportInput;
use crate::report::view::words;

pub(in crate::report) const FIGURE: Figure = Figure {
    name: "first-long-breach",
    title: "How long until somebody is over the line for a quarter of a year?",
    story,
    height,
    draw,
};

/// Time at which half of the futures have had their first 13-week breach [weeks], where they have.
fn half_life(input: &ReportInput) -> Option<f64> {
    let curve = &input.results.no_long_breach;
    curve
        .iter()
        .position(|it| it.value <= 0.5)
        .map(|week| week as f64 + 1.0)
}

fn story(input: &ReportInput) -> Result<Story, String> {
    let curve = &input.results.no_long_breach;
    let Some(end) = curve.last().filter(|it| it.value.is_finite()) else {
        return Err("Nobody can be over the line for a quarter of a year here: nothing is judged week by week.".to_owned());
    };
    let hit = crate::experiment::results::Estimate {
        value: 1.0 - end.value,
        low: 1.0 - end.high,
        high: 1.0 - end.low,
        ..*end
    };
    let weeks = words::span(input.horizon());
    let finding = match half_life(input) {
        Some(week) => format!(
            "In half of the futures it takes {} or less; within {weeks} it happens in {} futures.",
            words::span(week),
            words::of_100(&hit)
        ),
        None => format!(
            "Within {weeks} it happens in {} futures.",
            words::of_100(&hit)
        ),
    };
    Ok(Story {
        alt: format!("A falling curve: the share of futures in which no worker has yet been over the safe load for 13 weeks running. {finding}"),
        caption: "The line is the estimate; the dashed lines are its 95 % interval week by week (not a band of futures).".to_owned(),
        finding,
    })
}

fn height(input: &ReportInput, sheet: Sheet) -> f64 {
    let marks = calendar::marks_height(&input.results.scenario, sheet, super::edges(sheet));
    marks + 36.0 + if sheet.is_narrow() { 170.0 } else { 210.0 } + calendar::FOOT
}

fn draw(input: &ReportInput, canvas: &Canvas) {
    let (left, right) = super::edges(canvas.sheet);
    let scenario = &input.results.scenario;
    let marks = calendar::marks_height(scenario, canvas.sheet, (left, right));
    let panel = Panel {
        left,
        right,
        top: marks + 36.0,
        bottom: canvas.height - calendar::FOOT,
        x: (0.0, input.horizon()),
        y: (0.0, 1.0),
    };
    calendar::grid(canvas, &panel);
    panel.upright(canvas, Unit::Percent);
    panel.name(
        canvas,
        "No 13 weeks over the line so far [% of futures]",
        canvas.width(),
    );
    let pick = |which: fn(&crate::experiment::results::Estimate) -> f64| -> Vec<f64> {
        input.results.no_long_breach.iter().map(which).collect()
    };
    let (value, low, high) = (pick(|it| it.value), pick(|it| it.low), pick(|it| it.high));
    dotted(canvas, &panel, &low, ink::BLUE.mark, 1.1);
    dotted(canvas, &panel, &high, ink::BLUE.mark, 1.1);
    line(canvas, &panel, &value, ink::BLUE.word, 2.2);
    if let Some(week) = half_life(input) {
        let at = panel.at(week, 0.5);
        canvas.line(&[(panel.left, at.1), at], ink::AXIS, 1.0);
        canvas.dot(at, 4.0, ink::BLUE.word);
        let room = right - at.0;
        let text = format!("half: {}", words::span(week));
        let look = super::Type::new(canvas.sheet.text(), ink::BLUE.word).bold();
        let (shift, anchor) = if room > 110.0 {
            (9.0, super::Anchor::Start)
        } else {
            (-9.0, super::Anchor::End)
        };
        let y = if room > 110.0 {
            at.1 - 9.0
        } else {
            at.1 + 12.0
        };
        let wide = canvas.measure(&text, look);
        let from = if anchor == super::Anchor::Start {
            at.0 + shift
        } else {
            at.0 + shift - wide
        };
        canvas.rect(
            (from - 2.0, y - 8.0),
            (from + wide + 2.0, y + 8.0),
            ink::PAPER,
        );
        canvas.text((at.0 + shift, y), &text, look.at(anchor));
    }
    let end = last(&value);
    label::column(
        canvas,
        &[label::Tag::new(
            panel.py(end),
            format!("{}\u{a0}% not yet", words::in_100(end)),
            ink::BLUE.word,
        )
        .bold()],
        (right, canvas.width() - right),
        (panel.top, panel.bottom),
    );
    calendar::draw_marks(canvas, scenario, &[panel], marks);
    calendar::axis(canvas, &panel, scenario);
}
