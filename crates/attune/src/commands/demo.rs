//! `attune demo`: a sample clinic in a throwaway folder.

use super::serve::{Listen, bind, runtime, serve};
use crate::clinic::Place;
use crate::demo::{Size, fill};
use attune_identity::{Config, HashCost};
use attune_web::Options;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

/// See [`self`].
#[derive(Debug, Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    listen: Listen,
    /// Folder for the sample clinic [default: a new one that is deleted at the end].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Keep the data in PostgreSQL; the database must be empty.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Keep the keys in PostgreSQL, in another empty database.
    #[arg(long, value_name = "URL")]
    keys_database: Option<String>,
    /// How many fictitious clients.
    #[arg(long, default_value_t = 40, value_name = "N")]
    clients: usize,
    /// Another seed gives other clients; the same one gives the same.
    #[arg(long, default_value_t = 7, value_name = "N")]
    seed: u64,
}

impl Demo {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let folder = self.data.clone().unwrap_or_else(|| {
            std::env::temp_dir().join(format!("attune-demo-{}", uuid::Uuid::now_v7()))
        });
        let throwaway = self.data.is_none();
        let outcome = runtime()?.block_on(self.serve(folder.clone()));
        if throwaway {
            // Best effort: it is the system's folder for what may go.
            let _left_behind = std::fs::remove_dir_all(&folder);
        }
        outcome
    }

    async fn serve(self, folder: PathBuf) -> anyhow::Result<ExitCode> {
        let began = Instant::now();
        let listener = bind(self.listen.listen).await?;
        let address = listener.local_addr()?;
        let origin = format!("http://localhost:{}", address.port());
        let mut place = Place::in_folder(folder);
        place.database = self.database.clone();
        place.keys_database = self.keys_database.clone();
        let mut config = Config::new("localhost", origin.clone());
        // The sample clinic's password is printed below; stretching it well would only make the start slow.
        config.hash_cost = HashCost {
            memory_kib: 1024,
            passes: 1,
            lanes: 1,
        };
        let clinic = place.open(config).await?;
        let size = Size {
            clients: self.clients,
            seed: self.seed,
        };
        let accounts = fill(&clinic, size, jiff::Timestamp::now()).await?;
        eprintln!(
            "A sample clinic of {} fictitious clients, made in {:.1} s.",
            self.clients,
            began.elapsed().as_secs_f64()
        );
        eprintln!("Open {origin} and choose who to be. Sign-ins (all fictitious):");
        for account in &accounts {
            eprintln!(
                "  {:<14} {:<22} {}",
                account.role, account.name, account.sign_in
            );
        }
        if let Some(account) = accounts.first() {
            eprintln!("Password of all: {}", account.password);
            eprintln!(
                "Second factor of the staff: {}",
                account.totp_secret.as_deref().unwrap_or("-")
            );
        }
        let listed: Vec<_> = accounts
            .iter()
            .map(|account| {
                json!({
                    "name": account.name,
                    "role": account.role,
                    "sign_in": account.sign_in,
                    "password": account.password,
                    "totp_secret": account.totp_secret,
                })
            })
            .collect();
        let ready =
            json!({ "address": format!("http://{address}"), "origin": origin, "accounts": listed });
        let options = Options {
            https: false,
            demo: accounts,
            ..Options::default()
        };
        serve(clinic, options, listener, &self.listen, ready).await
    }
}
