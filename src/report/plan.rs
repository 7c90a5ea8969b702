//! The report of a search: what it is made from, its figures, its page and its words for a terminal.

use crate::experiment::search::Search;
use crate::experiment::search::beyond::Beyond;
use crate::experiment::search::space::Space;
use crate::model::steady::Steady;
use crate::output::Provenance;

use super::figure::frontier;
use super::{Chart, view};

/// Everything the report of a search tells, borrowed.
#[derive(Clone, Copy)]
pub struct PlanInput<'a> {
    pub space: &'a Space,
    pub search: &'a Search,
    pub steady: &'a Steady,
    pub beyond: Option<&'a Beyond>,
    pub provenance: &'a Provenance,
}

/// All figures of a search.
pub fn charts(input: &PlanInput) -> Vec<Chart> {
    vec![frontier::drawing(input).chart()]
}

/// The whole report as one HTML file that asks nothing of a network.
pub fn page(input: &PlanInput) -> String {
    super::page::plan::page(input)
}

/// The answer in words, sentence by sentence, the decision first; for a terminal.
pub fn answer(input: &PlanInput) -> Vec<String> {
    let mut lines = vec![view::plan::lead(input)];
    lines.extend(view::plan::sentences(input));
    lines
}
