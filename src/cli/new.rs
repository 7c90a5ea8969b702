//! `plimsoll new`: a commented scenario to start from. Never overwrites a file.

use super::terminal;
use clap::Args;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `plimsoll new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// File to write (default: the template's name)
    pub path: Option<PathBuf>,
    /// Scenario to start from
    #[arg(long, default_value = "two-workers", value_parser = template_names())]
    pub template: String,
}

/// Name and text of every template.
const TEMPLATES: [(&str, &str); 9] = [
    (
        "two-workers",
        include_str!("../../scenarios/two-workers.toml"),
    ),
    (
        "emergent-wide",
        include_str!("../../scenarios/emergent-wide.toml"),
    ),
    (
        "eight-workers",
        include_str!("../../scenarios/eight-workers.toml"),
    ),
    (
        "funding-cut",
        include_str!("../../scenarios/funding-cut.toml"),
    ),
    (
        "abuse-and-boundaries",
        include_str!("../../scenarios/abuse-and-boundaries.toml"),
    ),
    (
        "pace-coaching",
        include_str!("../../scenarios/pace-coaching.toml"),
    ),
    (
        "imagine-facilitators",
        include_str!("../../scenarios/imagine-facilitators.toml"),
    ),
    (
        "growing-region",
        include_str!("../../scenarios/growing-region.toml"),
    ),
    ("county", include_str!("../../scenarios/county.toml")),
];

/// The names, for the command line.
pub fn template_names() -> Vec<&'static str> {
    TEMPLATES.iter().map(|(name, _)| *name).collect()
}

/// Writes a template.
pub fn new(args: &NewArgs) -> ExitCode {
    let Some((name, text)) = TEMPLATES.iter().find(|(name, _)| *name == args.template) else {
        terminal::error(&format!("there is no template \"{}\"", args.template));
        return ExitCode::from(2);
    };
    let file_name = format!("{name}.toml");
    let path = match &args.path {
        Some(path) if path.is_dir() => path.join(&file_name),
        Some(path) => path.clone(),
        None => file_name.into(),
    };
    match write(&path, text) {
        Ok(()) => terminal::print(&format!(
            "Wrote {0}. Change what you know better, then: plimsoll check {0}\n",
            path.display()
        )),
        Err(problem) if problem.kind() == ErrorKind::AlreadyExists => {
            terminal::error(&format!(
                "{0} exists already and is left as it is\n  hint: give another name, plimsoll new PATH",
                path.display()
            ));
            ExitCode::from(1)
        }
        Err(problem) => {
            terminal::error(&format!("cannot write {}: {problem}", path.display()));
            ExitCode::from(1)
        }
    }
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes()).inspect_err(|_| {
        // Half a scenario may read as a whole one; the error is told either way.
        let _ = std::fs::remove_file(path);
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll::scenario::document::Document;
    use plimsoll::scenario::register::Standing;

    /// Every plan too, and no number without a source or a stated assumption.
    #[test]
    fn every_template_is_read_without_a_problem_and_says_where_each_number_comes_from() {
        for (name, text) in TEMPLATES {
            let document =
                Document::parse(name, text).unwrap_or_else(|problems| panic!("{problems}"));
            let plans = document.plans().into_iter().map(Some);
            for plan in std::iter::once(None).chain(plans) {
                let study = document
                    .study(plan, &[])
                    .unwrap_or_else(|problems| panic!("{name}, {plan:?}: {problems}"));
                let unsourced = document.register(&study).count(Standing::Unsourced);
                assert_eq!(unsourced, 0, "{name}, {plan:?}");
            }
        }
    }

    #[test]
    fn every_shipped_scenario_is_a_template_and_opens_with_its_question() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let mut shipped: Vec<String> = std::fs::read_dir(folder)
            .expect("the repository has scenarios")
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        shipped.sort();
        let mut templates: Vec<String> = template_names()
            .iter()
            .map(|name| format!("{name}.toml"))
            .collect();
        templates.sort();
        assert_eq!(shipped, templates);
        for (name, text) in TEMPLATES {
            let opening = text.split("\n\n").next().unwrap_or_default();
            for part in ["# Question: ", "# What the run finds ("] {
                assert!(opening.contains(part), "{name} does not open with {part}");
            }
        }
    }
}
