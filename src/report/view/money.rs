//! Money in words and cells: what a service costs by financial year, what comes in, and what care costs.
//!
//! All amounts are at the prices of the start; a year that is observed in part says of how many weeks it speaks.

use super::words;
use crate::experiment::results::{Results, Spread};
use crate::model::ledger::Item;
use crate::scenario::costs::FinancialYear;

/// Positions of the 10 % quantile, the median and the 90 % quantile among a spread's.
const LOW: usize = 1;
const MIDDLE: usize = 3;
const HIGH: usize = 5;

/// What a financial year comes to.
pub(in crate::report) struct YearOfMoney {
    pub label: String,
    /// Median of the whole cost, and from where to where 80 of 100 futures lie.
    pub cost: String,
    pub between: String,
    pub income: String,
    pub left_over: String,
    pub unspent: String,
    /// Median of what a client's week costs, and from where to where 80 of 100 futures lie.
    pub per_client_week: String,
    pub per_client_week_between: String,
    /// Mean of each item that costs anything in some year, in their order.
    pub items: Vec<String>,
}

/// Money by financial year.
pub(in crate::report) struct Money {
    pub finding: String,
    pub years: Vec<YearOfMoney>,
    /// Labels of the items shown.
    pub items: Vec<&'static str>,
    /// Whether any money comes in.
    pub funded: bool,
}

/// `None` where the scenario has no costs beside salaries.
pub(in crate::report) fn money(results: &Results) -> Option<Money> {
    results.scenario.costs.as_ref()?;
    let years = results.scenario.financial_years();
    let amount = |value: f64| words::money_of(&results.scenario, value);
    let at = |name: &str, year: usize, of: &dyn Fn(&Spread) -> f64| {
        results.financial(name).get(year).map_or(f64::NAN, of)
    };
    let between = |name: &str, year: usize| {
        let [low, high] =
            [LOW, HIGH].map(|place| amount(at(name, year, &|it| it.quantiles[place])));
        format!("{low} to {high}")
    };
    let median = |spread: &Spread| spread.quantiles[MIDDLE];
    let mean = |spread: &Spread| spread.mean;
    let shown: Vec<Item> = Item::ALL
        .into_iter()
        .filter(|item| {
            let name = format!("cost.{}", item.name());
            results.financial(&name).iter().any(|it| it.mean > 0.0)
        })
        .collect();
    let funded = results.financial("funding").iter().any(|it| it.mean > 0.0);
    let rows = years.iter().enumerate().map(|(index, year)| YearOfMoney {
        label: label(year),
        cost: amount(at("cost", index, &median)),
        between: between("cost", index),
        income: amount(at("funding", index, &mean)),
        left_over: amount(at("funding.balance", index, &median)),
        unspent: amount(at("cost.unspent_on_vacancies", index, &mean)),
        per_client_week: amount(at("cost.per_client_week", index, &median)),
        per_client_week_between: between("cost.per_client_week", index),
        items: shown
            .iter()
            .map(|item| amount(at(&format!("cost.{}", item.name()), index, &mean)))
            .collect(),
    });
    let rows: Vec<YearOfMoney> = rows.collect();
    Some(Money {
        finding: finding(&years, &rows, funded)?,
        years: rows,
        items: shown.iter().map(|item| item.label()).collect(),
        funded,
    })
}

/// A year's name, with its weeks where they are not 52: a year has 53 where 53 Mondays fall into it.
pub(in crate::report) fn label(year: &FinancialYear) -> String {
    if year.is_complete && year.weeks.len() == 52 {
        year.label.clone()
    } else {
        let weeks = words::counted(year.weeks.len() as u64, "week", "weeks");
        format!("{} ({weeks})", year.label)
    }
}

/// About the last year that is observed in full, or the last of all.
fn finding(years: &[FinancialYear], rows: &[YearOfMoney], funded: bool) -> Option<String> {
    let whole = years.iter().rposition(|year| year.is_complete);
    let row = rows.get(whole.unwrap_or(rows.len().saturating_sub(1)))?;
    let income = if funded {
        format!(
            " {} comes in; {} is left of it in the middle future.",
            row.income, row.left_over
        )
    } else {
        String::new()
    };
    Some(format!(
        "The financial year {} costs {} in the middle future, from {} in 80 of 100, and {} for a client's week ({}).{income} Posts that stand empty cost nothing: {} of salaries and on-costs is not spent.",
        row.label,
        row.cost,
        row.between,
        row.per_client_week,
        row.per_client_week_between,
        row.unspent
    ))
}
