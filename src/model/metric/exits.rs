//! Metrics of how clients leave, where the exits have names.

use super::Direction::{HigherIsBetter, LowerIsBetter, Neither};
use super::{Columns, Formula, Metric, Raw, add};
use crate::scenario::Scenario;

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
    let plain = first + scenario.exits.len();
    add(
        metrics,
        ("exits.exit", "clients", "Clients who left: no exit named"),
        Formula::Flow(plain),
        Neither,
        "Clients who left the service by the plain exit, of whom the file does not say how.",
    );
    add(
        metrics,
        (
            "exits.good_share",
            "share",
            "Share of those who left who left well",
        ),
        Formula::Ratio(plain + 1, Raw::Exits as usize, 1.0),
        HigherIsBetter,
        "Clients who left by a good exit over all who left the service; those who gave up waiting are in neither.",
    );
    if scenario.exits.iter().any(|exit| exit.returns.is_some()) {
        add(
            metrics,
            ("returns", "clients", "Former clients who came back"),
            Formula::Flow(plain + 2),
            Neither,
            "Clients who had left the service and were referred again; new referrals do not count them.",
        );
    }
}
