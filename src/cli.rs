//! The command line: which commands and flags there are, and what each of them leads to.
//!
//! Exit codes: 0 done, 1 something the user can act on, 2 wrong usage. stdout carries results only.

mod answer;
mod check;
mod new;
mod progress;
mod run;
mod schema;
mod session;
mod terminal;
mod tipping;

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// How much may a service safely carry? Plays a scenario of a staffed service thousands of times.
#[derive(Debug, Parser)]
#[command(
    name = "plimsoll",
    version,
    propagate_version = true,
    arg_required_else_help = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a commented scenario to start from
    New(NewArgs),
    /// Validate a scenario; say what its numbers imply and what they rest on
    Check(CheckArgs),
    /// Play a scenario and write tables, charts and a report
    Run(RunArgs),
    /// Find tipping points: from where, along which number, until when; and what is mere chance
    Tipping(Box<tipping::TippingArgs>),
    /// Print the JSON Schema of the scenario file, for editors
    Schema,
}

/// Flags of `plimsoll new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// File to write (default: the template's name)
    pub path: Option<PathBuf>,
    /// Scenario to start from
    #[arg(long, default_value = "two-workers", value_parser = new::template_names())]
    pub template: String,
}

/// What names a study: a file, a plan, changes.
#[derive(Debug, Args)]
pub struct StudyArgs {
    /// Scenario file (TOML)
    pub file: PathBuf,
    /// Plan of the file to take
    #[arg(long, value_name = "NAME")]
    pub plan: Option<String>,
    /// Change one value, after the plan; repeat for more
    #[arg(long, value_name = "PATH=VALUE", value_parser = setting)]
    pub set: Vec<(String, String)>,
}

/// Flags of `plimsoll check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub study: StudyArgs,
}

/// Flags of every command that plays futures and writes a folder.
#[derive(Debug, Args)]
pub struct PlayArgs {
    /// Folder to write to (default: in reports/, by the scenario file's name)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Futures to play, instead of the file's run.replications
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub replications: Option<u64>,
    /// Seed of all random draws, instead of the file's run.seed
    #[arg(long)]
    pub seed: Option<u64>,
    /// Threads (default: all cores); the results do not depend on it
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub threads: Option<u64>,
    /// Also write every table as CSV
    #[arg(long)]
    pub csv: bool,
    /// Also write every chart as PNG
    #[arg(long)]
    pub png: bool,
    /// No progress
    #[arg(long)]
    pub quiet: bool,
    /// Replace what is in the folder
    #[arg(long)]
    pub overwrite: bool,
}

/// Flags that cut loops.
#[derive(Debug, Args)]
pub struct CutArgs {
    /// Cut a feedback loop, or `all`; repeat for more
    #[arg(long, value_name = "LOOP", value_parser = loop_names())]
    pub cut: Vec<String>,
}

/// Flags of `plimsoll run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    #[command(flatten)]
    pub study: StudyArgs,
    #[command(flatten)]
    pub play: PlayArgs,
    #[command(flatten)]
    pub cut: CutArgs,
    /// Leave out the future without feedback that each future is compared with
    #[arg(long)]
    pub no_twin: bool,
}

fn loop_names() -> Vec<&'static str> {
    plimsoll::scenario::LoopName::ALL
        .into_iter()
        .map(|name| name.name())
        .chain([ALL_LOOPS])
        .collect()
}

/// The word of `--cut` for every loop.
pub const ALL_LOOPS: &str = "all";

/// `path=value`, split at the first `=`.
fn setting(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((path, value)) if !path.trim().is_empty() && !value.trim().is_empty() => {
            Ok((path.trim().to_string(), value.trim().to_string()))
        }
        Some(_) | None => Err("expected path=value, such as staff.tenure.mean=104".to_string()),
    }
}

/// Reads the words typed and does what they say.
pub fn run() -> ExitCode {
    match Cli::parse().command {
        Command::New(args) => new::new(&args),
        Command::Check(args) => check::check(&args),
        Command::Run(args) => run::run(args),
        Command::Tipping(args) => tipping::tipping(&args),
        Command::Schema => schema::schema(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_setting_is_split_at_its_first_equals_sign() {
        let list = "posts.peer worker.count=[{ week = 52, value = 3 }]";
        let (path, value) = setting(list).unwrap();
        assert_eq!(path, "posts.peer worker.count");
        assert_eq!(value, "[{ week = 52, value = 3 }]");
        assert!(setting("staff.tenure.mean").is_err());
        assert!(setting("=3").is_err());
    }
}
