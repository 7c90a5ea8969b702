//! Files of `plimsoll tipping`: one table for each part that was played, and the summary.

use std::path::PathBuf;

use polars_core::prelude::*;
use serde_json::{Value, json};

use super::Rendered;
use super::folder::Folder;
use super::manifest::{self, Provenance};
use super::problem::OutputError;
use super::summary::{estimate, failure, number};
use super::table::{days_since_epoch, defined, write_csv, write_parquet};
use crate::experiment::results::Estimate;
use crate::experiment::tipping::along::{Along, Critical, Trend};
use crate::experiment::tipping::chance::{Emergencies, Leavers};
use crate::experiment::tipping::decide_by::{DecideBy, Verdict};
use crate::experiment::tipping::map::{AHEAD_WEEKS, LEAST_FUTURES, Map, Question};
use crate::experiment::tipping::{Crossing, Tipping};
use crate::stats::monotone::Passing;

/// What goes into the result folder.
pub struct TippingFiles<'a> {
    pub tipping: &'a Tipping,
    pub provenance: &'a Provenance,
    /// Charts, their PNGs where asked for, and the page.
    pub rendered: &'a [Rendered],
    /// Whether the tables are also written as CSV.
    pub csv: bool,
}

/// Writes all files and puts the folder in its place; gives back where it is. `summary.json` is written last.
///
/// # Errors
/// The file that could not be written and why. Nothing is left behind then.
pub fn write(mut folder: Folder, files: &TippingFiles) -> Result<PathBuf, OutputError> {
    for (name, table) in tables(files.tipping) {
        let parquet = format!("{name}.parquet");
        let mut table = table.map_err(|cause| OutputError::Table {
            path: folder.shown(&parquet),
            cause,
        })?;
        write_parquet(&mut folder, &parquet, &mut table)?;
        if files.csv {
            write_csv(&mut folder, &format!("{name}.csv"), &mut table)?;
        }
    }
    for file in files.rendered {
        folder.write(&file.name, &file.bytes)?;
    }
    let manifest = manifest::manifest(files.provenance);
    folder.write("manifest.json", manifest.as_bytes())?;
    let summary = summary(files.tipping, files.provenance);
    folder.write("summary.json", summary.as_bytes())?;
    folder.finish()
}

fn tables(tipping: &Tipping) -> Vec<(&'static str, PolarsResult<DataFrame>)> {
    let leavers = tipping.leavers.found();
    let chance = leavers.is_some() || tipping.emergencies.is_some();
    let tables = [
        ("tipping_map", tipping.map.found().map(map_table)),
        ("along", tipping.along.as_ref().map(along_table)),
        (
            "decide_by",
            tipping
                .decide_by
                .as_ref()
                .map(|it| decide_by_table(it, tipping)),
        ),
        (
            "chance",
            chance.then(|| chance_table(leavers, tipping.emergencies.as_ref())),
        ),
    ];
    let made = tables.into_iter();
    made.filter_map(|(name, table)| Some((name, table?)))
        .collect()
}

fn counts(values: impl Iterator<Item = u64>) -> Vec<i64> {
    values.map(|it| it as i64).collect()
}

/// Columns of an estimate: its value, low, high and the futures it rests on.
fn estimates(prefix: &str, of: &[Estimate]) -> [Column; 4] {
    let each = |of: fn(&Estimate) -> f64, all: &[Estimate]| -> Vec<Option<f64>> {
        all.iter().map(|it| defined(of(it))).collect()
    };
    let name = |ending: &str| format!("{prefix}{ending}").into();
    [
        Column::new(name(""), each(|it| it.value, of)),
        Column::new(name("_low"), each(|it| it.low, of)),
        Column::new(name("_high"), each(|it| it.high, of)),
        Column::new(
            name("_futures_count"),
            counts(of.iter().map(|it| it.replications)),
        ),
    ]
}

const UNKNOWN: Estimate = Estimate {
    value: f64::NAN,
    low: f64::NAN,
    high: f64::NAN,
    replications: 0,
};

/// One row a cell; a probability is null where too few futures came to the cell, its count is not.
fn map_table(map: &Map) -> PolarsResult<DataFrame> {
    let bounds = |of: &dyn Fn(usize, usize) -> f64| -> Vec<Option<f64>> {
        let each = map.cells.iter().map(|it| of(it.column, it.row));
        each.map(|it| Some(it).filter(|it| it.is_finite()))
            .collect()
    };
    let answers = |question| -> Vec<Estimate> {
        let each = map.cells.iter().map(|it| {
            let few = Estimate {
                replications: it.answer(question).replications,
                ..UNKNOWN
            };
            it.known(question).copied().unwrap_or(few)
        });
        each.collect()
    };
    let mut columns = vec![
        Column::new(
            "vacancy_from_share".into(),
            bounds(&|column, _| map.grid.vacancy(column).0),
        ),
        Column::new(
            "vacancy_to_share".into(),
            bounds(&|column, _| map.grid.vacancy(column).1),
        ),
        Column::new(
            "pressure_from".into(),
            bounds(&|_, row| map.grid.pressure(row).0),
        ),
        Column::new(
            "pressure_to".into(),
            bounds(&|_, row| map.grid.pressure(row).1),
        ),
        Column::new(
            "visits_count".into(),
            counts(map.cells.iter().map(|it| it.weeks)),
        ),
    ];
    columns.extend(estimates(
        "falls_in_within_two_years",
        &answers(Question::FallsIn),
    ));
    columns.extend(estimates(
        "in_spiral_two_years_later",
        &answers(Question::Later),
    ));
    DataFrame::new(map.cells.len(), columns)
}

fn along_table(along: &Along) -> PolarsResult<DataFrame> {
    let points = &along.points;
    let ended: Vec<Estimate> = points.iter().map(|it| it.ended_vicious).collect();
    let unsafe_year: Vec<Estimate> = points.iter().map(|it| it.unsafe_year).collect();
    let values: Vec<f64> = points.iter().map(|it| it.value).collect();
    let mut columns = vec![
        Column::new("path".into(), vec![along.path.as_str(); points.len()]),
        Column::new("value".into(), values),
    ];
    columns.extend(estimates("ended_vicious", &ended));
    columns.extend(estimates("unsafe_year", &unsafe_year));
    DataFrame::new(points.len(), columns)
}

/// `date` is the first day of the start week; null, like the week, where the plan never starts.
fn decide_by_table(found: &DecideBy, tipping: &Tipping) -> PolarsResult<DataFrame> {
    let run = &tipping.scenario.run;
    let starts = |week: usize| (week < run.horizon_weeks).then_some(week);
    let weeks = found
        .points
        .iter()
        .map(|it| starts(it.week).map(|week| week as i64));
    let first = days_since_epoch(run.start);
    let days = found
        .points
        .iter()
        .map(|it| starts(it.week).map(|week| first + 7 * week as i32));
    let unsafe_year: Vec<Estimate> = found.points.iter().map(|it| it.unsafe_year).collect();
    let date = Series::new("date".into(), days.collect::<Vec<Option<i32>>>());
    let mut columns = vec![
        Column::new("plan".into(), vec![found.plan.as_str(); found.points.len()]),
        Column::new("start_week".into(), weeks.collect::<Vec<Option<i64>>>()),
        date.into_date().into_column(),
    ];
    columns.extend(estimates("unsafe_year", &unsafe_year));
    DataFrame::new(found.points.len(), columns)
}

/// One row a count. For leavers a share of years; for emergencies the exact chance of such a year.
fn chance_table(
    leavers: Option<&Leavers>,
    emergencies: Option<&Emergencies>,
) -> PolarsResult<DataFrame> {
    let exact = |value| Estimate { value, ..UNKNOWN };
    let mut events = Vec::new();
    let mut least = Vec::new();
    let [mut by_chance, mut with_loops, mut ratio] = [Vec::new(), Vec::new(), Vec::new()];
    let mut formula = Vec::new();
    for row in leavers.into_iter().flat_map(|it| &it.rows) {
        events.push("leavers in a year");
        least.push(row.leavers as i64);
        by_chance.push(row.by_chance);
        with_loops.push(row.with_loops);
        ratio.push(row.ratio);
        formula.push(Some(row.poisson));
    }
    if let Some(it) = emergencies {
        for (event, chance) in [
            ("emergencies on some worker", it.on_anybody),
            ("emergencies on a named worker", it.on_a_named_one),
        ] {
            events.push(event);
            least.push(it.on_one as i64);
            by_chance.push(exact(chance));
            with_loops.push(UNKNOWN);
            ratio.push(UNKNOWN);
            formula.push(Some(chance));
        }
    }
    let rows = events.len();
    let mut columns = vec![
        Column::new("event".into(), events),
        Column::new("at_least_count".into(), least),
    ];
    columns.extend(estimates("by_chance_share", &by_chance));
    columns.extend(estimates("with_feedback_share", &with_loops));
    columns.extend(estimates("ratio", &ratio));
    columns.push(Column::new("formula_share".into(), formula));
    DataFrame::new(rows, columns)
}

/// The summary, as JSON with a final line end.
pub fn summary(tipping: &Tipping, provenance: &Provenance) -> String {
    let run = &tipping.scenario.run;
    let value = json!({
        "name": tipping.scenario.name,
        "question": tipping.scenario.question,
        "start": run.start.to_string(),
        "horizon_weeks": run.horizon_weeks,
        "made_by": manifest::value(provenance),
        "futures": tipping.played().iter().map(|(part, played)| json!({
            "part": part,
            "asked": played.asked,
            "completed": played.completed,
            "failures": played.failures.iter().map(failure).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "map": tipping.map.found().map(map_value),
        "along": tipping.along.as_ref().map(along_value),
        "decide_by": tipping.decide_by.as_ref().map(|it| decide_by_value(it, tipping)),
        "leavers": tipping.leavers.found().map(leavers_value),
        "emergencies": tipping.emergencies.as_ref().map(emergencies_value),
    });
    let mut text = serde_json::to_string_pretty(&value).expect("a JSON value can be written");
    text.push('\n');
    text
}

fn map_value(map: &Map) -> Value {
    let line = |question| -> Value {
        let points = map.half_line(question);
        let point = |it: &crate::experiment::tipping::map::HalfPoint| {
            let (from, to) = map.grid.vacancy(it.column);
            json!({ "vacancy_from_share": from, "vacancy_to_share": to, "pressure": it.pressure })
        };
        points.iter().map(point).collect()
    };
    json!({
        "ahead_weeks": AHEAD_WEEKS,
        "window_weeks": map.grid.window_weeks,
        "first_week": map.grid.first_week,
        "overstretched_above": map.enter,
        "least_futures": LEAST_FUTURES,
        "interval": "95 % Wilson; a future counts once in a cell, from the week it came there",
        "here": map.positions.first().map(position),
        "starts": map.positions.iter().map(position).collect::<Vec<_>>(),
        "half_line_falls_in_within_two_years": line(Question::FallsIn),
        "half_line_in_spiral_two_years_later": line(Question::Later),
        "cells": map.cells.iter().map(|it| {
            let (vacancy_from, vacancy_to) = map.grid.vacancy(it.column);
            let (pressure_from, pressure_to) = map.grid.pressure(it.row);
            let answer = |question| match it.known(question) {
                Some(known) => estimate(known),
                None => json!({ "value": null, "replications": it.answer(question).replications }),
            };
            json!({
                "vacancy_from_share": vacancy_from,
                "vacancy_to_share": vacancy_to,
                "pressure_from": pressure_from,
                "pressure_to": number(pressure_to),
                "visits": it.weeks,
                "falls_in_within_two_years": answer(Question::FallsIn),
                "in_spiral_two_years_later": answer(Question::Later),
            })
        }).collect::<Vec<_>>(),
    })
}

fn position(it: &crate::experiment::tipping::map::Position) -> Value {
    json!({
        "name": it.name,
        "vacancy_share": number(it.vacancy),
        "pressure": number(it.pressure),
        "futures": it.futures,
        "falls_in_within_two_years": estimate(&it.falls_in),
        "in_spiral_two_years_later": estimate(&it.later),
    })
}

fn place(passing: Passing) -> Value {
    match passing {
        Passing::At(place) => json!(place),
        Passing::Before => json!("before"),
        Passing::After => json!("after"),
    }
}

fn crossing(it: &Crossing) -> Value {
    json!({ "value": place(it.at), "low": place(it.earliest), "high": place(it.latest) })
}

fn critical(it: &Critical) -> Value {
    json!({
        "trend": match it.trend {
            Trend::Rises => "rises",
            Trend::Falls => "falls",
        },
        "passes_one_half_at": crossing(&it.crossing),
    })
}

fn along_value(it: &Along) -> Value {
    json!({
        "path": it.path,
        "ended_vicious": critical(&it.ended_vicious),
        "unsafe_year": it.unsafe_year.as_ref().map(critical),
        "points": it.points.iter().map(|point| json!({
            "value": point.value,
            "ended_vicious": estimate(&point.ended_vicious),
            "unsafe_year": estimate(&point.unsafe_year),
        })).collect::<Vec<_>>(),
    })
}

fn decide_by_value(it: &DecideBy, tipping: &Tipping) -> Value {
    let run = &tipping.scenario.run;
    let date = |week: usize| (run.start + chrono::TimeDelta::weeks(week as i64)).to_string();
    json!({
        "plan": it.plan,
        "keep": it.keep,
        "verdict": match it.verdict {
            Verdict::TooLate => "already too late",
            Verdict::By(_) => "by",
            Verdict::NeverNeeded => "never needed",
        },
        "last_start_week": match it.verdict {
            Verdict::By(week) => json!(week),
            Verdict::TooLate | Verdict::NeverNeeded => Value::Null,
        },
        "last_start_date": match it.verdict {
            Verdict::By(week) => json!(date(week)),
            Verdict::TooLate | Verdict::NeverNeeded => Value::Null,
        },
        "level_passed_at_week": crossing(&it.crossing),
        "points": it.points.iter().map(|point| json!({
            "start_week": (point.week < run.horizon_weeks).then_some(point.week),
            "unsafe_year": estimate(&point.unsafe_year),
        })).collect::<Vec<_>>(),
    })
}

fn leavers_value(it: &Leavers) -> Value {
    json!({
        "asked": it.asked,
        "years_of_each_future": it.years,
        "mean_a_year_with_feedback": estimate(&it.mean_with_loops),
        "mean_a_year_by_chance": estimate(&it.mean_by_chance),
        "expected_of_posts_filled_at_once": it.expected,
        "interval": "95 %, between futures",
        "rows": it.rows.iter().map(|row| json!({
            "at_least": row.leavers,
            "with_feedback": estimate(&row.with_loops),
            "by_chance": estimate(&row.by_chance),
            "ratio": estimate(&row.ratio),
            "poisson": row.poisson,
        })).collect::<Vec<_>>(),
    })
}

fn emergencies_value(it: &Emergencies) -> Value {
    json!({
        "on_one": it.on_one,
        "of": it.of,
        "workers": it.workers,
        "chance_on_some_worker": it.on_anybody,
        "chance_on_a_named_worker": it.on_a_named_one,
    })
}
