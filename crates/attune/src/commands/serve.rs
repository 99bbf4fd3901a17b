//! `attune serve`: a clinic's pages.

use crate::clinic::{Clinic, Place};
use crate::{operations, server};
use anyhow::Context;
use attune_identity::Config;
use attune_web::{App, Options, Service};
use axum::middleware::from_fn;
use clap::Args;
use serde_json::{Value, json};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Where pages are served.
#[derive(Debug, Clone, Args)]
pub(crate) struct Listen {
    /// Where browsers reach the pages.
    #[arg(
        long,
        env = "ATTUNE_LISTEN",
        default_value = "127.0.0.1:8080",
        value_name = "ADDR:PORT"
    )]
    pub(crate) listen: SocketAddr,
    /// Where /healthz, /readyz and /metrics answer; never the public listener.
    #[arg(
        long,
        env = "ATTUNE_OPERATIONS",
        default_value = "127.0.0.1:0",
        value_name = "ADDR:PORT"
    )]
    pub(crate) operations: SocketAddr,
    /// When ready, write one JSON object with the address to this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) ready_file: Option<PathBuf>,
}

/// See [`self`].
#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    listen: Listen,
    /// The address that browsers use, for example `https://attune.example.org` (behind a proxy that does TLS).
    #[arg(long, env = "ATTUNE_ORIGIN", value_name = "URL")]
    origin: Option<String>,
    /// Address of a proxy in front, believed about where visitors come from. May be given several times.
    #[arg(
        long = "trusted-proxy",
        env = "ATTUNE_TRUSTED_PROXY",
        value_name = "IP",
        value_delimiter = ','
    )]
    proxies: Vec<IpAddr>,
}

impl Serve {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        runtime()?.block_on(self.serve())
    }

    async fn serve(self) -> anyhow::Result<ExitCode> {
        let listener = bind(self.listen.listen).await?;
        let address = listener.local_addr()?;
        let origin = self
            .origin
            .clone()
            .unwrap_or_else(|| format!("http://{}", host_of(address)));
        let clinic = self.place.open(config_for(&origin)).await?;
        let mut ready = json!({ "address": format!("http://{address}"), "origin": origin });
        if let Some(token) = clinic.identity.setup_link(jiff::Timestamp::now()).await? {
            let link = format!("{origin}/set-up/{}", token.reveal());
            eprintln!(
                "This clinic has no administrator yet. Open this link once to set it up:\n  {link}"
            );
            ready["set_up"] = Value::String(link);
        }
        let options = Options {
            https: origin.starts_with("https://"),
            demo: Vec::new(),
            proxies: self.proxies.clone(),
        };
        eprintln!("Attune answers at {origin}");
        serve(clinic, options, listener, &self.listen, ready).await
    }
}

/// Passkeys belong to a host name; a bare loopback address counts as `localhost`.
fn host_of(address: SocketAddr) -> String {
    if address.ip().is_loopback() || address.ip().is_unspecified() {
        format!("localhost:{}", address.port())
    } else {
        address.to_string()
    }
}

fn config_for(origin: &str) -> Config {
    let host = origin.split("://").nth(1).unwrap_or(origin);
    let host = host.split(['/', ':']).next().unwrap_or(host);
    Config::new(host, origin)
}

/// A runtime of as many workers as there are cores.
pub(crate) fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("no threads can be started")
}

pub(crate) async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("nothing can listen on {address}; choose another with --listen"))
}

/// Serves a clinic until the program is told to stop.
pub(crate) async fn serve(
    clinic: Clinic,
    options: Options,
    listener: TcpListener,
    listen: &Listen,
    mut ready: Value,
) -> anyhow::Result<ExitCode> {
    let operations_listener = bind(listen.operations).await?;
    ready["operations"] = Value::String(format!("http://{}", operations_listener.local_addr()?));
    let operations = operations::router(clinic.records.clone())?;
    tokio::spawn(server::serve(
        operations_listener,
        operations,
        std::future::pending(),
    ));
    // The sample clinic is in London; a real one says where it is on its page of hours.
    let service = Service {
        country: (!options.demo.is_empty()).then(|| "gb".to_owned()),
        ..Service::default()
    };
    let app = App::new(
        clinic.records.clone(),
        clinic.identity.clone(),
        options,
        jiff::Timestamp::now,
    )
    .serving(service);
    let router = attune_web::router(app).layer(from_fn(server::observe));
    let stop = stopped()?;
    if let Some(file) = &listen.ready_file {
        write_whole(file, &serde_json::to_string(&ready)?)?;
    }
    server::serve(listener, router, stop).await?;
    clinic.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Resolves when the program is told to stop.
fn stopped() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Writes a file so that whoever waits for it never reads half of it.
pub(crate) fn write_whole(file: &Path, text: &str) -> anyhow::Result<()> {
    let mut aside = file.as_os_str().to_owned();
    aside.push(".part");
    let aside = PathBuf::from(aside);
    std::fs::write(&aside, text)
        .with_context(|| format!("{} cannot be written", file.display()))?;
    std::fs::rename(&aside, file).with_context(|| format!("{} cannot be written", file.display()))
}
