//! Of a random scenario file: the span of time, levels and routes, newcomers, limits, travel.

use super::{Dice, EXITS, Kind, LEVELS, Line, Shape};
use std::fmt::Write;

pub fn head(text: &mut String, shape: &Shape, dice: &mut Dice, number: u64) {
    let _ = writeln!(
        text,
        "name = \"Any scenario {number}\"\nquestion = \"Does it hold?\"\n\n[run]\nstart = {}\nhorizon_weeks = {}\nwarm_up_weeks = {}\nsteps_per_week = {}\nreplications = 3\nseed = {}",
        dice.pick(&["2026-01-05", "2027-06-30", "2024-02-29"]),
        shape.horizon,
        shape.warm_up,
        dice.pick(&[1, 1, 7]),
        dice.whole(0, 1_000_000),
    );
    if dice.chance(0.7) {
        let leave = dice.between(0.6, 1.2);
        let _ = writeln!(
            text,
            "\n[regime]\nenter = {}\nleave = {leave}\nwindow_weeks = {}\nwaiting_share = {}",
            leave + dice.between(0.0, 0.4),
            dice.whole(1, 20),
            dice.between(0.0, 0.5)
        );
    }
}

pub fn levels(text: &mut String, shape: &Shape, dice: &mut Dice) {
    for (name, kind) in shape.level_names() {
        let word = match kind {
            Kind::OneToOne => "one_to_one",
            Kind::Group => "group",
            Kind::CheckIn => "check_in",
        };
        let _ = writeln!(text, "\n[[level]]\nname = \"{name}\"\nkind = \"{word}\"");
        match kind {
            Kind::OneToOne => {
                let _ = writeln!(
                    text,
                    "contact_hours = {}\nsession_hours = {}",
                    dice.between(0.0, 4.0),
                    dice.between(0.5, 2.0)
                );
            }
            Kind::Group => {
                let _ = writeln!(
                    text,
                    "session_hours = {}\ngroup_size = {}",
                    dice.between(0.5, 2.0),
                    dice.between(1.0, 12.0)
                );
            }
            Kind::CheckIn => check_ins(text, shape, dice),
        }
        let _ = writeln!(text, "admin_hours = {}", dice.between(0.0, 0.5));
        if kind != Kind::CheckIn {
            let _ = writeln!(text, "stay = {}", dice.wait(0.5, 25.0));
            routes(text, shape, dice);
        }
        weights(text, dice);
    }
    for exit in &EXITS[..shape.exits] {
        let _ = writeln!(
            text,
            "\n[[exit]]\nname = \"{exit}\"\ngood = {}",
            dice.chance(0.5)
        );
        if dice.chance(0.5) {
            let _ = writeln!(
                text,
                "returns = {{ probability = {}, after = {}, to = \"{}\" }}",
                dice.between(0.0, 0.9),
                dice.wait(0.5, 10.0),
                LEVELS[dice.whole(0, shape.levels.len() as u64 - 1) as usize]
            );
        }
    }
}

fn check_ins(text: &mut String, shape: &Shape, dice: &mut Dice) {
    let every = dice.between(0.5, 8.0);
    let _ = writeln!(
        text,
        "contact_hours = {}\nevery_weeks = {every}\nexit_after_weeks = {}\nrelapse_probability = {}\nrelapse_to = \"{}\"",
        dice.between(0.1, 1.0),
        every + dice.between(0.0, 30.0),
        dice.between(0.0, 0.9),
        dice.pick(&LEVELS[..shape.levels.len().min(2)]),
    );
    if shape.exits > 0 {
        let _ = writeln!(text, "exit_to = \"{}\"", dice.pick(&EXITS[..shape.exits]));
    }
}

fn routes(text: &mut String, shape: &Shape, dice: &mut Dice) {
    let targets = LEVELS[..shape.levels.len()]
        .iter()
        .chain(&EXITS[..shape.exits])
        .chain(&["exit"]);
    let shares = dice.shares(shape.levels.len() + shape.exits + 1);
    let routes: Vec<String> = targets
        .zip(shares)
        .map(|(to, share)| format!("\"{to}\" = {share}"))
        .collect();
    let _ = writeln!(text, "next = {{ {} }}", routes.join(", "));
}

fn weights(text: &mut String, dice: &mut Dice) {
    for key in ["emotional_weight", "weight", "abuse_weight"] {
        if dice.chance(0.6) {
            let _ = writeln!(text, "{key} = {}", dice.between(0.0, 2.0));
        }
    }
}

/// Streams of newcomers, some of whom may be passed on to a site.
pub fn referrals(text: &mut String, at: &str, shape: &Shape, dice: &mut Dice, to: Option<&str>) {
    for stream in 0..dice.whole(1, 2) {
        let names = &LEVELS[..shape.levels.len()];
        let shares = dice.shares(names.len());
        let enter: Vec<String> = names
            .iter()
            .zip(shares)
            .map(|(name, share)| format!("\"{name}\" = {share}"))
            .collect();
        let rate = dice.between(0.0, 2.5);
        let rate = if dice.chance(0.3) {
            format!(
                "[{{ week = 0, value = {rate} }}, {{ week = {}, value = 1.5 }}]",
                dice.between(1.0, 30.0)
            )
        } else {
            rate.to_string()
        };
        let _ = writeln!(
            text,
            "\n[[{at}referrals]]\nname = \"door {stream}\"\nper_week = {rate}\nenter = {{ {} }}",
            enter.join(", ")
        );
        if dice.chance(0.5) {
            let monthly: Vec<f64> = (0..12).map(|_| dice.between(0.2, 1.8)).collect();
            let _ = writeln!(
                text,
                "growth_per_year = {}\nmonthly = {monthly:?}\nclustering = {}\nchanges = [{{ week = {}, value = {}, ramp_weeks = {} }}]",
                dice.between(-0.5, 1.0),
                dice.between(1.0, 4.0),
                dice.between(0.0, 30.0),
                dice.between(0.0, 2.0),
                dice.pick(&[0.0, 5.0]),
            );
        }
        if let Some(to) = to.filter(|_| dice.chance(0.6)) {
            let _ = writeln!(
                text,
                "cross_referral = {{ to = \"{to}\", share = {} }}",
                dice.between(0.0, 1.0)
            );
        }
    }
}

/// The load line.
pub fn line(text: &mut String, at: &str, shape: &Shape, dice: &mut Dice) {
    let (one_to_one, total, points) = match shape.line {
        Line::None => return,
        Line::Limits => (
            dice.between(1.0, 8.0),
            dice.between(6.0, 30.0),
            dice.between(8.0, 40.0),
        ),
        // No less than any row of the table.
        Line::Table => (5.0, 50.0, 40.0),
    };
    let _ = writeln!(
        text,
        "\n[{at}safe_load]\ntolerance = {}\ncontact_share = {}\nscale = {}\nscale_dampening = {}",
        shape.tolerance,
        dice.between(0.2, 0.9),
        dice.chance(0.5),
        dice.between(0.0, 1.0)
    );
    if shape.line == Line::Limits {
        let _ = writeln!(text, "limits = {{ high = {one_to_one} }}\ntotal = {total}");
    } else {
        row(text, dice);
    }
    if dice.chance(0.5) {
        let _ = writeln!(text, "points = {points}");
    }
    let kinds = ["one_to_one", "total", "contact", "hours"];
    let kinds = dice.shuffled(kinds.to_vec());
    let counted = dice.whole(1, 4) as usize;
    let _ = writeln!(text, "breach_when = {:?}", &kinds[..counted]);
    if dice.chance(0.4) {
        let above = dice.between(1.0, 1.5);
        let _ = writeln!(
            text,
            "absolute = {{ limits = {{ high = {} }}, total = {}, points = {} }}",
            one_to_one * above,
            total * above,
            points * above
        );
    }
}

/// What chooses a row of the built-in table.
fn row(text: &mut String, dice: &mut Dice) {
    let (age, words) = dice.pick(&[
        (1.0, ["none", "some"]),
        (4.0, ["none", "more"]),
        (7.0, ["some", "most"]),
    ]);
    let groups = if dice.chance(0.5) {
        format!("\"{}\"", dice.pick(&words))
    } else {
        format!(
            "[{{ week = 0, value = \"{}\" }}, {{ week = {}, value = \"{}\" }}]",
            words[0],
            dice.whole(1, 20),
            words[1]
        )
    };
    let _ = writeln!(
        text,
        "table = \"peer-support\"\nservice_age_years = {age}\ngroups = {groups}\ngeography = \"{}\"\nmoves_on = {}",
        dice.pick(&["centralised", "wide"]),
        dice.chance(0.5)
    );
}

pub fn travel(text: &mut String, at: &str, dice: &mut Dice) {
    if dice.chance(0.6) {
        let _ = writeln!(
            text,
            "\n[{at}travel]\nshare_remote = {}\nhours_per_trip = {}\nco_located_share = {}",
            dice.between(0.0, 1.0),
            dice.between(0.0, 2.0),
            dice.between(0.0, 1.0)
        );
    }
}
