//! The futures in the middle of those that end well and of those that end in the spiral: one of each stands for its group.
//!
//! Decides which one. Of a group the future is taken whose breach worker-weeks, weeks overstretched, mean EFT gap and leavers,
//! each in standard deviations of the group, lie nearest to the group's medians; ties go to the lowest number. Looks at the
//! first [`MOST_KEPT`] futures of each group, so that memory does not grow with the replications.

use super::outcome::Column;
use super::{Gathered, OutcomeSink};
use crate::model::regime::State;
use std::error::Error;

/// Futures of a group that are looked at.
pub const MOST_KEPT: usize = 4_096;

/// What a future is placed by.
const BY: [&str; 4] = [
    "breach_worker_weeks",
    "weeks_overstretched",
    "eft_gap_mean",
    "leavers_count",
];

type Point = [f64; BY.len()];

/// Which group a future stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The service is well in the last week.
    Well,
    /// It is in the spiral in the last week.
    Spiral,
    /// None ends in the spiral; this one was in it longest.
    LongestSpiral,
}

/// The future that stands for a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Middle {
    pub ending: Ending,
    pub replication: u64,
    /// Futures of the group.
    pub of: u64,
}

/// Hands rows on and keeps what it needs of them.
pub struct Middles<'a> {
    inner: &'a mut dyn OutcomeSink,
    places: [Option<usize>; BY.len()],
    ended: Option<usize>,
    weeks_vicious: Option<usize>,
    well: Group,
    spiral: Group,
    /// Most weeks in the spiral, and the first future with as many.
    longest: Option<(f64, u64)>,
}

#[derive(Debug, Default)]
struct Group {
    futures: u64,
    kept: Vec<(u64, Point)>,
}

impl<'a> Middles<'a> {
    /// Looks at rows of these columns on their way to `inner`.
    pub fn new(columns: &[Column], inner: &'a mut dyn OutcomeSink) -> Self {
        let place = |name: &str| columns.iter().position(|column| column.name == name);
        Middles {
            inner,
            places: BY.map(place),
            ended: place("ended_state"),
            weeks_vicious: place("weeks_vicious"),
            well: Group::default(),
            spiral: Group::default(),
            longest: None,
        }
    }

    /// The futures found: the one that ends well first.
    pub fn found(&self) -> Vec<Middle> {
        let middle = |ending: Ending, group: &Group| {
            Some(Middle {
                ending,
                replication: nearest(&group.kept)?,
                of: group.futures,
            })
        };
        let longest = self.longest.map(|(_, replication)| Middle {
            ending: Ending::LongestSpiral,
            replication,
            of: 0,
        });
        let spiral = middle(Ending::Spiral, &self.spiral).or(longest);
        middle(Ending::Well, &self.well)
            .into_iter()
            .chain(spiral)
            .collect()
    }

    fn look(&mut self, replication: u64, values: &[f64]) {
        let value = |at: Option<usize>| at.map_or(f64::NAN, |at| values[at]);
        let weeks = value(self.weeks_vicious);
        if weeks > self.longest.map_or(0.0, |it| it.0) {
            self.longest = Some((weeks, replication));
        }
        let ended = value(self.ended);
        let group = if ended == f64::from(State::Virtuous as u8) {
            &mut self.well
        } else if ended == f64::from(State::Vicious as u8) {
            &mut self.spiral
        } else {
            return;
        };
        group.futures += 1;
        if group.kept.len() < MOST_KEPT {
            group.kept.push((replication, self.places.map(value)));
        }
    }
}

impl OutcomeSink for Middles<'_> {
    fn row(
        &mut self,
        replication: u64,
        values: &[f64],
    ) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.look(replication, values);
        self.inner.row(replication, values)
    }

    fn complete(&mut self, gathered: &Gathered) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.inner.complete(gathered)
    }
}

/// The number of the point nearest to the medians; a coordinate that is undefined or the same everywhere places nobody.
fn nearest(points: &[(u64, Point)]) -> Option<u64> {
    let scales: Vec<Option<(f64, f64)>> = (0..BY.len())
        .map(|at| {
            let mut values: Vec<f64> = points.iter().map(|point| point.1[at]).collect();
            if values.iter().any(|value| !value.is_finite()) {
                return None;
            }
            values.sort_by(f64::total_cmp);
            let middle = values.len() / 2;
            let median = if values.len() % 2 == 1 {
                values[middle]
            } else {
                0.5 * (values[middle.checked_sub(1)?] + values[middle])
            };
            let sd = deviation(&values);
            (sd > 0.0).then_some((median, sd))
        })
        .collect();
    let distance = |point: &Point| -> f64 {
        let placed = scales.iter().zip(point);
        placed
            .filter_map(|(scale, value)| scale.map(|(median, sd)| ((value - median) / sd).powi(2)))
            .sum()
    };
    points
        .iter()
        .map(|(replication, point)| (distance(point), *replication))
        .min_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)))
        .map(|it| it.1)
}

fn deviation(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (squares / count).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::NoOutcomes;
    use crate::experiment::outcome::common;

    /// Found futures for rows `(ended, breaches, leavers, weeks vicious)`, numbered from 0.
    fn found(rows: &[(State, f64, f64, f64)]) -> Vec<Middle> {
        let columns = common();
        let at = |name: &str| columns.iter().position(|it| it.name == name).unwrap();
        let mut inner = NoOutcomes;
        let mut middles = Middles::new(&columns, &mut inner);
        for (replication, (ended, breaches, leavers, vicious)) in rows.iter().enumerate() {
            let mut row = vec![0.0; columns.len()];
            row[at("ended_state")] = f64::from(*ended as u8);
            row[at("breach_worker_weeks")] = *breaches;
            row[at("leavers_count")] = *leavers;
            row[at("weeks_vicious")] = *vicious;
            middles.row(replication as u64, &row).unwrap();
        }
        middles.found()
    }

    #[test]
    fn the_middle_future_of_each_group_is_the_nearest_to_its_medians() {
        use State::{Strained, Vicious, Virtuous};
        let found = found(&[
            (Virtuous, 10.0, 9.0, 0.0),
            (Virtuous, 20.0, 4.0, 0.0),
            (Virtuous, 90.0, 5.0, 0.0),
            (Strained, 0.0, 0.0, 0.0),
            (Vicious, 300.0, 8.0, 90.0),
            (Vicious, 310.0, 8.0, 80.0),
            (Vicious, 100.0, 8.0, 20.0),
        ]);
        let [well, spiral] = found[..] else {
            panic!("{found:?}")
        };
        assert_eq!(
            (well.ending, well.replication, well.of),
            (Ending::Well, 1, 3)
        );
        assert_eq!(
            (spiral.ending, spiral.replication, spiral.of),
            (Ending::Spiral, 4, 3)
        );
    }

    #[test]
    fn ties_go_to_the_lowest_number_and_an_undefined_coordinate_places_nobody() {
        let twice = found(&[
            (State::Virtuous, f64::NAN, 3.0, 0.0),
            (State::Virtuous, f64::NAN, 3.0, 0.0),
            (State::Virtuous, 4.0, 3.0, 0.0),
        ]);
        assert_eq!(twice[0].replication, 0);
    }

    #[test]
    fn where_no_future_ends_in_the_spiral_the_one_longest_in_it_stands_for_it() {
        let found = found(&[
            (State::Virtuous, 1.0, 1.0, 3.0),
            (State::Strained, 1.0, 1.0, 12.0),
            (State::Strained, 1.0, 1.0, 12.0),
        ]);
        assert_eq!(
            found[1],
            Middle {
                ending: Ending::LongestSpiral,
                replication: 1,
                of: 0
            }
        );
        assert_eq!(self::found(&[(State::Overloaded, 1.0, 1.0, 0.0)]), []);
    }
}
