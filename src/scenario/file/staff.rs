//! Posts, workers, staff and hiring as they are written in the file.

use super::number::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

fn whole() -> PositiveShare {
    PositiveShare(1.0)
}

fn full_capacity() -> Share {
    Share(1.0)
}

fn nothing() -> Amount {
    Amount(0.0)
}

fn no_leave() -> LeaveWeeks {
    LeaveWeeks(0.0)
}

fn no_cost() -> Cost {
    Cost(0.0)
}

fn nobody() -> PostCount {
    PostCount(0)
}

/// A kind of funded post.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostsFile {
    /// Name of the role.
    pub role: Name,
    /// Posts funded, 0 to 100,000; may be dated, which is the hiring plan.
    pub count: DatedFile<PostCount>,
    /// EFT of each post, above 0, at most 1.
    #[serde(default = "whole")]
    pub eft: PositiveShare,
    /// Cost of a full EFT per calendar year [currency units].
    #[serde(default = "no_cost")]
    pub annual_cost: Cost,
    /// Which posts a fall in `count` closes, after the vacant ones.
    #[serde(default)]
    pub close: CloseFile,
}

/// Which posts a fall in `count` closes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CloseFile {
    /// The next to leave.
    #[default]
    Attrition,
    /// The newest, at once.
    Now,
}

/// One of today's workers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkerFile {
    /// Role whose post the worker fills.
    pub role: String,
    /// Clients held, by level; counted inside `initial.clients`.
    #[serde(default)]
    pub clients: BTreeMap<String, People>,
    /// Time in post so far [weeks]; without it, as `initial.ages` says.
    pub weeks_in_post: Option<Point>,
    /// Induction still to come [weeks at full speed].
    #[serde(default = "nothing")]
    pub induction_left_weeks: Amount,
    /// Strain today, 0 to 1; without it the reference of `loops.strain`.
    pub strain: Option<Share>,
    /// Records not yet written [h].
    #[serde(default = "nothing")]
    pub backlog_hours: Amount,
    /// Emergencies open today by kind (`shock`), of her clients or her own.
    #[serde(default)]
    pub emergencies: BTreeMap<String, People>,
}

/// How long people stay and how often they are away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffFile {
    /// Time from a worker's first day to giving notice [weeks].
    pub tenure: DistributionFile,
    /// Time from giving notice to the last day [weeks].
    #[serde(default = "nothing")]
    pub notice_weeks: Amount,
    /// Planned leave [weeks per calendar year], 0 to 51; taken as an even share.
    #[serde(default = "no_leave")]
    pub planned_leave_weeks_per_year: LeaveWeeks,
    /// Sick leave, as spells that colleagues cover.
    pub sick_leave: Option<SickLeaveFile>,
    /// How much sooner people leave in their first year; without it no sooner.
    pub first_year: Option<FirstYearFile>,
}

/// How much sooner people leave while they are new.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstYearFile {
    /// Factor on the speed of leaving in the first 52 weeks in post [-], above 0.
    pub quits: PositiveAmount,
}

/// Sick leave as spells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SickLeaveFile {
    /// Spells per worker and calendar year at work [1/year].
    pub spells_per_year: Amount,
    /// Length of a spell [weeks].
    pub length: DistributionFile,
}

/// From a vacancy to a fully inducted worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HiringFile {
    /// Weeks from the approved vacancy to the new worker's first day.
    pub time_to_fill: DistributionFile,
    /// Weeks from the vacancy opening to its approval.
    pub approval: Option<DistributionFile>,
    /// Windows in which approval waits for the end.
    #[serde(default)]
    pub freeze: Vec<FreezeFile>,
    /// Extra hires kept in the pipeline for each kind of post, 0 to 100,000.
    #[serde(default = "nobody")]
    pub ahead: PostCount,
    /// Known first days of people already hired for today's vacancies.
    #[serde(default)]
    pub starts: Vec<StartFile>,
    /// Time from the first day to full capacity at full speed [weeks].
    #[serde(default = "nothing")]
    pub induction_weeks: Amount,
    /// Capacity on the first day, 0 to 1.
    #[serde(default = "full_capacity")]
    pub start_share: Share,
    /// Work that each open vacancy asks of the team [h/week].
    #[serde(default = "nothing")]
    pub hours_per_vacancy: Amount,
    /// Work that each starter in induction asks of experienced colleagues [h/week].
    #[serde(default = "nothing")]
    pub hours_per_starter: Amount,
    /// Agency workers who hold vacant posts until the successor starts; without it posts stay empty.
    pub agency: Option<AgencyFile>,
}

/// Agency workers who hold vacant posts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgencyFile {
    /// How long a post is empty before one comes [weeks].
    pub after_weeks: Amount,
    /// Capacity of an agency worker, above 0, at most 1.
    #[serde(default = "whole")]
    pub capacity: PositiveShare,
    /// Cost on top of the post's, as a share of it (0.3 = 30 % more) [-].
    #[serde(default = "nothing")]
    pub premium: Amount,
}

/// A hiring freeze.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FreezeFile {
    /// First week of the freeze, from the start [weeks].
    pub from: WeekOf,
    /// Week in which it ends, after `from` [weeks].
    pub to: WeekOf,
}

/// The known first day of somebody already hired.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartFile {
    /// First day, from the start [weeks], at least 0.
    pub week: Amount,
    /// Role; needed when there is more than one kind of post.
    pub role: Option<String>,
}
