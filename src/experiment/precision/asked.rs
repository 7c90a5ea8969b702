//! What is asked for: the words typed, and the outcomes of a study that they mean.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use super::{ENDED_VICIOUS, HEADLINES, Least, Target, Within};
use crate::experiment::outcome::Column;
use crate::experiment::results::OutcomeKind;
use crate::scenario::problem::did_you_mean;

/// One thing asked for, as it is typed: `2%`, `0.02`, `unsafe_year=2%`, `cost=1%`, `leavers_count=0.05`.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// Every headline: chances within so many points, means within this share of their size.
    Headlines(f64),
    Outcome {
        name: String,
        within: Within,
    },
}

impl FromStr for Ask {
    type Err = String;

    fn from_str(text: &str) -> Result<Ask, String> {
        let (name, amount) = match text.rsplit_once('=') {
            Some((name, amount)) => (Some(name.trim()), amount.trim()),
            None => (None, text.trim()),
        };
        let within = within(amount).ok_or_else(|| {
            format!("\"{amount}\" is no amount above 0; expected one such as 2% or 0.02")
        })?;
        match (name, within) {
            (Some(""), _) => Err("expected OUTCOME=AMOUNT, such as cost=1%".to_owned()),
            (Some(name), within) => Ok(Ask::Outcome {
                name: name.to_owned(),
                within,
            }),
            (None, Within::Amount(share) | Within::Share(share)) if share < 1.0 => {
                Ok(Ask::Headlines(share))
            }
            // Points or per cent, most likely.
            (None, Within::Amount(points)) => Err(format!(
                "{points} is no share of 1; write {points}% or {} for {points} %",
                points / 100.0
            )),
            (None, Within::Share(_)) => Err("expected less than 100 %".to_owned()),
        }
    }
}

fn within(amount: &str) -> Option<Within> {
    let (number, within): (&str, fn(f64) -> Within) = match amount.strip_suffix('%') {
        Some(percent) => (percent.trim_end(), |it| Within::Share(it / 100.0)),
        None => (amount, Within::Amount),
    };
    let number: f64 = number.parse().ok()?;
    (number > 0.0 && number.is_finite()).then(|| within(number))
}

/// Why a precision cannot be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrecisionError {
    /// No outcome of this scenario; the hint names the nearest.
    Unknown { name: String, hint: String },
    /// A word or a date, of which there is no mean.
    NotANumber { name: String },
    /// An outcome whose differences are not compared.
    NotCompared {
        name: String,
        compared: Vec<&'static str>,
    },
    /// Points of a chance at or beyond 1.
    TooWide { name: String },
}

impl fmt::Display for PrecisionError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            PrecisionError::Unknown { name, hint } => {
                write!(
                    f,
                    "--precision: there is no outcome \"{name}\"\n  hint: {hint}"
                )
            }
            PrecisionError::NotANumber { name } => write!(
                f,
                "--precision: {name} is a date or a word of each future and has no estimate to be narrowed"
            ),
            PrecisionError::NotCompared { name, compared } => write!(
                f,
                "--precision: differences in {name} are not compared\n  hint: one of {}",
                compared.join(", ")
            ),
            PrecisionError::TooWide { name } => write!(
                f,
                "--precision: {name} is a chance, so expected less than 100 %, such as {name}=2%"
            ),
        }
    }
}

impl Error for PrecisionError {}

/// What may be asked for by name, and its label, unit and kind.
fn outcomes(columns: &[Column]) -> Vec<(&str, &str, &str, OutcomeKind)> {
    let columns = columns
        .iter()
        .map(|it| (it.name.as_str(), it.label.as_str(), it.unit, it.kind()));
    let ended = (
        ENDED_VICIOUS,
        "In a vicious spiral at the end",
        "share",
        OutcomeKind::Probability,
    );
    let known = columns.collect::<Vec<_>>();
    let missing = known
        .iter()
        .all(|it| it.0 != ENDED_VICIOUS)
        .then_some(ended);
    known.into_iter().chain(missing).collect()
}

/// What the words typed ask of the outcomes of a study. A name given after a bare share changes what that asks of it.
///
/// # Errors
/// When a name is no numeric outcome, or a chance is asked for within 100 points or more.
pub fn targets(asks: &[Ask], columns: &[Column]) -> Result<Vec<Target>, PrecisionError> {
    let known = outcomes(columns);
    let mut targets: Vec<Target> = Vec::new();
    let mut add = |name: &str, within: Within| {
        let Some((name, label, unit, kind)) = known.iter().find(|it| it.0 == name) else {
            let names = known.iter().filter(|it| it.3 != OutcomeKind::Label);
            return Err(PrecisionError::Unknown {
                name: name.to_owned(),
                hint: did_you_mean(name, names.map(|it| it.0)),
            });
        };
        let name = (*name).to_owned();
        let within = match (kind, within) {
            (OutcomeKind::Label, _) => return Err(PrecisionError::NotANumber { name }),
            (OutcomeKind::Probability, Within::Amount(points) | Within::Share(points)) => {
                if points >= 1.0 {
                    return Err(PrecisionError::TooWide { name });
                }
                Within::Amount(points)
            }
            (OutcomeKind::Mean, within) => within,
        };
        let least = HEADLINES.iter().find(|it| it.0 == name);
        targets.retain(|target| target.name != name);
        targets.push(Target {
            name,
            label: (*label).to_owned(),
            unit: (*unit).to_owned(),
            kind: *kind,
            within,
            least: least.map_or(Least::Nothing, |it| it.1),
        });
        Ok(())
    };
    for ask in asks {
        match ask {
            Ask::Headlines(share) => HEADLINES
                .iter()
                .try_for_each(|(name, _)| add(name, Within::Share(*share)))?,
            Ask::Outcome { name, within } => add(name, *within)?,
        }
    }
    Ok(targets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::outcome::columns_of;

    fn of(words: &[&str]) -> Result<Vec<Target>, PrecisionError> {
        let asks: Vec<Ask> = words.iter().map(|it| it.parse().unwrap()).collect();
        let uncertain = ["hiring.time_to_fill.mean".to_owned()];
        targets(&asks, &columns_of([], &uncertain))
    }

    #[test]
    fn a_bare_share_asks_for_every_headline_and_a_name_for_its_own() {
        let found = of(&["2%", "cost=1%", "leavers_count=0.05"]).unwrap();
        let within = |name: &str| found.iter().find(|it| it.name == name).unwrap().within;
        assert_eq!(found.len(), HEADLINES.len());
        assert_eq!(within("unsafe_year"), Within::Amount(0.02));
        assert_eq!(within("eft_gap_mean"), Within::Share(0.02));
        assert_eq!(within("cost"), Within::Share(0.01));
        assert_eq!(within("leavers_count"), Within::Amount(0.05));
        assert_eq!(of(&["0.02"]).unwrap(), of(&["2 %"]).unwrap());
        let drawn = of(&["uncertain.hiring.time_to_fill.mean=1%"]).unwrap();
        assert_eq!(drawn.len(), 1);
    }

    #[test]
    fn amounts_that_are_none_are_refused_with_what_was_expected() {
        for text in [
            "0", "-2%", "cost=0", "cost=", "much", "inf", "cost=NaN", "%",
        ] {
            let refused = text.parse::<Ask>().unwrap_err();
            assert!(
                refused.contains("expected one such as 2% or 0.02"),
                "{text}: {refused}"
            );
        }
        assert!("=2%".parse::<Ask>().unwrap_err().contains("OUTCOME=AMOUNT"));
        let points = "2".parse::<Ask>().unwrap_err();
        assert!(points.contains("write 2% or 0.02 for 2 %"), "{points}");
        let all = "150%".parse::<Ask>().unwrap_err();
        assert!(all.contains("less than 100 %"), "{all}");
    }

    #[test]
    fn an_outcome_that_is_not_there_or_no_number_is_refused_by_name() {
        let refused = of(&["unsafe_yaer=2%"]).unwrap_err().to_string();
        assert!(
            refused.contains("did you mean \"unsafe_year\"?"),
            "{refused}"
        );
        let refused = of(&["first_vicious_week=2%"]).unwrap_err();
        assert!(
            matches!(refused, PrecisionError::NotANumber { .. }),
            "{refused}"
        );
        let refused = of(&["unsafe_year=2"]).unwrap_err().to_string();
        assert!(refused.contains("unsafe_year=2%"), "{refused}");
    }
}
