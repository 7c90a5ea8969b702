//! The ratio of two means taken from the same pairs, with its interval.

use super::encoding::{Damaged, Decoder, Encoder, Stored};
use super::interval::NORMAL_975;

/// Sums over pairs (one, other).
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

    /// Mean of one over mean of other, both at least 0, and its 95 % interval by the delta method on the logarithm. NaN where a
    /// mean is 0 or there are fewer than two pairs.
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

    /// Mean of one over mean of other, of any sign, and its 95 % interval by Fieller's theorem. The bounds are NaN where the mean
    /// of the other cannot be told from 0: then no ratio is out of the question.
    ///
    /// All r with (x - r y)² <= z² (s_xx - 2 r s_xy + r² s_yy) / n.
    /// Source: Fieller 1954, J R Stat Soc B 16:175.
    pub fn fieller(&self) -> (f64, f64, f64) {
        let n = self.count;
        if n < 2.0 || self.other == 0.0 {
            return (f64::NAN, f64::NAN, f64::NAN);
        }
        let (x, y) = (self.one / n, self.other / n);
        let of_mean = |square: f64, a: f64, b: f64| {
            NORMAL_975 * NORMAL_975 * (square / n - a * b) / (n - 1.0)
        };
        let leading = y * y - of_mean(self.other_other, y, y);
        let middle = x * y - of_mean(self.one_other, x, y);
        let last = x * x - of_mean(self.one_one, x, x);
        let root = (middle * middle - leading * last).max(0.0).sqrt();
        if leading <= 0.0 {
            return (x / y, f64::NAN, f64::NAN);
        }
        (x / y, (middle - root) / leading, (middle + root) / leading)
    }
}

impl Stored for Pairs {
    fn store(&self, to: &mut Encoder) {
        let Pairs {
            count,
            one,
            other,
            one_one,
            one_other,
            other_other,
        } = self;
        for number in [count, one, other, one_one, one_other, other_other] {
            number.store(to);
        }
    }

    fn take_up(&mut self, from: &mut Decoder) -> Result<(), Damaged> {
        for number in [
            &mut self.count,
            &mut self.one,
            &mut self.other,
            &mut self.one_one,
            &mut self.one_other,
            &mut self.other_other,
        ] {
            number.take_up(from)?;
        }
        Ok(())
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

    #[test]
    fn fiellers_bounds_are_where_the_difference_is_just_told() {
        let mut pairs = Pairs::default();
        [(10.0, 4.0), (12.0, 5.0), (9.0, 6.0), (13.0, 5.0)]
            .iter()
            .for_each(|it| pairs.add(it.0, it.1));
        let (value, low, high) = pairs.fieller();
        assert!((value - 2.2).abs() < 1e-12);
        assert!(low < value && value < high);
        for bound in [low, high] {
            // Mean of x - r y over its standard error is the normal quantile.
            let rest: Vec<f64> = [(10.0, 4.0), (12.0, 5.0), (9.0, 6.0), (13.0, 5.0)]
                .map(|(x, y)| x - bound * y)
                .to_vec();
            let mean = rest.iter().sum::<f64>() / 4.0;
            let variance = rest.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / 3.0;
            assert!((mean.abs() / (variance / 4.0).sqrt() - NORMAL_975).abs() < 1e-9);
        }
    }

    #[test]
    fn a_ratio_to_what_may_be_nothing_has_no_bounds() {
        let mut pairs = Pairs::default();
        [(10.0, 4.0), (12.0, -5.0), (9.0, 2.0)]
            .iter()
            .for_each(|it| pairs.add(it.0, it.1));
        let (value, low, high) = pairs.fieller();
        assert!(value.is_finite() && low.is_nan() && high.is_nan());
    }
}
