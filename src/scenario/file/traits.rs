//! What workers differ in, as it is written in the file.

use super::number::DistributionFile;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What workers who hold clients differ in: drawn once for each of them. A trait that is not given is the same for all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TraitsFile {
    /// Factor on the speed at which a worker fills the openings of her own teams [-]; without it 1.
    pub proactivity: Option<DistributionFile>,
    /// Factor on what an hour of presence does for a worker's teams [-]; without it 1.
    pub presence: Option<DistributionFile>,
    /// Factor on the strain that emotional hours make [-]; without it 1.
    pub sensitivity: Option<DistributionFile>,
    /// Share of emotional hours that stay at work, 0 to 1: they make no strain; without it 0.
    pub boundaries: Option<DistributionFile>,
}
