//! What follows from a week and from a leaving, by hand: the backlog of records, handovers, clients left behind, the states' marks.

use crate::support::*;
use plimsoll::model::metric::Raw;
use plimsoll::model::record::{Record, THRESHOLD_SHIFTS};
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
