//! The pages of Attune: what clients, clinicians and administrators see in a browser.

pub mod assets;
pub mod ui;
pub mod words;
