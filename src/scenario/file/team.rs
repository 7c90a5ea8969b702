//! Teams of direct support as they are written in the file.

use super::number::*;
use super::staff::{FirstYearFile, SickLeaveFile};
use super::support::OwnHiringFile;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

fn whole() -> PositiveShare {
    PositiveShare(1.0)
}

fn nothing() -> Amount {
    Amount(0.0)
}

fn no_cost() -> Cost {
    Cost(0.0)
}

// Team posts of one client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 0, "maximum" = 100))]
pub struct TeamPosts(pub u64);

/// Teams of direct support: each client of some levels has posts of their own, which their worker keeps filled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamFile {
    /// Name of this kind of team.
    pub name: Name,
    /// Posts in the team of each client, by level, 0 to 100; a level that is not named has none.
    pub posts_per_client: BTreeMap<String, TeamPosts>,
    /// EFT of each post, above 0, at most 1.
    #[serde(default = "whole")]
    pub eft: PositiveShare,
    /// Cost of a full EFT per calendar year [currency units].
    #[serde(default = "no_cost")]
    pub annual_cost: Cost,
    /// Shifts of one post [h/week].
    pub shift_hours: Amount,
    /// Share of the shifts left open by a vacancy, sickness or induction that comes back as crisis hours, 0 to 1; the team covers the rest.
    pub uncovered_share: Share,
    /// Presence that each client's team asks of the client's worker [h/week].
    #[serde(default = "nothing")]
    pub presence_hours: Amount,
    /// How long team workers stay and how often they are sick.
    pub staff: TeamStaffFile,
    /// How their posts are filled: by the client's own worker, whose hours it takes.
    pub hiring: OwnHiringFile,
}

/// How long team workers stay and how often they are sick.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamStaffFile {
    /// Time from a team worker's first day to giving notice [weeks].
    pub tenure: DistributionFile,
    /// Time from giving notice to the last day [weeks].
    #[serde(default = "nothing")]
    pub notice_weeks: Amount,
    /// Sick leave, as spells that leave shifts open.
    pub sick_leave: Option<SickLeaveFile>,
    /// How much sooner they leave in their first year; without it no sooner.
    pub first_year: Option<FirstYearFile>,
}
