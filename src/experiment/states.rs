//! The five states over futures: how often, when, and where the hours of the week go in each.

use super::future::{StatesReading, TwinUse, WEEK_COLUMNS};
use super::results::{Estimate, StateShares, WeekByState};
use super::spread::YesNo;
use crate::model::regime::State;
use crate::scenario::Part;
use crate::stats::encoding::{Damaged, Decoder, Encoder, Stored};
use crate::stats::quantile::QuantileSummary;

const STATES: usize = State::ALL.len();

/// States at one pair of thresholds, over futures.
#[derive(Debug, Clone)]
pub struct StatesTally {
    futures: u64,
    weeks: [u64; STATES],
    ended: [u64; STATES],
    overstretched: u64,
    vicious: u64,
    recovered: u64,
    first_weeks: QuantileSummary,
}

impl Default for StatesTally {
    fn default() -> Self {
        StatesTally {
            futures: 0,
            weeks: [0; STATES],
            ended: [0; STATES],
            overstretched: 0,
            vicious: 0,
            recovered: 0,
            first_weeks: QuantileSummary::new(1.0),
        }
    }
}

impl StatesTally {
    /// Takes in one future.
    pub fn add(&mut self, reading: &StatesReading) {
        self.futures += 1;
        self.overstretched += u64::from(reading.ever_overstretched);
        self.weeks
            .iter_mut()
            .zip(reading.weeks)
            .for_each(|(sum, weeks)| *sum += weeks);
        if let Some(state) = reading.ended {
            self.ended[state as usize] += 1;
        }
        if let Some(week) = reading.first_vicious {
            self.vicious += 1;
            self.recovered += u64::from(reading.ended != Some(State::Vicious));
            self.first_weeks.add(week as f64);
        }
    }

    /// The shares at thresholds shifted by `shift`, of futures of some observed weeks.
    pub fn finish(&self, shift: f64, weeks: usize, twin: TwinUse) -> StateShares {
        let told = |state: State| match state {
            State::Vicious | State::Overloaded => twin != TwinUse::LeftOut,
            State::Rationed | State::Strained | State::Virtuous => true,
        };
        let shares = |counts: [u64; STATES], of: u64| {
            State::ALL.map(|state| {
                (told(state) && of > 0).then(|| counts[state as usize] as f64 / of as f64)
            })
        };
        let turned = twin != TwinUse::LeftOut && self.vicious > 0;
        StateShares {
            shift,
            ever_vicious: (twin != TwinUse::LeftOut)
                .then(|| YesNo::of(self.vicious, self.futures).estimate()),
            ever_overstretched: YesNo::of(self.overstretched, self.futures).estimate(),
            weeks_share: shares(self.weeks, self.futures * weeks as u64),
            recovered: turned.then(|| YesNo::of(self.recovered, self.vicious).estimate()),
            median_first_week: turned.then(|| self.first_weeks.quantile(0.5)),
            ended_share: shares(self.ended, self.futures),
            ended_vicious: self.ended_vicious(twin),
        }
    }

    /// Chance of being in a vicious spiral in the last week; `None` where it cannot be told.
    pub fn ended_vicious(&self, twin: TwinUse) -> Option<Estimate> {
        let ended = self.ended[State::Vicious as usize];
        (twin != TwinUse::LeftOut).then(|| YesNo::of(ended, self.futures).estimate())
    }
}

/// Where the hours went in the weeks of one state, over futures.
#[derive(Debug, Clone, Copy, Default)]
pub struct WeekTally {
    weeks: u64,
    sums: [f64; WEEK_COLUMNS],
}

impl WeekTally {
    /// Takes in one future's sums over its weeks in the state, in replication order.
    pub fn add(&mut self, weeks: u64, sums: &[f64; WEEK_COLUMNS]) {
        self.weeks += weeks;
        self.sums
            .iter_mut()
            .zip(sums)
            .for_each(|(sum, value)| *sum += value);
    }

    /// Hours per EFT in post and week; NaN where nobody ever was in post.
    pub fn finish(&self, state: State) -> WeekByState {
        let eft_weeks = self.sums[WEEK_COLUMNS - 1];
        let per_eft = |column: usize| {
            if eft_weeks > 0.0 {
                self.sums[column] / eft_weeks
            } else {
                f64::NAN
            }
        };
        WeekByState {
            state,
            weeks: self.weeks,
            delivered_hours: std::array::from_fn(per_eft),
            overtime_hours: per_eft(Part::COUNT),
            demanded_hours: per_eft(Part::COUNT + 1),
            available_hours: per_eft(Part::COUNT + 2),
        }
    }
}

impl Stored for StatesTally {
    fn store(&self, to: &mut Encoder) {
        let StatesTally {
            futures,
            weeks,
            ended,
            overstretched,
            vicious,
            recovered,
            first_weeks,
        } = self;
        for count in [futures, overstretched, vicious, recovered] {
            count.store(to);
        }
        weeks.store(to);
        ended.store(to);
        first_weeks.store(to);
    }

    fn take_up(&mut self, from: &mut Decoder) -> Result<(), Damaged> {
        let StatesTally {
            futures,
            weeks,
            ended,
            overstretched,
            vicious,
            recovered,
            first_weeks,
        } = self;
        for count in [futures, overstretched, vicious, recovered] {
            count.take_up(from)?;
        }
        weeks.take_up(from)?;
        ended.take_up(from)?;
        first_weeks.take_up(from)
    }
}

impl Stored for WeekTally {
    fn store(&self, to: &mut Encoder) {
        self.weeks.store(to);
        self.sums.store(to);
    }

    fn take_up(&mut self, from: &mut Decoder) -> Result<(), Damaged> {
        self.weeks.take_up(from)?;
        self.sums.take_up(from)
    }
}
