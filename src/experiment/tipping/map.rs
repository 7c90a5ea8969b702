//! The map: from which vacancy share and pressure a service falls into the spiral within two years.
//!
//! Every simulated future is a walk over the map. Each week has a vacancy share (at its end) and a pressure (of the last 13
//! weeks); a future *comes to* a cell in the first week that ends there. Two things are asked of what follows, each of one
//! week per future and cell, so that all counts are of independent futures:
//!
//! - *falls in*: of futures that come there not overstretched, the share that is in the spiral (overstretched while its twin
//!   is not) in at least one of the next 104 weeks;
//! - *is in it later*: of all that come there, the share that is in the spiral at the end of the 104th week from there.
//!
//! The week of coming there depends on nothing later, so both are unbiased for a process without memory. Weeks count from
//! the first whose window is complete to the last with 104 weeks after it. The loops leave traces that the map does not show
//! (strain, backlog, what clients have missed): a cell gives the mean over the futures that came there.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Conduct, Played, Stretch, is_vicious, read_each, share};
use crate::experiment::arm::Pairing;
use crate::experiment::future::{AlsoReads, Future};
use crate::experiment::results::Estimate;
use crate::experiment::{ExperimentError, Subject};
use crate::model::metric::Raw;
use crate::scenario::Scenario;
use crate::stats::moments::Moments;
use crate::stats::monotone::{Passing, passing, rising};

/// How far ahead is looked [weeks].
pub const AHEAD_WEEKS: usize = 104;

/// Futures that must come to a cell before anything is said of it.
pub const LEAST_FUTURES: u64 = 30;

/// Rows of cells in a pressure of 1.
const ROWS_PER_ONE: f64 = 20.0;

/// Height of a cell [ratio].
pub const PRESSURE_STEP: f64 = 1.0 / ROWS_PER_ONE;

/// Pressure from which one open cell takes all [ratio].
pub const PRESSURE_TOP: f64 = 1.5;

/// Where the cells lie.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Width of a cell: one post where the number of posts is small and stays, else a stated share [share].
    pub vacancy_step: f64,
    /// Centre of the first cell [share]: 0 where a cell is one post, half a step otherwise.
    pub vacancy_first: f64,
    /// Weeks of the pressure's window.
    pub window_weeks: usize,
    /// First week that counts.
    pub first_week: usize,
}

impl Grid {
    /// The grid that fits a scenario.
    pub fn of(scenario: &Scenario) -> Grid {
        let dated = scenario.posts.iter().any(|it| it.count.steps().len() > 1);
        let alike = scenario
            .posts
            .iter()
            .all(|it| it.eft == scenario.posts[0].eft);
        let posts: u64 = scenario.posts.iter().map(|it| *it.count.at(0.0)).sum();
        let (vacancy_step, vacancy_first) = match (posts, dated || !alike) {
            (1..=12, false) => (1.0 / posts as f64, 0.0),
            (0..=12, _) => (0.1, 0.05),
            (_, _) => (0.05, 0.025),
        };
        let window_weeks = scenario.regime.window_weeks;
        Grid {
            vacancy_step,
            vacancy_first,
            window_weeks,
            first_week: (window_weeks - 1).saturating_sub(scenario.run.warm_up_weeks),
        }
    }

    /// Whether a column is a number of posts.
    pub fn by_post(&self) -> bool {
        self.vacancy_first == 0.0
    }

    /// Column and row of a state; `None` where it is undefined. A share of 1 belongs to the last column.
    pub fn cell(&self, vacancy: f64, pressure: f64) -> Option<(usize, usize)> {
        if vacancy.is_nan() || pressure.is_nan() {
            return None;
        }
        // The margin keeps a share such as 3 x 0.1 in the cell that begins there.
        let place = (vacancy - self.vacancy_first) / self.vacancy_step + 0.5 + 1e-9;
        let last = ((1.0 - self.vacancy_first) / self.vacancy_step + 0.5 - 1e-9).floor();
        let row = (pressure.clamp(0.0, PRESSURE_TOP) * ROWS_PER_ONE + 1e-9).floor();
        Some((place.max(0.0).min(last) as usize, row as usize))
    }

    /// From and to of a column [share].
    pub fn vacancy(&self, column: usize) -> (f64, f64) {
        let centre = self.vacancy_first + column as f64 * self.vacancy_step;
        let half = self.vacancy_step / 2.0;
        ((centre - half).max(0.0), (centre + half).min(1.0))
    }

    /// From and to of a row [ratio]; the last is open.
    pub fn pressure(&self, row: usize) -> (f64, f64) {
        // Divided rather than multiplied, so that 0.6 is written as 0.6.
        let edge = |row: usize| row as f64 / ROWS_PER_ONE;
        if edge(row) >= PRESSURE_TOP {
            (PRESSURE_TOP, f64::INFINITY)
        } else {
            (edge(row), edge(row + 1))
        }
    }
}

/// One place from which futures start.
pub struct Start<'a> {
    /// In words: `"1 post vacant more"`.
    pub name: String,
    pub subject: Subject<'a>,
}

/// What was counted in one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub column: usize,
    pub row: usize,
    /// Weeks that any future spent there, and counted.
    pub weeks: u64,
    /// Of the futures that came there not overstretched: fell into the spiral within two years.
    pub falls_in: Estimate,
    /// Of all that came there: in the spiral two years later.
    pub later: Estimate,
}

/// What is asked of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    FallsIn,
    Later,
}

impl Cell {
    /// The answer to a question, however few futures it rests on.
    pub fn answer(&self, question: Question) -> &Estimate {
        match question {
            Question::FallsIn => &self.falls_in,
            Question::Later => &self.later,
        }
    }

    /// The answer, where enough futures came there.
    pub fn known(&self, question: Question) -> Option<&Estimate> {
        Some(self.answer(question)).filter(|it| it.replications >= LEAST_FUTURES)
    }
}

/// One starting position as it turned out.
#[derive(Debug, Clone, PartialEq)]
pub struct Position {
    pub name: String,
    /// Mean vacancy share at the end of the first week [share].
    pub vacancy: f64,
    /// Mean pressure when the window is first complete [ratio].
    pub pressure: f64,
    pub futures: u64,
    /// In the spiral in at least one of the first 104 weeks from the start.
    pub falls_in: Estimate,
    /// In the spiral at the end of the 104th week from the start.
    pub later: Estimate,
}

/// A point of the line at which a probability is one half.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HalfPoint {
    pub column: usize,
    /// [ratio]
    pub pressure: f64,
}

/// The map.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    pub grid: Grid,
    /// By column, then row; only cells some future came to.
    pub cells: Vec<Cell>,
    /// The scenario's own start first.
    pub positions: Vec<Position>,
    pub played: Played,
    /// Above this the service counts as overstretched [ratio].
    pub enter: f64,
}

/// How many futures are played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Futures {
    /// From the scenario's own start.
    pub own: u64,
    /// From each of the others; at most as many.
    pub others: u64,
}

impl Futures {
    /// All of them, from a number of starts; what progress counts to.
    pub fn all(&self, starts: usize) -> u64 {
        self.own + self.others * (starts as u64 - 1)
    }
}

/// Plays futures from every start and counts. Each start has futures of its own; the first is the scenario's.
///
/// # Errors
/// When the run is cancelled, when every replication fails, or without threads.
pub fn map(
    starts: Vec<Start>,
    futures: Futures,
    conduct: &Conduct,
) -> Result<Map, ExperimentError> {
    let grid = Grid::of(&starts[0].subject.scenario);
    let enter = starts[0].subject.scenario.regime.enter;
    let (names, subjects): (Vec<String>, Vec<Subject>) =
        starts.into_iter().map(|it| (it.name, it.subject)).unzip();
    let mut counts = BTreeMap::new();
    let mut own = vec![Own::default(); subjects.len()];
    let walked = grid.clone();
    let reads: Arc<AlsoReads> =
        Arc::new(move |future: &Future, row: &mut Vec<f64>| walk(&walked, future, row));
    let mut played = Played {
        asked: futures.own,
        ..Played::default()
    };
    // All starts first; the futures that the scenario's own start has beyond the others' follow alone.
    let both = [
        (0..futures.others, &subjects[..]),
        (futures.others..futures.own, &subjects[..1]),
    ];
    let mut before = 0;
    for (replications, subjects) in both.into_iter().filter(|it| !it.0.is_empty()) {
        let stretch = Stretch {
            of: conduct.progress,
            before,
            weight: subjects.len() as u64,
            total: futures.all(names.len()),
        };
        before += (replications.end - replications.start) * stretch.weight;
        let now = read_each(
            subjects,
            replications,
            Pairing::Independent,
            &reads,
            &Conduct {
                progress: &stretch,
                ..*conduct
            },
            &mut |lane, row| gather(row, &mut own[lane], &mut counts),
        )?;
        played.completed += now.completed;
        played.failures.extend(now.failures);
    }
    let positions = names.into_iter().zip(own);
    Ok(Map {
        grid,
        cells: cells(counts),
        positions: positions.map(|(name, own)| own.position(name)).collect(),
        played,
        enter,
    })
}

/// Numbers that [`walk`] gives of a future before those of its cells.
const HEAD: usize = 4;

/// Numbers of one cell: column, row, weeks there, came not overstretched, fell in, came at all, in it later.
const PER_CELL: usize = 7;

/// What one future tells: vacancy share and pressure at its start, whether it fell in within two years of the start and was in it
/// then, and for each cell it came to, what followed.
fn walk(grid: &Grid, future: &Future, row: &mut Vec<f64>) {
    let record = &future.record;
    let weeks = record.weeks();
    let vicious: Vec<bool> = (0..weeks).map(|week| is_vicious(future, week)).collect();
    // Weeks in the spiral before each week.
    let mut before = Vec::with_capacity(weeks + 1);
    before.push(0u32);
    vicious
        .iter()
        .for_each(|it| before.push(before[before.len() - 1] + u32::from(*it)));
    let yes = |claim: bool| f64::from(u8::from(claim));
    let vacancy = |week| record.raw(week, Raw::VacantEft) / record.raw(week, Raw::FundedEft);
    row.extend([
        vacancy(0),
        record.window_pressure[grid.first_week.min(weeks - 1)],
        yes(before[AHEAD_WEEKS.min(weeks)] > 0),
        yes(vicious[AHEAD_WEEKS.min(weeks) - 1]),
    ]);
    let mut cells: BTreeMap<(usize, usize), [f64; PER_CELL - 2]> = BTreeMap::new();
    for week in grid.first_week..weeks.saturating_sub(AHEAD_WEEKS) {
        let Some(cell) = grid.cell(vacancy(week), record.window_pressure[week]) else {
            continue;
        };
        let seen = cells.entry(cell).or_default();
        seen[0] += 1.0;
        if seen[3] == 0.0 {
            seen[3] = 1.0;
            seen[4] = yes(vicious[week + AHEAD_WEEKS]);
        }
        if seen[1] == 0.0 && !record.overstretched[week][0] {
            seen[1] = 1.0;
            seen[2] = yes(before[week + AHEAD_WEEKS + 1] > before[week + 1]);
        }
    }
    for ((column, up), seen) in cells {
        row.extend([column as f64, up as f64]);
        row.extend(seen);
    }
}

/// Sums over the futures of one start.
#[derive(Debug, Clone, Default)]
struct Own {
    vacancy: Moments,
    pressure: Moments,
    futures: u64,
    fell_in: u64,
    later: u64,
}

impl Own {
    fn position(&self, name: String) -> Position {
        Position {
            name,
            vacancy: self.vacancy.mean(),
            pressure: self.pressure.mean(),
            futures: self.futures,
            falls_in: share(self.fell_in, self.futures),
            later: share(self.later, self.futures),
        }
    }
}

type Counts = BTreeMap<(usize, usize), [u64; PER_CELL - 2]>;

fn gather(row: &[f64], own: &mut Own, counts: &mut Counts) {
    own.vacancy.add(row[0]);
    own.pressure.add(row[1]);
    own.futures += 1;
    own.fell_in += row[2] as u64;
    own.later += row[3] as u64;
    for cell in row[HEAD..].chunks_exact(PER_CELL) {
        let sums = counts
            .entry((cell[0] as usize, cell[1] as usize))
            .or_default();
        for (sum, value) in sums.iter_mut().zip(&cell[2..]) {
            *sum += *value as u64;
        }
    }
}

fn cells(counts: Counts) -> Vec<Cell> {
    let cell = |((column, row), it): ((usize, usize), [u64; PER_CELL - 2])| Cell {
        column,
        row,
        weeks: it[0],
        falls_in: share(it[2], it[1]),
        later: share(it[4], it[3]),
    };
    counts.into_iter().map(cell).collect()
}

impl Map {
    /// The cell at a column and row.
    pub fn cell(&self, column: usize, row: usize) -> Option<&Cell> {
        let at = self
            .cells
            .binary_search_by_key(&(column, row), |it| (it.column, it.row));
        at.ok().map(|at| &self.cells[at])
    }

    /// Where the probability passes one half on the way up, column by column: through the rising fit of known cells one above the
    /// other, weighted by their futures, drawn straight between their centres. Where the cells below one half and
    /// above it are not both known and neighbours, there is no point.
    pub fn half_line(&self, question: Question) -> Vec<HalfPoint> {
        let last = self.cells.iter().map(|it| it.column).max().unwrap_or(0);
        let points = (0..=last).filter_map(|column| {
            let pressure = self.stretches(column, question).find_map(|cells| {
                let centres: Vec<f64> = cells
                    .iter()
                    .map(|it| (it.row as f64 + 0.5) * PRESSURE_STEP)
                    .collect();
                let answers = cells.iter().map(|it| it.answer(question));
                let (values, weights): (Vec<f64>, Vec<f64>) =
                    answers.map(|it| (it.value, it.replications as f64)).unzip();
                match passing(&centres, &rising(&values, &weights), 0.5) {
                    Passing::At(pressure) => Some(pressure),
                    Passing::Before | Passing::After => None,
                }
            })?;
            Some(HalfPoint { column, pressure })
        });
        points.collect()
    }

    /// Known cells of a column, one above the other without a gap.
    fn stretches(&self, column: usize, question: Question) -> impl Iterator<Item = Vec<&Cell>> {
        let known: Vec<&Cell> = self
            .cells
            .iter()
            .filter(|it| it.column == column && it.known(question).is_some())
            // The open cell at the top has no middle to draw to.
            .filter(|it| self.grid.pressure(it.row).1.is_finite())
            .collect();
        let mut stretches: Vec<Vec<&Cell>> = Vec::new();
        for cell in known {
            match stretches.last_mut() {
                Some(stretch) if stretch[stretch.len() - 1].row + 1 == cell.row => {
                    stretch.push(cell);
                }
                Some(_) | None => stretches.push(vec![cell]),
            }
        }
        stretches.into_iter()
    }
}

#[cfg(test)]
mod tests;
