//! Where does it hold, and where not? Two paths as a board of numbers.

use super::swept::value_text;
use super::{Anchor, Canvas, Drawing, Sheet, Story, Type, ink};
use crate::experiment::results::OutcomeKind;
use crate::experiment::sweep::{DesignKind, Sweep, SweptValue};
use crate::report::view::{sensitivity, sweep as view};
use plotters::style::RGBColor;

pub(in crate::report) const NAME: &str = "map";
pub(in crate::report) const TITLE: &str = "Where does it hold, and where not?";

/// Height of a row of cells [px].
const ROW: f64 = 34.0;

/// Most columns whose cells still hold their numbers on a phone.
const MOST_COLUMNS: usize = 12;

/// Two paths and the outcome over them.
struct Board {
    outcome: usize,
    /// Along the foot, and up the side.
    columns: usize,
    rows: usize,
}

pub(in crate::report) fn drawing(sweep: &Sweep) -> Result<Drawing<'_>, String> {
    if sweep.design.paths.len() < 2 {
        return Err("One path was swept; the charts below show it.".to_owned());
    }
    if sweep.design.kind == DesignKind::LatinHypercube {
        return Err(
            "The points of a Latin hypercube make no board; the charts below show them.".to_owned(),
        );
    }
    let board = board(sweep).ok_or("No outcome is defined at any point.")?;
    let about = &sweep.outcomes[board.outcome];
    let others = sweep.design.paths.len() - 2;
    let finding = view::extremes(sweep, board.outcome);
    Ok(Drawing {
        name: NAME,
        title: TITLE,
        story: Story {
            caption: format!(
                "{} [{}] at every combination of two paths{}. Darker is more. All cells are played in the same futures.",
                about.label,
                sensitivity::unit(about.kind, &about.unit),
                if others == 0 {
                    String::new()
                } else {
                    format!(
                        ": the two that move it most; each number is the mean over all values of the other {}",
                        if others == 1 {
                            "path".to_owned()
                        } else {
                            format!("{others} paths")
                        }
                    )
                }
            ),
            alt: format!(
                "A board of numbers over {} and {}. {finding}",
                sweep.design.paths[board.columns], sweep.design.paths[board.rows]
            ),
            finding,
        },
        height: Box::new(move |sheet| {
            let rows = self::board(sweep).map_or(0, |it| sweep.design.levels(it.rows).len());
            head(sheet) + rows as f64 * ROW + 48.0
        }),
        draw: Box::new(move |canvas| draw(sweep, canvas)),
    })
}

fn head(sheet: Sheet) -> f64 {
    if sheet.is_narrow() { 50.0 } else { 34.0 }
}

/// The two strongest paths; the one with more values runs along the foot.
fn board(sweep: &Sweep) -> Option<Board> {
    let outcome = *view::shown(sweep).first()?;
    let mut paths: Vec<usize> = view::strengths(sweep, outcome)
        .iter()
        .take(2)
        .map(|it| it.0)
        .collect();
    paths.sort_unstable();
    let [one, other] = paths[..] else { return None };
    let longer = sweep.design.levels(other).len() > sweep.design.levels(one).len();
    let (columns, rows) = if longer { (other, one) } else { (one, other) };
    Some(Board {
        outcome,
        columns,
        rows,
    })
}

/// Mean of the outcome over the points at two values.
fn mean(sweep: &Sweep, board: &Board, column: &SweptValue, row: &SweptValue) -> f64 {
    let points = sweep.design.points.iter().zip(&sweep.points);
    let values =
        points.filter(|(point, _)| point[board.columns] == *column && point[board.rows] == *row);
    let values: Vec<f64> = values
        .map(|(_, found)| found.estimates[board.outcome].value)
        .filter(|it| it.is_finite())
        .collect();
    values.iter().sum::<f64>() / values.len() as f64
}

/// Values in rising order where they are numbers, else in the order given.
fn ordered(sweep: &Sweep, path: usize) -> Vec<&SweptValue> {
    let mut levels = sweep.design.levels(path);
    if sweep.design.is_numeric(path) {
        let number = |it: &SweptValue| it.number().unwrap_or(f64::NAN);
        levels.sort_by(|one, other| number(one).total_cmp(&number(other)));
    }
    levels
}

fn draw(sweep: &Sweep, canvas: &Canvas) {
    let Some(board) = board(sweep) else { return };
    let about = &sweep.outcomes[board.outcome];
    let (columns, mut rows) = (ordered(sweep, board.columns), ordered(sweep, board.rows));
    // Numbers rise upwards, as on any chart.
    rows.reverse();
    let cells: Vec<Vec<f64>> = rows
        .iter()
        .map(|row| {
            columns
                .iter()
                .map(|column| mean(sweep, &board, column, row))
                .collect()
        })
        .collect();
    let finite = || cells.iter().flatten().copied().filter(|it| it.is_finite());
    let scale = match about.kind {
        OutcomeKind::Probability => (0.0, 1.0),
        OutcomeKind::Mean | OutcomeKind::Label => (
            finite().fold(f64::MAX, f64::min),
            finite().fold(f64::MIN, f64::max),
        ),
    };
    let size = canvas.sheet.text();
    let text = |it: &SweptValue| {
        it.number()
            .map_or_else(|| it.text().replace('_', " "), sensitivity::short)
    };
    let plain = Type::new(size - 0.5, ink::INK);
    let side = rows
        .iter()
        .map(|it| canvas.measure(&text(it), plain))
        .fold(24.0, f64::max)
        + 14.0;
    let (left, right) = (side, canvas.width() - 2.0);
    let top = head(canvas.sheet);
    let name = Type::new(size, ink::INK).bold();
    let label = format!("{} ↑", sweep.design.paths[board.rows]);
    canvas.text((0.0, 10.0), &label, name);
    let wide = (right - left) / columns.len() as f64;
    for (row, values) in cells.iter().enumerate() {
        let above = top + row as f64 * ROW;
        canvas.text(
            (left - 8.0, above + ROW / 2.0),
            &text(rows[row]),
            plain.at(Anchor::End),
        );
        for (column, value) in values.iter().enumerate() {
            let from = (left + column as f64 * wide + 1.0, above + 1.0);
            let to = (from.0 + wide - 2.0, from.1 + ROW - 2.0);
            let share = ((value - scale.0) / (scale.1 - scale.0)).clamp(0.0, 1.0);
            canvas.rect(
                from,
                to,
                if value.is_finite() {
                    shade(share)
                } else {
                    ink::PAPER
                },
            );
            if columns.len() <= MOST_COLUMNS || !canvas.sheet.is_narrow() {
                let colour = if share > 0.55 { ink::PAPER } else { ink::INK };
                let look = Type::new(size, colour).bold().at(Anchor::Middle);
                let shown = value_text(about.kind, &about.unit, *value);
                canvas.text(((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0), &shown, look);
            }
        }
    }
    let foot = top + rows.len() as f64 * ROW;
    let every = (46.0 / wide).ceil().max(1.0) as usize;
    for (column, value) in columns.iter().enumerate().step_by(every) {
        let x = left + (column as f64 + 0.5) * wide;
        canvas.text((x, foot + 14.0), &text(value), plain.at(Anchor::Middle));
    }
    let label = format!("{} →", sweep.design.paths[board.columns]);
    canvas.text(
        ((left + right) / 2.0, foot + 34.0),
        &label,
        name.at(Anchor::Middle),
    );
}

/// From nearly white to a dark vermillion.
fn shade(share: f64) -> RGBColor {
    let share = 0.05 + 0.95 * share;
    let end = ink::VERMILLION.word;
    let mix = |to: u8| (255.0 + (f64::from(to) - 255.0) * share).round() as u8;
    RGBColor(mix(end.0), mix(end.1), mix(end.2))
}
