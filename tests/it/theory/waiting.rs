//! The waiting list: Little's law on every sample path, Erlang C and Erlang A as the steps are refined.
//!
//! A place that falls free within a step is given at the step's end, so a place is taken for up to one step longer than its
//! client's stay: the engine's queue lies between Erlang's for mean stay m and for m + step.

use crate::support::*;
use plimsoll::model::metric::Raw;
use plimsoll::scenario::{Admission, Care, Ownership, Scenario};
use plimsoll::stats::{markov, queue};

/// A pooled team with a cap of so many clients; newcomers wait for a place.
fn capped(cap: u64, per_week: f64, mean_stay: f64, steps_per_week: usize) -> Scenario {
    let mut scenario = plain(vec![one_to_one(
        "any",
        1.0,
        exponential(mean_stay),
        vec![0.0],
    )]);
    scenario.run.steps_per_week = steps_per_week;
    scenario.referrals = vec![stream("door", per_week, vec![1.0])];
    scenario.safe_load = Some(safe_load(vec![None], Some(cap as f64)));
    scenario.allocation.ownership = Ownership::Pooled;
    scenario.allocation.admission = Admission::SafeLoad;
    scenario
}

/// Mean number waiting for `cap` places, by Erlang C.
fn erlang_c(cap: usize, per_week: f64, mean_stay: f64) -> f64 {
    queue::erlang_c_waiting(cap, per_week * mean_stay)
}

/// The same with an exponential patience, by Erlang A.
fn mean_waiting(cap: usize, per_week: f64, mean_stay: f64, mean_patience: f64) -> f64 {
    let chances = queue::erlang_a(cap, per_week * mean_stay, mean_patience / mean_stay);
    markov::mean(&chances, |count| count.saturating_sub(cap) as f64)
}

/// Mean number in service just after places were given, from the flow through it: of those there a share 1 - exp(-step / stay)
/// leaves in a step, and as many are taken up. The number averaged over time is flow x stay, whatever the step.
fn held_at_step_end(per_week: f64, mean_stay: f64, steps_per_week: usize) -> f64 {
    let step = 1.0 / steps_per_week as f64;
    per_week * step / (1.0 - (-step / mean_stay).exp())
}

#[test]
fn a_pooled_cap_waits_as_erlang_c_says_and_the_closer_the_finer_the_steps() {
    let (cap, per_week, stay) = (5, 0.35, 10.0);
    let theory = erlang_c(cap, per_week, stay);
    let waiting = |steps_per_week: usize| {
        let mut scenario = capped(cap as u64, per_week, stay, steps_per_week);
        scenario.run.warm_up_weeks = 500;
        scenario.run.horizon_weeks = 1_500;
        let found = each(&scenario, 1_000, |record| {
            [
                average(record, Raw::Waiting),
                average(record, Raw::ClientsAll),
            ]
        });
        let what = format!("{steps_per_week} steps a week");
        agrees(
            &format!("{what}: in service"),
            held_at_step_end(per_week, stay, steps_per_week),
            column(&found, 1),
        );
        let waiting = column(&found, 0);
        let late = erlang_c(cap, per_week, stay + 1.0 / steps_per_week as f64);
        let middle = 0.5 * (theory + late);
        agrees_within(
            &format!("{what}: waiting"),
            middle,
            waiting,
            0.5 * (late - theory),
        );
        waiting
    };
    let (weekly, daily) = (waiting(1), waiting(7));
    let noise = 4.0 * (weekly.error.powi(2) + daily.error.powi(2)).sqrt();
    assert!(
        (daily.mean - theory).abs() < (weekly.mean - theory).abs() / 7.0 + noise,
        "theory {theory}, by weeks {weekly:?}, by days {daily:?}"
    );
}

/// Patience: those who wait leave at rate 1/patience each; gave up a week = mean waiting / patience.
#[test]
fn impatient_clients_wait_and_give_up_as_erlang_a_says_and_the_closer_the_finer_the_steps() {
    let (cap, per_week, stay, patience) = (5usize, 0.6, 10.0, 8.0);
    let theory = mean_waiting(cap, per_week, stay, patience);
    let found = [1usize, 7].map(|steps_per_week| {
        let mut scenario = capped(cap as u64, per_week, stay, steps_per_week);
        scenario.run.warm_up_weeks = 200;
        scenario.run.horizon_weeks = 800;
        scenario.allocation.patience = Some(exponential(patience));
        let found = each(&scenario, 1_000, |record| {
            [
                average(record, Raw::Waiting),
                average(record, Raw::GaveUp),
                average(record, Raw::ClientsAll) / held_at_step_end(1.0, stay, steps_per_week)
                    + average(record, Raw::GaveUp)
                    - average(record, Raw::Referrals),
            ]
        });
        let what = format!("{steps_per_week} steps a week");
        agrees_within(
            &format!("{what}: out as many as in"),
            0.0,
            column(&found, 2),
            // Clients there at the end and not at the start, or the other way, over the horizon.
            0.001,
        );
        let late = mean_waiting(cap, per_week, stay + 1.0 / steps_per_week as f64, patience);
        (column(&found, 0), column(&found, 1), late)
    });
    for (steps_per_week, (waiting, gave_up, late)) in [1, 7].into_iter().zip(found) {
        let what = format!("{steps_per_week} steps a week");
        let middle = 0.5 * (theory + late);
        agrees_within(
            &format!("{what}: waiting"),
            middle,
            waiting,
            0.5 * (late - theory),
        );
        agrees_within(
            &format!("{what}: gave up"),
            middle / patience,
            gave_up,
            0.5 * (late - theory) / patience,
        );
    }
}

/// With no place ever free the list is an infinite server: those who wait are Poisson with mean rate x E[min(patience, t)],
/// whatever the step, because patience runs from the instant of referral.
#[test]
fn a_list_without_places_holds_the_rate_times_the_mean_patience() {
    use super::clients::mean_up_to;
    use plimsoll::random::distribution::Distribution;
    for patience in [
        fixed(3.25),
        exponential(5.0),
        Distribution::Lognormal { mean: 6.0, sd: 4.0 },
    ] {
        for steps_per_week in [1, 7] {
            let mut scenario = capped(1, 2.0, 10.0, steps_per_week);
            scenario.levels = vec![one_to_one("any", 1.0, never(), vec![0.0])];
            scenario.initial.clients = vec![1];
            scenario.run.horizon_weeks = 30;
            scenario.allocation.patience = Some(patience.clone());
            let weeks = [0usize, 4, 29];
            let found = each(&scenario, 4_000, |record| {
                let mut row = [0.0; 4];
                (0..3).for_each(|at| row[at] = record.raw(weeks[at], Raw::Waiting));
                row[3] = total(record, Raw::GaveUp);
                row
            });
            for (at, week) in weeks.into_iter().enumerate() {
                let mean = 2.0 * mean_up_to(&patience, (week + 1) as f64);
                let what = format!(
                    "{patience:?}, {steps_per_week} steps a week, at {}",
                    week + 1
                );
                is_poisson(&what, mean, &found, at);
            }
            let gave_up = 2.0 * (30.0 - mean_up_to(&patience, 30.0));
            is_poisson(&format!("{patience:?}: gave up"), gave_up, &found, 3);
        }
    }
}

/// On every path: the waits that ended and those that have not add up to the sum of the list over all weeks, but for each
/// client's part of the week in which it joined (between 0 and 1 step), which the list at the week's end does not show.
#[test]
fn littles_law_holds_on_every_sample_path_with_incomplete_waits_counted_too() {
    let mut mean_wait = Vec::new();
    for replication in 0..20 {
        let mut scenario = capped(20, 2.2, 10.0, 1);
        scenario.run.horizon_weeks = 400;
        let record = one(&scenario, replication);
        let last = record.weeks() - 1;
        let waits = total(&record, Raw::WaitedCompletedWeeks)
            + record.raw(last, Raw::WaitedIncompleteWeeks);
        let joined = total(&record, Raw::WaitedCompletedCount) + record.raw(last, Raw::Waiting);
        let area = total(&record, Raw::Waiting) - record.raw(last, Raw::Waiting);
        assert!(
            joined > 50.0 && waits >= area - 1e-6 && waits <= area + joined + 1e-6,
            "replication {replication}: waits {waits}, list summed over weeks {area}, {joined} joined"
        );
        // Rate x mean wait = mean list: those parts are half a step on average.
        let rate = joined / record.weeks() as f64;
        let wait = waits / joined;
        mean_wait.push([rate * (wait - 0.5) - area / record.weeks() as f64]);
    }
    agrees_within(
        "rate x mean wait less the mean list",
        0.0,
        column(&mean_wait, 0),
        0.05,
    );
}

/// With nobody in post everyone waits, and who has waited for s has got worse with probability 1 - exp(-w s), whatever the step: of a
/// Poisson stream of light clients as many are heavy after T weeks as a Poisson of mean rate x (T - (1 - exp(-w T)) / w). A limit
/// of one heavy client makes the need of those who wait their number.
#[test]
fn those_who_wait_get_worse_from_the_moment_of_their_referral() {
    let (rate, worse) = (3.0, 0.9);
    for steps_per_week in [1, 7] {
        let mut scenario = plain(vec![
            one_to_one("heavy", 1.0, never(), vec![0.0, 0.0]),
            one_to_one("light", 1.0, never(), vec![0.0, 0.0]),
        ]);
        scenario.run.steps_per_week = steps_per_week;
        scenario.run.horizon_weeks = 3;
        scenario.initial.vacancies = vec![1];
        scenario.referrals = vec![stream("door", rate, vec![0.0, 1.0])];
        scenario.safe_load = Some(safe_load(vec![Some(1.0), Some(1e12)], None));
        scenario.allocation.admission = Admission::SafeLoad;
        scenario.loops.care = Some(Care {
            strength: 1.0,
            slowest: 1.0,
            worse_per_week: worse,
        });
        let weeks = [0usize, 2];
        let found = each(&scenario, 4_000, |record| {
            weeks.map(|week| record.raw(week, Raw::NeedDemand))
        });
        for (at, week) in weeks.into_iter().enumerate() {
            let after = (week + 1) as f64;
            let mean = rate * (after - (1.0 - (-worse * after).exp()) / worse);
            let what = format!("{steps_per_week} steps a week: heavy after {after}");
            is_poisson(&what, mean, &found, at);
        }
    }
}
