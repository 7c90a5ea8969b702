//! The gamma distribution's tail and quantile, by statrs and bisection, or as nearly normal; the normal distribution's tail.

use statrs::function::erf::{erfc, erfc_inv};
use statrs::function::gamma::{gamma_lr, gamma_ur};

/// Probability that a standard normal variable exceeds `value`.
pub fn normal_survival(value: f64) -> f64 {
    0.5 * erfc(value / std::f64::consts::SQRT_2)
}

/// Shape from which on the cube root of a gamma variable is taken as normal (Wilson and Hilferty 1931): statrs adds up as many terms as
/// the root of the shape, without end where that is large, and the two differ by less than a hundred-thousandth of the standard deviation.
const NEARLY_NORMAL: f64 = 1e5;

/// A standard normal variable's value as that of a unit-scale gamma variable of large shape.
fn from_normal(shape: f64, normal: f64) -> f64 {
    let root = 1.0 - 1.0 / (9.0 * shape) + normal / (3.0 * shape.sqrt());
    shape * root * root * root
}

/// The value that a standard normal variable exceeds with a probability.
fn normal_above(survival: f64) -> f64 {
    std::f64::consts::SQRT_2 * erfc_inv(2.0 * survival)
}

/// Probability that a unit-scale gamma variable exceeds `value`.
pub fn gamma_survival(shape: f64, value: f64) -> f64 {
    if value <= 0.0 {
        1.0
    } else if shape > NEARLY_NORMAL {
        let root = (value / shape).cbrt() - 1.0 + 1.0 / (9.0 * shape);
        normal_survival(3.0 * shape.sqrt() * root)
    } else {
        gamma_ur(shape, value)
    }
}

/// The value that a unit-scale gamma variable stays below with a probability strictly between 0 and 1.
pub fn gamma_quantile(shape: f64, probability: f64) -> f64 {
    if shape > NEARLY_NORMAL {
        return from_normal(shape, -normal_above(probability));
    }
    bisect(shape, |value| gamma_lr(shape, value) >= probability)
}

/// The value that a unit-scale gamma variable exceeds with probability `survival`; digits are kept far out in the tail.
pub fn gamma_quantile_above(shape: f64, survival: f64) -> f64 {
    if shape > NEARLY_NORMAL {
        return from_normal(shape, normal_above(survival));
    }
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
    use super::*;

    /// The two ways meet where the one is left for the other, and the other is quick however large the shape.
    #[test]
    fn a_gamma_variable_of_large_shape_is_nearly_normal() {
        let (exact, near) = (NEARLY_NORMAL, NEARLY_NORMAL * (1.0 + 1e-12));
        let sd = exact.sqrt();
        for survival in [1e-6, 0.01, 0.3, 0.5, 0.9, 0.999_99] {
            let [a, b] = [exact, near].map(|shape| gamma_quantile_above(shape, survival));
            assert!((a - b).abs() < 1e-5 * sd, "{survival}: {a} and {b}");
            let [a, b] = [exact, near].map(|shape| gamma_quantile(shape, 1.0 - survival));
            assert!((a - b).abs() < 1e-5 * sd, "{survival}: {a} and {b}");
            let at = exact + sd * normal_above(survival);
            let [a, b] = [exact, near].map(|shape| gamma_survival(shape, at));
            assert!((a / b - 1.0).abs() < 1e-4, "{survival}: {a} and {b}");
        }
        for shape in [1e10, 1e18] {
            let median = gamma_quantile(shape, 0.5);
            assert!((median / shape - 1.0).abs() < 1e-9, "{median}");
            let back = gamma_survival(shape, gamma_quantile_above(shape, 0.2));
            assert!((back - 0.2).abs() < 1e-6, "{back}");
        }
    }

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
