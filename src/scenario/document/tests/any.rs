//! Any number of the schema, any bytes, any `--set`.

use super::*;
use proptest::prelude::*;

/// Every number of the schema is accepted at its bounds and refused beyond them, so what an editor underlines is what
/// the reader refuses.
#[test]
fn the_ranges_of_the_schema_are_those_of_the_reader() {
    let mut seen = 0;
    ranges(&SCHEMA, &mut seen);
    assert!(seen > 100, "{seen} numbers");
}

fn ranges(schema: &serde_json::Value, seen: &mut usize) {
    use serde_json::Value as Json;
    if schema.get("enum").is_some() {
        return;
    }
    let accepts = |value: f64| {
        let mut problems = Vec::new();
        schema::walk(
            schema,
            &extra::drawn(value, Origin::FILE),
            "x",
            &mut problems,
        );
        problems.is_empty()
    };
    let bound = |key: &str| schema.get(key).and_then(Json::as_f64);
    let whole = schema.get("type").is_some_and(|it| it == "integer");
    let step = |at: f64| if whole { 1.0 } else { at.abs().max(1.0) * 1e-9 };
    for (low, inclusive) in [("minimum", true), ("exclusiveMinimum", false)] {
        if let Some(at) = bound(low) {
            assert_eq!(
                (accepts(at), accepts(at - step(at)), accepts(at + step(at))),
                (inclusive, false, true),
                "{schema}"
            );
            *seen += 1;
        }
    }
    for (high, inclusive) in [("maximum", true), ("exclusiveMaximum", false)] {
        if let Some(at) = bound(high) {
            assert_eq!(
                (accepts(at), accepts(at + step(at)), accepts(at - step(at))),
                (inclusive, false, true),
                "{schema}"
            );
        }
    }
    match schema {
        Json::Object(map) => map.values().for_each(|below| ranges(below, seen)),
        Json::Array(members) => members.iter().for_each(|below| ranges(below, seen)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_the_reader_panic(edits in proptest::collection::vec((0usize..20_000, any::<u8>(), 0usize..12), 1..12)) {
        let mut bytes = EXAMPLE.as_bytes().to_vec();
        for (at, byte, cut) in edits {
            let at = at % bytes.len();
            let end = (at + cut).min(bytes.len());
            bytes.splice(at..end, [byte]);
        }
        let text = String::from_utf8_lossy(&bytes);
        match Document::parse("x.toml", &text) {
            Ok(document) => {
                let study = document.study(None, &[]).expect("what reads without a problem is a scenario");
                prop_assert!(!document.register(&study).entries.is_empty());
                let _ = crate::scenario::note::notes(&study.scenario);
                let ends: Vec<f64> = study.uncertain.iter().map(|it| it.distribution.quantile(0.5)).collect();
                prop_assert!(study.with(&ends).is_ok());
            }
            Err(problems) => prop_assert!(!problems.list().is_empty() && problems.to_string().starts_with("x.toml has ")),
        }
    }

    #[test]
    fn no_swap_of_values_makes_the_reader_panic(swaps in proptest::collection::vec((0usize..400, 0usize..400), 1..8)) {
        let mut words: Vec<&str> = EXAMPLE.split_inclusive(' ').collect();
        let count = words.len();
        for (a, b) in swaps {
            words.swap(a % count, b % count);
        }
        let text = words.concat();
        if let Err(problems) = Document::parse("x.toml", &text) {
            prop_assert!(!problems.to_string().is_empty());
        }
    }

    #[test]
    fn no_set_makes_the_reader_panic(path in "[a-z_. ]{0,30}", value in "[a-z0-9\\[\\]{}=,\" .-]{0,20}") {
        let document = example();
        let _ = document.study(None, &[(path, value)]);
    }
}
