//! The checkout as the tests see it: its files, and what cargo says about its packages.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_path_buf()
}

/// A file of the project: its path from the root, with forward slashes, and its text.
pub(crate) struct SourceFile {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Every text file that is tracked, or would be if it were added.
pub(crate) fn files() -> Vec<SourceFile> {
    let listed = output(Command::new("git").args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]));
    let mut paths: Vec<&str> = listed.split('\0').filter(|path| !path.is_empty()).collect();
    paths.sort_unstable();
    paths.dedup();
    assert!(
        !paths.is_empty(),
        "git lists no file: these tests need a checkout"
    );
    paths
        .into_iter()
        // A file deleted but not yet committed is still listed; a picture or a font has no text.
        .filter_map(|path| {
            let text = String::from_utf8(std::fs::read(root().join(path)).ok()?).ok()?;
            Some(SourceFile {
                path: path.to_owned(),
                text,
            })
        })
        .collect()
}

/// The workspace's own packages, without resolving what they depend on.
pub(crate) fn own_packages() -> Vec<Value> {
    packages(&["--no-deps"])
}

/// Every package that is built or tested with on this platform.
pub(crate) fn all_packages() -> Vec<Value> {
    let rustc = output(Command::new("rustc").arg("-vV"));
    let host = rustc
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap();
    packages(&["--locked", "--filter-platform", host])
}

fn packages(arguments: &[&str]) -> Vec<Value> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let text = output(
        Command::new(cargo)
            .args(["metadata", "--offline", "--format-version", "1"])
            .args(arguments),
    );
    let mut metadata: Value = serde_json::from_str(&text).unwrap();
    match metadata["packages"].take() {
        Value::Array(packages) => packages,
        other => panic!("cargo metadata gave no packages but {other}"),
    }
}

fn output(command: &mut Command) -> String {
    let output = command.current_dir(root()).output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}
