//! The sections on support roles and clients' teams, where the scenario has any.

use super::html::{Cell, Table, element, pairs, section};
use crate::report::ReportInput;
use crate::report::view::{staffing, words};

/// What the support roles do.
pub(super) fn support(input: &ReportInput) -> String {
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
                    words::percent(it.share),
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
    let inside = format!(
        "{}{}{}{}{}{}",
        element("p", "", &view.finding),
        roles.html(),
        element(
            "p",
            "",
            "What a full-time worker of each is for, in hours a week:"
        ),
        pairs(purposes),
        parts.html(),
        element("p", "quiet small", note)
    );
    section("support", "What the support roles do", &inside)
}

/// How clients' teams hold.
pub(super) fn teams(input: &ReportInput) -> String {
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
    let table = if view.years.is_empty() {
        String::new()
    } else {
        table.html()
    };
    section(
        "teams",
        "How do clients' teams hold?",
        &(element("p", "", &view.finding) + &table),
    )
}
