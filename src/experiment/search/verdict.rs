//! What one future says of one plan, and what many futures add up to.
//!
//! Decides which numbers a search keeps: the unsafe years, what kind of breach made them, cost and staff. Does not compare plans.

use super::Objective;
use crate::experiment::future::{needs, unsafe_years, weeks_of};
use crate::experiment::results::{Estimate, Failure};
use crate::model::metric::Raw;
use crate::model::record::Record;
use crate::scenario::BreachKind;
use crate::stats::interval::{student, wilson};
use crate::stats::moments::Moments;
use crate::units::WEEKS_PER_YEAR;

/// Shares of futures for which a year's need is read off.
pub const NEED_SHARES: [f64; 2] = [0.5, 0.8];

/// One complete year of one future.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct YearVerdict {
    /// 1 unsafe, 0 not, NaN undefined.
    pub is_unsafe: f64,
    /// Mean over the year's weeks [EFT].
    pub funded: f64,
    pub filled: f64,
    /// In post, weighed by induction [EFT].
    pub effective: f64,
    /// EFT that covers 90 % of the weeks, NaN undefined [EFT].
    pub need: f64,
    /// Worker-weeks in breach, by [`BreachKind::ALL`]; 0 in a year that is not unsafe.
    pub breaches: [f64; 4],
}

/// One future under one plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Whether some year is unsafe; `None` where no year is judged.
    pub is_unsafe: Option<bool>,
    /// Over the horizon [currency units].
    pub cost: f64,
    /// Funded over the horizon [EFT x calendar years].
    pub eft_years: f64,
    /// Mean over the weeks [clients]: a limit on admission must not look like safety.
    pub waiting: f64,
    /// Clients who left the waiting list without a place.
    pub gave_up: f64,
    pub years: Vec<YearVerdict>,
}

impl Verdict {
    /// Reads a played future.
    pub fn of(record: &Record, tolerance: Option<f64>) -> Verdict {
        let (mut is_unsafe, mut need) = (Vec::new(), Vec::new());
        unsafe_years(record, tolerance, &mut is_unsafe);
        needs(record, Raw::Need, &mut need);
        let years: Vec<YearVerdict> = (is_unsafe.iter().zip(&need).enumerate())
            .map(|(year, (is_unsafe, need))| {
                let mean = |raw: Raw| {
                    let weeks = weeks_of(year);
                    let count = weeks.len() as f64;
                    record.total(weeks, raw as usize) / count
                };
                let kinds = [
                    Raw::OneToOneWorkers,
                    Raw::TotalWorkers,
                    Raw::ContactWorkers,
                    Raw::HoursWorkers,
                ];
                YearVerdict {
                    is_unsafe: *is_unsafe,
                    funded: mean(Raw::FundedEft),
                    filled: mean(Raw::FilledEft),
                    effective: mean(Raw::EffectiveEft),
                    need: *need,
                    breaches: kinds.map(|raw| match *is_unsafe {
                        yes if yes > 0.0 => record.total(weeks_of(year), raw as usize),
                        _ => 0.0,
                    }),
                }
            })
            .collect();
        let judged = || years.iter().filter(|year| !year.is_unsafe.is_nan());
        let all = 0..record.weeks();
        Verdict {
            is_unsafe: judged()
                .next()
                .map(|_| judged().any(|year| year.is_unsafe > 0.0)),
            cost: record.total(all.clone(), Raw::Cost as usize),
            eft_years: record.total(all.clone(), Raw::FundedEft as usize) / WEEKS_PER_YEAR,
            waiting: record.total(all.clone(), Raw::Waiting as usize) / record.weeks() as f64,
            gave_up: record.total(all, Raw::GaveUp as usize),
            years,
        }
    }
}

/// One plan over its futures, in the order of their numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Account {
    /// Futures played, failed ones included; the next to play has this number.
    pub played: u64,
    /// Futures in which some year is judged.
    pub judged: u64,
    /// Futures with an unsafe year.
    pub unsafe_count: u64,
    pub failures: Vec<Failure>,
    /// By future; NaN where it failed [currency units].
    costs: Vec<f64>,
    /// By future; NaN where it failed [EFT x calendar years].
    eft_years: Vec<f64>,
    waiting: Moments,
    gave_up: Moments,
    pub years: Vec<YearAccount>,
}

/// One complete year of a plan over its futures.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct YearAccount {
    pub judged: u64,
    pub unsafe_count: u64,
    funded: Moments,
    filled: Moments,
    effective: Moments,
    needs: Vec<f64>,
    /// Worker-weeks in breach in the futures in which the year is unsafe, by [`BreachKind::ALL`].
    pub breaches: [f64; 4],
}

impl Account {
    /// Takes the next future in.
    pub fn add(&mut self, outcome: Result<Verdict, Failure>) {
        self.played += 1;
        let verdict = match outcome {
            Ok(verdict) => verdict,
            Err(failure) => {
                self.failures.push(failure);
                self.costs.push(f64::NAN);
                self.eft_years.push(f64::NAN);
                return;
            }
        };
        self.costs.push(verdict.cost);
        self.eft_years.push(verdict.eft_years);
        self.waiting.add(verdict.waiting);
        self.gave_up.add(verdict.gave_up);
        if let Some(is_unsafe) = verdict.is_unsafe {
            self.judged += 1;
            self.unsafe_count += u64::from(is_unsafe);
        }
        self.years
            .resize_with(verdict.years.len(), YearAccount::default);
        for (account, year) in self.years.iter_mut().zip(&verdict.years) {
            account.add(year);
        }
    }

    /// Chance of an unsafe year, with its 95 % interval.
    pub fn risk(&self) -> Estimate {
        chance(self.unsafe_count, self.judged)
    }

    /// Mean cost, with its 95 % interval [currency units].
    pub fn cost(&self) -> Estimate {
        mean(&self.costs)
    }

    /// Mean funded EFT-years, with their 95 % interval [EFT x calendar years].
    pub fn eft_years(&self) -> Estimate {
        mean(&self.eft_years)
    }

    /// Mean number of clients waiting.
    pub fn waiting(&self) -> f64 {
        self.waiting.mean()
    }

    /// Mean number of clients who gave up waiting.
    pub fn gave_up(&self) -> f64 {
        self.gave_up.mean()
    }

    /// The values of an objective, by future.
    pub fn values(&self, objective: Objective) -> &[f64] {
        match objective {
            Objective::Cost => &self.costs,
            Objective::EftYears => &self.eft_years,
        }
    }

    /// How much more this plan takes than another, over the futures that both have played: from the pairs.
    pub fn minus(&self, other: &Account, objective: Objective) -> Moments {
        let pairs = self.values(objective).iter().zip(other.values(objective));
        let mut moments = Moments::default();
        moments.add_all(pairs.map(|(own, other)| own - other));
        moments
    }

    /// Worker-weeks in breach in unsafe years, over all years, by [`BreachKind::ALL`].
    pub fn breaches(&self) -> [f64; BreachKind::ALL.len()] {
        let mut sums = [0.0; BreachKind::ALL.len()];
        for year in &self.years {
            sums.iter_mut()
                .zip(year.breaches)
                .for_each(|(sum, it)| *sum += it);
        }
        sums
    }
}

impl YearAccount {
    fn add(&mut self, year: &YearVerdict) {
        if !year.is_unsafe.is_nan() {
            self.judged += 1;
            self.unsafe_count += u64::from(year.is_unsafe > 0.0);
        }
        self.funded.add(year.funded);
        self.filled.add(year.filled);
        self.effective.add(year.effective);
        if !year.need.is_nan() {
            self.needs.push(year.need);
        }
        self.breaches
            .iter_mut()
            .zip(year.breaches)
            .for_each(|(sum, it)| *sum += it);
    }

    /// Chance that the year is unsafe, with its 95 % interval.
    pub fn risk(&self) -> Estimate {
        chance(self.unsafe_count, self.judged)
    }

    /// Mean funded EFT.
    pub fn funded(&self) -> f64 {
        self.funded.mean()
    }

    /// Mean EFT in post.
    pub fn filled(&self) -> f64 {
        self.filled.mean()
    }

    /// Mean EFT in post, weighed by induction.
    pub fn effective(&self) -> f64 {
        self.effective.mean()
    }

    /// The EFT that covers nine weeks of ten in a share of the futures; NaN without limits.
    pub fn need(&self, share: f64) -> f64 {
        let mut needs = self.needs.clone();
        needs.sort_by(f64::total_cmp);
        let rank = (share * needs.len() as f64 - 1e-9).ceil() as usize;
        needs.get(rank.max(1) - 1).copied().unwrap_or(f64::NAN)
    }
}

fn chance(hits: u64, count: u64) -> Estimate {
    let (low, high) = wilson(hits, count);
    Estimate {
        value: if count == 0 {
            f64::NAN
        } else {
            hits as f64 / count as f64
        },
        low,
        high,
        replications: count,
    }
}

fn mean(values: &[f64]) -> Estimate {
    let mut moments = Moments::default();
    moments.add_all(values.iter().copied());
    estimate(&moments)
}

/// A mean with its 95 % interval.
pub fn estimate(moments: &Moments) -> Estimate {
    let (low, high) = student(moments.mean(), moments.sd(), moments.count());
    Estimate {
        value: moments.mean(),
        low,
        high,
        replications: moments.count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(is_unsafe: bool, cost: f64) -> Verdict {
        Verdict {
            is_unsafe: Some(is_unsafe),
            cost,
            eft_years: 10.0,
            waiting: 2.0,
            gave_up: cost,
            years: vec![YearVerdict {
                is_unsafe: f64::from(u8::from(is_unsafe)),
                funded: 2.0,
                filled: 1.5,
                effective: 1.25,
                need: cost,
                breaches: [3.0, 1.0, 0.0, 0.0],
            }],
        }
    }

    #[test]
    fn futures_add_up_and_a_failed_one_is_kept_out() {
        let mut account = Account::default();
        account.add(Ok(verdict(true, 1.0)));
        account.add(Err(Failure {
            replication: 1,
            week: None,
            what: "no".into(),
        }));
        account.add(Ok(verdict(false, 3.0)));
        assert_eq!(
            (account.played, account.judged, account.unsafe_count),
            (3, 2, 1)
        );
        assert_eq!(account.risk().value, 0.5);
        assert_eq!(
            (account.cost().value, account.cost().replications),
            (2.0, 2)
        );
        assert_eq!((account.waiting(), account.gave_up()), (2.0, 2.0));
        assert_eq!(account.failures.len(), 1);
        assert_eq!(account.years[0].filled(), 1.5);
        assert_eq!(account.breaches(), [6.0, 2.0, 0.0, 0.0]);
        assert_eq!(
            (account.years[0].need(0.5), account.years[0].need(0.8)),
            (1.0, 3.0)
        );
    }

    #[test]
    fn a_difference_is_taken_over_the_futures_both_have_played() {
        let (mut one, mut other) = (Account::default(), Account::default());
        for cost in [5.0, 7.0, 9.0] {
            one.add(Ok(verdict(false, cost)));
        }
        for cost in [4.0, 6.0] {
            other.add(Ok(verdict(false, cost)));
        }
        let difference = one.minus(&other, Objective::Cost);
        assert_eq!(
            (difference.count(), difference.mean(), difference.sd()),
            (2, 1.0, 0.0)
        );
        assert_eq!(one.minus(&other, Objective::EftYears).mean(), 0.0);
    }
}
