//! Named exits as they are written in the file.

use super::number::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A way out of the service that has a name: recovered, moved away, dropped out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExitFile {
    /// Name of the exit, used in `next` and `exit_to`.
    pub name: Name,
    /// Whether a client who leaves this way leaves well; decides the share of good exits.
    #[serde(default)]
    pub good: bool,
}
