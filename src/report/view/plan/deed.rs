//! What a plan does, in words.
//!
//! Usual decisions read as people say them; any other path is told as it is written.

use crate::report::plan::PlanInput;
use crate::report::view::words;
use crate::scenario::decide::Decision;
use crate::scenario::{Admission, Scenario};

/// What a plan does, as a request: `fund 9 case managers from week 0 and 10 from week 104, share 50 % of spare hours`.
pub(in crate::report) fn deed(input: &PlanInput, plan: usize) -> String {
    let (space, scenario) = (input.space, input.space.scenario(plan));
    let written = input.space.contenders.iter().position(|it| it.as_written);
    let written = written.map(|at| space.scenario(at));
    let decisions = space.decide.decisions.iter();
    let posts: Vec<String> = decisions
        .clone()
        .filter_map(|it| match it {
            Decision::Posts(posts) => Some(course(scenario, &posts.role)),
            Decision::Path(_) => None,
        })
        .collect();
    let rest = decisions.filter_map(|it| match it {
        Decision::Posts(_) => None,
        Decision::Path(path) => Some((path.path.as_str(), path)),
    });
    let mut parts = Vec::new();
    if !posts.is_empty() {
        parts.push(format!("fund {}", words::listed(&posts)));
    }
    let point = &space.contenders[plan].point;
    for (path, decision) in rest {
        let at = space.choices.iter().position(|it| it.path == path);
        let Some(chosen) = at.and_then(|at| point.get(at)) else {
            continue;
        };
        // What stays as it is written needs no word.
        if written.is_none_or(|it| differs(scenario, it, path)) {
            parts.push(practice(scenario, path, &decision.values[*chosen]));
        }
    }
    if parts.is_empty() {
        parts.push("change nothing".to_owned());
    }
    parts.join(", ")
}

/// `9 case managers from week 0 and 10 from week 104`; one number where it never changes.
fn course(scenario: &Scenario, role: &str) -> String {
    let Some(posts) = scenario.posts.iter().find(|it| it.role == role) else {
        return role.to_owned();
    };
    let count = posts.count.simplified();
    let part = if posts.eft < 1.0 {
        format!(" of {} EFT", words::eft_exact(posts.eft))
    } else {
        String::new()
    };
    match count.steps() {
        [(_, only)] => format!("{}{part} throughout", staff(*only, role)),
        steps => {
            let each: Vec<String> = steps
                .iter()
                .enumerate()
                .map(|(at, (week, count))| {
                    let who = match at {
                        0 => format!("{}{part}", staff(*count, role)),
                        _ => words::count(*count),
                    };
                    format!("{who} from week {}", words::number(*week, 0))
                })
                .collect();
            words::listed(&each)
        }
    }
}

/// `one case manager`, `9 case managers`.
pub(in crate::report) fn staff(count: u64, role: &str) -> String {
    let many = match role.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        Some(_) | None if role.ends_with('s') => role.to_owned(),
        Some(_) | None => format!("{role}s"),
    };
    let name = if count == 1 { role } else { &many };
    format!("{} {name}", words::count(count))
}

/// Whether a plan changes what a usual path says; any other path is always told.
fn differs(scenario: &Scenario, written: &Scenario, path: &str) -> bool {
    let ahead = |it: &Scenario| it.hiring.as_ref().map_or(0, |it| it.ahead);
    match path {
        "hiring.ahead" => ahead(scenario) != ahead(written),
        "allocation.sharing" => scenario.allocation.sharing != written.allocation.sharing,
        "allocation.admission" => scenario.allocation.admission != written.allocation.admission,
        _ => true,
    }
}

/// A decision about a path in words, where it is one of the usual ones.
fn practice(scenario: &Scenario, path: &str, written: &str) -> String {
    match path {
        "hiring.ahead" => match scenario.hiring.as_ref().map_or(0, |it| it.ahead) {
            0 => "hire nobody ahead".to_owned(),
            ahead => format!(
                "keep {} ahead of need",
                words::counted(ahead, "hire", "hires")
            ),
        },
        "allocation.sharing" => match scenario.allocation.sharing {
            0.0 => "share no spare hours".to_owned(),
            share => format!("share {} of spare hours", words::percent(share)),
        },
        "allocation.admission" => match scenario.allocation.admission {
            Admission::Open => "take everybody on".to_owned(),
            Admission::SafeLoad => "take on no more than the safe load".to_owned(),
        },
        path => format!("set {path} to {written}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staff_are_counted_as_people_say_it() {
        assert_eq!(staff(1, "peer worker"), "1 peer worker");
        assert_eq!(staff(3, "peer worker"), "3 peer workers");
        assert_eq!(staff(2, "deputy"), "2 deputies");
        assert_eq!(staff(2, "bus"), "2 bus");
    }
}
