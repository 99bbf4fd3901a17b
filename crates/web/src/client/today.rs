//! `/today`: a short letter. What is due, where the course stands, when nobody reads, where help is.

use super::check_in::{due_lines, sheet};
use super::words_for::{read_line, readers};
use crate::frame;
use crate::ui::{self, Icon, Lines, Page};
use crate::who::ClientHere;
use crate::words::Words;
use crate::wrong::Wrong;
use askama::Template;
use attune_therapy::View;
use attune_therapy::course::Course;
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "client/today.html")]
struct TodayPage {
    page: Page,
    day: String,
    greeting: String,
    lead: String,
    lines: Option<Lines>,
    sessions: String,
    treats: Option<String>,
    read: String,
}

/// Writes the letter of the day.
pub(super) async fn show(here: ClientHere) -> Result<Response, Wrong> {
    let who = &here.who;
    let words = who.words();
    let records = &who.app().records;
    let view = records
        .view(&who.reader, here.record, "today", who.now())
        .await?;
    let lines = due_lines(&here, &sheet::due_now(&here, &view, records.content())).await?;
    let now = who.now().to_zoned(who.zone());
    let course = view.current_course();
    let shown = TodayPage {
        page: frame::client(&here, words.t("place-today"), "/today"),
        day: words.weekday_date(now.date()),
        greeting: greeting(words, now.hour(), &view),
        lead: lead(words, lines.len(), course),
        lines: (!lines.is_empty()).then_some(Lines { lines }),
        sessions: sessions(words, course),
        treats: readers(&here, "today-treats").await?,
        read: read_line(who).await,
    };
    Ok(ui::render(StatusCode::OK, &shown))
}

fn greeting(words: Words, hour: i8, view: &View) -> String {
    let part = match hour {
        4..=11 => "morning",
        12..=18 => "afternoon",
        _ => "evening",
    };
    let greeting = words.one_of("today-good", part);
    let name = view.client().map_or("", |client| client.name.as_str());
    match name.split_whitespace().next() {
        Some(name) => words.t_with(
            "today-greeting",
            &[
                ("greeting", greeting.into_owned().into()),
                ("name", name.to_owned().into()),
            ],
        ),
        None => format!("{greeting}."),
    }
}

fn lead(words: Words, due: usize, course: Option<&Course>) -> String {
    let session = course.map_or(1, Course::next_session);
    match due {
        0 => words.t("today-nothing-due").into_owned(),
        due => words.t_with(
            "today-due",
            &[
                ("count", due.into()),
                (
                    "number",
                    words.number(u32::try_from(due).unwrap_or(u32::MAX)).into(),
                ),
                ("session", session.into()),
            ],
        ),
    }
}

fn sessions(words: Words, course: Option<&Course>) -> String {
    let Some(course) = course else {
        return words.t("today-no-course").into_owned();
    };
    let (held, planned, left) = (
        course.sessions_held,
        course.opened.sessions,
        course.sessions_left(),
    );
    match (held, left) {
        (0, _) => words.t_with("today-first-session", &[("planned", planned.into())]),
        (_, 0) => words.t_with("today-last-session", &[("held", held.into())]),
        _ => words.t_with(
            "today-sessions",
            &[
                ("held", held.into()),
                ("planned", planned.into()),
                ("left", left.into()),
            ],
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn the_hour_gives_the_greeting() {
        let view = View::fold([]);
        let english = Words::new(Language::English);
        assert_eq!(greeting(english, 8, &view), "Good morning.");
        assert_eq!(greeting(english, 12, &view), "Good afternoon.");
        assert_eq!(greeting(english, 2, &view), "Good evening.");
        assert_eq!(
            greeting(Words::new(Language::Spanish), 22, &view),
            "Buenas noches."
        );
    }

    #[test]
    fn what_is_due_is_counted_in_words() {
        let english = Words::new(Language::English);
        assert_eq!(
            lead(english, 1, None),
            "You have one thing to answer before session 1."
        );
        assert_eq!(
            lead(english, 2, None),
            "You have two things to answer before session 1."
        );
        let spanish = Words::new(Language::Spanish);
        assert_eq!(
            lead(spanish, 2, None),
            "Tienes dos cosas por responder antes de la sesión 1."
        );
    }
}
