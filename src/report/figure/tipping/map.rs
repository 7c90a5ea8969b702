//! From where does the service tip? A cell for each vacancy share and pressure.

use crate::experiment::tipping::map::{Cell, LEAST_FUTURES, Map, PRESSURE_STEP, Question};
use crate::report::figure::panel::Panel;
use crate::report::figure::{Anchor, Canvas, Drawing, Point, Sheet, Story, Type, ink};
use crate::report::view::{tipping, words};
use plotters::style::RGBColor;

/// Height of a row of cells [px].
const ROW: f64 = 30.0;

/// The map of one question.
pub(in crate::report) fn drawing(map: &Map, question: Question) -> Drawing<'_> {
    let finding = tipping::map_finding(map, question);
    let (name, title, what) = match question {
        Question::FallsIn => (
            "tipping-map",
            "From where does the service fall into the spiral?",
            "Upper number of a cell: of 100 futures that came there not overstretched, how many were overstretched because of the feedback (while the same future without it was not) in at least one week of the next two years",
        ),
        Question::Later => (
            "tipping-later",
            "Who is in the spiral two years later?",
            "Upper number of a cell: of 100 futures that came there, overstretched or not, how many were overstretched because of the feedback exactly two years later: who stays in, who comes out, who falls in",
        ),
    };
    let caption = format!(
        "{what}. Small number below: the futures that came there, each counted once, from the week it came; grey cells have fewer than {LEAST_FUTURES} and stay blank. The black line joins the pressures at which the chance passes one half, between neighbouring known cells of a column (rising fit, drawn straight). The ring is where the scenario itself starts; the dashed line is the pressure above which a service counts as overstretched. {}",
        tipping::visits(map)
    );
    Drawing {
        name,
        title,
        story: Story {
            alt: format!(
                "A grid of cells: vacant posts to the right, pressure upwards, coloured from blue (few futures) to orange (most). {finding}"
            ),
            caption,
            finding,
        },
        height: Box::new(move |_| layout(map, question).rows() as f64 * ROW + 96.0),
        draw: Box::new(move |canvas| draw(map, question, canvas)),
    }
}

/// Rows and columns that are shown.
#[derive(Debug, Clone, Copy)]
struct Layout {
    columns: usize,
    bottom: usize,
    top: usize,
}

impl Layout {
    fn rows(&self) -> usize {
        self.top - self.bottom + 1
    }
}

/// Rows beyond which the map is cut at the top, so that it stays on a sheet.
const MOST_ROWS: usize = 18;

/// Rows from the lowest to the highest known cell and the scenario's own, and columns up to the last known among these.
fn layout(map: &Map, question: Question) -> Layout {
    let start = &map.positions[0];
    let own = map
        .grid
        .cell(start.vacancy, start.pressure)
        .unwrap_or((0, 0));
    let known = |it: &&Cell| it.known(question).is_some();
    let cells = map.cells.iter().filter(known).map(|it| (it.column, it.row));
    let cells: Vec<(usize, usize)> = cells.chain([own]).collect();
    let bottom = cells.iter().map(|it| it.1).min().unwrap_or(0);
    let top = cells.iter().map(|it| it.1).max().unwrap_or(0);
    let top = top.min(bottom + MOST_ROWS - 1).max(own.1);
    let columns = cells.iter().filter(|it| it.1 <= top).map(|it| it.0).max();
    Layout {
        columns: columns.unwrap_or(0) + 1,
        bottom,
        top,
    }
}

fn draw(map: &Map, question: Question, canvas: &Canvas) {
    let layout = layout(map, question);
    let panel = Panel {
        left: 46.0,
        right: canvas.width() - 6.0,
        top: 30.0,
        bottom: canvas.height - 62.0,
        x: (0.0, layout.columns as f64),
        y: (layout.bottom as f64, (layout.top + 1) as f64),
    };
    let quiet = Type::new(canvas.sheet.text() - 1.0, ink::QUIET);
    let head = Type::new(canvas.sheet.text(), ink::INK).bold();
    let name = format!(
        "Hours of work per hour available, last {} weeks",
        map.grid.window_weeks
    );
    canvas.text((0.0, 12.0), &name, head);
    cells(map, question, &layout, &panel, canvas);
    for row in layout.bottom..=layout.top + 1 {
        let (from, to) = map.grid.pressure(row);
        let text = match to.is_finite() {
            // Above the open row there is nothing more.
            true => words::number(from, 2),
            false if row > layout.top => continue,
            false => format!("{}+", words::number(from, 1)),
        };
        let y = panel.py(row as f64);
        canvas.text((panel.left - 6.0, y), &text, quiet.at(Anchor::End));
    }
    for column in 0..layout.columns {
        let x = panel.px(column as f64 + 0.5);
        let text = column_text(map, column);
        canvas.text((x, panel.bottom + 15.0), &text, quiet.at(Anchor::Middle));
    }
    let below = if map.grid.by_post() {
        let posts = (1.0 / map.grid.vacancy_step).round() as u64;
        format!("posts vacant, of {}", words::count(posts))
    } else {
        "posts vacant [% of funded]".to_owned()
    };
    let middle = (panel.left + panel.right) / 2.0;
    canvas.text(
        (middle, panel.bottom + 33.0),
        &below,
        quiet.at(Anchor::Middle),
    );
    over(map, question, &layout, &panel, canvas);
}

fn column_text(map: &Map, column: usize) -> String {
    if map.grid.by_post() {
        return column.to_string();
    }
    let (from, to) = map.grid.vacancy(column);
    format!("{:.0}–{:.0}", 100.0 * from, 100.0 * to)
}

fn cells(map: &Map, question: Question, layout: &Layout, panel: &Panel, canvas: &Canvas) {
    let size = canvas.sheet.text();
    for cell in &map.cells {
        if cell.column >= layout.columns || !(layout.bottom..=layout.top).contains(&cell.row) {
            continue;
        }
        let (column, row) = (cell.column as f64, cell.row as f64);
        let from = panel.at(column, row + 1.0);
        let to = panel.at(column + 1.0, row);
        let middle = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
        let count = cell.answer(question).replications;
        let small = Type::new(size - 3.0, ink::QUIET).at(Anchor::Middle);
        match cell.known(question) {
            Some(known) => {
                let fill = shade(known.value);
                canvas.rect((from.0 + 0.6, from.1 + 0.6), (to.0 - 0.6, to.1 - 0.6), fill);
                let ink = if is_dark(fill) { ink::PAPER } else { ink::INK };
                let look = Type::new(size, ink).bold().at(Anchor::Middle);
                canvas.text(
                    (middle.0, middle.1 - 5.5),
                    &words::in_100(known.value),
                    look,
                );
                let small = Type {
                    colour: ink,
                    ..small
                };
                canvas.text((middle.0, middle.1 + 7.5), &words::count(count), small);
            }
            None if count > 0 => {
                let pale = RGBColor(0xf1, 0xf3, 0xf5);
                canvas.rect((from.0 + 0.6, from.1 + 0.6), (to.0 - 0.6, to.1 - 0.6), pale);
                canvas.text((middle.0, middle.1 + 7.5), &words::count(count), small);
            }
            None => {}
        }
    }
}

/// The line of overstretch, the half line, and where the scenario starts.
fn over(map: &Map, question: Question, layout: &Layout, panel: &Panel, canvas: &Canvas) {
    let row_of = |pressure: f64| pressure / PRESSURE_STEP;
    let shown = layout.bottom as f64..=(layout.top + 1) as f64;
    if shown.contains(&row_of(map.enter)) {
        let y = panel.py(row_of(map.enter));
        canvas.dashes(
            &[(panel.left, y), (panel.right, y)],
            ink::QUIET,
            1.2,
            (4.0, 3.0),
        );
    }
    let points: Vec<(usize, Point)> = map
        .half_line(question)
        .iter()
        .filter(|it| it.column < layout.columns && shown.contains(&row_of(it.pressure)))
        .map(|it| {
            (
                it.column,
                panel.at(it.column as f64 + 0.5, row_of(it.pressure)),
            )
        })
        .collect();
    // The numbers in the middle of the cells stay clear.
    let wide = (panel.right - panel.left) / layout.columns as f64;
    let (half, gap) = (wide * 0.36, 16.0f64.min(wide * 0.26));
    for (_, (x, y)) in &points {
        canvas.line(&[(x - half, *y), (x - gap, *y)], ink::INK, 2.6);
        canvas.line(&[(x + gap, *y), (x + half, *y)], ink::INK, 2.6);
    }
    for pair in points.windows(2).filter(|pair| pair[0].0 + 1 == pair[1].0) {
        let (left, right) = (pair[0].1, pair[1].1);
        canvas.line(
            &[(left.0 + half, left.1), (right.0 - half, right.1)],
            ink::INK,
            1.4,
        );
    }
    here(map, panel, canvas);
    key(panel, canvas, !points.is_empty());
}

fn here(map: &Map, panel: &Panel, canvas: &Canvas) {
    let start = &map.positions[0];
    let column = (start.vacancy - map.grid.vacancy_first) / map.grid.vacancy_step + 0.5;
    let (x, y) = panel.at(column.max(0.0), start.pressure / PRESSURE_STEP);
    let wide = (panel.right - panel.left) / panel.x.1;
    // Beside the numbers of its cell.
    let x = (x - wide * 0.36).max(panel.left + 11.0);
    canvas.dot((x, y), 7.5, ink::INK);
    canvas.dot((x, y), 5.0, ink::PAPER);
    canvas.dot((x, y), 2.5, ink::INK);
}

/// What ring, line and dashes mean, in a row below the map.
fn key(panel: &Panel, canvas: &Canvas, line: bool) {
    let y = panel.bottom + 52.0;
    let look = Type::new(canvas.sheet.text() - 1.0, ink::INK);
    let mut x = 8.0;
    canvas.dot((x, y), 6.0, ink::INK);
    canvas.dot((x, y), 4.0, ink::PAPER);
    canvas.dot((x, y), 2.0, ink::INK);
    canvas.text((x + 11.0, y), "you are here", look);
    x += 27.0 + canvas.measure("you are here", look);
    if line {
        canvas.line(&[(x, y), (x + 18.0, y)], ink::INK, 2.6);
        canvas.text((x + 24.0, y), "one half", look);
        x += 40.0 + canvas.measure("one half", look);
    }
    canvas.dashes(&[(x, y), (x + 18.0, y)], ink::QUIET, 1.2, (4.0, 3.0));
    let text = if canvas.sheet == Sheet::Phone {
        "overstretched"
    } else {
        "overstretched above"
    };
    canvas.text((x + 24.0, y), text, look);
}

/// From blue through pale to orange, the half in the middle.
fn shade(share: f64) -> RGBColor {
    const COOL: (f64, f64, f64) = (134.0, 187.0, 220.0);
    const PALE: (f64, f64, f64) = (247.0, 243.0, 236.0);
    const WARM: (f64, f64, f64) = (213.0, 94.0, 0.0);
    let (from, to, part) = if share < 0.5 {
        (COOL, PALE, share * 2.0)
    } else {
        (PALE, WARM, share * 2.0 - 1.0)
    };
    let mix = |a: f64, b: f64| (a + (b - a) * part).round() as u8;
    RGBColor(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

fn is_dark(colour: RGBColor) -> bool {
    0.3 * f64::from(colour.0) + 0.59 * f64::from(colour.1) + 0.11 * f64::from(colour.2) < 130.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_half_is_pale_and_the_ends_are_cool_and_warm() {
        let (cool, half, warm) = (shade(0.0), shade(0.5), shade(1.0));
        assert!(cool.2 > cool.0 && warm.0 > warm.2);
        assert!(half.0 > 240 && half.1 > 240);
        assert!(is_dark(warm) && !is_dark(half) && !is_dark(cool));
    }
}
