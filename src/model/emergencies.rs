//! Emergencies: when one strikes, whom, what it asks of the week, and how unevenly they fall.
//!
//! Each kind is a point process: a unit exponential used up at the kind's rate, exact inside the step (A3). The rate is that
//! of those in service at the start of the step, weighted by the proneness of their workers; whom it strikes is drawn by
//! inverse CDF over the holders in post order and, within a caseload, over its clients in order of arrival. While an
//! emergency lasts it asks crisis hours of whoever holds the client in the working week; it has no other effect but the
//! client's level. Does not decide what gives for it (`week`) nor who is handed a client (`rebalance`).
//!
//! Assumptions A30 to A33.

use super::caseload::Struck;
use super::clients::{Client, Pace};
use super::service::{MAX_LEVELS, Service};
use super::stage::{Play, Stage, workers};
use super::week::{CRISIS, Hands};
use super::{Fault, unevenness::Fall};
use crate::random::countdown::Countdown;
use crate::random::distribution::{Distribution, Sampler};
use crate::random::{Draw, Draws, Entity, Purpose, name_key};
use crate::scenario::{LeftBehind, OwnMaking, Scenario, Shock, Strikes};
use crate::units::WEEKS_PER_YEAR;

/// Emergencies of a kind in one step after which its rate is too high to be played.
const MOST_A_STEP: u32 = 10_000;

/// The kinds of emergency, ready to be played.
#[derive(Debug, Clone)]
pub struct EmergencyPlan {
    kinds: Vec<Kind>,
    /// Whether missed contact adds to some rate.
    by_missed_contact: bool,
}

#[derive(Debug, Clone)]
struct Kind {
    /// Who draws the events of this kind, and those open today.
    entity: Entity,
    today: u64,
    shared: bool,
    whom: Whom,
    /// Rate per client, per worker or in all [1/week].
    rate: f64,
    /// Hours asked while it lasts [h/week].
    hours: f64,
    duration: Sampler,
    permanent_share: f64,
    level_up: u32,
    own_making: OwnMaking,
    /// Distribution of proneness, and the number of its draw.
    proneness: Option<(Sampler, u32)>,
}

#[derive(Debug, Clone, Copy)]
enum Whom {
    /// Clients of the levels marked.
    Clients([bool; MAX_LEVELS]),
    Workers,
    Service,
}

impl EmergencyPlan {
    /// The emergencies of a scenario; `None` where it has no kind.
    pub fn new(scenario: &Scenario) -> Option<Self> {
        if scenario.shocks.is_empty() {
            return None;
        }
        Some(EmergencyPlan {
            kinds: scenario
                .shocks
                .iter()
                .map(|shock| Kind::new(scenario, shock))
                .collect(),
            by_missed_contact: scenario
                .shocks
                .iter()
                .any(|shock| shock.own_making.per_missed_contact_hour > 0.0),
        })
    }

    /// By kind: whether one strikes all sites at the same moment, and is one emergency of the whole (A54).
    pub fn shared(&self) -> impl Iterator<Item = bool> {
        self.kinds.iter().map(|kind| kind.shared)
    }

    /// Kinds of emergency.
    pub fn kinds(&self) -> usize {
        self.kinds.len()
    }
}

impl Kind {
    fn new(scenario: &Scenario, shock: &Shock) -> Self {
        // What is shared draws under one name at all sites, and so comes at the same moment and stays as long.
        let shared = matches!(shock.strikes, Strikes::Service { shared: true, .. });
        let name = |text: &str| match format!("{text}\n{}", shock.name) {
            name if shared => name_key(&name),
            name => scenario.draw_key(&name),
        };
        let (whom, per_year, unevenness) = match &shock.strikes {
            Strikes::Clients {
                per_year,
                levels,
                unevenness,
            } => {
                let mut struck = [false; MAX_LEVELS];
                struck[..levels.len()].copy_from_slice(levels);
                (Whom::Clients(struck), per_year, *unevenness)
            }
            Strikes::Workers {
                per_year,
                unevenness,
            } => (Whom::Workers, per_year, *unevenness),
            Strikes::Service { per_year, .. } => (Whom::Service, per_year, 0.0),
        };
        let proneness = (unevenness > 0.0).then(|| {
            let spread = Distribution::Gamma {
                mean: 1.0,
                sd: unevenness,
            };
            // The lower half of the name's key: a worker's proneness to a kind does not depend on the other kinds.
            (Sampler::new(&spread), name("shock") as u32)
        });
        Kind {
            entity: Entity {
                name: name("shock"),
                ordinal: 0,
            },
            today: name("shock today"),
            shared,
            whom,
            rate: per_year / WEEKS_PER_YEAR,
            hours: shock.crisis_hours,
            duration: Sampler::new(&shock.duration),
            permanent_share: shock.permanent_share,
            level_up: shock.level_up,
            own_making: shock.own_making,
            proneness,
        }
    }

    fn next(&self, draws: &Draws, event: u32) -> Next {
        let draw = draws.draw(Purpose::Shock, self.entity, event);
        Next {
            countdown: Countdown::new(draw.unit_exponential(0)),
            who: draw.uniform(1),
            event,
        }
    }

    /// An emergency that begins so far into the step [weeks].
    fn begin(&self, kind: usize, bearer: Bearer, draw: &Draw, after: f64, step: f64) -> Emergency {
        let stays = draw.uniform(1) < self.permanent_share;
        let mut emergency = Emergency {
            kind,
            bearer,
            left: if stays {
                Countdown::NEVER
            } else {
                Countdown::new(self.duration.draw(draw, 0))
            },
            weeks: 0.0,
        };
        emergency.last(step - after);
        emergency
    }
}

/// The next emergency of a kind.
#[derive(Debug, Clone, Copy)]
struct Next {
    /// Unit exponential left, used up at the kind's rate.
    countdown: Countdown,
    /// Uniform number that says whom it strikes.
    who: f64,
    event: u32,
}

/// An emergency under way, or one that ended in this step.
#[derive(Debug, Clone, Copy)]
struct Emergency {
    kind: usize,
    bearer: Bearer,
    left: Countdown,
    /// How much of this step it lasted [weeks].
    weeks: f64,
}

impl Emergency {
    /// Lasts for a span of the step [weeks].
    fn last(&mut self, span: f64) {
        self.weeks = span.min(self.left.ends_in(1.0));
        self.left.run(1.0, span);
    }

    fn is_over(&self) -> bool {
        self.left.left() <= 0.0
    }
}

/// Whose emergency it is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Bearer {
    /// The client of this place in the order of arrival.
    Client(u32),
    Worker(Entity),
    Service,
}

/// The emergencies of one replication.
#[derive(Debug, Default)]
pub struct Emergencies {
    next: Vec<Next>,
    open: Vec<Emergency>,
    /// Hours asked of each holder, nobody last, and of everybody together [h/week].
    asked: Vec<f64>,
    of_all: f64,
    /// Proneness of whoever sits at each desk, kind by kind: the worker's entity and the factor.
    prone: Vec<(u64, f64)>,
    /// Contact missed in the last step, by holder [h/week]; empty where it adds to no rate.
    missed: Vec<f64>,
    /// Strengths of the loops by which own making acts: records and care.
    strengths: [f64; 2],
    /// Chance of each holder to be struck, times the rate [1/week].
    weights: Vec<f64>,
    struck: Vec<Struck>,
    located: Vec<(u32, u32)>,
    /// Begun in the week, by kind.
    pub begun: Vec<u32>,
    /// Hours asked in the week [h].
    pub hours: f64,
    pub fall: Fall,
}

impl Emergencies {
    /// Forgets the replication before.
    fn clear(&mut self) {
        self.next.clear();
        self.open.clear();
        self.asked.clear();
        self.of_all = 0.0;
        self.prone.clear();
        self.missed.clear();
        self.begun.clear();
        self.hours = 0.0;
    }

    /// Emergencies open now.
    pub fn open(&self) -> usize {
        self.open.iter().filter(|it| !it.is_over()).count()
    }

    /// Begins the next week's sums.
    pub fn begin_week(&mut self) {
        self.begun.iter_mut().for_each(|count| *count = 0);
        self.hours = 0.0;
    }

    /// What own making adds to a kind's rate for a backlog and hours of missed contact [1/week].
    fn own_making(&self, kind: &Kind, backlog: f64, missed: f64) -> f64 {
        let own = &kind.own_making;
        self.strengths[0] * own.per_backlog_hour * backlog
            + self.strengths[1] * own.per_missed_contact_hour * missed
    }

    /// Hours asked of a holder [h/week].
    pub(super) fn asked_of(&self, holder: usize) -> f64 {
        self.asked.get(holder).copied().unwrap_or(0.0)
    }
}

impl Stage {
    /// Sets the emergencies of the start: those of the roster.
    pub(super) fn reset_emergencies(&mut self, play: &Play) {
        let desks = self.staff.desks.len();
        let it = &mut self.emergencies;
        it.clear();
        let Some(plan) = &play.service.emergencies else {
            return;
        };
        it.next
            .extend(plan.kinds.iter().map(|kind| kind.next(&play.draws, 0)));
        it.asked.resize(self.clients.held.len(), 0.0);
        it.prone.resize(plan.kinds.len() * desks, (u64::MAX, 1.0));
        if plan.by_missed_contact {
            it.missed.resize(self.clients.held.len(), 0.0);
        }
        it.strengths = [
            play.loops.records.as_ref().map_or(0.0, |it| it.strength),
            play.loops.care.as_ref().map_or(0.0, |it| it.strength),
        ];
        it.begun.resize(plan.kinds.len(), 0);
        it.fall.reset(desks);
        self.open_todays(play, plan);
    }

    /// Opens the emergencies that the roster's workers have today: of the first of their clients, or their own.
    fn open_todays(&mut self, play: &Play, plan: &EmergencyPlan) {
        let mut ordinals = vec![0u64; plan.kinds.len()];
        let mut first_desk = 0;
        for role in &play.service.roles {
            for (post, worker) in role.roster.iter().enumerate() {
                let desk = first_desk + post;
                for (kind, count) in worker.emergencies.iter().enumerate() {
                    for number in 0..*count {
                        let entity = Entity {
                            name: plan.kinds[kind].today,
                            ordinal: ordinals[kind],
                        };
                        ordinals[kind] += 1;
                        let draw = play.draws.draw(Purpose::ShockEffect, entity, 0);
                        self.open_at(play, plan, (kind, desk, number), &draw);
                    }
                }
            }
            first_desk += role.posts + role.ahead;
        }
    }

    fn open_at(
        &mut self,
        play: &Play,
        plan: &EmergencyPlan,
        (position, desk, number): (usize, usize, u64),
        draw: &Draw,
    ) {
        let kind = &plan.kinds[position];
        let bearer = match &kind.whom {
            Whom::Clients(levels) => {
                let holder = if play.pooled() { 0 } else { desk };
                let mut found = [Struck::new(holder, number as u32)];
                self.clients.find(levels, &mut found);
                let Some(place) = found[0].place else { return };
                Bearer::Client(self.clients.trouble(place))
            }
            Whom::Workers => match &self.staff.desks[desk].worker {
                Some(worker) => Bearer::Worker(worker.entity),
                None => return,
            },
            Whom::Service => Bearer::Service,
        };
        let today = kind.begin(position, bearer, draw, 0.0, 0.0);
        self.emergencies.open.push(today);
    }

    /// Emergencies begin and end in the step.
    ///
    /// # Errors
    /// When a kind strikes so often that a step cannot be played.
    pub(super) fn strike(&mut self, play: &Play) -> Result<(), Fault> {
        let Some(plan) = &play.service.emergencies else {
            return Ok(());
        };
        let step = play.service.calendar.step;
        self.emergencies.open.retain(|it| !it.is_over());
        for emergency in &mut self.emergencies.open {
            emergency.last(step);
        }
        for kind in 0..plan.kinds.len() {
            self.strike_kind(play, plan, kind, step)?;
        }
        Ok(())
    }

    /// The emergencies of one kind that begin in the step (A30).
    fn strike_kind(
        &mut self,
        play: &Play,
        plan: &EmergencyPlan,
        position: usize,
        step: f64,
    ) -> Result<(), Fault> {
        let kind = &plan.kinds[position];
        let rate = self.weigh(play, plan, position);
        let mut clock = 0.0;
        self.emergencies.struck.clear();
        for _ in 0..MOST_A_STEP {
            let next = self.emergencies.next[position];
            let wait = next.countdown.ends_in(rate);
            if clock + wait > step {
                self.emergencies.next[position]
                    .countdown
                    .run(rate, step - clock);
                self.hit_clients(play, plan, position, step);
                return Ok(());
            }
            clock += wait;
            self.emergencies.next[position] = kind.next(&play.draws, next.event + 1);
            self.emergencies.begun[position] += 1;
            self.hit(play, plan, (position, next), clock);
        }
        Err(Fault::new(format!(
            "more than {MOST_A_STEP} emergencies of one kind in one step: its rate is too high to be played"
        )))
    }

    /// Fills the holders' weights for a kind; returns their sum: its rate [1/week].
    fn weigh(&mut self, play: &Play, plan: &EmergencyPlan, position: usize) -> f64 {
        let kind = &plan.kinds[position];
        self.find_proneness(play, plan, position);
        let it = &mut self.emergencies;
        let desks = &self.staff.desks;
        let backlog = |holder: usize| -> f64 {
            if play.pooled() && holder == 0 {
                workers(desks).map(|(_, worker)| worker.backlog).sum()
            } else if play.pooled() {
                0.0
            } else {
                let desk = desks.get(holder).and_then(|desk| desk.worker.as_ref());
                desk.map_or(0.0, |worker| worker.backlog)
            }
        };
        let missed =
            |it: &Emergencies, holder: usize| it.missed.get(holder).copied().unwrap_or(0.0);
        let mut weights = std::mem::take(&mut it.weights);
        weights.clear();
        match &kind.whom {
            Whom::Clients(levels) => {
                for (holder, held) in self.clients.held.iter().enumerate() {
                    let can_be_struck = struck_of(held, levels);
                    let mut weight = kind.rate * can_be_struck;
                    if kind.proneness.is_some() && holder < desks.len() {
                        weight *= it.prone[position * desks.len() + holder].1;
                    }
                    if can_be_struck > 0.0 {
                        weight += it.own_making(kind, backlog(holder), missed(it, holder));
                    }
                    weights.push(weight);
                }
            }
            Whom::Workers => {
                for (index, desk) in desks.iter().enumerate() {
                    weights.push(desk.worker.as_ref().map_or(0.0, |worker| {
                        let prone = it.prone[position * desks.len() + index].1;
                        let missed = if play.pooled() {
                            0.0
                        } else {
                            missed(it, index)
                        };
                        kind.rate * prone + it.own_making(kind, worker.backlog, missed)
                    }));
                }
            }
            Whom::Service => {
                let all_backlog = workers(desks).map(|(_, worker)| worker.backlog).sum();
                let all_missed = it.missed.iter().sum();
                weights.push(kind.rate + it.own_making(kind, all_backlog, all_missed));
            }
        }
        let rate = weights.iter().sum();
        it.weights = weights;
        rate
    }

    /// Keeps each desk's proneness that of the worker who sits there.
    fn find_proneness(&mut self, play: &Play, plan: &EmergencyPlan, position: usize) {
        let Some((spread, number)) = &plan.kinds[position].proneness else {
            return;
        };
        let desks = self.staff.desks.len();
        let known = &mut self.emergencies.prone[position * desks..(position + 1) * desks];
        for (desk, worker) in workers(&self.staff.desks) {
            if known[desk].0 != worker.entity.ordinal {
                let draw = play.draws.draw(Purpose::Proneness, worker.entity, *number);
                known[desk] = (worker.entity.ordinal, spread.draw(&draw, 0));
            }
        }
    }

    /// One emergency strikes so far into the step [weeks]; a client is found later, with all who are struck in the step.
    fn hit(
        &mut self,
        play: &Play,
        plan: &EmergencyPlan,
        (position, next): (usize, Next),
        after: f64,
    ) {
        let kind = &plan.kinds[position];
        let it = &mut self.emergencies;
        let rate: f64 = it.weights.iter().sum();
        let (holder, within) = drawn_from(&it.weights, next.who * rate);
        let bearer = match &kind.whom {
            Whom::Clients(levels) => {
                let held = &self.clients.held[holder];
                let count = struck_of(held, levels);
                let number = ((within * count) as u32).min(count as u32 - 1);
                it.struck.push(Struck {
                    event: next.event,
                    after,
                    ..Struck::new(holder, number)
                });
                if !play.pooled() && holder < self.staff.desks.len() {
                    it.fall.on(holder);
                }
                return;
            }
            Whom::Workers => {
                it.fall.on(holder);
                match &self.staff.desks[holder].worker {
                    Some(worker) => Bearer::Worker(worker.entity),
                    None => return,
                }
            }
            Whom::Service => Bearer::Service,
        };
        let draw = play
            .draws
            .draw(Purpose::ShockEffect, kind.entity, next.event);
        let step = play.service.calendar.step;
        it.open
            .push(kind.begin(position, bearer, &draw, after, step));
    }

    /// The clients struck in the step: found in one look through the caseloads.
    fn hit_clients(&mut self, play: &Play, plan: &EmergencyPlan, position: usize, step: f64) {
        let kind = &plan.kinds[position];
        let Whom::Clients(levels) = &kind.whom else {
            return;
        };
        if self.emergencies.struck.is_empty() {
            return;
        }
        let mut struck = std::mem::take(&mut self.emergencies.struck);
        self.clients.find(levels, &mut struck);
        for hit in &mut struck {
            let Some(place) = hit.place else { continue };
            let client = self.clients.trouble(place);
            let draw = play
                .draws
                .draw(Purpose::ShockEffect, kind.entity, hit.event);
            let begun = kind.begin(position, Bearer::Client(client), &draw, hit.after, step);
            self.emergencies.open.push(begun);
        }
        if kind.level_up > 0 {
            self.raise(play, kind, &struck);
        }
        self.emergencies.struck = struck;
    }

    /// Moves struck clients up: the new visit begins at the instant of the emergency.
    fn raise(&mut self, play: &Play, kind: &Kind, struck: &[Struck]) {
        let (service, draws) = (play.service, &play.draws);
        // A client who is struck twice in a step moves places with the first.
        let mut raised: Vec<(u32, u32)> = Vec::new();
        for hit in struck {
            let Some(first_place) = hit.place else {
                continue;
            };
            let moved = raised.iter().rev().find(|it| it.0 == first_place);
            let place = moved.map_or(first_place, |it| it.1);
            let pace = self.pace.get(hit.holder).copied().unwrap_or(Pace::USUAL);
            let (mut client, holder) = self.clients.take(place);
            if raise(service, &mut client, kind.level_up) {
                client.begin(service, draws, crate::scenario::Ages::Fresh);
                client.start_later(hit.after, pace);
            }
            raised.push((first_place, self.clients.put(client, holder)));
        }
    }

    /// Notes at a week's end whom emergencies can fall on; forgets what fell before the first observed week.
    pub(super) fn note_who_sits(&mut self, service: &Service, observed: bool) {
        if service.emergencies.is_none() {
            return;
        }
        if !observed {
            self.emergencies.fall.reset(self.staff.desks.len());
        }
        for (desk, _) in workers(&self.staff.desks) {
            self.emergencies.fall.sits(desk);
        }
    }

    /// Finds whose hours the open emergencies ask, and ends those whose client or worker has gone.
    pub(super) fn ask_for_emergencies(&mut self, play: &Play) {
        if play.service.emergencies.is_none() {
            return;
        }
        self.locate(play);
        let asked = &self.emergencies.asked;
        if play.pooled() {
            self.team[0].asked[CRISIS] += asked.iter().sum::<f64>();
            return;
        }
        let mut nobody_in_post = true;
        for (entry, (desk, _)) in workers(&self.staff.desks).enumerate() {
            self.team[entry].asked[CRISIS] += asked[desk];
            nobody_in_post = false;
        }
        if nobody_in_post {
            self.team[0].asked[CRISIS] += asked.iter().sum::<f64>();
        }
    }

    /// Adds what strikes everybody at once, by available hours: after cover, as nobody's own work. With nobody present it is
    /// asked and stays undone.
    pub(super) fn ask_everybody(&mut self) {
        let hours = self.emergencies.of_all * self.change_of(CRISIS);
        if hours <= 0.0 {
            return;
        }
        let present: f64 = self.team.iter().map(|hands| hands.available).sum();
        if present > 0.0 {
            let each = |hands: &mut Hands| {
                hands.asked[CRISIS] += hours / present * hands.available;
            };
            self.team.iter_mut().for_each(each);
        } else {
            self.team[0].asked[CRISIS] += hours;
        }
    }

    /// Finds who bears each emergency now; one whose client or worker has gone is over (A31).
    fn locate(&mut self, play: &Play) {
        let plan = play.service.emergencies.as_ref();
        let kinds = plan.map_or(&[][..], |plan| &plan.kinds);
        let pooled = play.pooled();
        let step = play.service.calendar.step;
        let Emergencies {
            open,
            asked,
            of_all,
            located,
            hours,
            ..
        } = &mut self.emergencies;
        located.clear();
        located.extend(open.iter().filter_map(|it| match it.bearer {
            Bearer::Client(order) => Some((order, u32::MAX)),
            Bearer::Worker(_) | Bearer::Service => None,
        }));
        located.sort_unstable();
        located.dedup();
        self.clients.locate(located);
        asked.iter_mut().for_each(|hours| *hours = 0.0);
        *of_all = 0.0;
        let may_wait = play.service.allocation.left_behind == LeftBehind::Wait;
        open.retain(|emergency| {
            let a_week = kinds[emergency.kind].hours * emergency.weeks / step;
            let holder = match emergency.bearer {
                Bearer::Client(order) => {
                    let at = located.binary_search_by_key(&order, |it| it.0);
                    match at.ok().map(|at| located[at].1) {
                        Some(holder) if holder != u32::MAX => holder as usize,
                        // One who waits for a place asks nobody's hours, but her emergency goes on.
                        _ => return may_wait && self.waiting.has(order),
                    }
                }
                Bearer::Worker(entity) => {
                    let at = workers(&self.staff.desks).find(|it| it.1.entity == entity);
                    match at {
                        Some((desk, _)) => {
                            if pooled {
                                0
                            } else {
                                desk
                            }
                        }
                        None => return false,
                    }
                }
                Bearer::Service => {
                    *of_all += a_week;
                    *hours += a_week * step;
                    return true;
                }
            };
            asked[holder] += a_week;
            *hours += a_week * step;
            true
        });
    }

    /// Remembers the contact that was missed, where it makes emergencies.
    pub(super) fn remember_missed_contact(&mut self, pooled: bool) {
        let missed = &mut self.emergencies.missed;
        if missed.is_empty() {
            return;
        }
        missed.iter_mut().for_each(|hours| *hours = 0.0);
        let desks = workers(&self.staff.desks).map(|(desk, _)| desk);
        let nobody = missed.len() - 1;
        let holders = desks.chain(std::iter::once(nobody));
        for ((hands, share), holder) in self.team.iter().zip(&self.shares).zip(holders) {
            let holder = if pooled { 0 } else { holder };
            missed[holder] += (1.0 - share) * hands.own_contact;
        }
    }
}

/// Clients whom a kind can strike.
fn struck_of(held: &super::clients::Heads, levels: &[bool; MAX_LEVELS]) -> f64 {
    let counts = held.by_level.iter().zip(levels);
    counts
        .filter(|(_, can)| **can)
        .map(|(count, _)| count)
        .sum()
}

/// The entry that a number below the sum of the weights falls on, and how far into it, 0 to 1.
fn drawn_from(weights: &[f64], mut number: f64) -> (usize, f64) {
    let mut last = 0;
    for (entry, weight) in weights.iter().enumerate() {
        if *weight <= 0.0 {
            continue;
        }
        if number < *weight {
            return (entry, number / weight);
        }
        number -= weight;
        last = entry;
    }
    // Rounding of the sum: the last with any weight.
    (last, 1.0)
}

/// Moves a client up so many levels, check-in levels left out; whether that is another level.
fn raise(service: &Service, client: &mut Client, levels: u32) -> bool {
    let before = client.level;
    for _ in 0..levels {
        match service.levels[client.level as usize].heavier {
            Some(heavier) => client.level = heavier,
            None => break,
        }
    }
    client.level != before
}
