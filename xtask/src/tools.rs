//! The programs that the steps need besides Rust, and where they are.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::process;

/// Something that must be on the machine before a step can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    Rustfmt,
    Clippy,
    Postgres,
    Node,
    NodePackages,
    Chromium,
}

/// The oldest Node whose test runner writes several reports at once.
pub(crate) const OLDEST_NODE: (u32, u32) = (18, 18);

impl Tool {
    pub(crate) fn is_there(self, root: &Path) -> bool {
        match self {
            Self::Rustfmt => answers("cargo", &["fmt", "--version"]),
            Self::Clippy => answers("cargo", &["clippy", "--version"]),
            Self::Postgres => postgres_programs().is_ok(),
            Self::Node => {
                node_version().is_some_and(|version| version >= OLDEST_NODE)
                    && answers("npm", &["--version"])
            }
            Self::NodePackages => node_packages_are_those_of_the_lock_file(root),
            Self::Chromium => chromium().is_some(),
        }
    }

    /// The packages of Debian and Ubuntu that bring it.
    pub(crate) fn debian_packages(self) -> &'static [&'static str] {
        match self {
            Self::Postgres => &["postgresql"],
            Self::Node => &["nodejs", "npm"],
            Self::Chromium => &["chromium", "fonts-dejavu"],
            Self::Rustfmt | Self::Clippy | Self::NodePackages => &[],
        }
    }
}

/// The folder of the browser tests, which is also where the Node packages are.
pub(crate) fn browser_tests(root: &Path) -> PathBuf {
    root.join("tests").join("browser")
}

pub(crate) fn nextest_is_there() -> bool {
    answers("cargo", &["nextest", "--version"])
}

/// The browser: the one that `CHROMIUM` names, or the first that can say its version. Asking is needed because
/// Ubuntu's package may be an empty shell that asks for a snap.
pub(crate) fn chromium() -> Option<PathBuf> {
    if let Some(own) = std::env::var_os("CHROMIUM") {
        return Some(PathBuf::from(own));
    }
    [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ]
    .into_iter()
    .filter_map(on_path)
    .find(|browser| answers(&browser.to_string_lossy(), &["--version"]))
}

/// The folder with `initdb` and `postgres`: Debian keeps them out of the way of the path, the newest is taken.
pub(crate) fn postgres_programs() -> anyhow::Result<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut versions: Vec<(u32, PathBuf)> = debian
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse().ok()?,
                entry.path().join("bin"),
            ))
        })
        .collect();
    versions.sort();
    let elsewhere = on_path("initdb")
        .and_then(|found| Some(found.canonicalize().ok()?.parent()?.to_path_buf()));
    versions
        .into_iter()
        .rev()
        .map(|(_, folder)| folder)
        .chain(elsewhere)
        .find(|folder| {
            ["initdb", "postgres", "createdb"]
                .iter()
                .all(|program| folder.join(program).is_file())
        })
        .context("no folder holds the programs initdb, postgres and createdb")
}

/// What was installed last is remembered beside it: the modification times of a fresh clone say nothing.
pub(crate) fn node_packages_stamp(root: &Path) -> PathBuf {
    browser_tests(root)
        .join("node_modules")
        .join(".installed-from")
}

fn node_packages_are_those_of_the_lock_file(root: &Path) -> bool {
    let lock = std::fs::read(browser_tests(root).join("package-lock.json"));
    let installed = std::fs::read(node_packages_stamp(root));
    matches!((lock, installed), (Ok(lock), Ok(installed)) if lock == installed)
}

pub(crate) fn node_version() -> Option<(u32, u32)> {
    parse_node_version(&process::output(process::command("node").arg("--version")).ok()?)
}

fn parse_node_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}

/// Whether the program can be started and answers this question of no consequence.
pub(crate) fn answers(program: &str, arguments: &[&str]) -> bool {
    process::output(process::command(program).args(arguments)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_version_is_read_and_compared_by_number_not_by_letter() {
        assert_eq!(parse_node_version("v20.9.1\n"), Some((20, 9)));
        assert!(parse_node_version("v18.9.0") < Some(OLDEST_NODE));
        assert!(parse_node_version("v18.20.4") > Some(OLDEST_NODE));
        assert_eq!(parse_node_version("twenty"), None);
    }

    #[test]
    fn a_program_that_is_not_there_does_not_answer() {
        assert!(!answers("attune-no-such-program", &["--version"]));
        assert!(on_path("attune-no-such-program").is_none());
    }
}
