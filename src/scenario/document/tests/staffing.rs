//! What workers differ in, support roles and teams, as they are read and as they are refused.

use super::*;

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
