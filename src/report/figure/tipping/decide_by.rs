//! Until when does the plan still help? The chance of an unsafe year by the week in which the plan starts.

use super::{passing_x, reach, whisker};
use crate::experiment::results::Estimate;
use crate::experiment::tipping::decide_by::{DecideBy, Verdict};
use crate::report::figure::panel::{Panel, Unit};
use crate::report::figure::{Anchor, Canvas, Drawing, Story, Type, calendar, ink};
use crate::report::view::{tipping, words};
use crate::scenario::Scenario;
use crate::stats::monotone::rising;

/// The figure of one plan.
pub(in crate::report) fn drawing<'a>(found: &'a DecideBy, scenario: &'a Scenario) -> Drawing<'a> {
    let finding = tipping::decide_by(found, scenario);
    Drawing {
        name: "decide-by",
        title: "Until when does the plan still help?",
        story: Story {
            alt: format!(
                "A rising curve of points with whiskers: the share of futures with an unsafe year, by the week in which the plan starts. {finding}"
            ),
            caption: format!(
                "Share of the same futures with at least one unsafe year in all the time played, by the week in which the plan's first change comes; its other changes keep their distance from it. Whiskers are 95 % intervals (not a band of futures); the line is the fit that only rises. The last point is the scenario without the plan. The dashed line is the level to be kept, {} of 100; the flat bar on it is the 95 % interval of the date.",
                words::in_100(found.keep)
            ),
            finding,
        },
        height: Box::new(|sheet| if sheet.is_narrow() { 300.0 } else { 350.0 }),
        draw: Box::new(move |canvas| draw(found, scenario, canvas)),
    }
}

fn draw(found: &DecideBy, scenario: &Scenario, canvas: &Canvas) {
    let horizon = scenario.run.horizon_weeks as f64;
    let most = found
        .points
        .iter()
        .map(|it| it.unsafe_year.high)
        .fold(found.keep, f64::max);
    let top = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8]
        .into_iter()
        .find(|top| most * 1.15 <= *top)
        .unwrap_or(1.0);
    let narrow = canvas.sheet.is_narrow();
    let panel = Panel {
        left: if narrow { 36.0 } else { 42.0 },
        right: canvas.width() - if narrow { 26.0 } else { 40.0 },
        top: 34.0,
        bottom: canvas.height - calendar::FOOT,
        x: (0.0, horizon),
        y: (0.0, top),
    };
    calendar::grid(canvas, &panel);
    panel.upright(canvas, Unit::Percent);
    panel.name(
        canvas,
        "Futures with an unsafe year, by start of the plan [% of futures]",
        canvas.width(),
    );
    let shares: Vec<Estimate> = found.points.iter().map(|it| it.unsafe_year).collect();
    let values: Vec<f64> = shares.iter().map(|it| it.value).collect();
    let weights: Vec<f64> = shares.iter().map(|it| it.replications as f64).collect();
    let fit = rising(&values, &weights);
    let line: Vec<(f64, f64)> = found
        .points
        .iter()
        .zip(&fit)
        .map(|(point, fit)| panel.at(point.week as f64, *fit))
        .collect();
    canvas.line(&line, ink::BLUE.word, 1.8);
    for point in &found.points {
        let never = point.week as f64 >= horizon;
        let hue = if never { ink::GREY } else { ink::BLUE };
        whisker(
            canvas,
            &panel,
            panel.px(point.week as f64),
            &point.unsafe_year,
            hue,
        );
    }
    let last = &shares[shares.len() - 1];
    let look = Type::new(canvas.sheet.text(), ink::GREY.word)
        .bold()
        .at(Anchor::End);
    canvas.text(
        (canvas.width(), panel.py(last.high) - 11.0),
        "without the plan",
        look,
    );
    level(found, scenario, &panel, canvas);
    calendar::axis(canvas, &panel, scenario);
}

/// The level to be kept, and the date.
fn level(found: &DecideBy, scenario: &Scenario, panel: &Panel, canvas: &Canvas) {
    let y = panel.py(found.keep);
    canvas.dashes(
        &[(panel.left, y), (panel.right, y)],
        ink::VERMILLION.mark,
        1.4,
        (4.0, 3.0),
    );
    let Verdict::By(week) = found.verdict else {
        return;
    };
    let ends = (found.crossing.earliest, found.crossing.latest);
    reach(canvas, panel, y, ends, ink::VERMILLION);
    let x = passing_x(panel, found.crossing.at);
    canvas.dashes(
        &[(x, y), (x, panel.bottom)],
        ink::VERMILLION.word,
        1.3,
        (3.0, 3.0),
    );
    let look = Type::new(canvas.sheet.text(), ink::VERMILLION.word).bold();
    let text = format!("by {}", tipping::date(scenario, week));
    let wide = canvas.measure(&text, look);
    let at = if x + 10.0 + wide < panel.right {
        x + 8.0
    } else {
        x - 8.0 - wide
    };
    canvas.rect(
        (at - 2.0, panel.bottom - 22.0),
        (at + wide + 2.0, panel.bottom - 5.0),
        ink::PAPER,
    );
    canvas.text((at, panel.bottom - 13.0), &text, look);
}
