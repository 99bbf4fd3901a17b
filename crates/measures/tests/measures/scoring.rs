//! Scores of known patterns.

use attune_measures::{Answers, Instrument, Library, Scored, TriggerClass};

pub(crate) fn instrument(id: &str) -> &'static Instrument {
    Library::built_in()
        .get(id)
        .unwrap_or_else(|| panic!("{id} is built in"))
}

pub(crate) fn score(id: &str, line: &str) -> Scored {
    let instrument = instrument(id);
    instrument
        .score(&instrument.parse_answers(line).unwrap())
        .unwrap()
}

fn band(scored: &Scored) -> &str {
    scored.band.as_ref().map_or("none", |band| band.id.as_str())
}

#[test]
fn phq_9_sums_nine_items_and_leaves_the_difficulty_item_out() {
    let scored = score("phq-9", "1,2,0,3,1,0,2,1,0,3");
    assert_eq!(scored.total, Some(10.0));
    assert_eq!(band(&scored), "moderate");
    assert!(scored.complete && !scored.prorated && scored.critical.is_empty());
    assert_eq!(score("phq-9", "1,2,0,3,1,0,2,1,0").total, Some(10.0));
}

#[test]
fn a_missing_phq_9_answer_leaves_no_total() {
    let scored = score("phq-9", "1,2,,3,1,0,2,1,1");
    assert_eq!(scored.total, None);
    assert_eq!(scored.missing, ["3"]);
    assert!(!scored.complete);
    assert_eq!(scored.critical, ["9"]);
}

#[test]
fn item_nine_is_judged_alone_and_gives_an_urgency_not_a_level() {
    let phq = instrument("phq-9");
    assert!(phq.critical("9", &0.into()).is_none());
    assert_eq!(
        phq.critical("9", &1.into()).unwrap().class,
        TriggerClass::BeforeNextSession
    );
    assert_eq!(
        phq.critical("9", &3.into()).unwrap().class,
        TriggerClass::SameDay
    );
    assert!(phq.critical("8", &3.into()).is_none());
}

#[test]
fn the_phq_9_algorithm_counts_item_nine_from_several_days() {
    let class = |line| score("phq-9", line).algorithms["major-depressive-syndrome"].clone();
    assert_eq!(class("2,0,2,2,2,0,0,0,1").as_deref(), Some("criteria-met"));
    assert_eq!(
        class("1,1,3,3,3,3,3,3,3").as_deref(),
        Some("criteria-not-met")
    );
    assert_eq!(
        class("2,0,2,2,1,0,0,0,1").as_deref(),
        Some("criteria-not-met")
    );
    assert_eq!(
        class("2,0,2,2,,0,0,0,1"),
        None,
        "the missing answer could decide it"
    );
    assert_eq!(
        class("0,0,2,2,,0,0,0,1").as_deref(),
        Some("criteria-not-met"),
        "it cannot decide it"
    );
}

#[test]
fn the_json_has_the_agreed_fields() {
    let json = serde_json::to_value(score("phq-9", "3,3,3,3,3,3,3,3,3")).unwrap();
    assert_eq!(json["instrument"], "phq-9");
    assert_eq!(json["version"], "1");
    assert_eq!(json["complete"], true);
    assert_eq!(json["prorated"], false);
    assert_eq!(json["total"], 27);
    assert_eq!(json["band"], "severe");
    assert_eq!(json["critical"], serde_json::json!(["9"]));
    assert_eq!(json["subscales"], serde_json::json!({}));
    assert!(serde_json::to_value(score("phq-9", ",,,,,,,,")).unwrap()["total"].is_null());
}

#[test]
fn a_wrong_answer_names_its_place_and_what_is_allowed() {
    let phq = instrument("phq-9");
    let problem = phq
        .parse_answers("1,2,7,0,0,0,0,0,0")
        .unwrap_err()
        .to_string();
    assert!(
        problem.contains("answer 3 (item 3)") && problem.contains("'7'"),
        "{problem}"
    );
    assert!(problem.contains("3 (Nearly every day)"), "{problem}");
    let problem = phq.parse_answers("1,2").unwrap_err().to_string();
    assert!(
        problem.contains("takes 9 or 10 answers, and 2 were given"),
        "{problem}"
    );
    let unknown = phq
        .score(&Answers::from_iter([("17", 1)]))
        .unwrap_err()
        .to_string();
    assert!(unknown.contains("no item '17'"), "{unknown}");
}

#[test]
fn an_answer_may_be_the_words_of_its_option() {
    assert_eq!(
        score("gad-7", "not at all,1,Several days,0,0,0,3").total,
        Some(5.0)
    );
}

#[test]
fn a_row_scores_as_the_form_does() {
    let phq = instrument("phq-9");
    let row = [1, 2, 0, 3, 1, 0, 2, 1, 2].map(Some);
    let scored = phq.score_row(&row).unwrap();
    assert_eq!(scored.total, Some(12.0));
    assert_eq!(scored.critical, ["9"]);
    assert_eq!(scored.band.unwrap().id, "moderate");
    assert!(
        phq.score_row(&[Some(4); 9])
            .unwrap_err()
            .to_string()
            .contains("answer 1 (item 1)")
    );
}
