//! The engine against queueing and renewal theory.
//!
//! Each test plays a reduction of the model whose answer is known and asserts the *formula*, computed here from the test's own
//! parameters by other code than the engine's (statrs distributions, linear equations, Runge-Kutta, Simpson). No number is pinned.
//!
//! Error rate: a mean over replications must lie within 4 of its own standard errors of theory, which a right engine misses
//! with probability 6.3e-5 a comparison. There are about 700 comparisons, so a right engine fails somewhere with
//! probability below 0.05 over the choice of seeds; the seeds are fixed, so a test that passes keeps passing.
//! Where the step is coarser than theory's continuous time the comparison states the bound of that error too.

mod attribution;
mod changes;
mod clients;
mod consequences;
mod dynamics;
mod emergencies;
mod exits;
mod first_year;
mod hiring;
mod left_out;
mod money;
mod policies;
mod programmes;
mod referrals;
mod sensitivity;
mod shared_support;
mod sites;
mod speed;
mod staff;
mod support_roles;
mod teams;
mod waiting;
mod week;
