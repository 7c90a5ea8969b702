//! A journal of one replication: who came, left and was away at which desk, and where the hours of every week went.
//!
//! Finds events by comparing a desk with itself one step before; decides nothing that is played. Weeks are those of the
//! tables: week 25 ends at time 26. What happens in the warm-up is remembered where it matters later, and is no event.

use super::record::Record;
use super::watch::{DeskSight, Hours, Search, Sight, Watch, WorkerSight};
use crate::scenario::Part;

/// Share of a week lost to sickness from which a worker is away all week.
const ALL_WEEK: f64 = 0.999;

/// Whole weeks away running that are an event.
const LONG_ABSENCE_WEEKS: u32 = 2;

/// What one replication was, desk by desk.
#[derive(Debug, Clone, Default)]
pub struct Journal {
    /// All desks that the scenario ever has, in post order.
    pub places: Vec<Place>,
    /// In order of weeks; within a week in post order.
    pub events: Vec<Event>,
    /// One entry per observed week.
    pub weeks: Vec<Week>,
    /// Position of the site that is watched, where there are several.
    pub site: usize,
    standing: Vec<Standing>,
    /// Sums over the steps of the week in hand.
    hours: Hours,
    span: f64,
}

impl Journal {
    /// Nothing written yet of the site at a position; 0 where there are none.
    pub fn of_site(site: usize) -> Journal {
        Journal {
            site,
            ..Journal::default()
        }
    }
}

/// A desk's place in the service.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Position of the role in the scenario.
    pub role: usize,
    /// Position among the posts of the role, or among its places for extra hires; 0 for the first.
    pub post: usize,
    /// False: a place for an extra hire, without a post behind it.
    pub is_post: bool,
    pub eft: f64,
}

/// Something that happened at a desk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event {
    pub week: usize,
    /// Position in [`Journal::places`].
    pub desk: usize,
    /// Whom it happened to: 1 for the first who sat there; 0 where it is about the post.
    pub occupant: u32,
    pub what: What,
}

/// What can happen at a desk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum What {
    /// Notice is given.
    Notice,
    /// The last day has come, after so many weeks in post (NaN where it is not known since when), with so many clients to pass on (0 in a pooled team).
    Left {
        weeks_in_post: f64,
        clients: f64,
    },
    /// The post was closed under its worker.
    LetGo {
        weeks_in_post: f64,
        clients: f64,
    },
    /// First day. Weeks at whose end the desk stood empty before; `since_start` where it was empty from the first day on.
    Started {
        empty_weeks: u32,
        since_start: bool,
    },
    /// An extra hire took the post; `from` is the desk she came from.
    Took {
        from: usize,
        empty_weeks: u32,
    },
    /// The induction is over, after so many weeks in post.
    Inducted {
        weeks_in_post: f64,
    },
    /// Back after so many whole weeks of sick leave (or gone without coming back).
    Away {
        weeks: u32,
    },
    PostOpened,
    PostClosed,
}

/// One observed week.
#[derive(Debug, Clone, PartialEq)]
pub struct Week {
    /// Means over the steps of the week [h/week].
    pub hours: Hours,
    /// By desk, as it stood at the end of the week.
    pub cells: Vec<Cell>,
}

/// A desk at the end of a week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    pub is_open: bool,
    pub search: Search,
    /// Who sits there.
    pub worker: Option<Seated>,
}

/// Who sits at a desk at the end of a week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seated {
    /// 1 for the first who sat there.
    pub occupant: u32,
    pub is_inducting: bool,
    pub is_leaving: bool,
    /// Away the whole week.
    pub is_away: bool,
    /// Over the safe load this week, by the kinds that count; the team's in a pooled one.
    pub is_over: bool,
    /// Share of the caseload limits in use; NaN without limits.
    pub load: f64,
    /// Hours asked over hours there, at the end of the week; the team's in a pooled one. NaN without hours.
    pub pressure: f64,
    /// 0 to 1.
    pub strain: f64,
    /// Administration left undone [h].
    pub backlog_hours: f64,
}

/// What is remembered of a desk from step to step.
#[derive(Debug, Clone, Copy)]
struct Standing {
    desk: DeskSight,
    /// Week in which it was emptied; `None` from the first day on or while it is taken.
    emptied: Option<i64>,
    /// Weeks lost to sickness in the week in hand, by whoever sits there.
    sick: f64,
    /// Whole weeks away running.
    away_weeks: u32,
}

impl Journal {
    /// Events at one desk, in order.
    pub fn at(&self, desk: usize) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(move |event| event.desk == desk)
    }

    fn note(&mut self, week: i64, desk: usize, occupant: u32, what: What) {
        if let Ok(week) = usize::try_from(week) {
            self.events.push(Event {
                week,
                desk,
                occupant,
                what,
            });
        }
    }

    /// Compares a desk with itself a step before.
    fn compare(&mut self, sight: &Sight, index: usize, now: DeskSight, people: &[Option<u64>]) {
        let before = self.standing[index];
        let week = sight.week;
        if now.is_post && now.is_open && !before.desk.is_open {
            self.note(week, index, 0, What::PostOpened);
        }
        let same = match (before.desk.worker, now.worker) {
            (Some(was), Some(is)) => was.person == is.person,
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        if same {
            self.go_on(week, index, &before.desk, &now);
        } else {
            self.change_hands(sight, index, now, people);
        }
        if now.is_post && before.desk.is_open && !now.is_open {
            self.note(week, index, 0, What::PostClosed);
        }
        let standing = &mut self.standing[index];
        if let Some(worker) = now.worker {
            standing.sick += worker.sick * sight.step();
            standing.emptied = None;
        }
        standing.desk = now;
    }

    /// The same worker as before, or nobody again.
    fn go_on(&mut self, week: i64, index: usize, was: &DeskSight, now: &DeskSight) {
        let (Some(before), Some(worker)) = (was.worker, now.worker) else {
            return;
        };
        if worker.is_leaving && !before.is_leaving {
            self.note(week, index, now.occupants, What::Notice);
        }
        if worker.is_experienced && !before.is_experienced {
            let weeks_in_post = (week + 1) as f64 - worker.started;
            let what = What::Inducted { weeks_in_post };
            self.note(week, index, now.occupants, what);
        }
    }

    /// Somebody left, or came, or both, and perhaps some in between whom no step's end saw.
    fn change_hands(
        &mut self,
        sight: &Sight,
        index: usize,
        now: DeskSight,
        people: &[Option<u64>],
    ) {
        let week = sight.week;
        let before = self.standing[index];
        let is_elsewhere = |worker: &WorkerSight| people.contains(&Some(worker.person));
        let mut emptied = before.emptied;
        if let Some(worker) = before.desk.worker.filter(|worker| !is_elsewhere(worker)) {
            self.part(sight, index, &worker, &now);
            emptied = Some(week);
        } else if before.desk.worker.is_some() {
            emptied = Some(week);
        }
        let newest = now.occupants;
        let seated = u32::from(now.worker.is_some());
        let (first, last) = (before.desk.occupants + 1, newest.saturating_sub(seated));
        for occupant in first..=last {
            self.note(
                week,
                index,
                occupant,
                What::Started {
                    empty_weeks: 0,
                    since_start: false,
                },
            );
            self.note(
                week,
                index,
                occupant,
                What::Left {
                    weeks_in_post: 0.0,
                    clients: 0.0,
                },
            );
            emptied = Some(week);
        }
        let standing = &mut self.standing[index];
        standing.emptied = emptied;
        standing.sick = 0.0;
        standing.away_weeks = 0;
        if let Some(worker) = now.worker {
            let since = emptied.unwrap_or(0).max(0);
            let empty_weeks = u32::try_from(week - since).unwrap_or(0);
            let came_from = self.standing.iter().position(|it| {
                it.desk.role == now.role
                    && it
                        .desk
                        .worker
                        .is_some_and(|was| was.person == worker.person)
            });
            let what = match came_from.filter(|from| *from != index) {
                Some(from) => What::Took { from, empty_weeks },
                None => What::Started {
                    empty_weeks,
                    since_start: emptied.is_none() && before.desk.is_open && now.is_post,
                },
            };
            self.note(week, index, newest, what);
        }
    }

    /// A worker is gone from the service.
    fn part(&mut self, sight: &Sight, index: usize, worker: &WorkerSight, now: &DeskSight) {
        let before = self.standing[index];
        let week = sight.week;
        let occupant = before.desk.occupants;
        if before.away_weeks >= LONG_ABSENCE_WEEKS {
            let weeks = before.away_weeks;
            self.note(week, index, occupant, What::Away { weeks });
        }
        // The last day fell somewhere in the step: in its middle, as far as can be told.
        let last_day = sight.end - 0.5 * sight.step();
        let weeks_in_post = if worker.started > last_day {
            0.0
        } else {
            last_day - worker.started
        };
        let clients = before.desk.clients;
        // Who leaves by the plan's hand goes without notice, and her post was not one that waited for somebody to leave.
        let let_go = !now.is_open
            && now.worker.is_none()
            && !worker.is_leaving
            && sight.closes_at_once(now.role);
        let what = if let_go {
            What::LetGo {
                weeks_in_post,
                clients,
            }
        } else {
            What::Left {
                weeks_in_post,
                clients,
            }
        };
        self.note(week, index, occupant, what);
    }

    fn close_absences(&mut self, week: i64) {
        for index in 0..self.standing.len() {
            let standing = &mut self.standing[index];
            let away = standing.sick >= ALL_WEEK;
            standing.sick = 0.0;
            let (weeks, occupant) = (standing.away_weeks, standing.desk.occupants);
            standing.away_weeks = if away { weeks + 1 } else { 0 };
            if !away && weeks >= LONG_ABSENCE_WEEKS {
                self.note(week, index, occupant, What::Away { weeks });
            }
        }
    }

    /// A desk as the week leaves it; `team_over` tells it of a pooled team.
    fn cell(&self, index: usize, desk: &DeskSight, team_over: Option<bool>) -> Cell {
        let is_away = self.standing[index].away_weeks > 0;
        Cell {
            is_open: desk.is_open,
            search: desk.search,
            worker: desk.worker.map(|worker| Seated {
                occupant: desk.occupants,
                is_inducting: !worker.is_experienced,
                is_leaving: worker.is_leaving,
                is_away,
                is_over: team_over.unwrap_or(worker.weeks_in_breach > 0),
                load: desk.load,
                pressure: desk.pressure,
                strain: worker.strain,
                backlog_hours: worker.backlog_hours,
            }),
        }
    }
}

impl Watch for Journal {
    fn site(&self) -> usize {
        self.site
    }

    fn start(&mut self, sight: &Sight) {
        *self = Journal::of_site(self.site);
        for desk in sight.desks() {
            self.places.push(Place {
                role: desk.role,
                post: desk.post,
                is_post: desk.is_post,
                eft: desk.eft,
            });
            self.standing.push(Standing {
                desk,
                emptied: None,
                sick: 0.0,
                away_weeks: 0,
            });
        }
    }

    fn step(&mut self, sight: &Sight) {
        let desks: Vec<DeskSight> = sight.desks().collect();
        let person = |desk: &DeskSight| desk.worker.map(|worker| worker.person);
        for index in 0..desks.len() {
            // Persons of other roles may have the same number.
            let others = desks.iter().enumerate().map(|(other, desk)| {
                (other != index && desk.role == desks[index].role)
                    .then(|| person(desk))
                    .flatten()
            });
            let moved = person(&self.standing[index].desk) != person(&desks[index]);
            let people: Vec<Option<u64>> = if moved { others.collect() } else { Vec::new() };
            self.compare(sight, index, desks[index], &people);
        }
        self.hours.add(&sight.hours(), sight.step());
        self.span += sight.step();
    }

    fn week(&mut self, sight: &Sight, record: &Record) {
        let week = sight.week;
        self.close_absences(week);
        let hours = std::mem::take(&mut self.hours).over(std::mem::take(&mut self.span));
        let Ok(number) = usize::try_from(week) else {
            return;
        };
        let breached = record.raw(number, super::metric::Raw::BreachWorkers) > 0.0;
        let team_over = sight.is_pooled().then_some(breached);
        let desks: Vec<DeskSight> = sight.desks().collect();
        let cells = desks
            .iter()
            .enumerate()
            .map(|(index, desk)| self.cell(index, desk, team_over));
        let cells = cells.collect();
        self.weeks.push(Week { hours, cells });
    }
}

impl Hours {
    /// Adds the hours of a span, times its length.
    pub fn add(&mut self, other: &Hours, span: f64) {
        self.funded += other.funded * span;
        self.vacant += other.vacant * span;
        self.inducting += other.inducting * span;
        self.sick += other.sick * span;
        self.available += other.available * span;
        for part in 0..Part::COUNT {
            self.asked[part] += other.asked[part] * span;
            self.given[part] += other.given[part] * span;
        }
    }

    fn over(mut self, span: f64) -> Self {
        let whole = std::mem::take(&mut self);
        if span > 0.0 {
            self.add(&whole, 1.0 / span);
        }
        self
    }

    /// Hours wanted in all [h/week].
    pub fn demanded(&self) -> f64 {
        self.asked.iter().sum()
    }
}
