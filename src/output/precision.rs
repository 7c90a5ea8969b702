//! The precision asked for and reached, as JSON: one entry for each outcome, of a comparison for each plan.

use serde_json::{Map, Value, json};

use super::summary::number;
use crate::experiment::precision::{FIRST_LOOK, LOOK_EVERY, Precision, Reached, Within};

/// Null where a number of futures was asked for instead.
pub fn value(precision: Option<&Precision>) -> Value {
    let Some(it) = precision else {
        return Value::Null;
    };
    json!({
        "all_reached": it.is_reached(),
        "futures": it.futures,
        "futures_most": it.most,
        "first_look_futures": FIRST_LOOK,
        "look_every_futures": LOOK_EVERY,
        "measure": "distance from the estimate to the farther end of its 95 % interval, in the outcome's unit",
        "outcomes": outcomes(it),
    })
}

/// Of the differences from the baseline, by plan with its name; null where a number of futures was asked for instead.
pub fn of_differences(plans: &[(&str, &Precision)]) -> Value {
    let Some((_, it)) = plans.first() else {
        return Value::Null;
    };
    let each = plans.iter().map(|(plan, it)| {
        json!({ "plan": plan, "all_reached": it.is_reached(), "outcomes": outcomes(it) })
    });
    json!({
        "all_reached": plans.iter().all(|it| it.1.is_reached()),
        "futures": it.futures,
        "futures_most": it.most,
        "first_look_futures": FIRST_LOOK,
        "look_every_futures": LOOK_EVERY,
        "measure": "distance from the difference to the farther end of its 95 % interval, in the outcome's unit; a share is of the baseline's mean, or of the plan's where that is 0",
        "plans": each.collect::<Vec<_>>(),
    })
}

fn outcomes(it: &Precision) -> Value {
    let each = it.outcomes.iter();
    let named = each.map(|it| (it.target.name.clone(), outcome(it)));
    Value::Object(named.collect::<Map<String, Value>>())
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
