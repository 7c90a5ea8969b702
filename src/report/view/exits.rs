//! How clients leave, in words: a service that loses clients must not look like one with room.

use super::answer::outcome;
use super::words;
use crate::experiment::results::Results;

/// Those who broke off by no named exit.
const BROKE_OFF: &str = "broke off, no exit named";
/// Those of whom nothing is said.
const PLAIN: &str = "left, no exit named";
/// Those who never had a place.
const GAVE_UP: &str = "gave up waiting";

/// A way out: how many took it, on average over futures.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Way {
    pub name: String,
    /// `None` where the file does not say.
    pub good: Option<bool>,
    /// Clients a year.
    pub a_year: f64,
    /// Share of all who left, 0 to 1.
    pub share: f64,
}

/// The ways out in the order of the file, then those who broke off and those of whom nothing is said, then those who gave up waiting
/// (their share is beside the others'); empty without anybody who left, and where nothing is known of how.
pub(in crate::report) fn ways(results: &Results) -> Vec<Way> {
    let scenario = &results.scenario;
    let left = outcome(results, "exits_count").map_or(0.0, |it| it.value);
    let told = !scenario.exits.is_empty() || scenario.loops.breaks_off_unnamed();
    if !told || left <= 0.0 {
        return Vec::new();
    }
    let years = scenario.run.horizon_weeks as f64 / crate::units::WEEKS_PER_YEAR;
    let way = |name: &str, outcome_name: &str, good: Option<bool>| {
        let count = outcome(results, outcome_name).map_or(0.0, |it| it.value);
        Way {
            name: name.to_owned(),
            good,
            a_year: count / years,
            share: count / left,
        }
    };
    let named = scenario.exits.iter().map(|exit| {
        let column = format!("exits.{}", exit.name);
        way(&exit.name, &column, Some(exit.good))
    });
    let mut ways: Vec<Way> = named.collect();
    let broke_off = way(BROKE_OFF, "broke_off", Some(false));
    let plain = if scenario.exits.is_empty() {
        let all = way(PLAIN, "exits_count", None);
        Way {
            a_year: all.a_year - broke_off.a_year,
            share: all.share - broke_off.share,
            ..all
        }
    } else {
        way(PLAIN, "exits.exit", None)
    };
    let rest = [broke_off, plain, way(GAVE_UP, "gave_up_count", Some(false))];
    ways.extend(rest.into_iter().filter(|it| it.a_year > 0.0));
    ways
}

/// How many of those who left left well, how many came back, and what that means; `None` as `ways` is empty.
pub(in crate::report) fn sentence(results: &Results) -> Option<String> {
    let ways = ways(results);
    let most = ways
        .iter()
        .filter(|it| it.good == Some(false) && it.name != GAVE_UP)
        .max_by(|a, b| a.share.total_cmp(&b.share));
    let mut text = match outcome(results, "exits.good_share") {
        Some(well) => leave_well(well.value, most),
        None => format!(
            "Of 100 clients who leave, {} break off.",
            words::in_100(most?.share)
        ),
    };
    if let Some(change) = change(results) {
        text.push_str(&change);
    }
    if let (Some(back), Some(left)) = (outcome(results, "returns"), outcome(results, "exits_count"))
    {
        text.push_str(&format!(
            " {} former clients came back to every 100 who left.",
            words::capital(&words::in_100(back.value / left.value))
        ));
    }
    text.push_str(
        " A client who is lost frees a place as one who recovers does: less pressure is good news only where those who leave leave well.",
    );
    Some(text)
}

/// How many of 100 leave well, and the most frequent of the ways that are not good.
fn leave_well(well: f64, most: Option<&Way>) -> String {
    let other = most.filter(|it| it.share >= 0.005).map(|lost| {
        format!(
            "; the most frequent other way is \u{201c}{}\u{201d}, with {} to every 100 who leave",
            lost.name,
            words::in_100(lost.share)
        )
    });
    format!(
        "Of 100 clients who leave, {} leave well{}.",
        words::in_100(well),
        other.unwrap_or_default()
    )
}

/// How the share of good exits changes from the first complete year to the last, where it does by a point in a hundred.
fn change(results: &Results) -> Option<String> {
    let years = results.yearly("exits.good_share");
    let (first, last) = (years.first()?.mean, years.last()?.mean);
    (years.len() > 1 && (last - first).abs() >= 0.01).then(|| {
        format!(
            " In the first year {} leave well, in year\u{a0}{} {}.",
            words::in_100(first),
            years.len(),
            words::in_100(last)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::outcome::columns_of;
    use crate::experiment::results::OutcomeEstimate;
    use crate::report::sample;
    use crate::scenario::{Disengagement, Exit};

    /// The sample with two exits, of which so many leave.
    fn results() -> Results {
        let exit = |name: &str, good: bool| Exit {
            name: name.to_owned(),
            good,
            returns: None,
        };
        let exits = vec![exit("recovered", true), exit("dropped out", false)];
        let given = [
            ("exits_count", 200.0),
            ("exits.recovered", 150.0),
            ("exits.dropped out", 40.0),
            ("exits.exit", 10.0),
            ("exits.good_share", 0.75),
        ];
        with(exits, None, &given)
    }

    /// The sample with exits, a rule of breaking off and what outcomes of its own come to.
    fn with(exits: Vec<Exit>, rule: Option<Disengagement>, given: &[(&str, f64)]) -> Results {
        let mut results = sample::five_years().results;
        results.scenario.exits = exits;
        results.scenario.loops.disengagement = rule;
        let pattern = results.outcomes[0].clone();
        results.outcomes.retain(|it| it.name != "exits_count");
        for column in columns_of([&results.scenario], &[]) {
            let Some((_, value)) = given.iter().find(|(name, _)| *name == column.name) else {
                continue;
            };
            let mut outcome = OutcomeEstimate {
                name: column.name.clone(),
                ..pattern.clone()
            };
            (outcome.estimate.value, outcome.estimate.replications) = (*value, 100);
            results.outcomes.push(outcome);
        }
        results
    }

    #[test]
    fn the_sentence_says_how_many_leave_well_and_how_the_most_of_the_others_go() {
        let text = sentence(&results()).unwrap();
        for part in [
            "Of 100 clients who leave, 75 leave well",
            "\u{201c}dropped out\u{201d}, with 20 to every 100 who leave",
            "only where those who leave leave well",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn every_way_out_has_its_share_and_those_who_gave_up_stand_beside_them() {
        let ways = ways(&results());
        let shares: Vec<f64> = ways.iter().take(3).map(|it| it.share).collect();
        assert_eq!(shares, [0.75, 0.2, 0.05]);
        assert_eq!(ways.last().unwrap().name, GAVE_UP);
        assert_eq!(ways[2].good, None);
    }

    #[test]
    fn who_breaks_off_is_told_without_any_named_exit() {
        let rule = Disengagement {
            strength: 1.0,
            per_week: 0.01,
            at_none: 5.0,
            exit: None,
        };
        let results = with(
            vec![],
            Some(rule),
            &[("exits_count", 200.0), ("broke_off", 50.0)],
        );
        let text = sentence(&results).unwrap();
        assert!(
            text.starts_with("Of 100 clients who leave, 25 break off."),
            "{text}"
        );
        let ways = ways(&results);
        let shares: Vec<f64> = ways.iter().take(2).map(|it| it.share).collect();
        assert_eq!(shares, [0.25, 0.75]);
        assert_eq!((ways[0].good, ways[1].good), (Some(false), None));
    }

    #[test]
    fn nothing_is_said_without_named_exits() {
        let results = sample::five_years().results;
        assert!(sentence(&results).is_none() && ways(&results).is_empty());
    }
}
