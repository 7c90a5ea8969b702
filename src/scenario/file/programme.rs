//! Coaching and training programmes as they are written in the file.

use super::number::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

fn weekly() -> PositiveAmount {
    PositiveAmount(1.0)
}

fn everybody() -> Share {
    Share(1.0)
}

fn unchanged() -> PositiveAmount {
    PositiveAmount(1.0)
}

fn free() -> Cost {
    Cost(0.0)
}

/// Coaching or training: sessions out of the week of those who attend, and what it does for them and their clients afterwards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProgrammeFile {
    /// Name of the programme.
    pub name: Name,
    /// Week of the first session, from the start; not before the warm-up.
    pub week: WeekOf,
    /// Time from one session to the next [weeks], above 0.
    #[serde(default = "weekly")]
    pub every_weeks: PositiveAmount,
    /// Sessions held in all; without it as long as anybody who takes part has not been through.
    pub sessions: Option<People>,
    /// Workers who fit one session, of all sites together where there are several.
    pub seats: PostCount,
    /// Sessions (workshops) that each participant attends, at least 1.
    pub sessions_each: PostStep,
    /// Training that one session asks of each participant [h].
    pub hours_each: Amount,
    /// Chance that a worker takes part, 0 to 1.
    #[serde(default = "everybody")]
    pub uptake: Share,
    /// Factor at full effect on the length of stays of the worker's clients [-], above 0.
    #[serde(default = "unchanged")]
    pub stays_shorter: PositiveAmount,
    /// Factor at full effect on the speed of leaving [-], above 0.
    #[serde(default = "unchanged")]
    pub quits: PositiveAmount,
    /// Factor at full effect on the speed at which strain rises [-], above 0.
    #[serde(default = "unchanged")]
    pub strain_slower: PositiveAmount,
    /// Time constant over which the effect fades [weeks], above 0; without it nothing fades.
    pub fade_weeks: Option<PositiveAmount>,
    /// Time from the last session, or refresher, to the next refresher [weeks], above 0; without it none.
    pub refresher_every_weeks: Option<PositiveAmount>,
    /// Training that a refresher asks [h]; given with `refresher_every_weeks`.
    pub refresher_hours: Option<Amount>,
    /// Who supervises it, out of the hours of a support role.
    pub supervisors: Option<SupervisorsFile>,
    /// Cost of a seat taken [currency units].
    #[serde(default = "free")]
    pub cost_per_seat: Cost,
    /// Cost of the programme, once, at its first session [currency units]. With several sites that of all, shared out by their planned
    /// EFT.
    #[serde(default = "free")]
    pub fixed_cost: Cost,
}

/// Hours of a support role that a programme takes while it runs: from its first session to its last, or to the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SupervisorsFile {
    /// Name of the support role.
    pub role: String,
    /// Hours that its workers cannot supply meanwhile, all taken together [h/week].
    pub hours: Amount,
}
