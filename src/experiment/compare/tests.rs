//! Comparisons whose answer is known: a made-up player that shifts everything by a constant, and real plans.

use std::sync::atomic::AtomicBool;

use super::results::{Compared, Verdict};
use super::*;
use crate::experiment::arm::Pairing;
use crate::experiment::batch::{Already, Batches, Lane, Next};
use crate::experiment::compare::tally::CompareTally;
use crate::experiment::future::{Design, Future, Player, TwinUse};
use crate::experiment::results::Failure;
use crate::experiment::trial::{Pretender, compared, scenario};
use crate::experiment::{Silent, pool};
use crate::model::metric::{Raw, registry};
use crate::scenario::document::{Document, Study};

/// The made-up player with so many more leavers and so much more cost in every week.
#[derive(Clone)]
struct Shifted {
    by: f64,
}

impl Player for Shifted {
    type Desk = u64;

    fn play(
        &self,
        replication: u64,
        twin: TwinUse,
        desk: &mut u64,
        future: &mut Future,
    ) -> Result<(), Failure> {
        let sound = Pretender {
            fails: None,
            panics: None,
        };
        sound.play(replication, twin, desk, future)?;
        for week in 0..future.record.weeks() {
            let row = future.record.row_mut(week);
            row[Raw::Cost as usize] += self.by;
            row[Raw::Gap as usize] -= self.by;
            row[Raw::Waiting as usize] = 3.0;
            if self.by > 0.0 {
                row[Raw::BreachWorkers as usize] = 0.0;
            }
        }
        Ok(())
    }
}

/// Several shifts against none, over 40 futures of two years.
fn shifted(shifts: &[f64], threads: usize) -> results::Comparison {
    let scenario = scenario(104);
    let design = Design {
        metrics: registry(&scenario),
        columns: outcome::common(),
        weeks: 104,
        years: 2,
        financial_years: Vec::new(),
        twin: TwinUse::Played,
        safe_load: true,
        sites: 0,
        also: None,
    };
    let lanes: Vec<Lane<Shifted>> = shifts
        .iter()
        .map(|by| Lane {
            name: format!("by {by}"),
            player: Shifted { by: *by },
            design: design.clone(),
            blank: Future::new(&scenario),
        })
        .collect();
    let pool = pool(threads).unwrap();
    let batches = Batches {
        lanes: &lanes,
        replications: 0..40,
        already: Already::NONE,
        look_every: Some(7 + threads as u64),
        pool: &pool,
        progress: &Silent,
        cancel: &AtomicBool::new(false),
    };
    let designs = vec![&design; shifts.len()];
    let mut tally = CompareTally::new(&designs, Pairing::Common);
    batch::play(&batches, &mut |batch| {
        tally.add(&designs, batch);
        Ok(Next::Play)
    })
    .unwrap();
    let played = shifts.iter().map(|by| tally::Played {
        name: format!("by {by}"),
        scenario: scenario.clone(),
        cut: &[],
    });
    tally.finish(&designs, played.collect(), 40)
}

fn one<'a>(comparison: &'a results::Comparison, name: &str, plan: usize) -> &'a Compared {
    &comparison.outcome(name).unwrap().against[plan]
}

#[test]
fn a_constant_shift_is_found_exactly_and_pairing_takes_all_variance_away() {
    let found = shifted(&[0.0, 2.0, 0.0], 2);
    let cost = one(&found, "cost", 0);
    assert!((cost.difference.value - 208.0).abs() < 1e-6, "{cost:?}");
    assert!(cost.difference.high - cost.difference.low < 1e-6);
    assert_eq!(cost.variance_reduction, Some(f64::INFINITY));
    assert_eq!(
        (cost.verdict, cost.counts.unwrap().worse),
        (Verdict::Worse, 40)
    );
    let gap = one(&found, "eft_gap_mean", 0);
    assert!((gap.difference.value + 2.0).abs() < 1e-9);
    assert_eq!(
        (gap.verdict, gap.counts.unwrap().better),
        (Verdict::Better, 40)
    );
    // Every fourth future has an unsafe year, and the plan has none: 10 better, 30 tied.
    let risk = one(&found, "unsafe_year", 0);
    assert!((risk.difference.value + 0.25).abs() < 1e-12);
    let counts = risk.counts.unwrap();
    assert_eq!((counts.better, counts.worse, counts.tied), (10, 0, 30));
    assert_eq!(risk.verdict, Verdict::Better);
    // McNemar's z is -10 / sqrt(10); of two plans the first is held to half the level.
    assert!(
        (risk.p_holm - 2.0 * 0.001_565).abs() < 1e-5,
        "{}",
        risk.p_holm
    );
    let week = &found.in_time("eft_gap").unwrap().weeks[0][103];
    assert!((week.value + 2.0).abs() < 1e-9 && week.high < -1.99);
}

#[test]
fn a_plan_equal_to_the_baseline_is_the_same_in_every_future() {
    let found = shifted(&[0.0, 2.0, 0.0], 1);
    for contrast in &found.outcomes {
        let same = &contrast.against[1];
        assert_eq!(same.verdict, Verdict::Same, "{}", contrast.name);
        assert_eq!(same.difference.value, 0.0, "{}", contrast.name);
        assert_eq!(same.counts.unwrap().tied, 40);
    }
}

#[test]
fn the_cut_into_batches_and_the_threads_change_no_digit() {
    let one = format!("{:?}", shifted(&[0.0, 0.5, 2.0], 1));
    assert!(one.contains("Better"));
    for threads in [2, 8] {
        assert!(one == format!("{:?}", shifted(&[0.0, 0.5, 2.0], threads)));
    }
}

fn study(plan: Option<&str>, sharing: &str) -> Study {
    const TWO_WORKERS: &str = include_str!("../../../scenarios/two-workers.toml");
    let document = Document::parse("two-workers.toml", TWO_WORKERS).unwrap();
    let set = [
        ("run.horizon_weeks", "104"),
        ("allocation.sharing", sharing),
    ];
    let set = set.map(|(path, value)| (path.to_owned(), value.to_owned()));
    document.study(plan, &set).unwrap()
}

fn played(studies: &[Study], pairing: Pairing) -> results::Comparison {
    compared(studies, 60, pairing)
}

#[test]
fn before_a_plan_begins_nothing_differs_and_unpaired_futures_tell_no_counts() {
    let studies = [
        study(None, "0.5"),
        study(Some("third worker in year two"), "0.5"),
    ];
    let found = played(&studies, Pairing::Common);
    let gap = &found.in_time("eft_gap").unwrap().weeks[0];
    assert!(gap[..51].iter().all(|it| it.value == 0.0 && it.high == 0.0));
    assert!(gap[103].high < 0.0, "{:?}", gap[103]);
    assert_eq!(one(&found, "waiting_mean", 0).verdict, Verdict::Same);
    let own = played(&studies, Pairing::Independent);
    let cost = one(&own, "cost", 0);
    assert_eq!((cost.counts, cost.variance_reduction), (None, None));
    let width = |it: &Compared| it.difference.high - it.difference.low;
    assert!(width(cost) > width(one(&found, "cost", 0)));
    assert!(own.in_time("eft_gap").unwrap().weeks[0][20].value != 0.0);
}

#[test]
fn a_difference_too_small_to_tell_says_how_many_more_futures_it_takes() {
    let found = played(&[study(None, "0.5"), study(None, "0.499")], Pairing::Common);
    let verdicts: Vec<Verdict> = found
        .outcomes
        .iter()
        .map(|it| it.against[0].verdict)
        .collect();
    let open = |it: &Verdict| matches!(it, Verdict::Open { .. } | Verdict::Same);
    assert!(
        verdicts.iter().filter(|it| open(it)).count() >= 8,
        "{verdicts:?}"
    );
    for contrast in &found.outcomes {
        let it = &contrast.against[0];
        if let Verdict::Open { more: Some(more) } = it.verdict {
            assert!(it.p_holm >= 0.05 && more >= 1, "{}: {it:?}", contrast.name);
        }
    }
}
