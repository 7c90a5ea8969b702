//! Ranking: who is the least loaded (DESIGN 2.7).
//!
//! For a client of a level the load of a worker is the share in use of that level's own limit or of the total limit, whichever
//! is larger: a worker at the limit of another level has room for this one. The lowest load takes the client, on equal loads
//! the lowest post. Where neither limit exists, and without a safe load, the fewest clients per EFT x induction, each counting
//! her level's weight. Where starters are matched, the heaviest levels go to the experienced and the lightest to those in
//! induction first, as long as they have room within the limits. Knows caseloads and limits; not who may be given clients, nor
//! in which order clients come (`allocation`).

use super::caseload::Caseloads;
use super::clients::Heads;
use super::safe_load::{ByLevel, Line, weighted};
use super::service::{LevelPlan, MAX_LEVELS};

/// A worker, or the pool, who may be given clients.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// Holder index in [`Caseloads::held`].
    pub holder: usize,
    /// EFT x induction.
    pub eft: f64,
    /// Whether she is in induction.
    pub is_starter: bool,
}

/// Which clients a candidate may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// Only those who fit within the limits.
    Limits,
    /// Only those who fit within the absolute limits.
    Absolute,
    /// Anyone.
    Nothing,
    /// Only those who fit within the limits and suit the level.
    Suited,
}

/// Rules of what a candidate may be given.
const RULES: usize = 4;

/// Limits in force, and those beyond which nobody is given a client.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bounds {
    pub line: Option<Line>,
    pub absolute: Option<Line>,
}

/// Candidates in a block, whose least load is known.
const BLOCK: usize = 32;

/// The loads for clients of one level under one rule of what they may be given, where there are more candidates than one block
/// holds. Empty until the first such client of a step comes.
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
        let (load, position) = least(self.loads[first..last].iter().copied());
        (load, first + position)
    }

    /// The least load and its position: the loads of those who have been given a client since are measured again.
    fn least(
        &mut self,
        candidates: &[Candidate],
        load: impl Fn(&Candidate) -> f64,
    ) -> (f64, usize) {
        if self.loads.is_empty() {
            self.fill(candidates.iter().map(&load));
        }
        while let Some(position) = self.risen.pop() {
            self.rise(position, load(&candidates[position]));
        }
        let mut least = (f64::INFINITY, 0);
        for of_block in &self.least {
            if of_block.0 < least.0 {
                least = *of_block;
            }
        }
        least
    }
}

/// The least load and its position; the lowest position on equal loads.
#[inline]
fn least(loads: impl Iterator<Item = f64>) -> (f64, usize) {
    let mut least = (f64::INFINITY, 0);
    for (position, load) in loads.enumerate() {
        if load < least.0 {
            least = (load, position);
        }
    }
    least
}

/// The candidates of one step, in order of load.
#[derive(Debug, Default)]
pub struct Ranking {
    candidates: Vec<Candidate>,
    bounds: Bounds,
    /// A lane for each level and rule.
    lanes: [[Lane; RULES]; MAX_LEVELS],
    /// Lanes that are not empty: level and rule.
    used: Vec<(usize, Within)>,
    /// What a client of each level counts where no limit does; `None` where all count alike.
    weights: Option<ByLevel>,
    /// For each level whether starters suit it better (`true`) or worse than the experienced; `None`: alike.
    suits_starters: [Option<bool>; MAX_LEVELS],
}

impl Ranking {
    /// Takes the rules of a scenario: what clients count, and whether starters are matched.
    pub fn reset(&mut self, levels: &[LevelPlan], match_starters: bool) {
        let mut weights = [0.0; MAX_LEVELS];
        weights
            .iter_mut()
            .zip(levels)
            .for_each(|(weight, level)| *weight = level.weight);
        self.weights = levels
            .iter()
            .any(|level| level.weight != 1.0)
            .then_some(weights);
        self.suits_starters = [None; MAX_LEVELS];
        if match_starters {
            self.match_starters(levels.len());
        }
    }

    /// The heavier half of the levels suits the experienced, the lighter half starters; a level in the middle both (A48).
    fn match_starters(&mut self, levels: usize) {
        let half = levels / 2;
        self.suits_starters[..half].fill(Some(false));
        self.suits_starters[levels - half..levels].fill(Some(true));
    }

    /// Takes the candidates of a step and the limits in force.
    pub fn prepare(&mut self, candidates: impl Iterator<Item = Candidate>, bounds: Bounds) {
        self.candidates.clear();
        self.candidates.extend(candidates);
        self.bounds = bounds;
        for (level, within) in self.used.drain(..) {
            self.lanes[level][within as usize].clear();
        }
    }

    /// The candidate who takes the next client of a level, as a position for [`Ranking::given`].
    pub fn next(&mut self, level: usize, within: Within, clients: &Caseloads) -> Option<usize> {
        let suited = self.suits_starters[level]
            .and_then(|_| self.least_loaded(level, Within::Suited, clients));
        suited.or_else(|| self.least_loaded(level, within, clients))
    }

    fn least_loaded(&mut self, level: usize, within: Within, clients: &Caseloads) -> Option<usize> {
        let measure = Measure::of(&self.bounds, self.weights.as_ref(), level, within);
        let suits = self.suits_starters[level].filter(|_| within == Within::Suited);
        let load = |it: &Candidate| {
            if suits.is_some_and(|starters| starters != it.is_starter) {
                return f64::INFINITY;
            }
            measure.load(&clients.held[it.holder], it.eft)
        };
        let is_small = self.candidates.len() <= BLOCK;
        let (least, position) = if is_small && within == Within::Nothing && measure.is_by_heads() {
            let heads = |it: &Candidate| measure.load_by_heads(&clients.held[it.holder], it.eft);
            least(self.candidates.iter().map(heads))
        } else if is_small {
            least(self.candidates.iter().map(load))
        } else {
            let lane = &mut self.lanes[level][within as usize];
            if lane.loads.is_empty() {
                self.used.push((level, within));
            }
            lane.least(&self.candidates, load)
        };
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
    /// What a client of each level takes of the limit in points, or counts where there is no limit; and the scale on it.
    per_point: Option<&'a ByLevel>,
    scale: f64,
    /// The limits within which the client must fit.
    limits: [Option<&'a Line>; 2],
}

impl<'a> Measure<'a> {
    fn of(bounds: &'a Bounds, weights: Option<&'a ByLevel>, level: usize, within: Within) -> Self {
        let soft = bounds.line.as_ref();
        let hard = bounds.absolute.as_ref();
        let limits = match within {
            Within::Limits | Within::Suited => [soft, hard],
            Within::Absolute => [None, hard],
            Within::Nothing => [None, None],
        };
        match soft.filter(|line| line.limits(level)) {
            Some(line) => Measure {
                level,
                per_client: line.per_client[level] * line.scale,
                per_head: line.per_head * line.scale,
                per_point: line.per_point.as_ref(),
                scale: line.scale,
                limits,
            },
            None => Measure {
                level,
                per_client: 0.0,
                per_head: if weights.is_some() { 0.0 } else { 1.0 },
                per_point: weights,
                scale: 1.0,
                limits,
            },
        }
    }

    /// Whether clients count by heads alone.
    fn is_by_heads(&self) -> bool {
        self.per_point.is_none()
    }

    /// The load by heads of one with a caseload and a capacity of `eft`, whether the client fits or not; infinite without
    /// capacity.
    #[inline(always)]
    fn load_by_heads(&self, held: &Heads, eft: f64) -> f64 {
        let at_level = held.by_level[self.level] * self.per_client;
        let in_all = held.all * self.per_head;
        let used = if at_level > in_all { at_level } else { in_all };
        if eft > 0.0 { used / eft } else { f64::INFINITY }
    }

    /// The load of one with a caseload and a capacity of `eft`; infinite without capacity, and where the client must fit and
    /// does not.
    fn load(&self, held: &Heads, eft: f64) -> f64 {
        let fits = |line: &&Line| line.fits(held, self.level, eft);
        if !self.limits.iter().flatten().all(fits) {
            return f64::INFINITY;
        }
        let by_heads = self.load_by_heads(held, eft);
        match self.per_point {
            Some(shares) if eft > 0.0 => by_heads.max(weighted(held, shares) * self.scale / eft),
            Some(_) | None => by_heads,
        }
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
        let candidates = (0..counts.len()).map(|holder| candidate(holder, 1.0));
        ranking.prepare(candidates, Bounds::default());
        for _ in 0..500 {
            let heads = |holder: usize| clients.held[holder].all;
            let least = (0..counts.len()).map(heads).fold(f64::INFINITY, f64::min);
            let expected = (0..counts.len()).position(|holder| heads(holder) == least);
            let taker = ranking.next(0, Within::Nothing, &clients);
            assert_eq!(taker, expected);
            give(&mut clients, 0, taker.unwrap());
            ranking.given(taker.unwrap());
        }
        ranking.prepare(
            (0..3).map(|holder| candidate(holder, 0.0)),
            Bounds::default(),
        );
        assert_eq!(ranking.next(0, Within::Limits, &clients), None);
        assert_eq!(ranking.next(0, Within::Nothing, &clients), Some(0));
        ranking.prepare(std::iter::empty(), Bounds::default());
        assert_eq!(ranking.next(0, Within::Nothing, &clients), None);
    }

    fn candidate(holder: usize, eft: f64) -> Candidate {
        Candidate {
            holder,
            eft,
            is_starter: false,
        }
    }

    fn give(clients: &mut Caseloads, level: usize, holder: usize) {
        clients.give(Client::new(0, 0, level as u8, 0), holder);
    }

    /// Seats clients level by level with workers of one EFT each; returns the caseloads.
    fn seated(line: Option<Line>, workers: usize, counts: &[usize], within: Within) -> Vec<Heads> {
        let mut clients = Caseloads::default();
        clients.reset(workers, 1, Pace::USUAL);
        let mut ranking = Ranking::default();
        let candidates = (0..workers).map(|holder| candidate(holder, 1.0));
        let bounds = Bounds {
            line,
            absolute: None,
        };
        ranking.prepare(candidates, bounds);
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
            per_point: None,
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

    #[test]
    fn nobody_is_given_a_client_beyond_the_absolute_limit() {
        let mut clients = Caseloads::default();
        clients.reset(2, 1, Pace::USUAL);
        let mut ranking = Ranking::default();
        let bounds = Bounds {
            line: Some(line(3.0)),
            absolute: Some(line(4.0)),
        };
        ranking.prepare((0..2).map(|holder| candidate(holder, 1.0)), bounds);
        let mut seat = |within| {
            let taker = ranking.next(2, within, &clients)?;
            give(&mut clients, 2, taker);
            ranking.given(taker);
            Some(taker)
        };
        let soft: Vec<_> = std::iter::from_fn(|| seat(Within::Limits)).collect();
        assert_eq!(soft, [0, 1, 0, 1, 0, 1]);
        let hard: Vec<_> = std::iter::from_fn(|| seat(Within::Absolute)).collect();
        assert_eq!(hard, [0, 1]);
        assert_eq!(seat(Within::Nothing), Some(0));
    }

    #[test]
    fn starters_are_given_light_clients_first_and_heavy_ones_where_nobody_else_has_room() {
        let mut clients = Caseloads::default();
        clients.reset(2, 1, Pace::USUAL);
        let mut ranking = Ranking::default();
        ranking.match_starters(4);
        let bounds = Bounds {
            line: Some(line(7.0)),
            absolute: None,
        };
        let starter = |holder: usize| Candidate {
            is_starter: holder == 0,
            ..candidate(holder, 1.0)
        };
        ranking.prepare((0..2).map(starter), bounds);
        let mut seat = |level, within| {
            let taker = ranking.next(level, within, &clients)?;
            give(&mut clients, level, taker);
            ranking.given(taker);
            Some(taker)
        };
        // Five heavy ones go to the experienced, whose limit is then reached; two light ones fill the starter half.
        let heavy: Vec<_> = (0..6).map(|_| seat(0, Within::Limits)).collect();
        assert_eq!(
            heavy,
            [Some(1), Some(1), Some(1), Some(1), Some(1), Some(0)]
        );
        let light: Vec<_> = (0..7).map(|_| seat(3, Within::Nothing)).collect();
        assert_eq!(light[..6], [Some(0); 6]);
        assert_eq!(light[6], Some(1), "the starter is full");
    }

    #[test]
    fn without_limits_clients_count_their_weights() {
        let mut ranking = Ranking::default();
        let mut weights = [1.0; MAX_LEVELS];
        weights[0] = 3.0;
        ranking.weights = Some(weights);
        let mut clients = Caseloads::default();
        clients.reset(2, 1, Pace::USUAL);
        give(&mut clients, 0, 0);
        ranking.prepare(
            (0..2).map(|holder| candidate(holder, 1.0)),
            Bounds::default(),
        );
        let mut seat = || {
            let taker = ranking.next(1, Within::Nothing, &clients).unwrap();
            give(&mut clients, 1, taker);
            ranking.given(taker);
            taker
        };
        assert_eq!([seat(), seat(), seat(), seat(), seat()], [1, 1, 1, 0, 1]);
    }
}
