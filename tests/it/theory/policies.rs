//! Policies of who is given which client: limits in points, absolute limits, triage, a list that is watched over, the scale.

use super::exits::{common_bits, whole};
use crate::support::*;
use plimsoll::model::metric::Raw;
use plimsoll::model::record::Record;
use plimsoll::scenario::{
    Admission, LeftBehind, Limits, Ownership, RosterWorker, SafeLoad, Scenario, Triage,
};
use plimsoll::units::Dated;

fn limits(total: Option<f64>, points: Option<f64>, levels: usize) -> Limits {
    Limits {
        row: None,
        per_level: vec![None; levels],
        total,
        points,
    }
}

fn in_all(total: Option<f64>, points: Option<f64>, levels: usize) -> SafeLoad {
    SafeLoad {
        limits: Dated::constant(limits(total, points, levels)),
        ..safe_load(vec![None; levels], None)
    }
}

/// Both rules give the same numbers in some futures.
fn the_same(what: &str, one_rule: &Scenario, another: &Scenario) {
    for replication in 0..5 {
        let [a, b] = [one_rule, another].map(|it| common_bits(one_rule, &one(it, replication)));
        assert!(a == b, "{what}: replication {replication} differs");
    }
}

/// A limit of 2 P points at a weight of 2 each is a limit of P heads. (Powers of two, so that no digit differs.)
#[test]
fn points_at_a_weight_of_two_each_are_half_as_many_heads() {
    let mut heads = eight_posts();
    heads.allocation.admission = Admission::SafeLoad;
    heads.safe_load = Some(in_all(Some(16.0), None, 4));
    for (weight, points) in [(1.0, 16.0), (2.0, 32.0)] {
        let mut weighted = heads.clone();
        weighted.levels.iter_mut().for_each(|it| it.weight = weight);
        weighted.safe_load = Some(in_all(None, Some(points), 4));
        the_same("points", &heads, &weighted);
    }
    // With the heavy level counting double the same points hold fewer clients.
    let mut heavier = heads.clone();
    heavier.levels[0].weight = 2.0;
    heavier.safe_load = Some(in_all(None, Some(16.0), 4));
    let mut waiting = 0.0;
    for replication in 0..20 {
        let [some, more] = [&heads, &heavier].map(|it| one(it, replication));
        waiting += average(&more, Raw::Waiting) - average(&some, Raw::Waiting);
    }
    assert!(waiting > 0.0, "{waiting}");
}

/// A steady team of two who are never ill, in a service that is too small for who comes.
fn crowded() -> Scenario {
    let mut scenario = plain(vec![
        one_to_one("heavy", 0.5, exponential(12.0), vec![0.0, 0.4]),
        one_to_one("light", 0.5, exponential(12.0), vec![0.0, 0.0]),
    ]);
    scenario.referrals = vec![stream("door", 3.0, vec![0.5, 0.5])];
    scenario.posts = vec![posts("worker", 2)];
    scenario.run.horizon_weeks = 104;
    scenario.safe_load = Some(in_all(Some(15.0), None, 2));
    scenario
}

fn with_absolute(scenario: &Scenario, total: f64) -> Scenario {
    let mut scenario = scenario.clone();
    let levels = scenario.levels.len();
    if let Some(safe_load) = &mut scenario.safe_load {
        safe_load.absolute = Some(limits(Some(total), None, levels));
    }
    scenario
}

#[test]
fn an_absolute_limit_that_nobody_reaches_changes_nothing() {
    for admission in [Admission::Open, Admission::SafeLoad] {
        let mut without = eight_posts();
        without.allocation.admission = admission;
        the_same("absolute", &without, &with_absolute(&without, 1e6));
    }
}

/// Two posts that are empty as often as not, so that there are weeks in which nobody is in post: those who come then, and those who
/// were left behind, are in nobody's hands with the key and without it.
#[test]
fn an_absolute_limit_that_nobody_reaches_changes_nothing_while_nobody_is_in_post() {
    for ownership in [Ownership::Individual, Ownership::Pooled] {
        for left_behind in [LeftBehind::Reassign, LeftBehind::Wait] {
            for admission in [Admission::Open, Admission::SafeLoad] {
                let mut without = crowded();
                without.staff = Some(staff(exponential(12.0), 0.0));
                without.hiring = Some(hiring(exponential(10.0)));
                without.allocation.ownership = ownership;
                without.allocation.left_behind = left_behind;
                without.allocation.admission = admission;
                without.initial.waiting = vec![2, 3];
                let deserted = (0..5).any(|replication| {
                    let record = one(&without, replication);
                    (0..record.weeks()).any(|week| record.raw(week, Raw::InPost) == 0.0)
                });
                assert!(deserted, "some week with nobody in post");
                let what = format!("{ownership:?}, {left_behind:?}, {admission:?}");
                the_same(&what, &without, &with_absolute(&without, 1e6));
            }
        }
    }
}

/// Three come in a week with nobody in post: they are in service, in nobody's hands. Of the first worker's day on she holds two, her
/// absolute limit, and the third waits.
#[test]
fn those_whom_nobody_was_there_to_take_wait_once_somebody_is_there_who_may_not() {
    let mut scenario = plain(vec![one_to_one("any", 0.5, never(), vec![0.0])]);
    scenario.safe_load = Some(in_all(Some(1.0), None, 1));
    scenario = with_absolute(&scenario, 2.0);
    scenario.posts = vec![posts("worker", 1)];
    scenario.initial.vacancies = vec![1];
    scenario.initial.waiting = vec![3];
    scenario.hiring = Some(hiring(fixed(4.5)));
    scenario.run.horizon_weeks = 8;
    let record = one(&scenario, 0);
    let found = |week: usize| [Raw::ClientsAll, Raw::Waiting].map(|raw| record.raw(week, raw));
    assert_eq!((0..3).map(found).collect::<Vec<_>>(), [[3.0, 0.0]; 3]);
    let there = (0..8).find(|week| record.raw(*week, Raw::InPost) > 0.0);
    let there = there.expect("somebody starts");
    assert_eq!(found(there), [2.0, 1.0]);
}

#[test]
fn nobody_is_given_a_client_beyond_the_absolute_limit_and_the_rest_wait_under_open_admission_too() {
    let open = crowded();
    let mut mean = Vec::new();
    for absolute in [15.0, 18.0, 21.0] {
        let scenario = with_absolute(&open, absolute);
        let mut waiting = 0.0;
        for replication in 0..20 {
            let record = one(&scenario, replication);
            for week in 0..record.weeks() {
                assert!(record.raw(week, Raw::ClientsAll) <= 2.0 * absolute);
            }
            let last = record.weeks() - 1;
            let there = record.raw(last, Raw::ClientsAll) + record.raw(last, Raw::Waiting);
            let came = total(&record, Raw::Referrals) - total(&record, Raw::Exits);
            assert_eq!(there, came, "nobody is lost");
            let breaches = total(&record, Raw::TotalWorkers);
            assert_eq!(breaches > 0.0, absolute > 15.0, "the soft limit warns");
            waiting += average(&record, Raw::Waiting) / 20.0;
        }
        mean.push(waiting);
    }
    assert!(
        mean[0] > mean[1] + 1.0 && mean[1] > mean[2] + 1.0,
        "{mean:?}"
    );
}

/// Whoever takes everybody on has no list: those who wait today are in service from the first instant, as far as the absolute
/// limit lets them.
#[test]
fn those_who_wait_today_are_taken_on_at_once_under_open_admission() {
    let mut open = crowded();
    open.initial.waiting = vec![20, 30];
    let limited = with_absolute(&open, 18.0);
    for left_behind in [LeftBehind::Reassign, LeftBehind::Wait] {
        for (scenario, most_in_service) in [(&open, f64::INFINITY), (&limited, 36.0)] {
            let mut scenario = scenario.clone();
            scenario.allocation.left_behind = left_behind;
            let record = one(&scenario, 0);
            let known = 50.0 + record.raw(0, Raw::Referrals) - record.raw(0, Raw::Exits);
            assert_eq!(record.raw(0, Raw::ClientsAll), known.min(most_in_service));
            assert_eq!(
                record.raw(0, Raw::Waiting),
                known - known.min(most_in_service)
            );
        }
    }
}

#[test]
fn the_clients_of_a_leaver_wait_where_nobody_has_room_below_the_absolute_limit() {
    let mut scenario = with_absolute(&crowded(), 18.0);
    scenario.staff = Some(staff(exponential(30.0), 0.0));
    scenario.hiring = Some(hiring(exponential(10.0)));
    let mut waited = false;
    for replication in 0..20 {
        let record = one(&scenario, replication);
        for week in 0..record.weeks() {
            let held = record.raw(week, Raw::ClientsAll);
            let in_post = record.raw(week, Raw::InPost);
            assert!(in_post == 0.0 || held <= 18.0 * in_post, "week {week}");
            waited |= in_post == 1.0 && record.raw(week, Raw::Waiting) > 0.0;
        }
    }
    assert!(waited);
    // Where they are to wait for the limits that warn, the absolute ones add nothing.
    let mut waits = crowded();
    waits.allocation.admission = Admission::SafeLoad;
    waits.allocation.left_behind = LeftBehind::Wait;
    waits.staff = scenario.staff.clone();
    waits.hiring = scenario.hiring.clone();
    the_same("wait", &waits, &with_absolute(&waits, 15.0));
}

/// With stays of one length who is taken first decides who waits, and not how many.
#[test]
fn triage_by_wait_moves_places_from_heavy_to_light_and_makes_none() {
    let mut by_level = crowded();
    by_level.levels = vec![
        one_to_one("heavy", 0.5, fixed(9.0), vec![0.0, 0.0]),
        one_to_one("light", 0.5, fixed(9.0), vec![0.0, 0.0]),
    ];
    by_level.allocation.admission = Admission::SafeLoad;
    by_level.referrals[0].per_week = Dated::constant(4.0);
    let mut by_wait = by_level.clone();
    by_wait.allocation.triage = Triage::Wait;
    let mut pooled = by_wait.clone();
    pooled.allocation.ownership = Ownership::Pooled;
    let (mut heavy, mut differ) = (0.0, false);
    for replication in 0..10 {
        let [level, wait, pool] = [&by_level, &by_wait, &pooled].map(|it| one(it, replication));
        for week in 0..level.weeks() {
            for raw in [Raw::Waiting, Raw::ClientsAll, Raw::Exits] {
                assert_eq!(level.raw(week, raw), wait.raw(week, raw));
                assert_eq!(level.raw(week, raw), pool.raw(week, raw));
            }
            heavy += clients_at(&level, week, 0) - clients_at(&wait, week, 0);
            let waits = [&level, &wait].map(|it| it.raw(week, Raw::WaitedCompletedWeeks));
            differ |= waits[0] != waits[1];
        }
        // First come, first served leaves the latest comers on the list: no order leaves a shorter sum of waits so far.
        let last = level.weeks() - 1;
        let so_far = [&level, &wait].map(|it| it.raw(last, Raw::WaitedIncompleteWeeks));
        assert!(so_far[1] <= so_far[0] + 1e-9, "{so_far:?}");
    }
    assert!(heavy > 100.0 && differ, "{heavy}");
}

/// Hours asked: those without the list, and so many for each client on it.
#[test]
fn watching_over_the_list_asks_its_hours_for_each_who_waits() {
    let mut without = crowded();
    without.allocation.admission = Admission::SafeLoad;
    let mut with = without.clone();
    with.allocation.monitoring_hours = 0.25;
    for replication in 0..5 {
        let [plain, watched] = [&without, &with].map(|it| one(it, replication));
        for week in 0..plain.weeks() {
            let waiting = plain.raw(week, Raw::Waiting);
            assert_eq!(waiting, watched.raw(week, Raw::Waiting));
            let asked = |record: &Record| record.raw(week, Raw::DemandedHours);
            equals("asked", 0.25 * waiting, asked(&watched) - asked(&plain));
        }
        let hours = 0.25 * total(&plain, Raw::Waiting);
        equals("hours", hours, whole(&with, &watched, "monitoring_hours"));
        let waiting = average(&plain, Raw::Waiting);
        equals(
            "unallocated",
            waiting,
            whole(&with, &watched, "unallocated"),
        );
    }
}

#[test]
fn without_starters_nothing_is_matched() {
    let mut plain = eight_posts();
    plain.allocation.admission = Admission::SafeLoad;
    let mut matched = plain.clone();
    matched.allocation.match_starters = true;
    let differs = (0..5).any(|replication| {
        let [a, b] = [&plain, &matched].map(|it| common_bits(&plain, &one(it, replication)));
        a != b
    });
    assert!(differs, "with starters something is");
    for scenario in [&mut plain, &mut matched] {
        if let Some(hiring) = &mut scenario.hiring {
            hiring.induction_weeks = 0.0;
        }
    }
    // Light clients suit starters, of whom there are none; heavy ones all.
    the_same("matched", &plain, &matched);
}

/// 250 active clients: a discount of 5 %, dampened by a half 2.5 %.
#[test]
fn dampening_takes_its_share_off_the_discount_for_size() {
    let mut scenario = plain(vec![one_to_one("any", 0.0, never(), vec![0.0])]);
    scenario.initial.clients = vec![250];
    scenario.safe_load = Some(in_all(Some(50.0), None, 1));
    for (dampening, factor) in [(0.0, 0.95), (0.5, 0.975), (1.0, 1.0)] {
        if let Some(safe_load) = &mut scenario.safe_load {
            (safe_load.scale, safe_load.scale_dampening) = (true, dampening);
        }
        let record = one(&scenario, 0);
        equals("need", 5.0 * factor, record.raw(0, Raw::Need));
        equals("unscaled", 5.0, record.raw(0, Raw::NeedUnscaled));
    }
}

/// Gone at 3.5, followed at 10.25: five clients wait from the end of the fourth week to that of the eleventh, and leave at 20.25 as
/// if nothing had happened.
#[test]
fn the_stay_of_one_who_was_left_behind_runs_on_with_her_next_worker() {
    let mut scenario = plain(vec![one_to_one("any", 1.0, fixed(20.25), vec![0.0])]);
    scenario.run.horizon_weeks = 40;
    scenario.initial.clients = vec![5];
    scenario.staff = Some(staff(fixed(40.0), 0.0));
    scenario.hiring = Some(hiring(fixed(6.75)));
    scenario.roster = vec![holds(36.5, vec![5])];
    scenario.safe_load = Some(safe_load(vec![Some(5.0)], None));
    scenario.allocation.left_behind = LeftBehind::Wait;
    let record = one(&scenario, 0);
    for week in 0..40 {
        let waiting = if (3..10).contains(&week) { 5.0 } else { 0.0 };
        let exits = if week == 20 { 5.0 } else { 0.0 };
        let what = format!("in week {week}");
        equals(
            &format!("waiting {what}"),
            waiting,
            record.raw(week, Raw::Waiting),
        );
        equals(
            &format!("exits {what}"),
            exits,
            record.raw(week, Raw::Exits),
        );
    }
    let waited = total(&record, Raw::WaitedCompletedWeeks);
    equals("weeks waited", 5.0 * 7.0, waited);
}

fn holds(weeks_in_post: f64, clients: Vec<u64>) -> RosterWorker {
    RosterWorker {
        posts: 0,
        clients,
        weeks_in_post: Some(weeks_in_post),
        induction_left_weeks: 0.0,
        strain: None,
        backlog_hours: 0.0,
        emergencies: vec![],
    }
}

/// Two heavy clients and then a light one wait for a worker who has room for one of either: the second is passed over.
#[test]
fn triage_by_wait_passes_over_one_of_a_full_level_and_nobody_else() {
    let mut scenario = plain(vec![
        one_to_one("heavy", 1.0, never(), vec![0.0, 0.0]),
        one_to_one("light", 1.0, never(), vec![0.0, 0.0]),
    ]);
    scenario.run.horizon_weeks = 2;
    scenario.initial.waiting = vec![2, 1];
    scenario.safe_load = Some(safe_load(vec![Some(1.0), Some(1.0)], None));
    scenario.allocation.admission = Admission::SafeLoad;
    scenario.allocation.triage = Triage::Wait;
    let record = one(&scenario, 0);
    for week in 0..2 {
        assert_eq!(clients_at(&record, week, 0), 1.0);
        assert_eq!(clients_at(&record, week, 1), 1.0);
        assert_eq!(record.raw(week, Raw::Waiting), 1.0);
    }
}

/// 581 active clients: a fifth off both limits' use. The one with 330 of 300 in all and no heavy client is less loaded, 1.1 x 0.8,
/// than the one with 12 of 10 heavy ones and 238 in all, 1.2 x 0.8, and takes the next heavy client. So both stay within their
/// limits over 0.8: 12.5 heavy clients, 375 in all.
#[test]
fn the_discount_for_size_is_off_every_limit_by_which_the_least_loaded_is_found() {
    let mut scenario = plain(vec![
        one_to_one("heavy", 0.0, never(), vec![0.0, 0.0]),
        one_to_one("light", 0.0, never(), vec![0.0, 0.0]),
    ]);
    scenario.run.horizon_weeks = 2;
    scenario.posts = vec![posts("worker", 2)];
    scenario.roster = vec![holds(0.0, vec![0, 330]), holds(0.0, vec![12, 238])];
    scenario.initial.clients = vec![13, 568];
    let mut line = safe_load(vec![Some(10.0), None], Some(300.0));
    line.scale = true;
    scenario.safe_load = Some(line);
    let record = one(&scenario, 0);
    equals("need", 0.8 * 581.0 / 300.0, record.raw(0, Raw::Need));
    equals("breaches", 0.0, total(&record, Raw::OneToOneWorkers));
    equals("breaches in all", 0.0, total(&record, Raw::TotalWorkers));
}
