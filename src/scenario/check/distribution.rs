//! Distributions: bounds in order, and a mean above 0.

use super::Checker;
use crate::random::distribution::Distribution;
use crate::scenario::file::number::DistributionFile;
use crate::scenario::problem::number;

/// The distribution a table describes, as it stands.
pub fn plain(file: &DistributionFile) -> Distribution {
    match file {
        DistributionFile::Exponential { mean } => Distribution::Exponential { mean: mean.0 },
        DistributionFile::Gamma { mean, sd } => Distribution::Gamma {
            mean: mean.0,
            sd: sd.0,
        },
        DistributionFile::Lognormal { mean, sd } => Distribution::Lognormal {
            mean: mean.0,
            sd: sd.0,
        },
        DistributionFile::Weibull { mean, shape } => Distribution::Weibull {
            mean: mean.0,
            shape: shape.0,
        },
        DistributionFile::Erlang { mean, stages } => Distribution::Erlang {
            mean: mean.0,
            stages: stages.0,
        },
        DistributionFile::Fixed { value } => Distribution::Fixed { value: value.0 },
        DistributionFile::Uniform { min, max } => Distribution::Uniform {
            min: min.0,
            max: max.0,
        },
        DistributionFile::Triangular { min, mode, max } => Distribution::Triangular {
            min: min.0,
            mode: mode.0,
            max: max.0,
        },
        DistributionFile::Empirical { values } => Distribution::Empirical {
            values: values.iter().map(|value| value.0).collect(),
        },
    }
}

impl Checker<'_> {
    /// The distribution at a path.
    pub(super) fn distribution(&mut self, path: &str, file: &DistributionFile) -> Distribution {
        for (what, about) in faults(path, file) {
            self.problem(&about, what);
        }
        plain(file)
    }
}

/// What is wrong with a distribution's parameters taken together: `(what, path)`.
pub fn faults(path: &str, file: &DistributionFile) -> Vec<(String, String)> {
    let order = |low: (&str, f64), high: (&str, f64), may_be_equal: bool| {
        let wrong = if may_be_equal {
            low.1 > high.1
        } else {
            low.1 >= high.1
        };
        let asked = if may_be_equal { "at most" } else { "less than" };
        wrong.then(|| {
            let what = format!(
                "{path}.{} must be {asked} {path}.{}, but {} is not {asked} {}",
                low.0,
                high.0,
                number(low.1),
                number(high.1)
            );
            (what, format!("{path}.{}", low.0))
        })
    };
    match file {
        DistributionFile::Uniform { min, max } => order(("min", min.0), ("max", max.0), false)
            .into_iter()
            .collect(),
        DistributionFile::Triangular { min, mode, max } => {
            if let Some(fault) = order(("min", min.0), ("max", max.0), false) {
                return vec![fault];
            }
            let low = order(("min", min.0), ("mode", mode.0), true);
            low.into_iter()
                .chain(order(("mode", mode.0), ("max", max.0), true))
                .collect()
        }
        DistributionFile::Empirical { values } if values.iter().all(|value| value.0 <= 0.0) => {
            let about = format!("{path}.values");
            vec![(
                format!("{about} must hold at least one value above 0"),
                about,
            )]
        }
        DistributionFile::Exponential { .. }
        | DistributionFile::Gamma { .. }
        | DistributionFile::Lognormal { .. }
        | DistributionFile::Weibull { .. }
        | DistributionFile::Erlang { .. }
        | DistributionFile::Fixed { .. }
        | DistributionFile::Empirical { .. } => Vec::new(),
    }
}
