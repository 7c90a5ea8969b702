//! The space of plans: what may be decided, and every plan that takes one alternative of each decision.
//!
//! A plan is a point with one coordinate per *choice*: the posts of a role from one week on, or the value of one path.
//! Two forms are enough: hiring ahead, admission and sharing are paths like any other, and so will support roles be. The weeks of a
//! posts decision say both the years that are decided and the weeks in which a rise may begin.

use super::node::{Entry, Node, Value};
use super::problem::{Origin, number};

/// What may be decided and what the plan must hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Decide {
    /// Highest probability of an unsafe year, above 0 and below 1.
    pub target: f64,
    /// Confidence of the answer, 0.5 to below 1.
    pub confidence: f64,
    pub objective: Objective,
    /// Not empty, in the order of the file: posts first, then paths.
    pub decisions: Vec<Decision>,
}

/// What is to be as small as can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objective {
    /// Expected cost of filled posts [currency units].
    Cost,
    /// Funded EFT-years [EFT x calendar years].
    EftYears,
}

/// One decision.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    Posts(PostsDecision),
    Path(PathDecision),
}

/// How many posts of a role, and when the number may change.
#[derive(Debug, Clone, PartialEq)]
pub struct PostsDecision {
    /// As the scenario calls it: "site: role" where there are sites.
    pub role: String,
    /// Path of the number of its posts.
    pub path: String,
    /// Weeks from which on the number may change, rising; not empty.
    pub weeks: Vec<u64>,
    /// Numbers of posts, rising; not empty.
    pub counts: Vec<u64>,
    pub course: Course,
}

/// How a number of posts may go over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    Rising,
    Falling,
    Any,
}

/// A path with the values it may take.
#[derive(Debug, Clone, PartialEq)]
pub struct PathDecision {
    pub path: String,
    /// The values as they are written; not empty.
    pub values: Vec<String>,
    pub(in crate::scenario) nodes: Vec<Node>,
    pub(in crate::scenario) key_origin: Origin,
}

/// One coordinate of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The path it changes.
    pub path: String,
    /// The week from which on it holds, for posts.
    pub week: Option<u64>,
    /// What may be chosen, as it is written.
    pub alternatives: Vec<String>,
    /// Whether a later alternative is more of the same (posts).
    pub more: bool,
}

/// One plan: the position of its alternative, by [`Choice`].
pub type Point = Vec<usize>;

impl Decide {
    /// All choices, in the order of the decisions.
    pub fn choices(&self) -> Vec<Choice> {
        let of = |decision: &Decision| match decision {
            Decision::Posts(posts) => {
                let alternatives: Vec<String> = posts.counts.iter().map(u64::to_string).collect();
                let weeks = posts.weeks.iter();
                weeks
                    .map(|week| Choice {
                        path: posts.path.clone(),
                        week: Some(*week),
                        alternatives: alternatives.clone(),
                        more: true,
                    })
                    .collect()
            }
            Decision::Path(path) => vec![Choice {
                path: path.path.clone(),
                week: None,
                alternatives: path.values.clone(),
                more: false,
            }],
        };
        self.decisions.iter().flat_map(of).collect()
    }

    /// Number of plans; as large as can be written where it is larger still.
    pub fn size(&self) -> u128 {
        let sizes = self.decisions.iter().map(Decision::size);
        sizes.fold(1, u128::saturating_mul)
    }

    /// Every plan, the last choice changing fastest. Ask for the [`Decide::size`] first.
    pub fn points(&self) -> Vec<Point> {
        let mut points = vec![Point::new()];
        for decision in &self.decisions {
            let tails = decision.points();
            let longer = |point: &Point| -> Vec<Point> {
                let with = |tail: &Point| point.iter().chain(tail).copied().collect();
                tails.iter().map(with).collect()
            };
            points = points.iter().flat_map(longer).collect();
        }
        points
    }

    /// What a plan changes: path and value.
    pub(in crate::scenario) fn changes(&self, point: &[usize]) -> Vec<(String, Node, Origin)> {
        let mut rest = point;
        let change = |decision: &Decision| match decision {
            Decision::Posts(posts) => {
                let (own, after) = rest.split_at(posts.weeks.len());
                rest = after;
                (posts.path.clone(), posts.value(own), Origin::FILE)
            }
            Decision::Path(path) => {
                let (own, after) = rest.split_at(1);
                rest = after;
                (
                    path.path.clone(),
                    path.nodes[own[0]].clone(),
                    path.key_origin,
                )
            }
        };
        self.decisions.iter().map(change).collect()
    }

    /// A plan as a table of the scenario file, ready to paste.
    pub fn toml(&self, name: &str, point: &[usize]) -> String {
        let mut text = format!("[plans.{}]\n", quoted(name));
        for (path, value, _) in self.changes(point) {
            text.push_str(&format!("{} = {}\n", quoted(&path), toml(&value)));
        }
        text
    }
}

impl Decision {
    /// The path it changes.
    pub fn path(&self) -> String {
        match self {
            Decision::Posts(posts) => posts.path.clone(),
            Decision::Path(path) => path.path.clone(),
        }
    }

    /// Number of its alternatives.
    pub fn size(&self) -> u128 {
        match self {
            Decision::Posts(posts) => posts.size(),
            Decision::Path(path) => path.values.len() as u128,
        }
    }

    fn points(&self) -> Vec<Point> {
        match self {
            Decision::Posts(posts) => posts.points(),
            Decision::Path(path) => (0..path.values.len()).map(|at| vec![at]).collect(),
        }
    }
}

impl PostsDecision {
    fn size(&self) -> u128 {
        let (counts, weeks) = (self.counts.len() as u128, self.weeks.len() as u128);
        match self.course {
            // Ways to choose `weeks` of `counts` with repetition, in order: C(counts + weeks - 1, weeks).
            Course::Rising | Course::Falling => (1..=weeks).fold(1, |ways: u128, week| {
                ways.saturating_mul(counts - 1 + week) / week
            }),
            Course::Any => (0..weeks).fold(1, |ways: u128, _| ways.saturating_mul(counts)),
        }
    }

    fn points(&self) -> Vec<Point> {
        let mut points = vec![Point::new()];
        for _ in &self.weeks {
            let longer = |point: &Point| -> Vec<Point> {
                let all = 0..self.counts.len();
                let fits = |at: &usize| match (self.course, point.last()) {
                    (Course::Rising, Some(last)) => at >= last,
                    (Course::Falling, Some(last)) => at <= last,
                    (Course::Any, _) | (_, None) => true,
                };
                let with = |at: usize| point.iter().copied().chain([at]).collect();
                all.filter(fits).map(with).collect()
            };
            points = points.iter().flat_map(longer).collect();
        }
        points
    }

    /// Posts in force from each of its weeks on.
    pub fn course_of(&self, own: &[usize]) -> Vec<(u64, u64)> {
        let counts = own.iter().map(|at| self.counts[*at]);
        self.weeks.iter().copied().zip(counts).collect()
    }

    /// The dated value, without weeks in which nothing changes.
    pub(in crate::scenario) fn value(&self, own: &[usize]) -> Node {
        let mut steps = self.course_of(own);
        steps.dedup_by_key(|step| step.1);
        let whole = |value: u64| node(Value::Whole(i128::from(value)));
        let step = |(week, count): &(u64, u64)| {
            let entry = |key: &str, value: u64| Entry {
                key: key.to_owned(),
                key_origin: Origin::FILE,
                node: whole(value),
            };
            node(Value::Table(vec![
                entry("week", *week),
                entry("value", *count),
            ]))
        };
        node(Value::List(steps.iter().map(step).collect()))
    }
}

fn node(value: Value) -> Node {
    Node {
        value,
        origin: Origin::FILE,
    }
}

/// A text as TOML takes it back.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            letter if letter.is_control() => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(letter)));
            }
            letter => quoted.push(letter),
        }
    }
    quoted + "\""
}

/// A value as TOML takes it back.
fn toml(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => quoted(text),
        Value::Decimal(decimal) if decimal.fract() == 0.0 => format!("{}.0", number(*decimal)),
        Value::List(members) => {
            let members: Vec<String> = members.iter().map(toml).collect();
            format!("[{}]", members.join(", "))
        }
        Value::Table(entries) => {
            let bare = |key: &str| {
                let plain = |it: char| it.is_ascii_alphanumeric() || "_-".contains(it);
                !key.is_empty() && key.chars().all(plain)
            };
            let entry = |entry: &Entry| {
                let key = &entry.key;
                let key = if bare(key) { key.clone() } else { quoted(key) };
                format!("{key} = {}", toml(&entry.node))
            };
            let entries: Vec<String> = entries.iter().map(entry).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Value::Whole(_) | Value::Decimal(_) | Value::Flag(_) | Value::Date(_) => node.written(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posts(course: Course, weeks: usize, counts: &[u64]) -> PostsDecision {
        PostsDecision {
            role: "peer worker".into(),
            path: "posts.peer worker.count".into(),
            weeks: (0..weeks as u64).map(|year| 52 * year).collect(),
            counts: counts.to_vec(),
            course,
        }
    }

    #[test]
    fn the_size_is_the_number_of_plans_for_every_course() {
        for (course, wanted) in [
            (Course::Rising, 20),
            (Course::Falling, 20),
            (Course::Any, 64),
        ] {
            let decision = posts(course, 3, &[2, 3, 4, 5]);
            assert_eq!(decision.size(), wanted, "{course:?}");
            let points = decision.points();
            assert_eq!(points.len() as u128, wanted, "{course:?}");
            let mut distinct = points.clone();
            distinct.dedup();
            assert_eq!(distinct.len(), points.len());
        }
        let huge = posts(Course::Any, 100, &(0..1000).collect::<Vec<u64>>());
        assert_eq!(huge.size(), u128::MAX);
    }

    #[test]
    fn a_rising_course_never_falls_and_equal_years_are_written_once() {
        let decision = posts(Course::Rising, 3, &[2, 3, 4]);
        for point in decision.points() {
            assert!(point.windows(2).all(|pair| pair[0] <= pair[1]), "{point:?}");
        }
        assert_eq!(
            decision.value(&[0, 0, 2]).written(),
            "[{ week = 0, value = 2 }, { week = 104, value = 4 }]"
        );
    }

    #[test]
    fn a_text_with_quotes_survives_the_file() {
        let text = "say \"no\"\\ \t";
        let parsed = Node::parse(&format!("x = {}", quoted(text)), 0).unwrap();
        assert_eq!(parsed.get("x").and_then(Node::text), Some(text));
    }
}
