//! Starting other programs, and reading along while they print.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use anyhow::Context as _;

/// A command that does not inherit what cargo tells this program about itself, so that nested cargo calls build
/// exactly what the same call would build from a shell.
pub(crate) fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let about_us = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_")
                || matches!(
                    name,
                    "CARGO_MANIFEST_DIR"
                        | "CARGO_MANIFEST_PATH"
                        | "CARGO_BIN_NAME"
                        | "CARGO_CRATE_NAME"
                )
        });
        if about_us {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a command with its output going straight to the terminal; an error names the command and how it ended.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command
        .status()
        .with_context(|| format!("{} could not be started", shown(command)))?;
    succeeded(command, status)
}

/// Runs a command quietly and gives what it printed; an error carries what it printed to its error stream.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    let output = command
        .output()
        .with_context(|| format!("{} could not be started", shown(command)))?;
    succeeded(command, output.status)
        .with_context(|| String::from_utf8_lossy(&output.stderr).trim().to_owned())
        .map(|()| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// How a command ended and everything that it printed, in the order of arrival within each stream.
pub(crate) struct Told {
    pub(crate) ended: anyhow::Result<()>,
    pub(crate) text: String,
}

/// Runs a command, shows its output as it comes, and keeps a copy of it.
pub(crate) fn listen(command: &mut Command) -> anyhow::Result<Told> {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} could not be started", shown(command)))?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let text = std::thread::scope(|scope| {
        let out = scope.spawn(|| {
            stdout
                .map(|stream| copy(stream, std::io::stdout()))
                .unwrap_or_default()
        });
        let err = stderr
            .map(|stream| copy(stream, std::io::stderr()))
            .unwrap_or_default();
        out.join().unwrap_or_default() + &err
    });
    let status = child
        .wait()
        .with_context(|| format!("{} could not be waited for", shown(command)))?;
    Ok(Told {
        ended: succeeded(command, status),
        text,
    })
}

fn copy(from: impl Read, mut to: impl Write) -> String {
    let mut kept = String::new();
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        // A closed terminal is no reason to stop reading: the child would block on a full pipe.
        let _ = to.write_all(&line).and_then(|()| to.flush());
        kept.push_str(&String::from_utf8_lossy(&line));
        line.clear();
    }
    kept
}

fn succeeded(command: &Command, status: ExitStatus) -> anyhow::Result<()> {
    anyhow::ensure!(status.success(), "{} ended with {status}", shown(command));
    Ok(())
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    let words = std::iter::once(name).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn listening_keeps_both_streams_and_reports_the_failure() {
        let told =
            listen(Command::new("sh").args(["-c", "echo one; echo two >&2; exit 3"])).unwrap();
        assert!(
            told.text.contains("one") && told.text.contains("two"),
            "{}",
            told.text
        );
        assert!(
            told.ended
                .unwrap_err()
                .to_string()
                .contains("exit status: 3")
        );
    }

    #[test]
    fn a_program_that_does_not_exist_is_named_in_the_error() {
        let problem = run(&mut Command::new("attune-no-such-program")).unwrap_err();
        assert!(problem.to_string().contains("attune-no-such-program"));
    }
}
