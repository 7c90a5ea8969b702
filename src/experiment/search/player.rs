//! Plans played through the model, without their twins: an unsafe year needs none.

use super::verdict::Verdict;
use super::{Arena, Failure};
use crate::experiment::Subject;
use crate::experiment::future::{Future, Player, TwinUse};
use crate::experiment::player::{ModelPlayer, PlayerDesk};
use crate::scenario::LoopName;

/// The plans of a search as the model plays them.
pub struct Players<'a> {
    players: Vec<ModelPlayer<'a>>,
    blank: Future,
}

impl<'a> Players<'a> {
    /// One player per subject, in their order, with these loops cut. All have the levels and the horizon of the first; there
    /// is at least one.
    pub fn new(subjects: &'a [Subject<'a>], seed: u64, cut: &'a [LoopName]) -> Self {
        let player = |subject| ModelPlayer::new(subject, seed, cut);
        Players {
            players: subjects.iter().map(player).collect(),
            blank: Future::new(&subjects[0].scenario),
        }
    }
}

/// What a thread plays on.
#[derive(Default)]
pub struct Desk {
    own: PlayerDesk,
    future: Option<Future>,
}

impl Arena for Players<'_> {
    type Desk = Desk;

    fn play(&self, plan: usize, replication: u64, desk: &mut Desk) -> Result<Verdict, Failure> {
        let future = desk.future.get_or_insert_with(|| self.blank.clone());
        self.players[plan].play(replication, TwinUse::LeftOut, &mut desk.own, future)?;
        Ok(Verdict::of(&future.record, future.tolerance))
    }
}
