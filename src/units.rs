//! Units of time that every layer shares. Decides the calendar; knows nothing of services.
//!
//! Time is measured in weeks from the scenario's start. A *reporting year* is 52 whole weeks; a rate
//! *per year* in a scenario is per calendar year of 365.25 days.

/// Weeks in a calendar year: 365.25 days / 7 days a week [weeks].
pub const WEEKS_PER_YEAR: f64 = 365.25 / 7.0;

/// Weeks in a reporting year [weeks]. Only complete reporting years are judged.
pub const REPORTING_YEAR_WEEKS: usize = 52;

/// A value that may change on stated dates: a step function of time.
///
/// Invariant: at least one step, weeks strictly rising, the first at or before week 0. Before the first step
/// (in the warm-up) its value holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated<T> {
    steps: Vec<(f64, T)>,
}

impl<T> Dated<T> {
    /// A value that never changes.
    pub fn constant(value: T) -> Self {
        Dated {
            steps: vec![(0.0, value)],
        }
    }

    /// A value with dated steps, `(week, value)`; `None` when empty, unordered, or first dated after week 0.
    pub fn new(steps: Vec<(f64, T)>) -> Option<Self> {
        let ordered = steps.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let starts = steps.first().is_some_and(|first| first.0 <= 0.0);
        (ordered && starts).then_some(Dated { steps })
    }

    /// The value in force at a time [weeks from the start].
    pub fn at(&self, week: f64) -> &T {
        if let [only] = self.steps.as_slice() {
            return &only.1;
        }
        let later = self.steps.partition_point(|step| step.0 <= week);
        &self.steps[later.saturating_sub(1)].1
    }

    /// The same dates with other values.
    pub fn map<U>(&self, value: impl Fn(&T) -> U) -> Dated<U> {
        Dated {
            steps: self
                .steps
                .iter()
                .map(|step| (step.0, value(&step.1)))
                .collect(),
        }
    }

    /// The same value without the steps at which nothing changes.
    pub fn simplified(&self) -> Dated<T>
    where
        T: Clone + PartialEq,
    {
        let mut steps = self.steps.clone();
        steps.dedup_by(|later, earlier| later.1 == earlier.1);
        Dated { steps }
    }

    /// All steps, `(week, value)`, in order.
    pub fn steps(&self) -> &[(f64, T)] {
        &self.steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dated_value_holds_from_its_week_on() {
        let count = Dated::new(vec![(0.0, 2), (52.0, 3)]).unwrap();
        assert_eq!(
            [-5.0, 0.0, 51.9, 52.0, 400.0].map(|week| *count.at(week)),
            [2, 2, 2, 3, 3]
        );
        let twice = Dated::new(vec![(0.0, 2), (52.0, 2), (104.0, 3)]).unwrap();
        assert_eq!(twice.simplified().steps(), [(0.0, 2), (104.0, 3)]);
        assert!(Dated::new(vec![(52.0, 3)]).is_none());
        assert!(Dated::new(vec![(0.0, 3), (0.0, 4)]).is_none());
    }
}
