//! Kinds of post and the terms on which people are employed: tenure, notice, sickness and hiring.

use crate::model::traits::TraitsPlan;
use crate::random::distribution::Sampler;
use crate::scenario::{Agency, Close, Hiring, Scenario, Staff};
use crate::units::{Dated, WEEKS_PER_YEAR};

/// A kind of post.
#[derive(Debug, Clone)]
pub struct Role {
    pub name: u64,
    pub count: Dated<u64>,
    pub eft: f64,
    /// Cost of one worker of this role a week [currency units].
    pub weekly_cost: f64,
    pub close: Close,
    /// Posts that this role ever has.
    pub posts: usize,
    /// Whether some of them come and go with a funding.
    pub has_grants: bool,
    /// Desks beyond the funded posts, for extra hires.
    pub ahead: usize,
    pub vacancies: u64,
    pub known_starts: Vec<f64>,
    pub roster: Vec<crate::scenario::RosterWorker>,
    pub terms: Terms,
}

/// On what terms somebody is employed, and how a post that empties is filled.
#[derive(Debug, Clone)]
pub struct Terms {
    /// From the first day to giving notice [weeks]; `None`: nobody leaves.
    pub tenure: Option<Sampler>,
    /// Factor on the speed of leaving in the first year in post; `None`: 1.
    pub first_year_quits: Option<f64>,
    /// From giving notice to the last day [weeks].
    pub notice: f64,
    /// Sickness while at work: rate [1/week] and length of a spell [weeks].
    pub sickness: Option<(f64, Sampler)>,
    /// `None`: a post that empties stays empty.
    pub hiring: Option<HiringPlan>,
    /// What workers on these terms differ in; `None`: they are alike.
    pub traits: Option<TraitsPlan>,
}

impl Terms {
    /// The terms that a scenario's sections for staff and hiring state.
    pub fn new(staff: Option<&Staff>, hiring: Option<&Hiring>) -> Self {
        Terms {
            tenure: staff.map(|staff| Sampler::new(&staff.tenure)),
            first_year_quits: staff.and_then(|staff| staff.first_year_quits),
            notice: staff.map_or(0.0, |staff| staff.notice_weeks),
            sickness: staff
                .and_then(|staff| staff.sick_leave.as_ref())
                .filter(|sick| sick.spells_per_year > 0.0)
                .map(|sick| {
                    let rate = sick.spells_per_year / WEEKS_PER_YEAR;
                    (rate, Sampler::new(&sick.length))
                }),
            hiring: hiring.map(|hiring| HiringPlan {
                time_to_fill: Sampler::new(&hiring.time_to_fill),
                approval: hiring.approval.as_ref().map(Sampler::new),
                freeze: hiring.freeze.clone(),
                induction_weeks: hiring.induction_weeks,
                start_share: hiring.start_share,
                hours_per_vacancy: hiring.hours_per_vacancy,
                hours_per_starter: hiring.hours_per_starter,
                agency: hiring.agency.clone(),
            }),
            traits: None,
        }
    }

    /// Sick-leave rate at speed 1 [1/week]; 0 where nobody is sick.
    #[inline]
    pub fn sickness_rate(&self) -> f64 {
        self.sickness.as_ref().map_or(0.0, |it| it.0)
    }

    /// Who holds vacant posts; `None`: nobody.
    #[inline]
    pub fn agency(&self) -> Option<&Agency> {
        self.hiring.as_ref()?.agency.as_ref()
    }
}

impl Role {
    /// What whoever holds a post is paid a week; an agency's worker with its premium [currency units].
    pub fn weekly_pay(&self, from_agency: bool) -> f64 {
        match self.terms.agency().filter(|_| from_agency) {
            Some(agency) => self.weekly_cost * (1.0 + agency.premium),
            None => self.weekly_cost,
        }
    }
}

#[derive(Debug, Clone)]
pub struct HiringPlan {
    pub time_to_fill: Sampler,
    pub approval: Option<Sampler>,
    pub freeze: Vec<(f64, f64)>,
    pub induction_weeks: f64,
    pub start_share: f64,
    pub hours_per_vacancy: f64,
    pub hours_per_starter: f64,
    /// `None`: vacant posts stay empty.
    pub agency: Option<Agency>,
}

/// Expected share of time at work: planned leave off, and sick leave as a share of an alternating renewal process, spells per
/// calendar year counted while at work.
pub fn expected_attendance(scenario: &Scenario) -> f64 {
    let Some(staff) = &scenario.staff else {
        return 1.0;
    };
    let present = 1.0 - staff.planned_leave_weeks_per_year / WEEKS_PER_YEAR;
    let sick = staff.sick_leave.as_ref().map_or(0.0, |sick| {
        let load = sick.spells_per_year / WEEKS_PER_YEAR * sick.length.mean();
        load / (1.0 + load)
    });
    present * (1.0 - sick)
}

pub(super) fn roles(scenario: &Scenario) -> Vec<Role> {
    let granted = |role: usize| -> u64 {
        let posts = scenario.funding.iter().map(|it| it.posts[role]);
        posts.sum()
    };
    scenario
        .posts
        .iter()
        .enumerate()
        .map(|(index, posts)| Role {
            name: scenario.draw_key(&format!("posts\n{}", posts.role)),
            count: posts.count.clone(),
            eft: posts.eft,
            weekly_cost: posts.eft * posts.annual_cost / WEEKS_PER_YEAR,
            close: posts.close,
            posts: (posts.most() + granted(index)) as usize,
            has_grants: granted(index) > 0,
            ahead: scenario
                .hiring
                .as_ref()
                .map_or(0, |hiring| hiring.ahead as usize),
            vacancies: scenario.initial.vacancies[index],
            known_starts: scenario
                .hiring
                .iter()
                .flat_map(|hiring| &hiring.starts)
                .filter(|start| start.posts == index)
                .map(|start| start.week)
                .collect(),
            roster: scenario
                .roster
                .iter()
                .filter(|worker| worker.posts == index)
                .cloned()
                .collect(),
            terms: Terms {
                traits: scenario.traits.as_ref().map(TraitsPlan::new),
                ..Terms::new(scenario.staff.as_ref(), scenario.hiring.as_ref())
            },
        })
        .collect()
}
