//! Support roles of several sites: posts that exist once, and hours that go to the sites they serve.
//!
//! Decides how a role's hours are split over its sites in a step, whose week its vacancies and starters ask, and at what speed its
//! posts fill (A55). How hours come off a site's week is decided in `support`, as in a service of its own.

use super::Fault;
use super::ledger::{self, Others, Prices};
use super::metric::{RAW_FIXED, SupportColumns};
use super::service::Service;
use super::stage::{Stage, workers};
use super::support::{self, Support, SupportPlan};
use super::week::Parts;
use super::worker::StaffStep;
use crate::random::Draws;
use crate::scenario::Scenario;

/// Share of what was asked below which nothing is left of it: rounding.
const ROUNDING: f64 = 1e-9;

/// A role of the whole, ready to be played.
#[derive(Debug, Clone)]
pub struct SharedRole {
    /// This role alone.
    plan: SupportPlan,
    /// Its position among the support roles.
    position: usize,
    /// Sites, at least one.
    serves: Vec<usize>,
}

impl SharedRole {
    /// The support roles of a scenario with sites, those first that serve the fewest: what they leave is for the others.
    pub fn all(scenario: &Scenario) -> Vec<Self> {
        let every: Vec<usize> = (0..scenario.sites.len()).collect();
        let roles = scenario.support.iter().enumerate();
        let mut roles: Vec<SharedRole> = roles
            .map(|(position, role)| SharedRole {
                plan: SupportPlan::of(scenario, position..position + 1),
                position,
                serves: match role.serves.as_slice() {
                    [] => every.clone(),
                    sites => sites.to_vec(),
                },
            })
            .collect();
        roles.sort_by_key(|role| role.serves.len());
        roles
    }
}

/// The support roles of the whole while a replication is played.
#[derive(Debug, Default)]
pub struct SharedSupport {
    /// One for each role.
    roles: Vec<Support>,
    /// By site: EFT in post.
    in_post: Vec<f64>,
    /// By site: what it asks, and what of it no role has taken on yet [h/week].
    asked: Vec<Parts>,
    left: Vec<Parts>,
}

/// A moment of the whole.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    pub service: &'a Service,
    pub draws: &'a Draws,
    pub time: f64,
}

impl<'a> Moment<'a> {
    fn staff_step(&self, role: &'a SharedRole, (fill, induction): (f64, f64)) -> StaffStep<'a> {
        StaffStep {
            roles: &role.plan.roles,
            draws: self.draws,
            ages: self.service.initial.ages,
            time: self.time,
            step: self.service.calendar.step,
            fill_speed: fill,
            induction_speed: induction,
            starter_speeds: (1.0, 1.0),
        }
    }
}

impl SharedSupport {
    pub fn reset(&mut self, at: &Moment) {
        let roles = &at.service.shared_support;
        self.roles.resize_with(roles.len(), Support::default);
        for (support, role) in self.roles.iter_mut().zip(roles) {
            support.reset(&at.staff_step(role, (1.0, 1.0)));
        }
    }

    /// Plays a step of the posts, and asks the sites for what filling them and inducting starters takes: each site served by its
    /// EFT in post. Posts fill, and inductions run, at the mean of the sites' speeds by the same shares.
    ///
    /// # Errors
    /// As [`Support::play`].
    pub fn play(&mut self, at: &Moment, stages: &mut [Stage]) -> Result<(), Fault> {
        if self.roles.is_empty() {
            return Ok(());
        }
        self.in_post.clear();
        self.in_post.extend(stages.iter().map(|stage| {
            let desks = &stage.staff.desks;
            workers(desks).map(|(desk, _)| desks[desk].eft).sum::<f64>()
        }));
        for (support, role) in self.roles.iter_mut().zip(&at.service.shared_support) {
            let serves = || role.serves.iter().copied();
            let all: f64 = serves().map(|site| self.in_post[site]).sum();
            let share = |site: usize| {
                if all > 0.0 {
                    self.in_post[site] / all
                } else {
                    1.0 / role.serves.len() as f64
                }
            };
            let mean = |speed: fn(&Stage) -> f64| -> f64 {
                serves()
                    .map(|site| share(site) * speed(&stages[site]))
                    .sum()
            };
            let speeds = (
                mean(|stage| stage.fill_speed),
                mean(|stage| stage.induction_speed),
            );
            support.play(&role.plan, &at.staff_step(role, speeds))?;
            let (searches, starters) = support.staff.asks(&role.plan.roles);
            for site in serves() {
                let share = share(site);
                let own = &mut stages[site].support.shared_asks;
                *own = (own.0 + share * searches, own.1 + share * starters);
            }
        }
        Ok(())
    }

    /// Splits each role's hours of the step over the sites it serves, once these know what they ask: of each part by what is left
    /// of their demand (A55). Where nothing is left the hours are idle; they are counted where the demand was, or evenly.
    pub fn split(&mut self, roles: &[SharedRole], stages: &mut [Stage]) {
        if roles.is_empty() {
            return;
        }
        let asked = |stage: &Stage| support::demand(&stage.team, &stage.totals.site_asked);
        self.asked.clear();
        self.asked.extend(stages.iter().map(asked));
        self.left.clone_from(&self.asked);
        for (support, role) in self.roles.iter().zip(roles) {
            let supply = support.supply_of(0);
            for (part, hours) in supply.iter().enumerate().filter(|(_, hours)| **hours > 0.0) {
                let sum =
                    |of: &[Parts]| -> f64 { role.serves.iter().map(|site| of[*site][part]).sum() };
                let (open, all) = (sum(&self.left), sum(&self.asked));
                for site in &role.serves {
                    let share = if open > ROUNDING * all {
                        self.left[*site][part] / open
                    } else if all > 0.0 {
                        self.asked[*site][part] / all
                    } else {
                        1.0 / role.serves.len() as f64
                    };
                    let own = hours * share;
                    stages[*site].support.give(role.position, part, own);
                    let left = &mut self.left[*site][part];
                    *left = (*left - own).max(0.0);
                }
            }
        }
    }

    /// Enters the posts and their cost into a week of the whole, whose columns are the sums of its sites'.
    pub fn observe(&self, service: &Service, row: &mut [f64]) {
        let Some(first) = service.columns.support else {
            return;
        };
        let (mut cost, mut others) = (0.0, Others::default());
        for (support, role) in self.roles.iter().zip(&service.shared_support) {
            let posts = support.posts(&role.plan);
            others.add(support.others(&role.plan));
            for (column, count) in posts {
                row[first + column] += count;
                if column == SupportColumns::COST {
                    cost += count;
                }
            }
        }
        let (fixed, own) = row
            .split_first_chunk_mut::<RAW_FIXED>()
            .expect("a row has all fixed columns");
        let prices: Option<&Prices> = service.prices.as_ref();
        ledger::enter_shared_support(prices, cost, others, (fixed, own));
    }

    pub fn begin_week(&mut self) {
        self.roles.iter_mut().for_each(Support::begin_week);
    }
}
