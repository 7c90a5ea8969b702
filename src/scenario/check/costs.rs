//! Costs and funding.

use super::Checker;
use crate::scenario::costs::{Costs, Funding};
use crate::scenario::file::ScenarioFile;
use crate::scenario::file::number::PostCount;
use crate::scenario::problem::number;

impl Checker<'_> {
    pub(super) fn costs(&mut self, file: &ScenarioFile) -> Option<Costs> {
        let costs = file.costs.as_ref()?;
        Some(Costs {
            currency: costs.currency.clone(),
            financial_year_month: costs.financial_year_starts.number(),
            on_costs_share: costs.on_costs_share.0,
            overtime_pay: costs.overtime_pay.0,
            per_hire: costs.per_hire.0,
            per_induction: costs.per_induction.0,
            per_travel_hour: costs.per_travel_hour.0,
            overheads_per_year: costs.overheads_per_year.0,
        })
    }

    pub(super) fn funding(&mut self, file: &ScenarioFile, roles: &[&str]) -> Vec<Funding> {
        self.unique("funding", file.funding.iter().map(|it| it.name.0.as_str()));
        let mut all = Vec::with_capacity(file.funding.len());
        for it in &file.funding {
            let path = format!("funding.{}", it.name.0);
            if let Some(to) = it.to_week.filter(|to| to.0 <= it.from_week.0) {
                let what = format!(
                    "{path}.to_week must be after from_week, {}",
                    number(it.from_week.0)
                );
                self.problem(&format!("{path}.to_week"), what).found = Some(number(to.0));
            }
            let posts = self.by_name(
                &format!("{path}.posts"),
                ("role", roles),
                &it.posts,
                (0, |count: PostCount| count.0),
            );
            all.push(Funding {
                name: it.name.0.clone(),
                per_year: it.per_year.0,
                from_week: it.from_week.0,
                to_week: it.to_week.map(|week| week.0),
                starts_late: it
                    .starts_late
                    .as_ref()
                    .map(|late| self.distribution(&format!("{path}.starts_late"), late)),
                posts,
            });
        }
        all
    }
}
