//! One future played again to be told: the numbers it has in every batch, and a journal of what happened in it.
//!
//! Decides what is kept of it; which of it is worth telling is decided in `story`.

use super::Subject;
use super::arm::{self, Arm, Detail, Pairing};
use super::batch::Lane;
use super::future::{Reading, TwinUse, read};
use super::outcome::Column;
use super::results::Failure;
use crate::model::journal::Journal;
use crate::model::metric::Metric;
use crate::model::record::Record;
use crate::model::regime::{Seen, states};
use crate::model::{LoopsCut, Service, Stage, play_watched};
use crate::scenario::{LoopName, Scenario};

/// One future and, where it was played, the same future with all loops cut.
#[derive(Debug, Clone)]
pub struct Replay {
    /// Its number, 0 for the first.
    pub replication: u64,
    /// The scenario of this future, with plan, `--set` and drawn parameters applied.
    pub scenario: Scenario,
    /// `"as written"` or the plan's name.
    pub plan: String,
    /// Names of the loops cut with `--cut`.
    pub cut: Vec<&'static str>,
    pub metrics: Vec<Metric>,
    /// Columns of the outcomes table, and this future's row: NaN where undefined.
    pub columns: Vec<Column>,
    pub outcomes: Vec<f64>,
    pub future: Played,
    /// `None` where no loop acts or where it was left out.
    pub twin: Option<Played>,
    pub twin_use: TwinUse,
    /// By week.
    pub states: Vec<Seen>,
}

/// One playing of a future.
#[derive(Debug, Clone)]
pub struct Played {
    pub record: Record,
    pub journal: Journal,
    /// By complete year: 1 unsafe, 0 not, NaN undefined.
    pub unsafe_years: Vec<f64>,
}

impl Replay {
    /// A value of the outcomes row; NaN where undefined or where there is no such column.
    pub fn outcome(&self, name: &str) -> f64 {
        let at = self.columns.iter().position(|column| column.name == name);
        at.map_or(f64::NAN, |at| self.outcomes[at])
    }

    /// A metric of one playing, week by week; NaN where undefined, empty where the metric does not exist. States are not metrics
    /// of one playing.
    pub fn weekly(&self, played: &Played, name: &str) -> Vec<f64> {
        let Some(metric) = self.metrics.iter().find(|metric| metric.name == name) else {
            return Vec::new();
        };
        (0..played.record.weeks())
            .map(|week| played.record.weekly(week, metric, Seen::Nothing))
            .collect()
    }

    /// What is drawn anew for each future: path and value.
    pub fn drawn(&self) -> impl Iterator<Item = (&str, f64)> {
        let columns = self.columns.iter().zip(&self.outcomes);
        columns
            .filter_map(|(column, value)| Some((column.name.strip_prefix("uncertain.")?, *value)))
    }
}

/// What is played again, and how.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    pub subject: &'a Subject<'a>,
    pub seed: u64,
    /// Loops that do not act.
    pub cut: &'a [LoopName],
    /// Whether it is also played with all loops cut, where any acts.
    pub twin: bool,
    /// The site whose story is told, where there are several: the first, if none is named.
    pub site: Option<usize>,
}

/// Plays one future again, watched. Of several sites all are played and one is told, as if it were a service of its own.
///
/// # Errors
/// The week and the reason, when it cannot be played to its end.
pub fn replay(question: &Question, replication: u64) -> Result<Replay, Failure> {
    let arm = Arm {
        subject: question.subject,
        cut: question.cut,
        twin: question.twin,
        detail: Detail::Weeks,
    };
    let lane = arm::lanes(&[arm], question.seed, Pairing::Common)
        .pop()
        .expect("an arm makes a lane");
    let Lane {
        player, mut design, ..
    } = lane;
    let mut future = lane.blank;
    let mut scenario = player.scenario(replication, &mut future)?;
    let service = Service::new(&scenario);
    let mut stage = Stage::new();
    let mut watched = |cut, record: &mut Record| {
        let mut journal = Journal::of_site(question.site.unwrap_or(0));
        play_watched(&service, cut, replication, &mut stage, record, &mut journal)
            .map(|()| journal)
            .map_err(|fault| Failure {
                replication,
                week: Some(fault.week),
                what: fault.what,
            })
    };
    let journal = watched(LoopsCut::AsGiven, &mut future.record)?;
    let twin_journal = match design.twin {
        TwinUse::Played => Some(watched(LoopsCut::AllCut, &mut future.twin)?),
        TwinUse::Same | TwinUse::LeftOut => None,
    };
    if !scenario.sites.is_empty() {
        let site = question.site.unwrap_or(0);
        future.record = future.record.sites.swap_remove(site);
        if design.twin == TwinUse::Played {
            future.twin = future.twin.sites.swap_remove(site);
        }
        scenario = scenario.of_site(site);
        design.columns.retain(|it| !it.name.starts_with("site."));
        design.sites = 0;
    }
    let mut reading = Reading::default();
    read(
        &design,
        &future,
        &mut vec![0.0; design.width()],
        &mut reading,
    );
    let states = states(&future.record, future.twin(design.twin), &future.regime, 0);
    Ok(Replay {
        replication,
        scenario,
        plan: question.subject.plan.clone(),
        cut: question.cut.iter().map(|name| name.name()).collect(),
        metrics: design.metrics,
        columns: design.columns,
        outcomes: reading.outcomes,
        future: Played {
            record: future.record,
            journal,
            unsafe_years: reading.unsafe_years,
        },
        twin: twin_journal.map(|journal| Played {
            record: future.twin,
            journal,
            unsafe_years: reading.unsafe_years_twin,
        }),
        twin_use: design.twin,
        states,
    })
}
