//! Finer steps change nothing but what they must.
//!
//! Countdowns end at their own moment inside a step, so where nothing feeds back a path is the same at any step: clients of an
//! open service and posts that empty and fill have the same counts at every week's end, at one step a week and at seven. A whole
//! service with every loop is another matter: what it delivered in one step sets the speeds of the next. There is no closed
//! form for it; its answers must settle, so what seven steps change in it is held to a stated share of the whole.

use std::sync::Arc;

use super::{Check, Compared, Family, Of, average, each, read, sum};
use crate::model::metric::Raw;
use crate::model::record::Record;
use crate::model::steady::funded_eft;
use crate::scenario::Scenario;
use crate::scenario::document::Document;
use crate::scenario::problem::Problems;

/// An open service with a check-in level, turnover, notice and sickness, and nothing that feeds back.
const OPEN: &str = r#"
name = "open"
[run]
start = 2026-01-05
horizon_weeks = 104
[[level]]
name = "high"
kind = "one_to_one"
contact_hours = 0.5
stay = { dist = "lognormal", mean = 6, sd = 5 }
next = { low = 0.6, parked = 0.2, exit = 0.2 }
[[level]]
name = "low"
kind = "one_to_one"
contact_hours = 0.2
stay = { dist = "exponential", mean = 9 }
next = { high = 0.2, exit = 0.8 }
[[level]]
name = "parked"
kind = "check_in"
contact_hours = 0.5
every_weeks = 5.5
exit_after_weeks = 23.5
relapse_probability = 0.1
relapse_to = "high"
[[referrals]]
name = "door"
per_week = 1.5
enter = { high = 0.5, low = 0.5 }
[week]
full_time_hours = 40
[[posts]]
role = "worker"
count = 6
[staff]
tenure = { dist = "exponential", mean = 40 }
notice_weeks = 3.3
[hiring]
time_to_fill = { dist = "lognormal", mean = 9, sd = 6 }
"#;

/// What seven steps a week may change in a whole service, as a share of today's clients, of the hours and EFT funded.
const SETTLED: f64 = 0.005;

const WHOLE: (&str, &str) = (
    "eight-workers",
    include_str!("../../../scenarios/eight-workers.toml"),
);

/// The same at finer steps, or nearly so.
pub(super) fn refinement() -> Result<Family, Problems> {
    Ok(Family {
        name: "Step refinement",
        rule: format!(
            "Where nothing feeds back, one step a week and seven give the same counts in every week of every future. A whole service with every loop settles: seven steps change its answers by no more than {} % of the whole (allowed), beside chance.",
            100.0 * SETTLED
        ),
        source: "moments inside a step are exact, assumption A3",
        checks: vec![same_path()?, settles()?],
        identities: Vec::new(),
    })
}

fn with_steps(scenario: &Scenario, steps_per_week: usize) -> Scenario {
    let mut scenario = scenario.clone();
    scenario.run.steps_per_week = steps_per_week;
    scenario
}

/// Counts at the ends of weeks, side by side.
fn same_path() -> Result<Check, Problems> {
    const COUNTED: [(&str, Raw); 4] = [
        ("clients", Raw::ClientsAll),
        ("exits", Raw::Exits),
        ("posts filled", Raw::FilledEft),
        ("leavers", Raw::Leavers),
    ];
    let scenario = read(OPEN)?;
    let weeks = scenario.run.horizon_weeks;
    let reads = move |record: &Record, row: &mut Vec<f64>| {
        for (_, raw) in COUNTED {
            row.extend((0..weeks).map(|week| record.raw(week, raw)));
        }
    };
    let lane = COUNTED.len() * weeks;
    let compared = COUNTED.iter().enumerate().map(|(at, (name, _))| {
        let what = format!("{name} in every week, 7 steps a week less 1");
        Compared {
            of: Of::Gap {
                one: at * weeks,
                other: lane + at * weeks,
                values: weeks,
            },
            ..each(what, 0, 0.0, 0.0)
        }
    });
    Ok(Check {
        lanes: vec![with_steps(&scenario, 1), with_steps(&scenario, 7)],
        replications: 200,
        compared: compared.collect(),
        reads: Arc::new(reads),
    })
}

/// Answers of a whole service at one step a week and at seven.
fn settles() -> Result<Check, Problems> {
    let set = [("run.horizon_weeks".to_owned(), "52".to_owned())];
    let scenario = Document::parse(WHOLE.0, WHOLE.1)?
        .study(None, &set)?
        .scenario;
    let reads = |record: &Record, row: &mut Vec<f64>| {
        row.push(average(record, Raw::ClientsAll));
        row.push(average(record, Raw::DemandedHours));
        row.push(average(record, Raw::EffectiveEft));
    };
    let clients: u64 = scenario.initial.clients.iter().sum();
    let eft = funded_eft(&scenario.posts);
    let settled = |at: usize, name: &str, whole: f64| {
        let what = format!("{}, first year: {name}, 7 steps a week less 1", WHOLE.0);
        Compared {
            allowed: SETTLED * whole,
            ..sum(what, &[(at, -1.0), (3 + at, 1.0)], 0.0)
        }
    };
    Ok(Check {
        compared: vec![
            settled(0, "clients", clients as f64),
            settled(1, "hours asked a week", eft * scenario.week.full_time_hours),
            settled(2, "EFT with induction", eft),
        ],
        lanes: vec![with_steps(&scenario, 1), with_steps(&scenario, 7)],
        replications: 300,
        reads: Arc::new(reads),
    })
}
