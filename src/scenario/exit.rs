//! Ways out of the service.
//!
//! A service without named exits has one, the plain exit, of which nothing is known but that the client left.

use super::LevelIndex;
use crate::random::distribution::Distribution;

/// Most named exits a scenario has.
pub const MOST_EXITS: usize = 8;

/// A way out of the service that has a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Exit {
    pub name: String,
    /// Whether a client who leaves this way leaves well.
    pub good: bool,
    /// `None`: who leaves this way does not come back.
    pub returns: Option<Returns>,
}

/// How former clients come back.
#[derive(Debug, Clone, PartialEq)]
pub struct Returns {
    /// Chance that one who has left comes back, below 1.
    pub probability: f64,
    /// Time from leaving to coming back [weeks].
    pub after: Distribution,
    /// Level at which she is taken up again.
    pub to: LevelIndex,
}

/// Which way out: a position in [`super::Scenario::exits`], or `None` for the plain exit.
pub type ExitTo = Option<usize>;
