//! Ways to damage a scenario file, by the number of a case.

use crate::support::any_scenario::Dice;

/// Numbers that are wrong in most places, or only just right.
const NUMBERS: [&str; 24] = [
    "-1",
    "0",
    "-0.0",
    "1",
    "2",
    "7",
    "0.5",
    "1.0000001",
    "0.999999999",
    "1e-300",
    "5e-324",
    "1e300",
    "1e400",
    "nan",
    "inf",
    "-inf",
    "100000",
    "1000000",
    "10000000",
    "18446744073709551615",
    "9223372036854775808",
    "123456789012345678901234567890",
    "1_000",
    "0x7f",
];

/// Texts that are words of the file elsewhere, or no words at all.
const TEXTS: [&str; 16] = [
    "\"\"",
    "\"exit\"",
    "\"all\"",
    "\"high\"",
    "\"one_to_one\"",
    "\"fixed\"",
    "\"empirical\"",
    "\"safe_load\"",
    "\"pooled\"",
    "\"a.b.c\"",
    "\"1\"",
    "\" \"",
    "\"\\u0000\"",
    "\"\u{1F3E0} größe\"",
    "'it''s'",
    "\"\"\"\nlines\n\"\"\"",
];

/// Whole values and bits of syntax.
const VALUES: [&str; 18] = [
    "true",
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    "2026-01-05",
    "2026-01-05T10:00:00Z",
    "{ dist = \"fixed\", value = 3 }",
    "{ dist = \"empirical\", values = [0, 0] }",
    "{ dist = \"triangular\", min = 2, mode = 1, max = 3 }",
    "[{ week = 0, value = 2 }, { week = 3, value = 0 }]",
    "[{ week = 9, value = 1 }]",
    "{ exit = 1 }",
    "{ high = 1.0 }",
    "[1, 2",
    "= =",
    "\u{feff}",
    "#",
];

/// What a piece of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Text,
    Word,
}

/// The files that are damaged, and the seed of the damage.
pub struct Damage {
    seed: u64,
    corpus: Vec<String>,
    /// Keys and other words of all files.
    words: Vec<String>,
}

impl Damage {
    pub fn new(seed: u64, corpus: Vec<String>) -> Damage {
        let mut words: Vec<String> = corpus
            .iter()
            .flat_map(|text| {
                let all = pieces(text);
                let words = all.into_iter().filter(|it| it.2 == Kind::Word);
                words.map(|(start, end, _)| text[start..end].to_owned())
            })
            .collect();
        words.sort();
        words.dedup();
        Damage {
            seed,
            corpus,
            words,
        }
    }

    /// The text of a case.
    pub fn case(&self, number: u64) -> String {
        let mut dice = Dice::new(self.seed.wrapping_mul(1 << 40).wrapping_add(number));
        let mut text = self.any_file(&mut dice).to_owned();
        // Mostly little: what is broken in ten places is refused for the first.
        for _ in 0..dice.pick(&[1, 1, 1, 2, 3, 8]) {
            text = self.damaged(text, &mut dice);
        }
        text
    }

    fn any_file(&self, dice: &mut Dice) -> &str {
        &self.corpus[dice.whole(0, self.corpus.len() as u64 - 1) as usize]
    }

    fn damaged(&self, text: String, dice: &mut Dice) -> String {
        match dice.whole(0, 13) {
            0..=4 => replaced(&text, Kind::Number, dice.pick(&NUMBERS), dice),
            5 => replaced(&text, Kind::Text, dice.pick(&TEXTS), dice),
            6 => {
                let all = dice.whole(0, self.words.len() as u64 - 1) as usize;
                replaced(&text, Kind::Word, &self.words[all], dice)
            }
            7 => {
                let kind = dice.pick(&[Kind::Number, Kind::Text, Kind::Word]);
                replaced(&text, kind, dice.pick(&VALUES), dice)
            }
            8 => bytes(&text, dice),
            9 => lines(&text, dice),
            10 => same_file_text(&text, dice),
            11 => sections(&text, dice),
            12 => {
                let other = self.any_file(dice);
                let (_, section) = section(other, dice);
                let (at, _) = section_at(&text, dice);
                format!("{}{section}\n{}", &text[..at], &text[at..])
            }
            _ => nested(&text, dice),
        }
    }
}

/// Pieces of the lines of a text that are not comments: numbers, quoted texts, bare words.
fn pieces(text: &str) -> Vec<(usize, usize, Kind)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    let end_of = |from: usize, goes_on: &dyn Fn(u8) -> bool| {
        let rest = bytes[from..].iter().position(|it| !goes_on(*it));
        rest.map_or(bytes.len(), |rest| from + rest)
    };
    while at < bytes.len() {
        let byte = bytes[at];
        let (end, kind) = match byte {
            b'#' => (end_of(at, &|it| it != b'\n'), None),
            b'"' => {
                let close = end_of(at + 1, &|it| it != b'"' && it != b'\n');
                ((close + 1).min(bytes.len()), Some(Kind::Text))
            }
            b'0'..=b'9' | b'-' | b'+' => {
                let goes_on = |it: u8| it.is_ascii_alphanumeric() || b".-+_:".contains(&it);
                (end_of(at + 1, &goes_on), Some(Kind::Number))
            }
            b'a'..=b'z' | b'A'..=b'Z' => {
                let goes_on = |it: u8| it.is_ascii_alphanumeric() || it == b'_';
                (end_of(at, &goes_on), Some(Kind::Word))
            }
            _ => (at + 1, None),
        };
        found.extend(kind.map(|kind| (at, end, kind)));
        at = end;
    }
    found.retain(|it| text.is_char_boundary(it.0) && text.is_char_boundary(it.1));
    found
}

/// One piece of a kind replaced.
fn replaced(text: &str, kind: Kind, by: &str, dice: &mut Dice) -> String {
    let all: Vec<_> = pieces(text).into_iter().filter(|it| it.2 == kind).collect();
    if all.is_empty() {
        return text.to_owned();
    }
    let (start, end, _) = dice.pick(&all);
    format!("{}{by}{}", &text[..start], &text[end..])
}

/// A quoted text replaced by another one of the same file: names that lead elsewhere.
fn same_file_text(text: &str, dice: &mut Dice) -> String {
    let all: Vec<_> = pieces(text)
        .into_iter()
        .filter(|it| it.2 == Kind::Text)
        .collect();
    if all.is_empty() {
        return text.to_owned();
    }
    let (start, end, _) = dice.pick(&all);
    let (from, to, _) = dice.pick(&all);
    format!("{}{}{}", &text[..start], &text[from..to], &text[end..])
}

/// Bytes taken out, put in or changed; what is no text any more is mended to be one.
fn bytes(text: &str, dice: &mut Dice) -> String {
    let mut bytes = text.as_bytes().to_vec();
    if bytes.is_empty() {
        return String::new();
    }
    let at = dice.whole(0, bytes.len() as u64 - 1) as usize;
    match dice.whole(0, 3) {
        0 => bytes[at] ^= 1 << dice.whole(0, 7),
        1 => bytes.insert(at, dice.whole(0, 255) as u8),
        2 => {
            let end = (at + dice.whole(1, 60) as usize).min(bytes.len());
            bytes.drain(at..end);
        }
        _ => bytes.truncate(at),
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A line taken out, doubled or moved.
fn lines(text: &str, dice: &mut Dice) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    if lines.len() < 2 {
        return text.to_owned();
    }
    let mut any = || dice.whole(0, lines.len() as u64 - 1) as usize;
    let (one, other) = (any(), any());
    match dice.whole(0, 2) {
        0 => {
            lines.remove(one);
        }
        1 => lines.insert(other, lines[one]),
        _ => lines.swap(one, other),
    }
    lines.join("\n") + "\n"
}

/// Where a section begins and ends.
fn section_at(text: &str, dice: &mut Dice) -> (usize, usize) {
    let mut starts: Vec<usize> = vec![0];
    starts.extend(text.match_indices("\n[").map(|it| it.0 + 1));
    starts.push(text.len());
    let at = dice.whole(0, starts.len() as u64 - 2) as usize;
    (starts[at], starts[at + 1])
}

fn section<'a>(text: &'a str, dice: &mut Dice) -> (usize, &'a str) {
    let (start, end) = section_at(text, dice);
    (start, &text[start..end])
}

/// A section taken out, doubled or moved.
fn sections(text: &str, dice: &mut Dice) -> String {
    let (start, end) = section_at(text, dice);
    let without = format!("{}{}", &text[..start], &text[end..]);
    match dice.whole(0, 2) {
        0 => without,
        1 => format!("{}\n{}{}", &text[..end], &text[start..end], &text[end..]),
        _ => {
            let (at, _) = section_at(&without, dice);
            format!(
                "{}{}\n{}",
                &without[..at],
                &text[start..end],
                &without[at..]
            )
        }
    }
}

/// Deep nesting at the end of a file.
fn nested(text: &str, dice: &mut Dice) -> String {
    let depth = dice.pick(&[3, 60, 200, 20_000]);
    let deep = match dice.whole(0, 4) {
        0 => format!("deep = {}{}", "[".repeat(depth), "]".repeat(depth)),
        1 => format!("deep = {}1{}", "{ a = ".repeat(depth), " }".repeat(depth)),
        2 => format!("[{}a]\nb = 1", "a.".repeat(depth)),
        3 => format!("{}a = 1", "a.".repeat(depth)),
        _ => format!("[plans.deep]\n\"{}a\" = 1", "level.".repeat(depth)),
    };
    format!("{text}\n{deep}\n")
}
