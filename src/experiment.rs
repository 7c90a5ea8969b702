//! Many replications: play them in parallel, gather what they leave behind.

pub mod results;
