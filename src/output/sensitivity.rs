//! What a study of sensitivity leaves on disk: two tidy tables, the summary, the manifest, charts and page.
//!
//! `sensitivity.parquet` has one row for each outcome, parameter and measure: `outcome, parameter, measure, estimate, low,
//! high, rests_on`. `parameter` is null for what is about all of them. Measures, in the unit of the outcome unless said:
//!
//! | measure | what |
//! |---|---|
//! | `stated` | the outcome with every number as the file states it |
//! | `at_low`, `at_high`, `swing` | paired change when one number goes to its 10 %, its 90 % point, and from one to the other |
//! | `variance_chance`, `variance_not_knowing` | the two parts of the variance over futures [unit squared] |
//! | `not_knowing_share` | the second part of both [share] |
//! | `first_index`, `total_index` | Sobol indices of the expected outcome [share]; null where the second part cannot be told from 0 |
//! | `first_index_sum` | their sum over the numbers [share] |
//! | `mean_absolute_effect`, `mean_effect` | Morris's mu* and mu, per whole range of the number |
//! | `effect_spread`, `effect_noise` | his sigma without noise, and the mu* of noise alone |
//!
//! `rests_on` counts replications (corners), rows or trajectories. `points.parquet` has every point that was played:
//! `design, row, point`, one column for each number, `outcome, mean, sd, replications`.

use std::path::PathBuf;

use polars_core::prelude::*;
use serde_json::{Value, json};

use super::folder::Folder;
use super::problem::OutputError;
use super::summary::{failure, named, number};
use super::table::{defined, write_tables};
use super::{Provenance, Rendered, manifest};
use crate::experiment::results::Estimate;
use crate::experiment::sensitivity::{CORNERS, OutcomeFindings, Sensitivity};
use crate::scenario::register::in_words;
use crate::stats::bootstrap::Bounded;
use crate::stats::moments::Moments;

/// Writes all files of a study and puts the folder in its place; gives back where it is.
///
/// # Errors
/// The file that could not be written and why. Nothing is left behind then.
pub fn write(
    mut folder: Folder,
    found: &Sensitivity,
    provenance: &Provenance,
    rendered: &[Rendered],
    csv: bool,
) -> Result<PathBuf, OutputError> {
    let failed = |name: &str, cause| OutputError::Table {
        path: folder.shown(name),
        cause,
    };
    let measures = measures(found).map_err(|cause| failed("sensitivity.parquet", cause))?;
    let points = points(found).map_err(|cause| failed("points.parquet", cause))?;
    let tables = vec![("sensitivity", measures), ("points", points)];
    write_tables(&mut folder, tables, csv)?;
    super::write_rest(folder, provenance, &summary(found, provenance), rendered)
}

/// One row of the table of measures.
struct Measure<'a> {
    outcome: &'a str,
    parameter: Option<&'a str>,
    measure: &'static str,
    /// Estimate, low, high.
    values: [f64; 3],
    rests_on: u64,
}

/// All measures, in the order of the table.
fn listed(found: &Sensitivity) -> Vec<Measure<'_>> {
    let mut all = Vec::new();
    for findings in &found.outcomes {
        let mut put = |parameter: Option<usize>, measure, values, rests_on| {
            all.push(Measure {
                outcome: &findings.name,
                parameter: parameter.map(|it| found.parameters[it].path.as_str()),
                measure,
                values,
                rests_on,
            });
        };
        let plain = |it: &Estimate| [it.value, it.low, it.high];
        let bounded = |it: &Bounded| [it.value, it.low, it.high];
        put(
            None,
            "stated",
            plain(&findings.stated),
            findings.stated.replications,
        );
        for (place, bar) in findings.bars.iter().enumerate() {
            for (measure, it) in [
                ("at_low", &bar.low),
                ("at_high", &bar.high),
                ("swing", &bar.swing),
            ] {
                put(Some(place), measure, plain(it), it.replications);
            }
        }
        if let Some(shares) = &findings.shares {
            let rows = shares.rows as u64;
            put(None, "variance_chance", bounded(&shares.chance), rows);
            put(
                None,
                "variance_not_knowing",
                bounded(&shares.not_knowing),
                rows,
            );
            put(
                None,
                "not_knowing_share",
                bounded(&shares.not_knowing_share),
                rows,
            );
            let told = |it: &Bounded| {
                if findings.tells() {
                    bounded(it)
                } else {
                    [f64::NAN; 3]
                }
            };
            for (place, indices) in shares.inputs.iter().enumerate() {
                put(Some(place), "first_index", told(&indices.first), rows);
                put(Some(place), "total_index", told(&indices.total), rows);
            }
            if !shares.inputs.is_empty() {
                put(None, "first_index_sum", told(&shares.alone), rows);
            }
        }
        for (place, it) in findings.screening.iter().flatten().enumerate() {
            let trajectories = found.settings.trajectories;
            put(
                Some(place),
                "mean_absolute_effect",
                bounded(&it.mean_absolute),
                trajectories,
            );
            put(Some(place), "mean_effect", bounded(&it.mean), trajectories);
            let alone = |value: f64| [value, f64::NAN, f64::NAN];
            put(Some(place), "effect_spread", alone(it.spread), trajectories);
            put(Some(place), "effect_noise", alone(it.noise), trajectories);
        }
    }
    all
}

fn measures(found: &Sensitivity) -> PolarsResult<DataFrame> {
    let all = listed(found);
    let value = |place: usize| -> Vec<Option<f64>> {
        all.iter().map(|it| defined(it.values[place])).collect()
    };
    let outcomes: Vec<&str> = all.iter().map(|it| it.outcome).collect();
    let parameters: Vec<Option<&str>> = all.iter().map(|it| it.parameter).collect();
    let names: Vec<&str> = all.iter().map(|it| it.measure).collect();
    let counts: Vec<i64> = all.iter().map(|it| it.rests_on as i64).collect();
    let columns = vec![
        Column::new("outcome".into(), outcomes),
        Column::new("parameter".into(), parameters),
        Column::new("measure".into(), names),
        Column::new("estimate".into(), value(0)),
        Column::new("low".into(), value(1)),
        Column::new("high".into(), value(2)),
        Column::new("rests_on".into(), counts),
    ];
    DataFrame::new(all.len(), columns)
}

fn points(found: &Sensitivity) -> PolarsResult<DataFrame> {
    let (mut designs, mut rows, mut places) = (Vec::new(), Vec::new(), Vec::<i64>::new());
    let mut values = vec![Vec::new(); found.parameters.len()];
    let mut outcomes: Vec<&str> = Vec::new();
    let (mut means, mut sds, mut counts) = (Vec::new(), Vec::new(), Vec::<i64>::new());
    for design in &found.played {
        for (row, points) in design.points.rows.iter().enumerate() {
            for (place, point) in points.iter().enumerate() {
                for (outcome, name) in found.settings.outcomes.iter().enumerate() {
                    let plays = design.points.plays as usize;
                    let all = design.readings.row(outcome, row);
                    let mut moments = Moments::default();
                    moments.add_all(all[place * plays..(place + 1) * plays].iter().copied());
                    designs.push(design.name);
                    rows.push(row as i64 + 1);
                    places.push(place as i64 + 1);
                    values
                        .iter_mut()
                        .zip(point)
                        .for_each(|(column, value)| column.push(*value));
                    outcomes.push(name);
                    means.push(defined(moments.mean()));
                    sds.push(defined(moments.sd()));
                    counts.push(moments.count() as i64);
                }
            }
        }
    }
    let mut columns = vec![
        Column::new("design".into(), designs),
        Column::new("row".into(), rows),
        Column::new("point".into(), places),
    ];
    let height = outcomes.len();
    for (parameter, column) in found.parameters.iter().zip(values) {
        columns.push(Column::new(parameter.path.as_str().into(), column));
    }
    columns.extend([
        Column::new("outcome".into(), outcomes),
        Column::new("mean".into(), means),
        Column::new("sd".into(), sds),
        Column::new("replications".into(), counts),
    ]);
    DataFrame::new(height, columns)
}

fn summary(found: &Sensitivity, provenance: &Provenance) -> Value {
    let settings = &found.settings;
    let parameters = found.parameters.iter().map(|it| {
        json!({
            "path": it.path,
            "distribution": in_words(&it.distribution),
            "stated": number(it.stated),
            "low": { "at": CORNERS[0], "value": number(it.corners[0]) },
            "high": { "at": CORNERS[1], "value": number(it.corners[1]) },
        })
    });
    let all = listed(found);
    json!({
        "name": found.scenario.name,
        "question": found.scenario.question,
        "made_by": manifest::value(provenance),
        "futures": {
            "played": found.futures,
            "failed": found.failures.len(),
            "failures": found.failures.iter().map(failure).collect::<Vec<_>>(),
        },
        "designs": {
            "rows": settings.rows,
            "trajectories": settings.trajectories,
            "futures_per_point": settings.plays,
            "futures_per_corner": settings.corner_plays,
        },
        "parameters": parameters.collect::<Vec<_>>(),
        "undefined_outcomes": found.undefined,
        "outcomes": named(found.outcomes.iter().map(|it| (it.name.clone(), outcome(it, &all)))),
    })
}

fn outcome(findings: &OutcomeFindings, all: &[Measure]) -> Value {
    let entry = |it: &Measure| {
        let [value, low, high] = it.values.map(number);
        json!({ "value": value, "low": low, "high": high, "rests_on": it.rests_on })
    };
    let own = || all.iter().filter(|it| it.outcome == findings.name);
    let about_all = own().filter(|it| it.parameter.is_none());
    let mut value = json!({
        "label": findings.label,
        "unit": findings.unit,
        "meaning": findings.meaning,
    });
    for it in about_all {
        value[it.measure] = entry(it);
    }
    let mut parameters = json!({});
    for it in own() {
        if let Some(path) = it.parameter {
            parameters[path][it.measure] = entry(it);
        }
    }
    if let Some(shares) = &findings.shares
        && findings.tells()
    {
        let paths = own()
            .filter(|it| it.measure == "total_index")
            .filter_map(|it| it.parameter);
        for (path, indices) in paths.zip(&shares.inputs) {
            parameters[path]["leads_in_samples_share"] = number(indices.leads);
        }
    }
    value["parameters"] = parameters;
    value
}
