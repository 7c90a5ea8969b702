//! A scenario file that has been read: its text, its plans, what is uncertain in it, where its numbers come from.
//!
//! Decides the order file, plan, `--set`, uncertain draw. A document without problems is valid as written, under each of
//! its plans, and at both ends of every uncertain number.

mod decide;
mod delayed;
mod extra;
mod over;
mod study;

pub use over::Range;
pub use study::{Study, Uncertain};

use super::Scenario;
use super::check;
use super::file::ScenarioFile;
use super::node::{Node, Value};
use super::path;
use super::problem::{Origin, Problem, Problems, Source, did_you_mean};
use super::schema::{self, SCHEMA};
use serde::Deserialize;
use std::path::Path;

/// Tables that are about the scenario and not part of it.
const APART: [&str; 4] = ["plans", "decide", "uncertain", "sources"];

/// Bytes of a file beyond which it cannot be meant as a scenario.
const LARGEST_FILE: u64 = 1 << 20;

/// A read scenario file.
#[derive(Debug, Clone)]
pub struct Document {
    source: Source,
    /// The scenario without the tables of [`APART`].
    tree: Node,
    plans: Vec<Plan>,
    decide: Option<decide::Section>,
    uncertain: Vec<(Uncertain, Origin)>,
    sources: Vec<(String, String, Origin)>,
}

/// Changes by path.
#[derive(Debug, Clone)]
struct Plan {
    name: String,
    changes: Vec<Change>,
}

/// One value put at a path.
#[derive(Debug, Clone)]
struct Change {
    path: String,
    key_origin: Origin,
    value: Node,
}

impl Document {
    /// Reads a file.
    ///
    /// # Errors
    /// All problems of the file; a file that cannot be read is one problem without a line.
    pub fn read(path: &Path) -> Result<Document, Problems> {
        let name = path.display().to_string();
        let refuse = |what: String| {
            let source = Source {
                name: name.clone(),
                text: "".into(),
                numbered: true,
            };
            Problems::new(
                &[source],
                vec![Problem::new(
                    Origin {
                        source: usize::MAX,
                        start: 0,
                        end: 0,
                    },
                    what,
                )],
            )
        };
        let large = std::fs::metadata(path).is_ok_and(|file| file.len() > LARGEST_FILE);
        if large {
            return Err(refuse(
                "is larger than 1 MB, which no scenario is: is it the right file?".to_string(),
            ));
        }
        let bytes = std::fs::read(path).map_err(|error| {
            let what = match error.kind() {
                std::io::ErrorKind::NotFound => {
                    "there is no such file; `plimsoll new` writes one to start from".to_string()
                }
                std::io::ErrorKind::IsADirectory => {
                    "is a folder; a scenario is a file such as my-service.toml".to_string()
                }
                _ => format!("cannot be read: {error}"),
            };
            refuse(what)
        })?;
        let text = String::from_utf8(bytes).map_err(|_| refuse("is not UTF-8 text".to_string()))?;
        Document::parse(&name, &text)
    }

    /// Reads a text; `name` is what problems call it.
    ///
    /// # Errors
    /// All problems of the text.
    pub fn parse(name: &str, text: &str) -> Result<Document, Problems> {
        let source = Source {
            name: name.to_string(),
            text: text.into(),
            numbered: true,
        };
        let refuse = |problems| Problems::new(std::slice::from_ref(&source), problems);
        let whole = Node::parse(text, 0).map_err(refuse)?;
        let mut problems = Vec::new();
        schema::walk(&SCHEMA, &whole, "", &mut problems);
        let document = Document::take_apart(source.clone(), whole, &mut problems);
        document.check(&mut problems);
        if problems.is_empty() {
            Ok(document)
        } else {
            Err(refuse(problems))
        }
    }

    fn take_apart(source: Source, whole: Node, problems: &mut Vec<Problem>) -> Document {
        let plans = extra::plans(&whole);
        let decide = decide::section(&whole);
        let uncertain = extra::uncertain(&whole, problems);
        let sources = extra::sources(&whole);
        let mut tree = whole;
        if let Value::Table(entries) = &mut tree.value {
            entries.retain(|entry| !APART.contains(&entry.key.as_str()));
        }
        Document {
            source,
            tree,
            plans,
            decide,
            uncertain,
            sources,
        }
    }

    /// Everything beyond one key: as written, under each plan, at the ends of what is uncertain, and the paths of sources.
    fn check(&self, problems: &mut Vec<Problem>) {
        let as_written = self.build(&self.tree, problems);
        let sound = as_written.is_some() && problems.is_empty();
        for plan in &self.plans {
            let mut found = Vec::new();
            if let Ok(tree) = self.with_changes(&plan.changes, &mut found) {
                schema::walk(&SCHEMA, &tree, "", &mut found);
                self.build(&tree, &mut found);
            }
            found.retain(|new| {
                !problems
                    .iter()
                    .any(|old| old.origin == new.origin && old.what == new.what)
            });
            problems.extend(
                found
                    .into_iter()
                    .map(|problem| in_plan(problem, &plan.name)),
            );
        }
        if let (true, Some(scenario)) = (sound, &as_written) {
            self.check_decide(scenario, problems);
            self.check_uncertain(&self.tree, problems);
        }
        if problems.is_empty() {
            for plan in &self.plans {
                let Ok(tree) = self.with_changes(&plan.changes, &mut Vec::new()) else {
                    continue;
                };
                let mut found = Vec::new();
                self.check_uncertain(&tree, &mut found);
                problems.extend(
                    found
                        .into_iter()
                        .map(|problem| in_plan(problem, &plan.name)),
                );
            }
        }
        self.check_sources(problems);
    }

    /// The scenario of a tree that the schema walk has seen; its problems are added.
    fn build(&self, tree: &Node, problems: &mut Vec<Problem>) -> Option<Scenario> {
        let refused = problems.iter().map(|problem| problem.path.as_str());
        let broken: Vec<String> = refused
            .filter(|path| !path.is_empty())
            .map(around)
            .collect();
        let json = schema::stand_in(&SCHEMA, tree);
        match ScenarioFile::deserialize(json) {
            Ok(file) => match check::build(tree, &file, &broken) {
                Ok(scenario) => Some(scenario),
                Err(found) => {
                    problems.extend(found);
                    None
                }
            },
            Err(error) => {
                if problems.is_empty() {
                    problems.push(Problem::new(
                        Origin::FILE,
                        format!("the file cannot be understood: {error}"),
                    ));
                }
                None
            }
        }
    }

    fn with_changes(&self, changes: &[Change], problems: &mut Vec<Problem>) -> Result<Node, ()> {
        let mut tree = self.tree.clone();
        let before = problems.len();
        for change in changes {
            problems.extend(self.change(&mut tree, change).err());
        }
        if problems.len() == before {
            Ok(tree)
        } else {
            Err(())
        }
    }

    fn change(&self, tree: &mut Node, change: &Change) -> Result<(), Problem> {
        if let Some(apart) = APART
            .iter()
            .find(|apart| path::overlap(apart, &change.path))
        {
            let what = format!(
                "{} cannot be changed: [{apart}] is not part of the scenario itself",
                change.path
            );
            return Err(Problem::new(change.key_origin, what).about(&change.path));
        }
        if let Some((uncertain, _)) = self
            .uncertain
            .iter()
            .find(|(it, _)| path::overlap(&it.path, &change.path))
        {
            let what = format!(
                "{} is uncertain in this file, so it cannot also be set",
                change.path
            );
            let hint = format!(
                "take \"{}\" out of [uncertain], or leave it to be drawn",
                uncertain.path
            );
            return Err(Problem::new(change.key_origin, what)
                .about(&change.path)
                .hint(hint));
        }
        path::set(tree, &change.path, change.value.clone(), change.key_origin)
    }

    fn check_uncertain(&self, base: &Node, problems: &mut Vec<Problem>) {
        for (uncertain, origin) in &self.uncertain {
            let mut tree = base.clone();
            if let Err(problem) = extra::make_place(&mut tree, uncertain, *origin) {
                problems.push(problem);
                continue;
            }
            for value in extra::ends(&uncertain.distribution) {
                let mut tree = tree.clone();
                let node = extra::drawn(value, *origin);
                let mut found: Vec<Problem> = path::set(&mut tree, &uncertain.path, node, *origin)
                    .err()
                    .into_iter()
                    .collect();
                schema::walk(&SCHEMA, &tree, "", &mut found);
                self.build(&tree, &mut found);
                if let Some(first) = found.into_iter().next() {
                    problems.push(extra::out_of_reach(uncertain, value, *origin, first));
                    break;
                }
            }
        }
    }

    fn check_sources(&self, problems: &mut Vec<Problem>) {
        let mut trees = vec![self.tree.clone()];
        trees.extend(
            self.plans
                .iter()
                .filter_map(|plan| self.with_changes(&plan.changes, &mut Vec::new()).ok()),
        );
        let broken: Vec<String> = problems
            .iter()
            .map(|problem| problem.path.clone())
            .collect();
        let refused = |path: &str| {
            broken
                .iter()
                .any(|it| !it.is_empty() && path::overlap(it, path))
        };
        let defaults = super::register::defaults(&self.tree);
        let known = |path: &str| {
            trees.iter().any(|tree| path::look_up(tree, path).is_some())
                || defaults
                    .iter()
                    .any(|(default, _)| path::overlap(path, default) && path.len() <= default.len())
        };
        for (source, _, origin) in self
            .sources
            .iter()
            .filter(|(source, _, _)| !known(source) && !refused(source))
        {
            let what = format!("sources names \"{source}\", which leads to nothing in this file");
            problems
                .push(Problem::new(*origin, what).hint(extra::nearest_path(&self.tree, source)));
        }
    }

    /// Names of the plans, in the order of the file.
    pub fn plans(&self) -> Vec<&str> {
        self.plans.iter().map(|plan| plan.name.as_str()).collect()
    }

    /// The text as it was read.
    pub fn text(&self) -> &str {
        &self.source.text
    }

    /// The name the file was read under.
    pub fn name(&self) -> &str {
        &self.source.name
    }

    /// The source that covers a path: the nearest one at or above it.
    pub(super) fn source_of(&self, path: &str) -> Option<&str> {
        let covering = self
            .sources
            .iter()
            .filter(|(source, _, _)| source.len() <= path.len() && path::overlap(source, path));
        covering
            .max_by_key(|(source, _, _)| source.len())
            .map(|(_, text, _)| text.as_str())
    }

    /// The source given for exactly this path.
    pub(super) fn source_at(&self, path: &str) -> Option<&str> {
        let found = self.sources.iter().find(|(source, _, _)| source == path);
        found.map(|(_, text, _)| text.as_str())
    }

    /// The scenario with a plan and with `--set` changes `(path, value)`, in this order.
    ///
    /// # Errors
    /// An unknown plan, a path that leads nowhere or is uncertain, and all problems of the scenario that results.
    pub fn study(&self, plan: Option<&str>, set: &[(String, String)]) -> Result<Study, Problems> {
        self.study_with(plan, set.iter().map(|change| ("--set", change)))
    }

    /// The scenario with a plan and with the changes of some flags, in this order.
    fn study_with<'a>(
        &self,
        plan: Option<&str>,
        set: impl Iterator<Item = (&'a str, &'a (String, String))>,
    ) -> Result<Study, Problems> {
        let mut problems = Vec::new();
        let mut changes = Vec::new();
        if let Some(name) = plan {
            match self.plans.iter().find(|plan| plan.name == name) {
                Some(plan) => changes.extend(plan.changes.iter().cloned()),
                None => problems.push(self.unknown_plan(name)),
            }
        }
        self.changed(plan, changes, set, problems)
    }

    /// The scenario with some changes and then with those of some flags.
    fn changed<'a>(
        &self,
        plan: Option<&str>,
        mut changes: Vec<Change>,
        set: impl Iterator<Item = (&'a str, &'a (String, String))>,
        mut problems: Vec<Problem>,
    ) -> Result<Study, Problems> {
        let mut sources = vec![self.source.clone()];
        for (flag, (path, value)) in set {
            match extra::setting(flag, path, value, &mut sources) {
                Ok(change) => changes.push(change),
                Err(found) => problems.extend(found),
            }
        }
        let mut tree = self.tree.clone();
        for change in &changes {
            problems.extend(self.change(&mut tree, change).err());
        }
        if problems.is_empty() {
            schema::walk(&SCHEMA, &tree, "", &mut problems);
            if let Some(scenario) = self
                .build(&tree, &mut problems)
                .filter(|_| problems.is_empty())
            {
                return self.finish(plan, scenario, tree, sources);
            }
        }
        let noted = problems.into_iter().map(|problem| match plan {
            Some(name) if problem.origin.source == 0 => in_plan(problem, name),
            Some(_) | None => problem,
        });
        Err(Problems::new(&sources, noted.collect()))
    }

    fn finish(
        &self,
        plan: Option<&str>,
        scenario: Scenario,
        mut tree: Node,
        sources: Vec<Source>,
    ) -> Result<Study, Problems> {
        for (uncertain, origin) in &self.uncertain {
            extra::make_place(&mut tree, uncertain, *origin)
                .map_err(|problem| Problems::new(&sources, vec![problem]))?;
        }
        let uncertain: Vec<Uncertain> = self
            .uncertain
            .iter()
            .map(|(uncertain, _)| uncertain.clone())
            .collect();
        let places = uncertain
            .iter()
            .filter_map(|uncertain| path::steps(&tree, &uncertain.path))
            .collect();
        let json = tree.to_json();
        let file = ScenarioFile::deserialize(&json)
            .map_err(|error| Problems::new(&sources, vec![study::misfit(&error)]))?;
        Ok(Study {
            plan: plan.map(str::to_string),
            scenario,
            uncertain,
            tree,
            file,
            json,
            places,
            sources,
        })
    }

    fn unknown_plan(&self, name: &str) -> Problem {
        let hint = if self.plans.is_empty() {
            "the file has no [plans]".to_string()
        } else {
            did_you_mean(name, self.plans.iter().map(|plan| plan.name.as_str()))
        };
        Problem::new(
            Origin {
                source: usize::MAX,
                start: 0,
                end: 0,
            },
            format!("there is no plan \"{name}\""),
        )
        .hint(hint)
    }
}

/// The path about which nothing more can be said once this one is refused: of a wrong kind, all of the table.
fn around(path: &str) -> String {
    let kind = path
        .strip_suffix(".kind")
        .or_else(|| path.strip_suffix(".dist"));
    kind.unwrap_or(path).to_string()
}

fn in_plan(problem: Problem, plan: &str) -> Problem {
    Problem {
        what: format!("{} (in plan \"{plan}\")", problem.what),
        ..problem
    }
}

#[cfg(test)]
mod tests;
