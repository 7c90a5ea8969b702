//! Integrals of smooth functions, by Simpson's rule.

/// Integral of a function over a range cut into `panels` equal parts (an even number, at least 2).
pub fn simpson(from: f64, to: f64, panels: usize, value: impl Fn(f64) -> f64) -> f64 {
    let width = (to - from) / panels as f64;
    let inner = (1..panels).map(|node| {
        let weight = if node % 2 == 1 { 4.0 } else { 2.0 };
        weight * value(from + node as f64 * width)
    });
    (value(from) + inner.sum::<f64>() + value(to)) * width / 3.0
}

#[cfg(test)]
mod tests {
    use super::simpson;

    #[test]
    fn a_cubic_is_exact_and_an_exponential_nearly_so() {
        let cubic = simpson(1.0, 3.0, 2, |x| x * x * x - x);
        assert!((cubic - 16.0).abs() < 1e-12, "{cubic}");
        let tail = simpson(0.0, 5.0, 200, |x| (-x).exp());
        assert!((tail - (1.0 - (-5.0f64).exp())).abs() < 1e-8, "{tail}");
    }
}
