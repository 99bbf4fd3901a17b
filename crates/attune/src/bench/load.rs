//! Many connections that ask one after the other, as fast as they are answered.

use super::http::Connection;
use super::server::{Server, own_processor_time};
use anyhow::Context;
use serde::Serialize;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Writes the request of a connection, by the connection's number.
pub(super) type Ask = Arc<dyn Fn(usize, &mut Vec<u8>) + Send + Sync>;

/// What a load came to.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Load {
    /// Connections at the same time.
    pub(super) connections: usize,
    /// Requests answered.
    pub(super) requests: usize,
    /// Requests a second.
    pub(super) per_second: f64,
    /// The server's processor time for one, in milliseconds.
    pub(super) cpu_ms: f64,
    /// The processor time of asking for one, in milliseconds; it is taken from the same machine.
    pub(super) asking_cpu_ms: f64,
    /// Half of the answers took no longer, in milliseconds.
    pub(super) p50_ms: f64,
    /// 99 of 100 answers took no longer, in milliseconds.
    pub(super) p99_ms: f64,
    /// The first answer, in milliseconds, where that is of interest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) first_ms: Option<f64>,
    /// Bytes of one answer on the wire.
    pub(super) bytes: usize,
}

/// Asks for so long. Any answer but success ends it.
pub(super) async fn run(
    server: &Server,
    connections: usize,
    lasts: Duration,
    ask: Ask,
) -> anyhow::Result<Load> {
    let (server_before, own_before) = (server.processor_time()?, own_processor_time()?);
    let began = Instant::now();
    let mut work = JoinSet::new();
    for number in 0..connections {
        let (ask, address) = (Arc::clone(&ask), server.address);
        work.spawn(async move {
            let mut connection = Connection::open(address).await?;
            let (mut request, mut took, mut bytes) = (Vec::new(), Vec::new(), 0);
            while began.elapsed() < lasts {
                request.clear();
                ask(number, &mut request);
                let asked = Instant::now();
                bytes = connection.exchange(&request).await?.ok()?.bytes.len();
                took.push(asked.elapsed());
            }
            anyhow::Ok((took, bytes))
        });
    }
    let (mut took, mut bytes) = (Vec::new(), 0);
    while let Some(done) = work.join_next().await {
        let (of_one, size) = done??;
        took.extend(of_one);
        bytes = bytes.max(size);
    }
    let lasted = began.elapsed();
    let server_cpu = server.processor_time()?.saturating_sub(server_before);
    let own_cpu = own_processor_time()?.saturating_sub(own_before);
    let mut load =
        of(took, bytes).context("nothing was answered in time; give it more with --seconds")?;
    load.connections = connections;
    load.per_second = count(load.requests) / lasted.as_secs_f64();
    load.cpu_ms = millis(server_cpu) / count(load.requests);
    load.asking_cpu_ms = millis(own_cpu) / count(load.requests);
    Ok(load)
}

/// Asks once for each request, on one connection, one after the other.
pub(super) async fn each(server: &Server, requests: &[Vec<u8>]) -> anyhow::Result<Load> {
    let (server_before, own_before) = (server.processor_time()?, own_processor_time()?);
    let mut connection = Connection::open(server.address).await?;
    let (mut took, mut bytes) = (Vec::new(), 0);
    let began = Instant::now();
    for request in requests {
        let asked = Instant::now();
        bytes = connection.exchange(request).await?.ok()?.bytes.len();
        took.push(asked.elapsed());
    }
    let lasted = began.elapsed();
    let server_cpu = server.processor_time()?.saturating_sub(server_before);
    let own_cpu = own_processor_time()?.saturating_sub(own_before);
    let first = took.first().copied();
    let mut load = of(took, bytes).context("nothing was asked")?;
    load.connections = 1;
    load.per_second = count(load.requests) / lasted.as_secs_f64();
    load.cpu_ms = millis(server_cpu) / count(load.requests);
    load.asking_cpu_ms = millis(own_cpu) / count(load.requests);
    load.first_ms = first.map(millis);
    Ok(load)
}

fn of(mut took: Vec<Duration>, bytes: usize) -> Option<Load> {
    took.sort_unstable();
    let at = |share: usize| {
        took.get((took.len() * share / 100).min(took.len().saturating_sub(1)))
            .copied()
    };
    Some(Load {
        requests: took.len(),
        p50_ms: millis(at(50)?),
        p99_ms: millis(at(99)?),
        bytes,
        ..Load::default()
    })
}

pub(super) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[allow(clippy::cast_precision_loss, reason = "far fewer requests than 2^52")]
fn count(requests: usize) -> f64 {
    requests as f64
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_slowest_of_a_hundred_is_the_ninety_ninth_percentile() {
        let took = (1..=100).rev().map(Duration::from_millis).collect();
        let load = of(took, 7).unwrap();
        assert_eq!(
            (load.p50_ms, load.p99_ms, load.requests),
            (51.0, 100.0, 100)
        );
        assert!(of(Vec::new(), 0).is_none());
    }
}
