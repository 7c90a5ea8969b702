//! `summary.json`: every number the report says, with its interval. Undefined is null; keys have a fixed order.

use serde_json::{Map, Value, json};

use super::manifest::{self, Provenance};
use super::{RunFiles, comparison, precision};
use crate::experiment::middle::{Ending, Middle};
use crate::experiment::outcome::furthest_short;
use crate::experiment::results::{
    Estimate, Failure, GroupSeries, OutcomeEstimate, OutcomeKind, QUANTILES, Results, SiteResults,
    Spread, StateShares, WeekByState, YearNeed,
};
use crate::experiment::worth::Worth;
use crate::model::metric::{Direction, Formula, Metric};
use crate::model::regime::State;
use crate::model::steady::Steady;
use crate::scenario::Part;
use crate::scenario::costs::FinancialYear;
use crate::units::REPORTING_YEAR_WEEKS;

/// The summary, as JSON with a final line end.
pub fn summary(files: &RunFiles) -> String {
    let mut summary = value(files.results, files.provenance, files.steady);
    if let Some(worth) = files.worth {
        summary["safeguards"] = safeguards(worth);
    }
    self::text(&summary)
}

/// What becomes of some futures without each safeguard.
fn safeguards(it: &Worth) -> Value {
    let comparison = &it.comparison;
    let each = it.safeguards.iter().enumerate().map(|(at, safeguard)| {
        let set = safeguard.set.iter();
        let outcomes = comparison.outcomes.iter();
        json!({
            "alternative": safeguard.alternative(),
            "set": named(set.map(|(path, value)| (path.clone(), json!(value)))),
            "against_the_scenario": named(outcomes.map(|it| {
                (it.name.clone(), comparison::compared(it, &it.against[at]))
            })),
        })
    });
    json!({
        "futures": comparison.baseline().completed,
        "alternatives": each.collect::<Vec<_>>(),
        "method": comparison::method(true),
    })
}

/// A JSON value as a file's text, with a final line end.
pub(super) fn text(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("a JSON value can be written");
    text.push('\n');
    text
}

fn value(results: &Results, provenance: &Provenance, steady: Option<&Steady>) -> Value {
    let run = &results.scenario.run;
    let mut summary = json!({
        "name": results.scenario.name,
        "question": results.scenario.question,
        "start": run.start.to_string(),
        "horizon_weeks": run.horizon_weeks,
        "made_by": manifest::value(provenance),
        "futures": {
            "asked": results.asked,
            "completed": results.completed,
            "in_words": format!("{} of {}", thousands(results.completed), thousands(results.asked)),
            "failed": results.asked - results.completed,
            "failures": results.failures.iter().map(failure).collect::<Vec<_>>(),
            "each_also_without_feedback": results.twin,
        },
        "precision": precision::value(results.precision.as_ref()),
        "outcomes": named(results.outcomes.iter().map(|it| (it.name.clone(), outcome(it)))),
        "unsafe_by_year": years(&results.unsafe_by_year),
        "unsafe_by_year_without_feedback": years(&results.unsafe_by_year_twin),
        "need_by_year": results.need_by_year.iter().map(need).collect::<Vec<_>>(),
        "need_by_year_without_feedback": results.need_by_year_twin.iter().map(need).collect::<Vec<_>>(),
        "need_by_year_with_waiting_clients": results.need_by_year_waiting.iter().map(need).collect::<Vec<_>>(),
        "no_long_breach_at_year_end": year_ends(results),
        "states": results.states.iter().map(states).collect::<Vec<_>>(),
        "weeks_by_state": results.weeks_by_state.iter().map(week).collect::<Vec<_>>(),
        "ended": results.groups.iter().map(|group| ended(group, results.completed)).collect::<Vec<_>>(),
        "middle_futures": results.middles.iter().map(middle).collect::<Vec<_>>(),
        "yearly": named(results.metrics.iter().zip(&results.yearly).map(|(metric, series)| {
            (metric.name.clone(), Value::from(series.iter().map(spread).collect::<Vec<_>>()))
        })),
        "financial_years": financial_years(results),
        "static": steady.map(|steady| static_lens(results, steady)),
        "metrics": named(results.metrics.iter().map(|it| (it.name.clone(), metric(it)))),
    });
    if !results.sites.is_empty() {
        summary["sites"] = results.sites.iter().map(|it| site(results, it)).collect();
    }
    summary
}

/// One site: its years, and what is told of each metric of its own.
fn site(results: &Results, it: &SiteResults) -> Value {
    let metrics = results.metrics.iter().zip(&it.yearly);
    let own = metrics.filter(|(metric, _)| !matches!(metric.formula, Formula::State(_)));
    json!({
        "name": it.name,
        "furthest_short": results.outcome(&furthest_short(&it.name)).map(|it| estimate(&it.estimate)),
        "unsafe_by_year": years(&it.unsafe_by_year),
        "need_by_year": it.need_by_year.iter().map(need).collect::<Vec<_>>(),
        "need_by_year_with_waiting_clients": it.need_by_year_waiting.iter().map(need).collect::<Vec<_>>(),
        "yearly": named(own.map(|(metric, series)| {
            (metric.name.clone(), Value::from(series.iter().map(spread).collect::<Vec<_>>()))
        })),
    })
}

/// Money by financial year; null without costs.
fn financial_years(results: &Results) -> Value {
    if results.scenario.costs.is_none() {
        return Value::Null;
    }
    let years = results.scenario.financial_years();
    let year = |(position, year): (usize, &FinancialYear)| {
        let metrics = results.metrics.iter().zip(&results.financial);
        let money = metrics.filter(|(metric, _)| metric.unit.starts_with("currency"));
        json!({
            "financial_year": year.label,
            "from": year.from.to_string(),
            "weeks": year.weeks.len(),
            "complete": year.is_complete,
            "metrics": named(money.map(|(metric, series)| (metric.name.clone(), spread(&series[position])))),
        })
    };
    years.iter().enumerate().map(year).collect()
}

pub(super) fn named(entries: impl Iterator<Item = (String, Value)>) -> Value {
    Value::Object(entries.collect::<Map<String, Value>>())
}

/// Null where the value is undefined or infinite: JSON has neither.
pub(super) fn number(value: f64) -> Value {
    if value.is_finite() {
        json!(value)
    } else {
        Value::Null
    }
}

pub(super) fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

pub(super) fn estimate(it: &Estimate) -> Value {
    json!({
        "value": number(it.value),
        "low": number(it.low),
        "high": number(it.high),
        "replications": it.replications,
    })
}

pub(super) fn failure(it: &Failure) -> Value {
    json!({ "replication": it.replication, "week": it.week, "what": it.what })
}

pub(super) fn outcome(it: &OutcomeEstimate) -> Value {
    let interval = match it.kind {
        OutcomeKind::Probability => "95 % Wilson",
        OutcomeKind::Mean => "95 % Student; quantiles: 95 % order statistics",
        OutcomeKind::Label => "none",
    };
    let quantiles = it
        .quantiles
        .iter()
        .map(|(probability, found)| (quantile_name(*probability), estimate(found)));
    let mut entry = json!({
        "label": it.label,
        "unit": it.unit,
        "meaning": it.meaning,
        "interval": interval,
        "estimate": estimate(&it.estimate),
    });
    if !it.quantiles.is_empty() {
        entry["quantiles"] = named(quantiles);
    }
    entry
}

fn quantile_name(probability: f64) -> String {
    format!("p{:02.0}", 100.0 * probability)
}

pub(super) fn years(estimates: &[Estimate]) -> Value {
    let year = |(year, it): (usize, &Estimate)| {
        let mut entry = json!({ "year": year });
        entry["probability"] = estimate(it);
        entry
    };
    (1..).zip(estimates).map(year).collect()
}

pub(super) fn need(it: &YearNeed) -> Value {
    json!({
        "year": it.year,
        "replications": it.replications,
        "needed_eft": it.needed_for.iter().map(|(share, eft)| json!({ "futures_share": share, "eft": number(*eft) })).collect::<Vec<_>>(),
        "coverage": it.coverage.iter().map(|(eft, share)| json!({ "eft": eft, "futures_share": number(*share) })).collect::<Vec<_>>(),
    })
}

fn year_ends(results: &Results) -> Value {
    let ends: Vec<Estimate> = results
        .no_long_breach
        .iter()
        .skip(REPORTING_YEAR_WEEKS - 1)
        .step_by(REPORTING_YEAR_WEEKS)
        .copied()
        .collect();
    years(&ends)
}

pub(super) fn states(it: &StateShares) -> Value {
    let by_state = |shares: &[Option<f64>; 5]| {
        named(
            State::ALL
                .into_iter()
                .zip(shares)
                .map(|(state, share)| (state.name().to_owned(), share.map_or(Value::Null, number))),
        )
    };
    json!({
        "thresholds_shifted_by": it.shift,
        "ended_vicious": it.ended_vicious.as_ref().map(estimate),
        "ever_vicious": it.ever_vicious.as_ref().map(estimate),
        "ever_overstretched": estimate(&it.ever_overstretched),
        "recovered": it.recovered.as_ref().map(estimate),
        "median_first_vicious_week": it.median_first_week.map(number),
        "weeks_share": by_state(&it.weeks_share),
        "ended_share": by_state(&it.ended_share),
    })
}

fn week(it: &WeekByState) -> Value {
    let parts = Part::ALL.into_iter().zip(it.delivered_hours);
    json!({
        "state": it.state.name(),
        "weeks": it.weeks,
        "delivered_hours_per_eft": named(parts.map(|(part, hours)| (part.name().to_owned(), number(hours)))),
        "overtime_hours_per_eft": number(it.overtime_hours),
        "demanded_hours_per_eft": number(it.demanded_hours),
        "available_hours_per_eft": number(it.available_hours),
    })
}

fn ended(group: &GroupSeries, completed: u64) -> Value {
    json!({
        "state": group.state.name(),
        "label": group.state.label(),
        "futures": group.replications,
        "futures_share": number(group.replications as f64 / completed as f64),
    })
}

fn middle(it: &Middle) -> Value {
    let ending = match it.ending {
        Ending::Well => "ends well",
        Ending::Spiral => "ends in the spiral",
        Ending::LongestSpiral => "longest in the spiral; none ends in it",
    };
    json!({ "replication": it.replication, "stands_for": ending, "futures": it.of })
}

fn spread(it: &Spread) -> Value {
    let mut entry = json!({ "mean": number(it.mean), "sd": number(it.sd) });
    for (probability, value) in QUANTILES.into_iter().zip(it.quantiles) {
        entry[quantile_name(probability)] = number(value);
    }
    entry["replications"] = json!(it.replications);
    entry
}

fn static_lens(results: &Results, it: &Steady) -> Value {
    let optional = |value: Option<f64>| value.map_or(Value::Null, number);
    let levels = results.scenario.levels.iter();
    let clients = it.clients.as_ref().map(|clients| {
        named(
            levels
                .zip(clients)
                .map(|(level, count)| (level.name.clone(), number(*count))),
        )
    });
    let parts = Part::ALL
        .into_iter()
        .zip(it.client_hours)
        .filter(|(_, hours)| *hours != 0.0);
    json!({
        "referrals_per_week": number(it.referrals_per_week),
        "clients": clients,
        "eft_safe_load": optional(it.eft_safe_load),
        "eft_safe_load_unscaled": optional(it.eft_safe_load_unscaled),
        "binding_limit": it.binding_limit,
        "client_hours": named(parts.map(|(part, hours)| (part.name().to_owned(), number(hours)))),
        "fixed_hours": number(it.fixed_hours),
        "attendance_share": number(it.attendance),
        "hours_per_eft": number(it.hours_per_eft),
        "eft_wisn": optional(it.eft_wisn),
        "vacancy_share": optional(it.vacancy_share),
        "first_week_pressure": optional(it.first_week_pressure),
    })
}

pub(super) fn metric(it: &Metric) -> Value {
    let good = match it.good {
        Direction::HigherIsBetter => "higher",
        Direction::LowerIsBetter => "lower",
        Direction::Neither => "neither",
    };
    json!({
        "unit": it.unit,
        "label": it.label,
        "meaning": it.meaning,
        "over_a_year": it.aggregation(),
        "good": good,
        "quantile_resolution": it.resolution,
        "quantile_error": "half the resolution or 0.2 %, whichever is more",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_written_with_thousands_separated() {
        assert_eq!(
            [0, 997, 1000, 1_234_567].map(thousands),
            ["0", "997", "1,000", "1,234,567"]
        );
    }

    #[test]
    fn undefined_and_infinite_numbers_are_null() {
        assert_eq!(
            [f64::NAN, f64::INFINITY].map(number),
            [Value::Null, Value::Null]
        );
        assert_eq!(number(0.0), json!(0.0));
        assert_eq!(quantile_name(0.05), "p05");
    }
}
