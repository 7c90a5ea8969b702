//! Reading whole files: the shipped example, and every way in which one can be wrong.

use super::*;

const EXAMPLE: &str = include_str!("../../../scenarios/two-workers.toml");

fn example() -> Document {
    Document::parse("two-workers.toml", EXAMPLE).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn the_example_is_read_without_a_problem() {
    let document = example();
    let study = document.study(None, &[]).unwrap();
    assert_eq!(study.scenario.levels.len(), 4);
    assert_eq!(study.scenario.initial.clients, [6, 15, 27, 32]);
    assert_eq!(
        study
            .scenario
            .safe_load
            .as_ref()
            .unwrap()
            .limits
            .at(0.0)
            .row,
        Some("M3")
    );
    assert_eq!(document.plans(), ["third worker in year two"]);
}
