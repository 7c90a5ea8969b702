//! The engine against theory in words: a section for each family, a row for each comparison, and what it all comes to.

use super::words::{NOTHING, count, counted, number};
use crate::experiment::verify::{Evidence, FAMILY_ERROR, Line, Verification, Verified};

/// Headings of a section's rows.
pub const COLUMNS: [&str; 6] = [
    "compared",
    "theory",
    "simulated",
    "standard error",
    "z",
    "verdict",
];

/// One family as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct VerifySection {
    pub name: &'static str,
    /// The rule, its source, and how many futures were played.
    pub rule: String,
    /// By [`COLUMNS`].
    pub rows: Vec<[String; 6]>,
}

/// The families, in their order.
pub(in crate::report) fn sections(found: &Verification) -> Vec<VerifySection> {
    let of = |family: &Verified| VerifySection {
        name: family.name,
        rule: format!(
            "{} Source: {}. {} played.",
            family.rule,
            family.source,
            counted(family.futures, "future", "futures")
        ),
        rows: family
            .lines
            .iter()
            .map(|line| row(line, found.z_bound))
            .collect(),
    };
    found.families.iter().map(of).collect()
}

fn row(line: &Line, z_bound: f64) -> [String; 6] {
    let verdict = if line.holds(z_bound) {
        "agrees"
    } else {
        "DIFFERS"
    };
    let decimals = decimals(line);
    let shown = |value: f64| number(value, decimals);
    let (error, z) = match line.evidence {
        Evidence::Error { standard_error, z } => (shown(standard_error), number(z, 2)),
        Evidence::Each { bound } => (format!("each within {}", tiny(bound)), NOTHING.to_owned()),
        Evidence::Computed { bound } => (
            format!("computed, within {}", tiny(bound)),
            NOTHING.to_owned(),
        ),
    };
    let allowed = match line.allowed {
        allowed if allowed > 0.0 => format!(" ±{}", shown(allowed)),
        _ => String::new(),
    };
    let simulated = match line.evidence {
        Evidence::Each { .. } if line.simulated != 0.0 => tiny(line.simulated),
        Evidence::Error { .. } | Evidence::Each { .. } | Evidence::Computed { .. } => {
            shown(line.simulated)
        }
    };
    [
        line.what.clone(),
        shown(line.theory) + &allowed,
        simulated,
        error,
        z,
        verdict.to_owned(),
    ]
}

/// Decimals that show two figures of the standard error; of what is exact, four, or none where it is a whole number.
fn decimals(line: &Line) -> usize {
    match line.evidence {
        Evidence::Error { standard_error, .. } if standard_error > 0.0 => {
            (1.0 - standard_error.log10().floor()).clamp(0.0, 8.0) as usize
        }
        Evidence::Each { .. } if line.theory.fract() == 0.0 => 0,
        Evidence::Error { .. } | Evidence::Each { .. } | Evidence::Computed { .. } => 4,
    }
}

/// A bound, which may be small.
fn tiny(value: f64) -> String {
    if value == 0.0 || value.abs() >= 1e-3 {
        number(value, if value.fract() == 0.0 { 0 } else { 3 })
    } else {
        // One figure of what is rounding says enough.
        format!("{:.0e}", value)
    }
}

/// What it comes to, sentence by sentence.
pub(in crate::report) fn sentences(found: &Verification) -> Vec<String> {
    let lines = || found.families.iter().flat_map(|it| &it.lines);
    let exact = lines().count() - found.comparisons;
    let broken = found.broken();
    let bound = number(found.z_bound, 2);
    let mut sentences = vec![verdict(found)];
    for (family, line) in broken.iter().take(MOST_NAMED) {
        sentences.push(format!(
            "{}: {} differs from theory.",
            family.name, line.what
        ));
    }
    if let Some(more) = broken
        .len()
        .checked_sub(MOST_NAMED)
        .filter(|more| *more > 0)
    {
        sentences.push(format!("{} more differ.", count(more as u64)));
    }
    sentences.push(format!(
        "{} comparisons by standard error: each |z| is held to {bound}, the normal quantile of 1 − {FAMILY_ERROR} / (2 × {0}), so that an engine without fault fails any of them with a chance of at most {FAMILY_ERROR} (Bonferroni). The largest |z| is {1}; {2} of them are known to 1 % of their theory or better.",
        found.comparisons,
        number(largest_z(found), 2),
        within(found, 0.01)
    ));
    sentences.push(format!(
        "{exact} more hold in every future to the stated rounding, or are worked out in two ways. ± after theory: what the comparison itself leaves out, known without playing and taken off before z."
    ));
    sentences.push(format!("Seed {}.", found.seed));
    sentences
}

/// Comparisons and futures that are named one by one.
const MOST_NAMED: usize = 5;

fn verdict(found: &Verification) -> String {
    let mistake = match found.mistake {
        0.0 => String::new(),
        share => format!(
            "A mistake was played: every wait {} % longer than theory has it. ",
            number(100.0 * share, 1)
        ),
    };
    let broken = found.broken().len() as u64;
    let failed = found.failures.len() as u64;
    let all: usize = found.families.iter().map(|it| it.lines.len()).sum();
    let rest = match (broken, failed) {
        (0, 0) => format!("The engine agrees with theory in all {all} comparisons."),
        (0, failed) => format!(
            "{} could not be played.",
            counted(failed, "future", "futures")
        ),
        (broken, _) => format!("The engine differs from theory in {broken} of {all} comparisons."),
    };
    mistake + &rest
}

fn z_values(found: &Verification) -> impl Iterator<Item = (f64, f64, f64)> {
    let lines = found.families.iter().flat_map(|it| &it.lines);
    lines.filter_map(|line| match line.evidence {
        Evidence::Error { standard_error, z } => Some((z, standard_error, line.theory)),
        Evidence::Each { .. } | Evidence::Computed { .. } => None,
    })
}

/// The largest |z|.
pub(in crate::report) fn largest_z(found: &Verification) -> f64 {
    z_values(found).map(|it| it.0.abs()).fold(0.0, f64::max)
}

/// Comparisons whose standard error is at most a share of their theory.
fn within(found: &Verification, share: f64) -> usize {
    z_values(found)
        .filter(|it| it.1 <= share * it.2.abs())
        .count()
}

/// The whole as Markdown, below a heading of the caller's.
pub(in crate::report) fn markdown(found: &Verification) -> String {
    let mut text = sentences(found).join(" ") + "\n";
    for section in sections(found) {
        text += &format!("\n### {}\n\n{}\n\n", section.name, section.rule);
        text += &format!("| {} |\n", COLUMNS.join(" | "));
        text += "|---|--:|--:|--:|--:|---|\n";
        for row in section.rows {
            text += &format!(
                "| {} |\n",
                row.map(|cell| cell.replace('|', "\\|")).join(" | ")
            );
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(theory: f64, simulated: f64, standard_error: f64) -> Line {
        let z = (simulated - theory) / standard_error;
        Line {
            what: "clients".into(),
            theory,
            simulated,
            allowed: 0.0,
            evidence: Evidence::Error { standard_error, z },
        }
    }

    fn found(lines: Vec<Line>) -> Verification {
        Verification {
            seed: 7,
            mistake: 0.0,
            comparisons: lines.len(),
            z_bound: 4.0,
            families: vec![Verified {
                name: "Queue",
                rule: "As many come as go.".into(),
                source: "Little 1961",
                futures: 1,
                lines,
            }],
            failures: Vec::new(),
        }
    }

    #[test]
    fn a_row_shows_two_figures_of_the_standard_error_and_its_verdict() {
        let section = sections(&found(vec![
            line(2.0, 2.0349, 0.0123),
            line(2.0, 1.9, 0.0123),
        ]))
        .remove(0);
        assert_eq!(
            section.rule,
            "As many come as go. Source: Little 1961. 1 future played."
        );
        assert_eq!(
            section.rows[0][1..],
            ["2.000", "2.035", "0.012", "2.84", "agrees"]
        );
        assert_eq!(
            section.rows[1][1..],
            ["2.000", "1.900", "0.012", "−8.13", "DIFFERS"]
        );
    }

    #[test]
    fn what_differs_is_named_and_a_mistake_owned_up_to() {
        let good = found(vec![line(2.0, 2.01, 0.01)]);
        assert!(
            sentences(&good)[0].contains("agrees with theory in all 1"),
            "{:?}",
            sentences(&good)
        );
        let mut bad = found(vec![line(2.0, 3.0, 0.01)]);
        bad.mistake = 0.02;
        let told = sentences(&bad).join(" ");
        assert!(
            told.starts_with("A mistake was played: every wait 2.0 % longer"),
            "{told}"
        );
        assert!(told.contains("differs from theory in 1 of 1"), "{told}");
        assert!(
            told.contains("Queue: clients differs from theory."),
            "{told}"
        );
        let text = markdown(&bad);
        assert!(
            text.contains("| clients | 2.000 | 3.000 | 0.010 | 100.00 | DIFFERS |"),
            "{text}"
        );
    }
}
