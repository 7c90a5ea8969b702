//! Words on a drawing: folding them to a width, and keeping them apart.

use super::{Anchor, Canvas, Type, measure};
use plotters::style::RGBColor;

/// A text folded to a width [px]; a word longer than the width stands alone.
/// A no-break space keeps a number with its unit.
pub(in crate::report) fn wrapped(text: &str, width: f64, look: Type) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line) if measure(&format!("{line} {word}"), look) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A name beside the end of a line.
#[derive(Debug, Clone)]
pub(in crate::report) struct Tag {
    /// Height of what it names [px].
    pub y: f64,
    pub text: String,
    pub colour: RGBColor,
    pub bold: bool,
}

impl Tag {
    pub fn new(y: f64, text: impl Into<String>, colour: RGBColor) -> Self {
        Tag {
            y,
            text: text.into(),
            colour,
            bold: false,
        }
    }

    pub fn bold(self) -> Self {
        Tag { bold: true, ..self }
    }
}

/// Sets tags in a column from `x`, `width` wide, between two heights, moved apart where they would touch.
pub(in crate::report) fn column(
    canvas: &Canvas,
    tags: &[Tag],
    (x, width): (f64, f64),
    (top, bottom): (f64, f64),
) {
    let size = canvas.sheet.text() - 0.5;
    let leading = size * 1.2;
    let mut tags: Vec<&Tag> = tags.iter().filter(|tag| tag.y.is_finite()).collect();
    tags.sort_by(|one, other| one.y.total_cmp(&other.y));
    let folded: Vec<Vec<String>> = tags
        .iter()
        .map(|tag| wrapped(&tag.text, width - 8.0, look(tag, size)))
        .collect();
    let wanted: Vec<(f64, f64)> = tags
        .iter()
        .zip(&folded)
        .map(|(tag, lines)| (tag.y, lines.len() as f64 * leading + 3.0))
        .collect();
    for ((tag, lines), y) in tags.iter().zip(&folded).zip(apart(&wanted, top, bottom)) {
        if (y - tag.y).abs() > 3.0 {
            canvas.line(&[(x, tag.y), (x + 7.0, y)], super::ink::AXIS, 0.7);
        }
        for (row, line) in lines.iter().enumerate() {
            let shift = (row as f64 - (lines.len() as f64 - 1.0) / 2.0) * leading;
            canvas.text((x + 9.0, y + shift), line, look(tag, size));
        }
    }
}

fn look(tag: &Tag, size: f64) -> Type {
    Type {
        size,
        colour: tag.colour,
        bold: tag.bold,
        anchor: Anchor::Start,
    }
}

/// Centres as near as possible to those wanted, in their order, without overlap and inside the span where there is room.
/// `wanted`: centre and height, by rising centre.
pub(in crate::report) fn apart(wanted: &[(f64, f64)], top: f64, bottom: f64) -> Vec<f64> {
    // Blocks that touch are merged and placed at the mean of what their members want.
    struct Block {
        from: usize,
        height: f64,
        /// Sum over members of the wanted upper edge of the block.
        sum: f64,
        count: f64,
        edge: f64,
    }
    let place = |block: &Block| {
        (block.sum / block.count)
            .min(bottom - block.height)
            .max(top)
    };
    let mut blocks: Vec<Block> = Vec::new();
    for (at, (centre, height)) in wanted.iter().enumerate() {
        let mut block = Block {
            from: at,
            height: *height,
            sum: centre - height / 2.0,
            count: 1.0,
            edge: 0.0,
        };
        block.edge = place(&block);
        while let Some(above) = blocks.pop_if(|above| above.edge + above.height > block.edge) {
            block = Block {
                from: above.from,
                sum: above.sum + block.sum - above.height * block.count,
                height: above.height + block.height,
                count: above.count + block.count,
                edge: 0.0,
            };
            block.edge = place(&block);
        }
        blocks.push(block);
    }
    let mut centres = Vec::with_capacity(wanted.len());
    for (number, block) in blocks.iter().enumerate() {
        let to = blocks
            .get(number + 1)
            .map_or(wanted.len(), |next| next.from);
        let mut edge = block.edge;
        for (_, height) in &wanted[block.from..to] {
            centres.push(edge + height / 2.0);
            edge += height;
        }
    }
    centres
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_touch_are_moved_apart_and_the_rest_stay() {
        let centres = apart(&[(50.0, 10.0), (52.0, 10.0), (90.0, 10.0)], 0.0, 100.0);
        assert_eq!(centres, vec![46.0, 56.0, 90.0]);
    }

    #[test]
    fn labels_stay_inside_their_panel() {
        let centres = apart(&[(98.0, 10.0), (99.0, 10.0)], 0.0, 100.0);
        assert_eq!(centres, vec![85.0, 95.0]);
    }

    #[test]
    fn a_text_is_folded_at_words() {
        let look = Type::new(10.0, super::super::ink::INK);
        let lines = wrapped("work wanted per hour available", 80.0, look);
        assert!(lines.len() > 1, "{lines:?}");
        assert!(
            lines.iter().all(|line| measure(line, look) <= 80.0),
            "{lines:?}"
        );
        assert_eq!(lines.join(" "), "work wanted per hour available");
    }
}
