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

/// Gini coefficient of counts: half the mean absolute difference between two of them, over their mean. 0 all alike,
/// (k - 1)/k all on one of k. NaN without a count above 0.
pub fn gini(counts: &[u32]) -> f64 {
    let sum: f64 = counts.iter().map(|count| f64::from(*count)).sum();
    let mut sorted = counts.to_vec();
    sorted.sort_unstable();
    let places = counts.len() as f64;
    let ranked = sorted.iter().enumerate();
    let weighted: f64 = ranked
        .map(|(rank, count)| (2.0 * (rank as f64 + 1.0) - places - 1.0) * f64::from(*count))
        .sum();
    weighted / (places * sum)
}

/// Expected Gini coefficient of `events` that fall on `places` independently, each place with equal chance. NaN without
/// events or places.
///
/// Exact: by symmetry (places - 1) / (2 events) x the mean absolute difference of two places' counts. Those two together
/// are hit Binomial(events, 2/places) times, and of s hits the difference of two halves is on average
/// s x C(s - 1, floor((s - 1) / 2)) / 2^(s - 1) (De Moivre's mean deviation of a binomial count).
pub fn expected_gini(events: u64, places: u64) -> f64 {
    if events == 0 || places == 0 {
        return f64::NAN;
    }
    if places == 1 {
        return 0.0;
    }
    let on_two = terms(events as usize, (2.0 / places as f64).min(1.0));
    // C(m, floor(m/2)) / 2^m for m = s - 1, kept by recursion: odd m repeats the even one before it.
    let (mut central, mut difference) = (1.0, 0.0);
    for (hits, likely) in on_two.into_iter().enumerate().skip(1) {
        let m = hits as f64 - 1.0;
        if hits > 1 && m % 2.0 == 0.0 {
            central *= (m - 1.0) / m;
        }
        // For odd m the middle term is C(m, (m - 1)/2) / 2^m = C(m + 1, (m + 1)/2) / 2^(m + 1).
        let middle = if m % 2.0 == 0.0 {
            central
        } else {
            central * m / (m + 1.0)
        };
        difference += likely * hits as f64 * middle;
    }
    (places - 1) as f64 / (2.0 * events as f64) * difference
}

/// Events up to which [`expected_largest`] adds up every way; beyond, sums of many places are taken as normal.
const EXACT_EVENTS: u64 = 2_000;

/// Expected largest count of `events` that fall on `places` independently, each place with equal chance. NaN without places.
///
/// P(all counts below m) = P(Y < m)^places x P(W = events) / P(N = events), where Y is Poisson with mean events/places, W the
/// sum of as many Y as there are places, each below m, and N is Poisson with mean events. P(W = events) is exact up to 2,000
/// events; beyond, the normal density at W's mean and variance, with the correction for its skewness: within half a percent.
///
/// Source: B. Levin (1981), A representation for multinomial cumulative distribution functions, Annals of Statistics 9,
/// 1123-1126.
pub fn expected_largest(events: u64, places: u64) -> f64 {
    if places == 0 {
        return f64::NAN;
    }
    if events == 0 || places == 1 {
        return events as f64;
    }
    // E[max] = sum over m of P(max >= m); nobody can have less than the mean of all.
    let least = events.div_ceil(places);
    let mut expected = least as f64;
    for most in least..events {
        let above = 1.0 - all_at_most(most, events, places);
        expected += above.max(0.0);
        if above < 1e-12 {
            break;
        }
    }
    expected
}

/// Probability that no place has more than `most` of the events.
fn all_at_most(most: u64, events: u64, places: u64) -> f64 {
    let mean = events as f64 / places as f64;
    let poisson = Poisson::new(mean).expect("a mean above 0");
    let all = Poisson::new(events as f64).expect("a mean above 0");
    let one: Vec<f64> = (0..=most).map(|count| poisson.pmf(count)).collect();
    let whole = all.pmf(events);
    if events <= EXACT_EVENTS {
        return at(&power(&one, places, events as usize), events as usize) / whole;
    }
    let kept: f64 = one.iter().sum();
    let moment = |order: i32, about: f64| -> f64 {
        let counts = one.iter().enumerate();
        let sum: f64 = counts
            .map(|(count, likely)| likely * (count as f64 - about).powi(order))
            .sum();
        sum / kept
    };
    let centre = moment(1, 0.0);
    let (variance, skew) = (moment(2, centre), moment(3, centre));
    let sum_variance = variance * places as f64;
    let z = (events as f64 - centre * places as f64) / sum_variance.sqrt();
    let skewness = skew / variance.powf(1.5) / (places as f64).sqrt();
    let density = (-0.5 * z * z).exp() / (std::f64::consts::TAU * sum_variance).sqrt();
    let corrected = density * (1.0 + skewness / 6.0 * (z * z * z - 3.0 * z));
    (places as f64 * kept.ln()).exp() * corrected.max(0.0) / whole
}

fn at(terms: &[f64], position: usize) -> f64 {
    terms.get(position).copied().unwrap_or(0.0)
}

/// Probabilities of the sum of `places` independent counts, up to `most`; by repeated squaring, every term positive.
fn power(one: &[f64], mut places: u64, most: usize) -> Vec<f64> {
    let mut sum = vec![1.0];
    let mut square = one.to_vec();
    while places > 0 {
        if places % 2 == 1 {
            sum = convolve(&sum, &square, most);
        }
        places /= 2;
        if places > 0 {
            square = convolve(&square, &square, most);
        }
    }
    sum
}

fn convolve(a: &[f64], b: &[f64], most: usize) -> Vec<f64> {
    let mut sums = vec![0.0; (a.len() + b.len() - 1).min(most + 1)];
    for (first, left) in a.iter().enumerate() {
        for (sum, right) in sums.iter_mut().skip(first).zip(b) {
            *sum += left * right;
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean over all ways in which the events can fall, one by one, of what is read from the counts.
    fn mean_over_ways(events: u32, places: u64, read: impl Fn(&[u32]) -> f64) -> f64 {
        let ways = places.pow(events);
        let values = (0..ways).map(|mut way| {
            let mut counts = vec![0; places as usize];
            for _ in 0..events {
                counts[(way % places) as usize] += 1;
                way /= places;
            }
            read(&counts)
        });
        values.sum::<f64>() / ways as f64
    }

    #[test]
    fn the_expected_gini_and_the_expected_largest_agree_with_counting_every_way() {
        for places in 1..=6 {
            for events in 1..=7 {
                let found = expected_gini(u64::from(events), places);
                let wanted = mean_over_ways(events, places, gini);
                assert!(
                    (found - wanted).abs() < 1e-12,
                    "Gini of {events} on {places}: {found} for {wanted}"
                );
                let found = expected_largest(u64::from(events), places);
                let most = |counts: &[u32]| f64::from(counts.iter().copied().max().unwrap());
                let wanted = mean_over_ways(events, places, most);
                assert!(
                    (found - wanted).abs() < 1e-10,
                    "largest of {events} on {places}: {found} for {wanted}"
                );
            }
        }
    }

    #[test]
    fn the_expected_largest_is_the_sum_of_its_tail() {
        for (events, places) in [(5, 7), (20, 7), (60, 12)] {
            let tail: f64 = (1..=events)
                .map(|least| most_on_one(least, events, places))
                .sum();
            let found = expected_largest(events, places);
            assert!(
                (found - tail).abs() < 1e-9,
                "{events} on {places}: {found} for {tail}"
            );
        }
    }

    #[test]
    fn many_events_are_close_to_the_exact_answer_where_the_normal_takes_over() {
        // Just above and just below the change the answer must go on smoothly.
        for places in [7, 60, 500] {
            let largest = |events: u64| expected_largest(events, places);
            let (before, at, after) = (largest(1999), largest(2000), largest(2001));
            let jump = (after - at) - (at - before);
            assert!(
                jump.abs() < 0.005 * at,
                "on {places}: {before}, {at}, {after}"
            );
        }
    }

    #[test]
    fn the_gini_of_counts_is_none_when_all_are_alike_and_nearly_one_when_one_has_all() {
        assert_eq!(gini(&[2, 2, 2]), 0.0);
        assert!((gini(&[0, 0, 0, 5]) - 0.75).abs() < 1e-12);
        // Half the mean absolute difference over the mean: |differences| of (3, 1, 1) add to 8 over 9 pairs; mean 5/3.
        assert!((gini(&[1, 3, 1]) - 8.0 / 9.0 / 2.0 / (5.0 / 3.0)).abs() < 1e-12);
        assert!(gini(&[0, 0]).is_nan());
        assert!(expected_gini(0, 3).is_nan());
        assert_eq!(expected_gini(9, 1), 0.0);
        assert_eq!(expected_largest(9, 1), 9.0);
        assert!(expected_largest(1, 0).is_nan());
    }

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
