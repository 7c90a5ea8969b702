//! Published indices of known functions, with and without chance.

use super::*;
use crate::stats::lowdiscrepancy::SobolSequence;
use std::f64::consts::PI;

/// Words of splitmix64 (Steele, Lea & Flood 2014) of a key.
fn word(key: u64) -> u64 {
    let mut word = key.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

fn stream(seed: u64) -> impl FnMut() -> f64 {
    let mut state = word(seed);
    move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        ((word(state) >> 12) as f64 + 0.5) / (1u64 << 52) as f64
    }
}

/// Rows of a function played `plays` times at each point; the function is given the point and three uniform numbers of
/// the play, the same at all points of a row.
fn rows(
    seed: u64,
    count: u32,
    inputs: usize,
    plays: usize,
    function: impl Fn(&[f64], [f64; 3]) -> f64,
) -> Vec<Row> {
    let sequence = SobolSequence::new(2 * inputs).unwrap();
    let coin = |dimension: usize, level: u32, prefix: u32| {
        let key = word(seed)
            ^ word((dimension as u64) << 40 | u64::from(level) << 32 | u64::from(prefix));
        word(key) >> 63 == 1
    };
    (0..count)
        .map(|row| {
            let points = row_points(&sequence.scrambled(row, coin));
            let values: Vec<f64> = points
                .iter()
                .flat_map(|point| {
                    (0..plays).map(|play| {
                        let mut chance = stream(seed ^ word(u64::from(row) << 20 | play as u64));
                        function(point, [chance(), chance(), chance()])
                    })
                })
                .collect();
            Row::of(&values, plays).unwrap()
        })
        .collect()
}

fn found(rows: &[Row]) -> Shares {
    shares(rows, 400, |sample| stream(7_000_000 + sample as u64)).unwrap()
}

/// Within four standard errors of the bootstrap, which must itself be small enough to tell.
fn agrees(found: Bounded, wanted: f64, sharpest: f64, what: &str) {
    assert!(
        found.error <= sharpest,
        "{what}: an error of {} tells nothing",
        found.error
    );
    let allowed = 4.0 * found.error + 1e-9;
    assert!(
        (found.value - wanted).abs() <= allowed,
        "{what}: found {}, published {wanted}, allowed {allowed}",
        found.value
    );
}

/// T. Ishigami and T. Homma (1990): sin x1 + a sin² x2 + b x3⁴ sin x1 on [-pi, pi]³.
fn ishigami(point: &[f64]) -> f64 {
    let x: Vec<f64> = point.iter().map(|it| PI * (2.0 * it - 1.0)).collect();
    x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin()
}

const ISHIGAMI_FIRST: [f64; 3] = [0.3139, 0.4424, 0.0];
const ISHIGAMI_TOTAL: [f64; 3] = [0.5576, 0.4424, 0.2437];

fn ishigami_variance() -> f64 {
    49.0 / 8.0 + 0.1 * PI.powi(4) / 5.0 + 0.01 * PI.powi(8) / 18.0 + 0.5
}

#[test]
fn the_indices_of_ishigami_are_the_published_ones() {
    let shares = found(&rows(1, 2048, 3, 1, |point, _| ishigami(point)));
    for input in 0..3 {
        agrees(
            shares.inputs[input].first,
            ISHIGAMI_FIRST[input],
            0.04,
            &format!("first {input}"),
        );
        agrees(
            shares.inputs[input].total,
            ISHIGAMI_TOTAL[input],
            0.04,
            &format!("total {input}"),
        );
    }
    agrees(shares.not_knowing, ishigami_variance(), 0.6, "variance");
    agrees(shares.alone, 0.7563, 0.06, "sum of the first");
    assert_eq!(shares.chance.value, 0.0);
    // 0.5576 against 0.4424 is far apart at this size.
    assert!(shares.inputs[0].leads > 0.95, "{}", shares.inputs[0].leads);
}

/// I. M. Sobol' (2001): the product of (|4 x - 2| + a) / (1 + a), with S_i proportional to 1 / (3 (1 + a)²).
#[test]
fn the_indices_of_the_g_function_are_the_published_ones() {
    let a = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0];
    let g = |point: &[f64], _: [f64; 3]| -> f64 {
        let factors = point.iter().zip(a);
        factors
            .map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a))
            .product()
    };
    let parts = a.map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
    let variance = parts.iter().map(|part| 1.0 + part).product::<f64>() - 1.0;
    // The published values to their printed digits, so that the formula itself is checked.
    assert!(
        (parts[0] / variance - 0.7165).abs() < 5e-4 && (parts[1] / variance - 0.1791).abs() < 5e-4
    );
    let shares = found(&rows(2, 2048, 6, 1, g));
    agrees(shares.not_knowing, variance, 0.03, "variance");
    for (input, part) in parts.into_iter().enumerate() {
        let total = part * (1.0 + variance) / (1.0 + part) / variance;
        agrees(
            shares.inputs[input].first,
            part / variance,
            0.05,
            &format!("first {input}"),
        );
        agrees(
            shares.inputs[input].total,
            total,
            0.05,
            &format!("total {input}"),
        );
    }
}

/// Chance of three kinds: shared by all points (it drops out of every difference), belonging to one input (it does not),
/// and a yes or no. The indices stay those of the expected outcome.
fn noisy(point: &[f64], chance: [f64; 3]) -> f64 {
    let shared = 12.0 * (chance[0] - 0.5);
    let with_the_third = 20.0 * (chance[1] - 0.5) * point[2];
    let alone = if chance[2] < 0.5 { 2.0 } else { -2.0 };
    ishigami(point) + shared + with_the_third + alone
}

/// 40 studies of 128 rows at 4 plays: their mean must lie within four of its standard errors, and the plain plug-in of
/// the mean of the plays must not, so that the correction is seen to do something.
#[test]
fn chance_does_not_bias_the_indices_of_the_expected_outcome() {
    let studies: Vec<Vec<Row>> = (0..40)
        .map(|study| rows(100 + study, 128, 3, 4, noisy))
        .collect();
    let over = |of: &dyn Fn(&Estimate) -> f64| {
        let mut moments = crate::stats::moments::Moments::default();
        studies
            .iter()
            .for_each(|rows| moments.add(of(&estimate(rows.iter(), 3))));
        (moments.mean(), moments.sd() / 40f64.sqrt())
    };
    let check = |of: &dyn Fn(&Estimate) -> f64, wanted: f64, what: &str| {
        let (mean, error) = over(of);
        let z = (mean - wanted) / error;
        assert!(z.abs() < 4.0, "{what}: mean {mean}, wanted {wanted}, z {z}");
    };
    let variance = ishigami_variance();
    check(&|it| it.not_knowing, variance, "variance");
    // Var of a uniform of width 12, of 20 x3 times a unit one (E x3² = 1/3), of two equally likely values.
    check(&|it| it.chance, 12.0 + 400.0 / 36.0 + 4.0, "chance");
    for input in 0..3 {
        check(
            &|it| it.first[input] * it.not_knowing,
            ISHIGAMI_FIRST[input] * variance,
            "first",
        );
        check(
            &|it| it.total[input] * it.not_knowing,
            ISHIGAMI_TOTAL[input] * variance,
            "total",
        );
    }
    // Without the correction the total of the third input is too large by half the variance of its paired difference:
    // 400/12 E(x3 - x3')² / 2 / 4 plays = 0.69 on 3.37.
    let plain = ISHIGAMI_TOTAL[2] * variance + 400.0 / 12.0 / 6.0 / 2.0 / 4.0;
    let (mean, error) = over(&|it| it.total[2] * it.not_knowing);
    assert!(
        (plain - mean) / error > 4.0,
        "{plain} lies {} errors away",
        (plain - mean) / error
    );
}

/// Of 60 studies with chance the 95 % intervals of the indices hold the truth in at least 51: 57 are expected, and fewer than
/// 51 would happen once in 1,400 times if an interval held with 95 %.
#[test]
fn bootstrap_intervals_hold_the_published_values() {
    let mut held = [0; 8];
    for study in 0..60 {
        let rows = rows(1000 + study, 128, 3, 4, noisy);
        let shares = shares(&rows, 300, |sample| stream(study << 32 | sample as u64)).unwrap();
        let holds = |it: Bounded, truth: f64| usize::from(it.low <= truth && truth <= it.high);
        for input in 0..3 {
            held[input] += holds(shares.inputs[input].first, ISHIGAMI_FIRST[input]);
            held[3 + input] += holds(shares.inputs[input].total, ISHIGAMI_TOTAL[input]);
        }
        held[6] += holds(shares.not_knowing, ishigami_variance());
        let chance = 12.0 + 400.0 / 36.0 + 4.0;
        held[7] += holds(
            shares.not_knowing_share,
            ishigami_variance() / (ishigami_variance() + chance),
        );
    }
    assert!(held.iter().all(|count| *count >= 51), "{held:?} of 60");
}

#[test]
fn a_row_by_hand() {
    // Two plays of A = (1, 3), B = (2, 2), AB = (3, 4).
    let row = Row::of(&[1.0, 3.0, 2.0, 2.0, 3.0, 4.0], 2).unwrap();
    // A - B = (-1, 1): the product of the two different plays is -1, half of it counts.
    assert_eq!(row.not_knowing, -0.5);
    // Sample variances 2, 0 and 1/2.
    assert_eq!(row.chance, 2.5 / 3.0);
    // AB - A = (2, 1) against B - (A + AB) / 2 = (0, -3/2): (3 x -3/2 + 3/2) / 2 of different plays; its own product 2 x 1.
    assert_eq!((row.first[0], row.total[0]), (-1.5, 1.0));
}

#[test]
fn one_input_carries_all_that_is_not_chance() {
    let rows = rows(4, 64, 1, 4, |point, chance| {
        3.0 * point[0] + 20.0 * chance[0]
    });
    let shares = found(&rows);
    let only = shares.inputs[0];
    assert!((only.first.value - 1.0).abs() < 1e-9 && (only.total.value - 1.0).abs() < 1e-9);
    agrees(shares.not_knowing, 9.0 / 12.0, 0.2, "variance");
    agrees(shares.chance, 400.0 / 12.0, 4.0, "chance");
}

#[test]
fn an_undefined_play_is_left_out_at_every_point_of_its_row() {
    let with = Row::of(&[1.0, f64::NAN, 3.0, 2.0, 5.0, 2.0], 3);
    assert_eq!(with, Row::of(&[1.0, 3.0, 2.0, 2.0], 2));
    assert_eq!(Row::of(&[1.0, f64::NAN, 2.0, 2.0], 2), None);
}

#[test]
fn an_outcome_that_no_input_moves_has_no_indices() {
    let rows = rows(3, 64, 2, 4, |_, chance| chance[0]);
    let shares = found(&rows);
    assert!(shares.not_knowing.low <= 0.0, "{:?}", shares.not_knowing);
    assert!(
        shares.not_knowing_share.high < 0.1,
        "{:?}",
        shares.not_knowing_share
    );
    assert!((shares.chance.value - 1.0 / 12.0).abs() < 4.0 * shares.chance.error);
}
