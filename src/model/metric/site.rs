//! Metrics of sites: clients who change them.

use super::Direction::Neither;
use super::{Columns, Formula, Metric, add};

/// Moves between sites, where there are sites.
pub(super) fn metrics(columns: &Columns, metrics: &mut Vec<Metric>) {
    let Some(first) = columns.moved else {
        return;
    };
    add(
        metrics,
        ("moved_in", "clients", "Clients who came from another site"),
        Formula::Flow(first),
        Neither,
        "Clients who moved here from another site, served or waiting; of the whole all moves between its sites.",
    );
    add(
        metrics,
        ("moved_out", "clients", "Clients who went to another site"),
        Formula::Flow(first + 1),
        Neither,
        "Clients who moved from here to another site, served or waiting; of the whole all moves between its sites.",
    );
}
