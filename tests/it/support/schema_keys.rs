//! The keys of the schema, `*` for a name or a position; a distribution counts as one key, `path.dist`.

use plimsoll::scenario::schema::{SCHEMA, resolve};
use serde_json::Value;

/// Every key that holds a value of one of these kinds: `number`, `integer`, `string`, `boolean`. Sections named in `without`
/// are left out.
pub fn keys(kinds: &[&str], without: &[&str]) -> Vec<String> {
    let mut gathering = Gathering {
        kinds,
        without,
        into_distributions: false,
        found: Vec::new(),
    };
    gathering.below(&SCHEMA, "");
    let mut keys: Vec<String> = gathering.found.into_iter().map(|it| it.0).collect();
    keys.sort();
    keys.dedup();
    keys
}

/// Every number of the schema with its own schema, those inside distributions too.
pub fn numbers() -> Vec<(String, &'static Value)> {
    let mut gathering = Gathering {
        kinds: &["number", "integer"],
        without: &[],
        into_distributions: true,
        found: Vec::new(),
    };
    gathering.below(&SCHEMA, "");
    gathering.found
}

struct Gathering<'a> {
    kinds: &'a [&'a str],
    without: &'a [&'a str],
    into_distributions: bool,
    found: Vec<(String, &'static Value)>,
}

impl Gathering<'_> {
    fn below(&mut self, schema: &'static Value, path: &str) {
        let schema = resolve(schema);
        for variants in ["oneOf", "anyOf"] {
            let Some(variants) = schema.get(variants).and_then(Value::as_array) else {
                continue;
            };
            let tagged = |it: &Value| it.pointer("/properties/dist").is_some();
            if !self.into_distributions && variants.iter().any(tagged) {
                return self.found.push((joined(path, "dist"), schema));
            }
            if schema.get("x-dated").is_some() && !self.into_distributions {
                return self.below(&variants[0], path);
            }
            variants.iter().for_each(|it| self.below(it, path));
        }
        match schema.get("type").and_then(Value::as_str) {
            Some("array") => {
                if let Some(items) = schema.get("items").filter(|it| it.is_object()) {
                    self.below(items, &joined(path, "*"));
                }
            }
            Some("object") | None => self.table(schema, path),
            Some(kind) if self.kinds.contains(&kind) => self.found.push((path.to_owned(), schema)),
            Some(_) => {}
        }
    }

    fn table(&mut self, schema: &'static Value, path: &str) {
        let properties = schema.get("properties").and_then(Value::as_object);
        for (key, property) in properties.into_iter().flatten() {
            if !(path.is_empty() && self.without.contains(&key.as_str())) {
                self.below(property, &joined(path, key));
            }
        }
        let free = schema.get("additionalProperties");
        if let Some(free) = free.filter(|it| it.is_object()) {
            self.below(free, &joined(path, "*"));
        }
    }
}

fn joined(path: &str, key: &str) -> String {
    match path {
        "" => key.to_owned(),
        path => format!("{path}.{key}"),
    }
}

/// Whether a path is one of a key.
pub fn is_of(path: &str, key: &str) -> bool {
    let (mut path, mut key) = (path.split('.'), key.split('.'));
    loop {
        match (path.next(), key.next()) {
            (None, None) | (Some(_), Some("dist")) => return true,
            (Some(step), Some(known)) if known == "*" || known == step => {}
            _ => return false,
        }
    }
}
