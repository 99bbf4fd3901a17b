//! The server as a process of its own, so that its processor time and its memory are its own.

use super::http::{Connection, get};
use anyhow::{Context, bail};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running server; stopped when dropped.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    /// Where it answers.
    pub(super) address: SocketAddr,
    /// From its start to the first whole page.
    pub(super) first_page: Duration,
}

/// A server that does not answer by then never will.
const STARTS_WITHIN: Duration = Duration::from_secs(60);

impl Server {
    /// Starts `attune serve` on a clinic and waits for its first page.
    pub(super) async fn start(folder: &Path) -> anyhow::Result<Server> {
        // The port is free again at once; nobody else asks for it in that moment.
        let address = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?;
        let program = std::env::current_exe().context("this program's own file is not known")?;
        let began = Instant::now();
        let mut child = Command::new(program)
            .args(["--log", "error", "serve", "--data"])
            .arg(folder)
            .args(["--listen", &address.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("the server cannot be started")?;
        loop {
            if let Ok(mut connection) = Connection::open(address).await {
                connection.exchange(&get("/sign-in", "")).await?.ok()?;
                return Ok(Server {
                    child,
                    address,
                    first_page: began.elapsed(),
                });
            }
            if child.try_wait()?.is_some() || began.elapsed() > STARTS_WITHIN {
                let _gone = child.kill();
                bail!(
                    "the server did not start; try `attune serve --data` on a new folder to see why"
                );
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Processor time used so far, by all its threads.
    pub(super) fn processor_time(&self) -> anyhow::Result<Duration> {
        processor_time(&format!("/proc/{}/stat", self.child.id()))
    }

    /// Memory in use now, in MB.
    pub(super) fn memory(&self) -> anyhow::Result<f64> {
        self.status("VmRSS:")
    }

    /// The most memory that was ever in use, in MB.
    pub(super) fn most_memory(&self) -> anyhow::Result<f64> {
        self.status("VmHWM:")
    }

    fn status(&self, name: &str) -> anyhow::Result<f64> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        let kilobytes = line
            .and_then(|line| line.split_whitespace().next())
            .and_then(|number| number.parse::<f64>().ok());
        Ok(kilobytes.with_context(|| format!("the system does not tell {name}"))? / 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It keeps nothing that is needed; whether it was gone already does not matter.
        let _gone = self.child.kill();
        let _waited = self.child.wait();
    }
}

/// Processor time by the system's own accounting, in steps of a hundredth of a second.
fn processor_time(file: &str) -> anyhow::Result<Duration> {
    let text = std::fs::read_to_string(file)
        .context("this machine does not tell the processor time of a process")?;
    // The name in the second field may hold spaces and brackets.
    let after = text.rsplit_once(')').map_or("", |(_, after)| after);
    let ticks = |at: usize| {
        after
            .split_whitespace()
            .nth(at)
            .and_then(|field| field.parse::<u64>().ok())
    };
    match (ticks(11), ticks(12)) {
        (Some(user), Some(system)) => Ok(Duration::from_millis((user + system) * 10)),
        _ => bail!("{file} has another shape than expected"),
    }
}

/// The processor time of this very process: what the load itself costs.
pub(super) fn own_processor_time() -> anyhow::Result<Duration> {
    processor_time("/proc/self/stat")
}
