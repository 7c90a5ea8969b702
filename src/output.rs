//! Tables and files: what a run leaves on disk.
//!
//! Decides names, columns and formats. Everything is written into a folder beside the one asked for, which takes
//! its place when it is complete: a failed or interrupted run leaves nothing. Figures and pages come in as text (`report` draws
//! them). Data files hold no clock time.

pub mod folder;
pub mod manifest;
pub mod outcomes;
pub mod problem;
pub mod summary;
pub mod table;

use std::path::PathBuf;

use crate::experiment::results::Results;
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
    for (name, mut table) in [
        ("weekly", table::weekly(results)?),
        ("yearly", table::yearly(results)?),
    ] {
        table::write_parquet(&mut folder, &format!("{name}.parquet"), &mut table)?;
        if files.csv {
            table::write_csv(&mut folder, &format!("{name}.csv"), &mut table)?;
        }
    }
    for file in files.rendered {
        folder.write(&file.name, &file.bytes)?;
    }
    folder.write(
        "manifest.json",
        manifest::manifest(files.provenance).as_bytes(),
    )?;
    let summary = summary::summary(results, files.provenance, files.steady);
    folder.write("summary.json", summary.as_bytes())?;
    folder.finish()
}
