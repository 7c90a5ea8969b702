//! Allocation: which client is given next, and to whom (DESIGN 2.7).
//!
//! The order: clients left behind, then the waiting list (heaviest level first, then first come; or first come alone), then new
//! referrals. The least loaded takes the next one (`ranking`). Nobody is given to a worker who is leaving, unless all are, and
//! nobody beyond an absolute limit: under open admission one who fits nowhere within it waits (A45). With nobody in post an absolute
//! limit has nobody to protect and changes nothing.

use super::clients::Client;
use super::ranking::{Bounds, Candidate, Within};
use super::referrals::Newcomer;
use super::safe_load::Line;
use super::service::MAX_LEVELS;
use super::stage::{Play, Stage, Unplaced, workers, workers_mut};
use super::waiting::Waiter;
use crate::scenario::{Admission, Ages, LeftBehind, Triage};

impl Stage {
    /// Ranks those who may be given clients: workers in post who are not leaving, all if all are, or the pool.
    pub(super) fn rank(&mut self, play: &Play, line: Option<Line>) {
        let desks = &self.staff.desks;
        let load_line = play.service.load_line.as_ref();
        let bounds = Bounds {
            absolute: line.and_then(|line| load_line?.absolute(&line)),
            line,
        };
        if play.pooled() {
            let eft = workers(desks)
                .map(|(desk, worker)| desks[desk].eft * worker.progress)
                .sum();
            let pool = std::iter::once(Candidate {
                holder: 0,
                eft,
                is_starter: false,
            });
            self.ranking.prepare(pool, bounds);
            return;
        }
        let candidates = |leaving: bool| {
            workers(desks)
                .filter(move |(_, worker)| worker.is_leaving() == leaving)
                .map(|(desk, worker)| Candidate {
                    holder: desk,
                    eft: desks[desk].eft * worker.progress,
                    is_starter: !worker.is_experienced(),
                })
        };
        self.ranking.prepare(candidates(false), bounds);
        if self.ranking.is_empty() {
            self.ranking.prepare(candidates(true), bounds);
        }
    }

    /// Clients left behind, then the waiting list, then new referrals.
    pub(super) fn allocate(&mut self, play: &Play, line: Option<Line>, now: f64) {
        let anyone = !self.released.is_empty()
            || !self.newcomers.is_empty()
            || !self.unplaced.is_empty()
            || self.waiting.count() > 0;
        if anyone {
            self.rank(play, line);
            self.reassign(play, now);
            match play.service.allocation.triage {
                Triage::Level => self.admit_waiting(play, now),
                Triage::Wait => self.admit_by_wait(play, now),
            }
            if play.service.allocation.admission == Admission::SafeLoad {
                self.admit_newcomers(play, now);
            }
            self.place_unplaced(play, now);
        }
        self.staff
            .desks
            .iter_mut()
            .for_each(|desk| desk.left_behind = None);
        self.share_loose_backlog();
    }

    /// Clients left behind, heaviest level first, then first come: to the least loaded, limits or not but for an absolute one; or
    /// where they fit (A10). Who fits nowhere joins the waiting list. With nobody in post those who are not to wait stay in
    /// nobody's hands.
    fn reassign(&mut self, play: &Play, now: f64) {
        let within = match play.service.allocation.left_behind {
            LeftBehind::Reassign => anyone_below_absolute(play),
            LeftBehind::Wait => Within::Limits,
        };
        let nobody_there = self.nobody_is_in_post();
        self.released
            .sort_unstable_by_key(|(client, _)| (client.level, client.order));
        for index in 0..self.released.len() {
            let (client, from) = self.released[index];
            let backlog = self.backlog_share(from);
            if let Some(taker) = self
                .ranking
                .next(client.level as usize, within, &self.clients)
            {
                let holder = self.take_on(client, taker);
                if let Some(worker) = self.staff.desks[holder].worker.as_mut() {
                    worker.backlog += backlog;
                }
                continue;
            }
            self.loose_backlog += backlog;
            let waits = match within {
                Within::Limits | Within::Suited => true,
                Within::Absolute => !nobody_there,
                Within::Nothing => false,
            };
            if waits {
                let (service, draws) = (play.service, &play.draws);
                self.waiting.join(service, draws, client, true, now);
            } else {
                self.clients.keep_unheld(client);
            }
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
        let within = within_from_the_list(play);
        for level in 0..self.waiting.queues.len() {
            let mut admitted = 0;
            while admitted < self.waiting.queues[level].len() {
                let Some(taker) = self.ranking.next(level, within, &self.clients) else {
                    break;
                };
                self.admit(play, (level, admitted), taker, now);
                admitted += 1;
            }
            self.waiting.queues[level].drain(..admitted);
        }
    }

    /// The waiting list in the order of the waits, as long as clients fit; one of a level that has no room is passed over (A47).
    fn admit_by_wait(&mut self, play: &Play, now: f64) {
        let within = within_from_the_list(play);
        let line = self.waiting.in_order_of_wait();
        let mut full = [false; MAX_LEVELS];
        let mut admitted = Vec::new();
        for (level, position) in line {
            if full[level] {
                continue;
            }
            match self.ranking.next(level, within, &self.clients) {
                Some(taker) => {
                    self.admit(play, (level, position), taker, now);
                    admitted.push((level, position));
                }
                None => full[level] = true,
            }
        }
        admitted.sort_unstable();
        for (level, position) in admitted.into_iter().rev() {
            self.waiting.queues[level].remove(position);
        }
    }

    /// Gives a client on the list, by queue and position, to a worker; she stays on the list for the caller to take off.
    fn admit(&mut self, play: &Play, (level, position): (usize, usize), taker: usize, now: f64) {
        let waiter = &self.waiting.queues[level][position];
        let mut client = waiter.client;
        if !waiter.started {
            client.begin(play.service, &play.draws, Ages::Fresh);
        }
        self.totals.waited_weeks += now - waiter.since;
        self.totals.waited_count += 1;
        self.take_on(client, taker);
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
                    self.take_on(newcomer.client, taker);
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

    /// Gives a client to a worker; returns the holder.
    fn take_on(&mut self, client: Client, taker: usize) -> usize {
        let holder = self.ranking.holder(taker);
        self.totals.handovers += u32::from(self.clients.give(client, holder));
        self.ranking.given(taker);
        holder
    }

    fn nobody_is_in_post(&self) -> bool {
        workers(&self.staff.desks).next().is_none()
    }

    /// Gives clients taken up under open admission to the least loaded; with nobody in post they stay in nobody's hands, whatever the
    /// limits. A newcomer whom none of those in post may take waits as of her referral, and her stay has not begun (A45).
    pub(super) fn place_unplaced(&mut self, play: &Play, now: f64) {
        let for_newcomers = if self.nobody_is_in_post() {
            Within::Nothing
        } else {
            anyone_below_absolute(play)
        };
        for index in 0..self.unplaced.len() {
            let Unplaced { client, newcomer } = self.unplaced[index];
            let level = client.level as usize;
            let within = match newcomer {
                Some(_) => for_newcomers,
                None => Within::Nothing,
            };
            match (self.ranking.next(level, within, &self.clients), newcomer) {
                (Some(taker), _) => {
                    self.take_on(client, taker);
                }
                (None, Some(newcomer)) if within == Within::Absolute => {
                    self.make_wait(play, newcomer, now);
                }
                (None, _) => self.clients.keep_unheld(client),
            }
        }
    }
}

/// Anyone, or where there is an absolute limit those who fit within it.
fn anyone_below_absolute(play: &Play) -> Within {
    let line = play.service.load_line.as_ref();
    match line.and_then(|line| line.absolute) {
        Some(_) => Within::Absolute,
        None => Within::Nothing,
    }
}

/// Who takes clients off the list: those who fit; where only the absolute limit made them wait, those who fit within that.
fn within_from_the_list(play: &Play) -> Within {
    let rules = &play.service.allocation;
    match (rules.admission, rules.left_behind) {
        (Admission::Open, LeftBehind::Reassign) => match anyone_below_absolute(play) {
            Within::Nothing => Within::Limits,
            within => within,
        },
        _ => Within::Limits,
    }
}
