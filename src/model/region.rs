//! A region: several sites played side by side, step by step, and clients who change sites.
//!
//! Every site is a service with a stage of its own, played by the phases of `stage`. Decides who changes sites and when, and how
//! the weeks of the sites add up to the whole's. Without a way between them and without support that they share sites do not touch:
//! each comes to the digits that it comes to alone. In a step clients change sites after the client events and before the referrals.

use super::clients::Client;
use super::metric::emergencies;
use super::observe::{self, Judgement};
use super::programmes::{ProgrammePlan, hold_sessions};
use super::record::Record;
use super::referrals::Newcomer;
use super::safe_load::Line;
use super::service::Service;
use super::shared_support::{Moment, SharedSupport};
use super::stage::{Play, Stage, Unplaced};
use super::waiting::Waiter;
use super::watch::{Sight, Watch};
use super::{Fault, LoopsCut};
use crate::random::{Draws, Entity, Purpose};
use crate::scenario::{Admission, Site};
use crate::units::WEEKS_PER_YEAR;

/// Occurrence of the draw that decides whether a newcomer is passed on: the others count moves.
const PASSED_ON: u32 = u32::MAX;

/// The ways from one site to others.
#[derive(Debug, Clone)]
pub struct Ways {
    site: String,
    /// Moves per client, to wherever [1/week].
    rate: f64,
    /// Share of the moves that lead to this site or one before it, and the site.
    to: Vec<(f64, usize)>,
    /// By stream: share of newcomers passed on, and where to.
    passed_on: Vec<Option<(f64, usize)>>,
}

impl Ways {
    pub fn new(site: &Site) -> Self {
        let total: f64 = site.transfers.iter().map(|it| it.per_client_per_year).sum();
        let mut sum = 0.0;
        Ways {
            site: site.name.clone(),
            rate: total / WEEKS_PER_YEAR,
            to: site
                .transfers
                .iter()
                .map(|transfer| {
                    sum += transfer.per_client_per_year / total;
                    (sum, transfer.to)
                })
                .collect(),
            passed_on: site
                .referrals
                .iter()
                .map(|stream| stream.cross_referral.as_ref())
                .map(|cross| cross.map(|it| (it.share, it.to)))
                .collect(),
        }
    }

    fn leads(&self, uniform: f64) -> usize {
        let found = self.to.iter().find(|(share, _)| uniform < *share);
        found.or(self.to.last()).map_or(0, |(_, to)| *to)
    }
}

/// A client's next move: the end of a countdown that runs at the site's rate from the day she comes, be she served or waiting.
#[derive(Debug, Clone, Copy)]
struct Move {
    origin: u32,
    ordinal: u32,
    /// Moves she has made before.
    before: u32,
    to: usize,
}

impl Move {
    fn key(&self) -> (u32, u32) {
        (self.origin, self.ordinal)
    }
}

/// What is kept of the sites while a replication is played.
#[derive(Debug, Default)]
pub struct Region {
    stages: Vec<Stage>,
    lines: Vec<Option<Line>>,
    /// By site and step: the moves that fall due. Those beyond the end are not kept.
    agendas: Vec<Vec<Vec<Move>>>,
    judgement: Judgement,
    support: SharedSupport,
    movers: Vec<(Move, Client)>,
    waiters: Vec<(Move, Waiter)>,
    passed_on: Vec<(usize, Newcomer)>,
}

/// What stays the same through a replication.
struct Sites<'a> {
    whole: &'a Service,
    plays: Vec<Play<'a>>,
    draws: Draws,
    first: f64,
    steps: usize,
    step: f64,
}

/// Plays one replication of all sites and leaves the observed weeks of each, and of the whole, in `record`.
///
/// # Errors
/// As [`super::play`].
pub(super) fn play(
    service: &Service,
    cut: LoopsCut,
    replication: u64,
    region: &mut Region,
    record: &mut Record,
    watch: &mut impl Watch,
) -> Result<(), Fault> {
    let calendar = &service.calendar;
    let warm_up = calendar.warm_up_weeks;
    let sites = Sites {
        whole: service,
        plays: service
            .sites
            .iter()
            .map(|site| Play::new(site, cut, replication))
            .collect(),
        draws: Draws::new(service.seed, replication),
        first: -(warm_up as f64),
        steps: (warm_up + calendar.horizon_weeks) * calendar.steps_per_week,
        step: calendar.step,
    };
    let watched = watch.site();
    record.first_long_breach = None;
    for site in &mut record.sites {
        site.first_long_breach = None;
    }
    region.reset(service, &sites);
    let first = -(warm_up as i64);
    watch.start(&region.sight(&sites, watched, first, first as f64));
    for week in 0..warm_up + calendar.horizon_weeks {
        let number = week as i64 - warm_up as i64;
        for step in 0..calendar.steps_per_week {
            let time = number as f64 + step as f64 * calendar.step;
            region
                .step(&sites, week * calendar.steps_per_week + step, time)
                .map_err(|fault| Fault {
                    week: number,
                    ..fault
                })?;
            watch.step(&region.sight(&sites, watched, number, time + calendar.step));
        }
        let end = (number + 1) as f64;
        region.close_week(service, &sites, end, record, usize::try_from(number).ok());
        let seen = &record.sites[watched];
        watch.week(&region.sight(&sites, watched, number, end), seen);
    }
    record.first_long_breach = record
        .sites
        .iter()
        .filter_map(|site| site.first_long_breach)
        .min();
    Ok(())
}

impl Region {
    fn sight<'a>(&'a self, sites: &'a Sites, site: usize, week: i64, end: f64) -> Sight<'a> {
        Sight::new(&self.stages[site], &sites.plays[site], week, end)
    }

    fn reset(&mut self, service: &Service, sites: &Sites) {
        let count = sites.plays.len();
        self.stages.resize_with(count, Stage::new);
        self.agendas.resize_with(count, Vec::new);
        self.lines.resize(count, None);
        self.judgement = Judgement::new(&service.regime);
        self.support.reset(&sites.moment(sites.first));
        for (site, play) in sites.plays.iter().enumerate() {
            self.stages[site].reset(play, sites.first);
            let agenda = &mut self.agendas[site];
            agenda.iter_mut().for_each(Vec::clear);
            agenda.resize_with(sites.steps, Vec::new);
            if sites.ways(site).rate > 0.0 {
                let stage = &self.stages[site];
                let waiting = stage.waiting.queues.iter().flatten();
                let clients = stage.clients.iter().chain(waiting.map(|it| &it.client));
                clients.for_each(|client| sites.enter(agenda, site, client.key(), 0, sites.first));
            }
        }
    }

    /// One step of all sites, phase by phase.
    fn step(&mut self, sites: &Sites, number: usize, time: f64) -> Result<(), Fault> {
        for (site, play) in sites.plays.iter().enumerate() {
            self.lines[site] = self.stages[site]
                .begin(play, time)
                .map_err(|fault| sites.at(site, fault))?;
        }
        self.train(sites, time);
        self.support.play(&sites.moment(time), &mut self.stages)?;
        self.transfer(sites, number, time + sites.step);
        for (site, play) in sites.plays.iter().enumerate() {
            self.stages[site].arrive(play, number);
        }
        self.pass_on(sites, time);
        for (site, play) in sites.plays.iter().enumerate() {
            self.stages[site]
                .take_in(play, self.lines[site], time)
                .map_err(|fault| sites.at(site, fault))?;
        }
        for (stage, play) in self.stages.iter_mut().zip(&sites.plays) {
            stage.ask(play);
        }
        self.support
            .split(&sites.whole.shared_support, &mut self.stages);
        for (stage, play) in self.stages.iter_mut().zip(&sites.plays) {
            stage.work(play);
        }
        for (site, play) in sites.plays.iter().enumerate() {
            self.stages[site]
                .end(play)
                .map_err(|fault| sites.at(site, fault))?;
        }
        Ok(())
    }

    /// Holds the sessions of the step for all sites together: seats are the whole's (A36).
    fn train(&mut self, sites: &Sites, time: f64) {
        let plan_of = |site: usize| sites.plays.get(site)?.service.programmes.as_ref();
        for programme in 0..plan_of(0).map_or(0, ProgrammePlan::count) {
            hold_sessions(&mut self.stages, plan_of, programme, time + sites.step);
        }
    }

    /// Clients whose move falls due change sites at the step's end: those in service with what is left of their stay, those
    /// who wait with the time they have waited (A50, A51).
    fn transfer(&mut self, sites: &Sites, number: usize, end: f64) {
        for site in 0..sites.plays.len() {
            let mut due = std::mem::take(&mut self.agendas[site][number]);
            if !due.is_empty() {
                due.sort_unstable_by_key(Move::key);
                let (movers, waiters) = (self.movers.len(), self.waiters.len());
                self.stages[site].let_go(&due, &mut self.movers, &mut self.waiters);
                if sites.may_be_back(site) {
                    // The clock of one who is away runs on without effect until she is back (A50).
                    let gone = (self.movers[movers..].iter().map(|it| it.0.key()))
                        .chain(self.waiters[waiters..].iter().map(|it| it.0.key()));
                    let gone: Vec<(u32, u32)> = gone.collect();
                    let agenda = &mut self.agendas[site];
                    for leg in due.iter().filter(|leg| !gone.contains(&leg.key())) {
                        sites.enter(agenda, site, leg.key(), leg.before + 1, end);
                    }
                }
                due.clear();
            }
            self.agendas[site][number] = due;
        }
        for (leg, mut client) in self.movers.drain(..) {
            let stage = &mut self.stages[leg.to];
            stage.number(&mut client);
            stage.totals.moved_in += 1;
            sites.enter(
                &mut self.agendas[leg.to],
                leg.to,
                client.key(),
                leg.before + 1,
                end,
            );
            let play = &sites.plays[leg.to];
            match play.service.allocation.admission {
                Admission::Open => stage.unplaced.push(Unplaced {
                    client,
                    newcomer: None,
                }),
                // She has a place like any other who is left behind: where she fits, else on the list.
                Admission::SafeLoad => {
                    let (waiting, service) = (&mut stage.waiting, play.service);
                    waiting.join(service, &play.draws, client, true, end);
                }
            }
        }
        for (leg, mut waiter) in self.waiters.drain(..) {
            let stage = &mut self.stages[leg.to];
            stage.number(&mut waiter.client);
            stage.totals.moved_in += 1;
            let agenda = &mut self.agendas[leg.to];
            sites.enter(agenda, leg.to, waiter.client.key(), leg.before + 1, end);
            stage.waiting.insert(waiter);
        }
    }

    /// Newcomers who are passed on count as referred where they come to (A52); then every newcomer's first move is drawn.
    fn pass_on(&mut self, sites: &Sites, time: f64) {
        for (site, stage) in self.stages.iter_mut().enumerate() {
            let ways = sites.ways(site);
            if ways.passed_on.iter().all(Option::is_none) {
                continue;
            }
            let service = sites.plays[site].service;
            let passed_on = &mut self.passed_on;
            stage.newcomers.retain(|newcomer| {
                let client = &newcomer.client;
                let stream = client.origin as usize - service.first_origin;
                let Some((share, to)) = ways.passed_on[stream] else {
                    return true;
                };
                let entity = client.entity(service);
                let draw = sites.draws.draw(Purpose::Transfer, entity, PASSED_ON);
                let goes = draw.uniform(0) < share;
                if goes {
                    passed_on.push((to, *newcomer));
                }
                !goes
            });
        }
        for (to, mut newcomer) in self.passed_on.drain(..) {
            let stage = &mut self.stages[to];
            stage.number(&mut newcomer.client);
            let later = |it: &Newcomer| it.after <= newcomer.after;
            let position = stage.newcomers.partition_point(later);
            stage.newcomers.insert(position, newcomer);
        }
        for (site, stage) in self.stages.iter().enumerate() {
            if sites.ways(site).rate > 0.0 {
                let agenda = &mut self.agendas[site];
                for newcomer in &stage.newcomers {
                    let came = time + newcomer.after;
                    sites.enter(agenda, site, newcomer.client.key(), 0, came);
                }
            }
        }
    }

    fn close_week(
        &mut self,
        service: &Service,
        sites: &Sites,
        end: f64,
        record: &mut Record,
        week: Option<usize>,
    ) {
        let mut hours = (0.0, 0.0);
        for (site, play) in sites.plays.iter().enumerate() {
            let stage = &mut self.stages[site];
            let own = observe::close_week(stage, play, end, &mut record.sites[site], week);
            hours = (hours.0 + own.0, hours.1 + own.1);
        }
        let judged = self.judgement.press(&service.regime, hours);
        if let Some(week) = week {
            (record.window_pressure[week], record.overstretched[week]) = judged;
            record.add_up(week);
            count_shared_once(service, record, week);
            self.support.observe(service, record.row_mut(week));
        }
        self.support.begin_week();
    }
}

/// What strikes all sites at the same moment is one emergency of the whole (A54): as many as at the site with the most.
fn count_shared_once(service: &Service, record: &mut Record, week: usize) {
    let (Some(first), Some(plan)) = (service.columns.emergencies, &service.emergencies) else {
        return;
    };
    let begun = emergencies::column(first, plan.kinds(), emergencies::Column::Begun);
    for (kind, _) in plan.shared().enumerate().filter(|it| it.1) {
        let of_sites = record.sites.iter().map(|site| site.row(week)[first + kind]);
        let most = of_sites.fold(0.0, f64::max);
        let row = record.row_mut(week);
        row[begun] -= row[first + kind] - most;
        row[first + kind] = most;
    }
}

impl Sites<'_> {
    fn ways(&self, site: usize) -> &Ways {
        let ways = self.plays[site].service.ways.as_ref();
        ways.expect("a site of a region has ways")
    }

    fn moment(&self, time: f64) -> Moment<'_> {
        Moment {
            service: self.whole,
            draws: &self.draws,
            time,
        }
    }

    fn at(&self, site: usize, fault: Fault) -> Fault {
        Fault {
            what: format!("site {}: {}", self.ways(site).site, fault.what),
            ..fault
        }
    }

    /// Whether clients who left a site may come back to it.
    fn may_be_back(&self, site: usize) -> bool {
        let service = self.plays[site].service;
        service.returns.iter().any(Option::is_some)
    }

    /// Enters the next move of a client, by origin and ordinal, who is at a site since a moment: a countdown at a constant rate (A50).
    fn enter(
        &self,
        agenda: &mut [Vec<Move>],
        site: usize,
        (origin, ordinal): (u32, u32),
        before: u32,
        since: f64,
    ) {
        let ways = self.ways(site);
        if ways.rate <= 0.0 {
            return;
        }
        let entity = Entity {
            name: self.plays[site].service.origins[origin as usize],
            ordinal: u64::from(ordinal),
        };
        let draw = self.draws.draw(Purpose::Transfer, entity, before);
        let at = since + draw.unit_exponential(0) / ways.rate;
        // A move inside a step is made at its end; one that is drawn at that end is made a step later at the earliest.
        let step = ((at - self.first) / self.step).max(0.0) as usize;
        let next = ((since - self.first) / self.step - 1e-9).ceil().max(0.0) as usize;
        if let Some(page) = agenda.get_mut(step.max(next)) {
            page.push(Move {
                origin,
                ordinal,
                before,
                to: ways.leads(draw.uniform(1)),
            });
        }
    }
}

impl Stage {
    /// Gives a client who comes from elsewhere her place in the order of arrival; her emergencies are over (A54).
    fn number(&mut self, client: &mut Client) {
        client.order = self.order;
        // An emergency is known by the order of arrival where it struck: it does not go with her.
        client.troubled = false;
        self.order += 1;
    }

    /// Takes those whose move is due, sorted by [`Move::key`], out of the site, wherever they are.
    fn let_go(
        &mut self,
        due: &[Move],
        movers: &mut Vec<(Move, Client)>,
        waiters: &mut Vec<(Move, Waiter)>,
    ) {
        let find = |client: &Client| {
            due.binary_search_by_key(&client.key(), Move::key)
                .ok()
                .map(|it| due[it])
        };
        let before = movers.len() + waiters.len();
        self.clients.take_out(
            |client| find(client).is_some(),
            |client| {
                movers.extend(find(&client).map(|leg| (leg, client)));
            },
        );
        // A leaver's client who moves leaves her share of the backlog to the team.
        let Stage {
            released,
            staff,
            loose_backlog,
            ..
        } = self;
        released.retain(|(client, from)| {
            let Some(leg) = find(client) else {
                return true;
            };
            let desk = staff.desks.get(*from);
            *loose_backlog += desk.and_then(|desk| desk.left_behind).unwrap_or(0.0);
            movers.push((leg, *client));
            false
        });
        for queue in &mut self.waiting.queues {
            queue.retain(|waiter| {
                let leg = find(&waiter.client);
                waiters.extend(leg.map(|leg| (leg, waiter.clone())));
                leg.is_none()
            });
        }
        let moved = movers.len() + waiters.len() - before;
        self.totals.moved_out += moved as u32;
    }
}
