//! Emergencies: exactly one rate, levels that exist, and keys that have something to act on.

use super::Checker;
use crate::scenario::file::ScenarioFile;
use crate::scenario::file::shock::ShockFile;
use crate::scenario::file::staff::WorkerFile;
use crate::scenario::file::week::OwnershipFile;
use crate::scenario::{OwnMaking, Shock, Strikes};

/// The three rates of which a kind of emergency has one.
const RATES: [&str; 3] = [
    "per_client_per_year",
    "per_worker_per_year",
    "per_service_per_year",
];

impl Checker<'_> {
    /// All kinds of emergency; `levels` are the names of the levels.
    pub(super) fn shocks(&mut self, file: &ScenarioFile, levels: &[&str]) -> Option<Vec<Shock>> {
        self.unique(
            "shock",
            file.shock.iter().map(|shock| shock.name.0.as_str()),
        );
        let shocks: Vec<Option<Shock>> = file
            .shock
            .iter()
            .map(|shock| self.shock(file, shock, levels))
            .collect();
        shocks.into_iter().collect()
    }

    fn shock(&mut self, file: &ScenarioFile, shock: &ShockFile, levels: &[&str]) -> Option<Shock> {
        let path = format!("shock.{}", shock.name.0);
        let strikes = self.strikes(shock, &path, levels);
        self.has_what_to_act_on(file, shock, &path);
        let own = &shock.own_making;
        Some(Shock {
            name: shock.name.0.clone(),
            crisis_hours: shock.crisis_hours.0,
            duration: self.distribution(&format!("{path}.duration"), &shock.duration),
            permanent_share: shock.permanent_share.0,
            level_up: shock.level_up.0,
            own_making: OwnMaking {
                per_backlog_hour: own.per_backlog_hour.0,
                per_missed_contact_hour: own.per_missed_contact_hour.0,
            },
            strikes: strikes?,
        })
    }

    fn strikes(&mut self, shock: &ShockFile, path: &str, levels: &[&str]) -> Option<Strikes> {
        let unevenness = shock.unevenness.0;
        match (
            shock.per_client_per_year,
            shock.per_worker_per_year,
            shock.per_service_per_year,
        ) {
            (Some(per_year), None, None) => Some(Strikes::Clients {
                per_year: per_year.0,
                levels: self.struck_levels(shock, path, levels),
                unevenness,
            }),
            (None, Some(per_year), None) => Some(Strikes::Workers {
                per_year: per_year.0,
                unevenness,
            }),
            (None, None, Some(per_year)) => Some(Strikes::Service {
                per_year: per_year.0,
                shared: shock.shared,
            }),
            (clients, workers, service) => {
                let given = [clients, workers, service].into_iter().flatten().count();
                let found = if given == 0 { "none" } else { "more than one" };
                let what = format!(
                    "{path} must give one of {}, and gives {found}",
                    RATES.join(", ")
                );
                self.problem(path, what).hint =
                    Some("one rate says whom it strikes: a client, a worker, or everybody".into());
                None
            }
        }
    }

    /// By level, whether the emergency can strike there.
    fn struck_levels(&mut self, shock: &ShockFile, path: &str, levels: &[&str]) -> Vec<bool> {
        let Some(named) = &shock.levels else {
            return vec![true; levels.len()];
        };
        let path = format!("{path}.levels");
        if named.is_empty() {
            self.problem(&path, format!("{path} is empty: it could strike nobody"))
                .hint = Some("leave it out to strike clients of every level".into());
        }
        let mut struck = vec![false; levels.len()];
        for name in named {
            if let Some(level) = self.name(&path, "level", name, levels) {
                struck[level] = true;
            }
        }
        struck
    }

    /// A key that could change nothing is a mistake.
    fn has_what_to_act_on(&mut self, file: &ScenarioFile, shock: &ShockFile, path: &str) {
        let strikes_clients = shock.per_client_per_year.is_some();
        let idle = [
            (
                "levels",
                shock.levels.is_some() && !strikes_clients,
                "strikes no client by itself",
            ),
            (
                "level_up",
                shock.level_up.0 > 0 && !strikes_clients,
                "strikes no client by itself",
            ),
            (
                "unevenness",
                shock.unevenness.0 > 0.0 && shock.per_service_per_year.is_some(),
                "strikes everybody at once",
            ),
        ];
        for (key, _, why) in idle.into_iter().filter(|(_, is_idle, _)| *is_idle) {
            let key = format!("{path}.{key}");
            self.problem(&key, format!("{key} has nothing to act on: {path} {why}"))
                .hint = Some("leave it out, or give another rate".into());
        }
        if shock.shared {
            self.can_be_shared(shock, path);
        }
        if shock.unevenness.0 > 0.0
            && strikes_clients
            && file.allocation.ownership == OwnershipFile::Pooled
        {
            let key = format!("{path}.unevenness");
            let what = format!(
                "{key} has nothing to act on: a pooled team's clients have no worker of their own"
            );
            self.problem(&key, what);
        }
        let own = &shock.own_making;
        let loops = [
            (
                "per_backlog_hour",
                own.per_backlog_hour.0,
                "records",
                file.loops.records.is_some(),
            ),
            (
                "per_missed_contact_hour",
                own.per_missed_contact_hour.0,
                "care",
                file.loops.care.is_some(),
            ),
        ];
        for (key, rate, needed, is_there) in loops {
            if rate > 0.0 && !is_there {
                let key = format!("{path}.own_making.{key}");
                let what = format!(
                    "{key} acts with the strength of loops.{needed}, and the file has no loops.{needed}"
                );
                self.problem(&key, what).hint =
                    Some(format!("{needed} = {{ strength = 1 }} takes its defaults"));
            }
        }
    }

    /// What strikes all sites at once comes at one rate, which is nobody's own making.
    fn can_be_shared(&mut self, shock: &ShockFile, path: &str) {
        let own = &shock.own_making;
        let why = if self.site.is_none() {
            "the file has no [[site]]"
        } else if shock.per_service_per_year.is_none() {
            "only what is given by per_service_per_year comes to all sites at one rate"
        } else if own.per_backlog_hour.0 > 0.0 || own.per_missed_contact_hour.0 > 0.0 {
            "what a site makes itself is not shared"
        } else {
            return;
        };
        let key = format!("{path}.shared");
        self.problem(&key, format!("{key} has nothing to act on: {why}"));
    }

    /// A worker's open emergencies by kind.
    pub(super) fn todays_emergencies(
        &mut self,
        file: &ScenarioFile,
        worker: &WorkerFile,
        path: &str,
    ) -> Vec<u64> {
        let kinds: Vec<&str> = file.shock.iter().map(|it| it.name.0.as_str()).collect();
        let path = format!("{path}.emergencies");
        let open = self.by_name(
            &path,
            ("shock", &kinds),
            &worker.emergencies,
            (0, |it| it.0),
        );
        for (shock, count) in file.shock.iter().zip(&open).filter(|(_, it)| **it > 0) {
            let path = format!("{path}.{}", shock.name.0);
            if shock.per_service_per_year.is_some() {
                let what = format!("{path} belongs to no worker: it strikes everybody at once");
                self.problem(&path, what);
            }
            let strikes = |level: &String| {
                let levels = shock.levels.as_ref();
                levels.is_none_or(|levels| levels.contains(level))
            };
            let held = worker.clients.iter().filter(|(level, _)| strikes(level));
            let held: u64 = held.map(|(_, count)| count.0).sum();
            if shock.per_client_per_year.is_some() && held < *count {
                let what = format!(
                    "{path} is {count}, but the worker holds {held} clients whom it can strike"
                );
                self.problem(&path, what).hint = Some(
                    "an open emergency is one of the worker's clients, each with at most one of a kind today"
                        .into(),
                );
            }
        }
        open
    }
}
