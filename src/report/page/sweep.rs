//! The page of a sweep: what every point comes to.

use super::html::{self, Cell, Table, element, header, section};
use super::{drawing_section, sections, stress, whole};
use crate::experiment::sweep::{DesignKind, Sweep};
use crate::report::SweepInput;
use crate::report::figure::{Drawing, swept, swept_map};
use crate::report::view::{sensitivity, sweep as view, words};

/// Points whose numbers stand on the page; all stand in the table of the folder.
const MOST_ROWS: usize = 100;

/// The drawings with their section's name and title, in the order of the page; `Err` says why there is none.
pub(in crate::report) fn drawings(
    sweep: &Sweep,
) -> Vec<(&'static str, &'static str, Result<Drawing<'_>, String>)> {
    let mut all = Vec::new();
    if sweep.design.paths.len() > 1 && sweep.design.kind == DesignKind::Factorial {
        all.push((swept_map::NAME, swept_map::TITLE, swept_map::drawing(sweep)));
    }
    all.push((swept::NAME, swept::TITLE, swept::drawing(sweep)));
    all
}

pub(in crate::report) fn page(input: &SweepInput) -> String {
    let sweep = input.sweep;
    let mut body = head(sweep);
    body.push_str(&answer(sweep));
    for (name, title, drawing) in drawings(sweep) {
        body.push_str(&drawing_section(name, title, drawing));
    }
    body.push_str(&section("points", "Every point", &points(sweep)));
    body.push_str(&section(
        "method",
        "How it was computed",
        &element("p", "", &method(sweep)),
    ));
    body.push_str(&stress::of(stress::Experiment {
        scenario: &sweep.scenario,
        provenance: input.provenance,
        aims: format!("Designed experiment: what changes with {}.", words::listed(&sweep.design.paths)),
        alternatives: "The same service at every point of the design; all points meet the same futures.",
        estimation: "At each point Student's 95 % interval of means and Wilson's of chances; points differ more surely than their intervals say, as they share their futures.",
    }));
    body.push_str(&sections::repeat(input.provenance));
    whole(&format!("{}: sweep", sweep.scenario.name), &body)
}

fn head(sweep: &Sweep) -> String {
    let plan = words::plan(&sweep.plan);
    let line = format!(
        "{plan} · {} · {} of {} at each",
        words::counted(sweep.points.len() as u64, "point", "points"),
        words::counted(sweep.asked, "future", "futures"),
        words::span(sweep.scenario.run.horizon_weeks as f64),
    );
    header(
        &sweep.scenario.name,
        &format!("What changes with {}?", words::listed(&sweep.design.paths)),
        &line,
    )
}

fn answer(sweep: &Sweep) -> String {
    let mut sentences = view::sentences(sweep);
    if sentences.is_empty() {
        sentences.push("No outcome is defined at any point.".to_owned());
    }
    let failed = sweep.points.iter().map(|it| it.failures.len()).sum();
    html::answer("", &sentences, &sections::kept_out(failed))
}

fn points(sweep: &Sweep) -> String {
    let shown = view::shown(sweep);
    let mut head = vec!["Point".to_owned()];
    head.extend(sweep.design.paths.iter().cloned());
    head.extend(shown.iter().map(|outcome| {
        let it = &sweep.outcomes[*outcome];
        format!("{} [{}]", it.label, sensitivity::unit(it.kind, &it.unit))
    }));
    let rows = sweep
        .points
        .iter()
        .zip(&sweep.design.points)
        .take(MOST_ROWS)
        .enumerate();
    let rows = rows.map(|(place, (found, point))| {
        let mut row: Vec<Cell> = vec![(place + 1).to_string().into()];
        row.extend(
            point
                .iter()
                .map(|it| Cell::from(it.number().map_or_else(|| it.text(), sensitivity::short))),
        );
        row.extend(shown.iter().map(|outcome| {
            Cell::from(view::cell(
                &sweep.outcomes[*outcome],
                &found.estimates[*outcome],
            ))
        }));
        row
    });
    let table = Table {
        caption: "What every point comes to, with the 95 % interval of the estimate".to_owned(),
        class: "numbers",
        head,
        rows: rows.collect(),
    };
    let left = sweep.points.len().saturating_sub(MOST_ROWS);
    let note = if left > 0 {
        format!("{left} more points stand in sweep.parquet, with all outcomes.")
    } else {
        "All outcomes of every point stand in sweep.parquet.".to_owned()
    };
    table.html() + &element("p", "quiet small", &note)
}

fn method(sweep: &Sweep) -> String {
    let points = match sweep.design.kind {
        DesignKind::Factorial => "Every combination of the values is a point.",
        DesignKind::LatinHypercube => {
            "The points are a Latin hypercube (McKay, Beckman and Conover 1979): each path has one point in each of as many equal parts of its range as there are points."
        }
    };
    format!(
        "{points} Every point is played in the same {} futures: the same clients arrive, with the same needs, and the same workers come and go, so that two points differ by what was swept. Intervals are 95 % intervals of each estimate by itself (Wilson for chances, Student for means); a difference between two points is better known than they say. What the scenario calls uncertain and the sweep does not move is drawn anew in each future, the same at every point.",
        words::count(sweep.asked),
    )
}

#[cfg(test)]
mod tests {
    use crate::report::sample::{self, looked_at, plain_words};
    use crate::report::{SweepInput, sweep_charts};

    #[test]
    fn the_page_is_whole_and_in_plain_words() {
        let sweep = sample::swept();
        let provenance = sample::provenance();
        let input = SweepInput {
            sweep: &sweep,
            provenance: &provenance,
        };
        let page = super::page(&input);
        super::stress::assert_answered(&page);
        plain_words(&page);
        let charts = sweep_charts(&input);
        assert_eq!(charts.len(), 2);
        looked_at("sweep", &charts, &page);
    }
}
