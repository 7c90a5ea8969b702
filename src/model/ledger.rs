//! The ledger: what a week costs, item by item, and what comes in.
//!
//! Decides amounts, and nothing that is played. Amounts are in the currency of the scenario, at the prices of the start.
//! The items add up to the cost of the week: nothing is counted twice and nothing is left out.

use super::metric::{RAW_FIXED, Raw};
use super::service::Service;
use super::stage::Stage;
use super::week::TRAVEL;
use crate::scenario::{Costs, Scenario};
use crate::units::WEEKS_PER_YEAR;

/// What money is spent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Item {
    Salaries,
    OnCosts,
    Overtime,
    Hiring,
    Travel,
    Overheads,
}

impl Item {
    pub const ALL: [Item; 6] = [
        Item::Salaries,
        Item::OnCosts,
        Item::Overtime,
        Item::Hiring,
        Item::Travel,
        Item::Overheads,
    ];

    /// The word in names of metrics.
    pub fn name(self) -> &'static str {
        match self {
            Item::Salaries => "salaries",
            Item::OnCosts => "on_costs",
            Item::Overtime => "overtime",
            Item::Hiring => "hiring",
            Item::Travel => "travel",
            Item::Overheads => "overheads",
        }
    }

    /// Plain label for screens.
    pub fn label(self) -> &'static str {
        match self {
            Item::Salaries => "Salaries",
            Item::OnCosts => "Employer's on-costs",
            Item::Overtime => "Paid overtime",
            Item::Hiring => "Hiring and training of starters",
            Item::Travel => "Fares and fuel",
            Item::Overheads => "Overheads",
        }
    }

    /// One sentence that defines it.
    pub fn meaning(self) -> &'static str {
        match self {
            Item::Salaries => "EFT of workers in post times annual cost, by the week.",
            Item::OnCosts => "Employer's contributions over salaries.",
            Item::Overtime => "Hours of overtime at the pay of overtime.",
            Item::Hiring => {
                "Advertising, selection, equipment and formal training of those who started."
            }
            Item::Travel => "Fares and fuel of the hours travelled.",
            Item::Overheads => "Rent, insurance and all that does not depend on anybody.",
        }
    }
}

/// Columns of the ledger after its items: salaries and on-costs that empty posts did not cost, money that came in, and what was
/// left of it.
pub const UNSPENT: usize = Item::ALL.len();
pub const FUNDING: usize = UNSPENT + 1;
pub const BALANCE: usize = UNSPENT + 2;
pub const COLUMNS: usize = UNSPENT + 3;

/// Prices, ready to be applied.
#[derive(Debug, Clone)]
pub struct Prices {
    costs: Costs,
    /// First column of the ledger in the row, after the fixed ones.
    first: usize,
}

impl Prices {
    /// `None` where the scenario has salaries alone. `column` is the ledger's first in the row.
    pub fn new(scenario: &Scenario, column: Option<usize>) -> Option<Self> {
        Some(Prices {
            costs: scenario.costs.clone()?,
            first: column? - RAW_FIXED,
        })
    }
}

/// Enters a week that begins at a time into its row, of which the salaries are known; `own` are its columns after the fixed.
pub(super) fn enter(
    stage: &Stage,
    service: &Service,
    time: f64,
    row: &mut [f64; RAW_FIXED],
    own: &mut [f64],
) {
    let Some(Prices { costs, first }) = &service.prices else {
        return;
    };
    let salaries = row[Raw::Cost as usize];
    let hours_in_post: f64 = row[Raw::FilledEft as usize] * service.week.full_time_hours;
    let hourly = if hours_in_post > 0.0 {
        salaries * (1.0 + costs.on_costs_share) / hours_in_post
    } else {
        0.0
    };
    let mut spent = [0.0; Item::ALL.len()];
    spent[Item::Salaries as usize] = salaries;
    spent[Item::OnCosts as usize] = costs.on_costs_share * salaries;
    spent[Item::Overtime as usize] = row[Raw::OvertimeHours as usize] * hourly * costs.overtime_pay;
    spent[Item::Hiring as usize] =
        row[Raw::Starts as usize] * (costs.per_hire + costs.per_induction);
    spent[Item::Travel as usize] =
        row[Raw::DeliveredFirst as usize + TRAVEL] * costs.per_travel_hour;
    spent[Item::Overheads as usize] = costs.overheads_per_year / WEEKS_PER_YEAR;
    let total: f64 = spent.iter().sum();
    let vacant = stage.staff.desks.iter();
    let unspent: f64 = vacant
        .filter(|desk| desk.is_post && desk.open && desk.worker.is_none())
        .map(|desk| service.roles[desk.role].weekly_cost)
        .sum();
    let income = stage.grants.income(&service.grants, time);
    let ledger = &mut own[*first..*first + COLUMNS];
    ledger[..spent.len()].copy_from_slice(&spent);
    ledger[UNSPENT] = unspent * (1.0 + costs.on_costs_share);
    ledger[FUNDING] = income;
    ledger[BALANCE] = income - total;
    row[Raw::Cost as usize] = total;
}
