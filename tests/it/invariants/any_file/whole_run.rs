//! However a run is cut, threaded or staged, it is the same run.

use super::{bits, document, scenario};
use crate::support::record_for;
use plimsoll::experiment::gathering::Gathering;
use plimsoll::experiment::{OutcomeSink, Settings, Silent, Subject};
use plimsoll::model::record::Record;
use plimsoll::model::{LoopsCut, Service, Stage, play};
use plimsoll::scenario::document::Study;
use plimsoll::stats::encoding::{Decoder, Encoder};
use std::error::Error;
use std::sync::atomic::AtomicBool;

/// Files that are run; every other section is in some of them.
const FILES: u64 = 40;

/// Futures of a whole run, and after how many it is put aside.
const FUTURES: u64 = 9;
const PUT_ASIDE: u64 = 4;

/// Outcome rows as bits.
#[derive(Default)]
struct Rows(Vec<u64>);

impl OutcomeSink for Rows {
    fn row(&mut self, _: u64, values: &[f64]) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.0.extend(values.iter().map(|it| it.to_bits()));
        Ok(())
    }
}

fn settings(study: &Study, replications: u64, threads: usize) -> Settings {
    Settings {
        replications,
        seed: study.scenario.run.seed,
        threads,
        cut: vec![],
        twin: true,
    }
}

/// Plays on to so many futures from what was put aside; the rows, what there is to be put aside then, and the results.
fn played_on(
    study: &Study,
    futures: u64,
    threads: usize,
    from: Option<&[u8]>,
) -> (Vec<u64>, Vec<u8>, String) {
    let (subject, settings) = (Subject::from(study), settings(study, futures, threads));
    let mut gathering = Gathering::new(&subject, &settings, vec![]).expect("threads");
    if let Some(bytes) = from {
        let mut decoder = Decoder::new(bytes);
        gathering.take_up(&mut decoder).expect("what was put aside");
        decoder.end().expect("nothing is left");
    }
    let mut rows = Rows::default();
    let played = gathering.play(&Silent, &AtomicBool::new(false), &mut rows);
    played.unwrap_or_else(|error| panic!("{}: {error}", study.scenario.name));
    let mut encoder = Encoder::default();
    gathering.store(&mut encoder);
    (
        rows.0,
        encoder.into_bytes(),
        format!("{:?}", gathering.finish()),
    )
}

#[test]
fn a_run_of_any_file_in_two_parts_and_on_other_threads_is_the_whole_run() {
    for number in 0..FILES {
        let document = document(number);
        let study = document.study(None, &[]).expect("a valid file");
        let name = &study.scenario.name;
        let (rows, put_aside, results) = played_on(&study, FUTURES, 1, None);
        let (first, half, _) = played_on(&study, PUT_ASIDE, 2, None);
        let (second, again, parts) = played_on(&study, FUTURES, 3, Some(&half));
        assert!([first, second].concat() == rows, "{name}: other rows");
        assert!(again == put_aside, "{name}: other bytes are put aside");
        assert!(parts == results, "{name}: other results");
    }
}

#[test]
fn a_replication_of_any_file_is_the_same_on_a_stage_that_has_seen_others() {
    let mut used = Stage::new();
    for number in 0..super::PLAYED {
        let scenario = scenario(number);
        let service = Service::new(&scenario);
        let fresh = super::played(&scenario, LoopsCut::AsGiven);
        let mut record: Record = record_for(&scenario);
        for replication in [4, 1] {
            play(
                &service,
                LoopsCut::AsGiven,
                replication,
                &mut used,
                &mut record,
            )
            .unwrap_or_else(|fault| panic!("{}: {fault}", scenario.name));
        }
        assert!(
            bits(&record) == bits(&fresh),
            "{} on a used stage",
            scenario.name
        );
    }
}
