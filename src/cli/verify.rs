//! `plimsoll verify`: the engine of this very program against closed forms.

use super::progress::Bar;
use super::session::{self, CommandError};
use super::{answer, terminal};
use clap::Args;
use plimsoll::experiment::verify::{self, Check, Conduct, Family, Verification};
use plimsoll::report;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const EXAMPLES: &str = "\
Examples:
  plimsoll verify
  plimsoll verify --seed 7                     the same comparisons in other futures
  plimsoll verify --mistake 2%                 would it notice? Every wait is played 2 % longer than theory has it
  plimsoll verify --only erlang --only vacancies
  plimsoll verify --markdown --figure z.svg    for a document

Services so simple that theory knows them are played by the engine that plays every run, and compared. Exit code 0: all
agrees; 1: something differs from theory beyond its stated error rate, or could not be played.";

/// Seed where none is given.
const SEED: u64 = 20_260_105;

/// Flags of `plimsoll verify`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct VerifyArgs {
    /// Seed of all random draws
    #[arg(long, default_value_t = SEED)]
    pub seed: u64,
    /// Threads (default: all cores); the results do not depend on it
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub threads: Option<u64>,
    /// Play every wait longer by this share than theory has it (2% or 0.02), to see whether it is found out
    #[arg(long, value_name = "SHARE", value_parser = share, default_value = "0", hide_default_value = true, allow_negative_numbers = true)]
    pub mistake: f64,
    /// Only the families with this in their name; repeat for more
    #[arg(long, value_name = "NAME")]
    pub only: Vec<String>,
    /// Print Markdown
    #[arg(long)]
    pub markdown: bool,
    /// Also write the figure as SVG; replaces the file
    #[arg(long, value_name = "FILE")]
    pub figure: Option<PathBuf>,
    /// No progress
    #[arg(long)]
    pub quiet: bool,
}

/// A share: `2%` or `0.02`.
fn share(text: &str) -> Result<f64, String> {
    let (number, per) = match text.strip_suffix('%') {
        Some(number) => (number, 100.0),
        None => (text, 1.0),
    };
    let share = number.trim().parse::<f64>().map(|it| it / per);
    match share {
        Ok(share) if (-0.5..=1.0).contains(&share) => Ok(share),
        Ok(_) | Err(_) => Err("expected a share from -50% to 100%, such as 2% or 0.02".to_owned()),
    }
}

/// Plays, prints, and says whether all agrees.
pub fn verify(args: &VerifyArgs) -> ExitCode {
    session::ended(played(args))
}

fn played(args: &VerifyArgs) -> Result<ExitCode, CommandError> {
    let families = chosen(verify::families()?, &args.only)?;
    let interrupted = session::listen()?;
    let checks = families.iter().flat_map(|family: &Family| &family.checks);
    let bar = Bar::new(checks.map(Check::futures).sum(), args.quiet);
    let conduct = Conduct {
        seed: args.seed,
        threads: args.threads.map_or(0, |threads| threads as usize),
        mistake: args.mistake,
        progress: &bar,
        cancel: &interrupted,
    };
    let found = verify::run(&families, &conduct);
    bar.clear();
    let found = found?;
    if let Some(path) = &args.figure {
        draw(&found, path)?;
    }
    let text = if args.markdown {
        report::verify_markdown(&found)
    } else {
        told(&found)
    };
    let printed = terminal::print(&text);
    Ok(ended(&found).map_or(printed, |what| {
        terminal::error(&what);
        ExitCode::from(1)
    }))
}

/// The families asked for, all where none are.
fn chosen(all: Vec<Family>, only: &[String]) -> Result<Vec<Family>, CommandError> {
    let names: Vec<&str> = all.iter().map(|family| family.name).collect();
    let is_asked = |name: &str, asked: &String| name.to_lowercase().contains(&asked.to_lowercase());
    let missing = only
        .iter()
        .find(|asked| !names.iter().any(|name| is_asked(name, asked)));
    if let Some(asked) = missing {
        return Err(CommandError::Usage(format!(
            "--only {asked}: no family has this in its name; there are: {}",
            names.join(", ")
        )));
    }
    let kept = |family: &Family| only.is_empty() || only.iter().any(|it| is_asked(family.name, it));
    Ok(all.into_iter().filter(kept).collect())
}

fn draw(found: &Verification, path: &Path) -> Result<(), CommandError> {
    let chart = report::verify_chart(found);
    std::fs::write(path, chart.svg).map_err(|problem| {
        CommandError::Refused(format!("cannot write {}: {problem}", path.display()))
    })
}

/// Why the command fails; `None` where all agrees.
fn ended(found: &Verification) -> Option<String> {
    if found.holds() {
        return None;
    }
    let mut text = report::verify_answer(found).remove(0);
    for failure in found.failures.iter().take(5) {
        let _ = write!(text, "\n  {failure}");
    }
    Some(text)
}

/// The whole for a terminal: a table for each family, then what it comes to.
fn told(found: &Verification) -> String {
    let sections = report::verify_sections(found);
    let headings = report::VERIFY_COLUMNS.map(str::to_owned).to_vec();
    // All tables have the same columns, so that the eye can run down them.
    let rows = sections
        .iter()
        .flat_map(|it| it.rows.iter().map(|row| row.to_vec()));
    let all: Vec<Vec<String>> = [headings].into_iter().chain(rows).collect();
    let mut lines = answer::table(&all).into_iter();
    let heading = lines.next().unwrap_or_default();
    let mut text = format!("{}\n", heading.trim_end());
    for section in &sections {
        let _ = writeln!(text, "\n{}", terminal::heading(section.name));
        for line in answer::folded(&section.rule) {
            let _ = writeln!(text, "{line}");
        }
        for line in lines.by_ref().take(section.rows.len()) {
            let _ = writeln!(text, "{line}");
        }
    }
    text.push('\n');
    for line in report::verify_answer(found)
        .iter()
        .flat_map(|it| answer::folded(it))
    {
        let _ = writeln!(text, "{line}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_read_with_and_without_its_sign() {
        assert_eq!(share("2%"), Ok(0.02));
        assert_eq!(share("-0.05"), Ok(-0.05));
        assert!(share("200%").is_err() && share("much").is_err() && share("nan").is_err());
    }
}
