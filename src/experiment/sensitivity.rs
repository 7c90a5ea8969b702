//! Which of the numbers that are not known exactly matters, and how much of the spread is chance.
//!
//! Three designs over the uncertain numbers, each on the unit cube and brought to its values by the inverse of each number's
//! distribution:
//!
//! - *rows* of Saltelli's design on scrambled points of low discrepancy: the split of the variance into chance and not
//!   knowing, first and total indices (`stats::sobol_indices`, which states the estimand: the expected outcome);
//! - *trajectories* of Morris: elementary effects (`stats::morris`);
//! - *corners*: each number at its 10 % and 90 % point with all others at their stated values, under the same futures as the
//!   stated values themselves, so that each difference is paired.
//!
//! All draws are keyed: by the paths of the numbers, the row, the trajectory or the bootstrap sample. A number that is added
//! moves the points of no other number of a trajectory's or a bootstrap's kin; the order of the numbers is that of the file.

use std::sync::atomic::AtomicBool;

use super::arm::Pairing;
use super::outcome::{self, Column};
use super::paired::Conduct;
use super::points::{self, PointRows, Reading, Readings};
use super::results::{Estimate, Failure, OutcomeKind};
use super::{ExperimentError, Progress, Stretch, Subject};
use crate::random::distribution::Distribution;
use crate::random::{Purpose, coin, stream};
use crate::scenario::{LoopName, Scenario};
use crate::stats::lowdiscrepancy::{DIMENSIONS, SobolSequence};
use crate::stats::moments::Moments;
use crate::stats::morris::{self, Importance};
use crate::stats::sobol_indices::{self, Row, Shares};
use crate::stats::{interval, lowdiscrepancy};

/// Most numbers that Sobol indices can be estimated of: a point takes two dimensions for each.
pub const MOST_PARAMETERS: usize = DIMENSIONS / 2;

/// Samples of every bootstrap.
pub const SAMPLES: usize = 1000;

/// The points of a number's distribution between which it is moved alone.
pub const CORNERS: [f64; 2] = [0.1, 0.9];

/// Outcomes that are followed where none is asked for.
pub const OUTCOMES: [&str; 6] = [
    "unsafe_year",
    "breach_worker_weeks_per_year",
    "ended_vicious",
    "eft_gap_mean",
    "leavers_count",
    "cost",
];

/// The size and conduct of the study.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub seed: u64,
    /// 0: as many as there are cores.
    pub threads: usize,
    /// Loops that do not act.
    pub cut: Vec<LoopName>,
    /// Rows of Saltelli's design, at least 2; even filling asks for a power of 2.
    pub rows: u32,
    /// Whether indices are wanted; without them the rows hold two points each and give the split alone.
    pub indices: bool,
    /// Trajectories; 0: no screening.
    pub trajectories: u64,
    /// Futures at each point of the rows and trajectories, at least 2.
    pub plays: u64,
    /// Futures at each corner, at least 2.
    pub corner_plays: u64,
    /// Names of outcomes that are numbers or yes or no.
    pub outcomes: Vec<String>,
}

/// One number that is not known exactly.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    pub path: String,
    pub distribution: Distribution,
    /// As the file states it.
    pub stated: f64,
    /// At [`CORNERS`].
    pub corners: [f64; 2],
}

/// What one number does by itself, all others at their stated values: paired differences from the stated values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// At the 10 % point of its distribution [unit of the outcome].
    pub low: Estimate,
    /// At the 90 % point [unit of the outcome].
    pub high: Estimate,
    /// From the 10 % to the 90 % point [unit of the outcome].
    pub swing: Estimate,
}

/// What was found about one outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeFindings {
    pub name: String,
    pub label: String,
    pub meaning: String,
    pub unit: String,
    pub kind: OutcomeKind,
    /// With every number at its stated value.
    pub stated: Estimate,
    /// By parameter.
    pub bars: Vec<Bar>,
    /// `None` where the outcome is undefined in nearly every future.
    pub shares: Option<Shares>,
    /// By parameter; `None` without a screening.
    pub screening: Option<Vec<Importance>>,
}

impl OutcomeFindings {
    /// Whether the spread that comes from not knowing the numbers can be told from none: without it the indices say nothing.
    pub fn tells(&self) -> bool {
        self.shares
            .as_ref()
            .is_some_and(|it| it.not_knowing.low > 0.0)
    }
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Sensitivity {
    /// With every number at its stated value.
    pub scenario: Scenario,
    pub plan: String,
    pub settings: Settings,
    pub parameters: Vec<Parameter>,
    pub outcomes: Vec<OutcomeFindings>,
    /// Outcomes asked for that this scenario does not define.
    pub undefined: Vec<String>,
    /// Futures played, over all points.
    pub futures: u64,
    pub failures: Vec<Failure>,
    /// The designs as they were played, for the table of points.
    pub played: Vec<PlayedDesign>,
}

/// One design with what its points came to.
#[derive(Debug, Clone)]
pub struct PlayedDesign {
    /// `"rows"`, `"trajectories"` or `"corners"`.
    pub name: &'static str,
    pub points: PointRows,
    pub readings: Readings,
}

/// The outcomes that can be followed, by their columns' names.
pub fn followed(columns: &[Column]) -> impl Iterator<Item = &Column> {
    columns.iter().filter(|it| it.kind() != OutcomeKind::Label)
}

/// Studies the uncertain numbers of a subject; `stated` are the values the file gives them.
///
/// # Errors
/// When the run is cancelled, when every replication fails, or without threads.
pub fn run(
    subject: &Subject,
    stated: &[f64],
    settings: &Settings,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Sensitivity, ExperimentError> {
    let parameters = parameters(subject, stated);
    let designs = designs(&parameters, stated, settings);
    let total = designs.iter().map(|(_, points)| points.futures()).sum();
    let reading = Reading {
        subject,
        cut: &settings.cut,
        outcomes: &settings.outcomes,
    };
    let mut played = Vec::new();
    let mut before = 0;
    for (name, points) in designs {
        let stretch = Stretch {
            progress,
            before,
            points: points.points() as u64,
            total,
        };
        let conduct = Conduct {
            replications: 0..0,
            seed: settings.seed,
            pairing: Pairing::Common,
            threads: settings.threads,
            progress: &stretch,
            cancel,
        };
        let readings = points::play(&reading, &points, &conduct)?;
        before += points.futures();
        played.push(PlayedDesign {
            name,
            points,
            readings,
        });
    }
    Ok(found(subject, parameters, settings, played))
}

fn parameters(subject: &Subject, stated: &[f64]) -> Vec<Parameter> {
    let uncertain = subject.uncertain.iter().zip(stated);
    uncertain
        .map(|((path, distribution), stated)| Parameter {
            path: path.clone(),
            distribution: distribution.clone(),
            stated: *stated,
            corners: CORNERS.map(|share| distribution.quantile(share)),
        })
        .collect()
}

/// Futures that `settings` ask for with some numbers.
pub fn futures(parameters: usize, settings: &Settings) -> u64 {
    let points = 2 + if settings.indices {
        parameters as u64
    } else {
        0
    };
    let rows = u64::from(settings.rows) * points * settings.plays;
    let trajectories = settings.trajectories * (parameters as u64 + 1) * settings.plays;
    rows + trajectories + (2 * parameters as u64 + 1) * settings.corner_plays
}

fn designs(
    parameters: &[Parameter],
    stated: &[f64],
    settings: &Settings,
) -> Vec<(&'static str, PointRows)> {
    let corners = PointRows {
        rows: vec![corners(parameters, stated)],
        plays: settings.corner_plays,
    };
    let mut designs = vec![
        (CORNER_DESIGN, corners),
        (ROW_DESIGN, rows(parameters, settings)),
    ];
    if settings.trajectories > 0 {
        designs.push((TRAJECTORY_DESIGN, trajectories(parameters, settings)));
    }
    designs
}

const CORNER_DESIGN: &str = "corners";
const ROW_DESIGN: &str = "rows";
const TRAJECTORY_DESIGN: &str = "trajectories";

/// The stated values, then each number at its low and its high corner.
fn corners(parameters: &[Parameter], stated: &[f64]) -> Vec<Vec<f64>> {
    let moved = parameters
        .iter()
        .enumerate()
        .flat_map(|(place, parameter)| {
            parameter.corners.map(|value| {
                let mut point = stated.to_vec();
                point[place] = value;
                point
            })
        });
    std::iter::once(stated.to_vec()).chain(moved).collect()
}

/// A point of the unit cube as values of the numbers.
fn values(parameters: &[Parameter], point: &[f64]) -> Vec<f64> {
    let pairs = parameters.iter().zip(point);
    pairs
        .map(|(parameter, share)| parameter.distribution.quantile(*share))
        .collect()
}

fn rows(parameters: &[Parameter], settings: &Settings) -> PointRows {
    let names: Vec<String> = ["a", "b"]
        .into_iter()
        .flat_map(|half| {
            parameters
                .iter()
                .map(move |it| format!("{half} {}", it.path))
        })
        .collect();
    let sequence = SobolSequence::new(names.len().min(lowdiscrepancy::DIMENSIONS))
        .expect("no more dimensions than there are");
    let row = |index: u32| {
        let point = sequence.scrambled(index, |dimension, level, prefix| {
            coin(settings.seed, &names[dimension], level, prefix)
        });
        let mut points = sobol_indices::row_points(&point);
        if !settings.indices {
            points.truncate(2);
        }
        points
            .iter()
            .map(|point| values(parameters, point))
            .collect()
    };
    PointRows {
        rows: (0..settings.rows).map(row).collect(),
        plays: settings.plays,
    }
}

fn trajectory(inputs: usize, settings: &Settings, number: u64) -> Vec<Vec<f64>> {
    let mut uniforms = stream(settings.seed, Purpose::Trajectory, "", number);
    morris::trajectory(inputs, || uniforms.uniform())
}

fn trajectories(parameters: &[Parameter], settings: &Settings) -> PointRows {
    let row = |number| {
        let points = trajectory(parameters.len(), settings, number);
        points
            .iter()
            .map(|point| values(parameters, point))
            .collect()
    };
    PointRows {
        rows: (0..settings.trajectories).map(row).collect(),
        plays: settings.plays,
    }
}

fn found(
    subject: &Subject,
    parameters: Vec<Parameter>,
    settings: &Settings,
    played: Vec<PlayedDesign>,
) -> Sensitivity {
    let columns = outcome::columns_of([&subject.scenario], &[]);
    let (mut outcomes, mut undefined) = (Vec::new(), Vec::new());
    for (place, name) in settings.outcomes.iter().enumerate() {
        let Some(column) = columns.iter().find(|column| column.name == *name) else {
            continue;
        };
        let findings = findings(column, place, &parameters, settings, &played);
        if findings.stated.value.is_finite() {
            outcomes.push(findings);
        } else {
            undefined.push(name.clone());
        }
    }
    Sensitivity {
        scenario: subject.scenario.clone(),
        plan: subject.plan.clone(),
        settings: settings.clone(),
        parameters,
        outcomes,
        undefined,
        futures: played.iter().map(|it| it.points.futures()).sum(),
        failures: played
            .iter()
            .flat_map(|it| it.readings.played.failures.clone())
            .collect(),
        played,
    }
}

fn findings(
    column: &Column,
    place: usize,
    parameters: &[Parameter],
    settings: &Settings,
    played: &[PlayedDesign],
) -> OutcomeFindings {
    let design = |name: &str| played.iter().find(|it| it.name == name);
    let corner = design(CORNER_DESIGN).map(|it| it.readings.row(place, 0));
    let corner = corner.unwrap_or(&[]);
    let points: Vec<&[f64]> = corner.chunks(settings.corner_plays as usize).collect();
    OutcomeFindings {
        name: column.name.clone(),
        label: column.label.clone(),
        meaning: column.meaning.clone(),
        unit: column.unit.to_owned(),
        kind: column.kind(),
        stated: level(points[0], column.kind()),
        bars: (0..parameters.len())
            .map(|parameter| {
                let [low, high] = [points[2 * parameter + 1], points[2 * parameter + 2]];
                Bar {
                    low: difference(low, points[0]),
                    high: difference(high, points[0]),
                    swing: difference(high, low),
                }
            })
            .collect(),
        shares: design(ROW_DESIGN).and_then(|it| shares(it, place, settings)),
        screening: design(TRAJECTORY_DESIGN)
            .and_then(|it| screening(it, place, parameters.len(), settings)),
    }
}

/// An outcome's mean or probability with its interval.
fn level(values: &[f64], kind: OutcomeKind) -> Estimate {
    let mut moments = Moments::default();
    moments.add_all(values.iter().copied());
    let (value, count) = (moments.mean(), moments.count());
    let (low, high) = match kind {
        OutcomeKind::Probability => interval::wilson((value * count as f64).round() as u64, count),
        OutcomeKind::Mean | OutcomeKind::Label => interval::student(value, moments.sd(), count),
    };
    Estimate {
        value,
        low,
        high,
        replications: count,
    }
}

/// The mean paired difference with Student's interval.
fn difference(one: &[f64], other: &[f64]) -> Estimate {
    let pairs: Vec<f64> = one
        .iter()
        .zip(other)
        .map(|(one, other)| one - other)
        .collect();
    level(&pairs, OutcomeKind::Mean)
}

fn shares(design: &PlayedDesign, place: usize, settings: &Settings) -> Option<Shares> {
    let plays = settings.plays as usize;
    let rows = 0..design.points.rows.len();
    let rows: Vec<Row> = rows
        .filter_map(|row| Row::of(design.readings.row(place, row), plays))
        .collect();
    sobol_indices::shares(&rows, SAMPLES, |sample| {
        resampling(settings, ROW_DESIGN, sample)
    })
}

fn screening(
    design: &PlayedDesign,
    place: usize,
    inputs: usize,
    settings: &Settings,
) -> Option<Vec<Importance>> {
    let effects: Vec<_> = (0..settings.trajectories)
        .filter_map(|number| {
            let points = trajectory(inputs, settings, number);
            let values = design.readings.row(place, number as usize);
            morris::effects(&points, values, settings.plays as usize)
        })
        .collect();
    morris::screening(&effects, SAMPLES, |sample| {
        resampling(settings, TRAJECTORY_DESIGN, sample)
    })
}

fn resampling(settings: &Settings, design: &str, sample: usize) -> impl FnMut() -> f64 + use<> {
    let mut uniforms = stream(settings.seed, Purpose::Resampling, design, sample as u64);
    move || uniforms.uniform()
}
