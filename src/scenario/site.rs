//! Sites: services that are planned together, and the whole that they add up to.
//!
//! A site has clients, staff and a load line of its own; levels, the working week, rules and loops are those of the whole.
//! Decides what of a whole can be said in one number, and how things of several sites are called apart.

use super::{
    BreachKind, Costs, Funding, Hiring, Initial, Limits, Posts, Programme, ReferralStream,
    RosterWorker, SafeLoad, Scenario, Staff, Travel,
};
use crate::random::name_key;
use crate::units::Dated;

/// What a site has of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    pub name: String,
    pub referrals: Vec<ReferralStream>,
    pub initial: Initial,
    /// All sites have one, or none.
    pub safe_load: Option<SafeLoad>,
    pub travel: Option<Travel>,
    /// At least one.
    pub posts: Vec<Posts>,
    pub roster: Vec<RosterWorker>,
    pub staff: Option<Staff>,
    pub hiring: Option<Hiring>,
    pub funding: Vec<Funding>,
    /// In the place of its share of the whole's [currency/year].
    pub overheads_per_year: Option<f64>,
    pub transfers: Vec<Transfer>,
}

/// Clients who move to another site.
#[derive(Debug, Clone, PartialEq)]
pub struct Transfer {
    /// Index into [`Scenario::sites`].
    pub to: usize,
    /// Moves per client and calendar year [1/year].
    pub per_client_per_year: f64,
}

/// Newcomers who are passed on to another site when they come.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossReferral {
    /// Index into [`Scenario::sites`].
    pub to: usize,
    /// Share of the stream's newcomers.
    pub share: f64,
}

impl Posts {
    /// Planned posts, mean over the weeks of the horizon.
    fn mean_count(&self, weeks: usize) -> f64 {
        let counts = (0..weeks).map(|week| *self.count.at(week as f64));
        counts.sum::<u64>() as f64 / weeks as f64
    }
}

impl Scenario {
    /// One site of a whole as a service of its own: what it has of its own, its share of what the whole spends on no site in
    /// particular, and the rest of the whole's (A53, A57).
    pub fn of_site(&self, site: usize) -> Scenario {
        let own = &self.sites[site];
        let share = self.share_of_site(site, |_| true);
        let programmes = self.programmes.iter().map(|programme| Programme {
            fixed_cost: programme.fixed_cost * share,
            ..programme.clone()
        });
        Scenario {
            costs: self.costs.as_ref().map(|costs| Costs {
                overheads_per_year: own.overheads_per_year.unwrap_or_else(|| {
                    let shares = |it: &Site| it.overheads_per_year.is_none();
                    costs.overheads_per_year * self.share_of_site(site, shares)
                }),
                ..costs.clone()
            }),
            programmes: programmes.collect(),
            name: format!("{}: {}", self.name, own.name),
            referrals: own.referrals.clone(),
            initial: own.initial.clone(),
            safe_load: own.safe_load.clone(),
            travel: own.travel.clone(),
            posts: own.posts.clone(),
            roster: own.roster.clone(),
            staff: own.staff.clone(),
            hiring: own.hiring.clone(),
            funding: own.funding.clone(),
            sites: Vec::new(),
            site: Some(own.name.clone()),
            ..self.clone()
        }
    }

    /// The share of a site, among those that share, in what the whole spends on no site in particular: by planned EFT over the
    /// horizon; in equal parts where nobody is planned at any of them (A57).
    fn share_of_site(&self, site: usize, shares: impl Fn(&Site) -> bool) -> f64 {
        let planned = |site: &Site| -> f64 {
            let posts = site.posts.iter();
            posts
                .map(|posts| posts.eft * posts.mean_count(self.run.horizon_weeks))
                .sum()
        };
        let those = || self.sites.iter().filter(|it| shares(it));
        let all: f64 = those().map(planned).sum();
        if all > 0.0 {
            planned(&self.sites[site]) / all
        } else {
            1.0 / those().count() as f64
        }
    }

    /// The services that a scenario is made of, each by itself: its sites, or the one service that it is.
    pub fn services(&self) -> Vec<Scenario> {
        if self.sites.is_empty() {
            return vec![self.clone()];
        }
        (0..self.sites.len()).map(|it| self.of_site(it)).collect()
    }

    /// The key under which something of this scenario draws. What stands under the same name at two sites draws apart.
    pub fn draw_key(&self, name: &str) -> u64 {
        match &self.site {
            Some(site) => name_key(&format!("site\n{site}\n{name}")),
            None => name_key(name),
        }
    }

    /// The path of the number of posts of a role; at a site of the role's own, where the whole calls it "site: role". `None`: no such
    /// role.
    pub fn count_path(&self, role: &str) -> Option<String> {
        let position = self.posts.iter().position(|posts| posts.role == role)?;
        let mut first = 0;
        for site in &self.sites {
            if let Some(own) = site.posts.get(position - first) {
                return Some(format!("site.{}.posts.{}.count", site.name, own.role));
            }
            first += site.posts.len();
        }
        Some(format!("posts.{role}.count"))
    }

    /// A service as a site of a whole, with what no service by itself has.
    pub(super) fn into_site(
        self,
        name: String,
        transfers: Vec<Transfer>,
        overheads_per_year: Option<f64>,
    ) -> Site {
        Site {
            name,
            overheads_per_year,
            referrals: self.referrals,
            initial: self.initial,
            safe_load: self.safe_load,
            travel: self.travel,
            posts: self.posts,
            roster: self.roster,
            staff: self.staff,
            hiring: self.hiring,
            funding: self.funding,
            transfers,
        }
    }

    /// The whole that sites add up to; `shared` has what all of them share.
    pub(super) fn whole(shared: Scenario, sites: Vec<Site>) -> Scenario {
        let levels = shared.levels.len();
        let mut whole = Scenario {
            referrals: Vec::new(),
            initial: Initial {
                clients: vec![0; levels],
                waiting: vec![0; levels],
                vacancies: Vec::new(),
                ..shared.initial.clone()
            },
            safe_load: whole_line(&sites, levels),
            posts: Vec::new(),
            roster: Vec::new(),
            funding: Vec::new(),
            staff: sites.iter().find_map(|site| site.staff.clone()),
            hiring: sites.iter().find_map(|site| site.hiring.clone()),
            sites: Vec::new(),
            site: None,
            agency_at_a_site: sites.iter().any(|site| has_agency(site.hiring.as_ref())),
            ..shared
        };
        for site in &sites {
            whole.add(site);
        }
        whole.sites = sites;
        whole
    }

    /// Adds what can be added up or stand side by side.
    fn add(&mut self, site: &Site) {
        let named = |name: &str| format!("{}: {name}", site.name);
        let first_role = self.posts.len();
        self.referrals
            .extend(site.referrals.iter().map(|stream| ReferralStream {
                name: named(&stream.name),
                cross_referral: None,
                ..stream.clone()
            }));
        let pairs = [
            (&mut self.initial.clients, &site.initial.clients),
            (&mut self.initial.waiting, &site.initial.waiting),
        ];
        for (sums, counts) in pairs {
            sums.iter_mut()
                .zip(counts)
                .for_each(|(sum, count)| *sum += count);
        }
        self.initial.vacancies.extend(&site.initial.vacancies);
        self.posts.extend(site.posts.iter().map(|posts| Posts {
            role: named(&posts.role),
            ..posts.clone()
        }));
        self.roster
            .extend(site.roster.iter().map(|worker| RosterWorker {
                posts: first_role + worker.posts,
                ..worker.clone()
            }));
    }
}

/// Whether vacant posts may be held by an agency.
pub fn has_agency(hiring: Option<&Hiring>) -> bool {
    hiring.is_some_and(|hiring| hiring.agency.is_some())
}

/// The load line of a whole: breaches are those of the sites, by one tolerance; limits are each site's own.
fn whole_line(sites: &[Site], levels: usize) -> Option<SafeLoad> {
    let lines: Vec<&SafeLoad> = sites
        .iter()
        .filter_map(|site| site.safe_load.as_ref())
        .collect();
    let counts = |kind: &BreachKind| lines.iter().any(|line| line.breach_when.contains(kind));
    let first = lines.first()?;
    Some(SafeLoad {
        limits: Dated::constant(Limits {
            row: None,
            per_level: vec![None; levels],
            total: None,
            points: None,
        }),
        breach_when: BreachKind::ALL.into_iter().filter(counts).collect(),
        contact_share: first.contact_share,
        tolerance: first.tolerance,
        scale: false,
        scale_dampening: 0.0,
        absolute: None,
    })
}
