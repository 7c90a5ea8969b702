//! Ranking: who is the least loaded (DESIGN 2.7).
//!
//! For a client of a level the load of a worker is the share in use of that level's own limit or of the total limit, whichever
//! is larger: a worker at the limit of another level has room for this one. The lowest load takes the client, on equal loads
//! the lowest post. Where neither limit exists, and without a safe load, the fewest clients per EFT x induction. Knows
//! caseloads and limits; not who may be given clients, nor in which order clients come (`allocation`).

use super::clients::Clients;
use super::safe_load::Line;
use super::service::MAX_LEVELS;

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

/// The candidates in order of load for a client of one level, under one rule of what they may be given.
#[derive(Debug, Default)]
struct Lane {
    /// Whether `loads` stands for this step's candidates: a lane is filled when the first client of its level comes.
    filled: bool,
    loads: Least,
}

/// The candidates of one step, in order of load.
#[derive(Debug, Default)]
pub struct Ranking {
    candidates: Vec<Candidate>,
    line: Option<Line>,
    /// Two lanes a level: within limits, and without.
    lanes: [[Lane; 2]; MAX_LEVELS],
}

impl Ranking {
    /// Takes the candidates of a step and the load line in force.
    pub fn prepare(&mut self, candidates: impl Iterator<Item = Candidate>, line: Option<Line>) {
        self.candidates.clear();
        self.candidates.extend(candidates);
        self.line = line;
        for lane in self.lanes.as_flattened_mut() {
            lane.filled = false;
        }
    }

    /// The candidate who takes the next client of a level, as a position for [`Ranking::given`].
    pub fn next(&mut self, level: usize, within: Within, clients: &Clients) -> Option<usize> {
        let lane = &mut self.lanes[level][within as usize];
        if !lane.filled {
            lane.filled = true;
            let load = |it: &Candidate| load(&self.line, clients, *it, level, within);
            lane.loads.fill(self.candidates.iter().map(load));
        }
        let least = lane.loads.least();
        match within {
            Within::Limits => least,
            // With no capacity at all (everyone at a start share of 0) the lowest post takes the client.
            Within::Nothing => least.or((!self.candidates.is_empty()).then_some(0)),
        }
    }

    pub fn holder(&self, position: usize) -> usize {
        self.candidates[position].holder
    }

    /// Takes note that a candidate's caseload has changed.
    pub fn given(&mut self, position: usize, clients: &Clients) {
        let candidate = self.candidates[position];
        for (level, lanes) in self.lanes.iter_mut().enumerate() {
            for (lane, within) in lanes.iter_mut().zip([Within::Limits, Within::Nothing]) {
                if lane.filled {
                    let load = load(&self.line, clients, candidate, level, within);
                    lane.loads.update(position, load);
                }
            }
        }
    }
}

/// A candidate's load, for a client of a level: infinite without capacity, and where the client must fit and does not.
fn load(
    line: &Option<Line>,
    clients: &Clients,
    candidate: Candidate,
    level: usize,
    within: Within,
) -> f64 {
    let Candidate { holder, eft } = candidate;
    let held = &clients.held[holder];
    if eft <= 0.0 {
        return f64::INFINITY;
    }
    match line {
        Some(line) if within == Within::Limits && !line.fits(held, level, eft) => f64::INFINITY,
        Some(line) if line.limits(level) => line.load(held, level, eft),
        _ => super::clients::heads(held) / eft,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::clients::Heads;

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

    /// Seats clients level by level with workers of one EFT each; returns the caseloads.
    fn seated(line: Option<Line>, workers: usize, counts: &[usize], within: Within) -> Vec<Heads> {
        let mut clients = Clients::default();
        clients.reset(workers);
        let mut ranking = Ranking::default();
        let candidates = (0..workers).map(|holder| Candidate { holder, eft: 1.0 });
        ranking.prepare(candidates, line);
        for (level, count) in counts.iter().enumerate() {
            for _ in 0..*count {
                if let Some(taker) = ranking.next(level, within, &clients) {
                    clients.held[ranking.holder(taker)][level] += 1.0;
                    ranking.given(taker, &clients);
                }
            }
        }
        clients.held[..workers].to_vec()
    }

    /// High and medium with limits of their own, group and parked with none.
    fn line(total: f64) -> Line {
        let mut per_client = [0.0; MAX_LEVELS];
        (per_client[0], per_client[1]) = (1.0 / 5.0, 1.0 / 10.0);
        let per_head = if total > 0.0 { 1.0 / total } else { 0.0 };
        Line {
            per_client,
            per_head,
            scale: 1.0,
        }
    }

    #[test]
    fn clients_who_fit_two_posts_exactly_are_seated_without_a_breach() {
        let counts = [10, 20, 41, 29];
        for within in [Within::Nothing, Within::Limits] {
            let held = seated(Some(line(50.0)), 2, &counts, within);
            for caseload in &held {
                assert_eq!(line(50.0).breaches(caseload, 1.0), (false, false));
            }
            assert_eq!(held[0][..4], [5.0, 10.0, 21.0, 14.0]);
            assert_eq!(held[1][..4], [5.0, 10.0, 20.0, 15.0]);
        }
    }

    #[test]
    fn the_lower_post_takes_the_odd_client_and_a_level_without_any_limit_goes_by_heads() {
        let held = seated(Some(line(0.0)), 2, &[1, 2, 3], Within::Nothing);
        // High: post 0. Medium: one each. Three of a level without a limit: heads 2 and 1 become 3 and 3.
        assert_eq!(held[0][..3], [1.0, 1.0, 1.0]);
        assert_eq!(held[1][..3], [0.0, 1.0, 2.0]);
        assert_eq!(
            seated(None, 2, &[3], Within::Nothing)[0][0],
            2.0,
            "without a safe load the lower post takes the odd client too"
        );
    }

    #[test]
    fn a_client_who_fits_nowhere_is_not_placed_within_limits() {
        let held = seated(Some(line(50.0)), 2, &[11, 0, 0, 0], Within::Limits);
        assert_eq!([held[0][0], held[1][0]], [5.0, 5.0]);
        let held = seated(Some(line(50.0)), 2, &[11, 0, 0, 0], Within::Nothing);
        assert_eq!([held[0][0], held[1][0]], [6.0, 5.0]);
    }
}
