//! Keyed random streams, distributions, countdown draws.

pub mod distribution;
