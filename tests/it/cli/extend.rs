//! `--extend` and `--precision` on the program itself: adding futures gives the bytes of one long run, an earlier result is
//! taken up only if it is whole and of the same run, and a run stops where it is precise enough.

use super::{TEMPLATE, err, folder, out, plimsoll};
use crate::support::folder::{files, same_bytes};
use std::fs;
use std::path::{Path, PathBuf};

/// A year and some weeks of two workers.
const SHORT: [&str; 2] = ["--set", "run.horizon_weeks=60"];

/// A folder with the template as `a.toml`.
fn prepared(test: &str) -> PathBuf {
    let folder = folder(test);
    fs::write(folder.join("a.toml"), TEMPLATE).expect("the folder is writable");
    folder
}

/// Runs `plimsoll run a.toml --set …` with more words; gives its exit code, stdout and stderr.
fn run(folder: &Path, words: &[&str]) -> (Option<i32>, String, String) {
    let words = [&["run", "a.toml"], &SHORT[..], words].concat();
    let output = plimsoll(folder, &words);
    (output.status.code(), out(&output), err(&output))
}

fn succeeds(folder: &Path, words: &[&str]) -> String {
    let (code, out, err) = run(folder, words);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{words:?}");
    out
}

#[test]
fn adding_futures_twice_gives_every_byte_of_one_long_run() {
    let folder = prepared("adding_futures_twice");
    let kind = [
        "--plan",
        "third worker in year two",
        "--cut",
        "records",
        "--csv",
        "--out",
    ];
    let with = |more: &[&str]| succeeds(&folder, &[&kind, more].concat());
    with(&["r", "--replications", "130", "--threads", "1"]);
    with(&["r", "--replications", "505", "--threads", "2", "--extend"]);
    // Beyond the first group of rows of the outcomes table, from within it.
    with(&["r", "--replications", "620", "--threads", "1", "--extend"]);
    with(&["whole", "--replications", "620", "--threads", "2"]);
    same_bytes(&folder.join("r"), &folder.join("whole"), 10);
}

/// Each mark may be drawn where it is by itself, but some pairs are in the wrong order: those futures cannot be played.
#[test]
fn failures_and_drawn_numbers_are_added_like_all_others() {
    let folder = prepared("failures_and_drawn_numbers");
    let marks = "[regime]\nenter = 1.1\nleave = 1.0\n\n[uncertain]\n\
        \"regime.enter\" = { dist = \"uniform\", min = 1.01, max = 1.2 }\n\
        \"regime.leave\" = { dist = \"uniform\", min = 0.9, max = 1.09 }\n";
    let text = TEMPLATE.replacen("[uncertain]\n", marks, 1);
    assert!(text != TEMPLATE, "the template has uncertain numbers");
    fs::write(folder.join("a.toml"), text).expect("the folder is writable");
    succeeds(&folder, &["--out", "r", "--replications", "2"]);
    for words in [
        // The third cannot be played, and there is no other to add.
        &["--out", "r", "--replications", "3", "--extend"][..],
        &["--out", "r", "--replications", "90", "--extend"],
        &["--out", "whole", "--replications", "90"],
    ] {
        let (code, _, err) = run(&folder, words);
        assert_eq!(code, Some(1), "{err}");
        assert!(
            err.contains("replication 2: the drawn numbers make no valid scenario"),
            "{err}"
        );
    }
    same_bytes(&folder.join("r"), &folder.join("whole"), 10);
    let summary = summary(&folder.join("r"));
    let failed = summary["futures"]["failed"].as_u64().expect("a count");
    assert!((2..30).contains(&failed), "{failed} of 90 failed");
}

fn summary(folder: &Path) -> serde_json::Value {
    let text = fs::read_to_string(folder.join("summary.json")).expect("a summary");
    serde_json::from_str(&text).expect("JSON")
}

/// Asserts that adding is refused with a word and leaves everything as it was.
#[track_caller]
fn refused(folder: &Path, words: &[&str], said: &[&str]) {
    let before = files(folder);
    let (code, out, err) = run(folder, &[&["--out", "r", "--extend"], words].concat());
    assert_eq!((code, out.as_str()), (Some(1), ""), "{words:?}: {err}");
    for said in said {
        assert!(err.contains(said), "nothing about {said}: {err}");
    }
    assert!(
        err.contains("hint: ") || err.contains("run once without --extend"),
        "{err}"
    );
    assert!(files(folder) == before, "something was changed");
}

#[test]
fn only_a_run_of_the_same_kind_is_added_to_and_what_differs_is_named() {
    let folder = prepared("only_a_run_of_the_same_kind");
    let more = ["--replications", "60"];
    let (code, _, missing) = run(&folder, &["--out", "r", "--extend"]);
    assert_eq!(code, Some(1));
    assert!(missing.contains("no result at r to add to"), "{missing}");
    assert!(!folder.join("r").exists());
    succeeds(&folder, &["--out", "r", "--replications", "40"]);
    let differs = |words: &[&str], said: &str| {
        refused(
            &folder,
            &[words, &more].concat(),
            &["is of another run", said],
        );
    };
    differs(&["--seed", "5"], "seed: 20260105 then, 5 now");
    differs(&["--no-twin"], "--no-twin: not given then, given now");
    differs(&["--cut", "records"], "--cut: nothing then, records now");
    differs(
        &["--set", "week.overtime_max=0"],
        "--set: run.horizon_weeks=60 then, run.horizon_weeks=60, week.overtime_max=0 now",
    );
    differs(
        &["--plan", "third worker in year two"],
        "plan: as written then, third worker in year two now",
    );
    refused(
        &folder,
        &["--replications", "40"],
        &[
            "holds 40 futures already, and 40 are asked for",
            "--replications 80",
        ],
    );
    fs::write(folder.join("a.toml"), format!("{TEMPLATE}\n# and a word\n")).expect("writable");
    differs(&[], "fingerprint of the scenario file: ");
    let both = plimsoll(&folder, &["run", "a.toml", "--extend", "--overwrite"]);
    assert_eq!(both.status.code(), Some(2), "{}", err(&both));
}

#[test]
fn a_damaged_earlier_result_is_refused_and_kept() {
    let folder = prepared("a_damaged_earlier_result");
    succeeds(&folder, &["--out", "r", "--replications", "40"]);
    let more = ["--replications", "60"];
    let state = folder.join("r/state.bin");
    let whole = fs::read(&state).expect("a state");
    assert!(whole.len() > 10_000);
    let with = |bytes: &[u8], said: &str| {
        fs::write(&state, bytes).expect("writable");
        refused(&folder, &more, &[said]);
    };
    for at in [3, 40, whole.len() / 2, whole.len() - 1] {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        with(&bytes, "r/state.bin is damaged");
    }
    for length in [0, 5, 17, 20, 2_000, whole.len() - 1] {
        with(&whole[..length], "r/state.bin ");
    }
    let mut other = whole.clone();
    other[b"plimsoll state ".len()] = b'7';
    with(&other, "another version of Plimsoll");
    fs::remove_file(&state).expect("removable");
    refused(&folder, &more, &["r/state.bin is missing"]);
    fs::write(&state, &whole).expect("writable");

    let outcomes = folder.join("r/outcomes.parquet");
    let table = fs::read(&outcomes).expect("a table");
    let mut bytes = table.clone();
    bytes[table.len() / 2] ^= 1;
    fs::write(&outcomes, &bytes).expect("writable");
    refused(&folder, &more, &["r/outcomes.parquet is damaged"]);
    fs::write(&outcomes, &table[..table.len() / 2]).expect("writable");
    refused(&folder, &more, &["r/outcomes.parquet is damaged"]);
    fs::remove_file(&outcomes).expect("removable");
    refused(&folder, &more, &["r/outcomes.parquet cannot be read"]);
    fs::write(&outcomes, &table).expect("writable");

    fs::write(folder.join("r/thesis.tex"), "years of work").expect("writable");
    let (code, _, foreign) = run(&folder, &["--out", "r", "--extend", "--replications", "60"]);
    assert_eq!(code, Some(1));
    assert!(
        foreign.contains("files that are not Plimsoll's results"),
        "{foreign}"
    );
    fs::remove_file(folder.join("r/thesis.tex")).expect("removable");
    succeeds(&folder, &["--out", "r", "--extend", "--replications", "60"]);
}

#[test]
fn a_run_for_precision_stops_at_the_same_future_on_any_number_of_threads_also_when_it_is_added_to()
{
    let folder = prepared("a_run_for_precision");
    let asked = [
        "--precision",
        "3%,waiting_mean=1,breach_worker_weeks_per_year=10",
        "--out",
    ];
    let with = |more: &[&str]| succeeds(&folder, &[&asked, more].concat());
    let said = with(&["1", "--threads", "1"]);
    assert!(
        said.contains("futures: every precision asked for is reached."),
        "{said}"
    );
    with(&["2", "--threads", "2"]);
    with(&["8", "--threads", "8"]);
    succeeds(&folder, &["--out", "r", "--replications", "300"]);
    with(&["r", "--extend"]);
    for other in ["2", "8", "r"] {
        same_bytes(&folder.join("1"), &folder.join(other), 10);
    }
    let summary = summary(&folder.join("1"));
    let precision = &summary["precision"];
    let futures = precision["futures"].as_u64().expect("a count");
    assert_eq!(summary["futures"]["asked"], futures);
    assert!(
        (1_200..5_000).contains(&futures) && futures.is_multiple_of(200),
        "{futures}"
    );
    assert_eq!(precision["all_reached"], true);
    for name in ["unsafe_year", "cost", "leavers_count", "eft_gap_mean"] {
        let interval = &summary["outcomes"][name]["estimate"];
        let of = |key: &str| interval[key].as_f64().expect("a number");
        let farther = (of("value") - of("low")).max(of("high") - of("value"));
        let it = &precision["outcomes"][name];
        let reached = it["reached"].as_f64().expect("a number");
        // Both are read back from decimals; their difference is one of the last digit.
        assert!(
            (reached - farther).abs() <= 1e-12 * (1.0 + of("value").abs()),
            "{name}"
        );
        assert!(reached <= it["asked"].as_f64().expect("a number"), "{name}");
    }
    let manifest = fs::read_to_string(folder.join("1/manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    assert_eq!(manifest["precision"], *precision);
    let command = manifest["command"].as_str().expect("a command");
    assert!(
        command.ends_with(
            "--seed 20260105 --precision 3%,waiting_mean=1,breach_worker_weeks_per_year=10"
        ),
        "{command}"
    );
    let page = fs::read_to_string(folder.join("1/report.html")).expect("a page");
    assert!(page.contains("Precision reached, at 95 %: at least one unsafe year ±"));
}

#[test]
fn what_is_not_reached_at_the_most_futures_is_told_with_both_numbers() {
    let folder = prepared("what_is_not_reached");
    let words = [
        "--out",
        "r",
        "--precision",
        "leavers_count=1%",
        "--replications",
        "150",
    ];
    let said = succeeds(&folder, &words);
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("Stopped at 150 futures, the most that were to be played; not yet as precise as asked: workers who left ±0."),
        "{said}"
    );
    let found = &summary(&folder.join("r"))["precision"];
    assert_eq!(
        (&found["all_reached"], &found["futures_most"]),
        (&false.into(), &150.into())
    );
    let (code, _, refused) = run(&folder, &["--out", "s", "--precision", "unsafe_yaer=2%"]);
    assert_eq!(code, Some(1));
    assert!(
        refused.contains("did you mean \"unsafe_year\"?"),
        "{refused}"
    );
    assert!(!folder.join("s").exists());
    for wrong in ["0", "2", "cost=-1%"] {
        let (code, ..) = run(&folder, &["--out", "s", "--precision", wrong]);
        assert_eq!(code, Some(2), "{wrong}");
    }
}
