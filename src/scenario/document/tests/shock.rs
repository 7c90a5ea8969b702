//! Emergencies as they are written: what is read, what a path reaches, and every way to be wrong.

use super::*;
use crate::scenario::Strikes;

const SHOCK: &str = "[[shock]]\nname = \"health change\"\nper_client_per_year = 0.05\nlevels = [\"high\", \"medium\"]\ncrisis_hours = 6\nduration = { dist = \"gamma\", mean = 8, sd = 6 }\npermanent_share = 0.3\nlevel_up = 1\nunevenness = 0.5\n\n";

/// The example with emergencies before its staff, one text of them replaced.
fn with_shock(old: &str, new: &str) -> Result<Document, Problems> {
    assert!(SHOCK.contains(old), "no {old}");
    changed(
        "[staff]",
        &format!("{}[staff]", SHOCK.replacen(old, new, 1)),
    )
}

fn shown(old: &str, new: &str) -> String {
    match with_shock(old, new) {
        Ok(_) => panic!("{new} is accepted"),
        Err(problems) => problems.to_string(),
    }
}

#[test]
fn an_emergency_is_read_with_its_defaults_and_every_number_is_reached_by_path() {
    let document = with_shock("", "").unwrap();
    let set = |path: &str, value: &str| {
        let set = [(path.to_string(), value.to_string())];
        document.study(None, &set).map(|study| study.scenario)
    };
    let as_written = document.study(None, &[]).unwrap().scenario;
    let shock = &as_written.shocks[0];
    assert_eq!(shock.own_making, crate::scenario::OwnMaking::default());
    assert_eq!(
        shock.strikes,
        Strikes::Clients {
            per_year: 0.05,
            levels: vec![true, true, false, false],
            unevenness: 0.5
        }
    );
    for (path, value) in [
        ("per_client_per_year", "0.2"),
        ("crisis_hours", "3"),
        ("duration.mean", "4"),
        ("permanent_share", "1"),
        ("level_up", "0"),
        ("unevenness", "0"),
        ("levels", "[\"high\"]"),
        ("own_making.per_backlog_hour", "0.001"),
    ] {
        let changed = set(&format!("shock.health change.{path}"), value).unwrap();
        assert_ne!(changed.shocks, as_written.shocks, "{path}");
    }
    let moved = set("allocation.rebalance", "0.5").unwrap();
    assert_eq!(moved.allocation.rebalance, 0.5);
}

#[test]
fn an_emergency_that_is_wrong_is_refused_with_what_is_wrong() {
    let rate = "per_client_per_year = 0.05";
    for (old, new, expected) in [
        (
            rate,
            "",
            "must give one of per_client_per_year, per_worker_per_year, per_service_per_year, and gives none",
        ),
        (
            rate,
            "per_client_per_year = 0.05\nper_worker_per_year = 1",
            "and gives more than one",
        ),
        ("\"medium\"]", "\"medum\"]", "did you mean \"medium\"?"),
        (
            "[\"high\", \"medium\"]",
            "[]",
            "shock.health change.levels is empty: it could strike nobody",
        ),
        (
            rate,
            "per_worker_per_year = 0.5",
            "shock.health change.levels has nothing to act on",
        ),
        (
            rate,
            "per_worker_per_year = 0.5",
            "shock.health change.level_up has nothing to act on",
        ),
        (
            rate,
            "per_service_per_year = 0.5",
            "shock.health change.unevenness has nothing to act on: shock.health change strikes everybody at once",
        ),
        (
            "level_up = 1",
            "level_up = 8",
            "shock.health change.level_up must be at most 7",
        ),
        (
            "permanent_share = 0.3",
            "permanent_share = 1.3",
            "shock.health change.permanent_share must be at most 1",
        ),
        (
            "crisis_hours = 6",
            "crisis_hour = 6",
            "did you mean \"crisis_hours\"?",
        ),
        (
            "crisis_hours = 6",
            "",
            "shock.health change.crisis_hours is missing",
        ),
        (
            "unevenness = 0.5",
            "own_making = { per_missed_contact_hour = -1 }",
            "must be at least 0",
        ),
        (
            "level_up = 1\n",
            "level_up = 1\n[[worker]]\nrole = \"peer worker\"\nclients = { high = 1 }\nemergencies = { \"health change\" = 2 }\n[[shock]]\nname = \"other\"\nper_worker_per_year = 1\ncrisis_hours = 1\nduration = { dist = \"fixed\", value = 1 }\n",
            "emergencies.health change is 2, but the worker holds 1 clients whom it can strike",
        ),
    ] {
        let shown = shown(old, new);
        assert!(
            shown.contains(expected),
            "{new}\nexpected: {expected}\nshown: {shown}"
        );
    }
    let twice = changed("[staff]", &format!("{SHOCK}{SHOCK}[staff]")).unwrap_err();
    assert!(
        twice
            .to_string()
            .contains("shock \"health change\" is there twice")
    );
    let pooled = refused(
        "[staff]",
        "[allocation]\nownership = \"pooled\"\nrebalance = 0.5\n[staff]",
    );
    assert!(
        pooled.contains("ownership is \"pooled\"") || pooled.contains("allocation"),
        "{pooled}"
    );
}
