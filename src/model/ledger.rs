//! The ledger: what a week costs, item by item, and what comes in.
//!
//! Decides amounts, and nothing that is played. Amounts are in the currency of the scenario, at the prices of the start.
//! The items add up to the cost of the week: nothing is counted twice and nothing is left out.

use super::desk::Desk;
use super::metric::{RAW_FIXED, Raw};
use super::service::{Role, Service};
use super::stage::{Play, Stage, workers};
use super::week::TRAVEL;
use crate::scenario::{Costs, Scenario};
use crate::units::WEEKS_PER_YEAR;

/// What money is spent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Item {
    Salaries,
    Support,
    Teams,
    OnCosts,
    Overtime,
    Hiring,
    Travel,
    Programmes,
    Overheads,
}

impl Item {
    pub const ALL: [Item; 9] = [
        Item::Salaries,
        Item::Support,
        Item::Teams,
        Item::OnCosts,
        Item::Overtime,
        Item::Hiring,
        Item::Travel,
        Item::Programmes,
        Item::Overheads,
    ];

    /// The word in names of metrics.
    pub fn name(self) -> &'static str {
        match self {
            Item::Salaries => "salaries",
            Item::Support => "support",
            Item::Teams => "teams",
            Item::OnCosts => "on_costs",
            Item::Overtime => "overtime",
            Item::Hiring => "hiring",
            Item::Travel => "travel",
            Item::Programmes => "programmes",
            Item::Overheads => "overheads",
        }
    }

    /// Plain label for screens.
    pub fn label(self) -> &'static str {
        match self {
            Item::Salaries => "Salaries",
            Item::Support => "Support roles",
            Item::Teams => "Clients' teams",
            Item::OnCosts => "Employer's on-costs",
            Item::Overtime => "Paid overtime",
            Item::Hiring => "Hiring and training of starters",
            Item::Travel => "Fares and fuel",
            Item::Programmes => "Programmes",
            Item::Overheads => "Overheads",
        }
    }

    /// One sentence that defines it.
    pub fn meaning(self) -> &'static str {
        match self {
            Item::Salaries => {
                "EFT of workers in post times annual cost, by the week; with the premium of those from an agency."
            }
            Item::Support => "Salaries of support roles.",
            Item::Teams => "Salaries of clients' teams.",
            Item::OnCosts => "Employer's contributions over all salaries.",
            Item::Overtime => "Hours of overtime at the pay of overtime.",
            Item::Hiring => {
                "Advertising, selection, equipment and formal training of those who started."
            }
            Item::Travel => "Fares and fuel of the hours travelled.",
            Item::Programmes => "Fixed cost and seats of coaching and training.",
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

/// What a week costs beside the salaries of those who hold clients [currency].
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Beside {
    pub support: f64,
    pub teams: f64,
    pub programmes: f64,
}

/// Enters a week that begins at a time into its row, of which the salaries of those who hold clients are known; the second part
/// of the row are its columns after the fixed.
pub(super) fn enter(
    stage: &Stage,
    service: &Service,
    beside: &Beside,
    time: f64,
    (row, own): (&mut [f64; RAW_FIXED], &mut [f64]),
) {
    let salaries = row[Raw::Cost as usize];
    let Some(Prices { costs, first }) = &service.prices else {
        row[Raw::Cost as usize] = salaries + beside.support + beside.teams + beside.programmes;
        return;
    };
    let others = Others::of(stage, service);
    let mut spent = [0.0; Item::ALL.len()];
    spent[Item::Salaries as usize] = salaries;
    spent[Item::Support as usize] = beside.support;
    spent[Item::Teams as usize] = beside.teams;
    spent[Item::Programmes as usize] = beside.programmes;
    spent[Item::OnCosts as usize] =
        costs.on_costs_share * (salaries + beside.support + beside.teams);
    spent[Item::Overtime as usize] =
        stage.totals.overtime_salary * (1.0 + costs.on_costs_share) * costs.overtime_pay;
    spent[Item::Hiring as usize] = costs.of_starts(row[Raw::Starts as usize] + others.starts);
    spent[Item::Travel as usize] =
        row[Raw::DeliveredFirst as usize + TRAVEL] * costs.per_travel_hour;
    spent[Item::Overheads as usize] = costs.overheads_per_year / WEEKS_PER_YEAR;
    let total: f64 = spent.iter().sum();
    let vacant = stage.staff.desks.iter();
    let unspent: f64 = vacant
        .filter(|desk| desk.is_post && desk.open && desk.worker.is_none())
        .map(|desk| service.roles[desk.role].weekly_cost)
        .sum();
    let unspent = unspent + others.unspent;
    let income = stage.grants.income(&service.grants, time);
    let ledger = &mut own[*first..*first + COLUMNS];
    ledger[..spent.len()].copy_from_slice(&spent);
    ledger[UNSPENT] = unspent * (1.0 + costs.on_costs_share);
    ledger[FUNDING] = income;
    ledger[BALANCE] = income - total;
    row[Raw::Cost as usize] = total;
}

impl Stage {
    /// Adds the overtime of a step, at what a usual hour of whoever works it is paid, to the week's. In a pooled team it falls on
    /// the workers by EFT (A15).
    pub(super) fn pay_overtime(&mut self, play: &Play) {
        let service = play.service;
        let worked = || self.team.iter().any(|hands| hands.overtime > 0.0);
        if service.prices.is_none() || !worked() {
            return;
        }
        let desks = &self.staff.desks;
        let team_eft: f64 = workers(desks).map(|(desk, _)| desks[desk].eft).sum();
        let mut each = self.team.iter();
        for (desk, worker) in workers(desks) {
            let eft = desks[desk].eft;
            let hours = if play.pooled() {
                self.team[0].overtime * eft / team_eft
            } else {
                each.next().map_or(0.0, |hands| hands.overtime)
            };
            let hourly = service.roles[desks[desk].role].weekly_pay(worker.is_from_agency())
                / (eft * service.week.full_time_hours);
            if hours > 0.0 {
                self.totals.overtime_salary += hours * hourly * service.calendar.step;
            }
        }
    }
}

/// Posts of those who hold no clients, in a week.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Others {
    /// First days.
    pub starts: f64,
    /// Salaries not spent on those that stand empty [currency].
    pub unspent: f64,
}

impl Others {
    fn of(stage: &Stage, service: &Service) -> Others {
        let mut all = Others::default();
        if let Some(plan) = &service.support {
            all.add(stage.support.others(plan));
        }
        if let Some(plan) = &service.teams {
            all.add(stage.teams.others(plan));
        }
        all
    }

    pub fn add(&mut self, more: Others) {
        self.starts += more.starts;
        self.unspent += more.unspent;
    }

    /// Of posts at the end of a week, of which so many were taken up in it.
    pub fn in_posts<'a>(
        starts: u32,
        posts: impl Iterator<Item = &'a Desk>,
        roles: &[Role],
    ) -> Others {
        let empty = posts.filter(|post| post.open && post.worker.is_none());
        Others {
            starts: f64::from(starts),
            unspent: empty.map(|post| roles[post.role].weekly_cost).sum(),
        }
    }
}

/// Enters support that several sites share into a week of the whole, of which the sums of its sites' are known.
pub(super) fn enter_shared_support(
    prices: Option<&Prices>,
    support: f64,
    others: Others,
    (row, own): (&mut [f64; RAW_FIXED], &mut [f64]),
) {
    let mut total = support;
    if let Some(Prices { costs, first }) = prices {
        let on_costs = costs.on_costs_share * support;
        let hiring = costs.of_starts(others.starts);
        total += on_costs + hiring;
        let ledger = &mut own[*first..*first + COLUMNS];
        ledger[Item::Support as usize] += support;
        ledger[Item::OnCosts as usize] += on_costs;
        ledger[Item::Hiring as usize] += hiring;
        ledger[UNSPENT] += others.unspent * (1.0 + costs.on_costs_share);
        ledger[BALANCE] -= total;
    }
    row[Raw::Cost as usize] += total;
}
