//! Check-ins by 32 clients at once, and the CPU that one costs: `cargo bench -p attune-record --bench load`.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    unused_crate_dependencies
)]

mod clinic;

use attune_therapy::Role;
use clinic::{Clinic, check_in, new, now};
use std::time::{Duration, Instant};

const CLIENTS: usize = 32;
const EACH: usize = 150;

/// CPU seconds of this process, user and system, as the kernel accounts for them.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    let ticks: Vec<f64> = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse().ok())
        .collect();
    ticks.iter().sum::<f64>() / 100.0
}

fn main() {
    // `LENGTHS=600` measures one length only, for a profile.
    let lengths = std::env::var("LENGTHS").unwrap_or_else(|_| "10 600".to_owned());
    for length in lengths.split_whitespace() {
        measure(length.parse().unwrap());
    }
}

fn measure(length: usize) {
    let clinic = Clinic::with_entries(CLIENTS, length);
    let reader = clinic.reader(Role::Therapist);
    for at in 0..CLIENTS {
        clinic.view(at);
    }
    eprintln!("filled");
    let (began, before) = (Instant::now(), cpu());
    let mut waits: Vec<Duration> = clinic.runtime.block_on(async {
        let tasks: Vec<_> = clinic
            .ids
            .iter()
            .map(|record| {
                let (records, reader, record) = (clinic.records.clone(), reader.clone(), *record);
                tokio::spawn(async move {
                    let mut waits = Vec::with_capacity(EACH);
                    for _ in 0..EACH {
                        let asked = Instant::now();
                        let entries = vec![new(check_in())];
                        records
                            .append(&reader, record, entries, now())
                            .await
                            .unwrap();
                        waits.push(asked.elapsed());
                    }
                    waits
                })
            })
            .collect();
        let mut all = Vec::new();
        for task in tasks {
            all.extend(task.await.unwrap());
        }
        all
    });
    let (took, used) = (began.elapsed(), cpu() - before);
    waits.sort();
    let count = waits.len();
    println!(
        "{count} check-ins by {CLIENTS} clients into records of {length} entries: {:.0} a second, {:.3} ms CPU each, half within {:.1} ms, 99 of 100 within {:.1} ms",
        count as f64 / took.as_secs_f64(),
        used * 1000.0 / count as f64,
        waits[count / 2].as_secs_f64() * 1000.0,
        waits[count * 99 / 100].as_secs_f64() * 1000.0,
    );
}
