//! A tally as bytes, so that a run can be taken up where it ended: what was gathered, without its shape, which is the design's.

use super::{FAILURES_NAMED, OutcomeTally, Tally, group_cells};
use crate::experiment::future::Design;
use crate::experiment::results::Failure;
use crate::stats::encoding::{Damaged, Decoder, Encoder, Stored};

impl Tally {
    /// Writes all that was gathered.
    pub fn store(&self, to: &mut Encoder) {
        let Tally {
            completed,
            failures,
            cells,
            groups,
            outcomes,
            unsafe_years,
            unsafe_years_twin,
            needs,
            needs_twin,
            needs_waiting,
            sites,
            long_breaches,
            states,
            weeks,
        } = self;
        completed.store(to);
        store_failures(failures, to);
        cells.store(to);
        for group in groups {
            group.futures.store(to);
            if group.futures > 0 {
                group.cells.store(to);
            }
        }
        outcomes.store(to);
        unsafe_years.store(to);
        unsafe_years_twin.store(to);
        for tallies in [needs, needs_twin, needs_waiting] {
            tallies.store(to);
        }
        for site in sites {
            site.unsafe_years.store(to);
            site.needs.store(to);
            site.needs_waiting.store(to);
        }
        long_breaches.store(to);
        states.store(to);
        weeks.store(to);
    }

    /// The tally of a design as it was put aside.
    ///
    /// # Errors
    /// When the bytes are not those of a tally of this design.
    pub fn taken_up(design: &Design, from: &mut Decoder) -> Result<Tally, Damaged> {
        let mut tally = Tally::new(design);
        let Tally {
            completed,
            failures,
            cells,
            groups,
            outcomes,
            unsafe_years,
            unsafe_years_twin,
            needs,
            needs_twin,
            needs_waiting,
            sites,
            long_breaches,
            states,
            weeks,
        } = &mut tally;
        completed.take_up(from)?;
        *failures = taken_up_failures(from)?;
        cells.take_up(from)?;
        for group in groups {
            group.futures.take_up(from)?;
            if group.futures > 0 {
                group.cells = group_cells(design);
                group.cells.take_up(from)?;
            }
        }
        outcomes.take_up(from)?;
        unsafe_years.take_up(from)?;
        unsafe_years_twin.take_up(from)?;
        for tallies in [needs, needs_twin, needs_waiting] {
            tallies.take_up(from)?;
        }
        for site in sites {
            site.unsafe_years.take_up(from)?;
            site.needs.take_up(from)?;
            site.needs_waiting.take_up(from)?;
        }
        long_breaches.take_up(from)?;
        states.take_up(from)?;
        weeks.take_up(from)?;
        Ok(tally)
    }
}

impl Stored for OutcomeTally {
    fn store(&self, to: &mut Encoder) {
        match self {
            OutcomeTally::YesNo(tally) => tally.store(to),
            OutcomeTally::Number(tally) => tally.store(to),
            OutcomeTally::Label => {}
        }
    }

    fn take_up(&mut self, from: &mut Decoder) -> Result<(), Damaged> {
        match self {
            OutcomeTally::YesNo(tally) => tally.take_up(from),
            OutcomeTally::Number(tally) => tally.take_up(from),
            OutcomeTally::Label => Ok(()),
        }
    }
}

/// A week that is not known is written as 0, any other as 1 and the week.
fn store_failures(failures: &[Failure], to: &mut Encoder) {
    to.whole(failures.len() as u64);
    for failure in failures {
        to.whole(failure.replication);
        match failure.week {
            None => to.whole(0),
            Some(week) => {
                to.whole(1);
                to.signed(week);
            }
        }
        to.text(&failure.what);
    }
}

fn taken_up_failures(from: &mut Decoder) -> Result<Vec<Failure>, Damaged> {
    let count = from.whole()?;
    if count > FAILURES_NAMED as u64 {
        return Err(Damaged);
    }
    let one = |from: &mut Decoder| {
        Ok(Failure {
            replication: from.whole()?,
            week: match from.whole()? {
                0 => None,
                1 => Some(from.signed()?),
                _ => return Err(Damaged),
            },
            what: from.text()?,
        })
    };
    (0..count).map(|_| one(from)).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::experiment::batch::{Already, Batches, Lane, LaneBatch, Next, play};
    use crate::experiment::future::{Future, TwinUse};
    use crate::experiment::trial::{Pretender, scenario};
    use crate::experiment::{Silent, outcome, pool};
    use crate::model::metric::registry;

    fn design(weeks: usize) -> Design {
        Design {
            metrics: registry(&scenario(weeks)),
            columns: outcome::common(),
            weeks,
            years: weeks / 52,
            financial_years: Vec::new(),
            twin: TwinUse::Played,
            safe_load: true,
            sites: 0,
            also: None,
        }
    }

    /// Adds replications to a tally; one fails and one panics.
    fn add(tally: &mut Tally, replications: std::ops::Range<u64>) {
        let lanes = [Lane {
            name: "as written".into(),
            player: Pretender {
                fails: Some(5),
                panics: Some(41),
            },
            design: design(104),
            blank: Future::new(&scenario(104)),
        }];
        let batches = Batches {
            lanes: &lanes,
            replications,
            already: Already::NONE,
            look_every: None,
            pool: &pool(2).unwrap(),
            progress: &Silent,
            cancel: &AtomicBool::new(false),
        };
        play(&batches, &mut |batch| {
            let LaneBatch { rows, readings } = batch.lane(0);
            tally.add(&lanes[0].design, rows, &readings);
            Ok(Next::Play)
        })
        .unwrap();
    }

    fn bytes(tally: &Tally) -> Vec<u8> {
        let mut to = Encoder::default();
        tally.store(&mut to);
        to.into_bytes()
    }

    #[test]
    fn a_tally_put_aside_twice_is_the_tally_of_one_long_run() {
        let design = design(104);
        let mut whole = Tally::new(&design);
        add(&mut whole, 0..70);
        let mut parts = Tally::new(&design);
        for replications in [0..30, 30..43, 43..70] {
            add(&mut parts, replications);
            let stored = bytes(&parts);
            let mut from = Decoder::new(&stored);
            parts = Tally::taken_up(&design, &mut from).unwrap();
            assert_eq!(from.end(), Ok(()));
        }
        assert!(bytes(&parts) == bytes(&whole));
        assert!(format!("{parts:?}") == format!("{whole:?}"));
        assert_eq!((whole.completed(), whole.failures().len()), (68, 2));
    }

    #[test]
    fn bytes_that_are_cut_short_or_of_another_design_are_refused_without_a_panic() {
        let mut tally = Tally::new(&design(104));
        add(&mut tally, 0..30);
        let stored = bytes(&tally);
        for length in (0..stored.len()).step_by(2_003) {
            let mut from = Decoder::new(&stored[..length]);
            assert!(
                Tally::taken_up(&design(104), &mut from).is_err(),
                "{length}"
            );
        }
        assert!(Tally::taken_up(&design(52), &mut Decoder::new(&stored)).is_err());
    }
}
