//! Statistics over replications; knows no domain.
