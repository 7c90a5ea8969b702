//! Streaming statistics: moments, quantiles and intervals of numbers. Knows no domain.
//!
//! Everything here is added to in a stated order or does not depend on the order, and takes memory that does not grow
//! with the number of values.

pub mod encoding;
pub mod interval;
pub mod moments;
pub mod multiple;
pub mod paired;
pub mod quantile;
pub mod sequential;
pub mod shapley;
pub mod special;
