//! What holds in every scenario file: random files over every section, read by the reader and played.
//!
//! Each claim is made of the files drawn by the numbers from 0 on, so a failure names its file and comes back.

mod monotone;
mod whole_run;

use crate::support::any_scenario::draw;
use crate::support::record_for;
use crate::support::schema_keys::{is_of, keys};
use plimsoll::model::metric::{Formula, Raw, breach_columns, own, registry};
use plimsoll::model::record::Record;
use plimsoll::model::regime::{Seen, State, Twin, states};
use plimsoll::model::{LoopsCut, Service, Stage, play};
use plimsoll::scenario::document::Document;
use plimsoll::scenario::safeguard::safeguards;
use plimsoll::scenario::{BreachKind, Close, LoopName, Part, Scenario};
use serde_json::Value;

/// Files in which the generator shows every key.
const FILES: u64 = 300;

/// Files that a claim about played weeks is made of.
const PLAYED: u64 = 150;

/// Sums of hundreds of hours differ in their last digits by the order in which they were added.
const ROUNDING: f64 = 1e-6;

/// Keys that no file has, and why.
const NOT_DRAWN: [(&str, &str); 1] = [(
    "week.floors.travel",
    "refused: travel goes with the sessions it is for",
)];

/// The document of a number.
fn document(number: u64) -> Document {
    let text = draw(number);
    Document::parse(&format!("file-{number}.toml"), &text)
        .unwrap_or_else(|problems| panic!("{problems}\nof\n{text}"))
}

/// The scenario of a number, with what is uncertain as it is stated.
fn scenario(number: u64) -> Scenario {
    let study = document(number).study(None, &[]);
    study
        .unwrap_or_else(|problems| panic!("{problems}"))
        .scenario
}

/// A replication of a scenario.
fn played(scenario: &Scenario, cut: LoopsCut) -> Record {
    let mut record = record_for(scenario);
    let service = Service::new(scenario);
    play(&service, cut, 1, &mut Stage::new(), &mut record)
        .unwrap_or_else(|fault| panic!("{}: {fault}", scenario.name));
    record
}

/// The services of a scenario with their records: the whole, then its sites.
fn services(scenario: &Scenario, record: &Record) -> Vec<(Scenario, Record)> {
    let sites = record.sites.iter().enumerate();
    let sites = sites.map(|(site, own)| (scenario.of_site(site), own.clone()));
    [(scenario.clone(), record.clone())]
        .into_iter()
        .chain(sites)
        .collect()
}

/// A record as bits, so that undefined values compare; its sites' too.
fn bits(record: &Record) -> Vec<u64> {
    let own = (0..record.weeks()).flat_map(|week| record.row(week).iter().map(|it| it.to_bits()));
    let sites = record.sites.iter().flat_map(bits);
    own.chain(sites).collect()
}

/// A metric of the scenario's own in a week; 0 where it has none of that name.
fn own_weekly(scenario: &Scenario, record: &Record, week: usize, name: &str) -> f64 {
    let metrics = own(scenario);
    let metric = metrics.iter().find(|it| it.name == name);
    metric.map_or(0.0, |metric| record.weekly(week, metric, Seen::Nothing))
}

/// Paths of all values of a text.
fn paths(value: &Value, path: &str, found: &mut Vec<String>) {
    let below = |key: &str| match path {
        "" => key.to_owned(),
        path => format!("{path}.{key}"),
    };
    match value {
        // A date comes as a table of one key of the reader's own.
        Value::Object(table) if !table.keys().any(|key| key.starts_with('$')) => {
            for (key, value) in table {
                // A path of the tables beside the scenario is one name.
                paths(value, &below(&key.replace('.', " ")), found);
            }
        }
        Value::Array(members) => {
            for (position, value) in members.iter().enumerate() {
                paths(value, &below(&position.to_string()), found);
            }
        }
        _ => found.push(path.to_owned()),
    }
}

#[test]
fn the_drawn_files_are_valid_and_together_have_every_section_and_key_of_the_schema() {
    let kinds = ["number", "integer", "string", "boolean"];
    let mut open = keys(&kinds, &[]);
    assert!(open.len() > 250, "{} keys", open.len());
    for number in 0..FILES {
        document(number);
        if open.len() > NOT_DRAWN.len() {
            let value: Value = toml::from_str(&draw(number)).expect("TOML");
            let mut found = Vec::new();
            paths(&value, "", &mut found);
            open.retain(|key| !found.iter().any(|path| is_of(path, key)));
        }
    }
    open.retain(|key| !NOT_DRAWN.iter().any(|(known, _)| known == key));
    assert!(open.is_empty(), "no file has {open:#?}");
}

#[test]
fn clients_are_conserved_in_every_file_and_at_every_site() {
    let mut came = 0.0;
    for number in 0..PLAYED {
        let mut scenario = scenario(number);
        // From the first week on everyone is counted.
        scenario.run.warm_up_weeks = 0;
        let record = played(&scenario, LoopsCut::AsGiven);
        for (service, record) in services(&scenario, &record) {
            let initial = &service.initial;
            let mut there: f64 = initial.clients.iter().chain(&initial.waiting).sum::<u64>() as f64;
            for week in 0..record.weeks() {
                let own = |name: &str| own_weekly(&service, &record, week, name);
                let raw = |raw| record.raw(week, raw);
                there += raw(Raw::Referrals) + own("returns") + own("moved_in");
                there -= raw(Raw::Exits) + raw(Raw::GaveUp) + own("moved_out");
                let found = raw(Raw::ClientsAll) + raw(Raw::Waiting);
                assert_eq!(there, found, "{}, week {week}", service.name);
                came += own("moved_in") + own("returns");
                let named = service.exits.iter().map(|exit| exit.name.as_str());
                let named: f64 = named
                    .chain((!service.exits.is_empty()).then_some("exit"))
                    .map(|exit| own(&format!("exits.{exit}")))
                    .sum();
                let named = named + own("broke_off");
                if !service.exits.is_empty() {
                    assert_eq!(named, raw(Raw::Exits), "{}, week {week}", service.name);
                }
            }
        }
    }
    assert!(came > 100.0, "only {came} clients moved or came back");
}

#[test]
fn posts_are_conserved_and_never_fewer_than_planned_in_every_file() {
    for number in 0..PLAYED {
        let scenario = scenario(number);
        let record = played(&scenario, LoopsCut::AsGiven);
        for (service, record) in services(&scenario, &record) {
            for week in 0..record.weeks() {
                let raw = |raw| record.raw(week, raw);
                let name = &service.name;
                let whole = raw(Raw::FilledEft) + raw(Raw::VacantEft);
                let funded = raw(Raw::FundedEft);
                assert!(
                    (whole - funded).abs() < ROUNDING,
                    "{name}, week {week}: {whole} of {funded}"
                );
                let planned = service.posts.iter();
                let planned: f64 = planned
                    .map(|posts| *posts.count.at(week as f64) as f64 * posts.eft)
                    .sum();
                assert!(
                    funded > planned - ROUNDING,
                    "{name}, week {week}: {funded} of {planned}"
                );
                let at_once = service.posts.iter().all(|posts| posts.close == Close::Now);
                // The whole has the posts that are granted to its sites.
                let mut funding = (service.funding.iter())
                    .chain(service.sites.iter().flat_map(|site| &site.funding));
                let granted = funding.any(|it| it.posts.iter().sum::<u64>() > 0);
                if at_once && !granted {
                    assert!(
                        (funded - planned).abs() < ROUNDING,
                        "{name}, week {week}: {funded}, {planned}"
                    );
                }
                let (inducted, there) = (raw(Raw::EffectiveEft), raw(Raw::PresentEft));
                assert!(
                    inducted >= there - ROUNDING && there >= 0.0,
                    "{name}, week {week}"
                );
            }
        }
    }
}

#[test]
fn delivered_hours_never_exceed_those_asked_nor_those_there_were_in_any_file() {
    for number in 0..PLAYED {
        let scenario = scenario(number);
        for cut in [LoopsCut::AsGiven, LoopsCut::AllCut] {
            let record = played(&scenario, cut);
            for week in 0..record.weeks() {
                let raw = |raw| record.raw(week, raw);
                let name = format!("{}, {cut:?}, week {week}", scenario.name);
                let first = Raw::DeliveredFirst as usize;
                let delivered = &record.row(week)[first..first + Part::COUNT];
                assert!(
                    delivered
                        .iter()
                        .all(|it| *it >= -ROUNDING && it.is_finite()),
                    "{name}"
                );
                let given: f64 = delivered.iter().sum();
                let supplied = own_weekly(&scenario, &record, week, "support.hours_supplied");
                let hours = raw(Raw::AvailableHours) + raw(Raw::OvertimeHours) + supplied;
                assert!(given <= hours + ROUNDING, "{name}: {given} of {hours}");
                let most = scenario.week.overtime_max * raw(Raw::AvailableHours);
                let overtime = raw(Raw::OvertimeHours);
                assert!(
                    (-ROUNDING..=most + ROUNDING).contains(&overtime),
                    "{name}: {overtime} of {most}"
                );
                let (done, asked) = (raw(Raw::ContactDeliveredHours), raw(Raw::ContactAskedHours));
                assert!(done <= asked + ROUNDING, "{name}: {done} of {asked}");
            }
        }
    }
}

/// Whether a stock or a flow may be undefined: without what it is about, or where nobody is judged.
fn may_be_undefined(scenario: &Scenario, record: &Record, week: usize, name: &str) -> bool {
    let lines: Vec<bool> = match scenario.sites.len() {
        0 => vec![scenario.safe_load.is_some()],
        sites => (0..sites)
            .map(|it| scenario.of_site(it).safe_load.is_some())
            .collect(),
    };
    let kinds = BreachKind::ALL.map(|kind| {
        (
            format!("breach.{}.any", kind.name()),
            breach_columns(kind)[2],
        )
    });
    let judged = kinds
        .into_iter()
        .chain([("breach.any".to_owned(), Raw::BreachJudged as usize)]);
    let nobody_judged = |column: usize| record.row(week)[column] == 0.0;
    match name {
        "eft_need.hours" | "eft_need.hours_saved" => false,
        "backlog_hours" => scenario.loops.records.is_none(),
        name if name.starts_with("eft_need") || name.starts_with("eft_gap") => {
            lines.contains(&false)
        }
        name => judged
            .into_iter()
            .any(|(any, column)| any == name && nobody_judged(column)),
    }
}

/// Differences, which have a sign.
fn may_be_below_0(name: &str) -> bool {
    let differences = [
        "eft_gap",
        "eft_need.hours_saved",
        "funding.balance",
        "change_hours_saved",
    ];
    differences.iter().any(|it| name.starts_with(it))
}

#[test]
fn every_metric_of_every_file_is_within_its_bounds_or_undefined_where_it_may_be() {
    let mut seen = std::collections::BTreeSet::new();
    for number in 0..PLAYED {
        let scenario = scenario(number);
        let record = played(&scenario, LoopsCut::AsGiven);
        let twin = played(&scenario, LoopsCut::AllCut);
        let states = states(&record, Twin::Played(&twin), &scenario.regime, 0);
        let metrics = registry(&scenario);
        for (week, state) in states.iter().enumerate() {
            for metric in &metrics {
                let value = record.weekly(week, metric, *state);
                let told = || format!("{}, week {week}: {} is {value}", scenario.name, metric.name);
                let name = metric.name.as_str();
                seen.insert(name.split('.').next().unwrap_or(name).to_owned());
                assert!(!value.is_infinite(), "{}", told());
                if value.is_nan() {
                    let undefined = match metric.formula {
                        Formula::Stock(_) | Formula::Flow(_) => {
                            may_be_undefined(&scenario, &record, week, name)
                        }
                        Formula::Ratio(above, below, _) => {
                            let row = record.row(week);
                            row[above].is_nan() || row[below].is_nan() || row[below] <= 0.0
                        }
                        Formula::State(_) => false,
                    };
                    assert!(undefined, "{}", told());
                } else if metric.unit == "share" {
                    assert!((-ROUNDING..=1.0 + ROUNDING).contains(&value), "{}", told());
                } else if !may_be_below_0(name) {
                    assert!(value >= -ROUNDING, "{}", told());
                }
            }
        }
    }
    assert!(seen.len() > 40, "only {seen:?}");
}

#[test]
fn every_week_of_every_file_is_in_exactly_one_state() {
    for number in 0..PLAYED {
        let scenario = scenario(number);
        let record = played(&scenario, LoopsCut::AsGiven);
        let twin = played(&scenario, LoopsCut::AllCut);
        let metrics = registry(&scenario);
        let shares: Vec<_> = metrics
            .iter()
            .filter(|it| it.name.starts_with("regime."))
            .collect();
        assert_eq!(shares.len(), State::ALL.len());
        for threshold in 0..3 {
            let found = states(&record, Twin::Played(&twin), &scenario.regime, threshold);
            for (week, seen) in found.iter().enumerate() {
                assert!(seen.state().is_some(), "{}, week {week}", scenario.name);
                let sum: f64 = shares.iter().map(|it| record.weekly(week, it, *seen)).sum();
                assert_eq!(sum, 1.0, "{}, week {week}", scenario.name);
            }
            if !scenario.loops.any() {
                assert!(
                    !found.contains(&Seen::State(State::Vicious)),
                    "{}",
                    scenario.name
                );
            }
        }
    }
}

#[test]
fn cutting_all_loops_of_any_file_is_giving_each_strength_0() {
    let mut acted = 0;
    for number in 0..PLAYED {
        let scenario = scenario(number);
        let mut weak = scenario.clone();
        LoopName::ALL
            .into_iter()
            .for_each(|name| weak.loops.cut(name));
        let cut = bits(&played(&scenario, LoopsCut::AllCut));
        assert!(
            bits(&played(&weak, LoopsCut::AsGiven)) == cut,
            "{}",
            scenario.name
        );
        acted += usize::from(bits(&played(&scenario, LoopsCut::AsGiven)) != cut);
    }
    assert!(
        acted > PLAYED as usize / 2,
        "loops act in {acted} files only"
    );
}

#[test]
fn every_file_stays_valid_without_each_of_its_safeguards() {
    let mut taken = 0;
    for number in 0..FILES {
        let document = document(number);
        for safeguard in safeguards(&scenario(number)) {
            let study = document.study(None, &safeguard.set);
            let without = study
                .unwrap_or_else(|problems| panic!("{problems}"))
                .scenario;
            assert_ne!(without, scenario(number), "{}", safeguard.alternative());
            taken += 1;
        }
    }
    assert!(taken > FILES, "only {taken}");
}
