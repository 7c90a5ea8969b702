//! Plays a subject at chosen values of its uncertain parameters, row by row of a design.
//!
//! The points of a row are played under the same random numbers, each row under its own: row j has the replications
//! j m to (j + 1) m - 1. So points of one row are compared future by future, and rows are independent of each other. A
//! replication that fails at one point is left out at all points of its row. Decides no point and no estimate.

use super::batch::{self, Already, Batches, Lane, Next};
use super::future::{Design, Future, Player, TwinUse};
use super::outcome;
use super::paired::{Conduct, Played};
use super::player::prepared;
use super::results::Failure;
use super::{ExperimentError, Subject, pool};
use crate::model::record::Record;
use crate::model::{self, LoopsCut, Service, Stage};
use crate::scenario::{LoopName, Regime};
use crate::units::REPORTING_YEAR_WEEKS;

/// The points of a design and how often each is played.
#[derive(Debug, Clone, PartialEq)]
pub struct PointRows {
    /// By row, then by point (as many in every row), then by parameter.
    pub rows: Vec<Vec<Vec<f64>>>,
    /// Replications at each point, at least 1.
    pub plays: u64,
}

impl PointRows {
    /// Points in a row.
    pub fn points(&self) -> usize {
        self.rows.first().map_or(0, Vec::len)
    }

    /// Futures that are played, over all points.
    pub fn futures(&self) -> u64 {
        (self.rows.len() * self.points()) as u64 * self.plays
    }
}

/// What is played at the points, and what of it is kept.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    pub subject: &'a Subject<'a>,
    /// Loops that do not act.
    pub cut: &'a [LoopName],
    /// Names of the outcomes that are kept.
    pub outcomes: &'a [String],
}

/// The outcomes of a design.
#[derive(Debug, Clone, PartialEq)]
pub struct Readings {
    /// By outcome, then by row, then by point, then by play; NaN where undefined or not played.
    values: Vec<f64>,
    rows: usize,
    points: usize,
    plays: usize,
    pub played: Played,
}

impl Readings {
    /// Values of one outcome in one row: by point, then by play.
    pub fn row(&self, outcome: usize, row: usize) -> &[f64] {
        let size = self.points * self.plays;
        let start = (outcome * self.rows + row) * size;
        &self.values[start..start + size]
    }

    fn put(&mut self, outcome: usize, replication: u64, point: usize, value: f64) {
        let (row, play) = (
            replication as usize / self.plays,
            replication as usize % self.plays,
        );
        let place = ((outcome * self.rows + row) * self.points + point) * self.plays + play;
        self.values[place] = value;
    }
}

/// Plays every point of the rows. `conduct` gives seed, threads and who is told; its replications follow from the rows.
///
/// # Errors
/// When the run is cancelled, when every replication fails, or without threads.
pub fn play(
    reading: &Reading,
    rows: &PointRows,
    conduct: &Conduct,
) -> Result<Readings, ExperimentError> {
    let columns = reading.subject.columns();
    let place = |name: &String| columns.iter().position(|column| column.name == *name);
    let kept: Vec<usize> = reading.outcomes.iter().filter_map(place).collect();
    let lanes = lanes(reading, rows, conduct.seed, &columns, &kept);
    let batches = Batches {
        lanes: &lanes,
        replications: 0..rows.rows.len() as u64 * rows.plays,
        already: Already::NONE,
        look_every: None,
        pool: &pool(conduct.threads)?,
        progress: conduct.progress,
        cancel: conduct.cancel,
    };
    let mut readings = Readings {
        values: vec![f64::NAN; kept.len() * rows.futures() as usize],
        rows: rows.rows.len(),
        points: rows.points(),
        plays: rows.plays as usize,
        played: Played::default(),
    };
    batch::play(&batches, &mut |batch| {
        for (replication, points) in batch.outcomes() {
            for (point, row) in points.iter().enumerate() {
                for (outcome, value) in row.iter().enumerate() {
                    readings.put(outcome, replication, point, *value);
                }
            }
            readings.played.completed += 1;
        }
        readings.played.failures.extend(batch.failures().cloned());
        Ok(Next::Play)
    })?;
    Ok(readings)
}

/// One lane for each point of a row.
fn lanes<'a>(
    reading: &Reading<'a>,
    rows: &'a PointRows,
    seed: u64,
    columns: &[outcome::Column],
    kept: &[usize],
) -> Vec<Lane<PointPlayer<'a>>> {
    let scenario = prepared(reading.subject.scenario.clone(), seed, reading.cut);
    let paths = reading.subject.uncertain_paths();
    let columns: Vec<_> = kept.iter().map(|place| columns[*place].clone()).collect();
    let strengths = paths.iter().any(|path| path.ends_with(".strength"));
    let design = Design {
        metrics: Vec::new(),
        financial_years: Vec::new(),
        twin: if !scenario.loops.any() && !strengths {
            TwinUse::Same
        } else if columns.iter().any(outcome::Column::needs_twin) {
            TwinUse::Played
        } else {
            TwinUse::LeftOut
        },
        columns,
        weeks: scenario.run.horizon_weeks,
        years: scenario.run.horizon_weeks / REPORTING_YEAR_WEEKS,
        safe_load: scenario.safe_load.is_some(),
        sites: 0,
        also: None,
    };
    let lane = |point| Lane {
        name: format!("point {}", point + 1),
        player: PointPlayer {
            subject: reading.subject,
            cut: reading.cut,
            rows,
            point,
            seed,
            // Without feedback, what only feeds back makes no difference.
            one_twin: paths.iter().all(|path| path.starts_with("loops.")),
        },
        design: design.clone(),
        blank: Future::new(&scenario),
    };
    (0..rows.points()).map(lane).collect()
}

/// Plays one point of every row.
struct PointPlayer<'a> {
    subject: &'a Subject<'a>,
    cut: &'a [LoopName],
    rows: &'a PointRows,
    point: usize,
    seed: u64,
    /// Whether all points of a row have the same twin.
    one_twin: bool,
}

/// What a thread plays on, the scenarios of the row in hand, and the twin played last.
#[derive(Default)]
struct PointDesk {
    stage: Stage,
    row: u64,
    /// By point of the row, where it has been made.
    services: Vec<Option<Prepared>>,
    twin: Option<(u64, Record)>,
}

/// The scenario of a point, ready to be played, and the terms it is judged by.
struct Prepared {
    service: Service,
    regime: Regime,
    tolerance: Option<f64>,
}

impl PointPlayer<'_> {
    /// Makes the scenario of this point of a row, once for all its plays on a thread.
    fn prepare(&self, row: u64, desk: &mut PointDesk) -> Result<(), String> {
        if desk.row != row {
            desk.services.clear();
            desk.row = row;
        }
        desk.services.resize_with(self.rows.points(), || None);
        if desk.services[self.point].is_none() {
            let values = &self.rows.rows[row as usize][self.point];
            let scenario = prepared(self.subject.at(values)?, self.seed, self.cut);
            desk.services[self.point] = Some(Prepared {
                service: Service::new(&scenario),
                tolerance: scenario.safe_load.as_ref().map(|it| it.tolerance),
                regime: scenario.regime,
            });
        }
        Ok(())
    }
}

impl Player for PointPlayer<'_> {
    type Desk = PointDesk;

    fn play(
        &self,
        replication: u64,
        twin: TwinUse,
        desk: &mut PointDesk,
        future: &mut Future,
    ) -> Result<(), Failure> {
        let refused = |what| Failure {
            replication,
            week: None,
            what,
        };
        let failed = |fault: model::Fault| Failure {
            replication,
            week: Some(fault.week),
            what: fault.what,
        };
        let row = replication / self.rows.plays;
        self.prepare(row, desk).map_err(refused)?;
        let prepared = desk.services[self.point].as_ref();
        let Prepared {
            service,
            regime,
            tolerance,
        } = prepared.expect("made just before");
        future.regime.clone_from(regime);
        future.tolerance = *tolerance;
        let stage = &mut desk.stage;
        let given = LoopsCut::AsGiven;
        model::play(service, given, replication, stage, &mut future.record).map_err(failed)?;
        if twin != TwinUse::Played {
            return Ok(());
        }
        if let (true, Some((known, record))) = (self.one_twin, &desk.twin)
            && *known == replication
        {
            future.twin.clone_from(record);
            return Ok(());
        }
        let cut = LoopsCut::AllCut;
        model::play(service, cut, replication, stage, &mut future.twin).map_err(failed)?;
        if self.one_twin {
            desk.twin = Some((replication, future.twin.clone()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Silent;
    use crate::experiment::arm::Pairing;
    use crate::random::distribution::Distribution;
    use crate::scenario::document::Document;
    use std::sync::atomic::AtomicBool;

    const TWO_WORKERS: &str = include_str!("../../scenarios/two-workers.toml");

    /// Outcomes of two-workers over two years at points of some paths, of which the first is played.
    fn readings(paths: &[&str], rows: Vec<Vec<Vec<f64>>>, threads: usize) -> Readings {
        let document = Document::parse("two-workers.toml", TWO_WORKERS).unwrap();
        let set = [("run.horizon_weeks".to_owned(), "104".to_owned())];
        let study = document.study(None, &set).unwrap();
        let paths = paths.iter().map(|path| (*path).to_owned());
        let numbers = paths.map(|path| (path, Distribution::Fixed { value: 1.0 }));
        let subject = Subject::uncertain(
            study.scenario.clone(),
            "as written".into(),
            numbers.collect(),
            |values| {
                let mut scenario = study.scenario.clone();
                scenario.loops.burnout.as_mut().unwrap().quits_at_full = values[0];
                Ok(scenario)
            },
        );
        let names = [
            "ended_vicious",
            "twin_leavers_count",
            "leavers_count",
            "pressure_mean",
        ];
        let reading = Reading {
            subject: &subject,
            cut: &[],
            outcomes: &names.map(str::to_owned),
        };
        let conduct = Conduct {
            replications: 0..0,
            seed: 3,
            pairing: Pairing::Common,
            threads,
            progress: &Silent,
            cancel: &AtomicBool::new(false),
        };
        play(&reading, &PointRows { rows, plays: 6 }, &conduct).unwrap()
    }

    fn design(width: usize) -> Vec<Vec<Vec<f64>>> {
        let row = [1.0, 40.0, 1.0].map(|value| vec![value; width]);
        vec![row.to_vec(), row.to_vec()]
    }

    #[test]
    fn points_of_a_row_share_their_futures_and_rows_do_not() {
        let found = readings(&["loops.burnout.quits_at_full"], design(1), 2);
        let pressure = |row: usize| -> Vec<&[f64]> { found.row(3, row).chunks(6).collect() };
        assert_eq!(pressure(0)[0], pressure(0)[2]);
        assert_ne!(pressure(0)[0], pressure(0)[1]);
        let (one, other) = (pressure(0)[0], pressure(1)[0]);
        assert!(one.iter().zip(other).all(|(one, other)| one != other));
        assert_eq!(found.played.completed, 12);
        assert_eq!(
            found,
            readings(&["loops.burnout.quits_at_full"], design(1), 1)
        );
    }

    /// A twin that is played once for all points of a row, because they differ in feedback alone, is the one played anew.
    #[test]
    fn a_shared_twin_is_the_twin() {
        let shared = readings(&["loops.burnout.quits_at_full"], design(1), 1);
        let paths = ["loops.burnout.quits_at_full", "staff.notice_weeks"];
        let anew = readings(&paths, design(2), 1);
        for row in 0..2 {
            for outcome in 0..4 {
                assert_eq!(shared.row(outcome, row), anew.row(outcome, row));
            }
        }
    }
}
