//! The figures of `plimsoll loops`.

mod effects;
mod in_charge;
mod prevented;

use super::{Drawing, ink};
use crate::experiment::attribution::Attribution;
use crate::report::view::attribution::{headline, ranked};
use crate::scenario::LoopName;

/// A figure's name and title, and its drawing or why there is none.
pub(in crate::report) type Drawn<'a> = (&'static str, &'static str, Result<Drawing<'a>, String>);

/// All figures, in the order of the page.
pub(in crate::report) fn drawings(it: &Attribution) -> Vec<Drawn<'_>> {
    vec![
        (effects::NAME, effects::TITLE, effects::drawing(it)),
        (in_charge::NAME, in_charge::TITLE, in_charge::drawing(it)),
        (prevented::NAME, prevented::TITLE, prevented::drawing(it)),
    ]
}

/// The loops in the order of the figures: by their share of the headline.
fn order(it: &Attribution) -> Vec<usize> {
    headline(it).map_or_else(|| (0..it.loops.len()).collect(), ranked)
}

/// The colour of a loop, the same in every figure.
fn hue(name: LoopName) -> ink::Hue {
    match name {
        LoopName::Burnout => ink::VERMILLION,
        LoopName::Absence => ink::ORANGE,
        LoopName::Overload => ink::BLACK,
        LoopName::Hiring => ink::BLUE,
        LoopName::Onboarding => ink::SKY,
        LoopName::Records => ink::PURPLE,
        LoopName::Care => ink::GREEN,
        LoopName::Disengagement => ink::PALE,
        LoopName::Presence => ink::YELLOW,
    }
}
