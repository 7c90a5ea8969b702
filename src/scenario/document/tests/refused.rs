//! Every way in which a file can be wrong, with the text that is shown.

use super::*;

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
        ("horizon_weeks = 260", "", "run.horizon_weeks is missing"),
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
            "[prices]\nx = 1\n[allocation]",
            "prices is not a key that Plimsoll knows",
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
            "initial.vacancies has 3 of role \"peer worker\", but posts.peer worker.count is 2 at the start",
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
            "horizon_weeks = 260",
            "horizon_weeks = 260\nwarm_up_weeks = 260",
            "groups = [{ week = -260, value = \"some\" }, { week = -209, value = \"more\" }, { week = -52, value = \"most\" }]",
        ),
        (
            "every_weeks = 6",
            "every_weeks = 0.001",
            "level.parked.every_weeks leaves room for more than 10,000 check-ins",
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
            "hiring.starts.1 is one start more than initial.vacancies has of role",
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
            .contains("the roster holds 7 clients of level high, most of them in worker.")
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
fn a_wrong_exit_is_refused_by_its_name() {
    all_refused(&[
        (
            "[[posts]]",
            "[[exit]]\nname = \"exit\"\n[[posts]]",
            "an exit cannot be called \"exit\"",
        ),
        (
            "[[posts]]",
            "[[exit]]\nname = \"parked\"\n[[posts]]",
            "\"parked\" is a level and an exit",
        ),
        (
            "[[posts]]",
            "[[exit]]\nname = \"moved\"\n[[exit]]\nname = \"moved\"\n[[posts]]",
            "exit \"moved\" is there twice",
        ),
        (
            "[[posts]]",
            "[[exit]]\nname = \"moved\"\ngood = 1\n[[posts]]",
            "exit.moved.good must be true or false",
        ),
        (
            "[[posts]]",
            "[[exit]]\nname = \"moved\"\nreturns = { probability = 1, after = { dist = \"fixed\", value = 3 }, to = \"high\" }\n[[posts]]",
            "exit.moved.returns.probability must be less than 1",
        ),
        (
            "[[posts]]",
            "[[exit]]\nname = \"moved\"\nreturns = { probability = 0.5, after = { dist = \"fixed\", value = 3 }, to = \"hihg\" }\n[[posts]]",
            "exit.moved.returns.to names level \"hihg\", which the file does not have",
        ),
        (
            "hiring = { slowest = 0.4 }",
            "hiring = { slowest = 0.4 }\ndisengagement = { per_week = 0.01, exit = \"dropped out\" }",
            "loops.disengagement.exit names exit \"dropped out\", which the file does not have",
        ),
        (
            "hiring = { slowest = 0.4 }",
            "hiring = { slowest = 0.4 }\ndisengagement = { per_week = 0.01, at_none = 0.5 }",
            "loops.disengagement.at_none must be at least 1",
        ),
        (
            "exit = 0.2",
            "moved = 0.2",
            "level.high.next names level \"moved\", which the file does not have",
        ),
        (
            "relapse_to = \"medium\"",
            "relapse_to = \"medium\"\nexit_to = \"moved\"",
            "level.parked.exit_to names exit \"moved\", which the file does not have",
        ),
    ]);
}

#[test]
fn a_named_exit_stands_in_routes_and_has_a_path() {
    let text = EXAMPLE
        .replacen("exit = 0.2", "recovered = 0.15, exit = 0.05", 1)
        .replacen(
            "relapse_to = \"medium\"",
            "relapse_to = \"medium\"\nexit_to = \"recovered\"",
            1,
        )
        + "\n[[exit]]\nname = \"recovered\"\n";
    let document = Document::parse("x.toml", &text).unwrap_or_else(|it| panic!("{it}"));
    let set = [("exit.recovered.good".to_string(), "true".to_string())];
    let scenario = document.study(None, &set).unwrap().scenario;
    assert!(scenario.exits[0].good);
    let crate::scenario::LevelKind::CheckIn { exit_to, .. } = scenario.levels[3].kind else {
        panic!("parked is a check-in level");
    };
    assert_eq!(exit_to, Some(0));
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
fn a_level_of_no_known_kind_is_one_problem() {
    let shown = refused("kind = \"group\"", "kind = \"gruop\"");
    assert!(
        shown.starts_with("two-workers.toml has 1 problem\n"),
        "{shown}"
    );
}

#[test]
fn a_misspelt_kind_hides_no_other_problem_of_its_level() {
    let shown = refused(
        "kind = \"group\"",
        "kind = \"gruop\"\nsession_hourz = 1\nemotional_weight = -1",
    );
    assert!(
        shown.starts_with("two-workers.toml has 3 problems\n"),
        "{shown}"
    );
    assert!(shown.contains("session_hourz is not a key"), "{shown}");
    assert!(
        shown.contains("emotional_weight must be at least 0"),
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
        shown.starts_with("/no/such/file.toml: there is no such file; `plimsoll new`"),
        "{shown}"
    );
}

#[test]
fn a_misspelt_key_is_one_problem_and_not_also_a_missing_one() {
    let shown = refused("horizon_weeks = 260", "horizon_week = 260");
    assert!(
        shown.starts_with("two-workers.toml has 1 problem\n"),
        "{shown}"
    );
}

#[test]
fn the_shown_dates_of_groups_are_accepted() {
    let text = include_str!("../../../../scenarios/two-workers.toml").replacen(
        "horizon_weeks = 260",
        "horizon_weeks = 260\nwarm_up_weeks = 260",
        1,
    );
    let shown = Document::parse("x.toml", &text).unwrap_err().to_string();
    let example = shown
        .lines()
        .find_map(|line| line.split_once("dated value: "))
        .expect("the hint shows an example")
        .1;
    let mended = text.replacen("groups = \"most\"", example, 1);
    Document::parse("x.toml", &mended).unwrap();
}

#[test]
fn a_file_too_large_to_be_a_scenario_is_refused_unread() {
    let path = std::env::temp_dir().join(format!("plimsoll-large-{}.toml", std::process::id()));
    std::fs::write(&path, "k = 1\n".repeat(200_000)).unwrap();
    let shown = Document::read(&path).unwrap_err().to_string();
    std::fs::remove_file(&path).unwrap();
    assert!(shown.contains("is larger than 1 MB"), "{shown}");
}

#[test]
fn beyond_a_hundred_problems_the_rest_are_counted() {
    let text: String = (0..5_000).map(|key| format!("k{key} = 1\n")).collect();
    let shown = Document::parse("x.toml", &text).unwrap_err().to_string();
    // Five sections are missing as well.
    assert!(
        shown.starts_with("x.toml has 5005 problems"),
        "{}",
        &shown[..80]
    );
    assert!(shown.trim_end().ends_with("and 4905 more"));
    assert!(shown.lines().count() < 1_000);
}
