//! Two futures: which of the five states a service is in, week by week (DESIGN 2.9).
//!
//! Decides the state from the 13-week pressure of a future and of its twin (the same future with all loops cut).
//! Does not play anything.

use super::metric::Raw;
use super::record::{Record, THRESHOLD_SHIFTS};
use crate::scenario::Regime;

/// The state of a service in a week. Exactly one holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Overstretched, and the twin is not: the loops did it.
    Vicious,
    /// Overstretched, and so is the twin.
    Overloaded,
    /// Neither, but too many clients wait.
    Rationed,
    /// None of the three and not virtuous.
    Strained,
    /// 13-week pressure at most `leave`, and mean strain at most 0.5 where it is modelled.
    Virtuous,
}

impl State {
    /// All states, in the order of the tables.
    pub const ALL: [State; 5] = [
        State::Vicious,
        State::Overloaded,
        State::Rationed,
        State::Strained,
        State::Virtuous,
    ];

    /// The word of the metric names.
    pub fn name(self) -> &'static str {
        match self {
            State::Vicious => "vicious",
            State::Overloaded => "overloaded",
            State::Rationed => "rationed",
            State::Strained => "strained",
            State::Virtuous => "virtuous",
        }
    }

    /// Plain label for screens and charts.
    pub fn label(self) -> &'static str {
        match self {
            State::Vicious => "In a vicious spiral",
            State::Overloaded => "Overloaded: too much work for the posts",
            State::Rationed => "Safe by a long waiting list",
            State::Strained => "Strained",
            State::Virtuous => "Well: room to breathe",
        }
    }

    /// One sentence that defines it.
    pub fn meaning(self) -> &'static str {
        match self {
            State::Vicious => {
                "Overstretched (13-week pressure rose above the upper mark and has not fallen below the lower one) while the same future without feedback is not."
            }
            State::Overloaded => {
                "Overstretched, and the same future without feedback is overstretched too."
            }
            State::Rationed => {
                "Not overstretched, but more clients wait than the stated share of active clients."
            }
            State::Strained => {
                "Not overstretched, no long waiting list, but without room: pressure above the lower mark or high strain."
            }
            State::Virtuous => {
                "13-week pressure at most the lower mark and mean strain at most 0.5."
            }
        }
    }
}

/// What is known of the future with all loops cut.
#[derive(Debug, Clone, Copy)]
pub enum Twin<'a> {
    /// It was played under the same random numbers.
    Played(&'a Record),
    /// No loop acts, so the future is its own twin.
    Same,
    /// It was left out: whether the loops did it cannot be told.
    LeftOut,
}

/// What is seen of a week's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// The state, by the future and its twin.
    State(State),
    /// Without a twin: the state where it takes none to tell it, nothing where the service is overstretched.
    Alone(Option<State>),
    /// Nobody looked.
    Nothing,
}

impl Seen {
    /// The state, where it is told.
    pub fn state(self) -> Option<State> {
        match self {
            Seen::State(state) => Some(state),
            Seen::Alone(state) => state,
            Seen::Nothing => None,
        }
    }

    /// 1 in this state, 0 in any other, NaN where it cannot be told: without a twin nobody knows who is vicious and who
    /// overloaded, and everybody who is neither.
    pub fn share(self, of: State) -> f64 {
        let told = match self {
            Seen::State(_) => true,
            Seen::Alone(_) => !matches!(of, State::Vicious | State::Overloaded),
            Seen::Nothing => false,
        };
        if told {
            f64::from(u8::from(self.state() == Some(of)))
        } else {
            f64::NAN
        }
    }
}

/// What is seen of every observed week.
///
/// `threshold` is a position in [`super::record::THRESHOLD_SHIFTS`].
pub fn states(record: &Record, twin: Twin, regime: &Regime, threshold: usize) -> Vec<Seen> {
    let leave = regime.leave + THRESHOLD_SHIFTS[threshold];
    (0..record.weeks())
        .map(|week| {
            let overstretched = |record: &Record| record.overstretched[week][threshold];
            let otherwise = || not_overstretched(record, week, regime.waiting_share, leave);
            match twin {
                Twin::LeftOut => Seen::Alone((!overstretched(record)).then(otherwise)),
                _ if !overstretched(record) => Seen::State(otherwise()),
                Twin::Played(twin) if !overstretched(twin) => Seen::State(State::Vicious),
                Twin::Played(_) | Twin::Same => Seen::State(State::Overloaded),
            }
        })
        .collect()
}

/// The state of a service that is not overstretched.
fn not_overstretched(record: &Record, week: usize, waiting_share: f64, leave: f64) -> State {
    let waiting = record.raw(week, Raw::Waiting);
    let strain = record.raw(week, Raw::StrainSum) / record.raw(week, Raw::StrainCount);
    if waiting > waiting_share * record.raw(week, Raw::ClientsActive) {
        State::Rationed
    } else if record.window_pressure[week] <= leave && (strain.is_nan() || strain <= 0.5) {
        State::Virtuous
    } else {
        State::Strained
    }
}
