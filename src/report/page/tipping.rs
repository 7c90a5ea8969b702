//! The page of `plimsoll tipping`: the answer, one section for each part, where the visits come from, method, how to repeat it.

use super::html::{self, Cell, Table, element, header, list, section};
use super::{drawing_section, stress, whole};
use crate::experiment::tipping::Tipping;
use crate::experiment::tipping::chance::Leavers;
use crate::experiment::tipping::map::{AHEAD_WEEKS, LEAST_FUTURES, Map, Question};
use crate::output::Provenance;
use crate::report::figure::tipping::drawings;
use crate::report::view::{tipping as view, words};

/// The whole page.
pub(in crate::report) fn page(tipping: &Tipping, provenance: &Provenance) -> String {
    let mut body = head(tipping, &provenance.cut);
    body.push_str(&html::answer("", &view::sentences(tipping), ""));
    for drawing in drawings(tipping) {
        let (name, title) = (drawing.name, drawing.title);
        body.push_str(&drawing_section(name, title, Ok(drawing)));
        if name == "tipping-later" {
            body.push_str(&tipping.map.found().map_or(String::new(), starts));
        }
        if name == "chance" {
            body.push_str(&tipping.leavers.found().map_or(String::new(), leavers));
        }
    }
    if let Some(it) = &tipping.emergencies {
        let text = element("p", "finding", &view::emergencies(it));
        let how = "Exact, by the multinomial distribution: every emergency falls on every worker with the same chance, whatever fell before. No future is played for it.";
        let inside = text + &element("p", "quiet small", how);
        body.push_str(&section(
            "emergencies",
            "So many emergencies on one: luck or system?",
            &inside,
        ));
    }
    body.push_str(&failures(tipping));
    body.push_str(&method(tipping));
    body.push_str(&stress::of(stress::Experiment {
        scenario: &tipping.scenario,
        provenance,
        aims: "To see from where, along which number and until when the service tips, and what chance alone would do.".to_owned(),
        alternatives: "The same service from other starts, at other values of one number, and with a plan put off; all meet the same futures.",
        estimation: "One visit per future and place, so that counts are of independent futures; Wilson's 95 % interval of chances. Critical values come from a monotone fit.",
    }));
    body.push_str(&reproduce(provenance));
    whole(&format!("{}: tipping points", tipping.scenario.name), &body)
}

fn head(tipping: &Tipping, cut: &[&str]) -> String {
    let plan = words::plan(&tipping.plan);
    let line = format!(
        "{plan}{} · {} from {}",
        words::without_feedback(cut),
        words::span(tipping.scenario.run.horizon_weeks as f64),
        view::date(&tipping.scenario, 0),
    );
    header(
        &tipping.scenario.name,
        "When does this service tip, and until when can it be stopped?",
        &line,
    )
}

fn cell(text: String) -> Cell {
    Cell::from(text)
}

/// Where the visits come from: the starts, and what became of each.
fn starts(map: &Map) -> String {
    let rows = map.positions.iter().map(|it| {
        vec![
            cell(it.name.clone()),
            cell(words::percent(it.vacancy)),
            cell(words::number(it.pressure, 2)),
            cell(words::count(it.futures)),
            cell(format!(
                "{} ({})",
                words::in_100(it.falls_in.value),
                words::bounds(&it.falls_in)
            )),
            cell(format!(
                "{} ({})",
                words::in_100(it.later.value),
                words::bounds(&it.later)
            )),
        ]
    });
    let table = Table {
        caption: "Starts of the futures behind the map, and of 100 futures from each, with 95 % intervals".to_owned(),
        class: "numbers labels",
        head: [
            "start",
            "posts vacant in week 0",
            "pressure when the window is first full",
            "futures",
            "fall into the spiral within two years of the start",
            "are in it two years from the start",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: rows.collect(),
    };
    let note = format!(
        "What the map shows comes from {} Each start has futures of its own, the scenario's own start most of them. The scenario's own futures seldom come to the far corners of the map, so others start with more or fewer clients and with more vacancies; everything else is the scenario's. Cells that fewer than {LEAST_FUTURES} futures came to stay blank: nothing is drawn on from elsewhere.",
        view::visits(map)
    );
    section(
        "starts",
        "Where the visits come from",
        &(table.html() + &element("p", "quiet small", &note)),
    )
}

fn leavers(found: &Leavers) -> String {
    let share = |it: &crate::experiment::results::Estimate| {
        format!("{} ({})", words::in_100(it.value), words::bounds(it))
    };
    let rows = found.rows.iter().map(|it| {
        let ratio = if it.ratio.value.is_finite() {
            format!(
                "{} ({} to {})",
                words::number(it.ratio.value, 2),
                words::number(it.ratio.low, 2),
                words::number(it.ratio.high, 2)
            )
        } else {
            words::NOTHING.to_owned()
        };
        let mut row = vec![
            cell(format!("{} or more", words::count(it.leavers))),
            cell(share(&it.by_chance)),
            cell(words::in_100(it.poisson)),
            cell(share(&it.with_loops)),
            cell(ratio),
        ];
        if it.leavers == found.asked {
            row.iter_mut().for_each(|it| it.class = "strong".to_owned());
        }
        row
    });
    let table = Table {
        caption: "Leavers in a year: of 100 years, with 95 % intervals between futures".to_owned(),
        class: "numbers",
        head: [
            "leavers",
            "chance alone",
            "by formula",
            "with feedback",
            "times as likely with feedback",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: rows.collect(),
    };
    let note = format!(
        "{} complete years of each of {}. On average {} leave a year with feedback and {} by chance alone; posts that are filled at once would lose {}.",
        words::count(found.years as u64),
        words::counted(found.played.completed, "future", "futures"),
        words::number(found.mean_with_loops.value, 2),
        words::number(found.mean_by_chance.value, 2),
        words::number(found.expected, 2),
    );
    format!("{}{}", table.html(), element("p", "quiet small", &note))
}

fn failures(tipping: &Tipping) -> String {
    let failed = view::failed(tipping);
    if failed.is_empty() {
        return String::new();
    }
    section(
        "failures",
        "Futures that could not be played",
        &list(&failed),
    )
}

/// What each number is, exactly.
fn method(tipping: &Tipping) -> String {
    let mut said = vec![
        "Overstretched: the work asked for over the last weeks rose above the upper mark of the hours there were and has not since fallen below the lower one. In the spiral: overstretched while the same future without any feedback is not; so the feedback did it, not the load alone.".to_owned(),
    ];
    if let Some(map) = tipping.map.found() {
        said.push(format!(
            "The map: a future comes to a cell in the first week that ends there, from week {} (when the {} weeks of the pressure are complete) to the last with {AHEAD_WEEKS} weeks after it. Each future counts once in a cell, so a cell's futures are independent of each other and the interval is Wilson's over futures, not over weeks. Falling in asks it of futures not overstretched when they come; being in it later asks it of all.",
            map.grid.first_week, map.grid.window_weeks
        ));
        said.push("Vacancies and pressure are what is known of a service on Monday morning, and not all that matters: strain, records left undone and what clients have missed do not stand on the map. A cell tells the mean over the futures that came there.".to_owned());
        let points = map.half_line(Question::FallsIn).len();
        said.push(format!(
            "The line of one half: in each column the fit that only rises through neighbouring known cells, weighed by their futures, drawn straight between their middles. It has {} here; where a neighbour is not known there is none.",
            words::counted(points as u64, "point", "points")
        ));
    }
    if tipping.along.is_some() {
        said.push("Along a number: every value meets the same futures. The value at which one half is passed is read from the fit that only rises (or only falls); its interval holds all values at which one half lies within the interval of the share.".to_owned());
    }
    if tipping.decide_by.is_some() {
        said.push("Decide by: the plan's dates are moved together so that its first change comes in the week asked about. Unsafe years before the start count as well as those after it. Evenly spaced starts are played first, then the gap in which the level is passed is halved down to a week, always under the same futures.".to_owned());
    }
    if tipping.leavers.found().is_some() {
        said.push("Luck or system: chance alone is the same future with all feedback cut. \"Times as likely\" is the ratio of the two shares of years, from pairs of the same future. It weighs this scenario's feedback against none; it does not say that either is your service.".to_owned());
    }
    section("method", "Method", &list(&said))
}

fn reproduce(provenance: &Provenance) -> String {
    let mut inside = element("pre", "", &provenance.command);
    inside.push_str(&element(
        "p",
        "quiet small",
        &format!(
            "Plimsoll {}; scenario file {} (SHA-256 {}…); random numbers: {}. The same command gives the same bytes, at any number of threads.",
            provenance.version,
            provenance.scenario,
            provenance.scenario_digest.get(..16).unwrap_or_default(),
            provenance.generator.replace("replication", "future"),
        ),
    ));
    section("reproduce", "Reproduce", &inside)
}
