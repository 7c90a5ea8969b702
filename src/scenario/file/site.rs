//! Sites: several services that are planned together, each with sections of its own.

use super::InitialFile;
use super::client::ReferralFile;
use super::costs::FundingFile;
use super::number::*;
use super::staff::{HiringFile, PostsFile, StaffFile, WorkerFile};
use super::week::{SafeLoadFile, TravelFile};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One of several services that are planned together: a service centre, a division. A section that it gives takes the place
/// of the file's; one that it does not give is the file's, for each such site anew.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteFile {
    /// Name of the site; not "all", the word for the whole.
    pub name: Name,
    /// Streams of newcomers of the site.
    pub referrals: Option<Vec<ReferralFile>>,
    /// Who is at the site at the start.
    pub initial: Option<InitialFile>,
    /// The load line of the site.
    pub safe_load: Option<SafeLoadFile>,
    /// Travel to one-to-one sessions of the site.
    pub travel: Option<TravelFile>,
    /// Funded posts of the site.
    #[schemars(length(min = 1, max = 1_000))]
    pub posts: Option<Vec<PostsFile>>,
    /// Today's workers of the site, where they are known one by one.
    pub worker: Option<Vec<WorkerFile>>,
    /// How long people stay at the site and how often they are away.
    pub staff: Option<StaffFile>,
    /// From a vacancy at the site to a fully inducted worker.
    pub hiring: Option<HiringFile>,
    /// Rent, insurance and all that does not depend on anybody, of this site [currency/year]: in the place of its share of
    /// `costs.overheads_per_year`, which the other sites then share.
    pub overheads_per_year: Option<Cost>,
    /// Money that comes in for the site, and the posts that it opens there.
    pub funding: Option<Vec<FundingFile>>,
    /// Clients who move to another site and go on there.
    #[serde(default)]
    pub transfers: Vec<TransferFile>,
}

/// Clients who move to another site: with them go their level and what is left of their stay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferFile {
    /// Name of the site they move to.
    pub to: String,
    /// Moves per client and calendar year, of those in service and those waiting [1/year].
    pub per_client_per_year: Amount,
}

/// Newcomers who are passed on to another site when they come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CrossReferralFile {
    /// Name of the site they are passed on to, where they count as referred.
    pub to: String,
    /// Share of the stream's newcomers.
    pub share: Share,
}
