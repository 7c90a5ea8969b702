//! One replication of a service: clients, staff, hiring, the working week and its feedback loops.
//!
//! ```text
//!   referrals ──> clients ──> caseloads ──> THE WORKING WEEK ──> what gave ──> speeds of countdowns
//!      │             ^            ^           hours  ^   work          │
//!      v             │            │                  │                 ├─ stays, worsening      (care)
//!   waiting list ────┘        allocation           staff  <────────────┼─ tenure, sick leave    (burnout, absence, overload)
//!                                 ^                  ^                 ├─ times to fill         (hiring)
//!                                 └──────────────── posts <── hiring <─┼─ inductions            (onboarding)
//!                                                                      ├─ rework next week      (records)
//!                                                                      └─ clients who break off (disengagement)
//! ```
//!
//! Nothing but the working week feeds back: there is no stress factor beside it. One step goes, in this order:
//! calendar changes, staff (starts, leaves, absences), emergencies, client events, moves between sites, returns and referrals,
//! allocation, rebalancing, working week, consequences, observation. Several sites are played side by side, phase by phase (`region`).
//!
//! # Assumptions
//! Code and report cite these by number.
//!
//! - **A1** Referrals are Poisson within a step; a clustered stream's weekly rate is gamma-mixed.
//! - **A2** Stays are independent of each other and of the worker, but for what `care` does to their speed.
//! - **A3** Within a step all speeds are constant; a countdown's end is exact inside the step, and what follows runs on from it.
//! - **A4** The week is worked by those in post at its end, with the caseloads of its end: a starter's or leaver's part week
//!   counts whole or not at all, which evens out.
//! - **A5** Capacity (hours and limits) rises in a straight line from the start share to 1 over the induction.
//! - **A6** Planned leave is an even share of the year that lowers a worker's hours and demands alike: appointments pause.
//! - **A7** The sick share of a worker's work for clients (contact, check-ins, crisis, and the travel and administration that
//!   go with them) falls on the colleagues present, by available hours; her own fixed hours pause. With no colleague
//!   present it is not done.
//! - **A8** Check-ins keep to the calendar: `care` neither slows nor worsens a client at a check-in level.
//! - **A9** A client gets worse to the nearest heavier level that is not a check-in level.
//! - **A10** A leaver's clients are reassigned at the end of the step, heaviest level first, then first come, each to the least
//!   loaded; the backlog goes with them in equal parts.
//! - **A11** A search takes the team's hours while approval is asked for or the post is being filled, not while it is frozen.
//! - **A12** Hiring is spread over all by available hours, onboarding over the experienced; nobody is asked for what nobody is
//!   there to do, but it stays undone.
//! - **A13** Strain rises and falls with the hours worked, also with emotional hours delivered; one who is away all week recovers.
//! - **A14** Travel goes with the sessions it is for: it is cut with contact and in no place of its own.
//! - **A15** In a pooled team a week, its overtime and its undone records fall on the workers by EFT.
//! - **A20** What a worker is like (proactivity, presence, sensitivity, boundaries) is drawn once, independently of everything else
//!   about her, and does not change.
//! - **A21** What a support role supplies to a part comes off what the site asks of that part, for everyone in the same share, and
//!   counts as delivered; hours that nobody asks for are idle. Pressure and the hours kind of breach are read after support.
//! - **A22** Support staff have neither caseload nor strain; nobody covers for them, and their posts are filled at the speed of
//!   the site's.
//! - **A23** A team's posts belong to the client and follow her to another worker. Filling them is the owner's own work: presence,
//!   searches and inductions wait for her while she is away. What she delivers of them sets the speeds of her own teams alone.
//! - **A24** Shift hours that a vacancy, sickness or an induction leaves open come back as crisis hours of the owner in the stated share;
//!   the team covers the rest. Workers of a post that closes take a vacant post of their kind, or leave these teams uncounted.
//! - **A25** In the first 52 weeks in post a tenure may run at a speed of its own, on top of what loops do; notice and what follows
//!   do not.
//! - **A26** An agency worker holds a post that has been empty for the stated time, at the stated capacity, until the successor starts. She
//!   is never away, inducts nobody, and hands her clients and what is behind of their records to the successor. Her post is vacant still.
//! - **A30** Emergencies strike those who are in service, or in post, at the start of the step: at a rate that is constant in it,
//!   each independently of the others but for the proneness of workers and what the service makes itself.
//! - **A31** While it lasts, an emergency asks its hours of the client's worker, of the worker it struck, or of all by available
//!   hours; planned leave does not pause it. It ends with the client's exit or the worker's last day at the latest.
//! - **A32** How unevenly emergencies fell is counted over posts, a reporting year at a time: who follows on a post counts with
//!   it. Chance alone is as many emergencies over as many posts, each on each with equal chance.
//! - **A33** A worker's burden is the larger of the share of her limits in use and of her hours asked in a week in health.
//!   Rebalancing moves the client who came last and is in no emergency.
//! - **A34** What a change turns out to do is drawn once in a future, for all its workers alike: it delivers, backfires or does
//!   neither, from the end of its roll-out on and for good.
//! - **A35** Several changes of one part come one after the other: each saves its share of what those before it leave.
//! - **A36** A session goes to those who have been to the fewest, in post order; who is away sick or leaving does not come, and
//!   who starts later joins later sessions. A session is held for all sites together.
//! - **A37** As much of a session is learned as the week delivered of its training: what the squeeze takes is not learned.
//! - **A38** At effect e a programme multiplies a speed by its factor at full effect to the power e; several multiply.
//! - **A39** Of a worker's emotional hours a share stays at work by her boundaries; what does not, crises and abuse make strain by
//!   her sensitivity, whatever the caseload. Supervision that is delivered takes a share of that away, in proportion up to the full measure.
//! - **A40** The plain exit says nothing of how a client left: it counts among all exits, not among the good ones nor among the
//!   lost; who breaks off by it is lost.
//! - **A41** Clients break off at one-to-one and group levels while they are in service or wait after their worker left; a newcomer
//!   on the waiting list has patience instead.
//! - **A42** Whether and when a former client comes back is drawn as she leaves. Nobody is a former client at the start.
//! - **A43** Former clients come back by the door that newcomers take, to the level of the exit, and to nobody's clients: the next
//!   worker is no handover.
//! - **A44** A limit in points counts each client her level's weight: it is a limit in all beside that in heads, and over it is a
//!   breach of the kind `total`. The tighter of the two decides need, breach and who is the least loaded.
//! - **A45** Under open admission those who wait today are newcomers of the first instant. A newcomer whom nobody may take below the
//!   absolute limit waits as of her referral, and her stay begins with her place; so do, with stays that run on, the clients of a
//!   leaver whom nobody may take. With nobody in post an absolute limit changes nothing.
//! - **A46** Watching over the waiting list is crisis work of the site, spread over all who are there by available hours. It costs
//!   hours and changes nothing for those who wait.
//! - **A47** Triage by wait passes over one for whom there is no room, for those of other levels behind her.
//! - **A48** Where starters are matched, the heavier half of the levels goes to the experienced and the lighter half to those in
//!   induction first, as long as they have room within the limits; a level in the middle goes as ever.
//! - **A49** Dampening takes its share off the discount for size, whatever the size.
//! - **A50** A client's move to another site is a countdown at a constant rate from the day she comes, whether she is served or
//!   waits; one that falls due while she is away is not made, and the next begins. She moves at the end of the step in which it
//!   falls due, and goes on there with what is left of her stay; the next worker's first day with her is a handover.
//! - **A51** Who waits moves on with the time she has waited and takes her place behind those who came there before her.
//! - **A52** A newcomer who is passed on to another site is taken up there at the moment of her referral and counts there.
//! - **A53** Sites share levels, the working week, rules of allocation and loops; colleagues cover, share and hire within a site.
//! - **A54** A client's emergencies end when she moves. One that is shared strikes all sites at the same moment, for as long.
//! - **A55** A support role's posts exist once for the sites they serve. Once sites know what they ask, each part of its hours goes to
//!   them by what is left of their demand; roles that serve fewer sites go first. Its searches and starters ask each site by its
//!   EFT in post, and run at the mean of the sites' speeds by the same shares.
//! - **A56** A programme takes its supervisors' hours from the first session to the last, of all parts that the role supplies alike;
//!   it goes on where there are fewer hours than it takes.
//! - **A57** Overheads and the fixed cost of a programme are the whole's. They fall to its sites by their planned EFT, mean over the
//!   horizon; in equal parts where none is planned. A site with overheads of its own has no share in the whole's.

pub mod allocation;
pub mod caseload;
pub mod changes;
pub mod clients;
mod consequences;
pub mod desk;
pub mod emergencies;
pub mod exits;
pub mod funding;
pub mod hiring;
pub mod journal;
pub mod ledger;
pub mod loops;
pub mod metric;
mod observe;
pub mod programmes;
pub mod ranking;
mod rebalance;
pub mod record;
pub mod referrals;
pub mod regime;
pub mod region;
pub mod safe_load;
pub mod service;
pub mod shared_support;
pub mod staff;
pub mod stage;
pub mod steady;
pub mod support;
pub mod team;
pub mod traits;
pub mod unevenness;
pub mod waiting;
pub mod watch;
pub mod week;
pub mod worker;
mod workload;

pub use service::Service;
pub use stage::Stage;

use record::Record;
use stage::Play;
use watch::{Sight, Unwatched, Watch};

/// A replication that cannot be played to its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// Week in which it failed; negative in the warm-up.
    pub week: i64,
    pub what: String,
}

impl Fault {
    fn new(what: String) -> Self {
        Fault { week: 0, what }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "week {}: {}", self.week, self.what)
    }
}

impl std::error::Error for Fault {}

/// Whether the loops act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoopsCut {
    AsGiven,
    /// The twin: the same random numbers without any loop.
    AllCut,
}

/// Plays one replication and leaves its observed weeks in `record`.
///
/// # Errors
/// When the scenario cannot be played: stays or tenures of next to no time, or growth without bound.
pub fn play(
    service: &Service,
    cut: LoopsCut,
    replication: u64,
    stage: &mut Stage,
    record: &mut Record,
) -> Result<(), Fault> {
    play_watched(service, cut, replication, stage, record, &mut Unwatched)
}

/// The same, shown step by step to somebody who watches. What is watched has the digits of what is not.
///
/// # Errors
/// As [`play`].
pub fn play_watched(
    service: &Service,
    cut: LoopsCut,
    replication: u64,
    stage: &mut Stage,
    record: &mut Record,
    watch: &mut impl Watch,
) -> Result<(), Fault> {
    if !service.sites.is_empty() {
        return region::play(service, cut, replication, &mut stage.region, record, watch);
    }
    let play = Play::new(service, cut, replication);
    let calendar = &service.calendar;
    let warm_up = calendar.warm_up_weeks;
    record.first_long_breach = None;
    stage.reset(&play, -(warm_up as f64));
    let first = -(warm_up as i64);
    watch.start(&Sight::new(stage, &play, first, first as f64));
    for week in 0..warm_up + calendar.horizon_weeks {
        let number = week as i64 - warm_up as i64;
        for step in 0..calendar.steps_per_week {
            let time = number as f64 + step as f64 * calendar.step;
            stage
                .step(&play, week * calendar.steps_per_week + step, time)
                .map_err(|fault| Fault {
                    week: number,
                    ..fault
                })?;
            let end = time + calendar.step;
            watch.step(&Sight::new(stage, &play, number, end));
        }
        let end = (number + 1) as f64;
        observe::close_week(stage, &play, end, record, usize::try_from(number).ok());
        watch.week(&Sight::new(stage, &play, number, end), record);
    }
    Ok(())
}
