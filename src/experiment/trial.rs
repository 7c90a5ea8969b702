//! A made-up service and a made-up player, for trying the experiment without the model; and a comparison with it.

use super::arm::{Arm, Detail, Pairing};
use super::compare::results::Comparison;
use super::compare::{NoRows, compare};
use super::future::{Future, Player, TwinUse};
use super::paired::Conduct;
use super::results::Failure;
use super::{Silent, Subject};
use crate::model::metric::Raw;
use crate::random::distribution::Distribution;
use crate::scenario::document::Study;
use crate::scenario::*;
use crate::units::Dated;
use std::sync::atomic::AtomicBool;

/// A service of one level and one post over some weeks, with limits.
pub fn scenario(weeks: usize) -> Scenario {
    let limits = Limits {
        row: None,
        per_level: vec![Some(5.0)],
        total: None,
        points: None,
    };
    Scenario {
        name: "trial".into(),
        question: None,
        run: Run {
            start: chrono::NaiveDate::from_ymd_opt(2026, 1, 5).unwrap(),
            horizon_weeks: weeks,
            warm_up_weeks: 0,
            steps_per_week: 1,
            replications: 1000,
            seed: 0,
        },
        levels: vec![Level {
            name: "high".into(),
            kind: LevelKind::OneToOne {
                contact_hours: 1.0,
                session_hours: 1.0,
                admin_hours: 0.0,
                stay: Stay {
                    length: Distribution::Exponential { mean: 10.0 },
                    next: vec![0.0],
                    exits: vec![],
                    exit: 1.0,
                },
            },
            emotional_weight: 0.0,
            weight: 1.0,
            abuse_weight: 0.0,
        }],
        exits: Vec::new(),
        referrals: Vec::new(),
        initial: Initial {
            clients: vec![0],
            waiting: vec![0],
            vacancies: vec![0],
            ages: Ages::Fresh,
        },
        safe_load: Some(SafeLoad {
            limits: Dated::constant(limits),
            breach_when: vec![BreachKind::OneToOne],
            contact_share: 0.5,
            tolerance: 0.25,
            scale: false,
            scale_dampening: 0.0,
            absolute: None,
        }),
        week: Week {
            full_time_hours: 40.0,
            fixed_hours: [0.0; Part::COUNT],
            supervision_hours: 0.0,
            admin_share: 0.0,
            overtime_max: 0.0,
            squeeze: Vec::new(),
            floors: [0.0; Part::COUNT],
        },
        travel: None,
        posts: vec![Posts {
            role: "worker".into(),
            count: Dated::constant(1),
            eft: 1.0,
            annual_cost: 0.0,
            close: Close::Attrition,
        }],
        roster: Vec::new(),
        staff: None,
        hiring: None,
        shocks: Vec::new(),
        support: Vec::new(),
        teams: Vec::new(),
        traits: None,
        changes: Vec::new(),
        programmes: Vec::new(),
        allocation: Allocation {
            ownership: Ownership::Individual,
            admission: Admission::Open,
            rebalance: 0.0,
            sharing: 0.0,
            left_behind: LeftBehind::Reassign,
            patience: None,
            triage: Triage::Level,
            monitoring_hours: 0.0,
            match_starters: false,
        },
        loops: Loops::default(),
        regime: Regime {
            enter: 1.1,
            leave: 1.0,
            window_weeks: 13,
            waiting_share: 0.1,
        },
        costs: None,
        funding: Vec::new(),
        sites: Vec::new(),
        site: None,
        agency_at_a_site: false,
    }
}

/// Fills records with numbers that follow from the replication alone. In a replication divisible by 4 every week of the
/// second half is in breach and, in the first future, overstretched; `fails` cannot be played and `panics` panics.
#[derive(Clone)]
pub struct Pretender {
    pub fails: Option<u64>,
    pub panics: Option<u64>,
}

impl Player for Pretender {
    type Desk = u64;

    fn play(
        &self,
        replication: u64,
        twin: TwinUse,
        desk: &mut u64,
        future: &mut Future,
    ) -> Result<(), Failure> {
        *desk += 1;
        if self.fails == Some(replication) {
            return Err(Failure {
                replication,
                week: Some(17),
                what: "a post without a worker gave notice".into(),
            });
        }
        assert!(
            self.panics != Some(replication),
            "an invariant does not hold"
        );
        let mut state = replication
            .wrapping_mul(6364136223846793005)
            .wrapping_add(99);
        let weeks = future.record.weeks();
        for week in 0..weeks {
            for cell in future.record.row_mut(week) {
                state = state
                    .wrapping_mul(6364136223846793005)
                    .wrapping_add(1442695040888963407);
                *cell = 8.0 + (state >> 40) as f64 / f64::from(1 << 21);
            }
            let spoilt = replication.is_multiple_of(4) && week >= weeks / 2;
            let row = future.record.row_mut(week);
            row[Raw::BreachWorkers as usize] = f64::from(u8::from(spoilt));
            row[Raw::BreachJudged as usize] = 1.0;
            row[Raw::FilledEft as usize] = 1.0;
            row[Raw::Waiting as usize] = 0.0;
            future.record.overstretched[week] = [spoilt; 3];
            future.record.window_pressure[week] = if spoilt { f64::INFINITY } else { 0.5 };
            future.twin.clone_from(&future.record);
        }
        future.record.first_long_breach = replication.is_multiple_of(4).then_some(weeks / 2 + 12);
        if twin == TwinUse::Played {
            future.twin.overstretched.fill([false; 3]);
        }
        Ok(())
    }
}

/// Studies, the baseline first, played with their twins under some futures and compared.
pub fn compared(studies: &[Study], replications: u64, pairing: Pairing) -> Comparison {
    let subjects: Vec<Subject> = studies.iter().map(Subject::from).collect();
    let arms: Vec<Arm> = subjects
        .iter()
        .map(|subject| Arm {
            subject,
            cut: &[],
            twin: true,
            detail: Detail::Weeks,
        })
        .collect();
    let conduct = Conduct {
        replications: 0..replications,
        seed: 7,
        pairing,
        threads: 2,
        progress: &Silent,
        cancel: &AtomicBool::new(false),
    };
    compare(&arms, &conduct, &[], &mut NoRows).unwrap()
}
