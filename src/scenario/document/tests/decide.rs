//! What may be decided: the plans it makes, and every way in which it can be wrong.

use super::*;

const EIGHT: &str = include_str!("../../../../scenarios/eight-workers.toml");

/// The example with a `[decide]` of its own.
fn with(section: &str) -> String {
    format!("{EXAMPLE}\n{section}\n")
}

fn told(text: &str) -> String {
    Document::parse("a.toml", text).unwrap_err().to_string()
}

const SOUND: &str = r#"
[decide.posts."peer worker"]
min = 2
max = 4
weeks = [0, 52]
[decide.paths]
"allocation.sharing" = [0.0, 0.5]
"allocation.admission" = ["open", "safe_load"]
"#;

#[test]
fn the_plans_of_a_space_are_all_different_scenarios() {
    let document = Document::parse("a.toml", &with(SOUND)).unwrap();
    let study = document.study(None, &[]).unwrap();
    let decide = document.decide(&study, 100).unwrap();
    // Rising from 2 to 4 in two weeks: 6 ways; two alternatives twice.
    assert_eq!(decide.size(), 24);
    let scenarios: Vec<Scenario> = decide
        .points()
        .iter()
        .map(|point| document.candidate(&decide, point, &[]).unwrap().scenario)
        .collect();
    for (at, scenario) in scenarios.iter().enumerate() {
        assert!(
            !scenarios[..at].contains(scenario),
            "plan {at} is there twice"
        );
    }
    let last = scenarios.last().unwrap();
    assert_eq!(*last.posts[0].count.at(0.0), 4);
    assert_eq!(last.allocation.sharing, 0.5);
    assert_eq!(
        last.allocation.admission,
        crate::scenario::Admission::SafeLoad
    );
}

#[test]
fn a_plan_pasted_into_the_file_is_the_plan_that_was_searched() {
    let document = Document::parse("a.toml", &with(SOUND)).unwrap();
    let study = document.study(None, &[]).unwrap();
    let decide = document.decide(&study, 100).unwrap();
    for point in decide.points() {
        let name = "cheapest \"that\" holds";
        let pasted = with(&format!("{SOUND}\n{}", decide.toml(name, &point)));
        let document = Document::parse("a.toml", &pasted).unwrap();
        let again = document.study(Some(name), &[]).unwrap();
        let searched = document.candidate(&decide, &point, &[]).unwrap();
        assert_eq!(again.scenario, searched.scenario);
    }
}

#[test]
fn a_file_with_a_space_plays_as_it_did_without() {
    let at = EIGHT.find("\n[decide]\n").unwrap();
    let end = EIGHT.find("# --- Where each number").unwrap();
    let without = format!("{}{}", &EIGHT[..at], &EIGHT[end..]);
    let [own, other] = [EIGHT, &without].map(|text| {
        let document = Document::parse("a.toml", text).unwrap();
        document.study(None, &[]).unwrap().scenario
    });
    assert_eq!(own, other);
}

#[test]
fn a_wrong_space_is_refused_with_its_place() {
    let cases = [
        (
            "min = 2",
            "min = 5",
            "decide.posts.peer worker.max must be at least decide.posts.peer worker.min, 5",
        ),
        (
            "max = 4",
            "max = 4\nstep = 3",
            "must be min plus whole steps: 2, 5, ...",
        ),
        (
            "weeks = [0, 52]",
            "weeks = [52, 0]",
            "must be in the order of its weeks: 52 comes before 0",
        ),
        (
            "weeks = [0, 52]",
            "weeks = [0, 260]",
            "must be weeks before run.horizon_weeks, 260",
        ),
        (
            "weeks = [0, 52]",
            "weeks = []",
            "must have at least 1 entry",
        ),
        (
            "weeks = [0, 52]",
            "course = \"up\"",
            "must be one of rising, falling, any",
        ),
        (
            "posts.\"peer worker\"",
            "posts.\"per worker\"",
            "did you mean \"peer worker\"?",
        ),
        (
            "[0.0, 0.5]",
            "[]",
            "decide.paths.allocation.sharing must have at least 1 entry",
        ),
        (
            "[0.0, 0.5]",
            "[0.5, 0.5]",
            "decide.paths.allocation.sharing has 0.5 twice",
        ),
        (
            "[0.0, 0.5]",
            "[0.5, 1.5]",
            "allocation.sharing must be at most 1 (in decide, with 1.5)",
        ),
        (
            "\"allocation.sharing\"",
            "\"allocation.shring\"",
            "did you mean \"sharing\"?",
        ),
        (
            "\"allocation.sharing\"",
            "\"safe_load.tolerance\"",
            "is what plans are measured by",
        ),
        (
            "\"allocation.sharing\" = [0.0, 0.5]",
            "\"posts.peer worker.count\" = [2]",
            "\"posts.peer worker.count\" decides too",
        ),
        (
            "\n[decide.posts",
            "\n[decide]\ntarget = 1.0\n[decide.posts",
            "decide.target must be less than 1",
        ),
        (
            "\n[decide.posts",
            "\n[decide]\ntarget = 0\n[decide.posts",
            "decide.target must be greater than 0",
        ),
        (
            "\n[decide.posts",
            "\n[decide]\nconfidence = 0.3\n[decide.posts",
            "decide.confidence must be at least 0.5",
        ),
        (
            "\n[decide.posts",
            "\n[decide]\ngoal = 1\n[decide.posts",
            "decide.goal is not a key that Plimsoll knows",
        ),
    ];
    for (old, new, expected) in cases {
        assert!(SOUND.contains(old), "{old}");
        let shown = told(&with(&SOUND.replacen(old, new, 1)));
        assert!(
            shown.contains(expected),
            "{new}\nexpected: {expected}\nshown: {shown}"
        );
        assert!(shown.contains(" | ") && shown.contains('^'), "{shown}");
    }
}

#[test]
fn all_that_is_wrong_with_a_space_is_told_at_once() {
    let section = SOUND
        .replace("min = 2", "min = 5")
        .replace("weeks = [0, 52]", "weeks = [0, 300]")
        .replace("\"allocation.sharing\"", "\"run.horizon_weeks\"");
    let shown = told(&with(&section));
    assert!(shown.starts_with("a.toml has 3 problems"), "{shown}");
}

#[test]
fn a_space_needs_limits_a_year_and_something_to_decide() {
    let section = "[decide]\ntarget = 0.1";
    assert!(told(&with(section)).contains("decide has nothing to decide"));
    let short = with(SOUND).replace("horizon_weeks = 260", "horizon_weeks = 51");
    let short = short.replace("weeks = [0, 52]", "weeks = [0]");
    assert!(told(&short).contains("decide needs a complete year of 52 weeks"));
    let free = with(SOUND).replace("annual_cost = 78000", "");
    assert!(told(&free).contains("posts.peer worker.annual_cost is 0 or not given"));
    let from = EXAMPLE.find("[safe_load]").unwrap();
    let to = from + EXAMPLE[from..].find("\n[week]").unwrap();
    let unlimited = format!("{}{}\n{SOUND}", &EXAMPLE[..from], &EXAMPLE[to..]);
    assert!(
        told(&unlimited).contains("decide needs [safe_load]"),
        "{}",
        told(&unlimited)
    );
}

#[test]
fn too_many_plans_are_refused_with_what_makes_them_many() {
    let document = Document::parse("a.toml", &with(SOUND)).unwrap();
    let study = document.study(None, &[]).unwrap();
    let shown = document.decide(&study, 20).unwrap_err().to_string();
    assert!(
        shown.contains("decide makes 24 plans, and at most 20 are searched"),
        "{shown}"
    );
    assert!(
        shown.contains("posts.peer worker.count in 6 ways"),
        "{shown}"
    );
    let document = Document::parse("a.toml", EXAMPLE).unwrap();
    let study = document.study(None, &[]).unwrap();
    let shown = document.decide(&study, 20).unwrap_err().to_string();
    assert!(shown.contains("the file has no [decide]"), "{shown}");
}

#[test]
fn a_decided_path_is_not_also_set() {
    let document = Document::parse("a.toml", &with(SOUND)).unwrap();
    let study = document.study(None, &[]).unwrap();
    let decide = document.decide(&study, 100).unwrap();
    let set = [("allocation.sharing".to_owned(), "0.7".to_owned())];
    let shown = document
        .candidate(&decide, &[0, 0, 0, 0], &set)
        .unwrap_err();
    let shown = shown.to_string();
    assert!(
        shown.contains("is decided by [decide], so it cannot also be set"),
        "{shown}"
    );
    let set = [("hiring.ahead".to_owned(), "1".to_owned())];
    let scenario = document
        .candidate(&decide, &[0, 0, 0, 0], &set)
        .unwrap()
        .scenario;
    assert_eq!(scenario.hiring.unwrap().ahead, 1);
}

#[test]
fn posts_of_a_site_are_decided_under_the_name_that_the_whole_gives_them() {
    let region = include_str!("../../../../scenarios/growing-region.toml");
    let text =
        format!("{region}\n[decide.posts.\"hills: peer worker\"]\nmin = 3\nmax = 5\nweeks = [0]\n");
    let document = Document::parse("a.toml", &text).unwrap();
    let study = document.study(None, &[]).unwrap();
    let decide = document.decide(&study, 100).unwrap();
    let hills = |point: &Vec<usize>| {
        let scenario = document.candidate(&decide, point, &[]).unwrap().scenario;
        let sites = scenario.sites.iter();
        let of_all: Vec<u64> = sites.map(|site| *site.posts[0].count.at(10.0)).collect();
        of_all[2]
    };
    let counts: Vec<u64> = decide.points().iter().map(hills).collect();
    assert_eq!(counts, [3, 4, 5]);
    assert!(told(&text.replace("hills: peer", "hill: peer")).contains("hills: peer worker"));
}

#[test]
fn a_support_role_is_refused_with_where_its_posts_are_decided() {
    let facilitators = include_str!("../../../../scenarios/imagine-facilitators.toml");
    let section = |section: &str| format!("{facilitators}\n[decide]\ntarget = 0.1\n{section}\n");
    let posts = "[decide.posts.recruiter]\nmin = 1\nmax = 3\nweeks = [0]";
    let paths = "[decide.paths]\n\"support.recruiter.count\" = [1, 2, 3]";
    let shown = told(&section(posts));
    let (head, line) = paths.split_once('\n').unwrap();
    assert!(shown.contains(head) && shown.contains(line), "{shown}");
    let document = Document::parse("a.toml", &section(paths)).unwrap();
    let study = document.study(None, &[]).unwrap();
    assert_eq!(document.decide(&study, 100).unwrap().points().len(), 3);
}
