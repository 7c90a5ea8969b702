//! Several comparisons at once: Holm's correction, which keeps the chance of any false finding among them at its level.
//!
//! Source: S. Holm (1979), Scandinavian Journal of Statistics 6, 65-70.

use statrs::distribution::{ContinuousCDF, Normal};

/// A probability among others, corrected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Corrected {
    /// Adjusted probability: below a level where Holm's procedure rejects at that level. NaN where undefined.
    pub p: f64,
    /// Share of the level that this comparison is held to: 1 over the comparisons not yet settled at its turn.
    pub share: f64,
}

/// Holm's correction of some probabilities, in their order. Undefined ones (NaN) are not counted as comparisons.
pub fn holm(probabilities: &[f64]) -> Vec<Corrected> {
    let defined = |at: &usize| !probabilities[*at].is_nan();
    let mut order: Vec<usize> = (0..probabilities.len()).filter(defined).collect();
    order.sort_by(|one, other| {
        let (one_p, other_p) = (probabilities[*one], probabilities[*other]);
        one_p.total_cmp(&other_p).then(one.cmp(other))
    });
    let undefined = Corrected {
        p: f64::NAN,
        share: f64::NAN,
    };
    let mut corrected = vec![undefined; probabilities.len()];
    let mut most = 0.0f64;
    for (rank, at) in order.iter().enumerate() {
        let left = (order.len() - rank) as f64;
        most = most.max(probabilities[*at] * left).min(1.0);
        corrected[*at] = Corrected {
            p: most,
            share: 1.0 / left,
        };
    }
    corrected
}

/// The |z| that some standard normal values, dependent or not, all stay within but for a chance of at most `error`
/// (Bonferroni): the normal quantile of 1 - error / (2 x comparisons). 0 without comparisons.
pub fn z_bound(comparisons: usize, error: f64) -> f64 {
    if comparisons == 0 {
        return 0.0;
    }
    Normal::standard().inverse_cdf(1.0 - error / (2.0 * comparisons as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: 0.01 x 4 = 0.04, 0.015 x 3 = 0.045, 0.03 x 2 = 0.06, and 0.04 x 1 is held at 0.06.
    #[test]
    fn holm_steps_down_and_never_falls() {
        let found = holm(&[0.03, 0.01, 0.04, 0.015]);
        let p: Vec<f64> = found.iter().map(|it| it.p).collect();
        for (found, wanted) in p.iter().zip([0.06, 0.04, 0.06, 0.045]) {
            assert!((found - wanted).abs() < 1e-12, "{p:?}");
        }
        assert_eq!(found[1].share, 0.25);
        assert_eq!(found[2].share, 1.0);
    }

    /// Normal quantiles of the printed tables: 1.960 at 0.975, 3.291 at 0.9995, 3.719 at 0.9999.
    #[test]
    fn the_bound_of_one_comparison_is_the_quantile_and_that_of_many_is_wider() {
        for (comparisons, error, wanted) in [(1, 0.05, 1.960), (1, 0.001, 3.291), (5, 0.001, 3.719)]
        {
            let found = z_bound(comparisons, error);
            assert!((found - wanted).abs() < 5e-4, "{found}, not {wanted}");
        }
        assert_eq!(z_bound(0, 0.001), 0.0);
    }

    #[test]
    fn undefined_probabilities_are_no_comparisons_and_ties_share_a_verdict() {
        let found = holm(&[f64::NAN, 0.02, 0.02]);
        assert!(found[0].p.is_nan());
        assert_eq!((found[1].p, found[2].p), (0.04, 0.04));
        assert_eq!(holm(&[0.7, 0.9])[0].p, 1.0);
        assert!(holm(&[]).is_empty());
    }

    /// Five true nulls: uniform probabilities in strata; any of them is rejected in about 5 % of trials, never in much more.
    #[test]
    fn a_false_finding_among_five_is_as_rare_as_stated() {
        let mut state = 7u64;
        let mut uniform = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1u64 << 53) as f64
        };
        let trials = 20_000;
        let rejected = (0..trials)
            .filter(|_| {
                let probabilities: Vec<f64> = (0..5).map(|_| uniform()).collect();
                holm(&probabilities).iter().any(|it| it.p < 0.05)
            })
            .count() as f64;
        // 1 - 0.99^5 = 0.0490; four standard errors are 0.0061.
        let share = rejected / f64::from(trials);
        assert!((share - 0.049).abs() < 0.0062, "{share}");
    }
}
