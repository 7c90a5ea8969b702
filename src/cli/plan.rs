//! `plimsoll plan`: the cheapest hiring plan that keeps the chance of an unsafe year at or below a target.
//!
//! The order: read and check the file and its `[decide]`, make every plan, open the result folder, search, draw, write, print
//! the answer with the plan as a table to paste. Whatever ends it early leaves no folder behind.

use super::progress::SearchBar;
use super::session::{self, CommandError, Words};
use super::{CutArgs, PlayArgs, StudyArgs, answer, machine, setting, terminal};
use clap::Args;
use plimsoll::experiment::Subject;
use plimsoll::experiment::player::AS_WRITTEN;
use plimsoll::experiment::search::beyond::{Attempt, Beyond, beyond};
use plimsoll::experiment::search::player::Players;
use plimsoll::experiment::search::space::Space;
use plimsoll::experiment::search::{Rules, Search, Standing, search};
use plimsoll::model::steady::{Steady, steady};
use plimsoll::output::candidates::{PLAN_NAME, SearchFiles};
use plimsoll::output::{self, Provenance, manifest};
use plimsoll::random::GENERATOR;
use plimsoll::report::plan::{self, PlanInput};
use plimsoll::scenario::document::Document;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

/// Plans of a space that are searched unless told otherwise.
const MOST_PLANS: u64 = 2_000;

const EXAMPLE: &str = "The scenario says what may be decided, in [decide]:

    [decide]
    target = 0.1                        # in at most 10 of 100 futures a year is unsafe
    [decide.posts.\"peer worker\"]
    min = 2
    max = 4
    weeks = [0, 52]                     # when the number may change
    [decide.paths]
    \"hiring.ahead\" = [0, 1]

Example: plimsoll plan scenarios/eight-workers.toml --target 0.05";

/// Flags of `plimsoll plan`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub struct PlanArgs {
    /// Scenario file (TOML) with a section [decide]
    pub file: PathBuf,
    /// Change one value, after the plan; repeat for more
    #[arg(long, value_name = "PATH=VALUE", value_parser = setting)]
    pub set: Vec<(String, String)>,
    /// Chance of an unsafe year that the plan may have, instead of decide.target
    #[arg(long, value_name = "SHARE", value_parser = target)]
    pub target: Option<f64>,
    /// Confidence of the answer, instead of decide.confidence
    #[arg(long, value_name = "SHARE", value_parser = confidence)]
    pub confidence: Option<f64>,
    /// Futures of the search, per plan, at most; --replications are the fresh ones that confirm the answer
    #[arg(long, value_name = "COUNT", default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(64..=1_000_000))]
    pub max_replications: u64,
    /// Plans of [decide] to search, at most
    #[arg(long, value_name = "COUNT", default_value_t = MOST_PLANS, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub max_plans: u64,
    #[command(flatten)]
    pub cut: CutArgs,
    #[command(flatten)]
    pub play: PlayArgs,
}

fn target(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if 0.0 < share && share < 1.0 => Ok(share),
        Ok(_) | Err(_) => Err("expected a share between 0 and 1, such as 0.1".to_string()),
    }
}

fn confidence(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.5..1.0).contains(&share) => Ok(share),
        Ok(_) | Err(_) => Err("expected a share from 0.5 to below 1, such as 0.95".to_string()),
    }
}

/// A finished search with what its report needs.
struct Found {
    space: Space,
    search: Search,
    beyond: Option<Beyond>,
    steady: Steady,
    provenance: Provenance,
    out: PathBuf,
}

impl Found {
    fn input(&self) -> PlanInput<'_> {
        PlanInput {
            space: &self.space,
            search: &self.search,
            steady: &self.steady,
            beyond: self.beyond.as_ref(),
            provenance: &self.provenance,
        }
    }
}

/// Searches, writes and answers.
pub fn plan(args: PlanArgs) -> ExitCode {
    session::ended(searched(&args).map(|found| {
        let printed = terminal::print(&text(&found));
        let (named, all) = found.search.failures();
        session::kept_out(printed, named, all, found.search.plays)
    }))
}

/// The answer, and the plan to paste.
fn text(found: &Found) -> String {
    let mut text = format!("{}\n\n", terminal::heading(&found.space.scenario(0).name));
    for sentence in plan::answer(&found.input()) {
        for line in answer::folded(&sentence) {
            text.push_str(&line);
            text.push('\n');
        }
    }
    if let Some(answer) = &found.search.answer {
        let point = &found.space.contenders[answer.plan].point;
        text.push_str(&format!(
            "\nThe plan, to paste into the scenario:\n\n{}",
            found.space.decide.toml(PLAN_NAME, point)
        ));
    }
    if found.search.count(Standing::TooClose) + found.search.count(Standing::Unconfirmed) > 0 {
        let futures = 4 * found.search.rules.search_futures;
        text.push_str(&format!(
            "\nA longer search: --max-replications {futures} --replications {futures}\n"
        ));
    }
    text.push_str(&format!("\nResults: {}\n", found.out.display()));
    text
}

fn searched(args: &PlanArgs) -> Result<Found, CommandError> {
    let document = Document::read(&args.file)?;
    let study = document.study(None, &args.set)?;
    let mut decide = document.decide(&study, args.max_plans)?;
    decide.target = args.target.unwrap_or(decide.target);
    decide.confidence = args.confidence.unwrap_or(decide.confidence);
    let rules = Rules {
        target: decide.target,
        confidence: decide.confidence,
        objective: decide.objective,
        search_futures: args.max_replications,
        confirm_futures: session::replications(&args.play, &study.scenario),
        threads: session::threads(&args.play),
    };
    let space = Space::new(&document, decide, &study, &args.set)?;
    let seed = session::seed(&args.play, &study.scenario);
    machine::fits_outcomes(&Subject::from(&study), rules.threads)?;
    let interrupted = session::listen()?;
    let folder = session::folder(&args.play, &args.file, "-plan")?;

    let cut = session::cut(&args.cut);
    let bar = SearchBar::new(args.play.quiet);
    let search = {
        let subjects = space.subjects();
        let players = Players::new(&subjects, seed, &cut);
        let more = space.more();
        let found = search(
            &players,
            &space.contenders,
            &more,
            &rules,
            &bar,
            &interrupted,
        );
        bar.clear();
        found?
    };
    let beyond = match &search.least_risk {
        None => None,
        Some(least) => {
            let attempt = Attempt {
                document: &document,
                space: &space,
                set: &args.set,
                seed,
                cut: &cut,
                rules: &rules,
                watch: &bar,
                cancel: &interrupted,
            };
            let found = beyond(&attempt, least.plan);
            bar.clear();
            found?
        }
    };
    let mut found = Found {
        provenance: provenance(args, &document, &rules, seed),
        steady: steady(&study.scenario),
        space,
        search,
        beyond,
        out: PathBuf::new(),
    };
    let input = found.input();
    let rendered = session::rendered(plan::charts(&input), plan::page(&input), args.play.png);
    if interrupted.load(Ordering::Relaxed) {
        return Err(CommandError::Interrupted);
    }
    let files = SearchFiles {
        space: &found.space,
        search: &found.search,
        steady: &found.steady,
        beyond: found.beyond.as_ref(),
        provenance: &found.provenance,
    };
    found.out = output::write_search(folder, &files, &rendered, args.play.csv)?;
    Ok(found)
}

fn provenance(args: &PlanArgs, document: &Document, rules: &Rules, seed: u64) -> Provenance {
    Provenance {
        version: manifest::VERSION,
        scenario: args.file.display().to_string(),
        scenario_digest: manifest::digest(document.text()),
        seed,
        replications: rules.confirm_futures,
        generator: GENERATOR,
        command: command(args, rules, seed),
        plan: AS_WRITTEN.to_owned(),
        set: args.set.clone(),
        cut: session::cut_names(&args.cut),
    }
}

/// The command that gives the same numbers: without what changes none.
fn command(args: &PlanArgs, rules: &Rules, seed: u64) -> String {
    let study = StudyArgs {
        file: args.file.clone(),
        plan: None,
        set: args.set.clone(),
    };
    let mut words = Words::of("plan", &study);
    words.option("--target", &rules.target.to_string());
    words.option("--confidence", &rules.confidence.to_string());
    words.option("--max-replications", &rules.search_futures.to_string());
    if args.max_plans != MOST_PLANS {
        words.option("--max-plans", &args.max_plans.to_string());
    }
    words.cut(&args.cut);
    words.conduct(seed, rules.confirm_futures);
    words.text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_a_share_between_0_and_1() {
        assert_eq!(target("0.1"), Ok(0.1));
        assert!(
            ["0", "1", "-0.1", "10 %", "NaN"]
                .iter()
                .all(|it| target(it).is_err())
        );
        assert!(confidence("0.4").is_err() && confidence("0.95").is_ok());
    }
}
