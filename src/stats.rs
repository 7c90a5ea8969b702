//! Streaming statistics: moments, quantiles and intervals of numbers. Knows no domain.
//!
//! Everything here is added to in a stated order or does not depend on the order, and takes memory that does not grow
//! with the number of values.

pub mod chance;
pub mod interval;
pub mod moments;
pub mod monotone;
pub mod quantile;
pub mod ratio;
pub mod special;
