//! From a file that is right key by key to a scenario that is right as a whole.
//!
//! Decides everything that needs two keys at once: names that must exist, probabilities that must add up, bounds in order,
//! clients and posts that must fit. Collects all problems. Nothing is clamped or guessed.

mod change;
mod client;
mod costs;
mod distribution;
mod exit;
mod programme;
mod safe_load;
mod shock;
mod site;
mod staff;
mod support;
mod team;
mod traits;
mod week;

pub(super) use distribution::{faults as distribution_faults, plain as distribution};

use super::file::ScenarioFile;
use super::file::number::DatedFile;
use super::node::Node;
use super::path;
use super::problem::{Origin, Problem, did_you_mean};
use super::{Regime, Run, Scenario};
use crate::units::Dated;
use std::collections::BTreeMap;

/// Collects problems with the place of their path.
pub struct Checker<'a> {
    root: &'a Node,
    /// Paths that the schema walk has refused already: nothing more is said about them.
    broken: &'a [String],
    problems: Vec<Problem>,
    /// The site whose file is being read, where there are several.
    site: Option<site::View<'a>>,
}

impl<'a> Checker<'a> {
    fn problem(&mut self, path: &str, what: impl Into<String>) -> &mut Problem {
        self.problem_at(path::origin(self.root, &self.place(path)), path, what)
    }

    /// A path as it stands in the file.
    fn place(&self, path: &str) -> String {
        let place = self.site.as_ref().and_then(|site| site.place(path));
        place.unwrap_or_else(|| path.to_owned())
    }

    fn problem_at(&mut self, origin: Origin, path: &str, what: impl Into<String>) -> &mut Problem {
        let place = self.place(path);
        let what = match &self.site {
            Some(site) if place != path => site.told(path, &what.into()),
            Some(_) | None => what.into(),
        };
        self.problems.push(Problem::new(origin, what).about(&place));
        let last = self.problems.len() - 1;
        &mut self.problems[last]
    }

    /// Looks a name up among the known ones; a problem with the nearest where it is unknown.
    fn name(&mut self, path: &str, kind: &str, name: &str, known: &[&str]) -> Option<usize> {
        let found = known.iter().position(|it| *it == name);
        if found.is_none() {
            let hint = did_you_mean(name, known.iter().copied());
            self.unknown_name(
                path,
                format!("{path} names {kind} \"{name}\", which the file does not have"),
                hint,
            );
        }
        found
    }

    fn unknown_name(&mut self, path: &str, what: String, hint: String) {
        self.problem(path, what).hint = Some(hint);
    }

    /// A table keyed by names as a vector in the order of the names; 0 where a name is not in it.
    fn by_name<T: Copy, U: Copy>(
        &mut self,
        path: &str,
        known: (&str, &[&str]),
        table: &BTreeMap<String, T>,
        fill: (U, fn(T) -> U),
    ) -> Vec<U> {
        let mut values = vec![fill.0; known.1.len()];
        for (name, value) in table {
            if let Some(position) = self.key(path, known.0, name, known.1) {
                values[position] = fill.1(*value);
            }
        }
        values
    }

    /// Looks a table's key up among names; the place is the key itself.
    fn key(&mut self, path: &str, kind: &str, name: &str, known: &[&str]) -> Option<usize> {
        let found = known.iter().position(|it| *it == name);
        if found.is_none() {
            let place = self.place(path);
            let origin = path::look_up(self.root, &place)
                .and_then(|table| table.entry(name))
                .map_or_else(|| path::origin(self.root, &place), |entry| entry.key_origin);
            let hint = did_you_mean(name, known.iter().copied());
            let what = format!("{path} names {kind} \"{name}\", which the file does not have");
            self.problem_at(origin, path, what).hint = Some(hint);
        }
        found
    }

    /// A dated value: weeks strictly rising, the first at or before week 0.
    fn dated<T: Clone, U>(
        &mut self,
        path: &str,
        file: &DatedFile<T>,
        read: impl Fn(T) -> U,
    ) -> Option<Dated<U>> {
        let steps = file.steps();
        if steps.is_empty() {
            self.problem(path, format!("{path} is an empty list, not a value"))
                .hint = Some(
                "a value, or a list such as [{ week = 0, value = 2 }, { week = 52, value = 3 }]"
                    .into(),
            );
            return None;
        }
        if steps[0].0 > 0.0 {
            let what = format!(
                "{path} must begin at week 0 or before: its first entry is from week {} on",
                super::problem::number(steps[0].0)
            );
            self.problem(path, what).hint = Some("add { week = 0, value = ... } in front".into());
            return None;
        }
        if let Some(pair) = steps.windows(2).find(|pair| pair[0].0 >= pair[1].0) {
            let weeks = [pair[0].0, pair[1].0].map(super::problem::number);
            let what = format!(
                "{path} must be in the order of its weeks: week {} comes before week {}",
                weeks[0], weeks[1]
            );
            self.problem(path, what);
            return None;
        }
        Dated::new(
            steps
                .into_iter()
                .map(|(week, value)| (week, read(value)))
                .collect(),
        )
    }

    /// Reports names that stand twice in a list.
    fn unique<'n>(&mut self, list: &str, names: impl Iterator<Item = &'n str>) {
        let names: Vec<&str> = names.collect();
        for (position, name) in names.iter().enumerate() {
            if names[..position].contains(name) {
                let origin = path::look_up(self.root, &self.place(list))
                    .and_then(|list| list.members().get(position))
                    .map_or(Origin::FILE, |member| {
                        member
                            .get("name")
                            .or(member.get("role"))
                            .unwrap_or(member)
                            .origin
                    });
                let path = format!("{list}.{}", position + 1);
                self.problem_at(origin, &path, format!("{list} \"{name}\" is there twice"))
                    .hint = Some("names must differ, so that a path leads to one thing".into());
            }
        }
    }
}

/// The scenario of a file, or all that is wrong with it as a whole.
///
/// `root` is the tree that `file` was read from; `broken` are the paths that are known to be wrong and stand in by a filler.
pub fn build(
    root: &Node,
    file: &ScenarioFile,
    broken: &[String],
) -> Result<Scenario, Vec<Problem>> {
    let mut checker = Checker {
        root,
        broken,
        problems: Vec::new(),
        site: None,
    };
    let scenario = match file.site.is_empty() {
        true => checker.service(file),
        false => checker.whole(file),
    };
    let broken = checker.broken;
    let mut problems = checker.problems;
    problems.retain(|problem| !broken.iter().any(|path| path::overlap(path, &problem.path)));
    match scenario {
        Some(scenario) if problems.is_empty() => Ok(scenario),
        Some(_) | None => Err(problems),
    }
}

impl Checker<'_> {
    /// One service: a file without sites, or the file as one of its sites has it.
    fn service(&mut self, file: &ScenarioFile) -> Option<Scenario> {
        let run = self.run(file);
        let exits = self.exits(file);
        let levels = self.levels(file);
        let names: Vec<&str> = file.level.iter().map(|level| level.name()).collect();
        let referrals = self.referrals(file, &names);
        let posts = self.posts(file);
        let roles: Vec<&str> = file
            .posts
            .iter()
            .map(|posts| posts.role.0.as_str())
            .collect();
        let initial = self.initial(file, &names, &roles);
        let safe_load = self.safe_load(file, &names);
        let week = self.week(file);
        let staff = self.staff(file);
        let hiring = self.hiring(file, &roles, &initial.vacancies);
        let shocks = self.shocks(file, &names);
        let roster = self.roster(file, (&names, &roles), &initial, staff.as_ref());
        if let Some(posts) = &posts {
            let start = -(file.run.warm_up_weeks.0 as f64);
            let funded: Vec<(&str, u64)> = posts
                .iter()
                .map(|posts| (posts.role.as_str(), *posts.count.at(start)))
                .collect();
            self.vacancies_fit(&funded, &initial.vacancies);
            self.roster_fits(&funded, &roster, &initial.vacancies);
        }
        // With sites they are the whole's.
        let support = match self.site {
            Some(_) => Some(Vec::new()),
            None => self.support(file, staff.as_ref(), hiring.as_ref(), &[]),
        };
        let teams = self.teams(file, &names);
        let traits = self.traits(file);
        let changes = self.changes(file);
        let programmes = self.programmes(file);
        let allocation = self.allocation(file);
        let loops = self.loops(file);
        let regime = self.regime(file);
        let costs = self.costs(file);
        let funding = self.funding(file, &roles);
        Some(Scenario {
            name: file.name.0.clone(),
            question: file.question.clone(),
            run: run?,
            levels: levels?,
            exits,
            referrals: referrals?,
            initial,
            safe_load: safe_load?,
            week,
            travel: file.travel.as_ref().map(week::travel),
            posts: posts?,
            roster,
            staff,
            hiring,
            shocks: shocks?,
            support: support?,
            teams,
            traits,
            changes,
            programmes,
            allocation,
            loops,
            regime,
            costs,
            funding,
            sites: Vec::new(),
            site: None,
            agency_at_a_site: false,
        })
    }

    fn run(&mut self, file: &ScenarioFile) -> Option<Run> {
        let run = &file.run;
        Some(Run {
            start: run.start.0.parse().ok()?,
            horizon_weeks: run.horizon_weeks.0 as usize,
            warm_up_weeks: run.warm_up_weeks.0 as usize,
            steps_per_week: run.steps_per_week.0 as usize,
            replications: run.replications.0,
            seed: run.seed,
        })
    }

    fn regime(&mut self, file: &ScenarioFile) -> Regime {
        let regime = &file.regime;
        if regime.leave.0 > regime.enter.0 {
            let what = format!(
                "regime.leave must be at most regime.enter, {}",
                super::problem::number(regime.enter.0)
            );
            self.problem("regime.leave", what).found = Some(super::problem::number(regime.leave.0));
        }
        Regime {
            enter: regime.enter.0,
            leave: regime.leave.0,
            window_weeks: regime.window_weeks.0 as usize,
            waiting_share: regime.waiting_share.0,
        }
    }
}
