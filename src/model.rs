//! One replication of a service.

pub mod metric;
pub mod record;
pub mod regime;
pub mod steady;
