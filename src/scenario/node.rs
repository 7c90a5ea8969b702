//! A value of the scenario file that remembers where it was written.
//!
//! Plans, `--set` and uncertain draws replace nodes, so every problem can still name its line. Knows no schema.

use super::problem::{Origin, Problem, number};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value with the place it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub value: Value,
    pub origin: Origin,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Whole(i128),
    Decimal(f64),
    Flag(bool),
    /// A date or time, as written.
    Date(String),
    List(Vec<Node>),
    Table(Vec<Entry>),
}

/// One key of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub key: String,
    pub key_origin: Origin,
    pub node: Node,
}

impl Node {
    /// Reads a text as a table.
    ///
    /// # Errors
    /// The syntax errors, as problems.
    pub fn parse(text: &str, source: usize) -> Result<Node, Vec<Problem>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            return Err(errors
                .iter()
                .map(|error| syntax(error, text, source))
                .collect());
        }
        let mut problems = Vec::new();
        let node = from_table(
            table.get_ref(),
            Origin {
                source,
                start: 0,
                end: 0,
            },
            &mut problems,
        );
        if problems.is_empty() {
            Ok(node)
        } else {
            Err(problems)
        }
    }

    /// The entries of a table, none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Table(entries) => entries,
            _ => &[],
        }
    }

    /// The members of a list, none for anything else.
    pub fn members(&self) -> &[Node] {
        match &self.value {
            Value::List(members) => members,
            _ => &[],
        }
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries()
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| &entry.node)
    }

    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The text of a text value.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number of a number.
    pub fn number(&self) -> Option<f64> {
        match self.value {
            Value::Whole(whole) => Some(whole as f64),
            Value::Decimal(decimal) => Some(decimal),
            _ => None,
        }
    }

    /// The kind of value, in words.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "text",
            Value::Whole(_) => "a whole number",
            Value::Decimal(_) => "a number",
            Value::Flag(_) => "true or false",
            Value::Date(_) => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }

    /// The value in short, as it would be written.
    pub fn written(&self) -> String {
        match &self.value {
            Value::Text(text) => format!("\"{text}\""),
            Value::Whole(whole) => whole.to_string(),
            Value::Decimal(decimal) => number(*decimal),
            Value::Flag(flag) => flag.to_string(),
            Value::Date(date) => date.clone(),
            Value::List(members) => {
                format!(
                    "[{}]",
                    members
                        .iter()
                        .map(Node::written)
                        .collect::<Vec<_>>()
                        .join(", ")
                )
            }
            Value::Table(entries) => {
                let all: Vec<_> = entries
                    .iter()
                    .map(|entry| format!("{} = {}", entry.key, entry.node.written()))
                    .collect();
                format!("{{ {} }}", all.join(", "))
            }
        }
    }

    /// The value in short, cut where it is long; what an error shows as found.
    pub fn shown(&self) -> String {
        let written = self.written();
        if written.chars().count() <= 40 {
            written
        } else {
            self.kind().to_string()
        }
    }

    /// The value without its places, as serde reads it.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Text(text) | Value::Date(text) => serde_json::Value::from(text.as_str()),
            Value::Whole(whole) => i64::try_from(*whole)
                .map(serde_json::Value::from)
                .or_else(|_| u64::try_from(*whole).map(serde_json::Value::from))
                .unwrap_or_else(|_| serde_json::Value::from(*whole as f64)),
            Value::Decimal(decimal) => serde_json::Value::from(*decimal),
            Value::Flag(flag) => serde_json::Value::from(*flag),
            Value::List(members) => members.iter().map(Node::to_json).collect(),
            Value::Table(entries) => entries
                .iter()
                .map(|entry| (entry.key.clone(), entry.node.to_json()))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }

    /// The same value as if all of it had been written `by` bytes further on.
    pub fn shifted(mut self, by: isize) -> Node {
        self.origin = self.origin.shifted(by);
        match &mut self.value {
            Value::List(members) => {
                let moved = std::mem::take(members)
                    .into_iter()
                    .map(|node| node.shifted(by));
                *members = moved.collect();
            }
            Value::Table(entries) => {
                for entry in entries.iter_mut() {
                    entry.key_origin = entry.key_origin.shifted(by);
                    let node = Node {
                        value: Value::Flag(false),
                        origin: entry.key_origin,
                    };
                    entry.node = std::mem::replace(&mut entry.node, node).shifted(by);
                }
            }
            Value::Text(_)
            | Value::Whole(_)
            | Value::Decimal(_)
            | Value::Flag(_)
            | Value::Date(_) => {}
        }
        self
    }
}

fn syntax(error: &toml::de::Error, text: &str, source: usize) -> Problem {
    let span = error.span().unwrap_or(text.len()..text.len());
    Problem::new(
        Origin {
            source,
            start: span.start,
            end: span.end,
        },
        format!("not valid TOML: {}", error.message().replace('\n', ", ")),
    )
}

fn from_table(table: &DeTable, origin: Origin, problems: &mut Vec<Problem>) -> Node {
    let entries = table
        .iter()
        .map(|(key, value)| {
            let key_origin = place(key, origin.source);
            let node = from_value(value, origin.source, problems);
            Entry {
                key: key.get_ref().to_string(),
                key_origin,
                node,
            }
        })
        .collect();
    Node {
        value: Value::Table(entries),
        origin,
    }
}

fn place<T>(spanned: &Spanned<T>, source: usize) -> Origin {
    let span = spanned.span();
    Origin {
        source,
        start: span.start,
        end: span.end,
    }
}

fn from_value(value: &Spanned<DeValue>, source: usize, problems: &mut Vec<Problem>) -> Node {
    let origin = place(value, source);
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(whole) => match i128::from_str_radix(whole.as_str(), whole.radix()) {
            Ok(whole) => Value::Whole(whole),
            Err(_) => {
                problems.push(Problem::new(origin, "a whole number is too large to read"));
                Value::Whole(0)
            }
        },
        DeValue::Float(decimal) => Value::Decimal(decimal.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(date) => Value::Date(date.to_string()),
        DeValue::Array(members) => Value::List(
            members
                .iter()
                .map(|member| from_value(member, source, problems))
                .collect(),
        ),
        DeValue::Table(table) => return from_table(table, origin, problems),
    };
    Node { value, origin }
}
