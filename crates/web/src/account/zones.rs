//! Time zones to choose from.

use crate::ui::{Choice, Field};
use jiff::tz;

/// The areas of the world whose zones are offered; the rest of the database are old names of the same.
const AREAS: [&str; 10] = [
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
];

/// A field for a time zone. Where the reader has not chosen yet, a script may choose the device's.
pub(super) fn field(label: impl Into<String>, chosen: &str) -> Field {
    let mut names: Vec<String> = tz::db()
        .available()
        .map(|name| name.as_str().to_owned())
        .filter(|name| AREAS.iter().any(|area| name.starts_with(area)))
        .collect();
    names.push("UTC".to_owned());
    if !names.iter().any(|name| name == chosen) {
        names.push(chosen.chars().take(100).collect());
    }
    names.sort_unstable();
    names.dedup();
    let choice = |name: String| Choice::new(name.clone(), name.replace('_', " "));
    Field::select("time_zone", label, names.into_iter().map(choice).collect()).value(chosen)
}
