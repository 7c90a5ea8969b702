//! Every number of a scenario moves some output.
//!
//! Goes through all numeric keys of the schema. Each must stand in one of the scenarios below, and be moved there: some outcome
//! of some future, or some weekly mean, differs from that of the scenario as it stands. A key that moves nothing is dead, or it
//! is named here with the reason.

use crate::support::schema_keys::{is_of, keys};
use plimsoll::experiment::{OutcomeSink, Settings, Silent, Subject, run};
use plimsoll::scenario::document::Document;
use std::error::Error;
use std::sync::atomic::AtomicBool;

/// A service with every section and a number at every key, as far as they go together.
const RICH: &str = include_str!("keys/rich.toml");
/// What does not go with that: the built-in table, its discount for size, and absolute limits, which the others leave nothing to do
/// where they keep everyone out who would come near.
const TABLE: &str = include_str!("keys/table.toml");
/// Support, teams, traits, emergencies, changes, a programme and money.
const WHOLE: &str = include_str!("keys/whole.toml");
/// Two sites, of which one has every section of its own.
const SITES: &str = include_str!("keys/sites.toml");

/// Sections that are not about the service: they name paths, or what may be decided.
const NOT_THE_SERVICE: [&str; 4] = ["plans", "decide", "uncertain", "sources"];

/// Keys that move nothing, and why.
const MOVES_NOTHING: [(&str, &str); 3] = [
    (
        "run.replications",
        "the size of the experiment: more futures, none of them another",
    ),
    (
        "site.*.safe_load.tolerance",
        "refused: the years of the whole are judged by one share, so that it is the same at all sites",
    ),
    (
        "week.floors.travel",
        "refused: travel goes with the sessions it is for",
    ),
];

/// Keys that cannot be moved by themselves, or are one value to the register with others: what to set instead, and to what.
const INSIDE: [(&str, &str, &str); 25] = [
    (
        "level.*.next.*",
        "level.medium.next",
        "{ group = 0.4, high = 0.3, parked = 0.3 }",
    ),
    (
        "referrals.*.enter.*",
        "referrals.door.enter",
        "{ high = 0.3, medium = 0.4, group = 0.3 }",
    ),
    (
        "referrals.*.changes.*.week",
        "referrals.door.changes",
        "[{ week = 20, value = 1.3, ramp_weeks = 8 }]",
    ),
    (
        "referrals.*.changes.*.value",
        "referrals.door.changes",
        "[{ week = 30, value = 1.6, ramp_weeks = 8 }]",
    ),
    (
        "referrals.*.changes.*.ramp_weeks",
        "referrals.door.changes",
        "[{ week = 30, value = 1.3, ramp_weeks = 30 }]",
    ),
    (
        "referrals.*.monthly.*",
        "referrals.door.monthly",
        "[2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]",
    ),
    (
        "hiring.starts.*.week",
        "hiring.starts",
        "[{ week = 20, role = \"worker\" }]",
    ),
    (
        "hiring.freeze.*.from",
        "hiring.freeze",
        "[{ from = 15, to = 45 }]",
    ),
    (
        "hiring.freeze.*.to",
        "hiring.freeze",
        "[{ from = 25, to = 75 }]",
    ),
    (
        "posts.*.count",
        "posts.worker.count",
        "[{ week = 0, value = 5 }, { week = 40, value = 9 }]",
    ),
    (
        "support.*.count",
        "support.helper.count",
        "[{ week = 0, value = 2 }, { week = 30, value = 1 }]",
    ),
    (
        "support.*.hiring.freeze.*.from",
        "support.helper.hiring.freeze",
        "[{ from = 15, to = 45 }]",
    ),
    (
        "support.*.hiring.freeze.*.to",
        "support.helper.hiring.freeze",
        "[{ from = 25, to = 75 }]",
    ),
    (
        "team.*.hiring.freeze.*.from",
        "team.direct support.hiring.freeze",
        "[{ from = 15, to = 45 }]",
    ),
    (
        "team.*.hiring.freeze.*.to",
        "team.direct support.hiring.freeze",
        "[{ from = 25, to = 75 }]",
    ),
    (
        "site.*.hiring.freeze.*.from",
        "site.north.hiring.freeze",
        "[{ from = 15, to = 45 }]",
    ),
    (
        "site.*.hiring.freeze.*.to",
        "site.north.hiring.freeze",
        "[{ from = 25, to = 75 }]",
    ),
    (
        "site.*.referrals.*.enter.*",
        "site.north.referrals.door.enter",
        "{ high = 0.3, medium = 0.4, group = 0.3 }",
    ),
    (
        "site.*.referrals.*.changes.*.week",
        "site.north.referrals.door.changes",
        "[{ week = 20, value = 1.3, ramp_weeks = 8 }]",
    ),
    (
        "site.*.referrals.*.changes.*.value",
        "site.north.referrals.door.changes",
        "[{ week = 30, value = 1.6, ramp_weeks = 8 }]",
    ),
    (
        "site.*.referrals.*.changes.*.ramp_weeks",
        "site.north.referrals.door.changes",
        "[{ week = 30, value = 1.3, ramp_weeks = 30 }]",
    ),
    (
        "site.*.referrals.*.monthly.*",
        "site.north.referrals.door.monthly",
        "[2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]",
    ),
    (
        "site.*.hiring.starts.*.week",
        "site.north.hiring.starts",
        "[{ week = 20, role = \"worker\" }]",
    ),
    // The words for groups differ by stage: "some" is one of an emergent service and of a mature one.
    (
        "safe_load.service_age_years",
        "safe_load.service_age_years",
        "7",
    ),
    (
        "site.*.safe_load.service_age_years",
        "site.south.safe_load.service_age_years",
        "7",
    ),
];

/// Outcome rows as bits.
#[derive(Default)]
struct Rows(Vec<u64>);

impl OutcomeSink for Rows {
    fn row(&mut self, _: u64, values: &[f64]) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.0.extend(values.iter().map(|value| value.to_bits()));
        Ok(())
    }
}

/// Everything that comes out of a few futures, as bits; `None` where the values are refused.
fn outputs(document: &Document, set: &[(String, String)]) -> Option<Vec<u64>> {
    let study = document.study(None, set).ok()?;
    let subject = Subject::from(&study);
    let settings = Settings {
        replications: 3,
        seed: study.scenario.run.seed,
        threads: 1,
        cut: vec![],
        twin: false,
    };
    let mut rows = Rows::default();
    let results = run(
        &subject,
        &settings,
        &Silent,
        &AtomicBool::new(false),
        &mut rows,
    );
    let results = results.expect("the scenario can be played");
    let means = results.weekly.iter().flatten().map(|it| it.mean.to_bits());
    rows.0.extend(means);
    Some(rows.0)
}

/// Other numbers for a number.
fn others(value: f64) -> [f64; 6] {
    [value * 1.5, value * 0.5, value + 1.0, value - 1.0, 0.3, 0.9]
}

/// Whether the outputs change for some other value at a path.
fn moves(document: &Document, path: &str, value: f64, asis: &[u64]) -> bool {
    let allowed = others(value).into_iter().filter(|other| *other != value);
    allowed
        .filter_map(|other| outputs(document, &[(path.to_owned(), other.to_string())]))
        .any(|found| found != asis)
}

#[test]
fn every_number_of_the_schema_moves_some_output() {
    let keys = keys(&["number", "integer"], &NOT_THE_SERVICE);
    assert!(keys.len() > 100, "{} keys", keys.len());
    let mut open: Vec<&String> = keys
        .iter()
        .filter(|key| !MOVES_NOTHING.iter().any(|(named, _)| named == key))
        .collect();
    for (name, text) in [
        ("rich.toml", RICH),
        ("table.toml", TABLE),
        ("whole.toml", WHOLE),
        ("sites.toml", SITES),
    ] {
        let document = Document::parse(name, text).unwrap_or_else(|it| panic!("{it}"));
        let asis = outputs(&document, &[]).expect("as it stands");
        for (key, path, value) in INSIDE {
            let set = [(path.to_owned(), value.to_owned())];
            if outputs(&document, &set).is_some_and(|found| found != asis) {
                open.retain(|it| *it != key);
            }
        }
        let study = document
            .study(None, &[])
            .unwrap_or_else(|it| panic!("{it}"));
        for entry in document.register(&study).entries {
            let Ok(value) = entry.value.parse::<f64>() else {
                continue;
            };
            let is_open = open.iter().any(|key| is_of(&entry.path, key));
            if is_open && moves(&document, &entry.path, value, &asis) {
                open.retain(|key| !is_of(&entry.path, key));
            }
        }
        // The register leaves the size and the seed of the run out.
        for (path, value) in [("run.seed", 7.0), ("run.steps_per_week", 7.0)] {
            let set = [(path.to_owned(), value.to_string())];
            if outputs(&document, &set).is_some_and(|found| found != asis) {
                open.retain(|key| *key != path);
            }
        }
    }
    assert!(open.is_empty(), "these keys move nothing: {open:#?}");
}
