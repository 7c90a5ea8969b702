//! `plimsoll sweep`: the same service at every point of a design over its numbers and words.

use super::over::{self, OverValues};
use super::progress::Bar;
use super::session::{self, CommandError, Words};
use super::{CutArgs, PlayArgs, StudyArgs, answer, machine, terminal};
use clap::{Args, ValueEnum};
use plimsoll::experiment::Subject;
use plimsoll::experiment::arm::Pairing;
use plimsoll::experiment::paired::Conduct;
use plimsoll::experiment::sweep::{self, Sweep, SweepDesign, SweptValue};
use plimsoll::output::{self, Provenance, manifest};
use plimsoll::random::GENERATOR;
use plimsoll::report::{self, SweepInput};
use plimsoll::scenario::document::{Document, Range, Study};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

const EXAMPLES: &str = "\
Examples:
  plimsoll sweep two-workers.toml --over \"posts.peer worker.count=2,3,4\" --over hiring.time_to_fill.mean=4..30:5
  plimsoll sweep two-workers.toml --over allocation.admission=open,safe_load --replications 500
  plimsoll sweep two-workers.toml --design lhs --points 60 --over staff.tenure.mean=104..208 --over allocation.sharing=0..1

Every point is played under the same futures, so that two points differ by what was swept and not by luck. The table,
sweep.parquet, has one row for each point and outcome: point, the swept paths, outcome, estimate, low, high, replications.";

/// Flags of `plimsoll sweep`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, mut_arg("replications", |it| it.help("Futures at each point [default: the file's run.replications, at most 1,000]")))]
pub struct SweepArgs {
    #[command(flatten)]
    pub study: StudyArgs,
    /// A path and its values: listed, MIN..MAX:COUNT, or for --design lhs MIN..MAX; repeat for more
    #[arg(long, value_name = "PATH=VALUES", required = true, value_parser = over::values)]
    pub over: Vec<OverValues>,
    /// Every combination of the values, or a Latin hypercube over the ranges
    #[arg(long, value_enum, default_value = "factorial")]
    pub design: Design,
    /// Points of the Latin hypercube
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(2..=10_000))]
    pub points: Option<u32>,
    #[command(flatten)]
    pub play: PlayArgs,
    #[command(flatten)]
    pub cut: CutArgs,
}

/// How the points lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Design {
    Factorial,
    Lhs,
}

/// Most futures at a point where none are asked for.
const MOST_FUTURES: u64 = 1000;

/// Most points of a design.
const MOST_POINTS: usize = 10_000;

/// Plays, writes and answers.
pub fn sweep(args: &SweepArgs) -> ExitCode {
    session::ended(played(args).map(|(found, out)| {
        let played = format!(
            "{} points, {} futures at each",
            answer::count(found.points.len() as u64),
            answer::count(found.asked)
        );
        let name = format!("{} ({})", found.scenario.name, found.plan);
        let sentences = report::sweep_answer(&found);
        let printed = terminal::print(&answer::told(&name, &played, sentences, &out));
        let failures: Vec<_> = found
            .points
            .iter()
            .flat_map(|it| it.failures.clone())
            .collect();
        let futures = found.points.len() as u64 * found.asked;
        session::kept_out(printed, &failures, failures.len() as u64, futures)
    }))
}

fn played(args: &SweepArgs) -> Result<(Sweep, PathBuf), CommandError> {
    let document = Document::read(&args.study.file)?;
    let base = document.study(args.study.plan.as_deref(), &args.study.set)?;
    let seed = session::seed(&args.play, &base.scenario);
    let design = design(args, &document, seed)?;
    let studies = studies(args, &document, &design)?;
    let subjects: Vec<Subject> = studies
        .iter()
        .zip(&design.points)
        .map(|(study, point)| subject(study, &design, point))
        .collect();
    let replications = args
        .play
        .replications
        .unwrap_or(base.scenario.run.replications.min(MOST_FUTURES));
    for subject in &subjects {
        machine::fits_outcomes(subject, session::threads(&args.play))?;
    }
    let interrupted = session::listen()?;
    let folder = session::folder(&args.play, &args.study.file, "-sweep")?;
    let bar = Bar::new(subjects.len() as u64 * replications, args.play.quiet);
    let conduct = Conduct {
        replications: 0..replications,
        seed,
        pairing: Pairing::Common,
        threads: session::threads(&args.play),
        progress: &bar,
        cancel: &interrupted,
    };
    let cut = session::cut(&args.cut);
    let found = sweep::run(&Subject::from(&base), design, &subjects, &cut, &conduct);
    bar.clear();
    let found = found?;
    let provenance = provenance(args, &document, &found, seed);
    let input = SweepInput {
        sweep: &found,
        provenance: &provenance,
    };
    let rendered = session::rendered(
        report::sweep_charts(&input),
        report::sweep_page(&input),
        args.play.png,
    );
    if interrupted.load(Ordering::Relaxed) {
        return Err(CommandError::Interrupted);
    }
    let out = output::sweep::write(folder, &found, &provenance, &rendered, args.play.csv)?;
    Ok((found, out))
}

/// The points, or why the flags make none.
fn design(args: &SweepArgs, document: &Document, seed: u64) -> Result<SweepDesign, CommandError> {
    match (args.design, args.points) {
        (Design::Factorial, Some(_)) => Err(CommandError::Usage(
            "--points is for --design lhs; a factorial design has every combination of the values"
                .to_owned(),
        )),
        (Design::Factorial, None) => {
            let factor = |over: &OverValues| Ok((over.path.clone(), over.listed()?));
            let factors: Result<Vec<(String, Vec<SweptValue>)>, String> =
                args.over.iter().map(factor).collect();
            let factors = factors.map_err(CommandError::Usage)?;
            let points = factors
                .iter()
                .fold(1usize, |all, it| all.saturating_mul(it.1.len()));
            if points > MOST_POINTS {
                return Err(CommandError::Usage(format!(
                    "--over asks for {points} combinations; at most {MOST_POINTS} are played\n  hint: fewer values, or --design lhs --points 200"
                )));
            }
            Ok(SweepDesign::factorial(&factors))
        }
        (Design::Lhs, None) => Err(CommandError::Usage(
            "--design lhs needs --points, such as --points 60".to_owned(),
        )),
        (Design::Lhs, Some(points)) => {
            let ranges: Result<Vec<Range>, String> =
                args.over.iter().map(OverValues::span).collect();
            let ranges = ranges.map_err(CommandError::Usage)?;
            let study =
                document.study_over(args.study.plan.as_deref(), &args.study.set, &ranges)?;
            let paths: Vec<_> = ranges
                .iter()
                .filter_map(|range| study.uncertain.iter().find(|it| it.path == range.path))
                .map(|it| (it.path.clone(), it.distribution.clone()))
                .collect();
            Ok(SweepDesign::latin_hypercube(&paths, points as usize, seed))
        }
    }
}

/// The study of every point; the first that is not valid is told.
fn studies(
    args: &SweepArgs,
    document: &Document,
    design: &SweepDesign,
) -> Result<Vec<Study>, CommandError> {
    let study = |point: &Vec<SweptValue>| {
        let over: Vec<(String, String)> = design
            .paths
            .iter()
            .cloned()
            .zip(point.iter().map(SweptValue::text))
            .collect();
        document.study_at(args.study.plan.as_deref(), &args.study.set, &over)
    };
    let studies: Result<Vec<Study>, _> = design.points.iter().map(study).collect();
    Ok(studies?)
}

/// What is played at a point, under a name that says where it is.
fn subject<'a>(study: &'a Study, design: &SweepDesign, point: &[SweptValue]) -> Subject<'a> {
    let values = design.paths.iter().zip(point);
    let name: Vec<String> = values
        .map(|(path, value)| format!("{path} = {}", value.text()))
        .collect();
    let mut subject = Subject::from(study);
    subject.plan = name.join(", ");
    subject
}

fn provenance(args: &SweepArgs, document: &Document, found: &Sweep, seed: u64) -> Provenance {
    let mut words = Words::of("sweep", &args.study);
    for over in &args.over {
        words.option("--over", &over.text);
    }
    if let Some(points) = args.points {
        words.option("--design", "lhs");
        words.option("--points", &points.to_string());
    }
    words.cut(&args.cut);
    words.conduct(seed, found.asked);
    Provenance {
        version: manifest::VERSION,
        scenario: args.study.file.display().to_string(),
        scenario_digest: manifest::digest(document.text()),
        seed,
        replications: found.asked,
        generator: GENERATOR,
        command: words.text(),
        plan: found.plan.clone(),
        set: args.study.set.clone(),
        cut: session::cut_names(&args.cut),
    }
}
