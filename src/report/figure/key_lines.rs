//! The key lines of one future beside its twin: pressure, EFT short of need, strain, waiting clients, records behind.

use super::panel::{Panel, Unit, range};
use super::series::{last, line};
use super::{Canvas, Drawing, Sheet, Story, calendar, ink, label, strip};
use crate::experiment::replay::{Played, Replay};
use crate::report::view::words;

/// The lines of a future.
pub(in crate::report) fn drawing<'a>(replay: &'a Replay) -> Drawing<'a> {
    Drawing {
        name: "key-lines",
        title: "What did the service go through, and what would it have without feedback?",
        story: story(replay),
        height: Box::new(move |sheet| height(replay, sheet)),
        draw: Box::new(move |canvas| draw(replay, canvas)),
    }
}

const GAP: f64 = 36.0;
const TALL: f64 = 105.0;

/// A line that can be drawn.
struct Line {
    /// Metric of the registry, or the pressure over the window.
    metric: Option<&'static str>,
    name: &'static str,
}

const LINES: [Line; 5] = [
    Line {
        metric: None,
        name: "Work wanted per hour available [ratio, in doublings]",
    },
    Line {
        metric: Some("eft_gap"),
        name: "EFT short of need [EFT]",
    },
    Line {
        metric: Some("strain"),
        name: "Strain of staff [0 to 1]",
    },
    Line {
        metric: Some("waiting"),
        name: "Clients waiting [clients]",
    },
    Line {
        metric: Some("backlog_hours"),
        name: "Records behind [hours]",
    },
];

fn values(replay: &Replay, played: &Played, metric: Option<&str>) -> Vec<f64> {
    match metric {
        None => strip::doublings(&played.record),
        Some(metric) => replay.weekly(played, metric),
    }
}

/// Lines with something to show: defined, and not 0 throughout.
fn shown(replay: &Replay) -> Vec<&'static Line> {
    let tells = |line: &&Line| {
        [Some(&replay.future), replay.twin.as_ref()]
            .into_iter()
            .flatten()
            .flat_map(|played| values(replay, played, line.metric))
            .any(|value| value.is_finite() && value != 0.0)
    };
    LINES.iter().filter(tells).collect()
}

fn story(replay: &Replay) -> Story {
    let end = |name: &str, played: &Played| last(&replay.weekly(played, name));
    let mut parts = Vec::new();
    let mut add = |name: &str, what: &str, decimals: usize| {
        let own = end(name, &replay.future);
        let cut = replay.twin.as_ref().map_or(0.0, |twin| end(name, twin));
        if !own.is_finite() || (own == 0.0 && cut == 0.0) {
            return;
        }
        let beside = replay.twin.as_ref().map_or_else(String::new, |twin| {
            format!(
                " ({} without feedback)",
                words::number(end(name, twin), decimals)
            )
        });
        parts.push(format!("{what} {}{beside}", words::number(own, decimals)));
    };
    add("eft_gap", "EFT short of need", 1);
    add("strain", "strain of staff", 2);
    add("waiting", "clients waiting", 0);
    let finding = if parts.is_empty() {
        "Pressure is all that is measured here.".to_owned()
    } else {
        format!("In the last week: {}.", words::listed(&parts))
    };
    Story {
        alt: format!(
            "Panels over time, one line for this future and a grey one for the same future without feedback. {finding}"
        ),
        caption: format!(
            "One future, week by week{}. Pressure is taken over up to {} weeks. EFT short of need is need by the safe load minus EFT really there, below 0 where there is room. Shaded: weeks overstretched, as above.",
            if replay.twin.is_some() {
                ": dark this future, grey the same referrals, people and luck with all feedback cut"
            } else {
                ""
            },
            replay.scenario.regime.window_weeks
        ),
        finding,
    }
}

fn height(replay: &Replay, sheet: Sheet) -> f64 {
    let marks = calendar::marks_height(&replay.scenario, sheet, super::edges(sheet));
    marks + shown(replay).len() as f64 * (TALL + GAP) + calendar::FOOT
}

fn draw(replay: &Replay, canvas: &Canvas) {
    let (left, right) = super::edges(canvas.sheet);
    let scenario = &replay.scenario;
    let marks = calendar::marks_height(scenario, canvas.sheet, (left, right));
    let mut panels: Vec<Panel> = Vec::new();
    let mut edge = marks;
    for shown in shown(replay) {
        edge += GAP;
        let all: Vec<f64> = [Some(&replay.future), replay.twin.as_ref()]
            .into_iter()
            .flatten()
            .flat_map(|played| values(replay, played, shown.metric))
            .collect();
        let panel = Panel {
            left,
            right,
            top: edge,
            bottom: edge + TALL,
            x: (0.0, scenario.run.horizon_weeks as f64),
            y: match shown.metric {
                None => pressure_range(&all),
                Some("strain") => (0.0, range(all, 0.1).1.min(1.0)),
                Some(_) => range(all, 0.0),
            },
        };
        one(replay, canvas, &panel, shown);
        edge = panel.bottom;
        panels.push(panel);
    }
    calendar::draw_marks(canvas, scenario, &panels, marks);
    if let Some(lowest) = panels.last() {
        calendar::axis(canvas, lowest, scenario);
    }
}

/// Whole doublings that hold the values, at least from a half to twice a full week, up to eight times.
fn pressure_range(values: &[f64]) -> (f64, f64) {
    let finite = values.iter().copied().filter(|it| *it < 19.0);
    let (low, high) = finite.fold((-1.0f64, 1.0f64), |(low, high), it| {
        (low.min(it), high.max(it))
    });
    (low.floor().max(-2.0), high.ceil().min(3.0))
}

fn one(replay: &Replay, canvas: &Canvas, panel: &Panel, shown: &Line) {
    strip::shades(replay, canvas, panel);
    calendar::grid(canvas, panel);
    panel.name(canvas, shown.name, canvas.width());
    match shown.metric {
        None => {
            for value in strip::DOUBLINGS {
                panel.rung(canvas, value.log2(), &words::eft_exact(value));
            }
            let full = [panel.at(panel.x.0, 0.0), panel.at(panel.x.1, 0.0)];
            canvas.line(&full, ink::INK, 1.0);
        }
        Some(_) => panel.upright(canvas, Unit::Plain),
    }
    let mut tags = Vec::new();
    if let Some(twin) = &replay.twin {
        let values = values(replay, twin, shown.metric);
        line(canvas, panel, &values, ink::GREY.mark, 1.5);
        let at = panel.py(last(&values));
        tags.push(label::Tag::new(at, "without feedback", ink::GREY.word));
    }
    let values = values(replay, &replay.future, shown.metric);
    line(canvas, panel, &values, ink::BLACK.mark, 1.8);
    let at = panel.py(last(&values));
    tags.push(label::Tag::new(at, "this future", ink::BLACK.word).bold());
    label::column(
        canvas,
        &tags,
        (panel.right, canvas.width() - panel.right),
        (panel.top - 8.0, panel.bottom + 8.0),
    );
}
