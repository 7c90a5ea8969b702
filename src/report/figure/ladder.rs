//! A ladder: one rung for each thing, all on one scale from left to right, with a name at each rung.
//!
//! On a wide sheet the names stand left of the rungs, on a phone above them. Decides places; draws names, scale and grid.

use super::ink::{AXIS, GRID, INK, PAPER, QUIET};
use super::label::wrapped;
use super::panel::{Unit, tick_text, ticks};
use super::{Anchor, Canvas, Sheet, Type};

/// Room for names on a wide sheet [px].
const NAMES: f64 = 236.0;

/// Room right of the scale for numbers [px].
const RIGHT: f64 = 60.0;

/// Height of a ladder's name and of the scale below it [px].
const HEAD: f64 = 34.0;
const FOOT: f64 = 40.0;

/// Places of one ladder on a sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::report) struct Ladder {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    /// Height of a rung [px].
    pub rung: f64,
    pub rungs: usize,
    pub x: (f64, f64),
    narrow: bool,
}

impl Ladder {
    /// A ladder of some rungs below `top`, over a range.
    pub fn new(sheet: Sheet, top: f64, rungs: usize, x: (f64, f64)) -> Ladder {
        let narrow = sheet.is_narrow();
        Ladder {
            left: if narrow { 8.0 } else { NAMES },
            right: sheet.width() - if narrow { 46.0 } else { RIGHT },
            top: top + HEAD,
            rung: rung(narrow),
            rungs,
            x,
            narrow,
        }
    }

    /// Height of a whole ladder [px].
    pub fn height(sheet: Sheet, rungs: usize) -> f64 {
        HEAD + rungs as f64 * rung(sheet.is_narrow()) + FOOT
    }

    pub fn bottom(&self) -> f64 {
        self.top + self.rungs as f64 * self.rung
    }

    /// Height of the marks of a rung [px].
    pub fn y(&self, rung: usize) -> f64 {
        let inside = if self.narrow { 0.70 } else { 0.5 };
        self.top + (rung as f64 + inside) * self.rung
    }

    /// Place of a value [px], inside the ladder.
    pub fn px(&self, value: f64) -> f64 {
        let share = (value - self.x.0) / (self.x.1 - self.x.0);
        self.left + share.clamp(0.0, 1.0) * (self.right - self.left)
    }

    /// The ladder's name, its scale with numbers, and the grid.
    pub fn frame(&self, canvas: &Canvas, name: &str, scale: &str, unit: Unit) {
        let size = canvas.sheet.text();
        let look = Type::new(size, INK).bold();
        let lines = wrapped(name, canvas.width(), look);
        for (row, line) in lines.iter().rev().enumerate() {
            canvas.text(
                (0.0, self.top - 18.0 - row as f64 * size * 1.25),
                line,
                look,
            );
        }
        let wanted = ((self.right - self.left) / 90.0) as usize;
        let marks = ticks(self.x.0, self.x.1, wanted.clamp(2, 6));
        let look = Type::new(size - 1.0, QUIET).at(Anchor::Middle);
        for value in &marks {
            let x = self.px(*value);
            canvas.line(&[(x, self.top - 4.0), (x, self.bottom())], GRID, 0.8);
            let text = tick_text(*value, &marks, unit);
            // A long number at an end of the scale stays on the sheet.
            let half = canvas.measure(&text, look) / 2.0;
            let x = x.clamp(half, canvas.width() - half);
            canvas.text((x, self.bottom() + 9.0), &text, look);
        }
        canvas.line(
            &[(self.left, self.bottom()), (self.right, self.bottom())],
            AXIS,
            1.0,
        );
        let middle = if self.narrow {
            canvas.width() / 2.0
        } else {
            (self.left + self.right) / 2.0
        };
        canvas.text(
            (middle, self.bottom() + 24.0),
            scale,
            Type::new(size - 1.5, QUIET).at(Anchor::Middle),
        );
    }

    /// The name of a rung.
    pub fn name(&self, canvas: &Canvas, rung: usize, text: &str) {
        let size = canvas.sheet.text() - 0.5;
        if self.narrow {
            let look = Type::new(size, INK);
            let y = self.top + rung as f64 * self.rung + self.rung * 0.26;
            // The name stands across the grid, which gives way.
            let right = canvas.measure(text, look) + 3.0;
            canvas.rect((0.0, y - size * 0.6), (right, y + size * 0.6), PAPER);
            return canvas.text((0.0, y), text, look);
        }
        let look = Type::new(size, INK).at(Anchor::End);
        // Paths are folded at their dots.
        let lines: Vec<String> = wrapped(&text.replace('.', ". "), NAMES - 16.0, look)
            .iter()
            .map(|line| line.replace(". ", "."))
            .collect();
        for (row, line) in lines.iter().enumerate() {
            let shift = (row as f64 - (lines.len() as f64 - 1.0) / 2.0) * size * 1.15;
            canvas.text((self.left - 12.0, self.y(rung) + shift), line, look);
        }
    }
}

fn rung(narrow: bool) -> f64 {
    if narrow { 42.0 } else { 30.0 }
}
