//! Made-up results for looking at the report without an engine: deterministic, plausible, and with the awkward cases.

mod compared;
mod moved;

pub(super) use compared::{Compared, compared};
pub(super) use moved::{looked_at, plain_words, provenance, sensitivity, swept};

use super::ReportInput;
use crate::experiment::results::*;
use crate::model::metric::{Formula, Metric, registry};
use crate::model::regime::State;
use crate::model::steady::Steady;
use crate::output::Provenance;
use crate::random::distribution::Distribution;
use crate::scenario::register::{Register, RegisterEntry, Standing};
use crate::scenario::*;
use crate::units::Dated;

/// Owned parts of a [`ReportInput`].
pub(super) struct Sample {
    pub results: Results,
    pub steady: Steady,
    pub register: Register,
    pub provenance: Provenance,
}

impl Sample {
    pub fn input(&self) -> ReportInput<'_> {
        ReportInput {
            results: &self.results,
            steady: &self.steady,
            register: &self.register,
            provenance: &self.provenance,
            middles: &[],
            worth: None,
        }
    }
}

/// All samples, by the case they stand for.
pub(super) fn all() -> Vec<(&'static str, Sample)> {
    vec![
        ("five-years", five_years()),
        ("no-safe-load", no_safe_load()),
        ("thirty-weeks", thirty_weeks()),
        ("no-twin", no_twin()),
        ("crowded", crowded()),
        ("one-future", one_future()),
    ]
}

/// A pseudo-random number in [0, 1) from two counters.
fn noise(stream: u64, at: u64) -> f64 {
    let mut word =
        stream.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ at.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word ^= word >> 31;
    word = word.wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^= word >> 29;
    (word >> 11) as f64 / (1u64 << 53) as f64
}

fn spread(centre: f64, width: f64, floor: f64, replications: u64) -> Spread {
    let z = [-1.645, -1.282, -0.674, 0.0, 0.674, 1.282, 1.645];
    if replications == 0 || !centre.is_finite() {
        return Spread {
            replications: 0,
            mean: f64::NAN,
            sd: f64::NAN,
            quantiles: [f64::NAN; 7],
        };
    }
    Spread {
        replications,
        mean: centre.max(floor),
        sd: width,
        quantiles: z.map(|z| (centre + z * width).max(floor)),
    }
}

fn chance(value: f64, replications: u64) -> Estimate {
    let half =
        1.96 * (value * (1.0 - value) / replications as f64).sqrt() + 1.0 / replications as f64;
    Estimate {
        value,
        low: (value - half).max(0.0),
        high: (value + half).min(1.0),
        replications,
    }
}

fn level(name: &str, kind: LevelKind) -> Level {
    Level {
        name: name.to_owned(),
        kind,
        emotional_weight: 0.5,
        weight: 1.0,
        abuse_weight: 0.0,
    }
}

fn stay(mean: f64, next: Vec<f64>, exit: f64) -> Stay {
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

fn scenario() -> Scenario {
    let mut fixed_hours = [0.0; Part::COUNT];
    fixed_hours[Part::Wellbeing as usize] = 5.0;
    fixed_hours[Part::Relationships as usize] = 2.0;
    Scenario {
        name: "Two peer workers across a wide region".to_owned(),
        question: Some(
            "Can two full-time peer workers keep about eighty clients safe for five years?"
                .to_owned(),
        ),
        run: Run {
            start: chrono::NaiveDate::from_ymd_opt(2026, 1, 5).unwrap(),
            horizon_weeks: 260,
            warm_up_weeks: 0,
            steps_per_week: 1,
            replications: 2000,
            seed: 20_260_105,
        },
        levels: levels(),
        exits: vec![],
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
        travel: None,
        posts: vec![Posts {
            role: "peer worker".to_owned(),
            count: Dated::new(vec![(0.0, 2), (104.0, 3)]).unwrap(),
            eft: 1.0,
            annual_cost: 78_000.0,
            close: Close::Attrition,
        }],
        roster: Vec::new(),
        staff: Some(Staff {
            tenure: Distribution::Exponential { mean: 156.0 },
            notice_weeks: 4.0,
            planned_leave_weeks_per_year: 5.0,
            sick_leave: None,
            first_year_quits: None,
        }),
        support: Vec::new(),
        teams: Vec::new(),
        traits: None,
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
        shocks: Vec::new(),
        changes: Vec::new(),
        programmes: Vec::new(),
        allocation: Allocation {
            ownership: Ownership::Individual,
            admission: Admission::Open,
            rebalance: 0.0,
            sharing: 0.5,
            left_behind: LeftBehind::Reassign,
            triage: Triage::Level,
            monitoring_hours: 0.0,
            match_starters: false,
            patience: None,
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

/// The share of futures in each state in a week, in the order of [`State::ALL`].
fn state_shares(week: usize) -> [f64; 5] {
    let t = week as f64 / 260.0;
    let vicious = 0.25 * (1.0 - (-4.0 * t).exp()) + 0.01 * noise(1, week as u64);
    let overloaded = 0.06 * t;
    let rationed = if week > 100 { 0.03 } else { 0.0 };
    let strained = 0.3 - 0.1 * t;
    [
        vicious,
        overloaded,
        rationed,
        strained,
        1.0 - vicious - overloaded - rationed - strained,
    ]
}

/// Centre, width and floor of a metric's spread over futures in a week.
fn shape(metric: &Metric, week: usize) -> (f64, f64, f64) {
    let t = week as f64 / 260.0;
    let wobble = (noise(7, week as u64) - 0.5) * 0.05;
    let hired = if week >= 116 { 1.0 } else { 0.0 };
    match metric.name.as_str() {
        "clients.high" => (6.0 + 3.5 * t + wobble * 10.0, 2.6, 0.0),
        "clients.medium" => (15.0 + 3.0 * t, 3.9, 0.0),
        "clients.group" => (27.0 + 4.0 * t, 5.2, 0.0),
        "clients.parked" => (32.0 - 4.0 * t, 5.0, 0.0),
        "clients.active" => (48.0 + 10.0 * t, 7.0, 0.0),
        "clients.all" => (80.0 + 6.5 * t, 9.0, 0.0),
        "waiting" => (2.0 + 3.0 * t - 2.0 * hired, 1.8, 0.0),
        "posts.funded" => (2.0 + if week >= 104 { 1.0 } else { 0.0 }, 0.0, 0.0),
        "posts.filled" => (1.85 + hired, 0.3, 0.0),
        "eft_effective" => (1.74 + 0.95 * hired + wobble, 0.25, 0.0),
        "eft_present" => (1.55 + 0.9 * hired, 0.25, 0.0),
        "eft_need" | "eft_need.unscaled" | "eft_need.demand" => (
            if week < 78 {
                4.0
            } else if week < 234 {
                3.2
            } else {
                2.1
            } + wobble * 4.0,
            0.42,
            0.0,
        ),
        "eft_need.hours" => (2.2 + 0.2 * t, 0.3, 0.0),
        "eft_gap" => (1.2 - hired, 0.5, -9.0),
        "vacancy_share" => (0.09, 0.1, 0.0),
        "pressure" => (1.02 + 0.1 * t - 0.1 * hired, 0.16, 0.0),
        "breach.any" => (0.86 - 0.4 * t + wobble, 0.4, 0.0),
        "breach.share" => (0.62 - 0.42 * t + wobble, 0.4, 0.0),
        "breach.one_to_one.share" => (0.58 - 0.4 * t + wobble, 0.4, 0.0),
        "breach.total.share" => (0.41 - 0.3 * t - wobble, 0.4, 0.0),
        "breach.contact.share" => (0.22 - 0.05 * t + wobble, 0.4, 0.0),
        "breach.hours.share" => (0.25 - 0.08 * t - wobble, 0.4, 0.0),
        "breach.one_to_one.any"
        | "breach.total.any"
        | "breach.contact.any"
        | "breach.hours.any" => (0.5, 0.4, 0.0),
        "strain" => (0.24 + 0.1 * t, 0.12, 0.0),
        "leavers" => (0.65, 0.7, 0.0),
        "turnover_per_year" => (0.36, 0.3, 0.0),
        "cost" => (156_234.0 + 70_000.0 * hired, 9000.0, 0.0),
        "contact_delivered_share" => (0.97, 0.02, 0.0),
        _ => (1.0 + wobble, 0.3, 0.0),
    }
}

fn weekly(metrics: &[Metric], weeks: usize, futures: u64) -> Vec<Vec<Spread>> {
    let one = |metric: &Metric, week: usize| match metric.formula {
        Formula::State(position) => spread(state_shares(week)[position], 0.4, 0.0, futures),
        _ => {
            let (centre, width, floor) = shape(metric, week);
            let share = metric.unit == "share";
            let mut it = spread(centre, width, floor, futures);
            if share {
                it.quantiles = it.quantiles.map(|value| value.min(1.0));
            }
            it
        }
    };
    metrics
        .iter()
        .map(|metric| (0..weeks).map(|week| one(metric, week)).collect())
        .collect()
}

fn outcome(name: &str, kind: OutcomeKind, estimate: Estimate) -> OutcomeEstimate {
    OutcomeEstimate {
        name: name.to_owned(),
        label: name.replace('_', " "),
        meaning: String::new(),
        unit: String::new(),
        kind,
        estimate,
        quantiles: Vec::new(),
    }
}

fn outcomes(futures: u64) -> Vec<OutcomeEstimate> {
    let yes =
        |name: &str, value: f64| outcome(name, OutcomeKind::Probability, chance(value, futures));
    let mean = |name: &str, value: f64| {
        outcome(
            name,
            OutcomeKind::Mean,
            Estimate {
                value,
                low: value * 0.96,
                high: value * 1.04,
                replications: futures,
            },
        )
    };
    vec![
        yes("unsafe_year", 0.382),
        yes("unsafe_year_by_loops", 0.243),
        yes("twin_unsafe_year", 0.139),
        yes("any_breach", 0.996),
        yes("long_breach", 0.61),
        yes("ever_vicious", 0.274),
        yes("ever_overstretched", 0.33),
        yes("twin_ever_overstretched", 0.08),
        yes("recovered", 0.21),
        mean("breach_worker_weeks_per_year", 18.3),
        mean("twin_breach_worker_weeks_per_year", 9.1),
        mean("leavers_count", 4.4),
        mean("twin_leavers_count", 3.3),
        mean("vacancy_share", 0.09),
        mean("cost", 980_000.0),
        mean("waiting_mean", 3.2),
        mean("waiting_end", 5.6),
        mean("waited_weeks_mean", 7.1),
        mean("gave_up_count", 12.2),
        mean("referrals_count", 338.0),
        mean("eft_need_mean", 3.2),
        mean("handovers_count", 96.0),
    ]
}

fn need_by_year(years: usize, futures: u64, more: f64) -> Vec<YearNeed> {
    (0..years)
        .map(|year| {
            let centre = [4.4, 4.0, 3.6, 3.6, 3.3][year.min(4)] + more;
            let share = |eft: f64| 1.0 / (1.0 + (-(eft - centre) * 6.0).exp());
            let coverage = (0..40)
                .map(|step| f64::from(step) * 0.25)
                .map(|eft| (eft, share(eft)))
                .filter(|(_, share)| *share > 0.0005);
            let coverage = coverage
                .map(|(eft, share)| (eft, if share > 0.9995 { 1.0 } else { share }))
                .take_while({
                    let mut full = false;
                    move |(_, share)| {
                        let keep = !full;
                        full = *share >= 1.0;
                        keep
                    }
                })
                .collect();
            let at = |p: f64| (p, centre + (p / (1.0 - p)).ln() / 6.0);
            YearNeed {
                year: year + 1,
                coverage,
                needed_for: [at(0.5), at(0.8), at(0.95)],
                replications: futures,
            }
        })
        .collect()
}

fn state_share(shift: f64, futures: u64) -> StateShares {
    let moved = shift * -2.0;
    StateShares {
        shift,
        ever_vicious: Some(chance(0.274 + moved, futures)),
        ever_overstretched: chance(0.33 + moved, futures),
        weeks_share: [
            Some(0.17 + moved),
            Some(0.03),
            Some(0.01),
            Some(0.25),
            Some(0.54 - moved),
        ],
        recovered: Some(chance(0.21, (futures as f64 * 0.274) as u64 + 1)),
        median_first_week: Some(88.0),
        ended_share: [
            Some(0.24 + moved),
            Some(0.05),
            Some(0.02),
            Some(0.2),
            Some(0.49 - moved),
        ],
        ended_vicious: Some(chance(0.24 + moved, futures)),
    }
}

fn groups(weeks: usize, futures: u64) -> Vec<GroupSeries> {
    let group = |state: State, share: f64, bad: f64| {
        let series = |base: f64, rise: f64, width: f64| {
            (0..weeks)
                .map(|week| {
                    spread(
                        base + bad * rise * (week as f64 / 260.0).sqrt(),
                        width,
                        0.0,
                        (futures as f64 * share) as u64,
                    )
                })
                .collect()
        };
        GroupSeries {
            state,
            replications: (futures as f64 * share) as u64,
            series: vec![
                series(0.92, 0.55, 0.12),
                series(0.08, 0.2, 0.07),
                series(0.2, 0.45, 0.06),
            ],
        }
    };
    vec![
        group(State::Vicious, 0.25, 1.0),
        group(State::Overloaded, 0.05, 0.7),
        group(State::Strained, 0.2, 0.3),
        group(State::Virtuous, 0.5, -0.1),
    ]
}

fn weeks_by_state() -> Vec<WeekByState> {
    let week = |state,
                weeks,
                delivered_hours: [f64; 12],
                overtime_hours,
                demanded_hours,
                available_hours| WeekByState {
        state,
        weeks,
        delivered_hours,
        overtime_hours,
        demanded_hours,
        available_hours,
    };
    vec![
        week(
            State::Vicious,
            88_000,
            [17.9, 3.1, 0.6, 4.4, 1.1, 0.2, 0.0, 0.7, 0.6, 0.0, 3.9, 0.9],
            3.0,
            45.2,
            31.4,
        ),
        week(
            State::Strained,
            120_000,
            [18.3, 3.0, 0.4, 8.1, 1.4, 1.1, 0.0, 0.9, 1.0, 0.0, 1.2, 3.0],
            1.6,
            39.8,
            35.0,
        ),
        week(
            State::Virtuous,
            290_000,
            [16.8, 2.7, 0.3, 8.4, 1.5, 1.9, 0.0, 0.4, 0.5, 0.0, 0.4, 4.8],
            0.2,
            37.9,
            36.6,
        ),
    ]
}

fn steady() -> Steady {
    let mut client_hours = [0.0; Part::COUNT];
    client_hours[Part::Contact as usize] = 35.0;
    client_hours[Part::ClientAdmin as usize] = 17.5;
    Steady {
        referrals_per_week: 1.3,
        clients: Some(vec![8.1, 16.4, 28.8, 29.9]),
        exits_per_week: None,
        eft_safe_load: Some(2.73),
        eft_safe_load_unscaled: Some(2.73),
        binding_limit: Some("medium".to_owned()),
        client_hours,
        fixed_hours: 7.0,
        attendance: 0.87,
        hours_per_eft: 28.7,
        eft_wisn: Some(2.1),
        vacancy_share: Some(0.07),
        first_week_pressure: Some(0.97),
    }
}

fn register() -> Register {
    let entry =
        |path: &str, value: &str, standing, source: Option<&str>, uncertain: Option<&str>| {
            RegisterEntry {
                path: path.to_owned(),
                value: value.to_owned(),
                standing,
                source: source.map(str::to_owned),
                uncertain: uncertain.map(str::to_owned),
            }
        };
    Register {
        entries: vec![
            entry(
                "level.high.contact_hours",
                "2.5",
                Standing::Sourced,
                Some("Guidance for Working Well, typical week"),
                None,
            ),
            entry(
                "hiring.time_to_fill",
                "lognormal, mean 12, sd 6",
                Standing::Assumed,
                Some(
                    "assumption: two to three months, as a county reported before it redesigned its process",
                ),
                None,
            ),
            entry(
                "loops.burnout.quits_at_full",
                "1.57",
                Standing::Sourced,
                Some("Willard-Grace 2019, Ann Fam Med 17:36"),
                Some("triangular, from 1 to 2.4, most likely 1.57"),
            ),
            entry(
                "referrals.self and agency.per_week",
                "1.3",
                Standing::Unsourced,
                None,
                None,
            ),
            entry("run.steps_per_week", "1", Standing::Default, None, None),
        ],
    }
}

fn sample(scenario: Scenario, futures: u64) -> Sample {
    let weeks = scenario.run.horizon_weeks;
    let years = weeks / 52;
    let metrics = registry(&scenario);
    let weekly = weekly(&metrics, weeks, futures);
    let yearly = weekly
        .iter()
        .map(|series| (0..years).map(|year| series[year * 52 + 26]).collect())
        .collect();
    let unsafe_years = [0.31, 0.24, 0.11, 0.06, 0.02];
    let results = Results {
        sites: Vec::new(),
        plan: "as written".to_owned(),
        cut: Vec::new(),
        asked: futures,
        completed: futures,
        failures: Vec::new(),
        twin: true,
        weekly,
        yearly,
        financial: Vec::new(),
        outcomes: outcomes(futures),
        unsafe_by_year: (0..years)
            .map(|year| chance(unsafe_years[year % 5], futures))
            .collect(),
        unsafe_by_year_twin: (0..years)
            .map(|year| chance(unsafe_years[year % 5] * 0.35, futures))
            .collect(),
        need_by_year: need_by_year(years, futures, 0.0),
        need_by_year_twin: need_by_year(years, futures, -0.6),
        need_by_year_waiting: need_by_year(years, futures, 0.4),
        no_long_breach: (0..weeks)
            .map(|week| chance((-(week.saturating_sub(12) as f64) / 270.0).exp(), futures))
            .collect(),
        states: [0.0, -0.05, 0.05].map(|shift| state_share(shift, futures)),
        groups: groups(weeks, futures),
        weeks_by_state: weeks_by_state(),
        middles: Vec::new(),
        metrics,
        scenario,
        precision: None,
    };
    let provenance = Provenance {
        version: "0.1.0",
        scenario: "scenarios/emergent-wide.toml".to_owned(),
        plan: "as written".to_owned(),
        set: Vec::new(),
        cut: Vec::new(),
        scenario_digest: "sha256:3f7a90c1d2e4b5a697887766554433221100ffeeddccbbaa99887766554433ab"
            .to_owned(),
        seed: 20_260_105,
        replications: futures,
        command: "plimsoll run scenarios/emergent-wide.toml --replications 2000".to_owned(),
        generator: "Philox4x64-10",
    };
    Sample {
        results,
        steady: steady(),
        register: register(),
        provenance,
    }
}

pub(super) fn five_years() -> Sample {
    let mut sample = sample(scenario(), 2000);
    sample.results.failures = vec![Failure {
        replication: 17,
        week: Some(93),
        what: "a delivered share was not a number".to_owned(),
    }];
    sample.results.asked = 2001;
    sample
}

/// No limits: nothing is judged by caseload, so everything that rests on it is undefined.
pub(super) fn no_safe_load() -> Sample {
    let mut scenario = scenario();
    scenario.safe_load = None;
    let mut sample = sample(scenario, 2000);
    let results = &mut sample.results;
    let undefined = [
        "eft_need",
        "eft_need.unscaled",
        "eft_need.demand",
        "eft_gap",
        "eft_gap.funded",
        "eft_gap.filled",
        "breach.any",
        "breach.share",
        "breach.one_to_one.any",
        "breach.one_to_one.share",
        "breach.total.any",
        "breach.total.share",
    ];
    for name in undefined {
        let at = results.metric(name).unwrap();
        for series in [&mut results.weekly[at], &mut results.yearly[at]] {
            series
                .iter_mut()
                .for_each(|it| *it = spread(f64::NAN, 0.0, 0.0, 0));
        }
    }
    results.unsafe_by_year.clear();
    results.unsafe_by_year_twin.clear();
    results.need_by_year.clear();
    results.need_by_year_twin.clear();
    results.need_by_year_waiting.clear();
    results.no_long_breach.clear();
    results.outcomes.retain(|it| {
        !it.name.contains("unsafe") && !it.name.contains("breach") && !it.name.contains("need")
    });
    sample.steady.eft_safe_load = None;
    sample.steady.eft_safe_load_unscaled = None;
    sample.steady.binding_limit = None;
    sample
}

pub(super) fn thirty_weeks() -> Sample {
    let mut scenario = scenario();
    scenario.run.horizon_weeks = 30;
    scenario.posts[0].annual_cost = 0.0;
    let mut sample = sample(scenario, 60);
    let results = &mut sample.results;
    for name in ["unsafe_year", "unsafe_year_by_loops", "twin_unsafe_year"] {
        results
            .outcomes
            .iter_mut()
            .filter(|it| it.name == name)
            .for_each(|it| {
                it.estimate = Estimate {
                    value: f64::NAN,
                    low: f64::NAN,
                    high: f64::NAN,
                    replications: 0,
                }
            });
    }
    let waiting = results.metric("waiting").unwrap();
    results.weekly[waiting]
        .iter_mut()
        .for_each(|it| *it = spread(0.0, 0.0, 0.0, 60));
    for states in &mut results.states {
        states.ever_vicious = Some(chance(0.0, 60));
        states.ended_vicious = Some(chance(0.0, 60));
        states.recovered = None;
        states.median_first_week = None;
    }
    results.groups.retain(|it| it.state != State::Vicious);
    results
        .weeks_by_state
        .retain(|it| it.state == State::Strained);
    sample
}

pub(super) fn no_twin() -> Sample {
    let mut sample = sample(scenario(), 2000);
    let results = &mut sample.results;
    results.twin = false;
    results.unsafe_by_year_twin.clear();
    results.need_by_year_twin.clear();
    results.outcomes.retain(|it| {
        !it.name.contains("twin") && !it.name.contains("loops") && it.name != "ever_vicious"
    });
    for states in &mut results.states {
        states.ever_vicious = None;
        states.ended_vicious = None;
        states.recovered = None;
        states.median_first_week = None;
        states.weeks_share[0] = None;
        states.weeks_share[1] = None;
    }
    for name in ["regime.vicious", "regime.overloaded"] {
        let at = results.metric(name).unwrap();
        results.weekly[at]
            .iter_mut()
            .for_each(|it| *it = spread(f64::NAN, 0.0, 0.0, 0));
    }
    results
        .groups
        .retain(|it| it.state != State::Vicious && it.state != State::Overloaded);
    results
        .weeks_by_state
        .retain(|it| it.state != State::Vicious);
    sample
}

/// Eight levels, long names, many dated changes, large numbers, names that are markup.
pub(super) fn crowded() -> Sample {
    let mut scenario = scenario();
    scenario.name = "Facilitators & <b>responders</b> of a supported-living agency with a very long name indeed".to_owned();
    scenario.levels = (1..=8)
        .map(|at| {
            level(
                &format!("intensive wrap-around support, band {at} <of eight>"),
                LevelKind::OneToOne {
                    contact_hours: 1.0,
                    session_hours: 1.0,
                    admin_hours: 0.0,
                    stay: stay(10.0, vec![0.0; 8], 1.0),
                },
            )
        })
        .collect();
    let posts = |role: &str, steps: Vec<(f64, u64)>| Posts {
        role: role.to_owned(),
        count: Dated::new(steps).unwrap(),
        eft: 0.8,
        annual_cost: 91_000.0,
        close: Close::Attrition,
    };
    scenario.posts = vec![
        posts(
            "client-care responder on call",
            vec![(0.0, 900), (50.0, 950), (60.0, 1000), (70.0, 990)],
        ),
        posts("facilitator", vec![(0.0, 2000), (52.0, 2200)]),
    ];
    let limits = |total: f64| Limits {
        row: None,
        per_level: vec![Some(3.0); 8],
        points: None,
        total: Some(total),
    };
    if let Some(safe_load) = &mut scenario.safe_load {
        safe_load.limits = Dated::new(vec![(0.0, limits(20.0)), (55.0, limits(24.0))]).unwrap();
    }
    let mut sample = sample(scenario, 2000);
    let scaled = |name: &str| {
        name.starts_with("clients.") || name.starts_with("eft") || name.starts_with("posts")
    };
    let results = &mut sample.results;
    for (metric, series) in results.metrics.iter().zip(&mut results.weekly) {
        if scaled(&metric.name) {
            series
                .iter_mut()
                .for_each(|it| it.quantiles = it.quantiles.map(|value| value * 900.0));
        }
    }
    let waiting = &mut results.need_by_year_waiting;
    for year in results.need_by_year.iter_mut().chain(waiting) {
        year.coverage
            .iter_mut()
            .for_each(|it| it.0 = (it.0 * 900.0 * 4.0).round() / 4.0);
        year.needed_for.iter_mut().for_each(|it| it.1 *= 900.0);
    }
    sample.steady.clients = Some(vec![900.0; 8]);
    sample
}

/// One future over one year: no spread, no interval.
pub(super) fn one_future() -> Sample {
    let mut scenario = scenario();
    scenario.run.horizon_weeks = 52;
    let mut sample = sample(scenario, 1);
    for series in &mut sample.results.weekly {
        for it in series.iter_mut() {
            it.quantiles = [it.mean; 7];
            it.sd = f64::NAN;
        }
    }
    sample.results.outcomes.iter_mut().for_each(|it| {
        if it.kind == OutcomeKind::Probability {
            it.estimate.value = it.estimate.value.round();
        }
    });
    sample
}
