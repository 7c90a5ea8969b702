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
    /// Asked a week, of all [h].
    pub asked: f64,
}

impl PartRow {
    /// Taken over of what was asked.
    pub fn share(&self) -> f64 {
        self.done / self.asked
    }
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
            asked: mean(results, &format!("support.hours_asked.{}", part.name())),
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
            words::percent(most.share())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::Spread;
    use crate::model::metric::registry;
    use crate::random::distribution::Distribution;
    use crate::report::sample;
    use crate::scenario::{Hiring, Posts, Staff, SupportRole, Team};
    use crate::units::Dated;

    /// The sample with a recruiter and a team, and the values of what is observed of them.
    fn told(values: &[(&str, f64)]) -> Results {
        let mut results = sample::five_years().results;
        let scenario = &mut results.scenario;
        let mut supplies = [0.0; Part::COUNT];
        supplies[Part::Hiring as usize] = 25.0;
        scenario.support = vec![SupportRole {
            posts: Posts {
                role: "recruiter".to_owned(),
                count: Dated::constant(2),
                ..scenario.posts[0].clone()
            },
            serves: vec![],
            vacancies: 0,
            supplies,
            staff: None,
            hiring: None,
        }];
        let staff: Staff = scenario.staff.clone().unwrap();
        let hiring: Hiring = scenario.hiring.clone().unwrap();
        scenario.teams = vec![Team {
            name: "direct support".to_owned(),
            posts_per_client: vec![1; scenario.levels.len()],
            eft: 1.0,
            annual_cost: 0.0,
            shift_hours: 30.0,
            uncovered_share: 0.2,
            presence_hours: 1.0,
            staff: Staff {
                tenure: Distribution::Exponential { mean: 100.0 },
                ..staff
            },
            hiring,
        }];
        for metric in registry(&results.scenario) {
            if results.metric(&metric.name).is_some() {
                continue;
            }
            let given = values.iter().find(|it| it.0 == metric.name);
            let value = given.map_or(f64::NAN, |it| it.1);
            let spread = Spread {
                replications: 100,
                mean: value,
                sd: 0.0,
                quantiles: [value; 7],
            };
            results.metrics.push(metric);
            results.weekly.push(vec![spread; 260]);
            results.yearly.push(vec![spread; 5]);
        }
        results
    }

    #[test]
    fn the_finding_says_what_support_takes_over_and_what_lies_idle() {
        let results = told(&[
            ("support.hours_supplied", 46.0),
            ("support.hours_supplied.recruiter", 46.0),
            ("support.utilisation.recruiter", 0.4),
            ("support.hours_used.hiring", 18.4),
            ("support.hours_asked.hiring", 24.5),
        ]);
        let view = support(&results).unwrap();
        for part in [
            "bring 46 hours a week to the service and take 18 of them off",
            "Most of it is hiring: 18 hours a week, 75\u{a0}% of what is asked",
            "only 40\u{a0}% find something to do",
        ] {
            assert!(view.finding.contains(part), "{part} in {}", view.finding);
        }
        assert_eq!(view.roles[0].posts, 2);
        assert_eq!(view.roles[0].for_parts, "hiring 25\u{a0}h");
        assert_eq!(view.parts.len(), 1);
    }

    #[test]
    fn teams_are_told_with_their_open_shifts_by_week() {
        let results = told(&[
            ("team.posts", 90.0),
            ("team.vacancy_share", 0.16),
            ("team.turnover_per_year", 0.42),
            ("team.open_shift_hours", 520.0),
            ("team.open_shift_share", 0.19),
            ("team.crisis_hours", 104.0),
        ]);
        let view = teams(&results).unwrap();
        assert!(
            view.finding
                .contains("90 EFT of posts, of which 16\u{a0}% stand vacant; 42\u{a0}% of their workers leave in a year"),
            "{}",
            view.finding
        );
        // Yearly flows are sums over 52 weeks.
        assert_eq!(view.years[0], [90.0, 0.16, 0.42, 10.0, 2.0]);
    }

    #[test]
    fn nothing_is_said_of_what_a_scenario_does_not_have() {
        let sample = sample::five_years();
        assert!(support(&sample.results).is_none());
        assert!(teams(&sample.results).is_none());
    }
}
