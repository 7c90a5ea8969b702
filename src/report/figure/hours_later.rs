//! Hours now against hours later: what changes and programmes ask, and what they bring, over time.

use super::panel::Unit;
use super::series::mean;
use super::smalls::{SMALLS_READ, Small, draw, height};
use super::{Figure, Story, ink};
use crate::report::ReportInput;
use crate::report::view::answer::outcome;
use crate::report::view::words;

pub(in crate::report) const CHANGES: Figure = Figure {
    name: "changes",
    title: "Do the changes give back the hours they take?",
    story: changes_story,
    height: |input, _| height(panels_of_changes(input).len()),
    draw: |input, canvas| draw(input, canvas, &panels_of_changes(input)),
};

pub(in crate::report) const PROGRAMMES: Figure = Figure {
    name: "programmes",
    title: "What does the training ask now, and what is learned and kept?",
    story: programmes_story,
    height: |input, _| height(panels_of_programmes(input).len()),
    draw: |input, canvas| draw(input, canvas, &panels_of_programmes(input)),
};

fn panels_of_changes(input: &ReportInput) -> Vec<Small> {
    let asked = Small {
        metric: "change_rollout_hours".to_owned(),
        name: "Roll-outs ask [hours a week]".to_owned(),
        unit: Unit::Plain,
        floor: 1.0,
        hue: ink::VERMILLION,
    };
    let changes = input.results.scenario.changes.iter();
    let saved = changes.map(|change| Small {
        metric: format!("change_hours_saved.{}", change.name),
        name: format!("Saved by {} [hours a week]", change.name),
        unit: Unit::Plain,
        floor: 1.0,
        hue: ink::BLUE,
    });
    std::iter::once(asked).chain(saved).collect()
}

fn panels_of_programmes(input: &ReportInput) -> Vec<Small> {
    let programmes = input.results.scenario.programmes.iter();
    let each = programmes.flat_map(|programme| {
        [
            Small {
                metric: format!("programme_hours.{}", programme.name),
                name: format!("{}: training [hours a week]", programme.name),
                unit: Unit::Plain,
                floor: 1.0,
                hue: ink::VERMILLION,
            },
            Small {
                metric: format!("programme_effect.{}", programme.name),
                name: format!("{}: learned and kept [% of full effect]", programme.name),
                unit: Unit::Percent,
                floor: 1.0,
                hue: ink::BLUE,
            },
        ]
    });
    let pressure = Small {
        metric: "pressure".to_owned(),
        name: "Work wanted per hour available".to_owned(),
        unit: Unit::Plain,
        floor: 1.2,
        hue: ink::GREY,
    };
    each.chain([pressure]).collect()
}

fn changes_story(input: &ReportInput) -> Result<Story, String> {
    let results = input.results;
    let each = results.scenario.changes.iter().filter_map(|change| {
        let of = |key: &str| outcome(results, &format!("{key}.{}", change.name));
        let (delivers, backfires) = (of("change_delivers")?, of("change_backfires")?);
        let saved = of("change_hours_saved")?.value / input.horizon();
        let (hours, verb) = if saved < 0.0 {
            (-saved, "costs")
        } else {
            (saved, "saves")
        };
        let costs = if change.backfires > 0.0 {
            format!(", costs hours for good in {}", words::of_100(backfires))
        } else {
            String::new()
        };
        Some(format!(
            "{} does what it should in {} futures{costs}, and on average over all of them {verb} {} hours a week.",
            words::capital(&change.name),
            words::of_100(delivers),
            words::number(hours, 1)
        ))
    });
    let finding = each.collect::<Vec<String>>().join(" ");
    if finding.is_empty() {
        return Err("What the changes do was not counted.".to_owned());
    }
    Ok(Story {
        alt: format!(
            "Panels over time: hours that roll-outs ask, then hours that each change saves. {finding}"
        ),
        caption: format!(
            "{SMALLS_READ} What a change turns out to do is drawn once in every future; below 0 it costs hours."
        ),
        finding,
    })
}

fn programmes_story(input: &ReportInput) -> Result<Story, String> {
    let results = input.results;
    let each = results.scenario.programmes.iter().filter_map(|programme| {
        let of = |key: &str| outcome(results, &format!("{key}.{}", programme.name));
        let (hours, effect) = (of("programme_hours")?.value, of("programme_effect")?.value);
        let weekly = input.weekly(&format!("programme_effect.{}", programme.name));
        let kept = mean(weekly).last().copied().unwrap_or(f64::NAN);
        Some(format!(
            "{} asks {} hours in all; over the whole time staff have {} of its full effect on average, and {} at the end.",
            words::capital(&programme.name),
            words::amount(hours),
            words::percent(effect),
            words::percent(kept)
        ))
    });
    let finding = each.collect::<Vec<String>>().join(" ");
    if finding.is_empty() {
        return Err("What the programmes do was not counted.".to_owned());
    }
    Ok(Story {
        alt: format!(
            "Panels over time: hours of training a week, the share of the effect that staff have, and the work wanted per hour. {finding}"
        ),
        caption: format!(
            "{SMALLS_READ} Leavers take what they have learned with them and starters have not been through. Whether it pays is told by comparing with a plan without it."
        ),
        finding,
    })
}
