//! The public listener: every limit with its reason.

use anyhow::Context;
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt;

/// A browser sends its headers at once; who takes longer holds a place for nothing.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// The longest an answer may take, body included: a phone on slow 3G uploads a form within this.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);
/// Connections at the same time; each costs some tens of kilobytes.
const CONNECTIONS: usize = 4096;
/// How long requests under way may take to finish when the program is told to stop.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// Serves until `stop` resolves, then lets requests under way finish.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let graceful = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let place = Arc::clone(&places)
            .acquire_owned()
            .await
            .context("the server is closed")?;
        let (stream, address) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, most likely: others may finish and free some.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        let connection = connection(stream, address, router.clone());
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A connection that breaks is the visitor's business; nothing is to be done about it.
            let _broken = connection.await;
            drop(place);
        });
    }
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(STOP_WITHIN) => tracing::warn!("some requests did not finish in time"),
    }
    Ok(())
}

fn connection(
    stream: TcpStream,
    address: SocketAddr,
    router: Router,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> {
    // Small answers must not wait for more to fill a packet.
    let _unsupported = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let router = router.clone();
        async move {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(address));
            match tokio::time::timeout(ANSWER_WITHIN, router.oneshot(request)).await {
                Ok(answer) => answer,
                Err(_) => Ok(timed_out()),
            }
        }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        // Cookies and headers of a browser stay far below this.
        .max_buf_size(64 * 1024)
        .keep_alive(true)
        .serve_connection(TokioIo::new(stream), service)
}

fn timed_out() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = axum::http::StatusCode::REQUEST_TIMEOUT;
    response
}

/// Counts and logs each request by the route's pattern: the address itself may hold an id, and never reaches a log.
pub(crate) async fn observe(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str)
        .to_owned();
    let method = request.method().clone();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let took = began.elapsed();
    metrics::counter!("attune_requests_total", "route" => route.clone(), "status" => status.to_string()).increment(1);
    metrics::histogram!("attune_request_seconds", "route" => route.clone())
        .record(took.as_secs_f64());
    if status >= 500 {
        tracing::warn!(%method, route, status, millis = took.as_millis(), "a request failed");
    } else {
        tracing::debug!(%method, route, status, millis = took.as_millis(), "a request");
    }
    response
}
