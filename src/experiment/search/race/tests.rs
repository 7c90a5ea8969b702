//! The race against made-up truths.

use super::super::{Objective, Search, Unwatched, search};
use super::*;
use crate::experiment::results::Failure;
use crate::experiment::search::verdict::{Verdict, YearVerdict};

/// A made-up truth: by plan the chance of an unsafe year and the cost, under common luck.
struct Made {
    truth: Vec<(f64, f64)>,
}

/// Numbers without a pattern (splitmix64).
fn luck(replication: u64) -> f64 {
    let mut z = (replication + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

impl Arena for Made {
    type Desk = ();

    fn play(&self, plan: usize, replication: u64, (): &mut ()) -> Result<Verdict, Failure> {
        let (risk, cost) = self.truth[plan];
        let is_unsafe = luck(replication) < risk;
        Ok(Verdict {
            is_unsafe: Some(is_unsafe),
            // Costs wobble together, and a little apart.
            cost: cost * (1.0 + 0.1 * luck(replication * 7 + 3))
                + 0.01 * luck(replication * 31 + plan as u64),
            eft_years: cost,
            waiting: 0.0,
            gave_up: 0.0,
            years: vec![YearVerdict {
                is_unsafe: f64::from(u8::from(is_unsafe)),
                funded: cost,
                filled: cost,
                effective: cost,
                need: cost,
                breaches: [0.0; 4],
            }],
        })
    }
}

/// Plans of two choices of posts, 0 to 9 each: every post costs 1 and takes the risk down.
fn grid(side: usize) -> (Made, Vec<Contender>) {
    let points = (0..side).flat_map(|one| (0..side).map(move |other| vec![one, other]));
    let mut contenders = Vec::new();
    let mut truth = Vec::new();
    for point in points {
        let posts = point[0] as f64 + 1.3 * point[1] as f64;
        let risk = (0.6 - 0.07 * posts).max(0.01);
        truth.push((risk, 10.0 + point[0] as f64 + point[1] as f64));
        contenders.push(Contender {
            nominal: 10.0 + posts,
            point,
            eligible: true,
            as_written: false,
        });
    }
    contenders[0].as_written = true;
    (Made { truth }, contenders)
}

fn rules(threads: usize) -> Rules {
    Rules {
        target: 0.1,
        confidence: 0.95,
        objective: Objective::Cost,
        search_futures: 2048,
        confirm_futures: 4000,
        threads,
    }
}

fn found(made: &Made, contenders: &[Contender], rules: &Rules) -> Search {
    let cancel = AtomicBool::new(false);
    search(made, contenders, &[true, true], rules, &Unwatched, &cancel).unwrap()
}

/// The cheapest plan by the truth among those clearly below the target.
fn enumerated(made: &Made, target: f64) -> usize {
    let holds = (0..made.truth.len()).filter(|at| made.truth[*at].0 <= target);
    let order = |one: &usize, other: &usize| {
        let (one, other) = (made.truth[*one], made.truth[*other]);
        one.1.total_cmp(&other.1).then(one.0.total_cmp(&other.0))
    };
    holds.min_by(order).unwrap()
}

/// Many plans of the grid are as safe as any can be: of those only the cheapest belongs on the frontier.
#[test]
fn no_plan_of_the_frontier_costs_more_than_another_that_is_as_safe() {
    let (made, contenders) = grid(10);
    let search = found(&made, &contenders, &rules(2));
    let account = |plan: &usize| &search.entries[*plan].account;
    assert!(search.frontier.len() > 5);
    for pair in search.frontier.windows(2) {
        let (one, next) = (account(&pair[0]), account(&pair[1]));
        assert!(next.cost().value >= one.cost().value, "{pair:?}");
        assert!(next.risk().value < one.risk().value, "{pair:?}");
    }
}

#[test]
fn the_race_finds_what_the_truth_says_in_a_fraction_of_the_futures() {
    let (made, contenders) = grid(10);
    let search = found(&made, &contenders, &rules(2));
    let answer = search.answer.as_ref().unwrap();
    assert_eq!(answer.plan, enumerated(&made, 0.1));
    assert!(answer.upper <= 0.1 && answer.confidence >= 0.95);
    // Every plan at every future would be 100 x 2,048.
    assert!(search.plays < 60_000, "{} futures", search.plays);
    assert_eq!(search.entries[0].standing, Standing::Over);
    let second = search.runner_up.as_ref().unwrap();
    assert!(made.truth[second.plan].1 >= made.truth[answer.plan].1);
    assert!(made.truth[second.plan].1 <= made.truth[answer.plan].1 + 1.0);
}

#[test]
fn a_large_space_is_entered_by_order_and_gives_the_same_answer() {
    let (made, contenders) = grid(20);
    let search = found(&made, &contenders, &rules(2));
    assert_eq!(search.answer.as_ref().unwrap().plan, enumerated(&made, 0.1));
    let passed = search.count(Standing::PassedOver);
    assert!(passed > 200, "{passed} of 400 were passed over");
}

#[test]
fn one_two_and_eight_threads_find_the_same() {
    let (made, contenders) = grid(10);
    let digits = |threads| {
        let mut search = found(&made, &contenders, &rules(threads));
        search.rules.threads = 0;
        format!("{search:?}")
    };
    let one = digits(1);
    assert!(one == digits(2) && one == digits(8));
}

#[test]
fn where_nothing_holds_the_least_risk_is_named_and_nothing_is_answered() {
    let (mut made, contenders) = grid(5);
    for truth in &mut made.truth {
        truth.0 = truth.0.max(0.2);
    }
    let search = found(&made, &contenders, &rules(2));
    assert!(search.answer.is_none() && search.runner_up.is_none());
    let least = search.least_risk.as_ref().unwrap();
    assert!((made.truth[least.plan].0 - 0.2).abs() < 1e-9);
    assert!(
        search
            .entries
            .iter()
            .all(|it| it.standing == Standing::Over)
    );
}

/// A search that ended by luck alone would say so: 40 seeds of luck, plans at the target exactly.
#[test]
fn a_plan_above_the_target_is_confirmed_no_more_often_than_allowed() {
    struct Shifted(Made, u64);
    impl Arena for Shifted {
        type Desk = ();
        fn play(&self, plan: usize, number: u64, (): &mut ()) -> Result<Verdict, Failure> {
            self.0
                .play(plan, number * 1009 + self.1 * 7_919_000_011, &mut ())
        }
    }
    let rules = Rules {
        search_futures: 256,
        confirm_futures: 400,
        ..rules(1)
    };
    let contenders: Vec<Contender> = (0..6)
        .map(|at| Contender {
            point: vec![at],
            eligible: true,
            as_written: at == 0,
            nominal: at as f64,
        })
        .collect();
    let wrong = (0..40).filter(|seed| {
        // Plans share their luck, so their risks differ by nothing but chance of the seed.
        let made = Made {
            truth: (0..6).map(|at| (0.1001, 10.0 + f64::from(at))).collect(),
        };
        let cancel = AtomicBool::new(false);
        let arena = Shifted(made, *seed);
        let search = search(&arena, &contenders, &[true], &rules, &Unwatched, &cancel);
        search.unwrap().answer.is_some()
    });
    // 5 % of 40 is 2; eight or more would have a probability below 0.001.
    assert!(wrong.count() < 8);
}

#[test]
fn too_few_fresh_futures_are_refused_with_the_number_that_is_enough() {
    let (made, contenders) = grid(2);
    let rules = Rules {
        confirm_futures: 30,
        ..rules(1)
    };
    let cancel = AtomicBool::new(false);
    let error = search(
        &made,
        &contenders,
        &[true, true],
        &rules,
        &Unwatched,
        &cancel,
    );
    let told = error.err().unwrap().to_string();
    assert!(told.contains("at least 36"), "{told}");
}

/// Two plans whose costs have nothing in common but their size; the second takes `extra` more.
struct Apart {
    extra: f64,
    seed: u64,
}

impl Arena for Apart {
    type Desk = ();

    fn play(&self, plan: usize, replication: u64, (): &mut ()) -> Result<Verdict, Failure> {
        let (made, _) = grid(2);
        let verdict = made.play(plan, replication, &mut ())?;
        let noise = luck(self.seed * 1_000_003 + replication * 2 + plan as u64) - 0.5;
        Ok(Verdict {
            cost: 10.0 + self.extra * plan as f64 + 6.0 * noise,
            ..verdict
        })
    }
}

/// Standard deviation of a difference 6 x sqrt(2 / 12) = 2.4; its mean over 64 pairs is known to within 0.31. The second plan takes 0.1
/// less, which is more than what is as good as equal, and in a third of all races looks dearer.
#[test]
fn a_plan_is_called_no_cheaper_beyond_doubt_and_not_by_its_mean() {
    let contenders = grid(2).1[..2].to_vec();
    let (rules, cancel) = (rules(1), AtomicBool::new(false));
    let called = |extra: f64| {
        let is_called = |seed: &u64| {
            let arena = Apart { extra, seed: *seed };
            let more = [true, true];
            let race = Race::new(&arena, &contenders, &more, &rules, &Unwatched, &cancel);
            let mut race = race.unwrap();
            race.play_on(&[0, 1], ROUND).unwrap();
            race.is_no_cheaper(1, 0)
        };
        (0..60).filter(is_called).count()
    };
    // The error of one look is far below one in a thousand.
    assert_eq!(called(-0.1), 0);
    assert_eq!(called(3.0), 60, "ten errors above nothing");
}

#[test]
fn plans_with_fewer_posts_are_passed_over_by_a_margin_alone() {
    let (made, contenders) = grid(2);
    let (rules, cancel) = (rules(1), AtomicBool::new(false));
    // Of 1,000 futures: beyond doubt above the target of 0.1 with 150, above target and margin with 230.
    for (unsafe_count, passes_over) in [(150, false), (230, true)] {
        let more = [true, true];
        let race = Race::new(&made, &contenders, &more, &rules, &Unwatched, &cancel);
        let mut race = race.unwrap();
        let account = &mut race.runners[3].account;
        (account.played, account.judged) = (1_000, 1_000);
        account.unsafe_count = unsafe_count;
        assert!(race.evidence(&race.runners[3].account, 0.1) >= race.threshold());
        race.park_around(3);
        assert_eq!(race.runners[0].parked, passes_over, "{unsafe_count}");
    }
}
