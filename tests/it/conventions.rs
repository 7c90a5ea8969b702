//! Conventions that the compiler does not keep: layers (DESIGN 7), one home for each third-party crate, banned names.

use std::fs;
use std::path::{Path, PathBuf};

/// Layers from the bottom up; a layer uses those below it. `units` and `stats` use nothing. `lib` names them all and belongs to
/// none; `main` and `cli` are the binary.
const LAYERS: [(&str, u8); 10] = [
    ("units", 0),
    ("stats", 0),
    ("random", 1),
    ("scenario", 2),
    ("model", 3),
    ("experiment", 4),
    ("output", 5),
    ("report", 6),
    ("cli", 7),
    ("main", 7),
];

/// Where each third-party crate may be named; an empty list is anywhere.
const HOMES: [(&str, &[&str]); 24] = [
    ("anstream", &["cli", "main"]),
    ("anstyle", &["cli", "main"]),
    ("chrono", &[]),
    ("clap", &["cli", "main"]),
    ("ctrlc", &["cli", "main"]),
    ("indicatif", &["cli", "main"]),
    // Elementary functions with the same bits on every machine: wherever a result of a replication is computed.
    ("libm", &["random", "stats", "model"]),
    ("plotters", &["report"]),
    ("polars", &["output"]),
    ("polars_core", &["output"]),
    ("polars_io", &["output"]),
    ("rand", &["random"]),
    ("rand_distr", &["random"]),
    ("rayon", &["experiment"]),
    ("resvg", &["report"]),
    ("schemars", &["scenario"]),
    ("serde", &["scenario"]),
    ("serde_json", &["output", "scenario"]),
    ("sha2", &["output"]),
    ("statrs", &["stats"]),
    ("strsim", &["scenario"]),
    ("toml", &["scenario"]),
    // Asked for by criterion, named by nobody.
    ("either", &["nobody"]),
    // Of the tests alone, which the compiler keeps.
    ("proptest", &[]),
];

/// A source file: its module path below `src` and its lines of code, numbered from 1, without comments.
struct Source {
    path: PathBuf,
    module: Vec<String>,
    lines: Vec<(usize, String)>,
}

impl Source {
    fn layer(&self) -> &str {
        &self.module[0]
    }

    fn at(&self, line: usize) -> String {
        format!("{}:{line}", self.path.display())
    }
}

/// All of `src`, sorted by path.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    gather(&root, &mut paths);
    paths.sort();
    assert!(
        paths.len() > 20,
        "the sources are where they should be: {} found",
        paths.len()
    );
    paths
        .into_iter()
        .map(|path| {
            let module = path
                .strip_prefix(&root)
                .expect("below src")
                .with_extension("")
                .components()
                .map(|part| part.as_os_str().to_string_lossy().into_owned())
                .collect();
            let text = fs::read_to_string(&path).expect("a readable source");
            let lines = text
                .lines()
                .enumerate()
                .map(|(number, line)| (number + 1, code_of(line)))
                .collect();
            Source {
                path,
                module,
                lines,
            }
        })
        .collect()
}

fn gather(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            gather(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

/// A line without its comment; an address in a text (`https://`) is no comment.
fn code_of(line: &str) -> String {
    let mut from = 0;
    while let Some(at) = line[from..].find("//") {
        let at = from + at;
        if !line[..at].ends_with(':') {
            return line[..at].to_owned();
        }
        from = at + 2;
    }
    line.to_owned()
}

/// The word that begins a text.
fn word(text: &str) -> &str {
    let end = text
        .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .unwrap_or(text.len());
    &text[..end]
}

/// Every occurrence of `name::` that is not the tail of a longer path or word; what follows it.
fn after_path<'a>(line: &'a str, name: &str) -> Vec<&'a str> {
    let pattern = format!("{name}::");
    line.match_indices(&pattern)
        .filter(|(at, _)| {
            !line[..*at].ends_with(|letter: char| {
                letter.is_alphanumeric() || letter == '_' || letter == ':'
            })
        })
        .map(|(at, _)| &line[at + pattern.len()..])
        .collect()
}

/// The first words of what a path or a braced group of paths names.
fn first_words(rest: &str) -> Vec<&str> {
    match rest.strip_prefix('{') {
        None => vec![word(rest)],
        Some(group) => {
            let mut depth = 0;
            let mut words = vec![word(group.trim_start())];
            for (at, letter) in group.char_indices() {
                match letter {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 0 => words.push(word(group[at + 1..].trim_start())),
                    _ => {}
                }
            }
            words
        }
    }
}

fn rank(layer: &str) -> Option<u8> {
    LAYERS
        .iter()
        .find(|known| known.0 == layer)
        .map(|known| known.1)
}

/// Names of the crate's root that a line of a module reaches, by `crate::` or by enough `super::`.
fn roots_used<'a>(source: &Source, line: &'a str) -> Vec<&'a str> {
    let mut used: Vec<&str> = after_path(line, "crate")
        .into_iter()
        .flat_map(first_words)
        .collect();
    for rest in after_path(line, "super") {
        let mut rest = rest;
        let mut up = 1;
        while let Some(more) = rest.strip_prefix("super::") {
            rest = more;
            up += 1;
        }
        if up == source.module.len() {
            used.extend(first_words(rest));
        }
    }
    used
}

#[test]
fn imports_point_up_the_list_of_layers_only() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.layer() != "lib") {
        let own = rank(source.layer())
            .unwrap_or_else(|| panic!("{} belongs to no layer of DESIGN 7", source.path.display()));
        for (number, line) in &source.lines {
            for name in roots_used(source, line) {
                let Some(other) = rank(name) else { continue };
                let binary = own == 7 && other == 7;
                if name != source.layer() && other >= own && !binary {
                    wrong.push(format!(
                        "{}: {} uses {name}",
                        source.at(*number),
                        source.layer()
                    ));
                }
            }
            if own < 7 && !after_path(line, "plimsoll").is_empty() {
                wrong.push(format!("{}: the library names itself", source.at(*number)));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "layers are breached:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_third_party_crate_stays_in_its_home() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (number, line) in &source.lines {
            for (name, homes) in HOMES {
                let named = !after_path(line, name).is_empty();
                if named && !homes.is_empty() && !homes.contains(&source.layer()) {
                    wrong.push(format!(
                        "{}: {name} in {}",
                        source.at(*number),
                        source.layer()
                    ));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "crates are away from home:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_dependency_has_a_home_in_this_list() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .expect("a readable manifest");
    let dependencies = manifest
        .split("\n[")
        .find(|section| section.starts_with("dependencies]"))
        .expect("a list of dependencies");
    for line in dependencies.lines().skip(1) {
        let name = line
            .split_whitespace()
            .next()
            .unwrap_or("")
            .replace('-', "_");
        if !name.is_empty() && !name.starts_with('#') {
            assert!(
                HOMES.iter().any(|home| home.0 == name),
                "{name} has no home"
            );
        }
    }
}

#[test]
fn the_model_names_no_file_thread_or_screen() {
    let mut wrong = Vec::new();
    for source in sources()
        .iter()
        .filter(|source| ["model", "random", "stats", "units"].contains(&source.layer()))
    {
        // What follows belongs to the unit tests at the foot of the file.
        let code = source
            .lines
            .iter()
            .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"));
        for (number, line) in code {
            for word in [
                "std::fs",
                "std::path",
                "std::thread",
                "std::io",
                "std::env",
                "println!",
                "eprintln!",
                "SystemTime",
                "Instant",
                "HashMap",
                "HashSet",
            ] {
                if line.contains(word) {
                    wrong.push(format!("{}: {word}", source.at(*number)));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "the model knows too much:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn banned_names_do_not_occur() {
    let mut wrong = Vec::new();
    for source in sources() {
        for part in &source.module {
            if [
                "utils", "util", "common", "helpers", "helper", "manager", "mod",
            ]
            .contains(&part.as_str())
            {
                wrong.push(format!("{}: a file called {part}", source.path.display()));
            }
        }
        for (number, line) in &source.lines {
            for (at, _) in line.match_indices("fn ") {
                let name = word(&line[at + 3..]);
                if ["get_", "do_", "handle_", "process_"]
                    .iter()
                    .any(|banned| name.starts_with(banned))
                {
                    wrong.push(format!("{}: fn {name}", source.at(*number)));
                }
            }
            // The keyword, and not the end of a name such as `is_unsafe`.
            let mut found = line.match_indices("unsafe ");
            let keyword = found.any(|(at, _)| !line[..at].ends_with('_'));
            if keyword && !line.contains('"') {
                wrong.push(format!("{}: unsafe", source.at(*number)));
            }
        }
    }
    assert!(wrong.is_empty(), "banned names:\n{}", wrong.join("\n"));
}

/// No result can depend on a clock: only the pace of checkpoints asks one, and the progress bar, whose clock is its own.
#[test]
fn a_clock_is_read_only_where_checkpoints_are_paced() {
    let reads = |line: &str| {
        let clocks = [
            "Instant",
            "SystemTime",
            "UNIX_EPOCH",
            "Utc::now",
            "Local::now",
        ];
        clocks.iter().any(|clock| line.contains(clock))
    };
    let readers: Vec<String> = sources()
        .iter()
        .filter(|source| source.lines.iter().any(|(_, line)| reads(line)))
        .map(|source| source.module.join("::"))
        .collect();
    assert_eq!(readers, ["cli::checkpoints"]);
}

#[test]
fn the_readers_of_these_tests_see_what_they_should() {
    assert_eq!(
        after_path("use crate::model::{A, B};", "crate"),
        ["model::{A, B};"]
    );
    assert_eq!(
        after_path("    mycrate::x; a::crate::y", "crate"),
        Vec::<&str>::new()
    );
    assert_eq!(
        first_words("{model::{A, B}, stats, units::C};"),
        ["model", "stats", "units"]
    );
    assert_eq!(code_of("let a = 1; // use crate::report"), "let a = 1; ");
    assert_eq!(code_of("\"https://x\" // y"), "\"https://x\" ");
    let source = Source {
        path: PathBuf::new(),
        module: vec!["model".to_owned(), "week".to_owned()],
        lines: vec![],
    };
    assert_eq!(
        roots_used(
            &source,
            "use super::super::report::Page; use super::stage::Play;"
        ),
        ["report"]
    );
}
