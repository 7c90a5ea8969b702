//! How likely is each year to be unsafe?

use super::panel::{Panel, Unit};
use super::{Anchor, Canvas, Figure, Sheet, Story, Type, calendar, ink};
use crate::experiment::results::Estimate;
use crate::report::ReportInput;
use crate::report::view::words;
use crate::units::REPORTING_YEAR_WEEKS;

pub(in crate::report) const FIGURE: Figure = Figure {
    name: "unsafe-years",
    title: "How likely is each year to be unsafe?",
    story,
    height,
    draw,
};

fn story(input: &ReportInput) -> Result<Story, String> {
    let results = input.results;
    let Some(safe_load) = &results.scenario.safe_load else {
        return Err("Years are not judged: the scenario sets no safe load.".to_owned());
    };
    let years = &results.unsafe_by_year;
    let worst = years
        .iter()
        .enumerate()
        .filter(|(_, it)| it.value.is_finite())
        .max_by(|one, other| {
            one.1
                .value
                .total_cmp(&other.1.value)
                .then(other.0.cmp(&one.0))
        });
    let Some((year, worst)) = worst else {
        return Err(
            "Years are not judged: the span holds no complete year of 52 weeks.".to_owned(),
        );
    };
    let finding = if worst.value == 0.0 {
        format!(
            "No year is unsafe in any of the {}.",
            words::counted(worst.replications, "future", "futures")
        )
    } else if years.len() == 1 {
        format!(
            "The one complete year is unsafe in {} futures.",
            words::of_100(worst)
        )
    } else {
        worst_years(years, year)
    };
    let twin = if results.unsafe_by_year_twin.is_empty() {
        ""
    } else {
        " Grey: the same futures with all feedback cut."
    };
    Ok(Story {
        alt: format!(
            "A point for each year with its interval: the share of futures in which that year is unsafe. {finding}"
        ),
        caption: format!(
            "A year is unsafe when more than {} of its worker-weeks are over the safe load. Points are estimates, whiskers their 95 % intervals (not a band of futures).{twin}",
            words::percent(safe_load.tolerance)
        ),
        finding,
    })
}

/// The worst year with all that lie within half a hundredth of it.
fn worst_years(years: &[Estimate], year: usize) -> String {
    let worst = &years[year];
    let alike: Vec<usize> = (1..)
        .zip(years)
        .filter(|it| it.1.value.is_finite())
        .filter(|it| (worst.value - it.1.value).abs() < 0.005)
        .map(|it| it.0)
        .collect();
    let least = alike.iter().map(|year| &years[year - 1]);
    let least = least.min_by(|one, other| one.value.total_cmp(&other.value));
    let chance = words::of_100(least.unwrap_or(worst));
    let in_a_row = alike.windows(2).all(|pair| pair[1] == pair[0] + 1);
    match alike.as_slice() {
        [first, .., last] if alike.len() == years.len() => {
            format!("Years {first} to {last} are alike: each is unsafe in {chance} futures.")
        }
        [first, _, .., last] if in_a_row => {
            format!("The worst are years {first} to {last}: each is unsafe in {chance} futures.")
        }
        [_, _, ..] => {
            let listed: Vec<String> = alike.iter().map(usize::to_string).collect();
            format!(
                "The worst are years {}: each is unsafe in {chance} futures.",
                words::listed(&listed)
            )
        }
        _ => format!(
            "The worst is year {}: it is unsafe in {chance} futures.",
            year + 1
        ),
    }
}

fn height(_: &ReportInput, sheet: Sheet) -> f64 {
    if sheet.is_narrow() { 250.0 } else { 290.0 }
}

fn draw(input: &ReportInput, canvas: &Canvas) {
    let results = input.results;
    let (left, _) = super::edges(canvas.sheet);
    let years = &results.unsafe_by_year;
    let twin = &results.unsafe_by_year_twin;
    let most = years
        .iter()
        .chain(twin)
        .map(|it| it.high)
        .filter(|it| it.is_finite())
        .fold(0.0, f64::max);
    let top = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0]
        .into_iter()
        .find(|top| most * 1.12 <= *top)
        .unwrap_or(1.0);
    let panel = Panel {
        left,
        right: canvas.width() - 4.0,
        top: 58.0,
        bottom: canvas.height - 50.0,
        x: (0.5, years.len() as f64 + 0.5),
        y: (0.0, top),
    };
    panel.upright(canvas, Unit::Percent);
    let title = Panel {
        top: panel.top - 26.0,
        ..panel
    };
    title.name(
        canvas,
        "Futures in which the year is unsafe [% of futures]",
        panel.right - panel.left,
    );
    legend(canvas, &panel, !twin.is_empty());
    let slot = (panel.right - panel.left) / years.len() as f64;
    let apart = if twin.is_empty() {
        0.0
    } else {
        (slot * 0.16).min(16.0)
    };
    let every = (44.0 / slot).ceil().max(1.0) as usize;
    for (at, estimate) in years.iter().enumerate() {
        let x = panel.px(at as f64 + 1.0);
        // Two labels side by side grow away from each other.
        let both = !twin.is_empty() && slot > 90.0;
        let label = |beside: Anchor, shown: bool| match (shown, both) {
            (false, _) => None,
            (true, true) => Some(beside),
            (true, false) => Some(Anchor::Middle),
        };
        if let Some(cut) = twin.get(at) {
            let label = label(Anchor::Start, both);
            point(canvas, &panel, x + apart, cut, ink::GREY, label);
        }
        let label = label(Anchor::End, slot > 60.0);
        point(canvas, &panel, x - apart, estimate, ink::VERMILLION, label);
        if at % every == 0 {
            let look = Type::new(canvas.sheet.text() - 1.0, ink::INK).at(Anchor::Middle);
            canvas.text((x, panel.bottom + 13.0), &format!("year {}", at + 1), look);
            let quiet = Type::new(canvas.sheet.text() - 2.0, ink::QUIET).at(Anchor::Middle);
            canvas.text(
                (x, panel.bottom + 27.0),
                &calendar::month(&results.scenario, (at * REPORTING_YEAR_WEEKS) as f64),
                quiet,
            );
        }
    }
    canvas.text(
        ((panel.left + panel.right) / 2.0, panel.bottom + 42.0),
        "complete years of 52 weeks, with the month in which each begins",
        Type::new(canvas.sheet.text() - 1.5, ink::QUIET).at(Anchor::Middle),
    );
}

fn legend(canvas: &Canvas, panel: &Panel, twin: bool) {
    let size = canvas.sheet.text() - 0.5;
    let mut x = 5.0;
    let entries = [
        ("as planned", ink::VERMILLION),
        ("all feedback cut", ink::GREY),
    ];
    for (text, hue) in entries.into_iter().take(1 + usize::from(twin)) {
        canvas.dot((x, panel.top - 22.0), 4.0, hue.mark);
        let look = Type::new(size, hue.word).bold();
        canvas.text((x + 9.0, panel.top - 22.0), text, look);
        x += canvas.measure(text, look) + 30.0;
    }
}

fn point(
    canvas: &Canvas,
    panel: &Panel,
    x: f64,
    estimate: &Estimate,
    hue: ink::Hue,
    label: Option<Anchor>,
) {
    if !estimate.value.is_finite() {
        return;
    }
    let (low, high, y) = (
        panel.py(estimate.low),
        panel.py(estimate.high),
        panel.py(estimate.value),
    );
    canvas.line(&[(x, low), (x, high)], hue.mark, 1.6);
    for end in [low, high] {
        canvas.line(&[(x - 4.0, end), (x + 4.0, end)], hue.mark, 1.6);
    }
    canvas.dot((x, y), 4.5, hue.mark);
    if let Some(anchor) = label {
        let text = format!("{}\u{a0}%", words::in_100(estimate.value));
        let look = Type::new(canvas.sheet.text(), hue.word).bold().at(anchor);
        let shift = match anchor {
            Anchor::Start => -LABEL_REACH,
            Anchor::Middle => 0.0,
            Anchor::End => LABEL_REACH,
        };
        canvas.text((x + shift, high - 9.0), &text, look);
    }
}

/// How far a label that grows to one side begins on the other side of its point [px].
const LABEL_REACH: f64 = 12.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_that_read_the_same_are_named_together() {
        let years = |shares: &[f64]| -> Vec<Estimate> {
            let year = |value: &f64| Estimate {
                value: *value,
                low: *value,
                high: *value,
                replications: 2000,
            };
            shares.iter().map(year).collect()
        };
        assert_eq!(
            worst_years(&years(&[0.1, 0.998, 1.0, 0.997]), 2),
            "The worst are years 2 to 4: each is unsafe in more than 99 in 100 futures."
        );
        assert_eq!(
            worst_years(&years(&[0.4, 0.1, 0.401, 0.2]), 2),
            "The worst are years 1 and 3: each is unsafe in about 40 of 100 futures."
        );
        assert_eq!(
            worst_years(&years(&[0.4, 0.1]), 0),
            "The worst is year 1: it is unsafe in about 40 of 100 futures."
        );
    }
}
