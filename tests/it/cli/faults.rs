//! What goes wrong around a run: kills, interrupts, files that cannot be written or are not what they were, readers who leave,
//! more threads than cores, more memory than there is. Nothing half-written is taken for a result, and nothing is lost.
//!
//! What needs a mount (a full or a read-only disk) is tried by docs/faults.sh; here a limit on the size of files stands for it.

use super::{TEMPLATE, THIRD, err, folder, out, plans, plimsoll};
use crate::support::folder::{files, same_bytes};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Two years of two workers; every block of futures is put aside.
const SHORT: [&str; 5] = [
    "a.toml",
    "--set",
    "run.horizon_weeks=104",
    "--checkpoint",
    "0",
];

/// Longest wait for something that is about to happen.
const PATIENCE: Duration = Duration::from_secs(120);

/// A folder with the template as `a.toml`.
fn prepared(test: &str) -> PathBuf {
    let folder = folder(test);
    fs::write(folder.join("a.toml"), TEMPLATE).expect("the folder is writable");
    folder
}

fn spawned(folder: &Path, words: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .current_dir(folder)
        .args(words)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program can be started")
}

#[track_caller]
fn succeeds(folder: &Path, words: &[&str]) -> String {
    let output = plimsoll(folder, words);
    let code = output.status.code();
    assert_eq!((code, err(&output).as_str()), (Some(0), ""), "{words:?}");
    out(&output)
}

/// What is said on stderr by a command that ends with exit code 1 and prints nothing.
#[track_caller]
fn refused(folder: &Path, words: &[&str]) -> String {
    let output = plimsoll(folder, words);
    let said = err(&output);
    let ended = (output.status.code(), out(&output));
    assert_eq!(ended, (Some(1), String::new()), "{words:?}: {said}");
    said
}

/// Waits until a checkpoint stands that is not the one before. False if the program ends first.
fn puts_aside(child: &mut Child, state: &Path, before: Option<&[u8]>) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if fs::read(state).is_ok_and(|now| before != Some(now.as_slice())) {
            return true;
        }
        if child.try_wait().expect("it can be asked").is_some() {
            return false;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    panic!("no checkpoint within {PATIENCE:?}");
}

/// Kills a command again and again, each time some moments after it has put something new aside, until it ends by itself; it
/// goes on each time where it was. Gives the number of kills.
fn killed_until_it_ends(folder: &Path, out: &str, words: &[&str]) -> u32 {
    let state = folder.join(format!("{out}.checkpoint/state.bin"));
    let mut kills = 0;
    loop {
        let before = fs::read(&state).ok();
        let resume: &[&str] = if before.is_some() { &["--resume"] } else { &[] };
        let words = [words, &["--out", out], resume].concat();
        let mut child = spawned(folder, &words);
        if !puts_aside(&mut child, &state, before.as_deref()) {
            let ended = child.wait_with_output().expect("the program ends");
            assert_eq!(ended.status.code(), Some(0), "{}", err(&ended));
            return kills;
        }
        // Moments that fall into playing, writing rows and writing states alike.
        std::thread::sleep(Duration::from_micros(700 * u64::from(kills * 7 % 23)));
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        kills += 1;
    }
}

/// Nothing but what is named stands in the folder.
#[track_caller]
fn only(folder: &Path, names: &[&str]) {
    let mut found: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("UTF-8")
        })
        .collect();
    found.sort();
    assert_eq!(found, names);
}

#[test]
fn a_run_killed_again_and_again_comes_to_every_byte_of_one_that_was_not() {
    let folder = prepared("killed_again_and_again");
    let run = [&["run"], &SHORT[..], &["--replications", "1500", "--csv"]].concat();
    let kills = killed_until_it_ends(&folder, "r", &run);
    assert!(kills >= 3, "only {kills} kills");
    succeeds(&folder, &[&run[..], &["--out", "whole"]].concat());
    same_bytes(&folder.join("r"), &folder.join("whole"), 10);
    // What the killed runs left half-written went with the run that followed.
    only(&folder, &["a.toml", "r", "whole"]);
}

#[test]
fn adding_futures_goes_on_after_kills_too_and_the_earlier_result_stays_until_then() {
    let folder = prepared("adding_goes_on");
    let first = [&["run"], &SHORT[..], &["--replications", "600"]].concat();
    succeeds(&folder, &[&first[..], &["--out", "r"]].concat());
    let more = [&["run"], &SHORT[..], &["--replications", "1500"]].concat();
    let before = files(&folder.join("r"));
    let state = folder.join("r.checkpoint/state.bin");
    let extend = [&more[..], &["--extend"]].concat();
    let mut child = spawned(&folder, &[&extend[..], &["--out", "r"]].concat());
    assert!(puts_aside(&mut child, &state, None), "it ended at once");
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
    assert!(
        files(&folder.join("r")) == before,
        "the earlier result was touched"
    );
    killed_until_it_ends(&folder, "r", &extend);
    succeeds(&folder, &[&more[..], &["--out", "whole"]].concat());
    same_bytes(&folder.join("r"), &folder.join("whole"), 8);
}

#[test]
fn a_run_for_precision_goes_on_to_the_look_at_which_the_whole_run_stops() {
    let folder = prepared("precision_goes_on");
    // Reached before the first look: a run that were judged wherever it was killed would stop between two looks.
    let run = [&["run"], &SHORT[..], &["--precision", "unsafe_year=5%"]].concat();
    let kills = killed_until_it_ends(&folder, "r", &run);
    assert!(kills >= 1, "never killed");
    succeeds(&folder, &[&run[..], &["--out", "whole"]].concat());
    same_bytes(&folder.join("r"), &folder.join("whole"), 8);
}

#[test]
fn a_comparison_goes_on_after_kills_to_the_same_bytes() {
    let folder = plans("comparison_goes_on");
    let compare = [
        "compare",
        "a.toml",
        "--plan",
        THIRD,
        "--replications",
        "700",
        "--checkpoint",
        "0",
    ];
    let kills = killed_until_it_ends(&folder, "r", &compare);
    assert!(kills >= 2, "only {kills} kills");
    succeeds(&folder, &[&compare[..], &["--out", "whole"]].concat());
    same_bytes(&folder.join("r"), &folder.join("whole"), 10);
}

/// As Ctrl-C does.
#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_no_result_and_says_how_to_go_on() {
    let folder = prepared("interrupted");
    let (child, run) = at_a_checkpoint(&folder);
    let signal = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(signal.expect("kill can be started").success());
    let ended = child.wait_with_output().expect("the program ends");
    let said = err(&ended);
    assert_eq!(ended.status.code(), Some(130), "{said}");
    assert!(
        said.starts_with("error: interrupted; no result was written\n  hint: "),
        "{said}"
    );
    let command = format!("plimsoll {} --resume", run.join(" "));
    assert!(
        said.contains(&format!("kept in r.checkpoint; go on with: {command}\n")),
        "{said}"
    );
    only(&folder, &["a.toml", "r.checkpoint"]);

    let words: Vec<&str> = command.split(' ').skip(1).collect();
    succeeds(&folder, &words);
    let whole = [&run[..run.len() - 1], &["whole"]].concat();
    succeeds(&folder, &whole);
    same_bytes(&folder.join("r"), &folder.join("whole"), 8);
    only(&folder, &["a.toml", "r", "whole"]);
}

/// A run that has just put aside its first checkpoint, and the words of its command.
fn at_a_checkpoint(folder: &Path) -> (Child, Vec<&'static str>) {
    let run = [
        &["run"],
        &SHORT[..],
        &["--replications", "2000", "--out", "r"],
    ]
    .concat();
    let mut child = spawned(folder, &run);
    let state = folder.join("r.checkpoint/state.bin");
    assert!(puts_aside(&mut child, &state, None), "it ended at once");
    (child, run)
}

/// A folder with a run that was killed; the words of its command.
fn with_a_checkpoint(test: &str) -> (PathBuf, Vec<&'static str>) {
    let folder = prepared(test);
    let (mut child, run) = at_a_checkpoint(&folder);
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
    (folder, run)
}

#[test]
fn a_checkpoint_of_another_run_is_refused_with_what_differs_and_kept() {
    let (folder, run) = with_a_checkpoint("checkpoint_of_another_run");
    let kept = files(&folder.join("r.checkpoint"));
    let with = |more: &[&str], said: &[&str]| {
        let told = refused(&folder, &[&run[..], &["--resume"], more].concat());
        for said in said {
            assert!(told.contains(said), "nothing about {said}: {told}");
        }
        assert!(files(&folder.join("r.checkpoint")) == kept, "{more:?}");
    };
    let other = "r.checkpoint is of another run";
    with(&["--seed", "5"], &[other, "seed: 20260105 then, 5 now"]);
    with(
        &["--cut", "care"],
        &[other, "--cut: nothing then, care now"],
    );
    with(
        &["--precision", "2%"],
        &[other, "--precision: not given then, 2% now"],
    );
    let fewer: Vec<&str> = run
        .iter()
        .map(|it| if *it == "2000" { "1500" } else { it })
        .collect();
    let told = refused(&folder, &[&fewer[..], &["--resume"]].concat());
    assert!(
        told.contains("futures asked for: 2000 then, 1500 now"),
        "{told}"
    );
    let compare = [
        "compare",
        "a.toml",
        "--out",
        "r",
        "--replications",
        "2000",
        "--resume",
    ];
    let told = refused(&folder, &compare);
    assert!(
        told.contains("command: plimsoll run then, plimsoll compare now"),
        "{told}"
    );
    fs::write(folder.join("a.toml"), format!("{TEMPLATE}\n# and a word\n")).expect("writable");
    with(&[], &[other, "fingerprint of the scenario file: "]);

    // Without --resume it stands in the way, and only --overwrite discards it.
    let told = refused(&folder, &run);
    assert!(
        told.contains("r.checkpoint holds a run that did not end, with "),
        "{told}"
    );
    assert!(files(&folder.join("r.checkpoint")) == kept);
    let few: Vec<&str> = run
        .iter()
        .map(|it| if *it == "2000" { "40" } else { it })
        .collect();
    succeeds(&folder, &[&few[..], &["--overwrite"]].concat());
    only(&folder, &["a.toml", "r"]);
    let told = refused(&folder, &[&few[..], &["--resume", "--overwrite"]].concat());
    assert!(
        told.contains("there is no checkpoint at r.checkpoint to go on from"),
        "{told}"
    );
}

#[test]
fn a_damaged_checkpoint_is_refused_and_kept() {
    let (folder, run) = with_a_checkpoint("damaged_checkpoint");
    let resume = [&run[..], &["--resume"]].concat();
    for name in ["state.bin", "rows.bin"] {
        let file = folder.join("r.checkpoint").join(name);
        let whole = fs::read(&file).expect("it is there");
        let mut flipped = whole.clone();
        flipped[whole.len() / 2] ^= 4;
        for bytes in [&flipped[..], &whole[..whole.len() / 2], &[]] {
            fs::write(&file, bytes).expect("writable");
            // Beyond the rows that belong to the state there may be others, which do not count.
            if name == "rows.bin" && bytes.len() == whole.len() {
                continue;
            }
            let told = refused(&folder, &resume);
            assert!(
                told.contains(&format!("r.checkpoint/{name} is damaged")),
                "{told}"
            );
            assert_eq!(
                fs::read(&file).expect("it is there"),
                bytes,
                "it was changed"
            );
        }
        fs::write(&file, &whole).expect("writable");
    }
    succeeds(&folder, &resume);
}

/// What the shell lets a command write in one file [blocks of 512 or 1,024 bytes], and no signal but an error beyond that.
#[cfg(unix)]
fn with_small_files(folder: &Path, blocks: u32, words: &[&str]) -> Output {
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    Command::new("sh")
        .current_dir(folder)
        .args(["-c", &script, env!("CARGO_BIN_EXE_plimsoll")])
        .args(words)
        .output()
        .expect("sh can be started")
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_is_told_with_its_name_and_leaves_nothing() {
    let folder = prepared("cannot_be_written");
    let run = [
        "run",
        "a.toml",
        "--set",
        "run.horizon_weeks=104",
        "--replications",
        "40",
        "--out",
        "r",
    ];
    let ended = with_small_files(&folder, 16, &run);
    let said = err(&ended);
    assert_eq!(
        (ended.status.code(), out(&ended).as_str()),
        (Some(1), ""),
        "{said}"
    );
    assert!(
        said.starts_with("error: r/") && said.contains(" could not be written"),
        "{said}"
    );
    only(&folder, &["a.toml"]);
    let ended = with_small_files(&folder, 1, &["new", "mine.toml"]);
    assert_eq!(ended.status.code(), Some(1), "{}", err(&ended));
    only(&folder, &["a.toml"]);
}

/// The last checkpoint before the disk was full is gone on from once there is room.
#[cfg(unix)]
#[test]
fn a_checkpoint_that_no_longer_fits_leaves_the_one_before_it() {
    let (folder, run) = with_a_checkpoint("no_longer_fits");
    let state = folder.join("r.checkpoint/state.bin");
    let before = fs::read(&state).expect("a checkpoint");
    let ended = with_small_files(&folder, 64, &[&run[..], &["--resume"]].concat());
    let said = err(&ended);
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(
        said.contains("could not be written: it would be larger than a file may be here"),
        "{said}"
    );
    assert!(
        said.contains("hint: ") && said.contains("go on with: plimsoll run "),
        "{said}"
    );
    assert!(fs::read(&state).expect("it stands") == before);
    only(&folder, &["a.toml", "r.checkpoint"]);
    succeeds(&folder, &[&run[..], &["--resume"]].concat());
    let whole = [&run[..run.len() - 1], &["whole"]].concat();
    succeeds(&folder, &whole);
    same_bytes(&folder.join("r"), &folder.join("whole"), 8);
}

#[test]
fn folders_are_made_and_what_cannot_be_a_folder_is_told_before_the_work() {
    let folder = prepared("folders");
    let run = |out: &'static str| {
        [
            "run",
            "a.toml",
            "--set",
            "run.horizon_weeks=60",
            "--replications",
            "10",
            "--out",
            out,
        ]
    };
    succeeds(&folder, &run("not/there/yet"));
    assert!(folder.join("not/there/yet/summary.json").exists());
    let said = refused(&folder, &run("a.toml"));
    assert!(said.contains("a.toml cannot be a result folder"), "{said}");
    let said = refused(&folder, &run("a.toml/below"));
    assert!(
        said.contains("a.toml/below cannot be a result folder"),
        "{said}"
    );
    let said = refused(&folder, &run("not/there/yet"));
    assert!(
        said.contains("is already there; --overwrite replaces it"),
        "{said}"
    );
    only(&folder, &["a.toml", "not"]);
}

/// A result is replaced as a whole, whatever has become of it; added to only if it is whole.
#[test]
fn a_damaged_earlier_result_is_replaced_whole_or_left_alone() {
    let folder = prepared("damaged_earlier_result");
    let run = [
        "run",
        "a.toml",
        "--set",
        "run.horizon_weeks=60",
        "--replications",
        "40",
        "--out",
    ];
    succeeds(&folder, &[&run[..], &["whole"]].concat());
    for name in [
        "state.bin",
        "outcomes.parquet",
        "summary.json",
        "manifest.json",
    ] {
        succeeds(&folder, &[&run[..], &["r"]].concat());
        let file = folder.join("r").join(name);
        let bytes = fs::read(&file).expect("it is there");
        fs::write(&file, &bytes[..bytes.len() / 2]).expect("writable");
        let said = refused(&folder, &[&run[..], &["r"]].concat());
        assert!(said.contains("r is already there"), "{said}");
        let said = refused(&folder, &[&run[..], &["r", "--resume"]].concat());
        assert!(said.contains("r is already there"), "{said}");
        let more = ["--replications", "60", "--extend"];
        let words: Vec<&str> = run
            .iter()
            .filter(|it| !["--replications", "40"].contains(it))
            .copied()
            .collect();
        let extended = plimsoll(&folder, &[&words[..], &["r"], &more].concat());
        match name {
            "state.bin" | "outcomes.parquet" => {
                let said = err(&extended);
                assert!(said.contains(&format!("r/{name} is damaged")), "{said}");
                assert_eq!(fs::read(&file).expect("kept"), &bytes[..bytes.len() / 2]);
            }
            // Neither is read: both are written anew from what was gathered.
            _ => assert_eq!(extended.status.code(), Some(0), "{}", err(&extended)),
        }
        succeeds(&folder, &[&run[..], &["r", "--overwrite"]].concat());
        same_bytes(&folder.join("r"), &folder.join("whole"), 8);
        fs::remove_dir_all(folder.join("r")).expect("removable");
    }
}

/// As `plimsoll … | head -1`.
#[test]
fn a_reader_who_leaves_has_seen_enough_whatever_the_command() {
    let folder = plans("reader_who_leaves");
    let few = [
        "--set",
        "run.horizon_weeks=60",
        "--replications",
        "8",
        "--out",
    ];
    let play = |command: &'static str, more: &[&'static str]| -> Vec<&str> {
        [&[command, "a.toml"], &few[..], &[command], more].concat()
    };
    let commands = [
        vec!["--help"],
        vec!["run", "--help"],
        vec!["schema"],
        vec!["new", "mine.toml"],
        vec!["check", "a.toml"],
        play("run", &[]),
        play("compare", &["--plan", THIRD]),
        play("loops", &[]),
        play("sweep", &["--over", "allocation.sharing=0,1"]),
        vec!["replay", "a.toml", "--replication", "3", "--out", "replay"],
    ];
    for words in commands {
        let mut child = spawned(&folder, &words);
        drop(child.stdout.take());
        let ended = child.wait_with_output().expect("the program ends");
        let told = (ended.status.code(), err(&ended));
        assert_eq!(told, (Some(0), String::new()), "{words:?}");
    }
    for command in ["run", "compare", "loops", "sweep", "replay"] {
        assert!(
            folder.join(command).join("summary.json").exists() || command == "replay",
            "{command}"
        );
    }
}

#[test]
fn many_more_threads_than_cores_change_no_byte() {
    let folder = prepared("many_threads");
    let run = [
        "run",
        "a.toml",
        "--set",
        "run.horizon_weeks=60",
        "--replications",
        "60",
        "--threads",
    ];
    succeeds(&folder, &[&run[..], &["1", "--out", "one"]].concat());
    succeeds(&folder, &[&run[..], &["300", "--out", "many"]].concat());
    same_bytes(&folder.join("one"), &folder.join("many"), 8);
}

/// A service that grows elevenfold a year fits into no machine for long.
#[test]
fn what_no_memory_could_hold_is_refused_before_anything_is_played() {
    let folder = plans("no_memory_could_hold");
    let grows = "referrals.self and agency.growth_per_year=10";
    let set = ["a.toml", "--set", grows, "--set", "run.horizon_weeks=2600"];
    let over = ["--over", "allocation.sharing=0,1"];
    for (command, more) in [
        ("run", &[][..]),
        ("compare", &["--plan", THIRD]),
        ("loops", &[]),
        ("sweep", &over),
        ("sensitivity", &[]),
        (
            "tipping",
            &[
                "--along",
                "hiring.time_to_fill.mean",
                "--from",
                "4",
                "--to",
                "30",
            ],
        ),
        ("replay", &["--replication", "3"]),
    ] {
        let said = refused(&folder, &[&[command], &set[..], more].concat());
        assert!(
            said.starts_with("error: this would need more than a million GiB of memory; "),
            "{command}: {said}"
        );
        assert!(
            said.contains("hint: --threads 1 --set run.horizon_weeks=")
                || said.contains("hint: fewer clients"),
            "{said}"
        );
    }
    only(&folder, &["a.toml"]);
    let checked = succeeds(&folder, &["check", "a.toml"]);
    assert!(
        checked.contains("threads takes about ") && checked.contains(" MiB of memory."),
        "{checked}"
    );
}
