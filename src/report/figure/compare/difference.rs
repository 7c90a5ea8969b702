//! What does each plan change, and how sure is it?

use super::{CompareFigure, label, mark, of_verdict};
use crate::experiment::arm::Pairing;
use crate::experiment::compare::results::{Compared, Comparison, Contrast, Verdict};
use crate::report::CompareInput;
use crate::report::figure::label::wrapped;
use crate::report::figure::panel::{Panel, Unit, tick_text, ticks};
use crate::report::figure::{Anchor, Canvas, Drawing, Sheet, Story, Type, ink};
use crate::report::view::compare::{Measure, differs, measures, named};
use crate::report::view::words;

pub(super) const FIGURE: CompareFigure = CompareFigure {
    name: "differences",
    title: TITLE,
    of,
};

const TITLE: &str = "What does each plan change, and how sure is it?";

/// A comparison and the outcomes of it that are drawn.
#[derive(Clone, Copy)]
pub(in crate::report) struct Differences<'a> {
    pub comparison: &'a Comparison,
    pub is_wanted: fn(&Measure) -> bool,
}

impl<'a> Differences<'a> {
    /// Outcomes in which any plan differs.
    fn shown(self) -> Vec<(Measure, &'a Contrast)> {
        let all = measures(self.comparison).into_iter();
        all.filter(|it| (self.is_wanted)(&it.0) && differs(it.1))
            .collect()
    }

    /// The drawing under a name and title of its own; `None` where no plan changes anything in any future.
    pub fn drawing(
        self,
        name: &'static str,
        title: &'static str,
        story: Story,
    ) -> Option<Drawing<'a>> {
        (!self.shown().is_empty()).then(|| Drawing {
            name,
            title,
            story,
            height: Box::new(move |sheet| LEGEND + grid(self, sheet).height()),
            draw: Box::new(move |canvas| draw(self, canvas)),
        })
    }
}

fn of<'a>(input: &'a CompareInput<'a>) -> Result<Drawing<'a>, String> {
    let all = Differences {
        comparison: input.comparison,
        is_wanted: |_| true,
    };
    all.drawing(FIGURE.name, TITLE, story(input.comparison))
        .ok_or_else(|| "No plan changes anything in any future.".to_owned())
}

fn story(comparison: &Comparison) -> Story {
    let all = measures(comparison);
    let told = |wanted: Verdict| {
        let each = all.iter().flat_map(|it| &it.1.against);
        each.filter(|it| it.verdict == wanted).count() as u64
    };
    let finding = format!(
        "Of {} comparisons, {} come out better than {} and {} worse; the rest do not differ or cannot be told yet.",
        words::count((all.len() * comparison.others().len()) as u64),
        words::count(told(Verdict::Better)),
        named(&comparison.baseline().plan),
        words::count(told(Verdict::Worse)),
    );
    let same: Vec<String> = all
        .iter()
        .filter(|it| !differs(it.1))
        .map(|it| it.0.title.to_lowercase())
        .collect();
    let same = if same.is_empty() {
        String::new()
    } else {
        format!(
            " The same in every future under every plan, and not drawn: {}.",
            words::listed(&same)
        )
    };
    let how = match comparison.pairing {
        Pairing::Common => "from pairs of the same future",
        Pairing::Independent => "from futures that are not paired",
    };
    Story {
        alt: format!(
            "Small panels, one for each outcome, with a row for each plan: its difference from the baseline as a mark with a whisker, beside a line at no difference. {finding}"
        ),
        caption: format!(
            "Each mark is a plan's mean difference from {}, the whisker its own 95 % interval, {how} (not a band of futures). Shape and colour show the verdict, which is corrected for the number of plans, so a whisker may stay clear of the line and the verdict still be open. Left is better in every panel.{same}",
            named(&comparison.baseline().plan)
        ),
        finding,
    }
}

const LEGEND: f64 = 26.0;
const AXIS: f64 = 40.0;

/// Where everything stands.
struct Grid {
    columns: usize,
    rows: usize,
    names: f64,
    /// Width of a panel with its value column.
    panel: f64,
    value: f64,
    lines: Vec<Vec<String>>,
    head: f64,
    leading: f64,
}

impl Grid {
    fn row(&self, plan: usize) -> f64 {
        (self.lines[plan].len() as f64 * self.leading + 8.0).max(23.0)
    }

    fn plans(&self) -> f64 {
        (0..self.lines.len()).map(|plan| self.row(plan)).sum()
    }

    fn height(&self) -> f64 {
        self.rows as f64 * (self.head + self.plans() + AXIS)
    }
}

fn grid(differences: Differences, sheet: Sheet) -> Grid {
    let (columns, names, value) = if sheet.is_narrow() {
        (1, 112.0, 54.0)
    } else {
        (3, 136.0, 54.0)
    };
    let look = look(sheet);
    let plans = differences.comparison.others().iter();
    let count = differences.shown().len();
    Grid {
        columns,
        rows: count.div_ceil(columns),
        names,
        panel: (sheet.width() - names) / columns as f64,
        value,
        lines: plans
            .map(|it| wrapped(&label(&it.plan), names - 8.0, look))
            .collect(),
        head: if sheet.is_narrow() { 34.0 } else { 46.0 },
        leading: look.size * 1.2,
    }
}

fn look(sheet: Sheet) -> Type {
    Type::new(sheet.text() - 1.0, ink::INK)
}

fn draw(differences: Differences, canvas: &Canvas) {
    legend(differences, canvas);
    let grid = grid(differences, canvas.sheet);
    let mut top = LEGEND;
    for row in differences.shown().chunks(grid.columns) {
        let plans = top + grid.head;
        names(canvas, &grid, plans);
        for (column, (measure, contrast)) in row.iter().enumerate() {
            let left = grid.names + column as f64 * grid.panel;
            panel(
                differences,
                canvas,
                &grid,
                (left, plans),
                (measure, contrast),
            );
        }
        top = plans + grid.plans() + AXIS;
    }
}

fn legend(differences: Differences, canvas: &Canvas) {
    let open = Verdict::Open { more: None };
    let entries = [
        (Verdict::Better, "better"),
        (Verdict::Worse, "worse"),
        (open, "not told yet"),
        (Verdict::Same, "the same"),
    ];
    let used = |verdict: Verdict| {
        let all = differences.shown();
        let mut each = all.iter().flat_map(|it| &it.1.against);
        each.any(|it| std::mem::discriminant(&it.verdict) == std::mem::discriminant(&verdict))
    };
    let mut x = 6.0;
    for (verdict, text) in entries.into_iter().filter(|it| used(it.0)) {
        mark(canvas, (x, 8.0), verdict);
        let look = Type::new(canvas.sheet.text() - 0.5, of_verdict(verdict).word).bold();
        canvas.text((x + 9.0, 8.0), text, look);
        x += canvas.measure(text, look) + 28.0;
    }
}

fn names(canvas: &Canvas, grid: &Grid, top: f64) {
    let mut y = top;
    for (plan, lines) in grid.lines.iter().enumerate() {
        let middle = y + grid.row(plan) / 2.0;
        for (at, line) in lines.iter().enumerate() {
            let shift = (at as f64 - (lines.len() as f64 - 1.0) / 2.0) * grid.leading;
            canvas.text((0.0, middle + shift), line, look(canvas.sheet));
        }
        y += grid.row(plan);
    }
}

/// Range that holds all intervals and 0, with a little room.
fn reach(against: &[Compared], factor: f64) -> (f64, f64) {
    let ends = against
        .iter()
        .flat_map(|it| [it.difference.low * factor, it.difference.high * factor]);
    let (low, high) = ends
        .filter(|it| it.is_finite())
        .fold((0.0f64, 0.0f64), |(low, high), it| {
            (low.min(it), high.max(it))
        });
    let span = if high > low { high - low } else { 1.0 };
    (low - 0.08 * span, high + 0.08 * span)
}

fn panel(
    differences: Differences,
    canvas: &Canvas,
    grid: &Grid,
    (left, top): (f64, f64),
    (measure, contrast): (&Measure, &Contrast),
) {
    let comparison = differences.comparison;
    let factor = measure.factor(comparison);
    let panel = Panel {
        left: left + 6.0,
        right: left + grid.panel - grid.value - 8.0,
        top,
        bottom: top + grid.plans(),
        x: reach(&contrast.against, factor),
        y: (0.0, 1.0),
    };
    head(canvas, &panel, measure);
    let quiet = Type::new(canvas.sheet.text() - 2.0, ink::QUIET).at(Anchor::Middle);
    let marks = ticks(panel.x.0, panel.x.1, 3);
    for value in &marks {
        let x = panel.px(*value);
        canvas.line(&[(x, panel.top), (x, panel.bottom)], ink::GRID, 0.8);
        let text = tick_text(*value, &marks, Unit::Plain);
        canvas.text((x, panel.bottom + 9.0), &text, quiet);
    }
    let zero = panel.px(0.0);
    canvas.line(
        &[(zero, panel.top - 3.0), (zero, panel.bottom + 3.0)],
        ink::INK,
        1.2,
    );
    ways(canvas, &panel, zero);
    let mut y = panel.top;
    for (plan, it) in contrast.against.iter().enumerate() {
        let middle = y + grid.row(plan) / 2.0;
        let hue = of_verdict(it.verdict);
        let (low, high) = (it.difference.low * factor, it.difference.high * factor);
        if it.verdict != Verdict::Same && low.is_finite() && high.is_finite() {
            let ends = [(panel.px(low), middle), (panel.px(high), middle)];
            canvas.line(&ends, hue.mark, 1.8);
        }
        if it.difference.value.is_finite() {
            let at = panel.px(it.difference.value * factor);
            mark(canvas, (at, middle), it.verdict);
        }
        let text = match it.verdict {
            Verdict::Same => "same".to_owned(),
            Verdict::Untold => words::NOTHING.to_owned(),
            Verdict::Better | Verdict::Worse | Verdict::Open { .. } => {
                measure.signed(comparison, it)
            }
        };
        let value = Type::new(canvas.sheet.text() - 1.0, hue.word).at(Anchor::End);
        canvas.text((left + grid.panel - 6.0, middle), &text, value);
        y += grid.row(plan);
    }
}

fn head(canvas: &Canvas, panel: &Panel, measure: &Measure) {
    let bold = Type::new(canvas.sheet.text() - 0.5, ink::INK).bold();
    let quiet = Type::new(canvas.sheet.text() - 1.5, ink::QUIET);
    let left = if canvas.sheet.is_narrow() {
        0.0
    } else {
        panel.left - 6.0
    };
    let room = canvas.width();
    let unit = canvas.measure(measure.title, bold) + 6.0;
    let one_line = canvas.sheet.is_narrow() && unit + canvas.measure(measure.unit, quiet) <= room;
    if one_line {
        canvas.text((left, panel.top - 15.0), measure.title, bold);
        canvas.text((left + unit, panel.top - 15.0), measure.unit, quiet);
    } else {
        canvas.text((left, panel.top - 30.0), measure.title, bold);
        canvas.text((left, panel.top - 15.0), measure.unit, quiet);
    }
}

/// Which side of the line is the better one.
fn ways(canvas: &Canvas, panel: &Panel, zero: f64) {
    let y = panel.bottom + 23.0;
    let look = |colour| Type::new(canvas.sheet.text() - 2.0, colour);
    let better = look(ink::BLUE.word).at(Anchor::End);
    let worse = look(ink::VERMILLION.word);
    let fits = |text: &str, look: Type, room: f64| canvas.measure(text, look) + 5.0 <= room;
    if fits("← better", better, zero - panel.left + 6.0) {
        canvas.text((zero - 5.0, y), "← better", better);
    }
    if fits("worse →", worse, panel.right - zero) {
        canvas.text((zero + 5.0, y), "worse →", worse);
    }
}
