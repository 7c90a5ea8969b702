//! Emergencies of a scenario: what strikes, whom, how often and for how long.

use crate::random::distribution::Distribution;

/// A kind of emergency.
#[derive(Debug, Clone, PartialEq)]
pub struct Shock {
    pub name: String,
    pub strikes: Strikes,
    /// Hours asked of the week while it lasts [h/week].
    pub crisis_hours: f64,
    /// How long one lasts that does not stay for good [weeks].
    pub duration: Distribution,
    /// Share that stay for as long as whom they strike.
    pub permanent_share: f64,
    /// Levels that a client moves up at once.
    pub level_up: u32,
    pub own_making: OwnMaking,
}

/// Whom an emergency strikes, and how often.
#[derive(Debug, Clone, PartialEq)]
pub enum Strikes {
    /// A client, and so her worker.
    Clients {
        /// Per client and calendar year [1/year].
        per_year: f64,
        /// By level, whether it can strike there; at least one.
        levels: Vec<bool>,
        /// Coefficient of variation of workers' proneness; 0: chance alone.
        unevenness: f64,
    },
    /// A worker.
    Workers {
        /// Per worker and calendar year [1/year].
        per_year: f64,
        /// Coefficient of variation of workers' proneness; 0: chance alone.
        unevenness: f64,
    },
    /// Everybody at once.
    Service {
        /// Per calendar year [1/year].
        per_year: f64,
        /// Whether it strikes all sites at the same moment.
        shared: bool,
    },
}

/// Emergencies that the service makes itself: what an hour adds to the rate [1/week per hour].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct OwnMaking {
    /// Per hour of records behind; acts by the strength of the loop `records`.
    pub per_backlog_hour: f64,
    /// Per hour of contact missed in the week before; acts by the strength of the loop `care`.
    pub per_missed_contact_hour: f64,
}
