//! The one integration test binary. A module asks one kind of question:
//!
//! - `theory`: does a reduction of the model whose answer is known give that answer? Formulas, never pinned numbers.
//! - `streams`: does a draw depend on its key and on nothing else?
//! - `invariants`: what holds in every scenario: clients, posts and hours conserved, shares within 0 and 1.
//! - `keys`: does every number of the schema move some output?
//! - `fuzzed`: what does the reader say to a file that is damaged anywhere?
//! - `mutated`: what does a reader say to a number that cannot stand where it does?
//! - `conventions`: do layers, homes of third-party crates and names follow the design?
//! - `cli`: exit codes, stdout and stderr, error texts, README commands.
//! - `golden`: shipped scenarios, rounded summaries; re-blessed only on purpose.
//! - `replay`: is a future that is told the one inside the batch, and does its journal agree with its record?
//! - `tipping`: what `plimsoll tipping` writes, says and refuses.
//! - `science`: do the pages of `docs` say what the code does, and do their links lead somewhere?
//! - `support`: small scenarios and the plain statistics that the others assert with. No tests.

mod cli;
mod conventions;
mod fuzzed;
mod golden;
mod invariants;
mod keys;
mod mutated;
mod replay;
mod science;
mod streams;
mod support;
mod theory;
mod tipping;
