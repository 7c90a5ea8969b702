//! What one replication leaves behind: a row of raw sums a week, and what only the model can see between the weeks.
//!
//! A record is made once and filled again for each replication; it knows no file and no statistic over replications.

use super::metric::{Columns, Formula, Metric, Raw, is_any};
use super::regime::{Seen, State};
use crate::scenario::Scenario;
use crate::units::REPORTING_YEAR_WEEKS;

/// Overstretched at the thresholds as given, and with both moved by this much either way [-].
pub const THRESHOLD_SHIFTS: [f64; 3] = [0.0, -0.05, 0.05];

/// The observed weeks of one replication.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    columns: usize,
    /// Raw sums, one row a week.
    raw: Vec<f64>,
    /// 13-week pressure at the end of each week; infinite without hours for some demand, 0 without demand.
    pub window_pressure: Vec<f64>,
    /// Whether the service is overstretched at the end of each week, at each of [`THRESHOLD_SHIFTS`].
    pub overstretched: Vec<[bool; 3]>,
    /// First week at whose end some worker (or the pooled team) has been in breach for 13 weeks running.
    pub first_long_breach: Option<usize>,
    /// The sites of which this is the whole, in the order of the file; empty for a service of its own.
    pub sites: Vec<Record>,
}

impl Record {
    /// An empty record for a number of weeks.
    pub fn new(weeks: usize, columns: &Columns) -> Self {
        let columns = columns.count;
        Record {
            columns,
            raw: vec![0.0; weeks * columns],
            window_pressure: vec![0.0; weeks],
            overstretched: vec![[false; 3]; weeks],
            first_long_breach: None,
            sites: Vec::new(),
        }
    }

    /// An empty record of a scenario and of each of its sites.
    pub fn of(scenario: &Scenario) -> Self {
        let empty = Record::new(scenario.run.horizon_weeks, &Columns::new(scenario));
        Record {
            sites: vec![empty.clone(); scenario.sites.len()],
            ..empty
        }
    }

    /// Fills a week of the whole with the sums of its sites'; what is undefined at one site is undefined in the sum.
    pub fn add_up(&mut self, week: usize) {
        let span = week * self.columns..(week + 1) * self.columns;
        let whole = &mut self.raw[span.clone()];
        whole.fill(0.0);
        for (column, sum) in whole.iter_mut().enumerate() {
            let values = self.sites.iter().map(|site| site.raw[span.start + column]);
            *sum = if is_any(column) {
                // The maximum of the defined ones.
                values.fold(f64::NAN, f64::max)
            } else {
                values.sum()
            };
        }
    }

    /// Weeks observed.
    pub fn weeks(&self) -> usize {
        self.window_pressure.len()
    }

    /// Whether another record holds as many weeks and columns.
    pub fn has_shape_of(&self, other: &Record) -> bool {
        self.columns == other.columns
            && self.weeks() == other.weeks()
            && self.sites.len() == other.sites.len()
    }

    /// Complete reporting years observed.
    pub fn years(&self) -> usize {
        self.weeks() / REPORTING_YEAR_WEEKS
    }

    /// The raw sums of a week, in the order of [`Raw`], then as [`Columns`] says.
    pub fn row(&self, week: usize) -> &[f64] {
        &self.raw[week * self.columns..(week + 1) * self.columns]
    }

    /// The raw sums of a week, to be filled.
    pub fn row_mut(&mut self, week: usize) -> &mut [f64] {
        &mut self.raw[week * self.columns..(week + 1) * self.columns]
    }

    /// One raw sum of one week.
    pub fn raw(&self, week: usize, raw: Raw) -> f64 {
        self.row(week)[raw as usize]
    }

    /// Sum of one raw column over weeks; undefined weeks are left out.
    pub fn total(&self, weeks: std::ops::Range<usize>, column: usize) -> f64 {
        weeks
            .map(|week| self.row(week)[column])
            .filter(|value| !value.is_nan())
            .sum()
    }

    /// A metric's value in a week, NaN where it is undefined. `seen` is what is seen of the week's state.
    pub fn weekly(&self, week: usize, metric: &Metric, seen: Seen) -> f64 {
        let row = self.row(week);
        match metric.formula {
            Formula::Stock(column) | Formula::Flow(column) => row[column],
            Formula::Ratio(above, below, factor) => ratio(row[above], row[below], factor),
            Formula::State(position) => seen.share(State::ALL[position]),
        }
    }

    /// The metrics' values over some weeks, NaN where one is undefined. `states` covers all observed weeks or is empty.
    pub fn over<'a>(
        &self,
        weeks: std::ops::Range<usize>,
        metrics: &'a [Metric],
        states: &[Seen],
    ) -> impl Iterator<Item = f64> + 'a {
        let formulas = metrics.iter().map(|metric| metric.formula);
        self.combined(weeks, formulas, states)
    }

    /// A formula's value over all weeks, NaN where it is undefined.
    pub fn whole(&self, formula: Formula) -> f64 {
        let mut values = self.combined(0..self.weeks(), std::iter::once(formula), &[]);
        values.next().unwrap_or(f64::NAN)
    }

    fn combined<F: Iterator<Item = Formula> + Clone>(
        &self,
        weeks: std::ops::Range<usize>,
        formulas: F,
        states: &[Seen],
    ) -> impl Iterator<Item = f64> + use<F> {
        // The sum of no values is -0.0, as the standard library has it; a mean begins at 0.
        let begin = |formula: Formula| match formula {
            Formula::Flow(_) => (-0.0, 0.0),
            Formula::Stock(_) | Formula::Ratio(..) | Formula::State(_) => (0.0, 0.0),
        };
        let mut sums: Vec<(f64, f64)> = formulas.clone().map(begin).collect();
        for week in weeks {
            let row = self.row(week);
            let seen = states.get(week).copied().unwrap_or(Seen::Nothing);
            for (formula, (top, bottom)) in formulas.clone().zip(&mut sums) {
                let (above, below) = match formula {
                    Formula::Stock(column) | Formula::Flow(column) => (row[column], 1.0),
                    Formula::Ratio(above, below, _) => (row[above], row[below]),
                    Formula::State(position) => (seen.share(State::ALL[position]), 1.0),
                };
                if below > 0.0 && !above.is_nan() {
                    *top += above;
                    *bottom += below;
                }
            }
        }
        let value = |(formula, (top, bottom)): (Formula, (f64, f64))| match formula {
            Formula::Flow(_) => top,
            Formula::Ratio(_, _, factor) => ratio(top, bottom, factor),
            Formula::Stock(_) | Formula::State(_) => ratio(top, bottom, 1.0),
        };
        formulas.zip(sums).map(value)
    }
}

fn ratio(above: f64, below: f64, factor: f64) -> f64 {
    if below > 0.0 {
        factor * above / below
    } else {
        f64::NAN
    }
}
