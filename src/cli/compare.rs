//! `plimsoll compare`: play several plans, or several files, under the same futures and write what differs.

use super::alternatives::{Alternative, without};
use super::checkpoints::{self, HowMany, Keeping};
use super::progress::Bar;
use super::session::{self, CommandError, Kind, Words};
use super::{CutArgs, EnoughArgs, KeepArgs, PlayArgs, answer, machine, setting, terminal};
use clap::Args;
use plimsoll::experiment::arm::{Arm, Detail, Pairing};
use plimsoll::experiment::compare::comparing::Comparing;
use plimsoll::experiment::compare::results::Comparison;
use plimsoll::experiment::compare::{self, PlanRows, alike, enough};
use plimsoll::experiment::paired::Conduct;
use plimsoll::experiment::player::AS_WRITTEN;
use plimsoll::experiment::{Gathered, Subject};
use plimsoll::output::comparison::{self, ComparisonFiles, ComparisonProvenance};
use plimsoll::output::manifest;
use plimsoll::output::outcomes::{self, OutcomesFile};
use plimsoll::output::sealed::Condition;
use plimsoll::output::state;
use plimsoll::random::GENERATOR;
use plimsoll::report::{self, CompareInput};
use plimsoll::scenario::difference::{Change, changes};
use plimsoll::scenario::document::Document;
use plimsoll::scenario::problem::did_you_mean;
use plimsoll::scenario::safeguard::safeguards;
use plimsoll::stats::encoding::Decoder;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

/// Flags of `plimsoll compare`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  plimsoll compare scenarios/two-workers.toml
      every plan of the file against the file as written
  plimsoll compare scenarios/funding-cut.toml --baseline \"no cut\" --plan \"as written\"
      the cut against no cut
  plimsoll compare before.toml after.toml --set run.horizon_weeks=104
      one file against another, both over two years
  plimsoll compare scenarios/imagine-facilitators.toml --safeguards
      what each support role, sharing and rebalancing are worth
  plimsoll compare scenarios/two-workers.toml --replications 5000 --extend
      3,000 futures more than the 2,000 of the first example
  plimsoll compare scenarios/county.toml --replications 20000 --resume
      after the same command without --resume was killed or interrupted: goes on from its last checkpoint
  plimsoll compare scenarios/two-workers.toml --precision unsafe_year=1%,cost=1%
      until every plan's difference in unsafe years is known within 1 point, in cost within 1 % of the cost")]
pub struct CompareArgs {
    /// Scenario files (TOML): the plans of one, or several as they are written against the first
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Plan to compare, instead of all of the file; repeat for more
    #[arg(long, value_name = "NAME")]
    pub plan: Vec<String>,
    /// Instead of plans: the file without each support role, and with no or full sharing and rebalancing
    #[arg(long, conflicts_with = "plan")]
    pub safeguards: bool,
    /// What to compare with: a plan or one of several files (default: the file as written, the first file)
    #[arg(long, value_name = "NAME")]
    pub baseline: Option<String>,
    /// Change one value in all of them, after the plan; repeat for more
    #[arg(long, value_name = "PATH=VALUE", value_parser = setting)]
    pub set: Vec<(String, String)>,
    #[command(flatten)]
    pub play: PlayArgs,
    #[command(flatten)]
    pub cut: CutArgs,
    /// Leave out the future without feedback that each future is compared with
    #[arg(long)]
    pub no_twin: bool,
    /// Give every plan futures of its own instead of pairing them: wider intervals, no counts
    #[arg(long)]
    pub independent: bool,
    #[command(flatten)]
    pub enough: EnoughArgs,
    #[command(flatten)]
    pub keep: KeepArgs,
}

/// What the default folder ends with.
const ENDING: &str = "-compare";

/// Plays, compares, writes and answers.
pub fn compare(args: &CompareArgs) -> ExitCode {
    let done = played(args).map(|done| {
        let printed = terminal::print(&done.text);
        let baseline = done.comparison.baseline();
        let failed = baseline.asked - baseline.completed;
        session::kept_out(printed, &baseline.failures, failed, baseline.asked)
    });
    let place = session::place(args.play.out.as_deref(), &args.files[0], ENDING);
    session::ended_at(done, &place)
}

struct Done {
    comparison: Comparison,
    text: String,
}

fn played(args: &CompareArgs) -> Result<Done, CommandError> {
    let documents = args.files.iter().map(|file| Document::read(file));
    let documents: Vec<Document> = documents.collect::<Result<_, _>>()?;
    let alternatives = match documents.as_slice() {
        [one] if args.safeguards => of_safeguards(args, one)?,
        [one] => of_plans(args, one)?,
        several => of_files(args, several)?,
    };
    let (baseline, others) = alternatives
        .split_first()
        .expect("there is always a baseline");
    alike_or_refused(baseline, others)?;
    let changes: Vec<Vec<Change>> = others
        .iter()
        .map(|it| changes(&baseline.study, &it.study))
        .collect();
    let scenario = &baseline.study.scenario;
    let seed = session::seed(&args.play, scenario);
    let replications = session::most(&args.play, &args.enough.precision, scenario);
    let subjects: Vec<Subject> = alternatives.iter().map(Alternative::subject).collect();
    let cut = session::cut(&args.cut);
    let arms: Vec<Arm> = subjects
        .iter()
        .map(|subject| Arm {
            subject,
            cut: &cut,
            twin: !args.no_twin,
            detail: Detail::Weeks,
        })
        .collect();

    let columns = compare::columns(&subjects.iter().collect::<Vec<_>>());
    let targets = enough::targets(&args.enough.precision.asks(), &columns)?;
    machine::fits(&arms, replications, session::threads(&args.play))?;
    // Before the folder is begun: from then on an interrupt takes it away again.
    let interrupted = session::listen()?;
    let plans: Vec<&str> = alternatives.iter().map(|it| it.name.as_str()).collect();
    let kind = Kind {
        command: "plimsoll compare",
        documents: &documents,
        plans: plans.clone(),
        set: &args.set,
        cut: &cut,
        twin: !args.no_twin,
        seed,
    };
    let mut conditions = kind.conditions();
    conditions.push(Condition::new(
        "--independent",
        session::given(args.independent),
    ));
    let (mut folder, earlier) = session::folder_or_earlier(
        &args.play,
        args.enough.extend,
        &args.files[0],
        ENDING,
        &conditions,
    )?;
    let mut rows = OutcomesFile::create(&mut folder, &plans, columns.clone(), args.play.csv)?;
    let bar = Bar::new(replications, args.play.quiet);
    let conduct = Conduct {
        replications: 0..replications,
        seed,
        pairing: if args.independent {
            Pairing::Independent
        } else {
            Pairing::Common
        },
        threads: session::threads(&args.play),
        progress: &bar,
        cancel: &interrupted,
    };
    let mut comparing = Comparing::new(&arms, &conduct, &targets)?;
    let before = match &earlier {
        Some(earlier) => {
            let asked = (replications, &args.enough);
            let take_up = |from: &mut Decoder| comparing.take_up(from);
            let before = session::take_up(earlier, folder.out(), asked, take_up)?;
            let mut take = |plan, future, values: &[f64]| rows.row(plan, future, values);
            outcomes::feed(&earlier.outcomes(), &plans, &columns, &mut take)?;
            before
        }
        None => 0,
    };
    let (mut checkpoint, put_aside) = checkpoints::begin(
        &args.keep,
        (folder.out(), args.play.overwrite),
        conditions.clone(),
        HowMany {
            asked: replications,
            enough: &args.enough,
            before,
        },
    )?;
    let mut take = |plan, future, values: &[f64]| rows.row(plan, future, values);
    if let Some(put_aside) = &put_aside {
        let resume = |from: &mut Decoder| comparing.resume(from).map(|_| ());
        checkpoints::take_up(put_aside, columns.len(), resume, &mut take)?;
    }
    let mut keeping = Keeping::new(&args.keep, &mut take, &mut checkpoint);
    let played = comparing.play(&mut keeping);
    bar.clear();
    keeping.ended(
        played,
        &Gathered {
            futures: comparing.played(),
            store: &|to| comparing.store(to),
        },
    )?;
    rows.finish()?;
    state::write(&mut folder, &conditions, |to| comparing.store(to))?;
    let comparison = comparing.finish();

    let provenance = ComparisonProvenance {
        version: manifest::VERSION,
        scenarios: documents
            .iter()
            .map(|it| (it.name().to_owned(), manifest::digest(it.text())))
            .collect(),
        seed,
        replications: comparison.baseline().asked,
        generator: GENERATOR,
        command: command(args, seed, replications, before),
        set: args.set.clone(),
        cut: session::cut_names(&args.cut),
    };
    let input = CompareInput {
        comparison: &comparison,
        changes: &changes,
        provenance: &provenance,
    };
    let rendered = session::rendered(
        report::compare_charts(&input),
        report::compare_page(&input),
        args.play.png,
    );
    if interrupted.load(Ordering::Relaxed) {
        return Err(CommandError::Interrupted);
    }
    let mut lines = answer::table(&report::compare_table(&input));
    lines.push(String::new());
    let sentences = report::compare_answer(&input);
    lines.extend(sentences.iter().flat_map(|it| answer::folded(it)));
    let files = ComparisonFiles {
        comparison: &comparison,
        changes: &changes,
        provenance: &provenance,
        rendered: &rendered,
        csv: args.play.csv,
    };
    let out = comparison::write(folder, &files)?;
    checkpoint.remove()?;
    let text = answer::of_comparison(&comparison, &lines, &out);
    Ok(Done { comparison, text })
}

/// The plans of one file, the baseline first.
fn of_plans(args: &CompareArgs, document: &Document) -> Result<Vec<Alternative>, CommandError> {
    let baseline = args.baseline.as_deref().unwrap_or(AS_WRITTEN);
    let all = if args.plan.is_empty() {
        let written = std::iter::once(AS_WRITTEN).chain(document.plans());
        written.map(str::to_owned).collect()
    } else {
        args.plan.clone()
    };
    let mut names = vec![baseline.to_owned()];
    for name in all {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.len() < 2 {
        return Err(CommandError::Refused(nothing(document, baseline)));
    }
    let each = names.into_iter().map(|name| {
        let plan = (name != AS_WRITTEN).then_some(name.as_str());
        let study = document.study(plan, &args.set)?;
        Ok(Alternative { name, study })
    });
    each.collect()
}

fn nothing(document: &Document, baseline: &str) -> String {
    let file = document.name();
    if document.plans().is_empty() {
        format!(
            "{file} has no [plans], so there is nothing to compare\n  hint: add a plan, such as [plans.\"one more post\"] with \"posts.<role>.count\" = 3, or name a second file"
        )
    } else {
        format!(
            "nothing is left to compare with the baseline \"{baseline}\"\n  hint: the plans of {file} are {}; \"{AS_WRITTEN}\" is the file without any",
            document.plans().join(", ")
        )
    }
}

/// The file without each of its safeguards, the file or a plan of it first.
fn of_safeguards(
    args: &CompareArgs,
    document: &Document,
) -> Result<Vec<Alternative>, CommandError> {
    let name = args.baseline.as_deref().unwrap_or(AS_WRITTEN);
    let plan = (name != AS_WRITTEN).then_some(name);
    let study = document.study(plan, &args.set)?;
    let safeguards = safeguards(&study.scenario);
    if safeguards.is_empty() {
        return Err(CommandError::Refused(format!(
            "{} has no safeguards to take away\n  hint: these are [[support]] roles, allocation.sharing and allocation.rebalance",
            document.name()
        )));
    }
    let mut all = without(document, plan, &args.set, &safeguards)?;
    let name = name.to_owned();
    all.insert(0, Alternative { name, study });
    Ok(all)
}

/// Several files, each as it is written, the baseline first.
fn of_files(args: &CompareArgs, documents: &[Document]) -> Result<Vec<Alternative>, CommandError> {
    if args.safeguards {
        return Err(CommandError::Refused(format!(
            "--safeguards takes things away from one file, but {} files are given",
            documents.len()
        )));
    }
    if let Some(plan) = args.plan.first() {
        return Err(CommandError::Refused(format!(
            "--plan \"{plan}\" names a plan of one file, but {} files are given\n  hint: several files are each compared as they are written; leave --plan out, or give one file",
            documents.len()
        )));
    }
    let names = names(&args.files);
    if let Some(at) = (1..names.len()).find(|at| names[..*at].contains(&names[*at])) {
        return Err(CommandError::Refused(format!(
            "{} is given twice",
            names[at]
        )));
    }
    let first = match &args.baseline {
        None => 0,
        Some(baseline) => {
            let named = |at: &usize| {
                names[*at] == *baseline || args.files[*at].display().to_string() == *baseline
            };
            (0..names.len()).find(named).ok_or_else(|| {
                let hint = did_you_mean(baseline, names.iter().map(String::as_str));
                CommandError::Refused(format!(
                    "--baseline names \"{baseline}\", which is none of the files\n  hint: {hint}"
                ))
            })?
        }
    };
    let mut all = Vec::new();
    for (document, name) in documents.iter().zip(names) {
        let study = document.study(None, &args.set)?;
        all.push(Alternative { name, study });
    }
    let baseline = all.remove(first);
    all.insert(0, baseline);
    Ok(all)
}

/// What files are called: by their names without ending where these differ, else by their paths.
fn names(files: &[PathBuf]) -> Vec<String> {
    let stem = |file: &PathBuf| {
        file.file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    let stems: Vec<String> = files.iter().map(stem).collect();
    let once = |name: &String| stems.iter().filter(|it| *it == name).count() == 1;
    if stems.iter().all(once) {
        stems
    } else {
        files.iter().map(|it| it.display().to_string()).collect()
    }
}

/// Refuses alternatives whose futures cannot be laid side by side.
fn alike_or_refused(baseline: &Alternative, others: &[Alternative]) -> Result<(), CommandError> {
    for other in others {
        if let Some(unlike) = alike::difference(&baseline.study.scenario, &other.study.scenario) {
            return Err(CommandError::Refused(format!(
                "\"{other}\" cannot be compared with \"{base}\": {what} is {theirs} in \"{other}\" and {ours} in \"{base}\"\n  hint: futures are laid side by side week by week and level by level; --set changes a value in all of them",
                other = other.name,
                base = baseline.name,
                what = unlike.what,
                theirs = unlike.other,
                ours = unlike.baseline,
            )));
        }
    }
    Ok(())
}

fn command(args: &CompareArgs, seed: u64, replications: u64, before: u64) -> String {
    let words = || {
        let mut words = Words::of_files("compare", &args.files);
        args.plan
            .iter()
            .for_each(|plan| words.option("--plan", plan));
        if args.safeguards {
            words.flag("--safeguards");
        }
        if let Some(baseline) = &args.baseline {
            words.option("--baseline", baseline);
        }
        words.set(&args.set);
        words.cut(&args.cut);
        if args.no_twin {
            words.flag("--no-twin");
        }
        if args.independent {
            words.flag("--independent");
        }
        words
    };
    let enough = (&args.play, &args.enough);
    session::command(words, (seed, replications), enough, before)
}
