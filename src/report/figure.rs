//! Figures: a sheet to draw on, and one file per question.
//!
//! Decides sizes, type and how a drawing is wrapped for the page, the phone and the file; each figure decides what is drawn.
//! Lengths are in pixels at the size of reading; plotters draws at ten times that, because its coordinates are whole numbers.
//! Two conventions hold everywhere: a filled band is the spread of futures, thin whiskers or dotted lines are the interval of an estimate.

pub(super) mod attribution;
pub(super) mod breaches;
pub(super) mod calendar;
pub(super) mod canvas;
pub(super) mod clients;
pub(super) mod compare;
pub(super) mod eft;
pub(super) mod emergencies;
pub(super) mod first_long_breach;
pub(super) mod frontier;
pub(super) mod hours_later;
pub(super) mod indices;
pub(super) mod ink;
pub(super) mod key_lines;
pub(super) mod label;
pub(super) mod ladder;
pub(super) mod panel;
pub(super) mod portfolio;
pub(super) mod screening;
pub(super) mod series;
pub(super) mod smalls;
pub(super) mod split;
pub(super) mod strip;
pub(super) mod support;
pub(super) mod swept;
pub(super) mod swept_map;
pub(super) mod teams;
pub(super) mod tipping;
pub(super) mod tornado;
pub(super) mod two_futures;
pub(super) mod unsafe_years;
pub(super) mod verified;
pub(super) mod week;
pub(super) mod worth;

use canvas::measure;
pub(super) use canvas::{Anchor, Canvas, Point, TENFOLD, Type};

use super::ReportInput;
use super::font;
use crate::scenario::Change;
use crate::scenario::Scenario;
use plotters::prelude::*;

/// What a figure says besides its drawing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Story {
    /// One sentence with the number in words.
    pub finding: String,
    /// What is drawn and how to read it: which bands are futures and which are intervals.
    pub caption: String,
    /// The drawing in words, for those who cannot see it.
    pub alt: String,
}

/// A drawing of something that is known: where it goes, what it says, and how it is made.
pub(super) struct Drawing<'a> {
    /// File name without its ending, and the id of its section.
    pub name: &'static str,
    /// The question it answers.
    pub title: &'static str,
    pub story: Story,
    /// Height of the body on a sheet [px].
    pub height: Box<dyn Fn(Sheet) -> f64 + 'a>,
    pub draw: Box<dyn Fn(&Canvas) + 'a>,
}

impl Drawing<'_> {
    /// The drawing as a file of its own.
    pub fn chart(&self) -> super::Chart {
        super::Chart {
            name: self.name,
            title: self.title,
            svg: drawn(self, Sheet::File),
            finding: self.story.finding.clone(),
            alt: self.story.alt.clone(),
        }
    }
}

/// A figure of a run: the question it answers and how it is made.
pub(super) struct Figure {
    pub name: &'static str,
    pub title: &'static str,
    /// `Err` says in a sentence why there is nothing to draw.
    pub story: fn(&ReportInput) -> Result<Story, String>,
    /// Height of the body on a sheet [px].
    pub height: fn(&ReportInput, Sheet) -> f64,
    pub draw: fn(&ReportInput, &Canvas),
}

impl Figure {
    /// The figure of one run, or why there is nothing to draw.
    pub fn of<'a>(&self, input: &'a ReportInput<'a>) -> Result<Drawing<'a>, String> {
        let (height, draw) = (self.height, self.draw);
        Ok(Drawing {
            name: self.name,
            title: self.title,
            story: (self.story)(input)?,
            height: Box::new(move |sheet| height(input, sheet)),
            draw: Box::new(move |canvas| draw(input, canvas)),
        })
    }
}

/// All figures of a run, in the order of the page.
pub(super) const FIGURES: [Figure; 7] = [
    eft::FIGURE,
    breaches::FIGURE,
    unsafe_years::FIGURE,
    two_futures::FIGURE,
    first_long_breach::FIGURE,
    clients::FIGURE,
    week::FIGURE,
];

/// Figures of what a scenario has of its own, where it has it, in the order of the page.
pub(super) fn own(scenario: &Scenario) -> Vec<Figure> {
    let figures = [
        (!scenario.shocks.is_empty(), emergencies::FIGURE),
        (
            scenario.changes.iter().any(Change::acts),
            hours_later::CHANGES,
        ),
        (!scenario.programmes.is_empty(), hours_later::PROGRAMMES),
        (!scenario.support.is_empty(), support::FIGURE),
        (!scenario.teams.is_empty(), teams::FIGURE),
    ];
    let there = figures.into_iter().filter(|(is_there, _)| *is_there);
    there.map(|(_, figure)| figure).collect()
}

/// Where a drawing is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sheet {
    /// On the page, whose text carries title, finding and caption.
    Page,
    /// The same on a narrow screen.
    Phone,
    /// A file of its own, with title, finding and caption in the drawing.
    File,
}

impl Sheet {
    pub fn width(self) -> f64 {
        match self {
            Sheet::Page | Sheet::File => 760.0,
            Sheet::Phone => 360.0,
        }
    }

    pub fn is_narrow(self) -> bool {
        self == Sheet::Phone
    }

    /// Size of ordinary text on the drawing [px].
    pub fn text(self) -> f64 {
        match self {
            Sheet::Page | Sheet::File => 12.5,
            Sheet::Phone => 11.5,
        }
    }

    /// Word that keeps identifiers apart where two drawings stand on one page.
    fn word(self) -> &'static str {
        match self {
            Sheet::Page => "page",
            Sheet::Phone => "phone",
            Sheet::File => "file",
        }
    }
}

/// Margin around what a file's drawing holds [px].
const MARGIN: f64 = 20.0;

/// Draws on a sheet; the answer is SVG text.
pub(super) fn drawn(drawing: &Drawing, sheet: Sheet) -> String {
    font::register();
    let body = (drawing.height)(sheet);
    let head = Frame::of(drawing, sheet);
    let height = head.top + body + head.bottom;
    let size = |length: f64| (length * TENFOLD).round() as u32;
    let outer = sheet.width() + 2.0 * head.margin;
    let mut svg = String::new();
    {
        let root =
            SVGBackend::with_string(&mut svg, (size(outer), size(height))).into_drawing_area();
        root.fill(&ink::PAPER)
            .expect("drawing into a text buffer cannot fail");
        let inner = root.margin(0, 0, size(head.margin), size(head.margin));
        let canvas = Canvas::new(inner, sheet, body, head.top);
        head.draw(&canvas, body);
        (drawing.draw)(&canvas);
        root.present()
            .expect("drawing into a text buffer cannot fail");
    }
    dressed(&svg, drawing, sheet, (outer, height))
}

/// What stands above and below the body of a file's drawing.
struct Frame {
    title: Vec<String>,
    finding: Vec<String>,
    caption: Vec<String>,
    top: f64,
    bottom: f64,
    margin: f64,
}

const TITLE: f64 = 20.0;
const FINDING: f64 = 14.0;
const CAPTION: f64 = 11.5;
const LEADING: f64 = 1.38;

impl Frame {
    fn of(drawing: &Drawing, sheet: Sheet) -> Self {
        match sheet {
            Sheet::Page | Sheet::Phone => Frame {
                title: Vec::new(),
                finding: Vec::new(),
                caption: Vec::new(),
                top: 2.0,
                bottom: 2.0,
                margin: 0.0,
            },
            Sheet::File => {
                let fold = |text: &str, size: f64, bold: bool| {
                    let look = Type {
                        bold,
                        ..Type::new(size, ink::INK)
                    };
                    label::wrapped(text, sheet.width(), look)
                };
                let title = fold(drawing.title, TITLE, true);
                let finding = fold(&drawing.story.finding, FINDING, false);
                let caption = fold(&drawing.story.caption, CAPTION, false);
                let tall = |lines: &[String], size: f64| lines.len() as f64 * size * LEADING;
                Frame {
                    top: MARGIN + tall(&title, TITLE) + 4.0 + tall(&finding, FINDING) + 14.0,
                    bottom: 14.0 + tall(&caption, CAPTION) + MARGIN,
                    margin: MARGIN,
                    title,
                    finding,
                    caption,
                }
            }
        }
    }

    fn draw(&self, canvas: &Canvas, body: f64) {
        let mut y = MARGIN - self.top;
        let blocks = [
            (&self.title, Type::new(TITLE, ink::INK).bold(), 4.0),
            (&self.finding, Type::new(FINDING, ink::INK), 0.0),
        ];
        for (lines, look, gap) in blocks {
            y = paragraph(canvas, lines, look, y) + gap;
        }
        paragraph(
            canvas,
            &self.caption,
            Type::new(CAPTION, ink::QUIET),
            body + 14.0,
        );
    }
}

/// Sets lines one below the other from `y`; the answer is where the next would begin.
fn paragraph(canvas: &Canvas, lines: &[String], look: Type, y: f64) -> f64 {
    let leading = look.size * LEADING;
    for (row, line) in lines.iter().enumerate() {
        canvas.text((0.0, y + leading * (row as f64 + 0.5)), line, look);
    }
    y + leading * lines.len() as f64
}

/// Puts the real size, the words for those who cannot see, and round joins on the root.
fn dressed(svg: &str, drawing: &Drawing, sheet: Sheet, (width, height): Point) -> String {
    let body = svg.find('>').map_or("", |end| &svg[end + 1..]);
    let key = format!("{}-{}", drawing.name, sheet.word());
    let head = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {:.0} {:.0}\" role=\"img\" aria-labelledby=\"{key}-title {key}-desc\" stroke-linejoin=\"round\">\n<title id=\"{key}-title\">{}</title>\n<desc id=\"{key}-desc\">{}</desc>",
        width * TENFOLD,
        height * TENFOLD,
        super::page::html::escaped(drawing.title),
        super::page::html::escaped(&drawing.story.alt),
    );
    let body = body
        .replace(" opacity=\"1\"", "")
        .replace(
            "font-family=\"Inter\"",
            &format!("font-family=\"{}\"", font::FAMILY_WITH_FALLBACKS),
        )
        .replace(" \"/>", "\"/>");
    format!("{head}{body}")
}

/// Left and right edge of a panel over time [px]: numbers stand to its left, names of lines to its right.
pub(super) fn edges(sheet: Sheet) -> (f64, f64) {
    match sheet {
        Sheet::Page | Sheet::File => (42.0, sheet.width() - 128.0),
        Sheet::Phone => (36.0, sheet.width() - 82.0),
    }
}
