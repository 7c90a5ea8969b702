//! Plans played through the model, without their twins: an unsafe year needs none.

use super::verdict::Verdict;
use super::{Arena, Failure};
use crate::experiment::future::{Future, Player, TwinUse};
use crate::experiment::player::ModelPlayer;
use crate::experiment::Subject;
use crate::model::stage::Stage;

/// The plans of a search as the model plays them.
pub struct Players<'a> {
    players: Vec<ModelPlayer<'a>>,
    blank: Future,
}

impl<'a> Players<'a> {
    /// One player per subject, in their order. All have the levels and the horizon of the first; there is at least one.
    pub fn new(subjects: &'a [Subject<'a>], seed: u64) -> Self {
        let player = |subject| ModelPlayer::new(subject, seed, &[]);
        Players {
            players: subjects.iter().map(player).collect(),
            blank: Future::new(&subjects[0].scenario),
        }
    }
}

impl Arena for Players<'_> {
    type Desk = (Stage, Future);

    fn desk(&self) -> Self::Desk {
        (Stage::new(), self.blank.clone())
    }

    fn play(
        &self,
        plan: usize,
        replication: u64,
        (stage, future): &mut Self::Desk,
    ) -> Result<Verdict, Failure> {
        self.players[plan].play(replication, TwinUse::LeftOut, stage, future)?;
        Ok(Verdict::of(&future.record, future.tolerance))
    }
}
