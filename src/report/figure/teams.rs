//! How do clients' teams hold? Empty posts, shifts that stay open, and the crises that come of them, over time.

use super::panel::Unit;
use super::smalls::{SMALLS_READ, Small, draw, height};
use super::{Figure, Story, ink};
use crate::report::ReportInput;
use crate::report::view::staffing;

pub(in crate::report) const FIGURE: Figure = Figure {
    name: "teams",
    title: "How do clients' teams hold?",
    story,
    height: |_, _| height(smalls().len()),
    draw: |input, canvas| draw(input, canvas, &smalls()),
};

fn smalls() -> [Small; 3] {
    let small = |metric: &str, name: &str, unit, floor, hue| Small {
        metric: metric.to_owned(),
        name: name.to_owned(),
        unit,
        floor,
        hue,
    };
    [
        small(
            "team.vacancy_share",
            "Posts that stand empty [%]",
            Unit::Percent,
            0.2,
            ink::GREY,
        ),
        small(
            "team.open_shift_hours",
            "Shifts that stay open [hours a week]",
            Unit::Plain,
            1.0,
            ink::ORANGE,
        ),
        small(
            "team.crisis_hours",
            "Of these, back as crises [hours a week]",
            Unit::Plain,
            1.0,
            ink::VERMILLION,
        ),
    ]
}

fn story(input: &ReportInput) -> Result<Story, String> {
    let view = staffing::teams(input.results).ok_or("There are no teams.")?;
    Ok(Story {
        alt: format!(
            "Panels over time: the share of posts that stand empty, hours of open shifts, and the hours of them that come back as crises. {}",
            view.finding
        ),
        caption: format!(
            "{SMALLS_READ} Shifts stay open where a post is empty or a worker is sick; crises go to responders first, then to the client's own worker."
        ),
        finding: view.finding,
    })
}
