//! What safety costs year by year: the pairs of one plan and the baseline in one year.
//!
//! Decides whether a plan is told to have fewer worker-weeks over the safe load in a year, without which there is no price.

use crate::experiment::arm::Pairing;
use crate::experiment::compare::results::{Avoidance, Price, PricedYear, YearDifference};
use crate::experiment::future::CostedYear;
use crate::experiment::spread::Cell;
use crate::scenario::costs::FinancialYear;
use crate::stats::encoding::{Damaged, Decoder, Encoder, Stored};
use crate::stats::paired::{Kind, Pairs};
use crate::stats::ratio;

/// Steps to which differences are rounded before their quantiles are taken [currency], [worker-weeks].
const COST_STEP: f64 = 1.0;
const LOAD_STEP: f64 = 0.1;

/// A plan and the baseline in one year.
#[derive(Debug, Clone)]
pub(super) struct YearPairs {
    cost: Differing,
    load: Differing,
    /// More cost, and fewer worker-weeks over the safe load.
    price: ratio::Pairs,
}

/// Both sides of one quantity.
#[derive(Debug, Clone)]
struct Differing {
    pairs: Pairs,
    /// Plan less baseline, future by future.
    band: Cell,
}

impl YearPairs {
    /// Nothing gathered yet.
    pub fn new() -> Self {
        let of = |step| Differing {
            pairs: Pairs::default(),
            band: Cell::new(step),
        };
        YearPairs {
            cost: of(COST_STEP),
            load: of(LOAD_STEP),
            price: ratio::Pairs::default(),
        }
    }

    /// Takes a future in; where there are no limits nothing can be avoided, and it is left out.
    pub fn add(&mut self, plan: &CostedYear, baseline: &CostedYear) {
        let more = plan.cost - baseline.cost;
        let fewer = baseline.breach_worker_weeks - plan.breach_worker_weeks;
        if more.is_nan() || fewer.is_nan() {
            return;
        }
        self.cost.pairs.add(plan.cost, baseline.cost);
        self.cost.band.add(more);
        let loads = [plan.breach_worker_weeks, baseline.breach_worker_weeks];
        self.load.pairs.add(loads[0], loads[1]);
        self.load.band.add(-fewer);
        self.price.add(more, fewer);
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        let bands = [&self.cost.band, &self.load.band];
        size_of::<Self>() + bands.map(Cell::bytes).iter().sum::<usize>()
    }

    /// What is known of the year.
    pub fn priced(&self, year: &FinancialYear, pairing: Pairing) -> PricedYear {
        let load = self.load.difference(pairing);
        let price = Price::from(&self.price);
        PricedYear {
            year: year.clone(),
            cost: self.cost.difference(pairing),
            avoidance: avoidance(&self.load.pairs, &load, &price),
            load,
            price,
        }
    }
}

impl Differing {
    fn difference(&self, pairing: Pairing) -> YearDifference {
        let (difference, band) = match pairing {
            Pairing::Common => (self.pairs.paired(Kind::Number), Some(self.band.spread())),
            Pairing::Independent => (self.pairs.independent(Kind::Number), None),
        };
        YearDifference { difference, band }
    }
}

/// Told by the year's own interval; a price needs both its bounds besides, which may be missing at the very edge.
fn avoidance(pairs: &Pairs, load: &YearDifference, price: &Price) -> Avoidance {
    let (low, high) = (load.difference.low, load.difference.high);
    if pairs.count() == 0 {
        Avoidance::Untold
    } else if pairs.tied() == pairs.count() {
        Avoidance::Same
    } else if high < 0.0 && price.low.is_finite() && price.high.is_finite() {
        Avoidance::Avoids
    } else if low > 0.0 {
        Avoidance::Adds
    } else {
        Avoidance::Open
    }
}

impl Stored for YearPairs {
    fn store(&self, to: &mut Encoder) {
        for it in [&self.cost, &self.load] {
            it.pairs.store(to);
            it.band.store(to);
        }
        self.price.store(to);
    }

    fn take_up(&mut self, from: &mut Decoder) -> Result<(), Damaged> {
        for it in [&mut self.cost, &mut self.load] {
            it.pairs.take_up(from)?;
            it.band.take_up(from)?;
        }
        self.price.take_up(from)
    }
}
