//! Which loop is in charge, when: week by week, the pressure that disappears when a loop is cut.
//!
//! Over the futures that end in the spiral with all loops acting; the futures are the same in every week, so that a line tells
//! of one group. Pressure is hours asked for over hours available, summed over the weeks of the window (fewer at the start);
//! it has no upper end, and is infinite without any hours, so it counts as at most [`MOST_PRESSURE`].

use super::effects::mean;
use super::sets::Played;
use crate::experiment::Subject;
use crate::experiment::batch::LaneBatch;
use crate::experiment::results::Estimate;
use crate::model::metric::{Direction, Formula, Metric, Raw};
use crate::model::regime::State;
use crate::stats::moments::Moments;
use crate::stats::shapley::pairs;

/// What pressure counts as at most: five times as much work as there are hours for. Beyond it the service has broken, and how
/// far would say nothing about why.
pub const MOST_PRESSURE: f64 = 5.0;

/// Pressure that a leading loop takes away at least, on average over its block: a hundredth of a full week.
pub const LEAST_LEAD: f64 = 0.01;

/// Weeks over which the leading loop is judged at a time.
pub const BLOCK_WEEKS: usize = 13;

/// The pressure that each loop adds, week by week, in the futures that end in the spiral.
#[derive(Debug, Clone, PartialEq)]
pub struct InCharge {
    /// Futures that end in the spiral with all loops.
    pub futures: u64,
    /// Mean pressure with all loops, by week.
    pub pressure: Vec<Estimate>,
    /// Mean pressure with all loops less that with the loop cut: by loop, then by week.
    pub removed: Vec<Vec<Estimate>>,
    /// Spells of one leading loop, in order, without gaps.
    pub spells: Vec<Spell>,
    /// Share of these futures' weeks in which pressure was above [`MOST_PRESSURE`].
    pub above_most: f64,
}

/// Weeks in which one loop takes more pressure away than any other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spell {
    /// First week, and the one after the last.
    pub weeks: (usize, usize),
    /// Position among the loops; `None` where for no loop it can be told that it takes any away.
    pub leader: Option<usize>,
    /// Whether it can also be told that it takes away more than the next.
    pub is_clear: bool,
}

/// The hours that pressure is made of, week by week.
pub(super) fn metrics() -> Vec<Metric> {
    [
        (Raw::DemandedHours, "asked for"),
        (Raw::AvailableHours, "available"),
    ]
    .map(|(raw, what)| Metric {
        name: format!("hours {what}"),
        unit: "hours",
        label: format!("Hours {what}"),
        meaning: format!("Hours {what} in the week."),
        formula: Formula::Flow(raw as usize),
        good: Direction::Neither,
        resolution: 0.01,
    })
    .to_vec()
}

/// Cells of a week: the metrics above.
const CELLS: usize = 2;

/// The answer as it is gathered, in replication order.
pub(super) struct Charge {
    weeks: usize,
    window: usize,
    futures: u64,
    above: u64,
    pressure: Vec<Moments>,
    removed: Vec<Vec<Moments>>,
    /// What one loop removes less what another does, by pair, then by week.
    ahead: Vec<Vec<Moments>>,
}

impl Charge {
    pub fn new(loops: usize, weeks: usize, subject: &Subject) -> Self {
        Charge {
            weeks,
            window: subject.scenario.regime.window_weeks,
            futures: 0,
            above: 0,
            pressure: vec![Moments::default(); weeks],
            removed: vec![vec![Moments::default(); weeks]; loops],
            ahead: vec![vec![Moments::default(); weeks]; pairs(loops).count()],
        }
    }

    /// Takes in one future, the row `at` of every lane.
    pub fn add(&mut self, played: &Played, lanes: &[LaneBatch], at: usize) {
        let all = &lanes[played.all()];
        if all.readings[at].states[0].ended != Some(State::Vicious) {
            return;
        }
        self.futures += 1;
        let with = self.windows(all, at);
        self.above += with.iter().filter(|it| **it > MOST_PRESSURE).count() as u64;
        let held = |pressure: f64| pressure.min(MOST_PRESSURE);
        for (moments, with) in self.pressure.iter_mut().zip(&with) {
            moments.add(held(*with));
        }
        let removed: Vec<Vec<f64>> = (0..played.count)
            .map(|player| {
                let without = self.windows(&lanes[played.without(player)], at);
                let weeks = with.iter().zip(without);
                weeks
                    .map(|(with, without)| held(*with) - held(without))
                    .collect()
            })
            .collect();
        for (series, removed) in self.removed.iter_mut().zip(&removed) {
            for (moments, removed) in series.iter_mut().zip(removed) {
                moments.add(*removed);
            }
        }
        for ((one, other), series) in pairs(played.count).zip(&mut self.ahead) {
            let weeks = removed[one].iter().zip(&removed[other]);
            for (moments, (one, other)) in series.iter_mut().zip(weeks) {
                moments.add(one - other);
            }
        }
    }

    /// Pressure over the window that ends with each week.
    fn windows(&self, lane: &LaneBatch, at: usize) -> Vec<f64> {
        let start = lane.rows.start(at);
        let cells = &lane.rows.values[start..start + CELLS * self.weeks];
        let hours: Vec<(f64, f64)> = cells.chunks(CELLS).map(|it| (it[0], it[1])).collect();
        (0..self.weeks)
            .map(|week| pressure(&hours[(week + 1).saturating_sub(self.window)..=week]))
            .collect()
    }

    pub fn finish(self) -> InCharge {
        let estimates = |weeks: &[Moments]| weeks.iter().map(mean).collect::<Vec<_>>();
        let removed: Vec<Vec<Estimate>> = self.removed.iter().map(|it| estimates(it)).collect();
        let ahead: Vec<Vec<Estimate>> = self.ahead.iter().map(|it| estimates(it)).collect();
        InCharge {
            futures: self.futures,
            pressure: estimates(&self.pressure),
            spells: spells(&removed, &ahead, self.weeks),
            removed,
            above_most: self.above as f64 / (self.futures * self.weeks as u64) as f64,
        }
    }
}

/// Hours asked for over hours available in some weeks: infinite without hours for some work, 0 without work. Weeks with nobody
/// in post have no hours.
fn pressure(weeks: &[(f64, f64)]) -> f64 {
    let sum = |of: fn(&(f64, f64)) -> f64| -> f64 {
        weeks.iter().map(of).filter(|hours| !hours.is_nan()).sum()
    };
    let (asked, available) = (sum(|it| it.0), sum(|it| it.1));
    if available > 0.0 {
        asked / available
    } else if asked > 0.0 {
        f64::INFINITY
    } else {
        0.0
    }
}

/// The leading loop of each block of weeks, equal neighbours joined: the one with the largest mean, where that is at least
/// [`LEAST_LEAD`] and its interval keeps clear of 0 in at least half of the block's weeks. It is clear of the next where the
/// interval of their paired difference is.
fn spells(removed: &[Vec<Estimate>], ahead: &[Vec<Estimate>], weeks: usize) -> Vec<Spell> {
    let mut spells: Vec<Spell> = Vec::new();
    for from in (0..weeks).step_by(BLOCK_WEEKS) {
        let to = (from + BLOCK_WEEKS).min(weeks);
        let mean = |of: &[Estimate]| {
            of[from..to].iter().map(|it| it.value).sum::<f64>() / (to - from) as f64
        };
        let mostly = |clear: &dyn Fn(usize) -> bool| {
            2 * (from..to).filter(|week| clear(*week)).count() >= to - from
        };
        let mut order: Vec<usize> = (0..removed.len()).collect();
        order.sort_by(|one, other| mean(&removed[*other]).total_cmp(&mean(&removed[*one])));
        let leads = |at: &usize| {
            mean(&removed[*at]) >= LEAST_LEAD && mostly(&|week| removed[*at][week].low > 0.0)
        };
        let leader = order.first().copied().filter(leads);
        let is_clear = leader.is_some_and(|leader| {
            let Some(next) = order.get(1).copied() else {
                return true;
            };
            let pair = (leader.min(next), leader.max(next));
            let at = pairs(removed.len()).position(|it| it == pair);
            let series = &ahead[at.expect("every pair has its difference")];
            mostly(&|week| {
                if leader < next {
                    series[week].low > 0.0
                } else {
                    series[week].high < 0.0
                }
            })
        });
        match spells.last_mut() {
            Some(last) if (last.leader, last.is_clear) == (leader, is_clear) => last.weeks.1 = to,
            Some(_) | None => spells.push(Spell {
                weeks: (from, to),
                leader,
                is_clear,
            }),
        }
    }
    spells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(value: f64) -> Estimate {
        Estimate {
            value,
            low: value - 0.1,
            high: value + 0.1,
            replications: 20,
        }
    }

    #[test]
    fn pressure_is_a_ratio_of_sums_and_infinite_without_hours_for_some_work() {
        assert_eq!(pressure(&[(30.0, 40.0), (50.0, 40.0)]), 1.0);
        assert_eq!(pressure(&[(30.0, 0.0), (30.0, f64::NAN)]), f64::INFINITY);
        assert_eq!(pressure(&[(0.0, 0.0)]), 0.0);
    }

    #[test]
    fn the_leader_is_the_largest_where_it_is_told_from_nothing() {
        let mut one = vec![known(0.05); 26];
        one.extend(vec![known(0.5); 26]);
        one.extend(vec![known(0.3); 20]);
        let mut other = vec![known(0.0); 26];
        other.extend(vec![known(0.45); 26]);
        other.extend(vec![known(0.9); 20]);
        let ahead = one.iter().zip(&other);
        let ahead = ahead.map(|(one, other)| known(one.value - other.value));
        let ahead = vec![ahead.collect()];
        let found: Vec<_> = spells(&[one, other], &ahead, 72)
            .into_iter()
            .map(|it| (it.weeks, it.leader, it.is_clear))
            .collect();
        assert_eq!(
            found,
            [
                ((0, 26), None, false),
                ((26, 52), Some(0), false),
                ((52, 72), Some(1), true)
            ]
        );
    }
}
