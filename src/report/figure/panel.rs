//! A panel: a rectangle of the sheet with two scales, its ticks and its name.

use super::ink::{AXIS, GRID, INK, QUIET};
use super::label::wrapped;
use super::{Anchor, Canvas, Point, Type};

/// How the numbers on the upright axis are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Unit {
    /// Plain numbers; the unit stands in the panel's name.
    Plain,
    /// Shares of futures, as "of 100".
    Percent,
}

/// A rectangle of the sheet [px] with the ranges it stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::report) struct Panel {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    pub x: (f64, f64),
    pub y: (f64, f64),
}

impl Panel {
    /// Horizontal place of a value [px], inside the panel.
    pub fn px(&self, value: f64) -> f64 {
        let share = (value - self.x.0) / (self.x.1 - self.x.0);
        self.left + share.clamp(0.0, 1.0) * (self.right - self.left)
    }

    /// Height of a value on the sheet [px], inside the panel; NaN where the value is.
    pub fn py(&self, value: f64) -> f64 {
        let share = (value - self.y.0) / (self.y.1 - self.y.0);
        self.bottom - share.clamp(0.0, 1.0) * (self.bottom - self.top)
    }

    pub fn at(&self, x: f64, y: f64) -> Point {
        (self.px(x), self.py(y))
    }

    /// Grid lines and numbers of the upright axis, and the base line.
    pub fn upright(&self, canvas: &Canvas, unit: Unit) {
        let look = Type::new(canvas.sheet.text() - 1.0, QUIET).at(Anchor::End);
        let room = (self.bottom - self.top) / (canvas.sheet.text() * 1.9);
        let ticks = ticks(self.y.0, self.y.1, (room as usize).clamp(2, 6));
        for value in &ticks {
            let y = self.py(*value);
            canvas.line(&[(self.left, y), (self.right, y)], GRID, 0.8);
            canvas.text((self.left - 7.0, y), &tick_text(*value, &ticks, unit), look);
        }
        let base = self.py(self.y.0.max(0.0));
        canvas.line(&[(self.left, base), (self.right, base)], AXIS, 1.0);
    }

    /// One grid line with its number, where the value lies inside the panel.
    pub fn rung(&self, canvas: &Canvas, value: f64, text: &str) {
        if (self.y.0 - 1e-9..=self.y.1 + 1e-9).contains(&value) {
            let y = self.py(value);
            let look = Type::new(canvas.sheet.text() - 1.0, QUIET).at(Anchor::End);
            canvas.line(&[(self.left, y), (self.right, y)], GRID, 0.8);
            canvas.text((self.left - 7.0, y), text, look);
        }
    }

    /// The panel's name with its unit, above its upper left corner, folded to the sheet. `reach`: how far it may run [px].
    pub fn name(&self, canvas: &Canvas, text: &str, reach: f64) {
        let look = Type::new(canvas.sheet.text(), INK).bold();
        let lines = wrapped(text, reach, look);
        let leading = look.size * 1.25;
        for (row, line) in lines.iter().rev().enumerate() {
            canvas.text(
                (
                    self.left - super::edges(canvas.sheet).0,
                    self.top - 14.0 - row as f64 * leading,
                ),
                line,
                look,
            );
        }
    }
}

/// Round values that divide a range into about `wanted` steps.
pub(in crate::report) fn ticks(low: f64, high: f64, wanted: usize) -> Vec<f64> {
    let span = high - low;
    if !(span > 0.0 && span.is_finite()) {
        return vec![low];
    }
    let rough = span / wanted.max(1) as f64;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .map(|factor| factor * power)
        .into_iter()
        .find(|step| span / step <= wanted as f64 + 1e-9)
        .unwrap_or(10.0 * power);
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    (first..=last).map(|number| number as f64 * step).collect()
}

/// The smallest round range from 0 (or below it, where values are) that holds all finite values; 0 to 1 where there are none.
pub(in crate::report) fn range(values: impl IntoIterator<Item = f64>, floor: f64) -> (f64, f64) {
    let (mut low, mut high) = (0.0f64, floor);
    for value in values.into_iter().filter(|value| value.is_finite()) {
        low = low.min(value);
        high = high.max(value);
    }
    if high - low <= 0.0 {
        return (low, low + 1.0);
    }
    let step = ticks(low, high, 5)
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .next()
        .unwrap_or(high - low);
    let up = if high > floor {
        (high * 1.02 / step * 2.0).ceil() * step / 2.0
    } else {
        high
    };
    ((low / step).floor() * step, up)
}

/// A tick's number with as many decimals as tell the ticks apart.
pub(in crate::report) fn tick_text(value: f64, ticks: &[f64], unit: Unit) -> String {
    match unit {
        Unit::Percent => format!("{:.0}\u{a0}%", value * 100.0),
        Unit::Plain => {
            let step = ticks
                .windows(2)
                .map(|pair| pair[1] - pair[0])
                .next()
                .unwrap_or(1.0);
            let decimals = (0..6).find(|places| {
                let scaled = step * 10f64.powi(*places);
                (scaled - scaled.round()).abs() < 1e-6 * scaled.max(1e-9)
            });
            crate::report::view::words::number(value, decimals.unwrap_or(6) as usize)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside_the_range() {
        assert_eq!(ticks(0.0, 3.0, 4), vec![0.0, 1.0, 2.0, 3.0]);
        assert_eq!(ticks(0.0, 0.9, 4), vec![0.0, 0.25, 0.5, 0.75]);
        assert_eq!(ticks(0.0, 130_000.0, 4), vec![0.0, 50_000.0, 100_000.0]);
        assert_eq!(ticks(2.0, 2.0, 4), vec![2.0]);
    }

    #[test]
    fn a_range_holds_its_values_and_ignores_what_is_undefined() {
        let (low, high) = range([0.4, f64::NAN, f64::INFINITY, 2.7], 0.0);
        assert!(low == 0.0 && (2.7..3.5).contains(&high), "{low} to {high}");
        assert_eq!(range([f64::NAN], 0.0), (0.0, 1.0));
        assert!(range([-0.6, 1.0], 0.0).0 <= -0.6);
    }

    #[test]
    fn tick_numbers_show_the_step() {
        assert_eq!(tick_text(0.5, &[0.0, 0.25], Unit::Plain), "0.50");
        assert_eq!(tick_text(1000.0, &[0.0, 500.0], Unit::Plain), "1,000");
        assert_eq!(tick_text(0.25, &[0.0, 0.25], Unit::Percent), "25\u{a0}%");
    }

    #[test]
    fn a_value_outside_is_held_at_the_edge_and_an_undefined_one_stays_undefined() {
        let panel = Panel {
            left: 0.0,
            right: 100.0,
            top: 0.0,
            bottom: 50.0,
            x: (0.0, 10.0),
            y: (0.0, 1.0),
        };
        assert_eq!(panel.at(20.0, 2.0), (100.0, 0.0));
        assert!(panel.py(f64::NAN).is_nan());
    }
}
