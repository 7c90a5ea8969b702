//! The answer in words, the small print that goes with it, and the key figures. The terminal and the page say the same.

use super::precision::{self, Known};
use super::{need, waiting, words};
use crate::experiment::results::{Estimate, Results, YearNeed};
use crate::model::regime::State;
use crate::report::ReportInput;

/// A number that stands by itself, with what it is and how sure it is.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct KeyFigure {
    pub value: String,
    pub what: String,
    pub note: String,
}

/// A defined outcome by its column name.
pub(in crate::report) fn outcome<'a>(results: &'a Results, name: &str) -> Option<&'a Estimate> {
    let outcome = results.outcome(name)?;
    (outcome.estimate.value.is_finite() && outcome.estimate.replications > 0)
        .then_some(&outcome.estimate)
}

/// `In about 38 of 100 futures`.
fn in_futures(estimate: &Estimate) -> String {
    format!("in {} futures", words::of_100(estimate))
}

/// The answer, sentence by sentence, the most important first.
pub(in crate::report) fn sentences(results: &Results) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    sentences.extend(unsafe_sentences(results));
    sentences.extend(waiting::sentence(results));
    sentences.extend(spiral_sentence(results));
    if outcome(results, "unsafe_year").is_none() {
        // What is known leads; that no year is judged follows.
        sentences.reverse();
    }
    sentences.extend(need::headline(results));
    sentences.extend(staff_sentence(results));
    if sentences.is_empty() {
        sentences.push(
            "These futures give no answer: nothing that the question asks for is defined."
                .to_owned(),
        );
    }
    sentences
}

/// The risk and what feedback has to do with it; where feedback has little, what else has.
fn unsafe_sentences(results: &Results) -> Vec<String> {
    let Some(risk) = outcome(results, "unsafe_year") else {
        let why = match results.scenario.safe_load {
            None => "The scenario sets no safe load, so no year is judged safe or unsafe.",
            Some(_) => {
                "The span holds no complete year of 52 weeks, so no year is judged safe or unsafe."
            }
        };
        return vec![why.to_owned()];
    };
    if risk.value == 0.0 {
        return vec![format!(
            "In none of the {} is any year unsafe.",
            words::counted(risk.replications, "future", "futures")
        )];
    }
    let lead = format!(
        "{} at least one year is unsafe",
        words::capital(&in_futures(risk))
    );
    let text = match (
        outcome(results, "unsafe_year_by_loops"),
        outcome(results, "twin_unsafe_year"),
    ) {
        (Some(loops), Some(cut)) if loops.value >= SPIRAL_MATTERS => format!(
            "{lead}; in {} the spiral does it: with all feedback cut these would be safe. Without any feedback it is {}.",
            words::of_100(loops),
            words::of_100(cut)
        ),
        (Some(_), Some(cut)) => {
            let as_many = if words::of_100(cut) == words::of_100(risk) {
                "in as many".to_owned()
            } else {
                format!("in {}", words::of_100(cut))
            };
            let (cause, why) = other_cause(results).unzip();
            let text = format!(
                "{lead}, and with all feedback cut {as_many}: it is not the spiral that makes years unsafe here{}.",
                cause.unwrap_or_default()
            );
            return std::iter::once(text).chain(why).collect();
        }
        _ => format!("{lead}."),
    };
    vec![text]
}

/// Share of futures made unsafe by the spiral below which it is not what makes years unsafe.
const SPIRAL_MATTERS: f64 = 0.05;

/// What else makes years unsafe and the numbers that say so, as far as they do: of the years that are unsafe in some future
/// without feedback, the one that needs most beyond what is funded, else beyond what is really there.
fn other_cause(results: &Results) -> Option<(&'static str, String)> {
    let mean = |name: &str, at: usize| results.yearly(name).get(at).map_or(f64::NAN, |it| it.mean);
    let is_unsafe = |at: usize| {
        let years = &results.unsafe_by_year_twin;
        years.get(at).is_some_and(|it| it.value > 0.0)
    };
    let half = |at: usize| results.need_by_year_twin[at].needed_for[0].1;
    let furthest = |beside: &str| {
        let years = (0..results.need_by_year_twin.len()).filter(|at| is_unsafe(*at));
        years
            .map(|at| (at, half(at) - mean(beside, at)))
            .filter(|it| it.1 > 0.05)
            .max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)))
            .map(|it| it.0)
    };
    if let Some(at) = furthest("posts.funded") {
        let numbers = format!(
            "Even without feedback half of the futures need {} EFT or more in year {}, and {} are funded.",
            words::eft(half(at)),
            at + 1,
            words::eft_exact(mean("posts.funded", at))
        );
        return Some((", but the load itself", numbers));
    }
    let at = furthest("eft_effective")?;
    let numbers = format!(
        "In year {} half of the futures need {} EFT or more even without feedback; {} are funded, and {} are really there on average.",
        at + 1,
        words::eft(half(at)),
        words::eft_exact(mean("posts.funded", at)),
        words::eft(mean("eft_effective", at))
    );
    Some((
        ", but a team with no slack for vacancies, induction and uneven weeks",
        numbers,
    ))
}

/// How many futures end in the spiral and how much of the time is spent in it; that it ever came comes second.
pub(in crate::report) fn spiral_sentence(results: &Results) -> Option<String> {
    let states = &results.states[0];
    let ever = states
        .ever_vicious
        .as_ref()
        .filter(|it| it.value.is_finite() && it.value > 0.0)?;
    let ended = states.ended_vicious.as_ref()?;
    let share = states.weeks_share[State::Vicious as usize].unwrap_or(f64::NAN);
    let what = if ended.value > 0.0 {
        ", overstretched by feedback and not by the load alone"
    } else {
        ""
    };
    Some(format!(
        "{} futures end in a vicious spiral{what}; {} of all weeks are spent in one. At some time, be it for a week, {} are in one.",
        words::capital(&words::of_100(ended)),
        words::percent(share),
        words::of_100(ever)
    ))
}

fn staff_sentence(results: &Results) -> Option<String> {
    let vacancy = outcome(results, "vacancy_share")?;
    (vacancy.value > 0.0).then(|| {
        format!(
            "On average {} of the funded EFT stands vacant.",
            words::percent(vacancy.value)
        )
    })
}

/// Intervals and counts behind the answer.
pub(in crate::report) fn small_print(results: &Results) -> String {
    let mut parts = vec![if results.completed == results.asked {
        format!(
            "{} played.",
            words::counted(results.completed, "future was", "futures were")
        )
    } else {
        format!(
            "{} of {} futures could be played; all figures rest on these.",
            words::count(results.completed),
            words::count(results.asked)
        )
    }];
    let intervals = intervals(results);
    if !intervals.is_empty() {
        parts.push(format!(
            "95 % intervals of these estimates: {}.",
            intervals.join("; ")
        ));
    }
    if let Some(safe_load) = &results.scenario.safe_load {
        parts.push(format!(
            "A year is unsafe when more than {} of its worker-weeks are over the safe load.",
            words::percent(safe_load.tolerance)
        ));
    }
    if let Some(precision) = &results.precision {
        parts.push(precision::ended(precision, Known::Outcome));
        parts.extend(precision::reached(precision, Known::Outcome));
    }
    parts.join(" ")
}

/// What each chance of the answer is, with its interval.
fn intervals(results: &Results) -> Vec<String> {
    let of = |name: &str| outcome(results, name);
    let states = &results.states[0];
    let known = |it: &'_ Option<Estimate>| it.filter(|it| it.value.is_finite() && results.twin);
    let named = [
        ("at least one unsafe year", of("unsafe_year").copied()),
        ("unsafe by the spiral", of("unsafe_year_by_loops").copied()),
        (
            "unsafe with all feedback cut",
            of("twin_unsafe_year").copied(),
        ),
        ("in the spiral at the end", known(&states.ended_vicious)),
        ("ever in it", known(&states.ever_vicious)),
    ];
    named
        .into_iter()
        .filter_map(|(what, it)| Some(format!("{what} {}", words::interval_100(&it?))))
        .collect()
}

/// Three or four figures to remember.
pub(in crate::report) fn key_figures(input: &ReportInput) -> Vec<KeyFigure> {
    let results = input.results;
    let mut figures = Vec::new();
    if let Some(it) = outcome(results, "unsafe_year") {
        figures.push(chance_figure(it, "futures with at least one unsafe year"));
    }
    let states = &results.states[0];
    match states.ended_vicious {
        Some(ended) if ended.value.is_finite() => {
            figures.push(chance_figure(
                &ended,
                "futures that end in a vicious spiral",
            ));
        }
        _ => figures.push(chance_figure(
            &states.ever_overstretched,
            "futures that are overstretched at some time",
        )),
    }
    figures.extend(need::key_figure(results));
    figures.extend(waiting::key_figure(results));
    let cost = input.yearly("cost").last().map_or(f64::NAN, |it| it.mean);
    if cost > 0.0 {
        let costs = results.scenario.costs.as_ref();
        figures.push(KeyFigure {
            value: words::money_of(&results.scenario, cost),
            what: match costs {
                Some(_) => "whole cost of the last complete year".to_owned(),
                None => "cost of the filled posts in the last complete year".to_owned(),
            },
            note: match words::currency(&results.scenario) {
                Some(_) => "mean over futures".to_owned(),
                None => "mean over futures, in the currency of the scenario".to_owned(),
            },
        });
    }
    figures.truncate(4);
    figures
}

fn chance_figure(estimate: &Estimate, what: &str) -> KeyFigure {
    KeyFigure {
        value: headline_100(estimate),
        what: what.to_owned(),
        note: format!("95 % interval: {}", words::interval_100(estimate)),
    }
}

/// `38 of 100`, or the count itself where there are few futures.
fn headline_100(estimate: &Estimate) -> String {
    let hits = (estimate.value * estimate.replications as f64).round() as u64;
    if estimate.replications < 100 {
        format!(
            "{} of {}",
            words::count(hits),
            words::count(estimate.replications)
        )
    } else {
        format!("{} of 100", words::in_100(estimate.value))
    }
}

/// The answer as lines for a terminal: the sentences of the page, the years, and how sure it is.
pub(in crate::report) fn lines(results: &Results) -> Vec<String> {
    let mut lines = sentences(results);
    let years = |values: &mut dyn Iterator<Item = (usize, String)>| {
        let years: Vec<String> = values
            .map(|(year, text)| format!("year {year}: {text}"))
            .collect();
        years.join(", ")
    };
    if results.unsafe_by_year.len() > 1 {
        let mut chances = (1..)
            .zip(&results.unsafe_by_year)
            .map(|(year, it)| (year, words::in_100(it.value)));
        lines.push(format!(
            "Unsafe by year, futures of 100: {}.",
            years(&mut chances)
        ));
    }
    let mut needs = |of: &[YearNeed], what: &str| {
        let mut found = of
            .iter()
            .filter(|it| it.replications > 0)
            .map(|it| (it.year, words::eft(it.needed_for[1].1)));
        let text = years(&mut found);
        if !text.is_empty() {
            lines.push(format!("{what}: {text}."));
        }
    };
    needs(
        &results.need_by_year,
        "EFT that covers 90 % of a year's weeks in 80 of 100 futures",
    );
    if waiting::any(results) {
        needs(
            &results.need_by_year_waiting,
            "The same with waiting clients counted",
        );
    }
    needs(&results.need_by_year_twin, "The same with all feedback cut");
    let intervals = intervals(results);
    if !intervals.is_empty() {
        lines.push(format!("95 % intervals: {}.", intervals.join("; ")));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_answer_leads_with_the_unsafe_year_and_what_feedback_does() {
        let sample = sample::five_years();
        let sentences = sentences(&sample.results);
        assert_eq!(
            sentences[0],
            "In about 38 of 100 futures at least one year is unsafe; in about 24 of 100 the spiral does it: with all feedback cut these would be safe. Without any feedback it is about 14 of 100."
        );
    }

    #[test]
    fn a_waiting_list_stands_in_the_answer_beside_the_unsafe_year() {
        let sample = sample::five_years();
        let sentences = sentences(&sample.results);
        assert!(
            sentences[1].contains("gave up") && sentences[1].contains("of 338 referred"),
            "{sentences:?}"
        );
        assert!(
            lines(&sample.results)
                .iter()
                .any(|it| it.starts_with("The same with waiting clients counted: year 1:"))
        );
    }

    #[test]
    fn the_spiral_leads_with_how_futures_end_and_not_with_whether_it_ever_came() {
        let sample = sample::five_years();
        let text = spiral_sentence(&sample.results).unwrap();
        assert!(
            text.starts_with("About 24 of 100 futures end in a vicious spiral"),
            "{text}"
        );
        assert!(text.contains("be it for a week, about 27 of 100"), "{text}");
    }

    #[test]
    fn years_that_are_unsafe_without_feedback_too_are_not_blamed_on_the_spiral() {
        let mut sample = sample::five_years();
        for it in &mut sample.results.outcomes {
            match it.name.as_str() {
                "unsafe_year_by_loops" => it.estimate.value = 0.002,
                "twin_unsafe_year" => it.estimate.value = 0.382,
                _ => {}
            }
        }
        let text = sentences(&sample.results).swap_remove(0);
        assert!(
            text.starts_with("In about 38 of 100 futures at least one year is unsafe, and with all feedback cut in as many: it is not the spiral"),
            "{text}"
        );
        assert!(text.contains("but the load itself"), "{text}");
    }

    #[test]
    fn of_years_that_are_alike_the_one_that_needs_most_is_the_cause() {
        let mut sample = sample::five_years();
        let results = &mut sample.results;
        let funded = results.metric("posts.funded").unwrap();
        let there = results.metric("eft_effective").unwrap();
        let years = results.need_by_year_twin.len();
        for at in 0..years {
            results.unsafe_by_year_twin[at].value = 1.0;
            results.yearly[funded][at].mean = 3.0;
            results.yearly[there][at].mean = 2.0;
            results.need_by_year_twin[at].needed_for[0].1 = 2.5;
        }
        let (cause, why) = other_cause(results).unwrap();
        assert!(
            cause.contains("no slack") && why.starts_with("In year 1 half"),
            "{why}"
        );
        results.need_by_year_twin[years - 1].needed_for[0].1 = 4.0;
        let (cause, why) = other_cause(results).unwrap();
        assert!(cause.contains("the load itself"), "{cause}");
        assert!(
            why.contains(&format!("4.0 EFT or more in year {years}")),
            "{why}"
        );
    }

    #[test]
    fn a_scenario_without_limits_says_that_nothing_is_judged() {
        let sample = sample::no_safe_load();
        let sentences = sentences(&sample.results);
        assert!(
            sentences[0].contains("end in a vicious spiral"),
            "{sentences:?}"
        );
        assert!(
            sentences.iter().any(|it| it.contains("sets no safe load")),
            "{sentences:?}"
        );
    }

    #[test]
    fn failed_futures_are_said_in_the_small_print() {
        let sample = sample::five_years();
        assert!(small_print(&sample.results).starts_with("2,000 of 2,001 futures could be played"));
    }

    #[test]
    fn key_figures_are_three_or_four_and_never_made_of_dashes() {
        for (name, sample) in sample::all() {
            let figures = key_figures(&sample.input());
            assert!((2..=4).contains(&figures.len()), "{name}: {figures:?}");
            assert!(
                figures.iter().all(|it| it.value != words::NOTHING),
                "{name}: {figures:?}"
            );
        }
    }
}
