//! A worker: tenure, induction, health.
//!
//! Decides when one person gives notice, is sick and is inducted, at speeds that others set.

use super::programmes::{Learning, Speeds};
use super::service::{HiringPlan, Role, Terms};
use super::traits::Traits;
use crate::random::countdown::Countdown;
use crate::random::{Draws, Entity, Purpose};
use crate::scenario::Ages;

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
    pub(super) tenure: Countdown,
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

    /// Whether induction is over.
    pub fn is_experienced(&self) -> bool {
        self.induction.left() <= 0.0
    }
}

/// Induction progress: capacity rises in a straight line from the start share to 1.
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
            None => self.tenure.ends_in(self.tenure_speed),
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
