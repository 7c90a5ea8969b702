//! The schema of the scenario file, and the walk that holds a file against it.
//!
//! The walk reads the same JSON Schema that `plimsoll schema` prints, so an editor and the reader agree. Does not look at
//! two keys together.

mod stand_in;
mod walk;

pub use stand_in::stand_in;
pub use walk::walk;

use super::file::ScenarioFile;
use super::node::{Node, Value as NodeValue};
use serde_json::Value;
use std::sync::LazyLock;

/// The JSON Schema of the scenario file (draft 2020-12).
pub static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let mut schema = schemars::schema_for!(ScenarioFile).to_value();
    tidy(&mut schema);
    let Value::Object(mut map) = schema else {
        return schema;
    };
    let first = ["$schema", "title", "description"];
    let opening: Vec<_> = first
        .iter()
        .filter_map(|key| map.shift_remove_entry(*key))
        .collect();
    opening
        .into_iter()
        .chain(map)
        .collect::<serde_json::Map<_, _>>()
        .into()
});

/// TOML has no null, and `format: double` says nothing to a reader.
fn tidy(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            let numeric = ["double", "uint64", "uint32"];
            if map
                .get("format")
                .and_then(Value::as_str)
                .is_some_and(|it| numeric.contains(&it))
            {
                map.remove("format");
            }
            if map.get("default").is_some_and(Value::is_null) {
                map.remove("default");
            }
            if let Some(Value::Object(defaults)) = map.get_mut("default") {
                defaults.retain(|_, value| !value.is_null());
            }
            if let Some(Value::Array(types)) = map.get_mut("type") {
                types.retain(|it| it != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    map.insert("type".into(), only);
                }
            }
            if let Some(Value::Array(variants)) = map.get_mut("anyOf") {
                variants.retain(|it| it.get("type").is_none_or(|it| it != "null"));
                if let [Value::Object(only)] = variants.as_slice() {
                    let only = only.clone();
                    map.remove("anyOf");
                    only.into_iter().for_each(|(key, value)| {
                        map.entry(key).or_insert(value);
                    });
                }
            }
            map.values_mut().for_each(tidy);
        }
        Value::Array(members) => members.iter_mut().for_each(tidy),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Follows a `$ref`, if there is one.
pub fn resolve(schema: &Value) -> &Value {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => reference
            .strip_prefix("#")
            .and_then(|pointer| SCHEMA.pointer(pointer))
            .unwrap_or(schema),
        None => schema,
    }
}

/// The schema of a key in a table, given what is already in the table; `None` where the key is unknown.
pub fn of_key<'a>(schema: &'a Value, table: Option<&Node>, key: &str) -> Option<&'a Value> {
    let schema = variant(schema, table);
    schema
        .get("properties")
        .and_then(|properties| properties.get(key))
        .or_else(|| {
            schema
                .get("additionalProperties")
                .filter(|it| it.is_object())
        })
}

/// The schema of the members of a list.
pub fn of_member(schema: &Value) -> Option<&Value> {
    let schema = resolve(schema);
    if let Some(items) = schema.get("items") {
        return Some(items);
    }
    alternatives(schema)?
        .iter()
        .find_map(|it| resolve(it).get("items"))
}

/// The one of several shapes a value is written in.
pub fn variant<'a>(schema: &'a Value, node: Option<&Node>) -> &'a Value {
    let schema = resolve(schema);
    if words(schema).is_some() {
        return schema;
    }
    let (Some(variants), Some(node)) = (alternatives(schema), node) else {
        return schema;
    };
    if let Some((tag, _)) = tagged(variants) {
        let word = node.get(tag).and_then(Node::text);
        return variants
            .iter()
            .find(|it| word.is_some() && tag_word(it, tag) == word)
            .unwrap_or(schema);
    }
    variants
        .iter()
        .map(resolve)
        .find(|it| type_fits(it, node))
        .unwrap_or(schema)
}

fn alternatives(schema: &Value) -> Option<&Vec<Value>> {
    schema
        .get("oneOf")
        .or_else(|| schema.get("anyOf"))
        .and_then(Value::as_array)
}

/// The key that tells variants apart (`kind`, `dist`), with all its words.
fn tagged(variants: &[Value]) -> Option<(&str, Vec<&str>)> {
    let tag = ["kind", "dist"]
        .into_iter()
        .find(|tag| tag_word(variants.first().unwrap_or(&Value::Null), tag).is_some())?;
    Some((
        tag,
        variants.iter().filter_map(|it| tag_word(it, tag)).collect(),
    ))
}

fn tag_word<'a>(variant: &'a Value, tag: &str) -> Option<&'a str> {
    variant.get("properties")?.get(tag)?.get("const")?.as_str()
}

/// The words of an enumeration of texts.
fn words(schema: &Value) -> Option<Vec<&str>> {
    if let Some(all) = schema.get("enum").and_then(Value::as_array) {
        return all.iter().map(Value::as_str).collect();
    }
    if let Some(word) = schema.get("const").and_then(Value::as_str) {
        return Some(vec![word]);
    }
    let nested: Option<Vec<Vec<&str>>> =
        schema.get("oneOf")?.as_array()?.iter().map(words).collect();
    nested.map(|all| all.concat())
}

fn type_fits(schema: &Value, node: &Node) -> bool {
    if words(schema).is_some() {
        return matches!(node.value, NodeValue::Text(_));
    }
    match (schema.get("type").and_then(Value::as_str), &node.value) {
        (Some("string"), NodeValue::Text(_)) => true,
        (Some("string"), NodeValue::Date(_)) => schema.get("format").is_some_and(|it| it == "date"),
        (Some("number"), NodeValue::Whole(_) | NodeValue::Decimal(_)) => true,
        (Some("integer"), NodeValue::Whole(_)) => true,
        (Some("boolean"), NodeValue::Flag(_)) => true,
        (Some("array"), NodeValue::List(_)) => true,
        (Some("object"), NodeValue::Table(_)) => true,
        (Some(_), _) => false,
        (None, _) => true,
    }
}

fn required(schema: &Value) -> Vec<&str> {
    schema
        .get("required")
        .and_then(Value::as_array)
        .map_or(Vec::new(), |all| {
            all.iter().filter_map(Value::as_str).collect()
        })
}

/// The name of a list entry in a path: its `name`, in `posts` its `role`, in `transfers` the site it leads to, else its
/// position from 1.
pub fn member_name(list: &str, node: &Node, position: usize) -> String {
    let key = match list.rsplit('.').next() {
        Some("posts" | "support") => "role",
        Some("transfers") => "to",
        Some(_) | None => "name",
    };
    let name = node.get(key).and_then(Node::text);
    name.map_or_else(|| (position + 1).to_string(), str::to_string)
}

/// A path with one more step.
pub fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_string()
    } else {
        format!("{path}.{key}")
    }
}
