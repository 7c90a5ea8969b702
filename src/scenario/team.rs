//! Teams of direct support: posts that belong to clients.

use super::{Hiring, Staff};

/// A kind of team that clients of some levels have.
#[derive(Debug, Clone, PartialEq)]
pub struct Team {
    pub name: String,
    /// Posts in a client's team, by level.
    pub posts_per_client: Vec<u64>,
    /// EFT of each post, above 0, at most 1.
    pub eft: f64,
    /// Cost of a full EFT per calendar year [currency units].
    pub annual_cost: f64,
    /// Shifts of one post [h/week].
    pub shift_hours: f64,
    /// Share of open shift hours that comes back as crisis hours.
    pub uncovered_share: f64,
    /// Presence asked of the client's worker [h/week].
    pub presence_hours: f64,
    /// Planned leave is 0: a team's rota holds it.
    pub staff: Staff,
    pub hiring: Hiring,
}
