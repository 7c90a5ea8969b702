//! What safety costs year by year: `prices.parquet` (one row per plan and year) and its part of the summary. Years are financial
//! years; without costs those of 52 weeks from the start.

use polars_core::prelude::{Column, DataFrame};
use serde_json::{Value, json};

use super::problem::OutputError;
use super::summary::number;
use super::table;
use crate::experiment::compare::results::{Comparison, Price, PricedYear, YearDifference};
use crate::experiment::results::Spread;

/// Positions of the 10 % quantile, the median and the 90 % quantile among a spread's.
const BAND: [(&str, usize); 3] = [("p10", 1), ("p50", 3), ("p90", 5)];

/// How the years are to be read.
pub(super) const METHOD: &str = "differences and prices of each year by itself, each with its own 95 % interval, corrected for neither plans nor years; no price where the interval of the worker-weeks avoided includes 0; futures: where the differences lie future by future";

/// `None` where no plan has the baseline's years.
pub(super) fn table(it: &Comparison) -> Option<Result<DataFrame, OutputError>> {
    let plans = it.others().iter().zip(&it.prices_by_year);
    let rows: Vec<(&str, &PricedYear)> = plans
        .flat_map(|(plan, years)| years.iter().map(|year| (plan.plan.as_str(), year)))
        .collect();
    (!rows.is_empty()).then(|| framed(it.baseline().plan.as_str(), &rows))
}

fn framed(baseline: &str, rows: &[(&str, &PricedYear)]) -> Result<DataFrame, OutputError> {
    let words = |name: &str, of: &dyn Fn(&(&str, &PricedYear)) -> String| {
        Column::new(name.into(), rows.iter().map(of).collect::<Vec<String>>())
    };
    let weeks = rows.iter().map(|it| it.1.year.weeks.len() as i64);
    let days = rows
        .iter()
        .map(|it| table::days_since_epoch(it.1.year.from));
    let mut columns = vec![
        words("plan", &|it| it.0.to_owned()),
        words("baseline", &|_| baseline.to_owned()),
        words("year", &|it| it.1.year.label.clone()),
        Column::new("weeks".into(), weeks.collect::<Vec<i64>>()),
        table::dates(days.collect()),
    ];
    columns.extend(of_differences(rows, "cost", |it| &it.cost));
    columns.extend(of_differences(rows, "breach_worker_weeks", |it| &it.load));
    columns.push(words("avoidance", &|it| it.1.avoidance.name().to_owned()));
    let price = |name: &str, of: fn(&Price) -> f64| {
        let values = rows.iter().map(|it| it.1.price().map(of));
        let defined = values.map(|it| it.and_then(table::defined));
        Column::new(name.into(), defined.collect::<Vec<Option<f64>>>())
    };
    columns.extend([
        price("cost_per_avoided", |it| it.value),
        price("cost_per_avoided.low", |it| it.low),
        price("cost_per_avoided.high", |it| it.high),
    ]);
    DataFrame::new(rows.len(), columns).map_err(|cause| OutputError::Table {
        path: "prices.parquet".into(),
        cause,
    })
}

/// The difference of one quantity, its interval, and its band over futures.
fn of_differences(
    rows: &[(&str, &PricedYear)],
    name: &str,
    of: fn(&PricedYear) -> &YearDifference,
) -> Vec<Column> {
    let column = |name: String, value: &dyn Fn(&YearDifference) -> f64| {
        let values = rows.iter().map(|it| table::defined(value(of(it.1))));
        Column::new(name.into(), values.collect::<Vec<Option<f64>>>())
    };
    let mut columns = vec![
        column(name.to_owned(), &|it| it.difference.value),
        column(format!("{name}.low"), &|it| it.difference.low),
        column(format!("{name}.high"), &|it| it.difference.high),
    ];
    for (quantile, at) in BAND {
        columns.push(column(format!("{name}.{quantile}"), &|it| {
            it.band.map_or(f64::NAN, |band| band.quantiles[at])
        }));
    }
    columns
}

/// The years of one plan; null where they are not the baseline's.
pub(super) fn by_year(years: &[PricedYear]) -> Value {
    if years.is_empty() {
        return Value::Null;
    }
    let year = |it: &PricedYear| {
        json!({
            "year": it.year.label,
            "from": it.year.from.to_string(),
            "weeks": it.year.weeks.len(),
            "complete": it.year.is_complete,
            "cost": difference(&it.cost),
            "worker_weeks_over_the_safe_load": difference(&it.load),
            "avoidance": it.avoidance.name(),
            "cost_per_worker_week_over_the_safe_load_avoided": it.price().map(price),
        })
    };
    years.iter().map(year).collect()
}

/// Null bounds where it is not told that anything is avoided or added.
pub(super) fn price(it: &Price) -> Value {
    json!({
        "value": number(it.value),
        "low": number(it.low),
        "high": number(it.high),
    })
}

fn difference(it: &YearDifference) -> Value {
    let band = |band: &Spread| {
        let each = BAND.map(|(name, at)| (name.to_owned(), number(band.quantiles[at])));
        super::summary::named(each.into_iter())
    };
    json!({
        "difference": number(it.difference.value),
        "low": number(it.difference.low),
        "high": number(it.difference.high),
        "futures": it.band.as_ref().map(band),
    })
}
