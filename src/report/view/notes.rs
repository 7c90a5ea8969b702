//! What a reader must know to judge the numbers: contradictions of the practice note that bear on this run, what is left out, how it was computed.

use super::precision::{self, Known};
use super::words;
use crate::report::ReportInput;
use crate::scenario::{LeftBehind, Ownership, Scenario};

/// Rows of the built-in table that are in force inside the horizon, in order of time.
fn rows(scenario: &Scenario) -> Vec<&'static str> {
    let Some(safe_load) = &scenario.safe_load else {
        return Vec::new();
    };
    let steps = safe_load.limits.steps();
    let mut rows: Vec<&'static str> = steps
        .iter()
        .enumerate()
        .filter(|(at, (from, _))| {
            *from < scenario.run.horizon_weeks as f64
                && steps.get(at + 1).is_none_or(|next| next.0 > 0.0)
        })
        .filter_map(|(_, (_, limits))| limits.row)
        .collect();
    rows.dedup();
    rows
}

/// Where the peer-support practice note contradicts itself and this run touches it.
pub(in crate::report) fn contradictions(input: &ReportInput) -> Vec<String> {
    let scenario = &input.results.scenario;
    let rows = rows(scenario);
    let mut notes = Vec::new();
    if rows.is_empty() {
        return notes;
    }
    notes.push(format!("The limits come from the table of the practice note \"Guidance for Working Well\"; in force here: {}.", words::listed(&rows.iter().map(|row| format!("row {row}")).collect::<Vec<_>>())));
    if rows.contains(&"D2") {
        notes.push("Row D2 prints a total of 25 clients, but its parts add up to 20. The limits by level and the total are both taken as printed.".to_owned());
    }
    if rows.contains(&"M3") {
        notes.push("For row M3 the note's typical week gives 21 contact hours, above its own ceiling of 50 %; from its parts it is 19.75 hours, 49.4 %, and the week comes to 38.6 of 40 hours. The parts are used. Its example of 100 clients names 30 in groups where the parts need 40.".to_owned());
    }
    if rows.iter().any(|row| row.starts_with(['E', 'M'])) {
        notes.push("\"Some\" groups is the fuller word for an emergent service and the lesser for a mature one; the scenario's own word is read in the stage in which it stands.".to_owned());
    }
    let scale = scenario.safe_load.as_ref().is_some_and(|it| it.scale);
    if scale {
        notes.push("The scale discount (5 % less need above 200 active clients, and so on) is argued from administration roles. Where a service employs support roles as well, the discount and the roles may count the same saving twice; \"EFT needed, without scale\" in the tables leaves it out.".to_owned());
    }
    notes
}

/// What becomes of a leaver's clients.
fn leaver(scenario: &Scenario) -> &'static str {
    match (
        scenario.allocation.ownership,
        scenario.allocation.left_behind,
    ) {
        (Ownership::Pooled, _) => {
            "The team holds all clients together: when somebody leaves, clients stay with the team."
        }
        (Ownership::Individual, LeftBehind::Reassign) => {
            "A leaver's clients are passed on in this order, within limits or not: heaviest level first, then first come, each to the worker who is least loaded. Nobody is given to a worker who is leaving, unless all are."
        }
        (Ownership::Individual, LeftBehind::Wait) => {
            "A leaver's clients wait until a worker has room, heaviest level first, then first come; the least loaded takes the next. Nobody is given to a worker who is leaving, unless all are."
        }
    }
}

/// What the model does not know or decides by a rule of its own.
pub(in crate::report) fn left_out(input: &ReportInput) -> Vec<String> {
    let scenario = &input.results.scenario;
    let mut notes = vec![
        "Need is necessary, not sufficient: clients come whole, and workers leave.".to_owned(),
        leaver(scenario).to_owned(),
        "How strongly strain drives people out, and how missing records come back as work, are assumptions: the literature gives ranges, not constants. That is why every answer also stands with all feedback cut.".to_owned(),
    ];
    notes.extend(not_said(scenario));
    if scenario.safe_load.is_none() {
        notes.push("No safe load is given: there is no need by caseload, no breach by caseload, and no unsafe year.".to_owned());
    }
    if !input.results.twin && scenario.loops.any() {
        notes.push("The futures were not also played with all feedback cut, so a spiral cannot be told from plain overload.".to_owned());
    }
    if !input.results.cut.is_empty() {
        let names: Vec<String> = input
            .results
            .cut
            .iter()
            .map(|it| (*it).to_owned())
            .collect();
        notes.push(format!(
            "Feedback cut by request: {}.",
            words::listed(&names)
        ));
    }
    notes
}

/// What the file could have said and does not: nothing of it happens in any future.
fn not_said(scenario: &Scenario) -> Option<String> {
    let absent: Vec<String> = [
        (scenario.sites.is_empty(), "several sites"),
        (scenario.support.is_empty(), "support roles"),
        (scenario.teams.is_empty(), "clients' teams"),
        (scenario.shocks.is_empty(), "emergencies"),
        (
            scenario.changes.is_empty(),
            "changes of software or process",
        ),
        (scenario.programmes.is_empty(), "coaching and training"),
        (scenario.costs.is_none(), "costs beside salaries"),
    ]
    .into_iter()
    .filter(|(is_absent, _)| *is_absent)
    .map(|(_, what)| what.to_owned())
    .collect();
    (!absent.is_empty()).then(|| {
        format!(
            "The scenario says nothing of {}, so nothing of the kind happens in any future.",
            words::listed(&absent)
        )
    })
}

/// Definitions that change answers, and the estimators.
pub(in crate::report) fn method(input: &ReportInput) -> Vec<(&'static str, String)> {
    let scenario = &input.results.scenario;
    let ownership = match scenario.allocation.ownership {
        Ownership::Individual => "Clients per worker who holds clients.",
        Ownership::Pooled => "Clients of the team as a whole; limits and hours are the team's.",
    };
    let states = &scenario.regime;
    let mut method = vec![
        ("Turnover", "Workers whose last day fell in the year, over the mean number in post. Posts closed by plan are not counted.".to_owned()),
        ("Vacancy", "Vacant EFT over funded EFT. A post counts as filled until its worker's last day.".to_owned()),
        ("Caseload", format!("{ownership} Clients covered for an absent colleague, and clients who wait, are not caseload.")),
        ("Need", "The largest share of a safe-load limit in use, over one-to-one levels and the total, in EFT, read at the end of each week.".to_owned()),
        ("Pressure", "Hours the work asks for over hours available, of the whole service, after cover for absent colleagues and what support roles take off, before sharing and overtime.".to_owned()),
        ("Overstretched", format!("Pressure over {} weeks rose above {} and has not since fallen below {}.", states.window_weeks, words::number(states.enter, 2), words::number(states.leave, 2))),
        ("A worker in induction", "Counts by what he or she can already carry, in hours and in limits.".to_owned()),
        ("Chances", "Yes or no per future; Wilson's 95 % interval.".to_owned()),
        ("Means", "Student's 95 % interval over futures.".to_owned()),
        ("Bands", "Quantiles over futures: eight in ten futures lie between the 10 % and the 90 % quantile. A band does not shrink with more futures; an interval does.".to_owned()),
        ("With and without feedback", "Each future is played twice with the same chances drawn: as given, and with all feedback cut. The difference is due to feedback alone.".to_owned()),
        ("A year", "52 whole weeks from the start; an incomplete last year is not judged.".to_owned()),
    ];
    if input.results.precision.is_some() {
        method.push(precision::method(Known::Outcome));
    }
    method
}

/// Words of this page, besides the metrics.
pub(in crate::report) const TERMS: [(&str, &str); 12] = [
    (
        "EFT",
        "Effective full time: one full-time worker, or several part-time ones who add up to one.",
    ),
    (
        "Future",
        "One play of the scenario with its own run of chance. Many futures from the same start show what may happen, and how often.",
    ),
    (
        "Middle future",
        "The median: half of the futures lie above, half below, week by week.",
    ),
    (
        "Safe load",
        "How many clients a full-time worker may carry, by level and in all.",
    ),
    (
        "Over the line, over the safe load",
        "A worker-week in which a limit that counts is exceeded.",
    ),
    ("Worker-week", "One worker in post for one week."),
    (
        "Unsafe year",
        "A year in which more than the tolerated share of worker-weeks is over the safe load.",
    ),
    (
        "Feedback",
        "An effect that comes back to its cause: too much work wears people out, they leave, and those who stay have more work.",
    ),
    (
        "Vicious spiral",
        "The service is overstretched, and the same future without feedback is not.",
    ),
    ("Strain", "How worn out a worker is, from 0 to 1."),
    (
        "Induction",
        "The weeks in which a new worker can carry only part of a full load.",
    ),
    (
        "Squeeze",
        "What gives, and in which order, in a week that holds more work than hours.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_note_on_row_d2_stands_where_the_row_is_in_force() {
        let text = contradictions(&sample::five_years().input()).join(" ");
        assert!(
            text.contains("row E2, row D2 and row M2") && text.contains("add up to 20"),
            "{text}"
        );
        let short = contradictions(&sample::thirty_weeks().input()).join(" ");
        assert!(
            !short.contains("D2"),
            "the horizon ends before the third birthday: {short}"
        );
        assert!(contradictions(&sample::crowded().input()).is_empty());
    }
}
