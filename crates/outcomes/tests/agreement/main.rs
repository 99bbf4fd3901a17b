//! Agreement with reference packages and published tables, properties, coverage, reports.
#![allow(clippy::unwrap_used, clippy::panic)]

mod change;
mod effects;
mod expected;
mod meta;
mod mixed;
mod power;
mod properties;
mod randomise;
mod reliability;
mod reports;
mod service;
mod simulation;
mod survival;
