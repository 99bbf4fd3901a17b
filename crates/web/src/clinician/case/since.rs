//! What changed since the last session: scores, answers, people, events, notes.

use crate::clinician::desk::Desk;
use crate::clinician::drawn::scores::{Scores, class_name, main_measure, scores};
use crate::clinician::drawn::{change, number};
use crate::clinician::entries;
use attune_therapy::Fact;
use attune_therapy::session::Session;
use jiff::Timestamp;

/// So many answers are told; the questionnaire itself has them all.
const ANSWERS: usize = 5;

fn last_session(desk: &Desk) -> Option<&Session> {
    let course = desk.view.current_course()?.opened.course;
    let of_course = desk
        .view
        .sessions()
        .iter()
        .filter(|session| session.course == course);
    of_course.max_by_key(|session| session.occurred.at)
}

/// "Since session 8, on Thursday".
pub(in crate::clinician) fn title(desk: &Desk) -> String {
    let words = desk.words();
    match last_session(desk) {
        Some(session) => words.t_with(
            "since-session",
            &[
                ("number", session.held.number.into()),
                (
                    "day",
                    words
                        .near_date(desk.day(session.occurred.at), desk.today())
                        .into(),
                ),
            ],
        ),
        None => words.t("since-beginning").into_owned(),
    }
}

/// One sentence for each change, those that matter most first.
pub(in crate::clinician) fn changes(desk: &Desk) -> Vec<String> {
    let last = last_session(desk);
    let since = last.map_or(Timestamp::MIN, |session| session.occurred.at);
    let mut changes = Vec::new();
    if let Some(scores) = scores(desk, &main_measure(desk), desk.view.current_course()) {
        changes.extend(score_change(desk, &scores, last));
        changes.extend(answer_changes(desk, &scores, last));
    }
    changes.extend(entered(desk, since));
    if changes.is_empty() {
        changes.push(desk.words().t("since-nothing").into_owned());
    }
    changes
}

/// The main measure against the answer before, and whether that is a reliable change.
fn score_change(desk: &Desk, scores: &Scores<'_>, since: Option<&Session>) -> Option<String> {
    let words = desk.words();
    let name = scores.instrument.short(desk.locale()).to_owned();
    let is_new = scores.last().is_some_and(|last| last.is_since(since));
    if !is_new {
        return Some(match scores.points.as_slice() {
            [.., before, last] => words.t_with(
                "since-not-answered-last",
                &[
                    ("name", name.into()),
                    ("from", number(before.total).into()),
                    ("to", number(last.total).into()),
                    ("change", change(last.total - before.total).into()),
                ],
            ),
            _ => words.t_with("since-not-answered", &[("name", name.into())]),
        });
    }
    let [.., before, last] = scores.points.as_slice() else {
        return None;
    };
    let verdict = scores.between(before, last);
    let class = verdict.map(|verdict| {
        words
            .one_of("change-short", class_name(verdict.class))
            .into_owned()
    });
    Some(words.t_with(
        "since-score",
        &[
            ("name", name.into()),
            ("from", number(before.total).into()),
            ("to", number(last.total).into()),
            ("change", change(last.total - before.total).into()),
            ("class", class.unwrap_or_default().into()),
        ],
    ))
}

/// Answers that moved by two or more, and any movement of an answer that a person has to see.
fn answer_changes(desk: &Desk, scores: &Scores<'_>, since: Option<&Session>) -> Vec<String> {
    let words = desk.words();
    let [.., before, last] = scores.points.as_slice() else {
        return Vec::new();
    };
    if !last.is_since(since) {
        return Vec::new();
    }
    let of = |entry| {
        let mut measures = desk.view.measures().iter();
        measures.find(|measured| measured.entry == entry)
    };
    let (Some(old), Some(new)) = (of(before.entry), of(last.entry)) else {
        return Vec::new();
    };
    let instrument = scores.instrument;
    let moved = instrument.items.iter().filter_map(|item| {
        let from = old.completed.answers.get(&item.id)?.value()?;
        let to = new.completed.answers.get(&item.id)?.value()?;
        let enough = (to - from).abs() >= 2 || (from != to && instrument.is_critical(&item.id));
        (enough && item.scored).then_some((item, from, to))
    });
    let mut moved: Vec<_> = moved.collect();
    // An answer that a person has to see comes before the largest movement.
    moved.sort_by_key(|(item, from, to)| (!instrument.is_critical(&item.id), -(to - from).abs()));
    moved
        .into_iter()
        .take(ANSWERS)
        .map(|(item, from, to)| {
            let text = instrument
                .item_text(&item.id, desk.locale())
                .unwrap_or(&item.id);
            words.t_with(
                "since-answer",
                &[
                    ("item", item.id.clone().into()),
                    ("text", entries::excerpt(text, 60).into()),
                    ("from", from.into()),
                    ("to", to.into()),
                ],
            )
        })
        .collect()
}

/// People who moved, and what was noted of the client's life.
fn entered(desk: &Desk, since: Timestamp) -> Vec<String> {
    let new = entries::told(&desk.view)
        .into_iter()
        .filter(|entry| entry.recorded_at > since);
    new.filter_map(|entry| {
        let (fact, _, retracted) = entries::standing(&desk.view, entry);
        let tells = matches!(
            fact,
            Fact::EventNoted(_)
                | Fact::PersonPlaced(_)
                | Fact::PersonAdded(_)
                | Fact::AlertClosed(_)
        );
        (tells && !retracted).then(|| format!("{}.", entries::what(desk, &desk.view, fact)))
    })
    .take(6)
    .collect()
}
