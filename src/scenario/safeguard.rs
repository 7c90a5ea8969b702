//! What keeps load off workers in a scenario, and the scenario without it.
//!
//! Decides what is taken away, one at a time: each support role, colleagues' sharing of hours, the handing over of clients
//! that evens caseloads out; and, where emergencies strike, what all of the last two would do. What a safeguard is worth is
//! what becomes of the same futures then (`experiment::compare`).

use super::{Allocation, Ownership, Scenario};

/// The scenario with one safeguard less, or with all there could be of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Safeguard {
    /// The role, or what colleagues do.
    pub name: String,
    pub instead: Instead,
    /// The changes, as `--set` takes them.
    pub set: Vec<(String, String)>,
}

/// What becomes of a safeguard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instead {
    None,
    All,
}

impl Safeguard {
    /// What the alternative is called: `no recruiter`, `full sharing`.
    pub fn alternative(&self) -> String {
        match self.instead {
            Instead::None => format!("no {}", self.name),
            Instead::All => format!("full {}", self.name),
        }
    }
}

/// Every safeguard of the scenario in the order of the file, support roles first.
pub fn safeguards(scenario: &Scenario) -> Vec<Safeguard> {
    let roles = scenario.support.iter().filter(|it| it.posts.most() > 0);
    let roles = roles.map(|it| {
        let role = &it.posts.role;
        let mut set = vec![(format!("support.{role}.count"), "0".to_owned())];
        if it.vacancies > 0 {
            set.push((format!("support.{role}.vacancies"), "0".to_owned()));
        }
        Safeguard {
            name: role.clone(),
            instead: Instead::None,
            set,
        }
    });
    roles.chain(among_colleagues(scenario)).collect()
}

/// What colleagues do for each other; a team that holds its clients together has nothing to hand over.
fn among_colleagues(scenario: &Scenario) -> Vec<Safeguard> {
    let Allocation {
        sharing, rebalance, ..
    } = scenario.allocation;
    let posts = scenario
        .posts
        .iter()
        .chain(scenario.sites.iter().flat_map(|site| &site.posts));
    let alone = posts.map(|it| it.most()).sum::<u64>() < 2;
    if alone || scenario.allocation.ownership == Ownership::Pooled {
        return Vec::new();
    }
    let strikes = !scenario.shocks.is_empty();
    let mut found = Vec::new();
    for (name, key, share) in [
        ("sharing", "sharing", sharing),
        ("rebalancing", "rebalance", rebalance),
    ] {
        let mut add = |instead, value: &str| {
            found.push(Safeguard {
                name: name.to_owned(),
                instead,
                set: vec![(format!("allocation.{key}"), value.to_owned())],
            });
        };
        if share > 0.0 {
            add(Instead::None, "0");
        }
        if strikes && share < 1.0 {
            add(Instead::All, "1");
        }
    }
    found
}
