//! What the figures of a comparison share: colours of plans, what each verdict looks like, and the list of figures.
//!
//! A verdict is told by shape and colour both: better a filled blue dot, worse a filled vermillion square, not told a hollow
//! grey dot, the same a short grey stroke.

pub(super) mod difference;
mod fan;
mod price;
mod time;

use super::ink::{self, Hue};
use super::{Canvas, Drawing, Point};
use crate::experiment::compare::results::{Comparison, Verdict};
use crate::experiment::player::AS_WRITTEN;
use crate::report::CompareInput;

/// Name and title of a figure, and how it is made; `Err` says in a sentence why there is nothing to draw.
pub(in crate::report) struct CompareFigure {
    pub name: &'static str,
    pub title: &'static str,
    pub of: for<'a> fn(&'a CompareInput<'a>) -> Result<Drawing<'a>, String>,
}

/// All figures of a comparison, in the order of the page.
pub(in crate::report) const FIGURES: [CompareFigure; 4] =
    [difference::FIGURE, price::FIGURE, time::FIGURE, fan::FIGURE];

/// Colours of plans in their order; the baseline is grey.
const HUES: [Hue; 5] = [ink::BLUE, ink::ORANGE, ink::GREEN, ink::PURPLE, ink::SKY];

/// Most plans that are drawn over each other beside the baseline.
const MOST_DRAWN: usize = HUES.len();

/// Positions of the plans drawn over each other: all, or those that move the worker-weeks over the safe load most.
fn drawn(comparison: &Comparison) -> Vec<usize> {
    let count = comparison.others().len();
    let mut plans: Vec<usize> = (0..count).collect();
    if count > MOST_DRAWN {
        let size = |at: &usize| {
            let contrast = comparison.outcome("breach_worker_weeks_per_year");
            contrast.map_or(0.0, |it| {
                let value = it.against[*at].difference.value.abs();
                if value.is_nan() { 0.0 } else { value }
            })
        };
        plans.sort_by(|one, other| size(other).total_cmp(&size(one)).then(one.cmp(other)));
        plans.truncate(MOST_DRAWN);
        plans.sort_unstable();
    }
    plans
}

/// That some plans are left out of a drawing, where they are.
fn left_out(comparison: &Comparison) -> String {
    match comparison.others().len().saturating_sub(MOST_DRAWN) {
        0 => String::new(),
        more => format!(
            " The {MOST_DRAWN} plans that move the worker-weeks over the safe load most are drawn; {more} more stand in the tables."
        ),
    }
}

/// The colour of the plan drawn at a place in the order.
fn hue(place: usize) -> Hue {
    HUES[place % HUES.len()]
}

/// A plan's name on a drawing.
fn label(plan: &str) -> String {
    if plan == AS_WRITTEN {
        "as written".to_owned()
    } else {
        plan.to_owned()
    }
}

/// The colour of a verdict.
fn of_verdict(verdict: Verdict) -> Hue {
    match verdict {
        Verdict::Better => ink::BLUE,
        Verdict::Worse => ink::VERMILLION,
        Verdict::Same | Verdict::Open { .. } | Verdict::Untold => ink::GREY,
    }
}

/// The mark of a verdict.
fn mark(canvas: &Canvas, (x, y): Point, verdict: Verdict) {
    let colour = of_verdict(verdict).mark;
    match verdict {
        Verdict::Better => canvas.dot((x, y), 4.4, colour),
        Verdict::Worse => canvas.rect((x - 4.0, y - 4.0), (x + 4.0, y + 4.0), colour),
        Verdict::Open { .. } => {
            canvas.dot((x, y), 4.4, colour);
            canvas.dot((x, y), 2.6, ink::PAPER);
        }
        Verdict::Same => canvas.rect((x - 2.6, y - 5.0), (x + 2.6, y + 5.0), colour),
        Verdict::Untold => {}
    }
}
