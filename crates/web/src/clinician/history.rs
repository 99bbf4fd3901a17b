//! `GET /clients/{id}/history`: every entry, and the record as it was known on any day.

use super::desk::{Asked, Desk};
use super::drawn::number;
use super::entries;
use super::sheet::{Head, said, shown};
use crate::ui::{Act, Empty, Entries, Facts, Notice, Page};
use crate::wrong::Wrong;
use askama::Template;
use attune_therapy::View;
use axum::extract::Query;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;

/// So many entries a page.
const ENTRIES: usize = 60;

#[derive(Deserialize, Default)]
pub(super) struct Wanted {
    #[serde(default)]
    day: String,
    #[serde(default)]
    page: String,
    done: Option<String>,
}

#[derive(Template)]
#[template(path = "clinician/history.html")]
struct HistoryPage {
    page: Page,
    head: Head,
    action: String,
    day: String,
    wrong_day: Option<String>,
    as_known: Option<Notice>,
    facts: Facts,
    entries: Entries,
    empty: Option<Empty>,
    before: Option<Act>,
    after: Option<Act>,
}

pub(super) async fn get(asked: Asked, Query(wanted): Query<Wanted>) -> Result<Response, Wrong> {
    let desk = asked.open("history").await?;
    let words = desk.words();
    let day = wanted.day.trim().parse::<Date>().ok();
    let wrong_day = (day.is_none() && !wanted.day.trim().is_empty())
        .then(|| words.t("not-a-date").into_owned());
    let view = match day {
        Some(day) => as_known_on(&desk, day),
        None => desk.view.clone(),
    };
    let mut page = desk.page(words.t("tab-history")).await?;
    said(&mut page, wanted.done.as_deref());
    let told = entries::told(&view);
    let last = told.len().div_ceil(ENTRIES).max(1);
    let at = wanted.page.parse::<usize>().unwrap_or(1).clamp(1, last);
    let of_page = told.iter().copied().skip((at - 1) * ENTRIES).take(ENTRIES);
    let lines = entries::lines(&desk, &view, of_page).await?;
    let address = |page: usize| {
        let day = day.map_or_else(String::new, |day| day.to_string());
        desk.at(&format!("/history?day={day}&page={page}"))
    };
    Ok(shown(&HistoryPage {
        head: Head::of(&desk, words.t("tab-history"), "history"),
        action: desk.at("/history"),
        day: wanted.day.clone(),
        wrong_day,
        as_known: day.map(|day| {
            Notice::info(
                words.t_with("as-known-on", &[("day", words.date(day).into())]),
                words.t("as-known-text"),
            )
            .act(Act::link(words.t("as-known-now"), desk.at("/history")))
        }),
        facts: facts(&desk, &view),
        empty: lines
            .is_empty()
            .then(|| Empty::new(words.t("history-empty"), words.t("history-empty-text"))),
        entries: Entries { entries: lines },
        before: (at > 1).then(|| Act::link(words.t("history-newer"), address(at - 1))),
        after: (at < last).then(|| Act::link(words.t("history-older"), address(at + 1))),
        page,
    }))
}

/// What had been entered by the end of a day, folded as it would have been then.
fn as_known_on(desk: &Desk, day: Date) -> View {
    let end = day
        .tomorrow()
        .ok()
        .and_then(|next| next.to_zoned(desk.who().zone()).ok())
        .map_or(Timestamp::MAX, |next| next.timestamp());
    let known = desk
        .view
        .entries()
        .iter()
        .filter(|entry| entry.recorded_at < end);
    View::fold(known.cloned())
}

/// What the record came to on that day.
fn facts(desk: &Desk, view: &View) -> Facts {
    let words = desk.words();
    let mut facts = Facts::new().with(words.t("history-entries"), view.len().to_string());
    if let Some(course) = view.current_course() {
        facts = facts.with(
            words.t("fact-sessions"),
            words.t_with(
                "session-of",
                &[
                    ("held", course.sessions_held.into()),
                    ("planned", course.opened.sessions.into()),
                ],
            ),
        );
    }
    let last = view
        .measures()
        .iter()
        .max_by_key(|measured| measured.occurred.at);
    if let Some(measured) = last {
        let instrument = desk
            .content()
            .instrument(&measured.completed.instrument, &measured.completed.version);
        if let Some((instrument, total)) = instrument.zip(measured.total(desk.content())) {
            facts = facts.with(
                words.t("history-last-score"),
                format!("{} {}", instrument.short(desk.locale()), number(total)),
            );
        }
    }
    facts
        .with(words.t("history-people"), view.people().len().to_string())
        .with(
            words.t("history-alerts"),
            view.open_alerts().count().to_string(),
        )
}
