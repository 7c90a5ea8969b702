//! Posts, today's workers, how long people stay, and hiring.

use super::Checker;
use crate::scenario::file::ScenarioFile;
use crate::scenario::file::staff::{CloseFile, FreezeFile, HiringFile, StaffFile, WorkerFile};
use crate::scenario::problem::number;
use crate::scenario::{
    Agency, Close, Hiring, Initial, KnownStart, Posts, RosterWorker, SickLeave, Staff,
};

impl Checker<'_> {
    pub(super) fn posts(&mut self, file: &ScenarioFile) -> Option<Vec<Posts>> {
        if file.posts.is_empty() {
            self.no_posts();
            return None;
        }
        self.unique(
            "posts",
            file.posts.iter().map(|posts| posts.role.0.as_str()),
        );
        file.posts
            .iter()
            .map(|posts| {
                Some(Posts {
                    role: posts.role.0.clone(),
                    count: self.dated(
                        &format!("posts.{}.count", posts.role.0),
                        &posts.count,
                        |count| count.0,
                    )?,
                    eft: posts.eft.0,
                    annual_cost: posts.annual_cost.0,
                    close: match posts.close {
                        CloseFile::Attrition => Close::Attrition,
                        CloseFile::Now => Close::Now,
                    },
                })
            })
            .collect()
    }

    /// `funded`: role and posts at the start, of the warm-up where there is one.
    pub(super) fn vacancies_fit(&mut self, funded: &[(&str, u64)], vacancies: &[u64]) {
        for ((role, count), vacancies) in funded.iter().zip(vacancies) {
            if vacancies > count {
                let posts = self.place(&format!("posts.{role}.count"));
                let what = format!(
                    "initial.vacancies has {vacancies} of role \"{role}\", but {posts} is {count} at the start"
                );
                self.problem("initial.vacancies", what);
            }
        }
    }

    pub(super) fn staff(&mut self, file: &ScenarioFile) -> Option<Staff> {
        Some(self.terms("staff", file.staff.as_ref()?))
    }

    /// How long people stay and how often they are away, at a path.
    pub(super) fn terms(&mut self, path: &str, staff: &StaffFile) -> Staff {
        Staff {
            tenure: self.distribution(&format!("{path}.tenure"), &staff.tenure),
            notice_weeks: staff.notice_weeks.0,
            planned_leave_weeks_per_year: staff.planned_leave_weeks_per_year.0,
            sick_leave: staff.sick_leave.as_ref().map(|leave| SickLeave {
                spells_per_year: leave.spells_per_year.0,
                length: self.distribution(&format!("{path}.sick_leave.length"), &leave.length),
            }),
            first_year_quits: staff.first_year.as_ref().map(|first| first.quits.0),
        }
    }

    pub(super) fn hiring(
        &mut self,
        file: &ScenarioFile,
        roles: &[&str],
        vacancies: &[u64],
    ) -> Option<Hiring> {
        let hiring = file.hiring.as_ref()?;
        Some(Hiring {
            time_to_fill: self.distribution("hiring.time_to_fill", &hiring.time_to_fill),
            approval: hiring
                .approval
                .as_ref()
                .map(|approval| self.distribution("hiring.approval", approval)),
            freeze: self.freeze("hiring.freeze", &hiring.freeze),
            ahead: hiring.ahead.0,
            starts: self.starts(hiring, roles, vacancies),
            induction_weeks: hiring.induction_weeks.0,
            start_share: hiring.start_share.0,
            hours_per_vacancy: hiring.hours_per_vacancy.0,
            hours_per_starter: hiring.hours_per_starter.0,
            agency: hiring.agency.as_ref().map(|agency| Agency {
                after_weeks: agency.after_weeks.0,
                capacity: agency.capacity.0,
                premium: agency.premium.0,
            }),
        })
    }

    /// The windows at a path, in order.
    pub(super) fn freeze(&mut self, at: &str, file: &[FreezeFile]) -> Vec<(f64, f64)> {
        let mut windows: Vec<(f64, f64, String)> = Vec::new();
        for (position, window) in file.iter().enumerate() {
            let path = format!("{at}.{}", position + 1);
            if window.from.0 >= window.to.0 {
                let weeks = [window.from.0, window.to.0].map(number);
                let what = format!(
                    "{path}.from must be before to, but {} is not before {}",
                    weeks[0], weeks[1]
                );
                self.problem(&format!("{path}.from"), what);
            } else {
                windows.push((window.from.0, window.to.0, path));
            }
        }
        windows.sort_by(|a, b| a.0.total_cmp(&b.0));
        for pair in 1..windows.len() {
            if windows[pair].0 < windows[pair - 1].1 {
                let what = format!("{} overlaps {}", windows[pair].2, windows[pair - 1].2);
                self.problem(&windows[pair].2.clone(), what).hint =
                    Some("write them as one freeze".into());
            }
        }
        windows
            .into_iter()
            .map(|(from, to, _)| (from, to))
            .collect()
    }

    fn starts(
        &mut self,
        hiring: &HiringFile,
        roles: &[&str],
        vacancies: &[u64],
    ) -> Vec<KnownStart> {
        let mut starts = Vec::new();
        let mut counts = vec![0; roles.len()];
        for (position, start) in hiring.starts.iter().enumerate() {
            let path = format!("hiring.starts.{}", position + 1);
            let posts = match &start.role {
                Some(role) => self.name(&format!("{path}.role"), "role", role, roles),
                None if roles.len() <= 1 => Some(0),
                None => {
                    self.problem(
                        &path,
                        format!("{path} must say its role, as there are several"),
                    );
                    None
                }
            };
            let Some(posts) = posts.filter(|posts| *posts < counts.len()) else {
                continue;
            };
            counts[posts] += 1;
            let open = vacancies.get(posts).copied().unwrap_or(0);
            if counts[posts] == open + 1 {
                let vacancies = self.place("initial.vacancies");
                let what = format!(
                    "{path} is one start more than {vacancies} has of role \"{}\", {open}",
                    roles[posts]
                );
                self.problem(&path, what).hint =
                    Some("a known start fills a vacancy of initial.vacancies".into());
            }
            starts.push(KnownStart {
                week: start.week.0,
                posts,
            });
        }
        starts.sort_by(|a, b| a.week.total_cmp(&b.week));
        starts
    }

    pub(super) fn roster(
        &mut self,
        file: &ScenarioFile,
        names: (&[&str], &[&str]),
        initial: &Initial,
        staff: Option<&Staff>,
    ) -> Vec<RosterWorker> {
        let workers: Vec<RosterWorker> = file
            .worker
            .iter()
            .enumerate()
            .filter_map(|(position, worker)| {
                let path = format!("worker.{}", position + 1);
                self.strain_is_modelled(file, worker, &path);
                self.tenure_allows(worker, staff, &path);
                Some(RosterWorker {
                    posts: self.name(&format!("{path}.role"), "role", &worker.role, names.1)?,
                    clients: self.by_name(
                        &format!("{path}.clients"),
                        ("level", names.0),
                        &worker.clients,
                        (0, |it| it.0),
                    ),
                    weeks_in_post: worker.weeks_in_post.map(|weeks| weeks.0),
                    induction_left_weeks: worker.induction_left_weeks.0,
                    strain: worker.strain.map(|strain| strain.0),
                    backlog_hours: worker.backlog_hours.0,
                    emergencies: self.todays_emergencies(file, worker, &path),
                })
            })
            .collect();
        self.clients_are_there(file, names.0, &workers, initial);
        workers
    }

    fn clients_are_there(
        &mut self,
        file: &ScenarioFile,
        names: &[&str],
        workers: &[RosterWorker],
        initial: &Initial,
    ) {
        for (level, name) in names.iter().enumerate() {
            let held = workers.iter().map(|worker| worker.clients[level]);
            let held = held.fold(0, u64::saturating_add);
            let there = initial.clients[level];
            if held > there {
                let of = |worker: &WorkerFile| worker.clients.get(*name).map_or(0, |it| it.0);
                let most = (1..).zip(&file.worker).max_by_key(|(_, worker)| of(worker));
                let most = most.map_or(0, |(position, _)| position);
                let most = self.place(&format!("worker.{most}.clients.{name}"));
                let what = format!(
                    "the roster holds {held} clients of level {name}, most of them in {most}, but initial.clients has {there}"
                );
                let path = if there > 0 {
                    format!("initial.clients.{name}")
                } else {
                    "initial.clients".to_string()
                };
                self.problem(&path, what).hint =
                    Some("the clients of the roster are counted inside initial.clients".into());
            }
        }
    }

    fn strain_is_modelled(&mut self, file: &ScenarioFile, worker: &WorkerFile, path: &str) {
        if worker.strain.is_some() && file.loops.strain.is_none() {
            let path = format!("{path}.strain");
            self.problem(
                &path,
                format!("{path} is given, but the file has no loops.strain"),
            );
        }
    }

    fn tenure_allows(&mut self, worker: &WorkerFile, staff: Option<&Staff>, path: &str) {
        let (Some(weeks), Some(staff)) = (worker.weeks_in_post, staff) else {
            return;
        };
        let longest = staff.tenure.longest();
        if weeks.0 >= longest {
            let path = format!("{path}.weeks_in_post");
            let what = format!(
                "{path} must be less than {}, the longest staff.tenure can be",
                number(longest)
            );
            self.problem(&path, what).found = Some(number(weeks.0));
        }
    }

    pub(super) fn roster_fits(
        &mut self,
        funded: &[(&str, u64)],
        roster: &[RosterWorker],
        vacancies: &[u64],
    ) {
        for (position, (role, count)) in funded.iter().enumerate() {
            let entries = roster
                .iter()
                .filter(|worker| worker.posts == position)
                .count() as u64;
            let filled = count.saturating_sub(vacancies.get(position).copied().unwrap_or(0));
            if entries > filled {
                let what = format!(
                    "the roster has {entries} workers of role \"{role}\", but {filled} of its posts are filled, by posts.{role}.count less initial.vacancies"
                );
                self.problem("worker", what).hint =
                    Some("the roster lists those in post at the start".into());
            }
        }
    }
}
