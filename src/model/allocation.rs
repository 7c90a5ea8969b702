//! Allocation: who takes the next client (DESIGN 2.7).
//!
//! The least loaded takes the next client: the lowest share of limits in use, then the lowest post; without a safe load the
//! fewest clients per EFT x induction. Nobody is given to a worker who is leaving, unless all are. Decides the order too:
//! clients left behind, then the waiting list (heaviest level first, then first come), then new referrals.

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

/// The least of many keys that change one at a time: a tournament.
#[derive(Debug, Default)]
struct Tournament {
    leaves: usize,
    keys: Vec<f64>,
    /// Winner of each inner node, the root at 1; leaves follow.
    winner: Vec<u32>,
}

impl Tournament {
    fn fill(&mut self, keys: impl Iterator<Item = f64>) {
        self.keys.clear();
        self.keys.extend(keys);
        self.leaves = self.keys.len().next_power_of_two();
        self.keys.resize(self.leaves, f64::INFINITY);
        self.winner.clear();
        self.winner.resize(2 * self.leaves, 0);
        for leaf in 0..self.leaves {
            self.winner[self.leaves + leaf] = leaf as u32;
        }
        for node in (1..self.leaves).rev() {
            self.settle(node);
        }
    }

    /// On equal keys the lower position wins.
    fn settle(&mut self, node: usize) {
        let (left, right) = (self.winner[2 * node], self.winner[2 * node + 1]);
        self.winner[node] = if self.keys[right as usize] < self.keys[left as usize] {
            right
        } else {
            left
        };
    }

    fn update(&mut self, position: usize, key: f64) {
        self.keys[position] = key;
        let mut node = (self.leaves + position) / 2;
        while node >= 1 {
            self.settle(node);
            node /= 2;
        }
    }

    /// Position of the least key, where any is finite.
    fn least(&self) -> Option<usize> {
        let position = *self.winner.get(1)? as usize;
        (self.keys[position] < f64::INFINITY).then_some(position)
    }
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
    all: Tournament,
    /// By level: by load among those whom one more client of the level fits.
    fitting: Vec<Tournament>,
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
        self.fitting.resize_with(levels, Tournament::default);
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
        None => f64::from(super::clients::heads(held)) / eft,
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
    fn the_tournament_always_knows_the_least_and_prefers_the_lower_position() {
        let mut tournament = Tournament::default();
        tournament.fill([3.0, 1.0, 1.0, 2.0, 5.0].into_iter());
        assert_eq!(tournament.least(), Some(1));
        tournament.update(1, 4.0);
        assert_eq!(tournament.least(), Some(2));
        tournament.update(4, 0.5);
        assert_eq!(tournament.least(), Some(4));
        (0..5).for_each(|position| tournament.update(position, f64::INFINITY));
        assert_eq!(tournament.least(), None);
        tournament.fill([7.0].into_iter());
        assert_eq!(tournament.least(), Some(0));
        tournament.update(0, f64::INFINITY);
        assert_eq!(tournament.least(), None);
    }
}
