//! The order of plans by posts: who has at least as many as whom, everything else alike.
//!
//! Decides in which order a large space is entered and who is next to whom. Whether more posts really are safer is never assumed
//! of the answer: its neighbours are played.

use super::Contender;

/// Whether `few` has no more posts than `many` in every choice that is about posts, and the same of everything else.
pub fn below(few: &[usize], many: &[usize], more: &[bool]) -> bool {
    let pairs = few.iter().zip(many).zip(more);
    few != many
        && few.len() == many.len()
        && pairs
            .into_iter()
            .all(|((few, many), more)| if *more { few <= many } else { few == many })
}

/// Whether two plans differ in one choice alone, there by one alternative (of posts) or by any (of the rest).
pub fn neighbours(one: &[usize], other: &[usize], more: &[bool]) -> bool {
    let differing = one
        .iter()
        .zip(other)
        .zip(more)
        .filter(|it| it.0.0 != it.0.1);
    let mut steps = differing.map(|((one, other), more)| !*more || one.abs_diff(*other) == 1);
    one.len() == other.len() && steps.next() == Some(true) && steps.next().is_none()
}

/// Positions of the eligible plans so that each halves what those before it left open: the middle of them by what they take, then the
/// middles of both halves, and so on. Ties by position.
pub fn halving(contenders: &[Contender]) -> Vec<usize> {
    let mut sorted: Vec<usize> = (0..contenders.len())
        .filter(|at| contenders[*at].eligible)
        .collect();
    sorted.sort_by(|one, other| {
        let nominal = |at: &usize| contenders[*at].nominal;
        nominal(one).total_cmp(&nominal(other)).then(one.cmp(other))
    });
    let mut order = Vec::with_capacity(sorted.len());
    let mut spans = std::collections::VecDeque::from([(0, sorted.len())]);
    while let Some((from, to)) = spans.pop_front() {
        if from < to {
            let middle = from + (to - from) / 2;
            order.push(sorted[middle]);
            spans.push_back((from, middle));
            spans.push_back((middle + 1, to));
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    const MORE: [bool; 3] = [true, true, false];

    #[test]
    fn fewer_posts_and_all_else_alike_is_below() {
        assert!(below(&[1, 2, 0], &[1, 3, 0], &MORE));
        assert!(!below(&[1, 2, 0], &[1, 3, 1], &MORE));
        assert!(!below(&[2, 2, 0], &[1, 3, 0], &MORE));
        assert!(!below(&[1, 2, 0], &[1, 2, 0], &MORE));
        assert!(!below(&[], &[1, 2, 0], &MORE));
    }

    #[test]
    fn a_neighbour_is_one_post_or_another_word_away() {
        assert!(neighbours(&[1, 2, 0], &[1, 3, 0], &MORE));
        assert!(neighbours(&[1, 2, 0], &[1, 2, 2], &MORE));
        assert!(!neighbours(&[1, 2, 0], &[1, 4, 0], &MORE));
        assert!(!neighbours(&[1, 2, 0], &[2, 3, 0], &MORE));
        assert!(!neighbours(&[1, 2, 0], &[1, 2, 0], &MORE));
    }

    #[test]
    fn halving_visits_the_middle_first_and_every_eligible_plan_once() {
        let contender = |nominal: f64| Contender {
            point: vec![nominal as usize],
            eligible: nominal != 3.0,
            as_written: false,
            nominal,
        };
        let all: Vec<Contender> = (0..8).map(|it| contender(f64::from(it))).collect();
        let order = halving(&all);
        assert_eq!(order[0], 4);
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2, 4, 5, 6, 7]);
    }
}
