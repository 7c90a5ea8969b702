//! The page of a study of sensitivity: which number matters, and how much is chance.

use super::html::{self, Cell, Table, element, header, section};
use super::{drawing_section, sections, stress, whole};
use crate::experiment::sensitivity::{OutcomeFindings, Sensitivity};
use crate::report::SensitivityInput;
use crate::report::figure::{Drawing, indices, screening, split, tornado};
use crate::report::view::{sensitivity as view, words};
use crate::scenario::register::in_words;

/// The drawings with their section's name and title, in the order of the page; `Err` says why there is none.
pub(in crate::report) fn drawings(
    found: &Sensitivity,
) -> Vec<(&'static str, &'static str, Result<Drawing<'_>, String>)> {
    vec![
        (split::NAME, split::TITLE, split::drawing(found)),
        (tornado::NAME, tornado::TITLE, tornado::drawing(found)),
        (indices::NAME, indices::TITLE, indices::drawing(found)),
        (screening::NAME, screening::TITLE, screening::drawing(found)),
    ]
}

pub(in crate::report) fn page(input: &SensitivityInput) -> String {
    let found = input.found;
    let mut body = head(found);
    body.push_str(&answer(found));
    for (name, title, drawing) in drawings(found) {
        body.push_str(&drawing_section(name, title, drawing));
    }
    body.push_str(&section(
        "numbers",
        "The numbers that are not known exactly",
        &parameters(found).html(),
    ));
    let tables: String = found
        .outcomes
        .iter()
        .map(|it| outcome(found, it).html())
        .collect();
    let note = element(
        "p",
        "quiet small",
        "Of 100, with the 95 % interval of the estimate in brackets. A dash: not told, because next to all of the spread is chance. Noise: what chance alone would show in the screening. All of this, and the point by point results, stand in sensitivity.parquet and points.parquet.",
    );
    body.push_str(&section("tables", "Outcome by outcome", &(tables + &note)));
    body.push_str(&section(
        "method",
        "How it was computed",
        &html::pairs(view::method(found).into_iter()),
    ));
    body.push_str(&stress::of(stress::Experiment {
        scenario: &found.scenario,
        provenance: input.provenance,
        aims: "Designed experiment: to tell which of the numbers that are not known exactly matters, and how much is chance.".to_owned(),
        alternatives: "The same service at points of a design over its uncertain numbers: Saltelli rows, Morris trajectories and corners.",
        estimation: "Indices of the expected outcome, with percentile intervals of the bootstrap over rows. Figures stand under \"How it was computed\".",
    }));
    body.push_str(&sections::repeat(input.provenance));
    whole(&format!("{}: what matters", found.scenario.name), &body)
}

fn head(found: &Sensitivity) -> String {
    let plan = words::plan(&found.plan);
    let line = format!(
        "{plan} · {} not known exactly · {} of {} played",
        words::counted(found.parameters.len() as u64, "number", "numbers"),
        words::counted(found.futures, "future", "futures"),
        words::span(found.scenario.run.horizon_weeks as f64),
    );
    header(
        &found.scenario.name,
        "Which of the numbers that are not known exactly matters, and how much is chance?",
        &line,
    )
}

fn answer(found: &Sensitivity) -> String {
    let small = element(
        "p",
        "quiet small",
        "A number that matters is worth measuring; chance stays however well the numbers are known. That a number matters here says how this scenario works within the stated ranges, not what a service should do about it.",
    );
    let after = sections::kept_out(found.failures.len()) + &small;
    html::answer("", &view::sentences(found), &after)
}

/// The numbers with their distributions.
fn parameters(found: &Sensitivity) -> Table {
    Table {
        caption: "What is thought likely of each number, and the points between which it is moved by itself".to_owned(),
        class: "labels",
        head: ["Number", "What is thought likely", "Stated", "10 % point", "90 % point"].map(str::to_owned).to_vec(),
        rows: found
            .parameters
            .iter()
            .map(|it| {
                vec![
                    it.path.clone().into(),
                    in_words(&it.distribution).into(),
                    view::short(it.stated).into(),
                    view::short(it.corners[0]).into(),
                    view::short(it.corners[1]).into(),
                ]
            })
            .collect(),
    }
}

/// All that was found about one outcome.
fn outcome(found: &Sensitivity, it: &OutcomeFindings) -> Table {
    let unit = view::unit(it.kind, &it.unit);
    let mut head = vec![
        "Number".to_owned(),
        format!("By itself, from 10 % to 90 % point [{unit}]"),
    ];
    let shared = it.tells() && found.settings.indices && found.parameters.len() > 1;
    if found.settings.indices && found.parameters.len() > 1 {
        head.extend([
            "Alone [% of what is not chance]".to_owned(),
            "With others [%]".to_owned(),
        ]);
    }
    if it.screening.is_some() {
        head.push(format!("Screening, mean change (noise) [{unit}]"));
    }
    let rows = found
        .parameters
        .iter()
        .enumerate()
        .map(|(place, parameter)| {
            let change = |value: f64| view::change(it.kind, &it.unit, value);
            let swing = &it.bars[place].swing;
            let mut row: Vec<Cell> = vec![
                parameter.path.clone().into(),
                format!(
                    "{} ({} to {})",
                    change(swing.value),
                    change(swing.low),
                    change(swing.high)
                )
                .into(),
            ];
            let indices = it.shares.as_ref().and_then(|it| it.inputs.get(place));
            if let Some(indices) = indices.filter(|_| found.parameters.len() > 1) {
                for index in [&indices.first, &indices.total] {
                    let text = if shared {
                        view::share(index)
                    } else {
                        words::NOTHING.to_owned()
                    };
                    row.push(text.into());
                }
            }
            if let Some(importance) = it.screening.as_ref().map(|it| it[place]) {
                let level = |value: f64| view::bare(it.kind, &it.unit, value);
                row.push(
                    format!(
                        "{} ({})",
                        level(importance.mean_absolute.value),
                        level(importance.noise)
                    )
                    .into(),
                );
            }
            row
        });
    Table {
        caption: format!(
            "{}: {} with every number as stated",
            it.label,
            view::level(it, it.stated.value)
        ),
        class: "numbers",
        head,
        rows: rows.collect(),
    }
}

#[cfg(test)]
mod tests {
    use crate::report::sample::{self, looked_at, plain_words};
    use crate::report::{SensitivityInput, sensitivity_charts};

    #[test]
    fn the_page_is_whole_and_in_plain_words() {
        let found = sample::sensitivity();
        let provenance = sample::provenance();
        let input = SensitivityInput {
            found: &found,
            provenance: &provenance,
        };
        let page = super::page(&input);
        super::stress::assert_answered(&page);
        plain_words(&page);
        assert!(
            page.contains("level.&lt;b&gt;high&lt;/b&gt;.stay.mean") && !page.contains("<b>high")
        );
        let charts = sensitivity_charts(&input);
        assert_eq!(charts.len(), 4);
        looked_at("sensitivity", &charts, &page);
    }
}
