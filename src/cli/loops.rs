//! `plimsoll loops`: cut the feedback loops one way and another, and say which does the damage.
//!
//! The order is that of `run`: read and check, open the result folder, play, draw, write, print the answer.

use super::progress::Bar;
use super::session::{self, CommandError, Words};
use super::{CutArgs, PlayArgs, StudyArgs, answer, machine, terminal};
use clap::Args;
use plimsoll::experiment::Subject;
use plimsoll::experiment::attribution::{self, Attribution, Orders, Question};
use plimsoll::output::attribution::AttributionFiles;
use plimsoll::output::{self, Provenance, manifest};
use plimsoll::random::GENERATOR;
use plimsoll::report::{self, AttributionInput};
use plimsoll::scenario::document::Document;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

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

/// Plays, attributes, writes and answers.
pub fn loops(args: &LoopsArgs) -> ExitCode {
    session::ended(played(args).map(|(found, out)| {
        let printed = terminal::print(&answer::attribution(&found, &out));
        let failed = found.failures.len() as u64;
        session::kept_out(printed, &found.failures, failed, found.asked)
    }))
}

fn played(args: &LoopsArgs) -> Result<(Attribution, PathBuf), CommandError> {
    let document = Document::read(&args.study.file)?;
    let study = document.study(args.study.plan.as_deref(), &args.study.set)?;
    let subject = Subject::from(&study);
    let cut = session::cut(&args.cut);
    // Before the folder is begun: a scenario without loops needs none.
    attribution::loops(&subject, &cut)?;
    machine::fits_outcomes(&subject, session::threads(&args.play))?;
    let interrupted = session::listen()?;
    let folder = session::folder(&args.play, &args.study.file, "-loops")?;
    let replications = session::replications(&args.play, &study.scenario);
    let bar = Bar::new(replications, args.play.quiet);
    let question = Question {
        subject: &subject,
        cut: &cut,
        replications,
        every_set: args.every_set,
        orders: args.sample.map_or(Orders::All, Orders::Sampled),
        seed: session::seed(&args.play, &study.scenario),
        threads: session::threads(&args.play),
        progress: &bar,
        cancel: &interrupted,
    };
    let found = attribution::attribute(&question);
    bar.clear();
    let found = found?;
    let provenance = Provenance {
        version: manifest::VERSION,
        scenario: args.study.file.display().to_string(),
        scenario_digest: manifest::digest(document.text()),
        seed: question.seed,
        replications,
        generator: GENERATOR,
        command: command(args, &question),
        plan: found.plan.clone(),
        set: args.study.set.clone(),
        cut: found.cut.clone(),
    };
    let input = AttributionInput {
        attribution: &found,
        provenance: &provenance,
    };
    let (charts, page) = (
        report::attribution_charts(&input),
        report::attribution_page(&input),
    );
    let rendered = session::rendered(charts, page, args.play.png);
    if interrupted.load(Ordering::Relaxed) {
        return Err(CommandError::Interrupted);
    }
    let files = AttributionFiles {
        attribution: &found,
        provenance: &provenance,
        rendered: &rendered,
        csv: args.play.csv,
    };
    let out = output::attribution::write(folder, &files)?;
    Ok((found, out))
}

/// The command that gives the same numbers: without what changes none.
fn command(args: &LoopsArgs, question: &Question) -> String {
    let mut words = Words::of("loops", &args.study);
    words.cut(&args.cut);
    if let Some(orders) = args.sample {
        words.option("--sample", &orders.to_string());
    }
    words.option("--every-set", &args.every_set.to_string());
    words.conduct(question.seed, question.replications);
    words.text()
}
