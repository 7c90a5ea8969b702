//! What the need by hours leaves out: hours that clients ask, but not as a standard of the week.
//!
//! The need by hours is the standard work for clients (contact, travel, administration) over the hours of a full-time worker. Emergencies,
//! open shifts of clients' teams and the hiring for these teams come and go, and some of them hang on who is employed; they are no
//! standard, and their hours stand beside the need instead.

use super::Direction::LowerIsBetter;
use super::{Columns, Formula, Metric, add};

/// The hours left out, where a scenario has emergencies, clients' teams or a list that is watched over.
pub(super) fn metrics(columns: &Columns, metrics: &mut Vec<Metric>) {
    let Some(column) = columns.left_out else {
        return;
    };
    add(
        metrics,
        (
            "need_left_out_hours",
            "hours",
            "Hours that the need by hours leaves out",
        ),
        Formula::Flow(column),
        LowerIsBetter,
        "Hours that emergencies, open shifts of clients' teams, watching over the waiting list, and presence, searches and inductions for clients' teams ask, before support: no standard work for clients, so outside eft_need.hours.",
    );
}
