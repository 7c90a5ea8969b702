//! What workers differ in: distributions over the workers who hold clients.

use crate::random::distribution::Distribution;

/// Distributions of what workers differ in; `None`: all alike.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Traits {
    /// Factor on the speed at which a worker fills the openings of her own teams [-].
    pub proactivity: Option<Distribution>,
    /// Factor on what an hour of presence does for a worker's teams [-].
    pub presence: Option<Distribution>,
    /// Factor on the strain that emotional hours make [-].
    pub sensitivity: Option<Distribution>,
    /// Share of emotional hours that make no strain, 0 to 1.
    pub boundaries: Option<Distribution>,
}
