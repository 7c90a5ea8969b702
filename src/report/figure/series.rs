//! Series over weeks: bands of futures, lines, steps. A week without a value breaks a line; it is never drawn as 0.

use super::ink::Hue;
use super::panel::Panel;
use super::{Canvas, Point};
use crate::experiment::results::Spread;
use plotters::style::{Color, RGBColor};

/// Places of p10, p25, p50, p75 and p90 among the quantiles of a spread.
pub(in crate::report) const P10: usize = 1;
pub(in crate::report) const P25: usize = 2;
pub(in crate::report) const MEDIAN: usize = 3;
pub(in crate::report) const P75: usize = 4;
pub(in crate::report) const P90: usize = 5;

/// A quantile of every week.
pub(in crate::report) fn quantile(spreads: &[Spread], which: usize) -> Vec<f64> {
    spreads
        .iter()
        .map(|spread| spread.quantiles[which])
        .collect()
}

/// The mean over futures of every week.
pub(in crate::report) fn mean(spreads: &[Spread]) -> Vec<f64> {
    spreads.iter().map(|spread| spread.mean).collect()
}

/// The last value there is.
pub(in crate::report) fn last(values: &[f64]) -> f64 {
    values
        .iter()
        .rev()
        .copied()
        .find(|value| value.is_finite())
        .unwrap_or(f64::NAN)
}

/// Unbroken stretches of weeks in which all series are finite, as ranges of positions.
pub(in crate::report) fn stretches(series: &[&[f64]]) -> Vec<std::ops::Range<usize>> {
    let weeks = series.iter().map(|values| values.len()).min().unwrap_or(0);
    let (mut found, mut start) = (Vec::new(), None);
    for week in 0..=weeks {
        let whole = week < weeks && series.iter().all(|values| values[week].is_finite());
        match (whole, start) {
            (true, None) => start = Some(week),
            (false, Some(from)) => {
                found.push(from..week);
                start = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    found
}

/// Weekly stocks are read at the end of the week: week 0 stands at time 1.
fn points<'a>(
    panel: &'a Panel,
    values: &'a [f64],
    weeks: std::ops::Range<usize>,
) -> impl DoubleEndedIterator<Item = Point> + 'a {
    weeks.map(move |week| panel.at(week as f64 + 1.0, values[week]))
}

/// A line through every week that has a value; a lone week is a dot.
pub(in crate::report) fn line(
    canvas: &Canvas,
    panel: &Panel,
    values: &[f64],
    colour: RGBColor,
    width: f64,
) {
    for weeks in stretches(&[values]) {
        let path: Vec<Point> = points(panel, values, weeks).collect();
        match path.as_slice() {
            [lone] => canvas.dot(*lone, width.max(1.2), colour),
            _ => canvas.line(&path, colour, width),
        }
    }
}

/// The same, dotted.
pub(in crate::report) fn dotted(
    canvas: &Canvas,
    panel: &Panel,
    values: &[f64],
    colour: RGBColor,
    width: f64,
) {
    for weeks in stretches(&[values]) {
        let path: Vec<Point> = points(panel, values, weeks).collect();
        canvas.dashes(&path, colour, width, (3.0, 3.0));
    }
}

/// The area between two series.
pub(in crate::report) fn between(
    canvas: &Canvas,
    panel: &Panel,
    low: &[f64],
    high: &[f64],
    colour: RGBColor,
    opacity: f64,
) {
    for weeks in stretches(&[low, high]) {
        let mut outline: Vec<Point> = points(panel, low, weeks.clone()).collect();
        outline.extend(points(panel, high, weeks).rev());
        canvas.polygon(&outline, colour.mix(opacity));
    }
}

/// What of a spread is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Fan {
    /// p10 to p90, p25 to p75 and the median.
    Two,
    /// p10 to p90 and the median.
    One,
}

/// A band of futures with its median.
pub(in crate::report) fn fan(
    canvas: &Canvas,
    panel: &Panel,
    spreads: &[Spread],
    hue: Hue,
    fan: Fan,
) {
    let band = |low, high, opacity| {
        between(
            canvas,
            panel,
            &quantile(spreads, low),
            &quantile(spreads, high),
            hue.mark,
            opacity,
        );
    };
    match fan {
        Fan::Two => {
            band(P10, P90, 0.16);
            band(P25, P75, 0.24);
        }
        Fan::One => band(P10, P90, 0.20),
    }
    line(canvas, panel, &quantile(spreads, MEDIAN), hue.word, 1.8);
}

/// A step line from dated values: each holds from its week to the next.
pub(in crate::report) fn steps(panel: &Panel, steps: &[(f64, f64)]) -> Vec<Point> {
    let mut path = Vec::new();
    for (number, (week, value)) in steps.iter().enumerate() {
        let until = steps.get(number + 1).map_or(panel.x.1, |next| next.0);
        if until > panel.x.0 && *week < panel.x.1 {
            path.push(panel.at(week.max(panel.x.0), *value));
            path.push(panel.at(until, *value));
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_undefined_week_breaks_a_line() {
        let values = [f64::NAN, 1.0, 2.0, f64::NAN, 3.0];
        assert_eq!(stretches(&[&values]), vec![1..3, 4..5]);
        assert_eq!(last(&values), 3.0);
        assert!(last(&[f64::NAN]).is_nan());
    }

    #[test]
    fn a_step_line_begins_at_the_start_of_the_panel() {
        let panel = Panel {
            left: 0.0,
            right: 10.0,
            top: 0.0,
            bottom: 10.0,
            x: (0.0, 10.0),
            y: (0.0, 10.0),
        };
        let path = steps(&panel, &[(-4.0, 2.0), (5.0, 3.0)]);
        assert_eq!(path, vec![(0.0, 8.0), (5.0, 8.0), (5.0, 7.0), (10.0, 7.0)]);
    }
}
