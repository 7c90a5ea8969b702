//! Software and process changes as they are written in the file.

use super::number::*;
use super::week::PartFile;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

fn nothing() -> Amount {
    Amount(0.0)
}

fn surely() -> Share {
    Share(1.0)
}

fn never() -> Share {
    Share(0.0)
}

/// New software or a new process: hours first, and what it brings afterwards is drawn once in every future.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeFile {
    /// Name of the change.
    pub name: Name,
    /// Week in which the roll-out begins, from the start.
    pub week: WeekOf,
    /// Length of the roll-out [weeks].
    #[serde(default = "nothing")]
    pub rollout_weeks: Amount,
    /// What the roll-out asks of a full-time worker, as training [h/week].
    #[serde(default = "nothing")]
    pub rollout_hours: Amount,
    /// Share of a part's hours that it saves from the end of the roll-out, by part, 0 to 1.
    #[serde(default)]
    pub saves: BTreeMap<PartFile, Share>,
    /// Chance that it saves as it should, 0 to 1.
    #[serde(default = "surely")]
    pub delivers: Share,
    /// Chance that it costs hours for good instead, 0 to 1; with `delivers` at most 1. What is left of 1: it does neither.
    #[serde(default = "never")]
    pub backfires: Share,
    /// Share of a part's hours that it adds for good where it backfires, by part [-].
    #[serde(default)]
    pub costs: BTreeMap<PartFile, Amount>,
}
