//! The science on paper: do the pages in `docs` say what the code does, and do their links lead somewhere?
//!
//! Links into the source are of the form `../src/model/week.rs#cover`: a file and an item in it. Line numbers would rot.

use plimsoll::scenario::document::Document;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Words that may stand before the name of an item.
const ITEMS: [&str; 6] = ["fn", "struct", "enum", "const", "trait", "type"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// All files below a folder with an ending, sorted.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Targets of the links of a page: what stands between `](` and `)`.
fn links(page: &str) -> Vec<&str> {
    let after = page.split("](").skip(1);
    after
        .filter_map(|rest| Some(rest.split_once(')')?.0))
        .collect()
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Whether a text holds a word by itself.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        !text[..at].ends_with(is_word) && !text[at + word.len()..].starts_with(is_word)
    })
}

/// The items of a name in a source, each with the comment above it: a function, type or constant.
fn items(source: &str, name: &str) -> Vec<String> {
    let lines: Vec<&str> = source.lines().collect();
    let declares = |line: &str| {
        let line = line.trim_start();
        !line.starts_with("//")
            && ITEMS
                .iter()
                .any(|kind| line.contains(&format!("{kind} {name}")))
            && has_word(line, name)
    };
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| declares(line)) {
        let indent = line.len() - line.trim_start().len();
        let above = lines[..at].iter().rev();
        let first = at
            - above
                .take_while(|it| {
                    it.trim_start().starts_with("//") || it.trim_start().starts_with("#[")
                })
                .count();
        let closes = |it: &&str| it.starts_with(&format!("{}}}", " ".repeat(indent)));
        let below = lines[at..].iter();
        let length = if line.ends_with(';') {
            0
        } else {
            below.clone().position(closes).unwrap_or(0)
        };
        found.push(lines[first..=at + length].join("\n"));
    }
    found
}

/// The head of the model: the text of each assumption by its number.
fn assumptions() -> BTreeMap<u32, String> {
    let model = read("src/model.rs");
    let mut found: BTreeMap<u32, String> = BTreeMap::new();
    let mut open = None;
    for line in model.lines().map_while(|line| line.strip_prefix("//!")) {
        let line = line.strip_prefix(' ').unwrap_or(line);
        if let Some(begun) = line.strip_prefix("- **A") {
            let (number, text) = begun.split_once("** ").expect("a number, then a text");
            let number: u32 = number.parse().expect("a number");
            let before = found.insert(number, text.to_owned());
            assert!(before.is_none(), "A{number} stands twice");
            open = Some(number);
        } else if let (Some(number), Some(more)) = (open, line.strip_prefix("  ")) {
            let text = found.get_mut(&number).expect("just begun");
            text.push(' ');
            text.push_str(more.trim());
        } else {
            open = None;
        }
    }
    assert!(found.len() > 40, "{} assumptions found", found.len());
    found
}

/// Numbers of assumptions that a text cites: `A7`, `A1...A9` as its ends.
fn cited(text: &str) -> BTreeSet<u32> {
    let begun = text.match_indices('A');
    let numbers = begun.filter_map(|(at, _)| {
        if text[..at].ends_with(is_word) {
            return None;
        }
        let rest = &text[at + 1..];
        let end = rest
            .find(|it: char| !it.is_ascii_digit())
            .unwrap_or(rest.len());
        let ends = !rest[end..].starts_with(is_word);
        rest[..end].parse().ok().filter(|_| ends)
    });
    numbers.collect()
}

/// Lines of the comments of a source.
fn comments(source: &str) -> String {
    let lines = source
        .lines()
        .filter_map(|line| Some(line.split_once("//")?.1));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_link_of_the_pages_leads_to_a_file_and_an_item_in_it() {
    let mut wrong = Vec::new();
    let mut followed = 0;
    let mut pages = files("docs", "md");
    pages.push(root().join("README.md"));
    for page in pages {
        let text = fs::read_to_string(&page).expect("a readable page");
        let folder = page.parent().expect("a folder");
        for link in links(&text).into_iter().filter(|it| !it.contains("://")) {
            let (path, name) = link.split_once('#').unwrap_or((link, ""));
            if path.is_empty() {
                continue;
            }
            followed += 1;
            let target = folder.join(path);
            if !target.exists() {
                wrong.push(format!("{}: {link}: no such file", page.display()));
            } else if path.ends_with(".rs") {
                let source = fs::read_to_string(&target).expect("a readable source");
                if name.is_empty() || items(&source, name).is_empty() {
                    wrong.push(format!("{}: {link}: no such item", page.display()));
                }
            }
        }
    }
    assert!(followed > 150, "{followed} links found");
    assert!(
        wrong.is_empty(),
        "links lead nowhere:\n{}",
        wrong.join("\n")
    );
}

/// An assumption on the page of the model: its text and where it says that the code is.
fn entries(page: &str) -> BTreeMap<u32, (String, Vec<String>)> {
    let mut found = BTreeMap::new();
    for entry in page.split("\n- **A").skip(1) {
        let (number, rest) = entry.split_once("** ").expect("a number, then a text");
        let (text, rest) = rest.split_once("  \n").expect("a text, then a reason");
        let rest = rest.split("\n\n").next().unwrap_or(rest);
        for word in ["*Reason:*", "*Standing:*", "*Code:*"] {
            assert!(rest.contains(word), "A{number} has no {word}");
        }
        let code = links(rest).into_iter().map(str::to_owned).collect();
        found.insert(number.parse().expect("a number"), (text.to_owned(), code));
    }
    found
}

#[test]
fn the_page_words_every_assumption_as_the_model_does_and_the_code_it_names_cites_it() {
    let (model, page) = (assumptions(), entries(&read("docs/model.md")));
    for (number, text) in &model {
        let Some((worded, code)) = page.get(number) else {
            panic!("docs/model.md leaves out A{number}: {text}");
        };
        assert_eq!(worded, text, "A{number} is worded in two ways");
        assert!(!code.is_empty(), "A{number} names no code");
        for link in code {
            let (path, name) = link.split_once('#').expect("a file and an item");
            let source = read(Path::new("docs").join(path));
            let here = items(&source, name);
            assert!(
                here.iter().any(|it| cited(&comments(it)).contains(number)),
                "A{number} is not cited at {link}"
            );
        }
    }
    let extra: Vec<&u32> = page.keys().filter(|it| !model.contains_key(it)).collect();
    assert!(extra.is_empty(), "docs/model.md makes up {extra:?}");
}

#[test]
fn no_assumption_is_cited_that_the_model_does_not_make() {
    let model = assumptions();
    let mut wrong = Vec::new();
    for path in files("src", "rs").into_iter().chain(files("tests", "rs")) {
        let source = fs::read_to_string(&path).expect("a readable source");
        // This file speaks of numbers in general.
        if path.ends_with("science.rs") {
            continue;
        }
        for number in cited(&comments(&source)) {
            if !model.contains_key(&number) {
                wrong.push(format!("{}: A{number}", path.display()));
            }
        }
    }
    let page = read("docs/model.md");
    let unknown = cited(&page)
        .into_iter()
        .filter(|it| !model.contains_key(it));
    wrong.extend(unknown.map(|number| format!("docs/model.md: A{number}")));
    assert!(
        wrong.is_empty(),
        "no such assumption:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_section_that_the_code_cites_is_on_the_page() {
    let page = read("docs/model.md");
    let heads: BTreeSet<&str> = page
        .lines()
        .filter(|line| line.starts_with("##"))
        .filter_map(|line| line.trim_start_matches('#').split_whitespace().next())
        .map(|number| number.trim_end_matches('.'))
        .collect();
    let mut found = 0;
    for path in files("src", "rs").into_iter().chain(files("tests", "rs")) {
        let source = fs::read_to_string(&path).expect("a readable source");
        for rest in source.split("DESIGN ").skip(1) {
            let end = rest.find(|it: char| !it.is_ascii_digit() && it != '.');
            let number = rest[..end.unwrap_or(rest.len())].trim_end_matches('.');
            if !number.is_empty() {
                found += 1;
                assert!(
                    heads.contains(number),
                    "{}: DESIGN {number}",
                    path.display()
                );
            }
        }
    }
    assert!(found > 15, "{found} sections cited");
}

/// The sources that a scenario names, without those it marks as assumptions.
fn named(scenario: &Path) -> (Document, Vec<String>) {
    let document = Document::read(scenario).expect("a shipped scenario reads");
    let study = document.study(None, &[]).expect("a valid scenario");
    let register = document.register(&study);
    let sources = register.entries.into_iter().filter_map(|it| it.source);
    let named = sources.filter(|it| !it.to_lowercase().starts_with("assumption"));
    let named: BTreeSet<String> = named.collect();
    (document, named.into_iter().collect())
}

#[test]
fn every_source_of_a_shipped_scenario_stands_in_the_register_of_sources() {
    let page = read("docs/sources.md");
    // What a source is called in a scenario: the first cell of the rows of the register.
    let titles: Vec<String> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|row| Some(row.split_once('`')?.0.to_owned()))
        .collect();
    assert!(titles.len() > 15, "{} titles found", titles.len());
    for path in files("scenarios", "toml") {
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        assert!(
            page.contains(&format!("| [{name}](../scenarios/{name}.toml) |")),
            "{name} has no row"
        );
        for source in named(&path).1 {
            let known = titles.iter().any(|title| source.contains(title.as_str()));
            assert!(
                known,
                "{name} names a source that docs/sources.md does not: {source}"
            );
        }
    }
}

#[test]
fn the_citation_file_has_what_its_format_requires_and_the_version_of_the_crate() {
    let citation = read("CITATION.cff");
    for key in [
        "cff-version: 1.2.0",
        "message: ",
        "title: ",
        "authors:",
        "type: software",
    ] {
        assert!(
            citation.lines().any(|line| line.starts_with(key)),
            "no {key}"
        );
    }
    let version = format!("version: {}", env!("CARGO_PKG_VERSION"));
    assert!(
        citation.lines().any(|line| line == version),
        "not {version}"
    );
    assert!(!citation.contains('@'), "an address in CITATION.cff");
}

#[test]
fn the_readers_of_these_tests_see_what_they_should() {
    assert_eq!(links("[a](b.md) and [c](../d.rs#e)"), ["b.md", "../d.rs#e"]);
    assert_eq!(
        cited("(A3), A10 and A6. Not BA4, A5b or A"),
        BTreeSet::from([3, 6, 10])
    );
    let source = "/// One (A1).\nfn one() {\n    two();\n}\nfn one_more() {\n}\n";
    assert_eq!(
        items(source, "one"),
        ["/// One (A1).\nfn one() {\n    two();\n}"]
    );
    assert!(items(source, "two").is_empty());
}
