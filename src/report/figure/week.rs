//! Where do the week's hours go? One bar per state, with what was left undone.

use super::ink::{self, Hue};
use super::panel::{Panel, ticks};
use super::{Anchor, Canvas, Figure, Sheet, Story, Type};
use crate::experiment::results::WeekByState;
use crate::model::regime::State;
use crate::report::ReportInput;
use crate::report::view::words;
use crate::scenario::Part;
use plotters::style::{Color, RGBColor};

pub(in crate::report) const FIGURE: Figure = Figure {
    name: "week",
    title: "Where do the hours of the week go?",
    story,
    height,
    draw,
};

/// Plain words for a part of the week.
pub(in crate::report) fn part_label(part: Part) -> String {
    words::capital(part.label())
}

fn part_colour(part: Part) -> RGBColor {
    match part {
        Part::Contact => ink::BLUE.mark,
        Part::Travel => ink::SKY.mark,
        Part::Crisis => ink::VERMILLION.mark,
        Part::ClientAdmin => ink::GREY.mark,
        Part::GroupAdmin => ink::PALE.mark,
        Part::Relationships => RGBColor(0x7f, 0xce, 0xb9),
        Part::Presence => RGBColor(0xbf, 0xe7, 0xdc),
        Part::Hiring => ink::ORANGE.mark,
        Part::Onboarding => RGBColor(0xf3, 0xcf, 0x80),
        Part::Training => ink::PURPLE.mark,
        Part::Rework => RGBColor(0x8a, 0x4b, 0x6e),
        Part::Wellbeing => ink::GREEN.mark,
    }
}

/// A good state and a bad one where they occur, else what occurs; two at most, the better first.
fn shown<'a>(input: &'a ReportInput) -> Vec<&'a WeekByState> {
    let weeks = &input.results.weeks_by_state;
    let find = |state: State| weeks.iter().find(|it| it.state == state && it.weeks > 0);
    let good = [State::Virtuous, State::Strained, State::Rationed]
        .into_iter()
        .find_map(find);
    let bad = [State::Vicious, State::Overloaded]
        .into_iter()
        .find_map(find);
    let second = bad.or_else(|| {
        [State::Strained, State::Rationed]
            .into_iter()
            .filter_map(find)
            .find(|it| good.is_none_or(|good| good.state != it.state))
    });
    good.into_iter().chain(second).collect()
}

fn delivered(week: &WeekByState) -> f64 {
    week.delivered_hours
        .iter()
        .filter(|it| it.is_finite())
        .sum()
}

/// Hours asked for and not delivered [h/week].
fn undone(week: &WeekByState) -> f64 {
    (week.demanded_hours - delivered(week)).max(0.0)
}

fn state_words(state: State) -> &'static str {
    match state {
        State::Vicious => "in a vicious spiral",
        State::Overloaded => "when overloaded",
        State::Rationed => "behind a long waiting list",
        State::Strained => "when strained",
        State::Virtuous => "when all is well",
    }
}

fn hours(value: f64) -> String {
    words::number(value, 1)
}

/// Hours of a full-time week, as many decimals as it has.
fn full_time(input: &ReportInput) -> String {
    hours(input.results.scenario.week.full_time_hours).replace(".0", "")
}

fn story(input: &ReportInput) -> Result<Story, String> {
    let shown = shown(input);
    let full = full_time(input);
    let finding = match shown.as_slice() {
        [] => {
            return Err("No week could be put into a state, so there is none to show.".to_owned());
        }
        [only] => format!(
            "{}, a full-time week of {full} hours delivers {} hours of work and leaves {} undone.",
            words::capital(state_words(only.state)),
            hours(delivered(only)),
            hours(undone(only))
        ),
        [good, bad, ..] => format!(
            "Of a full-time week, {} hours reach clients {} and {} {}, where {} hours of work are left undone.",
            hours(good.delivered_hours[Part::Contact as usize]),
            state_words(good.state),
            hours(bad.delivered_hours[Part::Contact as usize]),
            state_words(bad.state),
            hours(undone(bad))
        ),
    };
    Ok(Story {
        alt: format!(
            "Stacked bars of hours delivered by part of the week, one bar for each state, with the hours left undone hatched at the end. {finding}"
        ),
        caption: format!(
            "Means over all weeks that any future spent in the state, per EFT in post and week. Fewer than {full} hours are available because of absence and induction; overtime is inside the bars. Hatched: asked for and not done."
        ),
        finding,
    })
}

/// Room above the bars for the name of the line at full time [px].
const HEAD: f64 = 20.0;
const BAR: f64 = 34.0;
const SLOT: f64 = 74.0;
const ROW: f64 = 19.0;

fn parts(shown: &[&WeekByState]) -> Vec<Part> {
    let some = |part: &Part| {
        shown
            .iter()
            .any(|week| week.delivered_hours[*part as usize] >= 0.005)
    };
    Part::ALL.into_iter().filter(some).collect()
}

fn height(input: &ReportInput, _: Sheet) -> f64 {
    let shown = shown(input);
    let rows = parts(&shown).len() as f64 + 6.0;
    HEAD + shown.len() as f64 * SLOT + 52.0 + rows * ROW
}

fn draw(input: &ReportInput, canvas: &Canvas) {
    let shown = shown(input);
    let most = shown
        .iter()
        .map(|week| delivered(week) + undone(week))
        .chain([input.results.scenario.week.full_time_hours])
        .fold(0.0, f64::max);
    let panel = Panel {
        left: 5.0,
        right: canvas.width() - 10.0,
        top: HEAD,
        bottom: HEAD + shown.len() as f64 * SLOT + 8.0,
        x: (0.0, most * 1.02),
        y: (0.0, 1.0),
    };
    for hour in ticks(0.0, panel.x.1, 8) {
        let x = panel.px(hour);
        canvas.line(&[(x, HEAD), (x, panel.bottom)], ink::GRID, 0.8);
        canvas.text(
            (x, panel.bottom + 11.0),
            &words::number(hour, 0),
            Type::new(canvas.sheet.text() - 1.0, ink::QUIET).at(Anchor::Middle),
        );
    }
    canvas.line(
        &[(panel.left, panel.bottom), (panel.right, panel.bottom)],
        ink::AXIS,
        1.0,
    );
    canvas.text(
        ((panel.left + panel.right) / 2.0, panel.bottom + 27.0),
        "hours a week per EFT in post",
        Type::new(canvas.sheet.text() - 1.0, ink::QUIET).at(Anchor::Middle),
    );
    let parts = parts(&shown);
    for (at, week) in shown.iter().enumerate() {
        bar(canvas, &panel, week, &parts, HEAD + at as f64 * SLOT + 30.0);
    }
    let full = panel.px(input.results.scenario.week.full_time_hours);
    canvas.dashes(
        &[(full, HEAD - 4.0), (full, panel.bottom)],
        ink::INK,
        1.1,
        (3.0, 2.5),
    );
    let text = format!("full time: {} h", full_time(input));
    let look = Type::new(canvas.sheet.text() - 1.0, ink::INK);
    let half = canvas.measure(&text, look) / 2.0;
    canvas.text(
        (full.min(canvas.width() - half), HEAD - 12.0),
        &text,
        look.at(Anchor::Middle),
    );
    table(canvas, &shown, &parts, panel.bottom + 52.0);
}

fn bar(canvas: &Canvas, panel: &Panel, week: &WeekByState, parts: &[Part], top: f64) {
    let hue: Hue = ink::of_state(week.state);
    let look = Type::new(canvas.sheet.text(), hue.word).bold();
    canvas.text(
        (panel.left, top - 11.0),
        &words::capital(state_words(week.state)),
        look,
    );
    let mut from = 0.0;
    for part in parts {
        let to = from + week.delivered_hours[*part as usize].max(0.0);
        canvas.rect(
            (panel.px(from), top),
            (panel.px(to), top + BAR),
            part_colour(*part),
        );
        canvas.line(
            &[(panel.px(to), top), (panel.px(to), top + BAR)],
            ink::PAPER,
            0.8,
        );
        from = to;
    }
    let end = from + undone(week);
    hatched(canvas, (panel.px(from), top), (panel.px(end), top + BAR));
}

/// A white box with slanting lines: work that was not done.
fn hatched(canvas: &Canvas, (left, top): (f64, f64), (right, bottom): (f64, f64)) {
    if right - left < 0.5 {
        return;
    }
    let (wide, tall) = (right - left, bottom - top);
    let mut shift = 0.0;
    while shift < wide + tall {
        let (x0, x1) = (shift.min(wide), (shift - tall).max(0.0));
        let (y0, y1) = (shift - x0, shift - x1);
        canvas.line(
            &[(left + x0, top + y0), (left + x1, top + y1)],
            ink::VERMILLION.mark.mix(0.75),
            0.9,
        );
        shift += 5.0;
    }
    canvas.line(
        &[
            (left, top),
            (right, top),
            (right, bottom),
            (left, bottom),
            (left, top),
        ],
        ink::VERMILLION.mark,
        1.2,
    );
}

/// Hours by part in numbers; the swatches make it the legend.
fn table(canvas: &Canvas, shown: &[&WeekByState], parts: &[Part], top: f64) {
    let size = canvas.sheet.text();
    let wide = if canvas.sheet.is_narrow() {
        58.0
    } else {
        130.0
    };
    let edge = |at: usize| canvas.width() - 10.0 - wide * (shown.len() - 1 - at) as f64;
    let head = Type::new(size - 1.0, ink::QUIET).at(Anchor::End);
    canvas.text((20.0, top), "hours a week", head.at(Anchor::Start));
    for (at, week) in shown.iter().enumerate() {
        canvas.text(
            (edge(at), top),
            short(week.state),
            Type {
                colour: ink::of_state(week.state).word,
                ..head
            }
            .bold(),
        );
    }
    let mut y = top + ROW;
    let mut row = |name: &str,
                   value: &dyn Fn(&WeekByState) -> f64,
                   bold: bool,
                   swatch: Option<RGBColor>,
                   hatch: bool| {
        let look = Type {
            bold,
            ..Type::new(size, ink::INK)
        };
        canvas.line(
            &[(0.0, y - ROW / 2.0), (canvas.width() - 8.0, y - ROW / 2.0)],
            ink::GRID,
            0.8,
        );
        if let Some(colour) = swatch {
            canvas.rect((2.0, y - 5.5), (13.0, y + 5.5), colour);
        }
        if hatch {
            hatched(canvas, (2.0, y - 5.5), (13.0, y + 5.5));
        }
        canvas.text((20.0, y), name, look);
        for (at, week) in shown.iter().enumerate() {
            canvas.text((edge(at), y), &hours(value(week)), look.at(Anchor::End));
        }
        y += ROW;
    };
    for part in parts {
        row(
            &part_label(*part),
            &|week| week.delivered_hours[*part as usize],
            false,
            Some(part_colour(*part)),
            false,
        );
    }
    row("Delivered in all", &delivered, true, None, false);
    row(
        "Of this, overtime",
        &|week| week.overtime_hours,
        false,
        None,
        false,
    );
    row("Left undone", &undone, false, None, true);
    let spare = |week: &WeekByState| {
        (week.available_hours + week.overtime_hours - delivered(week)).max(0.0)
    };
    row("Spare", &spare, false, None, false);
    row(
        "Available without overtime",
        &|week| week.available_hours,
        false,
        None,
        false,
    );
}

fn short(state: State) -> &'static str {
    match state {
        State::Vicious => "spiral",
        State::Overloaded => "overloaded",
        State::Rationed => "waiting list",
        State::Strained => "strained",
        State::Virtuous => "well",
    }
}
