//! therapy
pub mod ids;
