//! What a user sees: exit codes, what goes to stdout and what to stderr, files that are never overwritten.

mod compare_extend;
mod compare_precision;
mod extend;
mod faults;
mod safeguards;
mod shipped;
mod verify;

use crate::support::folder::{files, same_bytes};
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
    for threads in ["2", "8"] {
        same_bytes(&folder.join("1"), &folder.join(threads), 12);
    }
}

/// A small space over two years, quick to search.
const DECIDE: &str = "\n[decide]\ntarget = 0.4\nconfidence = 0.9\n[decide.posts.\"peer worker\"]\nmin = 2\nmax = 5\nweeks = [0]\n[decide.paths]\n\"allocation.sharing\" = [0.5, 1.0]\n\n[costs]\ncurrency = \"NZ$\"\n";

fn folder_to_plan(test: &str) -> PathBuf {
    let folder = folder_with(test, "horizon_weeks = 260", "horizon_weeks = 104");
    let text = std::fs::read_to_string(folder.join("a.toml")).expect("written just now");
    std::fs::write(folder.join("a.toml"), text + DECIDE).expect("the folder is writable");
    folder
}

const SMALL: [&str; 7] = [
    "plan",
    "a.toml",
    "--max-replications",
    "192",
    "--replications",
    "300",
    "--csv",
];

#[test]
fn plan_answers_with_a_plan_that_run_takes_back() {
    let folder = folder_to_plan("plan_answers");
    let found = plimsoll(&folder, &[&SMALL[..], &["--out", "found"]].concat());
    assert_eq!(found.status.code(), Some(0), "{}", err(&found));
    let shown = out(&found);
    assert!(shown.contains("\nFund "), "{shown}");
    let words: Vec<&str> = shown.split_whitespace().collect();
    let words = words.join(" ");
    assert!(words.contains("with 90"), "{shown}");
    // Every amount has the currency: in the answer, in the table and along the axis.
    assert!(words.contains(", at NZ$"), "{shown}");
    let page = std::fs::read_to_string(folder.join("found/report.html")).expect("a page");
    for text in [">NZ$", "Expected cost, in NZ$"] {
        assert!(page.contains(text), "{text}");
    }
    let snippet = &shown[shown.find("[plans.").expect("a plan to paste")..];
    let snippet = &snippet[..snippet.find("\nResults").expect("the folder is named")];
    for file in [
        "candidates.parquet",
        "candidates.csv",
        "summary.json",
        "manifest.json",
        "report.html",
        "charts/frontier.svg",
    ] {
        assert!(folder.join("found").join(file).exists(), "{file}");
    }
    let text = std::fs::read_to_string(folder.join("a.toml")).expect("still there");
    std::fs::write(folder.join("b.toml"), format!("{text}\n{snippet}")).expect("writable");
    let again = plimsoll(
        &folder,
        &[
            "run",
            "b.toml",
            "--plan",
            "cheapest that holds",
            "--replications",
            "20",
        ],
    );
    assert_eq!(again.status.code(), Some(0), "{}", err(&again));
    let page = folder.join("reports/b/report.html");
    let page = std::fs::read_to_string(page).expect("a page");
    let yearly = &page[page
        .find("cost of the year (mean)")
        .expect("the table of needs")..];
    assert!(yearly[..yearly.find("</table>").expect("its end")].contains("<td>NZ$"));
    // A second search into the same folder asks first.
    let second = plimsoll(&folder, &[&SMALL[..], &["--out", "found"]].concat());
    assert_eq!(second.status.code(), Some(1));
    assert!(
        err(&second).contains("is already there"),
        "{}",
        err(&second)
    );
}

#[test]
fn a_search_writes_the_same_bytes_at_any_number_of_threads() {
    let folder = folder_to_plan("plan_threads");
    for threads in ["1", "2", "8"] {
        let words = ["--threads", threads, "--out", threads];
        let output = plimsoll(&folder, &[&SMALL[..], &words].concat());
        assert!(output.status.success(), "{}", err(&output));
    }
    for threads in ["2", "8"] {
        same_bytes(&folder.join("1"), &folder.join(threads), 6);
    }
}

#[test]
fn plans_are_searched_with_the_loops_that_are_left() {
    let folder = folder_to_plan("plan_cut");
    let ways = [
        ("cut", ["--cut", "burnout"]),
        ("set", ["--set", "loops.burnout.strength=0"]),
        ("given", ["--set", "run.seed=20260105"]),
    ];
    for (out, words) in ways {
        let output = plimsoll(&folder, &[&SMALL[..], &words, &["--out", out]].concat());
        assert!(output.status.success(), "{}", err(&output));
    }
    let read = |out: &str, file: &str| {
        std::fs::read_to_string(folder.join(out).join(file)).expect("a file of the result")
    };
    assert_eq!(read("cut", "candidates.csv"), read("set", "candidates.csv"));
    assert_ne!(
        read("cut", "candidates.csv"),
        read("given", "candidates.csv")
    );
    assert!(read("cut", "report.html").contains("without feedback by burnout"));
    assert!(read("cut", "manifest.json").contains("--cut burnout"));
}

/// Means of a metric in `weekly.csv`, as they are written.
fn weekly_means(text: &str, metric: &str) -> Vec<String> {
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().expect("a head").split(',').collect();
    let column = |name: &str| head.iter().position(|it| *it == name).expect("a column");
    let (metrics, mean) = (column("metric"), column("mean"));
    lines
        .map(|line| line.split(',').collect::<Vec<_>>())
        .filter(|line| line[metrics] == metric)
        .map(|line| line[mean].to_owned())
        .collect()
}

#[test]
fn without_twins_nobody_is_called_vicious_or_overloaded_and_the_other_states_count_every_future() {
    let folder = folder_with("states_alone", "replications = 2000", "replications = 60");
    for (out, words) in [("both", &[][..]), ("alone", &["--no-twin"][..])] {
        let words = [&["run", "a.toml", "--csv", "--out", out], words].concat();
        let output = plimsoll(&folder, &words);
        assert!(output.status.success(), "{}", err(&output));
    }
    for file in ["weekly.csv", "yearly.csv"] {
        let read = |out: &str| std::fs::read_to_string(folder.join(out).join(file)).expect("csv");
        let (both, alone) = (read("both"), read("alone"));
        for state in ["regime.vicious", "regime.overloaded"] {
            let seen = weekly_means(&both, state);
            assert!(
                seen.iter()
                    .any(|it| it.parse::<f64>().is_ok_and(|it| it > 0.0))
            );
            assert!(weekly_means(&alone, state).iter().all(String::is_empty));
        }
        for state in ["regime.rationed", "regime.strained", "regime.virtuous"] {
            let seen = weekly_means(&both, state);
            assert!(!seen.is_empty() && seen.iter().all(|it| !it.is_empty()));
            assert_eq!(weekly_means(&alone, state), seen, "{file}: {state}");
        }
    }
}

#[test]
fn plan_refuses_what_it_cannot_search() {
    let folder = folder_to_plan("plan_refuses");
    let refused = |words: &[&str], code: i32, told: &str| {
        let output = plimsoll(&folder, &[&["plan"], words].concat());
        assert_eq!(output.status.code(), Some(code), "{words:?}");
        assert!(err(&output).contains(told), "{words:?}: {}", err(&output));
    };
    refused(
        &["a.toml", "--target", "1.5"],
        2,
        "expected a share between 0 and 1",
    );
    refused(
        &["a.toml", "--max-plans", "3"],
        1,
        "decide makes 8 plans, and at most 3 are searched",
    );
    refused(
        &["a.toml", "--replications", "5"],
        1,
        "--replications must be at least",
    );
    refused(
        &["a.toml", "--set", "allocation.sharing=0.2"],
        1,
        "is decided by [decide]",
    );
    std::fs::write(folder.join("plain.toml"), TEMPLATE).expect("the folder is writable");
    refused(&["plain.toml"], 1, "the file has no [decide]");
    assert!(!folder.join("reports").exists(), "nothing is left behind");
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

/// Two short years of the template, with plans.
fn plans(test: &str) -> PathBuf {
    let folder = folder_with(test, "horizon_weeks = 260", "horizon_weeks = 104");
    let text = std::fs::read_to_string(folder.join("a.toml")).expect("it was written");
    let text = text.replace("replications = 2000", "replications = 40");
    let more = "[plans.\"nothing new\"]\n\"allocation.sharing\" = 0.5\n\n[plans.\"one year only\"]\n\"run.horizon_weeks\" = 52\n\n";
    let text = text.replacen("[plans.", &format!("{more}[plans."), 1);
    std::fs::write(folder.join("a.toml"), text).expect("the folder is writable");
    folder
}

const THIRD: &str = "third worker in year two";

#[test]
fn compare_answers_with_a_table_and_writes_every_file() {
    let folder = plans("compare_answers");
    let words = [
        "compare",
        "a.toml",
        "--plan",
        THIRD,
        "--plan",
        "nothing new",
        "--csv",
        "--out",
        "o",
    ];
    let output = plimsoll(&folder, &words);
    assert_eq!((output.status.code(), err(&output).as_str()), (Some(0), ""));
    let shown = out(&output);
    assert!(
        shown.contains("2 plans against \"as written\"\n40 of 40 futures, 104 weeks each"),
        "{shown}"
    );
    assert!(shown.contains("“third worker in year two” changes posts.peer worker.count from 2 to 2, from week 52: 3."), "{shown}");
    let read =
        |name: &str| std::fs::read_to_string(folder.join("o").join(name)).expect("it is written");
    let comparison = read("comparison.csv");
    assert!(comparison.starts_with("plan,baseline,outcome,difference,low,high,better,worse,tied,p,p_holm,verdict,more_futures,variance_reduction,pairs\n"), "{comparison}");
    assert_eq!(comparison.lines().count(), 1 + 2 * 14);
    let same = comparison
        .lines()
        .filter(|line| line.starts_with("nothing new,"));
    assert!(
        same.clone().count() == 14
            && same
                .into_iter()
                .all(|line| line.contains(",0,0,40,") && line.contains("same in every future")),
        "{comparison}"
    );
    let outcomes = read("outcomes.csv");
    assert_eq!(outcomes.lines().count(), 1 + 3 * 40);
    assert!(
        outcomes
            .lines()
            .nth(2)
            .expect("a row")
            .starts_with("third worker in year two,0,")
    );
    let differences = read("differences.csv");
    assert!(differences.starts_with("plan,week,date,metric,difference,low,high\n"));
    assert_eq!(differences.lines().count(), 1 + 2 * 4 * 104);
    assert!(read("weekly.csv").contains("\nnothing new,all,0,2026-01-05,"));
    let summary: serde_json::Value = serde_json::from_str(&read("summary.json")).expect("JSON");
    assert_eq!(
        summary["plans"][0]["changes"][0]["path"],
        "posts.peer worker.count"
    );
    assert_eq!(
        summary["plans"][1]["against_baseline"]["cost"]["verdict"],
        "same in every future"
    );
    let manifest: serde_json::Value = serde_json::from_str(&read("manifest.json")).expect("JSON");
    assert_eq!(manifest["baseline"], "as written");
    assert_eq!(
        manifest["scenarios"][0]["scenario_digest"]
            .as_str()
            .map(str::len),
        Some(71)
    );
    let again = manifest["command"].as_str().expect("a command");
    assert!(
        again.ends_with("--seed 20260105 --replications 40"),
        "{again}"
    );
}

#[test]
fn compare_writes_the_same_bytes_at_any_number_of_threads() {
    let folder = plans("compare_threads");
    for threads in ["1", "2", "8"] {
        let words = [
            "compare",
            "a.toml",
            "--plan",
            THIRD,
            "--csv",
            "--threads",
            threads,
            "--out",
            threads,
        ];
        let output = plimsoll(&folder, &words);
        assert!(output.status.success(), "{}", err(&output));
    }
    for threads in ["2", "8"] {
        same_bytes(&folder.join("1"), &folder.join(threads), 17);
    }
}

#[test]
fn compare_refuses_what_cannot_be_compared() {
    let folder = plans("compare_refuses");
    let text = std::fs::read_to_string(folder.join("a.toml")).expect("it was written");
    let bare = TEMPLATE.replace(
        &TEMPLATE[TEMPLATE.find("[plans.").expect("plans")
            ..TEMPLATE.find("# --- What is not known").expect("a heading")],
        "",
    );
    std::fs::write(folder.join("bare.toml"), bare).expect("writable");
    std::fs::write(folder.join("longer.toml"), TEMPLATE).expect("writable");
    std::fs::write(folder.join("same.toml"), text).expect("writable");
    let refused = |words: &[&str]| {
        let words: Vec<&str> = std::iter::once("compare")
            .chain(words.iter().copied())
            .chain(["--out", "o"])
            .collect();
        let output = plimsoll(&folder, &words);
        assert_eq!(
            (output.status.code(), out(&output).as_str()),
            (Some(1), ""),
            "{words:?}"
        );
        assert!(!folder.join("o").exists());
        err(&output)
    };
    let told = refused(&["bare.toml"]);
    assert!(
        told.starts_with(
            "error: bare.toml has no [plans], so there is nothing to compare\n  hint:"
        ),
        "{told}"
    );
    let told = refused(&["a.toml", "--plan", "third worker in year too"]);
    assert!(
        told.contains("there is no plan")
            && told.contains("did you mean \"third worker in year two\"?"),
        "{told}"
    );
    let told = refused(&["a.toml", "--baseline", "nothing knew"]);
    assert!(told.contains("did you mean \"nothing new\"?"), "{told}");
    let told = refused(&["a.toml", "--plan", THIRD, "--baseline", THIRD]);
    assert!(
        told.contains("nothing is left to compare with the baseline"),
        "{told}"
    );
    // A plan and a file whose futures are shorter or longer.
    let told = refused(&["a.toml"]);
    assert!(told.contains("\"one year only\" cannot be compared with \"as written\": run.horizon_weeks is 52 in \"one year only\" and 104 in \"as written\""), "{told}");
    let told = refused(&["a.toml", "longer.toml"]);
    assert!(told.contains("\"longer\" cannot be compared with \"a\": run.horizon_weeks is 260 in \"longer\" and 104 in \"a\""), "{told}");
    let told = refused(&["a.toml", "same.toml", "--plan", THIRD]);
    assert!(told.contains("2 files are given"), "{told}");
    let told = refused(&["a.toml", "same.toml", "--baseline", "sane"]);
    assert!(
        told.contains("none of the files\n  hint: did you mean \"same\"?"),
        "{told}"
    );
    let told = refused(&["a.toml", "a.toml"]);
    assert!(told.contains("a.toml is given twice"), "{told}");
}

#[test]
fn files_are_compared_with_the_first_or_the_one_named() {
    let folder = plans("compare_files");
    let text = std::fs::read_to_string(folder.join("a.toml")).expect("it was written");
    let more = text.replacen("count = 2", "count = 3", 1);
    std::fs::write(folder.join("b.toml"), more).expect("writable");
    let output = plimsoll(
        &folder,
        &["compare", "a.toml", "b.toml", "--out", "o", "--independent"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let shown = out(&output);
    assert!(
        shown.contains("1 plan against \"a\"") && shown.contains("NOT paired"),
        "{shown}"
    );
    assert!(
        shown.contains("“b” changes posts.peer worker.count from 2 to 3"),
        "{shown}"
    );
    let words = [
        "compare",
        "a.toml",
        "b.toml",
        "--out",
        "p",
        "--baseline",
        "b",
        "--cut",
        "all",
        "--no-twin",
    ];
    let output = plimsoll(&folder, &words);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(
        out(&output).contains("“a” changes posts.peer worker.count from 3 to 2"),
        "{}",
        out(&output)
    );
}
#[test]
fn replay_tells_a_future_and_writes_its_folder() {
    let folder = folder_with(
        "replay_tells_a_future_and_writes_its_folder",
        "horizon_weeks = 260",
        "horizon_weeks = 104",
    );
    let told = plimsoll(
        &folder,
        &["replay", "a.toml", "--replication", "3", "--csv", "--png"],
    );
    assert_eq!(told.status.code(), Some(0), "{}", err(&told));
    let shown = out(&told);
    for said in [
        "Future 3, 104 weeks",
        "Week 0, January 2026: After the first week",
        "Results: reports",
    ] {
        assert!(shown.contains(said), "nothing about {said}\n{shown}");
    }
    assert!(!shown.contains("lies beyond"), "{shown}");
    let place = folder.join("reports/a-future-3");
    for file in [
        "story.json",
        "events.parquet",
        "events.csv",
        "weeks.parquet",
        "weeks.csv",
        "outcomes.parquet",
        "manifest.json",
        "report.html",
        "charts/posts.svg",
        "charts/posts.png",
        "charts/key-lines.svg",
    ] {
        assert!(place.join(file).is_file(), "no {file}");
    }
    let page = std::fs::read_to_string(place.join("report.html")).expect("a page");
    for said in [
        "1.3 Aims of the experiment",
        "Safe load is a boundary, not a target",
        "Need is what the caseload asks",
    ] {
        assert!(page.contains(said), "nothing about {said}");
    }
    let again = plimsoll(&folder, &["replay", "a.toml", "--replication", "3"]);
    assert_eq!(again.status.code(), Some(1), "an existing folder is kept");
    assert!(err(&again).contains("a-future-3"), "{}", err(&again));
    let replaced = plimsoll(
        &folder,
        &["replay", "a.toml", "--replication", "3", "--overwrite"],
    );
    assert_eq!(replaced.status.code(), Some(0), "{}", err(&replaced));
}

#[test]
fn the_row_of_a_replay_is_the_row_of_the_run() {
    let folder = folder_with(
        "the_row_of_a_replay_is_the_row_of_the_run",
        "horizon_weeks = 260",
        "horizon_weeks = 104",
    );
    let words = [
        "a.toml",
        "--set",
        "staff.tenure.mean=60",
        "--cut",
        "care",
        "--csv",
    ];
    let run = [
        &["run"],
        &words[..],
        &["--replications", "4", "--out", "all"],
    ]
    .concat();
    let ran = plimsoll(&folder, &run);
    assert_eq!(ran.status.code(), Some(0), "{}", err(&ran));
    let shown = out(&ran);
    let command = shown
        .lines()
        .find_map(|line| line.trim().strip_prefix("plimsoll "))
        .unwrap_or_else(|| panic!("no future is named\n{shown}"));
    assert!(
        command.starts_with("replay a.toml --set staff.tenure.mean=60 --replication "),
        "{command}"
    );
    let mut again: Vec<&str> = command.split(' ').collect();
    again.extend(["--csv", "--out", "one"]);
    let told = plimsoll(&folder, &again);
    assert_eq!(told.status.code(), Some(0), "{}", err(&told));
    let read = |path: &str| std::fs::read_to_string(folder.join(path)).expect("a table");
    let (all, one) = (read("all/outcomes.csv"), read("one/outcomes.csv"));
    let row = one.lines().nth(1).expect("one row");
    assert!(
        all.lines().any(|line| line == row),
        "the run has no such row\n{row}\n{all}"
    );
    let page = read("all/report.html");
    assert!(
        page.contains(&format!("plimsoll {command}")),
        "the page names the command"
    );
}

#[test]
fn replay_takes_any_number_and_says_what_is_wrong_with_other_words() {
    let folder = folder_with(
        "replay_takes_any_number_and_says_what_is_wrong_with_other_words",
        "horizon_weeks = 260",
        "horizon_weeks = 30",
    );
    let beyond = plimsoll(&folder, &["replay", "a.toml", "--replication", "123456"]);
    assert_eq!(beyond.status.code(), Some(0), "{}", err(&beyond));
    assert!(
        out(&beyond).contains("The file plays 2,000 futures, numbered from 0; this one lies"),
        "{}",
        out(&beyond)
    );
    for bad in ["-1", "three", "1.5", ""] {
        let refused = plimsoll(&folder, &["replay", "a.toml", "--replication", bad]);
        assert_eq!(refused.status.code(), Some(2), "{bad}");
        assert!(err(&refused).contains("--replication"), "{}", err(&refused));
    }
    let missing = plimsoll(&folder, &["replay", "b.toml", "--replication", "1"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(err(&missing).contains("b.toml"), "{}", err(&missing));
    assert!(!folder.join("reports/b-future-1").exists());
}

/// The same for the attribution to loops, over both of its parts; and the tables are there.
#[test]
fn loops_write_the_same_bytes_at_any_number_of_threads() {
    let folder = folder_with("loops_threads", "horizon_weeks = 260", "horizon_weeks = 78");
    for threads in ["1", "2", "8"] {
        let words = [
            "loops",
            "a.toml",
            "--replications",
            "24",
            "--every-set",
            "16",
            "--csv",
            "--threads",
            threads,
            "--out",
            threads,
        ];
        let output = plimsoll(&folder, &words);
        assert!(output.status.success(), "{}", err(&output));
        assert!(
            out(&output).contains("24 of 24 futures") && out(&output).contains("16 of them"),
            "{}",
            out(&output)
        );
    }
    for threads in ["2", "8"] {
        same_bytes(&folder.join("1"), &folder.join(threads), 8);
    }
    let names = files(&folder.join("1")).into_keys();
    let names: Vec<String> = names.map(|name| name.display().to_string()).collect();
    for table in [
        "attribution",
        "interactions",
        "cutsets",
        "in_charge",
        "prevented",
    ] {
        for ending in ["parquet", "csv"] {
            let name = format!("{table}.{ending}");
            assert!(names.contains(&name), "no {name} in {names:?}");
        }
    }
    let table = std::fs::read_to_string(folder.join("1/attribution.csv")).expect("a table");
    let head = "plan,outcome,unit,loop,estimand,value,low,high,futures";
    assert_eq!(table.lines().next(), Some(head));
    for row in [
        ",burnout,leave_one_out,",
        ",care,alone,",
        ",hiring,shapley,",
        ",all,whole,",
    ] {
        assert!(table.contains(row), "no row {row}");
    }
    // Six loops: 64 sets, each with every outcome.
    let sets = std::fs::read_to_string(folder.join("1/cutsets.csv")).expect("a table");
    let outcomes = sets
        .lines()
        .filter(|line| line.starts_with("as written,none,"));
    assert_eq!(sets.lines().count() - 1, 64 * outcomes.count());
}

#[test]
fn loops_says_what_is_missing_where_no_loop_acts() {
    let folder = folder_with("loops_missing", "count = 2", "count = 2");
    let refused = plimsoll(&folder, &["loops", "a.toml", "--cut", "all"]);
    assert_eq!(
        (refused.status.code(), out(&refused).as_str()),
        (Some(1), "")
    );
    assert!(
        err(&refused).contains("--cut takes away every feedback loop of this scenario (burnout,"),
        "{}",
        err(&refused)
    );
    let bare: String = TEMPLATE
        .lines()
        .filter(|line| {
            let loops = [
                "strain",
                "burnout",
                "absence",
                "hiring",
                "onboarding",
                "records",
                "care",
            ];
            !loops
                .iter()
                .any(|name| line.starts_with(&format!("{name} = {{")))
                && !line.contains("loops.")
        })
        .map(|line| format!("{line}\n"))
        .collect();
    std::fs::write(folder.join("bare.toml"), bare).expect("the folder is writable");
    let refused = plimsoll(&folder, &["loops", "bare.toml"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        err(&refused).contains("found none under [loops] with a strength above 0"),
        "{}",
        err(&refused)
    );
    assert!(!folder.join("reports").exists(), "nothing is left behind");
    let help = plimsoll(&folder, &["loops", "--help"]);
    assert!(
        out(&help).contains("Example: plimsoll loops scenarios/"),
        "{}",
        out(&help)
    );
    let wrong = plimsoll(&folder, &["loops", "a.toml", "--every-set", "1"]);
    assert_eq!(wrong.status.code(), Some(2));
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
