//! Time of one replication, with and without loops, and its cost per client-week from 140 to 20,000 clients.
//!
//! `cargo bench` prints the time of each; the lines before them give the clients played, so that the cost per client-week
//! can be read off. Compare figures of one run only: machines are noisy.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use plimsoll::model::metric::{Columns, Raw};
use plimsoll::model::record::Record;
use plimsoll::model::{LoopsCut, Service, Stage, play};
use plimsoll::scenario::Scenario;
use plimsoll::scenario::document::Document;

const SERVICE: &str = include_str!("eight-posts.toml");

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

/// The service at a number of times its size.
fn scenario(with_loops: bool, times: u64) -> Scenario {
    let text = format!("{SERVICE}{}", if with_loops { LOOPS } else { "" });
    let document =
        Document::parse("benches/eight-posts.toml", &text).expect("the benchmark's own file reads");
    let set: Vec<(String, String)> = [
        ("posts.worker.count", 8 * times),
        ("referrals.door.per_week", 2 * times),
        ("initial.clients.high", 10 * times),
        ("initial.clients.medium", 35 * times),
        ("initial.clients.group", 45 * times),
        ("initial.clients.parked", 50 * times),
    ]
    .map(|(path, value)| (path.to_owned(), value.to_string()))
    .to_vec();
    document
        .study(None, &set)
        .expect("every size is valid")
        .scenario
}

fn replication(criterion: &mut Criterion) {
    for (with_loops, times) in [(false, 1), (true, 1), (false, 12), (false, 145)] {
        let scenario = scenario(with_loops, times);
        let weeks = scenario.run.horizon_weeks;
        let service = Service::new(&scenario);
        let mut stage = Stage::new();
        let mut record = Record::new(weeks, &Columns::new(&scenario));
        let mut once = |replication: u64| {
            play(
                &service,
                LoopsCut::AsGiven,
                black_box(replication),
                &mut stage,
                &mut record,
            )
            .expect("it plays");
            record.total(0..weeks, Raw::ClientsAll as usize)
        };
        let client_weeks = (0..3).map(&mut once).sum::<f64>() / 3.0;
        let loops = if with_loops { "all loops" } else { "no loops" };
        let clients = client_weeks / weeks as f64;
        println!("\n{loops}, {clients:.0} clients: {client_weeks:.0} client-weeks a replication");
        let mut group = criterion.benchmark_group("replication");
        group.throughput(Throughput::Elements(client_weeks as u64));
        group.sample_size(20);
        let mut number = 0;
        group.bench_function(format!("{loops}, {times} x 8 posts"), |bench| {
            bench.iter(|| {
                number += 1;
                once(number)
            });
        });
        group.finish();
    }
}

criterion_group!(benches, replication);
criterion_main!(benches);
