//! Statements about one probability that hold however often one looks, and exact bounds for a fixed number of trials.
//!
//! The evidence that a probability lies above a bound is the likelihood of what was seen, averaged over all
//! probabilities above the bound, against its likelihood at the bound. Under any probability at or below the bound it is a
//! non-negative supermartingale that begins at 1, so the chance that it ever reaches 1/α is at most α, at whatever times one looks.

use statrs::function::beta::{beta_reg, ln_beta};

/// Natural logarithm of the evidence that a probability is above `bound` after `successes` of `count`; 0 before the first.
///
/// Source: J. Ville (1939), Étude critique de la notion de collectif; H. Robbins (1970), Ann. Math. Stat. 41, 1397-1409.
pub fn ln_evidence_above(bound: f64, successes: u64, count: u64) -> f64 {
    let (s, f) = (successes as f64, (count - successes) as f64);
    // The integral over (bound, 1) of q^s (1 - q)^f, as a share of the whole beta function.
    let above = beta_reg(f + 1.0, s + 1.0, 1.0 - bound);
    if above <= 0.0 {
        return f64::NEG_INFINITY;
    }
    let mixture = ln_beta(s + 1.0, f + 1.0) + above.ln() - (1.0 - bound).ln();
    mixture - s * bound.ln() - f * (1.0 - bound).ln()
}

/// Upper bound of a probability after `successes` of `count` trials, exact: at the stated confidence the probability is no higher.
/// NaN of nothing.
///
/// Source: C. J. Clopper and E. S. Pearson (1934), Biometrika 26, 404-413 (one side).
pub fn clopper_pearson_upper(successes: u64, count: u64, confidence: f64) -> f64 {
    if count == 0 {
        return f64::NAN;
    }
    if successes >= count {
        return 1.0;
    }
    let (s, f) = (successes as f64, (count - successes) as f64);
    let (mut low, mut high) = (s / count as f64, 1.0);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if beta_reg(s + 1.0, f, middle) >= confidence {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

/// Whether the exact upper bound is at or below `bound`: as [`clopper_pearson_upper`], without looking for the bound itself.
pub fn is_at_most(bound: f64, successes: u64, count: u64, confidence: f64) -> bool {
    successes < count
        && beta_reg(successes as f64 + 1.0, (count - successes) as f64, bound) >= confidence
}

/// The most successes of `count` trials after which the exact upper bound still is at or below `target`; `None` where not even
/// 0 successes show it.
pub fn most_successes(target: f64, count: u64, confidence: f64) -> Option<u64> {
    let holds = |successes: u64| is_at_most(target, successes, count, confidence);
    if count == 0 || !holds(0) {
        return None;
    }
    let (mut most, mut least_over) = (0, count);
    while least_over - most > 1 {
        let middle = most + (least_over - most) / 2;
        if holds(middle) {
            most = middle;
        } else {
            least_over = middle;
        }
    }
    Some(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 0 of 30 is 1 - 0.05^(1/30) = 9.503 %, the exact form of the rule of three; 8 of 100 from the tables of Conover (1999).
    #[test]
    fn the_exact_bound_is_that_of_the_tables() {
        let zero = clopper_pearson_upper(0, 30, 0.95);
        assert!(
            (zero - (1.0 - 0.05f64.powf(1.0 / 30.0))).abs() < 1e-9,
            "{zero}"
        );
        // The binomial tail at the bound is the error allowed.
        let bound = clopper_pearson_upper(8, 100, 0.95);
        let tail: f64 = (0..=8).map(|k| binomial(100, k, bound)).sum();
        assert!((tail - 0.05).abs() < 1e-9, "{tail}");
        assert_eq!(clopper_pearson_upper(5, 5, 0.95), 1.0);
        assert!(clopper_pearson_upper(0, 0, 0.95).is_nan());
    }

    #[test]
    fn the_most_successes_are_the_last_that_pass() {
        let most = most_successes(0.1, 1000, 0.95).unwrap();
        assert!(clopper_pearson_upper(most, 1000, 0.95) <= 0.1);
        assert!(clopper_pearson_upper(most + 1, 1000, 0.95) > 0.1);
        assert!(is_at_most(0.1, most, 1000, 0.95) && !is_at_most(0.1, most + 1, 1000, 0.95));
        assert_eq!(most_successes(0.1, 20, 0.95), None);
    }

    #[test]
    fn evidence_averages_the_likelihood_above_the_bound() {
        // One success: the mean of q over (b, 1) is (1 + b) / 2, against b.
        let one = ln_evidence_above(0.2, 1, 1).exp();
        assert!((one - 0.6 / 0.2).abs() < 1e-9, "{one}");
        // One failure: the mean of 1 - q is (1 - b) / 2, against 1 - b.
        let none = ln_evidence_above(0.2, 0, 1).exp();
        assert!((none - 0.5).abs() < 1e-9, "{none}");
        // At the bound itself the two together are worth 1: a fair game.
        assert!((0.2 * one + 0.8 * none - 1.0).abs() < 1e-9);
        assert!(ln_evidence_above(0.2, 0, 0).abs() < 1e-12);
    }

    /// However often one looks, a probability at the bound is called above it at most as often as allowed.
    #[test]
    fn looking_after_every_trial_keeps_the_error() {
        let (bound, error, runs) = (0.1, 0.05, 400u64);
        let called = (0..runs).filter(|run| {
            let mut successes = 0;
            (1..=600u64).any(|trial| {
                successes += u64::from(uniform(*run, trial) < bound);
                ln_evidence_above(bound, successes, trial) >= (1.0f64 / error).ln()
            })
        });
        let called = called.count() as f64 / runs as f64;
        // Four standard errors of 400 runs above the error allowed.
        assert!(
            called <= error + 4.0 * (error * (1.0 - error) / 400.0).sqrt(),
            "{called}"
        );
        assert!(called > 0.0, "a test that can never call says nothing");
    }

    fn binomial(n: u64, k: u64, p: f64) -> f64 {
        let ways = (0..k).fold(1.0, |ways, it| ways * (n - it) as f64 / (it + 1) as f64);
        ways * p.powi(k as i32) * (1.0 - p).powi((n - k) as i32)
    }

    /// Numbers without a pattern (splitmix64).
    fn uniform(run: u64, trial: u64) -> f64 {
        let mut z = (run * 1_000_003 + trial).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}
