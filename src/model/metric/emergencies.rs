//! Metrics of emergencies: how many, what they ask, and how unevenly they fell.

use super::Direction::{LowerIsBetter, Neither};
use super::{Columns, Formula, Metric, add};
use crate::model::emergencies::Emergencies;
use crate::scenario::Scenario;

/// Columns of the block after those of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Column {
    /// Begun in the week, all kinds.
    Begun,
    /// Open at the end of the week.
    Open,
    /// Hours asked [h].
    Hours,
    /// Of a complete year, in its last week, else 0: emergencies that fell on workers, those on the worker hit most, what
    /// chance alone puts there, and both Gini coefficients times the emergencies, so that years add up.
    Fell,
    Most,
    MostByChance,
    Gini,
    GiniByChance,
}

const AFTER_KINDS: usize = 8;

/// Width of the block for so many kinds of emergency.
pub fn width(kinds: usize) -> usize {
    kinds + AFTER_KINDS
}

/// Position of a column, for a block that begins at `first` and so many kinds.
pub fn column(first: usize, kinds: usize, column: Column) -> usize {
    first + kinds + column as usize
}

/// Writes a week's block; `is_last_of_year` closes a year.
pub fn enter(emergencies: &mut Emergencies, is_last_of_year: bool, block: &mut [f64]) {
    let kinds = emergencies.begun.len();
    let mut all = 0.0;
    for (column, count) in block.iter_mut().zip(&emergencies.begun) {
        *column = f64::from(*count);
        all += *column;
    }
    let year = if is_last_of_year {
        emergencies.fall.close()
    } else {
        crate::model::unevenness::Year::default()
    };
    let after = [
        all,
        emergencies.open() as f64,
        emergencies.hours,
        year.events,
        year.most,
        year.most_by_chance,
        year.gini * year.events,
        year.gini_by_chance * year.events,
    ];
    block[kinds..].copy_from_slice(&after);
}

/// Adds the metrics, where the scenario has emergencies.
pub(super) fn metrics(scenario: &Scenario, columns: &Columns, metrics: &mut Vec<Metric>) {
    let Some(first) = columns.emergencies else {
        return;
    };
    let at = |name: Column| column(first, scenario.shocks.len(), name);
    let of_fell = |name: Column| Formula::Ratio(at(name), at(Column::Fell), 1.0);
    add(
        metrics,
        ("emergencies", "emergencies", "Emergencies"),
        Formula::Flow(at(Column::Begun)),
        LowerIsBetter,
        "Emergencies of all kinds that began in the period.",
    );
    for (kind, shock) in scenario.shocks.iter().enumerate() {
        add(
            metrics,
            (
                &format!("emergencies.{}", shock.name),
                "emergencies",
                &format!("Emergencies: {}", shock.name),
            ),
            Formula::Flow(first + kind),
            LowerIsBetter,
            &format!(
                "Emergencies of the kind {} that began in the period.",
                shock.name
            ),
        );
    }
    add(
        metrics,
        ("emergencies_open", "emergencies", "Emergencies open"),
        Formula::Stock(at(Column::Open)),
        LowerIsBetter,
        "Emergencies that have begun and not ended, at the end of the week.",
    );
    add(
        metrics,
        ("crisis_hours", "hours", "Hours that emergencies ask"),
        Formula::Flow(at(Column::Hours)),
        LowerIsBetter,
        "Hours that open emergencies ask of the week, delivered or not.",
    );
    let by_year = "Read at the end of each complete year; null before.";
    let uneven = [
        (
            "emergencies_top_share",
            "Share of emergencies on the worker hit most",
            Column::Most,
            "Emergencies of the year on the post with most of them, over all that fell on workers.",
        ),
        (
            "emergencies_top_share.chance",
            "The same by chance alone",
            Column::MostByChance,
            "Expected share on the post hit most, for as many emergencies over as many posts by chance alone.",
        ),
        (
            "emergencies_gini",
            "How unevenly emergencies fell (Gini)",
            Column::Gini,
            "Gini coefficient of the year's emergencies over posts: 0 all alike, near 1 all on one.",
        ),
        (
            "emergencies_gini.chance",
            "The same by chance alone",
            Column::GiniByChance,
            "Expected Gini coefficient for as many emergencies over as many posts by chance alone.",
        ),
    ];
    for (name, label, of, meaning) in uneven {
        let good = if name.ends_with(".chance") {
            Neither
        } else {
            LowerIsBetter
        };
        add(
            metrics,
            (name, "share", label),
            of_fell(of),
            good,
            &format!("{meaning} {by_year}"),
        );
    }
}
