//! Statistics: moments, quantiles and intervals of streams of numbers; designs of experiments and what they estimate.
//! Knows no domain.
//!
//! Everything here is added to in a stated order or does not depend on the order. The streams take memory that does not grow
//! with the number of values; the designs hold their points. Random numbers come in as arguments.

pub mod bootstrap;
pub mod chance;
pub mod design;
pub mod encoding;
pub mod integral;
pub mod interval;
pub mod linear;
pub mod lowdiscrepancy;
pub mod markov;
pub mod moments;
pub mod monotone;
pub mod morris;
pub mod multiple;
pub mod paired;
pub mod quantile;
pub mod queue;
pub mod ratio;
pub mod sequential;
pub mod shapley;
pub mod sobol_indices;
pub mod special;
