//! The answer in words, the small print that goes with it, and the key figures.

use super::words;
use crate::experiment::results::Estimate;
use crate::report::ReportInput;

/// A number that stands by itself, with what it is and how sure it is.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct KeyFigure {
    pub value: String,
    pub what: String,
    pub note: String,
}

/// A defined outcome by its column name.
pub(in crate::report) fn outcome<'a>(input: &ReportInput<'a>, name: &str) -> Option<&'a Estimate> {
    let outcome = input.results.outcome(name)?;
    (outcome.estimate.value.is_finite() && outcome.estimate.replications > 0)
        .then_some(&outcome.estimate)
}

/// `In about 38 of 100 futures`.
fn in_futures(estimate: &Estimate) -> String {
    format!("in {} futures", words::of_100(estimate))
}

/// The answer, sentence by sentence, the most important first.
pub(in crate::report) fn sentences(input: &ReportInput) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    sentences.extend(unsafe_sentence(input));
    sentences.extend(spiral_sentence(input));
    if outcome(input, "unsafe_year").is_none() {
        // What is known leads; that no year is judged follows.
        sentences.reverse();
    }
    sentences.extend(staff_sentence(input));
    sentences.extend(super::need::headline(input));
    if sentences.is_empty() {
        sentences.push(
            "These futures give no answer: nothing that the question asks for is defined."
                .to_owned(),
        );
    }
    sentences
}

fn unsafe_sentence(input: &ReportInput) -> Option<String> {
    let Some(risk) = outcome(input, "unsafe_year") else {
        let why = match input.results.scenario.safe_load {
            None => "The scenario sets no safe load, so no year is judged safe or unsafe.",
            Some(_) => {
                "The span holds no complete year of 52 weeks, so no year is judged safe or unsafe."
            }
        };
        return Some(why.to_owned());
    };
    let lead = words::capital(&in_futures(risk));
    let mut text = if risk.value == 0.0 {
        return Some(format!(
            "In none of the {} is any year unsafe.",
            words::counted(risk.replications, "future", "futures")
        ));
    } else {
        format!("{lead} at least one year is unsafe")
    };
    text.push('.');
    match (outcome(input, "unsafe_year_by_loops"), outcome(input, "twin_unsafe_year")) {
        (Some(loops), Some(cut)) if loops.value > 0.0 => text.push_str(&format!(
            " {} the spiral does it: with all feedback cut these would be safe. Without any feedback an unsafe year comes {}.",
            words::capital(&in_futures(loops)),
            in_futures(cut)
        )),
        (Some(_), Some(cut)) => text.push_str(&format!(" Feedback is not what makes a year unsafe here: without it one comes {}.", in_futures(cut))),
        _ => {}
    }
    Some(text)
}

fn spiral_sentence(input: &ReportInput) -> Option<String> {
    let chance = input.results.states[0]
        .ever_vicious
        .as_ref()
        .filter(|it| it.value.is_finite() && it.value > 0.0)?;
    let after = input.results.states[0]
        .recovered
        .as_ref()
        .filter(|it| it.value.is_finite() && it.replications > 0)
        .map_or_else(String::new, |recovered| {
            format!(
                "; of these, {} are out of it at the end",
                words::of_100(recovered)
            )
        });
    Some(format!(
        "{} futures turn into a vicious spiral at some time{after}.",
        words::capital(&words::of_100(chance))
    ))
}

fn staff_sentence(input: &ReportInput) -> Option<String> {
    let vacancy = outcome(input, "vacancy_share")?;
    (vacancy.value > 0.0).then(|| {
        format!(
            "On average {} of the funded EFT stands vacant.",
            words::percent(vacancy.value)
        )
    })
}

/// Intervals and counts behind the answer.
pub(in crate::report) fn small_print(input: &ReportInput) -> String {
    let results = input.results;
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
    let named = [
        ("unsafe_year", "at least one unsafe year"),
        ("unsafe_year_by_loops", "unsafe by the spiral"),
        ("twin_unsafe_year", "unsafe with all feedback cut"),
        ("ever_vicious", "ever in a spiral"),
    ];
    let known: Vec<String> = named
        .iter()
        .filter_map(|(name, what)| {
            outcome(input, name).map(|it| format!("{what} {}", words::interval_100(it)))
        })
        .collect();
    if !known.is_empty() {
        parts.push(format!(
            "95 % intervals of these estimates: {}.",
            known.join("; ")
        ));
    }
    if let Some(safe_load) = &results.scenario.safe_load {
        parts.push(format!(
            "A year is unsafe when more than {} of its worker-weeks are over the safe load.",
            words::percent(safe_load.tolerance)
        ));
    }
    parts.join(" ")
}

/// Three or four figures to remember.
pub(in crate::report) fn key_figures(input: &ReportInput) -> Vec<KeyFigure> {
    let mut figures = Vec::new();
    let chances = [
        ("unsafe_year", "futures with at least one unsafe year"),
        ("ever_vicious", "futures that turn into a vicious spiral"),
        (
            "ever_overstretched",
            "futures that are overstretched at some time",
        ),
    ];
    for (name, what) in chances {
        let wanted = name != "ever_overstretched" || figures.is_empty();
        if let Some(it) = outcome(input, name).filter(|_| wanted) {
            figures.push(KeyFigure {
                value: headline_100(it),
                what: what.to_owned(),
                note: format!("95 % interval: {}", words::interval_100(it)),
            });
        }
    }
    figures.extend(super::need::key_figure(input));
    let cost = input.yearly("cost").last().map_or(f64::NAN, |it| it.mean);
    if cost > 0.0 {
        figures.push(KeyFigure {
            value: words::money(cost),
            what: "cost of the filled posts in the last complete year".to_owned(),
            note: "mean over futures, in the currency of the scenario".to_owned(),
        });
    }
    if let Some(end) = input
        .weekly("waiting")
        .last()
        .filter(|it| it.mean.is_finite() && figures.len() < 4)
    {
        figures.push(KeyFigure {
            value: words::number(end.quantiles[crate::report::figure::series::MEDIAN], 0),
            what: "clients waiting at the end, in the middle future".to_owned(),
            note: format!(
                "eight in ten futures: {} to {}",
                words::number(end.quantiles[1], 0),
                words::number(end.quantiles[5], 0)
            ),
        });
    }
    figures.truncate(4);
    figures
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_answer_leads_with_the_unsafe_year_and_what_feedback_does() {
        let sample = sample::five_years();
        let sentences = sentences(&sample.input());
        assert_eq!(
            sentences[0],
            "In about 38 of 100 futures at least one year is unsafe. In about 24 of 100 futures the spiral does it: with all feedback cut these would be safe. Without any feedback an unsafe year comes in about 14 of 100 futures."
        );
    }

    #[test]
    fn a_scenario_without_limits_says_that_nothing_is_judged() {
        let sample = sample::no_safe_load();
        let sentences = sentences(&sample.input());
        assert!(
            sentences[0].contains("turn into a vicious spiral"),
            "{sentences:?}"
        );
        assert!(sentences[1].contains("sets no safe load"), "{sentences:?}");
    }

    #[test]
    fn failed_futures_are_said_in_the_small_print() {
        let sample = sample::five_years();
        assert!(small_print(&sample.input()).starts_with("2,000 of 2,001 futures could be played"));
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
