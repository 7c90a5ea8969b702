//! What workers differ in: distributions in order, boundaries within a share.

use super::Checker;
use crate::random::distribution::Distribution;
use crate::scenario::Traits;
use crate::scenario::file::ScenarioFile;
use crate::scenario::file::number::DistributionFile;
use crate::scenario::problem::number;

impl Checker<'_> {
    pub(super) fn traits(&mut self, file: &ScenarioFile) -> Option<Traits> {
        let file = file.traits.as_ref()?;
        let boundaries = self.given("traits.boundaries", file.boundaries.as_ref());
        if let Some(longest) = boundaries.as_ref().map(Distribution::longest)
            && longest > 1.0
        {
            let what = "traits.boundaries must stay within 0 and 1";
            let problem = self.problem("traits.boundaries", what);
            problem.hint = Some(
                "the share of emotional hours that stays at work; uniform, triangular, fixed and empirical have an end"
                    .into(),
            );
            if longest.is_finite() {
                problem.found = Some(number(longest));
            }
        }
        Some(Traits {
            proactivity: self.given("traits.proactivity", file.proactivity.as_ref()),
            presence: self.given("traits.presence", file.presence.as_ref()),
            sensitivity: self.given("traits.sensitivity", file.sensitivity.as_ref()),
            boundaries,
        })
    }

    fn given(&mut self, path: &str, file: Option<&DistributionFile>) -> Option<Distribution> {
        file.map(|file| self.distribution(path, file))
    }
}
