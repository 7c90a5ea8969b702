//! What workers differ in.
//!
//! Decides what each worker who holds clients brings along: drawn once for her and kept for as long as she is in post. What a
//! trait does is decided where it acts: strain from emotional hours in `loops`, her own teams in `team`.

use crate::random::distribution::Sampler;
use crate::random::{Draws, Entity, Purpose};
use crate::scenario;

/// What one worker is like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Traits {
    /// Factor on the speed at which she fills the openings of her own teams [-].
    pub proactivity: f64,
    /// Factor on what an hour of presence does for her teams [-].
    pub presence: f64,
    /// Factor on the strain that emotional hours make [-].
    pub sensitivity: f64,
    /// Share of emotional hours that stay at work and make no strain, 0 to 1.
    pub boundaries: f64,
}

impl Traits {
    /// A worker of a scenario in which all are alike.
    pub const ALIKE: Traits = Traits {
        proactivity: 1.0,
        presence: 1.0,
        sensitivity: 1.0,
        boundaries: 0.0,
    };
}

/// Distributions of traits, ready to be drawn from; `None`: as in [`Traits::ALIKE`].
#[derive(Debug, Clone)]
pub struct TraitsPlan {
    proactivity: Option<Sampler>,
    presence: Option<Sampler>,
    sensitivity: Option<Sampler>,
    boundaries: Option<Sampler>,
}

impl TraitsPlan {
    /// The distributions of a scenario.
    pub fn new(traits: &scenario::Traits) -> Self {
        let sampler = |it: &Option<_>| it.as_ref().map(Sampler::new);
        TraitsPlan {
            proactivity: sampler(&traits.proactivity),
            presence: sampler(&traits.presence),
            sensitivity: sampler(&traits.sensitivity),
            boundaries: sampler(&traits.boundaries),
        }
    }

    /// The traits of one worker: each has a word of her draw, so that giving one leaves the others alone (A20).
    pub fn draw(&self, draws: &Draws, entity: Entity) -> Traits {
        let draw = draws.draw(Purpose::Traits, entity, 0);
        let value = |sampler: &Option<Sampler>, word: usize, alike: f64| {
            sampler.as_ref().map_or(alike, |it| it.draw(&draw, word))
        };
        Traits {
            proactivity: value(&self.proactivity, 0, Traits::ALIKE.proactivity),
            presence: value(&self.presence, 1, Traits::ALIKE.presence),
            sensitivity: value(&self.sensitivity, 2, Traits::ALIKE.sensitivity),
            boundaries: value(&self.boundaries, 3, Traits::ALIKE.boundaries),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::distribution::Distribution;

    fn drawn(traits: &scenario::Traits, ordinal: u64) -> Traits {
        let entity = Entity { name: 3, ordinal };
        TraitsPlan::new(traits).draw(&Draws::new(1, 2), entity)
    }

    #[test]
    fn a_trait_that_is_not_given_is_the_same_for_all() {
        assert_eq!(drawn(&scenario::Traits::default(), 7), Traits::ALIKE);
    }

    #[test]
    fn giving_one_trait_leaves_the_others_of_the_same_worker_alone() {
        let gamma = Distribution::Gamma { mean: 1.0, sd: 0.4 };
        let share = Distribution::Uniform { min: 0.1, max: 0.7 };
        let one = scenario::Traits {
            boundaries: Some(share.clone()),
            ..scenario::Traits::default()
        };
        let two = scenario::Traits {
            sensitivity: Some(gamma),
            ..one.clone()
        };
        assert_eq!(drawn(&one, 7).boundaries, drawn(&two, 7).boundaries);
        assert_ne!(drawn(&two, 7).sensitivity, drawn(&two, 8).sensitivity);
        assert_eq!(drawn(&two, 7).proactivity, 1.0);
    }

    #[test]
    fn traits_over_many_workers_have_the_mean_and_spread_that_the_scenario_says() {
        let traits = scenario::Traits {
            proactivity: Some(Distribution::Lognormal { mean: 1.0, sd: 0.4 }),
            ..scenario::Traits::default()
        };
        let count = 20_000;
        let values: Vec<f64> = (0..count)
            .map(|ordinal| drawn(&traits, ordinal).proactivity)
            .collect();
        let mean = values.iter().sum::<f64>() / count as f64;
        let squares = values.iter().map(|value| (value - 1.0).powi(2));
        let sd = (squares.sum::<f64>() / count as f64).sqrt();
        // Four standard errors of a mean, and 5 % of the standard deviation, whose error has the heavy tail of a lognormal.
        assert!(
            (mean - 1.0).abs() < 4.0 * 0.4 / (count as f64).sqrt(),
            "mean {mean}"
        );
        assert!((sd / 0.4 - 1.0).abs() < 0.05, "standard deviation {sd}");
    }
}
