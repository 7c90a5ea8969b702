//! Plimsoll: staffing simulation and capacity modelling for services whose load is people.

pub mod experiment;
pub mod model;
pub mod output;
pub mod random;
pub mod report;
pub mod scenario;
pub mod stats;
pub mod units;
