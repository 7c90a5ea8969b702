//! Metrics of money: items of cost, what came in, and what care costs.

use super::{Columns, Direction, Formula, Metric, Raw, add};
use crate::model::ledger::{BALANCE, FUNDING, Item, UNSPENT};
use Direction::{HigherIsBetter, LowerIsBetter, Neither};

/// Those of a scenario that has costs beside salaries.
pub(super) fn metrics(columns: &Columns, metrics: &mut Vec<Metric>) {
    let Some(first) = columns.ledger else {
        return;
    };
    for item in Item::ALL {
        let name = format!("cost.{}", item.name());
        let formula = Formula::Flow(first + item as usize);
        let named = (name.as_str(), "currency", item.label());
        add(metrics, named, formula, LowerIsBetter, item.meaning());
    }
    add(
        metrics,
        (
            "cost.unspent_on_vacancies",
            "currency",
            "Not spent on empty posts",
        ),
        Formula::Flow(first + UNSPENT),
        Neither,
        "Salaries and on-costs that funded posts would have cost had they not stood empty.",
    );
    add(
        metrics,
        ("funding", "currency", "Money that came in"),
        Formula::Flow(first + FUNDING),
        HigherIsBetter,
        "What grants and contracts paid.",
    );
    add(
        metrics,
        ("funding.balance", "currency", "Left over of it"),
        Formula::Flow(first + BALANCE),
        HigherIsBetter,
        "Money that came in minus the whole cost; below 0 it is missing.",
    );
    add(
        metrics,
        (
            "cost.per_client_week",
            "currency per client-week",
            "Cost of a client's week",
        ),
        Formula::Ratio(Raw::Cost as usize, Raw::ClientsAll as usize, 1.0),
        LowerIsBetter,
        "The whole cost over the weeks that clients were in service.",
    );
}
