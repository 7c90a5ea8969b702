//! The difference between two alternatives that met the same futures, from the pairs.
//!
//! Numbers: Student's interval and test of the mean of the paired differences. Yes or no: Tango's score interval and
//! McNemar's test, which is that score at no difference, so that the interval leaves 0 out exactly where the test is below
//! its level; it needs no correction where few pairs disagree and never leaves -1 to 1. Alternatives that met futures of
//! their own: Welch's interval for numbers, Newcombe's for yes or no.
//! Sources: T. Tango (1998), Statistics in Medicine 17, 891-908; M. W. Fagerland, S. Lydersen, P. Laake (2014), Statistics in
//! Medicine 33, 2850-2875 (which interval to choose); R. G. Newcombe (1998), Statistics in Medicine 17, 873-890, method 10;
//! B. L. Welch (1947), Biometrika 34, 28-35.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

use super::encoding::{Damaged, Decoder, Encoder, Stored};
use super::interval;
use super::moments::Moments;

/// Probability left out on each side of an interval.
const TAIL: f64 = 0.025;

/// Differences of values that agree in all but their last digits are rounding, and so ties.
const ROUNDING: f64 = 1e-9;

/// Chance with which the futures said to settle a difference do so, where it is as large as estimated.
const POWER: f64 = 0.8;

/// How a value reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 1 or 0.
    YesNo,
    Number,
}

/// Pairs of values, plan and baseline of one future each, gathered one by one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pairs {
    plan: Moments,
    baseline: Moments,
    difference: Moments,
    higher: u64,
    lower: u64,
}

/// A difference, plan less baseline, with its 95 % interval and the test of no difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// NaN where undefined, as all below.
    pub value: f64,
    pub low: f64,
    pub high: f64,
    /// Two-sided probability of so large a difference, or a larger, where there is none.
    pub p: f64,
    /// Variance that one pair adds: of the paired differences, or of both sides where there are no pairs.
    pub variance: f64,
}

impl Pairs {
    /// Takes a pair in; one with an undefined side is left out.
    pub fn add(&mut self, plan: f64, baseline: f64) {
        if plan.is_nan() || baseline.is_nan() {
            return;
        }
        let difference = plan - baseline;
        let rounding = ROUNDING * (plan.abs() + baseline.abs());
        let difference = if difference.abs() <= rounding || plan == baseline {
            0.0
        } else {
            difference
        };
        self.plan.add(plan);
        self.baseline.add(baseline);
        self.difference.add(difference);
        self.higher += u64::from(difference > 0.0);
        self.lower += u64::from(difference < 0.0);
    }

    /// Pairs taken in.
    pub fn count(&self) -> u64 {
        self.difference.count()
    }

    /// Pairs in which the plan's value is higher.
    pub fn higher(&self) -> u64 {
        self.higher
    }

    /// Pairs in which the plan's value is lower.
    pub fn lower(&self) -> u64 {
        self.lower
    }

    /// Pairs in which both are the same.
    pub fn tied(&self) -> u64 {
        self.count() - self.higher - self.lower
    }

    /// How many times as many futures it would take without pairing: the variances of both sides over that of the paired
    /// differences. Infinite where every pair differs by the same amount, NaN where nothing varies.
    pub fn variance_reduction(&self) -> f64 {
        let apart = self.plan.sd().powi(2) + self.baseline.sd().powi(2);
        let paired = self.difference.sd().powi(2);
        if apart > 0.0 && paired <= (ROUNDING * apart.sqrt()).powi(2) {
            f64::INFINITY
        } else {
            apart / paired
        }
    }

    /// The difference from the pairs.
    pub fn paired(&self, kind: Kind) -> Difference {
        match kind {
            Kind::Number => student(&self.difference),
            Kind::YesNo => {
                let (value, sd) = (self.difference.mean(), self.difference.sd());
                let (low, high) = tango(self.higher, self.lower, self.count());
                let discordant = (self.higher + self.lower) as f64;
                let score = (self.higher as f64 - self.lower as f64) / discordant.sqrt();
                let p = match self.count() {
                    0 => f64::NAN,
                    _ if discordant == 0.0 => 1.0,
                    _ => normal_p(score),
                };
                Difference {
                    value,
                    low,
                    high,
                    p,
                    variance: sd.powi(2),
                }
            }
        }
    }

    /// The difference as of two samples that have nothing to do with each other.
    pub fn independent(&self, kind: Kind) -> Difference {
        match kind {
            Kind::Number => welch(&self.plan, &self.baseline),
            Kind::YesNo => newcombe(&self.plan, &self.baseline),
        }
    }
}

impl Stored for Pairs {
    fn store(&self, to: &mut Encoder) {
        for moments in [&self.plan, &self.baseline, &self.difference] {
            moments.store(to);
        }
        to.whole(self.higher);
        to.whole(self.lower);
    }

    fn take_up(&mut self, from: &mut Decoder) -> Result<(), Damaged> {
        for moments in [&mut self.plan, &mut self.baseline, &mut self.difference] {
            moments.take_up(from)?;
        }
        self.higher = from.whole()?;
        self.lower = from.whole()?;
        let told = self.higher.checked_add(self.lower);
        if told.is_some_and(|told| told <= self.count()) {
            Ok(())
        } else {
            Err(Damaged)
        }
    }
}

/// The mean of differences with Student's interval and test.
pub fn student(differences: &Moments) -> Difference {
    let (value, sd, count) = (differences.mean(), differences.sd(), differences.count());
    let (low, high) = interval::student(value, sd, count);
    let t = value / (sd / (count as f64).sqrt());
    Difference {
        value,
        low,
        high,
        p: student_p(value, t, count as f64 - 1.0),
        variance: sd.powi(2),
    }
}

/// The difference of two means with Welch's interval and test.
fn welch(plan: &Moments, baseline: &Moments) -> Difference {
    let value = plan.mean() - baseline.mean();
    let side = |it: &Moments| it.sd().powi(2) / it.count() as f64;
    let (one, other) = (side(plan), side(baseline));
    let error = (one + other).sqrt();
    let freedom = (one + other).powi(2)
        / (one.powi(2) / (plan.count() as f64 - 1.0)
            + other.powi(2) / (baseline.count() as f64 - 1.0));
    let half = match error {
        0.0 => 0.0,
        _ => error * quantile(1.0 - TAIL, freedom),
    };
    Difference {
        value,
        low: value - half,
        high: value + half,
        p: student_p(value, value / error, freedom),
        variance: plan.sd().powi(2) + baseline.sd().powi(2),
    }
}

/// The difference of two probabilities with Newcombe's interval from both Wilson intervals, and the pooled score test.
fn newcombe(plan: &Moments, baseline: &Moments) -> Difference {
    let (one, other) = (plan.mean(), baseline.mean());
    let (n, m) = (plan.count(), baseline.count());
    let wilson =
        |share: f64, count: u64| interval::wilson((share * count as f64).round() as u64, count);
    let ((l1, u1), (l2, u2)) = (wilson(one, n), wilson(other, m));
    let value = one - other;
    let pooled = (one * n as f64 + other * m as f64) / (n + m) as f64;
    let error = (pooled * (1.0 - pooled) * (1.0 / n as f64 + 1.0 / m as f64)).sqrt();
    Difference {
        value,
        low: value - (one - l1).hypot(u2 - other),
        high: value + (u1 - one).hypot(other - l2),
        p: match error {
            0.0 => 1.0,
            _ => normal_p(value / error),
        },
        variance: plan.sd().powi(2) + baseline.sd().powi(2),
    }
}

/// Tango's score interval of the difference of two probabilities in pairs: `higher` pairs yes and no, `lower` no and yes,
/// of `count`.
fn tango(higher: u64, lower: u64, count: u64) -> (f64, f64) {
    if count == 0 {
        return (f64::NAN, f64::NAN);
    }
    let (b, c, n) = (higher as f64, lower as f64, count as f64);
    let value = (b - c) / n;
    let z = normal_quantile(1.0 - TAIL);
    let score = |delta: f64| {
        let linear = -b - c + (2.0 * n - b + c) * delta;
        let constant = -c * delta * (1.0 - delta);
        let root = (linear * linear - 8.0 * n * constant).max(0.0).sqrt();
        let share = (root - linear) / (4.0 * n);
        let variance = n * (2.0 * share + delta * (1.0 - delta));
        let distance = b - c - n * delta;
        match distance {
            0.0 => 0.0,
            _ => distance / variance.max(0.0).sqrt(),
        }
    };
    // The score falls from the left end to the right one.
    let crossing = |mut left: f64, mut right: f64, level: f64| {
        for _ in 0..100 {
            let middle = 0.5 * (left + right);
            if score(middle) > level {
                left = middle;
            } else {
                right = middle;
            }
        }
        0.5 * (left + right)
    };
    (crossing(-1.0, value, z), crossing(value, 1.0, -z))
}

/// Futures in all after which a difference as large as this one is told from none at a two-sided level, with a chance of
/// 80 %. Infinite where the estimate is 0, NaN where it is undefined.
///
/// `variance`: of one future's difference.
pub fn futures_to_settle(value: f64, variance: f64, level: f64) -> f64 {
    let reach = normal_quantile(1.0 - level / 2.0) + normal_quantile(POWER);
    if value == 0.0 {
        return f64::INFINITY;
    }
    reach * reach * variance / (value * value)
}

/// Standard normal distance beyond which lies a two-sided probability.
pub fn normal_reach(level: f64) -> f64 {
    normal_quantile(1.0 - level / 2.0)
}

fn normal() -> Normal {
    Normal::new(0.0, 1.0).expect("a deviation of 1 is valid")
}

fn normal_quantile(probability: f64) -> f64 {
    normal().inverse_cdf(probability)
}

fn normal_p(score: f64) -> f64 {
    (2.0 * normal().cdf(-score.abs())).min(1.0)
}

fn quantile(probability: f64, freedom: f64) -> f64 {
    StudentsT::new(0.0, 1.0, freedom).map_or(f64::NAN, |it| it.inverse_cdf(probability))
}

/// Two-sided probability of Student's t; without variance a difference is certain and none is none.
fn student_p(value: f64, t: f64, freedom: f64) -> f64 {
    match StudentsT::new(0.0, 1.0, freedom) {
        Ok(_) if value == 0.0 => 1.0,
        Ok(_) if t.is_infinite() => 0.0,
        Ok(student) => (2.0 * student.cdf(-t.abs())).min(1.0),
        // Welch's degrees of freedom are undefined where nothing varies.
        Err(_) if t.is_infinite() => 0.0,
        Err(_) if value == 0.0 && t.is_nan() => 1.0,
        Err(_) => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(f64, f64)]) -> Pairs {
        let mut all = Pairs::default();
        pairs.iter().for_each(|(plan, base)| all.add(*plan, *base));
        all
    }

    fn yes_no(both: u64, higher: u64, lower: u64, neither: u64) -> Pairs {
        let mut all = Pairs::default();
        for (count, pair) in [
            (both, (1.0, 1.0)),
            (higher, (1.0, 0.0)),
            (lower, (0.0, 1.0)),
            (neither, (0.0, 0.0)),
        ] {
            (0..count).for_each(|_| all.add(pair.0, pair.1));
        }
        all
    }

    fn near(found: f64, wanted: f64, tolerance: f64) {
        let off = (found - wanted).abs();
        assert!(off <= tolerance, "found {found}, wanted {wanted}");
    }

    /// Airway hyper-responsiveness before and after transplantation, 21 children: table of Fagerland et al. (2014).
    #[test]
    fn pairs_come_back_bit_for_bit_and_more_told_than_there_are_is_damage() {
        let mut pairs = Pairs::default();
        for (plan, baseline) in [(1.5, 1.0), (0.1, 0.7), (2.0, 2.0), (f64::NAN, 1.0)] {
            pairs.add(plan, baseline);
        }
        let stored = |pairs: &Pairs| {
            let mut to = Encoder::default();
            pairs.store(&mut to);
            to.into_bytes()
        };
        let bytes = stored(&pairs);
        let mut back = Pairs::default();
        let mut from = Decoder::new(&bytes);
        back.take_up(&mut from).unwrap();
        assert_eq!(from.end(), Ok(()));
        assert_eq!(format!("{back:?}"), format!("{pairs:?}"));
        assert_eq!((back.count(), back.higher(), back.lower()), (3, 1, 1));
        for length in 0..bytes.len() {
            let mut from = Decoder::new(&bytes[..length]);
            assert_eq!(Pairs::default().take_up(&mut from), Err(Damaged));
        }
        let more = stored(&Pairs { higher: 3, ..pairs });
        assert_eq!(back.take_up(&mut Decoder::new(&more)), Err(Damaged));
    }

    #[test]
    fn tango_gives_the_published_interval() {
        let found = yes_no(1, 1, 7, 12).paired(Kind::YesNo);
        near(found.value, -0.286, 5e-4);
        near(found.low, -0.517, 5e-4);
        near(found.high, -0.026, 5e-4);
        // McNemar's z = -6 / sqrt(8).
        near(found.p, 0.0339, 5e-5);
    }

    #[test]
    fn the_interval_leaves_out_0_exactly_where_the_test_is_below_its_level() {
        let mut told = 0;
        for higher in 0..14 {
            for lower in 0..14 {
                let found = yes_no(20, higher, lower, 66).paired(Kind::YesNo);
                let out = found.low > 0.0 || found.high < 0.0;
                assert_eq!(out, found.p < 0.05, "{higher} and {lower}: {found:?}");
                assert!(found.low <= found.value && found.value <= found.high);
                told += u64::from(out);
            }
        }
        assert!((20..150).contains(&told), "{told}");
        let never = yes_no(0, 0, 0, 100).paired(Kind::YesNo);
        near(never.high, 3.8415 / 103.8415, 1e-4);
    }

    /// Every table of 60 pairs, weighed by its probability: what the interval covers on average is exact, not sampled.
    #[test]
    fn tangos_interval_covers_95_percent_also_where_few_pairs_disagree() {
        const PAIRS: usize = 60;
        let mut logs = vec![0.0; PAIRS + 1];
        for count in 1..=PAIRS {
            logs[count] = logs[count - 1] + (count as f64).ln();
        }
        let bounds = |b: usize, c: usize| tango(b as u64, c as u64, PAIRS as u64);
        let mut sum = 0.0;
        let truths = [
            (0.30, 0.10),
            (0.12, 0.02),
            (0.05, 0.05),
            (0.20, 0.20),
            (0.04, 0.01),
            (0.45, 0.25),
        ];
        for (up, down) in truths {
            let mut covered = 0.0;
            for b in 0..=PAIRS {
                for c in 0..=PAIRS - b {
                    let rest = PAIRS - b - c;
                    let log: f64 = logs[PAIRS] - logs[b] - logs[c] - logs[rest]
                        + b as f64 * f64::ln(up)
                        + c as f64 * f64::ln(down)
                        + rest as f64 * f64::ln(1.0 - up - down);
                    let (low, high) = bounds(b, c);
                    if (low..=high).contains(&(up - down)) {
                        covered += log.exp();
                    }
                }
            }
            assert!(covered > 0.93, "{up} and {down}: covered {covered:.4}");
            sum += covered;
        }
        near(sum / truths.len() as f64, 0.955, 0.015);
    }

    /// 10 pairs by hand: differences 1 to 10, mean 5.5, sd 3.02765, t = 5.7446 with 9 degrees of freedom.
    #[test]
    fn a_paired_mean_is_students() {
        let pairs: Vec<(f64, f64)> = (1..=10).map(|it| (100.0 + f64::from(it), 100.0)).collect();
        let found = of(&pairs).paired(Kind::Number);
        near(found.value, 5.5, 1e-12);
        near(found.low, 5.5 - 2.262_157 * 3.027_650 / 10f64.sqrt(), 1e-5);
        near(found.p, 0.000_278, 2e-6);
    }

    #[test]
    fn a_constant_shift_is_certain_and_pairing_takes_all_the_variance_away() {
        let pairs: Vec<(f64, f64)> = (0..50)
            .map(|it| (f64::from(it) - 3.0, f64::from(it)))
            .collect();
        let all = of(&pairs);
        let found = all.paired(Kind::Number);
        assert_eq!(
            (found.value, found.low, found.high, found.p),
            (-3.0, -3.0, -3.0, 0.0)
        );
        assert_eq!(all.variance_reduction(), f64::INFINITY);
        assert_eq!((all.higher(), all.lower(), all.tied()), (0, 50, 0));
        let same: Vec<(f64, f64)> = (0..50).map(|it| (f64::from(it), f64::from(it))).collect();
        let found = of(&same).paired(Kind::Number);
        assert_eq!((found.value, found.variance, found.p), (0.0, 0.0, 1.0));
        assert_eq!(of(&same).tied(), 50);
    }

    #[test]
    fn rounding_is_a_tie_and_an_undefined_side_is_no_pair() {
        let all = of(&[
            (0.1 + 0.2, 0.3),
            (f64::NAN, 1.0),
            (2.0, f64::NAN),
            (5.0, 4.0),
        ]);
        assert_eq!((all.count(), all.tied(), all.higher()), (2, 1, 1));
        assert!(of(&[]).paired(Kind::YesNo).value.is_nan());
        assert!(of(&[]).paired(Kind::Number).p.is_nan());
    }

    /// Two samples by hand: means 20 and 22, variances 4 and 16, 10 values each: t = -1.4142, 13.235 degrees of freedom.
    #[test]
    fn without_pairs_the_interval_is_welchs() {
        let wave = |at: i32| if at % 2 == 0 { 1.0 } else { -1.0 };
        let scale = (10.0f64 / 9.0).sqrt().recip();
        let pairs: Vec<(f64, f64)> = (0..10)
            .map(|at| {
                (
                    20.0 + 2.0 * scale * wave(at),
                    22.0 + 4.0 * scale * wave(at / 2),
                )
            })
            .collect();
        let mut all = of(&pairs);
        // Ten values in pairs of equal sign do not balance: the last two do.
        all.baseline = Moments::default();
        (0..10).for_each(|at| all.baseline.add(22.0 + 4.0 * scale * wave(at)));
        let found = all.independent(Kind::Number);
        near(found.value, -2.0, 1e-9);
        near(found.variance, 20.0, 1e-9);
        near(found.high - found.low, 2.0 * 2.156_5 * 2f64.sqrt(), 2e-3);
        near(found.p, 0.1805, 5e-4);
    }

    /// 56 of 70 against 48 of 80: R. G. Newcombe (1998), example (a), method 10: 0.0524 to 0.3339.
    #[test]
    fn without_pairs_the_interval_of_a_chance_is_newcombes() {
        let mut all = Pairs::default();
        (0..70).for_each(|at| all.plan.add(f64::from(u8::from(at < 56))));
        (0..80).for_each(|at| all.baseline.add(f64::from(u8::from(at < 48))));
        let found = all.independent(Kind::YesNo);
        near(found.value, 0.2, 1e-12);
        near(found.low, 0.0524, 5e-5);
        near(found.high, 0.3339, 5e-5);
    }

    #[test]
    fn pairing_buys_what_correlation_gives() {
        // Plan = baseline + independent noise of a quarter of its variance: (1 + 1.25) / 0.25 = 9.
        let wave = |at: u32, step: u32| {
            if (at / step).is_multiple_of(2) {
                1.0
            } else {
                -1.0
            }
        };
        let pairs: Vec<(f64, f64)> = (0..400)
            .map(|at| (wave(at, 1) + 0.5 * wave(at, 2), wave(at, 1)))
            .collect();
        near(of(&pairs).variance_reduction(), 9.0, 1e-9);
        // A difference of a tenth of a deviation of 1: (1.96 + 0.8416)² x 100.
        near(futures_to_settle(0.1, 1.0, 0.05), 784.9, 0.1);
        assert!(futures_to_settle(0.0, 1.0, 0.05).is_infinite());
    }
}
