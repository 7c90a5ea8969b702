//! Metrics of software and process changes: the hours they ask and save, and what that saves of the need by hours.

use super::Direction::{HigherIsBetter, LowerIsBetter};
use super::{Columns, Formula, Metric, add};
use crate::model::changes::{Changes, Turn};
use crate::scenario::Scenario;

/// Columns of each change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Column {
    /// 1 where it delivers, else 0.
    Delivers,
    /// 1 where it backfires, else 0.
    Backfires,
    /// Hours saved [h]; below 0 where it costs.
    Saved,
}

const EACH: usize = 3;

/// Columns of all changes together: the hours of all roll-outs, then the need by hours that all save [EFT].
const TOGETHER: usize = 2;

/// Width of the block for so many changes.
pub fn width(changes: usize) -> usize {
    TOGETHER + EACH * changes
}

/// Position of a change's column, for a block that begins at `first`, behind those of all together.
pub fn column(first: usize, change: usize, column: Column) -> usize {
    first + TOGETHER + EACH * change + column as usize
}

/// Writes a week's block; `need_saved` is what the changes save of the need by hours [EFT].
pub fn enter(changes: &Changes, need_saved: f64, block: &mut [f64]) {
    block[..TOGETHER].copy_from_slice(&[changes.rolled_out, need_saved]);
    for (change, (turn, saved)) in changes.turns.iter().zip(&changes.saved).enumerate() {
        let mut set = |of: Column, value: f64| block[column(0, change, of)] = value;
        set(
            Column::Delivers,
            f64::from(u8::from(*turn == Turn::Delivers)),
        );
        set(
            Column::Backfires,
            f64::from(u8::from(*turn == Turn::Backfires)),
        );
        set(Column::Saved, *saved);
    }
}

/// Adds the metrics, where the scenario has changes.
pub(super) fn metrics(scenario: &Scenario, columns: &Columns, metrics: &mut Vec<Metric>) {
    let Some(first) = columns.changes else {
        return;
    };
    add(
        metrics,
        ("change_rollout_hours", "hours", "Hours of roll-outs"),
        Formula::Flow(first),
        LowerIsBetter,
        "Training hours that the roll-outs of software and process changes ask.",
    );
    add(
        metrics,
        (
            "eft_need.hours_saved",
            "EFT",
            "EFT needed by hours that changes save",
        ),
        Formula::Stock(first + 1),
        HigherIsBetter,
        "How much more eft_need.hours would be without what software and process changes save of the work for clients; below 0 where they cost hours.",
    );
    for (position, change) in scenario.changes.iter().enumerate() {
        add(
            metrics,
            (
                &format!("change_hours_saved.{}", change.name),
                "hours",
                &format!("Hours saved by {}", change.name),
            ),
            Formula::Flow(column(first, position, Column::Saved)),
            HigherIsBetter,
            &format!(
                "Hours that the week would ask more without {}; below 0 where it costs hours.",
                change.name
            ),
        );
    }
}
