//! Quantiles of a stream of values in memory that does not grow with their number.
//!
//! A value is rounded to whole steps of a stated resolution and counted in a bucket: up to 1,024 steps from 0 each step
//! has its own, above that 256 buckets cover each doubling (9 significant bits), as in an HDR histogram. A bucket stands
//! for its midpoint, so a value is off by at most half a step or 1/512 = 0.195 %, whichever is more. Buckets lie in pages that are made when they are first needed. Counts do
//! not depend on the order of the values or on how they were cut, so summaries merge exactly.

mod stored;

/// Buckets in a page.
const PAGE: usize = 64;

/// Counts of values by bucket.
#[derive(Debug, Clone, PartialEq)]
pub struct QuantileSummary {
    /// Steps per unit: 1 / resolution.
    steps: f64,
    /// Number of the first page; bucket `b` lies on page `b.div_euclid(PAGE)`.
    first_page: i32,
    pages: Vec<Option<Box<[u32; PAGE]>>>,
    finite: u64,
    below: u64,
    above: u64,
}

impl QuantileSummary {
    /// An empty summary of values rounded to `resolution`, above 0 [unit of the values].
    pub fn new(resolution: f64) -> Self {
        QuantileSummary::empty(1.0 / resolution)
    }

    fn empty(steps: f64) -> Self {
        QuantileSummary {
            steps,
            first_page: 0,
            pages: Vec::new(),
            finite: 0,
            below: 0,
            above: 0,
        }
    }

    /// Takes a value in. NaN is undefined and is left out; infinite values are counted beyond all others.
    pub fn add(&mut self, value: f64) {
        self.add_all(std::iter::once(value));
    }

    /// Takes several values in. Equal neighbours, which are many in a service at rest, cost one look-up.
    pub fn add_all(&mut self, values: impl Iterator<Item = f64>) {
        let (mut last, mut run) = (0.0, 0);
        for value in values {
            if value == last {
                run += 1;
            } else {
                self.add_times(last, run);
                (last, run) = (value, 1);
            }
        }
        self.add_times(last, run);
    }

    #[inline]
    fn add_times(&mut self, value: f64, times: u32) {
        if times == 0 {
            return;
        }
        if !value.is_finite() {
            return self.add_beyond(value, u64::from(times));
        }
        let scaled = value * self.steps;
        let bucket = bucket((scaled + 0.5f64.copysign(scaled)) as i64);
        let page = self.page_mut(bucket.div_euclid(PAGE as i32));
        page[bucket.rem_euclid(PAGE as i32) as usize] += times;
        self.finite += u64::from(times);
    }

    #[cold]
    fn add_beyond(&mut self, value: f64, count: u64) {
        if value == f64::INFINITY {
            self.above += count;
        } else if value == f64::NEG_INFINITY {
            self.below += count;
        }
    }

    /// Takes in all that another summary of the same resolution holds.
    pub fn merge(&mut self, other: &QuantileSummary) {
        assert_eq!(self.steps, other.steps, "summaries of one quantity");
        for (offset, page) in other.pages.iter().enumerate() {
            let Some(page) = page else { continue };
            let into = self.page_mut(other.first_page + offset as i32);
            into.iter_mut()
                .zip(page.iter())
                .for_each(|(to, from)| *to += from);
        }
        self.finite += other.finite;
        self.below += other.below;
        self.above += other.above;
    }

    /// Values taken in, infinite ones included.
    pub fn count(&self) -> u64 {
        self.below + self.finite + self.above
    }

    /// Bytes held beyond the summary itself: what grows with the span of the values, and not with their number.
    pub fn bytes(&self) -> usize {
        let pages = self.pages.iter().flatten().count();
        pages * PAGE * size_of::<u32>() + self.pages.len() * size_of::<Option<Box<[u32; PAGE]>>>()
    }

    /// The value of a rank, 0 for the smallest; NaN where there are not so many.
    pub fn order(&self, rank: u64) -> f64 {
        self.orders(&[rank])[0]
    }

    /// The quantile of a probability in [0, 1]: the usual linear interpolation between the two values next to
    /// (n - 1) p ("type 7"). NaN of nothing.
    pub fn quantile(&self, probability: f64) -> f64 {
        self.quantiles([probability])[0]
    }

    /// Several quantiles at once, of rising probabilities.
    pub fn quantiles<const N: usize>(&self, probabilities: [f64; N]) -> [f64; N] {
        if self.count() == 0 {
            return [f64::NAN; N];
        }
        let last = self.count() - 1;
        let places = probabilities.map(|probability| probability * last as f64);
        let ranks: Vec<u64> = places
            .iter()
            .flat_map(|place| [place.floor() as u64, (place.ceil() as u64).min(last)])
            .collect();
        let values = self.orders(&ranks);
        std::array::from_fn(|index| {
            let (low, high) = (values[2 * index], values[2 * index + 1]);
            let share = places[index] - places[index].floor();
            if share == 0.0 || low == high || low == f64::NEG_INFINITY {
                low
            } else {
                low + (high - low) * share
            }
        })
    }

    /// The smallest value that at least a share of all values do not exceed ("type 1"). NaN of nothing.
    pub fn reaching(&self, share: f64) -> f64 {
        let needed = (share * self.count() as f64 - 1e-9).ceil() as u64;
        self.order(needed.saturating_sub(1))
    }

    /// The values of some ranks that do not fall.
    fn orders(&self, ranks: &[u64]) -> Vec<f64> {
        let mut values = Vec::with_capacity(ranks.len());
        let mut seen = self.below;
        let mut take_until = |seen: u64, value: f64| {
            while values.len() < ranks.len() && ranks[values.len()] < seen {
                values.push(value);
            }
            values.len() == ranks.len()
        };
        let mut done = take_until(seen, f64::NEG_INFINITY);
        'pages: for (offset, page) in self.pages.iter().enumerate() {
            let Some(page) = page else { continue };
            let first = (self.first_page + offset as i32) * PAGE as i32;
            for (index, count) in page.iter().enumerate() {
                if *count > 0 {
                    seen += u64::from(*count);
                    done = take_until(seen, representative(first + index as i32) / self.steps);
                }
                if done {
                    break 'pages;
                }
            }
        }
        if !done && !take_until(seen + self.above, f64::INFINITY) {
            take_until(u64::MAX, f64::NAN);
        }
        values
    }

    /// Buckets that hold values, from the lowest on, with their counts.
    fn full(&self) -> impl Iterator<Item = (i32, u32)> {
        let pages = (self.first_page..).zip(&self.pages);
        pages
            .filter_map(|(number, page)| page.as_ref().map(|page| (number, page)))
            .flat_map(|(number, page)| (number * PAGE as i32..).zip(page.iter().copied()))
            .filter(|(_, count)| *count > 0)
    }

    #[inline]
    fn page_mut(&mut self, page: i32) -> &mut [u32; PAGE] {
        let offset = i64::from(page) - i64::from(self.first_page);
        let there = usize::try_from(offset).is_ok_and(|offset| offset < self.pages.len());
        if !there {
            self.make_room(page);
        }
        let offset = (page - self.first_page) as usize;
        self.pages[offset].get_or_insert_with(|| Box::new([0; PAGE]))
    }

    /// Widens the window of pages to hold one more.
    #[cold]
    fn make_room(&mut self, page: i32) {
        if self.pages.is_empty() {
            self.first_page = page;
        }
        if page < self.first_page {
            let missing = (self.first_page - page) as usize;
            self.pages.splice(0..0, std::iter::repeat_n(None, missing));
            self.first_page = page;
        }
        let offset = (page - self.first_page) as usize;
        if offset >= self.pages.len() {
            self.pages.resize(offset + 1, None);
        }
    }
}

/// Whole numbers of steps below this have a bucket each.
const EXACT: u64 = 1024;

/// Buckets of each doubling above.
const PER_DOUBLING: u64 = 256;

/// How far the first number that shares a bucket is shifted.
const FIRST_SHIFT: u64 = (EXACT / PER_DOUBLING).ilog2() as u64;

/// The bucket of a whole number of steps.
fn bucket(steps: i64) -> i32 {
    let size = steps.unsigned_abs();
    let bucket = if size < EXACT {
        size
    } else {
        let shift = u64::from(size.ilog2() - PER_DOUBLING.ilog2());
        EXACT + PER_DOUBLING * (shift - FIRST_SHIFT) + (size >> shift) - PER_DOUBLING
    } as i32;
    if steps < 0 { -bucket } else { bucket }
}

/// The number a bucket stands for [steps]: its midpoint.
fn representative(bucket: i32) -> f64 {
    let size = u64::from(bucket.unsigned_abs());
    let steps = if size < EXACT {
        size as f64
    } else {
        let shift = (size - EXACT) / PER_DOUBLING + FIRST_SHIFT;
        let first = ((size - EXACT) % PER_DOUBLING + PER_DOUBLING) << shift;
        first as f64 + ((1u64 << shift) - 1) as f64 / 2.0
    };
    if bucket < 0 { -steps } else { steps }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers without a pattern, the same in every run (Knuth's MMIX congruence).
    fn scattered(count: usize) -> Vec<f64> {
        let mut state = 42u64;
        (0..count)
            .map(|_| {
                state = state
                    .wrapping_mul(6364136223846793005)
                    .wrapping_add(1442695040888963407);
                (state >> 11) as f64 / (1u64 << 53) as f64
            })
            .collect()
    }

    fn summary(resolution: f64, values: &[f64]) -> QuantileSummary {
        let mut summary = QuantileSummary::new(resolution);
        values.iter().for_each(|value| summary.add(*value));
        summary
    }

    fn exact(values: &[f64], probability: f64) -> f64 {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let place = probability * (sorted.len() - 1) as f64;
        let (low, high) = (place.floor() as usize, place.ceil() as usize);
        sorted[low] + (sorted[high] - sorted[low]) * (place - place.floor())
    }

    #[test]
    fn quantiles_are_within_the_stated_error_of_an_exact_sort() {
        let values: Vec<f64> = scattered(5000)
            .into_iter()
            .map(|uniform| (uniform - 0.3) * 10f64.powf(6.0 * uniform))
            .collect();
        let summary = summary(0.001, &values);
        for percent in 0..=100 {
            let probability = f64::from(percent) / 100.0;
            let (found, wanted) = (summary.quantile(probability), exact(&values, probability));
            let allowed = (wanted.abs() / 512.0).max(0.0005) + 1e-9;
            assert!(
                (found - wanted).abs() <= allowed,
                "at {probability}: {found} for {wanted}, allowed {allowed}"
            );
        }
    }

    #[test]
    fn small_whole_numbers_are_exact() {
        let values: Vec<f64> = scattered(999)
            .into_iter()
            .map(|uniform| (uniform * 500.0).floor())
            .collect();
        let summary = summary(1.0, &values);
        for probability in [0.0, 0.05, 0.5, 0.9, 1.0] {
            assert_eq!(summary.quantile(probability), exact(&values, probability));
        }
    }

    #[test]
    fn every_whole_number_lies_in_a_bucket_that_stands_for_a_near_one() {
        let mut last = -1;
        for steps in (0..200_000).chain((18..58).map(|power| (1i64 << power) + 1)) {
            let found = bucket(steps);
            assert!(
                found == last || found == last + 1 || steps > 200_000,
                "at {steps}"
            );
            last = found;
            let error = (representative(found) - steps as f64).abs();
            assert!(error <= steps as f64 / 512.0, "{steps} is off by {error}");
            assert_eq!(bucket(representative(found) as i64), found);
            assert_eq!(representative(bucket(-steps)), -representative(found));
        }
    }

    #[test]
    fn shares_in_thousandths_come_back_as_they_are() {
        for value in [1.0, 0.5, 0.25, 0.75, 0.125, 0.875, 0.2, -0.033] {
            let found = summary(0.001, &[value]).quantile(0.5);
            assert!((found - value).abs() < 1e-12, "{found} for {value}");
        }
    }

    #[test]
    fn merging_does_not_depend_on_order_or_cut() {
        let values: Vec<f64> = scattered(3000)
            .into_iter()
            .map(|uniform| (uniform - 0.5) * 900.0)
            .collect();
        let whole = summary(0.01, &values);
        let parts: Vec<QuantileSummary> =
            values.chunks(700).map(|part| summary(0.01, part)).collect();
        let mut forward = QuantileSummary::new(0.01);
        parts.iter().for_each(|part| forward.merge(part));
        let mut backward = QuantileSummary::new(0.01);
        parts.iter().rev().for_each(|part| backward.merge(part));
        for probability in [0.0, 0.1, 0.333, 0.5, 0.99, 1.0] {
            let wanted = whole.quantile(probability);
            assert_eq!(forward.quantile(probability), wanted);
            assert_eq!(backward.quantile(probability), wanted);
        }
        assert_eq!(forward.count(), 3000);
    }

    #[test]
    fn memory_follows_the_span_of_the_values_and_not_their_number() {
        let values = scattered(1000);
        let mut summary = summary(0.0001, &values);
        let small = summary.bytes();
        for _ in 0..100 {
            values.iter().for_each(|value| summary.add(*value));
        }
        assert_eq!(summary.count(), 101_000);
        assert_eq!(summary.bytes(), small);
    }

    #[test]
    fn infinite_values_lie_beyond_all_and_undefined_ones_are_left_out() {
        let summary = summary(1.0, &[1.0, f64::INFINITY, f64::NAN, 3.0, f64::NEG_INFINITY]);
        assert_eq!(summary.count(), 4);
        assert_eq!(
            summary.quantiles([0.0, 0.5, 1.0]),
            [f64::NEG_INFINITY, 2.0, f64::INFINITY]
        );
        assert!(QuantileSummary::new(1.0).quantile(0.5).is_nan());
        assert!(summary.order(4).is_nan());
    }

    #[test]
    fn reaching_gives_a_value_that_enough_values_do_not_exceed() {
        let summary = summary(1.0, &[1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(
            [0.2, 0.5, 0.8, 0.95].map(|share| summary.reaching(share)),
            [1.0, 3.0, 4.0, 5.0]
        );
    }
}
