//! Random scenario files over every section and key of the schema.
//!
//! A file is drawn by its number, so that one that fails comes back; small enough that a few futures of it take milliseconds.
//! The rules that keep a file valid are those of the reader, and a file that it refuses is a fault of this generator. Most
//! sections are left out now and then, so that each also meets the lack of every other.

mod dice;
mod people;
mod service;
mod work;

pub use dice::Dice;

use people::People;
use std::fmt::Write;

/// What several sections have to agree on.
pub struct Shape {
    pub warm_up: u64,
    pub horizon: u64,
    pub levels: Vec<Kind>,
    /// Named exits.
    pub exits: usize,
    pub sites: usize,
    pub pooled: bool,
    pub line: Line,
    /// Share of a year's worker-weeks that makes it unsafe.
    pub tolerance: f64,
    pub strain: bool,
    pub records: bool,
    pub care: bool,
    /// Whether the file itself, beside its sites, has the section.
    pub staff: bool,
    pub hiring: bool,
    pub decides: bool,
    pub shocks: Vec<Struck>,
    pub helpers: Vec<&'static str>,
}

/// The kind of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    OneToOne,
    Group,
    CheckIn,
}

/// The limits that a service has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    None,
    Limits,
    Table,
}

/// Whom a kind of emergency strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Struck {
    Clients,
    Workers,
    Everybody,
}

/// Names of levels, heaviest first: those of the built-in table, and one that it does not know.
pub const LEVELS: [&str; 5] = ["high", "medium", "group", "parked", "daily life"];
pub const EXITS: [&str; 2] = ["recovered", "dropped out"];
pub const ROLES: [&str; 3] = ["peer worker", "lead", "assistant"];
pub const SITES: [&str; 3] = ["north", "south", "the hills"];
pub const SHOCKS: [&str; 3] = ["health change", "own trouble", "flood"];
const HELPERS: [&str; 2] = ["recruiter", "responder"];

impl Shape {
    fn draw(dice: &mut Dice) -> Shape {
        let mut levels = vec![Kind::OneToOne];
        for kind in [Kind::OneToOne, Kind::Group, Kind::CheckIn] {
            if dice.chance(0.8) {
                levels.push(kind);
            } else {
                break;
            }
        }
        if levels.len() == 4 && dice.chance(0.4) {
            levels.push(dice.pick(&[Kind::OneToOne, Kind::Group, Kind::CheckIn]));
        }
        let line = dice.pick(&[Line::None, Line::Limits, Line::Limits, Line::Table]);
        let decides = line != Line::None && dice.chance(0.2);
        let kinds = [Struck::Clients, Struck::Workers, Struck::Everybody];
        let shocks = kinds.into_iter().filter(|_| dice.chance(0.4)).collect();
        Shape {
            warm_up: dice.pick(&[0, 0, 3, 8]),
            horizon: if decides { 56 } else { dice.whole(8, 40) },
            levels,
            exits: dice.pick(&[0, 1, 2]),
            sites: dice.pick(&[0, 0, 0, 2, 3]),
            pooled: dice.chance(0.25),
            line,
            tolerance: dice.between(0.05, 0.6),
            strain: dice.chance(0.8),
            records: dice.chance(0.7),
            care: dice.chance(0.7),
            staff: dice.chance(0.85),
            hiring: dice.chance(0.85),
            decides,
            shocks,
            helpers: HELPERS.into_iter().filter(|_| dice.chance(0.4)).collect(),
        }
    }

    /// Names and kinds of the levels.
    pub fn level_names(&self) -> impl Iterator<Item = (&'static str, Kind)> + '_ {
        LEVELS.into_iter().zip(self.levels.iter().copied())
    }
}

/// The file of a number.
pub fn draw(number: u64) -> String {
    let mut dice = Dice::new(number);
    let shape = Shape::draw(&mut dice);
    let mut text = String::new();
    service::head(&mut text, &shape, &mut dice, number);
    service::levels(&mut text, &shape, &mut dice);
    work::week(&mut text, &mut dice);
    work::allocation(&mut text, &shape, &mut dice);
    work::loops(&mut text, &shape, &mut dice);
    work::shocks(&mut text, &shape, &mut dice);
    work::changes(&mut text, &mut dice);
    people::support(&mut text, &shape, &mut dice);
    people::team(&mut text, &shape, &mut dice);
    people::traits(&mut text, &mut dice);
    work::programmes(&mut text, &shape, &mut dice);
    work::costs(&mut text, &mut dice);
    let people = if shape.sites == 0 {
        Some(alone(&mut text, &shape, &mut dice))
    } else {
        sites(&mut text, &shape, &mut dice);
        None
    };
    apart(&mut text, &shape, &mut dice, people.as_ref());
    text
}

/// The sections of a service of its own.
fn alone(text: &mut String, shape: &Shape, dice: &mut Dice) -> People {
    let people = People::draw(shape, dice);
    people.posts(text, "", dice);
    people.initial(text, "", shape, dice);
    people.roster(text, "", shape, dice);
    if shape.staff {
        people::staff(text, "staff", dice, true);
    }
    if shape.hiring {
        people.hiring(text, "", dice);
    }
    service::referrals(text, "", shape, dice, None);
    service::line(text, "", shape, dice);
    service::travel(text, "", dice);
    people.funding(text, "", dice);
    people
}

/// Sections of the file, and sites that have their own or not.
fn sites(text: &mut String, shape: &Shape, dice: &mut Dice) {
    // Where nobody has the file's there is none.
    let own_posts: Vec<bool> = (0..shape.sites).map(|_| dice.chance(0.7)).collect();
    let own_doors: Vec<bool> = (0..shape.sites).map(|_| dice.chance(0.7)).collect();
    let files = People::draw(shape, dice);
    if own_posts.contains(&false) {
        files.posts(text, "", dice);
    }
    if own_doors.contains(&false) {
        // Only to a site that does not have these newcomers itself.
        let to = own_doors.iter().position(|own| *own);
        service::referrals(text, "", shape, dice, to.map(|site| SITES[site]));
    }
    let own_lines = shape.line != Line::None && dice.chance(0.5);
    if !own_lines {
        service::line(text, "", shape, dice);
    }
    service::travel(text, "", dice);
    if shape.staff {
        people::staff(text, "staff", dice, true);
    }
    if shape.hiring {
        files.without_vacancies().hiring(text, "", dice);
    }
    if dice.chance(0.3) {
        let ages = dice.pick(&["stationary", "fresh"]);
        let _ = writeln!(text, "[initial]\nages = \"{ages}\"");
    }
    for site in 0..shape.sites {
        let _ = writeln!(text, "\n[[site]]\nname = \"{}\"", SITES[site]);
        let others: Vec<usize> = (0..shape.sites).filter(|it| *it != site).collect();
        let ways: Vec<String> = others
            .iter()
            .filter_map(|to| {
                let rate = dice.between(0.0, 3.0);
                let way = format!(
                    "{{ to = \"{}\", per_client_per_year = {rate} }}",
                    SITES[*to]
                );
                dice.chance(0.6).then_some(way)
            })
            .collect();
        let _ = writeln!(text, "transfers = [{}]", ways.join(", "));
        if site == 0 && text.contains("\n[costs]") {
            let _ = writeln!(text, "overheads_per_year = 12000");
        }
        let own = if own_posts[site] {
            let own = People::draw(shape, dice);
            own.posts(text, "site.", dice);
            own
        } else {
            files.clone()
        };
        own.initial(text, "site.", shape, dice);
        own.roster(text, "site.", shape, dice);
        if own_doors[site] {
            let to = dice.pick(&others);
            service::referrals(text, "site.", shape, dice, Some(SITES[to]));
        }
        if own_lines {
            service::line(text, "site.", shape, dice);
        }
        if dice.chance(0.5) {
            service::travel(text, "site.", dice);
        }
        if dice.chance(0.4) {
            people::staff(text, "site.staff", dice, true);
        }
        if dice.chance(0.5) {
            own.hiring(text, "site.", dice);
        }
        own.funding(text, "site.", dice);
    }
}

/// Plans, decisions, uncertain numbers and sources.
fn apart(text: &mut String, shape: &Shape, dice: &mut Dice, people: Option<&People>) {
    let sharing = [0.2, 0.7];
    let _ = writeln!(
        text,
        "\n[plans.\"share more\"]\n\"allocation.sharing\" = 0.9"
    );
    if shape.decides {
        let objective = dice.pick(&["cost", "eft_years"]);
        let _ = writeln!(
            text,
            "[decide]\ntarget = {}\nconfidence = {}\nobjective = \"{objective}\"\n[decide.paths]\n\"allocation.sharing\" = {sharing:?}",
            dice.between(0.05, 0.5),
            dice.between(0.5, 0.99),
        );
        if let Some(people) = people {
            people.decided(text, dice);
        }
    }
    if dice.chance(0.5) {
        let _ = writeln!(
            text,
            "[uncertain]\n\"week.overtime_max\" = {}",
            dice.within(0.01, 0.2)
        );
    }
    let _ = writeln!(
        text,
        "[sources]\n\"week.full_time_hours\" = \"assumption: drawn by dice\"\nlevel = \"drawn by dice\""
    );
}
