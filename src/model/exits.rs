//! Exits: how many clients left the service, and by which way out.
//!
//! Counts; which way a client takes is decided in `clients`.

use super::service::{EXIT, FIRST_EXIT};

/// Ways out, the one without a name last.
const WAYS: usize = (EXIT - FIRST_EXIT) as usize + 1;

/// Clients who left over a week, by their way out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exits {
    by_way: [u32; WAYS],
}

impl Exits {
    /// Counts a client who left by a route that leads out.
    #[inline]
    pub fn add(&mut self, route: u8) {
        self.by_way[(route - FIRST_EXIT) as usize] += 1;
    }

    /// Clients who left in all.
    pub fn all(&self) -> u32 {
        self.by_way.iter().sum()
    }

    /// Clients who left by a named exit.
    pub fn named(&self, exit: usize) -> u32 {
        self.by_way[exit]
    }

    /// Clients who left by the exit without a name.
    pub fn plain(&self) -> u32 {
        self.by_way[WAYS - 1]
    }
}
