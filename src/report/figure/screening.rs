//! Which of the numbers matter at all?

use super::ladder::Ladder;
use super::panel::{Unit, range};
use super::{Canvas, Drawing, Story, Type, ink};
use crate::experiment::results::OutcomeKind;
use crate::experiment::sensitivity::{OutcomeFindings, Sensitivity};
use crate::report::view::{sensitivity as view, words};
use crate::stats::morris::Importance;

pub(in crate::report) const NAME: &str = "screening";
pub(in crate::report) const TITLE: &str = "Which of the numbers matter at all?";

/// Numbers that are drawn of one outcome, the strongest.
const MOST: usize = 20;

const LEGEND: f64 = 26.0;

pub(in crate::report) fn drawing(found: &Sensitivity) -> Result<Drawing<'_>, String> {
    if found.settings.trajectories == 0 {
        return Err("Not asked for: --method morris or both gives it.".to_owned());
    }
    let drawn: Vec<&OutcomeFindings> = drawn(found).collect();
    let telling = drawn.iter().find(|it| inputs(it).iter().any(stands_out));
    let Some(first) = telling.or(drawn.first()) else {
        return Err("No outcome was defined at enough points.".to_owned());
    };
    Ok(Drawing {
        name: NAME,
        title: TITLE,
        story: Story {
            finding: finding(found, first),
            caption: "Mean size of the change in the outcome when one number moves through its range while the others stand anywhere in theirs, per whole range. Lines are 95 % bootstrap intervals. The grey bar is what chance alone would show: a dot inside it says nothing.".to_owned(),
            alt: format!("A dot with its interval for each number and outcome. {}", drawn.iter().map(|it| finding(found, it)).collect::<Vec<_>>().join(" ")),
        },
        height: Box::new(move |sheet| {
            LEGEND + self::drawn(found).count() as f64 * Ladder::height(sheet, found.parameters.len().min(MOST))
        }),
        draw: Box::new(move |canvas| draw(found, canvas)),
    })
}

fn drawn(found: &Sensitivity) -> impl Iterator<Item = &OutcomeFindings> {
    found.outcomes.iter().filter(|it| it.screening.is_some())
}

fn inputs(it: &OutcomeFindings) -> &[Importance] {
    it.screening.as_deref().unwrap_or(&[])
}

/// Whether a number does more than chance alone would show.
pub(in crate::report) fn stands_out(it: &Importance) -> bool {
    it.mean_absolute.low > it.noise
}

fn order(it: &OutcomeFindings) -> Vec<usize> {
    let mut order: Vec<usize> = (0..inputs(it).len()).collect();
    let size = |place: &usize| inputs(it)[*place].mean_absolute.value;
    order.sort_by(|one, other| size(other).total_cmp(&size(one)).then(one.cmp(other)));
    order
}

fn finding(found: &Sensitivity, it: &OutcomeFindings) -> String {
    let clear: Vec<String> = order(it)
        .into_iter()
        .filter(|place| stands_out(&inputs(it)[*place]))
        .map(|place| found.parameters[place].path.clone())
        .collect();
    let label = words::quoted(&it.label);
    let all = found.parameters.len();
    match clear.len() {
        0 => format!("No number moves {label} by more than chance alone would show."),
        count if count == all && all > 1 => format!(
            "All {} numbers move {label} by more than chance alone would show, {} most.",
            words::spelled(all as u64),
            clear[0]
        ),
        1 if all > 1 => format!(
            "Only {} moves {label} by more than chance alone would show.",
            clear[0]
        ),
        1 => format!(
            "{} moves {label} by more than chance alone would show.",
            clear[0]
        ),
        count if count <= 4 => format!(
            "{} move {label} by more than chance alone would show, in this order.",
            words::listed(&clear)
        ),
        count => format!(
            "{} of {all} numbers move {label} by more than chance alone would show, {} most.",
            words::capital(&words::spelled(count as u64)),
            clear[0]
        ),
    }
}

fn draw(found: &Sensitivity, canvas: &Canvas) {
    legend(canvas);
    let rungs = found.parameters.len().min(MOST);
    for (row, it) in drawn(found).enumerate() {
        let top = LEGEND + row as f64 * Ladder::height(canvas.sheet, rungs);
        let most = inputs(it)
            .iter()
            .flat_map(|it| [it.mean_absolute.high, it.noise]);
        let ladder = Ladder::new(canvas.sheet, top, rungs, range(most, 0.0));
        let (unit, scale) = match it.kind {
            OutcomeKind::Probability => (Unit::Percent, "of futures".to_owned()),
            OutcomeKind::Mean | OutcomeKind::Label => (Unit::Plain, it.unit.clone()),
        };
        ladder.frame(
            canvas,
            &it.label,
            &format!("mean change over the whole range [{scale}]"),
            unit,
        );
        for (rung, place) in order(it).into_iter().take(rungs).enumerate() {
            ladder.name(canvas, rung, &found.parameters[place].path);
            let importance = inputs(it)[place];
            let y = ladder.y(rung);
            let tall = if canvas.sheet.is_narrow() { 7.0 } else { 9.0 };
            canvas.rect(
                (ladder.left, y - tall),
                (ladder.px(importance.noise), y + tall),
                ink::GRID,
            );
            let hue = if stands_out(&importance) {
                ink::BLUE
            } else {
                ink::GREY
            };
            let size = importance.mean_absolute;
            if size.low.is_finite() {
                canvas.line(
                    &[(ladder.px(size.low), y), (ladder.px(size.high), y)],
                    hue.mark,
                    1.8,
                );
            }
            canvas.dot((ladder.px(size.value), y), 4.5, hue.mark);
            let text = view::bare(it.kind, &it.unit, size.value);
            let look = Type::new(canvas.sheet.text() - 1.0, hue.word).bold();
            canvas.text((ladder.right + 8.0, y), &text, look);
        }
    }
}

fn legend(canvas: &Canvas) {
    let size = canvas.sheet.text() - 0.5;
    let mut x = 6.0;
    let not_told = if canvas.sheet.is_narrow() {
        "not told"
    } else {
        "not told from chance"
    };
    for (text, hue) in [("more than chance", ink::BLUE), (not_told, ink::GREY)] {
        canvas.dot((x, 10.0), 4.5, hue.mark);
        let look = Type::new(size, hue.word).bold();
        canvas.text((x + 10.0, 10.0), text, look);
        x += canvas.measure(text, look) + 36.0;
    }
    canvas.rect((x - 6.0, 4.0), (x + 10.0, 16.0), ink::GRID);
    canvas.text(
        (x + 16.0, 10.0),
        "chance alone",
        Type::new(size, ink::QUIET).bold(),
    );
}
