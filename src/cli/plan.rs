//! `plimsoll plan`: the cheapest hiring plan that keeps the chance of an unsafe year at or below a target.
//!
//! The order: read and check the file and its `[decide]`, make every plan, open the result folder, search, draw, write, print
//! the answer with the plan as a table to paste. Whatever ends it early leaves no folder behind.

use super::progress::SearchBar;
use super::session::{self, CommandError, Words};
use super::{PlanArgs, StudyArgs, answer, terminal};
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
        if all == 0 {
            return printed;
        }
        let mut text = format!(
            "{} futures could not be played and are kept out of every number:",
            answer::count(all)
        );
        for failure in named {
            text.push_str(&format!("\n  {failure}"));
        }
        terminal::error(&text);
        ExitCode::from(1)
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
    let interrupted = session::listen()?;
    let folder = session::folder(&args.play, &args.file, "-plan")?;

    let bar = SearchBar::new(args.play.quiet);
    let search = {
        let subjects = space.subjects();
        let players = Players::new(&subjects, seed);
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
        cut: Vec::new(),
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
    if args.max_plans != super::MOST_PLANS {
        words.option("--max-plans", &args.max_plans.to_string());
    }
    words.conduct(seed, rules.confirm_futures);
    words.text()
}
