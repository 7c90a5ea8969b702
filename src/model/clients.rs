//! Clients: who they are, how long they stay, where they go next.
//!
//! Decides when a visit to a level ends and what follows, to the instant inside a step. Does not decide who takes a client
//! (`allocation`) nor what a client asks of the week (`week`). A client is one row of parallel columns, so that the pass over all
//! of them each step reads nothing but what it needs.

use super::Fault;
use super::service::{EXIT, MAX_LEVELS, Service, Visit};
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
    /// Where the visit leads: a level or [`EXIT`].
    pub next: u8,
    /// Whether a worker has had this client before: then the next one is a handover.
    pub had_worker: bool,
    /// Time left of the visit at speed 1 [weeks].
    pub left: f64,
    /// What is left of the unit exponential that makes the client worse.
    pub worse: f64,
}

/// How fast a client's countdowns run while at a level with a drawn stay.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// Speed of the stay [-].
    pub stay: f64,
    /// Rate of getting worse [1/week].
    pub worse: f64,
}

impl Pace {
    pub const USUAL: Pace = Pace {
        stay: 1.0,
        worse: 0.0,
    };
}

/// What a step did to a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lived {
    Stays,
    Exits,
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
            left: 0.0,
            worse: 0.0,
        }
    }

    fn draw(&self, service: &Service, draws: &Draws) -> Draw {
        draws.draw(Purpose::Visit, self.entity(service), self.visit)
    }

    /// Who draws, for this client.
    pub fn entity(&self, service: &Service) -> Entity {
        Entity {
            name: service.origins[self.origin as usize],
            ordinal: u64::from(self.ordinal),
        }
    }

    /// Begins a visit to the client's level.
    pub fn begin(&mut self, service: &Service, draws: &Draws, ages: Ages) {
        let draw = self.draw(service, draws);
        self.visit += 1;
        if service.loops.care.is_some() {
            self.worse = draw.unit_exponential(2);
        }
        match &service.levels[self.level as usize].visit {
            Visit::Stay { length, routes } => {
                self.left = match ages {
                    Ages::Fresh => length.draw(&draw, 0),
                    Ages::Stationary => length.residual(&draw, 0),
                };
                let uniform = draw.uniform(1);
                self.next = routes
                    .iter()
                    .find(|route| uniform < route.0)
                    .map_or(EXIT, |route| route.1);
            }
            Visit::CheckIn {
                every,
                exit_after,
                check_ins,
                relapse,
                relapse_to,
            } => {
                let age = match ages {
                    Ages::Fresh => 0.0,
                    Ages::Stationary => {
                        check_in_age(*every, *exit_after, *check_ins, *relapse, &draw)
                    }
                };
                let past = ((age / every) as u32).min(*check_ins);
                let relapses_at = past + first_relapse(*relapse, draw.uniform(0));
                if relapses_at <= *check_ins {
                    self.left = f64::from(relapses_at) * every - age;
                    self.next = *relapse_to;
                } else {
                    self.left = exit_after - age;
                    self.next = EXIT;
                }
            }
        }
    }

    /// Lives through a span of time [weeks] at a pace.
    ///
    /// # Errors
    /// When stays are so short that a client moves more than 10,000 times in one step.
    pub fn live(
        &mut self,
        service: &Service,
        draws: &Draws,
        mut span: f64,
        pace: Pace,
    ) -> Result<Lived, Fault> {
        for _ in 0..MOST_MOVES_A_STEP {
            let plan = &service.levels[self.level as usize];
            let (stay, worse) = if plan.visit.is_stay() {
                (pace.stay, pace.worse)
            } else {
                (1.0, 0.0)
            };
            let ends_in = (self.left / stay).max(0.0);
            let worse_in = match plan.heavier {
                Some(_) if worse > 0.0 => (self.worse / worse).max(0.0),
                _ => f64::INFINITY,
            };
            if ends_in.min(worse_in) > span {
                self.left -= stay * span;
                self.worse -= worse * span;
                return Ok(Lived::Stays);
            }
            span -= ends_in.min(worse_in);
            let to = match plan.heavier {
                Some(heavier) if worse_in < ends_in => heavier,
                _ => self.next,
            };
            if to == EXIT {
                return Ok(Lived::Exits);
            }
            self.level = to;
            self.begin(service, draws, Ages::Fresh);
        }
        Err(Fault::new(format!(
            "a client changed level more than {MOST_MOVES_A_STEP} times in one step: stays are too short to be played"
        )))
    }
}

/// The number of the check-in at which a client relapses, counted from the next one (geometric, by inversion).
fn first_relapse(probability: f64, uniform: f64) -> u32 {
    if probability <= 0.0 {
        return u32::MAX / 2;
    }
    let number = libm::log(1.0 - uniform) / libm::log1p(-probability);
    // A probability of 1 gives -x / -inf = 0.
    if number < 1e9 {
        number as u32 + 1
    } else {
        u32::MAX / 2
    }
}

/// Time since a client was parked, as found by one who looks in at random: density proportional to the share still there.
fn check_in_age(every: f64, exit_after: f64, check_ins: u32, relapse: f64, draw: &Draw) -> f64 {
    let mut substream = draw.substream(3);
    let length = |interval: u32| (exit_after - f64::from(interval) * every).min(every);
    let weight =
        |interval: u32| libm::pow(1.0 - relapse, f64::from(interval)) * length(interval).max(0.0);
    let total: f64 = (0..=check_ins).map(weight).sum();
    let mut left = substream.uniform() * total;
    for interval in 0..=check_ins {
        left -= weight(interval);
        if left < 0.0 {
            return f64::from(interval) * every + substream.uniform() * length(interval);
        }
    }
    0.0
}

/// Clients by level: whole numbers, kept as floats because all that is done with them is arithmetic with hours and limits.
pub type Heads = [f64; MAX_LEVELS];

/// Clients in all.
pub fn heads(held: &Heads) -> f64 {
    held.iter().sum()
}

/// All clients in service and who holds them.
#[derive(Debug, Default)]
pub struct Clients {
    /// Time left of each client's visit at speed 1 [weeks]; the column that every step reads.
    left: Vec<f64>,
    /// What is left of each client's unit exponential of getting worse; read where care is modelled.
    worse: Vec<f64>,
    /// Holder of each client: a desk, the pool, or nobody (the last position of `held`).
    owner: Vec<u32>,
    /// Whether the visit runs by the calendar, whatever care is delivered: a check-in level.
    by_calendar: Vec<bool>,
    rest: Vec<Client>,
    /// Positions whose countdown ended in the step.
    ended: Vec<u32>,
    /// Clients by holder and level; the last row counts those whom nobody holds.
    pub held: Vec<Heads>,
}

impl Clients {
    /// Empties the service; `holders` desks (or 1 for a pool).
    pub fn reset(&mut self, holders: usize) {
        self.left.clear();
        self.worse.clear();
        self.owner.clear();
        self.by_calendar.clear();
        self.rest.clear();
        self.held.clear();
        self.held.resize(holders + 1, [0.0; MAX_LEVELS]);
    }

    pub fn count(&self) -> usize {
        self.left.len()
    }

    /// The holder that stands for nobody.
    pub fn nobody(&self) -> usize {
        self.held.len() - 1
    }

    /// Clients in service by level.
    pub fn by_level(&self) -> Heads {
        let mut all = [0.0; MAX_LEVELS];
        for held in &self.held {
            (0..MAX_LEVELS).for_each(|level| all[level] += held[level]);
        }
        all
    }

    /// Takes a client into service, in nobody's hands as yet; returns its position.
    pub fn admit(&mut self, service: &Service, client: Client) -> usize {
        let nobody = self.nobody();
        self.held[nobody][client.level as usize] += 1.0;
        self.left.push(client.left);
        self.worse.push(client.worse);
        self.owner.push(nobody as u32);
        self.by_calendar
            .push(!service.levels[client.level as usize].visit.is_stay());
        self.rest.push(client);
        self.left.len() - 1
    }

    /// Gives a client to a holder. Returns whether that is a handover from one worker to another.
    pub fn assign(&mut self, position: usize, holder: usize) -> bool {
        let level = self.rest[position].level as usize;
        self.held[self.owner[position] as usize][level] -= 1.0;
        self.held[holder][level] += 1.0;
        self.owner[position] = holder as u32;
        std::mem::replace(&mut self.rest[position].had_worker, true)
    }

    /// Level and order of arrival of a client.
    pub fn rank(&self, position: usize) -> (u8, u32) {
        let client = &self.rest[position];
        (client.level, client.order)
    }

    /// Takes a client out of the service, with its countdowns as they stand. The last client moves to its position.
    pub fn remove(&mut self, position: usize) -> Client {
        let mut client = self.rest.swap_remove(position);
        client.left = self.left.swap_remove(position);
        client.worse = self.worse.swap_remove(position);
        let owner = self.owner.swap_remove(position) as usize;
        self.by_calendar.swap_remove(position);
        self.held[owner][client.level as usize] -= 1.0;
        client
    }

    /// Releases all clients of the holders marked in `left` and notes, for each client in nobody's hands, position and last holder.
    pub fn release(&mut self, left: &[bool], released: &mut Vec<(u32, u32)>) {
        let nobody = self.nobody();
        for position in 0..self.owner.len() {
            let owner = self.owner[position] as usize;
            if owner == nobody {
                released.push((position as u32, owner as u32));
            } else if left[owner] {
                let level = self.rest[position].level as usize;
                self.held[owner][level] -= 1.0;
                self.held[nobody][level] += 1.0;
                self.owner[position] = nobody as u32;
                released.push((position as u32, owner as u32));
            }
        }
    }

    /// Moves all clients of one holder to another who holds none: the same worker at another desk.
    pub fn rehouse(&mut self, from: usize, to: usize) {
        self.owner
            .iter_mut()
            .filter(|owner| **owner == from as u32)
            .for_each(|owner| *owner = to as u32);
        self.held[to] = std::mem::replace(&mut self.held[from], [0.0; MAX_LEVELS]);
    }

    /// Lives one step. `pace` gives each holder's pace, or is empty where care is not modelled. Returns the number of exits.
    ///
    /// First every countdown runs through the step; then those that ended are taken up again from the start of the step,
    /// last position first, so that taking one out moves none that is still to come.
    ///
    /// # Errors
    /// As [`Client::live`].
    pub fn live(
        &mut self,
        service: &Service,
        draws: &Draws,
        step: f64,
        pace: &[Pace],
    ) -> Result<u32, Fault> {
        self.ended.clear();
        if pace.iter().all(|pace| *pace == Pace::USUAL) {
            self.run_at_speed_one(step);
        } else {
            self.run(service, step, pace);
        }
        let mut exits = 0;
        while let Some(position) = self.ended.pop() {
            let position = position as usize;
            let holder = self.owner[position] as usize;
            let mut client = self.rest[position];
            let before = client.level as usize;
            let pace = pace.get(holder).copied().unwrap_or(Pace::USUAL);
            let ran = if self.by_calendar[position] {
                Pace::USUAL
            } else {
                pace
            };
            client.left = self.left[position] + ran.stay * step;
            client.worse = self.worse[position] + ran.worse * step;
            match client.live(service, draws, step, pace)? {
                Lived::Exits => {
                    self.remove(position);
                    exits += 1;
                }
                Lived::Stays => {
                    self.held[holder][before] -= 1.0;
                    self.held[holder][client.level as usize] += 1.0;
                    self.left[position] = client.left;
                    self.worse[position] = client.worse;
                    self.by_calendar[position] =
                        !service.levels[client.level as usize].visit.is_stay();
                    self.rest[position] = client;
                }
            }
        }
        Ok(exits)
    }

    /// Runs all countdowns through a step at speed 1 and notes those that ended, in chunks: most chunks hold none.
    fn run_at_speed_one(&mut self, step: f64) {
        const CHUNK: usize = 8;
        let (chunks, rest) = self.left.as_chunks_mut::<CHUNK>();
        let after = chunks.len() * CHUNK;
        for (number, chunk) in chunks.iter_mut().enumerate() {
            let mut ended = 0;
            for left in chunk.iter_mut() {
                *left -= step;
                ended |= u64::from(*left <= 0.0);
            }
            if ended != 0 {
                for (at, left) in chunk.iter().enumerate() {
                    if *left <= 0.0 {
                        self.ended.push((number * CHUNK + at) as u32);
                    }
                }
            }
        }
        for (at, left) in rest.iter_mut().enumerate() {
            *left -= step;
            if *left <= 0.0 {
                self.ended.push((after + at) as u32);
            }
        }
    }

    /// Runs all countdowns through a step at their holders' pace and notes those that ended.
    fn run(&mut self, service: &Service, step: f64, pace: &[Pace]) {
        let columns = self
            .left
            .iter_mut()
            .zip(&mut self.worse)
            .zip(self.owner.iter().zip(&self.by_calendar));
        for (position, ((left, worse), (owner, by_calendar))) in columns.enumerate() {
            let pace = if *by_calendar {
                Pace::USUAL
            } else {
                pace[*owner as usize]
            };
            *left -= pace.stay * step;
            *worse -= pace.worse * step;
            if *left <= 0.0 || (*worse <= 0.0 && pace.worse > 0.0) {
                let level = self.rest[position].level as usize;
                if *left <= 0.0 || service.levels[level].heavier.is_some() {
                    self.ended.push(position as u32);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_relapse_is_geometric() {
        assert_eq!(first_relapse(0.05, 0.049), 1);
        assert_eq!(first_relapse(0.05, 0.051), 2);
        assert_eq!(first_relapse(0.05, 1.0 - 0.95f64.powi(4) - 1e-9), 4);
        assert_eq!(first_relapse(0.05, 1.0 - 0.95f64.powi(4) + 1e-9), 5);
        assert_eq!(first_relapse(1.0, 0.999), 1);
        assert!(first_relapse(0.0, 0.999) > 1_000_000);
    }
}
