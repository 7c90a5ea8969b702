//! How often is the load line crossed?

use super::panel::{Panel, Unit, range};
use super::series::{Fan, MEDIAN, P90, fan, last, line, mean, quantile};
use super::{Canvas, Figure, Sheet, Story, calendar, ink, label};
use crate::report::ReportInput;
use crate::report::view::words;
use crate::scenario::BreachKind;

pub(in crate::report) const FIGURE: Figure = Figure {
    name: "breaches",
    title: "How often is the load line crossed?",
    story,
    height,
    draw,
};

const GAP: f64 = 34.0;

/// Plain words for a kind of breach.
pub(in crate::report) fn kind_label(kind: BreachKind) -> &'static str {
    match kind {
        BreachKind::OneToOne => "one-to-one limit",
        BreachKind::Total => "total limit",
        BreachKind::Contact => "contact ceiling",
        BreachKind::Hours => "more work than hours",
    }
}

fn kind_hue(kind: BreachKind) -> ink::Hue {
    match kind {
        BreachKind::OneToOne => ink::BLUE,
        BreachKind::Total => ink::PURPLE,
        BreachKind::Contact => ink::GREEN,
        BreachKind::Hours => ink::ORANGE,
    }
}

fn defined(values: &[f64]) -> bool {
    values.iter().any(|value| value.is_finite())
}

fn has_breach(input: &ReportInput) -> bool {
    defined(&mean(input.weekly("breach.share")))
}

fn has_waiting(input: &ReportInput) -> bool {
    input
        .weekly("waiting")
        .iter()
        .any(|spread| spread.mean > 0.0)
}

/// Mean over the weeks in which a weekly mean is defined.
fn overall(values: &[f64]) -> f64 {
    let finite: Vec<f64> = values
        .iter()
        .copied()
        .filter(|value| value.is_finite())
        .collect();
    finite.iter().sum::<f64>() / finite.len() as f64
}

fn story(input: &ReportInput) -> Result<Story, String> {
    let share = overall(&mean(input.weekly("breach.share")));
    let hours = overall(&mean(input.weekly("breach.hours.share")));
    if !share.is_finite() && !hours.is_finite() {
        return Err(
            "No load line is drawn: the scenario has no safe load and no hours to judge by."
                .to_owned(),
        );
    }
    let first = if share.is_finite() {
        format!(
            "Over the whole time {} of worker-weeks are over the safe load",
            words::percent(share)
        )
    } else {
        format!(
            "The scenario sets no caseload limits; by hours, {} of worker-weeks hold more work than time",
            words::percent(hours)
        )
    };
    let waiting = input.weekly("waiting");
    let second = if has_waiting(input) {
        let end = last(&quantile(waiting, MEDIAN));
        format!(
            ", and in the middle future {} at the end.",
            if end == 1.0 {
                "1 client waits".to_owned()
            } else {
                format!("{} clients wait", words::number(end, 0))
            }
        )
    } else {
        ", and nobody ever waits for a place.".to_owned()
    };
    let finding = first + &second;
    let counted = input.results.scenario.safe_load.as_ref().map(|it| {
        let kinds: Vec<String> = it
            .breach_when
            .iter()
            .map(|kind| kind_label(*kind).to_owned())
            .collect();
        format!(
            " What counts as over the safe load here: {}.",
            words::listed(&kinds)
        )
    });
    Ok(Story {
        alt: format!(
            "Lines over time of the share of workers over the safe load, of weeks with any worker over it, and of each of the four kinds of breach, with the waiting list below. {finding}"
        ),
        caption: format!(
            "Lines are means over all futures{}.{} The four kinds are always shown, whichever count.",
            if has_waiting(input) {
                "; the band of the waiting list is futures (eight in ten lie in it), its line the middle future"
            } else {
                ""
            },
            counted.unwrap_or_default()
        ),
        finding,
    })
}

fn tall(sheet: Sheet) -> f64 {
    if sheet.is_narrow() { 120.0 } else { 130.0 }
}

fn height(input: &ReportInput, sheet: Sheet) -> f64 {
    let marks = calendar::marks_height(&input.results.scenario, sheet, super::edges(sheet));
    let panels = 1.0 + f64::from(u8::from(has_breach(input)));
    let waiting = if has_waiting(input) { 90.0 + GAP } else { 24.0 };
    marks + panels * (tall(sheet) + GAP) + waiting + calendar::FOOT
}

fn draw(input: &ReportInput, canvas: &Canvas) {
    let (left, right) = super::edges(canvas.sheet);
    let scenario = &input.results.scenario;
    let marks = calendar::marks_height(scenario, canvas.sheet, (left, right));
    let mut panels = Vec::new();
    let mut top = marks + GAP;
    let mut next = |tall: f64, y: (f64, f64)| {
        let panel = Panel {
            left,
            right,
            top,
            bottom: top + tall,
            x: (0.0, input.horizon()),
            y,
        };
        top += tall + GAP;
        panels.push(panel);
        panel
    };
    let share = |values: &[Vec<f64>]| {
        (
            0.0,
            range(values.iter().flatten().copied(), 0.04).1.min(1.0),
        )
    };
    let tall = tall(canvas.sheet);
    if has_breach(input) {
        let values = [
            mean(input.weekly("breach.share")),
            mean(input.weekly("breach.any")),
        ];
        let panel = next(tall, share(&values));
        frame(canvas, &panel, "Over the safe load [%]", Unit::Percent);
        line(canvas, &panel, &values[1], ink::GREY.mark, 1.2);
        line(canvas, &panel, &values[0], ink::BLACK.mark, 2.0);
        label::column(
            canvas,
            &[
                label::Tag::new(panel.py(last(&values[0])), "share of workers", ink::INK).bold(),
                label::Tag::new(
                    panel.py(last(&values[1])),
                    "weeks with any worker over",
                    ink::GREY.word,
                ),
            ],
            (right, canvas.width() - right),
            (panel.top, panel.bottom),
        );
    }
    let kinds =
        BreachKind::ALL.map(|kind| mean(input.weekly(&format!("breach.{}.share", kind.name()))));
    let panel = next(tall, share(&kinds));
    frame(canvas, &panel, "By kind [% of worker-weeks]", Unit::Percent);
    let mut tags = Vec::new();
    for (kind, values) in BreachKind::ALL
        .into_iter()
        .zip(&kinds)
        .filter(|(_, values)| defined(values))
    {
        line(canvas, &panel, values, kind_hue(kind).mark, 1.5);
        tags.push(label::Tag::new(
            panel.py(last(values)),
            kind_label(kind),
            kind_hue(kind).word,
        ));
    }
    label::column(
        canvas,
        &tags,
        (right, canvas.width() - right),
        (panel.top - 12.0, panel.bottom + 6.0),
    );
    if has_waiting(input) {
        let waiting = input.weekly("waiting");
        let panel = next(90.0, range(quantile(waiting, P90), 1.0));
        frame(canvas, &panel, "Clients waiting [clients]", Unit::Plain);
        fan(canvas, &panel, waiting, ink::SKY, Fan::One);
        label::column(
            canvas,
            &[label::Tag::new(
                panel.py(last(&quantile(waiting, MEDIAN))),
                "middle future",
                ink::SKY.word,
            )],
            (right, canvas.width() - right),
            (panel.top, panel.bottom),
        );
    }
    let lowest = panels[panels.len() - 1];
    calendar::draw_marks(canvas, scenario, &panels, marks);
    calendar::axis(canvas, &lowest, scenario);
    if !has_waiting(input) {
        let look = super::Type::new(canvas.sheet.text(), ink::QUIET);
        canvas.text(
            (left, lowest.bottom + calendar::FOOT + 10.0),
            "Clients waiting: none, in any future.",
            look,
        );
    }
}

fn frame(canvas: &Canvas, panel: &Panel, name: &str, unit: Unit) {
    calendar::grid(canvas, panel);
    panel.upright(canvas, unit);
    panel.name(canvas, name, canvas.width());
}
