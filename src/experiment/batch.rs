//! Plays the replications in parallel, batch by batch.
//!
//! A batch's size depends on the width of a future alone. Its replications are played in any order into rows of a
//! buffer that is made once; the rows are then gathered in replication order.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::future::{Design, Future, Player, Reading, read};
use super::results::Failure;
use super::tally::Tally;
use super::{ExperimentError, OutcomeSink, Progress};

/// Values in the buffer of a batch: 32 MB.
const BUFFER_VALUES: usize = 4 << 20;

/// Failures without a single future played after which the run is given up.
const FAILURES_IN_A_ROW: usize = 1000;

/// What plays and how many, and who is told.
pub struct Batches<'a, P: Player> {
    pub player: &'a P,
    pub design: &'a Design,
    /// An empty future, copied for each thread.
    pub blank: &'a Future,
    pub replications: u64,
    /// 0: as many as there are cores.
    pub threads: usize,
    pub progress: &'a dyn Progress,
    /// Set from outside to end the run early.
    pub cancel: &'a AtomicBool,
}

struct Bench<D> {
    desk: D,
    future: Future,
}

/// Plays all replications and gathers them; hands each finished row to `sink`, in replication order. The pool is
/// given back, for the work of finishing.
pub fn gather<P: Player>(
    batches: &Batches<P>,
    sink: &mut dyn OutcomeSink,
) -> Result<(Tally, rayon::ThreadPool), ExperimentError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(batches.threads)
        .build()
        .map_err(|error| ExperimentError::Threads(error.to_string()))?;
    let width = batches.design.width().max(1);
    let size = (BUFFER_VALUES / width).clamp(16, 256);
    let size = size.min(usize::try_from(batches.replications).unwrap_or(usize::MAX));
    let mut rows = vec![0.0; size * width];
    let mut readings = vec![Reading::default(); size];
    let mut tally = Tally::new(batches.design);
    let benches = Mutex::new(Vec::new());
    let done = AtomicU64::new(0);
    let mut first = 0;
    while first < batches.replications {
        let left = batches.replications - first;
        let size = size.min(usize::try_from(left).unwrap_or(usize::MAX));
        let (rows, readings) = (&mut rows[..size * width], &mut readings[..size]);
        pool.install(|| {
            let replications = rows.par_chunks_mut(width).zip(readings.par_iter_mut());
            replications
                .enumerate()
                .with_max_len(1)
                .for_each(|(index, (cells, reading))| {
                    if batches.cancel.load(Ordering::Relaxed) {
                        return;
                    }
                    play_one(batches, &benches, first + index as u64, cells, reading);
                    batches.progress.done(
                        done.fetch_add(1, Ordering::Relaxed) + 1,
                        batches.replications,
                    );
                });
        });
        if batches.cancel.load(Ordering::Relaxed) {
            return Err(ExperimentError::Cancelled);
        }
        pool.install(|| tally.add(batches.design, rows, readings));
        for (replication, reading) in (first..).zip(&*readings) {
            if reading.failure.is_none() {
                sink.row(replication, &reading.outcomes)
                    .map_err(ExperimentError::Sink)?;
            }
        }
        first += size as u64;
        if let (0, Some(failure)) = (tally.completed(), tally.failures().first())
            && (first == batches.replications || tally.failures().len() >= FAILURES_IN_A_ROW)
        {
            return Err(ExperimentError::AllFailed(failure.clone()));
        }
    }
    Ok((tally, pool))
}

/// Plays and reads one replication. Whatever goes wrong in it ends up as its failure.
fn play_one<P: Player>(
    batches: &Batches<P>,
    benches: &Mutex<Vec<Bench<P::Desk>>>,
    replication: u64,
    cells: &mut [f64],
    reading: &mut Reading,
) {
    let waiting = benches.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let mut bench = waiting.unwrap_or_else(|| Bench {
        desk: batches.player.desk(),
        future: batches.blank.clone(),
    });
    let played = catch_unwind(AssertUnwindSafe(|| {
        let Bench { desk, future } = &mut bench;
        batches
            .player
            .play(replication, batches.design.twin, desk, future)?;
        read(batches.design, future, cells, reading);
        Ok(())
    }));
    reading.failure = match played {
        Ok(Ok(())) => None,
        Ok(Err(failure)) => Some(failure),
        Err(panic) => {
            // What a panic left behind is not used again.
            reading.failure = Some(Failure {
                replication,
                week: None,
                what: panic_text(panic.as_ref()),
            });
            return;
        }
    };
    benches
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(bench);
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
    use crate::experiment::trial::{Pretender, scenario};
    use crate::experiment::{NoOutcomes, Silent};
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
            columns: outcome::columns(&[]),
            weeks: 104,
            years: 2,
            twin,
            safe_load: true,
        }
    }

    fn tally(
        player: &Pretender,
        replications: u64,
        threads: usize,
    ) -> Result<(Tally, rayon::ThreadPool), ExperimentError> {
        let batches = Batches {
            player,
            design: &design(TwinUse::Played),
            blank: &Future::new(&scenario(104)),
            replications,
            threads,
            progress: &Silent,
            cancel: &AtomicBool::new(false),
        };
        gather(&batches, &mut NoOutcomes)
    }

    fn results(player: &Pretender, replications: u64, threads: usize) -> Results {
        let (tally, pool) = tally(player, replications, threads).unwrap();
        pool.install(|| {
            tally.finish(
                &design(TwinUse::Played),
                scenario(104),
                "as written".into(),
                replications,
            )
        })
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
            fn desk(&self) {}
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
        let batches = Batches {
            player: &Broken,
            design: &design(TwinUse::Same),
            blank: &Future::new(&scenario(104)),
            replications: 3,
            threads: 1,
            progress: &Silent,
            cancel: &AtomicBool::new(false),
        };
        let error = gather(&batches, &mut NoOutcomes).err().unwrap();
        assert_eq!(
            error.to_string(),
            "no replication could be played; replication 0: no"
        );
    }

    #[test]
    fn a_cancelled_run_has_no_results() {
        let batches = Batches {
            player: &SOUND,
            design: &design(TwinUse::Same),
            blank: &Future::new(&scenario(104)),
            replications: 100,
            threads: 2,
            progress: &Silent,
            cancel: &AtomicBool::new(true),
        };
        assert!(matches!(
            gather(&batches, &mut NoOutcomes),
            Err(ExperimentError::Cancelled)
        ));
    }

    #[test]
    fn memory_does_not_grow_with_replications() {
        let few = tally(&SOUND, 500, 2).unwrap().0.bytes();
        let many = tally(&SOUND, 5000, 2).unwrap().0.bytes();
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
        let design = design(TwinUse::LeftOut);
        let batches = Batches {
            player: &SOUND,
            design: &design,
            blank: &Future::new(&scenario(104)),
            replications: 8,
            threads: 2,
            progress: &Silent,
            cancel: &AtomicBool::new(false),
        };
        let (tally, _) = gather(&batches, &mut NoOutcomes).unwrap();
        let found = tally.finish(&design, scenario(104), "as written".into(), 8);
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
