//! The section of a page that answers the reporting standard, item by item.

use super::html::{Cell, Table, element, list, section};
use crate::output::Provenance;
use crate::report::view::stress::{Study, items, to_write};
use crate::report::view::words;
use crate::report::{CompareInput, ReportInput};
use crate::scenario::Scenario;

/// The heading that the list of what is left stands under.
pub(super) const TO_WRITE: &str = "What a person still has to write";

/// The section of a study.
pub(super) fn stress(study: &Study) -> String {
    let rows = items(study).into_iter().map(|it| {
        let head = Cell::from(format!("{} {}", it.number, it.name));
        vec![head, it.text.into()]
    });
    let table = Table {
        caption: "STRESS-DES, the reporting standard for simulation studies (Monks et al. 2019, Journal of Simulation 13:55), filled from the scenario and what was played".to_owned(),
        class: "standard",
        head: ["item", "this study"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
    };
    let left = format!(
        "<h3>{TO_WRITE}</h3>\n{}{}",
        element(
            "p",
            "",
            "The table says what the file and the run say. It cannot say why, or whether it is right:"
        ),
        list(&to_write(study))
    );
    section(
        "stress",
        "What a reviewer asks of a simulation study",
        &(table.html() + &left),
    )
}

/// The section of a run.
pub(super) fn of_run(input: &ReportInput) -> String {
    let results = input.results;
    let twin = if results.twin {
        " Each is also played with all feedback cut, under the same chances."
    } else {
        ""
    };
    let mut changes: Vec<String> = Vec::new();
    if !input.provenance.set.is_empty() {
        let set = input.provenance.set.iter();
        let set: Vec<String> = set
            .map(|(path, value)| format!("{path} = {value}"))
            .collect();
        changes.push(format!("Set for this run: {}.", words::listed(&set)));
    }
    if !results.cut.is_empty() {
        let cut: Vec<String> = results.cut.iter().map(|it| (*it).to_owned()).collect();
        changes.push(format!("Cut by request: {}.", words::listed(&cut)));
    }
    if results.twin {
        changes.push("The same futures with all feedback cut differ in nothing else.".to_owned());
    }
    if changes.is_empty() {
        changes.push("One service, no alternative to it.".to_owned());
    }
    stress(&Study {
        scenario: &results.scenario,
        made: input.provenance.into(),
        aims: format!(
            "To see what comes of one plan. {}: {}.{twin}",
            words::plan(&results.plan),
            words::counted(results.completed, "future", "futures"),
        ),
        alternatives: changes.join(" "),
        estimation: format!(
            "{} independent futures of {} asked for; estimates rest on all that were played to the end. Chances: Wilson's interval; means: Student's; quantiles: order statistics; all 95 %. Bands are of futures, not of estimates.",
            words::count(results.completed),
            words::count(results.asked),
        ),
        register: Some(input.register),
        metrics: Some(results.metrics.len()),
    })
}

/// The section of a comparison.
pub(super) fn of_comparison(input: &CompareInput) -> String {
    let comparison = input.comparison;
    let baseline = comparison.baseline();
    let plans = comparison.others().iter().zip(input.changes);
    let plans: Vec<String> = plans
        .map(|(plan, changes)| {
            let count = words::counted(changes.len() as u64, "change", "changes");
            format!("{} ({count})", plan.plan)
        })
        .collect();
    stress(&Study {
        scenario: &baseline.scenario,
        made: input.provenance.into(),
        aims: format!(
            "Scenario-based: to tell plans from the baseline, {}. Plans: {}.",
            baseline.plan,
            words::listed(&plans)
        ),
        alternatives: "Each plan is the baseline with the changes listed under \"What each plan changes\"; all meet the same futures.".to_owned(),
        estimation: format!(
            "{} futures under each plan; estimates rest on those played to the end under all. Differences from the pairs: Student's interval of means, Tango's of chances, both 95 %; verdicts corrected for the number of plans (Holm).",
            words::count(baseline.completed)
        ),
        register: None,
        metrics: None,
    })
}

/// What sets a study of one scenario apart from a run of it.
pub(super) struct Experiment<'a> {
    pub scenario: &'a Scenario,
    pub provenance: &'a Provenance,
    pub aims: String,
    pub alternatives: &'a str,
    pub estimation: &'a str,
}

/// The section of a page that asks one question of a scenario.
pub(super) fn of(experiment: Experiment) -> String {
    stress(&Study {
        scenario: experiment.scenario,
        made: experiment.provenance.into(),
        aims: experiment.aims,
        alternatives: experiment.alternatives.to_owned(),
        estimation: experiment.estimation.to_owned(),
        register: None,
        metrics: None,
    })
}

/// Asserts that a page answers every item of the standard once and says what is left.
#[cfg(test)]
#[track_caller]
pub(super) fn assert_answered(page: &str) {
    let (_, section) = page
        .split_once("<section id=\"stress\">")
        .expect("the section of the standard");
    let (section, _) = section.split_once("</section>").expect("its end");
    let rows: Vec<&str> = section.split("<tr><th scope=\"row\">").skip(1).collect();
    assert_eq!(rows.len(), 24, "{section}");
    for row in rows {
        let (head, rest) = row.split_once("</th><td>").expect("an item and its answer");
        let (text, _) = rest.split_once("</td>").expect("the end of an answer");
        assert!(text.len() > 10, "{head} is not answered: {text}");
    }
    let (_, left) = section.split_once(TO_WRITE).expect("what is left");
    assert!(left.matches("<li>").count() >= 8, "{left}");
}
