//! Tipping points in words: where the half lies, the critical value, the decide-by date, luck or system.

use super::words;
use crate::experiment::results::Estimate;
use crate::experiment::tipping::along::{Along, Critical, Trend};
use crate::experiment::tipping::chance::{Emergencies, Leavers};
use crate::experiment::tipping::decide_by::{DecideBy, Verdict};
use crate::experiment::tipping::map::{Grid, HalfPoint, Map, Position, Question};
use crate::experiment::tipping::{Impossible, Part, Played, Tipping};
use crate::scenario::Scenario;
use crate::stats::monotone::Passing;

/// The answer, a few sentences for each part, in the order of the page.
pub(in crate::report) fn sentences(tipping: &Tipping) -> Vec<String> {
    let mut said = Vec::new();
    if let Part::Done(map) = &tipping.map {
        said.push(here(map));
        said.push(half(map));
    }
    said.extend(tipping.along.iter().map(critical));
    let scenario = &tipping.scenario;
    said.extend(tipping.decide_by.iter().map(|it| decide_by(it, scenario)));
    said.extend(tipping.leavers.found().map(leavers));
    said.extend(tipping.emergencies.iter().map(emergencies));
    let untold = [tipping.map.impossible(), tipping.leavers.impossible()];
    said.extend(
        untold
            .into_iter()
            .flatten()
            .map(|why| impossible(why).to_owned()),
    );
    said
}

/// Why a part cannot be told.
pub(in crate::report) fn impossible(why: Impossible) -> &'static str {
    match why {
        Impossible::TooShortForTheMap => {
            "There is no map: what becomes of a service within two years can be counted only where more than two years and the weeks of the pressure's window are played."
        }
        Impossible::NoCompleteYear => {
            "Leavers a year are not counted: no complete year of 52 weeks is played."
        }
        Impossible::NobodyLeaves => {
            "Leavers are not counted: without a section on staff nobody leaves."
        }
    }
}

/// A pressure, in words.
fn pressure(value: f64) -> String {
    words::number(value, 2)
}

/// A column of the map in words, as it stands in a sentence.
pub(in crate::report) fn vacancy(grid: &Grid, column: usize) -> String {
    if grid.by_post() {
        let posts = (1.0 / grid.vacancy_step).round() as u64;
        match column {
            0 => "no post vacant".to_owned(),
            _ => format!("{} of {} posts vacant", column, words::count(posts)),
        }
    } else {
        let (from, to) = grid.vacancy(column);
        format!(
            "{} to {} of posts vacant",
            words::number(100.0 * from, 0),
            words::percent(to)
        )
    }
}

fn vacant_share(position: &Position) -> String {
    if position.vacancy.abs() < 0.005 {
        "with no post vacant".to_owned()
    } else {
        format!(
            "with {} of its posts vacant",
            words::percent(position.vacancy)
        )
    }
}

/// What becomes of the service from its own start.
fn here(map: &Map) -> String {
    let start = &map.positions[0];
    format!(
        "From where this service starts, {} and about {} hours of work for every hour available, {} futures fall into the spiral within two years, be it for a week (95 % interval {}), and {} are in it two years on ({}).",
        vacant_share(start),
        pressure(start.pressure),
        words::of_100(&start.falls_in),
        words::bounds(&start.falls_in),
        words::of_100(&start.later),
        words::bounds(&start.later),
    )
}

/// Where the half lies, for both questions.
fn half(map: &Map) -> String {
    let places = |question| -> Option<String> {
        let points = map.half_line(question);
        let place = |point: &HalfPoint| {
            format!(
                "{} with {}",
                pressure(point.pressure),
                vacancy(&map.grid, point.column)
            )
        };
        let named: Vec<String> = points.iter().take(2).map(place).collect();
        (!named.is_empty()).then(|| words::listed(&named))
    };
    let falls_in = match places(Question::FallsIn) {
        Some(places) => format!(
            "Beyond a pressure of about {places} a service is more likely than not to fall into the spiral, be it for a week, within two years"
        ),
        None => "In no place that enough futures came to is one half passed on the way up for falling in within two years".to_owned(),
    };
    let later = match places(Question::Later) {
        Some(places) => {
            format!("beyond about {places} it is more likely than not in it two years later")
        }
        None => "nor is it for being in it two years later".to_owned(),
    };
    let later = if places(Question::FallsIn).is_some() && places(Question::Later).is_none() {
        "for being in it two years later no line can be drawn: nowhere that enough futures came to is one half passed on the way up".to_owned()
    } else {
        later
    };
    format!("{falls_in}; {later}.")
}

/// The finding of one map.
pub(in crate::report) fn map_finding(map: &Map, question: Question) -> String {
    let start = &map.positions[0];
    let line = map.half_line(question);
    let (share, what) = match question {
        Question::FallsIn => (
            &start.falls_in,
            "fall into the spiral within two years, be it for a week",
        ),
        Question::Later => (&start.later, "are in the spiral two years later"),
    };
    let mut text = format!("From here, {} futures {what}.", words::of_100(share));
    match line.first() {
        Some(point) => text.push_str(&format!(
            " With {} the half is passed at a pressure of about {}.",
            vacancy(&map.grid, point.column),
            pressure(point.pressure)
        )),
        None => text.push_str(" Nowhere that enough futures came to is one half passed."),
    }
    text
}

/// What was found along one number.
pub(in crate::report) fn critical(along: &Along) -> String {
    let [first, .., last] = along.points.as_slice() else {
        return String::new();
    };
    let mut text = format!(
        "As {} goes from {} to {}, futures that end in the spiral go from {} to {}; {}.",
        along.path,
        plain(first.value),
        plain(last.value),
        words::of_100(&first.ended_vicious),
        words::of_100(&last.ended_vicious),
        passes(&along.ended_vicious, first.value, last.value),
    );
    if let Some(unsafe_year) = &along.unsafe_year {
        text.push_str(&format!(
            " Futures with an unsafe year go from {} to {}; {}.",
            words::of_100(&first.unsafe_year),
            words::of_100(&last.unsafe_year),
            passes(unsafe_year, first.value, last.value),
        ));
    }
    text
}

/// Where one half is passed, or that it is not.
fn passes(found: &Critical, from: f64, to: f64) -> String {
    let Some(value) = found.value() else {
        let side = match (found.crossing.at, found.trend) {
            (Passing::After, Trend::Rises) | (Passing::Before, Trend::Falls) => "below",
            (_, _) => "above",
        };
        return format!("one half is not passed in this range, all of it lies {side}",);
    };
    let end = |passing, beyond: f64, word: &str| match passing {
        Passing::At(value) => plain(value),
        Passing::Before | Passing::After => format!("{word} {}", plain(beyond)),
    };
    format!(
        "one half is passed at about {} (95 % interval {} to {})",
        plain(value),
        end(found.crossing.earliest, from, "below"),
        end(found.crossing.latest, to, "above"),
    )
}

/// A value of a parameter, three figures at most.
pub(in crate::report) fn plain(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let places = (2.0 - value.abs().log10().floor()).clamp(0.0, 6.0) as usize;
    let text = words::number(value, places);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// A week of the scenario as a date: `4 January 2027`.
pub(in crate::report) fn date(scenario: &Scenario, week: usize) -> String {
    words::day(scenario.run.start + chrono::TimeDelta::weeks(week as i64))
}

/// The month of a week: `January 2027`.
fn month(scenario: &Scenario, week: f64) -> String {
    words::month(scenario.run.start + chrono::TimeDelta::days((week * 7.0) as i64))
}

/// The decide-by date with its uncertainty.
pub(in crate::report) fn decide_by(found: &DecideBy, scenario: &Scenario) -> String {
    let (Some(at_once), Some(never)) = (found.points.first(), found.points.last()) else {
        return String::new();
    };
    let level = words::in_100(found.keep);
    let years = words::span(scenario.run.horizon_weeks as f64);
    let plan = &found.plan;
    match found.verdict {
        Verdict::By(week) => format!(
            "Decide by {}: started then or earlier (week {week} at the latest), the plan \"{plan}\" keeps an unsafe year in the {years} to at most {level} of 100 futures; later it does not. {} Started at once it would be {}; never, {}.",
            date(scenario, week),
            uncertainty(found, scenario),
            words::of_100(&at_once.unsafe_year),
            words::of_100(&never.unsafe_year),
        ),
        Verdict::TooLate => format!(
            "It is already too late: even started at once, the plan \"{plan}\" leaves an unsafe year in the {years} in {} futures, more than the {level} of 100 asked for; without it, {}.{}",
            words::of_100(&at_once.unsafe_year),
            words::of_100(&never.unsafe_year),
            doubt(found.crossing.latest, scenario),
        ),
        Verdict::NeverNeeded => format!(
            "It is never needed for this: without the plan \"{plan}\" an unsafe year in the {years} comes in {} futures, not more than the {level} of 100 asked for.{}",
            words::of_100(&never.unsafe_year),
            doubt(found.crossing.earliest, scenario),
        ),
    }
}

/// The months between which the date lies with 95 %.
fn uncertainty(found: &DecideBy, scenario: &Scenario) -> String {
    let side = |passing| match passing {
        Passing::At(week) => Some(month(scenario, week)),
        Passing::Before | Passing::After => None,
    };
    match (side(found.crossing.earliest), side(found.crossing.latest)) {
        (Some(from), Some(to)) if from == to => {
            format!("The 95 % interval of the date lies in {from}.")
        }
        (Some(from), Some(to)) => {
            format!("The 95 % interval of the date is {from} to {to}.")
        }
        (None, Some(to)) => {
            format!("The 95 % interval of the date ends in {to} and is open before: it may be too late already.")
        }
        (Some(from), None) => format!(
            "The 95 % interval of the date begins in {from} and is open after: the plan may never be needed for this."
        ),
        (None, None) => {
            "So few futures leave the date open: it may be too late already, or the plan never needed.".to_owned()
        }
    }
}

/// What the other bound leaves open.
fn doubt(passing: Passing, scenario: &Scenario) -> String {
    match passing {
        Passing::At(week) => format!(
            " It is close: within the error of so few futures the date may lie in {}.",
            month(scenario, week)
        ),
        Passing::Before | Passing::After => String::new(),
    }
}

/// Leavers: luck or system.
pub(in crate::report) fn leavers(found: &Leavers) -> String {
    let Some(row) = found.row() else {
        return "Nobody left in any year that was played.".to_owned();
    };
    let years = |it: &Estimate| {
        if it.value == 0.0 {
            "no year that was played".to_owned()
        } else if it.value < 0.005 {
            "fewer than 1 of 100 years".to_owned()
        } else {
            format!("{} of 100 years", words::in_100(it.value))
        }
    };
    let count = words::capital(&words::spelled(row.leavers));
    let noun = if row.leavers == 1 {
        "leaver"
    } else {
        "leavers"
    };
    format!(
        "{count} {noun} or more in a year happen in {} by chance alone ({}), in {} with feedback ({}): {}.",
        years(&row.by_chance),
        words::bounds(&row.by_chance),
        years(&row.with_loops),
        words::bounds(&row.with_loops),
        likelihood(&row.ratio),
    )
}

/// The ratio of the two chances in words.
fn likelihood(ratio: &Estimate) -> String {
    if !ratio.value.is_finite() {
        return "too rare to be held against each other".to_owned();
    }
    let range = format!(
        "95 % interval {} to {}",
        words::number(ratio.low, 2),
        words::number(ratio.high, 2)
    );
    if ratio.low > 1.0 {
        format!(
            "such a year is {} times as likely with feedback ({range})",
            words::number(ratio.value, 2)
        )
    } else if ratio.high < 1.0 {
        format!(
            "such a year is less likely with feedback, {} times as likely ({range})",
            words::number(ratio.value, 2)
        )
    } else {
        format!("such a year says nothing for or against feedback ({range} times as likely)")
    }
}

/// A small chance, of 100 or of 10,000.
pub(in crate::report) fn chance(share: f64) -> String {
    match words::in_100(share).as_str() {
        "<1" => format!("{} of 10,000", words::number(share * 10_000.0, 1)),
        text => format!("{text} of 100"),
    }
}

/// Emergencies: how often chance alone does so.
pub(in crate::report) fn emergencies(it: &Emergencies) -> String {
    let verdict = if it.on_anybody >= 0.05 {
        "that it happened is no sign of anything but chance"
    } else {
        "chance alone seldom does so: it is worth asking what else there is"
    };
    let same = if it.on_one == it.of && it.of > 1 {
        "All".to_owned()
    } else {
        words::capital(&words::spelled(it.on_one))
    };
    format!(
        "{same} of {} emergencies fall on one of {} workers by chance alone in {} such years (on one named beforehand: {}); {verdict}.",
        words::spelled(it.of),
        words::spelled(it.workers),
        chance(it.on_anybody),
        chance(it.on_a_named_one),
    )
}

/// Where the visits come from, in a sentence.
pub(in crate::report) fn visits(map: &Map) -> String {
    let visits: u64 = map.cells.iter().map(|it| it.weeks).sum();
    let futures: u64 = map.positions.iter().map(|it| it.futures).sum();
    format!(
        "{} visits (weeks) of {} started from {}.",
        words::count(visits),
        words::counted(futures, "future", "futures"),
        words::counted(map.positions.len() as u64, "position", "positions"),
    )
}

/// Futures that could not be played, by part; empty where all could.
pub(in crate::report) fn failed(tipping: &Tipping) -> Vec<String> {
    let parts = tipping.played();
    let some = parts
        .iter()
        .filter(|(_, played)| played.completed < played.asked);
    let line = |(part, played): &(&str, &Played)| {
        let first = played
            .failures
            .first()
            .map_or(String::new(), |it| format!("; the first: {it}"));
        format!(
            "{part}: {} of {} futures could not be played and are kept out of every number{first}",
            words::count(played.asked - played.completed),
            words::count(played.asked)
        )
    };
    some.map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::tipping::chance;

    #[test]
    fn the_published_sixteen_of_a_hundred_is_said_in_words() {
        let text = emergencies(&chance::emergencies(3, 5, 7));
        assert!(
            text.starts_with("Three of five emergencies fall on one of seven workers by chance alone in 16 of 100 such years (on one named beforehand: 2 of 100)"),
            "{text}"
        );
        let rare = emergencies(&chance::emergencies(5, 5, 7));
        assert!(
            rare.starts_with("All of five") && rare.contains("4.2 of 10,000"),
            "{rare}"
        );
    }

    #[test]
    fn a_ratio_that_spans_one_says_nothing() {
        let ratio = |value, low, high| Estimate {
            value,
            low,
            high,
            replications: 100,
        };
        assert!(likelihood(&ratio(1.1, 0.9, 1.3)).contains("nothing for or against"));
        assert!(
            likelihood(&ratio(3.1, 2.8, 3.4)).starts_with("such a year is 3.10 times as likely")
        );
        assert!(likelihood(&ratio(f64::NAN, 0.0, 0.0)).contains("too rare"));
    }

    #[test]
    fn values_are_written_with_the_figures_they_have() {
        assert_eq!(
            [4.0, 17.26, 0.036_71, 156.4, 0.0].map(plain),
            ["4", "17.3", "0.0367", "156", "0"]
        );
    }
}
