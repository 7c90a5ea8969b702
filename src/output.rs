//! Tables and files.
