//! Programmes against rescaled distributions, and strain against its fixed point.

use crate::support::*;
use plimsoll::model::metric::programmes::{Column, column as place};
use plimsoll::model::metric::{Columns, Raw};
use plimsoll::model::record::Record;
use plimsoll::random::distribution::Distribution;
use plimsoll::scenario::document::Document;
use plimsoll::scenario::*;

/// One session in the first week of the warm-up for everybody, that nobody forgets and that changes nothing.
fn programme() -> Programme {
    Programme {
        name: "coaching".to_owned(),
        week: 0.0,
        every_weeks: 1.0,
        sessions: Some(1),
        seats: 1_000,
        sessions_each: 1,
        hours_each: 0.0,
        uptake: 1.0,
        stays_shorter: 1.0,
        quits: 1.0,
        strain_slower: 1.0,
        fade_weeks: None,
        refresher: None,
        supervisors: None,
        cost_per_seat: 0.0,
        fixed_cost: 0.0,
    }
}

fn of(scenario: &Scenario, column: Column) -> usize {
    place(
        Columns::new(scenario).programmes.expect("programmes"),
        0,
        column,
    )
}

/// Clients who arrive by a Poisson process at a team all of whom have been through the programme from the start are an
/// M/G/infinity queue of stays of 0.8 times the length: Poisson, mean rate x integral of the stay's survival.
#[test]
fn with_everybody_trained_from_the_start_stays_are_the_rescaled_distribution() {
    let mut scenario = plain(vec![one_to_one(
        "any",
        0.0,
        Distribution::Weibull {
            mean: 10.0,
            shape: 2.0,
        },
        vec![0.0],
    )]);
    scenario.posts = vec![posts("worker", 3)];
    scenario.referrals = vec![stream("door", 2.0, vec![1.0])];
    scenario.run.horizon_weeks = 14;
    let plain_rows = each(&scenario, 400, |record| [clients_at(record, 12, 0)]);
    let mut trained = programme();
    trained.week = -1.0;
    trained.stays_shorter = 0.8;
    scenario.run.warm_up_weeks = 1;
    scenario.programmes = vec![trained];
    // Newcomers of the warm-up week are there too: the process has run for 14 weeks by the end of week 12.
    let survival = |factor: f64, weeks: f64| {
        let scale = factor * 10.0 / (std::f64::consts::PI.sqrt() / 2.0);
        integral(0.0, weeks, move |age| (-(age / scale).powi(2)).exp())
    };
    let values = each(&scenario, 4_000, |record| [clients_at(record, 12, 0)]);
    // The step in which a client arrives, and that of the session, run at speed 1: at most the first two weeks of a stay.
    let bound = 2.0 * (survival(1.0, 14.0) - survival(0.8, 14.0)) * 0.1;
    agrees_within(
        "trained",
        2.0 * survival(0.8, 14.0),
        column(&values, 0),
        bound,
    );
    agrees(
        "untrained",
        2.0 * survival(1.0, 13.0),
        column(&plain_rows, 0),
    );
}

/// With all in post trained in the first week, tenures of what is left run at twice the speed: exponential survival.
#[test]
fn with_everybody_trained_from_the_start_tenures_are_rescaled() {
    for (quits, speed) in [(2.0, 2.0), (0.5, 0.5)] {
        let mut scenario = without_clients();
        scenario.posts = vec![posts("worker", 20)];
        scenario.staff = Some(staff(exponential(100.0), 0.0));
        scenario.run.warm_up_weeks = 1;
        let mut trained = programme();
        trained.week = -1.0;
        trained.quits = quits;
        scenario.programmes = vec![trained];
        let values = each(&scenario, 2_000, |record| [record.raw(51, Raw::InPost)]);
        let theory = 20.0 * (-(1.0 + speed * 52.0) / 100.0_f64).exp();
        agrees(
            &format!("in post, quits {quits}"),
            theory,
            column(&values, 0),
        );
    }
}

/// 12 workers, 5 seats a week, 3 sessions each: 36 seats take 7 full sessions and one of one seat; 2 h each.
#[test]
fn sessions_fill_their_seats_until_everybody_is_through() {
    let mut scenario = without_clients();
    scenario.posts = vec![posts("worker", 12)];
    let mut coaching = programme();
    (coaching.seats, coaching.sessions_each, coaching.hours_each) = (5, 3, 2.0);
    (coaching.sessions, coaching.week) = (None, 2.0);
    (coaching.cost_per_seat, coaching.fixed_cost) = (120.0, 1_000.0);
    scenario.programmes = vec![coaching];
    let record = one(&scenario, 0);
    let column = |of_it: Column| {
        let at = of(&scenario, of_it);
        (0..12)
            .map(|week| record.row(week)[at])
            .collect::<Vec<f64>>()
    };
    let seats = [0.0, 0.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 1.0, 0.0, 0.0];
    assert_eq!(column(Column::Seats), seats);
    assert_eq!(column(Column::Hours), seats.map(|count| 2.0 * count));
    let training = Raw::DeliveredFirst as usize + Part::Training as usize;
    equals("training", 10.0, record.row(2)[training]);
    equals("effect in week 5", 20.0 / 3.0, column(Column::Effect)[5]);
    equals("effect at the end", 12.0, column(Column::Effect)[11]);
    equals(
        "cost",
        36.0 * 120.0 + 1_000.0,
        column(Column::Cost).iter().sum(),
    );
}

#[test]
fn a_limited_number_of_sessions_with_half_the_seats_teaches_half() {
    let effect_of = |seats: u64| {
        let mut scenario = without_clients();
        scenario.posts = vec![posts("worker", 12)];
        let mut coaching = programme();
        (coaching.seats, coaching.sessions_each) = (seats, 4);
        coaching.sessions = Some(8);
        scenario.programmes = vec![coaching];
        one(&scenario, 0).row(51)[of(&scenario, Column::Effect)]
    };
    equals("all seats", 12.0, effect_of(6));
    equals("half the seats", 6.0, effect_of(3));
}

/// Uptake is a coin for each worker; the effect fades as an exponential, and a refresher brings it back.
#[test]
fn uptake_fading_and_refreshers_are_as_written() {
    let played = |set: &dyn Fn(&mut Programme)| {
        let mut scenario = without_clients();
        scenario.posts = vec![posts("worker", 10)];
        let mut coaching = programme();
        set(&mut coaching);
        scenario.programmes = vec![coaching];
        let at = of(&scenario, Column::Effect);
        (scenario, at)
    };
    let (scenario, at) = played(&|it| it.uptake = 0.7);
    let values = each(&scenario, 1_000, |record| [record.row(1)[at]]);
    agrees("uptake", 7.0, column(&values, 0));

    let fading = |record: &Record, at: usize, week: usize| record.row(week)[at];
    let (scenario, at) = played(&|it| it.fade_weeks = Some(26.0));
    let record = one(&scenario, 0);
    equals("fresh", 10.0, fading(&record, at, 0));
    let left = 10.0 * (-20.0_f64 / 26.0).exp();
    equals("after 20 weeks", left, fading(&record, at, 20));

    let (scenario, at) = played(&|it| {
        it.fade_weeks = Some(26.0);
        it.refresher = Some((13.0, 1.0));
    });
    let record = one(&scenario, 0);
    equals("refreshed", 10.0, fading(&record, at, 13));
    equals("and again", 10.0, fading(&record, at, 26));
    let hours = of(&scenario, Column::Hours);
    equals("an hour each", 10.0, record.row(13)[hours]);
}

/// What the squeeze takes of a session is not learned: 8 of the 10 h of training are there.
#[test]
fn training_that_the_week_does_not_deliver_is_not_learned() {
    let mut scenario = plain(vec![one_to_one("any", 32.0, never(), vec![0.0])]);
    scenario.initial.clients = vec![1];
    scenario.week.squeeze = vec![Part::Training];
    let mut coaching = programme();
    coaching.hours_each = 10.0;
    scenario.programmes = vec![coaching];
    let effect = one(&scenario, 0).row(10)[of(&scenario, Column::Effect)];
    equals("learned", 0.8, effect);
}

/// Those who start later join later sessions; those of the first session keep what they have learned.
#[test]
fn starters_join_later_sessions() {
    let mut scenario = without_clients();
    scenario.posts = vec![Posts {
        count: dated(vec![(0.0, 4), (10.0, 6)]),
        ..posts("worker", 6)
    }];
    scenario.hiring = Some(hiring(fixed(1.0)));
    let mut coaching = programme();
    (coaching.sessions, coaching.seats) = (None, 4);
    scenario.programmes = vec![coaching];
    let at = of(&scenario, Column::Effect);
    let record = one(&scenario, 0);
    equals("before they start", 4.0, record.row(9)[at]);
    equals("after their session", 6.0, record.row(14)[at]);
}

/// A client to whom nothing was scheduled otherwise loses hours to the sessions first and gains by shorter stays later.
#[test]
fn it_gets_worse_before_it_gets_better() {
    let contact = |with: bool| {
        let mut scenario = plain(vec![one_to_one("any", 2.0, exponential(30.0), vec![0.0])]);
        scenario.run.horizon_weeks = 156;
        scenario.posts = vec![posts("worker", 6)];
        scenario.referrals = vec![stream("door", 4.2, vec![1.0])];
        scenario.initial.clients = vec![126];
        scenario.initial.ages = Ages::Stationary;
        scenario.week.squeeze = vec![Part::Contact];
        if with {
            let mut coaching = programme();
            (coaching.seats, coaching.sessions_each, coaching.hours_each) = (3, 7, 10.0);
            (coaching.sessions, coaching.stays_shorter) = (None, 0.8);
            scenario.programmes = vec![coaching];
        }
        each(&scenario, 300, |record| {
            let share = |weeks: std::ops::Range<usize>| {
                let of = |raw: Raw| record.total(weeks.clone(), raw as usize);
                of(Raw::ContactDeliveredHours) / of(Raw::ContactAskedHours)
            };
            [share(0..13), share(104..156)]
        })
    };
    let (with, without) = (contact(true), contact(false));
    let gain = |at: usize| estimate(with.iter().zip(&without).map(move |(a, b)| a[at] - b[at]));
    let (first, later) = (gain(0), gain(1));
    assert!(first.mean < -6.0 * first.error, "first {first:?}");
    assert!(later.mean > 6.0 * later.error, "later {later:?}");
}

#[test]
fn a_programme_that_nobody_takes_up_leaves_every_other_number_alone() {
    let without = eight_posts();
    let mut with = without.clone();
    let mut coaching = programme();
    (coaching.uptake, coaching.quits, coaching.strain_slower) = (0.0, 0.5, 0.5);
    coaching.stays_shorter = 1.25;
    with.programmes = vec![coaching];
    let (with, without) = (one(&with, 2), one(&without, 2));
    for week in 0..without.weeks() {
        let own = without.row(week);
        let bits = |row: &[f64]| row.iter().map(|it| it.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&with.row(week)[..own.len()]), bits(own), "week {week}");
    }
}

/// One worker with a caseload far within her hours: strain settles at w x hours of abuse / norm, and supervision that is whole
/// takes its share away.
#[test]
fn strain_comes_at_a_small_caseload_and_supervision_lowers_it() {
    let strain_of = |supervision: f64| {
        let mut scenario = plain(vec![one_to_one("any", 2.0, never(), vec![0.0])]);
        scenario.run.horizon_weeks = 520;
        scenario.initial.clients = vec![5];
        scenario.levels[0].abuse_weight = 0.3;
        scenario.levels[0].emotional_weight = 0.8;
        scenario.week.fixed_hours[Part::Wellbeing as usize] = 2.0 + supervision;
        scenario.week.supervision_hours = supervision;
        scenario.loops.strain = Some(Strain {
            w_abuse: 0.6,
            supervision_restores: 0.5,
            ..strain()
        });
        let record = one(&scenario, 0);
        assert!(record.raw(0, Raw::DemandedHours) < 20.0, "a small caseload");
        record.raw(519, Raw::StrainSum)
    };
    let target = (0.2 * 0.8 * 10.0 + 0.6 * 0.3 * 10.0) / 15.0;
    equals("without", target, strain_of(0.0));
    equals("half", target * (1.0 - 0.5 * 0.5), strain_of(0.5));
    equals("full", target * 0.5, strain_of(1.0));
    equals("more than full", target * 0.5, strain_of(3.0));
}

/// The rise of strain at speed v over a step is 1 - exp(-v step / rise weeks) of the way; the way down is as ever.
#[test]
fn a_trained_workers_strain_rises_as_slowly_as_the_factor_says() {
    let mut scenario = plain(vec![one_to_one("any", 60.0, never(), vec![0.0])]);
    scenario.initial.clients = vec![1];
    scenario.week.overtime_max = 0.1;
    scenario.run.warm_up_weeks = 1;
    scenario.loops.strain = Some(Strain {
        w_overtime: 0.5,
        ..strain()
    });
    let mut trained = programme();
    (trained.week, trained.strain_slower) = (-1.0, 0.5);
    scenario.programmes = vec![trained];
    let record = one(&scenario, 0);
    // The first week, of the session, still rises at full speed for it is felt at the half speed already learned in it.
    let at = |week: usize| 0.5 - record.raw(week, Raw::StrainSum);
    for week in 1..20 {
        equals(
            "left of the way",
            (-0.5_f64 / 13.0).exp(),
            at(week) / at(week - 1),
        );
    }
}

/// The session is in week 5: the refresher that is due ten weeks after it comes in week 15.
#[test]
fn a_refresher_is_due_by_the_time_since_the_session() {
    let mut scenario = without_clients();
    scenario.posts = vec![posts("worker", 10)];
    scenario.programmes = vec![Programme {
        week: 5.0,
        refresher: Some((10.0, 2.0)),
        ..programme()
    }];
    let record = one(&scenario, 0);
    let hours = of(&scenario, Column::Hours);
    let found = [9, 10, 14, 15, 24, 25].map(|week: usize| record.row(week)[hours]);
    assert_eq!(found, [0.0, 0.0, 0.0, 20.0, 0.0, 20.0]);
}

/// Everybody falls sick in the first week for good: the session of week 5 is held for nobody.
#[test]
fn nobody_comes_to_a_session_who_is_away_sick() {
    let mut scenario = without_clients();
    scenario.posts = vec![posts("worker", 10)];
    scenario.programmes = vec![Programme {
        week: 5.0,
        ..programme()
    }];
    let seats = of(&scenario, Column::Seats);
    equals("in health", 10.0, one(&scenario, 0).row(5)[seats]);
    scenario.staff = Some(Staff {
        sick_leave: Some(SickLeave {
            spells_per_year: 5_000.0,
            length: fixed(1e5),
        }),
        ..staff(never(), 0.0)
    });
    equals("away", 0.0, one(&scenario, 0).row(5)[seats]);
}

/// The shipped programme with the supervisors' club, without it, and with the hours of the club but nobody who hears of it, under the
/// same futures: the club is worth leavers, and its hours alone are worth less than nothing.
#[test]
fn the_supervisors_club_is_worth_leavers_and_costs_hours() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/pace-coaching.toml");
    let document = Document::read(path.as_ref()).expect("it is shipped");
    let played = |plan: Option<&str>, set: &[(&str, &str)]| {
        let set = set
            .iter()
            .map(|(path, value)| (path.to_string(), value.to_string()));
        let study = document.study(plan, &set.collect::<Vec<_>>());
        let scenario = study.expect("it is valid").scenario;
        each(&scenario, 60, |record| {
            let year = 30..82;
            let of = |raw: Raw| record.total(year.clone(), raw as usize);
            [
                total(record, Raw::Leavers),
                of(Raw::DemandedHours) / of(Raw::AvailableHours),
            ]
        })
    };
    let without = "without supervisor coaching";
    let club = played(None, &[]);
    let none = played(Some(without), &[]);
    let unheard = played(None, &[("programme.Coaching Club.uptake", "0")]);
    let more = |one: &[[f64; 2]], other: &[[f64; 2]], at: usize| {
        let pairs = one.iter().zip(other).map(|(a, b)| a[at] - b[at]);
        estimate(pairs.collect::<Vec<f64>>().into_iter())
    };
    let leavers = more(&none, &club, 0);
    assert!(
        leavers.mean > 3.0 * leavers.error,
        "without it {leavers:?} more leave"
    );
    let pressure = more(&unheard, &none, 1);
    assert!(
        pressure.mean > 6.0 * pressure.error,
        "unheard of it only takes hours: {pressure:?}"
    );
}
