//! Clients: who they are, how long they stay, where they go next.
//!
//! Decides when a visit to a level ends and what follows, to the instant inside a step. Does not decide who takes a client
//! (`allocation`) nor what a client asks of the week (`week`).

use super::Fault;
use super::exits::WayOut;
use super::service::{EXIT, FIRST_EXIT, MAX_LEVELS, Service, Visit};
use crate::random::{Draw, Draws, Entity, Purpose};
use crate::scenario::Ages;

/// Changes of level in one step after which a client's stays are too short to be played.
const MOST_MOVES_A_STEP: u32 = 10_000;

/// A client's identity and place in the model.
#[derive(Debug, Clone, Copy)]
pub struct Client {
    /// Position in [`Service::origins`].
    pub origin: u32,
    /// Number within the origin.
    pub ordinal: u32,
    /// Visits to a level so far.
    pub visit: u32,
    /// Order of arrival in the service.
    pub order: u32,
    pub level: u8,
    /// Where the visit leads: a level, or an exit from [`FIRST_EXIT`] on.
    pub next: u8,
    /// Whether a worker has had this client before: then the next one is a handover.
    pub had_worker: bool,
    /// Whether the visit runs by the calendar, whatever contact is delivered: at a check-in level, and where neither `care` nor
    /// `disengagement` is modelled (A8).
    pub by_calendar: bool,
    /// Whether an emergency may be open at this client.
    pub troubled: bool,
    /// Time left of the visit at speed 1 [weeks].
    pub left: f64,
    /// What is left of the unit exponential that makes the client worse; infinite for one who cannot get worse.
    pub worse: f64,
    /// What is left of the unit exponential that makes the client break off; infinite for one who does not.
    pub lost: f64,
}

/// How fast a client's countdowns run while at a level with a drawn stay.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// Speed of the stay [-].
    pub stay: f64,
    /// Rate of getting worse [1/week].
    pub worse: f64,
    /// Rate of breaking off [1/week].
    pub lost: f64,
}

impl Pace {
    /// By the calendar, and nothing else happens.
    pub const USUAL: Pace = Pace {
        stay: 1.0,
        worse: 0.0,
        lost: 0.0,
    };
}

impl Pace {
    /// The same with stays at another speed.
    pub fn faster(self, stays: f64) -> Pace {
        Pace {
            stay: self.stay * stays,
            ..self
        }
    }
}

/// What a step did to a client.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Lived {
    Stays,
    Exits(WayOut),
    /// More than `MOST_MOVES_A_STEP` changes of level: stays are too short to be played.
    Restless,
}

impl Lived {
    /// The fault of a client who changes level without end.
    pub fn fault() -> Fault {
        Fault::new(format!(
            "a client changed level more than {MOST_MOVES_A_STEP} times in one step: stays are too short to be played"
        ))
    }
}

impl Client {
    /// A client who has not begun a visit.
    pub fn new(origin: usize, ordinal: u32, level: u8, order: u32) -> Self {
        Client {
            origin: origin as u32,
            ordinal,
            visit: 0,
            order,
            level,
            next: EXIT,
            had_worker: false,
            by_calendar: true,
            troubled: false,
            left: 0.0,
            worse: f64::INFINITY,
            lost: f64::INFINITY,
        }
    }

    /// The client who has left, as she comes back to a level: nobody's, with her visits counted on (A43).
    pub fn again(&self, level: u8) -> Self {
        Client {
            visit: self.visit,
            ..Client::new(self.origin as usize, self.ordinal, level, self.order)
        }
    }

    fn draw(&self, service: &Service, draws: &Draws) -> Draw {
        draws.draw(Purpose::Visit, self.entity(service), self.visit)
    }

    /// What makes her break off in this visit: a unit exponential. Kept out of line, where it costs nothing to those who never do.
    #[inline(never)]
    fn load_to_break_off(&self, service: &Service, draws: &Draws) -> f64 {
        let entity = self.entity(service);
        let draw = draws.draw(Purpose::Disengagement, entity, self.visit);
        draw.unit_exponential(0)
    }

    /// What tells this client from all others: origin and ordinal.
    pub fn key(&self) -> (u32, u32) {
        (self.origin, self.ordinal)
    }

    /// Who draws, for this client.
    pub fn entity(&self, service: &Service) -> Entity {
        Entity {
            name: service.origins[self.origin as usize],
            ordinal: u64::from(self.ordinal),
        }
    }

    /// Begins a visit to the client's level: its length is her own, whoever holds her (A2). Who may break off draws when (A41).
    pub fn begin(&mut self, service: &Service, draws: &Draws, ages: Ages) {
        let draw = self.draw(service, draws);
        let plan = &service.levels[self.level as usize];
        self.lost = if plan.breaks_off {
            self.load_to_break_off(service, draws)
        } else {
            f64::INFINITY
        };
        self.visit += 1;
        self.by_calendar = plan.by_calendar;
        self.worse = if plan.worsens {
            draw.unit_exponential(2)
        } else {
            f64::INFINITY
        };
        match &plan.visit {
            Visit::Stay { length, routes } => {
                self.left = match ages {
                    Ages::Fresh => length.draw(&draw, 0),
                    Ages::Stationary => length.residual(&draw, 0),
                };
                // Counted rather than searched: which way she goes cannot be foreseen.
                let uniform = draw.uniform(1);
                let passed = routes.iter().filter(|route| route.0 <= uniform).count();
                self.next = routes.get(passed).map_or(EXIT, |route| route.1);
            }
            Visit::CheckIn {
                every,
                exit_after,
                check_ins,
                log_kept,
                ages: found_at,
                relapse_to,
                exit_to,
            } => {
                let age = match ages {
                    Ages::Fresh => 0.0,
                    Ages::Stationary => check_in_age(*every, found_at, &draw),
                };
                let past = ((age / every) as u32).min(*check_ins);
                let relapses_at = past + first_relapse(*log_kept, draw.uniform(0));
                if relapses_at <= *check_ins {
                    self.left = f64::from(relapses_at) * every - age;
                    self.next = *relapse_to;
                } else {
                    self.left = exit_after - age;
                    self.next = *exit_to;
                }
            }
        }
    }

    /// Moves the beginning of the visit so far into the step [weeks] that is to be lived at a pace.
    pub fn start_later(&mut self, after: f64, pace: Pace) {
        let Pace { stay, worse, lost } = if self.by_calendar { Pace::USUAL } else { pace };
        self.left += stay * after;
        self.worse += worse * after;
        self.lost += lost * after;
    }

    /// Lives through a span of time [weeks] at a pace.
    pub fn live(&mut self, service: &Service, draws: &Draws, mut span: f64, pace: Pace) -> Lived {
        for _ in 0..MOST_MOVES_A_STEP {
            let change = if self.by_calendar {
                self.lives_by_calendar(span)
            } else {
                self.lives_at(span, pace, service)
            };
            let Some((change_in, to)) = change else {
                return Lived::Stays;
            };
            span -= change_in;
            if to >= FIRST_EXIT {
                return Lived::Exits(WayOut {
                    route: to,
                    left: span,
                });
            }
            self.level = to;
            self.begin(service, draws, Ages::Fresh);
        }
        Lived::Restless
    }

    /// Lives through a span by the calendar, or gives when the visit ends in it [weeks] and where it leads.
    #[inline]
    fn lives_by_calendar(&mut self, span: f64) -> Option<(f64, u8)> {
        let ends_in = if self.left > 0.0 { self.left } else { 0.0 };
        if ends_in > span {
            self.left -= span;
            return None;
        }
        Some((ends_in, self.next))
    }

    /// Lives through a span at a pace, or gives when the first countdown ends in it [weeks] and where that leads.
    fn lives_at(&mut self, span: f64, pace: Pace, service: &Service) -> Option<(f64, u8)> {
        let Pace { stay, worse, lost } = pace;
        let ends_in = (self.left / stay).max(0.0);
        let within = |left: f64, rate: f64| {
            if rate > 0.0 {
                (left / rate).max(0.0)
            } else {
                f64::INFINITY
            }
        };
        let worse_in = within(self.worse, worse);
        let lost_in = within(self.lost, lost);
        let change_in = if worse_in < ends_in {
            worse_in
        } else {
            ends_in
        };
        if change_in.min(lost_in) > span {
            self.left -= stay * span;
            self.worse -= worse * span;
            self.lost -= lost * span;
            return None;
        }
        if lost_in < change_in {
            return Some((lost_in, service.lost_by));
        }
        let to = match service.levels[self.level as usize].heavier {
            Some(heavier) if worse_in < ends_in => heavier,
            _ => self.next,
        };
        Some((change_in, to))
    }
}

/// The number of the check-in at which a client relapses, counted from the next one (geometric, by inversion). `log_kept` is
/// ln(1 - relapse probability).
fn first_relapse(log_kept: f64, uniform: f64) -> u32 {
    if log_kept >= 0.0 {
        return u32::MAX / 2;
    }
    // A relapse probability of 1 gives -x / -inf = 0.
    let number = libm::log(1.0 - uniform) / log_kept;
    if number < 1e9 {
        number as u32 + 1
    } else {
        u32::MAX / 2
    }
}

/// Time since a client was parked, as found by one who looks in at random: density proportional to the share still there.
/// `ages` gives each interval between check-ins: its length and how likely the client is found in it.
#[inline(never)]
fn check_in_age(every: f64, ages: &[(f64, f64)], draw: &Draw) -> f64 {
    let mut substream = draw.substream(3);
    let mut left = substream.uniform();
    for (interval, (length, share)) in ages.iter().enumerate() {
        left -= share;
        if left < 0.0 {
            return interval as f64 * every + substream.uniform() * length;
        }
    }
    0.0
}

/// Clients by level: whole numbers, kept as floats because all that is done with them is arithmetic with hours and limits.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Heads {
    pub by_level: [f64; MAX_LEVELS],
    /// Clients in all.
    pub all: f64,
}

impl Heads {
    pub const NONE: Heads = Heads {
        by_level: [0.0; MAX_LEVELS],
        all: 0.0,
    };

    /// As many clients of each level.
    pub fn of(counts: impl IntoIterator<Item = f64>) -> Self {
        let mut heads = Heads::NONE;
        for (level, count) in (0..MAX_LEVELS as u8).zip(counts) {
            heads.add(level, count);
        }
        heads
    }

    #[inline]
    pub fn add(&mut self, level: u8, count: f64) {
        self.by_level[level as usize] += count;
        self.all += count;
    }

    pub fn move_one(&mut self, from: u8, to: u8) {
        self.by_level[from as usize] -= 1.0;
        self.by_level[to as usize] += 1.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_relapse_is_geometric() {
        assert_eq!(first_relapse(libm::log1p(-0.05), 0.049), 1);
        assert_eq!(first_relapse(libm::log1p(-0.05), 0.051), 2);
        assert_eq!(
            first_relapse(libm::log1p(-0.05), 1.0 - 0.95f64.powi(4) - 1e-9),
            4
        );
        assert_eq!(
            first_relapse(libm::log1p(-0.05), 1.0 - 0.95f64.powi(4) + 1e-9),
            5
        );
        assert_eq!(first_relapse(libm::log1p(-1.0), 0.999), 1);
        assert!(first_relapse(0.0, 0.999) > 1_000_000);
    }
}
