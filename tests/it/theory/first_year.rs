//! The first year in post, and agency cover: by renewal theory and by hand.

use crate::support::*;
use plimsoll::model::metric::{Columns, Raw};
use plimsoll::model::record::Record;
use plimsoll::random::distribution::Distribution;
use plimsoll::scenario::{
    Agency, Ages, Hiring, LevelKind, Loops, Part, Records, RosterWorker, Scenario, Staff,
};
use plimsoll::units::WEEKS_PER_YEAR;

const YEAR: f64 = 52.0;

fn with_first_year(tenure: Distribution, quits: f64) -> Staff {
    Staff {
        first_year_quits: Some(quits),
        ..staff(tenure, 0.0)
    }
}

/// Under exponential tenure of mean T at quits q, the share that has left within 52 weeks is 1 - exp(-52 q / T), and of those who
/// stayed a share 1 - exp(-52 / T) leaves within the next 52.
#[test]
fn the_share_that_leaves_within_a_year_is_that_of_the_first_years_speed() {
    let tenure = 120.0;
    for quits in [2.6, 0.5] {
        let mut scenario = without_clients();
        scenario.posts = vec![posts("worker", 50)];
        scenario.run.horizon_weeks = 104;
        scenario.staff = Some(with_first_year(exponential(tenure), quits));
        // No hiring: everybody of week 0 begins then, and posts that empty stay empty.
        let found = each(&scenario, 1_000, |record| {
            let left = |from: usize, to: usize| -> f64 {
                (from..to).map(|week| record.raw(week, Raw::Leavers)).sum()
            };
            [left(0, 52) / 50.0, left(52, 104) / 50.0]
        });
        let stayed = (-YEAR * quits / tenure).exp();
        agrees(
            &format!("left in the first year at {quits}"),
            1.0 - stayed,
            column(&found, 0),
        );
        let later = stayed * (1.0 - (-YEAR / tenure).exp());
        agrees(
            &format!("left in the second at {quits}"),
            later,
            column(&found, 1),
        );
    }
}

/// Mean time in post (T/q)(1 - exp(-52 q/T)) + T exp(-52 q/T); leavers and vacancy by renewal, from the first week on: who looks in at
/// random finds few in their first year.
#[test]
fn todays_staff_are_found_in_their_first_year_as_often_as_the_long_run_has_them() {
    let (tenure, fill, quits) = (120.0, 15.0, 2.6);
    let mut scenario = without_clients();
    scenario.posts = vec![posts("worker", 20)];
    scenario.initial.ages = Ages::Stationary;
    scenario.run.horizon_weeks = 30;
    let staff = with_first_year(exponential(tenure), quits);
    let stays = (-YEAR * quits / tenure).exp();
    let mean = tenure / quits * (1.0 - stays) + tenure * stays;
    equals_within("mean tenure", mean, staff.mean_tenure_weeks(), 1e-3 * mean);
    scenario.staff = Some(staff);
    scenario.hiring = Some(hiring(exponential(fill)));
    // As many vacancies as the long run has, on average: 20 x 15 / (15 + mean).
    scenario.run.warm_up_weeks = 400;
    let settled = each(&scenario, 3_000, |record| {
        [
            total(record, Raw::Leavers) / record.weeks() as f64,
            average(record, Raw::VacantEft),
        ]
    });
    agrees("leavers a week", 20.0 / (mean + fill), column(&settled, 0));
    agrees("vacant", 20.0 * fill / (mean + fill), column(&settled, 1));
    // Without a warm-up and with every post filled: leavers of the first weeks per worker in post are 1 / mean.
    scenario.run.warm_up_weeks = 0;
    scenario.run.horizon_weeks = 1;
    scenario.hiring = None;
    let found = each(&scenario, 20_000, |record| [total(record, Raw::Leavers)]);
    agrees_within(
        "leavers of the first week",
        20.0 / mean,
        column(&found, 0),
        // Nobody leaves twice in the week: at most rate² / 2 a worker.
        20.0 / mean / mean,
    );
}

fn equals_within(what: &str, expected: f64, found: f64, bound: f64) {
    assert!(
        (expected - found).abs() <= bound,
        "{what}: expected {expected}, found {found}"
    );
}

#[test]
fn a_first_year_at_speed_1_is_as_any_year() {
    let base = eight_posts();
    let mut scenario = base.clone();
    // Fresh starts, so that nobody's age is drawn.
    scenario.initial.ages = Ages::Fresh;
    let mut plain = base;
    plain.initial.ages = Ages::Fresh;
    scenario.staff.as_mut().expect("has staff").first_year_quits = Some(1.0);
    let (a, b) = (one(&plain, 1), one(&scenario, 1));
    for week in 0..a.weeks() {
        equals(
            "leavers",
            a.raw(week, Raw::Leavers),
            b.raw(week, Raw::Leavers),
        );
        equals(
            "asked",
            a.raw(week, Raw::DemandedHours),
            b.raw(week, Raw::DemandedHours),
        );
    }
}

fn agency_eft(scenario: &Scenario, record: &Record, week: usize) -> f64 {
    let column = Columns::new(scenario).agency.expect("has agency cover");
    record.row(week)[column]
}

/// Two workers with ten clients each, of whom one leaves at 10.5; filled after 13 weeks, agency cover after 4.
fn with_agency() -> Scenario {
    let mut scenario = plain(vec![one_to_one("any", 1.0, never(), vec![0.0])]);
    scenario.initial.clients = vec![20];
    scenario.posts = vec![posts("worker", 2)];
    scenario.run.horizon_weeks = 40;
    let worker = |weeks_in_post: f64| RosterWorker {
        emergencies: Vec::new(),
        posts: 0,
        clients: vec![10],
        weeks_in_post: Some(weeks_in_post),
        induction_left_weeks: 0.0,
        strain: None,
        backlog_hours: 0.0,
    };
    scenario.roster = vec![worker(39.5), worker(0.0)];
    scenario.staff = Some(staff(fixed(50.0), 0.0));
    scenario.hiring = Some(Hiring {
        agency: Some(Agency {
            after_weeks: 4.0,
            capacity: 0.8,
            premium: 0.3,
        }),
        ..hiring(fixed(13.0))
    });
    scenario
}

/// Gone at 10.5, agency from 14.5, successor from 23.5. The leaver's ten clients fall to the colleague; newcomers may go to the
/// agency worker, and are handed on when the successor starts.
#[test]
fn an_agency_worker_holds_the_post_from_the_stated_week_until_the_successor_starts() {
    let mut scenario = with_agency();
    scenario.referrals = vec![stream("door", 1.0, vec![1.0])];
    scenario.referrals[0].per_week = dated(vec![(0.0, 0.0), (14.0, 1.0)]);
    let record = one(&scenario, 3);
    let mut held = 0.0;
    for week in 0..40 {
        let end = (week + 1) as f64;
        let by_agency = f64::from(u8::from(end > 14.5 && end < 23.5));
        let vacant = f64::from(u8::from(end > 10.5 && end < 23.5));
        equals(
            &format!("agency at {end}"),
            by_agency,
            agency_eft(&scenario, &record, week),
        );
        equals(
            &format!("vacant at {end}"),
            vacant,
            record.raw(week, Raw::VacantEft),
        );
        equals(
            &format!("in post at {end}"),
            2.0 - vacant,
            record.raw(week, Raw::InPost),
        );
        equals(
            &format!("really there at {end}"),
            2.0 - vacant + 0.8 * by_agency,
            record.raw(week, Raw::EffectiveEft),
        );
        equals(
            &format!("cost at {end}"),
            50_000.0 / WEEKS_PER_YEAR * (2.0 - vacant + 1.3 * by_agency),
            record.raw(week, Raw::Cost),
        );
        held += by_agency;
    }
    equals("weeks of cover", 9.0, held);
    equals("starts", 1.0, total(&record, Raw::Starts));
    equals("leavers", 1.0, total(&record, Raw::Leavers));
    // The least loaded, the agency worker, takes those referred in her weeks, and hands all of them on at 23.5.
    let referred: f64 = (14..23).map(|week| record.raw(week, Raw::Referrals)).sum();
    assert!(referred > 2.0, "{referred} referred");
    equals(
        "passed on by the leaver",
        10.0,
        (0..14).map(|week| record.raw(week, Raw::Handovers)).sum(),
    );
    equals(
        "passed on to the successor",
        referred,
        record.raw(23, Raw::Handovers),
    );
}

/// Cover that comes after the post is filled, or at no capacity to speak of, leaves the rest of the world alone.
#[test]
fn agency_cover_that_never_comes_leaves_every_number_alone() {
    let base = eight_posts();
    let mut scenario = base.clone();
    scenario.hiring.as_mut().expect("has hiring").agency = Some(Agency {
        after_weeks: 500.0,
        capacity: 1.0,
        premium: 1.0,
    });
    let (a, b) = (one(&base, 4), one(&scenario, 4));
    for week in 0..a.weeks() {
        for raw in 0..plimsoll::model::metric::RAW_FIXED {
            let (a, b) = (a.row(week)[raw], b.row(week)[raw]);
            assert!(
                a.to_bits() == b.to_bits(),
                "week {week}, column {raw}: {a} and {b}"
            );
        }
    }
}

/// Cover at once lowers what is asked of colleagues: the week's pressure falls, and vacancies count as before.
#[test]
fn agency_cover_lowers_pressure_and_not_the_vacancies() {
    let mut scenario = eight_posts();
    scenario.loops = Loops::default();
    let found = |scenario: &Scenario| {
        let each = each(scenario, 300, |record| {
            let pressure = total(record, Raw::DemandedHours) / total(record, Raw::AvailableHours);
            [pressure, average(record, Raw::VacantEft)]
        });
        (column(&each, 0).mean, column(&each, 1).mean)
    };
    let without = found(&scenario);
    scenario.hiring.as_mut().expect("has hiring").agency = Some(Agency {
        after_weeks: 0.0,
        capacity: 1.0,
        premium: 0.5,
    });
    let with = found(&scenario);
    equals("vacant", without.1, with.1);
    assert!(with.0 < without.0, "{} with, {} without", with.0, without.0);
}

/// In post for 51.5 weeks at four times the use: 206 weeks of 208.8 are used up, the half week left of the first year takes 2, and
/// the last 0.8 pass at the usual speed: gone at 1.3.
#[test]
fn a_first_year_that_ends_within_a_week_ends_at_its_moment() {
    let mut scenario = without_clients();
    scenario.run.horizon_weeks = 4;
    scenario.staff = Some(with_first_year(fixed(208.8), 4.0));
    scenario.roster = vec![RosterWorker {
        emergencies: Vec::new(),
        posts: 0,
        clients: vec![0],
        weeks_in_post: Some(51.5),
        induction_left_weeks: 0.0,
        strain: None,
        backlog_hours: 0.0,
    }];
    let record = one(&scenario, 0);
    let leavers: Vec<f64> = (0..4).map(|week| record.raw(week, Raw::Leavers)).collect();
    assert_eq!(leavers, [0.0, 1.0, 0.0, 0.0]);
}

/// Whoever holds the post leaves five hours of administration undone every week, from the agency or not: at 6.5 the successor takes
/// the client over with all that is behind.
#[test]
fn records_that_are_behind_go_from_the_agency_worker_to_the_successor() {
    let mut level = one_to_one("any", 0.0, never(), vec![0.0]);
    if let LevelKind::OneToOne { admin_hours, .. } = &mut level.kind {
        *admin_hours = 10.0;
    }
    let mut scenario = plain(vec![level]);
    scenario.run.horizon_weeks = 12;
    scenario.initial.clients = vec![1];
    scenario.initial.vacancies = vec![1];
    scenario.week.fixed_hours[Part::Training as usize] = 35.0;
    scenario.hiring = Some(Hiring {
        agency: Some(Agency {
            after_weeks: 0.0,
            capacity: 1.0,
            premium: 0.0,
        }),
        ..hiring(fixed(6.5))
    });
    scenario.loops.records = Some(Records {
        strength: 0.0,
        interest_per_week: 0.0,
        fade_weeks: 1e12,
    });
    let record = one(&scenario, 0);
    for week in 0..12 {
        equals(
            &format!("backlog after week {week}"),
            5.0 * (week + 1) as f64,
            record.raw(week, Raw::BacklogHours),
        );
    }
    equals("starts in week 6", 1.0, record.raw(6, Raw::Starts));
    equals("handed over", 1.0, record.raw(6, Raw::Handovers));
}
