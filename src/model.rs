//! One replication of a service.

pub mod allocation;
pub mod clients;
pub mod hiring;
pub mod loops;
pub mod metric;
mod observe;
pub mod record;
pub mod referrals;
pub mod regime;
pub mod safe_load;
pub mod service;
pub mod staff;
pub mod stage;
pub mod steady;
pub mod waiting;
pub mod week;

pub use service::Service;
pub use stage::Stage;

use record::Record;
use stage::Play;

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
    let play = Play::new(service, cut, replication);
    let calendar = &service.calendar;
    let warm_up = calendar.warm_up_weeks;
    record.first_long_breach = None;
    stage.reset(&play, -(warm_up as f64));
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
        }
        let end = (number + 1) as f64;
        observe::close_week(stage, &play, end, record, usize::try_from(number).ok());
    }
    Ok(())
}
