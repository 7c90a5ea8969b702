//! The scenario file as it is written: serde types with the range, unit and default of every key.
//!
//! The JSON Schema comes from these types, and the reader checks a file against that schema, so the three cannot differ.
//! Decides nothing that needs two keys at once: that is `scenario::check`.

pub mod change;
pub mod client;
pub mod costs;
pub mod decide;
pub mod exit;
pub mod loops;
pub mod number;
pub mod programme;
pub mod shock;
pub mod site;
pub mod staff;
pub mod support;
pub mod team;
pub mod traits;
pub mod week;

use change::ChangeFile;
use client::{LevelFile, ReferralFile};
use costs::{CostsFile, FundingFile};
use decide::DecideFile;
use exit::ExitFile;
use loops::LoopsFile;
use number::*;
use programme::ProgrammeFile;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shock::ShockFile;
use site::SiteFile;
use staff::{HiringFile, PostsFile, StaffFile, WorkerFile};
use std::collections::BTreeMap;
use support::SupportFile;
use team::TeamFile;
use traits::TraitsFile;
use week::{AllocationFile, SafeLoadFile, TravelFile, WeekFile};

/// A Plimsoll scenario: one service, one policy, one span of time.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Plimsoll scenario")]
pub struct ScenarioFile {
    /// Name of the scenario, shown on every page.
    pub name: Name,
    /// The question it is to answer, in a sentence.
    pub question: Option<String>,
    /// The span of time and the size of the experiment.
    pub run: RunFile,
    /// Levels of intensity, heaviest first, up to 8.
    #[schemars(length(min = 1, max = 8))]
    pub level: Vec<LevelFile>,
    /// Ways out of the service that have a name, up to 8; the plain `exit` needs none.
    #[serde(default)]
    #[schemars(length(max = 8))]
    pub exit: Vec<ExitFile>,
    /// Streams of newcomers.
    #[serde(default)]
    pub referrals: Vec<ReferralFile>,
    /// Who is there at the start.
    #[serde(default)]
    pub initial: InitialFile,
    /// The load line; without it no caseload kinds of breach and no need.
    pub safe_load: Option<SafeLoadFile>,
    /// The hours of a full-time week and how a short week gives.
    pub week: WeekFile,
    /// Travel to one-to-one sessions; without it none.
    pub travel: Option<TravelFile>,
    /// Funded posts; left out only where every site has its own.
    #[serde(default)]
    #[schemars(length(min = 1, max = 1_000))]
    pub posts: Vec<PostsFile>,
    /// Today's workers, where they are known one by one.
    #[serde(default)]
    pub worker: Vec<WorkerFile>,
    /// How long people stay and how often they are away; without it nobody leaves or is absent.
    pub staff: Option<StaffFile>,
    /// From a vacancy to a fully inducted worker; without it posts that empty stay empty.
    pub hiring: Option<HiringFile>,
    /// Kinds of emergency, up to 16; without it none.
    #[serde(default)]
    #[schemars(length(max = 16))]
    pub shock: Vec<ShockFile>,
    /// Roles that hold no clients and take hours off the week of those who do.
    #[serde(default)]
    pub support: Vec<SupportFile>,
    /// Teams of direct support: posts that belong to clients.
    #[serde(default)]
    pub team: Vec<TeamFile>,
    /// What workers differ in; without it all are alike.
    pub traits: Option<TraitsFile>,
    /// Several services that are planned together: service centres, divisions.
    #[serde(default)]
    #[schemars(length(max = 40))]
    pub site: Vec<SiteFile>,
    /// Software and process changes, up to 16; without it none.
    #[serde(default)]
    #[schemars(length(max = 16))]
    pub change: Vec<ChangeFile>,
    /// Coaching and training programmes, up to 16; without it none.
    #[serde(default)]
    #[schemars(length(max = 16))]
    pub programme: Vec<ProgrammeFile>,
    /// Who takes which client.
    #[serde(default)]
    pub allocation: AllocationFile,
    /// Feedback loops; without it none.
    #[serde(default)]
    pub loops: LoopsFile,
    /// When a service counts as overstretched.
    #[serde(default)]
    pub regime: RegimeFile,
    /// What the service costs beside salaries; without it nothing.
    pub costs: Option<CostsFile>,
    /// Money that comes in, and the posts that it opens.
    #[serde(default)]
    pub funding: Vec<FundingFile>,
    /// Alternatives: this scenario with these changes, each a table of `"path" = value`.
    #[serde(default, rename = "plans")]
    #[schemars(with = "BTreeMap<String, BTreeMap<String, serde_json::Value>>")]
    pub _plans: Ignored,
    /// What may be decided, for `plimsoll plan`: the space of plans and the risk they may have.
    #[serde(default, rename = "decide")]
    #[schemars(with = "Option<DecideFile>")]
    pub _decide: Ignored,
    /// Numbers that are not known exactly, by path: drawn once in every future.
    #[serde(default, rename = "uncertain")]
    #[schemars(with = "BTreeMap<String, DistributionFile>")]
    pub _uncertain: Ignored,
    /// Where a number comes from, by path; a text that begins with "assumption" marks an assumption.
    #[serde(default, rename = "sources")]
    #[schemars(with = "BTreeMap<String, String>")]
    pub _sources: Ignored,
}

impl ScenarioFile {
    /// Reads one section again.
    ///
    /// # Errors
    /// A section that does not have this shape.
    pub fn replace(
        &mut self,
        section: &str,
        json: &serde_json::Value,
    ) -> Result<(), serde_json::Error> {
        match section {
            "run" => self.run = Deserialize::deserialize(json)?,
            "level" => self.level = Deserialize::deserialize(json)?,
            "exit" => self.exit = Deserialize::deserialize(json)?,
            "referrals" => self.referrals = Deserialize::deserialize(json)?,
            "initial" => self.initial = Deserialize::deserialize(json)?,
            "safe_load" => self.safe_load = Deserialize::deserialize(json)?,
            "week" => self.week = Deserialize::deserialize(json)?,
            "travel" => self.travel = Deserialize::deserialize(json)?,
            "posts" => self.posts = Deserialize::deserialize(json)?,
            "worker" => self.worker = Deserialize::deserialize(json)?,
            "staff" => self.staff = Deserialize::deserialize(json)?,
            "hiring" => self.hiring = Deserialize::deserialize(json)?,
            "shock" => self.shock = Deserialize::deserialize(json)?,
            "support" => self.support = Deserialize::deserialize(json)?,
            "team" => self.team = Deserialize::deserialize(json)?,
            "traits" => self.traits = Deserialize::deserialize(json)?,
            "site" => self.site = Deserialize::deserialize(json)?,
            "change" => self.change = Deserialize::deserialize(json)?,
            "programme" => self.programme = Deserialize::deserialize(json)?,
            "allocation" => self.allocation = Deserialize::deserialize(json)?,
            "loops" => self.loops = Deserialize::deserialize(json)?,
            "regime" => self.regime = Deserialize::deserialize(json)?,
            "costs" => self.costs = Deserialize::deserialize(json)?,
            "funding" => self.funding = Deserialize::deserialize(json)?,
            other => return Err(serde::de::Error::custom(format!("no section {other}"))),
        }
        Ok(())
    }
}

/// Part of the file that is read elsewhere (`scenario::document`), not by serde.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ignored;

impl<'de> Deserialize<'de> for Ignored {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| Ignored)
    }
}

/// The span of time and the size of the experiment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunFile {
    /// First day; gives weeks their dates and months their factors.
    #[serde(default = "a_monday")]
    pub start: Day,
    /// Weeks observed, 1 to 5,200.
    pub horizon_weeks: HorizonWeeks,
    /// Weeks played before week 0 and not observed, 0 to 5,200.
    #[serde(default = "no_warm_up")]
    pub warm_up_weeks: WarmUpWeeks,
    /// Steps in a week, 1 or 7.
    #[serde(default = "weekly")]
    pub steps_per_week: StepsPerWeek,
    /// Futures played, 1 to 10 million.
    #[serde(default = "a_thousand")]
    pub replications: Replications,
    /// Number that fixes all random draws.
    #[serde(default)]
    pub seed: u64,
}

fn a_monday() -> Day {
    Day("2026-01-05".to_owned())
}

fn no_warm_up() -> WarmUpWeeks {
    WarmUpWeeks(0)
}

fn weekly() -> StepsPerWeek {
    StepsPerWeek(1)
}

fn a_thousand() -> Replications {
    Replications(1000)
}

/// Who is there at week 0 (at the start of the warm-up, where there is one).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct InitialFile {
    /// Clients by level; a level that is not named has none.
    pub clients: BTreeMap<String, People>,
    /// Clients on the waiting list, by level; under open admission they are taken on when the run begins.
    pub waiting: BTreeMap<String, People>,
    /// Open vacancies: a whole number where there is one role, else by role.
    pub vacancies: VacanciesFile,
    /// How far today's stays, tenures and vacancies have run.
    pub ages: AgesFile,
}

/// Open vacancies: a number, or one by role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum VacanciesFile {
    All(PostCount),
    ByRole(BTreeMap<String, PostCount>),
}

impl Default for VacanciesFile {
    fn default() -> Self {
        VacanciesFile::All(PostCount(0))
    }
}

/// How far today's stays, tenures and vacancies have run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AgesFile {
    /// As found by one who looks in at random.
    #[default]
    Stationary,
    /// All begin at the start.
    Fresh,
}

/// When a service counts as overstretched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RegimeFile {
    /// Work wanted per hour available above which a service becomes overstretched [-], above 0.
    pub enter: PositiveAmount,
    /// Work wanted per hour available below which it no longer is [-], above 0, at most `enter`.
    pub leave: PositiveAmount,
    /// Weeks over which work and hours are added up, 1 to 5,200.
    pub window_weeks: HorizonWeeks,
    /// Waiting clients above this share of active clients: safe only by waiting list [-].
    pub waiting_share: Amount,
}

impl Default for RegimeFile {
    fn default() -> Self {
        RegimeFile {
            enter: PositiveAmount(1.1),
            leave: PositiveAmount(1.0),
            window_weeks: HorizonWeeks(13),
            waiting_share: Amount(0.1),
        }
    }
}
