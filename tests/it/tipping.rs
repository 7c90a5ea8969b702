//! `plimsoll tipping` from the outside: its files, their bytes at any number of threads, its words, and what it refuses.

use crate::support::folder::{files, same_bytes};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const TWO_WORKERS: &str = include_str!("../../scenarios/two-workers.toml");

/// An empty folder of this test's own that holds the scenario `a.toml`.
fn folder(test: &str, scenario: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("tipping")
        .join(test);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).expect("an old folder can be removed");
    }
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    std::fs::write(folder.join("a.toml"), scenario).expect("the folder is writable");
    folder
}

fn tipping(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.current_dir(folder).args(["tipping", "a.toml"]);
    command
        .args(words)
        .output()
        .expect("the program can be started")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("stderr is UTF-8")
}

/// Every loop of `two-workers` without strength, by `--set`.
const STRENGTHLESS: [&str; 12] = [
    "--set",
    "loops.burnout.strength=0",
    "--set",
    "loops.absence.strength=0",
    "--set",
    "loops.hiring.strength=0",
    "--set",
    "loops.onboarding.strength=0",
    "--set",
    "loops.records.strength=0",
    "--set",
    "loops.care.strength=0",
];

#[test]
fn a_loop_that_is_cut_is_one_without_strength() {
    let folder = folder("cut", TWO_WORKERS);
    let along = [&ALL[..12], &["--only", "along", "--csv"]].concat();
    let but_care = [&STRENGTHLESS[..10], &["--set", "loops.care.strength=1"]].concat();
    let cut: Vec<&str> = but_care.iter().filter_map(|it| loop_without(it)).collect();
    assert_eq!(cut.len(), 5);
    let cut: Vec<&str> = cut.into_iter().flat_map(|it| ["--cut", it]).collect();
    let care = ["--set", "loops.care.strength=1"];
    for (out, words) in [
        ("set", but_care),
        ("cut", [&cut[..], &care].concat()),
        ("given", care.to_vec()),
    ] {
        let done = tipping(&folder, &[&along[..], &words, &["--out", out]].concat());
        assert_eq!(done.status.code(), Some(0), "{}", err(&done));
    }
    let table = |out: &str| {
        std::fs::read_to_string(folder.join(out).join("along.csv")).expect("a table along a number")
    };
    assert_eq!(table("cut"), table("set"));
    assert_ne!(table("cut"), table("given"));
    let page = std::fs::read_to_string(folder.join("cut/report.html")).expect("a page");
    assert!(page.contains("without feedback by burnout, absence"));
    let refused = tipping(&folder, &["--cut", "all", "--out", "none"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(err(&refused).contains("beside those that are cut"));
}

/// The loop that a setting leaves without strength.
fn loop_without(setting: &str) -> Option<&str> {
    setting.strip_prefix("loops.")?.strip_suffix(".strength=0")
}

/// All four parts of a short scenario.
const ALL: [&str; 24] = [
    "--set",
    "run.horizon_weeks=156",
    "--replications",
    "32",
    "--along",
    "hiring.time_to_fill.mean",
    "--from",
    "4",
    "--to",
    "40",
    "--steps",
    "3",
    "--plan",
    "third worker in year two",
    "--keep",
    "0.6",
    "--leavers",
    "2",
    "--emergencies",
    "3",
    "--of",
    "5",
    "--workers",
    "7",
];

#[test]
fn all_parts_give_the_same_bytes_at_one_two_and_eight_threads_and_speak_plainly() {
    let folder = folder("all_parts", TWO_WORKERS);
    for threads in ["1", "2", "8"] {
        let mut words = ALL.to_vec();
        let out = format!("out{threads}");
        words.extend(["--csv", "--threads", threads, "--out", &out]);
        let done = tipping(&folder, &words);
        assert_eq!(done.status.code(), Some(0), "{}", err(&done));
        let shown = String::from_utf8(done.stdout).expect("stdout is UTF-8");
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        for said in [
            "From where this service starts",
            "As hiring.time_to_fill.mean goes from 4 to 40",
            "third worker in year two",
            "Two leavers or more in a year",
            "Three of five emergencies fall on one of seven workers",
        ] {
            assert!(shown.contains(said), "nothing about {said}\n{shown}");
        }
        same_bytes(&folder.join("out1"), &folder.join(&out), 12);
    }
    let files = files(&folder.join("out1"));
    let names: Vec<String> = files.keys().map(|it| it.display().to_string()).collect();
    for name in [
        "tipping_map.parquet",
        "along.parquet",
        "decide_by.csv",
        "chance.csv",
        "summary.json",
        "manifest.json",
        "report.html",
        "charts/tipping-map.svg",
        "charts/tipping-later.svg",
        "charts/along.svg",
        "charts/decide-by.svg",
        "charts/chance.svg",
    ] {
        assert!(names.iter().any(|it| it == name), "no {name} in {names:?}");
    }
    let page = files.iter().find(|it| it.0.ends_with("report.html"));
    let page = String::from_utf8(page.expect("a page").1.clone()).expect("UTF-8");
    let body = page[page.find("<body>").expect("a body")..].replace("--replications", "");
    let body = body.to_lowercase();
    for word in [
        "regime",
        "replication",
        " lens",
        "nan ",
        "nan<",
        "inf<",
        " fte",
        "<script",
        "href=\"http",
    ] {
        assert!(!body.contains(word), "the page says {word}");
    }
}

#[test]
fn only_the_parts_asked_for_are_played() {
    let folder = folder("only_the_parts", TWO_WORKERS);
    let words = [
        "--only",
        "chance",
        "--replications",
        "20",
        "--set",
        "run.horizon_weeks=104",
        "--csv",
    ];
    let done = tipping(&folder, &words);
    assert_eq!(done.status.code(), Some(0), "{}", err(&done));
    let found = files(&folder.join("reports/a-tipping"));
    let names: Vec<String> = found.keys().map(|it| it.display().to_string()).collect();
    assert_eq!(
        names,
        [
            "chance.csv",
            "chance.parquet",
            "charts/chance.svg",
            "manifest.json",
            "report.html",
            "summary.json"
        ]
    );
    let page = String::from_utf8(found[Path::new("report.html")].clone()).expect("UTF-8");
    assert!(!page.contains("There is no map"), "nobody asked for it");
    let standard = page.split_once("<section id=\"stress\">");
    let answered = standard.map(|it| it.1.matches("<tr><th scope=\"row\">").count());
    assert!(answered >= Some(24), "the reporting standard: {answered:?}");
}

#[test]
fn a_horizon_too_short_for_the_map_is_said_and_the_rest_is_played() {
    let folder = folder("too_short", TWO_WORKERS);
    let done = tipping(
        &folder,
        &["--replications", "20", "--set", "run.horizon_weeks=116"],
    );
    assert_eq!(done.status.code(), Some(0), "{}", err(&done));
    let shown = String::from_utf8(done.stdout).expect("stdout is UTF-8");
    assert!(
        shown.contains("There is no map") && shown.contains("by chance alone"),
        "{shown}"
    );
}

#[test]
fn what_cannot_be_asked_is_refused_before_anything_is_played() {
    let no_loops = TWO_WORKERS
        .split_once("[uncertain]")
        .map(|(head, rest)| {
            let rest = rest.split_once("[sources]").expect("sources").1;
            let (before, loops) = head.split_once("[loops]").expect("loops");
            let plans = loops.split_once("[plans.").expect("plans").1;
            let sources: Vec<&str> = rest.lines().filter(|it| !it.contains("loops.")).collect();
            format!("{before}[plans.{plans}[sources]{}\n", sources.join("\n"))
        })
        .expect("uncertain numbers");
    let undated = format!("{TWO_WORKERS}\n[plans.share]\n\"allocation.sharing\" = 0.9\n");
    let cases: [(&str, &str, &[&str], &str); 12] = [
        (
            "unknown_path",
            TWO_WORKERS,
            &[
                "--along",
                "hiring.time_to_file.mean",
                "--from",
                "4",
                "--to",
                "30",
            ],
            "time_to_fill",
        ),
        (
            "out_of_range",
            TWO_WORKERS,
            &[
                "--along",
                "hiring.time_to_fill.mean",
                "--from",
                "-4",
                "--to",
                "30",
            ],
            "must be greater than 0",
        ),
        (
            "from_above_to",
            TWO_WORKERS,
            &[
                "--along",
                "hiring.time_to_fill.mean",
                "--from",
                "30",
                "--to",
                "4",
            ],
            "--from must be below --to; found --from 30 --to 4",
        ),
        (
            "empty_range",
            TWO_WORKERS,
            &[
                "--along",
                "hiring.time_to_fill.mean",
                "--from",
                "4",
                "--to",
                "4",
            ],
            "--from must be below --to",
        ),
        (
            "level",
            TWO_WORKERS,
            &["--plan", "third worker in year two", "--keep", "1.5"],
            "--keep is a share between 0 and 1, such as 0.2; found 1.5",
        ),
        (
            "unknown_plan",
            TWO_WORKERS,
            &["--plan", "a third worker", "--keep", "0.5"],
            "there is no plan \"a third worker\"",
        ),
        (
            "undated_plan",
            &undated,
            &["--plan", "share", "--keep", "0.5"],
            "allocation.sharing cannot be dated",
        ),
        (
            "more_than_all",
            TWO_WORKERS,
            &["--emergencies", "6", "--of", "5"],
            "found 6 of 5",
        ),
        ("no_loops", &no_loops, &[], "has no feedback loop that acts"),
        (
            "only_without",
            TWO_WORKERS,
            &["--only", "decide-by"],
            "--only decide-by needs --plan NAME --keep SHARE",
        ),
        (
            "uncertain",
            TWO_WORKERS,
            &[
                "--along",
                "loops.burnout.quits_at_full",
                "--from",
                "1",
                "--to",
                "2",
            ],
            "is uncertain in this file",
        ),
        (
            "no_years",
            TWO_WORKERS,
            &[
                "--set",
                "run.horizon_weeks=40",
                "--plan",
                "third worker in year two",
                "--keep",
                "0.5",
                "--only",
                "decide-by",
            ],
            "unsafe years need at least 52",
        ),
    ];
    for (name, scenario, words, said) in cases {
        let folder = folder(name, scenario);
        let refused = tipping(&folder, words);
        let told = err(&refused);
        assert_eq!(refused.status.code(), Some(1), "{name}: {told}");
        assert!(told.contains(said), "{name} says:\n{told}");
        assert!(!folder.join("reports").exists(), "{name} leaves a folder");
    }
    let folder = folder("usage", TWO_WORKERS);
    for words in [
        &["--along", "hiring.time_to_fill.mean"][..],
        &["--keep", "0.5"],
        &["--emergencies", "3"],
        &["--only", "all"],
    ] {
        assert_eq!(tipping(&folder, words).status.code(), Some(2), "{words:?}");
    }
}

#[test]
fn without_safe_load_there_is_no_date_to_decide_by() {
    let (before, rest) = TWO_WORKERS.split_once("[safe_load]").expect("limits");
    let rest = rest.split_once("[week]").expect("a week").1;
    let lines = rest.lines().filter(|it| !it.starts_with("\"safe_load"));
    let text = format!("{before}[week]{}\n", lines.collect::<Vec<_>>().join("\n"));
    let folder = folder("no_safe_load", &text);
    let words = ["--plan", "third worker in year two", "--keep", "0.5"];
    let refused = tipping(&folder, &words);
    assert!(
        err(&refused).contains("has no [safe_load]"),
        "{}",
        err(&refused)
    );
}

#[test]
fn the_help_gives_an_example_of_each_part() {
    let folder = folder("help", TWO_WORKERS);
    let help = tipping(&folder, &["--help"]);
    let text = String::from_utf8(help.stdout).expect("UTF-8");
    for example in [
        "plimsoll tipping scenarios/eight-workers.toml",
        "--along hiring.time_to_fill.mean --from 4 --to 30",
        "--keep 0.2",
        "--emergencies 3 --of 5 --workers 7",
    ] {
        assert!(text.contains(example), "no {example} in\n{text}");
    }
}
