//! What each safeguard is worth, in words: what becomes of the same futures without it.

use super::compare::{Measure, measures, named};
use super::words;
use crate::experiment::compare::results::{Compared, Comparison, Contrast, Verdict};
use crate::experiment::worth::{self, Worth};
use crate::report::ReportInput;
use crate::scenario::safeguard::{Instead, safeguards};

/// Outcomes that are shown, those that decide first.
pub(in crate::report) const SHOWN: [&str; 5] = [
    "unsafe_year",
    "breach_worker_weeks_per_year",
    "leavers_count",
    "emergencies_top_share",
    "cost",
];

/// Outcomes by which a safeguard is missed, the first that any of them moves.
const DECIDING: [&str; 2] = ["unsafe_year", "breach_worker_weeks_per_year"];

/// One alternative beside the scenario.
pub(in crate::report) struct Row {
    pub alternative: String,
    /// By outcome shown: the difference with its interval, and what it is called.
    pub cells: Vec<(String, Verdict)>,
}

/// What the safeguards are worth.
pub(in crate::report) struct WorthView<'a> {
    pub comparison: &'a Comparison,
    /// What a board has to know, sentence by sentence.
    pub findings: Vec<String>,
    /// Outcomes with their units.
    pub head: Vec<String>,
    pub rows: Vec<Row>,
    /// How it was found.
    pub method: String,
}

/// Whether the scenario has any safeguard.
pub(in crate::report) fn any(input: &ReportInput) -> bool {
    !safeguards(&input.results.scenario).is_empty()
}

/// What was found, or why nothing was.
pub(in crate::report) fn view<'a>(input: &ReportInput<'a>) -> Result<WorthView<'a>, String> {
    let Some(worth) = input.worth else {
        let count = safeguards(&input.results.scenario).len();
        return Err(match worth::futures(input.results.asked, count) {
            None => "With so few futures it cannot be told what each safeguard is worth. plimsoll compare --safeguards plays as many as are wanted.".to_owned(),
            Some(_) => "Without one of its safeguards the service could not be played, so what they are worth is not told.".to_owned(),
        });
    };
    let comparison = &worth.comparison;
    let shown: Vec<(Measure, &Contrast)> = measures(comparison)
        .into_iter()
        .filter(|it| SHOWN.contains(&it.0.name))
        .collect();
    let rows = worth.safeguards.iter().enumerate().map(|(at, safeguard)| {
        let cell = |(measure, contrast): &(Measure, &Contrast)| {
            let it = &contrast.against[at];
            let text = match it.verdict {
                Verdict::Same => "same".to_owned(),
                Verdict::Untold => words::NOTHING.to_owned(),
                _ => measure.signed_with_interval(comparison, it),
            };
            (text, it.verdict)
        };
        Row {
            alternative: words::capital(&safeguard.alternative()),
            cells: shown.iter().map(cell).collect(),
        }
    });
    Ok(WorthView {
        comparison,
        findings: findings(worth, &shown),
        rows: rows.collect(),
        head: shown
            .iter()
            .map(|(measure, _)| format!("{} ({})", measure.title, measure.unit))
            .collect(),
        method: format!(
            "The first {} futures of this run, played again with one thing changed: the same clients, tenures and emergencies befall the service. Differences from {}, with 95 % intervals of the pairs; colour marks what stands up to the number of alternatives (Holm). plimsoll compare --safeguards gives all outcomes, charts, and more futures.",
            words::count(comparison.baseline().completed),
            named(&comparison.baseline().plan)
        ),
    })
}

/// What is missed most, what would help, and what is better away or does harm.
fn findings(worth: &Worth, shown: &[(Measure, &Contrast)]) -> Vec<String> {
    let moved = |it: &Compared| matches!(it.verdict, Verdict::Better | Verdict::Worse);
    let deciding = DECIDING.iter().filter_map(|name| {
        let (measure, contrast) = shown.iter().find(|it| it.0.name == *name)?;
        contrast
            .against
            .iter()
            .any(moved)
            .then_some((measure, contrast))
    });
    let Some((measure, contrast)) = deciding.into_iter().next() else {
        return vec![
            "Neither unsafe years nor worker-weeks over the safe load change beyond chance when any one of these is taken away or done in full."
                .to_owned(),
        ];
    };
    let most = |instead: Instead, verdict: Verdict| {
        let each = worth.safeguards.iter().zip(&contrast.against);
        each.filter(|(safeguard, it)| safeguard.instead == instead && it.verdict == verdict)
            .max_by(|one, other| size(one.1).total_cmp(&size(other.1)))
            .map(|(safeguard, it)| (safeguard.name.as_str(), change(worth, measure, it)))
    };
    let missed = most(Instead::None, Verdict::Worse).map_or_else(
        || "None of them would be missed beyond chance.".to_owned(),
        |(name, change)| {
            format!(
                "Missed most would be {}: without it {change}.",
                words::quoted(name)
            )
        },
    );
    let away = most(Instead::None, Verdict::Better)
        .map(|(name, change)| format!("Without {} {change}.", words::quoted(name)));
    let help = most(Instead::All, Verdict::Better)
        .map(|(name, change)| format!("Full {name} would help: {change}."));
    let harm = most(Instead::All, Verdict::Worse)
        .map(|(name, change)| format!("Full {name} would do harm: {change}."));
    [Some(missed), away, help, harm]
        .into_iter()
        .flatten()
        .collect()
}

fn size(it: &Compared) -> f64 {
    it.difference.value.abs()
}

/// `14 more worker-weeks a year are over the safe load (12 to 16)`.
fn change(worth: &Worth, measure: &Measure, it: &Compared) -> String {
    let difference = measure.difference(&worth.comparison, it);
    let interval = measure.interval(&worth.comparison, it);
    match measure.name {
        "unsafe_year" => format!("{difference} of 100 futures have an unsafe year ({interval})"),
        _ => format!("{difference} worker-weeks a year are over the safe load ({interval})"),
    }
}
