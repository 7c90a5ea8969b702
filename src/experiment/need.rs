//! The funder's question, by year: how many EFT cover a year, in how many futures?
//!
//! A year of one future is covered by the smallest EFT that is at least the weekly need in 90 % of the weeks where need is
//! defined. Over futures these are counted in quarter steps, exactly, and in thousandths; both take memory by the span of
//! the needs and not by the number of futures.

use std::collections::BTreeMap;

use super::results::YearNeed;
use crate::stats::encoding::{Damaged, Decoder, Encoder, Stored};

/// Share of a year's weeks that the EFT covers.
pub const COVERED_SHARE: f64 = 0.9;

/// Steps of the funder's table per EFT: quarters.
const STEPS_PER_EFT: f64 = 4.0;

/// Shares of futures for which the EFT is read off.
const FUTURES: [f64; 3] = [0.50, 0.80, 0.95];

/// The smallest EFT that covers [`COVERED_SHARE`] of some weeks' needs [EFT], undefined weeks left out; NaN of none.
/// Leaves the needs in disorder.
pub fn covering(needs: &mut Vec<f64>) -> f64 {
    needs.retain(|need| !need.is_nan());
    if needs.is_empty() {
        return f64::NAN;
    }
    let covered = (COVERED_SHARE * needs.len() as f64 - 1e-9).ceil() as usize;
    *needs
        .select_nth_unstable_by(covered.max(1) - 1, f64::total_cmp)
        .1
}

/// Needs of one reporting year over futures.
#[derive(Debug, Clone, Default)]
pub struct NeedTally {
    /// Futures by the first quarter step that covers the year.
    steps: BTreeMap<u64, u64>,
    /// Futures by need [EFT / 1000].
    fine: BTreeMap<u64, u64>,
    futures: u64,
}

impl NeedTally {
    /// Takes in one future's need [EFT]; NaN is left out.
    pub fn add(&mut self, need: f64) {
        if need.is_nan() {
            return;
        }
        // The margin keeps a need of exactly 2.25 on the step 2.25 whatever its last digit.
        let step = (STEPS_PER_EFT * need - 1e-9).ceil().max(0.0) as u64;
        *self.steps.entry(step).or_default() += 1;
        *self.fine.entry((1000.0 * need).round() as u64).or_default() += 1;
        self.futures += 1;
    }

    /// The year's rows. From the largest step that covers no future to the smallest that covers all.
    pub fn finish(&self, year: usize) -> YearNeed {
        let mut coverage = Vec::new();
        if let (Some((first, _)), Some((last, _))) =
            (self.steps.first_key_value(), self.steps.last_key_value())
        {
            let mut covered = 0;
            for step in first.saturating_sub(1)..=*last {
                covered += self.steps.get(&step).copied().unwrap_or(0);
                coverage.push((
                    step as f64 / STEPS_PER_EFT,
                    covered as f64 / self.futures as f64,
                ));
            }
        }
        YearNeed {
            year,
            coverage,
            needed_for: FUTURES.map(|share| (share, self.reaching(share))),
            replications: self.futures,
        }
    }
}

impl NeedTally {
    /// The smallest EFT that is enough in at least a share of the futures; NaN of none.
    fn reaching(&self, share: f64) -> f64 {
        let mut left = share * self.futures as f64 - 1e-9;
        let enough = self.fine.iter().find(|(_, futures)| {
            left -= **futures as f64;
            left <= 0.0
        });
        enough.map_or(f64::NAN, |(thousandths, _)| *thousandths as f64 / 1000.0)
    }
}

impl Stored for NeedTally {
    fn store(&self, to: &mut Encoder) {
        to.whole(self.futures);
        for counts in [&self.steps, &self.fine] {
            to.whole(counts.len() as u64);
            let mut last = 0;
            for (key, count) in counts {
                to.whole(key - last);
                to.whole(*count);
                last = *key;
            }
        }
    }

    fn take_up(&mut self, from: &mut Decoder) -> Result<(), Damaged> {
        self.futures = from.whole()?;
        for counts in [&mut self.steps, &mut self.fine] {
            counts.clear();
            let mut key = 0u64;
            for _ in 0..from.whole()? {
                key = key.checked_add(from.whole()?).ok_or(Damaged)?;
                counts.insert(key, from.whole()?);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_needed_eft_covers_nine_weeks_of_ten() {
        let mut weeks: Vec<f64> = (1..=52).rev().map(f64::from).collect();
        // 0.9 x 52 = 46.8: the 47th smallest.
        assert_eq!(covering(&mut weeks), 47.0);
        assert_eq!(covering(&mut (1..=10).map(f64::from).collect()), 9.0);
        assert_eq!(covering(&mut vec![f64::NAN, 3.0, f64::NAN]), 3.0);
        assert!(covering(&mut vec![f64::NAN]).is_nan());
    }

    #[test]
    fn the_table_counts_futures_in_quarter_steps() {
        let mut tally = NeedTally::default();
        for need in [2.0, 2.25, 2.26, 2.9, f64::NAN] {
            tally.add(need);
        }
        let found = tally.finish(3);
        assert_eq!((found.year, found.replications), (3, 4));
        let wanted = [
            (1.75, 0.0),
            (2.0, 0.25),
            (2.25, 0.5),
            (2.5, 0.75),
            (2.75, 0.75),
            (3.0, 1.0),
        ];
        assert_eq!(found.coverage, wanted);
        // Half of four futures are the first two.
        assert_eq!(found.needed_for, [(0.5, 2.25), (0.8, 2.9), (0.95, 2.9)]);
    }

    #[test]
    fn a_need_of_exactly_a_quarter_step_lies_on_it() {
        let mut tally = NeedTally::default();
        tally.add(0.1 + 0.2 + 0.95);
        assert_eq!(tally.finish(1).coverage, [(1.0, 0.0), (1.25, 1.0)]);
    }

    #[test]
    fn a_year_without_need_has_no_rows() {
        let found = NeedTally::default().finish(1);
        assert!(found.coverage.is_empty() && found.needed_for[0].1.is_nan());
        let mut tally = NeedTally::default();
        tally.add(0.0);
        assert_eq!(tally.finish(1).coverage, [(0.0, 1.0)]);
    }
}
