//! The waiting list: heaviest level first, then first come.
//!
//! Decides who gives up and who gets worse while waiting, from the instant of the referral. A newcomer's stay starts at
//! allocation; the stay of a client who was left behind has started and runs on as if nothing were delivered.

use super::Fault;
use super::clients::{Client, Lived, Pace};
use super::exits::{Exits, WayOut};
use super::service::Service;
use crate::random::countdown::Countdown;
use crate::random::{Draws, Purpose};

/// A client on the list.
#[derive(Debug, Clone)]
pub struct Waiter {
    pub client: Client,
    /// Whether the client's stay has started.
    pub started: bool,
    /// Since when [weeks].
    pub since: f64,
    patience: Countdown,
    /// For one whose stay has not started: unit exponential to the next worsening.
    worse: Countdown,
    worsened: u32,
}

/// The list, one queue a level.
#[derive(Debug, Default)]
pub struct Waiting {
    pub queues: Vec<Vec<Waiter>>,
    moved: Vec<Waiter>,
}

impl Waiting {
    pub fn reset(&mut self, levels: usize) {
        self.queues.resize_with(levels, Vec::new);
        self.queues.iter_mut().for_each(Vec::clear);
    }

    pub fn count(&self) -> usize {
        self.queues.iter().map(Vec::len).sum()
    }

    /// Whether a client, by order of arrival, is on the list.
    pub fn has(&self, order: u32) -> bool {
        let mut waiters = self.queues.iter().flatten();
        waiters.any(|waiter| waiter.client.order == order)
    }

    /// Everyone on the list as `(queue, position)`, who has waited longest first; on equal waits who came to the service first.
    pub fn in_order_of_wait(&self) -> Vec<(usize, usize)> {
        let queues = self.queues.iter().enumerate();
        let mut line: Vec<(f64, u32, usize, usize)> = queues
            .flat_map(|(level, queue)| {
                let places = queue.iter().enumerate();
                places.map(move |(at, waiter)| (waiter.since, waiter.client.order, level, at))
            })
            .collect();
        line.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        line.into_iter()
            .map(|(_, _, level, at)| (level, at))
            .collect()
    }

    /// Puts a client on the list.
    pub fn join(
        &mut self,
        service: &Service,
        draws: &Draws,
        client: Client,
        started: bool,
        since: f64,
    ) {
        self.insert(Waiter::new(service, draws, client, started, since));
    }

    /// Puts a newcomer on the list who has waited since her referral, a part of a step ago. Returns whether she stays on it: her
    /// patience may have run out before the step's end.
    pub fn join_newcomer(
        &mut self,
        service: &Service,
        draws: &Draws,
        mut waiter: Waiter,
        waited: f64,
        pace: Pace,
    ) -> bool {
        let patient = waiter.patience.ends_in(1.0);
        waiter.worsen(service, draws, waited.min(patient), pace);
        waiter.patience.run(1.0, waited);
        let stays = patient > waited;
        if stays {
            self.insert(waiter);
        }
        stays
    }

    /// Puts a client on the list as she waits elsewhere.
    pub(super) fn insert(&mut self, waiter: Waiter) {
        let queue = &mut self.queues[waiter.client.level as usize];
        let position = queue.partition_point(|other| other.client.order < waiter.client.order);
        queue.insert(position, waiter);
    }

    /// Lives one step; `pace` is that of a client to whom nothing is delivered. Counts in `exits` those whose stay had started and
    /// ended while they waited, and returns how many gave up.
    ///
    /// # Errors
    /// As [`super::caseload::Caseloads::live`].
    pub fn live(
        &mut self,
        service: &Service,
        draws: &Draws,
        pace: Pace,
        exits: &mut Exits,
    ) -> Result<u32, Fault> {
        let step = service.calendar.step;
        let mut gave_up = 0;
        let mut fault = None;
        for queue in &mut self.queues {
            let moved = &mut self.moved;
            queue.retain_mut(|waiter| {
                let patient = waiter.patience.ends_in(1.0);
                let span = patient.min(step);
                let level = waiter.client.level;
                match waiter.live(service, draws, span, pace) {
                    Lived::Exits(out) => {
                        // She left that part of the step before its end, where her patience outlasted it.
                        let left = out.left + (step - span);
                        let out = WayOut { left, ..out };
                        exits.leave(service, draws, &waiter.client, out);
                        return false;
                    }
                    Lived::Stays => {}
                    Lived::Restless => fault = Some(Lived::fault()),
                }
                waiter.patience.run(1.0, span);
                if patient <= step {
                    gave_up += 1;
                    return false;
                }
                if waiter.client.level != level {
                    moved.push(waiter.clone());
                    return false;
                }
                true
            });
        }
        while let Some(waiter) = self.moved.pop() {
            self.insert(waiter);
        }
        fault.map_or(Ok(gave_up), Err)
    }
}

impl Waiter {
    /// A client who has just begun to wait, at `since`.
    pub fn new(
        service: &Service,
        draws: &Draws,
        client: Client,
        started: bool,
        since: f64,
    ) -> Self {
        let draw = draws.draw(Purpose::Patience, client.entity(service), client.visit);
        let patience = service.allocation.patience.as_ref();
        Waiter {
            client,
            started,
            since,
            patience: patience.map_or(Countdown::NEVER, |patience| {
                Countdown::new(patience.draw(&draw, 0))
            }),
            worse: Countdown::new(draw.unit_exponential(1)),
            worsened: 0,
        }
    }

    fn live(&mut self, service: &Service, draws: &Draws, span: f64, pace: Pace) -> Lived {
        if self.started {
            return self.client.live(service, draws, span, pace);
        }
        self.worsen(service, draws, span, pace);
        Lived::Stays
    }

    /// One whose stay has not started gets worse, level by level.
    fn worsen(&mut self, service: &Service, draws: &Draws, mut span: f64, pace: Pace) {
        while let Some(heavier) = service.levels[self.client.level as usize].heavier {
            let worse_in = self.worse.ends_in(pace.worse);
            if worse_in > span || !service.levels[self.client.level as usize].visit.is_stay() {
                break;
            }
            span -= worse_in;
            self.client.level = heavier;
            self.worsened += 1;
            // Occurrences from the top: those from the bottom count visits.
            let draw = draws.draw(
                Purpose::Patience,
                self.client.entity(service),
                u32::MAX - self.worsened,
            );
            self.worse = Countdown::new(draw.unit_exponential(1));
        }
        self.worse.run(pace.worse, span);
    }
}
