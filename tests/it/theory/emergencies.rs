//! Emergencies against the Poisson process, its mixtures and the multinomial.

use crate::support::*;
use plimsoll::model::metric::emergencies::{Column, column as place};
use plimsoll::model::metric::{Columns, Raw};
use plimsoll::model::record::Record;
use plimsoll::random::distribution::Distribution;
use plimsoll::scenario::*;
use plimsoll::units::WEEKS_PER_YEAR;

/// A kind of emergency that lasts always as long.
fn shock(name: &str, strikes: Strikes, crisis_hours: f64, weeks: f64) -> Shock {
    Shock {
        name: name.to_owned(),
        strikes,
        crisis_hours,
        duration: fixed(weeks),
        permanent_share: 0.0,
        level_up: 0,
        own_making: OwnMaking::default(),
    }
}

fn per_client(per_year: f64, levels: Vec<bool>) -> Strikes {
    Strikes::Clients {
        per_year,
        levels,
        unevenness: 0.0,
    }
}

fn per_worker(per_year: f64, unevenness: f64) -> Strikes {
    Strikes::Workers {
        per_year,
        unevenness,
    }
}

/// So many workers who never leave with as many clients each, who stay for ever.
fn standing(workers: u64, clients_each: u64) -> Scenario {
    let mut scenario = plain(vec![one_to_one("any", 1.0, never(), vec![0.0])]);
    scenario.posts = vec![posts("worker", workers)];
    scenario.initial.clients = vec![workers * clients_each];
    scenario
}

/// A column of the emergencies of the one kind there is.
fn of(scenario: &Scenario, column: Column) -> usize {
    let first = Columns::new(scenario).emergencies.expect("emergencies");
    place(first, scenario.shocks.len(), column)
}

fn sum(record: &Record, column: usize) -> f64 {
    record.total(0..record.weeks(), column)
}

#[test]
fn emergencies_are_poisson_per_client_per_worker_and_per_service() {
    for (steps, strikes, exposed) in [
        (1, per_client(0.6, vec![true]), 28.0),
        (7, per_client(0.6, vec![true]), 28.0),
        (1, per_worker(2.5, 0.0), 7.0),
        (
            1,
            Strikes::Service {
                per_year: 15.0,
                shared: false,
            },
            1.0,
        ),
    ] {
        let per_year = match strikes {
            Strikes::Clients { per_year, .. }
            | Strikes::Workers { per_year, .. }
            | Strikes::Service { per_year, .. } => per_year,
        };
        let mut scenario = standing(7, 4);
        scenario.run.steps_per_week = steps;
        scenario.shocks = vec![shock("any", strikes.clone(), 2.0, 3.0)];
        let begun = of(&scenario, Column::Begun);
        let values = each(&scenario, 2_000, |record| [sum(record, begun)]);
        let mean = per_year * exposed * 52.0 / WEEKS_PER_YEAR;
        is_poisson(&format!("{strikes:?}, {steps} steps"), mean, &values, 0);
    }
}

/// An emergency that begins at a moment t asks its hours for min(duration, T - t) weeks; over a Poisson process of rate r in
/// (0, T) that comes to r x hours x (d T - d^2 / 2).
#[test]
fn emergencies_ask_their_hours_for_as_long_as_they_last() {
    let (hours, lasts, weeks) = (6.0, 2.3, 52.0);
    for steps in [1, 7] {
        let mut scenario = standing(7, 4);
        scenario.run.steps_per_week = steps;
        scenario.shocks = vec![shock("any", per_client(0.6, vec![true]), hours, lasts)];
        let asked = of(&scenario, Column::Hours);
        let values = each(&scenario, 2_000, |record| {
            [sum(record, asked), total(record, Raw::DemandedHours)]
        });
        let rate = 0.6 * 28.0 / WEEKS_PER_YEAR;
        let theory = rate * hours * (lasts * weeks - lasts * lasts / 2.0);
        agrees("hours asked", theory, column(&values, 0));
        // 28 hours of contact a week beside them.
        agrees("hours wanted", theory + 28.0 * weeks, column(&values, 1));
    }
}

/// A gamma-mixed Poisson count is negative binomial: mean m, variance m + (m x coefficient of variation)^2.
#[test]
fn unevenness_mixes_the_counts_of_workers_as_the_negative_binomial_says() {
    let unevenness = 0.8;
    let mut scenario = standing(1, 0);
    scenario.shocks = vec![shock("any", per_worker(6.0, unevenness), 0.0, 1.0)];
    let begun = of(&scenario, Column::Begun);
    let values = each(&scenario, 4_000, |record| [sum(record, begun)]);
    let mean = 6.0 * 52.0 / WEEKS_PER_YEAR;
    agrees("mean", mean, column(&values, 0));
    let variance = mean + (mean * unevenness) * (mean * unevenness);
    has_variance("negative binomial", mean, variance, &values, 0);
}

/// Seven workers with as many clients each: by the symmetry of the draw, Gini and largest count of every year have the mean
/// that the multinomial gives for the year's number of emergencies. Proneness puts them above it.
#[test]
fn chance_alone_gives_the_gini_that_the_multinomial_says_and_proneness_more() {
    let played = |unevenness: f64| {
        let mut scenario = standing(7, 4);
        let strikes = Strikes::Clients {
            per_year: 0.5,
            levels: vec![true],
            unevenness,
        };
        scenario.shocks = vec![shock("any", strikes, 0.0, 1.0)];
        let first = of(&scenario, Column::Fell);
        let shift = |column: Column| first + column as usize - Column::Fell as usize;
        each(&scenario, 3_000, |record| {
            let of = |column| sum(record, shift(column));
            [
                of(Column::Gini) - of(Column::GiniByChance),
                of(Column::Most) - of(Column::MostByChance),
            ]
        })
    };
    let even = played(0.0);
    agrees("Gini above chance", 0.0, column(&even, 0));
    agrees("largest above chance", 0.0, column(&even, 1));
    let uneven = played(1.0);
    for (at, what) in ["Gini", "largest"].into_iter().enumerate() {
        let found = column(&uneven, at);
        assert!(
            found.mean > 10.0 * found.error,
            "{what} is not above chance: {found:?}"
        );
    }
}

/// With a rate r for each of n clients at the lighter level alone, n (1 - exp(-r t)) have been moved up by time t.
#[test]
fn an_emergency_moves_its_client_up_at_once() {
    let stays = |name: &str| one_to_one(name, 1.0, never(), vec![0.0, 0.0]);
    let mut scenario = plain(vec![stays("high"), stays("medium")]);
    scenario.initial.clients = vec![0, 40];
    let mut up = shock("up", per_client(2.0, vec![false, true]), 0.0, 1.0);
    up.level_up = 1;
    scenario.shocks = vec![up];
    for steps in [1, 7] {
        scenario.run.steps_per_week = steps;
        let values = each(&scenario, 1_000, |record| [clients_at(record, 51, 0)]);
        let theory = 40.0 * (1.0 - (-2.0 * 52.0 / WEEKS_PER_YEAR).exp());
        // Two strikes on one client within a step count twice for the rate: half the square of its chance.
        let bound = 40.0 * 52.0 * (2.0 / WEEKS_PER_YEAR / steps as f64).powi(2) * steps as f64;
        agrees_within("moved up", theory, column(&values, 0), bound);
    }
}

/// One who is moved up stays as long as the heavier level's clients do from that moment on, to the instant.
#[test]
fn the_visit_after_an_emergency_begins_at_its_moment() {
    let mut scenario = plain(vec![
        one_to_one("high", 1.0, fixed(5.0), vec![0.0, 0.0]),
        one_to_one("medium", 1.0, never(), vec![0.0, 0.0]),
    ]);
    scenario.initial.clients = vec![0, 60];
    let mut up = shock("up", per_client(0.4, vec![false, true]), 0.0, 1.0);
    up.level_up = 1;
    scenario.shocks = vec![up];
    let values = each(&scenario, 2_000, |record| [total(record, Raw::Exits)]);
    let rate = 0.4 / WEEKS_PER_YEAR;
    let theory = 60.0 * (1.0 - (-rate * 47.0).exp());
    let bound = 60.0 * 52.0 * rate * rate;
    agrees_within("exits five weeks later", theory, column(&values, 0), bound);
}

#[test]
fn an_emergency_that_stays_for_good_ends_with_its_client_and_goes_with_her_to_another_worker() {
    // Ten clients of one worker leave in week 30; the worker leaves in week 10 and a colleague takes them.
    let mut scenario = plain(vec![one_to_one("any", 1.0, fixed(30.0), vec![0.0])]);
    scenario.run.horizon_weeks = 40;
    scenario.posts = vec![posts("worker", 2)];
    scenario.staff = Some(staff(fixed(100.0), 0.0));
    scenario.initial.clients = vec![10];
    let mut shock = shock("health", per_client(0.0, vec![true]), 3.0, 1.0);
    shock.permanent_share = 1.0;
    scenario.shocks = vec![shock];
    let worker = |weeks: f64, clients: u64, open: u64| RosterWorker {
        posts: 0,
        clients: vec![clients],
        weeks_in_post: Some(weeks),
        induction_left_weeks: 0.0,
        strain: None,
        backlog_hours: 0.0,
        emergencies: vec![open],
    };
    scenario.roster = vec![worker(90.0, 10, 3), worker(0.0, 0, 0)];
    let record = one(&scenario, 0);
    let (open, hours) = (of(&scenario, Column::Open), of(&scenario, Column::Hours));
    let at = |week: usize| (record.row(week)[open], record.row(week)[hours]);
    assert_eq!(at(5), (3.0, 9.0));
    assert_eq!(record.raw(12, Raw::InPost), 1.0, "the worker has left");
    assert_eq!(at(12), (3.0, 9.0), "her clients' emergencies have not");
    assert_eq!(at(35), (0.0, 0.0), "they end when the clients leave");
}

/// A backlog of 200 hours that nothing changes makes Poisson emergencies at its rate, times the strength of `records`.
#[test]
fn own_making_adds_to_the_rate_by_the_backlog_with_the_strength_of_records() {
    for strength in [1.0, 0.5, 0.0] {
        let mut scenario = standing(1, 0);
        scenario.week.fixed_hours[Part::Presence as usize] = 40.0;
        scenario.loops.records = Some(Records {
            strength,
            interest_per_week: 0.0,
            fade_weeks: 1e12,
        });
        scenario.roster = vec![RosterWorker {
            posts: 0,
            clients: vec![0],
            weeks_in_post: None,
            induction_left_weeks: 0.0,
            strain: None,
            backlog_hours: 200.0,
            emergencies: vec![0],
        }];
        let mut own = shock(
            "own",
            Strikes::Service {
                per_year: 0.0,
                shared: false,
            },
            0.0,
            1.0,
        );
        own.own_making.per_backlog_hour = 0.002;
        scenario.shocks = vec![own];
        let begun = of(&scenario, Column::Begun);
        let values = each(&scenario, 500, |record| [sum(record, begun)]);
        let mean = strength * 0.002 * 200.0 * 52.0;
        if mean > 0.0 {
            is_poisson("own making", mean, &values, 0);
        } else {
            agrees("cut", 0.0, column(&values, 0));
        }
    }
}

/// One client asks 50 hours of a worker who has 40: 10 are missed every week.
#[test]
fn own_making_adds_to_the_rate_by_missed_contact() {
    let mut scenario = plain(vec![one_to_one("any", 50.0, never(), vec![0.0])]);
    scenario.initial.clients = vec![1];
    scenario.loops.care = Some(Care {
        strength: 1.0,
        slowest: 1.0,
        worse_per_week: 0.0,
    });
    let mut own = shock("own", per_client(0.0, vec![true]), 0.0, 1.0);
    own.own_making.per_missed_contact_hour = 0.01;
    scenario.shocks = vec![own];
    let begun = of(&scenario, Column::Begun);
    let values = each(&scenario, 1_000, |record| [sum(record, begun)]);
    // Nothing has been missed before the first week.
    is_poisson("own making", 0.01 * 10.0 * 51.0, &values, 0);
}

#[test]
fn a_kind_that_never_strikes_leaves_every_other_number_alone() {
    let mut with = eight_posts();
    let without = eight_posts();
    let levels = vec![true; with.levels.len()];
    let mut never_strikes = shock("never", per_client(0.0, levels), 9.0, 4.0);
    never_strikes.level_up = 1;
    with.shocks = vec![never_strikes];
    for replication in 0..3 {
        let (with, without) = (one(&with, replication), one(&without, replication));
        for week in 0..without.weeks() {
            let columns = without.row(week).len();
            let bits = |row: &[f64]| row.iter().map(|it| it.to_bits()).collect::<Vec<_>>();
            assert_eq!(
                bits(&with.row(week)[..columns]),
                bits(without.row(week)),
                "week {week}"
            );
        }
    }
}

/// Emergencies leave the draws of clients and workers alone, and a second kind those of the first.
#[test]
fn one_kind_more_changes_no_draw_of_another() {
    let begun = |kinds: &[(&str, f64)]| {
        let mut scenario = standing(7, 4);
        let kind =
            |(name, rate): &(&str, f64)| shock(name, per_client(*rate, vec![true]), 0.0, 1.0);
        scenario.shocks = kinds.iter().map(kind).collect();
        let first = Columns::new(&scenario).emergencies.expect("emergencies");
        let at = scenario.shocks.iter().position(|it| it.name == "health");
        let record = one(&scenario, 3);
        (0..record.weeks())
            .map(|week| record.row(week)[first + at.expect("the kind")])
            .collect::<Vec<f64>>()
    };
    let alone = begun(&[("health", 0.7)]);
    assert!(alone.iter().sum::<f64>() > 5.0);
    assert_eq!(alone, begun(&[("housing", 0.9), ("health", 0.7)]));
}

/// Limits of five clients: ten held by one of two workers move one a week until both are within.
#[test]
fn rebalancing_moves_a_client_a_week_until_nobody_is_burdened() {
    let mut scenario = standing(2, 5);
    scenario.safe_load = Some(safe_load(vec![Some(5.0)], None));
    let worker = |clients: u64| RosterWorker {
        posts: 0,
        clients: vec![clients],
        weeks_in_post: None,
        induction_left_weeks: 0.0,
        strain: None,
        backlog_hours: 0.0,
        emergencies: vec![],
    };
    scenario.roster = vec![worker(10), worker(0)];
    for (rebalance, moved) in [(0.0, 0.0), (1.0, 5.0)] {
        scenario.allocation.rebalance = rebalance;
        let record = one(&scenario, 0);
        equals("handovers", moved, total(&record, Raw::Handovers));
        let over: Vec<f64> = (0..6)
            .map(|week| record.raw(week, Raw::BreachWorkers))
            .collect();
        let expected = if rebalance > 0.0 {
            vec![1.0, 1.0, 1.0, 1.0, 0.0, 0.0]
        } else {
            vec![1.0; 6]
        };
        assert_eq!(over, expected);
    }
    // With a chance of a half a week, the fifth move comes after ten weeks on average.
    scenario.allocation.rebalance = 0.5;
    let values = each(&scenario, 2_000, |record| {
        [total(record, Raw::BreachWorkers) + 1.0]
    });
    agrees("weeks until within", 10.0, column(&values, 0));
}

/// Emergencies pile up on one; sharing hours and handing clients over both bring down the contact that is missed.
#[test]
fn sharing_and_rebalancing_each_bring_down_what_uneven_emergencies_cost() {
    let delivered = |sharing: f64, rebalance: f64| {
        let mut scenario = standing(6, 8);
        scenario.run.horizon_weeks = 156;
        scenario.week.fixed_hours[Part::Wellbeing as usize] = 28.0;
        let strikes = Strikes::Clients {
            per_year: 0.4,
            levels: vec![true],
            unevenness: 1.0,
        };
        scenario.shocks = vec![Shock {
            duration: Distribution::Gamma { mean: 8.0, sd: 6.0 },
            ..shock("health", strikes, 6.0, 1.0)
        }];
        scenario.week.squeeze = vec![Part::Contact];
        scenario.allocation.sharing = sharing;
        scenario.allocation.rebalance = rebalance;
        let values = each(&scenario, 300, |record| {
            let delivered = total(record, Raw::ContactDeliveredHours);
            [delivered / total(record, Raw::ContactAskedHours)]
        });
        values.into_iter().map(|it| it[0]).collect::<Vec<f64>>()
    };
    let neither = delivered(0.0, 0.0);
    for (what, with) in [
        ("sharing", delivered(1.0, 0.0)),
        ("rebalancing", delivered(0.0, 0.5)),
    ] {
        let gains = with
            .iter()
            .zip(&neither)
            .map(|(with, without)| with - without);
        let gain = estimate(gains);
        assert!(gain.mean > 6.0 * gain.error, "{what} gains {gain:?}");
    }
}

/// One worker of the roster with four clients, who leaves in week 10; nobody or, five weeks later, a successor follows.
fn left_in_week_10(strikes: Strikes) -> Scenario {
    let mut scenario = standing(1, 4);
    scenario.run.horizon_weeks = 30;
    scenario.staff = Some(staff(fixed(100.0), 0.0));
    let mut shock = shock("health", strikes, 3.0, 1.0);
    shock.permanent_share = 1.0;
    scenario.shocks = vec![shock];
    scenario.roster = vec![RosterWorker {
        posts: 0,
        clients: vec![4],
        weeks_in_post: Some(90.0),
        induction_left_weeks: 0.0,
        strain: None,
        backlog_hours: 0.0,
        emergencies: vec![2],
    }];
    scenario
}

#[test]
fn a_workers_own_emergency_ends_with_her_last_day() {
    let scenario = left_in_week_10(per_worker(0.0, 0.0));
    let record = one(&scenario, 0);
    let (open, hours) = (of(&scenario, Column::Open), of(&scenario, Column::Hours));
    let at = |week: usize| (record.row(week)[open], record.row(week)[hours]);
    assert_eq!(at(5), (2.0, 6.0));
    assert_eq!(at(15), (0.0, 0.0));
}

#[test]
fn the_emergency_of_one_who_waits_asks_nobody_and_goes_on_with_her_next_worker() {
    let mut scenario = left_in_week_10(per_client(0.0, vec![true]));
    scenario.hiring = Some(hiring(fixed(5.0)));
    scenario.safe_load = Some(safe_load(vec![None], Some(10.0)));
    scenario.allocation.left_behind = LeftBehind::Wait;
    let record = one(&scenario, 0);
    let hours = of(&scenario, Column::Hours);
    let at = |week: usize| (record.raw(week, Raw::Waiting), record.row(week)[hours]);
    assert_eq!(at(5), (0.0, 6.0));
    assert_eq!(at(12), (4.0, 0.0));
    assert_eq!(at(20), (0.0, 6.0));
}

/// Limits of ten: eight and two stay as they are; twelve and none are ten and two after two weeks, and stay so.
#[test]
fn rebalancing_takes_from_nobody_who_is_within_her_limits() {
    let mut scenario = standing(2, 0);
    scenario.safe_load = Some(safe_load(vec![Some(10.0)], None));
    scenario.allocation.rebalance = 1.0;
    for (held, moved) in [([8, 2], 0.0), ([12, 0], 2.0)] {
        scenario.initial.clients = vec![held.iter().sum()];
        scenario.roster = held.map(holder).to_vec();
        let record = one(&scenario, 0);
        equals(
            &format!("handovers of {held:?}"),
            moved,
            total(&record, Raw::Handovers),
        );
    }
}

/// Not an hour is left for contact, so that stays run at a tenth of their speed from the second week on. Who is moved up at t then
/// stays at the heavier level for 0.5 / 0.1 weeks, and who is moved up in the first week not longer: of those struck at a rate r all
/// have left by T who were moved up before T - 5.
#[test]
fn the_visit_after_an_emergency_runs_at_its_workers_pace_from_its_moment() {
    let mut scenario = plain(vec![
        one_to_one("high", 1.0, fixed(0.5), vec![0.0, 0.0]),
        one_to_one("medium", 1.0, never(), vec![0.0, 0.0]),
    ]);
    scenario.run.horizon_weeks = 10;
    scenario.initial.clients = vec![0, 60];
    scenario.week.fixed_hours[Part::Training as usize] = 40.0;
    scenario.week.squeeze = vec![Part::Contact];
    scenario.loops.care = Some(Care {
        strength: 1.0,
        slowest: 0.1,
        worse_per_week: 0.0,
    });
    let mut up = shock("up", per_client(0.6, vec![false, true]), 0.0, 1.0);
    up.level_up = 1;
    scenario.shocks = vec![up];
    let found = each(&scenario, 3_000, |record| [total(record, Raw::Exits)]);
    let rate = 0.6 / WEEKS_PER_YEAR;
    let theory = 60.0 * (1.0 - (-rate * 5.0).exp());
    // Two strikes on one client within a step count twice for the rate, as above.
    let bound = 60.0 * 5.0 * rate * rate;
    agrees_within("exits five weeks later", theory, column(&found, 0), bound);
}

/// One of today's workers with so many clients.
fn holder(clients: u64) -> RosterWorker {
    RosterWorker {
        posts: 0,
        clients: vec![clients],
        weeks_in_post: None,
        induction_left_weeks: 0.0,
        strain: None,
        backlog_hours: 0.0,
        emergencies: vec![],
    }
}
