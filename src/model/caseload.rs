//! Caseloads: who holds which clients, and whose countdown ends in a step.
//!
//! Each holder has clocks: of the calendar, of the care her clients have had and of the care they have not. A countdown of a client
//! in service is kept as the reading of its clock at which it ends. A diary says in which step that can be at the earliest, so that
//! nothing is done for a client until her time may have come. What happens then is decided in `clients`.

use super::Fault;
use super::clients::{Client, Heads, Lived, Pace};
use super::exits::Exits;
use super::service::{MAX_LEVELS, Service};
use crate::random::Draws;

/// Readings of a holder's clocks.
#[derive(Debug, Clone, Copy, Default)]
struct Clocks {
    /// Time that stays have used up: the calendar at the speed of `care` [weeks].
    care: f64,
    /// Unit-exponential load that getting worse has used up.
    neglect: f64,
    /// Unit-exponential load that breaking off has used up.
    distance: f64,
}

impl Clocks {
    /// Readings after a span of time [weeks] at a pace.
    fn after(self, span: f64, pace: Pace) -> Self {
        Clocks {
            care: self.care + pace.stay * span,
            neglect: self.neglect + pace.worse * span,
            distance: self.distance + pace.lost * span,
        }
    }
}

/// All clocks that a client's countdowns may go by.
#[derive(Debug, Clone, Copy)]
struct Readings {
    /// Time lived [weeks]: the same for everybody.
    calendar: f64,
    own: Clocks,
}

impl Readings {
    /// Whether no countdown of a client ends by these readings.
    #[inline]
    fn are_before_the_end(&self, client: &Client) -> bool {
        let Clocks {
            care,
            neglect,
            distance,
        } = self.own;
        if client.by_calendar {
            self.calendar < client.left
        } else {
            care < client.left && neglect < client.worse && distance < client.lost
        }
    }

    /// Turns what is left of a client's countdowns into the readings at which they end.
    #[inline]
    fn set(&self, client: &mut Client) {
        if client.by_calendar {
            client.left += self.calendar;
        } else {
            client.left += self.own.care;
            client.worse += self.own.neglect;
            client.lost += self.own.distance;
        }
    }

    /// Turns readings back into what is left.
    #[inline]
    fn unset(&self, client: &mut Client) {
        if client.by_calendar {
            client.left -= self.calendar;
        } else {
            client.left -= self.own.care;
            client.worse -= self.own.neglect;
            client.lost -= self.own.distance;
        }
    }
}

/// Pages of the diary: one who can be due only later than that is looked up on the last page and entered again.
const PAGES: usize = 128;

/// In which step each client is to be looked at.
#[derive(Debug)]
struct Diary {
    /// Places by step, from the next step on and round again.
    pages: Vec<Vec<u32>>,
    /// An empty page that takes the place of the one being read.
    blank: Vec<u32>,
    next: usize,
    steps_per_week: f64,
    /// Fastest pace of anybody.
    fastest: Pace,
}

impl Default for Diary {
    fn default() -> Self {
        Diary {
            pages: Vec::new(),
            blank: Vec::new(),
            next: 0,
            steps_per_week: 1.0,
            fastest: Pace::USUAL,
        }
    }
}

impl Diary {
    fn reset(&mut self, steps_per_week: usize, fastest: Pace) {
        self.pages.resize_with(PAGES, Vec::new);
        self.pages.iter_mut().for_each(Vec::clear);
        self.next = 0;
        self.steps_per_week = steps_per_week as f64;
        // Those at check-in levels keep to the calendar.
        self.fastest = Pace {
            stay: fastest.stay.max(1.0),
            ..fastest
        };
    }

    /// Takes the next step's page out, to be kept again when it has been read.
    fn turn(&mut self) -> Vec<u32> {
        let page = &mut self.pages[self.next % PAGES];
        self.next += 1;
        std::mem::replace(page, std::mem::take(&mut self.blank))
    }

    fn keep(&mut self, mut page: Vec<u32>) {
        page.clear();
        self.blank = page;
    }

    /// Enters a place for the first step in which the client can be due with so much left at the fastest pace.
    fn enter(&mut self, number: u32, left: &Client) {
        let mut weeks = left.left / self.fastest.stay;
        if !left.by_calendar {
            if left.worse < weeks * self.fastest.worse {
                weeks = left.worse / self.fastest.worse;
            }
            if left.lost < weeks * self.fastest.lost {
                weeks = left.lost / self.fastest.lost;
            }
        }
        // A countdown that ends with a step ends in it; rounding may make the look too early, never too late.
        let ahead = (weeks * self.steps_per_week - 1e-9) as u32 as usize;
        self.pages[(self.next + ahead.min(PAGES - 1)) % PAGES].push(number);
    }
}

/// Holder of a place that is free as soon as its entry in the diary has come up.
const GONE: u32 = u32::MAX;

/// A client in service, and who holds her.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// `left` and `worse` are the readings at which they end.
    client: Client,
    holder: u32,
}

/// A client to be found: by holder and by number among the holder's clients of some levels, in order of arrival.
#[derive(Debug, Clone, Copy)]
pub struct Struck {
    pub holder: usize,
    pub number: u32,
    /// Number of the event that strikes her, and the moment from the start of the step [weeks].
    pub event: u32,
    pub after: f64,
    /// Where she was found.
    pub place: Option<u32>,
}

impl Struck {
    pub fn new(holder: usize, number: u32) -> Self {
        Struck {
            holder,
            number,
            event: 0,
            after: 0.0,
            place: None,
        }
    }
}

/// All clients in service, by holder: desks (or the pool), then nobody.
#[derive(Debug, Default)]
pub struct Caseloads {
    places: Vec<Place>,
    free: Vec<u32>,
    diary: Diary,
    calendar: f64,
    /// Of each holder, then of nobody, at the start of the step in hand and at its end.
    clocks: Vec<Clocks>,
    clocks_after: Vec<Clocks>,
    /// Clients by holder and level; the last entry counts those whom nobody holds.
    pub held: Vec<Heads>,
    all: Heads,
    /// Places of clients in trouble; some no longer are.
    troubled: Vec<u32>,
    /// Holder, order of arrival and place of clients looked through.
    looked_at: Vec<(usize, u32, u32)>,
}

impl Caseloads {
    /// Empties the service; `holders` desks (or 1 for a pool), `fastest` the fastest pace that any client's countdowns run at.
    pub fn reset(&mut self, holders: usize, steps_per_week: usize, fastest: Pace) {
        self.places.clear();
        self.free.clear();
        self.troubled.clear();
        self.diary.reset(steps_per_week, fastest);
        self.calendar = 0.0;
        self.clocks.clear();
        self.clocks.resize(holders + 1, Clocks::default());
        self.held.clear();
        self.held.resize(holders + 1, Heads::NONE);
        self.all = Heads::NONE;
    }

    /// What the clocks of a holder say now.
    #[inline]
    fn readings(&self, holder: usize) -> Readings {
        Readings {
            calendar: self.calendar,
            own: self.clocks[holder],
        }
    }

    /// The holder that stands for nobody.
    pub fn nobody(&self) -> usize {
        self.held.len() - 1
    }

    /// Clients in service by level.
    #[inline]
    pub fn by_level(&self) -> &Heads {
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

    fn seat(&mut self, mut client: Client, holder: usize) -> u32 {
        self.held[holder].add(client.level, 1.0);
        self.all.add(client.level, 1.0);
        let number = self.free.pop().unwrap_or_else(|| {
            self.places.push(Place {
                client,
                holder: GONE,
            });
            self.places.len() as u32 - 1
        });
        self.diary.enter(number, &client);
        self.readings(holder).set(&mut client);
        self.places[number as usize] = Place {
            client,
            holder: holder as u32,
        };
        if client.troubled {
            self.troubled.push(number);
        }
        number
    }

    /// Finds clients in one look at all places: those at the levels marked.
    pub fn find(&mut self, levels: &[bool; MAX_LEVELS], sought: &mut [Struck]) {
        self.looked_at.clear();
        for (number, place) in self.places.iter().enumerate() {
            let holder = place.holder as usize;
            if place.holder != GONE
                && levels[place.client.level as usize]
                && sought.iter().any(|it| it.holder == holder)
            {
                let found = (holder, place.client.order, number as u32);
                self.looked_at.push(found);
            }
        }
        self.looked_at.sort_unstable();
        for it in sought {
            let first = self.looked_at.partition_point(|at| at.0 < it.holder);
            let found = self.looked_at.get(first + it.number as usize);
            it.place = found.filter(|at| at.0 == it.holder).map(|at| at.2);
        }
    }

    /// Marks a client as in trouble; returns her place in the order of arrival.
    pub fn trouble(&mut self, number: u32) -> u32 {
        let client = &mut self.places[number as usize].client;
        if !client.troubled {
            client.troubled = true;
            self.troubled.push(number);
        }
        client.order
    }

    /// Fills in who holds each client in trouble, by order of arrival; others keep what stands there. `sought` is in that
    /// order; who is not in it is in trouble no longer.
    pub fn locate(&mut self, sought: &mut [(u32, u32)]) {
        let places = &mut self.places;
        self.troubled.retain(|number| {
            let Place { client, holder } = &mut places[*number as usize];
            if *holder == GONE || !client.troubled {
                return false;
            }
            let at = sought.binary_search_by_key(&client.order, |it| it.0);
            match at {
                Ok(at) => sought[at].1 = *holder,
                Err(_) => client.troubled = false,
            }
            at.is_ok()
        });
    }

    /// Takes a client out of her place; returns her and her holder.
    pub fn take(&mut self, number: u32) -> (Client, usize) {
        let Place { mut client, holder } = self.places[number as usize];
        self.readings(holder as usize).unset(&mut client);
        self.vacate(number as usize, client.level);
        (client, holder as usize)
    }

    /// The place of the client who came last of a holder's at the levels marked, and is in no trouble.
    pub fn last_come(&self, holder: usize, levels: &[bool]) -> Option<u32> {
        let places = self.places.iter().enumerate();
        let of_holder = places.filter(|(_, place)| {
            let client = &place.client;
            place.holder == holder as u32 && !client.troubled && levels[client.level as usize]
        });
        let last = of_holder.max_by_key(|(_, place)| place.client.order);
        last.map(|(number, _)| number as u32)
    }

    /// Puts a client back with the holder she had; returns her new place.
    pub fn put(&mut self, client: Client, holder: usize) -> u32 {
        self.seat(client, holder)
    }

    /// All clients in service, each with her holder.
    pub fn seated(&self) -> impl Iterator<Item = (&Client, usize)> {
        let taken = self.places.iter().filter(|place| place.holder != GONE);
        taken.map(|place| (&place.client, place.holder as usize))
    }

    /// Takes all clients of the holders marked in `left`, desks and then nobody, out of their places: each with the last holder.
    pub fn release(&mut self, left: &[bool], released: &mut Vec<(Client, usize)>) {
        for number in 0..self.places.len() {
            let desk = self.places[number].holder as usize;
            if left.get(desk).is_some_and(|left| *left) {
                let mut client = self.places[number].client;
                self.readings(desk).unset(&mut client);
                self.vacate(number, client.level);
                released.push((client, desk));
            }
        }
    }

    /// Clients in service, held or not.
    pub fn iter(&self) -> impl Iterator<Item = &Client> {
        let there = self.places.iter().filter(|place| place.holder != GONE);
        there.map(|place| &place.client)
    }

    /// Takes the clients that are asked for out of the service, each with what is left of her countdowns.
    pub fn take_out(&mut self, goes: impl Fn(&Client) -> bool, mut take: impl FnMut(Client)) {
        for number in 0..self.places.len() {
            let Place { mut client, holder } = self.places[number];
            if holder != GONE && goes(&client) {
                self.readings(holder as usize).unset(&mut client);
                self.vacate(number, client.level);
                take(client);
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

    /// Lives one step and counts the exits. `pace` gives each holder's pace, or is empty where no contact missed changes it.
    ///
    /// # Errors
    /// When stays are so short that a client moves more than 10,000 times in one step.
    pub fn live(
        &mut self,
        service: &Service,
        draws: &Draws,
        pace: &[Pace],
        exits: &mut Exits,
    ) -> Result<(), Fault> {
        let step = service.calendar.step;
        self.wind_clocks(step, pace);
        let calendar_after = self.calendar + step;
        let page = self.diary.turn();
        for number in page.iter().copied() {
            let Place { client, holder } = &mut self.places[number as usize];
            if *holder == GONE {
                self.free.push(number);
                continue;
            }
            let desk = *holder as usize;
            let after = Readings {
                calendar: calendar_after,
                own: self.clocks_after[desk],
            };
            if after.are_before_the_end(client) {
                let mut left = *client;
                after.unset(&mut left);
                self.diary.enter(number, &left);
                continue;
            }
            let before = Readings {
                calendar: self.calendar,
                own: self.clocks[desk],
            };
            let level = client.level;
            before.unset(client);
            let pace = pace.get(desk).copied().unwrap_or(Pace::USUAL);
            match client.live(service, draws, step, pace) {
                Lived::Stays => {
                    self.diary.enter(number, client);
                    after.set(client);
                    if client.level != level {
                        self.held[desk].move_one(level, client.level);
                        self.all.move_one(level, client.level);
                    }
                }
                Lived::Exits(out) => {
                    exits.leave(service, draws, client, out);
                    *holder = GONE;
                    self.held[desk].add(level, -1.0);
                    self.all.add(level, -1.0);
                    self.free.push(number);
                }
                Lived::Restless => return Err(Lived::fault()),
            }
        }
        self.diary.keep(page);
        self.calendar = calendar_after;
        std::mem::swap(&mut self.clocks, &mut self.clocks_after);
        Ok(())
    }

    /// Sets out what each holder's clocks say at the end of a step. Where no pace is ever changed nobody looks at them.
    fn wind_clocks(&mut self, step: f64, pace: &[Pace]) {
        self.clocks_after.clone_from(&self.clocks);
        for (clocks, pace) in self.clocks_after.iter_mut().zip(pace) {
            *clocks = clocks.after(step, *pace);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLOW: Pace = Pace {
        stay: 0.5,
        worse: 0.1,
        lost: 0.0,
    };

    fn client(left: f64, worse: f64) -> Client {
        Client {
            by_calendar: false,
            left,
            worse,
            ..Client::new(0, 0, 1, 0)
        }
    }

    #[test]
    fn a_client_is_looked_at_in_the_first_step_in_which_her_time_may_come() {
        let page_of = |left: Client| {
            let mut diary = Diary::default();
            diary.reset(1, SLOW);
            diary.enter(7, &left);
            (0..PAGES).find(|_| !diary.turn().is_empty())
        };
        assert_eq!(page_of(client(0.0, f64::INFINITY)), Some(0));
        assert_eq!(page_of(client(2.5, f64::INFINITY)), Some(2));
        assert_eq!(
            page_of(client(3.0, f64::INFINITY)),
            Some(2),
            "a stay that ends with a step ends in it"
        );
        assert_eq!(
            page_of(client(9.0, 0.1 * 4.5)),
            Some(4),
            "she may get worse before"
        );
        assert_eq!(page_of(client(9.0, 0.1 * 40.0)), Some(8));
        assert_eq!(
            page_of(client(1e9, f64::INFINITY)),
            Some(PAGES - 1),
            "to be entered again"
        );
    }

    #[test]
    fn what_is_left_of_her_countdowns_goes_with_a_client_to_another_holder() {
        let mut caseloads = Caseloads::default();
        caseloads.reset(2, 1, SLOW);
        caseloads.clocks[0] = Clocks::default().after(10.0, SLOW);
        caseloads.clocks[1] = Clocks::default().after(10.0, Pace::USUAL);
        let mut released = Vec::new();
        let mut given = client(4.0, 1.0);
        for holder in [0, 1] {
            assert_eq!(caseloads.give(given, holder), holder == 1);
            assert_eq!(caseloads.held[holder].all, 1.0);
            caseloads.clocks[holder] = caseloads.clocks[holder].after(2.0, SLOW);
            caseloads.release(&[true, true], &mut released);
            assert_eq!(*caseloads.by_level(), Heads::NONE);
            given = released[holder].0;
        }
        assert_eq!(released.len(), 2);
        assert!((given.left - 2.0).abs() < 1e-12, "{}", given.left);
        assert!((given.worse - 0.6).abs() < 1e-12, "{}", given.worse);
    }

    #[test]
    fn a_worker_who_changes_desks_keeps_her_clients_and_their_clocks() {
        let mut caseloads = Caseloads::default();
        caseloads.reset(2, 1, SLOW);
        caseloads.clocks[0] = Clocks::default().after(10.0, SLOW);
        caseloads.give(client(4.0, 1.0), 0);
        caseloads.rehouse(0, 1);
        assert_eq!(caseloads.held[1].by_level[1], 1.0);
        let mut released = Vec::new();
        caseloads.release(&[true, false], &mut released);
        assert!(released.is_empty());
        caseloads.release(&[false, true], &mut released);
        assert!((released[0].0.left - 4.0).abs() < 1e-12);
    }
}
