//! Gathers batches of paired futures; can be looked at or finished at any time. Takes batches in order, so that neither the
//! cut into batches nor the threads change a digit, and memory does not grow with the number of futures.

mod prices;
mod stored;

use rayon::prelude::*;

use self::prices::YearPairs;
use super::results::{
    Compared, Comparison, Contrast, Counts, LEVEL, MOST_FUTURES, Price, TIMED, TimedContrast,
    Verdict,
};
use crate::experiment::arm::Pairing;
use crate::experiment::attribution::charge::MOST_PRESSURE;
use crate::experiment::batch::{Batch, LaneBatch};
use crate::experiment::future::Design;
use crate::experiment::outcome::{Column, Form, HEADLINES, OWN_HEADLINES};
use crate::experiment::results::Estimate;
use crate::experiment::tally::Tally;
use crate::model::metric::{Direction, Metric};
use crate::scenario::{LoopName, Scenario};
use crate::stats::multiple::{Corrected, holm};
use crate::stats::paired::{Difference, Kind, Pairs, futures_to_settle};
use crate::stats::ratio;

/// Weeks that one task of the thread pool adds to.
const WEEKS_PER_TASK: usize = 64;

/// All that has been gathered so far, of the baseline (first) and the plans.
#[derive(Debug, Clone)]
pub struct CompareTally {
    pairing: Pairing,
    plans: Vec<Tally>,
    headlines: Vec<Headline>,
    /// Positions of cost and of worker-weeks over the safe load in a row.
    price: Option<(usize, usize)>,
    /// Positions of the metrics of [`TIMED`] in a week's cells.
    timed: Vec<usize>,
    /// By plan without the baseline, then by headline.
    outcomes: Vec<Vec<Pairs>>,
    /// By plan without the baseline: more cost, and fewer worker-weeks over the safe load, over the whole time.
    prices: Vec<ratio::Pairs>,
    /// The same by plan without the baseline, then by accounting year; no years where those of the two are not the same.
    years: Vec<Vec<YearPairs>>,
    /// By plan without the baseline, then by timed metric, then by week.
    weeks: Vec<Vec<Vec<Pairs>>>,
}

/// A headline outcome.
#[derive(Debug, Clone)]
struct Headline {
    column: Column,
    /// Position in the rows of each lane, the baseline first; `None` where the lane's scenario does not have it.
    places: Vec<Option<usize>>,
}

/// What was played in a lane.
pub struct Played<'a> {
    pub name: String,
    pub scenario: Scenario,
    /// Loops that did not act.
    pub cut: &'a [LoopName],
}

/// The most that a week of a metric counts as: pressure has no upper end, and a week in which hardly anybody is at work would
/// stand for all futures.
fn most(metric: &Metric) -> f64 {
    if metric.name == "pressure" {
        MOST_PRESSURE
    } else {
        f64::INFINITY
    }
}

impl CompareTally {
    /// Nothing gathered yet; the first design is the baseline's.
    pub fn new(designs: &[&Design], pairing: Pairing) -> CompareTally {
        let baseline = designs[0];
        // What is a scenario's own stands at another place in each.
        let place = |design: &&Design, name: &str| {
            let mut columns = design.columns.iter();
            columns.position(|it| it.name == name)
        };
        let headlines: Vec<Headline> = HEADLINES
            .iter()
            .chain(&OWN_HEADLINES)
            .filter_map(|name| {
                let places: Vec<_> = designs.iter().map(|it| place(it, name)).collect();
                let column = baseline.columns[places[0]?].clone();
                Some(Headline { column, places })
            })
            .collect();
        let column = |name: &str| baseline.columns.iter().position(|it| it.name == name);
        let metric = |name: &&str| baseline.metrics.iter().position(|it| it.name == **name);
        let timed: Vec<usize> = TIMED.iter().filter_map(metric).collect();
        let others = designs.len() - 1;
        let of_baseline = baseline.accounting_years();
        let years = designs[1..].iter().map(|design| {
            let same = design.accounting_years() == of_baseline;
            vec![YearPairs::new(); if same { of_baseline.len() } else { 0 }]
        });
        CompareTally {
            pairing,
            plans: designs.iter().map(|design| Tally::new(design)).collect(),
            outcomes: vec![vec![Pairs::default(); headlines.len()]; others],
            prices: vec![ratio::Pairs::default(); others],
            years: years.collect(),
            weeks: vec![vec![vec![Pairs::default(); baseline.weeks]; timed.len()]; others],
            price: column("cost").zip(column("breach_worker_weeks")),
            headlines,
            timed,
        }
    }

    /// Futures gathered, the same of every plan.
    pub fn completed(&self) -> u64 {
        self.plans[0].completed()
    }

    /// Bytes held: what must not grow with the number of futures.
    pub fn bytes(&self) -> usize {
        let weeks: usize = self.weeks.iter().flatten().map(Vec::len).sum();
        let years: usize = self.years.iter().flatten().map(YearPairs::bytes).sum();
        self.plans.iter().map(Tally::bytes).sum::<usize>() + weeks * size_of::<Pairs>() + years
    }

    /// Takes in a batch of futures that every lane has played.
    pub fn add(&mut self, designs: &[&Design], batch: &Batch) {
        let lanes = self.plans.par_iter_mut().zip(designs).enumerate();
        lanes.for_each(|(lane, (tally, design))| {
            let LaneBatch { rows, readings } = batch.lane(lane);
            tally.add(design, rows, &readings);
        });
        for (_, rows) in batch.outcomes() {
            for (plan, pairs) in self.outcomes.iter_mut().enumerate() {
                for (pairs, headline) in pairs.iter_mut().zip(&self.headlines) {
                    let value =
                        |lane: usize| headline.places[lane].map_or(f64::NAN, |at| rows[lane][at]);
                    pairs.add(value(plan + 1), value(0));
                }
            }
            if let Some((cost, breaches)) = self.price {
                for (price, row) in self.prices.iter_mut().zip(&rows[1..]) {
                    let (more, fewer) =
                        (row[cost] - rows[0][cost], rows[0][breaches] - row[breaches]);
                    if !more.is_nan() && !fewer.is_nan() {
                        price.add(more, fewer);
                    }
                }
            }
        }
        self.add_years(batch);
        self.add_weeks(designs, batch);
    }

    /// Each year of each plan takes its pairs in the order of the futures.
    fn add_years(&mut self, batch: &Batch) {
        let base = batch.lane(0).readings;
        for (plan, years) in self.years.iter_mut().enumerate() {
            let own = batch.lane(plan + 1).readings;
            let sound = own.iter().zip(&base).filter(|it| it.0.failure.is_none());
            for (own, base) in sound {
                let costed = own.accounting_years.iter().zip(&base.accounting_years);
                let each = years.iter_mut().zip(costed);
                each.for_each(|(pairs, (own, base))| pairs.add(own, base));
            }
        }
    }

    /// Each week of each plan takes its pairs in the order of the futures; weeks are shared out over the threads.
    fn add_weeks(&mut self, designs: &[&Design], batch: &Batch) {
        let base = batch.lane(0);
        // What is a plan's own stands behind the metrics of all: the places are the same, the rows are not as long.
        let metrics = |lane: usize| designs[lane].metrics.len();
        for (plan, weeks) in self.weeks.iter_mut().enumerate() {
            let own = batch.lane(plan + 1);
            let sound: Vec<(usize, usize)> = (0..own.readings.len())
                .filter(|row| own.readings[*row].failure.is_none())
                .map(|row| (own.rows.start(row), base.rows.start(row)))
                .collect();
            for (metric, weeks) in self.timed.iter().zip(weeks) {
                let most = most(&designs[0].metrics[*metric]);
                let weeks = weeks.par_iter_mut().enumerate();
                weeks
                    .with_min_len(WEEKS_PER_TASK)
                    .for_each(|(week, pairs)| {
                        let own_cell = week * metrics(plan + 1) + metric;
                        let cell = week * metrics(0) + metric;
                        for (left, right) in &sound {
                            let values = [
                                own.rows.values[left + own_cell],
                                base.rows.values[right + cell],
                            ];
                            // An undefined value stays one.
                            let [own, base] = values.map(|it| if it > most { most } else { it });
                            pairs.add(own, base);
                        }
                    });
            }
        }
    }

    fn difference(&self, pairs: &Pairs, kind: Kind) -> Difference {
        match self.pairing {
            Pairing::Common => pairs.paired(kind),
            Pairing::Independent => pairs.independent(kind),
        }
    }

    /// An outcome of one lane by itself as far as it is known.
    pub fn estimate(&self, lane: usize, design: &Design, name: &str) -> Option<Estimate> {
        self.plans[lane].estimate(design, name)
    }

    /// Every headline outcome as far as it is known: what a stopping rule looks at.
    pub fn contrasts(&self) -> Vec<Contrast> {
        let headlines = self.headlines.iter().enumerate();
        headlines
            .map(|(at, Headline { column, .. })| Contrast::new(column, self.against(at, column)))
            .collect()
    }

    /// All plans in one outcome, corrected for their number.
    fn against(&self, headline: usize, column: &Column) -> Vec<Compared> {
        let kind = match column.form {
            Form::YesNo => Kind::YesNo,
            Form::Count | Form::Number | Form::Week | Form::State => Kind::Number,
        };
        let plans: Vec<(&Pairs, Difference)> = self
            .outcomes
            .iter()
            .map(|pairs| &pairs[headline])
            .map(|pairs| (pairs, self.difference(pairs, kind)))
            .collect();
        let probabilities: Vec<f64> = plans.iter().map(|(_, it)| it.p).collect();
        let corrected = holm(&probabilities);
        let each = plans.into_iter().zip(corrected);
        each.map(|((pairs, difference), corrected)| {
            self.compared(pairs, difference, corrected, column.good)
        })
        .collect()
    }

    fn compared(
        &self,
        pairs: &Pairs,
        difference: Difference,
        corrected: Corrected,
        good: Direction,
    ) -> Compared {
        let paired = self.pairing == Pairing::Common;
        let counts = match good {
            Direction::LowerIsBetter => Some((pairs.lower(), pairs.higher())),
            Direction::HigherIsBetter => Some((pairs.higher(), pairs.lower())),
            Direction::Neither => None,
        };
        Compared {
            difference,
            pairs: pairs.count(),
            counts: counts.filter(|_| paired).map(|(better, worse)| Counts {
                better,
                worse,
                tied: pairs.tied(),
            }),
            p_holm: corrected.p,
            verdict: verdict(&difference, corrected, pairs, good),
            variance_reduction: paired.then(|| pairs.variance_reduction()),
        }
    }

    /// The comparison of all futures gathered. `played`: what each lane played, the baseline first.
    pub fn finish(self, designs: &[&Design], played: Vec<Played>, asked: u64) -> Comparison {
        let outcomes = self.contrasts();
        let timed = self.timed.iter().enumerate().map(|(at, metric)| {
            let plans = self.weeks.iter().map(|plan| &plan[at]);
            let week = |pairs: &Pairs| self.difference(pairs, Kind::Number);
            TimedContrast {
                metric: designs[0].metrics[*metric].clone(),
                weeks: plans
                    .map(|weeks| weeks.iter().map(week).collect())
                    .collect(),
            }
        });
        let in_time = timed.collect();
        let years = played[0].scenario.accounting_years();
        let priced = |plan: &Vec<YearPairs>| {
            let each = plan.iter().zip(&years);
            each.map(|(pairs, year)| pairs.priced(year, self.pairing))
                .collect()
        };
        let prices_by_year = self.years.iter().map(priced).collect();
        let each = self.plans.into_iter().zip(designs).zip(played);
        let plans = each.map(|((tally, design), played)| {
            let mut results = tally.finish(design, played.scenario, played.name, asked);
            results.cut = played.cut.iter().map(|name| name.name()).collect();
            results
        });
        Comparison {
            pairing: self.pairing,
            plans: plans.collect(),
            outcomes,
            prices: self.prices.iter().map(Price::from).collect(),
            prices_by_year,
            in_time,
            precision: Vec::new(),
        }
    }
}

fn verdict(
    difference: &Difference,
    corrected: Corrected,
    pairs: &Pairs,
    good: Direction,
) -> Verdict {
    let lower_is_better = match good {
        Direction::LowerIsBetter => true,
        Direction::HigherIsBetter => false,
        Direction::Neither => return Verdict::Untold,
    };
    let nothing_varies = difference.value == 0.0 && difference.variance == 0.0;
    if pairs.count() > 0 && (pairs.tied() == pairs.count() || nothing_varies) {
        Verdict::Same
    } else if corrected.p.is_nan() {
        Verdict::Untold
    } else if corrected.p < LEVEL {
        if (difference.value < 0.0) == lower_is_better {
            Verdict::Better
        } else {
            Verdict::Worse
        }
    } else {
        let level = LEVEL * corrected.share;
        let all = futures_to_settle(difference.value, difference.variance, level).ceil();
        let fits = all <= MOST_FUTURES as f64;
        Verdict::Open {
            more: fits.then(|| (all as u64).saturating_sub(pairs.count()).max(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_futures_still_needed_are_those_of_the_level_that_a_plan_is_held_to() {
        let mut pairs = Pairs::default();
        (0..20).for_each(|_| pairs.add(1.0, 0.0));
        (0..20).for_each(|_| pairs.add(0.0, 0.8));
        let difference = pairs.paired(Kind::Number);
        let more = |share: f64| {
            let corrected = Corrected { p: 0.5, share };
            match verdict(&difference, corrected, &pairs, Direction::LowerIsBetter) {
                Verdict::Open { more } => more,
                other => panic!("{other:?}"),
            }
        };
        for share in [1.0, 0.5, 0.25] {
            let level = LEVEL * share;
            let all = futures_to_settle(difference.value, difference.variance, level);
            assert_eq!(more(share), Some(all.ceil() as u64 - 40), "{share}");
        }
        assert!(more(0.25) > more(0.5) && more(0.5) > more(1.0));
    }
}
