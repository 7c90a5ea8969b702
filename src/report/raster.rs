//! A drawing as pixels: resvg with the embedded typeface and no fonts of the machine, so the same everywhere.

use super::font;
use resvg::{tiny_skia, usvg};
use std::sync::Arc;

/// Pixels of the PNG per unit of the drawing.
const SCALE: f32 = 2.0;

/// PNG bytes of an SVG drawing at twice its size; empty where the text is not a drawing.
pub fn png(svg: &str) -> Vec<u8> {
    let options = usvg::Options {
        font_family: font::FAMILY.to_owned(),
        fontdb: Arc::new(fonts()),
        ..usvg::Options::default()
    };
    let Ok(tree) = usvg::Tree::from_str(svg, &options) else {
        return Vec::new();
    };
    let size = tree.size().to_int_size().scale_by(SCALE);
    let Some(mut pixels) = size.and_then(|it| tiny_skia::Pixmap::new(it.width(), it.height()))
    else {
        return Vec::new();
    };
    pixels.fill(tiny_skia::Color::WHITE);
    resvg::render(
        &tree,
        tiny_skia::Transform::from_scale(SCALE, SCALE),
        &mut pixels.as_mut(),
    );
    pixels.encode_png().unwrap_or_default()
}

/// Both weights under one family name; the files call the heavier one a family of its own.
fn fonts() -> usvg::fontdb::Database {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(font::REGULAR.to_vec());
    let mut heavier = usvg::fontdb::Database::new();
    heavier.load_font_data(font::SEMIBOLD.to_vec());
    for face in heavier.faces() {
        let mut face = face.clone();
        for family in &mut face.families {
            font::FAMILY.clone_into(&mut family.0);
        }
        face.weight = usvg::fontdb::Weight::BOLD;
        fonts.push_face_info(face);
    }
    fonts
}

#[cfg(test)]
mod tests {
    use super::png;

    #[test]
    fn a_drawing_becomes_a_png_of_twice_its_size() {
        let bytes = png(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="10" height="7" viewBox="0 0 100 70"><rect width="50" height="70"/></svg>"#,
        );
        assert_eq!(&bytes[1..4], b"PNG");
        assert_eq!((bytes[19], bytes[23]), (20, 14));
        assert!(png("not a drawing").is_empty());
    }
}
