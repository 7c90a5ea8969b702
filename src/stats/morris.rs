//! Morris's screening: which of many inputs matter, from steps of one input at a time.
//!
//! A trajectory starts somewhere on a grid of the unit cube and moves one input after the other by half its range, in random
//! order. An elementary effect is the change of the outcome over the step, per whole range of the input. Over trajectories:
//!
//! - `mean_absolute` (mu*): how much the input moves the outcome;
//! - `mean` (mu): in which direction on the whole;
//! - `spread` (sigma): how much this differs from place to place, by bends or by other inputs.
//!
//! Each point of a trajectory is played m times under the same chance, and each trajectory has chance of its own, so an
//! effect is a mean of paired differences with a known standard error. What that error alone adds is taken off `spread`, and
//! is given beside mu* as `noise`: the mu* that an input without any effect would show. The four levels of the grid lie at the
//! middle of four equal intervals, so that no input is put at the end of an unbounded distribution. Knows no domain.
//!
//! Source: M. D. Morris (1991), Technometrics 33, 161-174; F. Campolongo, J. Cariboni and A. Saltelli (2007), Environ.
//! Model. Softw. 22, 1509-1518.

use super::bootstrap::{Bounded, resample};
use super::design::shuffled;

/// Levels of the grid of each input.
const LEVELS: usize = 4;

/// A step of one input: half the levels.
const STEP: usize = LEVELS / 2;

/// The points of a trajectory, one more than there are inputs; each differs from the one before in one input.
pub fn trajectory(inputs: usize, mut uniform: impl FnMut() -> f64) -> Vec<Vec<f64>> {
    let mut levels: Vec<usize> = (0..inputs)
        .map(|_| ((uniform() * LEVELS as f64) as usize).min(LEVELS - 1))
        .collect();
    let place = |levels: &[usize]| -> Vec<f64> {
        levels
            .iter()
            .map(|level| (*level as f64 + 0.5) / LEVELS as f64)
            .collect()
    };
    let mut points = vec![place(&levels)];
    for input in shuffled(inputs, uniform) {
        levels[input] = (levels[input] + STEP) % LEVELS;
        points.push(place(&levels));
    }
    points
}

/// An elementary effect: the change of the outcome per whole range of the input, and the variance of its error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    pub value: f64,
    pub error_variance: f64,
}

/// The effects of a trajectory, by input. `values`: by point, then by play. A play with an undefined value at any point is
/// left out; `None` where fewer than two are left (or where the only one is undefined).
pub fn effects(points: &[Vec<f64>], values: &[f64], plays: usize) -> Option<Vec<Effect>> {
    let played: Vec<&[f64]> = values.chunks_exact(plays).collect();
    let whole = |play: &usize| played.iter().all(|point| point[*play].is_finite());
    let kept: Vec<usize> = (0..plays).filter(whole).collect();
    if kept.is_empty() || (kept.len() == 1 && plays > 1) {
        return None;
    }
    let mut effects = vec![
        Effect {
            value: 0.0,
            error_variance: 0.0
        };
        points.len() - 1
    ];
    for (places, outcomes) in points.windows(2).zip(played.windows(2)) {
        let moved = places[0]
            .iter()
            .zip(&places[1])
            .position(|(from, to)| from != to)?;
        let length = places[1][moved] - places[0][moved];
        let change = |play: &usize| (outcomes[1][*play] - outcomes[0][*play]) / length;
        let mut moments = super::moments::Moments::default();
        moments.add_all(kept.iter().map(change));
        let variance = moments.sd().powi(2) / kept.len() as f64;
        effects[moved] = Effect {
            value: moments.mean(),
            error_variance: if kept.len() == 1 { 0.0 } else { variance },
        };
    }
    Some(effects)
}

/// How much one input moves the outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Importance {
    /// mu* [unit of the outcome, per whole range of the input].
    pub mean_absolute: Bounded,
    /// mu.
    pub mean: Bounded,
    /// sigma, without what the error of the effects adds; 0 where there is nothing else.
    pub spread: f64,
    /// The mu* that the error of the effects alone would give.
    pub noise: f64,
}

/// The importance of each input, from the effects of trajectories, with bootstrap intervals from `samples` samples of them;
/// `uniforms` gives the stream of uniform numbers of a sample. `None` of fewer than two trajectories.
pub fn screening<U: FnMut() -> f64>(
    trajectories: &[Vec<Effect>],
    samples: usize,
    uniforms: impl Fn(usize) -> U,
) -> Option<Vec<Importance>> {
    if trajectories.len() < 2 {
        return None;
    }
    let drawn: Vec<Vec<usize>> = (0..samples)
        .map(|sample| resample(trajectories.len(), uniforms(sample)))
        .collect();
    let inputs = 0..trajectories[0].len();
    Some(
        inputs
            .map(|input| importance(trajectories, input, &drawn))
            .collect(),
    )
}

fn importance(trajectories: &[Vec<Effect>], input: usize, drawn: &[Vec<usize>]) -> Importance {
    let count = trajectories.len() as f64;
    let bounded = |of: fn(f64) -> f64| {
        let mean = |sum: f64| sum / count;
        let whole = trajectories.iter().map(|it| of(it[input].value)).sum();
        let sample = |rows: &Vec<usize>| {
            mean(
                rows.iter()
                    .map(|row| of(trajectories[*row][input].value))
                    .sum(),
            )
        };
        Bounded::new(mean(whole), drawn.iter().map(sample).collect())
    };
    let mut moments = super::moments::Moments::default();
    moments.add_all(trajectories.iter().map(|it| it[input].value));
    let errors = || trajectories.iter().map(|it| it[input].error_variance);
    let own = moments.sd().powi(2) - errors().sum::<f64>() / count;
    // The mean of the absolute value of a normal variable is its standard deviation times the root of 2 / pi.
    let noise = errors().map(f64::sqrt).sum::<f64>() / count * std::f64::consts::FRAC_2_PI.sqrt();
    Importance {
        mean_absolute: bounded(f64::abs),
        mean: bounded(|value| value),
        spread: own.max(0.0).sqrt(),
        noise,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(seed: u64) -> impl FnMut() -> f64 {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            ((state >> 12) as f64 + 0.5) / (1u64 << 52) as f64
        }
    }

    fn screened(
        inputs: usize,
        trajectories: u64,
        plays: usize,
        function: impl Fn(&[f64], f64) -> f64,
    ) -> Vec<Importance> {
        let all: Vec<Vec<Effect>> = (0..trajectories)
            .map(|number| {
                let points = trajectory(inputs, stream(number + 1));
                let mut chance = stream(9000 + number);
                let draws: Vec<f64> = (0..plays).map(|_| chance()).collect();
                let play = |point: &Vec<f64>| {
                    draws
                        .iter()
                        .map(|draw| function(point, *draw))
                        .collect::<Vec<f64>>()
                };
                let values: Vec<f64> = points.iter().flat_map(play).collect();
                effects(&points, &values, plays).unwrap()
            })
            .collect();
        screening(&all, 200, |sample| stream(77_000 + sample as u64)).unwrap()
    }

    #[test]
    fn a_trajectory_moves_every_input_once_and_stays_inside_the_cube() {
        for seed in 0..50 {
            let points = trajectory(6, stream(seed));
            assert_eq!(points.len(), 7);
            let mut moved = [0; 6];
            for pair in points.windows(2) {
                let steps: Vec<f64> = pair[0]
                    .iter()
                    .zip(&pair[1])
                    .map(|(from, to)| (to - from).abs())
                    .collect();
                assert_eq!(steps.iter().sum::<f64>(), 0.5);
                moved[steps.iter().position(|step| *step > 0.0).unwrap()] += 1;
            }
            assert_eq!(moved, [1; 6]);
            assert!(
                points
                    .iter()
                    .flatten()
                    .all(|it| [0.125, 0.375, 0.625, 0.875].contains(it))
            );
        }
    }

    #[test]
    fn the_effects_of_a_straight_function_are_its_slopes() {
        let slopes = [3.0, -2.0, 0.0];
        let line = |point: &[f64], chance: f64| {
            point
                .iter()
                .zip(slopes)
                .map(|(x, slope)| x * slope)
                .sum::<f64>()
                + 100.0 * chance
        };
        for (found, slope) in screened(3, 8, 3, line).into_iter().zip(slopes) {
            assert!((found.mean.value - slope).abs() < 1e-9, "{found:?}");
            assert!(
                (found.mean_absolute.value - slope.abs()).abs() < 1e-9,
                "{found:?}"
            );
            // Chance that all points share leaves no trace.
            assert!(found.spread < 1e-6 && found.noise < 1e-9, "{found:?}");
        }
    }

    /// Morris's own test function of 20 inputs (1991, section 5), with its small coefficients as (-1)^i and (-1)^(i+j):
    /// inputs 1 to 10 matter, and of these 1 to 7 bend or act together while 8 to 10 act alone.
    #[test]
    fn the_inputs_of_morris_function_fall_into_his_groups() {
        let sign = |power: usize| if power.is_multiple_of(2) { 1.0 } else { -1.0 };
        let function = |point: &[f64], _: f64| {
            let w: Vec<f64> = (1..=20)
                .zip(point)
                .map(|(i, x)| match i {
                    3 | 5 | 7 => 2.0 * (1.1 * x / (x + 0.1) - 0.5),
                    _ => 2.0 * (x - 0.5),
                })
                .collect();
            let mut sum = 0.0;
            for i in 1..=20usize {
                sum += w[i - 1] * if i <= 10 { 20.0 } else { sign(i) };
                for j in i + 1..=20 {
                    sum += w[i - 1] * w[j - 1] * if j <= 6 { -15.0 } else { sign(i + j) };
                    for l in j + 1..=5 {
                        sum -= 10.0 * w[i - 1] * w[j - 1] * w[l - 1];
                    }
                }
            }
            sum + 5.0 * w[..4].iter().product::<f64>()
        };
        let found = screened(20, 40, 1, function);
        let least = found[..10]
            .iter()
            .map(|it| it.mean_absolute.value)
            .fold(f64::MAX, f64::min);
        let most = found[10..]
            .iter()
            .map(|it| it.mean_absolute.value)
            .fold(0.0, f64::max);
        assert!(
            least > 2.0 * most,
            "{least} of the ten that matter, {most} of the others"
        );
        let bent = found[..7]
            .iter()
            .map(|it| it.spread)
            .fold(f64::MAX, f64::min);
        let straight = found[7..10].iter().map(|it| it.spread).fold(0.0, f64::max);
        assert!(
            bent > 2.0 * straight,
            "{bent} where they bend, {straight} where not"
        );
    }

    /// An input without effect in the expected outcome, whose effects are pure chance: mu* is about the noise that is
    /// stated, and nothing is left of sigma.
    #[test]
    fn the_noise_is_the_mean_absolute_effect_of_chance_alone() {
        let kick = |point: &[f64], chance: f64| 12f64.sqrt() * (chance - 0.5) * point[0] + point[1];
        let found = screened(2, 400, 16, kick);
        let (idle, real) = (found[0], found[1]);
        let ratio = idle.mean_absolute.value / idle.noise;
        assert!(
            (ratio - 1.0).abs() < 0.15,
            "mu* {} against {}",
            idle.mean_absolute.value,
            idle.noise
        );
        // The standard deviation of the mean of 16 unit draws is a quarter.
        assert!((idle.noise - 0.25 * 0.798).abs() < 0.02, "{}", idle.noise);
        assert!(idle.spread < 0.1, "{}", idle.spread);
        assert!((real.mean.value - 1.0).abs() < 1e-9 && real.noise < 1e-9);
    }

    #[test]
    fn a_trajectory_without_two_whole_plays_says_nothing() {
        let points = vec![vec![0.125], vec![0.625]];
        assert_eq!(effects(&points, &[1.0, f64::NAN, 2.0, 3.0], 2), None);
        let found = effects(&points, &[1.0, f64::NAN, 2.0, 3.0, 3.0, 5.0], 3).unwrap();
        assert_eq!(found[0].value, 5.0);
        assert!((found[0].error_variance - 1.0).abs() < 1e-12);
        assert!(screening(&[found], 10, stream_of).is_none());
    }

    fn stream_of(_: usize) -> fn() -> f64 {
        || 0.5
    }
}
