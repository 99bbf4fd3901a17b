//! One file a command.

pub(crate) mod backup;
pub(crate) mod bench;
pub(crate) mod content;
pub(crate) mod demo;
pub(crate) mod import;
pub(crate) mod instruments;
mod maintain;
pub(crate) mod meta;
pub(crate) mod outcomes;
pub(crate) mod power;
pub(crate) mod randomise;
pub(crate) mod rebuild;
pub(crate) mod restore;
pub(crate) mod retention;
pub(crate) mod rotate_key;
pub(crate) mod score;
pub(crate) mod serve;
pub(crate) mod verify;

use std::fmt::Display;
use std::process::ExitCode;

/// Says how the command was called wrongly. Exit status 2.
pub(crate) fn called_wrongly(message: impl Display) -> anyhow::Result<ExitCode> {
    eprintln!("attune: {message}");
    Ok(ExitCode::from(2))
}

/// Says what was found wrong. Exit status 1.
pub(crate) fn found_wrong(message: impl Display) -> anyhow::Result<ExitCode> {
    eprintln!("attune: {message}");
    Ok(ExitCode::from(1))
}
