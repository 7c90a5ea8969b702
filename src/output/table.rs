//! The tidy tables: one row per metric and week, one per metric and year.

use polars_core::prelude::*;
use polars_io::prelude::{CsvWriter, ParquetWriter, SerWriter};

use super::folder::Folder;
use super::problem::OutputError;
use crate::experiment::results::{Results, Spread};
use crate::model::metric::Formula;
use crate::units::REPORTING_YEAR_WEEKS;

/// The word for the whole service in the column `site`.
pub(super) const WHOLE_SERVICE: &str = "all";

/// Names of the quantile columns, in the order of [`crate::experiment::results::QUANTILES`].
const QUANTILE_COLUMNS: [&str; 7] = ["p05", "p10", "p25", "p50", "p75", "p90", "p95"];

/// `weekly.parquet`: `date` is the first day of the week.
pub fn weekly(results: &Results) -> Result<DataFrame, OutputError> {
    let mut rows = rows_of(WHOLE_SERVICE, results.weekly.iter().enumerate());
    for site in &results.sites {
        let series = site.weekly.iter().map(|(metric, series)| (*metric, series));
        rows.extend(rows_of(&site.name, series));
    }
    let label = |rows: &[usize]| vec![numbers("week", rows, 0)];
    let periods = Periods {
        table: "weekly",
        label: &label,
        first_week: &|week| week,
    };
    table(results, &rows, &periods)
}

/// `yearly.parquet`: years count from 1, `date` is the first day of the year.
pub fn yearly(results: &Results) -> Result<DataFrame, OutputError> {
    let mut rows = rows_of(WHOLE_SERVICE, results.yearly.iter().enumerate());
    for site in &results.sites {
        // The states are the whole's.
        let states = |metric: usize| matches!(results.metrics[metric].formula, Formula::State(_));
        let series = site.yearly.iter().enumerate();
        rows.extend(rows_of(&site.name, series.filter(|it| !states(it.0))));
    }
    let label = |rows: &[usize]| vec![numbers("year", rows, 1)];
    let periods = Periods {
        table: "yearly",
        label: &label,
        first_week: &|year| year * REPORTING_YEAR_WEEKS,
    };
    table(results, &rows, &periods)
}

/// `financial_years.parquet`: `weeks` says how many weeks of a year are observed, `date` is the first day of these. Empty
/// without costs.
pub fn financial_years(results: &Results) -> Result<DataFrame, OutputError> {
    let years = results.scenario.financial_years();
    let label = |rows: &[usize]| {
        let labels = rows.iter().map(|year| years[*year].label.as_str());
        let weeks = rows.iter().map(|year| years[*year].weeks.len() as i64);
        vec![
            Column::new("financial_year".into(), labels.collect::<Vec<&str>>()),
            Column::new("weeks".into(), weeks.collect::<Vec<i64>>()),
        ]
    };
    let periods = Periods {
        table: "financial_years",
        label: &label,
        first_week: &|year| years[year].weeks.start,
    };
    let rows = rows_of(WHOLE_SERVICE, results.financial.iter().enumerate());
    table(results, &rows, &periods)
}

/// One row: site, position of the metric, period, and the spread.
type Row<'a> = (&'a str, usize, usize, &'a Spread);

fn rows_of<'a>(
    site: &'a str,
    series: impl Iterator<Item = (usize, &'a Vec<Spread>)>,
) -> Vec<Row<'a>> {
    let each = series.flat_map(|(metric, series)| {
        let periods = series.iter().enumerate();
        periods.map(move |(index, spread)| (site, metric, index, spread))
    });
    each.collect()
}

/// How the rows of a table name their periods.
struct Periods<'a> {
    table: &'static str,
    /// The columns that say which period each row is of, from its positions.
    label: &'a dyn Fn(&[usize]) -> Vec<Column>,
    /// First week of a period.
    first_week: &'a dyn Fn(usize) -> usize,
}

fn numbers(name: &'static str, rows: &[usize], first: i64) -> Column {
    let numbers = rows.iter().map(|row| *row as i64 + first);
    Column::new(name.into(), numbers.collect::<Vec<i64>>())
}

fn table(results: &Results, rows: &[Row], periods: &Periods) -> Result<DataFrame, OutputError> {
    let start = days_since_epoch(results.scenario.run.start);
    let date = |index: usize| start + 7 * (periods.first_week)(index) as i32;
    let number = |of: &dyn Fn(&Spread) -> f64| -> Vec<Option<f64>> {
        rows.iter()
            .map(|(_, _, _, spread)| defined(of(spread)))
            .collect()
    };
    let mut columns = vec![
        Column::new("plan".into(), vec![results.plan.as_str(); rows.len()]),
        Column::new(
            "site".into(),
            rows.iter().map(|row| row.0).collect::<Vec<&str>>(),
        ),
    ];
    let positions: Vec<usize> = rows.iter().map(|row| row.2).collect();
    columns.extend((periods.label)(&positions));
    columns.extend([
        dates(rows.iter().map(|row| date(row.2)).collect()),
        Column::new(
            "metric".into(),
            rows.iter()
                .map(|row| results.metrics[row.1].name.as_str())
                .collect::<Vec<&str>>(),
        ),
        Column::new("mean".into(), number(&|spread| spread.mean)),
        Column::new("sd".into(), number(&|spread| spread.sd)),
    ]);
    for (index, name) in QUANTILE_COLUMNS.into_iter().enumerate() {
        columns.push(Column::new(
            name.into(),
            number(&|spread| spread.quantiles[index]),
        ));
    }
    columns.push(Column::new(
        "replications".into(),
        rows.iter()
            .map(|row| row.3.replications as i64)
            .collect::<Vec<i64>>(),
    ));
    DataFrame::new(rows.len(), columns).map_err(|cause| OutputError::Table {
        path: format!("{}.parquet", periods.table).into(),
        cause,
    })
}

/// Tables with the same columns one below the other.
pub fn stacked(
    tables: impl Iterator<Item = Result<DataFrame, OutputError>>,
    name: &str,
) -> Result<DataFrame, OutputError> {
    let mut whole = DataFrame::empty();
    for table in tables {
        let table = table?;
        if whole.width() == 0 {
            whole = table;
        } else {
            whole
                .vstack_mut(&table)
                .map_err(|cause| OutputError::Table {
                    path: name.into(),
                    cause,
                })?;
        }
    }
    whole.rechunk_mut();
    Ok(whole)
}

/// `None` for an undefined value, and 0 for the -0 that a sum of nothing can be.
pub fn defined(value: f64) -> Option<f64> {
    (!value.is_nan()).then_some(value + 0.0)
}

pub(super) fn days_since_epoch(date: chrono::NaiveDate) -> i32 {
    date.signed_duration_since(chrono::NaiveDate::default())
        .num_days() as i32
}

pub(super) fn dates(days: Vec<i32>) -> Column {
    Series::new("date".into(), days).into_date().into_column()
}

/// Writes tables by their names, as CSV too where asked.
pub fn write_tables(
    folder: &mut Folder,
    tables: Vec<(&str, DataFrame)>,
    csv: bool,
) -> Result<(), OutputError> {
    for (name, mut table) in tables {
        write_parquet(folder, &format!("{name}.parquet"), &mut table)?;
        if csv {
            write_csv(folder, &format!("{name}.csv"), &mut table)?;
        }
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_without_a_sign_and_what_is_undefined_is_missing() {
        let bits = |value| defined(value).map(f64::to_bits);
        assert_eq!(bits(-0.0), Some(0.0f64.to_bits()));
        assert_eq!(bits(-1.5), Some((-1.5f64).to_bits()));
        assert_eq!(bits(f64::NAN), None);
    }
}
