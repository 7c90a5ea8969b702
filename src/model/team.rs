//! Teams of direct support: posts that belong to clients and are kept filled by the client's own worker.
//!
//! Decides which posts a client's team has, who holds them, what its owner is asked for on their account, and how fast they empty
//! and fill. A post draws by its client and its number in the client's team, so that no team moves another's draws. What gives in the
//! owner's week is decided in `week`; the rules of the loops stand in `loops`.

use super::Fault;
use super::caseload::Caseloads;
use super::clients::Client;
use super::desk::{Desk, Turnover};
use super::hiring::Vacancy;
use super::ledger::Others;
use super::loops;
use super::service::{Role, Terms};
use super::stage::workers;
use super::traits::Traits;
use super::week::{CRISIS, HIRING, Hands, NO_HOURS, ONBOARDING, PRESENCE, Parts};
use super::worker::{StaffStep, Worker};
use crate::random::{Purpose, name_key};
use crate::scenario::{Ages, Close, Loops, Scenario, Team};
use crate::units::{Dated, WEEKS_PER_YEAR};
use std::collections::BTreeMap;

/// Bits of a post's ordinal that count its occupants; the post's number stands above them, the client's above that.
const OCCUPANT_BITS: u32 = 24;
const POST_BITS: u32 = 8;

/// The teams of a service, ready to be played.
#[derive(Debug, Clone)]
pub struct TeamPlan {
    /// One for each kind of team.
    pub kinds: Vec<Role>,
    rules: Vec<Rules>,
    /// By kind and origin of clients: who draws.
    names: Vec<Vec<u64>>,
}

/// What a kind of team asks of its owner.
#[derive(Debug, Clone)]
struct Rules {
    posts_per_client: Vec<u64>,
    shift_hours: f64,
    uncovered_share: f64,
    presence_hours: f64,
    /// Share of posts that is vacant when one looks in at random: time to fill over the whole cycle.
    vacant_share: f64,
}

impl TeamPlan {
    /// The teams of a scenario, `None` where it has none; `origins` are the name keys of the origins of all clients who may come.
    /// At a site a client's posts draw apart from those she had at another.
    pub fn new(scenario: &Scenario, origins: &[u64]) -> Option<Self> {
        if scenario.teams.is_empty() {
            return None;
        }
        let names = |team: &Team| {
            let of =
                |origin: &u64| scenario.draw_key(&format!("team\n{}\n{origin:016x}", team.name));
            origins.iter().map(of).collect()
        };
        Some(TeamPlan {
            kinds: scenario.teams.iter().map(kind).collect(),
            rules: scenario.teams.iter().map(rules).collect(),
            names: scenario.teams.iter().map(names).collect(),
        })
    }
}

fn kind(team: &Team) -> Role {
    Role {
        name: name_key(&format!("team\n{}", team.name)),
        count: Dated::constant(0),
        eft: team.eft,
        weekly_cost: team.eft * team.annual_cost / WEEKS_PER_YEAR,
        close: Close::Attrition,
        has_grants: false,
        posts: 0,
        ahead: 0,
        vacancies: 0,
        known_starts: Vec::new(),
        roster: Vec::new(),
        terms: Terms::new(Some(&team.staff), Some(&team.hiring)),
    }
}

fn rules(team: &Team) -> Rules {
    let empty = (team.hiring.time_to_fill.mean() - team.staff.notice_weeks).max(0.0);
    Rules {
        posts_per_client: team.posts_per_client.clone(),
        shift_hours: team.shift_hours,
        uncovered_share: team.uncovered_share,
        presence_hours: team.presence_hours,
        vacant_share: empty / (empty + team.staff.mean_tenure_weeks() + team.staff.notice_weeks),
    }
}

/// The team posts of one client.
#[derive(Debug)]
struct Crew {
    /// Holder of the client; `None` while she is not in service.
    owner: Option<usize>,
    /// Posts in the order in which they first opened; closed ones stay, with the count of those who have held them.
    posts: Vec<Desk>,
    tenure_speed: f64,
    fill_speed: f64,
    induction_speed: f64,
}

/// The posts of a client's team that are open.
fn open(crew: &Crew) -> impl Iterator<Item = &Desk> {
    crew.posts.iter().filter(|post| post.open)
}

/// All teams while a replication is played.
#[derive(Debug, Default)]
pub struct Teams {
    crews: Vec<Crew>,
    /// By client: position of the crew.
    of_client: BTreeMap<(u32, u32), usize>,
    /// By desk of an owner: position of her week among those of the team at work.
    entries: Vec<Option<usize>>,
    turnover: Turnover,
    /// Workers whose post closed in this step, each with its kind.
    freed: Vec<(usize, Worker)>,
    pub(super) week: TeamWeek,
}

/// Hours of teams in a week [h].
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TeamWeek {
    /// Of all shifts.
    pub shifts: f64,
    /// Of shifts without a worker.
    pub open: f64,
    /// Of open shifts that came back as crisis hours.
    pub crisis: f64,
}

/// When teams follow their clients: the workforce's step, and whether it is the start.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    pub at: StaffStep<'a>,
    pub is_start: bool,
}

impl Teams {
    /// Sends everyone away.
    pub fn reset(&mut self) {
        self.crews.clear();
        self.of_client.clear();
        self.turnover = Turnover::default();
        self.week = TeamWeek::default();
    }

    /// Plays a step of all team posts: starts, notices, last days, sickness.
    ///
    /// # Errors
    /// As [`Desk::play`](super::desk): tenures too short to be played.
    pub fn play(&mut self, at: &StaffStep) -> Result<(), Fault> {
        for crew in &mut self.crews {
            let at = StaffStep {
                fill_speed: crew.fill_speed,
                induction_speed: crew.induction_speed,
                starter_speeds: (crew.tenure_speed, 1.0),
                ..*at
            };
            for post in &mut crew.posts {
                let is_idle = post.worker.is_none() && post.vacancy.is_none();
                if !is_idle && !post.has_a_quiet_step(&at) {
                    post.play(&at, &mut 0, &mut self.turnover)?;
                }
                post.left_behind = None;
            }
        }
        Ok(())
    }

    /// Follows the clients to their level and owner. Posts that open are to be filled, at the start of the replication as the ages of
    /// the start say; workers of posts that close take vacant posts of their kind, or leave these teams.
    pub(super) fn follow(&mut self, plan: &TeamPlan, clients: &Caseloads, moment: &Moment) {
        self.crews.iter_mut().for_each(|crew| crew.owner = None);
        for (client, holder) in clients.seated() {
            let level = client.level as usize;
            let has_team = plan.rules.iter().any(|it| it.posts_per_client[level] > 0);
            let key = (client.origin, client.ordinal);
            let known = self.of_client.get(&key).copied();
            if !has_team && known.is_none() {
                continue;
            }
            let crew = known.unwrap_or_else(|| self.new_crew(key));
            self.crews[crew].owner = Some(holder);
            for kind in 0..plan.kinds.len() {
                let wanted = plan.rules[kind].posts_per_client[level] as usize;
                self.resize(plan, crew, (kind, wanted), client, moment);
            }
        }
        for crew in 0..self.crews.len() {
            if self.crews[crew].owner.is_none() {
                (0..plan.kinds.len()).for_each(|kind| self.close(crew, kind, 0));
            }
        }
        self.redeploy(&moment.at);
    }

    fn new_crew(&mut self, client: (u32, u32)) -> usize {
        self.crews.push(Crew {
            owner: None,
            posts: Vec::new(),
            tenure_speed: 1.0,
            fill_speed: 1.0,
            induction_speed: 1.0,
        });
        let position = self.crews.len() - 1;
        self.of_client.insert(client, position);
        position
    }

    /// Opens or closes posts of one kind until the client's team has as many as wanted.
    fn resize(
        &mut self,
        plan: &TeamPlan,
        crew: usize,
        (kind, wanted): (usize, usize),
        client: &Client,
        moment: &Moment,
    ) {
        let of_kind = |post: &&mut Desk| post.role == kind;
        let posts = &mut self.crews[crew].posts;
        let there = posts
            .iter_mut()
            .filter(of_kind)
            .filter(|it| it.open)
            .count();
        if there > wanted {
            return self.close(crew, kind, wanted);
        }
        let mut missing = wanted - there;
        for post in posts.iter_mut().filter(of_kind).filter(|it| !it.open) {
            if missing > 0 {
                post.open = true;
                post.open_vacancy(&moment.at, moment.at.time);
                missing -= 1;
            }
        }
        for _ in 0..missing {
            let number = posts.iter().filter(|post| post.role == kind).count() as u64;
            let place = u64::from(client.ordinal) << POST_BITS | number;
            let mut post = Desk {
                role: kind,
                name: plan.names[kind][client.origin as usize],
                eft: plan.kinds[kind].eft,
                is_post: true,
                open: true,
                closing: false,
                base: place << OCCUPANT_BITS,
                occupants: 0,
                worker: None,
                vacancy: None,
                empty_since: moment.at.time,
                passed_on: false,
                left_behind: None,
            };
            if moment.is_start {
                seat_today(&mut post, plan, &moment.at);
            } else {
                post.open_vacancy(&moment.at, moment.at.time);
            }
            posts.push(post);
        }
    }

    /// Closes posts of one kind beyond so many, the last first; their workers are freed, but those who were leaving go.
    fn close(&mut self, crew: usize, kind: usize, kept: usize) {
        let posts = self.crews[crew].posts.iter_mut();
        let open = posts.filter(|post| post.role == kind && post.open);
        for post in open.skip(kept) {
            post.open = false;
            post.vacancy = None;
            match post.worker.take() {
                Some(worker) if worker.is_leaving() => self.turnover.leavers += 1,
                Some(worker) => self.freed.push((kind, worker)),
                None => {}
            }
        }
    }

    /// Gives freed workers the vacant posts of their kind, in the order in which the teams began; the others leave these teams (A24).
    fn redeploy(&mut self, at: &StaffStep) {
        for (kind, worker) in self.freed.drain(..) {
            let posts = self.crews.iter_mut().flat_map(|crew| &mut crew.posts);
            let vacant = posts
                .filter(|post| post.role == kind && post.open && post.worker.is_none())
                .find(|post| post.vacancy.is_some());
            if let Some(post) = vacant {
                // She is the post's next occupant: the search that she ends is not drawn again.
                post.occupants += 1;
                post.vacancy = None;
                post.worker = Some(worker);
                if post.worker.as_ref().is_some_and(Worker::is_leaving) {
                    post.open_vacancy(at, at.time);
                }
            }
        }
    }

    /// Notes whose week is which: `desks` with a worker, in post order, or the only week where nobody is in post.
    fn index(&mut self, desks: &[Desk]) {
        self.entries.clear();
        self.entries.resize(desks.len() + 1, None);
        let mut nobody = true;
        for (entry, (desk, _)) in workers(desks).enumerate() {
            self.entries[desk] = Some(entry);
            nobody = false;
        }
        self.entries[desks.len()] = nobody.then_some(0);
    }

    /// Asks each owner for what her teams want (A23): presence, her own searches and inductions, and the crises of open shifts (A24). `paused` is
    /// the share of planned leave, `span` the length of the step [weeks]. Returns the hours of presence, searches and inductions by part.
    pub(super) fn ask(
        &mut self,
        plan: &TeamPlan,
        desks: &[Desk],
        team: &mut [Hands],
        (paused, span): (f64, f64),
    ) -> Parts {
        self.index(desks);
        let mut own = NO_HOURS;
        for crew in &self.crews {
            let entry = crew.owner.and_then(|owner| self.entries[owner]);
            let Some(hands) = entry.and_then(|entry| team.get_mut(entry)) else {
                continue;
            };
            let mut last = None;
            for post in open(crew) {
                let (rules, terms) = (&plan.rules[post.role], &plan.kinds[post.role].terms);
                let worker = post.worker.as_ref();
                let carried = worker.map_or(0.0, |it| it.progress_in_step * (1.0 - it.sick));
                let uncarried = rules.shift_hours * (1.0 - carried);
                let crisis = uncarried * rules.uncovered_share * (1.0 - paused);
                hands.asked[CRISIS] += crisis;
                self.week.shifts += rules.shift_hours * span;
                self.week.open += uncarried * span;
                self.week.crisis += crisis * span;
                // Presence and searches are her own work: they pause while she is away, and suffer for it.
                let at_work = (1.0 - paused) * (1.0 - hands.sick);
                if last.replace(post.role) != Some(post.role) {
                    let hours = rules.presence_hours * at_work;
                    hands.asked[PRESENCE] += hours;
                    own[PRESENCE] += hours;
                }
                let Some(hiring) = &terms.hiring else {
                    continue;
                };
                if post.vacancy.as_ref().is_some_and(Vacancy::is_being_filled) {
                    let hours = hiring.hours_per_vacancy * at_work;
                    hands.asked[HIRING] += hours;
                    own[HIRING] += hours;
                }
                if worker.is_some_and(|it| !it.is_experienced()) {
                    let hours = hiring.hours_per_starter * at_work;
                    hands.asked[ONBOARDING] += hours;
                    own[ONBOARDING] += hours;
                }
            }
        }
        own
    }

    /// Sets the speeds of the next step from what each owner's week delivered; `team` is `None` before the first week, when all was.
    pub(super) fn feel(&mut self, rules: &Loops, desks: &[Desk], team: Option<&[Hands]>) {
        if team.is_none() {
            self.index(desks);
        }
        for crew in &mut self.crews {
            let owner = crew.owner.and_then(|owner| desks.get(owner));
            let like = owner
                .and_then(|desk| desk.worker.as_ref())
                .map_or(Traits::ALIKE, |worker| worker.traits);
            let entry = crew.owner.and_then(|owner| self.entries[owner]);
            let delivered = |part: usize| match team {
                None => 1.0,
                Some(team) => entry
                    .and_then(|entry| team.get(entry))
                    .map_or(0.0, |hands| hands.delivered(part) * (1.0 - hands.sick)),
            };
            crew.fill_speed = like.proactivity
                * loops::slowing_speed(rules.hiring.as_ref(), || delivered(HIRING));
            crew.induction_speed =
                loops::slowing_speed(rules.onboarding.as_ref(), || delivered(ONBOARDING));
            crew.tenure_speed = loops::presence_speed(rules, like.presence * delivered(PRESENCE));
            for post in &mut crew.posts {
                if let Some(worker) = &mut post.worker {
                    worker.tenure_speed = crew.tenure_speed;
                }
            }
        }
    }

    /// Heads, EFT and cost of all team posts.
    pub(super) fn count(&self, plan: &TeamPlan) -> TeamCount {
        let mut count = TeamCount::default();
        for post in self.crews.iter().flat_map(open) {
            count.funded += post.eft;
            if post.worker.is_some() {
                count.filled += post.eft;
                count.in_post += 1.0;
                count.cost += plan.kinds[post.role].weekly_cost;
            }
        }
        count.leavers = f64::from(self.turnover.leavers);
        count.starts = f64::from(self.turnover.starts);
        count
    }

    /// Starts in the week and salaries of empty posts, for the ledger.
    pub(super) fn others(&self, plan: &TeamPlan) -> Others {
        let posts = self.crews.iter().flat_map(open);
        Others::in_posts(self.turnover.starts, posts, &plan.kinds)
    }

    /// Begins the next week's sums.
    pub(super) fn begin_week(&mut self) {
        self.week = TeamWeek::default();
        self.turnover = Turnover::default();
    }
}

/// Team posts at the end of a week.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TeamCount {
    /// EFT.
    pub funded: f64,
    pub filled: f64,
    /// Heads.
    pub in_post: f64,
    pub leavers: f64,
    pub starts: f64,
    /// A week [currency units].
    pub cost: f64,
}

/// Seats today's worker of a post, or leaves it vacant with the chance of one looked in upon at random.
fn seat_today(post: &mut Desk, plan: &TeamPlan, at: &StaffStep) {
    let entity = post.next_entity();
    let vacant = at.ages == Ages::Stationary
        && at.draws.draw(Purpose::Vacancy, entity, 0).uniform(2)
            < plan.rules[post.role].vacant_share;
    if vacant {
        post.vacancy = Vacancy::today(&plan.kinds[post.role], at, entity, None);
    } else {
        post.seat_today(at, None, 0.0);
    }
}
