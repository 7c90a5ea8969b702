//! Programmes: a refresher has hours and a time, and an effect has something to act on.

use super::Checker;
use crate::scenario::Programme;
use crate::scenario::file::ScenarioFile;
use crate::scenario::file::programme::ProgrammeFile;
use crate::scenario::problem::number;

/// Sessions of one programme: more could not be played in reasonable time.
const MOST_SESSIONS: f64 = 100_000.0;

impl Checker<'_> {
    pub(super) fn programmes(&mut self, file: &ScenarioFile) -> Vec<Programme> {
        let names = file.programme.iter().map(|it| it.name.0.as_str());
        self.unique("programme", names);
        let programmes = file.programme.iter();
        programmes.map(|it| self.programme(file, it)).collect()
    }

    fn programme(&mut self, scenario: &ScenarioFile, file: &ProgrammeFile) -> Programme {
        let path = format!("programme.{}", file.name.0);
        let refresher = match (file.refresher_every_weeks, file.refresher_hours) {
            (Some(every), Some(hours)) => Some((every.0, hours.0)),
            (None, None) => None,
            (Some(_), None) => {
                self.goes_with(&path, "refresher_every_weeks", "refresher_hours");
                None
            }
            (None, Some(_)) => {
                self.goes_with(&path, "refresher_hours", "refresher_every_weeks");
                None
            }
        };
        if file.strain_slower.0 != 1.0 && scenario.loops.strain.is_none() {
            let path = format!("{path}.strain_slower");
            let what = format!("{path} has nothing to act on: the file has no loops.strain");
            self.problem(&path, what).hint =
                Some("strain = { reference = 0.2 } takes the defaults for the rest".into());
        }
        if file.quits.0 != 1.0 && scenario.staff.is_none() {
            let path = format!("{path}.quits");
            let what = format!("{path} has nothing to act on: without [staff] nobody leaves");
            self.problem(&path, what);
        }
        self.sessions_can_be_held(scenario, file, &path);
        Programme {
            name: file.name.0.clone(),
            week: file.week.0,
            every_weeks: file.every_weeks.0,
            sessions: file.sessions.map(|it| it.0),
            seats: file.seats.0,
            sessions_each: file.sessions_each.0,
            hours_each: file.hours_each.0,
            uptake: file.uptake.0,
            stays_shorter: file.stays_shorter.0,
            quits: file.quits.0,
            strain_slower: file.strain_slower.0,
            fade_weeks: file.fade_weeks.map(|it| it.0),
            refresher,
            supervisors: self.supervisors(scenario, file),
            cost_per_seat: file.cost_per_seat.0,
            fixed_cost: file.fixed_cost.0,
        }
    }

    /// Sessions begin when there is somebody to come, and do not follow each other without end.
    fn sessions_can_be_held(&mut self, file: &ScenarioFile, own: &ProgrammeFile, path: &str) {
        let begins = -(file.run.warm_up_weeks.0 as f64);
        if own.week.0 < begins {
            let path = format!("{path}.week");
            let what = format!(
                "{path} must be at least {}, where what is played begins",
                number(begins)
            );
            let problem = self.problem(&path, what);
            problem.found = Some(number(own.week.0));
            problem.hint = Some(
                "sessions of the time before would all be held in the first week: raise run.warm_up_weeks to play them".into(),
            );
            return;
        }
        let weeks = file.run.horizon_weeks.0 as f64 - own.week.0;
        let sessions = weeks / own.every_weeks.0;
        let most = own.sessions.map_or(f64::INFINITY, |it| it.0 as f64);
        if sessions.min(most) > MOST_SESSIONS {
            let path = format!("{path}.every_weeks");
            let what = format!("{path} leaves room for more than 100,000 sessions");
            self.problem(&path, what).hint =
                Some("leave more time between sessions, or say how many sessions there are".into());
        }
    }

    fn supervisors(&mut self, file: &ScenarioFile, own: &ProgrammeFile) -> Option<(usize, f64)> {
        let supervisors = own.supervisors.as_ref()?;
        let path = format!("programme.{}.supervisors.role", own.name.0);
        let roles: Vec<&str> = file.support.iter().map(|it| it.role.0.as_str()).collect();
        let role = self.name(&path, "support role", &supervisors.role, &roles)?;
        Some((role, supervisors.hours.0))
    }

    fn goes_with(&mut self, path: &str, given: &str, missing: &str) {
        let path = format!("{path}.{given}");
        self.problem(&path, format!("{path} is given without {missing}"))
            .hint = Some("a refresher needs both: how often, and how many hours".into());
    }
}
