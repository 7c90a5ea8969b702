//! What can go wrong with files, each with its path.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why results could not be written.
#[derive(Debug)]
pub enum OutputError {
    /// The folder is there and may not be replaced.
    Exists { path: PathBuf },
    /// The folder was to be replaced but holds something other than Plimsoll's results.
    NotResults { path: PathBuf },
    /// The path is a file, or names no folder of its own (`.`, `/`).
    NotAFolder { path: PathBuf },
    /// The system refused: missing, read-only, full.
    File { path: PathBuf, cause: io::Error },
    /// The table could not be made or written.
    Table {
        path: PathBuf,
        cause: polars_core::error::PolarsError,
    },
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            OutputError::Exists { path } => {
                write!(
                    f,
                    "{} is already there; --overwrite replaces it, --out writes elsewhere",
                    path.display()
                )
            }
            OutputError::NotResults { path } => write!(
                f,
                "{} holds files that are not Plimsoll's results and is left alone; choose another folder with --out",
                path.display()
            ),
            OutputError::NotAFolder { path } => {
                write!(
                    f,
                    "{} cannot be a result folder; choose another with --out",
                    path.display()
                )
            }
            OutputError::File { path, cause } => {
                write!(f, "{} could not be written", path.display())?;
                reason(cause).map_or(Ok(()), |reason| write!(f, ": {reason}"))
            }
            OutputError::Table { path, .. } => write!(f, "{} could not be written", path.display()),
        }
    }
}

impl Error for OutputError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            OutputError::File { cause, .. } => {
                reason(cause).is_none().then_some(cause as &dyn Error)
            }
            OutputError::Table { cause, .. } => Some(cause),
            OutputError::Exists { .. }
            | OutputError::NotResults { .. }
            | OutputError::NotAFolder { .. } => None,
        }
    }
}

/// The usual causes in plain words.
fn reason(cause: &io::Error) -> Option<&'static str> {
    match cause.kind() {
        io::ErrorKind::NotFound => Some("the folder above it is missing"),
        io::ErrorKind::PermissionDenied => Some("you have no right to write there"),
        io::ErrorKind::ReadOnlyFilesystem => Some("the disk is read-only"),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some("the disk is full"),
        _ => None,
    }
}
