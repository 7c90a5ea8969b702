//! What a user sees: exit codes, what goes to stdout and what to stderr, files that are never overwritten.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const TEMPLATE: &str = include_str!("../../scenarios/two-workers.toml");

fn plimsoll(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.current_dir(folder).args(words);
    command.output().expect("the program can be started")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("stdout is UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("stderr is UTF-8")
}

/// An empty folder of this test's own.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("cli")
        .join(test);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).expect("an old folder can be removed");
    }
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

/// A folder with the template in which one text is replaced.
fn folder_with(test: &str, old: &str, new: &str) -> PathBuf {
    let folder = folder(test);
    assert!(TEMPLATE.contains(old), "the template has no {old}");
    let text = TEMPLATE.replacen(old, new, 1);
    std::fs::write(folder.join("a.toml"), text).expect("the folder is writable");
    folder
}

#[test]
fn new_writes_a_scenario_that_check_accepts() {
    let folder = folder("new_writes_a_scenario_that_check_accepts");
    let written = plimsoll(&folder, &["new"]);
    assert_eq!(written.status.code(), Some(0), "{}", err(&written));
    assert!(
        out(&written).starts_with("Wrote two-workers.toml."),
        "{}",
        out(&written)
    );
    let checked = plimsoll(&folder, &["check", "two-workers.toml"]);
    assert_eq!(
        (checked.status.code(), err(&checked).as_str()),
        (Some(0), "")
    );
    let shown = out(&checked);
    for said in [
        "is valid",
        "EFT needed by safe load",
        "EFT needed by hours (WISN)",
        "Posts empty",
        "First week",
        "0 unsourced",
    ] {
        assert!(shown.contains(said), "nothing about {said}\n{shown}");
    }
    assert!(
        !shown.contains('\u{1b}'),
        "no colour where there is no terminal"
    );
}

#[test]
fn new_never_overwrites() {
    let folder = folder("new_never_overwrites");
    std::fs::write(folder.join("mine.toml"), "mine").expect("the folder is writable");
    let refused = plimsoll(&folder, &["new", "mine.toml"]);
    assert_eq!(
        (refused.status.code(), out(&refused).as_str()),
        (Some(1), "")
    );
    assert!(
        err(&refused).starts_with("error: mine.toml exists already"),
        "{}",
        err(&refused)
    );
    let kept = std::fs::read_to_string(folder.join("mine.toml")).expect("the file is there");
    assert_eq!(kept, "mine");
}

#[test]
fn problems_go_to_stderr_with_exit_code_1() {
    let folder = folder_with(
        "problems_go_to_stderr_with_exit_code_1",
        "horizon_weeks = 260",
        "horizon_week = 260",
    );
    let refused = plimsoll(&folder, &["check", "a.toml"]);
    assert_eq!(
        (refused.status.code(), out(&refused).as_str()),
        (Some(1), "")
    );
    assert!(
        err(&refused).starts_with("error: a.toml has 1 problem\n"),
        "{}",
        err(&refused)
    );
    assert!(
        err(&refused).contains("hint: did you mean \"horizon_weeks\"?"),
        "{}",
        err(&refused)
    );
    let missing = plimsoll(&folder, &["check", "b.toml"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(
        err(&missing).starts_with("error: b.toml: there is no such file; `plimsoll new`"),
        "{}",
        err(&missing)
    );
}

#[test]
fn plans_and_settings_reach_the_answer() {
    let folder = folder_with(
        "plans_and_settings_reach_the_answer",
        "count = 2",
        "count = 2",
    );
    let set = [
        "check",
        "a.toml",
        "--set",
        "posts.peer worker.count=4",
        "--set",
        "allocation.ownership=pooled",
    ];
    let checked = plimsoll(&folder, &set);
    assert!(
        out(&checked).contains("4 posts (4.00 EFT)"),
        "{}{}",
        out(&checked),
        err(&checked)
    );
    assert!(
        out(&checked).contains("allocation.ownership = \"pooled\""),
        "{}",
        out(&checked)
    );
    let plan = plimsoll(
        &folder,
        &["check", "a.toml", "--plan", "third worker in year two"],
    );
    assert!(out(&plan).contains("Shown with the plan"), "{}", err(&plan));
    let unknown = plimsoll(
        &folder,
        &["check", "a.toml", "--plan", "third worker in year too"],
    );
    assert_eq!(unknown.status.code(), Some(1));
    assert!(
        err(&unknown).contains("did you mean \"third worker in year two\"?"),
        "{}",
        err(&unknown)
    );
}

#[test]
fn wrong_usage_is_exit_code_2() {
    let folder = folder("wrong_usage_is_exit_code_2");
    for words in [
        &["chekc"][..],
        &["check"],
        &["check", "a.toml", "--set", "tenure"],
        &["new", "--template", "none"],
        &["run", "a.toml", "--cut", "joy"],
    ] {
        let refused = plimsoll(&folder, words);
        assert_eq!(
            (refused.status.code(), out(&refused).as_str()),
            (Some(2), ""),
            "{words:?}"
        );
    }
}

#[test]
fn schema_prints_a_json_schema() {
    let folder = folder("schema_prints_a_json_schema");
    let schema = plimsoll(&folder, &["schema"]);
    assert_eq!(schema.status.code(), Some(0));
    let parsed: serde_json::Value =
        serde_json::from_slice(&schema.stdout).expect("the schema is JSON");
    assert_eq!(parsed["title"], "Plimsoll scenario");
    assert_eq!(
        parsed["properties"]["uncertain"]["additionalProperties"]["$ref"],
        "#/$defs/DistributionFile"
    );
}

#[test]
fn a_reader_who_stops_early_is_no_error() {
    let folder = folder("a_reader_who_stops_early_is_no_error");
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    let mut child = command
        .current_dir(&folder)
        .arg("schema")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program can be started");
    drop(child.stdout.take());
    let ended = child.wait_with_output().expect("the program ends");
    assert_eq!((ended.status.code(), err(&ended).as_str()), (Some(0), ""));
}

/// Same scenario, seed and replications: the same bytes at any number of threads.
#[test]
fn one_two_and_eight_threads_write_the_same_bytes() {
    let folder = folder_with("threads", "replications = 2000", "replications = 150");
    for threads in ["1", "2", "8"] {
        let words = [
            "run",
            "a.toml",
            "--csv",
            "--threads",
            threads,
            "--out",
            threads,
        ];
        let output = plimsoll(&folder, &words);
        assert!(output.status.success(), "{}", err(&output));
    }
    let mut compared = 0;
    for entry in walk(&folder.join("1")) {
        let name = entry.strip_prefix(folder.join("1")).expect("it lies there");
        let bytes = std::fs::read(&entry).expect("a result can be read");
        for threads in ["2", "8"] {
            let other = std::fs::read(folder.join(threads).join(name)).expect("the same file");
            assert!(
                bytes == other,
                "{} differs at {threads} threads",
                name.display()
            );
        }
        compared += 1;
    }
    assert!(compared >= 12, "only {compared} files were written");
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a result folder");
    let mut files = vec![];
    for entry in entries.map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            files.extend(walk(&entry));
        } else {
            files.push(entry);
        }
    }
    files
}

/// The README's commands are the ones that work: every `plimsoll` command in it parses and its files exist.
#[test]
fn the_readme_runs_on_shipped_scenarios_and_lists_them_all() {
    let readme = include_str!("../../README.md");
    assert!(readme.contains("cargo run --release -- run scenarios/two-workers.toml"));
    assert!(readme.contains("\ncargo test --release\n"));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in std::fs::read_dir(root.join("scenarios")).expect("shipped scenarios") {
        let name = entry.expect("an entry").file_name();
        let stem = name.to_string_lossy().replace(".toml", "");
        assert!(
            readme.contains(&format!("`{stem}`")),
            "README's gallery lacks {stem}"
        );
    }
    let gate = include_str!("../../.ci/run");
    assert!(
        gate.lines().any(|line| line == "cargo test --release"),
        "the gate runs README's test command"
    );
    for link in readme
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
    {
        assert!(
            root.join(link).exists(),
            "README points to {link}, which is not there"
        );
    }
}

/// A small study of one year: the words that every one of these begins with.
fn quick<'a>(command: &'a str, over: &'a str, rest: &[&'a str]) -> Vec<&'a str> {
    let begin = [command, "a.toml", "--over", over];
    let small = [
        "--set",
        "run.horizon_weeks=52",
        "--csv",
        "--replications",
        "6",
    ];
    [&begin[..], &small, rest].concat()
}

#[test]
fn a_sweep_writes_one_row_for_each_point_and_outcome_under_common_futures() {
    let folder = folder_with("sweep", "count = 2", "count = 2");
    let cost = "posts.peer worker.annual_cost=1000,2000";
    for threads in ["1", "8"] {
        let rest = [
            "--over",
            "allocation.admission=open,safe_load",
            "--threads",
            threads,
            "--out",
            threads,
        ];
        let output = plimsoll(&folder, &quick("sweep", cost, &rest));
        assert!(output.status.success(), "{}", err(&output));
        assert!(
            out(&output).contains("4 points, 6 futures at each"),
            "{}",
            out(&output)
        );
    }
    same_bytes(&folder.join("1"), &folder.join("8"), 7);
    let table = std::fs::read_to_string(folder.join("1/sweep.csv")).expect("the table");
    let mut lines = table.lines();
    assert_eq!(
        lines.next(),
        Some(
            "point,posts.peer worker.annual_cost,allocation.admission,outcome,estimate,low,high,replications"
        )
    );
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let at = |point: &str, outcome: &str| -> f64 {
        let found = rows.iter().find(|row| row[0] == point && row[3] == outcome);
        found.expect("a row")[4].parse().expect("a number")
    };
    // What changes nothing but the cost changes nothing but the cost.
    assert_eq!(at("1", "leavers_count"), at("3", "leavers_count"));
    assert_eq!(at("1", "eft_need_mean"), at("3", "eft_need_mean"));
    assert!((at("3", "cost") / at("1", "cost") - 2.0).abs() < 1e-12);
    assert_ne!(at("1", "waiting_mean"), at("2", "waiting_mean"));
    assert_eq!(rows.len() % 4, 0);
}

#[test]
fn a_latin_hypercube_takes_whole_numbers_of_what_is_whole() {
    let folder = folder_with("hypercube", "count = 2", "count = 2");
    let rest = [
        "--design",
        "lhs",
        "--points",
        "5",
        "--over",
        "staff.tenure.mean=104..208",
        "--out",
        "o",
    ];
    let output = plimsoll(
        &folder,
        &quick("sweep", "posts.peer worker.count=1..4", &rest),
    );
    assert!(output.status.success(), "{}", err(&output));
    let table = std::fs::read_to_string(folder.join("o/sweep.csv")).expect("the table");
    let posts = table
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').nth(1));
    let mut posts: Vec<&str> = posts.collect();
    posts.sort_unstable();
    posts.dedup();
    assert!(
        posts.len() >= 3
            && posts
                .iter()
                .all(|it| ["1.0", "2.0", "3.0", "4.0"].contains(it)),
        "{posts:?}"
    );
}

#[test]
fn sensitivity_writes_the_same_bytes_at_any_number_of_threads() {
    let folder = folder_with("sensitivity", "count = 2", "count = 2");
    for threads in ["1", "8"] {
        let sizes = ["--rows", "8", "--per-point", "2", "--trajectories", "3"];
        let outcomes = ["--outcome", "leavers_count", "--outcome", "ended_vicious"];
        let rest = [
            &sizes[..],
            &outcomes,
            &["--threads", threads, "--out", threads],
        ]
        .concat();
        let output = plimsoll(
            &folder,
            &quick("sensitivity", "staff.tenure.mean:26..208", &rest),
        );
        assert!(output.status.success(), "{}", err(&output));
        // (2 + 2) x 8 x 2, 3 x 3 x 2 and 5 x 6 futures.
        assert!(
            out(&output).contains("112 futures over 2 numbers"),
            "{}",
            out(&output)
        );
    }
    same_bytes(&folder.join("1"), &folder.join("8"), 8);
    let table = std::fs::read_to_string(folder.join("1/sensitivity.csv")).expect("the table");
    for measure in [
        "stated",
        "swing",
        "variance_chance",
        "not_knowing_share",
        "total_index",
        "mean_absolute_effect",
    ] {
        let row = format!("leavers_count,staff.tenure.mean,{measure},");
        let whole = format!("leavers_count,,{measure},");
        assert!(
            table.contains(&row) || table.contains(&whole),
            "nothing about {measure}"
        );
    }
}

fn same_bytes(one: &Path, other: &Path, least: usize) {
    let files = walk(one);
    assert!(
        files.len() >= least,
        "only {} files were written",
        files.len()
    );
    for file in files {
        let name = file.strip_prefix(one).expect("it lies there");
        let bytes = |path: &Path| std::fs::read(path).expect("a result can be read");
        assert!(
            bytes(&file) == bytes(&other.join(name)),
            "{} differs",
            name.display()
        );
    }
}

#[test]
fn what_makes_no_sweep_or_study_is_refused_by_flag_and_path() {
    let folder = folder_with("refused", "count = 2", "count = 2");
    let cases: [(&[&str], i32, &str); 16] = [
        (&["sweep", "a.toml"], 2, "--over"),
        (
            &["sweep", "a.toml", "--over", "staff.tenure.mean=100"],
            2,
            "100 is one value: at least 2 are needed",
        ),
        (
            &["sweep", "a.toml", "--over", "staff.tenure.mean=9..4:3"],
            2,
            "the range 9..4 is empty",
        ),
        (
            &["sweep", "a.toml", "--over", "staff.tenure.mean=4..9"],
            2,
            "--over staff.tenure.mean=4..9: say how many values",
        ),
        (
            &["sweep", "a.toml", "--over", "staff.tenure.maen=4,9"],
            1,
            "did you mean",
        ),
        (
            &["sweep", "a.toml", "--over", "staff.tenure.mean=4,soon"],
            1,
            "--over | staff.tenure.mean=soon",
        ),
        (
            &[
                "sweep",
                "a.toml",
                "--over",
                "staff.tenure.mean=4,9",
                "--over",
                "staff.tenure.mean=5,6",
            ],
            1,
            "--over names staff.tenure.mean twice",
        ),
        (
            &[
                "sweep",
                "a.toml",
                "--over",
                "staff.tenure.mean=4,9",
                "--set",
                "staff.tenure.mean=5",
            ],
            1,
            "--over moves staff.tenure.mean, which --set staff.tenure.mean holds still",
        ),
        (
            &["sweep", "a.toml", "--over", "run.seed=4,9"],
            1,
            "--over moves run.seed, which is the size of the experiment",
        ),
        (
            &[
                "sweep",
                "a.toml",
                "--over",
                "staff.tenure.mean=4..9",
                "--design",
                "lhs",
            ],
            2,
            "--design lhs needs --points",
        ),
        (
            &[
                "sweep",
                "a.toml",
                "--over",
                "staff.tenure.mean=4,9",
                "--design",
                "lhs",
                "--points",
                "9",
            ],
            2,
            "not listed values",
        ),
        (
            &["sensitivity", "a.toml", "--over", "staff.tenure.mean:9..4"],
            2,
            "the range 9..4 is empty",
        ),
        (
            &[
                "sensitivity",
                "a.toml",
                "--over",
                "allocation.admission:1..2",
            ],
            1,
            "which is no number",
        ),
        (
            &["sensitivity", "a.toml", "--over", "allocation.sharing:0..2"],
            1,
            "allocation.sharing at 2",
        ),
        (
            &["sensitivity", "a.toml", "--rows", "100"],
            2,
            "expected a power of 2",
        ),
        (
            &["sensitivity", "a.toml", "--outcome", "unsafe_yaer"],
            2,
            "did you mean \"unsafe_year\"?",
        ),
    ];
    for (words, code, said) in cases {
        let refused = plimsoll(&folder, words);
        let text = err(&refused);
        assert_eq!(
            (refused.status.code(), out(&refused).as_str()),
            (Some(code), ""),
            "{words:?}: {text}"
        );
        assert!(text.contains(said), "{words:?}: {text}");
        assert!(
            !folder.join("reports").exists(),
            "{words:?} leaves a folder"
        );
    }
    let certain = |line: &&str| !line.starts_with("\"loops.burnout.quits_at_full\" = {");
    let text: Vec<&str> = TEMPLATE.lines().filter(certain).collect();
    std::fs::write(folder.join("b.toml"), text.join("\n")).expect("the folder is writable");
    let refused = plimsoll(&folder, &["sensitivity", "b.toml"]);
    assert_eq!(refused.status.code(), Some(2));
    let text = err(&refused);
    assert!(
        text.contains("b.toml names no number that is not known exactly"),
        "{text}"
    );
}
