//! The stage: everything that exists while one replication is played, and the phases of a step in their order (DESIGN 2.8).
//!
//! A stage is made once per thread and used again; after the first replication a step allocates nothing.

use super::caseload::Caseloads;
use super::changes::Changes;
use super::clients::{Client, Heads, Lived, Pace};
use super::desk::Desk;
use super::emergencies::Emergencies;
use super::exits::Exits;
use super::funding::Grants;
use super::loops::{self, StepFactors};
use super::observe::{Judgement, WeekTotals};
use super::programmes::Programmes;
use super::ranking::Ranking;
use super::referrals::{MOST_NEWCOMERS_A_STEP, Newcomer, Referrals};
use super::region::Region;
use super::safe_load::{self, Line};
use super::service::Service;
use super::staff::Staff;
use super::support::{Support, SupportPlan};
use super::team::{Moment, TeamPlan, Teams};
use super::waiting::Waiting;
use super::week::Hands;
use super::worker::{StaffStep, WeekSums, Worker};
use super::workload::PerClient;
use super::{Fault, LoopsCut};
use crate::random::Draws;
use crate::scenario::{Admission, Ages, LeftBehind, Loops, Ownership};

/// Clients in service and waiting beyond which a replication is given up: the scenario grows without bound.
const MOST_CLIENTS: f64 = 5e6;

/// Times in one step that somebody leaves and is back, after which stays and returns are too short to be played.
const MOST_ROUNDS: u32 = 10_000;

/// A client taken up whom nobody has been given yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unplaced {
    pub client: Client,
    /// As she came; `None` for one of today's clients.
    pub newcomer: Option<Newcomer>,
}

/// Everything that one replication's state is.
#[derive(Debug, Default)]
pub struct Stage {
    pub(super) staff: Staff,
    pub(super) grants: Grants,
    /// Support roles; nobody where the scenario has none.
    pub(super) support: Support,
    /// Posts that belong to clients; none where the scenario has no teams.
    pub(super) teams: Teams,
    pub(super) clients: Caseloads,
    pub(super) waiting: Waiting,
    pub(super) referrals: Referrals,
    pub(super) exits: Exits,
    pub(super) newcomers: Vec<Newcomer>,
    /// Clients taken up this step whom nobody has been given yet.
    pub(super) unplaced: Vec<Unplaced>,
    /// Clients left behind in this step, each with the desk that held her.
    pub(super) released: Vec<(Client, usize)>,
    /// Whose clients are to be given anew: each desk's whose worker left in this step, and nobody's.
    pub(super) left: Vec<bool>,
    pub(super) moves: Vec<(usize, usize)>,
    pub(super) ranking: Ranking,
    pub(super) emergencies: Emergencies,
    pub(super) changes: Changes,
    pub(super) programmes: Programmes,
    /// The week of each holder who works: workers in post in post order, or the pool, or nobody.
    pub(super) team: Vec<Hands>,
    pub(super) per_client: PerClient,
    pub(super) shares: Vec<f64>,
    /// Pace of each holder's clients; empty where contact missed changes nothing for them.
    pub(super) pace: Vec<Pace>,
    pub(super) order: u32,
    /// Backlog of those who left that has not fallen to anyone yet [h].
    pub(super) loose_backlog: f64,
    pub(super) fill_speed: f64,
    pub(super) induction_speed: f64,
    pub(super) totals: WeekTotals,
    pub(super) pool: WeekSums,
    pub(super) judgement: Judgement,
    /// 1 - scale discount of worker limits in this step: that of its start.
    pub(super) scale: f64,
    /// The stages of the sites, where there are several.
    pub(super) region: Region,
}

/// What stays the same through a replication.
pub(super) struct Play<'a> {
    pub service: &'a Service,
    pub loops: &'a Loops,
    pub draws: Draws,
    pub factors: StepFactors,
    /// Whether a worker's week has consequences for her: some loop is modelled.
    pub feels: bool,
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
            factors: StepFactors::new(loops, service.calendar.step)
                .with_supervision(loops, service.week.supervision_hours),
            feels: loops.strain.is_some()
                || loops.records.is_some()
                || loops.overload.is_some()
                || service.programmes.is_some(),
        }
    }

    pub fn pooled(&self) -> bool {
        self.service.allocation.ownership == Ownership::Pooled
    }

    /// The pace of a client to whom nothing is delivered.
    pub fn neglected(&self) -> Pace {
        loops::care_pace(self.loops, 0.0)
    }

    /// The pace of a client to whom everything is delivered.
    pub fn usual(&self) -> Pace {
        loops::care_pace(self.loops, 1.0)
    }

    /// No client's stay runs faster than the calendar but by what a worker has learned, and nobody gets worse or breaks off faster
    /// than one to whom nothing is delivered.
    fn fastest(&self) -> Pace {
        let programmes = self.service.programmes.as_ref();
        Pace {
            stay: programmes.map_or(1.0, |it| it.fastest_stay),
            ..self.neglected()
        }
    }

    fn staff_step(&self, stage: &Stage, time: f64) -> StaffStep<'_> {
        StaffStep {
            roles: &self.service.roles,
            draws: &self.draws,
            ages: self.service.initial.ages,
            time,
            step: self.service.calendar.step,
            fill_speed: stage.fill_speed,
            induction_speed: stage.induction_speed,
            starter_speeds: loops::strain_speeds(self.loops, &self.factors, 0.0),
        }
    }

    /// A step of support roles: their posts are filled at the site's speed (A22).
    pub(super) fn support_step<'b>(
        &'b self,
        plan: &'b SupportPlan,
        stage: &Stage,
        time: f64,
    ) -> StaffStep<'b> {
        StaffStep {
            roles: &plan.roles,
            starter_speeds: (1.0, 1.0),
            ..self.staff_step(stage, time)
        }
    }

    /// A step of the clients' teams; each runs at the speeds of its owner's week.
    fn team_step<'b>(&'b self, plan: &'b TeamPlan, stage: &Stage, time: f64) -> StaffStep<'b> {
        StaffStep {
            roles: &plan.kinds,
            ..self.staff_step(stage, time)
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
        self.fill_speed = 1.0;
        self.induction_speed = 1.0;
        let reference = play.loops.strain.as_ref().map_or(0.0, |it| it.reference);
        self.grants.reset(&service.grants, &play.draws);
        self.grants
            .posts(&service.grants, time, &mut self.staff.granted);
        self.staff.reset(&play.staff_step(self, time), reference);
        self.team.clear();
        if let Some(plan) = &service.support {
            let at = play.support_step(plan, self, time);
            self.support.reset(&at);
        }
        self.clients.reset(
            if play.pooled() { 1 } else { desks },
            service.calendar.steps_per_week,
            play.fastest(),
        );
        self.waiting.reset(service.levels.len());
        self.ranking
            .reset(&service.levels, service.allocation.match_starters);
        self.referrals.reset(service, &play.draws);
        self.exits.reset();
        self.order = 0;
        self.loose_backlog = 0.0;
        self.totals = WeekTotals::default();
        self.judgement = Judgement::new(&service.regime);
        self.pool = WeekSums::default();
        self.per_client = PerClient::new(service);
        self.pace.clear();
        if service.moves_stays {
            self.pace.resize(self.clients.nobody() + 1, play.usual());
        }
        for desk in &mut self.staff.desks {
            if let Some(worker) = &mut desk.worker {
                (worker.tenure_speed, worker.sickness_speed) =
                    loops::strain_speeds(play.loops, &play.factors, worker.strain);
            }
        }
        self.seat_todays_clients(play, time);
        self.reset_emergencies(play);
        self.reset_changes(play);
        self.reset_programmes(play);
        self.teams.reset();
        self.follow_clients(play, time, true);
    }

    /// Teams follow their clients to their level and owner.
    fn follow_clients(&mut self, play: &Play, time: f64, is_start: bool) {
        let Some(plan) = &play.service.teams else {
            return;
        };
        let moment = Moment {
            at: play.team_step(plan, self, time),
            is_start,
        };
        self.teams.follow(plan, &self.clients, &moment);
        if is_start {
            self.teams.feel(play.loops, &self.staff.desks, None);
        }
    }

    /// Today's clients: the roster's to their workers, the others to the least loaded, limits or not.
    fn seat_todays_clients(&mut self, play: &Play, time: f64) {
        let service = play.service;
        let streams = service.first_origin + service.streams.len();
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
            client
        };
        for (desk, level) in held_by_roster {
            let client = seat(self, level);
            self.clients
                .give(client, if play.pooled() { 0 } else { desk });
        }
        for level in 0..service.levels.len() {
            let rostered: u64 = service
                .roles
                .iter()
                .flat_map(|role| &role.roster)
                .map(|worker| worker.clients[level])
                .sum();
            for _ in rostered..service.initial.clients[level] {
                let client = seat(self, level);
                self.unplaced.push(Unplaced {
                    client,
                    newcomer: None,
                });
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
                match service.allocation.admission {
                    Admission::SafeLoad => {
                        self.waiting.join(service, &play.draws, client, false, time);
                    }
                    // Where everybody is taken on, so are those who wait today (A45).
                    Admission::Open => {
                        let after = service.calendar.step;
                        let newcomer = Some(Newcomer { after, client });
                        let mut client = client;
                        client.begin(service, &play.draws, Ages::Fresh);
                        self.unplaced.push(Unplaced { client, newcomer });
                    }
                }
            }
        }
        let clients = Heads::of(service.initial.clients.iter().map(|count| *count as f64));
        self.rank(play, play.line(time, &clients));
        self.place_unplaced(play, time);
    }

    /// Plays one step, up to and including the consequences of its working week.
    pub(super) fn step(&mut self, play: &Play, number: usize, time: f64) -> Result<(), Fault> {
        let line = self.begin(play, time)?;
        self.arrive(play, number);
        self.take_in(play, line, time)?;
        self.ask(play);
        self.work(play);
        self.end(play)
    }

    /// Calendar changes, then staff (starts, leaves, absences), then client events. Gives the load line of the step.
    pub(super) fn begin(&mut self, play: &Play, time: f64) -> Result<Option<Line>, Fault> {
        // The scale discount of worker limits is that of the start of the step.
        let line = play.line(time, self.clients.by_level());
        self.scale = line.map_or(1.0, |line| line.scale);
        let at = play.staff_step(self, time);
        self.grants
            .posts(&play.service.grants, time, &mut self.staff.granted);
        self.staff.follow_plan(&at);
        self.follow_changes(play, time);
        self.staff.play(&at)?;
        if let Some(plan) = &play.service.support {
            let at = play.support_step(plan, self, time);
            self.support.play(plan, &at)?;
        }
        if let Some(plan) = &play.service.teams {
            let at = play.team_step(plan, self, time);
            self.teams.play(&at)?;
        }
        self.strike(play)?;
        self.train(play, time);
        self.exits.begin_step(time + play.service.calendar.step);
        self.live(play)?;
        self.release_clients(play, &at);
        self.unplaced.clear();
        Ok(line)
    }

    /// Newcomers of the step.
    pub(super) fn arrive(&mut self, play: &Play, number: usize) {
        self.referrals
            .play(play.service, &play.draws, number, &mut self.newcomers);
    }

    /// Takes newcomers on the books, then allocates.
    pub(super) fn take_in(
        &mut self,
        play: &Play,
        line: Option<Line>,
        time: f64,
    ) -> Result<(), Fault> {
        let step = play.service.calendar.step;
        self.refer(play, step)?;
        self.allocate(play, line, time + step);
        self.rebalance(play, line, time);
        self.follow_clients(play, time + step, false);
        Ok(())
    }

    /// The consequences of the working week.
    pub(super) fn end(&mut self, play: &Play) -> Result<(), Fault> {
        self.feel(play, play.service.calendar.step);
        if self.clients.by_level().all + self.waiting.count() as f64 > MOST_CLIENTS {
            return Err(Fault::new(format!(
                "more than {MOST_CLIENTS} clients in service or waiting: the scenario grows without bound"
            )));
        }
        Ok(())
    }

    /// Clients live through the step: moves, exits, worsening, giving up.
    fn live(&mut self, play: &Play) -> Result<(), Fault> {
        let (service, draws, exits) = (play.service, &play.draws, &mut self.exits);
        self.clients.live(service, draws, &self.pace, exits)?;
        if self.waiting.count() == 0 {
            return Ok(());
        }
        self.totals.gave_up += self.waiting.live(service, draws, play.neglected(), exits)?;
        Ok(())
    }

    /// Lets go of the clients of those who left, and seats extra hires at empty posts.
    fn release_clients(&mut self, play: &Play, at: &StaffStep) {
        self.released.clear();
        let extra_hires = play.service.roles.iter().any(|role| role.ahead > 0);
        if extra_hires {
            self.staff.make_room_for_extra_hires(at);
        }
        for (index, desk) in self.staff.desks.iter_mut().enumerate() {
            if std::mem::take(&mut desk.passed_on) && !play.pooled() {
                self.totals.handovers += self.clients.held[index].all as u32;
            }
        }
        let desks = &mut self.staff.desks;
        if play.pooled() {
            self.loose_backlog += desks
                .iter_mut()
                .filter_map(|desk| desk.left_behind.take())
                .sum::<f64>();
        } else {
            // Nobody's clients stay where they are for as long as there is nobody to take them.
            let unheld = self.clients.held[self.clients.nobody()].all > 0.0
                && (play.service.allocation.left_behind == LeftBehind::Wait
                    || workers(desks).next().is_some());
            if unheld || desks.iter().any(|desk| desk.left_behind.is_some()) {
                self.left.clear();
                for (index, desk) in desks.iter_mut().enumerate() {
                    self.left.push(desk.left_behind.is_some());
                    if let Some(backlog) = desk.left_behind {
                        let clients = self.clients.held[index].all;
                        desk.left_behind = Some(backlog / clients.max(1.0));
                        self.loose_backlog += if clients == 0.0 { backlog } else { 0.0 };
                    }
                }
                self.left.push(unheld);
                self.clients.release(&self.left, &mut self.released);
            }
        }
        if extra_hires {
            self.moves.clear();
            self.staff.seat_extra_hires(at, &mut self.moves);
            if !play.pooled() {
                self.moves
                    .iter()
                    .for_each(|(from, to)| self.clients.rehouse(*from, *to));
            }
        }
    }

    /// New referrals, and former clients who are back; under open admission their stays start at the instant of arrival.
    fn refer(&mut self, play: &Play, step: f64) -> Result<(), Fault> {
        let service = play.service;
        if self.newcomers.len() > MOST_NEWCOMERS_A_STEP {
            return Err(Fault::new(format!(
                "more than {MOST_NEWCOMERS_A_STEP} referrals in one step: their rate is too high to be played"
            )));
        }
        self.totals.referrals += self.newcomers.len() as u32;
        if self.exits.back(step, &mut self.newcomers) > 0 {
            self.newcomers.sort_by(|a, b| a.after.total_cmp(&b.after));
        }
        for _ in 0..MOST_ROUNDS {
            for newcomer in &mut self.newcomers {
                newcomer.client.order = self.order;
                self.order += 1;
            }
            if service.allocation.admission == Admission::SafeLoad {
                return Ok(());
            }
            self.take_up(play, step)?;
            // Some may have left within the step and be back within it.
            self.newcomers.clear();
            if self.exits.back(step, &mut self.newcomers) == 0 {
                return Ok(());
            }
        }
        Err(Fault::new(format!(
            "a client left and came back more than {MOST_ROUNDS} times in one step: stays and returns are too short to be played"
        )))
    }

    /// Begins the stays of newcomers at their arrival and lives them to the end of the step.
    fn take_up(&mut self, play: &Play, step: f64) -> Result<(), Fault> {
        let (service, draws) = (play.service, &play.draws);
        let pace = play.usual();
        for newcomer in &self.newcomers {
            let mut client = newcomer.client;
            client.begin(service, draws, Ages::Fresh);
            match client.live(service, draws, step - newcomer.after, pace) {
                Lived::Exits(out) => self.exits.leave(service, draws, &client, out),
                Lived::Restless => return Err(Lived::fault()),
                Lived::Stays => self.unplaced.push(Unplaced {
                    client,
                    newcomer: Some(*newcomer),
                }),
            }
        }
        Ok(())
    }
}

/// Workers in post with their desks, in post order.
pub(super) fn workers(desks: &[Desk]) -> impl Iterator<Item = (usize, &Worker)> + Clone {
    desks
        .iter()
        .enumerate()
        .filter_map(|(index, desk)| desk.worker.as_ref().map(|worker| (index, worker)))
}

pub(super) fn workers_mut(desks: &mut [Desk]) -> impl Iterator<Item = (usize, &mut Worker)> {
    desks
        .iter_mut()
        .enumerate()
        .filter_map(|(index, desk)| desk.worker.as_mut().map(|worker| (index, worker)))
}
