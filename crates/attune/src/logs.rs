//! Structured logs. They hold ids, counts and times, never what a person entered.

use tracing_subscriber::EnvFilter;

/// How logs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum LogFormat {
    /// One line of text for people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// Starts logging to standard error.
pub(crate) fn start(format: LogFormat, filter: Option<&str>) {
    // What libraries say at `debug` may repeat bound values; only our own crates may be made talkative.
    let filter = filter.unwrap_or(
        "warn,attune=info,attune_web=info,attune_record=info,attune_identity=info,access=info",
    );
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second start (in tests) is not an error worth stopping for.
    let _started_before = match format {
        LogFormat::Text => builder.with_target(false).try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
}
