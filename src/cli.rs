//! The command line: which commands and flags there are, and what each of them leads to.
//!
//! Exit codes: 0 done, 1 something the user can act on, 2 wrong usage. stdout carries results only.

mod answer;
mod check;
mod compare;
mod loops;
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
    New(NewArgs),
    /// Validate a scenario; say what its numbers imply and what they rest on
    Check(CheckArgs),
    /// Play a scenario and write tables, charts and a report
    Run(RunArgs),
    /// Play plans under the same futures and say which is better, by how much and how sure
    Compare(CompareArgs),
    /// Tell one future as a story: who left, what stood empty, what tipped it
    #[command(after_help = REPLAY_EXAMPLE)]
    Replay(ReplayArgs),
    /// Search for the cheapest plan that keeps the chance of an unsafe year at or below a target
    #[command(after_help = PLAN_EXAMPLE)]
    Plan(PlanArgs),
    /// Cut each feedback loop, all, and all but each under the same futures; say which one does the damage
    Loops(LoopsArgs),
    /// Play a scenario at every point of a design over its numbers; one tidy table out
    Sweep(sweep::SweepArgs),
    /// Ask which uncertain number matters, and how much of the spread is chance
    Sensitivity(sensitivity::SensitivityArgs),
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

/// Flags that say how many futures are enough.
#[derive(Debug, Args)]
pub struct EnoughArgs {
    /// Play until the answers are this precise: 2% for every headline (chances within 2 points, means within 2 %),
    /// unsafe_year=2% or cost=1% or leavers_count=0.05 for one outcome (a plain number is in its unit); separate several by
    /// commas. Plays at least 1,000 futures, and at most --replications (default here: 100,000)
    #[arg(long, value_name = "AMOUNT", value_delimiter = ',', value_parser = asked)]
    pub precision: Vec<(String, Ask)>,
    /// Add futures to the result in the folder, up to --replications in all, as if it had been one run
    #[arg(long, conflicts_with = "overwrite")]
    pub extend: bool,
}

/// Flags of `plimsoll run`.
#[derive(Debug, Args)]
#[command(after_help = RUN_EXAMPLES)]
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
    #[command(flatten)]
    pub enough: EnoughArgs,
}

const RUN_EXAMPLES: &str = "\
Examples:
  plimsoll run scenarios/two-workers.toml --out r
  plimsoll run scenarios/two-workers.toml --out r --extend --replications 5000
  plimsoll run scenarios/two-workers.toml --out s --precision 2%,cost=1%";
/// Flags of `plimsoll compare`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  plimsoll compare scenarios/two-workers.toml
      every plan of the file against the file as written
  plimsoll compare scenarios/funding-cut.toml --baseline \"no cut\" --plan \"as written\"
      the cut against no cut
  plimsoll compare before.toml after.toml --set run.horizon_weeks=104
      one file against another, both over two years")]
pub struct CompareArgs {
    /// Scenario files (TOML): the plans of one, or several as they are written against the first
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Plan to compare, instead of all of the file; repeat for more
    #[arg(long, value_name = "NAME")]
    pub plan: Vec<String>,
    /// What to compare with: a plan or one of several files (default: the file as written, the first file)
    #[arg(long, value_name = "NAME")]
    pub baseline: Option<String>,
    /// Change one value in all of them, after the plan; repeat for more
    #[arg(long, value_name = "PATH=VALUE", value_parser = setting)]
    pub set: Vec<(String, String)>,
    #[command(flatten)]
    pub play: PlayArgs,
    #[command(flatten)]
    pub cut: CutArgs,
    /// Leave out the future without feedback that each future is compared with
    #[arg(long)]
    pub no_twin: bool,
    /// Give every plan futures of its own instead of pairing them: wider intervals, no counts
    #[arg(long)]
    pub independent: bool,
}

/// Shown below `plimsoll replay --help`.
const REPLAY_EXAMPLE: &str = "Example: plimsoll replay scenarios/eight-workers.toml --replication 37
\nA run names the futures worth telling; the same plan, --set, --cut and --seed give the same future.";

/// Flags of `plimsoll replay`.
#[derive(Debug, Args)]
pub struct ReplayArgs {
    #[command(flatten)]
    pub study: StudyArgs,
    /// Number of the future to tell, 0 for the first
    #[arg(long, value_name = "NUMBER")]
    pub replication: u64,
    /// Folder to write to (default: reports/<scenario>-future-<number>)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Seed of all random draws, instead of the file's run.seed
    #[arg(long)]
    pub seed: Option<u64>,
    #[command(flatten)]
    pub cut: CutArgs,
    /// Leave out the future without feedback that it is compared with
    #[arg(long)]
    pub no_twin: bool,
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

/// Plans of a space that are searched unless told otherwise.
pub const MOST_PLANS: u64 = 2_000;

const PLAN_EXAMPLE: &str = "The scenario says what may be decided, in [decide]:

    [decide]
    target = 0.1                        # in at most 10 of 100 futures a year is unsafe
    [decide.posts.\"peer worker\"]
    min = 2
    max = 4
    weeks = [0, 52]                     # when the number may change
    [decide.paths]
    \"hiring.ahead\" = [0, 1]

Example: plimsoll plan scenarios/eight-workers.toml --target 0.05";

/// Flags of `plimsoll plan`.
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// Scenario file (TOML) with a section [decide]
    pub file: PathBuf,
    /// Change one value, after the plan; repeat for more
    #[arg(long, value_name = "PATH=VALUE", value_parser = setting)]
    pub set: Vec<(String, String)>,
    /// Chance of an unsafe year that the plan may have, instead of decide.target
    #[arg(long, value_name = "SHARE", value_parser = target)]
    pub target: Option<f64>,
    /// Confidence of the answer, instead of decide.confidence
    #[arg(long, value_name = "SHARE", value_parser = confidence)]
    pub confidence: Option<f64>,
    /// Futures of the search, per plan, at most; --replications are the fresh ones that confirm the answer
    #[arg(long, value_name = "COUNT", default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(64..=1_000_000))]
    pub max_replications: u64,
    /// Plans of [decide] to search, at most
    #[arg(long, value_name = "COUNT", default_value_t = MOST_PLANS, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub max_plans: u64,
    #[command(flatten)]
    pub play: PlayArgs,
}

fn target(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if 0.0 < share && share < 1.0 => Ok(share),
        Ok(_) | Err(_) => Err("expected a share between 0 and 1, such as 0.1".to_string()),
    }
}

fn confidence(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.5..1.0).contains(&share) => Ok(share),
        Ok(_) | Err(_) => Err("expected a share from 0.5 to below 1, such as 0.95".to_string()),
    }
}

/// Flags of `plimsoll loops`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: plimsoll loops scenarios/eight-workers.toml --out reports/eight-loops --png"
)]
pub struct LoopsArgs {
    #[command(flatten)]
    pub study: StudyArgs,
    #[command(flatten)]
    pub play: PlayArgs,
    #[command(flatten)]
    pub cut: CutArgs,
    /// Futures in which every combination of loops is played (fair shares, smallest cuts); the rest only with all loops,
    /// with none, and with all but each
    #[arg(long, value_name = "COUNT", default_value_t = 500, value_parser = clap::value_parser!(u64).range(2..=10_000_000))]
    pub every_set: u64,
    /// Instead of every combination, draw so many orders of the loops for each of those futures
    #[arg(long, value_name = "ORDERS", value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub sample: Option<u64>,
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
    fn a_target_is_a_share_between_0_and_1() {
        assert_eq!(target("0.1"), Ok(0.1));
        assert!(
            ["0", "1", "-0.1", "10 %", "NaN"]
                .iter()
                .all(|it| target(it).is_err())
        );
        assert!(confidence("0.4").is_err() && confidence("0.95").is_ok());
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
