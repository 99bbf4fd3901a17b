//! What a clinician has at the desk: caseload, case page, circle, notes, alerts.

use crate::app::App;
use axum::Router;
use axum::routing::get;

mod alert;
mod alerts;
mod case;
mod caseload;
mod circle;
mod correct;
mod course;
mod desk;
mod drawn;
mod entries;
mod events;
mod facts;
mod history;
mod intake;
mod measure;
mod measures;
mod note;
mod problems;
mod register;
pub(crate) mod risk;
mod session;
mod sheet;
mod team;

/// The addresses of this part.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/caseload", get(caseload::get))
        .route("/alerts", get(alerts::get))
        .route("/alerts/count", get(alerts::count))
        .route("/clients/new", get(register::get).post(register::post))
        .route("/clients/{id}", get(case::get))
        .route("/clients/{id}/course", get(course::get).post(course::post))
        .route("/clients/{id}/circle", get(circle::get).post(circle::post))
        .route(
            "/clients/{id}/circle/people",
            get(circle::get).post(circle::add),
        )
        .route("/clients/{id}/events", get(events::get).post(events::post))
        .route("/clients/{id}/intake", get(intake::get).post(intake::post))
        .route(
            "/clients/{id}/sessions/new",
            get(session::get).post(session::post),
        )
        .route("/clients/{id}/notes/new", get(note::new))
        .route(
            "/clients/{id}/notes/{note}",
            get(note::get).post(note::post),
        )
        .route(
            "/clients/{id}/measures/new",
            get(measures::get).post(measures::post),
        )
        .route("/clients/{id}/measures/{entry}", get(measure::get))
        .route(
            "/clients/{id}/entries/{entry}/correct",
            get(correct::get).post(correct::post),
        )
        .route("/clients/{id}/history", get(history::get))
        .route(
            "/clients/{id}/alerts/{trigger}",
            get(alert::get).post(alert::post),
        )
        .route("/clients/{id}/team", get(team::get).post(team::post))
        .route(
            "/clients/{id}/team/end/{member}",
            get(team::ask_end).post(team::end),
        )
        .route(
            "/clients/{id}/team/invite",
            get(team::get).post(team::invite),
        )
        .route(
            "/clients/{id}/team/revoke/{invitation}",
            get(team::get).post(team::revoke),
        )
}
