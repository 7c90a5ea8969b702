//! The key of the strip chart: what a colour or a mark stands for, and only what occurs.

use super::{Fill, empty};
use crate::experiment::replay::Replay;
use crate::model::journal::Cell;
use crate::report::figure::{Canvas, Sheet, Type, ink, measure};
use plotters::style::{Color, RGBColor};

const KEY_ROW: f64 = 19.0;

/// An entry of the key: its words and what stands beside them.
#[derive(Clone, Copy)]
enum Swatch {
    Fill(Fill),
    Inducting,
    Leaving,
}

/// Swatches with their words: the fills, then what else occurs in this chart.
fn entries(replay: &Replay) -> Vec<(Swatch, &'static str)> {
    let limited = replay.scenario.safe_load.is_some();
    let words = if limited {
        [
            "room in the caseload",
            "caseload full",
            "over the limit",
            "over it by half or more",
        ]
    } else {
        [
            "room in the week",
            "week full",
            "more work than hours",
            "half as much again or more",
        ]
    };
    let fills = [Fill::Room, Fill::Full, Fill::Over, Fill::FarOver];
    let mut key: Vec<(Swatch, &str)> = fills.map(Swatch::Fill).into_iter().zip(words).collect();
    let any = |is: &dyn Fn(&Cell, bool) -> bool| {
        [Some(&replay.future), replay.twin.as_ref()]
            .into_iter()
            .flatten()
            .any(|played| {
                let places = &played.journal.places;
                let mut cells = played.journal.weeks.iter();
                cells.any(|week| {
                    week.cells
                        .iter()
                        .zip(places)
                        .any(|(cell, place)| is(cell, place.is_post))
                })
            })
    };
    let filled = |fill: Fill| move |cell: &Cell, is_post: bool| Fill::of(cell, is_post) == fill;
    let rest: [(Swatch, &str, bool); 5] = [
        (
            Swatch::Fill(Fill::Empty),
            "empty",
            any(&filled(Fill::Empty)),
        ),
        (
            Swatch::Fill(Fill::Frozen),
            "empty, hiring frozen",
            any(&filled(Fill::Frozen)),
        ),
        (
            Swatch::Inducting,
            "being inducted",
            any(&|cell, _| cell.worker.is_some_and(|it| it.is_inducting)),
        ),
        (
            Swatch::Leaving,
            "on notice",
            any(&|cell, _| cell.worker.is_some_and(|it| it.is_leaving)),
        ),
        (
            Swatch::Fill(Fill::Away),
            "away all week",
            any(&filled(Fill::Away)),
        ),
    ];
    key.extend(rest.into_iter().filter(|it| it.2).map(|it| (it.0, it.1)));
    key
}

/// Places of the key's entries: left edge and row.
fn places(replay: &Replay, sheet: Sheet) -> Vec<(f64, usize)> {
    let look = Type::new(sheet.text() - 1.0, ink::QUIET);
    let (mut x, mut row) = (0.0, 0);
    let mut places = Vec::new();
    for (_, text) in entries(replay) {
        let wide = 26.0 + measure(text, look) + 14.0;
        if x > 0.0 && x + wide > sheet.width() {
            (x, row) = (0.0, row + 1);
        }
        places.push((x, row));
        x += wide;
    }
    places
}

/// Room that the key needs above the panels [px].
pub(super) fn height(replay: &Replay, sheet: Sheet) -> f64 {
    let rows = places(replay, sheet).last().map_or(0, |it| it.1 + 1);
    rows as f64 * KEY_ROW + 4.0
}

/// Draws the key from the top of the sheet.
pub(super) fn draw(replay: &Replay, canvas: &Canvas) {
    let look = Type::new(canvas.sheet.text() - 1.0, ink::QUIET);
    let places = places(replay, canvas.sheet);
    for ((swatch, text), (x, row)) in entries(replay).into_iter().zip(places) {
        let top = row as f64 * KEY_ROW + 3.0;
        let (across, down) = ((x, x + 20.0), (top, top + 12.0));
        let base = |mark: RGBColor| {
            canvas.rect(
                (across.0, down.0),
                (across.1, down.1),
                ink::SKY.mark.mix(0.45),
            );
            canvas.rect((across.0, down.1 - 4.0), (across.1, down.1), mark);
        };
        match swatch {
            Swatch::Fill(fill) => match fill.colour() {
                Some(colour) => canvas.rect((across.0, down.0), (across.1, down.1), colour),
                None => empty(canvas, fill, across, down),
            },
            Swatch::Inducting => base(ink::PURPLE.word),
            Swatch::Leaving => base(ink::INK),
        }
        canvas.text((x + 26.0, top + 6.0), text, look);
    }
}
