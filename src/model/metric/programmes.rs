//! Metrics of programmes: hours now, benefit later.

use super::Direction::{HigherIsBetter, LowerIsBetter, Neither};
use super::{Columns, Formula, Metric, Raw, add};
use crate::model::programmes::{Programmes, effect};
use crate::model::worker::Worker;
use crate::scenario::Scenario;

/// Columns of each programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Column {
    /// Seats taken in the week.
    Seats,
    /// Training asked [h].
    Hours,
    /// Sum of the effect over workers in post.
    Effect,
    /// Cost [currency units].
    Cost,
}

const EACH: usize = 4;

/// Width of the block for so many programmes.
pub fn width(programmes: usize) -> usize {
    EACH * programmes
}

/// Position of a programme's column, for a block that begins at `first`.
pub fn column(first: usize, programme: usize, column: Column) -> usize {
    first + EACH * programme + column as usize
}

/// Writes a week's block.
pub fn enter<'a>(
    programmes: &Programmes,
    workers: impl Iterator<Item = &'a Worker> + Clone,
    block: &mut [f64],
) {
    for (position, week) in programmes.weeks.iter().enumerate() {
        let learned = workers.clone().map(|worker| effect(worker, position)).sum();
        let values = [
            (Column::Seats, week.seats_taken),
            (Column::Hours, week.hours),
            (Column::Effect, learned),
            (Column::Cost, week.cost),
        ];
        for (of, value) in values {
            block[column(0, position, of)] = value;
        }
    }
}

/// Adds the metrics, where the scenario has programmes.
pub(super) fn metrics(scenario: &Scenario, columns: &Columns, metrics: &mut Vec<Metric>) {
    let Some(first) = columns.programmes else {
        return;
    };
    for (position, programme) in scenario.programmes.iter().enumerate() {
        let name = &programme.name;
        let at = |of: Column| column(first, position, of);
        let mut push = |key: &str, unit, label: String, formula, good, meaning: &str| {
            let key = format!("{key}.{name}");
            add(metrics, (&key, unit, &label), formula, good, meaning);
        };
        push(
            "programme_seats",
            "seats",
            format!("Seats taken: {name}"),
            Formula::Flow(at(Column::Seats)),
            Neither,
            "Workers who attended a session, each session counted.",
        );
        push(
            "programme_hours",
            "hours",
            format!("Hours of training: {name}"),
            Formula::Flow(at(Column::Hours)),
            LowerIsBetter,
            "Training that sessions and refreshers ask of the week.",
        );
        push(
            "programme_effect",
            "share",
            format!("Learned and kept: {name}"),
            Formula::Ratio(at(Column::Effect), Raw::InPost as usize, 1.0),
            HigherIsBetter,
            "Share of the programme's full effect, mean over the workers in post.",
        );
        push(
            "programme_cost",
            "currency",
            format!("Cost of {name}"),
            Formula::Flow(at(Column::Cost)),
            LowerIsBetter,
            "Seats taken times their cost, and the fixed cost with the first session.",
        );
    }
}
