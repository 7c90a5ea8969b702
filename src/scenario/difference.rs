//! What one study of a service changes against another: paths with the value before and after, as they are written.
//!
//! Decides nothing about which of them matter; a comparison prints them, so that no baseline is edited silently.

use super::document::Study;
use super::node::{Node, Value};
use super::register::{self, in_words};
use super::schema::{join, member_name};

/// One value that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub path: String,
    /// In the baseline, in words; `None`: not given there.
    pub before: Option<String>,
    /// In the plan.
    pub after: Option<String>,
}

/// Keys of a file that say nothing about the service.
const NOT_THE_SERVICE: [&str; 4] = ["name", "question", "run.replications", "run.seed"];

/// Everything in which a study differs from a baseline, in the order of the baseline's file, then of the study's.
pub fn changes(baseline: &Study, study: &Study) -> Vec<Change> {
    let mut found = Vec::new();
    differ(&baseline.tree, &study.tree, "", &mut found);
    found.retain(|it| !NOT_THE_SERVICE.contains(&it.path.as_str()));
    let (old, new) = (defaults(&baseline.tree), defaults(&study.tree));
    for change in &mut found {
        let before = change.before.take();
        change.before = before.or_else(|| default(&old, &change.path));
        let after = change.after.take();
        change.after = after.or_else(|| default(&new, &change.path));
    }
    found.retain(|it| it.before != it.after);
    let paths = baseline.uncertain.iter().chain(&study.uncertain);
    let mut told: Vec<&str> = Vec::new();
    for path in paths.map(|it| it.path.as_str()) {
        let of = |study: &Study| {
            let drawn = study.uncertain.iter().find(|it| it.path == path);
            drawn.map(|it| format!("not known: {}", in_words(&it.distribution)))
        };
        let (before, after) = (of(baseline), of(study));
        if before != after && !told.contains(&path) {
            told.push(path);
            found.push(Change {
                path: path.to_owned(),
                before,
                after,
            });
        }
    }
    found
}

fn defaults(tree: &Node) -> Vec<(String, String)> {
    let all = register::defaults(tree).into_iter();
    all.map(|(path, value)| (path, register::written(&value)))
        .collect()
}

fn default(defaults: &[(String, String)], path: &str) -> Option<String> {
    let found = defaults.iter().find(|it| it.0 == path);
    found.map(|it| format!("{} (the default)", it.1))
}

/// Adds what differs below a path. A value or table that one side lacks is one difference.
fn differ(before: &Node, after: &Node, path: &str, found: &mut Vec<Change>) {
    match (children(before, path), children(after, path)) {
        (Some(old), Some(new)) => {
            for (name, node) in &old {
                let path = join(path, name);
                match new.iter().find(|it| it.0 == *name) {
                    Some((_, other)) => differ(node, other, &path, found),
                    None => found.push(change(path, Some(node), None)),
                }
            }
            for (name, node) in &new {
                if !old.iter().any(|it| it.0 == *name) {
                    found.push(change(join(path, name), None, Some(node)));
                }
            }
        }
        _ if before.written() != after.written() => {
            found.push(change(path.to_owned(), Some(before), Some(after)));
        }
        _ => {}
    }
}

/// What a table or a list of named tables holds, by name; `None` for a value.
fn children<'a>(node: &'a Node, path: &str) -> Option<Vec<(String, &'a Node)>> {
    match &node.value {
        Value::Table(entries) => Some(
            entries
                .iter()
                .map(|entry| (entry.key.clone(), &entry.node))
                .collect(),
        ),
        Value::List(members) => {
            let named = |it: &Node| it.get("name").is_some() || it.get("role").is_some();
            let all = !members.is_empty() && members.iter().all(named);
            all.then(|| {
                let each = members.iter().enumerate();
                each.map(|(at, it)| (member_name(path, it, at), it))
                    .collect()
            })
        }
        Value::Text(_) | Value::Whole(_) | Value::Decimal(_) | Value::Flag(_) | Value::Date(_) => {
            None
        }
    }
}

fn change(path: String, before: Option<&Node>, after: Option<&Node>) -> Change {
    Change {
        path,
        before: before.map(dated),
        after: after.map(dated),
    }
}

/// A value as it is written, a dated one in words: `2, from week 52: 3`.
fn dated(node: &Node) -> String {
    let step = |it: &Node| Some((it.get("week")?.number()?, it.get("value")?.written()));
    let steps: Option<Vec<(f64, String)>> = node.members().iter().map(step).collect();
    match steps.as_deref() {
        Some([(first, value), later @ ..]) => {
            let begin = if *first == 0.0 {
                value.clone()
            } else {
                format!("from week {first}: {value}")
            };
            let later = later
                .iter()
                .map(|(week, value)| format!(", from week {week}: {value}"));
            std::iter::once(begin).chain(later).collect()
        }
        Some([]) | None => node.written(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::document::Document;

    fn told(text: &str, plan: Option<&str>, baseline: Option<&str>) -> Vec<String> {
        let document = Document::parse("a.toml", text).unwrap();
        let study = |plan| document.study(plan, &[]).unwrap();
        let text = |value: Option<String>| value.unwrap_or_else(|| "nothing".to_owned());
        changes(&study(baseline), &study(plan))
            .into_iter()
            .map(|it| format!("{}: {} -> {}", it.path, text(it.before), text(it.after)))
            .collect()
    }

    #[test]
    fn a_plan_is_told_by_its_paths_with_the_value_before_and_after() {
        const CUT: &str = include_str!("../../scenarios/funding-cut.toml");
        assert_eq!(
            told(CUT, Some("no cut"), None),
            ["posts.peer worker.count: 8, from week 52: 6 -> 8"]
        );
        assert_eq!(
            told(CUT, Some("waiting list instead"), None),
            [
                "allocation.admission: \"open\" -> \"safe_load\"",
                "allocation.patience: nothing -> { dist = \"exponential\", mean = 26 }"
            ]
        );
        assert_eq!(
            told(CUT, None, Some("no cut")),
            ["posts.peer worker.count: 8 -> 8, from week 52: 6"]
        );
        assert!(told(CUT, None, None).is_empty());
    }

    #[test]
    fn a_default_that_a_plan_gives_is_told_as_one() {
        const WIDE: &str = include_str!("../../scenarios/emergent-wide.toml");
        let found = told(WIDE, Some("limits stay as they are"), None);
        assert!(
            found
                .iter()
                .any(|it| it.contains("moves_on") && it.ends_with("-> false")),
            "{found:?}"
        );
        let travel = told(WIDE, Some("appointments near each other"), None);
        assert_eq!(travel, ["travel.co_located_share: 0.25 -> 0.625"]);
    }

    #[test]
    fn two_files_differ_by_their_numbers_and_by_what_is_uncertain_not_by_their_names() {
        const TWO: &str = include_str!("../../scenarios/two-workers.toml");
        let other = TWO
            .replace(
                "name = \"Two peer workers, mature service\"",
                "name = \"Other\"",
            )
            .replace("per_week = 1.3", "per_week = 1.6")
            .replace("min = 1.0, mode = 1.57", "min = 1.2, mode = 1.57");
        let study = |text: &str| {
            Document::parse("a.toml", text)
                .unwrap()
                .study(None, &[])
                .unwrap()
        };
        let found = changes(&study(TWO), &study(&other));
        let paths: Vec<&str> = found.iter().map(|it| it.path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "referrals.self and agency.per_week",
                "loops.burnout.quits_at_full"
            ]
        );
        assert_eq!(found[0].after.as_deref(), Some("1.6"));
    }
}
