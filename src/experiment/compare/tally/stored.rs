//! A comparison's tally as bytes: each plan's, then the pairs. The shape is that of the designs.

use super::CompareTally;
use crate::experiment::future::Design;
use crate::experiment::tally::Tally;
use crate::stats::encoding::{Damaged, Decoder, Encoder, Stored};

impl CompareTally {
    /// Writes all that was gathered.
    pub fn store(&self, to: &mut Encoder) {
        let CompareTally {
            pairing: _,
            plans,
            headlines: _,
            price: _,
            timed: _,
            outcomes,
            prices,
            years,
            weeks,
        } = self;
        plans.iter().for_each(|tally| tally.store(to));
        outcomes.iter().for_each(|pairs| pairs.store(to));
        prices.as_slice().store(to);
        years.iter().for_each(|pairs| pairs.as_slice().store(to));
        weeks
            .iter()
            .flatten()
            .for_each(|pairs| pairs.as_slice().store(to));
    }

    /// Takes up what was stored, in place of what is here.
    ///
    /// # Errors
    /// When the bytes are not those of a comparison of these designs.
    pub fn take_up(&mut self, designs: &[&Design], from: &mut Decoder) -> Result<(), Damaged> {
        for (tally, design) in self.plans.iter_mut().zip(designs) {
            *tally = Tally::taken_up(design, from)?;
        }
        for pairs in &mut self.outcomes {
            pairs.take_up(from)?;
        }
        self.prices.take_up(from)?;
        for pairs in &mut self.years {
            pairs.take_up(from)?;
        }
        for pairs in self.weeks.iter_mut().flatten() {
            pairs.take_up(from)?;
        }
        let completed = self.completed();
        if self.plans.iter().all(|it| it.completed() == completed) {
            Ok(())
        } else {
            Err(Damaged)
        }
    }
}
