//! How many staff does it take, and how many are really there?

use super::panel::{Panel, Unit, range};
use super::series::{Fan, MEDIAN, P10, P90, dotted, fan, last, line, quantile, steps};
use super::{Canvas, Figure, Sheet, Story, calendar, ink, label};
use crate::experiment::results::Spread;
use crate::report::ReportInput;
use crate::report::view::{waiting, words};

pub(in crate::report) const FIGURE: Figure = Figure {
    name: "eft",
    title: "How many staff does it take, and how many are really there?",
    story,
    height,
    draw,
};

const GAP: f64 = 34.0;

/// The need by safe-load limits where there are any, else by hours.
fn need<'a>(input: &'a ReportInput) -> (&'a [Spread], &'static str) {
    let (name, label) = match input.results.scenario.safe_load {
        Some(_) => ("eft_need", "EFT needed by the safe load"),
        None => ("eft_need.hours", "EFT needed by hours"),
    };
    (input.weekly(name), label)
}

/// Funded EFT over time `(week, EFT)`, posts on grants too.
pub(in crate::report) fn funded(input: &ReportInput) -> Vec<(f64, f64)> {
    in_steps(input.weekly("posts.funded"))
}

/// The weeks in which a mean over futures changes, with what it changes to.
pub(super) fn in_steps(weeks: &[Spread]) -> Vec<(f64, f64)> {
    let mut steps: Vec<(f64, f64)> = Vec::new();
    for (week, it) in weeks.iter().enumerate() {
        if steps.last().is_none_or(|last| last.1 != it.mean) {
            steps.push((week as f64, it.mean));
        }
    }
    steps
}

/// Funded EFT in the last week.
fn funded_at_end(input: &ReportInput) -> f64 {
    funded(input).last().map_or(f64::NAN, |it| it.1)
}

/// The need with waiting clients counted, where anybody waits.
fn with_waiting<'a>(input: &'a ReportInput) -> Option<&'a [Spread]> {
    let spreads = input.weekly("eft_need.demand");
    (waiting::any(input.results) && !spreads.is_empty()).then_some(spreads)
}

/// The upper scale goes to at most so many times the funded EFT: beyond it the service has long failed, and the weeks that
/// decide would be pressed flat.
const MOST_FUNDED: f64 = 3.0;

/// Scale of the need, and whether the band goes beyond it.
fn scale(input: &ReportInput) -> ((f64, f64), bool) {
    let (spreads, _) = need(input);
    let waits = with_waiting(input).unwrap_or(&[]);
    let funds = funded(input);
    let most = funds.iter().map(|it| it.1).fold(0.0, f64::max);
    let values = quantile(spreads, P90)
        .into_iter()
        .chain(quantile(waits, MEDIAN))
        .chain(quantile(input.weekly("eft_effective"), P90));
    let whole = range(values.chain([most]), 0.0);
    let middle = range(quantile(spreads, MEDIAN).into_iter().chain([most]), 0.0).1;
    let cap = middle.clamp(2.0 * most, MOST_FUNDED * most);
    if most > 0.0 && whole.1 > cap {
        (range([cap / 1.02], 0.0), true)
    } else {
        (whole, false)
    }
}

fn story(input: &ReportInput) -> Result<Story, String> {
    let (spreads, label) = need(input);
    let there = input.weekly("eft_effective");
    let needed = last(&quantile(spreads, MEDIAN));
    if !needed.is_finite() {
        return Err("No need could be computed: the scenario has neither a safe load nor hours that clients ask for.".to_owned());
    }
    let present = last(&quantile(there, MEDIAN));
    let funds = funded_at_end(input);
    let (low, high) = (last(&quantile(spreads, P10)), last(&quantile(spreads, P90)));
    let finding = format!(
        "At the end, half of the futures need {} EFT or more (eight in ten lie between {} and {}){}; {} EFT are funded, and in the middle future {} are really there.",
        words::eft(needed),
        words::eft(low),
        words::eft(high),
        with_waiting(input).map_or_else(String::new, |it| format!(
            ", {} with waiting clients counted",
            words::eft(last(&quantile(it, MEDIAN)))
        )),
        words::eft_exact(funds),
        words::eft(present),
    );
    Ok(Story {
        alt: format!(
            "Two aligned panels over time. Above: {} as a band of futures with the funded EFT as a step line. Below: EFT really there as a band of futures, with the funded EFT and the median need. {finding}",
            words_lower(label)
        ),
        caption: format!(
            "Bands are futures, not intervals of an estimate: eight in ten futures lie in the light band, half in the dark one; the line is the middle future.{}{} \"Really there\" counts a worker in induction by what he or she can already carry.",
            if scale(input).1 {
                format!(
                    " The band goes beyond the upper scale, to {} EFT.",
                    words::number(
                        quantile(spreads, P90)
                            .into_iter()
                            .filter(|it| it.is_finite())
                            .fold(0.0, f64::max),
                        0
                    )
                )
            } else {
                String::new()
            },
            if with_waiting(input).is_some() {
                " Dotted: the need in the middle future if those who wait had a place."
            } else {
                ""
            }
        ),
        finding,
    })
}

fn words_lower(label: &str) -> String {
    label.replace("EFT needed", "the EFT needed")
}

fn panel_height(sheet: Sheet) -> f64 {
    if sheet.is_narrow() { 130.0 } else { 160.0 }
}

fn height(input: &ReportInput, sheet: Sheet) -> f64 {
    let marks = calendar::marks_height(&input.results.scenario, sheet, super::edges(sheet));
    marks + 2.0 * (panel_height(sheet) + GAP) + calendar::FOOT
}

fn draw(input: &ReportInput, canvas: &Canvas) {
    let (left, right) = super::edges(canvas.sheet);
    let marks = calendar::marks_height(&input.results.scenario, canvas.sheet, (left, right));
    let (spreads, label) = need(input);
    let there = input.weekly("eft_effective");
    let funds = funded(input);
    let funded_values = || funds.iter().map(|it| it.1);
    let (y, _) = scale(input);
    let own = range(
        quantile(there, P90)
            .into_iter()
            .chain(quantile(spreads, MEDIAN))
            .chain(funded_values()),
        0.0,
    );
    // One scale for both, unless that would press what is really there against the floor.
    let lower_y = if own.1 < 0.5 * y.1 { own } else { y };
    let tall = panel_height(canvas.sheet);
    let upper = Panel {
        left,
        right,
        top: marks + GAP,
        bottom: marks + GAP + tall,
        x: (0.0, input.horizon()),
        y,
    };
    let lower = Panel {
        top: upper.bottom + GAP,
        bottom: upper.bottom + GAP + tall,
        y: lower_y,
        ..upper
    };
    for panel in [&upper, &lower] {
        calendar::grid(canvas, panel);
        panel.upright(canvas, Unit::Plain);
    }
    upper.name(canvas, &format!("{label} [EFT]"), canvas.width());
    lower.name(canvas, "EFT really there, inducted [EFT]", canvas.width());
    calendar::draw_marks(canvas, &input.results.scenario, &[upper, lower], marks);
    let side = (right, canvas.width() - right);
    fan(canvas, &upper, spreads, ink::BLUE, Fan::Two);
    canvas.line(&steps(&upper, &funds), ink::INK, 1.5);
    let final_funds = funded_at_end(input);
    let need_end = last(&quantile(spreads, MEDIAN));
    let waits = with_waiting(input).map(|it| quantile(it, MEDIAN));
    if let Some(waits) = &waits {
        dotted(canvas, &upper, waits, ink::PURPLE.word, 1.6);
    }
    let end = waits.map(|it| {
        label::Tag::new(
            upper.py(last(&it)),
            format!("with waiting: {}", words::eft(last(&it))),
            ink::PURPLE.word,
        )
    });
    label::column(
        canvas,
        &[
            label::Tag::new(
                upper.py(need_end),
                format!("needed: {}", words::eft(need_end)),
                ink::BLUE.word,
            )
            .bold(),
            label::Tag::new(
                upper.py(final_funds),
                format!("funded: {}", words::eft_exact(final_funds)),
                ink::INK,
            ),
        ]
        .into_iter()
        .chain(end)
        .collect::<Vec<_>>(),
        side,
        (upper.top, upper.bottom),
    );
    fan(canvas, &lower, there, ink::GREEN, Fan::Two);
    canvas.line(&steps(&lower, &funds), ink::INK, 1.5);
    line(
        canvas,
        &lower,
        &quantile(spreads, MEDIAN),
        ink::BLUE.mark,
        1.2,
    );
    let there_end = last(&quantile(there, MEDIAN));
    label::column(
        canvas,
        &[
            label::Tag::new(
                lower.py(there_end),
                format!("really there: {}", words::eft(there_end)),
                ink::GREEN.word,
            )
            .bold(),
            label::Tag::new(lower.py(final_funds), "funded", ink::INK),
            label::Tag::new(lower.py(need_end), "needed", ink::BLUE.word),
        ],
        side,
        (lower.top, lower.bottom),
    );
    calendar::axis(canvas, &lower, &input.results.scenario);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn posts_on_grants_are_funded_too() {
        let mut sample = sample::five_years();
        let at = sample.results.metric("posts.funded").unwrap();
        let written = funded(&sample.input());
        assert_eq!(written, [(0.0, 2.0), (104.0, 3.0)]);
        // One more from a grant that begins in week 52.
        for week in &mut sample.results.weekly[at][52..] {
            week.mean += 1.0;
        }
        let steps = funded(&sample.input());
        assert_eq!(steps, [(0.0, 2.0), (52.0, 3.0), (104.0, 4.0)]);
        let said = story(&sample.input()).unwrap().finding;
        assert!(said.contains("; 4 EFT are funded"), "{said}");
    }
}
