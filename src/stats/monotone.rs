//! A rising curve through noisy points, and where it passes a level.
//!
//! The curve is the least-squares fit among all that never fall (pool adjacent violators); between the points it is drawn
//! straight. Nothing is said beyond the first and the last point.
//!
//! Source: R. E. Barlow, D. J. Bartholomew, J. M. Bremner and H. D. Brunk (1972), Statistical Inference under Order
//! Restrictions, section 1.2.

/// The values nearest to those given that never fall. `weights` above 0, one for each.
pub fn rising(values: &[f64], weights: &[f64]) -> Vec<f64> {
    // Blocks of equal value: (sum of weighted values, weight, how many).
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    for (value, weight) in values.iter().zip(weights) {
        let mut block = (value * weight, *weight, 1);
        while let Some(before) = blocks.pop_if(|before| before.0 * block.1 >= block.0 * before.1) {
            block = (before.0 + block.0, before.1 + block.1, before.2 + block.2);
        }
        blocks.push(block);
    }
    let spread = blocks
        .into_iter()
        .map(|(sum, weight, count)| std::iter::repeat_n(sum / weight, count));
    spread.flatten().collect()
}

/// Where a rising curve passes a level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Passing {
    /// It is at or above the level from the first point on.
    Before,
    /// The first place at which it reaches the level.
    At(f64),
    /// It stays below the level at every point.
    After,
}

/// The first place at which a curve that never falls reaches a level; `places` rise, and there is one value for each.
pub fn passing(places: &[f64], curve: &[f64], level: f64) -> Passing {
    match curve.iter().position(|value| *value >= level) {
        Some(0) => Passing::Before,
        None => Passing::After,
        Some(at) => {
            let (low, high) = (curve[at - 1], curve[at]);
            let share = (level - low) / (high - low);
            Passing::At(places[at - 1] + share * (places[at] - places[at - 1]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_fall_are_pooled_at_their_weighted_mean() {
        assert_eq!(
            rising(&[1.0, 3.0, 2.0, 4.0], &[1.0; 4]),
            [1.0, 2.5, 2.5, 4.0]
        );
        assert_eq!(rising(&[3.0, 2.0, 1.0], &[1.0; 3]), [2.0; 3]);
        assert_eq!(rising(&[4.0, 1.0], &[1.0, 3.0]), [1.75; 2]);
        assert_eq!(rising(&[0.1, 0.2], &[1.0; 2]), [0.1, 0.2]);
        assert!(rising(&[], &[]).is_empty());
    }

    #[test]
    fn the_fit_is_nearer_than_any_other_rising_curve_tried() {
        let values = [0.2, 0.1, 0.5, 0.3, 0.35, 0.9];
        let weights = [1.0, 2.0, 1.0, 3.0, 1.0, 1.0];
        let fit = rising(&values, &weights);
        assert!(fit.windows(2).all(|pair| pair[0] <= pair[1] + 1e-15));
        let far = |curve: &[f64]| -> f64 {
            let each = curve.iter().zip(values).zip(weights);
            each.map(|((at, value), weight)| weight * (at - value) * (at - value))
                .sum()
        };
        for at in 0..values.len() {
            for step in [-0.01, 0.01] {
                let mut other = fit.clone();
                other[at] += step;
                let rises = other.windows(2).all(|pair| pair[0] <= pair[1]);
                assert!(!rises || far(&other) > far(&fit), "{other:?}");
            }
        }
    }

    #[test]
    fn a_level_is_passed_between_the_points_that_hold_it_and_nowhere_else() {
        let places = [4.0, 8.0, 12.0];
        assert_eq!(passing(&places, &[0.2, 0.4, 0.6], 0.5), Passing::At(10.0));
        assert_eq!(passing(&places, &[0.5, 0.6, 0.7], 0.5), Passing::Before);
        assert_eq!(passing(&places, &[0.1, 0.2, 0.3], 0.5), Passing::After);
        assert_eq!(passing(&places, &[0.1, 0.5, 0.5], 0.5), Passing::At(8.0));
    }
}
