//! `GET /alerts`: every open alert of the reader's clients, oldest first; and how many there are, for open pages.

use super::risk::waiting;
use super::sheet::{Head, shown};
use crate::app::App;
use crate::frame;
use crate::ui::{Cell, Empty, Page, Table};
use crate::who::{Clinician, cookie_value, session_cookie_name};
use crate::words::Words;
use crate::wrong::Wrong;
use askama::Template;
use attune_record::WaitingAlert;
use attune_therapy::Content;
use attune_therapy::ids::RecordId;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "clinician/alerts.html")]
struct AlertsPage {
    page: Page,
    head: Head,
    lead: String,
    table: Option<Table>,
    empty: Option<Empty>,
}

pub(super) async fn get(user: Clinician) -> Result<Response, Wrong> {
    let who = &user.0;
    let words = who.words();
    let records = &who.app().records;
    let alerts = waiting(who.app(), &who.reader, who.now()).await?;
    let names: HashMap<RecordId, String> = if alerts.is_empty() {
        HashMap::new()
    } else {
        let rows = records.caseload(&who.reader, who.now()).await?;
        rows.into_iter()
            .map(|row| (row.record, row.summary.name))
            .collect()
    };
    let page = frame::clinician(&user, words.t("alerts-title"), "/alerts").await?;
    let rows = alerts.iter().map(|alert| {
        let name = names.get(&alert.record).cloned().unwrap_or_default();
        let when = alert.occurred_at.to_zoned(who.zone()).datetime();
        vec![
            Cell::link(
                name,
                format!("/clients/{}/alerts/{}", alert.record, alert.trigger),
            ),
            Cell::text(rule_words(records.content(), words, &alert.rule)),
            Cell::text(words.date_time(when)),
            Cell::text(age(words, alert.recorded_at, who.now())),
            Cell::text(state(words, alert)),
        ]
    });
    let table = (!alerts.is_empty()).then(|| Table {
        caption: words.count("alerts-caption", alerts.len()),
        head: ["client", "answer", "when", "age", "state"]
            .map(|name| words.one_of("alerts-column", name).into_owned())
            .to_vec(),
        rows: rows.collect(),
        folds: true,
    });
    Ok(shown(&AlertsPage {
        page,
        head: Head::plain(words.t("alerts-title")),
        lead: words.t("alerts-lead").into_owned(),
        empty: table
            .is_none()
            .then(|| Empty::new(words.t("alerts-empty"), words.t("alerts-empty-text"))),
        table,
    }))
}

fn state(words: Words, alert: &WaitingAlert) -> String {
    if alert.acknowledged_at.is_some() {
        words.t("risk-acknowledged").into_owned()
    } else {
        words.t("risk-nobody-looked").into_owned()
    }
}

/// The rule of a queue's row is `instrument@version#item`.
fn rule_words(content: &Content, words: Words, rule: &str) -> String {
    let parts = rule
        .split_once('#')
        .and_then(|(measure, item)| Some((measure.split_once('@')?, item)));
    let Some(((id, version), item)) = parts else {
        return rule.to_owned();
    };
    let short = content
        .instrument(id, version)
        .map_or(id, |instrument| instrument.short(words.language().tag()));
    words.t_with(
        "alerts-item",
        &[
            ("instrument", short.to_owned().into()),
            ("item", item.to_owned().into()),
        ],
    )
}

/// For how long it has been waiting.
pub(super) fn age(words: Words, since: Timestamp, now: Timestamp) -> String {
    let waited = now.duration_since(since).max(SignedDuration::ZERO);
    let (minutes, hours) = (waited.as_mins(), waited.as_hours());
    match hours {
        0 => words.count("age-minutes", minutes),
        1..=47 => words.count("age-hours", hours),
        _ => words.count("age-days", hours / 24),
    }
}

/// How many alerts wait. Open pages ask every two seconds: it does not count as the reader's doing, so that a page
/// left open does not keep its session alive.
pub(super) async fn count(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Json<usize>, Wrong> {
    let now = app.now();
    let cookie = cookie_value(&headers, session_cookie_name(&app)).ok_or(Wrong::SignIn)?;
    let state = app.identity.glance(&cookie, now).await?;
    let session = state.live().ok_or(Wrong::SignIn)?;
    let reader = app.identity.reader(&session);
    let alerts = waiting(&app, &reader, now).await?;
    Ok(Json(alerts.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn waiting_is_told_in_the_unit_that_fits() {
        let words = Words::new(Language::English);
        let since = Timestamp::UNIX_EPOCH;
        let after = |minutes| age(words, since, since + SignedDuration::from_mins(minutes));
        assert_eq!(after(1), "1 minute");
        assert_eq!(after(59), "59 minutes");
        assert_eq!(after(60), "1 hour");
        assert_eq!(after(60 * 72), "3 days");
        assert_eq!(after(-5), "0 minutes");
    }
}
