//! Levels and referrals as they are written in the file.

use super::number::*;
use super::site::CrossReferralFile;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

fn one() -> Amount {
    Amount(1.0)
}

fn one_hour() -> PositiveAmount {
    PositiveAmount(1.0)
}

fn nothing() -> Amount {
    Amount(0.0)
}

fn no_growth() -> Growth {
    Growth(0.0)
}

fn plain() -> AtLeastOne {
    AtLeastOne(1.0)
}

fn plain_exit() -> String {
    "exit".to_owned()
}

fn even_months() -> Vec<Amount> {
    vec![Amount(1.0); 12]
}

/// A level of intensity. Levels stand heaviest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum LevelFile {
    /// Each client has sessions of their own.
    OneToOne {
        /// Name of the level, used in `next`, `enter`, `clients` and `limits`.
        name: Name,
        /// Contact per client [h/week], 0 to a million.
        contact_hours: Amount,
        /// Length of one session [h], above 0.
        #[serde(default = "one_hour")]
        session_hours: PositiveAmount,
        /// Administration per client beside `week.admin_share` [h/week].
        #[serde(default = "nothing")]
        admin_hours: Amount,
        /// Emotional hours per contact hour [-]; feeds `loops.strain`.
        #[serde(default = "nothing")]
        emotional_weight: Amount,
        /// Points that a client counts; 2 is twice the work of 1. For `safe_load.points`, and for who is the least loaded where no limit counts.
        #[serde(default = "one")]
        weight: Amount,
        /// Hours of abuse taken per contact hour [-]; feeds `loops.strain` with `w_abuse`.
        abuse_weight: Option<Amount>,
        /// Time at the level [weeks].
        stay: DistributionFile,
        /// Where clients go from here: probabilities of levels, named exits and `exit` that add up to 1.
        next: BTreeMap<String, Share>,
    },
    /// Clients meet in whole groups.
    Group {
        /// Name of the level, used in `next`, `enter`, `clients` and `limits`.
        name: Name,
        /// Contact per group [h/week], above 0.
        #[serde(default = "one_hour")]
        session_hours: PositiveAmount,
        /// Clients in a full group, above 0.
        group_size: PositiveAmount,
        /// Administration per group [h/week].
        #[serde(default = "nothing")]
        admin_hours: Amount,
        /// Emotional hours per contact hour [-]; feeds `loops.strain`.
        #[serde(default = "nothing")]
        emotional_weight: Amount,
        /// Points that a client counts; 2 is twice the work of 1. For `safe_load.points`, and for who is the least loaded where no limit counts.
        #[serde(default = "one")]
        weight: Amount,
        /// Hours of abuse taken per contact hour [-]; feeds `loops.strain` with `w_abuse`.
        abuse_weight: Option<Amount>,
        /// Time at the level [weeks].
        stay: DistributionFile,
        /// Where clients go from here: probabilities of levels, named exits and `exit` that add up to 1.
        next: BTreeMap<String, Share>,
    },
    /// Parked: a contact now and then, and a way back.
    CheckIn {
        /// Name of the level, used in `next`, `enter`, `clients` and `limits`.
        name: Name,
        /// Contact at each check-in [h].
        contact_hours: Amount,
        /// Time from one check-in to the next [weeks], above 0.
        every_weeks: PositiveAmount,
        /// Time at the level after which one who has not relapsed leaves [weeks], above 0.
        exit_after_weeks: PositiveAmount,
        /// Chance of a relapse at each check-in, the last included.
        relapse_probability: Share,
        /// Level to which one who relapses returns.
        relapse_to: String,
        /// How one who has not relapsed leaves: a named exit, or `exit`.
        #[serde(default = "plain_exit")]
        exit_to: String,
        /// Administration per client beside `week.admin_share` [h/week].
        #[serde(default = "nothing")]
        admin_hours: Amount,
        /// Emotional hours per contact hour [-]; feeds `loops.strain`.
        #[serde(default = "nothing")]
        emotional_weight: Amount,
        /// Points that a client counts; 2 is twice the work of 1. For `safe_load.points`, and for who is the least loaded where no limit counts.
        #[serde(default = "one")]
        weight: Amount,
        /// Hours of abuse taken per contact hour [-]; feeds `loops.strain` with `w_abuse`.
        abuse_weight: Option<Amount>,
    },
}

impl LevelFile {
    /// The level's name.
    pub fn name(&self) -> &str {
        match self {
            LevelFile::OneToOne { name, .. }
            | LevelFile::Group { name, .. }
            | LevelFile::CheckIn { name, .. } => &name.0,
        }
    }
}

/// A stream of newcomers, Poisson unless `clustering` is above 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReferralFile {
    /// Name of the stream.
    pub name: Name,
    /// New referrals [clients/week], 0 to 100,000; may be dated.
    pub per_week: DatedFile<Rate>,
    /// Probability of entering at each level; they add up to 1.
    pub enter: BTreeMap<String, Share>,
    /// Growth per calendar year as a share (0.05 = 5 %), compounding from week 0.
    #[serde(default = "no_growth")]
    pub growth_per_year: Growth,
    /// Factor by calendar month, January first: 12 numbers.
    #[serde(default = "even_months")]
    #[schemars(length(min = 12, max = 12))]
    pub monthly: Vec<Amount>,
    /// Variance of the weekly count over its mean, at least 1 (1: plain Poisson).
    #[serde(default = "plain")]
    pub clustering: AtLeastOne,
    /// Later changes of the rate, each a factor that comes on top of all others.
    #[serde(default)]
    pub changes: Vec<RateChangeFile>,
    /// Newcomers of the stream who are passed on to another site; only with sites.
    pub cross_referral: Option<CrossReferralFile>,
}

/// From `week` on the rate is multiplied by `value`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RateChangeFile {
    /// Week of the change, from the start [weeks].
    pub week: WeekOf,
    /// Factor on the rate [-].
    pub value: Amount,
    /// Time over which the rate gets there in a straight line; 0 is a step [weeks].
    #[serde(default = "nothing")]
    pub ramp_weeks: Amount,
}
