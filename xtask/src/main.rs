//! The project's own chores. There is one: `cargo xtask test`, the command that says whether the tree is fit to run.

#![allow(
    clippy::print_stdout,
    reason = "a command for people at a terminal: printing is its job"
)]

mod counts;
mod install;
mod postgres;
mod process;
mod steps;
mod summary;
mod tools;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::steps::Step;

const HELP: &str = "\
cargo xtask test [--only STEP]... [--list]

Runs everything that must hold before a change is shared, and ends in one summary. What is missing on a
Debian or Ubuntu machine (Chromium, PostgreSQL, Node, the packages of tests/browser) is installed first.

  --only STEP   run this step only; may be given several times
  --list        name the steps and what each one checks
  --help        this text

Set CHROMIUM to use a browser of your own. Exit status: 0 all passed, 1 something failed, 2 called wrongly or
something is missing that could not be installed.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match parse(&arguments) {
        Ok(Call::Help) => {
            println!("{HELP}");
            ExitCode::SUCCESS
        }
        Ok(Call::List) => {
            for step in Step::ALL {
                println!("{:<8}  {}", step.name(), step.purpose());
            }
            ExitCode::SUCCESS
        }
        Ok(Call::Test(chosen)) => test(&chosen),
        Err(problem) => {
            eprintln!("{problem}\n\n{HELP}");
            ExitCode::from(2)
        }
    }
}

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
enum Call {
    Help,
    List,
    Test(Vec<Step>),
}

fn parse(arguments: &[String]) -> Result<Call, String> {
    let mut words = arguments.iter().map(String::as_str);
    match words.next() {
        Some("test") => {}
        None | Some("--help" | "-h" | "help") => return Ok(Call::Help),
        Some(other) => {
            return Err(format!(
                "There is no chore '{other}'. The only one is 'test'."
            ));
        }
    }
    let mut chosen = Vec::new();
    while let Some(word) = words.next() {
        match word {
            "--help" | "-h" => return Ok(Call::Help),
            "--list" => return Ok(Call::List),
            "--only" => {
                let name = words
                    .next()
                    .ok_or("'--only' needs the name of a step after it.")?;
                chosen.push(Step::named(name).ok_or_else(|| {
                    format!(
                        "There is no step '{name}'. Steps: {}.",
                        Step::ALL.map(Step::name).join(", ")
                    )
                })?);
            }
            other => return Err(format!("'{other}' is not an option of 'test'.")),
        }
    }
    // In their own order, whatever the order of the words.
    let runs = |step: &Step| chosen.is_empty() || chosen.contains(step);
    Ok(Call::Test(Step::ALL.into_iter().filter(runs).collect()))
}

fn test(chosen: &[Step]) -> ExitCode {
    let root = root();
    if let Err(problem) = install::prepare(&root, chosen) {
        eprintln!("{problem:#}");
        return ExitCode::from(2);
    }
    let results: Vec<_> = chosen.iter().map(|step| step.run(&root)).collect();
    print!("\n{}", summary::text(&results));
    if results.iter().all(|result| result.failure.is_none()) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The root of the checkout: this package lies one folder below it.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn without_options_every_step_runs_in_its_order() {
        assert_eq!(
            parse(&words("test")).unwrap(),
            Call::Test(Step::ALL.to_vec())
        );
    }

    #[test]
    fn only_may_be_given_several_times_and_in_any_order() {
        assert_eq!(
            parse(&words("test --only types --only format --only types")).unwrap(),
            Call::Test(vec![Step::Format, Step::Types])
        );
    }

    #[test]
    fn a_step_that_does_not_exist_is_refused_with_the_names_of_those_that_do() {
        let problem = parse(&words("test --only speed")).unwrap_err();
        assert!(
            problem.contains("'speed'") && problem.contains("browser"),
            "{problem}"
        );
    }

    #[test]
    fn an_unknown_option_or_chore_is_refused() {
        assert!(parse(&words("test --fast")).is_err());
        assert!(parse(&words("deploy")).is_err());
        assert!(parse(&words("test --only")).is_err());
    }
}
