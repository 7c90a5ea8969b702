//! A worker: tenure, induction, health.
//!
//! Decides when one person gives notice, is sick and is inducted, at speeds that others set.

use super::programmes::{Learning, Speeds};
use super::service::{HiringPlan, Role, Terms};
use super::traits::Traits;
use crate::random::countdown::Countdown;
use crate::random::distribution::Sampler;
use crate::random::{Draws, Entity, Purpose};
use crate::scenario::Ages;
use crate::units::REPORTING_YEAR_WEEKS;

/// What a step's staff events depend on, for one workforce.
#[derive(Debug, Clone, Copy)]
pub struct StaffStep<'a> {
    /// The kinds of post of this workforce.
    pub roles: &'a [Role],
    pub draws: &'a Draws,
    /// How far the tenures and vacancies of the start have run.
    pub ages: Ages,
    /// Start of the step [weeks].
    pub time: f64,
    /// Length of the step [weeks].
    pub step: f64,
    /// Speed of times to fill and of inductions, from the last working week [-].
    pub fill_speed: f64,
    pub induction_speed: f64,
    /// Strain's effect on a starter's speeds: `(tenure, sickness)`.
    pub starter_speeds: (f64, f64),
}

/// A person in post.
#[derive(Debug, Clone)]
pub struct Worker {
    pub(super) entity: Entity,
    /// What she is like.
    pub traits: Traits,
    /// Capacity of an agency worker; `None` for one of the service's own.
    pub(super) agency: Option<f64>,
    pub(super) tenure: Countdown,
    /// What is left of the first year in post, and how much faster its tenure runs.
    pub(super) first_year: FirstYear,
    /// Time to the last day, once notice is given.
    pub(super) notice: Option<Countdown>,
    /// Induction left at speed 1 [weeks].
    pub(super) induction: Countdown,
    /// Induction progress at the end of the step, start share to 1.
    pub progress: f64,
    /// Mean induction progress over the step.
    pub progress_in_step: f64,
    pub(super) health: Health,
    pub(super) spells: u32,
    /// Share of the step lost to sickness, 0 to 1.
    pub sick: f64,
    /// Strain, 0 to 1 (0 where it is not modelled).
    pub strain: f64,
    /// Administration left undone [h].
    pub backlog: f64,
    /// How far she is in each programme; empty until the first step she is there for.
    pub(super) learning: Vec<Learning>,
    /// Factors on her speeds by what she has learned.
    pub(super) learned: Speeds,
    /// Sessions and refreshers of this step [h].
    pub(super) lesson_hours: f64,
    /// Speed of the tenure countdown in the next step [-].
    pub tenure_speed: f64,
    /// Factor on the sick-leave rate in the next step [-].
    pub sickness_speed: f64,
    /// Weeks in breach running.
    pub weeks_in_breach: u32,
    /// Time of the first day [weeks].
    pub(super) started: f64,
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

/// The first year in post, in which tenures run at a speed of their own (A25).
#[derive(Debug, Clone, Copy)]
pub(super) struct FirstYear {
    /// Of the first 52 weeks in post [weeks]; 0 where the first year is as any.
    pub left: f64,
    /// Factor on the tenure speed until then [-].
    pub quits: f64,
}

impl FirstYear {
    const WEEKS: f64 = REPORTING_YEAR_WEEKS as f64;

    /// What is left of it after so many weeks in post.
    pub fn of(terms: &Terms, weeks_in_post: f64) -> Self {
        match terms.first_year_quits {
            Some(quits) => FirstYear {
                left: (FirstYear::WEEKS - weeks_in_post).max(0.0),
                quits,
            },
            None => FirstYear {
                left: 0.0,
                quits: 1.0,
            },
        }
    }

    /// Tenure used up after so many weeks in post at speed 1 [weeks].
    pub fn used(terms: &Terms, weeks_in_post: f64) -> f64 {
        match terms.first_year_quits {
            Some(quits) => {
                let early = weeks_in_post.min(FirstYear::WEEKS);
                quits * early + (weeks_in_post - early)
            }
            None => weeks_in_post,
        }
    }

    /// Time until a tenure ends at a speed [weeks].
    pub fn ends_in(&self, tenure: Countdown, speed: f64) -> f64 {
        if self.left <= 0.0 {
            return tenure.ends_in(speed);
        }
        let early = tenure.ends_in(speed * self.quits);
        if early <= self.left {
            return early;
        }
        let mut later = tenure;
        later.run(speed * self.quits, self.left);
        self.left + later.ends_in(speed)
    }
}

/// Tenure left of one who is found in post at random, and what is left of her first year.
///
/// Without a first year of its own, the residual of a renewal process in equilibrium. With one, time spent at faster use is found less
/// often: an age in equilibrium is drawn and kept with the chance of the time it stands for, by rejection from the worker's own draws.
pub(super) fn found_in_post(
    terms: &Terms,
    tenure: &Sampler,
    draws: &Draws,
    entity: Entity,
) -> (Countdown, FirstYear) {
    let Some(quits) = terms.first_year_quits else {
        let draw = draws.draw(Purpose::Tenure, entity, 0);
        return (
            Countdown::new(tenure.residual(&draw, 0)),
            FirstYear::of(terms, 0.0),
        );
    };
    /// Tries after which the last is kept: a chance below 1e-9 at any sensible factor.
    const TRIES: u32 = 64;
    let mut occurrence = 0;
    loop {
        let draw = draws.draw(Purpose::Tenure, entity, occurrence);
        let used = tenure.residual(&draw, 1);
        let weeks = used / quits;
        let is_early = weeks < FirstYear::WEEKS;
        let time_per_use = if is_early { 1.0 / quits } else { 1.0 };
        occurrence += 1;
        if draw.uniform(2) * (1.0f64).max(1.0 / quits) < time_per_use || occurrence == TRIES {
            let weeks = if is_early { weeks } else { FirstYear::WEEKS };
            let left = tenure.remaining(used, &draw, 0);
            return (Countdown::new(left), FirstYear::of(terms, weeks));
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Health {
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

    /// Whether she holds the post for an agency, until a successor starts.
    pub fn is_from_agency(&self) -> bool {
        self.agency.is_some()
    }

    /// Whether induction is over.
    pub fn is_experienced(&self) -> bool {
        self.induction.left() <= 0.0
    }
}

/// Induction progress: capacity rises in a straight line from the start share to 1 (A5).
pub(super) fn progress(hiring: Option<&HiringPlan>, induction: Countdown) -> f64 {
    match hiring {
        Some(hiring) if induction.left() > 0.0 && hiring.induction_weeks > 0.0 => {
            let left = (induction.left() / hiring.induction_weeks).min(1.0);
            1.0 - (1.0 - hiring.start_share) * left
        }
        _ => 1.0,
    }
}

impl Worker {
    pub(super) fn new(
        terms: &Terms,
        draws: &Draws,
        entity: Entity,
        tenure: Countdown,
        induction: f64,
        started: f64,
    ) -> Self {
        let induction = Countdown::new(induction);
        let progress = progress(terms.hiring.as_ref(), induction);
        Worker {
            entity,
            traits: terms
                .traits
                .as_ref()
                .map_or(Traits::ALIKE, |plan| plan.draw(draws, entity)),
            agency: None,
            tenure,
            first_year: FirstYear::of(terms, 0.0),
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
            learning: Vec::new(),
            learned: Speeds::USUAL,
            lesson_hours: 0.0,
            tenure_speed: 1.0,
            sickness_speed: 1.0,
            weeks_in_breach: 0,
            started,
            week: WeekSums::default(),
        }
    }

    /// Time to the worker's notice or last day [weeks].
    pub(super) fn next_change_in(&self) -> f64 {
        match self.notice {
            Some(notice) => notice.ends_in(1.0),
            None => self.first_year.ends_in(self.tenure, self.tenure_speed),
        }
    }

    /// Uses up a span of time [weeks] by the tenure.
    pub(super) fn serve(&mut self, span: f64) {
        let Worker {
            tenure, first_year, ..
        } = self;
        let early = span.min(first_year.left);
        if early > 0.0 {
            tenure.run(self.tenure_speed * first_year.quits, early);
            first_year.left -= early;
        }
        if span > early {
            tenure.run(self.tenure_speed, span - early);
        }
    }

    /// Lives through spells of sickness and health over a span [weeks]; notes the share of it lost.
    pub(super) fn be_sick(&mut self, terms: &Terms, draws: &Draws, span: f64) {
        let Some((rate, length)) = &terms.sickness else {
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
            let spell = draws.draw(Purpose::Sickness, self.entity, self.spells);
            self.health = if sick {
                self.spells += 1;
                let next = draws.draw(Purpose::Sickness, self.entity, self.spells);
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
