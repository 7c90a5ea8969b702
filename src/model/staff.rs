//! Staff: all desks, and the hiring plan they follow.
//!
//! Decides which posts open and close, and which extra hire takes which empty post. What happens at one desk is decided in
//! `desk`, a person's tenure and health in `worker`, the filling of a vacancy in `hiring`.

use super::Fault;
use super::desk::{Desk, Turnover};
use super::hiring::Vacancy;
use super::service::Role;
use super::worker::{StaffStep, Worker};
use crate::scenario::Close;

/// Ordinals of extra hires begin here, beyond those of any post.
const AHEAD: u64 = 1 << 31;

/// All desks, in post order: roles as in the file, posts, then places for extra hires.
#[derive(Debug, Default)]
pub struct Staff {
    pub desks: Vec<Desk>,
    pub turnover: Turnover,
    /// Posts that run on a funding now, by role; empty where there is none.
    pub granted: Vec<u64>,
    /// Posts still to close when somebody leaves, by role.
    to_close: Vec<u64>,
}

impl Staff {
    /// Seats today's workers, by default with the strain given, and opens today's vacancies.
    pub fn reset(&mut self, at: &StaffStep, todays_strain: f64) {
        self.desks.clear();
        self.turnover = Turnover::default();
        self.to_close.clear();
        self.to_close.resize(at.roles.len(), 0);
        for (index, role) in at.roles.iter().enumerate() {
            let open = self.count(role, index, at.time) as usize;
            let filled = open.saturating_sub(role.vacancies as usize);
            for post in 0..role.posts + role.ahead {
                let is_post = post < role.posts;
                let mut desk = Desk {
                    role: index,
                    name: role.name,
                    eft: role.eft,
                    is_post,
                    open: post < open || !is_post,
                    closing: false,
                    base: if is_post {
                        post as u64
                    } else {
                        AHEAD + (post - role.posts) as u64
                    } << 32,
                    occupants: 0,
                    worker: None,
                    vacancy: None,
                    empty_since: at.time,
                    passed_on: false,
                    left_behind: None,
                };
                if post < filled {
                    desk.seat_today(at, role.roster.get(post), todays_strain);
                } else if desk.open {
                    let known = if is_post {
                        role.known_starts.get(post - filled)
                    } else {
                        None
                    };
                    let entity = desk.next_entity();
                    desk.vacancy = Vacancy::today(role, at, entity, known.copied());
                }
                self.desks.push(desk);
            }
        }
    }

    /// Follows the hiring plan: opens and closes posts at the start of a step.
    pub fn follow_plan(&mut self, at: &StaffStep) {
        for (role, plan) in at.roles.iter().enumerate() {
            if plan.count.steps().len() == 1 && !plan.has_grants {
                continue;
            }
            let count = self.count(plan, role, at.time);
            let kept = self
                .posts(role)
                .filter(|desk| desk.open && !desk.closing)
                .count() as u64;
            let planned = kept.saturating_sub(self.to_close[role]);
            if count > planned {
                self.open_posts(role, count - planned, at);
            } else if count < planned {
                self.close_posts(role, planned - count, plan.close, at.time);
            }
        }
    }

    /// Posts of a role that are funded at a time.
    fn count(&self, plan: &Role, role: usize, time: f64) -> u64 {
        plan.count.at(time) + self.granted.get(role).copied().unwrap_or(0)
    }

    fn posts(&self, role: usize) -> impl Iterator<Item = &Desk> {
        self.desks
            .iter()
            .filter(move |desk| desk.role == role && desk.is_post)
    }

    fn open_posts(&mut self, role: usize, mut count: u64, at: &StaffStep) {
        let spared = count.min(self.to_close[role]);
        self.to_close[role] -= spared;
        count -= spared;
        for desk in self
            .desks
            .iter_mut()
            .filter(|desk| desk.role == role && desk.is_post)
        {
            if count == 0 {
                return;
            }
            if desk.closing || !desk.open {
                count -= 1;
                desk.closing = false;
                desk.open = true;
                if desk.worker.is_none() {
                    desk.empty_since = at.time;
                }
                if desk.worker.as_ref().is_none_or(Worker::is_leaving) {
                    desk.open_vacancy(at, at.time);
                }
            }
        }
    }

    /// Closes vacant posts first, then those whose worker has given notice, then as the plan says.
    fn close_posts(&mut self, role: usize, mut count: u64, close: Close, moment: f64) {
        let mut candidates: Vec<usize> = (0..self.desks.len())
            .filter(|index| {
                let desk = &self.desks[*index];
                desk.role == role && desk.is_post && desk.open && !desk.closing
            })
            .collect();
        // Vacant, then leaving, then in post; within each the highest post first.
        let standing = |desk: &Desk| {
            let own = desk.worker.as_ref().filter(|it| !it.is_from_agency());
            own.map_or(0, |worker| 2 - u8::from(worker.is_leaving()))
        };
        candidates.sort_by_key(|index| (standing(&self.desks[*index]), std::cmp::Reverse(*index)));
        candidates.retain(|index| {
            if count == 0 || standing(&self.desks[*index]) == 2 {
                return true;
            }
            count -= 1;
            let desk = &mut self.desks[*index];
            desk.vacancy = None;
            if desk.worker.as_ref().is_some_and(Worker::is_from_agency) {
                desk.vacate(moment);
            }
            desk.closing = desk.worker.is_some();
            desk.open = desk.worker.is_some();
            false
        });
        match close {
            Close::Attrition => self.to_close[role] += count,
            Close::Now => {
                let first_day = |index: &usize| {
                    self.desks[*index]
                        .worker
                        .as_ref()
                        .map_or(f64::MIN, |worker| worker.started)
                };
                candidates.sort_by(|a, b| first_day(b).total_cmp(&first_day(a)).then(b.cmp(a)));
                for index in candidates.into_iter().take(count as usize) {
                    let desk = &mut self.desks[index];
                    desk.open = false;
                    desk.vacate(moment);
                }
            }
        }
    }

    /// Hours that searches and starters ask of the site [h/week]: `(hiring, onboarding)`.
    pub fn asks(&self, roles: &[Role]) -> (f64, f64) {
        let (mut searches, mut starters) = (0.0, 0.0);
        for desk in &self.desks {
            let Some(hiring) = &roles[desk.role].terms.hiring else {
                continue;
            };
            if let Some(vacancy) = &desk.vacancy {
                searches +=
                    f64::from(u8::from(vacancy.is_being_filled())) * hiring.hours_per_vacancy;
            }
            if let Some(worker) = &desk.worker {
                starters +=
                    f64::from(u8::from(!worker.is_experienced())) * hiring.hours_per_starter;
            }
        }
        (searches, starters)
    }

    /// Plays a step: starts, notices, last days, sickness.
    ///
    /// # Errors
    /// When tenures and times to fill are so short that a desk changes hands too often in one step.
    pub fn play(&mut self, at: &StaffStep) -> Result<(), Fault> {
        for index in 0..self.desks.len() {
            let desk = &mut self.desks[index];
            if (desk.worker.is_none() && desk.vacancy.is_none()) || desk.has_a_quiet_step(at) {
                continue;
            }
            desk.play(at, &mut self.to_close[desk.role], &mut self.turnover)?;
        }
        Ok(())
    }

    /// Sends an agency worker away for each extra hire who could take her post, where none is empty.
    pub fn make_room_for_extra_hires(&mut self, at: &StaffStep) {
        for from in 0..self.desks.len() {
            let stays = |worker: &Worker| !worker.is_leaving();
            if self.desks[from].is_post || !self.desks[from].worker.as_ref().is_some_and(stays) {
                continue;
            }
            let role = self.desks[from].role;
            let held = self.desks.iter_mut().find(|desk| {
                desk.role == role && desk.worker.as_ref().is_some_and(Worker::is_from_agency)
            });
            if let Some(held) = held {
                held.vacate(at.time + at.step);
            }
        }
    }

    /// Seats extra hires at empty posts, but none who is leaving: the post's own search goes on. Names each move as `(from, to)`.
    pub fn seat_extra_hires(&mut self, at: &StaffStep, moves: &mut Vec<(usize, usize)>) {
        for from in 0..self.desks.len() {
            let stays = |worker: &Worker| !worker.is_leaving();
            if self.desks[from].is_post || !self.desks[from].worker.as_ref().is_some_and(stays) {
                continue;
            }
            let role = self.desks[from].role;
            let empty = self.desks.iter().position(|desk| {
                let is_promised = desk.vacancy.as_ref().is_some_and(Vacancy::is_known);
                desk.role == role
                    && desk.is_post
                    && desk.open
                    && desk.worker.is_none()
                    && !is_promised
            });
            if let Some(to) = empty {
                self.desks[to].worker = self.desks[from].worker.take();
                // The extra hire is the post's next occupant: the search that she ends is not drawn again.
                self.desks[to].occupants += 1;
                self.desks[to].vacancy = None;
                self.desks[from].empty_since = at.time + at.step;
                self.desks[from].open_vacancy(at, at.time + at.step);
                moves.push((from, to));
            }
        }
    }
}
