//! The time that matters most in a future: its longest spiral, or the longest time overstretched, what tipped it, and how it ended.
//!
//! A spell is a run of weeks overstretched. Of all spells the one with the most weeks in the spiral is told, of these the
//! longest, of these the first.

use super::balance::{Balance, mean_week};
use super::people::{self, Desk};
use super::{Fact, Told};
use crate::experiment::replay::{Played, Replay};
use crate::model::metric::Raw;
use crate::model::regime::State;
use crate::model::week::ONBOARDING;

/// Weeks before the spell in which leavers are counted.
const LOOK_BACK_WEEKS: usize = 26;

/// A run of weeks overstretched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spell {
    pub from: usize,
    /// First week after it; `None` where it lasts to the end.
    pub until: Option<usize>,
    pub weeks: usize,
    /// Weeks of it in the spiral; 0 where the twin is overstretched as well, or where that cannot be told.
    pub vicious_weeks: usize,
    /// First week of it in the spiral.
    pub first_vicious: Option<usize>,
    /// Week with the highest 13-week pressure, of the weeks in the spiral where there are any.
    pub worst: usize,
    /// That pressure; infinite where nobody was there.
    pub worst_pressure: f64,
    /// Spells in all.
    pub of: usize,
}

/// What lay behind a spell when it began.
#[derive(Debug, Clone, PartialEq)]
pub struct Tipped {
    /// Last week of the latest full window with room, at least a window before; `None`: there was none.
    pub calm: Option<usize>,
    /// From that window, or (`None`) from nothing lost and nothing asked, to the one before the spell began.
    pub balance: Balance,
    /// Hours there in the window before it began [h/week].
    pub available: f64,
    pub demanded: f64,
    pub funded: f64,
    /// Leavers in the half year before.
    pub leavers: usize,
    /// Posts empty as it began, the longest empty first: weeks each.
    pub empty: Vec<(Desk, u32)>,
    pub inducting: usize,
    /// Share of the hours asked for inductions that was given in the window; NaN where none were asked for.
    pub onboarding_given: f64,
    /// Records behind, then and at the calm [h]; NaN where not modelled.
    pub backlog_hours: (f64, f64),
}

/// What feedback had added by the worst week of a spell.
#[derive(Debug, Clone, PartialEq)]
pub struct Feedback {
    pub week: usize,
    /// Pressure of the 13 weeks to that week, of the future and of its twin.
    pub pressure: (f64, f64),
    /// From the twin's window to the future's.
    pub balance: Balance,
}

/// Facts about the spell that matters most; none where the service was never overstretched.
pub fn facts(replay: &Replay) -> Vec<Fact> {
    let Some(spell) = spell(replay) else {
        return Vec::new();
    };
    let window = replay.scenario.regime.window_weeks;
    let fact = |week: usize, what: Told| Fact { week, what };
    let mut facts = vec![fact(spell.from, Told::Overstretched(spell))];
    facts.extend(tipped(replay, &spell, window).map(|it| fact(spell.from, Told::Tipped(it))));
    if spell.vicious_weeks > 0 {
        let added = feedback(replay, &spell, window);
        facts.extend(added.map(|it| fact(it.week, Told::Feedback(it))));
    }
    if let Some(until) = spell.until {
        let journal = &replay.future.journal;
        let worst = mean_week(journal, spell.worst, window);
        let eased = worst.zip(mean_week(journal, until, window));
        facts.extend(eased.map(|(from, to)| {
            let eased = Balance::between(&from, &to);
            let weeks = spell.weeks;
            fact(until, Told::Recovered { weeks, eased })
        }));
    }
    facts
}

/// The spell that is told.
fn spell(replay: &Replay) -> Option<Spell> {
    let record = &replay.future.record;
    let weeks = record.weeks();
    let over = |week: usize| record.overstretched[week][0];
    let mut spells: Vec<Spell> = Vec::new();
    let mut from = 0;
    while let Some(first) = (from..weeks).find(|week| over(*week)) {
        let until = (first..weeks).find(|week| !over(*week));
        let end = until.unwrap_or(weeks);
        let vicious = |week: &usize| replay.states[*week].state() == Some(State::Vicious);
        let pressure = |week: &usize| record.window_pressure[*week];
        let in_spiral = (first..end).any(|week| vicious(&week));
        let told = (first..end).filter(|week| vicious(week) || !in_spiral);
        let worst = told.max_by(|one, other| {
            pressure(one)
                .total_cmp(&pressure(other))
                .then(other.cmp(one))
        })?;
        spells.push(Spell {
            from: first,
            until,
            weeks: end - first,
            vicious_weeks: (first..end).filter(vicious).count(),
            first_vicious: (first..end).find(vicious),
            worst,
            worst_pressure: record.window_pressure[worst],
            of: 0,
        });
        from = end;
    }
    let of = spells.len();
    let chosen = spells.into_iter().max_by_key(|spell| {
        let first = std::cmp::Reverse(spell.from);
        (spell.vicious_weeks, spell.weeks, first)
    })?;
    Some(Spell { of, ..chosen })
}

fn tipped(replay: &Replay, spell: &Spell, window: usize) -> Option<Tipped> {
    let Played {
        record, journal, ..
    } = &replay.future;
    let leave = replay.scenario.regime.leave;
    let tight = mean_week(journal, spell.from, window)?;
    let calm = (window - 1..(spell.from + 1).saturating_sub(window))
        .rev()
        .find(|week| record.window_pressure[*week] <= leave);
    let before = calm.and_then(|week| mean_week(journal, week, window));
    let nothing = crate::model::watch::Hours {
        funded: tight.funded,
        ..Default::default()
    };
    let backlog = |week: usize| record.raw(week, Raw::BacklogHours);
    let given = if tight.asked[ONBOARDING] > 0.0 {
        tight.given[ONBOARDING] / tight.asked[ONBOARDING]
    } else {
        f64::NAN
    };
    let cells = &journal.weeks[spell.from].cells;
    Some(Tipped {
        calm,
        balance: Balance::between(before.as_ref().unwrap_or(&nothing), &tight),
        available: tight.available,
        demanded: tight.demanded(),
        funded: tight.funded,
        leavers: people::leavers(journal, spell.from, LOOK_BACK_WEEKS),
        empty: people::empty_at(journal, spell.from),
        inducting: cells
            .iter()
            .filter(|cell| cell.worker.is_some_and(|worker| worker.is_inducting))
            .count(),
        onboarding_given: given,
        backlog_hours: (backlog(spell.from), calm.map_or(f64::NAN, backlog)),
    })
}

fn feedback(replay: &Replay, spell: &Spell, window: usize) -> Option<Feedback> {
    let twin = replay.twin.as_ref()?;
    let week = spell.worst;
    let own = mean_week(&replay.future.journal, week, window)?;
    let cut = mean_week(&twin.journal, week, window)?;
    Some(Feedback {
        week,
        pressure: (
            replay.future.record.window_pressure[week],
            twin.record.window_pressure[week],
        ),
        balance: Balance::between(&cut, &own),
    })
}
