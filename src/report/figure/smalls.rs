//! Small panels over time, one below the other, each a metric with a scale of its own.

use super::panel::{Panel, Unit, range};
use super::series::{Fan, P10, P90, dotted, fan, mean, quantile};
use super::{Canvas, Type, calendar, ink};
use crate::report::ReportInput;

/// One panel: the metric and its name with the unit.
pub(super) struct Small {
    pub metric: String,
    pub name: String,
    pub unit: Unit,
    /// Least top of the scale.
    pub floor: f64,
    pub hue: ink::Hue,
}

/// How the panels are read, for the caption.
pub(super) const SMALLS_READ: &str = "Bands are futures (eight in ten lie in each), lines the middle future; dotted: the mean over futures.";

const TALL: f64 = 96.0;
const HEAD: f64 = 44.0;

/// Height of so many panels with their axis [px].
pub(super) fn height(panels: usize) -> f64 {
    panels as f64 * (TALL + HEAD) + calendar::FOOT
}

pub(super) fn draw(input: &ReportInput, canvas: &Canvas, smalls: &[Small]) {
    let (left, _) = super::edges(canvas.sheet);
    for (at, small) in smalls.iter().enumerate() {
        let top = at as f64 * (TALL + HEAD) + HEAD;
        let spreads = input.weekly(&small.metric);
        let means = mean(spreads);
        let values = quantile(spreads, P90)
            .into_iter()
            .chain(quantile(spreads, P10))
            .chain(means.iter().copied());
        let panel = Panel {
            left,
            right: canvas.width() - 28.0,
            top,
            bottom: top + TALL,
            x: (0.0, input.horizon()),
            y: range(values, small.floor),
        };
        calendar::grid(canvas, &panel);
        panel.upright(canvas, small.unit);
        let name = Type::new(canvas.sheet.text(), ink::INK).bold();
        canvas.text((0.0, top - 15.0), &small.name, name);
        fan(canvas, &panel, spreads, small.hue, Fan::One);
        dotted(canvas, &panel, &means, small.hue.word, 1.2);
        if at + 1 == smalls.len() {
            calendar::axis(canvas, &panel, &input.results.scenario);
        }
    }
}
