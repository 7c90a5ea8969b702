//! Numbers moved by `--over`.

use super::*;

fn range(path: &str, min: f64, max: f64) -> Range {
    Range {
        path: path.into(),
        min,
        max,
    }
}

fn over(ranges: &[Range]) -> Result<Study, String> {
    let study = example().study_over(None, &[], ranges);
    study.map_err(|problems| problems.to_string())
}

fn at(values: &[(&str, &str)], set: &[(&str, &str)]) -> Result<Scenario, String> {
    let owned = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        let pairs = pairs.iter();
        pairs.map(|it| (it.0.to_owned(), it.1.to_owned())).collect()
    };
    let study = example().study_at(None, &owned(set), &owned(values));
    study
        .map(|it| it.scenario)
        .map_err(|problems| problems.to_string())
}

#[test]
fn a_moved_number_joins_those_that_the_file_draws() {
    let study = over(&[range("staff.tenure.mean", 104.0, 208.0)]).unwrap();
    let paths: Vec<&str> = study.uncertain.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(paths, ["loops.burnout.quits_at_full", "staff.tenure.mean"]);
    let drawn = study.with(&[2.0, 110.5]).unwrap();
    assert_eq!(
        drawn.staff.unwrap().tenure,
        Distribution::Exponential { mean: 110.5 }
    );
    assert_eq!(drawn.loops.burnout.unwrap().quits_at_full, 2.0);
}

#[test]
fn a_range_takes_the_place_of_the_files_distribution() {
    let study = over(&[range("loops.burnout.quits_at_full", 1.0, 3.0)]).unwrap();
    assert_eq!(study.uncertain.len(), 1);
    let wanted = Distribution::Uniform { min: 1.0, max: 3.0 };
    assert_eq!(study.uncertain[0].distribution, wanted);
}

#[test]
fn a_number_that_is_not_in_the_file_is_moved_from_its_default() {
    let study = over(&[range("loops.care.strength", 0.0, 1.0)]).unwrap();
    let drawn = study.with(&[1.57, 0.25]).unwrap();
    assert_eq!(drawn.loops.care.unwrap().strength, 0.25);
}

#[test]
fn a_whole_number_takes_each_whole_number_of_its_range() {
    let study = over(&[range("posts.peer worker.count", 1.5, 4.0)]).unwrap();
    let values = vec![2.0, 3.0, 4.0];
    assert_eq!(
        study.uncertain[1].distribution,
        Distribution::Empirical { values }
    );
    let refused = over(&[range("posts.peer worker.count", 2.2, 2.8)]).unwrap_err();
    assert!(
        refused.contains("is a whole number: 2.2..2.8 holds fewer than two"),
        "{refused}"
    );
}

#[test]
fn a_value_that_is_moved_is_not_drawn_and_may_be_a_word() {
    let moved = at(
        &[
            ("loops.burnout.quits_at_full", "3"),
            ("allocation.admission", "safe_load"),
        ],
        &[],
    );
    let scenario = moved.unwrap();
    assert_eq!(scenario.loops.burnout.unwrap().quits_at_full, 3.0);
    assert_eq!(
        scenario.allocation.admission,
        crate::scenario::Admission::SafeLoad
    );
    let values = [("loops.burnout.quits_at_full".to_owned(), "3".to_owned())];
    let study = example().study_at(None, &[], &values).unwrap();
    assert!(study.uncertain.is_empty());
}

#[test]
fn problems_name_the_flag_and_the_path() {
    let cases = [
        (
            range("staff.tenure.maen", 1.0, 2.0),
            "did you mean \"staff.tenure.mean\"?",
        ),
        (
            range("allocation.admission", 1.0, 2.0),
            "which is no number",
        ),
        (
            range("allocation.sharing", 0.0, 2.0),
            "allocation.sharing at 2: ",
        ),
    ];
    for (range, said) in cases {
        let text = over(std::slice::from_ref(&range)).unwrap_err();
        assert!(text.contains(said) && text.contains("--over | "), "{text}");
        assert!(text.contains(&range.path), "{text}");
    }
    let twice = over(&[
        range("week.admin_share", 0.2, 0.4),
        range("week.admin_share", 0.2, 0.5),
    ]);
    let text = twice.unwrap_err();
    assert!(
        text.contains("--over names week.admin_share twice"),
        "{text}"
    );
    let set = [("staff.tenure.mean", "100")];
    let text = at(&[("staff.tenure.mean", "90")], &set).unwrap_err();
    assert!(
        text.contains("--over moves staff.tenure.mean, which --set staff.tenure.mean holds still"),
        "{text}"
    );
    let text = at(&[("staff.tenure.mean", "-4")], &[]).unwrap_err();
    assert!(
        text.contains("--over | staff.tenure.mean=-4") && text.contains("found -4"),
        "{text}"
    );
}
