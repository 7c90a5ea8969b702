//! Funding: money that comes in for a time, and the posts that it alone pays for.
//!
//! Decides when each grant runs: from the agreed week, or as much later as drawn once for the replication, to its end.
//! The posts themselves open and close like those of a hiring plan (`staff`).

use crate::random::distribution::Sampler;
use crate::random::{Draws, Entity, Purpose};
use crate::scenario::Scenario;
use crate::units::WEEKS_PER_YEAR;

/// One grant or contract.
#[derive(Debug, Clone)]
pub struct Grant {
    name: u64,
    /// [currency/week].
    per_week: f64,
    from: f64,
    /// Infinite where it never ends.
    to: f64,
    late: Option<Sampler>,
    /// Posts by role.
    posts: Vec<u64>,
}

impl Grant {
    /// All grants of a scenario.
    pub fn all(scenario: &Scenario) -> Vec<Grant> {
        let grants = scenario.funding.iter().map(|it| Grant {
            name: scenario.draw_key(&format!("funding\n{}", it.name)),
            per_week: it.per_year / WEEKS_PER_YEAR,
            from: it.from_week,
            to: it.to_week.unwrap_or(f64::INFINITY),
            late: it.starts_late.as_ref().map(Sampler::new),
            posts: it.posts.clone(),
        });
        grants.collect()
    }
}

/// The grants of one replication.
#[derive(Debug, Default)]
pub struct Grants {
    /// Week in which each begins.
    begins: Vec<f64>,
}

impl Grants {
    /// Draws when each begins.
    pub fn reset(&mut self, grants: &[Grant], draws: &Draws) {
        self.begins.clear();
        for grant in grants {
            let late = grant.late.as_ref().map_or(0.0, |late| {
                let entity = Entity {
                    name: grant.name,
                    ordinal: 0,
                };
                late.draw(&draws.draw(Purpose::Funding, entity, 0), 0)
            });
            self.begins.push(grant.from + late);
        }
    }

    /// The posts that run on a grant at a time, by role; none without grants.
    pub fn posts(&self, grants: &[Grant], time: f64, posts: &mut Vec<u64>) {
        posts.clear();
        let Some(first) = grants.first() else {
            return;
        };
        posts.resize(first.posts.len(), 0);
        for (grant, begins) in grants.iter().zip(&self.begins) {
            if *begins <= time && time < grant.to {
                let roles = posts.iter_mut().zip(&grant.posts);
                roles.for_each(|(all, own)| *all += own);
            }
        }
    }

    /// Money that comes in over a week that begins at a time [currency].
    pub fn income(&self, grants: &[Grant], time: f64) -> f64 {
        let running = grants.iter().zip(&self.begins);
        running
            .map(|(grant, begins)| {
                let weeks = (grant.to.min(time + 1.0) - begins.max(time)).max(0.0);
                weeks * grant.per_week
            })
            .sum()
    }
}
