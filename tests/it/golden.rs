//! Shipped scenarios, rounded summaries. These numbers are published: they change only on purpose, together with a
//! *Results change* entry in CHANGELOG.md. They guard against change, not against error; that is what `theory` is for.
//!
//! `PLIMSOLL_BLESS=1 cargo test --release golden` prints the table as it is now.

use std::sync::atomic::AtomicBool;

use plimsoll::experiment::{NoOutcomes, Settings, Silent, Subject, run};
use plimsoll::scenario::document::Document;

/// Replications of each scenario here, and of those that take their time.
const REPLICATIONS: u64 = 200;
const FEW: u64 = 40;

/// Outcomes shown, each rounded to three significant digits.
const OUTCOMES: [&str; 7] = [
    "unsafe_year",
    "breach_worker_weeks_per_year",
    "ever_vicious",
    "eft_need_mean",
    "waiting_mean",
    "leavers_count",
    "twin_unsafe_year",
];

/// Scenario, plan, outcomes in the order above.
const GOLDEN: &str = "\
two-workers, as written: 0.975 38.1 0.905 2.51 0 2.98 0.97
two-workers, third worker in year two: 0.58 16 0.575 1.95 0 3.89 0.54
emergent-wide, as written: 0.93 22.7 0.635 2 0 5.48 0.94
eight-workers, as written: 0.745 112 0.415 10.6 0 6.79 0.55
funding-cut, as written: 1 189 0.84 6.28 0 9.74 1
funding-cut, waiting list instead: 1 96.8 0.09 5.73 8.77 9.32 1
imagine-facilitators, as written: 0.65 127 0.625 6.31 0 7.75 0.55
abuse-and-boundaries, as written: 0.37 29.8 0.015 6.22 0 13.4 0.345
growing-region, as written: 1 457 0.95 18.5 0 25.2 1
";

fn row(name: &str, plan: Option<&str>, replications: u64) -> String {
    let path = format!("{}/scenarios/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let document = Document::read(path.as_ref()).expect("a shipped scenario reads");
    let study = document.study(plan, &[]).expect("a shipped plan is valid");
    let settings = Settings {
        replications,
        seed: study.scenario.run.seed,
        threads: 2,
        cut: vec![],
        twin: true,
    };
    let stop = AtomicBool::new(false);
    let results = run(
        &Subject::from(&study),
        &settings,
        &Silent,
        &stop,
        &mut NoOutcomes,
    )
    .expect("a shipped scenario plays");
    let values: Vec<String> = OUTCOMES
        .iter()
        .map(|name| {
            results
                .outcome(name)
                .map_or("-".to_owned(), |it| significant(it.estimate.value))
        })
        .collect();
    format!(
        "{name}, {}: {}\n",
        plan.unwrap_or("as written"),
        values.join(" ")
    )
}

/// Three significant digits.
fn significant(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let digits = 2 - value.abs().log10().floor() as i32;
    let factor = 10f64.powi(digits);
    ((value * factor).round() / factor).to_string()
}

#[test]
fn shipped_scenarios_give_their_published_results() {
    let found: String = [
        ("two-workers", None, REPLICATIONS),
        (
            "two-workers",
            Some("third worker in year two"),
            REPLICATIONS,
        ),
        ("emergent-wide", None, REPLICATIONS),
        ("eight-workers", None, REPLICATIONS),
        ("funding-cut", None, REPLICATIONS),
        ("funding-cut", Some("waiting list instead"), REPLICATIONS),
        ("imagine-facilitators", None, FEW),
        ("abuse-and-boundaries", None, REPLICATIONS),
        ("growing-region", None, FEW),
    ]
    .into_iter()
    .map(|(name, plan, replications)| row(name, plan, replications))
    .collect();
    if std::env::var_os("PLIMSOLL_BLESS").is_some() {
        println!("{found}");
    }
    assert_eq!(found, GOLDEN, "found:\n{found}\npublished:\n{GOLDEN}");
}
