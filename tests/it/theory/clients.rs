//! Clients: an open network of levels, the infinite-server queue with any stay, residual stays, the parked protocol.

use crate::support::*;
use plimsoll::random::distribution::Distribution;
use plimsoll::scenario::{Ages, Scenario};
use statrs::distribution::{ContinuousCDF, Gamma, LogNormal, Weibull};

/// Chance that a stay exceeds `t`, by statrs and not by the engine's own code.
pub fn survival(stay: &Distribution, t: f64) -> f64 {
    match *stay {
        Distribution::Exponential { mean } => (-t / mean).exp(),
        Distribution::Lognormal { mean, sd } => {
            let variance = (1.0 + (sd / mean).powi(2)).ln();
            LogNormal::new(mean.ln() - variance / 2.0, variance.sqrt())
                .expect("valid")
                .sf(t)
        }
        Distribution::Gamma { mean, sd } => Gamma::new((mean / sd).powi(2), mean / (sd * sd))
            .expect("valid")
            .sf(t),
        Distribution::Erlang { mean, stages } => {
            Gamma::new(f64::from(stages), f64::from(stages) / mean)
                .expect("valid")
                .sf(t)
        }
        Distribution::Weibull { mean, shape } => {
            let scale = mean / statrs::function::gamma::gamma(1.0 + 1.0 / shape);
            Weibull::new(shape, scale).expect("valid").sf(t)
        }
        Distribution::Fixed { value } => f64::from(u8::from(t < value)),
        Distribution::Uniform { min, max } => ((max - t) / (max - min)).clamp(0.0, 1.0),
        ref other => panic!("no theory here for {other:?}"),
    }
}

/// E[min(stay, t)] = ∫_0^t (1 - F), split where the survival function has a corner.
pub fn mean_up_to(stay: &Distribution, t: f64) -> f64 {
    let corners = match *stay {
        Distribution::Fixed { value } => return value.min(t),
        Distribution::Uniform { min, max } => vec![min, max],
        _ => vec![],
    };
    let mut from = 0.0;
    let mut sum = 0.0;
    for to in corners.into_iter().filter(|corner| *corner < t).chain([t]) {
        sum += integral(from, to, |x| survival(stay, x));
        from = to;
    }
    sum
}

/// Share still there after `t` of those found in progress: (1/m) ∫_t^∞ (1 - F).
pub fn equilibrium_survival(stay: &Distribution, t: f64) -> f64 {
    1.0 - mean_up_to(stay, t) / stay.mean()
}

fn stays() -> Vec<Distribution> {
    vec![
        Distribution::Lognormal {
            mean: 12.0,
            sd: 9.0,
        },
        fixed(10.0),
        Distribution::Gamma {
            mean: 8.0,
            sd: 10.0,
        },
        Distribution::Erlang {
            mean: 9.0,
            stages: 3,
        },
        Distribution::Weibull {
            mean: 10.0,
            shape: 0.7,
        },
        Distribution::Uniform {
            min: 2.0,
            max: 15.0,
        },
        exponential(10.0),
    ]
}

/// Three levels with a return route and two ways in.
struct Network {
    arrivals: [f64; 3],
    next: [[f64; 3]; 3],
    stay: [f64; 3],
}

const NETWORK: Network = Network {
    arrivals: [0.6, 0.9, 0.3],
    next: [[0.0, 0.7, 0.1], [0.15, 0.0, 0.5], [0.0, 0.25, 0.0]],
    stay: [6.0, 9.0, 14.0],
};

impl Network {
    fn scenario(&self) -> Scenario {
        let names = ["high", "medium", "low"];
        let mut scenario = plain(
            (0..3)
                .map(|level| {
                    one_to_one(
                        names[level],
                        1.0,
                        exponential(self.stay[level]),
                        self.next[level].to_vec(),
                    )
                })
                .collect(),
        );
        // The same arrivals in two streams with different entries: 1.0 a week and the rest.
        let first = [0.5, 0.4, 0.1];
        let rest: Vec<f64> = (0..3)
            .map(|level| self.arrivals[level] - first[level])
            .collect();
        let rate: f64 = rest.iter().sum();
        scenario.referrals = vec![
            stream("agency", 1.0, first.to_vec()),
            stream("self", rate, rest.iter().map(|part| part / rate).collect()),
        ];
        scenario
    }

    /// Flow out of each level in a state of means: d/dt n = arrivals + next' (n / stay) - n / stay.
    fn slope(&self, n: [f64; 3]) -> [f64; 3] {
        std::array::from_fn(|to| {
            let inflow: f64 = (0..3)
                .map(|from| n[from] / self.stay[from] * self.next[from][to])
                .sum();
            self.arrivals[to] + inflow - n[to] / self.stay[to]
        })
    }

    /// Means `t` weeks after an empty start, by classical Runge-Kutta.
    fn transient(&self, t: f64) -> [f64; 3] {
        let steps = 2000;
        let h = t / f64::from(steps);
        let mut n = [0.0; 3];
        let ahead = |n: [f64; 3], k: [f64; 3], h: f64| std::array::from_fn(|i| n[i] + h * k[i]);
        for _ in 0..steps {
            let k1 = self.slope(n);
            let k2 = self.slope(ahead(n, k1, h / 2.0));
            let k3 = self.slope(ahead(n, k2, h / 2.0));
            let k4 = self.slope(ahead(n, k3, h));
            n = std::array::from_fn(|i| {
                n[i] + h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i])
            });
        }
        n
    }

    /// Long-run means by the linear equations a = arrivals + next' a, n = a x stay; solved by elimination (Cramer).
    fn stationary(&self) -> [f64; 3] {
        let matrix: [[f64; 3]; 3] = std::array::from_fn(|to| {
            std::array::from_fn(|from| f64::from(u8::from(to == from)) - self.next[from][to])
        });
        let det = |m: &[[f64; 3]; 3]| {
            m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
                - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
                + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
        };
        std::array::from_fn(|level| {
            let mut with = matrix;
            (0..3).for_each(|row| with[row][level] = self.arrivals[row]);
            det(&with) / det(&matrix) * self.stay[level]
        })
    }
}

fn levels_at(record: &plimsoll::model::record::Record, week: usize) -> [f64; 3] {
    std::array::from_fn(|level| clients_at(record, week, level))
}

fn are_independent_poissons(what: &str, means: [f64; 3], counts: &[[f64; 3]]) {
    for (level, mean) in means.into_iter().enumerate() {
        is_poisson(&format!("{what}, level {level}"), mean, counts, level);
    }
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
        let products = counts
            .iter()
            .map(|row| (row[a] - means[a]) * (row[b] - means[b]));
        agrees(
            &format!("{what}, covariance {a} {b}"),
            0.0,
            estimate(products),
        );
    }
}

#[test]
fn an_open_network_of_levels_settles_to_independent_poissons_with_the_linear_equation_means() {
    let mut scenario = NETWORK.scenario();
    scenario.run.warm_up_weeks = 250;
    scenario.run.horizon_weeks = 1;
    let counts = each(&scenario, 12_000, |record| levels_at(record, 0));
    are_independent_poissons("long run", NETWORK.stationary(), &counts);
}

#[test]
fn an_open_network_that_starts_empty_is_independent_poissons_on_the_way_there() {
    let mut scenario = NETWORK.scenario();
    scenario.run.horizon_weeks = 30;
    for week in [0usize, 3, 10, 29] {
        let counts = each(&scenario, 6_000, |record| levels_at(record, week));
        let means = NETWORK.transient((week + 1) as f64);
        are_independent_poissons(&format!("{} weeks in", week + 1), means, &counts);
    }
}

#[test]
fn seven_steps_a_week_leave_the_open_network_exact() {
    let mut scenario = NETWORK.scenario();
    scenario.run.horizon_weeks = 8;
    scenario.run.steps_per_week = 7;
    let counts = each(&scenario, 6_000, |record| levels_at(record, 7));
    are_independent_poissons("by days", NETWORK.transient(8.0), &counts);
}

const READ_AT: [usize; 4] = [0, 4, 11, 59];

fn read(record: &plimsoll::model::record::Record) -> [f64; 4] {
    READ_AT.map(|week| clients_at(record, week, 0))
}

#[test]
fn infinite_servers_from_empty_hold_the_arrival_rate_times_the_mean_stay_so_far() {
    for stay in stays() {
        let mut scenario = plain(vec![one_to_one("any", 1.0, stay.clone(), vec![0.0])]);
        scenario.run.horizon_weeks = 60;
        scenario.referrals = vec![stream("door", 2.0, vec![1.0])];
        let counts = each(&scenario, 6_000, read);
        for (at, week) in READ_AT.into_iter().enumerate() {
            let mean = 2.0 * mean_up_to(&stay, (week + 1) as f64);
            is_poisson(&format!("{stay:?} at {}", week + 1), mean, &counts, at);
        }
    }
}

/// N = rate x mean stay clients at the start, with residual stays: those left are binomial, the newcomers Poisson,
/// so the mean stays N and the variance is N (1 - q²) with q the equilibrium survival: Poisson once the first are gone.
#[test]
fn infinite_servers_from_a_stationary_start_keep_their_mean_and_reach_poisson_variance() {
    for stay in stays() {
        let mean = 24.0;
        let mut scenario = plain(vec![one_to_one("any", 1.0, stay.clone(), vec![0.0])]);
        scenario.run.horizon_weeks = 60;
        scenario.initial.ages = Ages::Stationary;
        scenario.initial.clients = vec![24];
        scenario.referrals = vec![stream("door", mean / stay.mean(), vec![1.0])];
        let counts = each(&scenario, 6_000, read);
        for (at, week) in READ_AT.into_iter().enumerate() {
            let what = format!("{stay:?} at {}", week + 1);
            let left = equilibrium_survival(&stay, (week + 1) as f64);
            agrees(&what, mean, column(&counts, at));
            has_variance(&what, mean, mean * (1.0 - left * left), &counts, at);
        }
    }
}

#[test]
fn todays_clients_stay_on_by_the_equilibrium_survival_or_the_plain_one_when_fresh() {
    for stay in stays() {
        for ages in [Ages::Stationary, Ages::Fresh] {
            let mut scenario = plain(vec![one_to_one("any", 1.0, stay.clone(), vec![0.0])]);
            scenario.run.horizon_weeks = 60;
            scenario.initial.ages = ages;
            scenario.initial.clients = vec![50];
            let counts = each(&scenario, 1_000, read);
            for (at, week) in READ_AT.into_iter().enumerate() {
                let t = (week + 1) as f64;
                let left = match ages {
                    Ages::Stationary => equilibrium_survival(&stay, t),
                    Ages::Fresh => survival(&stay, t + 1e-9),
                };
                let what = format!("{stay:?} {ages:?} at {t}");
                // So few of the 50,000 clients that their count is not near normal.
                if left > 0.0 && left < 0.002 {
                    continue;
                }
                agrees(&what, 50.0 * left, column(&counts, at));
                has_variance(&what, 50.0 * left, 50.0 * left * (1.0 - left), &counts, at);
            }
        }
    }
}

/// A parked protocol: check-ins every so many weeks, one in twenty relapses at each.
struct Protocol {
    every: f64,
    exit_after: f64,
}

const PROTOCOLS: [Protocol; 2] = [
    Protocol {
        every: 6.0,
        exit_after: 24.0,
    },
    Protocol {
        every: 5.0,
        exit_after: 22.5,
    },
];
const RELAPSE: f64 = 0.05;

impl Protocol {
    fn scenario(&self) -> Scenario {
        let mut scenario = plain(vec![
            one_to_one("medium", 1.0, never(), vec![0.0, 0.0]),
            parked(self.every, self.exit_after, RELAPSE, 0),
        ]);
        scenario.run.horizon_weeks = 30;
        scenario
    }

    /// Chance of being parked `t` weeks after the start, at the instant after any check-in then.
    fn survival(&self, t: f64) -> f64 {
        if t >= self.exit_after {
            0.0
        } else {
            (1.0 - RELAPSE).powi((t / self.every) as i32)
        }
    }

    /// Mean time parked: intervals between check-ins, each weighted by the chance of reaching it.
    fn mean_up_to(&self, t: f64) -> f64 {
        let mut sum = 0.0;
        let mut from = 0.0;
        while from < self.exit_after.min(t) {
            let to = (from + self.every).min(self.exit_after).min(t);
            sum += (to - from) * self.survival(from);
            from += self.every;
        }
        sum
    }
}

#[test]
fn parked_clients_relapse_by_one_minus_the_power_of_all_check_ins_and_leave_at_the_end() {
    for protocol in PROTOCOLS {
        let mut scenario = protocol.scenario();
        scenario.initial.clients = vec![0, 100];
        let found = each(&scenario, 2_000, |record| {
            [0, 5, 11, 17, 23, 29].map(|week| clients_at(record, week, 1))
        });
        for (at, t) in [1.0, 6.0, 12.0, 18.0, 24.0, 30.0].into_iter().enumerate() {
            agrees(
                &format!("parked at {t}"),
                100.0 * protocol.survival(t),
                column(&found, at),
            );
        }
        let relapsed = each(&scenario, 2_000, |record| [clients_at(record, 29, 0)]);
        let share = 1.0 - 0.95f64.powi(4);
        agrees("relapsed in all", 100.0 * share, column(&relapsed, 0));
        has_variance(
            "relapsed in all",
            100.0 * share,
            100.0 * share * (1.0 - share),
            &relapsed,
            0,
        );
    }
}

#[test]
fn a_parked_level_holds_its_inflow_times_the_mean_time_there_from_empty_and_from_a_stationary_start()
 {
    for protocol in PROTOCOLS {
        let mean_time = protocol.mean_up_to(f64::INFINITY);
        let mut scenario = protocol.scenario();
        scenario.referrals = vec![stream("parked at once", 2.0, vec![0.0, 1.0])];
        let weeks = [0usize, 5, 8, 20, 29];
        let counts = each(&scenario, 4_000, |record| {
            weeks.map(|week| clients_at(record, week, 1))
        });
        for (at, week) in weeks.into_iter().enumerate() {
            let mean = 2.0 * protocol.mean_up_to((week + 1) as f64);
            is_poisson(
                &format!("parked from empty at {}", week + 1),
                mean,
                &counts,
                at,
            );
        }
        scenario.initial.ages = Ages::Stationary;
        scenario.initial.clients = vec![0, 40];
        scenario.referrals = vec![stream("parked at once", 40.0 / mean_time, vec![0.0, 1.0])];
        let counts = each(&scenario, 4_000, |record| {
            weeks.map(|week| clients_at(record, week, 1))
        });
        for (at, week) in weeks.into_iter().enumerate() {
            let left = 1.0 - protocol.mean_up_to((week + 1) as f64) / mean_time;
            let what = format!("parked, stationary, at {}", week + 1);
            agrees(&what, 40.0, column(&counts, at));
            has_variance(&what, 40.0, 40.0 * (1.0 - left * left), &counts, at);
        }
    }
}
