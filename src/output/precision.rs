//! The precision asked for and reached, as JSON: one entry for each outcome.

use serde_json::{Map, Value, json};

use super::summary::number;
use crate::experiment::precision::{FIRST_LOOK, LOOK_EVERY, Precision, Reached, Within};

/// Null where a number of futures was asked for instead.
pub fn value(precision: Option<&Precision>) -> Value {
    let Some(it) = precision else {
        return Value::Null;
    };
    let outcomes = it
        .outcomes
        .iter()
        .map(|it| (it.target.name.clone(), outcome(it)));
    json!({
        "all_reached": it.is_reached(),
        "futures": it.futures,
        "futures_most": it.most,
        "first_look_futures": FIRST_LOOK,
        "look_every_futures": LOOK_EVERY,
        "measure": "distance from the estimate to the farther end of its 95 % interval, in the outcome's unit",
        "outcomes": Value::Object(outcomes.collect::<Map<String, Value>>()),
    })
}

fn outcome(it: &Reached) -> Value {
    let share = match it.target.within {
        Within::Share(share) => Some(share),
        Within::Amount(_) => None,
    };
    json!({
        "label": it.target.label,
        "unit": it.target.unit,
        "asked_share": share,
        "asked": number(it.allowed),
        "reached": number(it.reached),
        "met": it.met,
    })
}
