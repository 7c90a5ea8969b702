//! Metrics of a waiting list that is watched over.

use super::Direction::LowerIsBetter;
use super::{Columns, Formula, Metric, add};

/// Clients whom nobody holds, and the hours that those on the list ask.
pub(super) fn metrics(columns: &Columns, metrics: &mut Vec<Metric>) {
    let Some(first) = columns.monitoring else {
        return;
    };
    add(
        metrics,
        ("unallocated", "clients", "Clients without a worker"),
        Formula::Stock(first),
        LowerIsBetter,
        "Clients on the waiting list, and in service with nobody in post, at the end of the week.",
    );
    add(
        metrics,
        (
            "monitoring_hours",
            "hours",
            "Watching over the waiting list",
        ),
        Formula::Flow(first + 1),
        LowerIsBetter,
        "Hours that watching over the clients on the waiting list asks of the staff; inside the crisis part of the week.",
    );
}
