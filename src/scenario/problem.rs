//! Problems of a scenario, collected and shown together, each with its line.
//!
//! Decides how a problem reads. Does not find any.

use std::fmt;
use std::sync::Arc;

/// A text that values come from: the scenario file or one `--set`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// File name, or `--set`.
    pub name: String,
    pub text: Arc<str>,
    /// Whether lines are numbered (a file) or the name stands in their place (`--set`).
    pub numbered: bool,
}

/// Where a value or key was written: bytes `start..end` of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// Position in the list of sources; 0 is the file.
    pub source: usize,
    pub start: usize,
    pub end: usize,
}

impl Origin {
    /// The very beginning of the file.
    pub const FILE: Origin = Origin {
        source: 0,
        start: 0,
        end: 0,
    };
}

impl Origin {
    /// The place `by` bytes further on.
    pub fn shifted(self, by: isize) -> Origin {
        let (start, end) = (
            self.start.saturating_add_signed(by),
            self.end.saturating_add_signed(by),
        );
        Origin { start, end, ..self }
    }
}

/// One thing that is wrong, or that cannot be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub origin: Origin,
    /// The path it is about; empty for the file as a whole.
    pub path: String,
    /// The fact, with the path first: `hiring.time_to_fill.mean must be greater than 0`.
    pub what: String,
    /// What stands there instead, shown after the caret.
    pub found: Option<String>,
    /// What to do or to know.
    pub hint: Option<String>,
}

impl Problem {
    /// A problem at a place.
    pub fn new(origin: Origin, what: impl Into<String>) -> Self {
        Problem {
            origin,
            path: String::new(),
            what: what.into(),
            found: None,
            hint: None,
        }
    }

    /// Says which path it is about.
    pub fn about(mut self, path: &str) -> Self {
        self.path = path.to_string();
        self
    }

    /// Adds what was found.
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(found.into());
        self
    }

    /// Adds a hint.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// All problems of one scenario. Never empty. `Display` is the text a user sees, without the leading `error: `.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems {
    sources: Vec<Source>,
    list: Vec<Problem>,
}

impl Problems {
    /// Sorts by place and leaves out repetitions.
    pub fn new(sources: &[Source], mut list: Vec<Problem>) -> Self {
        list.sort_by(|a, b| a.origin.cmp(&b.origin).then_with(|| a.what.cmp(&b.what)));
        list.dedup();
        Problems {
            sources: sources.to_vec(),
            list,
        }
    }

    /// The problems, in the order of the file.
    pub fn list(&self) -> &[Problem] {
        &self.list
    }
}

impl std::error::Error for Problems {}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let name = self
            .sources
            .first()
            .map_or("scenario", |source| source.name.as_str());
        let count = self.list.len();
        if let [only] = self.list.as_slice()
            && only.origin.source >= self.sources.len()
        {
            writeln!(f, "{name}: {}", only.what)?;
            return only
                .hint
                .iter()
                .try_for_each(|hint| writeln!(f, "  hint: {hint}"));
        }
        writeln!(
            f,
            "{name} has {count} problem{}",
            if count == 1 { "" } else { "s" }
        )?;
        for problem in self.list.iter().take(MOST_SHOWN) {
            writeln!(f, "\n  {}", problem.what)?;
            if let Some(source) = self.sources.get(problem.origin.source) {
                excerpt(f, source, problem)?;
            }
            if let Some(hint) = &problem.hint {
                writeln!(f, "  hint: {hint}")?;
            }
        }
        if count > MOST_SHOWN {
            writeln!(f, "\n  and {} more", count - MOST_SHOWN)?;
        }
        Ok(())
    }
}

/// Problems that are shown: a file with more is hardly a scenario, and nobody reads them all.
const MOST_SHOWN: usize = 100;

/// Characters of a line that are shown; a longer one is cut around the caret.
const WIDEST: usize = 160;

fn excerpt(f: &mut fmt::Formatter, source: &Source, problem: &Problem) -> fmt::Result {
    let text = &*source.text;
    let start = floor_boundary(text, problem.origin.start);
    let end = floor_boundary(text, problem.origin.end.max(start));
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let line = text[line_start..line_end].trim_end_matches('\r');
    if line.trim().is_empty() {
        return Ok(());
    }
    let marked_end = end.min(line_start + line.len()).max(start);
    let gutter = if source.numbered {
        (text[..line_start].matches('\n').count() + 1).to_string()
    } else {
        source.name.clone()
    };
    let before = text[line_start..start.min(line_start + line.len())]
        .chars()
        .count();
    let marked = text[start..marked_end].chars().count().max(1);
    let skip = if before + marked > WIDEST {
        before.saturating_sub(40)
    } else {
        0
    };
    let shown: String = line.chars().skip(skip).take(WIDEST).map(plain).collect();
    let marked = marked.min(WIDEST.saturating_sub(before - skip).max(1));
    writeln!(f, "{gutter:>5} | {}", shown.trim_end())?;
    let caret = format!("{}{}", " ".repeat(before - skip), "^".repeat(marked));
    let found = problem
        .found
        .as_ref()
        .map_or(String::new(), |found| format!(" found {found}"));
    writeln!(
        f,
        "{:>width$} | {caret}{found}",
        "",
        width = gutter.chars().count().max(5)
    )
}

/// Control characters (a tab among them) take one column, so that the caret stays below its value.
fn plain(character: char) -> char {
    if character.is_control() {
        ' '
    } else {
        character
    }
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The nearest of some names to a misspelt one, where one is near enough; the beginning of a name is near.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    names
        .into_iter()
        .filter_map(|name| {
            let lower = name.to_lowercase();
            let begins = word.chars().count() >= 3 && lower.starts_with(&word);
            let distance = if begins {
                0
            } else {
                strsim::damerau_levenshtein(&word, &lower)
            };
            let longest = lower.chars().count().max(word.chars().count());
            (distance <= (longest / 3).max(1)).then_some((distance, name))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// A hint that names the nearest valid word, or all of them where none is near.
pub fn did_you_mean<'a>(word: &str, names: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if let Some(name) = nearest(word, names.clone()) {
        return format!("did you mean \"{name}\"?");
    }
    let all: Vec<&str> = names.into_iter().collect();
    if all.is_empty() {
        "nothing can stand here".to_string()
    } else {
        format!("one of {}", all.join(", "))
    }
}

/// A number as people write it: no trailing zeros, at most 10 significant digits.
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return format!("{value}").to_lowercase();
    }
    // Adding 0 turns -0 into 0.
    let value = value + 0.0;
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return format!("{value}");
    }
    let digits = (9 - value.abs().log10().floor() as i32).clamp(0, 17) as usize;
    let text = format!("{value:.digits$}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_shows_its_line_with_a_caret_below_the_value() {
        let text = "a = 1\nfill = { größe = -12, sd = 6 }\n";
        let start = text.find("-12").unwrap();
        let source = Source {
            name: "x.toml".into(),
            text: text.into(),
            numbered: true,
        };
        let problem = Problem::new(
            Origin {
                source: 0,
                start,
                end: start + 3,
            },
            "fill.größe must be greater than 0",
        )
        .found("-12")
        .hint("weeks");
        assert_eq!(
            Problems::new(&[source], vec![problem]).to_string(),
            "x.toml has 1 problem\n\n  fill.größe must be greater than 0\n    2 | fill = { größe = -12, sd = 6 }\n      |                  ^^^ found -12\n  hint: weeks\n"
        );
    }

    #[test]
    fn the_nearest_name_is_offered_and_a_far_one_is_not() {
        assert_eq!(nearest("medum", ["high", "medium"]), Some("medium"));
        assert_eq!(nearest("xyz", ["high", "medium"]), None);
    }

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(
            [0.1 + 0.2, 12.0, -1e7, 1.0 / 3.0].map(number),
            ["0.3", "12", "-10000000", "0.3333333333"]
        );
    }
}
