//! A plan put off: the same changes, all of their dates moved by the same number of weeks.
//!
//! Decides which changes can be put off: lists with dates (`week`, or `from` and `to`), and plain values of what may be dated, which
//! a plan without dates sets from the first day.

use super::{Change, Document, Study, in_plan};
use crate::scenario::node::{Entry, Node, Value};
use crate::scenario::path;
use crate::scenario::problem::{Origin, Problem, Problems};
use crate::scenario::schema;

/// Keys of a list's entries that hold a week.
const WEEKS: [&str; 3] = ["week", "from", "to"];

impl Document {
    /// The scenario with a plan whose first change comes in a week; the others keep their distance from it. `set` as in
    /// [`Document::study`].
    ///
    /// # Errors
    /// An unknown plan, a change that cannot be dated, and all problems of the scenario that results.
    pub fn delayed(
        &self,
        plan: &str,
        first_week: f64,
        set: &[(String, String)],
    ) -> Result<Study, Problems> {
        let refuse = |problem| Problems::new(std::slice::from_ref(&self.source), vec![problem]);
        let Some(found) = self.plans.iter().find(|it| it.name == plan) else {
            return Err(refuse(self.unknown_plan(plan)));
        };
        let mut dated = Vec::with_capacity(found.changes.len());
        for change in &found.changes {
            dated.push(self.with_dates(change, plan).map_err(refuse)?);
        }
        let weeks = dated.iter().flat_map(|it| weeks(&it.value));
        let first = weeks.min_by(f64::total_cmp).unwrap_or(0.0);
        let by = first_week - first;
        for change in &mut dated {
            shift(&mut change.value, by);
        }
        let set = set.iter().map(|change| ("--set", change));
        self.changed(Some(plan), dated, set, Vec::new())
    }

    /// The change with a date: its own, or the first day.
    fn with_dates(&self, change: &Change, plan: &str) -> Result<Change, Problem> {
        if weeks(&change.value).next().is_some() {
            return Ok(change.clone());
        }
        let path = &change.path;
        if !self.may_be_dated(change) {
            let what = format!("{path} cannot be dated, so its start cannot be put off");
            let hint = "a decide-by date needs a plan of dated changes, such as \"posts.peer worker.count\" = [{ week = 52, value = 3 }]";
            let problem = Problem::new(change.key_origin, what).about(path).hint(hint);
            return Err(in_plan(problem, plan));
        }
        Ok(Change {
            value: from_the_start(&change.value),
            ..change.clone()
        })
    }

    fn may_be_dated(&self, change: &Change) -> bool {
        let mut tree = self.tree.clone();
        let put = path::set(
            &mut tree,
            &change.path,
            change.value.clone(),
            change.key_origin,
        );
        let place = put.ok().and_then(|()| path::steps(&tree, &change.path));
        let schema = place.and_then(|place| super::extra::schema_at(&tree, &place));
        schema.is_some_and(|it| {
            it.get("x-dated")
                .or_else(|| schema::resolve(it).get("x-dated"))
                .is_some()
        })
    }
}

/// All weeks in the entries of a dated list.
fn weeks(value: &Node) -> impl Iterator<Item = f64> + '_ {
    let entries = value.members().iter().flat_map(Node::entries);
    let dates = entries.filter(|entry| WEEKS.contains(&entry.key.as_str()));
    dates.filter_map(|entry| entry.node.number())
}

fn shift(value: &mut Node, by: f64) {
    let Value::List(members) = &mut value.value else {
        return;
    };
    for member in members {
        let Value::Table(entries) = &mut member.value else {
            continue;
        };
        let dates = entries
            .iter_mut()
            .filter(|it| WEEKS.contains(&it.key.as_str()));
        for entry in dates {
            if let Some(week) = entry.node.number() {
                entry.node = super::extra::drawn(week + by, entry.node.origin);
            }
        }
    }
}

/// `[{ week = 0, value = ... }]`.
fn from_the_start(value: &Node) -> Node {
    let origin: Origin = value.origin;
    let entry = |key: &str, node: Node| Entry {
        key: key.to_owned(),
        key_origin: origin,
        node,
    };
    let week = Node {
        value: Value::Whole(0),
        origin,
    };
    let step = Node {
        value: Value::Table(vec![entry("week", week), entry("value", value.clone())]),
        origin,
    };
    Node {
        value: Value::List(vec![step]),
        origin,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO_WORKERS: &str = include_str!("../../../scenarios/two-workers.toml");

    fn document(plans: &str) -> Document {
        let text = TWO_WORKERS.replacen("[uncertain]", &format!("{plans}\n[uncertain]"), 1);
        Document::parse("a.toml", &text).unwrap()
    }

    #[test]
    fn a_dated_plan_begins_in_the_week_asked_for_and_keeps_its_distances() {
        let plan = "[plans.two]\n\"posts.peer worker.count\" = [{ week = 52, value = 3 }, { week = 104, value = 4 }]\n\"hiring.freeze\" = [{ from = 60, to = 70 }]\n";
        let document = document(plan);
        let study = document.delayed("two", 10.0, &[]).unwrap();
        let steps = study.scenario.posts[0].count.steps();
        assert_eq!(steps, [(0.0, 2), (10.0, 3), (62.0, 4)]);
        assert_eq!(
            study.scenario.hiring.as_ref().unwrap().freeze,
            [(18.0, 28.0)]
        );
        let as_written = document.delayed("two", 52.0, &[]).unwrap();
        assert_eq!(
            as_written.scenario,
            document.study(Some("two"), &[]).unwrap().scenario
        );
    }

    #[test]
    fn a_plan_from_the_first_day_begins_in_the_week_asked_for() {
        let document = document("[plans.now]\n\"posts.peer worker.count\" = 3\n");
        let study = document.delayed("now", 26.0, &[]).unwrap();
        assert_eq!(study.scenario.posts[0].count.steps(), [(0.0, 2), (26.0, 3)]);
        let at_once = document.delayed("now", 0.0, &[]).unwrap();
        assert_eq!(*at_once.scenario.posts[0].count.at(0.0), 3);
    }

    #[test]
    fn what_cannot_be_dated_is_refused_by_its_path() {
        let document = document("[plans.share]\n\"allocation.sharing\" = 0.7\n");
        let refused = document
            .delayed("share", 26.0, &[])
            .unwrap_err()
            .to_string();
        assert!(
            refused.contains("allocation.sharing cannot be dated"),
            "{refused}"
        );
        assert!(refused.contains("in plan \"share\""), "{refused}");
        let unknown = document
            .delayed("shore", 26.0, &[])
            .unwrap_err()
            .to_string();
        assert!(unknown.contains("there is no plan \"shore\""), "{unknown}");
    }
}
