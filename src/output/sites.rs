//! `sites.parquet`: a portfolio, one row a site and complete year, the whole beneath.

use polars_core::prelude::*;

use super::problem::OutputError;
use super::table::{WHOLE_SERVICE, defined};
use crate::experiment::results::{Estimate, Results, Spread, YearNeed};

/// The years of one site, or of the whole.
struct Years<'a> {
    name: &'a str,
    yearly: &'a [Vec<Spread>],
    needs: &'a [YearNeed],
    unsafe_years: &'a [Estimate],
}

/// The table: EFT needed in 50, 80 and 95 % of futures (the whole's read off its own futures), EFT funded, the gap between
/// them, the chance that the year is unsafe, and the mean cost. Undefined values are null.
///
/// # Errors
/// Columns that make no table.
pub fn sites(results: &Results) -> Result<DataFrame, OutputError> {
    let whole = Years {
        name: WHOLE_SERVICE,
        yearly: &results.yearly,
        needs: &results.need_by_year,
        unsafe_years: &results.unsafe_by_year,
    };
    let sites = results.sites.iter().map(|site| Years {
        name: &site.name,
        yearly: &site.yearly,
        needs: &site.need_by_year,
        unsafe_years: &site.unsafe_by_year,
    });
    let all: Vec<Years> = sites.chain([whole]).collect();
    let years = results.yearly.first().map_or(0, Vec::len);
    let rows: Vec<(&Years, usize)> = all
        .iter()
        .flat_map(|site| (0..years).map(move |year| (site, year)))
        .collect();
    let number = |name: &str, of: &dyn Fn(&Years, usize) -> f64| {
        let values = rows.iter().map(|(site, year)| defined(of(site, *year)));
        Column::new(name.into(), values.collect::<Vec<Option<f64>>>())
    };
    let mean = |metric: &'static str| {
        let at = results.metric(metric);
        move |site: &Years, year: usize| at.map_or(f64::NAN, |at| site.yearly[at][year].mean)
    };
    let need = |at: usize| {
        move |site: &Years, year: usize| {
            let need = site.needs.get(year);
            need.map_or(f64::NAN, |need| need.needed_for[at].1)
        }
    };
    let funded = mean("posts.funded");
    let gap =
        |at: usize| move |site: &Years, year: usize| need(at)(site, year) - funded(site, year);
    let chance = |of: fn(&Estimate) -> f64| {
        move |site: &Years, year: usize| site.unsafe_years.get(year).map_or(f64::NAN, of)
    };
    let columns = vec![
        Column::new("plan".into(), vec![results.plan.as_str(); rows.len()]),
        Column::new(
            "site".into(),
            rows.iter().map(|row| row.0.name).collect::<Vec<&str>>(),
        ),
        Column::new(
            "year".into(),
            rows.iter()
                .map(|row| row.1 as i64 + 1)
                .collect::<Vec<i64>>(),
        ),
        number("need_50_eft", &need(0)),
        number("need_80_eft", &need(1)),
        number("need_95_eft", &need(2)),
        number("funded_eft", &funded),
        number("gap_50_eft", &gap(0)),
        number("gap_80_eft", &gap(1)),
        number("unsafe_year_share", &chance(|it| it.value)),
        number("unsafe_year_low", &chance(|it| it.low)),
        number("unsafe_year_high", &chance(|it| it.high)),
        number("clients_active", &mean("clients.active")),
        number("cost", &mean("cost")),
    ];
    DataFrame::new(rows.len(), columns).map_err(|cause| OutputError::Table {
        path: "sites.parquet".into(),
        cause,
    })
}
