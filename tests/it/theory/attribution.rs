//! Attribution to loops, where the answer is known: loops that do not meet, a loop without strength, and the axioms.

use crate::support::*;
use plimsoll::experiment::attribution::effects::OutcomeEffects;
use plimsoll::experiment::attribution::{Attribution, Orders, Question, attribute};
use plimsoll::experiment::results::Estimate;
use plimsoll::experiment::{Silent, Subject};
use plimsoll::random::distribution::Distribution;
use plimsoll::scenario::*;
use std::sync::atomic::AtomicBool;

/// `(futures, futures in which every set is played)`.
type Futures = (u64, u64);

fn attributed(subject: &Subject, futures: Futures, orders: Orders) -> Attribution {
    let question = Question {
        subject,
        cut: &[],
        replications: futures.0,
        every_set: futures.1,
        orders,
        seed: 11,
        threads: 2,
        progress: &Silent,
        cancel: &AtomicBool::new(false),
    };
    attribute(&question).expect("some loop acts and every future can be played")
}

fn outcome<'a>(found: &'a Attribution, name: &str) -> &'a OutcomeEffects {
    found.outcome(name).expect("the outcome is defined")
}

/// One post that is filled again at once, so that leaving costs no hours; all hours go to training, so that no client ever
/// gets contact and `care` acts all the time, whoever works; strain only fades, so that `burnout` acts on leaving alone.
fn two_that_do_not_meet() -> Scenario {
    let mut scenario = plain(vec![one_to_one("any", 0.1, exponential(10.0), vec![0.0])]);
    scenario.run.horizon_weeks = 208;
    scenario.initial.clients = vec![10];
    scenario.initial.ages = Ages::Stationary;
    scenario.referrals = vec![stream("door", 1.0, vec![1.0])];
    scenario.safe_load = Some(safe_load(vec![Some(14.0)], None));
    scenario.week.squeeze = vec![Part::Contact];
    scenario.week.fixed_hours[Part::Training as usize] = 60.0;
    scenario.week.floors[Part::Training as usize] = 1.0;
    scenario.staff = Some(staff(exponential(20.0), 0.0));
    scenario.hiring = Some(hiring(fixed(1e-9)));
    scenario.loops.strain = Some(Strain {
        reference: 0.5,
        w_overtime: 0.0,
        w_wellbeing: 0.0,
        w_emotional: 0.0,
        ..strain()
    });
    scenario.loops.burnout = Some(Burnout {
        strength: 1.0,
        quits_at_full: 3.0,
    });
    scenario.loops.care = Some(Care {
        strength: 1.0,
        slowest: 0.4,
        worse_per_week: 0.0,
    });
    scenario
}

#[test]
fn two_loops_that_act_on_separate_outcomes_attribute_additively() {
    let scenario = two_that_do_not_meet();
    let found = attributed(&Subject::fixed(scenario), (300, 300), Orders::All);
    assert_eq!(found.loops, [LoopName::Burnout, LoopName::Care]);
    let zero = |what: &str, it: &Estimate| {
        assert_eq!(
            (it.value, it.low, it.high),
            (0.0, 0.0, 0.0),
            "{what}: {it:?}"
        );
    };
    for (name, idle, active) in [
        ("breach_worker_weeks_per_year", 0, 1),
        ("leavers_count", 1, 0),
    ] {
        let found = outcome(&found, name);
        zero(name, &found.loops[idle].leave_one_out);
        zero(name, &found.loops[idle].alone);
        zero(name, &found.loops[idle].shapley);
        zero(name, &found.together);
        zero(name, &found.pairs[0].index);
        zero(name, &found.pairs[0].more);
        let active = &found.loops[active];
        assert!(
            active.shapley.low > 0.0 || active.shapley.high < 0.0,
            "{name} is not moved: {active:?}"
        );
        for other in [active.leave_one_out, active.alone, found.whole] {
            equals(name, active.shapley.value, other.value);
            equals(name, active.shapley.low, other.low);
        }
    }
}

/// Eight posts over a year and a half with the seven loops that need no team, which meet in every way.
fn seven() -> Scenario {
    let mut scenario = eight_posts();
    scenario.loops.presence = None;
    scenario.run.horizon_weeks = 78;
    scenario.referrals[0].per_week = plimsoll::units::Dated::constant(3.2);
    scenario
}

#[test]
fn a_loop_without_strength_gets_exactly_nothing_in_any_future() {
    let mut scenario = seven();
    // Three loops are enough; the strength of records is drawn, and always 0.
    scenario.loops.absence = None;
    scenario.loops.overload = None;
    scenario.loops.hiring = None;
    scenario.loops.onboarding = None;
    let drawn = vec![(
        "loops.records.strength".to_owned(),
        Distribution::Fixed { value: 0.0 },
    )];
    let base = scenario.clone();
    let subject = Subject::uncertain(scenario, "as written".into(), drawn, move |values| {
        let mut scenario = base.clone();
        if let Some(records) = &mut scenario.loops.records {
            records.strength = values[0];
        }
        Ok(scenario)
    });
    let found = attributed(&subject, (60, 40), Orders::All);
    let records = found.loops.iter().position(|it| *it == LoopName::Records);
    let records = records.expect("a loop whose strength is drawn is a player");
    let mut moved = 0;
    for outcome in &found.outcomes {
        let it = &outcome.loops[records];
        for effect in [it.leave_one_out, it.alone, it.shapley] {
            assert_eq!(
                (effect.value, effect.low, effect.high),
                (0.0, 0.0, 0.0),
                "{}",
                outcome.name
            );
        }
        moved += u64::from(outcome.whole.value != 0.0);
    }
    assert!(moved >= 3, "the other loops move {moved} outcomes only");
    assert_eq!(found.prevention[0].loops[records].count, 0);
    let removed = &found.in_charge.removed[records];
    assert!(found.in_charge.futures == 0 || removed.iter().all(|it| it.value == 0.0));
}

#[test]
fn the_shares_of_all_seven_loops_add_up_to_what_they_do_together() {
    let found = attributed(&Subject::fixed(seven()), (9, 6), Orders::All);
    assert_eq!(
        (found.loops.len(), found.completed, found.every_set),
        (7, 9, 6)
    );
    for outcome in &found.outcomes {
        let sum: f64 = outcome.loops.iter().map(|it| it.shapley.value).sum();
        let whole = outcome.whole_every_set.value;
        assert!(
            (sum - whole).abs() <= 1e-9 * (1.0 + outcome.all.value.abs()),
            "{}: {sum}, not {whole}",
            outcome.name
        );
        assert_eq!(outcome.sets.len(), 128);
        let (all, none) = (outcome.sets[127].1.value, outcome.sets[0].1.value);
        equals(outcome.name, whole, all - none);
    }
}

#[test]
fn sampled_orders_add_up_too_and_come_to_the_exact_shares() {
    let mut scenario = seven();
    scenario.loops.overload = None;
    scenario.loops.absence = None;
    let subject = Subject::fixed(scenario);
    let exact = attributed(&subject, (24, 24), Orders::All);
    let sampled = attributed(&subject, (24, 24), Orders::Sampled(20));
    for name in ["breach_worker_weeks_per_year", "leavers_count", "cost"] {
        let (exact, sampled) = (outcome(&exact, name), outcome(&sampled, name));
        assert_eq!(exact.whole, sampled.whole);
        let sum: f64 = sampled.loops.iter().map(|it| it.shapley.value).sum();
        equals(name, sampled.whole_every_set.value, sum);
        let pairs = exact.loops.iter().zip(&sampled.loops);
        for (exact, sampled) in pairs {
            assert_eq!(exact.leave_one_out, sampled.leave_one_out);
            assert_eq!(exact.alone, sampled.alone);
            // Both rest on the same futures, so what is left is the error of 20 orders in each of 24 futures, far below the
            // spread over futures that the interval shows.
            let half = (sampled.shapley.high - sampled.shapley.low) / 2.0;
            let off = (exact.shapley.value - sampled.shapley.value).abs();
            assert!(
                off <= 0.5 * half + 1e-9,
                "{name}: off by {off}, half-width {half}"
            );
        }
        assert!(sampled.pairs.is_empty());
    }
    // The leave-one-out answers and the all-cut ends are the same plays.
    assert_eq!(exact.in_charge, sampled.in_charge);
    assert!(sampled.prevention[0].smallest.is_none());
}

#[test]
fn the_future_without_a_loop_is_the_future_of_a_scenario_without_it() {
    use plimsoll::experiment::arm::{Arm, Detail, Pairing};
    use plimsoll::experiment::outcome::common;
    use plimsoll::experiment::paired::{Conduct, outcomes};
    let subject = Subject::fixed(two_that_do_not_meet());
    let found = attributed(&subject, (40, 20), Orders::All);
    let arms = [&[][..], &[LoopName::Care][..]].map(|cut| Arm {
        subject: &subject,
        cut,
        twin: true,
        detail: Detail::Outcomes,
    });
    let at = common();
    let at = at
        .iter()
        .position(|it| it.name == "breach_worker_weeks_per_year");
    let at = at.expect("the column is there");
    let mut sum = 0.0;
    let conduct = Conduct {
        replications: 0..40,
        seed: 11,
        pairing: Pairing::Common,
        threads: 1,
        progress: &Silent,
        cancel: &AtomicBool::new(false),
    };
    outcomes(&arms, &conduct, &mut |_, rows| {
        sum += rows[0][at] - rows[1][at];
    })
    .expect("every future can be played");
    let effect = outcome(&found, "breach_worker_weeks_per_year").loops[1].leave_one_out;
    equals("leave-one-out", sum / 40.0, effect.value);
    assert_eq!(effect.replications, 40);
}

/// Spirals of the futures themselves, played one by one: what is counted as prevented, as brought on and as the smallest cut,
/// and the pressure that goes with each loop, are what these futures show.
#[test]
fn prevented_spirals_and_the_pressure_in_charge_are_those_of_the_futures_played_one_by_one() {
    const WEEKS: usize = 78;
    const FUTURES: u64 = 160;
    let mut scenario = seven();
    scenario.run.seed = 11;
    let Loops {
        hiring,
        records,
        care,
        ..
    } = scenario.loops;
    // Fierce loops: the spirals that the usual ones make in a year and a half are too few.
    scenario.loops = Loops {
        hiring: hiring.map(|it| Slowing { slowest: 0.1, ..it }),
        records: records.map(|it| Records {
            interest_per_week: 0.1,
            ..it
        }),
        care,
        ..Loops::default()
    };
    let found = attributed(
        &Subject::fixed(scenario.clone()),
        (FUTURES, FUTURES),
        Orders::All,
    );
    let loops = [LoopName::Hiring, LoopName::Records, LoopName::Care];
    assert_eq!(found.loops, loops);
    // By set of loops cut, then by future: pressure by week, then whether overstretched at the end.
    let futures: Vec<Vec<[f64; WEEKS + 1]>> = (0..1 << loops.len())
        .map(|cut: usize| {
            let mut scenario = scenario.clone();
            let is_cut = (0..loops.len()).filter(|at| cut & 1 << at != 0);
            is_cut.for_each(|at| scenario.loops.cut(loops[at]));
            each(&scenario, FUTURES, |record| {
                let over = f64::from(u8::from(record.overstretched[WEEKS - 1][0]));
                std::array::from_fn(|week| *record.window_pressure.get(week).unwrap_or(&over))
            })
        })
        .collect();
    let all_cut = futures.len() - 1;
    let spiral = |cut: usize, at: usize| futures[cut][at][WEEKS] > futures[all_cut][at][WEEKS];
    let every = || 0..FUTURES as usize;
    let spirals: Vec<usize> = every().filter(|at| spiral(0, *at)).collect();
    assert!(
        (5..55).contains(&spirals.len()),
        "{} spirals",
        spirals.len()
    );

    let prevention = &found.prevention[0];
    assert_eq!(prevention.spirals, spirals.len() as u64);
    let smallest = prevention.smallest.as_ref().expect("every set was played");
    let mut sets = vec![0; futures.len()];
    for at in &spirals {
        let enough = |cut: &usize| !spiral(*cut, *at);
        let least = (1..futures.len())
            .filter(enough)
            .map(usize::count_ones)
            .min();
        let least = least.expect("without any loop there is no spiral");
        for cut in (1..futures.len()).filter(enough) {
            sets[cut] += u64::from(cut.count_ones() == least);
        }
    }
    for (cut, count) in sets.into_iter().enumerate().skip(1) {
        let it = smallest.sets.iter().find(|it| it.0 == cut);
        assert_eq!(it.map_or(0, |it| it.1), count, "cut {cut:03b}");
    }
    for (at, one) in prevention.loops.iter().enumerate() {
        let without = |future: &usize| spiral(1 << at, *future);
        let prevented = spirals.iter().filter(|it| !without(it)).count();
        let brought_on = every().filter(|it| !spiral(0, *it) && without(it)).count();
        assert_eq!(
            (one.count, one.brought_on),
            (prevented as u64, brought_on as u64)
        );
        let net = (prevented as f64 - brought_on as f64) / FUTURES as f64;
        equals("net", net, one.net.value);
    }

    let charge = &found.in_charge;
    assert_eq!(charge.futures, spirals.len() as u64);
    let mean = |cut: usize, week: usize| {
        let held = spirals.iter().map(|at| futures[cut][*at][week].min(5.0));
        held.sum::<f64>() / spirals.len() as f64
    };
    for week in 0..WEEKS {
        equals("pressure", mean(0, week), charge.pressure[week].value);
        for (at, removed) in charge.removed.iter().enumerate() {
            let goes = mean(0, week) - mean(1 << at, week);
            equals("removed", goes, removed[week].value);
        }
    }
}
