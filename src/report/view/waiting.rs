//! The waiting list in words. A cap that only moves people to a waiting list must not look like safety.

use super::answer::{KeyFigure, outcome};
use super::words;
use crate::experiment::results::Results;
use crate::report::figure::series::last;

/// Whether anybody waits in any future worth a word: a tenth of a client on average, or one in ten who gives up.
pub(in crate::report) fn any(results: &Results) -> bool {
    ["waiting_mean", "gave_up_count"]
        .iter()
        .any(|name| outcome(results, name).is_some_and(|it| it.value >= 0.1))
}

/// How many wait, how long, and how many gave up; `None` where nobody waits.
pub(in crate::report) fn sentence(results: &Results) -> Option<String> {
    if !any(results) {
        return None;
    }
    let mean = outcome(results, "waiting_mean")?.value;
    let end = outcome(results, "waiting_end").map_or_else(String::new, |it| {
        format!(" and {} at the end", words::amount(it.value))
    });
    let mut text = format!(
        "The limits do not count those who wait: on average {} clients are on the waiting list{end}",
        words::amount(mean)
    );
    if let Some(waited) = outcome(results, "waited_weeks_mean") {
        text.push_str(&format!(
            "; those who got a place had waited {} on average",
            words::span(waited.value)
        ));
    }
    if let Some(so_far) = so_far(results) {
        text.push_str(&format!(
            "; those still waiting at the end have waited {} so far",
            words::span(so_far)
        ));
    }
    text.push('.');
    if let (Some(gave_up), Some(referred)) = (
        outcome(results, "gave_up_count"),
        outcome(results, "referrals_count"),
    ) {
        text.push_str(&format!(
            " {} of {} referred in the whole time gave up waiting.",
            match gave_up.value {
                0.0 => "None".to_owned(),
                some => words::amount(some),
            },
            words::amount(referred.value)
        ));
    }
    if let Some(hours) = outcome(results, "monitoring_hours") {
        text.push_str(&format!(
            " Watching over those who wait asks {} hours a week.",
            words::amount(hours.value / results.scenario.run.horizon_weeks as f64)
        ));
    }
    Some(text)
}

/// Mean wait so far of those still waiting in the last week, where anybody is [weeks].
fn so_far(results: &Results) -> Option<f64> {
    let series: Vec<f64> = results
        .weekly("waited_weeks.incomplete")
        .iter()
        .map(|it| it.mean)
        .collect();
    Some(last(&series)).filter(|it| it.is_finite())
}

/// Clients waiting at the end; `None` where nobody waits.
pub(in crate::report) fn key_figure(results: &Results) -> Option<KeyFigure> {
    let end = results.weekly("waiting").last()?;
    (any(results) && end.mean.is_finite()).then(|| KeyFigure {
        value: words::amount(end.mean),
        what: "clients waiting at the end, on average".to_owned(),
        note: format!(
            "eight futures in ten: {} to {}",
            words::number(end.quantiles[1], 0),
            words::number(end.quantiles[5], 0)
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_sentence_says_how_many_wait_how_long_and_how_many_gave_up() {
        let sample = sample::five_years();
        let text = sentence(&sample.results).unwrap();
        for part in [
            "on average 3.2 clients are on the waiting list and 5.6 at the end",
            "had waited 7 weeks",
            "12 of 338 referred in the whole time gave up",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn nothing_is_said_where_nobody_waits() {
        let mut sample = sample::five_years();
        for it in &mut sample.results.outcomes {
            if it.name == "waiting_mean" || it.name == "gave_up_count" {
                it.estimate.value = 0.0;
            }
        }
        assert_eq!(sentence(&sample.results), None);
        assert!(key_figure(&sample.results).is_none());
    }
}
