//! Observation: a row of raw sums at the end of each week, and who is over the load line.
//!
//! Decides nothing that is played; reads stocks at the week's end and the week's sums.

use super::clients::Heads;
use super::exits::Exits;
use super::ledger::{self, Beside};
use super::metric::exits::Column as ExitColumn;
use super::metric::{RAW_FIXED, Raw, breach_columns, changes, emergencies, programmes};
use super::record::{Record, THRESHOLD_SHIFTS};
use super::safe_load::{self, Line};
use super::service::Service;
use super::stage::{Play, Stage, workers};
use super::week::{CONTACT, Hands, Parts};
use super::worker::WeekSums;
use crate::scenario::{BreachKind, Ownership, Part, Regime};
use crate::units::REPORTING_YEAR_WEEKS;

/// Weeks in breach running that make a long breach.
const LONG_BREACH_WEEKS: u32 = 13;

/// Relative excess below which hours are not over their limit: rounding.
const ROUNDING: f64 = 1e-9;

/// The columns of a week that every scenario has.
type Row = [f64; RAW_FIXED];

/// Sums over a week of steps.
#[derive(Debug, Default)]
pub struct WeekTotals {
    pub referrals: u32,
    pub gave_up: u32,
    pub handovers: u32,
    pub moved_in: u32,
    pub moved_out: u32,
    pub waited_weeks: f64,
    pub waited_count: u32,
    /// Hours that watching over the waiting list asks [h].
    pub monitoring: f64,
    /// Hours [h].
    demanded: f64,
    available: f64,
    overtime: f64,
    /// The same at what a usual hour of whoever works it is paid [currency].
    pub(super) overtime_salary: f64,
    /// Support's contact in it.
    contact_asked: f64,
    contact_supported: f64,
    /// Client-driven hours of all clients in the last step, without any pause [h/week].
    pub client_hours: f64,
    /// How many more they would be without the changes in force [h/week].
    pub client_hours_saved: f64,
    /// Hours that the need by hours leaves out [h].
    pub left_out: f64,
    given: Parts,
    /// Hours a week that hiring and onboarding ask of the site in this step [h/week].
    pub site_asked: Parts,
    /// Hours a week that clients' teams ask of their owners in this step but for crises, before changes [h/week].
    pub teams_asked: Parts,
    /// Hours that support takes off the site's in this step [h/week].
    pub supported: Parts,
}

impl WeekTotals {
    /// Adds a step's working week; `step` in weeks.
    pub fn add(&mut self, team: &[Hands], step: f64) {
        let mut given = [0.0; Part::COUNT];
        let (mut demanded, mut available, mut overtime) = (0.0, 0.0, 0.0);
        let (mut contact, mut by_support) = (0.0, 0.0);
        for hands in team {
            demanded += hands.demanded;
            available += hands.available;
            overtime += hands.overtime;
            contact += hands.asked[CONTACT] + hands.supported[CONTACT];
            by_support += hands.supported[CONTACT];
            (0..Part::COUNT).for_each(|part| given[part] += hands.given[part]);
        }
        self.demanded += demanded * step;
        self.available += available * step;
        self.overtime += overtime * step;
        self.contact_asked += contact * step;
        self.contact_supported += by_support * step;
        (0..Part::COUNT).for_each(|part| self.given[part] += given[part] * step);
    }
}

impl WeekSums {
    /// Adds a step's hours [h/week]; `step` in weeks.
    pub fn add(&mut self, hands: &Hands, step: f64) {
        self.contact += hands.own_contact * step;
        self.available += hands.available * step;
        self.demanded += hands.demanded * step;
    }
}

/// What is remembered from week to week to judge the service.
#[derive(Debug, Default)]
pub struct Judgement {
    /// `(demanded, available)` of the last weeks [h], oldest first from `at`.
    window: Vec<(f64, f64)>,
    at: usize,
    overstretched: [bool; THRESHOLD_SHIFTS.len()],
    /// Weeks in breach running of the pool, or of a service with nobody in post.
    weeks_in_breach: u32,
}

impl Judgement {
    pub fn new(regime: &Regime) -> Self {
        Judgement {
            window: Vec::with_capacity(regime.window_weeks),
            ..Judgement::default()
        }
    }

    /// Takes in a week's hours, demanded and available [h]. Gives the pressure over the window and whether the service is
    /// overstretched, at each of [`THRESHOLD_SHIFTS`].
    pub(super) fn press(
        &mut self,
        regime: &Regime,
        hours: (f64, f64),
    ) -> (f64, [bool; THRESHOLD_SHIFTS.len()]) {
        if self.window.len() < regime.window_weeks {
            self.window.push(hours);
        } else {
            self.window[self.at] = hours;
            self.at = (self.at + 1) % self.window.len();
        }
        let (demanded, available) = self
            .window
            .iter()
            .fold((0.0, 0.0), |sum, week| (sum.0 + week.0, sum.1 + week.1));
        let pressure = if demanded <= 0.0 {
            0.0
        } else if available <= 0.0 {
            f64::INFINITY
        } else {
            demanded / available
        };
        for (over, shift) in self.overstretched.iter_mut().zip(THRESHOLD_SHIFTS) {
            *over = if *over {
                pressure >= regime.leave + shift
            } else {
                pressure > regime.enter + shift
            };
        }
        (pressure, self.overstretched)
    }
}

/// What is found of a worker, or of a pool: bit `k` stands for kind k of [`BreachKind::ALL`].
#[derive(Debug, Clone, Copy, Default)]
struct Verdict {
    /// Kinds that can be told.
    judged: u32,
    /// Kinds in breach.
    over: u32,
}

impl Verdict {
    /// The caseload kinds, where there is a load line, for a capacity of `eft` (EFT x induction).
    #[inline]
    fn of_caseload(line: Option<&Line>, held: &Heads, eft: f64) -> Self {
        line.map_or(Verdict::default(), |line| {
            let (one_to_one, total) = line.breaches(held, eft);
            Verdict {
                judged: 0b0011,
                over: u32::from(one_to_one) | u32::from(total) << 1,
            }
        })
    }

    /// The hours kinds, where there were hours.
    #[inline]
    fn of_hours(week: &WeekSums, contact_share: f64) -> Self {
        if week.available <= 0.0 {
            return Verdict::default();
        }
        let limit = week.available * (1.0 + ROUNDING);
        Verdict {
            judged: 0b1100,
            over: u32::from(week.contact > contact_share * limit) << 2
                | u32::from(week.demanded > limit) << 3,
        }
    }

    fn with(self, other: Verdict) -> Self {
        Verdict {
            judged: self.judged | other.judged,
            over: self.over | other.over,
        }
    }
}

/// Counts of one kind of breach: workers in breach and workers judged.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    over: u32,
    judged: u32,
}

/// The week's breaches: the four kinds, and the kinds that count taken together.
#[derive(Debug, Default)]
struct Breaches {
    kinds: [Count; 4],
    counted: Count,
}

impl Breaches {
    /// Takes some workers in, alike; `counts` marks the kinds that count. Returns whether they are in breach by one of these.
    #[inline]
    fn add(&mut self, found: Verdict, counts: u32, workers: u32) -> bool {
        for (bit, kind) in self.kinds.iter_mut().enumerate() {
            kind.judged += workers * (found.judged >> bit & 1);
        }
        if found.over != 0 {
            for (bit, kind) in self.kinds.iter_mut().enumerate() {
                kind.over += workers * (found.over >> bit & 1);
            }
        }
        let over = found.over & counts != 0;
        self.counted.judged += workers * u32::from(found.judged & counts != 0);
        self.counted.over += workers * u32::from(over);
        over
    }
}

/// Closes a week: writes its row (`None` in the warm-up) and begins the next week's sums. Gives the week's hours, demanded and
/// available [h].
pub(super) fn close_week(
    stage: &mut Stage,
    play: &Play,
    time: f64,
    record: &mut Record,
    week: Option<usize>,
) -> (f64, f64) {
    let service = play.service;
    let clients = *stage.clients.by_level();
    let line = play.line(time, &clients);
    let worker_line = line.map(|line| Line {
        scale: stage.scale,
        ..line
    });
    let breaches = breaches(stage, play, worker_line.as_ref(), record, week);
    let hours = (stage.totals.demanded, stage.totals.available);
    let judged = stage.judgement.press(&service.regime, hours);
    stage.note_who_sits(service, week.is_some());
    if let Some(week) = week {
        (record.window_pressure[week], record.overstretched[week]) = judged;
        let (row, own) = record
            .row_mut(week)
            .split_first_chunk_mut::<RAW_FIXED>()
            .expect("a row has all fixed columns");
        flows(stage, row);
        let by_agency = people(stage, service, time, row);
        if let Some(column) = service.columns.agency {
            own[column - RAW_FIXED] = by_agency;
        }
        need(stage, play, time, line.as_ref(), row);
        let mut beside = Beside {
            programmes: stage.programmes.cost(),
            ..Beside::default()
        };
        if let (Some(plan), Some(first)) = (&service.support, service.columns.support) {
            beside.support = stage.support.observe(plan, &mut own[first - RAW_FIXED..]);
        }
        if let (Some(plan), Some(first)) = (&service.teams, service.columns.teams) {
            beside.teams = stage.teams.observe(plan, &mut own[first - RAW_FIXED..]);
        }
        ledger::enter(stage, service, &beside, week as f64, (row, own));
        for (kind, count) in BreachKind::ALL.into_iter().zip(breaches.kinds) {
            put(row, breach_columns(kind), count);
        }
        put(
            row,
            [
                Raw::BreachAny as usize,
                Raw::BreachWorkers as usize,
                Raw::BreachJudged as usize,
            ],
            breaches.counted,
        );
        if let Some(moved) = service.columns.moved {
            let moves = [stage.totals.moved_in, stage.totals.moved_out].map(f64::from);
            own[moved - RAW_FIXED..][..2].copy_from_slice(&moves);
        }
        let levels = service.columns.levels - RAW_FIXED;
        let count = service.levels.len();
        own[levels..levels + count].copy_from_slice(&clients.by_level[..count]);
        if let Some(first) = service.columns.monitoring {
            monitored(stage, &mut own[first - RAW_FIXED..]);
        }
        if let Some(column) = service.columns.left_out {
            own[column - RAW_FIXED] = stage.totals.left_out;
        }
        if let Some(first) = service.columns.exits {
            exits(
                &stage.exits,
                &service.good_exits,
                &mut own[first - RAW_FIXED..],
            );
        }
        if let (Some(first), Some(plan)) = (service.columns.emergencies, &service.emergencies) {
            let block = first - RAW_FIXED..first - RAW_FIXED + emergencies::width(plan.kinds());
            let is_last_of_year = (week + 1).is_multiple_of(REPORTING_YEAR_WEEKS);
            emergencies::enter(&mut stage.emergencies, is_last_of_year, &mut own[block]);
        }
        if let (Some(first), Some(plan)) = (service.columns.changes, &service.changes) {
            let block = first - RAW_FIXED..first - RAW_FIXED + changes::width(plan.count());
            let saved = stage.totals.client_hours_saved / hours_each(service);
            changes::enter(&stage.changes, saved, &mut own[block]);
        }
        if let (Some(first), Some(plan)) = (service.columns.programmes, &service.programmes) {
            let block = first - RAW_FIXED..first - RAW_FIXED + programmes::width(plan.count());
            let in_post = workers(&stage.staff.desks).map(|(_, worker)| worker);
            programmes::enter(&stage.programmes, in_post, &mut own[block]);
        }
    }
    stage.totals = WeekTotals::default();
    stage.emergencies.begin_week();
    stage.exits.begin_week();
    stage.changes.begin_week();
    stage.programmes.begin_week();
    stage.staff.turnover = super::desk::Turnover::default();
    stage.support.begin_week();
    stage.teams.begin_week();
    hours
}

/// The unallocated, and the hours that watching over the list asks.
fn monitored(stage: &Stage, row: &mut [f64]) {
    let unheld = stage.clients.held[stage.clients.nobody()].all;
    row[0] = stage.waiting.count() as f64 + unheld;
    row[1] = stage.totals.monitoring;
}

/// The exits by name, then as [`ExitColumn`] says.
fn exits(exits: &Exits, good: &[bool], row: &mut [f64]) {
    let (mut well, mut lost) = (0, exits.broke_off());
    for (exit, good) in good.iter().enumerate() {
        let count = exits.named(exit);
        row[exit] = f64::from(count);
        *(if *good { &mut well } else { &mut lost }) += count;
    }
    let mut set = |of: ExitColumn, count: u32| row[good.len() + of as usize] = f64::from(count);
    set(ExitColumn::Plain, exits.plain());
    set(ExitColumn::Well, well);
    set(ExitColumn::Returned, exits.returned());
    set(ExitColumn::BrokeOff, exits.broke_off());
    set(ExitColumn::Lost, lost);
}

fn put(row: &mut Row, [any, over, judged]: [usize; 3], count: Count) {
    row[any] = if count.judged > 0 {
        f64::from(u8::from(count.over > 0))
    } else {
        f64::NAN
    };
    row[over] = f64::from(count.over);
    row[judged] = f64::from(count.judged);
}

/// Judges everyone in post, and notes the first long breach.
fn breaches(
    stage: &mut Stage,
    play: &Play,
    line: Option<&Line>,
    record: &mut Record,
    week: Option<usize>,
) -> Breaches {
    let service = play.service;
    let counts = service
        .load_line
        .as_ref()
        .map_or(0, |load_line| load_line.counts);
    let share = service.contact_share;
    let mut found = Breaches::default();
    let mut longest = 0;
    let in_post = workers(&stage.staff.desks).count() as u32;
    if in_post == 0 {
        longest = deserted(stage, line, &mut found);
    } else if service.allocation.ownership == Ownership::Pooled {
        let desks = &stage.staff.desks;
        let eft = workers(desks)
            .map(|(desk, worker)| desks[desk].eft * worker.progress)
            .sum();
        let caseload = Verdict::of_caseload(line, &stage.clients.held[0], eft);
        let verdict = caseload.with(Verdict::of_hours(&stage.pool, share));
        let over = found.add(verdict, counts, in_post);
        longest = run_on(&mut stage.judgement.weeks_in_breach, over);
    } else {
        stage.judgement.weeks_in_breach = 0;
        for (index, desk) in stage.staff.desks.iter_mut().enumerate() {
            let Some(worker) = &mut desk.worker else {
                continue;
            };
            let held = &stage.clients.held[index];
            let caseload = Verdict::of_caseload(line, held, desk.eft * worker.progress);
            let verdict = caseload.with(Verdict::of_hours(&worker.week, share));
            let over = found.add(verdict, counts, 1);
            longest = longest.max(run_on(&mut worker.weeks_in_breach, over));
            worker.week = WeekSums::default();
        }
    }
    stage.pool = WeekSums::default();
    if longest >= LONG_BREACH_WEEKS && record.first_long_breach.is_none() {
        record.first_long_breach = week;
    }
    found
}

/// A week with nobody in post: with clients a breach for every funded post. Returns the weeks it has lasted.
fn deserted(stage: &mut Stage, line: Option<&Line>, found: &mut Breaches) -> u32 {
    let over = line.is_some() && stage.clients.by_level().all > 0.0;
    if over {
        let posts = stage
            .staff
            .desks
            .iter()
            .filter(|desk| desk.is_post && desk.open)
            .count() as u32;
        found.add(
            Verdict::of_caseload(line, stage.clients.by_level(), 0.0),
            0,
            posts,
        );
        found.counted = Count {
            over: posts,
            judged: posts,
        };
    }
    run_on(&mut stage.judgement.weeks_in_breach, over)
}

/// Counts weeks in breach on, or begins again.
fn run_on(weeks: &mut u32, over: bool) -> u32 {
    *weeks = if over { *weeks + 1 } else { 0 };
    *weeks
}

fn flows(stage: &Stage, row: &mut Row) {
    let totals = &stage.totals;
    let mut set = |raw: Raw, value: f64| row[raw as usize] = value;
    set(Raw::Referrals, f64::from(totals.referrals));
    set(Raw::Exits, f64::from(stage.exits.all()));
    set(Raw::GaveUp, f64::from(totals.gave_up));
    set(Raw::Handovers, f64::from(totals.handovers));
    set(Raw::WaitedCompletedWeeks, totals.waited_weeks);
    set(Raw::WaitedCompletedCount, f64::from(totals.waited_count));
    set(Raw::Leavers, f64::from(stage.staff.turnover.leavers));
    set(Raw::Starts, f64::from(stage.staff.turnover.starts));
    set(Raw::DemandedHours, totals.demanded);
    set(Raw::AvailableHours, totals.available);
    set(Raw::OvertimeHours, totals.overtime);
    set(Raw::ContactAskedHours, totals.contact_asked);
    set(
        Raw::ContactDeliveredHours,
        totals.given[CONTACT] + totals.contact_supported,
    );
    let first = Raw::DeliveredFirst as usize;
    row[first..first + Part::COUNT].copy_from_slice(&totals.given);
}

/// Returns the EFT of posts that agency workers hold.
fn people(stage: &Stage, service: &Service, now: f64, row: &mut Row) -> f64 {
    let (mut funded, mut filled, mut vacant, mut cost) = (0.0, 0.0, 0.0, 0.0);
    let (mut effective, mut present, mut strain, mut backlog, mut in_post) =
        (0.0, 0.0, 0.0, 0.0, 0u32);
    let mut by_agency = 0.0;
    for desk in &stage.staff.desks {
        if desk.is_post && desk.open {
            funded += desk.eft;
            match &desk.worker {
                Some(worker) if !worker.is_from_agency() => filled += desk.eft,
                Some(_) | None => vacant += desk.eft,
            }
        }
        if let Some(worker) = &desk.worker {
            let role = &service.roles[desk.role];
            cost += role.weekly_pay(worker.is_from_agency());
            if worker.is_from_agency() {
                by_agency += desk.eft;
            } else {
                in_post += 1;
                strain += worker.strain;
            }
            effective += desk.eft * worker.progress;
            present +=
                desk.eft * worker.progress * (1.0 - worker.sick) * (1.0 - service.leave_share);
            backlog += worker.backlog;
        }
    }
    let strained = service.loops.strain.is_some();
    let mut set = |raw: Raw, value: f64| row[raw as usize] = value;
    set(Raw::FundedEft, funded);
    set(Raw::FilledEft, filled);
    set(Raw::VacantEft, vacant);
    set(Raw::Cost, cost);
    set(Raw::EffectiveEft, effective);
    set(Raw::PresentEft, present);
    set(Raw::InPost, f64::from(in_post));
    set(Raw::StrainSum, if strained { strain } else { f64::NAN });
    set(
        Raw::StrainCount,
        if strained { f64::from(in_post) } else { 0.0 },
    );
    set(
        Raw::BacklogHours,
        if service.loops.records.is_some() {
            backlog
        } else {
            f64::NAN
        },
    );
    let waited: f64 = stage
        .waiting
        .queues
        .iter()
        .flatten()
        .map(|waiter| now - waiter.since)
        .sum();
    set(Raw::Waiting, stage.waiting.count() as f64);
    set(Raw::WaitedIncompleteWeeks, waited);
    by_agency
}

/// Hours that a full-time worker is expected to have for clients [h/week]; NaN where none are left.
fn hours_each(service: &Service) -> f64 {
    let hours = (service.week.full_time_hours - service.week.fixed_hours) * service.attendance;
    if hours > 0.0 { hours } else { f64::NAN }
}

/// EFT needed by every lens, and what is short of it.
fn need(stage: &Stage, play: &Play, time: f64, line: Option<&Line>, row: &mut Row) {
    let service = play.service;
    let clients = *stage.clients.by_level();
    let unscaled = line.and_then(|line| line.need(&clients));
    let need = unscaled
        .zip(line)
        .map_or(f64::NAN, |(need, line)| need * line.scale);
    let in_demand = if stage.waiting.count() == 0 {
        need
    } else {
        let mut demand = clients;
        for (level, queue) in stage.waiting.queues.iter().enumerate() {
            demand.add(level as u8, queue.len() as f64);
        }
        let line = play.line(time, &demand);
        line.and_then(|line| line.need(&demand).map(|need| need * line.scale))
            .unwrap_or(f64::NAN)
    };
    let by_hours = stage.totals.client_hours / hours_each(service);
    let (funded, filled, effective) = (
        row[Raw::FundedEft as usize],
        row[Raw::FilledEft as usize],
        row[Raw::EffectiveEft as usize],
    );
    let mut set = |raw: Raw, value: f64| row[raw as usize] = value;
    set(
        Raw::ClientsActive,
        safe_load::active(&service.levels, &clients),
    );
    set(Raw::ClientsAll, clients.all);
    set(Raw::Need, need);
    set(Raw::NeedUnscaled, unscaled.unwrap_or(f64::NAN));
    set(Raw::NeedDemand, in_demand);
    set(Raw::NeedHours, by_hours);
    set(Raw::Gap, need - effective);
    set(Raw::GapFunded, need - funded);
    set(Raw::GapFilled, need - filled);
}
