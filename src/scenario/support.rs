//! Support roles: people who hold no clients and take hours off the week of those who do.

use super::{Hiring, Part, Posts, Staff};

/// A kind of post that supplies hours to parts of the week.
#[derive(Debug, Clone, PartialEq)]
pub struct SupportRole {
    /// Its funded posts over time.
    pub posts: Posts,
    /// Posts vacant at the start.
    pub vacancies: u64,
    /// Hours that a full-time worker in post takes off each part [h/week]; at most the full-time hours in all.
    pub supplies: [f64; Part::COUNT],
    /// Indices into [`super::Scenario::sites`], each once, in order; empty: all of them.
    pub serves: Vec<usize>,
    /// `None`: nobody leaves or is absent.
    pub staff: Option<Staff>,
    /// `None`: posts that empty stay empty.
    pub hiring: Option<Hiring>,
}
