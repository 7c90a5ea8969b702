//! A desk: a funded post, or a place for an extra hire, and who sits there one after another.
//!
//! Worker k of a post draws the same tenure whatever became of worker k - 1. Decides the order of events at one desk inside
//! a step; how a vacancy is filled is decided in `hiring`, how long people stay in `worker`.

use super::Fault;
use super::hiring::Vacancy;
use super::service::Terms;
use super::worker::{FirstYear, Health, StaffStep, Worker, found_in_post, progress};
use crate::random::countdown::Countdown;
use crate::random::{Entity, Purpose};
use crate::scenario::Ages;

/// Events at one desk in one step after which tenures are too short to be played.
const MOST_EVENTS_A_STEP: u32 = 10_000;

/// Heads counted over a week.
#[derive(Debug, Clone, Copy, Default)]
pub struct Turnover {
    pub leavers: u32,
    pub starts: u32,
}

/// A funded post, or a place for an extra hire.
#[derive(Debug, Clone)]
pub struct Desk {
    pub role: usize,
    /// Name key of those who sit here.
    pub(super) name: u64,
    pub eft: f64,
    /// Whether a post stands behind it; the worker at a desk without one is supernumerary.
    pub is_post: bool,
    /// Whether it is funded now, or, without a post, in use.
    pub open: bool,
    /// Whether it closes when its worker leaves.
    pub closing: bool,
    /// Ordinal of its next occupant's entity, without the occupant number.
    pub(super) base: u64,
    pub(super) occupants: u32,
    pub worker: Option<Worker>,
    pub vacancy: Option<Vacancy>,
    /// Since when nobody sits here [weeks].
    pub(super) empty_since: f64,
    /// Whether an agency worker passed her clients to a successor in this step.
    pub passed_on: bool,
    /// Whether its worker left in this step, and the backlog left behind [h].
    pub left_behind: Option<f64>,
}

impl Desk {
    /// The entity of the desk's next occupant.
    pub(super) fn next_entity(&self) -> Entity {
        Entity {
            name: self.name,
            ordinal: self.base | u64::from(self.occupants),
        }
    }

    /// Puts one of today's workers in post, by default with the strain given.
    pub(super) fn seat_today(
        &mut self,
        at: &StaffStep,
        roster: Option<&crate::scenario::RosterWorker>,
        todays_strain: f64,
    ) {
        let terms = &at.roles[self.role].terms;
        let entity = self.next_entity();
        self.occupants += 1;
        let fresh = at.ages == Ages::Fresh;
        let since = roster.and_then(|worker| worker.weeks_in_post);
        let mut first_year = FirstYear::of(terms, since.unwrap_or(0.0));
        let tenure = terms.tenure.as_ref().map_or(Countdown::NEVER, |tenure| {
            let draw = at.draws.draw(Purpose::Tenure, entity, 0);
            match since {
                Some(weeks) => {
                    Countdown::new(tenure.remaining(FirstYear::used(terms, weeks), &draw, 0))
                }
                None if fresh => Countdown::new(tenure.draw(&draw, 0)),
                None => {
                    let found = found_in_post(terms, tenure, at.draws, entity);
                    first_year = found.1;
                    found.0
                }
            }
        });
        let induction = match (roster, &terms.hiring) {
            (Some(worker), _) => worker.induction_left_weeks,
            (None, Some(hiring)) if fresh => hiring.induction_weeks,
            (None, _) => 0.0,
        };
        let started = at.time - since.unwrap_or(0.0);
        let mut worker = Worker::new(terms, at.draws, entity, tenure, induction, started);
        worker.first_year = first_year;
        worker.strain = roster
            .and_then(|worker| worker.strain)
            .unwrap_or(todays_strain);
        worker.backlog = roster.map_or(0.0, |worker| worker.backlog_hours);
        self.worker = Some(worker);
    }

    /// Puts a new worker in post.
    pub(super) fn seat_starter(&mut self, at: &StaffStep, moment: f64) {
        let terms = &at.roles[self.role].terms;
        let entity = self.next_entity();
        self.occupants += 1;
        let tenure = terms.tenure.as_ref().map_or(Countdown::NEVER, |tenure| {
            Countdown::new(tenure.draw(&at.draws.draw(Purpose::Tenure, entity, 0), 0))
        });
        let induction = terms
            .hiring
            .as_ref()
            .map_or(0.0, |hiring| hiring.induction_weeks);
        let mut worker = Worker::new(terms, at.draws, entity, tenure, induction, moment);
        (worker.tenure_speed, worker.sickness_speed) = at.starter_speeds;
        self.vacancy = None;
        // Who held the post for an agency hands over her clients with the records that are behind.
        if let Some(agency) = &self.worker {
            worker.backlog = agency.backlog;
            self.passed_on = true;
        }
        self.worker = Some(worker);
    }

    /// Whether the post's own successor can start: nobody sits here, or an agency worker who goes for her.
    fn is_free(&self) -> bool {
        self.worker.as_ref().is_none_or(Worker::is_from_agency)
    }

    /// Time until an agency worker comes to this post [weeks].
    fn agency_comes_in(&self, at: &StaffStep, moment: f64) -> f64 {
        match at.roles[self.role].terms.agency() {
            Some(agency) if self.is_post && self.open && self.worker.is_none() => {
                (self.empty_since + agency.after_weeks - moment).max(0.0)
            }
            Some(_) | None => f64::INFINITY,
        }
    }

    /// Seats an agency worker, who neither leaves nor is away and draws nothing (A26).
    fn seat_agency(&mut self, at: &StaffStep, moment: f64) {
        let terms = &at.roles[self.role].terms;
        let Some(agency) = terms.agency() else {
            return;
        };
        let plain = Terms {
            sickness: None,
            traits: None,
            ..terms.clone()
        };
        let entity = self.next_entity();
        let mut worker = Worker::new(&plain, at.draws, entity, Countdown::NEVER, 0.0, moment);
        worker.agency = Some(agency.capacity);
        worker.progress = agency.capacity;
        self.worker = Some(worker);
    }

    /// Opens a vacancy, where there is hiring.
    pub fn open_vacancy(&mut self, at: &StaffStep, moment: f64) {
        let hiring = at.roles[self.role].terms.hiring.as_ref();
        self.vacancy = Vacancy::open(hiring, at.draws, self.next_entity(), moment);
    }

    /// Empties the desk; its clients and backlog are left behind.
    pub(super) fn vacate(&mut self, moment: f64) {
        self.empty_since = moment;
        if let Some(worker) = self.worker.take() {
            *self.left_behind.get_or_insert(0.0) += worker.backlog;
        }
    }

    /// Plays a step in which nothing happens to an experienced worker in good health; false, and nothing done, in any other.
    #[inline]
    pub(super) fn has_a_quiet_step(&mut self, at: &StaffStep) -> bool {
        let Some(worker) = &mut self.worker else {
            return false;
        };
        if self.vacancy.is_some()
            || worker.notice.is_some()
            || !worker.is_experienced()
            || worker.first_year.left > 0.0
            || worker.is_from_agency()
        {
            return false;
        }
        if worker.tenure.left() <= worker.tenure_speed * at.step {
            return false;
        }
        let rate = at.roles[self.role].terms.sickness_rate() * worker.sickness_speed;
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
    pub(super) fn play(
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
                Some(vacancy) => vacancy.next_change_in(moment, at.fill_speed, self.is_free()),
                None => f64::INFINITY,
            };
            let agency_in = self.agency_comes_in(at, moment);
            let span = leaves_in.min(filled_in).min(agency_in);
            if span >= left {
                self.run(at, left);
                self.finish(at, before);
                return Ok(());
            }
            self.run(at, span);
            clock += span;
            let moment = at.time + clock;
            if agency_in < leaves_in.min(filled_in) {
                self.seat_agency(at, moment);
                before = Some(1.0);
            } else if leaves_in <= filled_in {
                self.change_worker(at, moment, to_close, turnover);
            } else if self.vacancy.as_mut().is_some_and(|vacancy| {
                vacancy.advance(at.roles[self.role].terms.hiring.as_ref(), moment)
            }) {
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
    pub(super) fn run(&mut self, at: &StaffStep, span: f64) {
        if let Some(worker) = &mut self.worker {
            worker.serve(span);
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
    pub(super) fn change_worker(
        &mut self,
        at: &StaffStep,
        moment: f64,
        to_close: &mut u64,
        turnover: &mut Turnover,
    ) {
        let notice = at.roles[self.role].terms.notice;
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
            self.vacate(moment);
            turnover.leavers += 1;
            if std::mem::take(&mut self.closing) {
                self.open = false;
            }
        }
    }

    /// Ends the step for whoever sits here: induction progress and sickness.
    pub(super) fn finish(&mut self, at: &StaffStep, before: Option<f64>) {
        let terms = &at.roles[self.role].terms;
        let Some(worker) = &mut self.worker else {
            return;
        };
        if let Some(capacity) = worker.agency {
            (worker.progress, worker.progress_in_step) = (capacity, capacity);
            return;
        }
        worker.progress = progress(terms.hiring.as_ref(), worker.induction);
        let from = before.unwrap_or_else(|| {
            terms.hiring.as_ref().map_or(1.0, |hiring| {
                if hiring.induction_weeks > 0.0 {
                    hiring.start_share
                } else {
                    1.0
                }
            })
        });
        worker.progress_in_step = 0.5 * (from + worker.progress);
        let span = at.step - (worker.started - at.time).max(0.0);
        worker.be_sick(terms, at.draws, span.max(0.0));
    }
}
