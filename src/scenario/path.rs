//! Paths: `staff.tenure.mean`, `level.high.stay.mean`, `posts.peer worker.count`.
//!
//! A path goes through tables by key and through lists by the `name` (in `posts` and `support` the `role`) of an entry, or by its
//! position from 1. Names may hold spaces and dots: the longest one that fits is taken. Decides what a plan, `--set` or
//! a draw changes.

use super::node::{Entry, Node, Value};
use super::problem::{Origin, Problem, did_you_mean};
use super::schema::{self, join, member_name};
use serde_json::Value as Schema;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Key(String),
    Position(usize),
}

/// Whether one path is the other or leads into it.
pub fn overlap(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    long.strip_prefix(short)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || short.is_empty())
}

/// Splits a known name off the front of a path; the rest is empty at the path's end.
fn split<'p>(rest: &'p str, name: &str) -> Option<&'p str> {
    let after = rest.strip_prefix(name)?;
    if after.is_empty() {
        Some(after)
    } else {
        after.strip_prefix('.')
    }
}

/// The first step of a path from a node, among what is really there, and the rest of the path.
fn step<'p>(node: &Node, list: &str, rest: &'p str) -> Option<(Step, &'p str)> {
    match &node.value {
        Value::Table(entries) => entries
            .iter()
            .filter_map(|entry| Some((Step::Key(entry.key.clone()), split(rest, &entry.key)?)))
            .min_by_key(|(_, rest)| rest.len()),
        Value::List(members) => members
            .iter()
            .enumerate()
            .filter_map(|(position, node)| {
                let by_name = split(rest, &member_name(list, node, position));
                let found = by_name.or_else(|| split(rest, &(position + 1).to_string()))?;
                Some((Step::Position(position), found))
            })
            .min_by_key(|(_, rest)| rest.len()),
        Value::Text(_) | Value::Whole(_) | Value::Decimal(_) | Value::Flag(_) | Value::Date(_) => {
            None
        }
    }
}

fn child<'a>(node: &'a Node, step: &Step) -> Option<&'a Node> {
    match step {
        Step::Key(key) => node.get(key),
        Step::Position(position) => node.members().get(*position),
    }
}

fn child_mut<'a>(node: &'a mut Node, step: &Step) -> Option<&'a mut Node> {
    match (&mut node.value, step) {
        (Value::Table(entries), Step::Key(key)) => entries
            .iter_mut()
            .find(|entry| entry.key == *key)
            .map(|entry| &mut entry.node),
        (Value::List(members), Step::Position(position)) => members.get_mut(*position),
        _ => None,
    }
}

/// The steps of a path through what is really there, as far as it goes, and what is left of the path.
fn follow<'a, 'p>(root: &'a Node, path: &'p str) -> (Vec<Step>, &'a Node, &'p str) {
    let (mut node, mut rest, mut steps) = (root, path, Vec::new());
    let mut list = String::new();
    while !rest.is_empty() {
        let Some((step, after)) = step(node, &list, rest) else {
            break;
        };
        let Some(next) = child(node, &step) else {
            break;
        };
        if let Step::Key(key) = &step {
            list = join(&list, key);
        }
        steps.push(step);
        (node, rest) = (next, after);
    }
    (steps, node, rest)
}

/// The node a path leads to.
pub fn look_up<'a>(root: &'a Node, path: &str) -> Option<&'a Node> {
    let (_, node, rest) = follow(root, path);
    rest.is_empty().then_some(node)
}

/// The steps to the node a path leads to.
pub fn steps(root: &Node, path: &str) -> Option<Vec<Step>> {
    let (steps, _, rest) = follow(root, path);
    rest.is_empty().then_some(steps)
}

/// Where a path is written, or the nearest thing around it.
pub fn origin(root: &Node, path: &str) -> Origin {
    follow(root, path).1.origin
}

/// Puts a value at a path. Tables on the way are made where they are missing; a dated list replaces from its first week on.
///
/// # Errors
/// A path that no scenario can have, at `key_origin`.
pub fn set(root: &mut Node, path: &str, value: Node, key_origin: Origin) -> Result<(), Problem> {
    let change = Change {
        path,
        value,
        key_origin,
    };
    change.apply(root, &schema::SCHEMA, "", path)
}

struct Change<'p> {
    path: &'p str,
    value: Node,
    key_origin: Origin,
}

impl Change<'_> {
    fn apply(
        self,
        node: &mut Node,
        schema: &Schema,
        done: &str,
        rest: &str,
    ) -> Result<(), Problem> {
        if matches!(node.value, Value::List(_)) {
            return self.into_list(node, schema, done, rest);
        }
        if !matches!(node.value, Value::Table(_)) {
            let what = format!("{} leads nowhere: {done} is {}", self.path, node.kind());
            return Err(Problem::new(self.key_origin, what).about(self.path));
        }
        let (key, after) = match step(node, done, rest) {
            Some((Step::Key(key), after)) => (key, after),
            Some((Step::Position(_), _)) | None => self.new_key(node, schema, done, rest)?,
        };
        let path = join(done, &key);
        let Some(below) = schema::of_key(schema, Some(node), &key) else {
            return Err(self.unknown(node, schema, &path, &key));
        };
        if node.get(&key).is_none() {
            let value = if after.is_empty() {
                self.value.clone()
            } else {
                self.container(below, &path)?
            };
            let entry = Entry {
                key,
                key_origin: self.key_origin,
                node: value,
            };
            if let Value::Table(entries) = &mut node.value {
                entries.push(entry);
                if let (false, Some(last)) = (after.is_empty(), entries.last_mut()) {
                    return self.apply(&mut last.node, below, &path, after);
                }
            }
            return Ok(());
        }
        match child_mut(node, &Step::Key(key)) {
            Some(target) if after.is_empty() => *target = merged(below, target, self.value),
            Some(target) => return self.apply(target, below, &path, after),
            None => {}
        }
        Ok(())
    }

    fn into_list(
        self,
        node: &mut Node,
        schema: &Schema,
        done: &str,
        rest: &str,
    ) -> Result<(), Problem> {
        let found = step(node, done, rest);
        let Some((step, after)) = found else {
            let names: Vec<String> = node
                .members()
                .iter()
                .enumerate()
                .map(|(position, member)| member_name(done, member, position))
                .collect();
            let asked = rest.split('.').next().unwrap_or(rest);
            let hint = did_you_mean(asked, names.iter().map(String::as_str));
            let what = format!("{} leads nowhere: {done} has no \"{asked}\"", self.path);
            return Err(Problem::new(self.key_origin, what)
                .about(self.path)
                .hint(hint));
        };
        let Some(below) = schema::of_member(schema) else {
            return Ok(());
        };
        let path = match &step {
            Step::Position(position) => join(
                done,
                &member_name(done, &node.members()[*position], *position),
            ),
            Step::Key(key) => join(done, key),
        };
        match child_mut(node, &step) {
            Some(target) if after.is_empty() => *target = self.value,
            Some(target) => return self.apply(target, below, &path, after),
            None => {}
        }
        Ok(())
    }

    /// The key to make: the longest one the schema knows, or the next word of the path in a table of free keys.
    fn new_key<'p>(
        &self,
        node: &Node,
        schema: &Schema,
        done: &str,
        rest: &'p str,
    ) -> Result<(String, &'p str), Problem> {
        let shape = schema::variant(schema, Some(node));
        let known = shape
            .get("properties")
            .and_then(Schema::as_object)
            .and_then(|all| {
                all.keys()
                    .filter_map(|key| Some((key.clone(), split(rest, key)?)))
                    .min_by_key(|(_, rest)| rest.len())
            });
        if let Some(known) = known {
            return Ok(known);
        }
        let (key, after) = rest.split_once('.').unwrap_or((rest, ""));
        if key.is_empty() {
            return Err(
                Problem::new(self.key_origin, format!("\"{}\" is not a path", self.path))
                    .about(self.path),
            );
        }
        if shape
            .get("additionalProperties")
            .is_some_and(Schema::is_object)
        {
            // The rest of the path is one name: levels and roles may hold dots.
            return Ok((rest.to_string(), ""));
        }
        let path = join(done, key);
        let _ = after;
        Err(self.unknown(node, schema, &path, key))
    }

    fn unknown(&self, node: &Node, schema: &Schema, path: &str, key: &str) -> Problem {
        let shape = schema::variant(schema, Some(node));
        let names: Vec<&str> = shape
            .get("properties")
            .and_then(Schema::as_object)
            .map_or(Vec::new(), |all| all.keys().map(String::as_str).collect());
        Problem::new(
            self.key_origin,
            format!("{path} is not a key that Plimsoll knows"),
        )
        .about(path)
        .hint(did_you_mean(key, names))
    }

    /// An empty table where the schema wants one.
    fn container(&self, schema: &Schema, path: &str) -> Result<Node, Problem> {
        let is_list = schema::resolve(schema)
            .get("type")
            .is_some_and(|it| it == "array");
        if is_list {
            let what = format!("{} leads nowhere: the file has no {path}", self.path);
            return Err(Problem::new(self.key_origin, what).about(self.path));
        }
        Ok(Node {
            value: Value::Table(Vec::new()),
            origin: self.key_origin,
        })
    }
}

/// A dated list given for a value that is there already: what the file says holds before its first week.
fn merged(schema: &Schema, old: &Node, new: Node) -> Node {
    let dated = schema
        .get("x-dated")
        .or_else(|| schema::resolve(schema).get("x-dated"))
        .is_some();
    let first = new
        .members()
        .first()
        .and_then(|step| step.get("week"))
        .and_then(Node::number);
    let (true, Some(first)) = (dated, first) else {
        return new;
    };
    let base = match &old.value {
        Value::List(steps) => steps.clone(),
        _ => vec![from_the_start(old)],
    };
    let before = base.into_iter().filter(|step| {
        step.get("week")
            .and_then(Node::number)
            .is_none_or(|week| week < first)
    });
    let origin = new.origin;
    let steps = before.chain(new.members().iter().cloned()).collect();
    Node {
        value: Value::List(steps),
        origin,
    }
}

/// `{ week = 0, value = ... }`.
fn from_the_start(value: &Node) -> Node {
    let origin = value.origin;
    let week = Node {
        value: Value::Whole(0),
        origin,
    };
    let entry = |key: &str, node: Node| Entry {
        key: key.to_string(),
        key_origin: origin,
        node,
    };
    Node {
        value: Value::Table(vec![entry("week", week), entry("value", value.clone())]),
        origin,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Node {
        Node::parse(text, 0).unwrap()
    }

    const SMALL: &str = r#"
        [[level]]
        name = "high.1"
        kind = "one_to_one"
        stay = { dist = "exponential", mean = 10 }
        [[posts]]
        role = "peer worker"
        count = 2
        [staff]
        tenure = { dist = "exponential", mean = 156 }
    "#;

    fn set_text(root: &mut Node, path: &str, value: &str) -> Result<(), Problem> {
        let value = tree(&format!("x = {value}")).get("x").unwrap().clone();
        set(root, path, value, Origin::FILE)
    }

    #[test]
    fn a_path_goes_by_key_by_name_by_role_and_by_position() {
        let root = tree(SMALL);
        let at = |path: &str| look_up(&root, path).map(Node::written);
        assert_eq!(at("staff.tenure.mean").as_deref(), Some("156"));
        assert_eq!(at("level.high.1.stay.mean").as_deref(), Some("10"));
        assert_eq!(at("level.1.stay.mean").as_deref(), Some("10"));
        assert_eq!(at("posts.peer worker.count").as_deref(), Some("2"));
        assert_eq!(at("posts.other.count"), None);
    }

    #[test]
    fn a_dated_list_replaces_from_its_first_week_on() {
        let mut root = tree(SMALL);
        set_text(
            &mut root,
            "posts.peer worker.count",
            "[{ week = 52, value = 3 }]",
        )
        .unwrap();
        set_text(
            &mut root,
            "posts.peer worker.count",
            "[{ week = 40, value = 5 }]",
        )
        .unwrap();
        assert_eq!(
            look_up(&root, "posts.peer worker.count").unwrap().written(),
            "[{ week = 0, value = 2 }, { week = 40, value = 5 }]"
        );
        set_text(
            &mut root,
            "posts.peer worker.count",
            "[{ week = 0, value = 1 }]",
        )
        .unwrap();
        assert_eq!(
            look_up(&root, "posts.peer worker.count").unwrap().written(),
            "[{ week = 0, value = 1 }]"
        );
    }

    #[test]
    fn a_missing_table_is_made_and_an_unknown_key_is_refused_with_the_nearest() {
        let mut root = tree(SMALL);
        set_text(&mut root, "loops.burnout.strength", "0.5").unwrap();
        assert_eq!(
            look_up(&root, "loops.burnout.strength").unwrap().written(),
            "0.5"
        );
        let problem = set_text(&mut root, "posts.peer worker.cuont", "3").unwrap_err();
        assert_eq!(problem.hint.as_deref(), Some("did you mean \"count\"?"));
        let problem = set_text(&mut root, "posts.per worker.count", "3").unwrap_err();
        assert_eq!(
            problem.hint.as_deref(),
            Some("did you mean \"peer worker\"?")
        );
        assert!(set_text(&mut root, "staff.tenure.mean.more", "3").is_err());
        assert!(set_text(&mut root, "", "3").is_err());
    }

    #[test]
    fn paths_overlap_when_one_leads_into_the_other() {
        assert!(overlap("hiring.time_to_fill", "hiring.time_to_fill.mean"));
        assert!(!overlap("hiring.time", "hiring.time_to_fill"));
    }
}
