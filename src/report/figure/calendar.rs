//! The level axis: years from the start with the calendar below, and what changes on a date.

use super::ink::{AXIS, GRID, INK, QUIET};
use super::label::wrapped;
use super::panel::{Panel, ticks};
use super::{Anchor, Canvas, Type};
use crate::report::view::words;
use crate::scenario::Scenario;
use crate::units::REPORTING_YEAR_WEEKS;

/// Room below the lowest panel for the axis [px].
pub(in crate::report) const FOOT: f64 = 50.0;

const YEAR: f64 = REPORTING_YEAR_WEEKS as f64;

/// Ticks of the level axis `(week, text)` and the unit in words.
fn time_ticks(weeks: f64, room: usize) -> (Vec<(f64, String)>, &'static str) {
    if weeks < 1.5 * YEAR {
        let ticks = ticks(0.0, weeks, room)
            .into_iter()
            .filter(|week| week.fract() == 0.0);
        return (
            ticks.map(|week| (week, words::number(week, 0))).collect(),
            "weeks from the start",
        );
    }
    let ticks = ticks(0.0, weeks / YEAR, room)
        .into_iter()
        .filter(|year| year.fract() == 0.0);
    (
        ticks
            .map(|year| (year * YEAR, words::number(year, 0)))
            .collect(),
        "years from the start",
    )
}

/// Upright grid lines of a panel, one per tick.
pub(in crate::report) fn grid(canvas: &Canvas, panel: &Panel) {
    for (week, _) in time_ticks(panel.x.1, room(canvas, panel)).0 {
        let x = panel.px(week);
        canvas.line(&[(x, panel.top), (x, panel.bottom)], GRID, 0.8);
    }
}

fn room(canvas: &Canvas, panel: &Panel) -> usize {
    (((panel.right - panel.left) / (canvas.sheet.text() * 5.0)) as usize).clamp(2, 12)
}

/// Numbers, calendar and unit below a panel.
pub(in crate::report) fn axis(canvas: &Canvas, panel: &Panel, scenario: &Scenario) {
    let (ticks, unit) = time_ticks(panel.x.1, room(canvas, panel));
    let number = Type::new(canvas.sheet.text() - 1.0, INK).at(Anchor::Middle);
    let date = Type::new(canvas.sheet.text() - 2.0, QUIET).at(Anchor::Middle);
    let mut free = f64::NEG_INFINITY;
    for (week, text) in &ticks {
        let x = panel.px(*week);
        canvas.line(&[(x, panel.bottom), (x, panel.bottom + 4.0)], AXIS, 1.0);
        canvas.text((x, panel.bottom + 12.0), text, number);
        let month = month(scenario, *week);
        let half = canvas.measure(&month, date) / 2.0 + 4.0;
        if x - half > free {
            canvas.text((x, panel.bottom + 25.0), &month, date);
            free = x + half;
        }
    }
    canvas.text(
        ((panel.left + panel.right) / 2.0, panel.bottom + 40.0),
        unit,
        Type::new(canvas.sheet.text() - 1.0, QUIET).at(Anchor::Middle),
    );
}

/// Month and year of a week of the scenario.
pub(in crate::report) fn month(scenario: &Scenario, week: f64) -> String {
    let date = scenario.run.start + chrono::TimeDelta::days((week * 7.0) as i64);
    date.format("%b %Y").to_string()
}

/// Something that changes on a date.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Mark {
    pub week: f64,
    pub text: String,
}

/// Birthdays of the service (changes of limits) and dated changes of posts inside the horizon, in order.
pub(in crate::report) fn marks(scenario: &Scenario) -> Vec<Mark> {
    let inside = |week: f64| week > 0.0 && week < scenario.run.horizon_weeks as f64;
    let mut marks = Vec::new();
    if let Some(safe_load) = &scenario.safe_load {
        for pair in safe_load.limits.steps().windows(2) {
            if inside(pair[1].0) && pair[0].1 != pair[1].1 {
                marks.push(Mark {
                    week: pair[1].0,
                    text: limits_text(pair[0].1.row, pair[1].1.row),
                });
            }
        }
    }
    for posts in &scenario.posts {
        for pair in posts.count.steps().windows(2) {
            if inside(pair[1].0) && pair[0].1 != pair[1].1 {
                marks.push(Mark {
                    week: pair[1].0,
                    text: format!(
                        "{}: {} to {} posts",
                        posts.role,
                        words::count(pair[0].1),
                        words::count(pair[1].1)
                    ),
                });
            }
        }
    }
    marks.sort_by(|one, other| one.week.total_cmp(&other.week));
    marks
}

fn limits_text(from: Option<&str>, to: Option<&str>) -> String {
    let stage = |row: Option<&str>| row.and_then(|row| row.chars().next());
    match (stage(from), stage(to), to) {
        (Some('E'), Some('D'), Some(row)) => format!("third birthday: row {row}"),
        (Some('D'), Some('M'), Some(row)) => format!("sixth birthday: row {row}"),
        (_, _, Some(row)) => format!("limits of row {row}"),
        (_, _, None) => "new limits".to_owned(),
    }
}

/// A mark with its words, placed so that no words touch and no leader crosses any.
struct Placed {
    x: f64,
    lines: Vec<String>,
    /// Lines of text between its words and the panels.
    level: usize,
}

/// Above this many lines of words a mark keeps its line and loses its words.
const MOST_LEVELS: usize = 9;

/// Words stand to the right of their leader; the later a mark, the lower its words, so that leaders stay clear.
fn placed(marks: &[Mark], sheet: super::Sheet, place: impl Fn(f64) -> f64) -> Vec<Placed> {
    let look = look(sheet);
    let mut done: Vec<(f64, usize)> = Vec::new();
    let mut all = Vec::new();
    for mark in marks.iter().rev() {
        let x = place(mark.week);
        let lines = wrapped(
            &mark.text,
            (sheet.width() - x - 6.0).min(sheet.width() * 0.5),
            look,
        );
        let width = lines
            .iter()
            .map(|line| super::measure(line, look))
            .fold(0.0, f64::max)
            + 12.0;
        let level = done
            .iter()
            .filter(|(later, _)| *later < x + width)
            .map(|it| it.1)
            .max()
            .unwrap_or(0);
        let lines = if level + lines.len() > MOST_LEVELS {
            Vec::new()
        } else {
            lines
        };
        done.push((x, level + lines.len()));
        all.push(Placed { x, lines, level });
    }
    all
}

fn look(sheet: super::Sheet) -> Type {
    Type::new(sheet.text() - 1.5, QUIET)
}

const MARK_ROW: f64 = 14.0;

/// Room that the words of the marks need above the first panel [px].
pub(in crate::report) fn marks_height(
    scenario: &Scenario,
    sheet: super::Sheet,
    (left, right): (f64, f64),
) -> f64 {
    let marks = marks(scenario);
    let weeks = scenario.run.horizon_weeks as f64;
    let rows = placed(&marks, sheet, |week| left + (right - left) * week / weeks);
    rows.iter()
        .map(|it| (it.level + it.lines.len()) as f64 * MARK_ROW)
        .fold(0.0, f64::max)
}

/// Thin dashed lines through all panels, with their words above `top`.
pub(in crate::report) fn draw_marks(
    canvas: &Canvas,
    scenario: &Scenario,
    panels: &[Panel],
    top: f64,
) {
    let Some(first) = panels.first() else { return };
    let marks = marks(scenario);
    for mark in placed(&marks, canvas.sheet, |week| first.px(week)) {
        for panel in panels {
            canvas.dashes(
                &[(mark.x, panel.top), (mark.x, panel.bottom)],
                QUIET,
                0.9,
                (2.5, 2.5),
            );
        }
        let upper = top - (mark.level + mark.lines.len()) as f64 * MARK_ROW;
        if !mark.lines.is_empty() {
            canvas.line(&[(mark.x, upper + 2.0), (mark.x, top + 2.0)], AXIS, 0.9);
        }
        for (number, line) in mark.lines.iter().enumerate() {
            canvas.text(
                (mark.x + 5.0, upper + (number as f64 + 0.5) * MARK_ROW),
                line,
                look(canvas.sheet),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birthday_is_named_by_the_row_it_leads_to() {
        assert_eq!(
            limits_text(Some("E2"), Some("D2")),
            "third birthday: row D2"
        );
        assert_eq!(
            limits_text(Some("D2"), Some("M2")),
            "sixth birthday: row M2"
        );
        assert_eq!(limits_text(Some("M1"), Some("M3")), "limits of row M3");
        assert_eq!(limits_text(None, None), "new limits");
    }

    #[test]
    fn a_short_horizon_is_counted_in_weeks_and_a_long_one_in_years() {
        assert_eq!(time_ticks(30.0, 6).1, "weeks from the start");
        let (ticks, unit) = time_ticks(260.0, 8);
        assert_eq!(unit, "years from the start");
        assert_eq!(ticks.last(), Some(&(260.0, "5".to_owned())));
        assert!(time_ticks(5200.0, 12).0.len() <= 13);
    }
}
