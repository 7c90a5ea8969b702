//! `plimsoll run`: play a scenario and write its results.

use super::{RunArgs, terminal};
use std::process::ExitCode;

/// Says that the command is not built yet.
pub fn run(args: RunArgs) -> ExitCode {
    terminal::error(&format!(
        "plimsoll run is not built yet; plimsoll check {} is",
        args.study.file.display()
    ));
    ExitCode::from(1)
}
