//! The assumption register: every number of a scenario, with where it comes from.
//!
//! Decides what stands on a source and what on an assumption. A number without a word about it is listed as unsourced, and
//! a default that was taken as a default: nothing a result rests on stays unsaid.

use super::document::{Document, Study};
use super::node::{Node, Value};
use super::problem::number;
use super::schema::{self, SCHEMA, join, member_name};
use crate::random::distribution::Distribution;
use serde_json::Value as Json;

/// What a number stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// A source is named.
    Sourced,
    /// It is marked as an assumption, with its reason.
    Assumed,
    /// Nothing is said about it.
    Unsourced,
    /// The file does not give it: Plimsoll's default.
    Default,
}

impl Standing {
    /// All standings, in the order of the tables.
    pub const ALL: [Standing; 4] = [
        Standing::Sourced,
        Standing::Assumed,
        Standing::Unsourced,
        Standing::Default,
    ];

    /// The word on screens.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Sourced => "sourced",
            Standing::Assumed => "assumed",
            Standing::Unsourced => "unsourced",
            Standing::Default => "default",
        }
    }
}

/// One number (or word) that results rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterEntry {
    pub path: String,
    /// The value as it is written.
    pub value: String,
    pub standing: Standing,
    /// The source, or the reason of an assumption.
    pub source: Option<String>,
    /// The distribution in words, where the number is uncertain.
    pub uncertain: Option<String>,
}

/// All numbers of a scenario, in the order of the file, then the defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    pub entries: Vec<RegisterEntry>,
}

impl Register {
    /// Numbers of one standing.
    pub fn count(&self, standing: Standing) -> usize {
        self.entries
            .iter()
            .filter(|entry| entry.standing == standing)
            .count()
    }
}

impl Document {
    /// The register of a study of this document.
    pub fn register(&self, study: &Study) -> Register {
        let uncertain = |path: &str| {
            let found = study.uncertain.iter().find(|it| it.path == path);
            found.map(|it| in_words(&it.distribution))
        };
        let entry =
            |path: &str, value: String, source: Option<&str>, silent: Standing| RegisterEntry {
                path: path.to_string(),
                value,
                standing: source.map_or(silent, standing),
                source: source.map(str::to_string),
                uncertain: uncertain(path),
            };
        let given = leaves(&study.tree);
        let mut entries: Vec<RegisterEntry> = given
            .iter()
            .filter(|(path, node)| counts(path, node))
            .map(|(path, node)| {
                entry(
                    path,
                    node.written(),
                    self.source_of(path),
                    Standing::Unsourced,
                )
            })
            .collect();
        entries.extend(defaults(&study.tree).iter().map(|(path, value)| {
            // A source on a table speaks of what the table says, not of what it leaves out.
            entry(
                path,
                written(value),
                self.source_at(path),
                Standing::Default,
            )
        }));
        Register { entries }
    }
}

/// What a source makes of its number.
fn standing(source: &str) -> Standing {
    if source.trim_start().to_lowercase().starts_with("assumption") {
        Standing::Assumed
    } else {
        Standing::Sourced
    }
}

/// Numbers, and the words that choose a rule; names, dates and the size of the experiment are not assumptions.
fn counts(path: &str, node: &Node) -> bool {
    let about_the_run =
        path.starts_with("run.") && path != "run.horizon_weeks" && path != "run.warm_up_weeks";
    if about_the_run
        || path.ends_with(".name")
        || path.ends_with(".kind")
        || path.ends_with(".dist")
    {
        return false;
    }
    match &node.value {
        Value::Whole(_) | Value::Decimal(_) | Value::Flag(_) => true,
        Value::Text(_) => !["name", "question"].contains(&path) && !path.ends_with(".role"),
        Value::List(_) => true,
        Value::Date(_) | Value::Table(_) => false,
    }
}

/// All values of a scenario by path, in the order of the file. A dated value, a list of numbers and a list of words are
/// one value each.
pub fn leaves(tree: &Node) -> Vec<(String, &Node)> {
    let mut all = Vec::new();
    gather(tree, "", &mut all);
    all
}

/// Whether a member of a list is a thing of its own: a step of a dated value has a week and no name.
fn is_entry(member: &Node) -> bool {
    let is_named = member.get("name").is_some();
    (is_named || member.get("week").is_none()) && !member.entries().is_empty()
}

fn gather<'a>(node: &'a Node, path: &str, all: &mut Vec<(String, &'a Node)>) {
    match &node.value {
        Value::Table(entries) => {
            entries
                .iter()
                .for_each(|entry| gather(&entry.node, &join(path, &entry.key), all));
        }
        Value::List(members) if members.iter().any(is_entry) => {
            for (position, member) in members.iter().enumerate() {
                gather(
                    member,
                    &join(path, &member_name(path, member, position)),
                    all,
                );
            }
        }
        Value::List(_)
        | Value::Text(_)
        | Value::Whole(_)
        | Value::Decimal(_)
        | Value::Flag(_)
        | Value::Date(_) => {
            all.push((path.to_string(), node));
        }
    }
}

/// Every default that is taken: `(path, value)` for keys that are not in the file, of the sections in use.
pub fn defaults(tree: &Node) -> Vec<(String, Json)> {
    let mut all = Vec::new();
    gather_defaults(&SCHEMA, Some(tree), "", &mut all);
    all.retain(|(path, _)| !path.starts_with("run.") || path == "run.warm_up_weeks");
    if let Some(safe_load) = tree.get("safe_load") {
        let with_table = safe_load.get("table").is_some();
        // Without a table nothing moves on; the default of scale depends on the table, so the schema cannot hold it.
        all.retain(|(path, _)| path != "safe_load.moves_on" || with_table);
        if safe_load.get("scale").is_none() {
            all.push(("safe_load.scale".to_string(), Json::Bool(with_table)));
        }
    }
    all
}

fn gather_defaults(
    schema: &'static Json,
    node: Option<&Node>,
    path: &str,
    all: &mut Vec<(String, Json)>,
) {
    let schema = schema::variant(schema, node);
    if let Some(Value::List(members)) = node.map(|node| &node.value) {
        let Some(below) = schema::of_member(schema) else {
            return;
        };
        for (position, member) in members.iter().enumerate() {
            gather_defaults(
                below,
                Some(member),
                &join(path, &member_name(path, member, position)),
                all,
            );
        }
        return;
    }
    let Some(properties) = schema.get("properties").and_then(Json::as_object) else {
        return;
    };
    for (key, below) in properties {
        let path = join(path, key);
        let given = node.and_then(|node| node.get(key));
        let default = below
            .get("default")
            .or_else(|| schema::resolve(below).get("default"));
        match (given, default) {
            (Some(given), _) => gather_defaults(below, Some(given), &path, all),
            (None, Some(Json::Object(_))) => gather_defaults(below, None, &path, all),
            (None, Some(Json::Array(members))) if members.is_empty() => {}
            (None, Some(default)) if is_leaf(below) => all.push((path, default.clone())),
            (None, _) => {}
        }
    }
}

fn is_leaf(schema: &'static Json) -> bool {
    schema::resolve(schema).get("properties").is_none()
}

pub(super) fn written(value: &Json) -> String {
    match value {
        Json::Number(value) => number(value.as_f64().unwrap_or(f64::NAN)),
        Json::Array(members) => format!(
            "[{}]",
            members.iter().map(written).collect::<Vec<_>>().join(", ")
        ),
        Json::String(text) => format!("\"{text}\""),
        Json::Null | Json::Bool(_) | Json::Object(_) => value.to_string(),
    }
}

/// A distribution in words.
pub fn in_words(distribution: &Distribution) -> String {
    match distribution {
        Distribution::Exponential { mean } => format!("exponential, mean {}", number(*mean)),
        Distribution::Gamma { mean, sd } => format!(
            "gamma, mean {}, standard deviation {}",
            number(*mean),
            number(*sd)
        ),
        Distribution::Lognormal { mean, sd } => {
            format!(
                "lognormal, mean {}, standard deviation {}",
                number(*mean),
                number(*sd)
            )
        }
        Distribution::Weibull { mean, shape } => {
            format!("Weibull, mean {}, shape {}", number(*mean), number(*shape))
        }
        Distribution::Erlang { mean, stages } => {
            format!("Erlang, mean {}, {stages} stages", number(*mean))
        }
        Distribution::Fixed { value } => format!("always {}", number(*value)),
        Distribution::Uniform { min, max } => format!(
            "anywhere from {} to {}, all equally likely",
            number(*min),
            number(*max)
        ),
        Distribution::Triangular { min, mode, max } => {
            format!(
                "from {} to {}, most likely {}",
                number(*min),
                number(*max),
                number(*mode)
            )
        }
        Distribution::Empirical { values } => {
            let shown: Vec<String> = values.iter().take(6).map(|value| number(*value)).collect();
            let more = if values.len() > 6 {
                format!(" and {} more", values.len() - 6)
            } else {
                String::new()
            };
            format!("one of {}{more}, all equally likely", shown.join(", "))
        }
    }
}
