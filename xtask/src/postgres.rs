//! A PostgreSQL of our own for the length of the tests: a fresh cluster in a folder of its own, reached through a
//! Unix socket in that folder and through nothing else, with its durability left on because that is what is tested.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use crate::{install, process, tools};

const STARTS_WITHIN: Duration = Duration::from_secs(60);
const STOPS_WITHIN: Duration = Duration::from_secs(30);
const FOLDER_PREFIX: &str = "attune-postgres-";

/// A running cluster; it stops, and its folder goes, when this is dropped.
pub(crate) struct Cluster {
    server: Child,
    folder: PathBuf,
}

impl Cluster {
    pub(crate) fn start() -> anyhow::Result<Self> {
        remove_what_earlier_runs_left();
        let programs = tools::postgres_programs()?;
        let account = Account::for_the_server()?;
        // Not under target/: another account must reach it, and a socket's path may have only 107 bytes.
        let folder = std::env::temp_dir().join(format!("{FOLDER_PREFIX}{}", std::process::id()));
        account.make_folder(&folder)?;
        let started = Self::start_in(&folder, &programs, &account);
        if started.is_err() {
            let _ = std::fs::remove_dir_all(&folder);
        }
        started
    }

    fn start_in(folder: &Path, programs: &Path, account: &Account) -> anyhow::Result<Self> {
        let data = folder.join("data");
        let mut initdb = account.command(&programs.join("initdb"));
        initdb
            .args([
                "--username=attune",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
                "--pgdata",
            ])
            .arg(&data)
            .current_dir(folder);
        process::output(&mut initdb)?;
        let log_path = folder.join("log");
        let log = File::create(&log_path).context("the server's log cannot be written")?;
        let server = account
            .command(&programs.join("postgres"))
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(folder)
            .args([
                "-c",
                "listen_addresses=",
                "-c",
                "max_connections=300",
                "-c",
                "fsync=on",
            ])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(
                log.try_clone()
                    .context("the server's log cannot be shared")?,
            )
            .stderr(log)
            .spawn()
            .context("postgres could not be started")?;
        let mut cluster = Self {
            server,
            folder: folder.to_path_buf(),
        };
        cluster.make_database(programs).with_context(|| {
            format!(
                "its log says:\n{}",
                std::fs::read_to_string(&log_path).unwrap_or_default()
            )
        })?;
        Ok(cluster)
    }

    /// Where the tests find it, as sqlx reads it.
    pub(crate) fn url(&self) -> String {
        format!(
            "postgres:///attune?host={}&user=attune",
            self.folder.display()
        )
    }

    /// Making the database is also how we learn that the server answers.
    fn make_database(&mut self, programs: &Path) -> anyhow::Result<()> {
        let started = Instant::now();
        loop {
            let mut createdb = process::command(&programs.join("createdb").to_string_lossy());
            createdb.arg("--host").arg(&self.folder).args([
                "--username=attune",
                "--no-password",
                "attune",
            ]);
            let Err(problem) = process::output(&mut createdb) else {
                return Ok(());
            };
            if let Some(status) = self.server.try_wait()? {
                anyhow::bail!("the server ended with {status}");
            }
            if started.elapsed() > STARTS_WITHIN {
                return Err(problem.context(format!(
                    "no answer within {} seconds",
                    STARTS_WITHIN.as_secs()
                )));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Asks for a fast shutdown, and does not take no for an answer.
    fn stop(&mut self) {
        let asked = process::run(
            process::command("sh")
                .args(["-c", "kill -INT \"$0\""])
                .arg(self.server.id().to_string()),
        );
        let started = Instant::now();
        while asked.is_ok() && started.elapsed() < STOPS_WITHIN {
            if matches!(self.server.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Whose account the server runs under: PostgreSQL refuses to run as root.
enum Account {
    Ours,
    Other(String),
}

impl Account {
    fn for_the_server() -> anyhow::Result<Self> {
        if !install::is_root() {
            return Ok(Self::Ours);
        }
        ["postgres", "nobody"]
            .into_iter()
            .find(|name| tools::answers("id", &["-u", name]))
            .map(|name| Self::Other(name.to_owned()))
            .context("PostgreSQL refuses to run as root, and there is no account 'postgres' or 'nobody' to run it under")
    }

    fn make_folder(&self, folder: &Path) -> anyhow::Result<()> {
        let mut install = process::command("install");
        install.args(["-d", "-m", "700"]);
        if let Self::Other(name) = self {
            install.args(["-o", name]);
        }
        process::run(install.arg(folder))
    }

    /// A command under this account which is interrupted when this program dies, however it dies.
    fn command(&self, program: &Path) -> Command {
        let mut command = process::command("setpriv");
        match self {
            Self::Ours if tools::on_path("setpriv").is_none() => {
                return process::command(&program.to_string_lossy());
            }
            Self::Ours => {}
            Self::Other(name) => {
                let group =
                    process::output(process::command("id").args(["-g", name])).unwrap_or_default();
                command
                    .arg(format!("--reuid={name}"))
                    .arg(format!("--regid={}", group.trim()))
                    .arg("--init-groups");
            }
        }
        command.args(["--pdeathsig", "INT", "--"]).arg(program);
        command
    }
}

/// A run that was killed could not tidy up: its folder is known by the number of a process that is no more.
fn remove_what_earlier_runs_left() {
    if !Path::new("/proc/self").exists() {
        return;
    }
    for entry in std::fs::read_dir(std::env::temp_dir())
        .into_iter()
        .flatten()
        .flatten()
    {
        let name = entry.file_name();
        let process = name
            .to_str()
            .and_then(|name| name.strip_prefix(FOLDER_PREFIX)?.parse::<u32>().ok());
        if process.is_some_and(|id| !Path::new("/proc").join(id.to_string()).exists()) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_cluster_answers_on_its_socket_only_and_leaves_nothing_behind() {
        // Without PostgreSQL on the machine there is nothing to show; `cargo xtask test` installs it first.
        let Ok(programs) = tools::postgres_programs() else {
            return;
        };
        let cluster = Cluster::start().unwrap();
        let folder = cluster.folder.clone();
        let mut psql = process::command(&programs.join("psql").to_string_lossy());
        psql.arg("--host").arg(&folder).args([
            "--username=attune",
            "-Atc",
            "show listen_addresses; show fsync",
            "attune",
        ]);
        assert_eq!(process::output(&mut psql).unwrap(), "\non\n");
        drop(cluster);
        assert!(!folder.exists());
    }
}
