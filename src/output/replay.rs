//! What `plimsoll replay` leaves on disk: the story, its events and its weeks as tables, and the future's row of the outcomes table.

use std::path::PathBuf;

use polars_core::prelude::*;
use serde_json::{Map, Value, json};

use super::Rendered;
use super::folder::Folder;
use super::manifest::{self, Provenance};
use super::outcomes::OutcomesFile;
use super::problem::OutputError;
use super::table::{dates, days_since_epoch, defined, write_csv, write_parquet};
use crate::experiment::OutcomeSink;
use crate::experiment::replay::{Played, Replay};
use crate::experiment::story::RULE;
use crate::model::journal::What;
use crate::model::regime::{Seen, State};

/// The column `future` of the tables: as it goes, and with all loops cut.
const FUTURES: [&str; 2] = ["as it goes", "without feedback"];

/// A line of the story, in words made elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct StoryLine {
    pub week: usize,
    pub text: String,
}

/// What goes into the folder of one replay.
pub struct ReplayFiles<'a> {
    pub replay: &'a Replay,
    pub headline: &'a str,
    pub story: &'a [StoryLine],
    pub provenance: &'a Provenance,
    pub rendered: &'a [Rendered],
    /// Whether the tables are also written as CSV.
    pub csv: bool,
}

/// Writes all files of a replay and puts the folder in its place. `story.json` is written last, so a folder that holds one
/// is complete.
///
/// # Errors
/// The file that could not be written and why. Nothing is left behind then.
pub fn write_replay(mut folder: Folder, files: &ReplayFiles) -> Result<PathBuf, OutputError> {
    let replay = files.replay;
    for (name, mut table) in [("events", events(replay)?), ("weeks", weeks(replay)?)] {
        write_parquet(&mut folder, &format!("{name}.parquet"), &mut table)?;
        if files.csv {
            write_csv(&mut folder, &format!("{name}.csv"), &mut table)?;
        }
    }
    let columns = replay.columns.clone();
    let mut row = OutcomesFile::create(&mut folder, &[&replay.plan], columns, files.csv)?;
    // A single row stays below every row group and cannot fail before the table is closed.
    let _ = row.row(replay.replication, &replay.outcomes);
    row.finish()?;
    for file in files.rendered {
        folder.write(&file.name, &file.bytes)?;
    }
    folder.write(
        "manifest.json",
        manifest::manifest(files.provenance).as_bytes(),
    )?;
    folder.write("story.json", story(files).as_bytes())?;
    folder.finish()
}

/// The playings of a replay with their word in the column `future`.
fn playings(replay: &Replay) -> impl Iterator<Item = (&'static str, &Played)> {
    let both = [Some(&replay.future), replay.twin.as_ref()];
    FUTURES
        .into_iter()
        .zip(both)
        .filter_map(|(word, played)| Some((word, played?)))
}

/// One row of `events.parquet`.
struct Row<'a> {
    future: &'static str,
    week: usize,
    event: &'static str,
    role: Option<&'a str>,
    post: Option<i64>,
    occupant: Option<i64>,
    value: f64,
    unit: &'static str,
}

/// `events.parquet`: everything that happened at a desk, and when the service turned; in order of weeks, by future.
fn events(replay: &Replay) -> Result<DataFrame, OutputError> {
    let mut rows: Vec<Row> = Vec::new();
    for (future, played) in playings(replay) {
        let first = rows.len();
        rows.extend(at_desks(replay, future, played));
        rows.extend(of_service(replay, future, played));
        rows[first..].sort_by_key(|row| row.week);
    }
    let start = days_since_epoch(replay.scenario.run.start);
    let count = rows.len();
    let texts = |of: fn(&Row) -> &'static str| rows.iter().map(of).collect::<Vec<&str>>();
    let columns = vec![
        Column::new("plan".into(), vec![replay.plan.as_str(); count]),
        Column::new("replication".into(), vec![replay.replication as i64; count]),
        Column::new("future".into(), texts(|row| row.future)),
        Column::new(
            "week".into(),
            rows.iter().map(|row| row.week as i64).collect::<Vec<i64>>(),
        ),
        dates(rows.iter().map(|row| start + 7 * row.week as i32).collect()),
        Column::new("event".into(), texts(|row| row.event)),
        Column::new(
            "role".into(),
            rows.iter()
                .map(|row| row.role)
                .collect::<Vec<Option<&str>>>(),
        ),
        Column::new(
            "post".into(),
            rows.iter()
                .map(|row| row.post)
                .collect::<Vec<Option<i64>>>(),
        ),
        Column::new(
            "occupant".into(),
            rows.iter()
                .map(|row| row.occupant)
                .collect::<Vec<Option<i64>>>(),
        ),
        Column::new(
            "value".into(),
            rows.iter()
                .map(|row| defined(row.value))
                .collect::<Vec<Option<f64>>>(),
        ),
        Column::new("unit".into(), texts(|row| row.unit)),
    ];
    framed("events", count, columns)
}

fn framed(name: &str, rows: usize, columns: Vec<Column>) -> Result<DataFrame, OutputError> {
    DataFrame::new(rows, columns).map_err(|cause| OutputError::Table {
        path: format!("{name}.parquet").into(),
        cause,
    })
}

fn at_desks<'a>(
    replay: &'a Replay,
    future: &'static str,
    played: &'a Played,
) -> impl Iterator<Item = Row<'a>> {
    played.journal.events.iter().map(move |event| {
        let place = played.journal.places[event.desk];
        let (word, value, unit) = told(event.what, place.is_post);
        Row {
            future,
            week: event.week,
            event: word,
            role: Some(&replay.scenario.posts[place.role].role),
            post: place.is_post.then_some(place.post as i64 + 1),
            occupant: (event.occupant > 0).then_some(i64::from(event.occupant)),
            value,
            unit,
        }
    })
}

/// Name, value and unit of an event at a desk.
fn told(what: What, is_post: bool) -> (&'static str, f64, &'static str) {
    match what {
        What::Notice => ("notice", f64::NAN, ""),
        What::Left { weeks_in_post, .. } => ("left", weeks_in_post, "weeks in post"),
        What::LetGo { weeks_in_post, .. } => ("let go", weeks_in_post, "weeks in post"),
        What::Started { empty_weeks, .. } if is_post => {
            ("started", f64::from(empty_weeks), "weeks empty before")
        }
        What::Started { .. } => ("started as extra hire", f64::NAN, ""),
        What::Took { empty_weeks, .. } => (
            "extra hire took post",
            f64::from(empty_weeks),
            "weeks empty before",
        ),
        What::Inducted { weeks_in_post } => ("inducted", weeks_in_post, "weeks in post"),
        What::Away { weeks } => ("back from sick leave", f64::from(weeks), "whole weeks away"),
        What::PostOpened => ("post opened", f64::NAN, ""),
        What::PostClosed => ("post closed", f64::NAN, ""),
    }
}

/// Turns of the whole service: overstretched and not, in the spiral and out of it, the first breach, unsafe years.
fn of_service<'a>(replay: &'a Replay, future: &'static str, played: &'a Played) -> Vec<Row<'a>> {
    use crate::model::metric::Raw;
    let record = &played.record;
    let row = |week: usize, event: &'static str, value: f64, unit: &'static str| Row {
        future,
        week,
        event,
        role: None,
        post: None,
        occupant: None,
        value,
        unit,
    };
    let over: Vec<bool> = record.overstretched.iter().map(|week| week[0]).collect();
    let pressure = |week: usize| record.window_pressure[week];
    let mut rows: Vec<Row> = turns(&over)
        .map(|(week, now)| {
            let event = if now {
                "overstretched"
            } else {
                "no longer overstretched"
            };
            row(week, event, pressure(week), "hours asked per hour there")
        })
        .collect();
    if future == FUTURES[0] {
        let vicious: Vec<bool> = replay
            .states
            .iter()
            .map(|seen| seen.state() == Some(State::Vicious))
            .collect();
        rows.extend(turns(&vicious).map(|(week, now)| {
            let event = if now {
                "in the spiral"
            } else {
                "out of the spiral"
            };
            row(week, event, pressure(week), "hours asked per hour there")
        }));
    }
    let breached = |week: &usize| record.raw(*week, Raw::BreachWorkers) > 0.0;
    rows.extend((0..record.weeks()).find(breached).map(|week| {
        let workers = record.raw(week, Raw::BreachWorkers);
        row(week, "first over the safe load", workers, "workers")
    }));
    rows.extend(
        record
            .first_long_breach
            .map(|week| row(week, "over the safe load for 13 weeks", f64::NAN, "")),
    );
    let years = played.unsafe_years.iter().enumerate();
    rows.extend(years.filter(|it| *it.1 == 1.0).map(|(year, _)| {
        let last = crate::experiment::future::weeks_of(year).end - 1;
        row(last, "unsafe year", (year + 1) as f64, "year")
    }));
    rows
}

/// Weeks in which a claim turns, and what it then is; false before the first.
fn turns(claims: &[bool]) -> impl Iterator<Item = (usize, bool)> {
    let before = std::iter::once(&false).chain(claims);
    claims
        .iter()
        .zip(before)
        .enumerate()
        .filter(|(_, (now, before))| now != before)
        .map(|(week, (now, _))| (week, *now))
}

/// `weeks.parquet`: every metric of this future and its twin, week by week.
fn weeks(replay: &Replay) -> Result<DataFrame, OutputError> {
    let start = days_since_epoch(replay.scenario.run.start);
    let (mut futures, mut names, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
    let (mut days, mut values) = (Vec::new(), Vec::new());
    for (future, played) in playings(replay) {
        // States belong to the future beside its twin, not to one playing.
        let states: &[Seen] = if future == FUTURES[0] {
            &replay.states
        } else {
            &[]
        };
        for metric in &replay.metrics {
            if states.is_empty() && metric.name.starts_with("regime.") {
                continue;
            }
            for week in 0..played.record.weeks() {
                let seen = states.get(week).copied().unwrap_or(Seen::Nothing);
                futures.push(future);
                names.push(metric.name.as_str());
                numbers.push(week as i64);
                days.push(start + 7 * week as i32);
                values.push(defined(played.record.weekly(week, metric, seen)));
            }
        }
    }
    let count = values.len();
    let columns = vec![
        Column::new("plan".into(), vec![replay.plan.as_str(); count]),
        Column::new("replication".into(), vec![replay.replication as i64; count]),
        Column::new("future".into(), futures),
        Column::new("week".into(), numbers),
        dates(days),
        Column::new("metric".into(), names),
        Column::new("value".into(), values),
    ];
    framed("weeks", count, columns)
}

/// `story.json`.
fn story(files: &ReplayFiles) -> String {
    let replay = files.replay;
    let start = replay.scenario.run.start;
    let lines = files.story.iter().map(|line| {
        let date = start + chrono::TimeDelta::weeks(line.week as i64);
        json!({ "week": line.week, "date": date.to_string(), "text": line.text })
    });
    let outcomes: Map<String, Value> = replay
        .columns
        .iter()
        .zip(&replay.outcomes)
        .map(|(column, value)| (column.name.clone(), outcome(column, *value)))
        .collect();
    let value = json!({
        "name": replay.scenario.name,
        "plan": replay.plan,
        "replication": replay.replication,
        "start": start.to_string(),
        "horizon_weeks": replay.scenario.run.horizon_weeks,
        "made_by": manifest::value(files.provenance),
        "headline": files.headline,
        "story": lines.collect::<Vec<_>>(),
        "rule": RULE,
        "outcomes": outcomes,
    });
    let mut text = serde_json::to_string_pretty(&value).expect("a JSON value can be written");
    text.push('\n');
    text
}

fn outcome(column: &crate::experiment::outcome::Column, value: f64) -> Value {
    use crate::experiment::outcome::Form;
    if !value.is_finite() {
        return Value::Null;
    }
    match column.form {
        Form::YesNo => json!(value == 1.0),
        Form::Count | Form::Week => json!(value as i64),
        Form::Number => json!(value),
        Form::State => json!(State::ALL[value as usize].name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_turns_where_it_differs_from_the_week_before_and_begins_as_false() {
        let found: Vec<(usize, bool)> = turns(&[true, true, false, true]).collect();
        assert_eq!(found, [(0, true), (2, false), (3, true)]);
        assert_eq!(turns(&[false, false]).count(), 0);
    }
}
