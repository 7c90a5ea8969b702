//! Plays the replications of one lane or several in parallel, batch by batch.
//!
//! A lane is one alternative: a scenario under a plan, with some loops cut. All lanes play the same replications, each under
//! the same random numbers, so that they can be compared future by future. A batch's size depends on the width of a future
//! alone. Its replications are played in any order into rows of a buffer that is made once; whoever takes the batch sees
//! them in replication order. A replication that fails in one lane is kept out of all.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::future::{Design, Future, Player, Reading, read};
use super::results::Failure;
use super::{ExperimentError, Progress};

/// Values in the buffer of a batch: 32 MB.
const BUFFER_VALUES: usize = 4 << 20;

/// Failures without a single future played after which the run is given up.
const FAILURES_IN_A_ROW: u64 = 1000;

/// One alternative, ready to be played.
pub struct Lane<P: Player> {
    /// Names the lane in the failures of an experiment on several.
    pub name: String,
    pub player: P,
    pub design: Design,
    /// An empty future, copied for each thread.
    pub blank: Future,
}

/// What plays and how many, and who is told.
pub struct Batches<'a, P: Player> {
    pub lanes: &'a [Lane<P>],
    pub replications: Range<u64>,
    /// What became of those before them, where they are part of a longer run.
    pub already: Already,
    /// No batch reaches across a multiple of this, so that whoever decides there decides the same in any memory.
    pub look_every: Option<u64>,
    pub pool: &'a rayon::ThreadPool,
    pub progress: &'a dyn Progress,
    /// Set from outside to end the run early.
    pub cancel: &'a AtomicBool,
}

/// Replications of the same run that were played earlier.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Already {
    completed: u64,
    failed: u64,
}

impl Already {
    /// None.
    pub const NONE: Already = Already {
        completed: 0,
        failed: 0,
    };

    /// `completed` of those `played`.
    pub fn of(played: u64, completed: u64) -> Self {
        Already {
            completed,
            failed: played - completed,
        }
    }
}

/// Some replications of every lane, played and read.
pub struct Batch<'a> {
    pub replications: Range<u64>,
    lanes: usize,
    stride: usize,
    offsets: &'a [usize],
    values: &'a [f64],
    readings: &'a [Reading],
}

/// One lane's part of a batch.
pub struct LaneBatch<'a> {
    pub rows: Rows<'a>,
    /// By replication.
    pub readings: Vec<&'a Reading>,
}

/// Rows of values, one for each replication, in a buffer that holds other lanes' too.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    pub values: &'a [f64],
    stride: usize,
    offset: usize,
}

impl<'a> Rows<'a> {
    /// Where a row begins in `values`.
    pub fn start(&self, row: usize) -> usize {
        row * self.stride + self.offset
    }
}

impl Batch<'_> {
    /// What one lane played.
    pub fn lane(&self, lane: usize) -> LaneBatch<'_> {
        LaneBatch {
            rows: Rows {
                values: self.values,
                stride: self.stride,
                offset: self.offsets[lane],
            },
            readings: self
                .readings
                .iter()
                .skip(lane)
                .step_by(self.lanes)
                .collect(),
        }
    }

    /// The replications that could not be played in some lane.
    pub fn failures(&self) -> impl Iterator<Item = &Failure> {
        let whole = self.readings.chunks(self.lanes);
        whole.filter_map(|lanes| lanes[0].failure.as_ref())
    }

    /// The outcome rows of all lanes, replication by replication, without those that failed.
    pub fn outcomes(&self) -> impl Iterator<Item = (u64, Vec<&[f64]>)> {
        let whole = self.readings.chunks(self.lanes);
        self.replications
            .clone()
            .zip(whole)
            .filter(|(_, lanes)| lanes[0].failure.is_none())
            .map(|(replication, lanes)| {
                let rows = lanes.iter().map(|reading| reading.outcomes.as_slice());
                (replication, rows.collect())
            })
    }
}

/// Whether to go on after a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Play,
    Stop,
}

/// Rows of a batch: what fits into the buffer, within bounds. A row has `width` values.
pub fn rows(width: usize, replications: u64) -> usize {
    let size = (BUFFER_VALUES / width.max(1)).clamp(16, 256);
    size.min(usize::try_from(replications).unwrap_or(usize::MAX))
}

struct Bench<D> {
    desk: D,
    future: Option<Future>,
}

/// Plays replications of all lanes and hands over each batch, in replication order, until none is left or enough is known.
/// Gives the number of replications played, failed ones included.
///
/// # Errors
/// When the run is cancelled, when every replication fails, or whatever `take` gives.
pub fn play<P: Player>(
    batches: &Batches<P>,
    take: &mut dyn FnMut(&Batch) -> Result<Next, ExperimentError>,
) -> Result<u64, ExperimentError> {
    let Range { start, end } = batches.replications;
    let widths = batches.lanes.iter().map(|lane| lane.design.width());
    let mut offsets = Vec::with_capacity(batches.lanes.len());
    let stride = widths.fold(0, |offset, width| {
        offsets.push(offset);
        offset + width
    });
    let stride = stride.max(1);
    let size = rows(stride, end - start);
    let mut values = vec![0.0; size * stride];
    let mut readings = vec![Reading::default(); size * batches.lanes.len()];
    let benches = Mutex::new(Vec::new());
    let done = AtomicU64::new(0);
    let Already {
        mut completed,
        mut failed,
    } = batches.already;
    let mut first = start;
    while first < end {
        let border = batches
            .look_every
            .map_or(end, |every| first - first % every + every);
        let left = border.min(end) - first;
        let size = size.min(usize::try_from(left).unwrap_or(usize::MAX));
        let values = &mut values[..size * stride];
        let readings = &mut readings[..size * batches.lanes.len()];
        batches.pool.install(|| {
            let replications = values
                .par_chunks_mut(stride)
                .zip(readings.par_chunks_mut(batches.lanes.len()));
            replications
                .enumerate()
                .with_max_len(1)
                .for_each(|(index, (cells, readings))| {
                    if batches.cancel.load(Ordering::Relaxed) {
                        return;
                    }
                    play_one(batches, &benches, first + index as u64, cells, readings);
                    batches
                        .progress
                        .done(done.fetch_add(1, Ordering::Relaxed) + 1, end - start);
                });
        });
        if batches.cancel.load(Ordering::Relaxed) {
            return Err(ExperimentError::Cancelled);
        }
        let batch = Batch {
            replications: first..first + size as u64,
            lanes: batches.lanes.len(),
            stride,
            offsets: &offsets,
            values,
            readings,
        };
        let next = take(&batch)?;
        first += size as u64;
        let failures = readings
            .chunks(batches.lanes.len())
            .filter_map(|it| it[0].failure.as_ref());
        let (count, named) = failures.fold((0, None), |(count, named), it| {
            (count + 1, named.or(Some(it)))
        });
        failed += count;
        completed += size as u64 - count;
        if let (0, Some(failure)) = (completed, named)
            && (first == end || failed >= FAILURES_IN_A_ROW)
        {
            return Err(ExperimentError::AllFailed(failure.clone()));
        }
        if next == Next::Stop {
            break;
        }
    }
    Ok(first - start)
}

/// Plays and reads one replication in every lane. Whatever goes wrong in one ends up as the failure of all.
fn play_one<P: Player>(
    batches: &Batches<P>,
    benches: &Mutex<Vec<Bench<P::Desk>>>,
    replication: u64,
    mut cells: &mut [f64],
    readings: &mut [Reading],
) {
    let waiting = benches.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let mut bench = waiting.unwrap_or_else(|| Bench {
        desk: P::Desk::default(),
        future: None,
    });
    let mut failure = None;
    for (lane, reading) in batches.lanes.iter().zip(&mut *readings) {
        let (own, rest) = cells.split_at_mut(lane.design.width());
        cells = rest;
        let played = catch_unwind(AssertUnwindSafe(|| {
            let future = fitting(&mut bench.future, &lane.blank);
            lane.player
                .play(replication, lane.design.twin, &mut bench.desk, future)?;
            read(&lane.design, future, own, reading);
            Ok(())
        }));
        failure = match played {
            Ok(Ok(())) => continue,
            Ok(Err(failure)) => Some(failure),
            Err(panic) => {
                // What a panic left behind is not used again.
                bench = Bench {
                    desk: P::Desk::default(),
                    future: None,
                };
                Some(Failure {
                    replication,
                    week: None,
                    what: panic_text(panic.as_ref()),
                })
            }
        };
        if let (Some(failure), true) = (&mut failure, batches.lanes.len() > 1) {
            failure.what = format!("{}: {}", lane.name, failure.what);
        }
        break;
    }
    readings
        .iter_mut()
        .for_each(|reading| reading.failure.clone_from(&failure));
    benches
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(bench);
}

/// The future of this bench, made anew where the lane's has another shape.
fn fitting<'a>(future: &'a mut Option<Future>, blank: &Future) -> &'a mut Future {
    if future
        .as_ref()
        .is_none_or(|it| !it.record.has_shape_of(&blank.record))
    {
        *future = None;
    }
    let future = future.get_or_insert_with(|| blank.clone());
    future.regime.clone_from(&blank.regime);
    future.tolerance = blank.tolerance;
    future
}

/// What a panic said.
pub(super) fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.map_or_else(
        || "the engine stopped without saying why".to_owned(),
        |text| format!("the engine stopped: {text}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::future::TwinUse;
    use crate::experiment::outcome;
    use crate::experiment::results::Results;
    use crate::experiment::tally::Tally;
    use crate::experiment::trial::{Pretender, scenario};
    use crate::experiment::{Silent, pool};
    use crate::model::metric::registry;
    use crate::model::regime::State;

    const SOUND: Pretender = Pretender {
        fails: None,
        panics: None,
    };

    fn design(twin: TwinUse) -> Design {
        let scenario = scenario(104);
        Design {
            metrics: registry(&scenario),
            columns: outcome::common(),
            weeks: 104,
            years: 2,
            financial_years: Vec::new(),
            twin,
            safe_load: true,
            sites: 0,
            also: None,
        }
    }

    fn lane<P: Player>(name: &str, player: P, twin: TwinUse) -> Lane<P> {
        Lane {
            name: name.into(),
            player,
            design: design(twin),
            blank: Future::new(&scenario(104)),
        }
    }

    /// What each lane leaves behind.
    fn tallies<P: Player>(
        lanes: &[Lane<P>],
        replications: u64,
        threads: usize,
        cancelled: bool,
    ) -> Result<Vec<Tally>, ExperimentError> {
        let mut tallies: Vec<Tally> = lanes.iter().map(|it| Tally::new(&it.design)).collect();
        let batches = Batches {
            lanes,
            replications: 0..replications,
            already: Already::NONE,
            look_every: None,
            pool: &pool(threads)?,
            progress: &Silent,
            cancel: &AtomicBool::new(cancelled),
        };
        play(&batches, &mut |batch| {
            for (index, tally) in tallies.iter_mut().enumerate() {
                let LaneBatch { rows, readings } = batch.lane(index);
                tally.add(&lanes[index].design, rows, &readings);
            }
            Ok(Next::Play)
        })?;
        Ok(tallies)
    }

    fn tally(player: &Pretender, replications: u64, threads: usize) -> Tally {
        let lanes = [lane("as written", player.clone(), TwinUse::Played)];
        tallies(&lanes, replications, threads, false)
            .unwrap()
            .remove(0)
    }

    fn results(player: &Pretender, replications: u64, threads: usize) -> Results {
        finished(
            tally(player, replications, threads),
            TwinUse::Played,
            replications,
        )
    }

    fn finished(tally: Tally, twin: TwinUse, asked: u64) -> Results {
        tally.finish(&design(twin), scenario(104), "as written".into(), asked)
    }

    #[test]
    fn lanes_side_by_side_give_what_each_gives_alone_and_share_their_failures() {
        let failing = Pretender {
            fails: Some(5),
            panics: None,
        };
        let lanes = [
            lane("as written", SOUND, TwinUse::Played),
            lane("third worker", failing.clone(), TwinUse::Same),
        ];
        let both = tallies(&lanes, 300, 2, false).unwrap();
        assert_eq!(both[0].completed(), 299);
        assert_eq!(both[1].completed(), 299);
        let named = both[0].failures()[0].to_string();
        assert!(
            named.contains("replication 5, week 17: third worker: a post"),
            "{named}"
        );
        // The second lane alone leaves the same future out: its numbers do not depend on the company.
        let alone = tallies(&lanes[1..], 300, 1, false).unwrap().remove(0);
        let digits = |tally: Tally| format!("{:?}", finished(tally, TwinUse::Same, 300).weekly);
        let [_, second] = <[Tally; 2]>::try_from(both).unwrap();
        assert!(digits(second) == digits(alone));
    }

    #[test]
    fn no_batch_reaches_across_a_look_and_a_stop_ends_the_run() {
        let lanes = [lane("as written", SOUND, TwinUse::Played)];
        let mut seen = Vec::new();
        let batches = Batches {
            lanes: &lanes,
            replications: 30..1000,
            already: Already::NONE,
            look_every: Some(100),
            pool: &pool(2).unwrap(),
            progress: &Silent,
            cancel: &AtomicBool::new(false),
        };
        let played = play(&batches, &mut |batch| {
            seen.push(batch.replications.clone());
            let rows: Vec<u64> = batch
                .outcomes()
                .map(|(replication, _)| replication)
                .collect();
            assert_eq!(rows, batch.replications.clone().collect::<Vec<u64>>());
            Ok(if batch.replications.end >= 300 {
                Next::Stop
            } else {
                Next::Play
            })
        });
        assert_eq!(played.unwrap(), 270);
        assert_eq!((seen[0].start, seen[seen.len() - 1].end), (30, 300));
        assert!(
            seen.iter().all(|it| it.start / 100 == (it.end - 1) / 100),
            "{seen:?}"
        );
    }

    #[test]
    fn one_two_and_eight_threads_give_the_same_digits() {
        let one = format!("{:?}", results(&SOUND, 300, 1));
        assert!(one.contains("0."));
        for threads in [2, 8] {
            assert!(
                one == format!("{:?}", results(&SOUND, 300, threads)),
                "{threads} threads differ"
            );
        }
    }

    #[test]
    fn a_failing_replication_is_named_and_kept_out() {
        let whole = results(&SOUND, 9, 2);
        let player = Pretender {
            fails: Some(5),
            panics: Some(7),
        };
        let found = results(&player, 9, 2);
        let named: Vec<String> = found.failures.iter().map(Failure::to_string).collect();
        assert_eq!(
            named,
            [
                "replication 5, week 17: a post without a worker gave notice",
                "replication 7: the engine stopped: an invariant does not hold"
            ]
        );
        assert_eq!((found.asked, found.completed), (9, 7));
        assert_eq!(found.weekly[0][0].replications, 7);
        assert_eq!(whole.weekly[0][0].replications, 9);
        assert_ne!(found.weekly[0][0].mean, whole.weekly[0][0].mean);
        assert_eq!(
            found.outcome("unsafe_year").unwrap().estimate.replications,
            7
        );
    }

    #[test]
    fn a_run_in_which_all_fail_is_an_error() {
        struct Broken;
        impl Player for Broken {
            type Desk = ();
            fn play(
                &self,
                replication: u64,
                _: TwinUse,
                (): &mut (),
                _: &mut Future,
            ) -> Result<(), Failure> {
                Err(Failure {
                    replication,
                    week: None,
                    what: "no".into(),
                })
            }
        }
        let lanes = [lane("as written", Broken, TwinUse::Same)];
        let error = tallies(&lanes, 3, 1, false).err().unwrap();
        assert_eq!(
            error.to_string(),
            "no replication could be played; replication 0: no"
        );
    }

    #[test]
    fn a_cancelled_run_has_no_results() {
        let lanes = [lane("as written", SOUND, TwinUse::Same)];
        let found = tallies(&lanes, 100, 2, true);
        assert!(matches!(found, Err(ExperimentError::Cancelled)));
    }

    #[test]
    fn memory_does_not_grow_with_replications() {
        let few = tally(&SOUND, 500, 2).bytes();
        let many = tally(&SOUND, 5000, 2).bytes();
        assert!(
            many as f64 <= 1.2 * few as f64,
            "{few} bytes at 500, {many} at 5,000"
        );
    }

    #[test]
    fn unsafe_years_states_and_survival_are_those_of_the_futures_played() {
        // 3 of 9 replications (0, 4, 8) go wrong in the second half of two years.
        let found = results(&SOUND, 9, 2);
        let third = |estimate: &crate::experiment::results::Estimate| {
            (estimate.value - 1.0 / 3.0).abs() < 1e-12
        };
        assert_eq!(found.unsafe_by_year[0].value, 0.0);
        assert!(third(&found.unsafe_by_year[1]));
        assert!(third(&found.outcome("unsafe_year").unwrap().estimate));
        assert!(third(&found.outcome("ever_vicious").unwrap().estimate));
        assert_eq!(
            found.states[0].ever_vicious.unwrap().value,
            found.states[1].ever_vicious.unwrap().value
        );
        assert_eq!(found.states[0].recovered.unwrap().value, 0.0);
        assert_eq!(found.states[0].median_first_week, Some(52.0));
        assert_eq!(
            found.states[0].weeks_share[State::Vicious as usize],
            Some(156.0 / 936.0)
        );
        assert_eq!(found.no_long_breach[63].value, 1.0);
        assert!((found.no_long_breach[64].value - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(found.groups[0].replications, 3);
        assert_eq!(found.groups[0].series[0].len(), 104);
        assert_eq!(found.weeks_by_state[State::Vicious as usize].weeks, 156);
        // The twin here has the same breaches, so the loops did none of it.
        assert_eq!(
            found
                .outcome("unsafe_year_by_loops")
                .unwrap()
                .estimate
                .value,
            0.0
        );
    }

    #[test]
    fn a_twin_left_out_leaves_what_it_tells_undefined() {
        let lanes = [lane("as written", SOUND, TwinUse::LeftOut)];
        let tally = tallies(&lanes, 8, 2, false).unwrap().remove(0);
        let found = finished(tally, TwinUse::LeftOut, 8);
        assert_eq!(found.states[0].ever_vicious, None);
        assert_eq!(found.states[0].weeks_share[State::Vicious as usize], None);
        assert!(
            found
                .outcome("ever_vicious")
                .unwrap()
                .estimate
                .value
                .is_nan()
        );
        assert_eq!(
            found.outcome("ever_overstretched").unwrap().estimate.value,
            0.25
        );
    }
}
