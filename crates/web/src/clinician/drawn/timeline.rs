//! The timeline: symptoms and treatment above, life below, scores on the same axis.

use super::scores::{main_measure, scores};
use super::when_words;
use crate::clinician::desk::Desk;
use crate::ui::{Figure, drawn};
use attune_drawing::Frame;
use attune_drawing::timeline::{Item, Lasting, Onset, TableWords, Timeline, Track, When};
use attune_drawing::trajectory::{Score, Series};
use attune_therapy::dates::ApproximateDate;
use attune_therapy::timeline::{Event, EventKind};

/// The figure; none while nothing is on it.
pub(in crate::clinician) fn figure(desk: &Desk) -> Option<Figure> {
    if desk.view.events().is_empty() {
        return None;
    }
    let words = desk.words();
    let title = title(desk);
    let timeline = Timeline {
        title: title.clone(),
        symptoms: track(desk, "track-symptoms", true),
        life: track(desk, "track-life", false),
        onset: onset(desk),
        scores: series(desk),
        gap_days: 28,
        empty: words.t("timeline-empty").into_owned(),
        table: TableWords {
            caption: title.clone(),
            when: words.t("column-when").into_owned(),
            what: words.t("column-happened").into_owned(),
            track: words.t("column-track").into_owned(),
            onset: words.t("column-onset").into_owned(),
            linked: words.t("onset-linked").into_owned(),
        },
        ..Timeline::default()
    };
    let (wide, narrow) = drawn(words, |language| {
        (
            timeline.draw(&Frame::wide("timeline-wide"), language),
            timeline.draw(&Frame::narrow("timeline-narrow"), language),
        )
    });
    Some(Figure::new(words, title, wide).narrow(narrow))
}

fn is_symptom(event: &Event) -> bool {
    matches!(
        event.noted.kind,
        EventKind::Symptoms | EventKind::Medication | EventKind::Illness
    )
}

fn title(desk: &Desk) -> String {
    let words = desk.words();
    let linked: Vec<String> = desk
        .view
        .events()
        .iter()
        .filter(|event| event.noted.onset && event.noted.kind != EventKind::Symptoms)
        .map(|event| event.noted.title.to_string())
        .collect();
    match super::circle::joined(desk, &linked) {
        Some(events) => words.t_with("timeline-title-onset", &[("events", events.into())]),
        None => words.t_with("timeline-title", &[("name", desk.name().to_owned().into())]),
    }
}

fn track(desk: &Desk, name: &str, symptoms: bool) -> Track {
    let words = desk.words();
    let items = desk
        .view
        .events()
        .iter()
        .filter(|event| is_symptom(event) == symptoms)
        .map(|event| Item {
            id: event.entry.to_string(),
            words: event.noted.title.to_string(),
            when: when(desk, event.noted.when),
            lasting: Lasting::Moment,
            linked_to_onset: event.noted.onset,
        })
        .collect();
    let name = if name == "track-symptoms" {
        words.t("track-symptoms")
    } else {
        words.t("track-life")
    };
    Track {
        name: name.into_owned(),
        items,
    }
}

fn when(desk: &Desk, date: ApproximateDate) -> When {
    When::between(
        date.earliest(),
        date.latest(),
        when_words(desk.words(), date),
    )
}

/// The latest return of the symptoms.
fn onset(desk: &Desk) -> Option<Onset> {
    let symptoms = desk
        .view
        .events()
        .iter()
        .filter(|event| event.noted.kind == EventKind::Symptoms && event.noted.onset);
    let event = symptoms.max_by_key(|event| event.noted.when.earliest())?;
    Some(Onset {
        when: when(desk, event.noted.when),
        words: event.noted.title.to_string(),
    })
}

fn series(desk: &Desk) -> Option<Series> {
    let scores = scores(desk, &main_measure(desk), None)?;
    if scores.points.is_empty() {
        return None;
    }
    let (least, most) = scores.instrument.range()?;
    Some(Series {
        name: scores.instrument.short(desk.locale()).to_owned(),
        points: scores
            .points
            .iter()
            .map(|point| Score::new(point.day, point.total))
            .collect(),
        ..Series::on(least, most)
    })
}
