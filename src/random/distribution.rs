//! The distributions a scenario may name, and how a wait is drawn from them.
//!
//! Drawn by inversion of one uniform wherever a closed inverse exists, so that a draw rises with its uniform and the same
//! uniform gives comparable waits under two parameters. Logarithms and powers come from `libm`: the same bits everywhere.
//! Gamma and Erlang are drawn by rejection from the substream of their own draw.

use super::{Draw, normal};
use crate::stats::special;
use rand_distr::Distribution as _;

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

impl Distribution {
    /// The mean.
    pub fn mean(&self) -> f64 {
        match self {
            Distribution::Exponential { mean }
            | Distribution::Gamma { mean, .. }
            | Distribution::Lognormal { mean, .. }
            | Distribution::Weibull { mean, .. }
            | Distribution::Erlang { mean, .. } => *mean,
            Distribution::Fixed { value } => *value,
            Distribution::Uniform { min, max } => (min + max) / 2.0,
            Distribution::Triangular { min, mode, max } => (min + mode + max) / 3.0,
            Distribution::Empirical { values } => values.iter().sum::<f64>() / values.len() as f64,
        }
    }

    /// The longest possible value; infinite where there is none.
    pub fn longest(&self) -> f64 {
        match self {
            Distribution::Exponential { .. }
            | Distribution::Gamma { .. }
            | Distribution::Lognormal { .. }
            | Distribution::Weibull { .. }
            | Distribution::Erlang { .. } => f64::INFINITY,
            Distribution::Fixed { value } => *value,
            Distribution::Uniform { max, .. } | Distribution::Triangular { max, .. } => *max,
            Distribution::Empirical { values } => values.iter().copied().fold(0.0, f64::max),
        }
    }

    /// The same shape with every draw longer by a factor above 0.
    pub fn times(&self, factor: f64) -> Distribution {
        match *self {
            Distribution::Exponential { mean } => Distribution::Exponential {
                mean: mean * factor,
            },
            Distribution::Gamma { mean, sd } => Distribution::Gamma {
                mean: mean * factor,
                sd: sd * factor,
            },
            Distribution::Lognormal { mean, sd } => Distribution::Lognormal {
                mean: mean * factor,
                sd: sd * factor,
            },
            Distribution::Weibull { mean, shape } => Distribution::Weibull {
                mean: mean * factor,
                shape,
            },
            Distribution::Erlang { mean, stages } => Distribution::Erlang {
                mean: mean * factor,
                stages,
            },
            Distribution::Fixed { value } => Distribution::Fixed {
                value: value * factor,
            },
            Distribution::Uniform { min, max } => Distribution::Uniform {
                min: min * factor,
                max: max * factor,
            },
            Distribution::Triangular { min, mode, max } => Distribution::Triangular {
                min: min * factor,
                mode: mode * factor,
                max: max * factor,
            },
            Distribution::Empirical { ref values } => Distribution::Empirical {
                values: values.iter().map(|value| value * factor).collect(),
            },
        }
    }

    /// The value that a share `probability` of draws stays below; `probability` strictly between 0 and 1.
    pub fn quantile(&self, probability: f64) -> f64 {
        match Sampler::new(self) {
            Sampler::Gamma { shape, scale } => scale * special::gamma_quantile(shape, probability),
            sampler => sampler.invert(probability),
        }
    }
}

/// A distribution made ready to be drawn from.
#[derive(Debug, Clone)]
pub enum Sampler {
    Exponential {
        mean: f64,
    },
    Gamma {
        shape: f64,
        scale: f64,
    },
    Lognormal {
        mu: f64,
        sigma: f64,
    },
    Weibull {
        scale: f64,
        shape: f64,
    },
    Fixed {
        value: f64,
    },
    Uniform {
        min: f64,
        max: f64,
    },
    Triangular {
        min: f64,
        mode: f64,
        max: f64,
    },
    /// In rising order, so that a draw rises with its uniform.
    Empirical {
        values: Vec<f64>,
    },
}

impl Sampler {
    pub fn new(distribution: &Distribution) -> Self {
        match *distribution {
            Distribution::Exponential { mean } => Sampler::Exponential { mean },
            Distribution::Gamma { mean, sd } => Sampler::Gamma {
                shape: (mean / sd) * (mean / sd),
                scale: sd * sd / mean,
            },
            Distribution::Lognormal { mean, sd } => {
                let variance = libm::log1p((sd / mean) * (sd / mean));
                Sampler::Lognormal {
                    mu: libm::log(mean) - variance / 2.0,
                    sigma: libm::sqrt(variance),
                }
            }
            Distribution::Weibull { mean, shape } => Sampler::Weibull {
                scale: mean / libm::tgamma(1.0 + 1.0 / shape),
                shape,
            },
            Distribution::Erlang { mean, stages } => Sampler::Gamma {
                shape: f64::from(stages),
                scale: mean / f64::from(stages),
            },
            Distribution::Fixed { value } => Sampler::Fixed { value },
            Distribution::Uniform { min, max } => Sampler::Uniform { min, max },
            Distribution::Triangular { min, mode, max } => Sampler::Triangular { min, mode, max },
            Distribution::Empirical { ref values } => {
                let mut values = values.clone();
                values.sort_by(f64::total_cmp);
                Sampler::Empirical { values }
            }
        }
    }

    /// A fresh value, from one word of a draw.
    #[inline]
    pub fn draw(&self, draw: &Draw, word: usize) -> f64 {
        match self {
            Sampler::Exponential { mean } => mean * draw.unit_exponential(word),
            Sampler::Gamma { shape, scale } => gamma(*shape, *scale, draw, word),
            _ => self.invert(draw.uniform(word)),
        }
    }

    /// What is left of a value in progress, as found by one who looks in at random: the residual life of a renewal process in
    /// equilibrium, a uniform share of a length-biased value.
    ///
    /// Source: Cox (1962), Renewal Theory, ch. 5.
    #[inline(never)]
    pub fn residual(&self, draw: &Draw, word: usize) -> f64 {
        if let Sampler::Exponential { mean } = self {
            return mean * draw.unit_exponential(word);
        }
        let mut substream = draw.substream(word);
        draw.uniform(word) * self.length_biased(&mut substream)
    }

    /// What is left of a value that is known to exceed `elapsed`. For bounded distributions `elapsed` lies below the bound.
    pub fn remaining(&self, elapsed: f64, draw: &Draw, word: usize) -> f64 {
        let uniform = draw.uniform(word);
        match self {
            Sampler::Exponential { mean } => mean * draw.unit_exponential(word),
            Sampler::Weibull { scale, shape } => {
                let used = libm::pow(elapsed / scale, *shape);
                let total = scale * libm::pow(used + draw.unit_exponential(word), 1.0 / shape);
                (total - elapsed).max(0.0)
            }
            Sampler::Gamma { shape, scale } => {
                let survival = special::gamma_survival(*shape, elapsed / scale) * (1.0 - uniform);
                (scale * special::gamma_quantile_above(*shape, survival) - elapsed).max(0.0)
            }
            Sampler::Empirical { values } => {
                let longer = &values[values.partition_point(|value| *value <= elapsed)..];
                longer[position(uniform, longer.len())] - elapsed
            }
            Sampler::Lognormal { mu, sigma } => {
                // By the upper tail, so that a long time in post loses no digits.
                let below = (libm::log(elapsed.max(f64::MIN_POSITIVE)) - mu) / sigma;
                let survival = normal::cumulative(-below) * (1.0 - uniform);
                let quantile = -normal::quantile(survival.max(f64::MIN_POSITIVE));
                (libm::exp(mu + sigma * quantile) - elapsed).max(0.0)
            }
            Sampler::Fixed { value } => value - elapsed,
            Sampler::Uniform { min, max } => {
                let from = min.max(elapsed);
                from + uniform * (max - from) - elapsed
            }
            Sampler::Triangular { min, mode, max } => {
                let below = triangular_cumulative(*min, *mode, *max, elapsed);
                self.invert(below + uniform * (1.0 - below)) - elapsed
            }
        }
    }

    /// The inverse of the distribution function at a uniform number strictly between 0 and 1.
    fn invert(&self, uniform: f64) -> f64 {
        match self {
            Sampler::Exponential { mean } => -mean * libm::log(1.0 - uniform),
            Sampler::Gamma { shape, scale } => scale * special::gamma_quantile(*shape, uniform),
            Sampler::Lognormal { mu, sigma } => libm::exp(mu + sigma * normal::quantile(uniform)),
            Sampler::Weibull { scale, shape } => {
                scale * libm::pow(-libm::log(1.0 - uniform), 1.0 / shape)
            }
            Sampler::Fixed { value } => *value,
            Sampler::Uniform { min, max } => min + uniform * (max - min),
            Sampler::Triangular { min, mode, max } => {
                let (span, rise) = (max - min, mode - min);
                if uniform * span < rise {
                    min + libm::sqrt(uniform * span * rise)
                } else {
                    max - libm::sqrt((1.0 - uniform) * span * (max - mode))
                }
            }
            Sampler::Empirical { values } => values[position(uniform, values.len())],
        }
    }

    /// A value drawn with probability proportional to its length.
    fn length_biased(&self, substream: &mut super::Substream) -> f64 {
        match self {
            Sampler::Exponential { mean } => *mean * gamma_from(2.0, substream),
            Sampler::Gamma { shape, scale } => scale * gamma_from(shape + 1.0, substream),
            Sampler::Lognormal { mu, sigma } => {
                libm::exp(mu + sigma * (sigma + normal::quantile(substream.uniform())))
            }
            Sampler::Weibull { scale, shape } => {
                let hazard = gamma_from(1.0 + 1.0 / shape, substream);
                scale * libm::pow(hazard, 1.0 / shape)
            }
            Sampler::Fixed { value } => *value,
            Sampler::Uniform { min, max } => {
                libm::sqrt(min * min + substream.uniform() * (max * max - min * min))
            }
            // Accept a plain draw with probability value / max; one in three at worst.
            Sampler::Triangular { max, .. } => loop {
                let value = self.invert(substream.uniform());
                if substream.uniform() * max <= value {
                    return value;
                }
            },
            Sampler::Empirical { values } => {
                let mut left = substream.uniform() * values.iter().sum::<f64>();
                for value in values {
                    left -= value;
                    if left < 0.0 {
                        return *value;
                    }
                }
                values[values.len() - 1]
            }
        }
    }
}

/// Position of a uniform number among equally likely values.
fn position(uniform: f64, count: usize) -> usize {
    ((uniform * count as f64) as usize).min(count - 1)
}

fn triangular_cumulative(min: f64, mode: f64, max: f64, value: f64) -> f64 {
    if value <= min {
        0.0
    } else if value < mode {
        (value - min) * (value - min) / ((max - min) * (mode - min))
    } else {
        1.0 - (max - value) * (max - value) / ((max - min) * (max - mode)).max(f64::MIN_POSITIVE)
    }
}

fn gamma(shape: f64, scale: f64, draw: &Draw, word: usize) -> f64 {
    scale * gamma_from(shape, &mut draw.substream(word))
}

/// A unit-scale gamma variate: Marsaglia & Tsang (2000), as rand_distr has it.
fn gamma_from(shape: f64, substream: &mut super::Substream) -> f64 {
    rand_distr::Gamma::new(shape, 1.0).map_or(shape, |gamma| gamma.sample(substream))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Draws, Entity, Purpose};

    fn draw(occurrence: u32) -> Draw {
        let entity = Entity {
            name: 1,
            ordinal: 1,
        };
        Draws::new(42, 0).draw(Purpose::Visit, entity, occurrence)
    }

    fn all() -> Vec<Distribution> {
        vec![
            Distribution::Exponential { mean: 10.0 },
            Distribution::Gamma { mean: 0.8, sd: 1.0 },
            Distribution::Gamma { mean: 8.0, sd: 3.0 },
            Distribution::Lognormal {
                mean: 12.0,
                sd: 6.0,
            },
            Distribution::Weibull {
                mean: 10.0,
                shape: 0.7,
            },
            Distribution::Weibull {
                mean: 10.0,
                shape: 2.5,
            },
            Distribution::Erlang {
                mean: 9.0,
                stages: 3,
            },
            Distribution::Fixed { value: 4.0 },
            Distribution::Uniform { min: 2.0, max: 5.0 },
            Distribution::Triangular {
                min: 1.0,
                mode: 2.0,
                max: 6.0,
            },
            Distribution::Empirical {
                values: vec![3.0, 1.0, 8.0],
            },
        ]
    }

    /// Mean and standard error of `count` values.
    fn sample(count: u32, value: impl Fn(&Draw) -> f64) -> (f64, f64) {
        let values: Vec<f64> = (0..count).map(|k| value(&draw(k))).collect();
        let mean = values.iter().sum::<f64>() / f64::from(count);
        let variance =
            values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / f64::from(count - 1);
        (mean, (variance / f64::from(count)).sqrt())
    }

    #[test]
    fn every_distribution_has_its_stated_mean() {
        for distribution in all() {
            let sampler = Sampler::new(&distribution);
            let (mean, error) = sample(40_000, |draw| sampler.draw(draw, 0));
            let z = (mean - distribution.mean()) / error.max(1e-12);
            assert!(z.abs() < 4.0, "{distribution:?}: mean {mean}, z {z}");
        }
    }

    /// The mean residual of an equilibrium renewal process is E[X²] / (2 E[X]).
    #[test]
    fn a_residual_has_the_mean_that_renewal_theory_gives() {
        for distribution in all() {
            let sampler = Sampler::new(&distribution);
            let (square, square_error) = sample(40_000, |draw| sampler.draw(draw, 0).powi(2));
            let (mean, error) = sample(40_000, |draw| sampler.residual(draw, 1));
            let scale = 2.0 * distribution.mean();
            let spread = (error.powi(2) + (square_error / scale).powi(2)).sqrt();
            let z = (mean - square / scale) / spread.max(1e-12);
            assert!(
                z.abs() < 4.0,
                "{distribution:?}: residual {mean}, not {}, z {z}",
                square / scale
            );
        }
    }

    /// Given that a value exceeds `elapsed`, its mean is that of the plain draws that exceed it.
    #[test]
    fn what_remains_after_a_known_time_is_the_conditional_distribution() {
        for distribution in all() {
            let sampler = Sampler::new(&distribution);
            let elapsed = 0.6 * distribution.mean();
            let plain: Vec<f64> = (0..40_000)
                .map(|k| sampler.draw(&draw(k), 0))
                .filter(|v| *v > elapsed)
                .collect();
            let count = plain.len() as f64;
            let expected = plain.iter().sum::<f64>() / count - elapsed;
            let (mean, error) = sample(40_000, |draw| sampler.remaining(elapsed, draw, 1));
            let spread = error * (1.0 + 40_000.0 / count).sqrt();
            let z = (mean - expected) / spread.max(1e-9);
            assert!(
                z.abs() < 4.0,
                "{distribution:?}: {mean} left, not {expected}, z {z}"
            );
        }
    }

    #[test]
    fn a_draw_by_inversion_rises_with_its_uniform() {
        for distribution in all() {
            let values: Vec<f64> = (1..100)
                .map(|k| distribution.quantile(f64::from(k) / 100.0))
                .collect();
            assert!(
                values.windows(2).all(|pair| pair[0] <= pair[1]),
                "{distribution:?}"
            );
        }
    }

    #[test]
    fn quantiles_of_known_distributions_come_out() {
        let close = |found: f64, expected: f64| {
            assert!(
                (found - expected).abs() < 1e-9 * expected,
                "{found}, not {expected}"
            )
        };
        close(
            Distribution::Exponential { mean: 10.0 }.quantile(0.5),
            10.0 * 2f64.ln(),
        );
        close(
            Distribution::Triangular {
                min: 0.0,
                mode: 1.0,
                max: 2.0,
            }
            .quantile(0.5),
            1.0,
        );
        // Median of a lognormal is mean / sqrt(1 + cv²).
        close(
            Distribution::Lognormal {
                mean: 12.0,
                sd: 6.0,
            }
            .quantile(0.5),
            12.0 / 1.25f64.sqrt(),
        );
        // Erlang with one stage is exponential.
        close(
            Distribution::Erlang {
                mean: 3.0,
                stages: 1,
            }
            .quantile(0.9),
            3.0 * 10f64.ln(),
        );
    }
}
