//! Of a random scenario file: posts, today's people and clients, turnover, hiring, support roles, teams, traits, funding.

use super::{Dice, Kind, LEVELS, ROLES, SHOCKS, SITES, Shape, Struck};
use std::fmt::Write;

/// Posts of a service, and who is there at the start.
#[derive(Debug, Clone)]
pub struct People {
    /// By role: posts at the start, and later.
    counts: Vec<(u64, Option<(u64, u64)>)>,
    vacancies: Vec<u64>,
    clients: Vec<u64>,
}

impl People {
    pub fn draw(shape: &Shape, dice: &mut Dice) -> People {
        let counts: Vec<(u64, Option<(u64, u64)>)> = (0..dice.whole(1, 3))
            .map(|_| {
                let later = dice.chance(0.4);
                let later = later.then(|| (dice.whole(1, 25), dice.whole(0, 5)));
                (dice.whole(0, 4), later)
            })
            .collect();
        People {
            vacancies: counts.iter().map(|it| dice.whole(0, it.0.min(2))).collect(),
            clients: shape.levels.iter().map(|_| dice.whole(0, 12)).collect(),
            counts,
        }
    }

    /// The same with every post filled.
    pub fn without_vacancies(&self) -> People {
        People {
            vacancies: vec![0; self.vacancies.len()],
            ..self.clone()
        }
    }

    pub fn posts(&self, text: &mut String, at: &str, dice: &mut Dice) {
        for (role, (count, later)) in ROLES.iter().zip(&self.counts) {
            let count = match later {
                Some((week, then)) => format!(
                    "[{{ week = 0, value = {count} }}, {{ week = {week}, value = {then} }}]"
                ),
                None => count.to_string(),
            };
            let _ = writeln!(
                text,
                "\n[[{at}posts]]\nrole = \"{role}\"\ncount = {count}\neft = {}\nannual_cost = {}\nclose = \"{}\"",
                dice.between(0.2, 1.0),
                dice.whole(1, 90_000),
                dice.pick(&["attrition", "now"])
            );
        }
    }

    pub fn initial(&self, text: &mut String, at: &str, shape: &Shape, dice: &mut Dice) {
        let by_level = |counts: &[u64]| {
            let levels = LEVELS.iter().zip(counts);
            let all: Vec<String> = levels
                .map(|it| format!("\"{}\" = {}", it.0, it.1))
                .collect();
            format!("{{ {} }}", all.join(", "))
        };
        let waiting: Vec<u64> = shape.levels.iter().map(|_| dice.whole(0, 3)).collect();
        let vacancies = match self.vacancies.as_slice() {
            [only] if dice.chance(0.5) => only.to_string(),
            all => {
                let roles = ROLES.iter().zip(all);
                let all: Vec<String> = roles.map(|it| format!("\"{}\" = {}", it.0, it.1)).collect();
                format!("{{ {} }}", all.join(", "))
            }
        };
        let _ = writeln!(
            text,
            "\n[{at}initial]\nclients = {}\nwaiting = {}\nvacancies = {vacancies}\nages = \"{}\"",
            by_level(&self.clients),
            by_level(&waiting),
            dice.pick(&["stationary", "fresh"])
        );
    }

    /// One of today's workers, where somebody is in the first role.
    pub fn roster(&self, text: &mut String, at: &str, shape: &Shape, dice: &mut Dice) {
        if self.counts[0].0 <= self.vacancies[0] || dice.chance(0.4) {
            return;
        }
        let held: Vec<u64> = self
            .clients
            .iter()
            .map(|it| dice.whole(0, (*it).min(3)))
            .collect();
        let clients: Vec<String> = LEVELS
            .iter()
            .zip(&held)
            .map(|(level, held)| format!("\"{level}\" = {held}"))
            .collect();
        let _ = writeln!(
            text,
            "\n[[{at}worker]]\nrole = \"{}\"\nclients = {{ {} }}\ninduction_left_weeks = {}\nbacklog_hours = {}",
            ROLES[0],
            clients.join(", "),
            dice.between(0.0, 8.0),
            dice.between(0.0, 20.0)
        );
        if dice.chance(0.6) {
            // Below any tenure that is drawn.
            let _ = writeln!(text, "weeks_in_post = {}", dice.between(0.0, 1.0));
        }
        if shape.strain {
            let _ = writeln!(text, "strain = {}", dice.between(0.0, 1.0));
        }
        let open: Vec<String> = SHOCKS
            .iter()
            .zip([Struck::Clients, Struck::Workers])
            .filter(|(_, struck)| shape.shocks.contains(struck))
            .map(|(name, struck)| {
                // Emergencies of clients strike at the first level.
                let most = if struck == Struck::Clients {
                    held[0]
                } else {
                    2
                };
                format!("\"{name}\" = {}", dice.whole(0, most))
            })
            .collect();
        let _ = writeln!(text, "emergencies = {{ {} }}", open.join(", "));
    }

    pub fn hiring(&self, text: &mut String, at: &str, dice: &mut Dice) {
        let _ = writeln!(
            text,
            "\n[{at}hiring]\nahead = {}\n{}",
            dice.pick(&[0, 0, 1, 2]),
            search(dice)
        );
        if self.vacancies[0] > 0 {
            let _ = writeln!(
                text,
                "starts = [{{ week = {}, role = \"{}\" }}]",
                dice.between(0.0, 10.0),
                ROLES[0]
            );
        }
        if dice.chance(0.4) {
            let _ = writeln!(
                text,
                "agency = {{ after_weeks = {}, capacity = {}, premium = {} }}",
                dice.between(0.0, 8.0),
                dice.between(0.1, 1.0),
                dice.between(0.0, 1.0)
            );
        }
    }

    pub fn funding(&self, text: &mut String, at: &str, dice: &mut Dice) {
        if dice.chance(0.5) {
            return;
        }
        let from = dice.between(-5.0, 20.0);
        let _ = writeln!(
            text,
            "\n[[{at}funding]]\nname = \"grant\"\nper_year = {}\nfrom_week = {from}\nto_week = {}\nposts = {{ \"{}\" = {} }}",
            dice.whole(0, 200_000),
            from + dice.between(1.0, 30.0),
            ROLES[0],
            dice.whole(0, 2)
        );
        if dice.chance(0.5) {
            let _ = writeln!(text, "starts_late = {}", dice.wait(0.5, 8.0));
        }
    }

    /// Posts that may be decided: never fewer than there are today.
    pub fn decided(&self, text: &mut String, dice: &mut Dice) {
        let min = self.counts[0].0;
        let step = dice.whole(1, 2);
        let _ = writeln!(
            text,
            "[decide.posts.\"{}\"]\nmin = {min}\nmax = {}\nstep = {step}\nweeks = [{}, {}]\ncourse = \"{}\"",
            ROLES[0],
            min + 2 * step,
            dice.whole(0, 20),
            dice.whole(21, 50),
            dice.pick(&["rising", "falling", "any"])
        );
    }
}

/// Time to fill and what goes with it, without a heading.
fn search(dice: &mut Dice) -> String {
    let mut text = format!(
        "time_to_fill = {}\ninduction_weeks = {}\nstart_share = {}\nhours_per_vacancy = {}\nhours_per_starter = {}\n",
        dice.wait(0.5, 15.0),
        dice.between(0.0, 12.0),
        dice.between(0.0, 1.0),
        dice.between(0.0, 5.0),
        dice.between(0.0, 5.0)
    );
    if dice.chance(0.5) {
        let _ = writeln!(text, "approval = {}", dice.wait(0.2, 4.0));
    }
    if dice.chance(0.4) {
        let from = dice.between(-3.0, 15.0);
        let to = from + dice.between(0.5, 15.0);
        let _ = writeln!(text, "freeze = [{{ from = {from}, to = {to} }}]");
    }
    text
}

/// Turnover and absence under a heading; teams plan no leave.
pub fn staff(text: &mut String, at: &str, dice: &mut Dice, leave: bool) {
    let _ = writeln!(
        text,
        "\n[{at}]\ntenure = {}\nnotice_weeks = {}",
        dice.wait(4.0, 120.0),
        dice.pick(&[0.0, 2.5, 4.0])
    );
    if leave {
        let weeks = dice.between(0.0, 8.0);
        let _ = writeln!(text, "planned_leave_weeks_per_year = {weeks}");
    }
    if dice.chance(0.6) {
        let _ = writeln!(
            text,
            "sick_leave = {{ spells_per_year = {}, length = {} }}",
            dice.between(0.0, 15.0),
            dice.wait(0.2, 4.0)
        );
    }
    if dice.chance(0.5) {
        let _ = writeln!(
            text,
            "first_year = {{ quits = {} }}",
            dice.between(0.2, 4.0)
        );
    }
}

/// Roles without clients, on terms of their own or on the file's.
pub fn support(text: &mut String, shape: &Shape, dice: &mut Dice) {
    const PARTS: [&str; 12] = [
        "contact",
        "travel",
        "crisis",
        "client_admin",
        "group_admin",
        "relationships",
        "presence",
        "hiring",
        "onboarding",
        "training",
        "rework",
        "wellbeing",
    ];
    for role in &shape.helpers {
        let count = dice.whole(0, 3);
        let counts = if dice.chance(0.3) {
            format!(
                "[{{ week = 0, value = {count} }}, {{ week = 9, value = {} }}]",
                dice.whole(0, 3)
            )
        } else {
            count.to_string()
        };
        let supplies: Vec<String> = PARTS
            .iter()
            .filter_map(|part| {
                let supplied = dice.chance(0.8);
                supplied.then(|| format!("{part} = {}", dice.between(0.0, 2.5)))
            })
            .collect();
        let supplies = if supplies.is_empty() {
            vec!["crisis = 3".to_owned()]
        } else {
            supplies
        };
        let _ = writeln!(
            text,
            "\n[[support]]\nrole = \"{role}\"\ncount = {counts}\neft = {}\nannual_cost = {}\nclose = \"{}\"\nvacancies = {}\nsupplies = {{ {} }}",
            dice.between(0.2, 1.0),
            dice.whole(0, 70_000),
            dice.pick(&["attrition", "now"]),
            dice.whole(0, count),
            supplies.join(", ")
        );
        if shape.sites > 0 && dice.chance(0.5) {
            let _ = writeln!(text, "serves = [\"{}\"]", dice.pick(&SITES[..shape.sites]));
        }
        if dice.chance(0.5) {
            staff(text, "support.staff", dice, true);
        }
        if dice.chance(0.5) {
            let _ = writeln!(text, "\n[support.hiring]\n{}", search(dice));
        }
    }
}

/// Posts that belong to clients, where clients have workers of their own.
pub fn team(text: &mut String, shape: &Shape, dice: &mut Dice) {
    if shape.pooled || dice.chance(0.5) {
        return;
    }
    let heaviest = shape.level_names().filter(|it| it.1 != Kind::CheckIn);
    let posts: Vec<String> = heaviest
        .map(|(level, _)| format!("\"{level}\" = {}", dice.whole(0, 3)))
        .collect();
    let _ = writeln!(
        text,
        "\n[[team]]\nname = \"direct support\"\nposts_per_client = {{ {} }}\neft = {}\nannual_cost = {}\nshift_hours = {}\nuncovered_share = {}\npresence_hours = {}",
        posts.join(", "),
        dice.between(0.2, 1.0),
        dice.whole(0, 50_000),
        dice.between(0.0, 30.0),
        dice.between(0.0, 0.3),
        dice.between(0.0, 1.0)
    );
    staff(text, "team.staff", dice, false);
    let _ = writeln!(text, "\n[team.hiring]\n{}", search(dice));
}

pub fn traits(text: &mut String, dice: &mut Dice) {
    if dice.chance(0.5) {
        let _ = writeln!(
            text,
            "\n[traits]\nproactivity = {}\npresence = {}\nsensitivity = {}\nboundaries = {}",
            dice.wait(0.5, 1.5),
            dice.wait(0.5, 1.5),
            dice.wait(0.5, 1.5),
            dice.within(0.1, 0.8)
        );
    }
}
