//! What holds in every scenario: random scenarios over most features, and the two they are played with (loops, and all loops cut).
//!
//! The scenarios come from a fixed generator, so a failure comes back; proptest shrinks it to the simplest one.

mod any_file;

use crate::support::*;
use plimsoll::model::metric::{RAW_FIXED, Raw, breach_columns};
use plimsoll::model::record::Record;
use plimsoll::model::regime::{Seen, State, Twin, states};
use plimsoll::model::{LoopsCut, Service, Stage, play};
use plimsoll::random::distribution::Distribution;
use plimsoll::scenario::*;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

const CASES: u32 = 200;
const WEEKS: usize = 60;

fn lengths(least: f64, most: f64) -> impl Strategy<Value = Distribution> {
    (least..most, 0.3..1.5f64, 0..7u8).prop_map(|(mean, ratio, kind)| match kind {
        0 | 1 => exponential(mean),
        2 => Distribution::Gamma {
            mean,
            sd: mean * ratio,
        },
        3 => Distribution::Lognormal {
            mean,
            sd: mean * ratio,
        },
        4 => Distribution::Weibull {
            mean,
            shape: 0.5 + ratio,
        },
        5 => fixed(mean),
        _ => Distribution::Uniform {
            min: mean * 0.2,
            max: mean * 1.8,
        },
    })
}

/// A level's shares over `count` levels and the exit, from weights; some ends are closed.
fn shares(weights: &[f64], count: usize) -> Vec<f64> {
    let open: Vec<f64> = weights[..count]
        .iter()
        .map(|weight| (weight - 0.3).max(0.0))
        .collect();
    // At least a tenth exits.
    let sum: f64 = open.iter().sum::<f64>() + 0.1 + weights[count].max(0.0);
    open.iter().map(|weight| weight / sum).collect()
}

fn levels() -> impl Strategy<Value = Vec<Level>> {
    let level = (
        lengths(0.3, 20.0),
        prop::collection::vec(0.0..1.0f64, 6),
        0.0..4.0f64,
        0..4u8,
        (0.5..8.0f64, 0.0..30.0f64, 0.0..1.0f64, 0.0..1.0f64),
    );
    prop::collection::vec(level, 1..5).prop_map(|drawn| {
        let count = drawn.len();
        drawn
            .into_iter()
            .enumerate()
            .map(
                |(index, (stay, weights, contact_hours, kind, (every, extra, relapse, weight)))| {
                    let stay = || {
                        let next = shares(&weights, count);
                        let exit = 1.0 - next.iter().sum::<f64>();
                        Stay {
                            length: stay.clone(),
                            next,
                            exits: vec![],
                            exit,
                        }
                    };
                    let kind = match kind {
                        // The heaviest level is one-to-one, so that a relapse leads somewhere.
                        0 if index > 0 => LevelKind::Group {
                            session_hours: 1.5,
                            group_size: 1.0 + every,
                            admin_hours: relapse,
                            stay: stay(),
                        },
                        1 if index > 0 => LevelKind::CheckIn {
                            contact_hours: 0.5,
                            every_weeks: every,
                            exit_after_weeks: every + extra,
                            relapse_probability: relapse,
                            relapse_to: 0,
                            exit_to: None,
                            admin_hours: 0.1,
                        },
                        _ => LevelKind::OneToOne {
                            contact_hours,
                            session_hours: 1.25,
                            admin_hours: relapse * 0.5,
                            stay: stay(),
                        },
                    };
                    Level {
                        name: format!("level {index}"),
                        kind,
                        emotional_weight: weight,
                        weight: 1.0 + weight,
                        abuse_weight: weight / 2.0,
                    }
                },
            )
            .collect()
    })
}

fn referrals(levels: usize) -> impl Strategy<Value = Vec<ReferralStream>> {
    let one = (
        0.0..4.0f64,
        prop::collection::vec(0.01..1.0f64, levels),
        -0.3..0.5f64,
        1.0..4.0f64,
        0.0..50.0f64,
        any::<bool>(),
    );
    prop::collection::vec(one, 0..3).prop_map(|drawn| {
        drawn
            .into_iter()
            .enumerate()
            .map(
                |(index, (rate, weights, growth, clustering, week, clustered))| {
                    let sum: f64 = weights.iter().sum();
                    let enter = weights.iter().map(|weight| weight / sum).collect();
                    let mut stream = stream(&format!("stream {index}"), rate, enter);
                    stream.growth_per_year = growth;
                    stream.clustering = if clustered { clustering } else { 1.0 };
                    stream.changes = vec![RateChange {
                        week,
                        factor: 1.5,
                        ramp_weeks: week / 2.0,
                    }];
                    stream
                },
            )
            .collect()
    })
}

fn people() -> impl Strategy<Value = (Vec<Posts>, Option<Staff>, Option<Hiring>)> {
    let role = (0..5u64, 0..5u64, 1.0..50.0f64, 0.2..1.0f64, any::<bool>());
    let workers = (
        lengths(2.0, 150.0),
        select(vec![0.0, 2.5, 4.0]),
        0.0..8.0f64,
        prop::option::of((0.0..20.0f64, lengths(0.1, 6.0))),
    );
    let searches = (
        lengths(0.5, 20.0),
        prop::option::of(lengths(0.5, 6.0)),
        any::<bool>(),
        0..3u64,
        0.0..20.0f64,
        0.0..1.0f64,
        0.0..8.0f64,
    );
    (
        prop::collection::vec(role, 1..3),
        prop::option::of(workers),
        prop::option::of(searches),
    )
        .prop_map(|(roles, staff_drawn, hiring_drawn)| {
            let roles = roles
                .into_iter()
                .enumerate()
                .map(|(index, (before, after, week, eft, now))| {
                    let mut posts = posts(&format!("role {index}"), before);
                    posts.count = dated(vec![(0.0, before), (week.floor(), after)]);
                    posts.eft = eft;
                    posts.close = if now { Close::Now } else { Close::Attrition };
                    posts
                })
                .collect();
            let staff = staff_drawn.map(|(tenure, notice, leave, sick)| Staff {
                planned_leave_weeks_per_year: leave,
                sick_leave: sick.map(|(spells_per_year, length)| SickLeave {
                    spells_per_year,
                    length,
                }),
                ..staff(tenure, notice)
            });
            let hiring = hiring_drawn.map(
                |(fill, approval, frozen, ahead, weeks, share, hours)| Hiring {
                    approval,
                    freeze: if frozen {
                        vec![(5.0, 15.0), (30.0, 33.5)]
                    } else {
                        vec![]
                    },
                    ahead,
                    induction_weeks: weeks,
                    start_share: share,
                    hours_per_vacancy: hours,
                    hours_per_starter: hours / 2.0,
                    ..hiring(fill)
                },
            );
            (roles, staff, hiring)
        })
}

fn week() -> impl Strategy<Value = Week> {
    (
        prop::collection::vec(0.0..6.0f64, 4),
        0.0..1.0f64,
        0.0..0.3f64,
        prop::collection::vec(0.0..1.0f64, Part::COUNT),
        0..Part::COUNT + 1,
        Just(Part::ALL.to_vec()).prop_shuffle(),
    )
        .prop_map(
            |(fixed, admin_share, overtime_max, floors, listed, mut squeeze)| {
                let mut fixed_hours = [0.0; Part::COUNT];
                let parts = [
                    Part::Relationships,
                    Part::Presence,
                    Part::Training,
                    Part::Wellbeing,
                ];
                for (part, hours) in parts.into_iter().zip(fixed) {
                    fixed_hours[part as usize] = hours;
                }
                squeeze.truncate(listed);
                Week {
                    full_time_hours: 38.0,
                    fixed_hours,
                    supervision_hours: fixed_hours[Part::Wellbeing as usize] / 2.0,
                    admin_share,
                    overtime_max,
                    squeeze,
                    floors: std::array::from_fn(|part| (floors[part] - 0.5).max(0.0)),
                }
            },
        )
}

fn loops() -> impl Strategy<Value = Loops> {
    (0.0..1.0f64, prop::collection::vec(any::<bool>(), 7)).prop_map(|(strength, given)| {
        let mut loops = all_loops(strength);
        let keep = |position: usize| given[position];
        loops.burnout = loops.burnout.filter(|_| keep(0));
        loops.absence = loops.absence.filter(|_| keep(1));
        loops.overload = loops.overload.filter(|_| keep(2));
        loops.hiring = loops.hiring.filter(|_| keep(3));
        loops.onboarding = loops.onboarding.filter(|_| keep(4));
        loops.records = loops.records.filter(|_| keep(5));
        loops.care = loops.care.filter(|_| keep(6));
        loops
    })
}

fn allocation() -> impl Strategy<Value = Allocation> {
    (
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        0.0..1.0f64,
        prop::option::of(lengths(0.5, 20.0)),
    )
        .prop_map(|(pooled, safe, wait, sharing, patience)| Allocation {
            ownership: if pooled {
                Ownership::Pooled
            } else {
                Ownership::Individual
            },
            admission: if safe {
                Admission::SafeLoad
            } else {
                Admission::Open
            },
            rebalance: if pooled { 0.0 } else { 1.0 - sharing },
            sharing,
            left_behind: if wait {
                LeftBehind::Wait
            } else {
                LeftBehind::Reassign
            },
            patience,
            triage: if pooled == wait {
                Triage::Wait
            } else {
                Triage::Level
            },
            monitoring_hours: sharing,
            match_starters: safe,
        })
}

fn limits(levels: usize) -> impl Strategy<Value = Option<SafeLoad>> {
    (
        prop::collection::vec(prop::option::of(0.0..12.0f64), levels),
        prop::option::of(0.0..40.0f64),
        prop::collection::vec(any::<bool>(), 4),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(per_level, total, kinds, scale, given)| {
            let mut line = safe_load(per_level, total);
            line.breach_when = BreachKind::ALL
                .into_iter()
                .zip(kinds)
                .filter(|(_, counts)| *counts)
                .map(|(kind, _)| kind)
                .collect();
            if line.breach_when.is_empty() {
                line.breach_when = vec![BreachKind::Hours];
            }
            line.scale = scale;
            given.then_some(line)
        })
}

/// Named exits for half of those who leave, one of them with a way back, and clients who break off.
fn exits(scenario: &mut Scenario) {
    let exit = |name: &str, returns: Option<Returns>| Exit {
        name: name.to_owned(),
        good: returns.is_none(),
        returns,
    };
    scenario.exits = vec![
        exit("recovered", None),
        exit(
            "dropped out",
            Some(Returns {
                probability: 0.6,
                after: exponential(1.5),
                to: 0,
            }),
        ),
    ];
    for level in &mut scenario.levels {
        match &mut level.kind {
            LevelKind::OneToOne { stay, .. } | LevelKind::Group { stay, .. } => {
                stay.exits = vec![0.25 * stay.exit, 0.25 * stay.exit];
                stay.exit *= 0.5;
            }
            LevelKind::CheckIn { exit_to, .. } => *exit_to = Some(1),
        }
    }
    scenario.loops.disengagement = Some(Disengagement {
        strength: 1.0,
        per_week: 0.02,
        at_none: 5.0,
        exit: Some(1),
    });
}

/// What a metric of the scenario's own is in a week; 0 where it has none of that name.
fn own_weekly(scenario: &Scenario, record: &Record, week: usize, name: &str) -> f64 {
    let metrics = plimsoll::model::metric::own(scenario);
    let metric = metrics.iter().find(|it| it.name == name);
    metric.map_or(0.0, |metric| record.weekly(week, metric, Seen::Nothing))
}

/// A random scenario.
fn scenarios() -> impl Strategy<Value = Scenario> {
    levels().prop_flat_map(|levels| {
        let count = levels.len();
        (
            Just(levels),
            referrals(count),
            people(),
            week(),
            loops(),
            allocation(),
            limits(count),
            prop::collection::vec((0..15u64, 0..4u64), count),
            (
                any::<bool>(),
                any::<bool>(),
                0..10usize,
                any::<u64>(),
                any::<bool>(),
            ),
        )
            .prop_map(
                move |(levels, streams, people, week, loops, allocation, limits, clients, rest)| {
                    let (stationary, daily, warm_up_weeks, seed, travel) = rest;
                    let mut scenario = plain(levels);
                    scenario.run.horizon_weeks = WEEKS;
                    scenario.run.warm_up_weeks = warm_up_weeks;
                    scenario.run.steps_per_week = if daily { 7 } else { 1 };
                    scenario.run.seed = seed;
                    scenario.referrals = streams;
                    (scenario.posts, scenario.staff, scenario.hiring) = people;
                    scenario.initial = Initial {
                        clients: clients.iter().map(|both| both.0).collect(),
                        waiting: clients.iter().map(|both| both.1).collect(),
                        vacancies: scenario
                            .posts
                            .iter()
                            .map(|posts| posts.count.at(0.0).min(&1))
                            .copied()
                            .collect(),
                        ages: if stationary {
                            Ages::Stationary
                        } else {
                            Ages::Fresh
                        },
                    };
                    scenario.week = week;
                    scenario.loops = loops;
                    scenario.allocation = allocation;
                    scenario.safe_load = limits;
                    if scenario.safe_load.is_none() {
                        scenario.allocation.admission = Admission::Open;
                        scenario.allocation.match_starters = false;
                    }
                    if daily {
                        exits(&mut scenario);
                    }
                    if let Some(safe_load) = scenario.safe_load.as_mut().filter(|_| travel) {
                        safe_load.limits = safe_load.limits.map(|limits| Limits {
                            points: Some(25.0),
                            ..limits.clone()
                        });
                        safe_load.absolute = Some(Limits {
                            row: None,
                            per_level: vec![None; count],
                            total: Some(50.0),
                            points: Some(60.0),
                        });
                    }
                    if travel {
                        scenario.travel = Some(Travel {
                            share_remote: 0.5,
                            hours_per_trip: 2.0,
                            co_located_share: 0.2,
                        });
                    }
                    // A roster: the first post of the first role, where it is filled, holds the first client.
                    if *scenario.posts[0].count.at(0.0) > scenario.initial.vacancies[0]
                        && scenario.initial.clients[0] > 0
                    {
                        let mut held = vec![0; count];
                        held[0] = 1;
                        scenario.roster = vec![RosterWorker {
                            posts: 0,
                            clients: held,
                            weeks_in_post: None,
                            induction_left_weeks: 2.0,
                            strain: Some(0.4),
                            backlog_hours: 6.0,
                            emergencies: vec![],
                        }];
                    }
                    scenario.shocks = shocks(&scenario);
                    scenario
                },
            )
    })
}

/// Emergencies of clients, workers and everybody, often enough to strike in a few years; none in every other scenario.
fn shocks(scenario: &Scenario) -> Vec<Shock> {
    if scenario.run.seed.is_multiple_of(2) {
        return Vec::new();
    }
    let unevenness = match scenario.allocation.ownership {
        Ownership::Individual => 0.7,
        Ownership::Pooled => 0.0,
    };
    let clients = Strikes::Clients {
        per_year: 1.0,
        levels: vec![true; scenario.levels.len()],
        unevenness,
    };
    let workers = Strikes::Workers {
        per_year: 2.0,
        unevenness: 0.5,
    };
    let kinds = [
        clients,
        workers,
        Strikes::Service {
            per_year: 4.0,
            shared: false,
        },
    ];
    let shock = |(kind, strikes): (usize, Strikes)| Shock {
        name: format!("kind {kind}"),
        level_up: u32::from(kind == 0) * 2,
        own_making: OwnMaking {
            per_backlog_hour: 0.001,
            per_missed_contact_hour: 0.001,
        },
        crisis_hours: 5.0,
        duration: Distribution::Gamma { mean: 4.0, sd: 3.0 },
        permanent_share: 0.2,
        strikes,
    };
    kinds.into_iter().enumerate().map(shock).collect()
}

/// Checks a claim on random scenarios.
fn holds(claim: impl Fn(&Scenario) -> Result<(), TestCaseError>) {
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    if let Err(failure) = runner.run(&scenarios(), |scenario| claim(&scenario)) {
        panic!("{failure}");
    }
}

fn played(scenario: &Scenario, cut: LoopsCut) -> Result<Record, TestCaseError> {
    let mut record = record_for(scenario);
    play(
        &Service::new(scenario),
        cut,
        1,
        &mut Stage::new(),
        &mut record,
    )
    .map_err(|fault| TestCaseError::fail(fault.to_string()))?;
    Ok(record)
}

/// Sums of hundreds of hours differ in their last digits by the order in which they were added.
const ROUNDING: f64 = 1e-6;

#[test]
fn clients_are_conserved() {
    holds(|scenario| {
        let mut scenario = scenario.clone();
        // From the first week on everyone is counted.
        scenario.run.warm_up_weeks = 0;
        let record = played(&scenario, LoopsCut::AsGiven)?;
        let mut there: f64 = scenario
            .initial
            .clients
            .iter()
            .chain(&scenario.initial.waiting)
            .sum::<u64>() as f64;
        for week in 0..WEEKS {
            let own = |name: &str| own_weekly(&scenario, &record, week, name);
            there += record.raw(week, Raw::Referrals) + own("returns")
                - record.raw(week, Raw::Exits)
                - record.raw(week, Raw::GaveUp);
            if !scenario.exits.is_empty() {
                let named = own("exits.recovered") + own("exits.dropped out");
                let named = named + own("exits.exit") + own("broke_off");
                prop_assert_eq!(named, record.raw(week, Raw::Exits));
            }
            let found = record.raw(week, Raw::ClientsAll) + record.raw(week, Raw::Waiting);
            prop_assert_eq!(there, found, "week {}", week);
            let levels = RAW_FIXED..RAW_FIXED + scenario.levels.len();
            let by_level: f64 = record.row(week)[levels].iter().sum();
            prop_assert_eq!(by_level, record.raw(week, Raw::ClientsAll));
            prop_assert!(record.raw(week, Raw::ClientsActive) <= by_level);
        }
        Ok(())
    });
}

#[test]
fn posts_are_conserved_and_follow_the_plan() {
    holds(|scenario| {
        let record = played(scenario, LoopsCut::AsGiven)?;
        for week in 0..WEEKS {
            let raw = |raw| record.raw(week, raw);
            let whole = raw(Raw::FilledEft) + raw(Raw::VacantEft);
            prop_assert!(
                (whole - raw(Raw::FundedEft)).abs() < ROUNDING,
                "week {week}"
            );
            let planned: f64 = scenario
                .posts
                .iter()
                .map(|posts| *posts.count.at(week as f64) as f64 * posts.eft)
                .sum();
            // Attrition may take its time; nothing else keeps a post open, and none is missing.
            prop_assert!(raw(Raw::FundedEft) > planned - ROUNDING, "week {week}");
            if scenario.posts.iter().all(|posts| posts.close == Close::Now) {
                prop_assert!(
                    (raw(Raw::FundedEft) - planned).abs() < ROUNDING,
                    "week {week}"
                );
            }
            prop_assert!(raw(Raw::EffectiveEft) >= raw(Raw::PresentEft) - ROUNDING);
            let most = scenario
                .posts
                .iter()
                .map(|posts| posts.eft)
                .fold(0.0, f64::max);
            prop_assert!(raw(Raw::EffectiveEft) <= raw(Raw::InPost) * most + ROUNDING);
            prop_assert!(raw(Raw::PresentEft) >= 0.0);
        }
        Ok(())
    });
}

#[test]
fn delivered_hours_never_exceed_those_asked_nor_those_there_were_with_overtime() {
    holds(|scenario| {
        for cut in [LoopsCut::AsGiven, LoopsCut::AllCut] {
            let record = played(scenario, cut)?;
            for week in 0..WEEKS {
                let raw = |raw| record.raw(week, raw);
                let first = Raw::DeliveredFirst as usize;
                let delivered = &record.row(week)[first..first + Part::COUNT];
                prop_assert!(
                    delivered
                        .iter()
                        .all(|hours| *hours >= -ROUNDING && hours.is_finite()),
                    "week {week}"
                );
                let given: f64 = delivered.iter().sum();
                let hours = raw(Raw::AvailableHours) + raw(Raw::OvertimeHours);
                prop_assert!(given <= hours + ROUNDING, "week {week}: {given} of {hours}");
                prop_assert!(given <= raw(Raw::DemandedHours) + ROUNDING, "week {week}");
                let most = scenario.week.overtime_max * raw(Raw::AvailableHours);
                prop_assert!(raw(Raw::OvertimeHours) <= most + ROUNDING, "week {week}");
                prop_assert!(raw(Raw::OvertimeHours) >= 0.0);
                prop_assert!(
                    raw(Raw::ContactDeliveredHours) <= raw(Raw::ContactAskedHours) + ROUNDING
                );
                // Nothing is left undone while hours are left over, where all of them are shared.
                if scenario.allocation.sharing == 1.0
                    && raw(Raw::DemandedHours) <= raw(Raw::AvailableHours)
                {
                    prop_assert!(
                        (given - raw(Raw::DemandedHours)).abs() < ROUNDING,
                        "week {week}"
                    );
                }
            }
        }
        Ok(())
    });
}

#[test]
fn strain_lies_within_0_and_1_and_breaches_within_those_judged() {
    holds(|scenario| {
        let record = played(scenario, LoopsCut::AsGiven)?;
        let counted = [
            Raw::BreachAny as usize,
            Raw::BreachWorkers as usize,
            Raw::BreachJudged as usize,
        ];
        for week in 0..WEEKS {
            let row = record.row(week);
            let (sum, count) = (row[Raw::StrainSum as usize], row[Raw::StrainCount as usize]);
            if !sum.is_nan() {
                prop_assert!(
                    sum >= 0.0 && sum <= count + ROUNDING,
                    "week {week}: {sum} of {count}"
                );
            }
            let kinds = BreachKind::ALL.map(breach_columns);
            for [any, over, judged] in kinds.into_iter().chain([counted]) {
                prop_assert!(row[over] <= row[judged], "week {week}");
                prop_assert_eq!(row[any].is_nan(), row[judged] == 0.0);
                if row[judged] > 0.0 {
                    prop_assert_eq!(row[any] > 0.0, row[over] > 0.0);
                }
            }
            prop_assert!(row[Raw::Waiting as usize] >= 0.0);
            prop_assert!(
                row[Raw::BacklogHours as usize].is_nan() || row[Raw::BacklogHours as usize] >= 0.0
            );
            if scenario.safe_load.is_none() {
                prop_assert!(row[Raw::Need as usize].is_nan());
            }
        }
        Ok(())
    });
}

#[test]
fn every_week_is_in_exactly_one_state_and_only_loops_make_a_spiral() {
    holds(|scenario| {
        let record = played(scenario, LoopsCut::AsGiven)?;
        let twin = played(scenario, LoopsCut::AllCut)?;
        let metrics = plimsoll::model::metric::registry(scenario);
        for threshold in 0..3 {
            let found = states(&record, Twin::Played(&twin), &scenario.regime, threshold);
            for (week, seen) in found.iter().enumerate() {
                prop_assert!(seen.state().is_some(), "week {week}");
                let shares: Vec<f64> = metrics
                    .iter()
                    .filter(|metric| metric.name.starts_with("regime."))
                    .map(|metric| record.weekly(week, metric, *seen))
                    .collect();
                prop_assert_eq!(shares.len(), State::ALL.len());
                prop_assert_eq!(shares.iter().sum::<f64>(), 1.0);
            }
            if !scenario.loops.any() {
                prop_assert!(!found.contains(&Seen::State(State::Vicious)));
            }
        }
        Ok(())
    });
}

/// A record as bits, so that undefined values compare.
fn bits(record: &Record) -> Vec<u64> {
    (0..record.weeks())
        .flat_map(|week| {
            record
                .row(week)
                .iter()
                .map(|value| value.to_bits())
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn cutting_all_loops_is_giving_each_strength_0() {
    holds(|scenario| {
        let mut weak = scenario.clone();
        LoopName::ALL
            .into_iter()
            .for_each(|name| weak.loops.cut(name));
        prop_assert_eq!(
            bits(&played(&weak, LoopsCut::AsGiven)?),
            bits(&played(scenario, LoopsCut::AllCut)?)
        );
        Ok(())
    });
}

#[test]
fn without_a_hazard_nobody_leaves_and_without_a_door_nobody_comes() {
    holds(|scenario| {
        let mut scenario = scenario.clone();
        scenario.staff = None;
        scenario.referrals = vec![];
        let record = played(&scenario, LoopsCut::AsGiven)?;
        prop_assert_eq!(total(&record, Raw::Leavers), 0.0);
        prop_assert_eq!(total(&record, Raw::Referrals), 0.0);
        Ok(())
    });
}

#[test]
fn safe_load_admission_takes_nobody_over_a_limit_while_staff_and_limits_stay() {
    holds(|scenario| {
        let mut scenario = scenario.clone();
        let Some(line) = &mut scenario.safe_load else {
            return Ok(());
        };
        line.scale = false;
        scenario.allocation.admission = Admission::SafeLoad;
        scenario.staff = None;
        scenario.hiring = None;
        scenario
            .initial
            .clients
            .iter_mut()
            .for_each(|count| *count = 0);
        scenario.roster = vec![];
        scenario.shocks = vec![];
        scenario.loops = Loops::default();
        // Nobody moves to another level, so nobody comes to be over its limit later.
        for level in &mut scenario.levels {
            match &mut level.kind {
                LevelKind::OneToOne { stay, .. } | LevelKind::Group { stay, .. } => {
                    stay.next.iter_mut().for_each(|share| *share = 0.0);
                    stay.exit = 1.0;
                }
                LevelKind::CheckIn {
                    relapse_probability,
                    ..
                } => *relapse_probability = 0.0,
            }
        }
        for posts in &mut scenario.posts {
            posts.count = plimsoll::units::Dated::constant(*posts.count.at(0.0));
        }
        let record = played(&scenario, LoopsCut::AsGiven)?;
        prop_assert_eq!(total(&record, Raw::OneToOneWorkers), 0.0);
        prop_assert_eq!(total(&record, Raw::TotalWorkers), 0.0);
        Ok(())
    });
}
