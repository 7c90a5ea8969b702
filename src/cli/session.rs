//! What every command that plays futures does alike: read its flags, listen for Ctrl-C, open the result folder, say how to
//! repeat it, and end with the right exit code.

use super::{ALL_LOOPS, CutArgs, PlayArgs, StudyArgs, terminal};
use plimsoll::experiment::ExperimentError;
use plimsoll::output::folder::{Existing, Folder};
use plimsoll::output::{OutputError, Rendered};
use plimsoll::report::{self, Chart};
use plimsoll::scenario::problem::Problems;
use plimsoll::scenario::{LoopName, Scenario};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Exit code of a command ended with Ctrl-C, as shells have it.
const INTERRUPTED: u8 = 130;

/// Why a command gives no results.
pub enum CommandError {
    Scenario(Problems),
    Output(OutputError),
    Experiment(ExperimentError),
    Interrupted,
    /// What was asked cannot be done; the fact, and a hint where there is one.
    Asked(String),
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

/// The exit code of a command: its own, or that of its error, which is told.
pub fn ended(result: Result<ExitCode, CommandError>) -> ExitCode {
    match result {
        Ok(code) => code,
        Err(CommandError::Interrupted | CommandError::Experiment(ExperimentError::Cancelled)) => {
            terminal::error("interrupted; nothing was written");
            ExitCode::from(INTERRUPTED)
        }
        Err(CommandError::Scenario(problems)) => failed(&problems.to_string()),
        Err(CommandError::Asked(what)) => failed(&what),
        Err(CommandError::Output(error)) => failed(&chain(&error)),
        Err(CommandError::Experiment(error)) => failed(&chain(&error)),
        Err(CommandError::Signal(error)) => failed(&format!("cannot listen for Ctrl-C: {error}")),
    }
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
    let existing = if args.overwrite {
        Existing::Replace
    } else {
        Existing::Refuse
    };
    Ok(Folder::create(&place(args, file, ending), existing)?)
}

fn place(args: &PlayArgs, file: &Path, ending: &str) -> PathBuf {
    let mut name = file.file_stem().unwrap_or_default().to_owned();
    name.push(ending);
    args.out
        .clone()
        .unwrap_or_else(|| Path::new("reports").join(name))
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
        let mut words = Words(vec![
            format!("plimsoll {command}"),
            quoted(&study.file.display().to_string()),
        ]);
        if let Some(plan) = &study.plan {
            words.option("--plan", plan);
        }
        for (path, value) in &study.set {
            words.option("--set", &format!("{path}={value}"));
        }
        words
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
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./=:,+".contains(letter);
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
