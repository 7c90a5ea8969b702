//! Queues with several places, Poisson arrivals and exponential service: Erlang's formulas.
//!
//! The *load* is arrivals per unit of time x mean service, in Erlang. Source: A. K. Erlang (1917), reprinted in E. Brockmeyer,
//! H. L. Halstrøm and A. Jensen, The life and works of A. K. Erlang (1948); with patience: C. Palm (1946), as in A. Mandelbaum
//! and S. Zeltyn (2007), Service engineering in action: the Palm/Erlang-A queue.

use super::markov;

/// Share of arrivals that find every place taken, where they then go away (Erlang B).
pub fn erlang_b(places: usize, load: f64) -> f64 {
    (1..=places).fold(1.0, |blocked, n| {
        load * blocked / (n as f64 + load * blocked)
    })
}

/// Share of arrivals that find every place taken, where they then wait for as long as it takes (Erlang C). The load must be
/// below the number of places.
pub fn erlang_c(places: usize, load: f64) -> f64 {
    let blocked = erlang_b(places, load);
    blocked / (1.0 - load / places as f64 * (1.0 - blocked))
}

/// Mean number waiting under Erlang C.
pub fn erlang_c_waiting(places: usize, load: f64) -> f64 {
    let busy = load / places as f64;
    erlang_c(places, load) * busy / (1.0 - busy)
}

/// Where arrivals wait no longer than an exponential patience (Erlang A): chances of so many in the system, up to where
/// nothing is left that a number could show. `patience` is in mean service times, above 0.
pub fn erlang_a(places: usize, load: f64, patience: f64) -> Vec<f64> {
    let death = |n: usize| n.min(places) as f64 + n.saturating_sub(places) as f64 / patience;
    // Beyond this many each state is at most half as likely as the one before.
    let bound = places + (2.0 * load * patience).ceil() as usize + 64;
    markov::birth_and_death(bound, |_| load, death)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, wanted: f64, tolerance: f64) {
        assert!(
            (found - wanted).abs() <= tolerance,
            "{found}, not {wanted} within {tolerance}"
        );
    }

    /// Printed tables of Erlang B: 2 Erlang on 3 places 0.2105, 5 on 10 places 0.0184, 10 on 10 places 0.2146.
    #[test]
    fn the_loss_formula_gives_the_published_tables() {
        near(erlang_b(3, 2.0), 0.2105, 5e-5);
        near(erlang_b(3, 2.0), 4.0 / 19.0, 1e-15);
        near(erlang_b(10, 5.0), 0.0184, 5e-5);
        near(erlang_b(10, 10.0), 0.2146, 5e-5);
        assert_eq!(erlang_b(0, 2.0), 1.0);
    }

    /// 2 Erlang on 3 places: 4/9 wait, and 8/9 wait at a time on average; one place is the M/M/1 queue: ρ, ρ²/(1 - ρ).
    #[test]
    fn the_delay_formula_gives_the_published_values() {
        near(erlang_c(3, 2.0), 0.4444, 5e-5);
        near(erlang_c_waiting(3, 2.0), 8.0 / 9.0, 1e-14);
        near(erlang_c(1, 0.8), 0.8, 1e-14);
        near(erlang_c_waiting(1, 0.8), 3.2, 1e-13);
    }

    #[test]
    fn patience_without_end_waits_as_long_as_it_takes_and_none_at_all_goes_away() {
        let waiting = |chances: &[f64]| markov::mean(chances, |n| n.saturating_sub(3) as f64);
        near(waiting(&erlang_a(3, 2.0, 1e4)), 8.0 / 9.0, 1e-3);
        let impatient = erlang_a(3, 2.0, 1e-9);
        near(impatient[3], erlang_b(3, 2.0), 1e-8);
        near(waiting(&impatient), 0.0, 1e-8);
        // Patience as long as service: everyone leaves at the same rate, as from infinitely many places.
        near(
            markov::mean(&erlang_a(3, 2.0, 1.0), |n| n as f64),
            2.0,
            1e-12,
        );
    }
}
