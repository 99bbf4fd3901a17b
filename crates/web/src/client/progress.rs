//! `/progress`: my own curve in plain words, with what happened in my life. No bands, no cut-offs, no verdict.

use super::words_for::{and, therapists};
use crate::frame;
use crate::ui::{self, Act, Empty, Entries, EntryLine, Figure, Icon, Page, drawn};
use crate::who::{ClientHere, Who};
use crate::words::Words;
use crate::wrong::Wrong;
use askama::Template;
use attune_drawing::Frame;
use attune_drawing::trajectory::{Event, Score, Series, Session, TableWords, Trajectory};
use attune_measures::Instrument;
use attune_measures::instrument::ClientShows;
use attune_therapy::dates::ApproximateDate;
use attune_therapy::{Content, View};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Scores further apart than this many days are not joined.
const GAP: u16 = 16;
/// Events so many days before the first answer still stand in the picture.
const BEFORE: i64 = 60;

#[derive(Template)]
#[template(path = "client/progress.html")]
struct ProgressPage {
    page: Page,
    curves: Vec<Curve>,
    only_answered: Vec<String>,
    empty: Option<Empty>,
    events: Option<Entries>,
    talk: String,
}

struct Curve {
    figure: Figure,
    plain: String,
}

/// Shows a curve for each questionnaire that was answered.
pub(super) async fn show(here: ClientHere) -> Result<Response, Wrong> {
    let who = &here.who;
    let words = who.words();
    let records = &who.app().records;
    let view = records
        .view(&who.reader, here.record, "progress", who.now())
        .await?;
    let content = records.content();
    let (mut curves, mut only_answered) = (Vec::new(), Vec::new());
    for (instrument, points) in measured(&view, content) {
        match instrument.client.shows {
            ClientShows::Curve if !points.is_empty() => {
                curves.push(curve(who, &view, instrument, points))
            }
            _ => only_answered.push(answered_line(who, &view, instrument)),
        }
    }
    let empty = Empty::new(
        words.t("progress-empty-title"),
        words.t("progress-empty-text"),
    )
    .next(Act::link(words.t("progress-empty-next"), "/check-in").primary());
    let talk = and(words, &therapists(&here).await?).map_or_else(
        || words.t("progress-talk").into_owned(),
        |names| words.t_with("progress-talk-with", &[("names", names.into())]),
    );
    let shown = ProgressPage {
        page: frame::client(&here, words.t("place-progress"), "/progress"),
        empty: (curves.is_empty() && only_answered.is_empty()).then_some(empty),
        events: events(words, &view),
        curves,
        only_answered,
        talk,
    };
    Ok(ui::render(StatusCode::OK, &shown))
}

/// Each questionnaire that was answered with its totals, the main measure of the course first.
fn measured<'c>(view: &View, content: &'c Content) -> Vec<(&'c Instrument, Vec<Score>)> {
    let mut by_instrument: BTreeMap<&str, Vec<Score>> = BTreeMap::new();
    for measured in view.measures() {
        let points = by_instrument
            .entry(&measured.completed.instrument)
            .or_default();
        if let Some(value) = measured.total(content) {
            points.push(Score::new(measured.occurred.date(), value));
        }
    }
    let primary = view.current_course().and_then(|course| {
        content
            .protocol(&course.opened.protocol, &course.opened.version)?
            .primary()
    });
    let mut list: Vec<_> = by_instrument
        .into_iter()
        .filter_map(|(id, points)| Some((content.instrument_newest(id)?, points)))
        .collect();
    list.sort_by_key(|(instrument, _)| Some(instrument.id.as_str()) != primary);
    list
}

fn curve(who: &Who, view: &View, instrument: &Instrument, mut points: Vec<Score>) -> Curve {
    let words = who.words();
    let texts = instrument.words(words.language().tag());
    points.sort_by_key(|point| point.date);
    let (low, high) = instrument.range().unwrap_or((0.0, 1.0));
    let (first, last) = (points[0], points[points.len() - 1]);
    let since = first.date;
    let title = if texts.client.about.is_empty() {
        &texts.title
    } else {
        &texts.client.about
    };
    let sessions = view
        .sessions()
        .iter()
        .filter(|session| session.occurred.date() >= since);
    let trajectory = Trajectory {
        title: title.clone(),
        description: in_words(words, first, last, points.len()),
        score: Series {
            name: words.t("progress-number").into_owned(),
            points: points.clone(),
            meaning: compared(words, first, last, points.len()),
            ..Series::on(low, high)
        },
        sessions: sessions
            .map(|session| Session {
                date: session.occurred.date(),
                mark: session.held.number.to_string(),
                name: words.t_with(
                    "progress-session",
                    &[("number", session.held.number.into())],
                ),
            })
            .collect(),
        events: flags(view, since, who.today()),
        gap_days: GAP,
        table: TableWords {
            caption: title.clone(),
            date: words.t("progress-date").into_owned(),
            band: String::new(),
            notes: words.t("progress-notes").into_owned(),
        },
        ..Trajectory::default()
    }
    .without_clinical();
    let (wide, narrow) = drawn(words, |language| {
        (
            trajectory.draw(&Frame::wide(format!("{}-w", instrument.id)), language),
            trajectory.draw(&Frame::narrow(format!("{}-n", instrument.id)), language),
        )
    });
    let mut plain = in_words(words, first, last, points.len());
    if !texts.client.lower.is_empty() && !texts.client.higher.is_empty() {
        let (lower, higher) = (texts.client.lower.clone(), texts.client.higher.clone());
        let meaning = words.t_with(
            "progress-meaning",
            &[("lower", lower.into()), ("higher", higher.into())],
        );
        plain = format!("{plain} {meaning}");
    }
    Curve {
        figure: Figure::new(words, title.clone(), wide).narrow(narrow),
        plain,
    }
}

/// "Your number was 19 on 2 March and 8 on 4 May."
fn in_words(words: Words, first: Score, last: Score, count: usize) -> String {
    let number = |value: f64| format!("{}", (value * 10.0).round() / 10.0);
    let (from, to) = (number(first.value), number(last.value));
    let (since, until) = (words.date(first.date), words.date(last.date));
    if count == 1 {
        return words.t_with(
            "progress-one",
            &[("number", to.into()), ("date", until.into())],
        );
    }
    words.t_with(
        "progress-from-to",
        &[
            ("from", from.into()),
            ("since", since.into()),
            ("to", to.into()),
            ("until", until.into()),
        ],
    )
}

/// What stands beside the last number: a comparison, not a verdict.
fn compared(words: Words, first: Score, last: Score, count: usize) -> String {
    let key = match count {
        1 => "progress-first",
        _ if last.value < first.value => "progress-lower",
        _ if last.value > first.value => "progress-higher",
        _ => "progress-same",
    };
    words.t(key).into_owned()
}

/// Life events near enough to the course to stand in its picture.
fn flags(view: &View, since: Date, today: Date) -> Vec<Event> {
    let from = since.saturating_sub(BEFORE.days());
    let near = view.events().iter().filter_map(|event| {
        let date = middle(event.noted.when);
        (from <= date && date <= today).then(|| Event::new(date, event.noted.title.to_string()))
    });
    near.collect()
}

/// The middle of what an approximate date can mean.
fn middle(when: ApproximateDate) -> Date {
    let days = (when.latest() - when.earliest()).get_days();
    when.earliest().saturating_add((i64::from(days) / 2).days())
}

fn answered_line(who: &Who, view: &View, instrument: &Instrument) -> String {
    let words = who.words();
    let of_it = view.measures_of(&instrument.id);
    let last = of_it
        .last()
        .map(|measured| words.date(measured.occurred.date()));
    words.t_with(
        "progress-only-answered",
        &[
            (
                "what",
                instrument.title(words.language().tag()).to_owned().into(),
            ),
            ("count", of_it.len().into()),
            ("date", last.unwrap_or_default().into()),
        ],
    )
}

/// Every life event, newest first.
fn events(words: Words, view: &View) -> Option<Entries> {
    let mut list: Vec<_> = view.events().iter().collect();
    list.sort_by_key(|event| std::cmp::Reverse(event.noted.when.latest()));
    let line = |event: &&attune_therapy::timeline::Event| EntryLine {
        datetime: event.noted.when.to_string(),
        when: when(words, event.noted.when),
        what: event.noted.title.to_string(),
        href: None,
        who: words
            .one_of("progress-kind", event.noted.kind.name())
            .into_owned(),
        voice: None,
        corrected: false,
    };
    let entries: Vec<EntryLine> = list.iter().map(line).collect();
    (!entries.is_empty()).then_some(Entries { entries })
}

fn when(words: Words, date: ApproximateDate) -> String {
    match date {
        ApproximateDate::Day(date) => words.date(date),
        ApproximateDate::Month { .. } => words.month_year(date.earliest()),
        ApproximateDate::Year(year) => year.to_string(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::words::Language;
    use jiff::civil::date;

    #[test]
    fn a_curve_is_told_in_plain_words_without_a_verdict() {
        let words = Words::new(Language::English);
        let first = Score::new(date(2026, 3, 2), 19.0);
        let last = Score::new(date(2026, 5, 4), 8.0);
        assert_eq!(
            in_words(words, first, last, 9),
            "Your number was 19 on 2 March 2026 and 8 on 4 May 2026."
        );
        assert_eq!(compared(words, first, last, 9), "lower than at the start");
        assert_eq!(compared(words, last, first, 9), "higher than at the start");
        assert_eq!(compared(words, first, first, 2), "as at the start");
        for never in ["better", "worse", "mild", "moderate", "severe", "improved"] {
            assert!(!in_words(words, first, last, 9).contains(never));
        }
    }

    #[test]
    fn an_approximate_date_stands_in_its_middle() {
        assert_eq!(
            middle(ApproximateDate::parse("2026-03").unwrap()),
            date(2026, 3, 16)
        );
        assert_eq!(
            middle(ApproximateDate::parse("2026-03-02").unwrap()),
            date(2026, 3, 2)
        );
    }
}
