//! What is played: a scenario, with the numbers in it that are not known exactly, through the model.

use super::future::{Future, Player, TwinUse};
use super::outcome::{self, Column};
use super::results::Failure;
use crate::model::record::Record;
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

    /// The scenario with these values of the uncertain parameters, in order, or why it is not valid.
    pub fn at(&self, values: &[f64]) -> Result<Scenario, String> {
        match &self.with {
            Some(with) => with(values),
            None => Ok(self.scenario.clone()),
        }
    }

    /// Columns of its outcomes table.
    pub fn columns(&self) -> Vec<Column> {
        outcome::columns_of([&self.scenario], &self.uncertain_paths())
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
pub struct ModelPlayer<'a> {
    subject: &'a Subject<'a>,
    seed: u64,
    cut: &'a [LoopName],
    /// Prepared once, where nothing is uncertain.
    service: Option<Service>,
    /// Added to the number of each replication: the first of its own futures.
    from: u64,
    /// Players of one family have the same twin in each future; `None`: no other has this one's.
    family: Option<usize>,
}

/// What a thread plays on, and the twin it played last.
#[derive(Default)]
pub struct PlayerDesk {
    stage: Stage,
    twin: Option<PlayedTwin>,
}

struct PlayedTwin {
    family: usize,
    replication: u64,
    record: Record,
}

impl<'a> ModelPlayer<'a> {
    pub(super) fn new(subject: &'a Subject<'a>, seed: u64, cut: &'a [LoopName]) -> Self {
        let certain = subject.with.is_none() || subject.uncertain.is_empty();
        ModelPlayer {
            service: certain.then(|| Service::new(&prepared(subject.scenario.clone(), seed, cut))),
            subject,
            seed,
            cut,
            from: 0,
            family: None,
        }
    }

    /// The same with other futures: those from a number on.
    pub(super) fn starting_at(self, from: u64) -> Self {
        ModelPlayer { from, ..self }
    }

    /// The same in a family: players whose futures differ in the loops cut alone.
    pub(super) fn in_family(self, family: usize) -> Self {
        ModelPlayer {
            family: Some(family),
            ..self
        }
    }

    /// One future's service, with the numbers drawn for it.
    fn drawn(&self, number: u64, future: &mut Future) -> Result<Service, Failure> {
        Ok(Service::new(&self.scenario(number, future)?))
    }

    /// The scenario of one future; leaves the drawn values and the terms it is judged by in `future`.
    pub(super) fn scenario(&self, number: u64, future: &mut Future) -> Result<Scenario, Failure> {
        future.drawn.clear();
        let draws = self.subject.uncertain.iter();
        future.drawn.extend(
            draws.map(|(path, distribution)| draw_parameter(self.seed, number, path, distribution)),
        );
        let scenario = self.subject.at(&future.drawn).map_err(|what| Failure {
            replication: number - self.from,
            week: None,
            what,
        })?;
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
    type Desk = PlayerDesk;

    fn play(
        &self,
        replication: u64,
        twin: TwinUse,
        desk: &mut PlayerDesk,
        future: &mut Future,
    ) -> Result<(), Failure> {
        let number = self.from + replication;
        let drawn;
        let service = match &self.service {
            Some(service) => service,
            None => {
                drawn = self.drawn(number, future)?;
                &drawn
            }
        };
        let failed = |fault: model::Fault| Failure {
            replication,
            week: Some(fault.week),
            what: fault.what,
        };
        let PlayerDesk { stage, twin: last } = desk;
        model::play(
            service,
            LoopsCut::AsGiven,
            number,
            stage,
            &mut future.record,
        )
        .map_err(failed)?;
        if twin != TwinUse::Played {
            return Ok(());
        }
        let known = last
            .as_ref()
            .filter(|it| (Some(it.family), it.replication) == (self.family, number));
        if let Some(known) = known {
            future.twin.clone_from(&known.record);
            return Ok(());
        }
        model::play(service, LoopsCut::AllCut, number, stage, &mut future.twin).map_err(failed)?;
        let Some(family) = self.family else {
            return Ok(());
        };
        let record = match last.take() {
            Some(mut it) => {
                it.record.clone_from(&future.twin);
                it.record
            }
            None => future.twin.clone(),
        };
        *last = Some(PlayedTwin {
            family,
            replication: number,
            record,
        });
        Ok(())
    }
}
