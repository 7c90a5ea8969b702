//! Is a replayed future the one inside the batch, does its journal agree with its record, and is its story a story?

use std::error::Error;
use std::sync::atomic::AtomicBool;

use plimsoll::experiment::replay::{Played, Question, Replay, replay};
use plimsoll::experiment::story::{MOST_FACTS, Told, story};
use plimsoll::experiment::{OutcomeSink, Settings, Silent, Subject, run};
use plimsoll::model::journal::What;
use plimsoll::model::metric::{Raw, own};
use plimsoll::output::Provenance;
use plimsoll::report;
use plimsoll::scenario::document::Document;
use plimsoll::scenario::{LoopName, Scenario};

/// A study to play: a shipped scenario, a plan of it, changes, loops cut.
struct Case {
    name: &'static str,
    plan: Option<&'static str>,
    set: &'static [(&'static str, &'static str)],
    cut: &'static [LoopName],
    twin: bool,
}

const PLAIN: Case = Case {
    name: "two-workers",
    plan: None,
    set: &[],
    cut: &[],
    twin: true,
};

/// What a replay must stand: drawn parameters (all but eight-workers have some), plans, changes, cut loops, pooled teams, a
/// capped caseload, daily steps, a warm-up, extra hires, posts that close under their workers, no twin.
fn cases() -> Vec<Case> {
    let of = |name, set| Case { name, set, ..PLAIN };
    vec![
        of("two-workers", &[]),
        of(
            "eight-workers",
            &[("hiring.ahead", "2"), ("run.horizon_weeks", "156")],
        ),
        of(
            "emergent-wide",
            &[("run.steps_per_week", "7"), ("run.horizon_weeks", "120")],
        ),
        of(
            "two-workers",
            &[
                ("allocation.ownership", "pooled"),
                ("run.warm_up_weeks", "30"),
            ],
        ),
        of("two-workers", &[("allocation.admission", "safe_load")]),
        of("funding-cut", &[("posts.peer worker.close", "now")]),
        Case {
            plan: Some("waiting list instead"),
            twin: false,
            ..of("funding-cut", &[])
        },
        Case {
            plan: Some("cut with hiring freeze"),
            cut: &[LoopName::Care, LoopName::Records],
            ..of("funding-cut", &[])
        },
        Case {
            cut: &LoopName::ALL,
            ..of("eight-workers", &[("staff.tenure.mean", "40")])
        },
    ]
}

/// Keeps rows.
#[derive(Default)]
struct Rows(Vec<(u64, Vec<f64>)>);

impl OutcomeSink for Rows {
    fn row(
        &mut self,
        replication: u64,
        values: &[f64],
    ) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.0.push((replication, values.to_vec()));
        Ok(())
    }
}

/// Futures of each case.
const FUTURES: u64 = 5;

/// Plays a case as a run and each of its futures again; hands both to `check`.
fn each(check: impl Fn(&str, &[f64], &Replay)) {
    for case in cases() {
        let path = format!(
            "{}/scenarios/{}.toml",
            env!("CARGO_MANIFEST_DIR"),
            case.name
        );
        let document = Document::read(path.as_ref()).expect("a shipped scenario reads");
        let owned = |it: &(&str, &str)| (it.0.to_owned(), it.1.to_owned());
        let set: Vec<(String, String)> = case.set.iter().map(owned).collect();
        let study = document.study(case.plan, &set).expect("the case is valid");
        let subject = Subject::from(&study);
        let seed = study.scenario.run.seed;
        let settings = Settings {
            replications: FUTURES,
            seed,
            threads: 2,
            cut: case.cut.to_vec(),
            twin: case.twin,
        };
        let mut rows = Rows::default();
        let stop = AtomicBool::new(false);
        run(&subject, &settings, &Silent, &stop, &mut rows).expect("the case plays");
        assert_eq!(rows.0.len() as u64, FUTURES);
        let question = Question {
            site: None,
            subject: &subject,
            seed,
            cut: case.cut,
            twin: case.twin,
        };
        for (replication, row) in &rows.0 {
            let told = replay(&question, *replication).expect("a played future plays again");
            let what = format!(
                "{} {:?} {:?}, future {replication}",
                case.name, case.plan, case.set
            );
            check(&what, row, &told);
        }
    }
}

#[test]
fn a_replayed_future_has_the_numbers_it_has_inside_the_batch() {
    let drawn = std::cell::Cell::new(0);
    each(|what, row, told| {
        for ((column, batch), replayed) in told.columns.iter().zip(row).zip(&told.outcomes) {
            assert!(
                batch.to_bits() == replayed.to_bits() || (batch.is_nan() && replayed.is_nan()),
                "{what}: {} is {batch} in the run and {replayed} replayed",
                column.name
            );
        }
        drawn.set(drawn.get() + told.drawn().count());
    });
    assert!(
        drawn.get() > 10,
        "futures with drawn parameters were compared"
    );
}

/// The recruiter's post is open from the first day on; whoever fills it brings 35 hours a week.
#[test]
fn a_story_tells_of_a_support_role_that_nobody_is_there_for() {
    let path = format!(
        "{}/scenarios/imagine-facilitators.toml",
        env!("CARGO_MANIFEST_DIR")
    );
    let document = Document::read(path.as_ref()).expect("a shipped scenario reads");
    let set = ("support.recruiter.vacancies".to_owned(), "1".to_owned());
    let study = document.study(None, &[set]).expect("the case is valid");
    let subject = Subject::from(&study);
    let question = Question {
        site: None,
        subject: &subject,
        seed: study.scenario.run.seed,
        cut: &[],
        twin: false,
    };
    let mut told = 0;
    for future in 0..20 {
        let replay = replay(&question, future).expect("a future plays");
        let name = "support.hours_supplied.recruiter";
        let metrics = own(&replay.scenario);
        let supplied = metrics.iter().find(|it| it.name == name).expect("observed");
        let brought = |week: usize| {
            replay
                .future
                .record
                .weekly(week, supplied, plimsoll::model::regime::Seen::Nothing)
        };
        let empty = (0..).find(|week| brought(*week) > 0.0).expect("is filled");
        for fact in story(&replay) {
            let Told::Unsupported {
                role: 0,
                weeks,
                hours,
                until_end,
            } = fact.what
            else {
                continue;
            };
            let end = fact.week + weeks;
            assert!((fact.week..end).all(|week| brought(week) == 0.0));
            assert!(until_end || brought(end) > 0.0, "longer than {weeks} weeks");
            assert_eq!(hours, 35.0 * weeks as f64);
            if fact.week == 0 {
                assert_eq!(weeks, empty);
                told += 1;
            }
        }
    }
    // Other things cost more hours in many futures.
    assert!(told >= 3, "told in {told} of 20 futures");
}

fn played(told: &Replay) -> impl Iterator<Item = &Played> {
    std::iter::once(&told.future).chain(&told.twin)
}

#[test]
fn the_journal_counts_the_leavers_and_starts_of_the_record() {
    each(|what, _, told| {
        for played in played(told) {
            let weeks = played.record.weeks();
            let count = |is: fn(What) -> bool| {
                let events = played.journal.events.iter();
                events.filter(|event| is(event.what)).count() as f64
            };
            let left = count(|it| matches!(it, What::Left { .. }));
            let started = count(|it| matches!(it, What::Started { .. }));
            assert_eq!(
                left,
                played.record.total(0..weeks, Raw::Leavers as usize),
                "{what}: leavers"
            );
            assert_eq!(
                started,
                played.record.total(0..weeks, Raw::Starts as usize),
                "{what}: starts"
            );
            assert!(
                played.journal.events.is_sorted_by_key(|event| event.week),
                "{what}: order"
            );
        }
    });
}

#[test]
fn cells_and_hours_of_the_journal_are_those_of_the_record() {
    each(|what, _, told| {
        for played in played(told) {
            for (week, noted) in played.journal.weeks.iter().enumerate() {
                let raw = |raw: Raw| played.record.raw(week, raw);
                let near = |found: f64, expected: f64, of: &str| {
                    assert!(
                        (found - expected).abs() <= 1e-6 * (1.0 + expected.abs()),
                        "{what}, week {week}: {of} {found}, not {expected}"
                    );
                };
                let places = played.journal.places.iter().zip(&noted.cells);
                let posts = places.filter(|(place, cell)| place.is_post && cell.is_open);
                let eft = |filled: bool| {
                    let kept = posts
                        .clone()
                        .filter(|(_, cell)| cell.worker.is_some() == filled);
                    kept.map(|(place, _)| place.eft).sum::<f64>()
                };
                near(eft(true), raw(Raw::FilledEft), "filled EFT");
                near(eft(false), raw(Raw::VacantEft), "vacant EFT");
                let hours = &noted.hours;
                near(hours.available, raw(Raw::AvailableHours), "available hours");
                near(
                    hours.funded - hours.vacant - hours.inducting - hours.sick,
                    hours.available,
                    "the balance of hours",
                );
                let undone = hours.demanded() - raw(Raw::DemandedHours);
                assert!(
                    undone > -1e-6,
                    "{what}, week {week}: {undone} hours asked too few"
                );
                let over = noted
                    .cells
                    .iter()
                    .filter_map(|cell| cell.worker)
                    .filter(|it| it.is_over);
                if raw(Raw::InPost) > 0.0 {
                    near(
                        over.count() as f64,
                        raw(Raw::BreachWorkers),
                        "workers over the safe load",
                    );
                }
            }
        }
    });
}

#[test]
fn a_story_is_short_ordered_and_in_plain_words() {
    each(|what, _, told| {
        let facts = story(told);
        assert!(facts.len() <= MOST_FACTS, "{what}: {} facts", facts.len());
        assert!(
            facts.is_sorted_by_key(|fact| fact.week),
            "{what}: {facts:?}"
        );
        assert!(matches!(facts[0].what, Told::Start { .. }), "{what}");
        assert!(
            facts
                .iter()
                .any(|fact| matches!(fact.what, Told::End { .. })),
            "{what}: no end"
        );
        let overstretched = told.outcome("weeks_overstretched") > 0.0;
        let tells_it = facts
            .iter()
            .any(|fact| matches!(fact.what, Told::Overstretched(_)));
        assert_eq!(overstretched, tells_it, "{what}: {facts:?}");
        let mut lines: Vec<String> = report::story(told, &facts)
            .into_iter()
            .map(|it| it.text)
            .collect();
        lines.push(report::headline(told, &facts));
        for line in lines {
            assert!(line.ends_with('.'), "{what}: {line}");
            let words = format!(" {} ", line.to_lowercase());
            for word in [
                "nan",
                "inf ",
                "replication",
                "regime",
                " fte",
                "–",
                "  ",
                " 1 weeks",
            ] {
                assert!(!words.contains(word), "{what}: {word:?} in {line}");
            }
        }
    });
}

#[test]
fn the_page_of_a_future_is_whole_and_in_plain_words() {
    each(|what, _, told| {
        if told.replication > 0 {
            return;
        }
        let facts = story(told);
        let provenance = Provenance {
            version: "0",
            scenario: "a.toml".into(),
            scenario_digest: String::new(),
            seed: 1,
            replications: 1,
            generator: "philox",
            command: "plimsoll replay a.toml".into(),
            plan: told.plan.clone(),
            set: Vec::new(),
            cut: told.cut.clone(),
        };
        let input = report::ReplayInput {
            replay: told,
            facts: &facts,
            provenance: &provenance,
            beyond: Some(3),
        };
        let page = report::replay_page(&input);
        let body = page[page.find("<body>").expect("a body")..].to_lowercase();
        for word in [
            "regime",
            "replication",
            " lens",
            "nan ",
            "nan<",
            "inf<",
            " fte",
            "<script",
            "src=\"http",
        ] {
            assert!(!body.contains(word), "{what}: {word} on the page");
        }
        assert!(
            body.contains("the file plays 3 futures, numbered from 0"),
            "{what}"
        );
        for chart in report::replay_charts(&input) {
            assert!(
                !report::png(&chart.svg).is_empty(),
                "{what}: {} is not well formed",
                chart.name
            );
            assert!(
                !chart.svg.contains("NaN") && !chart.svg.contains("inf"),
                "{what}: {}",
                chart.name
            );
            assert!(chart.finding.ends_with('.'), "{what}: {}", chart.finding);
        }
    });
}

/// By hand: one worker who leaves, a search of fixed length, and a successor.
#[test]
fn the_story_of_one_post_is_the_one_that_was_set_up() {
    use super::support;
    let mut scenario: Scenario = support::without_clients();
    scenario.run.horizon_weeks = 60;
    scenario.posts = vec![support::posts("worker", 1)];
    scenario.initial.vacancies = vec![0];
    scenario.initial.ages = plimsoll::scenario::Ages::Fresh;
    scenario.staff = Some(support::staff(support::fixed(20.5), 4.0));
    scenario.hiring = Some(support::hiring(support::fixed(12.0)));
    let subject = Subject::fixed(scenario);
    let question = Question {
        site: None,
        subject: &subject,
        seed: 1,
        cut: &[],
        twin: true,
    };
    let told = replay(&question, 0).expect("it plays");
    let events: Vec<(usize, u32, What)> = told
        .future
        .journal
        .events
        .iter()
        .map(|event| (event.week, event.occupant, event.what))
        .collect();
    // Notice at 20.5, gone at 24.5, found at 32.5; the next notice at 53, gone at 57.
    assert_eq!(events[0], (20, 1, What::Notice));
    assert_eq!(
        events[1],
        (
            24,
            1,
            What::Left {
                weeks_in_post: 24.5,
                clients: 0.0
            }
        )
    );
    assert_eq!(
        events[2],
        (
            32,
            2,
            What::Started {
                empty_weeks: 8,
                since_start: false
            }
        )
    );
    let last = events.last().expect("events");
    assert_eq!((last.0, last.1), (57, 2), "{events:?}");
    let lines = report::story(&told, &story(&told));
    let said = |text: &str| lines.iter().any(|line| line.text == text);
    assert!(
        said("The worker leaves after 6 months in post, and the post stands empty for 8 weeks."),
        "{lines:?}"
    );
    assert!(told.twin.is_none(), "no loop acts");
}
