//! More is never worse, future by future under common random numbers, where that is true.
//!
//! It is true of posts and caseloads in pooled teams that take everybody, with all loops cut: then clients come, stay and go by
//! their own draws, the posts there were before are filled and empty as before, and the added ones only add. It is true of the
//! time to fill and vacancies where a post's weeks hang on its own draws: a longer search moves all that follows on the post
//! later, and by any week fewer of its weeks have been filled. It is not claimed of individual caseloads, where an added worker
//! changes who takes whom; nor across freezes, which a later vacancy may miss; nor where extra hires go from post to post.

use super::scenario;
use crate::support::{dated, fixed};
use plimsoll::model::metric::{Raw, breach_columns};
use plimsoll::model::record::Record;
use plimsoll::model::{LoopsCut, Service, Stage, play};
use plimsoll::random::distribution::Distribution;
use plimsoll::scenario::{Admission, Ages, BreachKind, Ownership, Scenario, Strikes};

/// Files that are drawn; those that have what a claim is about are played.
const FILES: u64 = 250;
const FUTURES: u64 = 3;
const WEEKS: usize = 150;

fn played(scenario: &Scenario, replication: u64) -> Record {
    let mut record = crate::support::record_for(scenario);
    let service = Service::new(scenario);
    play(
        &service,
        LoopsCut::AllCut,
        replication,
        &mut Stage::new(),
        &mut record,
    )
    .unwrap_or_else(|fault| panic!("{}: {fault}", scenario.name));
    record
}

/// A drawn service whose posts are what they are, each on its own: constant, all filled, without extra hires, grants and freezes.
fn steady_posts(number: u64) -> Option<Scenario> {
    let mut scenario = scenario(number);
    if !scenario.sites.is_empty() {
        return None;
    }
    scenario.run.horizon_weeks = WEEKS;
    scenario.funding.clear();
    scenario.roster.clear();
    scenario.initial.vacancies.fill(0);
    for posts in &mut scenario.posts {
        posts.count = dated(vec![(0.0, *posts.count.at(0.0))]);
    }
    if let Some(hiring) = &mut scenario.hiring {
        hiring.ahead = 0;
        hiring.starts.clear();
        hiring.freeze.clear();
    }
    Some(scenario)
}

/// The same as a pooled team that takes everybody.
fn pooled(number: u64) -> Option<Scenario> {
    let mut scenario = steady_posts(number)?;
    scenario.safe_load.as_mut()?.absolute = None;
    scenario.allocation.ownership = Ownership::Pooled;
    scenario.allocation.admission = Admission::Open;
    scenario.allocation.rebalance = 0.0;
    // What a team has learned moves stays by who is in it.
    scenario.programmes.clear();
    scenario.teams.clear();
    for shock in &mut scenario.shocks {
        if let Strikes::Clients { unevenness, .. } = &mut shock.strikes {
            *unevenness = 0.0;
        }
    }
    Some(scenario)
}

#[test]
fn more_posts_never_raise_the_weeks_with_a_caseload_breach_of_a_pooled_team() {
    let kinds = [BreachKind::OneToOne, BreachKind::Total].map(breach_columns);
    let (mut fewer, mut alike) = (0, 0);
    for number in 0..FILES {
        let Some(scenario) = pooled(number) else {
            continue;
        };
        for role in 0..scenario.posts.len() {
            let mut more = scenario.clone();
            let count = *more.posts[role].count.at(0.0);
            more.posts[role].count = dated(vec![(0.0, count + 2)]);
            for replication in 0..FUTURES {
                let (more, less) = (played(&more, replication), played(&scenario, replication));
                for week in 0..WEEKS {
                    for [any, _, judged] in kinds {
                        // Where no post is funded yet there is nobody who could be over a line.
                        if less.row(week)[judged] == 0.0 {
                            continue;
                        }
                        let over = |record: &Record| record.row(week)[any] > 0.0;
                        let name = &scenario.name;
                        assert!(
                            over(&less) || !over(&more),
                            "{name}, future {replication}, week {week}: a breach with more posts of role {role} only"
                        );
                        fewer += usize::from(over(&less) && !over(&more));
                        alike += usize::from(over(&less) && over(&more));
                    }
                }
            }
        }
    }
    assert!(
        fewer > 1_000 && alike > 1_000,
        "{fewer} weeks fewer, {alike} alike"
    );
}

/// Posts that empty and fill in whole weeks, so that what is read at the end of weeks is all there is.
fn whole_weeks(number: u64) -> Option<Scenario> {
    let mut scenario = steady_posts(number)?;
    scenario.run.steps_per_week = 1;
    scenario.initial.ages = Ages::Fresh;
    let staff = scenario.staff.as_mut()?;
    let mean = staff.tenure.mean().round();
    let values = [0.2, 0.6, 1.4, 1.8].map(|share| (mean * share).round().max(1.0));
    staff.tenure = Distribution::Empirical {
        values: values.to_vec(),
    };
    staff.notice_weeks = staff.notice_weeks.round();
    // A tenure that runs faster or slower does not end with a week.
    staff.first_year_quits = None;
    scenario.programmes.clear();
    scenario.hiring.as_mut()?.approval = None;
    Some(scenario)
}

fn with_fill(scenario: &Scenario, time_to_fill: Distribution) -> Scenario {
    let mut scenario = scenario.clone();
    let hiring = scenario.hiring.as_mut().expect("has hiring");
    hiring.time_to_fill = time_to_fill;
    scenario
}

fn vacant(record: &Record) -> f64 {
    record.total(0..record.weeks(), Raw::VacantEft as usize)
}

#[test]
fn a_longer_time_to_fill_never_lowers_the_vacancy_share_of_a_future() {
    let (mut more, mut played_files) = (0, 0);
    for number in 0..FILES {
        let Some(scenario) = whole_weeks(number) else {
            continue;
        };
        played_files += 1;
        for replication in 0..FUTURES {
            let shares = [1.0, 2.0, 5.0, 9.0, 20.0]
                .map(|weeks| vacant(&played(&with_fill(&scenario, fixed(weeks)), replication)));
            for pair in shares.windows(2) {
                let name = &scenario.name;
                assert!(
                    pair[0] <= pair[1] + 1e-9,
                    "{name}, future {replication}: {shares:?}"
                );
                more += usize::from(pair[0] < pair[1]);
            }
        }
    }
    assert!(
        played_files > 50 && more > 300,
        "{played_files} files, {more} times more"
    );
}

/// The same distribution of a quantity some times as long: each draw of it is, too.
fn times(distribution: &Distribution, by: f64) -> Distribution {
    use Distribution::*;
    match distribution.clone() {
        Exponential { mean } => Exponential { mean: mean * by },
        Gamma { mean, sd } => Gamma {
            mean: mean * by,
            sd: sd * by,
        },
        Lognormal { mean, sd } => Lognormal {
            mean: mean * by,
            sd: sd * by,
        },
        Weibull { mean, shape } => Weibull {
            mean: mean * by,
            shape,
        },
        Erlang { mean, stages } => Erlang {
            mean: mean * by,
            stages,
        },
        Fixed { value } => Fixed { value: value * by },
        Uniform { min, max } => Uniform {
            min: min * by,
            max: max * by,
        },
        Triangular { min, mode, max } => Triangular {
            min: min * by,
            mode: mode * by,
            max: max * by,
        },
        Empirical { values } => Empirical {
            values: values.into_iter().map(|it| it * by).collect(),
        },
    }
}

/// With any distribution and any moment in the week the same holds of the time itself; what is read at the end of weeks misses
/// it by less than a week for each vacancy.
#[test]
fn a_time_to_fill_of_twice_the_length_never_lowers_the_vacant_time_of_a_future() {
    let (mut more, mut played_files) = (0, 0);
    for number in 0..FILES {
        let Some(mut scenario) = steady_posts(number) else {
            continue;
        };
        // What a worker has learned moves her tenure by when the sessions were.
        scenario.programmes.clear();
        let (Some(_), Some(hiring)) = (&scenario.staff, &scenario.hiring) else {
            continue;
        };
        played_files += 1;
        let longer = with_fill(&scenario, times(&hiring.time_to_fill, 2.0));
        for replication in 0..FUTURES {
            let (short, long) = (played(&scenario, replication), played(&longer, replication));
            let posts = scenario.posts.iter().map(|it| it.most()).sum::<u64>() as f64;
            let spells = |record: &Record| posts + record.total(0..WEEKS, Raw::Leavers as usize);
            let slack = spells(&short) + spells(&long);
            let (short, long) = (vacant(&short), vacant(&long));
            let name = &scenario.name;
            assert!(
                short <= long + slack,
                "{name}, future {replication}: {short} and {long}"
            );
            more += usize::from(short < long);
        }
    }
    assert!(
        played_files > 50 && more > 100,
        "{played_files} files, {more} times more"
    );
}
