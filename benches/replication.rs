//! Time of one replication, with and without loops, and its cost per client-week from 140 to 20,000 clients; of the statistics
//! over replications; and of a whole run with its page.
//!
//! `cargo bench --bench replication` prints the time of each; the lines before them give the clients played, so that the cost per
//! client-week can be read off. Compare figures of one run only: machines are noisy.

mod work;

use std::hint::black_box;
use std::sync::atomic::AtomicBool;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use plimsoll::experiment::{NoOutcomes, Settings, Silent, Subject, run};
use plimsoll::scenario::Scenario;
use plimsoll::scenario::document::Document;
use plimsoll::stats::quantile::QuantileSummary;
use work::Player;

fn replication(criterion: &mut Criterion) {
    let services = [
        ("no loops, 8 posts", work::eight_posts(false, 1)),
        ("all loops, 8 posts", work::eight_posts(true, 1)),
        ("no loops, 12 x 8 posts", work::eight_posts(false, 12)),
        ("no loops, 145 x 8 posts", work::eight_posts(false, 145)),
        ("county, one year", work::county()),
    ];
    for (name, scenario) in services {
        time_a_replication(criterion, name, &scenario);
    }
}

fn time_a_replication(criterion: &mut Criterion, name: &str, scenario: &Scenario) {
    let mut player = Player::new(scenario);
    let client_weeks = (0..3).map(|number| player.play(number)).sum::<f64>() / 3.0;
    let clients = client_weeks / scenario.run.horizon_weeks as f64;
    println!("\n{name}, {clients:.0} clients: {client_weeks:.0} client-weeks a replication");
    let mut group = criterion.benchmark_group("replication");
    group.throughput(Throughput::Elements(client_weeks as u64));
    group.sample_size(20);
    let mut number = 0;
    group.bench_function(name, |bench| {
        bench.iter(|| {
            number += 1;
            player.play(black_box(number))
        });
    });
    group.finish();
}

fn statistics(criterion: &mut Criterion) {
    // Whole numbers that repeat now and then, as counts of clients do.
    let values: Vec<f64> = (0..2_000u32)
        .map(|number| f64::from(number * 7_919 % 211))
        .collect();
    criterion.bench_function("quantiles of 2,000 values", |bench| {
        bench.iter(|| {
            let mut summary = QuantileSummary::new(0.01);
            summary.add_all(black_box(&values).iter().copied());
            summary.quantiles([0.05, 0.25, 0.5, 0.75, 0.95])
        });
    });
}

fn whole_run(criterion: &mut Criterion) {
    let text = include_str!("../scenarios/two-workers.toml");
    let document = Document::parse("two-workers", text).expect("the shipped scenario reads");
    let study = document.study(None, &[]).expect("it is valid");
    let settings = Settings {
        replications: 100,
        seed: 1,
        threads: 1,
        cut: vec![],
        twin: true,
    };
    let mut group = criterion.benchmark_group("run");
    group.sample_size(10);
    group.bench_function("two-workers, 100 futures with their twins", |bench| {
        bench.iter(|| {
            let never = AtomicBool::new(false);
            run(
                &Subject::from(&study),
                &settings,
                &Silent,
                &never,
                &mut NoOutcomes,
            )
            .expect("it runs")
        });
    });
    group.finish();
}

criterion_group!(benches, replication, statistics, whole_run);
criterion_main!(benches);
