//! What do the support roles take off the week? Each part of the week that they are for, as a bar of the hours asked.

use super::panel::{Unit, tick_text, ticks};
use super::{Anchor, Canvas, Figure, Sheet, Story, Type, ink};
use crate::report::ReportInput;
use crate::report::view::staffing::{self, PartRow};
use crate::report::view::words;

pub(in crate::report) const FIGURE: Figure = Figure {
    name: "support",
    title: "What do the support roles take off the week?",
    story,
    height: |input, sheet| ROW * parts(input).len() as f64 * rows(sheet) + FOOT,
    draw,
};

const ROW: f64 = 30.0;
const BAR: f64 = 14.0;
const FOOT: f64 = 44.0;

/// On a narrow sheet a part's name stands on a line of its own.
fn rows(sheet: Sheet) -> f64 {
    if sheet.is_narrow() { 1.4 } else { 1.0 }
}

/// Parts of the week of which anything is asked, the largest first.
fn parts(input: &ReportInput) -> Vec<PartRow> {
    let view = staffing::support(input.results);
    let mut parts = view.map_or_else(Vec::new, |it| it.parts);
    parts.retain(|it| it.asked > 0.0);
    parts.sort_by(|one, other| other.asked.total_cmp(&one.asked));
    parts
}

fn story(input: &ReportInput) -> Result<Story, String> {
    let view = staffing::support(input.results).ok_or("There are no support roles.")?;
    if parts(input).is_empty() {
        return Err(format!(
            "{} Nothing of what they are for is asked.",
            view.finding
        ));
    }
    Ok(Story {
        alt: format!(
            "A bar for each part of the week: the hours asked, and of them those that support roles do. {}",
            view.finding
        ),
        caption: "Whole bars are the hours that the part asks of everybody, averaged over weeks and futures; blue is done by support roles, grey is left to those who hold clients.".to_owned(),
        finding: view.finding,
    })
}

fn draw(input: &ReportInput, canvas: &Canvas) {
    let parts = parts(input);
    let narrow = canvas.sheet.is_narrow();
    let (left, right) = if narrow {
        (4.0, canvas.width() - 96.0)
    } else {
        (210.0, canvas.width() - 120.0)
    };
    let row = ROW * rows(canvas.sheet);
    let most = parts.first().map_or(1.0, |it| it.asked);
    let px = |hours: f64| left + hours / most * (right - left);
    let bottom = row * parts.len() as f64 + 4.0;
    let marks = ticks(0.0, most, if narrow { 3 } else { 5 });
    let quiet = Type::new(canvas.sheet.text() - 1.0, ink::QUIET);
    for value in &marks {
        let x = px(*value);
        canvas.line(&[(x, 0.0), (x, bottom)], ink::GRID, 0.8);
        let text = tick_text(*value, &marks, Unit::Plain);
        canvas.text((x, bottom + 11.0), &text, quiet.at(Anchor::Middle));
    }
    canvas.text((left, bottom + 28.0), "hours a week", quiet);
    let name = Type::new(canvas.sheet.text(), ink::INK);
    for (at, part) in parts.iter().enumerate() {
        let middle = row * (at as f64 + 1.0) - ROW / 2.0;
        let label = words::capital(part.part.label());
        if narrow {
            canvas.text((0.0, middle - 16.0), &label, name);
        } else {
            canvas.text((left - 10.0, middle), &label, name.at(Anchor::End));
        }
        let bar = |from: f64, to: f64, colour| {
            canvas.rect(
                (px(from), middle - BAR / 2.0),
                (px(to), middle + BAR / 2.0),
                colour,
            );
        };
        bar(0.0, part.asked, ink::PALE.mark);
        bar(0.0, part.done, ink::BLUE.mark);
        let text = format!(
            "{} of {} h",
            words::number(part.done, 0),
            words::number(part.asked, 0)
        );
        let look = Type::new(canvas.sheet.text() - 0.5, ink::BLUE.word).bold();
        canvas.text((px(part.asked) + 7.0, middle), &text, look);
    }
}
