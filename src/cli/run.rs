//! `plimsoll run`: play a scenario and write its results.
//!
//! The order: read and check the file, open the result folder (so that a folder that cannot be written is told before the
//! work), play, draw, write, print the answer. Whatever ends it early leaves no folder behind.

use super::progress::Bar;
use super::{ALL_LOOPS, RunArgs, answer, terminal};
use plimsoll::experiment::results::Results;
use plimsoll::experiment::{self, ExperimentError, Settings, Subject, outcome};
use plimsoll::model::steady::{Steady, steady};
use plimsoll::output::folder::{Existing, Folder};
use plimsoll::output::outcomes::OutcomesFile;
use plimsoll::output::{self, OutputError, Provenance, Rendered, RunFiles, manifest};
use plimsoll::random::GENERATOR;
use plimsoll::report::{self, ReportInput};
use plimsoll::scenario::LoopName;
use plimsoll::scenario::document::{Document, Study};
use plimsoll::scenario::problem::Problems;
use plimsoll::scenario::register::Register;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Failures that are told one by one on stderr; all of them stand in the summary.
const FAILURES_SHOWN: usize = 5;

/// Exit code of a run ended with Ctrl-C, as shells have it.
const INTERRUPTED: u8 = 130;

/// Why a run gives no results.
enum RunError {
    Scenario(Problems),
    Output(OutputError),
    Experiment(ExperimentError),
    Interrupted,
    /// Ctrl-C could not be listened for.
    Signal(ctrlc::Error),
}

impl From<OutputError> for RunError {
    fn from(error: OutputError) -> Self {
        RunError::Output(error)
    }
}

/// Plays, writes and answers.
pub fn run(args: RunArgs) -> ExitCode {
    match played(&args) {
        Ok((results, out)) => {
            let printed = terminal::print(&answer::answer(&results, &out));
            tell_failures(&results);
            if results.completed < results.asked {
                ExitCode::from(1)
            } else {
                printed
            }
        }
        Err(RunError::Interrupted | RunError::Experiment(ExperimentError::Cancelled)) => {
            terminal::error("interrupted; nothing was written");
            ExitCode::from(INTERRUPTED)
        }
        Err(RunError::Scenario(problems)) => failed(&problems.to_string()),
        Err(RunError::Output(error)) => failed(&chain(&error)),
        Err(RunError::Experiment(error)) => failed(&chain(&error)),
        Err(RunError::Signal(error)) => failed(&format!("cannot listen for Ctrl-C: {error}")),
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

fn tell_failures(results: &Results) {
    let failed = results.asked - results.completed;
    if failed == 0 {
        return;
    }
    let mut text = format!(
        "{} of {} futures could not be played and are kept out of every number:",
        answer::count(failed),
        answer::count(results.asked)
    );
    for failure in results.failures.iter().take(FAILURES_SHOWN) {
        text.push_str(&format!("\n  {failure}"));
    }
    terminal::error(&text);
}

fn played(args: &RunArgs) -> Result<(Results, PathBuf), RunError> {
    let document = Document::read(&args.study.file).map_err(RunError::Scenario)?;
    let study = document
        .study(args.study.plan.as_deref(), &args.study.set)
        .map_err(RunError::Scenario)?;
    let settings = settings(args, &study);
    let subject = Subject::from(&study);
    // Before the folder is begun: from then on an interrupt takes it away again.
    let interrupted = Arc::new(AtomicBool::new(false));
    let signal = Arc::clone(&interrupted);
    ctrlc::set_handler(move || signal.store(true, Ordering::Relaxed)).map_err(RunError::Signal)?;
    let mut folder = Folder::create(&place(args), existing(args))?;
    let columns = outcome::columns(&subject.uncertain_paths());
    let mut rows = OutcomesFile::create(&mut folder, &subject.plan, columns, args.csv)?;

    let bar = Bar::new(settings.replications, args.quiet);
    let results = experiment::run(&subject, &settings, &bar, &interrupted, &mut rows);
    bar.clear();
    let results = results.map_err(RunError::Experiment)?;
    rows.finish()?;
    let provenance = provenance(args, &document, &settings, &results);
    let steady = steady(&study.scenario);
    let rendered = rendered(
        &results,
        &steady,
        &document.register(&study),
        &provenance,
        args.png,
    );
    if interrupted.load(Ordering::Relaxed) {
        return Err(RunError::Interrupted);
    }
    let files = RunFiles {
        results: &results,
        provenance: &provenance,
        steady: Some(&steady),
        rendered: &rendered,
        csv: args.csv,
    };
    let out = output::write_run(folder, &files)?;
    Ok((results, out))
}

/// Charts and page.
fn rendered(
    results: &Results,
    steady: &Steady,
    register: &Register,
    provenance: &Provenance,
    png: bool,
) -> Vec<Rendered> {
    let input = ReportInput {
        results,
        steady,
        register,
        provenance,
    };
    let mut files = Vec::new();
    for chart in report::charts(&input) {
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
        bytes: report::page(&input).into_bytes(),
    });
    files
}

fn settings(args: &RunArgs, study: &Study) -> Settings {
    let is_cut = |name: &LoopName| {
        args.cut
            .iter()
            .any(|word| word == name.name() || word == ALL_LOOPS)
    };
    Settings {
        replications: args.replications.unwrap_or(study.scenario.run.replications),
        seed: args.seed.unwrap_or(study.scenario.run.seed),
        threads: args.threads.map_or(0, |threads| threads as usize),
        cut: LoopName::ALL.into_iter().filter(is_cut).collect(),
        twin: !args.no_twin,
    }
}

/// `--out`, or `reports/` and the name of the scenario file.
fn place(args: &RunArgs) -> PathBuf {
    let stem = args.study.file.file_stem().unwrap_or_default();
    args.out
        .clone()
        .unwrap_or_else(|| Path::new("reports").join(stem))
}

fn existing(args: &RunArgs) -> Existing {
    if args.overwrite {
        Existing::Replace
    } else {
        Existing::Refuse
    }
}

fn provenance(
    args: &RunArgs,
    document: &Document,
    settings: &Settings,
    results: &Results,
) -> Provenance {
    Provenance {
        version: manifest::VERSION,
        scenario: args.study.file.display().to_string(),
        scenario_digest: manifest::digest(document.text()),
        seed: settings.seed,
        replications: settings.replications,
        generator: GENERATOR,
        command: command(args, settings),
        plan: results.plan.clone(),
        set: args.study.set.clone(),
        cut: results.cut.clone(),
    }
}

/// The command that gives the same numbers: without what changes none.
fn command(args: &RunArgs, settings: &Settings) -> String {
    let mut words = vec![
        "plimsoll run".to_owned(),
        quoted(&args.study.file.display().to_string()),
    ];
    if let Some(plan) = &args.study.plan {
        words.push(format!("--plan {}", quoted(plan)));
    }
    let set = args.study.set.iter();
    words.extend(set.map(|(path, value)| format!("--set {}", quoted(&format!("{path}={value}")))));
    words.extend(args.cut.iter().map(|name| format!("--cut {name}")));
    if args.no_twin {
        words.push("--no-twin".to_owned());
    }
    words.push(format!(
        "--seed {} --replications {}",
        settings.seed, settings.replications
    ));
    words.join(" ")
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
