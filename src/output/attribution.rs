//! The files of `plimsoll loops`: what each loop adds, what every set of loops comes to, who is in charge when, and which
//! spirals a cut prevents.

use std::path::PathBuf;

use polars_core::prelude::*;
use serde_json::{Value, json};

use super::folder::Folder;
use super::manifest::{self, Provenance};
use super::problem::OutputError;
use super::summary::{estimate, failure, named, number, thousands};
use super::table::{dates, days_since_epoch, defined, write_csv, write_parquet};
use super::{Rendered, problem};
use crate::experiment::attribution::charge::MOST_PRESSURE;
use crate::experiment::attribution::effects::OutcomeEffects;
use crate::experiment::attribution::prevention::{Prevention, SpiralKind};
use crate::experiment::attribution::{Attribution, Orders};
use crate::experiment::results::Estimate;
use crate::stats::shapley;

/// The word for all loops together in the column `loop`.
const ALL: &str = "all";

/// What goes into the result folder of an attribution.
pub struct AttributionFiles<'a> {
    pub attribution: &'a Attribution,
    pub provenance: &'a Provenance,
    /// Charts, their PNGs where asked for, and the page.
    pub rendered: &'a [Rendered],
    /// Whether the tables are also written as CSV.
    pub csv: bool,
}

/// Writes all files of an attribution and puts the folder in its place; gives back where it is. `summary.json` is written last.
///
/// # Errors
/// The file that could not be written and why. Nothing is left behind then.
pub fn write(mut folder: Folder, files: &AttributionFiles) -> Result<PathBuf, OutputError> {
    let it = files.attribution;
    for (name, table) in [
        ("attribution", effects(it)),
        ("interactions", interactions(it)),
        ("cutsets", cutsets(it)),
        ("in_charge", in_charge(it)),
        ("prevented", prevented(it)),
    ] {
        let mut table = table.map_err(|cause| problem::OutputError::Table {
            path: format!("{name}.parquet").into(),
            cause,
        })?;
        write_parquet(&mut folder, &format!("{name}.parquet"), &mut table)?;
        if files.csv {
            write_csv(&mut folder, &format!("{name}.csv"), &mut table)?;
        }
    }
    for file in files.rendered {
        folder.write(&file.name, &file.bytes)?;
    }
    folder.write(
        "manifest.json",
        manifest::manifest(files.provenance).as_bytes(),
    )?;
    folder.write("summary.json", summary(it, files.provenance).as_bytes())?;
    folder.finish()
}

/// The names of a set of loops, joined by `+`; `none` for the empty one.
fn set_name(it: &Attribution, set: usize) -> String {
    let names: Vec<&str> = (0..it.loops.len())
        .filter(|at| set & (1 << at) != 0)
        .map(|at| it.loops[at].name())
        .collect();
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join("+")
    }
}

/// Rows of names before an estimate.
#[derive(Default)]
struct Rows {
    texts: Vec<Vec<String>>,
    estimates: Vec<Estimate>,
}

impl Rows {
    fn add<const N: usize>(&mut self, texts: [&str; N], estimate: Estimate) {
        self.texts.push(texts.map(str::to_owned).to_vec());
        self.estimates.push(estimate);
    }

    fn table(self, names: &[&str], value: &str) -> PolarsResult<DataFrame> {
        let mut columns: Vec<Column> = names
            .iter()
            .enumerate()
            .map(|(at, name)| {
                let texts: Vec<&str> = self.texts.iter().map(|row| row[at].as_str()).collect();
                Column::new((*name).into(), texts)
            })
            .collect();
        columns.extend(estimate_columns(&self.estimates, value));
        DataFrame::new(self.estimates.len(), columns)
    }
}

fn estimate_columns(estimates: &[Estimate], value: &str) -> Vec<Column> {
    let numbers = |name: &str, of: fn(&Estimate) -> f64| {
        let values: Vec<Option<f64>> = estimates.iter().map(|it| defined(of(it))).collect();
        Column::new(name.into(), values)
    };
    let futures: Vec<i64> = estimates.iter().map(|it| it.replications as i64).collect();
    vec![
        numbers(value, |it| it.value),
        numbers("low", |it| it.low),
        numbers("high", |it| it.high),
        Column::new("futures".into(), futures),
    ]
}

/// `attribution.parquet`: what each loop adds to each outcome, by estimand; the loop `all` has the whole, v(all) - v(none).
fn effects(it: &Attribution) -> PolarsResult<DataFrame> {
    let mut rows = Rows::default();
    for outcome in &it.outcomes {
        let mut add = |name: &str, estimand: &str, estimate: Estimate| {
            rows.add(
                [it.plan.as_str(), outcome.name, outcome.unit, name, estimand],
                estimate,
            );
        };
        for (name, effects) in it.loops.iter().zip(&outcome.loops) {
            add(name.name(), "leave_one_out", effects.leave_one_out);
            add(name.name(), "alone", effects.alone);
            add(name.name(), "shapley", effects.shapley);
        }
        add(ALL, "whole", outcome.whole);
        add(ALL, "whole_every_set", outcome.whole_every_set);
        add(ALL, "beyond_alone", outcome.together);
    }
    rows.table(&["plan", "outcome", "unit", "loop", "estimand"], "value")
}

/// `interactions.parquet`: what two loops do together, by outcome and pair.
fn interactions(it: &Attribution) -> PolarsResult<DataFrame> {
    let mut rows = Rows::default();
    for outcome in &it.outcomes {
        for pair in &outcome.pairs {
            let names = (it.loops[pair.loops.0].name(), it.loops[pair.loops.1].name());
            for (estimand, estimate) in [
                ("both_alone", pair.both),
                ("beyond_each_alone", pair.more),
                ("shapley_interaction", pair.index),
            ] {
                rows.add(
                    [it.plan.as_str(), outcome.name, names.0, names.1, estimand],
                    estimate,
                );
            }
        }
    }
    rows.table(&["plan", "outcome", "loop", "other", "estimand"], "value")
}

/// `cutsets.parquet`: v(S) by set of loops that act: as text, and as one yes-or-no column per loop.
fn cutsets(it: &Attribution) -> PolarsResult<DataFrame> {
    let rows: Vec<(&OutcomeEffects, usize, Estimate)> = it
        .outcomes
        .iter()
        .flat_map(|outcome| outcome.sets.iter().map(move |set| (outcome, set.0, set.1)))
        .collect();
    let full = (1 << it.loops.len()) - 1;
    let text = |name: &str, of: &dyn Fn(usize) -> String| {
        let texts: Vec<String> = rows.iter().map(|row| of(row.1)).collect();
        Column::new(name.into(), texts)
    };
    let outcomes: Vec<&str> = rows.iter().map(|row| row.0.name).collect();
    let mut columns = vec![
        Column::new("plan".into(), vec![it.plan.as_str(); rows.len()]),
        text("acting", &|set| set_name(it, set)),
        text("cut", &|set| set_name(it, full & !set)),
    ];
    for (at, name) in it.loops.iter().enumerate() {
        let acts: Vec<bool> = rows.iter().map(|row| row.1 & (1 << at) != 0).collect();
        columns.push(Column::new(name.name().into(), acts));
    }
    columns.push(Column::new("outcome".into(), outcomes));
    let estimates: Vec<Estimate> = rows.iter().map(|row| row.2).collect();
    columns.extend(estimate_columns(&estimates, "mean"));
    DataFrame::new(rows.len(), columns)
}

/// `in_charge.parquet`: the pressure that goes when a loop is cut, by week, over the futures that end in the spiral; no rows
/// where none does.
fn in_charge(it: &Attribution) -> PolarsResult<DataFrame> {
    let charge = &it.in_charge;
    let weeks = if charge.futures > 0 {
        charge.pressure.len()
    } else {
        0
    };
    let start = days_since_epoch(it.scenario.run.start);
    let (mut week, mut date, mut names) = (Vec::new(), Vec::new(), Vec::new());
    let (mut pressure, mut removed) = (Vec::new(), Vec::new());
    for (name, series) in it.loops.iter().zip(&charge.removed) {
        for (at, estimate) in series.iter().enumerate().take(weeks) {
            week.push(at as i64);
            date.push(start + 7 * at as i32);
            names.push(name.name());
            pressure.push(defined(charge.pressure[at].value));
            removed.push(*estimate);
        }
    }
    let mut columns = vec![
        Column::new("plan".into(), vec![it.plan.as_str(); week.len()]),
        Column::new("week".into(), week),
        dates(date),
        Column::new("loop".into(), names),
        Column::new("pressure".into(), pressure),
    ];
    columns.extend(estimate_columns(&removed, "pressure_removed"));
    DataFrame::new(removed.len(), columns)
}

/// `prevented.parquet`: spirals that do not happen when loops are cut: each loop by itself, and the smallest sets.
fn prevented(it: &Attribution) -> PolarsResult<DataFrame> {
    let mut texts: [Vec<String>; 3] = Default::default();
    let mut counts: [Vec<i64>; 3] = Default::default();
    let mut brought_on: Vec<Option<i64>> = Vec::new();
    let mut shares: [Vec<Option<f64>>; 3] = Default::default();
    let mut add =
        |words: [String; 3], numbers: [u64; 3], brought: Option<u64>, share: &Estimate| {
            texts.iter_mut().zip(words).for_each(|(to, it)| to.push(it));
            counts
                .iter_mut()
                .zip(numbers)
                .for_each(|(to, it)| to.push(it as i64));
            brought_on.push(brought.map(|it| it as i64));
            shares
                .iter_mut()
                .zip([share.value, share.low, share.high])
                .for_each(|(to, it)| to.push(defined(it)));
        };
    for found in &it.prevention {
        let kind = found.kind.name();
        for (name, one) in it.loops.iter().zip(&found.loops) {
            add(
                [kind, "one_loop", name.name()].map(str::to_owned),
                [found.futures, found.spirals, one.count],
                Some(one.brought_on),
                &one.share,
            );
        }
        let Some(smallest) = &found.smallest else {
            continue;
        };
        for (set, count) in &smallest.sets {
            let share = share(*count, smallest.spirals);
            add(
                [
                    kind.to_owned(),
                    "smallest_set".to_owned(),
                    set_name(it, *set),
                ],
                [smallest.futures, smallest.spirals, *count],
                None,
                &share,
            );
        }
    }
    let [spiral, cut, loops] = texts;
    let [futures, spirals, count] = counts;
    let [value, low, high] = shares;
    let rows = spiral.len();
    let columns = vec![
        Column::new("plan".into(), vec![it.plan.as_str(); rows]),
        Column::new("spiral".into(), spiral),
        Column::new("kind".into(), cut),
        Column::new("cut".into(), loops),
        Column::new("futures".into(), futures),
        Column::new("spirals".into(), spirals),
        Column::new("prevented".into(), count),
        Column::new("brought_on".into(), brought_on),
        Column::new("share".into(), value),
        Column::new("low".into(), low),
        Column::new("high".into(), high),
    ];
    DataFrame::new(rows, columns)
}

fn share(yes: u64, count: u64) -> Estimate {
    crate::experiment::spread::YesNo::of(yes, count).estimate()
}

/// The summary, as JSON with a final line end.
fn summary(it: &Attribution, provenance: &Provenance) -> String {
    let mut text =
        serde_json::to_string_pretty(&value(it, provenance)).expect("a JSON value can be written");
    text.push('\n');
    text
}

fn value(it: &Attribution, provenance: &Provenance) -> Value {
    let run = &it.scenario.run;
    json!({
        "name": it.scenario.name,
        "question": it.scenario.question,
        "start": run.start.to_string(),
        "horizon_weeks": run.horizon_weeks,
        "made_by": manifest::value(provenance),
        "estimand": {
            "leave_one_out": "v(all) - v(all without the loop)",
            "alone": "v(the loop alone) - v(none)",
            "shapley": "v(set with the loop) - v(set without it), averaged over all orders in which the loops may join; adds up to v(all) - v(none)",
            "v": "expected outcome with exactly the loops of a set acting, under common random numbers",
            "interval": "95 % Student over futures of the effect within each future; probabilities of a set: 95 % Wilson",
            "orders": match it.orders {
                Orders::All => json!("all"),
                Orders::Sampled(orders) => json!({ "sampled_per_future": orders }),
            },
        },
        "loops": it.loops.iter().map(|name| name.name()).collect::<Vec<_>>(),
        "futures": {
            "asked": it.asked,
            "completed": it.completed,
            "in_words": format!("{} of {}", thousands(it.completed), thousands(it.asked)),
            "every_set": it.every_set,
            "failed": it.failures.len(),
            "failures": it.failures.iter().map(failure).collect::<Vec<_>>(),
        },
        "outcomes": named(it.outcomes.iter().map(|outcome| (outcome.name.to_owned(), outcome_value(it, outcome)))),
        "in_charge": in_charge_value(it),
        "prevention": named(it.prevention.iter().map(|found| (found.kind.name().to_owned(), prevention_value(it, found)))),
    })
}

fn outcome_value(it: &Attribution, outcome: &OutcomeEffects) -> Value {
    let loops = it.loops.iter().zip(&outcome.loops).map(|(name, effects)| {
        let effects = json!({
            "leave_one_out": estimate(&effects.leave_one_out),
            "alone": estimate(&effects.alone),
            "shapley": estimate(&effects.shapley),
        });
        (name.name().to_owned(), effects)
    });
    let pairs = outcome.pairs.iter().map(|pair| {
        json!({
            "loops": [it.loops[pair.loops.0].name(), it.loops[pair.loops.1].name()],
            "both_alone": estimate(&pair.both),
            "beyond_each_alone": estimate(&pair.more),
            "shapley_interaction": estimate(&pair.index),
        })
    });
    json!({
        "label": outcome.label,
        "unit": outcome.unit,
        "meaning": outcome.meaning,
        "all_loops": estimate(&outcome.all),
        "no_loops": estimate(&outcome.none),
        "whole": estimate(&outcome.whole),
        "whole_every_set": estimate(&outcome.whole_every_set),
        "beyond_alone": estimate(&outcome.together),
        "loops": named(loops),
        "pairs": pairs.collect::<Vec<_>>(),
        "shapley_differences": shapley::pairs(it.loops.len()).zip(&outcome.ahead).map(|((one, other), found)| json!({
            "loop": it.loops[one].name(),
            "less": it.loops[other].name(),
            "difference": estimate(found),
        })).collect::<Vec<_>>(),
    })
}

fn in_charge_value(it: &Attribution) -> Value {
    let charge = &it.in_charge;
    let spells = charge.spells.iter().map(|spell| {
        json!({
            "from_week": spell.weeks.0,
            "to_week": spell.weeks.1,
            "loop": spell.leader.map(|at| it.loops[at].name()),
            "clear_of_the_next": spell.is_clear,
        })
    });
    json!({
        "among": SpiralKind::Ended.name(),
        "futures": charge.futures,
        "pressure_counts_as_at_most": MOST_PRESSURE,
        "weeks_share_above_it": number(charge.above_most),
        "spells": if charge.futures > 0 { spells.collect::<Vec<_>>() } else { Vec::new() },
    })
}

fn prevention_value(it: &Attribution, found: &Prevention) -> Value {
    let loops = it.loops.iter().zip(&found.loops).map(|(name, one)| {
        let one = json!({
            "prevented": one.count,
            "share": estimate(&one.share),
            "brought_on": one.brought_on,
            "net_share_of_all_futures": estimate(&one.net),
        });
        (name.name().to_owned(), one)
    });
    json!({
        "futures": found.futures,
        "spirals": found.spirals,
        "loops": named(loops),
        "no_single_cut_prevents": found.no_single_cut,
        "smallest_sets": found.smallest.as_ref().map(|smallest| json!({
            "futures": smallest.futures,
            "spirals": smallest.spirals,
            "by_number_of_loops": smallest.by_size,
            "sets": smallest.sets.iter().map(|(set, count)| json!({ "cut": set_name(it, *set), "spirals": count })).collect::<Vec<_>>(),
        })),
    })
}
