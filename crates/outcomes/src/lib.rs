//! Outcomes: statistics over many courses of therapy.
//!
//! Pure: no files, no clock, no network; chance comes from a seed that the caller gives. Every function names its formula
//! and its source, and is compared with a reference package or a published table in `tests/expected/`.
//!
//! Invariant: nothing here returns a number that it cannot stand behind. What cannot be estimated is refused with a reason
//! ([`OutcomesError`]) or is absent (`None`), never a placeholder.

pub mod change;
pub mod cli;
pub mod describe;
pub mod dist;
pub mod effect;
mod error;
pub mod linear;
pub mod meta;
pub mod mixed;
mod optimise;
pub mod power;
pub mod random;
pub mod randomise;
pub mod reliability;
pub mod report;
pub mod service;
pub mod survival;

pub use error::{OutcomesError, Result};
