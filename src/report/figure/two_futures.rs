//! Two futures from one start: what pressure, vacancies and strain did, by how each future ended, and who is where week by week.

use super::panel::{Panel, Unit, range};
use super::series::{MEDIAN, P10, P90, between, last, line, mean, quantile};
use super::{Anchor, Canvas, Figure, Sheet, Story, Type, calendar, ink, label};
use crate::experiment::results::{GROUP_METRICS, GroupSeries};
use crate::model::regime::State;
use crate::report::ReportInput;
use crate::report::view::words;

pub(in crate::report) const FIGURE: Figure = Figure {
    name: "two-futures",
    title: "Two futures from one start: what do the good and the bad ones look like?",
    story,
    height,
    draw,
};

const GAP: f64 = 36.0;

/// Short name of a state on a drawing.
pub(in crate::report) fn short(state: State) -> &'static str {
    match state {
        State::Vicious => "vicious spiral",
        State::Overloaded => "overloaded",
        State::Rationed => "long waiting list",
        State::Strained => "strained",
        State::Virtuous => "well",
    }
}

/// Futures below which the middle one of a group is noise and no line is drawn for it.
const FEWEST: u64 = 30;

/// The groups worth drawing: those that ended in the spiral, and the largest of the others; the good ones first.
fn groups<'a>(input: &'a ReportInput) -> Vec<&'a GroupSeries> {
    let some = |it: &&GroupSeries| it.replications >= FEWEST;
    let groups = &input.results.groups;
    let vicious = groups
        .iter()
        .filter(some)
        .find(|it| it.state == State::Vicious);
    let mut others: Vec<&GroupSeries> = groups
        .iter()
        .filter(some)
        .filter(|it| it.state != State::Vicious)
        .collect();
    others.sort_by(|one, other| {
        other
            .replications
            .cmp(&one.replications)
            .then(one.state.cmp(&other.state))
    });
    let keep = if vicious.is_some() { 1 } else { 2 };
    let mut chosen: Vec<&GroupSeries> = others.into_iter().take(keep).collect();
    chosen.sort_by_key(|group| std::cmp::Reverse(group.state));
    chosen.extend(vicious);
    chosen
}

fn story(input: &ReportInput) -> Result<Story, String> {
    let results = input.results;
    if groups(input).is_empty() && input.weekly("regime.virtuous").is_empty() {
        return Err("The states of the futures were not measured.".to_owned());
    }
    let states = &results.states[0];
    let finding = match &states.ever_vicious {
        Some(chance) if chance.value > 0.0 => {
            let when = states.median_first_week.map_or_else(String::new, |week| {
                format!(", half of these first within {}", words::span(week))
            });
            let ended = states.ended_vicious.unwrap_or(*chance);
            let weeks = states.weeks_share[State::Vicious as usize].unwrap_or(f64::NAN);
            format!(
                "{} futures end in a vicious spiral and {} of all weeks are spent in one; at some time, be it for a week, {} are in one{when}.",
                words::capital(&words::of_100(&ended)),
                words::percent(weeks),
                words::of_100(chance)
            )
        }
        Some(chance) => format!(
            "No future out of {} is ever in a vicious spiral; {} are overstretched at some time, for lack of posts rather than by feedback.",
            words::count(chance.replications),
            words::of_100(&states.ever_overstretched)
        ),
        None if results.scenario.loops.any() => format!(
            "{} futures are overstretched at some time; whether feedback does it cannot be told, because the futures were not also played without it.",
            words::capital(&words::of_100(&states.ever_overstretched))
        ),
        None => format!(
            "{} futures are overstretched at some time; the scenario has no feedback, so none of it is a spiral.",
            words::capital(&words::of_100(&states.ever_overstretched))
        ),
    };
    Ok(Story {
        alt: format!(
            "Panels over time of pressure, vacancies and strain, as medians and bands of the futures that ended in each state, and a stacked area of the share of futures in each state week by week. {finding}"
        ),
        caption: format!(
            "Futures are sorted by the state of their last week. That is a selection: lines near the end are pulled apart by it, so look at when they part. Each band holds eight in ten of its futures (not an interval of an estimate), each line is its middle future{}.{} Pressure is work wanted per hour available; at 1 the week is full, and each doubling is one step up{}.",
            if few_posts(input) {
                ", of vacancies the mean, because so few posts are either filled or not"
            } else {
                ""
            },
            too_few(input),
            if shown(input).contains(&0) && pressure_scale(input).1 {
                "; the outer part of a band lies beyond the scale"
            } else {
                ""
            },
        ),
        finding,
    })
}

/// Groups without a line because they hold too few futures, in a sentence.
fn too_few(input: &ReportInput) -> String {
    let few: Vec<String> = input
        .results
        .groups
        .iter()
        .filter(|it| (1..FEWEST).contains(&it.replications))
        .map(|it| {
            let verb = if it.replications == 1 { "ends" } else { "end" };
            let futures = words::counted(it.replications, "future", "futures");
            format!("{futures} that {verb} {}", ending(it.state))
        })
        .collect();
    if few.is_empty() {
        String::new()
    } else {
        format!(
            " No line is drawn for the {}: below {FEWEST} futures it would be noise.",
            words::listed(&few)
        )
    }
}

/// Below so many posts a band of the vacancy share only jumps between 0 and one post; the mean tells more.
const FEW_POSTS: u64 = 10;

fn few_posts(input: &ReportInput) -> bool {
    let most = |posts: &crate::scenario::Posts| {
        posts.count.steps().iter().map(|it| it.1).max().unwrap_or(0)
    };
    input.results.scenario.posts.iter().map(most).sum::<u64>() < FEW_POSTS
}

fn is_mean(input: &ReportInput, metric: usize) -> bool {
    GROUP_METRICS[metric] == "vacancy_share" && few_posts(input)
}

/// Top of a panel's scale that begins at 0.
fn top(input: &ReportInput, metric: usize) -> f64 {
    let all = |which: usize| {
        groups(input)
            .iter()
            .flat_map(|group| quantile(&group.series[metric], which))
            .collect::<Vec<f64>>()
    };
    if is_mean(input, metric) {
        let means = groups(input)
            .iter()
            .flat_map(|group| mean(&group.series[metric]))
            .collect::<Vec<f64>>();
        return range(means, 0.05).1.min(1.0);
    }
    range(all(P90), 0.05).1.min(1.0)
}

/// Steps of the pressure scale: doublings, so that half and twice a full week lie as far from it.
const DOUBLINGS: [f64; 6] = [0.25, 0.5, 1.0, 2.0, 4.0, 8.0];

/// Ends of the pressure scale, and whether a band goes beyond them.
fn pressure_scale(input: &ReportInput) -> ((f64, f64), bool) {
    let all = |which: usize| {
        groups(input)
            .into_iter()
            .flat_map(|group| quantile(&group.series[0], which))
            .filter(|it| it.is_finite())
            .collect::<Vec<f64>>()
    };
    let low = all(P10).into_iter().fold(0.5, f64::min);
    let high = all(P90).into_iter().fold(2.0, f64::max);
    let first = DOUBLINGS.into_iter().rev().find(|it| *it <= low);
    let last = DOUBLINGS.into_iter().find(|it| *it >= high);
    let ends = (
        first.unwrap_or(DOUBLINGS[0]),
        last.unwrap_or(DOUBLINGS[DOUBLINGS.len() - 1]),
    );
    (ends, low < ends.0 || high > ends.1)
}

/// A value where its panel's scale has it: pressure in doublings, all else as it is.
fn placed(metric: usize, values: Vec<f64>) -> Vec<f64> {
    if GROUP_METRICS[metric] == "pressure" {
        let log = |it: f64| if it.is_nan() { it } else { it.max(1e-3).log2() };
        values.into_iter().map(log).collect()
    } else {
        values
    }
}

/// Metrics that are defined somewhere, by position in [`GROUP_METRICS`].
fn shown(input: &ReportInput) -> Vec<usize> {
    let defined = |metric: usize| {
        groups(input).iter().any(|group| {
            group
                .series
                .get(metric)
                .is_some_and(|series| series.iter().any(|it| it.quantiles[MEDIAN].is_finite()))
        })
    };
    (0..GROUP_METRICS.len())
        .filter(|metric| defined(*metric))
        .collect()
}

const TALL: f64 = 105.0;
const STACK: f64 = 150.0;

fn height(input: &ReportInput, sheet: Sheet) -> f64 {
    let marks = calendar::marks_height(&input.results.scenario, sheet, super::edges(sheet));
    marks + shown(input).len() as f64 * (TALL + GAP) + GAP + STACK + calendar::FOOT
}

fn name(metric: usize, is_mean: bool) -> (&'static str, Unit) {
    match GROUP_METRICS[metric] {
        "pressure" => (
            "Work wanted per hour available [ratio, in doublings]",
            Unit::Plain,
        ),
        "vacancy_share" if is_mean => (
            "Share of posts vacant, mean over futures [% of EFT]",
            Unit::Percent,
        ),
        "vacancy_share" => ("Share of posts vacant [% of EFT]", Unit::Percent),
        _ => ("Strain of staff [0 to 1]", Unit::Plain),
    }
}

fn draw(input: &ReportInput, canvas: &Canvas) {
    let (left, right) = super::edges(canvas.sheet);
    let scenario = &input.results.scenario;
    let marks = calendar::marks_height(scenario, canvas.sheet, (left, right));
    let x = (0.0, input.horizon());
    let mut panels = Vec::new();
    let mut edge = marks + GAP;
    for metric in shown(input) {
        let bottom = edge + TALL;
        let y = if GROUP_METRICS[metric] == "pressure" {
            let ((low, high), _) = pressure_scale(input);
            (low.log2(), high.log2())
        } else {
            (0.0, top(input, metric))
        };
        let panel = Panel {
            left,
            right,
            top: edge,
            bottom,
            x,
            y,
        };
        group_panel(input, canvas, &panel, metric);
        panels.push(panel);
        edge = bottom + GAP;
    }
    let stack = Panel {
        left,
        right,
        top: edge,
        bottom: edge + STACK,
        x,
        y: (0.0, 1.0),
    };
    stack_panel(input, canvas, &stack);
    panels.push(stack);
    calendar::draw_marks(canvas, scenario, &panels, marks);
    calendar::axis(canvas, &stack, scenario);
}

fn group_panel(input: &ReportInput, canvas: &Canvas, panel: &Panel, metric: usize) {
    let (title, unit) = name(metric, is_mean(input, metric));
    calendar::grid(canvas, panel);
    panel.name(canvas, title, canvas.width());
    if GROUP_METRICS[metric] == "pressure" {
        for value in DOUBLINGS {
            panel.rung(canvas, value.log2(), &words::eft_exact(value));
        }
        let full = [panel.at(panel.x.0, 0.0), panel.at(panel.x.1, 0.0)];
        canvas.line(&full, ink::INK, 1.0);
    } else {
        panel.upright(canvas, unit);
    }
    let mut tags = Vec::new();
    let total = input.results.completed;
    for group in groups(input) {
        let spreads = &group.series[metric];
        let hue = ink::of_state(group.state);
        let mark = if group.state == State::Strained {
            ink::GREY
        } else {
            hue
        };
        let middle = if is_mean(input, metric) {
            mean(spreads)
        } else {
            between(
                canvas,
                panel,
                &placed(metric, quantile(spreads, P10)),
                &placed(metric, quantile(spreads, P90)),
                mark.mark,
                0.20,
            );
            placed(metric, quantile(spreads, MEDIAN))
        };
        line(canvas, panel, &middle, mark.word, 1.9);
        let share = words::in_100(group.replications as f64 / total.max(1) as f64);
        tags.push(
            label::Tag::new(
                panel.py(last(&middle)),
                format!("{share}\u{a0}% end {}", ending(group.state)),
                mark.word,
            )
            .bold(),
        );
    }
    label::column(
        canvas,
        &tags,
        (panel.right, canvas.width() - panel.right),
        (panel.top - 8.0, panel.bottom + 8.0),
    );
}

fn ending(state: State) -> &'static str {
    match state {
        State::Vicious => "in the spiral",
        State::Overloaded => "overloaded",
        State::Rationed => "with a long waiting list",
        State::Strained => "strained",
        State::Virtuous => "well",
    }
}

/// Share of all futures in each state, week by week, from the bottom up: well, strained, waiting list, overloaded, vicious;
/// what is left over is overstretched for a reason that is not known.
fn shares(input: &ReportInput) -> Vec<(Option<State>, Vec<f64>)> {
    let total = input.results.completed.max(1) as f64;
    let weeks = input.results.scenario.run.horizon_weeks;
    let mut layers: Vec<(Option<State>, Vec<f64>)> = Vec::new();
    for state in State::ALL.into_iter().rev() {
        let spreads = input.weekly(&format!("regime.{}", state.name()));
        let share = |it: &crate::experiment::results::Spread| {
            if it.replications == 0 {
                0.0
            } else {
                it.mean.max(0.0) * it.replications as f64 / total
            }
        };
        layers.push((Some(state), spreads.iter().map(share).collect()));
    }
    let rest = (0..weeks)
        .map(|week| {
            1.0 - layers
                .iter()
                .map(|(_, shares)| shares.get(week).copied().unwrap_or(0.0))
                .sum::<f64>()
        })
        .map(|rest| if rest < 1e-6 { 0.0 } else { rest })
        .collect();
    layers.push((None, rest));
    layers
}

fn stack_panel(input: &ReportInput, canvas: &Canvas, panel: &Panel) {
    panel.upright(canvas, Unit::Percent);
    panel.name(
        canvas,
        "State of the service, week by week [% of futures]",
        canvas.width(),
    );
    let weeks = input.results.scenario.run.horizon_weeks;
    let mut below = vec![0.0; weeks];
    let mut tags = Vec::new();
    for (state, layer) in shares(input) {
        let peak = layer.iter().copied().fold(0.0, f64::max);
        if peak <= 0.0 || layer.len() != weeks {
            continue;
        }
        let above: Vec<f64> = below
            .iter()
            .zip(&layer)
            .map(|(low, share)| low + share)
            .collect();
        let hue = state.map_or(ink::BLACK, ink::of_state);
        between(canvas, panel, &below, &above, hue.mark, 0.92);
        let middle = (below[weeks - 1] + above[weeks - 1]) / 2.0;
        let text = state.map_or("overstretched, cause not known", short);
        if peak >= 0.01 {
            tags.push(label::Tag::new(panel.py(middle), text, hue.word));
        }
        below = above;
    }
    if weeks == 1 {
        let look = Type::new(canvas.sheet.text(), ink::QUIET).at(Anchor::Middle);
        canvas.text(
            (
                (panel.left + panel.right) / 2.0,
                (panel.top + panel.bottom) / 2.0,
            ),
            "one week only",
            look,
        );
    }
    label::column(
        canvas,
        &tags,
        (panel.right, canvas.width() - panel.right),
        (panel.top - 8.0, panel.bottom + 8.0),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_group_of_few_futures_has_no_line_and_the_caption_says_so() {
        let mut sample = sample::five_years();
        let groups_of = |sample: &sample::Sample| -> Vec<State> {
            groups(&sample.input()).iter().map(|it| it.state).collect()
        };
        assert!(groups_of(&sample).contains(&State::Vicious));
        for group in &mut sample.results.groups {
            if group.state == State::Vicious {
                group.replications = 10;
            }
        }
        assert!(!groups_of(&sample).contains(&State::Vicious));
        let caption = story(&sample.input()).unwrap().caption;
        assert!(
            caption.contains("No line is drawn for the 10 futures that end in the spiral"),
            "{caption}"
        );
    }

    #[test]
    fn the_pressure_scale_holds_a_full_week_in_its_middle() {
        let sample = sample::five_years();
        let ((low, high), _) = pressure_scale(&sample.input());
        assert!(low <= 0.5 && high >= 2.0, "{low} to {high}");
        assert_eq!(placed(0, vec![0.5, 1.0, 2.0]), [-1.0, 0.0, 1.0]);
        assert_eq!(placed(1, vec![0.5]), [0.5]);
    }
}
