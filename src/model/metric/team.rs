//! What is observed of clients' teams: posts, turnover, shifts left open.

use super::Direction::{HigherIsBetter, LowerIsBetter, Neither};
use super::{Columns, Formula, Metric, add};
use crate::model::team::{TeamPlan, Teams};
use crate::units::WEEKS_PER_YEAR;

/// The columns of teams, counted from the first.
#[derive(Debug, Clone, Copy)]
pub struct TeamColumns;

impl TeamColumns {
    /// EFT of team posts, of those with a worker, and of those without.
    pub const FUNDED: usize = 0;
    pub const FILLED: usize = 1;
    pub const VACANT: usize = 2;
    /// Heads.
    pub const IN_POST: usize = 3;
    pub const LEAVERS: usize = 4;
    pub const STARTS: usize = 5;
    /// Hours of all shifts in the week, of those left open, and of those that came back as crisis hours.
    pub const SHIFTS: usize = 6;
    pub const OPEN: usize = 7;
    pub const CRISIS: usize = 8;
    pub const COST: usize = 9;
    /// All of them.
    pub const WIDTH: usize = 10;
}

impl Teams {
    /// Writes the week's columns, counted from the first of teams. Returns the week's cost [currency units].
    pub fn observe(&self, plan: &TeamPlan, row: &mut [f64]) -> f64 {
        let count = self.count(plan);
        row[TeamColumns::FUNDED] = count.funded;
        row[TeamColumns::FILLED] = count.filled;
        row[TeamColumns::VACANT] = count.funded - count.filled;
        row[TeamColumns::IN_POST] = count.in_post;
        row[TeamColumns::LEAVERS] = count.leavers;
        row[TeamColumns::STARTS] = count.starts;
        row[TeamColumns::SHIFTS] = self.week.shifts;
        row[TeamColumns::OPEN] = self.week.open;
        row[TeamColumns::CRISIS] = self.week.crisis;
        row[TeamColumns::COST] = count.cost;
        count.cost
    }
}

/// The metrics of teams, where the scenario has any.
pub(super) fn metrics(columns: &Columns, metrics: &mut Vec<Metric>) {
    let Some(first) = columns.teams else {
        return;
    };
    let stock = |column: usize| Formula::Stock(first + column);
    let flow = |column: usize| Formula::Flow(first + column);
    let ratio = |above: usize, below: usize, factor: f64| {
        Formula::Ratio(first + above, first + below, factor)
    };
    use TeamColumns as C;
    add(
        metrics,
        ("team.posts", "EFT", "Team posts"),
        stock(C::FUNDED),
        Neither,
        "EFT of the posts in clients' teams, filled or vacant.",
    );
    add(
        metrics,
        ("team.filled", "EFT", "Filled team posts"),
        stock(C::FILLED),
        HigherIsBetter,
        "EFT of the posts in clients' teams that have a worker.",
    );
    add(
        metrics,
        ("team.vacancy_share", "share", "Share of team posts vacant"),
        ratio(C::VACANT, C::FUNDED, 1.0),
        LowerIsBetter,
        "Vacant EFT in clients' teams over the EFT of their posts.",
    );
    add(
        metrics,
        ("team.leavers", "workers", "Team workers who left"),
        flow(C::LEAVERS),
        LowerIsBetter,
        "Workers of clients' teams whose last day fell in the period; those whose post closed are not counted.",
    );
    add(
        metrics,
        (
            "team.turnover_per_year",
            "per year",
            "Turnover of teams a year",
        ),
        ratio(C::LEAVERS, C::IN_POST, WEEKS_PER_YEAR),
        LowerIsBetter,
        "Team workers who left over mean team workers in post, per calendar year.",
    );
    add(
        metrics,
        ("team.open_shift_hours", "hours", "Shifts left open"),
        flow(C::OPEN),
        LowerIsBetter,
        "Shift hours of clients' teams without a worker: vacant, sick or not yet carried by one who is being inducted.",
    );
    add(
        metrics,
        (
            "team.open_shift_share",
            "share",
            "Share of shifts left open",
        ),
        ratio(C::OPEN, C::SHIFTS, 1.0),
        LowerIsBetter,
        "Open shift hours over all shift hours of clients' teams.",
    );
    add(
        metrics,
        (
            "team.crisis_hours",
            "hours",
            "Crisis hours from open shifts",
        ),
        flow(C::CRISIS),
        LowerIsBetter,
        "Open shift hours that came back as crisis hours of the clients' workers, before responders.",
    );
    add(
        metrics,
        ("team.cost", "currency", "Cost of teams"),
        flow(C::COST),
        LowerIsBetter,
        "EFT of team workers in post times annual cost, by the week; counted in the cost too.",
    );
}
