//! `plimsoll run`: play a scenario and write its results.
//!
//! The order: read and check the file, open the result folder (so that a folder that cannot be written is told before the
//! work), play, draw, write, print the answer. Whatever ends it early leaves no folder behind.

use super::progress::Bar;
use super::session::{self, CommandError, Words};
use super::{RunArgs, answer, terminal};
use plimsoll::experiment::results::Results;
use plimsoll::experiment::{self, Settings, Subject, outcome};
use plimsoll::model::steady::steady;
use plimsoll::output::outcomes::OutcomesFile;
use plimsoll::output::{self, Provenance, RunFiles, manifest};
use plimsoll::random::GENERATOR;
use plimsoll::report::{self, ReportInput};
use plimsoll::scenario::document::{Document, Study};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

/// Failures that are told one by one on stderr; all of them stand in the summary.
const FAILURES_SHOWN: usize = 5;

/// Plays, writes and answers.
pub fn run(args: RunArgs) -> ExitCode {
    session::ended(played(&args).map(|(results, out)| {
        let printed = terminal::print(&answer::answer(&results, &out));
        tell_failures(&results);
        if results.completed < results.asked {
            ExitCode::from(1)
        } else {
            printed
        }
    }))
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

fn played(args: &RunArgs) -> Result<(Results, PathBuf), CommandError> {
    let document = Document::read(&args.study.file)?;
    let study = document.study(args.study.plan.as_deref(), &args.study.set)?;
    let settings = settings(args, &study);
    let subject = Subject::from(&study);
    // Before the folder is begun: from then on an interrupt takes it away again.
    let interrupted = session::listen()?;
    let mut folder = session::folder(&args.play, &args.study.file, "")?;
    let columns = outcome::columns(&subject.uncertain_paths());
    let mut rows = OutcomesFile::create(&mut folder, &subject.plan, columns, args.play.csv)?;

    let bar = Bar::new(settings.replications, args.play.quiet);
    let results = experiment::run(&subject, &settings, &bar, &interrupted, &mut rows);
    bar.clear();
    let results = results?;
    rows.finish()?;
    let provenance = provenance(args, &document, &settings, &results);
    let steady = steady(&study.scenario);
    let input = ReportInput {
        results: &results,
        steady: &steady,
        register: &document.register(&study),
        provenance: &provenance,
    };
    let rendered = session::rendered(report::charts(&input), report::page(&input), args.play.png);
    if interrupted.load(Ordering::Relaxed) {
        return Err(CommandError::Interrupted);
    }
    let files = RunFiles {
        results: &results,
        provenance: &provenance,
        steady: Some(&steady),
        rendered: &rendered,
        csv: args.play.csv,
    };
    let out = output::write_run(folder, &files)?;
    Ok((results, out))
}

fn settings(args: &RunArgs, study: &Study) -> Settings {
    Settings {
        replications: session::replications(&args.play, &study.scenario),
        seed: session::seed(&args.play, &study.scenario),
        threads: session::threads(&args.play),
        cut: session::cut(&args.cut),
        twin: !args.no_twin,
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
    let mut words = Words::of("run", &args.study);
    words.cut(&args.cut);
    if args.no_twin {
        words.flag("--no-twin");
    }
    words.conduct(settings.seed, settings.replications);
    words.text()
}
