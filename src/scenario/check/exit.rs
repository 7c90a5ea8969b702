//! Named exits.

use super::Checker;
use crate::scenario::file::ScenarioFile;
use crate::scenario::file::exit::ReturnsFile;
use crate::scenario::{Exit, ExitTo, Returns};

/// The word for the exit without a name.
pub(super) const PLAIN: &str = "exit";

impl Checker<'_> {
    pub(super) fn exits(&mut self, file: &ScenarioFile) -> Vec<Exit> {
        self.unique("exit", file.exit.iter().map(|exit| exit.name.0.as_str()));
        for (position, exit) in file.exit.iter().enumerate() {
            let name = exit.name.0.as_str();
            let path = format!("exit.{}.name", position + 1);
            if name == PLAIN {
                self.problem(
                    &path,
                    "an exit cannot be called \"exit\": it is the word for the exit without a name",
                );
            } else if file.level.iter().any(|level| level.name() == name) {
                self.problem(&path, format!("\"{name}\" is a level and an exit"))
                    .hint = Some(
                    "a route leads to one thing: give the exit or the level another name".into(),
                );
            }
        }
        file.exit
            .iter()
            .map(|exit| Exit {
                name: exit.name.0.clone(),
                good: exit.good,
                returns: exit.returns.as_ref().and_then(|returns| {
                    let path = format!("exit.{}.returns", exit.name.0);
                    self.returns(&path, returns, file)
                }),
            })
            .collect()
    }

    fn returns(
        &mut self,
        path: &str,
        returns: &ReturnsFile,
        file: &ScenarioFile,
    ) -> Option<Returns> {
        let levels: Vec<&str> = file.level.iter().map(|level| level.name()).collect();
        let after = self.distribution(&format!("{path}.after"), &returns.after);
        Some(Returns {
            probability: returns.probability.0,
            after,
            to: self.name(&format!("{path}.to"), "level", &returns.to, &levels)?,
        })
    }

    /// An exit by its name; `None` with a problem where there is none of that name.
    pub(super) fn exit_to(
        &mut self,
        path: &str,
        name: &str,
        file: &ScenarioFile,
    ) -> Option<ExitTo> {
        if name == PLAIN {
            return Some(None);
        }
        let names: Vec<&str> = file.exit.iter().map(|exit| exit.name.0.as_str()).collect();
        let known: Vec<&str> = names.iter().copied().chain([PLAIN]).collect();
        self.name(path, "exit", name, &known).map(Some)
    }
}
