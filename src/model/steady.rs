//! The spreadsheet answer: long-run means from linear equations, and the staff they ask for (the static lens, DESIGN 2.3).

use super::safe_load::scale_discount;
use super::service::{expected_attendance, travel_per_session};
use crate::random::distribution::Distribution;
use crate::scenario::{Level, LevelKind, Part, Posts, ReferralStream, Scenario};
use crate::stats::linear::solve;

/// What a spreadsheet with averages says of a scenario. All rates are those in force at week 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Steady {
    /// New referrals [clients/week].
    pub referrals_per_week: f64,
    /// Long-run mean clients by level; `None` where the linear equations have no finite answer (a cycle with no way out).
    pub clients: Option<Vec<f64>>,
    /// EFT by the safe-load limits at the long-run means, with the scale discount; `None` without limits.
    pub eft_safe_load: Option<f64>,
    /// The same without the scale discount.
    pub eft_safe_load_unscaled: Option<f64>,
    /// Which limit decides: a level's name or "total".
    pub binding_limit: Option<String>,
    /// Clients who leave a week in the long run: by each named exit, by the one without a name, and last those who break off by no
    /// named exit; `None` as for `clients`.
    pub exits_per_week: Option<Vec<f64>>,
    /// Client-driven hours by part at the long-run means [h/week] (contact, travel, client_admin, group_admin; others 0).
    pub client_hours: [f64; Part::COUNT],
    /// Fixed hours of a full-time worker [h/week].
    pub fixed_hours: f64,
    /// Expected share of funded time that a worker in post is at work, 0 to 1.
    pub attendance: f64,
    /// Hours that a full-time worker has for clients [h/week]: (full time - fixed) x attendance.
    pub hours_per_eft: f64,
    /// EFT by WISN hours: client-driven hours / hours per EFT.
    pub eft_wisn: Option<f64>,
    /// Expected share of posts vacant: time empty / (tenure + notice in post + time empty); `None` without turnover or hiring.
    pub vacancy_share: Option<f64>,
    /// Work wanted per hour available in the first week, at the initial clients with everyone inducted and present.
    pub first_week_pressure: Option<f64>,
}

/// Hours and allowances of a WISN calculation (WHO, workload indicators of staffing need).
///
/// Source: WISN user's manual; worked example in Burmen, Owuor & Mitei 2017, Hum Resour Health 15:9.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wisn {
    /// Work for clients in a period [hours, days: any unit of time].
    pub workload: f64,
    /// Working time of one full-time worker in the same period and unit, absence and supporting work not yet taken off where they are given below.
    pub available: f64,
    /// Share of everybody's time that goes to supporting work, 0 to below 1 (category allowance).
    pub supporting_share: f64,
    /// Time that a few workers spend on further work, in the same unit (individual allowance).
    pub individual: f64,
}

/// Staff needed [EFT]: workload / available x 1 / (1 - supporting share) + individual / available; `None` where no time is left.
pub fn wisn(work: Wisn) -> Option<f64> {
    let for_clients = work.available * (1.0 - work.supporting_share);
    (for_clients > 0.0).then(|| work.workload / for_clients + work.individual / work.available)
}

/// What averages say of a scenario, at the rates, posts and limits in force in week 0. Of several sites: the sums of [`of_sites`].
pub fn steady(scenario: &Scenario) -> Steady {
    if scenario.sites.is_empty() {
        of_one(scenario, &referrals_by_level(scenario))
    } else {
        added_up(scenario, &of_sites(scenario))
    }
}

/// What averages say of each site, with newcomers where they are passed on to. Moves of clients from site to site are left out.
pub fn of_sites(scenario: &Scenario) -> Vec<Steady> {
    let sites = scenario.services();
    let mut referrals: Vec<Vec<f64>> = sites.iter().map(referrals_by_level).collect();
    for (from, site) in scenario.sites.iter().enumerate() {
        for stream in &site.referrals {
            let Some(cross) = &stream.cross_referral else {
                continue;
            };
            let rate = base_rate(stream) * cross.share;
            for (level, share) in stream.enter.iter().enumerate() {
                referrals[from][level] -= rate * share;
                referrals[cross.to][level] += rate * share;
            }
        }
    }
    sites
        .iter()
        .zip(&referrals)
        .map(|(site, referrals)| of_one(site, referrals))
        .collect()
}

/// Sums, and means by funded EFT, over sites.
fn added_up(scenario: &Scenario, sites: &[Steady]) -> Steady {
    let eft: Vec<f64> = scenario
        .sites
        .iter()
        .map(|site| funded_eft(&site.posts))
        .collect();
    let all: f64 = eft.iter().sum();
    let mean = |of: &dyn Fn(&Steady) -> Option<f64>| -> Option<f64> {
        let weighted = sites
            .iter()
            .zip(&eft)
            .map(|(site, eft)| Some(of(site)? * eft));
        weighted
            .sum::<Option<f64>>()
            .filter(|_| all > 0.0)
            .map(|sum| sum / all)
    };
    let sum = |of: &dyn Fn(&Steady) -> Option<f64>| sites.iter().map(of).sum::<Option<f64>>();
    let clients: Option<Vec<&Vec<f64>>> = sites.iter().map(|site| site.clients.as_ref()).collect();
    let mut client_hours = [0.0; Part::COUNT];
    for site in sites {
        (0..Part::COUNT).for_each(|part| client_hours[part] += site.client_hours[part]);
    }
    let eft_wisn = sum(&|site| site.eft_wisn);
    let hours: f64 = client_hours.iter().sum();
    Steady {
        referrals_per_week: sites.iter().map(|site| site.referrals_per_week).sum(),
        clients: clients.map(|sites| {
            let level = |level: usize| sites.iter().map(|site| site[level]).sum();
            (0..scenario.levels.len()).map(level).collect()
        }),
        exits_per_week: exits_added_up(sites),
        eft_safe_load: sum(&|site| site.eft_safe_load),
        eft_safe_load_unscaled: sum(&|site| site.eft_safe_load_unscaled),
        // Each site has one of its own.
        binding_limit: None,
        client_hours,
        fixed_hours: sites.first().map_or(0.0, |site| site.fixed_hours),
        attendance: mean(&|site| Some(site.attendance)).unwrap_or(1.0),
        // That by which the hours need what the sites need together.
        hours_per_eft: eft_wisn.filter(|need| *need > 0.0).map_or(
            sites.first().map_or(0.0, |site| site.hours_per_eft),
            |need| hours / need,
        ),
        eft_wisn,
        vacancy_share: mean(&|site| site.vacancy_share),
        first_week_pressure: mean(&|site| site.first_week_pressure),
    }
}

/// Clients who leave a week at all sites, by exit; `None` where one cannot be told.
fn exits_added_up(sites: &[Steady]) -> Option<Vec<f64>> {
    let mut all: Vec<f64> = Vec::new();
    for site in sites {
        let own = site.exits_per_week.as_ref()?;
        all.resize(own.len(), 0.0);
        all.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
    }
    Some(all)
}

/// EFT of the posts open in week 0.
pub fn funded_eft(posts: &[Posts]) -> f64 {
    let each = posts
        .iter()
        .map(|posts| *posts.count.at(0.0) as f64 * posts.eft);
    each.sum()
}

/// What averages say of one service with so many referrals by level [clients/week].
fn of_one(scenario: &Scenario, referrals: &[f64]) -> Steady {
    let visits: Vec<Visit> = scenario
        .levels
        .iter()
        .map(|level| visit(level, scenario))
        .collect();
    let flows = arrivals(referrals, &visits, scenario);
    let clients = flows.as_ref().map(|flows| long_run_clients(flows, &visits));
    let exits_per_week = flows.as_ref().map(|flows| exits_per_week(flows, &visits));
    let client_hours = clients
        .as_ref()
        .map_or([0.0; Part::COUNT], |clients| hours(scenario, clients));
    let fixed_hours: f64 = scenario.week.fixed_hours.iter().sum();
    let attendance = expected_attendance(scenario);
    let (need, binding_limit) = clients
        .as_ref()
        .map_or((None, None), |clients| need(scenario, clients));
    let discount = clients
        .as_ref()
        .map_or(0.0, |clients| discount(scenario, clients));
    let full_time = scenario.week.full_time_hours;
    let eft_wisn = clients.as_ref().and_then(|_| {
        wisn(Wisn {
            workload: client_hours.iter().sum(),
            available: full_time * attendance,
            supporting_share: fixed_hours / full_time,
            individual: 0.0,
        })
    });
    Steady {
        referrals_per_week: referrals.iter().sum(),
        clients,
        exits_per_week,
        eft_safe_load: need.map(|need| need * (1.0 - discount)),
        eft_safe_load_unscaled: need,
        binding_limit,
        client_hours,
        fixed_hours,
        attendance,
        hours_per_eft: (full_time - fixed_hours) * attendance,
        eft_wisn,
        vacancy_share: vacancy_share(scenario),
        first_week_pressure: first_week_pressure(scenario),
    }
}

/// New referrals by level at week 0 [clients/week].
fn referrals_by_level(scenario: &Scenario) -> Vec<f64> {
    let mut rates = vec![0.0; scenario.levels.len()];
    for stream in &scenario.referrals {
        let rate = base_rate(stream);
        rates
            .iter_mut()
            .zip(&stream.enter)
            .for_each(|(sum, share)| *sum += rate * share);
    }
    rates
}

/// Newcomers of a stream at week 0, over the months of a year [clients/week].
fn base_rate(stream: &ReferralStream) -> f64 {
    let changed: f64 = stream
        .changes
        .iter()
        .filter(|change| change.week <= 0.0)
        .map(|change| change.factor)
        .product();
    let year: f64 = stream.monthly.iter().sum::<f64>() / 12.0;
    stream.per_week.at(0.0) * changed * year
}

/// What one visit to a level comes to on average.
struct Visit {
    /// Length [weeks].
    weeks: f64,
    /// Check-ins held.
    check_ins: f64,
    /// Probability of each next level.
    next: Vec<f64>,
    /// Probability of each named exit, of the one without a name, and last of breaking off by no named exit.
    exits: Vec<f64>,
}

fn visit(level: &Level, scenario: &Scenario) -> Visit {
    let plain = scenario.exits.len();
    match &level.kind {
        LevelKind::OneToOne { stay, .. } | LevelKind::Group { stay, .. } => {
            let mut exits = stay.exits.clone();
            exits.resize(plain, 0.0);
            exits.extend([stay.exit, 0.0]);
            let visit = Visit {
                weeks: stay.length.mean(),
                check_ins: 0.0,
                next: stay.next.clone(),
                exits,
            };
            broken_off(visit, &stay.length, scenario)
        }
        LevelKind::CheckIn {
            every_weeks,
            exit_after_weeks,
            relapse_probability,
            relapse_to,
            exit_to,
            ..
        } => {
            // Check-in i of k is held by those who have not relapsed at the i - 1 before it: (1 - p)^(i-1).
            let count = (exit_after_weeks / every_weeks + 1e-9).floor();
            let stays = 1.0 - relapse_probability;
            let check_ins = if *relapse_probability > 0.0 {
                (1.0 - power(stays, count)) / relapse_probability
            } else {
                count
            };
            let left = power(stays, count);
            let rest = (exit_after_weeks - count * every_weeks).max(0.0);
            let mut next = vec![0.0; scenario.levels.len()];
            next[*relapse_to] = 1.0 - left;
            let mut exits = vec![0.0; plain + 2];
            exits[exit_to.unwrap_or(plain)] = left;
            Visit {
                weeks: check_ins * every_weeks + left * rest,
                check_ins,
                next,
                exits,
            }
        }
    }
}

/// A visit that clients break off at the rate h of full contact: of stays S a share E[exp(-h S)] comes to its end, and the mean
/// time there is (1 - that) / h.
fn broken_off(mut visit: Visit, stay: &Distribution, scenario: &Scenario) -> Visit {
    let Some(rule) = scenario
        .loops
        .disengagement
        .as_ref()
        .filter(|rule| rule.per_week > 0.0)
    else {
        return visit;
    };
    let rate = rule.per_week;
    let ended = match stay {
        Distribution::Exponential { mean } => 1.0 / (1.0 + rate * mean),
        other => {
            let stays = quantiles(other);
            stays.iter().map(|stay| (-rate * stay).exp()).sum::<f64>() / stays.len() as f64
        }
    };
    visit.weeks = (1.0 - ended) / rate;
    let routes = visit.next.iter_mut().chain(&mut visit.exits);
    routes.for_each(|share| *share *= ended);
    let broke_off = scenario.exits.len() + 1;
    visit.exits[rule.exit.unwrap_or(broke_off)] += 1.0 - ended;
    visit
}

/// `base` to a whole power.
fn power(base: f64, exponent: f64) -> f64 {
    base.powi(exponent.min(1e9) as i32)
}

/// Mean clients by level in the long run: arrivals λ solve λ = referrals + λ P, P the routes and returns, and clients are λ x
/// mean time there (Little's law).
fn long_run_clients(flows: &[f64], visits: &[Visit]) -> Vec<f64> {
    let clients = flows.iter().zip(visits);
    clients.map(|(flow, visit)| flow * visit.weeks).collect()
}

/// Clients who leave a week, by exit.
fn exits_per_week(flows: &[f64], visits: &[Visit]) -> Vec<f64> {
    let exits = visits.first().map_or(0, |visit| visit.exits.len());
    (0..exits)
        .map(|exit| {
            let by_level = flows.iter().zip(visits);
            by_level.map(|(flow, visit)| flow * visit.exits[exit]).sum()
        })
        .collect()
}

/// Share of a visit's clients who go on to a level, at once or when they come back as former clients.
fn goes_to(visit: &Visit, to: usize, scenario: &Scenario) -> f64 {
    let returns = scenario.exits.iter().zip(&visit.exits);
    let returning: f64 = returns
        .filter_map(|(exit, share)| Some((exit.returns.as_ref()?, share)))
        .filter(|(returns, _)| returns.to == to)
        .map(|(returns, share)| share * returns.probability)
        .sum();
    visit.next[to] + returning
}

/// Arrivals at each level [clients/week], by linear equations. `None` where some level is entered for ever.
fn arrivals(referrals: &[f64], visits: &[Visit], scenario: &Scenario) -> Option<Vec<f64>> {
    let n = referrals.len();
    let rows: Vec<Vec<f64>> = (0..n)
        .map(|to| {
            let mut row: Vec<f64> = visits
                .iter()
                .map(|visit| -goes_to(visit, to, scenario))
                .collect();
            row[to] += 1.0;
            row.push(referrals[to]);
            row
        })
        .collect();
    let flows = solve(rows)?;
    flows
        .iter()
        .all(|flow| flow.is_finite() && *flow >= -1e-9)
        .then(|| flows.into_iter().map(|flow| flow.max(0.0)).collect())
}

/// Client-driven hours by part at some number of clients by level [h/week]: groups are whole.
pub fn hours(scenario: &Scenario, clients: &[f64]) -> [f64; Part::COUNT] {
    let mut hours = [0.0; Part::COUNT];
    let mut sessions = 0.0;
    for (level, clients) in scenario.levels.iter().zip(clients) {
        match &level.kind {
            LevelKind::OneToOne {
                contact_hours,
                session_hours,
                admin_hours,
                ..
            } => {
                hours[Part::Contact as usize] += clients * contact_hours;
                hours[Part::ClientAdmin as usize] += clients * admin_hours;
                sessions += clients * contact_hours / session_hours;
            }
            LevelKind::Group {
                session_hours,
                group_size,
                admin_hours,
                ..
            } => {
                let groups = (clients / group_size - 1e-9).ceil();
                hours[Part::Contact as usize] += groups * session_hours;
                hours[Part::GroupAdmin as usize] += groups * admin_hours;
            }
            LevelKind::CheckIn {
                contact_hours,
                admin_hours,
                ..
            } => {
                let visit = visit(level, scenario);
                let per_week = if visit.weeks > 0.0 {
                    visit.check_ins / visit.weeks
                } else {
                    0.0
                };
                hours[Part::Contact as usize] += clients * per_week * contact_hours;
                hours[Part::ClientAdmin as usize] += clients * admin_hours;
            }
        }
    }
    hours[Part::ClientAdmin as usize] += scenario.week.admin_share * hours[Part::Contact as usize];
    hours[Part::Travel as usize] = sessions * travel_per_session(scenario.travel.as_ref());
    hours
}

/// EFT by the limits in force at week 0, and the limit that decides.
fn need(scenario: &Scenario, clients: &[f64]) -> (Option<f64>, Option<String>) {
    let Some(safe_load) = &scenario.safe_load else {
        return (None, None);
    };
    let limits = safe_load.limits.at(0.0);
    let levels = scenario.levels.iter().zip(clients).zip(&limits.per_level);
    let mut all: Vec<(f64, String)> = levels
        .filter(|((level, _), _)| matches!(level.kind, LevelKind::OneToOne { .. }))
        .filter_map(|((level, clients), limit)| Some((clients / (*limit)?, level.name.clone())))
        .collect();
    all.extend(
        limits
            .total
            .map(|total| (clients.iter().sum::<f64>() / total, "total".to_string())),
    );
    let weights = scenario.levels.iter().zip(clients);
    let points: f64 = weights.map(|(level, clients)| level.weight * clients).sum();
    all.extend(
        limits
            .points
            .map(|limit| (points / limit, "points".to_string())),
    );
    let most = all.into_iter().max_by(|a, b| a.0.total_cmp(&b.0));
    most.map_or((None, None), |(need, name)| (Some(need), Some(name)))
}

fn discount(scenario: &Scenario, clients: &[f64]) -> f64 {
    let Some(safe_load) = scenario.safe_load.as_ref().filter(|it| it.scale) else {
        return 0.0;
    };
    let active = scenario
        .levels
        .iter()
        .zip(clients)
        .filter(|(level, _)| !matches!(level.kind, LevelKind::CheckIn { .. }));
    // A mean above 200 is on the far side of the step, whatever its fraction.
    let active: f64 = active.map(|(_, clients)| clients).sum();
    (1.0 - safe_load.scale_dampening) * scale_discount(active.ceil())
}

/// Share of time a post stands empty: it empties when notice ends, while the vacancy opened when notice was given.
fn vacancy_share(scenario: &Scenario) -> Option<f64> {
    let (staff, hiring) = (scenario.staff.as_ref()?, scenario.hiring.as_ref()?);
    let fill = quantiles(&hiring.time_to_fill);
    let approval = hiring.approval.as_ref().map_or(vec![0.0], quantiles);
    let waits = approval
        .iter()
        .flat_map(|approval| fill.iter().map(move |fill| approval + fill));
    let empty: f64 = waits
        .map(|wait| (wait - staff.notice_weeks).max(0.0))
        .sum::<f64>()
        / (fill.len() * approval.len()) as f64;
    // Whole means, not their quantile sums, where the notice never outlasts the vacancy.
    let exact =
        hiring.time_to_fill.mean() + hiring.approval.as_ref().map_or(0.0, Distribution::mean);
    let empty = if staff.notice_weeks == 0.0 {
        exact
    } else {
        empty
    };
    Some(empty / (staff.mean_tenure_weeks() + staff.notice_weeks + empty))
}

/// Midpoints of 400 slices of equal probability.
fn quantiles(distribution: &Distribution) -> Vec<f64> {
    (0..400)
        .map(|slice| distribution.quantile((f64::from(slice) + 0.5) / 400.0))
        .collect()
}

/// Work wanted per hour available in the first week, with today's clients and vacancies, everybody inducted and at work.
fn first_week_pressure(scenario: &Scenario) -> Option<f64> {
    let clients: Vec<f64> = scenario
        .initial
        .clients
        .iter()
        .map(|clients| *clients as f64)
        .collect();
    let mut eft = 0.0;
    let mut vacancies = 0.0;
    for (posts, vacant) in scenario.posts.iter().zip(&scenario.initial.vacancies) {
        let filled = posts.count.at(0.0).saturating_sub(*vacant) as f64;
        eft += filled * posts.eft;
        vacancies += *vacant as f64;
    }
    let available = eft * scenario.week.full_time_hours;
    let hiring = scenario
        .hiring
        .as_ref()
        .map_or(0.0, |hiring| hiring.hours_per_vacancy)
        * vacancies;
    let fixed = eft * scenario.week.fixed_hours.iter().sum::<f64>();
    let wanted = hours(scenario, &clients).iter().sum::<f64>() + hiring + fixed;
    (available > 0.0).then(|| wanted / available)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::document::Document;

    fn scenario(set: &[(&str, &str)]) -> Scenario {
        let text = include_str!("../../scenarios/two-workers.toml");
        let set: Vec<_> = set
            .iter()
            .map(|(path, value)| (path.to_string(), value.to_string()))
            .collect();
        Document::parse("two-workers.toml", text)
            .unwrap()
            .study(None, &set)
            .unwrap()
            .scenario
    }

    fn close(value: f64, expected: f64, tolerance: f64) {
        assert!(
            (value - expected).abs() < tolerance,
            "{value} is not {expected} within {tolerance}"
        );
    }

    /// Burmen, Owuor & Mitei 2017: 10,000 patients x 10 visits x 0.25 h = 25,000 h = 3,125 days of 8 h;
    /// 234 - 10 - 30 - 15 = 179 days; 3,125 / 179 = 17.458; training 10 of 179 days -> factor 1.0592 -> 18.491; 12 / 18.491 = 0.649.
    #[test]
    fn the_published_wisn_example_comes_out() {
        let work = Wisn {
            workload: 3125.0,
            available: 179.0,
            supporting_share: 0.0,
            individual: 0.0,
        };
        close(wisn(work).unwrap(), 17.458, 5e-4);
        let trained = Wisn {
            supporting_share: 10.0 / 179.0,
            ..work
        };
        close(wisn(trained).unwrap(), 18.491, 5e-4);
        close(12.0 / wisn(trained).unwrap(), 0.649, 5e-4);
        close(
            wisn(Wisn {
                individual: 17.9,
                ..work
            })
            .unwrap(),
            17.558,
            5e-4,
        );
        assert_eq!(
            wisn(Wisn {
                supporting_share: 1.0,
                ..work
            }),
            None
        );
    }

    /// By hand, with q = 1 - 0.95^4 = 0.18549375. Referrals: h 0.455, m 0.52, g 0.325.
    /// h = 0.455 + 0.1 m; m = 0.52 + 0.8 h + 0.2 g + q p; g = 0.325 + 0.6 m; p = 0.3 m + 0.8 g = 0.26 + 0.78 m.
    /// m = 0.52 + 0.364 + 0.08 m + 0.065 + 0.12 m + 0.048228375 + 0.144685125 m -> m (1 - 0.344685125) = 0.997228375
    /// -> m = 1.521753; h = 0.607175; g = 1.238052; p = 1.446967.
    /// Stays 10, 10, 22 and 6 q / 0.05 = 22.25925: clients 6.0718, 15.2175, 27.2371, 32.2084; all 80.7348.
    #[test]
    fn the_examples_long_run_clients_are_those_worked_on_paper() {
        let steady = steady(&scenario(&[]));
        let clients = steady.clients.unwrap();
        for (value, expected) in clients.iter().zip([6.0718, 15.2175, 27.2371, 32.2084]) {
            close(*value, expected, 2e-4);
        }
        close(steady.referrals_per_week, 1.3, 1e-12);
        // Need by M3: high 6.0718 / 5 = 1.2144, medium 1.5218, total 80.7348 / 50 = 1.6147.
        close(steady.eft_safe_load.unwrap(), 1.6147, 1e-4);
        assert_eq!(steady.binding_limit.as_deref(), Some("total"));
        // Contact 15.1794 + 4.5653 + 3 groups x 1.5 + 32.2084 / 6 x 0.5 = 26.9287; administration half of it, groups 3 h.
        close(steady.client_hours[Part::Contact as usize], 26.9287, 1e-3);
        close(
            steady.client_hours.iter().sum::<f64>(),
            26.9287 * 1.5 + 3.0,
            1e-3,
        );
        // Attendance (1 - 5 / 52.17857) / (1 + 2 / 52.17857 x 0.8) = 0.90418 / 1.030664 = 0.87727; 33 h x 0.87727 = 28.950.
        close(steady.attendance, 0.87727, 1e-4);
        close(steady.eft_wisn.unwrap(), 43.3930 / 28.950, 1e-3);
    }

    /// Full row M3 for one worker: 19.75 + 9.875 + 2 + 2 + 5 = 38.625 of 40 hours.
    #[test]
    fn a_full_m3_caseload_wants_38_6_of_40_hours() {
        let full = "{ high = 5, medium = 10, group = 20, parked = 15 }";
        let scenario = scenario(&[("initial.clients", full), ("posts.peer worker.count", "1")]);
        close(
            steady(&scenario).first_week_pressure.unwrap(),
            38.625 / 40.0,
            1e-12,
        );
    }

    /// Without notice the share is fill / (fill + tenure) = 12 / 168; with 4 weeks of notice about 8 / 168.
    #[test]
    fn posts_stand_empty_for_the_time_to_fill_less_the_notice() {
        let share = |notice: &str| {
            steady(&scenario(&[("staff.notice_weeks", notice)]))
                .vacancy_share
                .unwrap()
        };
        close(share("0"), 12.0 / 168.0, 1e-12);
        close(share("4"), 8.0 / 168.0, 1e-3);
        assert!(
            share("4") > 8.0 / 168.0,
            "some posts are filled before the notice ends, which saves nothing"
        );
    }

    #[test]
    fn a_large_service_needs_less_per_client() {
        let large = steady(&scenario(&[("referrals.self and agency.per_week", "13")]));
        // 807.3 clients of whom 485.3 are active: 15 % less.
        close(
            large.eft_safe_load.unwrap(),
            large.eft_safe_load_unscaled.unwrap() * 0.85,
            1e-9,
        );
    }
}
