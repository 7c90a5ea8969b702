//! Count, mean and standard deviation of a stream of values.
//!
//! Sums are taken of the distance to the first value, which is a typical one, so that nothing cancels and no division is
//! made per value. The result depends on the order of the values in its last digits: add them in replication order.

use super::encoding::{Damaged, Decoder, Encoder, Stored};

/// Sums of the values so far.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moments {
    count: u64,
    first: f64,
    /// Sum of (value - first).
    sum: f64,
    /// Sum of (value - first)².
    squares: f64,
    above: u32,
    below: u32,
}

impl Moments {
    /// Takes a value in. NaN is undefined and is left out; an infinite value counts, and makes the mean infinite.
    #[inline]
    pub fn add(&mut self, value: f64) {
        if value.is_finite() {
            if self.count == 0 {
                self.first = value;
            }
            let distance = value - self.first;
            self.count += 1;
            self.sum += distance;
            self.squares += distance * distance;
        } else if value == f64::INFINITY {
            self.above += 1;
        } else if value == f64::NEG_INFINITY {
            self.below += 1;
        }
    }

    /// Takes several values in, in their order.
    pub fn add_all(&mut self, values: impl Iterator<Item = f64>) {
        let mut moments = *self;
        values.for_each(|value| moments.add(value));
        *self = moments;
    }

    /// Values taken in, infinite ones included.
    pub fn count(&self) -> u64 {
        self.count + self.infinite()
    }

    /// Infinite values among them.
    pub fn infinite(&self) -> u64 {
        u64::from(self.above) + u64::from(self.below)
    }

    /// The mean; NaN of nothing, and where there are infinite values of both signs.
    pub fn mean(&self) -> f64 {
        match (self.below, self.above) {
            (0, 0) if self.count == 0 => f64::NAN,
            (0, 0) => self.first + self.sum / self.count as f64,
            (0, _) => f64::INFINITY,
            (_, 0) => f64::NEG_INFINITY,
            (_, _) => f64::NAN,
        }
    }

    /// The standard deviation with divisor n - 1; NaN below two values or with an infinite one.
    pub fn sd(&self) -> f64 {
        if self.count < 2 || self.infinite() > 0 {
            return f64::NAN;
        }
        let count = self.count as f64;
        let squares = self.squares - self.sum * self.sum / count;
        (squares.max(0.0) / (count - 1.0)).sqrt()
    }
}

impl Stored for Moments {
    fn store(&self, to: &mut Encoder) {
        to.whole(self.count);
        to.float(self.first);
        to.float(self.sum);
        to.float(self.squares);
        to.whole(u64::from(self.above));
        to.whole(u64::from(self.below));
    }

    fn take_up(&mut self, from: &mut Decoder) -> Result<(), Damaged> {
        *self = Moments {
            count: from.whole()?,
            first: from.float()?,
            sum: from.float()?,
            squares: from.float()?,
            above: from.short()?,
            below: from.short()?,
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64]) -> Moments {
        let mut moments = Moments::default();
        values.iter().for_each(|value| moments.add(*value));
        moments
    }

    #[test]
    fn mean_and_sd_of_eight_numbers_done_by_hand() {
        let moments = of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        assert_eq!((moments.count(), moments.mean()), (8, 5.0));
        assert!((moments.sd() - (32.0f64 / 7.0).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn a_large_offset_does_not_cancel() {
        let moments = of(&[1e9 + 1.0, 1e9 + 2.0, 1e9 + 3.0]);
        assert_eq!((moments.mean(), moments.sd()), (1e9 + 2.0, 1.0));
    }

    #[test]
    fn undefined_values_are_left_out_and_infinite_ones_are_counted() {
        let moments = of(&[f64::NAN, 3.0, f64::NAN]);
        assert_eq!((moments.count(), moments.mean()), (1, 3.0));
        assert!(moments.sd().is_nan());
        let moments = of(&[3.0, f64::INFINITY, 4.0]);
        assert_eq!((moments.count(), moments.infinite()), (3, 1));
        assert_eq!(moments.mean(), f64::INFINITY);
        assert!(moments.sd().is_nan());
        assert!(of(&[f64::INFINITY, f64::NEG_INFINITY]).mean().is_nan());
        assert!(of(&[]).mean().is_nan());
    }

    #[test]
    fn equal_values_have_sd_zero() {
        assert_eq!(of(&[0.1, 0.1, 0.1]).sd(), 0.0);
    }
}
