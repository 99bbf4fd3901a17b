//! What is wrong with what was sent, said at the field where it is; and reading what was sent into facts.

use crate::sent::Sent;
use crate::ui::Field;
use crate::words::Words;
use crate::wrong::Wrong;
use attune_record::WriteError;
use attune_therapy::Refusal;
use attune_therapy::dates::ApproximateDate;
use attune_therapy::text::{Text, TextProblem};
use axum::http::StatusCode;
use jiff::civil::{Date, Time};
use std::collections::BTreeMap;

/// What is wrong with a form. None of it was stored.
#[derive(Debug, Clone, Default)]
pub(super) struct Problems {
    at: BTreeMap<String, String>,
    /// What concerns the whole form.
    form: Option<String>,
    status: Option<StatusCode>,
}

impl Problems {
    /// Why the record did not take it; an error that no form can answer is handed on.
    pub(super) fn of(words: Words, error: WriteError) -> Result<Problems, Wrong> {
        let whole = |status, text: String| Problems {
            form: Some(text),
            status: Some(status),
            ..Problems::default()
        };
        match error {
            WriteError::Refused(refusal) => Ok(Problems::refused(words, &refusal)),
            WriteError::Full => Ok(whole(
                StatusCode::SERVICE_UNAVAILABLE,
                words.t("entry-refused-full").into_owned(),
            )),
            WriteError::ReadOnly => Ok(whole(
                StatusCode::SERVICE_UNAVAILABLE,
                words.t("entry-refused-read-only").into_owned(),
            )),
            WriteError::Conflict => Ok(whole(
                StatusCode::CONFLICT,
                words.t("entry-refused-busy").into_owned(),
            )),
            error => Err(error.into()),
        }
    }

    /// A refusal of the record, in the reader's language.
    pub(super) fn refused(words: Words, refusal: &Refusal) -> Problems {
        let mut problems = Problems::default();
        let (field, text) = refusal_words(words, refusal);
        match field {
            Some(field) => problems.put(field, text),
            None => problems.form = Some(text),
        }
        problems
    }

    /// Something wrong with the whole form.
    pub(super) fn whole(text: impl Into<String>) -> Problems {
        Problems {
            form: Some(text.into()),
            ..Problems::default()
        }
    }

    /// Something wrong at a field; the first thing said there stands.
    pub(super) fn put(&mut self, field: &str, text: impl Into<String>) {
        self.at
            .entry(field.to_owned())
            .or_insert_with(|| text.into());
    }

    pub(super) fn is_empty(&self) -> bool {
        self.at.is_empty() && self.form.is_none()
    }

    /// The status of the page that shows the form.
    pub(super) fn status(&self) -> StatusCode {
        let refused = if self.is_empty() {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        self.status.unwrap_or(refused)
    }

    /// Puts each problem at its field, and gives back what belongs to none of them.
    pub(super) fn place<'a>(
        &self,
        fields: impl IntoIterator<Item = &'a mut Field>,
    ) -> Option<String> {
        let mut left = self.at.clone();
        for field in fields {
            if let Some(text) = left.remove(&field.name) {
                field.error = Some(text);
            }
        }
        let rest: Vec<String> = self
            .form
            .iter()
            .cloned()
            .chain(left.into_values())
            .collect();
        (!rest.is_empty()).then(|| rest.join(" "))
    }
}

fn refusal_words(words: Words, refusal: &Refusal) -> (Option<&str>, String) {
    let plain = |code: &str| words.one_of("entry-refused", code).into_owned();
    match refusal {
        Refusal::Missing(field) => (Some(field), words.one_of("missing", field).into_owned()),
        Refusal::Impossible { field, .. } => {
            (Some(field), words.one_of("impossible", field).into_owned())
        }
        Refusal::Future("when") => (Some("when"), plain("future")),
        Refusal::Future(_) => (Some("date"), plain("future")),
        Refusal::UnknownProtocol(_) => (Some("protocol"), plain("unknown-protocol")),
        Refusal::UnknownInstrument(_) => (None, plain("unknown-instrument")),
        Refusal::Answers(_) => (None, plain("answers")),
        Refusal::Answered => (Some("occasion"), plain("answered")),
        Refusal::NoClient => (None, plain("no-client")),
        Refusal::ClientExists => (None, plain("client-exists")),
        Refusal::CourseOpen => (None, plain("course-open")),
        Refusal::NoCourse => (None, plain("no-course")),
        Refusal::NotCritical => (None, plain("not-critical")),
        Refusal::NoTarget => (None, plain("no-target")),
        Refusal::NoPerson => (Some("person"), plain("no-person")),
        Refusal::Signed => (None, plain("signed")),
        Refusal::NotSigned => (None, plain("not-signed")),
        Refusal::NotAuthor => (None, plain("not-author")),
        Refusal::CorrectionOfCorrection => (None, plain("correction-of-correction")),
        Refusal::OtherKind => (None, plain("other-kind")),
        Refusal::NotCorrectable(_) => (None, plain("not-correctable")),
        Refusal::AlertClosed => (None, plain("alert-closed")),
        Refusal::NotAllowed => (None, plain("not-allowed")),
    }
}

/// Reads the fields of a form, gathering what is wrong with them.
pub(super) struct Reading<'a> {
    words: Words,
    sent: &'a Sent,
    problems: Problems,
}

impl<'a> Reading<'a> {
    pub(super) fn new(words: Words, sent: &'a Sent) -> Self {
        Self {
            words,
            sent,
            problems: Problems::default(),
        }
    }

    /// What was typed, or nothing.
    pub(super) fn text(&mut self, name: &str, most: usize) -> Text {
        match self.sent.text(name, most) {
            Ok(text) => text,
            Err(problem) => {
                let text = match problem {
                    TextProblem::TooLong(most) => {
                        let typed = self.sent.get(name).trim().chars().count();
                        self.words.t_with(
                            "too-long",
                            &[("most", most.into()), ("typed", typed.into())],
                        )
                    }
                    TextProblem::Control => self.words.t("control-characters").into_owned(),
                };
                self.problems.put(name, text);
                Text::default()
            }
        }
    }

    /// What was typed on one line; it may not stay empty.
    pub(super) fn line(&mut self, name: &str, most: usize) -> Text {
        let text = self.required(name, most);
        if text.as_str().contains('\n') {
            self.problems
                .put(name, self.words.t("one-line").into_owned());
        }
        text
    }

    /// What was typed; it may not stay empty.
    pub(super) fn required(&mut self, name: &str, most: usize) -> Text {
        let text = self.text(name, most);
        if text.is_empty() {
            self.problems
                .put(name, self.words.one_of("missing", name).into_owned());
        }
        text
    }

    /// A day.
    pub(super) fn date(&mut self, name: &str) -> Date {
        let typed = self.sent.get(name).trim();
        match typed.parse::<Date>() {
            Ok(date) if (1900..=2200).contains(&date.year()) => date,
            _ => {
                let text = if typed.is_empty() {
                    self.words.t("missing-day")
                } else {
                    self.words.t("not-a-date")
                };
                self.problems.put(name, text.into_owned());
                Date::ZERO
            }
        }
    }

    /// A time of day.
    pub(super) fn time(&mut self, name: &str) -> Time {
        self.sent
            .get(name)
            .trim()
            .parse::<Time>()
            .unwrap_or_else(|_| {
                self.problems
                    .put(name, self.words.t("not-a-time").into_owned());
                Time::midnight()
            })
    }

    /// A day, a month or a year.
    pub(super) fn approximate(&mut self, name: &str) -> Option<ApproximateDate> {
        let typed = self.sent.get(name);
        let date = ApproximateDate::parse(typed);
        if date.is_none() && !typed.trim().is_empty() {
            self.problems
                .put(name, self.words.t("not-approximate").into_owned());
        }
        date
    }

    /// A whole number between two.
    pub(super) fn number(&mut self, name: &str, from: u16, to: u16) -> u16 {
        let number = self.sent.get(name).trim().parse::<u16>().ok();
        match number.filter(|number| (from..=to).contains(number)) {
            Some(number) => number,
            None => {
                let text = self
                    .words
                    .t_with("not-a-number", &[("from", from.into()), ("to", to.into())]);
                self.problems.put(name, text);
                from
            }
        }
    }

    /// One of the choices that the form offers.
    pub(super) fn choice<T>(&mut self, name: &str, from: impl Fn(&str) -> Option<T>) -> Option<T> {
        let chosen = from(self.sent.get(name));
        if chosen.is_none() {
            self.problems
                .put(name, self.words.t("not-chosen").into_owned());
        }
        chosen
    }

    /// Something else that is wrong.
    pub(super) fn wrong(&mut self, name: &str, text: impl Into<String>) {
        self.problems.put(name, text);
    }

    /// What was read, or what is wrong with it.
    pub(super) fn done<T>(self, read: Option<T>) -> Result<T, Problems> {
        match read {
            Some(read) if self.problems.is_empty() => Ok(read),
            _ => Err(self.problems),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn sent(pairs: &[(&str, &str)]) -> Sent {
        Sent::of(pairs.iter().copied())
    }

    #[test]
    fn every_field_that_is_wrong_is_named_at_once() {
        let sent = sent(&[("name", "  "), ("date", "2026-02-30"), ("minutes", "soon")]);
        let mut reading = Reading::new(Words::default(), &sent);
        reading.line("name", 120);
        reading.date("date");
        reading.number("minutes", 1, 480);
        let problems = reading.done(Some(())).unwrap_err();
        let mut fields = [
            Field::text("name", "Name"),
            Field::date("date", "Day"),
            Field::number("minutes", "Minutes"),
        ];
        assert_eq!(problems.place(fields.iter_mut()), None);
        assert!(fields.iter().all(|field| field.error.is_some()));
        assert_eq!(problems.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }

    #[test]
    fn a_refusal_about_a_field_that_the_form_lacks_is_said_above_the_form() {
        let refusal = Refusal::Impossible {
            field: "sessions",
            why: "must be 1 to 60".into(),
        };
        let problems = Problems::refused(Words::default(), &refusal);
        let mut fields = [Field::text("name", "Name")];
        assert!(problems.place(fields.iter_mut()).unwrap().contains("60"));
    }

    #[test]
    fn a_full_disk_keeps_the_form_on_the_page() {
        let problems = Problems::of(Words::default(), WriteError::Full).unwrap();
        assert_eq!(problems.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(!problems.is_empty());
    }
}
