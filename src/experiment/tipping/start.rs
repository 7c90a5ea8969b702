//! Where the futures of the map start: the scenario's own start, and starts with more or fewer clients and more vacancies.
//!
//! A service rarely comes by itself to the places one would like to know about; these starts take it there. Each is an ordinary
//! change of the scenario, so what is not a valid scenario is left out.

use crate::scenario::Scenario;
use crate::scenario::document::{Document, Study};

/// Clients at the start, as factors of the scenario's.
const CLIENTS: [f64; 5] = [0.7, 0.85, 1.15, 1.3, 1.5];

/// Vacancies at the start, beyond the scenario's, as far as there are posts.
const VACANCIES: [u64; 3] = [1, 2, 3];

/// One start: its name and what it sets.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub name: String,
    /// Paths and values, as `--set` takes them.
    pub set: Vec<(String, String)>,
}

/// The starts of a scenario's map, the scenario's own first, each with its study.
pub fn starts(
    document: &Document,
    study: &Study,
    set: &[(String, String)],
) -> Vec<(String, Study)> {
    let mut starts = vec![("as the scenario starts".to_owned(), study.clone())];
    for change in changes(&study.scenario) {
        let all: Vec<(String, String)> = set.iter().chain(&change.set).cloned().collect();
        if let Ok(study) = document.study(study.plan.as_deref(), &all) {
            starts.push((change.name, study));
        }
    }
    starts
}

/// The starts beside the scenario's own.
fn changes(scenario: &Scenario) -> Vec<Change> {
    let mut changes = Vec::new();
    if scenario.initial.clients.iter().any(|it| *it > 0) {
        changes.extend(CLIENTS.map(|factor| Change {
            name: format!("clients × {factor}"),
            set: vec![clients(scenario, factor)],
        }));
    }
    // The role with most posts has the vacancies.
    let counts: Vec<u64> = scenario.posts.iter().map(|it| *it.count.at(0.0)).collect();
    let total: u64 = counts.iter().sum();
    let most = (0..counts.len()).max_by_key(|at| (counts[*at], usize::MAX - at));
    let room = most.map_or(0, |at| {
        counts[at].saturating_sub(scenario.initial.vacancies[at])
    });
    for more in VACANCIES.into_iter().filter(|more| 2 * more <= room) {
        let vacant = match more {
            1 => "1 more post vacant".to_owned(),
            _ => format!("{more} more posts vacant"),
        };
        let vacancies = vacancies(scenario, most.unwrap_or(0), more);
        changes.push(Change {
            name: vacant.clone(),
            set: vec![vacancies.clone()],
        });
        // As many clients as keep the work of each worker about as it is.
        let factor = 1.0 - (10.0 * more as f64 / total as f64).round() / 10.0;
        if factor > 0.0 && factor < 1.0 {
            changes.push(Change {
                name: format!("{vacant}, clients × {factor}"),
                set: vec![vacancies, clients(scenario, factor)],
            });
        }
    }
    changes
}

fn clients(scenario: &Scenario, factor: f64) -> (String, String) {
    let levels = scenario.levels.iter().zip(&scenario.initial.clients);
    let counts = levels.map(|(level, count)| {
        let count = (*count as f64 * factor).round() as u64;
        format!("\"{}\" = {count}", level.name)
    });
    let counts: Vec<String> = counts.collect();
    (
        "initial.clients".to_owned(),
        format!("{{ {} }}", counts.join(", ")),
    )
}

fn vacancies(scenario: &Scenario, role: usize, more: u64) -> (String, String) {
    let posts = scenario.posts.iter().zip(&scenario.initial.vacancies);
    let counts = posts.enumerate().map(|(at, (posts, count))| {
        let count = count + if at == role { more } else { 0 };
        format!("\"{}\" = {count}", posts.role)
    });
    let counts: Vec<String> = counts.collect();
    (
        "initial.vacancies".to_owned(),
        format!("{{ {} }}", counts.join(", ")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<(String, Study)> {
        let document = Document::parse("scenario.toml", text).unwrap();
        let study = document.study(None, &[]).unwrap();
        starts(&document, &study, &[])
    }

    #[test]
    fn every_start_is_the_scenario_with_other_clients_or_vacancies() {
        let starts = of(include_str!("../../../scenarios/eight-workers.toml"));
        let own = &starts[0].1.scenario;
        assert_eq!(starts.len(), 1 + CLIENTS.len() + 2 * VACANCIES.len());
        for (name, study) in &starts[1..] {
            let mut scenario = study.scenario.clone();
            assert_ne!(scenario.initial, own.initial, "{name}");
            scenario.initial = own.initial.clone();
            assert_eq!(&scenario, own, "{name}");
        }
        let vacant: Vec<u64> = starts
            .iter()
            .map(|it| it.1.scenario.initial.vacancies[0])
            .collect();
        assert_eq!(vacant[..6], [0; 6]);
        assert_eq!(vacant[6..], [1, 1, 2, 2, 3, 3]);
        assert_eq!(starts[1].1.scenario.initial.clients, [6, 71, 76]);
    }

    #[test]
    fn no_start_leaves_more_than_half_of_the_posts_empty() {
        let starts = of(include_str!("../../../scenarios/two-workers.toml"));
        let vacant = starts.iter().map(|it| it.1.scenario.initial.vacancies[0]);
        assert_eq!(vacant.max(), Some(1));
    }
}
