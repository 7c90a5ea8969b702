//! Outcomes of what a scenario has of its own: exits, emergencies, changes, programmes.
//!
//! They stand after those of every scenario and before the uncertain parameters.

use super::{Column, Form, Source};
use crate::model::metric::emergencies::{self, Column as Of};
use crate::model::metric::{Columns, Direction, Raw, changes, exits, programmes};
use crate::model::record::Record;
use crate::scenario::Scenario;

/// The outcomes that a scenario has beside those of all.
pub fn columns(scenario: &Scenario) -> Vec<Column> {
    let places = Columns::new(scenario);
    let mut columns = Vec::new();
    lost(scenario, &places, &mut columns);
    emergencies(scenario, &places, &mut columns);
    changes(scenario, &places, &mut columns);
    programmes(scenario, &places, &mut columns);
    columns
}

/// Reads a number of a future from the columns that begin at a place.
type Reads = fn(&Record, usize) -> f64;

fn push(
    columns: &mut Vec<Column>,
    (name, unit, label): (&str, &'static str, &str),
    (form, good): (Form, Direction),
    meaning: &str,
    of: (Reads, usize),
) {
    columns.push(Column {
        name: name.to_owned(),
        unit,
        label: label.to_owned(),
        meaning: meaning.to_owned(),
        form,
        good,
        of: Source::Own(of.0, of.1),
    });
}

fn total(record: &Record, column: usize) -> f64 {
    record.total(0..record.weeks(), column)
}

/// Clients who left by an exit that is not good, or broke off by none: they free places as those who recover do.
fn lost(scenario: &Scenario, places: &Columns, columns: &mut Vec<Column>) {
    let Some(first) = places.exits else { return };
    let any = scenario.exits.iter().any(|it| !it.good);
    if any || scenario.loops.breaks_off_unnamed() {
        push(
            columns,
            ("lost_count", "clients", "Clients lost"),
            (Form::Count, Direction::LowerIsBetter),
            "Clients who left the service by an exit with a name that is not good, or broke off by none.",
            (
                total,
                exits::column(first, scenario.exits.len(), exits::Column::Lost),
            ),
        );
    }
}

fn emergencies(scenario: &Scenario, places: &Columns, columns: &mut Vec<Column>) {
    let Some(first) = places.emergencies else {
        return;
    };
    use Direction::{LowerIsBetter, Neither};
    let at = |of: Of| emergencies::column(first, scenario.shocks.len(), of);
    push(
        columns,
        ("emergencies_count", "emergencies", "Emergencies"),
        (Form::Count, LowerIsBetter),
        "Emergencies that began in the time observed.",
        (total, at(Of::Begun)),
    );
    push(
        columns,
        ("crisis_hours", "hours", "Hours that emergencies ask"),
        (Form::Number, LowerIsBetter),
        "Hours that open emergencies ask of the week, delivered or not.",
        (total, at(Of::Hours)),
    );
    // Each is the weighted sum of one column over that of `Fell`.
    let uneven: [(&str, &str, &str, Reads); 4] = [
        (
            "emergencies_top_share",
            "Share of a year's emergencies on the worker hit most",
            "Over complete years: emergencies on the post hit most in its year, over all that fell on workers.",
            |record, fell| over_fell(record, fell, Of::Most),
        ),
        (
            "emergencies_top_share_chance",
            "Share on the worker hit most, by chance alone",
            "The same expected for as many emergencies over as many posts by chance alone.",
            |record, fell| over_fell(record, fell, Of::MostByChance),
        ),
        (
            "emergencies_gini",
            "How unevenly emergencies fell (Gini)",
            "Over complete years: Gini coefficient of the year's emergencies over posts, weighted by their number.",
            |record, fell| over_fell(record, fell, Of::Gini),
        ),
        (
            "emergencies_gini_chance",
            "How unevenly by chance alone (Gini)",
            "The same expected for as many emergencies over as many posts by chance alone.",
            |record, fell| over_fell(record, fell, Of::GiniByChance),
        ),
    ];
    for (name, label, meaning, reads) in uneven {
        let good = if name.ends_with("_chance") {
            Neither
        } else {
            LowerIsBetter
        };
        push(
            columns,
            (name, "share", label),
            (Form::Number, good),
            meaning,
            (reads, at(Of::Fell)),
        );
    }
}

/// The sum of a column over that of `Fell`, which stands at `fell`; NaN where nothing fell on a worker in a complete year.
fn over_fell(record: &Record, fell: usize, column: Of) -> f64 {
    let events = total(record, fell);
    let column = fell + column as usize - Of::Fell as usize;
    if events > 0.0 {
        total(record, column) / events
    } else {
        f64::NAN
    }
}

fn changes(scenario: &Scenario, places: &Columns, columns: &mut Vec<Column>) {
    let Some(first) = places.changes else { return };
    use Direction::{HigherIsBetter, LowerIsBetter};
    for (position, change) in scenario.changes.iter().enumerate() {
        let name = &change.name;
        let at = |of: changes::Column| changes::column(first, position, of);
        push(
            columns,
            (
                &format!("change_delivers.{name}"),
                "share",
                &format!("{name} delivers"),
            ),
            (Form::YesNo, HigherIsBetter),
            "The change saves what it should, from the end of its roll-out on.",
            (last, at(changes::Column::Delivers)),
        );
        push(
            columns,
            (
                &format!("change_backfires.{name}"),
                "share",
                &format!("{name} backfires"),
            ),
            (Form::YesNo, LowerIsBetter),
            "The change costs hours for good instead of saving them.",
            (last, at(changes::Column::Backfires)),
        );
        push(
            columns,
            (
                &format!("change_hours_saved.{name}"),
                "hours",
                &format!("Hours saved by {name}"),
            ),
            (Form::Number, HigherIsBetter),
            "Hours that the weeks would have asked more without the change, its roll-out left out; below 0 where it costs hours.",
            (total, at(changes::Column::Saved)),
        );
    }
}

fn programmes(scenario: &Scenario, places: &Columns, columns: &mut Vec<Column>) {
    let Some(first) = places.programmes else {
        return;
    };
    use Direction::{HigherIsBetter, LowerIsBetter};
    for (position, programme) in scenario.programmes.iter().enumerate() {
        let name = &programme.name;
        let at = |of: programmes::Column| programmes::column(first, position, of);
        push(
            columns,
            (
                &format!("programme_hours.{name}"),
                "hours",
                &format!("Hours of training: {name}"),
            ),
            (Form::Number, LowerIsBetter),
            "Training that sessions and refreshers ask of the weeks.",
            (total, at(programmes::Column::Hours)),
        );
        push(
            columns,
            (
                &format!("programme_effect.{name}"),
                "share",
                &format!("Learned and kept: {name}"),
            ),
            (Form::Number, HigherIsBetter),
            "Share of the programme's full effect, mean over workers in post and weeks.",
            (per_worker, at(programmes::Column::Effect)),
        );
        push(
            columns,
            (
                &format!("programme_cost.{name}"),
                "currency",
                &format!("Cost of {name}"),
            ),
            (Form::Number, LowerIsBetter),
            "Seats taken times their cost, and the fixed cost.",
            (total, at(programmes::Column::Cost)),
        );
    }
}

/// The value at the end of the last week.
fn last(record: &Record, column: usize) -> f64 {
    let week = record.weeks().checked_sub(1);
    week.map_or(f64::NAN, |week| record.row(week)[column])
}

/// A sum over workers, over the workers in post.
fn per_worker(record: &Record, column: usize) -> f64 {
    let in_post = total(record, Raw::InPost as usize);
    if in_post > 0.0 {
        total(record, column) / in_post
    } else {
        f64::NAN
    }
}
