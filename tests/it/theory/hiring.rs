//! Hiring, by hand with fixed times: notice, approval, freezes, extra hires, dated counts, known starts; and extra hires as a
//! Markov chain.

use crate::support::*;
use plimsoll::model::metric::Raw;
use plimsoll::model::record::Record;
use plimsoll::scenario::{
    Burnout, Close, KnownStart, Part, RosterWorker, Scenario, Slowing, Strain,
};

/// One post, tenure 10.5 weeks from week 0, notice 4, time to fill 6.25.
fn one_post() -> Scenario {
    let mut scenario = without_clients();
    scenario.staff = Some(staff(fixed(10.5), 4.0));
    scenario.hiring = Some(hiring(fixed(6.25)));
    scenario
}

/// Values at the ends of weeks: `[at 1, at 2, ...]`.
fn at_week_ends(record: &Record, raw: Raw) -> Vec<f64> {
    (0..record.weeks())
        .map(|week| record.raw(week, raw))
        .collect()
}

/// Asserts which week ends `1..=weeks` read the value `there`, the others `elsewhere`.
#[track_caller]
fn reads(what: &str, found: &[f64], expected: impl Fn(f64) -> f64) {
    for (week, value) in found.iter().enumerate() {
        let end = (week + 1) as f64;
        equals(&format!("{what} at {end}"), expected(end), *value);
    }
}

fn within(time: f64, spans: &[(f64, f64)]) -> f64 {
    f64::from(u8::from(
        spans.iter().any(|(from, to)| *from <= time && time < *to),
    ))
}

/// Notice at 10.5, gone at 14.5; the vacancy is open from 10.5, found at 16.75. The next one gives notice at 27.25 and is gone
/// at 31.25; found at 33.5; then notice at 44, gone at 48, found at 50.25.
#[test]
fn a_vacancy_opens_at_notice_and_the_successor_starts_when_found() {
    let record = one(&one_post(), 0);
    let empty = [(14.5, 16.75), (31.25, 33.5), (48.0 + 1e-9, 50.25)];
    reads("filled", &at_week_ends(&record, Raw::FilledEft), |t| {
        1.0 - within(t, &empty)
    });
    reads("vacant", &at_week_ends(&record, Raw::VacantEft), |t| {
        within(t, &empty)
    });
    equals("leavers in week 14", 1.0, record.raw(14, Raw::Leavers));
    equals("starts in week 16", 1.0, record.raw(16, Raw::Starts));
    equals("leavers", 3.0, total(&record, Raw::Leavers));
    equals("starts", 3.0, total(&record, Raw::Starts));
}

/// Found before the last day: the successor starts on the leaver's last day and the post is never empty.
#[test]
fn one_who_is_found_early_starts_when_the_leaver_has_gone() {
    let mut scenario = one_post();
    scenario.staff = Some(staff(fixed(10.5), 8.0));
    let record = one(&scenario, 0);
    reads("filled", &at_week_ends(&record, Raw::FilledEft), |_| 1.0);
    // Cycles of 18.5 weeks.
    for (week, starts) in [(17, 0.0), (18, 1.0), (19, 0.0), (36, 0.0), (37, 1.0)] {
        // 18.5 falls in week 18; 37.0 is the instant between weeks 36 and 37 and is played in the latter.
        equals(
            &format!("starts in week {week}"),
            starts,
            record.raw(week, Raw::Starts),
        );
    }
}

#[test]
fn approval_comes_before_the_time_to_fill_and_waits_for_the_end_of_a_freeze() {
    let mut scenario = one_post();
    scenario.run.horizon_weeks = 30;
    let hiring = scenario.hiring.as_mut().expect("has hiring");
    hiring.approval = Some(fixed(3.0));
    // Approved at 13.5, found at 19.75.
    let record = one(&scenario, 0);
    reads("filled", &at_week_ends(&record, Raw::FilledEft), |t| {
        1.0 - within(t, &[(14.5, 19.75)])
    });
    let hiring = scenario.hiring.as_mut().expect("has hiring");
    hiring.freeze = vec![(2.0, 5.0), (12.0, 20.0)];
    // Approval falls at 13.5 into the freeze and is given at 20: found at 26.25.
    let record = one(&scenario, 0);
    reads(
        "filled, frozen",
        &at_week_ends(&record, Raw::FilledEft),
        |t| 1.0 - within(t, &[(14.5, 26.25)]),
    );
    let hiring = scenario.hiring.as_mut().expect("has hiring");
    hiring.freeze = vec![(12.0, 16.0), (16.0, 20.0)];
    // A freeze that begins as another ends holds on: the same as one long freeze.
    let record = one(&scenario, 0);
    reads(
        "filled, frozen twice",
        &at_week_ends(&record, Raw::FilledEft),
        |t| 1.0 - within(t, &[(14.5, 26.25)]),
    );
    let hiring = scenario.hiring.as_mut().expect("has hiring");
    hiring.freeze = vec![(14.0, 20.0)];
    // A search that has been approved before the freeze goes on.
    let record = one(&scenario, 0);
    reads(
        "filled, approved before",
        &at_week_ends(&record, Raw::FilledEft),
        |t| 1.0 - within(t, &[(14.5, 19.75)]),
    );
}

/// An extra hire is found at 6.25 and is supernumerary until the post empties at 30.5; she takes it at once, in the step of the
/// last day. The next search begins at that step's end, 31, and she leaves at 6.25 + 30.5 = 36.75. The post stays empty over the
/// week end at 37; the next extra hire, found at 37.25, takes it in week 37.
#[test]
fn an_extra_hire_is_supernumerary_and_takes_the_next_empty_post_at_once() {
    let mut scenario = without_clients();
    scenario.run.horizon_weeks = 40;
    scenario.staff = Some(staff(fixed(30.5), 0.0));
    scenario.hiring = Some(hiring(fixed(6.25)));
    scenario.hiring.as_mut().expect("has hiring").ahead = 1;
    let record = one(&scenario, 0);
    reads("funded", &at_week_ends(&record, Raw::FundedEft), |_| 1.0);
    reads("filled", &at_week_ends(&record, Raw::FilledEft), |t| {
        1.0 - within(t, &[(36.75, 37.25)])
    });
    let both = [(6.25, 30.5)];
    reads("in post", &at_week_ends(&record, Raw::InPost), |t| {
        1.0 + within(t, &both) - within(t, &[(36.75, 37.25)])
    });
    let weekly = 50_000.0 / plimsoll::units::WEEKS_PER_YEAR;
    reads("cost", &at_week_ends(&record, Raw::Cost), |t| {
        weekly * (1.0 + within(t, &both) - within(t, &[(36.75, 37.25)]))
    });
}

/// One post and one extra hire, exponential tenure τ and fill f: a Markov chain of (post filled, searching ahead) a,
/// (filled, one ahead) c, (empty, two searches) b with balance b x 2/f = a/τ and c x 2/τ = a/f.
#[test]
fn a_post_with_one_extra_hire_is_empty_as_often_as_its_markov_chain_says() {
    let (tenure, fill) = (60.0, 25.0);
    let mut scenario = without_clients();
    scenario.run.warm_up_weeks = 300;
    scenario.run.horizon_weeks = 500;
    scenario.run.steps_per_week = 7;
    scenario.staff = Some(staff(exponential(tenure), 0.0));
    scenario.hiring = Some(hiring(exponential(fill)));
    scenario.hiring.as_mut().expect("has hiring").ahead = 1;
    let found = each(&scenario, 3_000, |record| {
        let (vacant, in_post) = (
            average(record, Raw::VacantEft),
            average(record, Raw::InPost),
        );
        [vacant, in_post]
    });
    let (empty, ahead) = (fill / (2.0 * tenure), tenure / (2.0 * fill));
    let all = 1.0 + empty + ahead;
    // A post is filled, and the search for the next one begun, at the end of a step: at most a seventh of a week late.
    let late = 1.0 / 7.0 / fill;
    agrees_within("vacant", empty / all, column(&found, 0), late * empty / all);
    let in_post = (1.0 + 2.0 * ahead) / all;
    agrees_within("in post", in_post, column(&found, 1), late * in_post);
}

/// Tenure 40, notice 10, fill 5. The worker in post for 2 weeks gives notice at 38 and is gone at 48; the extra hire of week 5 gives
/// notice at 45 and is gone at 55. All searches wait for the end of a freeze at 60 and end at 65: then both desks are filled.
#[test]
fn an_extra_hire_who_is_leaving_takes_no_post_and_ends_no_search() {
    let mut scenario = without_clients();
    scenario.run.horizon_weeks = 70;
    scenario.staff = Some(staff(fixed(40.0), 10.0));
    scenario.roster = vec![worker_since(2.0)];
    let mut hiring = hiring(fixed(5.25));
    hiring.ahead = 1;
    hiring.freeze = vec![(30.0, 60.0)];
    scenario.hiring = Some(hiring);
    let record = one(&scenario, 0);
    reads("filled", &at_week_ends(&record, Raw::FilledEft), |t| {
        1.0 - within(t, &[(48.5, 65.25)])
    });
    reads("in post", &at_week_ends(&record, Raw::InPost), |t| {
        1.0 - within(t, &[(48.5, 65.25)]) + within(t, &[(5.25, 55.25), (65.25, 1e9)])
    });
}

fn worker_since(weeks: f64) -> RosterWorker {
    RosterWorker {
        posts: 0,
        clients: vec![0],
        weeks_in_post: Some(weeks),
        induction_left_weeks: 0.0,
        strain: None,
        backlog_hours: 0.0,
        emergencies: vec![],
    }
}

/// Three workers of a fixed tenure of 40.5 weeks who have been in post for 0, 10 and 20 weeks.
fn three_workers() -> Scenario {
    let mut scenario = without_clients();
    scenario.posts = vec![posts("worker", 3)];
    scenario.staff = Some(staff(fixed(40.5), 0.0));
    scenario.roster = [0.0, 10.0, 20.0].map(worker_since).to_vec();
    scenario
}

#[test]
fn a_fall_in_count_by_attrition_closes_the_post_of_the_next_to_leave() {
    let mut scenario = three_workers();
    scenario.run.horizon_weeks = 30;
    scenario.hiring = Some(hiring(fixed(2.25)));
    scenario.posts[0].count = dated(vec![(0.0, 3), (10.0, 2)]);
    let record = one(&scenario, 0);
    // The first leaves at 20.5 and is not replaced.
    reads("funded", &at_week_ends(&record, Raw::FundedEft), |t| {
        3.0 - within(t, &[(20.5, 1e9)])
    });
    reads("filled", &at_week_ends(&record, Raw::FilledEft), |t| {
        3.0 - within(t, &[(20.5, 1e9)])
    });
    reads("vacant", &at_week_ends(&record, Raw::VacantEft), |_| 0.0);
}

#[test]
fn a_fall_in_count_now_closes_the_newest_post_and_passes_its_clients_on() {
    let mut scenario = three_workers();
    scenario.run.horizon_weeks = 20;
    scenario.posts[0].count = dated(vec![(0.0, 3), (10.0, 2)]);
    scenario.posts[0].close = Close::Now;
    scenario.initial.clients = vec![9];
    let record = one(&scenario, 0);
    reads("funded", &at_week_ends(&record, Raw::FundedEft), |t| {
        3.0 - within(t, &[(10.0 + 0.5, 1e9)])
    });
    reads("filled", &at_week_ends(&record, Raw::FilledEft), |t| {
        3.0 - within(t, &[(10.0 + 0.5, 1e9)])
    });
    equals("handovers", 3.0, record.raw(10, Raw::Handovers));
    equals("clients", 9.0, record.raw(19, Raw::ClientsAll));
    // The newest has gone: the one of 10 weeks leaves at 30.5, the one of 20 at 20.5, nobody at 40.5.
    scenario.run.horizon_weeks = 60;
    let record = one(&scenario, 0);
    reads(
        "filled to the end",
        &at_week_ends(&record, Raw::FilledEft),
        |t| {
            [10.5, 20.5, 30.5]
                .iter()
                .fold(3.0, |left, gone| left - f64::from(u8::from(t > *gone)))
        },
    );
}

#[test]
fn a_fall_in_count_closes_vacant_posts_first_under_either_policy() {
    for close in [Close::Attrition, Close::Now] {
        let mut scenario = three_workers();
        scenario.run.horizon_weeks = 20;
        scenario.posts[0].count = dated(vec![(0.0, 5), (10.0, 3)]);
        scenario.posts[0].close = close;
        scenario.initial.vacancies = vec![2];
        let record = one(&scenario, 0);
        reads("funded", &at_week_ends(&record, Raw::FundedEft), |t| {
            5.0 - 2.0 * within(t, &[(10.5, 1e9)])
        });
        reads("filled", &at_week_ends(&record, Raw::FilledEft), |_| 3.0);
    }
}

#[test]
fn a_dated_rise_in_count_opens_vacancies_on_its_date() {
    let mut scenario = without_clients();
    scenario.run.horizon_weeks = 30;
    scenario.posts[0].count = dated(vec![(0.0, 1), (10.0, 3)]);
    scenario.hiring = Some(hiring(fixed(4.25)));
    let record = one(&scenario, 0);
    reads("funded", &at_week_ends(&record, Raw::FundedEft), |t| {
        1.0 + 2.0 * within(t, &[(10.5, 1e9)])
    });
    reads("filled", &at_week_ends(&record, Raw::FilledEft), |t| {
        1.0 + 2.0 * within(t, &[(14.25, 1e9)])
    });
}

#[test]
fn a_known_start_comes_on_its_day_and_other_vacancies_by_their_time_to_fill() {
    let mut scenario = without_clients();
    scenario.run.horizon_weeks = 20;
    scenario.posts = vec![posts("worker", 3)];
    scenario.initial.vacancies = vec![2];
    scenario.hiring = Some(hiring(fixed(11.25)));
    scenario.hiring.as_mut().expect("has hiring").starts = vec![KnownStart {
        week: 5.5,
        posts: 0,
    }];
    let record = one(&scenario, 0);
    reads("filled", &at_week_ends(&record, Raw::FilledEft), |t| {
        1.0 + within(t, &[(5.5, 1e9)]) + within(t, &[(11.25, 1e9)])
    });
}

/// Today's vacancies under a stationary start: filled after the residual of the time to fill.
#[test]
fn todays_vacancies_are_filled_after_the_residual_time_to_fill() {
    let fill = plimsoll::random::distribution::Distribution::Lognormal {
        mean: 12.0,
        sd: 9.0,
    };
    let mut scenario = without_clients();
    scenario.run.horizon_weeks = 40;
    scenario.initial.ages = plimsoll::scenario::Ages::Stationary;
    scenario.posts = vec![posts("worker", 10)];
    scenario.initial.vacancies = vec![10];
    scenario.hiring = Some(hiring(fill.clone()));
    let weeks = [0usize, 3, 11, 39];
    let found = each(&scenario, 3_000, |record| {
        weeks.map(|week| record.raw(week, Raw::VacantEft))
    });
    for (at, week) in weeks.into_iter().enumerate() {
        let left = super::clients::equilibrium_survival(&fill, (week + 1) as f64);
        agrees(
            &format!("vacant at {}", week + 1),
            10.0 * left,
            column(&found, at),
        );
    }
}

/// A colleague without an hour to spare for a search: from the first week on it runs at half its speed. The approval does not: it
/// is given at 6.25, and 3.3 weeks of search at half speed end at 12.85.
#[test]
fn the_time_to_fill_runs_at_the_speed_of_the_search_and_the_approval_by_the_calendar() {
    let mut scenario = without_clients();
    scenario.run.horizon_weeks = 20;
    scenario.posts = vec![posts("worker", 2)];
    scenario.initial.vacancies = vec![1];
    scenario.week.fixed_hours[Part::Training as usize] = 40.0;
    let mut hiring = hiring(fixed(3.3));
    hiring.approval = Some(fixed(6.25));
    hiring.hours_per_vacancy = 4.0;
    scenario.hiring = Some(hiring);
    scenario.loops.hiring = Some(Slowing {
        strength: 1.0,
        slowest: 0.5,
    });
    let record = one(&scenario, 0);
    reads("filled", &at_week_ends(&record, Raw::FilledEft), |t| {
        1.0 + within(t, &[(12.85, 1e9)])
    });
}

/// Strain of 0 under a reference of 0.5 and four times as many quits at full strain: tenure runs at 4^-1 from the first day on, and
/// half a week of it lasts for two. Found at 2.25, gone at 4.25; found at 6.5, gone at 8.5.
#[test]
fn one_who_starts_without_strain_stays_the_longer_from_her_first_day() {
    let mut scenario = without_clients();
    scenario.run.horizon_weeks = 10;
    scenario.initial.vacancies = vec![1];
    scenario.staff = Some(staff(fixed(0.5), 0.0));
    scenario.hiring = Some(hiring(fixed(2.25)));
    scenario.loops.strain = Some(Strain {
        reference: 0.5,
        ..strain()
    });
    scenario.loops.burnout = Some(Burnout {
        strength: 1.0,
        quits_at_full: 4.0,
    });
    let record = one(&scenario, 0);
    reads("filled", &at_week_ends(&record, Raw::FilledEft), |t| {
        within(t, &[(2.25, 4.25), (6.5, 8.5)])
    });
}
