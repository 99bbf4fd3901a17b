//! Entries as they are written: nothing is lost on the way, and what is not known is kept.

use crate::story::{Story, item_nine, phq9, registered, therapist};
use attune_therapy::case::Case;
use attune_therapy::measure::Occasion;
use attune_therapy::{Compartment, Entry, Fact};
use proptest::prelude::*;
use std::sync::Arc;

#[test]
fn a_fact_of_a_kind_not_known_here_is_kept_word_for_word() {
    let mut story = Story::new();
    story.therapist(registered("Maya")).unwrap();
    let mut written = serde_json::to_value(&*story.case.entries()[0]).unwrap();
    written["kind"] = "sandplay.built".into();
    written["v"] = 3.into();
    written["body"] = serde_json::json!({ "tray": [1, 2, { "deep": null }] });
    let entry: Entry = serde_json::from_value(written.clone()).unwrap();
    assert!(matches!(&entry.fact, Fact::Opaque(opaque) if opaque.kind == "sandplay.built"));
    assert_eq!(serde_json::to_value(&entry).unwrap(), written);
    let case = Case::fold([Arc::clone(&story.case.entries()[0]), Arc::new(entry)]);
    assert_eq!(case.len(), 2, "folded past, not dropped");
}

#[test]
fn a_newer_version_of_a_known_kind_is_opaque_too() {
    let mut story = Story::new();
    story.therapist(registered("Maya")).unwrap();
    let mut written = serde_json::to_value(&*story.case.entries()[0]).unwrap();
    written["v"] = 2.into();
    let entry: Entry = serde_json::from_value(written).unwrap();
    assert!(matches!(entry.fact, Fact::Opaque(_)));
}

#[test]
fn every_kind_has_a_noun_and_a_verb_and_a_home() {
    for kind in Fact::KINDS {
        let (noun, verb) = kind.split_once('.').unwrap();
        assert!(!noun.is_empty() && !verb.is_empty(), "{kind}");
    }
    assert_eq!(
        Fact::from(registered("x")).compartment(),
        Some(Compartment::Administrative)
    );
    assert_eq!(
        Fact::from(item_nine(1, Occasion::Session(1))).compartment(),
        Some(Compartment::Progress)
    );
}

proptest! {
    #[test]
    fn whatever_is_admitted_folds_the_same_after_being_written_and_read(
        steps in proptest::collection::vec((0_u8..6, proptest::array::uniform9(0_i64..=3)), 0..25)
    ) {
        let mut story = Story::with_course();
        for (number, (step, values)) in (1_u16..).zip(steps) {
            story.days_later(1);
            let occasion = Occasion::Unscheduled(format!("day-{number}"));
            // Refusals are as good as admissions here: the gate is total.
            let _outcome = match step {
                0 => story.session(story.case.open_course().map_or(1, |course| course.next_session())),
                1 => story.measure(phq9(values, occasion)),
                2 => story.client(item_nine(values[8], occasion)),
                3 => {
                    let target = story.case.entries()[usize::from(number) % story.case.len()].id;
                    let reason = crate::story::text("mistake");
                    story.therapist(attune_therapy::correction::Retracted { target, reason })
                }
                4 => story.session(number),
                _ => story.enter(Fact::from(registered("again")), therapist(), story.now),
            };
        }
        let written: Vec<String> =
            story.case.entries().iter().map(|entry| serde_json::to_string(&**entry).unwrap()).collect();
        let read = written.iter().map(|line| Arc::new(serde_json::from_str::<Entry>(line).unwrap()));
        let again = Case::fold(read);
        prop_assert_eq!(again.entries(), story.case.entries());
        prop_assert_eq!(again.measures(), story.case.measures());
        prop_assert_eq!(again.alerts(), story.case.alerts());
        prop_assert_eq!(again.courses(), story.case.courses());
        prop_assert_eq!(again.sessions(), story.case.sessions());
    }
}
