//! Whether two scenarios can be compared future by future.

use crate::scenario::{Level, Scenario, Shock};

/// What keeps two scenarios from being compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlike {
    /// The key in which they differ.
    pub what: &'static str,
    pub baseline: String,
    pub other: String,
}

/// A key and what stands there, in words.
type Key = (&'static str, fn(&Scenario) -> String);

/// The first difference that keeps a scenario from being compared with the baseline: both must have the same levels, by
/// name and in the same order, the same first day, and as many weeks of warm-up and of observation.
pub fn difference(baseline: &Scenario, other: &Scenario) -> Option<Unlike> {
    let keys: [Key; 5] = [
        ("the list of levels", |it| levels(&it.levels)),
        ("the list of emergencies", |it| emergencies(&it.shocks)),
        ("run.start", |it| it.run.start.to_string()),
        ("run.horizon_weeks", |it| it.run.horizon_weeks.to_string()),
        ("run.warm_up_weeks", |it| it.run.warm_up_weeks.to_string()),
    ];
    keys.into_iter().find_map(|(what, of)| {
        let (baseline, other) = (of(baseline), of(other));
        (baseline != other).then_some(Unlike {
            what,
            baseline,
            other,
        })
    })
}

fn emergencies(shocks: &[Shock]) -> String {
    let names: Vec<&str> = shocks.iter().map(|shock| shock.name.as_str()).collect();
    names.join(", ")
}

fn levels(levels: &[Level]) -> String {
    let names: Vec<&str> = levels.iter().map(|level| level.name.as_str()).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::trial::scenario;

    #[test]
    fn the_first_difference_is_named_with_both_values() {
        let one = scenario(104);
        assert_eq!(difference(&one, &one), None);
        let told = difference(&one, &scenario(52)).unwrap();
        assert_eq!(
            (told.what, told.baseline.as_str(), told.other.as_str()),
            ("run.horizon_weeks", "104", "52")
        );
        let mut other = scenario(52);
        other.levels[0].name = "intensive".into();
        let told = difference(&one, &other).unwrap();
        assert_eq!(
            (told.what, told.other.as_str()),
            ("the list of levels", "intensive")
        );
    }
}
