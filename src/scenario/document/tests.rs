//! Reading whole files: the shipped example, every way in which one can be wrong, and any bytes at all.

use super::*;
use crate::scenario::register::Standing;
use proptest::prelude::*;

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

/// One replacement, and what must stand in the error it gives.
type Case<'a> = (&'a str, &'a str, &'a str);

fn all_refused(cases: &[Case]) {
    for (old, new, expected) in cases {
        let shown = refused(old, new);
        assert!(
            shown.contains(expected),
            "{new}\nexpected: {expected}\nshown: {shown}"
        );
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
fn a_problem_reads_as_the_house_style_says() {
    let shown = refused(
        r#"dist = "lognormal", mean = 12, sd = 6"#,
        r#"dist = "lognormal", mean = -12, sd = 6"#,
    );
    let line = 1 + EXAMPLE[..EXAMPLE.find("time_to_fill = {").unwrap()]
        .matches('\n')
        .count();
    let expected = format!(
        "two-workers.toml has 1 problem\n\n  hiring.time_to_fill.mean must be greater than 0\n{line:>5} | time_to_fill = {{ dist = \"lognormal\", mean = -12, sd = 6 }}\n      |                                             ^^^ found -12\n  hint: weeks from the approved vacancy to the new worker's first day\n"
    );
    assert_eq!(shown, expected);
}

#[test]
fn one_wrong_key_is_refused_whatever_is_wrong_with_it() {
    all_refused(&[
        (
            "horizon_weeks = 260",
            "horizon_week = 260",
            "did you mean \"horizon_weeks\"?",
        ),
        (
            "horizon_weeks = 260",
            "horizon_week = 260",
            "run.horizon_weeks is missing",
        ),
        (
            "horizon_weeks = 260",
            "horizon_weeks = 0",
            "run.horizon_weeks must be at least 1",
        ),
        (
            "horizon_weeks = 260",
            "horizon_weeks = 5201",
            "run.horizon_weeks must be at most 5200",
        ),
        (
            "horizon_weeks = 260",
            "horizon_weeks = 26.5",
            "run.horizon_weeks must be a whole number",
        ),
        (
            "horizon_weeks = 260",
            "horizon_weeks = \"long\"",
            "run.horizon_weeks must be a whole number",
        ),
        (
            "seed = 20260105",
            "seed = -1",
            "run.seed must be at least 0",
        ),
        (
            "seed = 20260105",
            "steps_per_week = 2",
            "run.steps_per_week must be 1 or 7",
        ),
        (
            "start = 2026-01-05",
            "start = \"soon\"",
            "run.start must be a date such as 2026-01-05",
        ),
        (
            "start = 2026-01-05",
            "start = 12:00:00",
            "run.start must be a date such as 2026-01-05",
        ),
        (
            "kind = \"group\"",
            "kind = \"gruop\"",
            "did you mean \"group\"?",
        ),
        (
            "kind = \"group\"",
            "",
            "level.group.kind is missing, one of one_to_one, group, check_in",
        ),
        (
            "mean = 156 }",
            "mean = nan }",
            "staff.tenure.mean must be a finite number",
        ),
        (
            "mean = 156 }",
            "mean = inf }",
            "staff.tenure.mean must be a finite number",
        ),
        (
            "mean = 156 }",
            "mean = 156, sd = 3 }",
            "staff.tenure.sd is not a key that Plimsoll knows",
        ),
        (
            "tenure = { dist = \"exponential\", mean = 156 }",
            "tenure = 156",
            "staff.tenure must be a distribution such as",
        ),
        (
            "tenure = { dist = \"exponential\", mean = 156 }",
            "tenure = { mean = 156 }",
            "staff.tenure.dist is missing",
        ),
        (
            "\"wellbeing\", \"relationships\"",
            "\"welbeing\", \"relationships\"",
            "did you mean \"wellbeing\"?",
        ),
        (
            "sharing = 0.5",
            "sharing = 1.5",
            "allocation.sharing must be at most 1",
        ),
        (
            "reference = 0.2",
            "reference = 1.0",
            "loops.strain.reference must be less than 1",
        ),
        (
            "geography = \"centralised\"",
            "geography = 3",
            "safe_load.geography must be one of centralised, wide",
        ),
        (
            "[allocation]",
            "[decide]\nx = 1\n[allocation]",
            "decide is not a key that Plimsoll knows",
        ),
        (
            "count = 2",
            "count = [{ weeks = 0, value = 2 }]",
            "did you mean \"week\"?",
        ),
        (
            "count = 2",
            "count = \"two\"",
            "posts.peer worker.count must be a whole number or a list of { week, value }",
        ),
        (
            "per_week = 1.3",
            "per_week = 1.3\nmonthly = [1, 2]",
            "referrals.self and agency.monthly must have exactly 12 entries",
        ),
        ("name = \"high\"", "name = \" \"", "must not be empty"),
    ]);
}

#[test]
fn what_needs_two_keys_at_once_is_refused_with_its_line() {
    all_refused(&[
        (
            "group = 0.6, high = 0.1, parked = 0.3",
            "group = 0.6, high = 0.2, parked = 0.3",
            "level.medium.next adds to 1.1, not 1",
        ),
        (
            "group = 0.6, high = 0.1",
            "grup = 0.6, high = 0.1",
            "level.medium.next names level \"grup\", which the file does not have",
        ),
        (
            "group = 0.6, high = 0.1",
            "grup = 0.6, high = 0.1",
            "did you mean \"group\"?",
        ),
        (
            "relapse_to = \"medium\"",
            "relapse_to = \"medum\"",
            "did you mean \"medium\"?",
        ),
        (
            "name = \"group\"",
            "name = \"medium\"",
            "level \"medium\" is there twice",
        ),
        (
            "high = 0.35, medium = 0.40",
            "high = 0.35, medium = 0.30",
            "referrals.self and agency.enter adds to 0.9, not 1",
        ),
        (
            "clients = { high = 6",
            "clients = { hi = 6",
            "initial.clients names level \"hi\"",
        ),
        (
            "clients = { high = 6",
            "vacancies = 3\nclients = { high = 6",
            "initial.vacancies has 3 of role \"peer worker\", which has 2 posts",
        ),
        (
            "service_age_years = 7\n",
            "",
            "safe_load.service_age_years is missing",
        ),
        (
            "groups = \"most\"",
            "groups = \"none\"",
            "a mature service of the practice note has \"some\" or \"most\"",
        ),
        (
            "service_age_years = 7",
            "limits = { high = 5 }\nservice_age_years = 7",
            "either table or limits and total, not both",
        ),
        (
            "table = \"peer-support\"",
            "",
            "safe_load needs table = \"peer-support\", or limits and total",
        ),
        (
            "floors = { client_admin = 0.3 }",
            "floors = { travel = 0.3 }",
            "travel goes with the sessions it is for",
        ),
        (
            "\"client_admin\", \"contact\"]",
            "\"contact\", \"contact\"]",
            "week.squeeze names \"contact\" twice",
        ),
        (
            "wellbeing_hours = 5 ",
            "wellbeing_hours = 38 ",
            "week.full_time_hours must be more than the 40 h",
        ),
        (
            "count = 2",
            "count = [{ week = 4, value = 2 }]",
            "must begin at week 0 or before",
        ),
        (
            "count = 2",
            "count = [{ week = 0, value = 2 }, { week = 0, value = 3 }]",
            "must be in the order of its weeks",
        ),
        ("count = 2", "count = []", "is an empty list, not a value"),
        (
            "strain = { reference",
            "# strain = { reference",
            "loops.burnout acts through strain",
        ),
        (
            "[staff]",
            "[regime]\nleave = 1.2\n[staff]",
            "regime.leave must be at most regime.enter, 1.1",
        ),
        (
            "start_share = 0.25",
            "start_share = 0.25\nstarts = [{ week = 3 }]",
            "hiring.starts.1 is one start more than the 0 open vacancies",
        ),
        (
            "start_share = 0.25",
            "start_share = 0.25\nfreeze = [{ from = 9, to = 3 }]",
            "hiring.freeze.1.from must be before to",
        ),
        (
            "start_share = 0.25",
            "start_share = 0.25\nfreeze = [{ from = 1, to = 9 }, { from = 5, to = 12 }]",
            "hiring.freeze.2 overlaps hiring.freeze.1",
        ),
        (
            "mean = 12, sd = 6 }",
            "mean = 12, sd = 6 }\napproval = { dist = \"uniform\", min = 5, max = 5 }",
            "hiring.approval.min must be less than hiring.approval.max",
        ),
        (
            "mean = 12, sd = 6 }",
            "mean = 12, sd = 6 }\napproval = { dist = \"triangular\", min = 1, mode = 9, max = 5 }",
            "hiring.approval.mode must be at most hiring.approval.max",
        ),
        (
            "mean = 12, sd = 6 }",
            "mean = 12, sd = 6 }\napproval = { dist = \"empirical\", values = [0] }",
            "must hold at least one value above 0",
        ),
    ]);
}

#[test]
fn safe_load_admission_without_limits_is_refused() {
    let start = EXAMPLE.find("[safe_load]").unwrap();
    let end = EXAMPLE.find("# --- The working week").unwrap();
    let without = format!("{}{}", &EXAMPLE[..start], &EXAMPLE[end..])
        .replace("[allocation]", "[allocation]\nadmission = \"safe_load\"");
    let without: String = without
        .lines()
        .filter(|line| !line.starts_with("\"safe_load"))
        .map(|line| format!("{line}\n"))
        .collect();
    let shown = Document::parse("x.toml", &without)
        .map(|_| "accepted")
        .unwrap_err()
        .to_string();
    assert!(
        shown.contains("allocation.admission is \"safe_load\", but the file has no [safe_load]"),
        "{shown}"
    );
    assert!(shown.starts_with("x.toml has 1 problem\n"), "{shown}");
}

#[test]
fn a_level_without_a_way_out_is_refused() {
    let shown = refused(
        r#"next = { parked = 0.8, medium = 0.2 }"#,
        r#"next = { group = 1.0 }"#,
    );
    assert!(shown.contains("level group has no way out"), "{shown}");
    assert!(
        !shown.contains("level high has no way out"),
        "high itself leads out: {shown}"
    );
    let round = EXAMPLE.replace("medium = 0.8, exit = 0.2", "medium = 1.0");
    assert!(
        Document::parse("x.toml", &round).is_ok(),
        "parked clients leave after 24 weeks"
    );
    let round = round.replace("relapse_probability = 0.05", "relapse_probability = 1.0");
    let shown = Document::parse("x.toml", &round).unwrap_err().to_string();
    assert!(
        shown.starts_with("x.toml has 4 problems"),
        "no level leads out: {shown}"
    );
}

#[test]
fn a_roster_must_fit_the_posts_the_clients_and_the_tenure() {
    let with = |roster: &str| {
        refused(
            "[staff]\ntenure = { dist = \"exponential\", mean = 156 }",
            &format!("{roster}\n[staff]\ntenure = {{ dist = \"uniform\", min = 52, max = 208 }}"),
        )
    };
    let one = "[[worker]]\nrole = \"peer worker\"\n";
    assert!(with(&one.repeat(3)).contains(
        "the roster has 3 workers of role \"peer worker\", but 2 of its posts are filled"
    ));
    assert!(
        with(&format!("{one}clients = {{ high = 7 }}"))
            .contains("the roster holds 7 clients of level high, but initial.clients has 6")
    );
    assert!(
        with(&format!("{one}weeks_in_post = 208"))
            .contains("worker.1.weeks_in_post must be less than 208")
    );
    assert!(with(&format!("{one}clients = {{ hihg = 1 }}")).contains("did you mean \"high\"?"));
    assert!(
        with("[[worker]]\nrole = \"driver\"\n").contains("worker.1.role names role \"driver\"")
    );
}

#[test]
fn a_birthday_that_leaves_a_word_without_a_row_asks_for_a_dated_value() {
    let old = "service_age_years = 7\ngroups = \"most\"";
    let shown = refused(old, "service_age_years = 1\ngroups = \"some\"");
    assert!(
        shown.contains("safe_load.groups is \"some\" in week 104, when the service is developing"),
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
fn syntax_errors_are_shown_in_the_same_form() {
    let shown = refused("horizon_weeks = 260", "horizon_weeks = = 260");
    assert!(
        shown.contains("not valid TOML")
            && shown.contains("| horizon_weeks = = 260")
            && shown.contains('^'),
        "{shown}"
    );
    let twice = refused(
        "horizon_weeks = 260",
        "horizon_weeks = 260\nhorizon_weeks = 3",
    );
    assert!(twice.contains("duplicate key"), "{twice}");
}

#[test]
fn thirty_problems_are_all_shown_at_once() {
    let mut text = EXAMPLE.to_string();
    let breaks = [
        ("horizon_weeks = 260", "horizon_weeks = 0"),
        ("replications = 2000", "replications = 0"),
        ("seed = 20260105", "seeds = 20260105"),
        ("contact_hours = 2.5", "contact_hours = -2.5"),
        ("session_hours = 1.25", "session_hours = 0"),
        ("emotional_weight = 1.0", "emotional_weight = true"),
        (
            "next = { medium = 0.8, exit = 0.2 }",
            "next = { medium = 0.8, exit = 0.1 }",
        ),
        ("group = 0.6, high = 0.1", "grup = 0.6, high = 0.1"),
        ("group_size = 10", "group_size = 0"),
        ("mean = 22", "mean = 0"),
        ("every_weeks = 6", "every_weeks = 0"),
        ("relapse_probability = 0.05", "relapse_probability = 5"),
        ("relapse_to = \"medium\"", "relapse_to = \"low\""),
        ("per_week = 1.3", "per_week = -1"),
        ("medium = 0.40, group = 0.25", "medium = 0.40, group = 0.35"),
        ("clients = { high = 6", "clients = { hgih = 6"),
        ("table = \"peer-support\"", "table = \"peer\""),
        ("groups = \"most\"", "groups = \"lots\""),
        ("full_time_hours = 40", "full_time_hours = 0"),
        ("wellbeing_hours = 5", "wellbeing_hours = -5"),
        ("overtime_max = 0.10", "overtime_maximum = 0.10"),
        (
            "\"group_admin\", \"client_admin\"",
            "\"group_admin\", \"group_admin\"",
        ),
        (
            "floors = { client_admin = 0.3 }",
            "floors = { client_admin = 3 }",
        ),
        ("annual_cost = 78000", "annual_cost = \"a lot\""),
        ("notice_weeks = 4", "notice_weeks = -4"),
        ("spells_per_year = 2.0", "spells_a_year = 2.0"),
        ("start_share = 0.25", "start_share = 25"),
        ("sharing = 0.5", "sharing = 50"),
        ("rise_weeks = 13", "rise_weeks = 0"),
        ("hiring = { slowest = 0.4 }", "hiring = { slowest = 0 }"),
    ];
    for (old, new) in breaks {
        assert!(text.contains(old), "{old}");
        text = text.replacen(old, new, 1);
    }
    let problems = Document::parse("x.toml", &text).unwrap_err();
    let shown = problems.to_string();
    assert!(
        problems.list().len() >= breaks.len(),
        "{} of {}: {shown}",
        problems.list().len(),
        breaks.len()
    );
    for (_, new) in breaks {
        let line = new.split('\n').next().unwrap();
        assert!(
            shown.contains(line),
            "nothing is said about {line}\n{shown}"
        );
    }
}

#[test]
fn a_right_key_beside_a_wrong_one_is_not_blamed() {
    let shown = refused("group = 0.6, high = 0.1", "group = 1.6, high = 0.1");
    assert!(
        shown.starts_with("two-workers.toml has 1 problem\n"),
        "{shown}"
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
            .contains("loops.burnout.quits_at_full must be greater than 0")
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
fn a_level_of_no_known_kind_is_one_problem() {
    let shown = refused("kind = \"group\"", "kind = \"gruop\"");
    assert!(
        shown.starts_with("two-workers.toml has 1 problem\n"),
        "{shown}"
    );
}

#[test]
fn a_file_that_cannot_be_read_is_one_line() {
    let shown = Document::read(Path::new("/no/such/file.toml"))
        .map(|_| "read")
        .unwrap_err()
        .to_string();
    assert!(
        shown.starts_with("/no/such/file.toml: cannot be read: "),
        "{shown}"
    );
}

/// Every number of the schema is accepted at its bounds and refused beyond them, so what an editor underlines is what
/// the reader refuses.
#[test]
fn the_ranges_of_the_schema_are_those_of_the_reader() {
    let mut seen = 0;
    ranges(&SCHEMA, &mut seen);
    assert!(seen > 100, "{seen} numbers");
}

fn ranges(schema: &serde_json::Value, seen: &mut usize) {
    use serde_json::Value as Json;
    if schema.get("enum").is_some() {
        return;
    }
    let accepts = |value: f64| {
        let mut problems = Vec::new();
        schema::walk(
            schema,
            &extra::drawn(value, Origin::FILE),
            "x",
            &mut problems,
        );
        problems.is_empty()
    };
    let bound = |key: &str| schema.get(key).and_then(Json::as_f64);
    let whole = schema.get("type").is_some_and(|it| it == "integer");
    let step = |at: f64| if whole { 1.0 } else { at.abs().max(1.0) * 1e-9 };
    for (low, inclusive) in [("minimum", true), ("exclusiveMinimum", false)] {
        if let Some(at) = bound(low) {
            assert_eq!(
                (accepts(at), accepts(at - step(at)), accepts(at + step(at))),
                (inclusive, false, true),
                "{schema}"
            );
            *seen += 1;
        }
    }
    for (high, inclusive) in [("maximum", true), ("exclusiveMaximum", false)] {
        if let Some(at) = bound(high) {
            assert_eq!(
                (accepts(at), accepts(at + step(at)), accepts(at - step(at))),
                (inclusive, false, true),
                "{schema}"
            );
        }
    }
    match schema {
        Json::Object(map) => map.values().for_each(|below| ranges(below, seen)),
        Json::Array(members) => members.iter().for_each(|below| ranges(below, seen)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

/// A draw is put in place once per future; this prints what it costs (`cargo test -- --nocapture a_draw`).
#[test]
fn a_draw_is_put_in_place_quickly() {
    let study = example().study(None, &[]).unwrap();
    let rounds: u32 = 200;
    let start = std::time::Instant::now();
    for round in 0..rounds {
        assert!(study.with(&[1.0 + f64::from(round) / 500.0]).is_ok());
    }
    println!("{:?} a draw", start.elapsed() / rounds);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_the_reader_panic(edits in proptest::collection::vec((0usize..20_000, any::<u8>(), 0usize..12), 1..12)) {
        let mut bytes = EXAMPLE.as_bytes().to_vec();
        for (at, byte, cut) in edits {
            let at = at % bytes.len();
            let end = (at + cut).min(bytes.len());
            bytes.splice(at..end, [byte]);
        }
        let text = String::from_utf8_lossy(&bytes);
        match Document::parse("x.toml", &text) {
            Ok(document) => drop(document.study(None, &[])),
            Err(problems) => prop_assert!(!problems.list().is_empty() && problems.to_string().starts_with("x.toml has ")),
        }
    }

    #[test]
    fn no_swap_of_values_makes_the_reader_panic(swaps in proptest::collection::vec((0usize..400, 0usize..400), 1..8)) {
        let mut words: Vec<&str> = EXAMPLE.split_inclusive(' ').collect();
        let count = words.len();
        for (a, b) in swaps {
            words.swap(a % count, b % count);
        }
        let text = words.concat();
        if let Err(problems) = Document::parse("x.toml", &text) {
            prop_assert!(!problems.to_string().is_empty());
        }
    }

    #[test]
    fn no_set_makes_the_reader_panic(path in "[a-z_. ]{0,30}", value in "[a-z0-9\\[\\]{}=,\" .-]{0,20}") {
        let document = example();
        let _ = document.study(None, &[(path, value)]);
    }
}
