//! Staff where the week asks nothing of them: posts that empty and fill, starters who are inducted, workers who only leave.
//!
//! *Vacancies.* A post is a renewal process of cycle tenure + notice + time empty, with time empty = max(0, time to fill -
//! notice), because the vacancy opens at notice. Vacant: E[empty] / E[cycle]; leavers: posts / E[cycle] a week, whatever the shapes.
//! Source: D. R. Cox (1962), Renewal theory, chapter 7.
//!
//! *Induction.* Capacity rises in a straight line from s to 1 over w weeks. Under an exponential tenure τ the share of time in
//! post spent at an age above x is exp(-x / τ), so mean capacity is 1 - (1 - s)(1 - (τ / w)(1 - exp(-w / τ))).
//!
//! *Tenure.* Nobody is hired: of N who start, those left after t are binomial with P(tenure > t); of N found in post they are
//! binomial with the residual survival ∫ P(tenure > x) dx from t on, over the mean.

use std::sync::Arc;

use super::{Check, Family, Identity, average, mean, read};
use crate::model::metric::Raw;
use crate::model::record::Record;
use crate::model::steady::steady;
use crate::scenario::problem::Problems;
use crate::stats::integral::simpson;
use crate::stats::special::normal_survival;

/// Posts of every scenario here; they are independent of each other.
const POSTS: u64 = 20;

/// A team without clients: `rest` is its [staff] and [hiring].
fn team(horizon_weeks: usize, warm_up_weeks: usize, ages: &str, rest: &str) -> String {
    format!(
        "name = \"team\"\n[run]\nstart = 2026-01-05\nhorizon_weeks = {horizon_weeks}\nwarm_up_weeks = {warm_up_weeks}\n[[level]]\nname = \"any\"\nkind = \"one_to_one\"\ncontact_hours = 1\nstay = {{ dist = \"fixed\", value = 10 }}\nnext = {{ exit = 1.0 }}\n[initial]\nages = \"{ages}\"\n[week]\nfull_time_hours = 40\n[[posts]]\nrole = \"worker\"\ncount = {POSTS}\n{rest}"
    )
}

/// Tenure, notice and time to fill, and what a post is empty for on average.
struct Turnover {
    name: &'static str,
    tenure: &'static str,
    tenure_weeks: f64,
    notice_weeks: f64,
    fill: &'static str,
    /// E[max(0, time to fill - notice)] [weeks].
    empty_weeks: f64,
}

/// Posts that empty and fill.
pub(super) fn vacancies() -> Result<Family, Problems> {
    let turnovers = [
        Turnover {
            name: "exponential tenure 60, fill 12",
            tenure: "{ dist = \"exponential\", mean = 60 }",
            tenure_weeks: 60.0,
            notice_weeks: 0.0,
            fill: "{ dist = \"exponential\", mean = 12 }",
            empty_weeks: 12.0,
        },
        Turnover {
            name: "exponential tenure 60, fill 12, notice 4",
            tenure: "{ dist = \"exponential\", mean = 60 }",
            tenure_weeks: 60.0,
            notice_weeks: 4.0,
            fill: "{ dist = \"exponential\", mean = 12 }",
            empty_weeks: 12.0 * (-4.0f64 / 12.0).exp(),
        },
        Turnover {
            name: "gamma tenure 60 (sd 40), lognormal fill 12 (sd 9)",
            tenure: "{ dist = \"gamma\", mean = 60, sd = 40 }",
            tenure_weeks: 60.0,
            notice_weeks: 0.0,
            fill: "{ dist = \"lognormal\", mean = 12, sd = 9 }",
            empty_weeks: 12.0,
        },
    ];
    let checks: Result<Vec<Check>, Problems> = turnovers.iter().map(Turnover::check).collect();
    let checks = checks?;
    let lens = steady(&checks[0].lanes[0]).vacancy_share;
    Ok(Family {
        name: "Vacancies (renewal)",
        rule: "A post is empty for E[max(0, time to fill − notice)] of every tenure + notice + empty time, and loses one worker in it, whatever the shapes.".into(),
        source: "Cox 1962, chapter 7",
        identities: vec![Identity {
            what: "share of posts vacant, as `check` tells it".into(),
            theory: 12.0 / 72.0,
            found: lens.unwrap_or(f64::NAN),
            bound: 1e-12,
        }],
        checks,
    })
}

impl Turnover {
    fn check(&self) -> Result<Check, Problems> {
        let rest = format!(
            "[staff]\ntenure = {}\nnotice_weeks = {}\n[hiring]\ntime_to_fill = {}\n",
            self.tenure, self.notice_weeks, self.fill
        );
        let cycle = self.tenure_weeks + self.notice_weeks + self.empty_weeks;
        let reads = |record: &Record, row: &mut Vec<f64>| {
            row.push(average(record, Raw::VacantEft) / POSTS as f64);
            row.push(average(record, Raw::Leavers));
        };
        let name = self.name;
        let vacant = format!("share of posts vacant, {name}");
        let leavers = format!("leavers a week, {name}");
        Ok(Check {
            lanes: vec![read(&team(260, 300, "stationary", &rest))?],
            replications: 1_500,
            reads: Arc::new(reads),
            compared: vec![
                mean(vacant, 0, self.empty_weeks / cycle),
                mean(leavers, 1, POSTS as f64 / cycle),
            ],
        })
    }
}

/// Starters who are inducted.
pub(super) fn induction() -> Result<Family, Problems> {
    // Tenure, time to fill, weeks of induction [weeks], and the share that a starter does.
    let cases = [(40.0, 3.0, 12.0, 0.25), (26.0, 5.0, 30.0, 0.0)];
    let check = |(tenure, fill, weeks, start): (f64, f64, f64, f64)| {
        let rest = format!(
            "[staff]\ntenure = {{ dist = \"exponential\", mean = {tenure} }}\n[hiring]\ntime_to_fill = {{ dist = \"fixed\", value = {fill} }}\ninduction_weeks = {weeks}\nstart_share = {start:?}\n"
        );
        let capacity = mean_capacity(tenure, weeks, start);
        let filled = POSTS as f64 * tenure / (tenure + fill);
        let reads = |record: &Record, row: &mut Vec<f64>| {
            row.push(average(record, Raw::EffectiveEft));
            row.push(average(record, Raw::FilledEft));
        };
        let of = format!("{weeks} weeks of induction from {start}, tenure {tenure}");
        Ok(Check {
            lanes: vec![read(&team(260, 250, "stationary", &rest))?],
            replications: 1_500,
            reads: Arc::new(reads),
            compared: vec![
                mean(format!("EFT with induction, {of}"), 0, capacity * filled),
                mean(format!("EFT filled, {of}"), 1, filled),
                super::sum(
                    format!("EFT lost to induction, {of}"),
                    &[(0, -1.0), (1, 1.0)],
                    (1.0 - capacity) * filled,
                ),
            ],
        })
    };
    let checks: Result<Vec<Check>, Problems> = cases.into_iter().map(check).collect();
    Ok(Family {
        name: "Productivity in induction",
        rule: "Mean capacity in post is 1 − (1 − s)(1 − (τ / w)(1 − exp(−w / τ))) for a straight rise from s to 1 over w weeks and an exponential tenure τ.".into(),
        source: "by integration over the time in post",
        checks: checks?,
        identities: Vec::new(),
    })
}

/// Mean capacity over all time in post.
fn mean_capacity(tenure: f64, weeks: f64, start: f64) -> f64 {
    let inducted = tenure / weeks * (1.0 - (-weeks / tenure).exp());
    1.0 - (1.0 - start) * (1.0 - inducted)
}

/// Weeks after which those left are counted.
const LEFT_AT: [usize; 3] = [13, 52, 130];

/// Workers who only leave.
pub(super) fn tenure() -> Result<Family, Problems> {
    let exponential = |t: f64| (-t / 80.0).exp();
    let residual = |t: f64| 1.0 - simpson(0.0, t, 2_000, lognormal_survival) / LOGNORMAL_MEAN;
    let lognormal =
        format!("{{ dist = \"lognormal\", mean = {LOGNORMAL_MEAN}, sd = {LOGNORMAL_SD} }}");
    let checks = vec![
        leaving(
            "{ dist = \"exponential\", mean = 80 }",
            "stationary",
            "exponential tenure 80",
            exponential,
        )?,
        leaving(
            &lognormal,
            "fresh",
            "lognormal tenure 80 (sd 60), all new",
            lognormal_survival,
        )?,
        leaving(
            &lognormal,
            "stationary",
            "lognormal tenure 80 (sd 60), found in post",
            residual,
        )?,
    ];
    Ok(Family {
        name: "Tenure without hiring",
        rule: "Those left after t are binomial: with P(tenure > t) of all who start, with the residual survival of all who are found in post.".into(),
        source: "Cox 1962, chapter 5",
        checks,
        identities: Vec::new(),
    })
}

const LOGNORMAL_MEAN: f64 = 80.0;
const LOGNORMAL_SD: f64 = 60.0;

fn lognormal_survival(t: f64) -> f64 {
    let ratio = LOGNORMAL_SD / LOGNORMAL_MEAN;
    let variance = (1.0 + ratio * ratio).ln();
    let log = if t > 0.0 { t.ln() } else { f64::NEG_INFINITY };
    normal_survival((log - LOGNORMAL_MEAN.ln() + variance / 2.0) / variance.sqrt())
}

fn leaving(
    tenure: &str,
    ages: &str,
    name: &str,
    survival: impl Fn(f64) -> f64,
) -> Result<Check, Problems> {
    let posts = POSTS as f64;
    let horizon = LEFT_AT[LEFT_AT.len() - 1];
    let left = LEFT_AT.map(|week| survival(week as f64));
    let filled = |record: &Record, week: usize| record.raw(week - 1, Raw::FilledEft);
    let middle = posts * left[1];
    let reads = move |record: &Record, row: &mut Vec<f64>| {
        row.extend(LEFT_AT.map(|week| filled(record, week)));
        row.push((filled(record, LEFT_AT[1]) - middle).powi(2));
    };
    let mut compared: Vec<_> = (0..LEFT_AT.len())
        .map(|at| {
            let what = format!("workers left after {} weeks, {name}", LEFT_AT[at]);
            mean(what, at, posts * left[at])
        })
        .collect();
    compared.push(mean(
        format!("variance after {} weeks, {name}", LEFT_AT[1]),
        LEFT_AT.len(),
        posts * left[1] * (1.0 - left[1]),
    ));
    let rest = format!("[staff]\ntenure = {tenure}\n");
    Ok(Check {
        lanes: vec![read(&team(horizon, 0, ages, &rest))?],
        replications: 4_000,
        reads: Arc::new(reads),
        compared,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A rise so slow that nobody lives to see it leaves the start share; none at all leaves 1; at w = τ it is
    /// 1 - (1 - s) / e.
    #[test]
    fn mean_capacity_lies_between_the_start_share_and_all() {
        let near = |found: f64, wanted: f64| {
            assert!((found - wanted).abs() < 1e-3, "{found}, not {wanted}");
        };
        near(mean_capacity(1.0, 1e5, 0.25), 0.25);
        near(mean_capacity(1e5, 1.0, 0.25), 1.0);
        near(
            mean_capacity(12.0, 12.0, 0.25),
            1.0 - 0.75 / std::f64::consts::E,
        );
    }

    /// The mean is the area under the survival function.
    #[test]
    fn the_lognormal_tail_has_the_stated_mean() {
        let area = simpson(0.0, 4_000.0, 8_000, lognormal_survival);
        assert!((area - LOGNORMAL_MEAN).abs() < 0.01, "{area}");
    }
}
