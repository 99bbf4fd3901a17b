//! Corrections: a new entry that points at the old one.

use crate::story::{Story, phq9, registered, text};
use attune_therapy::case::{Case, Standing};
use attune_therapy::correction::{Replaced, Retracted};
use attune_therapy::dates::ApproximateDate;
use attune_therapy::intake::{IntakeNoted, IntakePart};
use attune_therapy::measure::Occasion;
use attune_therapy::timeline::{EventKind, EventNoted};
use attune_therapy::{Content, Fact, Occurred, Refusal};

fn event(title: &str) -> EventNoted {
    EventNoted {
        title: text(title),
        kind: EventKind::Death,
        when: ApproximateDate::parse("2025-11").unwrap(),
        people: Vec::new(),
        onset: false,
    }
}

fn replaced(target: attune_therapy::ids::EntryId, new: impl Into<Fact>) -> Replaced {
    Replaced {
        target,
        new: Box::new(new.into()),
        occurred: None,
        reason: text("mistyped"),
    }
}

#[test]
fn the_latest_correction_stands_in_the_place_of_the_original() {
    let mut story = Story::with_course();
    let first = story.client(event("Mother dyed")).unwrap();
    story.client(event("Moved")).unwrap();
    story.client(replaced(first, event("Mother died"))).unwrap();
    let by = story
        .client(replaced(first, event("My mother died")))
        .unwrap();
    let titles: Vec<_> = story
        .case
        .events()
        .iter()
        .map(|e| e.noted.title.to_string())
        .collect();
    assert_eq!(titles, ["My mother died", "Moved"]);
    assert!(matches!(story.case.standing(first), Standing::Replaced { by: b, .. } if *b == by));
}

#[test]
fn what_was_known_on_a_day_can_still_be_shown() {
    let mut story = Story::with_course();
    let first = story.client(event("Mother dyed")).unwrap();
    let then = story.now;
    story.days_later(7);
    story.client(replaced(first, event("Mother died"))).unwrap();
    let known = Case::fold(
        story
            .case
            .entries()
            .iter()
            .filter(|e| e.recorded_at <= then)
            .cloned(),
    );
    assert_eq!(known.events()[0].noted.title.as_str(), "Mother dyed");
    assert_eq!(story.case.events()[0].noted.title.as_str(), "Mother died");
}

#[test]
fn what_is_taken_back_is_gone_from_the_case_and_still_in_the_record() {
    let mut story = Story::with_course();
    let wrong = story.measure(phq9([1; 9], Occasion::Session(1))).unwrap();
    let retract = Retracted {
        target: wrong,
        reason: text("wrong client"),
    };
    story.therapist(retract.clone()).unwrap();
    assert!(story.case.measures().is_empty());
    assert!(story.case.entry(wrong).is_some());
    assert!(
        story.therapist(retract).is_err(),
        "it is taken back only once"
    );
    story
        .measure(phq9([2, 1, 1, 1, 1, 1, 1, 1, 0], Occasion::Session(1)))
        .unwrap();
    assert_eq!(
        story.case.measures()[0].total(Content::built_in()),
        Some(9.0)
    );
}

#[test]
fn a_wrong_date_is_put_right_without_touching_the_answers() {
    let mut story = Story::with_course();
    let entry = story
        .measure(phq9([1, 1, 1, 1, 1, 1, 1, 1, 0], Occasion::Session(1)))
        .unwrap();
    let right = Occurred::utc("2026-02-27T09:00:00Z".parse().unwrap());
    let same = phq9([1, 1, 1, 1, 1, 1, 1, 1, 0], Occasion::Session(1));
    let correction = Replaced {
        occurred: Some(right.clone()),
        ..replaced(entry, same)
    };
    story.therapist(correction).unwrap();
    assert_eq!(story.case.measures()[0].occurred, right);
}

#[test]
fn a_correction_is_of_the_same_kind_and_points_at_the_original() {
    let mut story = Story::with_course();
    let first = story.client(event("Moved")).unwrap();
    let other = IntakeNoted {
        part: IntakePart::Onset,
        text: text("x"),
    };
    assert_eq!(
        story.client(replaced(first, other)),
        Err(Refusal::OtherKind)
    );
    let correction = story.client(replaced(first, event("Moved house"))).unwrap();
    assert_eq!(
        story.client(replaced(correction, event("Moved again"))),
        Err(Refusal::CorrectionOfCorrection)
    );
    let nowhere = attune_therapy::ids::EntryId(uuid::Uuid::from_u128(404));
    assert_eq!(
        story.client(replaced(nowhere, event("x"))),
        Err(Refusal::NoTarget)
    );
}

#[test]
fn a_clients_registration_is_corrected_but_never_taken_back() {
    let mut story = Story::with_course();
    let entry = story.case.entries()[0].id;
    let retract = Retracted {
        target: entry,
        reason: text("x"),
    };
    assert!(matches!(
        story.therapist(retract),
        Err(Refusal::NotCorrectable(_))
    ));
    story
        .therapist(replaced(entry, registered("Maya Holt")))
        .unwrap();
    assert_eq!(story.case.client().unwrap().name, "Maya Holt");
}

#[test]
fn a_corrected_answer_that_is_critical_has_to_be_heard_first() {
    let mut story = Story::with_course();
    let entry = story
        .measure(phq9([1; 9].map(|v| v - 1), Occasion::Session(1)))
        .unwrap();
    let mut right = phq9([0; 9], Occasion::Session(1));
    right.answers.insert("9", attune_measures::Answer::Value(2));
    let correction = replaced(entry, right.clone());
    assert!(matches!(
        story.therapist(correction.clone()),
        Err(Refusal::Answers(_))
    ));
    for fact in right.unheard(&story.case, Content::built_in()).unwrap() {
        story.therapist(fact).unwrap();
    }
    story.therapist(correction).unwrap();
    assert_eq!(story.case.open_alerts().count(), 1);
    assert_eq!(
        story.case.measures()[0].total(Content::built_in()),
        Some(2.0)
    );
}
