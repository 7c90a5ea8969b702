//! The engine against theory: services so simple that what they come to is known, played and compared.
//!
//! Each [`Family`] holds one piece of theory. Its scenarios are files like any other, played by the engine that plays every
//! run; its closed forms stand beside them, with their source. A mean over futures is held to theory by z = (simulated -
//! theory) / standard error, all of them to one bound, at which an engine without fault fails any of them with a chance of
//! at most [`FAMILY_ERROR`]. What holds in every single future (conservation, the same path at finer steps) is held to
//! rounding instead. Decides what agrees; words and figures are made elsewhere.

mod clients;
mod conservation;
mod overload;
mod queues;
mod staff;
mod stepped;
mod steps;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::arm::{self, Arm, Detail, Pairing};
use super::batch::{self, Already, Batches, Next};
use super::future::Also;
use super::results::Failure;
use super::{ExperimentError, Progress, Stretch, Subject, pool};
use crate::model::metric::Raw;
use crate::model::record::Record;
use crate::random::distribution::Distribution;
use crate::scenario::document::Document;
use crate::scenario::problem::Problems;
use crate::scenario::{LevelKind, Scenario};
use crate::stats::moments::Moments;
use crate::stats::multiple::z_bound;

/// Chance that an engine without fault fails some comparison, whatever the seed: at most this.
pub const FAMILY_ERROR: f64 = 0.001;

/// Each check has futures of its own: they begin here, times its position.
const OWN_FUTURES: u64 = 1_000_000;

/// Appends what a check reads of a future's record.
type Reads = dyn Fn(&Record, &mut Vec<f64>) + Send + Sync;

/// One piece of theory, and where it is tried.
pub struct Family {
    pub name: &'static str,
    /// The rule in a sentence or two.
    pub rule: String,
    pub source: &'static str,
    pub checks: Vec<Check>,
    /// What follows without playing anything.
    pub identities: Vec<Identity>,
}

/// Scenarios that meet the same futures, and what is compared in them.
pub struct Check {
    pub lanes: Vec<Scenario>,
    pub replications: u64,
    /// What is read of each lane; a future's row holds the lanes' readings one after the other.
    pub reads: Arc<Reads>,
    pub compared: Vec<Compared>,
}

/// A number of each future, and what theory says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    pub what: String,
    pub of: Of,
    pub theory: f64,
    /// Difference that the comparison itself makes, known without playing; it is taken off before z.
    pub allowed: f64,
    pub judged: Judged,
}

/// Which number of a future's row.
#[derive(Debug, Clone, PartialEq)]
pub enum Of {
    /// A sum, each position with its weight.
    Sum(Vec<(usize, f64)>),
    /// The largest distance between two stretches of the row, value by value.
    Gap {
        one: usize,
        other: usize,
        values: usize,
    },
}

impl Of {
    fn value(&self, row: &[f64]) -> f64 {
        match self {
            Of::Sum(weights) => weights.iter().map(|(at, weight)| weight * row[*at]).sum(),
            Of::Gap { one, other, values } => {
                let pairs = row[*one..one + values]
                    .iter()
                    .zip(&row[*other..other + values]);
                let gaps = pairs.map(|(one, other)| (one - other).abs());
                // In total order a gap that is not a number is the largest.
                let larger = |most: f64, gap: f64| {
                    if gap.total_cmp(&most).is_gt() {
                        gap
                    } else {
                        most
                    }
                };
                gaps.fold(0.0, larger)
            }
        }
    }
}

/// How a number is held to theory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Judged {
    /// Its mean over futures, by the standard error.
    ByError,
    /// Itself, in every future: it differs from theory by no more than this.
    InEachFuture(f64),
}

/// Two ways to one number, both worked out.
#[derive(Debug, Clone, PartialEq)]
pub struct Identity {
    pub what: String,
    pub theory: f64,
    pub found: f64,
    /// Largest difference allowed.
    pub bound: f64,
}

/// How the checks are played.
#[derive(Clone, Copy)]
pub struct Conduct<'a> {
    pub seed: u64,
    /// 0: as many as there are cores.
    pub threads: usize,
    /// Every wait of every scenario is played longer by this share than theory has it: a mistake to be found out. 0: none.
    pub mistake: f64,
    pub progress: &'a dyn Progress,
    pub cancel: &'a AtomicBool,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Verification {
    pub seed: u64,
    /// The mistake that was played.
    pub mistake: f64,
    /// Numbers held to theory by their standard error.
    pub comparisons: usize,
    /// What every |z| is held to.
    pub z_bound: f64,
    pub families: Vec<Verified>,
    /// Futures that could not be played: the engine failed.
    pub failures: Vec<Failure>,
}

/// One family, played.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    pub name: &'static str,
    pub rule: String,
    pub source: &'static str,
    /// Futures played, each once for each lane.
    pub futures: u64,
    pub lines: Vec<Line>,
}

/// One comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub what: String,
    pub theory: f64,
    /// The mean over futures; of what is held in each future, the value that is farthest from theory.
    pub simulated: f64,
    pub allowed: f64,
    pub evidence: Evidence,
}

/// What a comparison rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Evidence {
    Error {
        standard_error: f64,
        z: f64,
    },
    /// In each of the futures.
    Each {
        bound: f64,
    },
    /// Worked out, not played.
    Computed {
        bound: f64,
    },
}

impl Line {
    /// Whether simulation and theory agree.
    pub fn holds(&self, z_bound: f64) -> bool {
        match self.evidence {
            Evidence::Error { z, .. } => z.abs() <= z_bound,
            Evidence::Each { bound } | Evidence::Computed { bound } => {
                (self.simulated - self.theory).abs() <= bound
            }
        }
    }
}

impl Verification {
    /// The comparisons that do not hold, each with its family.
    pub fn broken(&self) -> Vec<(&Verified, &Line)> {
        let lines = self.families.iter().flat_map(|family| {
            let lines = family.lines.iter();
            lines.map(move |line| (family, line))
        });
        lines.filter(|it| !it.1.holds(self.z_bound)).collect()
    }

    /// Whether everything could be played and agrees.
    pub fn holds(&self) -> bool {
        self.failures.is_empty() && self.broken().is_empty()
    }
}

/// All families.
///
/// # Errors
/// When a scenario of theirs is no valid file: a fault of the reader, or of theirs.
pub fn families() -> Result<Vec<Family>, Problems> {
    Ok(vec![
        clients::network()?,
        clients::any_stay()?,
        queues::erlang_c()?,
        queues::erlang_a()?,
        queues::erlang_b()?,
        staff::vacancies()?,
        staff::induction()?,
        staff::tenure()?,
        overload::chain()?,
        conservation::conservation()?,
        steps::refinement()?,
    ])
}

/// Plays families and holds them to theory.
///
/// # Errors
/// When it is cancelled, when no future of some check can be played, or without threads.
pub fn run(families: &[Family], conduct: &Conduct) -> Result<Verification, ExperimentError> {
    let pool = pool(conduct.threads)?;
    let checks = families.iter().flat_map(|family| &family.checks);
    let total = checks.clone().map(Check::futures).sum();
    let held = checks.flat_map(|check| &check.compared);
    let comparisons = held.filter(|it| it.judged == Judged::ByError).count();
    let (mut before, mut first) = (0, 0);
    let mut verification = Verification {
        seed: conduct.seed,
        mistake: conduct.mistake,
        comparisons,
        z_bound: z_bound(comparisons, FAMILY_ERROR),
        families: Vec::new(),
        failures: Vec::new(),
    };
    for family in families {
        let mut lines = Vec::new();
        for check in &family.checks {
            let stretch = Stretch {
                progress: conduct.progress,
                before,
                points: check.lanes.len() as u64,
                total,
            };
            let (found, failures) = check.play(first, conduct, &pool, &stretch)?;
            lines.extend(found);
            verification.failures.extend(failures);
            before += check.futures();
            first += OWN_FUTURES;
        }
        lines.extend(family.identities.iter().map(Identity::line));
        verification.families.push(Verified {
            name: family.name,
            rule: family.rule.clone(),
            source: family.source,
            futures: family.checks.iter().map(Check::futures).sum(),
            lines,
        });
    }
    Ok(verification)
}

impl Check {
    /// Futures to play, each once for each lane.
    pub fn futures(&self) -> u64 {
        self.replications * self.lanes.len() as u64
    }

    /// Plays the futures from a number on; the lines, and the futures that could not be played.
    fn play(
        &self,
        first: u64,
        conduct: &Conduct,
        pool: &rayon::ThreadPool,
        progress: &dyn Progress,
    ) -> Result<(Vec<Line>, Vec<Failure>), ExperimentError> {
        let played = self.lanes.iter().cloned();
        let subjects: Vec<Subject> = played
            .map(|scenario| Subject::fixed(mistaken(scenario, conduct.mistake)))
            .collect();
        let arms: Vec<Arm> = subjects
            .iter()
            .map(|subject| Arm {
                subject,
                cut: &[],
                twin: false,
                detail: Detail::Outcomes,
            })
            .collect();
        let mut lanes = arm::lanes(&arms, conduct.seed, Pairing::Common);
        for lane in &mut lanes {
            let reads = Arc::clone(&self.reads);
            lane.design.also = Some(Also(Arc::new(move |future, row| {
                reads(&future.record, row);
            })));
        }
        let batches = Batches {
            lanes: &lanes,
            replications: first..first + self.replications,
            look_every: None,
            pool,
            progress,
            cancel: conduct.cancel,
            already: Already::NONE,
        };
        let mut tallies = vec![Tally::default(); self.compared.len()];
        let mut failures = Vec::new();
        let mut row = Vec::new();
        batch::play(&batches, &mut |batch| {
            let read: Vec<_> = (0..lanes.len())
                .map(|lane| batch.lane(lane).readings)
                .collect();
            for future in 0..read[0].len() {
                if read[0][future].failure.is_some() {
                    continue;
                }
                row.clear();
                read.iter().for_each(|lane| row.extend(&lane[future].also));
                let each = tallies.iter_mut().zip(&self.compared);
                each.for_each(|(tally, compared)| tally.add(compared, &row));
            }
            failures.extend(batch.failures().cloned());
            Ok(Next::Play)
        })?;
        let each = tallies.iter().zip(&self.compared);
        Ok((
            each.map(|(tally, compared)| tally.line(compared)).collect(),
            failures,
        ))
    }
}

/// What one comparison has seen.
#[derive(Debug, Clone, Default)]
struct Tally {
    moments: Moments,
    /// The value farthest from theory.
    farthest: Option<f64>,
}

impl Tally {
    fn add(&mut self, compared: &Compared, row: &[f64]) {
        let value = compared.of.value(row);
        self.moments.add(value);
        let distance = |value: f64| (value - compared.theory).abs();
        // In total order a distance that is not a number is the largest.
        let is_farther = |it: f64| distance(value).total_cmp(&distance(it)).is_gt();
        if self.farthest.is_none_or(is_farther) {
            self.farthest = Some(value);
        }
    }

    fn line(&self, compared: &Compared) -> Line {
        let (simulated, evidence) = match compared.judged {
            Judged::InEachFuture(bound) => {
                (self.farthest.unwrap_or(f64::NAN), Evidence::Each { bound })
            }
            Judged::ByError => {
                // One value that is not a number spoils the mean; moments would leave it out.
                let spoilt = self.farthest.is_none_or(f64::is_nan);
                let mean = if spoilt {
                    f64::NAN
                } else {
                    self.moments.mean()
                };
                let standard_error = self.moments.sd() / (self.moments.count() as f64).sqrt();
                let apart = mean - compared.theory;
                let left = apart.signum() * (apart.abs() - compared.allowed).max(0.0);
                // A mean that every future gives alike is off by nothing or by any number of standard errors.
                let z = if left == 0.0 {
                    0.0
                } else {
                    left / standard_error
                };
                (mean, Evidence::Error { standard_error, z })
            }
        };
        Line {
            what: compared.what.clone(),
            theory: compared.theory,
            simulated,
            allowed: compared.allowed,
            evidence,
        }
    }
}

impl Identity {
    fn line(&self) -> Line {
        Line {
            what: self.what.clone(),
            theory: self.theory,
            simulated: self.found,
            allowed: 0.0,
            evidence: Evidence::Computed { bound: self.bound },
        }
    }
}

/// One number of the row against theory, by its standard error.
fn mean(what: impl Into<String>, at: usize, theory: f64) -> Compared {
    sum(what, &[(at, 1.0)], theory)
}

/// A sum over the row against theory, by its standard error.
fn sum(what: impl Into<String>, of: &[(usize, f64)], theory: f64) -> Compared {
    Compared {
        what: what.into(),
        of: Of::Sum(of.to_vec()),
        theory,
        allowed: 0.0,
        judged: Judged::ByError,
    }
}

/// One number of the row against theory in each future.
fn each(what: impl Into<String>, at: usize, theory: f64, bound: f64) -> Compared {
    Compared {
        judged: Judged::InEachFuture(bound),
        ..mean(what, at, theory)
    }
}

/// The scenario of a file's text.
fn read(text: &str) -> Result<Scenario, Problems> {
    let document = Document::parse("verify", text)?;
    Ok(document.study(None, &[])?.scenario)
}

/// Mean of a raw column over all observed weeks.
fn average(record: &Record, raw: Raw) -> f64 {
    record.total(0..record.weeks(), raw as usize) / record.weeks() as f64
}

/// The scenario with every wait longer by a share: stays, patience, tenures, times to fill and inductions.
fn mistaken(mut scenario: Scenario, share: f64) -> Scenario {
    if share == 0.0 {
        return scenario;
    }
    let longer = |wait: &mut Distribution| *wait = wait.times(1.0 + share);
    for level in &mut scenario.levels {
        match &mut level.kind {
            LevelKind::OneToOne { stay, .. } | LevelKind::Group { stay, .. } => {
                longer(&mut stay.length);
            }
            LevelKind::CheckIn { every_weeks, .. } => *every_weeks *= 1.0 + share,
        }
    }
    scenario.allocation.patience.iter_mut().for_each(longer);
    scenario
        .staff
        .iter_mut()
        .for_each(|it| longer(&mut it.tenure));
    if let Some(hiring) = &mut scenario.hiring {
        longer(&mut hiring.time_to_fill);
        hiring.induction_weeks *= 1.0 + share;
    }
    scenario
}

#[cfg(test)]
mod tests;
