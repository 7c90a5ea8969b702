//! Reading whole files: the shipped example, plans, `--set`, uncertain numbers, the register.

mod any;
mod decide;
mod over;
mod programme;
mod refused;
mod shock;
mod staffing;

use super::*;
use crate::random::distribution::Distribution;
use crate::scenario::register::Standing;

const EXAMPLE: &str = include_str!("../../../scenarios/two-workers.toml");

fn example() -> Document {
    Document::parse("two-workers.toml", EXAMPLE).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The example with one text replaced; the text must be there.
fn changed(old: &str, new: &str) -> Result<Document, Problems> {
    assert!(EXAMPLE.contains(old), "the example has no {old}");
    Document::parse("two-workers.toml", &EXAMPLE.replacen(old, new, 1))
}

/// The problems of the example with one text replaced, as shown.
fn refused(old: &str, new: &str) -> String {
    match changed(old, new) {
        Ok(_) => panic!("{new} is accepted"),
        Err(problems) => problems.to_string(),
    }
}

fn set(path: &str, value: &str) -> Result<Scenario, String> {
    let set = [(path.to_string(), value.to_string())];
    example()
        .study(None, &set)
        .map(|study| study.scenario)
        .map_err(|problems| problems.to_string())
}

#[test]
fn the_example_is_read_without_a_problem() {
    let document = example();
    let study = document.study(None, &[]).unwrap();
    assert_eq!(study.scenario.levels.len(), 4);
    assert_eq!(study.scenario.initial.clients, [6, 15, 27, 32]);
    let limits = study.scenario.safe_load.as_ref().unwrap().limits.at(0.0);
    assert_eq!((limits.row, limits.total), (Some("M3"), Some(50.0)));
    assert_eq!(document.plans(), ["third worker in year two"]);
}

#[test]
fn a_birthday_that_leaves_a_word_without_a_row_asks_for_a_dated_value() {
    let old = "service_age_years = 7\ngroups = \"most\"";
    let shown = refused(old, "service_age_years = 1\ngroups = \"some\"");
    assert!(
        shown.contains("safe_load.groups is \"some\" in week 104 of run.horizon_weeks, 260, when the service is developing"),
        "{shown}"
    );
    let dated = "groups = [{ week = 0, value = \"some\" }, { week = 104, value = \"more\" }]";
    assert!(
        shown.contains(&format!(
            "hint: say how it goes on, with a dated value: {dated}"
        )),
        "{shown}"
    );
    let mended = changed(old, &format!("service_age_years = 1\n{dated}"))
        .unwrap_or_else(|problems| panic!("{problems}"));
    let changes =
        crate::scenario::peer_support::row_changes(&mended.study(None, &[]).unwrap().scenario);
    assert_eq!(
        changes
            .iter()
            .map(|(week, row)| (week.round(), *row))
            .collect::<Vec<_>>(),
        [(104.0, "D3")]
    );
    let stays = changed(
        old,
        "service_age_years = 1\nmoves_on = false\ngroups = \"some\"",
    );
    assert!(
        stays.is_ok(),
        "a service that does not move on keeps its row"
    );
}

#[test]
fn a_plan_changes_from_its_first_week_on_and_set_comes_after_it() {
    let document = example();
    let plan = Some("third worker in year two");
    let study = document.study(plan, &[]).unwrap();
    assert_eq!(study.scenario.posts[0].count.steps(), [(0.0, 2), (52.0, 3)]);
    let set = [(
        "posts.peer worker.count".to_string(),
        "[{ week = 104, value = 1 }]".to_string(),
    )];
    let study = document.study(plan, &set).unwrap();
    assert_eq!(
        study.scenario.posts[0].count.steps(),
        [(0.0, 2), (52.0, 3), (104.0, 1)]
    );
    assert!(
        document
            .study(Some("third worker in year too"), &[])
            .unwrap_err()
            .to_string()
            .contains("did you mean \"third worker in year two\"?")
    );
}

#[test]
fn a_plan_is_checked_with_the_file_and_named() {
    let shown = refused(
        "\"posts.peer worker.count\" =",
        "\"posts.peer worker.cuont\" =",
    );
    assert!(shown.contains("did you mean \"count\"?"), "{shown}");
    assert!(
        shown.contains("(in plan \"third worker in year two\")"),
        "{shown}"
    );
    let shown = refused(
        "= [{ week = 52, value = 3 }]",
        "= [{ week = 52, value = -3 }]",
    );
    assert!(
        shown.contains("must be at least 0 (in plan \"third worker in year two\")"),
        "{shown}"
    );
    let shown = refused(
        "\"posts.peer worker.count\" =",
        "\"loops.burnout.quits_at_full\" = 2 #",
    );
    assert!(
        shown.contains("is uncertain in this file, so it cannot also be set"),
        "{shown}"
    );
    assert!(
        shown.contains("take \"loops.burnout.quits_at_full\" out of [uncertain]"),
        "{shown}"
    );
}

#[test]
fn set_reads_toml_and_a_bare_word_as_text() {
    assert_eq!(
        set("staff.notice_weeks", "8")
            .unwrap()
            .staff
            .unwrap()
            .notice_weeks,
        8.0
    );
    assert_eq!(
        set("allocation.ownership", "pooled")
            .unwrap()
            .allocation
            .ownership,
        crate::scenario::Ownership::Pooled
    );
    assert_eq!(set("regime.enter", "1.2").unwrap().regime.enter, 1.2);
    assert_eq!(
        set("staff.tenure", "{ dist = \"fixed\", value = 100 }")
            .unwrap()
            .staff
            .unwrap()
            .tenure,
        Distribution::Fixed { value: 100.0 }
    );
    let shown = set("staff.notice_weeks", "-8").unwrap_err();
    assert!(
        shown.contains("--set | staff.notice_weeks=-8\n      |                    ^^ found -8"),
        "{shown}"
    );
    assert!(
        set("staff.notice", "8")
            .unwrap_err()
            .contains("did you mean \"notice_weeks\"?")
    );
    assert!(
        set("plans.x", "8")
            .unwrap_err()
            .contains("cannot be changed")
    );
    assert!(
        set("staff.notice_weeks", "[1")
            .unwrap_err()
            .contains("not valid TOML")
    );
    assert!(
        set("loops", "1")
            .unwrap_err()
            .contains("loops is uncertain")
    );
    assert!(set("week.floors", "1\nx = 3").is_err());
}

#[test]
fn an_uncertain_number_is_put_in_its_place() {
    let study = example().study(None, &[]).unwrap();
    assert_eq!(study.uncertain.len(), 1);
    let drawn = study.with(&[2.0]).unwrap();
    assert_eq!(drawn.loops.burnout.as_ref().unwrap().quits_at_full, 2.0);
    let as_written = study.with(&[1.57]).unwrap();
    assert_eq!(as_written, study.scenario);
    assert!(
        study
            .with(&[-1.0])
            .unwrap_err()
            .to_string()
            .contains("loops.burnout.quits_at_full must be at least 0.000001")
    );
}

#[test]
fn an_uncertain_path_must_lead_to_a_number_that_may_be_drawn() {
    let line = "\"loops.burnout.quits_at_full\" = { dist = \"triangular\", min = 1.0, mode = 1.57, max = 2.4 }";
    let with = |new: &str| refused(line, new);
    let over = "\"loops.burnout.strength\" = { dist = \"uniform\", min = 0.5, max = 1.5 }";
    assert!(with(over).contains("loops.burnout.strength may be drawn as 1.5, and then: loops.burnout.strength must be at most 1"));
    assert!(
        with("\"loops.burnout.quits\" = { dist = \"fixed\", value = 2 }")
            .contains("did you mean \"loops.burnout.quits_at_full\"?")
    );
    assert!(
        with("\"staff.tenure\" = { dist = \"fixed\", value = 2 }")
            .contains("which is a table, not a number")
    );
    assert!(
        with("\"posts.peer worker.count\" = { dist = \"uniform\", min = 1, max = 3 }")
            .contains("must be whole numbers")
    );
    let route = "\"level.high.next.exit\" = { dist = \"uniform\", min = 0.1, max = 0.2 }";
    assert!(with(route).contains(
        "level.high.next.exit may be drawn as 0.1, and then: level.high.next adds to 0.9, not 1"
    ));
    let default = "\"loops.burnout.strength\" = { dist = \"uniform\", min = 0.5, max = 1.0 }";
    let study = changed(line, default).unwrap().study(None, &[]).unwrap();
    assert_eq!(
        study.with(&[0.6]).unwrap().loops.burnout.unwrap().strength,
        0.6
    );
}

#[test]
fn a_source_must_lead_to_something() {
    let shown = refused("\"staff.notice_weeks\" =", "\"staff.notice_week\" =");
    assert!(
        shown.contains("sources names \"staff.notice_week\", which leads to nothing in this file"),
        "{shown}"
    );
    assert!(
        shown.contains("did you mean \"staff.notice_weeks\"?"),
        "{shown}"
    );
}

#[test]
fn the_register_lists_every_number_with_its_standing() {
    let document = example();
    let register = document.register(&document.study(None, &[]).unwrap());
    let entry = |path: &str| {
        register
            .entries
            .iter()
            .find(|entry| entry.path == path)
            .unwrap_or_else(|| panic!("no {path}"))
    };
    assert_eq!(
        entry("level.high.contact_hours").standing,
        Standing::Sourced
    );
    assert_eq!(entry("staff.notice_weeks").standing, Standing::Assumed);
    assert_eq!(
        entry("posts.peer worker.eft").standing,
        Standing::Default,
        "a source on the table says nothing of a default"
    );
    assert_eq!(entry("safe_load.scale").value, "true");
    assert_eq!(
        entry("loops.burnout.quits_at_full").uncertain.as_deref(),
        Some("from 1 to 2.4, most likely 1.57")
    );
    assert_eq!(register.count(Standing::Unsourced), 0);
    let bare = changed("\"staff.notice_weeks\" = \"assumption: a month\"", "").unwrap();
    let register = bare.register(&bare.study(None, &[]).unwrap());
    assert_eq!(register.count(Standing::Unsourced), 1);
}

#[test]
fn a_number_of_set_is_shown_where_it_stands() {
    let shown = set("posts.peer worker.count", "[{ week = 52, value = 3.5 }]").unwrap_err();
    let lines = "--set | posts.peer worker.count=[{ week = 52, value = 3.5 }]\n      |                                               ^^^ found 3.5\n  hint: posts funded";
    assert!(shown.contains(lines), "{shown}");
}

#[test]
fn an_uncertain_number_must_fit_every_plan() {
    let line = "\"loops.burnout.quits_at_full\" = { dist = \"triangular\", min = 1.0, mode = 1.57, max = 2.4 }";
    let text = EXAMPLE
        .replace(
            line,
            "\"regime.leave\" = { dist = \"uniform\", min = 0.9, max = 1.05 }",
        )
        .replace(
            "\"posts.peer worker.count\" = [{",
            "\"regime.enter\" = 1.02\n\"posts.peer worker.count\" = [{",
        );
    let shown = Document::parse("x.toml", &text)
        .map(|_| "accepted")
        .unwrap_err()
        .to_string();
    assert!(shown.contains("regime.leave may be drawn as 1.05, and then: regime.leave must be at most regime.enter, 1.02"), "{shown}");
    assert!(
        shown.contains("(in plan \"third worker in year two\")"),
        "{shown}"
    );
}
