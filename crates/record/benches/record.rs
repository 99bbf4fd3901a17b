//! What the record costs: `cargo bench -p attune-record`. Results of named machines are in `benches/README.md`.

#![allow(clippy::unwrap_used, missing_docs, unused_crate_dependencies)]

mod clinic;

use clinic::Clinic;
use divan::Bencher;

fn main() {
    divan::main();
}

/// A case page's data with nothing held in memory: read, opened, folded.
#[divan::bench(args = [100, 600, 2000])]
fn a_cold_view(bencher: Bencher<'_, '_>, entries: usize) {
    let clinic = Clinic::with_entries(1, entries);
    bencher.bench_local(|| clinic.view_cold(0));
}

/// The same when it was seen before.
#[divan::bench(args = [100, 600, 2000])]
fn a_view_seen_before(bencher: Bencher<'_, '_>, entries: usize) {
    let clinic = Clinic::with_entries(1, entries);
    clinic.view(0);
    bencher.bench_local(|| clinic.view(0));
}

/// One check-in alone, durable, into a record of this length.
#[divan::bench(args = [10, 600, 2000])]
fn a_check_in_alone(bencher: Bencher<'_, '_>, entries: usize) {
    let clinic = Clinic::with_entries(1, entries);
    clinic.view(0);
    bencher.bench_local(|| clinic.check_in(0));
}

/// A therapist's caseload.
#[divan::bench(args = [40, 1000])]
fn a_caseload(bencher: Bencher<'_, '_>, clients: usize) {
    let clinic = Clinic::with_entries(clients, 3);
    bencher.bench_local(|| clinic.caseload());
}

/// Walking everything.
#[divan::bench(args = [2000])]
fn verifying(bencher: Bencher<'_, '_>, entries: usize) {
    let clinic = Clinic::with_entries(1, entries);
    bencher.bench_local(|| clinic.verify());
}
