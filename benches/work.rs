//! What the benchmarks play: a service of eight posts at any number of times its size, and the shipped county.

use plimsoll::model::metric::Raw;
use plimsoll::model::record::Record;
use plimsoll::model::{LoopsCut, Service, Stage, play};
use plimsoll::scenario::Scenario;
use plimsoll::scenario::document::Document;

const SERVICE: &str = include_str!("eight-posts.toml");
const COUNTY: &str = include_str!("../scenarios/county.toml");

/// Every loop, as the model's documentation gives it.
const LOOPS: &str = r"
[loops]
strain = {}
burnout = {}
absence = {}
overload = { sensitivity = 1.0 }
hiring = {}
onboarding = {}
records = {}
care = {}
";

/// The service of eight posts at a number of times its size.
pub fn eight_posts(with_loops: bool, times: u64) -> Scenario {
    let text = format!("{SERVICE}{}", if with_loops { LOOPS } else { "" });
    let numbers = [
        ("posts.worker.count", 8 * times),
        ("referrals.door.per_week", 2 * times),
        ("initial.clients.high", 10 * times),
        ("initial.clients.medium", 35 * times),
        ("initial.clients.group", 45 * times),
        ("initial.clients.parked", 50 * times),
    ];
    scenario(&text, &numbers)
}

/// The first year of the shipped county: 500 workers, 20,000 clients.
pub fn county() -> Scenario {
    scenario(COUNTY, &[("run.horizon_weeks", 52)])
}

fn scenario(text: &str, numbers: &[(&str, u64)]) -> Scenario {
    let document = Document::parse("a benchmark", text).expect("the benchmark's own file reads");
    let set = numbers
        .iter()
        .map(|(path, value)| ((*path).to_owned(), value.to_string()));
    let set: Vec<(String, String)> = set.collect();
    document
        .study(None, &set)
        .expect("every size is valid")
        .scenario
}

/// A scenario ready to be played, with room for one future.
pub struct Player {
    service: Service,
    stage: Stage,
    record: Record,
}

impl Player {
    pub fn new(scenario: &Scenario) -> Self {
        Player {
            service: Service::new(scenario),
            stage: Stage::new(),
            record: Record::of(scenario),
        }
    }

    /// Plays one replication; gives the client-weeks in it.
    pub fn play(&mut self, replication: u64) -> f64 {
        let Player {
            service,
            stage,
            record,
        } = self;
        play(service, LoopsCut::AsGiven, replication, stage, record).expect("it plays");
        record.total(0..record.weeks(), Raw::ClientsAll as usize)
    }
}
