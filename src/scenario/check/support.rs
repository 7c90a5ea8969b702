//! Support roles: hours within a full-time week, vacancies within the posts, terms of their own or those of the file.

use super::Checker;
use crate::scenario::file::ScenarioFile;
use crate::scenario::file::staff::CloseFile;
use crate::scenario::file::support::{OwnHiringFile, SupportFile};
use crate::scenario::problem::number;
use crate::scenario::{Close, Hiring, Part, Posts, Staff, SupportRole};

impl Checker<'_> {
    pub(super) fn support(
        &mut self,
        file: &ScenarioFile,
        staff: Option<&Staff>,
        hiring: Option<&Hiring>,
        sites: &[&str],
    ) -> Option<Vec<SupportRole>> {
        let roles = file.support.iter().map(|it| it.role.0.as_str());
        self.unique("support", roles);
        file.support
            .iter()
            .map(|it| {
                let path = format!("support.{}", it.role.0);
                let posts = Posts {
                    role: it.role.0.clone(),
                    count: self.dated(&format!("{path}.count"), &it.count, |count| count.0)?,
                    eft: it.eft.0,
                    annual_cost: it.annual_cost.0,
                    close: match it.close {
                        CloseFile::Attrition => Close::Attrition,
                        CloseFile::Now => Close::Now,
                    },
                };
                let start = -(file.run.warm_up_weeks.0 as f64);
                self.own_vacancies_fit(&path, &posts, start, it.vacancies.0);
                Some(SupportRole {
                    vacancies: it.vacancies.0,
                    supplies: self.supplies(&path, it, file.week.full_time_hours.0),
                    serves: self.serves(&path, it, sites),
                    staff: match &it.staff {
                        Some(own) => Some(self.terms(&format!("{path}.staff"), own)),
                        None => staff.cloned(),
                    },
                    hiring: match &it.hiring {
                        Some(own) => Some(self.own_hiring(&format!("{path}.hiring"), own)),
                        // Extra hires, known starts and agency cover are of the posts.
                        None => hiring.map(|hiring| Hiring {
                            ahead: 0,
                            starts: Vec::new(),
                            agency: None,
                            ..hiring.clone()
                        }),
                    },
                    posts,
                })
            })
            .collect()
    }

    fn serves(&mut self, path: &str, file: &SupportFile, sites: &[&str]) -> Vec<usize> {
        let path = format!("{path}.serves");
        if sites.is_empty() && !file.serves.is_empty() {
            let what = format!("{path} names sites, but the file has none");
            self.problem(&path, what).hint = Some("take it out, or add [[site]]".into());
            return Vec::new();
        }
        let mut serves: Vec<usize> = Vec::new();
        for (position, name) in file.serves.iter().enumerate() {
            let Some(site) = self.name(&format!("{path}.{position}"), "site", name, sites) else {
                continue;
            };
            if serves.contains(&site) {
                self.problem(&path, format!("{path} names \"{name}\" twice"));
            }
            serves.push(site);
        }
        serves.sort_unstable();
        serves
    }

    fn own_vacancies_fit(&mut self, path: &str, posts: &Posts, start: f64, vacancies: u64) {
        let count = *posts.count.at(start);
        if vacancies > count {
            let path = format!("{path}.vacancies");
            let what = format!("{path} must be at most {count}, the posts at the start");
            self.problem(&path, what).found = Some(vacancies.to_string());
        }
    }

    fn supplies(&mut self, path: &str, file: &SupportFile, full_time: f64) -> [f64; Part::COUNT] {
        let path = format!("{path}.supplies");
        let mut supplies = [0.0; Part::COUNT];
        for (part, hours) in &file.supplies {
            supplies[part.part() as usize] = hours.0;
        }
        let sum: f64 = supplies.iter().sum();
        if file.supplies.is_empty() {
            let what = format!("{path} must name at least one part of the week");
            self.problem(&path, what).hint =
                Some("such as { hiring = 25, onboarding = 4 }, in hours a week".into());
        } else if sum > full_time * (1.0 + 1e-9) {
            let what = format!(
                "{path} adds to {} h, more than the {} h of week.full_time_hours",
                number(sum),
                number(full_time)
            );
            self.problem(&path, what);
        }
        supplies
    }

    /// Hiring on terms of its own.
    pub(super) fn own_hiring(&mut self, path: &str, file: &OwnHiringFile) -> Hiring {
        Hiring {
            time_to_fill: self.distribution(&format!("{path}.time_to_fill"), &file.time_to_fill),
            approval: file
                .approval
                .as_ref()
                .map(|approval| self.distribution(&format!("{path}.approval"), approval)),
            freeze: self.freeze(&format!("{path}.freeze"), &file.freeze),
            ahead: 0,
            starts: Vec::new(),
            induction_weeks: file.induction_weeks.0,
            start_share: file.start_share.0,
            hours_per_vacancy: file.hours_per_vacancy.0,
            hours_per_starter: file.hours_per_starter.0,
            agency: None,
        }
    }
}
