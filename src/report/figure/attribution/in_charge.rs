//! Which loop is in charge, when? The pressure that goes when a loop is cut, week by week.

use super::super::panel::{Panel, Unit, range};
use super::super::series::{dotted, last, line};
use super::super::{Anchor, Canvas, Drawing, Sheet, Story, Type, calendar, edges, ink, label};
use super::{hue, order};
use crate::experiment::attribution::Attribution;
use crate::experiment::attribution::charge::MOST_PRESSURE;
use crate::experiment::results::Estimate;
use crate::report::view::{attribution as view, words};
use plotters::style::Color;

pub(super) const NAME: &str = "loops-in-charge";
pub(super) const TITLE: &str = "Which loop is in charge, when?";

const GAP: f64 = 36.0;
const STRIP: f64 = 18.0;

pub(super) fn drawing(it: &Attribution) -> Result<Drawing<'_>, String> {
    if it.in_charge.futures == 0 {
        return Err(view::leading(it));
    }
    let finding = view::leading(it);
    Ok(Drawing {
        name: NAME,
        title: TITLE,
        story: Story {
            alt: format!(
                "Above, a strip of which loop leads when. In the middle, a line per loop over time: the pressure that disappears when it is cut. Below, the mean pressure of the same futures. {finding}"
            ),
            caption: format!(
                "Means over the {} that end in the spiral with all loops; dotted: 95 % intervals of the two largest (not bands of futures). The strip is pale where the lead over the next loop cannot be told from chance. Pressure is work wanted per hour available over a quarter of a year; it counts as at most {}. The lines do not add up to the pressure: loops need each other. They tell of futures picked because they ended badly, so before the spiral they say what led there.",
                words::counted(it.in_charge.futures, "future", "futures"),
                words::number(MOST_PRESSURE, 0)
            ),
            finding,
        },
        height: Box::new(move |sheet| {
            GAP + STRIP + GAP + tall(sheet) + GAP + lower(sheet) + calendar::FOOT
        }),
        draw: Box::new(move |canvas| draw(it, canvas)),
    })
}

fn tall(sheet: Sheet) -> f64 {
    if sheet.is_narrow() { 190.0 } else { 220.0 }
}

fn lower(sheet: Sheet) -> f64 {
    if sheet.is_narrow() { 80.0 } else { 90.0 }
}

/// Up to a round number; down no further than the values go.
fn scale(means: &[Vec<f64>]) -> (f64, f64) {
    let least = means.iter().flatten().copied().fold(0.0, f64::min);
    let most = range(means.iter().flatten().copied().filter(|it| *it > 0.0), 0.0).1;
    (least.max(-most) * 1.1, most * 1.12)
}

fn values(estimates: &[Estimate], of: fn(&Estimate) -> f64) -> Vec<f64> {
    estimates.iter().map(of).collect()
}

/// Loops whose intervals are drawn.
const WITH_INTERVAL: usize = 2;

fn draw(it: &Attribution, canvas: &Canvas) {
    let charge = &it.in_charge;
    let (left, right) = edges(canvas.sheet);
    let weeks = it.scenario.run.horizon_weeks as f64;
    let means: Vec<Vec<f64>> = charge
        .removed
        .iter()
        .map(|it| values(it, |it| it.value))
        .collect();
    let top = GAP + STRIP + GAP;
    let panel = Panel {
        left,
        right,
        top,
        bottom: top + tall(canvas.sheet),
        x: (0.0, weeks),
        y: scale(&means),
    };
    let below = Panel {
        top: panel.bottom + GAP,
        bottom: panel.bottom + GAP + lower(canvas.sheet),
        y: (0.0, MOST_PRESSURE),
        ..panel
    };
    strip(it, canvas, &panel);
    for panel in [&panel, &below] {
        calendar::grid(canvas, panel);
        panel.upright(canvas, Unit::Plain);
    }
    panel.name(
        canvas,
        "Pressure that goes when the loop is cut",
        canvas.width(),
    );
    below.name(canvas, "Pressure with all loops", canvas.width());
    lines(it, canvas, &panel, &means);
    pressure(it, canvas, &below);
    calendar::axis(canvas, &below, &it.scenario);
}

/// Which loop leads, as a row of coloured stretches.
fn strip(it: &Attribution, canvas: &Canvas, panel: &Panel) {
    let top = GAP;
    let name = Panel { top, ..*panel };
    name.name(canvas, "Leads", canvas.width());
    for spell in &it.in_charge.spells {
        let (from, to) = (
            panel.px(spell.weeks.0 as f64),
            panel.px(spell.weeks.1 as f64),
        );
        let (colour, text, word) = match (spell.leader, spell.is_clear) {
            (Some(at), true) => (
                hue(it.loops[at]).word.to_rgba(),
                it.loops[at].name(),
                ink::PAPER,
            ),
            (Some(at), false) => (
                hue(it.loops[at]).mark.mix(0.3),
                it.loops[at].name(),
                hue(it.loops[at]).word,
            ),
            (None, _) => (ink::GRID.to_rgba(), "none can be told", ink::QUIET),
        };
        canvas.rect((from, top), (to, top + STRIP), colour);
        let look = Type::new(canvas.sheet.text() - 1.0, word).at(Anchor::Middle);
        if canvas.measure(text, look) + 6.0 < to - from {
            canvas.text(((from + to) / 2.0, top + STRIP / 2.0), text, look);
        }
    }
}

fn lines(it: &Attribution, canvas: &Canvas, panel: &Panel, means: &[Vec<f64>]) {
    let charge = &it.in_charge;
    let total = |at: &usize| means[*at].iter().sum::<f64>();
    let mut largest: Vec<usize> = order(it);
    largest.sort_by(|one, other| total(other).total_cmp(&total(one)));
    for at in largest.iter().take(WITH_INTERVAL) {
        let series = &charge.removed[*at];
        for end in [values(series, |it| it.low), values(series, |it| it.high)] {
            dotted(canvas, panel, &end, hue(it.loops[*at]).mark, 0.9);
        }
    }
    let mut tags = Vec::new();
    for at in largest.iter().rev() {
        let hue = hue(it.loops[*at]);
        line(canvas, panel, &means[*at], hue.mark, 1.9);
        tags.push(label::Tag::new(
            panel.py(last(&means[*at])),
            it.loops[*at].name(),
            hue.word,
        ));
    }
    label::column(
        canvas,
        &tags,
        (panel.right, canvas.width() - panel.right),
        (panel.top, panel.bottom),
    );
}

fn pressure(it: &Attribution, canvas: &Canvas, panel: &Panel) {
    let mean = values(&it.in_charge.pressure, |it| it.value);
    let full = panel.py(1.0);
    canvas.dashes(
        &[(panel.left, full), (panel.right, full)],
        ink::INK,
        1.0,
        (3.0, 2.5),
    );
    line(canvas, panel, &mean, ink::VERMILLION.mark, 1.9);
    label::column(
        canvas,
        &[
            label::Tag::new(
                panel.py(last(&mean)),
                format!("mean: {}", words::number(last(&mean), 1)),
                ink::VERMILLION.word,
            ),
            label::Tag::new(full, "a full week", ink::INK),
        ],
        (panel.right, canvas.width() - panel.right),
        (panel.top, panel.bottom),
    );
}
