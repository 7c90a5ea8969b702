//! What each loop adds to an outcome: leave-one-out, alone, and its Shapley value, with their intervals.
//!
//! Everything is worked out inside one future and then averaged over futures: paired, and unbiased.

use super::sets::{Played, Share};
use super::{Orders, Subject};
use crate::experiment::results::Estimate;
use crate::experiment::spread::YesNo;
use crate::model::regime::State;
use crate::stats::interval;
use crate::stats::moments::Moments;
use crate::stats::shapley;

/// An outcome that is attributed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// Column of the outcomes table, or a name of its own.
    pub name: &'static str,
    /// Plain label.
    pub label: &'static str,
    pub unit: &'static str,
    pub meaning: &'static str,
    of: Source,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// Yes or no, from the column of the same name.
    YesNo,
    Number,
    /// Whether the column, a state, says vicious.
    EndedVicious,
}

/// The outcomes that are attributed, the headline first.
#[rustfmt::skip]
pub const MEASURES: [Measure; 6] = [
    Measure { name: "unsafe_year", label: "At least one unsafe year", unit: "share", meaning: "Some complete year has more than the tolerated share of its worker-weeks over the safe load.", of: Source::YesNo },
    Measure { name: "ended_vicious", label: "Ends in the spiral", unit: "share", meaning: "In a vicious spiral in the last week.", of: Source::EndedVicious },
    Measure { name: "weeks_vicious", label: "Weeks in the spiral", unit: "weeks", meaning: "Weeks overstretched in which the same future without feedback is not.", of: Source::Number },
    Measure { name: "breach_worker_weeks_per_year", label: "Worker-weeks over the safe load a year", unit: "worker-weeks per 52 weeks", meaning: "Weeks over the safe load, added up over workers, per 52 weeks.", of: Source::Number },
    Measure { name: "leavers_count", label: "Workers who leave", unit: "workers", meaning: "Workers whose last day fell in the time observed.", of: Source::Number },
    Measure { name: "cost", label: "Cost", unit: "currency", meaning: "Pay of those in post, support roles and teams too, and programmes, over the whole time; the whole cost where the scenario says what else costs ([costs]).", of: Source::Number },
];

impl Measure {
    /// Whether it is yes or no in a future.
    pub fn is_chance(&self) -> bool {
        match self.of {
            Source::YesNo | Source::EndedVicious => true,
            Source::Number => false,
        }
    }

    fn column(&self) -> &'static str {
        match self.of {
            Source::YesNo | Source::Number => self.name,
            Source::EndedVicious => "ended_state",
        }
    }
}

/// One outcome, attributed.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeEffects {
    pub name: &'static str,
    pub label: &'static str,
    pub unit: &'static str,
    pub meaning: &'static str,
    /// Whether it is yes or no in a future; means are then probabilities.
    pub is_chance: bool,
    /// v(all) and v(none), over all futures.
    pub all: Estimate,
    pub none: Estimate,
    /// v(all) - v(none), over all futures.
    pub whole: Estimate,
    /// The same over the futures in which every set was played: what the Shapley values add up to.
    pub whole_every_set: Estimate,
    /// v(all) less v(none) and less every loop's effect alone: what the loops do together that none does by itself.
    pub together: Estimate,
    /// By loop.
    pub loops: Vec<LoopEffects>,
    /// By pair of loops in the order of [`shapley::pairs`]; empty with sampled orders.
    pub pairs: Vec<PairEffects>,
    /// Shapley value of the first of a pair less that of the second, paired, by pair in the order of [`shapley::pairs`].
    pub ahead: Vec<Estimate>,
    /// v(S) over the futures in which every set was played: the set and its estimate, in order. With sampled orders only
    /// none, each alone, all but each, and all.
    pub sets: Vec<(usize, Estimate)>,
}

impl OutcomeEffects {
    /// Whether a loop's Shapley value can be told to be larger than another's.
    pub fn is_ahead(&self, one: usize, other: usize) -> bool {
        let pair = (one.min(other), one.max(other));
        let at = shapley::pairs(self.loops.len()).position(|it| it == pair);
        let difference = at.and_then(|at| self.ahead.get(at));
        difference.is_some_and(|it| {
            if one < other {
                it.low > 0.0
            } else {
                it.high < 0.0
            }
        })
    }
}

/// What one loop adds to an outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LoopEffects {
    /// v(all) - v(all without it), over all futures.
    pub leave_one_out: Estimate,
    /// v(it alone) - v(none), over the futures in which every set was played.
    pub alone: Estimate,
    pub shapley: Estimate,
}

/// What two loops do to an outcome together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairEffects {
    /// Positions among the loops.
    pub loops: (usize, usize),
    /// v(both alone) - v(none).
    pub both: Estimate,
    /// That less what each does alone.
    pub more: Estimate,
    /// The Shapley interaction index.
    pub index: Estimate,
}

/// An outcome as it is gathered, in replication order.
pub(super) struct Effects {
    measure: Measure,
    column: usize,
    all: Moments,
    none: Moments,
    whole: Moments,
    whole_every_set: Moments,
    together: Moments,
    /// Leave-one-out, alone, Shapley by loop.
    loops: Vec<[Moments; 3]>,
    /// Both, more, index by pair.
    pairs: Vec<[Moments; 3]>,
    /// Difference of the Shapley values by pair.
    ahead: Vec<Moments>,
    /// By set.
    sets: Vec<Moments>,
}

/// Empty accounts of all outcomes.
pub(super) fn gather(subject: &Subject, loops: usize, orders: Orders) -> Vec<Effects> {
    let columns = subject.columns();
    let pairs = match orders {
        Orders::All => shapley::pairs(loops).count(),
        Orders::Sampled(_) => 0,
    };
    let account = |measure: &Measure| Effects {
        measure: *measure,
        column: columns
            .iter()
            .position(|column| column.name == measure.column())
            .expect("a measure names a column of the outcomes"),
        all: Moments::default(),
        none: Moments::default(),
        whole: Moments::default(),
        whole_every_set: Moments::default(),
        together: Moments::default(),
        loops: vec![Default::default(); loops],
        pairs: vec![Default::default(); pairs],
        ahead: vec![Moments::default(); shapley::pairs(loops).count()],
        sets: vec![Moments::default(); 1 << loops],
    };
    MEASURES.iter().map(account).collect()
}

impl Effects {
    /// Takes in one future; `rows` are its outcomes by lane. A future in which some set leaves the outcome undefined is left out.
    pub fn add(&mut self, played: &Played, rows: &[&[f64]]) {
        let value = |lane: usize| match (self.measure.of, rows[lane][self.column]) {
            (Source::YesNo | Source::Number, value) => value,
            (Source::EndedVicious, state) if state.is_nan() => state,
            (Source::EndedVicious, state) => {
                f64::from(u8::from(state == State::Vicious as u8 as f64))
            }
        };
        if (0..rows.len()).any(|lane| value(lane).is_nan()) {
            return;
        }
        let (all, none) = (value(played.all()), value(played.none()));
        self.all.add(all);
        self.none.add(none);
        self.whole.add(all - none);
        for (player, moments) in self.loops.iter_mut().enumerate() {
            moments[0].add(all - value(played.without(player)));
        }
        if played.share == Share::Edges {
            return;
        }
        for (set, moments) in self.sets.iter_mut().enumerate() {
            if let Some(lane) = played.lane(set) {
                moments.add(value(lane));
            }
        }
        let of = |set: usize| played.lane(set).map_or(f64::NAN, value);
        let alone = |player: usize| of(1 << player) - none;
        self.whole_every_set.add(all - none);
        let sum: f64 = (0..played.count).map(alone).sum();
        self.together.add(all - none - sum);
        let shapley = played.shapley(value);
        for ((one, other), moments) in shapley::pairs(played.count).zip(&mut self.ahead) {
            moments.add(shapley[one] - shapley[other]);
        }
        for (player, moments) in self.loops.iter_mut().enumerate() {
            moments[1].add(alone(player));
            moments[2].add(shapley[player]);
        }
        if self.pairs.is_empty() {
            return;
        }
        let game: Vec<f64> = (0..1 << played.count).map(of).collect();
        let indices = shapley::interactions(&game);
        let pairs = shapley::pairs(played.count).zip(indices);
        for (((one, other), index), moments) in pairs.zip(&mut self.pairs) {
            let both = of(1 << one | 1 << other) - none;
            moments[0].add(both);
            moments[1].add(both - alone(one) - alone(other));
            moments[2].add(index);
        }
    }

    /// The estimates; `None` where the outcome is defined in no future, or is 0 whatever acts.
    pub fn finish(self) -> Option<OutcomeEffects> {
        let nothing = |moments: &Moments| moments.mean() == 0.0 && moments.sd() == 0.0;
        let is_idle = self.all.count() == 0
            || (!self.measure.is_chance() && nothing(&self.all) && nothing(&self.none));
        if is_idle {
            return None;
        }
        let level = |moments: &Moments| {
            if self.measure.is_chance() {
                chance(moments)
            } else {
                mean(moments)
            }
        };
        let loops = self.loops.iter().map(|it| LoopEffects {
            leave_one_out: mean(&it[0]),
            alone: mean(&it[1]),
            shapley: mean(&it[2]),
        });
        let pairs = shapley::pairs(self.loops.len()).zip(&self.pairs);
        let pairs = pairs.map(|(loops, it)| PairEffects {
            loops,
            both: mean(&it[0]),
            more: mean(&it[1]),
            index: mean(&it[2]),
        });
        let sets = self.sets.iter().enumerate();
        let sets = sets.filter(|(_, moments)| moments.count() > 0);
        Some(OutcomeEffects {
            name: self.measure.name,
            label: self.measure.label,
            unit: self.measure.unit,
            meaning: self.measure.meaning,
            is_chance: self.measure.is_chance(),
            all: level(&self.all),
            none: level(&self.none),
            whole: mean(&self.whole),
            whole_every_set: mean(&self.whole_every_set),
            together: mean(&self.together),
            loops: loops.collect(),
            pairs: pairs.collect(),
            ahead: self.ahead.iter().map(mean).collect(),
            sets: sets.map(|(set, moments)| (set, level(moments))).collect(),
        })
    }
}

/// A mean, of paired differences or of a number, with Student's interval.
pub(super) fn mean(moments: &Moments) -> Estimate {
    let (value, count) = (moments.mean(), moments.count());
    let (low, high) = interval::student(value, moments.sd(), count);
    Estimate {
        value,
        low,
        high,
        replications: count,
    }
}

/// A probability with Wilson's interval, from the moments of ones and zeros.
fn chance(moments: &Moments) -> Estimate {
    let count = moments.count();
    let yes = (moments.mean() * count as f64).round() as u64;
    YesNo::of(yes, count).estimate()
}
