//! Figures of the tipping points, each bound to what was found.

pub(in crate::report) mod along;
pub(in crate::report) mod chance;
pub(in crate::report) mod decide_by;
pub(in crate::report) mod map;

use super::panel::Panel;
use super::{Canvas, Drawing, ink};
use crate::experiment::results::Estimate;
use crate::experiment::tipping::Tipping;
use crate::experiment::tipping::map::Question;
use crate::stats::monotone::Passing;

/// All figures that these results allow, in the order of the page.
pub(in crate::report) fn drawings(tipping: &Tipping) -> Vec<Drawing<'_>> {
    let map = tipping.map.found();
    let mut drawings = Vec::new();
    for question in [Question::FallsIn, Question::Later] {
        drawings.extend(map.map(|it| map::drawing(it, question)));
    }
    drawings.extend(tipping.along.as_ref().map(along::drawing));
    let scenario = &tipping.scenario;
    drawings.extend(
        tipping
            .decide_by
            .as_ref()
            .map(|it| decide_by::drawing(it, scenario)),
    );
    drawings.extend(tipping.leavers.found().map(chance::drawing));
    drawings
}

/// An estimate with its interval at a place [px].
fn whisker(canvas: &Canvas, panel: &Panel, x: f64, estimate: &Estimate, hue: ink::Hue) {
    if !estimate.value.is_finite() {
        return;
    }
    let (low, high) = (panel.py(estimate.low), panel.py(estimate.high));
    canvas.line(&[(x, low), (x, high)], hue.mark, 1.5);
    for end in [low, high] {
        canvas.line(&[(x - 3.5, end), (x + 3.5, end)], hue.mark, 1.5);
    }
    canvas.dot((x, panel.py(estimate.value)), 4.0, hue.mark);
}

/// The place of a passing on a panel's level axis [px]: its edge where the passing lies beyond what was played.
fn passing_x(panel: &Panel, passing: Passing) -> f64 {
    match passing {
        Passing::At(value) => panel.px(value),
        Passing::Before => panel.left,
        Passing::After => panel.right,
    }
}

/// The interval of a passing, flat, with an end at each side that is known.
fn reach(canvas: &Canvas, panel: &Panel, y: f64, (from, to): (Passing, Passing), hue: ink::Hue) {
    let (left, right) = (passing_x(panel, from), passing_x(panel, to));
    canvas.line(&[(left, y), (right, y)], hue.word, 2.2);
    for (x, passing) in [(left, from), (right, to)] {
        if matches!(passing, Passing::At(_)) {
            canvas.line(&[(x, y - 5.0), (x, y + 5.0)], hue.word, 2.2);
        }
    }
}
