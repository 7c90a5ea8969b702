//! What does less risk cost?

use super::{CompareFigure, label, mark, of_verdict};
use crate::experiment::arm::Pairing;
use crate::experiment::compare::results::{Contrast, Verdict};
use crate::experiment::results::{Estimate, Results};
use crate::report::CompareInput;
use crate::report::figure::ink::{self, Hue};
use crate::report::figure::panel::{Panel, Unit, range, tick_text, ticks};
use crate::report::figure::{Anchor, Canvas, Drawing, Sheet, Story, Type, edges};
use crate::report::view::compare::{Measure, Style, by_fewer_workers, measures, named};
use crate::report::view::words;
use crate::scenario::Scenario;

pub(super) const FIGURE: CompareFigure = CompareFigure {
    name: "cost-and-risk",
    title: TITLE,
    of,
};

const TITLE: &str = "What does less risk cost?";

const GAP: f64 = 36.0;
const FOOT: f64 = 42.0;

/// The risks that are set against cost.
const RISKS: [&str; 2] = ["unsafe_year", "breach_worker_weeks_per_year"];

fn risks<'a>(input: &CompareInput<'a>) -> Vec<(Measure, &'a Contrast)> {
    let all = measures(input.comparison).into_iter();
    all.filter(|it| RISKS.contains(&it.0.name)).collect()
}

fn cost<'a>(input: &CompareInput<'a>) -> Option<(Measure, &'a Contrast)> {
    let mut all = measures(input.comparison).into_iter();
    all.find(|it| it.0.style == Style::Money)
}

fn of<'a>(input: &'a CompareInput<'a>) -> Result<Drawing<'a>, String> {
    if cost(input).is_none() {
        return Err("The scenario gives no costs.".to_owned());
    }
    let panels = risks(input).len();
    if panels == 0 {
        return Err("Without a safe load there is no risk to set against the cost.".to_owned());
    }
    Ok(Drawing {
        name: FIGURE.name,
        title: TITLE,
        story: story(input),
        height: Box::new(move |sheet| panels as f64 * (GAP + tall(sheet) + FOOT)),
        draw: Box::new(move |canvas| draw(input, canvas)),
    })
}

fn tall(sheet: Sheet) -> f64 {
    if sheet.is_narrow() { 170.0 } else { 190.0 }
}

fn story(input: &CompareInput) -> Story {
    let comparison = input.comparison;
    let finding = finding(input);
    let paired = match comparison.pairing {
        Pairing::Common => {
            " The futures are paired, so differences between plans are surer than these whiskers look: those stand in the figure above."
        }
        Pairing::Independent => "",
    };
    Story {
        alt: format!(
            "Points, one for each plan: across, the cost a year; up, the share of futures with an unsafe year, and below it the worker-weeks over the safe load a year. {finding}"
        ),
        caption: format!(
            "Points are estimates of each plan by itself, whiskers their 95 % intervals (not bands of futures). Colour and shape as in the figure of differences: the verdict on the risk. Lower and further left is better.{paired}"
        ),
        finding,
    }
}

/// What each plan buys, in the words of the measure that moves most.
fn finding(input: &CompareInput) -> String {
    let comparison = input.comparison;
    let Some((money, costs)) = cost(input) else {
        return String::new();
    };
    let told = |at: usize, plan: &Results| {
        let price = money.difference(comparison, &costs.against[at]);
        let (measure, contrast) = risks(input)
            .into_iter()
            .find(|it| it.1.against[at].verdict == Verdict::Better)?;
        if measure.style != Style::Chance && by_fewer_workers(comparison, at) {
            return None;
        }
        let gain = measure.difference(comparison, &contrast.against[at]);
        let what = match measure.style {
            Style::Chance => "futures of 100 with an unsafe year",
            Style::Count | Style::Amount | Style::Share | Style::Money => {
                "worker-weeks over the safe load a year"
            }
        };
        Some(format!(
            "{}: {gain} {what}, for {price} a year",
            named(&plan.plan)
        ))
    };
    let plans = comparison.others().iter().enumerate();
    let all: Vec<String> = plans.filter_map(|(at, plan)| told(at, plan)).collect();
    if all.is_empty() {
        format!(
            "No plan is clearly less risky than {}, at whatever cost.",
            named(&comparison.baseline().plan)
        )
    } else {
        format!("{}.", words::capital(&all.join("; ")))
    }
}

/// One plan on the sheet.
struct Spot {
    name: String,
    x: [f64; 3],
    y: [f64; 3],
    verdict: Option<Verdict>,
}

fn spots(
    input: &CompareInput,
    money: &Measure,
    (risk, contrast): (&Measure, &Contrast),
) -> Vec<Spot> {
    let comparison = input.comparison;
    let ends = |results: &Results, measure: &Measure| {
        let factor = measure.factor(comparison);
        let it: Option<&Estimate> = results.outcome(measure.name).map(|it| &it.estimate);
        it.map_or([f64::NAN; 3], |it| {
            [it.low * factor, it.value * factor, it.high * factor]
        })
    };
    let plans = comparison.plans.iter().enumerate();
    plans
        .map(|(at, results)| Spot {
            name: label(&results.plan),
            x: ends(results, money),
            y: ends(results, risk),
            verdict: at.checked_sub(1).map(|at| contrast.against[at].verdict),
        })
        .collect()
}

fn draw(input: &CompareInput, canvas: &Canvas) {
    let Some((money, _)) = cost(input) else {
        return;
    };
    let (left, _) = edges(canvas.sheet);
    let mut top = GAP;
    for (risk, contrast) in risks(input) {
        let spots = spots(input, &money, (&risk, contrast));
        let (least, most) = spread(spots.iter().flat_map(|it| it.x));
        let up = range(spots.iter().flat_map(|it| it.y), 1.0).1;
        let panel = Panel {
            left: left + 4.0,
            right: canvas.width() - 10.0,
            top,
            bottom: top + tall(canvas.sheet),
            x: (least, most),
            y: (
                0.0,
                // Room above the highest point for its name.
                1.1 * if risk.style == Style::Chance {
                    up.min(100.0)
                } else {
                    up
                },
            ),
        };
        frame(canvas, &panel, &risk, &input.comparison.baseline().scenario);
        spots.iter().for_each(|it| spot(canvas, &panel, it));
        names(canvas, &panel, &spots);
        top = panel.bottom + FOOT + GAP;
    }
}

/// Range of some values with room on both sides, never below 0.
fn spread(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values
        .filter(|it| it.is_finite())
        .fold((f64::INFINITY, 0.0f64), |(low, high), it| {
            (low.min(it), high.max(it))
        });
    let room = (0.12 * (high - low)).max(0.02 * high);
    ((low - room).max(0.0), high + room)
}

fn frame(canvas: &Canvas, panel: &Panel, risk: &Measure, scenario: &Scenario) {
    panel.upright(canvas, Unit::Plain);
    let name = format!("{} [{}]", risk.title, risk.unit);
    panel.name(canvas, &name, canvas.width());
    let quiet = Type::new(canvas.sheet.text() - 1.0, ink::QUIET).at(Anchor::Middle);
    let marks = ticks(
        panel.x.0,
        panel.x.1,
        if canvas.sheet.is_narrow() { 3 } else { 6 },
    );
    for value in &marks {
        let x = panel.px(*value);
        canvas.line(&[(x, panel.top), (x, panel.bottom)], ink::GRID, 0.8);
        let text = tick_text(*value, &marks, Unit::Plain);
        canvas.text((x, panel.bottom + 12.0), &text, quiet);
    }
    let middle = (panel.left + panel.right) / 2.0;
    let currency = words::currency(scenario).unwrap_or("currency of the scenario");
    let text = format!("cost a year [{currency}]");
    canvas.text((middle, panel.bottom + 28.0), &text, quiet);
}

fn hue(it: &Spot) -> Hue {
    it.verdict.map_or(ink::BLACK, of_verdict)
}

fn spot(canvas: &Canvas, panel: &Panel, it: &Spot) {
    let hue = hue(it);
    let [left, x, right] = it.x.map(|value| panel.px(value));
    let [low, y, high] = it.y.map(|value| panel.py(value));
    canvas.line(&[(left, y), (right, y)], hue.mark, 1.2);
    canvas.line(&[(x, low), (x, high)], hue.mark, 1.2);
    match it.verdict {
        Some(verdict) => mark(canvas, (x, y), verdict),
        None => canvas.dot((x, y), 4.4, hue.mark),
    }
}

/// Half of the room that a point takes [px].
const POINT: f64 = 6.0;

/// Names beside their points: to the right, the left, above or below, wherever they cover least.
fn names(canvas: &Canvas, panel: &Panel, spots: &[Spot]) {
    let size = canvas.sheet.text() - 0.5;
    let at = |it: &Spot| (panel.px(it.x[1]), panel.py(it.y[1]));
    let mut taken: Vec<[f64; 4]> = spots
        .iter()
        .map(at)
        .map(|(x, y)| [x - POINT, y - POINT, x + POINT, y + POINT])
        .collect();
    for it in spots.iter().filter(|it| it.y[1].is_finite()) {
        let (x, y) = at(it);
        let look = Type::new(size, hue(it).word).bold();
        let (wide, tall) = (canvas.measure(&it.name, look), size * 1.2);
        let places = [
            (x + 10.0, y),
            (x - 10.0 - wide, y),
            (x - wide / 2.0, y - 13.0),
            (x - wide / 2.0, y + 14.0),
            (x + 7.0, y - 13.0),
            (x + 7.0, y + 14.0),
            (x - 7.0 - wide, y - 13.0),
            (x - 7.0 - wide, y + 14.0),
            (x - wide / 2.0, y + 28.0),
        ];
        let boxes = places.map(|(x, y)| [x, y - tall / 2.0, x + wide, y + tall / 2.0]);
        let cost = |it: &[f64; 4]| {
            let outside = it[0] < panel.left || it[2] > canvas.width() || it[3] > panel.bottom;
            let covered: f64 = taken.iter().map(|other| common(it, other)).sum();
            covered + if outside { 1e4 } else { 0.0 }
        };
        let best = boxes
            .iter()
            .min_by(|one, other| cost(one).total_cmp(&cost(other)));
        if let Some(found) = best.copied() {
            let middle = (found[1] + found[3]) / 2.0;
            canvas.text((found[0].max(0.0), middle), &it.name, look);
            taken.push(found);
        }
    }
}

/// Area that two rectangles share [px²].
fn common(one: &[f64; 4], other: &[f64; 4]) -> f64 {
    let wide = one[2].min(other[2]) - one[0].max(other[0]);
    let tall = one[3].min(other[3]) - one[1].max(other[1]);
    wide.max(0.0) * tall.max(0.0)
}
