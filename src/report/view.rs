//! Numbers to words: every sentence and every cell of the report, as pure functions of an estimate.

pub(super) mod answer;
pub(super) mod attribution;
pub(super) mod compare;
pub(super) mod compare_time;
pub(super) mod exits;
pub(super) mod gap;
pub(super) mod money;
pub(super) mod need;
pub(super) mod notes;
pub(super) mod plan;
pub(super) mod portfolio;
pub(super) mod precision;
pub(super) mod sensitivity;
pub(super) mod staffing;
pub(super) mod story;
pub(super) mod stress;
pub(super) mod sweep;
pub(super) mod tipping;
pub(super) mod verify;
pub(super) mod waiting;
pub(super) mod words;
pub(super) mod worth;
