//! Two futures: which of the five states a service is in, week by week (DESIGN 2.9).
//!
//! Decides the state from the 13-week pressure of a future and of its twin (the same future with all loops cut).
//! Does not play anything.

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
    Played(&'a super::record::Record),
    /// No loop acts, so the future is its own twin.
    Same,
    /// It was left out: whether the loops did it cannot be told.
    LeftOut,
}

/// The state of every observed week, `None` where it cannot be told (overstretched without a known twin).
///
/// `threshold` is a position in [`super::record::THRESHOLD_SHIFTS`].
pub fn states(
    record: &super::record::Record,
    twin: Twin,
    regime: &crate::scenario::Regime,
    threshold: usize,
) -> Vec<Option<State>> {
    use super::metric::Raw;
    let leave = regime.leave + super::record::THRESHOLD_SHIFTS[threshold];
    (0..record.weeks())
        .map(|week| {
            if record.overstretched[week][threshold] {
                return match twin {
                    Twin::Played(twin) if twin.overstretched[week][threshold] => {
                        Some(State::Overloaded)
                    }
                    Twin::Played(_) => Some(State::Vicious),
                    Twin::Same => Some(State::Overloaded),
                    Twin::LeftOut => None,
                };
            }
            let waiting = record.raw(week, Raw::Waiting);
            let strain = record.raw(week, Raw::StrainSum) / record.raw(week, Raw::StrainCount);
            Some(
                if waiting > regime.waiting_share * record.raw(week, Raw::ClientsActive) {
                    State::Rationed
                } else if record.window_pressure[week] <= leave
                    && (strain.is_nan() || strain <= 0.5)
                {
                    State::Virtuous
                } else {
                    State::Strained
                },
            )
        })
        .collect()
}
