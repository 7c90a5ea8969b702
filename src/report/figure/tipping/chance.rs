//! Luck or system: how often so many workers leave in a year, by chance alone and with feedback.

use super::whisker;
use crate::experiment::tipping::chance::{AtLeast, Leavers};
use crate::report::figure::panel::{Panel, Unit};
use crate::report::figure::{Anchor, Canvas, Drawing, Story, Type, ink};
use crate::report::view::{tipping, words};

/// Counts that fit on a sheet.
const MOST_COUNTS: usize = 10;

/// The figure of leavers a year.
pub(in crate::report) fn drawing(found: &Leavers) -> Drawing<'_> {
    let finding = tipping::leavers(found);
    Drawing {
        name: "chance",
        title: "So many leavers in a year: luck or system?",
        story: Story {
            alt: format!("Two points with whiskers for each number of leavers: the share of years with at least so many, by chance alone and with feedback. {finding}"),
            caption: "Share of years with at least so many leavers. Grey: the same futures with all feedback cut, chance alone; orange: with feedback. Whiskers are 95 % intervals between futures (not a band of futures). Crosses: independent leavers of posts that are filled at once, by formula (Poisson).".to_owned(),
            finding,
        },
        height: Box::new(|sheet| if sheet.is_narrow() { 280.0 } else { 310.0 }),
        draw: Box::new(move |canvas| draw(found, canvas)),
    }
}

/// The counts shown: around the one asked about where there are too many.
fn shown(found: &Leavers) -> &[AtLeast] {
    let rows = &found.rows;
    let seldom = rows
        .iter()
        .position(|it| it.with_loops.value < 0.001 && it.by_chance.value < 0.001);
    let end = seldom
        .unwrap_or(rows.len())
        .max(found.asked as usize)
        .min(rows.len());
    &rows[end.saturating_sub(MOST_COUNTS)..end]
}

fn draw(found: &Leavers, canvas: &Canvas) {
    let rows = shown(found);
    let Some(first) = rows.first() else { return };
    let most = rows
        .iter()
        .flat_map(|it| [it.with_loops.high, it.by_chance.high, it.poisson]);
    let most = most.filter(|it| it.is_finite()).fold(0.0, f64::max);
    let top = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8]
        .into_iter()
        .find(|top| most * 1.12 <= *top)
        .unwrap_or(1.0);
    let start = first.leavers as f64;
    let panel = Panel {
        left: if canvas.sheet.is_narrow() { 36.0 } else { 42.0 },
        right: canvas.width() - 4.0,
        top: 56.0,
        bottom: canvas.height - 48.0,
        x: (start - 0.5, start - 0.5 + rows.len() as f64),
        y: (0.0, top),
    };
    panel.upright(canvas, Unit::Percent);
    let name = Panel {
        top: panel.top - 24.0,
        ..panel
    };
    name.name(
        canvas,
        "Years with at least so many leavers [% of years]",
        canvas.width(),
    );
    legend(canvas, &panel);
    let slot = (panel.right - panel.left) / rows.len() as f64;
    let beside = (slot * 0.14).min(14.0);
    for row in rows {
        let x = panel.px(row.leavers as f64);
        let asked = row.leavers == found.asked;
        if asked {
            let tint = plotters::style::RGBColor(0xf4, 0xf6, 0xf8);
            canvas.rect(
                (x - slot * 0.46, panel.top),
                (x + slot * 0.46, panel.bottom),
                tint,
            );
        }
        whisker(canvas, &panel, x - beside, &row.by_chance, ink::GREY);
        whisker(canvas, &panel, x + beside, &row.with_loops, ink::VERMILLION);
        cross(canvas, (x - 2.6 * beside, panel.py(row.poisson)));
        let look = Type::new(canvas.sheet.text(), ink::INK).at(Anchor::Middle);
        let look = if asked { look.bold() } else { look };
        canvas.text((x, panel.bottom + 14.0), &words::count(row.leavers), look);
        if asked {
            numbers(canvas, &panel, (x, beside), row);
        }
    }
    let look = Type::new(canvas.sheet.text() - 1.0, ink::QUIET).at(Anchor::Middle);
    canvas.text(
        ((panel.left + panel.right) / 2.0, panel.bottom + 34.0),
        "leavers in a year, at least",
        look,
    );
}

fn numbers(canvas: &Canvas, panel: &Panel, (x, beside): (f64, f64), row: &AtLeast) {
    let look = |hue: ink::Hue| Type::new(canvas.sheet.text(), hue.word).bold();
    let text = |share| format!("{}\u{a0}%", words::in_100(share));
    let of = |estimate: &crate::experiment::results::Estimate| panel.py(estimate.high) - 9.0;
    let grey = look(ink::GREY).at(Anchor::End);
    canvas.text(
        (x - beside + 6.0, of(&row.by_chance)),
        &text(row.by_chance.value),
        grey,
    );
    let warm = look(ink::VERMILLION).at(Anchor::Start);
    canvas.text(
        (x + beside - 6.0, of(&row.with_loops)),
        &text(row.with_loops.value),
        warm,
    );
}

fn cross(canvas: &Canvas, (x, y): (f64, f64)) {
    canvas.line(&[(x - 3.5, y - 3.5), (x + 3.5, y + 3.5)], ink::INK, 1.3);
    canvas.line(&[(x - 3.5, y + 3.5), (x + 3.5, y - 3.5)], ink::INK, 1.3);
}

fn legend(canvas: &Canvas, panel: &Panel) {
    let y = panel.top - 16.0;
    let size = canvas.sheet.text() - 0.5;
    let mut x = 5.0;
    for (text, hue) in [
        ("chance alone", ink::GREY),
        ("with feedback", ink::VERMILLION),
    ] {
        canvas.dot((x, y), 4.0, hue.mark);
        let look = Type::new(size, hue.word).bold();
        canvas.text((x + 9.0, y), text, look);
        x += canvas.measure(text, look) + 28.0;
    }
    cross(canvas, (x, y));
    canvas.text((x + 9.0, y), "by formula", Type::new(size, ink::INK));
}
