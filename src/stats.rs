//! Statistics over replications; knows no domain.

pub mod special;
