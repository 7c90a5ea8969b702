//! What a simulation study has to report, item by item, filled from the scenario and the run; and what a person still has to write.
//!
//! The items and their numbers are those of STRESS-DES. Decides the words; what was played is decided elsewhere.
//!
//! Source: T. Monks, C. S. M. Currie, B. S. Onggo, S. Robinson, M. Kunc and S. J. E. Taylor (2019), Strengthening the reporting of
//! empirical simulation studies, Journal of Simulation 13, 55-67, doi:10.1080/17477778.2018.1442155.

use super::words;
use crate::output::Provenance;
use crate::output::comparison::ComparisonProvenance;
use crate::random::distribution::Distribution;
use crate::scenario::register::{Register, Standing};
use crate::scenario::{
    Admission, Ages, LevelIndex, LevelKind, LoopName, Ownership, Scenario, Stay,
};

mod components;

/// What a page reports on.
#[derive(Debug, Clone)]
pub(in crate::report) struct Study<'a> {
    pub scenario: &'a Scenario,
    pub made: Made<'a>,
    /// What was tried, and to what end: item 1.3.
    pub aims: String,
    /// What distinguishes the alternatives from each other: item 2.3.
    pub alternatives: String,
    /// How many futures, and which intervals: item 4.3.
    pub estimation: String,
    /// Where every number of the scenario comes from, where the page has it.
    pub register: Option<&'a Register>,
    /// Metrics observed each week, where the page defines them.
    pub metrics: Option<usize>,
}

/// What made the numbers of a page.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Made<'a> {
    pub version: &'a str,
    pub generator: &'a str,
    pub seed: u64,
}

impl<'a> From<&'a Provenance> for Made<'a> {
    fn from(it: &'a Provenance) -> Self {
        Made {
            version: it.version,
            generator: it.generator,
            seed: it.seed,
        }
    }
}

impl<'a> From<&'a ComparisonProvenance> for Made<'a> {
    fn from(it: &'a ComparisonProvenance) -> Self {
        Made {
            version: it.version,
            generator: it.generator,
            seed: it.seed,
        }
    }
}

/// One item of the standard.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Item {
    pub number: &'static str,
    pub name: &'static str,
    pub text: String,
}

/// All items in the order of the standard.
pub(in crate::report) fn items(study: &Study) -> Vec<Item> {
    let item = |number, name, text| Item { number, name, text };
    let scenario = study.scenario;
    vec![
        item("1.1", "Purpose of the model", purpose(scenario)),
        item("1.2", "Model outputs", outputs(study)),
        item("1.3", "Aims of the experiment", study.aims.clone()),
        item("2.1", "Overview diagram", DIAGRAM.to_owned()),
        item("2.2", "Base model logic", components::logic(scenario)),
        item("2.3", "Scenario logic", study.alternatives.clone()),
        item("2.4", "Algorithms", algorithms(scenario)),
        item("2.5.1", "Entities", components::entities(scenario)),
        item("2.5.2", "Activities", components::activities(scenario)),
        item("2.5.3", "Resources", components::resources(scenario)),
        item("2.5.4", "Queues", components::queues(scenario)),
        item("2.5.5", "Entry and exit", components::doors(scenario)),
        item("3.1", "Data sources", data_sources(study)),
        item("3.2", "Pre-processing", "None: numbers enter the model as they stand in the scenario file. What was done to data before they were written there is for a person to say.".to_owned()),
        item("3.3", "Input parameters", parameters(study)),
        item("3.4", "Assumptions", assumptions(study)),
        item("4.1", "Initialisation", initialisation(scenario)),
        item("4.2", "Run length", run_length(scenario)),
        item("4.3", "Estimation", study.estimation.clone()),
        item("5.1", "Software", format!("Plimsoll {}, written in Rust.", study.made.version)),
        item("5.2", "Random sampling", sampling(study)),
        item("5.3", "Execution", execution(scenario)),
        item("5.4", "System", "Any: the same file, seed and number of futures give the same digits on any number of threads. This page holds no clock, so it names neither machine nor running time.".to_owned()),
        item("6.1", "Code and model", "The engine is open source (MIT or Apache-2.0). The model is the scenario file whose fingerprint stands under \"How to get the same numbers\"; the same section gives the command.".to_owned()),
    ]
}

const DIAGRAM: &str = "Referrals, then a waiting list or a place; clients and caseloads; the working week of every worker; what the week left undone; and from there back to stays, tenures, sickness, hiring, induction and records. Drawn in docs/model.md and at the head of the model's code.";

fn purpose(scenario: &Scenario) -> String {
    let service = &scenario.name;
    match &scenario.question {
        Some(question) => format!("{service}. {question}"),
        None => format!("{service}. The scenario states no question."),
    }
}

fn outputs(study: &Study) -> String {
    let judged = match &study.scenario.safe_load {
        Some(safe_load) => format!(
            "First of all the chance of an unsafe year: one with more than {} of its worker-weeks over the safe load.",
            words::percent(safe_load.tolerance)
        ),
        None => {
            "No safe load is given, so hours, waits and staff are all that is judged.".to_owned()
        }
    };
    let observed = study.metrics.map_or_else(
        || "The metrics of the registry, read at the end of each week".to_owned(),
        |metrics| {
            format!(
                "{} metrics, each defined under \"Words\", read at the end of each week",
                words::count(metrics as u64)
            )
        },
    );
    format!(
        "{judged} {observed}; flows are added up over a period, a ratio over a period is a ratio of sums. Means have Student's interval, chances Wilson's, both of 95 % over futures."
    )
}

fn algorithms(scenario: &Scenario) -> String {
    let mut named = vec![
        "the least loaded worker takes the next client".to_owned(),
        "a short week gives in a stated order".to_owned(),
    ];
    if scenario.allocation.sharing > 0.0 {
        named.push(format!(
            "colleagues give {} of their spare hours to those who are short",
            words::percent(scenario.allocation.sharing)
        ));
    }
    if scenario.allocation.rebalance > 0.0 {
        named.push("the most burdened hands a client to the least burdened".to_owned());
    }
    let loops: Vec<String> = LoopName::ALL
        .into_iter()
        .filter(|name| scenario.loops.strength(*name) > 0.0)
        .map(|name| name.name().to_owned())
        .collect();
    let feedback = if loops.is_empty() {
        "No feedback loop acts.".to_owned()
    } else {
        format!("Feedback loops that act: {}.", words::listed(&loops))
    };
    format!(
        "{}. {feedback} Equations in docs/model.md, sections 2.5 to 2.7.",
        words::capital(&words::listed(&named))
    )
}

fn data_sources(study: &Study) -> String {
    match study.register {
        Some(register) => format!(
            "Number by number under \"Where do the numbers come from?\": {} sourced, {} assumed and said so.",
            words::count(register.count(Standing::Sourced) as u64),
            words::count(register.count(Standing::Assumed) as u64),
        ),
        None => "Number by number in the section [sources] of the scenario file; `plimsoll check` lists them.".to_owned(),
    }
}

fn parameters(study: &Study) -> String {
    match study.register {
        Some(register) => {
            let entries = &register.entries;
            let uncertain = entries.iter().filter(|it| it.uncertain.is_some()).count();
            format!(
                "{}, all listed in the same place with their values; {} drawn anew for each future, {} left at the default.",
                words::counted(entries.len() as u64, "number", "numbers"),
                words::count(uncertain as u64),
                words::count(register.count(Standing::Default) as u64),
            )
        }
        None => "All stand in the scenario file, with their unit in the key; `plimsoll check` lists them with the defaults that were taken.".to_owned(),
    }
}

fn assumptions(study: &Study) -> String {
    let own = study.register.map_or_else(String::new, |register| {
        format!(
            " Of this scenario's numbers {} are assumed and {} have no source.",
            words::count(register.count(Standing::Assumed) as u64),
            words::count(register.count(Standing::Unsourced) as u64),
        )
    });
    format!(
        "Of structure: numbered in docs/model.md, each with its reason and what it rests on.{own} How strongly feedback acts is an assumption throughout."
    )
}

fn initialisation(scenario: &Scenario) -> String {
    let clients: u64 = scenario.initial.clients.iter().sum();
    let waiting: u64 = scenario.initial.waiting.iter().sum();
    let vacancies: u64 = scenario.initial.vacancies.iter().sum();
    let ages = match scenario.initial.ages {
        Ages::Stationary => {
            "stays, tenures and searches under way as one finds them who looks in at random"
        }
        Ages::Fresh => "all stays and tenures just begun",
    };
    let warm_up = match scenario.run.warm_up_weeks {
        0 => "No warm-up: the service starts as it stands today.".to_owned(),
        weeks => format!("Warm-up: {}, not observed.", words::span(weeks as f64)),
    };
    format!(
        "{} in service, {} waiting, {} open; {ages}. {warm_up}",
        words::counted(clients, "client", "clients"),
        words::count(waiting),
        words::counted(vacancies, "vacancy", "vacancies"),
    )
}

fn run_length(scenario: &Scenario) -> String {
    let weeks = scenario.run.horizon_weeks as u64;
    let years = weeks / crate::units::REPORTING_YEAR_WEEKS as u64;
    format!(
        "{} from {}: {} of 52 weeks. Time is in weeks.",
        words::counted(weeks, "week", "weeks"),
        words::day(scenario.run.start),
        words::counted(years, "complete year", "complete years"),
    )
}

fn sampling(study: &Study) -> String {
    format!(
        "{}, master seed {}. Every draw has a stream of its own, so alternatives meet the same clients, staff and vacancies future by future.",
        study.made.generator.replace("replication", "future"),
        study.made.seed,
    )
}

fn execution(scenario: &Scenario) -> String {
    let steps = match scenario.run.steps_per_week {
        1 => "Steps of a week",
        _ => "Steps of a day",
    };
    format!(
        "{steps}; within a step speeds are constant and every wait ends at its exact moment. In each step: staff, emergencies, clients, referrals, allocation, the working week, its consequences, observation. Futures are independent of each other and are played in any order."
    )
}

/// What only a person can write.
pub(in crate::report) fn to_write(study: &Study) -> Vec<String> {
    let mut left =
        vec!["1.1 Why the question is asked, by whom, and which decision hangs on it.".to_owned()];
    if study.scenario.question.is_none() {
        left.push("1.1 The question itself: the scenario states none.".to_owned());
    }
    left.push("1.3 Why these alternatives and not others.".to_owned());
    left.push(
        "2.1 How this service's own pathway differs from the levels of the scenario.".to_owned(),
    );
    left.push(
        "3.1 Who gave the service's own figures, for which dates, and with whose leave.".to_owned(),
    );
    left.push(
        "3.2 What was done to those figures before they became numbers of the scenario.".to_owned(),
    );
    if let Some(register) = study.register {
        let unsourced = register.count(Standing::Unsourced) as u64;
        if unsourced > 0 {
            left.push(format!(
                "3.3 A source, or a reason, for {} without either.",
                words::counted(unsourced, "number", "numbers")
            ));
        }
    }
    left.push("3.4 Whether the people who do the work find the assumptions right, and what the base run looks like beside the service's records.".to_owned());
    left.push("5.4 The machine and the running time, where they matter.".to_owned());
    left.push(
        "6.1 Where the scenario file and these results are kept, and under which licence."
            .to_owned(),
    );
    left.push("Who paid for the study, and what else its authors have at stake.".to_owned());
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn study<'a>(input: &crate::report::ReportInput<'a>) -> Study<'a> {
        Study {
            scenario: &input.results.scenario,
            made: input.provenance.into(),
            aims: "to see what comes of it".to_owned(),
            alternatives: "alternatives".to_owned(),
            estimation: "estimation".to_owned(),
            register: Some(input.register),
            metrics: Some(input.results.metrics.len()),
        }
    }

    /// The 24 numbers of version 1.0 of the checklist.
    const NUMBERS: [&str; 24] = [
        "1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5.1", "2.5.2", "2.5.3", "2.5.4",
        "2.5.5", "3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4",
        "6.1",
    ];

    #[test]
    fn every_item_of_the_standard_is_answered_in_its_order() {
        for (name, sample) in sample::all() {
            let items = items(&study(&sample.input()));
            let numbers: Vec<&str> = items.iter().map(|it| it.number).collect();
            assert_eq!(numbers, NUMBERS, "{name}");
            for item in items {
                assert!(item.text.len() > 5, "{name}: {}", item.number);
            }
        }
    }

    #[test]
    fn items_are_filled_from_the_scenario() {
        let sample = sample::five_years();
        let input = sample.input();
        let scenario = &input.results.scenario;
        let text = |number: &str| {
            let items = items(&study(&input));
            let found = items.into_iter().find(|it| it.number == number);
            found.expect("an item of the standard").text
        };
        assert!(text("1.1").contains(&scenario.name), "{}", text("1.1"));
        for level in &scenario.levels {
            assert!(text("2.2").contains(&level.name), "{}", text("2.2"));
        }
        for posts in &scenario.posts {
            assert!(text("2.5.3").contains(&posts.role), "{}", text("2.5.3"));
        }
        let weeks = words::count(scenario.run.horizon_weeks as u64);
        assert!(text("4.2").starts_with(&weeks), "{}", text("4.2"));
        assert!(text("5.2").contains(&input.provenance.seed.to_string()));
        let mut other = study(&input);
        let mut changed = scenario.clone();
        changed.run.warm_up_weeks = 26;
        other.scenario = &changed;
        assert_ne!(items(&other)[16], items(&study(&input))[16]);
    }

    #[test]
    fn what_is_left_to_a_person_follows_what_the_file_leaves_out() {
        let sample = sample::five_years();
        let input = sample.input();
        let mut silent = input.results.scenario.clone();
        silent.question = None;
        let asked = to_write(&study(&input));
        let mut without = study(&input);
        without.scenario = &silent;
        let unasked = to_write(&without);
        let states_none = |it: &String| it.contains("states none");
        assert_eq!(
            asked.iter().any(states_none),
            input.results.scenario.question.is_none()
        );
        assert!(unasked.iter().any(states_none));
    }
}
