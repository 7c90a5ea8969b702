use super::*;
use crate::experiment::Silent;

/// Families that take little time, with few futures of each.
fn small() -> Vec<Family> {
    let families = [
        (clients::any_stay().unwrap(), 400),
        (queues::erlang_b().unwrap(), 150),
        (staff::tenure().unwrap(), 400),
    ];
    let fewer = families.into_iter().map(|(mut family, replications)| {
        let checks = family.checks.iter_mut();
        checks.for_each(|check| check.replications = replications);
        family
    });
    fewer.collect()
}

fn played(families: &[Family], threads: usize, mistake: f64) -> Verification {
    let conduct = Conduct {
        seed: 11,
        threads,
        mistake,
        progress: &Silent,
        cancel: &AtomicBool::new(false),
    };
    run(families, &conduct).unwrap()
}

#[test]
fn every_comparison_has_a_name_of_its_own_and_a_theory() {
    let mut comparisons = 0;
    for family in families().unwrap() {
        let compared = family.checks.iter().flat_map(|it| &it.compared);
        let told = compared.clone().map(|it| (&it.what, it.theory));
        let worked_out = family.identities.iter().map(|it| (&it.what, it.theory));
        let mut names: Vec<&String> = Vec::new();
        for (name, theory) in told.chain(worked_out) {
            assert!(theory.is_finite(), "{}: {name}: {theory}", family.name);
            assert!(!names.contains(&name), "{}: {name} twice", family.name);
            names.push(name);
        }
        // What the method leaves out is small beside what it finds.
        for it in compared.filter(|it| it.theory != 0.0) {
            assert!(it.allowed <= 0.01 * it.theory.abs(), "{}", it.what);
            comparisons += 1;
        }
    }
    assert!(comparisons > 60, "{comparisons}");
}

#[test]
fn the_engine_agrees_and_the_same_at_any_number_of_threads() {
    let one = played(&small(), 1, 0.0);
    assert!(one.holds(), "{:?}", one.broken());
    assert!(one == played(&small(), 2, 0.0));
    assert_eq!(one.comparisons, 34);
    assert!((4.1..4.3).contains(&one.z_bound), "{}", one.z_bound);
    let identities = one.families[1].lines.iter();
    let computed = identities.filter(|it| matches!(it.evidence, Evidence::Computed { .. }));
    assert_eq!(computed.count(), 2);
}

/// Every family finds out that its waits are played longer than it believes.
#[test]
fn a_mistake_in_what_is_played_is_found_out() {
    let found = played(&small(), 2, 0.25);
    for family in &found.families {
        let broken = family.lines.iter().any(|line| !line.holds(found.z_bound));
        assert!(broken, "{} did not notice", family.name);
    }
    assert!(!found.holds());
}

#[test]
fn a_wrong_theory_is_found_out_and_named() {
    let mut families = small();
    families[0].checks[2].compared[0].theory *= 1.15;
    families[1].identities[0].found += 0.02;
    let found = played(&families, 2, 0.0);
    let broken: Vec<&str> = found.broken().iter().map(|it| it.1.what.as_str()).collect();
    assert_eq!(
        broken,
        [
            "stay fixed, 9.5: clients after 4 weeks",
            "share turned away by Erlang A, patience 0.01 stays"
        ]
    );
    assert!(!found.holds());
}

#[test]
fn one_future_that_differs_breaks_what_must_hold_in_each() {
    let compared = each("clients", 0, 0.0, 0.5);
    let of = |values: &[f64]| {
        let mut tally = Tally::default();
        values
            .iter()
            .for_each(|value| tally.add(&compared, &[*value]));
        tally.line(&compared)
    };
    assert!(of(&[0.0, -0.4, 0.1]).holds(0.0));
    let line = of(&[0.0, -0.6, 0.1]);
    assert_eq!((line.simulated, line.holds(0.0)), (-0.6, false));
    assert!(!of(&[0.0, f64::NAN, 9.0]).holds(0.0));
    assert!(!of(&[]).holds(0.0), "nothing played is nothing shown");
}

/// Two futures, 1.0 and 3.0: mean 2, standard error 1. What is allowed comes off before z.
#[test]
fn z_is_the_distance_from_theory_beyond_what_is_allowed_in_standard_errors() {
    let of = |theory: f64, allowed: f64, values: &[f64]| {
        let compared = Compared {
            allowed,
            ..mean("clients", 0, theory)
        };
        let mut tally = Tally::default();
        values
            .iter()
            .for_each(|value| tally.add(&compared, &[*value]));
        match tally.line(&compared).evidence {
            Evidence::Error { z, .. } => z,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(of(-1.0, 0.0, &[1.0, 3.0]), 3.0);
    assert_eq!(of(5.0, 1.0, &[1.0, 3.0]), -2.0);
    assert_eq!(of(2.5, 1.0, &[1.0, 3.0]), 0.0);
    // All alike: it is theory or it is not.
    assert_eq!(of(2.0, 0.0, &[2.0, 2.0]), 0.0);
    assert_eq!(of(2.1, 0.0, &[2.0, 2.0]), f64::NEG_INFINITY);
    assert!(mean_line(&[0.9, 1.2]).holds(4.0));
    assert!(!mean_line(&[0.9, f64::NAN, 1.2]).holds(4.0));
}

fn mean_line(values: &[f64]) -> Line {
    let compared = mean("clients", 0, 1.0);
    let mut tally = Tally::default();
    values
        .iter()
        .for_each(|value| tally.add(&compared, &[*value]));
    tally.line(&compared)
}

#[test]
fn a_gap_is_the_largest_distance_value_by_value() {
    let gap = Of::Gap {
        one: 0,
        other: 3,
        values: 3,
    };
    assert_eq!(gap.value(&[1.0, 2.0, 3.0, 1.0, 5.0, 2.0]), 3.0);
    assert!(gap.value(&[1.0, f64::NAN, 3.0, 1.0, 5.0, 2.0]).is_nan());
}
