//! therapy
