//! Entries of the record as lines: what was entered, when, by whom, and what it says now.

use super::desk::{Desk, Names};
use crate::ui::EntryLine;
use crate::wrong::Wrong;
use attune_therapy::case::Standing;
use attune_therapy::course::CourseOpened;
use attune_therapy::ids::{EntryId, NoteId, PersonId};
use attune_therapy::measure::MeasureCompleted;
use attune_therapy::{Entry, Fact, Occurred, View};
use std::collections::HashSet;
use std::sync::Arc;

/// The entries of a view worth a line of their own, newest first: corrections stand at their target, and of a note
/// that was kept several times only the last keeping is told.
pub(super) fn told(view: &View) -> Vec<&Arc<Entry>> {
    let mut notes: HashSet<NoteId> = HashSet::new();
    let mut list: Vec<&Arc<Entry>> = view
        .entries()
        .iter()
        .rev()
        .filter(|entry| match &entry.fact {
            Fact::Replaced(_) | Fact::Retracted(_) => false,
            Fact::NoteDrafted(fact) => notes.insert(fact.note),
            Fact::NoteSigned(fact) => {
                notes.insert(fact.note);
                true
            }
            _ => true,
        })
        .collect();
    list.sort_by_key(|entry| std::cmp::Reverse(entry.occurred.at));
    list
}

/// Lines of entries.
pub(super) async fn lines<'a>(
    desk: &Desk,
    view: &View,
    entries: impl IntoIterator<Item = &'a Arc<Entry>>,
) -> Result<Vec<EntryLine>, Wrong> {
    let entries: Vec<&Arc<Entry>> = entries.into_iter().collect();
    let names = desk
        .names(entries.iter().map(|entry| entry.author.account))
        .await?;
    Ok(entries
        .into_iter()
        .map(|entry| line(desk, view, entry, &names))
        .collect())
}

fn line(desk: &Desk, view: &View, entry: &Entry, names: &Names) -> EntryLine {
    let words = desk.words();
    let (fact, occurred, retracted) = standing(view, entry);
    let day = desk.day(occurred.at);
    let compartment = words.one_of("compartment", compartment_name(entry));
    let who = words.t_with(
        "entry-who",
        &[
            ("name", names.by(entry.author).into()),
            ("compartment", compartment.into()),
        ],
    );
    let corrected = matches!(view.standing(entry.id), Standing::Replaced { .. });
    let who = match (corrected, retracted) {
        (_, true) => format!("{who}. {}", words.t("entry-retracted")),
        (true, _) => format!("{who}. {}", words.t("entry-corrected")),
        _ => who,
    };
    let voice = match fact {
        Fact::IntakeNoted(fact) if fact.part.name() == "presenting-problem" => {
            Some(excerpt(fact.text.as_str(), 200))
        }
        _ => None,
    };
    EntryLine {
        datetime: day.to_string(),
        when: words.near_date(day, desk.today()),
        what: what(desk, view, fact),
        href: Some(href(desk, entry)),
        who,
        voice,
        corrected: retracted,
    }
}

/// What an entry says now, when it happened, and whether it was taken back.
pub(super) fn standing<'a>(view: &'a View, entry: &'a Entry) -> (&'a Fact, &'a Occurred, bool) {
    match view.standing(entry.id) {
        Standing::AsEntered => (&entry.fact, &entry.occurred, false),
        Standing::Replaced { fact, occurred, .. } => {
            (fact, occurred.as_ref().unwrap_or(&entry.occurred), false)
        }
        Standing::Retracted { .. } => (&entry.fact, &entry.occurred, true),
    }
}

/// The stem of the words for an entry's compartment.
pub(super) fn compartment_name(entry: &Entry) -> &'static str {
    use attune_therapy::Compartment as C;
    match entry.compartment {
        C::Administrative => "administrative",
        C::Progress => "progress",
        C::Process => "process",
        C::Shared => "shared",
        C::ClientPrivate => "client-private",
        C::Restricted => "restricted",
    }
}

fn href(desk: &Desk, entry: &Entry) -> String {
    let of = |id: EntryId| desk.at(&format!("/entries/{id}/correct"));
    match &entry.fact {
        Fact::MeasureCompleted(_) => desk.at(&format!("/measures/{}", entry.id)),
        Fact::CriticalAnswered(_) => desk.at(&format!("/alerts/{}", trigger(&desk.view, entry.id))),
        Fact::AlertAcknowledged(fact) => desk.at(&format!("/alerts/{}", fact.trigger)),
        Fact::AlertClosed(fact) => desk.at(&format!("/alerts/{}", fact.trigger)),
        Fact::NoteDrafted(fact) => desk.at(&format!("/notes/{}", fact.note)),
        Fact::NoteSigned(fact) => desk.at(&format!("/notes/{}", fact.note)),
        Fact::NoteAmended(fact) => desk.at(&format!("/notes/{}", fact.note)),
        _ => of(entry.id),
    }
}

/// The alert that an answer belongs to: its own, or the one that took it in.
fn trigger(view: &View, answer: EntryId) -> EntryId {
    let own = view.alerts().iter().find(|alert| alert.trigger == answer);
    let Some(Fact::CriticalAnswered(fact)) = view.entry(answer).map(|entry| &entry.fact) else {
        return answer;
    };
    let taken_in = || {
        view.alerts().iter().find(|alert| {
            alert.answered.instrument == fact.instrument
                && alert.answered.item == fact.item
                && alert.answered.occasion == fact.occasion
        })
    };
    own.or_else(taken_in).map_or(answer, |alert| alert.trigger)
}

/// What an entry says, in a line.
pub(super) fn what(desk: &Desk, view: &View, fact: &Fact) -> String {
    let words = desk.words();
    match fact {
        Fact::ClientRegistered(_) => words.t("entry-registered").into_owned(),
        Fact::DetailsChanged(_) => words.t("entry-details").into_owned(),
        Fact::CourseOpened(fact) => words.t_with(
            "entry-course-opened",
            &[
                ("protocol", protocol_title(desk, fact).into()),
                ("sessions", fact.sessions.into()),
            ],
        ),
        Fact::CourseClosed(fact) => words.t_with(
            "entry-course-closed",
            &[("ending", words.one_of("ending", fact.ending.name()).into())],
        ),
        Fact::IntakeNoted(fact) => words.t_with(
            "entry-intake",
            &[("part", words.one_of("intake", fact.part.name()).into())],
        ),
        Fact::PersonAdded(fact) => words.t_with(
            "entry-person-added",
            &[
                ("name", fact.name.as_str().to_owned().into()),
                (
                    "relation",
                    words.one_of("relation", fact.relation.name()).into(),
                ),
            ],
        ),
        Fact::PersonPlaced(fact) => words.t_with(
            "entry-person-placed",
            &[
                ("name", person_name(view, fact.person).into()),
                ("ring", words.one_of("ring-named", fact.ring.name()).into()),
                (
                    "circle",
                    words
                        .one_of("circle", fact.circle.name())
                        .to_lowercase()
                        .into(),
                ),
            ],
        ),
        Fact::EventNoted(fact) => words.t_with(
            "entry-event",
            &[
                ("title", fact.title.as_str().to_owned().into()),
                ("when", super::drawn::when_words(words, fact.when).into()),
            ],
        ),
        Fact::CriticalAnswered(fact) => super::risk::answer_words(desk.content(), words, fact),
        Fact::MeasureCompleted(fact) => measure_line(desk, fact),
        Fact::SessionHeld(fact) => {
            let line = words.t_with(
                "entry-session",
                &[
                    ("number", fact.number.into()),
                    ("minutes", fact.minutes.into()),
                    (
                        "mode",
                        words.one_of("mode", fact.mode.name()).to_lowercase().into(),
                    ),
                ],
            );
            if fact.theme.is_empty() {
                line
            } else {
                format!("{line}: {}", fact.theme)
            }
        }
        Fact::NoteDrafted(fact) => note_line(desk, view, fact.note, "entry-note-drafted"),
        Fact::NoteSigned(fact) => note_line(desk, view, fact.note, "entry-note-signed"),
        Fact::NoteAmended(fact) => note_line(desk, view, fact.note, "entry-note-amended"),
        Fact::AlertAcknowledged(_) => words.t("entry-alert-acknowledged").into_owned(),
        Fact::AlertClosed(fact) => words.t_with(
            "entry-alert-closed",
            &[(
                "disposition",
                words.one_of("disposition", fact.disposition.name()).into(),
            )],
        ),
        Fact::Replaced(_) => words.t("entry-replaced").into_owned(),
        Fact::Retracted(_) => words.t("entry-taken-back").into_owned(),
        // The clinic's own record, attachments, and what a newer program entered.
        _ => words.t("entry-opaque").into_owned(),
    }
}

/// "PHQ-9: 12, moderate".
pub(super) fn measure_line(desk: &Desk, fact: &MeasureCompleted) -> String {
    let words = desk.words();
    let Some(instrument) = desk.content().instrument(&fact.instrument, &fact.version) else {
        return fact.instrument.clone();
    };
    let short = instrument.short(desk.locale()).to_owned();
    let scored = instrument.score(&fact.answers).ok();
    let total = fact.total_only.or_else(|| scored.as_ref()?.total);
    let Some(total) = total else {
        return words.t_with("entry-measure-no-total", &[("name", short.into())]);
    };
    let band = instrument
        .band(total)
        .map(|band| instrument.band_text(&band.id, desk.locale()).to_lowercase());
    match band {
        Some(band) => words.t_with(
            "entry-measure-band",
            &[
                ("name", short.into()),
                ("total", super::drawn::number(total).into()),
                ("band", band.into()),
            ],
        ),
        None => words.t_with(
            "entry-measure",
            &[
                ("name", short.into()),
                ("total", super::drawn::number(total).into()),
            ],
        ),
    }
}

fn note_line(desk: &Desk, view: &View, note: NoteId, key: &str) -> String {
    let words = desk.words();
    let name = match view.note(note) {
        Some(note) => note_name(desk, note.part, note.session),
        None => words.t("note").into_owned(),
    };
    match key {
        "entry-note-signed" => words.t_with("entry-note-signed", &[("note", name.into())]),
        "entry-note-amended" => words.t_with("entry-note-amended", &[("note", name.into())]),
        _ => words.t_with("entry-note-drafted", &[("note", name.into())]),
    }
}

/// "Progress note of session 8".
pub(super) fn note_name(
    desk: &Desk,
    part: attune_therapy::note::NotePart,
    session: Option<u16>,
) -> String {
    let words = desk.words();
    let part = words.one_of("note-part", part.name()).into_owned();
    match session {
        Some(number) => words.t_with(
            "note-of-session",
            &[("part", part.into()), ("number", number.into())],
        ),
        None => part,
    }
}

fn protocol_title(desk: &Desk, fact: &CourseOpened) -> String {
    desk.content()
        .protocol(&fact.protocol, &fact.version)
        .map_or_else(
            || fact.protocol.clone(),
            |protocol| protocol.title(desk.locale()).to_owned(),
        )
}

/// The name of somebody of the inventory.
pub(super) fn person_name(view: &View, person: PersonId) -> String {
    view.people()
        .iter()
        .find(|known| known.id == person)
        .map_or_else(|| "?".to_owned(), |known| known.name.clone())
}

/// The beginning of a text, on one line.
pub(super) fn excerpt(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let cut: String = line.chars().take(most).collect();
    let cut = cut
        .rsplit_once(' ')
        .map_or(cut.as_str(), |(whole, _)| whole);
    format!("{cut} …")
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn a_long_text_is_cut_between_words() {
        assert_eq!(excerpt("one two\nthree four", 10), "one two …");
        assert_eq!(excerpt("short", 10), "short");
        assert_eq!(excerpt("ñandúñandúñandú", 5), "ñandú …");
    }
}
