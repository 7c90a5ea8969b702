//! `plimsoll sensitivity`: which uncertain number matters, and how much of the spread is chance?

use super::progress::Bar;
use super::session::{self, CommandError, Words};
use super::{CutArgs, PlayArgs, StudyArgs, answer, machine, over, terminal};
use clap::{Args, ValueEnum};
use plimsoll::experiment::Subject;
use plimsoll::experiment::outcome;
use plimsoll::experiment::sensitivity::{self, MOST_PARAMETERS, Sensitivity, Settings};
use plimsoll::output::{self, Provenance, manifest};
use plimsoll::random::GENERATOR;
use plimsoll::report::{self, SensitivityInput};
use plimsoll::scenario::document::{Document, Range, Study};
use plimsoll::scenario::problem::did_you_mean;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

const EXAMPLES: &str = "\
Examples:
  plimsoll sensitivity two-workers.toml --over staff.tenure.mean:104..208 --over hiring.time_to_fill.mean:8..20
  plimsoll sensitivity two-workers.toml --method morris --outcome unsafe_year --over level.high.stay.mean:8..12

The numbers are those of [uncertain] in the file, with their distributions, and those of --over, anywhere in their range.
Of each outcome it says how much of its spread between futures is chance and how much is not knowing the numbers, what each
number does by itself (from its 10 % to its 90 % point, the others as stated), and which number carries most of the rest.";

/// Flags of `plimsoll sensitivity`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, mut_arg("replications", |it| it.help("Futures in which each number is moved by itself [default: 512]")))]
pub struct SensitivityArgs {
    #[command(flatten)]
    pub study: StudyArgs,
    /// A number that is not known exactly: anywhere in a range; repeat for more
    #[arg(long, value_name = "PATH:MIN..MAX", value_parser = over::range)]
    pub over: Vec<Range>,
    /// Screening of many numbers (morris), shares of the spread (sobol), or both
    #[arg(long, value_enum, default_value = "both")]
    pub method: Method,
    /// Outcome to follow, by its column in outcomes.parquet; repeat for more [default: six of them]
    #[arg(long, value_name = "NAME")]
    pub outcome: Vec<String>,
    /// Rows of the design for the shares, a power of 2; each row holds two points and one more for each number
    #[arg(long, value_name = "COUNT", default_value = "128", value_parser = power_of_two)]
    pub rows: u32,
    /// Trajectories of the screening; each holds one point more than there are numbers
    #[arg(long, value_name = "COUNT", default_value = "20", value_parser = clap::value_parser!(u64).range(2..=10_000))]
    pub trajectories: u64,
    /// Futures at each point of rows and trajectories
    #[arg(long, value_name = "COUNT", default_value = "16", value_parser = clap::value_parser!(u64).range(2..=10_000))]
    pub per_point: u64,
    #[command(flatten)]
    pub play: PlayArgs,
    #[command(flatten)]
    pub cut: CutArgs,
}

/// What is estimated of the numbers together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Method {
    Morris,
    Sobol,
    Both,
}

/// Futures at each corner where none are asked for.
const CORNER_FUTURES: u64 = 512;

/// Refuses an outcome that the scenario does not have.
fn known(args: &SensitivityArgs, subject: &Subject) -> Result<(), CommandError> {
    // What is drawn is no outcome.
    let columns = outcome::columns_of([&subject.scenario], &[]);
    let names: Vec<&str> = sensitivity::followed(&columns)
        .map(|it| it.name.as_str())
        .collect();
    match args.outcome.iter().find(|it| !names.contains(&it.as_str())) {
        None => Ok(()),
        Some(unknown) => Err(CommandError::Usage(format!(
            "--outcome {unknown}: {} has no such outcome\n  hint: {}",
            args.study.file.display(),
            did_you_mean(unknown, names)
        ))),
    }
}

fn power_of_two(text: &str) -> Result<u32, String> {
    match text.parse::<u32>() {
        Ok(count @ 2..=65_536) if count.is_power_of_two() => Ok(count),
        _ => Err(
            "expected a power of 2 from 2 to 65,536, such as 128: only then the points fill evenly"
                .to_owned(),
        ),
    }
}

/// Plays, writes and answers.
pub fn sensitivity(args: &SensitivityArgs) -> ExitCode {
    session::ended(played(args).map(|(found, out)| {
        let played = format!(
            "{} futures over {}",
            answer::count(found.futures),
            match found.parameters.len() {
                1 => "1 number that is not known exactly".to_owned(),
                many => format!("{many} numbers that are not known exactly"),
            }
        );
        let name = format!("{} ({})", found.scenario.name, found.plan);
        let sentences = report::sensitivity_answer(&found);
        let printed = terminal::print(&answer::told(&name, &played, sentences, &out));
        session::kept_out(
            printed,
            &found.failures,
            found.failures.len() as u64,
            found.futures,
        )
    }))
}

fn played(args: &SensitivityArgs) -> Result<(Sensitivity, PathBuf), CommandError> {
    let document = Document::read(&args.study.file)?;
    let study = document.study_over(args.study.plan.as_deref(), &args.study.set, &args.over)?;
    enough(args, &study)?;
    let settings = settings(args, &study);
    let subject = Subject::from(&study);
    known(args, &subject)?;
    machine::fits_outcomes(&subject, session::threads(&args.play))?;
    let interrupted = session::listen()?;
    let folder = session::folder(&args.play, &args.study.file, "-sensitivity")?;
    let futures = sensitivity::futures(study.uncertain.len(), &settings);
    let bar = Bar::new(futures, args.play.quiet);
    let found = sensitivity::run(&subject, &study.stated(), &settings, &bar, &interrupted);
    bar.clear();
    let found = found?;
    let provenance = provenance(args, &document, &found);
    let input = SensitivityInput {
        found: &found,
        provenance: &provenance,
    };
    let rendered = session::rendered(
        report::sensitivity_charts(&input),
        report::sensitivity_page(&input),
        args.play.png,
    );
    if interrupted.load(Ordering::Relaxed) {
        return Err(CommandError::Interrupted);
    }
    let out = output::sensitivity::write(folder, &found, &provenance, &rendered, args.play.csv)?;
    Ok((found, out))
}

/// Refuses a study in which nothing, or too much, is uncertain.
fn enough(args: &SensitivityArgs, study: &Study) -> Result<(), CommandError> {
    let file = args.study.file.display();
    let count = study.uncertain.len();
    if count == 0 {
        return Err(CommandError::Usage(format!(
            "{file} names no number that is not known exactly\n  hint: --over staff.tenure.mean:104..208 moves a number over a range; [uncertain] in the file says so for good"
        )));
    }
    if count > MOST_PARAMETERS && args.method != Method::Morris {
        return Err(CommandError::Usage(format!(
            "{count} numbers are uncertain; shares of the spread can be told for {MOST_PARAMETERS} at most\n  hint: --method morris first, to see which matter"
        )));
    }
    Ok(())
}

fn settings(args: &SensitivityArgs, study: &Study) -> Settings {
    Settings {
        seed: session::seed(&args.play, &study.scenario),
        threads: session::threads(&args.play),
        cut: session::cut(&args.cut),
        rows: args.rows,
        indices: args.method != Method::Morris,
        trajectories: if args.method == Method::Sobol {
            0
        } else {
            args.trajectories
        },
        plays: args.per_point,
        corner_plays: args.play.replications.unwrap_or(CORNER_FUTURES).max(2),
        outcomes: if args.outcome.is_empty() {
            sensitivity::OUTCOMES.map(str::to_owned).to_vec()
        } else {
            args.outcome.clone()
        },
    }
}

fn provenance(args: &SensitivityArgs, document: &Document, found: &Sensitivity) -> Provenance {
    let settings = &found.settings;
    let mut words = Words::of("sensitivity", &args.study);
    for range in &args.over {
        words.option(
            "--over",
            &format!("{}:{}..{}", range.path, range.min, range.max),
        );
    }
    let method = args.method.to_possible_value();
    words.option(
        "--method",
        method.as_ref().map_or("both", |it| it.get_name()),
    );
    for name in &args.outcome {
        words.option("--outcome", name);
    }
    for (flag, count) in [
        ("--rows", u64::from(settings.rows)),
        ("--trajectories", args.trajectories),
        ("--per-point", settings.plays),
    ] {
        words.option(flag, &count.to_string());
    }
    words.cut(&args.cut);
    words.conduct(settings.seed, settings.corner_plays);
    Provenance {
        version: manifest::VERSION,
        scenario: args.study.file.display().to_string(),
        scenario_digest: manifest::digest(document.text()),
        seed: settings.seed,
        replications: settings.corner_plays,
        generator: GENERATOR,
        command: words.text(),
        plan: found.plan.clone(),
        set: args.study.set.clone(),
        cut: session::cut_names(&args.cut),
    }
}
