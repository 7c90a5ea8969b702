//! Levels, routes, referrals and who is there at the start.

use super::Checker;
use super::exit::PLAIN;
use crate::scenario::file::ScenarioFile;
use crate::scenario::file::client::{LevelFile, ReferralFile};
use crate::scenario::file::number::Share;
use crate::scenario::file::{AgesFile, VacanciesFile};
use crate::scenario::problem::number;
use crate::scenario::{Ages, Initial, Level, LevelKind, RateChange, ReferralStream, Stay};
use std::collections::BTreeMap;

/// Probabilities that miss 1 by more than this do not add up.
const TOLERANCE: f64 = 1e-9;

/// Check-ins in one visit: more could not be played in reasonable time.
const MOST_CHECK_INS: f64 = 10_000.0;

impl Checker<'_> {
    pub(super) fn levels(&mut self, file: &ScenarioFile) -> Option<Vec<Level>> {
        let names: Vec<&str> = file.level.iter().map(|level| level.name()).collect();
        self.unique("level", names.iter().copied());
        if let Some(position) = names.iter().position(|name| *name == "exit") {
            let path = format!("level.{}.name", position + 1);
            self.problem(
                &path,
                "a level cannot be called \"exit\": it is the word for leaving the service",
            );
        }
        let levels: Option<Vec<Level>> = file
            .level
            .iter()
            .enumerate()
            .map(|(position, level)| {
                let path = format!("level.{}", file.level[position].name());
                self.level(&path, level, file)
            })
            .collect();
        let routes_stand = |path: &str| !path.starts_with("level");
        let known = self.broken.iter().all(|path| routes_stand(path))
            && self
                .problems
                .iter()
                .all(|problem| routes_stand(&problem.path));
        if let Some(levels) = levels.as_ref().filter(|_| known) {
            self.way_out(levels);
        }
        levels
    }

    fn level(&mut self, path: &str, level: &LevelFile, file: &ScenarioFile) -> Option<Level> {
        let (kind, (emotional, abuse, weight)) = match level {
            LevelFile::OneToOne {
                contact_hours,
                session_hours,
                admin_hours,
                emotional_weight,
                abuse_weight,
                weight,
                stay,
                next,
                ..
            } => (
                LevelKind::OneToOne {
                    contact_hours: contact_hours.0,
                    session_hours: session_hours.0,
                    admin_hours: admin_hours.0,
                    stay: self.stay(path, stay, next, file),
                },
                (emotional_weight, abuse_weight, weight),
            ),
            LevelFile::Group {
                session_hours,
                group_size,
                admin_hours,
                emotional_weight,
                abuse_weight,
                weight,
                stay,
                next,
                ..
            } => (
                LevelKind::Group {
                    session_hours: session_hours.0,
                    group_size: group_size.0,
                    admin_hours: admin_hours.0,
                    stay: self.stay(path, stay, next, file),
                },
                (emotional_weight, abuse_weight, weight),
            ),
            LevelFile::CheckIn {
                contact_hours,
                every_weeks,
                exit_after_weeks,
                relapse_probability,
                relapse_to,
                exit_to,
                admin_hours,
                emotional_weight,
                abuse_weight,
                weight,
                ..
            } => {
                let names: Vec<&str> = file.level.iter().map(|level| level.name()).collect();
                if exit_after_weeks.0 / every_weeks.0 > MOST_CHECK_INS {
                    let exit = format!("{path}.exit_after_weeks");
                    let path = format!("{path}.every_weeks");
                    let what =
                        format!("{path} leaves room for more than 10,000 check-ins before {exit}");
                    self.problem(&path, what).hint =
                        Some("check in less often, or let clients leave earlier".into());
                }
                (
                    LevelKind::CheckIn {
                        contact_hours: contact_hours.0,
                        every_weeks: every_weeks.0,
                        exit_after_weeks: exit_after_weeks.0,
                        relapse_probability: relapse_probability.0,
                        relapse_to: self.name(
                            &format!("{path}.relapse_to"),
                            "level",
                            relapse_to,
                            &names,
                        )?,
                        exit_to: self.exit_to(&format!("{path}.exit_to"), exit_to, file)?,
                        admin_hours: admin_hours.0,
                    },
                    (emotional_weight, abuse_weight, weight),
                )
            }
        };
        Some(Level {
            name: level.name().to_string(),
            kind,
            emotional_weight: emotional.0,
            abuse_weight: abuse.map_or(0.0, |it| it.0),
            weight: weight.0,
        })
    }

    fn stay(
        &mut self,
        path: &str,
        stay: &crate::scenario::file::number::DistributionFile,
        next: &BTreeMap<String, Share>,
        file: &ScenarioFile,
    ) -> Stay {
        let length = self.distribution(&format!("{path}.stay"), stay);
        let path = format!("{path}.next");
        self.adds_to_one(&path, next);
        let levels = file.level.iter().map(|level| level.name());
        let exits = file.exit.iter().map(|exit| exit.name.0.as_str());
        let targets: Vec<&str> = levels.chain(exits).chain([PLAIN]).collect();
        let kind = if file.exit.is_empty() {
            "level"
        } else {
            "level or exit"
        };
        let mut next = self.by_name(&path, (kind, &targets), next, (0.0, |share: Share| share.0));
        let exit = next.pop().unwrap_or(0.0);
        let exits = next.split_off(file.level.len());
        Stay {
            length,
            next,
            exits,
            exit,
        }
    }

    fn adds_to_one(&mut self, path: &str, shares: &BTreeMap<String, Share>) {
        let sum: f64 = shares.values().map(|share| share.0).sum();
        if (sum - 1.0).abs() > TOLERANCE {
            self.problem(path, format!("{path} adds to {}, not 1", number(sum)));
        }
    }

    /// Every level must lead out of the service, sooner or later.
    fn way_out(&mut self, levels: &[Level]) {
        let mut leads_out = vec![false; levels.len()];
        for _ in 0..levels.len() {
            for (position, level) in levels.iter().enumerate() {
                leads_out[position] |= match &level.kind {
                    LevelKind::OneToOne { stay, .. } | LevelKind::Group { stay, .. } => {
                        stay.exit > 0.0
                            || stay.exits.iter().any(|share| *share > 0.0)
                            || stay
                                .next
                                .iter()
                                .zip(&leads_out)
                                .any(|(share, out)| *share > 0.0 && *out)
                    }
                    LevelKind::CheckIn {
                        relapse_probability,
                        every_weeks,
                        exit_after_weeks,
                        relapse_to,
                        ..
                    } => {
                        *relapse_probability < 1.0
                            || every_weeks > exit_after_weeks
                            || leads_out[*relapse_to]
                    }
                };
            }
        }
        for (level, _) in levels.iter().zip(&leads_out).filter(|(_, out)| !**out) {
            let path = match level.kind {
                LevelKind::OneToOne { .. } | LevelKind::Group { .. } => {
                    format!("level.{}.next", level.name)
                }
                LevelKind::CheckIn { .. } => format!("level.{}.relapse_probability", level.name),
            };
            let what = format!(
                "level {} has no way out: no client who enters it can ever leave the service",
                level.name
            );
            self.problem(&path, what).hint =
                Some("give exit a probability above 0 here or in a level it leads to".into());
        }
    }

    pub(super) fn referrals(
        &mut self,
        file: &ScenarioFile,
        names: &[&str],
    ) -> Option<Vec<ReferralStream>> {
        self.unique(
            "referrals",
            file.referrals.iter().map(|stream| stream.name.0.as_str()),
        );
        file.referrals
            .iter()
            .map(|stream| self.stream(stream, names))
            .collect()
    }

    fn stream(&mut self, file: &ReferralFile, names: &[&str]) -> Option<ReferralStream> {
        let path = format!("referrals.{}", file.name.0);
        self.adds_to_one(&format!("{path}.enter"), &file.enter);
        let enter = self.by_name(
            &format!("{path}.enter"),
            ("level", names),
            &file.enter,
            (0.0, |share: Share| share.0),
        );
        let per_week = self.dated(&format!("{path}.per_week"), &file.per_week, |rate| rate.0);
        let mut monthly = [1.0; 12];
        for (month, factor) in monthly.iter_mut().zip(&file.monthly) {
            *month = factor.0;
        }
        let mut changes: Vec<RateChange> = file
            .changes
            .iter()
            .map(|change| RateChange {
                week: change.week.0,
                factor: change.value.0,
                ramp_weeks: change.ramp_weeks.0,
            })
            .collect();
        changes.sort_by(|a, b| a.week.total_cmp(&b.week));
        Some(ReferralStream {
            name: file.name.0.clone(),
            per_week: per_week?,
            enter,
            growth_per_year: file.growth_per_year.0,
            monthly,
            clustering: file.clustering.0,
            changes,
            cross_referral: self.cross_referral(&path, file),
        })
    }

    pub(super) fn initial(
        &mut self,
        file: &ScenarioFile,
        names: &[&str],
        roles: &[&str],
    ) -> Initial {
        let initial = &file.initial;
        let vacancies = match &initial.vacancies {
            VacanciesFile::All(count) if roles.len() == 1 || count.0 == 0 => {
                vec![count.0; roles.len()]
            }
            VacanciesFile::All(_) => {
                let what = "initial.vacancies must say in which role, as there are several";
                let example = format!(
                    "initial.vacancies = {{ \"{}\" = 1 }}",
                    roles.first().unwrap_or(&"role")
                );
                self.problem("initial.vacancies", what).hint = Some(example);
                vec![0; roles.len()]
            }
            VacanciesFile::ByRole(table) => self.by_name(
                "initial.vacancies",
                ("role", roles),
                table,
                (0, |count| count.0),
            ),
        };
        Initial {
            clients: self.by_name(
                "initial.clients",
                ("level", names),
                &initial.clients,
                (0, |people| people.0),
            ),
            waiting: self.by_name(
                "initial.waiting",
                ("level", names),
                &initial.waiting,
                (0, |people| people.0),
            ),
            vacancies,
            ages: match initial.ages {
                AgesFile::Stationary => Ages::Stationary,
                AgesFile::Fresh => Ages::Fresh,
            },
        }
    }
}
