//! Caseloads: who holds which clients, and whose countdown ends in a step.
//!
//! Each holder has clocks: of the calendar, of the care her clients have had and of the care they have not. A countdown of a client
//! in service is kept as the reading of its clock at which it ends. A diary says in which step that can be at the earliest, so that
//! nothing is done for a client until her time may have come. What happens then is decided in `clients`.

use super::Fault;
use super::clients::{Client, Heads, Lived, Pace};
use super::service::Service;
use crate::random::Draws;

/// Readings of a holder's clocks.
#[derive(Debug, Clone, Copy, Default)]
struct Clocks {
    /// Time that stays have used up: the calendar at the speed of `care` [weeks].
    care: f64,
    /// Unit-exponential load that getting worse has used up.
    neglect: f64,
}

/// Pages of the diary: one who can be due only later than that is looked up on the last page and entered again.
const PAGES: usize = 128;

/// Holder of a place that is free as soon as its entry in the diary has come up.
const GONE: u32 = u32::MAX;

/// A client in service, and who holds her.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// `left` and `worse` are the readings at which they end.
    client: Client,
    holder: u32,
}

/// All clients in service, by holder: desks (or the pool), then nobody.
#[derive(Debug, Default)]
pub struct Caseloads {
    places: Vec<Place>,
    free: Vec<u32>,
    /// Places to look at, by step. Each place that is not free stands on one page.
    diary: Vec<Vec<u32>>,
    /// The page that is being looked at.
    page: Vec<u32>,
    steps_per_week: f64,
    /// Fastest rate of getting worse [1/week].
    most_worse: f64,
    /// Steps lived.
    steps: usize,
    /// Time lived [weeks].
    calendar: f64,
    clocks: Vec<Clocks>,
    held: Vec<Heads>,
    all: Heads,
}

impl Caseloads {
    /// Empties the service; `holders` desks (or 1 for a pool), `neglected` the pace of clients to whom nothing is delivered.
    pub fn reset(&mut self, holders: usize, steps_per_week: usize, neglected: Pace) {
        self.steps_per_week = steps_per_week as f64;
        self.most_worse = neglected.worse;
        self.places.clear();
        self.free.clear();
        self.diary.resize_with(PAGES, Vec::new);
        self.diary.iter_mut().for_each(Vec::clear);
        self.steps = 0;
        self.calendar = 0.0;
        self.clocks.clear();
        self.clocks.resize(holders + 1, Clocks::default());
        self.held.clear();
        self.held.resize(holders + 1, Heads::NONE);
        self.all = Heads::NONE;
    }

    /// The holder that stands for nobody.
    pub fn nobody(&self) -> usize {
        self.held.len() - 1
    }

    /// A holder's clients by level.
    #[inline]
    pub fn held(&self, holder: usize) -> &Heads {
        &self.held[holder]
    }

    /// Clients in service by level.
    #[inline]
    pub fn all(&self) -> &Heads {
        &self.all
    }

    /// Gives a client to a holder. Returns whether that is a handover from one worker to another.
    pub fn give(&mut self, mut client: Client, holder: usize) -> bool {
        let had_worker = std::mem::replace(&mut client.had_worker, true);
        self.seat(client, holder);
        had_worker
    }

    /// Keeps a client in service whom nobody takes.
    pub fn keep_unheld(&mut self, client: Client) {
        self.seat(client, self.nobody());
    }

    fn seat(&mut self, client: Client, holder: usize) {
        self.held[holder].add(client.level, 1.0);
        self.all.add(client.level, 1.0);
        let number = self.free.pop().unwrap_or_else(|| {
            self.places.push(Place {
                client,
                holder: GONE,
            });
            self.places.len() as u32 - 1
        });
        self.set(number, client, holder as u32);
        self.enter(number, &client);
    }

    /// Puts a client in a place, with the readings at which what is left of her countdowns ends.
    fn set(&mut self, number: u32, mut client: Client, holder: u32) {
        if client.by_calendar {
            client.left += self.calendar;
        } else {
            let clocks = &self.clocks[holder as usize];
            client.left += clocks.care;
            client.worse += clocks.neglect;
        }
        self.places[number as usize] = Place { client, holder };
    }

    /// Turns readings back into what is left.
    fn unset(&self, client: &mut Client, holder: u32) {
        if client.by_calendar {
            client.left -= self.calendar;
        } else {
            let clocks = &self.clocks[holder as usize];
            client.left -= clocks.care;
            client.worse -= clocks.neglect;
        }
    }

    /// Enters a place in the diary, for the first step in which the client can be due with so much left: no stay runs faster than
    /// the calendar, and nobody gets worse faster than one to whom nothing is delivered.
    fn enter(&mut self, number: u32, left: &Client) {
        let worse_in = left.worse / self.most_worse;
        let weeks = if worse_in < left.left {
            worse_in
        } else {
            left.left
        };
        // A countdown that ends with a step ends in it; rounding may make the look too early, never too late.
        let ahead = (weeks * self.steps_per_week - 1e-9) as usize;
        self.diary[(self.steps + ahead.min(PAGES - 1)) % PAGES].push(number);
    }

    /// Takes all clients of the holders in `left`, and all in nobody's hands, out of their places: each with the last holder.
    pub fn release(&mut self, left: &[bool], released: &mut Vec<(Client, usize)>) {
        let nobody = self.nobody();
        for number in 0..self.places.len() {
            let Place { mut client, holder } = self.places[number];
            let desk = holder as usize;
            if desk == nobody || left.get(desk).is_some_and(|left| *left) {
                self.unset(&mut client, holder);
                self.vacate(number, client.level);
                released.push((client, desk));
            }
        }
    }

    fn vacate(&mut self, number: usize, level: u8) {
        let holder = std::mem::replace(&mut self.places[number].holder, GONE);
        self.held[holder as usize].add(level, -1.0);
        self.all.add(level, -1.0);
    }

    /// Moves all clients of one holder to another who holds none: the same worker at another desk.
    pub fn rehouse(&mut self, from: usize, to: usize) {
        for place in &mut self.places {
            if place.holder == from as u32 {
                place.holder = to as u32;
            }
        }
        self.held.swap(from, to);
        self.clocks.swap(from, to);
    }

    /// Lives one step. `pace` gives each holder's pace, or is empty where care is not modelled. Returns the number of exits.
    ///
    /// # Errors
    /// As [`Client::live`].
    pub fn live(&mut self, service: &Service, draws: &Draws, pace: &[Pace]) -> Result<u32, Fault> {
        std::mem::swap(&mut self.page, &mut self.diary[self.steps % PAGES]);
        let mut exits = 0;
        for index in 0..self.page.len() {
            exits += self.live_through(service, draws, self.page[index], pace)?;
        }
        self.advance(service.calendar.step, pace);
        for index in 0..self.page.len() {
            let number = self.page[index];
            let Place { client, holder } = self.places[number as usize];
            if holder != GONE {
                self.set(number, client, holder);
                self.enter(number, &client);
            }
        }
        self.page.clear();
        Ok(exits)
    }

    /// One client's step, if her place is not gone; what is left of her countdowns afterwards stays in the place. Returns the exits.
    fn live_through(
        &mut self,
        service: &Service,
        draws: &Draws,
        number: u32,
        pace: &[Pace],
    ) -> Result<u32, Fault> {
        let Place { mut client, holder } = self.places[number as usize];
        if holder == GONE {
            self.free.push(number);
            return Ok(0);
        }
        self.unset(&mut client, holder);
        let level = client.level;
        let pace = pace.get(holder as usize).copied().unwrap_or(Pace::USUAL);
        match client.live(service, draws, service.calendar.step, pace)? {
            Lived::Exits => {
                self.vacate(number as usize, level);
                self.free.push(number);
                Ok(1)
            }
            Lived::Stays => {
                if client.level != level {
                    self.held[holder as usize].move_one(level, client.level);
                    self.all.move_one(level, client.level);
                }
                self.places[number as usize].client = client;
                Ok(0)
            }
        }
    }

    fn advance(&mut self, step: f64, pace: &[Pace]) {
        self.steps += 1;
        self.calendar = self.steps as f64 / self.steps_per_week;
        for (clocks, pace) in self.clocks.iter_mut().zip(pace) {
            clocks.care += pace.stay * step;
            clocks.neglect += pace.worse * step;
        }
    }
}
