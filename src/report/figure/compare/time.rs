//! When does each plan help, and does it hurt first?

use super::{CompareFigure, drawn, hue, label, left_out};
use crate::experiment::arm::Pairing;
use crate::experiment::attribution::charge::MOST_PRESSURE;
use crate::experiment::compare::results::TimedContrast;
use crate::report::CompareInput;
use crate::report::figure::label::{Tag, column};
use crate::report::figure::panel::{Panel, Unit, ticks};
use crate::report::figure::series::{dotted, last, line};
use crate::report::figure::{Anchor, Canvas, Drawing, Sheet, Story, Type, calendar, edges, ink};
use crate::report::view::compare::named;
use crate::report::view::{compare_time, words};
use crate::stats::paired::Difference;

pub(super) const FIGURE: CompareFigure = CompareFigure {
    name: "in-time",
    title: TITLE,
    of,
};

const TITLE: &str = "When does each plan help, and does it hurt first?";

const GAP: f64 = 36.0;
const TALL: f64 = 130.0;

/// Metrics in which any plan differs in any week.
fn shown<'a>(input: &CompareInput<'a>) -> Vec<&'a TimedContrast> {
    let differs = |it: &&TimedContrast| {
        let mut weeks = it.weeks.iter().flatten();
        weeks.any(|week| week.value.is_finite() && week.value != 0.0)
    };
    input.comparison.in_time.iter().filter(differs).collect()
}

fn of<'a>(input: &'a CompareInput<'a>) -> Result<Drawing<'a>, String> {
    let panels = shown(input).len();
    if panels == 0 {
        return Err("No plan changes anything in any week.".to_owned());
    }
    Ok(Drawing {
        name: FIGURE.name,
        title: TITLE,
        story: story(input),
        height: Box::new(move |sheet| {
            GAP + panels as f64 * (tall(sheet) + GAP) - GAP + calendar::FOOT
        }),
        draw: Box::new(move |canvas| draw(input, canvas)),
    })
}

fn tall(sheet: Sheet) -> f64 {
    if sheet.is_narrow() { 115.0 } else { TALL }
}

fn story(input: &CompareInput) -> Story {
    let comparison = input.comparison;
    let hurts = compare_time::sentences(comparison);
    let finding = if hurts.is_empty() {
        "No plan is worse for a while before it is better, beyond what chance may do.".to_owned()
    } else {
        hurts.join(" ")
    };
    let how = match comparison.pairing {
        Pairing::Common => "the same futures under both",
        Pairing::Independent => "futures that are not paired",
    };
    Story {
        alt: format!(
            "Lines over time, one for each plan: the mean difference from the baseline, week by week, with dotted lines for its interval, above and below a line at no difference. {finding}"
        ),
        caption: format!(
            "Lines are mean differences from {} ({how}); dotted lines are the 95 % interval of each week by itself (not a band of futures). Below the line at 0 is better in every panel. Worse before better is said only of at least four weeks in a row on the worse side, beyond what chance does anywhere among all weeks, plans and panels looked at, and by at least a twentieth of what is gained later. Work wanted per hour available counts as at most {} in every future.{}{}",
            named(&comparison.baseline().plan),
            words::number(MOST_PRESSURE, 0),
            if leaves_scale(input) {
                " Lone weeks, and the ends of wide intervals, lie beyond the scale."
            } else {
                ""
            },
            left_out(comparison)
        ),
        finding,
    }
}

fn title(name: &str) -> (&'static str, Unit) {
    match name {
        "breach.share" => (
            "Workers over the safe load, difference [points of 100]",
            Unit::Percent,
        ),
        "eft_gap" => ("EFT short of need, difference [EFT]", Unit::Plain),
        "pressure" => (
            "Work wanted per hour available, difference [ratio]",
            Unit::Plain,
        ),
        _ => ("Clients waiting, difference [clients]", Unit::Plain),
    }
}

/// Share of weeks at either end that may lie beyond the scale: lone weeks in which hardly anybody is at work.
const BEYOND: f64 = 0.01;

/// Range of the lines and 0 without lone weeks far out, with the intervals as far as they go half as far again.
fn reach(weeks: &[&Vec<Difference>]) -> (f64, f64) {
    let bounds = |of: fn(&Difference) -> f64| {
        let all = weeks.iter().flat_map(|it| it.iter().map(of));
        let mut all: Vec<f64> = all.filter(|it| it.is_finite()).collect();
        all.sort_by(f64::total_cmp);
        let last = all.len().saturating_sub(1) as f64;
        let at = |share: f64| all.get((share * last).round() as usize).copied();
        (
            at(BEYOND).map_or(0.0, |it| it.min(0.0)),
            at(1.0 - BEYOND).map_or(0.0, |it| it.max(0.0)),
        )
    };
    let (low, high) = bounds(|it| it.value);
    let (least, most) = (bounds(|it| it.low).0, bounds(|it| it.high).1);
    let span = (high - low).max(1e-6);
    (
        least.max(low - 0.5 * span) - 0.04 * span,
        most.min(high + 0.5 * span) + 0.04 * span,
    )
}

/// Whether any line or interval leaves the scale of its panel.
fn leaves_scale(input: &CompareInput) -> bool {
    let plans = drawn(input.comparison);
    shown(input).iter().any(|contrast| {
        let weeks: Vec<&Vec<Difference>> = plans.iter().map(|at| &contrast.weeks[*at]).collect();
        let (low, high) = reach(&weeks);
        let mut all = weeks.iter().flat_map(|it| it.iter());
        all.any(|it| it.low < low || it.high > high)
    })
}

fn draw(input: &CompareInput, canvas: &Canvas) {
    let comparison = input.comparison;
    let scenario = &comparison.baseline().scenario;
    let (left, right) = edges(canvas.sheet);
    let plans = drawn(comparison);
    let mut top = GAP;
    let mut lowest = None;
    for contrast in shown(input) {
        let weeks: Vec<&Vec<Difference>> = plans.iter().map(|at| &contrast.weeks[*at]).collect();
        let panel = Panel {
            left,
            right,
            top,
            bottom: top + tall(canvas.sheet),
            x: (0.0, scenario.run.horizon_weeks as f64),
            y: reach(&weeks),
        };
        frame(canvas, &panel, contrast);
        let mut tags = Vec::new();
        for (place, (plan, weeks)) in plans.iter().zip(&weeks).enumerate() {
            let of =
                |which: fn(&Difference) -> f64| -> Vec<f64> { weeks.iter().map(which).collect() };
            let values = of(|it| it.value);
            dotted(canvas, &panel, &of(|it| it.low), hue(place).mark, 0.7);
            dotted(canvas, &panel, &of(|it| it.high), hue(place).mark, 0.7);
            line(canvas, &panel, &values, hue(place).word, 1.8);
            let name = label(&comparison.others()[*plan].plan);
            tags.push(Tag::new(panel.py(last(&values)), name, hue(place).word).bold());
        }
        column(
            canvas,
            &tags,
            (right, canvas.width() - right),
            (panel.top - 10.0, panel.bottom + 10.0),
        );
        top = panel.bottom + GAP;
        lowest = Some(panel);
    }
    if let Some(panel) = lowest {
        calendar::axis(canvas, &panel, scenario);
    }
}

fn frame(canvas: &Canvas, panel: &Panel, contrast: &TimedContrast) {
    let (name, unit) = title(&contrast.metric.name);
    calendar::grid(canvas, panel);
    let marks = ticks(panel.y.0, panel.y.1, 4);
    for value in &marks {
        let text = match unit {
            Unit::Percent => crate::report::view::words::number(100.0 * value, 0),
            Unit::Plain => crate::report::figure::panel::tick_text(*value, &marks, unit),
        };
        panel.rung(canvas, *value, &text);
    }
    let zero = panel.py(0.0);
    canvas.line(&[(panel.left, zero), (panel.right, zero)], ink::INK, 1.2);
    panel.name(canvas, name, canvas.width());
    let small = |colour| Type::new(canvas.sheet.text() - 2.0, colour).at(Anchor::Start);
    let x = panel.left + 5.0;
    if zero - panel.top > 16.0 {
        canvas.text((x, panel.top + 7.0), "worse ↑", small(ink::VERMILLION.word));
    }
    if panel.bottom - zero > 16.0 {
        canvas.text((x, panel.bottom - 8.0), "better ↓", small(ink::BLUE.word));
    }
}
