//! Hiring: from a vacancy to a first day.
//!
//! A vacancy opens the moment notice is given. It waits for approval (and for the end of a freeze), then for the time to fill,
//! and the successor starts at the later of found and gone. Only the time to fill runs at the speed that the hiring loop
//! sets; a known first day is a date.

use super::service::{HiringPlan, Role};
use super::worker::StaffStep;
use crate::random::countdown::Countdown;
use crate::random::{Draws, Entity, Purpose};
use crate::scenario::Ages;

/// An open vacancy.
#[derive(Debug, Clone)]
pub struct Vacancy {
    stage: Stage,
    /// Time to fill, drawn when the vacancy opened [weeks].
    fill: f64,
}

#[derive(Debug, Clone, Copy)]
enum Stage {
    Approval(Countdown),
    /// Approved, but hiring is frozen until a time [weeks].
    Frozen(f64),
    Filling(Countdown),
    /// Hired already, with a first day [weeks].
    Known(f64),
    /// Found; starts when the desk is free.
    Found,
}

impl Vacancy {
    /// A vacancy that opens at a moment; `None` without hiring.
    pub fn open(
        hiring: Option<&HiringPlan>,
        draws: &Draws,
        entity: Entity,
        moment: f64,
    ) -> Option<Self> {
        let hiring = hiring?;
        let draw = draws.draw(Purpose::Vacancy, entity, 0);
        let mut vacancy = Vacancy {
            stage: Stage::Found,
            fill: hiring.time_to_fill.draw(&draw, 1),
        };
        match &hiring.approval {
            Some(approval) => {
                vacancy.stage = Stage::Approval(Countdown::new(approval.draw(&draw, 0)))
            }
            None => vacancy.approve(hiring, moment),
        }
        Some(vacancy)
    }

    /// A vacancy that is open today; `None` without hiring.
    pub fn today(role: &Role, at: &StaffStep, entity: Entity, known: Option<f64>) -> Option<Self> {
        let hiring = role.terms.hiring.as_ref()?;
        let draw = at.draws.draw(Purpose::Vacancy, entity, 0);
        if let Some(first_day) = known {
            return Some(Vacancy {
                stage: Stage::Known(first_day),
                fill: 0.0,
            });
        }
        match at.ages {
            Ages::Fresh => Vacancy::open(Some(hiring), at.draws, entity, at.time),
            Ages::Stationary => {
                let mut vacancy = Vacancy {
                    stage: Stage::Found,
                    fill: hiring.time_to_fill.residual(&draw, 1),
                };
                vacancy.approve(hiring, at.time);
                Some(vacancy)
            }
        }
    }

    /// Whether somebody is hired for it already, with a first day.
    pub fn is_known(&self) -> bool {
        matches!(self.stage, Stage::Known(_))
    }

    /// Approval is asked for or a search is under way: work for the team (A11).
    pub fn is_being_filled(&self) -> bool {
        match self.stage {
            Stage::Approval(_) | Stage::Filling(_) => true,
            Stage::Frozen(_) | Stage::Known(_) | Stage::Found => false,
        }
    }

    /// Time to the next change [weeks]. One who is found starts at once at a free desk, and waits at an occupied one.
    pub fn next_change_in(&self, moment: f64, fill_speed: f64, free: bool) -> f64 {
        match self.stage {
            Stage::Approval(countdown) => countdown.ends_in(1.0),
            Stage::Frozen(until) => (until - moment).max(0.0),
            Stage::Filling(countdown) => countdown.ends_in(fill_speed),
            Stage::Known(first_day) if free => (first_day - moment).max(0.0),
            Stage::Found if free => 0.0,
            Stage::Known(_) | Stage::Found => f64::INFINITY,
        }
    }

    /// Uses up a span of time [weeks].
    pub fn run(&mut self, fill_speed: f64, span: f64) {
        match &mut self.stage {
            Stage::Approval(countdown) => countdown.run(1.0, span),
            Stage::Filling(countdown) => countdown.run(fill_speed, span),
            Stage::Frozen(_) | Stage::Known(_) | Stage::Found => {}
        }
    }

    /// Goes on to the next stage. Returns whether the new worker starts now.
    pub fn advance(&mut self, hiring: Option<&HiringPlan>, moment: f64) -> bool {
        match self.stage {
            Stage::Approval(_) => {
                if let Some(hiring) = hiring {
                    self.approve(hiring, moment);
                }
            }
            Stage::Frozen(until) => {
                // Another freeze may begin as this one ends.
                if let Some(hiring) = hiring {
                    self.approve(hiring, until);
                }
            }
            Stage::Filling(_) => self.stage = Stage::Found,
            Stage::Known(_) | Stage::Found => return true,
        }
        false
    }

    /// Approval is given at a moment, or at the end of the freeze it falls in.
    fn approve(&mut self, hiring: &HiringPlan, moment: f64) {
        let freeze = hiring
            .freeze
            .iter()
            .find(|(from, to)| *from <= moment && moment < *to);
        self.stage = match freeze {
            Some((_, to)) => Stage::Frozen(*to),
            None => Stage::Filling(Countdown::new(self.fill)),
        };
    }
}
