//! A quantity's spread over futures, gathered value by value.

use super::results::{Estimate, QUANTILES, Spread};
use crate::stats::encoding::{Damaged, Decoder, Encoder, Stored};
use crate::stats::interval;
use crate::stats::moments::Moments;
use crate::stats::quantile::QuantileSummary;

/// Values of one quantity over futures. Its memory does not grow with the number of futures.
#[derive(Debug, Clone)]
pub struct Cell {
    moments: Moments,
    quantiles: QuantileSummary,
}

impl Cell {
    /// An empty cell for values rounded to `resolution` before quantiles are taken.
    pub fn new(resolution: f64) -> Self {
        Cell {
            moments: Moments::default(),
            quantiles: QuantileSummary::new(resolution),
        }
    }

    /// Takes in one future's value, in replication order; NaN is left out.
    pub fn add(&mut self, value: f64) {
        self.moments.add(value);
        self.quantiles.add(value);
    }

    /// Takes in several futures' values, in replication order.
    pub fn add_all(&mut self, values: impl Iterator<Item = f64> + Clone) {
        self.moments.add_all(values.clone());
        self.quantiles.add_all(values);
    }

    /// The band over futures. Where all have the same value that is every quantile, to the last digit.
    pub fn spread(&self) -> Spread {
        let (mean, sd) = (self.moments.mean(), self.moments.sd());
        let all_the_same = sd == 0.0 && self.quantiles.count() == self.moments.count();
        Spread {
            replications: self.moments.count(),
            mean,
            sd,
            quantiles: if all_the_same {
                [mean; QUANTILES.len()]
            } else {
                self.quantiles.quantiles(QUANTILES)
            },
        }
    }

    /// The mean with Student's interval.
    pub fn mean(&self) -> Estimate {
        let (value, count) = (self.moments.mean(), self.moments.count());
        let (low, high) = interval::student(value, self.moments.sd(), count);
        Estimate {
            value,
            low,
            high,
            replications: count,
        }
    }

    /// A quantile with the interval between two order statistics.
    pub fn quantile(&self, probability: f64) -> Estimate {
        let count = self.quantiles.count();
        let (low, high) = interval::quantile_ranks(probability, count);
        let bound = |rank: Option<u64>| rank.map_or(f64::NAN, |rank| self.quantiles.order(rank));
        Estimate {
            value: self.quantiles.quantile(probability),
            low: bound(low),
            high: bound(high),
            replications: count,
        }
    }

    /// Bytes it takes up.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.quantiles.bytes()
    }
}

/// Yes or no over futures.
#[derive(Debug, Clone, Copy, Default)]
pub struct YesNo {
    yes: u64,
    count: u64,
}

impl YesNo {
    /// `yes` of `count` futures.
    pub fn of(yes: u64, count: u64) -> Self {
        YesNo { yes, count }
    }

    /// Takes in one future: 1 yes, 0 no, NaN undefined and left out.
    pub fn add(&mut self, value: f64) {
        if !value.is_nan() {
            self.count += 1;
            self.yes += u64::from(value > 0.0);
        }
    }

    /// The probability with Wilson's interval.
    pub fn estimate(&self) -> Estimate {
        let (low, high) = interval::wilson(self.yes, self.count);
        Estimate {
            value: if self.count > 0 {
                self.yes as f64 / self.count as f64
            } else {
                f64::NAN
            },
            low,
            high,
            replications: self.count,
        }
    }
}

impl Stored for Cell {
    fn store(&self, to: &mut Encoder) {
        self.moments.store(to);
        self.quantiles.store(to);
    }

    fn take_up(&mut self, from: &mut Decoder) -> Result<(), Damaged> {
        self.moments.take_up(from)?;
        self.quantiles.take_up(from)
    }
}

impl Stored for YesNo {
    fn store(&self, to: &mut Encoder) {
        to.whole(self.yes);
        to.whole(self.count);
    }

    fn take_up(&mut self, from: &mut Decoder) -> Result<(), Damaged> {
        *self = YesNo {
            yes: from.whole()?,
            count: from.whole()?,
        };
        if self.yes <= self.count {
            Ok(())
        } else {
            Err(Damaged)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_in_all_futures_is_every_quantile_to_the_last_digit() {
        let of = |values: &[f64]| {
            let mut cell = Cell::new(0.01);
            cell.add_all(values.iter().copied());
            cell.spread()
        };
        assert_eq!(of(&[19.0; 50]).quantiles, [19.0; QUANTILES.len()]);
        // Others are counted in buckets, which lie within 0.2 % of their values.
        let two = of(&[19.0, 19.0, 21.0]);
        assert!(two.quantiles[0] != 19.0 && (two.quantiles[0] / 19.0 - 1.0).abs() < 0.002);
    }
}
