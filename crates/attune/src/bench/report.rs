//! The figures beside the bars that they are held against.

use super::load::Load;
use serde::Serialize;
use std::fmt::Write;

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub(super) struct Figures {
    /// Light clients in the clinic, beside those who check in and the long courses.
    pub(super) clients: usize,
    /// Processor cores that the system lends.
    pub(super) cores: usize,
    /// Whether this program was built to be quick.
    pub(super) optimised: bool,
    /// Entries made for the clinic, a second.
    pub(super) made_per_second: f64,
    /// One durable write of 4 KB, half of the tries took no longer.
    pub(super) disk_flush_ms: f64,
    /// From start to the first page, with the data that is there.
    pub(super) first_page_ms: f64,
    /// Memory after the start.
    pub(super) memory_at_rest_mb: f64,
    /// The most memory under everything below.
    pub(super) memory_most_mb: f64,
    /// Entries of a long course.
    pub(super) entries_of_course: usize,
    /// The case page of a long course that was not looked at since the start.
    pub(super) case_page_cold: Load,
    /// The same again.
    pub(super) case_page_cached: Load,
    /// Clients on the caseload.
    pub(super) caseload_clients: usize,
    /// The caseload.
    pub(super) caseload: Load,
    /// The last twenty scores of a client.
    pub(super) scores: Load,
    /// A check-in: scored, judged for alerts, sealed, chained, durable.
    pub(super) check_in: Load,
}

impl Figures {
    /// A table for people.
    pub(super) fn text(&self) -> String {
        let mut text = format!(
            "{} light clients, {} cores, one durable write {:.2} ms; {} entries a second while the clinic was made\n\n",
            self.clients,
            self.cores,
            self.disk_flush_ms,
            self.made_per_second.round()
        );
        if !self.optimised {
            text.push_str("This program was built for development; build it with --release for figures that mean something.\n\n");
        }
        let mut row = |cells: [String; 8]| {
            let [what, connections, per_second, cpu, p50, p99, bytes, bar] = cells;
            // Writing to memory cannot fail.
            let _written = writeln!(
                text,
                "{what:<28} {connections:>5} {per_second:>9} {cpu:>8} {p50:>8} {p99:>8} {bytes:>8}  {bar}"
            );
        };
        row([
            "", "conn", "a second", "CPU ms", "p50 ms", "p99 ms", "bytes", "bar",
        ]
        .map(str::to_owned));
        let loads = [
            (
                "check-in",
                &self.check_in,
                "CPU < 0.25, p99 < 20, > 3,000 a second",
            ),
            (
                "last 20 scores",
                &self.scores,
                "CPU < 0.12, p99 < 10, > 8,000 a second",
            ),
            ("case page, first look", &self.case_page_cold, "< 15 ms"),
            ("case page, again", &self.case_page_cached, "< 3 ms"),
            ("caseload", &self.caseload, "< 20 ms (1,000 clients)"),
        ];
        for (what, load, bar) in loads {
            let what = match what {
                "caseload" => format!("caseload of {}", self.caseload_clients),
                what if what.starts_with("case page") => {
                    format!("{what} ({})", self.entries_of_course)
                }
                what => what.to_owned(),
            };
            row([
                what,
                load.connections.to_string(),
                format!("{:.0}", load.per_second),
                format!("{:.3}", load.cpu_ms),
                format!("{:.2}", load.p50_ms),
                format!("{:.2}", load.p99_ms),
                load.bytes.to_string(),
                bar.to_owned(),
            ]);
        }
        let single = [
            (
                "start to first page",
                format!("{:.0} ms", self.first_page_ms),
                "< 300 ms",
            ),
            (
                "memory at rest",
                format!("{:.0} MB", self.memory_at_rest_mb),
                "< 64 MB",
            ),
            (
                "memory, most",
                format!("{:.0} MB", self.memory_most_mb),
                "< 256 MB",
            ),
        ];
        for (what, value, bar) in single {
            let _written = writeln!(text, "{what:<28} {value:>24} {:>27}  {bar}", "");
        }
        let _written = writeln!(
            text,
            "\nAsking costs {:.3} ms of the same processors for a check-in and {:.3} for scores.",
            self.check_in.asking_cpu_ms, self.scores.asking_cpu_ms
        );
        text
    }
}
