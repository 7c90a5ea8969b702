//! How precisely the differences from the baseline are known, of every plan: what a comparison for precision waits for.
//!
//! Decides which outcomes may be asked for and what a share is taken of: of the baseline's mean, so that it is the same for
//! every plan; where that is 0 (nobody waits), of the plan's own. When to look and to stop stands in
//! [`crate::experiment::precision`].

use super::results::Contrast;
use super::tally::CompareTally;
use crate::experiment::future::Design;
use crate::experiment::outcome::{Column, HEADLINES};
use crate::experiment::precision::{self, Ask, Measured, Precision, PrecisionError, Target};
use crate::experiment::results::Estimate;

/// What the words typed ask of the differences of a comparison.
///
/// # Errors
/// When a name is no outcome, or one that is not compared, or a chance is asked for within 100 points or more.
pub fn targets(asks: &[Ask], columns: &[Column]) -> Result<Vec<Target>, PrecisionError> {
    let is_compared = |name: &str| HEADLINES.contains(&name);
    let other = asks.iter().find_map(|ask| match ask {
        Ask::Outcome { name, .. } if !is_compared(name) => {
            columns.iter().find(|it| it.name == *name)
        }
        Ask::Outcome { .. } | Ask::Headlines(_) => None,
    });
    if let Some(other) = other {
        return Err(PrecisionError::NotCompared {
            name: other.name.clone(),
            compared: HEADLINES.to_vec(),
        });
    }
    let compared = columns.iter().filter(|it| is_compared(&it.name));
    precision::targets(asks, &compared.cloned().collect::<Vec<_>>())
}

/// How precisely the differences are known after some futures, by plan without the baseline.
pub(super) fn judged(
    targets: &[Target],
    tally: &CompareTally,
    designs: &[&Design],
    futures: u64,
    most: u64,
) -> Vec<Precision> {
    let contrasts = tally.contrasts();
    let alone = |lane: usize, name: &str| tally.estimate(lane, designs[lane], name);
    let plans = 0..designs.len() - 1;
    let of_plan = |plan: usize| {
        let measured = |name: &str| {
            let base = alone(0, name)?;
            Some(match contrasts.iter().find(|it| it.name == name) {
                Some(contrast) => Measured {
                    estimate: difference(contrast, plan),
                    size: match base.value.abs() {
                        0.0 => alone(plan + 1, name)?.value.abs(),
                        size => size,
                    },
                },
                // Not compared, but the size that counts for another.
                None => Measured::from(base),
            })
        };
        precision::judge(targets, futures, most, &measured)
    };
    plans.map(of_plan).collect()
}

fn difference(contrast: &Contrast, plan: usize) -> Estimate {
    let it = &contrast.against[plan];
    Estimate {
        value: it.difference.value,
        low: it.difference.low,
        high: it.difference.high,
        replications: it.pairs,
    }
}

/// All plans together: of each outcome the difference that is known least.
#[derive(Debug, Clone, PartialEq)]
pub struct Least {
    pub precision: Precision,
    /// Whose difference that is, by outcome: position among the plans without the baseline.
    pub plans: Vec<usize>,
}

/// All plans together. `None` without plans.
pub fn least_precise(plans: &[Precision]) -> Option<Least> {
    let mut all = Least {
        precision: plans.first()?.clone(),
        plans: vec![0; plans[0].outcomes.len()],
    };
    for (at, plan) in plans.iter().enumerate().skip(1) {
        let outcomes = all.precision.outcomes.iter_mut().zip(&mut all.plans);
        for ((least, whose), it) in outcomes.zip(&plan.outcomes) {
            // What is not met comes before what is, and what is undefined last.
            let rank = |met: Option<bool>| match met {
                Some(false) => 2,
                Some(true) => 1,
                None => 0,
            };
            let (old, new) = (rank(least.met), rank(it.met));
            let wider = it.reached / it.allowed > least.reached / least.allowed;
            if new > old || new == old && wider {
                least.clone_from(it);
                *whose = at;
            }
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::outcome::common;
    use crate::experiment::precision::{MOST, judge};

    fn asked(words: &[&str]) -> Result<Vec<Target>, PrecisionError> {
        let asks: Vec<Ask> = words.iter().map(|it| it.parse().unwrap()).collect();
        targets(&asks, &common())
    }

    /// A plan whose differences have these half widths; NaN: undefined.
    fn plan(leavers: f64, cost: f64) -> Precision {
        let targets = asked(&["leavers_count=1", "cost=10"]).unwrap();
        let measured = |name: &str| {
            let half = if name == "cost" { cost } else { leavers };
            Some(Measured::from(Estimate {
                value: 3.0,
                low: 3.0 - half,
                high: 3.0 + half,
                replications: if half.is_nan() { 0 } else { 1_000 },
            }))
        };
        judge(&targets, 1_000, MOST, &measured)
    }

    #[test]
    fn only_what_is_compared_may_be_asked_for_and_a_bare_share_asks_for_nothing_else() {
        let found = asked(&["2%", "handovers_count=0.5"]).unwrap();
        assert_eq!(found.len(), 7);
        assert!(found.iter().all(|it| HEADLINES.contains(&it.name.as_str())));
        let refused = asked(&["cost=1%", "eft_need_mean=1%"])
            .unwrap_err()
            .to_string();
        assert!(
            refused.contains("eft_need_mean are not compared")
                && refused.contains(&HEADLINES.join(", ")),
            "{refused}"
        );
        let typo = asked(&["unsafe_yaer=2%"]).unwrap_err().to_string();
        assert!(typo.contains("did you mean \"unsafe_year\"?"), "{typo}");
    }

    #[test]
    fn all_plans_together_are_as_precise_as_the_one_that_is_known_least_in_each_outcome() {
        let reached = |plans: &[Precision]| -> Vec<f64> {
            let all = least_precise(plans).unwrap().precision;
            all.outcomes.iter().map(|it| it.reached).collect()
        };
        let (one, other) = (plan(0.5, 8.0), plan(0.75, 2.0));
        assert_eq!(reached(&[one.clone(), other.clone()]), [0.75, 8.0]);
        let both = least_precise(&[one.clone(), other]).unwrap();
        assert!(both.precision.is_enough());
        assert_eq!(both.plans, [1, 0]);
        // One that is not reached holds up all others; one that is undefined holds up nobody.
        let open = [one.clone(), plan(f64::NAN, 12.0), plan(f64::NAN, 3.0)];
        assert_eq!(reached(&open), [0.5, 12.0]);
        let Least {
            precision: all,
            plans,
        } = least_precise(&open).unwrap();
        assert_eq!(plans, [0, 1]);
        assert!(!all.is_enough());
        // (12 / 10)² x 1,000 futures, at the next look.
        assert_eq!(all.expected(), 1_600);
        assert_eq!(least_precise(&[]), None);
    }

    /// A tenth of each mean is allowed: 0.2 of 3 is known less well than 0.5 of 30.
    #[test]
    fn the_plan_known_least_is_so_by_what_is_allowed_of_it() {
        let targets = asked(&["leavers_count=10%"]).unwrap();
        let plan = |value: f64, half: f64| {
            let estimate = Estimate {
                value,
                low: value - half,
                high: value + half,
                replications: 1_000,
            };
            judge(&targets, 1_000, MOST, &|_: &str| {
                Some(Measured::from(estimate))
            })
        };
        let plans = [plan(3.0, 0.2), plan(30.0, 0.5)];
        let allowed = plans[1].outcomes[0].allowed / plans[0].outcomes[0].allowed;
        assert!((allowed - 10.0).abs() < 1e-9, "{allowed}");
        assert_eq!(least_precise(&plans).unwrap().plans, [0]);
    }
}
