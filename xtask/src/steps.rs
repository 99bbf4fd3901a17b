//! The steps of `cargo xtask test`, in the order in which they run.
//!
//! All of them build with the development profile, so that `cargo run -- demo` finds its work done.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::Context as _;

use crate::counts::{self, Counts};
use crate::postgres::Cluster;
use crate::process::{self, Told};
use crate::summary::StepResult;
use crate::tools::{self, Tool};

/// One thing that must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Format,
    Clippy,
    Docs,
    Tests,
    Types,
    Browser,
}

impl Step {
    pub(crate) const ALL: [Self; 6] = [
        Self::Format,
        Self::Clippy,
        Self::Docs,
        Self::Tests,
        Self::Types,
        Self::Browser,
    ];

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Clippy => "clippy",
            Self::Docs => "docs",
            Self::Tests => "tests",
            Self::Types => "types",
            Self::Browser => "browser",
        }
    }

    pub(crate) fn purpose(self) -> &'static str {
        match self {
            Self::Format => "the Rust sources are formatted",
            Self::Clippy => "no warning of compiler or clippy, tests included",
            Self::Docs => "the documentation builds without a warning",
            Self::Tests => "Rust tests, those of the record on SQLite and on a private PostgreSQL",
            Self::Types => {
                "the JavaScript modules of the pages and of the browser tests hold their types"
            }
            Self::Browser => "the ways through the pages, in Chromium against the demo clinic",
        }
    }

    pub(crate) fn needs(self) -> &'static [Tool] {
        match self {
            Self::Format => &[Tool::Rustfmt],
            Self::Clippy => &[Tool::Clippy],
            Self::Docs => &[],
            Self::Tests => &[Tool::Postgres],
            Self::Types => &[Tool::Node, Tool::NodePackages],
            Self::Browser => &[Tool::Node, Tool::NodePackages, Tool::Chromium],
        }
    }

    pub(crate) fn counts_tests(self) -> bool {
        matches!(self, Self::Tests | Self::Browser)
    }

    /// Runs the step. A failure is a result like any other: the steps after it run all the same.
    pub(crate) fn run(self, root: &Path) -> StepResult {
        println!("\n== {}: {}", self.name(), self.purpose());
        let started = Instant::now();
        let (counts, failure) = match self.outcome(root) {
            Ok(Outcome { counts, ended }) => (counts, ended.err()),
            Err(problem) => (Counts::default(), Some(problem)),
        };
        let failure = failure.map(|problem| format!("{problem:#}"));
        if let Some(why) = &failure {
            println!("{why}");
        }
        StepResult {
            step: self,
            took: started.elapsed(),
            counts,
            failure,
        }
    }

    fn outcome(self, root: &Path) -> anyhow::Result<Outcome> {
        match self {
            Self::Format => Ok(Outcome::of(process::run(
                cargo(root).args(["fmt", "--all", "--check"]),
            ))),
            Self::Clippy => {
                let mut clippy = cargo(root);
                clippy.args([
                    "clippy",
                    "--workspace",
                    "--all-targets",
                    "--",
                    "-D",
                    "warnings",
                ]);
                Ok(Outcome::of(process::run(&mut clippy)))
            }
            Self::Docs => {
                let mut doc = cargo(root);
                doc.args(["doc", "--workspace", "--no-deps"])
                    .env("RUSTDOCFLAGS", "-D warnings");
                Ok(Outcome::of(process::run(&mut doc)))
            }
            Self::Tests => rust_tests(root),
            Self::Types => types(root),
            Self::Browser => browser_tests(root),
        }
    }
}

/// What a step counted, and how it ended.
struct Outcome {
    counts: Counts,
    ended: anyhow::Result<()>,
}

impl Outcome {
    fn of(ended: anyhow::Result<()>) -> Self {
        Self {
            counts: Counts::default(),
            ended,
        }
    }

    fn and(self, next: Self) -> Self {
        Self {
            counts: [self.counts, next.counts].into_iter().sum(),
            ended: self.ended.and(next.ended),
        }
    }
}

/// All Rust tests, once, with PostgreSQL at hand: a suite that runs on both engines finds the second one through
/// `ATTUNE_TEST_POSTGRES`.
fn rust_tests(root: &Path) -> anyhow::Result<Outcome> {
    // The licence test asks about every package of the lock file, also about some that no build needs.
    process::run(cargo(root).args(["fetch", "--locked", "--target", &host()?]))?;
    let cluster = Cluster::start().context("PostgreSQL for the tests did not start")?;
    let with_engine = |command: &mut Command| -> anyhow::Result<Told> {
        process::listen(command.env("ATTUNE_TEST_POSTGRES", cluster.url()))
    };
    if tools::nextest_is_there() {
        let config = root.join("xtask/nextest.toml");
        let mut nextest = cargo(root);
        nextest
            .args([
                "nextest",
                "run",
                "--workspace",
                "--no-fail-fast",
                "--config-file",
            ])
            .arg(config);
        let told = with_engine(&mut nextest)?;
        let first = Outcome {
            counts: counts::of_nextest(&told.text),
            ended: told.ended,
        };
        // nextest does not run the examples in the documentation.
        let told =
            with_engine(cargo(root).args(["test", "--workspace", "--doc", "--no-fail-fast"]))?;
        Ok(first.and(Outcome {
            counts: counts::of_cargo_test(&told.text),
            ended: told.ended,
        }))
    } else {
        let told = with_engine(cargo(root).args(["test", "--workspace", "--no-fail-fast"]))?;
        Ok(Outcome {
            counts: counts::of_cargo_test(&told.text),
            ended: told.ended,
        })
    }
}

fn types(root: &Path) -> anyhow::Result<Outcome> {
    let folder = tools::browser_tests(root);
    let check = |config: &str| {
        let mut tsc = process::command("npx");
        Outcome::of(process::run(
            tsc.args(["--no-install", "tsc", "--noEmit", "-p", config])
                .current_dir(&folder),
        ))
    };
    Ok(check("tsconfig.json").and(check("tsconfig.harness.json")))
}

fn browser_tests(root: &Path) -> anyhow::Result<Outcome> {
    process::run(cargo(root).args(["build", "--package", "attune"]))?;
    let folder = tools::browser_tests(root);
    let files = test_files(&folder)?;
    anyhow::ensure!(
        !files.is_empty(),
        "tests/browser holds no file that ends in .test.mjs"
    );
    let report = root.join("target").join("browser-tests.tap");
    let mut node = process::command("node");
    node.arg("--test")
        .args(["--test-reporter=spec", "--test-reporter-destination=stdout"])
        .args(["--test-reporter=tap", "--test-reporter-destination"])
        .arg(&report)
        .args(files)
        .current_dir(&folder);
    if let Some(chromium) = tools::chromium() {
        node.env("CHROMIUM", chromium);
    }
    // The counts of an earlier run must not pass for this one's.
    let _ = std::fs::remove_file(&report);
    let ended = process::run(&mut node);
    let counts = counts::of_node(&std::fs::read_to_string(&report).unwrap_or_default());
    let ended = ended.and_then(|()| {
        anyhow::ensure!(counts.passed > 0, "no browser test ran");
        Ok(())
    });
    Ok(Outcome { counts, ended })
}

fn test_files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in
        std::fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?
    {
        let path = entry?.path();
        if path
            .file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.ends_with(".test.mjs"))
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The platform that we build for, as rustc names it.
fn host() -> anyhow::Result<String> {
    let told = process::output(process::command("rustc").arg("-vV"))?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc -vV names no host")
}

fn cargo(root: &Path) -> Command {
    let mut cargo =
        process::command(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    cargo.current_dir(root);
    // What only this run would use is not worth writing down on a machine that is thrown away.
    if std::env::var("CI").is_ok_and(|ci| ci == "true") {
        cargo.env("CARGO_INCREMENTAL", "0");
    }
    cargo
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_is_found_by_its_name() {
        for step in Step::ALL {
            assert_eq!(Step::named(step.name()), Some(step));
        }
        assert_eq!(Step::named("everything"), None);
    }

    #[test]
    fn two_outcomes_fail_together_if_either_fails() {
        let good = || Outcome {
            counts: Counts {
                passed: 2,
                failed: 0,
            },
            ended: Ok(()),
        };
        let bad = || Outcome {
            counts: Counts {
                passed: 1,
                failed: 1,
            },
            ended: Err(anyhow::anyhow!("one failed")),
        };
        for both in [good().and(bad()), bad().and(good())] {
            assert!(both.ended.is_err());
            assert_eq!(
                both.counts,
                Counts {
                    passed: 3,
                    failed: 1
                }
            );
        }
    }
}
