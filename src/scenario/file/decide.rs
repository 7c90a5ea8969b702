//! What may be decided, as it is written in the file: the space of plans that `plimsoll plan` searches.
//!
//! Two forms of decision carry everything: posts of a role, which may change in stated weeks, and any path with a list
//! of alternatives. A plan takes one of each.

use super::number::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

fn nine_in_ten_safe() -> OpenShare {
    OpenShare(0.1)
}

fn usual_confidence() -> Confidence {
    Confidence(0.95)
}

fn one_post() -> PostStep {
    PostStep(1)
}

/// What may be decided and what the plan must hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideFile {
    /// Probability of an unsafe year that a plan may have at most, between 0 and 1.
    #[serde(default = "nine_in_ten_safe")]
    pub target: OpenShare,
    /// Confidence with which the answer holds the target, 0.5 to below 1.
    #[serde(default = "usual_confidence")]
    pub confidence: Confidence,
    /// What is to be as small as can be.
    #[serde(default)]
    pub objective: ObjectiveFile,
    /// Posts by role: how many, and from which weeks on the number may change.
    #[serde(default)]
    pub posts: BTreeMap<String, DecidePostsFile>,
    /// Any other path of the scenario with the values it may take.
    #[serde(default)]
    pub paths: BTreeMap<String, AlternativesFile>,
}

/// What is to be as small as can be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ObjectiveFile {
    /// Expected cost of the filled posts over the horizon.
    #[default]
    Cost,
    /// Funded EFT-years over the horizon.
    EftYears,
}

/// How many posts of a role may be funded, and when the number may change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecidePostsFile {
    /// Fewest posts.
    pub min: PostCount,
    /// Most posts.
    pub max: PostCount,
    /// Posts from one alternative to the next, at least 1.
    #[serde(default = "one_post")]
    pub step: PostStep,
    /// Weeks from which on the number may change, rising; before the first the scenario's own number holds. Without it the beginning of each complete year.
    #[schemars(length(min = 1, max = 100))]
    pub weeks: Option<Vec<StartWeek>>,
    /// How the number may go from week to week.
    #[serde(default)]
    pub course: CourseFile,
}

/// How a number of posts may go over time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CourseFile {
    /// It never falls.
    #[default]
    Rising,
    /// It never rises.
    Falling,
    /// Up and down.
    Any,
}

// The values that a path may take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minItems" = 1, "maxItems" = 100))]
pub struct AlternativesFile(pub Vec<serde_json::Value>);
