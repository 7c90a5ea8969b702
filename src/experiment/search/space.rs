//! The plans of a scenario's `[decide]` as contenders, each with the study that plays it.
//!
//! Decides which of them is the plan as written, and what each takes by its funded posts alone. Plays nothing.

use super::{Contender, Objective};
use crate::experiment::Subject;
use crate::scenario::Scenario;
use crate::scenario::decide::{Choice, Decide};
use crate::scenario::document::{Document, Study};
use crate::scenario::problem::Problems;
use crate::units::WEEKS_PER_YEAR;

/// Every plan that may be chosen, and the plan as written.
pub struct Space {
    pub decide: Decide,
    pub choices: Vec<Choice>,
    /// In the order of [`Decide::points`]; the plan as written comes last where it lies outside.
    pub contenders: Vec<Contender>,
    studies: Vec<Study>,
}

impl Space {
    /// All plans of `decide` over a document, with `--set` changes on top; `as_written` is the study without a decision.
    ///
    /// # Errors
    /// The problems of the first plan whose alternatives do not go together.
    pub fn new(
        document: &Document,
        decide: Decide,
        as_written: &Study,
        set: &[(String, String)],
    ) -> Result<Space, Problems> {
        let written = simplified(&as_written.scenario);
        let (mut contenders, mut studies) = (Vec::new(), Vec::new());
        let mut found = false;
        for point in decide.points() {
            let study = document.candidate(&decide, &point, set)?;
            let same = !found && simplified(&study.scenario) == written;
            found |= same;
            contenders.push(Contender {
                nominal: nominal(&study.scenario, decide.objective),
                point,
                eligible: true,
                as_written: same,
            });
            studies.push(study);
        }
        if !found {
            contenders.push(Contender {
                point: Vec::new(),
                eligible: false,
                as_written: true,
                nominal: nominal(&as_written.scenario, decide.objective),
            });
            studies.push(as_written.clone());
        }
        Ok(Space {
            choices: decide.choices(),
            decide,
            contenders,
            studies,
        })
    }

    /// What is played, by contender.
    pub fn subjects(&self) -> Vec<Subject<'_>> {
        self.studies.iter().map(Subject::from).collect()
    }

    /// The scenario of a contender, with every uncertain number at its stated value.
    pub fn scenario(&self, plan: usize) -> &Scenario {
        &self.studies[plan].scenario
    }

    /// By choice: whether a later alternative is more posts.
    pub fn more(&self) -> Vec<bool> {
        self.choices.iter().map(|choice| choice.more).collect()
    }
}

/// A scenario whose posts say nothing twice, so that equal plans are equal.
fn simplified(scenario: &Scenario) -> Scenario {
    let mut scenario = scenario.clone();
    let support = scenario.support.iter_mut().map(|it| &mut it.posts);
    for posts in scenario.posts.iter_mut().chain(support) {
        posts.count = posts.count.simplified();
    }
    scenario
}

/// What the funded posts, those of support roles too, take over the horizon, as if none were ever empty.
fn nominal(scenario: &Scenario, objective: Objective) -> f64 {
    let weeks = 0..scenario.run.horizon_weeks;
    let of = |posts: &crate::scenario::Posts| {
        let posts_weeks: u64 = weeks.clone().map(|week| *posts.count.at(week as f64)).sum();
        let eft_years = posts_weeks as f64 * posts.eft / WEEKS_PER_YEAR;
        match objective {
            Objective::Cost => eft_years * posts.annual_cost,
            Objective::EftYears => eft_years,
        }
    };
    let support = scenario.support.iter().map(|it| &it.posts);
    scenario.posts.iter().chain(support).map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::search::player::Players;
    use crate::experiment::search::{Arena, Rules, Search, Unwatched, search};
    use std::sync::atomic::AtomicBool;

    const TWO_WORKERS: &str = include_str!("../../../scenarios/two-workers.toml");
    const DECIDE: &str = "\n[decide.posts.\"peer worker\"]\nmin = 2\nmax = 5\nweeks = [0, 52]\n[decide.paths]\n\"allocation.sharing\" = [0.5, 1.0]\n";

    fn space(set: &[(&str, &str)]) -> Space {
        let text = format!("{TWO_WORKERS}{DECIDE}");
        let document = Document::parse("two-workers.toml", &text).unwrap();
        let set: Vec<(String, String)> = (set.iter())
            .map(|(path, value)| ((*path).to_owned(), (*value).to_owned()))
            .collect();
        let study = document.study(None, &set).unwrap();
        let decide = document.decide(&study, 1000).unwrap();
        Space::new(&document, decide, &study, &set).unwrap()
    }

    const TWO_YEARS: (&str, &str) = ("run.horizon_weeks", "104");

    #[test]
    fn the_plan_as_written_is_found_in_the_space_or_put_beside_it() {
        let inside = space(&[TWO_YEARS]);
        assert_eq!(inside.contenders.len(), 20);
        let written: Vec<&Contender> = inside
            .contenders
            .iter()
            .filter(|it| it.as_written)
            .collect();
        assert_eq!((written.len(), &written[0].point), (1, &vec![0, 0, 0]));
        let outside = space(&[TWO_YEARS, ("week.overtime_max", "0.2")]);
        assert_eq!(
            outside.contenders.iter().filter(|it| it.eligible).count(),
            20
        );
        // Two posts for two years at 78,000 of 365.25 days.
        let cost = inside.contenders[0].nominal;
        assert!(
            (cost - 2.0 * 78_000.0 * 104.0 * 7.0 / 365.25).abs() < 1e-6,
            "{cost}"
        );
    }

    fn rules(threads: usize) -> Rules {
        Rules {
            target: 0.4,
            confidence: 0.9,
            objective: Objective::Cost,
            search_futures: 320,
            confirm_futures: 400,
            threads,
        }
    }

    fn raced(space: &Space, threads: usize) -> Search {
        let subjects = space.subjects();
        let players = Players::new(&subjects, 7, &[]);
        let cancel = AtomicBool::new(false);
        let more = space.more();
        search(
            &players,
            &space.contenders,
            &more,
            &rules(threads),
            &Unwatched,
            &cancel,
        )
        .unwrap()
    }

    #[test]
    fn the_race_gives_the_answer_of_playing_every_plan_in_full() {
        let space = space(&[TWO_YEARS]);
        let found = raced(&space, 2);
        let subjects = space.subjects();
        let players = Players::new(&subjects, 7, &[]);
        let mut desk = Default::default();
        // All plans under 300 futures that the race does not see.
        let full: Vec<(f64, f64)> = (0..space.contenders.len())
            .map(|plan| {
                let (mut bad, mut cost) = (0.0, 0.0);
                for replication in 1_000_000..1_000_300 {
                    let verdict = players.play(plan, replication, &mut desk).unwrap();
                    bad += f64::from(u8::from(verdict.is_unsafe == Some(true)));
                    cost += verdict.cost;
                }
                (bad / 300.0, cost / 300.0)
            })
            .collect();
        let answer = found
            .answer
            .as_ref()
            .expect("more posts make these two years safe");
        let (risk, cost) = full[answer.plan];
        assert!(risk <= 0.4, "the answer is unsafe in {risk} of all");
        // Nothing that is clearly safe is clearly cheaper: three standard errors, and what counts as equal.
        let clearly = 0.4 - 3.0 * (0.4f64 * 0.6 / 300.0).sqrt() - 0.05;
        for (plan, (risk, other)) in full.iter().enumerate() {
            assert!(
                *risk > clearly || *other > cost * 0.99,
                "plan {plan} at {other} and {risk} beats the answer at {cost}"
            );
        }
        // What was thrown out as over the target is over it.
        for (plan, entry) in found.entries.iter().enumerate() {
            let over = entry.standing == crate::experiment::search::Standing::Over;
            assert!(
                !over || full[plan].0 > 0.4 - 0.06,
                "plan {plan}: {}",
                full[plan].0
            );
        }
    }

    #[test]
    fn a_service_is_searched_alike_at_any_number_of_threads() {
        let space = space(&[TWO_YEARS]);
        let digits = |threads| {
            let mut found = raced(&space, threads);
            found.rules.threads = 0;
            format!("{found:?}")
        };
        let one = digits(1);
        assert!(one == digits(2) && one == digits(8));
    }
}
