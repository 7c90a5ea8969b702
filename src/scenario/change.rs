//! Software and process changes of a scenario.

use super::Part;

/// New software or a new process.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub name: String,
    /// Begin of the roll-out [weeks from the start].
    pub week: f64,
    pub rollout_weeks: f64,
    /// Training that the roll-out asks of a full-time worker [h/week].
    pub rollout_hours: f64,
    /// Chance that it saves, and that it costs instead; together at most 1.
    pub delivers: f64,
    pub backfires: f64,
    /// Share of each part's hours saved where it delivers, 0 to 1.
    pub saves: [f64; Part::COUNT],
    /// Share of each part's hours added where it backfires, at least 0.
    pub costs: [f64; Part::COUNT],
}

impl Change {
    /// Whether it can do anything: a plan may be to buy what the file does not.
    pub fn acts(&self) -> bool {
        self.delivers > 0.0 || self.backfires > 0.0 || self.rollout_weeks * self.rollout_hours > 0.0
    }
}
