//! What `plimsoll run` prints: the answer in plain words. Lays out text; works nothing out.

use plimsoll::experiment::results::{Estimate, Results};
use std::fmt::Write;
use std::path::Path;

/// The result of a run in a few lines.
pub fn answer(results: &Results, out: &Path) -> String {
    let mut text = String::new();
    let mut line = |words: String| {
        let _ = writeln!(text, "{words}");
    };
    line(format!("{} ({})", results.scenario.name, results.plan));
    line(format!(
        "{} of {} futures, {} weeks each{}",
        count(results.completed),
        count(results.asked),
        results.scenario.run.horizon_weeks,
        if results.cut.is_empty() {
            String::new()
        } else {
            format!(", cut: {}", results.cut.join(", "))
        }
    ));
    line(String::new());
    unsafe_year(results).into_iter().for_each(&mut line);
    states(results).into_iter().for_each(&mut line);
    needs(results).into_iter().for_each(&mut line);
    line(String::new());
    line(format!("Results: {}", out.display()));
    text
}

fn unsafe_year(results: &Results) -> Vec<String> {
    let defined = |name: &str| {
        results
            .outcome(name)
            .map(|it| it.estimate)
            .filter(|it| !it.value.is_nan())
    };
    let Some(chance) = defined("unsafe_year") else {
        return vec![no_year(results).to_owned()];
    };
    let mut lines = vec![format!("At least one unsafe year: in {}.", of_100(&chance))];
    if let Some(loops) = defined("unsafe_year_by_loops").filter(|_| results.twin) {
        lines.push(format!(
            "Unsafe, while the same future without feedback is safe: in {}.",
            of_100(&loops)
        ));
    }
    if results.unsafe_by_year.len() > 1 {
        let years = (1..).zip(&results.unsafe_by_year);
        let years: Vec<String> = years
            .map(|(year, it)| format!("year {year}: {}", share(it.value)))
            .collect();
        lines.push(format!(
            "Unsafe by year, futures of 100: {}.",
            years.join(", ")
        ));
    }
    lines
}

fn no_year(results: &Results) -> &'static str {
    if results.scenario.safe_load.is_none() {
        "The file has no [safe_load], so no year is judged."
    } else {
        "No year is judged: the time observed holds no complete year with worker-weeks to judge."
    }
}

fn states(results: &Results) -> Vec<String> {
    let as_given = &results.states[0];
    let mut lines = vec![format!(
        "Ever overstretched: in {}.",
        of_100(&as_given.ever_overstretched)
    )];
    match &as_given.ever_vicious {
        Some(_) if !results.twin => {}
        Some(vicious) => lines.push(format!("Ever in a vicious spiral: in {}.", of_100(vicious))),
        None => lines
            .push("Whether the feedback did it is not known: --no-twin left that out.".to_owned()),
    }
    lines
}

fn needs(results: &Results) -> Vec<String> {
    let years = results.need_by_year.iter().filter(|it| it.replications > 0);
    let years: Vec<String> = years
        .filter_map(|it| {
            let found = it.needed_for.iter().find(|(futures, _)| *futures == 0.8);
            found.map(|(_, eft)| format!("year {}: {eft:.2}", it.year))
        })
        .collect();
    if years.is_empty() {
        return Vec::new();
    }
    vec![format!(
        "EFT that covers 90 % of a year's weeks in 80 of 100 futures: {}.",
        years.join(", ")
    )]
}

/// `38 of 100 futures (95 % interval 35 to 41)`.
fn of_100(it: &Estimate) -> String {
    format!(
        "{} of 100 futures (95 % interval {} to {})",
        share(it.value),
        bound(it.low),
        bound(it.high)
    )
}

/// Futures of 100, rounded so that a chance is never told as none or all unless it is.
fn share(value: f64) -> String {
    let rounded = (100.0 * value).round();
    if value > 0.0 && rounded == 0.0 {
        "fewer than 1".to_owned()
    } else if value < 1.0 && rounded == 100.0 {
        "more than 99".to_owned()
    } else {
        format!("{rounded}")
    }
}

/// One end of an interval; with one decimal where whole numbers would say 0 or 100.
fn bound(value: f64) -> String {
    let rounded = (100.0 * value).round();
    if (rounded == 0.0 && value > 0.0) || (rounded == 100.0 && value < 1.0) {
        format!("{:.1}", 100.0 * value)
    } else {
        format!("{rounded}")
    }
}

/// A count with thousands separated.
pub fn count(count: u64) -> String {
    let digits = count.to_string();
    let places = digits.char_indices().flat_map(|(index, digit)| {
        let comma = index > 0 && (digits.len() - index).is_multiple_of(3);
        comma.then_some(',').into_iter().chain([digit])
    });
    places.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rare_chance_is_not_told_as_none_nor_a_near_certain_one_as_all() {
        assert_eq!(
            [0.0, 0.004, 0.376, 0.996, 1.0].map(share),
            ["0", "fewer than 1", "38", "more than 99", "100"]
        );
    }

    #[test]
    fn an_estimate_reads_as_futures_of_a_hundred() {
        let found = of_100(&Estimate {
            value: 0.376,
            low: 0.346,
            high: 0.407,
            replications: 1000,
        });
        assert_eq!(found, "38 of 100 futures (95 % interval 35 to 41)");
        assert_eq!(count(1_234_567), "1,234,567");
    }
}
