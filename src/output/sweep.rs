//! What a sweep leaves on disk: one tidy table, the summary, the manifest, charts and page.
//!
//! `sweep.parquet` has one row for each point and outcome: `point` (from 1), one column for each swept path (numbers, or text
//! where any value is a word), `outcome`, `estimate` (mean or probability), `low` and `high` (95 %), `replications` (the futures
//! it rests on). Estimates that are undefined are null.

use std::path::PathBuf;

use polars_core::prelude::*;
use serde_json::{Map, Value, json};

use super::folder::Folder;
use super::problem::OutputError;
use super::summary::{estimate, named, number};
use super::table::{defined, write_tables};
use super::{Provenance, Rendered, manifest};
use crate::experiment::results::Estimate;
use crate::experiment::sweep::{DesignKind, Sweep, SweptValue};

/// Writes all files of a sweep and puts the folder in its place; gives back where it is.
///
/// # Errors
/// The file that could not be written and why. Nothing is left behind then.
pub fn write(
    mut folder: Folder,
    sweep: &Sweep,
    provenance: &Provenance,
    rendered: &[Rendered],
    csv: bool,
) -> Result<PathBuf, OutputError> {
    let table = table(sweep).map_err(|cause| OutputError::Table {
        path: folder.shown("sweep.parquet"),
        cause,
    })?;
    write_tables(&mut folder, vec![("sweep", table)], csv)?;
    super::write_rest(folder, provenance, &summary(sweep, provenance), rendered)
}

fn table(sweep: &Sweep) -> PolarsResult<DataFrame> {
    let many = sweep.outcomes.len();
    let rows = sweep.points.len() * many;
    let points = 1..=sweep.points.len() as i64;
    let mut columns = vec![Column::new(
        "point".into(),
        points
            .flat_map(|point| std::iter::repeat_n(point, many))
            .collect::<Vec<i64>>(),
    )];
    for (place, path) in sweep.design.paths.iter().enumerate() {
        let values = || {
            let points = sweep.design.points.iter();
            points.flat_map(move |point| std::iter::repeat_n(&point[place], many))
        };
        columns.push(if sweep.design.is_numeric(place) {
            let numbers: Vec<Option<f64>> = values().map(SweptValue::number).collect();
            Column::new(path.as_str().into(), numbers)
        } else {
            let words: Vec<String> = values().map(SweptValue::text).collect();
            Column::new(path.as_str().into(), words)
        });
    }
    let names = sweep.outcomes.iter().map(|it| it.name.as_str());
    let names: Vec<&str> = names.cycle().take(rows).collect();
    columns.push(Column::new("outcome".into(), names));
    let estimates = || sweep.points.iter().flat_map(|point| &point.estimates);
    let value = |of: fn(&Estimate) -> f64| -> Vec<Option<f64>> {
        estimates().map(|it| defined(of(it))).collect()
    };
    columns.push(Column::new("estimate".into(), value(|it| it.value)));
    columns.push(Column::new("low".into(), value(|it| it.low)));
    columns.push(Column::new("high".into(), value(|it| it.high)));
    let counts: Vec<i64> = estimates().map(|it| it.replications as i64).collect();
    columns.push(Column::new("replications".into(), counts));
    DataFrame::new(rows, columns)
}

fn summary(sweep: &Sweep, provenance: &Provenance) -> Value {
    let values = |point: &[SweptValue]| {
        let pairs = sweep.design.paths.iter().zip(point);
        named(pairs.map(|(path, value)| {
            let value = match value {
                SweptValue::Number(value) => number(*value),
                SweptValue::Word(word) => json!(word),
            };
            (path.clone(), value)
        }))
    };
    let points = sweep.points.iter().zip(&sweep.design.points);
    let points = (1..).zip(points).map(|(place, (found, point))| {
        let estimates = sweep.outcomes.iter().zip(&found.estimates);
        json!({
            "point": place,
            "values": values(point),
            "failed": found.failures.len(),
            "outcomes": named(estimates.map(|(outcome, it)| (outcome.name.clone(), estimate(it)))),
        })
    });
    let outcomes = sweep.outcomes.iter().map(|it| {
        let about = json!({ "label": it.label, "unit": it.unit, "meaning": it.meaning });
        (it.name.clone(), about)
    });
    json!({
        "name": sweep.scenario.name,
        "question": sweep.scenario.question,
        "made_by": manifest::value(provenance),
        "design": match sweep.design.kind {
            DesignKind::Factorial => "factorial",
            DesignKind::LatinHypercube => "latin hypercube",
        },
        "paths": sweep.design.paths,
        "futures_per_point": sweep.asked,
        "pairing": "every point is played under the same random numbers",
        "outcomes": Value::Object(outcomes.collect::<Map<String, Value>>()),
        "points": points.collect::<Vec<Value>>(),
    })
}
