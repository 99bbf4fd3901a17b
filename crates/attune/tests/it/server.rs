//! A running server, and where it answers.

use crate::browser::Browser;
use crate::program::command;
use serde_json::Value;
use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// A server; killed when dropped, if it was not stopped before.
pub(crate) struct Server {
    child: Child,
    pub(crate) ready: Value,
    log: PathBuf,
}

const WITHIN: Duration = Duration::from_secs(60);

impl Server {
    /// Starts `attune serve` or `attune demo` with these arguments and waits for the ready file.
    pub(crate) fn start(what: &str, arguments: &[String]) -> Server {
        Server::start_with(what, arguments, &[])
    }

    /// The same with settings in its environment.
    pub(crate) fn start_with(
        what: &str,
        arguments: &[String],
        settings: &[(&str, &str)],
    ) -> Server {
        let name = uuid::Uuid::new_v4();
        let ready = std::env::temp_dir().join(format!("attune-it-ready-{name}"));
        let log = std::env::temp_dir().join(format!("attune-it-log-{name}"));
        let errors = File::create(&log).unwrap();
        let mut child = command()
            .args([what, "--listen", "127.0.0.1:0", "--ready-file"])
            .arg(&ready)
            .args(["--log", "debug,sqlx=warn"])
            .args(arguments)
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::from(errors.try_clone().unwrap()))
            .stderr(Stdio::from(errors))
            .spawn()
            .unwrap();
        let began = Instant::now();
        while !ready.exists() {
            let ended = child.try_wait().unwrap();
            let late = began.elapsed() > WITHIN;
            if ended.is_some() || late {
                let said = std::fs::read_to_string(&log).unwrap_or_default();
                let _gone = child.kill();
                panic!("the server did not start ({ended:?}): {said}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let text = std::fs::read_to_string(&ready).unwrap();
        std::fs::remove_file(&ready).unwrap();
        Server {
            child,
            ready: serde_json::from_str(&text).unwrap(),
            log,
        }
    }

    /// Somebody at the public listener.
    pub(crate) fn visitor(&self) -> Browser {
        Browser::at(self.ready["address"].as_str().unwrap())
    }

    /// The operator, at the other one.
    pub(crate) fn operator(&self) -> Browser {
        Browser::at(self.ready["operations"].as_str().unwrap())
    }

    /// The path of an address in the ready file.
    pub(crate) fn path(&self, name: &str) -> Option<String> {
        let url = self.ready[name].as_str()?;
        let (_, rest) = url.split_once("://").unwrap();
        Some(format!("/{}", rest.split_once('/').unwrap().1))
    }

    /// Everything that was logged so far.
    pub(crate) fn logged(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Asks it to stop as an operator's system does, and answers its exit status.
    pub(crate) fn stop(mut self) -> i32 {
        let asked = std::process::Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(asked.success());
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code().unwrap_or(-1);
            }
            assert!(began.elapsed() < WITHIN, "it does not stop");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _waited = self.child.wait();
        let _removed = std::fs::remove_file(&self.log);
    }
}
