//! Cooperative games: what a whole is worth, shared out among those who made it. Knows no domain.
//!
//! A game of n players is a table of 2^n values, one for each set of players: bit i of a position says whether player i
//! is in the set. Everything here is linear in the table, so that the mean over many games of one game's answer is the answer
//! of the mean game.
//!
//! Sources: L. S. Shapley (1953), Contributions to the Theory of Games II, 307-317; M. Grabisch and M. Roubens (1999), Int. J.
//! Game Theory 28, 547-565 (interaction index); J. Castro, D. Gómez and J. Tejada (2009), Comput. Oper. Res. 36, 1726-1730
//! (sampled orders).

/// Players of a table of values.
fn players(game: &[f64]) -> usize {
    debug_assert!(game.len().is_power_of_two());
    game.len().trailing_zeros() as usize
}

/// 1 over the number of ways to choose `of` from `among`, by `of`.
fn inverse_choices(among: usize) -> Vec<f64> {
    let mut choices = vec![1.0];
    for of in 0..among {
        choices.push(choices[of] * (among - of) as f64 / (of + 1) as f64);
    }
    choices.into_iter().map(|ways| 1.0 / ways).collect()
}

/// The Shapley value of each player: what joining adds to the value, averaged over all orders in which the players may join.
/// The values add up to `game[all] - game[none]`. NaN where a value of the game is.
pub fn values(game: &[f64]) -> Vec<f64> {
    let players = players(game);
    if players == 0 {
        return Vec::new();
    }
    // |S|! (n - |S| - 1)! / n! = 1 / (n (n - 1 choose |S|)).
    let weights = inverse_choices(players - 1);
    let of = |player: usize| {
        let without = (0..game.len()).filter(|set| set & (1 << player) == 0);
        let sum: f64 = without
            .map(|set| weights[set.count_ones() as usize] * (game[set | (1 << player)] - game[set]))
            .sum();
        sum / players as f64
    };
    (0..players).map(of).collect()
}

/// Pairs of players, in the order of [`interactions`].
pub fn pairs(players: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..players).flat_map(move |one| (one + 1..players).map(move |other| (one, other)))
}

/// The Shapley interaction index of each pair: what two add together beyond what each adds without the other, averaged over
/// the sets of the rest with the Shapley weights. Above 0 the two do more together, below 0 one does what the other would.
pub fn interactions(game: &[f64]) -> Vec<f64> {
    let players = players(game);
    if players < 2 {
        return Vec::new();
    }
    let weights = inverse_choices(players - 2);
    let of = |(one, other): (usize, usize)| {
        let (one, other) = (1 << one, 1 << other);
        let without = (0..game.len()).filter(|set| set & (one | other) == 0);
        let sum: f64 = without
            .map(|set| {
                let more =
                    game[set | one | other] - game[set | one] - game[set | other] + game[set];
                weights[set.count_ones() as usize] * more
            })
            .sum();
        sum / (players - 1) as f64
    };
    pairs(players).map(of).collect()
}

/// An order of the players from uniform numbers in (0, 1), each order as likely as any other (Fisher and Yates).
pub fn order(players: usize, mut uniform: impl FnMut() -> f64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..players).collect();
    for place in (1..players).rev() {
        let choice = (uniform() * (place + 1) as f64) as usize;
        order.swap(place, choice.min(place));
    }
    order
}

/// The set of the first `length` players of an order.
pub fn first(order: &[usize], length: usize) -> usize {
    order[..length]
        .iter()
        .fold(0, |set, player| set | (1 << player))
}

/// What each player adds when the players join in one order; `worth` gives the value of the set of the first so many. Over
/// random orders its expectation is the Shapley value, and in every order the parts add up to the whole.
pub fn walk(order: &[usize], worth: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut parts = vec![0.0; order.len()];
    for (place, player) in order.iter().enumerate() {
        parts[*player] = worth(place + 1) - worth(place);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table from a rule on sets.
    fn game(players: usize, worth: impl Fn(usize) -> f64) -> Vec<f64> {
        (0..1usize << players).map(worth).collect()
    }

    fn has(set: usize, player: usize) -> bool {
        set & (1 << player) != 0
    }

    /// Values without any pattern.
    fn rough(players: usize) -> Vec<f64> {
        game(players, |set| {
            let word = (set as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            ((word ^ (word >> 29)) >> 11) as f64 / (1u64 << 53) as f64 * 1e3
        })
    }

    fn close(found: &[f64], wanted: &[f64]) {
        let off = found
            .iter()
            .zip(wanted)
            .map(|(it, other)| (it - other).abs());
        let worst = off.fold(0.0, f64::max);
        assert!(
            found.len() == wanted.len() && worst < 1e-10,
            "found {found:?}, wanted {wanted:?}"
        );
    }

    /// The glove game, done by hand: one left glove (player 0) and two right ones; a pair is worth 1.
    #[test]
    fn the_one_left_glove_is_worth_two_thirds_and_each_right_one_a_sixth() {
        let gloves = game(3, |set| {
            f64::from(u8::from(has(set, 0) && (has(set, 1) || has(set, 2))))
        });
        close(&values(&gloves), &[2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]);
        // Left and right do more together; two rights are in each other's way.
        close(&interactions(&gloves), &[0.5, 0.5, -0.5]);
    }

    #[test]
    fn the_values_add_up_to_the_whole() {
        for players in 1..=7 {
            let rough = rough(players);
            let whole = rough[rough.len() - 1] - rough[0];
            let sum: f64 = values(&rough).iter().sum();
            assert!(
                (sum - whole).abs() < 1e-9,
                "{players} players: {sum}, not {whole}"
            );
        }
    }

    #[test]
    fn players_who_do_the_same_get_the_same_and_one_who_does_nothing_gets_nothing() {
        // 0 and 2 count alike; 1 counts for nothing.
        let worth = |set: usize| {
            let heads = u32::from(has(set, 0)) + u32::from(has(set, 2));
            10.0 + f64::from(heads.pow(3)) + if has(set, 3) { 0.7 } else { 0.0 }
        };
        let shares = values(&game(4, worth));
        assert!((shares[0] - shares[2]).abs() < 1e-12, "{shares:?}");
        assert_eq!(shares[1], 0.0);
        assert!((shares[3] - 0.7).abs() < 1e-12, "{shares:?}");
    }

    #[test]
    fn where_nobody_needs_another_all_get_their_own_and_no_pair_interacts() {
        let own = [3.0, -1.5, 0.25, 8.0];
        let sum = |set: usize| (0..4).filter(|it| has(set, *it)).map(|it| own[it]).sum();
        let added = game(4, sum);
        close(&values(&added), &own);
        close(&interactions(&added), &[0.0; 6]);
    }

    #[test]
    fn two_who_must_meet_share_what_they_make_and_their_index_is_all_of_it() {
        let both = game(3, |set| {
            if has(set, 0) && has(set, 2) {
                12.0
            } else {
                0.0
            }
        });
        close(&values(&both), &[6.0, 0.0, 6.0]);
        close(&interactions(&both), &[0.0, 12.0, 0.0]);
    }

    #[test]
    fn sampled_orders_come_to_the_exact_values() {
        let rough = rough(6);
        let exact = values(&rough);
        let mut state = 7u64;
        let mut uniform = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1u64 << 53) as f64
        };
        let mut moments = [crate::stats::moments::Moments::default(); 6];
        for _ in 0..20_000 {
            let order = order(6, &mut uniform);
            let parts = walk(&order, |length| rough[first(&order, length)]);
            let whole: f64 = parts.iter().sum();
            assert!((whole - (rough[63] - rough[0])).abs() < 1e-9);
            parts
                .iter()
                .zip(&mut moments)
                .for_each(|(part, moments)| moments.add(*part));
        }
        for (player, (found, exact)) in moments.iter().zip(exact).enumerate() {
            let z = (found.mean() - exact) / (found.sd() / 20_000f64.sqrt());
            assert!(
                z.abs() < 4.0,
                "player {player}: {} for {exact}",
                found.mean()
            );
        }
    }

    #[test]
    fn every_order_of_three_comes_as_often() {
        let mut counts = std::collections::BTreeMap::new();
        for step in 0..6000u32 {
            let mut words = [
                f64::from(step % 3) / 3.0 + 1e-3,
                f64::from(step / 3 % 2) / 2.0 + 1e-3,
            ]
            .into_iter();
            *counts
                .entry(order(3, || words.next().unwrap()))
                .or_insert(0) += 1;
        }
        assert_eq!(counts.values().collect::<Vec<_>>(), [&1000; 6]);
    }
}
