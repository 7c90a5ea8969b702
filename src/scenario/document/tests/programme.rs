//! Changes and programmes as they are written: what is read, what a path reaches, and every way to be wrong.

use super::*;

const BOTH: &str = "[[change]]\nname = \"care software\"\nweek = 26\nrollout_weeks = 12\nrollout_hours = 3\nsaves = { client_admin = 0.2 }\ndelivers = 0.7\nbackfires = 0.1\ncosts = { client_admin = 0.1 }\n\n[[programme]]\nname = \"PACE\"\nweek = 13\nsessions_each = 7\nhours_each = 3.5\nseats = 22\nsessions = 40\nuptake = 0.9\nstays_shorter = 0.9\nquits = 0.8\nstrain_slower = 0.8\nfade_weeks = 104\nrefresher_every_weeks = 52\nrefresher_hours = 3\ncost_per_seat = 120\nfixed_cost = 20000\n\n";

fn with(old: &str, new: &str) -> Result<Document, Problems> {
    assert!(BOTH.contains(old), "no {old}");
    changed("[staff]", &format!("{}[staff]", BOTH.replacen(old, new, 1)))
}

#[test]
fn every_number_of_a_change_and_a_programme_is_reached_by_path() {
    let document = with("", "").unwrap();
    let as_written = document.study(None, &[]).unwrap().scenario;
    for (path, value) in [
        ("change.care software.week", "30"),
        ("change.care software.rollout_weeks", "1"),
        ("change.care software.rollout_hours", "1"),
        ("change.care software.saves.client_admin", "0.5"),
        ("change.care software.delivers", "0.2"),
        ("change.care software.backfires", "0.2"),
        ("change.care software.costs.rework", "0.2"),
        ("programme.PACE.week", "20"),
        ("programme.PACE.sessions_each", "3"),
        ("programme.PACE.hours_each", "1"),
        ("programme.PACE.seats", "11"),
        ("programme.PACE.sessions", "20"),
        ("programme.PACE.every_weeks", "2"),
        ("programme.PACE.uptake", "0.5"),
        ("programme.PACE.stays_shorter", "0.7"),
        ("programme.PACE.quits", "0.7"),
        ("programme.PACE.strain_slower", "0.7"),
        ("programme.PACE.fade_weeks", "52"),
        ("programme.PACE.refresher_every_weeks", "26"),
        ("programme.PACE.refresher_hours", "1"),
        ("programme.PACE.cost_per_seat", "1"),
        ("programme.PACE.fixed_cost", "1"),
        ("week.supervision_hours", "1"),
        ("level.high.abuse_weight", "0.2"),
        ("loops.strain.w_abuse", "0.3"),
        ("loops.strain.supervision_restores", "0.3"),
        ("loops.strain.supervision_full_hours", "2"),
    ] {
        let set = [(path.to_string(), value.to_string())];
        let changed = document.study(None, &set).unwrap().scenario;
        assert_ne!(changed, as_written, "{path}");
    }
}

#[test]
fn a_change_or_a_programme_that_is_wrong_is_refused_with_what_is_wrong() {
    for (old, new, expected) in [
        (
            "backfires = 0.1",
            "backfires = 0.4",
            "must add to at most 1, and add to 1.1",
        ),
        (
            "costs = { client_admin = 0.1 }",
            "",
            "change.care software.backfires is above 0, but the change has no costs",
        ),
        ("client_admin = 0.2", "client_admim = 0.2", "client_admin"),
        (
            "client_admin = 0.2",
            "client_admin = 1.2",
            "change.care software.saves.client_admin must be at most 1",
        ),
        ("week = 26\n", "", "change.care software.week is missing"),
        (
            "refresher_hours = 3\n",
            "",
            "programme.PACE.refresher_every_weeks is given without refresher_hours",
        ),
        (
            "refresher_every_weeks = 52\n",
            "",
            "programme.PACE.refresher_hours is given without refresher_every_weeks",
        ),
        (
            "sessions_each = 7",
            "sessions_each = 0",
            "programme.PACE.sessions_each must be at least 1",
        ),
        (
            "quits = 0.8",
            "quits = 0",
            "programme.PACE.quits must be at least 0.000001",
        ),
        (
            "uptake = 0.9",
            "uptake = 1.9",
            "programme.PACE.uptake must be at most 1",
        ),
    ] {
        let shown = match with(old, new) {
            Ok(_) => panic!("{new} is accepted"),
            Err(problems) => problems.to_string(),
        };
        assert!(
            shown.contains(expected),
            "{new}\nexpected: {expected}\nshown: {shown}"
        );
    }
}
