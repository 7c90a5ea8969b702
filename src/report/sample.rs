//! Made-up results for looking at the report without an engine: deterministic, plausible, and with the awkward cases.

mod compared;
mod moved;
mod service;
mod values;

pub(super) use compared::{Compared, compared};
pub(super) use moved::{looked_at, plain_words, provenance, sensitivity, swept};

use service::{level, scenario, stay};
use values::{
    chance, groups, need_by_year, outcomes, register, spread, state_share, steady, weekly,
    weeks_by_state,
};

use super::ReportInput;
use crate::experiment::results::*;
use crate::model::metric::registry;
use crate::model::regime::State;
use crate::model::steady::Steady;
use crate::output::Provenance;
use crate::scenario::register::Register;
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
