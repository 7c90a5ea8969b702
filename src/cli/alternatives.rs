//! What is laid side by side: a scenario under a name, before it is played.

use super::session::CommandError;
use plimsoll::experiment::Subject;
use plimsoll::scenario::document::{Document, Study};
use plimsoll::scenario::safeguard::Safeguard;

/// One alternative.
pub struct Alternative {
    pub name: String,
    pub study: Study,
}

impl Alternative {
    /// What is played, under the name of the alternative.
    pub fn subject(&self) -> Subject<'_> {
        let mut subject = Subject::from(&self.study);
        subject.plan.clone_from(&self.name);
        subject
    }
}

/// The scenario of a plan without each of some safeguards.
///
/// # Errors
/// A scenario that is not valid without it.
pub fn without(
    document: &Document,
    plan: Option<&str>,
    set: &[(String, String)],
    safeguards: &[Safeguard],
) -> Result<Vec<Alternative>, CommandError> {
    let each = safeguards.iter().map(|it| {
        let changes: Vec<_> = set.iter().chain(&it.set).cloned().collect();
        Ok(Alternative {
            name: it.alternative(),
            study: document.study(plan, &changes)?,
        })
    });
    each.collect()
}
