//! The append-only record.
pub mod db;
