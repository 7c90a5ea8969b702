//! What each safeguard of a service is worth: some of a run's futures played again without it.
//!
//! Decides how many futures are played again; what is taken away stands in [`crate::scenario::safeguard`], how the two sides are
//! compared in [`super::compare`].

use super::arm::{Arm, Detail, Pairing};
use super::compare::NoRows;
use super::compare::comparing::Comparing;
use super::compare::results::Comparison;
use super::paired::Conduct;
use super::{ExperimentError, Progress, Settings, Subject};
use crate::scenario::safeguard::Safeguard;
use std::sync::atomic::AtomicBool;

/// Futures that are played again, at most: paired, they tell what matters.
const MOST: u64 = 200;

/// Fewer are not worth playing.
const LEAST: u64 = 20;

/// A run's scenario against itself with one safeguard less, or with all of it.
#[derive(Debug, Clone)]
pub struct Worth {
    pub safeguards: Vec<Safeguard>,
    /// The scenario as it is, then by safeguard.
    pub comparison: Comparison,
}

/// How many of a run's futures are played again for so many safeguards: at most half of them, and in all no more plays than the
/// futures and their twins were. `None` where the run is too short for it.
pub fn futures(asked: u64, safeguards: usize) -> Option<u64> {
    let each = (2 * asked / (safeguards as u64 + 1)).min(asked / 2);
    (each >= LEAST).then_some(each.min(MOST))
}

/// Plays the first futures of a run again, once as they were and once for each safeguard. `subjects`: the run's own, then by safeguard.
///
/// # Errors
/// When it is cancelled, when every future fails under some alternative, or without threads.
pub fn worth(
    safeguards: Vec<Safeguard>,
    subjects: &[Subject],
    settings: &Settings,
    futures: u64,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Worth, ExperimentError> {
    let arms: Vec<Arm> = subjects
        .iter()
        .map(|subject| Arm {
            subject,
            cut: &settings.cut,
            twin: false,
            detail: Detail::Outcomes,
        })
        .collect();
    let conduct = Conduct {
        replications: 0..futures,
        seed: settings.seed,
        pairing: Pairing::Common,
        threads: settings.threads,
        progress,
        cancel,
    };
    let mut comparing = Comparing::new(&arms, &conduct, &[])?;
    comparing.play(&mut NoRows)?;
    Ok(Worth {
        safeguards,
        comparison: comparing.finish(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_plays_about_its_own_futures_again_and_never_more_than_tell() {
        assert_eq!(futures(500, 9), Some(100));
        assert_eq!(futures(10_000, 1), Some(200));
        assert_eq!(futures(200, 1), Some(100));
        assert_eq!(futures(99, 9), None);
        assert_eq!(futures(100, 9), Some(20));
    }
}
