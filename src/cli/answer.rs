//! What `plimsoll run` prints: the answer in the words of the report. Lays out text; works nothing out.

use plimsoll::experiment::results::Results;
use plimsoll::report;
use std::fmt::Write;
use std::path::Path;

/// The result of a run in a few lines.
pub fn answer(results: &Results, out: &Path) -> String {
    let mut text = String::new();
    let mut line = |words: String| {
        let _ = writeln!(text, "{words}");
    };
    line(format!("{} ({})", results.scenario.name, results.plan));
    line(format!(
        "{} of {} futures, {} weeks each{}",
        count(results.completed),
        count(results.asked),
        results.scenario.run.horizon_weeks,
        if results.cut.is_empty() {
            String::new()
        } else {
            format!(", cut: {}", results.cut.join(", "))
        }
    ));
    line(String::new());
    report::answer(results)
        .into_iter()
        .flat_map(|sentence| folded(&sentence))
        .for_each(&mut line);
    line(String::new());
    line(format!("Results: {}", out.display()));
    text
}

/// Sentences about a scenario in a few lines, with where the results are.
pub fn lines(name: &str, plan: &str, sentences: &[String], out: &Path) -> String {
    let mut text = format!("{name} ({plan})\n\n");
    for line in sentences.iter().flat_map(|it| folded(it)) {
        let _ = writeln!(text, "{line}");
    }
    let _ = writeln!(text, "\nResults: {}", out.display());
    text
}

/// Width at which sentences are folded [characters].
const WIDTH: usize = 100;

/// A sentence folded at words; what follows its first line is set in by two.
fn folded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) => lines.push(format!("  {word}")),
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A count with thousands separated.
pub fn count(count: u64) -> String {
    let digits = count.to_string();
    let places = digits.char_indices().flat_map(|(index, digit)| {
        let comma = index > 0 && (digits.len() - index).is_multiple_of(3);
        comma.then_some(',').into_iter().chain([digit])
    });
    places.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_sentence_is_folded_at_words_and_loses_none() {
        let text = "In about 38 of 100 futures at least one year is unsafe. ".repeat(5);
        let lines = folded(text.trim());
        assert!(lines.len() > 1);
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH));
        let words = lines.join(" ");
        assert_eq!(
            words.split_whitespace().collect::<Vec<_>>(),
            text.split_whitespace().collect::<Vec<_>>()
        );
        assert_eq!(count(1_234_567), "1,234,567");
    }
}
