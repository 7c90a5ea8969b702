//! Ranking: who is the least loaded (DESIGN 2.7).
//!
//! The lowest share of limits in use, then the lowest post; without a safe load the fewest clients per EFT x induction. Knows
//! caseloads and limits; not who may be given clients, nor in which order clients come (`allocation`).

use super::clients::{Clients, Heads};
use super::safe_load::Line;

/// A worker, or the pool, who may be given clients.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// Holder index in [`Clients::held`].
    pub holder: usize,
    /// EFT x induction.
    pub eft: f64,
}

/// Keys of one block of [`Least`].
const BLOCK: usize = 32;

/// The least of many keys that change one at a time, by the least of each block.
#[derive(Debug, Default)]
struct Least {
    keys: Vec<f64>,
    /// Position and key of the least of each block.
    blocks: Vec<(usize, f64)>,
}

impl Least {
    fn fill(&mut self, keys: impl Iterator<Item = f64>) {
        self.keys.clear();
        self.keys.extend(keys);
        self.blocks.clear();
        let blocks = self.keys.chunks(BLOCK).enumerate();
        self.blocks
            .extend(blocks.map(|(number, block)| least_of(number * BLOCK, block)));
    }

    fn update(&mut self, position: usize, key: f64) {
        self.keys[position] = key;
        let first = position - position % BLOCK;
        let last = self.keys.len().min(first + BLOCK);
        self.blocks[position / BLOCK] = least_of(first, &self.keys[first..last]);
    }

    /// Position of the least key, the lowest on equal keys, where any is finite.
    fn least(&self) -> Option<usize> {
        let mut least = (0, f64::INFINITY);
        for block in &self.blocks {
            if block.1 < least.1 {
                least = *block;
            }
        }
        (least.1 < f64::INFINITY).then_some(least.0)
    }
}

/// Position and key of the least of some keys; the lowest position on equal keys.
fn least_of(first: usize, keys: &[f64]) -> (usize, f64) {
    let mut least = (first, f64::INFINITY);
    for (at, key) in keys.iter().enumerate() {
        if *key < least.1 {
            least = (first + at, *key);
        }
    }
    least
}

/// Which clients a candidate may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// Only those who fit within the limits.
    Limits,
    /// Anyone.
    Nothing,
}

/// The candidates of one step, in order of load.
#[derive(Debug, Default)]
pub struct Ranking {
    candidates: Vec<Candidate>,
    line: Option<Line>,
    /// By load alone.
    all: Least,
    /// By level: by load among those whom one more client of the level fits.
    fitting: Vec<Least>,
}

impl Ranking {
    /// Ranks the candidates as their caseloads stand. `levels` is 0 where limits never matter.
    pub fn prepare(
        &mut self,
        candidates: impl Iterator<Item = Candidate>,
        line: Option<Line>,
        clients: &Clients,
        levels: usize,
    ) {
        self.candidates.clear();
        self.candidates.extend(candidates);
        self.line = line;
        let line = &self.line;
        self.all.fill(
            self.candidates
                .iter()
                .map(|it| load(line, &clients.held[it.holder], it.eft)),
        );
        self.fitting.resize_with(levels, Least::default);
        for (level, fitting) in self.fitting.iter_mut().enumerate() {
            fitting.fill(
                self.candidates
                    .iter()
                    .map(|it| fitting_load(line, &clients.held[it.holder], it.eft, level)),
            );
        }
    }

    /// The candidate who takes the next client of a level, as a position for [`Ranking::given`].
    pub fn next(&self, level: usize, within: Within) -> Option<usize> {
        match within {
            // With no capacity at all (everyone at a start share of 0) the lowest post takes the client.
            Within::Nothing => self
                .all
                .least()
                .or((!self.candidates.is_empty()).then_some(0)),
            Within::Limits => self.fitting[level].least(),
        }
    }

    pub fn holder(&self, position: usize) -> usize {
        self.candidates[position].holder
    }

    /// Takes note that a candidate's caseload has changed.
    pub fn given(&mut self, position: usize, clients: &Clients) {
        let Candidate { holder, eft } = self.candidates[position];
        let held = &clients.held[holder];
        self.all.update(position, load(&self.line, held, eft));
        for (level, fitting) in self.fitting.iter_mut().enumerate() {
            fitting.update(position, fitting_load(&self.line, held, eft, level));
        }
    }
}

/// Share of limits in use; clients per EFT without a safe load; infinite without capacity.
fn load(line: &Option<Line>, held: &Heads, eft: f64) -> f64 {
    if eft <= 0.0 {
        return f64::INFINITY;
    }
    match line {
        Some(line) => line.load(held, eft),
        None => super::clients::heads(held) / eft,
    }
}

fn fitting_load(line: &Option<Line>, held: &Heads, eft: f64, level: usize) -> f64 {
    match line {
        Some(line) if !line.fits(held, level, eft) => f64::INFINITY,
        _ => load(line, held, eft),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_key_is_always_known_and_the_lower_position_preferred() {
        let mut keys: Vec<f64> = (0..100).map(|k| f64::from((k * 37) % 50)).collect();
        let mut least = Least::default();
        least.fill(keys.iter().copied());
        for (position, key) in [
            (0, 7.0),
            (50, f64::INFINITY),
            (99, 0.0),
            (3, 0.0),
            (99, 9.0),
        ] {
            keys[position] = key;
            least.update(position, key);
            let smallest = keys.iter().copied().fold(f64::INFINITY, f64::min);
            assert_eq!(least.least(), keys.iter().position(|key| *key == smallest));
        }
        least.fill([f64::INFINITY; 3].into_iter());
        assert_eq!(least.least(), None);
        least.fill(std::iter::empty());
        assert_eq!(least.least(), None);
    }
}
