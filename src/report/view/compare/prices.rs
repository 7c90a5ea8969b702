//! What safety costs year by year, in words and cells: what a plan costs more, what it avoids, and the price of each
//! worker-week over the safe load that it avoids; or, in plain words, why there is none.

use super::{by_fewer_workers, figure, named, value};
use crate::experiment::compare::results::{Avoidance, Comparison, PricedYear, YearDifference};
use crate::experiment::results::{Results, Spread};
use crate::report::view::{money, words};
use crate::scenario::Scenario;

/// Positions of the 10 % and the 90 % quantile among a spread's.
const LOW: usize = 1;
const HIGH: usize = 5;

/// What is said where nothing but the number of workers makes the load less.
const FEWER_WORKERS: &str = " They are fewer only because fewer workers are in post: the share of them who are over the load does not fall, and that is no safety bought.";

/// A plan's years.
pub(in crate::report) struct Prices {
    pub plan: String,
    pub finding: String,
    pub years: Vec<Year>,
    /// Whether the futures are paired, so that it can be said where differences lie future by future.
    pub paired: bool,
}

/// One year.
pub(in crate::report) struct Year {
    pub label: String,
    /// `1,200 more (1,100 to 1,300)`.
    pub cost: String,
    /// Where 80 of 100 futures lie.
    pub cost_between: String,
    pub load: String,
    pub load_between: String,
    /// The price with its interval, or why there is none.
    pub price: String,
    pub has_price: bool,
}

/// By plan; empty without costs, limits or common years.
pub(in crate::report) fn prices(comparison: &Comparison) -> Vec<Prices> {
    let costs = comparison.plans.iter().any(|it| value(it, "cost") > 0.0);
    let told = |years: &[PricedYear]| {
        let untold = |it: &PricedYear| it.avoidance == Avoidance::Untold;
        costs && !years.is_empty() && !years.iter().all(untold)
    };
    let scenario = &comparison.baseline().scenario;
    let each = comparison.others().iter().zip(&comparison.prices_by_year);
    let prices = |(at, (plan, years)): (usize, (&Results, &Vec<PricedYear>))| {
        let mut finding = finding(scenario, &named(&plan.plan), years);
        if by_fewer_workers(comparison, at) {
            finding.push_str(FEWER_WORKERS);
        }
        Prices {
            plan: plan.plan.clone(),
            finding,
            years: years.iter().map(|it| year(scenario, it)).collect(),
            paired: years.iter().all(|it| it.cost.band.is_some()),
        }
    };
    let told = each.enumerate().filter(|(_, (_, years))| told(years));
    told.map(prices).collect()
}

fn year(scenario: &Scenario, it: &PricedYear) -> Year {
    let amount = |value: f64| words::money_of(scenario, value);
    let count = figure;
    Year {
        label: money::label(&it.year).replacen("year ", "year\u{a0}", 1),
        cost: difference(&it.cost, &amount, "less"),
        cost_between: between(&it.cost, &amount),
        load: difference(&it.load, &count, "fewer"),
        load_between: between(&it.load, &count),
        price: price(scenario, it),
        has_price: it.price().is_some(),
    }
}

/// `12 fewer (10 to 14)`, `3 more (1 fewer to 7 more)`, `no difference`.
fn difference(it: &YearDifference, text: &dyn Fn(f64) -> String, less: &str) -> String {
    let it = &it.difference;
    let way = |value: f64| if value < 0.0 { less } else { "more" };
    let told = |value: f64| format!("{} {}", text(value.abs()), way(value));
    if it.value.is_nan() {
        return words::NOTHING.to_owned();
    }
    if it.value == 0.0 && it.low == 0.0 && it.high == 0.0 {
        return "no difference".to_owned();
    }
    let bounds = match (it.low, it.high) {
        (low, high) if low.is_nan() || high.is_nan() => return told(it.value),
        (low, high) if low < 0.0 && high > 0.0 => format!("{} to {}", told(low), told(high)),
        (low, high) => {
            let (near, far) = (low.abs().min(high.abs()), low.abs().max(high.abs()));
            format!("{} to {}", text(near), text(far))
        }
    };
    format!("{} ({})", told(it.value), in_one_line(&bounds))
}

/// From where to where 80 of 100 futures differ, with signs.
fn between(it: &YearDifference, text: &dyn Fn(f64) -> String) -> String {
    let band = it.band.as_ref().filter(|band| band.replications > 0);
    band.map_or_else(
        || words::NOTHING.to_owned(),
        |band: &Spread| {
            let [low, high] = [LOW, HIGH].map(|at| signed(band.quantiles[at], text));
            format!("{low} to {high}")
        },
    )
}

fn signed(value: f64, text: &dyn Fn(f64) -> String) -> String {
    let shown = text(value);
    let plus = value > 0.0 && shown.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    if plus { format!("+{shown}") } else { shown }
}

/// The price with its interval, or why there is none.
fn price(scenario: &Scenario, it: &PricedYear) -> String {
    let why = match it.avoidance {
        Avoidance::Avoids => return amounts(scenario, it),
        Avoidance::Adds => "the plan adds them",
        Avoidance::Same => "the plan avoids none",
        Avoidance::Open => "not distinguishable from none avoided",
        Avoidance::Untold => "none can be told",
    };
    format!("no figure: {why}")
}

fn amounts(scenario: &Scenario, it: &PricedYear) -> String {
    let amount = |value: f64| words::money_of(scenario, value);
    let price = &it.price;
    if saves(it) {
        return "nothing: the plan costs less".to_owned();
    }
    let [low, high] = [price.low, price.high].map(amount);
    let bounds = in_one_line(&format!("{low} to {high}"));
    format!("{} ({bounds})", amount(price.value))
}

/// A range that is not broken where a narrow cell is.
fn in_one_line(range: &str) -> String {
    range.replace(' ', "\u{a0}")
}

/// Whether a plan avoids worker-weeks and costs less for certain.
fn saves(it: &PricedYear) -> bool {
    it.price().is_some_and(|price| price.high < 0.0)
}

/// The first and the last year with a price, those in which the plan costs less, and those without.
fn finding(scenario: &Scenario, plan: &str, years: &[PricedYear]) -> String {
    let labels = |of: &dyn Fn(&PricedYear) -> bool| {
        let years = years.iter().filter(|it| of(it));
        let labels: Vec<String> = years.map(|it| it.year.label.clone()).collect();
        words::listed(&labels)
    };
    let priced: Vec<&PricedYear> = years
        .iter()
        .filter(|it| it.price().is_some() && !saves(it))
        .collect();
    let told = |it: &PricedYear| format!("{} in {}", amounts(scenario, it), it.year.label);
    let price = match priced.as_slice() {
        [] => None,
        [one] => Some(told(one)),
        [first, .., last] => Some(format!("{} and {}", told(first), told(last))),
    };
    let saved = labels(&saves);
    let none = labels(&|it| it.price().is_none());
    let mut said = Vec::new();
    said.extend(
        price.map(|it| {
            format!("Each worker-week over the safe load that {plan} avoids costs {it}.")
        }),
    );
    if !saved.is_empty() {
        let plan = words::capital(plan);
        said.push(format!(
            "{plan} avoids worker-weeks over the safe load and costs less in {saved}."
        ));
    }
    if said.is_empty() {
        return format!(
            "There is no year in which {plan} is told to avoid worker-weeks over the safe load, and so no price of one."
        );
    }
    if !none.is_empty() {
        said.push(format!(
            "No figure for {none}: there it is not told that any is avoided."
        ));
    }
    said.join(" ")
}
