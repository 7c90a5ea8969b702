//! Files that vouch for themselves: what was gathered, put aside for a later run.
//!
//! Decides the seal (a mark with the version of the format, the content, and the SHA-256 of both) and how the conditions of a
//! run are kept and compared. What is inside, and when it is written, is decided in `state` and `checkpoint`.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::stats::encoding::{Damaged, Decoder, Encoder};

/// Bytes of a digest.
const DIGEST: usize = 32;

/// How a kind of file begins.
pub(super) struct Mark {
    /// The same in every version of the format.
    pub name: &'static str,
    /// The version, ended by a line end.
    pub format: &'static str,
}

/// Why a seal does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// Sealed by a Plimsoll with another format.
    OtherFormat,
    /// The bytes are not those that were sealed.
    Damaged,
}

impl Mark {
    /// The whole file.
    pub fn seal(&self, content: &[u8]) -> Vec<u8> {
        let mut bytes = [self.name.as_bytes(), self.format.as_bytes(), content].concat();
        bytes.extend_from_slice(&Sha256::digest(&bytes));
        bytes
    }

    /// The content of a file.
    ///
    /// # Errors
    /// When it is not a file of this kind, whole and unchanged.
    pub fn open<'a>(&self, bytes: &'a [u8]) -> Result<&'a [u8], Broken> {
        let format = bytes
            .strip_prefix(self.name.as_bytes())
            .ok_or(Broken::Damaged)?;
        if !format.starts_with(self.format.as_bytes()) {
            return Err(Broken::OtherFormat);
        }
        let end = bytes.len().checked_sub(DIGEST).ok_or(Broken::Damaged)?;
        let (sealed, digest) = bytes.split_at(end);
        if Sha256::digest(sealed).as_slice() != digest {
            return Err(Broken::Damaged);
        }
        let head = self.name.len() + self.format.len();
        sealed.get(head..).ok_or(Broken::Damaged)
    }
}

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

/// What differs: its name, how it was, how it is.
pub type Difference = (String, String, String);

/// Conditions as they were kept: name and value.
pub(super) type Kept = Vec<(String, String)>;

/// Writes the conditions.
pub(super) fn store(conditions: &[Condition], to: &mut Encoder) {
    to.whole(conditions.len() as u64);
    for condition in conditions {
        to.text(condition.what);
        to.text(&condition.value);
    }
}

/// The conditions as they were written.
pub(super) fn take_up(from: &mut Decoder) -> Result<Kept, Damaged> {
    let count = from.whole()?;
    (0..count)
        .map(|_| Ok((from.text()?, from.text()?)))
        .collect()
}

/// The conditions that are not as they were.
pub(super) fn differences(earlier: &Kept, now: &[Condition]) -> Vec<Difference> {
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

/// The differences, one a line.
pub(super) fn tell(differences: &[Difference], f: &mut fmt::Formatter) -> fmt::Result {
    differences
        .iter()
        .try_for_each(|(what, was, is)| write!(f, "\n  {what}: {was} then, {is} now"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: Mark = Mark {
        name: "plimsoll test ",
        format: "1\n",
    };

    #[test]
    fn only_whole_and_unchanged_files_of_the_same_format_are_opened() {
        let sealed = MARK.seal(b"what was gathered");
        assert_eq!(MARK.open(&sealed), Ok(&b"what was gathered"[..]));
        for length in 0..sealed.len() {
            assert!(MARK.open(&sealed[..length]).is_err(), "{length}");
        }
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(MARK.open(&changed).is_err(), "{at}");
        }
        let other = Mark {
            format: "2\n",
            ..MARK
        };
        assert_eq!(other.open(&sealed), Err(Broken::OtherFormat));
    }

    #[test]
    fn what_differs_is_named_with_both_values() {
        let mut to = Encoder::default();
        store(
            &[Condition::new("seed", 7), Condition::new("plan", "a")],
            &mut to,
        );
        let bytes = to.into_bytes();
        let kept = take_up(&mut Decoder::new(&bytes)).unwrap();
        let now = [
            Condition::new("seed", 7),
            Condition::new("plan", "b"),
            Condition::new("--cut", "care"),
        ];
        let found = differences(&kept, &now);
        let words = |what: &str, was: &str, is: &str| (what.into(), was.into(), is.into());
        assert_eq!(
            found,
            [words("plan", "a", "b"), words("--cut", "not known", "care")]
        );
    }
}
