//! Memory that an experiment will ask for, told before it begins.
//!
//! Decides an estimate from what grows: clients and posts on each thread, weeks in the records of each thread, weeks in the
//! rows of a batch, and the spread of every metric, week by week, of every alternative. What such a thing takes is counted
//! where its size is known and measured where it depends on the futures (`SPREAD_BYTES`, `CLIENT_BYTES`, `FIXED_BYTES`);
//! docs/validation.md has the estimates beside what was really used. Plays nothing and holds no memory itself.

use super::arm::{self, Arm, Detail};
use super::batch;
use crate::model::metric::Columns;
use crate::model::service::Service;
use crate::model::steady::steady;
use crate::scenario::{Admission, Scenario};

/// The program itself with one short future: fonts, charts, the page, the buffers of the writers of tables [bytes].
const FIXED_BYTES: f64 = 46e6;

/// A quantity's values over a few futures, with its share of tables, state and report [bytes]; measured.
const SPREAD_BYTES: f64 = 500.0;

/// What it grows by as its values spread out, which most do over [`SPREAD_OUT`] futures [bytes]; measured.
const SPREAD_MORE_BYTES: f64 = 1_100.0;

/// Futures after which few values fall where none has been.
const SPREAD_OUT: f64 = 100.0;

/// A client with its place in a caseload and on the lists [bytes]; measured.
const CLIENT_BYTES: f64 = 170.0;

/// A newcomer of a step [bytes].
const NEWCOMER_BYTES: f64 = 100.0;

/// A post with its worker, her clients' list and week [bytes].
const POST_BYTES: f64 = 2_000.0;

/// A number [bytes].
const NUMBER_BYTES: f64 = 8.0;

/// States that futures usually end in: each has spreads of its own of the group metrics.
const ENDINGS: f64 = 3.0;

/// What an experiment asks for [bytes].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Footprint {
    /// Whatever the scenario.
    pub fixed: f64,
    /// Grows with the weeks: rows of a batch, spreads of all weeks.
    pub weeks: f64,
    /// Grows with the weeks, on each thread: records.
    pub weeks_each: f64,
    /// Clients and posts, on each thread.
    pub people_each: f64,
    /// Clients at once, at most.
    pub clients: f64,
    /// Threads at work.
    pub threads: usize,
}

/// How an experiment is played.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub replications: u64,
    /// At least 1.
    pub threads: usize,
}

impl Footprint {
    /// What playing these alternatives side by side asks for.
    pub fn of(arms: &[Arm], size: Size) -> Footprint {
        let threads = size
            .threads
            .min(usize::try_from(size.replications).unwrap_or(usize::MAX))
            .max(1);
        let lanes: Vec<Lane> = arms.iter().map(|arm| Lane::of(arm)).collect();
        let most = |of: fn(&Lane) -> f64| lanes.iter().map(of).fold(0.0, f64::max);
        let sum = |of: fn(&Lane) -> f64| lanes.iter().map(of).sum::<f64>();
        let width = sum(|it| it.width);
        let spread_out = (size.replications as f64 / SPREAD_OUT).min(1.0);
        let spread = SPREAD_BYTES + SPREAD_MORE_BYTES * spread_out;
        let rows = batch::rows(width as usize, size.replications) as f64;
        Footprint {
            fixed: FIXED_BYTES,
            weeks: rows * width * NUMBER_BYTES
                + sum(|it| it.spreads) * spread
                + sum(|it| it.record),
            weeks_each: most(|it| it.record),
            people_each: most(|it| it.people),
            clients: most(|it| it.clients),
            threads,
        }
    }

    /// All of it [bytes].
    pub fn bytes(&self) -> f64 {
        self.on(self.threads, 1.0)
    }

    /// With another number of threads and a share of the weeks [bytes].
    pub fn on(&self, threads: usize, weeks: f64) -> f64 {
        let each = self.weeks_each * weeks + self.people_each;
        self.fixed + self.weeks * weeks + each * threads as f64
    }
}

/// One alternative.
struct Lane {
    /// Values of a future that are followed.
    width: f64,
    /// Quantities whose spread is gathered.
    spreads: f64,
    /// A future's record and its twin's [bytes].
    record: f64,
    clients: f64,
    /// Clients and posts [bytes].
    people: f64,
}

impl Lane {
    fn of(arm: &Arm) -> Lane {
        let scenario = arm::scenario(arm, arm.subject.scenario.run.seed);
        let design = arm::design(arm, &scenario);
        let width = design.width() as f64;
        let grouped = super::results::GROUP_METRICS.len() as f64 * ENDINGS * design.weeks as f64;
        let columns = Columns::new(&scenario).count as f64;
        let services = 1.0 + scenario.sites.len() as f64;
        let record = 2.0 * services * columns * NUMBER_BYTES * design.weeks as f64;
        let (clients, newcomers) = clients(&scenario);
        let posts = scenario.services();
        let posts = posts.iter().flat_map(|it| &it.posts);
        let posts: f64 = posts.map(|it| it.most() as f64).sum();
        Lane {
            width,
            spreads: match arm.detail {
                Detail::Weeks => width + grouped,
                Detail::Outcomes => 0.0,
            },
            record,
            clients,
            people: clients * CLIENT_BYTES + newcomers * NEWCOMER_BYTES + posts * POST_BYTES,
        }
    }
}

/// Clients at once, at most, and newcomers of a step: the long-run occupancy at the highest referral rate, or all who ever
/// come where there is no such thing (nobody leaves, or a cap keeps them waiting).
fn clients(scenario: &Scenario) -> (f64, f64) {
    let service = Service::new(scenario);
    let services = if service.sites.is_empty() {
        std::slice::from_ref(&service)
    } else {
        &service.sites[..]
    };
    let (mut today, mut ever, mut peak, mut first, mut step) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for it in services {
        step = it.calendar.step;
        let initial = it.initial.clients.iter().chain(&it.initial.waiting);
        today += initial.map(|count| *count as f64).sum::<f64>();
        for stream in &it.streams {
            let rates = stream.rates.iter();
            ever += rates.clone().sum::<f64>() * step;
            peak += rates.fold(0.0f64, |most, rate| most.max(*rate));
            first += stream.rates.first().copied().unwrap_or(0.0);
        }
    }
    let all = today + ever;
    let held = match (steady(scenario).clients, scenario.allocation.admission) {
        (Some(clients), Admission::Open) => {
            let long_run: f64 = clients.iter().sum();
            let growth = if first > 0.0 { peak / first } else { 1.0 };
            all.min(today.max(long_run * growth))
        }
        (Some(_) | None, Admission::Open | Admission::SafeLoad) => all,
    };
    (held, peak * step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Subject;
    use crate::scenario::document::Document;

    fn footprint(set: &[(&str, &str)], threads: usize) -> Footprint {
        const TWO_WORKERS: &str = include_str!("../../scenarios/two-workers.toml");
        let document = Document::parse("two-workers.toml", TWO_WORKERS).unwrap();
        let set: Vec<_> = set.iter().map(|it| (it.0.into(), it.1.into())).collect();
        let study = document.study(None, &set).unwrap();
        let subject = Subject::from(&study);
        let arm = Arm {
            subject: &subject,
            cut: &[],
            twin: true,
            detail: Detail::Weeks,
        };
        let size = Size {
            replications: 2_000,
            threads,
        };
        Footprint::of(&[arm], size)
    }

    #[test]
    fn weeks_threads_and_clients_each_add_what_is_theirs() {
        let plain = footprint(&[], 2);
        // 80 clients today, 83 in the long run by the linear equations.
        assert!((80.0..95.0).contains(&plain.clients), "{plain:?}");
        let double = footprint(&[("run.horizon_weeks", "520")], 2);
        assert_eq!(double.weeks_each, 2.0 * plain.weeks_each);
        // As if a batch went on to hold as many rows: at twice the weeks it holds half as many, so that this says too much at most.
        let share = double.bytes() / plain.on(2, 2.0);
        assert!((0.7..1.01).contains(&share), "{share}");
        let more = footprint(&[], 3);
        let each = plain.weeks_each + plain.people_each;
        assert!((more.bytes() - plain.bytes() - each).abs() < 1.0);
        let crowd = footprint(&[("referrals.self and agency.per_week", "13000")], 2);
        assert!(
            (500_000.0..1_000_000.0).contains(&crowd.clients),
            "{crowd:?}"
        );
    }

    #[test]
    fn where_a_cap_makes_clients_wait_all_who_ever_come_are_counted() {
        let capped = footprint(&[("allocation.admission", "safe_load")], 2);
        // 80 today, 1.3 a week over 260 weeks and what comes before.
        assert!(capped.clients >= 80.0 + 1.3 * 260.0, "{capped:?}");
    }

    #[test]
    fn growth_without_end_is_more_than_any_machine_has() {
        let growing = footprint(
            &[
                ("referrals.self and agency.growth_per_year", "10"),
                ("run.horizon_weeks", "2600"),
            ],
            1,
        );
        assert!(growing.bytes() > 1e15, "{growing:?}");
    }
}
