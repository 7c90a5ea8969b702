//! The schema of the scenario file, and the walk that holds a file against it.
//!
//! The walk finds everything one key alone can get wrong: unknown and missing keys, wrong types, unknown words, values
//! out of range. It reads the same JSON Schema that `plimsoll schema` prints, so an editor and the reader agree.
//! Does not look at two keys together.

use super::file::ScenarioFile;
use super::node::{Node, Value as NodeValue};
use super::problem::{Problem, did_you_mean, number};
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

/// What a schema asks for, in words.
fn expected(schema: &Value) -> String {
    let schema = resolve(schema);
    if let Some(words) = words(schema) {
        return format!("one of {}", words.join(", "));
    }
    if let Some(variants) = alternatives(schema) {
        if tagged(variants).is_some() {
            return "a table".to_string();
        }
        let mut all: Vec<String> = variants.iter().map(expected).collect();
        all.dedup();
        return all.join(" or ");
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("string") if schema.get("format").is_some() => "a date such as 2026-01-05".to_string(),
        Some("string") => "text in quotes".to_string(),
        Some("number") => "a number".to_string(),
        Some("integer") => "a whole number".to_string(),
        Some("boolean") => "true or false".to_string(),
        Some("array") => match of_member(schema)
            .map(resolve)
            .filter(|it| it.get("properties").is_some())
        {
            Some(member) => format!("a list of {{ {} }}", required(member).join(", ")),
            None => "a list".to_string(),
        },
        Some("object") => "a table".to_string(),
        Some(_) | None => "something else".to_string(),
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

/// Holds a value against its schema and collects the problems. `hint` describes the nearest key that says something.
pub fn walk(schema: &Value, node: &Node, path: &str, problems: &mut Vec<Problem>) {
    Walk { problems }.value(schema, node, path, None);
}

struct Walk<'a> {
    problems: &'a mut Vec<Problem>,
}

impl Walk<'_> {
    fn value(&mut self, schema: &Value, node: &Node, path: &str, hint: Option<&str>) {
        let own = schema
            .get("description")
            .and_then(Value::as_str)
            .map(first_line);
        let hint = hint.or(own);
        let schema = resolve(schema);
        if let Some(words) = words(schema) {
            return self.word(&words, node, path, hint);
        }
        if let Some(variants) = alternatives(schema) {
            if let Some((tag, words)) = tagged(variants) {
                return self.tagged(variants, (tag, &words), node, path, hint);
            }
            return match variants.iter().map(resolve).find(|it| type_fits(it, node)) {
                Some(variant) => self.value(variant, node, path, hint),
                None => self.wrong_type(schema, node, path, hint),
            };
        }
        if !type_fits(schema, node) {
            return self.wrong_type(schema, node, path, hint);
        }
        match &node.value {
            NodeValue::Whole(_) | NodeValue::Decimal(_) => self.number(schema, node, path, hint),
            NodeValue::Text(text) | NodeValue::Date(text) => {
                self.text(schema, text, node, path, hint)
            }
            NodeValue::List(_) => self.list(schema, node, path, hint),
            NodeValue::Table(_) => self.table(schema, node, path, hint),
            NodeValue::Flag(_) => {}
        }
    }

    fn push(&mut self, path: &str, problem: Problem, hint: Option<&str>) {
        let hint = problem.hint.clone().or_else(|| hint.map(as_hint));
        self.problems.push(Problem { hint, ..problem }.about(path));
    }

    fn wrong_type(&mut self, schema: &Value, node: &Node, path: &str, hint: Option<&str>) {
        let what = format!("{} must be {}", named(path), expected(schema));
        self.push(
            path,
            Problem::new(node.origin, what).found(node.shown()),
            hint,
        );
    }

    fn word(&mut self, words: &[&str], node: &Node, path: &str, hint: Option<&str>) {
        match node.text() {
            Some(word) if words.contains(&word) => {}
            Some(word) => {
                let what = format!("{} must be one of {}", named(path), words.join(", "));
                let near = super::problem::nearest(word, words.iter().copied())
                    .map(|near| format!("did you mean \"{near}\"?"));
                self.push(
                    path,
                    Problem {
                        hint: near,
                        ..Problem::new(node.origin, what).found(node.shown())
                    },
                    hint,
                );
            }
            None => {
                let what = format!("{} must be one of {}", named(path), words.join(", "));
                self.push(
                    path,
                    Problem::new(node.origin, what).found(node.shown()),
                    hint,
                );
            }
        }
    }

    fn tagged(
        &mut self,
        variants: &[Value],
        tag: (&str, &[&str]),
        node: &Node,
        path: &str,
        hint: Option<&str>,
    ) {
        let (tag, words) = tag;
        let NodeValue::Table(_) = node.value else {
            let example = if tag == "dist" {
                "a distribution such as { dist = \"exponential\", mean = 10 }"
            } else {
                "a table"
            };
            let what = format!("{} must be {example}", named(path));
            return self.push(
                path,
                Problem::new(node.origin, what).found(node.shown()),
                hint,
            );
        };
        let Some(chosen) = node.get(tag) else {
            let what = format!(
                "{} is missing, one of {}",
                join(path, tag),
                words.join(", ")
            );
            return self.push(&join(path, tag), Problem::new(node.origin, what), hint);
        };
        match variants
            .iter()
            .find(|it| chosen.text().is_some() && tag_word(it, tag) == chosen.text())
        {
            Some(variant) => {
                self.table(variant, node, path, if tag == "dist" { hint } else { None })
            }
            None => self.word(words, chosen, &join(path, tag), None),
        }
    }

    fn number(&mut self, schema: &Value, node: &Node, path: &str, hint: Option<&str>) {
        let value = node.number().unwrap_or(f64::NAN);
        let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
        let problem = if !value.is_finite() {
            Some("must be a finite number".to_string())
        } else if let Some(allowed) = schema.get("enum").and_then(Value::as_array) {
            let all: Vec<f64> = allowed.iter().filter_map(Value::as_f64).collect();
            (!all.contains(&value)).then(|| {
                format!(
                    "must be {}",
                    all.iter()
                        .map(|it| number(*it))
                        .collect::<Vec<_>>()
                        .join(" or ")
                )
            })
        } else if let Some(low) = bound("exclusiveMinimum").filter(|low| value <= *low) {
            Some(format!("must be greater than {}", grouped(low)))
        } else if let Some(low) = bound("minimum").filter(|low| value < *low) {
            Some(format!("must be at least {}", grouped(low)))
        } else if let Some(high) = bound("exclusiveMaximum").filter(|high| value >= *high) {
            Some(format!("must be less than {}", grouped(high)))
        } else if let Some(high) = bound("maximum").filter(|high| value > *high) {
            Some(format!("must be at most {}", grouped(high)))
        } else if let NodeValue::Whole(whole) = node.value
            && schema.get("type").is_some_and(|it| it == "integer")
            && (whole < 0 || whole > i128::from(u64::MAX))
        {
            Some("must be a whole number from 0 to 18446744073709551615".to_string())
        } else {
            None
        };
        if let Some(what) = problem {
            self.push(
                path,
                Problem::new(node.origin, format!("{} {what}", named(path))).found(node.shown()),
                hint,
            );
        }
    }

    fn text(&mut self, schema: &Value, text: &str, node: &Node, path: &str, hint: Option<&str>) {
        if schema.get("format").is_some_and(|it| it == "date")
            && text.parse::<chrono::NaiveDate>().is_err()
        {
            let what = format!("{} must be a date such as 2026-01-05", named(path));
            self.push(
                path,
                Problem::new(node.origin, what).found(node.shown()),
                hint,
            );
        } else if schema.get("minLength").is_some() && text.trim().is_empty() {
            self.push(
                path,
                Problem::new(node.origin, format!("{} must not be empty", named(path)))
                    .found(node.shown()),
                hint,
            );
        }
    }

    fn list(&mut self, schema: &Value, node: &Node, path: &str, hint: Option<&str>) {
        let count = node.members().len();
        let bound = |key: &str| {
            schema
                .get(key)
                .and_then(Value::as_u64)
                .map(|it| it as usize)
        };
        let (least, most) = (
            bound("minItems").unwrap_or(0),
            bound("maxItems").unwrap_or(usize::MAX),
        );
        if count < least || count > most {
            let asked = match (least, most) {
                (least, most) if least == most => format!("exactly {least}"),
                (least, _) if count < least => format!("at least {least}"),
                (_, most) => format!("at most {most}"),
            };
            let what = format!(
                "{} must have {asked} entr{}",
                named(path),
                if asked.ends_with(" 1") { "y" } else { "ies" }
            );
            self.push(
                path,
                Problem::new(node.origin, what).found(count.to_string()),
                hint,
            );
        }
        let Some(member) = schema.get("items") else {
            return;
        };
        for (position, node) in node.members().iter().enumerate() {
            self.value(
                member,
                node,
                &join(path, &member_name(path, node, position)),
                hint.filter(|_| is_step(member)),
            );
        }
    }

    fn table(&mut self, schema: &Value, node: &Node, path: &str, hint: Option<&str>) {
        let properties = schema.get("properties").and_then(Value::as_object);
        let open = schema
            .get("additionalProperties")
            .filter(|it| it.is_object() || **it == Value::Bool(true));
        let step = is_step(schema);
        for entry in node.entries() {
            let path = join(path, &entry.key);
            match properties.and_then(|all| all.get(&entry.key)).or(open) {
                Some(Value::Bool(_)) => {}
                Some(schema) if schema.get("const").is_some() => {}
                Some(schema) => {
                    let silent =
                        schema.get("description").is_none() || (step && entry.key == "value");
                    let hint = hint.filter(|_| silent);
                    self.value(schema, &entry.node, &path, hint);
                }
                None => {
                    let names: Vec<&str> = properties
                        .map_or(Vec::new(), |all| all.keys().map(String::as_str).collect());
                    let problem = Problem::new(
                        entry.key_origin,
                        format!("{path} is not a key that Plimsoll knows"),
                    )
                    .hint(did_you_mean(&entry.key, names));
                    self.problems.push(problem.about(&path));
                }
            }
        }
        for key in required(schema) {
            if node.get(key).is_none() {
                let described = properties
                    .and_then(|all| all.get(key))
                    .and_then(|it| it.get("description"))
                    .and_then(Value::as_str);
                let problem = Problem::new(node.origin, format!("{} is missing", join(path, key)));
                self.push(
                    &join(path, key),
                    problem,
                    described.map(first_line).or(hint),
                );
            }
        }
    }
}

/// Whether a schema is that of a dated step, `{ week, value }`.
fn is_step(schema: &Value) -> bool {
    let has = |key: &str| {
        schema
            .get("properties")
            .is_some_and(|all| all.get(key).is_some())
    };
    has("week") && has("value")
}

/// The name of a list entry in a path: its `name`, in `posts` its `role`, else its position from 1.
pub fn member_name(list: &str, node: &Node, position: usize) -> String {
    let key = if list == "posts" { "role" } else { "name" };
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

fn named(path: &str) -> &str {
    if path.is_empty() { "the file" } else { path }
}

/// A description as a hint: without its capital and full stop.
fn as_hint(description: &str) -> String {
    let text = description.trim_end_matches('.');
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_string(),
    }
}

fn first_line(text: &str) -> &str {
    text.split("\n\n").next().unwrap_or(text)
}

/// A bound with its thousands set apart.
fn grouped(value: f64) -> String {
    let text = number(value);
    if value.fract() != 0.0 || value.abs() < 10_000.0 {
        return text;
    }
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or(("", text.as_str()), |digits| ("-", digits));
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}")
}
