//! Teams: levels that exist, clients with workers of their own.

use super::Checker;
use crate::scenario::file::ScenarioFile;
use crate::scenario::file::team::TeamFile;
use crate::scenario::file::week::OwnershipFile;
use crate::scenario::{SickLeave, Staff, Team};

impl Checker<'_> {
    pub(super) fn teams(&mut self, file: &ScenarioFile, levels: &[&str]) -> Vec<Team> {
        self.unique("team", file.team.iter().map(|it| it.name.0.as_str()));
        if !file.team.is_empty() && file.allocation.ownership == OwnershipFile::Pooled {
            let what = "a [[team]] belongs to a client's own worker, but allocation.ownership is \"pooled\"";
            self.problem("allocation.ownership", what).hint =
                Some("use \"individual\", or leave the teams out".into());
        }
        file.team.iter().map(|it| self.team(it, levels)).collect()
    }

    fn team(&mut self, file: &TeamFile, levels: &[&str]) -> Team {
        let path = format!("team.{}", file.name.0);
        let posts = format!("{path}.posts_per_client");
        if file.posts_per_client.is_empty() {
            let what = format!("{posts} must name at least one level");
            self.problem(&posts, what).hint = Some("such as { high = 3, medium = 1 }".into());
        }
        let staff = format!("{path}.staff");
        Team {
            name: file.name.0.clone(),
            posts_per_client: self.by_name(
                &posts,
                ("level", levels),
                &file.posts_per_client,
                (0, |it| it.0),
            ),
            eft: file.eft.0,
            annual_cost: file.annual_cost.0,
            shift_hours: file.shift_hours.0,
            uncovered_share: file.uncovered_share.0,
            presence_hours: file.presence_hours.0,
            staff: Staff {
                tenure: self.distribution(&format!("{staff}.tenure"), &file.staff.tenure),
                notice_weeks: file.staff.notice_weeks.0,
                planned_leave_weeks_per_year: 0.0,
                sick_leave: file.staff.sick_leave.as_ref().map(|leave| SickLeave {
                    spells_per_year: leave.spells_per_year.0,
                    length: self.distribution(&format!("{staff}.sick_leave.length"), &leave.length),
                }),
                first_year_quits: file.staff.first_year.as_ref().map(|first| first.quits.0),
            },
            hiring: self.own_hiring(&format!("{path}.hiring"), &file.hiring),
        }
    }
}
