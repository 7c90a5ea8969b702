//! Tables and files: what a run leaves on disk.
//!
//! Decides names, columns and formats. Everything is written into a folder beside the one asked for, which takes
//! its place when it is complete: a failed or interrupted run leaves no result, and a long one a checkpoint beside it.
//! Figures and pages come in as text (`report` draws them). Data files hold no clock time.

pub mod attribution;
pub mod candidates;
pub mod checkpoint;
pub mod comparison;
pub mod folder;
pub mod manifest;
pub mod outcomes;
pub mod precision;
mod prices;
pub mod problem;
pub mod replay;
pub mod sealed;
pub mod sensitivity;
pub mod sites;
pub mod state;
pub mod summary;
pub mod sweep;
pub mod table;
pub mod tipping;

use std::path::PathBuf;

use crate::experiment::results::Results;
use crate::experiment::worth::Worth;
use crate::model::steady::Steady;
use folder::Folder;
pub use manifest::Provenance;
pub use problem::OutputError;

/// A file rendered elsewhere.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// Path inside the result folder (`charts/eft.svg`, `report.html`).
    pub name: String,
    pub bytes: Vec<u8>,
}

/// What goes into the result folder of one run, besides the outcomes, which are written while it runs.
pub struct RunFiles<'a> {
    pub results: &'a Results,
    pub provenance: &'a Provenance,
    /// The static lens, where it is worked out.
    pub steady: Option<&'a Steady>,
    /// What each safeguard is worth, where it was played.
    pub worth: Option<&'a Worth>,
    /// Charts, their PNGs where asked for, and the page.
    pub rendered: &'a [Rendered],
    /// Whether the tables are also written as CSV.
    pub csv: bool,
}

/// Writes all files of a run and puts the folder in its place; gives back where it is. `summary.json` is written last,
/// so a folder that holds one is complete.
///
/// # Errors
/// The file that could not be written and why. Nothing is left behind then.
pub fn write_run(mut folder: Folder, files: &RunFiles) -> Result<PathBuf, OutputError> {
    let results = files.results;
    let mut tables = vec![
        ("weekly", table::weekly(results)?),
        ("yearly", table::yearly(results)?),
    ];
    if results.scenario.costs.is_some() {
        tables.push(("financial_years", table::financial_years(results)?));
    }
    if !results.sites.is_empty() {
        tables.push(("sites", sites::sites(results)?));
    }
    table::write_tables(&mut folder, tables, files.csv)?;
    for file in files.rendered {
        folder.write(&file.name, &file.bytes)?;
    }
    let manifest = manifest::with_precision(files.provenance, results.precision.as_ref());
    folder.write("manifest.json", manifest.as_bytes())?;
    let summary = summary::summary(files);
    folder.write("summary.json", summary.as_bytes())?;
    folder.finish()
}

/// Writes all files of a search and puts the folder in its place; gives back where it is. `summary.json` is written last.
///
/// # Errors
/// The file that could not be written and why. Nothing is left behind then.
pub fn write_search(
    mut folder: Folder,
    files: &candidates::SearchFiles,
    rendered: &[Rendered],
    csv: bool,
) -> Result<PathBuf, OutputError> {
    let mut table = candidates::candidates(files)?;
    table::write_parquet(&mut folder, "candidates.parquet", &mut table)?;
    if csv {
        table::write_csv(&mut folder, "candidates.csv", &mut table)?;
    }
    for file in rendered {
        folder.write(&file.name, &file.bytes)?;
    }
    folder.write(
        "manifest.json",
        manifest::manifest(files.provenance).as_bytes(),
    )?;
    folder.write("summary.json", candidates::summary(files).as_bytes())?;
    folder.finish()
}

/// Writes what every folder holds beside its tables, the summary last, and puts the folder in its place.
fn write_rest(
    mut folder: Folder,
    provenance: &Provenance,
    summary: &serde_json::Value,
    rendered: &[Rendered],
) -> Result<PathBuf, OutputError> {
    for file in rendered {
        folder.write(&file.name, &file.bytes)?;
    }
    folder.write("manifest.json", manifest::manifest(provenance).as_bytes())?;
    folder.write("summary.json", summary::text(summary).as_bytes())?;
    folder.finish()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::sync::atomic::AtomicBool;

    use polars_core::prelude::{AnyValue, DataFrame, DataType};
    use polars_io::SerReader;
    use polars_io::parquet::read::ParquetReader;

    use super::folder::Existing;
    use super::outcomes::OutcomesFile;
    use super::*;
    use crate::experiment::batch::{Already, Batches, Lane, LaneBatch, Next, play};
    use crate::experiment::future::{Design, Future, TwinUse};
    use crate::experiment::outcome;
    use crate::experiment::tally::Tally;
    use crate::experiment::trial::{Pretender, scenario};
    use crate::experiment::{OutcomeSink, Silent, pool};
    use crate::model::metric::registry;

    /// Writes the results of a made-up run of nine replications, of which one fails, and gives its folder.
    fn write(out: &Path, threads: usize) -> PathBuf {
        let scenario = scenario(104);
        let design = Design {
            metrics: registry(&scenario),
            columns: outcome::common(),
            weeks: 104,
            years: 2,
            financial_years: Vec::new(),
            twin: TwinUse::Played,
            safe_load: true,
            sites: 0,
            also: None,
        };
        let lanes = [Lane {
            name: "as written".into(),
            player: Pretender {
                fails: Some(5),
                panics: None,
            },
            design: design.clone(),
            blank: Future::new(&scenario),
        }];
        let batches = Batches {
            lanes: &lanes,
            replications: 0..9,
            already: Already::NONE,
            look_every: None,
            pool: &pool(threads).unwrap(),
            progress: &Silent,
            cancel: &AtomicBool::new(false),
        };
        let mut folder = Folder::create(out, Existing::Refuse).unwrap();
        let mut rows =
            OutcomesFile::create(&mut folder, &["as written"], design.columns.clone(), true)
                .unwrap();
        let mut tally = Tally::new(&design);
        play(&batches, &mut |batch| {
            let LaneBatch {
                rows: cells,
                readings,
            } = batch.lane(0);
            tally.add(&design, cells, &readings);
            for (replication, outcomes) in batch.outcomes() {
                OutcomeSink::row(&mut rows, replication, outcomes[0]).unwrap();
            }
            Ok(Next::Play)
        })
        .unwrap();
        rows.finish().unwrap();
        let results = tally.finish(&design, scenario, "as written".into(), 9);
        let files = RunFiles {
            results: &results,
            provenance: &Provenance {
                version: "0.1.0",
                scenario: "trial.toml".into(),
                scenario_digest: manifest::digest(""),
                seed: 1,
                replications: 9,
                generator: "philox",
                command: "plimsoll run trial.toml".into(),
                plan: "as written".into(),
                set: Vec::new(),
                cut: Vec::new(),
            },
            steady: None,
            worth: None,
            rendered: &[Rendered {
                name: "charts/need.svg".into(),
                bytes: b"<svg/>".to_vec(),
            }],
            csv: true,
        };
        write_run(folder, &files).unwrap()
    }

    struct Place(PathBuf);

    impl Place {
        fn new(name: &str) -> Place {
            let path =
                std::env::temp_dir().join(format!("plimsoll-output-{}-{name}", std::process::id()));
            fs::create_dir(&path).unwrap();
            Place(path)
        }
    }

    impl Drop for Place {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn parquet(path: &Path) -> DataFrame {
        ParquetReader::new(fs::File::open(path).unwrap())
            .finish()
            .unwrap()
    }

    #[test]
    fn the_weekly_table_is_tidy_and_dated() {
        let place = Place::new("weekly");
        let out = write(&place.0.join("out"), 2);
        let weekly = parquet(&out.join("weekly.parquet"));
        let names: Vec<&str> = weekly
            .get_column_names()
            .into_iter()
            .map(|name| name.as_str())
            .collect();
        assert_eq!(
            names.join(","),
            "plan,site,week,date,metric,mean,sd,p05,p10,p25,p50,p75,p90,p95,replications"
        );
        let metrics = registry(&scenario(104)).len();
        assert_eq!(weekly.height(), 104 * metrics);
        assert_eq!(*weekly.column("date").unwrap().dtype(), DataType::Date);
        let csv = fs::read_to_string(out.join("weekly.csv")).unwrap();
        assert!(
            csv.lines()
                .nth(2)
                .unwrap()
                .starts_with("as written,all,1,2026-01-12,clients.high,"),
            "{csv:.300}"
        );
        let yearly = parquet(&out.join("yearly.parquet"));
        assert_eq!(yearly.height(), 2 * metrics);
        let csv = fs::read_to_string(out.join("yearly.csv")).unwrap();
        assert!(
            csv.lines()
                .nth(2)
                .unwrap()
                .starts_with("as written,all,2,2027-01-04,clients.high,")
        );
    }

    #[test]
    fn a_failed_replication_has_no_row_and_an_undefined_value_is_null() {
        let place = Place::new("outcomes");
        let out = write(&place.0.join("out"), 2);
        let outcomes = parquet(&out.join("outcomes.parquet"));
        let replications: Vec<i64> = outcomes
            .column("replication")
            .unwrap()
            .i64()
            .unwrap()
            .into_no_null_iter()
            .collect();
        assert_eq!(replications, [0, 1, 2, 3, 4, 6, 7, 8]);
        let at = |name: &str, row: usize| outcomes.column(name).unwrap().get(row).unwrap();
        assert_eq!(at("unsafe_year", 0), AnyValue::Boolean(true));
        assert_eq!(at("unsafe_year", 1), AnyValue::Boolean(false));
        assert_eq!(at("recovered", 1), AnyValue::Null);
        assert_eq!(at("first_vicious_week", 4), AnyValue::Int64(52));
        assert_eq!(at("ended_state", 0), AnyValue::String("vicious"));
    }

    #[test]
    fn the_summary_says_how_many_futures_it_rests_on() {
        let place = Place::new("summary");
        let out = write(&place.0.join("out"), 2);
        let text = fs::read_to_string(out.join("summary.json")).unwrap();
        let summary: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(summary["futures"]["in_words"], "8 of 9");
        assert_eq!(summary["futures"]["failures"][0]["replication"], 5);
        assert_eq!(
            summary["outcomes"]["unsafe_year"]["estimate"]["value"],
            0.375
        );
        assert_eq!(
            summary["unsafe_by_year"][1]["probability"]["replications"],
            8
        );
        assert_eq!(summary["states"][0]["thresholds_shifted_by"], 0.0);
        assert_eq!(summary["metrics"]["eft_need"]["unit"], "EFT");
        assert_eq!(fs::read(out.join("charts/need.svg")).unwrap(), b"<svg/>");
    }

    #[test]
    fn every_file_has_the_same_bytes_at_any_number_of_threads() {
        let place = Place::new("bytes");
        let (one, eight) = (
            write(&place.0.join("one"), 1),
            write(&place.0.join("eight"), 8),
        );
        let mut names: Vec<_> = fs::read_dir(&one)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
            .map(|path| path.file_name().unwrap().to_owned())
            .collect();
        names.sort();
        assert_eq!(names.len(), 8);
        for name in names {
            assert!(
                fs::read(one.join(&name)).unwrap() == fs::read(eight.join(&name)).unwrap(),
                "{name:?} differs"
            );
        }
    }
}
