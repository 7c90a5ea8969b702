//! How do the outcomes change along what was swept?
//!
//! Along one path: every outcome with its intervals. Over several: the headline along each path, the means over all values of
//! the others where every combination was played, or every point of a Latin hypercube.

use super::panel::{Panel, Unit, range, tick_text, ticks};
use super::{Anchor, Canvas, Drawing, Sheet, Story, Type, ink};
use crate::experiment::results::{Estimate, OutcomeKind};
use crate::experiment::sweep::{DesignKind, Sweep};
use crate::report::view::{sensitivity, sweep as view, words};

pub(in crate::report) const NAME: &str = "along-each-path";
pub(in crate::report) const TITLE: &str = "How does it change along what was swept?";

/// Height of one panel with its name and scale [px].
const PANEL: f64 = 216.0;

/// One panel: an outcome along a path.
struct Curve {
    title: String,
    /// Name and values of the path below the panel.
    path: String,
    kind: OutcomeKind,
    points: Vec<Mark>,
    /// Names of the places where the path takes words; empty for numbers.
    names: Vec<String>,
    joined: bool,
}

struct Mark {
    x: f64,
    estimate: Estimate,
}

pub(in crate::report) fn drawing(sweep: &Sweep) -> Result<Drawing<'_>, String> {
    let curves = curves(sweep);
    if curves.is_empty() {
        return Err("No outcome is defined at any point.".to_owned());
    }
    let shown = view::shown(sweep);
    let telling = shown.iter().find(|outcome| view::differs(sweep, **outcome));
    let headline = *telling.unwrap_or(&shown[0]);
    let finding = if sweep.design.paths.len() == 1 {
        view::extremes(sweep, headline)
    } else {
        view::sentences(sweep).last().cloned().unwrap_or_default()
    };
    let caption = match (sweep.design.paths.len(), sweep.design.kind) {
        (1, _) => {
            "Points are estimates, whiskers their 95 % intervals (not bands of futures). All points are played in the same futures, so that their differences are better known than the whiskers say."
        }
        (_, DesignKind::Factorial) => "Each point is the mean over all values of the other paths.",
        (_, DesignKind::LatinHypercube) => {
            "Each dot is one point of the design; the other paths move too, which is why dots at the same place differ."
        }
    };
    Ok(Drawing {
        name: NAME,
        title: TITLE,
        story: Story {
            caption: caption.to_owned(),
            alt: format!(
                "One panel for each {}. {finding}",
                if sweep.design.paths.len() == 1 {
                    "outcome"
                } else {
                    "path"
                }
            ),
            finding,
        },
        height: Box::new(move |sheet| {
            self::curves(sweep).len().div_ceil(across(sheet)) as f64 * PANEL
        }),
        draw: Box::new(move |canvas| draw(sweep, canvas)),
    })
}

fn across(sheet: Sheet) -> usize {
    if sheet.is_narrow() { 1 } else { 2 }
}

fn curves(sweep: &Sweep) -> Vec<Curve> {
    let shown = view::shown(sweep);
    let Some(headline) = shown.first().copied() else {
        return Vec::new();
    };
    if sweep.design.paths.len() == 1 {
        return shown
            .into_iter()
            .map(|outcome| curve(sweep, outcome, 0))
            .collect();
    }
    (0..sweep.design.paths.len())
        .map(|path| curve(sweep, headline, path))
        .collect()
}

fn curve(sweep: &Sweep, outcome: usize, path: usize) -> Curve {
    let about = &sweep.outcomes[outcome];
    let many = sweep.design.paths.len() > 1;
    let averaged = many && sweep.design.kind == DesignKind::Factorial;
    let numeric = sweep.design.is_numeric(path);
    let names: Vec<String> = if numeric {
        Vec::new()
    } else {
        sweep
            .design
            .levels(path)
            .iter()
            .map(|it| it.text())
            .collect()
    };
    let place = |value: &crate::experiment::sweep::SweptValue| {
        let position = || sweep.design.levels(path).iter().position(|it| *it == value);
        match value.number().filter(|_| numeric) {
            Some(value) => value,
            None => position().unwrap_or(0) as f64,
        }
    };
    let points = if averaged {
        let means = view::averages(sweep, outcome, path).into_iter();
        let levels = sweep.design.levels(path);
        means
            .zip(levels)
            .map(|((_, mean), level)| Mark {
                x: place(level),
                estimate: Estimate {
                    value: mean,
                    low: f64::NAN,
                    high: f64::NAN,
                    replications: 0,
                },
            })
            .collect()
    } else {
        let rows = sweep.points.iter().zip(&sweep.design.points);
        rows.map(|(found, point)| {
            let estimate = found.estimates[outcome];
            let (low, high) = if many {
                (f64::NAN, f64::NAN)
            } else {
                (estimate.low, estimate.high)
            };
            Mark {
                x: place(&point[path]),
                estimate: Estimate {
                    low,
                    high,
                    ..estimate
                },
            }
        })
        .collect()
    };
    let mut points: Vec<Mark> = points;
    points.sort_by(|one, other| one.x.total_cmp(&other.x));
    Curve {
        title: format!(
            "{} [{}]",
            about.label,
            sensitivity::unit(about.kind, &about.unit)
        ),
        path: sweep.design.paths[path].clone(),
        kind: about.kind,
        points,
        names,
        joined: numeric && (averaged || !many),
    }
}

fn draw(sweep: &Sweep, canvas: &Canvas) {
    let across = across(canvas.sheet);
    let wide = canvas.width() / across as f64;
    for (place, curve) in curves(sweep).iter().enumerate() {
        let (column, row) = ((place % across) as f64, (place / across) as f64);
        panel(canvas, curve, (column * wide, row * PANEL), wide);
    }
}

fn panel(canvas: &Canvas, curve: &Curve, (left, top): (f64, f64), wide: f64) {
    let finite = || {
        curve
            .points
            .iter()
            .filter(|it| it.estimate.value.is_finite())
    };
    let values = finite().flat_map(|it| [it.estimate.value, it.estimate.high, it.estimate.low]);
    let y = match curve.kind {
        OutcomeKind::Probability => (
            0.0,
            top_share(values.filter(|it| it.is_finite()).fold(0.0, f64::max)),
        ),
        OutcomeKind::Mean | OutcomeKind::Label => range(values, 0.0),
    };
    let (low, high) = finite().fold((f64::MAX, f64::MIN), |it, mark| {
        (it.0.min(mark.x), it.1.max(mark.x))
    });
    let room = if curve.names.is_empty() {
        0.04 * (high - low)
    } else {
        0.5
    };
    let panel = Panel {
        left: left + if y.1 >= 10_000.0 { 66.0 } else { 46.0 },
        right: left + wide - 14.0,
        top: top + 44.0,
        bottom: top + PANEL - 50.0,
        x: (low - room, high + room),
        y,
    };
    let size = canvas.sheet.text();
    let look = Type::new(size, ink::INK).bold();
    let lines = super::label::wrapped(&curve.title, wide - 16.0, look);
    for (row, line) in lines.iter().take(2).enumerate() {
        canvas.text(
            (left + 2.0, top + 9.0 + row as f64 * size * 1.25),
            line,
            look,
        );
    }
    let unit = match curve.kind {
        OutcomeKind::Probability => Unit::Percent,
        OutcomeKind::Mean | OutcomeKind::Label => Unit::Plain,
    };
    panel.upright(canvas, unit);
    below(canvas, curve, &panel);
    if curve.joined {
        let line: Vec<_> = finite()
            .map(|it| panel.at(it.x, it.estimate.value))
            .collect();
        canvas.line(&line, ink::BLUE.word, 1.8);
    }
    for mark in finite() {
        let (x, it) = (panel.px(mark.x), &mark.estimate);
        if it.low.is_finite() {
            let ends = [panel.py(it.low), panel.py(it.high)];
            canvas.line(&[(x, ends[0]), (x, ends[1])], ink::BLUE.mark, 1.4);
            for end in ends {
                canvas.line(&[(x - 3.5, end), (x + 3.5, end)], ink::BLUE.mark, 1.4);
            }
        }
        canvas.dot(
            (x, panel.py(it.value)),
            if curve.joined { 3.6 } else { 3.2 },
            ink::BLUE.mark,
        );
    }
}

/// A round share above the largest.
fn top_share(most: f64) -> f64 {
    let steps = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0];
    steps.into_iter().find(|it| most <= *it).unwrap_or(1.0)
}

/// The values and the name of the path.
fn below(canvas: &Canvas, curve: &Curve, panel: &Panel) {
    let size = canvas.sheet.text() - 1.0;
    let look = Type::new(size, ink::QUIET).at(Anchor::Middle);
    if curve.names.is_empty() {
        let mut marks = ticks(
            panel.x.0,
            panel.x.1,
            ((panel.right - panel.left) / 56.0) as usize,
        );
        // There are no two and a half posts.
        if curve.points.iter().all(|it| it.x.fract() == 0.0) {
            marks.retain(|it| it.fract() == 0.0);
        }
        for value in &marks {
            let x = panel.px(*value);
            canvas.line(
                &[(x, panel.bottom), (x, panel.bottom + 4.0)],
                ink::AXIS,
                0.8,
            );
            canvas.text(
                (x, panel.bottom + 13.0),
                &tick_text(*value, &marks, Unit::Plain),
                look,
            );
        }
    } else {
        for (place, name) in curve.names.iter().enumerate() {
            canvas.text(
                (panel.px(place as f64), panel.bottom + 13.0),
                &name.replace('_', " "),
                look,
            );
        }
    }
    let middle = (panel.left + panel.right) / 2.0;
    canvas.text(
        (middle, panel.bottom + 30.0),
        &curve.path,
        Type::new(size, ink::INK).at(Anchor::Middle),
    );
}

/// A value in a cell or beside a point.
pub(in crate::report) fn value_text(kind: OutcomeKind, unit: &str, value: f64) -> String {
    match kind {
        OutcomeKind::Probability => words::in_100(value),
        OutcomeKind::Mean | OutcomeKind::Label if value.is_finite() => {
            sensitivity::bare(kind, unit, value)
        }
        OutcomeKind::Mean | OutcomeKind::Label => words::NOTHING.to_owned(),
    }
}
