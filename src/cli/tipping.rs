//! `plimsoll tipping`: from where the service tips, along which number, until when a plan helps, and what chance alone does.
//!
//! Decides which parts are played from the flags that are given, and refuses what cannot be asked. Playing them is in `plays`.

mod plays;

use super::session::{self, CommandError, Words};
use super::{CutArgs, PlayArgs, StudyArgs, answer, machine, terminal};
use clap::{Args, ValueEnum};
use plays::Asked;
use plimsoll::experiment::Subject;
use plimsoll::experiment::arm::acting;
use plimsoll::experiment::tipping::Tipping;
use plimsoll::output::tipping::TippingFiles;
use plimsoll::output::{self, Provenance, manifest};
use plimsoll::random::GENERATOR;
use plimsoll::report;
use plimsoll::scenario::document::{Document, Study};
use plimsoll::units::REPORTING_YEAR_WEEKS;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `plimsoll tipping`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct TippingArgs {
    #[command(flatten)]
    pub study: StudyArgs,
    #[command(flatten)]
    pub play: PlayArgs,
    #[command(flatten)]
    pub cut: CutArgs,
    /// Only these parts; repeat for more (default: map, chance and what other flags ask for)
    #[arg(long, value_name = "PART", value_enum)]
    pub only: Vec<PartName>,
    /// Follow one number: how often does it end in the spiral, and where is one half passed?
    #[arg(long, value_name = "PATH", requires_all = ["from", "to"], help_heading = "Along one number")]
    pub along: Option<String>,
    /// First value
    #[arg(
        long,
        value_name = "VALUE",
        requires = "along",
        allow_negative_numbers = true,
        help_heading = "Along one number"
    )]
    pub from: Option<f64>,
    /// Last value
    #[arg(
        long,
        value_name = "VALUE",
        requires = "along",
        allow_negative_numbers = true,
        help_heading = "Along one number"
    )]
    pub to: Option<f64>,
    /// Values to play, both ends included
    #[arg(long, value_name = "COUNT", requires = "along", default_value_t = 9, value_parser = clap::value_parser!(u64).range(2..=100), help_heading = "Along one number")]
    pub steps: u64,
    /// Until when can --plan start and keep the chance of an unsafe year at or below this share?
    #[arg(
        long,
        value_name = "SHARE",
        requires = "plan",
        help_heading = "Decide-by date"
    )]
    pub keep: Option<f64>,
    /// Leavers in a year to ask about (default: the least that chance alone gives in one year of ten)
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..=10_000), help_heading = "Luck or system")]
    pub leavers: Option<u64>,
    /// Emergencies that fell on one worker
    #[arg(long, value_name = "COUNT", requires = "of", value_parser = clap::value_parser!(u64).range(1..=10_000), help_heading = "Luck or system")]
    pub emergencies: Option<u64>,
    /// Emergencies in all
    #[arg(long, value_name = "COUNT", requires = "emergencies", value_parser = clap::value_parser!(u64).range(1..=10_000), help_heading = "Luck or system")]
    pub of: Option<u64>,
    /// Workers they could fall on (default: the posts of the scenario's first week)
    #[arg(long, value_name = "COUNT", requires = "emergencies", value_parser = clap::value_parser!(u64).range(1..=100_000), help_heading = "Luck or system")]
    pub workers: Option<u64>,
}

const EXAMPLES: &str = "Examples:
  The map from today, and leavers by chance alone and with feedback:
    plimsoll tipping scenarios/eight-workers.toml
  Along one number, without the map:
    plimsoll tipping scenarios/eight-workers.toml --only along \\
      --along hiring.time_to_fill.mean --from 4 --to 30
  Until when can a plan start and still hold 20 of 100 futures?
    plimsoll tipping scenarios/eight-workers.toml --only decide-by \\
      --plan \"a ninth case manager in year two\" --keep 0.2
  Luck or system: three leavers in a year; three of five emergencies on one of seven workers:
    plimsoll tipping scenarios/eight-workers.toml --only chance \\
      --leavers 3 --emergencies 3 --of 5 --workers 7

With --keep, --plan is the plan to be put off, and every other part is about the scenario without it.";

/// A part of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PartName {
    /// Vacancies and pressure from which the service tips
    Map,
    /// One number and where it passes one half
    Along,
    /// The last date on which a plan still helps
    DecideBy,
    /// Leavers and emergencies: luck or system
    Chance,
}

impl PartName {
    fn word(self) -> &'static str {
        match self {
            PartName::Map => "map",
            PartName::Along => "along",
            PartName::DecideBy => "decide-by",
            PartName::Chance => "chance",
        }
    }
}

/// Plays, writes and answers.
pub fn tipping(args: &TippingArgs) -> ExitCode {
    session::ended(played(args).map(|(tipping, out)| {
        let sentences = report::tipping_answer(&tipping);
        let cut = answer::without(&session::cut_names(&args.cut));
        let played = format!("plan: {}{cut}", tipping.plan);
        let told = answer::told(&tipping.scenario.name, &played, sentences, &out);
        let printed = terminal::print(&told);
        let failed: Vec<String> = tipping
            .played()
            .iter()
            .filter(|(_, played)| played.completed < played.asked)
            .map(|(part, played)| {
                let first = played.failures.first().map_or(String::new(), |it| format!("\n  {it}"));
                let (left, asked) = (played.asked - played.completed, played.asked);
                format!("{part}: {left} of {asked} futures could not be played and are kept out of every number{first}")
            })
            .collect();
        if failed.is_empty() {
            return printed;
        }
        terminal::error(&failed.join("\n"));
        ExitCode::from(1)
    }))
}

fn played(args: &TippingArgs) -> Result<(Tipping, PathBuf), CommandError> {
    check_flags(args)?;
    let document = Document::read(&args.study.file)?;
    let put_off = args.keep.is_some();
    let plan = args.study.plan.as_deref().filter(|_| !put_off);
    let study = document.study(plan, &args.study.set)?;
    check_scenario(args, &study)?;
    let asked = Asked::of(args, &document, &study)?;
    let subject = Subject::from(&study);
    machine::fits_outcomes(&subject, session::threads(&args.play))?;
    // Before the folder is begun: from then on an interrupt takes it away again.
    let interrupted = session::listen()?;
    let folder = session::folder(&args.play, &args.study.file, "-tipping")?;
    let tipping = asked.play(args, &study, &interrupted)?;
    let provenance = provenance(args, &document, &study);
    let charts = report::tipping_charts(&tipping);
    let page = report::tipping_page(&tipping, &provenance);
    let files = TippingFiles {
        tipping: &tipping,
        provenance: &provenance,
        rendered: &session::rendered(charts, page, args.play.png),
        csv: args.play.csv,
    };
    let out = output::tipping::write(folder, &files)?;
    Ok((tipping, out))
}

/// Whether a part is to be played.
fn wants(args: &TippingArgs, part: PartName) -> bool {
    let by_default = match part {
        PartName::Map | PartName::Chance => true,
        PartName::Along => args.along.is_some(),
        PartName::DecideBy => args.keep.is_some(),
    };
    if args.only.is_empty() {
        by_default
    } else {
        args.only.contains(&part)
    }
}

fn refuse(what: String) -> CommandError {
    CommandError::Refused(what)
}

/// What can be told from the flags alone.
fn check_flags(args: &TippingArgs) -> Result<(), CommandError> {
    if let Some(keep) = args.keep.filter(|it| !(0.0..=1.0).contains(it)) {
        return Err(refuse(format!(
            "--keep is a share between 0 and 1, such as 0.2; found {keep}"
        )));
    }
    if let (Some(from), Some(to)) = (args.from, args.to)
        && !(from < to && from.is_finite() && to.is_finite())
    {
        return Err(refuse(format!(
            "--from must be below --to; found --from {from} --to {to}"
        )));
    }
    if let (Some(on_one), Some(of)) = (args.emergencies, args.of)
        && on_one > of
    {
        return Err(refuse(format!(
            "--emergencies are those on one worker and cannot be more than --of, all of them; found {on_one} of {of}"
        )));
    }
    let needs = [
        (
            PartName::Along,
            args.along.is_some(),
            "--along PATH --from VALUE --to VALUE",
        ),
        (
            PartName::DecideBy,
            args.keep.is_some(),
            "--plan NAME --keep SHARE",
        ),
    ];
    for (part, given, flags) in needs {
        if args.only.contains(&part) && !given {
            return Err(refuse(format!("--only {} needs {flags}", part.word())));
        }
    }
    Ok(())
}

/// What the scenario must have for the parts that are asked for.
fn check_scenario(args: &TippingArgs, study: &Study) -> Result<(), CommandError> {
    let file = args.study.file.display();
    let by_loops = [PartName::Map, PartName::Along, PartName::Chance];
    // A number that is followed may be the strength of the only loop.
    let follows_a_loop = args
        .along
        .as_ref()
        .is_some_and(|it| it.starts_with("loops."));
    let loops = !acting(&Subject::from(study), &session::cut(&args.cut)).is_empty();
    if let Some(part) = by_loops.into_iter().find(|it| wants(args, *it))
        && !loops
        && !(follows_a_loop && part == PartName::Along)
    {
        let cut = if args.cut.cut.is_empty() {
            ""
        } else {
            " beside those that are cut"
        };
        return Err(refuse(format!(
            "{file} has no feedback loop that acts{cut}, so nothing tips because of one\n  hint: give it [loops], or ask for --only decide-by"
        )));
    }
    let judged = study.scenario.safe_load.is_some();
    if wants(args, PartName::DecideBy) && !judged {
        return Err(refuse(format!(
            "{file} has no [safe_load], so no year is unsafe and there is no date to decide by"
        )));
    }
    let weeks = study.scenario.run.horizon_weeks;
    if wants(args, PartName::DecideBy) && weeks < REPORTING_YEAR_WEEKS {
        return Err(refuse(format!(
            "{file} plays {weeks} weeks: unsafe years need at least {REPORTING_YEAR_WEEKS}"
        )));
    }
    Ok(())
}

fn provenance(args: &TippingArgs, document: &Document, study: &Study) -> Provenance {
    let seed = session::seed(&args.play, &study.scenario);
    let replications = session::replications(&args.play, &study.scenario);
    Provenance {
        version: manifest::VERSION,
        scenario: args.study.file.display().to_string(),
        scenario_digest: manifest::digest(document.text()),
        seed,
        replications,
        generator: GENERATOR,
        command: command(args, seed, replications),
        plan: Subject::from(study).plan,
        set: args.study.set.clone(),
        cut: session::cut_names(&args.cut),
    }
}

/// The command that gives the same numbers: without what changes none.
fn command(args: &TippingArgs, seed: u64, replications: u64) -> String {
    let mut words = Words::of("tipping", &args.study);
    args.only
        .iter()
        .for_each(|it| words.option("--only", it.word()));
    if let Some(path) = &args.along {
        words.option("--along", path);
        words.flag(&format!("--steps {}", args.steps));
    }
    let numbers = [
        ("--from", args.from),
        ("--to", args.to),
        ("--keep", args.keep),
    ];
    let counts = [
        ("--leavers", args.leavers),
        ("--emergencies", args.emergencies),
        ("--of", args.of),
        ("--workers", args.workers),
    ];
    for (flag, value) in numbers {
        value
            .iter()
            .for_each(|it| words.flag(&format!("{flag} {it}")));
    }
    for (flag, value) in counts {
        value
            .iter()
            .for_each(|it| words.flag(&format!("{flag} {it}")));
    }
    words.cut(&args.cut);
    words.conduct(seed, replications);
    words.text()
}
