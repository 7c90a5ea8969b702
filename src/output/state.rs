//! `state.bin`: what a run has gathered, so that a later one adds to it instead of starting again.
//!
//! Decides the frame: a mark with the version of the format, the conditions under which the run was played, the digest of its
//! outcomes table, what was gathered (as the experiment writes it), and the digest of all that. Nothing is taken up that does
//! not carry its own digest, and nothing under other conditions: two runs are one only if all of them are the same.

use std::error::Error;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::folder::Folder;
use super::outcomes::OUTCOMES;
use super::problem::OutputError;
use crate::stats::encoding::{Damaged, Decoder, Encoder};

/// The file's name.
pub const STATE: &str = "state.bin";

/// How every version of the format begins.
const MARK: &[u8] = b"plimsoll state ";

/// The version of the format, after the mark.
const FORMAT: &[u8] = b"1\n";

/// Bytes of a digest.
const DIGEST: usize = 32;

/// Something that must be the same for two runs to be parts of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    pub what: &'static str,
    pub value: String,
}

impl Condition {
    /// A condition by its plain name.
    pub fn new(what: &'static str, value: impl fmt::Display) -> Self {
        Condition {
            what,
            value: value.to_string(),
        }
    }
}

/// Writes what was gathered; the outcomes table is complete by then.
pub fn write(
    folder: &mut Folder,
    conditions: &[Condition],
    gather: impl FnOnce(&mut Encoder),
) -> Result<(), OutputError> {
    let mut to = Encoder::default();
    to.whole(conditions.len() as u64);
    for condition in conditions {
        to.text(condition.what);
        to.text(&condition.value);
    }
    to.text(
        &digest_of(folder.read(OUTCOMES)?).map_err(|cause| OutputError::File {
            path: folder.shown(OUTCOMES),
            cause,
        })?,
    );
    gather(&mut to);
    let mut bytes = [MARK, FORMAT, &to.into_bytes()].concat();
    bytes.extend_from_slice(&Sha256::digest(&bytes));
    folder.write(STATE, &bytes)
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
    let format = bytes.strip_prefix(MARK).ok_or_else(damaged)?;
    if !format.starts_with(FORMAT) {
        return Err(EarlierError::OtherFormat { path });
    }
    let end = bytes.len().checked_sub(DIGEST).ok_or_else(damaged)?;
    let (written, digest) = bytes.split_at(end);
    if Sha256::digest(written).as_slice() != digest {
        return Err(damaged());
    }
    let content = written
        .get(MARK.len() + FORMAT.len()..)
        .ok_or_else(damaged)?;
    let head = head(content).map_err(|_| damaged())?;
    let differences = differences(&head.conditions, conditions);
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
    conditions: Vec<(String, String)>,
    /// Digest of the outcomes table.
    outcomes: String,
    gathered: &'a [u8],
}

fn head(content: &[u8]) -> Result<Head<'_>, Damaged> {
    let mut from = Decoder::new(content);
    let count = from.whole()?;
    let conditions: Result<Vec<_>, Damaged> = (0..count)
        .map(|_| Ok((from.text()?, from.text()?)))
        .collect();
    Ok(Head {
        conditions: conditions?,
        outcomes: from.text()?,
        gathered: from.rest(),
    })
}

/// What differs: its name, how it was, how it is.
type Difference = (String, String, String);

fn differences(earlier: &[(String, String)], now: &[Condition]) -> Vec<Difference> {
    let value = |what: &str| {
        earlier
            .iter()
            .find(|it| it.0 == what)
            .map(|it| it.1.as_str())
    };
    now.iter()
        .filter(|it| value(it.what) != Some(&it.value))
        .map(|it| {
            let was = value(it.what).unwrap_or("not known");
            (it.what.to_owned(), was.to_owned(), it.value.clone())
        })
        .collect()
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
                for (what, was, is) in differences {
                    write!(f, "\n  {what}: {was} then, {is} now")?;
                }
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
