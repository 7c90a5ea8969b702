//! What stands below the drawings of support roles and clients' teams: their numbers.

use super::html::{Cell, Table, element, pairs};
use crate::report::ReportInput;
use crate::report::figure::{support, teams};
use crate::report::view::{staffing, words};

/// What stands below the drawing of a name.
pub(super) fn below(drawing: &str, input: &ReportInput) -> String {
    if drawing == support::FIGURE.name {
        of_support(input)
    } else if drawing == teams::FIGURE.name {
        of_teams(input)
    } else {
        String::new()
    }
}

/// What the support roles do.
fn of_support(input: &ReportInput) -> String {
    let Some(view) = staffing::support(input.results) else {
        return String::new();
    };
    let roles = Table {
        caption: "What each role offers, and what of it is used, on average over the time shown"
            .to_owned(),
        class: "numbers",
        head: ["Role", "Posts", "Hours offered a week", "Used"]
            .map(str::to_owned)
            .to_vec(),
        rows: view
            .roles
            .iter()
            .map(|it| {
                [
                    it.role.clone(),
                    words::count(it.posts),
                    words::number(it.offered, 0),
                    words::percent(it.used),
                ]
                .map(Cell::from)
                .to_vec()
            })
            .collect(),
    };
    let parts = Table {
        caption: "What support takes over of each part of the week".to_owned(),
        class: "numbers",
        head: ["Part of the week", "Hours a week", "Share of what is asked"]
            .map(str::to_owned)
            .to_vec(),
        rows: view
            .parts
            .iter()
            .map(|it| {
                [
                    words::capital(it.part.label()),
                    words::number(it.done, 0),
                    words::percent(it.share()),
                ]
                .map(Cell::from)
                .to_vec()
            })
            .collect(),
    };
    let note = "Hours that nobody asks for are idle. What a role is worth is told further down.";
    let purposes = view
        .roles
        .iter()
        .map(|it| (it.role.clone(), it.for_parts.clone()));
    format!(
        "{}{}{}{}{}",
        roles.html(),
        element(
            "p",
            "",
            "What a full-time worker of each is for, in hours a week:"
        ),
        pairs(purposes),
        parts.html(),
        element("p", "quiet small", note)
    )
}

/// How clients' teams hold.
fn of_teams(input: &ReportInput) -> String {
    let Some(view) = staffing::teams(input.results) else {
        return String::new();
    };
    let head = [
        "",
        "Posts (EFT)",
        "Vacant",
        "Leave in a year",
        "Open shift hours a week",
        "Come back as crises (h a week)",
    ];
    let table = Table {
        caption: "Clients' teams, year by year (means over futures)".to_owned(),
        class: "numbers",
        head: head.map(str::to_owned).to_vec(),
        rows: view
            .years
            .iter()
            .enumerate()
            .map(|(at, [posts, vacant, leave, open, crisis])| {
                [
                    format!("year\u{a0}{}", at + 1),
                    words::number(*posts, 1),
                    words::percent(*vacant),
                    words::percent(*leave),
                    words::number(*open, 0),
                    words::number(*crisis, 0),
                ]
                .map(Cell::from)
                .to_vec()
            })
            .collect(),
    };
    if view.years.is_empty() {
        String::new()
    } else {
        table.html()
    }
}
