//! The parts of `plimsoll tipping`: their scenarios, checked before anything is played, and their playing.

use super::{PartName, TippingArgs, wants};
use crate::cli::progress::Bar;
use crate::cli::session::{self, CommandError};
use plimsoll::experiment::Subject;
use plimsoll::experiment::tipping::along::{self, Along};
use plimsoll::experiment::tipping::chance::{self, Emergencies, Leavers};
use plimsoll::experiment::tipping::decide_by::{self, DecideBy};
use plimsoll::experiment::tipping::map::{self, Futures, Grid, Map, Start};
use plimsoll::experiment::tipping::{Conduct, Impossible, Part, Tipping, start};
use plimsoll::scenario::Scenario;
use plimsoll::scenario::document::{Document, Study};
use plimsoll::units::REPORTING_YEAR_WEEKS;
use std::cell::OnceCell;
use std::sync::atomic::AtomicBool;

/// The scenario's own start plays all futures asked for; each other start of the map one in so many.
const MAP_SHARE: u64 = 4;

/// All scenarios that are to be played, checked before anything is.
pub(super) struct Asked<'a> {
    starts: Vec<(String, Study)>,
    values: Vec<f64>,
    along: Vec<Study>,
    document: &'a Document,
}

impl<'a> Asked<'a> {
    /// The scenarios of the parts that are asked for.
    pub(super) fn of(
        args: &TippingArgs,
        document: &'a Document,
        study: &Study,
    ) -> Result<Asked<'a>, CommandError> {
        let set = &args.study.set;
        let mut asked = Asked {
            starts: Vec::new(),
            values: Vec::new(),
            along: Vec::new(),
            document,
        };
        if wants(args, PartName::Map) && map_fits(&study.scenario) {
            asked.starts = start::starts(document, study, set);
        }
        if let (Some(path), Some(from), Some(to)) = (&args.along, args.from, args.to)
            && wants(args, PartName::Along)
        {
            (asked.values, asked.along) = followed(args, document, study, path, (from, to))?;
        }
        if let (Some(plan), true) = (&args.study.plan, wants(args, PartName::DecideBy)) {
            // The first and the last start; what is wrong with the plan is said before anything is played.
            for week in [0, study.scenario.run.horizon_weeks - 1] {
                document.delayed(plan, week as f64, set)?;
            }
        }
        Ok(asked)
    }

    /// Plays the parts, one after the other.
    pub(super) fn play(
        &self,
        args: &TippingArgs,
        study: &Study,
        interrupted: &AtomicBool,
    ) -> Result<Tipping, CommandError> {
        let plays = Plays {
            args,
            study,
            interrupted,
            replications: session::replications(&args.play, &study.scenario),
        };
        let workers = study
            .scenario
            .posts
            .iter()
            .map(|it| *it.count.at(0.0))
            .sum();
        let emergencies = args.emergencies.zip(args.of);
        let emergencies = emergencies.filter(|_| wants(args, PartName::Chance));
        Ok(Tipping {
            scenario: study.scenario.clone(),
            plan: Subject::from(study).plan,
            map: plays.map(&self.starts)?,
            along: plays.along(&self.values, &self.along)?,
            decide_by: plays.decide_by(self.document)?,
            leavers: plays.leavers()?,
            emergencies: emergencies.map(|(on_one, of)| -> Emergencies {
                chance::emergencies(on_one, of, args.workers.unwrap_or(workers))
            }),
        })
    }
}

/// Whether anything is left of the time played once the window and two years ahead are taken off.
fn map_fits(scenario: &Scenario) -> bool {
    scenario.run.horizon_weeks > Grid::of(scenario).first_week + map::AHEAD_WEEKS
}

/// The values of the number that is followed and their scenarios: in equal steps, and whole ones where the number must be.
fn followed(
    args: &TippingArgs,
    document: &Document,
    study: &Study,
    path: &str,
    (from, to): (f64, f64),
) -> Result<(Vec<f64>, Vec<Study>), CommandError> {
    let plan = study.plan.as_deref();
    let studies = |values: &[f64]| -> Result<Vec<Study>, CommandError> {
        let each = values.iter().map(|value| {
            let mut set = args.study.set.clone();
            set.push((path.to_owned(), value.to_string()));
            Ok(document.study(plan, &set)?)
        });
        each.collect()
    };
    // Both ends first, so that what is wrong with the path is said of a value that was typed.
    studies(&[from, to])?;
    let values = along::values(from, to, args.steps as usize, false);
    match studies(&values) {
        Ok(found) => Ok((values, found)),
        Err(_) if from.fract() == 0.0 && to.fract() == 0.0 => {
            let whole = along::values(from, to, args.steps as usize, true);
            let found = studies(&whole)?;
            Ok((whole, found))
        }
        Err(error) => Err(error),
    }
}

/// The parts, each played with a bar of its own.
struct Plays<'a> {
    args: &'a TippingArgs,
    study: &'a Study,
    interrupted: &'a AtomicBool,
    replications: u64,
}

impl Plays<'_> {
    fn with_bar<T>(&self, replications: u64, play: impl FnOnce(&Conduct) -> T) -> T {
        let bar = Bar::new(replications, self.args.play.quiet);
        let conduct = Conduct {
            cut: &session::cut(&self.args.cut),
            seed: session::seed(&self.args.play, &self.study.scenario),
            threads: session::threads(&self.args.play),
            progress: &bar,
            cancel: self.interrupted,
        };
        let found = play(&conduct);
        bar.clear();
        found
    }

    fn map(&self, starts: &[(String, Study)]) -> Result<Part<Map>, CommandError> {
        if !wants(self.args, PartName::Map) {
            return Ok(Part::NotAsked);
        }
        if starts.is_empty() {
            return Ok(Part::Impossible(Impossible::TooShortForTheMap));
        }
        let futures = Futures {
            own: self.replications,
            others: self.replications.div_ceil(MAP_SHARE),
        };
        let all = futures.all(starts.len());
        let starts = starts.iter().map(|(name, study)| {
            let mut subject = Subject::from(study);
            subject.plan.clone_from(name);
            Start {
                name: name.clone(),
                subject,
            }
        });
        let starts = starts.collect();
        let found = self.with_bar(all, |conduct| map::map(starts, futures, conduct));
        Ok(Part::Done(found?))
    }

    fn along(&self, values: &[f64], studies: &[Study]) -> Result<Option<Along>, CommandError> {
        let Some(path) = self.args.along.as_ref().filter(|_| !studies.is_empty()) else {
            return Ok(None);
        };
        let subjects: Vec<Subject> = studies.iter().map(Subject::from).collect();
        let found = self.with_bar(self.replications, |conduct| {
            along::along(path, values, &subjects, self.replications, conduct)
        });
        Ok(Some(found?))
    }

    fn decide_by(&self, document: &Document) -> Result<Option<DecideBy>, CommandError> {
        let args = self.args;
        let (Some(plan), Some(keep), true) =
            (&args.study.plan, args.keep, wants(args, PartName::DecideBy))
        else {
            return Ok(None);
        };
        let horizon = self.study.scenario.run.horizon_weeks;
        let put_off: Vec<OnceCell<Study>> = vec![OnceCell::new(); horizon];
        let subject = |week: usize| -> Result<Subject, CommandError> {
            let Some(cell) = put_off.get(week) else {
                return Ok(Subject::from(self.study));
            };
            let study = match cell.get() {
                Some(study) => study,
                None => {
                    let study = document.delayed(plan, week as f64, &args.study.set)?;
                    cell.get_or_init(|| study)
                }
            };
            Ok(Subject::from(study))
        };
        let total = self.replications * decide_by::most_starts(horizon);
        let found = self.with_bar(total, |conduct| {
            decide_by::decide_by(plan, keep, horizon, self.replications, &subject, conduct)
        });
        Ok(Some(found?))
    }

    fn leavers(&self) -> Result<Part<Leavers>, CommandError> {
        if !wants(self.args, PartName::Chance) {
            return Ok(Part::NotAsked);
        }
        if self.study.scenario.staff.is_none() {
            return Ok(Part::Impossible(Impossible::NobodyLeaves));
        }
        if self.study.scenario.run.horizon_weeks < REPORTING_YEAR_WEEKS {
            return Ok(Part::Impossible(Impossible::NoCompleteYear));
        }
        let (asked, replications) = (self.args.leavers, self.replications);
        let found = self.with_bar(replications, |conduct| {
            chance::leavers(Subject::from(self.study), asked, replications, conduct)
        });
        Ok(Part::Done(found?))
    }
}
