//! The strip chart of one future: one row per post over the weeks, the service's pressure above, and the same without feedback below.
//!
//! A row is coloured by how much of its safe caseload its worker carries (without limits: by work wanted per hour available). A
//! post without anybody is a line on white, so that a chart without colour still tells it.

mod key;

use super::panel::Panel;
use super::series::line;
use super::{Anchor, Canvas, Drawing, Sheet, Story, Type, calendar, ink, label};
use crate::experiment::future::TwinUse;
use crate::experiment::replay::{Played, Replay};
use crate::model::journal::{Cell, Seated};
use crate::model::regime::State;
use crate::model::watch::Search;
use crate::report::view::words;
use plotters::style::{Color, RGBAColor, RGBColor};
use std::ops::Range;

/// Name and question of a strip chart.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Label {
    pub name: &'static str,
    pub title: &'static str,
}

/// The strip chart of a future. `finding` is the future in one sentence.
pub(in crate::report) fn drawing<'a>(
    replay: &'a Replay,
    label: Label,
    finding: String,
) -> Drawing<'a> {
    Drawing {
        name: label.name,
        title: label.title,
        story: story(replay, finding),
        height: Box::new(move |sheet| height(replay, sheet)),
        draw: Box::new(move |canvas| draw(replay, canvas)),
    }
}

const PRESSURE: f64 = 92.0;
const GAP: f64 = 34.0;

fn story(replay: &Replay, finding: String) -> Story {
    let load = if replay.scenario.safe_load.is_some() {
        "by the share of the safe caseload in use"
    } else {
        "by the work wanted per hour available"
    };
    let below = if replay.twin.is_some() {
        ", below them the same posts in the same future without feedback"
    } else {
        ""
    };
    Story {
        alt: format!(
            "One row per post over the weeks, coloured {load}, white where the post is empty, with marks for induction and notice; above the rows the 13-week pressure of the service{below}. {finding}"
        ),
        caption: format!(
            "One future, not a summary of many. Each row is a post, coloured {load}{}; a white row with a line is an empty post. Pressure is work wanted per hour available over up to {} weeks, in doublings; shaded: {}{}.",
            if is_pooled(replay) {
                " (the team's, which holds its clients together)"
            } else {
                ""
            },
            replay.scenario.regime.window_weeks,
            match replay.twin_use {
                TwinUse::Played => "in the spiral (warm) or overloaded without feedback too (pale)",
                TwinUse::Same | TwinUse::LeftOut => "overstretched",
            },
            notes(replay)
        ),
        finding,
    }
}

/// What else has to be said of the rows and the scale.
fn notes(replay: &Replay) -> String {
    let mut notes = String::new();
    if rows(&replay.future).iter().any(|row| !row.is_post) {
        notes.push_str("; rows marked + are places for extra hires");
    }
    let (low, high) = scale(replay);
    let played = [Some(&replay.future), replay.twin.as_ref()];
    let mut weeks = played
        .into_iter()
        .flatten()
        .flat_map(|it| &it.record.window_pressure);
    if weeks.any(|pressure| !(low..=high).contains(pressure)) {
        notes.push_str("; where the line runs along an edge, pressure is beyond the scale");
    }
    notes
}

fn is_pooled(replay: &Replay) -> bool {
    replay.scenario.allocation.ownership == crate::scenario::Ownership::Pooled
}

/// A row of the chart.
struct Row {
    desk: usize,
    role: usize,
    is_post: bool,
    number: usize,
}

/// Posts that are ever funded and places for extra hires that are ever used, by role.
fn rows(played: &Played) -> Vec<Row> {
    let journal = &played.journal;
    let is_used = |desk: usize| {
        let place = journal.places[desk];
        journal.weeks.iter().any(|week| {
            let cell = &week.cells[desk];
            cell.worker.is_some() || (place.is_post && cell.is_open)
        })
    };
    let used = (0..journal.places.len()).filter(|desk| is_used(*desk));
    used.map(|desk| Row {
        desk,
        role: journal.places[desk].role,
        is_post: journal.places[desk].is_post,
        number: journal.places[desk].post + 1,
    })
    .collect()
}

/// Height of one row and the room between two [px], by how many there are.
fn pitch(rows: usize) -> (f64, f64) {
    match rows {
        0..=10 => (19.0, 3.0),
        11..=20 => (13.0, 2.0),
        21..=40 => (8.0, 1.0),
        41..=100 => (4.5, 0.5),
        many => ((420.0 / many as f64).max(0.8), 0.0),
    }
}

/// Room for the name of a role above its rows [px].
const ROLE: f64 = 22.0;

fn strip_height(rows: &[Row]) -> f64 {
    let (tall, apart) = pitch(rows.len());
    rows.len() as f64 * (tall + apart) + groups(rows).len() as f64 * ROLE
}

/// Rows of one role, by role.
fn groups(rows: &[Row]) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for at in 0..rows.len() {
        match groups.last_mut() {
            Some(group) if rows[group.start].role == rows[at].role => group.end = at + 1,
            _ => groups.push(at..at + 1),
        }
    }
    groups
}

fn height(replay: &Replay, sheet: Sheet) -> f64 {
    let marks = calendar::marks_height(&replay.scenario, sheet, super::edges(sheet));
    let twin = replay
        .twin
        .as_ref()
        .map_or(0.0, |twin| GAP + strip_height(&rows(twin)));
    key::height(replay, sheet)
        + marks
        + GAP
        + PRESSURE
        + 12.0
        + strip_height(&rows(&replay.future))
        + twin
        + calendar::FOOT
}

fn draw(replay: &Replay, canvas: &Canvas) {
    let (left, right) = super::edges(canvas.sheet);
    let scenario = &replay.scenario;
    let x = (0.0, scenario.run.horizon_weeks as f64);
    let key = key::height(replay, canvas.sheet);
    key::draw(replay, canvas);
    let marks = calendar::marks_height(scenario, canvas.sheet, (left, right));
    let top = key + marks + GAP;
    let (low, high) = scale(replay);
    let pressure = Panel {
        left,
        right,
        top,
        bottom: top + PRESSURE,
        x,
        y: (low.log2(), high.log2()),
    };
    let mut panels = vec![pressure];
    let mut edge = pressure.bottom + 12.0;
    panels.push(strip(replay, &replay.future, canvas, x, edge));
    edge = panels[1].bottom;
    if let Some(twin) = &replay.twin {
        edge += GAP;
        let name = Type::new(canvas.sheet.text(), ink::INK).bold();
        canvas.text((0.0, edge - 12.0), "The same future without feedback", name);
        panels.push(strip(replay, twin, canvas, x, edge));
    }
    pressure_panel(replay, canvas, &pressure, &panels);
    calendar::draw_marks(canvas, scenario, &panels, key + marks);
    calendar::axis(canvas, &panels[panels.len() - 1], scenario);
}

/// Steps of the pressure scale.
pub(in crate::report) const DOUBLINGS: [f64; 6] = [0.25, 0.5, 1.0, 2.0, 4.0, 8.0];

/// Ends of the pressure scale: doublings around a full week that hold the future and its twin.
fn scale(replay: &Replay) -> (f64, f64) {
    let played = [Some(&replay.future), replay.twin.as_ref()];
    let values = played
        .into_iter()
        .flatten()
        .flat_map(|it| it.record.window_pressure.iter().copied())
        .filter(|it| it.is_finite() && *it > 0.0);
    let (low, high) = values.fold((0.5f64, 2.0f64), |(low, high), it| {
        (low.min(it), high.max(it))
    });
    let first = DOUBLINGS.into_iter().rev().find(|it| *it <= low);
    let last = DOUBLINGS.into_iter().find(|it| *it >= high);
    (
        first.unwrap_or(DOUBLINGS[0]),
        last.unwrap_or(DOUBLINGS[DOUBLINGS.len() - 1]),
    )
}

/// Pressure where the scale has it; what is infinite stands at its upper edge.
pub(in crate::report) fn doublings(record: &crate::model::record::Record) -> Vec<f64> {
    let log = |it: &f64| {
        if it.is_infinite() {
            20.0
        } else {
            it.max(1e-3).log2()
        }
    };
    record.window_pressure.iter().map(log).collect()
}

/// What a week's state shades; nothing where the service is not overstretched.
pub(in crate::report) fn shade(state: Option<State>, overstretched: bool) -> Option<RGBAColor> {
    match state {
        Some(State::Vicious) => Some(ink::VERMILLION.mark.mix(0.16)),
        Some(State::Overloaded) => Some(ink::ORANGE.mark.mix(0.16)),
        None if overstretched => Some(ink::ORANGE.mark.mix(0.16)),
        Some(State::Rationed | State::Strained | State::Virtuous) | None => None,
    }
}

/// Runs of equal values, as ranges.
fn runs<T: PartialEq>(values: &[T]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for at in 0..values.len() {
        match runs.last_mut() {
            Some(run) if values[run.start] == values[at] => run.end = at + 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

fn pressure_panel(replay: &Replay, canvas: &Canvas, panel: &Panel, panels: &[Panel]) {
    shades(replay, canvas, panel);
    calendar::grid(canvas, panel);
    panel.name(
        canvas,
        "Work wanted per hour available [ratio, in doublings]",
        canvas.width(),
    );
    for value in DOUBLINGS {
        panel.rung(canvas, value.log2(), &words::eft_exact(value));
    }
    canvas.line(
        &[panel.at(panel.x.0, 0.0), panel.at(panel.x.1, 0.0)],
        ink::INK,
        1.0,
    );
    let mut tags = Vec::new();
    if let Some(twin) = &replay.twin {
        let values = doublings(&twin.record);
        line(canvas, panel, &values, ink::GREY.mark, 1.6);
        tags.push(label::Tag::new(
            panel.py(super::series::last(&values)),
            "without feedback",
            ink::GREY.word,
        ));
    }
    let values = doublings(&replay.future.record);
    line(canvas, panel, &values, ink::BLACK.mark, 1.9);
    tags.push(
        label::Tag::new(
            panel.py(super::series::last(&values)),
            "this future",
            ink::BLACK.word,
        )
        .bold(),
    );
    let lower = panels.get(1).map_or(panel.bottom, |next| next.top);
    label::column(
        canvas,
        &tags,
        (panel.right, canvas.width() - panel.right),
        (panel.top - 8.0, lower),
    );
}

/// Weeks overstretched as areas behind a panel.
pub(in crate::report) fn shades(replay: &Replay, canvas: &Canvas, panel: &Panel) {
    let record = &replay.future.record;
    let shade_of = |week: usize| shade(replay.states[week].state(), record.overstretched[week][0]);
    let weeks: Vec<Option<(u8, u8, u8)>> = (0..record.weeks())
        .map(|week| shade_of(week).map(|colour| colour.rgb()))
        .collect();
    for run in runs(&weeks) {
        if let Some(colour) = shade_of(run.start) {
            let from = (panel.px(run.start as f64), panel.top);
            canvas.rect(from, (panel.px(run.end as f64), panel.bottom), colour);
        }
    }
}

/// How a cell is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fill {
    Unfunded,
    Empty,
    Frozen,
    Away,
    Room,
    Full,
    Over,
    FarOver,
}

impl Fill {
    fn of(cell: &Cell, is_post: bool) -> Fill {
        match &cell.worker {
            Some(worker) => Fill::of_worker(worker),
            None if !is_post || !cell.is_open => Fill::Unfunded,
            None if cell.search == Search::Frozen => Fill::Frozen,
            None => Fill::Empty,
        }
    }

    fn of_worker(worker: &Seated) -> Fill {
        if worker.is_away {
            return Fill::Away;
        }
        let load = if worker.load.is_nan() {
            worker.pressure
        } else {
            worker.load
        };
        if load > FAR_OVER {
            Fill::FarOver
        } else if load > 1.0 + 1e-9 || worker.is_over {
            Fill::Over
        } else if load > FULL {
            Fill::Full
        } else {
            Fill::Room
        }
    }

    /// Colour of its area; none where it is left white.
    fn colour(self) -> Option<RGBAColor> {
        match self {
            Fill::Unfunded | Fill::Empty | Fill::Frozen => None,
            Fill::Away => Some(ink::PALE.mark.to_rgba()),
            Fill::Room => Some(ink::SKY.mark.mix(0.45)),
            Fill::Full => Some(ink::BLUE.mark.to_rgba()),
            Fill::Over => Some(ink::ORANGE.mark.to_rgba()),
            Fill::FarOver => Some(ink::VERMILLION.mark.to_rgba()),
        }
    }
}

/// Share of the limit from which a caseload is full.
const FULL: f64 = 0.85;

/// Share of the limit above which a caseload is far over it.
const FAR_OVER: f64 = 1.5;

/// A cell as it is drawn; equal neighbours are drawn as one.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Look {
    fill: Fill,
    inducting: bool,
    leaving: bool,
    occupant: u32,
}

fn strip(replay: &Replay, played: &Played, canvas: &Canvas, x: (f64, f64), top: f64) -> Panel {
    let (left, right) = super::edges(canvas.sheet);
    let rows = rows(played);
    let panel = Panel {
        left,
        right,
        top,
        bottom: top + strip_height(&rows),
        x,
        y: (0.0, 1.0),
    };
    calendar::grid(canvas, &panel);
    let (tall, apart) = pitch(rows.len());
    let mut y = top;
    for group in groups(&rows) {
        let role = &replay.scenario.posts[rows[group.start].role].role;
        let look = Type::new(canvas.sheet.text() - 1.0, ink::QUIET);
        // White behind the name, so that no grid line crosses it.
        canvas.rect((0.0, y), (right + 2.0, y + ROLE - 2.0), ink::PAPER);
        canvas.text((0.0, y + ROLE / 2.0), &words::capital(role), look);
        y += ROLE;
        for row in &rows[group] {
            draw_row(played, canvas, &panel, row, (y, tall));
            y += tall + apart;
        }
    }
    panel
}

fn draw_row(played: &Played, canvas: &Canvas, panel: &Panel, row: &Row, (y, tall): (f64, f64)) {
    let looks: Vec<Look> = played
        .journal
        .weeks
        .iter()
        .map(|week| {
            let cell = &week.cells[row.desk];
            Look {
                fill: Fill::of(cell, row.is_post),
                inducting: cell.worker.is_some_and(|it| it.is_inducting),
                leaving: cell.worker.is_some_and(|it| it.is_leaving),
                occupant: cell.worker.map_or(0, |it| it.occupant),
            }
        })
        .collect();
    let bottom = y + tall;
    for run in runs(&looks) {
        let look = looks[run.start];
        let (from, to) = (panel.px(run.start as f64), panel.px(run.end as f64));
        match look.fill.colour() {
            Some(colour) => canvas.rect((from, y), (to, bottom), colour),
            None if look.fill != Fill::Unfunded => {
                empty(canvas, look.fill, (from, to), (y, bottom))
            }
            None => {}
        }
        if tall >= 4.0 {
            marks(canvas, look, (from, to), (y, bottom));
        }
    }
    if tall >= 8.0 {
        let takes_over = |pair: &[Look]| {
            pair[0].occupant != pair[1].occupant && pair[0].occupant > 0 && pair[1].occupant > 0
        };
        for (week, _) in looks
            .windows(2)
            .enumerate()
            .filter(|(_, pair)| takes_over(pair))
        {
            let at = panel.px(week as f64 + 1.0);
            canvas.line(&[(at, y), (at, bottom)], ink::PAPER, 1.6);
        }
        let text = Type::new((canvas.sheet.text() - 1.5).min(tall + 1.0), ink::QUIET);
        let number = if row.is_post {
            row.number.to_string()
        } else {
            "+".to_owned()
        };
        let middle = (y + bottom) / 2.0;
        canvas.text((panel.left - 7.0, middle), &number, text.at(Anchor::End));
        let left = leavers(played, row.desk);
        if left > 0 {
            canvas.text((panel.right + 8.0, middle), &format!("{left} left"), text);
        }
    }
}

fn leavers(played: &Played, desk: usize) -> usize {
    use crate::model::journal::What;
    let left = |what: What| matches!(what, What::Left { .. } | What::LetGo { .. });
    played
        .journal
        .at(desk)
        .filter(|event| left(event.what))
        .count()
}

/// An empty post: white, with a line through its middle, dashed while hiring is frozen.
fn empty(canvas: &Canvas, fill: Fill, (from, to): (f64, f64), (top, bottom): (f64, f64)) {
    canvas.rect((from, top), (to, bottom), ink::PAPER);
    let middle = (top + bottom) / 2.0;
    let path = [(from, middle), (to, middle)];
    let width = ((bottom - top) * 0.12).clamp(0.6, 1.6);
    if fill == Fill::Frozen {
        canvas.dashes(&path, ink::INK, width, (3.0, 3.0));
    } else {
        canvas.line(&path, ink::INK, width);
    }
}

/// A bar along the lower edge: purple while inducting, black while on notice.
fn marks(canvas: &Canvas, look: Look, (from, to): (f64, f64), (top, bottom): (f64, f64)) {
    let edge = bottom - 0.34 * (bottom - top);
    let colour: Option<RGBColor> = match look {
        Look { leaving: true, .. } => Some(ink::INK),
        Look {
            inducting: true, ..
        } => Some(ink::PURPLE.word),
        Look { .. } => None,
    };
    if let Some(colour) = colour {
        canvas.rect((from, edge), (to, bottom), colour);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_that_look_alike_are_one_run() {
        assert_eq!(runs(&[1, 1, 2, 2, 2, 1]), vec![0..2, 2..5, 5..6]);
        assert!(runs::<u8>(&[]).is_empty());
    }

    #[test]
    fn a_worker_over_the_limit_by_the_kinds_that_count_is_never_drawn_as_safe() {
        let mut worker = Seated {
            occupant: 1,
            is_inducting: false,
            is_leaving: false,
            is_away: false,
            is_over: true,
            load: 0.4,
            pressure: 0.8,
            strain: 0.2,
            backlog_hours: 0.0,
        };
        assert_eq!(Fill::of_worker(&worker), Fill::Over);
        worker.is_over = false;
        assert_eq!(Fill::of_worker(&worker), Fill::Room);
        worker.load = f64::NAN;
        worker.pressure = 1.6;
        assert_eq!(Fill::of_worker(&worker), Fill::FarOver);
        worker.is_away = true;
        assert_eq!(Fill::of_worker(&worker), Fill::Away);
    }
}
