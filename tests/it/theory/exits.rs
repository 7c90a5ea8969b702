//! How clients leave: the shares of the exits.

use crate::support::*;
use plimsoll::experiment::{NoOutcomes, Settings, Silent, Subject, run};
use plimsoll::model::metric::{Columns, RAW_FIXED, Raw, own};
use plimsoll::model::record::Record;
use plimsoll::random::distribution::Distribution;
use plimsoll::scenario::{
    Admission, Care, Disengagement, Exit, LeftBehind, LevelKind, Ownership, Returns, Scenario,
};
use std::sync::atomic::AtomicBool;

pub fn exit(name: &str, good: bool) -> Exit {
    Exit {
        name: name.to_owned(),
        good,
        returns: None,
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

/// One level whose clients ask so many hours of one worker who has 40, so that a share of their contact is delivered.
fn neglected(wanted_hours: f64, clients: u64) -> Scenario {
    let mut scenario = plain(vec![one_to_one(
        "any",
        wanted_hours / clients as f64,
        never(),
        vec![0.0],
    )]);
    scenario.exits = vec![exit("recovered", true), exit("dropped out", false)];
    leave_by(&mut scenario, 0, vec![1.0, 0.0]);
    scenario.initial.clients = vec![clients];
    scenario
}

fn disengagement(strength: f64, per_week: f64, at_none: f64) -> Option<Disengagement> {
    Some(Disengagement {
        strength,
        per_week,
        at_none,
        exit: Some(1),
    })
}

/// Stay and breaking off compete: with exponential stays of mean m and a rate q the client breaks off with probability
/// q m / (1 + q m), and is there after t with probability exp(-(1/m + q) t).
#[test]
fn breaking_off_competes_with_the_stay_as_exponentials_do() {
    let (mean, rate, weeks) = (10.0, 0.06, 12);
    for steps_per_week in [1, 7] {
        let mut scenario = neglected(0.0, 200);
        scenario.levels[0] = one_to_one("any", 0.0, exponential(mean), vec![0.0]);
        leave_by(&mut scenario, 0, vec![1.0, 0.0]);
        scenario.run.steps_per_week = steps_per_week;
        scenario.run.horizon_weeks = weeks;
        scenario.loops.disengagement = disengagement(1.0, rate, 4.0);
        let found = each(&scenario, 2_000, |record| {
            ["exits.dropped out", "exits.recovered"].map(|name| whole(&scenario, record, name))
        });
        let gone = 1.0 - (-(1.0 / mean + rate) * weeks as f64).exp();
        let lost = rate / (1.0 / mean + rate);
        agrees("dropped out", 200.0 * gone * lost, column(&found, 0));
        agrees("recovered", 200.0 * gone * (1.0 - lost), column(&found, 1));
    }
}

/// Fixed stays: a client who breaks off before the stay of L is over is lost: 1 - exp(-q L).
#[test]
fn a_client_with_a_fixed_stay_is_lost_before_its_end_or_recovers_at_it() {
    let mut scenario = neglected(0.0, 100);
    scenario.levels[0] = one_to_one("any", 0.0, fixed(8.5), vec![0.0]);
    leave_by(&mut scenario, 0, vec![1.0, 0.0]);
    scenario.run.horizon_weeks = 10;
    scenario.loops.disengagement = disengagement(1.0, 0.05, 1.0);
    let found = each(&scenario, 2_000, |record| {
        [whole(&scenario, record, "exits.dropped out")]
    });
    let lost = 1.0 - (-0.05f64 * 8.5).exp();
    agrees("dropped out", 100.0 * lost, column(&found, 0));
}

/// Of 100 clients with a stay of L = 8.5 weeks whom a rate of q = 0.05 makes break off by no named exit, 100 (1 - exp(-q L)) = 34.6 are
/// lost where the stay ends in recovery or nothing is said of its end, and all 100 where it ends by an exit that is not good:
/// each once.
#[test]
fn who_breaks_off_by_no_named_exit_is_lost_and_counted_once() {
    let broke_off = 100.0 * (1.0 - (-0.05f64 * 8.5).exp());
    let cases: [(Vec<Exit>, Option<f64>); 3] = [
        (vec![], None),
        (vec![exit("recovered", true)], None),
        (vec![exit("moved", false)], Some(100.0)),
    ];
    for (exits, all) in cases {
        let mut scenario = neglected(0.0, 100);
        scenario.levels[0] = one_to_one("any", 0.0, fixed(8.5), vec![0.0]);
        leave_by(&mut scenario, 0, vec![1.0; exits.len()]);
        scenario.exits = exits;
        scenario.run.horizon_weeks = 10;
        scenario.loops.disengagement = disengagement(1.0, 0.05, 1.0);
        if let Some(rule) = &mut scenario.loops.disengagement {
            rule.exit = None;
        }
        let found = each(&scenario, 2_000, |record| {
            let unnamed = whole(&scenario, record, "broke_off");
            for exit in &scenario.exits {
                let named = whole(&scenario, record, &format!("exits.{}", exit.name));
                assert_eq!(named + unnamed, 100.0, "each by one way out");
            }
            assert_eq!(total(record, Raw::Exits), 100.0, "all leave");
            [unnamed]
        });
        agrees("broke off", broke_off, column(&found, 0));
        let lost = lost_count(&scenario);
        match all {
            Some(all) => assert_eq!((lost.mean, lost.error), (all, 0.0)),
            None => agrees("lost", broke_off, lost),
        }
    }
}

/// The outcome over 2,000 futures.
fn lost_count(scenario: &Scenario) -> Estimate {
    let settings = Settings {
        replications: 2_000,
        seed: 5,
        threads: 2,
        cut: vec![],
        twin: false,
    };
    let (subject, never) = (Subject::fixed(scenario.clone()), AtomicBool::new(false));
    let found = run(&subject, &settings, &Silent, &never, &mut NoOutcomes).expect("playable");
    let lost = found.outcome("lost_count").expect("clients are lost");
    // Student's interval of 2,000 futures is as good as normal.
    Estimate {
        mean: lost.estimate.value,
        error: (lost.estimate.high - lost.estimate.low) / (2.0 * 1.961),
    }
}

/// With a delivered share d that the week keeps, the rate is q x at_none^(s (1 - d)), getting worse runs beside it, and at the
/// heaviest level as at any other. The first step runs at full contact: nothing has been missed yet.
#[test]
fn missed_contact_speeds_breaking_off_by_the_stated_power_and_getting_worse_runs_beside_it() {
    // 80 h wanted of 40: half is delivered for as long as nobody has left; so it is looked at for two weeks.
    let (rate, at_none, worse) = (0.002, 9.0, 0.02);
    let mut scenario = plain(vec![
        one_to_one("heavy", 0.4, never(), vec![0.0, 0.0]),
        one_to_one("light", 0.4, never(), vec![0.0, 0.0]),
    ]);
    scenario.exits = vec![exit("recovered", true), exit("dropped out", false)];
    (0..2).for_each(|level| leave_by(&mut scenario, level, vec![1.0, 0.0]));
    scenario.initial.clients = vec![100, 100];
    scenario.run.horizon_weeks = 2;
    scenario.loops.disengagement = disengagement(1.0, rate, at_none);
    scenario.loops.care = Some(Care {
        strength: 1.0,
        slowest: 0.3,
        worse_per_week: worse,
    });
    let found = each(&scenario, 20_000, |record| {
        [
            whole(&scenario, record, "exits.dropped out"),
            clients_at(record, 1, 0),
        ]
    });
    // Week 1 at full contact: rate q; week 2 at q x 9^(1/2) = 3 q, but for those who left in week 1 (a fifth of one client in
    // 200: the rest get 0.1 % more contact).
    let (first, second) = (rate, rate * at_none.sqrt());
    let lost = 200.0 * (1.0 - (-first - second).exp());
    agrees_within("dropped out", lost, column(&found, 0), 0.001 * lost);
    // Heavy at the end: those who were and are still there, and the light ones who got worse at 0.02 x 1/2 in week 2.
    let here = (-first - second).exp();
    let heavy = 100.0 * here * (1.0 + (1.0 - (-worse / 2.0f64).exp()));
    agrees_within("heavy", heavy, column(&found, 1), 0.001);
}

#[test]
fn disengagement_leaves_every_other_number_alone_without_a_rate_and_keeps_its_rate_when_cut() {
    let mut without = eight_posts();
    // Too short a week for all contact.
    without.week.full_time_hours = 12.0;
    without.exits = vec![exit("dropped out", false)];
    for level in 0..3 {
        leave_by(&mut without, level, vec![0.0]);
    }
    let mut with = without.clone();
    with.loops.disengagement = Some(Disengagement {
        strength: 1.0,
        per_week: 0.0,
        at_none: 4.0,
        exit: Some(0),
    });
    let mut cut = with.clone();
    if let Some(rule) = &mut cut.loops.disengagement {
        (rule.per_week, rule.strength) = (0.01, 0.0);
    }
    let mut uneventful = cut.clone();
    if let Some(rule) = &mut uneventful.loops.disengagement {
        (rule.strength, rule.at_none) = (1.0, 1.0);
    }
    let mut acting = uneventful.clone();
    if let Some(rule) = &mut acting.loops.disengagement {
        rule.at_none = 6.0;
    }
    for no_care in [false, true] {
        let mut all = [&without, &with, &cut, &uneventful, &acting].map(Clone::clone);
        if no_care {
            all.iter_mut().for_each(|it| it.loops.care = None);
        }
        let (mut more, mut lost_cut) = (0.0, 0.0);
        for replication in 0..10 {
            let [without, with, cut_record, uneventful, acting] =
                all.each_ref().map(|it| one(it, replication));
            let bits = |record| common_bits(&all[0], record);
            assert!(bits(&with) == bits(&without), "no rate, no difference");
            assert!(
                bits(&cut_record) == bits(&uneventful),
                "cut is a factor of 1"
            );
            let lost = |record| whole(&all[2], record, "exits.dropped out");
            assert_eq!(lost(&with), 0.0);
            lost_cut += lost(&cut_record);
            more += lost(&acting) - lost(&cut_record);
        }
        assert!(lost_cut > 0.0, "the rate at full contact stays");
        assert!(more > 0.0, "missed contact loses clients: {more}");
    }
}

/// The same draws: who breaks off, and when, hangs on nothing but her visit and the contact she is given, and a higher rate
/// loses everyone it lost before no later.
#[test]
fn a_higher_rate_loses_the_same_clients_sooner() {
    let lost = |per_week: f64, replication: u64| {
        let mut scenario = neglected(0.0, 60);
        scenario.loops.disengagement = disengagement(1.0, per_week, 1.0);
        let record = one(&scenario, replication);
        let mut sum = 0.0;
        (0..record.weeks())
            .map(|week| {
                sum += record.raw(week, Raw::Exits);
                sum
            })
            .collect::<Vec<f64>>()
    };
    for replication in 0..20 {
        let (slow, fast) = (lost(0.01, replication), lost(0.02, replication));
        // At twice the rate everything happens in half the time.
        for week in 0..26 {
            assert_eq!(fast[week], slow[2 * week + 1]);
        }
    }
}

fn returning(probability: f64, after: Distribution, to: usize) -> Option<Returns> {
    Some(Returns {
        probability,
        after,
        to,
    })
}

/// Every client of a cohort has a geometric number of episodes: with a chance r to come back, n clients leave n / (1 - r) times
/// in all, with variance n r / (1 - r)^2.
#[test]
fn former_clients_come_back_a_geometric_number_of_times() {
    let back = 0.6;
    let mut scenario = plain(vec![one_to_one("any", 0.0, exponential(1.0), vec![0.0])]);
    scenario.exits = vec![exit("moved", false)];
    scenario.exits[0].returns = returning(back, exponential(0.5), 0);
    leave_by(&mut scenario, 0, vec![1.0]);
    scenario.initial.clients = vec![20];
    // After 150 weeks hardly anybody is left who could still come back: 0.6^60.
    scenario.run.horizon_weeks = 150;
    let found = each(&scenario, 4_000, |record| {
        let exits = total(record, Raw::Exits);
        assert_eq!(exits, 20.0 + whole(&scenario, record, "returns"));
        [exits]
    });
    agrees("episodes", 20.0 / (1.0 - back), column(&found, 0));
    let variance = 20.0 * back / (1.0 - back).powi(2);
    has_variance("episodes", 20.0 / (1.0 - back), variance, &found, 0);
}

/// Little's law: those in service are (referrals + returns a week) x mean stay, and those away who will be back are returns a week
/// x mean time away; as many come back as leave and will.
#[test]
fn littles_law_holds_with_returns() {
    let (rate, back, stay) = (2.0, 0.3, 5.0);
    let mut scenario = plain(vec![
        one_to_one("first", 0.0, exponential(stay), vec![0.0, 0.0]),
        one_to_one("again", 0.0, fixed(3.0), vec![0.0, 0.0]),
    ]);
    scenario.exits = vec![exit("recovered", true), exit("moved", false)];
    scenario.exits[0].returns = returning(back, exponential(8.0), 1);
    leave_by(&mut scenario, 0, vec![0.75, 0.25]);
    leave_by(&mut scenario, 1, vec![1.0, 0.0]);
    scenario.referrals = vec![stream("door", rate, vec![1.0, 0.0])];
    scenario.run.warm_up_weeks = 300;
    scenario.run.horizon_weeks = 30;
    let found = each(&scenario, 4_000, |record| {
        [
            clients_at(record, 29, 0),
            clients_at(record, 29, 1),
            whole(&scenario, record, "returns"),
        ]
    });
    // Flow to "again": b = back x (0.75 rate + b).
    let again = back * 0.75 * rate / (1.0 - back);
    is_poisson("first", rate * stay, &found, 0);
    is_poisson("again", again * 3.0, &found, 1);
    agrees("returns", 30.0 * again, column(&found, 2));
    let averages = plimsoll::model::steady::steady(&scenario);
    let clients = averages.clients.expect("a way out");
    equals("the spreadsheet's clients", again * 3.0, clients[1]);
    let exits = averages.exits_per_week.expect("a way out");
    equals("its exits: recovered", 0.75 * rate + again, exits[0]);
    equals("its exits: moved", 0.25 * rate, exits[1]);
}

/// The moments of leaving and coming back are exact, so that weeks or days give the same exits and returns; one who leaves, comes
/// back and leaves within one week is no exception.
#[test]
fn a_return_falls_at_its_moment_whatever_the_step() {
    let played = |steps_per_week: usize, replication: u64| {
        let mut scenario = plain(vec![one_to_one(
            "any",
            0.0,
            Distribution::Uniform { min: 0.1, max: 2.0 },
            vec![0.0],
        )]);
        scenario.run.steps_per_week = steps_per_week;
        scenario.run.horizon_weeks = 20;
        scenario.exits = vec![exit("moved", false)];
        scenario.exits[0].returns = returning(
            0.8,
            Distribution::Uniform {
                min: 0.05,
                max: 0.6,
            },
            0,
        );
        leave_by(&mut scenario, 0, vec![1.0]);
        scenario.initial.clients = vec![10];
        scenario.referrals = vec![stream("door", 1.0, vec![1.0])];
        let record = one(&scenario, replication);
        (0..20)
            .map(|week| record.raw(week, Raw::Exits))
            .collect::<Vec<f64>>()
    };
    for replication in 0..50 {
        assert_eq!(played(1, replication), played(7, replication));
    }
}

/// Former clients stand at the door with the newcomers: where the limits leave no room they wait.
#[test]
fn a_former_client_waits_where_newcomers_would() {
    let mut scenario = plain(vec![one_to_one("any", 0.0, exponential(6.0), vec![0.0])]);
    scenario.exits = vec![exit("moved", false)];
    scenario.exits[0].returns = returning(0.5, exponential(4.0), 0);
    leave_by(&mut scenario, 0, vec![1.0]);
    scenario.initial.clients = vec![8];
    scenario.referrals = vec![stream("door", 1.2, vec![1.0])];
    scenario.safe_load = Some(safe_load(vec![None], Some(8.0)));
    scenario.allocation.admission = Admission::SafeLoad;
    for ownership in [Ownership::Individual, Ownership::Pooled] {
        scenario.allocation.ownership = ownership;
        let record = one(&scenario, 3);
        let mut there = 8.0;
        for week in 0..record.weeks() {
            there += record.raw(week, Raw::Referrals) - record.raw(week, Raw::Exits);
        }
        there += whole(&scenario, &record, "returns");
        let last = record.weeks() - 1;
        let found = record.raw(last, Raw::ClientsAll) + record.raw(last, Raw::Waiting);
        assert_eq!(there, found);
        assert!(record.raw(last, Raw::ClientsAll) <= 8.0);
        assert!(record.raw(last, Raw::Waiting) > 0.0);
        assert!(whole(&scenario, &record, "returns") > 10.0);
    }
}

#[test]
fn a_chance_of_zero_to_come_back_leaves_every_other_number_alone() {
    let mut without = eight_posts();
    without.exits = vec![exit("recovered", true)];
    for level in 0..3 {
        leave_by(&mut without, level, vec![0.0]);
    }
    leave_by(&mut without, 0, vec![0.2]);
    let mut with = without.clone();
    with.exits[0].returns = returning(0.0, exponential(10.0), 1);
    let mut some = with.clone();
    some.exits[0].returns = returning(0.5, exponential(10.0), 1);
    for replication in 0..5 {
        let [without, with, some_record] = [&without, &with, &some].map(|it| one(it, replication));
        let bits = |record| common_bits(&some, record);
        assert!(bits(&with) == bits(&without));
        assert!(total(&some_record, Raw::ClientsAll) > total(&without, Raw::ClientsAll));
    }
}

/// Left behind at 3.5, on the list from 4, where patience lasts until 6.5; but the stay is over at 6.25. Who is away for a week and a
/// half from then on is back at 7.75.
#[test]
fn a_return_is_counted_from_the_moment_of_leaving_the_list() {
    let mut scenario = plain(vec![one_to_one("any", 0.0, fixed(6.25), vec![0.0])]);
    scenario.run.horizon_weeks = 10;
    scenario.exits = vec![exit("moved", false)];
    scenario.exits[0].returns = returning(1.0 - 1e-12, fixed(1.5), 0);
    leave_by(&mut scenario, 0, vec![1.0]);
    scenario.initial.clients = vec![5];
    scenario.staff = Some(staff(fixed(3.5), 0.0));
    scenario.allocation.left_behind = LeftBehind::Wait;
    scenario.allocation.patience = Some(fixed(2.5));
    let record = one(&scenario, 0);
    assert_eq!(record.raw(4, Raw::Waiting), 5.0);
    assert_eq!(record.raw(6, Raw::Exits), 5.0);
    assert_eq!(total(&record, Raw::GaveUp), 0.0);
    let first = Columns::new(&scenario).exits.expect("named exits");
    let returns: Vec<f64> = (0..10).map(|week| record.row(week)[first + 3]).collect();
    assert_eq!(returns[7], 5.0, "{returns:?}");
}
