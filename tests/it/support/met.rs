//! How far the text of a scenario file gets: refused in words that fit it, read and explained, or played as well.

use super::short;
use plimsoll::scenario::document::Document;

/// What became of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Met {
    Refused,
    Read,
    Played,
}

/// Reads a text and goes as far as it lets.
///
/// # Panics
/// Where a refusal has no words or points outside of the text, a plan of a file that was read cannot be, or a future has an
/// infinite number.
pub fn met(text: &str) -> Met {
    let document = match Document::parse("case.toml", text) {
        Ok(document) => document,
        Err(problems) => {
            let shown = problems.to_string();
            assert!(!problems.list().is_empty() && !shown.trim().is_empty());
            for problem in problems.list() {
                let at = problem.origin;
                assert!(!problem.what.is_empty(), "{shown}");
                let inside = at.source == 0 && at.start <= at.end && at.end <= text.len();
                assert!(inside || at.source == usize::MAX, "{at:?} in {shown}");
            }
            return Met::Refused;
        }
    };
    let plans: Vec<Option<String>> = [None]
        .into_iter()
        .chain(document.plans().into_iter().map(|it| Some(it.to_owned())))
        .collect();
    let mut met = Met::Read;
    for plan in plans {
        let study = document.study(plan.as_deref(), &[]);
        let study = study.unwrap_or_else(|it| panic!("valid, and then with {plan:?} not: {it}"));
        short::explain(&document, &study);
        let fewer = [("run.horizon_weeks".to_owned(), short::WEEKS.to_owned())];
        let Ok(study) = document.study(plan.as_deref(), &fewer) else {
            continue;
        };
        if !short::is_large(&study.scenario) {
            short::play(&study).unwrap_or_else(|it| panic!("{it}"));
            met = Met::Played;
        }
    }
    met
}
