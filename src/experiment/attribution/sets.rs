//! Which sets of loops act in which lane, and where the answer for a set is found.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Orders, Question, charge};
use crate::experiment::arm::{self, Arm, Detail};
use crate::experiment::batch::Lane;
use crate::experiment::future::{Future, Player, TwinUse};
use crate::experiment::player::{ModelPlayer, PlayerDesk, prepared};
use crate::experiment::results::Failure;
use crate::random::order_numbers;
use crate::scenario::LoopName;
use crate::stats::shapley;

/// How much is played of a future.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    /// Every set of loops, or those of the sampled orders.
    Whole,
    /// All loops, none, and all but each.
    Edges,
}

/// What acts in a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pick {
    Set(usize),
    /// The first so many loops of an order that each future draws for itself.
    First {
        order: usize,
        length: usize,
    },
}

/// The sets of loops of an attribution.
pub(super) struct Sets {
    count: usize,
    /// What is cut for each set.
    cuts: Vec<Vec<LoopName>>,
    /// Orders each future draws; 0 where every set is played.
    orders: usize,
    seed: u64,
    whole: Vec<Pick>,
    edges: Vec<Pick>,
}

impl Sets {
    pub fn new(question: &Question, loops: &[LoopName]) -> Self {
        let count = loops.len();
        let full = (1 << count) - 1;
        let cut = |set: usize| {
            let rest = (0..count).filter(|it| set & (1 << it) == 0);
            let rest = rest.map(|it| loops[it]);
            question.cut.iter().copied().chain(rest).collect()
        };
        let without = (0..count).map(|it| full & !(1 << it));
        let edges: BTreeSet<usize> = without.clone().chain([0, full]).collect();
        let fixed: BTreeSet<usize> = edges
            .iter()
            .copied()
            .chain((0..count).map(|it| 1 << it))
            .collect();
        let orders = match question.orders {
            // The fixed sets are all there are: nothing is left to sample.
            _ if fixed.len() == 1 << count => 0,
            Orders::All => 0,
            Orders::Sampled(orders) => orders as usize,
        };
        let set = Pick::Set;
        let whole = if orders == 0 {
            (0..=full).map(set).collect()
        } else {
            let between = (0..orders)
                .flat_map(|order| (2..count - 1).map(move |length| Pick::First { order, length }));
            fixed.into_iter().map(set).chain(between).collect()
        };
        Sets {
            count,
            cuts: (0..=full).map(cut).collect(),
            orders,
            seed: question.seed,
            whole,
            edges: edges.into_iter().map(set).collect(),
        }
    }

    /// What acts in each lane.
    pub fn picks(&self, share: Share) -> &[Pick] {
        match share {
            Share::Whole => &self.whole,
            Share::Edges => &self.edges,
        }
    }

    /// How the orders are averaged over: all, where so few loops act that nothing is left to sample.
    pub fn orders(&self) -> Orders {
        match self.orders {
            0 => Orders::All,
            orders => Orders::Sampled(orders as u64),
        }
    }

    /// Plays of one future.
    pub fn arms(&self, share: Share) -> u64 {
        self.picks(share).len() as u64
    }

    /// The lanes, made ready to be played. They share the twin of each future, which the loops cut do not change.
    pub fn lanes<'a>(&'a self, question: &Question<'a>, share: Share) -> Vec<Lane<SetPlayer<'a>>> {
        let subject = question.subject;
        let players = self.cuts.iter();
        let players = players.map(|cut| ModelPlayer::new(subject, question.seed, cut));
        let players: Arc<[ModelPlayer]> = players.collect();
        let full = (1 << self.count) - 1;
        let lane = |pick: &Pick| {
            let set = match *pick {
                Pick::Set(set) => set,
                // Any set with a loop in it is read in the same way.
                Pick::First { length, .. } => (1 << length) - 1,
            };
            let arm = Arm {
                subject,
                cut: &self.cuts[set],
                twin: true,
                detail: Detail::Outcomes,
            };
            let scenario = prepared(subject.scenario.clone(), question.seed, arm.cut);
            let mut design = arm::design(&arm, &scenario);
            let is_followed = set == full || (full & !set).count_ones() == 1;
            if is_followed && matches!(pick, Pick::Set(_)) {
                design.metrics = charge::metrics();
            }
            Lane {
                name: self.name(*pick),
                blank: Future::new(&scenario),
                design,
                player: SetPlayer {
                    players: Arc::clone(&players),
                    pick: *pick,
                    loops: self.count,
                    seed: question.seed,
                },
            }
        };
        self.picks(share).iter().map(lane).collect()
    }

    fn name(&self, pick: Pick) -> String {
        match pick {
            Pick::Set(set) if self.cuts[set].is_empty() => "with all loops".to_owned(),
            Pick::Set(set) => {
                let names: Vec<&str> = self.cuts[set].iter().map(|name| name.name()).collect();
                format!("without {}", names.join(", "))
            }
            Pick::First { .. } => "with some loops".to_owned(),
        }
    }

    /// Where the answers of one future are found.
    pub fn played(&self, share: Share, replication: u64) -> Played {
        let picks = self.picks(share);
        let mut lanes = vec![None; 1 << self.count];
        for (lane, pick) in picks.iter().enumerate() {
            if let Pick::Set(set) = pick {
                lanes[*set] = Some(lane);
            }
        }
        let orders = match share {
            Share::Whole => self.orders,
            Share::Edges => 0,
        };
        let orders = (0..orders).map(|number| {
            let order = drawn_order(self.seed, replication, number, self.count);
            let lane = |length: usize| {
                let sought = Pick::First {
                    order: number,
                    length,
                };
                let between = picks.iter().position(|pick| *pick == sought);
                let lane = between.or(lanes[shapley::first(&order, length)]);
                lane.expect("the ends of an order are fixed sets")
            };
            let along = (0..=self.count).map(lane).collect();
            (order, along)
        });
        Played {
            orders: orders.collect(),
            count: self.count,
            share,
            lanes,
        }
    }
}

/// The order of a future with a number; every second one is the reverse of the one before, which makes their mean steadier.
fn drawn_order(seed: u64, replication: u64, number: usize, loops: usize) -> Vec<usize> {
    let mut numbers = order_numbers(seed, replication, (number / 2) as u32);
    let mut order = shapley::order(loops, || numbers.uniform());
    if number % 2 == 1 {
        order.reverse();
    }
    order
}

/// One future's lanes, by the sets of loops that act in them.
pub(super) struct Played {
    pub count: usize,
    pub share: Share,
    /// By set; `None` where it was not played.
    lanes: Vec<Option<usize>>,
    /// Each order with its lanes by the number of loops that act.
    orders: Vec<(Vec<usize>, Vec<usize>)>,
}

impl Played {
    /// The lane of a set, where it was played.
    pub fn lane(&self, set: usize) -> Option<usize> {
        self.lanes[set]
    }

    fn fixed(&self, set: usize) -> usize {
        self.lanes[set].expect("all loops, none, and all but each are always played")
    }

    pub fn all(&self) -> usize {
        self.fixed(self.lanes.len() - 1)
    }

    pub fn none(&self) -> usize {
        self.fixed(0)
    }

    /// All loops but one.
    pub fn without(&self, player: usize) -> usize {
        self.fixed((self.lanes.len() - 1) & !(1 << player))
    }

    /// The lanes of every set, by set; `None` where some were not played.
    pub fn every_set(&self) -> Option<Vec<usize>> {
        self.lanes.iter().copied().collect()
    }

    /// Each loop's Shapley value in this future, or its mean over the sampled orders; `value` is by lane.
    pub fn shapley(&self, value: impl Fn(usize) -> f64) -> Vec<f64> {
        if let Some(lanes) = self.every_set() {
            let game: Vec<f64> = lanes.into_iter().map(value).collect();
            return shapley::values(&game);
        }
        let mut sums = vec![0.0; self.count];
        for (order, along) in &self.orders {
            let parts = shapley::walk(order, |length| value(along[length]));
            sums.iter_mut()
                .zip(parts)
                .for_each(|(sum, part)| *sum += part);
        }
        let count = self.orders.len() as f64;
        sums.into_iter().map(|sum| sum / count).collect()
    }
}

/// Plays a set of loops, or one that each future draws.
pub(super) struct SetPlayer<'a> {
    /// By set.
    players: Arc<[ModelPlayer<'a>]>,
    pick: Pick,
    loops: usize,
    seed: u64,
}

impl Player for SetPlayer<'_> {
    type Desk = PlayerDesk;

    fn play(
        &self,
        replication: u64,
        twin: TwinUse,
        desk: &mut PlayerDesk,
        future: &mut Future,
    ) -> Result<(), Failure> {
        let set = match self.pick {
            Pick::Set(set) => set,
            Pick::First { order, length } => {
                let order = drawn_order(self.seed, replication, order, self.loops);
                shapley::first(&order, length)
            }
        };
        self.players[set].play(replication, twin, desk, future)
    }
}
