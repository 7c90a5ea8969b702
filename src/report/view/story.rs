//! One future in sentences: what happened, to whom, when, and what lay behind it.
//!
//! Words only; which facts are told is decided by the experiment's story.

mod spell;

use super::words;
use crate::experiment::future::TwinUse;
use crate::experiment::replay::Replay;
use crate::experiment::story::{Desk, Fact, Told};
use crate::model::regime::State;
use crate::scenario::{BreachKind, Ownership, Scenario};

/// One sentence or two, with the week they are told at.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Week of the tables.
    pub week: usize,
    /// `Week 63, March 2027`.
    pub when: String,
    pub text: String,
}

/// The story, line by line.
pub(in crate::report) fn lines(replay: &Replay, facts: &[Fact]) -> Vec<Line> {
    let told = facts.iter().map(|fact| Line {
        week: fact.week,
        when: words::capital(&when(&replay.scenario, fact.week)),
        text: words::capital(&text(replay, &fact.what)),
    });
    told.collect()
}

/// The story in short: what became of the service and why.
pub(in crate::report) fn short(replay: &Replay, facts: &[Fact]) -> Vec<Line> {
    let kept: Vec<Fact> = facts
        .iter()
        .filter(|fact| is_short(&fact.what))
        .cloned()
        .collect();
    lines(replay, &kept)
}

fn is_short(told: &Told) -> bool {
    match told {
        Told::Posts { .. }
        | Told::UnsafeYear { .. }
        | Told::Overstretched(_)
        | Told::Tipped(_)
        | Told::Feedback(_)
        | Told::Recovered { .. }
        | Told::Waiting { .. }
        | Told::End { .. }
        | Told::Twin { .. } => true,
        Told::Start { .. }
        | Told::FirstBreach { .. }
        | Told::Empty { .. }
        | Told::Burst { .. }
        | Told::Deserted { .. }
        | Told::Away { .. }
        | Told::Unsupported { .. }
        | Told::Backlog { .. } => false,
    }
}

/// `week 63, March 2027`.
pub(in crate::report) fn when(scenario: &Scenario, week: usize) -> String {
    let date = scenario.run.start + chrono::TimeDelta::weeks(week as i64);
    format!("week {week}, {}", words::month(date))
}

/// The future in one sentence.
pub(in crate::report) fn headline(replay: &Replay, facts: &[Fact]) -> String {
    let spell = facts.iter().find_map(|fact| match fact.what {
        Told::Overstretched(spell) => Some(spell),
        _ => None,
    });
    let at = |week: usize| when(&replay.scenario, week);
    let Some(spell) = spell else {
        let unsafe_years = replay.outcome("unsafe_years_count");
        return if unsafe_years > 0.0 {
            format!(
                "The service is never overstretched, and yet {} {} {}.",
                words::spelled(unsafe_years as u64),
                if unsafe_years == 1.0 { "year" } else { "years" },
                if unsafe_years == 1.0 {
                    "is unsafe"
                } else {
                    "are unsafe"
                }
            )
        } else {
            "The service is never overstretched.".to_owned()
        };
    };
    let ends = |stays: &str| match spell.until {
        Some(until) => format!("is out of it in {}", at(until)),
        None => stays.to_owned(),
    };
    let last = replay.states.last().and_then(|it| it.state());
    let spiral = spell
        .first_vicious
        .filter(|_| 2 * spell.vicious_weeks >= spell.weeks);
    if let Some(first) = spiral {
        let stays = if last == Some(State::Vicious) {
            "stays there to the end"
        } else {
            "stays overstretched to the end"
        };
        return format!(
            "The service tips into the spiral in {} and {}.",
            at(first),
            ends(stays)
        );
    }
    let begins = format!(
        "The service becomes overstretched in {} and {}",
        at(spell.from),
        ends("stays so to the end")
    );
    match replay.twin_use {
        TwinUse::LeftOut | TwinUse::Same => format!("{begins}."),
        TwinUse::Played if spell.vicious_weeks == 0 => {
            format!("{begins}; without feedback it would be so too.")
        }
        TwinUse::Played => format!(
            "{begins}: by feedback alone in {} of these {}, without it too in the others.",
            words::count(spell.vicious_weeks as u64),
            weeks(spell.weeks as u64)
        ),
    }
}

/// A post by its role and number: `case manager 3`, or `the case manager` where there is one.
pub(in crate::report) fn post(scenario: &Scenario, desk: Desk) -> String {
    let role = scenario
        .posts
        .get(desk.role)
        .map_or("worker", |posts| posts.role.as_str());
    if !desk.is_post {
        format!("an extra {role}")
    } else if desk.of == 1 {
        format!("the {role}")
    } else {
        format!("{role} {}", desk.number)
    }
}

/// A person by her post and how many sat there before: `case manager 3, the second in that post`.
pub(in crate::report) fn person(scenario: &Scenario, desk: Desk, occupant: u32) -> String {
    let name = post(scenario, desk);
    match occupant {
        0 | 1 => name,
        number => format!("{name}, the {} in that post,", ordinal(number)),
    }
}

fn ordinal(number: u32) -> String {
    const WORDS: [&str; 10] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth",
    ];
    let word = (number as usize)
        .checked_sub(1)
        .and_then(|at| WORDS.get(at));
    word.map_or_else(
        || {
            let ending = match (number % 10, number % 100) {
                (_, 11..=13) => "th",
                (1, _) => "st",
                (2, _) => "nd",
                (3, _) => "rd",
                _ => "th",
            };
            format!("{number}{ending}")
        },
        |word| (*word).to_owned(),
    )
}

fn weeks(count: u64) -> String {
    words::counted(count, "week", "weeks")
}

/// `1 week was`, `3 weeks were`.
fn weeks_were(count: u64) -> String {
    format!(
        "{} {}",
        weeks(count),
        if count == 1 { "was" } else { "were" }
    )
}

/// `1 week is`, `3 weeks are`.
fn weeks_are(count: u64) -> String {
    format!("{} {}", weeks(count), if count == 1 { "is" } else { "are" })
}

fn people(count: u64) -> String {
    match count {
        0 => "nobody".to_owned(),
        1 => "one person".to_owned(),
        many => format!("{} people", words::spelled(many)),
    }
}

fn hours(value: f64) -> String {
    words::number(value, usize::from(value.abs() < 9.95))
}

/// Pressure as it is said: `2.3 hours for every hour there is`.
fn asks(pressure: f64) -> String {
    if pressure.is_finite() {
        format!("{} hours for every hour there is", ratio(pressure))
    } else {
        "hours where nobody is there to give any".to_owned()
    }
}

/// A pressure with as many decimals as tell it apart from a full week.
fn ratio(pressure: f64) -> String {
    if pressure.is_finite() {
        words::number(pressure, if pressure < 9.95 { 2 } else { 0 })
    } else {
        "any number of".to_owned()
    }
}

fn text(replay: &Replay, told: &Told) -> String {
    let scenario = &replay.scenario;
    match told {
        Told::Start { .. } => start(told),
        Told::Posts { role, from, to } => format!(
            "the number of {} posts {} from {} to {}.",
            scenario.posts[*role].role,
            if to > from { "rises" } else { "falls" },
            words::count(*from),
            words::count(*to)
        ),
        Told::FirstBreach {
            kinds,
            who,
            workers,
        } => first_breach(replay, kinds, *who, *workers),
        Told::UnsafeYear {
            year,
            share,
            tolerance,
            twin,
        } => format!(
            "year {year} is the first unsafe one: {} of its worker-weeks are over the safe load, where {} are tolerated{}.",
            words::percent(*share),
            words::percent(*tolerance),
            match twin {
                Some(true) => "; it would be unsafe without feedback too",
                Some(false) => "; without feedback it would be safe",
                None => "",
            }
        ),
        Told::Overstretched(it) => spell::overstretched(replay, it),
        Told::Tipped(it) => spell::tipped(replay, it),
        Told::Feedback(it) => spell::feedback(replay, it),
        Told::Recovered {
            weeks: count,
            eased,
        } => spell::recovered(replay, *count, eased),
        Told::Empty {
            desk,
            weeks: count,
            left,
            until_end,
        } => empty(scenario, *desk, *count, *left, *until_end),
        Told::Burst {
            leavers,
            weeks: count,
            posts,
        } => format!(
            "{} leave within {}, in a service of {}.",
            people(*leavers),
            weeks(*count as u64),
            words::counted(*posts, "post", "posts")
        ),
        Told::Deserted { weeks: count } => {
            format!("nobody is in post, for {}.", weeks(*count as u64))
        }
        Told::Away {
            desk,
            occupant,
            weeks: count,
        } => format!(
            "{} is away sick for {}.",
            person(scenario, *desk, *occupant),
            weeks(u64::from(*count))
        ),
        Told::Unsupported {
            role,
            weeks: count,
            hours: missing,
            until_end,
        } => format!(
            "nobody does the work of support role {} {}: {} hours that others have to find, or go without.",
            words::quoted(&scenario.support[*role].posts.role),
            if *until_end {
                format!("from here to the end, for {}", weeks(*count as u64))
            } else {
                format!("for {}", weeks(*count as u64))
            },
            hours(*missing)
        ),
        Told::Waiting { clients, gave_up } => format!(
            "the waiting list is at its longest, with {}{}.",
            words::counted(*clients as u64, "client", "clients"),
            if *gave_up > 0.0 {
                format!(
                    "; over the whole time {} gave up waiting",
                    words::count(*gave_up as u64)
                )
            } else {
                String::new()
            }
        ),
        Told::Backlog {
            hours: behind,
            per_worker,
        } => format!(
            "records are furthest behind: {} hours, {} for each worker in post.",
            hours(*behind),
            hours(*per_worker)
        ),
        Told::End { .. } => end(replay, told),
        Told::Twin { .. } => twin(replay, told),
    }
}

fn start(told: &Told) -> String {
    let Told::Start {
        filled,
        funded,
        clients,
        waiting,
        need,
        effective,
    } = told
    else {
        return String::new();
    };
    let mut text = format!(
        "after the first week {} of {} {} filled and {} in service",
        words::count(*filled),
        words::counted(*funded, "post", "posts"),
        if *filled == 1 { "is" } else { "are" },
        words::counted(*clients as u64, "client is", "clients are"),
    );
    if *waiting > 0.0 {
        text.push_str(&format!(", with {} waiting", words::count(*waiting as u64)));
    }
    if need.is_finite() {
        text.push_str(&format!(
            "; by the safe load they ask for {} EFT, and {} are really there",
            words::eft(*need),
            words::eft(*effective)
        ));
    }
    text + "."
}

fn kind(kind: BreachKind) -> &'static str {
    match kind {
        BreachKind::OneToOne => "too many clients of one level",
        BreachKind::Total => "too many clients in all",
        BreachKind::Contact => "too many hours of contact",
        BreachKind::Hours => "more work than hours",
    }
}

fn first_breach(
    replay: &Replay,
    kinds: &[BreachKind],
    who: Option<(Desk, u32)>,
    workers: u64,
) -> String {
    let kinds: Vec<String> = kinds.iter().map(|it| kind(*it).to_owned()).collect();
    let kinds = words::listed(&kinds);
    match who {
        Some((desk, occupant)) => {
            let others = match workers {
                0 | 1 => String::new(),
                2 => " and one more".to_owned(),
                many => format!(" and {} more", words::spelled(many - 1)),
            };
            format!(
                "{}{others} {} the first over the safe load, with {kinds}.",
                person(&replay.scenario, desk, occupant),
                if workers > 1 { "are" } else { "is" }
            )
        }
        None if replay.scenario.allocation.ownership == Ownership::Pooled => {
            format!("the team is over the safe load for the first time, with {kinds}.")
        }
        None => "the service is over its safe load for the first time: there are clients and nobody is in post.".to_owned(),
    }
}

fn empty(
    scenario: &Scenario,
    desk: Desk,
    count: u32,
    left: Option<(u32, f64)>,
    until_end: bool,
) -> String {
    let lasting = if until_end {
        format!("to the end, {}", weeks(u64::from(count)))
    } else {
        format!("for {}", weeks(u64::from(count)))
    };
    match left {
        Some((occupant, after)) => format!(
            "{} leaves{}, and the post stands empty {lasting}.",
            person(scenario, desk, occupant),
            if after.is_finite() {
                format!(" after {} in post", words::span(after))
            } else {
                String::new()
            }
        ),
        None => format!(
            "the post of {} stands empty {lasting}.",
            post(scenario, desk)
        ),
    }
}

fn state(state: Option<State>) -> &'static str {
    match state {
        Some(State::Vicious) => "the service is in the spiral",
        Some(State::Overloaded) => "the service is overloaded, as it would be without feedback",
        Some(State::Rationed) => {
            "the service is not overstretched, but only by its long waiting list"
        }
        Some(State::Strained) => "the service is strained: not overstretched, but without room",
        Some(State::Virtuous) => "the service is well, with room to breathe",
        None => "the service is overstretched",
    }
}

/// `3 of 5 years are unsafe`, `no year is unsafe`; nothing where no year is judged.
fn unsafe_years(count: f64, of: usize) -> Option<String> {
    if !count.is_finite() || of == 0 {
        return None;
    }
    Some(match count as u64 {
        0 => "no year is unsafe".to_owned(),
        all if all == of as u64 && of > 1 => format!("all {of} years are unsafe"),
        1 if of == 1 => "the year is unsafe".to_owned(),
        some => format!(
            "{some} of {of} years {} unsafe",
            if some == 1 { "is" } else { "are" }
        ),
    })
}

fn end(replay: &Replay, told: &Told) -> String {
    let Told::End {
        state: last,
        filled,
        funded,
        leavers,
        unsafe_years: count,
        years,
        weeks_vicious,
        weeks_overstretched,
    } = told
    else {
        return String::new();
    };
    let mut parts = vec![match *leavers as u64 {
        0 => "nobody has left".to_owned(),
        1 => "one person has left".to_owned(),
        many => format!("{} people have left", words::spelled(many)),
    }];
    parts.extend(unsafe_years(*count, *years));
    if *weeks_vicious > 0.0 {
        parts.push(format!(
            "{} spent in the spiral",
            weeks_were(*weeks_vicious as u64)
        ));
    } else if *weeks_overstretched > 0.0 {
        parts.push(format!(
            "{} overstretched",
            weeks_were(*weeks_overstretched as u64)
        ));
    }
    format!(
        "at the end {}; {} of {} {} filled. Over {} {}.",
        state(*last),
        words::count(*filled),
        words::counted(*funded, "post", "posts"),
        if *filled == 1 { "is" } else { "are" },
        words::span(replay.scenario.run.horizon_weeks as f64),
        words::listed(&parts)
    )
}

fn twin(replay: &Replay, told: &Told) -> String {
    let Told::Twin {
        weeks_overstretched,
        unsafe_years: count,
        leavers,
        pressure,
        clients,
    } = told
    else {
        return String::new();
    };
    let mut parts = vec![match *weeks_overstretched as u64 {
        0 => "the service is never overstretched".to_owned(),
        some => format!("the service is overstretched in {}", weeks(some)),
    }];
    parts.extend(unsafe_years(*count, replay.future.unsafe_years.len()));
    parts.push(match *leavers as u64 {
        0 => "nobody leaves".to_owned(),
        1 => "one person leaves".to_owned(),
        many => format!("{} people leave", words::spelled(many)),
    });
    format!(
        "the same referrals, people and luck without any feedback: {}. At the end the work asks for {} hours for every hour there is instead of {}, with {} clients instead of {}.",
        words::listed(&parts),
        ratio(pressure.0),
        ratio(pressure.1),
        words::count(clients.0 as u64),
        words::count(clients.1 as u64)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals_are_words_to_ten_and_numbers_above() {
        assert_eq!(
            [1, 3, 10, 11, 21, 112].map(ordinal),
            ["first", "third", "tenth", "11th", "21st", "112th"]
        );
    }

    #[test]
    fn years_are_counted_as_people_say_it() {
        let said = |count, of| unsafe_years(count, of).unwrap_or_default();
        assert_eq!(said(0.0, 5), "no year is unsafe");
        assert_eq!(said(1.0, 5), "1 of 5 years is unsafe");
        assert_eq!(said(5.0, 5), "all 5 years are unsafe");
        assert_eq!(unsafe_years(f64::NAN, 5), None);
    }
}
