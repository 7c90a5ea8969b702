//! `candidates.parquet`: one row per plan that was searched, and the summary of a search.

use polars_core::prelude::*;
use serde_json::{Map, Value, json};

use super::manifest::{self, Provenance};
use super::problem::OutputError;
use super::summary::{estimate, number};
use super::table::defined;
use crate::experiment::results::Estimate;
use crate::experiment::search::beyond::Beyond;
use crate::experiment::search::space::Space;
use crate::experiment::search::verdict::NEED_SHARES;
use crate::experiment::search::{Entry, Fresh, Objective, Search, Standing, difference};
use crate::model::steady::Steady;
use crate::scenario::BreachKind;

/// What a search leaves behind, borrowed.
#[derive(Clone, Copy)]
pub struct SearchFiles<'a> {
    pub space: &'a Space,
    pub search: &'a Search,
    pub steady: &'a Steady,
    pub beyond: Option<&'a Beyond>,
    pub provenance: &'a Provenance,
}

/// The word of an objective.
fn word(objective: Objective) -> &'static str {
    match objective {
        Objective::Cost => "cost",
        Objective::EftYears => "eft_years",
    }
}

/// One row per plan: what it decides, how often it was played, risk and cost with 95 % intervals, and what became of it.
pub fn candidates(files: &SearchFiles) -> Result<DataFrame, OutputError> {
    let entries = &files.search.entries;
    let mut columns = vec![
        whole("candidate", entries, |at, _| Some(at as i64 + 1)),
        flags("as_written", entries, |at| {
            files.space.contenders[at].as_written
        }),
    ];
    columns.extend(decisions(files));
    columns.extend([
        whole("replications", entries, |_, it| {
            Some(it.account.played as i64)
        }),
        whole("unsafe_count", entries, |_, it| {
            Some(it.account.unsafe_count as i64)
        }),
    ]);
    type Of = fn(&Entry) -> Estimate;
    let measured: [(&str, Of); 3] = [
        ("unsafe_year", |it| it.account.risk()),
        ("cost", |it| it.account.cost()),
        ("eft_years", |it| it.account.eft_years()),
    ];
    for (name, of) in measured {
        let all: Vec<Estimate> = entries.iter().map(of).collect();
        let part = |of: &dyn Fn(&Estimate) -> f64| -> Vec<Option<f64>> {
            all.iter().map(|it| defined(of(it))).collect()
        };
        let parts = [
            ("", part(&|it| it.value)),
            ("_low", part(&|it| it.low)),
            ("_high", part(&|it| it.high)),
        ];
        for (ending, values) in parts {
            columns.push(Column::new(format!("{name}{ending}").into(), values));
        }
    }
    let people = |of: &dyn Fn(&Entry) -> f64| -> Vec<Option<f64>> {
        entries.iter().map(|it| defined(of(it))).collect()
    };
    columns.extend([
        Column::new("waiting_mean".into(), people(&|it| it.account.waiting())),
        Column::new("gave_up_count".into(), people(&|it| it.account.gave_up())),
    ]);
    let texts = |of: fn(Standing) -> &'static str| -> Vec<&str> {
        entries.iter().map(|it| of(it.standing)).collect()
    };
    columns.extend([
        flags("frontier", entries, |at| {
            files.search.frontier.contains(&at)
        }),
        Column::new("standing".into(), texts(Standing::name)),
        whole("round", entries, |_, it| {
            (it.round > 0).then_some(i64::from(it.round))
        }),
        Column::new("reason".into(), texts(Standing::reason)),
    ]);
    DataFrame::new(entries.len(), columns).map_err(|cause| OutputError::Table {
        path: "candidates.parquet".into(),
        cause,
    })
}

fn whole(name: &str, entries: &[Entry], of: impl Fn(usize, &Entry) -> Option<i64>) -> Column {
    let values = entries.iter().enumerate().map(|(at, entry)| of(at, entry));
    Column::new(name.into(), values.collect::<Vec<Option<i64>>>())
}

fn flags(name: &str, entries: &[Entry], of: impl Fn(usize) -> bool) -> Column {
    Column::new(
        name.into(),
        (0..entries.len()).map(of).collect::<Vec<bool>>(),
    )
}

/// A column per choice: posts as numbers, everything else as it is written; null for the plan as written outside the space.
fn decisions(files: &SearchFiles) -> Vec<Column> {
    let contenders = &files.space.contenders;
    let column = |(at, choice): (usize, &crate::scenario::decide::Choice)| {
        let chosen = |point: &Vec<usize>| point.get(at).map(|it| choice.alternatives[*it].as_str());
        let texts: Vec<Option<&str>> = contenders.iter().map(|it| chosen(&it.point)).collect();
        match choice.week {
            Some(week) => {
                let counts = texts.iter().map(|it| it.and_then(|it| it.parse().ok()));
                let name = format!("{} from week {week}", choice.path);
                Column::new(name.into(), counts.collect::<Vec<Option<i64>>>())
            }
            None => Column::new(choice.path.as_str().into(), texts),
        }
    };
    files.space.choices.iter().enumerate().map(column).collect()
}

/// `summary.json` of a search, with a final line end.
pub fn summary(files: &SearchFiles) -> String {
    let mut text =
        serde_json::to_string_pretty(&value(files)).expect("a JSON value can be written");
    text.push('\n');
    text
}

fn value(files: &SearchFiles) -> Value {
    let (search, space) = (files.search, files.space);
    let rules = &search.rules;
    let scenario = space.scenario(0);
    let counts = [
        Standing::Answer,
        Standing::Holds,
        Standing::Over,
        Standing::Dearer,
        Standing::TooClose,
        Standing::Unconfirmed,
        Standing::PassedOver,
    ];
    let standings: Map<String, Value> = counts
        .into_iter()
        .map(|it| (it.name().to_owned(), json!(search.count(it))))
        .collect();
    let (failures, failed) = search.failures();
    json!({
        "name": scenario.name,
        "question": scenario.question,
        "horizon_weeks": scenario.run.horizon_weeks,
        "made_by": manifest::value(files.provenance),
        "target": rules.target,
        "confidence": rules.confidence,
        "objective": word(rules.objective),
        "candidates": search.eligible(),
        "standings": standings,
        "search_futures_per_candidate_at_most": rules.search_futures,
        "fresh_futures": rules.confirm_futures,
        "futures_played": search.plays,
        "rounds": search.rounds,
        "confirmations_tried": search.attempts,
        "failed": failed,
        "failures": failures.iter().map(|it| json!({ "replication": it.replication, "week": it.week, "what": it.what })).collect::<Vec<_>>(),
        "answer": search.answer.as_ref().map(|it| played(files, it)),
        "answer_as_plan": search.answer.as_ref().map(|it| space.decide.toml(PLAN_NAME, &space.contenders[it.plan].point)),
        "runner_up": search.runner_up.as_ref().map(|it| played(files, it)),
        "as_written": search.as_written.as_ref().map(|it| played(files, it)),
        "least_risk": search.least_risk.as_ref().map(|it| played(files, it)),
        "beyond_the_most": files.beyond.map(|it| json!({
            "posts": it.posts.iter().map(|(role, posts)| (role.clone(), json!(posts))).collect::<Map<_, _>>(),
            "unsafe_year": estimate(&it.risk),
            "holds": it.holds,
        })),
        "frontier": search.frontier.iter().map(|at| on_frontier(files, *at)).collect::<Vec<_>>(),
        "static": {
            "eft_safe_load": files.steady.eft_safe_load.map(number),
            "binding_limit": files.steady.binding_limit,
            "eft_wisn": files.steady.eft_wisn.map(number),
        },
    })
}

/// The name of the answer as a plan of the file.
pub const PLAN_NAME: &str = "cheapest that holds";

fn decided(files: &SearchFiles, plan: usize) -> Value {
    let point = &files.space.contenders[plan].point;
    let chosen = files.space.choices.iter().zip(point).map(|(choice, at)| {
        let name = match choice.week {
            Some(week) => format!("{} from week {week}", choice.path),
            None => choice.path.clone(),
        };
        (name, json!(choice.alternatives[*at]))
    });
    Value::Object(chosen.collect())
}

fn on_frontier(files: &SearchFiles, plan: usize) -> Value {
    let account = &files.search.entries[plan].account;
    json!({
        "candidate": plan + 1,
        "decisions": decided(files, plan),
        "unsafe_year": estimate(&account.risk()),
        "cost": estimate(&account.cost()),
        "eft_years": estimate(&account.eft_years()),
    })
}

/// A plan on the fresh futures, with its difference from the answer.
fn played(files: &SearchFiles, fresh: &Fresh) -> Value {
    let account = &fresh.account;
    let objective = files.search.rules.objective;
    let beyond = files
        .search
        .answer
        .as_ref()
        .filter(|it| it.plan != fresh.plan)
        .map(|answer| estimate(&difference(account, &answer.account, objective)));
    let years = (1..).zip(&account.years).map(|(year, it): (usize, _)| {
        let needs = NEED_SHARES.map(|share| json!({ "futures_share": share, "eft": number(it.need(share)) }));
        json!({
            "year": year,
            "unsafe": estimate(&it.risk()),
            "funded_eft": number(it.funded()),
            "filled_eft": number(it.filled()),
            "effective_eft": number(it.effective()),
            "needed_eft": needs,
            "breach_worker_weeks_when_unsafe": BreachKind::ALL.into_iter().zip(it.breaches).map(|(kind, weeks)| (kind.name().to_owned(), number(weeks))).collect::<Map<_, _>>(),
        })
    });
    json!({
        "candidate": fresh.plan + 1,
        "decisions": decided(files, fresh.plan),
        "unsafe_year": estimate(&account.risk()),
        "upper_bound": number(fresh.upper),
        "upper_bound_confidence": fresh.confidence,
        "cost": estimate(&account.cost()),
        "eft_years": estimate(&account.eft_years()),
        "waiting_mean": number(account.waiting()),
        "gave_up_count": number(account.gave_up()),
        "takes_more_than_the_answer": beyond,
        "by_year": years.collect::<Vec<_>>(),
    })
}
