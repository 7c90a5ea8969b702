//! What follows from a week and from a leaving, by hand: the backlog of records, handovers, clients left behind, the states' marks.

use crate::support::*;
use plimsoll::model::metric::Raw;
use plimsoll::model::record::{Record, THRESHOLD_SHIFTS};
use plimsoll::random::distribution::Distribution;
use plimsoll::scenario::*;

fn worker(weeks_in_post: f64, clients: Vec<u64>, backlog_hours: f64) -> RosterWorker {
    RosterWorker {
        posts: 0,
        clients,
        weeks_in_post: Some(weeks_in_post),
        induction_left_weeks: 0.0,
        strain: None,
        backlog_hours,
        emergencies: vec![],
    }
}

/// 35 of 40 hours are fixed and a client asks for 10 of administration: 5 are left undone, and as many more as rework takes.
/// B' = B x exp(-1/fade) + min(10, 5 + s x interest x B).
#[test]
fn undone_administration_makes_a_backlog_that_fades_and_asks_for_rework() {
    let (strength, interest_per_week, fade_weeks) = (0.8, 0.05, 40.0f64);
    let mut level = one_to_one("any", 0.0, never(), vec![0.0]);
    if let LevelKind::OneToOne { admin_hours, .. } = &mut level.kind {
        *admin_hours = 10.0;
    }
    let mut scenario = plain(vec![level]);
    scenario.run.horizon_weeks = 150;
    scenario.initial.clients = vec![1];
    scenario.week.fixed_hours[Part::Training as usize] = 35.0;
    scenario.loops.records = Some(Records {
        strength,
        interest_per_week,
        fade_weeks,
    });
    let record = one(&scenario, 0);
    let mut backlog: f64 = 0.0;
    for week in 0..150 {
        let rework = strength * interest_per_week * backlog;
        equals(
            &format!("demanded in week {week}"),
            45.0 + rework,
            record.raw(week, Raw::DemandedHours),
        );
        backlog = backlog * (-1.0 / fade_weeks).exp() + (5.0 + rework).min(10.0);
        equals(
            &format!("backlog after week {week}"),
            backlog,
            record.raw(week, Raw::BacklogHours),
        );
    }
    assert!(
        backlog > 100.0,
        "the backlog feeds on itself, found {backlog}"
    );
}

#[test]
fn hours_left_over_work_a_backlog_off() {
    let mut scenario = without_clients();
    scenario.run.horizon_weeks = 6;
    scenario.roster = vec![worker(0.0, vec![0], 30.0)];
    scenario.week.fixed_hours[Part::Training as usize] = 32.0;
    scenario.loops.records = Some(Records {
        strength: 0.0,
        interest_per_week: 0.03,
        fade_weeks: 52.0,
    });
    let record = one(&scenario, 0);
    let mut backlog: f64 = 30.0;
    for week in 0..6 {
        backlog = (backlog * (-1.0f64 / 52.0).exp() - 8.0).max(0.0);
        equals(
            &format!("backlog after week {week}"),
            backlog,
            record.raw(week, Raw::BacklogHours),
        );
    }
}

/// Two workers with full weeks; the one with a backlog of 6 hours leaves at 3.5. Nothing works the backlog off, so all of it
/// falls to the other, with the clients or without any.
#[test]
fn a_leavers_backlog_falls_to_those_who_stay() {
    for clients in [0, 3] {
        let mut scenario = without_clients();
        scenario.run.horizon_weeks = 8;
        scenario.posts = vec![posts("worker", 2)];
        scenario.staff = Some(staff(fixed(20.0), 0.0));
        scenario.initial.clients = vec![clients];
        scenario.roster = vec![worker(16.5, vec![clients], 6.0), worker(0.0, vec![0], 0.0)];
        scenario.week.fixed_hours[Part::Training as usize] = 40.0;
        scenario.loops.records = Some(Records {
            strength: 0.0,
            interest_per_week: 0.0,
            fade_weeks: 1e9,
        });
        let record = one(&scenario, 0);
        equals(
            "handovers in week 3",
            clients as f64,
            record.raw(3, Raw::Handovers),
        );
        equals("in post after", 1.0, record.raw(4, Raw::InPost));
        for week in 0..8 {
            let found = record.raw(week, Raw::BacklogHours);
            assert!(
                (found - 6.0).abs() < 1e-6,
                "{clients} clients, week {week}: backlog {found}, not 6"
            );
        }
    }
}

/// Notice at 2.5, gone at 12.5. Two share the clients evenly up to the end of week 1; who comes later goes to the other, so that
/// the leaver hands over no more than half of those there at 2.
#[test]
fn a_leaving_worker_receives_no_client() {
    for replication in 0..10 {
        let mut scenario = plain(vec![one_to_one("any", 1.0, never(), vec![0.0])]);
        scenario.run.horizon_weeks = 14;
        scenario.posts = vec![posts("worker", 2)];
        scenario.staff = Some(staff(fixed(40.0), 10.0));
        scenario.roster = vec![worker(37.5, vec![0], 0.0), worker(0.0, vec![0], 0.0)];
        scenario.referrals = vec![stream("door", 5.0, vec![1.0])];
        let record = one(&scenario, replication);
        let then = record.raw(1, Raw::ClientsAll);
        let handed = total(&record, Raw::Handovers);
        equals(
            "handed over when gone",
            handed,
            record.raw(12, Raw::Handovers),
        );
        assert!(
            (handed - then / 2.0).abs() <= 0.5,
            "{handed} handed over of {then} at notice"
        );
        assert!(
            record.raw(11, Raw::ClientsAll) > then + 10.0,
            "clients went on coming"
        );
    }
}

/// Two full caseloads of 5; one worker leaves at 3.5 and is not replaced. Where clients left behind wait, 5 go on the list, where
/// their stays of 20 weeks run on and end; where they are reassigned, the other holds 10.
#[test]
fn clients_left_behind_wait_or_are_reassigned_over_the_limit() {
    for left_behind in [LeftBehind::Wait, LeftBehind::Reassign] {
        let mut scenario = plain(vec![one_to_one("any", 1.0, fixed(20.25), vec![0.0])]);
        scenario.run.horizon_weeks = 22;
        scenario.posts = vec![posts("worker", 2)];
        scenario.initial.clients = vec![10];
        scenario.staff = Some(staff(fixed(40.0), 0.0));
        scenario.roster = vec![worker(36.5, vec![5], 0.0), worker(0.0, vec![5], 0.0)];
        scenario.safe_load = Some(safe_load(vec![Some(5.0)], None));
        scenario.allocation.left_behind = left_behind;
        let record = one(&scenario, 0);
        let waits = left_behind == LeftBehind::Wait;
        for week in 0..22 {
            let between = (3..20).contains(&week);
            let expected = if between && waits { 5.0 } else { 0.0 };
            equals(
                &format!("{left_behind:?}: waiting in week {week}"),
                expected,
                record.raw(week, Raw::Waiting),
            );
            let breach = f64::from(u8::from(between && !waits));
            equals(
                &format!("{left_behind:?}: breach in week {week}"),
                breach,
                record.raw(week, Raw::OneToOneAny),
            );
        }
        equals("exits", 10.0, record.raw(20, Raw::Exits));
        let handovers = if waits { 0.0 } else { 5.0 };
        equals("handovers", handovers, total(&record, Raw::Handovers));
    }
}

/// 50 hours of 40 for 20 weeks, then 30 of 40: pressure over a window of up to 13 weeks, and the marks it enters and leaves by.
#[test]
fn a_service_is_overstretched_from_the_upper_mark_to_the_lower() {
    let mut scenario = plain(vec![
        one_to_one("lasting", 30.0, never(), vec![0.0; 2]),
        one_to_one("passing", 20.0, fixed(20.5), vec![0.0; 2]),
    ]);
    scenario.run.horizon_weeks = 40;
    scenario.initial.clients = vec![1, 1];
    let record: Record = one(&scenario, 0);
    let asked = |week: usize| if week < 20 { 50.0 } else { 30.0 };
    let mut over = [false; 3];
    for week in 0..40 {
        let first = (week + 1usize).saturating_sub(13);
        let weeks = (week + 1 - first) as f64;
        let pressure = (first..=week).map(asked).sum::<f64>() / (40.0 * weeks);
        equals(
            &format!("window in week {week}"),
            pressure,
            record.window_pressure[week],
        );
        for (over, shift) in over.iter_mut().zip(THRESHOLD_SHIFTS) {
            *over = if *over {
                pressure >= 1.0 + shift
            } else {
                pressure > 1.1 + shift
            };
        }
        assert_eq!(record.overstretched[week], over, "week {week}");
    }
    assert!(record.overstretched[0][0] && !record.overstretched[39][0]);
}

/// Six clients of one worker whose limit is five, who all leave half a week before the end of a week: over the limit at as many
/// week ends as there were full weeks.
#[test]
fn a_breach_is_long_when_it_has_lasted_thirteen_weeks_and_not_before() {
    for (weeks, first_long) in [(12.0, None), (13.0, Some(12))] {
        let stay = fixed(weeks + 0.5);
        let mut scenario = plain(vec![one_to_one("any", 1.0, stay, vec![0.0])]);
        scenario.initial.clients = vec![6];
        scenario.safe_load = Some(safe_load(vec![Some(5.0)], None));
        let record = one(&scenario, 0);
        equals("weeks", weeks, total(&record, Raw::BreachWorkers));
        assert_eq!(record.first_long_breach, first_long, "{weeks} weeks");
    }
}

/// Records that neither fade nor ask for rework: a backlog is the sum of what was left undone.
fn lasting_records() -> Option<Records> {
    Some(Records {
        strength: 0.0,
        interest_per_week: 0.0,
        fade_weeks: 1e12,
    })
}

/// 38.5 of 40 hours are fixed and a group takes 1.5 of contact: its hour of administration is left undone every week.
#[test]
fn undone_administration_of_groups_is_left_as_a_backlog_too() {
    let mut scenario = plain(vec![group("group", never(), vec![0.0])]);
    scenario.run.horizon_weeks = 20;
    scenario.initial.clients = vec![10];
    scenario.week.fixed_hours[Part::Training as usize] = 38.5;
    scenario.loops.records = lasting_records();
    let record = one(&scenario, 0);
    for week in 0..20 {
        equals(
            &format!("backlog after week {week}"),
            (week + 1) as f64,
            record.raw(week, Raw::BacklogHours),
        );
    }
}

/// A pool of a full-timer and a half-timer with a backlog each.
fn pool(level: Level, clients: u64, backlog_hours: f64) -> Scenario {
    let mut scenario = plain(vec![level]);
    scenario.run.horizon_weeks = 10;
    scenario.posts = vec![
        posts("full-timer", 1),
        Posts {
            eft: 0.5,
            ..posts("half-timer", 1)
        },
    ];
    scenario.initial.vacancies = vec![0, 0];
    scenario.initial.clients = vec![clients];
    scenario.roster = (0..2)
        .map(|posts| RosterWorker {
            posts,
            ..worker(0.0, vec![0], backlog_hours)
        })
        .collect();
    scenario.allocation.ownership = Ownership::Pooled;
    scenario
}

/// 48 of 60 hours are fixed: of the 12 left over the full-timer has 8, whose backlog of 30 is gone in the fourth week, and the
/// half-timer 4, whose is gone in the eighth.
#[test]
fn hours_that_a_pool_has_left_over_work_backlogs_off_by_eft() {
    let mut scenario = pool(one_to_one("any", 0.0, never(), vec![0.0]), 0, 30.0);
    scenario.week.fixed_hours[Part::Training as usize] = 32.0;
    scenario.loops.records = lasting_records();
    let record = one(&scenario, 0);
    for week in 0..10 {
        let left = |spare: f64| (30.0 - spare * (week + 1) as f64).max(0.0);
        let expected = left(8.0) + left(4.0);
        let found = record.raw(week, Raw::BacklogHours);
        // The fading of 1e12 weeks is not quite none.
        assert!(
            (found - expected).abs() < 1e-6,
            "week {week}: {found}, not {expected}"
        );
    }
}

/// All 60 hours are fixed and two clients ask for 9 of administration each: 18 hours a week are left undone, once.
#[test]
fn what_a_pool_leaves_undone_is_left_once() {
    let mut level = one_to_one("any", 0.0, never(), vec![0.0]);
    if let LevelKind::OneToOne { admin_hours, .. } = &mut level.kind {
        *admin_hours = 9.0;
    }
    let mut scenario = pool(level, 2, 0.0);
    scenario.week.fixed_hours[Part::Training as usize] = 40.0;
    scenario.loops.records = lasting_records();
    let record = one(&scenario, 0);
    for week in 0..10 {
        equals(
            &format!("backlog after week {week}"),
            18.0 * (week + 1) as f64,
            record.raw(week, Raw::BacklogHours),
        );
    }
}

/// Strain that is at its target at the end of every week; a norm of 15 emotional hours a week makes 0.2 of it.
fn at_its_target() -> Option<Strain> {
    Some(Strain {
        rise_weeks: 1e-9,
        recover_weeks: 1e-9,
        ..strain()
    })
}

/// 30 emotional hours: 20 are the full-timer's and 10 the half-timer's, who together are strained as 30 hours strain.
#[test]
fn emotional_hours_of_a_pool_fall_on_its_workers_by_eft() {
    let mut level = one_to_one("any", 15.0, never(), vec![0.0]);
    level.emotional_weight = 1.0;
    let mut scenario = pool(level, 2, 0.0);
    scenario.loops.strain = at_its_target();
    let record = one(&scenario, 0);
    equals(
        "sum of strain",
        0.2 * 30.0 / 15.0,
        record.raw(5, Raw::StrainSum),
    );
}

/// E[sensitivity x (1 - boundaries)] is the product of the means where the two are drawn apart; of one and the same number u it
/// would be E[2 u (1 - u)] = 1/3.
#[test]
fn how_much_a_worker_feels_says_nothing_of_how_much_she_keeps_at_work() {
    let mut level = one_to_one("any", 15.0, never(), vec![0.0]);
    level.emotional_weight = 1.0;
    let mut scenario = plain(vec![level]);
    scenario.run.horizon_weeks = 1;
    scenario.posts = vec![posts("worker", 50)];
    scenario.initial.clients = vec![50];
    scenario.loops.strain = at_its_target();
    let between = |min: f64, max: f64| Some(Distribution::Uniform { min, max });
    scenario.traits = Some(Traits {
        sensitivity: between(0.0, 2.0),
        boundaries: between(0.0, 1.0),
        ..Traits::default()
    });
    let found = each(&scenario, 400, |record| {
        [record.raw(0, Raw::StrainSum) / record.raw(0, Raw::StrainCount)]
    });
    agrees("mean strain", 0.2 * 1.0 * 0.5, column(&found, 0));
}

/// Strain that stays at 1 makes twice as many spells of sickness: week by week those of a workforce that has twice as many and is
/// not strained, in induction, where every step is looked into, as after it.
#[test]
fn full_strain_makes_the_spells_of_a_workforce_that_is_sick_as_many_times_more_often() {
    for induction_left_weeks in [0.0, 1e6] {
        let mut often = without_clients();
        often.run.horizon_weeks = 104;
        often.posts = vec![posts("worker", 4)];
        often.roster = vec![
            RosterWorker {
                induction_left_weeks,
                strain: Some(1.0),
                ..worker(0.0, vec![0], 0.0)
            };
            4
        ];
        let sick_leave = |spells_per_year: f64| {
            Some(Staff {
                sick_leave: Some(SickLeave {
                    spells_per_year,
                    length: exponential(0.7),
                }),
                ..staff(never(), 0.0)
            })
        };
        often.staff = sick_leave(24.0);
        let mut strained = often.clone();
        strained.staff = sick_leave(12.0);
        strained.loops.strain = Some(Strain {
            rise_weeks: 1e12,
            recover_weeks: 1e12,
            ..strain()
        });
        strained.loops.absence = Some(Absence {
            strength: 1.0,
            absence_at_full: 2.0,
        });
        let [often, strained] = [&often, &strained].map(|it| one(it, 0));
        let mut lost = 0.0;
        for week in 0..104 {
            let [there, found] = [&often, &strained].map(|it| it.raw(week, Raw::AvailableHours));
            lost += 160.0 - there;
            assert!(
                (there - found).abs() < 1e-6,
                "week {week}: {found} hours, not {there}"
            );
        }
        assert!(lost > 1_000.0, "{lost} hours lost");
    }
}
