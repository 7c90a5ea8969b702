//! The command line: which commands and flags there are, and what each of them leads to.
//!
//! Exit codes: 0 done, 1 something the user can act on, 2 wrong usage. stdout carries results only.

mod alternatives;
mod answer;
mod check;
mod checkpoints;
mod compare;
mod loops;
mod machine;
mod new;
mod over;
mod plan;
mod progress;
mod replay;
mod run;
mod schema;
mod sensitivity;
mod session;
mod sweep;
mod terminal;
mod tipping;
mod verify;

use clap::{Args, Parser, Subcommand};
use plimsoll::experiment::precision::Ask;
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
    New(new::NewArgs),
    /// Validate a scenario; say what its numbers imply and what they rest on
    Check(check::CheckArgs),
    /// Play a scenario and write tables, charts and a report
    Run(run::RunArgs),
    /// Play plans under the same futures and say which is better, by how much and how sure
    Compare(compare::CompareArgs),
    /// Tell one future as a story: who left, what stood empty, what tipped it
    Replay(replay::ReplayArgs),
    /// Search for the cheapest plan that keeps the chance of an unsafe year at or below a target
    Plan(plan::PlanArgs),
    /// Cut each feedback loop, all, and all but each under the same futures; say which one does the damage
    Loops(loops::LoopsArgs),
    /// Play a scenario at every point of a design over its numbers; one tidy table out
    Sweep(sweep::SweepArgs),
    /// Ask which uncertain number matters, and how much of the spread is chance
    Sensitivity(sensitivity::SensitivityArgs),
    /// Find tipping points: from where, along which number, until when; and what is mere chance
    Tipping(Box<tipping::TippingArgs>),
    /// Hold the engine to closed forms: queues, networks, renewal, Markov chains, conservation
    Verify(verify::VerifyArgs),
    /// Print the JSON Schema of the scenario file, for editors
    Schema,
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

/// Flags that say how precise is enough.
#[derive(Debug, Args)]
pub struct PrecisionArgs {
    /// Play until the answers (of a comparison: every plan's difference) are this precise: 2% for every headline (chances
    /// within 2 points, means within 2 %), unsafe_year=2% or cost=1% or leavers_count=0.05 for one outcome (a plain number
    /// is in its unit); separate several by commas. Plays at least 1,000 futures, and at most --replications (default
    /// here: 100,000)
    #[arg(long = "precision", value_name = "AMOUNT", value_delimiter = ',', value_parser = asked)]
    pub asked: Vec<(String, Ask)>,
}

impl PrecisionArgs {
    /// What is asked for, without the words typed.
    pub fn asks(&self) -> Vec<Ask> {
        self.asked.iter().map(|it| it.1.clone()).collect()
    }
}

/// Flags that say how many futures are enough.
#[derive(Debug, Args)]
pub struct EnoughArgs {
    #[command(flatten)]
    pub precision: PrecisionArgs,
    /// Add futures to the result in the folder, up to --replications in all, as if it had been one run
    #[arg(long, conflicts_with = "overwrite")]
    pub extend: bool,
}

/// Flags of commands that can go on where they were ended.
#[derive(Debug, Args)]
pub struct KeepArgs {
    /// Go on with this very command, which was killed or interrupted, from its last checkpoint: the bytes are those of an
    /// uninterrupted one
    #[arg(long)]
    pub resume: bool,
    /// Seconds between checkpoints, which stand beside the folder until the result does (0: after every block of futures)
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    pub checkpoint: u64,
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

/// One amount of `--precision`, with the words typed.
fn asked(text: &str) -> Result<(String, Ask), String> {
    Ok((text.trim().to_owned(), text.parse()?))
}

/// Reads the words typed and does what they say.
pub fn run() -> ExitCode {
    match Cli::parse().command {
        Command::New(args) => new::new(&args),
        Command::Check(args) => check::check(&args),
        Command::Run(args) => run::run(args),
        Command::Compare(args) => compare::compare(&args),
        Command::Replay(args) => replay::replay(&args),
        Command::Plan(args) => plan::plan(args),
        Command::Loops(args) => loops::loops(&args),
        Command::Sweep(args) => sweep::sweep(&args),
        Command::Sensitivity(args) => sensitivity::sensitivity(&args),
        Command::Tipping(args) => tipping::tipping(&args),
        Command::Verify(args) => verify::verify(&args),
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
