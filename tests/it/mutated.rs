//! Every number of every shipped scenario set to what it must not be, or may only just be.
//!
//! Whatever stands there, the file is refused with the key and its line, or it is taken as it is written and can be explained
//! and played: no panic, no case without end, no value made to fit in silence, no infinite metric.

use crate::support::bounded::bounded;
use crate::support::schema_keys::{is_of, numbers};
use crate::support::short;
use plimsoll::scenario::document::Document;
use plimsoll::scenario::problem::{Problem, Problems};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What stands in the place of every number, whatever it is about.
const ANYWHERE: [&str; 16] = [
    "-1",
    "0",
    "-0.0",
    "1e-300",
    "0.5",
    "1",
    "2.5",
    "1000001",
    "1e300",
    "123456789012345678901234567890",
    "nan",
    "inf",
    "-inf",
    "\"three\"",
    "true",
    "[]",
];

/// Of the cases of an ordinary test run one in so many is tried; `PLIMSOLL_MUTATE_ALL` in the environment asks for all of them.
const ONE_OF: usize = 7;

/// A number of a file: its path, as errors name it, and the bytes it is written in.
#[derive(Debug, Clone)]
struct Place {
    path: String,
    start: usize,
    end: usize,
}

/// All numbers of a text.
fn places(text: &str) -> Vec<Place> {
    let table = DeTable::parse(text).expect("a shipped scenario is TOML");
    let mut places = Vec::new();
    in_table(table.get_ref(), "", &mut places);
    places
}

fn in_table(table: &DeTable, path: &str, places: &mut Vec<Place>) {
    for (key, value) in table {
        let path = match path {
            "" => key.get_ref().to_string(),
            path => format!("{path}.{}", key.get_ref()),
        };
        in_value(value, &path, places);
    }
}

fn in_value(value: &Spanned<DeValue>, path: &str, places: &mut Vec<Place>) {
    match value.get_ref() {
        DeValue::Integer(_) | DeValue::Float(_) => places.push(Place {
            path: path.to_owned(),
            start: value.span().start,
            end: value.span().end,
        }),
        DeValue::Array(members) => {
            for (position, member) in members.iter().enumerate() {
                let name = member_name(path, member.get_ref(), position);
                in_value(member, &format!("{path}.{name}"), places);
            }
        }
        DeValue::Table(table) => in_table(table, path, places),
        DeValue::String(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {}
    }
}

/// As paths name a member of a list.
fn member_name(list: &str, member: &DeValue, position: usize) -> String {
    let key = match list.rsplit('.').next() {
        Some("posts" | "support") => "role",
        Some("transfers") => "to",
        Some(_) | None => "name",
    };
    let named = member.as_table().and_then(|table| {
        let entries = &mut table.iter();
        let found = entries.find(|(known, _)| known.get_ref() == key)?;
        Some(found.1.get_ref().as_str()?.to_owned())
    });
    named.unwrap_or_else(|| (position + 1).to_string())
}

/// The ends of a number's range, both sides of each.
fn around_its_range(schema: &Value) -> Vec<String> {
    let ends = ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"];
    let ends = ends.into_iter().filter_map(|it| schema.get(it)?.as_f64());
    ends.flat_map(|end| {
        let by = (end.abs() * 1e-3).max(1e-3);
        [
            end,
            (end - by).round(),
            (end + by).round(),
            end - by,
            end + by,
        ]
    })
    .map(|value| value.to_string())
    .collect()
}

/// Everything that is put in a place.
fn values(place: &Place, numbers: &[(String, &'static Value)]) -> Vec<String> {
    let own = numbers.iter().find(|(key, _)| is_of(&place.path, key));
    let own = own.map_or(Vec::new(), |(_, schema)| around_its_range(schema));
    let mut all: Vec<String> = ANYWHERE
        .iter()
        .map(|it| (*it).to_owned())
        .chain(own)
        .collect();
    all.sort();
    all.dedup();
    all
}

fn scenarios() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let entries = std::fs::read_dir(folder).expect("shipped scenarios");
    let paths = entries.map(|it| it.expect("an entry").path());
    let mut paths: Vec<PathBuf> = paths
        .filter(|it| it.extension().is_some_and(|it| it == "toml"))
        .collect();
    paths.sort();
    assert!(paths.len() > 5, "{} scenarios", paths.len());
    paths
}

/// A text with one number replaced.
struct Case {
    place: Place,
    value: String,
    text: String,
}

impl Case {
    fn new(text: &str, place: &Place, value: &str) -> Case {
        Case {
            place: place.clone(),
            value: value.to_owned(),
            text: format!("{}{value}{}", &text[..place.start], &text[place.end..]),
        }
    }

    fn line(&self) -> usize {
        line_of(&self.text, self.place.start)
    }

    /// What is wrong with how the case is met.
    fn verdict(self) -> Result<bool, String> {
        match Document::parse("case.toml", &self.text) {
            Err(problems) => self.refused(&problems).map(|()| false),
            Ok(document) => self.taken(&document).map(|()| true),
        }
    }

    /// Each problem has its key and a line of the file, and one of them is about this number.
    fn refused(&self, problems: &Problems) -> Result<(), String> {
        let shown = problems.to_string();
        for problem in problems.list() {
            let at = problem.origin;
            let has_line = at.source == 0
                && at.end <= self.text.len()
                && (at.start, at.end) != (0, 0)
                && !line_text(&self.text, at.start).trim().is_empty();
            if !has_line || problem.path.is_empty() {
                return Err(format!("a problem without its line or key:\n{shown}"));
            }
        }
        if problems.list().iter().any(|it| self.is_about(it)) {
            Ok(())
        } else {
            Err(format!("no problem names the key or its line:\n{shown}"))
        }
    }

    fn is_about(&self, problem: &Problem) -> bool {
        let path = self.place.path.as_str();
        // What a plan changes is told by the path in the scenario, whatever the plan is called.
        let inside = path.strip_prefix("plans.").map_or(Vec::new(), |rest| {
            rest.match_indices('.')
                .map(|it| &rest[it.0 + 1..])
                .collect()
        });
        let keys = inside.into_iter().filter(|key| key.contains('.'));
        line_of(&self.text, problem.origin.start) == self.line()
            || keys.chain([path]).any(|key| names(problem, key))
    }
}

/// Whether a problem names a key, or the table of two keys or more that it stands in.
fn names(problem: &Problem, key: &str) -> bool {
    let within = |outer: &str, inner: &str| {
        let rest = inner.strip_prefix(outer);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let ends = key.match_indices('.').skip(1).map(|it| it.0);
    let mut names = ends.chain([key.len()]).map(|end| &key[..end]);
    names.any(|name| problem.what.contains(name))
        || (!problem.path.is_empty() && (within(&problem.path, key) || within(key, &problem.path)))
}

impl Case {
    /// The value stands in the scenario as it is written; it can be explained and played.
    fn taken(&self, document: &Document) -> Result<(), String> {
        let plan = self.place.path.strip_prefix("plans.").map(|rest| {
            let plans = document.plans();
            let named = plans.into_iter().find(|plan| rest.starts_with(*plan));
            named.expect("the plan of a path").to_owned()
        });
        let study = document
            .study(plan.as_deref(), &[])
            .map_err(|problems| format!("valid, and then not:\n{problems}"))?;
        short::explain(document, &study);
        // The span of time is the one thing that is not left as it is: a case is to be over soon.
        if self.place.path.starts_with("run.") {
            return Ok(());
        }
        let short = [("run.horizon_weeks".to_owned(), short::WEEKS.to_owned())];
        match document.study(plan.as_deref(), &short) {
            Ok(study) if short::is_large(&study.scenario) => Ok(()),
            Ok(study) => short::play(&study),
            Err(problems) => Err(format!("not valid for fewer weeks:\n{problems}")),
        }
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at.min(text.len())].matches('\n').count() + 1
}

fn line_text(text: &str, at: usize) -> &str {
    text.lines().nth(line_of(text, at) - 1).unwrap_or("")
}

/// How many cases there were, how many of them were taken, and what went wrong.
#[derive(Default)]
struct Tally {
    cases: usize,
    taken: usize,
    wrong: Vec<String>,
}

/// Tries every case on as many threads as there are cores.
fn tried(cases: Vec<Case>) -> Tally {
    let (next, tally) = (AtomicUsize::new(0), Mutex::new(Tally::default()));
    let cases: Vec<Mutex<Option<Case>>> =
        cases.into_iter().map(|it| Mutex::new(Some(it))).collect();
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let Some(case) = case.lock().expect("one at a time").take() else {
                        continue;
                    };
                    let told = format!("{} = {}", case.place.path, case.value);
                    let verdict = bounded(move || case.verdict()).and_then(|it| it);
                    let mut tally = tally.lock().expect("one at a time");
                    tally.cases += 1;
                    match verdict {
                        Ok(taken) => tally.taken += usize::from(taken),
                        Err(what) => tally.wrong.push(format!("{told}: {what}")),
                    }
                }
            });
        }
    });
    tally.into_inner().expect("all is tried")
}

#[test]
fn every_number_of_every_shipped_scenario_is_refused_by_key_and_line_or_taken_as_it_is() {
    let numbers = numbers();
    let mut wrong = Vec::new();
    let every = std::env::var_os("PLIMSOLL_MUTATE_ALL").map_or(ONE_OF, |_| 1);
    let mut all = 0;
    for path in scenarios() {
        let text = std::fs::read_to_string(&path).expect("a shipped scenario");
        let mut cases = Vec::new();
        for place in places(&text) {
            let values = values(&place, &numbers);
            for value in values {
                // Which values a number meets changes from number to number, so that together they meet all.
                if all % every == 0 {
                    cases.push(Case::new(&text, &place, &value));
                }
                all += 1;
            }
        }
        let tally = tried(cases);
        let name = path.file_name().expect("a file").to_string_lossy();
        println!("{name}: {} cases, {} taken", tally.cases, tally.taken);
        assert!(tally.cases > 100, "{name}: {} cases", tally.cases);
        assert!(tally.taken > 10, "{name}: {} taken", tally.taken);
        wrong.extend(tally.wrong.into_iter().map(|it| format!("{name}: {it}")));
    }
    let shown = wrong.iter().take(20).cloned().collect::<Vec<_>>();
    assert!(
        wrong.is_empty(),
        "{} cases went wrong:\n{}",
        wrong.len(),
        shown.join("\n")
    );
}

/// Keys that stand side by side, the first not above the second.
const ORDERED: [(&str, &str); 6] = [
    ("min", "max"),
    ("min", "mode"),
    ("mode", "max"),
    ("from", "to"),
    ("from_week", "to_week"),
    ("leave", "enter"),
];

/// The file with the numbers of two places in each other's.
fn swapped(text: &str, low: &Place, high: &Place) -> String {
    let (first, second) = if low.start < high.start {
        (low, high)
    } else {
        (high, low)
    };
    format!(
        "{}{}{}{}{}",
        &text[..first.start],
        &text[second.start..second.end],
        &text[first.end..second.start],
        &text[first.start..first.end],
        &text[second.end..]
    )
}

#[test]
fn bounds_that_are_swapped_are_refused_by_key() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/keys");
    let others = ["rich.toml", "whole.toml", "sites.toml"].map(|name| folder.join(name));
    let mut pairs = 0;
    for path in scenarios().into_iter().chain(others) {
        let text = std::fs::read_to_string(&path).expect("a scenario");
        let places = places(&text);
        for low in &places {
            for (lower, upper) in ORDERED {
                let beside = low.path.strip_suffix(&format!(".{lower}"));
                let high = beside.and_then(|it| {
                    places
                        .iter()
                        .find(|high| high.path == format!("{it}.{upper}"))
                });
                let Some(high) = high else { continue };
                let value = |place: &Place| {
                    text[place.start..place.end]
                        .parse::<f64>()
                        .expect("a number")
                };
                if value(low) == value(high) {
                    continue;
                }
                pairs += 1;
                let problems = Document::parse("case.toml", &swapped(&text, low, high));
                let shown = problems
                    .expect_err(&format!("{} is taken", low.path))
                    .to_string();
                // In a plan the key is named as the plan writes it.
                let is_of_plan = low.path.starts_with("plans.") && shown.contains("in plan");
                let told = [low, high].map(|it| is_of_plan || shown.contains(&it.path));
                assert!(told.contains(&true), "{} is not named: {shown}", low.path);
            }
        }
    }
    assert!(pairs > 20, "only {pairs} pairs");
}
