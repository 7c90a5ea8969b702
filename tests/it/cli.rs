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
