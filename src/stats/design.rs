//! Designs of experiments: at which points a study is played.
//!
//! A factorial design plays every combination of levels. A Latin hypercube of n points has one in each of n equal
//! intervals of every axis. Decides points of a list or of the unit cube; what they stand for is decided elsewhere.
//!
//! Source: M. D. McKay, R. J. Beckman and W. J. Conover (1979), Technometrics 21, 239-245.

/// Every combination of levels, as positions, the last factor changing fastest; one empty combination of no factor.
/// `levels`: how many each factor has.
pub fn factorial(levels: &[usize]) -> Vec<Vec<usize>> {
    levels.iter().fold(vec![Vec::new()], |points, count| {
        let longer = points.iter().flat_map(|point| {
            (0..*count).map(move |level| {
                let mut point = point.clone();
                point.push(level);
                point
            })
        });
        longer.collect()
    })
}

/// A Latin hypercube: points of the unit cube, each coordinate strictly between 0 and 1. `uniforms` gives the stream of
/// uniform numbers of a dimension, so that a further dimension changes none of the others.
pub fn latin_hypercube<U: FnMut() -> f64>(
    points: usize,
    dimensions: usize,
    uniforms: impl Fn(usize) -> U,
) -> Vec<Vec<f64>> {
    let mut all = vec![Vec::with_capacity(dimensions); points];
    for dimension in 0..dimensions {
        let mut uniform = uniforms(dimension);
        let order = shuffled(points, &mut uniform);
        for (point, interval) in all.iter_mut().zip(order) {
            point.push((interval as f64 + uniform()) / points as f64);
        }
    }
    all
}

/// The numbers below `count` in random order (Fisher and Yates).
pub fn shuffled(count: usize, mut uniform: impl FnMut() -> f64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    for last in (1..count).rev() {
        let other = (uniform() * (last + 1) as f64) as usize;
        order.swap(last, other.min(last));
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factorial_design_has_every_combination_once() {
        assert_eq!(
            factorial(&[2, 3]),
            [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]
        );
        assert_eq!(factorial(&[]), [[0; 0]]);
        assert!(factorial(&[2, 0]).is_empty());
    }

    fn stream(seed: u64) -> impl FnMut() -> f64 {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            ((state >> 12) as f64 + 0.5) / (1u64 << 52) as f64
        }
    }

    #[test]
    fn a_latin_hypercube_has_one_point_in_each_interval_of_every_axis() {
        let points = latin_hypercube(50, 3, |dimension| stream(dimension as u64 + 1));
        for dimension in 0..3 {
            let mut taken: Vec<usize> = points
                .iter()
                .map(|point| (point[dimension] * 50.0) as usize)
                .collect();
            assert_ne!(taken, (0..50).collect::<Vec<_>>(), "the order is random");
            taken.sort_unstable();
            assert_eq!(taken, (0..50).collect::<Vec<_>>());
        }
        let wider = latin_hypercube(50, 4, |dimension| stream(dimension as u64 + 1));
        assert!(
            points
                .iter()
                .zip(&wider)
                .all(|(point, with)| point[..] == with[..3])
        );
    }

    #[test]
    fn every_order_of_three_is_as_likely() {
        let mut uniform = stream(5);
        let mut counts = std::collections::BTreeMap::<Vec<usize>, u32>::new();
        for _ in 0..6000 {
            *counts.entry(shuffled(3, &mut uniform)).or_default() += 1;
        }
        // A binomial count of 1,000 has a standard deviation of 29.
        assert_eq!(counts.len(), 6);
        assert!(
            counts.values().all(|count| count.abs_diff(1000) < 116),
            "{counts:?}"
        );
    }
}
