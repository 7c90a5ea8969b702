//! A quantile summary as bytes: its full buckets, most of them in one byte each.

use super::{PAGE, QuantileSummary, bucket};
use crate::stats::encoding::{Damaged, Decoder, Encoder, Stored};

/// Empty buckets before a full one that are written together with its count.
const SHORT_GAP: u64 = 3;

/// Full buckets from the lowest on. Most lie next to one another and hold a few values: the empty ones in between and
/// the count share one byte then.
impl Stored for QuantileSummary {
    fn store(&self, to: &mut Encoder) {
        let full: Vec<(i32, u32)> = self.full().collect();
        to.whole(self.below);
        to.whole(self.above);
        to.whole(full.len() as u64);
        let mut next = full.first().map_or(0, |(bucket, _)| *bucket);
        if !full.is_empty() {
            to.signed(i64::from(next));
        }
        for (bucket, count) in full {
            let gap = (bucket - next) as u64;
            let short = gap.min(SHORT_GAP);
            to.whole(u64::from(count - 1) * (SHORT_GAP + 1) + short);
            if short == SHORT_GAP {
                to.whole(gap - SHORT_GAP);
            }
            next = bucket + 1;
        }
    }

    fn take_up(&mut self, from: &mut Decoder) -> Result<(), Damaged> {
        *self = QuantileSummary {
            below: from.whole()?,
            above: from.whole()?,
            ..QuantileSummary::empty(self.steps)
        };
        let full = from.whole()?;
        let mut next = if full > 0 { from.signed()? } else { 0 };
        let buckets = i64::from(bucket(i64::MIN))..=i64::from(bucket(i64::MAX));
        for _ in 0..full {
            let word = from.whole()?;
            let mut gap = word % (SHORT_GAP + 1);
            if gap == SHORT_GAP {
                gap = from.whole()?.checked_add(SHORT_GAP).ok_or(Damaged)?;
            }
            let count = word / (SHORT_GAP + 1) + 1;
            let bucket = next.checked_add_unsigned(gap).ok_or(Damaged)?;
            if !buckets.contains(&bucket) {
                return Err(Damaged);
            }
            let page = self.page_mut(bucket.div_euclid(PAGE as i64) as i32);
            page[bucket.rem_euclid(PAGE as i64) as usize] =
                u32::try_from(count).map_err(|_| Damaged)?;
            self.finite += count;
            next = bucket + 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bytes(summary: &QuantileSummary) -> Vec<u8> {
        let mut to = Encoder::default();
        summary.store(&mut to);
        to.into_bytes()
    }

    #[test]
    fn neighbouring_buckets_take_a_byte_each_and_a_far_one_two() {
        let mut summary = QuantileSummary::new(1.0);
        summary.add_all([10.0, 11.0, 11.0, 12.0, 40.0].into_iter());
        // Nothing below or above, four buckets, the first is 10 (written as 20); counts less one, times four, and gaps.
        assert_eq!(bytes(&summary), [0, 0, 4, 20, 0, 4, 0, 3, 24]);
    }

    #[test]
    fn a_bucket_that_no_number_has_is_damaged() {
        let mut summary = QuantileSummary::new(1.0);
        let mut take_up = |bytes: &[u8]| summary.take_up(&mut Decoder::new(bytes));
        assert_eq!(
            take_up(&[0, 0, 1, 0x80, 0x80, 0x80, 0x80, 1, 0]),
            Err(Damaged)
        );
        assert_eq!(
            take_up(&[0, 0, 1, 20, 3, 0xff, 0xff, 0xff, 1]),
            Err(Damaged)
        );
        assert_eq!(
            take_up(&[0, 0, 1, 20, 0xfc, 0xff, 0xff, 0xff, 0x7f]),
            Err(Damaged)
        );
        assert_eq!(take_up(&[0, 0, 2, 20, 0]), Err(Damaged));
    }

    proptest! {
        #[test]
        fn a_summary_comes_back_with_every_page_and_goes_on_as_if_never_put_aside(
            values in prop::collection::vec(prop_oneof![
                8 => -50.0..50.0f64,
                2 => prop::num::f64::ANY,
                1 => Just(f64::INFINITY),
                1 => Just(0.0),
            ], 0..80),
            cut in 0.0..1.0f64,
        ) {
            let (first, rest) = values.split_at((cut * values.len() as f64) as usize);
            let mut whole = QuantileSummary::new(0.25);
            whole.add_all(first.iter().copied());
            let stored = bytes(&whole);
            let mut again = QuantileSummary::new(0.25);
            let mut from = Decoder::new(&stored);
            again.take_up(&mut from).unwrap();
            prop_assert_eq!(from.end(), Ok(()));
            prop_assert_eq!(&again, &whole);
            whole.add_all(rest.iter().copied());
            again.add_all(rest.iter().copied());
            prop_assert_eq!(again, whole);
        }
    }
}
