//! The story of one future: which of all that happened is worth telling, by a stated rule.
//!
//! Decides facts and their choice; the words are `report`'s. The rule ([`RULE`] says it in words): some facts are always told,
//! and the room that is left goes to the rest by the hours they cost.

pub mod balance;
mod people;
mod spell;

use super::replay::{Played, Replay};
use crate::model::metric::Raw;
use crate::model::regime::State;
use crate::scenario::BreachKind;
use balance::Balance;
pub use people::Desk;
pub use spell::{Feedback, Spell, Tipped};

/// Facts told at most.
pub const MOST_FACTS: usize = 15;

/// The rule of choice, for whoever reads the story.
pub const RULE: &str = "Always told: the start, changes of the funded posts, the first week over the safe load, the first unsafe year, the spiral that lasted longest (or, without one, the longest time overstretched) with what tipped it and what feedback added, the longest waiting list, how it ended, and the same future without feedback. The room that is left, up to 15 facts, goes to empty posts, bursts of leaving, long sick leave, support roles without anybody and records behind, by the hours they cost.";

/// Something worth telling.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Week of the tables it is told at.
    pub week: usize,
    pub what: Told,
}

/// What can be told.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// As the first week leaves it.
    Start {
        filled: u64,
        funded: u64,
        clients: f64,
        waiting: f64,
        /// EFT; NaN without limits.
        need: f64,
        effective: f64,
    },
    /// The hiring plan changes the number of posts of a role.
    Posts { role: usize, from: u64, to: u64 },
    /// The first week in which anybody is over the safe load.
    FirstBreach {
        kinds: Vec<BreachKind>,
        /// Whoever is over it, where the team is not pooled and somebody is there.
        who: Option<(Desk, u32)>,
        workers: u64,
    },
    /// The first year with more than the tolerated share of worker-weeks over the safe load.
    UnsafeYear {
        /// 1 for the first.
        year: usize,
        share: f64,
        tolerance: f64,
        /// Whether the twin's same year is unsafe.
        twin: Option<bool>,
    },
    /// The service becomes overstretched.
    Overstretched(Spell),
    /// What lay behind it.
    Tipped(Tipped),
    /// What feedback had added by the worst of it.
    Feedback(Feedback),
    /// It ends.
    Recovered {
        weeks: usize,
        /// From the worst quarter to this one.
        eased: Balance,
    },
    /// A post stood empty; `until_end` where it still does.
    Empty {
        desk: Desk,
        weeks: u32,
        /// Who left it empty, and after how many weeks in post (NaN where that is not known).
        left: Option<(u32, f64)>,
        until_end: bool,
    },
    /// Most leavers in half a year.
    Burst {
        leavers: u64,
        weeks: usize,
        posts: u64,
    },
    /// Nobody was in post.
    Deserted { weeks: usize },
    /// A long sick leave.
    Away {
        desk: Desk,
        occupant: u32,
        weeks: u32,
    },
    /// Nobody of a support role was there; `until_end` where nobody is still.
    Unsupported {
        /// Position of the role among the scenario's support roles.
        role: usize,
        weeks: usize,
        /// What its posts would have supplied [h].
        hours: f64,
        until_end: bool,
    },
    /// Most clients waiting.
    Waiting { clients: f64, gave_up: f64 },
    /// Records furthest behind [h].
    Backlog { hours: f64, per_worker: f64 },
    /// The last week.
    End {
        state: Option<State>,
        filled: u64,
        funded: u64,
        leavers: f64,
        unsafe_years: f64,
        years: usize,
        weeks_vicious: f64,
        weeks_overstretched: f64,
    },
    /// The same future with all loops cut.
    Twin {
        weeks_overstretched: f64,
        unsafe_years: f64,
        leavers: f64,
        /// Pressure over the last quarter, of the twin and of the future.
        pressure: (f64, f64),
        clients: (f64, f64),
    },
}

impl Told {
    /// Whether the rule always tells it.
    fn is_always_told(&self) -> bool {
        match self {
            Told::Start { .. }
            | Told::Posts { .. }
            | Told::FirstBreach { .. }
            | Told::UnsafeYear { .. }
            | Told::Overstretched(_)
            | Told::Tipped(_)
            | Told::Feedback(_)
            | Told::Recovered { .. }
            | Told::Waiting { .. }
            | Told::End { .. }
            | Told::Twin { .. } => true,
            Told::Empty { .. }
            | Told::Burst { .. }
            | Told::Deserted { .. }
            | Told::Away { .. }
            | Told::Unsupported { .. }
            | Told::Backlog { .. } => false,
        }
    }
}

/// The facts of a future, in the order of their weeks, at most [`MOST_FACTS`].
pub fn story(replay: &Replay) -> Vec<Fact> {
    let mut always = vec![start(replay)];
    always.extend(plan_changes(replay));
    always.extend(first_breach(replay));
    always.extend(first_unsafe_year(replay));
    always.extend(spell::facts(replay));
    always.extend(people::waiting(replay));
    always.extend(ending(replay));
    // Changes of posts may be many; the rest of what is always told is few.
    while always.len() > MOST_FACTS {
        let Some(at) = always
            .iter()
            .rposition(|it| matches!(it.what, Told::Posts { .. }))
        else {
            break;
        };
        always.remove(at);
    }
    let mut rest = people::facts(replay);
    rest.sort_by(|one, other| {
        other
            .0
            .total_cmp(&one.0)
            .then(one.1.week.cmp(&other.1.week))
    });
    let room = MOST_FACTS.saturating_sub(always.len());
    always.extend(rest.into_iter().take(room).map(|it| it.1));
    debug_assert!(always.iter().filter(|it| it.what.is_always_told()).count() <= MOST_FACTS);
    // The sort is stable: in one week the start comes first and the end last, as they were put together.
    always.sort_by_key(|fact| (fact.week, order(&fact.what)));
    always
}

/// Place within a week.
fn order(told: &Told) -> u8 {
    match told {
        Told::Start { .. } => 0,
        Told::Posts { .. } => 1,
        Told::Empty { .. }
        | Told::Burst { .. }
        | Told::Deserted { .. }
        | Told::Away { .. }
        | Told::Unsupported { .. } => 2,
        Told::FirstBreach { .. } => 3,
        Told::Waiting { .. } | Told::Backlog { .. } => 4,
        Told::UnsafeYear { .. } => 5,
        Told::Overstretched(_) => 6,
        Told::Tipped(_) => 7,
        Told::Feedback(_) => 8,
        Told::Recovered { .. } => 9,
        Told::End { .. } => 10,
        Told::Twin { .. } => 11,
    }
}

fn start(replay: &Replay) -> Fact {
    let record = &replay.future.record;
    let (filled, funded) = posts_at(&replay.future, 0);
    Fact {
        week: 0,
        what: Told::Start {
            filled,
            funded,
            clients: record.raw(0, Raw::ClientsAll),
            waiting: record.raw(0, Raw::Waiting),
            need: record.raw(0, Raw::Need),
            effective: record.raw(0, Raw::EffectiveEft),
        },
    }
}

/// Posts filled and posts funded at the end of a week.
fn posts_at(played: &Played, week: usize) -> (u64, u64) {
    let cells = played.journal.weeks[week].cells.iter();
    let posts = cells
        .zip(&played.journal.places)
        .filter(|(cell, place)| place.is_post && cell.is_open);
    let (mut filled, mut funded) = (0, 0);
    for (cell, _) in posts {
        funded += 1;
        filled += u64::from(cell.worker.is_some());
    }
    (filled, funded)
}

fn plan_changes(replay: &Replay) -> Vec<Fact> {
    let weeks = replay.future.record.weeks() as f64;
    let mut found = Vec::new();
    for (role, posts) in replay.scenario.posts.iter().enumerate() {
        for pair in posts.count.steps().windows(2) {
            let (from, to) = (pair[0].1, pair[1].1);
            if from != to && (0.0..weeks).contains(&pair[1].0) && pair[1].0 > 0.0 {
                found.push(Fact {
                    week: pair[1].0 as usize,
                    what: Told::Posts { role, from, to },
                });
            }
        }
    }
    found
}

fn first_breach(replay: &Replay) -> Option<Fact> {
    let record = &replay.future.record;
    let safe_load = replay.scenario.safe_load.as_ref()?;
    let week = (0..record.weeks()).find(|week| record.raw(*week, Raw::BreachWorkers) > 0.0)?;
    let over = |kind: &BreachKind| {
        let workers = match kind {
            BreachKind::OneToOne => Raw::OneToOneWorkers,
            BreachKind::Total => Raw::TotalWorkers,
            BreachKind::Contact => Raw::ContactWorkers,
            BreachKind::Hours => Raw::HoursWorkers,
        };
        record.raw(week, workers) > 0.0
    };
    let kinds = safe_load.breach_when.iter().copied().filter(over);
    let journal = &replay.future.journal;
    let cells = journal.weeks[week].cells.iter().enumerate();
    let who = cells
        .filter_map(|(desk, cell)| Some((desk, cell.worker?)))
        .filter(|(_, worker)| worker.is_over)
        .map(|(desk, worker)| (Desk::of(journal, desk), worker.occupant));
    Some(Fact {
        week,
        what: Told::FirstBreach {
            kinds: kinds.collect(),
            who: match replay.scenario.allocation.ownership {
                crate::scenario::Ownership::Individual => who.clone().next(),
                crate::scenario::Ownership::Pooled => None,
            },
            workers: record.raw(week, Raw::BreachWorkers) as u64,
        },
    })
}

fn first_unsafe_year(replay: &Replay) -> Option<Fact> {
    let at = replay
        .future
        .unsafe_years
        .iter()
        .position(|year| *year == 1.0)?;
    let weeks = super::future::weeks_of(at);
    let record = &replay.future.record;
    let sum = |raw: Raw| record.total(weeks.clone(), raw as usize);
    let twin = replay.twin.as_ref();
    Some(Fact {
        week: weeks.end - 1,
        what: Told::UnsafeYear {
            year: at + 1,
            share: sum(Raw::BreachWorkers) / sum(Raw::BreachJudged),
            tolerance: replay
                .scenario
                .safe_load
                .as_ref()
                .map_or(f64::NAN, |it| it.tolerance),
            twin: twin.and_then(|twin| Some(*twin.unsafe_years.get(at)? == 1.0)),
        },
    })
}

/// Years that are unsafe; NaN where none is judged.
fn unsafe_count(years: &[f64]) -> f64 {
    let judged = years.iter().copied().filter(|year| !year.is_nan());
    judged.reduce(|sum, year| sum + year).unwrap_or(f64::NAN)
}

fn ending(replay: &Replay) -> Vec<Fact> {
    let record = &replay.future.record;
    let Some(last) = record.weeks().checked_sub(1) else {
        return Vec::new();
    };
    let (filled, funded) = posts_at(&replay.future, last);
    let mut facts = vec![Fact {
        week: last,
        what: Told::End {
            state: replay.states.last().and_then(|it| it.state()),
            filled,
            funded,
            leavers: replay.outcome("leavers_count"),
            unsafe_years: unsafe_count(&replay.future.unsafe_years),
            years: replay.future.unsafe_years.len(),
            weeks_vicious: replay.outcome("weeks_vicious"),
            weeks_overstretched: replay.outcome("weeks_overstretched"),
        },
    }];
    if let Some(twin) = &replay.twin {
        let pair = |of: &dyn Fn(&Played) -> f64| (of(twin), of(&replay.future));
        facts.push(Fact {
            week: last,
            what: Told::Twin {
                weeks_overstretched: replay.outcome("twin_weeks_overstretched"),
                unsafe_years: unsafe_count(&twin.unsafe_years),
                leavers: replay.outcome("twin_leavers_count"),
                pressure: pair(&|played| played.record.window_pressure[last]),
                clients: pair(&|played| played.record.raw(last, Raw::ClientsAll)),
            },
        });
    }
    facts
}
