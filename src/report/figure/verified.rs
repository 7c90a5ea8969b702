//! Does the engine agree with theory?

use super::{Anchor, Canvas, Drawing, Sheet, Story, Type, ink};
use crate::experiment::verify::{Evidence, Verification, Verified};
use crate::report::view::{verify, words};

/// Height of one family's strip [px], and of what stands above and below all [px].
const STRIP: f64 = 30.0;
const HEAD: f64 = 26.0;
const FOOT: f64 = 44.0;

/// Two-sided 95 % of a standard normal.
const USUAL: f64 = 1.96;

/// z of every comparison, family by family, between the bounds.
pub(in crate::report) fn drawing(found: &Verification) -> Drawing<'_> {
    let bound = words::number(found.z_bound, 2);
    let broken = families(found)
        .flat_map(values)
        .filter(|z| z.abs() > found.z_bound);
    let broken = broken.count() as u64;
    let finding = match broken {
        0 => format!(
            "All {} comparisons lie within {bound} standard errors of theory; the farthest lies {} away.",
            found.comparisons,
            words::number(verify::largest_z(found), 2)
        ),
        broken => format!(
            "{} of {} comparisons lie farther than {bound} standard errors from theory.",
            words::count(broken),
            found.comparisons
        ),
    };
    Drawing {
        name: "verified",
        title: "Does the engine agree with theory?",
        story: Story {
            alt: format!(
                "A strip of dots for each family of closed forms: simulated less theory in standard errors, between two bounds. {finding}"
            ),
            caption: format!(
                "Each dot is one number: its mean over futures less its theory, in standard errors. Dashed: ±{bound}, which an engine without fault passes somewhere with a chance of at most 1 in 1,000. Shaded: ±1.96, where 95 of 100 dots are expected. A dot at an edge lies beyond it."
            ),
            finding,
        },
        height: Box::new(move |_| HEAD + families(found).count() as f64 * STRIP + FOOT),
        draw: Box::new(move |canvas| draw(found, canvas)),
    }
}

/// Families with something to draw.
fn families(found: &Verification) -> impl Iterator<Item = &Verified> {
    let there = |family: &&Verified| values(family).next().is_some();
    found.families.iter().filter(there)
}

fn values(family: &Verified) -> impl Iterator<Item = f64> {
    family.lines.iter().filter_map(|line| match line.evidence {
        Evidence::Error { z, .. } => Some(z),
        Evidence::Each { .. } | Evidence::Computed { .. } => None,
    })
}

fn draw(found: &Verification, canvas: &Canvas) {
    let size = canvas.sheet.text();
    let left = match canvas.sheet {
        Sheet::Page | Sheet::File => 210.0,
        Sheet::Phone => 124.0,
    };
    let right = canvas.width() - 8.0;
    let most = (found.z_bound + 1.0).ceil();
    let x = |z: f64| left + (z.clamp(-most, most) + most) / (2.0 * most) * (right - left);
    let bottom = canvas.height - FOOT;
    canvas.rect((x(-USUAL), HEAD), (x(USUAL), bottom), ink::GRID);
    canvas.line(&[(x(0.0), HEAD), (x(0.0), bottom)], ink::INK, 1.0);
    for bound in [-found.z_bound, found.z_bound] {
        canvas.dashes(
            &[(x(bound), HEAD), (x(bound), bottom)],
            ink::VERMILLION.word,
            1.2,
            (4.0, 3.0),
        );
        let look = Type::new(size - 1.0, ink::VERMILLION.word)
            .bold()
            .at(Anchor::Middle);
        canvas.text((x(bound), HEAD - 12.0), &words::number(bound, 2), look);
    }
    for (row, family) in families(found).enumerate() {
        let y = HEAD + (row as f64 + 0.5) * STRIP;
        let look = Type::new(size - 0.5, ink::INK);
        let lines = super::label::wrapped(family.name, left - 8.0, look);
        for (at, line) in lines.iter().enumerate() {
            let shift = (at as f64 - (lines.len() as f64 - 1.0) / 2.0) * size * 1.1;
            canvas.text((0.0, y + shift), line, look);
        }
        canvas.line(&[(left, y), (right, y)], ink::AXIS, 0.6);
        for z in values(family) {
            let within = z.abs() <= found.z_bound;
            let hue = if within { ink::BLUE } else { ink::VERMILLION };
            canvas.dot((x(z), y), 3.6, hue.mark);
        }
    }
    let look = Type::new(size - 1.0, ink::QUIET).at(Anchor::Middle);
    let whole = most as i32;
    for z in (-whole..=whole).filter(|z| z % 2 == 0) {
        canvas.text(
            (x(f64::from(z)), bottom + 11.0),
            &words::number(f64::from(z), 0),
            look,
        );
    }
    let name = "simulated less theory [standard errors]";
    canvas.text(((left + right) / 2.0, bottom + 29.0), name, look);
}
