//! Colours: Okabe-Ito for marks, a darker sibling of each for words, so that text keeps a contrast of 4.5 to 1 on white.

use crate::model::regime::State;
use plotters::style::RGBColor;

/// A colour for marks and its darker sibling for words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) struct Hue {
    pub mark: RGBColor,
    pub word: RGBColor,
}

const fn hue(mark: (u8, u8, u8), word: (u8, u8, u8)) -> Hue {
    Hue {
        mark: RGBColor(mark.0, mark.1, mark.2),
        word: RGBColor(word.0, word.1, word.2),
    }
}

pub(in crate::report) const INK: RGBColor = RGBColor(0x1c, 0x25, 0x2e);
pub(in crate::report) const QUIET: RGBColor = RGBColor(0x59, 0x63, 0x6e);
pub(in crate::report) const GRID: RGBColor = RGBColor(0xe3, 0xe6, 0xea);
pub(in crate::report) const AXIS: RGBColor = RGBColor(0x9a, 0xa3, 0xad);
pub(in crate::report) const PAPER: RGBColor = RGBColor(0xff, 0xff, 0xff);

pub(in crate::report) const BLUE: Hue = hue((0x00, 0x72, 0xb2), (0x00, 0x5c, 0x91));
pub(in crate::report) const VERMILLION: Hue = hue((0xd5, 0x5e, 0x00), (0xa9, 0x48, 0x00));
pub(in crate::report) const GREEN: Hue = hue((0x00, 0x9e, 0x73), (0x00, 0x6e, 0x50));
pub(in crate::report) const ORANGE: Hue = hue((0xe6, 0x9f, 0x00), (0x86, 0x5b, 0x00));
pub(in crate::report) const SKY: Hue = hue((0x56, 0xb4, 0xe9), (0x17, 0x67, 0x95));
pub(in crate::report) const PURPLE: Hue = hue((0xcc, 0x79, 0xa7), (0x94, 0x3f, 0x6f));
pub(in crate::report) const YELLOW: Hue = hue((0xf0, 0xe4, 0x42), (0x6d, 0x66, 0x00));
/// The baseline: what is compared against.
pub(in crate::report) const GREY: Hue = hue((0x8b, 0x94, 0x9e), (0x59, 0x63, 0x6e));
pub(in crate::report) const PALE: Hue = hue((0xc9, 0xcf, 0xd6), (0x59, 0x63, 0x6e));
pub(in crate::report) const BLACK: Hue = hue((0x1c, 0x25, 0x2e), (0x1c, 0x25, 0x2e));

/// Vicious is warm, virtuous is cool, everywhere.
pub(in crate::report) fn of_state(state: State) -> Hue {
    match state {
        State::Vicious => VERMILLION,
        State::Overloaded => ORANGE,
        State::Rationed => PURPLE,
        State::Strained => PALE,
        State::Virtuous => BLUE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(colour: RGBColor) -> f64 {
        let channel = |value: u8| {
            let share = f64::from(value) / 255.0;
            if share <= 0.03928 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(colour.0) + 0.7152 * channel(colour.1) + 0.0722 * channel(colour.2)
    }

    #[test]
    fn every_word_colour_reads_on_white() {
        let hues = [
            BLUE, VERMILLION, GREEN, ORANGE, SKY, PURPLE, GREY, PALE, BLACK,
        ];
        for colour in hues.map(|it| it.word).into_iter().chain([INK, QUIET]) {
            let contrast = 1.05 / (luminance(colour) + 0.05);
            assert!(
                contrast >= 4.5,
                "{colour:?} has a contrast of {contrast:.2}"
            );
        }
    }
}
