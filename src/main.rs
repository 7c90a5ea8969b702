//! The `plimsoll` program: from the words typed to an exit code. All work is in the library.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
