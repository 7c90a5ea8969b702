//! The working week, allocation and loops.

use super::Checker;
use crate::scenario::file::ScenarioFile;
use crate::scenario::file::week::{
    AdmissionFile, LeftBehindFile, OwnershipFile, PartFile, TravelFile, TriageFile, WeekFile,
};
use crate::scenario::problem::number;
use crate::scenario::{
    Absence, Admission, Allocation, Burnout, Care, Disengagement, LeftBehind, Loops, Overload,
    Ownership, Part, Presence, Records, Slowing, Strain, Travel, Triage, Week,
};

/// Travel has no rule that needs a second key.
pub fn travel(file: &TravelFile) -> Travel {
    Travel {
        share_remote: file.share_remote.0,
        hours_per_trip: file.hours_per_trip.0,
        co_located_share: file.co_located_share.0,
    }
}

impl Checker<'_> {
    pub(super) fn week(&mut self, file: &ScenarioFile) -> Week {
        let week = &file.week;
        let mut fixed_hours = [0.0; Part::COUNT];
        fixed_hours[Part::Relationships as usize] = week.relationships_hours.0;
        fixed_hours[Part::Presence as usize] = week.presence_hours.0;
        fixed_hours[Part::Training as usize] = week.training_hours.0;
        let supervision_hours = week.supervision_hours.map_or(0.0, |it| it.0);
        fixed_hours[Part::Wellbeing as usize] = week.wellbeing_hours.0 + supervision_hours;
        self.hours_left_for_clients(week, fixed_hours.iter().sum());
        let mut floors = [0.0; Part::COUNT];
        for (part, share) in &week.floors {
            floors[part.part() as usize] = share.0;
            if *part == PartFile::Travel {
                let what =
                    "week.floors.travel cannot be given: travel goes with the sessions it is for";
                self.problem("week.floors.travel", what).hint =
                    Some("floors.contact keeps the sessions and with them the travel".into());
            }
        }
        Week {
            full_time_hours: week.full_time_hours.0,
            fixed_hours,
            supervision_hours,
            admin_share: week.admin_share.0,
            overtime_max: week.overtime_max.0,
            squeeze: self.squeeze(&week.squeeze),
            floors,
        }
    }

    fn hours_left_for_clients(&mut self, week: &WeekFile, fixed: f64) {
        if fixed < week.full_time_hours.0 {
            return;
        }
        let parts = [
            ("wellbeing_hours", week.wellbeing_hours.0),
            (
                "supervision_hours",
                week.supervision_hours.map_or(0.0, |it| it.0),
            ),
            ("relationships_hours", week.relationships_hours.0),
            ("presence_hours", week.presence_hours.0),
            ("training_hours", week.training_hours.0),
        ];
        let asked: Vec<String> = parts
            .iter()
            .filter(|(_, hours)| *hours > 0.0)
            .map(|(key, hours)| format!("week.{key} {}", number(*hours)))
            .collect();
        let what = format!(
            "week.full_time_hours must be more than the {} h that are fixed: {}",
            number(fixed),
            asked.join(", ")
        );
        self.problem("week.full_time_hours", what).found = Some(number(week.full_time_hours.0));
    }

    fn squeeze(&mut self, file: &[PartFile]) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        for (position, part) in file.iter().map(|part| part.part()).enumerate() {
            if parts.contains(&part) {
                let path = format!("week.squeeze.{}", position + 1);
                self.problem(
                    &path,
                    format!("week.squeeze names \"{}\" twice", part.name()),
                );
            } else {
                parts.push(part);
            }
        }
        parts
    }

    pub(super) fn allocation(&mut self, file: &ScenarioFile) -> Allocation {
        let allocation = &file.allocation;
        if allocation.admission == AdmissionFile::SafeLoad && file.safe_load.is_none() {
            let what = "allocation.admission is \"safe_load\", but the file has no [safe_load]";
            self.problem("allocation.admission", what).hint =
                Some("add [safe_load] with a table or limits, or use \"open\"".into());
        }
        let rebalance = allocation.rebalance.map_or(0.0, |it| it.0);
        if rebalance > 0.0 && allocation.ownership == OwnershipFile::Pooled {
            let what =
                "allocation.rebalance has nobody to move clients between: ownership is \"pooled\"";
            self.problem("allocation.rebalance", what).hint =
                Some("leave it out, or use ownership = \"individual\"".into());
        }
        if allocation.match_starters && file.safe_load.is_none() {
            let what = "allocation.match_starters is true, but the file has no [safe_load]";
            self.problem("allocation.match_starters", what).hint = Some(
                "starters are given light clients within the limits: add [safe_load] with a table or limits".into(),
            );
        }
        Allocation {
            rebalance,
            ownership: match allocation.ownership {
                OwnershipFile::Individual => Ownership::Individual,
                OwnershipFile::Pooled => Ownership::Pooled,
            },
            admission: match allocation.admission {
                AdmissionFile::Open => Admission::Open,
                AdmissionFile::SafeLoad => Admission::SafeLoad,
            },
            sharing: allocation.sharing.0,
            left_behind: match allocation.left_behind {
                LeftBehindFile::Reassign => LeftBehind::Reassign,
                LeftBehindFile::Wait => LeftBehind::Wait,
            },
            patience: allocation
                .patience
                .as_ref()
                .map(|patience| self.distribution("allocation.patience", patience)),
            triage: match allocation.triage {
                TriageFile::Level => Triage::Level,
                TriageFile::Wait => Triage::Wait,
            },
            monitoring_hours: allocation.monitoring_hours.0,
            match_starters: allocation.match_starters,
        }
    }

    pub(super) fn loops(&mut self, file: &ScenarioFile) -> Loops {
        let loops = &file.loops;
        let needy = [
            ("burnout", loops.burnout.is_some()),
            ("absence", loops.absence.is_some()),
        ];
        for (name, _) in needy
            .into_iter()
            .filter(|(_, named)| *named && loops.strain.is_none())
        {
            let path = format!("loops.{name}");
            self.problem(
                &path,
                format!("{path} acts through strain, and the file has no loops.strain"),
            )
            .hint = Some("strain = { reference = 0.2 } takes the defaults for the rest".into());
        }
        Loops {
            strain: loops.strain.as_ref().map(|strain| Strain {
                reference: strain.reference.0,
                rise_weeks: strain.rise_weeks.0,
                recover_weeks: strain.recover_weeks.0,
                w_overtime: strain.w_overtime.0,
                w_wellbeing: strain.w_wellbeing.0,
                w_emotional: strain.w_emotional.0,
                emotional_norm_hours: strain.emotional_norm_hours.0,
                sensitivity: strain.sensitivity.0,
                w_abuse: strain.w_abuse.map_or(0.0, |it| it.0),
                supervision_restores: strain.supervision_restores.map_or(0.0, |it| it.0),
                supervision_full_hours: strain.supervision_full_hours.map_or(1.0, |it| it.0),
            }),
            burnout: loops.burnout.as_ref().map(|it| Burnout {
                strength: it.strength.0,
                quits_at_full: it.quits_at_full.0,
            }),
            absence: loops.absence.as_ref().map(|it| Absence {
                strength: it.strength.0,
                absence_at_full: it.absence_at_full.0,
            }),
            overload: loops.overload.as_ref().map(|it| Overload {
                strength: it.strength.0,
                sensitivity: it.sensitivity.0,
                max_speed: it.max_speed.0,
            }),
            hiring: loops.hiring.as_ref().map(|it| Slowing {
                strength: it.strength.0,
                slowest: it.slowest.0,
            }),
            onboarding: loops.onboarding.as_ref().map(|it| Slowing {
                strength: it.strength.0,
                slowest: it.slowest.0,
            }),
            records: loops.records.as_ref().map(|it| Records {
                strength: it.strength.0,
                interest_per_week: it.interest_per_week.0,
                fade_weeks: it.fade_weeks.0,
            }),
            care: loops.care.as_ref().map(|it| Care {
                strength: it.strength.0,
                slowest: it.slowest.0,
                worse_per_week: it.worse_per_week.0,
            }),
            presence: loops.presence.as_ref().map(|it| Presence {
                strength: it.strength.0,
                quits_at_none: it.quits_at_none.0,
            }),
            disengagement: loops.disengagement.as_ref().map(|it| Disengagement {
                strength: it.strength.0,
                per_week: it.per_week.0,
                at_none: it.at_none.0,
                exit: self
                    .exit_to("loops.disengagement.exit", &it.exit, file)
                    .flatten(),
            }),
        }
    }
}
