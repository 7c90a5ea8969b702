//! Allocation: which client is given next, and to whom (DESIGN 2.7).
//!
//! The order: clients left behind, then the waiting list (heaviest level first, then first come), then new referrals. The least
//! loaded takes the next one (`ranking`). Nobody is given to a worker who is leaving, unless all are.

use super::clients::Client;
use super::ranking::{Candidate, Within};
use super::referrals::Newcomer;
use super::safe_load::Line;
use super::service::Service;
use super::stage::{Play, Stage, workers, workers_mut};
use super::waiting::Waiter;
use crate::scenario::{Admission, Ages, LeftBehind};

impl Stage {
    /// Ranks those who may be given clients: workers in post who are not leaving, all if all are, or the pool.
    pub(super) fn rank(&mut self, play: &Play, line: Option<Line>) {
        let desks = &self.staff.desks;
        if play.pooled() {
            let eft = workers(desks)
                .map(|(desk, worker)| desks[desk].eft * worker.progress)
                .sum();
            let pool = std::iter::once(Candidate { holder: 0, eft });
            self.ranking.prepare(pool, line);
            return;
        }
        let all_leave = workers(desks).all(|(_, worker)| worker.is_leaving());
        let candidates = workers(desks)
            .filter(|(_, worker)| all_leave || !worker.is_leaving())
            .map(|(desk, worker)| Candidate {
                holder: desk,
                eft: desks[desk].eft * worker.progress,
            });
        self.ranking.prepare(candidates, line);
    }

    /// Clients left behind, then the waiting list, then new referrals.
    pub(super) fn allocate(&mut self, play: &Play, line: Option<Line>, now: f64) {
        let anyone =
            !self.released.is_empty() || !self.newcomers.is_empty() || self.waiting.count() > 0;
        if anyone {
            self.rank(play, line);
            self.reassign(play, now);
            self.admit_waiting(play, now);
            if play.service.allocation.admission == Admission::SafeLoad {
                self.admit_newcomers(play, now);
            }
            self.place_unplaced();
        }
        self.staff
            .desks
            .iter_mut()
            .for_each(|desk| desk.left_behind = None);
        self.share_loose_backlog();
    }

    /// Clients left behind, heaviest level first, then first come: to the least loaded, limits or not; or where they fit, and who
    /// fits nowhere joins the waiting list. With nobody in post those who are not to wait stay in nobody's hands.
    fn reassign(&mut self, play: &Play, now: f64) {
        let within = match play.service.allocation.left_behind {
            LeftBehind::Reassign => Within::Nothing,
            LeftBehind::Wait => Within::Limits,
        };
        let clients = &self.clients;
        self.released
            .sort_by_key(|(position, _)| clients.rank(*position as usize));
        let mut to_list = Vec::new();
        for index in 0..self.released.len() {
            let (position, from) = self.released[index];
            let (level, _) = self.clients.rank(position as usize);
            if let Some(taker) = self.ranking.next(level as usize, within, &self.clients) {
                self.hand_over(position as usize, from as usize, taker);
            } else {
                self.loose_backlog += self.backlog_share(from as usize);
                if within == Within::Limits {
                    to_list.push(position as usize);
                }
            }
        }
        // From the back, so that taking one out moves none of the others; new referrals at the end keep their place in `unplaced`.
        to_list.sort_unstable_by_key(|position| std::cmp::Reverse(*position));
        for position in to_list {
            let last = self.clients.count() - 1;
            let client = self.clients.remove(position);
            for unplaced in self
                .unplaced
                .iter_mut()
                .filter(|unplaced| **unplaced as usize == last)
            {
                *unplaced = position as u32;
            }
            self.waiting
                .join(play.service, &play.draws, client, true, now);
        }
    }

    fn hand_over(&mut self, position: usize, from: usize, taker: usize) {
        let holder = self.ranking.holder(taker);
        self.totals.handovers += u32::from(self.clients.assign(position, holder));
        self.ranking.given(taker, &self.clients);
        let share = self.backlog_share(from);
        if share > 0.0
            && let Some(worker) = self.staff.desks[holder].worker.as_mut()
        {
            worker.backlog += share;
        }
    }

    /// The backlog that comes with each client of a worker who left in this step [h].
    fn backlog_share(&self, from: usize) -> f64 {
        let desk = self.staff.desks.get(from);
        desk.and_then(|desk| desk.left_behind).unwrap_or(0.0)
    }

    /// A backlog that nobody took with its clients falls to the team in equal parts.
    fn share_loose_backlog(&mut self) {
        if self.loose_backlog > 0.0 {
            let count = workers(&self.staff.desks).count();
            if count > 0 {
                let share = std::mem::take(&mut self.loose_backlog) / count as f64;
                workers_mut(&mut self.staff.desks).for_each(|(_, worker)| worker.backlog += share);
            }
        }
    }

    /// The waiting list, heaviest level first, then first come, as long as clients fit.
    fn admit_waiting(&mut self, play: &Play, now: f64) {
        for level in 0..self.waiting.queues.len() {
            let mut admitted = 0;
            while admitted < self.waiting.queues[level].len() {
                let Some(taker) = self.ranking.next(level, Within::Limits, &self.clients) else {
                    break;
                };
                let waiter = &self.waiting.queues[level][admitted];
                let mut client = waiter.client;
                if !waiter.started {
                    client.begin(play.service, &play.draws, Ages::Fresh);
                }
                self.totals.waited_weeks += now - waiter.since;
                self.totals.waited_count += 1;
                admitted += 1;
                self.take_on(play.service, client, taker);
            }
            self.waiting.queues[level].drain(..admitted);
        }
    }

    /// Newcomers under safe-load admission, in order of referral: where they fit, else onto the waiting list.
    fn admit_newcomers(&mut self, play: &Play, now: f64) {
        for index in 0..self.newcomers.len() {
            let mut newcomer = self.newcomers[index];
            let level = newcomer.client.level as usize;
            match self.ranking.next(level, Within::Limits, &self.clients) {
                Some(taker) => {
                    newcomer
                        .client
                        .begin(play.service, &play.draws, Ages::Fresh);
                    self.take_on(play.service, newcomer.client, taker);
                }
                None => self.make_wait(play, newcomer, now),
            }
        }
    }

    /// Puts a newcomer on the waiting list as of the referral.
    fn make_wait(&mut self, play: &Play, newcomer: Newcomer, now: f64) {
        let (service, draws) = (play.service, &play.draws);
        let waited = service.calendar.step - newcomer.after;
        let waiter = Waiter::new(service, draws, newcomer.client, false, now - waited);
        let pace = play.neglected();
        if !self
            .waiting
            .join_newcomer(service, draws, waiter, waited, pace)
        {
            self.totals.gave_up += 1;
        }
    }

    /// Takes a client into service and gives it to a worker.
    fn take_on(&mut self, service: &Service, client: Client, taker: usize) {
        let position = self.clients.admit(service, client);
        let handover = self.clients.assign(position, self.ranking.holder(taker));
        self.totals.handovers += u32::from(handover);
        self.ranking.given(taker, &self.clients);
    }

    /// Gives clients taken up under open admission to the least loaded; with nobody in post they stay in nobody's hands.
    pub(super) fn place_unplaced(&mut self) {
        for index in 0..self.unplaced.len() {
            let position = self.unplaced[index];
            let (level, _) = self.clients.rank(position as usize);
            if let Some(taker) = self
                .ranking
                .next(level as usize, Within::Nothing, &self.clients)
            {
                self.clients
                    .assign(position as usize, self.ranking.holder(taker));
                self.ranking.given(taker, &self.clients);
            }
        }
    }
}
