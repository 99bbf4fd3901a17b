//! Who may read what: each reader's view holds what the grants let through, and nothing else.

use crate::story::{Story, client, text, therapist};
use attune_therapy::ids::{AccountId, ClinicId, NoteId, RecordId};
use attune_therapy::note::{NoteDrafted, NotePart};
use attune_therapy::timeline::{EventKind, EventNoted};
use attune_therapy::{Compartment, Membership, Purpose, Reader, Role, View};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use uuid::Uuid;

const RECORD: RecordId = RecordId(Uuid::from_u128(42));

fn reader(account: AccountId, role: Role, from: Timestamp, until: Option<Timestamp>) -> Reader {
    let membership = Membership {
        record: RECORD,
        role,
        from,
        until,
    };
    Reader::vouched(
        ClinicId(Uuid::nil()),
        account,
        role,
        Purpose::Care,
        Arc::from([membership]),
    )
}

fn view(story: &Story, reader: &Reader) -> View {
    View::for_reader(&story.case, reader, RECORD, story.now)
}

fn told() -> Story {
    let mut story = Story::with_course();
    let note = |id, part, words| NoteDrafted {
        note: NoteId(Uuid::from_u128(id)),
        part,
        session: None,
        text: text(words),
    };
    story
        .therapist(note(1, NotePart::Progress, "worked on the dispute"))
        .unwrap();
    story
        .therapist(note(2, NotePart::Process, "I feel pulled to take sides"))
        .unwrap();
    let event = EventNoted {
        title: text("Moved"),
        kind: EventKind::Move,
        when: attune_therapy::dates::ApproximateDate::parse("2025").unwrap(),
        people: Vec::new(),
        onset: false,
    };
    story.client(event).unwrap();
    story
}

#[test]
fn a_client_reads_the_shared_work_and_no_notes() {
    let story = told();
    let view = view(
        &story,
        &reader(client().account, Role::Client, story.now, None),
    );
    assert_eq!(view.events().len(), 1);
    assert!(view.notes().is_empty());
    assert!(view.open_course().is_some());
}

#[test]
fn a_process_note_is_for_its_author_alone() {
    let story = told();
    let from = story.now;
    let author = view(
        &story,
        &reader(therapist().account, Role::Therapist, from, None),
    );
    assert_eq!(author.notes().len(), 2);
    let colleague = view(
        &story,
        &reader(AccountId(Uuid::from_u128(8)), Role::Therapist, from, None),
    );
    assert_eq!(colleague.notes().len(), 1);
    for role in [Role::Supervisor, Role::Facilitator] {
        let other = view(
            &story,
            &reader(AccountId(Uuid::from_u128(9)), role, from, None),
        );
        assert!(
            other
                .notes()
                .iter()
                .all(|note| note.part == NotePart::Progress),
            "{role:?}"
        );
    }
}

#[test]
fn staff_read_names_and_no_treatment_and_administrators_nothing() {
    let story = told();
    let front_desk = view(
        &story,
        &reader(AccountId(Uuid::from_u128(9)), Role::Staff, story.now, None),
    );
    assert!(front_desk.client().is_some());
    assert!(
        front_desk
            .entries()
            .iter()
            .all(|e| e.compartment == Compartment::Administrative)
    );
    for role in [Role::Administrator, Role::ServiceLead, Role::Researcher] {
        let none = view(
            &story,
            &reader(AccountId(Uuid::from_u128(9)), role, story.now, None),
        );
        assert!(none.is_empty(), "{role:?}");
    }
}

#[test]
fn a_place_in_the_team_holds_from_its_beginning_to_its_end() {
    let story = told();
    let day = SignedDuration::from_hours(24);
    let account = AccountId(Uuid::from_u128(9));
    let ended = reader(account, Role::Therapist, story.now - day, Some(story.now));
    assert!(view(&story, &ended).is_empty());
    assert!(!ended.knows(RECORD, story.now));
    let not_yet = reader(account, Role::Therapist, story.now + day, None);
    assert!(view(&story, &not_yet).is_empty());
    let elsewhere = RecordId(Uuid::from_u128(43));
    let here = reader(account, Role::Therapist, story.now - day, None);
    assert!(!here.knows(elsewhere, story.now));
    assert!(
        story
            .case
            .entries()
            .iter()
            .all(|entry| !here.may_read(elsewhere, entry, story.now))
    );
}

#[test]
fn a_client_writes_answers_and_shared_work_but_no_sessions_or_notes() {
    let story = told();
    let mine = reader(client().account, Role::Client, story.now, None);
    let may = |compartment, kind| mine.may_write(RECORD, compartment, kind, story.now);
    assert!(may(Compartment::Progress, "measure.completed"));
    assert!(may(Compartment::Shared, "event.noted"));
    assert!(may(Compartment::ClientPrivate, "journal.written"));
    assert!(!may(Compartment::Progress, "session.held"));
    assert!(!may(Compartment::Progress, "alert.closed"));
    assert!(!may(Compartment::Process, "note.drafted"));
    assert!(!may(Compartment::Administrative, "client.details_changed"));
}

#[test]
fn whoever_may_read_an_entry_may_read_its_correction_and_nobody_else_may() {
    use crate::story::phq9;
    use attune_therapy::correction::{Replaced, Retracted};
    use attune_therapy::measure::Occasion;
    let mut story = told();
    let taken_back = story.measure(phq9([1; 9], Occasion::Session(1))).unwrap();
    let reason = text("wrong client");
    story
        .therapist(Retracted {
            target: taken_back,
            reason: reason.clone(),
        })
        .unwrap();
    let mine = view(
        &story,
        &reader(client().account, Role::Client, story.now, None),
    );
    assert!(
        mine.measures().is_empty(),
        "the client sees that it was taken back"
    );
    let process = story
        .case
        .entries()
        .iter()
        .find(|entry| entry.compartment == Compartment::Process)
        .map(|entry| entry.id)
        .unwrap();
    let better = NoteDrafted {
        note: NoteId(Uuid::from_u128(2)),
        part: NotePart::Process,
        session: None,
        text: text("I hurry to comfort"),
    };
    story
        .therapist(Replaced {
            target: process,
            new: Box::new(better.into()),
            occurred: None,
            reason,
        })
        .unwrap();
    let colleague = view(
        &story,
        &reader(
            AccountId(Uuid::from_u128(8)),
            Role::Therapist,
            story.now,
            None,
        ),
    );
    assert!(
        colleague
            .entries()
            .iter()
            .all(|entry| entry.compartment != Compartment::Process)
    );
}
