//! The record from outside, on both engines: every behavioural test runs on SQLite in a throwaway folder, and on
//! PostgreSQL too when `ATTUNE_TEST_POSTGRES` names a server.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod access;
mod attachments;
mod backups;
mod clinic;
mod contract;
mod crash;
mod disk;
mod drafts;
mod entries;
mod erasing;
mod nodes;
mod outbox;
mod people;
mod projections;
mod rotation;
mod site;
mod snapshots;
mod upgrades;
mod verifying;
