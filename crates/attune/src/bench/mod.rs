//! Measuring this program on this machine: a clinic is made in a throwaway folder, served by a process of its own, and
//! asked over kept connections.

mod clinic;
mod http;
mod load;
mod report;
mod server;

use crate::clinic::Place;
use attune_identity::{Config, HashCost};
use clinic::Filled;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use load::{Ask, Load, millis};
use report::Figures;
use server::Server;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// What to measure.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// Light clients.
    pub(crate) clients: usize,
    /// How long each load lasts.
    pub(crate) seconds: u64,
    /// Where the throwaway folder is made.
    pub(crate) folder: PathBuf,
    /// Print JSON.
    pub(crate) json: bool,
}

/// Connections under load.
const CONNECTIONS: usize = 32;
/// Clients who check in: more than connections, so that nobody's record grows as no record does.
const CHECKING_IN: usize = 128;
/// Long courses, each opened once for a first look.
const COURSES: usize = 12;

/// Makes the clinic, measures, and says what was found.
pub(crate) fn run(settings: &Settings) -> anyhow::Result<String> {
    let folder = settings
        .folder
        .join(format!("attune-bench-{}", Uuid::now_v7()));
    let outcome = measure(settings, &folder);
    // Best effort: it is a folder for what may go.
    let _left_behind = std::fs::remove_dir_all(&folder);
    let figures = outcome?;
    if settings.json {
        Ok(format!("{}\n", serde_json::to_string(&figures)?))
    } else {
        Ok(figures.text())
    }
}

fn measure(settings: &Settings, folder: &Path) -> anyhow::Result<Figures> {
    let made = Instant::now();
    let filled = crate::commands::serve::runtime()?.block_on(make(settings.clients, folder))?;
    let entries = settings.clients * 3 + CHECKING_IN * 22 + COURSES * filled.entries_of_course;
    #[allow(clippy::cast_precision_loss, reason = "far fewer entries than 2^52")]
    let made_per_second = entries as f64 / made.elapsed().as_secs_f64();
    // One thread asks: the server is to have what else there is.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut figures = runtime.block_on(ask(settings, folder, &filled))?;
    figures.made_per_second = made_per_second;
    Ok(figures)
}

async fn make(clients: usize, folder: &Path) -> anyhow::Result<Filled> {
    let mut config = Config::new("localhost", "http://localhost");
    // Nobody signs in with a password here.
    config.hash_cost = HashCost {
        memory_kib: 1024,
        passes: 1,
        lanes: 1,
    };
    let clinic = Place::in_folder(folder.to_owned()).open(config).await?;
    let bar = ProgressBar::new(u64::try_from(clients).unwrap_or(u64::MAX));
    bar.set_style(ProgressStyle::with_template(
        "making the clinic {pos}/{len} {wide_bar} {eta}",
    )?);
    let filled = clinic::fill(&clinic, clients, CHECKING_IN, COURSES, &bar).await?;
    bar.finish_and_clear();
    clinic.close().await;
    Ok(filled)
}

async fn ask(settings: &Settings, folder: &Path, filled: &Filled) -> anyhow::Result<Figures> {
    let lasts = Duration::from_secs(settings.seconds);
    let disk_flush_ms = disk_flush(folder)?;
    // What the making of the clinic left to be written is not the server's.
    drop(Server::start(folder).await?);
    let server = Server::start(folder).await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let memory_at_rest_mb = server.memory()?;
    let therapist = &filled.therapist;
    let page = |record: &attune_therapy::ids::RecordId| {
        http::get(&format!("/clients/{record}"), &therapist.cookie)
    };
    // The first page of any kind is read from the disk with everything that goes with it.
    let (warm, cold) = filled.courses.split_at(1);
    load::each(&server, &warm.iter().map(page).collect::<Vec<_>>()).await?;
    let case_page_cold = load::each(&server, &cold.iter().map(page).collect::<Vec<_>>()).await?;
    let again: Vec<Vec<u8>> = cold.iter().cycle().take(300).map(page).collect();
    let case_page_cached = load::each(&server, &again).await?;
    let caseload = vec![http::get("/caseload", &therapist.cookie); 60];
    let caseload = load::each(&server, &caseload).await?;
    let scores = loaded(&server, lasts, scores(filled)).await?;
    let check_in = loaded(&server, lasts, check_in(filled)).await?;
    Ok(Figures {
        clients: settings.clients,
        cores: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        optimised: !cfg!(debug_assertions),
        made_per_second: 0.0,
        disk_flush_ms,
        first_page_ms: millis(server.first_page),
        memory_at_rest_mb,
        memory_most_mb: server.most_memory()?,
        entries_of_course: filled.entries_of_course,
        case_page_cold,
        case_page_cached,
        caseload_clients: filled.caseload,
        caseload,
        scores,
        check_in,
    })
}

/// A second to get warm, and then for as long as was asked.
async fn loaded(server: &Server, lasts: Duration, ask: Ask) -> anyhow::Result<Load> {
    load::run(
        server,
        CONNECTIONS,
        Duration::from_secs(1),
        Arc::clone(&ask),
    )
    .await?;
    load::run(server, CONNECTIONS, lasts, ask).await
}

fn scores(filled: &Filled) -> Ask {
    let requests: Vec<Vec<u8>> = filled
        .clients
        .iter()
        .map(|(person, record)| {
            http::get(
                &format!("/api/clients/{record}/scores?instrument=phq-9&last=20"),
                &person.cookie,
            )
        })
        .collect();
    let turn = turns();
    Arc::new(move |connection, request| {
        let at = (connection + CONNECTIONS * turn(connection)) % requests.len();
        request.extend_from_slice(&requests[at]);
    })
}

fn check_in(filled: &Filled) -> Ask {
    let people: Vec<clinic::Person> = filled
        .clients
        .iter()
        .map(|(person, _)| person.clone())
        .collect();
    let turn = turns();
    Arc::new(move |connection, request| {
        let turn = turn(connection);
        let person = &people[(connection + CONNECTIONS * turn) % people.len()];
        let token = Uuid::now_v7();
        // One answer in twenty is one that a person must see.
        let last = i32::from((turn + connection).is_multiple_of(20));
        let body = format!(
            "{{\"token\":\"{token}\",\"instrument\":\"phq-9\",\"version\":\"1\",\"occasion\":\"extra-{}\",\"occurred_at\":\"{}\",\
             \"zone\":\"Europe/London\",\"answers\":{{\"1\":1,\"2\":2,\"3\":0,\"4\":1,\"5\":3,\"6\":1,\"7\":0,\"8\":1,\"9\":{last}}}}}",
            token.simple(),
            Timestamp::now()
        );
        request.extend_from_slice(&http::post(
            "/api/check-in",
            &person.cookie,
            &person.form_token,
            &body,
        ));
    })
}

/// How often each connection has asked.
fn turns() -> impl Fn(usize) -> usize {
    let turns: Vec<std::sync::atomic::AtomicUsize> =
        (0..CONNECTIONS).map(|_| Default::default()).collect();
    move |connection| turns[connection].fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}

/// What this disk takes to make 4 KB durable: half of the tries took no longer.
fn disk_flush(folder: &Path) -> anyhow::Result<f64> {
    let path = folder.join("flush");
    let mut file = std::fs::File::create(&path)?;
    let mut took = Vec::new();
    for _ in 0..101 {
        let began = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        took.push(began.elapsed());
    }
    std::fs::remove_file(&path)?;
    took.sort_unstable();
    Ok(millis(took[took.len() / 2]))
}
