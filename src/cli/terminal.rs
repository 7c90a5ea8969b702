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

/// Prints an error. Nothing can be done where even that fails.
pub fn error(text: &str) {
    let _ = writeln!(
        anstream::stderr(),
        "{ERROR}error:{ERROR:#} {}",
        text.trim_end()
    );
}

/// A heading in bold, where the terminal shows it.
pub fn heading(text: &str) -> String {
    format!("{HEADING}{text}{HEADING:#}")
}
