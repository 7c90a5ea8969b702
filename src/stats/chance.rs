//! What chance alone does: how unevenly independent events fall, and how many of them there are.
//!
//! All exact: no simulation.

use statrs::distribution::{Binomial, Discrete, DiscreteCDF, Poisson};

/// Probability that at least `least` of `events` fall on one and the same of `places`, each event on each place with equal
/// chance, independently: the upper tail of the largest count of a multinomial. 0 without places.
///
/// The counts below `least` are summed by the recursion over places P(k, m) = Σ_j C(m, j) (1/k)^j (1 - 1/k)^(m - j)
/// P(k - 1, m - j) with j < `least`: the k-th place takes j of the m events left. Every term is positive, so no digit is
/// lost by cancelling.
///
/// Source: C. J. Corrado (2011), The exact distribution of the maximum, minimum and the range of multinomial/Dirichlet and
/// multivariate hypergeometric frequencies, Statistics and Computing 21, 349-359.
pub fn most_on_one(least: u64, events: u64, places: u64) -> f64 {
    if places == 0 || least > events {
        return 0.0;
    }
    let events = events as usize;
    // Probability that m events on the places so far leave each with fewer than `least`.
    let mut below: Vec<f64> = (0..=events)
        .map(|m| if (m as u64) < least { 1.0 } else { 0.0 })
        .collect();
    for place in 2..=places {
        let share = 1.0 / place as f64;
        below = (0..=events)
            .map(|m| {
                let most = m.min(least.saturating_sub(1) as usize);
                let taken = terms(m, share).into_iter().take(most + 1);
                let rest = below[m - most..=m].iter().rev();
                taken.zip(rest).map(|(term, rest)| term * rest).sum::<f64>()
            })
            .collect();
    }
    (1.0 - below[events]).clamp(0.0, 1.0)
}

/// Binomial probabilities of 0, 1, ... of `count`, each with probability `share` below 1.
fn terms(count: usize, share: f64) -> Vec<f64> {
    let binomial = Binomial::new(share, count as u64).expect("a share between 0 and 1");
    (0..=count as u64).map(|hits| binomial.pmf(hits)).collect()
}

/// Probability that at least `least` of `events` fall on one place named beforehand.
pub fn on_a_named_one(least: u64, events: u64, places: u64) -> f64 {
    match (least.checked_sub(1), places) {
        (_, 0) => 0.0,
        (None, _) => 1.0,
        (Some(below), places) => Binomial::new(1.0 / places as f64, events)
            .expect("a share of at most 1")
            .sf(below),
    }
}

/// Probability of at least `least` events where `mean` are expected and each comes independently of the others (Poisson).
pub fn poisson_at_least(least: u64, mean: f64) -> f64 {
    match least.checked_sub(1) {
        None => 1.0,
        Some(below) if mean > 0.0 => Poisson::new(mean).map_or(f64::NAN, |it| it.sf(below)),
        Some(_) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All ways in which the events can fall, one by one.
    fn enumerated(least: u64, events: u32, places: u64) -> f64 {
        let ways = places.pow(events);
        let hits = (0..ways).filter(|way| {
            let mut counts = vec![0; places as usize];
            let mut way = *way;
            for _ in 0..events {
                counts[(way % places) as usize] += 1;
                way /= places;
            }
            counts.into_iter().any(|count| count >= least)
        });
        hits.count() as f64 / ways as f64
    }

    #[test]
    fn the_largest_count_agrees_with_counting_every_way() {
        for places in 1..=5 {
            for events in 0..=6 {
                for least in 0..=7 {
                    let (found, wanted) = (
                        most_on_one(least, u64::from(events), places),
                        enumerated(least, events, places),
                    );
                    assert!(
                        (found - wanted).abs() < 1e-12,
                        "{least} of {events} on one of {places}: {found} for {wanted}"
                    );
                }
            }
        }
    }

    /// 7 x P(at least 3 of 5 on one) = 7 x 391 / 16,807: no two can have three of five.
    #[test]
    fn three_of_five_on_one_of_seven_is_chance_in_sixteen_of_a_hundred_years() {
        let found = most_on_one(3, 5, 7);
        assert!((found - 7.0 * 391.0 / 16_807.0).abs() < 1e-12, "{found}");
        assert!((found - 0.16285).abs() < 5e-5, "{found}");
        assert!((on_a_named_one(3, 5, 7) - 391.0 / 16_807.0).abs() < 1e-12);
    }

    /// The birthday problem: 23 people, 365 days, two on one day in 50.73 of 100.
    #[test]
    fn the_birthday_problem_comes_out() {
        let found = most_on_one(2, 23, 365);
        assert!((found - 0.507_297).abs() < 1e-6, "{found}");
    }

    #[test]
    fn impossible_and_certain_counts_are_so() {
        assert_eq!(most_on_one(6, 5, 7), 0.0);
        assert_eq!(most_on_one(1, 5, 7), 1.0);
        assert_eq!(most_on_one(0, 5, 7), 1.0);
        assert_eq!(most_on_one(5, 5, 1), 1.0);
        assert_eq!(poisson_at_least(0, 1.0), 1.0);
        assert!((poisson_at_least(3, 1.0) - (1.0 - 2.5 * (-1.0f64).exp())).abs() < 1e-12);
        assert_eq!(poisson_at_least(1, 0.0), 0.0);
    }
}
