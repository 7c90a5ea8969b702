//! Emergencies as they are written in the file.

use super::number::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

fn nothing() -> Amount {
    Amount(0.0)
}

fn none() -> Share {
    Share(0.0)
}

fn stays_there() -> LevelsUp {
    LevelsUp(0)
}

/// A kind of emergency. Give one of `per_client_per_year`, `per_worker_per_year` and `per_service_per_year`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShockFile {
    /// Name of the kind of emergency.
    pub name: Name,
    /// Emergencies per client in service and calendar year [1/year].
    pub per_client_per_year: Option<Amount>,
    /// Emergencies per worker in post and calendar year [1/year].
    pub per_worker_per_year: Option<Amount>,
    /// Emergencies that strike everybody at once, per calendar year [1/year].
    pub per_service_per_year: Option<Amount>,
    /// Levels whose clients it can strike, with `per_client_per_year`; without it all.
    pub levels: Option<Vec<String>>,
    /// Hours it asks while it lasts [h/week]: of the client's worker, of the worker, or of all by the hours they have.
    pub crisis_hours: Amount,
    /// How long it lasts, unless it stays for good [weeks].
    pub duration: DistributionFile,
    /// Share that stay for as long as the client is in service or the worker in post, 0 to 1.
    #[serde(default = "none")]
    pub permanent_share: Share,
    /// Levels that the client moves up at once, 0 to 7; at the heaviest she stays there.
    #[serde(default = "stays_there")]
    pub level_up: LevelsUp,
    /// How differently prone workers are to it: coefficient of variation [-]; 0: chance alone.
    #[serde(default = "nothing")]
    pub unevenness: Amount,
    /// Strikes all sites at the same moment and for as long; only with sites and `per_service_per_year`.
    #[serde(default)]
    pub shared: bool,
    /// What the service adds to it by its own making.
    #[serde(default)]
    pub own_making: OwnMakingFile,
}

/// Emergencies that the service makes itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OwnMakingFile {
    /// Emergencies a week for each hour of records behind [1/week per hour], with the strength of `loops.records`.
    pub per_backlog_hour: AddedRate,
    /// Emergencies a week for each hour of contact missed in the week before [1/week per hour], with the strength of `loops.care`.
    pub per_missed_contact_hour: AddedRate,
}
