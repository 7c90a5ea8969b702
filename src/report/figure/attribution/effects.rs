//! What goes away when a loop is cut? One panel per outcome, one row per loop, all loops on top.

use super::super::panel::{Panel, Unit, tick_text, ticks};
use super::super::{Anchor, Canvas, Drawing, Sheet, Story, Type, ink, label};
use super::order;
use crate::experiment::attribution::Attribution;
use crate::experiment::attribution::effects::OutcomeEffects;
use crate::experiment::results::Estimate;
use crate::report::view::attribution as view;

pub(super) const NAME: &str = "loops-effects";
pub(super) const TITLE: &str = "What goes away when a loop is cut?";

const ROW: f64 = 23.0;
/// Room of a panel's name above its rows and of its axis below them [px].
const HEAD: f64 = 40.0;
const FOOT: f64 = 40.0;
const LEGEND: f64 = 26.0;

pub(super) fn drawing(it: &Attribution) -> Result<Drawing<'_>, String> {
    let lead = view::headline(it)
        .ok_or("No outcome is defined in these futures, so nothing can be attributed.")?;
    let top = view::ranked(lead)[0];
    let finding = format!(
        "{}: all loops together add {}; with the {} loop cut {} of that would go, and its fair share is {}.",
        lead.label,
        view::with_interval(lead, &lead.whole),
        it.loops[top].name(),
        view::with_interval(lead, &lead.loops[top].leave_one_out),
        view::with_interval(lead, &lead.loops[top].shapley),
    );
    Ok(Drawing {
        name: NAME,
        title: TITLE,
        story: Story {
            alt: format!(
                "Small panels, one for each of {} outcomes; a row for all loops and one for each loop with two points and their intervals: what goes when the loop is cut, and its fair share. {finding}",
                it.outcomes.len()
            ),
            caption: format!(
                "Points are estimates, whiskers their 95 % intervals over paired futures (not bands of futures). Filled: with all loops less without this one, {} futures. Open: the fair share (Shapley value), which adds up to all loops together, over the {} futures played with every combination; so the two rest on different futures. Right of the line the loop makes it more. Chances are in futures of 100.",
                crate::report::view::words::count(it.completed),
                crate::report::view::words::count(it.every_set)
            ),
            finding,
        },
        height: Box::new(move |sheet| {
            let rows = it.outcomes.len().div_ceil(columns(sheet));
            LEGEND + rows as f64 * tall(it)
        }),
        draw: Box::new(move |canvas| draw(it, canvas)),
    })
}

fn columns(sheet: Sheet) -> usize {
    if sheet.is_narrow() { 1 } else { 2 }
}

/// Height of one panel with its name and axis [px].
fn tall(it: &Attribution) -> f64 {
    HEAD + ROW * (it.loops.len() + 1) as f64 + FOOT
}

fn draw(it: &Attribution, canvas: &Canvas) {
    legend(canvas);
    let columns = columns(canvas.sheet);
    let gap = 26.0;
    let wide = (canvas.width() + gap) / columns as f64 - gap;
    let names = canvas.measure("onboarding", Type::new(canvas.sheet.text(), ink::INK)) + 12.0;
    for (at, outcome) in it.outcomes.iter().enumerate() {
        let left = (at % columns) as f64 * (wide + gap);
        let top = LEGEND + (at / columns) as f64 * tall(it) + HEAD;
        let panel = Panel {
            left: left + names,
            right: left + wide - 8.0,
            top,
            bottom: top + ROW * (it.loops.len() + 1) as f64,
            x: reach(outcome),
            y: (0.0, 1.0),
        };
        effects(it, canvas, &panel, outcome, left);
    }
}

/// The scale of a panel: everything in it, 0 included.
fn reach(outcome: &OutcomeEffects) -> (f64, f64) {
    let estimates = outcome
        .loops
        .iter()
        .flat_map(|it| [it.leave_one_out, it.shapley])
        .chain([outcome.whole, outcome.whole_every_set]);
    let ends = estimates.flat_map(|it| [it.value, it.low, it.high]);
    let (low, high) = ends
        .filter(|it| it.is_finite())
        .fold((0.0f64, 0.0f64), |(low, high), it| {
            (low.min(it), high.max(it))
        });
    if low == high {
        // Nothing differs: a scale all the same, with every mark at 0.
        return (0.0, 1.0);
    }
    let room = (high - low) * 0.05;
    (
        if low < 0.0 { low - room } else { 0.0 },
        if high > 0.0 { high + room } else { 0.0 },
    )
}

fn effects(it: &Attribution, canvas: &Canvas, panel: &Panel, outcome: &OutcomeEffects, left: f64) {
    let size = canvas.sheet.text();
    let bold = Type::new(size, ink::INK).bold();
    let unit = if outcome.is_chance {
        "futures of 100"
    } else if outcome.unit == "currency" {
        "money, over the whole time"
    } else {
        outcome.unit
    };
    let lines = label::wrapped(outcome.label, panel.right - left, bold);
    for (row, line) in lines.iter().rev().enumerate() {
        canvas.text(
            (left, panel.top - 12.0 - row as f64 * size * 1.25),
            line,
            bold,
        );
    }
    let scale = if outcome.is_chance { 100.0 } else { 1.0 };
    let marks = ticks(
        panel.x.0 * scale,
        panel.x.1 * scale,
        if outcome.unit == "currency" { 3 } else { 5 },
    );
    for mark in &marks {
        let x = panel.px(mark / scale);
        canvas.line(&[(x, panel.top), (x, panel.bottom)], ink::GRID, 0.8);
        canvas.text(
            (x, panel.bottom + 11.0),
            &tick_text(*mark, &marks, Unit::Plain),
            Type::new(size - 1.5, ink::QUIET).at(Anchor::Middle),
        );
    }
    let zero = panel.px(0.0);
    canvas.line(&[(zero, panel.top), (zero, panel.bottom)], ink::AXIS, 1.2);
    canvas.text(
        ((panel.left + panel.right) / 2.0, panel.bottom + 25.0),
        unit,
        Type::new(size - 1.5, ink::QUIET).at(Anchor::Middle),
    );
    let all = (
        "all loops".to_owned(),
        outcome.whole,
        outcome.whole_every_set,
        true,
    );
    let rows = order(it).into_iter().map(|at| {
        let effects = &outcome.loops[at];
        (
            it.loops[at].name().to_owned(),
            effects.leave_one_out,
            effects.shapley,
            false,
        )
    });
    for (row, (name, cut, share, is_all)) in std::iter::once(all).chain(rows).enumerate() {
        let y = panel.top + (row as f64 + 0.5) * ROW;
        let look = Type {
            bold: is_all,
            ..Type::new(size - 0.5, ink::INK)
        };
        canvas.text((panel.left - 8.0, y), &name, look.at(Anchor::End));
        if is_all {
            let under = panel.top + ROW;
            canvas.line(&[(left, under), (panel.right, under)], ink::GRID, 0.8);
        }
        mark(canvas, panel, y - 4.0, &cut, Mark::Cut);
        mark(canvas, panel, y + 4.0, &share, Mark::Share);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Cut,
    Share,
}

impl Mark {
    fn hue(self) -> ink::Hue {
        match self {
            Mark::Cut => ink::VERMILLION,
            Mark::Share => ink::BLUE,
        }
    }
}

fn mark(canvas: &Canvas, panel: &Panel, y: f64, it: &Estimate, mark: Mark) {
    if !it.value.is_finite() {
        return;
    }
    let hue = mark.hue();
    if it.low.is_finite() {
        canvas.line(
            &[(panel.px(it.low), y), (panel.px(it.high), y)],
            hue.mark,
            1.3,
        );
    }
    symbol(canvas, (panel.px(it.value), y), mark);
}

fn symbol(canvas: &Canvas, at: (f64, f64), mark: Mark) {
    canvas.dot(at, 3.6, mark.hue().mark);
    if mark == Mark::Share {
        canvas.dot(at, 2.2, ink::PAPER);
    }
}

fn legend(canvas: &Canvas) {
    let size = canvas.sheet.text() - 0.5;
    let entries = if canvas.sheet.is_narrow() {
        [
            ("goes when it is cut", Mark::Cut),
            ("fair share", Mark::Share),
        ]
    } else {
        [
            ("goes when this loop alone is cut", Mark::Cut),
            ("fair share of the whole (Shapley value)", Mark::Share),
        ]
    };
    let mut x = 5.0;
    for (text, mark) in entries {
        symbol(canvas, (x, 9.0), mark);
        let look = Type::new(size, mark.hue().word).bold();
        canvas.text((x + 9.0, 9.0), text, look);
        x += canvas.measure(text, look) + 30.0;
    }
}
