//! Staff: posts and desks, workers, how long they stay, how often they are away, how far they are inducted.
//!
//! Decides when workers start, give notice, leave and are sick, to the instant inside a step. How an empty desk is filled is
//! decided in `hiring`; what speeds a worker's countdowns run at is decided in `loops`.
//!
//! A *desk* is a funded post or a place for an extra hire. It is occupied by one worker after another;
//! worker k of a post draws the same tenure whatever became of worker k - 1.

use super::Fault;
use super::hiring::Vacancy;
use super::service::{HiringPlan, Service};
use crate::random::countdown::Countdown;
use crate::random::{Draws, Entity, Purpose};
use crate::scenario::{Ages, Close};

/// Events at one desk in one step after which tenures are too short to be played.
const MOST_EVENTS_A_STEP: u32 = 10_000;

/// Ordinals of extra hires begin here, beyond those of any post.
const AHEAD: u64 = 1 << 31;

/// A person in post.
#[derive(Debug, Clone)]
pub struct Worker {
    entity: Entity,
    tenure: Countdown,
    /// Time to the last day, once notice is given.
    notice: Option<Countdown>,
    /// Induction left at speed 1 [weeks].
    induction: Countdown,
    /// Induction progress at the end of the step, start share to 1.
    pub progress: f64,
    /// Mean induction progress over the step.
    pub progress_in_step: f64,
    health: Health,
    spells: u32,
    /// Share of the step lost to sickness, 0 to 1.
    pub sick: f64,
    /// Strain, 0 to 1 (0 where it is not modelled).
    pub strain: f64,
    /// Administration left undone [h].
    pub backlog: f64,
    /// Speed of the tenure countdown in the next step [-].
    pub tenure_speed: f64,
    /// Factor on the sick-leave rate in the next step [-].
    pub sickness_speed: f64,
    /// Weeks in breach running.
    pub weeks_in_breach: u32,
    /// Time of the first day [weeks].
    started: f64,
    /// Sums over the week [h]: contact of own clients, hours available, hours demanded.
    pub week: WeekSums,
}

/// What the hours kinds of breach are read from.
#[derive(Debug, Clone, Copy, Default)]
pub struct WeekSums {
    pub contact: f64,
    pub available: f64,
    pub demanded: f64,
}

#[derive(Debug, Clone, Copy)]
enum Health {
    /// Unit exponential left, used up at the sick-leave rate.
    Well(Countdown),
    /// Time left of the spell.
    Sick(Countdown),
}

impl Worker {
    /// Whether the worker has given notice: nobody is given to one who is leaving.
    pub fn is_leaving(&self) -> bool {
        self.notice.is_some()
    }

    /// Whether induction is over.
    pub fn is_experienced(&self) -> bool {
        self.induction.left() <= 0.0
    }
}

/// A funded post, or a place for an extra hire.
#[derive(Debug, Clone)]
pub struct Desk {
    pub role: usize,
    pub eft: f64,
    /// Whether a post stands behind it; the worker at a desk without one is supernumerary.
    pub is_post: bool,
    /// Whether it is funded now, or, without a post, in use.
    pub open: bool,
    /// Whether it closes when its worker leaves.
    pub closing: bool,
    /// Ordinal of its next occupant's entity, without the occupant number.
    base: u64,
    occupants: u32,
    pub worker: Option<Worker>,
    pub vacancy: Option<Vacancy>,
    /// Whether its worker left in this step, and the backlog left behind [h].
    pub left_behind: Option<f64>,
}

/// Heads counted over a week.
#[derive(Debug, Clone, Copy, Default)]
pub struct Turnover {
    pub leavers: u32,
    pub starts: u32,
}

/// What a step's staff events depend on.
#[derive(Debug, Clone, Copy)]
pub struct StaffStep<'a> {
    pub service: &'a Service,
    pub draws: &'a Draws,
    /// Start of the step [weeks].
    pub time: f64,
    /// Length of the step [weeks].
    pub step: f64,
    /// Speed of times to fill and of inductions, from the last working week [-].
    pub fill_speed: f64,
    pub induction_speed: f64,
    /// Sick-leave rate at speed 1 [1/week]; 0 where nobody is sick.
    pub sickness_rate: f64,
    /// Strain's effect on a starter's speeds: `(tenure, sickness)`.
    pub starter_speeds: (f64, f64),
}

/// All desks, in post order: roles as in the file, posts, then places for extra hires.
#[derive(Debug, Default)]
pub struct Staff {
    pub desks: Vec<Desk>,
    pub turnover: Turnover,
    /// Posts still to close when somebody leaves, by role.
    to_close: Vec<u64>,
}

impl Staff {
    /// Seats today's workers and opens today's vacancies.
    pub fn reset(&mut self, service: &Service, draws: &Draws, time: f64) {
        self.desks.clear();
        self.turnover = Turnover::default();
        self.to_close.clear();
        self.to_close.resize(service.roles.len(), 0);
        for (index, role) in service.roles.iter().enumerate() {
            let open = *role.count.at(time) as usize;
            let filled = open.saturating_sub(role.vacancies as usize);
            for post in 0..role.posts + role.ahead {
                let is_post = post < role.posts;
                let mut desk = Desk {
                    role: index,
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
                    left_behind: None,
                };
                if post < filled {
                    desk.seat_today(service, draws, role.roster.get(post), time);
                } else if desk.open {
                    let known = if is_post {
                        role.known_starts.get(post - filled)
                    } else {
                        None
                    };
                    desk.vacancy = Vacancy::today(
                        service,
                        draws,
                        desk.next_entity(service),
                        time,
                        known.copied(),
                    );
                }
                self.desks.push(desk);
            }
        }
    }

    /// Follows the hiring plan: opens and closes posts at the start of a step.
    pub fn follow_plan(&mut self, at: &StaffStep) {
        for role in 0..at.service.roles.len() {
            let plan = &at.service.roles[role];
            if plan.count.steps().len() == 1 {
                continue;
            }
            let count = *plan.count.at(at.time);
            let kept = self
                .posts(role)
                .filter(|desk| desk.open && !desk.closing)
                .count() as u64;
            let planned = kept.saturating_sub(self.to_close[role]);
            if count > planned {
                self.open_posts(role, count - planned, at);
            } else if count < planned {
                self.close_posts(role, planned - count, plan.close);
            }
        }
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
                if desk.worker.as_ref().is_none_or(Worker::is_leaving) {
                    desk.open_vacancy(at, at.time);
                }
            }
        }
    }

    /// Closes vacant posts first, then those whose worker has given notice, then as the plan says.
    fn close_posts(&mut self, role: usize, mut count: u64, close: Close) {
        let mut candidates: Vec<usize> = (0..self.desks.len())
            .filter(|index| {
                let desk = &self.desks[*index];
                desk.role == role && desk.is_post && desk.open && !desk.closing
            })
            .collect();
        // Vacant, then leaving, then in post; within each the highest post first.
        let standing = |desk: &Desk| {
            desk.worker
                .as_ref()
                .map_or(0, |worker| 2 - u8::from(worker.is_leaving()))
        };
        candidates.sort_by_key(|index| (standing(&self.desks[*index]), std::cmp::Reverse(*index)));
        candidates.retain(|index| {
            if count == 0 || standing(&self.desks[*index]) == 2 {
                return true;
            }
            count -= 1;
            let desk = &mut self.desks[*index];
            desk.vacancy = None;
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
                    desk.vacate();
                }
            }
        }
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

    /// Seats extra hires at empty posts. Names each move as `(from, to)`.
    pub fn seat_extra_hires(&mut self, at: &StaffStep, moves: &mut Vec<(usize, usize)>) {
        for from in 0..self.desks.len() {
            if self.desks[from].is_post || self.desks[from].worker.is_none() {
                continue;
            }
            let role = self.desks[from].role;
            let empty = self.desks.iter().position(|desk| {
                desk.role == role && desk.is_post && desk.open && desk.worker.is_none()
            });
            if let Some(to) = empty {
                self.desks[to].worker = self.desks[from].worker.take();
                self.desks[to].vacancy = None;
                self.desks[from].open_vacancy(at, at.time + at.step);
                moves.push((from, to));
            }
        }
    }
}

impl Desk {
    /// The entity of the desk's next occupant.
    fn next_entity(&self, service: &Service) -> Entity {
        Entity {
            name: service.roles[self.role].name,
            ordinal: self.base | u64::from(self.occupants),
        }
    }

    /// Puts one of today's workers in post.
    fn seat_today(
        &mut self,
        service: &Service,
        draws: &Draws,
        roster: Option<&crate::scenario::RosterWorker>,
        time: f64,
    ) {
        let entity = self.next_entity(service);
        self.occupants += 1;
        let fresh = service.initial.ages == Ages::Fresh;
        let since = roster.and_then(|worker| worker.weeks_in_post);
        let tenure = service.staff.as_ref().map_or(Countdown::NEVER, |staff| {
            let draw = draws.draw(Purpose::Tenure, entity, 0);
            Countdown::new(match since {
                Some(elapsed) => staff.tenure.remaining(elapsed, &draw, 0),
                None if fresh => staff.tenure.draw(&draw, 0),
                None => staff.tenure.residual(&draw, 0),
            })
        });
        let induction = match (roster, &service.hiring) {
            (Some(worker), _) => worker.induction_left_weeks,
            (None, Some(hiring)) if fresh => hiring.induction_weeks,
            (None, _) => 0.0,
        };
        let reference = service
            .loops
            .strain
            .as_ref()
            .map_or(0.0, |strain| strain.reference);
        let started = time - since.unwrap_or(0.0);
        let mut worker = Worker::new(service, draws, entity, tenure, induction, started);
        worker.strain = roster.and_then(|worker| worker.strain).unwrap_or(reference);
        worker.backlog = roster.map_or(0.0, |worker| worker.backlog_hours);
        self.worker = Some(worker);
    }

    /// Puts a new worker in post.
    fn seat_starter(&mut self, at: &StaffStep, moment: f64) {
        let entity = self.next_entity(at.service);
        self.occupants += 1;
        let tenure = at.service.staff.as_ref().map_or(Countdown::NEVER, |staff| {
            Countdown::new(
                staff
                    .tenure
                    .draw(&at.draws.draw(Purpose::Tenure, entity, 0), 0),
            )
        });
        let induction = at
            .service
            .hiring
            .as_ref()
            .map_or(0.0, |hiring| hiring.induction_weeks);
        let mut worker = Worker::new(at.service, at.draws, entity, tenure, induction, moment);
        (worker.tenure_speed, worker.sickness_speed) = at.starter_speeds;
        self.vacancy = None;
        self.worker = Some(worker);
    }

    /// Opens a vacancy, where there is hiring.
    pub fn open_vacancy(&mut self, at: &StaffStep, moment: f64) {
        self.vacancy = Vacancy::open(at.service, at.draws, self.next_entity(at.service), moment);
    }

    /// Empties the desk; its clients and backlog are left behind.
    fn vacate(&mut self) {
        if let Some(worker) = self.worker.take() {
            *self.left_behind.get_or_insert(0.0) += worker.backlog;
        }
    }

    /// Plays a step in which nothing happens to an experienced worker in good health; false, and nothing done, in any other.
    #[inline]
    fn has_a_quiet_step(&mut self, at: &StaffStep) -> bool {
        let Some(worker) = &mut self.worker else {
            return false;
        };
        if self.vacancy.is_some() || worker.notice.is_some() || !worker.is_experienced() {
            return false;
        }
        if worker.tenure.left() <= worker.tenure_speed * at.step {
            return false;
        }
        let rate = at.sickness_rate * worker.sickness_speed;
        match &mut worker.health {
            Health::Well(countdown) if countdown.left() > rate * at.step => {
                countdown.run(rate, at.step)
            }
            Health::Well(_) | Health::Sick(_) => return false,
        }
        worker.tenure.run(worker.tenure_speed, at.step);
        worker.progress = 1.0;
        worker.progress_in_step = 1.0;
        worker.sick = 0.0;
        true
    }

    /// Plays a step at this desk, event by event.
    fn play(
        &mut self,
        at: &StaffStep,
        to_close: &mut u64,
        turnover: &mut Turnover,
    ) -> Result<(), Fault> {
        let mut clock = 0.0;
        let mut before = self.worker.as_ref().map(|worker| worker.progress);
        for _ in 0..MOST_EVENTS_A_STEP {
            let left = at.step - clock;
            let leaves_in = self
                .worker
                .as_ref()
                .map_or(f64::INFINITY, Worker::next_change_in);
            let moment = at.time + clock;
            let filled_in = match &self.vacancy {
                Some(vacancy) => {
                    vacancy.next_change_in(moment, at.fill_speed, self.worker.is_none())
                }
                None => f64::INFINITY,
            };
            let span = leaves_in.min(filled_in);
            if span >= left {
                self.run(at, left);
                self.finish(at, clock, before);
                return Ok(());
            }
            self.run(at, span);
            clock += span;
            let moment = at.time + clock;
            if leaves_in <= filled_in {
                self.change_worker(at, moment, to_close, turnover);
            } else if self
                .vacancy
                .as_mut()
                .is_some_and(|vacancy| vacancy.advance(at.service, moment))
            {
                self.seat_starter(at, moment);
                turnover.starts += 1;
                before = None;
            }
        }
        Err(Fault::new(format!(
            "a post changed hands more than {MOST_EVENTS_A_STEP} times in one step: tenures are too short to be played"
        )))
    }

    /// Uses up a span of time by all countdowns but sickness.
    fn run(&mut self, at: &StaffStep, span: f64) {
        if let Some(worker) = &mut self.worker {
            worker.tenure.run(worker.tenure_speed, span);
            if let Some(notice) = &mut worker.notice {
                notice.run(1.0, span);
            }
            if !worker.is_experienced() {
                worker.induction.run(at.induction_speed, span);
            }
        }
        if let Some(vacancy) = &mut self.vacancy {
            vacancy.run(at.fill_speed, span);
        }
    }

    /// Notice is given, or the last day has come.
    fn change_worker(
        &mut self,
        at: &StaffStep,
        moment: f64,
        to_close: &mut u64,
        turnover: &mut Turnover,
    ) {
        let notice = at.service.staff.as_ref().map_or(0.0, |staff| staff.notice);
        let Some(worker) = &mut self.worker else {
            return;
        };
        if worker.notice.is_none() {
            worker.notice = Some(Countdown::new(notice));
            if self.is_post && *to_close > 0 {
                *to_close -= 1;
                self.closing = true;
            }
            if !self.closing {
                self.open_vacancy(at, moment);
            }
        }
        if self
            .worker
            .as_ref()
            .is_some_and(|worker| worker.notice.is_some_and(|notice| notice.left() <= 0.0))
        {
            self.vacate();
            turnover.leavers += 1;
            if std::mem::take(&mut self.closing) {
                self.open = false;
            }
        }
    }

    /// Ends the step for whoever sits here: induction progress and sickness.
    fn finish(&mut self, at: &StaffStep, _clock: f64, before: Option<f64>) {
        let Some(worker) = &mut self.worker else {
            return;
        };
        worker.progress = progress(at.service.hiring.as_ref(), worker.induction);
        let from = before.unwrap_or_else(|| {
            at.service.hiring.as_ref().map_or(1.0, |hiring| {
                if hiring.induction_weeks > 0.0 {
                    hiring.start_share
                } else {
                    1.0
                }
            })
        });
        worker.progress_in_step = 0.5 * (from + worker.progress);
        let span = at.step - (worker.started - at.time).max(0.0);
        worker.be_sick(at, span.max(0.0));
    }
}

/// Induction progress: capacity rises in a straight line from the start share to 1.
fn progress(hiring: Option<&HiringPlan>, induction: Countdown) -> f64 {
    match hiring {
        Some(hiring) if induction.left() > 0.0 && hiring.induction_weeks > 0.0 => {
            let left = (induction.left() / hiring.induction_weeks).min(1.0);
            1.0 - (1.0 - hiring.start_share) * left
        }
        _ => 1.0,
    }
}

impl Worker {
    fn new(
        service: &Service,
        draws: &Draws,
        entity: Entity,
        tenure: Countdown,
        induction: f64,
        started: f64,
    ) -> Self {
        let induction = Countdown::new(induction);
        let progress = progress(service.hiring.as_ref(), induction);
        Worker {
            entity,
            tenure,
            notice: None,
            induction,
            progress,
            progress_in_step: progress,
            health: Health::Well(Countdown::new(
                draws.draw(Purpose::Sickness, entity, 0).unit_exponential(0),
            )),
            spells: 0,
            sick: 0.0,
            strain: 0.0,
            backlog: 0.0,
            tenure_speed: 1.0,
            sickness_speed: 1.0,
            weeks_in_breach: 0,
            started,
            week: WeekSums::default(),
        }
    }

    /// Time to the worker's notice or last day [weeks].
    fn next_change_in(&self) -> f64 {
        match self.notice {
            Some(notice) => notice.ends_in(1.0),
            None => self.tenure.ends_in(self.tenure_speed),
        }
    }

    /// Lives through spells of sickness and health over a span [weeks]; notes the share of it lost.
    fn be_sick(&mut self, at: &StaffStep, span: f64) {
        let Some((rate, length)) = at
            .service
            .staff
            .as_ref()
            .and_then(|staff| staff.sickness.as_ref())
        else {
            return;
        };
        let rate = rate * self.sickness_speed;
        let (mut left, mut lost) = (span, 0.0);
        loop {
            let (ends_in, sick) = match &self.health {
                Health::Well(countdown) => (countdown.ends_in(rate), false),
                Health::Sick(countdown) => (countdown.ends_in(1.0), true),
            };
            let run = ends_in.min(left);
            lost += if sick { run } else { 0.0 };
            left -= run;
            match &mut self.health {
                Health::Well(countdown) => countdown.run(rate, run),
                Health::Sick(countdown) => countdown.run(1.0, run),
            }
            // A spell shorter than rounding ends the loop too: the next one is drawn in the next step.
            if ends_in > run || left <= 0.0 {
                break;
            }
            let spell = at.draws.draw(Purpose::Sickness, self.entity, self.spells);
            self.health = if sick {
                self.spells += 1;
                let next = at.draws.draw(Purpose::Sickness, self.entity, self.spells);
                Health::Well(Countdown::new(next.unit_exponential(0)))
            } else {
                Health::Sick(Countdown::new(length.draw(&spell, 1)))
            };
        }
        self.sick = if span > 0.0 {
            (lost / span).min(1.0)
        } else {
            0.0
        };
    }
}
