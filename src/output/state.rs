//! `state.bin`: what a run has gathered, so that a later one adds to it instead of starting again.
//!
//! Decides what stands in it: the conditions under which the run was played, the digest of its outcomes table, and what was
//! gathered (as the experiment writes it), under the seal of `sealed`. Nothing is taken up whose seal does not hold, and nothing
//! under other conditions: two runs are one only if all of them are the same.

use std::error::Error;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::folder::Folder;
use super::outcomes::OUTCOMES;
use super::problem::OutputError;
use super::sealed::{self, Broken, Condition, Difference, Mark};
use crate::stats::encoding::{Damaged, Decoder, Encoder};

/// The file's name.
pub const STATE: &str = "state.bin";

const MARK: Mark = Mark {
    name: "plimsoll state ",
    format: "2\n",
};

/// Writes what was gathered; the outcomes table is complete by then.
pub fn write(
    folder: &mut Folder,
    conditions: &[Condition],
    gather: impl FnOnce(&mut Encoder),
) -> Result<(), OutputError> {
    let mut to = Encoder::default();
    sealed::store(conditions, &mut to);
    to.text(
        &digest_of(folder.read(OUTCOMES)?).map_err(|cause| OutputError::File {
            path: folder.shown(OUTCOMES),
            cause,
        })?,
    );
    gather(&mut to);
    folder.write(STATE, &MARK.seal(&to.into_bytes()))
}

/// An earlier result that can be added to.
pub struct Earlier {
    out: PathBuf,
    gathered: Vec<u8>,
}

impl Earlier {
    /// What was gathered, as the experiment wrote it.
    pub fn gathered(&self) -> Decoder<'_> {
        Decoder::new(&self.gathered)
    }

    /// The outcomes table of the earlier result.
    pub fn outcomes(&self) -> PathBuf {
        self.out.join(OUTCOMES)
    }

    /// The error for a state that does not read as it should although its digest fits.
    pub fn damaged(&self) -> EarlierError {
        EarlierError::Damaged {
            path: self.out.join(STATE),
        }
    }
}

/// Reads the result that stands at `out`, changing nothing.
///
/// # Errors
/// When there is none, when it is damaged, or when it was played under other conditions.
pub fn read(out: &Path, conditions: &[Condition]) -> Result<Earlier, EarlierError> {
    let path = out.join(STATE);
    if !out.is_dir() {
        return Err(EarlierError::NoResult {
            path: out.to_owned(),
        });
    }
    let bytes = fs::read(&path).map_err(|cause| match cause.kind() {
        io::ErrorKind::NotFound => EarlierError::NoState { path: path.clone() },
        _ => EarlierError::Unreadable {
            path: path.clone(),
            cause,
        },
    })?;
    let damaged = || EarlierError::Damaged { path: path.clone() };
    let content = MARK.open(&bytes).map_err(|broken| match broken {
        Broken::OtherFormat => EarlierError::OtherFormat { path: path.clone() },
        Broken::Damaged => damaged(),
    })?;
    let head = head(content).map_err(|_| damaged())?;
    let differences = sealed::differences(&head.conditions, conditions);
    if !differences.is_empty() {
        return Err(EarlierError::Differs {
            path: out.to_owned(),
            differences,
        });
    }
    check_outcomes(&out.join(OUTCOMES), &head.outcomes)?;
    Ok(Earlier {
        out: out.to_owned(),
        gathered: head.gathered.to_vec(),
    })
}

struct Head<'a> {
    conditions: sealed::Kept,
    /// Digest of the outcomes table.
    outcomes: String,
    gathered: &'a [u8],
}

fn head(content: &[u8]) -> Result<Head<'_>, Damaged> {
    let mut from = Decoder::new(content);
    Ok(Head {
        conditions: sealed::take_up(&mut from)?,
        outcomes: from.text()?,
        gathered: from.rest(),
    })
}

fn check_outcomes(path: &Path, digest: &str) -> Result<(), EarlierError> {
    let found = File::open(path).and_then(digest_of);
    match found {
        Ok(found) if found == digest => Ok(()),
        Ok(_) => Err(EarlierError::Damaged {
            path: path.to_owned(),
        }),
        Err(cause) => Err(EarlierError::Unreadable {
            path: path.to_owned(),
            cause,
        }),
    }
}

/// SHA-256 of a file, hexadecimal, read piece by piece.
fn digest_of(mut file: File) -> io::Result<String> {
    let mut digest = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece)? {
            0 => break,
            count => digest.update(&piece[..count]),
        }
    }
    let bytes = digest.finalize();
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Why an earlier result cannot be added to. It stays as it is in every case.
#[derive(Debug)]
pub enum EarlierError {
    /// There is no folder.
    NoResult { path: PathBuf },
    /// The folder holds no state.
    NoState { path: PathBuf },
    /// The system refused.
    Unreadable { path: PathBuf, cause: io::Error },
    /// Written by a Plimsoll with another format.
    OtherFormat { path: PathBuf },
    /// The bytes are not those that were written.
    Damaged { path: PathBuf },
    /// Played under other conditions.
    Differs {
        path: PathBuf,
        differences: Vec<Difference>,
    },
    /// It holds as many futures as are asked for, or more.
    Enough {
        path: PathBuf,
        futures: u64,
        asked: u64,
    },
}

/// What to do where the earlier result cannot be used.
const ANEW: &str = "nothing was changed; to play all futures anew, leave out --extend (with --overwrite, or another folder with --out)";

impl fmt::Display for EarlierError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            EarlierError::NoResult { path } => write!(
                f,
                "there is no result at {} to add to; run once without --extend, or name its folder with --out",
                path.display()
            ),
            EarlierError::NoState { path } => write!(
                f,
                "{} is missing, without which nothing can be added to this result\n  hint: {ANEW}",
                path.display()
            ),
            EarlierError::Unreadable { path, .. } => {
                write!(f, "{} cannot be read\n  hint: {ANEW}", path.display())
            }
            EarlierError::OtherFormat { path } => write!(
                f,
                "{} was written by another version of Plimsoll\n  hint: add to a result with the version that made it; {ANEW}",
                path.display()
            ),
            EarlierError::Damaged { path } => write!(
                f,
                "{} is damaged: its contents are not those that were written\n  hint: {ANEW}",
                path.display()
            ),
            EarlierError::Differs { path, differences } => {
                write!(f, "the result at {} is of another run", path.display())?;
                sealed::tell(differences, f)?;
                write!(
                    f,
                    "\n  hint: futures can be added only to a run of the same kind, so make these the same as then; {ANEW}"
                )
            }
            EarlierError::Enough {
                path,
                futures,
                asked,
            } => write!(
                f,
                "the result at {} holds {futures} futures already, and {asked} are asked for\n  hint: say how many there are to be in all, such as --replications {}",
                path.display(),
                2 * futures
            ),
        }
    }
}

impl Error for EarlierError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            EarlierError::Unreadable { cause, .. } => Some(cause),
            EarlierError::NoResult { .. }
            | EarlierError::NoState { .. }
            | EarlierError::OtherFormat { .. }
            | EarlierError::Damaged { .. }
            | EarlierError::Differs { .. }
            | EarlierError::Enough { .. } => None,
        }
    }
}
