//! Plimsoll: staffing simulation and capacity modelling for services whose load is people.
//!
//! A scenario file says who is referred, how intense their needs are, who is employed and how long posts stay empty. Plimsoll
//! plays that service forward many times and measures safe-load breaches, the EFT it takes, and which futures turn
//! vicious or virtuous. The layers, each importing only those before it: [`units`] and [`stats`], [`random`], [`scenario`],
//! [`model`] (one replication), [`experiment`] (many), [`output`] (tables and files), [`report`] (the page and its figures).
//!
//! ```
//! use std::sync::atomic::AtomicBool;
//!
//! use plimsoll::experiment::{NoOutcomes, Settings, Silent, Subject, run};
//! use plimsoll::scenario::document::Document;
//!
//! let document = Document::read("scenarios/two-workers.toml".as_ref())?;
//! let study = document.study(Some("third worker in year two"), &[])?;
//! let settings = Settings { replications: 50, seed: 7, threads: 2, cut: vec![], twin: true };
//! let results = run(&Subject::from(&study), &settings, &Silent, &AtomicBool::new(false), &mut NoOutcomes)?;
//!
//! let leavers = results.outcome("leavers_count").expect("an outcome of every run");
//! assert_eq!(leavers.estimate.replications, 50);
//! // Three workers who stay three years each on average, watched for five years: about four of them leave.
//! assert!((2.0..7.0).contains(&leavers.estimate.value));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod experiment;
pub mod model;
pub mod output;
pub mod random;
pub mod report;
pub mod scenario;
pub mod stats;
pub mod units;
