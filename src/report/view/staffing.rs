//! Support roles and clients' teams in words: what they bring, what of it is used, how fast they turn over.

use super::words;
use crate::experiment::results::Results;
use crate::scenario::{Part, Scenario};

/// Mean over the weeks of a metric's mean over futures; NaN where it is never defined.
fn mean(results: &Results, name: &str) -> f64 {
    let weeks = results.weekly(name).iter().map(|it| it.mean);
    let (sum, count) = weeks
        .filter(|value| value.is_finite())
        .fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    if count > 0.0 { sum / count } else { f64::NAN }
}

/// One support role.
pub(in crate::report) struct RoleRow {
    pub role: String,
    /// Posts funded in week 0.
    pub posts: u64,
    /// What its workers are for, with the hours of a full-time worker.
    pub for_parts: String,
    /// A week [h].
    pub offered: f64,
    /// Share of it that found something to do.
    pub used: f64,
}

/// One part of the week that support roles are for.
pub(in crate::report) struct PartRow {
    pub part: Part,
    /// Taken over a week [h].
    pub done: f64,
    /// Share of what was asked.
    pub share: f64,
}

/// What support roles do.
pub(in crate::report) struct SupportView {
    pub finding: String,
    pub roles: Vec<RoleRow>,
    pub parts: Vec<PartRow>,
}

/// What the support roles do; `None` where there are none.
pub(in crate::report) fn support(results: &Results) -> Option<SupportView> {
    let scenario = &results.scenario;
    if scenario.support.is_empty() {
        return None;
    }
    let roles: Vec<RoleRow> = scenario
        .support
        .iter()
        .map(|it| RoleRow {
            role: it.posts.role.clone(),
            posts: *it.posts.count.at(0.0),
            for_parts: for_parts(&it.supplies),
            offered: mean(
                results,
                &format!("support.hours_supplied.{}", it.posts.role),
            ),
            used: mean(results, &format!("support.utilisation.{}", it.posts.role)),
        })
        .collect();
    let parts: Vec<PartRow> = Part::ALL
        .into_iter()
        .filter(|part| is_supplied(scenario, *part))
        .map(|part| PartRow {
            part,
            done: mean(results, &format!("support.hours_used.{}", part.name())),
            share: mean(results, &format!("support.share_met.{}", part.name())),
        })
        .collect();
    Some(SupportView {
        finding: finding(results, &roles, &parts),
        roles,
        parts,
    })
}

fn is_supplied(scenario: &Scenario, part: Part) -> bool {
    let mut roles = scenario.support.iter();
    roles.any(|it| it.supplies[part as usize] > 0.0)
}

fn for_parts(supplies: &[f64; Part::COUNT]) -> String {
    let parts: Vec<String> = Part::ALL
        .into_iter()
        .filter(|part| supplies[*part as usize] > 0.0)
        .map(|part| {
            let hours = words::number(supplies[part as usize], 0);
            format!("{} {hours}\u{a0}h", part.label())
        })
        .collect();
    parts.join(", ")
}

fn finding(results: &Results, roles: &[RoleRow], parts: &[PartRow]) -> String {
    let offered = mean(results, "support.hours_supplied");
    let done: f64 = parts
        .iter()
        .map(|it| it.done)
        .filter(|it| it.is_finite())
        .sum();
    let mut text = format!(
        "Support roles bring {} hours a week to the service and take {} of them off the week of those who hold clients.",
        words::number(offered, 0),
        words::number(done, 0),
    );
    let most = parts
        .iter()
        .filter(|it| it.done > 0.0)
        .max_by(|a, b| a.done.total_cmp(&b.done));
    if let Some(most) = most {
        text.push_str(&format!(
            " Most of it is {}: {} hours a week, {} of what is asked.",
            most.part.label(),
            words::number(most.done, 0),
            words::percent(most.share)
        ));
    }
    let idle = roles
        .iter()
        .filter(|it| it.used < 0.5)
        .min_by(|a, b| a.used.total_cmp(&b.used));
    if let Some(idle) = idle {
        text.push_str(&format!(
            " Of the hours of role {} only {} find something to do in the parts they are for.",
            words::quoted(&idle.role),
            words::percent(idle.used)
        ));
    }
    text
}

/// The teams of clients: what turnover and open shifts come to.
pub(in crate::report) struct TeamView {
    pub finding: String,
    /// By complete reporting year: posts [EFT], vacant share, leavers a year over workers, open shift hours a week, crisis hours a week.
    pub years: Vec<[f64; 5]>,
}

/// What clients' teams come to; `None` where there are none.
pub(in crate::report) fn teams(results: &Results) -> Option<TeamView> {
    if results.scenario.teams.is_empty() {
        return None;
    }
    let year = |name: &str, at: usize| {
        let years = results.yearly(name);
        years.get(at).map_or(f64::NAN, |it| it.mean)
    };
    const WEEKS: f64 = crate::units::REPORTING_YEAR_WEEKS as f64;
    let years = (0..results.yearly("team.posts").len()).map(|at| {
        [
            year("team.posts", at),
            year("team.vacancy_share", at),
            year("team.turnover_per_year", at),
            year("team.open_shift_hours", at) / WEEKS,
            year("team.crisis_hours", at) / WEEKS,
        ]
    });
    let open = mean(results, "team.open_shift_hours");
    let finding = format!(
        "Clients' teams have {} EFT of posts, of which {} stand vacant; {} of their workers leave in a year. {} shift hours a week are left open, {} of all; {} of them come back as crises of the clients' own workers, before anybody helps.",
        words::number(mean(results, "team.posts"), 0),
        words::percent(mean(results, "team.vacancy_share")),
        words::percent(mean(results, "team.turnover_per_year")),
        words::number(open, 0),
        words::percent(mean(results, "team.open_shift_share")),
        words::number(mean(results, "team.crisis_hours"), 0),
    );
    Some(TeamView {
        finding,
        years: years.collect(),
    })
}
