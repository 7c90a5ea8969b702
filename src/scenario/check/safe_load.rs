//! The load line: the built-in table or limits of one's own, never both.

mod absolute;

use super::Checker;
use crate::scenario::file::ScenarioFile;
use crate::scenario::file::week::{GeographyFile, GroupsFile, SafeLoadFile};
use crate::scenario::peer_support::{Geography, Groups, Maturity, NoRow, Service, birthdays};
use crate::scenario::problem::number;
use crate::scenario::{BreachKind, Limits, SafeLoad};
use crate::units::Dated;

fn groups(word: GroupsFile) -> Groups {
    match word {
        GroupsFile::None => Groups::None,
        GroupsFile::Some => Groups::Some,
        GroupsFile::More => Groups::More,
        GroupsFile::Most => Groups::Most,
    }
}

impl Checker<'_> {
    /// `None` where it cannot be built, `Some(None)` where the file has none.
    pub(super) fn safe_load(
        &mut self,
        file: &ScenarioFile,
        names: &[&str],
    ) -> Option<Option<SafeLoad>> {
        let Some(safe_load) = &file.safe_load else {
            return Some(None);
        };
        let with_limits = !safe_load.limits.is_empty() || safe_load.total.is_some();
        let limits = match (safe_load.table, with_limits) {
            (Some(_), false) => self.table_limits(file, safe_load, names),
            (None, true) => self.plain_limits(safe_load, names),
            (None, false) if safe_load.points.is_some() => self.plain_limits(safe_load, names),
            (Some(_), true) => {
                self.problem(
                    "safe_load.table",
                    "safe_load takes either table or limits and total, not both",
                );
                None
            }
            (None, false) => {
                self.problem(
                    "safe_load",
                    "safe_load needs table = \"peer-support\", or limits and total of your own",
                )
                .hint = Some("limits = { high = 5, medium = 10 }, total = 50".into());
                None
            }
        };
        let breach_when = self.kinds(safe_load);
        let points = safe_load.points.map(|points| points.0);
        let limits = limits.map(|limits| {
            limits.map(|limits| Limits {
                points,
                ..limits.clone()
            })
        });
        let absolute = self.absolute(file, safe_load, limits.as_ref());
        Some(Some(SafeLoad {
            limits: limits?,
            absolute,
            scale_dampening: safe_load.scale_dampening.0,
            breach_when,
            contact_share: safe_load.contact_share.0,
            tolerance: safe_load.tolerance.0,
            scale: safe_load.scale.unwrap_or(safe_load.table.is_some()),
        }))
    }

    fn kinds(&mut self, file: &SafeLoadFile) -> Vec<BreachKind> {
        let mut kinds: Vec<BreachKind> = Vec::new();
        for kind in file.breach_when.iter().map(|kind| kind.kind()) {
            if kinds.contains(&kind) {
                self.problem(
                    "safe_load.breach_when",
                    format!("safe_load.breach_when names \"{}\" twice", kind.name()),
                );
            } else {
                kinds.push(kind);
            }
        }
        kinds
    }

    fn plain_limits(&mut self, file: &SafeLoadFile, names: &[&str]) -> Option<Dated<Limits>> {
        let given = [
            ("service_age_years", file.service_age_years.is_some()),
            ("groups", file.groups.is_some()),
            ("geography", file.geography.is_some()),
        ];
        for (key, _) in given.into_iter().filter(|(_, given)| *given) {
            let path = format!("safe_load.{key}");
            self.problem(
                &path,
                format!("{path} chooses a row of a table, and there is none here"),
            );
        }
        let per_level = self.by_name(
            "safe_load.limits",
            ("level", names),
            &file.limits,
            (None, |limit| Some(limit.0)),
        );
        Some(Dated::constant(Limits {
            row: None,
            per_level,
            total: file.total.map(|total| total.0),
            points: None,
        }))
    }

    fn table_limits(
        &mut self,
        file: &ScenarioFile,
        safe_load: &SafeLoadFile,
        names: &[&str],
    ) -> Option<Dated<Limits>> {
        if !names
            .iter()
            .any(|name| ["high", "medium", "group", "parked"].contains(name))
        {
            let what = "safe_load.table knows the levels high, medium, group and parked, and the file has none of them";
            self.problem("safe_load.table", what).hint =
                Some("name the levels so, or give limits and total instead".into());
            return None;
        }
        let missing = [
            ("service_age_years", safe_load.service_age_years.is_none()),
            ("groups", safe_load.groups.is_none()),
            ("geography", safe_load.geography.is_none()),
        ];
        for (key, _) in missing.into_iter().filter(|(_, missing)| *missing) {
            let path = format!("safe_load.{key}");
            self.problem(
                &path,
                format!("{path} is missing: the row of the table depends on it"),
            );
        }
        let words = self.dated("safe_load.groups", safe_load.groups.as_ref()?, groups)?;
        let service = Service {
            age_years: safe_load.service_age_years?.0,
            groups: words,
            geography: match safe_load.geography? {
                GeographyFile::Centralised => Geography::Centralised,
                GeographyFile::Wide => Geography::Wide,
            },
            moves_on: safe_load.moves_on,
        };
        let from = 0.0 - file.run.warm_up_weeks.0 as f64;
        let rows = match service.rows(from, file.run.horizon_weeks.0 as f64) {
            Ok(rows) => rows,
            Err(no_row) => {
                self.no_row(&service, no_row, from, file.run.horizon_weeks.0 as f64);
                return None;
            }
        };
        self.one_to_one_without_place(file, &rows);
        Dated::new(
            rows.into_iter()
                .map(|(week, row)| (week, row.limits(names.iter().copied())))
                .collect(),
        )
    }

    /// A row that allows nobody at a one-to-one level makes the need infinite.
    fn one_to_one_without_place(
        &mut self,
        file: &ScenarioFile,
        rows: &[(f64, &'static crate::scenario::peer_support::Row)],
    ) {
        use crate::scenario::file::client::LevelFile;
        for level in &file.level {
            let LevelFile::OneToOne { .. } = level else {
                continue;
            };
            if let Some((_, row)) = rows
                .iter()
                .find(|(_, row)| row.limit(level.name()) == Some(0.0))
            {
                let what = format!(
                    "level {} is one_to_one, but row {} of the table has no place for it",
                    level.name(),
                    row.name
                );
                self.problem(&format!("level.{}.kind", level.name()), what)
                    .hint = Some("use kind = \"group\", or another name for the level".into());
            }
        }
    }

    /// The note's words differ by stage: ask for a dated value and show one.
    fn no_row(&mut self, service: &Service, no_row: NoRow, start: f64, horizon: f64) {
        let words = no_row.maturity.words().map(Groups::name);
        let stage = no_row.maturity.name();
        let what = if no_row.week == 0.0 {
            format!(
                "safe_load.groups is \"{}\", but {} service of the practice note has \"{}\" or \"{}\"",
                no_row.groups.name(),
                if no_row.maturity == Maturity::Emergent {
                    format!("an {stage}")
                } else {
                    format!("a {stage}")
                },
                words[0],
                words[1]
            )
        } else {
            format!(
                "safe_load.groups is \"{}\" in week {} of run.horizon_weeks, {}, when the service is {stage}: the practice note then has \"{}\" or \"{}\"",
                no_row.groups.name(),
                number(no_row.week.floor()),
                number(horizon),
                words[0],
                words[1]
            )
        };
        let age = self.place("safe_load.service_age_years");
        let what = format!("{what}; {age} is {}", number(service.age_years));
        let hint = format!(
            "say how it goes on, with a dated value: {}",
            example(service, start, horizon)
        );
        self.problem("safe_load.groups", what).hint = Some(hint);
    }
}

/// A dated value that has a row all through: each stage takes the word of the same rank as the one before.
fn example(service: &Service, start: f64, horizon: f64) -> String {
    let [third, sixth] = birthdays(service.age_years);
    let stages = [
        (f64::NEG_INFINITY, Maturity::Emergent),
        (third, Maturity::Developing),
        (sixth, Maturity::Mature),
    ];
    let first = *service.groups.at(0.0);
    let stage_at = |week: f64| {
        let stage = stages.iter().rposition(|(from, _)| *from <= week);
        stage.unwrap_or(0)
    };
    let now = stage_at(0.0);
    let earliest = if service.moves_on {
        stage_at(start)
    } else {
        now
    };
    let rank = stages[now]
        .1
        .words()
        .iter()
        .position(|word| *word == first)
        .unwrap_or(usize::from(first != Groups::None));
    let mut entries = vec![format!(
        "{{ week = {}, value = \"{}\" }}",
        start,
        stages[earliest].1.words()[rank].name()
    )];
    for (from, maturity) in stages
        .iter()
        .skip(earliest + 1)
        .filter(|(from, _)| service.moves_on && *from < horizon)
    {
        entries.push(format!(
            "{{ week = {}, value = \"{}\" }}",
            from.round(),
            maturity.words()[rank].name()
        ));
    }
    format!("groups = [{}]", entries.join(", "))
}
