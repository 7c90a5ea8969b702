//! The built-in table of safe caseloads for peer support: 12 rows by the service's maturity, groups and geography.
//!
//! Source: "Guidance for Working Well" (peer-support practice note, draft): clients per full-time mature worker. Level
//! limits and totals as printed, although row D2 prints 25 where its parts add to 20. The note keeps its own words for
//! groups at each stage, and so does Plimsoll: `some` is the fuller word for an emergent service and the lesser for a
//! mature one, and a service without groups has no row once it is mature. Decides which row is in force when.

use super::{Limits, Scenario};
use crate::units::{Dated, WEEKS_PER_YEAR};

/// How old a service is: emergent below 3 years, developing 3 to 6, mature from 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Maturity {
    Emergent,
    Developing,
    Mature,
}

impl Maturity {
    /// The word in running text.
    pub fn name(self) -> &'static str {
        match self {
            Maturity::Emergent => "emergent",
            Maturity::Developing => "developing",
            Maturity::Mature => "mature",
        }
    }

    /// The note's two words for groups at this stage, the lesser first.
    pub fn words(self) -> [Groups; 2] {
        match self {
            Maturity::Emergent => [Groups::None, Groups::Some],
            Maturity::Developing => [Groups::None, Groups::More],
            Maturity::Mature => [Groups::Some, Groups::Most],
        }
    }
}

/// The note's words for how many clients are in groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Groups {
    None,
    Some,
    More,
    Most,
}

impl Groups {
    /// The word of the file.
    pub fn name(self) -> &'static str {
        match self {
            Groups::None => "none",
            Groups::Some => "some",
            Groups::More => "more",
            Groups::Most => "most",
        }
    }
}

/// How far apart clients live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Geography {
    Centralised,
    Wide,
}

/// One row: clients per full-time worker.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    pub name: &'static str,
    pub maturity: Maturity,
    pub groups: Groups,
    pub geography: Geography,
    pub high: f64,
    pub medium: f64,
    pub group: f64,
    pub parked: f64,
    /// As printed; row D2 prints 25 where the parts add to 20.
    pub total: f64,
}

const fn row(name: &'static str, place: (Maturity, Groups, Geography), clients: [f64; 5]) -> Row {
    let [high, medium, group, parked, total] = clients;
    Row {
        name,
        maturity: place.0,
        groups: place.1,
        geography: place.2,
        high,
        medium,
        group,
        parked,
        total,
    }
}

use Geography::{Centralised, Wide};
use Maturity::{Developing, Emergent, Mature};

/// The 12 rows: high, medium, group, parked, total as printed.
pub const ROWS: [Row; 12] = [
    row(
        "E1",
        (Emergent, Groups::None, Centralised),
        [5.0, 10.0, 0.0, 10.0, 25.0],
    ),
    row(
        "E2",
        (Emergent, Groups::None, Wide),
        [4.0, 6.0, 0.0, 10.0, 20.0],
    ),
    row(
        "E3",
        (Emergent, Groups::Some, Centralised),
        [5.0, 10.0, 10.0, 10.0, 35.0],
    ),
    row(
        "E4",
        (Emergent, Groups::Some, Wide),
        [4.0, 6.0, 10.0, 10.0, 30.0],
    ),
    row(
        "D1",
        (Developing, Groups::None, Centralised),
        [5.0, 10.0, 0.0, 15.0, 30.0],
    ),
    row(
        "D2",
        (Developing, Groups::None, Wide),
        [4.0, 6.0, 0.0, 10.0, 25.0],
    ),
    row(
        "D3",
        (Developing, Groups::More, Centralised),
        [5.0, 10.0, 10.0, 15.0, 40.0],
    ),
    row(
        "D4",
        (Developing, Groups::More, Wide),
        [4.0, 6.0, 15.0, 10.0, 35.0],
    ),
    row(
        "M1",
        (Mature, Groups::Some, Centralised),
        [5.0, 10.0, 15.0, 15.0, 45.0],
    ),
    row(
        "M2",
        (Mature, Groups::Some, Wide),
        [5.0, 10.0, 10.0, 15.0, 40.0],
    ),
    row(
        "M3",
        (Mature, Groups::Most, Centralised),
        [5.0, 10.0, 20.0, 15.0, 50.0],
    ),
    row(
        "M4",
        (Mature, Groups::Most, Wide),
        [5.0, 10.0, 15.0, 15.0, 45.0],
    ),
];

impl Row {
    /// The limit of a level by its name; `None` where the row has no such level.
    pub fn limit(&self, level: &str) -> Option<f64> {
        match level {
            "high" => Some(self.high),
            "medium" => Some(self.medium),
            "group" => Some(self.group),
            "parked" => Some(self.parked),
            _ => None,
        }
    }

    /// The row for a stage, a word and a geography; `None` where the note has no such row.
    pub fn find(maturity: Maturity, groups: Groups, geography: Geography) -> Option<&'static Row> {
        ROWS.iter().find(|row| {
            row.maturity == maturity && row.groups == groups && row.geography == geography
        })
    }

    /// The row as limits, for levels in the order of a scenario.
    pub fn limits<'a>(&self, levels: impl Iterator<Item = &'a str>) -> Limits {
        Limits {
            row: Some(self.name),
            per_level: levels.map(|level| self.limit(level)).collect(),
            points: None,
            total: Some(self.total),
        }
    }
}

/// The service as the table sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// Age in week 0 [years].
    pub age_years: f64,
    pub groups: Dated<Groups>,
    pub geography: Geography,
    /// Whether the row changes on the third and sixth birthday.
    pub moves_on: bool,
}

/// A time at which the note has no row for the words of the file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NoRow {
    /// From this week on [weeks].
    pub week: f64,
    pub maturity: Maturity,
    pub groups: Groups,
}

/// Weeks of the third and of the sixth birthday, from the start [weeks]; negative where they are past.
pub fn birthdays(age_years: f64) -> [f64; 2] {
    [
        (3.0 - age_years) * WEEKS_PER_YEAR,
        (6.0 - age_years) * WEEKS_PER_YEAR,
    ]
}

impl Service {
    fn maturity(&self, week: f64) -> Maturity {
        let week = if self.moves_on { week } else { 0.0 };
        let [third, sixth] = birthdays(self.age_years);
        if week < third {
            Maturity::Emergent
        } else if week < sixth {
            Maturity::Developing
        } else {
            Maturity::Mature
        }
    }

    /// The dated words; a change within a week of a birthday is read as made on the birthday, which rarely falls on a whole week.
    fn words(&self) -> Vec<(f64, Groups)> {
        let days = birthdays(self.age_years);
        let snap = |week: f64| {
            days.into_iter()
                .filter(|_| self.moves_on)
                .find(|day| (day - week).abs() < 1.0)
                .unwrap_or(week)
        };
        self.groups
            .steps()
            .iter()
            .map(|(week, word)| (snap(*week), *word))
            .collect()
    }

    /// The rows in force from `from` to `to` [weeks], each with the week it begins; the first begins at `from`.
    ///
    /// # Errors
    /// The first time for which the note has no row.
    pub fn rows(&self, from: f64, to: f64) -> Result<Vec<(f64, &'static Row)>, NoRow> {
        let words = self.words();
        let mut weeks = vec![from];
        weeks.extend(words.iter().map(|(week, _)| *week));
        weeks.extend(
            birthdays(self.age_years)
                .into_iter()
                .filter(|_| self.moves_on),
        );
        weeks.retain(|week| *week >= from && *week < to.max(from + 1.0));
        weeks.sort_by(f64::total_cmp);
        weeks.dedup();
        let mut rows: Vec<(f64, &'static Row)> = Vec::new();
        for week in weeks {
            let known = words.partition_point(|(from, _)| *from <= week);
            let groups = words[known.saturating_sub(1)].1;
            let maturity = self.maturity(week);
            let row = Row::find(maturity, groups, self.geography).ok_or(NoRow {
                week,
                maturity,
                groups,
            })?;
            if rows.last().is_none_or(|(_, last)| last.name != row.name) {
                rows.push((week, row));
            }
        }
        Ok(rows)
    }
}

/// When the row of the built-in table changes within the horizon: `(week, new row)`. Empty with plain limits.
pub fn row_changes(scenario: &Scenario) -> Vec<(f64, &'static str)> {
    let Some(safe_load) = &scenario.safe_load else {
        return Vec::new();
    };
    let horizon = scenario.run.horizon_weeks as f64;
    safe_load
        .limits
        .steps()
        .windows(2)
        .filter_map(|pair| Some((pair[1].0, pair[0].1.row?, pair[1].1.row?)))
        .filter(|(week, before, after)| before != after && *week > 0.0 && *week < horizon)
        .map(|(week, _, after)| (week, after))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_twelve_rows_are_those_of_the_note() {
        let printed = [
            ("E1", "none", "5 10 0 10 25"),
            ("E2", "none", "4 6 0 10 20"),
            ("E3", "some", "5 10 10 10 35"),
            ("E4", "some", "4 6 10 10 30"),
            ("D1", "none", "5 10 0 15 30"),
            ("D2", "none", "4 6 0 10 25"),
            ("D3", "more", "5 10 10 15 40"),
            ("D4", "more", "4 6 15 10 35"),
            ("M1", "some", "5 10 15 15 45"),
            ("M2", "some", "5 10 10 15 40"),
            ("M3", "most", "5 10 20 15 50"),
            ("M4", "most", "5 10 15 15 45"),
        ];
        for (row, (name, word, clients)) in ROWS.iter().zip(printed) {
            let own = [row.high, row.medium, row.group, row.parked, row.total]
                .map(|it| it.to_string())
                .join(" ");
            assert_eq!(
                (row.name, row.groups.name(), own.as_str()),
                (name, word, clients)
            );
            let parts = row.high + row.medium + row.group + row.parked;
            assert_eq!(
                parts == row.total,
                row.name != "D2",
                "row {} adds to {parts}",
                row.name
            );
        }
        assert_eq!(
            ROWS[5].high + ROWS[5].medium + ROWS[5].group + ROWS[5].parked,
            20.0
        );
    }

    /// SOURCES 3: contact 12.5 + 3 + 3 + 15/6 x 0.5 = 19.75 h, administration 9.875, groups 2, relationships 2, wellbeing 5.
    #[test]
    fn a_full_week_of_row_m3_is_38_6_of_40_hours() {
        let row = ROWS[10];
        let groups = row.group / 10.0;
        let contact = row.high * 2.5 + row.medium * 0.3 + groups * 1.5 + row.parked / 6.0 * 0.5;
        assert_eq!(contact, 19.75);
        assert!(contact <= 0.5 * 40.0, "M3 is just within the ceiling");
        let week = contact + 0.5 * contact + groups * 1.0 + 2.0 + 5.0;
        assert_eq!(week, 38.625);
    }

    fn service(age_years: f64, words: &[(f64, Groups)]) -> Service {
        Service {
            age_years,
            groups: Dated::new(words.to_vec()).unwrap(),
            geography: Geography::Wide,
            moves_on: true,
        }
    }

    #[test]
    fn the_row_changes_on_the_birthdays() {
        let words = [
            (0.0, Groups::Some),
            (105.0, Groups::More),
            (260.0, Groups::Most),
        ];
        let rows = service(1.0, &words).rows(0.0, 520.0).unwrap();
        let names: Vec<_> = rows
            .iter()
            .map(|(week, row)| ((week * 10.0).round() / 10.0, row.name))
            .collect();
        // 2 and 5 years of 365.25 days: 104.357 and 260.893 weeks.
        assert_eq!(names, [(0.0, "E4"), (104.4, "D4"), (260.9, "M4")]);
    }

    #[test]
    fn a_word_without_a_row_is_named_with_its_week() {
        let found = service(5.0, &[(0.0, Groups::None)])
            .rows(0.0, 260.0)
            .unwrap_err();
        assert_eq!((found.maturity, found.groups), (Mature, Groups::None));
        assert!((found.week - WEEKS_PER_YEAR).abs() < 1e-9);
        let stays = Service {
            moves_on: false,
            ..service(5.0, &[(0.0, Groups::None)])
        };
        assert_eq!(stays.rows(0.0, 260.0).unwrap()[0].1.name, "D2");
    }
}
