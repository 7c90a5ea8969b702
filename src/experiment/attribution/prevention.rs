//! Future by future: would the spiral have happened without this loop?
//!
//! Among the futures in a spiral with all loops: in how many there is none once a loop is cut, in how many no single cut is
//! enough, and the smallest sets whose cutting is. A cut also reshuffles chance, so futures that come into the spiral only
//! once the loop is cut are counted beside.

use std::collections::BTreeMap;

use super::effects::mean;
use super::sets::Played;
use crate::experiment::future::Reading;
use crate::experiment::results::Estimate;
use crate::experiment::spread::YesNo;
use crate::model::regime::State;
use crate::stats::moments::Moments;

/// Weeks in the spiral that make it a long one.
pub const LONG_SPIRAL_WEEKS: u64 = 13;

/// When a future counts as one with a spiral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpiralKind {
    /// In the spiral in the last week.
    Ended,
    /// In the spiral for [`LONG_SPIRAL_WEEKS`] or more, running or not.
    Long,
}

impl SpiralKind {
    pub const ALL: [SpiralKind; 2] = [SpiralKind::Ended, SpiralKind::Long];

    /// The word of the tables.
    pub fn name(self) -> &'static str {
        match self {
            SpiralKind::Ended => "ended_vicious",
            SpiralKind::Long => "vicious_13_weeks",
        }
    }

    fn holds(self, reading: &Reading) -> bool {
        let states = &reading.states[0];
        match self {
            SpiralKind::Ended => states.ended == Some(State::Vicious),
            SpiralKind::Long => states.weeks[State::Vicious as usize] >= LONG_SPIRAL_WEEKS,
        }
    }
}

/// What cutting loops prevents.
#[derive(Debug, Clone, PartialEq)]
pub struct Prevention {
    pub kind: SpiralKind,
    /// Futures played.
    pub futures: u64,
    /// Of those, with a spiral when all loops act.
    pub spirals: u64,
    /// By loop.
    pub loops: Vec<Prevented>,
    /// Spirals that no single cut prevents.
    pub no_single_cut: u64,
    /// The smallest sets; `None` where not every set was played.
    pub smallest: Option<SmallestCuts>,
}

/// What cutting one loop prevents.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prevented {
    /// Spirals that do not happen without the loop.
    pub count: u64,
    /// Their share of all spirals, with Wilson's interval.
    pub share: Estimate,
    /// Spirals that happen only without the loop.
    pub brought_on: u64,
    /// Share of all futures with a spiral, less that without the loop: prevented less brought on, paired.
    pub net: Estimate,
}

/// Spirals by the smallest sets of loops whose cutting prevents them.
#[derive(Debug, Clone, PartialEq)]
pub struct SmallestCuts {
    /// Futures in which every set was played, and the spirals among them.
    pub futures: u64,
    pub spirals: u64,
    /// Spirals by the number of loops in the smallest set, 1 for the first entry.
    pub by_size: Vec<u64>,
    /// Sets (of the loops cut) with the spirals they are a smallest set of, the most first. A spiral counts for every set of its
    /// smallest size.
    pub sets: Vec<(usize, u64)>,
}

/// One kind of spiral as it is counted.
pub(super) struct Count {
    kind: SpiralKind,
    futures: u64,
    spirals: u64,
    prevented: Vec<u64>,
    brought_on: Vec<u64>,
    net: Vec<Moments>,
    no_single_cut: u64,
    every_set: u64,
    spirals_every_set: u64,
    by_size: Vec<u64>,
    sets: BTreeMap<usize, u64>,
}

impl Count {
    pub fn new(kind: SpiralKind, loops: usize) -> Self {
        Count {
            kind,
            futures: 0,
            spirals: 0,
            prevented: vec![0; loops],
            brought_on: vec![0; loops],
            net: vec![Moments::default(); loops],
            no_single_cut: 0,
            every_set: 0,
            spirals_every_set: 0,
            by_size: vec![0; loops],
            sets: BTreeMap::new(),
        }
    }

    /// Takes in one future; `readings` are by lane.
    pub fn add(&mut self, played: &Played, readings: &[&Reading]) {
        let holds = |lane: usize| self.kind.holds(readings[lane]);
        self.futures += 1;
        let spiral = holds(played.all());
        let without: Vec<bool> = (0..played.count)
            .map(|player| holds(played.without(player)))
            .collect();
        for (moments, without) in self.net.iter_mut().zip(&without) {
            moments.add(f64::from(u8::from(spiral)) - f64::from(u8::from(*without)));
        }
        let every_set = played.every_set();
        self.every_set += u64::from(every_set.is_some());
        if !spiral {
            for (count, without) in self.brought_on.iter_mut().zip(without) {
                *count += u64::from(without);
            }
            return;
        }
        let sets = every_set.map(|lanes| {
            let full = lanes.len() - 1;
            smallest(played.count, |cut| !holds(lanes[full & !cut]))
        });
        self.spirals += 1;
        self.no_single_cut += u64::from(without.iter().all(|spiral| *spiral));
        for (count, without) in self.prevented.iter_mut().zip(without) {
            *count += u64::from(!without);
        }
        if let Some(sets) = sets {
            self.spirals_every_set += 1;
            if let Some(set) = sets.first() {
                self.by_size[set.count_ones() as usize - 1] += 1;
            }
            for set in sets {
                *self.sets.entry(set).or_default() += 1;
            }
        }
    }

    pub fn finish(self) -> Prevention {
        let counts = self.prevented.iter().zip(&self.brought_on).zip(&self.net);
        let loops = counts.map(|((count, brought_on), net)| Prevented {
            count: *count,
            share: YesNo::of(*count, self.spirals).estimate(),
            brought_on: *brought_on,
            net: mean(net),
        });
        let mut sets: Vec<(usize, u64)> = self.sets.into_iter().collect();
        // The sort is stable: equals stay in the order of their sets.
        sets.sort_by_key(|it| std::cmp::Reverse(it.1));
        Prevention {
            kind: self.kind,
            futures: self.futures,
            spirals: self.spirals,
            loops: loops.collect(),
            no_single_cut: self.no_single_cut,
            smallest: (self.every_set > 0).then_some(SmallestCuts {
                futures: self.every_set,
                spirals: self.spirals_every_set,
                by_size: self.by_size,
                sets,
            }),
        }
    }
}

/// The sets of the smallest size for which a claim holds, in order; empty where it holds for none.
fn smallest(players: usize, holds: impl Fn(usize) -> bool) -> Vec<usize> {
    (1..=players as u32)
        .map(|size| {
            (1..1usize << players)
                .filter(|set| set.count_ones() == size && holds(*set))
                .collect::<Vec<_>>()
        })
        .find(|sets| !sets.is_empty())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_sets_are_all_of_one_size() {
        // Cutting 0, or 1 and 2 together, is enough.
        let enough = |cut: usize| cut & 1 != 0 || cut & 0b110 == 0b110;
        assert_eq!(smallest(3, enough), [0b001]);
        // Without the first way two of the other sets of two are.
        let pairs = |cut: usize| cut & 0b110 == 0b110 || cut & 0b101 == 0b101;
        assert_eq!(smallest(3, pairs), [0b101, 0b110]);
        assert!(smallest(3, |_| false).is_empty());
    }
}
