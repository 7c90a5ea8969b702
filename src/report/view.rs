//! Numbers to words: every sentence and every cell of the report, as pure functions of an estimate.

pub(super) mod answer;
pub(super) mod gap;
pub(super) mod need;
pub(super) mod notes;
pub(super) mod tipping;
pub(super) mod waiting;
pub(super) mod words;
