//! What holds in every scenario file: random files over every section, read by the reader and played.

use crate::support::any_scenario::draw;
use crate::support::schema_keys::{is_of, keys};
use plimsoll::scenario::document::Document;
use serde_json::Value;

/// Files in which the generator shows every key.
const FILES: u64 = 300;

/// Keys that no file has, and why.
const NOT_DRAWN: [(&str, &str); 1] = [(
    "week.floors.travel",
    "refused: travel goes with the sessions it is for",
)];

/// The document of a number.
fn document(number: u64) -> Document {
    let text = draw(number);
    Document::parse(&format!("file-{number}.toml"), &text)
        .unwrap_or_else(|problems| panic!("{problems}\nof\n{text}"))
}

/// Paths of all values of a text.
fn paths(value: &Value, path: &str, found: &mut Vec<String>) {
    let below = |key: &str| match path {
        "" => key.to_owned(),
        path => format!("{path}.{key}"),
    };
    match value {
        // A date comes as a table of one key of the reader's own.
        Value::Object(table) if !table.keys().any(|key| key.starts_with('$')) => {
            for (key, value) in table {
                // A path of the tables beside the scenario is one name.
                paths(value, &below(&key.replace('.', " ")), found);
            }
        }
        Value::Array(members) => {
            for (position, value) in members.iter().enumerate() {
                paths(value, &below(&position.to_string()), found);
            }
        }
        _ => found.push(path.to_owned()),
    }
}

#[test]
fn the_drawn_files_are_valid_and_together_have_every_section_and_key_of_the_schema() {
    let kinds = ["number", "integer", "string", "boolean"];
    let mut open = keys(&kinds, &[]);
    assert!(open.len() > 250, "{} keys", open.len());
    for number in 0..FILES {
        document(number);
        let value: Value = toml::from_str(&draw(number)).expect("TOML");
        let mut found = Vec::new();
        paths(&value, "", &mut found);
        open.retain(|key| !found.iter().any(|path| is_of(path, key)));
    }
    open.retain(|key| !NOT_DRAWN.iter().any(|(known, _)| known == key));
    assert!(open.is_empty(), "no file has {open:#?}");
}
