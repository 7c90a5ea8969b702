//! The sheet to draw on: lines, areas and text in pixels, on plotters' SVG back end.
//!
//! Decides how a length becomes a whole number of the drawing; knows no scale and no figure.

use super::Sheet;
use crate::report::font;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// A point on the sheet [px].
pub(in crate::report) type Point = (f64, f64);

/// Where text stands relative to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Anchor {
    Start,
    Middle,
    End,
}

/// Look of a piece of text; it is centred on its point vertically.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Type {
    pub size: f64,
    pub colour: RGBColor,
    pub bold: bool,
    pub anchor: Anchor,
}

impl Type {
    pub fn new(size: f64, colour: RGBColor) -> Self {
        Type {
            size,
            colour,
            bold: false,
            anchor: Anchor::Start,
        }
    }

    pub fn bold(self) -> Self {
        Type { bold: true, ..self }
    }

    pub fn at(self, anchor: Anchor) -> Self {
        Type { anchor, ..self }
    }

    fn font(&self) -> FontDesc<'static> {
        let style = if self.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        // plotters divides a font size by 1.24 before it writes it.
        FontDesc::new(
            FontFamily::Name(font::FAMILY),
            self.size * TENFOLD * 1.24,
            style,
        )
    }
}

/// Units of the drawing per pixel.
pub(in crate::report) const TENFOLD: f64 = 10.0;

/// The body of a drawing: lines, areas and text in pixels.
pub(in crate::report) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
    pub sheet: Sheet,
    pub height: f64,
    /// Height of what stands above the body [px].
    top: f64,
}

impl<'a> Canvas<'a> {
    /// A body `height` tall, below `top` pixels of other things.
    pub fn new(
        area: DrawingArea<SVGBackend<'a>, Shift>,
        sheet: Sheet,
        height: f64,
        top: f64,
    ) -> Self {
        Canvas {
            area,
            sheet,
            height,
            top,
        }
    }

    pub fn width(&self) -> f64 {
        self.sheet.width()
    }

    fn unit(&self, (x, y): Point) -> (i32, i32) {
        let whole = |value: f64| (value * TENFOLD).round() as i32;
        (whole(x), whole(y + self.top))
    }

    fn units(&self, points: &[Point]) -> Vec<(i32, i32)> {
        points.iter().map(|point| self.unit(*point)).collect()
    }

    fn put<'e, E>(&self, element: &'e E)
    where
        &'e E: plotters::element::PointCollection<'e, (i32, i32)>,
        E: for<'b> plotters::element::Drawable<SVGBackend<'b>>,
    {
        self.area
            .draw(element)
            .expect("drawing into a text buffer cannot fail");
    }

    pub fn line(&self, points: &[Point], colour: impl Into<RGBAColor>, width: f64) {
        if points.len() > 1 {
            let style = ShapeStyle {
                color: colour.into(),
                filled: false,
                stroke_width: (width * TENFOLD).round() as u32,
            };
            self.put(&PathElement::new(self.units(points), style));
        }
    }

    /// A line of dashes `on` long and `off` apart, along a polyline.
    pub fn dashes(&self, points: &[Point], colour: RGBColor, width: f64, (on, off): (f64, f64)) {
        let (mut drawn, mut at) = (Vec::new(), 0.0);
        for pair in points.windows(2) {
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            let length = (x1 - x0).hypot(y1 - y0);
            let mut along = 0.0;
            while along < length {
                let inside = at < on;
                let step = (if inside { on - at } else { on + off - at }).min(length - along);
                let place = |s: f64| (x0 + (x1 - x0) * s / length, y0 + (y1 - y0) * s / length);
                if inside {
                    if drawn.is_empty() {
                        drawn.push(place(along));
                    }
                    drawn.push(place(along + step));
                }
                along += step;
                at += step;
                if at >= on && !drawn.is_empty() {
                    self.line(&drawn, colour, width);
                    drawn.clear();
                }
                if at >= on + off - 1e-9 {
                    at = 0.0;
                }
            }
        }
        self.line(&drawn, colour, width);
    }

    pub fn polygon(&self, points: &[Point], colour: impl Into<RGBAColor>) {
        if points.len() > 2 {
            self.put(&Polygon::new(self.units(points), colour.into().filled()));
        }
    }

    /// A filled rectangle from the upper left to the lower right corner.
    pub fn rect(&self, from: Point, to: Point, colour: impl Into<RGBAColor>) {
        let corners = [self.unit(from), self.unit(to)];
        self.put(&Rectangle::new(corners, colour.into().filled()));
    }

    pub fn dot(&self, at: Point, radius: f64, colour: RGBColor) {
        self.put(&Circle::new(
            self.unit(at),
            (radius * TENFOLD) as i32,
            colour.filled(),
        ));
    }

    pub fn text(&self, at: Point, text: &str, look: Type) {
        let horizontal = match look.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let style = TextStyle::from(look.font())
            .color(&look.colour)
            .pos(Pos::new(horizontal, VPos::Center));
        self.put(&Text::new(text.to_owned(), self.unit(at), style));
    }

    /// Width of a text [px].
    pub fn measure(&self, text: &str, look: Type) -> f64 {
        measure(text, look)
    }
}

/// Width of a text [px].
pub(in crate::report) fn measure(text: &str, look: Type) -> f64 {
    font::register();
    let (width, _) = look
        .font()
        .box_size(text)
        .expect("the embedded font is registered");
    f64::from(width) / TENFOLD
}
