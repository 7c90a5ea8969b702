//! 95 % intervals of estimates over replications.
//!
//! Means: Student's t. Probabilities: Wilson's score interval. Quantiles: two order statistics whose ranks come from the
//! binomial distribution; exact for any distribution, and undefined where there are too few values.

use statrs::distribution::{Binomial, ContinuousCDF, DiscreteCDF, StudentsT};

/// Probability left out on each side of an interval.
const TAIL: f64 = 0.025;

/// Standard normal quantile of 0.975.
pub const NORMAL_975: f64 = 1.959_963_984_540_054;

/// The interval of a mean, from the mean, standard deviation and number of independent values: mean ± t sd / √n.
/// NaN below two values.
pub fn student(mean: f64, sd: f64, count: u64) -> (f64, f64) {
    if count < 2 {
        return (f64::NAN, f64::NAN);
    }
    let half = student_quantile(count - 1) * sd / (count as f64).sqrt();
    (mean - half, mean + half)
}

/// Student's t quantile of 0.975 for some degrees of freedom, at least 1.
fn student_quantile(freedom: u64) -> f64 {
    StudentsT::new(0.0, 1.0, freedom as f64)
        .expect("degrees of freedom are at least 1")
        .inverse_cdf(1.0 - TAIL)
}

/// Half the width of a mean's interval that leaves out `tail` on each side: t sd / √n. NaN below two values.
pub fn student_margin(sd: f64, count: u64, tail: f64) -> f64 {
    if count < 2 {
        return f64::NAN;
    }
    let student = StudentsT::new(0.0, 1.0, (count - 1) as f64);
    let quantile = student.map_or(f64::NAN, |it| it.inverse_cdf(1.0 - tail));
    quantile * sd / (count as f64).sqrt()
}

/// The interval of a probability after `successes` of `count`. NaN of nothing.
///
/// Source: E. B. Wilson (1927), J. Am. Stat. Assoc. 22, 209-212.
pub fn wilson(successes: u64, count: u64) -> (f64, f64) {
    if count == 0 {
        return (f64::NAN, f64::NAN);
    }
    let (n, share) = (count as f64, successes as f64 / count as f64);
    let z2 = NORMAL_975 * NORMAL_975;
    let centre = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half =
        NORMAL_975 / (1.0 + z2 / n) * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    let low = if successes == 0 { 0.0 } else { centre - half };
    let high = if successes == count {
        1.0
    } else {
        centre + half
    };
    (low, high)
}

/// Ranks (0 for the smallest value) of the order statistics that hold a quantile between them with at least 95 %.
/// A side is `None` where even the smallest or the largest value is not far enough out.
///
/// Source: W. J. Conover, Practical Nonparametric Statistics, 3rd ed., section 3.2.
pub fn quantile_ranks(probability: f64, count: u64) -> (Option<u64>, Option<u64>) {
    let Ok(binomial) = Binomial::new(probability, count) else {
        return (None, None);
    };
    // With ranks counted from 1, P(X(l) > q) = B(l - 1) and P(X(u) < q) = 1 - B(u - 1).
    let first_above = |bound: f64| {
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = low + (high - low) / 2;
            if binomial.cdf(middle) > bound {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    };
    let below = first_above(TAIL).checked_sub(1);
    let above = Some(first_above(1.0 - TAIL)).filter(|rank| *rank < count);
    (below, above)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: (f64, f64), wanted: (f64, f64), tolerance: f64) {
        let off = (found.0 - wanted.0).abs().max((found.1 - wanted.1).abs());
        assert!(
            off <= tolerance,
            "found {found:?}, wanted {wanted:?} within {tolerance}"
        );
    }

    /// Table of R. G. Newcombe (1998), Statistics in Medicine 17, 857-872, method 3.
    #[test]
    fn wilson_gives_the_published_intervals() {
        near(wilson(81, 263), (0.2553, 0.3662), 5e-5);
        near(wilson(15, 148), (0.0624, 0.1605), 5e-5);
        near(wilson(0, 20), (0.0, 0.1611), 5e-5);
        near(wilson(1, 29), (0.0061, 0.1718), 5e-5);
        assert!(wilson(0, 0).0.is_nan());
        assert_eq!(wilson(20, 20).1, 1.0);
    }

    #[test]
    fn a_margin_at_the_usual_tail_is_half_the_interval() {
        let (low, high) = student(10.0, 2.0, 16);
        assert!((student_margin(2.0, 16, TAIL) - (high - low) / 2.0).abs() < 1e-9);
        assert!(student_margin(2.0, 16, 1e-6) > student_margin(2.0, 16, 1e-3));
        assert!(student_margin(2.0, 1, TAIL).is_nan());
    }

    #[test]
    fn student_gives_the_quantiles_of_the_printed_tables() {
        for (freedom, wanted) in [(1, 12.7062), (9, 2.2622), (30, 2.0423), (120, 1.9799)] {
            let found = student_quantile(freedom);
            assert!(
                (found - wanted).abs() < 5e-5,
                "{freedom}: {found} for {wanted}"
            );
        }
        near(student(10.0, 2.0, 16), (8.93427, 11.06573), 1e-4);
        assert!(student(1.0, f64::NAN, 1).0.is_nan());
    }

    /// Ranks of the usual tables for the median: 2 and 9 of 10 (97.9 %), 40 and 61 of 100 (96.5 %).
    #[test]
    fn the_ranks_around_a_median_are_those_of_the_tables() {
        assert_eq!(quantile_ranks(0.5, 10), (Some(1), Some(8)));
        assert_eq!(quantile_ranks(0.5, 100), (Some(39), Some(60)));
    }

    #[test]
    fn ranks_cover_with_95_percent_and_no_closer_pair_does() {
        for (probability, count) in [(0.1, 200), (0.9, 200), (0.5, 1001)] {
            let (low, high) = quantile_ranks(probability, count);
            let (low, high) = (low.unwrap(), high.unwrap());
            let binomial = Binomial::new(probability, count).unwrap();
            assert!(binomial.cdf(low) <= TAIL && binomial.cdf(low + 1) > TAIL);
            assert!(binomial.cdf(high) >= 1.0 - TAIL && binomial.cdf(high - 1) < 1.0 - TAIL);
        }
    }

    #[test]
    fn a_side_without_enough_values_is_undefined() {
        assert_eq!(quantile_ranks(0.9, 10).1, None);
        assert_eq!(quantile_ranks(0.5, 5), (None, None));
        assert_eq!(quantile_ranks(0.5, 0), (None, None));
    }
}
