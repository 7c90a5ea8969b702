//! The portfolio: a funder's table of sites, and the drawing beside it.

use super::drawing_section;
use super::html::{Cell, Table, element, section};
use crate::report::ReportInput;
use crate::report::figure::portfolio::FIGURE;
use crate::report::view::portfolio::{Holding, finding, furthest, holdings, shared_cost};
use crate::report::view::words;
use crate::scenario::Scenario;

/// Sites as rows and the whole beneath; nothing for a service of its own.
pub(super) fn portfolio(input: &ReportInput) -> String {
    if input.results.sites.is_empty() {
        return String::new();
    }
    let (Some(holdings), Some(finding)) = (holdings(input.results), finding(input.results)) else {
        let why = "No limits or no complete year of 52 weeks: there is no need by site and year.";
        return section(
            "portfolio",
            "Which site needs what?",
            &element("p", "quiet", why),
        );
    };
    let inside = [
        element("p", "finding", &finding),
        furthest(input.results).map_or_else(String::new, |it| element("p", "", &it)),
        needs(&holdings).html(),
        short(&holdings, &input.results.scenario).html(),
        element(
            "p",
            "quiet small",
            "The need of the whole is added up future by future and read off then; the rows of the sites do not add up to it. A year of the whole is judged by the worker-weeks of all sites together.",
        ),
    ];
    section("portfolio", "Which site needs what?", &inside.concat())
        + &drawing_section(FIGURE.name, FIGURE.title, FIGURE.of(input))
}

fn name(holding: &Holding, at: usize, count: usize) -> Cell {
    let last = at + 1 == count;
    Cell {
        text: holding.name.to_owned(),
        class: if last { "strong" } else { "" }.to_owned(),
    }
}

fn needs(holdings: &[Holding]) -> Table {
    let years = holdings.first().map_or(0, |it| it.needs.len());
    let head = (1..=years).map(|year| format!("year\u{a0}{year}"));
    let rows = holdings.iter().enumerate().map(|(at, holding)| {
        let needs = holding.needs.iter();
        let needs = needs.map(|(half, most)| {
            Cell::from(format!(
                "{}\u{a0}/\u{a0}{}",
                words::eft(*half),
                words::eft(*most)
            ))
        });
        std::iter::once(name(holding, at, holdings.len()))
            .chain(needs)
            .collect()
    });
    Table {
        caption: "EFT that must be really there to cover 90 % of the year's weeks, in half of the futures / in 80 of 100".to_owned(),
        class: "numbers",
        head: std::iter::once("site".to_owned()).chain(head).collect(),
        rows: rows.collect(),
    }
}

fn short(holdings: &[Holding], scenario: &Scenario) -> Table {
    let costs = holdings
        .iter()
        .any(|it| it.cost.iter().any(|cost| *cost > 0.0));
    let rows = holdings.iter().enumerate().map(|(at, it)| {
        let of_year = |year: usize, text: String| format!("{text} (year\u{a0}{})", year + 1);
        let nothing = || words::NOTHING.to_owned();
        let ends = |years: &[f64]| match (years.first(), years.last()) {
            (Some(first), Some(last)) if first != last => {
                format!(
                    "{} to {}",
                    words::eft_exact(*first),
                    words::eft_exact(*last)
                )
            }
            (Some(first), _) => words::eft_exact(*first),
            (None, _) => nothing(),
        };
        let short_of = |gap: Option<(usize, f64)>| {
            let text = gap.map_or_else(nothing, |(year, gap)| of_year(year, words::eft(gap)));
            Cell::from(text)
        };
        let worst = it.worst_year();
        let mut row: Vec<Cell> = vec![
            name(it, at, holdings.len()),
            ends(&it.funded).into(),
            short_of(it.widest_gap()),
            short_of(it.widest_gap_there()),
            worst
                .map_or_else(nothing, |(year, it)| of_year(year, words::in_100(it.value)))
                .into(),
            it.furthest_short
                .filter(|it| it.value.is_finite())
                .map_or_else(nothing, |it| words::in_100(it.value))
                .into(),
        ];
        if costs {
            row.push(words::money_of(scenario, it.cost.iter().sum()).into());
        }
        row
    });
    let mut rows: Vec<Vec<Cell>> = rows.collect();
    if let Some(cost) = shared_cost(holdings) {
        let mut row = vec![Cell::from(words::NOTHING); rows[0].len()];
        row[0] = "support roles of the whole".into();
        row.pop();
        row.push(words::money_of(scenario, cost).into());
        rows.insert(rows.len() - 1, row);
    }
    let mut head = vec![
        "site",
        "funded EFT",
        "widest gap to what is funded, at 80 of 100",
        "widest gap to what is really there",
        "most unsafe year, futures of 100",
        "furthest short of all, futures of 100",
    ];
    if costs {
        head.push("cost of all complete years (mean)");
    }
    Table {
        caption: "What is funded, and where it is short".to_owned(),
        class: "numbers",
        head: head.into_iter().map(str::to_owned).collect(),
        rows,
    }
}
