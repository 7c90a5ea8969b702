//! How many spirals would not have happened? Bars per loop, and per smallest set of loops.

use super::super::panel::{Panel, ticks};
use super::super::{Anchor, Canvas, Drawing, Sheet, Story, Type, ink, label};
use super::hue;
use crate::experiment::attribution::Attribution;
use crate::experiment::attribution::prevention::{Prevention, SpiralKind};
use crate::report::view::{attribution as view, words};

pub(super) const NAME: &str = "loops-prevented";
pub(super) const TITLE: &str = "How many spirals would not have happened?";

const ROW: f64 = 26.0;
const HEAD: f64 = 40.0;
const FOOT: f64 = 42.0;
/// Smallest sets shown.
const SETS: usize = 6;

fn ended(it: &Attribution) -> Option<&Prevention> {
    it.prevention
        .iter()
        .find(|found| found.kind == SpiralKind::Ended)
}

pub(super) fn drawing(it: &Attribution) -> Result<Drawing<'_>, String> {
    let found = ended(it).ok_or("No spirals were counted.")?;
    let finding = view::prevented(it, found);
    if found.spirals == 0 {
        return Err(finding);
    }
    Ok(Drawing {
        name: NAME,
        title: TITLE,
        story: Story {
            alt: format!(
                "Bars: of the futures that end in the spiral, the share that does not once a loop is cut; below, the smallest sets of loops whose cutting is enough. {finding}"
            ),
            caption: "Bars are counts of futures that end in the spiral with all loops and do not with the cut; whiskers are Wilson's 95 % intervals of the share. Thin grey bars: futures that end in it only with the cut, because a cut also shuffles chance. Below, where one cut is not always enough: the smallest sets of loops whose cutting keeps the future out; a future counts for every set of its smallest size.".to_owned(),
            finding,
        },
        height: Box::new(move |sheet: Sheet| {
            let sets = sets(it, found);
            let lower = if sets.is_empty() {
                0.0
            } else {
                HEAD + sets.iter().map(|it| tall(sheet, &it.0)).sum::<f64>() + FOOT
            };
            HEAD + ROW * it.loops.len() as f64 + FOOT + lower
        }),
        draw: Box::new(move |canvas| draw(it, found, canvas)),
    })
}

/// Height of the row of a set: on a phone each of its loops may take a line [px].
fn tall(sheet: Sheet, name: &str) -> f64 {
    let lines = if sheet.is_narrow() {
        1 + name.matches(", ").count() + name.matches(" and ").count()
    } else {
        1
    };
    ROW.max(lines as f64 * sheet.text() + 10.0)
}

fn sets(it: &Attribution, found: &Prevention) -> Vec<(String, u64)> {
    let mut sets = view::smallest(it, found);
    sets.truncate(SETS);
    sets
}

fn draw(it: &Attribution, found: &Prevention, canvas: &Canvas) {
    let names = if canvas.sheet.is_narrow() {
        104.0
    } else {
        150.0
    };
    let room = canvas.measure("1,000 of 1,000", Type::new(canvas.sheet.text(), ink::INK)) + 14.0;
    let panel = Panel {
        left: names,
        right: canvas.width() - room,
        top: HEAD,
        bottom: HEAD + ROW * it.loops.len() as f64,
        x: (0.0, 1.0),
        y: (0.0, 1.0),
    };
    axis(
        canvas,
        &panel,
        &format!(
            "Prevented by cutting one loop, of {} that end in the spiral",
            words::counted(found.spirals, "future", "futures")
        ),
    );
    let mut order: Vec<usize> = (0..it.loops.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(found.loops[*at].count));
    for (row, at) in order.into_iter().enumerate() {
        let y = panel.top + (row as f64 + 0.5) * ROW;
        let one = &found.loops[at];
        let bar = Bar {
            name: it.loops[at].name().to_owned(),
            share: one.share.value,
            colour: hue(it.loops[at]),
            text: format!(
                "{} of {}",
                words::count(one.count),
                words::count(found.spirals)
            ),
        };
        bar.draw(canvas, &panel, y);
        canvas.line(
            &[(panel.px(one.share.low), y), (panel.px(one.share.high), y)],
            ink::INK,
            1.2,
        );
        let brought = one.brought_on as f64 / found.spirals as f64;
        canvas.rect(
            (panel.left, y + 8.5),
            (panel.px(brought), y + 11.5),
            ink::GREY.mark,
        );
    }
    let (sets, Some(smallest)) = (sets(it, found), &found.smallest) else {
        return;
    };
    if sets.is_empty() {
        return;
    }
    let top = panel.bottom + FOOT + HEAD;
    let lower = Panel {
        top,
        bottom: top + sets.iter().map(|it| tall(canvas.sheet, &it.0)).sum::<f64>(),
        ..panel
    };
    axis(
        canvas,
        &lower,
        &format!(
            "Smallest cuts that are enough, of {} with every combination played",
            words::counted(smallest.spirals, "such future", "such futures")
        ),
    );
    let mut from = lower.top;
    for (name, count) in sets {
        let middle = from + tall(canvas.sheet, &name) / 2.0;
        from += tall(canvas.sheet, &name);
        let bar = Bar {
            name,
            share: count as f64 / smallest.spirals as f64,
            colour: ink::GREY,
            text: format!(
                "{} of {}",
                words::count(count),
                words::count(smallest.spirals)
            ),
        };
        bar.draw(canvas, &lower, middle);
    }
}

fn axis(canvas: &Canvas, panel: &Panel, name: &str) {
    let size = canvas.sheet.text();
    let look = Type::new(size, ink::INK).bold();
    for (row, line) in label::wrapped(name, canvas.width(), look)
        .iter()
        .rev()
        .enumerate()
    {
        canvas.text(
            (0.0, panel.top - 12.0 - row as f64 * size * 1.25),
            line,
            look,
        );
    }
    for share in ticks(0.0, 1.0, 5) {
        let x = panel.px(share);
        canvas.line(&[(x, panel.top), (x, panel.bottom)], ink::GRID, 0.8);
        canvas.text(
            (x, panel.bottom + 11.0),
            &format!("{}\u{a0}%", words::number(share * 100.0, 0)),
            Type::new(size - 1.0, ink::QUIET).at(Anchor::Middle),
        );
    }
    canvas.line(
        &[(panel.left, panel.top), (panel.left, panel.bottom)],
        ink::AXIS,
        1.0,
    );
}

struct Bar {
    name: String,
    share: f64,
    colour: ink::Hue,
    text: String,
}

impl Bar {
    fn draw(&self, canvas: &Canvas, panel: &Panel, y: f64) {
        let size = canvas.sheet.text() - 0.5;
        let look = Type::new(size, ink::INK);
        let lines = label::wrapped(&self.name, panel.left - 10.0, look);
        let leading = size * 1.05;
        for (row, line) in lines.iter().enumerate() {
            let shift = (row as f64 - (lines.len() as f64 - 1.0) / 2.0) * leading;
            canvas.text((panel.left - 8.0, y + shift), line, look.at(Anchor::End));
        }
        let end = panel.px(self.share);
        canvas.rect((panel.left, y - 7.0), (end, y + 7.0), self.colour.mark);
        canvas.text((panel.right + 10.0, y), &self.text, look);
    }
}
