//! The distributions a scenario may name, and how a wait is drawn from them.

/// A positive amount of time or a positive factor. Parameters are valid by construction of the scenario:
/// every mean, sd, min, max and value is finite; means are above 0.
#[derive(Debug, Clone, PartialEq)]
pub enum Distribution {
    /// Memoryless. `mean` above 0.
    Exponential { mean: f64 },
    /// `mean`, `sd` above 0; shape = (mean/sd)².
    Gamma { mean: f64, sd: f64 },
    /// `mean`, `sd` above 0 of the variable itself, not of its logarithm.
    Lognormal { mean: f64, sd: f64 },
    /// `mean`, `shape` above 0; scale = mean / Γ(1 + 1/shape).
    Weibull { mean: f64, shape: f64 },
    /// Sum of `stages` (at least 1) equal exponentials with the given total mean.
    Erlang { mean: f64, stages: u32 },
    /// Always `value`.
    Fixed { value: f64 },
    /// `min` < `max`.
    Uniform { min: f64, max: f64 },
    /// `min` <= `mode` <= `max`, `min` < `max`.
    Triangular { min: f64, mode: f64, max: f64 },
    /// Each of `values` equally likely; at least one.
    Empirical { values: Vec<f64> },
}
