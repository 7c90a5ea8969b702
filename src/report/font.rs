//! The typeface: Inter, subset, under the SIL Open Font License (`font/OFL.txt`).

use plotters::style::{FontStyle, register_font};
use std::sync::Once;

pub(super) const REGULAR: &[u8] = include_bytes!("font/Inter-Regular.otf");
pub(super) const SEMIBOLD: &[u8] = include_bytes!("font/Inter-SemiBold.otf");

/// Family name in the drawings; the fallbacks serve where a drawing stands alone without the font.
pub(super) const FAMILY: &str = "Inter";
pub(super) const FAMILY_WITH_FALLBACKS: &str = "Inter, Helvetica, Arial, sans-serif";

/// Makes the typeface known to plotters, once.
pub(super) fn register() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        for (style, bytes) in [(FontStyle::Normal, REGULAR), (FontStyle::Bold, SEMIBOLD)] {
            if register_font(FAMILY, style, bytes).is_err() {
                unreachable!("the embedded font is a valid OpenType file");
            }
        }
    });
}

/// The `@font-face` rules with the font files inside.
pub(super) fn faces() -> String {
    [(REGULAR, "400"), (SEMIBOLD, "600 700")]
        .map(|(bytes, weight)| {
            format!(
                "@font-face{{font-family:{FAMILY};font-weight:{weight};font-style:normal;src:url(data:font/otf;base64,{}) format(\"opentype\")}}\n",
                base64(bytes)
            )
        })
        .concat()
}

/// Base64 with padding (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().enumerate().fold(0u32, |word, (at, byte)| {
            word | u32::from(*byte) << (16 - 8 * at)
        });
        for at in 0..4 {
            text.push(if at <= chunk.len() {
                char::from(ALPHABET[(word >> (18 - 6 * at) & 63) as usize])
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_gives_the_vectors_of_rfc_4648() {
        let cases = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, coded) in cases {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }
}
