//! Two published system-dynamics models, and where the engine agrees with them and where it does not.
//!
//! `labour` is the labour supply chain of J. D. Sterman (2000), Business Dynamics, ch. 19, equations 19-1 to 19-8; `burnout` the loop
//! of overtime and burnout of Modeling to Learn (US Department of Veterans Affairs, Team PSD). Both are written down here as
//! documented reductions, in weeks; the engine plays what of them it has parts for. `page` writes what is found into
//! docs/validation.md and its figures, and holds them to it:
//!
//!     PLIMSOLL_BLESS=1 cargo test --release --test it dynamics

mod burnout;
mod labour;
mod page;
