//! What workers differ in, support roles and teams, as they are read and as they are refused.

use super::*;
use crate::scenario::Part;

/// The example with a section of its own.
fn with(section: &str) -> Result<Document, Problems> {
    let text = EXAMPLE.replacen("\n[hiring]", &format!("\n{section}\n[hiring]"), 1);
    assert!(text.contains(section), "the example has no [hiring]");
    Document::parse("two-workers.toml", &text)
}

/// The same, with changes by path.
fn with_set(section: &str, set: &[(&str, &str)]) -> Result<Scenario, String> {
    let set: Vec<(String, String)> = set
        .iter()
        .map(|(path, value)| (path.to_string(), value.to_string()))
        .collect();
    let document = with(section).unwrap_or_else(|problems| panic!("{problems}"));
    document
        .study(None, &set)
        .map(|study| study.scenario)
        .map_err(|problems| problems.to_string())
}

#[track_caller]
fn all_refused(cases: &[(&str, &str)]) {
    for (section, expected) in cases {
        match with(section) {
            Ok(_) => panic!("{section} is accepted"),
            Err(problems) => {
                let shown = problems.to_string();
                assert!(
                    shown.contains(expected),
                    "{section}\nexpected: {expected}\nshown: {shown}"
                );
            }
        }
    }
}

#[test]
fn traits_are_read_and_reached_by_path() {
    let section = "[traits]\nproactivity = { dist = \"lognormal\", mean = 1.0, sd = 0.4 }\n";
    let scenario = with_set(section, &[("traits.proactivity.sd", "0.2")]).unwrap();
    let traits = scenario.traits.unwrap();
    assert_eq!(
        traits.proactivity,
        Some(Distribution::Lognormal { mean: 1.0, sd: 0.2 })
    );
    assert_eq!(traits.sensitivity, None);
    let by_set = set(
        "traits.boundaries",
        "{ dist = \"uniform\", min = 0.1, max = 0.7 }",
    );
    assert!(by_set.unwrap().traits.unwrap().boundaries.is_some());
}

#[test]
fn traits_out_of_their_range_are_refused() {
    all_refused(&[
        (
            "[traits]\nboundaries = { dist = \"uniform\", min = 0.1, max = 1.7 }",
            "traits.boundaries must stay within 0 and 1",
        ),
        (
            "[traits]\nboundaries = { dist = \"gamma\", mean = 0.4, sd = 0.1 }",
            "uniform, triangular, fixed and empirical have an end",
        ),
        (
            "[traits]\nproactivty = { dist = \"fixed\", value = 1 }",
            "did you mean \"proactivity\"?",
        ),
        (
            "[traits]\nsensitivity = { dist = \"uniform\", min = 2, max = 1 }",
            "traits.sensitivity.min must be less than traits.sensitivity.max",
        ),
        (
            "[traits]\npresence = 1",
            "traits.presence must be a distribution",
        ),
    ]);
}

const RECRUITER: &str = "[[support]]\nrole = \"recruiter\"\ncount = 1\nannual_cost = 55000\nsupplies = { hiring = 25, onboarding = 4 }\n";

#[test]
fn a_support_role_is_reached_by_its_role_and_takes_the_terms_of_the_file() {
    let changes = [
        ("support.recruiter.count", "[{ week = 52, value = 2 }]"),
        ("support.recruiter.supplies.hiring", "20"),
    ];
    let scenario = with_set(RECRUITER, &changes).unwrap();
    let [role] = scenario.support.as_slice() else {
        panic!("{} support roles", scenario.support.len());
    };
    assert_eq!(
        (*role.posts.count.at(0.0), *role.posts.count.at(60.0)),
        (1, 2)
    );
    assert_eq!(role.supplies[Part::Hiring as usize], 20.0);
    assert_eq!(role.supplies.iter().sum::<f64>(), 24.0);
    assert_eq!(role.staff, scenario.staff);
    assert_eq!(
        role.hiring.as_ref().map(|hiring| &hiring.time_to_fill),
        scenario.hiring.as_ref().map(|hiring| &hiring.time_to_fill)
    );
}

#[test]
fn a_support_role_may_have_terms_of_its_own() {
    let own = format!(
        "{RECRUITER}staff = {{ tenure = {{ dist = \"fixed\", value = 90 }} }}\nhiring = {{ time_to_fill = {{ dist = \"fixed\", value = 9 }}, hours_per_vacancy = 3 }}\n"
    );
    let path = "support.recruiter.hiring.time_to_fill.value";
    let scenario = with_set(&own, &[(path, "8")]).unwrap();
    let role = &scenario.support[0];
    assert_eq!(
        role.staff.as_ref().map(|staff| staff.tenure.mean()),
        Some(90.0)
    );
    let hiring = role.hiring.as_ref().unwrap();
    assert_eq!(
        (hiring.time_to_fill.mean(), hiring.hours_per_vacancy),
        (8.0, 3.0)
    );
}

#[test]
fn wrong_support_roles_are_refused() {
    let with_line = |line: &str| format!("{RECRUITER}{line}\n");
    let instead = |old: &str, new: &str| RECRUITER.replace(old, new);
    all_refused(&[
        (
            &instead("hiring = 25", "hiring = 37"),
            "support.recruiter.supplies adds to 41 h, more than the 40 h of week.full_time_hours",
        ),
        (
            &instead("hiring = 25", "hirin = 25"),
            "support.recruiter.supplies.hirin",
        ),
        (
            &instead("{ hiring = 25, onboarding = 4 }", "{}"),
            "support.recruiter.supplies must name at least one part of the week",
        ),
        (
            &with_line("vacancies = 2"),
            "support.recruiter.vacancies must be at most 1, the posts at the start",
        ),
        (
            &format!("{RECRUITER}{RECRUITER}"),
            "support \"recruiter\" is there twice",
        ),
        (
            &with_line("eft = 0"),
            "support.recruiter.eft must be greater than 0",
        ),
        (
            &with_line("hiring = { induction_weeks = 4 }"),
            "support.recruiter.hiring.time_to_fill is missing",
        ),
        (
            &with_line("staff = { tenure = { dist = \"uniform\", min = 9, max = 3 } }"),
            "support.recruiter.staff.tenure.min must be less than",
        ),
    ]);
}

#[test]
fn the_register_names_the_numbers_of_support_roles_and_traits() {
    let section =
        format!("{RECRUITER}[traits]\nsensitivity = {{ dist = \"gamma\", mean = 1, sd = 0.4 }}\n");
    let document = with(&section).unwrap_or_else(|problems| panic!("{problems}"));
    let register = document.register(&document.study(None, &[]).unwrap());
    let standing = |path: &str| {
        let found = register.entries.iter().find(|entry| entry.path == path);
        found.map(|entry| entry.standing)
    };
    assert_eq!(
        standing("support.recruiter.supplies.hiring"),
        Some(Standing::Unsourced)
    );
    assert_eq!(standing("support.recruiter.eft"), Some(Standing::Default));
    assert_eq!(standing("traits.sensitivity.sd"), Some(Standing::Unsourced));
}

const TEAM: &str = "[[team]]\nname = \"direct support\"\nposts_per_client = { high = 3, medium = 1 }\neft = 0.75\nshift_hours = 30\nuncovered_share = 0.3\npresence_hours = 1\nstaff = { tenure = { dist = \"exponential\", mean = 66 } }\nhiring = { time_to_fill = { dist = \"lognormal\", mean = 8, sd = 4 }, hours_per_vacancy = 2 }\n";

#[test]
fn a_team_is_reached_by_its_name() {
    let changes = [
        ("team.direct support.posts_per_client.medium", "2"),
        ("team.direct support.staff.tenure.mean", "90"),
        ("loops.presence.strength", "0.5"),
    ];
    let scenario = with_set(TEAM, &changes).unwrap();
    assert_eq!(scenario.teams[0].posts_per_client, [3, 2, 0, 0]);
    assert_eq!(scenario.teams[0].staff.tenure.mean(), 90.0);
    assert_eq!(scenario.teams[0].hiring.hours_per_vacancy, 2.0);
    let presence = scenario.loops.presence.unwrap();
    assert_eq!((presence.strength, presence.quits_at_none), (0.5, 2.0));
}

#[test]
fn wrong_teams_are_refused() {
    let instead = |old: &str, new: &str| {
        assert!(TEAM.contains(old), "{old}");
        TEAM.replace(old, new)
    };
    all_refused(&[
        (
            &instead("medium = 1", "midium = 1"),
            "team.direct support.posts_per_client names level \"midium\", which the file does not have",
        ),
        (
            &instead("{ high = 3, medium = 1 }", "{}"),
            "team.direct support.posts_per_client must name at least one level",
        ),
        (
            &instead("uncovered_share = 0.3", "uncovered_share = 1.3"),
            "team.direct support.uncovered_share must be at most 1",
        ),
        (
            &instead("shift_hours = 30\n", ""),
            "team.direct support.shift_hours is missing",
        ),
        (
            &instead("mean = 66", "mean = 0"),
            "team.direct support.staff.tenure.mean must be greater than 0",
        ),
        (
            &format!("{TEAM}{TEAM}"),
            "team \"direct support\" is there twice",
        ),
    ]);
    let pooled = with_set(TEAM, &[("allocation.ownership", "pooled")]).unwrap_err();
    assert!(
        pooled.contains("a [[team]] belongs to a client's own worker"),
        "{pooled}"
    );
}

#[test]
fn a_first_year_and_agency_cover_are_read_and_refused_by_path() {
    let set_one = |path: &str, value: &str| set(path, value);
    let staff = set_one("staff.first_year.quits", "2.6").unwrap().staff;
    assert_eq!(staff.unwrap().first_year_quits, Some(2.6));
    let agency = "{ after_weeks = 4, capacity = 0.8, premium = 0.3 }";
    let hiring = set_one("hiring.agency", agency).unwrap().hiring.unwrap();
    assert_eq!(hiring.agency.unwrap().after_weeks, 4.0);
    for (path, value, expected) in [
        ("staff.first_year.quits", "0", "must be at least 0.000001"),
        (
            "hiring.agency",
            "{ capacity = 1 }",
            "hiring.agency.after_weeks is missing",
        ),
        (
            "hiring.agency",
            "{ after_weeks = 4, capacity = 1.2 }",
            "hiring.agency.capacity must be at most 1",
        ),
    ] {
        let shown = set_one(path, value).unwrap_err();
        assert!(shown.contains(expected), "{expected} in {shown}");
    }
}
