//! Software and process changes: hours first, and whether they ever come back (DESIGN 2.5).
//!
//! What a change brings is drawn once in a future: it delivers, it backfires, or it does neither. While it is rolled out it
//! asks training hours of everybody in post; from the end of the roll-out the hours that it is about are fewer, or more, for
//! good. It touches nothing but the working week. Assumptions A34 and A35.

use super::service::Service;
use super::stage::{Play, Stage};
use super::week::{CONTACT, HIRING, ONBOARDING, Parts};
use crate::random::{Entity, Purpose, name_key};
use crate::scenario::{Part, Scenario};

/// The changes of a scenario, ready to be played.
#[derive(Debug, Clone)]
pub struct ChangePlan {
    changes: Vec<Planned>,
}

#[derive(Debug, Clone)]
struct Planned {
    entity: Entity,
    /// Begin and end of the roll-out [weeks].
    from: f64,
    until: f64,
    rollout_hours: f64,
    delivers: f64,
    backfires: f64,
    /// Factor on each part's hours where it delivers, and where it backfires.
    saving: Parts,
    costing: Parts,
}

impl ChangePlan {
    /// The changes of a scenario; `None` where it has none.
    pub fn new(scenario: &Scenario) -> Option<Self> {
        let changes = scenario.changes.iter().map(|change| Planned {
            entity: Entity {
                name: name_key(&format!("change\n{}", change.name)),
                ordinal: 0,
            },
            from: change.week,
            until: change.week + change.rollout_weeks,
            rollout_hours: change.rollout_hours,
            delivers: change.delivers,
            backfires: change.backfires,
            saving: change.saves.map(|share| 1.0 - share),
            costing: change.costs.map(|share| 1.0 + share),
        });
        let changes: Vec<Planned> = changes.collect();
        (!changes.is_empty()).then_some(ChangePlan { changes })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.changes.len()
    }
}

/// What a change turns out to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    Delivers,
    Backfires,
    Neither,
}

/// The changes of one replication.
#[derive(Debug, Default)]
pub struct Changes {
    pub turns: Vec<Turn>,
    /// Those in force, by position.
    in_force: Vec<usize>,
    /// Factor on each part's hours by all in force; 1 without any.
    factors: Option<Parts>,
    /// Training asked of a full-time worker by roll-outs [h/week].
    pub(super) rollout_hours: f64,
    /// Hours saved in the week by each change [h]; below 0 where it costs.
    pub saved: Vec<f64>,
    /// Hours asked by roll-outs in the week [h].
    pub rolled_out: f64,
}

impl Changes {
    /// Begins the next week's sums.
    pub fn begin_week(&mut self) {
        self.saved.iter_mut().for_each(|hours| *hours = 0.0);
        self.rolled_out = 0.0;
    }
}

impl Stage {
    /// Draws what each change turns out to do (A34).
    pub(super) fn reset_changes(&mut self, play: &Play) {
        let it = &mut self.changes;
        *it = Changes::default();
        let Some(plan) = &play.service.changes else {
            return;
        };
        it.turns.extend(plan.changes.iter().map(|change| {
            let chance = play
                .draws
                .draw(Purpose::Change, change.entity, 0)
                .uniform(0);
            if chance < change.delivers {
                Turn::Delivers
            } else if chance < change.delivers + change.backfires {
                Turn::Backfires
            } else {
                Turn::Neither
            }
        }));
        it.saved.resize(plan.changes.len(), 0.0);
    }

    /// Follows the calendar: which roll-outs run and which changes are in force from the start of the step on.
    pub(super) fn follow_changes(&mut self, play: &Play, time: f64) {
        let Some(plan) = &play.service.changes else {
            return;
        };
        let it = &mut self.changes;
        it.in_force.clear();
        it.rollout_hours = 0.0;
        let mut factors = [1.0; Part::COUNT];
        for (position, change) in plan.changes.iter().enumerate() {
            if change.from <= time && time < change.until {
                it.rollout_hours += change.rollout_hours;
            }
            if let Some(factor) = change
                .factor(it.turns[position])
                .filter(|_| time >= change.until)
            {
                it.in_force.push(position);
                (0..Part::COUNT).for_each(|part| factors[part] *= factor[part]);
            }
        }
        it.factors = (!it.in_force.is_empty()).then_some(factors);
    }

    /// What everybody has asked, after the changes in force, one after the other (A35); to be called before cover.
    pub(super) fn change_what_is_asked(&mut self, service: &Service) {
        let (Some(plan), Some(factors)) = (&service.changes, self.changes.factors) else {
            return;
        };
        let step = service.calendar.step;
        // What each change saves of what those before it leave.
        for position in self.changes.in_force.iter().copied() {
            let change = &plan.changes[position];
            let Some(factor) = change.factor(self.changes.turns[position]) else {
                continue;
            };
            let mut saved = 0.0;
            for hands in &mut self.team {
                for (asked, factor) in hands.asked.iter_mut().zip(factor) {
                    saved += *asked * (1.0 - factor);
                    *asked *= factor;
                }
                hands.emotional *= factor[CONTACT];
                hands.abuse *= factor[CONTACT];
            }
            self.changes.saved[position] += saved * step;
        }
        for part in [HIRING, ONBOARDING] {
            self.totals.site_asked[part] *= factors[part];
        }
        let unchanged = self.totals.client_hours;
        self.totals.client_hours = self.per_client.of_all_at(self.clients.by_level(), &factors);
        self.totals.client_hours_saved = unchanged - self.totals.client_hours;
    }

    /// The factor of the changes in force on a part's hours.
    pub(super) fn change_of(&self, part: usize) -> f64 {
        self.changes.factors.map_or(1.0, |factors| factors[part])
    }
}

impl Planned {
    /// Factor on each part's hours once it is in force.
    fn factor(&self, turn: Turn) -> Option<&Parts> {
        match turn {
            Turn::Delivers => Some(&self.saving),
            Turn::Backfires => Some(&self.costing),
            Turn::Neither => None,
        }
    }
}
