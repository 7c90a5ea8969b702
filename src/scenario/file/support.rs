//! Support roles as they are written in the file.

use super::number::*;
use super::staff::{CloseFile, FreezeFile, StaffFile};
use super::week::PartFile;
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

fn no_cost() -> Cost {
    Cost(0.0)
}

fn nobody() -> PostCount {
    PostCount(0)
}

/// A support role: people who hold no clients and take hours off the working week of those who do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SupportFile {
    /// Name of the role.
    pub role: Name,
    /// Posts funded, 0 to 100,000; may be dated.
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
    /// Posts that are vacant at the start, 0 to 100,000.
    #[serde(default = "nobody")]
    pub vacancies: PostCount,
    /// Hours that a full-time worker in post takes off each part of the week [h/week]; at most `week.full_time_hours` in all.
    pub supplies: BTreeMap<PartFile, Amount>,
    /// Sites that share its hours, by what each asks for; without it all of them.
    #[serde(default)]
    pub serves: Vec<String>,
    /// How long they stay and how often they are away; without it as in `[staff]`.
    pub staff: Option<StaffFile>,
    /// How their posts are filled; without it as in `[hiring]`.
    pub hiring: Option<OwnHiringFile>,
}

/// How posts of one kind are filled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnHiringFile {
    /// Weeks from the approved vacancy to the new worker's first day.
    pub time_to_fill: DistributionFile,
    /// Weeks from the vacancy opening to its approval.
    pub approval: Option<DistributionFile>,
    /// Windows in which approval waits for the end.
    #[serde(default)]
    pub freeze: Vec<FreezeFile>,
    /// Time from the first day to full capacity at full speed [weeks].
    #[serde(default = "nothing")]
    pub induction_weeks: Amount,
    /// Capacity on the first day, 0 to 1.
    #[serde(default = "full_capacity")]
    pub start_share: Share,
    /// Work that each open vacancy asks of the team [h/week].
    #[serde(default = "nothing")]
    pub hours_per_vacancy: Amount,
    /// Work that each starter in induction asks of experienced workers who hold clients [h/week].
    #[serde(default = "nothing")]
    pub hours_per_starter: Amount,
}
