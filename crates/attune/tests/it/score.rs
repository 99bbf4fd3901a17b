//! `attune score --answers`: published vectors, and what is refused.

use crate::program::attune;
use serde_json::{Value, json};

fn scored(instrument: &str, answers: &str) -> Value {
    attune(&["score", instrument, "--answers", answers, "--json"])
        .expect(0)
        .json()
}

#[test]
fn the_json_object_has_exactly_the_promised_fields() {
    let scored = scored("phq-9", "1,2,3,3,0,1,2,1,1");
    assert_eq!(
        scored,
        json!({
            "instrument": "phq-9",
            "version": "1",
            "complete": true,
            "prorated": false,
            "total": 14,
            "subscales": {},
            "band": "moderate",
            "critical": ["9"],
        })
    );
}

#[test]
fn every_band_of_phq_9_begins_where_it_was_published() {
    let bands = [
        ("0,0,0,0,0,0,0,0,0", 0, "minimal"),
        ("1,1,1,1,0,0,0,0,0", 4, "minimal"),
        ("1,1,1,1,1,0,0,0,0", 5, "mild"),
        ("1,1,1,1,1,1,1,1,1", 9, "mild"),
        ("2,1,1,1,1,1,1,1,1", 10, "moderate"),
        ("2,2,2,2,2,2,2,0,0", 14, "moderate"),
        ("3,2,2,2,2,2,2,0,0", 15, "moderately-severe"),
        ("3,3,3,3,3,3,1,0,0", 19, "moderately-severe"),
        ("3,3,3,3,3,3,2,0,0", 20, "severe"),
        ("3,3,3,3,3,3,3,3,3", 27, "severe"),
    ];
    for (answers, total, band) in bands {
        let scored = scored("PHQ9", answers);
        assert_eq!(
            (&scored["total"], &scored["band"]),
            (&json!(total), &json!(band)),
            "{answers}"
        );
    }
}

#[test]
fn a_missing_answer_gives_no_total_where_the_instrument_does_not_allow_it() {
    let phq = scored("phq-9", "1,2,,3,0,1,2,1,1");
    assert_eq!(phq["total"], Value::Null);
    assert_eq!(
        (&phq["complete"], &phq["band"]),
        (&json!(false), &Value::Null)
    );
    assert_eq!(
        phq["critical"],
        json!(["9"]),
        "a person must see it all the same"
    );
    let core = scored("core-10", "1,2,3,4,,1,2,3,1,0");
    assert_eq!(
        (&core["complete"], &core["prorated"]),
        (&json!(false), &json!(true))
    );
    assert!(core["total"].as_f64().is_some_and(|total| total > 0.0));
}

#[test]
fn answers_may_be_words_and_reversal_happens_after_them() {
    let all_depressed = "no,yes,yes,yes,no,yes,no,yes,yes,yes,no,yes,no,yes,yes";
    assert_eq!(scored("gds-15", all_depressed)["total"], 15);
    let none = "yes,no,no,no,yes,no,yes,no,no,no,yes,no,yes,no,no";
    assert_eq!(scored("gds-15", none)["total"], 0);
}

#[test]
fn the_names_people_write_are_understood() {
    for name in ["phq-9", "PHQ-9", "PHQ9", "phq_9", "phq 9", "phq-9@1"] {
        assert_eq!(
            scored(name, "0,0,0,0,0,0,0,0,0")["instrument"],
            "phq-9",
            "{name}"
        );
    }
}

#[test]
fn every_instrument_scores_its_lowest_and_highest_answers_within_its_range() {
    let listed = attune(&["instruments", "--json"]).expect(0).json();
    for instrument in listed.as_array().unwrap() {
        let id = instrument["id"].as_str().unwrap();
        let shown = attune(&["instruments", "show", id, "--json"])
            .expect(0)
            .json();
        let items = shown["items"].as_array().unwrap();
        let end = |item: &Value, highest: bool| {
            let values: Vec<i64> = match (&item["options"], &item["range"]) {
                (Value::Array(options), _) => options
                    .iter()
                    .map(|option| option["value"].as_i64().unwrap())
                    .collect(),
                (_, Value::Array(range)) => range.iter().map(|end| end.as_i64().unwrap()).collect(),
                _ => return Some("07:30".to_owned()).filter(|_| item["answer"] == "time"),
            };
            let value = if highest {
                values.iter().max()
            } else {
                values.iter().min()
            };
            value.map(i64::to_string)
        };
        for highest in [false, true] {
            let answers: Vec<String> = items.iter().filter_map(|item| end(item, highest)).collect();
            let scored = scored(id, &answers.join(","));
            assert_eq!(scored["complete"], true, "{id} {answers:?}");
        }
    }
}

#[test]
fn what_cannot_be_scored_is_refused_in_a_sentence() {
    let wrong = [
        ("phq-9", "1,2,3,4,0,1,2,1,1", "answer 4 (item 4): '4'"),
        ("phq-9", "1,2,3", "takes 9 or 10 answers, and 3 were given"),
        ("phq-9", "1,2,3,-1,0,1,2,1,1", "'-1'"),
        ("phq-9", "1,2,3,x,0,1,2,1,1", "'x'"),
        ("phq-9", "1,2,3,1.5,0,1,2,1,1", "'1.5'"),
        ("phq-9", "", "holds no answers"),
        ("phq-99", "1", "there is no questionnaire"),
        ("phq-9@7", "1", "there is no questionnaire"),
        ("", "1", "there is no questionnaire"),
    ];
    for (instrument, answers, because) in wrong {
        attune(&["score", instrument, "--answers", answers, "--json"]).refused(2, because);
    }
}
