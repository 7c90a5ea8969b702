//! Consequences: what the working week does to workers, clients, searches and inductions, as speeds of the next step.
//!
//! Hands what gave in the week to the rules of `loops`; decides no rule itself.

use super::loops;
use super::stage::{Play, Stage, workers};
use super::week;

impl Stage {
    /// Consequences: strain, backlog, and the speeds of the next step.
    pub(super) fn feel(&mut self, play: &Play, step: f64) {
        self.learn(play);
        let service = play.service;
        let pooled = play.pooled();
        let (mut team_eft, mut team_stays) = (1.0, 0.0);
        if pooled {
            team_eft = workers(&self.staff.desks)
                .map(|(desk, _)| self.staff.desks[desk].eft)
                .sum();
            self.pool.add(&self.team[0], step);
        }
        let mut entry = 0;
        for (index, desk) in self.staff.desks.iter_mut().enumerate() {
            let Some(worker) = desk.worker.as_mut() else {
                continue;
            };
            let hands = &self.team[entry];
            if pooled {
                // A pooled week falls on its workers by EFT (A15).
                worker.feel(
                    play.loops,
                    &play.factors,
                    service.week.overtime_max,
                    hands,
                    desk.eft / team_eft,
                    step,
                );
                team_stays += worker.learned.stays * desk.eft / team_eft;
                continue;
            }
            worker.week.add(hands, step);
            if play.feels {
                worker.feel(
                    play.loops,
                    &play.factors,
                    service.week.overtime_max,
                    hands,
                    1.0,
                    step,
                );
            }
            if !self.pace.is_empty() {
                self.pace[index] =
                    loops::care_pace(play.loops, self.shares[entry]).faster(worker.learned.stays);
            }
            entry += 1;
        }
        if !self.pace.is_empty() {
            let nobody = self.clients.nobody();
            self.pace[nobody] = play.neglected();
            if pooled {
                self.pace[0] = loops::care_pace(play.loops, self.shares[0])
                    .faster(if team_stays > 0.0 { team_stays } else { 1.0 });
            }
        }
        if service.teams.is_some() {
            self.teams
                .feel(play.loops, &self.staff.desks, Some(&self.team));
        }
        self.fill_speed = loops::slowing_speed(play.loops.hiring.as_ref(), || {
            self.delivered_by_site(week::HIRING)
        });
        self.induction_speed = loops::slowing_speed(play.loops.onboarding.as_ref(), || {
            self.delivered_by_site(week::ONBOARDING)
        });
    }

    /// Share of a site's part that was delivered; 1 without demand, 0 with demand and nobody able.
    fn delivered_by_site(&self, part: usize) -> f64 {
        let asked = self.totals.site_asked[part];
        if asked > 0.0 {
            (self.totals.supported[part]
                + self.team.iter().map(|hands| hands.given[part]).sum::<f64>())
                / asked
        } else {
            1.0
        }
    }
}
