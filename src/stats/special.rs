//! The gamma distribution's tail and quantile, by statrs and bisection; the normal distribution's tail.

use statrs::function::erf::erfc;
use statrs::function::gamma::{gamma_lr, gamma_ur};

/// Probability that a standard normal variable exceeds `value`.
pub fn normal_survival(value: f64) -> f64 {
    0.5 * erfc(value / std::f64::consts::SQRT_2)
}

/// Probability that a unit-scale gamma variable exceeds `value`.
pub fn gamma_survival(shape: f64, value: f64) -> f64 {
    if value <= 0.0 {
        1.0
    } else {
        gamma_ur(shape, value)
    }
}

/// The value that a unit-scale gamma variable stays below with a probability strictly between 0 and 1.
pub fn gamma_quantile(shape: f64, probability: f64) -> f64 {
    bisect(shape, |value| gamma_lr(shape, value) >= probability)
}

/// The value that a unit-scale gamma variable exceeds with probability `survival`; digits are kept far out in the tail.
pub fn gamma_quantile_above(shape: f64, survival: f64) -> f64 {
    bisect(shape, |value| gamma_ur(shape, value) <= survival)
}

/// The least value at which a monotone claim becomes true, to the last digits.
fn bisect(shape: f64, reached: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0, shape.max(1.0));
    while !reached(high) && high < 1e12 {
        low = high;
        high *= 2.0;
    }
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if reached(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::normal_survival;

    #[test]
    fn the_normal_tail_is_that_of_the_tables() {
        for (value, wanted) in [
            (0.0, 0.5),
            (1.0, 0.158_655),
            (-1.0, 0.841_345),
            (3.0, 0.001_350),
        ] {
            let found = normal_survival(value);
            assert!((found - wanted).abs() < 5e-7, "{value}: {found}");
        }
    }
}
