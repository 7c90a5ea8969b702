//! The safe-load table of the peer-support practice note: 12 rows by maturity, groups and geography.
