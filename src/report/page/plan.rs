//! The page of a search: the decision, what stands beside it, the frontier, staff by year, the plans, and how it was done.

use super::html::{self, Cell, Table, element, escaped, header, list, section};
use super::{sections, stress, whole};
use crate::experiment::search::verdict::NEED_SHARES;
use crate::experiment::search::{Fresh, Standing};
use crate::output::candidates::PLAN_NAME;
use crate::report::figure::{Sheet, drawn, frontier};
use crate::report::plan::PlanInput;
use crate::report::view::{plan, words};
use crate::scenario::decide::Decision;
use crate::units::REPORTING_YEAR_WEEKS;

/// Plans of the table at most; all stand in the file.
const MOST_ROWS: usize = 40;

pub(in crate::report) fn page(input: &PlanInput) -> String {
    let scenario = input.space.scenario(0);
    let mut body = head(input);
    body.push_str(&answer(input));
    body.push_str(&chart(input));
    let shown = input
        .search
        .answer
        .as_ref()
        .or(input.search.least_risk.as_ref());
    if let Some(shown) = shown {
        body.push_str(&section(
            "years",
            "How many staff, in each year?",
            &(staff_table(input, shown).html() + &element("p", "quiet small", YEARS_NOTE)),
        ));
    }
    if let Some(answer) = &input.search.answer {
        body.push_str(&snippet(input, answer));
    }
    body.push_str(&section(
        "plans",
        "The plans along the frontier",
        &(plans_table(input).html()
            + &element(
                "p",
                "quiet small",
                "Chances and costs are estimates from the search with 95 % intervals; the first sentence of this page rests on fresh futures. All plans stand in candidates.parquet.",
            )),
    ));
    body.push_str(&failures(input));
    body.push_str(&section(
        "method",
        "How it was found",
        &html::pairs(
            plan::method(input)
                .into_iter()
                .map(|(term, text)| (term.to_owned(), text)),
        ),
    ));
    body.push_str(&stress::of(stress::Experiment {
        scenario,
        provenance: input.provenance,
        aims: "Optimisation: the cheapest of the plans that [decide] allows that keeps the chance of an unsafe year at or below the target.".to_owned(),
        alternatives: "Plans differ in what [decide] lists; all meet the same futures until one is out.",
        estimation: "A race with a bounded error over all plans and rounds, then an exact upper bound (Clopper-Pearson) for the winner from futures that the search has not seen. Figures stand under \"How it was found\".",
    }));
    body.push_str(&sections::repeat(input.provenance));
    whole(&scenario.name, &body)
}

fn head(input: &PlanInput) -> String {
    let scenario = input.space.scenario(0);
    let line = format!(
        "{} to choose from{} · {} from {} · at most {} futures with an unsafe year",
        words::counted(input.search.eligible() as u64, "plan", "plans"),
        words::without_feedback(&input.provenance.cut),
        words::span(scenario.run.horizon_weeks as f64),
        words::day(scenario.run.start),
        plan::target(input)
    );
    header(
        &scenario.name,
        "Which is the cheapest plan that holds?",
        &line,
    )
}

fn answer(input: &PlanInput) -> String {
    let sentences: Vec<String> = std::iter::once(plan::lead(input))
        .chain(plan::sentences(input))
        .collect();
    html::answer("", &sentences, "")
}

fn chart(input: &PlanInput) -> String {
    let drawing = frontier::drawing(input);
    format!(
        "<section id=\"{}\" class=\"chart\">\n{}{}<figure>\n<div class=\"wide\">{}</div>\n<div class=\"narrow\">{}</div>\n{}</figure>\n</section>\n",
        drawing.name,
        element("h2", "", drawing.title),
        element("p", "finding", &drawing.story.finding),
        drawn(&drawing, Sheet::Page),
        drawn(&drawing, Sheet::Phone),
        element("figcaption", "", &drawing.story.caption),
    )
}

const YEARS_NOTE: &str = "Posts come whole; EFT are means over the fresh futures and over the year's weeks. Needed: EFT really there that cover nine weeks of ten by the safe-load limits. The averages are the spreadsheet's answer, without chance, vacancies, induction or feedback.";

/// Whole posts and EFT by year of one plan.
fn staff_table(input: &PlanInput, fresh: &Fresh) -> Table {
    let scenario = input.space.scenario(fresh.plan);
    let steady = input.steady.eft_safe_load.map_or(f64::NAN, |it| it);
    let mut head = vec!["year".to_owned()];
    let roles: Vec<&crate::scenario::Posts> = scenario.posts.iter().collect();
    head.extend(roles.iter().map(|posts| format!("posts: {}", posts.role)));
    head.extend(
        [
            "EFT funded",
            "in post",
            "really there",
            "needed, half of futures",
            "needed, 80 of 100",
            "by averages",
            "unsafe, of 100",
        ]
        .map(str::to_owned),
    );
    let rows = fresh.account.years.iter().enumerate().map(|(at, year)| {
        let from = (at * REPORTING_YEAR_WEEKS) as f64;
        let weeks = || (0..REPORTING_YEAR_WEEKS).map(|week| from + week as f64);
        let mut row: Vec<Cell> = vec![format!("year\u{a0}{}", at + 1).into()];
        for posts in &roles {
            let mut counts: Vec<u64> = weeks().map(|week| *posts.count.at(week)).collect();
            counts.dedup();
            let counts: Vec<String> = counts.into_iter().map(words::count).collect();
            row.push(counts.join(", then ").into());
        }
        row.extend([
            words::eft_exact(year.funded()).into(),
            words::eft(year.filled()).into(),
            words::eft(year.effective()).into(),
            words::eft(year.need(NEED_SHARES[0])).into(),
            words::eft(year.need(NEED_SHARES[1])).into(),
            words::eft(steady).into(),
            Cell {
                text: words::in_100(year.risk().value),
                class: "strong".to_owned(),
            },
        ]);
        row
    });
    Table {
        caption: format!("{}.", words::capital(&plan::deed(input, fresh.plan))),
        class: "numbers",
        head,
        rows: rows.collect(),
    }
}

fn snippet(input: &PlanInput, answer: &Fresh) -> String {
    let point = &input.space.contenders[answer.plan].point;
    section(
        "snippet",
        "The plan, to paste into the scenario",
        &format!(
            "{}<pre>{}</pre>\n",
            element(
                "p",
                "",
                &format!("`plimsoll run` with --plan \"{PLAN_NAME}\" then plays it with tables, charts and a report of its own.")
                    .replace('`', "")
            ),
            escaped(&input.space.decide.toml(PLAN_NAME, point)),
        ),
    )
}

/// The frontier with answer, runner-up and the plan as written, the cheapest first.
fn plans_table(input: &PlanInput) -> Table {
    let search = input.search;
    let named = [&search.answer, &search.runner_up, &search.as_written];
    let mut shown: Vec<usize> = search.frontier.iter().copied().take(MOST_ROWS).collect();
    shown.extend(named.into_iter().flatten().map(|it| it.plan));
    shown.sort_by(|one, other| {
        let taken = |at: &usize| search.entries[*at].account.cost().value;
        taken(one).total_cmp(&taken(other)).then(one.cmp(other))
    });
    shown.dedup();
    let priced = search
        .entries
        .iter()
        .any(|it| it.account.cost().value > 0.0);
    let rows = shown.into_iter().map(|at| {
        let entry = &search.entries[at];
        let risk = entry.account.risk();
        let is_runner_up = search.runner_up.as_ref().is_some_and(|it| it.plan == at);
        let what = match entry.standing {
            Standing::Answer => "the answer",
            Standing::Outside => "as written",
            _ if is_runner_up => "the runner-up",
            _ if input.space.contenders[at].as_written => "as written",
            Standing::Holds => "safe, no cheaper",
            Standing::Over => "over the target",
            Standing::Dearer => "no cheaper",
            Standing::TooClose => "too close to tell",
            Standing::Unconfirmed => "not confirmed",
            Standing::PassedOver => "not played",
        };
        let taken = if priced {
            words::money_of(input.space.scenario(0), entry.account.cost().value)
        } else {
            words::number(entry.account.eft_years().value, 1)
        };
        let class = if entry.standing == Standing::Answer {
            "strong"
        } else {
            ""
        };
        let deed = match entry.standing {
            Standing::Outside => as_written(input),
            _ => words::capital(&plan::deed(input, at)),
        };
        let cell = |text: String| Cell {
            text,
            class: class.to_owned(),
        };
        vec![
            cell(deed),
            cell(words::in_100(risk.value)),
            cell(words::bounds(&risk)),
            cell(taken),
            cell(words::count(entry.account.played)),
            cell(what.to_owned()),
        ]
    });
    Table {
        caption: "No other plan is both cheaper and safer than these; the plan as written stands among them."
            .to_owned(),
        class: "numbers labels",
        head: vec![
            "plan".to_owned(),
            "unsafe, of 100".to_owned(),
            "95 % interval".to_owned(),
            if priced { "cost" } else { "EFT-years" }.to_owned(),
            "futures".to_owned(),
            "stands".to_owned(),
        ],
        rows: rows.collect(),
    }
}

/// The plan as written where it lies outside the space: its posts.
fn as_written(input: &PlanInput) -> String {
    let outside = input.space.contenders.iter().position(|it| !it.eligible);
    let scenario = input.space.scenario(outside.unwrap_or(0));
    let decided = input
        .space
        .decide
        .decisions
        .iter()
        .filter_map(|it| match it {
            Decision::Posts(posts) => Some(posts.role.as_str()),
            Decision::Path(_) => None,
        });
    let posts: Vec<String> = decided
        .filter_map(|role| {
            let posts = scenario.posts.iter().find(|it| it.role == role)?;
            Some(plan::staff(*posts.count.at(0.0), role))
        })
        .collect();
    if posts.is_empty() {
        "As written".to_owned()
    } else {
        format!("As written: {} in week 0", words::listed(&posts))
    }
}

fn failures(input: &PlanInput) -> String {
    let (named, all) = input.search.failures();
    if all == 0 {
        return String::new();
    }
    let named: Vec<String> = named
        .into_iter()
        .map(|it| format!("future {}: {}", words::count(it.replication), it.what))
        .collect();
    let text = format!(
        "{} could not be played to the end and are left out of every number. The first:",
        words::counted(all, "future", "futures")
    );
    section(
        "failures",
        "Futures that could not be played",
        &(element("p", "", &text) + &list(&named)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::search::beyond::{Attempt, Beyond, beyond};
    use crate::experiment::search::player::Players;
    use crate::experiment::search::space::Space;
    use crate::experiment::search::{Objective, Rules, Search, Unwatched, search};
    use crate::model::steady::{Steady, steady};
    use crate::output::Provenance;
    use crate::report::plan::{answer, charts};
    use crate::report::png;
    use crate::scenario::document::Document;
    use std::sync::atomic::AtomicBool;

    /// A small search on a shipped scenario with a space of its own.
    struct Sample {
        space: Space,
        search: Search,
        beyond: Option<Beyond>,
        steady: Steady,
        provenance: Provenance,
    }

    impl Sample {
        fn new(decide: &str) -> Sample {
            let text = include_str!("../../../scenarios/two-workers.toml");
            let text = format!("{text}\n{decide}").replace("peer worker", "peer <b>worker</b>");
            let set = [("run.horizon_weeks".to_owned(), "104".to_owned())];
            let document = Document::parse("a.toml", &text).unwrap();
            let study = document.study(None, &set).unwrap();
            let decide = document.decide(&study, 100).unwrap();
            let rules = Rules {
                target: decide.target,
                confidence: decide.confidence,
                objective: Objective::Cost,
                search_futures: 128,
                confirm_futures: 200,
                threads: 2,
            };
            let space = Space::new(&document, decide, &study, &set).unwrap();
            let cancel = AtomicBool::new(false);
            let search = {
                let subjects = space.subjects();
                let players = Players::new(&subjects, 7, &[]);
                let more = space.more();
                search(
                    &players,
                    &space.contenders,
                    &more,
                    &rules,
                    &Unwatched,
                    &cancel,
                )
                .unwrap()
            };
            let attempt = Attempt {
                document: &document,
                space: &space,
                set: &set,
                seed: 7,
                cut: &[],
                rules: &rules,
                watch: &Unwatched,
                cancel: &cancel,
            };
            let least = search.least_risk.as_ref();
            let beyond = least.and_then(|it| beyond(&attempt, it.plan).unwrap());
            Sample {
                steady: steady(&study.scenario),
                provenance: Provenance {
                    version: "0.1.0",
                    scenario: "a.toml".into(),
                    scenario_digest: "0".into(),
                    seed: 7,
                    replications: 200,
                    generator: "philox",
                    command: "plimsoll plan a.toml".into(),
                    plan: "as written".into(),
                    set: Vec::new(),
                    cut: Vec::new(),
                },
                space,
                search,
                beyond,
            }
        }

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

    const HOLDS: &str = "[decide]\ntarget = 0.5\nconfidence = 0.8\n[decide.posts.\"peer worker\"]\nmin = 2\nmax = 6\nweeks = [0, 52]\n";
    const FAILS: &str = "[decide]\ntarget = 0.05\nconfidence = 0.9\n[decide.posts.\"peer worker\"]\nmin = 1\nmax = 2\nweeks = [0]\n";

    #[test]
    fn the_page_leads_with_the_decision_and_asks_nothing_of_a_network() {
        let sample = Sample::new(HOLDS);
        let lines = answer(&sample.input());
        assert!(lines[0].starts_with("Fund "), "{}", lines[0]);
        assert!(
            lines[0].contains("with 80\u{a0}% confidence"),
            "{}",
            lines[0]
        );
        assert!(
            lines[0].ends_with("the cheapest of 15 plans that keeps it at or below 50 of 100."),
            "{}",
            lines[0]
        );
        let page = page(&sample.input());
        super::stress::assert_answered(&page);
        assert!(page.contains("[plans."));
        let words = page[page.find("<body>").unwrap()..].to_lowercase();
        for word in [
            "<script",
            "src=\"http",
            "href=\"http",
            "<b>worker",
            "regime",
            "replication",
            " fte",
            "nan<",
        ] {
            assert!(!words.contains(word), "{word}");
        }
        let chart = &charts(&sample.input())[0];
        assert!(!chart.svg.contains("NaN") && !png(&chart.svg).is_empty());
    }

    #[test]
    fn where_nothing_holds_the_page_says_what_binds_and_what_would_do() {
        let sample = Sample::new(FAILS);
        assert!(sample.search.answer.is_none());
        let lines = answer(&sample.input()).join(" ");
        for said in [
            "None of the 2 plans is sure to keep",
            "too many",
            "What binds: year",
            "limit",
            "It takes the most posts that [decide] allows: 2 from week 0.",
            "throughout",
        ] {
            assert!(lines.contains(said), "{said} in {lines}");
        }
        let page = page(&sample.input());
        assert!(!page.contains("to paste into the scenario"));
    }
}
