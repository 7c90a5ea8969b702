//! Which levels clients come to: by a door, from the start, or along a route that is taken.

use crate::scenario::{LevelKind, Scenario, Strikes};

/// By level, whether anybody can ever be there; with sites, at any of them.
pub fn reached(scenario: &Scenario) -> Vec<bool> {
    let mut reached = vec![false; scenario.levels.len()];
    match scenario.sites.len() {
        0 => begin(scenario, &mut reached),
        sites => (0..sites).for_each(|site| begin(&scenario.of_site(site), &mut reached)),
    }
    // Each round goes one level on from those before it.
    for _ in 0..scenario.levels.len() {
        for level in 0..scenario.levels.len() {
            if reached[level] {
                go_on(scenario, level, &mut reached);
            }
        }
    }
    reached
}

/// Where a service's clients begin: today, on the waiting list, through a door.
fn begin(service: &Scenario, reached: &mut [bool]) {
    let today = service.initial.clients.iter().zip(&service.initial.waiting);
    for (reached, (clients, waiting)) in reached.iter_mut().zip(today) {
        *reached |= clients + waiting > 0;
    }
    for stream in &service.referrals {
        for (reached, share) in reached.iter_mut().zip(&stream.enter) {
            *reached |= *share > 0.0;
        }
    }
}

/// Where the clients of a level go to.
fn go_on(scenario: &Scenario, level: usize, reached: &mut [bool]) {
    let returns = |exit: usize| scenario.exits[exit].returns.as_ref();
    let comes_back = |exit: usize, reached: &mut [bool]| {
        if let Some(returns) = returns(exit).filter(|it| it.probability > 0.0) {
            reached[returns.to] = true;
        }
    };
    match &scenario.levels[level].kind {
        LevelKind::OneToOne { stay, .. } | LevelKind::Group { stay, .. } => {
            for (reached, share) in reached.iter_mut().zip(&stay.next) {
                *reached |= *share > 0.0;
            }
            for (exit, _) in stay.exits.iter().enumerate().filter(|it| *it.1 > 0.0) {
                comes_back(exit, reached);
            }
            if let Some(exit) = scenario.loops.disengagement.as_ref().and_then(|it| it.exit) {
                comes_back(exit, reached);
            }
            if gets_worse(scenario) {
                for (heavier, reached) in reached[..level].iter_mut().enumerate() {
                    *reached |= !is_check_in(scenario, heavier);
                }
            }
        }
        LevelKind::CheckIn {
            relapse_probability,
            relapse_to,
            exit_to,
            ..
        } => {
            reached[*relapse_to] |= *relapse_probability > 0.0;
            if let Some(exit) = exit_to {
                comes_back(*exit, reached);
            }
        }
    }
}

fn is_check_in(scenario: &Scenario, level: usize) -> bool {
    matches!(scenario.levels[level].kind, LevelKind::CheckIn { .. })
}

/// Whether anything moves clients to heavier levels: contact that is missed, or an emergency.
fn gets_worse(scenario: &Scenario) -> bool {
    let care = scenario.loops.care.as_ref();
    let strikes = |it: &Strikes| matches!(it, Strikes::Clients { .. });
    care.is_some_and(|it| it.worse_per_week > 0.0)
        || scenario
            .shocks
            .iter()
            .any(|it| it.level_up > 0 && strikes(&it.strikes))
}

#[cfg(test)]
mod tests {
    use super::super::notes;
    use crate::scenario::document::Document;

    const TWO_WORKERS: &str = include_str!("../../../scenarios/two-workers.toml");

    /// The notes on the shipped scenario with some text in the place of another.
    fn notes_with(changes: &[(&str, &str)]) -> Vec<String> {
        let mut text = TWO_WORKERS.to_owned();
        for (from, to) in changes {
            assert!(text.contains(from), "{from}");
            text = text.replacen(from, to, 1);
        }
        let document = Document::parse("case.toml", &text).unwrap_or_else(|it| panic!("{it}"));
        notes(&document.study(None, &[]).unwrap().scenario)
    }

    #[test]
    fn a_level_that_nobody_reaches_is_noted_and_one_by_any_way_is_not() {
        let no_group = [
            ("medium = 0.40, group = 0.25", "medium = 0.65"),
            ("group = 0.6, high = 0.1", "exit = 0.6, high = 0.1"),
            ("group = 27, ", ""),
        ];
        let noted = notes_with(&no_group);
        assert!(
            noted
                .iter()
                .any(|it| it.contains("Nobody ever comes to level group")),
            "{noted:?}"
        );
        for left_out in 0..no_group.len() {
            let mut changes = no_group.to_vec();
            changes.remove(left_out);
            let noted = notes_with(&changes);
            assert!(
                !noted.iter().any(|it| it.contains("Nobody ever comes")),
                "{noted:?}"
            );
        }
    }

    #[test]
    fn group_clients_whom_the_row_has_no_place_for_are_noted_today_and_later() {
        let young = [
            ("service_age_years = 7", "service_age_years = 1"),
            ("groups = \"most\"", "groups = \"none\"\nmoves_on = false"),
        ];
        let today = notes_with(&young);
        assert!(
            today
                .iter()
                .any(|it| it
                    .contains("Row E1 has no place at level group, where the file has clients")),
            "{today:?}"
        );
        let later = notes_with(&[young[0], young[1], ("group = 27, ", "")]);
        assert!(
            later
                .iter()
                .any(|it| it.contains("Row E1 has no place at level group, to which clients come")),
            "{later:?}"
        );
    }

    #[test]
    fn a_limit_that_nothing_goes_by_is_noted_and_one_that_counts_is_not() {
        let own = |limits: &str| {
            let limits = format!("limits = {{ {limits} }}\ntotal = 50");
            notes_with(&[
                ("table = \"peer-support\"", &limits),
                ("service_age_years = 7\n", ""),
                ("groups = \"most\"\n", ""),
                ("geography = \"centralised\"\n", ""),
            ])
        };
        let said = "The limit of group and parked acts on nothing";
        let noted = own("high = 5, group = 10, parked = 15");
        assert!(noted.iter().any(|it| it.contains(said)), "{noted:?}");
        let noted = own("high = 5, medium = 10");
        assert!(
            !noted.iter().any(|it| it.contains("acts on nothing")),
            "{noted:?}"
        );
    }
}
