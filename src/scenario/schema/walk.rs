//! The walk that holds a value against its schema and says what is wrong, in words.
//!
//! Finds everything one key alone can get wrong: unknown and missing keys, wrong types, unknown words, values out of range.

use super::{
    alternatives, join, member_name, of_member, required, resolve, tag_word, tagged, type_fits,
    words,
};
use crate::scenario::node::{Node, Value as NodeValue};
use crate::scenario::problem::{Problem, did_you_mean, nearest, number};
use serde_json::Value;

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
                let near = nearest(word, words.iter().copied())
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
        let hint = hint.filter(|_| tag == "dist");
        let variant = |word: Option<&str>| {
            let mut all = variants.iter();
            all.find(|it| word.is_some() && tag_word(it, tag) == word)
        };
        let known = variant(chosen.text());
        if known.is_none() {
            self.word(words, chosen, &join(path, tag), None);
        }
        // A misspelt word hides no other problem: the rest is read as what it stands for.
        let meant = || variant(nearest(chosen.text()?, words.iter().copied()));
        if let Some(variant) = known.or_else(meant) {
            self.table(variant, node, path, hint);
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
        // Keys that a misspelt one stands for: they are not also missing.
        let mut meant: Vec<&str> = Vec::new();
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
                    let free = names
                        .iter()
                        .copied()
                        .filter(|name| node.get(name).is_none());
                    let near = nearest(&entry.key, free);
                    let what = format!("{path} is not a key that Plimsoll knows");
                    let problem = Problem::new(entry.key_origin, what).hint(did_you_mean(
                        &entry.key,
                        near.map_or(names, |near| vec![near]),
                    ));
                    let table = path.strip_suffix(&entry.key).unwrap_or(&path);
                    let about = near.map_or(path.clone(), |near| format!("{table}{near}"));
                    self.problems.push(problem.about(&about));
                    meant.extend(near);
                }
            }
        }
        for key in required(schema) {
            if node.get(key).is_none() && !meant.contains(&key) {
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
