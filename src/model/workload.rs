//! Workload: who works this week, and what the clients and the site ask of each (DESIGN 2.5).
//!
//! Fills one [`Hands`] per worker, or one for a pooled team, and hands them to `week`, which decides what gives.

use super::clients::Heads;
use super::loops;
use super::service::{LevelPlan, MAX_LEVELS, Service};
use super::stage::{Play, Stage, workers};
use super::support;
use super::week::{self, CLIENT_ADMIN, CONTACT, GROUP_ADMIN, Hands, Parts, TRAVEL};
use super::worker::Worker;
use crate::scenario::Part;

impl Stage {
    /// What the working week asks of each, after cover and before support.
    pub(super) fn ask(&mut self, play: &Play) {
        self.per_client
            .follow(play.service, self.clients.by_level());
        self.totals.client_hours = self.per_client.of_all(self.clients.by_level());
        if play.pooled() {
            self.assemble_pool(play);
        } else {
            self.assemble(play);
        }
        self.ask_for_the_site(play.service);
        self.ask_for_teams(play.service);
        self.ask_for_emergencies(play);
        self.ask_for_training(play);
        self.change_what_is_asked(play.service);
        week::cover(&mut self.team);
        self.ask_everybody();
        self.ask_to_watch_the_list(play.service);
        if play.service.columns.left_out.is_some() {
            self.note_what_need_leaves_out(play.service);
        }
    }

    /// Adds up the hours that are asked for clients and are no standard work: crises of all kinds, and what teams ask of their owners
    /// but for crises.
    fn note_what_need_leaves_out(&mut self, service: &Service) {
        let crises: f64 = self
            .team
            .iter()
            .map(|hands| hands.asked[week::CRISIS])
            .sum();
        let for_teams: f64 = (0..Part::COUNT)
            .map(|part| self.totals.teams_asked[part] * self.change_of(part))
            .sum();
        self.totals.left_out += (crises + for_teams) * service.calendar.step;
    }

    /// The rest of the working week: support, sharing, overtime, squeeze.
    pub(super) fn work(&mut self, play: &Play) {
        self.bring_support(play.service);
        week::work(&mut self.team, &play.service.week);
        if !self.pace.is_empty() {
            week::contact_delivered(&self.team, &mut self.shares);
            self.remember_missed_contact(play.pooled());
        }
        self.totals.add(&self.team, play.service.calendar.step);
        self.pay_overtime(play);
    }

    /// Watching over those who wait: spread over all by available hours, after cover, as hiring is (A46).
    fn ask_to_watch_the_list(&mut self, service: &Service) {
        let hours = service.allocation.monitoring_hours * self.waiting.count() as f64;
        if hours <= 0.0 {
            return;
        }
        self.totals.monitoring += hours * service.calendar.step;
        let present: f64 = self.team.iter().map(|hands| hands.available).sum();
        if present > 0.0 {
            for hands in &mut self.team {
                hands.asked[week::CRISIS] += hours / present * hands.available;
            }
        }
    }

    /// Who works this week (A4), with what hours and what work of their own; with nobody in post the clients' work stays undone.
    fn assemble(&mut self, play: &Play) {
        let mut in_post = 0;
        for (desk, worker) in workers(&self.staff.desks) {
            if self.team.len() == in_post {
                self.team.push(Hands::default());
            }
            let hands = &mut self.team[in_post];
            in_post += 1;
            begin_week(play, worker, self.staff.desks[desk].eft, hands);
            self.per_client.ask(&self.clients.held[desk], hands);
        }
        self.team.truncate(in_post);
        if in_post == 0 {
            let unheld = &self.clients.held[self.clients.nobody()];
            self.team.push(Hands::default());
            self.per_client.ask(unheld, &mut self.team[0]);
        }
    }

    /// The pool: the hours and the own work of all its workers, and all clients.
    fn assemble_pool(&mut self, play: &Play) {
        self.team.clear();
        let (mut pool, mut own) = (Hands::default(), Hands::default());
        for (desk, worker) in workers(&self.staff.desks) {
            begin_week(play, worker, self.staff.desks[desk].eft, &mut own);
            pool.available += own.available;
            pool.experienced |= own.experienced;
            (0..Part::COUNT).for_each(|part| pool.asked[part] += own.asked[part]);
        }
        self.per_client.ask(&self.clients.held[0], &mut pool);
        self.team.push(pool);
    }

    /// What clients' teams ask of their owners; searches and inductions are the owner's own and not spread.
    fn ask_for_teams(&mut self, service: &Service) {
        let Some(plan) = &service.teams else {
            return;
        };
        let over = (service.leave_share, service.calendar.step);
        let own = self
            .teams
            .ask(plan, &self.staff.desks, &mut self.team, over);
        for part in week::FOR_THE_SITE {
            self.totals.site_asked[part] += own[part];
        }
        self.totals.teams_asked = own;
    }

    /// Support takes its hours off what is asked for.
    fn bring_support(&mut self, service: &Service) {
        if service.support.is_none() {
            return;
        }
        let asked = support::demand(&self.team, &self.totals.site_asked);
        let used = support::relieve(&mut self.team, &asked, &self.support.supply());
        self.support.note(&used, &asked, service.calendar.step);
        self.totals.supported = used;
    }

    /// Hiring, spread over all by available hours, and onboarding, over the experienced (A12).
    fn ask_for_the_site(&mut self, service: &Service) {
        let (mut searches, mut starters) = self.staff.asks(&service.roles);
        if let Some(plan) = &service.support {
            let own = self.support.asks(plan);
            searches += own.0;
            starters += own.1;
        }
        self.totals.site_asked[week::HIRING] = searches;
        self.totals.site_asked[week::ONBOARDING] = starters;
        for part in [week::HIRING, week::ONBOARDING] {
            let hours = self.totals.site_asked[part];
            if hours <= 0.0 {
                continue;
            }
            let able = |hands: &Hands| part == week::HIRING || hands.experienced;
            let mut present = 0.0;
            for hands in self.team.iter().filter(|hands| able(hands)) {
                present += hands.available;
            }
            if present > 0.0 {
                for hands in self.team.iter_mut().filter(|hands| able(hands)) {
                    hands.asked[part] += hours / present * hands.available;
                }
            }
        }
    }
}

/// Begins a worker's week: her hours and what she asks beside clients, fixed parts and rework. Leave and sickness lower both
/// alike (A6).
#[inline]
fn begin_week(play: &Play, worker: &Worker, eft: f64, hands: &mut Hands) {
    let service = play.service;
    let at_work = (1.0 - service.leave_share) * (1.0 - worker.sick);
    let present = eft * at_work;
    hands.available = service.week.full_time_hours * present * worker.progress_in_step;
    hands.sick = worker.sick;
    hands.experienced = worker.is_experienced() && !worker.is_from_agency();
    hands.asked = service.week.fixed.map(|hours| hours * present);
    hands.asked[week::REWORK] += loops::rework(play.loops, worker.backlog) * at_work;
    hands.emotional = 0.0;
    hands.abuse = 0.0;
}

/// Hours that one client asks of the week, by level, with whole groups shared out over their members.
#[derive(Debug, Default)]
pub(super) struct PerClient {
    hours: [ClientHours; MAX_LEVELS],
    levels: usize,
}

/// Contact, travel, client administration, group administration and emotional hours that one client asks of her worker,
/// planned leave off (A6); all but the emotional ones without any pause; hours of abuse taken [h/week]; and a 0 that makes pairs.
type ClientHours = [f64; 8];

impl PerClient {
    /// Every level's hours but those of groups, which [`PerClient::follow`] keeps.
    pub fn new(service: &Service) -> Self {
        let mut per_client = PerClient {
            levels: service.levels.len(),
            ..PerClient::default()
        };
        for (hours, plan) in per_client.hours.iter_mut().zip(&service.levels) {
            let own = [plan.contact, plan.travel, plan.client_admin, 0.0];
            *hours = client_hours(service, own, plan);
        }
        per_client
    }

    /// Follows the number of groups: whole groups, shared out over their members.
    fn follow(&mut self, service: &Service, clients: &Heads) {
        let levels = service.levels.iter().zip(&clients.by_level);
        for (hours, (plan, count)) in self.hours.iter_mut().zip(levels) {
            if let (Some((size, session, admin)), true) = (plan.group, *count > 0.0) {
                let groups = (count / size - 1e-9).ceil();
                let contact = groups * session / count;
                let client_admin = service.week.admin_share * contact;
                let own = [contact, 0.0, client_admin, groups * admin / count];
                *hours = client_hours(service, own, plan);
            }
        }
    }

    /// Client-driven hours of all clients [h/week], without any pause.
    fn of_all(&self, clients: &Heads) -> f64 {
        let levels = self.hours.iter().zip(&clients.by_level);
        levels.map(|(hours, count)| count * hours[5]).sum()
    }

    /// Hours that a caseload asks [h/week], planned leave off.
    pub fn of(&self, held: &Heads) -> f64 {
        let levels = self.hours[..self.levels].iter().zip(&held.by_level);
        let own = |hours: &ClientHours| -> f64 { hours[..4].iter().sum() };
        levels.map(|(hours, count)| count * own(hours)).sum()
    }

    /// Client-driven hours of all clients [h/week] after factors on the parts, without any pause.
    pub fn of_all_at(&self, clients: &Heads, factors: &Parts) -> f64 {
        let factors = [CONTACT, TRAVEL, CLIENT_ADMIN, GROUP_ADMIN].map(|part| factors[part]);
        let levels = self.hours.iter().zip(&clients.by_level);
        levels
            .filter(|(_, count)| **count > 0.0)
            .map(|(hours, count)| {
                let asked: f64 = hours[..4].iter().sum();
                let changed: f64 = hours.iter().zip(factors).map(|(own, by)| own * by).sum();
                let share = if asked > 0.0 { changed / asked } else { 1.0 };
                count * hours[5] * share
            })
            .sum()
    }

    /// Adds what a caseload asks.
    #[inline]
    fn ask(&self, held: &Heads, hands: &mut Hands) {
        let mut sums = [0.0; 8];
        for (hours, count) in self.hours[..self.levels].iter().zip(&held.by_level) {
            (0..8).for_each(|kind| sums[kind] += count * hours[kind]);
        }
        hands.asked[week::CONTACT] += sums[0];
        hands.asked[week::TRAVEL] += sums[1];
        hands.asked[week::CLIENT_ADMIN] += sums[2];
        hands.asked[week::GROUP_ADMIN] += sums[3];
        hands.emotional += sums[4];
        hands.abuse += sums[6];
    }
}

fn client_hours(service: &Service, own: [f64; 4], plan: &LevelPlan) -> ClientHours {
    let paused = 1.0 - service.leave_share;
    let [contact, travel, client_admin, group_admin] = own;
    [
        paused * contact,
        paused * travel,
        paused * client_admin,
        paused * group_admin,
        paused * contact * plan.emotional_weight,
        own.iter().sum(),
        paused * contact * plan.abuse_weight,
        0.0,
    ]
}
