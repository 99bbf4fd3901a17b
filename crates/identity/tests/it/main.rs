//! Who is there, on SQLite and, when `ATTUNE_TEST_POSTGRES` names a database, on PostgreSQL as well.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub)]

mod accounts;
mod authenticator;
mod catalogue;
mod factors;
mod invitations;
mod passkeys;
mod resets;
mod sessions;
mod setup;
mod sign_in;
mod teams;
mod throttle;
mod world;
