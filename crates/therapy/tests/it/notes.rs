//! Notes: two compartments, a lock, amendments.

use crate::story::{Story, client, text};
use attune_therapy::correction::{Replaced, Retracted};
use attune_therapy::ids::NoteId;
use attune_therapy::note::{NoteAmended, NoteDrafted, NotePart, NoteSigned};
use attune_therapy::{Compartment, Fact, Refusal};
use uuid::Uuid;

const NOTE: NoteId = NoteId(Uuid::from_u128(3));

fn draft(words: &str, part: NotePart) -> NoteDrafted {
    NoteDrafted {
        note: NOTE,
        part,
        session: None,
        text: text(words),
    }
}

#[test]
fn a_signed_note_is_locked_and_only_amended() {
    let mut story = Story::with_course();
    let amend = || NoteAmended {
        note: NOTE,
        text: text("also spoke of the move"),
    };
    let drafted = story
        .therapist(draft("first words", NotePart::Progress))
        .unwrap();
    story
        .therapist(draft("better words", NotePart::Progress))
        .unwrap();
    assert_eq!(story.therapist(amend()), Err(Refusal::NotSigned));
    story.therapist(NoteSigned { note: NOTE }).unwrap();
    assert_eq!(
        story.therapist(draft("too late", NotePart::Progress)),
        Err(Refusal::Signed)
    );
    assert_eq!(
        story.therapist(NoteSigned { note: NOTE }),
        Err(Refusal::Signed)
    );
    let retract = Retracted {
        target: drafted,
        reason: text("oops"),
    };
    assert_eq!(story.therapist(retract), Err(Refusal::Signed));
    let replace = Replaced {
        target: drafted,
        new: Box::new(draft("rewritten", NotePart::Progress).into()),
        occurred: None,
        reason: text("oops"),
    };
    assert_eq!(story.therapist(replace), Err(Refusal::Signed));
    story.therapist(amend()).unwrap();
    let note = story.case.note(NOTE).unwrap();
    assert_eq!(note.text, "better words");
    assert_eq!(note.amendments.len(), 1);
}

#[test]
fn nobody_writes_on_somebody_elses_note() {
    let mut story = Story::with_course();
    story.therapist(draft("mine", NotePart::Progress)).unwrap();
    let now = story.now;
    let other = story.enter(
        Fact::from(draft("yours", NotePart::Progress)),
        client(),
        now,
    );
    assert_eq!(other, Err(Refusal::NotAuthor));
}

#[test]
fn a_process_note_stays_in_its_own_compartment_with_all_that_follows_it() {
    let mut story = Story::with_course();
    story
        .therapist(draft("I hurry to comfort", NotePart::Process))
        .unwrap();
    story.therapist(NoteSigned { note: NOTE }).unwrap();
    story
        .therapist(NoteAmended {
            note: NOTE,
            text: text("again today"),
        })
        .unwrap();
    let of_note = story
        .case
        .entries()
        .iter()
        .filter(|entry| entry.fact.kind().starts_with("note."));
    for entry in of_note {
        assert_eq!(
            entry.compartment,
            Compartment::Process,
            "{}",
            entry.fact.kind()
        );
    }
}
