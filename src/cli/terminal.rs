//! Printing: results to stdout, errors to stderr, colour only where a terminal wants it.
//!
//! A reader that closes the pipe early (`| head`) has seen enough: that is success.

use anstyle::{AnsiColor, Style};
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

/// Headings.
pub const HEADING: Style = Style::new().bold();
const ERROR: Style = AnsiColor::Red.on_default().bold();

/// Prints a result; the exit code says whether it could be written.
pub fn print(text: &str) -> ExitCode {
    let mut out = anstream::stdout();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) if problem.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(problem) => {
            error(&format!("cannot write to standard output: {problem}"));
            ExitCode::from(1)
        }
    }
}

/// Prints an error.
pub fn error(text: &str) {
    told("error", ERROR, text);
}

/// Prints what is worth knowing and ends nothing.
pub fn note(text: &str) {
    told("note", HEADING, text);
}

/// Nothing can be done where even this cannot be written.
fn told(word: &str, style: Style, text: &str) {
    let _ = writeln!(
        anstream::stderr(),
        "{style}{word}:{style:#} {}",
        text.trim_end()
    );
}

/// A heading in bold, where the terminal shows it.
pub fn heading(text: &str) -> String {
    format!("{HEADING}{text}{HEADING:#}")
}
