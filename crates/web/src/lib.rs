//! The pages of Attune: what clients, clinicians and administrators see in a browser.
//!
//! A handler reads from top to bottom: who, what was sent, what the record says to it, the answer. Rules live in
//! `therapy`; who may see what is decided by the record's reader.

mod account;
mod api;
pub mod app;
pub mod assets;
mod client;
mod clinician;
mod drafts;
mod frame;
mod guard;
pub mod hours;
mod router;
mod sent;
pub mod ui;
mod who;
pub mod words;
mod wrong;

pub use app::{App, DemoAccount, Options, Service};
pub use router::router;
