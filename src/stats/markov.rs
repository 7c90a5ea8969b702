//! Markov chains with few states: where they are in the long run, and after a time.
//!
//! All by linear algebra: no simulation. A state is a position; a row of a matrix belongs to the state that is left.

use super::linear;

/// Chances to be in each state in the long run, from the chances of each step (every row adds to 1): π P = π, Σ π = 1.
/// `None` where the chain falls apart into several that do not reach each other.
pub fn stationary(step: &[Vec<f64>]) -> Option<Vec<f64>> {
    let states = step.len();
    let mut rows: Vec<Vec<f64>> = (0..states)
        .map(|to| {
            let mut row: Vec<f64> = step.iter().map(|from| from[to]).collect();
            row[to] -= 1.0;
            row.push(0.0);
            row
        })
        .collect();
    // One balance follows from the others; the sum stands in its place.
    *rows.last_mut()? = vec![1.0; states + 1];
    linear::solve(rows)
}

/// Chances to be in each state in the long run of a chain that moves by one state at a time, from the rates of its steps up
/// and down: π(n) up(n) = π(n + 1) down(n + 1).
pub fn birth_and_death(
    states: usize,
    up: impl Fn(usize) -> f64,
    down: impl Fn(usize) -> f64,
) -> Vec<f64> {
    let mut chances = vec![1.0];
    for state in 1..states {
        chances.push(chances[state - 1] * up(state - 1) / down(state));
    }
    let all: f64 = chances.iter().sum();
    chances.iter().map(|chance| chance / all).collect()
}

/// Chances to be in each state some time later, from each state, by the rates between states (the diagonal is ignored):
/// exp(Q t) by uniformisation, Σ Poisson(k; r t) (I + Q / r)^k with r the fastest way out.
///
/// Source: A. Jensen (1953), Skandinavisk Aktuarietidskrift 36, 87-91.
pub fn after(rates: &[Vec<f64>], time: f64) -> Vec<Vec<f64>> {
    let states = rates.len();
    let out = |from: usize| -> f64 {
        let others = rates[from].iter().enumerate().filter(|it| it.0 != from);
        others.map(|it| it.1).sum()
    };
    let fastest = (0..states).map(out).fold(0.0, f64::max);
    let unit = |from: usize| -> Vec<f64> {
        (0..states)
            .map(|to| f64::from(u8::from(to == from)))
            .collect()
    };
    if fastest * time <= 0.0 {
        return (0..states).map(unit).collect();
    }
    let weights = poisson(fastest * time);
    let from_one = |from: usize| {
        let mut there = unit(from);
        let mut sum = vec![0.0; states];
        for weight in &weights {
            sum.iter_mut()
                .zip(&there)
                .for_each(|(sum, it)| *sum += weight * it);
            there = (0..states)
                .map(|to| {
                    let stays = there[to] * (1.0 - out(to) / fastest);
                    let comes = (0..states).filter(|it| *it != to);
                    stays
                        + comes
                            .map(|it| there[it] * rates[it][to] / fastest)
                            .sum::<f64>()
                })
                .collect();
        }
        sum
    };
    (0..states).map(from_one).collect()
}

/// Chances of 0, 1, ... of `count`, each with chance `share` and independent of the others.
pub fn binomial(count: usize, share: f64) -> Vec<f64> {
    let mut chances = vec![1.0];
    for _ in 0..count {
        let with_one_more = |hits: usize| {
            let hit = hits
                .checked_sub(1)
                .map_or(0.0, |before| chances[before] * share);
            hit + chances.get(hits).map_or(0.0, |it| it * (1.0 - share))
        };
        chances = (0..=chances.len()).map(with_one_more).collect();
    }
    chances
}

/// Chances of 0, 1, ... independent events where `mean` are expected, to where nothing is left that a number could show.
pub fn poisson(mean: f64) -> Vec<f64> {
    let mut chances = vec![(-mean).exp()];
    for count in 1.. {
        let next = chances[count - 1] * mean / count as f64;
        if next < 1e-18 && count as f64 > mean {
            break;
        }
        chances.push(next);
    }
    chances
}

/// Chances of the sum of two independent counts.
pub fn convolved(one: &[f64], other: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; one.len() + other.len() - 1];
    for (a, chance) in one.iter().enumerate() {
        for (b, with) in other.iter().enumerate() {
            sum[a + b] += chance * with;
        }
    }
    sum
}

/// Mean of what a function says of the state.
pub fn mean(chances: &[f64], of: impl Fn(usize) -> f64) -> f64 {
    let states = chances.iter().enumerate();
    states.map(|(state, chance)| chance * of(state)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: &[f64], wanted: &[f64]) {
        assert_eq!(found.len(), wanted.len(), "{found:?}");
        let off = found.iter().zip(wanted).map(|(a, b)| (a - b).abs());
        assert!(off.fold(0.0, f64::max) < 1e-12, "{found:?}, not {wanted:?}");
    }

    /// Sun to rain 0.1, rain to sun 0.5: sun 5 of 6 days.
    #[test]
    fn a_chain_of_two_states_is_in_each_as_its_balance_says() {
        let weather = [vec![0.9, 0.1], vec![0.5, 0.5]];
        near(&stationary(&weather).unwrap(), &[5.0 / 6.0, 1.0 / 6.0]);
        let apart = [vec![1.0, 0.0], vec![0.0, 1.0]];
        assert_eq!(stationary(&apart), None);
        near(
            &birth_and_death(2, |_| 0.1, |_| 0.5),
            &[5.0 / 6.0, 1.0 / 6.0],
        );
    }

    /// Two states with rates a and b: after t the first is left with a / (a + b) (1 - exp(-(a + b) t)).
    #[test]
    fn a_chain_in_time_is_where_its_exponential_says() {
        let (a, b, t) = (0.3f64, 0.7f64, 1.9f64);
        let gone = 1.0 - (-(a + b) * t).exp();
        let found = after(&[vec![0.0, a], vec![b, 0.0]], t);
        near(&found[0], &[1.0 - a / (a + b) * gone, a / (a + b) * gone]);
        near(&found[1], &[b / (a + b) * gone, 1.0 - b / (a + b) * gone]);
        near(&after(&[vec![0.0, a], vec![b, 0.0]], 0.0)[0], &[1.0, 0.0]);
    }

    #[test]
    fn counts_have_the_chances_of_the_tables() {
        near(&binomial(3, 0.5), &[0.125, 0.375, 0.375, 0.125]);
        near(&binomial(0, 0.2), &[1.0]);
        let two = poisson(2.0);
        near(&two[..2], &[(-2.0f64).exp(), 2.0 * (-2.0f64).exp()]);
        assert!((two.iter().sum::<f64>() - 1.0).abs() < 1e-14);
        near(
            &convolved(&binomial(1, 0.5), &binomial(2, 0.5)),
            &binomial(3, 0.5),
        );
        assert!((mean(&binomial(3, 0.5), |count| count as f64) - 1.5).abs() < 1e-12);
    }
}
