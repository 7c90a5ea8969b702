//! Watching one replication: a read-only look at the stage after each step, for those who tell what happened in it.
//!
//! Decides what can be seen, and nothing that is played: a watched replication has the digits of an unwatched one.

use super::clients::Heads;
use super::desk::Desk;
use super::hiring::Vacancy;
use super::record::Record;
use super::safe_load::Line;
use super::stage::{Play, Stage, workers};
use super::week::{HIRING, ONBOARDING, Parts};
use super::worker::Worker;
use crate::scenario::{Ages, Close, Part};

/// Is shown the stage while a replication is played.
pub trait Watch {
    /// The site that is looked at, where there are several.
    fn site(&self) -> usize {
        0
    }
    /// The stage is set; nothing has been played.
    fn start(&mut self, sight: &Sight);
    /// A step has been played, up to and including its consequences.
    fn step(&mut self, sight: &Sight);
    /// A week has been closed; its row stands in the record unless it belongs to the warm-up.
    fn week(&mut self, sight: &Sight, record: &Record);
}

/// Looks away.
#[derive(Debug, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    #[inline]
    fn start(&mut self, _sight: &Sight) {}
    #[inline]
    fn step(&mut self, _sight: &Sight) {}
    #[inline]
    fn week(&mut self, _sight: &Sight, _record: &Record) {}
}

/// What can be seen of a stage.
pub struct Sight<'a> {
    stage: &'a Stage,
    play: &'a Play<'a>,
    /// Week that is being played; negative in the warm-up.
    pub week: i64,
    /// End of the step [weeks].
    pub end: f64,
}

/// How far the search for a desk's next worker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// Nobody is being sought.
    None,
    /// Approval is asked for, or the post is advertised.
    UnderWay,
    /// Hiring is frozen.
    Frozen,
    /// Somebody is found and has not started.
    Found,
}

/// One desk: a funded post, or a place for an extra hire.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DeskSight {
    /// Position of the role.
    pub role: usize,
    /// Position of the post within its role, or of the place among the role's places for extra hires.
    pub post: usize,
    pub is_post: bool,
    pub eft: f64,
    /// Whether it is funded, or, without a post, in use.
    pub is_open: bool,
    /// Whether it closes when its worker leaves.
    pub is_closing: bool,
    /// Workers who have sat here so far.
    pub occupants: u32,
    pub search: Search,
    /// Clients held by whoever sits here; 0 in a pooled team.
    pub clients: f64,
    /// Share of the caseload limits in use, the team's in a pooled one; NaN without limits or worker.
    pub load: f64,
    /// Hours asked over hours there in the step, the team's in a pooled one; NaN without worker or hours.
    pub pressure: f64,
    pub worker: Option<WorkerSight>,
}

/// A person in post.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WorkerSight {
    /// The same number for the same person, also when she moves to another desk of her role.
    pub person: u64,
    /// Time of the first day [weeks]; NaN for one of today's staff whose weeks in post are not given.
    pub started: f64,
    pub is_leaving: bool,
    pub is_experienced: bool,
    /// Induction progress at the end of the step, start share to 1.
    pub progress: f64,
    /// Share of the step lost to sickness, 0 to 1.
    pub sick: f64,
    /// Strain, 0 to 1 (0 where it is not modelled).
    pub strain: f64,
    /// Administration left undone [h].
    pub backlog_hours: f64,
    /// Weeks in breach running, as of the last week closed; 0 in a pooled team.
    pub weeks_in_breach: u32,
}

/// The hours of a step for the whole service: what is funded, what is lost on the way to the week, and what is asked [h/week].
///
/// `funded - vacant - inducting - sick = available`; planned leave is taken off all of them alike (A6).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Hours {
    pub funded: f64,
    /// Of posts without a worker, less extra hires, who bring hours without a post.
    pub vacant: f64,
    /// Not yet there of those who are being inducted.
    pub inducting: f64,
    pub sick: f64,
    pub available: f64,
    /// Wanted by part; hiring and onboarding as the site asks, also where nobody is there to do it.
    pub asked: Parts,
    /// Delivered by part.
    pub given: Parts,
}

impl<'a> Sight<'a> {
    pub(super) fn new(stage: &'a Stage, play: &'a Play<'a>, week: i64, end: f64) -> Self {
        Sight {
            stage,
            play,
            week,
            end,
        }
    }

    /// Length of a step [weeks].
    pub fn step(&self) -> f64 {
        self.play.service.calendar.step
    }

    /// Whether the team holds its clients together.
    pub fn is_pooled(&self) -> bool {
        self.play.pooled()
    }

    /// Whether posts of a role close under their workers.
    pub fn closes_at_once(&self, role: usize) -> bool {
        self.play.service.roles[role].close == Close::Now
    }

    /// All desks, in post order: roles as in the file, posts, then places for extra hires.
    pub fn desks(&self) -> impl Iterator<Item = DeskSight> {
        let line = self.line();
        let team = self.team_load(line.as_ref());
        let (mut before, mut post, mut entry) = (None, 0, 0);
        let desks = self.stage.staff.desks.iter().enumerate();
        desks.map(move |(index, desk)| {
            let kind = Some((desk.role, desk.is_post));
            post = if before == kind { post + 1 } else { 0 };
            before = kind;
            let seat = Seat { index, post, entry };
            entry += usize::from(desk.worker.is_some());
            self.desk(&seat, desk, line.as_ref(), team)
        })
    }

    /// Limits of workers at the end of the step, with the scale discount of its start.
    fn line(&self) -> Option<Line> {
        let line = self.play.line(self.end, self.stage.clients.by_level())?;
        Some(Line {
            scale: self.stage.scale,
            ..line
        })
    }

    /// Share of its limits that a pooled team has in use.
    fn team_load(&self, line: Option<&Line>) -> Option<f64> {
        let desks = &self.stage.staff.desks;
        self.play.pooled().then(|| {
            let eft = workers(desks)
                .map(|(desk, worker)| desks[desk].eft * worker.progress)
                .sum();
            load(line, &self.stage.clients.held[0], eft)
        })
    }

    fn desk(&self, seat: &Seat, desk: &Desk, line: Option<&Line>, team: Option<f64>) -> DeskSight {
        let held = match team {
            Some(_) => None,
            None => Some(&self.stage.clients.held[seat.index]),
        };
        // Who holds the post for an agency is not told of: the post is vacant.
        let worker = desk.worker.as_ref().filter(|it| !it.is_from_agency());
        let own = worker.zip(held).map_or(f64::NAN, |(worker, held)| {
            load(line, held, desk.eft * worker.progress)
        });
        DeskSight {
            role: desk.role,
            post: seat.post,
            is_post: desk.is_post,
            eft: desk.eft,
            is_open: desk.open,
            is_closing: desk.closing,
            occupants: desk.occupants,
            search: desk.vacancy.as_ref().map_or(Search::None, search),
            clients: held.map_or(0.0, |held| held.all),
            load: team.filter(|_| worker.is_some()).unwrap_or(own),
            pressure: worker.map_or(f64::NAN, |_| self.pressure(seat)),
            worker: worker.map(|worker| WorkerSight {
                person: worker.entity.ordinal,
                started: self.first_day(worker),
                is_leaving: worker.is_leaving(),
                is_experienced: worker.is_experienced(),
                progress: worker.progress,
                sick: worker.sick,
                strain: worker.strain,
                backlog_hours: worker.backlog,
                weeks_in_breach: worker.weeks_in_breach,
            }),
        }
    }

    /// Today's staff stand on the stage as if they began with it, unless the roster says since when.
    fn first_day(&self, worker: &Worker) -> f64 {
        let service = self.play.service;
        let is_todays = worker.started <= -(service.calendar.warm_up_weeks as f64);
        let is_known = worker.started < -(service.calendar.warm_up_weeks as f64)
            || service.initial.ages == Ages::Fresh;
        if is_todays && !is_known {
            f64::NAN
        } else {
            worker.started
        }
    }

    /// Hours demanded over available of the worker at a desk.
    fn pressure(&self, seat: &Seat) -> f64 {
        let entry = if self.play.pooled() { 0 } else { seat.entry };
        let hands = self.stage.team.get(entry);
        hands.map_or(f64::NAN, |hands| {
            if hands.available > 0.0 {
                hands.demanded / hands.available
            } else {
                f64::NAN
            }
        })
    }

    /// The hours of the step; to be asked before the week is closed.
    pub fn hours(&self) -> Hours {
        let service = self.play.service;
        let full = service.week.full_time_hours * (1.0 - service.leave_share);
        let mut hours = Hours::default();
        let (mut in_post, mut inducted) = (0.0, 0.0);
        for desk in &self.stage.staff.desks {
            if desk.is_post && desk.open {
                hours.funded += full * desk.eft;
            }
            if let Some(worker) = &desk.worker {
                in_post += full * desk.eft;
                inducted += full * desk.eft * worker.progress_in_step;
            }
        }
        for hands in &self.stage.team {
            hours.available += hands.available;
            (0..Part::COUNT).for_each(|part| {
                hours.asked[part] += hands.asked[part];
                hours.given[part] += hands.given[part];
            });
        }
        for part in [HIRING, ONBOARDING] {
            hours.asked[part] =
                self.stage.totals.site_asked[part] - self.stage.totals.supported[part];
        }
        hours.vacant = hours.funded - in_post;
        hours.inducting = in_post - inducted;
        hours.sick = inducted - hours.available;
        hours
    }
}

/// Where a desk stands.
struct Seat {
    /// Among all desks.
    index: usize,
    /// Among those of its role that are posts, or among those that are not.
    post: usize,
    /// Among the desks with a worker.
    entry: usize,
}

/// Share of the limits in use; infinite for clients without anybody, NaN without limits.
fn load(line: Option<&Line>, held: &Heads, eft: f64) -> f64 {
    match line {
        Some(line) if eft > 0.0 => line.load(held, eft),
        Some(_) if held.all > 0.0 => f64::INFINITY,
        Some(_) => 0.0,
        None => f64::NAN,
    }
}

fn search(vacancy: &Vacancy) -> Search {
    if vacancy.is_being_filled() {
        Search::UnderWay
    } else if vacancy.next_change_in(0.0, 1.0, false).is_finite() {
        // Only the end of a freeze comes of itself while the desk is taken.
        Search::Frozen
    } else {
        Search::Found
    }
}
