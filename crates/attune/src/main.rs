//! Attune: the whole course of Interpersonal Psychotherapy in one program.

mod bench;
mod clinic;
mod commands;
mod content;
mod demo;
mod import;
mod logs;
mod operations;
mod server;
mod upgrade;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// The whole course of Interpersonal Psychotherapy in one self-hosted program.
#[derive(Debug, Parser)]
#[command(
    name = "attune",
    version,
    max_term_width = 100,
    after_help = "Exit status: 0 fine, 1 found something wrong, 2 called wrongly."
)]
struct Cli {
    /// How logs are written to standard error.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        env = "ATTUNE_LOG_FORMAT"
    )]
    log_format: logs::LogFormat,
    /// What is logged, for example `warn` or `attune_web=debug`.
    #[arg(long, global = true, env = "ATTUNE_LOG", value_name = "FILTER")]
    log: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve a clinic's pages; makes the clinic if there is none.
    Serve(commands::serve::Serve),
    /// Open a sample clinic of fictitious clients in a throwaway folder.
    Demo(commands::demo::Demo),
    /// Enter what was recorded elsewhere.
    Import(commands::import::Import),
    /// Verify that the record is what was entered.
    Verify(commands::verify::Verify),
    /// Remake what is derived from the record.
    Rebuild(commands::rebuild::Rebuild),
    /// Back up while serving, or prove that a backup restores.
    Backup(commands::backup::Backup),
    /// Restore a backup into an empty place.
    Restore(commands::restore::Restore),
    /// Change the keys that everything is wrapped with.
    RotateKey(commands::rotate_key::RotateKey),
    /// List the records that have been kept as long as they must.
    Retention(commands::retention::Retention),
    /// Score answered questionnaires: one from the command line, or a file of them.
    Score(commands::score::ScoreCommand),
    /// List questionnaires with their licences, or show one.
    Instruments(commands::instruments::Instruments),
    /// Check files of clinical content.
    Content(commands::content::ContentCommand),
    /// Report on the outcomes of many courses, from a CSV file.
    Outcomes(commands::outcomes::Outcomes),
    /// Pool the effects of several studies.
    Meta(commands::meta::Meta),
    /// Plan a study: how many persons, or with which power.
    Power(commands::power::Power),
    /// Measure this program on this machine.
    Bench(commands::bench::Bench),
    /// Make an allocation list that nobody can foresee.
    Randomise(commands::randomise::Randomise),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    logs::start(cli.log_format, cli.log.as_deref());
    let outcome = match cli.command {
        Command::Serve(command) => command.run(),
        Command::Demo(command) => command.run(),
        Command::Import(command) => command.run(),
        Command::Verify(command) => command.run(),
        Command::Rebuild(command) => command.run(),
        Command::Backup(command) => command.run(),
        Command::Restore(command) => command.run(),
        Command::RotateKey(command) => command.run(),
        Command::Retention(command) => command.run(),
        Command::Score(command) => command.run(),
        Command::Instruments(command) => command.run(),
        Command::Content(command) => command.run(),
        Command::Outcomes(command) => command.run(),
        Command::Meta(command) => command.run(),
        Command::Power(command) => command.run(),
        Command::Bench(command) => command.run(),
        Command::Randomise(command) => command.run(),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("attune: {error:#}");
            ExitCode::FAILURE
        }
    }
}
