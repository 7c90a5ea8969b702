//! The queue as the engine plays it: places that fall free are given at the end of a step.
//!
//! A Markov chain from step to step, exact for exponential stays and patience. In a step of length h, with s in service and w
//! waiting: each stay ends with chance 1 - exp(-h / stay), each patience with 1 - exp(-h / patience); then free places go to
//! those who wait and to the newcomers (Poisson, at uniform moments) in the order of their referral; a newcomer without a
//! place has waited since her referral and stays on the list if her patience has lasted. As h goes to 0 it is Erlang's queue.

use crate::stats::integral::simpson;
use crate::stats::markov::{binomial, mean, poisson, stationary};

/// A queue for places that are given at the end of a step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stepped {
    pub places: usize,
    /// Arrivals [1/week].
    pub per_week: f64,
    /// Mean stay [weeks].
    pub stay: f64,
    /// Mean patience [weeks]; `None` without end.
    pub patience: Option<f64>,
    /// Length of a step [weeks].
    pub step: f64,
    /// Most who wait; the chance of more must be next to nothing.
    pub most_waiting: usize,
}

/// What the queue comes to in the long run, read at the ends of steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Settled {
    pub waiting: f64,
    pub in_service: f64,
    /// Chance that every place is taken.
    pub full: f64,
    /// Those who give up [1/week].
    pub gave_up_per_week: f64,
}

/// What becomes of the newcomers of one step of whom some have found no place.
struct Left {
    /// Chances of so many of them still there at the step's end.
    chances: Vec<f64>,
}

impl Stepped {
    /// Where the chain settles; `None` where it does not.
    pub fn settled(&self) -> Option<Settled> {
        let newcomers = poisson(self.per_week * self.step);
        let left = self.left_of(newcomers.len());
        let states = self.places + self.most_waiting + 1;
        let mut rows = Vec::with_capacity(states);
        let mut gave_up = Vec::with_capacity(states);
        for state in 0..states {
            let (row, lost) = self.step_from(state, states, &newcomers, &left);
            rows.push(row);
            gave_up.push(lost);
        }
        let chances = stationary(&rows)?;
        let places = self.places;
        Some(Settled {
            waiting: mean(&chances, |n| n.saturating_sub(places) as f64),
            in_service: mean(&chances, |n| n.min(places) as f64),
            full: mean(&chances, |n| f64::from(u8::from(n >= places))),
            gave_up_per_week: mean(&chances, |n| gave_up[n]) / self.step,
        })
    }

    /// Chances of so many in the system after a step from `state`, and those who give up in it.
    fn step_from(
        &self,
        state: usize,
        states: usize,
        newcomers: &[f64],
        left: &[Vec<Left>],
    ) -> (Vec<f64>, f64) {
        let places = self.places;
        let (served, waiting) = (state.min(places), state.saturating_sub(places));
        let ended = binomial(served, 1.0 - (-self.step / self.stay).exp());
        let patient = binomial(waiting, self.patience_lasts(self.step));
        let mut row = vec![0.0; states];
        let mut lost = 0.0;
        for (ended, chance) in ended.iter().enumerate() {
            for (still, with) in patient.iter().enumerate() {
                let chance = chance * with;
                lost += chance * (waiting - still) as f64;
                let taken = (served - ended + still).min(places);
                let on_list = served - ended + still - taken;
                for (come, with) in newcomers.iter().enumerate() {
                    let placed = come.min(places - taken);
                    for (stay, also) in left[come][placed].chances.iter().enumerate() {
                        let chance = chance * with * also;
                        lost += chance * (come - placed - stay) as f64;
                        let next = taken + placed + on_list + stay;
                        row[next.min(states - 1)] += chance;
                    }
                }
            }
        }
        (row, lost)
    }

    /// Chance that a patience lasts so long.
    fn patience_lasts(&self, weeks: f64) -> f64 {
        self.patience
            .map_or(1.0, |patience| (-weeks / patience).exp())
    }

    /// By newcomers and places given to the first of them.
    fn left_of(&self, most: usize) -> Vec<Vec<Left>> {
        let of = |come: usize| {
            let placed = 0..=come.min(self.places);
            placed.map(move |placed| self.left(come, placed))
        };
        (0..most).map(|come| of(come).collect()).collect()
    }

    /// Of `come` newcomers the first `placed` have a place. Given the moment u (a share of the step) of the last of those, the
    /// moments of the others are uniform from there on; u itself is beta distributed, as the `placed`-th of `come`.
    fn left(&self, come: usize, placed: usize) -> Left {
        const PANELS: usize = 200;
        let rest = come - placed;
        let lasts_from = |u: f64| {
            let span = (1.0 - u) * self.step;
            match self.patience {
                Some(patience) if span > 0.0 => patience / span * -(-span / patience).exp_m1(),
                Some(_) | None => 1.0,
            }
        };
        if rest == 0 || placed == 0 {
            let chances = binomial(rest, lasts_from(0.0));
            return Left { chances };
        }
        let ways = (1..=placed).fold(placed as f64, |ways, k| {
            ways * (come - placed + k) as f64 / k as f64
        });
        let density = |u: f64| ways * u.powi(placed as i32 - 1) * (1.0 - u).powi(rest as i32);
        let chances = (0..=rest).map(|stay| {
            simpson(0.0, 1.0, PANELS, |u| {
                density(u) * binomial(rest, lasts_from(u))[stay]
            })
        });
        Left {
            chances: chances.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::queue;

    const TEXTBOOK: Stepped = Stepped {
        places: 3,
        per_week: 0.25,
        stay: 8.0,
        patience: None,
        step: 1.0,
        most_waiting: 60,
    };

    /// The error of a step h falls in proportion to h.
    #[test]
    fn the_finer_the_steps_the_nearer_to_erlangs_formulas() {
        let wanted = queue::erlang_c_waiting(3, 2.0);
        let off = |step: f64| {
            let settled = Stepped { step, ..TEXTBOOK }.settled().unwrap();
            (settled.waiting - wanted, settled.in_service - 2.0)
        };
        let (week, day, hour) = (off(1.0), off(1.0 / 7.0), off(1.0 / 168.0));
        assert!((0.2..0.4).contains(&week.0), "{week:?}");
        assert!((6.0..9.0).contains(&(week.0 / day.0)), "{week:?} {day:?}");
        assert!((22.0..26.0).contains(&(day.0 / hour.0)), "{day:?} {hour:?}");
        assert!(hour.1.abs() < 1e-3, "{hour:?}");
    }

    #[test]
    fn without_patience_it_loses_what_erlang_b_blocks_and_with_some_what_erlang_a_says() {
        let step = 1.0 / 700.0;
        let loss = Stepped {
            patience: Some(1e-9),
            most_waiting: 3,
            step,
            ..TEXTBOOK
        };
        let settled = loss.settled().unwrap();
        let blocked = settled.gave_up_per_week / 0.25;
        assert!((blocked - 4.0 / 19.0).abs() < 1e-3, "{settled:?}");
        assert!(settled.waiting.abs() < 1e-9, "{settled:?}");
        let patient = Stepped {
            patience: Some(8.0),
            step,
            ..TEXTBOOK
        };
        let settled = patient.settled().unwrap();
        // Patience as long as service: as many leave as from infinitely many places.
        let all = settled.waiting + settled.in_service;
        assert!((all - 2.0).abs() < 2e-3, "{settled:?}");
    }

    /// Two newcomers, one place, patience 1 and a step of 1: the second waits from v, uniform above the first, who is the
    /// lower of two uniforms. Chance that it lasts: E[exp(-(1 - v))] with v the upper of two: ∫ 2 v exp(v - 1) dv = 2 / e.
    #[test]
    fn a_newcomer_without_a_place_waits_from_her_referral() {
        let queue = Stepped {
            patience: Some(1.0),
            ..TEXTBOOK
        };
        let left = queue.left(2, 1);
        assert!(
            (left.chances[1] - 2.0 / std::f64::consts::E).abs() < 1e-6,
            "{:?}",
            left.chances
        );
        assert!((left.chances.iter().sum::<f64>() - 1.0).abs() < 1e-6);
        assert_eq!(queue.left(2, 2).chances, [1.0]);
    }

    /// As many come as leave: by the ends of stays and by giving up.
    #[test]
    fn what_comes_goes() {
        for patience in [None, Some(2.0)] {
            let queue = Stepped {
                patience,
                ..TEXTBOOK
            };
            let settled = queue.settled().unwrap();
            let ended = settled.in_service * (1.0 - (-1.0f64 / 8.0).exp());
            let out = ended + settled.gave_up_per_week;
            assert!((out - 0.25).abs() < 1e-6, "{out}");
        }
    }
}
