//! Rebalancing: the most burdened worker hands a client to the least burdened (DESIGN 2.7).
//!
//! Burden is the larger of two shares: of the caseload limits in use, and of a week's hours asked (A33). Once in a while, by
//! the chance a week that the scenario gives, whoever is burdened beyond 1 gives up the client who came last, none in an
//! emergency, if she fits within the other's limits and both are better off than the more burdened was. Each such move is a handover. Decides who moves;
//! emergencies go with nobody here, they stay with the worker who knows the client.

use super::clients::Heads;
use super::safe_load::Line;
use super::stage::{Play, Stage, workers};
use crate::random::{Entity, Purpose};

/// A worker who is not leaving, and what she carries.
#[derive(Debug, Clone, Copy)]
struct Carrier {
    desk: usize,
    /// EFT x induction.
    eft: f64,
    /// Hours of a week in health [h/week].
    hours: f64,
    /// Hours asked by her clients, her fixed parts and emergencies [h/week].
    asked: f64,
    burden: f64,
}

impl Stage {
    /// Moves at most one client in the step.
    pub(super) fn rebalance(&mut self, play: &Play, line: Option<Line>, time: f64) {
        let rule = &play.service.allocation;
        if rule.rebalance <= 0.0 || play.pooled() || !self.is_moved_in(play, time) {
            return;
        }
        let carriers = || {
            let in_post = workers(&self.staff.desks).filter(|(_, worker)| !worker.is_leaving());
            in_post.map(|(desk, worker)| {
                let eft = self.staff.desks[desk].eft * worker.progress;
                self.carrier(play, line.as_ref(), desk, eft)
            })
        };
        let by_burden = |a: &Carrier, b: &Carrier| a.burden.total_cmp(&b.burden);
        let Some(giver) = carriers().reduce(|a, b| if by_burden(&b, &a).is_gt() { b } else { a })
        else {
            return;
        };
        let others = carriers().filter(|it| it.desk != giver.desk && it.eft > 0.0);
        let Some(taker) = others.min_by(by_burden) else {
            return;
        };
        if giver.burden <= 1.0 {
            return;
        }
        let level = |level: usize| self.eases(line.as_ref(), giver, taker, level);
        let eased: Vec<bool> = (0..play.service.levels.len()).map(level).collect();
        if let Some(place) = self.clients.last_come(giver.desk, &eased) {
            let (client, _) = self.clients.take(place);
            self.totals.handovers += u32::from(self.clients.give(client, taker.desk));
        }
    }

    /// Whether the chance of the week comes up in this step.
    fn is_moved_in(&self, play: &Play, time: f64) -> bool {
        let calendar = &play.service.calendar;
        let first = -(calendar.warm_up_weeks as f64);
        let entity = Entity {
            name: 0,
            ordinal: 0,
        };
        let step = ((time - first) / calendar.step).round() as u32;
        let draw = play.draws.draw(Purpose::Rebalance, entity, step);
        let kept = 1.0 - play.service.allocation.rebalance;
        draw.uniform(0) < 1.0 - libm::pow(kept, calendar.step)
    }

    fn carrier(&self, play: &Play, line: Option<&Line>, desk: usize, eft: f64) -> Carrier {
        let week = &play.service.week;
        let at_work = 1.0 - play.service.leave_share;
        let held = &self.clients.held[desk];
        let hours = week.full_time_hours * at_work * eft;
        let asked = self.per_client.of(held)
            + week.fixed_hours * at_work * self.staff.desks[desk].eft
            + self.emergencies.asked_of(desk);
        Carrier {
            desk,
            eft,
            hours,
            asked,
            burden: burden(line, held, eft, asked, hours),
        }
    }

    /// Whether a client of a level fits the taker's limits and leaves both less burdened than the giver was.
    fn eases(&self, line: Option<&Line>, giver: Carrier, taker: Carrier, level: usize) -> bool {
        let mut given = self.clients.held[giver.desk];
        let mut taken = self.clients.held[taker.desk];
        let fits = line.is_none_or(|line| line.fits(&taken, level, taker.eft));
        if given.by_level[level] <= 0.0 || !fits {
            return false;
        }
        let before = (self.per_client.of(&given), self.per_client.of(&taken));
        given.add(level as u8, -1.0);
        taken.add(level as u8, 1.0);
        let after = |carrier: Carrier, held: &Heads, before: f64| {
            let asked = carrier.asked - before + self.per_client.of(held);
            burden(line, held, carrier.eft, asked, carrier.hours)
        };
        after(giver, &given, before.0) < giver.burden
            && after(taker, &taken, before.1) < giver.burden
    }
}

/// The larger of the share of the caseload limits in use and of a week's hours asked; infinite where there is work and nothing
/// to do it with (A33).
fn burden(line: Option<&Line>, held: &Heads, eft: f64, asked: f64, hours: f64) -> f64 {
    let load = match line {
        Some(line) if eft > 0.0 => line.load(held, eft),
        Some(_) | None => 0.0,
    };
    let pressure = if hours > 0.0 {
        asked / hours
    } else if asked > 0.0 {
        f64::INFINITY
    } else {
        0.0
    };
    load.max(pressure)
}
