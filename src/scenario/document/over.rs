//! Numbers that are moved on purpose, by `--over`: to stated values, or anywhere in a range.
//!
//! A number that the file draws is moved like any other and no longer drawn by the file's distribution. A number that is set
//! with `--set` cannot be moved too.

use super::{Document, Study, Uncertain, extra};
use crate::random::distribution::Distribution;
use crate::scenario::path;
use crate::scenario::problem::{Origin, Problem, Problems, Source, number};
use crate::scenario::schema::{self, SCHEMA};

/// A range that a number is moved over, all of it equally likely; of a whole number, each whole number in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    pub path: String,
    /// Below `max`.
    pub min: f64,
    pub max: f64,
}

/// What sizes the experiment: moving it would move no service.
const SIZES: [&str; 3] = ["run.seed", "run.replications", "run.start"];

/// What sizes a future: all futures of one study have the same.
const SPANS: [&str; 3] = [
    "run.horizon_weeks",
    "run.warm_up_weeks",
    "run.steps_per_week",
];

/// The flag's name in problems.
const FLAG: &str = "--over";

impl Document {
    /// The scenario with a plan, with `--set` changes, and with `over` values `(path, value)` put in their places.
    ///
    /// # Errors
    /// As [`Document::study`]; a path given twice, or set as well.
    pub fn study_at(
        &self,
        plan: Option<&str>,
        set: &[(String, String)],
        over: &[(String, String)],
    ) -> Result<Study, Problems> {
        let paths: Vec<&str> = over.iter().map(|it| it.0.as_str()).collect();
        self.apart(&paths, set)?;
        let mut moved = self.clone();
        moved
            .uncertain
            .retain(|(uncertain, _)| !paths.contains(&uncertain.path.as_str()));
        let set = set.iter().map(|change| ("--set", change));
        moved.study_with(plan, set.chain(over.iter().map(|change| (FLAG, change))))
    }

    /// The scenario with a plan and `--set` changes in which the numbers of `over` are not known exactly either: they stand
    /// after those of the file, or in the place of one of them.
    ///
    /// # Errors
    /// As [`Document::study`]; a path that leads to no number, is given twice, or is set as well; a range outside of what the
    /// number may be.
    pub fn study_over(
        &self,
        plan: Option<&str>,
        set: &[(String, String)],
        over: &[Range],
    ) -> Result<Study, Problems> {
        let paths: Vec<&str> = over.iter().map(|it| it.path.as_str()).collect();
        self.apart(&paths, set)?;
        let mut study = self.study(plan, set)?;
        let mut problems = Vec::new();
        for range in over {
            problems.extend(self.moved(&mut study, range).err());
        }
        if problems.is_empty() {
            study.settled()
        } else {
            Err(Problems::new(&study.sources, problems))
        }
    }

    /// Makes one number of a study uncertain.
    fn moved(&self, study: &mut Study, range: &Range) -> Result<(), Problem> {
        let (path, least, most) = (&range.path, number(range.min), number(range.max));
        let origin = Origin {
            source: study.sources.len(),
            start: 0,
            end: path.len(),
        };
        study
            .sources
            .push(source(&format!("{path}:{least}..{most}")));
        if SPANS.contains(&path.as_str()) {
            let what = format!("{path} is known: it says how long a future is watched");
            return Err(Problem::new(origin, what).about(path));
        }
        extra::make_number(&mut study.tree, FLAG, path, origin)?;
        let whole = extra::is_whole(&study.tree, path);
        let distribution = if whole {
            let values: Vec<f64> = (range.min.ceil() as i64..=range.max.floor() as i64)
                .map(|value| value as f64)
                .collect();
            if values.len() < 2 {
                let what =
                    format!("{path} is a whole number: {least}..{most} holds fewer than two");
                return Err(Problem::new(origin, what).about(path));
            }
            Distribution::Empirical { values }
        } else {
            Distribution::Uniform {
                min: range.min,
                max: range.max,
            }
        };
        for value in extra::ends(&distribution) {
            let mut tree = study.tree.clone();
            let node = extra::drawn(value, origin);
            let mut found = Vec::new();
            found.extend(path::set(&mut tree, path, node, origin).err());
            schema::walk(&SCHEMA, &tree, "", &mut found);
            self.build(&tree, &mut found);
            if let Some(first) = found.into_iter().next() {
                let what = format!("{path} at {}: {}", number(value), first.what);
                return Err(Problem {
                    hint: first.hint,
                    ..Problem::new(origin, what).about(path)
                });
            }
        }
        let uncertain = Uncertain {
            path: path.clone(),
            distribution,
        };
        match study.uncertain.iter_mut().find(|it| it.path == *path) {
            Some(drawn) => *drawn = uncertain,
            None => study.uncertain.push(uncertain),
        }
        Ok(())
    }

    /// Refuses paths that meet each other or a change of `--set`.
    fn apart(&self, paths: &[&str], set: &[(String, String)]) -> Result<(), Problems> {
        let mut sources = vec![self.source.clone()];
        let mut problems = Vec::new();
        for (position, path) in paths.iter().enumerate() {
            let mut refuse = |what: String| {
                let origin = Origin {
                    source: sources.len(),
                    start: 0,
                    end: path.len(),
                };
                sources.push(source(path));
                problems.push(Problem::new(origin, what).about(path));
            };
            if SIZES.contains(path) {
                refuse(format!(
                    "{FLAG} moves {path}, which is the size of the experiment and no number of the service"
                ));
            }
            if let Some(other) = paths[..position].iter().find(|it| path::overlap(it, path)) {
                refuse(if other == path {
                    format!("{FLAG} names {path} twice")
                } else {
                    format!("{FLAG} names {path} and {other}, which hold the same number")
                });
            }
            if let Some((other, _)) = set.iter().find(|it| path::overlap(it.0.trim(), path)) {
                let other = other.trim();
                refuse(format!(
                    "{FLAG} moves {path}, which --set {other} holds still"
                ));
            }
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Problems::new(&sources, problems))
        }
    }
}

fn source(text: &str) -> Source {
    Source {
        name: FLAG.into(),
        text: text.into(),
        numbered: false,
    }
}
