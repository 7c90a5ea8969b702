//! A valid value in the place of a wrong one, so that a file with one wrong key can still be checked as a whole.

use super::{alternatives, of_key, required, resolve, tagged, variant, walk, words};
use crate::scenario::node::{Node, Value as NodeValue};
use serde_json::Value;

/// The value as serde reads it, with a valid stand-in wherever the walk finds a problem, so that a file with one wrong
/// key can still be checked as a whole.
pub fn stand_in(schema: &Value, node: &Node) -> Value {
    let schema = variant(schema, Some(node));
    if let (Some(variants), NodeValue::Table(_)) = (alternatives(schema), &node.value)
        && tagged(variants).is_some()
    {
        // A table of no known kind keeps what the first kind can hold, its name above all.
        return stand_in(&variants[0], node);
    }
    match &node.value {
        NodeValue::Table(entries) if schema.get("type").is_some_and(|it| it == "object") => {
            let mut map = serde_json::Map::new();
            for entry in entries {
                if let Some(schema) = of_key(schema, None, &entry.key) {
                    map.insert(entry.key.clone(), stand_in(schema, &entry.node));
                }
            }
            for key in required(schema) {
                if let (false, Some(schema)) = (map.contains_key(key), of_key(schema, None, key)) {
                    map.insert(key.to_string(), filler(schema));
                }
            }
            map.into()
        }
        NodeValue::List(members) if schema.get("type").is_some_and(|it| it == "array") => {
            match schema.get("items") {
                Some(member) => members.iter().map(|node| stand_in(member, node)).collect(),
                None => node.to_json(),
            }
        }
        _ => {
            let mut problems = Vec::new();
            walk(schema, node, "", &mut problems);
            if problems.is_empty() {
                node.to_json()
            } else {
                filler(schema)
            }
        }
    }
}

/// A value that a schema allows.
fn filler(schema: &Value) -> Value {
    let own_default = schema
        .get("default")
        .or_else(|| resolve(schema).get("default"));
    if let Some(default) = own_default {
        return default.clone();
    }
    let schema = resolve(schema);
    if let Some(word) = words(schema).and_then(|all| all.first().map(|it| it.to_string())) {
        return word.into();
    }
    if let Some(first) = alternatives(schema).and_then(|all| all.first()) {
        return filler(first);
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("string") if schema.get("format").is_some() => "2026-01-05".into(),
        Some("string") => "?".into(),
        Some("number" | "integer") => 1.into(),
        Some("boolean") => false.into(),
        Some("array") => Vec::<Value>::new().into(),
        Some(_) | None => required(schema)
            .into_iter()
            .filter_map(|key| Some((key.to_string(), filler(of_key(schema, None, key)?))))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}
