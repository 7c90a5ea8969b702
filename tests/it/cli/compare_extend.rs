//! `compare --extend` on the program itself: adding futures gives the bytes of one long comparison, and only a comparison of
//! the same plans under the same conditions is added to.

use super::{TEMPLATE, THIRD, err, out, plans, plimsoll};
use crate::support::folder::{files, same_bytes};
use std::fs;
use std::path::Path;

/// Runs `plimsoll compare` with words; gives its exit code, stdout and stderr.
fn compare(folder: &Path, words: &[&str]) -> (Option<i32>, String, String) {
    let output = plimsoll(folder, &[&["compare"], words].concat());
    (output.status.code(), out(&output), err(&output))
}

#[track_caller]
fn succeeds(folder: &Path, words: &[&str]) -> String {
    let (code, out, err) = compare(folder, words);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{words:?}");
    out
}

/// The files but the state and the manifest, which name the conditions.
fn numbers(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let all = files(folder).into_iter();
    let all = all.map(|(name, bytes)| (name.display().to_string(), bytes));
    all.filter(|it| it.0.ends_with(".parquet")).collect()
}

#[test]
fn adding_futures_to_a_comparison_twice_gives_every_byte_of_one_long_one() {
    let folder = plans("compare_extend");
    for (pairing, out, whole) in [
        (&[][..], "r", "whole"),
        (&["--independent"][..], "s", "apart"),
    ] {
        let with = |out: &str, more: &[&str]| {
            let kind = ["a.toml", "--plan", THIRD, "--plan", "nothing new"];
            let kind = [&kind[..], pairing, &["--csv", "--out", out]].concat();
            succeeds(&folder, &[&kind[..], more].concat())
        };
        with(out, &["--replications", "30", "--threads", "1"]);
        with(
            out,
            &["--replications", "171", "--threads", "2", "--extend"],
        );
        // Beyond the first group of rows of the outcomes table, from within it.
        let last = with(
            out,
            &["--replications", "210", "--threads", "1", "--extend"],
        );
        let one = with(whole, &["--replications", "210", "--threads", "2"]);
        assert_eq!(
            last.replace("Results: ", ""),
            one.replace(whole, out).replace("Results: ", "")
        );
        same_bytes(&folder.join(out), &folder.join(whole), 18);
    }
    assert!(numbers(&folder.join("r")) != numbers(&folder.join("s")));
}

/// Each mark may be drawn where it is by itself, but some pairs are in the wrong order: those futures cannot be played.
#[test]
fn failures_and_drawn_numbers_are_added_to_a_comparison_of_two_files() {
    let folder = plans("compare_extend_failures");
    let text = fs::read_to_string(folder.join("a.toml")).expect("it was written");
    let marks = "[regime]\nenter = 1.1\nleave = 1.0\n\n[uncertain]\n\
        \"regime.enter\" = { dist = \"uniform\", min = 1.01, max = 1.2 }\n\
        \"regime.leave\" = { dist = \"uniform\", min = 0.9, max = 1.09 }\n";
    let drawn = text.replacen("[uncertain]\n", marks, 1);
    assert!(drawn != text, "the template has uncertain numbers");
    fs::write(folder.join("b.toml"), drawn).expect("the folder is writable");
    let files = ["a.toml", "b.toml", "--out"];
    let with = |more: &[&str]| compare(&folder, &[&files, more].concat());
    let first = with(&["r", "--replications", "2"]);
    assert_eq!(first.0, Some(0), "{}", first.2);
    for words in [
        // The third cannot be played, and there is no other to add.
        &["r", "--replications", "3", "--extend"][..],
        &["r", "--replications", "60", "--threads", "2", "--extend"],
        &["whole", "--replications", "60", "--threads", "1"],
    ] {
        let (code, _, err) = with(words);
        assert_eq!(code, Some(1), "{err}");
        assert!(
            err.contains("replication 2: b: the drawn numbers make no valid scenario"),
            "{err}"
        );
    }
    same_bytes(&folder.join("r"), &folder.join("whole"), 12);
}

#[test]
fn a_comparison_for_precision_stops_at_the_same_future_when_it_is_added_to() {
    let folder = plans("compare_extend_precision");
    let kind = ["a.toml", "--plan", THIRD, "--no-twin", "--out"];
    let asked = ["--precision", "leavers_count=0.2,unsafe_year=2.5%"];
    let with = |more: &[&str]| succeeds(&folder, &[&kind, more].concat());
    with(&["r", "--replications", "300"]);
    with(&[&["r", "--extend"], &asked[..]].concat());
    let said = with(&[&["whole"], &asked[..]].concat());
    assert!(said.contains("as precise as asked"), "{said}");
    same_bytes(&folder.join("r"), &folder.join("whole"), 12);
    // Enough already: nothing more is played, and nothing changes.
    let before = files(&folder.join("r"));
    with(&[&["r", "--extend"], &asked[..]].concat());
    let again = files(&folder.join("r"));
    for name in ["comparison.parquet", "outcomes.parquet", "state.bin"] {
        assert!(before[Path::new(name)] == again[Path::new(name)], "{name}");
    }
}

#[test]
fn only_a_comparison_of_the_same_kind_is_added_to_and_what_differs_is_named() {
    let folder = plans("compare_extend_refused");
    let kind = ["a.toml", "--plan", THIRD, "--out", "r"];
    let (code, _, missing) = compare(&folder, &[&kind[..], &["--extend"]].concat());
    assert_eq!(code, Some(1));
    assert!(missing.contains("no result at r to add to"), "{missing}");
    succeeds(&folder, &[&kind[..], &["--replications", "30"]].concat());
    let refused = |words: &[&str], said: &str| {
        let before = files(&folder.join("r"));
        let (code, out, err) = compare(&folder, &[words, &["--out", "r", "--extend"]].concat());
        assert_eq!((code, out.as_str()), (Some(1), ""), "{words:?}: {err}");
        assert!(err.contains(said), "nothing about {said}: {err}");
        assert!(files(&folder.join("r")) == before, "something was changed");
    };
    let same = ["a.toml", "--plan", THIRD];
    let differs = |words: &[&str], said: &str| {
        let more = ["--replications", "60"];
        refused(&[&same, words, &more].concat(), said);
    };
    differs(&["--seed", "5"], "seed: 20260105 then, 5 now");
    differs(&["--no-twin"], "--no-twin: not given then, given now");
    differs(
        &["--independent"],
        "--independent: not given then, given now",
    );
    differs(&["--cut", "records"], "--cut: nothing then, records now");
    differs(
        &["--set", "week.overtime_max=0"],
        "--set: nothing then, week.overtime_max=0 now",
    );
    let plans = format!("plan: as written, {THIRD} then, as written, {THIRD}, nothing new now");
    differs(&["--plan", "nothing new"], &plans);
    let turned = format!("plan: as written, {THIRD} then, {THIRD}, as written now");
    refused(
        &[
            "a.toml",
            "--baseline",
            THIRD,
            "--plan",
            "as written",
            "--replications",
            "60",
        ],
        &turned,
    );
    refused(
        &[&same[..], &["--replications", "30"]].concat(),
        "holds 30 futures already, and 30 are asked for",
    );
    fs::write(folder.join("a.toml"), TEMPLATE).expect("writable");
    differs(&[], "fingerprint of the scenario file: ");
    let run = [
        "run",
        "a.toml",
        "--extend",
        "--out",
        "r",
        "--replications",
        "60",
    ];
    let run = err(&plimsoll(&folder, &run));
    assert!(
        run.contains("command: plimsoll compare then, plimsoll run now"),
        "{run}"
    );
    fs::write(folder.join("r/state.bin"), "plimsoll state 2\nno more").expect("writable");
    differs(&[], "r/state.bin is damaged");
}
