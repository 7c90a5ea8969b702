//! Made-up numbers of a run: plausible, in every table that a run has, and the same every time.

use crate::experiment::results::*;
use crate::model::metric::{Formula, Metric};
use crate::model::regime::State;
use crate::model::steady::Steady;
use crate::scenario::Part;
use crate::scenario::register::{Register, RegisterEntry, Standing};

/// A pseudo-random number in [0, 1) from two counters.
fn noise(stream: u64, at: u64) -> f64 {
    let mut word =
        stream.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ at.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word ^= word >> 31;
    word = word.wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^= word >> 29;
    (word >> 11) as f64 / (1u64 << 53) as f64
}

pub fn spread(centre: f64, width: f64, floor: f64, replications: u64) -> Spread {
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

pub fn chance(value: f64, replications: u64) -> Estimate {
    let half =
        1.96 * (value * (1.0 - value) / replications as f64).sqrt() + 1.0 / replications as f64;
    Estimate {
        value,
        low: (value - half).max(0.0),
        high: (value + half).min(1.0),
        replications,
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

pub fn weekly(metrics: &[Metric], weeks: usize, futures: u64) -> Vec<Vec<Spread>> {
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

pub fn outcomes(futures: u64) -> Vec<OutcomeEstimate> {
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

pub fn need_by_year(years: usize, futures: u64, more: f64) -> Vec<YearNeed> {
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

pub fn state_share(shift: f64, futures: u64) -> StateShares {
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

pub fn groups(weeks: usize, futures: u64) -> Vec<GroupSeries> {
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

pub fn weeks_by_state() -> Vec<WeekByState> {
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

pub fn steady() -> Steady {
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

pub fn register() -> Register {
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
