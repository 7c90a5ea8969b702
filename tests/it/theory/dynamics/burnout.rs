//! Overtime and burnout: what is left of the staff hours when work asks for more, and whether anything is.

use crate::support::*;
use plimsoll::model::metric::Raw;
use plimsoll::scenario::{
    Admission, Burnout, LeftBehind, Loops, Overload, Ownership, Scenario, Strain,
};

/// Smoothing of work pressure and of excess hours [weeks].
const PRESSURE_WEEKS: f64 = 4.0;
const EXCESS_WEEKS: f64 = 52.0;

/// What overtime is measured against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Against {
    Funded,
    Remaining,
}

/// The published loop.
#[derive(Debug, Clone, Copy)]
pub struct Published {
    pub against: Against,
    /// Power by which hours follow pressure, and by which excess hours cut staff hours [-].
    pub follows: f64,
    pub beta: f64,
}

impl Published {
    /// Staff hours left of those funded after some weeks at work of so many times the funded hours.
    ///
    /// Hours worked = smoothed pressure to the power `follows`; long-run excess = smoothed (hours worked - 1); staff hours =
    /// funded x (1 + excess)^-beta.
    pub fn left(&self, work: f64, weeks: f64) -> f64 {
        const STEP: f64 = 1.0 / 16.0;
        /// Staff hours that are none any more.
        const GONE: f64 = 1e-9;
        let (mut pressure, mut excess) = (1.0, 0.0);
        let left = |excess: f64| (1.0 + excess).powf(-self.beta);
        for _ in 0..(weeks / STEP) as usize {
            let base = match self.against {
                Against::Funded => 1.0,
                Against::Remaining => left(excess),
            };
            if base < GONE {
                return 0.0;
            }
            let hours = f64::powf(pressure, self.follows);
            excess += STEP * (hours - 1.0 - excess) / EXCESS_WEEKS;
            pressure += STEP * (work / base - pressure) / PRESSURE_WEEKS;
        }
        left(excess)
    }
}

/// Futures that the engine plays of each team.
pub const FUTURES: u64 = 4;

/// Posts of the engine's team, time to fill and tenure [weeks].
const POSTS: u64 = 400;
const FILL: f64 = 8.0;
const TENURE: f64 = 100.0;
/// Contact of a client [h/week]: ten clients fill a week of 40 hours.
const CONTACT: f64 = 4.0;

/// `overload` of the reduction.
pub const SENSITIVITY: f64 = 2.5;
pub const MAX_SPEED: f64 = 20.0;
/// `burnout` of the reduction: the published odds ratio.
pub const QUITS_AT_FULL: f64 = 1.57;

/// Share of posts filled in balance where the speed of leaving is `speed` of the share filled, from above (`1.0`) or below (`0.0`):
/// y = 1 / (1 + fill / tenure x speed(y)), by iteration, which keeps to the nearest balance as the right side rises with y.
fn balance(from: f64, speed: impl Fn(f64) -> f64) -> f64 {
    let mut filled = from;
    for _ in 0..100_000 {
        filled = 1.0 / (1.0 + FILL / TENURE * speed(filled));
    }
    filled
}

/// Speed of leaving by `burnout` where strain is the excess hours over those of a full week, 1 at most, at once.
fn by_burnout(work: f64) -> impl Fn(f64) -> f64 {
    move |filled| QUITS_AT_FULL.powf((work / filled - 1.0).clamp(0.0, 1.0))
}

/// Speed of leaving by `overload`, with pressure measured against those who are left, or against the posts.
fn by_overload(work: f64, against: Against) -> impl Fn(f64) -> f64 {
    move |filled| {
        let pressure = match against {
            Against::Funded => work,
            Against::Remaining => work / filled,
        };
        (SENSITIVITY * (pressure - 1.0).max(0.0))
            .exp()
            .min(MAX_SPEED)
    }
}

/// Share filled in balance by theory, beside what the engine plays.
pub struct Found {
    pub theory: f64,
    pub played: Estimate,
}

/// A pooled team with so much work, whoever is left to do it; `vacant` posts open at the start.
fn team(work: f64, vacant: u64, loops: Loops) -> Scenario {
    let mut scenario = plain(vec![one_to_one("any", CONTACT, never(), vec![0.0])]);
    scenario.run.warm_up_weeks = 260;
    scenario.run.horizon_weeks = 260;
    scenario.run.steps_per_week = 7;
    scenario.posts = vec![posts("worker", POSTS)];
    scenario.initial.vacancies = vec![vacant];
    scenario.initial.clients = vec![(work * POSTS as f64 * 40.0 / CONTACT).round() as u64];
    scenario.staff = Some(staff(exponential(TENURE), 0.0));
    scenario.hiring = Some(hiring(exponential(FILL)));
    scenario.allocation.ownership = Ownership::Pooled;
    scenario.week.overtime_max = 1.0;
    scenario.loops = loops;
    scenario
}

/// The same with clients of their own, who wait when their worker leaves: nobody has more than the safe load of ten times `work`.
fn capped(work: f64, vacant: u64, loops: Loops) -> Scenario {
    let mut scenario = team(work, vacant, loops);
    let limit = work * 40.0 / CONTACT;
    scenario.safe_load = Some(safe_load(vec![Some(limit)], None));
    scenario.allocation.ownership = Ownership::Individual;
    scenario.allocation.admission = Admission::SafeLoad;
    scenario.allocation.left_behind = LeftBehind::Wait;
    scenario.initial.waiting = std::mem::replace(&mut scenario.initial.clients, vec![0]);
    scenario
}

fn burnout() -> Loops {
    Loops {
        strain: Some(Strain {
            reference: 0.0,
            rise_weeks: 0.0,
            recover_weeks: 0.0,
            w_overtime: 1.0,
            w_wellbeing: 0.0,
            w_emotional: 0.0,
            ..strain()
        }),
        burnout: Some(Burnout {
            strength: 1.0,
            quits_at_full: QUITS_AT_FULL,
        }),
        ..Loops::default()
    }
}

fn overload() -> Loops {
    Loops {
        overload: Some(Overload {
            strength: 1.0,
            sensitivity: SENSITIVITY,
            max_speed: MAX_SPEED,
        }),
        ..Loops::default()
    }
}

fn filled(scenario: &Scenario, replications: u64) -> Estimate {
    let played = each(scenario, replications, |record| {
        [average(record, Raw::InPost) / POSTS as f64]
    });
    column(&played, 0)
}

/// `burnout`, whose pressure is that of those who are left.
pub fn engine_burnout(work: f64) -> Found {
    Found {
        theory: balance(1.0, by_burnout(work)),
        played: filled(&team(work, 0, burnout()), FUTURES),
    }
}

/// `overload`, from a full team or from one with three quarters of its posts empty.
pub fn engine_overload(work: f64, from_full: bool) -> Found {
    let (from, vacant) = if from_full {
        (1.0f64, 0)
    } else {
        (0.0, POSTS * 3 / 4)
    };
    Found {
        theory: balance(f64::max(from, 0.1), by_overload(work, Against::Remaining)),
        played: filled(&team(work, vacant, overload()), FUTURES),
    }
}

/// `overload` under a safe load, from three quarters of the posts empty.
pub fn engine_capped(work: f64) -> Found {
    Found {
        theory: balance(1.0, by_overload(work, Against::Funded)),
        played: filled(&capped(work, POSTS * 3 / 4, overload()), FUTURES),
    }
}

/// What finite numbers of workers and steps of a day move in a share filled, where the balance is not at a fold.
const FINITE: f64 = 0.004;

/// Standard error beyond which futures do not all end at the same balance.
const SCATTERED: f64 = 0.01;

#[track_caller]
fn is(what: &str, found: &Found) {
    assert!(found.played.error < SCATTERED, "{what}: {:?}", found.played);
    agrees_within(what, found.theory, found.played, FINITE);
}

#[test]
fn at_beta_1_doubling_the_hours_eventually_halves_the_staff_hours() {
    let loops = Published {
        against: Against::Funded,
        follows: 1.0,
        beta: 1.0,
    };
    let left = loops.left(2.0, 3000.0);
    assert!(
        (left - 0.5).abs() < 1e-6,
        "{left} of the staff hours are left"
    );
    // Half of the way of a year's smoothing is gone after about a year: it is a slow loop.
    let year = loops.left(2.0, 52.0);
    assert!((0.55..0.70).contains(&year), "{year} after a year");
    equals("staff hours where work fits", 1.0, loops.left(1.0, 3000.0));
}

#[test]
fn what_overtime_is_measured_against_decides_whether_a_collapse_exists() {
    for beta in [0.25, 0.5, 0.9, 1.0, 1.5] {
        let loops = |against| Published {
            against,
            follows: 1.0,
            beta,
        };
        for work in [1.1, 1.5, 2.0f64] {
            // Against funded hours: excess is work - 1, whatever is left.
            let funded = loops(Against::Funded).left(work, 20_000.0);
            assert!(
                (funded - work.powf(-beta)).abs() < 1e-6,
                "beta {beta}, work {work}: {funded}"
            );
            let remaining = loops(Against::Remaining).left(work, 20_000.0);
            if beta < 1.0 {
                // left = (work / left)^-beta, so left = work^(-beta / (1 - beta)).
                let balance = work.powf(-beta / (1.0 - beta));
                assert!(
                    (remaining - balance).abs() < 1e-3,
                    "beta {beta}, work {work}: {remaining}"
                );
            } else {
                assert!(
                    remaining < 1e-6,
                    "beta {beta}, work {work}: {remaining} is left"
                );
            }
        }
    }
}

#[test]
fn plimsolls_burnout_is_measured_against_those_who_are_left_and_still_has_a_floor() {
    let floor = 1.0 / (1.0 + FILL / TENURE * QUITS_AT_FULL);
    for work in [1.0, 1.5, 2.0] {
        let found = engine_burnout(work);
        is(&format!("share filled at work {work}"), &found);
        assert!(
            found.theory >= floor - 1e-12,
            "{} below {floor}",
            found.theory
        );
    }
    // Twice the work reaches the floor: a loop that is bounded takes 4 posts in 100, not half, and no more.
    equals("at twice the work", floor, engine_burnout(2.0).theory);
}

#[test]
fn overload_against_those_who_are_left_has_two_balances_and_under_a_safe_load_one() {
    let (full, empty) = (engine_overload(1.1, true), engine_overload(1.1, false));
    is("from a full team", &full);
    is("from three quarters empty", &empty);
    assert!(
        full.theory - empty.theory > 0.4,
        "{} and {}",
        full.theory,
        empty.theory
    );
    let capped = engine_capped(1.1);
    is("under a safe load", &capped);
    let from_below = balance(0.1, by_overload(1.1, Against::Funded));
    equals("one balance from both sides", capped.theory, from_below);
    assert!(
        capped.theory > full.theory,
        "the cap helps also where it is not needed"
    );
}
