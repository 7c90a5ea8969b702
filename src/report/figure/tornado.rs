//! What does each number do by itself?

use super::ladder::Ladder;
use super::panel::Unit;
use super::{Canvas, Drawing, Story, Type, ink};
use crate::experiment::results::{Estimate, OutcomeKind};
use crate::experiment::sensitivity::{Bar, OutcomeFindings, Sensitivity};
use crate::report::view::{sensitivity as view, words};

pub(in crate::report) const NAME: &str = "tornado";
pub(in crate::report) const TITLE: &str = "What does each number do by itself?";

/// Numbers that are drawn of one outcome, the strongest.
const MOST: usize = 10;

/// Height of the legend [px].
const LEGEND: f64 = 26.0;

pub(in crate::report) fn drawing(found: &Sensitivity) -> Result<Drawing<'_>, String> {
    let moved: Vec<String> = found
        .outcomes
        .iter()
        .filter_map(|it| strongest(found, it))
        .collect();
    let Some(first) = moved.first() else {
        return Err("None of the numbers moves an outcome by more than chance does.".to_owned());
    };
    let left_out = found.parameters.len().saturating_sub(MOST);
    Ok(Drawing {
        name: NAME,
        title: TITLE,
        story: Story {
            finding: first.clone(),
            caption: format!(
                "From the line (every number as the file states it) to the outcome with one number at the 10 % point (orange) and at the 90 % point (blue) of what is thought likely; the number's value stands at the end of its bar. All are played in the same futures. Thin lines: 95 % intervals of the change, not bands of futures.{}",
                if left_out > 0 {
                    format!(
                        " Of each outcome the {} strongest numbers are shown; {left_out} weaker ones are left out.",
                        words::spelled(MOST as u64)
                    )
                } else {
                    String::new()
                }
            ),
            alt: format!(
                "Bars on both sides of a line for each number and outcome. {}",
                moved.join(" ")
            ),
        },
        height: Box::new(move |sheet| {
            LEGEND + found.outcomes.len() as f64 * Ladder::height(sheet, rungs(found))
        }),
        draw: Box::new(move |canvas| draw(found, canvas)),
    })
}

/// "By itself … moves … most".
fn strongest(found: &Sensitivity, it: &OutcomeFindings) -> Option<String> {
    let place = *order(it).first()?;
    let (bar, parameter) = (&it.bars[place], &found.parameters[place]);
    view::clear(&bar.swing).then(|| {
        format!(
            "{} moves {} most: {} ({} to {}{}) when it goes from {} to {}.",
            parameter.path,
            words::quoted(&it.label),
            view::change(it.kind, &it.unit, bar.swing.value),
            view::change(it.kind, &it.unit, bar.swing.low),
            view::change(it.kind, &it.unit, bar.swing.high),
            if it.kind == OutcomeKind::Probability {
                " of 100 futures"
            } else {
                ""
            },
            view::short(parameter.corners[0]),
            view::short(parameter.corners[1]),
        )
    })
}

/// Numbers by the size of what they do, the largest first.
fn order(it: &OutcomeFindings) -> Vec<usize> {
    let mut order: Vec<usize> = (0..it.bars.len()).collect();
    let size = |place: &usize| reach(&it.bars[*place]);
    order.sort_by(|one, other| size(other).total_cmp(&size(one)).then(one.cmp(other)));
    order
}

fn reach(bar: &Bar) -> f64 {
    [bar.low, bar.high, bar.swing]
        .iter()
        .map(|it| it.value.abs())
        .fold(0.0, f64::max)
}

fn rungs(found: &Sensitivity) -> usize {
    found.parameters.len().min(MOST)
}

fn draw(found: &Sensitivity, canvas: &Canvas) {
    legend(canvas);
    for (row, it) in found.outcomes.iter().enumerate() {
        let top = LEGEND + row as f64 * Ladder::height(canvas.sheet, rungs(found));
        panel(found, it, canvas, top);
    }
}

/// Range of the outcome that holds every bar with its interval.
fn range(it: &OutcomeFindings) -> (f64, f64) {
    let ends = it
        .bars
        .iter()
        .flat_map(|bar| [bar.low.low, bar.low.high, bar.high.low, bar.high.high]);
    let (mut low, mut high) = (it.stated.value, it.stated.value);
    for end in ends.filter(|end| end.is_finite()) {
        low = low.min(it.stated.value + end);
        high = high.max(it.stated.value + end);
    }
    let least = match it.kind {
        OutcomeKind::Probability => 0.02,
        OutcomeKind::Mean | OutcomeKind::Label => (0.02 * it.stated.value.abs()).max(1e-6),
    };
    let room = (0.14 * (high - low)).max(least);
    let (low, high) = (low - room, high + room);
    match it.kind {
        OutcomeKind::Probability => (low.max(0.0), high.min(1.0)),
        OutcomeKind::Mean | OutcomeKind::Label => (low, high),
    }
}

fn panel(found: &Sensitivity, it: &OutcomeFindings, canvas: &Canvas, top: f64) {
    let ladder = Ladder::new(canvas.sheet, top, rungs(found), range(it));
    let unit = match it.kind {
        OutcomeKind::Probability => Unit::Percent,
        OutcomeKind::Mean | OutcomeKind::Label => Unit::Plain,
    };
    ladder.frame(canvas, &it.label, &view::unit(it.kind, &it.unit), unit);
    let centre = ladder.px(it.stated.value);
    canvas.line(
        &[(centre, ladder.top - 4.0), (centre, ladder.bottom())],
        ink::INK,
        1.2,
    );
    for (rung, place) in order(it).into_iter().take(rungs(found)).enumerate() {
        let (bar, parameter) = (&it.bars[place], &found.parameters[place]);
        ladder.name(canvas, rung, &parameter.path);
        let y = ladder.y(rung);
        let thick = if canvas.sheet.is_narrow() { 7.0 } else { 8.0 };
        for (end, value, hue, above) in [
            (&bar.low, parameter.corners[0], ink::ORANGE, true),
            (&bar.high, parameter.corners[1], ink::BLUE, false),
        ] {
            let (from, to) = if above {
                (y - thick - 0.5, y - 0.5)
            } else {
                (y + 0.5, y + thick + 0.5)
            };
            half(
                canvas,
                &ladder,
                (it.stated.value, centre),
                end,
                hue,
                (from, to),
            );
            mark(
                canvas,
                &ladder,
                it.stated.value,
                end,
                &view::short(value),
                hue,
                (from + to) / 2.0,
            );
        }
    }
}

/// One bar with its interval.
fn half(
    canvas: &Canvas,
    ladder: &Ladder,
    (stated, centre): (f64, f64),
    end: &Estimate,
    hue: ink::Hue,
    (above, below): (f64, f64),
) {
    if !end.value.is_finite() {
        return;
    }
    let tip = ladder.px(stated + end.value);
    canvas.rect((centre.min(tip), above), (centre.max(tip), below), hue.mark);
    if end.low.is_finite() {
        let y = (above + below) / 2.0;
        let ends = [end.low, end.high].map(|it| ladder.px(stated + it));
        canvas.line(&[(ends[0], y), (ends[1], y)], ink::INK, 1.0);
        for x in ends {
            canvas.line(&[(x, y - 2.5), (x, y + 2.5)], ink::INK, 1.0);
        }
    }
}

/// The number's value beside the end of its bar.
fn mark(
    canvas: &Canvas,
    ladder: &Ladder,
    stated: f64,
    end: &Estimate,
    text: &str,
    hue: ink::Hue,
    y: f64,
) {
    if !end.value.is_finite() {
        return;
    }
    let size = canvas.sheet.text() - 2.5;
    let outer = |value: f64| ladder.px(stated + value);
    let (x, anchor) = if end.value < 0.0 {
        (outer(end.low) - 5.0, super::Anchor::End)
    } else {
        (outer(end.high) + 5.0, super::Anchor::Start)
    };
    canvas.text((x, y), text, Type::new(size, hue.word).bold().at(anchor));
}

fn legend(canvas: &Canvas) {
    let mut x = 2.0;
    let size = canvas.sheet.text() - 0.5;
    for (text, hue) in [
        ("at its 10 % point", ink::ORANGE),
        ("at its 90 % point", ink::BLUE),
    ] {
        canvas.rect((x, 6.0), (x + 14.0, 14.0), hue.mark);
        let look = Type::new(size, hue.word).bold();
        canvas.text((x + 20.0, 10.0), text, look);
        x += canvas.measure(text, look) + 44.0;
    }
}
