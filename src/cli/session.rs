//! What every command that plays futures does alike: read its flags, listen for Ctrl-C, open the result folder, say how to
//! repeat it, and end with the right exit code.

use super::{
    ALL_LOOPS, CutArgs, EnoughArgs, PlayArgs, PrecisionArgs, StudyArgs, answer, checkpoints,
    terminal,
};
use plimsoll::experiment::ExperimentError;
use plimsoll::experiment::precision::{self, FIRST_LOOK, PrecisionError};
use plimsoll::experiment::results::Failure;
use plimsoll::output::checkpoint::CheckpointError;
use plimsoll::output::folder::{self, Existing, Folder};
use plimsoll::output::manifest;
use plimsoll::output::sealed::Condition;
use plimsoll::output::state::{self, Earlier, EarlierError};
use plimsoll::output::{OutputError, Rendered};
use plimsoll::random::GENERATOR;
use plimsoll::report::{self, Chart};
use plimsoll::scenario::document::Document;
use plimsoll::scenario::problem::Problems;
use plimsoll::scenario::{LoopName, Scenario};
use plimsoll::stats::encoding::{Damaged, Decoder};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Exit code of a command ended with Ctrl-C, as shells have it.
const INTERRUPTED: u8 = 130;

/// Exit code of wrong usage, as clap has it.
const MISUSED: u8 = 2;

/// Failures that are told one by one; all of them stand in the summary.
const FAILURES_SHOWN: usize = 5;

/// Why a command gives no results.
pub enum CommandError {
    Scenario(Problems),
    Output(OutputError),
    Experiment(ExperimentError),
    /// The one future that was asked for.
    Future(Failure),
    Interrupted,
    /// There is no earlier result that can be added to.
    Earlier(EarlierError),
    /// There is no checkpoint to go on from, one stands in the way, or it cannot be written.
    Checkpoint(CheckpointError),
    Precision(PrecisionError),
    /// What was asked for cannot be done, in words.
    Refused(String),
    /// Flags that do not go together: wrong usage, in words.
    Usage(String),
    /// Ctrl-C could not be listened for.
    Signal(ctrlc::Error),
}

impl From<Problems> for CommandError {
    fn from(problems: Problems) -> Self {
        CommandError::Scenario(problems)
    }
}

impl From<OutputError> for CommandError {
    fn from(error: OutputError) -> Self {
        CommandError::Output(error)
    }
}

impl From<ExperimentError> for CommandError {
    fn from(error: ExperimentError) -> Self {
        CommandError::Experiment(error)
    }
}

impl From<EarlierError> for CommandError {
    fn from(error: EarlierError) -> Self {
        CommandError::Earlier(error)
    }
}

impl From<CheckpointError> for CommandError {
    fn from(error: CheckpointError) -> Self {
        CommandError::Checkpoint(error)
    }
}

impl From<PrecisionError> for CommandError {
    fn from(error: PrecisionError) -> Self {
        CommandError::Precision(error)
    }
}

impl From<Failure> for CommandError {
    fn from(failure: Failure) -> Self {
        CommandError::Future(failure)
    }
}

/// The exit code of a command: its own, or that of its error, which is told.
pub fn ended(result: Result<ExitCode, CommandError>) -> ExitCode {
    result.unwrap_or_else(|error| told(&error, None))
}

/// The same of a command that keeps checkpoints beside the place of its results: an error says how to go on.
pub fn ended_at(result: Result<ExitCode, CommandError>, out: &Path) -> ExitCode {
    result.unwrap_or_else(|error| told(&error, checkpoints::hint(&error, out)))
}

fn told(error: &CommandError, hint: Option<String>) -> ExitCode {
    let interrupted = matches!(
        error,
        CommandError::Interrupted | CommandError::Experiment(ExperimentError::Cancelled)
    );
    let code = if interrupted {
        INTERRUPTED
    } else if matches!(error, CommandError::Usage(_)) {
        MISUSED
    } else {
        1
    };
    let text = match error {
        _ if interrupted && hint.is_some() => "interrupted; no result was written".to_owned(),
        CommandError::Interrupted | CommandError::Experiment(ExperimentError::Cancelled) => {
            "interrupted; nothing was written".to_owned()
        }
        CommandError::Scenario(problems) => problems.to_string(),
        CommandError::Output(error) => chain(error),
        CommandError::Experiment(error) => chain(error),
        CommandError::Earlier(error) => chain(error),
        CommandError::Checkpoint(error) => chain(error),
        CommandError::Precision(error) => error.to_string(),
        CommandError::Refused(text) | CommandError::Usage(text) => text.clone(),
        CommandError::Future(failure) => format!("this future cannot be played; {failure}"),
        CommandError::Signal(error) => format!("cannot listen for Ctrl-C: {error}"),
    };
    terminal::error(&match hint {
        None => text,
        Some(hint) => format!("{text}\n  hint: {hint}"),
    });
    ExitCode::from(code)
}

fn failed(text: &str) -> ExitCode {
    terminal::error(text);
    ExitCode::from(1)
}

/// An error with its causes.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!("\n  cause: {error}"));
        cause = error.source();
    }
    text
}

/// The exit code of a command whose answer is printed: 1 where `failed` of the futures asked for could not be played, of
/// which some are named on stderr.
pub fn kept_out<'a>(
    printed: ExitCode,
    named: impl IntoIterator<Item = &'a Failure>,
    failed: u64,
    asked: u64,
) -> ExitCode {
    if failed == 0 {
        return printed;
    }
    let mut text = format!(
        "{} of {} futures could not be played and are kept out of every number:",
        answer::count(failed),
        answer::count(asked)
    );
    for failure in named.into_iter().take(FAILURES_SHOWN) {
        text.push_str(&format!("\n  {failure}"));
    }
    self::failed(&text)
}

/// A flag that Ctrl-C sets. Called once, before the result folder is begun.
pub fn listen() -> Result<Arc<AtomicBool>, CommandError> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let signal = Arc::clone(&interrupted);
    ctrlc::set_handler(move || signal.store(true, Ordering::Relaxed))
        .map_err(CommandError::Signal)?;
    Ok(interrupted)
}

/// Begins the result folder: `--out`, or `reports/` and the scenario file's name with an ending (`"-compare"`).
pub fn folder(args: &PlayArgs, file: &Path, ending: &str) -> Result<Folder, CommandError> {
    folder_at(&place(args.out.as_deref(), file, ending), args.overwrite)
}

/// Begins the result folder at a place.
pub fn folder_at(place: &Path, overwrite: bool) -> Result<Folder, CommandError> {
    let existing = if overwrite {
        Existing::Replace
    } else {
        Existing::Refuse
    };
    Ok(Folder::create(place, existing)?)
}

/// The earlier result that is to be added to, where one is, and the folder that is to take its place.
///
/// # Errors
/// When there is no such result, when it is damaged, or when it was played under other conditions.
pub fn folder_or_earlier(
    args: &PlayArgs,
    extend: bool,
    file: &Path,
    ending: &str,
    conditions: &[Condition],
) -> Result<(Folder, Option<Earlier>), CommandError> {
    if !extend {
        return Ok((folder(args, file, ending)?, None));
    }
    let place = place(args.out.as_deref(), file, ending);
    // A run that was killed in the moment of taking its place may have left it aside.
    folder::clear_left_over(&place);
    let earlier = state::read(&place, conditions)?;
    Ok((Folder::create(&place, Existing::Replace)?, Some(earlier)))
}

/// Takes up an earlier result, of which there must be more to play: at the very most that are to be played a precision may
/// yet be reached. `take_up` gives the futures that were gathered.
///
/// # Errors
/// When it is damaged, or holds as many futures as are asked for.
pub fn take_up(
    earlier: &Earlier,
    out: &Path,
    (asked, enough): (u64, &EnoughArgs),
    take_up: impl FnOnce(&mut Decoder) -> Result<u64, Damaged>,
) -> Result<u64, CommandError> {
    let mut gathered = earlier.gathered();
    let taken = take_up(&mut gathered).and_then(|futures| gathered.end().map(|()| futures));
    let futures = taken.map_err(|_| earlier.damaged())?;
    if futures > asked || futures == asked && enough.precision.asked.is_empty() {
        return Err(CommandError::Earlier(EarlierError::Enough {
            path: out.to_owned(),
            futures,
            asked,
        }));
    }
    Ok(futures)
}

/// What must be the same for futures to be added to a result of a command: first what it plays, then how.
pub struct Kind<'a> {
    pub command: &'static str,
    /// The scenario files.
    pub documents: &'a [Document],
    /// By name, the baseline of a comparison first.
    pub plans: Vec<&'a str>,
    pub set: &'a [(String, String)],
    pub cut: &'a [LoopName],
    pub twin: bool,
    pub seed: u64,
}

impl Kind<'_> {
    /// One condition for each.
    pub fn conditions(&self) -> Vec<Condition> {
        let listed = |words: Vec<String>| {
            if words.is_empty() {
                "nothing".to_owned()
            } else {
                words.join(", ")
            }
        };
        let prints = self.documents.iter().map(|it| manifest::digest(it.text()));
        let set = self
            .set
            .iter()
            .map(|(path, value)| format!("{path}={value}"));
        let cut = self.cut.iter().map(|name| name.name().to_owned());
        vec![
            Condition::new("command", self.command),
            Condition::new("version of Plimsoll", manifest::VERSION),
            Condition::new("random numbers", GENERATOR),
            Condition::new(
                "fingerprint of the scenario file",
                prints.collect::<Vec<_>>().join(", "),
            ),
            Condition::new("plan", self.plans.join(", ")),
            Condition::new("--set", listed(set.collect())),
            Condition::new("--cut", listed(cut.collect())),
            Condition::new("--no-twin", given(!self.twin)),
            Condition::new("seed", self.seed),
        ]
    }
}

/// How a condition says whether a flag was given.
pub fn given(it: bool) -> &'static str {
    if it { "given" } else { "not given" }
}

/// The command that gives the same numbers, from its words up to the loops: without what changes none. One that stops when it
/// is precise enough is two where it begins after an earlier one, of `before` futures, that may have been enough before its end.
pub fn command(
    words: impl Fn() -> Words,
    (seed, most): (u64, u64),
    (play, enough): (&PlayArgs, &EnoughArgs),
    before: u64,
) -> String {
    let mut last = words();
    if enough.precision.asked.is_empty() {
        last.conduct(seed, most);
        return last.text();
    }
    last.precision(seed, &enough.precision, play.replications);
    if before <= FIRST_LOOK {
        return last.text();
    }
    let mut first = words();
    first.conduct(seed, before);
    last.flag("--extend");
    format!("{} && {}", first.text(), last.text())
}

/// Where the results of a command stand: asked for, or in `reports/` by the scenario file's name and an ending.
pub fn place(out: Option<&Path>, file: &Path, ending: &str) -> PathBuf {
    let mut name = file.file_stem().unwrap_or_default().to_owned();
    name.push(ending);
    out.map_or_else(|| Path::new("reports").join(name), Path::to_owned)
}

/// Futures to play, or the most of them where a precision is asked for.
pub fn most(args: &PlayArgs, precision: &PrecisionArgs, scenario: &Scenario) -> u64 {
    if precision.asked.is_empty() {
        replications(args, scenario)
    } else {
        args.replications.unwrap_or(precision::MOST)
    }
}

/// Futures to play: asked for on the command line, or by the file.
pub fn replications(args: &PlayArgs, scenario: &Scenario) -> u64 {
    args.replications.unwrap_or(scenario.run.replications)
}

/// The seed asked for on the command line, or by the file.
pub fn seed(args: &PlayArgs, scenario: &Scenario) -> u64 {
    args.seed.unwrap_or(scenario.run.seed)
}

/// Threads; 0: as many as there are cores.
pub fn threads(args: &PlayArgs) -> usize {
    args.threads.map_or(0, |threads| threads as usize)
}

/// The loops that are to be cut, in the order of the model.
pub fn cut(args: &CutArgs) -> Vec<LoopName> {
    let is_cut = |name: &LoopName| {
        args.cut
            .iter()
            .any(|word| word == name.name() || word == ALL_LOOPS)
    };
    LoopName::ALL.into_iter().filter(is_cut).collect()
}

/// Their names.
pub fn cut_names(args: &CutArgs) -> Vec<&'static str> {
    cut(args).into_iter().map(LoopName::name).collect()
}

/// Charts and page as files.
pub fn rendered(charts: Vec<Chart>, page: String, png: bool) -> Vec<Rendered> {
    let mut files = Vec::new();
    for chart in charts {
        if png {
            files.push(Rendered {
                name: format!("charts/{}.png", chart.name),
                bytes: report::png(&chart.svg),
            });
        }
        files.push(Rendered {
            name: format!("charts/{}.svg", chart.name),
            bytes: chart.svg.into_bytes(),
        });
    }
    files.push(Rendered {
        name: "report.html".to_owned(),
        bytes: page.into_bytes(),
    });
    files
}

/// The command that gives the same numbers, word by word: without what changes none (threads, folder, quiet).
pub struct Words(Vec<String>);

impl Words {
    /// `plimsoll`, the command, and the study it is about.
    pub fn of(command: &str, study: &StudyArgs) -> Words {
        let mut words = Words::of_files(command, std::slice::from_ref(&study.file));
        if let Some(plan) = &study.plan {
            words.option("--plan", plan);
        }
        words.set(&study.set);
        words
    }

    /// `plimsoll`, the command, and the files it is about.
    pub fn of_files(command: &str, files: &[PathBuf]) -> Words {
        let files = files.iter().map(|file| quoted(&file.display().to_string()));
        let command = format!("plimsoll {command}");
        Words(std::iter::once(command).chain(files).collect())
    }

    /// The command as it was typed, whatever the program's path.
    pub fn typed() -> Words {
        let words = std::env::args_os().skip(1);
        let words = words.map(|word| quoted(&word.to_string_lossy()));
        Words(
            std::iter::once("plimsoll".to_owned())
                .chain(words)
                .collect(),
        )
    }

    /// The values that are changed.
    pub fn set(&mut self, set: &[(String, String)]) {
        for (path, value) in set {
            self.option("--set", &format!("{path}={value}"));
        }
    }

    /// A flag without a value.
    pub fn flag(&mut self, flag: &str) {
        self.0.push(flag.to_owned());
    }

    /// A flag with its value.
    pub fn option(&mut self, flag: &str, value: &str) {
        self.0.push(format!("{flag} {}", quoted(value)));
    }

    /// The loops that are cut.
    pub fn cut(&mut self, args: &CutArgs) {
        args.cut.iter().for_each(|name| self.option("--cut", name));
    }

    /// Seed and precision, and the most futures where a number was given.
    pub fn precision(&mut self, seed: u64, precision: &PrecisionArgs, most: Option<u64>) {
        self.flag(&format!("--seed {seed}"));
        let asked: Vec<&str> = precision.asked.iter().map(|it| it.0.as_str()).collect();
        self.option("--precision", &asked.join(","));
        if let Some(most) = most {
            self.flag(&format!("--replications {most}"));
        }
    }

    /// Seed and number of futures.
    pub fn conduct(&mut self, seed: u64, replications: u64) {
        self.flag(&format!("--seed {seed} --replications {replications}"));
    }

    /// The whole line.
    pub fn text(&self) -> String {
        self.0.join(" ")
    }
}

/// A word as a shell takes it back.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./=:,+%".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_only_where_a_shell_needs_it() {
        assert_eq!(
            quoted("scenarios/two-workers.toml"),
            "scenarios/two-workers.toml"
        );
        assert_eq!(quoted("third worker"), "'third worker'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
