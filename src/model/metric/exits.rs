//! Metrics of how clients leave, where the exits have names or clients break off.

use super::Direction::{HigherIsBetter, LowerIsBetter, Neither};
use super::{Columns, Formula, Metric, Raw, add};
use crate::scenario::Scenario;

/// What stands behind the exits by name. Those by name, `Plain` and `BrokeOff` add up to all who left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Column {
    /// Left by the exit without a name, and did not break off.
    Plain,
    /// Left by any good exit.
    Well,
    /// Former clients who came back.
    Returned,
    /// Broke off by no named exit.
    BrokeOff,
    /// Left by any named exit that is not good, or broke off by none.
    Lost,
}

/// Columns of so many named exits.
pub fn width(named: usize) -> usize {
    named + Column::Lost as usize + 1
}

/// Where a column stands: behind the named exits, which begin at `first`.
pub fn column(first: usize, named: usize, of: Column) -> usize {
    first + named + of as usize
}

/// Clients by each exit, and the share who left well.
pub(super) fn metrics(scenario: &Scenario, columns: &Columns, metrics: &mut Vec<Metric>) {
    let Some(first) = columns.exits else {
        return;
    };
    for (position, exit) in scenario.exits.iter().enumerate() {
        let (good, word) = if exit.good {
            (HigherIsBetter, "a good exit")
        } else {
            (LowerIsBetter, "not a good exit")
        };
        add(
            metrics,
            (
                &format!("exits.{}", exit.name),
                "clients",
                &format!("Clients who left: {}", exit.name),
            ),
            Formula::Flow(first + position),
            good,
            &format!(
                "Clients who left the service by the exit {}, {word}.",
                exit.name
            ),
        );
    }
    let at = |of: Column| column(first, scenario.exits.len(), of);
    if scenario.loops.breaks_off_unnamed() {
        add(
            metrics,
            (
                "broke_off",
                "clients",
                "Clients who broke off: no exit named",
            ),
            Formula::Flow(at(Column::BrokeOff)),
            LowerIsBetter,
            "Clients who broke off and left the service by no exit with a name; they are lost.",
        );
    }
    if scenario.exits.is_empty() {
        return;
    }
    add(
        metrics,
        ("exits.exit", "clients", "Clients who left: no exit named"),
        Formula::Flow(at(Column::Plain)),
        Neither,
        "Clients who left the service by the plain exit, of whom the file does not say how; who breaks off is not among them.",
    );
    add(
        metrics,
        (
            "exits.good_share",
            "share",
            "Share of those who left who left well",
        ),
        Formula::Ratio(at(Column::Well), Raw::Exits as usize, 1.0),
        HigherIsBetter,
        "Clients who left by a good exit over all who left the service; those who gave up waiting are in neither.",
    );
    if scenario.exits.iter().any(|exit| exit.returns.is_some()) {
        add(
            metrics,
            ("returns", "clients", "Former clients who came back"),
            Formula::Flow(at(Column::Returned)),
            Neither,
            "Clients who had left the service and were referred again; new referrals do not count them.",
        );
    }
}
