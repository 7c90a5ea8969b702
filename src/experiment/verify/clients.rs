//! Clients where nobody is ever short of hours: an open network of levels, and one level with a stay of any shape.
//!
//! *Open network.* Exponential stays m, routes P, Poisson referrals at rates a. Numbers at the levels are independent Poissons.
//! Their means n follow dn/dt = a + P' (n / m) - n / m; in the long run n = λ m with λ = a + P' λ.
//! Source: J. R. Jackson (1957), Operations Research 5, 518-521; in time J. F. C. Kingman (1969), J. Appl. Prob. 6, 1-18.
//!
//! *Any stay.* Poisson referrals at rate λ into one level from empty (M/G/∞): the number there after t is Poisson with mean
//! λ E[min(S, t)] = λ ∫ P(S > x) dx from 0 to t, whatever the shape of S.
//! Source: L. Takács (1962), Introduction to the theory of queues, chapter 3.

use std::sync::Arc;

use super::{Check, Family, Identity, mean, read};
use crate::model::metric::RAW_FIXED;
use crate::model::record::Record;
use crate::model::steady::steady;
use crate::scenario::problem::Problems;
use crate::stats::integral::simpson;
use crate::stats::linear::solve;
use crate::stats::special::normal_survival;

/// Levels of the network: name, referrals a week, mean stay [weeks], and shares that go on to each level.
const LEVELS: [(&str, f64, f64, [f64; 3]); 3] = [
    ("high", 0.6, 6.0, [0.0, 0.7, 0.1]),
    ("medium", 0.9, 9.0, [0.15, 0.0, 0.5]),
    ("low", 0.3, 14.0, [0.0, 0.25, 0.0]),
];

/// Weeks after which clients are counted; by the last the start is forgotten to four digits.
const COUNTED_AT: [usize; 3] = [4, 12, 260];

/// The open network of three levels with ways back.
pub(super) fn network() -> Result<Family, Problems> {
    let scenario = read(&network_file())?;
    let long_run = long_run_means();
    let levels = LEVELS.len();
    let means: Vec<[f64; 3]> = COUNTED_AT.map(|week| means_after(week as f64)).to_vec();
    let mut compared = Vec::new();
    for (time, week) in COUNTED_AT.iter().enumerate() {
        for (level, it) in LEVELS.iter().enumerate() {
            let what = format!("clients at level {} after {week} weeks", it.0);
            compared.push(mean(what, time * levels + level, means[time][level]));
        }
    }
    let squares = COUNTED_AT.len() * levels;
    let settled = means[COUNTED_AT.len() - 1];
    for (level, it) in LEVELS.iter().enumerate() {
        let what = format!("variance of clients at level {} in the long run", it.0);
        compared.push(mean(what, squares + level, settled[level]));
    }
    compared.push(mean("covariance of high and medium", squares + levels, 0.0));
    let reads = move |record: &Record, row: &mut Vec<f64>| {
        for week in COUNTED_AT {
            row.extend((0..levels).map(|level| at_level(record, week, level)));
        }
        let last = COUNTED_AT[COUNTED_AT.len() - 1];
        let off = |level: usize| at_level(record, last, level) - settled[level];
        row.extend((0..levels).map(|level| off(level) * off(level)));
        row.push(off(0) * off(1));
    };
    let lens = steady(&scenario).clients.unwrap_or_default();
    let told = |(level, it): (usize, &(&str, f64, f64, [f64; 3]))| Identity {
        what: format!("clients at level {}, as `check` tells them", it.0),
        theory: long_run[level],
        found: lens.get(level).copied().unwrap_or(f64::NAN),
        bound: 1e-9,
    };
    let in_time = means_after(2_000.0);
    let solved = LEVELS.iter().enumerate().map(|(level, it)| Identity {
        what: format!(
            "clients at level {} after 2,000 weeks, by both equations",
            it.0
        ),
        theory: long_run[level],
        found: in_time[level],
        bound: 1e-9,
    });
    Ok(Family {
        name: "Open network of levels",
        rule: "Clients at each level are Poisson; means by linear differential equations on the way and by linear equations in the long run, n = λ × stay with λ = referrals + λ × routes.".into(),
        source: "Jackson 1957; Kingman 1969",
        identities: solved.chain(LEVELS.iter().enumerate().map(told)).collect(),
        checks: vec![Check {
            lanes: vec![scenario],
            replications: 10_000,
            reads: Arc::new(reads),
            compared,
        }],
    })
}

/// Clients at a level after so many weeks.
fn at_level(record: &Record, weeks: usize, level: usize) -> f64 {
    record.row(weeks - 1)[RAW_FIXED + level]
}

fn network_file() -> String {
    let horizon = COUNTED_AT[COUNTED_AT.len() - 1];
    let mut text = format!(
        "name = \"open network\"\n[run]\nstart = 2026-01-05\nhorizon_weeks = {horizon}\n[week]\nfull_time_hours = 40\n[[posts]]\nrole = \"worker\"\ncount = 1\n"
    );
    for (name, per_week, stay, next) in LEVELS {
        let routes = LEVELS.iter().zip(next).filter(|it| it.1 > 0.0);
        let routes: Vec<String> = routes
            .map(|(to, share)| format!("{} = {share}", to.0))
            .collect();
        let exit = 1.0 - next.iter().sum::<f64>();
        text += &format!(
            "[[level]]\nname = \"{name}\"\nkind = \"one_to_one\"\ncontact_hours = 0.1\nstay = {{ dist = \"exponential\", mean = {stay} }}\nnext = {{ {}, exit = {exit} }}\n[[referrals]]\nname = \"to {name}\"\nper_week = {per_week}\nenter = {{ {name} = 1.0 }}\n",
            routes.join(", ")
        );
    }
    text
}

/// Means in the long run: λ = a + P' λ solved by elimination, times the stays.
fn long_run_means() -> [f64; 3] {
    let rows = (0..3).map(|to| {
        let mut row: Vec<f64> = LEVELS.iter().map(|from| -from.3[to]).collect();
        row[to] += 1.0;
        row.push(LEVELS[to].1);
        row
    });
    let flows = solve(rows.collect()).unwrap_or(vec![f64::NAN; 3]);
    std::array::from_fn(|level| flows[level] * LEVELS[level].2)
}

/// Means so many weeks after an empty start, by the classical Runge-Kutta rule.
fn means_after(weeks: f64) -> [f64; 3] {
    const STEPS: usize = 4_000;
    let h = weeks / STEPS as f64;
    let ahead = |n: [f64; 3], k: [f64; 3], h: f64| std::array::from_fn(|i| n[i] + h * k[i]);
    (0..STEPS).fold([0.0; 3], |n, _| {
        let k1 = slope(n);
        let k2 = slope(ahead(n, k1, h / 2.0));
        let k3 = slope(ahead(n, k2, h / 2.0));
        let k4 = slope(ahead(n, k3, h));
        std::array::from_fn(|i| n[i] + h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]))
    })
}

/// dn/dt.
fn slope(n: [f64; 3]) -> [f64; 3] {
    std::array::from_fn(|to| {
        let come = LEVELS
            .iter()
            .zip(n)
            .map(|(from, n)| n / from.2 * from.3[to]);
        LEVELS[to].1 + come.sum::<f64>() - n[to] / LEVELS[to].2
    })
}

/// A stay of some shape: its words in the file, and the chance that it exceeds so many weeks.
struct Shape {
    name: &'static str,
    file: &'static str,
    survival: fn(f64) -> f64,
    /// Where the survival function has a corner [weeks].
    corners: &'static [f64],
}

/// Stays that are far from exponential: a middle that most are near, a few that last very long, all the same, all alike up to a
/// longest.
const SHAPES: [Shape; 4] = [
    Shape {
        name: "lognormal, mean 12, sd 9",
        file: "{ dist = \"lognormal\", mean = 12, sd = 9 }",
        survival: |t| {
            let variance = (1.0 + 0.75f64 * 0.75).ln();
            let log = if t > 0.0 { t.ln() } else { f64::NEG_INFINITY };
            normal_survival((log - 12.0f64.ln() + variance / 2.0) / variance.sqrt())
        },
        corners: &[],
    },
    // Γ(1 + 1 / 0.5) = 2: the scale is half the mean.
    Shape {
        name: "Weibull, mean 10, shape 0.5",
        file: "{ dist = \"weibull\", mean = 10, shape = 0.5 }",
        survival: |t| (-(t / 5.0).sqrt()).exp(),
        corners: &[],
    },
    Shape {
        name: "fixed, 9.5",
        file: "{ dist = \"fixed\", value = 9.5 }",
        survival: |t| f64::from(u8::from(t < 9.5)),
        corners: &[9.5],
    },
    Shape {
        name: "uniform, 2 to 15",
        file: "{ dist = \"uniform\", min = 2, max = 15 }",
        survival: |t| ((15.0 - t) / 13.0).clamp(0.0, 1.0),
        corners: &[2.0, 15.0],
    },
];

/// Referrals a week to the one level.
const PER_WEEK: f64 = 2.0;

/// Weeks after which its clients are counted.
const READ_AT: [usize; 3] = [4, 12, 60];

impl Shape {
    /// E[min(S, t)]; each span between corners by itself. The square root opens up the steep start of a Weibull.
    fn mean_up_to(&self, t: f64) -> f64 {
        let inner = self.corners.iter().copied().filter(|corner| *corner < t);
        let mut from = 0.0f64;
        let mut sum = 0.0;
        for to in inner.chain([t]) {
            // Just inside a jump the function has the value of this span.
            let (low, high) = (from.sqrt(), to.sqrt());
            let inside = |root: f64| (root * root).clamp(from, to * (1.0 - 1e-12));
            sum += simpson(low, high, 2_000, |root| {
                2.0 * root * (self.survival)(inside(root))
            });
            from = to;
        }
        sum
    }

    fn check(&self) -> Result<Check, Problems> {
        let horizon = READ_AT[READ_AT.len() - 1];
        let scenario = read(&format!(
            "name = \"any stay\"\n[run]\nstart = 2026-01-05\nhorizon_weeks = {horizon}\n[week]\nfull_time_hours = 40\n[[posts]]\nrole = \"worker\"\ncount = 1\n[[level]]\nname = \"any\"\nkind = \"one_to_one\"\ncontact_hours = 0.1\nstay = {}\nnext = {{ exit = 1.0 }}\n[[referrals]]\nname = \"door\"\nper_week = {PER_WEEK}\nenter = {{ any = 1.0 }}\n",
            self.file
        ))?;
        let means = READ_AT.map(|week| PER_WEEK * self.mean_up_to(week as f64));
        let name = self.name;
        let mut compared: Vec<_> = (0..READ_AT.len())
            .map(|at| {
                let what = format!("stay {name}: clients after {} weeks", READ_AT[at]);
                mean(what, at, means[at])
            })
            .collect();
        let what = format!("stay {name}: variance after {} weeks", READ_AT[1]);
        compared.push(mean(what, READ_AT.len(), means[1]));
        let reads = move |record: &Record, row: &mut Vec<f64>| {
            row.extend(READ_AT.map(|week| at_level(record, week, 0)));
            row.push((at_level(record, READ_AT[1], 0) - means[1]).powi(2));
        };
        Ok(Check {
            lanes: vec![scenario],
            replications: 10_000,
            reads: Arc::new(reads),
            compared,
        })
    }
}

/// One level with a stay of any shape.
pub(super) fn any_stay() -> Result<Family, Problems> {
    let checks: Result<Vec<Check>, Problems> = SHAPES.iter().map(Shape::check).collect();
    Ok(Family {
        name: "Any stay (M/G/∞)",
        rule: "Clients after t weeks from empty are Poisson with mean referrals × E[min(stay, t)], whatever the shape of the stay.".into(),
        source: "Takács 1962, chapter 3",
        checks: checks?,
        identities: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Arrivals by hand: h = 0.6 + 0.15 m and l = 0.3 + 0.1 h + 0.5 m, so m = 0.9 + 0.7 h + 0.25 l = 1.41 + 0.23375 m.
    #[test]
    fn the_network_settles_to_the_means_worked_on_paper() {
        let medium = 1.41 / 0.76625;
        let high = 0.6 + 0.15 * medium;
        let low = 0.3 + 0.1 * high + 0.5 * medium;
        let wanted = [6.0 * high, 9.0 * medium, 14.0 * low];
        let (found, later) = (long_run_means(), means_after(260.0));
        for level in 0..3 {
            assert!((found[level] - wanted[level]).abs() < 1e-9, "{found:?}");
            assert!((later[level] - wanted[level]).abs() < 1e-3, "{later:?}");
        }
        // In a short time nobody has moved yet: n = a t.
        let soon = means_after(1e-3);
        assert!((soon[1] - 0.9e-3).abs() < 1e-6, "{soon:?}");
    }

    /// In the end every stay has passed: its mean. A fixed stay of 9.5 counts t up to there; a uniform one from 2 to 15 counts
    /// 2 + (13² - 3²) / 26 by 12; Weibull: 10 (1 - (1 + z) exp(-z)) with z = (t / 5)^½.
    #[test]
    fn means_up_to_a_time_are_those_worked_on_paper() {
        let near = |found: f64, wanted: f64| {
            assert!((found - wanted).abs() < 1e-6, "{found}, not {wanted}");
        };
        let [lognormal, weibull, fixed, uniform] = &SHAPES;
        near(lognormal.mean_up_to(1e4), 12.0);
        near(fixed.mean_up_to(4.0), 4.0);
        near(fixed.mean_up_to(60.0), 9.5);
        near(uniform.mean_up_to(12.0), 2.0 + 160.0 / 26.0);
        near(uniform.mean_up_to(60.0), 8.5);
        let z = 2.4f64.sqrt();
        near(
            weibull.mean_up_to(12.0),
            10.0 * (1.0 - (1.0 + z) * (-z).exp()),
        );
    }
}
