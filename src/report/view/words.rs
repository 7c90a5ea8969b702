//! Numbers in words, rounded so that no digit claims more than is known.

use crate::experiment::outcome::{Column, Form};
use crate::experiment::player::AS_WRITTEN;
use crate::experiment::results::Estimate;
use crate::model::regime::State;
use crate::scenario::Scenario;
use chrono::NaiveDate;

/// What stands where there is no value.
pub(in crate::report) const NOTHING: &str = "–";

/// A number with thousands separated and a true minus; a dash where it is undefined.
pub(in crate::report) fn number(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return if value == f64::INFINITY {
            "∞".to_owned()
        } else {
            NOTHING.to_owned()
        };
    }
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut text = String::new();
    if value < 0.0 && plain.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        text.push('−');
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

/// A count of things.
pub(in crate::report) fn count(value: u64) -> String {
    number(value as f64, 0)
}

/// A count with its noun: `1 future`, `2,000 futures`.
pub(in crate::report) fn counted(value: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(value), if value == 1 { one } else { many })
}

/// EFT that is estimated: one decimal below 1,000, none above.
pub(in crate::report) fn eft(value: f64) -> String {
    number(value, usize::from(value.abs() < 999.95))
}

/// EFT that is exact, as it is funded: as many decimals as it has, two at most.
pub(in crate::report) fn eft_exact(value: f64) -> String {
    let text = number(value, 2);
    match text.strip_suffix(".00") {
        Some(whole) => whole.to_owned(),
        None if text.contains('.') => text.trim_end_matches('0').to_owned(),
        None => text,
    }
}

/// A mean amount, three figures at most.
pub(in crate::report) fn amount(value: f64) -> String {
    number(value, if value.abs() < 9.95 { 1 } else { 0 })
}

/// Money without a currency: three significant figures.
pub(in crate::report) fn money(value: f64) -> String {
    if !value.is_finite() || value == 0.0 {
        return number(value, 0);
    }
    let step = 10f64.powf((value.abs().log10().floor() - 2.0).max(0.0));
    number((value / step).round() * step, 0)
}

/// Money with a scenario's currency, where it has one.
pub(in crate::report) fn money_of(scenario: &Scenario, value: f64) -> String {
    let currency = currency(scenario).unwrap_or("");
    let text = money(value.abs());
    if value.is_finite() {
        let sign = if value < 0.0 { "−" } else { "" };
        format!("{sign}{currency}{text}")
    } else {
        text
    }
}

/// The currency that a scenario names.
pub(in crate::report) fn currency(scenario: &Scenario) -> Option<&str> {
    let currency = scenario.costs.as_ref().map(|it| it.currency.as_str());
    currency.filter(|it| !it.is_empty())
}

/// In what amounts of money without a sign of their own are told; `None` where none is, or the scenario names no currency.
pub(in crate::report) fn in_currency<'a>(
    scenario: &Scenario,
    mut units: impl Iterator<Item = &'a str>,
) -> Option<String> {
    let currency = currency(scenario)?;
    let told = units.any(|unit| unit == "currency");
    told.then(|| format!("Amounts of money are in {currency}."))
}

/// A share as a percentage, with `fewer than 1 %` for what rounds to nothing without being nothing.
pub(in crate::report) fn percent(share: f64) -> String {
    if !share.is_finite() {
        NOTHING.to_owned()
    } else if share > 0.0 && hundredths(share) == 0.0 {
        "under 1\u{a0}%".to_owned()
    } else if share < 1.0 && hundredths(share) == 100.0 {
        "over 99\u{a0}%".to_owned()
    } else {
        format!("{}\u{a0}%", number(hundredths(share), 0))
    }
}

/// A share in whole hundredths, to the nearest, the half rounded down: the one rule for every chance and every end of an interval.
fn hundredths(share: f64) -> f64 {
    (share * 100.0 - 1e-9).round() + 0.0
}

/// A chance as so many of the futures, without the noun: `about 38 of 100`, `fewer than 1 in 100`, `none of the 2,000`.
/// Below 100 futures the count itself is given, because a hundredth is not known.
pub(in crate::report) fn of_100(estimate: &Estimate) -> String {
    let Estimate {
        value,
        replications,
        ..
    } = *estimate;
    if !value.is_finite() || replications == 0 {
        return "an unknown number".to_owned();
    }
    let hits = (value * replications as f64).round() as u64;
    if replications == 1 {
        format!("{hits} of 1")
    } else if hits == 0 {
        format!("none of the {}", count(replications))
    } else if hits == replications {
        format!("all of the {}", count(replications))
    } else if replications < 100 {
        format!("{} of the {}", count(hits), count(replications))
    } else if hundredths(value) == 0.0 {
        "fewer than 1 in 100".to_owned()
    } else if hundredths(value) == 100.0 {
        "more than 99 in 100".to_owned()
    } else {
        format!("about {} of 100", number(hundredths(value), 0))
    }
}

/// The same in a table cell or beside a mark: `38`, `<1`, `>99`, out of 100.
pub(in crate::report) fn in_100(share: f64) -> String {
    if !share.is_finite() {
        NOTHING.to_owned()
    } else if share > 0.0 && hundredths(share) == 0.0 {
        "<1".to_owned()
    } else if share < 1.0 && hundredths(share) == 100.0 {
        ">99".to_owned()
    } else {
        number(hundredths(share), 0)
    }
}

/// The 95 % interval of a chance in a sentence: `36 to 40 of 100`.
pub(in crate::report) fn interval_100(estimate: &Estimate) -> String {
    match bounds(estimate) {
        text if text == NOTHING => text,
        text => format!("{text} of 100"),
    }
}

/// The 95 % interval of a chance: `36 to 40`, each end rounded to the nearest of 100, with a tenth where whole numbers
/// would say 0 or 100 of what is neither. Never leaves out the estimate as it is written.
pub(in crate::report) fn bounds(estimate: &Estimate) -> String {
    let Estimate {
        value, low, high, ..
    } = *estimate;
    if !low.is_finite() || !high.is_finite() {
        return NOTHING.to_owned();
    }
    let shown = hundredths(value);
    let end = |share: f64| {
        let whole = hundredths(share);
        if (whole == 0.0 && share > 0.0) || (whole == 100.0 && share < 1.0) {
            let places = if (0.0005..0.9995).contains(&share) {
                10.0
            } else {
                100.0
            };
            (share * 100.0 * places).round() / places
        } else {
            whole
        }
    };
    let (low, high) = (end(low), end(high));
    // An estimate that is written as 0 or 100 only by rounding reads "fewer than 1" or "more than 99".
    let (low, high) = if (1.0..=99.0).contains(&shown) {
        (low.min(shown), high.max(shown))
    } else {
        (low, high)
    };
    let text = |end: f64| {
        let fits = |places: &usize| (end * 10f64.powi(*places as i32)).fract().abs() < 1e-6;
        number(end, (0..2).find(fits).unwrap_or(2))
    };
    format!("{} to {}", text(low), text(high))
}

/// A span of weeks as people say it: `9 weeks`, `14 months`, `2.5 years`.
pub(in crate::report) fn span(weeks: f64) -> String {
    if !weeks.is_finite() {
        NOTHING.to_owned()
    } else if weeks < 17.5 {
        counted(weeks.round() as u64, "week", "weeks")
    } else if weeks < 104.0 {
        counted(
            (weeks / crate::units::WEEKS_PER_YEAR * 12.0).round() as u64,
            "month",
            "months",
        )
    } else {
        format!(
            "{} years",
            number(weeks / crate::units::WEEKS_PER_YEAR, 1).trim_end_matches(".0")
        )
    }
}

/// Small numbers spelled out, as they read in a sentence.
pub(in crate::report) fn spelled(value: u64) -> String {
    const WORDS: [&str; 11] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    ];
    usize::try_from(value)
        .ok()
        .and_then(|at| WORDS.get(at))
        .map_or_else(|| count(value), |word| (*word).to_owned())
}

/// The first letter in upper case.
pub(in crate::report) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

/// The first letter in lower case.
pub(in crate::report) fn uncapital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().collect::<String>() + letters.as_str()
    })
}

/// One future's value of an outcome, as a table shows it.
pub(in crate::report) fn outcome(column: &Column, value: f64) -> String {
    match column.form {
        _ if value.is_nan() => NOTHING.to_owned(),
        Form::YesNo => if value == 1.0 { "yes" } else { "no" }.to_owned(),
        Form::Count | Form::Week => number(value, 0),
        Form::State => State::ALL[value as usize].label().to_owned(),
        Form::Number if column.unit == "share" => percent(value),
        Form::Number if column.unit == "currency" => money(value),
        Form::Number => number(value, if value.abs() < 999.5 { 2 } else { 0 }),
    }
}

/// Which plan was played, as a line of its own says it.
pub(in crate::report) fn plan(plan: &str) -> String {
    match plan {
        AS_WRITTEN => "The scenario as written".to_owned(),
        plan => format!("Plan: {plan}"),
    }
}

/// The loops that are cut, as the line below a heading goes on with them; nothing where none is.
pub(in crate::report) fn without_feedback(cut: &[&str]) -> String {
    if cut.is_empty() {
        return String::new();
    }
    format!(" · without feedback by {}", cut.join(", "))
}

/// A date: `4 January 2027`.
pub(in crate::report) fn day(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// The month of a date: `January 2027`.
pub(in crate::report) fn month(date: NaiveDate) -> String {
    date.format("%B %Y").to_string()
}

/// A label inside a sentence.
pub(in crate::report) fn quoted(label: &str) -> String {
    let mut letters = label.chars();
    let lower = match letters.next() {
        Some(first) if !label.starts_with("EFT") => {
            first.to_lowercase().collect::<String>() + letters.as_str()
        }
        Some(_) | None => label.to_owned(),
    };
    format!("\u{201c}{lower}\u{201d}")
}

/// `a, b and c`.
pub(in crate::report) fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., end] => format!("{} and {end}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::document::Document;

    fn chance(value: f64, replications: u64) -> Estimate {
        Estimate {
            value,
            low: value,
            high: value,
            replications,
        }
    }

    #[test]
    fn numbers_have_thousands_and_a_true_minus_and_no_minus_zero() {
        assert_eq!(number(1_234_567.891, 1), "1,234,567.9");
        assert_eq!(number(-0.26, 1), "−0.3");
        assert_eq!(number(-0.01, 1), "0.0");
        assert_eq!(number(999.0, 0), "999");
        assert_eq!(number(f64::NAN, 2), "–");
    }

    #[test]
    fn a_chance_is_never_rounded_to_never_or_always() {
        assert_eq!(of_100(&chance(0.3812, 2000)), "about 38 of 100");
        assert_eq!(of_100(&chance(0.0005, 2000)), "fewer than 1 in 100");
        assert_eq!(of_100(&chance(0.9995, 2000)), "more than 99 in 100");
        assert_eq!(of_100(&chance(0.0, 2000)), "none of the 2,000");
        assert_eq!(of_100(&chance(1.0, 2000)), "all of the 2,000");
        assert_eq!(
            (in_100(0.001), in_100(0.999), in_100(0.5)),
            ("<1".into(), ">99".into(), "50".into())
        );
        assert_eq!(
            [0.0049, 0.005, 0.0145, 0.9951].map(in_100),
            ["<1", "<1", "1", ">99"]
        );
    }

    #[test]
    fn few_futures_are_counted_not_scaled_up() {
        assert_eq!(of_100(&chance(0.4, 30)), "12 of the 30");
        assert_eq!(of_100(&chance(0.0, 1)), "0 of 1");
        assert_eq!(of_100(&chance(f64::NAN, 0)), "an unknown number");
    }

    #[test]
    fn an_interval_is_rounded_to_the_nearest_and_holds_its_estimate() {
        let estimate = Estimate {
            value: 0.38,
            low: 0.3591,
            high: 0.4012,
            replications: 2000,
        };
        assert_eq!(interval_100(&estimate), "36 to 40 of 100");
        let rare = Estimate {
            value: 0.001,
            low: 0.0003,
            high: 0.0029,
            replications: 2000,
        };
        assert_eq!(interval_100(&rare), "0.03 to 0.3 of 100");
        let round = Estimate {
            value: 0.4,
            low: 0.35,
            high: 0.45,
            replications: 100,
        };
        assert_eq!(interval_100(&round), "35 to 45 of 100");
        let sure = Estimate {
            value: 0.986,
            low: 0.9798,
            high: 0.9903,
            replications: 2000,
        };
        assert_eq!(bounds(&sure), "98 to 99");
        let never = Estimate {
            value: 0.0,
            low: 0.0,
            high: 0.0019,
            replications: 2000,
        };
        assert_eq!(bounds(&never), "0 to 0.2");
    }

    #[test]
    fn spans_are_said_in_the_unit_people_use() {
        assert_eq!(
            [9.0, 1.0, 61.0, 130.0, 104.36].map(span),
            ["9 weeks", "1 week", "14 months", "2.5 years", "2 years"]
        );
    }

    #[test]
    fn plurals_and_lists_read_as_sentences() {
        assert_eq!(counted(1, "future", "futures"), "1 future");
        assert_eq!(counted(2000, "future", "futures"), "2,000 futures");
        assert_eq!(listed(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(
            (spelled(3), spelled(12)),
            ("three".to_owned(), "12".to_owned())
        );
        assert_eq!(capital("about 3"), "About 3");
    }

    #[test]
    fn funded_eft_is_exact_and_needed_eft_has_one_decimal() {
        assert_eq!(
            [8.0, 2.75, 3.5, 10.0, 1200.0].map(eft_exact),
            ["8", "2.75", "3.5", "10", "1,200"]
        );
        assert_eq!(
            [7.2, 7.96, 27.43, 1200.4].map(eft),
            ["7.2", "8.0", "27.4", "1,200"]
        );
    }

    #[test]
    fn a_currency_is_named_where_money_is_told_and_the_scenario_has_one() {
        let scenario = |text: &str| {
            let document = Document::parse("case.toml", text).unwrap();
            document.study(None, &[]).unwrap().scenario
        };
        let region = scenario(include_str!("../../../scenarios/growing-region.toml"));
        let county = scenario(include_str!("../../../scenarios/county.toml"));
        let told =
            |scenario: &Scenario, units: &[&str]| in_currency(scenario, units.iter().copied());
        let said = told(&region, &["share", "currency"]);
        assert_eq!(said.as_deref(), Some("Amounts of money are in $."));
        assert_eq!(told(&region, &["share", ""]), None);
        assert_eq!(told(&county, &["currency"]), None);
    }

    #[test]
    fn money_keeps_three_figures() {
        assert_eq!(money(156_234.0), "156,000");
        assert_eq!(money(1_234_567.0), "1,230,000");
        assert_eq!(money(87.4), "87");
    }
}
