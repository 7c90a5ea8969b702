//! Small scenarios for the tests of the model, built by hand.

use crate::random::distribution::Distribution;
use crate::scenario::*;
use crate::units::Dated;

pub fn exponential(mean: f64) -> Distribution {
    Distribution::Exponential { mean }
}

pub fn one_to_one(name: &str, contact_hours: f64, stay: Distribution, next: Vec<f64>) -> Level {
    let exit = 1.0 - next.iter().sum::<f64>();
    Level {
        name: name.to_owned(),
        kind: LevelKind::OneToOne {
            contact_hours,
            session_hours: 1.0,
            admin_hours: 0.0,
            stay: Stay {
                length: stay,
                next,
                exit,
            },
        },
        emotional_weight: 0.0,
    }
}

/// One level, one stream, one worker who never leaves: an open queue without limits.
pub fn plain() -> Scenario {
    Scenario {
        name: "plain".to_owned(),
        question: None,
        run: Run {
            start: chrono::NaiveDate::from_ymd_opt(2026, 1, 5).expect("a date"),
            horizon_weeks: 52,
            warm_up_weeks: 0,
            steps_per_week: 1,
            replications: 100,
            seed: 1,
        },
        levels: vec![one_to_one("high", 1.0, exponential(10.0), vec![0.0])],
        referrals: vec![stream("door", 1.0, vec![1.0])],
        initial: Initial {
            clients: vec![0],
            waiting: vec![0],
            vacancies: vec![0],
            ages: Ages::Stationary,
        },
        safe_load: None,
        week: Week {
            full_time_hours: 40.0,
            fixed_hours: [0.0; Part::COUNT],
            admin_share: 0.0,
            overtime_max: 0.0,
            squeeze: Part::ALL.to_vec(),
            floors: [0.0; Part::COUNT],
        },
        travel: None,
        posts: vec![posts("worker", 1)],
        roster: vec![],
        staff: None,
        hiring: None,
        allocation: Allocation {
            ownership: Ownership::Individual,
            admission: Admission::Open,
            sharing: 0.0,
            left_behind: LeftBehind::Reassign,
            patience: None,
        },
        loops: Loops::default(),
        regime: Regime {
            enter: 1.1,
            leave: 1.0,
            window_weeks: 13,
            waiting_share: 0.1,
        },
    }
}

pub fn stream(name: &str, per_week: f64, enter: Vec<f64>) -> ReferralStream {
    ReferralStream {
        name: name.to_owned(),
        per_week: Dated::constant(per_week),
        enter,
        growth_per_year: 0.0,
        monthly: [1.0; 12],
        clustering: 1.0,
        changes: vec![],
    }
}

pub fn posts(role: &str, count: u64) -> Posts {
    Posts {
        role: role.to_owned(),
        count: Dated::constant(count),
        eft: 1.0,
        annual_cost: 50_000.0,
        close: Close::Attrition,
    }
}

/// Eight posts and about 140 clients on three levels and the parked protocol, with turnover, sickness and hiring; every
/// loop at strength 1 where asked.
pub fn eight_posts(with_loops: bool) -> Scenario {
    let mut scenario = plain();
    scenario.run.horizon_weeks = 260;
    scenario.levels = vec![
        one_to_one("high", 2.5, exponential(8.0), vec![0.0, 0.8, 0.0, 0.0]),
        one_to_one("medium", 0.6, exponential(16.0), vec![0.1, 0.0, 0.6, 0.3]),
        Level {
            name: "group".to_owned(),
            kind: LevelKind::Group {
                session_hours: 1.5,
                group_size: 10.0,
                admin_hours: 1.0,
                stay: Stay {
                    length: exponential(24.0),
                    next: vec![0.0, 0.2, 0.0, 0.8],
                    exit: 0.0,
                },
            },
            emotional_weight: 0.2,
        },
        Level {
            name: "parked".to_owned(),
            kind: LevelKind::CheckIn {
                contact_hours: 0.5,
                every_weeks: 6.0,
                exit_after_weeks: 24.0,
                relapse_probability: 0.05,
                relapse_to: 1,
                admin_hours: 0.0,
            },
            emotional_weight: 0.1,
        },
    ];
    scenario.levels[0].emotional_weight = 1.0;
    scenario.levels[1].emotional_weight = 0.3;
    scenario.referrals = vec![stream("door", 2.0, vec![0.45, 0.35, 0.2, 0.0])];
    scenario.initial.clients = vec![10, 30, 45, 50];
    scenario.initial.waiting = vec![0; 4];
    scenario.safe_load = Some(SafeLoad {
        limits: Dated::constant(Limits {
            row: None,
            per_level: vec![Some(3.0), Some(6.0), None, None],
            total: Some(30.0),
        }),
        breach_when: vec![BreachKind::OneToOne, BreachKind::Total],
        contact_share: 0.5,
        tolerance: 0.25,
        scale: false,
    });
    scenario.posts = vec![posts("worker", 8)];
    scenario.week.full_time_hours = 20.0;
    scenario.week.fixed_hours[Part::Wellbeing as usize] = 2.5;
    scenario.week.fixed_hours[Part::Relationships as usize] = 1.0;
    scenario.week.admin_share = 0.5;
    scenario.week.overtime_max = 0.1;
    scenario.week.squeeze = vec![
        Part::Wellbeing,
        Part::Relationships,
        Part::Presence,
        Part::Hiring,
        Part::Onboarding,
        Part::GroupAdmin,
        Part::ClientAdmin,
        Part::Training,
        Part::Rework,
        Part::Travel,
        Part::Crisis,
        Part::Contact,
    ];
    scenario.week.floors[Part::ClientAdmin as usize] = 0.3;
    scenario.staff = Some(Staff {
        tenure: exponential(156.0),
        notice_weeks: 4.0,
        planned_leave_weeks_per_year: 5.0,
        sick_leave: Some(SickLeave {
            spells_per_year: 2.0,
            length: Distribution::Gamma { mean: 0.8, sd: 1.0 },
        }),
    });
    scenario.hiring = Some(Hiring {
        time_to_fill: Distribution::Lognormal {
            mean: 12.0,
            sd: 6.0,
        },
        approval: None,
        freeze: vec![],
        ahead: 0,
        starts: vec![],
        induction_weeks: 12.0,
        start_share: 0.25,
        hours_per_vacancy: 4.0,
        hours_per_starter: 4.0,
    });
    scenario.allocation.sharing = 0.5;
    if with_loops {
        scenario.loops = all_loops();
    }
    scenario
}

pub fn all_loops() -> Loops {
    Loops {
        strain: Some(Strain {
            reference: 0.2,
            rise_weeks: 13.0,
            recover_weeks: 26.0,
            w_overtime: 0.3,
            w_wellbeing: 0.5,
            w_emotional: 0.2,
            emotional_norm_hours: 15.0,
            sensitivity: 1.0,
        }),
        burnout: Some(Burnout {
            strength: 1.0,
            quits_at_full: 1.57,
        }),
        absence: Some(Absence {
            strength: 1.0,
            absence_at_full: 1.5,
        }),
        overload: Some(Overload {
            strength: 1.0,
            sensitivity: 1.0,
            max_speed: 20.0,
        }),
        hiring: Some(Slowing {
            strength: 1.0,
            slowest: 0.4,
        }),
        onboarding: Some(Slowing {
            strength: 1.0,
            slowest: 0.4,
        }),
        records: Some(Records {
            strength: 1.0,
            interest_per_week: 0.03,
            fade_weeks: 52.0,
        }),
        care: Some(Care {
            strength: 1.0,
            slowest: 0.3,
            worse_per_week: 0.03,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::metric::Raw;
    use crate::model::record::Record;
    use crate::model::{LoopsCut, Service, Stage, play};

    #[test]
    #[ignore]
    fn speed() {
        for with_loops in [false, true] {
            if std::env::var("W").is_ok_and(|w| w != with_loops.to_string()) {
                continue;
            }
            let scenario = eight_posts(with_loops);
            let service = Service::new(&scenario);
            let mut stage = Stage::new();
            let mut record = Record::new(260, 4);
            let n = std::env::var("N").map_or(3000, |n| n.parse().unwrap());
            let start = std::time::Instant::now();
            let mut clients = 0.0;
            let mut leavers = 0.0;
            let mut p = 0.0;
            let mut breach = 0.0;
            for replication in 0..n {
                play(
                    &service,
                    LoopsCut::AsGiven,
                    replication,
                    &mut stage,
                    &mut record,
                )
                .unwrap();
                clients += record.total(0..260, Raw::ClientsAll as usize) / 260.0;
                leavers += record.total(0..260, Raw::Leavers as usize);
                p += record.total(0..260, Raw::DemandedHours as usize)
                    / record.total(0..260, Raw::AvailableHours as usize);
                breach += record.total(0..260, Raw::BreachWorkers as usize)
                    / record.total(0..260, Raw::BreachJudged as usize);
            }
            let each = start.elapsed().as_secs_f64() / n as f64;
            println!(
                "loops {with_loops}: {:.4} ms, {:.2} ns per client-week, clients {:.1} leavers {:.2} pressure {:.3} breach {:.3}",
                each * 1e3,
                each * 1e9 / 260.0 / (clients / n as f64),
                clients / n as f64,
                leavers / n as f64,
                p / n as f64,
                breach / n as f64
            );
        }
    }
}
