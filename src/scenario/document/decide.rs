//! The section `[decide]`: read, held against the scenario, and turned into one study per plan.
//!
//! Every alternative is tried alone in the scenario as written, so that a wrong one is named at its place before any plan
//! is played; what two decisions make together is found when the plans are built.

use super::{Change, Document, Study, extra};
use crate::scenario::decide::{Course, Decide, Decision, Objective, PathDecision, PostsDecision};
use crate::scenario::file::decide::{CourseFile, DecideFile, DecidePostsFile, ObjectiveFile};
use crate::scenario::node::{Node, Value};
use crate::scenario::path;
use crate::scenario::problem::{Origin, Problem, Problems, did_you_mean, number};
use crate::scenario::schema::{self, SCHEMA};
use crate::scenario::{Scenario, decide};
use crate::units::REPORTING_YEAR_WEEKS;
use serde::Deserialize;

/// Sections that no plan may change: the span of the question, and the line that plans are measured against.
const FIXED: [&str; 3] = ["run", "safe_load", "regime"];

/// `[decide]` as it was read, with its places.
#[derive(Debug, Clone)]
pub(super) struct Section {
    table: Node,
    key_origin: Origin,
    file: DecideFile,
}

/// The section, where there is one that the schema allows.
pub(super) fn section(whole: &Node) -> Option<Section> {
    let entry = whole.entry("decide")?;
    let file = DecideFile::deserialize(entry.node.to_json()).ok()?;
    Some(Section {
        table: entry.node.clone(),
        key_origin: entry.key_origin,
        file,
    })
}

impl Section {
    fn origin(&self, path: &str) -> Origin {
        path::origin(&self.table, path)
    }

    /// Where the section is named.
    fn head(&self) -> Origin {
        self.key_origin
    }

    /// The decisions for a scenario; problems of more than one key are added.
    fn decide(&self, scenario: &Scenario, problems: &mut Vec<Problem>) -> Decide {
        let mut decisions = Vec::new();
        for entry in self.table.get("posts").map_or(&[][..], Node::entries) {
            if let Some(file) = self.file.posts.get(&entry.key) {
                let found = self.posts(&entry.key, file, scenario, problems);
                decisions.extend(found.map(Decision::Posts));
            }
        }
        for entry in self.table.get("paths").map_or(&[][..], Node::entries) {
            let nodes = entry.node.members().to_vec();
            decisions.push(Decision::Path(PathDecision {
                path: entry.key.clone(),
                values: nodes.iter().map(Node::written).collect(),
                nodes,
                key_origin: entry.key_origin,
            }));
        }
        let decide = Decide {
            target: self.file.target.0,
            confidence: self.file.confidence.0,
            objective: match self.file.objective {
                ObjectiveFile::Cost => Objective::Cost,
                ObjectiveFile::EftYears => Objective::EftYears,
            },
            decisions,
        };
        self.as_a_whole(&decide, scenario, problems);
        decide
    }

    fn posts(
        &self,
        role: &str,
        file: &DecidePostsFile,
        scenario: &Scenario,
        problems: &mut Vec<Problem>,
    ) -> Option<PostsDecision> {
        let before = problems.len();
        let at = |key: &str| format!("decide.posts.{role}{key}");
        let place = |key: &str| self.origin(&format!("posts.{role}{key}"));
        let path = scenario.count_path(role);
        if path.is_none() {
            let roles = scenario.posts.iter().map(|posts| posts.role.as_str());
            let table = self.table.get("posts").and_then(|posts| posts.entry(role));
            let origin = table.map_or_else(|| place(""), |entry| entry.key_origin);
            let what = format!("decide.posts names role \"{role}\", which the file does not have");
            let supports = scenario.support.iter().any(|it| it.posts.role == role);
            let hint = if supports {
                format!(
                    "posts of support roles are decided under [decide.paths], such as \"support.{role}.count\" = [1, 2, 3]"
                )
            } else {
                did_you_mean(role, roles.collect::<Vec<_>>())
            };
            problems.push(Problem::new(origin, what).about(&at("")).hint(hint));
        }
        let (min, max, step) = (file.min.0, file.max.0, file.step.0);
        if min > max {
            let what = format!("{} must be at least {}, {min}", at(".max"), at(".min"));
            let problem = Problem::new(place(".max"), what).found(max.to_string());
            problems.push(problem.about(&at(".max")));
        } else if !(max - min).is_multiple_of(step) {
            let what = format!(
                "{} must be min plus whole steps: {min}, {}, ...",
                at(".max"),
                min + step
            );
            let problem = Problem::new(place(".max"), what).found(max.to_string());
            problems.push(problem.about(&at(".max")));
        }
        let weeks = self.weeks(role, file, scenario.run.horizon_weeks, problems);
        let path = path.filter(|_| problems.len() == before)?;
        Some(PostsDecision {
            role: role.to_owned(),
            path,
            weeks,
            counts: (min..=max).step_by(step as usize).collect(),
            course: match file.course {
                CourseFile::Rising => Course::Rising,
                CourseFile::Falling => Course::Falling,
                CourseFile::Any => Course::Any,
            },
        })
    }

    fn weeks(
        &self,
        role: &str,
        file: &DecidePostsFile,
        horizon: usize,
        problems: &mut Vec<Problem>,
    ) -> Vec<u64> {
        let Some(weeks) = &file.weeks else {
            let years = (horizon / REPORTING_YEAR_WEEKS) as u64;
            return (0..years)
                .map(|year| year * REPORTING_YEAR_WEEKS as u64)
                .collect();
        };
        let weeks: Vec<u64> = weeks.iter().map(|week| week.0).collect();
        let about = format!("decide.posts.{role}.weeks");
        let origin = self.origin(&format!("posts.{role}.weeks"));
        if let Some(pair) = weeks.windows(2).find(|pair| pair[0] >= pair[1]) {
            let what = format!(
                "{about} must be in the order of its weeks: {} comes before {}",
                pair[0], pair[1]
            );
            problems.push(Problem::new(origin, what).about(&about));
        }
        if let Some(late) = weeks.iter().find(|week| **week >= horizon as u64) {
            let what = format!("{about} must be weeks before run.horizon_weeks, {horizon}");
            let problem = Problem::new(origin, what).found(late.to_string());
            problems.push(problem.about(&about));
        }
        weeks
    }

    fn as_a_whole(&self, decide: &Decide, scenario: &Scenario, problems: &mut Vec<Problem>) {
        let mut refuse = |origin: Origin, what: String, hint: &str| {
            let problem = Problem::new(origin, what).about("decide");
            problems.push(if hint.is_empty() {
                problem
            } else {
                problem.hint(hint)
            });
        };
        if scenario.safe_load.is_none() {
            refuse(
                self.head(),
                "decide needs [safe_load]: without limits no year is unsafe".to_owned(),
                "limits by level, a total, or table = \"peer-support\"",
            );
        }
        let horizon = scenario.run.horizon_weeks;
        if horizon < REPORTING_YEAR_WEEKS {
            let what =
                format!("decide needs a complete year of 52 weeks: run.horizon_weeks is {horizon}");
            refuse(self.head(), what, "");
        }
        if self.file.posts.is_empty() && self.file.paths.is_empty() {
            refuse(
                self.head(),
                "decide has nothing to decide".to_owned(),
                "add [decide.posts.\"<role>\"] with min and max, or [decide.paths] such as \"allocation.sharing\" = [0.0, 0.5]",
            );
        }
        if decide.objective == Objective::Cost
            && scenario.posts.iter().all(|posts| posts.annual_cost == 0.0)
        {
            refuse(
                self.origin("objective"),
                format!("decide.objective is cost, but {}", costs_nothing(scenario)),
                "give posts an annual_cost, or say objective = \"eft_years\"",
            );
        }
        let all: Vec<(String, Origin)> = decide
            .decisions
            .iter()
            .map(|it| match it {
                Decision::Posts(posts) => (
                    posts.path.clone(),
                    self.origin(&format!("posts.{}", posts.role)),
                ),
                Decision::Path(path) => (path.path.clone(), path.key_origin),
            })
            .collect();
        for (at, (path, origin)) in all.iter().enumerate() {
            if let Some((other, _)) = all[..at].iter().find(|it| path::overlap(&it.0, path)) {
                let what =
                    format!("decide.paths decides \"{path}\", which \"{other}\" decides too");
                refuse(*origin, what, "");
            }
        }
        for decision in &decide.decisions {
            if let Decision::Path(path) = decision {
                self.alternatives(path, problems);
            }
        }
    }

    fn too_large(&self, decide: &Decide, most: u64) -> Problem {
        let parts: Vec<String> = decide
            .decisions
            .iter()
            .map(|decision| format!("{} in {} ways", decision.path(), counted(decision.size())))
            .collect();
        let what = format!(
            "decide makes {} plans, and at most {most} are searched: {}",
            counted(decide.size()),
            parts.join(", ")
        );
        let hint = "fewer weeks, a larger step or a smaller max shrink posts most; --max-plans allows more";
        Problem::new(self.head(), what).about("decide").hint(hint)
    }

    fn alternatives(&self, decision: &PathDecision, problems: &mut Vec<Problem>) {
        let path = &decision.path;
        if let Some(fixed) = FIXED.iter().find(|fixed| path::overlap(fixed, path)) {
            let what = format!("decide.paths cannot decide \"{path}\"");
            let hint = format!("[{fixed}] is what plans are measured by, not part of them");
            let problem = Problem::new(decision.key_origin, what).hint(hint);
            problems.push(problem.about(&format!("decide.paths.{path}")));
        }
        for (at, node) in decision.nodes.iter().enumerate() {
            if decision.values[..at].contains(&decision.values[at]) {
                let what = format!("decide.paths.{path} has {} twice", decision.values[at]);
                problems
                    .push(Problem::new(node.origin, what).about(&format!("decide.paths.{path}")));
            }
        }
    }
}

impl Document {
    /// Whether the file says what may be decided.
    pub fn decides(&self) -> bool {
        self.decide.is_some()
    }

    /// What may be decided in a study of this file, in `most` plans at most.
    ///
    /// # Errors
    /// A file without `[decide]`, decisions that do not fit this scenario, or too many plans.
    pub fn decide(&self, study: &Study, most: u64) -> Result<Decide, Problems> {
        let mut problems = Vec::new();
        let Some(section) = &self.decide else {
            let nowhere = Origin {
                source: usize::MAX,
                start: 0,
                end: 0,
            };
            let what = "the file has no [decide], so there is nothing to search";
            let hint = format!(
                "add, for example:\n      [decide]\n      target = 0.1\n      [decide.posts.{}]\n      min = 1\n      max = 4\n      weeks = [0, 52]",
                decide::quoted(&study.scenario.posts[0].role)
            );
            let problem = Problem::new(nowhere, what).hint(hint);
            return Err(Problems::new(&study.sources, vec![problem]));
        };
        let decide = section.decide(&study.scenario, &mut problems);
        if problems.is_empty() && decide.size() > u128::from(most) {
            problems.push(section.too_large(&decide, most));
        }
        if problems.is_empty() {
            Ok(decide)
        } else {
            Err(Problems::new(&study.sources, problems))
        }
    }

    /// The scenario with a plan of the space and with `--set` changes `(path, value)`, in this order.
    ///
    /// # Errors
    /// A `--set` on a path that is decided, and all problems of the scenario that results.
    pub fn candidate(
        &self,
        decide: &Decide,
        point: &[usize],
        set: &[(String, String)],
    ) -> Result<Study, Problems> {
        let decided = decide.changes(point).into_iter();
        let changes: Vec<Change> = decided
            .map(|(path, value, key_origin)| Change {
                path,
                key_origin,
                value,
            })
            .collect();
        let mut sources = vec![self.source.clone()];
        let mut problems = Vec::new();
        for (path, value) in set {
            if let (Ok(change), Some(decided)) = (
                extra::setting("--set", path, value, &mut sources),
                changes.iter().find(|it| path::overlap(&it.path, path)),
            ) {
                let what = format!("{path} is decided by [decide], so it cannot also be set");
                let hint = format!("take \"{}\" out of [decide]", decided.path);
                problems.push(Problem::new(change.key_origin, what).about(path).hint(hint));
            }
        }
        if !problems.is_empty() {
            return Err(Problems::new(&sources, problems));
        }
        self.changed(
            None,
            changes,
            set.iter().map(|change| ("--set", change)),
            Vec::new(),
        )
    }

    /// Holds `[decide]` against the scenario as written, each alternative alone.
    pub(super) fn check_decide(&self, scenario: &Scenario, problems: &mut Vec<Problem>) {
        let Some(section) = &self.decide else { return };
        let before = problems.len();
        let decide = section.decide(scenario, problems);
        if problems.len() > before {
            return;
        }
        for decision in &decide.decisions {
            for (change, shown) in tried(decision, section) {
                let mut found = Vec::new();
                if let Ok(tree) = self.with_changes(std::slice::from_ref(&change), &mut found) {
                    schema::walk(&SCHEMA, &tree, "", &mut found);
                    self.build(&tree, &mut found);
                }
                let noted = |problem: Problem| {
                    // What points at no place of its own is told at the alternative.
                    let origin = match problem.origin {
                        Origin::FILE => change.key_origin,
                        elsewhere => elsewhere,
                    };
                    let what = format!("{} (in decide, with {shown})", problem.what);
                    Problem {
                        origin,
                        what,
                        ..problem
                    }
                };
                problems.extend(found.into_iter().map(noted));
            }
        }
    }
}

/// Says that no post has a cost, by path where there is one.
fn costs_nothing(scenario: &Scenario) -> String {
    match scenario.posts.as_slice() {
        [only] if scenario.sites.is_empty() => {
            format!("posts.{}.annual_cost is 0 or not given", only.role)
        }
        _ => "no post has an annual_cost".to_owned(),
    }
}

/// A number of plans; beyond a billion nobody counts.
fn counted(size: u128) -> String {
    if size > 1_000_000_000 {
        "more than a billion".to_owned()
    } else {
        size.to_string()
    }
}

/// Each alternative of a decision as a change: of posts, the fewest and the most throughout.
fn tried(decision: &Decision, section: &Section) -> Vec<(Change, String)> {
    match decision {
        Decision::Posts(posts) => {
            let ends = [("min", 0), ("max", posts.counts.len() - 1)];
            let change = |(key, at): (&str, usize)| {
                let origin = section.origin(&format!("posts.{}.{key}", posts.role));
                let value = placed(posts.value(&vec![at; posts.weeks.len()]), origin);
                let change = Change {
                    path: posts.path.clone(),
                    key_origin: origin,
                    value,
                };
                (change, format!("{} posts", posts.counts[at]))
            };
            ends.into_iter().map(change).collect()
        }
        Decision::Path(path) => {
            let change = |(node, written): (&Node, &String)| {
                let change = Change {
                    path: path.path.clone(),
                    key_origin: path.key_origin,
                    value: node.clone(),
                };
                let shown = match node.value {
                    Value::Decimal(decimal) => number(decimal),
                    _ => written.clone(),
                };
                (change, shown)
            };
            path.nodes.iter().zip(&path.values).map(change).collect()
        }
    }
}

/// A value as if all of it had been written at one place.
fn placed(mut node: Node, origin: Origin) -> Node {
    node.origin = origin;
    match &mut node.value {
        Value::List(members) => {
            for member in members.iter_mut() {
                *member = placed(member.clone(), origin);
            }
        }
        Value::Table(entries) => {
            for entry in entries.iter_mut() {
                entry.key_origin = origin;
                entry.node = placed(entry.node.clone(), origin);
            }
        }
        Value::Text(_) | Value::Whole(_) | Value::Decimal(_) | Value::Flag(_) | Value::Date(_) => {}
    }
    node
}
