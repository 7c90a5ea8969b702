//! What a comparison leaves on disk: the tables of all plans, `comparison.parquet` (one row per plan and outcome),
//! `differences.parquet` (one row per plan, metric and week), the summary and the manifest; what safety costs stands in `prices`.

use std::path::PathBuf;

use polars_core::prelude::{Column, DataFrame};
use serde_json::{Map, Value, json};

use super::folder::Folder;
use super::problem::OutputError;
use super::summary::{self, named, number};
use super::{Rendered, precision, prices, table};
use crate::experiment::arm::Pairing;
use crate::experiment::compare::results::{
    Compared, Comparison, Contrast, LEVEL, MOST_FUTURES, Verdict,
};
use crate::experiment::results::{OutcomeKind, Results};
use crate::scenario::difference::Change;
use crate::stats::paired::Difference;

/// Where a comparison comes from. Holds no clock time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparisonProvenance {
    /// Version of Plimsoll.
    pub version: &'static str,
    /// Scenario files as the user gave them, with the SHA-256 of each, hexadecimal.
    pub scenarios: Vec<(String, String)>,
    pub seed: u64,
    /// Replications asked for.
    pub replications: u64,
    /// Name of the random number generator.
    pub generator: &'static str,
    /// The command that gives these results, without what changes no number (threads, folder, quiet).
    pub command: String,
    /// Paths and values given with `--set`.
    pub set: Vec<(String, String)>,
    /// Loops cut with `--cut`.
    pub cut: Vec<&'static str>,
}

/// What goes into the result folder of a comparison, besides the outcomes, which are written while it runs.
pub struct ComparisonFiles<'a> {
    pub comparison: &'a Comparison,
    /// What each plan changes, without the baseline.
    pub changes: &'a [Vec<Change>],
    pub provenance: &'a ComparisonProvenance,
    /// Charts, their PNGs where asked for, and the page.
    pub rendered: &'a [Rendered],
    /// Whether the tables are also written as CSV.
    pub csv: bool,
}

/// Writes all files of a comparison and puts the folder in its place; gives back where it is. `summary.json` is written
/// last, so a folder that holds one is complete.
///
/// # Errors
/// The file that could not be written and why. Nothing is left behind then.
pub fn write(mut folder: Folder, files: &ComparisonFiles) -> Result<PathBuf, OutputError> {
    let plans = &files.comparison.plans;
    let mut tables = vec![
        (
            "weekly",
            table::stacked(plans.iter().map(table::weekly), "weekly.parquet")?,
        ),
        (
            "yearly",
            table::stacked(plans.iter().map(table::yearly), "yearly.parquet")?,
        ),
        ("comparison", comparison(files.comparison)?),
        ("differences", differences(files.comparison)?),
    ];
    let costed = || plans.iter().filter(|it| it.scenario.costs.is_some());
    if costed().next().is_some() {
        let years = costed().map(table::financial_years);
        let name = "financial_years";
        tables.push((name, table::stacked(years, "financial_years.parquet")?));
    }
    if let Some(prices) = prices::table(files.comparison) {
        tables.push(("prices", prices?));
    }
    for (name, mut table) in tables {
        table::write_parquet(&mut folder, &format!("{name}.parquet"), &mut table)?;
        if files.csv {
            table::write_csv(&mut folder, &format!("{name}.csv"), &mut table)?;
        }
    }
    for file in files.rendered {
        folder.write(&file.name, &file.bytes)?;
    }
    let manifest = manifest(files.comparison, files.provenance);
    folder.write("manifest.json", text(&manifest).as_bytes())?;
    folder.write("summary.json", text(&summary(files)).as_bytes())?;
    folder.finish()
}

fn text(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).expect("a JSON value can be written");
    text + "\n"
}

fn frame(name: &str, height: usize, columns: Vec<Column>) -> Result<DataFrame, OutputError> {
    DataFrame::new(height, columns).map_err(|cause| OutputError::Table {
        path: name.into(),
        cause,
    })
}

/// One row per plan and headline outcome.
fn comparison(it: &Comparison) -> Result<DataFrame, OutputError> {
    let baseline = it.baseline().plan.as_str();
    let rows: Vec<(&str, &Contrast, &Compared)> = it
        .others()
        .iter()
        .enumerate()
        .flat_map(|(at, plan)| {
            let of = move |contrast| (plan.plan.as_str(), contrast, at);
            it.outcomes.iter().map(of)
        })
        .map(|(plan, contrast, at): (&str, &Contrast, usize)| {
            (plan, contrast, &contrast.against[at])
        })
        .collect();
    let numbers = |name: &str, of: &dyn Fn(&Compared) -> f64| {
        let values: Vec<Option<f64>> = rows.iter().map(|it| table::defined(of(it.2))).collect();
        Column::new(name.into(), values)
    };
    let counts = |name: &str, of: &dyn Fn(&Compared) -> Option<u64>| {
        let whole = rows.iter().map(|it| of(it.2).map(|count| count as i64));
        Column::new(name.into(), whole.collect::<Vec<Option<i64>>>())
    };
    let words = |name: &str, of: &dyn Fn(&(&str, &Contrast, &Compared)) -> String| {
        Column::new(name.into(), rows.iter().map(of).collect::<Vec<String>>())
    };
    let columns = vec![
        words("plan", &|it| it.0.to_owned()),
        words("baseline", &|_| baseline.to_owned()),
        words("outcome", &|it| it.1.name.clone()),
        numbers("difference", &|it| it.difference.value),
        numbers("low", &|it| it.difference.low),
        numbers("high", &|it| it.difference.high),
        counts("better", &|it| it.counts.map(|it| it.better)),
        counts("worse", &|it| it.counts.map(|it| it.worse)),
        counts("tied", &|it| it.counts.map(|it| it.tied)),
        numbers("p", &|it| it.difference.p),
        numbers("p_holm", &|it| it.p_holm),
        words("verdict", &|it| it.2.verdict.name().to_owned()),
        counts("more_futures", &|it| more(it.verdict)),
        numbers("variance_reduction", &|it| {
            it.variance_reduction.unwrap_or(f64::NAN)
        }),
        counts("pairs", &|it| it.counts.map(|_| it.pairs)),
    ];
    frame("comparison.parquet", rows.len(), columns)
}

fn more(verdict: Verdict) -> Option<u64> {
    match verdict {
        Verdict::Open { more } => more,
        Verdict::Better | Verdict::Worse | Verdict::Same | Verdict::Untold => None,
    }
}

/// One row per plan, metric and week.
fn differences(it: &Comparison) -> Result<DataFrame, OutputError> {
    let mut rows: Vec<(&str, &str, usize, &Difference)> = Vec::new();
    for (at, plan) in it.others().iter().enumerate() {
        for contrast in &it.in_time {
            let weeks = contrast.weeks[at].iter().enumerate();
            let name = contrast.metric.name.as_str();
            rows.extend(weeks.map(|(week, found)| (plan.plan.as_str(), name, week, found)));
        }
    }
    let start = table::days_since_epoch(it.baseline().scenario.run.start);
    let days = rows.iter().map(|row| start + 7 * row.2 as i32).collect();
    let number = |name: &str, of: fn(&Difference) -> f64| {
        let values: Vec<Option<f64>> = rows.iter().map(|row| table::defined(of(row.3))).collect();
        Column::new(name.into(), values)
    };
    let weeks: Vec<i64> = rows.iter().map(|row| row.2 as i64).collect();
    let columns = vec![
        Column::new(
            "plan".into(),
            rows.iter().map(|row| row.0).collect::<Vec<&str>>(),
        ),
        Column::new("week".into(), weeks),
        table::dates(days),
        Column::new(
            "metric".into(),
            rows.iter().map(|row| row.1).collect::<Vec<&str>>(),
        ),
        number("difference", |it| it.value),
        number("low", |it| it.low),
        number("high", |it| it.high),
    ];
    frame("differences.parquet", rows.len(), columns)
}

fn manifest(comparison: &Comparison, it: &ComparisonProvenance) -> Value {
    let set: Map<String, Value> = it
        .set
        .iter()
        .map(|(path, value)| (path.clone(), json!(value)))
        .collect();
    let files = it.scenarios.iter();
    let plans: Vec<&str> = comparison
        .others()
        .iter()
        .map(|it| it.plan.as_str())
        .collect();
    json!({
        "version": it.version,
        "scenarios": files.map(|(path, digest)| json!({
            "scenario": path,
            "scenario_digest": format!("sha256:{digest}"),
        })).collect::<Vec<_>>(),
        "baseline": comparison.baseline().plan,
        "plans": plans,
        "futures_paired": comparison.pairing == Pairing::Common,
        "set": set,
        "cut": it.cut,
        "seed": it.seed,
        "replications": it.replications,
        "generator": it.generator,
        "command": it.command,
        "precision": precision(comparison),
    })
}

/// What was asked of the differences and what is reached.
fn precision(comparison: &Comparison) -> Value {
    let plans = comparison.others().iter().map(|it| it.plan.as_str());
    let plans: Vec<_> = plans.zip(&comparison.precision).collect();
    precision::of_differences(&plans)
}

fn summary(files: &ComparisonFiles) -> Value {
    let comparison = files.comparison;
    let baseline = comparison.baseline();
    let run = &baseline.scenario.run;
    let paired = comparison.pairing == Pairing::Common;
    let plans = comparison.others().iter().enumerate().map(|(at, plan)| {
        let mut entry = of_plan(plan);
        entry["changes"] = files.changes[at].iter().map(change).collect();
        entry["against_baseline"] = named(
            comparison
                .outcomes
                .iter()
                .map(|it| (it.name.clone(), compared(it, &it.against[at]))),
        );
        let price = comparison.prices.get(at).map(prices::price);
        entry["cost_per_worker_week_over_the_safe_load_avoided"] = price.into();
        let years = comparison.prices_by_year.get(at);
        entry["by_year"] = prices::by_year(years.map_or(&[], Vec::as_slice));
        entry
    });
    let mut method = method(paired);
    method["by_year"] = prices::METHOD.into();
    json!({
        "name": baseline.scenario.name,
        "question": baseline.scenario.question,
        "start": run.start.to_string(),
        "horizon_weeks": run.horizon_weeks,
        "made_by": manifest(comparison, files.provenance),
        "futures": {
            "asked": baseline.asked,
            "completed": baseline.completed,
            "in_words": format!("{} of {}", summary::thousands(baseline.completed), summary::thousands(baseline.asked)),
            "failed": baseline.asked - baseline.completed,
            "failures": baseline.failures.iter().map(summary::failure).collect::<Vec<_>>(),
            "paired": paired,
        },
        "precision": precision(comparison),
        "method": method,
        "baseline": of_plan(baseline),
        "plans": plans.collect::<Vec<_>>(),
        "metrics": named(comparison.in_time.iter().map(|it| (it.metric.name.clone(), summary::metric(&it.metric)))),
    })
}

pub(super) fn method(paired: bool) -> Value {
    let (numbers, chances) = if paired {
        (
            "Student, of the paired differences",
            "Tango score, from the pairs that disagree",
        )
    } else {
        ("Welch", "Newcombe hybrid score")
    };
    json!({
        "interval_of_a_difference_of_means": format!("95 % {numbers}"),
        "interval_of_a_difference_of_probabilities": format!("95 % {chances}"),
        "intervals_corrected_for_the_number_of_plans": false,
        "verdicts_corrected_for_the_number_of_plans": "Holm, over the plans within each outcome",
        "level": LEVEL,
        "more_futures": "futures beyond those played after which a difference as large as estimated is told with a chance of 80 %, at the plan's own level under Holm; null beyond the cap",
        "more_futures_cap": MOST_FUTURES,
        "interval_of_a_cost_per_worker_week": "95 % Fieller",
        "variance_reduction": "sum of the variances of both sides over the variance of the paired differences; null where infinite or undefined",
    })
}

/// A plan by itself.
fn of_plan(it: &Results) -> Value {
    json!({
        "plan": it.plan,
        "outcomes": named(it.outcomes.iter().map(|it| (it.name.clone(), summary::outcome(it)))),
        "unsafe_by_year": summary::years(&it.unsafe_by_year),
        "need_by_year": it.need_by_year.iter().map(summary::need).collect::<Vec<_>>(),
        "states": it.states.iter().map(summary::states).collect::<Vec<_>>(),
    })
}

fn change(it: &Change) -> Value {
    json!({ "path": it.path, "before": it.before, "after": it.after })
}

pub(super) fn compared(contrast: &Contrast, it: &Compared) -> Value {
    let kind = match contrast.kind {
        OutcomeKind::Probability => "probability",
        OutcomeKind::Mean => "mean",
        OutcomeKind::Label => "label",
    };
    json!({
        "unit": contrast.unit,
        "kind": kind,
        "difference": number(it.difference.value),
        "low": number(it.difference.low),
        "high": number(it.difference.high),
        "better": it.counts.map(|it| it.better),
        "worse": it.counts.map(|it| it.worse),
        "tied": it.counts.map(|it| it.tied),
        "pairs": it.counts.map(|_| it.pairs),
        "p": number(it.difference.p),
        "p_holm": number(it.p_holm),
        "verdict": it.verdict.name(),
        "more_futures": more(it.verdict),
        "variance_reduction": it.variance_reduction.map(number),
    })
}
