//! Of a random scenario file: the working week, allocation, loops, emergencies, changes, programmes, costs.

use super::{Dice, EXITS, LEVELS, Line, SHOCKS, Shape, Struck};
use std::fmt::Write;

/// The parts of a week that may be named in any order; travel goes with contact.
const PARTS: [&str; 12] = [
    "wellbeing",
    "relationships",
    "presence",
    "hiring",
    "onboarding",
    "group_admin",
    "client_admin",
    "training",
    "rework",
    "travel",
    "crisis",
    "contact",
];

pub fn week(text: &mut String, dice: &mut Dice) {
    let _ = writeln!(
        text,
        "\n[week]\nfull_time_hours = {}\nwellbeing_hours = {}\nsupervision_hours = {}\nrelationships_hours = {}\npresence_hours = {}\ntraining_hours = {}\nadmin_share = {}\novertime_max = {}",
        dice.between(25.0, 40.0),
        dice.between(0.0, 5.0),
        dice.between(0.0, 2.0),
        dice.between(0.0, 4.0),
        dice.between(0.0, 4.0),
        dice.between(0.0, 4.0),
        dice.between(0.0, 1.0),
        dice.between(0.0, 0.3)
    );
    if dice.chance(0.6) {
        let order = dice.shuffled(PARTS.to_vec());
        let listed = dice.whole(0, PARTS.len() as u64) as usize;
        let _ = writeln!(text, "squeeze = {:?}", &order[..listed]);
    }
    if dice.chance(0.6) {
        let floors: Vec<String> = PARTS
            .iter()
            .filter(|part| **part != "travel")
            .filter_map(|part| {
                let kept = dice.chance(0.6);
                kept.then(|| format!("{part} = {}", dice.between(0.0, 1.0)))
            })
            .collect();
        let _ = writeln!(text, "floors = {{ {} }}", floors.join(", "));
    }
}

pub fn allocation(text: &mut String, shape: &Shape, dice: &mut Dice) {
    let limited = shape.line != Line::None;
    let _ = writeln!(
        text,
        "\n[allocation]\nownership = \"{}\"\nadmission = \"{}\"\nsharing = {}\nleft_behind = \"{}\"\ntriage = \"{}\"\nmonitoring_hours = {}\nmatch_starters = {}",
        if shape.pooled { "pooled" } else { "individual" },
        if limited && dice.chance(0.5) {
            "safe_load"
        } else {
            "open"
        },
        dice.between(0.0, 1.0),
        dice.pick(&["reassign", "wait"]),
        dice.pick(&["level", "wait"]),
        dice.pick(&[0.0, 0.0, 0.5]),
        limited && dice.chance(0.4)
    );
    if !shape.pooled && dice.chance(0.5) {
        let _ = writeln!(text, "rebalance = {}", dice.between(0.0, 1.0));
    }
    if dice.chance(0.5) {
        let _ = writeln!(text, "patience = {}", dice.wait(0.5, 20.0));
    }
}

/// A loop's line, with its own strength now and then.
fn acting(text: &mut String, dice: &mut Dice, name: &str, keys: &str) {
    let strength = dice.pick(&[0.0, 0.3, 1.0, 1.0]);
    let _ = writeln!(text, "{name} = {{ strength = {strength}{keys} }}");
}

pub fn loops(text: &mut String, shape: &Shape, dice: &mut Dice) {
    let _ = writeln!(text, "\n[loops]");
    if shape.strain {
        strain(text, dice);
        for (name, key) in [("burnout", "quits_at_full"), ("absence", "absence_at_full")] {
            if dice.chance(0.7) {
                let keys = format!(", {key} = {}", dice.between(0.5, 4.0));
                acting(text, dice, name, &keys);
            }
        }
    }
    if dice.chance(0.5) {
        let keys = format!(
            ", sensitivity = {}, max_speed = {}",
            dice.between(0.0, 3.0),
            dice.between(1.0, 10.0)
        );
        acting(text, dice, "overload", &keys);
    }
    for name in ["hiring", "onboarding"] {
        if dice.chance(0.6) {
            let keys = format!(", slowest = {}", dice.between(0.05, 1.0));
            acting(text, dice, name, &keys);
        }
    }
    if shape.records {
        let keys = format!(
            ", interest_per_week = {}, fade_weeks = {}",
            dice.between(0.0, 0.1),
            dice.between(5.0, 60.0)
        );
        acting(text, dice, "records", &keys);
    }
    if shape.care {
        let keys = format!(
            ", slowest = {}, worse_per_week = {}",
            dice.between(0.1, 1.0),
            dice.between(0.0, 0.2)
        );
        acting(text, dice, "care", &keys);
    }
    if dice.chance(0.5) {
        let keys = format!(", quits_at_none = {}", dice.between(0.5, 4.0));
        acting(text, dice, "presence", &keys);
    }
    if dice.chance(0.5) {
        let exit = EXITS[..shape.exits].first().unwrap_or(&"exit");
        let keys = format!(
            ", per_week = {}, at_none = {}, exit = \"{exit}\"",
            dice.between(0.0, 0.1),
            dice.between(1.0, 6.0)
        );
        acting(text, dice, "disengagement", &keys);
    }
}

fn strain(text: &mut String, dice: &mut Dice) {
    let _ = writeln!(
        text,
        "strain = {{ reference = {}, rise_weeks = {}, recover_weeks = {}, w_overtime = {}, w_wellbeing = {}, w_emotional = {}, emotional_norm_hours = {}, sensitivity = {}, w_abuse = {}, supervision_restores = {}, supervision_full_hours = {} }}",
        dice.between(0.0, 0.5),
        dice.between(1.0, 20.0),
        dice.between(1.0, 30.0),
        dice.between(0.0, 1.0),
        dice.between(0.0, 1.0),
        dice.between(0.0, 1.0),
        dice.between(2.0, 20.0),
        dice.between(0.0, 2.0),
        dice.between(0.0, 1.0),
        dice.between(0.0, 1.0),
        dice.between(0.2, 3.0)
    );
}

pub fn shocks(text: &mut String, shape: &Shape, dice: &mut Dice) {
    for struck in &shape.shocks {
        let (name, rate) = match struck {
            Struck::Clients => (SHOCKS[0], "per_client_per_year"),
            Struck::Workers => (SHOCKS[1], "per_worker_per_year"),
            Struck::Everybody => (SHOCKS[2], "per_service_per_year"),
        };
        let shared = *struck == Struck::Everybody && shape.sites > 0 && dice.chance(0.5);
        let _ = writeln!(
            text,
            "\n[[shock]]\nname = \"{name}\"\n{rate} = {}\ncrisis_hours = {}\nduration = {}\npermanent_share = {}\nshared = {shared}",
            dice.between(0.0, 4.0),
            dice.between(0.0, 8.0),
            dice.wait(0.5, 8.0),
            dice.between(0.0, 0.5)
        );
        let uneven = *struck == Struck::Workers || (*struck == Struck::Clients && !shape.pooled);
        if uneven && dice.chance(0.6) {
            let _ = writeln!(text, "unevenness = {}", dice.between(0.0, 1.5));
        }
        if *struck == Struck::Clients {
            // The first level is among those struck: emergencies of today are at clients of it.
            let levels = &LEVELS[..dice.whole(1, shape.levels.len() as u64) as usize];
            let _ = writeln!(text, "level_up = {}\nlevels = {levels:?}", dice.whole(0, 3));
        }
        if shared {
            continue;
        }
        let per_hour = |there: bool, dice: &mut Dice| {
            if there { dice.between(0.0, 0.01) } else { 0.0 }
        };
        let backlog = per_hour(shape.records, dice);
        let missed = per_hour(shape.care, dice);
        let _ = writeln!(
            text,
            "own_making = {{ per_backlog_hour = {backlog}, per_missed_contact_hour = {missed} }}"
        );
    }
}

/// A table of shares by part of the week.
fn by_part(dice: &mut Dice, most: f64) -> String {
    let parts: Vec<String> = PARTS
        .iter()
        .filter_map(|part| {
            let named = dice.chance(0.6);
            named.then(|| format!("{part} = {}", dice.between(0.0, most)))
        })
        .collect();
    format!("{{ {} }}", parts.join(", "))
}

pub fn changes(text: &mut String, dice: &mut Dice) {
    for number in 0..dice.pick(&[0, 0, 1, 2]) {
        let delivers = dice.between(0.0, 1.0);
        let costs = by_part(dice, 0.5);
        let backfires = if costs.contains('=') {
            dice.between(0.0, 1.0 - delivers)
        } else {
            0.0
        };
        let _ = writeln!(
            text,
            "\n[[change]]\nname = \"change {number}\"\nweek = {}\nrollout_weeks = {}\nrollout_hours = {}\ndelivers = {delivers}\nbackfires = {backfires}\nsaves = {}\ncosts = {costs}",
            dice.between(-2.0, 20.0),
            dice.between(0.0, 10.0),
            dice.between(0.0, 4.0),
            by_part(dice, 0.4)
        );
    }
}

pub fn programmes(text: &mut String, shape: &Shape, dice: &mut Dice) {
    for number in 0..dice.pick(&[0, 0, 1, 2]) {
        let factor = |acts: bool, dice: &mut Dice| {
            if acts { dice.between(0.4, 1.5) } else { 1.0 }
        };
        let quits = factor(shape.staff, dice);
        let slower = factor(shape.strain, dice);
        let _ = writeln!(
            text,
            "\n[[programme]]\nname = \"programme {number}\"\nweek = {}\nevery_weeks = {}\nseats = {}\nsessions_each = {}\nhours_each = {}\nuptake = {}\nstays_shorter = {}\nquits = {quits}\nstrain_slower = {slower}\ncost_per_seat = {}\nfixed_cost = {}",
            dice.between(-(shape.warm_up.min(2) as f64), 10.0),
            dice.between(0.3, 4.0),
            dice.whole(0, 4),
            dice.whole(1, 5),
            dice.between(0.0, 4.0),
            dice.between(0.0, 1.0),
            dice.between(0.5, 1.5),
            dice.whole(0, 200),
            dice.whole(0, 5_000)
        );
        if dice.chance(0.5) {
            let _ = writeln!(
                text,
                "sessions = {}\nfade_weeks = {}\nrefresher_every_weeks = {}\nrefresher_hours = {}",
                dice.whole(0, 20),
                dice.between(2.0, 40.0),
                dice.between(0.5, 10.0),
                dice.between(0.0, 3.0)
            );
        }
        if let Some(role) = shape.helpers.first().filter(|_| dice.chance(0.5)) {
            let hours = dice.between(0.0, 10.0);
            let _ = writeln!(
                text,
                "supervisors = {{ role = \"{role}\", hours = {hours} }}"
            );
        }
    }
}

pub fn costs(text: &mut String, dice: &mut Dice) {
    if dice.chance(0.6) {
        let _ = writeln!(
            text,
            "\n[costs]\ncurrency = \"$\"\nfinancial_year_starts = \"{}\"\non_costs_share = {}\novertime_pay = {}\nper_hire = {}\nper_induction = {}\nper_travel_hour = {}\noverheads_per_year = {}",
            dice.pick(&["january", "april", "july", "october"]),
            dice.between(0.0, 0.5),
            dice.between(0.0, 2.0),
            dice.whole(0, 5_000),
            dice.whole(0, 5_000),
            dice.whole(0, 50),
            dice.whole(0, 100_000)
        );
    }
}
