//! What is observed of support roles: posts, hours supplied and used, by role and by part.

use super::Direction::{HigherIsBetter, LowerIsBetter, Neither};
use super::{Columns, Formula, Metric, add};
use crate::model::ledger::Others;
use crate::model::support::{Support, SupportPlan};
use crate::scenario::{Part, Scenario, SupportRole};

/// The columns of support roles, counted from the first: sums over all roles, then two a role, then two a part.
#[derive(Debug, Clone, Copy)]
pub struct SupportColumns;

impl SupportColumns {
    /// EFT of open posts, of those with a worker, and of those without.
    pub const FUNDED: usize = 0;
    pub const FILLED: usize = 1;
    pub const VACANT: usize = 2;
    /// Hours in the week.
    pub const SUPPLIED: usize = 3;
    pub const USED: usize = 4;
    pub const COST: usize = 5;
    pub const LEAVERS: usize = 6;
    const ROLES: usize = 7;

    /// Columns that so many roles need.
    pub fn width(roles: usize) -> usize {
        Self::ROLES + 2 * roles + 2 * Part::COUNT
    }

    /// Hours that a role supplied, and of them those used.
    pub fn of_role(role: usize) -> [usize; 2] {
        [Self::ROLES + 2 * role, Self::ROLES + 2 * role + 1]
    }

    /// Hours taken off a part, and hours asked of it before; `roles` in all.
    pub fn of_part(part: usize, roles: usize) -> [usize; 2] {
        let first = Self::ROLES + 2 * roles + 2 * part;
        [first, first + 1]
    }
}

impl Support {
    /// Starts in the week and salaries of empty posts, for the ledger.
    pub(in crate::model) fn others(&self, plan: &SupportPlan) -> Others {
        Others::in_posts(
            self.staff.turnover.starts,
            self.staff.desks.iter(),
            &plan.roles,
        )
    }

    /// The columns of posts at the end of a week: which, and what stands there.
    pub fn posts(&self, plan: &SupportPlan) -> [(usize, f64); 5] {
        let (mut funded, mut filled, mut vacant, mut cost) = (0.0, 0.0, 0.0, 0.0);
        for desk in &self.staff.desks {
            if desk.open {
                funded += desk.eft;
                match desk.worker {
                    Some(_) => filled += desk.eft,
                    None => vacant += desk.eft,
                }
            }
            if desk.worker.is_some() {
                cost += plan.roles[desk.role].weekly_cost;
            }
        }
        [
            (SupportColumns::FUNDED, funded),
            (SupportColumns::FILLED, filled),
            (SupportColumns::VACANT, vacant),
            (SupportColumns::COST, cost),
            (
                SupportColumns::LEAVERS,
                f64::from(self.staff.turnover.leavers),
            ),
        ]
    }

    /// Writes the week's columns, counted from the first of support. Returns the week's cost [currency units].
    pub fn observe(&self, plan: &SupportPlan, row: &mut [f64]) -> f64 {
        for (column, count) in self.posts(plan) {
            row[column] = count;
        }
        let week = &self.week;
        row[SupportColumns::SUPPLIED] = week.supplied.iter().sum();
        row[SupportColumns::USED] = week.used.iter().sum();
        let roles = plan.roles.len();
        for role in 0..roles {
            let [supplied, used] = SupportColumns::of_role(role);
            row[supplied] = week.supplied[role];
            row[used] = week.used[role];
        }
        for part in 0..Part::COUNT {
            let [used, asked] = SupportColumns::of_part(part, roles);
            row[used] = week.used_parts[part];
            row[asked] = week.asked_parts[part];
        }
        row[SupportColumns::COST]
    }
}

/// The metrics of support roles, where the scenario has any.
pub(super) fn metrics(scenario: &Scenario, columns: &Columns, metrics: &mut Vec<Metric>) {
    let Some(first) = columns.support else {
        return;
    };
    let stock = |column: usize| Formula::Stock(first + column);
    let flow = |column: usize| Formula::Flow(first + column);
    let ratio = |above: usize, below: usize| Formula::Ratio(first + above, first + below, 1.0);
    use SupportColumns as C;
    add(
        metrics,
        ("support.eft_funded", "EFT", "Funded EFT of support roles"),
        stock(C::FUNDED),
        Neither,
        "EFT of the posts of support roles that are open, filled or vacant.",
    );
    add(
        metrics,
        ("support.eft_filled", "EFT", "Filled EFT of support roles"),
        stock(C::FILLED),
        HigherIsBetter,
        "EFT of the posts of support roles that have a worker.",
    );
    add(
        metrics,
        (
            "support.vacancy_share",
            "share",
            "Share of support posts vacant",
        ),
        ratio(C::VACANT, C::FUNDED),
        LowerIsBetter,
        "Vacant EFT of support roles over their funded EFT.",
    );
    add(
        metrics,
        ("support.hours_supplied", "hours", "Hours support offers"),
        flow(C::SUPPLIED),
        Neither,
        "Hours that support roles bring to the parts of the week they are for, used or not.",
    );
    add(
        metrics,
        (
            "support.utilisation",
            "share",
            "Share of support's hours used",
        ),
        ratio(C::USED, C::SUPPLIED),
        Neither,
        "Hours that support roles took off the week over the hours they offer; the rest found nothing to do in their parts.",
    );
    add(
        metrics,
        ("support.cost", "currency", "Cost of support roles"),
        flow(C::COST),
        LowerIsBetter,
        "EFT of support workers in post times annual cost, by the week; counted in the cost too.",
    );
    add(
        metrics,
        ("support.leavers", "workers", "Support workers who left"),
        flow(C::LEAVERS),
        LowerIsBetter,
        "Workers of support roles whose last day fell in the period.",
    );
    by_role(scenario, first, metrics);
    by_part(scenario, first, metrics);
}

fn by_role(scenario: &Scenario, first: usize, metrics: &mut Vec<Metric>) {
    for (index, support) in scenario.support.iter().enumerate() {
        let role = &support.posts.role;
        let [supplied, used] = SupportColumns::of_role(index).map(|column| first + column);
        add(
            metrics,
            (
                &format!("support.hours_supplied.{role}"),
                "hours",
                &format!("Hours offered: {role}"),
            ),
            Formula::Flow(supplied),
            Neither,
            &format!("Hours that role {role} brings to the parts of the week it is for."),
        );
        add(
            metrics,
            (
                &format!("support.utilisation.{role}"),
                "share",
                &format!("Share of hours used: {role}"),
            ),
            Formula::Ratio(used, supplied, 1.0),
            Neither,
            &format!("Hours of role {role} that were used over those it offers."),
        );
    }
}

fn by_part(scenario: &Scenario, first: usize, metrics: &mut Vec<Metric>) {
    let roles = scenario.support.len();
    for part in Part::ALL {
        let supplied = |it: &SupportRole| it.supplies[part as usize] > 0.0;
        if !scenario.support.iter().any(supplied) {
            continue;
        }
        let (name, label) = (part.name(), part.label());
        let [used, asked] =
            SupportColumns::of_part(part as usize, roles).map(|column| first + column);
        add(
            metrics,
            (
                &format!("support.hours_used.{name}"),
                "hours",
                &format!("Hours support takes over: {label}"),
            ),
            Formula::Flow(used),
            HigherIsBetter,
            &format!("Hours of {label} that support roles did."),
        );
        add(
            metrics,
            (
                &format!("support.hours_asked.{name}"),
                "hours",
                &format!("Hours asked of all: {label}"),
            ),
            Formula::Flow(asked),
            Neither,
            &format!("Hours of {label} asked for, before support roles take any over."),
        );
        add(
            metrics,
            (
                &format!("support.share_met.{name}"),
                "share",
                &format!("Share support takes over: {label}"),
            ),
            Formula::Ratio(used, asked, 1.0),
            HigherIsBetter,
            &format!("Hours of {label} that support roles did over those asked for."),
        );
    }
}
