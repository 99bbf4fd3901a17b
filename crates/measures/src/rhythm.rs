//! The daily rhythm log.
