//! Feedback loops as they are written in the file. A loop that is not named does not act.

use super::number::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Feedback loops, each through the working week. All their numbers are assumptions: say where they come from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoopsFile {
    /// What a short week does to people; `burnout` and `absence` act through it.
    pub strain: Option<StrainFile>,
    /// Strained workers leave sooner.
    pub burnout: Option<BurnoutFile>,
    /// Strained workers are sick more often.
    pub absence: Option<AbsenceFile>,
    /// Overload makes people leave at once. Contested in the literature, so absent unless given.
    pub overload: Option<OverloadFile>,
    /// No time to hire: posts stay empty for longer.
    pub hiring: Option<HiringSlowingFile>,
    /// No time to induct: starters need longer.
    pub onboarding: Option<OnboardingSlowingFile>,
    /// Unwritten records come back as rework.
    pub records: Option<RecordsFile>,
    /// Contact not given: clients stay longer and get worse.
    pub care: Option<CareFile>,
    /// Contact not given: clients break off and are lost.
    pub disengagement: Option<DisengagementFile>,
    /// A worker who is not there for her teams loses their people sooner.
    pub presence: Option<PresenceFile>,
}

/// Strain in 0 to 1; moves toward a target made of overtime, missed wellbeing and emotional hours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StrainFile {
    /// Strain at which nothing is faster or slower than drawn, 0 to below 1.
    pub reference: ShareBelowOne,
    /// Time constant upward [weeks], above 0.
    pub rise_weeks: PositiveAmount,
    /// Time constant downward [weeks], above 0.
    pub recover_weeks: PositiveAmount,
    /// Weight of overtime [-].
    pub w_overtime: Amount,
    /// Weight of missed wellbeing hours [-].
    pub w_wellbeing: Amount,
    /// Weight of emotional hours [-].
    pub w_emotional: Amount,
    /// Emotional hours that make up a full measure [h/week], above 0.
    pub emotional_norm_hours: PositiveAmount,
    /// Factor on the emotional term [-].
    pub sensitivity: Amount,
    /// Weight of hours of abuse, against the same full measure [-]; without it 0.
    pub w_abuse: Option<Amount>,
    /// Share of the strain from emotional hours and abuse that full supervision takes away, 0 to 1; without it 0.
    pub supervision_restores: Option<Share>,
    /// Supervision that is full [h/week per full-time worker], above 0; without it 1.
    pub supervision_full_hours: Option<PositiveAmount>,
}

impl Default for StrainFile {
    fn default() -> Self {
        StrainFile {
            reference: ShareBelowOne(0.2),
            rise_weeks: PositiveAmount(13.0),
            recover_weeks: PositiveAmount(26.0),
            w_overtime: Amount(0.3),
            w_wellbeing: Amount(0.5),
            w_emotional: Amount(0.2),
            emotional_norm_hours: PositiveAmount(15.0),
            sensitivity: Amount(1.0),
            w_abuse: None,
            supervision_restores: None,
            supervision_full_hours: None,
        }
    }
}

/// Strained workers leave sooner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BurnoutFile {
    /// How much of the loop acts, 0 (cut) to 1.
    pub strength: Share,
    /// Factor on the speed of leaving at full strain [-], above 0.
    pub quits_at_full: PositiveAmount,
}

impl Default for BurnoutFile {
    fn default() -> Self {
        BurnoutFile {
            strength: Share(1.0),
            quits_at_full: PositiveAmount(1.57),
        }
    }
}

/// Strained workers are sick more often.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AbsenceFile {
    /// How much of the loop acts, 0 (cut) to 1.
    pub strength: Share,
    /// Factor on the rate of sick leave at full strain [-], above 0.
    pub absence_at_full: PositiveAmount,
}

impl Default for AbsenceFile {
    fn default() -> Self {
        AbsenceFile {
            strength: Share(1.0),
            absence_at_full: PositiveAmount(1.5),
        }
    }
}

fn whole() -> Share {
    Share(1.0)
}

fn twenty() -> AtLeastOne {
    AtLeastOne(20.0)
}

/// Overload makes people leave at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OverloadFile {
    /// How much of the loop acts, 0 (cut) to 1.
    #[serde(default = "whole")]
    pub strength: Share,
    /// Speed of leaving grows by exp(sensitivity x excess pressure) [-].
    pub sensitivity: Amount,
    /// Highest factor on the speed of leaving [-], at least 1.
    #[serde(default = "twenty")]
    pub max_speed: AtLeastOne,
}

/// No time to hire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HiringSlowingFile {
    /// How much of the loop acts, 0 (cut) to 1.
    pub strength: Share,
    /// Speed of filling posts when no hiring work is done, above 0, at most 1.
    pub slowest: PositiveShare,
}

impl Default for HiringSlowingFile {
    fn default() -> Self {
        HiringSlowingFile {
            strength: Share(1.0),
            slowest: PositiveShare(0.4),
        }
    }
}

/// No time to induct.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OnboardingSlowingFile {
    /// How much of the loop acts, 0 (cut) to 1.
    pub strength: Share,
    /// Speed of induction when nobody has time for it, above 0, at most 1.
    pub slowest: PositiveShare,
}

impl Default for OnboardingSlowingFile {
    fn default() -> Self {
        OnboardingSlowingFile {
            strength: Share(1.0),
            slowest: PositiveShare(0.4),
        }
    }
}

/// Unwritten records come back as rework.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RecordsFile {
    /// How much of the loop acts, 0 (cut) to 1.
    pub strength: Share,
    /// Rework per hour of backlog [1/week].
    pub interest_per_week: Amount,
    /// Time in which unwritten records stop mattering [weeks], above 0.
    pub fade_weeks: PositiveAmount,
}

impl Default for RecordsFile {
    fn default() -> Self {
        RecordsFile {
            strength: Share(1.0),
            interest_per_week: Amount(0.03),
            fade_weeks: PositiveAmount(52.0),
        }
    }
}

/// Contact not given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CareFile {
    /// How much of the loop acts, 0 (cut) to 1.
    pub strength: Share,
    /// Speed of stays when no contact is given, above 0, at most 1.
    pub slowest: PositiveShare,
    /// Rate of getting worse when no contact is given [1/week].
    pub worse_per_week: Amount,
}

impl Default for CareFile {
    fn default() -> Self {
        CareFile {
            strength: Share(1.0),
            slowest: PositiveShare(0.3),
            worse_per_week: Amount(0.03),
        }
    }
}

/// A worker who is not there for her teams loses their people sooner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PresenceFile {
    /// How much of the loop acts, 0 (cut) to 1.
    pub strength: Share,
    /// Factor on the speed at which team workers leave where no presence is given [-], above 0.
    pub quits_at_none: PositiveAmount,
}

impl Default for PresenceFile {
    fn default() -> Self {
        PresenceFile {
            strength: Share(1.0),
            quits_at_none: PositiveAmount(2.0),
        }
    }
}

fn plain_exit() -> String {
    "exit".to_owned()
}

fn no_faster() -> AtLeastOne {
    AtLeastOne(1.0)
}

/// Clients at one-to-one and group levels break off, the sooner the less contact they are given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DisengagementFile {
    /// How much of the effect of missed contact acts, 0 (cut) to 1; the rate at full contact stays.
    #[serde(default = "whole")]
    pub strength: Share,
    /// Rate of breaking off when all contact is given [1/week].
    pub per_week: Amount,
    /// Factor on that rate when no contact is given [-], at least 1.
    #[serde(default = "no_faster")]
    pub at_none: AtLeastOne,
    /// How those who break off leave: a named exit, or `exit`. They count as lost unless it is a good one.
    #[serde(default = "plain_exit")]
    pub exit: String,
}
