//! `outcomes.parquet`: one row per future and plan, written while the run goes on.
//!
//! Rows are kept until a row group is full; row groups have fixed sizes, so the bytes do not depend on the batches.

use std::error::Error;
use std::fs::File;
use std::path::{Path, PathBuf};

use polars_core::error::{PolarsError, PolarsResult};
use polars_core::prelude::{Column as Values, DataFrame, DataType, Field, Schema};
use polars_io::csv::write as csv;
use polars_io::csv::write::CsvWriter;
use polars_io::parquet::read::{ParallelStrategy, ParquetReader};
use polars_io::parquet::write as parquet;
use polars_io::parquet::write::ParquetWriter;
use polars_io::{SerReader, SerWriter};

use super::folder::Folder;
use super::problem::OutputError;
use super::table::defined;
use crate::experiment::OutcomeSink;
use crate::experiment::compare::PlanRows;
use crate::experiment::outcome::{Column, Form};
use crate::model::regime::State;

/// The table's name.
pub const OUTCOMES: &str = "outcomes.parquet";

/// Rows of the first row group: small, so that a short run touches the writer's buffers as a long one does.
const FIRST_GROUP_ROWS: usize = 512;

/// Rows of every later row group: large, because the writer remembers each group until the end.
const GROUP_ROWS: usize = 8_192;

/// The table of outcomes, being written.
pub struct OutcomesFile {
    /// Names of the plans, by position.
    plans: Vec<String>,
    columns: Vec<Column>,
    schema: Schema,
    replications: Vec<u64>,
    /// Position of each row's plan.
    rows: Vec<usize>,
    /// Rows at which the group in hand is full.
    group_rows: usize,
    /// By column, then by row of the group.
    values: Vec<Vec<f64>>,
    parquet: parquet::BatchedWriter<File>,
    csv: Option<csv::BatchedWriter<File>>,
    path: PathBuf,
}

impl OutcomesFile {
    /// Opens the table for the plans and columns of an experiment, also as CSV where asked.
    pub fn create(
        folder: &mut Folder,
        plans: &[&str],
        columns: Vec<Column>,
        with_csv: bool,
    ) -> Result<Self, OutputError> {
        let path = folder.shown(OUTCOMES);
        let failed = |cause| OutputError::Table {
            path: path.clone(),
            cause,
        };
        let fixed = [
            ("plan".to_owned(), DataType::String),
            ("replication".to_owned(), DataType::Int64),
        ];
        let rest = columns
            .iter()
            .map(|column| (column.name.clone(), data_type(column.form)));
        let schema: Schema = fixed
            .into_iter()
            .chain(rest)
            .map(|(name, kind)| Field::new(name.into(), kind))
            .collect();
        let file = folder.open(OUTCOMES)?;
        let parquet = ParquetWriter::new(file)
            .set_parallel(false)
            .batched(&schema)
            .map_err(failed)?;
        let csv = if with_csv {
            let file = folder.open("outcomes.csv")?;
            Some(
                CsvWriter::new(file)
                    .n_threads(1)
                    .batched(&schema)
                    .map_err(failed)?,
            )
        } else {
            None
        };
        Ok(OutcomesFile {
            plans: plans.iter().map(|plan| (*plan).to_owned()).collect(),
            rows: Vec::with_capacity(GROUP_ROWS),
            values: vec![Vec::with_capacity(GROUP_ROWS); columns.len()],
            replications: Vec::with_capacity(GROUP_ROWS),
            group_rows: FIRST_GROUP_ROWS,
            columns,
            schema,
            parquet,
            csv,
            path,
        })
    }

    /// Writes the rows that are left and closes the table.
    pub fn finish(mut self) -> Result<(), OutputError> {
        let written = self
            .write_group()
            .and_then(|()| self.parquet.finish())
            .and_then(|_| match &mut self.csv {
                Some(csv) => csv.finish(),
                None => Ok(()),
            });
        written.map_err(|cause| OutputError::Table {
            path: self.path,
            cause,
        })
    }

    fn write_group(&mut self) -> PolarsResult<()> {
        if self.replications.is_empty() {
            return Ok(());
        }
        let rows = self.replications.len();
        let replications: Vec<i64> = self
            .replications
            .drain(..)
            .map(|replication| replication as i64)
            .collect();
        let plans = self.rows.drain(..).map(|plan| self.plans[plan].as_str());
        let mut columns = vec![
            Values::new("plan".into(), plans.collect::<Vec<&str>>()),
            Values::new("replication".into(), replications),
        ];
        for (column, values) in self.columns.iter().zip(&mut self.values) {
            columns.push(typed(column, values));
            values.clear();
        }
        let group = DataFrame::new(rows, columns)?;
        debug_assert_eq!(group.schema().len(), self.schema.len());
        self.parquet.write_batch(&group)?;
        match &mut self.csv {
            Some(csv) => csv.write_batch(&group),
            None => Ok(()),
        }
    }

    fn take(
        &mut self,
        plan: usize,
        replication: u64,
        values: &[f64],
    ) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.rows.push(plan);
        self.replications.push(replication);
        self.values
            .iter_mut()
            .zip(values)
            .for_each(|(column, value)| column.push(*value));
        if self.replications.len() == self.group_rows {
            self.write_group().map_err(|cause| OutputError::Table {
                path: self.path.clone(),
                cause,
            })?;
            self.group_rows = GROUP_ROWS;
        }
        Ok(())
    }
}

/// Takes a row back: the position of its plan, its future, its values.
pub type TakeRow<'a> =
    dyn FnMut(usize, u64, &[f64]) -> Result<(), Box<dyn Error + Send + Sync>> + 'a;

/// Feeds the rows of a table of some plans that was written earlier to a sink, in their order, some at a time.
///
/// # Errors
/// When the table cannot be read, has other plans or columns, or the sink does not take a row.
pub fn feed(
    path: &Path,
    plans: &[&str],
    columns: &[Column],
    take: &mut TakeRow,
) -> Result<(), OutputError> {
    let failed = |cause| OutputError::TableRead {
        path: path.to_owned(),
        cause,
    };
    let open = || {
        let file = File::open(path).map_err(|cause| failed(cause.into()))?;
        Ok(ParquetReader::new(file).read_parallel(ParallelStrategy::None))
    };
    let rows = open()?.num_rows().map_err(failed)?;
    for first in (0..rows).step_by(GROUP_ROWS) {
        let part = open()?.with_slice(Some((first, GROUP_ROWS)));
        let part = part.finish().map_err(failed)?;
        feed_part(&part, plans, columns, take).map_err(failed)?;
    }
    Ok(())
}

fn feed_part(
    part: &DataFrame,
    plans: &[&str],
    columns: &[Column],
    take: &mut TakeRow,
) -> PolarsResult<()> {
    let refused = |what: String| PolarsError::ComputeError(what.into());
    let values = columns.iter().map(|column| untyped(column, part));
    let values = values.collect::<PolarsResult<Vec<Vec<f64>>>>()?;
    let names = part.column("plan")?.str()?;
    let replications = part.column("replication")?.i64()?;
    let mut row = vec![0.0; columns.len()];
    for (position, (name, replication)) in names.iter().zip(replications.iter()).enumerate() {
        for (value, column) in row.iter_mut().zip(&values) {
            *value = column[position];
        }
        let plan = plans.iter().position(|plan| Some(*plan) == name);
        let plan = plan.ok_or_else(|| refused(format!("{name:?} is none of the plans")))?;
        let replication = replication.unwrap_or_default() as u64;
        take(plan, replication, &row).map_err(|cause| refused(cause.to_string()))?;
    }
    Ok(())
}

/// A column's values as the experiment gave them; null is NaN.
fn untyped(column: &Column, part: &DataFrame) -> PolarsResult<Vec<f64>> {
    let values = part.column(&column.name)?;
    let or_nan = |it: Option<f64>| it.unwrap_or(f64::NAN);
    Ok(match column.form {
        Form::YesNo => {
            let values = values.bool()?.iter();
            values.map(|it| or_nan(it.map(f64::from))).collect()
        }
        Form::Count | Form::Week => {
            let values = values.i64()?.iter();
            values.map(|it| or_nan(it.map(|it| it as f64))).collect()
        }
        Form::Number => values.f64()?.iter().map(or_nan).collect(),
        Form::State => {
            let position = |name: &str| State::ALL.iter().position(|it| it.name() == name);
            let values = values.str()?.iter();
            values
                .map(|it| or_nan(it.and_then(position).map(|it| it as f64)))
                .collect()
        }
    })
}

impl OutcomeSink for OutcomesFile {
    fn row(
        &mut self,
        replication: u64,
        values: &[f64],
    ) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.take(0, replication, values)
    }
}

impl PlanRows for OutcomesFile {
    fn row(
        &mut self,
        plan: usize,
        replication: u64,
        values: &[f64],
    ) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.take(plan, replication, values)
    }
}

fn data_type(form: Form) -> DataType {
    match form {
        Form::YesNo => DataType::Boolean,
        Form::Count | Form::Week => DataType::Int64,
        Form::Number => DataType::Float64,
        Form::State => DataType::String,
    }
}

fn typed(column: &Column, values: &[f64]) -> Values {
    let name = column.name.as_str().into();
    let defined = values.iter().map(|value| defined(*value));
    match column.form {
        Form::YesNo => Values::new(
            name,
            defined
                .map(|it| it.map(|it| it > 0.0))
                .collect::<Vec<Option<bool>>>(),
        ),
        Form::Count | Form::Week => Values::new(
            name,
            defined
                .map(|it| it.map(|it| it.round() as i64))
                .collect::<Vec<Option<i64>>>(),
        ),
        Form::Number => Values::new(name, defined.collect::<Vec<Option<f64>>>()),
        Form::State => {
            let word = |position: f64| State::ALL[position as usize].name();
            Values::new(
                name,
                defined
                    .map(|it| it.map(word))
                    .collect::<Vec<Option<&str>>>(),
            )
        }
    }
}
