//! One binary for the crate's tests from outside; a file each for what they are about.

#![allow(clippy::unwrap_used, clippy::panic)]

mod built_in;
mod change;
mod codes;
mod engine;
mod fhir;
mod files;
mod properties;
mod scoring;
