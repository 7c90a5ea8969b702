//! The ratio of two means taken from the same pairs, with its interval.

use super::interval::NORMAL_975;

/// Sums over pairs (one, other); both at least 0.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Pairs {
    count: f64,
    one: f64,
    other: f64,
    one_one: f64,
    one_other: f64,
    other_other: f64,
}

impl Pairs {
    /// Takes a pair in.
    pub fn add(&mut self, one: f64, other: f64) {
        self.count += 1.0;
        self.one += one;
        self.other += other;
        self.one_one += one * one;
        self.one_other += one * other;
        self.other_other += other * other;
    }

    /// Mean of one over mean of other, and its 95 % interval by the delta method on the logarithm. NaN where a mean is 0 or
    /// there are fewer than two pairs.
    ///
    /// var(log r) = (var(x)/x² - 2 cov(x, y)/(x y) + var(y)/y²) / n.
    pub fn ratio(&self) -> (f64, f64, f64) {
        let n = self.count;
        if n < 2.0 || self.one <= 0.0 || self.other <= 0.0 {
            return (f64::NAN, f64::NAN, f64::NAN);
        }
        let (x, y) = (self.one / n, self.other / n);
        let spread = |square: f64, a: f64, b: f64| (square / n - a * b) * n / (n - 1.0);
        let variance = spread(self.one_one, x, x) / (x * x)
            - 2.0 * spread(self.one_other, x, y) / (x * y)
            + spread(self.other_other, y, y) / (y * y);
        let half = NORMAL_975 * (variance.max(0.0) / n).sqrt();
        (x / y, x / y * (-half).exp(), x / y * half.exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_of_means_done_by_hand() {
        let mut pairs = Pairs::default();
        [(1.0, 1.0), (3.0, 1.0), (2.0, 4.0)]
            .iter()
            .for_each(|it| pairs.add(it.0, it.1));
        let (value, low, high) = pairs.ratio();
        assert!((value - 1.0).abs() < 1e-12);
        // Variances 1 and 3, covariance 0, means 2: sd(log) = √((1 + 3) / 4 / 3).
        let half = NORMAL_975 * (1.0f64 / 3.0).sqrt();
        assert!((high - half.exp()).abs() < 1e-9 && (low - (-half).exp()).abs() < 1e-9);
    }

    #[test]
    fn the_same_on_both_sides_is_one_without_doubt_and_nothing_is_undefined() {
        let mut pairs = Pairs::default();
        [1.0, 0.0, 4.0].iter().for_each(|it| pairs.add(*it, *it));
        let (value, low, high) = pairs.ratio();
        assert!(
            (value - 1.0).abs() < 1e-12 && (low - 1.0).abs() < 1e-7 && (high - 1.0).abs() < 1e-7
        );
        let mut never = Pairs::default();
        [1.0, 1.0].iter().for_each(|it| never.add(*it, 0.0));
        assert!(never.ratio().0.is_nan());
    }
}
