//! What is played: a scenario, with the numbers in it that are not known exactly, through the model.

use super::future::{Future, Player, TwinUse};
use super::results::Failure;
use crate::model::{self, LoopsCut, Service, Stage};
use crate::random::distribution::Distribution;
use crate::random::draw_parameter;
use crate::scenario::document::Study;
use crate::scenario::problem::Problems;
use crate::scenario::{LoopName, Scenario};

/// Gives the scenario of one future from the drawn values of the uncertain parameters, or says why it is not valid.
type With<'a> = Box<dyn Fn(&[f64]) -> Result<Scenario, String> + Sync + 'a>;

/// A scenario to be played, and what is uncertain in it.
pub struct Subject<'a> {
    /// With plan and `--set` applied and every uncertain parameter at its stated value.
    pub scenario: Scenario,
    /// `"as written"` or the plan's name.
    pub plan: String,
    /// Path and distribution of each uncertain parameter.
    pub uncertain: Vec<(String, Distribution)>,
    with: Option<With<'a>>,
}

/// The plan's name where none is chosen.
pub const AS_WRITTEN: &str = "as written";

impl<'a> Subject<'a> {
    /// A scenario in which nothing is uncertain.
    pub fn fixed(scenario: Scenario) -> Subject<'static> {
        Subject {
            scenario,
            plan: AS_WRITTEN.to_owned(),
            uncertain: Vec::new(),
            with: None,
        }
    }

    /// A scenario with uncertain parameters; `with` gives the scenario of one future from their values, in order.
    pub fn uncertain(
        scenario: Scenario,
        plan: String,
        uncertain: Vec<(String, Distribution)>,
        with: impl Fn(&[f64]) -> Result<Scenario, String> + Sync + 'a,
    ) -> Subject<'a> {
        Subject {
            scenario,
            plan,
            uncertain,
            with: Some(Box::new(with)),
        }
    }

    /// Paths of the uncertain parameters.
    pub fn uncertain_paths(&self) -> Vec<String> {
        self.uncertain
            .iter()
            .map(|(path, _)| path.clone())
            .collect()
    }
}

impl<'a> From<&'a Study> for Subject<'a> {
    fn from(study: &'a Study) -> Subject<'a> {
        let uncertain = study
            .uncertain
            .iter()
            .map(|it| (it.path.clone(), it.distribution.clone()));
        Subject::uncertain(
            study.scenario.clone(),
            study.plan.clone().unwrap_or_else(|| AS_WRITTEN.to_owned()),
            uncertain.collect(),
            |values| study.with(values).map_err(|problems| in_a_line(&problems)),
        )
    }
}

fn in_a_line(problems: &Problems) -> String {
    let facts: Vec<&str> = problems
        .list()
        .iter()
        .map(|problem| problem.what.as_str())
        .collect();
    format!(
        "the drawn numbers make no valid scenario: {}",
        facts.join("; ")
    )
}

/// Plays a subject through the model.
pub(super) struct ModelPlayer<'a> {
    subject: &'a Subject<'a>,
    seed: u64,
    cut: &'a [LoopName],
    /// Prepared once, where nothing is uncertain.
    service: Option<Service>,
}

impl<'a> ModelPlayer<'a> {
    pub(super) fn new(subject: &'a Subject<'a>, seed: u64, cut: &'a [LoopName]) -> Self {
        let certain = subject.with.is_none() || subject.uncertain.is_empty();
        ModelPlayer {
            service: certain.then(|| Service::new(&prepared(subject.scenario.clone(), seed, cut))),
            subject,
            seed,
            cut,
        }
    }

    /// One future's service, with the numbers drawn for it.
    fn drawn(&self, replication: u64, future: &mut Future) -> Result<Service, Failure> {
        Ok(Service::new(&self.scenario(replication, future)?))
    }

    /// The scenario of one future; leaves the drawn values and the terms it is judged by in `future`.
    pub(super) fn scenario(
        &self,
        replication: u64,
        future: &mut Future,
    ) -> Result<Scenario, Failure> {
        future.drawn.clear();
        let draws = self.subject.uncertain.iter();
        future.drawn.extend(draws.map(|(path, distribution)| {
            draw_parameter(self.seed, replication, path, distribution)
        }));
        let scenario = match &self.subject.with {
            Some(with) => with(&future.drawn).map_err(|what| Failure {
                replication,
                week: None,
                what,
            })?,
            None => self.subject.scenario.clone(),
        };
        future.regime = scenario.regime.clone();
        future.tolerance = scenario.safe_load.as_ref().map(|it| it.tolerance);
        Ok(prepared(scenario, self.seed, self.cut))
    }
}

/// The scenario with the seed of the run and its loops cut.
pub(super) fn prepared(mut scenario: Scenario, seed: u64, cut: &[LoopName]) -> Scenario {
    scenario.run.seed = seed;
    cut.iter().for_each(|name| scenario.loops.cut(*name));
    scenario
}

impl Player for ModelPlayer<'_> {
    type Desk = Stage;

    fn desk(&self) -> Stage {
        Stage::new()
    }

    fn play(
        &self,
        replication: u64,
        twin: TwinUse,
        stage: &mut Stage,
        future: &mut Future,
    ) -> Result<(), Failure> {
        let drawn;
        let service = match &self.service {
            Some(service) => service,
            None => {
                drawn = self.drawn(replication, future)?;
                &drawn
            }
        };
        let failed = |fault: model::Fault| Failure {
            replication,
            week: Some(fault.week),
            what: fault.what,
        };
        model::play(
            service,
            LoopsCut::AsGiven,
            replication,
            stage,
            &mut future.record,
        )
        .map_err(failed)?;
        if twin == TwinUse::Played {
            model::play(
                service,
                LoopsCut::AllCut,
                replication,
                stage,
                &mut future.twin,
            )
            .map_err(failed)?;
        }
        Ok(())
    }
}
