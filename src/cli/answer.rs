//! What commands print: the answer in the words of the report. Lays out text; works nothing out.

use plimsoll::experiment::attribution::Attribution;
use plimsoll::experiment::compare::results::Comparison;
use plimsoll::experiment::results::Results;
use plimsoll::report::{self, MiddleFuture};
use std::fmt::Write;
use std::path::Path;

/// The result of a run in a few lines.
pub fn answer(results: &Results, middles: &[MiddleFuture], out: &Path) -> String {
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
        without(&results.cut),
    ));
    report::precision(results)
        .into_iter()
        .flat_map(|sentence| folded(&sentence))
        .for_each(&mut line);
    line(String::new());
    report::answer(results)
        .into_iter()
        .flat_map(|sentence| folded(&sentence))
        .for_each(&mut line);
    if !middles.is_empty() {
        line(String::new());
    }
    for it in middles {
        line(format!("{}:", report::stands_for(&it.middle)));
        line(format!("  {}", it.command));
    }
    line(String::new());
    line(format!("Results: {}", out.display()));
    text
}

/// The result of a comparison: its heading, its lines and where the files are.
pub fn of_comparison(comparison: &Comparison, lines: &[String], out: &Path) -> String {
    let baseline = comparison.baseline();
    let mut head = format!(
        "{}: {} against \"{}\"\n{} of {} futures, {} weeks each\n",
        baseline.scenario.name,
        match comparison.others().len() {
            1 => "1 plan".to_owned(),
            many => format!("{many} plans"),
        },
        baseline.plan,
        count(baseline.completed),
        count(baseline.asked),
        baseline.scenario.run.horizon_weeks,
    );
    for line in report::compare_precision(comparison)
        .iter()
        .flat_map(|it| folded(it))
    {
        let _ = writeln!(head, "{line}");
    }
    format!(
        "{head}\n{}\n\nResults: {}\n",
        lines.join("\n"),
        out.display()
    )
}

/// Cells as lines, column under column: the first to the left, all others to the right.
pub fn table(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let wide = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(wide).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate();
        let padded = cells.map(|(at, (cell, wide))| match at {
            0 => format!("{cell:<wide$}"),
            _ => format!("{cell:>wide$}"),
        });
        padded
            .collect::<Vec<String>>()
            .join("  ")
            .trim_end()
            .to_owned()
    };
    rows.iter().map(line).collect()
}

/// The loops that are cut, at the end of a line; nothing where none is.
pub fn without(cut: &[&str]) -> String {
    if cut.is_empty() {
        return String::new();
    }
    format!(", cut: {}", cut.join(", "))
}

/// The result of an attribution in a few lines.
pub fn attribution(found: &Attribution, out: &Path) -> String {
    let names: Vec<&str> = found.loops.iter().map(|name| name.name()).collect();
    let mut lines = vec![
        format!("{} ({})", found.scenario.name, found.plan),
        format!(
            "{} of {} futures, {} weeks each, {} of them with every combination; loops: {}",
            count(found.completed),
            count(found.asked),
            found.scenario.run.horizon_weeks,
            count(found.every_set),
            names.join(", ")
        ),
        String::new(),
    ];
    let sentences = report::attribution_answer(found);
    lines.extend(sentences.into_iter().flat_map(|it| folded(&it)));
    lines.push(String::new());
    lines.push(format!("Results: {}", out.display()));
    lines.join("\n") + "\n"
}

/// What a command found, below a line that says what was played.
pub fn told(name: &str, played: &str, sentences: Vec<String>, out: &Path) -> String {
    let mut text = format!("{name}\n{played}\n\n");
    for line in sentences.iter().flat_map(|sentence| folded(sentence)) {
        let _ = writeln!(text, "{line}");
    }
    let _ = writeln!(text, "\nResults: {}", out.display());
    text
}

/// Width at which sentences are folded [characters].
const WIDTH: usize = 100;

/// A sentence folded at words; what follows its first line is set in by two.
pub fn folded(text: &str) -> Vec<String> {
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
