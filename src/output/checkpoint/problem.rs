//! Why a run cannot go on from a checkpoint, or cannot keep one. The checkpoint stays as it is in every case.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::output::problem::OutputError;
use crate::output::sealed::{self, Difference};

/// What is wrong with a checkpoint.
#[derive(Debug)]
pub enum CheckpointError {
    /// There is none to go on from.
    None { place: PathBuf },
    /// One stands where a run begins anew; its futures where it can be read.
    Stands {
        place: PathBuf,
        futures: Option<u64>,
    },
    /// Another run is writing it.
    InUse { place: PathBuf },
    /// The system refused to read.
    Unreadable { path: PathBuf, cause: io::Error },
    /// Written by a Plimsoll with another format.
    OtherFormat { path: PathBuf },
    /// The bytes are not those that were written.
    Damaged { path: PathBuf },
    /// Of another run.
    Differs {
        place: PathBuf,
        differences: Vec<Difference>,
    },
    /// The system refused to write.
    Write(OutputError),
}

/// What to do where the checkpoint cannot be used.
const ANEW: &str =
    "nothing was changed; to play all futures anew, delete it and leave out --resume";

impl fmt::Display for CheckpointError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            CheckpointError::None { place } => write!(
                f,
                "there is no checkpoint at {} to go on from\n  hint: a run leaves one only if it ends before its time and after its first checkpoint (--checkpoint); leave out --resume to play from the first future on",
                place.display()
            ),
            CheckpointError::Stands { place, futures } => {
                write!(f, "{} holds a run that did not end", place.display())?;
                if let Some(futures) = futures {
                    write!(f, ", with {futures} futures played")?;
                }
                write!(
                    f,
                    "\n  hint: the same command with --resume goes on with it; to play all futures anew, delete it, or say --overwrite"
                )
            }
            CheckpointError::InUse { place } => write!(
                f,
                "another run is writing {}; wait for it to end, or choose another folder with --out",
                place.display()
            ),
            CheckpointError::Unreadable { path, .. } => {
                write!(f, "{} cannot be read\n  hint: {ANEW}", path.display())
            }
            CheckpointError::OtherFormat { path } => write!(
                f,
                "{} was written by another version of Plimsoll\n  hint: go on with the version that began the run; {ANEW}",
                path.display()
            ),
            CheckpointError::Damaged { path } => write!(
                f,
                "{} is damaged: its contents are not those that were written\n  hint: {ANEW}",
                path.display()
            ),
            CheckpointError::Differs { place, differences } => {
                write!(f, "{} is of another run", place.display())?;
                sealed::tell(differences, f)?;
                write!(
                    f,
                    "\n  hint: only the same run can go on, so make these the same as then; {ANEW}"
                )
            }
            CheckpointError::Write(error) => error.fmt(f),
        }
    }
}

impl Error for CheckpointError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            CheckpointError::Unreadable { cause, .. } => Some(cause),
            CheckpointError::Write(error) => error.source(),
            CheckpointError::None { .. }
            | CheckpointError::Stands { .. }
            | CheckpointError::InUse { .. }
            | CheckpointError::OtherFormat { .. }
            | CheckpointError::Damaged { .. }
            | CheckpointError::Differs { .. } => None,
        }
    }
}
