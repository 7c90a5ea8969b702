//! How many futures are enough: until every interval asked for is narrow enough.
//!
//! Pure: is given estimates and says whether to go on; plays nothing. The rule looks first at [`FIRST_LOOK`] futures, then
//! after every [`LOOK_EVERY`], and stops at the first look at which each estimate lies within its allowed distance of both
//! ends of its 95 % interval. Looks stand at fixed numbers of futures, so the rule stops at the same one on any machine.
//!
//! The interval given at the end is the ordinary one. A rule that stops when an interval is narrow may stop because the spread
//! looks small by luck. The chance that the interval covers nears 95 % as the width asked for narrows (Y. S. Chow and
//! H. Robbins, 1965, Ann. Math. Statist. 36, 457-462); what is lost before that is lost in runs that stop early, and the
//! first look keeps them from it. A test measures what is left.

mod asked;

use super::results::{Estimate, OutcomeKind};
use crate::units::REPORTING_YEAR_WEEKS;
pub use asked::{Ask, PrecisionError, targets};

/// Futures before the first look. What happens in one future of a hundred is missed altogether by 13 % of all runs of 200
/// futures, and the spread is then far too small; of 1,000 futures by one run in 23,000.
pub const FIRST_LOOK: u64 = 1_000;

/// Futures between two looks; divides [`FIRST_LOOK`].
pub const LOOK_EVERY: u64 = 200;

/// Futures at which a run for precision ends unless it is told otherwise.
pub const MOST: u64 = 100_000;

/// Futures in which an outcome must be defined for its interval to count.
const FEWEST: u64 = 200;

/// The share of futures that end in the spiral: no column of the outcomes table, but a headline.
pub const ENDED_VICIOUS: &str = "ended_vicious";

/// What is asked for by a bare share, and the size that counts where a mean is small: 2 % of almost nothing is no aim.
const HEADLINES: [(&str, Least); 6] = [
    ("unsafe_year", Least::Nothing),
    (ENDED_VICIOUS, Least::Nothing),
    // A year of one worker over the safe load.
    (
        "breach_worker_weeks_per_year",
        Least::Amount(REPORTING_YEAR_WEEKS as f64),
    ),
    // A gap may well be 0; what is needed is not.
    ("eft_gap_mean", Least::Mean("eft_need_mean")),
    ("leavers_count", Least::Amount(1.0)),
    ("cost", Least::Nothing),
];

#[derive(Debug, Clone, Copy, PartialEq)]
enum Least {
    Nothing,
    Amount(f64),
    /// The mean of another outcome.
    Mean(&'static str),
}

/// How far an estimate may lie from either end of its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Within {
    /// [unit of the outcome]; of a probability in parts of 1.
    Amount(f64),
    /// Share of the mean's size.
    Share(f64),
}

/// An estimate that is to be known well enough.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Name of the outcome.
    pub name: String,
    pub label: String,
    pub unit: String,
    pub kind: OutcomeKind,
    pub within: Within,
    least: Least,
}

/// What is known of an outcome so far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    pub estimate: Estimate,
    /// What a share is taken of: the size of the mean, or of the baseline's where the estimate is a difference.
    pub size: f64,
}

impl From<Estimate> for Measured {
    fn from(estimate: Estimate) -> Self {
        Measured {
            estimate,
            size: estimate.value.abs(),
        }
    }
}

/// How precisely an outcome is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Reached {
    pub target: Target,
    /// The distance asked for [unit of the outcome]: a share taken of the size it is a share of. NaN where undefined.
    pub allowed: f64,
    /// From the estimate to the farther end of its 95 % interval [unit of the outcome]. NaN where undefined.
    pub reached: f64,
    /// `None` where the outcome is defined in no future: nothing to wait for.
    pub met: Option<bool>,
}

/// What was asked for and how far it came.
#[derive(Debug, Clone, PartialEq)]
pub struct Precision {
    /// Futures played, failed ones included.
    pub futures: u64,
    /// Futures at which the run would have ended whatever was reached.
    pub most: u64,
    pub outcomes: Vec<Reached>,
}

impl Precision {
    /// Whether nothing that was asked for is still to be reached.
    pub fn is_reached(&self) -> bool {
        self.outcomes.iter().all(|it| it.met != Some(false))
    }

    /// Futures at which all would be reached if the spreads stay as they are, at most [`Precision::most`].
    pub fn expected(&self) -> u64 {
        let times = self.outcomes.iter().filter(|it| it.met == Some(false));
        let times = times.map(|it| (it.reached / it.allowed).powi(2));
        // An infinite or undefined number of times is the most.
        let times = times.fold(1.0, |most, it| if it <= most { most } else { it });
        let futures = (times * self.futures as f64).ceil() as u64;
        let look = futures.max(FIRST_LOOK).next_multiple_of(LOOK_EVERY);
        if times.is_nan() {
            self.most
        } else {
            look.min(self.most)
        }
    }
}

/// Whether the rule looks at this number of futures.
pub fn is_look(futures: u64) -> bool {
    futures >= FIRST_LOOK && futures.is_multiple_of(LOOK_EVERY)
}

/// How precisely each target is known after some futures; `measured` gives what is known of an outcome by its name.
pub fn judge(
    targets: &[Target],
    futures: u64,
    most: u64,
    measured: &dyn Fn(&str) -> Option<Measured>,
) -> Precision {
    let outcomes = targets.iter().map(|target| {
        let known = measured(&target.name).filter(|it| it.estimate.replications > 0);
        let Some(Measured { estimate, size }) = known else {
            return Reached {
                target: target.clone(),
                allowed: f64::NAN,
                reached: f64::NAN,
                met: None,
            };
        };
        let least = match target.least {
            Least::Nothing => 0.0,
            Least::Amount(amount) => amount,
            // NaN where it is undefined: the greater of the two is then the other.
            Least::Mean(name) => measured(name).map_or(0.0, |it| it.size),
        };
        let allowed = match target.within {
            Within::Amount(amount) => amount,
            Within::Share(share) => share * size.max(least),
        };
        let reached = half_width(&estimate);
        Reached {
            target: target.clone(),
            allowed,
            reached,
            met: Some(estimate.replications >= FEWEST && reached <= allowed),
        }
    });
    Precision {
        futures,
        most,
        outcomes: outcomes.collect(),
    }
}

/// From an estimate to the farther end of its interval.
fn half_width(it: &Estimate) -> f64 {
    let (below, above) = (it.value - it.low, it.high - it.value);
    if below > above { below } else { above }
}
