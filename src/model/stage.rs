//! The stage: everything that exists while one replication is played, and the phases of a step in their order (DESIGN 2.8).
//!
//! A stage is made once per thread and used again; after the first replication a step allocates nothing.

use super::allocation::{Candidate, Ranking, Within};
use super::clients::{Clients, Heads, Lived, Pace, heads};
use super::loops::{self, StepFactors};
use super::observe::{Judgement, WeekTotals};
use super::referrals::{Newcomer, Referrals};
use super::safe_load::{self, Line};
use super::service::{MAX_LEVELS, Service};
use super::staff::{Desk, Staff, StaffStep, WeekSums, Worker};
use super::waiting::Waiting;
use super::week::{self, Hands};
use super::{Fault, LoopsCut};
use crate::model::clients::Client;
use crate::random::Draws;
use crate::scenario::{Admission, Ages, LeftBehind, Loops, Ownership};

/// Clients in service beyond which a replication is given up: the scenario grows without bound.
const MOST_CLIENTS: usize = 5_000_000;

/// Everything that one replication's state is.
#[derive(Debug, Default)]
pub struct Stage {
    pub(super) staff: Staff,
    pub(super) clients: Clients,
    pub(super) waiting: Waiting,
    referrals: Referrals,
    newcomers: Vec<Newcomer>,
    /// Clients taken up this step whom nobody has been given yet: positions in `clients`.
    unplaced: Vec<u32>,
    released: Vec<(u32, u32)>,
    moves: Vec<(usize, usize)>,
    ranking: Ranking,
    /// The week of each holder who works: workers in post in post order, or the pool, or nobody.
    pub(super) team: Vec<Hands>,
    /// Desk of each entry of `team`; the pool's and nobody's have none.
    seats: Vec<Option<usize>>,
    shares: Vec<f64>,
    /// Pace of each holder's clients; empty where care is not modelled.
    pace: Vec<Pace>,
    order: u32,
    /// Backlog of those who left that has not fallen to anyone yet [h].
    loose_backlog: f64,
    fill_speed: f64,
    induction_speed: f64,
    pub(super) totals: WeekTotals,
    pub(super) pool: WeekSums,
    pub(super) judgement: Judgement,
}

/// What stays the same through a replication.
pub(super) struct Play<'a> {
    pub service: &'a Service,
    pub loops: &'a Loops,
    pub draws: Draws,
    pub factors: StepFactors,
    /// Whether a worker's week has consequences for her: some loop is modelled.
    feels: bool,
}

impl<'a> Play<'a> {
    pub fn new(service: &'a Service, cut: LoopsCut, replication: u64) -> Self {
        let loops = match cut {
            LoopsCut::AsGiven => &service.loops,
            LoopsCut::AllCut => &service.loops_cut,
        };
        Play {
            service,
            loops,
            draws: Draws::new(service.seed, replication),
            factors: StepFactors::new(loops, service.calendar.step),
            feels: loops.strain.is_some() || loops.records.is_some() || loops.overload.is_some(),
        }
    }

    fn pooled(&self) -> bool {
        self.service.allocation.ownership == Ownership::Pooled
    }

    /// The pace of a client to whom nothing is delivered.
    fn neglected(&self) -> Pace {
        loops::care_pace(self.loops, 0.0)
    }

    fn staff_step(&self, stage: &Stage, time: f64) -> StaffStep<'_> {
        StaffStep {
            service: self.service,
            draws: &self.draws,
            time,
            step: self.service.calendar.step,
            fill_speed: stage.fill_speed,
            induction_speed: stage.induction_speed,
            sickness_rate: self
                .service
                .staff
                .as_ref()
                .and_then(|staff| staff.sickness.as_ref())
                .map_or(0.0, |it| it.0),
            starter_speeds: loops::strain_speeds(self.loops, &self.factors, 0.0),
        }
    }

    /// The load line in force at a time, for as many active clients as there are.
    pub fn line(&self, time: f64, clients: &Heads) -> Option<Line> {
        let load_line = self.service.load_line.as_ref()?;
        let active = safe_load::active(&self.service.levels, clients);
        Some(load_line.at(time, active))
    }
}

impl Stage {
    pub fn new() -> Self {
        Stage::default()
    }

    /// Sets the stage as the scenario says it stands at the start.
    pub(super) fn reset(&mut self, play: &Play, time: f64) {
        let service = play.service;
        let desks = service.desks();
        self.staff.reset(service, &play.draws, time);
        self.clients.reset(if play.pooled() { 1 } else { desks });
        self.waiting.reset(service.levels.len());
        self.referrals.reset(service, &play.draws);
        self.order = 0;
        self.loose_backlog = 0.0;
        self.fill_speed = 1.0;
        self.induction_speed = 1.0;
        self.totals = WeekTotals::default();
        self.judgement = Judgement::new(service);
        self.pool = WeekSums::default();
        self.pace.clear();
        if play.loops.care.is_some() {
            self.pace.resize(self.clients.held.len(), Pace::USUAL);
        }
        for desk in &mut self.staff.desks {
            if let Some(worker) = &mut desk.worker {
                (worker.tenure_speed, worker.sickness_speed) =
                    loops::strain_speeds(play.loops, &play.factors, worker.strain);
            }
        }
        self.seat_todays_clients(play, time);
    }

    /// Today's clients: the roster's to their workers, the others to the least loaded, limits or not.
    fn seat_todays_clients(&mut self, play: &Play, time: f64) {
        let service = play.service;
        let streams = service.streams.len();
        let mut taken = vec![0u64; service.levels.len()];
        self.unplaced.clear();
        let mut held_by_roster = Vec::new();
        let mut first_desk = 0;
        for role in &service.roles {
            for (post, worker) in role.roster.iter().enumerate() {
                for (level, count) in worker.clients.iter().enumerate() {
                    held_by_roster.extend((0..*count).map(|_| (first_desk + post, level)));
                }
            }
            first_desk += role.posts + role.ahead;
        }
        let mut seat = |stage: &mut Stage, level: usize| {
            let mut client = Client::new(
                streams + level,
                taken[level] as u32,
                level as u8,
                stage.order,
            );
            taken[level] += 1;
            stage.order += 1;
            client.begin(service, &play.draws, service.initial.ages);
            stage.clients.admit(service, client)
        };
        for (desk, level) in held_by_roster {
            let position = seat(self, level);
            self.clients
                .assign(position, if play.pooled() { 0 } else { desk });
        }
        for level in 0..service.levels.len() {
            let rostered: u64 = service
                .roles
                .iter()
                .flat_map(|role| &role.roster)
                .map(|worker| worker.clients[level])
                .sum();
            for _ in rostered..service.initial.clients[level] {
                let position = seat(self, level);
                self.unplaced.push(position as u32);
            }
        }
        for level in 0..service.levels.len() {
            for ordinal in 0..service.initial.waiting[level] {
                let client = Client::new(
                    streams + service.levels.len() + level,
                    ordinal as u32,
                    level as u8,
                    self.order,
                );
                self.order += 1;
                self.waiting.join(service, &play.draws, client, false, time);
            }
        }
        let line = play.line(time, &self.clients.by_level());
        self.rank(play, line);
        self.place_unplaced();
    }

    /// Plays one step, up to and including the consequences of its working week.
    pub(super) fn step(&mut self, play: &Play, number: usize, time: f64) -> Result<(), Fault> {
        let service = play.service;
        let step = service.calendar.step;
        // The scale discount of worker limits is that of the start of the step.
        let line = play.line(time, &self.clients.by_level());
        // Calendar changes, then staff: starts, leaves, absences.
        let at = play.staff_step(self, time);
        self.staff.follow_plan(&at);
        self.staff.play(&at)?;
        // Client events inside the step.
        self.live(play, step)?;
        self.release_clients(play, &at);
        self.refer(play, number, step)?;
        // Allocation.
        self.allocate(play, line, time + step);
        // The working week and its consequences.
        self.work(play);
        self.feel(play, step);
        if self.clients.len() > MOST_CLIENTS {
            return Err(Fault::new(format!(
                "more than {MOST_CLIENTS} clients in service: the scenario grows without bound"
            )));
        }
        Ok(())
    }

    /// Clients live through the step: moves, exits, worsening, giving up.
    fn live(&mut self, play: &Play, step: f64) -> Result<(), Fault> {
        let service = play.service;
        self.totals.exits += self.clients.live(service, &play.draws, step, &self.pace)?;
        let lost = self
            .waiting
            .live(service, &play.draws, step, play.neglected())?;
        self.totals.exits += lost.exits;
        self.totals.gave_up += lost.gave_up;
        Ok(())
    }

    /// Lets go of the clients of those who left, and seats extra hires at empty posts.
    fn release_clients(&mut self, play: &Play, at: &StaffStep) {
        self.released.clear();
        let desks = &mut self.staff.desks;
        if play.pooled() {
            self.loose_backlog += desks
                .iter_mut()
                .filter_map(|desk| desk.left_behind.take())
                .sum::<f64>();
        } else {
            let nobody = self.clients.nobody();
            if desks.iter().any(|desk| desk.left_behind.is_some())
                || heads(&self.clients.held[nobody]) > 0
            {
                for (index, desk) in desks.iter_mut().enumerate() {
                    if let Some(backlog) = desk.left_behind {
                        let clients = heads(&self.clients.held[index]);
                        desk.left_behind = Some(backlog / f64::from(clients.max(1)));
                        self.loose_backlog += if clients == 0 { backlog } else { 0.0 };
                    }
                }
                self.clients
                    .release(|desk| desks[desk].left_behind.is_some(), &mut self.released);
            }
        }
        if play.service.roles.iter().any(|role| role.ahead > 0) {
            self.moves.clear();
            self.staff.seat_extra_hires(at, &mut self.moves);
            if !play.pooled() {
                self.moves
                    .iter()
                    .for_each(|(from, to)| self.clients.rehouse(*from, *to));
            }
        }
    }

    /// New referrals; under open admission their stays start at the instant of arrival.
    fn refer(&mut self, play: &Play, number: usize, step: f64) -> Result<(), Fault> {
        let service = play.service;
        self.referrals.play(
            service,
            &play.draws,
            number,
            &mut self.order,
            &mut self.newcomers,
        );
        self.totals.referrals += self.newcomers.len() as u32;
        self.unplaced.clear();
        if service.allocation.admission == Admission::SafeLoad {
            return Ok(());
        }
        for newcomer in &mut self.newcomers {
            newcomer.client.begin(service, &play.draws, Ages::Fresh);
            match newcomer
                .client
                .live(service, &play.draws, step - newcomer.after, Pace::USUAL)?
            {
                Lived::Exits => self.totals.exits += 1,
                Lived::Stays => self
                    .unplaced
                    .push(self.clients.admit(service, newcomer.client) as u32),
            }
        }
        Ok(())
    }

    /// Ranks those who may be given clients: workers in post who are not leaving, all if all are, or the pool.
    fn rank(&mut self, play: &Play, line: Option<Line>) {
        let levels = if play.service.allocation.admission == Admission::SafeLoad
            || play.service.allocation.left_behind == LeftBehind::Wait
        {
            play.service.levels.len()
        } else {
            0
        };
        let desks = &self.staff.desks;
        if play.pooled() {
            let eft = workers(desks)
                .map(|(desk, worker)| desks[desk].eft * worker.progress)
                .sum();
            let pool = std::iter::once(Candidate { holder: 0, eft });
            self.ranking.prepare(pool, line, &self.clients, levels);
            return;
        }
        let all_leave = workers(desks).all(|(_, worker)| worker.is_leaving());
        let candidates = workers(desks)
            .filter(|(_, worker)| all_leave || !worker.is_leaving())
            .map(|(desk, worker)| Candidate {
                holder: desk,
                eft: desks[desk].eft * worker.progress,
            });
        self.ranking
            .prepare(candidates, line, &self.clients, levels);
    }

    /// Clients left behind, then the waiting list, then new referrals.
    fn allocate(&mut self, play: &Play, line: Option<Line>, now: f64) {
        let anyone =
            !self.released.is_empty() || !self.newcomers.is_empty() || self.waiting.len() > 0;
        if anyone {
            self.rank(play, line);
            match play.service.allocation.left_behind {
                LeftBehind::Reassign => self.reassign(),
                LeftBehind::Wait => self.reassign_within_limits(play, now),
            }
            self.admit_waiting(play, now);
            if play.service.allocation.admission == Admission::SafeLoad {
                self.admit_newcomers(play, now);
            }
            self.place_unplaced();
        }
        self.staff
            .desks
            .iter_mut()
            .for_each(|desk| desk.left_behind = None);
        self.share_loose_backlog();
    }

    /// Clients left behind go to the least loaded, limits or not; heaviest level first, then first come.
    fn reassign(&mut self) {
        let clients = &self.clients;
        self.released
            .sort_by_key(|(position, _)| clients.rank(*position as usize));
        for index in 0..self.released.len() {
            let (position, from) = self.released[index];
            let (level, _) = self.clients.rank(position as usize);
            if let Some(taker) = self.ranking.next(level as usize, Within::Nothing) {
                self.hand_over(position as usize, from as usize, taker);
            } else {
                self.loosen_backlog(from as usize);
            }
        }
    }

    /// Clients left behind go where they fit; who fits nowhere joins the waiting list.
    fn reassign_within_limits(&mut self, play: &Play, now: f64) {
        let clients = &self.clients;
        self.released
            .sort_by_key(|(position, _)| clients.rank(*position as usize));
        let mut to_list = Vec::new();
        for index in 0..self.released.len() {
            let (position, from) = self.released[index];
            let (level, _) = self.clients.rank(position as usize);
            if let Some(taker) = self.ranking.next(level as usize, Within::Limits) {
                self.hand_over(position as usize, from as usize, taker);
            } else {
                self.loosen_backlog(from as usize);
                to_list.push(position as usize);
            }
        }
        // From the back, so that taking one out moves none of the others; new referrals at the end keep their place in `unplaced`.
        to_list.sort_unstable_by_key(|position| std::cmp::Reverse(*position));
        for position in to_list {
            let last = self.clients.len() - 1;
            let client = self.clients.remove(position);
            for unplaced in self
                .unplaced
                .iter_mut()
                .filter(|unplaced| **unplaced as usize == last)
            {
                *unplaced = position as u32;
            }
            self.waiting
                .join(play.service, &play.draws, client, true, now);
        }
    }

    fn hand_over(&mut self, position: usize, from: usize, taker: usize) {
        let holder = self.ranking.holder(taker);
        self.totals.handovers += u32::from(self.clients.assign(position, holder));
        self.ranking.given(taker, &self.clients);
        let share = self
            .staff
            .desks
            .get(from)
            .and_then(|desk| desk.left_behind)
            .unwrap_or(0.0);
        if share > 0.0
            && let Some(worker) = self.staff.desks[holder].worker.as_mut()
        {
            worker.backlog += share;
        }
    }

    fn loosen_backlog(&mut self, from: usize) {
        self.loose_backlog += self
            .staff
            .desks
            .get(from)
            .and_then(|desk| desk.left_behind)
            .unwrap_or(0.0);
    }

    /// A backlog that nobody took with its clients falls to the team in equal parts.
    fn share_loose_backlog(&mut self) {
        if self.loose_backlog > 0.0 {
            let count = workers(&self.staff.desks).count();
            if count > 0 {
                let share = std::mem::take(&mut self.loose_backlog) / count as f64;
                workers_mut(&mut self.staff.desks).for_each(|(_, worker)| worker.backlog += share);
            }
        }
    }

    /// The waiting list, heaviest level first, then first come, as long as clients fit.
    fn admit_waiting(&mut self, play: &Play, now: f64) {
        for level in 0..self.waiting.queues.len() {
            let mut admitted = 0;
            while admitted < self.waiting.queues[level].len() {
                let Some(taker) = self.ranking.next(level, Within::Limits) else {
                    break;
                };
                let waiter = &self.waiting.queues[level][admitted];
                let mut client = waiter.client;
                if !waiter.started {
                    client.begin(play.service, &play.draws, Ages::Fresh);
                }
                self.totals.waited_weeks += now - waiter.since;
                self.totals.waited_count += 1;
                admitted += 1;
                self.take_on(play.service, client, taker);
            }
            self.waiting.queues[level].drain(..admitted);
        }
    }

    /// Newcomers under safe-load admission, in order of referral: where they fit, else onto the waiting list.
    fn admit_newcomers(&mut self, play: &Play, now: f64) {
        let step = play.service.calendar.step;
        for index in 0..self.newcomers.len() {
            let mut newcomer = self.newcomers[index];
            let level = newcomer.client.level as usize;
            match self.ranking.next(level, Within::Limits) {
                Some(taker) => {
                    newcomer
                        .client
                        .begin(play.service, &play.draws, Ages::Fresh);
                    self.take_on(play.service, newcomer.client, taker);
                }
                None => {
                    let since = now - step + newcomer.after;
                    self.waiting
                        .join(play.service, &play.draws, newcomer.client, false, since);
                }
            }
        }
    }

    /// Takes a client into service and gives it to a worker.
    fn take_on(&mut self, service: &Service, client: Client, taker: usize) {
        let position = self.clients.admit(service, client);
        let handover = self.clients.assign(position, self.ranking.holder(taker));
        self.totals.handovers += u32::from(handover);
        self.ranking.given(taker, &self.clients);
    }

    /// Gives clients taken up under open admission to the least loaded; with nobody in post they stay in nobody's hands.
    fn place_unplaced(&mut self) {
        for index in 0..self.unplaced.len() {
            let position = self.unplaced[index];
            let (level, _) = self.clients.rank(position as usize);
            if let Some(taker) = self.ranking.next(level as usize, Within::Nothing) {
                self.clients
                    .assign(position as usize, self.ranking.holder(taker));
                self.ranking.given(taker, &self.clients);
            }
        }
    }

    /// The working week: what each asks, cover, sharing, overtime, squeeze.
    fn work(&mut self, play: &Play) {
        self.assemble(play);
        self.ask_for_the_site(play);
        week::cover(&mut self.team);
        week::work(&mut self.team, &play.service.week);
        if !self.pace.is_empty() {
            week::contact_delivered(&self.team, &mut self.shares);
        }
        self.totals.add(&self.team, play.service.calendar.step);
    }

    /// Who works this week, with what hours and what work of their own.
    fn assemble(&mut self, play: &Play) {
        let service = play.service;
        let pooled = play.pooled();
        let clients = self.clients.by_level();
        let per_client = PerClient::of(service, &clients);
        self.totals.client_hours = per_client.of_all(&clients);
        let desks = &self.staff.desks;
        self.seats.clear();
        self.seats
            .extend(workers(desks).map(|(desk, _)| Some(desk)));
        // The pool, or the clients whom nobody holds because nobody is in post.
        let alone = pooled || self.seats.is_empty();
        self.team
            .resize_with(if alone { 1 } else { self.seats.len() }, Hands::default);
        if alone {
            self.team[0].begin(0.0, 0.0);
        }
        for (entry, seat) in self.seats.iter().enumerate() {
            let Some((desk, worker)) =
                seat.and_then(|desk| Some((desk, desks[desk].worker.as_ref()?)))
            else {
                continue;
            };
            let at_work = (1.0 - service.leave_share) * (1.0 - worker.sick);
            let present = desks[desk].eft * at_work;
            let available = service.week.full_time_hours * present * worker.progress_in_step;
            let hands = &mut self.team[if pooled { 0 } else { entry }];
            if pooled {
                hands.available += available;
            } else {
                hands.begin(available, worker.sick);
                per_client.ask(service, &self.clients.held[desk], hands);
            }
            for (part, hours) in &service.week.fixed {
                hands.asked[*part] += hours * present;
            }
            if worker.backlog > 0.0 {
                hands.asked[week::REWORK] += loops::rework(play.loops, worker.backlog) * at_work;
            }
        }
        if alone {
            let holder = if pooled { 0 } else { self.clients.nobody() };
            per_client.ask(service, &self.clients.held[holder], &mut self.team[0]);
            self.seats.clear();
            self.seats.push(None);
        }
    }

    /// Hiring, spread over all by available hours, and onboarding, over the experienced.
    fn ask_for_the_site(&mut self, play: &Play) {
        let Some(hiring) = &play.service.hiring else {
            return;
        };
        let desks = &self.staff.desks;
        let searches = desks
            .iter()
            .filter(|desk| {
                desk.vacancy
                    .as_ref()
                    .is_some_and(|vacancy| vacancy.is_being_filled())
            })
            .count();
        let starters = workers(desks)
            .filter(|(_, worker)| !worker.is_experienced())
            .count();
        let wanted = [
            (
                week::HIRING,
                searches as f64 * hiring.hours_per_vacancy,
                false,
            ),
            (
                week::ONBOARDING,
                starters as f64 * hiring.hours_per_starter,
                true,
            ),
        ];
        let pooled = play.pooled();
        for (part, hours, experienced_only) in wanted {
            self.totals.site_asked[part] = hours;
            if hours <= 0.0 {
                continue;
            }
            let able = |seat: &Option<usize>| match seat {
                Some(desk) => {
                    !experienced_only
                        || desks[*desk]
                            .worker
                            .as_ref()
                            .is_some_and(Worker::is_experienced)
                }
                None => {
                    !experienced_only
                        || (pooled && workers(desks).any(|(_, worker)| worker.is_experienced()))
                }
            };
            let present: f64 = self
                .team
                .iter()
                .zip(&self.seats)
                .filter(|(_, seat)| able(seat))
                .map(|(hands, _)| hands.available)
                .sum();
            if present > 0.0 {
                for (hands, _) in self
                    .team
                    .iter_mut()
                    .zip(&self.seats)
                    .filter(|(_, seat)| able(seat))
                {
                    hands.asked[part] += hours * hands.available / present;
                }
            }
        }
    }

    /// Consequences: strain, backlog, and the speeds of the next step.
    fn feel(&mut self, play: &Play, step: f64) {
        let service = play.service;
        let pooled = play.pooled();
        let mut team_eft = 1.0;
        if pooled {
            team_eft = workers(&self.staff.desks)
                .map(|(desk, _)| self.staff.desks[desk].eft)
                .sum();
            self.pool.add(&self.team[0], step);
        }
        let mut entry = 0;
        for (index, desk) in self.staff.desks.iter_mut().enumerate() {
            let Some(worker) = desk.worker.as_mut() else {
                continue;
            };
            let hands = &self.team[entry];
            if pooled {
                // A pooled week falls on its workers by EFT.
                worker.feel(
                    play.loops,
                    &play.factors,
                    service.week.overtime_max,
                    hands,
                    desk.eft / team_eft,
                    step,
                );
                continue;
            }
            worker.week.add(hands, step);
            if play.feels {
                worker.feel(
                    play.loops,
                    &play.factors,
                    service.week.overtime_max,
                    hands,
                    1.0,
                    step,
                );
            }
            if !self.pace.is_empty() {
                self.pace[index] = loops::care_pace(play.loops, self.shares[entry]);
            }
            entry += 1;
        }
        if !self.pace.is_empty() {
            let nobody = self.clients.nobody();
            self.pace[nobody] = play.neglected();
            if pooled {
                self.pace[0] = loops::care_pace(play.loops, self.shares[0]);
            }
        }
        self.fill_speed = loops::slowing_speed(
            play.loops.hiring.as_ref(),
            self.delivered_by_site(week::HIRING),
        );
        self.induction_speed = loops::slowing_speed(
            play.loops.onboarding.as_ref(),
            self.delivered_by_site(week::ONBOARDING),
        );
    }

    /// Share of a site's part that was delivered; 1 without demand, 0 with demand and nobody able.
    fn delivered_by_site(&self, part: usize) -> f64 {
        let asked = self.totals.site_asked[part];
        if asked > 0.0 {
            self.team.iter().map(|hands| hands.given[part]).sum::<f64>() / asked
        } else {
            1.0
        }
    }
}

/// Hours that one client asks of the week, by level, with whole groups shared out over their members [h/week].
struct PerClient {
    /// Contact, travel, client administration, group administration, emotional hours.
    hours: [[f64; 5]; MAX_LEVELS],
}

impl PerClient {
    fn of(service: &Service, clients: &Heads) -> Self {
        let mut hours = [[0.0; 5]; MAX_LEVELS];
        for ((hours, plan), count) in hours.iter_mut().zip(&service.levels).zip(clients) {
            *hours = [
                plan.contact,
                plan.travel,
                plan.client_admin,
                0.0,
                plan.contact * plan.emotional_weight,
            ];
            if let (Some((size, session, admin)), true) = (plan.group, *count > 0) {
                let count = f64::from(*count);
                let groups = (count / size - 1e-9).ceil();
                let contact = groups * session / count;
                *hours = [
                    contact,
                    0.0,
                    service.week.admin_share * contact,
                    groups * admin / count,
                    contact * plan.emotional_weight,
                ];
            }
        }
        PerClient { hours }
    }

    /// Client-driven hours of all clients [h/week], without any pause: contact, travel, client and group administration.
    fn of_all(&self, clients: &Heads) -> f64 {
        self.hours
            .iter()
            .zip(clients)
            .map(|(hours, count)| f64::from(*count) * hours[..4].iter().sum::<f64>())
            .sum()
    }

    /// Adds what a caseload asks. Planned leave pauses it (A6).
    #[inline]
    fn ask(&self, service: &Service, held: &Heads, hands: &mut Hands) {
        let mut sums = [0.0; 5];
        for (hours, count) in self.hours.iter().zip(held).take(service.levels.len()) {
            let count = f64::from(*count);
            (0..5).for_each(|kind| sums[kind] += count * hours[kind]);
        }
        let paused = 1.0 - service.leave_share;
        hands.asked[week::CONTACT] += paused * sums[0];
        hands.asked[week::TRAVEL] += paused * sums[1];
        hands.asked[week::CLIENT_ADMIN] += paused * sums[2];
        hands.asked[week::GROUP_ADMIN] += paused * sums[3];
        hands.emotional += paused * sums[4];
    }
}

/// Workers in post with their desks, in post order.
pub(super) fn workers(desks: &[Desk]) -> impl Iterator<Item = (usize, &Worker)> {
    desks
        .iter()
        .enumerate()
        .filter_map(|(index, desk)| desk.worker.as_ref().map(|worker| (index, worker)))
}

fn workers_mut(desks: &mut [Desk]) -> impl Iterator<Item = (usize, &mut Worker)> {
    desks
        .iter_mut()
        .enumerate()
        .filter_map(|(index, desk)| desk.worker.as_mut().map(|worker| (index, worker)))
}
