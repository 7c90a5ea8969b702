//! What does safety cost? Every plan that was played, by what it takes and by its risk.

use super::panel::{Panel, Unit, tick_text, ticks};
use super::{Anchor, Canvas, Drawing, Point, Story, Type, ink, label};
use crate::experiment::results::Estimate;
use crate::experiment::search::verdict::Account;
use crate::experiment::search::{Entry, Objective, Standing};
use crate::report::plan::PlanInput;
use crate::report::view::{plan, words};

/// The figure of a search.
pub(in crate::report) fn drawing<'a>(input: &'a PlanInput<'a>) -> Drawing<'a> {
    Drawing {
        name: "frontier",
        title: "What does safety cost?",
        story: story(input),
        height: Box::new(|sheet| if sheet.is_narrow() { 330.0 } else { 420.0 }),
        draw: Box::new(move |canvas| draw(input, canvas)),
    }
}

/// What a plan takes: cost where there is any, EFT-years otherwise.
fn taken(account: &Account, priced: bool) -> Estimate {
    if priced {
        account.cost()
    } else {
        account.eft_years()
    }
}

fn priced(input: &PlanInput) -> bool {
    let entries = input.search.entries.iter();
    let costs = entries.map(|it| it.account.cost().value);
    input.search.rules.objective == Objective::Cost && costs.into_iter().any(|it| it > 0.0)
}

fn story(input: &PlanInput) -> Story {
    let search = input.search;
    let priced = priced(input);
    let amount = |value: f64| {
        if priced {
            words::money_of(input.space.scenario(0), value)
        } else {
            format!("{} EFT-years", words::number(value, 1))
        }
    };
    let ends = search.frontier.first().zip(search.frontier.last());
    let at = |plan: usize| {
        let account = &search.entries[plan].account;
        (amount(taken(account, priced).value), account.risk())
    };
    let span = ends.map_or_else(String::new, |(first, last)| {
        let ((low, most), (high, least)) = (at(*first), at(*last));
        if first == last {
            format!(
                "One plan is both the cheapest and the safest: {low}, unsafe in {} futures.",
                words::of_100(&most)
            )
        } else {
            format!(
                "From {low} to {high} the chance of an unsafe year goes from {} to {} futures.",
                words::of_100(&most),
                words::of_100(&least)
            )
        }
    });
    let finding = match &search.answer {
        Some(answer) => format!(
            "{span} The cheapest that is sure to hold the target of {} takes {}.",
            plan::target(input),
            amount(taken(&answer.account, priced).value)
        ),
        None => format!(
            "{span} No plan is sure to hold the target of {}.",
            plan::target(input)
        ),
    };
    let above = above(input);
    let hidden = if above == 0 {
        String::new()
    } else {
        format!(
            " {} above the chart {} not drawn.",
            words::capital(&words::counted(above as u64, "plan", "plans")),
            if above == 1 { "is" } else { "are" }
        )
    };
    Story {
        alt: format!(
            "A point for each plan: what it takes to the right, the share of futures with an unsafe year upwards; a line along the plans that no other beats, and a dashed line at the target. {finding}"
        ),
        caption: format!(
            "Each point is one plan under the same futures; whiskers are 95 % intervals of its estimates (not a band of futures), long where it was dropped early. The line joins the plans that none beats in both. Answer, runner-up and the plan as written stand at their fresh futures.{hidden}"
        ),
        finding,
    }
}

/// Highest share that is drawn.
fn top(input: &PlanInput) -> f64 {
    let search = input.search;
    let shown = [
        &search.answer,
        &search.runner_up,
        &search.as_written,
        &search.least_risk,
    ];
    let shown = shown.into_iter().flatten().map(|it| it.account.risk().high);
    let most = shown.fold(3.0 * search.rules.target, f64::max);
    [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8]
        .into_iter()
        .find(|top| most * 1.04 <= *top)
        .unwrap_or(1.0)
}

fn played<'a>(input: &'a PlanInput) -> impl Iterator<Item = (usize, &'a Entry)> {
    let entries = input.search.entries.iter().enumerate();
    entries.filter(|(_, it)| it.account.judged > 0 && it.standing != Standing::Outside)
}

/// Plans whose risk lies above the chart.
fn above(input: &PlanInput) -> usize {
    let top = top(input);
    played(input)
        .filter(|it| it.1.account.risk().value > top)
        .count()
}

fn draw(input: &PlanInput, canvas: &Canvas) {
    let search = input.search;
    let priced = priced(input);
    let (left, _) = super::edges(canvas.sheet);
    let top = top(input);
    let drawn: Vec<(usize, Estimate, Estimate)> = played(input)
        .map(|(at, it)| (at, taken(&it.account, priced), it.account.risk()))
        .filter(|it| it.2.value <= top)
        .collect();
    let named = [
        &search.answer,
        &search.runner_up,
        &search.as_written,
        &search.least_risk,
    ];
    let fresh = named
        .into_iter()
        .flatten()
        .map(|it| taken(&it.account, priced).value);
    let all: Vec<f64> = drawn.iter().map(|it| it.1.value).chain(fresh).collect();
    let scale = if priced && all.iter().copied().fold(0.0, f64::max) >= 1e6 {
        1e6
    } else {
        1.0
    };
    let low = all.iter().copied().fold(f64::INFINITY, f64::min) / scale;
    let high = all.iter().copied().fold(f64::NEG_INFINITY, f64::max) / scale;
    let room = ((high - low) * 0.06).max(high.abs() * 0.005).max(1e-6);
    let panel = Panel {
        left,
        right: canvas.width() - 6.0,
        top: 40.0,
        bottom: canvas.height - 44.0,
        x: (low - room, high + room),
        y: (0.0, top),
    };
    panel.upright(canvas, Unit::Percent);
    let title = Panel {
        top: panel.top - 6.0,
        ..panel
    };
    title.name(
        canvas,
        "Futures with an unsafe year [% of futures]",
        panel.right - panel.left,
    );
    across(canvas, &panel, if priced { scale } else { 0.0 }, input);
    for (at, take, risk) in &drawn {
        if !search.frontier.contains(at) {
            let hue = hue(search.entries[*at].standing);
            point(canvas, &panel, (take.value / scale, risk), hue, Mark::Faint);
        }
    }
    let on = |at: &usize| {
        let account = &search.entries[*at].account;
        (taken(account, priced).value / scale, account.risk())
    };
    staircase(
        canvas,
        &panel,
        &search.frontier.iter().map(on).collect::<Vec<_>>(),
    );
    for at in &search.frontier {
        let (x, risk) = on(at);
        if risk.value <= top {
            point(canvas, &panel, (x, &risk), ink::BLUE, Mark::Plain);
        }
    }
    let y = panel.py(search.rules.target);
    canvas.dashes(
        &[(panel.left, y), (panel.right, y)],
        ink::INK,
        1.3,
        (6.0, 4.0),
    );
    let look = Type::new(canvas.sheet.text() - 0.5, ink::INK)
        .bold()
        .at(Anchor::End);
    canvas.text(
        (panel.right - 2.0, y - 9.0),
        &format!("target: {}", plan::target(input)),
        look,
    );
    marks(input, canvas, &panel, scale);
}

/// The line along the frontier: a step down at each plan.
fn staircase(canvas: &Canvas, panel: &Panel, plans: &[(f64, Estimate)]) {
    let mut path: Vec<Point> = Vec::new();
    for (x, risk) in plans {
        if let Some(last) = path.last() {
            path.push((panel.px(*x), last.1));
        }
        path.push(panel.at(*x, risk.value));
    }
    canvas.line(&path, ink::BLUE.mark, 1.2);
}

/// The numbers below the chart and what they count.
fn across(canvas: &Canvas, panel: &Panel, scale: f64, input: &PlanInput) {
    let room = (panel.right - panel.left) / 70.0;
    let ticks = ticks(panel.x.0, panel.x.1, (room as usize).clamp(2, 7));
    let look = Type::new(canvas.sheet.text() - 1.0, ink::QUIET).at(Anchor::Middle);
    for value in &ticks {
        let x = panel.px(*value);
        canvas.line(
            &[(x, panel.bottom), (x, panel.bottom + 4.0)],
            ink::AXIS,
            1.0,
        );
        canvas.text(
            (x, panel.bottom + 14.0),
            &tick_text(*value, &ticks, Unit::Plain),
            look,
        );
    }
    let scenario = input.space.scenario(0);
    let currency = words::currency(scenario).map_or_else(String::new, |it| format!("{it} "));
    let unit = match scale {
        0.0 => "Funded EFT-years".to_owned(),
        scale if scale > 1.0 => format!("Expected cost, in {currency}millions"),
        _ if currency.is_empty() => "Expected cost".to_owned(),
        _ => format!("Expected cost, in {}", currency.trim_end()),
    };
    let weeks = scenario.run.horizon_weeks as f64;
    let text = format!("{unit}, over {}", words::span(weeks));
    let middle = (panel.left + panel.right) / 2.0;
    let look = Type::new(canvas.sheet.text(), ink::INK)
        .bold()
        .at(Anchor::Middle);
    canvas.text((middle, panel.bottom + 33.0), &text, look);
}

/// How a point is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Faint,
    Plain,
    Strong,
}

fn hue(standing: Standing) -> ink::Hue {
    match standing {
        Standing::Answer | Standing::Holds => ink::BLUE,
        Standing::TooClose | Standing::Unconfirmed => ink::ORANGE,
        Standing::Over | Standing::Dearer | Standing::PassedOver | Standing::Outside => ink::PALE,
    }
}

fn point(canvas: &Canvas, panel: &Panel, (x, risk): (f64, &Estimate), hue: ink::Hue, mark: Mark) {
    let (radius, width) = match mark {
        Mark::Faint => (2.2, 0.6),
        Mark::Plain => (3.2, 1.2),
        Mark::Strong => (6.0, 1.8),
    };
    let x = panel.px(x);
    canvas.line(
        &[(x, panel.py(risk.low)), (x, panel.py(risk.high))],
        hue.mark,
        width,
    );
    if mark == Mark::Strong {
        canvas.dot((x, panel.py(risk.value)), radius + 1.6, ink::PAPER);
    }
    canvas.dot((x, panel.py(risk.value)), radius, hue.mark);
}

/// The answer, the runner-up and the plan as written, with their names beside them.
fn marks(input: &PlanInput, canvas: &Canvas, panel: &Panel, scale: f64) {
    let search = input.search;
    let priced = priced(input);
    let same = |one: usize| search.answer.as_ref().is_some_and(|it| it.plan == one);
    let all = [
        (&search.as_written, ink::VERMILLION, "as written"),
        (&search.least_risk, ink::PURPLE, "least risk"),
        (&search.runner_up, ink::SKY, "runner-up"),
        (&search.answer, ink::GREEN, "answer"),
    ];
    let mut wanted: Vec<(f64, f64, String, ink::Hue)> = Vec::new();
    for (fresh, hue, name) in all {
        let Some(fresh) = fresh else { continue };
        if name == "as written" && same(fresh.plan) {
            continue;
        }
        let risk = fresh.account.risk();
        let x = taken(&fresh.account, priced).value / scale;
        point(canvas, panel, (x, &risk), hue, Mark::Strong);
        let (x, y) = panel.at(x, risk.value);
        let text = format!("{name}: {}\u{a0}%", words::in_100(risk.value));
        // A mark that lies under another shares its words.
        match wanted
            .iter_mut()
            .find(|it| (it.0 - x).abs() + (it.1 - y).abs() < 12.0)
        {
            Some(under) => *under = (x, y, format!("{text}, beside it the {}", under.2), hue),
            None => wanted.push((x, y, text, hue)),
        }
    }
    // Beside their points, moved apart where they would touch.
    wanted.sort_by(|one, other| one.1.total_cmp(&other.1));
    let heights: Vec<(f64, f64)> = wanted.iter().map(|it| (it.1 - 13.0, 16.0)).collect();
    let placed = label::apart(&heights, panel.top, panel.bottom);
    for ((x, _, text, hue), y) in wanted.into_iter().zip(placed) {
        let look = Type::new(canvas.sheet.text(), hue.word).bold();
        let wide = canvas.measure(&text, look);
        let fits = x + 10.0 + wide <= panel.right;
        let from = if fits { x + 10.0 } else { x - 10.0 - wide };
        canvas.rect(
            (from - 2.0, y - 7.5),
            (from + wide + 2.0, y + 7.5),
            ink::PAPER,
        );
        canvas.text((from, y), &text, look);
    }
}
