//! Comparisons whose answer is known: a made-up player that shifts everything by a constant, and real plans.

use std::sync::atomic::AtomicBool;

use super::results::{Avoidance, Compared, Verdict};
use super::*;
use crate::experiment::arm::Pairing;
use crate::experiment::batch::{Already, Batches, Lane, Next};
use crate::experiment::compare::tally::CompareTally;
use crate::experiment::future::{Design, Future, Player, TwinUse};
use crate::experiment::results::Failure;
use crate::experiment::trial::{Pretender, compared, scenario};
use crate::experiment::{Silent, pool};
use crate::model::metric::{Raw, registry};
use crate::scenario::Costs;
use crate::scenario::document::{Document, Study};
use crate::stats::interval::NORMAL_975;

/// The made-up player with so many more leavers and so much more cost in every week, and a full week of work; where the cost is
/// less, with the work of a thousand workers for the one hour that is there.
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
            let full = if self.by < 0.0 {
                (1.0, 40_000.0)
            } else {
                (40.0, 40.0)
            };
            (
                row[Raw::AvailableHours as usize],
                row[Raw::DemandedHours as usize],
            ) = full;
        }
        Ok(())
    }
}

/// Several shifts against none, over 40 futures of two years.
fn shifted(shifts: &[f64], threads: usize) -> results::Comparison {
    let mut scenario = scenario(104);
    scenario.costs = Some(Costs {
        currency: "$".into(),
        financial_year_month: 7,
        on_costs_share: 0.0,
        overtime_pay: 0.0,
        per_hire: 0.0,
        per_induction: 0.0,
        per_travel_hour: 0.0,
        overheads_per_year: 0.0,
    });
    let design = Design {
        metrics: registry(&scenario),
        columns: outcome::common(),
        weeks: 104,
        years: 2,
        financial_years: scenario
            .financial_years()
            .into_iter()
            .map(|it| it.weeks)
            .collect(),
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
fn a_week_with_hardly_anybody_at_work_counts_as_at_most_five_times_too_much() {
    let comparison = shifted(&[0.0, -1.0], 1);
    let pressure = comparison
        .in_time
        .iter()
        .find(|it| it.metric.name == "pressure")
        .unwrap();
    for (week, found) in pressure.weeks[0].iter().enumerate() {
        // At most 5, less the 1 of a full week.
        assert_eq!(found.value, 4.0, "week {week}");
    }
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

/// The plan costs 2 a week more in every future; in every fourth it avoids all worker-weeks over the safe load, one a week from
/// week 52 on. The financial years begin with weeks 0, 26 and 78, so none is avoided in the first, and 26 in each of the others.
#[test]
fn an_avoided_worker_week_has_a_price_in_the_years_in_which_any_is_avoided() {
    let found = shifted(&[0.0, 2.0, 0.0, -1.0], 2);
    let years = &found.prices_by_year[0];
    let labels: Vec<&str> = years.iter().map(|it| it.year.label.as_str()).collect();
    assert_eq!(labels, ["2025/26", "2026/27", "2027/28"]);
    assert_eq!(
        (years[0].avoidance, years[0].price()),
        (Avoidance::Same, None)
    );
    let avoided: f64 = 26.0 / 4.0;
    // Of 40 futures 10 avoid 26 and 30 none: variance 26² / 4 x 3 / 4 x 40 / 39.
    let half = NORMAL_975 * 26.0 * (3.0f64 / 16.0 / 39.0).sqrt();
    for (year, weeks) in years[1..].iter().zip([52.0, 26.0]) {
        let more = 2.0 * weeks;
        assert_eq!(year.avoidance, Avoidance::Avoids);
        assert!((year.cost.difference.value - more).abs() < 1e-9);
        assert!((year.load.difference.value + avoided).abs() < 1e-9);
        let price = year.price().unwrap();
        let known = [
            more / avoided,
            more / (avoided + half),
            more / (avoided - half),
        ];
        for (found, known) in [price.value, price.low, price.high].iter().zip(known) {
            assert!((found - known).abs() < 1e-5 * known, "{found}, not {known}");
        }
        // One future in four avoids 26: the 10 % quantile, not the median.
        let band = year.load.band.unwrap().quantiles;
        assert_eq!([band[1], band[3], band[5]], [-26.0, 0.0, 0.0]);
    }
    let costs: f64 = years.iter().map(|it| it.cost.difference.value).sum();
    assert!((costs - one(&found, "cost", 0).difference.value).abs() < 1e-6);
    let told = |plan: usize| found.prices_by_year[plan].iter().map(|it| it.avoidance);
    assert!(told(1).chain(told(2)).all(|it| it == Avoidance::Same));
    // Against the plan that avoids all, the baseline adds them.
    let turned = shifted(&[2.0, 0.0], 1);
    let adds = &turned.prices_by_year[0][2];
    assert_eq!((adds.avoidance, adds.price()), (Avoidance::Adds, None));
}

#[test]
fn plans_whose_financial_years_begin_at_another_time_have_no_price_by_year() {
    let document = |month: &str| {
        let text = format!(
            "{}\n[costs]\nfinancial_year_starts = \"{month}\"\n",
            include_str!("../../../scenarios/abuse-and-boundaries.toml")
        );
        Document::parse("a.toml", &text).unwrap()
    };
    let set = [("run.horizon_weeks".to_owned(), "60".to_owned())];
    let study = |month: &str| document(month).study(None, &set).unwrap();
    let found = compared(
        &[study("july"), study("april"), study("july")],
        3,
        Pairing::Common,
    );
    let years: Vec<usize> = found.prices_by_year.iter().map(Vec::len).collect();
    assert_eq!(years, [0, 2]);
    // Without costs there are years of 52 weeks.
    let bare = compared(
        &[self::study(None, "0.5"), self::study(None, "0.4")],
        3,
        Pairing::Common,
    );
    let labels = bare.prices_by_year[0]
        .iter()
        .map(|it| it.year.label.as_str());
    assert_eq!(labels.collect::<Vec<&str>>(), ["year 1", "year 2"]);
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
