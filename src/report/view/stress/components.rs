//! Items 2.2 and 2.5 of the standard: what a scenario is made of, in words.

use super::{Admission, Distribution, LevelIndex, LevelKind, Ownership, Scenario, Stay};
use crate::report::view::words;
use crate::scenario::register::in_words;

/// The path through the levels: how long a client stays at each, and where she goes.
pub(super) fn logic(scenario: &Scenario) -> String {
    let levels = scenario.levels.iter().map(|level| {
        let path = match &level.kind {
            LevelKind::OneToOne { stay, .. } | LevelKind::Group { stay, .. } => {
                format!("{}, then {}", weeks(&stay.length), routes(scenario, stay))
            }
            LevelKind::CheckIn {
                every_weeks,
                exit_after_weeks,
                relapse_probability,
                relapse_to,
                ..
            } => format!(
                "a check-in every {}, back to {} with a chance of {} at each, out after {}",
                words::span(*every_weeks),
                name(scenario, *relapse_to),
                words::percent(*relapse_probability),
                words::span(*exit_after_weeks),
            ),
        };
        format!("{}: {path}", level.name)
    });
    let levels: Vec<String> = levels.collect();
    format!("Levels of need, heaviest first. {}.", levels.join(". "))
}

fn weeks(stay: &Distribution) -> String {
    format!("stay in weeks {}", in_words(stay))
}

fn name(scenario: &Scenario, level: LevelIndex) -> String {
    scenario.levels[level].name.clone()
}

fn routes(scenario: &Scenario, stay: &Stay) -> String {
    let levels = stay.next.iter().enumerate();
    let levels = levels.map(|(level, share)| (name(scenario, level), *share));
    let exits = scenario.exits.iter().zip(&stay.exits);
    let exits = exits.map(|(exit, share)| (exit.name.clone(), *share));
    let plain = std::iter::once(("exit".to_owned(), stay.exit));
    let routes = levels.chain(exits).chain(plain);
    let routes: Vec<String> = routes
        .filter(|(_, share)| *share > 0.0)
        .map(|(to, share)| format!("{to} ({})", words::percent(share)))
        .collect();
    words::listed(&routes)
}

pub(super) fn entities(scenario: &Scenario) -> String {
    let mut kinds = vec!["clients, each with stays and a route of her own".to_owned()];
    kinds.push("workers, each with a tenure, an induction and spells of sickness".to_owned());
    kinds.push("vacancies".to_owned());
    kinds.extend(
        scenario
            .shocks
            .iter()
            .map(|it| format!("emergencies ({})", it.name)),
    );
    words::capital(&words::listed(&kinds)) + "."
}

pub(super) fn activities(scenario: &Scenario) -> String {
    let contact = scenario.levels.iter().map(|level| {
        let hours = |value: f64| words::number(value, 2);
        match &level.kind {
            LevelKind::OneToOne { contact_hours, .. } => {
                format!("{} {} hours a week each", level.name, hours(*contact_hours))
            }
            LevelKind::Group {
                session_hours,
                group_size,
                ..
            } => format!(
                "{} {} hours a week in groups of {}",
                level.name,
                hours(*session_hours),
                words::number(*group_size, 0)
            ),
            LevelKind::CheckIn {
                contact_hours,
                every_weeks,
                ..
            } => format!(
                "{} {} hours every {}",
                level.name,
                hours(*contact_hours),
                words::span(*every_weeks)
            ),
        }
    });
    let contact: Vec<String> = contact.collect();
    format!(
        "Contact: {}. Beside it travel, records, crises, hiring, inducting, training, wellbeing and rework, in a full-time week of {} hours.",
        words::listed(&contact),
        words::number(scenario.week.full_time_hours, 1)
    )
}

pub(super) fn resources(scenario: &Scenario) -> String {
    let posts = scenario.posts.iter().map(|it| {
        let first = *it.count.at(0.0);
        let changes = if it.count.steps().len() > 1 {
            ", changing on stated dates"
        } else {
            ""
        };
        format!(
            "{}: {} of {} EFT{changes}",
            it.role,
            words::counted(first, "post", "posts"),
            words::eft_exact(it.eft)
        )
    });
    let support = scenario.support.iter().map(|it| it.posts.role.clone());
    let posts: Vec<String> = posts.chain(support).collect();
    let whose = match scenario.allocation.ownership {
        Ownership::Individual => "Every client has a worker of her own.",
        Ownership::Pooled => "The team holds all clients together.",
    };
    format!("Posts: {}. {whose}", words::listed(&posts))
}

pub(super) fn queues(scenario: &Scenario) -> String {
    let patience = scenario.allocation.patience.as_ref().map_or_else(
        || "nobody gives up".to_owned(),
        |it| {
            format!(
                "who waits gives up after {} on average",
                words::span(it.mean())
            )
        },
    );
    let list = match scenario.allocation.admission {
        Admission::Open => {
            "Everybody is taken on: there is no waiting list but for those beyond an absolute limit or left behind, where the scenario lets them wait".to_owned()
        }
        Admission::SafeLoad => format!(
            "A client who fits nowhere within the safe load waits, heaviest level first unless triage is by wait, then first come; {patience}"
        ),
    };
    format!("{list}. Vacancies are asked for and filled side by side.")
}

pub(super) fn doors(scenario: &Scenario) -> String {
    let streams = scenario.referrals.iter().map(|it| {
        format!(
            "{} ({} a week in week 0)",
            it.name,
            words::number(*it.per_week.at(0.0), 2)
        )
    });
    let streams: Vec<String> = streams.collect();
    let into = if streams.is_empty() {
        "Nobody is referred.".to_owned()
    } else {
        format!("In by referral: {}.", words::listed(&streams))
    };
    let exits: Vec<String> = scenario.exits.iter().map(|it| it.name.clone()).collect();
    let out = if exits.is_empty() {
        "Out by one exit".to_owned()
    } else {
        format!(
            "Out by {}, or by an exit without a name",
            words::listed(&exits)
        )
    };
    format!(
        "{into} {out}, or by giving up a wait. Staff come by hiring and go at the end of their tenure."
    )
}
