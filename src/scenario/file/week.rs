//! Safe load, the working week, travel and allocation as they are written in the file.

use super::number::*;
use crate::scenario::{BreachKind, Part};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

fn yes() -> bool {
    true
}

fn nothing() -> Amount {
    Amount(0.0)
}

fn no_share() -> Share {
    Share(0.0)
}

fn half() -> Share {
    Share(0.5)
}

fn a_quarter() -> Share {
    Share(0.25)
}

fn counted() -> Vec<BreachFile> {
    vec![BreachFile::OneToOne, BreachFile::Total]
}

/// The order of the example in DESIGN 3, with training, rework, travel and crisis before contact.
fn squeeze_order() -> Vec<PartFile> {
    use PartFile::*;
    vec![
        Wellbeing,
        Relationships,
        Presence,
        Hiring,
        Onboarding,
        GroupAdmin,
        ClientAdmin,
        Training,
        Rework,
        Travel,
        Crisis,
        Contact,
    ]
}

/// The load line: how many clients a full-time worker may safely carry. Give `table` or limits of your own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SafeLoadFile {
    /// The built-in table; its row follows from `service_age_years`, `groups` and `geography`.
    pub table: Option<TableFile>,
    /// Age of the service in week 0 [years]: emergent below 3, developing 3 to 6, mature from 6.
    pub service_age_years: Option<Amount>,
    /// How many clients are in groups, in the note's words: emergent `none` or `some`, developing `none` or `more`, mature `some` or `most`; may be dated.
    pub groups: Option<DatedFile<GroupsFile>>,
    /// How far apart clients live.
    pub geography: Option<GeographyFile>,
    /// Whether the row changes on the service's third and sixth birthday.
    #[serde(default = "yes")]
    pub moves_on: bool,
    /// Most clients of each one-to-one level per full EFT, above 0; a level without a limit has none, and clients in groups and at check-ins count inside the total.
    #[serde(default)]
    pub limits: BTreeMap<String, PositiveAmount>,
    /// Most clients in all per full EFT, above 0.
    pub total: Option<PositiveAmount>,
    /// Most points per full EFT, above 0: each client counts the `weight` of her level. Over it is a breach of the kind `total`.
    pub points: Option<PositiveAmount>,
    /// Limits beyond which nobody is given a client, under either admission; at least the limits above.
    pub absolute: Option<AbsoluteFile>,
    /// Kinds of breach that count as unsafe.
    #[serde(default = "counted")]
    #[schemars(length(min = 1))]
    pub breach_when: Vec<BreachFile>,
    /// Ceiling of contact hours as a share of available hours, 0 to 1.
    #[serde(default = "half")]
    pub contact_share: Share,
    /// A year is unsafe when more than this share of its worker-weeks is in breach, 0 to 1.
    #[serde(default = "a_quarter")]
    pub tolerance: Share,
    /// Whether a large service needs fewer staff per client (5 % above 200 active clients, to 20 % above 500); true with the table, false with limits.
    pub scale: Option<bool>,
    /// Share by which that discount is dampened, by a wide geography say: 0 not at all, 1 away.
    #[serde(default = "no_share")]
    pub scale_dampening: Share,
}

/// Limits that are kept whatever comes; a client whom nobody may take waits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AbsoluteFile {
    /// Most clients of each one-to-one level per full EFT, above 0.
    #[serde(default)]
    pub limits: BTreeMap<String, PositiveAmount>,
    /// Most clients in all per full EFT, above 0.
    pub total: Option<PositiveAmount>,
    /// Most points per full EFT, above 0.
    pub points: Option<PositiveAmount>,
}

/// A built-in table of limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum TableFile {
    /// The 12 rows of "Guidance for Working Well".
    #[serde(rename = "peer-support")]
    PeerSupport,
}

/// The practice note's words for how many clients are in groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GroupsFile {
    None,
    Some,
    More,
    Most,
}

/// How far apart clients live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GeographyFile {
    Centralised,
    Wide,
}

/// A kind of safe-load breach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BreachFile {
    /// More clients at a one-to-one level than its limit.
    OneToOne,
    /// More clients in all than the total.
    Total,
    /// Contact hours above `contact_share` of available hours.
    Contact,
    /// More hours wanted than available.
    Hours,
}

impl BreachFile {
    /// The kind it names.
    pub fn kind(self) -> BreachKind {
        match self {
            BreachFile::OneToOne => BreachKind::OneToOne,
            BreachFile::Total => BreachKind::Total,
            BreachFile::Contact => BreachKind::Contact,
            BreachFile::Hours => BreachKind::Hours,
        }
    }
}

/// A part of the working week.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PartFile {
    Contact,
    Travel,
    Crisis,
    ClientAdmin,
    GroupAdmin,
    Relationships,
    Presence,
    Hiring,
    Onboarding,
    Training,
    Rework,
    Wellbeing,
}

impl PartFile {
    /// The part it names. The variants stand in the order of [`Part::ALL`].
    pub fn part(self) -> Part {
        Part::ALL[self as usize]
    }
}

/// The hours of a full-time week and how a short week gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WeekFile {
    /// Hours of a full-time week [h/week], above 0.
    pub full_time_hours: PositiveAmount,
    /// Supervision, reflective practice, learning [h/week per full-time worker].
    #[serde(default = "nothing")]
    pub wellbeing_hours: Amount,
    /// Supervision on top of those, a part of wellbeing that restores (`loops.strain.supervision_restores`) [h/week per full-time worker]; without it none.
    pub supervision_hours: Option<Amount>,
    /// Work with other services and the community [h/week per full-time worker].
    #[serde(default = "nothing")]
    pub relationships_hours: Amount,
    /// Being present with teams [h/week per full-time worker].
    #[serde(default = "nothing")]
    pub presence_hours: Amount,
    /// Training [h/week per full-time worker].
    #[serde(default = "nothing")]
    pub training_hours: Amount,
    /// Client administration per hour of contact [-].
    #[serde(default = "nothing")]
    pub admin_share: Amount,
    /// Longest overtime as a share of available hours [-].
    #[serde(default = "nothing")]
    pub overtime_max: Amount,
    /// Parts of the week that give first when hours are short, in this order.
    #[serde(default = "squeeze_order")]
    pub squeeze: Vec<PartFile>,
    /// Share of a part's hours that is kept until nothing else is left to cut, 0 to 1; 0 where it is not given.
    #[serde(default)]
    pub floors: BTreeMap<PartFile, Share>,
}

/// Travel to one-to-one sessions: sessions x share_remote x (1 - co_located_share) x hours_per_trip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TravelFile {
    /// Share of one-to-one sessions that need a trip, 0 to 1.
    pub share_remote: Share,
    /// There and back [h].
    pub hours_per_trip: Amount,
    /// Share of trips saved by meeting several clients in one place, 0 to 1.
    #[serde(default = "no_share")]
    pub co_located_share: Share,
}

/// Who takes which client.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AllocationFile {
    /// Whether each client has a worker of their own.
    pub ownership: OwnershipFile,
    /// Whether newcomers wait when nobody has room within the limits.
    pub admission: AdmissionFile,
    /// Share of spare hours that goes to colleagues who are short, 0 to 1.
    pub sharing: SharingFile,
    /// What happens to the clients of somebody who leaves.
    pub left_behind: LeftBehindFile,
    /// Chance a week that the most burdened worker hands one client to the least burdened, a change of worker each, 0 to 1.
    pub rebalance: Option<Share>,
    /// Time a client waits before giving up [weeks]; without it for ever.
    pub patience: Option<DistributionFile>,
    /// In which order the waiting list is taken up.
    pub triage: TriageFile,
    /// Work that watching over each client on the waiting list asks of the site [h/week]; part `crisis`.
    pub monitoring_hours: MonitoringFile,
    /// Whether starters in induction are given light clients first and heavy ones last, within the limits.
    pub match_starters: bool,
}

// Hours whose default is 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 0, "maximum" = 1_000_000))]
pub struct MonitoringFile(pub f64);

/// In which order the waiting list is taken up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TriageFile {
    /// Heaviest level first, then first come.
    #[default]
    Level,
    /// First come, whatever the level.
    Wait,
}

// A share whose default is 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("minimum" = 0, "maximum" = 1))]
pub struct SharingFile(pub f64);

/// Whether each client has a worker of their own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OwnershipFile {
    /// Each client has one worker.
    #[default]
    Individual,
    /// The team holds all clients together.
    Pooled,
}

/// Whether newcomers wait.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AdmissionFile {
    /// Everyone is taken on at once.
    #[default]
    Open,
    /// A client who fits nowhere within the limits waits.
    SafeLoad,
}

/// What happens to a leaver's clients.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LeftBehindFile {
    /// Colleagues take them at once, limits or not.
    #[default]
    Reassign,
    /// They wait for room.
    Wait,
}
