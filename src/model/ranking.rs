//! Ranking: who is the least loaded (DESIGN 2.7).
//!
//! For a client of a level the load of a worker is the share in use of that level's own limit or of the total limit, whichever
//! is larger: a worker at the limit of another level has room for this one. The lowest load takes the client, on equal loads
//! the lowest post. Where neither limit exists, and without a safe load, the fewest clients per EFT x induction. Knows
//! caseloads and limits; not who may be given clients, nor in which order clients come (`allocation`).

use super::caseload::Caseloads;
use super::clients::Heads;
use super::safe_load::Line;
use super::service::MAX_LEVELS;

/// A worker, or the pool, who may be given clients.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// Holder index in [`Caseloads::held`].
    pub holder: usize,
    /// EFT x induction.
    pub eft: f64,
}

/// Which clients a candidate may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// Only those who fit within the limits.
    Limits,
    /// Anyone.
    Nothing,
}

/// Candidates in a block, whose least load is known.
const BLOCK: usize = 32;

/// The loads for clients of one level under one rule of what they may be given. Empty until the first such client of a step
/// comes.
#[derive(Debug, Default)]
struct Lane {
    /// Load of each candidate.
    loads: Vec<f64>,
    /// Load and position of the least loaded of each block of candidates.
    least: Vec<(f64, usize)>,
    /// Candidates whose load has risen since.
    risen: Vec<usize>,
}

impl Lane {
    fn clear(&mut self) {
        self.loads.clear();
        self.least.clear();
        self.risen.clear();
    }

    fn fill(&mut self, loads: impl Iterator<Item = f64>) {
        self.loads.extend(loads);
        for first in (0..self.loads.len()).step_by(BLOCK) {
            self.least.push(self.least_of_block(first));
        }
    }

    /// Takes in that a load has risen: another may be the least of its block now.
    fn rise(&mut self, position: usize, load: f64) {
        self.loads[position] = load;
        let block = position / BLOCK;
        if self.least[block].1 == position {
            self.least[block] = self.least_of_block(block * BLOCK);
        }
    }

    /// The least load of a block and its position; the lowest position on equal loads.
    fn least_of_block(&self, first: usize) -> (f64, usize) {
        let last = self.loads.len().min(first + BLOCK);
        let mut least = (f64::INFINITY, first);
        for position in first..last {
            if self.loads[position] < least.0 {
                least = (self.loads[position], position);
            }
        }
        least
    }

    /// The least load and its position; the lowest position on equal loads.
    fn least(&self) -> (f64, usize) {
        let mut least = (f64::INFINITY, 0);
        for of_block in &self.least {
            if of_block.0 < least.0 {
                least = *of_block;
            }
        }
        least
    }
}

/// The candidates of one step, in order of load.
#[derive(Debug, Default)]
pub struct Ranking {
    candidates: Vec<Candidate>,
    line: Option<Line>,
    /// Two lanes a level: within limits, and without.
    lanes: [[Lane; 2]; MAX_LEVELS],
    /// Lanes that are not empty: level and rule.
    used: Vec<(usize, Within)>,
}

impl Ranking {
    /// Takes the candidates of a step and the load line in force.
    pub fn prepare(&mut self, candidates: impl Iterator<Item = Candidate>, line: Option<Line>) {
        self.candidates.clear();
        self.candidates.extend(candidates);
        self.line = line;
        for (level, within) in self.used.drain(..) {
            self.lanes[level][within as usize].clear();
        }
    }

    /// The candidate who takes the next client of a level, as a position for [`Ranking::given`].
    pub fn next(&mut self, level: usize, within: Within, clients: &Caseloads) -> Option<usize> {
        let lane = &mut self.lanes[level][within as usize];
        let measure = Measure::of(&self.line, level, within);
        let load = |it: &Candidate| measure.load(&clients.held[it.holder], it.eft);
        if lane.loads.is_empty() {
            lane.fill(self.candidates.iter().map(load));
            self.used.push((level, within));
        }
        while let Some(position) = lane.risen.pop() {
            lane.rise(position, load(&self.candidates[position]));
        }
        let (least, position) = lane.least();
        // With no capacity at all (everyone at a start share of 0) the lowest post takes a client who need not fit.
        let anyone = within == Within::Nothing && !self.candidates.is_empty();
        (least < f64::INFINITY || anyone).then_some(position)
    }

    pub fn is_empty(&self) -> bool {
        self.candidates.is_empty()
    }

    pub fn holder(&self, position: usize) -> usize {
        self.candidates[position].holder
    }

    /// Takes note that a candidate has been given a client: her load has risen.
    pub fn given(&mut self, position: usize) {
        for (level, within) in &self.used {
            self.lanes[*level][*within as usize].risen.push(position);
        }
    }
}

/// How load is measured for a client of one level.
struct Measure<'a> {
    level: usize,
    /// Shares of a full EFT that one client takes: of the level's own limit, and of the total.
    per_client: f64,
    per_head: f64,
    /// The limits within which the client must fit.
    limits: Option<&'a Line>,
}

impl<'a> Measure<'a> {
    fn of(line: &'a Option<Line>, level: usize, within: Within) -> Self {
        let (per_client, per_head) = match line {
            Some(line) if line.limits(level) => (
                line.per_client[level] * line.scale,
                line.per_head * line.scale,
            ),
            _ => (0.0, 1.0),
        };
        Measure {
            level,
            per_client,
            per_head,
            limits: line.as_ref().filter(|_| within == Within::Limits),
        }
    }

    /// The load of one with a caseload and a capacity of `eft`; infinite without capacity, and where the client must fit and
    /// does not.
    #[inline]
    fn load(&self, held: &Heads, eft: f64) -> f64 {
        if eft <= 0.0 {
            return f64::INFINITY;
        }
        if let Some(line) = self.limits
            && !line.fits(held, self.level, eft)
        {
            return f64::INFINITY;
        }
        let at_level = held.by_level[self.level] * self.per_client;
        let in_all = held.all * self.per_head;
        (if at_level > in_all { at_level } else { in_all }) / eft
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::clients::{Client, Pace};

    #[test]
    fn the_least_loaded_of_many_is_always_known_and_the_lower_position_preferred() {
        let counts: Vec<usize> = (0..100).map(|post| (post * 37) % 50).collect();
        let mut clients = Caseloads::default();
        clients.reset(counts.len(), 1, Pace::USUAL);
        for (holder, count) in counts.iter().enumerate() {
            (0..*count).for_each(|_| give(&mut clients, 0, holder));
        }
        let mut ranking = Ranking::default();
        let candidates = (0..counts.len()).map(|holder| Candidate { holder, eft: 1.0 });
        ranking.prepare(candidates, None);
        for _ in 0..500 {
            let heads = |holder: usize| clients.held[holder].all;
            let least = (0..counts.len()).map(heads).fold(f64::INFINITY, f64::min);
            let expected = (0..counts.len()).position(|holder| heads(holder) == least);
            let taker = ranking.next(0, Within::Nothing, &clients);
            assert_eq!(taker, expected);
            give(&mut clients, 0, taker.unwrap());
            ranking.given(taker.unwrap());
        }
        ranking.prepare((0..3).map(|holder| Candidate { holder, eft: 0.0 }), None);
        assert_eq!(ranking.next(0, Within::Limits, &clients), None);
        assert_eq!(ranking.next(0, Within::Nothing, &clients), Some(0));
        ranking.prepare(std::iter::empty(), None);
        assert_eq!(ranking.next(0, Within::Nothing, &clients), None);
    }

    fn give(clients: &mut Caseloads, level: usize, holder: usize) {
        clients.give(Client::new(0, 0, level as u8, 0), holder);
    }

    /// Seats clients level by level with workers of one EFT each; returns the caseloads.
    fn seated(line: Option<Line>, workers: usize, counts: &[usize], within: Within) -> Vec<Heads> {
        let mut clients = Caseloads::default();
        clients.reset(workers, 1, Pace::USUAL);
        let mut ranking = Ranking::default();
        let candidates = (0..workers).map(|holder| Candidate { holder, eft: 1.0 });
        ranking.prepare(candidates, line);
        for (level, count) in counts.iter().enumerate() {
            for _ in 0..*count {
                if let Some(taker) = ranking.next(level, within, &clients) {
                    give(&mut clients, level, ranking.holder(taker));
                    ranking.given(taker);
                }
            }
        }
        (0..workers).map(|holder| clients.held[holder]).collect()
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
            assert_eq!(held[0].by_level[..4], [5.0, 10.0, 21.0, 14.0]);
            assert_eq!(held[1].by_level[..4], [5.0, 10.0, 20.0, 15.0]);
        }
    }

    #[test]
    fn the_lower_post_takes_the_odd_client_and_a_level_without_any_limit_goes_by_heads() {
        let held = seated(Some(line(0.0)), 2, &[1, 2, 3], Within::Nothing);
        // High: post 0. Medium: one each. Three of a level without a limit: heads 2 and 1 become 3 and 3.
        assert_eq!(held[0].by_level[..3], [1.0, 1.0, 1.0]);
        assert_eq!(held[1].by_level[..3], [0.0, 1.0, 2.0]);
        assert_eq!(
            seated(None, 2, &[3], Within::Nothing)[0].all,
            2.0,
            "without a safe load the lower post takes the odd client too"
        );
    }

    #[test]
    fn a_client_who_fits_nowhere_is_not_placed_within_limits() {
        let held = seated(Some(line(50.0)), 2, &[11, 0, 0, 0], Within::Limits);
        assert_eq!([held[0].all, held[1].all], [5.0, 5.0]);
        let held = seated(Some(line(50.0)), 2, &[11, 0, 0, 0], Within::Nothing);
        assert_eq!([held[0].all, held[1].all], [6.0, 5.0]);
    }
}
