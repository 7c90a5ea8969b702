//! `plimsoll replay`: play one future again and tell what happened in it.
//!
//! The order is that of a run: read and check the file, open the folder, play, draw, write, print the story.

use super::session::{self, CommandError, Words};
use super::{CutArgs, StudyArgs, answer, machine, terminal};
use clap::Args;
use plimsoll::experiment::Subject;
use plimsoll::experiment::replay::{self, Question, Replay};
use plimsoll::experiment::story::{self, Fact};
use plimsoll::output::replay::{ReplayFiles, StoryLine, write_replay};
use plimsoll::output::{Provenance, manifest};
use plimsoll::random::GENERATOR;
use plimsoll::report::{self, ReplayInput};
use plimsoll::scenario::document::{Document, Study};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::Ordering;

/// Shown below `plimsoll replay --help`.
const EXAMPLE: &str = "Example: plimsoll replay scenarios/eight-workers.toml --replication 37
\nA run names the futures worth telling; the same plan, --set, --cut and --seed give the same future.";

/// Flags of `plimsoll replay`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub struct ReplayArgs {
    #[command(flatten)]
    pub study: StudyArgs,
    /// Number of the future to tell, 0 for the first
    #[arg(long, value_name = "NUMBER")]
    pub replication: u64,
    /// Name of the site to tell, where the scenario has several
    #[arg(long, value_name = "NAME")]
    pub site: Option<String>,
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

/// Plays, writes and tells.
pub fn replay(args: &ReplayArgs) -> ExitCode {
    session::ended(told(args).map(|text| terminal::print(&text)))
}

fn told(args: &ReplayArgs) -> Result<String, CommandError> {
    let document = Document::read(&args.study.file)?;
    let study = document.study(args.study.plan.as_deref(), &args.study.set)?;
    let subject = Subject::from(&study);
    machine::fits_outcomes(&subject, 1)?;
    let interrupted = session::listen()?;
    let ending = format!("-future-{}", args.replication);
    let file = &args.study.file;
    let folder = session::folder_at(
        &session::place(args.out.as_deref(), file, &ending),
        args.overwrite,
    )?;
    let seed = args.seed.unwrap_or(study.scenario.run.seed);
    let question = Question {
        site: site(args, &study)?,
        subject: &subject,
        seed,
        cut: &session::cut(&args.cut),
        twin: !args.no_twin,
    };
    let replay = replay::replay(&question, args.replication)?;
    let facts = story::story(&replay);
    let provenance = provenance(args, &document, seed, &replay);
    let of = study.scenario.run.replications;
    let input = ReplayInput {
        replay: &replay,
        facts: &facts,
        provenance: &provenance,
        beyond: (args.replication >= of).then_some(of),
    };
    let charts = report::replay_charts(&input);
    let rendered = session::rendered(charts, report::replay_page(&input), args.png);
    if interrupted.load(Ordering::Relaxed) {
        return Err(CommandError::Interrupted);
    }
    let lines = report::story(&replay, &facts);
    let files = ReplayFiles {
        replay: &replay,
        headline: &report::headline(&replay, &facts),
        story: &lines
            .iter()
            .map(|line| StoryLine {
                week: line.week,
                text: line.text.clone(),
            })
            .collect::<Vec<_>>(),
        provenance: &provenance,
        rendered: &rendered,
        csv: args.csv,
    };
    let out = write_replay(folder, &files)?;
    Ok(text(&input, &facts, &out))
}

/// Position of the site that is to be told.
fn site(args: &ReplayArgs, study: &Study) -> Result<Option<usize>, CommandError> {
    let sites = &study.scenario.sites;
    let names: Vec<String> = sites.iter().map(|it| format!("\"{}\"", it.name)).collect();
    let refuse = |what: String| Err(CommandError::Refused(what));
    match &args.site {
        None if sites.is_empty() => Ok(None),
        None => refuse(format!(
            "a future is told site by site, and this scenario has several; found no --site, expected one of {}",
            names.join(", ")
        )),
        Some(name) if sites.is_empty() => refuse(format!(
            "found --site {name}, but this scenario is one service, without [[site]]"
        )),
        Some(name) => match sites.iter().position(|it| it.name == *name) {
            Some(site) => Ok(Some(site)),
            None => refuse(format!(
                "found --site {name}, expected one of {}",
                names.join(", ")
            )),
        },
    }
}

/// The story for a terminal.
fn text(input: &ReplayInput, facts: &[Fact], out: &Path) -> String {
    let replay = input.replay;
    let mut text = String::new();
    let mut line = |words: &str| {
        let _ = writeln!(text, "{words}");
    };
    line(&format!("{} ({})", replay.scenario.name, replay.plan));
    let cut = answer::without(&replay.cut);
    line(&format!(
        "Future {}, {} weeks{cut}",
        answer::count(replay.replication),
        replay.scenario.run.horizon_weeks
    ));
    if let Some(of) = input.beyond {
        line(&format!(
            "The file plays {} futures, numbered from 0; this one lies beyond them and is as good as any.",
            answer::count(of)
        ));
    }
    line("");
    let mut paragraph = |words: &str| answer::folded(words).iter().for_each(|it| line(it));
    paragraph(&report::headline(replay, facts));
    paragraph("");
    for told in report::story(replay, facts) {
        paragraph(&format!("{}: {}", told.when, told.text));
    }
    line("");
    line(&format!("Results: {}", out.display()));
    text
}

fn provenance(args: &ReplayArgs, document: &Document, seed: u64, replay: &Replay) -> Provenance {
    let mut words = Words::of("replay", &args.study);
    words.option("--replication", &args.replication.to_string());
    if let Some(site) = &args.site {
        words.option("--site", site);
    }
    words.cut(&args.cut);
    if args.no_twin {
        words.flag("--no-twin");
    }
    words.option("--seed", &seed.to_string());
    Provenance {
        version: manifest::VERSION,
        scenario: PathBuf::from(&args.study.file).display().to_string(),
        scenario_digest: manifest::digest(document.text()),
        seed,
        replications: 1,
        generator: GENERATOR,
        command: words.text(),
        plan: replay.plan.clone(),
        set: args.study.set.clone(),
        cut: replay.cut.clone(),
    }
}
