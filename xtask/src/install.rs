//! Installing what is missing, where this is allowed; saying exactly what to install, where it is not.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use crate::process;
use crate::steps::Step;
use crate::tools::{self, Tool};

/// Makes sure that everything the chosen steps need is there.
///
/// # Errors
/// Names what is missing and how to get it, if it could not be installed.
pub(crate) fn prepare(root: &Path, chosen: &[Step]) -> anyhow::Result<()> {
    let mut needed: Vec<Tool> = Vec::new();
    for tool in chosen.iter().flat_map(|step| step.needs()) {
        if !needed.contains(tool) {
            needed.push(*tool);
        }
    }
    let missing = |needed: &[Tool]| -> Vec<Tool> {
        needed
            .iter()
            .copied()
            .filter(|tool| *tool != Tool::NodePackages && !tool.is_there(root))
            .collect()
    };
    let first = missing(&needed);
    if !first.is_empty() {
        install(&first)?;
        let still = missing(&first);
        anyhow::ensure!(still.is_empty(), instructions(&still));
    }
    // These come last: they are installed with Node.
    if needed.contains(&Tool::NodePackages) && !Tool::NodePackages.is_there(root) {
        install_node_packages(root)?;
    }
    Ok(())
}

fn install(missing: &[Tool]) -> anyhow::Result<()> {
    for (tool, component) in [(Tool::Rustfmt, "rustfmt"), (Tool::Clippy, "clippy")] {
        if missing.contains(&tool) && tools::on_path("rustup").is_some() {
            process::run(process::command("rustup").args(["component", "add", component]))?;
        }
    }
    let packages: Vec<&str> = missing
        .iter()
        .flat_map(|tool| tool.debian_packages())
        .copied()
        .collect();
    if packages.is_empty() {
        return Ok(());
    }
    let with_instructions =
        |why: anyhow::Error| anyhow::anyhow!("{why:#}\n{}", instructions(missing));
    let may = may_install().map_err(with_instructions)?;
    println!("Installing {} with apt-get.", packages.join(", "));
    let installed = process::run(apt_get(may).arg("update")).and_then(|()| {
        process::run(
            apt_get(may)
                .args(["install", "--yes", "--no-install-recommends"])
                .args(&packages),
        )
    });
    installed.map_err(with_instructions)
}

fn install_node_packages(root: &Path) -> anyhow::Result<()> {
    println!("Installing the Node packages of tests/browser by its lock file.");
    let folder = tools::browser_tests(root);
    process::run(process::command("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder)).context(
        "The Node packages of the browser tests could not be installed. Check the network or npm's registry setting, \
         then run 'npm ci' in tests/browser.",
    )?;
    std::fs::copy(
        folder.join("package-lock.json"),
        tools::node_packages_stamp(root),
    )
    .context("node_modules in tests/browser cannot be written to")?;
    Ok(())
}

/// By which right packages may be installed here.
#[derive(Clone, Copy)]
enum May {
    AsRoot,
    WithSudo,
}

fn may_install() -> anyhow::Result<May> {
    anyhow::ensure!(
        tools::on_path("apt-get").is_some(),
        "This machine has no apt-get."
    );
    if is_root() {
        return Ok(May::AsRoot);
    }
    anyhow::ensure!(
        tools::answers("sudo", &["-n", "true"]),
        "Installing packages needs root, or sudo without a password."
    );
    Ok(May::WithSudo)
}

pub(crate) fn is_root() -> bool {
    process::output(process::command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn apt_get(may: May) -> Command {
    let mut words = match may {
        May::AsRoot => process::command("env"),
        May::WithSudo => {
            let mut sudo = process::command("sudo");
            sudo.args(["-n", "env"]);
            sudo
        }
    };
    words.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"]);
    words
}

/// What is missing and what to do about it, for a person.
fn instructions(missing: &[Tool]) -> String {
    let mut text = String::from("These are missing and could not be installed:\n");
    for tool in missing {
        let line = match tool {
            Tool::Rustfmt => "rustfmt. Install it: rustup component add rustfmt".to_owned(),
            Tool::Clippy => "clippy. Install it: rustup component add clippy".to_owned(),
            Tool::Postgres => "the PostgreSQL server programs initdb, postgres and createdb (package postgresql)".to_owned(),
            Tool::Node => {
                let (major, minor) = tools::OLDEST_NODE;
                let found = tools::node_version()
                    .map(|(major, minor)| format!("; this machine has {major}.{minor}"))
                    .unwrap_or_default();
                format!("Node {major}.{minor} or newer, and npm (packages nodejs and npm{found})")
            }
            Tool::NodePackages => "the Node packages. Install them: npm ci in tests/browser".to_owned(),
            Tool::Chromium => "Chromium (packages chromium and fonts-dejavu; on Ubuntu, where that package is a snap, \
                               any Chromium or Chrome will do: set CHROMIUM to its path)"
                .to_owned(),
        };
        let _ = writeln!(text, "  - {line}");
    }
    let packages: Vec<&str> = missing
        .iter()
        .flat_map(|tool| tool.debian_packages())
        .copied()
        .collect();
    if !packages.is_empty() {
        let _ = writeln!(
            text,
            "On Debian or Ubuntu, as root:\n  apt-get update && apt-get install --no-install-recommends {}",
            packages.join(" ")
        );
    }
    text.push_str("Then run the command again, or only some steps with --only.");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_instructions_name_every_missing_thing_and_one_command() {
        let text = instructions(&[Tool::Postgres, Tool::Chromium]);
        assert!(
            text.contains(
                "apt-get install --no-install-recommends postgresql chromium fonts-dejavu"
            ),
            "{text}"
        );
        assert!(
            text.contains("CHROMIUM") && text.contains("initdb"),
            "{text}"
        );
    }

    #[test]
    fn a_missing_lint_is_asked_of_rustup_and_not_of_apt() {
        let text = instructions(&[Tool::Clippy]);
        assert!(
            text.contains("rustup component add clippy") && !text.contains("apt-get"),
            "{text}"
        );
    }
}
