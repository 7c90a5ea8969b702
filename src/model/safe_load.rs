//! The load line: what the caseload asks for, and when a worker is over it (DESIGN 2.2, 2.3).
//!
//! Decides need and breach from counts of clients and hours. Knows neither workers nor weeks.

use super::clients::Heads;
use super::service::{LevelPlan, LoadLine};
use crate::scenario::Limits;

/// A count may exceed a limit by this much before it is a breach: rounding of products of EFT and induction.
const ROUNDING: f64 = 1e-9;

/// Scale discount of the peer-support note: the share by which the required EFT falls with the site's active clients.
///
/// `active` is a whole number of clients.
pub fn scale_discount(active: f64) -> f64 {
    match active as u64 {
        0..=200 => 0.0,
        201..=300 => 0.05,
        301..=400 => 0.10,
        401..=500 => 0.15,
        _ => 0.20,
    }
}

/// Clients who are not at a check-in level.
pub fn active(levels: &[LevelPlan], clients: &Heads) -> f64 {
    levels
        .iter()
        .zip(clients.by_level)
        .filter(|(level, _)| level.visit.is_stay())
        .map(|(_, count)| count)
        .sum()
}

/// A number for each level.
pub type ByLevel = [f64; super::service::MAX_LEVELS];

/// Clients, each counting a number of her level.
#[inline]
pub fn weighted(clients: &Heads, each: &ByLevel) -> f64 {
    let levels = clients.by_level.iter().zip(each);
    levels.map(|(count, each)| count * each).sum()
}

/// The load line in force in a step, with its limits as factors per client.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// Share of a full EFT that one client takes, by level: 1 / limit; 0 where a level has no limit.
    pub per_client: [f64; super::service::MAX_LEVELS],
    /// Share of a full EFT that one client takes of the total limit.
    pub per_head: f64,
    /// Share of a full EFT that one client takes of the limit in points, by level; `None` without such a limit.
    pub per_point: Option<ByLevel>,
    /// 1 - scale discount in force.
    pub scale: f64,
}

impl LoadLine {
    /// The line in force at a time [weeks], with the scale discount of `active` clients, dampened (A49).
    pub fn at(&self, time: f64, active: f64) -> Line {
        let mut line = *self.lines.at(time);
        if self.scale {
            line.scale = 1.0 - (1.0 - self.dampening) * scale_discount(active);
        }
        line
    }

    /// The line beyond which nobody is given a client, at the scale discount of the line in force.
    pub fn absolute(&self, in_force: &Line) -> Option<Line> {
        self.absolute.map(|line| Line {
            scale: in_force.scale,
            ..line
        })
    }
}

impl Line {
    /// Limits per full EFT as factors per client, without a scale discount. Only limits of one-to-one levels and the total count.
    pub fn new(limits: &Limits, levels: &[LevelPlan]) -> Self {
        let mut per_client = [0.0; super::service::MAX_LEVELS];
        for (index, level) in levels.iter().enumerate() {
            if let (true, Some(limit)) = (level.is_one_to_one, limits.per_level[index]) {
                per_client[index] = share_of(limit);
            }
        }
        Line {
            per_client,
            per_head: limits.total.map_or(0.0, share_of),
            per_point: limits.points.map(|limit| {
                let mut shares = [0.0; super::service::MAX_LEVELS];
                let weights = shares.iter_mut().zip(levels);
                weights.for_each(|(share, level)| *share = level.weight * share_of(limit));
                shares
            }),
            scale: 1.0,
        }
    }

    /// EFT that clients ask for, without the scale discount; `None` where a level that admits nobody has clients.
    pub fn need(&self, clients: &Heads) -> Option<f64> {
        let need = self.use_by_level(clients).max(self.use_in_all(clients));
        (need < IMPOSSIBLE).then_some(need)
    }

    fn use_by_level(&self, clients: &Heads) -> f64 {
        // Plain comparisons, in pairs: no use is ever NaN, and `f64::max` costs twice as much for caring.
        let (counts, _) = clients.by_level.as_chunks::<2>();
        let (shares, _) = self.per_client.as_chunks::<2>();
        let mut most = [0.0; 2];
        for (count, share) in counts.iter().zip(shares) {
            for at in 0..2 {
                let used = count[at] * share[at];
                most[at] = if used > most[at] { used } else { most[at] };
            }
        }
        if most[0] > most[1] { most[0] } else { most[1] }
    }

    /// In heads or in points, whichever is more: both are limits in all, and a breach of the kind `total` (A44).
    fn use_in_all(&self, clients: &Heads) -> f64 {
        let in_heads = clients.all * self.per_head;
        match &self.per_point {
            None => in_heads,
            Some(shares) => in_heads.max(weighted(clients, shares)),
        }
    }

    /// Whether a caseload is over a one-to-one limit, and over the total limit, for a capacity of `eft` (EFT x induction).
    pub fn breaches(&self, clients: &Heads, eft: f64) -> (bool, bool) {
        let room = eft / self.scale * (1.0 + ROUNDING) + ROUNDING;
        (
            self.use_by_level(clients) > room,
            self.use_in_all(clients) > room,
        )
    }

    /// Whether a client of a level falls under any limit.
    pub fn limits(&self, level: usize) -> bool {
        let in_points = self.per_point.is_some_and(|shares| shares[level] > 0.0);
        self.per_client[level] > 0.0 || self.per_head > 0.0 || in_points
    }

    /// Share in use of the limit that is used most.
    pub fn load(&self, clients: &Heads, eft: f64) -> f64 {
        self.use_by_level(clients).max(self.use_in_all(clients)) * self.scale / eft
    }

    /// Whether one more client of a level fits within the limits.
    pub fn fits(&self, clients: &Heads, level: usize, eft: f64) -> bool {
        let room = eft / self.scale * (1.0 + ROUNDING) + ROUNDING;
        let at_level = (clients.by_level[level] + 1.0) * self.per_client[level];
        let in_all = (clients.all + 1.0) * self.per_head;
        let in_points = self
            .per_point
            .map_or(0.0, |shares| weighted(clients, &shares) + shares[level]);
        at_level <= room && in_all <= room && in_points <= room
    }
}

/// Stands for the need of a client whom no EFT could hold.
const IMPOSSIBLE: f64 = 1e100;

/// Share of a full EFT that one client takes of a limit.
fn share_of(limit: f64) -> f64 {
    if limit > 0.0 { 1.0 / limit } else { 1e200 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_steps_lie_above_each_hundred() {
        let found: Vec<f64> = [0.0, 200.0, 201.0, 300.0, 301.0, 400.0, 401.0, 500.0, 501.0]
            .map(scale_discount)
            .to_vec();
        assert_eq!(found, [0.0, 0.0, 0.05, 0.05, 0.10, 0.10, 0.15, 0.15, 0.20]);
    }

    fn line() -> Line {
        let mut per_client = [0.0; 8];
        (per_client[0], per_client[1]) = (1.0 / 5.0, 1.0 / 10.0);
        Line {
            per_client,
            per_head: 1.0 / 50.0,
            per_point: None,
            scale: 1.0,
        }
    }

    #[test]
    fn need_is_the_largest_of_the_levels_and_the_total() {
        assert_eq!(
            line().need(&Heads::of([10.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])),
            Some(2.0)
        );
        assert_eq!(
            line().need(&Heads::of([0.0, 30.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])),
            Some(3.0)
        );
        assert_eq!(
            line().need(&Heads::of([0.0, 0.0, 200.0, 0.0, 0.0, 0.0, 0.0, 0.0])),
            Some(4.0)
        );
    }

    #[test]
    fn a_limit_is_reached_without_a_breach_and_crossed_with_one() {
        assert_eq!(
            line().breaches(&Heads::of([5.0, 10.0, 20.0, 15.0, 0.0, 0.0, 0.0, 0.0]), 1.0),
            (false, false)
        );
        assert_eq!(
            line().breaches(&Heads::of([6.0, 10.0, 20.0, 14.0, 0.0, 0.0, 0.0, 0.0]), 1.0),
            (true, false)
        );
        assert_eq!(
            line().breaches(&Heads::of([5.0, 10.0, 21.0, 15.0, 0.0, 0.0, 0.0, 0.0]), 1.0),
            (false, true)
        );
        assert_eq!(
            line().breaches(&Heads::of([3.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]), 0.5),
            (true, false)
        );
        assert_eq!(line().breaches(&Heads::of([0.0; 8]), 0.0), (false, false));
    }

    #[test]
    fn points_count_each_client_by_her_weight_and_are_a_limit_in_all() {
        let mut shares = [0.0; 8];
        // 20 points; a client of the first level counts 2, of the second 1.
        (shares[0], shares[1]) = (2.0 / 20.0, 1.0 / 20.0);
        let line = Line {
            per_client: [0.0; 8],
            per_head: 0.0,
            per_point: Some(shares),
            scale: 1.0,
        };
        let full = Heads::of([7.0, 6.0]);
        assert_eq!(line.need(&full), Some(1.0));
        assert_eq!(line.breaches(&full, 1.0), (false, false));
        assert_eq!(line.breaches(&Heads::of([8.0, 5.0]), 1.0), (false, true));
        assert!(line.fits(&Heads::of([6.0, 6.0]), 0, 1.0));
        assert!(!line.fits(&Heads::of([6.0, 7.0]), 0, 1.0));
        assert!(line.fits(&Heads::of([6.0, 7.0]), 1, 1.0));
        assert!(line.limits(0) && !line.limits(2));
        // Heads and points: the tighter of the two decides.
        let both = Line {
            per_head: 1.0 / 10.0,
            ..line
        };
        assert_eq!(both.need(&Heads::of([0.0, 15.0])), Some(1.5));
        assert_eq!(both.need(&Heads::of([15.0, 0.0])), Some(1.5));
        assert_eq!(both.need(&Heads::of([5.0, 0.0])), Some(0.5));
    }

    #[test]
    fn staffing_exactly_to_a_discounted_need_is_no_breach() {
        let line = Line {
            scale: 0.95,
            ..line()
        };
        let clients = Heads::of([100.0]);
        let need = line.need(&clients).unwrap() * line.scale;
        assert_eq!(line.breaches(&clients, need), (false, false));
        assert_eq!(
            line.breaches(&Heads::of([101.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]), need),
            (true, false)
        );
    }
}
