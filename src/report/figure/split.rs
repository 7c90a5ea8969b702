//! How much of the spread is chance, and how much is not knowing the numbers?

use super::label::wrapped;
use super::{Canvas, Drawing, Story, Type, ink};
use crate::experiment::sensitivity::{OutcomeFindings, Sensitivity};
use crate::report::view::{sensitivity as view, words};

pub(in crate::report) const TITLE: &str =
    "How much of the spread is chance, and how much is not knowing the numbers?";

/// Height of one bar with its name [px].
const ROW: f64 = 58.0;

pub(in crate::report) fn drawing(found: &Sensitivity) -> Result<Drawing<'_>, String> {
    let outcomes = told(found);
    let telling = outcomes.iter().find(|it| it.tells());
    let Some(first) = telling.or(outcomes.first()) else {
        return Err("No outcome spreads between futures here.".to_owned());
    };
    Ok(Drawing {
        name: NAME,
        title: TITLE,
        story: Story {
            finding: view::split(found, first),
            caption: "Each bar is all of the spread of one outcome between futures. Grey: chance, which stays when every number is known. Blue: not knowing the numbers. The thin line at the border is the 95 % interval of where the border is.".to_owned(),
            alt: format!(
                "A bar for each outcome, divided into chance and not knowing. {}",
                outcomes.iter().map(|it| view::split(found, it)).collect::<Vec<_>>().join(" ")
            ),
        },
        height: Box::new(move |_| told(found).len() as f64 * ROW + 30.0),
        draw: Box::new(move |canvas| draw(found, canvas)),
    })
}

pub(in crate::report) const NAME: &str = "chance-and-not-knowing";

fn told(found: &Sensitivity) -> Vec<&OutcomeFindings> {
    let shares = |it: &&OutcomeFindings| {
        it.shares
            .as_ref()
            .is_some_and(|it| it.not_knowing_share.value.is_finite())
    };
    found.outcomes.iter().filter(shares).collect()
}

fn draw(found: &Sensitivity, canvas: &Canvas) {
    let (left, right) = (2.0, canvas.width() - 2.0);
    let size = canvas.sheet.text();
    legend(canvas, size);
    for (row, it) in told(found).into_iter().enumerate() {
        let Some(shares) = &it.shares else { continue };
        let share = shares.not_knowing_share;
        let top = 30.0 + row as f64 * ROW;
        let name = wrapped(&it.label, right - left, Type::new(size, ink::INK));
        let name = name.first().map_or("", String::as_str);
        canvas.text((left, top + 8.0), name, Type::new(size, ink::INK).bold());
        let x = |share: f64| left + (1.0 - share.clamp(0.0, 1.0)) * (right - left);
        let (above, below) = (top + 18.0, top + 42.0);
        canvas.rect((left, above), (x(share.value), below), ink::PALE.mark);
        canvas.rect((x(share.value), above), (right, below), ink::BLUE.mark);
        let middle = (above + below) / 2.0;
        let ends = [x(share.high), x(share.low)];
        if share.low.is_finite() {
            let y = below + 5.0;
            canvas.line(&[(ends[0], y), (ends[1], y)], ink::INK, 1.4);
            for end in ends {
                canvas.line(&[(end, y - 3.0), (end, y + 3.0)], ink::INK, 1.4);
            }
        }
        let (chance, rest) = if it.tells() {
            let chance = (100.0 * (1.0 - share.value)).round() / 100.0;
            (
                format!("{} chance", words::percent(chance)),
                words::percent(1.0 - chance),
            )
        } else {
            (
                format!("chance; not knowing: {}", view::at_most(share.high)),
                String::new(),
            )
        };
        canvas.text((left + 8.0, middle), &chance, Type::new(size, ink::INK));
        let look = Type::new(size, ink::PAPER).bold();
        let wide = canvas.measure(&rest, look);
        if right - x(share.value) > wide + 16.0 {
            canvas.text((right - 8.0, middle), &rest, look.at(super::Anchor::End));
        } else if !rest.is_empty() {
            let look = Type::new(size, ink::BLUE.word)
                .bold()
                .at(super::Anchor::End);
            canvas.text((x(share.value) - 6.0, middle), &rest, look);
        }
    }
}

fn legend(canvas: &Canvas, size: f64) {
    let mut x = 2.0;
    for (text, hue) in [
        ("chance", ink::PALE),
        ("not knowing the numbers", ink::BLUE),
    ] {
        canvas.rect((x, 5.0), (x + 12.0, 17.0), hue.mark);
        let look = Type::new(size - 0.5, hue.word).bold();
        canvas.text((x + 18.0, 11.0), text, look);
        x += canvas.measure(text, look) + 40.0;
    }
}
