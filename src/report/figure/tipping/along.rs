//! Along one number: how the chance of the spiral changes.

use super::{passing_x, reach, whisker};
use crate::experiment::results::Estimate;
use crate::experiment::tipping::along::{Along, Critical, HALF, Point, Trend};
use crate::report::figure::label::{self, Tag};
use crate::report::figure::panel::{Panel, Unit, tick_text, ticks};
use crate::report::figure::{Anchor, Canvas, Drawing, Story, Type, edges, ink};
use crate::report::view::tipping;
use crate::stats::monotone::{Passing, rising};

/// The figure of one number.
pub(in crate::report) fn drawing(along: &Along) -> Drawing<'_> {
    let finding = tipping::critical(along);
    Drawing {
        name: "along",
        title: "Along this number, where does it tip?",
        story: Story {
            alt: format!("Points with whiskers by value of {}: the share of futures that end in the spiral and the share with an unsafe year. {finding}", along.path),
            caption: "Points are shares of the same futures at each value, whiskers their 95 % intervals (not a band of futures). Lines are the fits that only rise or only fall, drawn straight between the values played; flat bars on the half mark the 95 % interval of the value at which it is passed. An open end lies outside the range.".to_owned(),
            finding,
        },
        height: Box::new(|sheet| if sheet.is_narrow() { 300.0 } else { 350.0 }),
        draw: Box::new(move |canvas| draw(along, canvas)),
    }
}

fn draw(along: &Along, canvas: &Canvas) {
    let (left, right) = edges(canvas.sheet);
    let (first, last) = (
        along.points[0].value,
        along.points[along.points.len() - 1].value,
    );
    let room = (last - first) * 0.03;
    let panel = Panel {
        left,
        right,
        top: 34.0,
        bottom: canvas.height - 52.0,
        x: (first - room, last + room),
        y: (0.0, 1.0),
    };
    panel.upright(canvas, Unit::Percent);
    panel.name(canvas, "Futures [% of futures]", canvas.width());
    let quiet = Type::new(canvas.sheet.text() - 1.0, ink::QUIET).at(Anchor::Middle);
    let marks = ticks(first, last, ((right - left) / 70.0) as usize);
    for value in &marks {
        let x = panel.px(*value);
        canvas.line(
            &[(x, panel.bottom), (x, panel.bottom + 4.0)],
            ink::AXIS,
            1.0,
        );
        canvas.text(
            (x, panel.bottom + 14.0),
            &tick_text(*value, &marks, Unit::Plain),
            quiet,
        );
    }
    canvas.text(
        ((left + right) / 2.0, panel.bottom + 36.0),
        &along.path,
        quiet,
    );
    let half = panel.py(HALF);
    canvas.dashes(&[(left, half), (right, half)], ink::QUIET, 1.2, (4.0, 3.0));
    let mut tags = Vec::new();
    if let Some(critical) = &along.unsafe_year {
        let of: fn(&Point) -> Estimate = |it| it.unsafe_year;
        tags.push(curve(
            along,
            critical,
            of,
            ("an unsafe year", ink::BLUE, 3.0),
            &panel,
            canvas,
        ));
    }
    let of: fn(&Point) -> Estimate = |it| it.ended_vicious;
    let look = ("ends in the spiral", ink::VERMILLION, -3.0);
    tags.push(curve(along, &along.ended_vicious, of, look, &panel, canvas));
    let room = canvas.width() - right;
    label::column(canvas, &tags, (right, room), (panel.top, panel.bottom));
}

/// One share along the number; gives the name at its end. `shift`: how far its points stand beside their value, so that two
/// curves do not cover each other [px].
fn curve(
    along: &Along,
    critical: &Critical,
    of: fn(&Point) -> Estimate,
    (name, hue, shift): (&str, ink::Hue, f64),
    panel: &Panel,
    canvas: &Canvas,
) -> Tag {
    let shares: Vec<Estimate> = along.points.iter().map(of).collect();
    let weights: Vec<f64> = shares.iter().map(|it| it.replications as f64).collect();
    let up = critical.trend == Trend::Rises;
    let values = shares
        .iter()
        .map(|it| if up { it.value } else { 1.0 - it.value });
    let fit = rising(&values.collect::<Vec<f64>>(), &weights);
    let line: Vec<(f64, f64)> = along
        .points
        .iter()
        .zip(&fit)
        .map(|(point, fit)| panel.at(point.value, if up { *fit } else { 1.0 - fit }))
        .collect();
    canvas.line(&line, hue.word, 1.8);
    for (point, share) in along.points.iter().zip(&shares) {
        whisker(canvas, panel, panel.px(point.value) + shift, share, hue);
    }
    if let Passing::At(value) = critical.crossing.at {
        let y = panel.py(HALF);
        let ends = (critical.crossing.earliest, critical.crossing.latest);
        reach(canvas, panel, y, ends, hue);
        let x = passing_x(panel, critical.crossing.at);
        canvas.dashes(&[(x, y), (x, panel.bottom)], hue.word, 1.2, (3.0, 3.0));
        let look = Type::new(canvas.sheet.text(), hue.word).bold();
        let text = tipping::plain(value);
        let wide = canvas.measure(&text, look);
        let at = if x + 8.0 + wide < panel.right {
            x + 6.0
        } else {
            x - 6.0 - wide
        };
        canvas.rect(
            (at - 2.0, panel.bottom - 21.0),
            (at + wide + 2.0, panel.bottom - 5.0),
            ink::PAPER,
        );
        canvas.text((at, panel.bottom - 13.0), &text, look);
    }
    let end = line.last().map_or(f64::NAN, |it| it.1);
    Tag::new(end, name, hue.word).bold()
}
