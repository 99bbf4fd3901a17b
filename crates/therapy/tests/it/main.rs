//! The course of therapy, told through its gate.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod corrections;
mod course;
mod measures;
mod notes;
mod reading;
mod story;
mod wire;
