//! The made-up service that the results are of.

use crate::experiment::trial;
use crate::random::distribution::Distribution;
use crate::scenario::*;
use crate::units::Dated;

pub fn level(name: &str, kind: LevelKind) -> Level {
    Level {
        name: name.to_owned(),
        kind,
        emotional_weight: 0.5,
        weight: 1.0,
        abuse_weight: 0.0,
    }
}

pub fn stay(mean: f64, next: Vec<f64>, exit: f64) -> Stay {
    Stay {
        length: Distribution::Exponential { mean },
        next,
        exits: vec![],
        exit,
    }
}

fn levels() -> Vec<Level> {
    vec![
        level(
            "high",
            LevelKind::OneToOne {
                contact_hours: 2.5,
                session_hours: 1.25,
                admin_hours: 0.0,
                stay: stay(10.0, vec![0.0, 0.8, 0.0, 0.0], 0.2),
            },
        ),
        level(
            "medium",
            LevelKind::OneToOne {
                contact_hours: 0.3,
                session_hours: 1.0,
                admin_hours: 0.0,
                stay: stay(10.0, vec![0.1, 0.0, 0.6, 0.3], 0.0),
            },
        ),
        level(
            "group",
            LevelKind::Group {
                session_hours: 1.5,
                group_size: 10.0,
                admin_hours: 1.0,
                stay: stay(22.0, vec![0.0, 0.2, 0.0, 0.8], 0.0),
            },
        ),
        level(
            "parked",
            LevelKind::CheckIn {
                contact_hours: 0.5,
                every_weeks: 6.0,
                exit_after_weeks: 24.0,
                relapse_probability: 0.05,
                relapse_to: 1,
                exit_to: None,
                admin_hours: 0.0,
            },
        ),
    ]
}

fn limits(row: &'static str, high: f64, medium: f64, total: f64) -> Limits {
    Limits {
        row: Some(row),
        per_level: vec![Some(high), Some(medium), Some(10.0), Some(15.0)],
        total: Some(total),
        points: None,
    }
}

pub fn scenario() -> Scenario {
    let mut fixed_hours = [0.0; Part::COUNT];
    fixed_hours[Part::Wellbeing as usize] = 5.0;
    fixed_hours[Part::Relationships as usize] = 2.0;
    let plain = trial::scenario(260);
    Scenario {
        name: "Two peer workers across a wide region".to_owned(),
        question: Some(
            "Can two full-time peer workers keep about eighty clients safe for five years?"
                .to_owned(),
        ),
        run: Run {
            replications: 2000,
            seed: 20_260_105,
            ..plain.run
        },
        levels: levels(),
        referrals: vec![ReferralStream {
            name: "self and agency".to_owned(),
            per_week: Dated::constant(1.3),
            enter: vec![0.35, 0.4, 0.25, 0.0],
            growth_per_year: 0.0,
            monthly: [1.0; 12],
            clustering: 1.0,
            changes: Vec::new(),
            cross_referral: None,
        }],
        initial: Initial {
            clients: vec![6, 15, 27, 32],
            waiting: vec![0; 4],
            vacancies: vec![0],
            ages: Ages::Stationary,
        },
        safe_load: Some(SafeLoad {
            limits: Dated::new(vec![
                (0.0, limits("E2", 4.0, 6.0, 20.0)),
                (78.0, limits("D2", 4.0, 6.0, 25.0)),
                (234.6, limits("M2", 5.0, 10.0, 40.0)),
            ])
            .unwrap(),
            breach_when: vec![BreachKind::OneToOne, BreachKind::Total],
            contact_share: 0.5,
            tolerance: 0.25,
            scale_dampening: 0.0,
            absolute: None,
            scale: true,
        }),
        week: Week {
            full_time_hours: 40.0,
            fixed_hours,
            admin_share: 0.5,
            supervision_hours: 0.0,
            overtime_max: 0.1,
            squeeze: vec![Part::Wellbeing, Part::Relationships],
            floors: [0.0; Part::COUNT],
        },
        posts: vec![Posts {
            role: "peer worker".to_owned(),
            count: Dated::new(vec![(0.0, 2), (104.0, 3)]).unwrap(),
            eft: 1.0,
            annual_cost: 78_000.0,
            close: Close::Attrition,
        }],
        staff: Some(Staff {
            tenure: Distribution::Exponential { mean: 156.0 },
            notice_weeks: 4.0,
            planned_leave_weeks_per_year: 5.0,
            sick_leave: None,
            first_year_quits: None,
        }),
        hiring: Some(Hiring {
            time_to_fill: Distribution::Lognormal {
                mean: 12.0,
                sd: 6.0,
            },
            approval: None,
            freeze: Vec::new(),
            ahead: 0,
            starts: Vec::new(),
            induction_weeks: 12.0,
            start_share: 0.25,
            hours_per_vacancy: 4.0,
            hours_per_starter: 4.0,
            agency: None,
        }),
        allocation: Allocation {
            sharing: 0.5,
            ..plain.allocation
        },
        loops: Loops {
            burnout: Some(Burnout {
                strength: 1.0,
                quits_at_full: 1.57,
            }),
            records: Some(Records {
                strength: 1.0,
                interest_per_week: 0.03,
                fade_weeks: 52.0,
            }),
            ..Loops::default()
        },
        ..plain
    }
}
