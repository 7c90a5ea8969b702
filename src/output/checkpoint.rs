//! `<out>.checkpoint/`: a long run as far as it has come, so that one that is killed or interrupted goes on instead of starting
//! again. No result: it stands beside the result folder, is never read as one, and goes when the result stands.
//!
//! Decides the files. `rows.bin` holds the rows of the outcomes table, one after the other, and only grows. `state.bin` holds
//! the conditions of the run, how many rows belong to it with their digest, and what was gathered, under a seal; it is written
//! aside and takes the place of the one before it in one step. So at any moment the last complete `state.bin` fits the first
//! rows of `rows.bin`, and what was added since is cut off when the run is taken up. When to write is decided elsewhere.

mod problem;

use std::error::Error;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::outcomes::TakeRow;
use super::problem::OutputError;
use super::sealed::{self, Broken, Condition, Mark};
use crate::stats::encoding::{Damaged, Decoder, Encoder};
pub use problem::CheckpointError;

const STATE: &str = "state.bin";
const STATE_ASIDE: &str = "state.bin.new";
const ROWS: &str = "rows.bin";

const MARK: Mark = Mark {
    name: "plimsoll checkpoint ",
    format: "2\n",
};

/// Bytes of a number in `rows.bin`.
const NUMBER: usize = 8;

/// Numbers of a row before its values: the position of its plan, its future.
const KEYS: usize = 2;

/// Where the checkpoint of a result folder stands.
pub fn place(out: &Path) -> PathBuf {
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(".checkpoint");
    out.with_file_name(name)
}

/// Futures of the checkpoint of a result folder; `None` where none stands that can be read.
pub fn standing(out: &Path) -> Option<u64> {
    Stored::read(&place(out)).ok().map(|it| it.futures)
}

/// The checkpoint of a run that is being played.
pub struct Checkpoint {
    place: PathBuf,
    conditions: Vec<Condition>,
    /// Opened with the first writing; the lock on it keeps others out.
    rows: Option<File>,
    /// Bytes of rows that belong to the checkpoint, and their digest so far.
    written: u64,
    digest: Sha256,
    /// Bytes of rows since.
    pending: Vec<u8>,
    /// Futures of the checkpoint that stands; `None` where none does.
    futures: Option<u64>,
}

impl Checkpoint {
    /// Nothing put aside yet: nothing is written before there is something to keep.
    ///
    /// # Errors
    /// When a checkpoint stands there, unless it may be replaced, or another run is writing one.
    pub fn begin(
        out: &Path,
        conditions: Vec<Condition>,
        replace: bool,
    ) -> Result<Checkpoint, CheckpointError> {
        let place = place(out);
        if place.join(STATE).exists() {
            let rows = locked(&place)?;
            if !replace {
                return Err(CheckpointError::Stands {
                    futures: Stored::read(&place).ok().map(|it| it.futures),
                    place,
                });
            }
            drop(rows);
            clear(&place).map_err(|cause| failed(&place, cause))?;
        }
        Ok(Checkpoint {
            place,
            conditions,
            rows: None,
            written: 0,
            digest: Sha256::new(),
            pending: Vec::new(),
            futures: None,
        })
    }

    /// Goes on with the checkpoint that stands there.
    ///
    /// # Errors
    /// When there is none, when it is damaged, of another run, or in use.
    pub fn take_up(
        out: &Path,
        conditions: Vec<Condition>,
    ) -> Result<(Checkpoint, PutAside), CheckpointError> {
        let place = place(out);
        if !place.join(STATE).exists() {
            return Err(CheckpointError::None { place });
        }
        let mut rows = locked(&place)?;
        let stored = Stored::read(&place)?;
        let differences = sealed::differences(&stored.conditions, &conditions);
        if !differences.is_empty() {
            return Err(CheckpointError::Differs { place, differences });
        }
        let path = place.join(ROWS);
        let digest = digest_of(&mut rows, stored.rows_bytes).map_err(|cause| {
            CheckpointError::Unreadable {
                path: path.clone(),
                cause,
            }
        })?;
        if digest.clone().finalize().as_slice() != stored.rows_digest {
            return Err(CheckpointError::Damaged { path });
        }
        let checkpoint = Checkpoint {
            place: place.clone(),
            conditions,
            rows: Some(rows),
            written: stored.rows_bytes,
            digest,
            pending: Vec::new(),
            futures: Some(stored.futures),
        };
        Ok((checkpoint, PutAside { place, stored }))
    }

    /// Keeps a row for the next writing.
    pub fn row(&mut self, plan: usize, replication: u64, values: &[f64]) {
        let keys = [plan as u64, replication];
        let values = values.iter().map(|value| value.to_bits());
        for number in keys.into_iter().chain(values) {
            self.pending.extend_from_slice(&number.to_le_bytes());
        }
    }

    /// Puts aside what was gathered over some futures, whose rows have all been handed over. On an error the checkpoint
    /// before it still stands.
    ///
    /// # Errors
    /// When the system refuses, or another run has begun to write a checkpoint there.
    pub fn put_aside(
        &mut self,
        futures: u64,
        gather: &dyn Fn(&mut Encoder),
    ) -> Result<(), CheckpointError> {
        let digest = self.write_rows()?;
        let written = self.written + self.pending.len() as u64;
        let mut to = Encoder::default();
        sealed::store(&self.conditions, &mut to);
        to.whole(futures);
        to.whole(written);
        to.bytes(digest.clone().finalize().as_slice());
        gather(&mut to);
        self.write_state(&MARK.seal(&to.into_bytes()))?;
        (self.written, self.digest) = (written, digest);
        self.futures = Some(futures);
        self.pending.clear();
        Ok(())
    }

    /// Writes the rows that are new behind those that belong to the checkpoint; gives the digest of all.
    fn write_rows(&mut self) -> Result<Sha256, CheckpointError> {
        let rows = match &mut self.rows {
            Some(rows) => rows,
            none => {
                fs::create_dir_all(&self.place).map_err(|cause| failed(&self.place, cause))?;
                none.insert(locked(&self.place)?)
            }
        };
        let written = rows
            .set_len(self.written)
            .and_then(|()| rows.seek(SeekFrom::Start(self.written)))
            .and_then(|_| rows.write_all(&self.pending))
            .and_then(|()| rows.sync_data());
        if let Err(cause) = written {
            // What does not belong to the checkpoint makes room again; the error below is told either way.
            let _ = rows.set_len(self.written);
            return Err(failed(&self.place.join(ROWS), cause));
        }
        let mut digest = self.digest.clone();
        digest.update(&self.pending);
        Ok(digest)
    }

    /// Puts a new state in the place of the one before it.
    fn write_state(&self, bytes: &[u8]) -> Result<(), CheckpointError> {
        let aside = self.place.join(STATE_ASIDE);
        let written = File::create(&aside)
            .and_then(|mut file| {
                file.write_all(bytes)?;
                file.sync_data()
            })
            .and_then(|()| fs::rename(&aside, self.place.join(STATE)));
        written.map_err(|cause| {
            let _ = fs::remove_file(&aside);
            failed(&self.place.join(STATE), cause)
        })
    }

    /// Futures of the checkpoint that stands, and where; `None` where none does.
    pub fn stands(&self) -> Option<(u64, &Path)> {
        self.futures.map(|futures| (futures, self.place.as_path()))
    }

    /// Takes the checkpoint away: the result stands.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn remove(mut self) -> Result<(), CheckpointError> {
        let Some(rows) = self.rows.take() else {
            return Ok(());
        };
        drop(rows);
        clear(&self.place).map_err(|cause| failed(&self.place, cause))
    }
}

impl Drop for Checkpoint {
    /// A folder that was made but holds no checkpoint goes.
    fn drop(&mut self) {
        if let (Some(rows), None) = (self.rows.take(), self.futures) {
            drop(rows);
            let _ = clear(&self.place);
        }
    }
}

/// What a checkpoint holds.
pub struct PutAside {
    place: PathBuf,
    stored: Stored,
}

impl PutAside {
    /// What was gathered, as the experiment wrote it.
    pub fn gathered(&self) -> Decoder<'_> {
        Decoder::new(&self.stored.gathered)
    }

    /// The error for a state that does not read as it should although its seal holds.
    pub fn damaged(&self) -> CheckpointError {
        CheckpointError::Damaged {
            path: self.place.join(STATE),
        }
    }

    /// Feeds the rows to a sink, in their order; each has as many values as there are columns.
    ///
    /// # Errors
    /// When they cannot be read, are not rows of so many columns, or the sink does not take one.
    pub fn feed(
        &self,
        columns: usize,
        take: &mut TakeRow,
    ) -> Result<(), Box<dyn Error + Send + Sync>> {
        let path = self.place.join(ROWS);
        let width = NUMBER * (KEYS + columns);
        if !self.stored.rows_bytes.is_multiple_of(width as u64) {
            return Err(CheckpointError::Damaged { path }.into());
        }
        let file = File::open(&path).map_err(|cause| CheckpointError::Unreadable {
            path: path.clone(),
            cause,
        })?;
        let mut rows = BufReader::new(file);
        let mut bytes = vec![0; width];
        let mut values = vec![0.0; columns];
        for _ in 0..self.stored.rows_bytes / width as u64 {
            rows.read_exact(&mut bytes)
                .map_err(|cause| CheckpointError::Unreadable {
                    path: path.clone(),
                    cause,
                })?;
            let (numbers, _) = bytes.as_chunks::<NUMBER>();
            let mut numbers = numbers.iter().map(|it| u64::from_le_bytes(*it));
            let mut key = || numbers.next().unwrap_or_default();
            let (plan, replication) = (key() as usize, key());
            let bits = values.iter_mut().zip(numbers);
            bits.for_each(|(value, bits)| *value = f64::from_bits(bits));
            take(plan, replication, &values)?;
        }
        Ok(())
    }
}

/// The contents of `state.bin`.
struct Stored {
    conditions: sealed::Kept,
    futures: u64,
    rows_bytes: u64,
    rows_digest: Vec<u8>,
    gathered: Vec<u8>,
}

impl Stored {
    fn read(place: &Path) -> Result<Stored, CheckpointError> {
        let path = place.join(STATE);
        let bytes = fs::read(&path).map_err(|cause| CheckpointError::Unreadable {
            path: path.clone(),
            cause,
        })?;
        match MARK.open(&bytes) {
            Ok(content) => Stored::decode(content).map_err(|_| CheckpointError::Damaged { path }),
            Err(Broken::Damaged) => Err(CheckpointError::Damaged { path }),
            Err(Broken::OtherFormat) => Err(CheckpointError::OtherFormat { path }),
        }
    }

    fn decode(content: &[u8]) -> Result<Stored, Damaged> {
        let mut from = Decoder::new(content);
        Ok(Stored {
            conditions: sealed::take_up(&mut from)?,
            futures: from.whole()?,
            rows_bytes: from.whole()?,
            rows_digest: from.bytes()?.to_vec(),
            gathered: from.rest().to_vec(),
        })
    }
}

/// The rows of a checkpoint, kept from others while the file is open.
fn locked(place: &Path) -> Result<File, CheckpointError> {
    let path = place.join(ROWS);
    let rows = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(|cause| failed(&path, cause))?;
    match rows.try_lock() {
        Ok(()) => Ok(rows),
        Err(TryLockError::WouldBlock) => Err(CheckpointError::InUse {
            place: place.to_owned(),
        }),
        // A file system without locks: nobody can be kept out, and nobody is known to be in.
        Err(TryLockError::Error(_)) => Ok(rows),
    }
}

/// Digest of the first bytes of the rows; what follows them is not read. Shorter files give the digest of what there is.
fn digest_of(rows: &mut File, bytes: u64) -> io::Result<Sha256> {
    let mut digest = Sha256::new();
    rows.seek(SeekFrom::Start(0))?;
    let mut left = Read::take(rows, bytes);
    let mut piece = vec![0; 1 << 16];
    loop {
        match left.read(&mut piece)? {
            0 => return Ok(digest),
            count => digest.update(&piece[..count]),
        }
    }
}

/// Removes a checkpoint: its state first, so that nothing is taken for one while the rest goes.
fn clear(place: &Path) -> io::Result<()> {
    for name in [STATE, STATE_ASIDE, ROWS] {
        match fs::remove_file(place.join(name)) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
            Ok(()) | Err(_) => {}
        }
    }
    fs::remove_dir(place)
}

fn failed(path: &Path, cause: io::Error) -> CheckpointError {
    CheckpointError::Write(OutputError::File {
        path: path.to_owned(),
        cause,
    })
}

#[cfg(test)]
mod tests;
