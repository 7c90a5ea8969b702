//! Which number would it pay to know?

use super::ladder::Ladder;
use super::panel::Unit;
use super::{Canvas, Drawing, Story, Type, ink};
use crate::experiment::sensitivity::{OutcomeFindings, Sensitivity};
use crate::report::view::words;
use crate::stats::bootstrap::Bounded;
use crate::stats::sobol_indices::Indices;

pub(in crate::report) const NAME: &str = "shares-of-not-knowing";
pub(in crate::report) const TITLE: &str = "Which number would it pay to know?";

/// Numbers that are drawn of one outcome, the strongest.
const MOST: usize = 12;

const LEGEND: f64 = 26.0;

pub(in crate::report) fn drawing(found: &Sensitivity) -> Result<Drawing<'_>, String> {
    if !found.settings.indices {
        return Err("Not asked for: --method sobol or both gives it.".to_owned());
    }
    if found.parameters.len() < 2 {
        return Err(
            "There is one number only, so all that is not chance is this number.".to_owned(),
        );
    }
    let drawn = drawn(found);
    let Some(first) = drawn.first() else {
        return Err("Of no outcome can the spread from not knowing the numbers be told from none, so it cannot be shared out. More --rows or --per-point would tell more.".to_owned());
    };
    let left: Vec<String> = found
        .outcomes
        .iter()
        .filter(|it| !drawn.iter().any(|other| other.name == it.name))
        .map(|it| words::quoted(&it.label))
        .collect();
    let rest = if left.is_empty() {
        String::new()
    } else {
        format!(
            " Not shared out, because next to all of its spread is chance: {}.",
            words::listed(&left)
        )
    };
    Ok(Drawing {
        name: NAME,
        title: TITLE,
        story: Story {
            finding: finding(found, first),
            caption: format!(
                "Share of what is not chance. Open dot: the number alone, what would go if it became known. Full dot: with others, what would stay if all but this one became known. Lines are 95 % bootstrap intervals, cut at the ends of the scale.{rest}"
            ),
            alt: format!(
                "Two dots with intervals for each number and outcome. {}",
                drawn
                    .iter()
                    .map(|it| finding(found, it))
                    .collect::<Vec<_>>()
                    .join(" ")
            ),
        },
        height: Box::new(move |sheet| {
            LEGEND
                + self::drawn(found).len() as f64
                    * Ladder::height(sheet, found.parameters.len().min(MOST))
        }),
        draw: Box::new(move |canvas| draw(found, canvas)),
    })
}

/// Outcomes whose spread can be shared out.
fn drawn(found: &Sensitivity) -> Vec<&OutcomeFindings> {
    found.outcomes.iter().filter(|it| it.tells()).collect()
}

fn inputs(it: &OutcomeFindings) -> &[Indices] {
    it.shares.as_ref().map_or(&[], |it| &it.inputs)
}

fn order(it: &OutcomeFindings) -> Vec<usize> {
    let mut order: Vec<usize> = (0..inputs(it).len()).collect();
    let total = |place: &usize| inputs(it)[*place].total.value;
    order.sort_by(|one, other| total(other).total_cmp(&total(one)).then(one.cmp(other)));
    order
}

fn finding(found: &Sensitivity, it: &OutcomeFindings) -> String {
    let order = order(it);
    let Some(first) = order.first() else {
        return String::new();
    };
    let first_index = inputs(it)[*first];
    format!(
        "Of what is not chance in {}, {} would stay if all numbers but {} were known ({} to {}), and {} would go if it alone became known.",
        words::quoted(&it.label),
        words::percent(first_index.total.value.clamp(0.0, 1.0)),
        found.parameters[*first].path,
        words::number(100.0 * first_index.total.low.max(0.0), 0),
        words::number(100.0 * first_index.total.high.min(1.0), 0),
        words::percent(first_index.first.value.clamp(0.0, 1.0)),
    )
}

fn draw(found: &Sensitivity, canvas: &Canvas) {
    legend(canvas);
    let rungs = found.parameters.len().min(MOST);
    for (row, it) in drawn(found).into_iter().enumerate() {
        let top = LEGEND + row as f64 * Ladder::height(canvas.sheet, rungs);
        let ladder = Ladder::new(canvas.sheet, top, rungs, (0.0, 1.0));
        ladder.frame(
            canvas,
            &it.label,
            "share of what is not chance",
            Unit::Percent,
        );
        for (rung, place) in order(it).into_iter().take(rungs).enumerate() {
            ladder.name(canvas, rung, &found.parameters[place].path);
            let y = ladder.y(rung);
            let indices = inputs(it)[place];
            dot(canvas, &ladder, &indices.total, y + 4.0, true);
            dot(canvas, &ladder, &indices.first, y - 4.0, false);
            let text = format!(
                "{}\u{a0}%",
                words::in_100(indices.total.value.clamp(0.0, 1.0))
            );
            let look = Type::new(canvas.sheet.text() - 1.0, ink::BLUE.word).bold();
            canvas.text((ladder.right + 8.0, y + 2.0), &text, look);
        }
    }
}

fn dot(canvas: &Canvas, ladder: &Ladder, it: &Bounded, y: f64, full: bool) {
    if !it.value.is_finite() {
        return;
    }
    let hue = if full { ink::BLUE } else { ink::SKY };
    if it.low.is_finite() {
        canvas.line(
            &[(ladder.px(it.low), y), (ladder.px(it.high), y)],
            hue.mark,
            1.6,
        );
    }
    let at = (ladder.px(it.value), y);
    canvas.dot(at, 4.2, hue.mark);
    if !full {
        canvas.dot(at, 2.4, ink::PAPER);
    }
}

fn legend(canvas: &Canvas) {
    let mut x = 6.0;
    let size = canvas.sheet.text() - 0.5;
    for (text, hue, full) in [("alone", ink::SKY, false), ("with others", ink::BLUE, true)] {
        canvas.dot((x, 10.0), 4.2, hue.mark);
        if !full {
            canvas.dot((x, 10.0), 2.4, ink::PAPER);
        }
        let look = Type::new(size, hue.word).bold();
        canvas.text((x + 10.0, 10.0), text, look);
        x += canvas.measure(text, look) + 36.0;
    }
}
