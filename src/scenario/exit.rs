//! Ways out of the service.
//!
//! A service without named exits has one, the plain exit, of which nothing is known but that the client left.

/// Most named exits a scenario has.
pub const MOST_EXITS: usize = 8;

/// A way out of the service that has a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Exit {
    pub name: String,
    /// Whether a client who leaves this way leaves well.
    pub good: bool,
}

/// Which way out: a position in [`super::Scenario::exits`], or `None` for the plain exit.
pub type ExitTo = Option<usize>;
