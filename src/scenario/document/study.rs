//! One scenario to be played, and how an uncertain draw changes it.

use super::extra;
use crate::random::distribution::Distribution;
use crate::scenario::file::ScenarioFile;
use crate::scenario::node::Node;
use crate::scenario::path::{self, Step};
use crate::scenario::problem::{Origin, Problem, Problems, Source};
use crate::scenario::{Scenario, check, schema};
use serde::Deserialize;

/// A number that is not known exactly.
#[derive(Debug, Clone, PartialEq)]
pub struct Uncertain {
    pub path: String,
    pub distribution: Distribution,
}

/// One scenario to be played: the file with a plan and `--set` applied.
#[derive(Debug, Clone)]
pub struct Study {
    /// Name of the plan, if one was chosen.
    pub plan: Option<String>,
    /// The scenario with every uncertain number at the value the file states.
    pub scenario: Scenario,
    /// Drawn once per replication, in the order of the file.
    pub uncertain: Vec<Uncertain>,
    pub(in crate::scenario) tree: Node,
    pub(super) file: ScenarioFile,
    pub(super) json: serde_json::Value,
    pub(super) places: Vec<Vec<Step>>,
    pub(super) sources: Vec<Source>,
}

impl Study {
    /// The scenario of one future, with these values of the uncertain numbers, in the order of [`Study::uncertain`].
    ///
    /// # Errors
    /// A value out of the range of its key, or a scenario that is not valid with it.
    pub fn with(&self, values: &[f64]) -> Result<Scenario, Problems> {
        if self.uncertain.is_empty() {
            return Ok(self.scenario.clone());
        }
        let mut problems = Vec::new();
        let mut sections: Vec<(&str, serde_json::Value)> = Vec::new();
        for ((place, uncertain), value) in self.places.iter().zip(&self.uncertain).zip(values) {
            let node = extra::drawn(*value, path::origin(&self.tree, &uncertain.path));
            if let Some(schema) = extra::schema_at(&self.tree, place) {
                schema::walk(schema, &node, &uncertain.path, &mut problems);
            }
            extra::put(&mut sections, &self.json, place, node.to_json());
        }
        if problems.is_empty() {
            let mut file = self.file.clone();
            for (section, json) in &sections {
                problems.extend(
                    file.replace(section, json)
                        .err()
                        .map(|error| misfit(&error)),
                );
            }
            match check::build(&self.tree, &file, &[]) {
                Ok(scenario) if problems.is_empty() => return Ok(scenario),
                Ok(_) => {}
                Err(found) => problems.extend(found),
            }
        }
        Err(Problems::new(&self.sources, problems))
    }
}

impl Study {
    /// The values that the file states for the uncertain numbers, in their order.
    pub fn stated(&self) -> Vec<f64> {
        let at = |uncertain: &Uncertain| path::look_up(&self.tree, &uncertain.path)?.number();
        let values = self.uncertain.iter().map(at);
        values.map(|value| value.unwrap_or(f64::NAN)).collect()
    }

    /// The same study once its tree or its uncertain numbers have changed.
    ///
    /// # Errors
    /// Values that serde refuses although the schema walk did not.
    pub(super) fn settled(mut self) -> Result<Study, Problems> {
        let places = self.uncertain.iter();
        self.places = places
            .filter_map(|uncertain| path::steps(&self.tree, &uncertain.path))
            .collect();
        self.json = self.tree.to_json();
        self.file = ScenarioFile::deserialize(&self.json)
            .map_err(|error| Problems::new(&self.sources, vec![misfit(&error)]))?;
        Ok(self)
    }
}

/// What serde refuses although the schema walk did not.
pub(super) fn misfit(error: &serde_json::Error) -> Problem {
    Problem::new(
        Origin::FILE,
        format!("the values do not fit together: {error}"),
    )
}
