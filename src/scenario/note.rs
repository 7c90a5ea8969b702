//! Notes on a scenario that is valid: where the peer-support note contradicts itself and it touches this file, and what
//! in the file has nothing to act on or nobody comes to; what support roles and teams come to.
//!
//! Source: SOURCES.md, "Where the note contradicts itself, and what Plimsoll does". Decides no result.

mod reach;

use super::problem::number;
use super::{LevelKind, Limits, LoopName, Part, Scenario, Team};

/// Notes in plain words, one paragraph each.
pub fn notes(scenario: &Scenario) -> Vec<String> {
    let mut notes = if scenario.sites.is_empty() {
        table_notes(scenario)
    } else {
        site_notes(scenario)
    };
    notes.extend(only_in_total(scenario));
    notes.extend(never_reached(scenario));
    notes.extend(idle_loops(scenario));
    notes.extend(support_hours(scenario));
    notes.extend(scenario.teams.iter().map(|team| team_posts(scenario, team)));
    notes
}

/// What support roles bring with every post filled and everybody at work.
fn support_hours(scenario: &Scenario) -> Option<String> {
    let hours = |part: Part| -> f64 {
        let roles = scenario.support.iter();
        roles
            .map(|it| *it.posts.count.at(0.0) as f64 * it.posts.eft * it.supplies[part as usize])
            .sum()
    };
    let parts: Vec<String> = Part::ALL
        .into_iter()
        .filter(|part| hours(*part) > 0.0)
        .map(|part| format!("{} {}", part.label(), number(rounded(hours(part)))))
        .collect();
    (!parts.is_empty()).then(|| {
        format!(
            "Support roles bring, with every post filled and everybody at work, these hours a week: {}.",
            parts.join(", ")
        )
    })
}

/// What the teams of today's clients come to in the long run, when their posts fill and empty as drawn.
fn team_posts(scenario: &Scenario, team: &Team) -> String {
    let clients = scenario.initial.clients.iter().zip(&team.posts_per_client);
    let posts: u64 = clients.map(|(clients, posts)| clients * posts).sum();
    let empty = (team.hiring.time_to_fill.mean() - team.staff.notice_weeks).max(0.0);
    let vacant = empty / (empty + team.staff.mean_tenure_weeks() + team.staff.notice_weeks);
    let open = vacant * posts as f64 * team.shift_hours;
    format!(
        "Teams \"{}\": today's clients have {posts} posts ({} EFT). As drawn, without what loops and workers do, {} % stand vacant, which leaves {} shift hours a week open; {} of them come back as crises.",
        team.name,
        number(rounded(posts as f64 * team.eft)),
        number(rounded(100.0 * vacant)),
        number(rounded(open)),
        number(rounded(open * team.uncovered_share))
    )
}

/// To a tenth.
fn rounded(value: f64) -> f64 {
    (10.0 * value).round() / 10.0
}

/// The notes of each site's load line: the rows under its name, what is said of a row once.
fn site_notes(scenario: &Scenario) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    for (position, site) in scenario.sites.iter().enumerate() {
        for (number, note) in table_notes(&scenario.of_site(position))
            .into_iter()
            .enumerate()
        {
            let note = match number {
                0 => format!("{}: {note}", site.name),
                _ => note,
            };
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
    }
    notes
}

fn table_notes(scenario: &Scenario) -> Vec<String> {
    let Some(safe_load) = &scenario.safe_load else {
        return Vec::new();
    };
    let steps = safe_load.limits.steps();
    let horizon = scenario.run.horizon_weeks as f64;
    let in_force: Vec<(f64, &str)> = steps
        .iter()
        .filter_map(|(week, limits)| Some((*week, limits.row?)))
        .collect();
    let mut notes = Vec::new();
    if in_force.is_empty() {
        return notes;
    }
    let first_later = in_force.partition_point(|(week, _)| *week <= 0.0);
    let kept = in_force.split_at(first_later.saturating_sub(1)).1;
    let rows: Vec<String> = kept
        .iter()
        .map(|(week, row)| {
            if *week <= 0.0 {
                format!("row {row}")
            } else {
                format!("row {row} from week {}", week.round())
            }
        })
        .collect();
    notes.push(format!(
        "The peer-support table is in force: {}.",
        rows.join(", then ")
    ));
    let has = |name: &str| {
        kept.iter()
            .any(|(week, row)| *row == name && *week < horizon)
    };
    if has("D2") {
        notes.push("Row D2 prints a total of 25 where its parts add up to 20. Level limits and the total are taken as printed.".into());
    }
    if has("M3") {
        notes.push("The note heads client contact with 20 hours and its parts add up to 21, above its own ceiling of half the week. From the parts a full row M3 asks for 19.75 hours of contact, 49 %, and 38.6 of 40 hours in all: just within it, with no room for anything unplanned. Its two-worker example says 100 clients and the parts give 90; row M3 twice gives 100.".into());
    }
    if ["E3", "E4", "M1", "M2"].iter().any(|row| has(row)) {
        notes.push("\"some\" groups is the fuller of the note's two words for an emergent service and the lesser for a mature one. Plimsoll keeps the words of each stage.".into());
    }
    if safe_load.scale && active_today(scenario) > 100 {
        notes.push("Above 200 active clients the note lowers the staff needed by 5 to 20 %, argued from administration roles. Staff who do administration and this discount may count the same saving twice; scale = false switches it off.".into());
    }
    let no_place = kept
        .iter()
        .flat_map(|(week, row)| without_place(scenario, safe_load.limits.at(*week), row));
    notes.extend(no_place);
    let bare: Vec<&str> = scenario
        .levels
        .iter()
        .zip(&steps[0].1.per_level)
        .filter(|(level, limit)| {
            matches!(level.kind, LevelKind::OneToOne { .. }) && limit.is_none()
        })
        .map(|(level, _)| level.name.as_str())
        .collect();
    if !bare.is_empty() {
        notes.push(format!(
            "The table has no limit for {}: only the total counts there.",
            bare.join(", ")
        ));
    }
    notes
}

/// Levels with clients, today or later, for which a row has no place; they count only inside its total.
fn without_place(scenario: &Scenario, limits: &Limits, row: &str) -> Vec<String> {
    let reached = reach::reached(scenario);
    let names = |today: bool| -> Vec<&str> {
        let levels = scenario.levels.iter().zip(&limits.per_level).enumerate();
        levels
            .filter(|(at, (_, limit))| {
                let there = scenario.initial.clients[*at] > 0;
                **limit == Some(0.0) && there == today && (there || reached[*at])
            })
            .map(|(_, (level, _))| level.name.as_str())
            .collect()
    };
    let said = [
        (names(true), "where the file has clients"),
        (names(false), "to which clients come"),
    ];
    said.into_iter()
        .filter(|(names, _)| !names.is_empty())
        .map(|(names, which)| {
            let names = names.join(", ");
            format!("Row {row} has no place at level {names}, {which}: they count inside the total only.")
        })
        .collect()
}

/// Levels with a limit of the file's own that need, breaches and room do not go by.
fn only_in_total(scenario: &Scenario) -> Option<String> {
    let limits = scenario.safe_load.as_ref()?.limits.at(0.0);
    let levels = scenario.levels.iter().zip(&limits.per_level);
    let names: Vec<&str> = levels
        .filter(|(level, limit)| {
            let one_to_one = matches!(level.kind, LevelKind::OneToOne { .. });
            limits.row.is_none() && !one_to_one && limit.is_some()
        })
        .map(|(level, _)| level.name.as_str())
        .collect();
    (!names.is_empty()).then(|| {
        format!(
            "The limit of {} acts on nothing: need, breaches and who has room go by the limits of one-to-one levels and by the total, in which these clients count.",
            names.join(" and ")
        )
    })
}

/// Levels that stand in the file for nothing.
fn never_reached(scenario: &Scenario) -> Vec<String> {
    let levels = scenario.levels.iter().zip(reach::reached(scenario));
    levels
        .filter(|(_, reached)| !reached)
        .map(|(level, _)| {
            format!("Nobody ever comes to level {}: no stream enters there, no route that is taken leads there, and nobody is there at the start.", level.name)
        })
        .collect()
}

/// Clients of today that are not at a check-in level; the discount for size begins at 200.
fn active_today(scenario: &Scenario) -> u64 {
    let today = scenario.levels.iter().zip(&scenario.initial.clients);
    today
        .filter(|(level, _)| !matches!(level.kind, LevelKind::CheckIn { .. }))
        .map(|(_, clients)| clients)
        .sum()
}

/// Loops that are named but have nothing to act on.
fn idle_loops(scenario: &Scenario) -> Vec<String> {
    let named = |name: LoopName| match name {
        LoopName::Burnout => scenario.loops.burnout.is_some(),
        LoopName::Absence => scenario.loops.absence.is_some(),
        LoopName::Overload => scenario.loops.overload.is_some(),
        LoopName::Hiring => scenario.loops.hiring.is_some(),
        LoopName::Onboarding => scenario.loops.onboarding.is_some(),
        LoopName::Records => scenario.loops.records.is_some(),
        LoopName::Care => scenario.loops.care.is_some(),
        LoopName::Disengagement => scenario.loops.disengagement.is_some(),
        LoopName::Presence => scenario.loops.presence.is_some(),
    };
    let no_sick_leave = scenario
        .staff
        .as_ref()
        .is_none_or(|staff| staff.sick_leave.is_none());
    let no_induction = scenario
        .hiring
        .as_ref()
        .is_none_or(|hiring| hiring.induction_weeks == 0.0);
    let idle = [
        (
            LoopName::Burnout,
            scenario.staff.is_none(),
            "nobody leaves without [staff]",
        ),
        (
            LoopName::Absence,
            no_sick_leave,
            "there is no staff.sick_leave",
        ),
        (
            LoopName::Overload,
            scenario.staff.is_none(),
            "nobody leaves without [staff]",
        ),
        (
            LoopName::Hiring,
            scenario.hiring.is_none(),
            "nobody is hired without [hiring]",
        ),
        (
            LoopName::Onboarding,
            no_induction,
            "there is no hiring.induction_weeks",
        ),
        (
            LoopName::Presence,
            scenario.teams.is_empty(),
            "nobody has a [[team]]",
        ),
        (
            LoopName::Disengagement,
            scenario
                .loops
                .disengagement
                .as_ref()
                .is_some_and(|it| it.per_week == 0.0),
            "its per_week is 0",
        ),
    ];
    idle.into_iter()
        .filter(|(name, idle, _)| *idle && named(*name))
        .map(|(name, _, why)| format!("The loop {} has nothing to act on: {why}.", name.name()))
        .collect()
}
