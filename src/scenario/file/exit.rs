//! Named exits as they are written in the file.

use super::number::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A way out of the service that has a name: recovered, moved away, dropped out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExitFile {
    /// Name of the exit, used in `next`, in `exit_to` and in `exit` of `loops.disengagement`.
    pub name: Name,
    /// Whether a client who leaves this way leaves well; decides the share of good exits.
    #[serde(default)]
    pub good: bool,
    /// How former clients who left this way come back; without it they do not.
    pub returns: Option<ReturnsFile>,
}

/// How former clients come back: as the clients they were, through the door that newcomers take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnsFile {
    /// Chance that one who has left comes back, 0 to below 1.
    pub probability: ShareBelowOne,
    /// Time from leaving to coming back [weeks].
    pub after: DistributionFile,
    /// Level at which a former client is taken up again.
    pub to: String,
}
