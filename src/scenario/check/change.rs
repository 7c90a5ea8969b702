//! Software and process changes: chances that fit, and something for them to act on.

use super::Checker;
use crate::scenario::file::ScenarioFile;
use crate::scenario::file::change::ChangeFile;
use crate::scenario::problem::number;
use crate::scenario::{Change, Part};

impl Checker<'_> {
    pub(super) fn changes(&mut self, file: &ScenarioFile) -> Vec<Change> {
        let names = file.change.iter().map(|change| change.name.0.as_str());
        self.unique("change", names);
        let changes = file.change.iter();
        changes.map(|change| self.change(change)).collect()
    }

    fn change(&mut self, file: &ChangeFile) -> Change {
        let path = format!("change.{}", file.name.0);
        let (delivers, backfires) = (file.delivers.0, file.backfires.0);
        // A margin for sums such as 0.7 + 0.2 + 0.1.
        if delivers + backfires > 1.0 + 1e-9 {
            let what = format!(
                "{path}.delivers and {path}.backfires must add to at most 1, and add to {}",
                number(delivers + backfires)
            );
            self.problem(&format!("{path}.backfires"), what).hint =
                Some("what is left of 1 is the chance that it does neither".into());
        }
        if backfires > 0.0 && file.costs.is_empty() {
            let path = format!("{path}.backfires");
            let what = format!("{path} is above 0, but the change has no costs");
            self.problem(&path, what).hint =
                Some("add costs = { client_admin = 0.1 }, or take backfires away".into());
        }
        let mut change = Change {
            name: file.name.0.clone(),
            week: file.week.0,
            rollout_weeks: file.rollout_weeks.0,
            rollout_hours: file.rollout_hours.0,
            delivers,
            backfires,
            saves: [0.0; Part::COUNT],
            costs: [0.0; Part::COUNT],
        };
        for (part, share) in &file.saves {
            change.saves[part.part() as usize] = share.0;
        }
        for (part, share) in &file.costs {
            change.costs[part.part() as usize] = share.0;
        }
        change
    }
}
