//! Who is being served? One small panel per level, heaviest first, and one for all.

use super::panel::{Panel, Unit, range};
use super::series::{Fan, MEDIAN, P90, fan, last, quantile, steps};
use super::{Anchor, Canvas, Figure, Sheet, Story, Type, calendar, eft, ink, label};
use crate::experiment::results::Spread;
use crate::report::ReportInput;
use crate::report::view::words;
use crate::scenario::LevelKind;

pub(in crate::report) const FIGURE: Figure = Figure {
    name: "clients",
    title: "Who is being served?",
    story,
    height,
    draw,
};

const TALL: f64 = 105.0;
const HEAD: f64 = 46.0;

fn story(input: &ReportInput) -> Result<Story, String> {
    let all = input.weekly("clients.all");
    let end = last(&quantile(all, MEDIAN));
    if !end.is_finite() {
        return Err("Clients were not counted.".to_owned());
    }
    let start = all.first().map_or(f64::NAN, |it| it.quantiles[MEDIAN]);
    let largest = input
        .results
        .scenario
        .levels
        .iter()
        .map(|level| {
            (
                level,
                last(&quantile(
                    input.weekly(&format!("clients.{}", level.name)),
                    MEDIAN,
                )),
            )
        })
        .filter(|(_, value)| value.is_finite())
        .max_by(|one, other| one.1.total_cmp(&other.1));
    let most = match largest {
        Some((level, value)) if input.results.scenario.levels.len() > 1 => format!(
            "; the largest level then is \"{}\" with {}",
            level.name,
            words::number(value, 0)
        ),
        _ => String::new(),
    };
    let finding = format!(
        "In the middle future the service goes from {} clients in the first week to {} in the last{most}.",
        words::number(start, 0),
        words::number(end, 0)
    );
    Ok(Story {
        alt: format!("Small panels over time, one for each level of intensity and one for all clients, each a band of futures with its median. {finding}"),
        caption: "Bands are futures (eight in ten lie in each), lines the middle future. Dashed: what the funded posts may safely carry at the limits in force, where there is a limit that counts. Waiting clients are not counted here.".to_owned(),
        finding,
    })
}

fn columns(sheet: Sheet) -> usize {
    if sheet.is_narrow() { 1 } else { 2 }
}

fn rows(input: &ReportInput, sheet: Sheet) -> usize {
    (input.results.scenario.levels.len() + 1).div_ceil(columns(sheet))
}

fn height(input: &ReportInput, sheet: Sheet) -> f64 {
    rows(input, sheet) as f64 * (TALL + HEAD) + calendar::FOOT
}

/// What the funded posts may carry over time, `(week, clients)`: the limit per EFT times the funded EFT.
fn room(input: &ReportInput, level: Option<usize>) -> Vec<(f64, f64)> {
    let Some(safe_load) = &input.results.scenario.safe_load else {
        return Vec::new();
    };
    let funded = eft::funded(input);
    let mut weeks: Vec<f64> = funded
        .iter()
        .map(|it| it.0)
        .chain(safe_load.limits.steps().iter().map(|it| it.0))
        .collect();
    weeks.sort_by(f64::total_cmp);
    weeks.dedup();
    let value = |week: f64| {
        let limits = safe_load.limits.at(week);
        let limit = match level {
            Some(level) => limits.per_level.get(level).copied().flatten(),
            None => limits.total,
        };
        let before = funded.iter().rev().find(|it| it.0 <= week);
        let eft = before.map_or(f64::NAN, |it| it.1);
        limit.map(|limit| (week, limit * eft))
    };
    weeks.into_iter().filter_map(value).collect()
}

struct Small<'a> {
    title: String,
    spreads: &'a [Spread],
    room: Vec<(f64, f64)>,
    hue: ink::Hue,
}

fn smalls<'a>(input: &'a ReportInput) -> Vec<Small<'a>> {
    let levels = input
        .results
        .scenario
        .levels
        .iter()
        .enumerate()
        .map(|(at, level)| Small {
            title: level.name.clone(),
            spreads: input.weekly(&format!("clients.{}", level.name)),
            room: match level.kind {
                LevelKind::OneToOne { .. } => room(input, Some(at)),
                LevelKind::Group { .. } | LevelKind::CheckIn { .. } => Vec::new(),
            },
            hue: ink::BLUE,
        });
    let all = Small {
        title: "all clients in service".to_owned(),
        spreads: input.weekly("clients.all"),
        room: room(input, None),
        hue: ink::GREY,
    };
    levels.chain([all]).collect()
}

fn draw(input: &ReportInput, canvas: &Canvas) {
    let columns = columns(canvas.sheet);
    let smalls = smalls(input);
    let wide = canvas.width() / columns as f64;
    for (at, small) in smalls.iter().enumerate() {
        let (column, row) = (at % columns, at / columns);
        let top = row as f64 * (TALL + HEAD) + HEAD;
        let left = column as f64 * wide + 36.0;
        let right = (column + 1) as f64 * wide - 44.0;
        let values = quantile(small.spreads, P90)
            .into_iter()
            .chain(small.room.iter().map(|it| it.1));
        let panel = Panel {
            left,
            right,
            top,
            bottom: top + TALL,
            x: (0.0, input.horizon()),
            y: range(values, 1.0),
        };
        calendar::grid(canvas, &panel);
        panel.upright(canvas, Unit::Plain);
        title(canvas, &panel, &small.title, wide);
        fan(canvas, &panel, small.spreads, small.hue, Fan::One);
        canvas.dashes(&steps(&panel, &small.room), ink::INK, 1.2, (5.0, 3.0));
        let end = last(&quantile(small.spreads, MEDIAN));
        let look = Type::new(canvas.sheet.text(), small.hue.word).bold();
        canvas.text((right + 6.0, panel.py(end)), &words::number(end, 0), look);
        if at + columns >= smalls.len() {
            calendar::axis(canvas, &panel, &input.results.scenario);
        }
    }
}

/// A level's name, shortened to its panel.
fn title(canvas: &Canvas, panel: &Panel, text: &str, wide: f64) {
    let look = Type::new(canvas.sheet.text(), ink::INK)
        .bold()
        .at(Anchor::Start);
    let lines = label::wrapped(
        &format!("{} [clients]", words::capital(text)),
        wide - 16.0,
        look,
    );
    for (row, line) in lines.iter().take(2).rev().enumerate() {
        canvas.text(
            (panel.left - 36.0, panel.top - 16.0 - row as f64 * 15.0),
            line,
            look,
        );
    }
}
