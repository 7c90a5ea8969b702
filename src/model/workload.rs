//! Workload: who works this week, and what the clients and the site ask of each (DESIGN 2.5).
//!
//! Fills one [`Hands`] per worker, or one for a pooled team, and hands them to `week`, which decides what gives.

use super::clients::Heads;
use super::loops;
use super::service::{MAX_LEVELS, Service};
use super::stage::{Play, Stage, workers};
use super::week::{self, Hands};
use super::worker::Worker;

impl Stage {
    /// The working week: what each asks, cover, sharing, overtime, squeeze.
    pub(super) fn work(&mut self, play: &Play) {
        self.assemble(play);
        self.ask_for_the_site(play);
        week::cover(&mut self.team);
        week::work(&mut self.team, &play.service.week);
        if !self.pace.is_empty() {
            week::contact_delivered(&self.team, &mut self.shares);
        }
        self.totals.add(&self.team, play.service.calendar.step);
    }

    /// Who works this week, with what hours and what work of their own.
    fn assemble(&mut self, play: &Play) {
        let service = play.service;
        let pooled = play.pooled();
        let clients = self.clients.all();
        let per_client = PerClient::of(service, clients);
        self.totals.client_hours = per_client.of_all(clients);
        let desks = &self.staff.desks;
        self.seats.clear();
        self.seats
            .extend(workers(desks).map(|(desk, _)| Some(desk)));
        // The pool, or the clients whom nobody holds because nobody is in post.
        let alone = pooled || self.seats.is_empty();
        self.team
            .resize_with(if alone { 1 } else { self.seats.len() }, Hands::default);
        if alone {
            self.team[0].begin(0.0, 0.0);
        }
        for (entry, seat) in self.seats.iter().enumerate() {
            let Some((desk, worker)) =
                seat.and_then(|desk| Some((desk, desks[desk].worker.as_ref()?)))
            else {
                continue;
            };
            let at_work = (1.0 - service.leave_share) * (1.0 - worker.sick);
            let present = desks[desk].eft * at_work;
            let available = service.week.full_time_hours * present * worker.progress_in_step;
            let hands = &mut self.team[if pooled { 0 } else { entry }];
            if pooled {
                hands.available += available;
            } else {
                hands.begin(available, worker.sick);
                per_client.ask(service, self.clients.held(desk), hands);
            }
            for (part, hours) in &service.week.fixed {
                hands.asked[*part] += hours * present;
            }
            if worker.backlog > 0.0 {
                hands.asked[week::REWORK] += loops::rework(play.loops, worker.backlog) * at_work;
            }
        }
        if alone {
            let holder = if pooled { 0 } else { self.clients.nobody() };
            per_client.ask(service, self.clients.held(holder), &mut self.team[0]);
            self.seats.clear();
            self.seats.push(None);
        }
    }

    /// Hiring, spread over all by available hours, and onboarding, over the experienced.
    fn ask_for_the_site(&mut self, play: &Play) {
        let Some(hiring) = &play.service.hiring else {
            return;
        };
        let desks = &self.staff.desks;
        let searches = desks
            .iter()
            .filter(|desk| {
                desk.vacancy
                    .as_ref()
                    .is_some_and(|vacancy| vacancy.is_being_filled())
            })
            .count();
        let starters = workers(desks)
            .filter(|(_, worker)| !worker.is_experienced())
            .count();
        let wanted = [
            (
                week::HIRING,
                searches as f64 * hiring.hours_per_vacancy,
                false,
            ),
            (
                week::ONBOARDING,
                starters as f64 * hiring.hours_per_starter,
                true,
            ),
        ];
        let pooled = play.pooled();
        for (part, hours, experienced_only) in wanted {
            self.totals.site_asked[part] = hours;
            if hours <= 0.0 {
                continue;
            }
            let able = |seat: &Option<usize>| match seat {
                Some(desk) => {
                    !experienced_only
                        || desks[*desk]
                            .worker
                            .as_ref()
                            .is_some_and(Worker::is_experienced)
                }
                None => {
                    !experienced_only
                        || (pooled && workers(desks).any(|(_, worker)| worker.is_experienced()))
                }
            };
            let present: f64 = self
                .team
                .iter()
                .zip(&self.seats)
                .filter(|(_, seat)| able(seat))
                .map(|(hands, _)| hands.available)
                .sum();
            if present > 0.0 {
                for (hands, _) in self
                    .team
                    .iter_mut()
                    .zip(&self.seats)
                    .filter(|(_, seat)| able(seat))
                {
                    hands.asked[part] += hours * hands.available / present;
                }
            }
        }
    }
}

/// Hours that one client asks of the week, by level, with whole groups shared out over their members [h/week].
struct PerClient {
    /// Contact, travel, client administration, group administration, emotional hours, and nothing: an even number adds up in pairs.
    hours: [[f64; 6]; MAX_LEVELS],
}

impl PerClient {
    fn of(service: &Service, clients: &Heads) -> Self {
        let mut hours = [[0.0; 6]; MAX_LEVELS];
        for ((hours, plan), count) in hours.iter_mut().zip(&service.levels).zip(&clients.by_level) {
            *hours = [
                plan.contact,
                plan.travel,
                plan.client_admin,
                0.0,
                plan.contact * plan.emotional_weight,
                0.0,
            ];
            if let (Some((size, session, admin)), true) = (plan.group, *count > 0.0) {
                let count = *count;
                let groups = (count / size - 1e-9).ceil();
                let contact = groups * session / count;
                *hours = [
                    contact,
                    0.0,
                    service.week.admin_share * contact,
                    groups * admin / count,
                    contact * plan.emotional_weight,
                    0.0,
                ];
            }
        }
        PerClient { hours }
    }

    /// Client-driven hours of all clients [h/week], without any pause: contact, travel, client and group administration.
    fn of_all(&self, clients: &Heads) -> f64 {
        self.hours
            .iter()
            .zip(&clients.by_level)
            .map(|(hours, count)| count * hours[..4].iter().sum::<f64>())
            .sum()
    }

    /// Adds what a caseload asks. Planned leave pauses it (A6).
    #[inline]
    fn ask(&self, service: &Service, held: &Heads, hands: &mut Hands) {
        let mut sums = [0.0; 6];
        for (hours, count) in self
            .hours
            .iter()
            .zip(&held.by_level)
            .take(service.levels.len())
        {
            (0..6).for_each(|kind| sums[kind] += count * hours[kind]);
        }
        let paused = 1.0 - service.leave_share;
        hands.asked[week::CONTACT] += paused * sums[0];
        hands.asked[week::TRAVEL] += paused * sums[1];
        hands.asked[week::CLIENT_ADMIN] += paused * sums[2];
        hands.asked[week::GROUP_ADMIN] += paused * sums[3];
        hands.emotional += paused * sums[4];
    }
}
