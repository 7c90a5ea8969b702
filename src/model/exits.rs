//! Exits: how many clients left the service, by which way out, and who of them comes back when.
//!
//! A former client comes back as the client she was: her visits are counted on, so that her draws are her own whatever becomes of
//! others. Which way a client takes out is decided in `clients`, who takes her up again in `allocation`.

use super::clients::Client;
use super::referrals::Newcomer;
use super::service::{BROKE_OFF, EXIT, FIRST_EXIT, Service};
use crate::random::distribution::Sampler;
use crate::random::{Draws, Purpose};
use crate::scenario::Scenario;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// The way out without a name, behind those that have one.
const PLAIN: usize = (EXIT - FIRST_EXIT) as usize;
/// That of those who break off by no named exit.
const BREAKING_OFF: usize = (BROKE_OFF - FIRST_EXIT) as usize;
const WAYS: usize = BREAKING_OFF + 1;

/// How those who left by an exit come back.
#[derive(Debug, Clone)]
pub struct ReturnPlan {
    probability: f64,
    after: Sampler,
    to: u8,
}

/// The returns of each named exit; empty where nobody ever comes back.
pub(super) fn return_plans(scenario: &Scenario) -> Vec<Option<ReturnPlan>> {
    let plans = scenario.exits.iter().map(|exit| {
        exit.returns.as_ref().map(|returns| ReturnPlan {
            probability: returns.probability,
            after: Sampler::new(&returns.after),
            to: returns.to as u8,
        })
    });
    let plans: Vec<Option<ReturnPlan>> = plans.collect();
    if plans.iter().any(Option::is_some) {
        plans
    } else {
        Vec::new()
    }
}

/// Which way a client left, and the part of the step that was left then [weeks].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WayOut {
    pub route: u8,
    pub left: f64,
}

/// A former client who will be back.
#[derive(Debug, Clone)]
struct Former {
    moment: f64,
    /// Who left earlier comes first where two are due at the same moment.
    number: u64,
    client: Client,
}

impl Ord for Former {
    /// The first who is due is the greatest.
    fn cmp(&self, other: &Self) -> Ordering {
        let later = self.moment.total_cmp(&other.moment);
        later.then(self.number.cmp(&other.number)).reverse()
    }
}

impl PartialOrd for Former {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Former {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Former {}

/// Clients who left over a week, by their way out, and all who will be back.
#[derive(Debug, Default)]
pub struct Exits {
    by_way: [u32; WAYS],
    returned: u32,
    former: BinaryHeap<Former>,
    left_so_far: u64,
    /// End of the step in hand [weeks].
    end: f64,
}

impl Exits {
    pub fn reset(&mut self) {
        self.begin_week();
        self.former.clear();
        self.left_so_far = 0;
    }

    /// Begins the next week's counts.
    pub fn begin_week(&mut self) {
        (self.by_way, self.returned) = ([0; WAYS], 0);
    }

    /// Begins a step; `end` is its end [weeks].
    pub fn begin_step(&mut self, end: f64) {
        self.end = end;
    }

    /// Counts a client who left, and remembers her where she will be back.
    #[inline]
    pub fn leave(&mut self, service: &Service, draws: &Draws, client: &Client, out: WayOut) {
        let way = (out.route - FIRST_EXIT) as usize;
        self.by_way[way] += 1;
        if let Some(Some(plan)) = service.returns.get(way) {
            self.remember(plan, service, draws, client, out);
        }
    }

    /// Draws whether and when one who leaves comes back (A42).
    fn remember(
        &mut self,
        plan: &ReturnPlan,
        service: &Service,
        draws: &Draws,
        client: &Client,
        out: WayOut,
    ) {
        let draw = draws.draw(Purpose::Return, client.entity(service), client.visit);
        if draw.uniform(0) >= plan.probability {
            return;
        }
        self.left_so_far += 1;
        self.former.push(Former {
            moment: self.end - out.left + plan.after.draw(&draw, 1),
            number: self.left_so_far,
            client: client.again(plan.to),
        });
    }

    /// Takes out all who are back by the end of the step, as newcomers in the order of their moments; returns how many.
    pub fn back(&mut self, step: f64, newcomers: &mut Vec<Newcomer>) -> usize {
        let mut count = 0;
        while let Some(next) = self.former.peek().filter(|next| next.moment <= self.end) {
            newcomers.push(Newcomer {
                after: (step - (self.end - next.moment)).max(0.0),
                client: next.client,
            });
            self.former.pop();
            count += 1;
        }
        self.returned += count;
        count as usize
    }

    /// Clients who left in all.
    pub fn all(&self) -> u32 {
        self.by_way.iter().sum()
    }

    /// Clients who left by a named exit.
    pub fn named(&self, exit: usize) -> u32 {
        self.by_way[exit]
    }

    /// Clients who left by the exit without a name, without breaking off (A40).
    pub fn plain(&self) -> u32 {
        self.by_way[PLAIN]
    }

    /// Clients who broke off by no named exit (A40, A41).
    pub fn broke_off(&self) -> u32 {
        self.by_way[BREAKING_OFF]
    }

    /// Former clients who came back.
    pub fn returned(&self) -> u32 {
        self.returned
    }
}
