//! `plimsoll new`: a commented scenario to start from. Never overwrites a file.

use super::{NewArgs, terminal};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

/// Name and text of every template.
const TEMPLATES: [(&str, &str); 1] = [(
    "two-workers",
    include_str!("../../scenarios/two-workers.toml"),
)];

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
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)?
        .write_all(text.as_bytes())
}
