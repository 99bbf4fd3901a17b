//! Questionnaires as data: what they ask, how they score, what must reach a person, and how much change is real.
//!
//! An instrument is a folder of files, `<id>/<id>.toml` for its structure and `<locale>.toml` beside it for its words;
//! no wording and no cut-off lives in Rust. [`Library`] reads and checks them, [`Instrument`] asks and scores,
//! [`change`] says what a difference between two scores means. Everything here is pure: no clock, no files, no network.
//!
//! Item ids are local to their instrument: item 9 of `phq-9` is `"9"`, not `"phq-9.9"`.

pub mod answers;
pub mod change;
pub mod condition;
pub mod critical;
pub mod fhir;
mod file;
pub mod instrument;
pub mod library;
pub mod norms;
pub mod problem;
pub mod rhythm;
pub mod score;
mod scoring;
pub mod words;

pub use answers::{Answer, Answers};
pub use critical::{CriticalRule, TriggerClass};
pub use instrument::{Instrument, Item, ItemKind, Version};
pub use library::{Library, check};
pub use problem::{Problem, ScoreProblem};
pub use score::{RowScore, Scored};
pub use words::Words;
