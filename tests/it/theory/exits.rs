//! How clients leave: the shares of the exits.

use crate::support::*;
use plimsoll::model::metric::{RAW_FIXED, Raw, own};
use plimsoll::model::record::Record;
use plimsoll::scenario::{Exit, LevelKind, Scenario};

pub fn exit(name: &str, good: bool) -> Exit {
    Exit {
        name: name.to_owned(),
        good,
    }
}

/// Gives a level's exits: the named ones in order; what they and the routes to levels leave of 1 is the plain exit.
pub fn leave_by(scenario: &mut Scenario, level: usize, exits: Vec<f64>) {
    match &mut scenario.levels[level].kind {
        LevelKind::OneToOne { stay, .. } | LevelKind::Group { stay, .. } => {
            stay.exit = 1.0 - stay.next.iter().chain(&exits).sum::<f64>();
            stay.exits = exits;
        }
        LevelKind::CheckIn { .. } => panic!("a check-in level has one way out"),
    }
}

/// A metric of a scenario's own systems over the whole time.
pub fn whole(scenario: &Scenario, record: &Record, name: &str) -> f64 {
    let metric = own(scenario).into_iter().find(|it| it.name == name);
    record.whole(metric.unwrap_or_else(|| panic!("no metric {name}")).formula)
}

/// Two levels; the lighter one can lead back.
fn two_levels() -> Scenario {
    let mut scenario = plain(vec![
        one_to_one("high", 1.0, exponential(6.0), vec![0.0, 0.6]),
        one_to_one("low", 1.0, exponential(9.0), vec![0.25, 0.0]),
    ]);
    scenario.exits = vec![exit("recovered", true), exit("moved", false)];
    leave_by(&mut scenario, 0, vec![0.1, 0.2]);
    leave_by(&mut scenario, 1, vec![0.5, 0.1]);
    scenario.referrals = vec![stream("door", 3.0, vec![0.7, 0.3])];
    scenario
}

/// Flow through a level a week: a = arrivals + next' a; by an exit: a x its probability. In the long run exits of a kind are
/// Poisson with that mean.
#[test]
fn clients_leave_by_each_exit_as_often_as_the_flows_through_the_levels_say() {
    let mut scenario = two_levels();
    scenario.run.warm_up_weeks = 200;
    scenario.run.horizon_weeks = 40;
    let names = ["exits.recovered", "exits.moved", "exits.exit"];
    let found = each(&scenario, 4_000, |record| {
        let by_exit = names.map(|name| whole(&scenario, record, name));
        let all = by_exit.iter().sum::<f64>();
        assert_eq!(all, total(record, Raw::Exits), "the exits add up");
        let good = whole(&scenario, record, "exits.good_share");
        equals("the good ones", by_exit[0] / all, good);
        by_exit
    });
    // a_high = 2.1 + 0.25 a_low, a_low = 0.9 + 0.6 a_high.
    let high = (2.1 + 0.25 * 0.9) / (1.0 - 0.25 * 0.6);
    let low = 0.9 + 0.6 * high;
    let exits = [
        0.1 * high + 0.5 * low,
        0.2 * high + 0.1 * low,
        0.1 * high + 0.15 * low,
    ];
    for (at, (name, flow)) in names.into_iter().zip(exits).enumerate() {
        is_poisson(name, 40.0 * flow, &found, at);
    }
}

#[test]
fn a_parked_client_leaves_by_the_exit_of_the_level() {
    let mut scenario = plain(vec![
        one_to_one("high", 1.0, fixed(2.0), vec![0.0, 1.0]),
        parked(6.0, 24.0, 0.0, 0),
    ]);
    scenario.exits = vec![exit("moved", false), exit("recovered", true)];
    leave_by(&mut scenario, 0, vec![0.0, 0.0]);
    let LevelKind::CheckIn { exit_to, .. } = &mut scenario.levels[1].kind else {
        panic!("a check-in level");
    };
    *exit_to = Some(1);
    scenario.initial.clients = vec![5, 0];
    let record = one(&scenario, 0);
    assert_eq!(whole(&scenario, &record, "exits.recovered"), 5.0);
    assert_eq!(total(&record, Raw::Exits), 5.0);
    assert_eq!(whole(&scenario, &record, "exits.good_share"), 1.0);
}

/// All that every scenario has, as bits.
pub fn common_bits(scenario: &Scenario, record: &Record) -> Vec<u64> {
    let common = RAW_FIXED + scenario.levels.len();
    (0..record.weeks())
        .flat_map(|week| record.row(week)[..common].to_vec())
        .map(f64::to_bits)
        .collect()
}

/// Routes go by inverse CDF in the order of the file, the exits last: a name for the exit moves no number.
#[test]
fn a_name_for_an_exit_leaves_every_other_number_alone() {
    let unnamed = eight_posts();
    let mut named = unnamed.clone();
    named.exits = vec![exit("recovered", true), exit("dropped out", false)];
    leave_by(&mut named, 0, vec![0.15, 0.05]);
    for level in 1..3 {
        leave_by(&mut named, level, vec![0.0, 0.0]);
    }
    for replication in 0..5 {
        let (with, without) = (one(&named, replication), one(&unnamed, replication));
        assert!(common_bits(&named, &with) == common_bits(&unnamed, &without));
        assert!(whole(&named, &with, "exits.recovered") > 0.0);
    }
}
