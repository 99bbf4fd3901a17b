//! From registration to the last session: two counters, phases, the ending.

use crate::story::{COURSE, Story, opened, registered, text};
use attune_therapy::course::{CourseClosed, Ending};
use attune_therapy::ids::{CourseId, PersonId};
use attune_therapy::inventory::{Circle, PersonAdded, PersonPlaced, Relation, Ring};
use attune_therapy::protocol::PhaseId;
use attune_therapy::timeline::{EventKind, EventNoted};
use attune_therapy::{Content, Refusal};
use uuid::Uuid;

#[test]
fn nothing_is_entered_before_a_client_is_registered_and_only_one_ever_is() {
    let mut story = Story::new();
    assert_eq!(story.therapist(opened(16)), Err(Refusal::NoClient));
    story.therapist(registered("Maya")).unwrap();
    assert_eq!(
        story.therapist(registered("Jonas")),
        Err(Refusal::ClientExists)
    );
    assert_eq!(story.therapist(registered("")), Err(Refusal::ClientExists));
}

#[test]
fn a_second_course_waits_until_the_first_is_closed() {
    let mut story = Story::with_course();
    let mut second = opened(12);
    second.course = CourseId(Uuid::from_u128(78));
    assert_eq!(story.therapist(second.clone()), Err(Refusal::CourseOpen));
    let closed = CourseClosed {
        course: COURSE,
        ending: Ending::AgreedEarly,
        reason: text("moved away"),
    };
    story.therapist(closed.clone()).unwrap();
    assert!(
        story.therapist(closed).is_err(),
        "a closed course is not closed again"
    );
    story.therapist(second).unwrap();
    assert_eq!(story.case.courses().len(), 2);
}

#[test]
fn only_a_session_that_was_held_advances_the_count_while_weeks_go_by() {
    let mut story = Story::with_course();
    assert!(story.session(2).is_err(), "the first session is number one");
    story.session(1).unwrap();
    story.days_later(21);
    let course = story.case.open_course().unwrap();
    assert_eq!(
        (
            course.sessions_held,
            course.next_session(),
            course.sessions_left()
        ),
        (1, 2, 15)
    );
    assert_eq!(course.week("2026-03-23".parse().unwrap()), 4);
}

#[test]
fn the_ending_is_raised_before_session_thirteen_of_sixteen() {
    let mut story = Story::with_course();
    let protocol = Content::built_in().protocol_newest("ipt-adult-16").unwrap();
    for number in 1..=11 {
        story.session(number).unwrap();
    }
    assert!(!story.case.open_course().unwrap().ending_is_due(protocol));
    assert_eq!(
        story.case.open_course().unwrap().phase(protocol),
        PhaseId::Middle
    );
    story.session(12).unwrap();
    assert!(story.case.open_course().unwrap().ending_is_due(protocol));
    assert_eq!(
        story.case.open_course().unwrap().phase(protocol),
        PhaseId::Termination
    );
}

#[test]
fn the_circle_remembers_where_everybody_stood() {
    let mut story = Story::with_course();
    let sister = PersonId(Uuid::from_u128(5));
    let place = |ring| PersonPlaced {
        person: sister,
        circle: Circle::Now,
        ring,
        angle: 90,
    };
    assert_eq!(story.client(place(Ring::Outer)), Err(Refusal::NoPerson));
    let added = PersonAdded {
        person: sister,
        name: text("Sister"),
        relation: Relation::Sibling,
        deceased: false,
    };
    story.client(added).unwrap();
    story.client(place(Ring::Outer)).unwrap();
    story.days_later(60);
    story.client(place(Ring::Inner)).unwrap();
    let person = &story.case.people()[0];
    assert_eq!(person.first_place().unwrap().ring, Ring::Outer);
    assert_eq!(person.place(Circle::Now).unwrap().ring, Ring::Inner);
    assert_eq!(person.place(Circle::Wished), None);
    assert!(
        story
            .client(PersonPlaced {
                angle: 360,
                ..place(Ring::Inner)
            })
            .is_err()
    );
}

#[test]
fn an_event_may_be_known_to_the_year_only_but_not_lie_in_the_future() {
    let mut story = Story::with_course();
    let event = |when: &str| EventNoted {
        title: text("Lost my job"),
        kind: EventKind::Work,
        when: attune_therapy::dates::ApproximateDate::parse(when).unwrap(),
        people: Vec::new(),
        onset: true,
    };
    story.client(event("2019")).unwrap();
    story.client(event("2026-03")).unwrap();
    assert_eq!(story.client(event("2026-04")), Err(Refusal::Future("when")));
}

#[test]
fn what_a_phone_says_happened_days_from_now_is_refused() {
    let mut story = Story::with_course();
    let later = story.now + jiff::SignedDuration::from_hours(72);
    let fact = attune_therapy::Fact::from(PersonAdded {
        person: PersonId(Uuid::from_u128(9)),
        name: text("K."),
        relation: Relation::Friend,
        deceased: false,
    });
    assert!(matches!(
        story.enter(fact, crate::story::client(), later),
        Err(Refusal::Future(_))
    ));
}
