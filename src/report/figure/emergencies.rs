//! How unevenly did emergencies fall? By year: the share on the worker hit most, beside what chance alone puts there.

use super::panel::{Panel, Unit};
use super::series::{P10, P90};
use super::{Anchor, Canvas, Figure, Sheet, Story, Type, calendar, ink};
use crate::experiment::results::Spread;
use crate::experiment::tipping::chance;
use crate::report::ReportInput;
use crate::report::view::answer::outcome;
use crate::report::view::{tipping, words};
use crate::scenario::Scenario;
use crate::units::REPORTING_YEAR_WEEKS;

pub(in crate::report) const FIGURE: Figure = Figure {
    name: "emergencies",
    title: "How many emergencies, and on whom do they fall?",
    story,
    height,
    draw,
};

const TOP_SHARE: &str = "emergencies_top_share";
const BY_CHANCE: &str = "emergencies_top_share.chance";

fn story(input: &ReportInput) -> Result<Story, String> {
    let results = input.results;
    let how_many = how_many(input).ok_or_else(|| "Emergencies were not counted.".to_owned())?;
    let value = |name: &str| outcome(results, name).map(|it| it.value);
    let fell = value(TOP_SHARE)
        .zip(value("emergencies_top_share_chance"))
        .zip(value("emergencies_gini").zip(value("emergencies_gini_chance")));
    let Some(((most, most_by_chance), (gini, gini_by_chance))) = fell else {
        return Err(format!(
            "{how_many} None fell on one worker in a complete year, so how unevenly they fell is not told."
        ));
    };
    let finding = format!(
        "{how_many} In a year the worker hit most carries {} of them on average, where chance alone would put {} there (Gini {} against {}).{}",
        words::percent(most),
        words::percent(most_by_chance),
        words::number(gini, 2),
        words::number(gini_by_chance, 2),
        today(&results.scenario)
    );
    Ok(Story {
        alt: format!(
            "For each year a bar of futures with its mean: the share of the year's emergencies on the worker hit most, and beside it a grey point for chance alone. {finding}"
        ),
        caption: format!(
            "Bars hold eight in ten futures, points are means over futures; grey points are what as many emergencies over as many posts would do if each fell on each with equal chance. {}",
            evened_out(&results.scenario)
        ),
        finding,
    })
}

/// How the emergencies open today lie on today's workers, beside chance alone; empty where fewer than two are known.
fn today(scenario: &Scenario) -> String {
    let posts = scenario.posts.iter().map(|it| *it.count.at(0.0));
    let vacant: u64 = scenario.initial.vacancies.iter().sum();
    let workers = posts.sum::<u64>().saturating_sub(vacant);
    let mut said = String::new();
    for (kind, shock) in scenario.shocks.iter().enumerate() {
        let of_each = scenario.roster.iter().map(|it| it.emergencies.get(kind));
        let of_each: Vec<u64> = of_each.map(|it| it.copied().unwrap_or(0)).collect();
        let (of, most) = (
            of_each.iter().sum(),
            of_each.iter().max().copied().unwrap_or(0),
        );
        if of < 2 || workers < 2 || !scenario.sites.is_empty() {
            continue;
        }
        let it = chance::emergencies(most, of, workers);
        said.push_str(&format!(
            " Today {} of {} emergencies of the kind {} lie on one of {} workers: by chance alone so many do in {} such services.",
            words::spelled(most),
            words::spelled(of),
            words::quoted(&shock.name),
            words::spelled(workers),
            tipping::chance(it.on_anybody),
        ));
    }
    said
}

/// How many strike and what they ask.
fn how_many(input: &ReportInput) -> Option<String> {
    let results = input.results;
    let count = outcome(results, "emergencies_count")?.value;
    let hours = outcome(results, "crisis_hours")?.value;
    Some(format!(
        "In the average future {} emergencies strike in {} and ask {} hours a week.",
        words::amount(count),
        words::span(input.horizon()),
        words::number(hours / input.horizon(), 1)
    ))
}

/// What the scenario does about uneven burdens.
fn evened_out(scenario: &Scenario) -> String {
    let allocation = &scenario.allocation;
    let shared = match allocation.sharing {
        0.0 => "Colleagues share no hours".to_owned(),
        share => format!(
            "Colleagues share {} of what they can spare",
            words::percent(share)
        ),
    };
    let moved = match allocation.rebalance {
        0.0 => "no client is handed over to even out burdens".to_owned(),
        chance => format!(
            "the most burdened hands a client over with a chance of {} a week",
            words::percent(chance)
        ),
    };
    format!("{shared}; {moved}. What more or less of either changes stands with the safeguards.")
}

fn height(_: &ReportInput, sheet: Sheet) -> f64 {
    if sheet.is_narrow() { 250.0 } else { 280.0 }
}

fn draw(input: &ReportInput, canvas: &Canvas) {
    let (left, _) = super::edges(canvas.sheet);
    let (shares, by_chance) = (input.yearly(TOP_SHARE), input.yearly(BY_CHANCE));
    let highest = shares
        .iter()
        .map(|it| it.quantiles[P90])
        .filter(|it| it.is_finite())
        .fold(0.2, f64::max);
    let top = [0.25, 0.5, 0.75, 1.0]
        .into_iter()
        .find(|top| highest * 1.1 <= *top);
    let panel = Panel {
        left,
        right: canvas.width() - 4.0,
        top: 58.0,
        bottom: canvas.height - 50.0,
        x: (0.5, shares.len() as f64 + 0.5),
        y: (0.0, top.unwrap_or(1.0)),
    };
    panel.upright(canvas, Unit::Percent);
    let title = Panel {
        top: panel.top - 26.0,
        ..panel
    };
    title.name(
        canvas,
        "Emergencies of the year on the worker hit most [% of emergencies]",
        panel.right - panel.left,
    );
    legend(canvas, &panel);
    let slot = (panel.right - panel.left) / shares.len().max(1) as f64;
    let apart = (slot * 0.12).min(14.0);
    let every = (44.0 / slot).ceil().max(1.0) as usize;
    for (at, share) in shares.iter().enumerate() {
        let x = panel.px(at as f64 + 1.0);
        bar(canvas, &panel, x - apart, share, slot > 70.0);
        if let Some(chance) = by_chance.get(at).filter(|it| it.mean.is_finite()) {
            canvas.dot((x + apart, panel.py(chance.mean)), 4.5, ink::GREY.mark);
        }
        if at % every == 0 {
            let look = Type::new(canvas.sheet.text(), ink::INK).at(Anchor::Middle);
            canvas.text((x, panel.bottom + 14.0), &format!("year {}", at + 1), look);
            let week = (at * REPORTING_YEAR_WEEKS) as f64;
            let from = calendar::month(&input.results.scenario, week);
            let quiet = Type::new(canvas.sheet.text() - 2.0, ink::QUIET).at(Anchor::Middle);
            canvas.text((x, panel.bottom + 29.0), &from, quiet);
        }
    }
}

fn bar(canvas: &Canvas, panel: &Panel, x: f64, spread: &Spread, labelled: bool) {
    if !spread.mean.is_finite() {
        return;
    }
    let (low, high) = (
        panel.py(spread.quantiles[P10]),
        panel.py(spread.quantiles[P90]),
    );
    let pale = plotters::style::Color::mix(&ink::VERMILLION.mark, 0.25);
    canvas.rect((x - 7.0, high), (x + 7.0, low), pale);
    let mean = panel.py(spread.mean);
    canvas.dot((x, mean), 4.5, ink::VERMILLION.mark);
    if labelled {
        let look = Type::new(canvas.sheet.text(), ink::VERMILLION.word)
            .bold()
            .at(Anchor::End);
        canvas.text((x - 11.0, mean), &words::percent(spread.mean), look);
    }
}

fn legend(canvas: &Canvas, panel: &Panel) {
    let mut x = 5.0;
    for (text, hue) in [("as it fell", ink::VERMILLION), ("chance alone", ink::GREY)] {
        canvas.dot((x, panel.top - 22.0), 4.0, hue.mark);
        let look = Type::new(canvas.sheet.text() - 0.5, hue.word).bold();
        canvas.text((x + 9.0, panel.top - 22.0), text, look);
        x += canvas.measure(text, look) + 30.0;
    }
}
