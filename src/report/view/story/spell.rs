//! The words of the time that matters most: what tipped the service, what feedback added, what eased it.

use super::{asks, hours, people, post, ratio, weeks, weeks_are, when};
use crate::experiment::future::TwinUse;
use crate::experiment::replay::Replay;
use crate::experiment::story::balance::{Balance, Cause};
use crate::experiment::story::{Feedback, Spell, Tipped};
use crate::report::view::words;
use crate::scenario::Care;

pub(super) fn overstretched(replay: &Replay, spell: &Spell) -> String {
    let which = match spell.of {
        1 => String::new(),
        2 => " (it happens twice; this is the time that matters most)".to_owned(),
        many => format!(
            " (it happens {} times; this is the one that matters most)",
            words::spelled(many as u64)
        ),
    };
    let mut text = format!(
        "the service becomes overstretched{which}: over {} the work asks for more than {} hours for every hour there is.",
        words::counted(replay.scenario.regime.window_weeks as u64, "week", "weeks"),
        words::eft_exact(replay.scenario.regime.enter)
    );
    text.push_str(&match (replay.twin_use, spell.first_vicious) {
        (TwinUse::LeftOut, _) => String::new(),
        (TwinUse::Same, _) => " No feedback acts, so it is the load itself.".to_owned(),
        (TwinUse::Played, None) => {
            " Without feedback it would be so too: there is too much work for the posts.".to_owned()
        }
        (TwinUse::Played, Some(_)) if 2 * spell.vicious_weeks < spell.weeks => format!(
            " Of these {} only {} the spiral; in the others it would be so without feedback too.",
            weeks(spell.weeks as u64),
            weeks_are(spell.vicious_weeks as u64)
        ),
        (TwinUse::Played, Some(week)) if week == spell.from => {
            " Without feedback it would not be: this is the spiral.".to_owned()
        }
        (TwinUse::Played, Some(week)) => format!(
            " At first it would be so without feedback too; from {} on it would not: that is the spiral.",
            when(&replay.scenario, week)
        ),
    });
    text
}

/// What makes a week tighter, in a list.
fn tightening(cause: Cause) -> &'static str {
    match cause {
        Cause::Posts => "fewer posts",
        Cause::Vacant => "empty posts",
        Cause::Inducting => "new people still learning",
        Cause::Sick => "sick leave",
        Cause::Clients => "more work for clients",
        Cause::Crises => "more crises",
        Cause::Rework => "time lost to records left undone",
        Cause::Hiring => "hiring and inducting",
        Cause::Own => "other duties of those in post",
    }
}

fn easing(cause: Cause) -> &'static str {
    match cause {
        Cause::Posts => "more posts",
        Cause::Vacant => "posts filled again",
        Cause::Inducting => "new people who have learned the work",
        Cause::Sick => "less sick leave",
        Cause::Clients => "less work for clients",
        Cause::Crises => "fewer crises",
        Cause::Rework => "records caught up",
        Cause::Hiring => "less hiring and inducting",
        Cause::Own => "fewer other duties",
    }
}

/// What feedback adds: the posts, people and clients that would stand otherwise in the same weeks.
fn added(cause: Cause) -> &'static str {
    match cause {
        Cause::Posts => "fewer posts",
        Cause::Vacant => "posts that would be filled by then or still",
        Cause::Inducting => "new people still learning who would not be",
        Cause::Sick => "more sick leave",
        Cause::Clients => "more work for clients",
        Cause::Crises => "more crises",
        Cause::Rework => "time lost to records left undone",
        Cause::Hiring => "more hiring and inducting",
        Cause::Own => "more other duties",
    }
}

/// What work for clients feedback adds: of those who get too little contact, as far as the scenario lets that do them harm.
fn added_for_clients(care: Option<&Care>) -> &'static str {
    let acts = care.filter(|it| it.strength > 0.0);
    let longer = acts.is_some_and(|it| it.slowest < 1.0);
    let worse = acts.is_some_and(|it| it.worse_per_week > 0.0);
    match (longer, worse) {
        (true, true) => "work for clients who got too little contact, stayed longer and got worse",
        (true, false) => "work for clients who got too little contact and stayed longer",
        (false, true) => "work for clients who got too little contact and got worse",
        (false, false) => added(Cause::Clients),
    }
}

/// `38 by empty posts, 14 by sick leave`.
fn shares(causes: &[(Cause, f64)], name: impl Fn(Cause) -> &'static str) -> String {
    let parts: Vec<String> = causes
        .iter()
        .map(|(cause, value)| format!("{} by {}", hours(*value), name(*cause)))
        .collect();
    words::listed(&parts)
}

pub(super) fn tipped(replay: &Replay, it: &Tipped) -> String {
    let causes = it.balance.tightening(3);
    let total: f64 = causes.iter().map(|it| it.1).sum();
    let what = match it.calm {
        Some(calm) => format!(
            "what tipped it: a week is tighter by {} hours than in the quarter to {}, when there was still room: {}.",
            hours(total),
            when(&replay.scenario, calm),
            shares(&causes, tightening)
        ),
        None => {
            let lost = [Cause::Vacant, Cause::Inducting, Cause::Sick];
            let lost: Vec<(Cause, f64)> = lost
                .map(|cause| (cause, it.balance.of(cause)))
                .into_iter()
                .filter(|it| it.1 >= 0.5)
                .collect();
            let missing: f64 = lost.iter().map(|it| it.1).sum();
            let missing = if lost.is_empty() {
                "all are there".to_owned()
            } else {
                format!(
                    "{} are missing ({})",
                    hours(missing),
                    shares(&lost, tightening)
                )
            };
            format!(
                "there was no quarter with room before: of {} hours funded a week {missing}, and the work asks for {}.",
                hours(it.funded),
                hours(it.demanded)
            )
        }
    };
    let signs = signs(replay, it);
    if signs.is_empty() {
        what
    } else {
        format!(
            "{what} {}",
            words::capital(&format!("{}.", words::listed(&signs)))
        )
    }
}

/// What could be seen when it tipped.
fn signs(replay: &Replay, it: &Tipped) -> Vec<String> {
    let mut signs = Vec::new();
    if it.leavers > 0 {
        signs.push(format!(
            "{} left in the half year before",
            people(it.leavers as u64)
        ));
    }
    if let Some((desk, count)) = it.empty.first() {
        let more = match it.empty.len() {
            1 => String::new(),
            many => format!(" (and {} more)", words::spelled(many as u64 - 1)),
        };
        signs.push(format!(
            "the post of {}{more} has stood empty for {}",
            post(&replay.scenario, *desk),
            weeks(u64::from(*count))
        ));
    }
    if it.inducting > 0 {
        let cut = if it.onboarding_given < 0.995 {
            format!(
                " and get {} of the time meant for that",
                words::percent(it.onboarding_given)
            )
        } else {
            String::new()
        };
        let text = if it.inducting == 1 {
            format!("one is being inducted{}", cut.replace(" get ", " gets "))
        } else {
            format!(
                "{} are being inducted{cut}",
                words::spelled(it.inducting as u64)
            )
        };
        signs.push(text);
    }
    let (now, calm) = it.backlog_hours;
    if now >= 20.0 && !(calm.is_finite() && now < 1.2 * calm) {
        signs.push(format!("records are {} hours behind", hours(now)));
    }
    signs
}

pub(super) fn feedback(replay: &Replay, it: &Feedback) -> String {
    let care = replay.scenario.loops.care.as_ref();
    let name = |cause| {
        if cause == Cause::Clients {
            added_for_clients(care)
        } else {
            added(cause)
        }
    };
    let causes = it.balance.tightening(3);
    let total: f64 = causes.iter().map(|it| it.1).sum();
    let beside = if it.pressure.1.is_finite() {
        format!("for {}", ratio(it.pressure.1))
    } else {
        "nobody is there either".to_owned()
    };
    format!(
        "at the worst of the spiral the work asks for {}; in the same quarter without feedback {beside}. Feedback makes a week tighter by {} hours: {}.",
        asks(it.pressure.0),
        hours(total),
        shares(&causes, name)
    )
}

pub(super) fn recovered(replay: &Replay, count: usize, eased: &Balance) -> String {
    let causes = eased.easing(2);
    let why = if causes.is_empty() {
        String::new()
    } else {
        format!(
            " Since its worst quarter a week has eased by {}.",
            shares(&causes, easing).replacen(" by ", " hours by ", 1)
        )
    };
    format!(
        "after {} it recovers: the work asks for less than {} again for every hour there is.{why}",
        weeks(count as u64),
        match replay.scenario.regime.leave {
            1.0 => "an hour".to_owned(),
            leave => format!("{} hours", words::eft_exact(leave)),
        }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_stay_longer_or_get_worse_only_where_the_scenario_lets_them() {
        let care = |strength, slowest, worse_per_week| Care {
            strength,
            slowest,
            worse_per_week,
        };
        let said = |care: Care| added_for_clients(Some(&care));
        assert!(said(care(1.0, 0.3, 0.05)).ends_with("stayed longer and got worse"));
        assert!(said(care(1.0, 0.3, 0.0)).ends_with("contact and stayed longer"));
        assert!(said(care(1.0, 1.0, 0.05)).ends_with("contact and got worse"));
        for nothing in [care(1.0, 1.0, 0.0), care(0.0, 0.3, 0.05)] {
            assert_eq!(said(nothing), "more work for clients");
        }
        assert_eq!(added_for_clients(None), "more work for clients");
    }
}
