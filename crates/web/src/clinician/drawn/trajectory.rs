//! The trajectory of the main measure, with what happened in the client's life.

use super::scores::{Scores, class_name, main_measure, scores};
use super::{number, when_words};
use crate::clinician::desk::Desk;
use crate::ui::{Figure, drawn};
use attune_drawing::Frame;
use attune_drawing::trajectory::{
    Band, Baseline, Clinical, Corridor, CutOff, Event, Score, Series, Session, TableWords,
    Trajectory,
};
use attune_therapy::dates::ApproximateDate;
use attune_therapy::timeline::EventKind;
use jiff::ToSpan;
use jiff::civil::Date;

/// The figure; none for an instrument that is not there.
pub(in crate::clinician) fn figure(desk: &Desk) -> Option<Figure> {
    let scores = scores(desk, &main_measure(desk), desk.view.current_course())?;
    let words = desk.words();
    let title = title(desk, &scores);
    let (wide, narrow) = drawn(words, |language| {
        let course = trajectory(desk, &scores, &title);
        (
            course.draw(&Frame::wide("trajectory-wide"), language),
            course.draw(&Frame::narrow("trajectory-narrow"), language),
        )
    });
    let figure = Figure::new(words, title, wide).narrow(narrow);
    Some(match note(desk, &scores) {
        Some(note) => figure.note(note),
        None => figure,
    })
}

/// Says what the picture shows: "PHQ-9 fell from 19 to 8 in nine weeks".
pub(in crate::clinician) fn title(desk: &Desk, scores: &Scores<'_>) -> String {
    let words = desk.words();
    let name = scores.instrument.short(desk.locale()).to_owned();
    let Some((first, last)) = scores.baseline().zip(scores.last()) else {
        return words.t_with("trajectory-none", &[("name", name.into())]);
    };
    let to = number(last.total);
    if scores.points.len() == 1 {
        return words.t_with(
            "trajectory-one",
            &[("name", name.into()), ("to", to.into())],
        );
    }
    let weeks = u32::try_from((last.day - first.day).get_days().max(0) / 7).unwrap_or(0);
    let span = match weeks {
        0 => words.t("span-days").into_owned(),
        1 => words.t("span-week").into_owned(),
        weeks => words.t_with("span-weeks", &[("number", words.number(weeks).into())]),
    };
    let from = number(first.total);
    if last.total < first.total {
        words.t_with(
            "trajectory-fell",
            &[
                ("name", name.into()),
                ("from", from.into()),
                ("to", to.into()),
                ("span", span.into()),
            ],
        )
    } else if last.total > first.total {
        words.t_with(
            "trajectory-rose",
            &[
                ("name", name.into()),
                ("from", from.into()),
                ("to", to.into()),
                ("span", span.into()),
            ],
        )
    } else {
        words.t_with(
            "trajectory-same",
            &[
                ("name", name.into()),
                ("to", to.into()),
                ("span", span.into()),
            ],
        )
    }
}

/// How it was reckoned: baseline, definition, verdict, source.
fn note(desk: &Desk, scores: &Scores<'_>) -> Option<String> {
    let words = desk.words();
    let baseline = scores.baseline()?;
    let mut parts = vec![words.t_with(
        "trajectory-baseline-note",
        &[
            ("score", number(baseline.total).into()),
            ("date", words.date(baseline.day).into()),
        ],
    )];
    if let Some((verdict, definition)) = scores.verdict().zip(scores.definition()) {
        parts.push(
            words
                .one_of("change", class_name(verdict.class))
                .into_owned(),
        );
        parts.push(words.t_with(
            "trajectory-source",
            &[
                ("source", definition.source.clone().into()),
                ("version", definition.version.clone().into()),
            ],
        ));
    }
    Some(parts.join(" "))
}

fn trajectory(desk: &Desk, scores: &Scores<'_>, title: &str) -> Trajectory {
    let words = desk.words();
    let (least, most) = scores.instrument.range().unwrap_or((0.0, 1.0));
    let baseline = scores.baseline();
    Trajectory {
        title: title.to_owned(),
        score: Series {
            name: scores.instrument.short(desk.locale()).to_owned(),
            points: scores
                .points
                .iter()
                .map(|point| Score {
                    estimated: point.estimated,
                    ..Score::new(point.day, point.total)
                })
                .collect(),
            meaning: meaning(desk, scores),
            ..Series::on(least, most)
        },
        sessions: sessions(desk),
        events: events(desk, false),
        medication: events(desk, true),
        baseline: baseline.map(|baseline| Baseline {
            date: baseline.day,
            words: words.t_with("baseline", &[("score", number(baseline.total).into())]),
        }),
        clinical: Some(clinical(desk, scores)),
        gap_days: 14,
        empty: words.t("trajectory-empty").into_owned(),
        table: TableWords {
            caption: title.to_owned(),
            date: words.t("column-date").into_owned(),
            band: words.t("column-band").into_owned(),
            notes: words.t("column-happened").into_owned(),
        },
        ..Trajectory::default()
    }
}

/// What the last score means: "mild, 11 below baseline".
pub(in crate::clinician) fn meaning(desk: &Desk, scores: &Scores<'_>) -> String {
    let words = desk.words();
    let Some((first, last)) = scores.baseline().zip(scores.last()) else {
        return String::new();
    };
    let band = scores.instrument.band(last.total).map(|band| {
        scores
            .instrument
            .band_text(&band.id, desk.locale())
            .to_lowercase()
    });
    let moved = last.total - first.total;
    let from_start = if scores.points.len() < 2 {
        None
    } else if moved < 0.0 {
        Some(words.t_with("below-baseline", &[("points", number(-moved).into())]))
    } else if moved > 0.0 {
        Some(words.t_with("above-baseline", &[("points", number(moved).into())]))
    } else {
        Some(words.t("at-baseline").into_owned())
    };
    [band, from_start]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

fn clinical(desk: &Desk, scores: &Scores<'_>) -> Clinical {
    let words = desk.words();
    let instrument = scores.instrument;
    let definition = scores.definition();
    let corridor = definition
        .zip(scores.baseline())
        .and_then(|(definition, baseline)| {
            let (low, high) = instrument.corridor(definition, baseline.total)?;
            Some(Corridor {
                low,
                high,
                words: words.t("corridor").into_owned(),
            })
        });
    let cut_off = definition
        .and_then(|definition| instrument.cutoff_of(definition))
        .map(|at| CutOff {
            at,
            words: words.t_with("cut-off", &[("score", number(at).into())]),
        });
    Clinical {
        bands: bands(desk, scores),
        corridor,
        cut_off,
    }
}

/// Tints grow with severity; the lowest band is the ground itself.
fn bands(desk: &Desk, scores: &Scores<'_>) -> Vec<Band> {
    let instrument = scores.instrument;
    let Some(scheme) = instrument.bands.first() else {
        return Vec::new();
    };
    let top = instrument.range().map_or(f64::MAX, |(_, most)| most);
    let steps = scheme.bands.len().saturating_sub(1).max(1);
    let each = scheme.bands.iter().enumerate().skip(1);
    each.map(|(at, band)| Band {
        from: band.from,
        to: scheme.bands.get(at + 1).map_or(top, |next| next.from),
        name: instrument.band_text(&band.id, desk.locale()).to_lowercase(),
        tint: u8::try_from((at * 4).div_ceil(steps)).unwrap_or(4),
    })
    .collect()
}

fn sessions(desk: &Desk) -> Vec<Session> {
    let course = desk
        .view
        .current_course()
        .map(|course| course.opened.course);
    let of_course = desk
        .view
        .sessions()
        .iter()
        .filter(|session| Some(session.course) == course);
    of_course
        .map(|session| Session {
            date: desk.day(session.occurred.at),
            mark: session.held.number.to_string(),
            name: desk
                .words()
                .t_with("session-number", &[("number", session.held.number.into())]),
        })
        .collect()
}

/// What happened from shortly before the course on, as exactly as a day or a month.
fn events(desk: &Desk, medication: bool) -> Vec<Event> {
    let Some(course) = desk.view.current_course() else {
        return Vec::new();
    };
    let from: Date = course.began.saturating_sub(28.days());
    let shown = desk.view.events().iter().filter(|event| {
        let noted = &event.noted;
        noted.when.earliest() >= from
            && !matches!(noted.when, ApproximateDate::Year(_))
            && (noted.kind == EventKind::Medication) == medication
    });
    shown
        .map(|event| {
            let noted = &event.noted;
            let title = noted.title.as_str();
            let words = match noted.when {
                ApproximateDate::Day(_) => title.to_owned(),
                when => format!("{title} ({})", when_words(desk.words(), when)),
            };
            Event::new(noted.when.earliest(), words)
        })
        .collect()
}
