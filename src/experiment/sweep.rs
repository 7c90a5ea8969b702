//! A sweep: the same service at every point of a design over its numbers and words, under the same futures.
//!
//! Decides how the points are played and what each comes to. All points have the same random numbers, so that they differ by
//! what was swept and not by luck; the interval of a point is that of the point by itself, and a difference between two points
//! is better known than their intervals say.

use super::arm::{Arm, Detail};
use super::outcome;
use super::paired::{self, Conduct};
use super::results::{Estimate, Failure, OutcomeKind};
use super::spread::{Cell, YesNo};
use super::{ExperimentError, Stretch, Subject};
use crate::random::distribution::Distribution;
use crate::random::{Purpose, stream};
use crate::scenario::{LoopName, Scenario};
use crate::stats::design;

/// Points that are played side by side: what is read of a batch grows with them.
const POINTS_AT_ONCE: usize = 32;

/// A value that a path takes.
#[derive(Debug, Clone, PartialEq)]
pub enum SweptValue {
    Number(f64),
    Word(String),
}

impl SweptValue {
    /// The value of a text: a number where it reads as one.
    pub fn of(text: &str) -> SweptValue {
        let number = text.trim().parse::<f64>().ok().filter(|it| it.is_finite());
        number.map_or_else(
            || SweptValue::Word(text.trim().to_owned()),
            SweptValue::Number,
        )
    }

    /// The value as it is written in a scenario file.
    pub fn text(&self) -> String {
        match self {
            SweptValue::Number(value) => value.to_string(),
            SweptValue::Word(word) => word.clone(),
        }
    }

    /// The number, where it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            SweptValue::Number(value) => Some(*value),
            SweptValue::Word(_) => None,
        }
    }
}

/// How the points of a design lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DesignKind {
    /// Every combination of the values.
    Factorial,
    /// One point in each of as many equal intervals of every path's range as there are points.
    LatinHypercube,
}

/// At which points a service is played.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepDesign {
    pub kind: DesignKind,
    pub paths: Vec<String>,
    /// By point, then by path.
    pub points: Vec<Vec<SweptValue>>,
}

impl SweepDesign {
    /// Every combination of the values of some paths, the last path changing fastest.
    pub fn factorial(factors: &[(String, Vec<SweptValue>)]) -> SweepDesign {
        let levels: Vec<usize> = factors.iter().map(|it| it.1.len()).collect();
        let point = |levels: Vec<usize>| {
            let values = levels.iter().zip(factors);
            values
                .map(|(level, factor)| factor.1[*level].clone())
                .collect()
        };
        SweepDesign {
            kind: DesignKind::Factorial,
            paths: factors.iter().map(|it| it.0.clone()).collect(),
            points: design::factorial(&levels).into_iter().map(point).collect(),
        }
    }

    /// A Latin hypercube over the distributions of some paths; a further path moves none of the others.
    pub fn latin_hypercube(
        paths: &[(String, Distribution)],
        points: usize,
        seed: u64,
    ) -> SweepDesign {
        let uniforms = |dimension: usize| {
            let mut uniforms = stream(seed, Purpose::Hypercube, &paths[dimension].0, 0);
            move || uniforms.uniform()
        };
        let cube = design::latin_hypercube(points, paths.len(), uniforms);
        let point = |shares: Vec<f64>| {
            let pairs = shares.iter().zip(paths);
            pairs
                .map(|(share, path)| SweptValue::Number(path.1.quantile(*share)))
                .collect()
        };
        SweepDesign {
            kind: DesignKind::LatinHypercube,
            paths: paths.iter().map(|it| it.0.clone()).collect(),
            points: cube.into_iter().map(point).collect(),
        }
    }

    /// The values of one path in the order in which they first occur.
    pub fn levels(&self, path: usize) -> Vec<&SweptValue> {
        let mut levels: Vec<&SweptValue> = Vec::new();
        for point in &self.points {
            if !levels.contains(&&point[path]) {
                levels.push(&point[path]);
            }
        }
        levels
    }

    /// Whether every value of a path is a number.
    pub fn is_numeric(&self, path: usize) -> bool {
        self.points
            .iter()
            .all(|point| point[path].number().is_some())
    }
}

/// What every point came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Sweep {
    /// Before anything is moved.
    pub scenario: Scenario,
    pub plan: String,
    pub design: SweepDesign,
    pub outcomes: Vec<SweptOutcome>,
    /// By point.
    pub points: Vec<PointFindings>,
    /// Replications asked for at each point.
    pub asked: u64,
}

/// One outcome that is followed.
#[derive(Debug, Clone, PartialEq)]
pub struct SweptOutcome {
    pub name: String,
    pub label: String,
    pub meaning: String,
    pub unit: String,
    pub kind: OutcomeKind,
}

/// What one point came to.
#[derive(Debug, Clone, PartialEq)]
pub struct PointFindings {
    /// By outcome; NaN where undefined.
    pub estimates: Vec<Estimate>,
    pub failures: Vec<Failure>,
}

/// Plays the subjects, one for each point of the design in its order; `base` is the service before anything is moved. `conduct` says how; its progress is told of futures over all points.
///
/// # Errors
/// When the run is cancelled, when every replication of some points fails, or without threads.
pub fn run(
    base: &Subject,
    design: SweepDesign,
    subjects: &[Subject],
    cut: &[LoopName],
    conduct: &Conduct,
) -> Result<Sweep, ExperimentError> {
    let columns = outcome::columns_of([&base.scenario], &[]);
    let followed = || {
        columns
            .iter()
            .enumerate()
            .filter(|(_, it)| it.kind() != OutcomeKind::Label)
    };
    let asked = conduct.replications.end - conduct.replications.start;
    let mut points = Vec::new();
    for some in subjects.chunks(POINTS_AT_ONCE) {
        let arms: Vec<Arm> = some
            .iter()
            .map(|subject| Arm {
                subject,
                cut,
                twin: true,
                detail: Detail::Outcomes,
            })
            .collect();
        let stretch = Stretch {
            progress: conduct.progress,
            before: points.len() as u64 * asked,
            points: some.len() as u64,
            total: subjects.len() as u64 * asked,
        };
        let conduct = Conduct {
            progress: &stretch,
            ..conduct.clone()
        };
        let blank: Vec<Tally> = followed().map(|(_, it)| Tally::new(it)).collect();
        let mut tallies = vec![blank; some.len()];
        let played = paired::outcomes(&arms, &conduct, &mut |_, rows| {
            for (tallies, row) in tallies.iter_mut().zip(rows) {
                for (tally, (place, _)) in tallies.iter_mut().zip(followed()) {
                    tally.add(row[place]);
                }
            }
        })?;
        points.extend(tallies.iter().map(|tallies| PointFindings {
            estimates: tallies.iter().map(Tally::estimate).collect(),
            failures: played.failures.clone(),
        }));
    }
    let outcomes = followed().map(|(_, it)| SweptOutcome {
        name: it.name.clone(),
        label: it.label.clone(),
        meaning: it.meaning.clone(),
        unit: it.unit.to_owned(),
        kind: it.kind(),
    });
    Ok(Sweep {
        scenario: base.scenario.clone(),
        plan: base.plan.clone(),
        design,
        outcomes: outcomes.collect(),
        points,
        asked,
    })
}

/// One outcome at one point.
#[derive(Debug, Clone)]
enum Tally {
    YesNo(YesNo),
    Number(Box<Cell>),
}

impl Tally {
    fn new(column: &outcome::Column) -> Tally {
        match column.kind() {
            OutcomeKind::Probability => Tally::YesNo(YesNo::default()),
            OutcomeKind::Mean | OutcomeKind::Label => {
                Tally::Number(Box::new(Cell::new(column.resolution())))
            }
        }
    }

    fn add(&mut self, value: f64) {
        match self {
            Tally::YesNo(tally) => tally.add(value),
            Tally::Number(tally) => tally.add(value),
        }
    }

    fn estimate(&self) -> Estimate {
        match self {
            Tally::YesNo(tally) => tally.estimate(),
            Tally::Number(tally) => tally.mean(),
        }
    }
}
