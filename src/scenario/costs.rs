//! Money: what a service costs beside salaries, who pays for it, and the years it is counted in.
//!
//! Amounts are in the scenario's currency, at the prices of the start. Nothing is discounted or inflated.

use super::Scenario;
use crate::random::distribution::Distribution;
use crate::units::REPORTING_YEAR_WEEKS;
use chrono::{Datelike, NaiveDate};
use std::ops::Range;

/// What the service costs beside the salaries that its posts state.
#[derive(Debug, Clone, PartialEq)]
pub struct Costs {
    /// As it is written before an amount; may be empty.
    pub currency: String,
    /// Month in which a financial year begins, 1 to 12.
    pub financial_year_month: u32,
    /// Employer's contributions over salaries [share].
    pub on_costs_share: f64,
    /// Pay of an hour of overtime over that of a usual hour; 0: unpaid [-].
    pub overtime_pay: f64,
    /// Advertising, selection and equipment of each starter [currency].
    pub per_hire: f64,
    /// Formal training of each starter [currency].
    pub per_induction: f64,
    /// Fares and fuel of an hour of travel [currency/h].
    pub per_travel_hour: f64,
    /// Rent, insurance and all that does not depend on anybody [currency/year].
    pub overheads_per_year: f64,
}

impl Costs {
    /// What so many first days cost [currency].
    pub fn of_starts(&self, starts: f64) -> f64 {
        starts * (self.per_hire + self.per_induction)
    }
}

/// Money that comes in, and the posts that it opens.
#[derive(Debug, Clone, PartialEq)]
pub struct Funding {
    pub name: String,
    /// [currency/year].
    pub per_year: f64,
    /// Agreed first week.
    pub from_week: f64,
    /// Week in which it ends; `None`: never.
    pub to_week: Option<f64>,
    /// How much later than agreed it begins [weeks]; drawn once in every future.
    pub starts_late: Option<Distribution>,
    /// Posts by posts entry (same length as `Scenario::posts`) that are funded by it alone.
    pub posts: Vec<u64>,
}

/// A year in which money is counted, as far as it is observed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinancialYear {
    /// "2026/27", or "2026" where it is the calendar year; "year 1" where there are no financial years.
    pub label: String,
    /// Weeks that begin in it, from the start.
    pub weeks: Range<usize>,
    /// First day observed in it.
    pub from: NaiveDate,
    /// Whether all of it is observed.
    pub is_complete: bool,
}

impl Scenario {
    /// The financial years that are observed in whole or in part; none without `[costs]`. A week belongs to the year in which
    /// it begins.
    pub fn financial_years(&self) -> Vec<FinancialYear> {
        let Some(costs) = &self.costs else {
            return Vec::new();
        };
        let start = self.run.start;
        let first_day = |week: usize| start + chrono::Duration::weeks(week as i64);
        let mut years: Vec<(i32, Range<usize>)> = Vec::new();
        for week in 0..self.run.horizon_weeks {
            let year = year_of(first_day(week), costs.financial_year_month);
            match years.last_mut() {
                Some((last, weeks)) if *last == year => weeks.end = week + 1,
                _ => years.push((year, week..week + 1)),
            }
        }
        let before_start = year_of(
            first_day(0) - chrono::Duration::weeks(1),
            costs.financial_year_month,
        );
        let after_end = year_of(
            first_day(self.run.horizon_weeks),
            costs.financial_year_month,
        );
        let year = |(year, weeks): (i32, Range<usize>)| FinancialYear {
            label: label(year, costs.financial_year_month),
            from: first_day(weeks.start),
            is_complete: year != before_start && year != after_end,
            weeks,
        };
        years.into_iter().map(year).collect()
    }
}

impl Scenario {
    /// The years in which money is counted: the financial years; without `[costs]` those of 52 weeks from the start, the last as
    /// far as it is observed.
    pub fn accounting_years(&self) -> Vec<FinancialYear> {
        if self.costs.is_some() {
            return self.financial_years();
        }
        let years = weeks_in_years(self.run.horizon_weeks).into_iter();
        let year = |(number, weeks): (usize, Range<usize>)| FinancialYear {
            label: format!("year {number}"),
            from: self.run.start + chrono::Duration::weeks(weeks.start as i64),
            is_complete: weeks.len() == REPORTING_YEAR_WEEKS,
            weeks,
        };
        (1..).zip(years).map(year).collect()
    }
}

/// The weeks observed in years of 52 from the start, the last as far as it goes.
pub fn weeks_in_years(weeks: usize) -> Vec<Range<usize>> {
    let starts = (0..weeks).step_by(REPORTING_YEAR_WEEKS);
    let year = |start| start..weeks.min(start + REPORTING_YEAR_WEEKS);
    starts.map(year).collect()
}

/// The calendar year in which the financial year of a day began.
fn year_of(day: NaiveDate, first_month: u32) -> i32 {
    day.year() - i32::from(day.month() < first_month)
}

fn label(year: i32, first_month: u32) -> String {
    if first_month == 1 {
        year.to_string()
    } else {
        format!("{year}/{:02}", (year + 1).rem_euclid(100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_year_of_52_weeks_goes_as_far_as_is_observed() {
        assert_eq!(weeks_in_years(120), [0..52, 52..104, 104..120]);
        assert_eq!(weeks_in_years(104), [0..52, 52..104]);
    }

    #[test]
    fn a_day_belongs_to_the_financial_year_that_began_last() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(year_of(day("2026-03-31"), 4), 2025);
        assert_eq!(year_of(day("2026-04-01"), 4), 2026);
        assert_eq!(year_of(day("2026-12-31"), 1), 2026);
        assert_eq!(label(2026, 7), "2026/27");
        assert_eq!(label(2099, 4), "2099/00");
        assert_eq!(label(2026, 1), "2026");
    }
}
