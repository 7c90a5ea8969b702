//! Support roles: people who hold no clients and take hours off the working week of those who do (DESIGN 2.4, 2.5).
//!
//! Decides who of them is in post, what they supply to each part of the week, and how a supply comes off what a team is asked
//! for. It knows neither a stage nor a site: a supply may be split before it comes off. What is left of the week after
//! support, and what gives then, is decided in `week`.

use super::Fault;
use super::service::{Role, Terms};
use super::staff::Staff;
use super::week::{CONTACT, FOR_THE_SITE, Hands, NO_HOURS, Parts};
use super::worker::StaffStep;
use crate::random::name_key;
use crate::scenario::{Part, Scenario, SupportRole};
use crate::units::{Dated, WEEKS_PER_YEAR};
use std::ops::Range;

/// The support roles of a service, ready to be played.
#[derive(Debug, Clone)]
pub struct SupportPlan {
    pub roles: Vec<Role>,
    /// By role: hours that a full-time worker in post takes off each part, planned leave off [h/week].
    pub supplies: Vec<Parts>,
    /// By role: hours that programmes take while they run, each from a week to another [h/week].
    taken: Vec<Vec<(f64, f64, f64)>>,
}

impl SupportPlan {
    /// The support roles of a scenario; `None` where it has none. A site of several has the roles without their posts, which
    /// are the whole's (A55).
    pub fn new(scenario: &Scenario) -> Option<Self> {
        if scenario.support.is_empty() {
            return None;
        }
        let mut plan = SupportPlan::of(scenario, 0..scenario.support.len());
        if scenario.site.is_some() {
            for role in &mut plan.roles {
                role.count = Dated::constant(0);
                role.posts = 0;
                role.vacancies = 0;
            }
        }
        Some(plan)
    }

    /// Some of the support roles of a scenario.
    pub fn of(scenario: &Scenario, span: Range<usize>) -> Self {
        let roles = &scenario.support[span.clone()];
        let taken = |role: usize| {
            let programmes = scenario.programmes.iter();
            let own = programmes.filter_map(|it| {
                let (of, hours) = it.supervisors?;
                (of == role).then(|| (it.week, it.ends(), hours))
            });
            own.collect()
        };
        SupportPlan {
            roles: roles.iter().map(role).collect(),
            supplies: roles.iter().map(supplies).collect(),
            taken: span.map(taken).collect(),
        }
    }

    /// Share of what a role's workers could supply that programmes leave at a time; they take of every part alike (A56).
    fn left(&self, role: usize, supply: &Parts, time: f64) -> f64 {
        let running = self.taken[role].iter();
        let taken: f64 = running
            .filter(|(from, to, _)| (*from..*to).contains(&time))
            .map(|(_, _, hours)| hours)
            .sum();
        let all: f64 = supply.iter().sum();
        if taken > 0.0 && all > 0.0 {
            (1.0 - taken / all).max(0.0)
        } else {
            1.0
        }
    }
}

fn role(support: &SupportRole) -> Role {
    let posts = &support.posts;
    Role {
        name: name_key(&format!("support\n{}", posts.role)),
        count: posts.count.clone(),
        eft: posts.eft,
        weekly_cost: posts.eft * posts.annual_cost / WEEKS_PER_YEAR,
        close: posts.close,
        has_grants: false,
        posts: posts.most() as usize,
        ahead: 0,
        vacancies: support.vacancies,
        known_starts: Vec::new(),
        roster: Vec::new(),
        terms: Terms::new(support.staff.as_ref(), support.hiring.as_ref()),
    }
}

fn supplies(support: &SupportRole) -> Parts {
    let leave = support.staff.as_ref().map_or(0.0, |staff| {
        staff.planned_leave_weeks_per_year / WEEKS_PER_YEAR
    });
    support.supplies.map(|hours| hours * (1.0 - leave))
}

/// The support roles while a replication is played.
#[derive(Debug, Default)]
pub struct Support {
    pub staff: Staff,
    /// At a site of several: what the searches and starters of the whole's posts ask of it in this step [h/week].
    pub(super) shared_asks: (f64, f64),
    /// By role: what its workers supply in this step [h/week].
    supply: Vec<Parts>,
    /// Sums over the week.
    pub(super) week: SupportWeek,
}

/// What support did in a week [h].
#[derive(Debug, Clone, Default)]
pub(super) struct SupportWeek {
    /// By role.
    pub supplied: Vec<f64>,
    pub used: Vec<f64>,
    /// By part: taken off, and asked for before it was.
    pub used_parts: Parts,
    pub asked_parts: Parts,
}

impl SupportWeek {
    fn clear(&mut self, roles: usize) {
        self.supplied.clear();
        self.supplied.resize(roles, 0.0);
        self.used.clear();
        self.used.resize(roles, 0.0);
        self.used_parts = NO_HOURS;
        self.asked_parts = NO_HOURS;
    }
}

impl Support {
    /// Seats today's support workers and opens today's vacancies. `at.roles` are the plan's.
    pub fn reset(&mut self, at: &StaffStep) {
        self.staff.reset(at, 0.0);
        self.supply.clear();
        self.supply.resize(at.roles.len(), NO_HOURS);
        self.week.clear(at.roles.len());
        self.shared_asks = (0.0, 0.0);
    }

    /// Plays a step: the plan's openings and closings, starts, notices, last days, sickness. Then the supply is known.
    ///
    /// # Errors
    /// As [`Staff::play`].
    pub fn play(&mut self, plan: &SupportPlan, at: &StaffStep) -> Result<(), Fault> {
        self.staff.follow_plan(at);
        self.staff.play(at)?;
        self.supply.fill(NO_HOURS);
        self.shared_asks = (0.0, 0.0);
        for desk in &mut self.staff.desks {
            desk.left_behind = None;
            if let Some(worker) = &desk.worker {
                let present = desk.eft * (1.0 - worker.sick) * worker.progress_in_step;
                let supply = &mut self.supply[desk.role];
                for (hours, each) in supply.iter_mut().zip(&plan.supplies[desk.role]) {
                    *hours += present * each;
                }
            }
        }
        for (role, supply) in self.supply.iter_mut().enumerate() {
            let left = plan.left(role, supply, at.time);
            supply.iter_mut().for_each(|hours| *hours *= left);
        }
        Ok(())
    }

    /// Adds hours of the whole's workers that fall to this site in this step [h/week].
    pub(super) fn give(&mut self, role: usize, part: usize, hours: f64) {
        self.supply[role][part] += hours;
    }

    /// What searches and starters ask of the site [h/week].
    pub fn asks(&self, plan: &SupportPlan) -> (f64, f64) {
        let own = self.staff.asks(&plan.roles);
        (own.0 + self.shared_asks.0, own.1 + self.shared_asks.1)
    }

    /// What one role's workers supply in this step, by part [h/week].
    pub fn supply_of(&self, role: usize) -> &Parts {
        &self.supply[role]
    }

    /// What all support workers supply in this step, by part [h/week].
    pub fn supply(&self) -> Parts {
        let mut all = NO_HOURS;
        for supply in &self.supply {
            add(&mut all, supply, 1.0);
        }
        all
    }

    /// Remembers what was taken off by part (`used`) of what was asked for before (`asked`), for a span of the week [weeks].
    /// A part that several roles supply is used of each alike.
    pub fn note(&mut self, used: &Parts, asked: &Parts, span: f64) {
        let all = self.supply();
        for (role, supply) in self.supply.iter().enumerate() {
            for part in 0..Part::COUNT {
                if supply[part] > 0.0 {
                    self.week.supplied[role] += supply[part] * span;
                    self.week.used[role] += supply[part] * used[part] / all[part] * span;
                }
            }
        }
        add(&mut self.week.used_parts, used, span);
        add(&mut self.week.asked_parts, asked, span);
    }

    /// Begins the next week's sums.
    pub fn begin_week(&mut self) {
        self.week.clear(self.supply.len());
        self.staff.turnover = super::desk::Turnover::default();
    }
}

fn add(sum: &mut Parts, hours: &Parts, times: f64) {
    for (sum, hours) in sum.iter_mut().zip(hours) {
        *sum += hours * times;
    }
}

/// What a site asks for by part, after cover [h/week]: what its team is asked for, and of hiring and onboarding what the site
/// asks (`site_asked`), whether or not somebody is there to do it.
pub fn demand(team: &[Hands], site_asked: &Parts) -> Parts {
    let mut asked = NO_HOURS;
    for hands in team {
        add(&mut asked, &hands.asked, 1.0);
    }
    for part in FOR_THE_SITE {
        asked[part] = site_asked[part];
    }
    asked
}

/// Takes a supply off what a team is asked for: of each part the same share for everyone, at most all of it. `demand` is what
/// the site asks for ([`demand`]). Returns the hours taken off by part [h/week]. A21.
pub fn relieve(team: &mut [Hands], demand: &Parts, supply: &Parts) -> Parts {
    let mut used = NO_HOURS;
    for part in 0..Part::COUNT {
        if supply[part] <= 0.0 || demand[part] <= 0.0 {
            continue;
        }
        let share = (supply[part] / demand[part]).min(1.0);
        used[part] = share * demand[part];
        for hands in team.iter_mut() {
            let taken = share * hands.asked[part];
            hands.supported[part] = taken;
            hands.asked[part] = if share < 1.0 {
                hands.asked[part] - taken
            } else {
                0.0
            };
            if part == CONTACT {
                hands.emotional *= 1.0 - share;
            }
        }
    }
    used
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::week::{CLIENT_ADMIN, HIRING, ONBOARDING};

    fn hands(asked: &[(usize, f64)]) -> Hands {
        let mut hands = Hands::default();
        asked
            .iter()
            .for_each(|(part, hours)| hands.asked[*part] = *hours);
        hands
    }

    fn parts(hours: &[(usize, f64)]) -> Parts {
        hands(hours).asked
    }

    #[test]
    fn a_supply_comes_off_everyones_hours_in_the_same_share() {
        let mut team = [
            hands(&[(CLIENT_ADMIN, 6.0), (CONTACT, 10.0)]),
            hands(&[(CLIENT_ADMIN, 2.0)]),
        ];
        let asked = demand(&team, &NO_HOURS);
        let used = relieve(&mut team, &asked, &parts(&[(CLIENT_ADMIN, 4.0)]));
        assert_eq!(used, parts(&[(CLIENT_ADMIN, 4.0)]));
        assert_eq!(team[0].asked[CLIENT_ADMIN], 3.0);
        assert_eq!(team[1].asked[CLIENT_ADMIN], 1.0);
        assert_eq!(team[0].asked[CONTACT], 10.0);
        assert_eq!(team[0].supported[CLIENT_ADMIN], 3.0);
    }

    #[test]
    fn no_more_is_taken_off_than_is_asked_for() {
        let mut team = [hands(&[(CLIENT_ADMIN, 6.0)])];
        let asked = demand(&team, &NO_HOURS);
        let supply = parts(&[(CLIENT_ADMIN, 30.0), (HIRING, 10.0)]);
        let used = relieve(&mut team, &asked, &supply);
        assert_eq!(used, parts(&[(CLIENT_ADMIN, 6.0)]));
        assert_eq!(team[0].asked[CLIENT_ADMIN], 0.0);
        assert_eq!(team[0].delivered(CLIENT_ADMIN), 1.0);
    }

    #[test]
    fn what_the_site_asks_for_is_met_even_where_nobody_is_there_to_be_asked() {
        // Nobody is experienced: the six hours of onboarding are asked of no one in the team.
        let mut team = [hands(&[(HIRING, 5.0)])];
        let site = parts(&[(HIRING, 5.0), (ONBOARDING, 6.0)]);
        let asked = demand(&team, &site);
        assert_eq!(asked[ONBOARDING], 6.0);
        let used = relieve(&mut team, &asked, &parts(&[(ONBOARDING, 4.0)]));
        assert_eq!(used[ONBOARDING], 4.0);
        assert_eq!(team[0].asked[HIRING], 5.0);
    }

    #[test]
    fn emotional_hours_go_with_the_contact_that_support_takes_over() {
        let mut team = [hands(&[(CONTACT, 20.0)])];
        team[0].emotional = 15.0;
        let asked = demand(&team, &NO_HOURS);
        relieve(&mut team, &asked, &parts(&[(CONTACT, 5.0)]));
        assert_eq!(team[0].emotional, 11.25);
        assert_eq!(team[0].asked[CONTACT], 15.0);
    }
}
