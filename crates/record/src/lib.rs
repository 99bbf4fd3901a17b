//! The append-only record.
pub mod db;
pub mod sealing;

pub use sealing::{SealError, Sealer};
