//! The plans of a scenario file, played and compared.

use crate::experiment::arm::Pairing;
use crate::experiment::compare::results::Comparison;
use crate::experiment::trial;
use crate::output::comparison::ComparisonProvenance;
use crate::report::CompareInput;
use crate::scenario::difference::{Change, changes};
use crate::scenario::document::{Document, Study};

/// Owned parts of a [`CompareInput`].
pub struct Compared {
    pub comparison: Comparison,
    changes: Vec<Vec<Change>>,
    provenance: ComparisonProvenance,
}

impl Compared {
    pub fn input(&self) -> CompareInput<'_> {
        CompareInput {
            comparison: &self.comparison,
            changes: &self.changes,
            provenance: &self.provenance,
        }
    }
}

/// A scenario as written and all its plans, with some keys set, in 40 futures.
pub fn compared(file: &str, text: &str, set: &[(String, String)], pairing: Pairing) -> Compared {
    let document = Document::parse(file, text).unwrap();
    let study = |plan| document.study(plan, set).unwrap();
    let studies: Vec<Study> = std::iter::once(None)
        .chain(document.plans().into_iter().map(Some))
        .map(study)
        .collect();
    Compared {
        comparison: trial::compared(&studies, 40, pairing),
        changes: studies[1..]
            .iter()
            .map(|it| changes(&studies[0], it))
            .collect(),
        provenance: ComparisonProvenance {
            version: "0.1.0",
            scenarios: vec![(file.into(), "abc".into())],
            seed: 7,
            replications: 40,
            generator: "philox, keyed by replication",
            command: format!("plimsoll compare {file} --seed 7 --replications 40"),
            set: set.to_vec(),
            cut: Vec::new(),
        },
    }
}
