//! The bootstrap: how much an estimate would differ had other rows been drawn.
//!
//! Rows are drawn again with replacement, the estimate is made of each such sample, and the middle 95 % of these estimates
//! are the interval. The uniform numbers come in as an argument, so that they can be keyed. Knows no domain.
//!
//! Source: B. Efron and R. J. Tibshirani (1993), An Introduction to the Bootstrap, ch. 13.

use super::moments::Moments;

/// Probability left out on each side of an interval.
const TAIL: f64 = 0.025;

/// An estimate with its 95 % bootstrap interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounded {
    /// NaN where undefined.
    pub value: f64,
    pub low: f64,
    pub high: f64,
    /// Standard error: the standard deviation of the estimates made of the samples.
    pub error: f64,
}

impl Bounded {
    /// What is undefined.
    pub const UNDEFINED: Bounded = Bounded {
        value: f64::NAN,
        low: f64::NAN,
        high: f64::NAN,
        error: f64::NAN,
    };

    /// An estimate and the estimates made of the samples.
    pub fn new(value: f64, mut estimates: Vec<f64>) -> Bounded {
        let mut moments = Moments::default();
        moments.add_all(estimates.iter().copied());
        let (low, high) = percentile(&mut estimates);
        Bounded {
            value,
            low,
            high,
            error: if low.is_nan() { f64::NAN } else { moments.sd() },
        }
    }
}

/// Positions of `count` rows drawn with replacement from `count`.
pub fn resample(count: usize, mut uniform: impl FnMut() -> f64) -> Vec<usize> {
    let position = |share: f64| ((share * count as f64) as usize).min(count - 1);
    (0..count).map(|_| position(uniform())).collect()
}

/// The middle 95 % of the estimates made of the samples, by linear interpolation between neighbours. An undefined
/// estimate is left out; NaN where more than a fortieth of them are undefined. Leaves the estimates in rising order.
pub fn percentile(estimates: &mut Vec<f64>) -> (f64, f64) {
    let asked = estimates.len();
    estimates.retain(|it| !it.is_nan());
    if estimates.is_empty() || ((asked - estimates.len()) as f64) > TAIL * asked as f64 {
        return (f64::NAN, f64::NAN);
    }
    estimates.sort_by(f64::total_cmp);
    let at = |probability: f64| {
        let place = probability * (estimates.len() - 1) as f64;
        let (low, high) = (place.floor() as usize, place.ceil() as usize);
        estimates[low] + (estimates[high] - estimates[low]) * place.fract()
    };
    (at(TAIL), at(1.0 - TAIL))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_holds_as_many_rows_and_each_where_its_number_falls() {
        let mut numbers = [0.0, 0.24, 0.25, 0.99, 0.5].into_iter().cycle();
        let found = resample(4, || numbers.next().unwrap());
        assert_eq!(found, [0, 0, 1, 3]);
    }

    #[test]
    fn the_interval_leaves_out_a_fortieth_on_each_side() {
        let mut estimates: Vec<f64> = (0..=1000).rev().map(f64::from).collect();
        assert_eq!(percentile(&mut estimates), (25.0, 975.0));
        assert!(percentile(&mut vec![1.0, f64::NAN]).0.is_nan());
        assert!(percentile(&mut vec![]).0.is_nan());
    }
}
