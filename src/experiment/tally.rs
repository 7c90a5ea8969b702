//! Gathers futures into results. Everything is added in replication order, so the cut into batches and the number of
//! threads change no digit; memory does not grow with the number of futures.

mod stored;

use rayon::prelude::*;

use super::batch::Rows;
use super::future::{Design, Reading};
use super::need::NeedTally;
use super::outcome::Column;
use super::precision::ENDED_VICIOUS;
use super::results::{
    Estimate, Failure, GROUP_METRICS, GroupSeries, OutcomeEstimate, OutcomeKind, Results,
    SiteResults, Spread,
};
use super::spread::{Cell, YesNo};
use super::states::{StatesTally, WeekTally};
use crate::model::record::THRESHOLD_SHIFTS;
use crate::model::regime::State;
use crate::scenario::Scenario;

/// Failures that are named; further ones are only counted.
const FAILURES_NAMED: usize = 1000;

/// Cells that one task of the thread pool adds to.
const CELLS_PER_TASK: usize = 64;

/// Neighbouring cells that are added to together: two cache lines of a row.
const TILE_CELLS: usize = 16;

/// Quantiles of outcomes: median, 10 % and 90 %.
const OUTCOME_QUANTILES: [f64; 3] = [0.5, 0.1, 0.9];

/// All that has been gathered so far.
#[derive(Debug, Clone)]
pub struct Tally {
    completed: u64,
    failures: Vec<Failure>,
    /// Metrics of each week, of each complete year, of each financial year; then those of each site.
    cells: Vec<Cell>,
    /// By state at the end, then by week, then by [`GROUP_METRICS`].
    groups: [Group; State::ALL.len()],
    outcomes: Vec<OutcomeTally>,
    unsafe_years: Vec<YesNo>,
    unsafe_years_twin: Vec<YesNo>,
    needs: Vec<NeedTally>,
    needs_twin: Vec<NeedTally>,
    needs_waiting: Vec<NeedTally>,
    sites: Vec<SiteTally>,
    /// Futures by the week of their first long breach.
    long_breaches: Vec<u64>,
    states: [StatesTally; THRESHOLD_SHIFTS.len()],
    weeks: [WeekTally; State::ALL.len()],
}

/// The years of one site.
#[derive(Debug, Clone, Default)]
struct SiteTally {
    unsafe_years: Vec<YesNo>,
    needs: Vec<NeedTally>,
    needs_waiting: Vec<NeedTally>,
}

#[derive(Debug, Clone, Default)]
struct Group {
    futures: u64,
    cells: Vec<Cell>,
}

#[derive(Debug, Clone)]
enum OutcomeTally {
    YesNo(YesNo),
    Number(Box<Cell>),
    Label,
}

impl Tally {
    /// Nothing gathered yet.
    pub fn new(design: &Design) -> Self {
        let of = |metric: usize| Cell::new(design.metrics[metric].resolution);
        let all = 0..design.metrics.len();
        let times = |count: usize| 0..count;
        let whole = times(design.periods()).flat_map(|_| all.clone().map(of));
        let sites = times(design.sites).flat_map(|_| {
            let weeks = times(design.weeks).flat_map(|_| design.site_metrics().map(of));
            weeks.chain(times(design.years).flat_map(|_| all.clone().map(of)))
        });
        let cells = whole.chain(sites).collect();
        let site = SiteTally {
            unsafe_years: vec![YesNo::default(); design.years],
            needs: vec![NeedTally::default(); design.years],
            needs_waiting: vec![NeedTally::default(); design.years],
        };
        let outcomes = design.columns.iter().map(|column| match column.kind() {
            OutcomeKind::Probability => OutcomeTally::YesNo(YesNo::default()),
            OutcomeKind::Mean => OutcomeTally::Number(Box::new(Cell::new(column.resolution()))),
            OutcomeKind::Label => OutcomeTally::Label,
        });
        Tally {
            completed: 0,
            failures: Vec::new(),
            cells,
            groups: Default::default(),
            outcomes: outcomes.collect(),
            unsafe_years: vec![YesNo::default(); design.years],
            unsafe_years_twin: vec![YesNo::default(); design.years],
            needs: vec![NeedTally::default(); design.years],
            needs_twin: vec![NeedTally::default(); design.years],
            needs_waiting: vec![NeedTally::default(); design.years],
            sites: vec![site; design.sites],
            long_breaches: vec![0; design.weeks],
            states: std::array::from_fn(|_| StatesTally::default()),
            weeks: Default::default(),
        }
    }

    /// Futures gathered.
    pub fn completed(&self) -> u64 {
        self.completed
    }

    /// The failures that are named so far.
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// An outcome's estimate by its name; `None` where there is none of that name, or it is a word or a date.
    pub fn estimate(&self, design: &Design, name: &str) -> Option<Estimate> {
        let column = design.columns.iter().position(|it| it.name == name);
        match column.map(|column| &self.outcomes[column]) {
            Some(OutcomeTally::YesNo(tally)) => Some(tally.estimate()),
            Some(OutcomeTally::Number(tally)) => Some(tally.mean()),
            Some(OutcomeTally::Label) => None,
            None if name == ENDED_VICIOUS => self.states[0].ended_vicious(design.twin),
            None => None,
        }
    }

    /// Bytes held: what must not grow with the number of futures.
    pub fn bytes(&self) -> usize {
        let groups = self.groups.iter().flat_map(|group| &group.cells);
        self.cells.iter().chain(groups).map(Cell::bytes).sum()
    }

    /// Takes in a batch of futures: their spreads, one row of `design.width()` values each, and their readings.
    /// Cells are shared out over the threads; each takes its values in replication order.
    pub fn add(&mut self, design: &Design, rows: Rows, readings: &[&Reading]) {
        for reading in readings {
            match &reading.failure {
                Some(failure) if self.failures.len() < FAILURES_NAMED => {
                    self.failures.push(failure.clone());
                }
                Some(_) => {}
                None => self.add_reading(design, reading),
            }
        }
        let starts: Vec<usize> = (0..readings.len())
            .filter(|row| readings[*row].failure.is_none())
            .map(|row| rows.start(row))
            .collect();
        let tiles = self.cells.par_chunks_mut(TILE_CELLS).enumerate();
        tiles.for_each(|(tile, cells)| add_tile(cells, tile * TILE_CELLS, rows.values, &starts));
        self.add_groups(design, rows, readings);
    }

    fn add_reading(&mut self, design: &Design, reading: &Reading) {
        self.completed += 1;
        for (tally, value) in self.outcomes.iter_mut().zip(&reading.outcomes) {
            match tally {
                OutcomeTally::YesNo(tally) => tally.add(*value),
                OutcomeTally::Number(tally) => tally.add(*value),
                OutcomeTally::Label => {}
            }
        }
        let add = |tallies: &mut [YesNo], years: &[f64]| {
            tallies
                .iter_mut()
                .zip(years)
                .for_each(|(tally, year)| tally.add(*year));
        };
        add(&mut self.unsafe_years, &reading.unsafe_years);
        add(&mut self.unsafe_years_twin, &reading.unsafe_years_twin);
        let needs = [
            (&mut self.needs, &reading.needs),
            (&mut self.needs_twin, &reading.needs_twin),
            (&mut self.needs_waiting, &reading.needs_waiting),
        ];
        for (tallies, years) in needs {
            let pairs = tallies.iter_mut().zip(years);
            pairs.for_each(|(tally, need)| tally.add(*need));
        }
        for (tally, site) in self.sites.iter_mut().zip(&reading.sites) {
            add(&mut tally.unsafe_years, &site.unsafe_years);
            let needs = [
                (&mut tally.needs, &site.needs),
                (&mut tally.needs_waiting, &site.needs_waiting),
            ];
            for (tallies, years) in needs {
                let pairs = tallies.iter_mut().zip(years);
                pairs.for_each(|(tally, need)| tally.add(*need));
            }
        }
        if let Some(week) = reading
            .first_long_breach
            .filter(|week| *week < design.weeks)
        {
            self.long_breaches[week] += 1;
        }
        self.states
            .iter_mut()
            .zip(&reading.states)
            .for_each(|(tally, states)| tally.add(states));
        let weeks = reading.states[0].weeks.iter().zip(&reading.week_sums);
        self.weeks
            .iter_mut()
            .zip(weeks)
            .for_each(|(tally, (weeks, sums))| tally.add(*weeks, sums));
    }

    fn add_groups(&mut self, design: &Design, rows: Rows, readings: &[&Reading]) {
        let metrics = group_metrics(design);
        for state in State::ALL {
            let group = &mut self.groups[state as usize];
            let ended: Vec<usize> = (0..readings.len())
                .filter(|row| readings[*row].failure.is_none())
                .filter(|row| readings[*row].states[0].ended == Some(state))
                .map(|row| rows.start(row))
                .collect();
            if ended.is_empty() {
                continue;
            }
            if group.cells.is_empty() {
                group.cells = group_cells(design);
            }
            group.futures += ended.len() as u64;
            let per_week = metrics.len();
            group
                .cells
                .par_iter_mut()
                .enumerate()
                .with_min_len(CELLS_PER_TASK)
                .for_each(|(index, cell)| {
                    let column =
                        index / per_week * design.metrics.len() + metrics[index % per_week];
                    cell.add_all(ended.iter().map(|start| rows.values[start + column]));
                });
        }
    }

    /// The results of all futures gathered. `scenario` is the one that was played.
    pub fn finish(self, design: &Design, scenario: Scenario, plan: String, asked: u64) -> Results {
        let spreads: Vec<Spread> = self.cells.par_iter().map(Cell::spread).collect();
        let metrics = design.metrics.len();
        let (whole, of_sites) = spreads.split_at(metrics * design.periods());
        let (weekly, years) = whole.split_at(metrics * design.weeks);
        let (yearly, financial) = years.split_at(metrics * design.years);
        let sites = self.sites(design, &scenario, of_sites);
        let by_year = |tallies: &[YesNo]| tallies.iter().map(YesNo::estimate).collect();
        Results {
            plan,
            cut: Vec::new(),
            middles: Vec::new(),
            asked,
            completed: self.completed,
            twin: design.twin == super::future::TwinUse::Played,
            weekly: by_metric(weekly, design.metrics.len()),
            yearly: by_metric(yearly, design.metrics.len()),
            financial: by_metric(financial, design.metrics.len()),
            outcomes: outcomes(&design.columns, &self.outcomes),
            unsafe_by_year: if design.safe_load {
                by_year(&self.unsafe_years)
            } else {
                Vec::new()
            },
            unsafe_by_year_twin: if design.safe_load
                && design.twin == super::future::TwinUse::Played
            {
                by_year(&self.unsafe_years_twin)
            } else {
                Vec::new()
            },
            need_by_year: needs(&self.needs, design.safe_load),
            need_by_year_twin: needs(
                &self.needs_twin,
                design.safe_load && design.twin == super::future::TwinUse::Played,
            ),
            need_by_year_waiting: needs(&self.needs_waiting, design.safe_load),
            no_long_breach: if design.safe_load {
                self.survival()
            } else {
                Vec::new()
            },
            states: std::array::from_fn(|index| {
                self.states[index].finish(THRESHOLD_SHIFTS[index], design.weeks, design.twin)
            }),
            groups: self.group_series(design),
            weeks_by_state: State::ALL
                .into_iter()
                .map(|state| self.weeks[state as usize].finish(state))
                .collect(),
            metrics: design.metrics.clone(),
            failures: self.failures,
            sites,
            scenario,
            precision: None,
        }
    }

    /// What was measured of each site; `spreads` has the values of all, one site after the other.
    fn sites(&self, design: &Design, scenario: &Scenario, spreads: &[Spread]) -> Vec<SiteResults> {
        let width = design.site_width();
        let each = scenario.sites.iter().zip(&self.sites).enumerate();
        each.map(|(position, (site, tally))| {
            let own = &spreads[position * width..(position + 1) * width];
            let followed: Vec<usize> = design.site_metrics().collect();
            let (weekly, yearly) = own.split_at(followed.len() * design.weeks);
            let years = |tallies: &[YesNo]| tallies.iter().map(YesNo::estimate).collect();
            SiteResults {
                name: site.name.clone(),
                weekly: followed
                    .iter()
                    .copied()
                    .zip(by_metric(weekly, followed.len()))
                    .collect(),
                yearly: by_metric(yearly, design.metrics.len()),
                unsafe_by_year: if design.safe_load {
                    years(&tally.unsafe_years)
                } else {
                    Vec::new()
                },
                need_by_year: needs(&tally.needs, design.safe_load),
                need_by_year_waiting: needs(&tally.needs_waiting, design.safe_load),
            }
        })
        .collect()
    }

    /// By week: share of futures in which no long breach has been reached at its end.
    fn survival(&self) -> Vec<super::results::Estimate> {
        let mut left = self.completed;
        let weeks = self.long_breaches.iter().map(|ended| {
            left -= ended;
            YesNo::of(left, self.completed).estimate()
        });
        weeks.collect()
    }

    fn group_series(&self, design: &Design) -> Vec<GroupSeries> {
        let per_week = group_metrics(design).len();
        let ended = State::ALL
            .into_iter()
            .filter(|state| self.groups[*state as usize].futures > 0);
        ended
            .map(|state| {
                let group = &self.groups[state as usize];
                let spreads: Vec<Spread> = group.cells.par_iter().map(Cell::spread).collect();
                GroupSeries {
                    state,
                    replications: group.futures,
                    series: by_metric(&spreads, per_week),
                }
            })
            .collect()
    }
}

/// Needs by year, from year 1; none where there are no limits to need by.
fn needs(tallies: &[NeedTally], defined: bool) -> Vec<super::results::YearNeed> {
    let years = (1..).zip(tallies).filter(|_| defined);
    years.map(|(year, tally)| tally.finish(year)).collect()
}

/// Adds the values of some neighbouring cells, of which `first` is the first, from the rows that begin at `starts`. The
/// values are first turned into one run per cell, which a cache takes far better than a walk down the rows for each cell.
fn add_tile(cells: &mut [Cell], first: usize, rows: &[f64], starts: &[usize]) {
    let mut runs = vec![0.0; cells.len() * starts.len()];
    for (position, start) in starts.iter().enumerate() {
        let values = &rows[start + first..start + first + cells.len()];
        for (index, value) in values.iter().enumerate() {
            runs[index * starts.len() + position] = *value;
        }
    }
    for (cell, run) in cells.iter_mut().zip(runs.chunks(starts.len().max(1))) {
        cell.add_all(run.iter().copied());
    }
}

fn group_metrics(design: &Design) -> Vec<usize> {
    let position = |name: &&str| {
        design
            .metrics
            .iter()
            .position(|metric| metric.name == **name)
    };
    GROUP_METRICS.iter().filter_map(position).collect()
}

/// Empty cells of one group.
fn group_cells(design: &Design) -> Vec<Cell> {
    let metrics = group_metrics(design);
    let week = metrics
        .iter()
        .map(|metric| Cell::new(design.metrics[*metric].resolution));
    let week: Vec<Cell> = week.collect();
    (0..design.weeks).flat_map(|_| week.clone()).collect()
}

/// Turns period-major spreads into one list per metric.
fn by_metric(spreads: &[Spread], metrics: usize) -> Vec<Vec<Spread>> {
    let of = |metric| {
        spreads
            .iter()
            .skip(metric)
            .step_by(metrics)
            .copied()
            .collect()
    };
    (0..metrics).map(of).collect()
}

fn outcomes(columns: &[Column], tallies: &[OutcomeTally]) -> Vec<OutcomeEstimate> {
    let summarised = columns.iter().zip(tallies).filter_map(|(column, tally)| {
        let (estimate, quantiles) = match tally {
            OutcomeTally::YesNo(tally) => (tally.estimate(), Vec::new()),
            OutcomeTally::Number(tally) => {
                let quantile = |probability| (probability, tally.quantile(probability));
                (tally.mean(), OUTCOME_QUANTILES.map(quantile).to_vec())
            }
            OutcomeTally::Label => return None,
        };
        Some(OutcomeEstimate {
            name: column.name.clone(),
            label: column.label.clone(),
            meaning: column.meaning.clone(),
            unit: column.unit.to_owned(),
            kind: column.kind(),
            estimate,
            quantiles,
        })
    });
    summarised.collect()
}
