//! Broken scenario files: the shipped ones, those of other tests and random ones, damaged at random by byte, token, line and section.
//!
//! Whatever comes out is refused in words that fit the text, or it is read, explained and played: no panic, no case without
//! end. A case hangs on the seed and its number alone. `PLIMSOLL_FUZZ_CASES` and `PLIMSOLL_FUZZ_SEED` in the environment ask
//! for more cases and for others. `fuzzed/*.toml` holds files that once went wrong; they are tried every time.

mod damage;

use crate::support::any_scenario;
use crate::support::bounded::bounded;
use crate::support::met::met;
use damage::Damage;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Cases of an ordinary test run.
const CASES: u64 = 1_500;

/// Random files that are damaged beside the written ones.
const RANDOM_FILES: u64 = 12;

/// A number from the environment, or the one given.
fn asked(name: &str, otherwise: u64) -> u64 {
    let given = std::env::var(name).ok();
    given.map_or(otherwise, |it| it.parse().expect("a whole number"))
}

/// The files of a folder, by name.
fn files(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(folder).expect("a folder of files");
    let mut paths: Vec<_> = entries.map(|it| it.expect("an entry").path()).collect();
    paths.retain(|it| it.extension().is_some_and(|it| it == "toml"));
    paths.sort();
    let read = |path: &std::path::PathBuf| std::fs::read_to_string(path).expect("a readable file");
    paths.iter().map(read).collect()
}

/// Tries all cases on as many threads as there are cores; refused, read, played, and what went wrong.
fn tried(damage: &Damage, cases: u64) -> ([u64; 3], Vec<String>) {
    let next = AtomicU64::new(0);
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let work = || {
        let (mut counts, mut wrong) = ([0; 3], Vec::new());
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= cases {
                return (counts, wrong);
            }
            let text = Arc::new(damage.case(number));
            let own = Arc::clone(&text);
            match bounded(move || met(&own)) {
                Ok(met) => counts[met as usize] += 1,
                Err(what) => wrong.push(format!("case {number}: {what}\n----\n{text}\n----")),
            }
        }
    };
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let mut sum = ([0; 3], Vec::new());
        for (counts, wrong) in all.into_iter().map(|it| it.join().expect("a thread ends")) {
            (0..3).for_each(|at| sum.0[at] += counts[at]);
            sum.1.extend(wrong);
        }
        sum
    })
}

#[test]
fn files_that_once_went_wrong_are_met_in_words() {
    let files = files("tests/it/fuzzed");
    assert!(!files.is_empty(), "no file is kept");
    for (number, text) in files.into_iter().enumerate() {
        let shown = text.chars().take(400).collect::<String>();
        let found = bounded(move || met(&text));
        assert!(found.is_ok(), "file {number}: {found:?}\n{shown}");
    }
}

#[test]
fn damaged_files_are_refused_in_words_or_read_and_played() {
    let mut corpus = files("scenarios");
    corpus.extend(files("tests/it/keys"));
    corpus.extend((0..RANDOM_FILES).map(any_scenario::draw));
    let damage = Damage::new(asked("PLIMSOLL_FUZZ_SEED", 1), corpus);
    let cases = asked("PLIMSOLL_FUZZ_CASES", CASES);
    let ([refused, read, played], wrong) = tried(&damage, cases);
    println!("{refused} refused, {read} read, {played} played");
    assert!(
        wrong.is_empty(),
        "{} of {cases} cases went wrong:\n{}",
        wrong.len(),
        wrong.iter().take(5).cloned().collect::<Vec<_>>().join("\n")
    );
    // Damage that lets nothing or everything through would try one half of the reader only.
    assert!(refused > cases / 10, "{refused} of {cases} refused");
    assert!(played > cases / 20, "{played} of {cases} played");
}
