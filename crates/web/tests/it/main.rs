//! The pages, asked for as a browser would ask: one binary for the crate.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub)]

mod account;
mod client;
mod clinician;
mod harness;
