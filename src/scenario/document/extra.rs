//! The tables beside the scenario, `[plans]`, `[uncertain]` and `[sources]`, and the values of `--set`.

use super::{Change, Plan, Uncertain};
use crate::random::distribution::Distribution;
use crate::scenario::file::number::DistributionFile;
use crate::scenario::node::{Node, Value};
use crate::scenario::path::{self, Step};
use crate::scenario::problem::{Origin, Problem, Source, nearest, number};
use crate::scenario::schema::{self, SCHEMA};
use crate::scenario::{check, register};
use serde::Deserialize;
use serde_json::Value as Json;

/// The plans of a file, as far as they are tables.
pub fn plans(whole: &Node) -> Vec<Plan> {
    let table = whole.get("plans").map_or(&[][..], Node::entries);
    table
        .iter()
        .map(|plan| Plan {
            name: plan.key.clone(),
            changes: plan
                .node
                .entries()
                .iter()
                .map(|change| Change {
                    path: change.key.clone(),
                    key_origin: change.key_origin,
                    value: change.node.clone(),
                })
                .collect(),
        })
        .collect()
}

/// The uncertain numbers of a file, as far as they are distributions.
pub fn uncertain(whole: &Node, problems: &mut Vec<Problem>) -> Vec<(Uncertain, Origin)> {
    let table = whole.get("uncertain").map_or(&[][..], Node::entries);
    let mut all: Vec<(Uncertain, Origin)> = Vec::new();
    for entry in table {
        let Ok(file) = DistributionFile::deserialize(entry.node.to_json()) else {
            continue;
        };
        for (what, about) in check::distribution_faults(&format!("uncertain.{}", entry.key), &file)
        {
            let key = about.rsplit('.').next();
            let place = key.and_then(|key| entry.node.get(key));
            let origin = place.unwrap_or(&entry.node).origin;
            problems.push(Problem::new(origin, what).about(&about));
        }
        let distribution = check::distribution(&file);
        let uncertain = Uncertain {
            path: entry.key.clone(),
            distribution,
        };
        all.push((uncertain, entry.key_origin));
    }
    all
}

/// The sources of a file: path, text, and where the path stands.
pub fn sources(whole: &Node) -> Vec<(String, String, Origin)> {
    let table = whole.get("sources").map_or(&[][..], Node::entries);
    let read = |entry: &crate::scenario::node::Entry| {
        Some((
            entry.key.clone(),
            entry.node.text()?.to_string(),
            entry.key_origin,
        ))
    };
    table.iter().filter_map(read).collect()
}

/// Makes sure that an uncertain path leads to one number: a number of the file, or a default that is put there.
pub fn make_place(tree: &mut Node, uncertain: &Uncertain, origin: Origin) -> Result<(), Problem> {
    let path = &uncertain.path;
    make_number(tree, "uncertain", path, origin)?;
    if is_whole(tree, path) && !only_whole(&uncertain.distribution) {
        let what = format!("{path} is a whole number, so its draws must be whole numbers");
        let problem = Problem::new(origin, what).about(&format!("uncertain.{path}"));
        return Err(problem.hint("use { dist = \"empirical\", values = [2, 3] }"));
    }
    Ok(())
}

/// Makes sure that a path leads to one number; `who` names it in a problem.
pub fn make_number(tree: &mut Node, who: &str, path: &str, origin: Origin) -> Result<(), Problem> {
    let about = format!("{who}.{path}");
    let refuse = |what: String| Problem::new(origin, what).about(&about);
    match path::look_up(tree, path) {
        Some(node) if node.number().is_some() => {}
        Some(node) => {
            let what = format!(
                "{who} names \"{path}\", which is {}, not a number",
                node.kind()
            );
            return Err(
                refuse(what).hint("lead the path to the number itself, such as staff.tenure.mean")
            );
        }
        None => {
            let defaults = register::defaults(tree);
            let default = defaults.iter().find(|(default, _)| default == path);
            if default.is_some_and(|(_, value)| value.is_string() || value.is_boolean()) {
                return Err(refuse(format!(
                    "{who} names \"{path}\", which is no number"
                )));
            }
            let Some(value) = default.and_then(|(_, value)| value.as_f64()) else {
                let what = format!("{who} names \"{path}\", which leads to no number in this file");
                return Err(refuse(what).hint(nearest_path(tree, path)));
            };
            path::set(tree, path, drawn(value, origin), origin)?;
        }
    }
    Ok(())
}

/// Whether the number at a path is a whole one.
pub fn is_whole(tree: &Node, path: &str) -> bool {
    let place = path::steps(tree, path).unwrap_or_default();
    let schema =
        schema_at(tree, &place).map(|schema| schema::variant(schema, path::look_up(tree, path)));
    schema.is_some_and(|schema| schema.get("type").is_some_and(|it| it == "integer"))
}

fn only_whole(distribution: &Distribution) -> bool {
    match distribution {
        Distribution::Fixed { value } => value.fract() == 0.0,
        Distribution::Empirical { values } => values.iter().all(|value| value.fract() == 0.0),
        Distribution::Exponential { .. }
        | Distribution::Gamma { .. }
        | Distribution::Lognormal { .. }
        | Distribution::Weibull { .. }
        | Distribution::Erlang { .. }
        | Distribution::Uniform { .. }
        | Distribution::Triangular { .. } => false,
    }
}

/// A hint with the nearest path of a tree.
pub fn nearest_path(tree: &Node, path: &str) -> String {
    let defaults = register::defaults(tree);
    let leaves = register::leaves(tree);
    let given = leaves.iter().map(|(path, _)| path.as_str());
    let names = given.chain(defaults.iter().map(|(path, _)| path.as_str()));
    nearest(path, names).map_or_else(
        || "a path such as staff.tenure.mean or posts.peer worker.count".to_string(),
        |near| format!("did you mean \"{near}\"?"),
    )
}

/// Lowest and highest value that are checked: the bounds, or 1 in 1,000 where there are none.
pub fn ends(distribution: &Distribution) -> Vec<f64> {
    match distribution {
        Distribution::Fixed { value } => vec![*value],
        Distribution::Uniform { min, max } | Distribution::Triangular { min, max, .. } => {
            vec![*min, *max]
        }
        Distribution::Empirical { values } => {
            let least = values.iter().copied().min_by(f64::total_cmp);
            let most = values.iter().copied().max_by(f64::total_cmp);
            least.into_iter().chain(most).collect()
        }
        Distribution::Exponential { .. }
        | Distribution::Gamma { .. }
        | Distribution::Lognormal { .. }
        | Distribution::Weibull { .. }
        | Distribution::Erlang { .. } => {
            vec![distribution.quantile(0.001), distribution.quantile(0.999)]
        }
    }
}

/// A drawn number as a value of the file.
pub fn drawn(value: f64, origin: Origin) -> Node {
    let whole = value.fract() == 0.0 && value.abs() < 1e15;
    let value = if whole {
        Value::Whole(value as i128)
    } else {
        Value::Decimal(value)
    };
    Node { value, origin }
}

/// What is said when a draw makes the scenario invalid.
pub fn out_of_reach(uncertain: &Uncertain, value: f64, origin: Origin, found: Problem) -> Problem {
    let what = format!(
        "{} may be drawn as {}, and then: {}",
        uncertain.path,
        number(value),
        found.what
    );
    let problem = Problem {
        hint: found.hint,
        ..Problem::new(origin, what)
    };
    problem.about(&format!("uncertain.{}", uncertain.path))
}

/// One `path=value` of a flag as a change: the value is read as TOML, a bare word as text.
pub fn setting(
    flag: &str,
    path: &str,
    value: &str,
    sources: &mut Vec<Source>,
) -> Result<Change, Vec<Problem>> {
    let (path, value) = (path.trim(), value.trim());
    let text = format!("{path}={value}");
    let source = sources.len();
    let key_origin = Origin {
        source,
        start: 0,
        end: path.len(),
    };
    let value_origin = Origin {
        source,
        start: path.len() + 1,
        end: text.len(),
    };
    sources.push(Source {
        name: flag.into(),
        text: text.as_str().into(),
        numbered: false,
    });
    let bare = value
        .chars()
        .all(|it| it.is_alphanumeric() || "_- ".contains(it));
    const LEAD: &str = "value = ";
    let parsed = Node::parse(&format!("{LEAD}{value}\n"), source).ok();
    let by = value_origin.start as isize - LEAD.len() as isize;
    let single = parsed.filter(|node| node.entries().len() == 1);
    let node = match single.and_then(|node| node.get("value").cloned()) {
        Some(node) => node.shifted(by),
        None if bare && !value.is_empty() => Node {
            value: Value::Text(value.to_string()),
            origin: value_origin,
        },
        None => {
            let what = format!("{flag} {path}: the value is not valid TOML");
            let hint = "a number, \"text\", true, or a list such as [{ week = 52, value = 3 }]";
            return Err(vec![
                Problem::new(value_origin, what).about(path).hint(hint),
            ]);
        }
    };
    Ok(Change {
        path: path.to_string(),
        key_origin,
        value: node,
    })
}

/// The schema of a place in the tree.
pub fn schema_at(tree: &Node, place: &[Step]) -> Option<&'static Json> {
    let (mut schema, mut node): (&'static Json, &Node) = (&SCHEMA, tree);
    for step in place {
        match step {
            Step::Key(key) => {
                schema = schema::of_key(schema, Some(node), key)?;
                node = node.get(key)?;
            }
            Step::Position(position) => {
                schema = schema::of_member(schema)?;
                node = node.members().get(*position)?;
            }
        }
    }
    Some(schema)
}

/// Puts a number in its place in the one section of the file that holds it; a section is copied when it is first needed.
pub fn put<'a>(sections: &mut Vec<(&'a str, Json)>, whole: &Json, place: &'a [Step], value: Json) {
    let Some((Step::Key(section), rest)) = place.split_first() else {
        return;
    };
    if !sections.iter().any(|(name, _)| name == section) {
        let copy = whole.get(section).cloned().unwrap_or_default();
        sections.push((section, copy));
    }
    let held = sections.iter_mut().find(|(name, _)| name == section);
    let target = held.and_then(|(_, json)| json_at(json, rest));
    if let Some(target) = target {
        *target = value;
    }
}

/// The same place in the tree as serde reads it.
fn json_at<'a>(json: &'a mut Json, place: &[Step]) -> Option<&'a mut Json> {
    place.iter().try_fold(json, |json, step| match step {
        Step::Key(key) => json.get_mut(key),
        Step::Position(position) => json.get_mut(position),
    })
}
