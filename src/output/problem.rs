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
    /// The table of an earlier result could not be read back.
    TableRead {
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
            OutputError::Table { path, cause } => {
                write!(f, "{} could not be written", path.display())?;
                table_reason(cause).map_or(Ok(()), |reason| write!(f, ": {reason}"))
            }
            OutputError::TableRead { path, .. } => {
                write!(f, "{} could not be read back", path.display())
            }
        }
    }
}

impl Error for OutputError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            OutputError::File { cause, .. } => {
                reason(cause).is_none().then_some(cause as &dyn Error)
            }
            OutputError::Table { cause, .. } => {
                table_reason(cause).is_none().then_some(cause as &dyn Error)
            }
            OutputError::TableRead { cause, .. } => Some(cause),
            OutputError::Exists { .. }
            | OutputError::NotResults { .. }
            | OutputError::NotAFolder { .. } => None,
        }
    }
}

/// The same for a table, whose writer wraps what the system said.
fn table_reason(cause: &polars_core::error::PolarsError) -> Option<&'static str> {
    match cause {
        polars_core::error::PolarsError::IO { error, .. } => reason(error),
        // Polars' errors, not ours. Some say in their text alone what the system said.
        other => {
            let text = other.to_string();
            let (_, number) = text.rsplit_once("(os error ")?;
            let number = number.split_once(')')?.0.parse().ok()?;
            reason(&io::Error::from_raw_os_error(number))
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
        io::ErrorKind::FileTooLarge => Some("it would be larger than a file may be here"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_once_and_in_plain_words_for_tables_too() {
        let full = || io::Error::from(io::ErrorKind::StorageFull);
        let path = PathBuf::from("out/weekly.csv");
        let table = OutputError::Table {
            path: path.clone(),
            cause: full().into(),
        };
        let file = OutputError::File {
            path,
            cause: full(),
        };
        let said = format!(
            "parquet: underlying IO error: {}",
            std::io::Error::from_raw_os_error(28)
        );
        let wrapped = OutputError::Table {
            path: PathBuf::from("out/weekly.csv"),
            cause: polars_core::error::PolarsError::ComputeError(said.into()),
        };
        // The number of a full disk is another elsewhere.
        #[cfg(unix)]
        assert_eq!(
            wrapped.to_string(),
            "out/weekly.csv could not be written: the disk is full"
        );
        for error in [table, file] {
            assert_eq!(
                error.to_string(),
                "out/weekly.csv could not be written: the disk is full"
            );
            assert!(error.source().is_none());
        }
    }
}
