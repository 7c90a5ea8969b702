//! What happened to posts and people, with the hours each thing cost, by which the story chooses.

use super::{Fact, Told};
use crate::experiment::replay::Replay;
use crate::model::journal::{Journal, What};
use crate::model::metric::{Columns, Raw, SupportColumns};
use std::ops::Range;

/// Weeks in which leavers make a burst.
const BURST_WEEKS: usize = 26;

/// Leavers in that time below which there is nothing to tell.
const BURST_LEAVERS: usize = 2;

/// Weeks empty, or away, below which there is nothing to tell.
const SHORT_WEEKS: u32 = 4;

/// A post, or a place for an extra hire, by what names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Desk {
    /// Position of the role in the scenario.
    pub role: usize,
    /// 1 for the first post of the role.
    pub number: usize,
    /// Posts that the role ever has.
    pub of: usize,
    pub is_post: bool,
}

impl Desk {
    /// The desk at a position of the journal.
    pub fn of(journal: &Journal, desk: usize) -> Desk {
        let place = journal.places[desk];
        let same = |it: &&crate::model::journal::Place| {
            it.role == place.role && it.is_post == place.is_post
        };
        Desk {
            role: place.role,
            number: place.post + 1,
            of: journal.places.iter().filter(same).count(),
            is_post: place.is_post,
        }
    }
}

/// All that may be told of posts and people, each with the hours it cost.
pub fn facts(replay: &Replay) -> Vec<(f64, Fact)> {
    let mut facts = empty_posts(replay);
    facts.extend(burst(replay));
    facts.extend(deserted(replay));
    facts.extend(absences(replay));
    facts.extend(unsupported(replay));
    facts.extend(backlog(replay));
    facts
}

/// A time in which a post stood empty.
#[derive(Debug, Clone, Copy)]
struct Gap {
    desk: usize,
    from: usize,
    weeks: u32,
    until_end: bool,
}

/// Every run of weeks at whose end a funded post had nobody.
fn gaps(journal: &Journal) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for (desk, place) in journal.places.iter().enumerate() {
        if !place.is_post {
            continue;
        }
        let is_empty = |week: usize| {
            let cell = &journal.weeks[week].cells[desk];
            cell.is_open && cell.worker.is_none()
        };
        let found = runs(journal.weeks.len(), is_empty);
        gaps.extend(found.into_iter().map(|run| Gap {
            desk,
            from: run.start,
            weeks: run.len() as u32,
            until_end: run.end == journal.weeks.len(),
        }));
    }
    gaps
}

/// Unbroken runs of the weeks of which something is true.
fn runs(weeks: usize, is: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(first) = (from..weeks).find(|week| is(*week)) {
        from = (first..weeks).find(|week| !is(*week)).unwrap_or(weeks);
        found.push(first..from);
    }
    found
}

fn empty_posts(replay: &Replay) -> Vec<(f64, Fact)> {
    let journal = &replay.future.journal;
    let full_time = replay.scenario.week.full_time_hours;
    let told = gaps(journal)
        .into_iter()
        .filter(|gap| gap.weeks >= SHORT_WEEKS);
    told.map(|gap| {
        let here = journal.at(gap.desk).filter(|event| event.week == gap.from);
        let left = here.filter_map(|event| match event.what {
            What::Left { weeks_in_post, .. } => Some((event.occupant, weeks_in_post)),
            _ => None,
        });
        let cost = f64::from(gap.weeks) * journal.places[gap.desk].eft * full_time;
        let what = Told::Empty {
            desk: Desk::of(journal, gap.desk),
            weeks: gap.weeks,
            left: left.last(),
            until_end: gap.until_end,
        };
        (
            cost,
            Fact {
                week: gap.from,
                what,
            },
        )
    })
    .collect()
}

/// Workers who left in the `weeks` weeks that end with one.
pub fn leavers(journal: &Journal, last: usize, weeks: usize) -> usize {
    let from = (last + 1).saturating_sub(weeks);
    let left = |what: What| matches!(what, What::Left { .. } | What::LetGo { .. });
    journal
        .events
        .iter()
        .filter(|event| (from..=last).contains(&event.week) && left(event.what))
        .count()
}

/// Posts empty at the end of a week, the longest empty first: weeks each.
pub fn empty_at(journal: &Journal, week: usize) -> Vec<(Desk, u32)> {
    let mut found: Vec<(usize, u32)> = gaps(journal)
        .into_iter()
        .filter(|gap| (gap.from..gap.from + gap.weeks as usize).contains(&week))
        .map(|gap| (gap.desk, (week + 1 - gap.from) as u32))
        .collect();
    found.sort_by_key(|(desk, weeks)| (std::cmp::Reverse(*weeks), *desk));
    let named = found.into_iter();
    named
        .map(|(desk, weeks)| (Desk::of(journal, desk), weeks))
        .collect()
}

/// The half year with the most leavers, told at its first leaver; it cost a quarter's hours for each.
fn burst(replay: &Replay) -> Option<(f64, Fact)> {
    let journal = &replay.future.journal;
    let left = |what: What| matches!(what, What::Left { .. } | What::LetGo { .. });
    let weeks: Vec<usize> = journal
        .events
        .iter()
        .filter(|event| left(event.what))
        .map(|event| event.week)
        .collect();
    let run = |at: usize| {
        let last = weeks.partition_point(|week| *week < weeks[at] + BURST_WEEKS);
        (last - at, weeks[last - 1] - weeks[at] + 1)
    };
    let best = (0..weeks.len()).max_by_key(|at| {
        let (count, span) = run(*at);
        (count, std::cmp::Reverse(span), std::cmp::Reverse(*at))
    })?;
    let (count, span) = run(best);
    let posts = super::posts_at(&replay.future, weeks[best]).1;
    let cost = count as f64 * 13.0 * replay.scenario.week.full_time_hours;
    let what = Told::Burst {
        leavers: count as u64,
        weeks: span,
        posts,
    };
    (count > BURST_LEAVERS || (count == BURST_LEAVERS && posts <= 4)).then_some((
        cost,
        Fact {
            week: weeks[best],
            what,
        },
    ))
}

/// The longest time with nobody in post; it cost all hours there should have been.
fn deserted(replay: &Replay) -> Option<(f64, Fact)> {
    let weeks = &replay.future.journal.weeks;
    let is_empty = |week: usize| {
        let hours = &weeks[week].hours;
        hours.funded > 0.0 && weeks[week].cells.iter().all(|cell| cell.worker.is_none())
    };
    // The first of those that are as long.
    let longest = runs(weeks.len(), is_empty)
        .into_iter()
        .max_by_key(|run| (run.len(), std::cmp::Reverse(run.start)))?;
    let week = longest.start;
    let what = Told::Deserted {
        weeks: longest.len(),
    };
    let cost: f64 = weeks[longest].iter().map(|it| it.hours.funded).sum();
    // Told before any single post that was empty then.
    Some((cost * 10.0, Fact { week, what }))
}

fn absences(replay: &Replay) -> Vec<(f64, Fact)> {
    let journal = &replay.future.journal;
    let full_time = replay.scenario.week.full_time_hours;
    let away = journal.events.iter().filter_map(|event| match event.what {
        What::Away { weeks } if weeks >= SHORT_WEEKS => Some((event, weeks)),
        _ => None,
    });
    away.map(|(event, weeks)| {
        let cost = f64::from(weeks) * journal.places[event.desk].eft * full_time;
        let what = Told::Away {
            desk: Desk::of(journal, event.desk),
            occupant: event.occupant,
            weeks,
        };
        let week = event.week.saturating_sub(weeks as usize);
        (cost, Fact { week, what })
    })
    .collect()
}

/// Every run of weeks in which a support role that has posts supplied nothing: all of them empty, or their workers away.
fn unsupported(replay: &Replay) -> Vec<(f64, Fact)> {
    let record = &replay.future.record;
    let Some(first) = Columns::new(&replay.scenario).support else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (role, support) in replay.scenario.support.iter().enumerate() {
        let [supplied, _] = SupportColumns::of_role(role);
        let a_post = support.supplies.iter().sum::<f64>() * support.posts.eft;
        let due = |week: usize| a_post * *support.posts.count.at(week as f64) as f64;
        let is_missing = |week: usize| due(week) > 0.0 && record.row(week)[first + supplied] == 0.0;
        let long = runs(record.weeks(), is_missing)
            .into_iter()
            .filter(|run| run.len() >= SHORT_WEEKS as usize);
        found.extend(long.map(|run| {
            let hours: f64 = run.clone().map(due).sum();
            let what = Told::Unsupported {
                role,
                weeks: run.len(),
                hours,
                until_end: run.end == record.weeks(),
            };
            let week = run.start;
            (hours, Fact { week, what })
        }));
    }
    found
}

/// The week with the largest value of a column, its first; `None` where that is not above 0.
fn peak(replay: &Replay, raw: Raw) -> Option<(usize, f64)> {
    let record = &replay.future.record;
    let values = (0..record.weeks()).map(|week| (week, record.raw(week, raw)));
    let defined = values.filter(|it| it.1 > 0.0);
    defined.max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)))
}

/// Most clients waiting: a cap that only moves people to a waiting list must not look like safety.
pub fn waiting(replay: &Replay) -> Option<Fact> {
    let (week, clients) = peak(replay, Raw::Waiting)?;
    let record = &replay.future.record;
    let sum = |raw: Raw| record.total(0..record.weeks(), raw as usize);
    let what = Told::Waiting {
        clients,
        gave_up: sum(Raw::GaveUp),
    };
    Some(Fact { week, what })
}

fn backlog(replay: &Replay) -> Option<(f64, Fact)> {
    let (week, hours) = peak(replay, Raw::BacklogHours)?;
    let in_post = replay.future.record.raw(week, Raw::InPost);
    let what = Told::Backlog {
        hours,
        per_worker: hours / in_post.max(1.0),
    };
    // A week's work per worker is worth telling.
    let full_time = replay.scenario.week.full_time_hours;
    (hours >= 0.5 * full_time * in_post.max(1.0)).then_some((hours, Fact { week, what }))
}
