//! A scenario file taken all the way: read, explained as `check` does, and played for a few weeks.

use plimsoll::experiment::{ExperimentError, OutcomeSink, Settings, Silent, Subject, run};
use plimsoll::model::steady::{of_sites, steady};
use plimsoll::scenario::Scenario;
use plimsoll::scenario::document::{Document, Study};
use plimsoll::scenario::note::notes;
use std::error::Error;
use std::sync::atomic::AtomicBool;

/// Weeks that a case is played for.
pub const WEEKS: &str = "3";

/// Outcomes of the futures, as they come.
#[derive(Default)]
struct Rows(Vec<f64>);

impl OutcomeSink for Rows {
    fn row(&mut self, _: u64, values: &[f64]) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.0.extend(values);
        Ok(())
    }
}

/// Everything that `plimsoll check` works out before it prints.
pub fn explain(document: &Document, study: &Study) {
    let register = document.register(study);
    assert!(!register.entries.is_empty(), "a register without entries");
    if document.decides() {
        // What is decided may not fit a plan; it must be said and nothing else.
        let _ = document.decide(study, u64::MAX);
    }
    let _ = steady(&study.scenario);
    let _ = of_sites(&study.scenario);
    let _ = notes(&study.scenario);
}

/// Whether it is too large to be played in a moment, however few its weeks.
pub fn is_large(scenario: &Scenario) -> bool {
    let one = |service: &Scenario| {
        let initial = &service.initial;
        let clients: u64 = initial.clients.iter().chain(&initial.waiting).sum();
        let ahead = service.hiring.as_ref().map_or(0, |it| it.ahead);
        let helpers = service.support.iter().map(|it| it.posts.most());
        let posts = service.posts.iter().map(|it| it.most() + ahead);
        let granted = service.funding.iter().flat_map(|it| &it.posts);
        let posts: u64 = posts.chain(helpers).chain(granted.copied()).sum();
        let rates = service.referrals.iter().map(|stream| {
            let rates = stream.per_week.steps().iter().map(|it| it.1);
            let monthly = stream.monthly.iter().copied().fold(0.0, f64::max);
            rates.fold(0.0, f64::max) * monthly
        });
        clients > 30_000 || posts > 3_000 || rates.sum::<f64>() > 10_000.0
    };
    let sites = 0..scenario.sites.len();
    one(scenario) || sites.into_iter().any(|site| one(&scenario.of_site(site))) || is_long(scenario)
}

/// Whether the weeks before the start are many.
fn is_long(scenario: &Scenario) -> bool {
    scenario.run.warm_up_weeks > 200
}

/// Plays two futures with their twins.
///
/// # Errors
/// Metrics that are infinite. Futures that cannot be played are no error here: they are named failures.
pub fn play(study: &Study) -> Result<(), String> {
    let settings = Settings {
        replications: 2,
        seed: study.scenario.run.seed,
        threads: 1,
        cut: vec![],
        twin: true,
    };
    let mut rows = Rows::default();
    let subject = Subject::from(study);
    let results = match run(
        &subject,
        &settings,
        &Silent,
        &AtomicBool::new(false),
        &mut rows,
    ) {
        Ok(results) => results,
        Err(ExperimentError::AllFailed(failure)) if !failure.what.is_empty() => return Ok(()),
        Err(error) => return Err(error.to_string()),
    };
    if let Some(value) = rows.0.iter().find(|value| value.is_infinite()) {
        return Err(format!("an outcome is {value}"));
    }
    for (metric, weeks) in results.metrics.iter().zip(&results.weekly) {
        for point in weeks {
            if point.mean.is_infinite() || point.sd.is_infinite() {
                let (mean, sd) = (point.mean, point.sd);
                return Err(format!("{} has mean {mean} and sd {sd}", metric.name));
            }
        }
    }
    Ok(())
}
