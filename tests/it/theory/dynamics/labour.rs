//! The labour supply chain: how many vacancies a manager opens, and how long it takes until the workforce is as large as wanted.

use crate::support::*;
use plimsoll::model::metric::Raw;
use plimsoll::scenario::{Posts, Scenario};
use plimsoll::units::Dated;

/// Workers at the start, and mean employment, time to fill, labour adjustment and vacancy adjustment [weeks].
pub const WORKERS: f64 = 1000.0;
pub const EMPLOYMENT: f64 = 100.0;
pub const FILL: f64 = 8.0;
const LABOUR_ADJUSTMENT: f64 = 13.0;
const VACANCY_ADJUSTMENT: f64 = 4.0;

/// Weeks that are looked at: two years.
pub const WEEKS: usize = 104;

/// Futures that the engine plays of each plan.
pub const FUTURES: u64 = 20;

/// Steps a week of the integration.
const FINE: usize = 448;

/// A moment of the published model.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    pub week: f64,
    pub labour: f64,
    pub vacancies: f64,
    /// Vacancies opened [1/week].
    pub created: f64,
}

/// The published rule, from equilibrium at [`WORKERS`], for a number of workers desired from week 0 on; `FINE` moments a week.
///
/// Desired hiring replaces those who quit and closes a thirteenth of the gap a week; desired vacancies are what that takes at the time to
/// fill; vacancies are opened, or cancelled, to close a quarter of that gap a week. Nobody is laid off.
pub fn published(desired: f64, weeks: usize) -> Vec<Moment> {
    let step = 1.0 / FINE as f64;
    let (mut labour, mut vacancies) = (WORKERS, WORKERS / EMPLOYMENT * FILL);
    let mut moments = Vec::with_capacity(weeks * FINE + 1);
    for at in 0..=weeks * FINE {
        let quits = labour / EMPLOYMENT;
        let hired = vacancies / FILL;
        let wanted = quits + (desired - labour) / LABOUR_ADJUSTMENT;
        let gap = (FILL * wanted).max(0.0) - vacancies;
        let change = wanted + gap / VACANCY_ADJUSTMENT;
        let created = change.max(0.0);
        let cancelled = (-change).max(0.0).min(vacancies / VACANCY_ADJUSTMENT);
        moments.push(Moment {
            week: at as f64 * step,
            labour,
            vacancies,
            created,
        });
        labour += step * (hired - quits);
        vacancies += step * (created - cancelled - hired);
    }
    moments
}

/// The last time at which labour is further from a goal than so much [weeks].
pub fn settled(moments: &[Moment], goal: f64, within: f64) -> f64 {
    let far = |it: &&Moment| (it.labour - goal).abs() > within;
    moments.iter().rev().find(far).map_or(0.0, |it| it.week)
}

/// The engine's own mean, where posts are funded at once: dL/dt = max(0, posts - L) / fill - L / employment, by the same steps.
pub fn funded_at_once(posts: f64, weeks: usize) -> Vec<Moment> {
    let step = 1.0 / FINE as f64;
    let mut labour = WORKERS;
    let mut moments = Vec::with_capacity(weeks * FINE + 1);
    for at in 0..=weeks * FINE {
        let vacancies = (posts - labour).max(0.0);
        moments.push(Moment {
            week: at as f64 * step,
            labour,
            vacancies,
            created: labour / EMPLOYMENT,
        });
        labour += step * (vacancies / FILL - labour / EMPLOYMENT);
    }
    moments
}

/// Posts that hold so many workers in the long run: a vacancy stands open for the time to fill.
pub fn posts_for(workers: f64) -> f64 {
    workers * (1.0 + FILL / EMPLOYMENT)
}

/// A workforce of [`WORKERS`] whose funded posts follow a plan; days as steps.
pub fn workforce(count: Dated<u64>) -> Scenario {
    let vacancies = *count.at(0.0) - WORKERS as u64;
    let mut scenario = without_clients();
    scenario.run.horizon_weeks = WEEKS;
    scenario.run.steps_per_week = 7;
    scenario.posts = vec![Posts {
        count,
        ..posts("worker", 0)
    }];
    scenario.initial.vacancies = vec![vacancies];
    scenario.staff = Some(staff(exponential(EMPLOYMENT), 0.0));
    scenario.hiring = Some(hiring(exponential(FILL)));
    scenario
}

/// Posts for a desired number of workers at once: the plan of one who funds, or cuts, and waits. A cut comes a day after the start, at
/// which the workers of today have posts.
pub fn at_once(desired: f64) -> Dated<u64> {
    let posts = |workers: f64| posts_for(workers).round() as u64;
    if desired > WORKERS {
        return Dated::constant(posts(desired));
    }
    dated(vec![(0.0, posts(WORKERS)), (1.0 / 7.0, posts(desired))])
}

/// The posts that the published manager has authorised, day by day: labour and vacancies of the rule.
pub fn as_the_manager_opens_them(desired: f64) -> Dated<u64> {
    let moments = published(desired, WEEKS);
    let days = (1..WEEKS * 7).map(|day| {
        let middle = &moments[(2 * day + 1) * FINE / 14];
        let posts = (middle.labour + middle.vacancies).round() as u64;
        (day as f64 / 7.0, posts)
    });
    let today = posts_for(WORKERS).round() as u64;
    dated(std::iter::once((0.0, today)).chain(days).collect())
}

/// Weeks at whose ends the engine is read.
pub const READ: [usize; 6] = [4, 13, 26, 52, 78, 104];

/// Workers in post at the ends of the weeks of [`READ`].
pub fn played(scenario: &Scenario) -> Vec<[f64; READ.len()]> {
    each(scenario, FUTURES, |record| {
        READ.map(|week| record.raw(week - 1, Raw::InPost))
    })
}

/// Labour at the end of a week.
pub fn at(moments: &[Moment], week: usize) -> f64 {
    moments[week * FINE].labour
}

#[test]
fn half_as_many_again_opens_125_vacancies_a_week_and_is_there_in_32_weeks_without_overshoot() {
    let moments = published(1.5 * WORKERS, WEEKS);
    let before = published(WORKERS, 1)[0].created;
    equals("vacancies created a week before the step", 10.0, before);
    let jump = moments[0].created;
    assert!((jump - 125.0).abs() < 1.0, "created at the step: {jump}");
    let there = settled(&moments, 1.5 * WORKERS, 0.02 * 1.5 * WORKERS);
    assert!((there - 32.0).abs() < 0.5, "within 2 % after {there} weeks");
    let rises = moments.windows(2).all(|it| it[1].labour >= it[0].labour);
    let most = moments.iter().map(|it| it.labour).fold(0.0, f64::max);
    assert!(
        rises && most <= 1.5 * WORKERS,
        "labour overshoots to {most}"
    );
    // Near the goal the rule is linear; real roots do not oscillate.
    let (quits, hires) = (1.0 / EMPLOYMENT, 1.0 / FILL);
    let opening = (1.0 + FILL / VACANCY_ADJUSTMENT) * (quits - 1.0 / LABOUR_ADJUSTMENT);
    let closing = 1.0 / VACANCY_ADJUSTMENT + hires;
    let trace = -quits - closing;
    let determinant = quits * closing - hires * opening;
    assert!(trace * trace > 4.0 * determinant, "roots are not real");
}

#[test]
fn a_cut_by_half_through_attrition_alone_takes_nearly_two_years() {
    let moments = published(0.5 * WORKERS, 2 * WEEKS);
    let near = settled(&moments, 0.5 * WORKERS, 0.02 * 0.5 * WORKERS);
    let last = settled(&moments, 0.5 * WORKERS, 1.0);
    assert!(
        (1.5 * 52.0..2.0 * 52.0).contains(&near),
        "within 2 % after {near} weeks"
    );
    assert!(
        (1.8 * 52.0..2.0 * 52.0).contains(&last),
        "the last worker goes after {last} weeks"
    );
    // Even with nobody hired, half are gone after EMPLOYMENT x ln 2 weeks: no rule is quicker without layoffs.
    assert!(near > EMPLOYMENT * 2f64.ln(), "{near}");
}

#[test]
fn the_engine_follows_the_published_curve_where_posts_open_as_the_manager_opens_them() {
    let desired = 1.5 * WORKERS;
    let theory = published(desired, WEEKS);
    let found = played(&workforce(as_the_manager_opens_them(desired)));
    for (position, week) in READ.into_iter().enumerate() {
        // Posts are whole, and change at the begin of a day by the middle of it.
        let what = format!("workers at the end of week {week}");
        agrees_within(&what, at(&theory, week), column(&found, position), 1.0);
    }
}

#[test]
fn where_posts_are_funded_at_once_the_engine_is_there_in_two_thirds_of_the_time() {
    for (desired, quicker) in [(1.5, 1.4), (0.5, 1.05)] {
        let goal = desired * WORKERS;
        let theory = funded_at_once(posts_for(goal), WEEKS);
        let found = played(&workforce(at_once(goal)));
        for (position, week) in READ.into_iter().enumerate() {
            // A cut comes a day late, and near its floor some futures have begun to hire and others not.
            let what = format!("workers at the end of week {week}, {desired} of today's desired");
            agrees_within(&what, at(&theory, week), column(&found, position), 3.0);
        }
        let (own, rule) = (
            settled(&theory, goal, 0.02 * goal),
            settled(&published(goal, WEEKS), goal, 0.02 * goal),
        );
        assert!(
            rule > quicker * own,
            "{desired}: {own} weeks, published {rule}"
        );
    }
}
