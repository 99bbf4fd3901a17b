//! The program as an operator has it: started, stopped, called rightly and wrongly. On SQLite and, when
//! `ATTUNE_TEST_POSTGRES` names a server, on PostgreSQL as well.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod browser;
mod called;
mod content;
mod engine;
mod import;
mod keeping;
mod limits;
mod logs;
mod program;
mod score;
mod score_files;
mod server;
mod serving;
