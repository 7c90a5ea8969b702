//! How unevenly emergencies fall: counts by post over a reporting year, beside what chance alone gives.
//!
//! Decides nothing that is played. A place is a post, or a place for an extra hire, that had a worker at the end of some week
//! of the year; who follows on a post counts with it (A32). Chance alone: as many emergencies over as many places, each on
//! each with equal chance.

use crate::stats::chance::{expected_gini, expected_largest, gini};
use std::collections::BTreeMap;

/// How the emergencies of a year fell. A pooled team's fall on nobody.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Year {
    /// Emergencies that fell on workers.
    pub events: f64,
    /// Those on the post with most of them.
    pub most: f64,
    /// Gini coefficient over posts.
    pub gini: f64,
    /// What chance alone gives for as many over as many posts.
    pub most_by_chance: f64,
    pub gini_by_chance: f64,
}

/// The emergencies of a year so far, by desk (A32).
#[derive(Debug, Default)]
pub struct Fall {
    hits: Vec<u32>,
    in_use: Vec<bool>,
    counts: Vec<u32>,
    /// Largest count and Gini that chance alone gives, by events and places: kept from year to year and from one replication
    /// to the next, as they depend on nothing else.
    by_chance: BTreeMap<(u64, u64), (f64, f64)>,
}

impl Fall {
    pub fn reset(&mut self, desks: usize) {
        self.hits.clear();
        self.hits.resize(desks, 0);
        self.in_use.clear();
        self.in_use.resize(desks, false);
    }

    /// An emergency falls on whoever sits at a desk.
    pub fn on(&mut self, desk: usize) {
        self.hits[desk] += 1;
    }

    /// Somebody sits at a desk at a week's end.
    pub fn sits(&mut self, desk: usize) {
        self.in_use[desk] = true;
    }

    /// Closes the year and begins the next.
    pub fn close(&mut self) -> Year {
        let desks = self.hits.iter().zip(&self.in_use);
        let places = desks.filter(|(hits, in_use)| **in_use || **hits > 0);
        self.counts.clear();
        self.counts.extend(places.map(|(hits, _)| *hits));
        let events: u32 = self.counts.iter().sum();
        let key = (u64::from(events), self.counts.len() as u64);
        let year = if events == 0 {
            Year::default()
        } else {
            let (most_by_chance, gini_by_chance) = *self
                .by_chance
                .entry(key)
                .or_insert_with(|| (expected_largest(key.0, key.1), expected_gini(key.0, key.1)));
            Year {
                events: f64::from(events),
                most: f64::from(self.counts.iter().copied().max().unwrap_or(0)),
                gini: gini(&self.counts),
                most_by_chance,
                gini_by_chance,
            }
        };
        self.reset(self.hits.len());
        year
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_counts_by_post_with_those_in_use_that_nothing_struck() {
        let mut fall = Fall::default();
        fall.reset(4);
        (0..3).for_each(|desk| fall.sits(desk));
        fall.on(0);
        fall.on(0);
        fall.on(3);
        let year = fall.close();
        assert_eq!((year.events, year.most), (3.0, 2.0));
        assert!((year.gini - gini(&[2, 0, 0, 1])).abs() < 1e-12);
        assert!((year.gini_by_chance - expected_gini(3, 4)).abs() < 1e-12);
        assert_eq!(fall.close(), Year::default(), "the next year begins anew");
    }
}
