//! The tidy tables: one row per metric and week, one per metric and year.

use polars_core::prelude::*;
use polars_io::prelude::{CsvWriter, ParquetWriter, SerWriter};

use super::folder::Folder;
use super::problem::OutputError;
use crate::experiment::results::{Results, Spread};
use crate::units::REPORTING_YEAR_WEEKS;

/// The word for the whole service in the column `site`.
const WHOLE_SERVICE: &str = "all";

/// Names of the quantile columns, in the order of [`crate::experiment::results::QUANTILES`].
const QUANTILE_COLUMNS: [&str; 7] = ["p05", "p10", "p25", "p50", "p75", "p90", "p95"];

/// `weekly.parquet`: `date` is the first day of the week.
pub fn weekly(results: &Results) -> Result<DataFrame, OutputError> {
    table(results, &results.weekly, "week", 0, 1)
}

/// `yearly.parquet`: years count from 1, `date` is the first day of the year.
pub fn yearly(results: &Results) -> Result<DataFrame, OutputError> {
    table(results, &results.yearly, "year", 1, REPORTING_YEAR_WEEKS)
}

fn table(
    results: &Results,
    spreads: &[Vec<Spread>],
    period: &'static str,
    first: i64,
    period_weeks: usize,
) -> Result<DataFrame, OutputError> {
    let rows: Vec<(usize, usize, &Spread)> = spreads
        .iter()
        .enumerate()
        .flat_map(|(metric, series)| {
            series
                .iter()
                .enumerate()
                .map(move |(index, spread)| (metric, index, spread))
        })
        .collect();
    let start = days_since_epoch(results.scenario.run.start);
    let date = |index: usize| start + (7 * period_weeks * index) as i32;
    let number = |of: &dyn Fn(&Spread) -> f64| -> Vec<Option<f64>> {
        rows.iter()
            .map(|(_, _, spread)| defined(of(spread)))
            .collect()
    };
    let mut columns = vec![
        Column::new("plan".into(), vec![results.plan.as_str(); rows.len()]),
        Column::new("site".into(), vec![WHOLE_SERVICE; rows.len()]),
        Column::new(
            period.into(),
            rows.iter()
                .map(|row| row.1 as i64 + first)
                .collect::<Vec<i64>>(),
        ),
        dates(rows.iter().map(|row| date(row.1)).collect()),
        Column::new(
            "metric".into(),
            rows.iter()
                .map(|row| results.metrics[row.0].name.as_str())
                .collect::<Vec<&str>>(),
        ),
        Column::new("mean".into(), number(&|spread| spread.mean)),
        Column::new("sd".into(), number(&|spread| spread.sd)),
    ];
    for (index, name) in QUANTILE_COLUMNS.into_iter().enumerate() {
        columns.push(Column::new(
            name.into(),
            number(&|spread| spread.quantiles[index]),
        ));
    }
    columns.push(Column::new(
        "replications".into(),
        rows.iter()
            .map(|row| row.2.replications as i64)
            .collect::<Vec<i64>>(),
    ));
    DataFrame::new(rows.len(), columns).map_err(|cause| OutputError::Table {
        path: format!("{period}ly.parquet").into(),
        cause,
    })
}

/// `None` for an undefined value.
pub fn defined(value: f64) -> Option<f64> {
    (!value.is_nan()).then_some(value)
}

pub(super) fn days_since_epoch(date: chrono::NaiveDate) -> i32 {
    date.signed_duration_since(chrono::NaiveDate::default())
        .num_days() as i32
}

fn dates(days: Vec<i32>) -> Column {
    Series::new("date".into(), days).into_date().into_column()
}

/// Writes a table as Parquet, on this thread.
pub fn write_parquet(
    folder: &mut Folder,
    name: &str,
    table: &mut DataFrame,
) -> Result<(), OutputError> {
    let file = folder.open(name)?;
    let written = ParquetWriter::new(file).set_parallel(false).finish(table);
    written.map(|_| ()).map_err(|cause| OutputError::Table {
        path: folder.shown(name),
        cause,
    })
}

/// Writes a table as CSV with a header; undefined values are empty.
pub fn write_csv(
    folder: &mut Folder,
    name: &str,
    table: &mut DataFrame,
) -> Result<(), OutputError> {
    let file = folder.open(name)?;
    CsvWriter::new(file)
        .n_threads(1)
        .finish(table)
        .map_err(|cause| OutputError::Table {
            path: folder.shown(name),
            cause,
        })
}
