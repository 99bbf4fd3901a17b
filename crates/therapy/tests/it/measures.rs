//! Questionnaires, alerts, and what is due.

use crate::story::{COURSE, Story, item_nine, phq9, text, therapist};
use attune_measures::Answer;
use attune_therapy::correction::Retracted;
use attune_therapy::due::due;
use attune_therapy::measure::{AnswerMode, Occasion};
use attune_therapy::risk::{AlertAcknowledged, AlertClosed, Disposition};
use attune_therapy::{Content, Fact, Refusal};
use jiff::SignedDuration;

const FIRST: Occasion = Occasion::Session(1);

#[test]
fn the_measures_of_the_protocol_are_due_before_each_session_and_once() {
    let mut story = Story::with_course();
    let names = |story: &Story| -> Vec<String> {
        due(&story.case, Content::built_in(), "en", story.now)
            .into_iter()
            .map(|d| d.instrument)
            .collect()
    };
    assert_eq!(names(&story), ["phq-9", "gad-7"]);
    story.measure(phq9([1; 9], FIRST)).unwrap();
    assert_eq!(names(&story), ["gad-7"]);
    assert_eq!(story.measure(phq9([1; 9], FIRST)), Err(Refusal::Answered));
    story.session(1).unwrap();
    assert_eq!(names(&story), ["phq-9", "gad-7"]);
}

#[test]
fn a_questionnaire_that_is_only_in_english_is_not_asked_of_readers_of_spanish() {
    let story = Story::with_course();
    let spanish = due(&story.case, Content::built_in(), "es-419", story.now);
    for due in spanish {
        assert!(
            Content::built_in()
                .instrument_newest(&due.instrument)
                .unwrap()
                .available_in("es-419")
        );
    }
}

#[test]
fn an_item_nine_answer_opens_an_alert_when_the_item_is_saved() {
    let mut story = Story::with_course();
    let trigger = story.client(item_nine(1, FIRST)).unwrap();
    let open: Vec<_> = story.case.open_alerts().collect();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].trigger, trigger);
    assert_eq!(story.client(item_nine(0, FIRST)), Err(Refusal::NotCritical));
}

#[test]
fn a_whole_questionnaire_cannot_come_in_past_its_critical_answer() {
    let mut story = Story::with_course();
    let completed = phq9([0, 0, 0, 0, 0, 0, 0, 0, 2], FIRST);
    assert!(matches!(
        story.client(completed.clone()),
        Err(Refusal::Answers(_))
    ));
    story.measure(completed).unwrap();
    assert_eq!(story.case.open_alerts().count(), 1);
    assert_eq!(story.case.measures().len(), 1);
    assert_eq!(
        story.case.measures()[0].total(Content::built_in()),
        Some(2.0)
    );
}

#[test]
fn a_changed_mind_on_the_same_form_stays_one_alert_with_both_answers() {
    let mut story = Story::with_course();
    story.client(item_nine(3, FIRST)).unwrap();
    story.client(item_nine(1, FIRST)).unwrap();
    let alert = &story.case.alerts()[0];
    assert_eq!(story.case.alerts().len(), 1);
    assert_eq!(alert.answered.answer, Answer::Value(1));
    assert_eq!(
        alert
            .earlier
            .iter()
            .map(|(_, a)| a.clone())
            .collect::<Vec<_>>(),
        [Answer::Value(3)]
    );
}

#[test]
fn an_answer_after_somebody_took_note_opens_an_alert_of_its_own() {
    let mut story = Story::with_course();
    let trigger = story.client(item_nine(1, FIRST)).unwrap();
    story.therapist(AlertAcknowledged { trigger }).unwrap();
    story.client(item_nine(3, FIRST)).unwrap();
    assert_eq!(story.case.open_alerts().count(), 2);
}

#[test]
fn only_a_person_closes_an_alert_and_says_why() {
    let mut story = Story::with_course();
    let trigger = story.client(item_nine(2, FIRST)).unwrap();
    story.days_later(400);
    assert_eq!(story.case.open_alerts().count(), 1, "time closes nothing");
    let close = |rationale: &str| AlertClosed {
        trigger,
        disposition: Disposition::SafetyPlan,
        rationale: text(rationale),
    };
    assert_eq!(
        story.therapist(close("")),
        Err(Refusal::Missing("rationale"))
    );
    story
        .therapist(close("Spoke on the phone; plan reviewed."))
        .unwrap();
    assert_eq!(story.case.open_alerts().count(), 0);
    assert_eq!(
        story.case.alerts()[0].closed.as_ref().unwrap().by,
        therapist()
    );
    assert_eq!(story.therapist(close("again")), Err(Refusal::AlertClosed));
}

#[test]
fn an_answer_taken_back_still_waits_for_a_person() {
    let mut story = Story::with_course();
    let trigger = story.client(item_nine(2, FIRST)).unwrap();
    story
        .therapist(Retracted {
            target: trigger,
            reason: text("wrong client"),
        })
        .unwrap();
    let alert = &story.case.alerts()[0];
    assert!(alert.retracted && alert.is_open());
}

#[test]
fn old_positives_of_an_import_make_one_review_and_recent_ones_alert_as_usual() {
    let mut story = Story::with_course();
    for (name, days) in [("a", 200), ("b", 100), ("c", 60)] {
        let at = story.now - SignedDuration::from_hours(24 * days);
        let mut answered = item_nine(1, Occasion::Unscheduled(name.into()));
        answered.mode = AnswerMode::Import;
        story.enter(Fact::from(answered), therapist(), at).unwrap();
    }
    assert_eq!(story.case.alerts().len(), 1);
    assert!(story.case.alerts()[0].review);
    assert_eq!(story.case.alerts()[0].earlier.len(), 2);
    let mut recent = item_nine(1, Occasion::Unscheduled("d".into()));
    recent.mode = AnswerMode::Import;
    let at = story.now - SignedDuration::from_hours(24 * 3);
    story.enter(Fact::from(recent), therapist(), at).unwrap();
    assert_eq!(story.case.open_alerts().count(), 2);
}

#[test]
fn answers_that_the_form_does_not_offer_are_refused() {
    let mut story = Story::with_course();
    assert!(matches!(
        story.measure(phq9([4, 0, 0, 0, 0, 0, 0, 0, 0], FIRST)),
        Err(Refusal::Answers(_))
    ));
    let mut unknown = phq9([0; 9], FIRST);
    unknown.version = "99.0.0".into();
    assert!(matches!(
        story.measure(unknown),
        Err(Refusal::UnknownInstrument(_))
    ));
    let mut total = phq9([0; 9], FIRST);
    total.total_only = Some(30.0);
    total.answers = attune_measures::Answers::new();
    assert!(matches!(
        story.client(total),
        Err(Refusal::Impossible { field: "total", .. })
    ));
}

#[test]
fn a_measure_belongs_to_the_course_during_which_it_was_answered() {
    let mut story = Story::with_course();
    story.measure(phq9([1; 9], FIRST)).unwrap();
    assert_eq!(story.case.measures()[0].course, Some(COURSE));
}
