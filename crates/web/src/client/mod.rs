//! What a client has on the phone: today, check-in, people, progress, one's own data.

mod check_in;
pub(crate) mod crisis;
mod help;
mod mine;
mod offline;
mod people;
mod progress;
mod today;
mod words_for;

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};
use check_in::{help_now, question, review, sent};

/// The addresses of this part.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/help", get(help::show))
        .route("/sw.js", get(offline::service_worker))
        .route("/manifest.webmanifest", get(offline::manifest))
        .route("/today", get(today::show))
        .route("/check-in", get(check_in::list))
        .route("/check-in/{instrument}/{occasion}", get(check_in::resume))
        .route(
            "/check-in/{instrument}/{occasion}/review",
            get(review::show).post(review::send),
        )
        .route("/check-in/{instrument}/{occasion}/sent", get(sent::show))
        .route(
            "/check-in/{instrument}/{occasion}/help-now/{place}",
            get(help_now::show),
        )
        .route(
            "/check-in/{instrument}/{occasion}/{place}",
            get(question::show).post(question::answer),
        )
        .route("/progress", get(progress::show))
        .route("/people", get(people::show).post(people::place))
        .route("/people/new", get(people::add::show).post(people::add::add))
        .route(
            "/people/{person}",
            get(people::person::show).post(people::person::change),
        )
        .route("/people/{person}/remove", post(people::person::remove))
        .route("/mine", get(mine::show))
        .route("/mine/download.html", get(mine::download::page))
        .route("/mine/download.json", get(mine::download::data))
}
