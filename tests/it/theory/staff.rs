//! Staff: vacancies and turnover by renewal theory, induction, sickness as an alternating renewal process, leave.

use crate::support::*;
use plimsoll::model::metric::Raw;
use plimsoll::random::distribution::Distribution;
use plimsoll::scenario::{Ages, Hiring, Part, Scenario, SickLeave};
use plimsoll::units::WEEKS_PER_YEAR;
use statrs::distribution::{ContinuousCDF, Normal};

const POSTS: u64 = 4;

/// Posts that turn over for long enough to have forgotten their start.
fn turning_over(tenure: Distribution, notice_weeks: f64, fill: Distribution) -> Scenario {
    let mut scenario = without_clients();
    scenario.run.warm_up_weeks = 400;
    scenario.run.horizon_weeks = 300;
    scenario.initial.ages = Ages::Stationary;
    scenario.posts = vec![posts("worker", POSTS)];
    scenario.staff = Some(staff(tenure, notice_weeks));
    scenario.hiring = Some(hiring(fill));
    scenario
}

/// E[max(0, F - n)]: for an exponential by its lack of memory, for a lognormal by the partial expectation.
fn empty_weeks(fill: &Distribution, notice: f64) -> f64 {
    match *fill {
        Distribution::Exponential { mean } => mean * (-notice / mean).exp(),
        Distribution::Lognormal { mean, .. } if notice == 0.0 => mean,
        Distribution::Lognormal { mean, sd } => {
            let variance = (1.0 + (sd / mean).powi(2)).ln();
            let normal = Normal::standard();
            let above = ((mean / notice).ln() + variance / 2.0) / variance.sqrt();
            mean * normal.cdf(above) - notice * normal.cdf(above - variance.sqrt())
        }
        ref other => panic!("no theory here for {other:?}"),
    }
}

/// A post is a renewal process of cycle tenure + notice + empty time. Vacant: empty / cycle.
/// Leavers: one a cycle, so WEEKS_PER_YEAR / (tenure + notice) a year and worker in post.
#[test]
fn vacancy_share_is_empty_time_over_the_cycle_and_turnover_one_over_the_time_in_post() {
    let fills = [
        exponential(12.0),
        Distribution::Lognormal {
            mean: 12.0,
            sd: 9.0,
        },
    ];
    let tenures = [
        exponential(60.0),
        Distribution::Lognormal {
            mean: 60.0,
            sd: 50.0,
        },
    ];
    for (fill, tenure) in fills.iter().zip(&tenures) {
        for notice in [0.0, 4.0, 10.0] {
            let scenario = turning_over(tenure.clone(), notice, fill.clone());
            let empty = empty_weeks(fill, notice);
            let cycle = tenure.mean() + notice + empty;
            let rate = 1.0 / (tenure.mean() + notice);
            let found = each(&scenario, 3_000, |record| {
                let leavers = total(record, Raw::Leavers);
                [
                    average(record, Raw::VacantEft) / POSTS as f64,
                    leavers - rate * total(record, Raw::InPost),
                    leavers / record.weeks() as f64,
                    (total(record, Raw::Starts) - leavers) / record.weeks() as f64,
                ]
            });
            let what = format!("fill {fill:?}, notice {notice}");
            agrees(&format!("{what}: vacant"), empty / cycle, column(&found, 0));
            agrees(
                &format!("{what}: leavers less those expected of all in post"),
                0.0,
                column(&found, 1),
            );
            agrees(
                &format!("{what}: leavers a week"),
                POSTS as f64 / cycle,
                column(&found, 2),
            );
            agrees(
                &format!("{what}: starts less leavers"),
                0.0,
                column(&found, 3),
            );
        }
    }
}

#[test]
fn turnover_per_year_of_the_registry_is_weeks_per_year_over_tenure_and_notice() {
    let scenario = turning_over(exponential(60.0), 4.0, exponential(12.0));
    let metrics = plimsoll::model::metric::registry(&scenario);
    let turnover = metrics
        .iter()
        .find(|metric| metric.name == "turnover_per_year")
        .expect("in the registry");
    let found = each(&scenario, 2_000, |record| {
        let mut over = record.over(0..record.weeks(), std::slice::from_ref(turnover), &[]);
        [over.next().expect("one value for one metric")]
    });
    // A ratio of two sums over 300 weeks: its bias is of the order variance / mean² of leavers, below 1 %.
    let theory = WEEKS_PER_YEAR / 64.0;
    agrees_within("turnover a year", theory, column(&found, 0), 0.01 * theory);
}

/// With exponential tenure τ, mean progress over all time in post is 1 - (1 - s)(1 - (τ/w)(1 - exp(-w/τ))).
#[test]
fn a_straight_induction_under_exponential_tenure_has_the_mean_progress_of_its_integral() {
    for (start_share, weeks, tenure) in [(0.25, 12.0, 40.0), (0.0, 30.0, 25.0), (0.6, 5.5, 60.0)] {
        let mut scenario = turning_over(exponential(tenure), 0.0, fixed(3.0));
        let hiring = scenario.hiring.as_mut().expect("has hiring");
        hiring.induction_weeks = weeks;
        hiring.start_share = start_share;
        let rise = tenure / weeks * (1.0 - (-weeks / tenure).exp());
        let progress = 1.0 - (1.0 - start_share) * (1.0 - rise);
        let found = each(&scenario, 3_000, |record| {
            [
                average(record, Raw::EffectiveEft) - progress * average(record, Raw::FilledEft),
                average(record, Raw::FilledEft),
            ]
        });
        let what = format!("induction over {weeks} weeks from {start_share}");
        agrees(
            &format!("{what}: effective less expected"),
            0.0,
            column(&found, 0),
        );
        let filled = POSTS as f64 * tenure / (tenure + 3.0);
        agrees(&format!("{what}: filled"), filled, column(&found, 1));
    }
}

fn sickly(spells_per_year: f64, length: Distribution) -> Scenario {
    let mut scenario = without_clients();
    scenario.run.warm_up_weeks = 100;
    scenario.run.horizon_weeks = 200;
    scenario.posts = vec![posts("worker", POSTS)];
    let mut staff = staff(never(), 0.0);
    staff.sick_leave = Some(SickLeave {
        spells_per_year,
        length,
    });
    scenario.staff = Some(staff);
    scenario
}

/// Well for 1/r on average, then sick for m: sick a share r m / (1 + r m) of the time, whatever the length's shape.
#[test]
fn the_long_run_sick_share_is_that_of_an_alternating_renewal_process() {
    let lengths = [
        Distribution::Gamma { mean: 0.8, sd: 1.0 },
        exponential(3.0),
        Distribution::Lognormal { mean: 1.5, sd: 3.0 },
        fixed(0.4),
    ];
    for length in lengths {
        for spells in [2.0, 12.0] {
            let load = spells / WEEKS_PER_YEAR * length.mean();
            let scenario = sickly(spells, length.clone());
            let found = each(&scenario, 1_500, |record| {
                [
                    1.0 - average(record, Raw::PresentEft) / POSTS as f64,
                    1.0 - average(record, Raw::AvailableHours) / (40.0 * POSTS as f64),
                ]
            });
            let what = format!("{spells} spells of {length:?}");
            agrees(&what, load / (1.0 + load), column(&found, 0));
            agrees(
                &format!("{what}, by hours"),
                load / (1.0 + load),
                column(&found, 1),
            );
        }
    }
}

#[test]
fn cover_moves_work_for_clients_and_neither_makes_nor_loses_any() {
    let mut sick = eight_posts();
    sick.loops = Default::default();
    sick.hiring = None;
    sick.week.fixed_hours = [0.0; Part::COUNT];
    let mut well = sick.clone();
    well.staff.as_mut().expect("has staff").sick_leave = None;
    for replication in 0..5 {
        let (sick, well) = (one(&sick, replication), one(&well, replication));
        let mut differ = 0;
        for week in 0..52 {
            equals(
                &format!("demanded hours in week {week}"),
                well.raw(week, Raw::DemandedHours),
                sick.raw(week, Raw::DemandedHours),
            );
            equals(
                &format!("contact asked in week {week}"),
                well.raw(week, Raw::ContactAskedHours),
                sick.raw(week, Raw::ContactAskedHours),
            );
            differ += u8::from(
                sick.raw(week, Raw::AvailableHours) < well.raw(week, Raw::AvailableHours) - 0.1,
            );
        }
        assert!(differ > 5, "somebody is sick in some weeks, found {differ}");
    }
}

#[test]
fn planned_leave_lowers_hours_and_work_alike_and_leaves_pressure_as_it_was() {
    let mut leave = eight_posts();
    leave.loops = Default::default();
    leave.staff.as_mut().expect("has staff").sick_leave = None;
    leave.hiring = None;
    let mut none = leave.clone();
    none.staff
        .as_mut()
        .expect("has staff")
        .planned_leave_weeks_per_year = 0.0;
    let share = 5.0 / WEEKS_PER_YEAR;
    let (leave, none) = (one(&leave, 3), one(&none, 3));
    for week in 0..52 {
        let hours = |record: &plimsoll::model::record::Record, raw| record.raw(week, raw);
        equals(
            "available",
            hours(&none, Raw::AvailableHours) * (1.0 - share),
            hours(&leave, Raw::AvailableHours),
        );
        equals(
            "pressure",
            hours(&none, Raw::DemandedHours) / hours(&none, Raw::AvailableHours),
            hours(&leave, Raw::DemandedHours) / hours(&leave, Raw::AvailableHours),
        );
        equals(
            "present",
            hours(&none, Raw::PresentEft) * (1.0 - share),
            hours(&leave, Raw::PresentEft),
        );
    }
}

/// Five clients at a limit of ten need half an EFT. Of the one in post 0.4 counts on the first day and all after ten weeks: the gap
/// is to what she counts for, week by week, and that of filled posts to all of her.
#[test]
fn the_gap_is_the_need_less_those_in_post_as_far_as_they_are_inducted() {
    let mut scenario = plain(vec![one_to_one("any", 1.0, never(), vec![0.0])]);
    scenario.run.horizon_weeks = 15;
    scenario.initial.clients = vec![5];
    scenario.safe_load = Some(safe_load(vec![Some(10.0)], None));
    scenario.hiring = Some(inducted());
    let record = one(&scenario, 0);
    for week in 0..15 {
        let end = (week + 1) as f64;
        let counts = (0.4 + 0.06 * end).min(1.0);
        equals(
            &format!("gap at {end}"),
            0.5 - counts,
            record.raw(week, Raw::Gap),
        );
        equals(
            "gap of filled posts",
            -0.5,
            record.raw(week, Raw::GapFilled),
        );
    }
}

/// Ten weeks of induction from 0.4.
fn inducted() -> Hiring {
    Hiring {
        induction_weeks: 10.0,
        start_share: 0.4,
        ..hiring(fixed(2.5))
    }
}

/// Progress rises in a straight line, so that the mean of a week is that of its ends: 0.43 in the first week of one who begins
/// today, 17.2 of 40 hours; 0.415 in the half week of one who starts at 2.5.
#[test]
fn a_starter_works_the_mean_of_her_induction_over_each_week_and_counts_its_end() {
    let mut scenario = without_clients();
    scenario.run.horizon_weeks = 12;
    scenario.hiring = Some(inducted());
    for (vacancies, first_day) in [(0, 0.0), (1, 2.5)] {
        scenario.initial.vacancies = vec![vacancies];
        let record = one(&scenario, 0);
        let progress = |time: f64| (0.4 + 0.06 * (time - first_day)).min(1.0);
        for week in 0..12 {
            let (from, to) = (week as f64, (week + 1) as f64);
            let (mean, end) = if to < first_day {
                (0.0, 0.0)
            } else {
                let mean = 0.5 * (progress(from.max(first_day)) + progress(to));
                (mean, progress(to))
            };
            let what = format!("first day {first_day}, week {week}");
            equals(
                &format!("{what}: hours"),
                40.0 * mean,
                record.raw(week, Raw::AvailableHours),
            );
            equals(
                &format!("{what}: EFT"),
                end,
                record.raw(week, Raw::EffectiveEft),
            );
        }
    }
}
