//! `plimsoll run`: play a scenario and write its results.
//!
//! The order: read and check the file, open the result folder (so that a folder that cannot be written is told before the
//! work), play, draw, write, print the answer. Whatever ends it early leaves no folder behind; a long run leaves a checkpoint,
//! from which `--resume` goes on.

use super::alternatives::{self, Alternative};
use super::checkpoints::{self, HowMany, Keeping};
use super::progress::Bar;
use super::session::{self, CommandError, Kind, Words};
use super::{CutArgs, EnoughArgs, KeepArgs, PlayArgs, StudyArgs, answer, machine, terminal};
use clap::Args;
use plimsoll::experiment::arm::{Arm, Detail};
use plimsoll::experiment::gathering::Gathering;
use plimsoll::experiment::middle::Middles;
use plimsoll::experiment::precision;
use plimsoll::experiment::replay::{Question, replay};
use plimsoll::experiment::results::Results;
use plimsoll::experiment::worth::{self, Worth};
use plimsoll::experiment::{ExperimentError, Gathered, OutcomeSink, Settings, Subject};
use plimsoll::model::steady::steady;
use plimsoll::output::outcomes::{self, OutcomesFile};
use plimsoll::output::state;
use plimsoll::output::{self, Provenance, RunFiles, manifest};
use plimsoll::random::GENERATOR;
use plimsoll::report::{self, MiddleFuture, ReportInput};
use plimsoll::scenario::document::{Document, Study};
use plimsoll::scenario::safeguard::safeguards;
use plimsoll::stats::encoding::Decoder;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

/// Flags of `plimsoll run`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
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
    #[command(flatten)]
    pub keep: KeepArgs,
}

const EXAMPLES: &str = "\
Examples:
  plimsoll run scenarios/two-workers.toml --out r
  plimsoll run scenarios/two-workers.toml --out r --extend --replications 5000
  plimsoll run scenarios/two-workers.toml --out s --precision 2%,cost=1%
  plimsoll run scenarios/county.toml --out t --replications 20000 --resume
      after the same command without --resume was killed or interrupted: goes on from its last checkpoint";

/// Plays, writes and answers.
pub fn run(args: RunArgs) -> ExitCode {
    let done = played(&args).map(|(results, middles, out)| {
        let printed = terminal::print(&answer::answer(&results, &middles, &out));
        let failed = results.asked - results.completed;
        session::kept_out(printed, &results.failures, failed, results.asked)
    });
    let place = session::place(args.play.out.as_deref(), &args.study.file, "");
    session::ended_at(done, &place)
}

fn played(args: &RunArgs) -> Result<(Results, Vec<MiddleFuture>, PathBuf), CommandError> {
    let document = Document::read(&args.study.file)?;
    let study = document.study(args.study.plan.as_deref(), &args.study.set)?;
    let settings = settings(args, &study);
    let subject = Subject::from(&study);
    let columns = subject.columns();
    let targets = precision::targets(&args.enough.precision.asks(), &columns)?;
    let kind = Kind {
        command: "plimsoll run",
        documents: std::slice::from_ref(&document),
        plans: vec![&subject.plan],
        set: &args.study.set,
        cut: &settings.cut,
        twin: settings.twin,
        seed: settings.seed,
    };
    let conditions = kind.conditions();
    let arm = Arm {
        subject: &subject,
        cut: &settings.cut,
        twin: settings.twin,
        detail: Detail::Weeks,
    };
    machine::fits(&[arm], settings.replications, settings.threads)?;
    // Before the folder is begun: from then on an interrupt takes it away again.
    let interrupted = session::listen()?;
    let (mut folder, earlier) = session::folder_or_earlier(
        &args.play,
        args.enough.extend,
        &args.study.file,
        "",
        &conditions,
    )?;
    let mut table = OutcomesFile::create(
        &mut folder,
        &[&subject.plan],
        columns.clone(),
        args.play.csv,
    )?;
    let mut rows = Middles::new(&columns, &mut table);
    let mut gathering = Gathering::new(&subject, &settings, targets)?;
    let before = match &earlier {
        Some(earlier) => {
            let asked = (settings.replications, &args.enough);
            let before = session::take_up(earlier, folder.out(), asked, |from| {
                gathering.take_up(from).map(|()| gathering.played())
            })?;
            let mut take = |_, future, values: &[f64]| rows.row(future, values);
            outcomes::feed(&earlier.outcomes(), &[&subject.plan], &columns, &mut take)?;
            before
        }
        None => 0,
    };
    let (mut checkpoint, put_aside) = checkpoints::begin(
        &args.keep,
        (folder.out(), args.play.overwrite),
        conditions.clone(),
        HowMany {
            asked: settings.replications,
            enough: &args.enough,
            before,
        },
    )?;
    let mut take = |_, future, values: &[f64]| rows.row(future, values);
    if let Some(put_aside) = &put_aside {
        let resume = |from: &mut Decoder| gathering.resume(from);
        checkpoints::take_up(put_aside, columns.len(), resume, &mut take)?;
    }

    let left = settings.replications.saturating_sub(gathering.played());
    let bar = Bar::new(left, args.play.quiet);
    let mut keeping = Keeping::new(&args.keep, &mut take, &mut checkpoint);
    let played = gathering.play(&bar, &interrupted, &mut keeping);
    bar.clear();
    keeping.ended(
        played,
        &Gathered {
            futures: gathering.played(),
            store: &|to| gathering.store(to),
        },
    )?;
    let found = rows.found();
    table.finish()?;
    state::write(&mut folder, &conditions, |to| gathering.store(to))?;
    let results = Results {
        middles: found,
        ..gathering.finish()
    };
    let provenance = provenance(args, &document, &settings, &results, before);
    let steady = steady(&study.scenario);
    let middles = middles(args, &subject, &settings, &results)?;
    let worth = worth(args, (&document, &study), &settings, &results, &interrupted)?;
    let input = ReportInput {
        results: &results,
        steady: &steady,
        register: &document.register(&study),
        provenance: &provenance,
        middles: &middles,
        worth: worth.as_ref(),
    };
    let rendered = session::rendered(report::charts(&input), report::page(&input), args.play.png);
    if interrupted.load(Ordering::Relaxed) {
        return Err(CommandError::Interrupted);
    }
    let files = RunFiles {
        results: &results,
        provenance: &provenance,
        steady: Some(&steady),
        worth: worth.as_ref(),
        rendered: &rendered,
        csv: args.play.csv,
    };
    let out = output::write_run(folder, &files)?;
    checkpoint.remove()?;
    Ok((results, middles, out))
}

/// The futures that stand for others, played again to be told.
fn middles(
    args: &RunArgs,
    subject: &Subject,
    settings: &Settings,
    results: &Results,
) -> Result<Vec<MiddleFuture>, CommandError> {
    // A middle future of a whole is not the middle of its sites: `replay --site` tells one of them.
    if !results.sites.is_empty() {
        return Ok(Vec::new());
    }
    let question = Question {
        site: None,
        subject,
        seed: settings.seed,
        cut: &settings.cut,
        twin: settings.twin,
    };
    let told = results.middles.iter().map(|middle| {
        let replay = replay(&question, middle.replication)?;
        let mut words = Words::of("replay", &args.study);
        words.option("--replication", &middle.replication.to_string());
        words.cut(&args.cut);
        if args.no_twin {
            words.flag("--no-twin");
        }
        if let Some(seed) = args.play.seed {
            words.option("--seed", &seed.to_string());
        }
        Ok(MiddleFuture::new(*middle, replay, words.text()))
    });
    told.collect()
}

/// Some of the futures, played again without each safeguard of the scenario; `None` where it has none or the run is short.
fn worth(
    args: &RunArgs,
    (document, study): (&Document, &Study),
    settings: &Settings,
    results: &Results,
    interrupted: &AtomicBool,
) -> Result<Option<Worth>, CommandError> {
    let safeguards = safeguards(&study.scenario);
    let futures = worth::futures(results.asked, safeguards.len());
    let Some(futures) = futures.filter(|_| !safeguards.is_empty()) else {
        return Ok(None);
    };
    let (plan, set) = (args.study.plan.as_deref(), &args.study.set);
    let others = alternatives::without(document, plan, set, &safeguards)?;
    let mut subjects = vec![Subject::from(study)];
    subjects.extend(others.iter().map(Alternative::subject));
    let bar = Bar::new(futures, args.play.quiet);
    let found = worth::worth(safeguards, &subjects, settings, futures, &bar, interrupted);
    bar.clear();
    match found {
        Err(ExperimentError::AllFailed(failure)) => {
            terminal::note(&format!(
                "what each safeguard is worth is not told: {failure}"
            ));
            Ok(None)
        }
        found => Ok(Some(found?)),
    }
}

fn settings(args: &RunArgs, study: &Study) -> Settings {
    Settings {
        replications: session::most(&args.play, &args.enough.precision, &study.scenario),
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
    before: u64,
) -> Provenance {
    Provenance {
        version: manifest::VERSION,
        scenario: args.study.file.display().to_string(),
        scenario_digest: manifest::digest(document.text()),
        seed: settings.seed,
        replications: results.asked,
        generator: GENERATOR,
        command: command(args, settings, before),
        plan: results.plan.clone(),
        set: args.study.set.clone(),
        cut: results.cut.clone(),
    }
}

fn command(args: &RunArgs, settings: &Settings, before: u64) -> String {
    let words = || {
        let mut words = Words::of("run", &args.study);
        words.cut(&args.cut);
        if args.no_twin {
            words.flag("--no-twin");
        }
        words
    };
    let conduct = (settings.seed, settings.replications);
    session::command(words, conduct, (&args.play, &args.enough), before)
}
