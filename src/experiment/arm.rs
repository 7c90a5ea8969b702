//! One alternative of an experiment: a scenario under a plan, with some loops cut.
//!
//! Decides what of an alternative is followed; how it is played stands in `player`, how many times in `batch`.

use super::batch::Lane;
use super::future::{Design, Future, TwinUse};
use super::outcome;
use super::player::{ModelPlayer, prepared};
use super::{Subject, batch};
use crate::model::metric::registry;
use crate::scenario::{LoopName, Scenario};
use crate::units::REPORTING_YEAR_WEEKS;

/// One alternative.
#[derive(Clone, Copy)]
pub struct Arm<'a> {
    pub subject: &'a Subject<'a>,
    /// Loops that do not act.
    pub cut: &'a [LoopName],
    /// Whether each future is also played with all loops cut, where any acts.
    pub twin: bool,
    pub detail: Detail,
}

/// What of each future is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Every metric, week by week and year by year, and the outcomes.
    Weeks,
    /// The outcomes alone: what each future comes to.
    Outcomes,
}

/// How the arms of an experiment meet their futures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pairing {
    /// Common random numbers: replication 37 brings the same clients, tenures and vacancies to every arm.
    Common,
    /// Each arm has futures of its own.
    Independent,
}

/// Futures of one arm's own begin here, times its position: beyond all replications that can be asked for.
const OWN_FUTURES: u64 = 1 << 40;

/// The scenario as the arm plays it.
pub fn scenario(arm: &Arm, seed: u64) -> Scenario {
    prepared(arm.subject.scenario.clone(), seed, arm.cut)
}

/// The arms made ready to be played. Arms on one subject share the twin of each future, which the loops cut do not change.
pub fn lanes<'a>(arms: &[Arm<'a>], seed: u64, pairing: Pairing) -> Vec<Lane<ModelPlayer<'a>>> {
    let on = |subject: &Subject| {
        let mut same = (0..arms.len()).filter(|at| std::ptr::eq(arms[*at].subject, subject));
        (same.next(), same.next().is_some())
    };
    let each = arms.iter().enumerate().map(|(position, arm)| {
        let first_replication = match pairing {
            Pairing::Common => 0,
            Pairing::Independent => position as u64 * OWN_FUTURES,
        };
        let family = match (pairing, on(arm.subject)) {
            (Pairing::Common, (first, true)) => first,
            (Pairing::Common, (_, false)) | (Pairing::Independent, _) => None,
        };
        let scenario = scenario(arm, seed);
        let player = ModelPlayer::new(arm.subject, seed, arm.cut).starting_at(first_replication);
        batch::Lane {
            name: arm.subject.plan.clone(),
            design: design(arm, &scenario),
            blank: Future::new(&scenario),
            player: match family {
                Some(family) => player.in_family(family),
                None => player,
            },
        }
    });
    each.collect()
}

/// The loops that act in some future of a subject, in the order of the model, when some are cut.
pub fn acting(subject: &Subject, cut: &[LoopName]) -> Vec<LoopName> {
    let uncertain = subject.uncertain_paths();
    // A loop that the file gives no strength may be drawn one.
    let acts = |name: &LoopName| {
        !cut.contains(name)
            && (subject.scenario.loops.strength(*name) > 0.0
                || uncertain.contains(&format!("loops.{}.strength", name.name())))
    };
    LoopName::ALL.into_iter().filter(acts).collect()
}

/// What every future of the arm is read for; `scenario` is the arm's.
pub(super) fn design(arm: &Arm, scenario: &Scenario) -> Design {
    let uncertain = arm.subject.uncertain_paths();
    let loops = !acting(arm.subject, arm.cut).is_empty();
    Design {
        metrics: match arm.detail {
            Detail::Weeks => registry(scenario),
            Detail::Outcomes => Vec::new(),
        },
        columns: outcome::columns_of([scenario], &uncertain),
        weeks: scenario.run.horizon_weeks,
        years: scenario.run.horizon_weeks / REPORTING_YEAR_WEEKS,
        financial_years: scenario
            .financial_years()
            .into_iter()
            .map(|year| year.weeks)
            .collect(),
        twin: match (loops, arm.twin) {
            (true, true) => TwinUse::Played,
            (true, false) => TwinUse::LeftOut,
            (false, _) => TwinUse::Same,
        },
        safe_load: scenario.safe_load.is_some(),
        sites: scenario.sites.len(),
        also: None,
    }
}
