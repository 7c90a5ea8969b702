//! Costs and funding as they are written in the file.

use super::number::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

fn nothing() -> Cost {
    Cost(0.0)
}

fn no_share() -> Amount {
    Amount(0.0)
}

fn at_once() -> WeekOf {
    WeekOf(0.0)
}

/// What the service costs beside the salaries that its posts state, in prices of the start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CostsFile {
    /// Currency, as it is written before an amount ("NZ$").
    #[serde(default)]
    pub currency: String,
    /// Month in which a financial year begins.
    #[serde(default)]
    pub financial_year_starts: MonthFile,
    /// Employer's contributions over salaries: pension, insurance, payroll tax [share].
    #[serde(default = "no_share")]
    pub on_costs_share: Amount,
    /// Pay of an hour of overtime over that of a usual hour [-]; 0 is unpaid, 1.5 time and a half.
    #[serde(default = "no_share")]
    pub overtime_pay: Amount,
    /// Advertising, selection and equipment of each starter [currency].
    #[serde(default = "nothing")]
    pub per_hire: Cost,
    /// Formal training of each starter [currency].
    #[serde(default = "nothing")]
    pub per_induction: Cost,
    /// Fares and fuel of an hour of travel [currency/h].
    #[serde(default = "nothing")]
    pub per_travel_hour: Cost,
    /// Rent, insurance and all that does not depend on anybody [currency/year]. With several sites those of all, shared out by
    /// planned EFT between the sites that give none of their own.
    #[serde(default = "nothing")]
    pub overheads_per_year: Cost,
}

/// Money that comes in, and the posts that it opens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FundingFile {
    /// Name of the grant or contract.
    pub name: Name,
    /// Amount [currency/year].
    pub per_year: Cost,
    /// Week in which it is agreed to begin, from the start [weeks].
    #[serde(default = "at_once")]
    pub from_week: WeekOf,
    /// Week in which it ends, after `from_week` [weeks]; without it never.
    pub to_week: Option<WeekOf>,
    /// How much later than agreed it begins [weeks]; drawn once in every future.
    pub starts_late: Option<DistributionFile>,
    /// Posts, by role, that are funded by it alone: they open when it begins, on top of `posts.*.count`, and close when it ends, filled ones as `posts.*.close` says.
    #[serde(default)]
    pub posts: BTreeMap<String, PostCount>,
}

/// A month of the calendar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MonthFile {
    #[default]
    January,
    February,
    March,
    April,
    May,
    June,
    July,
    August,
    September,
    October,
    November,
    December,
}

impl MonthFile {
    /// 1 for January.
    pub fn number(self) -> u32 {
        self as u32 + 1
    }
}
