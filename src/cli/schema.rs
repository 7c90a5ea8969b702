//! `plimsoll schema`: the JSON Schema of the scenario file.

use super::terminal;
use plimsoll::scenario::schema::SCHEMA;
use std::process::ExitCode;

/// Prints the schema. In a TOML file, `#:schema FILE` in the first line tells most editors to use it.
pub fn schema() -> ExitCode {
    terminal::print(&format!("{:#}\n", *SCHEMA))
}
