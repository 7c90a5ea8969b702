//! `plimsoll tipping`: from where the service tips, along which number, until when a plan helps, and what chance alone does.
//!
//! Decides which parts are played from the flags that are given, and refuses what cannot be asked.

use super::progress::Bar;
use super::session::{self, CommandError, Words};
use super::{PlayArgs, StudyArgs, answer, terminal};
use clap::{Args, ValueEnum};
use plimsoll::experiment::Subject;
use plimsoll::experiment::tipping::along::{self, Along};
use plimsoll::experiment::tipping::chance::{self, Emergencies, Leavers};
use plimsoll::experiment::tipping::decide_by::{self, DecideBy};
use plimsoll::experiment::tipping::map::{self, Futures, Grid, Map, Start};
use plimsoll::experiment::tipping::{Conduct, Impossible, Part, Tipping, start};
use plimsoll::output::tipping::TippingFiles;
use plimsoll::output::{self, Provenance, manifest};
use plimsoll::random::GENERATOR;
use plimsoll::report;
use plimsoll::scenario::Scenario;
use plimsoll::scenario::document::{Document, Study};
use plimsoll::units::REPORTING_YEAR_WEEKS;
use std::cell::OnceCell;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

/// Flags of `plimsoll tipping`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct TippingArgs {
    #[command(flatten)]
    pub study: StudyArgs,
    #[command(flatten)]
    pub play: PlayArgs,
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
    plimsoll tipping scenarios/eight-workers.toml --only along --along hiring.time_to_fill.mean --from 4 --to 30
  Until when can a plan start and keep an unsafe year to 20 of 100 futures?
    plimsoll tipping scenarios/eight-workers.toml --only decide-by --plan \"a ninth case manager in year two\" --keep 0.2
  Luck or system: three leavers in a year; three of five emergencies on one of seven workers:
    plimsoll tipping scenarios/eight-workers.toml --only chance --leavers 3 --emergencies 3 --of 5 --workers 7

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

/// The scenario's own start plays all futures asked for; each other start of the map one in so many.
const MAP_SHARE: u64 = 4;

/// Plays, writes and answers.
pub fn tipping(args: &TippingArgs) -> ExitCode {
    session::ended(played(args).map(|(tipping, out)| {
        let sentences = report::tipping_answer(&tipping);
        let printed = terminal::print(&answer::lines(&tipping.scenario.name, &tipping.plan, &sentences, &out));
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
    CommandError::Asked(what)
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
    let uncertain = study.uncertain.iter().map(|it| it.path.as_str());
    let drawn = uncertain.filter(|path| path.starts_with("loops.")).count() > 0;
    let file = args.study.file.display();
    let by_loops = [PartName::Map, PartName::Along, PartName::Chance];
    // A number that is followed may be the strength of the only loop.
    let follows_a_loop = args
        .along
        .as_ref()
        .is_some_and(|it| it.starts_with("loops."));
    let loops = study.scenario.loops.any() || drawn;
    if let Some(part) = by_loops.into_iter().find(|it| wants(args, *it))
        && !loops
        && !(follows_a_loop && part == PartName::Along)
    {
        return Err(refuse(format!(
            "{file} has no feedback loop that acts, so nothing tips because of one\n  hint: give it [loops], or ask for --only decide-by"
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

/// All scenarios that are to be played, checked before anything is.
struct Asked<'a> {
    starts: Vec<(String, Study)>,
    values: Vec<f64>,
    along: Vec<Study>,
    document: &'a Document,
}

impl<'a> Asked<'a> {
    fn of(
        args: &TippingArgs,
        document: &'a Document,
        study: &Study,
    ) -> Result<Asked<'a>, CommandError> {
        let set = &args.study.set;
        let mut asked = Asked {
            starts: Vec::new(),
            values: Vec::new(),
            along: Vec::new(),
            document,
        };
        if wants(args, PartName::Map) && map_fits(&study.scenario) {
            asked.starts = start::starts(document, study, set);
        }
        if let (Some(path), Some(from), Some(to)) = (&args.along, args.from, args.to)
            && wants(args, PartName::Along)
        {
            (asked.values, asked.along) = followed(args, document, study, path, (from, to))?;
        }
        if let (Some(plan), true) = (&args.study.plan, wants(args, PartName::DecideBy)) {
            // The first and the last start; what is wrong with the plan is said before anything is played.
            for week in [0, study.scenario.run.horizon_weeks - 1] {
                document.delayed(plan, week as f64, set)?;
            }
        }
        Ok(asked)
    }

    fn play(
        &self,
        args: &TippingArgs,
        study: &Study,
        interrupted: &AtomicBool,
    ) -> Result<Tipping, CommandError> {
        let plays = Plays {
            args,
            study,
            interrupted,
            replications: session::replications(&args.play, &study.scenario),
        };
        let workers = study
            .scenario
            .posts
            .iter()
            .map(|it| *it.count.at(0.0))
            .sum();
        let emergencies = args.emergencies.zip(args.of);
        let emergencies = emergencies.filter(|_| wants(args, PartName::Chance));
        Ok(Tipping {
            scenario: study.scenario.clone(),
            plan: Subject::from(study).plan,
            map: plays.map(&self.starts)?,
            along: plays.along(&self.values, &self.along)?,
            decide_by: plays.decide_by(self.document)?,
            leavers: plays.leavers()?,
            emergencies: emergencies.map(|(on_one, of)| -> Emergencies {
                chance::emergencies(on_one, of, args.workers.unwrap_or(workers))
            }),
        })
    }
}

/// Whether anything is left of the time played once the window and two years ahead are taken off.
fn map_fits(scenario: &Scenario) -> bool {
    scenario.run.horizon_weeks > Grid::of(scenario).first_week + map::AHEAD_WEEKS
}

/// The values of the number that is followed and their scenarios: in equal steps, and whole ones where the number must be.
fn followed(
    args: &TippingArgs,
    document: &Document,
    study: &Study,
    path: &str,
    (from, to): (f64, f64),
) -> Result<(Vec<f64>, Vec<Study>), CommandError> {
    let plan = study.plan.as_deref();
    let studies = |values: &[f64]| -> Result<Vec<Study>, CommandError> {
        let each = values.iter().map(|value| {
            let mut set = args.study.set.clone();
            set.push((path.to_owned(), value.to_string()));
            Ok(document.study(plan, &set)?)
        });
        each.collect()
    };
    // Both ends first, so that what is wrong with the path is said of a value that was typed.
    studies(&[from, to])?;
    let values = along::values(from, to, args.steps as usize, false);
    match studies(&values) {
        Ok(found) => Ok((values, found)),
        Err(_) if from.fract() == 0.0 && to.fract() == 0.0 => {
            let whole = along::values(from, to, args.steps as usize, true);
            let found = studies(&whole)?;
            Ok((whole, found))
        }
        Err(error) => Err(error),
    }
}

/// The parts, each played with a bar of its own.
struct Plays<'a> {
    args: &'a TippingArgs,
    study: &'a Study,
    interrupted: &'a AtomicBool,
    replications: u64,
}

impl Plays<'_> {
    fn with_bar<T>(&self, replications: u64, play: impl FnOnce(&Conduct) -> T) -> T {
        let bar = Bar::new(replications, self.args.play.quiet);
        let conduct = Conduct {
            seed: session::seed(&self.args.play, &self.study.scenario),
            threads: session::threads(&self.args.play),
            progress: &bar,
            cancel: self.interrupted,
        };
        let found = play(&conduct);
        bar.clear();
        found
    }

    fn map(&self, starts: &[(String, Study)]) -> Result<Part<Map>, CommandError> {
        if !wants(self.args, PartName::Map) {
            return Ok(Part::NotAsked);
        }
        if starts.is_empty() {
            return Ok(Part::Impossible(Impossible::TooShortForTheMap));
        }
        let futures = Futures {
            own: self.replications,
            others: self.replications.div_ceil(MAP_SHARE),
        };
        let all = futures.all(starts.len());
        let starts = starts.iter().map(|(name, study)| {
            let mut subject = Subject::from(study);
            subject.plan.clone_from(name);
            Start {
                name: name.clone(),
                subject,
            }
        });
        let starts = starts.collect();
        let found = self.with_bar(all, |conduct| map::map(starts, futures, conduct));
        Ok(Part::Done(found?))
    }

    fn along(&self, values: &[f64], studies: &[Study]) -> Result<Option<Along>, CommandError> {
        let Some(path) = self.args.along.as_ref().filter(|_| !studies.is_empty()) else {
            return Ok(None);
        };
        let subjects: Vec<Subject> = studies.iter().map(Subject::from).collect();
        let found = self.with_bar(self.replications, |conduct| {
            along::along(path, values, &subjects, self.replications, conduct)
        });
        Ok(Some(found?))
    }

    fn decide_by(&self, document: &Document) -> Result<Option<DecideBy>, CommandError> {
        let args = self.args;
        let (Some(plan), Some(keep), true) =
            (&args.study.plan, args.keep, wants(args, PartName::DecideBy))
        else {
            return Ok(None);
        };
        let horizon = self.study.scenario.run.horizon_weeks;
        let put_off: Vec<OnceCell<Study>> = vec![OnceCell::new(); horizon];
        let subject = |week: usize| -> Result<Subject, CommandError> {
            let Some(cell) = put_off.get(week) else {
                return Ok(Subject::from(self.study));
            };
            let study = match cell.get() {
                Some(study) => study,
                None => {
                    let study = document.delayed(plan, week as f64, &args.study.set)?;
                    cell.get_or_init(|| study)
                }
            };
            Ok(Subject::from(study))
        };
        let total = self.replications * decide_by::most_starts(horizon);
        let found = self.with_bar(total, |conduct| {
            decide_by::decide_by(plan, keep, horizon, self.replications, &subject, conduct)
        });
        Ok(Some(found?))
    }

    fn leavers(&self) -> Result<Part<Leavers>, CommandError> {
        if !wants(self.args, PartName::Chance) {
            return Ok(Part::NotAsked);
        }
        if self.study.scenario.staff.is_none() {
            return Ok(Part::Impossible(Impossible::NobodyLeaves));
        }
        if self.study.scenario.run.horizon_weeks < REPORTING_YEAR_WEEKS {
            return Ok(Part::Impossible(Impossible::NoCompleteYear));
        }
        let (asked, replications) = (self.args.leavers, self.replications);
        let found = self.with_bar(replications, |conduct| {
            chance::leavers(Subject::from(self.study), asked, replications, conduct)
        });
        Ok(Part::Done(found?))
    }
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
        cut: Vec::new(),
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
    words.conduct(seed, replications);
    words.text()
}
