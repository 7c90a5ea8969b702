//! The plans of a scenario's `[decide]` as contenders, each with the study that plays it.
//!
//! Decides which of them is the plan as written, and what each takes by its funded posts alone. Plays nothing.

use super::{Contender, Objective};
use crate::experiment::Subject;
use crate::scenario::Scenario;
use crate::scenario::decide::{Choice, Decide};
use crate::scenario::document::{Document, Study};
use crate::scenario::problem::Problems;
use crate::units::WEEKS_PER_YEAR;

/// Every plan that may be chosen, and the plan as written.
pub struct Space {
    pub decide: Decide,
    pub choices: Vec<Choice>,
    /// In the order of [`Decide::points`]; the plan as written comes last where it lies outside.
    pub contenders: Vec<Contender>,
    studies: Vec<Study>,
}

impl Space {
    /// All plans of `decide` over a document, with `--set` changes on top; `as_written` is the study without a decision.
    ///
    /// # Errors
    /// The problems of the first plan whose alternatives do not go together.
    pub fn new(
        document: &Document,
        decide: Decide,
        as_written: &Study,
        set: &[(String, String)],
    ) -> Result<Space, Problems> {
        let written = simplified(&as_written.scenario);
        let (mut contenders, mut studies) = (Vec::new(), Vec::new());
        let mut found = false;
        for point in decide.points() {
            let study = document.candidate(&decide, &point, set)?;
            let same = !found && simplified(&study.scenario) == written;
            found |= same;
            contenders.push(Contender {
                nominal: nominal(&study.scenario, decide.objective),
                point,
                eligible: true,
                as_written: same,
            });
            studies.push(study);
        }
        if !found {
            contenders.push(Contender {
                point: Vec::new(),
                eligible: false,
                as_written: true,
                nominal: nominal(&as_written.scenario, decide.objective),
            });
            studies.push(as_written.clone());
        }
        Ok(Space {
            choices: decide.choices(),
            decide,
            contenders,
            studies,
        })
    }

    /// What is played, by contender.
    pub fn subjects(&self) -> Vec<Subject<'_>> {
        self.studies.iter().map(Subject::from).collect()
    }

    /// The scenario of a contender, with every uncertain number at its stated value.
    pub fn scenario(&self, plan: usize) -> &Scenario {
        &self.studies[plan].scenario
    }

    /// By choice: whether a later alternative is more posts.
    pub fn more(&self) -> Vec<bool> {
        self.choices.iter().map(|choice| choice.more).collect()
    }
}

/// A scenario whose posts say nothing twice, so that equal plans are equal.
fn simplified(scenario: &Scenario) -> Scenario {
    let mut scenario = scenario.clone();
    for posts in &mut scenario.posts {
        posts.count = posts.count.simplified();
    }
    scenario
}

/// What the funded posts take over the horizon, as if none were ever empty.
fn nominal(scenario: &Scenario, objective: Objective) -> f64 {
    let weeks = 0..scenario.run.horizon_weeks;
    let of = |posts: &crate::scenario::Posts| {
        let posts_weeks: u64 = weeks.clone().map(|week| *posts.count.at(week as f64)).sum();
        let eft_years = posts_weeks as f64 * posts.eft / WEEKS_PER_YEAR;
        match objective {
            Objective::Cost => eft_years * posts.annual_cost,
            Objective::EftYears => eft_years,
        }
    };
    scenario.posts.iter().map(of).sum()
}
