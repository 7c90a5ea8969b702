//! Small scenarios through the public library, a runner of replications, and assertions that print what they compared.

pub mod any_scenario;
pub mod bounded;
pub mod folder;
pub mod met;
pub mod schema_keys;
pub mod short;

use plimsoll::model::metric::{RAW_FIXED, Raw};
use plimsoll::model::record::Record;
use plimsoll::model::{LoopsCut, Service, Stage, play};
use plimsoll::random::distribution::Distribution;
use plimsoll::scenario::*;
use plimsoll::units::Dated;

/// Longest stay, tenure or fill that a scenario may have: stands for "never" in these tests [weeks].
pub const NEVER_WEEKS: f64 = 1e7;

pub fn exponential(mean: f64) -> Distribution {
    Distribution::Exponential { mean }
}

pub fn fixed(value: f64) -> Distribution {
    Distribution::Fixed { value }
}

pub fn never() -> Distribution {
    fixed(NEVER_WEEKS)
}

/// A one-to-one level without travel or administration; what `next` leaves of 1 is the exit.
pub fn one_to_one(name: &str, contact_hours: f64, stay: Distribution, next: Vec<f64>) -> Level {
    Level {
        name: name.to_owned(),
        kind: LevelKind::OneToOne {
            contact_hours,
            session_hours: 1.0,
            admin_hours: 0.0,
            stay: stay_of(stay, next),
        },
        emotional_weight: 0.0,
        weight: 1.0,
        abuse_weight: 0.0,
    }
}

/// A group level: groups of ten, 1.5 h of session and 1 h of administration a group.
pub fn group(name: &str, stay: Distribution, next: Vec<f64>) -> Level {
    Level {
        name: name.to_owned(),
        kind: LevelKind::Group {
            session_hours: 1.5,
            group_size: 10.0,
            admin_hours: 1.0,
            stay: stay_of(stay, next),
        },
        emotional_weight: 0.0,
        weight: 1.0,
        abuse_weight: 0.0,
    }
}

/// The parked protocol: half an hour every so many weeks.
pub fn parked(every_weeks: f64, exit_after_weeks: f64, relapse: f64, relapse_to: usize) -> Level {
    Level {
        name: "parked".to_owned(),
        kind: LevelKind::CheckIn {
            contact_hours: 0.5,
            every_weeks,
            exit_after_weeks,
            relapse_probability: relapse,
            relapse_to,
            exit_to: None,
            admin_hours: 0.0,
        },
        emotional_weight: 0.0,
        weight: 1.0,
        abuse_weight: 0.0,
    }
}

fn stay_of(length: Distribution, next: Vec<f64>) -> Stay {
    let exit = 1.0 - next.iter().sum::<f64>();
    Stay {
        length,
        next,
        exits: vec![],
        exit,
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
        cross_referral: None,
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

/// A dated value from `(week, value)` steps.
pub fn dated<T>(steps: Vec<(f64, T)>) -> Dated<T> {
    Dated::new(steps).expect("steps in order from week 0")
}

/// One worker who never leaves, the given levels, nobody there yet, no referrals, no limits, no loops; all begins fresh.
pub fn plain(levels: Vec<Level>) -> Scenario {
    let none = vec![0; levels.len()];
    Scenario {
        name: "plain".to_owned(),
        question: None,
        run: Run {
            start: chrono::NaiveDate::from_ymd_opt(2026, 1, 5).expect("a date"),
            horizon_weeks: 52,
            warm_up_weeks: 0,
            steps_per_week: 1,
            replications: 1,
            seed: 20_260_105,
        },
        levels,
        exits: vec![],
        referrals: vec![],
        initial: Initial {
            clients: none.clone(),
            waiting: none,
            vacancies: vec![0],
            ages: Ages::Fresh,
        },
        safe_load: None,
        week: Week {
            full_time_hours: 40.0,
            fixed_hours: [0.0; Part::COUNT],
            supervision_hours: 0.0,
            admin_share: 0.0,
            overtime_max: 0.0,
            squeeze: vec![
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
            ],
            floors: [0.0; Part::COUNT],
        },
        travel: None,
        posts: vec![posts("worker", 1)],
        roster: vec![],
        staff: None,
        hiring: None,
        shocks: vec![],
        support: vec![],
        teams: vec![],
        changes: vec![],
        programmes: vec![],
        traits: None,
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

/// The same with one level whose clients ask for nothing: for tests of staff alone.
pub fn without_clients() -> Scenario {
    plain(vec![one_to_one("any", 0.0, never(), vec![0.0])])
}

pub fn staff(tenure: Distribution, notice_weeks: f64) -> Staff {
    Staff {
        tenure,
        notice_weeks,
        planned_leave_weeks_per_year: 0.0,
        sick_leave: None,
        first_year_quits: None,
    }
}

/// Hiring without approval, freezes or induction.
pub fn hiring(time_to_fill: Distribution) -> Hiring {
    Hiring {
        time_to_fill,
        approval: None,
        freeze: vec![],
        ahead: 0,
        starts: vec![],
        induction_weeks: 0.0,
        start_share: 1.0,
        hours_per_vacancy: 0.0,
        hours_per_starter: 0.0,
        agency: None,
    }
}

pub fn safe_load(per_level: Vec<Option<f64>>, total: Option<f64>) -> SafeLoad {
    SafeLoad {
        limits: Dated::constant(Limits {
            row: None,
            per_level,
            total,
            points: None,
        }),
        breach_when: vec![BreachKind::OneToOne, BreachKind::Total],
        contact_share: 0.5,
        tolerance: 0.25,
        scale: false,
        scale_dampening: 0.0,
        absolute: None,
    }
}

/// Eight posts and about 140 clients on three levels and the parked protocol, with turnover, sickness, hiring and every loop.
pub fn eight_posts() -> Scenario {
    let mut scenario = plain(vec![
        one_to_one("high", 2.5, exponential(8.0), vec![0.0, 0.8, 0.0, 0.0]),
        one_to_one("medium", 0.6, exponential(16.0), vec![0.1, 0.0, 0.6, 0.3]),
        group("group", exponential(24.0), vec![0.0, 0.2, 0.0, 0.8]),
        parked(6.0, 24.0, 0.05, 1),
    ]);
    for (level, weight) in scenario.levels.iter_mut().zip([1.0, 0.3, 0.2, 0.1]) {
        level.emotional_weight = weight;
    }
    scenario.referrals = vec![stream("door", 2.0, vec![0.45, 0.35, 0.2, 0.0])];
    scenario.initial.clients = vec![10, 30, 45, 50];
    scenario.initial.ages = Ages::Stationary;
    scenario.safe_load = Some(safe_load(
        vec![Some(3.0), Some(6.0), None, None],
        Some(30.0),
    ));
    scenario.posts = vec![posts("worker", 8)];
    scenario.week.full_time_hours = 20.0;
    scenario.week.fixed_hours[Part::Wellbeing as usize] = 2.5;
    scenario.week.fixed_hours[Part::Relationships as usize] = 1.0;
    scenario.week.admin_share = 0.5;
    scenario.week.overtime_max = 0.1;
    scenario.week.floors[Part::ClientAdmin as usize] = 0.3;
    scenario.staff = Some(Staff {
        planned_leave_weeks_per_year: 5.0,
        sick_leave: Some(SickLeave {
            spells_per_year: 2.0,
            length: Distribution::Gamma { mean: 0.8, sd: 1.0 },
        }),
        ..staff(exponential(156.0), 4.0)
    });
    scenario.hiring = Some(Hiring {
        induction_weeks: 12.0,
        start_share: 0.25,
        hours_per_vacancy: 4.0,
        hours_per_starter: 4.0,
        ..hiring(Distribution::Lognormal {
            mean: 12.0,
            sd: 6.0,
        })
    });
    scenario.allocation.sharing = 0.5;
    scenario.loops = all_loops(1.0);
    scenario
}

pub fn strain() -> Strain {
    Strain {
        reference: 0.2,
        rise_weeks: 13.0,
        recover_weeks: 26.0,
        w_overtime: 0.3,
        w_wellbeing: 0.5,
        w_emotional: 0.2,
        emotional_norm_hours: 15.0,
        sensitivity: 1.0,
        w_abuse: 0.0,
        supervision_restores: 0.0,
        supervision_full_hours: 1.0,
    }
}

/// Every loop at one strength.
pub fn all_loops(strength: f64) -> Loops {
    let slowing = Slowing {
        strength,
        slowest: 0.4,
    };
    Loops {
        strain: Some(strain()),
        burnout: Some(Burnout {
            strength,
            quits_at_full: 1.57,
        }),
        absence: Some(Absence {
            strength,
            absence_at_full: 1.5,
        }),
        overload: Some(Overload {
            strength,
            sensitivity: 1.0,
            max_speed: 20.0,
        }),
        hiring: Some(slowing.clone()),
        onboarding: Some(slowing),
        records: Some(Records {
            strength,
            interest_per_week: 0.03,
            fade_weeks: 52.0,
        }),
        care: Some(Care {
            strength,
            slowest: 0.3,
            worse_per_week: 0.03,
        }),
        presence: Some(Presence {
            strength,
            quits_at_none: 2.0,
        }),
        disengagement: None,
    }
}

/// An empty record of a scenario's shape.
pub fn record_for(scenario: &Scenario) -> Record {
    Record::of(scenario)
}

/// Plays one replication with loops as given.
pub fn one(scenario: &Scenario, replication: u64) -> Record {
    let mut record = record_for(scenario);
    play(
        &Service::new(scenario),
        LoopsCut::AsGiven,
        replication,
        &mut Stage::new(),
        &mut record,
    )
    .expect("the scenario can be played");
    record
}

/// Plays replications 0 to `replications` and returns what `observe` reads from each, in order.
pub fn each<const N: usize>(
    scenario: &Scenario,
    replications: u64,
    observe: impl Fn(&Record) -> [f64; N] + Sync,
) -> Vec<[f64; N]> {
    const THREADS: u64 = 2;
    let service = Service::new(scenario);
    let share = replications.div_ceil(THREADS);
    std::thread::scope(|scope| {
        let parts: Vec<_> = (0..THREADS)
            .map(|thread| {
                let (service, observe) = (&service, &observe);
                scope.spawn(move || {
                    let mut stage = Stage::new();
                    let mut record = record_for(scenario);
                    (thread * share..((thread + 1) * share).min(replications))
                        .map(|replication| {
                            play(
                                service,
                                LoopsCut::AsGiven,
                                replication,
                                &mut stage,
                                &mut record,
                            )
                            .expect("the scenario can be played");
                            observe(&record)
                        })
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        parts
            .into_iter()
            .flat_map(|part| part.join().expect("a replication does not panic"))
            .collect()
    })
}

/// Clients of a level at the end of a week.
pub fn clients_at(record: &Record, week: usize, level: usize) -> f64 {
    record.row(week)[RAW_FIXED + level]
}

/// Sum of a raw column over all observed weeks.
pub fn total(record: &Record, raw: Raw) -> f64 {
    record.total(0..record.weeks(), raw as usize)
}

/// Mean of a raw column over all observed weeks.
pub fn average(record: &Record, raw: Raw) -> f64 {
    total(record, raw) / record.weeks() as f64
}

/// A mean over replications with its own standard error.
#[derive(Debug, Clone, Copy)]
pub struct Estimate {
    pub mean: f64,
    pub error: f64,
}

pub fn estimate(values: impl Iterator<Item = f64> + Clone) -> Estimate {
    let count = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / count;
    let squares: f64 = values.map(|value| (value - mean) * (value - mean)).sum();
    Estimate {
        mean,
        error: (squares / (count - 1.0) / count).sqrt(),
    }
}

/// The estimate of one column of what [`each`] returned.
pub fn column<const N: usize>(values: &[[f64; N]], at: usize) -> Estimate {
    estimate(values.iter().map(|row| row[at]))
}

/// Asserts |z| < 4.
#[track_caller]
pub fn agrees(what: &str, theory: f64, found: Estimate) {
    agrees_within(what, theory, found, 0.0);
}

/// Asserts that a simulated mean lies within `bound` (a stated error of discretisation) and 4 standard errors of theory.
#[track_caller]
pub fn agrees_within(what: &str, theory: f64, found: Estimate, bound: f64) {
    // Rounding of sums, where every replication gives the same value.
    let rounding = 1e-9 * (1.0 + theory.abs());
    let z = (found.mean - theory) / found.error;
    assert!(
        (found.mean - theory).abs() <= bound + 4.0 * found.error + rounding,
        "{what}: theory {theory:.6}, simulated {:.6}, standard error {:.6}, z {z:.2}, discretisation bound {bound:.6}",
        found.mean,
        found.error
    );
}

/// Asserts that independent counts are Poisson in mean and variance: `column` of `values` against `mean`.
#[track_caller]
pub fn is_poisson<const N: usize>(what: &str, mean: f64, values: &[[f64; N]], at: usize) {
    agrees(&format!("{what}: mean"), mean, column(values, at));
    has_variance(what, mean, mean, values, at);
}

/// Asserts the variance about a known mean.
#[track_caller]
pub fn has_variance<const N: usize>(
    what: &str,
    mean: f64,
    variance: f64,
    values: &[[f64; N]],
    at: usize,
) {
    let squares = values.iter().map(|row| (row[at] - mean).powi(2));
    agrees(&format!("{what}: variance"), variance, estimate(squares));
}

/// Asserts a deterministic value to rounding.
#[track_caller]
pub fn equals(what: &str, expected: f64, found: f64) {
    assert!(
        (found - expected).abs() <= 1e-9 * (1.0 + expected.abs()),
        "{what}: expected {expected}, found {found}"
    );
}

/// Integral by Simpson's rule over many panels.
pub fn integral(from: f64, to: f64, value: impl Fn(f64) -> f64) -> f64 {
    plimsoll::stats::integral::simpson(from, to, 4_000, value)
}
